//! `attache themes`.

use attache::error::Error;
use attache::pipeline::Session;
use attache::pipeline::themes::{Example, ListedTerm, SuggestedTerm, ThemeStudy, kind_name, terms_yaml};
use attache::tool::white_space::folded;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::params::today;
use super::progress::Progress;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, Global};

#[derive(Debug, Args)]
pub(super) struct ThemesArgs {
    #[command(subcommand)]
    command: Option<ThemesCommand>,
}

#[derive(Debug, Clone, Subcommand)]
enum ThemesCommand {
    /// List what each term of a theme finds in the corpus
    List(ListArgs),
    /// Suggest terms and phrases that would sharpen a theme
    Suggest(SuggestArgs),
}

#[derive(Debug, Clone, Args)]
struct ListArgs {
    /// Themes of config.yaml; all if none is given
    #[arg(value_name = "THEME")]
    themes: Vec<String>,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Args)]
struct SuggestArgs {
    /// Themes of config.yaml; all if none is given
    #[arg(value_name = "THEME")]
    themes: Vec<String>,
    /// How the result is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// At most so many suggestions for a theme in each language
    #[arg(long, value_name = "COUNT", default_value = "10", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(global: &Global, args: &ThemesArgs, reporter: &Reporter) -> u8 {
    let all = ListArgs { themes: Vec::new(), format: Format::Text };
    let done = match args.command.clone().unwrap_or(ThemesCommand::List(all)) {
        ThemesCommand::List(args) => list(global, &args, reporter),
        ThemesCommand::Suggest(args) => suggest(global, &args, reporter),
    };
    match done {
        Ok(()) => DONE,
        Err(error) => reporter.error(&error),
    }
}

fn study(global: &Global, themes: &[String], reporter: &Reporter) -> Result<ThemeStudy, Error> {
    let session = Session::open(&global.desk, super::readers())?;
    let progress = Progress::new(reporter.shows_progress());
    let study = ThemeStudy::of_desk(&session, themes, today(&session), &|step| progress.step(step))?;
    drop(progress);
    reporter.diagnostics(&study.warnings);
    Ok(study)
}

fn list(global: &Global, args: &ListArgs, reporter: &Reporter) -> Result<(), Error> {
    let study = study(global, &args.themes, reporter)?;
    let listed = study.list()?;
    if args.format == Format::Json {
        listed.iter().for_each(|term| reporter.result(&listed_json(term).to_string()));
        return Ok(());
    }
    for (place, theme) in study.ids().enumerate() {
        reporter.result(&format!("{}{}", if place > 0 { "\n" } else { "" }, printable(theme, false)));
        for term in listed.iter().filter(|term| term.theme == theme) {
            reporter.result(&printable(&listed_line(term), false));
            if let Some(example) = &term.example {
                reporter.result(&example_lines(example));
            }
        }
    }
    Ok(())
}

fn listed_line(term: &ListedTerm) -> String {
    let clause = &term.clause;
    let counts = format!("{} in {}", counted(term.passages, "passage"), counted(term.documents, "document"));
    let language = clause.language.as_deref().map_or_else(String::new, |code| format!(" ({code})"));
    let required = if clause.required { "+" } else { "" };
    let name = match kind_name(clause.kind) {
        "phrase" => format!("{required}\"{}\"{language}", clause.text),
        _ => format!("{required}{}{language}", clause.text),
    };
    match (term.excluded, term.passages) {
        (true, 0) => format!("  -{name}  excludes nothing"),
        (true, _) => format!("  -{name}  excludes {counts}"),
        (false, 0) => format!("  {name}^{}  finds nothing", clause.weight),
        (false, _) => format!("  {name}^{}  {counts}", clause.weight),
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn example_lines(example: &Example) -> String {
    let place = format!("{}:{}", example.document, example.line);
    let text = folded(&example.text);
    format!("      {}\n        {}", printable(&place, false), printable(&text, false))
}

fn listed_json(term: &ListedTerm) -> Value {
    json!({
        "theme": term.theme,
        "term": term.clause.text,
        "kind": kind_name(term.clause.kind),
        "weight": term.clause.weight,
        "required": term.clause.required,
        "excluded": term.excluded,
        "language": term.clause.language,
        "passages": term.passages,
        "documents": term.documents,
        "example": term.example.as_ref().map(example_json),
    })
}

fn example_json(example: &Example) -> Value {
    json!({
        "path": example.document,
        "line": example.line,
        "start_byte": example.start_byte,
        "end_byte": example.end_byte,
        "text": example.text,
    })
}

fn suggest(global: &Global, args: &SuggestArgs, reporter: &Reporter) -> Result<(), Error> {
    let study = study(global, &args.themes, reporter)?;
    let suggested = study.suggest(args.limit as usize)?;
    if args.format == Format::Json {
        suggested.iter().for_each(|term| reporter.result(&suggested_json(term).to_string()));
        return Ok(());
    }
    for (place, theme) in study.ids().enumerate() {
        let own: Vec<&SuggestedTerm> = suggested.iter().filter(|term| term.theme == theme).collect();
        reporter.result(&format!("{}{}", if place > 0 { "\n" } else { "" }, printable(theme, false)));
        if own.is_empty() {
            reporter.result("  nothing to suggest");
        }
        for group in own.chunk_by(|one, next| one.suggestion.language == next.suggestion.language) {
            table(group, reporter);
        }
    }
    if !suggested.is_empty() {
        reporter
            .result("\n# To paste into config.yaml: take what fits, and try it with `attache themes list`.");
        snippet(&study, &suggested, reporter);
    }
    Ok(())
}

fn table(group: &[&SuggestedTerm], reporter: &Reporter) {
    let language = group[0].suggestion.language.as_deref().unwrap_or("unknown");
    reporter.result(&format!(
        "  {:>8}  {:>9}  {:>6}  {:>6}  {:>9}  term ({})",
        "keyness",
        "log ratio",
        "in",
        "out",
        "documents",
        printable(language, false)
    ));
    for term in group {
        let found = &term.suggestion;
        reporter.result(&format!(
            "  {:>8.1}  {:>9.1}  {:>6}  {:>6}  {:>9}  {}",
            found.keyness,
            found.log_ratio,
            found.counts.inside,
            found.counts.outside,
            found.documents,
            printable(&found.term, false)
        ));
        reporter.result(&example_lines(&term.example));
    }
}

fn snippet(study: &ThemeStudy, suggested: &[SuggestedTerm], reporter: &Reporter) {
    reporter.result("themes:");
    for theme in study.ids() {
        let own: Vec<&SuggestedTerm> = suggested.iter().filter(|term| term.theme == theme).collect();
        if own.is_empty() {
            continue;
        }
        reporter.result(&format!("  {}:\n    terms:", printable(theme, false)));
        for group in own.chunk_by(|one, next| one.suggestion.language == next.suggestion.language) {
            let language = group[0].suggestion.language.as_deref().unwrap_or("unknown");
            reporter.result(&format!("      # {}", printable(language, false)));
            reporter.result(printable(&terms_yaml(group.iter().copied()), true).trim_end());
        }
    }
}

fn suggested_json(term: &SuggestedTerm) -> Value {
    let found = &term.suggestion;
    json!({
        "theme": term.theme,
        "term": found.term,
        "kind": kind_name(found.kind),
        "keyness": found.keyness,
        "log_ratio": found.log_ratio,
        "in": found.counts.inside,
        "out": found.counts.outside,
        "documents": found.documents,
        "language": found.language,
        "weight": found.weight,
        "example": example_json(&term.example),
    })
}
