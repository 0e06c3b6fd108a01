//! `config.yaml`: every key, default and range check.

use std::path::PathBuf;

use super::fields::{Fields, Placed, Reader};
use super::{Config, Vocabulary};
use crate::error::Diagnostic;
use crate::labels::primary;
use crate::model::{Audience, Clause, ClauseKind, Preference, Query, ReadLimits, Theme};
use crate::query;
use crate::tool::file_name::NamePattern;
use crate::tool::yaml::{self, Entry, Node, Place, Value};

/// The file's name.
pub(super) const FILE: &str = "config.yaml";

const KEYS: [&str; 7] = ["title", "language", "corpus", "themes", "audiences", "fonts", "output"];
const THEME_KEYS: [&str; 7] = ["title", "summary", "terms", "phrases", "exclude", "query", "languages"];
const AUDIENCE_KEYS: [&str; 9] = [
    "title",
    "template",
    "formats",
    "excerpts_per_theme",
    "excerpts_per_source",
    "max_words",
    "prefer",
    "citation_style",
    "language",
];
/// Highest weight of a term; a term that counts a hundredfold drowns the rest.
const MAX_WEIGHT: f64 = 100.0;
const DEFAULT_STYLE: &str = "chicago-notes";

/// Reads the file's text; what is wrong is left out of the result and noted.
pub(super) fn read(text: &str, vocabulary: &Vocabulary<'_>) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader::new(FILE, text);
    let node = match yaml::parse(text) {
        Ok(node) => node,
        Err(diagnostic) => return (empty(), vec![diagnostic.in_file(FILE)]),
    };
    let fields = reader.fields(&node, FILE, &KEYS);
    for key in ["corpus", "themes", "audiences"] {
        reader.require(fields, key, FILE);
    }
    let language = read_language(&mut reader, fields, vocabulary).unwrap_or_else(|| "en".to_owned());
    let corpus = read_corpus(&mut reader, fields);
    let config = Config {
        title: reader.string(fields, "title").map_or_else(String::new, |title| title.value),
        corpus: corpus.paths,
        limits: corpus.limits,
        bibliography: corpus.bibliography,
        file_names: corpus.file_names,
        themes: read_themes(&mut reader, fields),
        audiences: read_audiences(&mut reader, fields, &language, vocabulary),
        fonts: read_fonts(&mut reader, fields),
        output: read_output(&mut reader, fields),
    };
    (config, reader.diagnostics)
}

/// Reads a language that has labels; a region such as `en-GB` may follow.
fn read_language(reader: &mut Reader<'_>, fields: Fields<'_>, vocabulary: &Vocabulary<'_>) -> Option<String> {
    let written = reader.string(fields, "language")?;
    let primary = Placed { value: primary(&written.value), place: written.place };
    reader.known(&primary, "language of labels", vocabulary.languages).then_some(written.value)
}

fn empty() -> Config {
    Config {
        title: String::new(),
        corpus: Vec::new(),
        limits: ReadLimits::default(),
        bibliography: Vec::new(),
        file_names: Vec::new(),
        themes: Vec::new(),
        audiences: Vec::new(),
        fonts: Vec::new(),
        output: PathBuf::from("output"),
    }
}

/// What `corpus` says.
#[derive(Default)]
struct CorpusConfig {
    paths: Vec<PathBuf>,
    limits: ReadLimits,
    bibliography: Vec<PathBuf>,
    file_names: Vec<NamePattern>,
}

fn read_corpus(reader: &mut Reader<'_>, fields: Fields<'_>) -> CorpusConfig {
    let Some(node) = reader.node(fields, "corpus") else { return CorpusConfig::default() };
    if !matches!(node.value, Value::Map(_)) {
        let paths = to_paths(reader.strings(fields, "corpus").unwrap_or_default());
        return CorpusConfig { paths, ..CorpusConfig::default() };
    }
    let corpus = reader.fields(node, "`corpus`", &["paths", "limits", "bibliography", "file_names"]);
    reader.require(corpus, "paths", "`corpus`");
    CorpusConfig {
        paths: to_paths(reader.strings(corpus, "paths").unwrap_or_default()),
        limits: reader.node(corpus, "limits").map(|limits| read_limits(reader, limits)).unwrap_or_default(),
        bibliography: to_paths(reader.strings(corpus, "bibliography").unwrap_or_default()),
        file_names: read_file_names(reader, corpus),
    }
}

fn read_file_names(reader: &mut Reader<'_>, corpus: Fields<'_>) -> Vec<NamePattern> {
    let mut patterns = Vec::new();
    for written in reader.strings(corpus, "file_names").unwrap_or_default() {
        match NamePattern::parse(&written.value) {
            Ok(pattern) => patterns.push(pattern),
            Err(mistake) => {
                let message = format!("`{}` is no pattern for file names: {mistake}", written.value);
                let hint = "such as `{date}_{publisher}_{title}`, without the extension";
                reader.error(written.place, message, Some(hint.to_owned()));
            }
        }
    }
    patterns
}

const LIMIT_KEYS: [&str; 8] =
    ["file_mb", "text_mb", "expanded_mb", "members", "nesting", "pages", "seconds", "memory_mb"];

/// The program itself, which a worker is, takes about 80 MB of address space.
const LEAST_MEMORY_MB: i64 = 128;

