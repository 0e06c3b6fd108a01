//! Tells dates of happenings from other dates.

use std::ops::Range;

use super::super::dates::{Dated, Point, Precision};
use super::cues::{Cue, Cues};
use crate::model::PartialDate;

/// How far around a date is looked, in bytes; a bound on the work.
const LOOKED_AT: usize = 120;

/// Tells whether a sentence tells of something at a date; see
/// [`super::Event::happening`].
pub(super) fn is_happening(
    text: &str,
    sentence: &Range<usize>,
    cues: &Cues,
    dated: &Dated,
    published: Option<PartialDate>,
) -> bool {
    let before = &text
        [floor(text, dated.range.start.saturating_sub(LOOKED_AT).max(sentence.start))..dated.range.start];
    let stop = ceil(text, dated.range.end.saturating_add(LOOKED_AT).min(sentence.end.max(dated.range.end)));
    let after = &text[dated.range.end..stop];
    let coarse = dated.start.precision() >= Precision::Decade;
    let known = !dated.start.lacks_year() && dated.end.is_none_or(|end| !end.lacks_year());
    // From year to year it goes on; it does not happen.
    let lasting = dated.end.is_some() && dated.start.precision() > Precision::Month;
    known
        && !coarse
        && !lasting
        && !is_question(text, sentence)
        && has_verb(cues, dated, published)
        && !is_aside(before)
        && !is_compared(before)
        && !is_of_a_name(before, after, names_itself(text, dated))
        && is_led_in(before, dated, names_itself(text, dated))
}

/// Moves a byte back to a character's bound.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Moves a byte on to a character's bound.
fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn is_question(text: &str, sentence: &Range<usize>) -> bool {
    let written = text[sentence.clone()].trim_end_matches(['"', '”', '»', ' ', '\n']);
    written.ends_with(['?', '？'])
}

/// A year is as often that of a state or of a sum, so it needs a verb of action
/// beside it; a day or a month that some verb tells of one. What is told as past
/// was before the document.
fn has_verb(cues: &Cues, dated: &Dated, published: Option<PartialDate>) -> bool {
    let coarse = dated.start.precision() > Precision::Month;
    let ahead = published
        .zip(dated.start.year())
        .is_some_and(|(published, year)| (year, dated.start.place()) > (published.year, place(published)));
    match cues.near(dated.range.start) {
        Some(Cue::Past) => !ahead,
        Some(Cue::Future) => true,
        Some(Cue::State) => !coarse && !ahead,
        Some(Cue::Modal) | None => false,
    }
}

/// The last place in its year that a date can mean, as [`Point::place`] has it.
fn place(date: PartialDate) -> u16 {
    let (month, day) = (date.month.unwrap_or(12), date.day.unwrap_or(31));
    Point::Day { year: None, month, day }.place()
}

/// Tells whether a date begins with a noun of its own, which an article before
/// it belongs to: `the summer of 2024`, `the third quarter`.
fn names_itself(text: &str, dated: &Dated) -> bool {
    text[dated.range.clone()].starts_with(char::is_lowercase)
}

/// Within brackets: `(Smith, 2019)`, `(May 2023)`.
fn is_aside(before: &str) -> bool {
    let open = before.rfind(['(', '[', '（']);
    let closed = before.rfind([')', ']', '）']);
    open.is_some_and(|open| closed.is_none_or(|closed| closed < open))
}

/// A date that something is measured against: `than in 2023`, `compared with`.
fn is_compared(before: &str) -> bool {
    const WORDS: [&str; 12] = [
        "compared",
        "versus",
        "vs",
        "than",
        "relative",
        "сравнению",
        "чем",
        "против",
        "相比",
        "if",
        "если",
        "unless",
    ];
    let clause = before.rsplit([',', ';', '，', '；', ':']).next().unwrap_or_default();
    let words = clause.split(|c: char| !c.is_alphabetic());
    words.map(str::to_lowercase).any(|word| WORDS.contains(&word.as_str())) || clause.contains("比")
}

/// `last year's report`, `Monday's talks`, `the May 2023 report`.
fn is_of_a_name(before: &str, after: &str, names_itself: bool) -> bool {
    const DETERMINERS: [&str; 13] =
        ["the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "under", "per", "with"];
    let joined = after.starts_with(['\'', '’', '-', '‑']) && !after.starts_with("’ ");
    if joined || after.starts_with('的') {
        return true;
    }
    let led = last_word(before);
    let determined = DETERMINERS.contains(&led.as_str()) && !(names_itself && led == "the");
    let next = after.strip_prefix(' ').and_then(|rest| rest.split(|c: char| !c.is_alphabetic()).next());
    determined && next.is_some_and(|word| !word.is_empty())
}

/// The word right before, in lower case; empty where a mark stands between.
fn last_word(before: &str) -> String {
    let trimmed = before.trim_end_matches([' ', '\n', '\u{a0}']);
    let start = trimmed.char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last();
    start.map_or_else(String::new, |(at, _)| trimmed[at..].to_lowercase())
}

/// What stands before a last word.
fn without_last(before: &str) -> &str {
    before.trim_end_matches([' ', '\n', '\u{a0}']).trim_end_matches(char::is_alphabetic)
}

/// Tells whether what stands before a date makes it the time of the verb.
fn is_led_in(before: &str, dated: &Dated, names_itself: bool) -> bool {
    let word = last_word(before);
    if names_itself && word == "the" {
        return is_led_in(without_last(before), dated, false);
    }
    match word.as_str() {
        "of" => {
            let part = last_word(without_last(before));
            matches!(
                part.as_str(),
                "morning" | "afternoon" | "evening" | "night" | "day" | "week" | "weekend"
            )
        }
        // `agreed to reach it by 2030`; `By the end of 2022 it reached`
        "by" => {
            let rest = without_last(before).trim_end();
            rest.is_empty() || rest.ends_with([',', ';', '—', '"', '“'])
        }
        "since" | "until" | "till" | "before" | "after" | "than" | "through" | "for" | "s" | "and" | "or"
        | "to" | "с" | "до" | "после" | "от" | "к" | "по" | "seit" | "bis" | "vor" | "depuis" => {
            false
        }
        "from" | "between" => dated.end.is_some(),
        _ => true,
    }
}
