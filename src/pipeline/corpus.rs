//! What was read, as what, and what was not: for `attache corpus`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, PathBuf};

use serde::Serialize;

use super::{Session, Step};
use crate::cite::{self, LibraryFormat};
use crate::copies::{self, Cluster, Item, Kind};
use crate::corpus::{self, CorpusRoot};
use crate::error::{Diagnostic, Error, Reported, nearest};
use crate::model::document::Skipped;
use crate::model::{BlockKind, Corpus, Date, Document, Layer, LibraryEntry, Outcome};
use crate::tool::words;

/// One document, or what gave none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// The file, relative to the desk.
    pub path: String,
    /// The part of an archive, mailbox or feed.
    pub member: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not read; `None` if it was.
    pub reason: Option<String>,
    /// Its media type, if it was read.
    pub media_type: Option<&'static str>,
    /// The encoding it was decoded from (WHATWG name).
    pub encoding: Option<String>,
    /// How many words its text has.
    pub words: usize,
    /// Its language (BCP 47).
    pub language: Option<String>,
    /// Its date, with the precision that is known.
    pub date: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

/// A corpus in numbers; each count is by what it counts, most frequent first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    /// Documents that were read.
    pub documents: usize,
    /// Files and parts of files that were passed over.
    pub skipped: usize,
    /// Files and parts of files that could not be read.
    pub refused: usize,
    /// Words of all texts.
    pub words: usize,
    /// Documents by media type.
    pub media_types: Vec<Count>,
    /// Documents by encoding.
    pub encodings: Vec<Count>,
    /// Documents by language; `und` where it is not known.
    pub languages: Vec<Count>,
    /// Documents by year, latest first; `undated` at the end.
    pub years: Vec<Count>,
    /// What was not read, by reason.
    pub reasons: Vec<Count>,
}

/// How often something occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What is counted.
    pub name: String,
    /// How often it occurs, at least once.
    pub count: usize,
}

/// All that is known of one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// As in the list.
    #[serde(flatten)]
    pub listed: Listed,
    /// Digest of the file.
    pub sha256: String,
    /// Digest of the text.
    pub text_sha256: String,
    /// Metadata and where it comes from, in a fixed order.
    pub metadata: Vec<Fact>,
    /// How many blocks of each kind it has.
    pub blocks: Vec<Count>,
    /// How many pages it has; `None` where it has none.
    pub pages: Option<u32>,
    /// The text that all positions count into.
    #[serde(skip)]
    pub text: std::sync::Arc<str>,
}

/// A field of metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The field's name.
    pub field: &'static str,
    /// Its value.
    pub value: String,
    /// Where it comes from.
    pub origin: Layer,
}

/// Documents that are copies of one another or tell one story.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicates {
    /// In the order of their first paths; no document is in two.
    pub clusters: Vec<Duplicated>,
}

/// A cluster of [`Duplicates`]. A path with a `#` is a part of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicated {
    /// Whether all are copies of one another, or tell one story.
    pub kind: Kind,
    /// The mean likeness of its pairs, from 0 to 1; see [`Cluster::similarity`].
    pub similarity: f64,
    /// The lowest of these.
    pub lowest: f64,
    /// In the order of the corpus; at least two.
    pub paths: Vec<String>,
    /// Those of them that are copies of one another; each of at least two.
    pub copies: Vec<Vec<String>>,
}

/// Reads the corpus of a desk; nothing is written. Dates after `today` are no
/// facts.
#[must_use]
pub fn survey(session: &Session, today: Date, progress: &dyn Fn(Step)) -> Reported<Corpus> {
    progress(Step { what: "reading the corpus", done: 0, of: 1 });
    let roots: Vec<CorpusRoot> = session.desk.config.corpus.iter().map(CorpusRoot::new).collect();
    corpus::read(&session.desk.root, &roots, &session.settings(Some(today)))
}

/// Returns the folders of a desk's corpus that are within the desk, relative to
/// it, with `/`; empty for the desk itself.
#[must_use]
pub fn folders(session: &Session) -> Vec<String> {
    let desk = &session.desk;
    let within = |path: &PathBuf| {
        let relative = if path.is_absolute() { path.strip_prefix(&desk.root).ok()? } else { path.as_path() };
        let parts = relative.components().filter(|part| *part != Component::CurDir);
        let names: Option<Vec<&str>> = parts
            .map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect();
        names.filter(|_| desk.root.join(relative).is_dir()).map(|names| names.join("/"))
    };
    desk.config.corpus.iter().filter_map(within).collect()
}

/// Lists documents and what gave none, in the order of their paths.
#[must_use]
pub fn list(corpus: &Corpus) -> Vec<Listed> {
    let documents = corpus.documents.iter().map(Listed::document);
    let mut all: Vec<Listed> = documents.chain(corpus.skipped.iter().map(Listed::skipped)).collect();
    all.sort_by(|one, other| one.path.cmp(&other.path));
    all
}

