//! `attache inspect`.

use std::path::PathBuf;

use attache::error::Error;
use attache::model::Outcome;
use attache::pipeline::{self, Inspection, Session};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global};

/// How many files are read before the first is shown.
const AT_ONCE: usize = 64;

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Files to look into
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// One line of text for people, or one line of JSON, for each document
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Rank the sentences for this query, best first
    #[arg(long, value_name = "QUERY")]
    rank: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(global: &Global, args: &InspectArgs, reporter: &Reporter) -> u8 {
    match inspect(global, args, reporter) {
        Ok(status) => status,
        Err(error) => reporter.error(&error),
    }
}

fn inspect(global: &Global, args: &InspectArgs, reporter: &Reporter) -> Result<u8, Error> {
    // Themes are the desk's; a file can be inspected where there is no desk.
    let readers = super::readers();
    let session = match global.desk.join("config.yaml").exists() {
        true => Some(Session::open(&global.desk, readers.clone())?),
        false => None,
    };
    let mut status = DONE;
    let (session, rank) = (session.as_ref(), args.rank.as_deref());
    let seen =
        args.files.chunks(AT_ONCE).flat_map(|files| pipeline::inspect_all(session, &readers, files, rank));
    for seen in seen {
        let seen = seen?;
        reporter.diagnostics(&seen.warnings);
        for inspection in &seen.value {
            if inspection.outcome == Outcome::Refused {
                status = FAILED;
            }
            match args.format {
                Format::Json => reporter.result(&json!(inspection).to_string()),
                Format::Text => reporter.result(&as_text(inspection)),
            }
        }
    }
    Ok(status)
}

fn as_text(inspection: &Inspection) -> String {
    let mut lines = vec![match &inspection.reason {
        Some(reason) => format!("{}: {reason}", inspection.path),
        None => inspection.path.clone(),
    }];
    let mut fact = |name: &str, value: Option<&str>| {
        lines.extend(value.filter(|value| !value.is_empty()).map(|value| format!("  {name:<11} {value}")));
    };
    fact("title", inspection.title.as_deref());
    fact("authors", Some(&inspection.authors.join("; ")));
    fact("publisher", inspection.publisher.as_deref());
    fact("date", inspection.date.as_deref());
    fact("url", inspection.url.as_deref());
    fact("language", inspection.language.as_deref());
    fact("type", inspection.media_type.as_deref());
    if inspection.outcome == Outcome::Ingested {
        let size =
            format!("{} passages, {} sentences", inspection.passages.len(), inspection.sentences.len());
        fact("size", Some(&size));
        for theme in &inspection.themes {
            fact("theme", Some(&format!("{} {:.2}", theme.id, theme.score)));
        }
        for figure in &inspection.figures {
            fact("figure", Some(&figure.text));
        }
        for quotation in &inspection.quotations {
            let speaker = quotation.speaker.as_deref().unwrap_or("?");
            fact("quotation", Some(&format!("{speaker}: {}", quotation.text)));
        }
    }
    let mut ranked = Vec::new();
    if let (Some(ranking), Some(text)) = (&inspection.ranking, &inspection.text) {
        for (place, index) in ranking.iter().enumerate() {
            let [start, end] = inspection.sentences[*index];
            ranked.push(format!("  {:>4}. {}", place + 1, text[start..end].trim()));
        }
    }
    lines.extend(ranked);
    lines.iter().map(|line| printable(line, false)).collect::<Vec<_>>().join("\n")
}
