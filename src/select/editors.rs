//! What editors say about single excerpts.

use std::ops::Range;

use crate::model::{DocumentId, PassageId};

/// Pins and drops of a brief, found in the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Editors {
    /// What is in, whatever its score, in the order of the brief.
    pub pins: Vec<PinnedRun>,
    /// What is out.
    pub drops: Vec<Dropped>,
}

/// A run of sentences that is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedRun {
    /// The index of its theme among those that are sought.
    pub theme: usize,
    /// The passage.
    pub passage: PassageId,
    /// Indices into the passage's sentences; not empty.
    pub sentences: Range<usize>,
}

/// A document, or a part of it, that is out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The document.
    pub document: DocumentId,
    /// Bytes of its text; `None` for all of it.
    pub range: Option<Range<usize>>,
}

impl Editors {
    /// Returns the runs of a passage that are pinned.
    pub(super) fn pinned_in(&self, passage: PassageId) -> impl Iterator<Item = Range<usize>> {
        self.pins.iter().filter(move |pin| pin.passage == passage).map(|pin| pin.sentences.clone())
    }

    /// Tells whether any of these bytes of a document is out.
    #[must_use]
    pub fn drops(&self, document: DocumentId, bytes: &Range<usize>) -> bool {
        self.drops.iter().filter(|dropped| dropped.document == document).any(|dropped| {
            dropped.range.as_ref().is_none_or(|out| out.start < bytes.end && bytes.start < out.end)
        })
    }
}