impl Listed {
    fn document(document: &Document) -> Self {
        Self {
            path: document.path.clone(),
            member: document.member.clone(),
            outcome: Outcome::Ingested,
            reason: None,
            media_type: Some(document.media_type),
            encoding: Some(document.encoding.clone()),
            words: words::count(&document.text),
            language: document.source.language.clone(),
            date: document.source.date.map(|date| date.to_string()),
            title: Some(document.source.title.clone()),
        }
    }

    fn skipped(skipped: &Skipped) -> Self {
        Self {
            path: skipped.path.clone(),
            member: skipped.member.clone(),
            outcome: skipped.outcome,
            reason: Some(skipped.reason.clone()),
            media_type: None,
            encoding: None,
            words: 0,
            language: None,
            date: None,
            title: None,
        }
    }
}

/// Counts a corpus.
#[must_use]
pub fn statistics(corpus: &Corpus) -> Statistics {
    let documents = &corpus.documents;
    let of = |outcome: Outcome| corpus.skipped.iter().filter(|skipped| skipped.outcome == outcome).count();
    let name = |known: Option<&String>| known.cloned().unwrap_or_else(|| "und".to_owned());
    let year = |document: &Document| document.source.date.map(|date| format!("{:04}", date.year));
    let mut years = counts(documents.iter().filter_map(year));
    years.sort_by(|one, other| other.name.cmp(&one.name));
    let undated = documents.iter().filter(|document| document.source.date.is_none()).count();
    years.extend((undated > 0).then(|| Count { name: "undated".to_owned(), count: undated }));
    Statistics {
        documents: documents.len(),
        skipped: of(Outcome::Skipped),
        refused: of(Outcome::Refused),
        words: documents.iter().map(|document| words::count(&document.text)).sum(),
        media_types: counts(documents.iter().map(|document| document.media_type.to_owned())),
        encodings: counts(documents.iter().map(|document| document.encoding.clone())),
        languages: counts(documents.iter().map(|document| name(document.source.language.as_ref()))),
        years,
        reasons: counts(corpus.skipped.iter().map(|skipped| general(&skipped.reason))),
    }
}

/// How [`crate::corpus`] begins the reason why a copy was passed over.
const SAME_BYTES: &str = "the same bytes as ";

/// Leaves out of a reason what names one file: copies are counted together.
fn general(reason: &str) -> String {
    match reason.starts_with(SAME_BYTES) {
        true => "the same bytes as another".to_owned(),
        false => reason.to_owned(),
    }
}

fn counts(names: impl Iterator<Item = String>) -> Vec<Count> {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        *counted.entry(name).or_default() += 1;
    }
    let mut counts: Vec<Count> = counted.into_iter().map(|(name, count)| Count { name, count }).collect();
    // The sort is stable: equal counts stay in the order of their names.
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

/// Returns all documents that a name stands for: a path, or a path and a
/// member with `/` or `#` between them.
///
/// # Errors
/// [`Error::Desk`] if there is none, with the reason if it was not read, or
/// with the nearest name.
pub fn named<'c>(corpus: &'c Corpus, name: &str) -> Result<Vec<&'c Document>, Error> {
    let wanted = name.strip_prefix("./").unwrap_or(name);
    let is = |path: &str, member: Option<&str>| {
        path == wanted
            || member.is_some_and(|member| {
                let rest = wanted.strip_prefix(path).and_then(|rest| rest.strip_prefix(['/', '#']));
                rest == Some(member)
            })
    };
    let found: Vec<&Document> =
        corpus.documents.iter().filter(|found| is(&found.path, found.member.as_deref())).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let skipped = corpus.skipped.iter().find(|skipped| is(&skipped.path, skipped.member.as_deref()));
    let diagnostic = match skipped {
        Some(skipped) => Diagnostic::error(format!("it was not read: {}", skipped.reason)).in_file(wanted),
        None => {
            let known = corpus.documents.iter().map(|document| document.path.as_str());
            let hint = match nearest(wanted, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`attache corpus list` names them".to_owned(),
            };
            Diagnostic::error(format!("there is no document `{wanted}` in the corpus")).hint(hint)
        }
    };
    Err(Error::Desk(vec![diagnostic]))
}

/// Returns all that is known of a document.
#[must_use]
pub fn show(document: &Document) -> Shown {
    let kind = |kind: crate::model::BlockKind| format!("{kind:?}").to_lowercase();
    Shown {
        listed: Listed::document(document),
        sha256: document.sha256.to_string(),
        text_sha256: document.text_sha256.to_string(),
        metadata: facts(document),
        blocks: counts(document.blocks.iter().map(|block| kind(block.kind))),
        pages: document.blocks.iter().filter_map(|block| block.page).max(),
        text: document.text.clone(),
    }
}

