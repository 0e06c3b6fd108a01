//! Excerpts: whole sentences, verbatim, and why they were chosen.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Document, DocumentId, PartialDate, Passage, PassageId};

/// One or more whole sentences of one passage, verbatim.
///
/// [`Excerpt::cut`] alone makes one, so its text is always a slice of its
/// document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    document: DocumentId,
    passage: PassageId,
    range: Range<usize>,
    text: String,
}

impl Excerpt {
    /// Cuts the sentences `sentences` (indices into the passage's own) out of
    /// the document.
    ///
    /// Returns `None` if the passage is of another document, or the range of
    /// sentences is empty or out of bounds.
    #[must_use]
    pub fn cut(document: &Document, passage: &Passage, sentences: Range<usize>) -> Option<Self> {
        if passage.document != document.id {
            return None;
        }
        let run = passage.sentences.get(sentences)?;
        let range = run.first()?.start..run.last()?.end;
        let text = document.text.get(range.clone())?.to_owned();
        Some(Self { document: document.id, passage: passage.id, range, text })
    }

    /// Returns the document it is cut from.
    #[must_use]
    pub fn document(&self) -> DocumentId {
        self.document
    }

    /// Returns the passage it is cut from.
    #[must_use]
    pub fn passage(&self) -> PassageId {
        self.passage
    }

    /// Returns its bytes in the document's text, half-open.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Returns the source's own words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// An excerpt with what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The source's own words.
    pub excerpt: Excerpt,
    /// Finite; comparable within one theme of one edition only.
    pub score: f64,
    /// The parts that `score` is made of, in a fixed order.
    pub parts: Vec<Part>,
    /// The words and phrases of the theme that it has, as written in the
    /// configuration.
    pub matched: Vec<String>,
    /// Other documents that say the same in the same words.
    pub also_in: Vec<DocumentId>,
    /// Whether the editors want it in.
    pub pinned: bool,
    /// What it was preferred to: the next best of other sentences at the
    /// moment of choice, best first. Empty where there was none.
    pub preferred_to: Vec<Alternative>,
}

/// A run of sentences that might have been chosen instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The document it stands in.
    pub document: DocumentId,
    /// Its bytes in the document's text.
    pub range: Range<usize>,
    /// Comparable with the score of the excerpt that was chosen.
    pub score: f64,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Part {
    /// What is counted, such as `terms` or `recency`.
    pub name: String,
    /// What it adds; the parts add up to the score.
    pub value: f64,
}

/// The excerpts of one theme, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The theme's id.
    pub theme: String,
    /// In the order of choice: the first `k` are the best set of `k`.
    pub chosen: Vec<Chosen>,
    /// How many documents had a match at all.
    pub matching_documents: usize,
    /// The latest date of one of them; `None` where none is dated.
    pub newest_match: Option<PartialDate>,
}

/// How what an edition tells stands to earlier editions; the freshest first.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// No earlier edition told it, or there was none.
    #[default]
    New,
    /// An earlier edition told it, and it says something else now.
    Updated,
    /// An earlier edition told it.
    Standing,
}

impl Status {
    /// Its name in manifests and templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Standing => "standing",
        }
    }
}
