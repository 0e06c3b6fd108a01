//! Search: the best documents and passages for a query.

use std::ops::Range;

use crate::index::{Index, IndexError};
use crate::model::{Candidate, Corpus, DocumentId, Found, Passage, PassageId, Query};
use crate::score::{self, Score, Weights};

/// A document that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentHit {
    /// Which one.
    pub document: DocumentId,
    /// Comparable within one search only.
    pub score: Score,
}

/// A passage that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageHit {
    /// Which one.
    pub passage: PassageId,
    /// Comparable within one search only.
    pub score: Score,
    /// Where the query's words stand: bytes of the document's text, in order,
    /// without overlaps. Empty where only the heading or title has them.
    pub matched: Vec<Range<usize>>,
}

/// Returns the documents that match, best first; equal scores are in the
/// order of ids.
///
/// # Errors
/// If the index cannot be read.
pub fn documents(
    index: &Index,
    corpus: &Corpus,
    query: &Query,
    limit: usize,
) -> Result<Vec<DocumentHit>, IndexError> {
    documents_by(index, corpus, query, limit, &Weights::default())
}

/// Like [`documents`], with other weights.
///
/// # Errors
/// If the index cannot be read.
pub fn documents_by(
    index: &Index,
    corpus: &Corpus,
    query: &Query,
    limit: usize,
    weights: &Weights,
) -> Result<Vec<DocumentHit>, IndexError> {
    let _ = corpus;
    let ranked = ranked(index.document_candidates(query)?, weights, limit);
    Ok(ranked.into_iter().map(|(document, score)| DocumentHit { document, score }).collect())
}

/// Returns the passages that match, best first; equal scores are in the
/// order of ids.
///
/// `passages` are those that the index was updated with.
///
/// # Errors
/// If the index cannot be read.
pub fn passages(
    index: &Index,
    corpus: &Corpus,
    passages: &[Passage],
    query: &Query,
    limit: usize,
) -> Result<Vec<PassageHit>, IndexError> {
    let hit = |(id, score): (PassageId, Score)| {
        let passage = &passages[id.0 as usize];
        let document = corpus.document(passage.document);
        let text = document.text.get(passage.range.clone()).unwrap_or_default();
        let found = index.matched(query, text, document.source.language.as_deref());
        let start = passage.range.start;
        let matched = found.into_iter().map(|range| start + range.start..start + range.end).collect();
        PassageHit { passage: id, score, matched }
    };
    let best = ranked(index.candidates(query)?, &Weights::default(), limit);
    Ok(best.into_iter().map(hit).collect())
}

/// Scores all candidates; the best come first, equals in the order of ids.
pub(crate) fn ranked<Id: Ord + Copy>(found: Found<Id>, weights: &Weights, limit: usize) -> Vec<(Id, Score)> {
    let Found { statistics, candidates } = found;
    let scored =
        |candidate: Candidate<Id>| (candidate.id, score::score(&statistics, &candidate.evidence, weights));
    let mut ranked: Vec<(Id, Score)> = candidates.into_iter().map(scored).collect();
    ranked.sort_by(|(one, first), (other, second)| second.total.total_cmp(&first.total).then(one.cmp(other)));
    ranked.truncate(limit);
    ranked
}