fn facts(document: &Document) -> Vec<Fact> {
    let source = &document.source;
    let authors = Some(source.authors.join("; ")).filter(|authors| !authors.is_empty());
    let reliability = source.reliability.map(|level| format!("{level:?}").to_lowercase());
    let values = [
        ("title", Some(source.title.clone())),
        ("authors", authors),
        ("publisher", source.publisher.clone()),
        ("date", source.date.map(|date| date.to_string())),
        ("url", source.url.clone()),
        ("language", source.language.clone()),
        ("reliability", reliability),
        ("accessed", source.accessed.map(|date| date.to_string())),
        ("archive", source.archive.clone()),
        ("note", source.note.clone()),
        ("marking", source.marking.clone()),
    ];
    let fact = |(field, value): (&'static str, Option<String>)| {
        Some(Fact { field, value: value?, origin: document.origins.get(field).copied()? })
    };
    values.into_iter().filter_map(fact).collect()
}

/// Finds documents that are copies of one another or tell one story; those
/// that were passed over for their bytes stand with what was read instead.
#[must_use]
pub fn duplicates(corpus: &Corpus) -> Duplicates {
    let items: Vec<Item<'_>> = corpus.documents.iter().map(item).collect();
    let mut clusters = copies::duplicates(&items);
    let places = places(corpus);
    let in_cluster: BTreeSet<usize> = clusters.iter().flat_map(|cluster| cluster.members.clone()).collect();
    let alone = (0..places.len()).filter(|place| places[*place].len() > 1 && !in_cluster.contains(place));
    clusters.extend(alone.map(|place| Cluster {
        members: vec![place],
        kind: Kind::Copy,
        similarity: 1.0,
        lowest: 1.0,
        copies: Vec::new(),
    }));
    let mut named: Vec<_> = clusters.iter().map(|cluster| duplicated(cluster, &places)).collect();
    named.sort_by_key(|(order, _)| *order);
    Duplicates { clusters: named.into_iter().map(|(_, cluster)| cluster).collect() }
}

/// What is compared of a document: its blocks but for what surrounds the
/// article; all of its text where there is nothing else.
fn item(document: &Document) -> Item<'_> {
    let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::Aside);
    let mut parts: Vec<&str> = blocks.map(|block| &document.text[block.range.clone()]).collect();
    if parts.is_empty() {
        parts.push(&document.text);
    }
    Item { parts, language: document.source.language.as_deref(), date: document.source.date }
}

/// A file or a part of one: the place in the list of the corpus that it is
/// shown at, and its name.
type Place = (usize, String);

/// Returns for each document where it stands, and where its copies do that
/// were passed over; in the order of the corpus.
fn places(corpus: &Corpus) -> Vec<Vec<Place>> {
    let documents = corpus.documents.iter().map(|found| (&found.path, &found.member, None));
    let skipped = corpus
        .skipped
        .iter()
        .map(|found| (&found.path, &found.member, found.reason.strip_prefix(SAME_BYTES)));
    let mut all: Vec<_> = documents.enumerate().map(|(id, found)| (Some(id), found)).collect();
    all.extend(skipped.map(|found| (None, found)));
    all.sort_by(|(_, one), (_, other)| one.0.cmp(other.0));
    let known: BTreeMap<String, usize> = corpus
        .documents
        .iter()
        .enumerate()
        .map(|(id, found)| (joined(&found.path, found.member.as_deref(), '/'), id))
        .collect();
    let mut places = vec![Vec::new(); corpus.documents.len()];
    for (order, (id, (path, member, original))) in all.into_iter().enumerate() {
        if let Some(id) = id.or_else(|| known.get(original?).copied()) {
            places[id].push((order, joined(path, member.as_deref(), '#')));
        }
    }
    places
}

fn joined(path: &str, member: Option<&str>, by: char) -> String {
    member.map_or_else(|| path.to_owned(), |member| format!("{path}{by}{member}"))
}

/// Names the members of a cluster; with the place of the first.
fn duplicated(cluster: &Cluster, places: &[Vec<Place>]) -> (usize, Duplicated) {
    let all = |members: &[usize]| {
        let mut all: Vec<Place> = members.iter().flat_map(|member| places[*member].clone()).collect();
        all.sort_unstable();
        all
    };
    let names = |places: Vec<Place>| places.into_iter().map(|(_, name)| name).collect();
    let copied: BTreeSet<usize> = cluster.copies.iter().flatten().copied().collect();
    let others = cluster.members.iter().filter(|member| !copied.contains(member)).map(|member| vec![*member]);
    let mut copies: Vec<Vec<Place>> =
        cluster.copies.iter().cloned().chain(others).map(|group| all(&group)).collect();
    copies.retain(|group| group.len() > 1);
    copies.sort_unstable();
    let paths = all(&cluster.members);
    let first = paths.first().map_or(0, |(order, _)| *order);
    let named = Duplicated {
        kind: cluster.kind,
        similarity: rounded(cluster.similarity),
        lowest: rounded(cluster.lowest),
        paths: names(paths),
        copies: copies.into_iter().map(names).collect(),
    };
    (first, named)
}

