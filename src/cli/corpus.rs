//! `attache corpus`.

use attache::cite::LibraryFormat;
use attache::copies::Kind;
use attache::error::{Diagnostic, Error, Reported};
use attache::model::{Corpus, Outcome};
use attache::output;
use attache::pipeline::Session;
use attache::pipeline::corpus::{self, Count, Listed, Shown};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::params::today;
use super::progress::Progress;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, FAILED, Global, purge};

#[derive(Debug, Args)]
pub(super) struct CorpusArgs {
    #[command(subcommand)]
    command: Option<CorpusCommand>,
}

#[derive(Debug, Clone, Subcommand)]
enum CorpusCommand {
    /// List what was read, as what, and what was not and why
    List(Shape),
    /// Count documents by format, language, encoding and year
    Stats(Shape),
    /// List documents that are copies of one another or tell one story
    Duplicates(Shape),
    /// Show what is known of documents, and where it comes from
    Show(ShowArgs),
    /// Write a sources.yaml of what is known, to complete by hand, or a
    /// library of references
    Sources(SourcesArgs),
    /// Remove the kept text of a document that must not be kept, from the
    /// archive and from every cache
    Purge(purge::PurgeArgs),
}

#[derive(Debug, Clone, Args)]
struct Shape {
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Args)]
struct ShowArgs {
    /// Documents, relative to the desk; PATH/MEMBER for a part of a file
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// Write the text that positions count into, and nothing else
    #[arg(long, conflicts_with = "format")]
    text: bool,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Args)]
struct SourcesArgs {
    /// Write it into each folder of the corpus that has none, instead of to
    /// standard output
    #[arg(long)]
    write: bool,
    /// Write a library for reference managers to standard output
    #[arg(long, value_name = "FORMAT", conflicts_with = "write")]
    to: Option<Target>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    Bibtex,
    CslJson,
    Hayagriva,
}

