//! Searching a corpus by hand or by a file of queries.

use std::collections::BTreeMap;
use std::path::Path;

use super::choice::Counted;
use super::inspect::parse_query;
use super::{Material, Session, Step, read_material};
use crate::compose::document_id;
use crate::corpus::{CorpusRoot, ReadSettings, Readers};
use crate::error::{Error, Reported, Warning};
use crate::index::Index;
use crate::model::{Clause, Date, PassageId, Query, Statistics, Theme};
use crate::query;
use crate::score;
use crate::search::{self, DocumentHit, PassageHit};
use crate::select::{Pattern, Sought};

/// A corpus that can be asked.
pub struct Searchable {
    material: Material,
    /// What was noticed while it was read.
    pub warnings: Vec<Warning>,
}

/// A document that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentResult {
    /// Its path relative to the desk, with `#member` for a part.
    pub document: String,
    /// Finite; comparable within one query only.
    pub score: f64,
}

/// A passage that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageResult {
    /// Its document's path relative to the desk, with `#member` for a part.
    pub document: String,
    /// Its document's title.
    pub title: String,
    /// Its document's date.
    pub date: Option<String>,
    /// The line of the document's text that it begins on, from 1.
    pub line: usize,
    /// First byte in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// Finite; comparable within one query only.
    pub score: f64,
    /// The bytes of the document's text that match, in order.
    pub matched: Vec<[usize; 2]>,
    /// The passage, verbatim.
    pub text: String,
}

impl Searchable {
    /// Reads the desk's corpus; the index on disk is used and brought up to
    /// date, or one in memory where another run holds the desk.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn of_desk(session: &Session, today: Date, progress: &dyn Fn(Step)) -> Result<Self, Error> {
        let Reported { value: material, warnings } = session.read_beside(today, progress)?;
        Ok(Self { material, warnings })
    }

    /// Reads a folder that need not be a desk's; nothing is written.
    ///
    /// # Errors
    /// [`Error::Build`] if there is no document in it.
    pub fn of_folder(folder: &Path, readers: &Readers, progress: &dyn Fn(Step)) -> Result<Self, Error> {
        let roots = [CorpusRoot { path: ".".into() }];
        let Reported { value: material, warnings } =
            read_material(folder, &roots, &ReadSettings::plain(readers), progress, Index::in_memory)?;
        Ok(Self { material, warnings })
    }

    /// Returns the ids of all documents, in order.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        self.material.corpus.documents.iter().map(document_id)
    }

    /// Returns the passages that match a query in the query syntax, best
    /// first.
    ///
    /// # Errors
    /// [`Error::Desk`] with the column of what does not parse.
    pub fn passages(&self, text: &str, limit: usize) -> Result<Vec<PassageResult>, Error> {
        self.passages_of(&parse_query(text)?, limit)
    }

    /// Returns the passages that match a plain text, best first.
    ///
    /// # Errors
    /// [`Error::Build`] if the index cannot be read.
    pub fn passages_of_plain(&self, text: &str, limit: usize) -> Result<Vec<PassageResult>, Error> {
        self.passages_of(&query::plain(text), limit)
    }

    fn passages_of(&self, query: &Query, limit: usize) -> Result<Vec<PassageResult>, Error> {
        self.material.passages_of(query, limit)
    }

    /// Returns the documents that match a plain text, best first.
    ///
    /// # Errors
    /// [`Error::Build`] if the index cannot be read.
    pub fn documents_of_plain(&self, text: &str, limit: usize) -> Result<Vec<DocumentResult>, Error> {
        let query = query::plain(text);
        let hits = search::documents(&self.material.index, &self.material.corpus, &query, limit)
            .map_err(super::index_error)?;
        let result = |hit: DocumentHit| DocumentResult {
            document: document_id(self.material.corpus.document(hit.document)),
            score: hit.score.total,
        };
        Ok(hits.into_iter().map(result).collect())
    }
}

impl Material {
    /// Returns the passages that match a query in the query syntax, best first.
    ///
    /// # Errors
    /// As [`Searchable::passages`].
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<PassageResult>, Error> {
        self.passages_of(&parse_query(text)?, limit)
    }

