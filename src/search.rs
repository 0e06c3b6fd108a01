//! Search: the best documents and passages for a query.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::index::{Index, IndexError};
use crate::model::{
    Candidate, Clause, ClauseKind, Corpus, DocumentId, Found, Part, Passage, PassageId, Query,
};
use crate::score::{self, Score, Weights};
use crate::tool::words;

/// A document that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentHit {
    /// Which one.
    pub document: DocumentId,
    /// Comparable within one search only. Its part `feedback` is what words of
    /// the first hits add.
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

/// How the first hits of a search make its query richer.
///
/// The relevance model RM3: the words that the best documents have in common
/// are sought too (Lavrenko and Croft, SIGIR 2001; Abdul-Jaleel et al., TREC
/// 2004).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feedback {
    /// So many of the best documents are read, but at most a tenth of those
    /// that match. 0 turns feedback off.
    pub documents: usize,
    /// So many of their words are sought.
    pub terms: usize,
    /// The part of the query's weight that goes to them, from 0 to below 1.
    pub share: f64,
}

impl Default for Feedback {
    /// Returns what was chosen on the odd queries of Cranfield and CISI, as
    /// nDCG@10 / MAP: the mean of both, with the first line as text, as text
    /// and title, and as title only:
    ///
    /// | documents | terms | share | nDCG@10 / MAP |
    /// | --- | --- | --- | --- |
    /// | 0 | | | .406 / .276 |
    /// | 3 | 20 | 0.4 | .428 / .305 |
    /// | 5 | 10 | 0.4 | .423 / .305 |
    /// | 5 | 20 | 0.3, 0.4, 0.5 | .428 / .306, .429 / .307, .427 / .308 |
    /// | 5 | 40 | 0.3, 0.4, 0.5 | .427 / .305, .428 / .307, .430 / .309 |
    /// | 8 | 20 | 0.4 | .424 / .305 |
    /// | 10 | 20 | 0.4 | .420 / .304 |
    ///
    /// The slope is gentle, so the middle was taken. Choosing or weighing the
    /// words by idf, BM25, Bo1 or offer weight was no better. Measured again
    /// with the words as they are cut now, documents as text (nDCG@10, the mean
    /// of both, odd queries and, to check, even ones), 30 terms, share 0.4:
    ///
    /// | documents | odd | even |
    /// | --- | --- | --- |
    /// | 4 | .426 | .429 |
    /// | 5 | .419 | .432 |
    /// | 6 | .425 | .435 |
    /// | 7 | .423 | .435 |
    fn default() -> Self {
        Self { documents: 6, terms: 30, share: 0.4 }
    }
}

/// Returns the documents that match, best first; equal scores are in the
/// order of ids.
///
/// Feedback changes the order only: what is found has words of the query.
///
/// # Errors
/// If the index cannot be read.
pub fn documents(
    index: &Index,
    corpus: &Corpus,
    query: &Query,
    limit: usize,
) -> Result<Vec<DocumentHit>, IndexError> {
    documents_by(index, corpus, query, limit, &Weights::default(), &Feedback::default())
}

/// Like [`documents`], with other constants.
///
/// # Errors
/// If the index cannot be read.
pub fn documents_by(
    index: &Index,
    corpus: &Corpus,
    query: &Query,
    limit: usize,
    weights: &Weights,
    feedback: &Feedback,
) -> Result<Vec<DocumentHit>, IndexError> {
    let found = index.document_candidates(query)?;
    let mut totals = totals(&found, weights);
    let read = feedback.documents.min(totals.len() / 10);
    let mut added = vec![0.0; totals.len()];
    if read > 0 && feedback.share > 0.0 {
        let best = best(&found, &totals, read);
        let best: Vec<(DocumentId, f64)> =
            best.into_iter().map(|place| (found.candidates[place].id, totals[place])).collect();
        let weight: f64 = query.clauses.iter().map(|clause| clause.weight).sum();
        let weight = weight * feedback.share / (1.0 - feedback.share);
        let enriched = common_words(corpus, &best, feedback.terms, weight);
        added = added_by(&found, &index.document_candidates(&enriched)?, weights);
        totals.iter_mut().zip(&added).for_each(|(total, added)| *total += added);
    }
    let hit = |place: usize| {
        let Candidate { id, evidence } = &found.candidates[place];
        let mut score = score::score(&found.statistics, evidence, weights);
        score.total = totals[place];
        score.parts.push(Part { name: "feedback".to_owned(), value: added[place] });
        DocumentHit { document: *id, score }
    };
    Ok(best(&found, &totals, limit).into_iter().map(hit).collect())
}

