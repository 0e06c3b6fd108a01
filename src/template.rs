//! Templates: a view of the briefing, filled into Markdown by Tera.
//!
//! Values are escaped for Markdown; this room alone marks some as Markdown
//! already, and a template cannot. A template pulls nothing: there is no
//! function that reads a file, the network or the clock.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use crate::error::{Diagnostic, name_hint};
use crate::labels::Labels;
use crate::model::PartialDate;
use crate::tool::markdown::{self, Markdown};

/// Keys of a view whose texts are Markdown already; [`crate::compose`] wrote
/// them from escaped parts.
const MARKDOWN_KEYS: [&str; 3] = ["mark", "open", "reference"];

/// The templates of a desk, parsed.
pub struct Templates {
    tera: Tera,
    texts: BTreeMap<String, String>,
}

impl Templates {
    /// Parses every template; names are paths below `templates/`.
    ///
    /// # Errors
    /// What does not parse, or extends or includes a template that is not
    /// there, with file, line and column.
    pub fn load(texts: &BTreeMap<String, String>) -> Result<Self, Vec<Diagnostic>> {
        let mut diagnostics = Vec::new();
        // One by one first: together, Tera tells the first mistake only.
        for (name, text) in texts {
            let mut alone = engine();
            if let Err(error) = alone.add_raw_template(name, text)
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                diagnostics.push(diagnose(&error, name, texts));
            }
        }
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        let mut tera = engine();
        let all = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        match tera.add_raw_templates(all) {
            Ok(()) => Ok(Self { tera, texts: texts.clone() }),
            Err(error) => Err(unresolved(&error, texts)),
        }
    }

    /// Returns the templates' texts by name.
    pub(crate) fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// Returns the names of the templates, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.texts.keys().map(String::as_str)
    }

    /// Fills the template `name` with `view`.
    ///
    /// # Errors
    /// What the template asks for and the view has not, with file, line,
    /// column and the nearest name.
    pub fn fill(&self, name: &str, view: &impl Serialize) -> Result<Markdown, Box<Diagnostic>> {
        let value = mark_markdown(Value::from_serializable(view), false);
        let mut context = Context::new();
        if let Some(map) = value.into_map() {
            map.iter().for_each(|(key, value)| context.insert_value(key.to_string(), value.clone()));
        }
        let filled = self
            .tera
            .render(name, &context)
            .map_err(|error| Box::new(diagnose(&error, name, &self.texts)))?;
        Ok(Markdown::new(tidy(&filled)))
    }
}

fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    tera.autoescape_on([".md"]);
    // A template cannot declare a source's words to be markup.
    tera.register_filter("safe", |_: Value, _: Kwargs, _: &State| -> Result<Value, tera::Error> {
        Err(tera::Error::message("there is no filter `safe`: values are escaped where they must be"))
    });
    tera.register_filter("date", date);
    tera
}

fn escape(text: &str, output: &mut dyn Write) -> std::io::Result<()> {
    output.write_all(markdown::escape(text).as_bytes())
}

/// `{{ source.date | date(language="de") }}`: a date as readers write it, with
/// no-break spaces; of a range (`2024-01/2024-03`) both; a text that is no
/// date stays as it is.
fn date(text: &str, arguments: Kwargs, state: &State) -> Result<String, tera::Error> {
    let own = || state.get::<String>("language").ok().flatten();
    let language = arguments.get::<String>("language")?.or_else(own).unwrap_or_else(|| "en".to_owned());
    let labels = Labels::of(&language);
    let written = |text: &str| match text.parse::<PartialDate>() {
        Ok(date) => labels.date(date).replace(' ', "\u{a0}"),
        Err(_) => text.to_owned(),
    };
    Ok(text.split('/').map(written).collect::<Vec<_>>().join(" – "))
}

/// Marks the texts below [`MARKDOWN_KEYS`], so that they are not escaped again.
fn mark_markdown(value: Value, is_markdown: bool) -> Value {
    if let Some(items) = value.as_array() {
        let items: Vec<Value> = items.iter().map(|item| mark_markdown(item.clone(), is_markdown)).collect();
        return Value::from(items);
    }
    if is_markdown && value.is_string() {
        return value.mark_safe();
    }
    match value.as_map() {
        Some(map) => {
            let marked = map.iter().map(|(key, inner)| {
                let is_markdown = MARKDOWN_KEYS.contains(&key.to_string().as_str());
                (key.clone(), mark_markdown(inner.clone(), is_markdown))
            });
            Value::from(marked.collect::<tera::Map>())
        }
        None => value,
    }
}

/// Folds runs of blank lines, which loops and conditions leave behind, and
/// ends the text with one line break.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.trim().lines() {
        let line = if line.trim().is_empty() { "" } else { line };
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied
}

fn diagnose(error: &tera::Error, name: &str, texts: &BTreeMap<String, String>) -> Diagnostic {
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
fn unresolved(error: &tera::Error, texts: &BTreeMap<String, String>) -> Vec<Diagnostic> {
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
                    .hint("docs/templates.md lists filters, tests and functions"),
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
fn reword(message: &str) -> (String, Option<String>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, expected: &[&str]) {
        let texts = [("base.md", "{{ title }}"), ("own.md", template)];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let Err(told) = Templates::load(&texts) else { panic!("no mistake was found") };
        let told: Vec<String> = told
            .into_iter()
            .map(|mistake| Diagnostic {
                hint: mistake.hint.filter(|hint| !hint.starts_with("docs")),
                ..mistake
            })
            .map(|mistake| mistake.to_string())
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn every_name_that_is_nowhere_is_told_with_its_place() {
        check(
            "a\n{{ title | uper }} {{ now() }}\n{% if title is lisst %}{% endif %}",
            &[
                "templates/own.md:2:12: unknown filter `uper`",
                "templates/own.md:2:23: unknown function `now`",
                "templates/own.md:3:16: unknown test `lisst`",
            ],
        );
        check(
            "{% include \"bass.md\" %}",
            &[
                "templates/own.md:1:12: needs `bass.md`, which is not in `templates/` (did you mean `base.md`?)",
            ],
        );
        check(
            "{% extends \"bass.md\" %}",
            &[
                "templates/own.md:1:1: extends `bass.md`, which is not in `templates/` (did you mean `base.md`?)",
            ],
        );
    }
}
