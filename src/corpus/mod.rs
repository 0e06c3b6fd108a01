//! The corpus: from folders of files to documents with text, blocks and
//! metadata.
//!
//! A format is one file here and one row of [`FORMATS`]. Reading never fails
//! as a whole: what cannot be read is listed in [`Corpus::skipped`], with a
//! warning where a user would want to know.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::error::{Diagnostic, Reported, Warning};
use crate::model::document::Skipped;
use crate::model::{Corpus, Document, DocumentId, Outcome, Sha256};

mod asides;
mod blocks;
mod decode;
mod html;
mod language;
mod markdown;
mod metadata;
mod path;
mod text;
mod walk;

#[cfg(test)]
mod tests;

use blocks::Piece;
use metadata::{Catalogue, Known};

/// A folder of documents, or one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusRoot {
    /// Absolute, or relative to the desk.
    pub path: PathBuf,
}

impl CorpusRoot {
    /// Makes a root of a path, absolute or relative to the desk.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// The largest file, in bytes; a larger one is skipped. 32 MiB.
    pub file_bytes: u64,
    /// The longest text of one document, in bytes of UTF-8; a longer one is
    /// skipped. 64 MiB: an encoding of one byte a letter may triple.
    pub text_bytes: u64,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self { file_bytes: 32 << 20, text_bytes: 64 << 20 }
    }
}

/// A kind of document that can be read.
pub struct Format {
    /// What it is called, as in `a plain text`.
    pub name: &'static str,
    /// The media types (IANA); documents get the first.
    pub media_types: &'static [&'static str],
    /// Extensions of file names, lower case, without the full stop.
    pub extensions: &'static [&'static str],
    /// Tells whether bytes can be of this format, from their beginning.
    recognise: fn(&[u8]) -> bool,
    read: fn(&Raw<'_>) -> Result<Vec<Reading>, String>,
}

/// The formats, in the order in which an extension is looked up.
pub const FORMATS: &[Format] = &[
    Format {
        name: "plain text",
        media_types: &["text/plain"],
        extensions: &["txt", "text"],
        recognise: decode::is_text,
        read: text::read,
    },
    Format {
        name: "Markdown",
        media_types: &["text/markdown", "text/x-markdown"],
        extensions: &["md", "markdown"],
        recognise: decode::is_text,
        read: markdown::read,
    },
    Format {
        name: "HTML",
        media_types: &["text/html", "application/xhtml+xml"],
        extensions: &["html", "htm", "xhtml"],
        recognise: decode::is_text,
        read: html::read,
    },
];

/// What a format's reader is given.
struct Raw<'a> {
    bytes: &'a [u8],
    /// The file as in [`Document::path`], for warnings.
    path: &'a str,
}

/// What a format's reader gives for each document in a file.
struct Reading {
    member: Option<String>,
    text: String,
    encoding: &'static str,
    /// In the order of the text, without overlap.
    pieces: Vec<Piece>,
    /// What the document says of itself.
    embedded: Known,
    /// A title that is not marked as one.
    detected_title: Option<String>,
    warnings: Vec<Warning>,
}

/// A document without its place in a corpus, or why there is none.
type FileReading = Reported<Result<Vec<Document>, Skipped>>;

/// Reads the documents of `roots`.
///
/// Folders are walked in the order of their paths; hidden files and folders
/// (names that begin with a full stop) are passed over. A document's path is
/// relative to `desk`. Of files with the same bytes the first is a document
/// and the others are skipped. Files that give no document are listed with
/// the reason; those that were of a known kind, too large, or could not be
/// read give a warning too. Warnings are in the order of the paths. The result
/// depends on the files alone, not on the number of threads.
#[must_use]
pub fn read(desk: &Path, roots: &[CorpusRoot], limits: &ReadLimits) -> Reported<Corpus> {
    let desk = path::absolute(desk);
    let found = walk::files(&desk, roots);
    let (catalogue, mut warnings) = Catalogue::load(&found, is_known_name);
    let documents: Vec<_> = found.iter().filter(|entry| !catalogue.is_metadata(&entry.file)).collect();
    let readings: Vec<(FileReading, bool)> =
        documents.par_iter().map(|entry| (read_entry(entry, &catalogue, limits), entry.is_link)).collect();
    let corpus = gather(readings, &mut warnings);
    Reported { value: corpus, warnings }
}