    fn passages_of(&self, query: &Query, limit: usize) -> Result<Vec<PassageResult>, Error> {
        let Self { corpus, passages, index } = self;
        let hits = search::passages(index, corpus, passages, query, limit).map_err(super::index_error)?;
        Ok(hits.into_iter().map(|hit| self.passage(hit)).collect())
    }

    fn passage(&self, hit: PassageHit) -> PassageResult {
        let passage = &self.passages[hit.passage.0 as usize];
        let document = self.corpus.document(passage.document);
        let range = passage.range.clone();
        PassageResult {
            document: document_id(document),
            title: document.source.title.clone(),
            date: document.source.date.map(|date| date.to_string()),
            line: document.line(range.start),
            score: hit.score.total,
            matched: hit.matched.into_iter().map(|found| [found.start, found.end]).collect(),
            text: document.text[range.clone()].to_owned(),
            start_byte: range.start,
            end_byte: range.end,
        }
    }

    /// Finds what a theme asks for among the documents that count.
    pub(super) fn seek<'a>(&self, theme: &'a Theme, counted: &Counted) -> Result<Sought<'a>, Error> {
        let query = with_examples(theme);
        let mut found = self.index.candidates(&query).map_err(super::index_error)?;
        keep_telling(&mut found.statistics);
        let counts = |id: &PassageId| {
            let document = self.corpus.document(self.passages[id.0 as usize].document);
            counted.counts(document) && theme.admits(document)
        };
        let patterns = patterns(&theme.query, &found.statistics, &self.corpus.languages());
        let hits = search::ranked(&found).into_iter().filter(|(id, _)| counts(id)).collect();
        Ok(Sought { theme, patterns, hits })
    }
}

/// The least inverse document frequency of a theme's term, as a part of that of
/// a word that stands in one unit only.
const LEAST_IDF: f64 = 0.3;

/// Lets no term of a theme become worthless for standing everywhere: the desk
/// chose it, and a word in every title says that the corpus is on the theme,
/// not that the word says nothing. With `ln(1 + (N − n + ½) / (n + ½))`, which
/// is `ln((N + 1) / (n + ½))`, a term is taken to stand in no more than
/// `(N + 1)^(1 − 0.3) − ½` units.
fn keep_telling(statistics: &mut Statistics) {
    let most = (f64::from(statistics.units) + 1.0).powf(1.0 - LEAST_IDF) - 0.5;
    for term in &mut statistics.terms {
        term.units = term.units.min(most.max(1.0) as u32);
    }
}

/// What the words of examples weigh together, as a part of the theme's own
/// terms: they find passages that are put in other words and decide nothing
/// else.
const EXAMPLES_SHARE: f64 = 0.25;

/// Adds the words of a theme's examples to its query.
pub(super) fn with_examples(theme: &Theme) -> Query {
    let mut query = theme.query.clone();
    let words = query::plain(&theme.examples.join("\n")).clauses;
    let own: f64 = query.clauses.iter().map(|clause| clause.weight).sum();
    let whole = if own > 0.0 { own * EXAMPLES_SHARE } else { 1.0 };
    let sum: f64 = words.iter().map(|clause| clause.weight).sum();
    query
        .clauses
        .extend(words.into_iter().map(|clause| Clause { weight: clause.weight * whole / sum, ..clause }));
    query
}

/// Makes the patterns of a query's clauses, each worth what its terms are
/// worth in the corpus.
pub(super) fn patterns(query: &Query, statistics: &Statistics, languages: &[&str]) -> Vec<Pattern> {
    let mut worth: BTreeMap<usize, f64> = BTreeMap::new();
    for term in &statistics.terms {
        let own = score::worth(statistics, term);
        let whole = worth.entry(term.clause).or_default();
        *whole = whole.max(own);
    }
    query
        .clauses
        .iter()
        .enumerate()
        .map(|(clause, written)| Pattern::new(written, languages, worth.get(&clause).copied().unwrap_or(0.0)))
        .collect()
}
