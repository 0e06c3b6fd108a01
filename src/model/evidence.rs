//! Evidence: what an index knows of a passage or document in the light of a
//! query, and the statistics of the corpus that it is weighed by.
//!
//! Scores are computed from these values alone, so that any engine that can
//! count gives the same scores.

/// A value for each field of a passage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerField<T> {
    /// The passage's own words.
    pub body: T,
    /// The nearest heading above.
    pub heading: T,
    /// The document's title.
    pub title: T,
}

/// What was found for a query, and in what corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<Id> {
    /// Of the whole corpus.
    pub statistics: Statistics,
    /// Everything that matches, in the order of ids.
    pub candidates: Vec<Candidate<Id>>,
}

/// A passage or document that matches a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<Id> {
    /// Which one.
    pub id: Id,
    /// What it has of the query.
    pub evidence: Evidence,
}

/// What a passage or document has of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// Exact numbers of words, stop words left out.
    pub lengths: PerField<u32>,
    /// The terms it has, in the order of [`Statistics::terms`].
    pub matches: Vec<TermMatch>,
}

/// How often a term occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermMatch {
    /// Index into [`Statistics::terms`].
    pub term: usize,
    /// Exact counts; at least one is above 0.
    pub frequency: PerField<u32>,
}

/// Exact counts over the corpus as it is now; a unit is a passage or a
/// document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// Passages or documents.
    pub units: u32,
    /// Sums of [`Evidence::lengths`] over all units.
    pub lengths: PerField<u64>,
    /// The terms of the query in the order written.
    pub terms: Vec<TermStatistics>,
}

/// A word or phrase of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct TermStatistics {
    /// Index into the query's clauses.
    pub clause: usize,
    /// As written in the query.
    pub text: String,
    /// The clause's weight.
    pub weight: f64,
    /// Whether it is more than one word.
    pub phrase: bool,
    /// Units that have it in any field.
    pub units: u32,
}
