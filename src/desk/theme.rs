//! Themes in `config.yaml`.

use super::fields::{Fields, Reader};
use crate::model::{Clause, ClauseKind, PartialDate, Period, Query, SourcePattern, Theme, Wish};
use crate::query;
use crate::tool::yaml::{Entry, Node, Place, Value};

const THEME_KEYS: [&str; 10] =
    ["title", "summary", "terms", "phrases", "exclude", "query", "languages", "examples", "sources", "dates"];
const WISH_KEYS: [&str; 2] = ["require", "prefer"];
/// Highest weight of a term; a term that counts a hundredfold drowns the rest.
const MAX_WEIGHT: f64 = 100.0;

/// Reads every theme of `config.yaml`.
pub(super) fn read_all(reader: &mut Reader<'_>, fields: Fields<'_>) -> Vec<Theme> {
    let Some(node) = reader.node(fields, "themes") else { return Vec::new() };
    let mut themes = Vec::new();
    for entry in reader.entries(node, "`themes`") {
        reader.id(&entry.key, entry.place, "a theme");
        themes.push(read_theme(reader, &entry.key, entry.place, &entry.node));
    }
    themes
}

pub(super) fn read_theme(reader: &mut Reader<'_>, id: &str, place: Place, node: &Node) -> Theme {
    let what = format!("theme `{id}`");
    let fields = reader.fields(node, &what, &THEME_KEYS);
    let mut query = Query::default();
    if let Some(text) = reader.string(fields, "query") {
        match query::parse(&text.value) {
            Ok(parsed) => query = parsed,
            Err(error) => {
                reader.error(text.place, format!("in the query of {what}, {error}"), Some(error.hint))
            }
        }
    }
    read_words(reader, fields, None, &mut query);
    if let Some(languages) = reader.node(fields, "languages") {
        for entry in reader.entries(languages, &format!("`languages` of {what}")) {
            read_words_of_language(reader, entry, &what, &mut query);
        }
    }
    let silent = ["query", "terms", "phrases", "languages", "examples"]
        .iter()
        .all(|key| reader.node(fields, key).is_none());
    if silent {
        let hint = "add `terms`, `phrases`, a `query` or `examples`";
        reader.error(place, format!("{what} looks for nothing"), Some(hint.to_owned()));
    }
    Theme {
        id: id.to_owned(),
        title: reader.string(fields, "title").map_or_else(|| id.to_owned(), |title| title.value),
        summary: reader.string(fields, "summary").map_or_else(String::new, |summary| summary.value),
        query,
        examples: reader
            .strings(fields, "examples")
            .unwrap_or_default()
            .into_iter()
            .map(|text| text.value)
            .collect(),
        sources: read_sources(reader, fields, &what),
        dates: read_dates(reader, fields, &what),
    }
}

fn read_sources(reader: &mut Reader<'_>, fields: Fields<'_>, what: &str) -> Wish<SourcePattern> {
    let Some(node) = reader.node(fields, "sources") else { return Wish::default() };
    let wishes = reader.fields(node, &format!("`sources` of {what}"), &WISH_KEYS);
    let mut patterns = |key: &str| {
        let texts = reader.strings(wishes, key).unwrap_or_default();
        texts.into_iter().map(|text| SourcePattern(text.value)).collect()
    };
    Wish { require: patterns("require"), prefer: patterns("prefer") }
}

fn read_dates(reader: &mut Reader<'_>, fields: Fields<'_>, what: &str) -> Wish<Period> {
    let Some(node) = reader.node(fields, "dates") else { return Wish::default() };
    let wishes = reader.fields(node, &format!("`dates` of {what}"), &WISH_KEYS);
    let mut period = |key: &str| {
        let node = reader.node(wishes, key)?;
        let bounds = reader.fields(node, &format!("`{key}` of `dates`"), &["from", "to"]);
        let from = read_date(reader, bounds, "from").map(PartialDate::first_day);
        let to = read_date(reader, bounds, "to").map(PartialDate::last_day);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            let hint = "`from` is the first day and `to` the last".to_owned();
            reader.error(bounds.place, "a time that ends before it begins", Some(hint));
        }
        Some(Period { from, to })
    };
    Wish { require: period("require").into_iter().collect(), prefer: period("prefer").into_iter().collect() }
}

fn read_date(reader: &mut Reader<'_>, fields: Fields<'_>, key: &str) -> Option<PartialDate> {
    let written = reader.string(fields, key)?;
    let date = written.value.parse::<PartialDate>();
    if date.is_err() {
        let hint = "`YYYY`, `YYYY-MM` or `YYYY-MM-DD`".to_owned();
        reader.error(written.place, format!("`{key}` is `{}`, which is no date", written.value), Some(hint));
    }
    date.ok()
}

/// Reads the terms of a theme for one language.
fn read_words_of_language(reader: &mut Reader<'_>, entry: &Entry, what: &str, query: &mut Query) {
    let tag = entry.key.to_lowercase();
    if !(2..=3).contains(&tag.len()) || !tag.bytes().all(|byte| byte.is_ascii_lowercase()) {
        let hint = "its code of two letters (ISO 639), such as `ru`; three where it has none of two";
        reader.error(entry.place, format!("`{}` is no language", entry.key), Some(hint.to_owned()));
        return;
    }
    let fields = reader.fields(&entry.node, &format!("`{tag}` of {what}"), &["terms", "phrases", "exclude"]);
    read_words(reader, fields, Some(&tag), query);
}

/// Reads `terms`, `phrases` and `exclude`.
fn read_words(reader: &mut Reader<'_>, fields: Fields<'_>, language: Option<&str>, query: &mut Query) {
    let mut clauses = Vec::new();
    read_clauses(reader, fields, "terms", ClauseKind::Words, &mut clauses);
    read_clauses(reader, fields, "phrases", ClauseKind::Phrase, &mut clauses);
    let excluded = reader.strings(fields, "exclude").unwrap_or_default();
    let excluded = excluded.into_iter().map(|text| {
        let kind = kind_of(&text.value, ClauseKind::Words);
        clause(text.value, kind, 1.0)
    });
    let own = |clause| Clause { language: language.map(str::to_owned), ..clause };
    query.clauses.extend(clauses.into_iter().map(own));
    query.exclude.extend(excluded.map(own));
}

fn clause(text: String, kind: ClauseKind, weight: f64) -> Clause {
    Clause { text, kind, weight, required: false, language: None }
}

/// Several words written as one term are looked for side by side.
fn kind_of(text: &str, kind: ClauseKind) -> ClauseKind {
    if text.split_whitespace().nth(1).is_some() { ClauseKind::Phrase } else { kind }
}

/// Reads a list of texts, or a mapping from texts to weights.
fn read_clauses(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    key: &str,
    kind: ClauseKind,
    clauses: &mut Vec<Clause>,
) {
    let Some(node) = reader.node(fields, key) else { return };
    if let Value::Map(entries) = &node.value {
        for entry in entries {
            let weight = match entry.node.value {
                Value::Null => Some(1.0),
                _ => reader.as_weight(&entry.node, &entry.key, MAX_WEIGHT),
            };
            let kind = kind_of(&entry.key, kind);
            clauses.extend(weight.map(|weight| clause(entry.key.clone(), kind, weight)));
        }
        return;
    }
    for text in reader.strings(fields, key).unwrap_or_default() {
        let kind = kind_of(&text.value, kind);
        clauses.push(clause(text.value, kind, 1.0));
    }
}
