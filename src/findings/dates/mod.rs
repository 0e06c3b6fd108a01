//! Dates as prose writes them: found in a text by [`reader::Reader`], resolved
//! by the date of their document in [`resolve`].
//!
//! English first, then Russian and Chinese, with the basics of German and
//! French; of other languages days with the names of months and days in digits.
//! A word or a number that is only like a date is none: `may`, the army's
//! `March`, `1.2.3`, `10:30`, `2024 soldiers`.

mod absolute;
mod han;
mod period;
mod pieces;
mod reader;
mod relative;
mod resolve;
mod value;
mod words;

use std::ops::Range;

use super::numbers;
use super::token::Tokens;
use crate::model::PartialDate;
use reader::Reader;
pub(super) use resolve::Tense;
pub(super) use value::Point;
pub use value::Precision;
use value::{Mention, Value};

/// A date of a text, resolved as far as it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// The date, or the first of a range.
    pub(super) start: Point,
    /// The last of a range.
    pub(super) end: Option<Point>,
    /// Whether the document's date or the sentence had to tell the year or more.
    pub(super) inferred: bool,
}

/// Finds the dates of the bytes `passage` of `text`, in order; they do not
/// overlap. `tense` tells what time the text around a byte is of.
pub(super) fn dates(
    text: &str,
    passage: Range<usize>,
    language: Option<&str>,
    published: Option<PartialDate>,
    mut sentence: impl FnMut(usize) -> (usize, Tense),
) -> Vec<Dated> {
    let mentions = Reader::of(text, passage, language).mentions();
    let mut named: Option<(usize, Point)> = None;
    let mut dates = Vec::new();
    for Mention { range, value } in mentions {
        let (begins, tense) = sentence(range.start);
        let year =
            named.and_then(|(at, last)| year_before(value, published, last, range.start - at, at >= begins));
        let Some(found) = resolve::resolve(value, published, tense, year) else { continue };
        if !found.inferred && found.start.year().is_some() {
            named = Some((range.start, found.end.unwrap_or(found.start)));
        }
        dates.push(Dated { range, start: found.start, end: found.end, inferred: found.inferred });
    }
    dates
}

/// How far back a text of no known date may have named the year of a day, in
/// bytes.
const NAMED_BEFORE: usize = 500;

/// Returns the year that a text has named before a date without one: in the same
/// sentence; where the document has no date, also shortly before, with a month
/// that is not behind this one, as accounts go on from day to day.
fn year_before(
    value: Value,
    published: Option<PartialDate>,
    last: Point,
    distance: usize,
    same_sentence: bool,
) -> Option<i16> {
    let (Value::At(point) | Value::Between(point, _)) = value else { return None };
    let goes_on = published.is_none()
        && distance <= NAMED_BEFORE
        && matches!(last, Point::Day { .. } | Point::Month { .. })
        && point.place() >= last.place();
    (point.lacks_year() && (same_sentence || goes_on)).then_some(last.year()).flatten()
}

/// The dates of a passage, for its figures, and the bytes at which its
/// sentences end. Dates that need another to be known (`the previous year`) are
/// `None`.
#[derive(Debug)]
pub(super) struct Dates {
    mentions: Vec<(Range<usize>, Option<String>)>,
    ends: Vec<usize>,
}

impl Dates {
    /// Finds the dates of tokens that are a whole passage.
    pub(super) fn of(tokens: &Tokens<'_>, language: Option<&str>) -> Self {
        let is_end = |at: usize| {
            matches!(tokens.lower(at), "。" | "!" | "?" | "！" | "？")
                || tokens.lower(at) == "." && numbers::ends_sentence(tokens, at)
        };
        let whole = if tokens.len() == 0 { 0..0 } else { tokens.span(0, tokens.len()) };
        let mentions = Reader::of(tokens.text, whole, language).mentions();
        Self {
            mentions: mentions.into_iter().map(|mention| (mention.range, when(mention.value))).collect(),
            ends: (0..tokens.len())
                .filter(|at| is_end(*at))
                .map(|at| tokens.span(at, at + 1).start)
                .collect(),
        }
    }

    /// Returns the date that is nearest to the bytes `figure` of `text` in their
    /// sentence; one after them goes before one before them. `None` without one,
    /// where that one needs another to be known, and where something stands
    /// between that may part the two: a wrong date is worse than none.
    pub(super) fn nearest(&self, text: &str, figure: &Range<usize>) -> Option<String> {
        let stop = self.ends.partition_point(|stop| *stop < figure.end);
        let sentence_end = self.ends.get(stop).copied().unwrap_or(usize::MAX);
        let begun = self.ends.partition_point(|stop| *stop < figure.start);
        let sentence_start = begun.checked_sub(1).map_or(0, |index| self.ends[index]);
        let next = self.mentions.partition_point(|(range, _)| range.start < figure.end);
        let after = self.mentions.get(next).filter(|(range, _)| range.start < sentence_end);
        let before = next.checked_sub(1).and_then(|index| self.mentions.get(index));
        let before = before.filter(|(range, _)| range.end <= figure.start && range.start >= sentence_start);
        let after = after.map(|found| (found, &text[figure.end..found.0.start]));
        let before =
            before.map(|found| (found, &text[found.0.end..figure.start])).filter(|(found, between)| {
                // `In 2024, trade reached …` opens its sentence; `X, founded in 1998, employs …` does not.
                !between.contains(',') || found.0.start.saturating_sub(sentence_start) <= OPENING
            });
        let ((_, when), between) = after.or(before)?;
        when.clone().filter(|_| !parts(between))
    }
}

/// A date that begins within so many bytes opens its sentence.
const OPENING: usize = 24;

/// Tells whether the text between a date and a figure may begin another clause
/// or give another figure.
fn parts(between: &str) -> bool {
    const BREAKS: [&str; 12] = [
        ";",
        "；",
        " and began ",
        " that ",
        " from ",
        ", founded",
        ", built",
        ", which ",
        ", who ",
        " but ",
        " while ",
        " когда ",
    ];
    BREAKS.iter().any(|break_| between.contains(break_))
}

/// The time that a date gives a figure: a day gives its month.
fn when(value: Value) -> Option<String> {
    let written = |point: Point| {
        (!point.lacks_year()).then(|| match point {
            Point::Day { year, month, .. } => Point::Month { year, month }.to_string(),
            other => other.to_string(),
        })
    };
    match value {
        Value::At(point) => written(point),
        Value::Between(start, end) => {
            let (start, end) = (written(start)?, written(end)?);
            Some(if start == end { start } else { format!("{start}/{end}") })
        }
        _ => None,
    }
}

/// Tells whether a word is a Russian month in any case.
pub(super) fn is_russian_month(word: &str) -> bool {
    let is = matches!(words::Tongue::Russian.words().get(word), Some(pieces::Meaning::Month(_)));
    is && !word.is_ascii()
}
