//! Themes: what a desk looks for.

/// A theme of a desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its key in `config.yaml`: lower-case letters, digits and hyphens.
    pub id: String,
    /// Its heading in a briefing.
    pub title: String,
    /// A sentence on what the theme covers; may be empty.
    pub summary: String,
    /// What to find.
    pub query: Query,
}

/// What to find: a passage matches if it has any clause, every required one
/// and no excluded one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// In the order written. Empty matches nothing.
    pub clauses: Vec<Clause>,
    /// Words and phrases that a passage must not have.
    pub exclude: Vec<Clause>,
}

/// A word or phrase to find.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// As written, without quotation marks.
    pub text: String,
    /// A word anywhere, or words in this order side by side.
    pub kind: ClauseKind,
    /// How much a match counts; above 0, 1 unless written otherwise.
    pub weight: f64,
    /// Whether a passage without it is no match.
    pub required: bool,
    /// The language that it is a term of (primary subtag, lower case): it is
    /// stemmed by its rules and found in documents of that language, and in
    /// those whose language is not known. `None` for any language.
    pub language: Option<String>,
}

impl Clause {
    /// Tells whether the clause is sought in documents of this language
    /// (BCP 47).
    #[must_use]
    pub fn is_for(&self, language: Option<&str>) -> bool {
        is_spoken(self.language.as_deref(), language)
    }
}

/// Tells whether a term of one language (a primary subtag) is sought in
/// documents of another (BCP 47); an unknown one may be any.
pub(crate) fn is_spoken(term: Option<&str>, document: Option<&str>) -> bool {
    let (Some(term), Some(document)) = (term, document) else { return true };
    document.split(['-', '_']).next().is_some_and(|primary| primary.eq_ignore_ascii_case(term))
}

/// How the words of a clause are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// Each word counts by itself.
    Words,
    /// The words must follow one another.
    Phrase,
}
