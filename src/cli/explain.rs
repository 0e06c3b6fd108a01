//! `attache explain`.

use attache::error::{Diagnostic, Error};
use attache::model::{Date, Part};
use attache::pipeline::corpus::quoted;
use attache::pipeline::explain::{ExcerptExplained, Explanation, PassageExplained, Question, Spot};
use attache::pipeline::{Request, Session, Since};
use attache::tool::white_space::folded;
use clap::{Args, ValueEnum};

use super::params::{ParamArgs, today};
use super::progress::Progress;
use super::report::Reporter;
use super::terminal::printable;
use super::{DONE, Global};

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The brief, by file name without extension
    #[arg(value_name = "BRIEF")]
    brief: String,
    /// An excerpt's number in the edition, or a line of a document's text;
    /// all excerpts if neither is given
    #[arg(value_name = "N|FILE:LINE")]
    what: Option<String>,
    #[command(flatten)]
    params: ParamArgs,
    /// N is this audience's own number, as printed in its briefing
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
    /// The edition's date; today if it is not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Only documents dated since the last edition (`last`) or a day
    #[arg(long, value_name = "last|DATE")]
    since: Option<Since>,
    /// json gives an object a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(global: &Global, args: &ExplainArgs, reporter: &Reporter) -> u8 {
    match explain(global, args, reporter) {
        Ok(()) => DONE,
        Err(error) => reporter.error(&error),
    }
}

fn explain(global: &Global, args: &ExplainArgs, reporter: &Reporter) -> Result<(), Error> {
    let question = question(args)?;
    let given = args.params.given(std::slice::from_ref(&args.brief));
    let session = Session::open_with(&global.desk, super::readers(), &given)?;
    let brief = session.brief(&args.brief)?;
    let request = Request {
        date: args.date.unwrap_or_else(|| today(&session)),
        audiences: args.audience.iter().cloned().collect(),
        formats: Vec::new(),
        since: args.since,
        slot: None,
    };
    session.check_request(&[brief], &request)?;
    let progress = Progress::new(reporter.shows_progress());
    let material = session.read_beside(request.date, &|step| progress.step(step))?;
    drop(progress);
    reporter.diagnostics(&material.warnings);
    let explained = session.explain(&material.value, brief, &request, &question)?;
    reporter.diagnostics(&explained.warnings);
    for one in &explained.value {
        match (args.format, one) {
            (Format::Json, one) => reporter.result(&serde_json::json!(one).to_string()),
            (Format::Text, Explanation::Excerpt(excerpt)) if question == Question::Everything => {
                reporter.result(&printable(&headline(excerpt), true));
            }
            (Format::Text, Explanation::Excerpt(excerpt)) => reporter.result(&in_full(excerpt)),
            (Format::Text, Explanation::Passage(passage)) => reporter.result(&of_passage(passage)),
        }
    }
    if explained.value.is_empty() && args.format == Format::Text {
        reporter.remark("the brief has no excerpts");
    }
    Ok(())
}

fn question(args: &ExplainArgs) -> Result<Question, Error> {
    let Some(what) = &args.what else { return Ok(Question::Everything) };
    if let Ok(n) = what.parse::<u32>() {
        return Ok(match &args.audience {
            Some(audience) => Question::Numbered { audience: audience.clone(), number: n },
            None => Question::Excerpt(n),
        });
    }
    let place = what.rsplit_once(':').and_then(|(document, line)| Some((document, line.parse().ok()?)));
    match place {
        Some((document, line)) if line > 0 => Ok(Question::Line { document: document.to_owned(), line }),
        _ => {
            let message = format!("`{what}` is neither an excerpt's number nor a line of a document");
            let hint = "as in `attache explain weekly 3` or `attache explain weekly corpus/a.txt:12`";
            Err(Error::Desk(vec![Diagnostic::error(message).hint(hint)]))
        }
    }
}

fn at(place: &Spot) -> String {
    format!("{}:{}", place.document, place.line)
}

/// An excerpt in three lines.
fn headline(excerpt: &ExcerptExplained) -> String {
    let mut parts: Vec<&Part> = excerpt.reasons.parts.iter().collect();
    parts.sort_by(|one, other| other.value.total_cmp(&one.value));
    let best: Vec<String> =
        parts.iter().take(4).map(|part| format!("{} {:.2}", part.name, part.value)).collect();
    let pinned = if excerpt.reasons.pinned { " pinned" } else { "" };
    format!(
        "[{}] {} {:.2}{pinned}  {}  for {}\n    {}\n    {}\n",
        excerpt.n,
        excerpt.theme,
        excerpt.score,
        at(&excerpt.place),
        excerpt.audiences.join(", "),
        folded(&excerpt.place.text),
        best.join(" · "),
    )
}

/// Everything that there is to say of an excerpt.
fn in_full(excerpt: &ExcerptExplained) -> String {
    let mut lines = vec![
        format!(
            "[{}] {}  {}  for {}",
            excerpt.n,
            excerpt.theme,
            at(&excerpt.place),
            excerpt.audiences.join(", ")
        ),
        format!("  “{}”", folded(&excerpt.place.text)),
        String::new(),
        format!("  matched: {}", excerpt.reasons.matched.join(", ")),
        format!("  score {:.3}", excerpt.score),
    ];
    lines.extend(
        excerpt.reasons.parts.iter().map(|part| format!("    {:<12} {:>7.3}", part.name, part.value)),
    );
    if excerpt.reasons.pinned {
        lines.push("  pinned by the brief".to_owned());
    }
    if !excerpt.also_in.is_empty() {
        lines.push(format!("  also in: {}", excerpt.also_in.join(", ")));
    }
    if !excerpt.preferred_to.is_empty() {
        lines.push("  preferred to:".to_owned());
    }
    for rival in &excerpt.preferred_to {
        lines.push(format!("    {:.3} {}  {}", rival.score, at(&rival.place), folded(&rival.place.text)));
    }
    lines.push(String::new());
    lines.push("  to keep it whatever its score, or to leave it out, write in the brief:".to_owned());
    let (file, text) = (quoted(&excerpt.place.document), quoted(&folded(&excerpt.place.text)));
    lines.push(format!(
        "    pin:\n      - theme: {}\n        file: {file}\n        text: {text}",
        excerpt.theme
    ));
    lines.push(format!("    drop:\n      - file: {file}\n        text: {text}\n"));
    printable(&lines.join("\n"), true)
}

fn of_passage(passage: &PassageExplained) -> String {
    let mut lines = vec![at(&passage.place), format!("  {}", folded(&passage.place.text)), String::new()];
    for theme in &passage.themes {
        let matched = if theme.matched.is_empty() {
            String::new()
        } else {
            format!("  (has {})", theme.matched.join(", "))
        };
        lines.push(format!("  {}{matched}", theme.theme));
        for outcome in &theme.outcomes {
            lines.push(format!("    {}: {}", outcome.audiences.join(", "), outcome.reason));
        }
    }
    lines.push(String::new());
    printable(&lines.join("\n"), true)
}
