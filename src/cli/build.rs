//! `attache build`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use attache::error::{Diagnostic, Error, Reported};
use attache::manifest::Manifest;
use attache::model::{Artifact, Date};
use attache::output::{self, Written};
use attache::pipeline::{self, Built, Request, Session, Since, Step};
use attache::signature::{self, SigningKey};
use clap::Args;
use serde_json::json;

use super::params::{ParamArgs, today};
use super::progress::Progress;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global, NOTHING_NEW};

#[derive(Debug, Default, Args)]
pub(super) struct BuildArgs {
    /// Briefs to build, by file name without extension; all of them if none is named
    #[arg(value_name = "BRIEF")]
    briefs: Vec<String>,
    /// Only this audience (may be given more than once)
    #[arg(long, value_name = "AUDIENCE")]
    audience: Vec<String>,
    /// Only these formats, such as `md,pdf`
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    to: Vec<String>,
    #[command(flatten)]
    params: ParamArgs,
    /// The edition's date; today if it is not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Only documents dated since the last edition (`last`) or a day
    #[arg(long, value_name = "last|DATE")]
    since: Option<Since>,
    /// Treat warnings as errors: write nothing if there is one
    #[arg(long)]
    strict: bool,
    /// Build only if something changed since the newest edition
    #[arg(long)]
    if_changed: bool,
    /// Exit with status 3 if nothing was new
    #[arg(long)]
    exit_code: bool,
    /// Sign each edition.json with this secret key of minisign
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// A file whose first line is the key's password; without one the
    /// environment variable ATTACHE_SIGN_PASSWORD is asked
    #[arg(long, value_name = "FILE", requires = "sign")]
    password_file: Option<PathBuf>,
}

pub(super) fn run(global: &Global, args: &BuildArgs, reporter: &Reporter) -> u8 {
    let begun = Instant::now();
    let status = match build(global, args, reporter) {
        Ok(status) => status,
        Err(error) => reporter.error(&error),
    };
    reporter.remark(&format!("took {:.2} s", begun.elapsed().as_secs_f64()));
    status
}

fn build(global: &Global, args: &BuildArgs, reporter: &Reporter) -> Result<u8, Error> {
    let given = args.params.given(&args.briefs);
    let session = Session::open_with(&global.desk, super::readers(), &given)?;
    let key = args.sign.as_deref().map(|path| signing_key(path, args)).transpose()?;
    let briefs = session.briefs(&args.briefs)?;
    let request = Request {
        date: args.date.unwrap_or_else(|| today(&session)),
        audiences: args.audience.clone(),
        formats: args.to.clone(),
        since: args.since,
    };
    session.check_request(&briefs, &request)?;
    let _held = output::lock(&global.desk).map_err(pipeline::output_error)?;
    session.warm();
    let progress = Progress::new(reporter.shows_progress());
    let material = session.read(request.date, &|step| progress.step(step))?;
    reporter.diagnostics(&material.warnings);
    reporter.remark(&format!("read {} documents", material.value.corpus.documents.len()));
    let mut warned = !material.warnings.is_empty();
    if args.briefs.is_empty() {
        let incomplete: Vec<Diagnostic> =
            session.desk.incomplete.iter().map(|(_, told)| told.clone()).collect();
        reporter.diagnostics(&incomplete);
        warned |= !incomplete.is_empty();
    }
    let mut failed = false;
    let mut editions = Vec::new();
    // All are built before one is written: a mistake in the last leaves the archive as it was.
    for (done, brief) in briefs.iter().enumerate() {
        progress.step(Step { what: "building", done, of: briefs.len() });
        let Reported { value: built, warnings } = match session.build(&material.value, brief, &request) {
            // What is wrong with one brief and its sources keeps no other from its readers.
            Err(Error::Build(diagnostics)) => {
                reporter.diagnostics(&diagnostics);
                failed = true;
                continue;
            }
            built => built?,
        };
        reporter.diagnostics(&warnings);
        reporter.diagnostics(&built.failures);
        warned |= !warnings.is_empty();
        editions.push(built);
    }
    drop(progress);
    failed |= editions.iter().any(|built| !built.failures.is_empty());
    if args.strict && (warned || failed) {
        let hint = "with --strict nothing is written while there are warnings";
        return Ok(reporter.failed(&Diagnostic::error("nothing was written").hint(hint)));
    }
    let mut changed = false;
    for built in &mut editions {
        if built.loses {
            reporter.diagnostics(&[left_alone(&built.manifest)]);
            continue;
        }
        if let Some(key) = &key {
            sign(&session, built, key)?;
        }
        let Some(written) = write(&session, built, args, reporter)? else { continue };
        changed |= written;
        let unkept = pipeline::unkept(&pipeline::archive(&session.desk), &built.manifest);
        failed |= !unkept.is_empty();
        reporter.diagnostics(&unkept);
    }
    Ok(match (failed, changed) {
        (true, _) => FAILED,
        (false, false) if args.exit_code => NOTHING_NEW,
        _ => DONE,
    })
}