/// Reads one file, with its sidecar and the `sources.yaml` of its folder or,
/// within `desk`, of one above.
///
/// The path is relative to `desk`; without one it is `file` as given. The id of
/// the document is 0; of a file with several documents the first is returned.
#[must_use]
pub fn read_file(
    desk: Option<&Path>,
    file: &Path,
    limits: &ReadLimits,
) -> Reported<Result<Document, Skipped>> {
    let desk = desk.map(path::absolute);
    let absolute = path::absolute(file);
    let name = match &desk {
        Some(desk) => path::relative(desk, &absolute, &absolute),
        None => path::escaped(file),
    };
    let (found, neighbours) = walk::single(&absolute, name, desk.as_deref());
    let (catalogue, mut warnings) = Catalogue::load(&neighbours, is_known_name);
    let reading = read_entry(&found, &catalogue, limits);
    warnings.extend(reading.warnings);
    let value = reading.value.and_then(|documents| {
        documents.into_iter().next().ok_or_else(|| skipped(&found.path, Outcome::Skipped, "it has no text"))
    });
    Reported { value, warnings }
}

fn is_known_name(name: &Path) -> bool {
    format_of(name).is_some()
}

fn format_of(name: &Path) -> Option<&'static Format> {
    let extension = name.extension()?.to_str()?.to_lowercase();
    FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()))
}

fn skipped(path: &str, outcome: Outcome, reason: impl Into<String>) -> Skipped {
    Skipped { path: path.to_owned(), outcome, reason: reason.into() }
}

/// Reads one file of a walk.
fn read_entry(entry: &walk::Found, catalogue: &Catalogue, limits: &ReadLimits) -> FileReading {
    let quietly = |reason: String| Reported::clean(Err(skipped(&entry.path, Outcome::Skipped, reason)));
    let loudly = |outcome, reason: String| Reported {
        warnings: vec![Diagnostic::warning(reason.clone()).in_file(&entry.path)],
        value: Err(skipped(&entry.path, outcome, reason)),
    };
    match &entry.state {
        walk::State::Failed(reason) => return loudly(Outcome::Refused, format!("cannot read it: {reason}")),
        walk::State::Special(kind) => {
            return loudly(Outcome::Skipped, format!("not a file but {kind}; not read"));
        }
        walk::State::Elsewhere(reason) => return quietly(reason.clone()),
        walk::State::File => {}
    }
    let Some(format) = format_of(&entry.file) else { return quietly(unknown_kind(&entry.file)) };
    let bytes = match bytes_of(&entry.file, limits) {
        Ok(bytes) => bytes,
        Err(Trouble::Empty) => return quietly("it is empty".to_owned()),
        Err(Trouble::TooLarge(size)) => return too_large(&entry.path, size, limits),
        Err(Trouble::Unreadable(reason)) => {
            return loudly(Outcome::Refused, format!("cannot read it: {reason}"));
        }
    };
    if !(format.recognise)(&bytes) {
        return loudly(Outcome::Refused, decode::why_not_text(&bytes, format.name));
    }
    match (format.read)(&Raw { bytes: &bytes, path: &entry.path }) {
        Ok(readings) => finish(entry, format, &bytes, readings, catalogue, limits),
        Err(reason) => loudly(Outcome::Refused, reason),
    }
}

fn unknown_kind(file: &Path) -> String {
    match file.extension() {
        Some(extension) => format!("no format has the extension `.{}`", path::escaped(Path::new(extension))),
        None => "its name has no extension".to_owned(),
    }
}

/// Why a file gives no bytes.
enum Trouble {
    Empty,
    /// Its size in bytes.
    TooLarge(u64),
    /// The system's reason.
    Unreadable(String),
}

fn bytes_of(file: &Path, limits: &ReadLimits) -> Result<Vec<u8>, Trouble> {
    let unreadable = |error: std::io::Error| Trouble::Unreadable(error.to_string());
    let opened = File::open(file).map_err(unreadable)?;
    let size = opened.metadata().map_err(unreadable)?.len();
    if size > limits.file_bytes {
        return Err(Trouble::TooLarge(size));
    }
    // A file may grow while it is read.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    opened.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 {
        0 => Err(Trouble::Empty),
        read if read > limits.file_bytes => Err(Trouble::TooLarge(read)),
        _ => Ok(bytes),
    }
}

