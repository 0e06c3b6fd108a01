//! Passages: the unit that is indexed, scored and cut from.

use std::ops::Range;

use super::DocumentId;

/// The place of a passage in the corpus, from 0; passages are in the order of
/// documents, then of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageId(pub u32);

/// A block of a document, or a part of one that is too long, with its
/// sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its place in the corpus.
    pub id: PassageId,
    /// The document it is cut from.
    pub document: DocumentId,
    /// The index of its block in [`super::Document::blocks`].
    pub block: usize,
    /// Bytes of the document's text, at character bounds.
    pub range: Range<usize>,
    /// Whole sentences in order, within `range`, without the white space
    /// between them. Empty where the block is no prose.
    pub sentences: Vec<Range<usize>>,
}
