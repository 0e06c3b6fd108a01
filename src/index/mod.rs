//! The index: finds every passage that has a word or phrase, with exact
//! counts.
//!
//! tantivy (in `store`, `live` and `gather` only) keeps the words of
//! passages by document, so that a change of one document is the work of one.
//! It computes no score: its statistics drift after deletions and its lengths
//! are rounded. What leaves the index are exact counts over the corpus as it
//! is now ([`crate::model::Found`]), and `score` weighs them.

mod gather;
mod live;
mod plan;
mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use live::Live;
use plan::{Lookup, Plan};
use store::{Entry, Store};

use crate::model::{
    Candidate, Corpus, Document, DocumentId, Evidence, Found, Passage, PassageId, PerField, Query, Sha256,
    Statistics, TermMatch, TermStatistics,
};
use crate::tool::words;

/// A failure of the index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The folder cannot be made or emptied.
    #[error("cannot prepare the index folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process is writing the same index.
    #[error("another run is writing the index")]
    Busy,
    /// The index cannot be written.
    #[error("cannot write the index")]
    Write(#[source] Box<dyn Error + Send + Sync>),
    /// The index cannot be read.
    #[error("cannot read the index")]
    Read(#[source] Box<dyn Error + Send + Sync>),
    /// The index does not hold the passages that it should.
    #[error("the index is incomplete")]
    Incomplete,
}

impl IndexError {
    fn writing(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Write(error.into())
    }

    fn reading(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Read(error.into())
    }
}

/// What an update did, in documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// New or changed ones.
    pub added: usize,
    /// Those that are gone or were changed.
    pub removed: usize,
    /// Those that were there already.
    pub kept: usize,
}

/// The passages of a corpus by their words.
pub struct Index {
    /// `None` in memory.
    folder: Option<PathBuf>,
    store: Store,
    live: Live,
}

