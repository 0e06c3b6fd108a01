//! Audiences in `config.yaml`.

use super::config::{MOST_WORDS, read_language};
use super::fields::{Fields, Reader};
use super::{Vocabulary, look};
use crate::model::{Audience, Finding, Look, Markings, Paper, Placement, Preference, Theme};
use crate::tool::yaml::Node;

const KEYS: [&str; 18] = [
    "title",
    "template",
    "formats",
    "excerpts_per_theme",
    "words_per_theme",
    "excerpts_per_source",
    "words_per_source",
    "sources_per_theme",
    "max_words",
    "prefer",
    "citation_style",
    "citations",
    "language",
    "themes",
    "findings",
    "paper",
    "marking",
    "look",
];
const DEFAULT_STYLE: &str = "chicago-notes";
/// So many sources are heard on a theme where it has them, if nothing else is
/// said: two may have copied one another.
const SOURCES_PER_THEME: usize = 3;

/// What the rest of the desk says that audiences refer to.
pub(super) struct Terms<'a> {
    /// The desk's language.
    pub(super) language: &'a str,
    /// The desk's limit, which an audience may lower.
    pub(super) words_per_source: usize,
    pub(super) themes: &'a [Theme],
    pub(super) markings: &'a Markings,
    pub(super) vocabulary: &'a Vocabulary<'a>,
}

/// Reads every audience of `config.yaml`.
pub(super) fn read_all(reader: &mut Reader<'_>, fields: Fields<'_>, terms: &Terms<'_>) -> Vec<Audience> {
    let Some(node) = reader.node(fields, "audiences") else { return Vec::new() };
    let mut audiences = Vec::new();
    let desks = look::read(reader, fields, "`look`");
    for entry in reader.entries(node, "`audiences`") {
        reader.id(&entry.key, entry.place, "an audience");
        let mut audience = read_audience(reader, &entry.key, &entry.node, terms);
        let own = reader.fields_of(&entry.node);
        audience.look = look::read(reader, own, &format!("`look` of audience `{}`", entry.key)).over(&desks);
        audiences.push(audience);
    }
    audiences
}

fn read_audience(reader: &mut Reader<'_>, id: &str, node: &Node, terms: &Terms<'_>) -> Audience {
    let fields = reader.fields(node, &format!("audience `{id}`"), &KEYS);
    let formats = read_formats(reader, fields, terms.vocabulary);
    let prefer = reader
        .choice(fields, "prefer", &Preference::NAMES)
        .and_then(|name| Preference::from_name(&name.value))
        .unwrap_or_default();
    let citations = reader
        .choice(fields, "citations", &Placement::NAMES)
        .and_then(|name| Placement::from_name(&name.value));
    let mut text = |key: &str, default: &str| {
        reader.string(fields, key).map_or_else(|| default.to_owned(), |text| text.value)
    };
    let title = text("title", id);
    let template = text("template", &format!("{id}.md"));
    let citation_style = text("citation_style", DEFAULT_STYLE);
    let language =
        read_language(reader, fields, terms.vocabulary).unwrap_or_else(|| terms.language.to_owned());
    let paper = reader.choice(fields, "paper", &Paper::NAMES);
    let themes = read_themes(reader, fields, terms.themes);
    let findings = read_findings(reader, fields);
    let marking = read_marking(reader, fields, terms.markings);
    let mut whole =
        |key: &str, low: i64, high: i64| reader.whole(fields, key, low..=high).map(|number| number as usize);
    let mut count = |key: &str, default: usize| whole(key, 1, 200).unwrap_or(default);
    let excerpts_per_theme = count("excerpts_per_theme", 8);
    let excerpts_per_source = count("excerpts_per_source", 3);
    let sources_per_theme = count("sources_per_theme", SOURCES_PER_THEME);
    Audience {
        id: id.to_owned(),
        title,
        template,
        formats,
        excerpts_per_theme,
        words_per_theme: whole("words_per_theme", 5, MOST_WORDS),
        excerpts_per_source,
        words_per_source: whole("words_per_source", 5, MOST_WORDS)
            .unwrap_or(usize::MAX)
            .min(terms.words_per_source),
        sources_per_theme,
        max_words: whole("max_words", 5, 400).unwrap_or(90),
        prefer,
        citation_style,
        citations,
        language,
        themes,
        findings,
        paper: paper.and_then(|name| Paper::from_name(&name.value)).unwrap_or_default(),
        marking,
        look: Look::default(),
    }
}

fn read_formats(reader: &mut Reader<'_>, fields: Fields<'_>, vocabulary: &Vocabulary<'_>) -> Vec<String> {
    reader.refuse_empty(fields, "formats");
    match reader.strings(fields, "formats") {
        Some(names) => names
            .into_iter()
            .filter(|name| reader.known(name, "format", vocabulary.formats))
            .map(|name| name.value)
            .collect(),
        None => vocabulary.usual_formats.iter().map(|&name| name.to_owned()).collect(),
    }
}

fn read_themes(reader: &mut Reader<'_>, fields: Fields<'_>, themes: &[Theme]) -> Option<Vec<String>> {
    reader.refuse_empty(fields, "themes");
    let known: Vec<&str> = themes.iter().map(|theme| theme.id.as_str()).collect();
    let names = reader.strings(fields, "themes")?;
    Some(reader.each_once(names, "theme", &known))
}

/// Reads which findings an audience gets; all where nothing is said, none for
/// an empty list.
fn read_findings(reader: &mut Reader<'_>, fields: Fields<'_>) -> Vec<Finding> {
    let Some(names) = reader.strings(fields, "findings") else { return Finding::ALL.to_vec() };
    let names = reader.each_once(names, "finding", &Finding::NAMES);
    let mut findings: Vec<Finding> = names.iter().filter_map(|name| Finding::from_name(name)).collect();
    findings.sort_unstable();
    findings
}

fn read_marking(reader: &mut Reader<'_>, fields: Fields<'_>, markings: &Markings) -> Option<String> {
    let written = reader.string(fields, "marking")?;
    let levels: Vec<&str> = markings.levels.iter().map(String::as_str).collect();
    reader.known(&written, "marking", &levels).then_some(written.value)
}
