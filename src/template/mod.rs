//! Templates: a view of the briefing, filled into Markdown by Tera.
//!
//! Values are escaped for Markdown; this room alone marks some as Markdown
//! already, and a template cannot. A template pulls nothing: there is no
//! function that reads a file, the network or the clock.

pub(crate) mod check;
mod filters;
mod reference;
mod told;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera, Value};

use crate::error::Diagnostic;
use crate::labels::Dictionary;
use crate::tool::markdown::{self, Markdown};
use told::{diagnose, unresolved};

pub(crate) use filters::What;
pub(crate) use reference::{examples, reference_of_filters};

/// Keys of a view whose texts are Markdown already; [`crate::compose`] wrote
/// them from escaped parts.
const MARKDOWN_KEYS: [&str; 4] = ["mark", "open", "picture", "reference"];

/// Keys of a view below which the names are a desk's own: nothing there is
/// Markdown, whatever it is called.
const FREE_KEYS: [&str; 2] = ["labels", "params"];

/// The templates of a desk, parsed.
pub struct Templates {
    tera: Tera,
    texts: BTreeMap<String, String>,
    /// What it was loaded from: templates and words.
    files: BTreeMap<String, String>,
}

impl Templates {
    /// Parses every template; names are paths below `templates/`. Those that
    /// end in `.md` are templates; `labels/LANGUAGE.yaml` are words, for the
    /// filters that write dates and numbers.
    ///
    /// # Errors
    /// What does not parse, or extends or includes a template that is not
    /// there, with file, line and column.
    pub fn load(files: &BTreeMap<String, String>) -> Result<Self, Vec<Diagnostic>> {
        // Mistakes in words are told where the desk is read.
        let words = Arc::new(Dictionary::read(files).value);
        let texts: BTreeMap<String, String> = markdown_of(files).collect();
        let mut diagnostics = Vec::new();
        // One by one first: together, Tera tells the first mistake only.
        let empty = engine(&words);
        for (name, text) in &texts {
            let mut alone = empty.clone();
            if let Err(error) = alone.add_raw_template(name, text)
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                diagnostics.push(diagnose(&error, name, &texts));
            }
        }
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        let mut tera = empty;
        let all = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        match tera.add_raw_templates(all) {
            Ok(()) => Ok(Self { tera, texts, files: files.clone() }),
            Err(error) => Err(unresolved(&error, &texts)),
        }
    }

    /// Returns what [`Self::load`] was given.
    pub(crate) fn files(&self) -> &BTreeMap<String, String> {
        &self.files
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
        let mut context = Context::new();
        // Each key once, whatever their order.
        Value::from_serializable(view).into_map().unwrap_or_default().into_iter().for_each(|(key, value)| {
            let key = key.to_string();
            let is_free = FREE_KEYS.contains(&key.as_str());
            context.insert_value(key, if is_free { value } else { mark_markdown(value, false) });
        });
        let filled = self
            .tera
            .render(name, &context)
            .map_err(|error| Box::new(diagnose(&error, name, &self.texts)))?;
        Ok(Markdown::new(tidy(&filled)))
    }
}

/// Returns the templates among a desk's files.
fn markdown_of(texts: &BTreeMap<String, String>) -> impl Iterator<Item = (String, String)> {
    let is_template = |(name, _): &(&String, &String)| name.ends_with(".md");
    texts.iter().filter(is_template).map(|(name, text)| (name.clone(), text.clone()))
}

fn engine(words: &Arc<Dictionary>) -> Tera {
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    tera.autoescape_on([".md"]);
    filters::register(&mut tera, words);
    tera
}

/// Returns Tera's first mistake in the syntax of one template, with its byte.
fn syntax_mistake(empty: &Tera, name: &str, text: &str) -> Option<(usize, String)> {
    let mut alone = empty.clone();
    match alone.add_raw_template(name, text).err()?.kind() {
        ErrorKind::SyntaxError(report) => Some((report.span().range.start, told::reword(report.message()).0)),
        _ => None,
    }
}

fn escape(text: &str, output: &mut dyn Write) -> std::io::Result<()> {
    output.write_all(markdown::escape(text).as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, expected: &[&str]) {
        let texts = [("base.md", "{{ title }}"), ("own.md", template)];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let Err(told) = Templates::load(&texts) else { panic!("no mistake was found") };
        let told: Vec<String> = told.into_iter().map(|mistake| mistake.to_string()).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn every_name_that_is_nowhere_is_told_with_its_place() {
        check(
            "a\n{{ title | uper }} {{ now() }}\n{% if title is lisst %}{% endif %}",
            &[
                "templates/own.md:2:12: unknown filter `uper` (did you mean `upper`?)",
                "templates/own.md:2:23: unknown function `now` (docs/templates.md lists filters, tests and functions)",
                "templates/own.md:3:16: unknown test `lisst` (docs/templates.md lists filters, tests and functions)",
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

    #[track_caller]
    fn check_filled(template: &str, expected: &str) {
        let texts = BTreeMap::from([("own.md".to_owned(), template.to_owned())]);
        let templates = Templates::load(&texts).unwrap();
        let view = serde_json::json!({
            "language": "de",
            "brief": {"date": "2025-04-02", "time_zone": "Asia/Shanghai"},
            "params": {"mark": "*a*"},
            "excerpt": {"mark": "[^1]", "text": "*a*"},
        });
        let filled = templates.fill("own.md", &view).unwrap();
        assert_eq!(filled.as_str().trim_end().replace('\u{a0}', " "), expected);
    }

    #[test]
    fn a_moment_is_a_day_in_the_desks_time_zone() {
        check_filled("{{ \"2025-04-02T23:30:00Z\" | date(format=\"iso\") | split(pat=\"-\") | last }}", "03");
        check_filled("{{ \"2025-04-02T23:30:00Z\" | date(time_zone=\"UTC\") }}", "2. April 2025");
        check_filled("{{ \"2024-01/2024-03\" | date(format=\"short\") }}", "Januar 2024 – März 2024");
    }

    #[test]
    fn a_parameter_is_no_markdown_whatever_it_is_called() {
        check_filled("{{ params.mark }} {{ excerpt.mark }} {{ excerpt | cite }}", "\\*a\\* [^1] [^1]");
    }
}
