//! The corpus as it was read: documents, their metadata and their blocks.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{PartialDate, Sha256};

/// The place of a document in its corpus, from 0; documents are in the order
/// of their paths, then of their place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

/// The documents that were read, and what became of every other file.
#[derive(Debug, Default)]
pub struct Corpus {
    /// In the order of their paths, then of their files; `documents[i].id.0 == i`.
    pub documents: Vec<Document>,
    /// The files and parts of files that gave no document, in the same order.
    pub skipped: Vec<Skipped>,
}

impl Corpus {
    /// Returns the document with this id.
    ///
    /// # Panics
    /// If the id is of another corpus.
    #[must_use]
    pub fn document(&self, id: DocumentId) -> &Document {
        &self.documents[id.0 as usize]
    }

    /// Returns the languages (BCP 47) of its documents, sorted, each once.
    #[must_use]
    pub fn languages(&self) -> Vec<&str> {
        let mut languages: Vec<&str> =
            self.documents.iter().filter_map(|document| document.source.language.as_deref()).collect();
        languages.sort_unstable();
        languages.dedup();
        languages
    }
}

/// A file, or a part of one, that gave no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, as in [`Document::path`].
    pub path: String,
    /// The part of it, as in [`Document::member`].
    pub member: Option<String>,
    /// Whether the file was passed over or could not be read.
    pub outcome: Outcome,
    /// Why, in a sentence without a full stop.
    pub reason: String,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was read.
    Ingested,
    /// It is of no known kind, empty, over a limit or a duplicate.
    Skipped,
    /// It is of a known kind but could not be read.
    Refused,
}

/// One source of the corpus.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its place in the corpus.
    pub id: DocumentId,
    /// Its path relative to the desk, with `/`; bytes that are not UTF-8 and
    /// control characters are percent-escaped.
    pub path: String,
    /// The part of an archive, mailbox or feed; `None` for a whole file.
    pub member: Option<String>,
    /// Its media type (IANA), such as `text/plain`.
    pub media_type: &'static str,
    /// The encoding it was decoded from (WHATWG name), such as `UTF-8`.
    pub encoding: String,
    /// Digest of the file's bytes.
    pub sha256: Sha256,
    /// The text that all ranges count into, exactly as decoded.
    pub text: Arc<str>,
    /// Digest of `text` in UTF-8.
    pub text_sha256: Sha256,
    /// Who published it, when, and what else is known of it.
    pub source: Source,
    /// Where the fields of `source` come from, by their names; a field that is
    /// not known is missing.
    pub origins: BTreeMap<&'static str, Layer>,
    /// Its blocks in the order of the text; they do not overlap.
    pub blocks: Vec<Block>,
}

impl Document {
    /// Returns the line of the text, from 1, that a byte of it stands on.
    ///
    /// # Panics
    /// If the byte is out of bounds or not at a character's.
    #[must_use]
    pub fn line(&self, byte: usize) -> usize {
        self.text[..byte].matches('\n').count() + 1
    }
}

/// What is known of a document beside its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    /// The title; the file's name where nothing better is known. Never empty.
    pub title: String,
    /// Authors as written, persons or bodies, in the order given. Those of a
    /// mail bear their addresses (RFC 5322): `Ann Lee <ann@example.org>`.
    pub authors: Vec<String>,
    /// The publisher or site.
    pub publisher: Option<String>,
    /// The date of publication.
    pub date: Option<PartialDate>,
    /// The address: http or https only.
    pub url: Option<String>,
    /// The language (BCP 47), given or detected; `None` where neither.
    pub language: Option<String>,
    /// How far the desk trusts it; `None` where nobody said.
    pub reliability: Option<Reliability>,
    /// When a page was fetched.
    pub accessed: Option<PartialDate>,
    /// The address of a copy in a web archive: http or https only.
    pub archive: Option<String>,
    /// A remark of the desk.
    pub note: Option<String>,
    /// The handling marking, such as `TLP:AMBER`; `None` where nobody said.
    pub marking: Option<String>,
}

impl Source {
    /// Returns the authors' names, in order: without addresses, but for one
    /// who has nothing else.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.authors.iter().map(|author| name_of(author)).collect()
    }
}

/// Returns the display name of a mailbox, unquoted; a text that is no mailbox
/// as it is.
pub(crate) fn name_of(author: &str) -> String {
    let mailbox = author.strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
    let Some((name, _)) = mailbox.filter(|(name, address)| address.contains('@') && !name.trim().is_empty())
    else {
        return author.to_owned();
    };
    let name = name.trim();
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => name.to_owned(),
    }
}

/// Where a field of [`Source`] comes from. What stands first here counts
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The document's own metadata file, such as `a.txt.yaml`.
    Sidecar,
    /// A `sources.yaml`.
    Sources,
    /// A bibliography that `config.yaml` names.
    Bibliography,
    /// The document itself.
    Embedded,
    /// The file's name, by a pattern.
    FileName,
    /// A guess from the text, or the bare name for a title.
    Detected,
}

/// How far the desk trusts a source.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Reliability {
    /// Often wrong, or unknown.
    Low,
    /// Usually right.
    Medium,
    /// Checked, or a primary source.
    High,
}

impl Reliability {
    /// The names as written in metadata, lowest first.
    pub const NAMES: [&'static str; 3] = ["low", "medium", "high"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "low" => Some(Self::Low),
            "medium" => Some(Self::Medium),
            "high" => Some(Self::High),
            _ => None,
        }
    }
}

/// A block of a document: a paragraph, a list item, a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Bytes of the document's text, at character bounds, without the white
    /// space around the block. Never empty.
    pub range: Range<usize>,
    /// What the block is.
    pub kind: BlockKind,
    /// The nearest heading above, as text; `None` before the first.
    pub heading: Option<Arc<str>>,
    /// The ordinal of the block among the document's paragraphs and list
    /// items, from 1; `None` for all else.
    pub paragraph: Option<u32>,
    /// The page, from 1; `None` where the format has none.
    pub page: Option<u32>,
    /// The id of the nearest element above that has one (HTML).
    pub anchor: Option<Arc<str>>,
}

/// What a block is; only [`BlockKind::is_prose`] blocks are quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A heading or title.
    Heading,
    /// A table, as one block.
    Table,
    /// Program text and other preformatted text.
    Code,
    /// What surrounds an article: bylines, reading times, contact lines,
    /// captions, footnotes, boilerplate.
    Aside,
}

impl BlockKind {
    /// Tells whether excerpts may be cut from such a block.
    #[must_use]
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Paragraph | Self::ListItem)
    }

    /// Returns what people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::ListItem => "list item",
            Self::Heading => "heading",
            Self::Table => "table",
            Self::Code => "piece of code",
            Self::Aside => "line beside the text, such as a byline, a caption or a footnote",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_without_addresses() {
        let written = [
            "Ann Lee <ann@example.org>",
            "\"Lee, A. \\\"Bo\\\"\" <a@example.org>",
            "ann@example.org",
            "<ann@example.org>",
            "The <b> Institute",
            "Ann Lee",
        ];
        let source = Source { authors: written.map(str::to_owned).to_vec(), ..Source::default() };
        let names = [
            "Ann Lee",
            "Lee, A. \"Bo\"",
            "ann@example.org",
            "<ann@example.org>",
            "The <b> Institute",
            "Ann Lee",
        ];
        assert_eq!(source.names(), names);
    }
}