/// Says that an edition was not put in the place of one with more files.
fn left_alone(manifest: &Manifest) -> Diagnostic {
    let message = format!("the edition {}/{} is left as it was", manifest.brief, manifest.date);
    Diagnostic::error(message).hint("it has a file that could not be written now")
}

/// Reads the key that signs, before anything is built.
fn signing_key(path: &Path, args: &BuildArgs) -> Result<SigningKey, Error> {
    let read =
        |path: &Path| std::fs::read_to_string(path).map_err(|error| super::verify::unreadable(path, &error));
    let password = match &args.password_file {
        Some(file) => read(file)?.lines().next().map(str::to_owned),
        None => std::env::var_os("ATTACHE_SIGN_PASSWORD").and_then(|password| password.into_string().ok()),
    };
    let mistaken = |mistake: Box<Diagnostic>| Error::Desk(vec![mistake.in_file(path.display().to_string())]);
    SigningKey::read(&read(path)?, password).map_err(mistaken)
}

/// Puts the signature of an edition's manifest beside it: the one that stands
/// in the archive already, if it is this key's and of these bytes.
fn sign(session: &Session, built: &mut Built, key: &SigningKey) -> Result<(), Error> {
    let comment = format!("attache {} {}", built.manifest.brief, built.manifest.date);
    let manifest = built.manifest.to_json();
    let folder = pipeline::archive(&session.desk).join(&built.manifest.brief).join(&built.manifest.date);
    let standing = std::fs::read(folder.join(signature::FILE)).ok().filter(|standing| {
        key.public().is_some_and(|public| signature::check(&public, &manifest, Some(standing)).is_good())
    });
    let signed = standing.map_or_else(|| key.sign(&manifest, &comment), Ok);
    let bytes = signed.map_err(|why| {
        Error::Build(vec![Diagnostic::error(format!("cannot sign {}: {why}", built.manifest.brief))])
    })?;
    built.edition.artifacts.push(Artifact { name: signature::FILE.to_owned(), bytes });
    Ok(())
}

/// Writes an edition unless it is no news and only news are wanted; tells
/// whether the archive has changed, `None` if it was left alone.
fn write(
    session: &Session,
    built: &Built,
    args: &BuildArgs,
    reporter: &Reporter,
) -> Result<Option<bool>, Error> {
    if args.if_changed && !built.is_news {
        reporter.remark(&format!("{}: nothing new", built.manifest.brief));
        return Ok(None);
    }
    let written =
        output::write(&pipeline::archive(&session.desk), &built.edition).map_err(pipeline::output_error)?;
    print(session, &built.manifest, &written, reporter);
    Ok(Some(written.changed))
}

/// Prints an edition: a line on it, then its files.
fn print(session: &Session, manifest: &Manifest, written: &Written, reporter: &Reporter) {
    let relative =
        |path: &std::path::Path| path.strip_prefix(&session.desk.root).unwrap_or(path).display().to_string();
    let files: Vec<String> = written.files.iter().map(|file| relative(file)).collect();
    if reporter.json {
        let line = json!({
            "brief": manifest.brief,
            "date": manifest.date,
            "excerpts": manifest.excerpts.len(),
            "documents": manifest.coverage.documents,
            "changed": written.changed,
            "files": files,
        });
        return reporter.result(&line.to_string());
    }
    let state = if written.changed { "built" } else { "unchanged" };
    reporter.result(&printable(
        &format!(
            "{state} {} {}: {} from {} of {}",
            manifest.brief,
            manifest.date,
            counted(manifest.excerpts.len(), "excerpt"),
            manifest.coverage.cited,
            counted(manifest.coverage.documents, "document"),
        ),
        false,
    ));
    for file in files {
        reporter.result(&printable(&format!("  {file}"), false));
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
