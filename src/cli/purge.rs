//! `attache corpus purge`.

use attache::error::{Diagnostic, Error};
use attache::model::Date;
use attache::output;
use attache::pipeline::editions::Editions;
use attache::pipeline::output_error;
use attache::pipeline::purge::{self, Purge, Quoting};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::editions::said;
use super::params::today_at;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, Global};

#[derive(Debug, Clone, Args)]
pub(super) struct PurgeArgs {
    /// A path in the corpus, a document's id in an edition, or a digest of its
    /// file or its text
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// Why, for the tombstone
    #[arg(long, value_name = "TEXT", value_parser = said)]
    reason: Option<String>,
    /// The day of the removal; today if it is not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(global: &Global, args: &PurgeArgs, reporter: &Reporter) -> u8 {
    match work(global, args, reporter) {
        Ok(()) => DONE,
        Err(error) => reporter.error(&error),
    }
}

fn work(global: &Global, args: &PurgeArgs, reporter: &Reporter) -> Result<(), Error> {
    let editions = Editions::open(&global.desk)?;
    let held = || output::lock(&global.desk, "attache corpus purge").map_err(output_error);
    let _held = if args.dry_run { None } else { Some(held()?) };
    let found = purge::find(&editions, &super::readers(), &args.document)?;
    if !args.dry_run {
        let day = args.date.unwrap_or_else(|| today_at(&editions.desk));
        purge::purge(&editions, &found, day, args.reason.as_deref())?;
    }
    print(&found, args, reporter);
    reporter.diagnostics(&left(&found));
    Ok(())
}

fn print(found: &Purge, args: &PurgeArgs, reporter: &Reporter) {
    if args.format == Format::Json {
        let mut line = json!(found);
        line["dry_run"] = args.dry_run.into();
        return reporter.result(&line.to_string());
    }
    let would = if args.dry_run { "would purge" } else { "purged" };
    for text in &found.texts {
        let before = if text.purged { ", as before" } else { "" };
        let kept = if text.kept { "its kept text" } else { "no text was kept" };
        let documents = text.documents.join(", ");
        let line = format!("{would} {documents}: {kept}, sha256 {}{before}", text.text_sha256);
        reporter.result(&printable(&line, false));
    }
    if !args.dry_run {
        reporter.result("removed every cache in .attache/");
    }
    for quoting in &found.editions {
        reporter.result(&printable(&format!("  quoted by {}", place(quoting)), false));
    }
}

/// Says what was not touched, and what to do about it.
fn left(found: &Purge) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for file in &found.files {
        let hint = "remove it from the corpus: until then every build warns of it and passes it over";
        told.push(Diagnostic::warning("the source itself is left to its owner").in_file(file).hint(hint));
    }
    for quoting in &found.editions {
        let name = format!("{}/{}", quoting.brief, quoting.edition);
        let hint = match quoting.draft {
            true => "build the brief again; the draft cannot be published any more".to_owned(),
            false => format!("`attache editions retract {name} --reason …` puts a notice in its place"),
        };
        told.push(Diagnostic::warning(format!("{name} quotes it still")).hint(hint));
    }
    told
}

fn place(quoting: &Quoting) -> String {
    let numbers: Vec<String> = quoting.excerpts.iter().map(|n| format!("[{n}]")).collect();
    let draft = if quoting.draft { " (draft)" } else { "" };
    format!("{}/{}{draft}: {}", quoting.brief, quoting.edition, numbers.join(" "))
}
