//! The index in the light of the corpus as it is now: which row is which
//! passage, and how long everything is.

use std::collections::BTreeMap;

use tantivy::SegmentReader;

use super::IndexError;
use super::plan::Lookup;
use super::store::Store;
use crate::model::theme::is_spoken;
use crate::model::{Corpus, DocumentId, Passage, PerField};

/// What queries are answered from.
#[derive(Default)]
pub(super) struct Live {
    pub(super) segments: Vec<Segment>,
    /// Of each passage.
    pub(super) lengths: Vec<PerField<u32>>,
    /// Of each passage, its document.
    pub(super) owners: Vec<DocumentId>,
    /// Of each passage, whether no passage before it has its heading.
    pub(super) opens_heading: Vec<bool>,
    /// Of each document; all 0 where it has no passage.
    pub(super) document_lengths: Vec<PerField<u32>>,
    /// Documents that have a passage.
    pub(super) documents: u32,
    /// The language of each document (BCP 47), where it is known.
    pub(super) spoken: Vec<Option<String>>,
    /// Languages of the documents, sorted.
    pub(super) languages: Vec<String>,
}

/// A segment of the index.
pub(super) struct Segment {
    pub(super) reader: SegmentReader,
    /// The passage of each row; [`NONE`] for a row that lives no more.
    passages: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Segment {
    /// Returns the passage that a row stands for.
    pub(super) fn passage(&self, row: u32) -> Option<u32> {
        self.passages.get(row as usize).copied().filter(|passage| *passage != NONE)
    }
}

impl Live {
    /// Reads the store for a corpus; `keys` names each document, and
    /// `firsts` is the first passage of each and, at the end, their number.
    ///
    /// Fails where the store does not hold exactly these passages.
    pub(super) fn read(
        store: &Store,
        corpus: &Corpus,
        passages: &[Passage],
        keys: &BTreeMap<String, DocumentId>,
        firsts: &[usize],
    ) -> Result<Self, IndexError> {
        let mut live = Self {
            lengths: vec![PerField::default(); passages.len()],
            owners: passages.iter().map(|passage| passage.document).collect(),
            opens_heading: opens_heading(corpus, passages),
            document_lengths: vec![PerField::default(); corpus.documents.len()],
            spoken: corpus.documents.iter().map(|document| document.source.language.clone()).collect(),
            languages: languages(corpus),
            ..Self::default()
        };
        let mut seen = 0;
        for reader in store.segments()? {
            let mut rows = vec![NONE; reader.max_doc() as usize];
            store.documents(&reader, |key, found| {
                let Some(document) = keys.get(&key) else {
                    return;
                };
                let own = firsts[document.0 as usize]..firsts[document.0 as usize + 1];
                for row in found {
                    let passage = own.start + row.ordinal as usize;
                    if own.contains(&passage) {
                        rows[row.row as usize] = passage as u32;
                        live.lengths[passage] = row.lengths;
                        seen += 1;
                    }
                }
            })?;
            live.segments.push(Segment { reader, passages: rows });
        }
        if seen != passages.len() {
            return Err(IndexError::Incomplete);
        }
        live.add_up();
        Ok(live)
    }

    fn add_up(&mut self) {
        for (passage, lengths) in self.lengths.iter().enumerate() {
            let whole = &mut self.document_lengths[self.owners[passage].0 as usize];
            whole.body = whole.body.saturating_add(lengths.body);
            whole.title = lengths.title;
            if self.opens_heading[passage] {
                whole.heading = whole.heading.saturating_add(lengths.heading);
            }
        }
        self.documents = self.owners.chunk_by(|one, next| one == next).count() as u32;
    }
}

impl Live {
    /// Tells whether a lookup is sought in the document of a passage.
    pub(super) fn is_for(&self, lookup: &Lookup, passage: u32) -> bool {
        let document = self.owners[passage as usize];
        is_spoken(lookup.language.as_deref(), self.spoken[document.0 as usize].as_deref())
    }
}

/// Returns the sum over units.
pub(super) fn total(lengths: &[PerField<u32>]) -> PerField<u64> {
    lengths.iter().fold(PerField::default(), |sum, one| PerField {
        body: sum.body + u64::from(one.body),
        heading: sum.heading + u64::from(one.heading),
        title: sum.title + u64::from(one.title),
    })
}

fn opens_heading(corpus: &Corpus, passages: &[Passage]) -> Vec<bool> {
    let heading = |passage: &Passage| heading_of(corpus, passage);
    let opens = |at: usize, passage: &Passage| {
        let before = at.checked_sub(1).map(|before| &passages[before]);
        before.is_none_or(|before| before.document != passage.document || heading(before) != heading(passage))
    };
    passages.iter().enumerate().map(|(at, passage)| opens(at, passage)).collect()
}

/// Returns the heading over a passage; empty where there is none.
pub(super) fn heading_of<'c>(corpus: &'c Corpus, passage: &Passage) -> &'c str {
    let document = corpus.document(passage.document);
    document.blocks.get(passage.block).and_then(|block| block.heading.as_deref()).unwrap_or_default()
}

fn languages(corpus: &Corpus) -> Vec<String> {
    let mut languages: Vec<String> =
        corpus.documents.iter().filter_map(|document| document.source.language.clone()).collect();
    languages.sort_unstable();
    languages.dedup();
    languages
}
