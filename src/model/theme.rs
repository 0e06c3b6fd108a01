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
}

/// How the words of a clause are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// Each word counts by itself.
    Words,
    /// The words must follow one another.
    Phrase,
}
