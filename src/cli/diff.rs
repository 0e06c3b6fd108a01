//! `attache diff`.

use attache::error::Error;
use attache::pipeline::diff::{
    Changes, Diff, DisagreementChange, Editions, EventChange, FigureChange, Quoted, Run, Updated, diff,
};
use attache::tool::markdown::escape;
use attache::tool::white_space::folded;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, Global, NOTHING_NEW};

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier edition: BRIEF/EDITION, its folder or its edition.json; or
    /// a brief, whose two newest editions are compared
    #[arg(value_name = "EDITION|BRIEF")]
    before: String,
    /// The later edition; an edition's name alone means one of the same brief
    #[arg(value_name = "EDITION")]
    after: Option<String>,
    /// Only what this audience is told
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Exit with status 3 if there is no difference
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

pub(super) fn run(global: &Global, args: &DiffArgs, reporter: &Reporter) -> u8 {
    match compared(global, args) {
        Ok(found) => {
            // What documents say must not steer a terminal in any format that people read.
            let written = match args.format {
                Format::Text => printable(&text(&found).lines().join("\n"), true),
                Format::Markdown => printable(&markdown(&found), true),
                Format::Json => json!(found).to_string(),
            };
            reporter.result(&written);
            if found.same && args.exit_code { NOTHING_NEW } else { DONE }
        }
        Err(error) => reporter.error(&error),
    }
}

fn compared(global: &Global, args: &DiffArgs) -> Result<Diff, Error> {
    let editions = Editions::of(&global.desk);
    let [before, after] = match &args.after {
        None => editions.last_two(&args.before)?,
        Some(after) => [editions.read(&args.before, after)?, editions.read(after, &args.before)?],
    };
    diff(&before, &after, args.audience.as_deref())
}

/// A list under its title.
struct Section {
    title: &'static str,
    /// What each is, and its words.
    entries: Vec<(String, Words)>,
}

/// The words of an entry.
enum Words {
    None,
    Plain(String),
    Runs(Vec<Run>),
}

/// What there is to say, before it is set as text or Markdown.
struct Written {
    title: String,
    summary: String,
    sections: Vec<Section>,
}

fn text(found: &Diff) -> Written {
    let Diff { before, after, excerpts, .. } = found;
    let of = before.audience.as_ref().map_or_else(String::new, |audience| format!(", for {audience}"));
    let later = match before.brief == after.brief {
        true => after.edition.clone(),
        false => format!("{} {}", after.brief, after.edition),
    };
    let summary = match found.same {
        true => "both tell and cite the same".to_owned(),
        false => format!(
            "{} new, {} updated, {} told before in other words, {} gone, {} as before",
            excerpts.new.len(),
            excerpts.updated.len(),
            excerpts.repeated.len(),
            excerpts.gone.len(),
            excerpts.standing,
        ),
    };
    Written {
        title: format!("{} {} to {later}{of}", before.brief, before.edition),
        summary,
        sections: sections(found),
    }
}

fn sections(found: &Diff) -> Vec<Section> {
    let excerpts = &found.excerpts;
    let quotes = |title, list: &[Quoted]| Section {
        title,
        entries: list.iter().map(|quoted| (place(quoted), Words::Plain(quoted.text.clone()))).collect(),
    };
    let pairs = |title, list: &[Updated]| Section {
        title,
        entries: list
            .iter()
            .map(|pair| (place(&pair.after), Words::Runs(pair.differences.clone())))
            .collect(),
    };
    let again = |pair: &Updated| {
        let before = &pair.before;
        let place = format!("{}, as {} says ({})", place(&pair.after), before.n, before.document);
        (place, Words::Plain(pair.after.text.clone()))
    };
    let names = |title, ids: &[String]| Section {
        title,
        entries: ids.iter().map(|id| (id.clone(), Words::None)).collect(),
    };
    let mut all = vec![
        quotes("New", &excerpts.new),
        pairs("Updated", &excerpts.updated),
        Section {
            title: "Told before in other words",
            entries: excerpts.repeated.iter().map(again).collect(),
        },
        quotes("Gone", &excerpts.gone),
    ];
    all.extend(of_findings(["Figures revised", "New figures", "Figures gone"], &found.figures, figure));
    all.extend(of_findings(["Events moved", "New events", "Events gone"], &found.events, event));
    let titles = ["Disagreements that changed", "New disagreements", "Disagreements gone"];
    all.extend(of_findings(titles, &found.disagreements, disagreement));
    all.extend([
        names("Documents cited for the first time", &found.documents.new),
        names("Documents that were edited", &found.documents.edited),
        names("Documents cited no longer", &found.documents.gone),
    ]);
    all.retain(|section| !section.entries.is_empty());
    all
}