impl Index {
    /// Opens the index in a folder, which is made where it is missing. It
    /// answers nothing before [`Self::update`].
    ///
    /// An index that is damaged or of another version is thrown away.
    ///
    /// # Errors
    /// If the folder cannot be made, emptied or written.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let store = Store::open(folder)?;
        Ok(Self { folder: Some(folder.to_owned()), store, live: Live::default() })
    }

    /// Makes an empty index that leaves nothing behind.
    ///
    /// # Errors
    /// If tantivy refuses, which it has no reason to.
    pub fn in_memory() -> Result<Self, IndexError> {
        Ok(Self { folder: None, store: Store::in_memory()?, live: Live::default() })
    }

    /// Makes the index hold exactly these passages, in the order of documents
    /// and text.
    ///
    /// Documents are known by their content (text, title, language, headings,
    /// passages), not by their path; only those that changed are worked on,
    /// and nothing is written where none did. An index on disk that turns out
    /// to be damaged is built anew.
    ///
    /// # Errors
    /// If the index cannot be written, or another process writes it.
    pub fn update(&mut self, corpus: &Corpus, passages: &[Passage]) -> Result<Changes, IndexError> {
        let contents = Contents::of(corpus, passages);
        match (self.try_update(&contents), &self.folder) {
            (Err(IndexError::Read(_) | IndexError::Incomplete), Some(folder)) => {
                self.live = Live::default();
                self.store = Store::fresh(folder)?;
                self.try_update(&contents)
            }
            (result, _) => result,
        }
    }

    fn try_update(&mut self, contents: &Contents<'_>) -> Result<Changes, IndexError> {
        let mut present = BTreeSet::new();
        for segment in self.store.segments()? {
            self.store.documents(&segment, |key, _| {
                present.insert(key);
            })?;
        }
        let removed: Vec<String> =
            present.iter().filter(|key| !contents.keys.contains_key(*key)).cloned().collect();
        let added: Vec<(&str, DocumentId)> = contents
            .keys
            .iter()
            .filter(|(key, _)| !present.contains(*key))
            .map(|(key, document)| (key.as_str(), *document))
            .collect();
        if !added.is_empty() || !removed.is_empty() {
            self.store.change(&removed, |write| contents.write(&added, write))?;
        }
        let Contents { corpus, passages, keys, firsts } = contents;
        self.live = Live::read(&self.store, corpus, passages, keys, firsts)?;
        let kept = contents.keys.len() - added.len();
        Ok(Changes { added: added.len(), removed: removed.len(), kept })
    }

    /// Returns every passage that matches, in order, with the statistics of
    /// all passages.
    ///
    /// A passage matches if it has any clause in any field, every required
    /// clause and no excluded one. A required or excluded clause of several
    /// words is there if all its words are.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn candidates(&self, query: &Query) -> Result<Found<PassageId>, IndexError> {
        let plan = self.plan(query);
        let gathered = self.gather(&plan.terms)?;
        let excluded = self.excluded(&plan)?;
        let statistics = Statistics {
            units: self.live.owners.len() as u32,
            lengths: live::total(&self.live.lengths),
            terms: terms(&plan, &gathered.counts),
        };
        let candidates = gathered
            .passages
            .into_iter()
            .filter(|(passage, evidence)| !excluded.contains(passage) && has_required(&plan, evidence))
            .map(|(id, evidence)| Candidate { id, evidence })
            .collect();
        Ok(Found { statistics, candidates })
    }

    /// Returns every document that matches as a whole, in order, with the
    /// statistics of all documents.
    ///
    /// A document has what its passages have; each heading and the title
    /// count once. Documents without passages are not among them.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn document_candidates(&self, query: &Query) -> Result<Found<DocumentId>, IndexError> {
        let plan = self.plan(query);
        let gathered = self.gather(&plan.terms)?;
        let owner = |passage: PassageId| self.live.owners[passage.0 as usize];
        let excluded: BTreeSet<DocumentId> = self.excluded(&plan)?.into_iter().map(owner).collect();
        let mut counts = vec![0; plan.terms.len()];
        let mut candidates = Vec::new();
        for group in gathered.passages.chunk_by(|(one, _), (next, _)| owner(*one) == owner(*next)) {
            let id = owner(group[0].0);
            let evidence = self.united(id, group);
            evidence.matches.iter().for_each(|found| counts[found.term] += 1);
            if !excluded.contains(&id) && has_required(&plan, &evidence) {
                candidates.push(Candidate { id, evidence });
            }
        }
        let statistics = Statistics {
            units: self.live.documents,
            lengths: live::total(&self.live.document_lengths),
            terms: terms(&plan, &counts),
        };
        Ok(Found { statistics, candidates })
    }

    /// Returns where the words and phrases of a query stand in a text: bytes,
    /// in order, without overlaps.
    ///
    /// `language` is the text's (BCP 47).
    #[must_use]
    pub fn matched(&self, query: &Query, text: &str, language: Option<&str>) -> Vec<Range<usize>> {
        self.plan(query).ranges(text, language)
    }

    fn plan(&self, query: &Query) -> Plan {
        let languages: Vec<&str> = self.live.languages.iter().map(String::as_str).collect();
        Plan::of(query, &languages)
    }

    fn gather(&self, lookups: &[Lookup]) -> Result<gather::Gathered, IndexError> {
        gather::gather(&self.live, self.store.fields, lookups)
    }

    fn excluded(&self, plan: &Plan) -> Result<BTreeSet<PassageId>, IndexError> {
        let mut excluded = BTreeSet::new();
        for clause in &plan.excluded {
            let found = self.gather(clause)?.passages.into_iter();
            let all = found.filter(|(_, evidence)| evidence.matches.len() == clause.len());
            excluded.extend(all.map(|(passage, _)| passage));
        }
        Ok(excluded)
    }

    /// Adds up the evidence of one document's passages; every passage of a
    /// document has its title.
    fn united(&self, document: DocumentId, passages: &[(PassageId, Evidence)]) -> Evidence {
        let mut frequencies: BTreeMap<usize, PerField<u32>> = BTreeMap::new();
        for (passage, evidence) in passages {
            for found in &evidence.matches {
                let whole = frequencies.entry(found.term).or_default();
                whole.body += found.frequency.body;
                whole.title = whole.title.max(found.frequency.title);
                if self.live.opens_heading[passage.0 as usize] {
                    whole.heading += found.frequency.heading;
                }
            }
        }
        let matches = frequencies.into_iter().map(|(term, frequency)| TermMatch { term, frequency });
        let lengths = self.live.document_lengths[document.0 as usize];
        Evidence { lengths, matches: matches.collect() }
    }
}