impl From<Target> for LibraryFormat {
    fn from(target: Target) -> Self {
        match target {
            Target::Bibtex => Self::Bibtex,
            Target::CslJson => Self::CslJson,
            Target::Hayagriva => Self::Hayagriva,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(global: &Global, args: &CorpusArgs, reporter: &Reporter) -> u8 {
    let command = args.command.clone().unwrap_or(CorpusCommand::List(Shape { format: Format::Text }));
    if let CorpusCommand::Purge(args) = &command {
        return purge::run(global, args, reporter);
    }
    match look(global, &command, reporter) {
        Ok(status) => status,
        Err(error) => reporter.error(&error),
    }
}

fn look(global: &Global, command: &CorpusCommand, reporter: &Reporter) -> Result<u8, Error> {
    let session = Session::open(&global.desk, super::readers())?;
    let progress = Progress::new(reporter.shows_progress());
    let Reported { value: corpus, warnings } =
        corpus::survey(&session, today(&session), &|step| progress.step(step));
    drop(progress);
    reporter.diagnostics(&warnings);
    match command {
        CorpusCommand::List(shape) => list(&corpus, shape.format, reporter),
        CorpusCommand::Stats(shape) => statistics(&corpus, shape.format, reporter),
        CorpusCommand::Duplicates(shape) => duplicates(&corpus, shape.format, reporter),
        CorpusCommand::Show(args) => show(&corpus, args, reporter)?,
        CorpusCommand::Sources(args) => return Ok(sources(&session, &corpus, args, reporter)),
        CorpusCommand::Purge(_) => unreachable!("purging reads no corpus, and was done before"),
    }
    Ok(DONE)
}

fn list(corpus: &Corpus, format: Format, reporter: &Reporter) {
    for listed in corpus::list(corpus) {
        match format {
            Format::Json => reporter.result(&json!(listed).to_string()),
            Format::Text => reporter.result(&printable(&line(&listed), false)),
        }
    }
}

fn name(listed: &Listed) -> String {
    match &listed.member {
        Some(member) => format!("{}/{member}", listed.path),
        None => listed.path.clone(),
    }
}

fn line(listed: &Listed) -> String {
    let name = name(listed);
    if let Some(reason) = &listed.reason {
        let outcome = if listed.outcome == Outcome::Refused { "refused" } else { "skipped" };
        return format!("{name}  {outcome}: {reason}");
    }
    let facts = [
        listed.media_type.unwrap_or_default().to_owned(),
        listed.encoding.clone().unwrap_or_default(),
        listed.language.clone().unwrap_or_else(|| "language unknown".to_owned()),
        listed.date.clone().unwrap_or_else(|| "undated".to_owned()),
        match listed.words {
            1 => "1 word".to_owned(),
            words => format!("{words} words"),
        },
    ];
    format!("{name}  {}", facts.join(", "))
}

fn statistics(corpus: &Corpus, format: Format, reporter: &Reporter) {
    let numbers = corpus::statistics(corpus);
    if format == Format::Json {
        return reporter.result(&json!(numbers).to_string());
    }
    reporter.result(&format!(
        "documents: {}, words: {}, skipped: {}, refused: {}",
        numbers.documents, numbers.words, numbers.skipped, numbers.refused
    ));
    let tables: [(&str, &[Count]); 5] = [
        ("type", &numbers.media_types),
        ("language", &numbers.languages),
        ("encoding", &numbers.encodings),
        ("year", &numbers.years),
        ("not read", &numbers.reasons),
    ];
    for (title, counts) in tables.into_iter().filter(|(_, counts)| !counts.is_empty()) {
        reporter.result(&format!("\n{title}"));
        for Count { name, count } in counts {
            reporter.result(&format!("{count:>8}  {}", printable(name, false)));
        }
    }
}

fn duplicates(corpus: &Corpus, format: Format, reporter: &Reporter) {
    let found = corpus::duplicates(corpus);
    if format == Format::Json {
        return reporter.result(&json!(found).to_string());
    }
    if found.clusters.is_empty() {
        reporter.result(&format!("no copies among {} documents", corpus.documents.len()));
    }
    for cluster in &found.clusters {
        let kind = match cluster.kind {
            Kind::Copy => "copies",
            Kind::Story => "one story",
        };
        reporter.result(&format!("{kind}, likeness {:.2}", cluster.similarity));
        // Copies within a story bear the number of their group.
        let group = |path: &String| cluster.copies.iter().position(|group| group.contains(path));
        for path in &cluster.paths {
            let mark = match group(path).filter(|_| cluster.kind == Kind::Story) {
                Some(group) => format!("  (copy {})", group + 1),
                None => String::new(),
            };
            reporter.result(&format!("  {}{mark}", printable(path, false)));
        }
    }
}

fn show(corpus: &Corpus, args: &ShowArgs, reporter: &Reporter) -> Result<(), Error> {
    for path in &args.paths {
        for document in corpus::named(corpus, path)? {
            let shown = corpus::show(document);
            match (args.text, args.format) {
                (true, _) => drop(reporter.result_bytes(shown.text.as_bytes())),
                (_, Format::Json) => reporter.result(&json!(shown).to_string()),
                (_, Format::Text) => facts(&shown, reporter),
            }
        }
    }
    Ok(())
}

fn facts(shown: &Shown, reporter: &Reporter) {
    reporter.result(&printable(&name(&shown.listed), false));
    let fact = |name: &str, value: &str| {
        reporter.result(&format!("  {name:<11} {}", printable(value, false)));
    };
    for known in &shown.metadata {
        fact(known.field, &format!("{}  ({})", known.value, origin(known.origin)));
    }
    fact("type", shown.listed.media_type.unwrap_or_default());
    fact("encoding", shown.listed.encoding.as_deref().unwrap_or_default());
    let blocks: Vec<String> =
        shown.blocks.iter().map(|Count { name, count }| format!("{name} {count}")).collect();
    fact("text", &format!("{} words; {}", shown.listed.words, blocks.join(", ")));
    if let Some(pages) = shown.pages {
        fact("pages", &pages.to_string());
    }
    fact("sha256", &shown.sha256);
    fact("text_sha256", &shown.text_sha256);
}

fn origin(layer: attache::model::Layer) -> &'static str {
    use attache::model::Layer;
    match layer {
        Layer::Sidecar => "sidecar",
        Layer::Sources => "sources.yaml",
        Layer::Bibliography => "bibliography",
        Layer::Embedded => "embedded",
        Layer::FileName => "file name",
        Layer::Detected => "detected",
    }
}

fn sources(session: &Session, corpus: &Corpus, args: &SourcesArgs, reporter: &Reporter) -> u8 {
    if let Some(target) = args.to {
        reporter.result_bytes(corpus::library(corpus, target.into()).as_bytes());
        return DONE;
    }
    let folders = corpus::folders(session);
    let mut status = DONE;
    if folders.len() < session.desk.config.corpus.len() {
        let message = "corpus paths that are no folder within the desk are left out";
        let hint = "write a `sources.yaml` there by hand";
        reporter.diagnostics(&[Diagnostic::warning(message).hint(hint)]);
        status = FAILED;
    }
    if !args.write {
        for folder in &folders {
            let name = if folder.is_empty() { "sources.yaml" } else { &format!("{folder}/sources.yaml") };
            reporter.result(&format!("# {}", printable(name, false)));
            reporter.result_bytes(corpus::sources_yaml(corpus, folder).as_bytes());
        }
        return status;
    }
    for folder in &folders {
        let file =
            if folder.is_empty() { "sources.yaml".to_owned() } else { format!("{folder}/sources.yaml") };
        let yaml = corpus::sources_yaml(corpus, folder);
        match output::write_new(&session.desk.root, &[(file.clone(), yaml.as_bytes())]) {
            Ok(()) => reporter.result(&format!("wrote {}", printable(&file, false))),
            Err(error) => {
                let hint = "`attache corpus sources` prints it, to be merged by hand";
                reporter.diagnostics(&[Diagnostic::error(error.to_string()).hint(hint)]);
                status = FAILED;
            }
        }
    }
    status
}