/// Makes a query of the words that are most likely in the best documents:
/// the mean of each word's share of a document, weighed by its score.
///
/// Words of one document only and numbers say little about the others and
/// are left out. The weights of the clauses add up to `weight`.
fn common_words(corpus: &Corpus, best: &[(DocumentId, f64)], terms: usize, weight: f64) -> Query {
    struct Common {
        written: String,
        documents: usize,
        likelihood: f64,
    }
    let mut common: BTreeMap<String, Common> = BTreeMap::new();
    for (id, score) in best {
        let counted = counted(corpus, *id);
        let length: u32 = counted.values().map(|(count, _)| count).sum();
        for (form, (count, written)) in counted {
            let word = common.entry(form).or_insert(Common { written, documents: 0, likelihood: 0.0 });
            word.documents += 1;
            word.likelihood += score * f64::from(count) / f64::from(length);
        }
    }
    let mut chosen: Vec<Common> = common.into_values().filter(|word| word.documents > 1).collect();
    // The sort is stable: equal words stay in the order of their forms.
    chosen.sort_by(|one, other| other.likelihood.total_cmp(&one.likelihood));
    chosen.truncate(terms);
    let sum: f64 = chosen.iter().map(|word| word.likelihood).sum();
    let clause = |word: Common| Clause {
        text: word.written,
        kind: ClauseKind::Words,
        weight: weight * word.likelihood / sum,
        required: false,
        language: None,
    };
    Query { clauses: chosen.into_iter().map(clause).collect(), exclude: Vec::new() }
}

/// Counts the telling words of a document by form, each with one spelling.
fn counted(corpus: &Corpus, document: DocumentId) -> BTreeMap<String, (u32, String)> {
    let document = corpus.document(document);
    let mut counted: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for word in words::analyse(&document.text, document.source.language.as_deref()) {
        let telling = word.form.chars().any(char::is_alphabetic) && word.form.chars().nth(1).is_some();
        if telling && !word.stop {
            let written = || document.text[word.range.clone()].to_owned();
            counted.entry(word.form).or_insert_with(|| (0, written())).0 += 1;
        }
    }
    counted
}

/// Returns what the enriched query adds to each candidate of the first.
fn added_by(first: &Found<DocumentId>, enriched: &Found<DocumentId>, weights: &Weights) -> Vec<f64> {
    let totals = totals(enriched, weights);
    let added = |candidate: &Candidate<DocumentId>| {
        let place = enriched.candidates.binary_search_by_key(&candidate.id, |other| other.id);
        place.map_or(0.0, |place| totals[place])
    };
    first.candidates.iter().map(added).collect()
}

/// Returns the passages that match, best first; equal scores are in the
/// order of ids.
///
/// `passages` are those that the index was updated with. There is no
/// feedback: what a passage is quoted for stands in it.
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
    let found = index.candidates(query)?;
    let weights = Weights::default();
    let hit = |place: usize| {
        let Candidate { id, evidence } = &found.candidates[place];
        let passage = &passages[id.0 as usize];
        let document = corpus.document(passage.document);
        let text = document.text.get(passage.range.clone()).unwrap_or_default();
        let words = index.matched(query, text, document.source.language.as_deref());
        let start = passage.range.start;
        let matched = words.into_iter().map(|range| start + range.start..start + range.end).collect();
        PassageHit { passage: *id, score: score::score(&found.statistics, evidence, &weights), matched }
    };
    let totals = totals(&found, &weights);
    Ok(best(&found, &totals, limit).into_iter().map(hit).collect())
}

/// Returns every candidate with its score, best first; equals are in the order
/// of ids. There is no feedback.
#[must_use]
pub fn ranked<Id: Copy>(found: &Found<Id>) -> Vec<(Id, f64)> {
    let totals = totals(found, &Weights::default());
    let pair = |place: usize| (found.candidates[place].id, totals[place]);
    best(found, &totals, usize::MAX).into_iter().map(pair).collect()
}

fn totals<Id>(found: &Found<Id>, weights: &Weights) -> Vec<f64> {
    let total = |candidate: &Candidate<Id>| score::total(&found.statistics, &candidate.evidence, weights);
    found.candidates.iter().map(total).collect()
}

/// Returns the places of the best candidates, best first; equals are in the
/// order of ids, which is that of places.
fn best<Id>(found: &Found<Id>, totals: &[f64], limit: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..found.candidates.len()).collect();
    places.sort_unstable_by(|one, other| totals[*other].total_cmp(&totals[*one]).then(one.cmp(other)));
    places.truncate(limit);
    places
}

#[cfg(test)]
mod tests;
