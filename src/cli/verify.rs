//! `attache verify`.

use std::path::PathBuf;

use attache::error::{Diagnostic, Error};
use attache::pipeline::verify::{CitationReport, FileReport, FileVerdict, Report, SourceState, Verifier};
use attache::signature::{PublicKey, SignatureCheck};
use attache::verify::{Verdict, marked};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global};

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Folders of editions, edition.json, PDF or HTML files, BRIEF, or
    /// BRIEF/DATE; every edition of the desk if none is named
    #[arg(value_name = "EDITION|FILE")]
    names: Vec<String>,
    /// Check against this folder of documents; no desk is needed
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Check signatures too: the public key, or the file that has it
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// json gives an object a line for each edition
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(global: &Global, args: &VerifyArgs, reporter: &Reporter) -> u8 {
    match verify(global, args) {
        Ok(reports) => {
            reports.iter().for_each(|report| print(report, args.format, reporter));
            if reports.iter().all(|report| report.ok) { DONE } else { FAILED }
        }
        Err(error) => reporter.error(&error),
    }
}

fn verify(global: &Global, args: &VerifyArgs) -> Result<Vec<Report>, Error> {
    let (readers, key) = (super::readers(), key(args)?);
    let verifier = match &args.corpus {
        Some(corpus) if !corpus.is_dir() => {
            let mistake = Diagnostic::error(format!("there is no folder `{}`", corpus.display()));
            return Err(Error::Desk(vec![mistake]));
        }
        Some(corpus) => Verifier::over(corpus, readers, key),
        None => Verifier::open(&global.desk, readers, key)?,
    };
    Ok(verifier.verify(verifier.subjects(&args.names)?))
}

/// Reads the key: a file of this name, else the key itself.
fn key(args: &VerifyArgs) -> Result<Option<PublicKey>, Error> {
    let Some(written) = &args.key else { return Ok(None) };
    let text = std::fs::read_to_string(written).unwrap_or_else(|_| written.clone());
    match PublicKey::read(&text) {
        Ok(key) => Ok(Some(key)),
        Err(mistake) => Err(Error::Desk(vec![*mistake])),
    }
}

fn print(report: &Report, format: Format, reporter: &Reporter) {
    if format == Format::Json {
        return reporter.result(&json!(report).to_string());
    }
    for line in lines(report) {
        reporter.result(&printable(&line, false));
    }
}

/// Writes a report: one line on the whole, then one for each thing that is not
/// as it was.
fn lines(report: &Report) -> Vec<String> {
    let said = report.retraction.as_ref().map_or_else(
        || summary(report),
        |withdrawn| format!("withdrawn on {}: {}", withdrawn.retracted, withdrawn.reason),
    );
    let mut lines = vec![format!("{}: {said}", report.edition)];
    let citations = report.citations.iter().filter(|citation| citation.verdict != Verdict::Ok);
    lines.extend(citations.map(citation_line));
    lines.extend(report.files.iter().filter(|file| file.verdict != FileVerdict::Ok).map(file_line));
    lines.extend(report.sources.iter().map(|source| match source.state {
        SourceState::Edited => format!("  edited since: {}", source.document),
        SourceState::Gone => format!("  gone: {}", source.document),
    }));
    lines.extend(report.signature.as_ref().map(|signature| match signature {
        SignatureCheck::Good(comment) => format!("  signature good: {comment}"),
        SignatureCheck::Bad(why) => format!("  signature bad: {why}"),
        SignatureCheck::Missing => "  signature missing".to_owned(),
    }));
    lines
}

fn summary(report: &Report) -> String {
    let count = |verdict: Verdict| report.citations.iter().filter(|one| one.verdict == verdict).count();
    let verdicts = [Verdict::Ok, Verdict::Moved, Verdict::Altered, Verdict::SourceGone, Verdict::Purged];
    let mut parts: Vec<String> = verdicts
        .into_iter()
        .filter(|verdict| count(*verdict) > 0)
        .map(|verdict| format!("{} {}", count(verdict), verdict.name()))
        .collect();
    let bad = report.files.iter().filter(|file| file.verdict != FileVerdict::Ok).count();
    if bad > 0 {
        parts.push(format!("{bad} of {} files not as built", report.files.len()));
    }
    let all = report.citations.len();
    format!("{all} citation{}: {}", if all == 1 { "" } else { "s" }, parts.join(", "))
}

fn citation_line(citation: &CitationReport) -> String {
    let CitationReport { n, document, verdict, found_at, diff, proved } = citation;
    let name = verdict.name();
    match (verdict, found_at) {
        (Verdict::Moved, Some(place)) => {
            format!(
                "  {name} [{n}] {document}: to {} bytes {}-{}",
                place.document, place.start_byte, place.end_byte
            )
        }
        (Verdict::Altered, _) if diff.is_empty() => {
            format!("  {name} [{n}] {document}: nothing in it is like the quotation{}", proof(*proved))
        }
        (Verdict::Altered, _) => format!("  {name} [{n}] {document}: {}{}", marked(diff), proof(*proved)),
        (Verdict::Purged, _) => format!("  {name} [{n}] {document}: its text was removed on purpose"),
        _ => format!("  {name} [{n}] {document}{}", proof(*proved)),
    }
}

fn proof(proved: bool) -> &'static str {
    if proved { " (the kept text proves it)" } else { " (no kept text proves it)" }
}

fn file_line(file: &FileReport) -> String {
    let verdict = match file.verdict {
        FileVerdict::Ok => "ok",
        FileVerdict::Tampered => "tampered",
        FileVerdict::Missing => "missing",
        FileVerdict::Unproved => "unproved",
    };
    let detail = if file.detail.is_empty() { String::new() } else { format!(": {}", file.detail) };
    format!("  file {verdict}: {}{detail}", file.path)
}

/// The mistake of a file that cannot be read.
pub(super) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Error {
    let mistake = Diagnostic::error(format!("cannot read the file: {error}"));
    Error::Desk(vec![mistake.in_file(path.display().to_string())])
}
