//! `attache search`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attache::error::{Diagnostic, Error};
use attache::model::Date;
use attache::pipeline::{PassageResult, Searchable, Session};
use attache::tool::white_space::folded;
use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::json;

use super::progress::Progress;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, Global};

#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// Words, "exact phrases", -excluded, +required, weighted^2
    #[arg(
        value_name = "QUERY",
        required_unless_present = "queries",
        conflicts_with = "queries",
        allow_hyphen_values = true
    )]
    query: Option<String>,
    /// Queries from a file of JSON lines: {"id": …, "text": …}
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// Search this folder, whatever the desk's corpus is
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// text and json give passages, trec gives a run over documents
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// At most so many results a query: 10, and 1000 for trec, if not given
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Trec,
}

/// A line of a file of queries.
#[derive(Debug, Deserialize)]
struct QueryLine {
    id: String,
    text: String,
}

pub(super) fn run(global: &Global, args: &SearchArgs, reporter: &Reporter) -> u8 {
    match search(global, args, reporter) {
        Ok(()) => DONE,
        Err(error) => reporter.error(&error),
    }
}

fn search(global: &Global, args: &SearchArgs, reporter: &Reporter) -> Result<(), Error> {
    let queries = queries(args)?;
    let progress = Progress::new(reporter.shows_progress());
    let tell = |step| progress.step(step);
    let searchable = match &args.corpus {
        Some(folder) => Searchable::of_folder(folder, &super::readers(), &tell)?,
        None => Searchable::of_desk(&Session::open(&global.desk, super::readers())?, Date::today(), &tell)?,
    };
    drop(progress);
    reporter.diagnostics(&searchable.warnings);
    let limit = args.limit.unwrap_or(if args.format == Format::Trec { 1000 } else { 10 }) as usize;
    if args.format == Format::Trec {
        return trec(&searchable, &queries, limit, reporter);
    }
    for query in &queries {
        // A query typed by hand has a syntax; one from a file is plain text.
        let results = match args.query {
            Some(_) => searchable.passages(&query.text, limit)?,
            None => searchable.passages_of_plain(&query.text, limit)?,
        };
        for result in &results {
            match args.format {
                Format::Json => reporter.result(&as_json(&query.id, result)),
                _ => reporter.result(&as_text(result)),
            }
        }
        if results.is_empty() && args.format == Format::Text {
            reporter.remark("nothing found");
        }
    }
    Ok(())
}

fn queries(args: &SearchArgs) -> Result<Vec<QueryLine>, Error> {
    let Some(path) = &args.queries else {
        let text = args.query.clone().unwrap_or_default();
        return Ok(vec![QueryLine { id: "1".to_owned(), text }]);
    };
    let wrong = |diagnostic: Diagnostic| Error::Desk(vec![diagnostic.in_file(path.display().to_string())]);
    let text = std::fs::read_to_string(path)
        .map_err(|error| wrong(Diagnostic::error(format!("cannot read the queries: {error}"))))?;
    let mut queries = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let query = serde_json::from_str(line).map_err(|error| {
            let diagnostic = Diagnostic::error(format!("not a query: {error}"));
            wrong(
                diagnostic
                    .at(index + 1, error.column(), &text)
                    .hint(r#"each line is {"id": "…", "text": "…"}"#),
            )
        })?;
        queries.push(query);
    }
    Ok(queries)
}

fn trec(
    searchable: &Searchable,
    queries: &[QueryLine],
    limit: usize,
    reporter: &Reporter,
) -> Result<(), Error> {
    let ids = stems(searchable)?;
    let mut run = String::new();
    for query in queries {
        for (rank, result) in searchable.documents_of_plain(&query.text, limit)?.iter().enumerate() {
            let id = &ids[&result.document];
            run.push_str(&format!("{} Q0 {id} {} {:.6} attache\n", query.id, rank + 1, result.score));
        }
    }
    reporter.result_bytes(run.as_bytes());
    Ok(())
}

/// Returns the name without extension of each document, by document id.
fn stems(searchable: &Searchable) -> Result<BTreeMap<String, String>, Error> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut ids = BTreeMap::new();
    for document in searchable.ids() {
        let stem = Path::new(&document).file_stem().unwrap_or_default().to_string_lossy().replace(' ', "_");
        if let Some(owner) = owners.insert(stem.clone(), document.clone()) {
            let message = format!("`{owner}` and `{document}` have the same name without extension");
            let hint = "a TREC run names documents by it; rename one of them";
            return Err(Error::Build(vec![Diagnostic::error(message).hint(hint)]));
        }
        ids.insert(document, stem);
    }
    Ok(ids)
}

fn as_text(result: &PassageResult) -> String {
    let date = result.date.as_deref().unwrap_or("undated");
    let place = format!("{}:{} {date} {:.2}", result.document, result.line, result.score);
    format!("{}\n  {}\n", printable(&place, false), printable(&folded(&result.text), false))
}

fn as_json(query: &str, result: &PassageResult) -> String {
    json!({
        "query": query,
        "path": result.document,
        "title": result.title,
        "date": result.date,
        "line": result.line,
        "start_byte": result.start_byte,
        "end_byte": result.end_byte,
        "score": result.score,
        "matched": result.matched,
        "text": result.text,
    })
    .to_string()
}
