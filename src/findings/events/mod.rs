//! Events: the dates that a passage gives what happened or will happen.

mod cues;
mod happening;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

pub use super::dates::Precision;
use super::dates::{Dated, dates};
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
    let mut read = Sentences { text, passage: passage.clone(), list: sentences, read: BTreeMap::new() };
    let found = dates(text, passage, language, published, |at| {
        let sentence = read.at(at);
        (sentence.range.start, sentence.cues.tense(at))
    });
    found.into_iter().map(|dated| read.event(dated, published)).collect()
}

/// A sentence with dates, and what its verbs say.
struct Sentence {
    range: Range<usize>,
    cues: Cues,
}

/// The sentences of a passage; each is read once for all its dates.
struct Sentences<'a> {
    text: &'a str,
    passage: Range<usize>,
    list: &'a [Range<usize>],
    /// By their index; what is in none is the passage, behind the last.
    read: BTreeMap<usize, Sentence>,
}

impl Sentences<'_> {
    fn index(&self, at: usize) -> usize {
        let index = self.list.partition_point(|sentence| sentence.end <= at);
        let is_in = self.list.get(index).is_some_and(|sentence| sentence.start <= at);
        if is_in { index } else { self.list.len() }
    }

    fn at(&mut self, at: usize) -> &Sentence {
        let index = self.index(at);
        let range = self.list.get(index).unwrap_or(&self.passage).clone();
        let text = self.text;
        self.read.entry(index).or_insert_with(|| Sentence { cues: Cues::of(text, range.clone()), range })
    }

    fn event(&mut self, dated: Dated, published: Option<PartialDate>) -> Event {
        let (text, is_sentence) = (self.text, self.index(dated.range.start) < self.list.len());
        let Sentence { range, cues } = self.at(dated.range.start);
        let happening = is_sentence && happening::is_happening(text, range, cues, &dated, published);
        let (first, last) = (dated.start, dated.end);
        Event {
            sentence: range.start..range.end.max(dated.range.end),
            date: last.map_or_else(|| first.to_string(), |last| format!("{first}/{last}")),
            precision: last.map_or(first.precision(), |last| first.precision().max(last.precision())),
            inferred: dated.inferred,
            happening,
            range: dated.range,
        }
    }
}
