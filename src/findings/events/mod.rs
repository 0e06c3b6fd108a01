//! Events: the dates that a passage gives what happened or will happen.

mod cues;
mod happening;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use super::dates::Precision;
use super::dates::{Dated, Tense, dates};
use crate::model::PartialDate;
use cues::Cues;

/// A date that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Bytes of the text: the date as written.
    pub range: Range<usize>,
    /// Bytes of the sentence that the date stands in; the passage where that
    /// has none.
    pub sentence: Range<usize>,
    /// The date, of ISO 8601: `2024-05-16`, `2024-05`, `2024`, `2024-W20`; a
    /// range as `2024-05-16/2024-05-18`. Quarters, halves and seasons as ISO
    /// 24617-1 writes them (`2024-Q3`, `2024-H1`, `2024-SU`), decades and
    /// centuries with unspecified digits (`199X`, `19XX`). A day or a part of a
    /// year whose year nothing tells has the year `XXXX`.
    pub date: String,
    /// How exact it is; of a range, its ends.
    pub precision: Precision,
    /// Whether the year or the whole date was resolved: by the document's date,
    /// or by a year that stands before in the sentence.
    pub inferred: bool,
    /// Whether the sentence tells of something that happened or will happen at
    /// that date, so that the two make an entry of a timeline. Chosen for
    /// precision: a year of comparison, a reference, the date in a name or of a
    /// state is none.
    pub happening: bool,
}

/// Finds the dates of the bytes `passage` of `text`, in order; they do not
/// overlap.
///
/// `sentences` are those of the passage, in order. `language` (BCP 47) tells the
/// words and which of `4/5/2010` is the month; English where it is `None`.
/// Relative expressions (`on Tuesday`, `last month`, `去年`) are resolved by
/// `published`, the document's date, and left out where it is not exact enough;
/// a day and a month without a year stay so (`XXXX-05-09`).
///
/// # Panics
/// If `passage` is out of bounds or not at character bounds.
#[must_use]
pub fn events(
    text: &str,
    passage: Range<usize>,
    sentences: &[Range<usize>],
    language: Option<&str>,
    published: Option<PartialDate>,
) -> Vec<Event> {
    let mut sentence = Sentence { index: usize::MAX, range: passage.clone(), cues: Cues::default() };
    let tense = |at: usize| -> (usize, Tense) {
        sentence.move_to(text, at, sentences, &passage);
        (sentence.range.start, sentence.cues.tense(at))
    };
    let found = dates(text, passage.clone(), language, published, tense);
    let mut sentence = Sentence { index: usize::MAX, range: passage.clone(), cues: Cues::default() };
    let mut event = |dated: Dated| {
        sentence.move_to(text, dated.range.start, sentences, &passage);
        let happening = sentence.index < sentences.len()
            && happening::is_happening(text, &sentence.range, &sentence.cues, &dated, published);
        let range = sentence.range.clone();
        Event {
            sentence: range.start..range.end.max(dated.range.end),
            date: dated.end.map_or_else(|| dated.start.to_string(), |end| format!("{}/{end}", dated.start)),
            precision: dated
                .end
                .map_or(dated.start.precision(), |end| end.precision().max(dated.start.precision())),
            inferred: dated.inferred,
            happening,
            range: dated.range,
        }
    };
    found.into_iter().map(&mut event).collect()
}

/// The sentence of a date, and what its verbs say; read once for all its dates.
struct Sentence {
    /// Its index; the number of sentences where a date is in none.
    index: usize,
    range: Range<usize>,
    cues: Cues,
}

impl Sentence {
    fn move_to(&mut self, text: &str, at: usize, sentences: &[Range<usize>], passage: &Range<usize>) {
        let mut index = sentences.partition_point(|sentence| sentence.end <= at);
        if sentences.get(index).is_none_or(|sentence| sentence.start > at) {
            index = sentences.len();
        }
        if index != self.index {
            self.index = index;
            self.range = sentences.get(index).unwrap_or(passage).clone();
            self.cues = Cues::of(text, self.range.clone());
        }
    }
}