fn has_required(plan: &Plan, evidence: &Evidence) -> bool {
    let has = |term: &usize| evidence.matches.binary_search_by_key(term, |found| found.term).is_ok();
    plan.required.iter().all(|terms| terms.iter().all(has))
}

fn terms(plan: &Plan, counts: &[u32]) -> Vec<TermStatistics> {
    let term = |(lookup, units): (&Lookup, &u32)| TermStatistics {
        clause: lookup.clause,
        text: lookup.text.clone(),
        weight: lookup.weight,
        phrase: lookup.steps.len() > 1,
        units: *units,
    };
    plan.terms.iter().zip(counts).map(term).collect()
}

/// A corpus as the index sees it.
struct Contents<'c> {
    corpus: &'c Corpus,
    passages: &'c [Passage],
    /// The key of each document that has passages.
    keys: BTreeMap<String, DocumentId>,
    /// The first passage of each document and, at the end, their number.
    firsts: Vec<usize>,
}

impl<'c> Contents<'c> {
    fn of(corpus: &'c Corpus, passages: &'c [Passage]) -> Self {
        let first = |document: u32| passages.partition_point(|passage| passage.document.0 < document);
        let firsts: Vec<usize> = (0..=corpus.documents.len() as u32).map(first).collect();
        let mut twins: BTreeMap<Sha256, u32> = BTreeMap::new();
        let mut keys = BTreeMap::new();
        let content = |document: &Document| {
            let own = &passages[firsts[document.id.0 as usize]..firsts[document.id.0 as usize + 1]];
            (!own.is_empty()).then(|| content_digest(corpus, document, own))
        };
        let contents: Vec<Option<Sha256>> = corpus.documents.par_iter().map(content).collect();
        for (document, content) in corpus.documents.iter().zip(contents) {
            let Some(content) = content else { continue };
            // The same content twice in a corpus is two documents.
            let twin = twins.entry(content.clone()).or_insert(0);
            keys.insert(format!("{}-{twin}", content.as_str()), document.id);
            *twin += 1;
        }
        Self { corpus, passages, keys, firsts }
    }

    fn write(
        &self,
        documents: &[(&str, DocumentId)],
        write: &mut dyn FnMut(Entry<'_>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        for (key, document) in documents {
            let place = document.0 as usize;
            let document = self.corpus.document(*document);
            let language = document.source.language.as_deref();
            let title = Text::of(&document.source.title, language);
            let own = &self.passages[self.firsts[place]..self.firsts[place + 1]];
            for (ordinal, passage) in own.iter().enumerate() {
                let body = Text::of(document.text.get(passage.range.clone()).unwrap_or_default(), language);
                let heading = Text::of(live::heading_of(self.corpus, passage), language);
                write(Entry {
                    key,
                    ordinal: ordinal as u32,
                    lengths: PerField { body: body.length, heading: heading.length, title: title.length },
                    forms: PerField { body: body.forms, heading: heading.forms, title: title.forms.clone() },
                })?;
            }
        }
        Ok(())
    }
}

/// Digests all of a document that is indexed.
fn content_digest(corpus: &Corpus, document: &Document, passages: &[Passage]) -> Sha256 {
    let mut parts: Vec<Vec<u8>> = vec![
        document.text_sha256.as_str().into(),
        document.source.title.as_str().into(),
        document.source.language.as_deref().unwrap_or_default().into(),
    ];
    for passage in passages {
        parts.push(format!("{}-{}", passage.range.start, passage.range.end).into());
        parts.push(live::heading_of(corpus, passage).into());
    }
    Sha256::of_parts(parts.iter().map(Vec::as_slice))
}

/// A field's text as it is indexed.
struct Text {
    forms: String,
    length: u32,
}

impl Text {
    fn of(text: &str, language: Option<&str>) -> Self {
        let mut forms = String::with_capacity(text.len());
        let mut length = 0;
        for word in words::analyse(text, language) {
            if !forms.is_empty() {
                forms.push(' ');
            }
            forms.push_str(&word.form);
            length += u32::from(!word.stop);
        }
        Self { forms, length }
    }
}

#[cfg(test)]
pub(crate) mod tests;