fn read_limits(reader: &mut Reader<'_>, node: &Node) -> ReadLimits {
    let fields = reader.fields(node, "`corpus.limits`", &LIMIT_KEYS);
    let mut limits = ReadLimits::default();
    let mut whole = |key: &str, most: i64| reader.whole(fields, key, 1..=most).map(|number| number as u64);
    let mut megabytes = |key: &str, most: i64, limit: &mut u64| {
        if let Some(number) = whole(key, most) {
            *limit = number << 20;
        }
    };
    megabytes("file_mb", 1024, &mut limits.file_bytes);
    megabytes("text_mb", 1024, &mut limits.text_bytes);
    megabytes("expanded_mb", 16_384, &mut limits.expanded_bytes);
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    limits.members = whole("members", 1_000_000).map_or(limits.members, count);
    limits.nesting = whole("nesting", 16).map_or(limits.nesting, count);
    limits.pages = whole("pages", 100_000).map_or(limits.pages, count);
    limits.seconds = whole("seconds", 3_600).unwrap_or(limits.seconds);
    if let Some(number) = reader.whole(fields, "memory_mb", LEAST_MEMORY_MB..=16_384) {
        limits.memory_bytes = (number as u64) << 20;
    }
    limits
}

fn to_paths(texts: Vec<Placed<String>>) -> Vec<PathBuf> {
    texts.into_iter().map(|text| PathBuf::from(text.value)).collect()
}

fn read_fonts(reader: &mut Reader<'_>, fields: Fields<'_>) -> Vec<PathBuf> {
    let Some(node) = reader.node(fields, "fonts") else { return Vec::new() };
    let fonts = reader.fields(node, "`fonts`", &["paths"]);
    to_paths(reader.strings(fonts, "paths").unwrap_or_default())
}

fn read_output(reader: &mut Reader<'_>, fields: Fields<'_>) -> PathBuf {
    let Some(output) = reader.string(fields, "output") else { return PathBuf::from("output") };
    let path = PathBuf::from(&output.value);
    let inside = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if !inside {
        let hint = "a folder within the desk, such as `output`";
        reader.error(output.place, format!("`output` is `{}`", output.value), Some(hint.to_owned()));
    }
    path
}

fn read_themes(reader: &mut Reader<'_>, fields: Fields<'_>) -> Vec<Theme> {
    let Some(node) = reader.node(fields, "themes") else { return Vec::new() };
    let mut themes = Vec::new();
    for entry in reader.entries(node, "`themes`") {
        reader.id(&entry.key, entry.place, "a theme");
        themes.push(read_theme(reader, &entry.key, entry.place, &entry.node));
    }
    themes
}

fn read_theme(reader: &mut Reader<'_>, id: &str, place: Place, node: &Node) -> Theme {
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
    let silent =
        ["query", "terms", "phrases", "languages"].iter().all(|key| reader.node(fields, key).is_none());
    if silent {
        let hint = "add `terms`, `phrases` or a `query`";
        reader.error(place, format!("{what} looks for nothing"), Some(hint.to_owned()));
    }
    Theme {
        id: id.to_owned(),
        title: reader.string(fields, "title").map_or_else(|| id.to_owned(), |title| title.value),
        summary: reader.string(fields, "summary").map_or_else(String::new, |summary| summary.value),
        query,
    }
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

fn read_audiences(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    language: &str,
    vocabulary: &Vocabulary<'_>,
) -> Vec<Audience> {
    let Some(node) = reader.node(fields, "audiences") else { return Vec::new() };
    let mut audiences = Vec::new();
    for entry in reader.entries(node, "`audiences`") {
        reader.id(&entry.key, entry.place, "an audience");
        audiences.push(read_audience(reader, &entry.key, &entry.node, language, vocabulary));
    }
    audiences
}

fn read_audience(
    reader: &mut Reader<'_>,
    id: &str,
    node: &Node,
    language: &str,
    vocabulary: &Vocabulary<'_>,
) -> Audience {
    let fields = reader.fields(node, &format!("audience `{id}`"), &AUDIENCE_KEYS);
    reader.refuse_empty(fields, "formats");
    let formats = match reader.strings(fields, "formats") {
        Some(names) => names
            .into_iter()
            .filter(|name| reader.known(name, "format", vocabulary.formats))
            .map(|name| name.value)
            .collect(),
        None => vocabulary.formats.iter().map(|&name| name.to_owned()).collect(),
    };
    let prefer = reader
        .choice(fields, "prefer", &Preference::NAMES)
        .and_then(|name| Preference::from_name(&name.value))
        .unwrap_or_default();
    let mut text = |key: &str, default: &str| {
        reader.string(fields, key).map_or_else(|| default.to_owned(), |text| text.value)
    };
    let title = text("title", id);
    let template = text("template", &format!("{id}.md"));
    let citation_style = text("citation_style", DEFAULT_STYLE);
    let language = read_language(reader, fields, vocabulary).unwrap_or_else(|| language.to_owned());
    let mut count = |key: &str, low: i64, high: i64, default: usize| {
        reader.whole(fields, key, low..=high).map_or(default, |number| number as usize)
    };
    Audience {
        id: id.to_owned(),
        title,
        template,
        formats,
        excerpts_per_theme: count("excerpts_per_theme", 1, 200, 8),
        excerpts_per_source: count("excerpts_per_source", 1, 200, 3),
        max_words: count("max_words", 5, 400, 90),
        prefer,
        citation_style,
        language,
    }
}