fn of_findings<T>(
    [updated, new, gone]: [&'static str; 3],
    changes: &Changes<T>,
    entry: impl Fn(&T) -> (String, Words) + Copy,
) -> [Section; 3] {
    let of = |title, list: &[T]| Section { title, entries: list.iter().map(entry).collect() };
    [of(updated, &changes.updated), of(new, &changes.new), of(gone, &changes.gone)]
}

fn place(quoted: &Quoted) -> String {
    format!("[{}] {}  {}", quoted.n, quoted.theme, quoted.document)
}

fn figure(figure: &FigureChange) -> (String, Words) {
    let of = [figure.subject.as_deref(), figure.when.as_deref()].into_iter().flatten();
    let of = of.map(folded).collect::<Vec<_>>().join(", ");
    let of = if of.is_empty() { of } else { format!("{of}: ") };
    let was = figure.was.as_ref().map_or_else(String::new, |was| format!(" (was {was})"));
    (format!("[{}] {of}{}{was}", figure.excerpt, figure.text), Words::None)
}

fn event(event: &EventChange) -> (String, Words) {
    (format!("[{}] {}", event.excerpt, event.date), Words::Plain(event.text.clone()))
}

fn disagreement(found: &DisagreementChange) -> (String, Words) {
    let period = found.period.as_ref().map_or_else(String::new, |period| format!(", {period}"));
    let [one, other] = &found.said;
    (format!("{}  {}{period}: {one} against {other}", found.theme, found.quantity), Words::None)
}

impl Written {
    /// Sets it as lines of text; each entry's words on one line.
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![folded(&self.title), self.summary.clone()];
        for section in &self.sections {
            lines.extend([String::new(), section.title.to_owned()]);
            for (what, words) in &section.entries {
                lines.push(format!("  {}", one_line(what)));
                match words {
                    Words::None => {}
                    Words::Plain(text) => lines.push(format!("      {}", folded(text))),
                    Words::Runs(runs) => lines.push(format!("      {}", folded(&marked(runs)))),
                }
            }
        }
        lines
    }
}

/// Line breaks in names are no lines.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Writes differences in the marks of wdiff.
fn marked(runs: &[Run]) -> String {
    let mark = |run: &Run| match run.change {
        "before" => format!("[-{}-]", run.text),
        "after" => format!("{{+{}+}}", run.text),
        _ => run.text.clone(),
    };
    runs.iter().map(mark).collect()
}

/// Sets the differences as Markdown in which every text of a document or a file
/// is text.
fn markdown(found: &Diff) -> String {
    let written = text(found);
    let mut lines = vec![format!("# {}", escape(&written.title)), String::new(), escape(&written.summary)];
    for section in &written.sections {
        lines.extend([String::new(), format!("## {}", section.title), String::new()]);
        for (what, words) in &section.entries {
            lines.push(format!("- {}", escape(what)));
            match words {
                Words::None => {}
                Words::Plain(text) => lines.push(format!("  > {}", escape(text))),
                Words::Runs(runs) => lines.push(format!("  > {}", emphasised(runs))),
            }
        }
    }
    lines.join("\n")
}

/// Writes what was taken out struck and what was put in strong.
fn emphasised(runs: &[Run]) -> String {
    let mut line = String::new();
    for run in runs {
        let (words, sign) = (run.text.trim(), sign(run.change));
        let spaces = |is: bool| if is { " " } else { "" };
        line.push_str(spaces(run.text.starts_with(char::is_whitespace)));
        if !words.is_empty() {
            line.extend([sign, &escape(words), sign]);
            line.push_str(spaces(run.text.ends_with(char::is_whitespace)));
        }
    }
    line.trim().to_owned()
}

fn sign(change: &str) -> &'static str {
    match change {
        "before" => "~~",
        "after" => "**",
        _ => "",
    }
}
