//! Themes: what a desk looks for.

use super::{Date, Document, PartialDate};

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
    /// Sentences such as the theme looks for: passages that are like them are
    /// found and preferred. May be empty.
    pub examples: Vec<String>,
    /// Which sources it is about.
    pub sources: Wish<SourcePattern>,
    /// Of what time its sources are.
    pub dates: Wish<Period>,
}

impl Theme {
    /// Tells whether a document is of the sources and the time that the theme
    /// requires.
    #[must_use]
    pub fn admits(&self, document: &Document) -> bool {
        self.sources.admits(|pattern| pattern.fits(document))
            && self.dates.admits(|period| period.contains(document.source.date))
    }

    /// Tells how far a document is of the sources and the time that the theme
    /// prefers: the share of these two wishes that it fulfils, 0 to 1; 0 where
    /// there is none.
    #[must_use]
    pub fn prefers(&self, document: &Document) -> f64 {
        let wishes = [
            self.sources.prefers(|pattern| pattern.fits(document)),
            self.dates.prefers(|period| period.contains(document.source.date)),
        ];
        let stated = wishes.iter().flatten().count().max(1);
        wishes.iter().flatten().filter(|fulfilled| **fulfilled).count() as f64 / stated as f64
    }
}

/// What must and what should be so of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish<T> {
    /// A document that fits none of these is left out; empty leaves out none.
    pub require: Vec<T>,
    /// A document that fits any of these is preferred.
    pub prefer: Vec<T>,
}

impl<T> Default for Wish<T> {
    fn default() -> Self {
        Self { require: Vec::new(), prefer: Vec::new() }
    }
}

impl<T> Wish<T> {
    fn admits(&self, fits: impl Fn(&T) -> bool) -> bool {
        self.require.is_empty() || self.require.iter().any(fits)
    }

    fn prefers(&self, fits: impl Fn(&T) -> bool) -> Option<bool> {
        (!self.prefer.is_empty()).then(|| self.prefer.iter().any(fits))
    }
}

/// Names sources: by a path in the desk, in which `*` stands for anything, by
/// a folder, or by the name of a publisher, an author or a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePattern(pub String);

impl SourcePattern {
    /// Tells whether a document is one of the sources that are meant. Names
    /// are compared without regard to case.
    #[must_use]
    pub fn fits(&self, document: &Document) -> bool {
        let pattern = self.0.trim_end_matches('/');
        let in_folder =
            document.path.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let source = &document.source;
        let is_name = |name: &str| name.to_lowercase() == pattern.to_lowercase();
        in_folder
            || (pattern.contains('*') && fits_wildcard(pattern, &document.path))
            || source.publisher.as_deref().is_some_and(is_name)
            || source.names().iter().any(|name| is_name(name))
            || source.url.as_deref().and_then(site).is_some_and(|site| {
                is_name(site) || site.to_lowercase().ends_with(&format!(".{}", pattern.to_lowercase()))
            })
    }
}

/// Tells whether `text` is `pattern` with something, or nothing, for each `*`.
fn fits_wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

/// Returns the host of an http address.
fn site(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#', ':']).next()
}

/// A time from one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day; `None` for any time before.
    pub from: Option<Date>,
    /// The last day; `None` for any time after.
    pub to: Option<Date>,
}

impl Period {
    /// Tells whether a source's date may lie in this time; one that has none
    /// does not.
    #[must_use]
    pub fn contains(&self, date: Option<PartialDate>) -> bool {
        date.is_some_and(|date| {
            self.from.is_none_or(|from| date.last_day() >= from)
                && self.to.is_none_or(|to| date.first_day() <= to)
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in [
            ("corpus/*.txt", "corpus/a/b.txt"),
            ("*", "corpus/a.txt"),
            ("*wire*2024*", "corpus/wire/x-2024-01.md"),
            ("corpus/a*", "corpus/a"),
        ] {
            assert!(fits_wildcard(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("corpus/*.txt", "corpus/a.md"), ("*b*c", "corpus/b"), ("a*", "corpus/a")] {
            assert!(!fits_wildcard(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_period_has_what_may_lie_in_it() {
        let period = Period { from: "2024-03-10".parse().ok(), to: "2024-06-01".parse().ok() };
        let holds = |date: &str| period.contains(date.parse().ok());
        assert!(holds("2024") && holds("2024-03") && holds("2024-03-10") && holds("2024-06-01"));
        assert!(!holds("2024-03-09") && !holds("2024-06-02") && !holds("2023") && !holds("undated"));
    }
}