fn too_large(path: &str, size: u64, limits: &ReadLimits) -> FileReading {
    let reason = format!(
        "its {} are over the limit of {} for one file",
        megabytes(size),
        megabytes(limits.file_bytes)
    );
    let warning = Diagnostic::warning(format!("skipped: {reason}"))
        .in_file(path)
        .hint("`corpus.limits.file_mb` in config.yaml sets the limit");
    Reported { value: Err(skipped(path, Outcome::Skipped, reason)), warnings: vec![warning] }
}

/// Writes a size in MB (2^20 bytes), with one decimal where it is no whole
/// number, and in bytes where it is less than one.
fn megabytes(bytes: u64) -> String {
    if bytes < 1 << 20 {
        return format!("{bytes} bytes");
    }
    let tenths = (bytes as f64 / f64::from(1 << 20) * 10.0).ceil() / 10.0;
    format!("{tenths} MB")
}

/// Makes documents of what a format's reader gave.
fn finish(
    entry: &walk::Found,
    format: &Format,
    bytes: &[u8],
    readings: Vec<Reading>,
    catalogue: &Catalogue,
    limits: &ReadLimits,
) -> FileReading {
    let sha256 = Sha256::of(bytes);
    let given = catalogue.of(&entry.file);
    let mut warnings = Vec::new();
    let mut documents = Vec::new();
    for reading in readings {
        warnings.extend(reading.warnings.iter().cloned());
        if reading.text.len() as u64 > limits.text_bytes {
            return too_large(&entry.path, reading.text.len() as u64, limits);
        }
        if reading.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            continue;
        }
        documents.push(document(entry, format, &sha256, reading, &given));
    }
    if documents.is_empty() {
        let value = Err(skipped(&entry.path, Outcome::Skipped, "it has no text"));
        return Reported { value, warnings };
    }
    Reported { value: Ok(documents), warnings }
}

fn document(
    entry: &walk::Found,
    format: &Format,
    sha256: &Sha256,
    reading: Reading,
    given: &Known,
) -> Document {
    let mut known = given.clone().or(reading.embedded);
    let name = || path::escaped(Path::new(entry.file.file_stem().unwrap_or_default()));
    let title = known.title.take().or(reading.detected_title).unwrap_or_else(name);
    let language = known.language.take().or_else(|| language::detect(&reading.text, &reading.pieces));
    Document {
        id: DocumentId(0),
        path: entry.path.clone(),
        member: reading.member,
        media_type: format.media_types[0],
        encoding: reading.encoding,
        sha256: sha256.clone(),
        text_sha256: Sha256::of(reading.text.as_bytes()),
        blocks: blocks::number(&reading.text, reading.pieces),
        text: Arc::from(reading.text),
        source: known.into_source(title, language),
    }
}

/// Puts the readings together: same bytes once, ids in the order of the paths.
fn gather(readings: Vec<(FileReading, bool)>, warnings: &mut Vec<Warning>) -> Corpus {
    let originals = originals(&readings);
    let mut corpus = Corpus::default();
    for (reading, _) in readings {
        match reading.value {
            Err(skipped) => {
                warnings.extend(reading.warnings);
                corpus.skipped.push(skipped);
            }
            Ok(documents) => {
                let (path, sha256) = (documents[0].path.clone(), documents[0].sha256.clone());
                let original = &originals[&sha256];
                if *original == path {
                    warnings.extend(reading.warnings);
                    corpus.documents.extend(documents);
                } else {
                    let reason = format!("the same bytes as {original}");
                    corpus.skipped.push(skipped(&path, Outcome::Skipped, reason));
                }
            }
        }
    }
    corpus.documents.sort_by(|a, b| (&a.path, &a.member).cmp(&(&b.path, &b.member)));
    corpus.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    for (id, document) in (0..).zip(&mut corpus.documents) {
        document.id = DocumentId(id);
    }
    corpus
}

/// Returns the path of the file that stands for each digest: the first, but a
/// file rather than a link to it.
fn originals(readings: &[(FileReading, bool)]) -> BTreeMap<Sha256, String> {
    let candidates: BTreeSet<(&Sha256, bool, &str)> = readings
        .iter()
        .filter_map(|(reading, is_link)| {
            let first = reading.value.as_ref().ok()?.first()?;
            Some((&first.sha256, *is_link, first.path.as_str()))
        })
        .collect();
    let mut originals = BTreeMap::new();
    for (sha256, _, path) in candidates {
        originals.entry(sha256.clone()).or_insert_with(|| path.to_owned());
    }
    originals
}
