//! An excerpt against its source: as it is today, and as it was kept.

use std::ops::Range;

use serde::Serialize;

use super::diff::{Difference, differences};
use super::nearest::nearest;
use crate::manifest::ExcerptEntry;
use crate::tool::white_space::folded;

/// What became of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It stands where it was cited.
    Ok,
    /// It stands letter for letter at another place, or where it stood with
    /// other white space.
    Moved,
    /// Its source says something else.
    Altered,
    /// Its source is not in the corpus any more.
    SourceGone,
    /// The text of its source was removed on purpose: nothing is said of it.
    Purged,
}

impl Verdict {
    /// Tells whether the quotation can be relied on.
    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(self, Self::Ok | Self::Moved)
    }

    /// Tells whether it counts against an edition.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Altered | Self::SourceGone)
    }

    /// Returns it in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Moved => "moved",
            Self::Altered => "altered",
            Self::SourceGone => "source gone",
            Self::Purged => "purged",
        }
    }
}

/// A place in a document's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The document's id: its path, with `#member` for a part.
    pub document: String,
    /// First byte.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
}

/// What an excerpt is held against.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The text of the document that it cites; `None` if there is none today.
    pub today: Option<&'a str>,
    /// The text that was kept of the document; `None` if none was, or if what
    /// was kept is damaged.
    pub kept: Option<&'a str>,
    /// Whether the text of the document was removed on purpose.
    pub purged: bool,
    /// Finds words in the other documents of the corpus: the first place that
    /// has them.
    pub elsewhere: &'a dyn Fn(&str) -> Option<Place>,
}

/// What was found of one excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The verdict.
    pub verdict: Verdict,
    /// Where it stands now, if it moved.
    pub found_at: Option<Place>,
    /// If it was altered, how the source differs from it; empty if nothing in
    /// the source is like it.
    pub diff: Vec<Difference>,
    /// Whether the kept text has it where it was cited.
    pub proved: bool,
}

/// Holds an excerpt against its source. What the entry says of its own words
/// twice (`text` and the selector's `exact`) must agree, or it was altered.
#[must_use]
pub fn check(excerpt: &ExcerptEntry, sources: Sources<'_>) -> Checked {
    let cited = excerpt.start_byte..excerpt.end_byte;
    let proved = sources.kept.is_some_and(|kept| kept.get(cited.clone()) == Some(excerpt.text.as_str()));
    let checked = |verdict, found_at, diff| Checked { verdict, found_at, diff, proved };
    if excerpt.selector.exact != excerpt.text {
        return checked(Verdict::Altered, None, differences(&excerpt.text, &excerpt.selector.exact));
    }
    if sources.purged {
        return checked(Verdict::Purged, None, Vec::new());
    }
    let Some(text) = sources.today else {
        return match (sources.elsewhere)(&excerpt.text) {
            Some(place) => checked(Verdict::Moved, Some(place), Vec::new()),
            None => checked(Verdict::SourceGone, None, Vec::new()),
        };
    };
    if text.get(cited) == Some(excerpt.text.as_str()) {
        return checked(Verdict::Ok, None, Vec::new());
    }
    match closest(text, excerpt).or_else(|| in_other_lines(text, &excerpt.text)) {
        Some(range) => {
            let place =
                Place { document: excerpt.document.clone(), start_byte: range.start, end_byte: range.end };
            checked(Verdict::Moved, Some(place), Vec::new())
        }
        None => checked(Verdict::Altered, None, altered(text, &excerpt.text)),
    }
}

/// Finds the words of an excerpt in a text: where what stood around them
/// stands, else where they are nearest to their old place.
fn closest(text: &str, excerpt: &ExcerptEntry) -> Option<Range<usize>> {
    if excerpt.text.is_empty() {
        return None;
    }
    let length = excerpt.text.len();
    let around = |start: &usize| {
        let (before, after) = (&text[..*start], &text[start + length..]);
        let fits = [before.ends_with(&excerpt.selector.prefix), after.starts_with(&excerpt.selector.suffix)];
        fits.iter().filter(|fits| **fits).count()
    };
    let start = text
        .match_indices(&excerpt.text)
        .map(|(start, _)| start)
        .max_by_key(|start| (around(start), std::cmp::Reverse(start.abs_diff(excerpt.start_byte))))?;
    Some(start..start + length)
}

/// Finds the words of an excerpt where nothing but white space is another:
/// line ends are changed by mail and version control on their way.
fn in_other_lines(text: &str, quoted: &str) -> Option<Range<usize>> {
    nearest(text, quoted).filter(|range| folded(&text[range.clone()]) == folded(quoted))
}

