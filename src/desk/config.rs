//! `config.yaml`: every key, default and range check.

use std::path::PathBuf;

use super::fields::{Fields, Placed, Reader};
use super::{Config, Vocabulary, archive, audience, deliver, marking, selection, theme};
use crate::error::Diagnostic;
use crate::labels::primary;
use crate::model::{ArchiveTerms, Date, Markings, PdfTerms, ReadLimits, RenderLimits, Weights};
use crate::tool::file_name::NamePattern;
use crate::tool::yaml::{self, Node, Value};

/// The file's name.
pub(super) const FILE: &str = "config.yaml";

const KEYS: [&str; 15] = [
    "title",
    "language",
    "time_zone",
    "corpus",
    "markings",
    "themes",
    "selection",
    "audiences",
    "fonts",
    "look",
    "pdf",
    "render",
    "output",
    "deliver",
    "archive",
];
/// The highest limit of words that may be written.
pub(super) const MOST_WORDS: i64 = 100_000;

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
    let selection = selection::read(&mut reader, fields);
    let markings = marking::read(&mut reader, fields);
    let themes = theme::read_all(&mut reader, fields);
    let terms = audience::Terms {
        language: &language,
        words_per_source: selection.words_per_source,
        themes: &themes,
        markings: &markings,
        vocabulary,
    };
    let audiences = audience::read_all(&mut reader, fields, &terms);
    let output = read_output(&mut reader, fields);
    let terms = deliver::Terms { audiences: &audiences, formats: vocabulary.formats, output: &output };
    let config = Config {
        deliver: deliver::read(&mut reader, fields, &terms),
        title: reader.string(fields, "title").map_or_else(String::new, |title| title.value),
        corpus: corpus.paths,
        limits: corpus.limits,
        bibliography: corpus.bibliography,
        file_names: corpus.file_names,
        themes,
        markings,
        time_zone: read_time_zone(&mut reader, fields),
        render: read_render(&mut reader, fields),
        weights: selection.weights,
        fonts: read_fonts(&mut reader, fields),
        pdf: read_pdf(&mut reader, fields, vocabulary),
        audiences,
        output,
        archive: archive::read(&mut reader, fields),
        language,
    };
    (config, reader.diagnostics)
}

/// Reads a language that has labels; a region such as `en-GB` may follow.
pub(super) fn read_language(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    vocabulary: &Vocabulary<'_>,
) -> Option<String> {
    let written = reader.string(fields, "language")?;
    let primary = Placed { value: primary(&written.value), place: written.place };
    reader.known(&primary, "language of labels", vocabulary.languages).then_some(written.value)
}

/// Reads the name of a time zone (IANA).
fn read_time_zone(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<String> {
    let written = reader.string(fields, "time_zone")?;
    if Date::is_time_zone(&written.value) {
        return Some(written.value);
    }
    let hint = "a name of the IANA time zone database, such as `Europe/Berlin`".to_owned();
    reader.error(written.place, format!("unknown time zone `{}`", written.value), Some(hint));
    None
}

fn empty() -> Config {
    Config::over(Vec::new())
}

impl Config {
    /// Returns what is true of a desk that says nothing but which documents it
    /// has.
    #[must_use]
    pub fn over(corpus: Vec<PathBuf>) -> Self {
        Self {
            corpus,
            title: String::new(),
            limits: ReadLimits::default(),
            bibliography: Vec::new(),
            file_names: Vec::new(),
            themes: Vec::new(),
            markings: Markings::default(),
            time_zone: None,
            weights: Weights::default(),
            audiences: Vec::new(),
            render: RenderLimits::default(),
            fonts: Vec::new(),
            pdf: PdfTerms::default(),
            output: PathBuf::from("output"),
            deliver: Vec::new(),
            archive: ArchiveTerms::default(),
            language: "en".to_owned(),
        }
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

/// The program itself and the fonts in it take about 250 MB of address space.
const LEAST_RENDER_MB: i64 = 384;

fn read_render(reader: &mut Reader<'_>, fields: Fields<'_>) -> RenderLimits {
    let mut limits = RenderLimits::default();
    let Some(node) = reader.node(fields, "render") else { return limits };
    let render = reader.fields(node, "`render`", &["seconds", "memory_mb"]);
    if let Some(seconds) = reader.whole(render, "seconds", 1..=3_600) {
        limits.seconds = seconds as u64;
    }
    if let Some(number) = reader.whole(render, "memory_mb", LEAST_RENDER_MB..=16_384) {
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

fn read_pdf(reader: &mut Reader<'_>, fields: Fields<'_>, vocabulary: &Vocabulary<'_>) -> PdfTerms {
    let mut settings = PdfTerms::default();
    let Some(node) = reader.node(fields, "pdf") else { return settings };
    let pdf = reader.fields(node, "`pdf`", &["standards", "proof"]);
    if let Some(names) = reader.strings(pdf, "standards") {
        let known = names.into_iter().filter(|name| reader.known(name, "standard", vocabulary.standards));
        settings.standards = known.map(|name| name.value).collect();
    }
    if let Some(proof) = reader.truth(pdf, "proof") {
        settings.proof = proof;
    }
    settings
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
