//! Tera's errors as diagnostics.

use std::collections::BTreeMap;

use tera::ErrorKind;

use super::filters::{self, What};
use crate::error::{Diagnostic, name_hint, nearest};

pub(super) fn diagnose(error: &tera::Error, name: &str, texts: &BTreeMap<String, String>) -> Diagnostic {
    let file = |name: &str| format!("templates/{name}");
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let at = if report.filename().is_empty() { name } else { report.filename() };
            let text = texts.get(at).map_or("", String::as_str);
            let (message, hint) = reword(report.message());
            let mut diagnostic = Diagnostic::error(message).in_file(file(at)).at(
                report.span().start_line,
                report.span().start_col + 1,
                text,
            );
            diagnostic.hint = hint;
            diagnostic
        }
        ErrorKind::MissingParent { current, parent } => missing("extends", parent, current, texts),
        ErrorKind::TemplateNotFound(missing_name) => missing("needs", missing_name, name, texts),
        other => Diagnostic::error(lower_first(&other.to_string())).in_file(file(name)),
    }
}

/// Tells of every filter, test, function and template that is used and is
/// nowhere. Tera joins its reports on them to one text, each with the message
/// in one line and `--> name:line:column` in the next.
pub(super) fn unresolved(error: &tera::Error, texts: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let ErrorKind::Msg(reports) = error.kind() else { return vec![diagnose(error, "", texts)] };
    let lines: Vec<&str> = reports.lines().collect();
    let told: Vec<Diagnostic> = lines
        .windows(2)
        .filter_map(|pair| {
            let message = pair[0].strip_prefix("error: ")?;
            let mut place = pair[1].trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
            let (column, line) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?);
            let name = place.next()?;
            let told = match message.strip_prefix("Unknown template `") {
                Some(wanted) => missing("needs", wanted.trim_end_matches('`'), name, texts),
                None => Diagnostic::error(lower_first(message))
                    .in_file(format!("templates/{name}"))
                    .hint(hint_for(message)),
            };
            Some(told.at(line, column, texts.get(name).map_or("", String::as_str)))
        })
        .collect();
    if told.is_empty() { vec![diagnose(error, "", texts)] } else { told }
}

/// `what` is the verb of what the template does with the one that is missing.
fn missing(what: &str, wanted: &str, in_template: &str, texts: &BTreeMap<String, String>) -> Diagnostic {
    let names = texts.keys().map(String::as_str);
    let diagnostic = Diagnostic::error(format!("{what} `{wanted}`, which is not in `templates/`"))
        .hint(name_hint(wanted, names));
    let text = texts.get(in_template).map_or("", String::as_str);
    match text.lines().position(|line| line.contains(wanted)) {
        Some(line) => diagnostic.in_file(format!("templates/{in_template}")).at(line + 1, 1, text),
        None => diagnostic.in_file(format!("templates/{in_template}")),
    }
}

/// Turns Tera's message into ours: the list of names that it ends with
/// becomes a hint with the nearest one.
pub(super) fn reword(message: &str) -> (String, Option<String>) {
    let first_line = message.lines().next().unwrap_or_default();
    let Some((head, names)) = first_line
        .split_once(" Available variables: ")
        .or_else(|| first_line.split_once(" Available fields: "))
    else {
        return (lower_first(first_line.trim_end_matches('.')), None);
    };
    let names: Vec<&str> = names.split(", ").filter(|name| !name.starts_with("__")).collect();
    let wanted = head.split('`').nth(1).unwrap_or_default();
    (lower_first(head.trim_end_matches('.')), Some(name_hint(wanted, names)))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Suggests a filter, test or function for one that is unknown.
fn hint_for(message: &str) -> String {
    let known = [("filter", What::Filter), ("test", What::Test), ("function", What::Function)];
    let wanted = message.split('`').nth(1).unwrap_or_default();
    let what = known.iter().find(|(name, _)| message.contains(&format!(" {name} `")));
    match what.and_then(|(_, what)| nearest(wanted, filters::names(*what))) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "docs/templates.md lists filters, tests and functions".to_owned(),
    }
}