/// Compares an excerpt with the words of a text that are most like it.
fn altered(text: &str, quoted: &str) -> Vec<Difference> {
    nearest(text, quoted).map(|range| differences(quoted, &text[range])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::diff::marked;
    use super::*;
    use crate::manifest::Reasons;
    use crate::model::{Locator, Selector, Status};

    const TEXT: &str = "Oil rose again. Prices rose by 4 per cent in March. Gas fell.";
    const QUOTED: &str = "Prices rose by 4 per cent in March.";

    fn excerpt(text: &str, start: usize) -> ExcerptEntry {
        ExcerptEntry {
            n: 1,
            theme: "trade".to_owned(),
            document: "corpus/a.txt".to_owned(),
            text: text.to_owned(),
            start_byte: start,
            end_byte: start + text.len(),
            selector: Selector {
                exact: text.to_owned(),
                prefix: "again. ".to_owned(),
                suffix: " Gas".to_owned(),
                start: 0,
                end: 0,
            },
            locator: Locator::default(),
            reference: String::new(),
            link: None,
            score: 0.0,
            reasons: Reasons {
                matched: Vec::new(),
                parts: Vec::new(),
                pinned: false,
                preferred_to: Vec::new(),
            },
            status: Status::New,
            also_in: Vec::new(),
        }
    }

    #[track_caller]
    fn checked(today: Option<&str>, kept: Option<&str>) -> Checked {
        let elsewhere = |_: &str| None;
        check(&excerpt(QUOTED, 16), Sources { today, kept, purged: false, elsewhere: &elsewhere })
    }

    #[test]
    fn nothing_is_said_of_a_text_that_was_removed_on_purpose() {
        let elsewhere = |_: &str| None;
        let sources = Sources { today: Some(TEXT), kept: None, purged: true, elsewhere: &elsewhere };
        let found = check(&excerpt(QUOTED, 16), sources);
        assert_eq!((found.verdict, found.proved), (Verdict::Purged, false));
        assert!(!Verdict::Purged.is_good() && !Verdict::Purged.is_failure());
        // But an entry that contradicts itself is no less altered for it.
        let mut entry = excerpt(QUOTED, 16);
        entry.selector.exact.push('!');
        assert_eq!(check(&entry, sources).verdict, Verdict::Altered);
    }

    #[test]
    fn a_quotation_that_stands_where_it_stood_is_ok() {
        let found = checked(Some(TEXT), Some(TEXT));
        assert_eq!((found.verdict, found.proved), (Verdict::Ok, true));
        let found = checked(Some(TEXT), None);
        assert_eq!((found.verdict, found.proved), (Verdict::Ok, false));
    }

    #[test]
    fn a_quotation_that_moved_is_found_where_its_neighbours_are() {
        let twice = format!("{QUOTED} A new beginning. {TEXT}");
        let found = checked(Some(&twice), None);
        let place = found.found_at.unwrap();
        assert_eq!(found.verdict, Verdict::Moved);
        assert_eq!(&twice[place.start_byte..place.end_byte], QUOTED);
        assert!(place.start_byte > 40, "{place:?}");
    }

    #[test]
    fn other_line_ends_alter_nothing() {
        let mut entry = excerpt("Prices rose by\n4 per cent in March.", 16);
        entry.end_byte = 51;
        let today = "Oil rose again.\r\nPrices rose by\r\n4 per cent in March.\r\nGas fell.";
        let elsewhere = |_: &str| None;
        let found =
            check(&entry, Sources { today: Some(today), kept: None, purged: false, elsewhere: &elsewhere });
        let place = found.found_at.unwrap();
        assert_eq!(found.verdict, Verdict::Moved);
        assert_eq!(&today[place.start_byte..place.end_byte], "Prices rose by\r\n4 per cent in March.");
    }

    #[test]
    fn an_altered_source_is_shown_word_by_word() {
        let found = checked(Some(&TEXT.replace('4', "14")), Some(TEXT));
        assert_eq!((found.verdict, found.proved), (Verdict::Altered, true));
        assert_eq!(marked(&found.diff), "Prices rose by [-4-]{+14+} per cent in March.");
        assert_eq!(checked(Some("Nothing of it!"), None).diff, Vec::new());
        assert_eq!(checked(Some(""), None).verdict, Verdict::Altered);
    }

    #[test]
    fn a_source_that_is_gone_is_looked_for_elsewhere() {
        assert_eq!(checked(None, Some(TEXT)).verdict, Verdict::SourceGone);
        assert!(checked(None, Some(TEXT)).proved && !checked(None, None).proved);
        let place = Place { document: "corpus/b.txt".to_owned(), start_byte: 3, end_byte: 38 };
        let elsewhere = |_: &str| Some(place.clone());
        let found = check(
            &excerpt(QUOTED, 16),
            Sources { today: None, kept: None, purged: false, elsewhere: &elsewhere },
        );
        assert_eq!((found.verdict, found.found_at.as_ref()), (Verdict::Moved, Some(&place)));
    }

    #[test]
    fn an_entry_that_contradicts_itself_was_altered() {
        let mut entry = excerpt(QUOTED, 16);
        entry.selector.exact = QUOTED.replace('4', "9");
        let elsewhere = |_: &str| None;
        let found = check(
            &entry,
            Sources { today: Some(TEXT), kept: Some(TEXT), purged: false, elsewhere: &elsewhere },
        );
        assert_eq!(found.verdict, Verdict::Altered);
    }

    #[test]
    fn ranges_beyond_a_text_are_no_panic() {
        for start in [0, 1, 17, 9_999] {
            let elsewhere = |_: &str| None;
            let sources =
                Sources { today: Some("é short"), kept: Some("é"), purged: false, elsewhere: &elsewhere };
            assert_eq!(check(&excerpt(QUOTED, start), sources).verdict, Verdict::Altered);
        }
        assert_eq!(excerpt("", 5).text, "");
    }
}