/// Rounds to four decimals: more say nothing.
fn rounded(similarity: f64) -> f64 {
    (similarity * 10_000.0).round() / 10_000.0
}

/// Writes a `sources.yaml` for the documents below `folder` (relative to the
/// desk, with `/`; empty for the desk itself): what metadata files say of each,
/// and empty keys for the rest, with what else is known as a remark.
#[must_use]
pub fn sources_yaml(corpus: &Corpus, folder: &str) -> String {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut yaml = String::from(
        "# What the desk says of its sources: complete it, and take out what is wrong.\n\
         # An empty value says nothing: what stands behind it as a remark counts then.\nsources:\n",
    );
    for document in &corpus.documents {
        let Some(path) = document.path.strip_prefix(&prefix) else { continue };
        let key = match &document.member {
            Some(member) => format!("{path}#{member}"),
            None => path.to_owned(),
        };
        yaml.push_str(&format!("  {}:\n", quoted(&key)));
        let facts = facts(document);
        for field in ["title", "authors", "publisher", "date", "url", "language", "reliability"] {
            let line = match facts.iter().find(|fact| fact.field == field) {
                Some(fact) => known_line(document, fact),
                None => format!("{field}:"),
            };
            yaml.push_str(&format!("    {line}\n"));
        }
    }
    yaml
}

/// Writes what is known of the documents as a library of references, in the
/// order of the corpus. A document's key is its file's name without extension,
/// where need be with a number.
#[must_use]
pub fn library(corpus: &Corpus, format: LibraryFormat) -> String {
    let mut keys = BTreeSet::new();
    let entries: Vec<LibraryEntry> =
        corpus.documents.iter().map(|document| library_entry(document, &mut keys)).collect();
    cite::write_library(format, &entries)
}

fn library_entry(document: &Document, keys: &mut BTreeSet<String>) -> LibraryEntry {
    let source = &document.source;
    LibraryEntry {
        key: library_key(document, keys),
        files: if document.member.is_none() { vec![document.path.clone()] } else { Vec::new() },
        title: Some(source.title.clone()),
        authors: source.names(),
        publisher: source.publisher.clone(),
        date: source.date,
        url: source.url.clone(),
        language: source.language.clone(),
        accessed: source.accessed,
        note: source.note.clone(),
    }
}

/// Makes a key that is not among `keys`, of the characters that every format
/// allows in keys, and adds it.
fn library_key(document: &Document, keys: &mut BTreeSet<String>) -> String {
    let name = document.path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let member = document.member.as_deref().map(|member| format!("-{member}")).unwrap_or_default();
    let allowed = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let key: String = format!("{stem}{member}").chars().map(allowed).collect();
    let key = key.trim_matches('-');
    let key = if key.is_empty() { "source" } else { key };
    let numbered = (2..).map(|number: u32| format!("{key}-{number}"));
    let free = std::iter::once(key.to_owned()).chain(numbered).find(|key| !keys.contains(key));
    let key = free.expect("there are more numbers than documents");
    keys.insert(key.clone());
    key
}

fn known_line(document: &Document, fact: &Fact) -> String {
    let value = match fact.field {
        "authors" => {
            let names: Vec<String> = document.source.authors.iter().map(|name| quoted(name)).collect();
            format!("[{}]", names.join(", "))
        }
        "date" | "reliability" | "language" => fact.value.clone(),
        _ => quoted(&fact.value),
    };
    let remark = match fact.origin {
        Layer::Sidecar | Layer::Sources => "",
        Layer::Bibliography => " (from the bibliography)",
        Layer::Embedded => " (from the document)",
        Layer::FileName => " (from the file's name)",
        Layer::Detected => " (a guess)",
    };
    match fact.origin {
        Layer::Sidecar | Layer::Sources => format!("{}: {value}", fact.field),
        // Said here, it would count before what the document says itself.
        _ => format!("{}:  # {value}{remark}", fact.field),
    }
}

/// Writes a text as a YAML double-quoted scalar: JSON's strings are such, with
/// what YAML does not print escaped too (YAML 1.2.2, sections 1.3 and 5.1).
pub fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a string is always JSON");
    let printable = |c: char| matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..);
    json.chars()
        .map(|c| if printable(c) { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
        .collect()
}
