//! Dates of figures: the years and months that a sentence names.

use super::numbers;
use super::token::{Kind, Tokens};
use super::units;

/// A date and the tokens it is in.
#[derive(Debug)]
struct DateMention {
    start: usize,
    end: usize,
    text: String,
}

/// The dates of a passage and the tokens at which its sentences end.
#[derive(Debug)]
pub(super) struct Dates {
    mentions: Vec<DateMention>,
    ends: Vec<usize>,
}

impl Dates {
    /// Finds years, and months of years.
    pub(super) fn of(tokens: &Tokens<'_>) -> Self {
        let mut dates = Self { mentions: Vec::new(), ends: Vec::new() };
        for at in 0..tokens.len() {
            if matches!(tokens.lower(at), "。" | "!" | "?" | "！" | "？")
                || tokens.lower(at) == "." && numbers::ends_sentence(tokens, at)
            {
                dates.ends.push(at);
            }
            if let Some(year) = year(tokens, at) {
                let month = (1..=3).find_map(|back| month(tokens.lower(at.checked_sub(back)?)));
                let month = month.or_else(|| chinese_month(tokens, at));
                let text = month.map_or_else(|| year.to_owned(), |month| format!("{year}-{month:02}"));
                dates.mentions.push(DateMention { start: at, end: at + 1, text });
            }
        }
        dates
    }

    /// Returns the date that is nearest to the tokens from `start` to before
    /// `end` in their sentence; one after them goes before one before them.
    pub(super) fn nearest(&self, start: usize, end: usize) -> Option<String> {
        let sentence_end =
            self.ends.get(self.ends.partition_point(|stop| *stop < end)).copied().unwrap_or(usize::MAX);
        let sentence_start = self
            .ends
            .partition_point(|stop| *stop < start)
            .checked_sub(1)
            .map_or(0, |index| self.ends[index]);
        let next = self.mentions.partition_point(|mention| mention.start < end);
        let after = self.mentions.get(next).filter(|mention| mention.start < sentence_end);
        let before = next.checked_sub(1).and_then(|index| self.mentions.get(index));
        let before = before.filter(|mention| mention.end <= start && mention.start >= sentence_start);
        after.or(before).map(|mention| mention.text.clone())
    }
}

fn year<'a>(tokens: &Tokens<'a>, at: usize) -> Option<&'a str> {
    let written = tokens.written(at);
    let is_year = written.len() == 4 && written.parse().is_ok_and(|year: u32| (1900..2100).contains(&year));
    if !is_year || tokens.kind(at) != Some(Kind::Number) {
        return None;
    }
    let before = tokens.lower(at.checked_sub(1).unwrap_or(usize::MAX));
    let follows = matches!(
        before,
        "in" | "since"
            | "by"
            | "of"
            | "from"
            | "during"
            | "for"
            | "until"
            | "through"
            | "to"
            | "and"
            | "early"
            | "late"
            | "mid"
            | ","
            | "("
            | "в"
            | "за"
            | "с"
            | "до"
            | "к"
            | "end"
            | "-"
            | "–"
    ) || month(before).is_some()
        || tokens.kind(at.checked_sub(1).unwrap_or(usize::MAX)) == Some(Kind::Number);
    let precedes = matches!(tokens.lower(at + 1), "年" | "год" | "года" | "году" | "г" | "годах");
    let is_amount = units::after(tokens, at + 1).is_some()
        || matches!(tokens.lower(at + 1), "million" | "billion" | "thousand" | "млн" | "млрд");
    ((follows || precedes || at == 0) && !is_amount).then_some(written)
}

fn month(word: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let short = word.trim_end_matches('.');
    MONTHS
        .iter()
        .position(|month| {
            *month == word || (short.len() >= 3 && short.len() <= 4 && month.starts_with(short))
        })
        .map(|index| index + 1)
        .or_else(|| russian_month(word))
}

fn russian_month(word: &str) -> Option<usize> {
    const STEMS: [&str; 12] = [
        "январ",
        "феврал",
        "март",
        "апрел",
        "мая",
        "июн",
        "июл",
        "август",
        "сентябр",
        "октябр",
        "ноябр",
        "декабр",
    ];
    let is =
        |stem: &str| word.strip_prefix(stem).is_some_and(|end| matches!(end, "" | "я" | "ь" | "е" | "а"));
    STEMS.iter().position(|stem| is(stem)).or((word == "май").then_some(4)).map(|index| index + 1)
}

fn chinese_month(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let is_month = tokens.lower(at + 1) == "年" && tokens.lower(at + 3) == "月";
    let month = is_month.then(|| tokens.written(at + 2).parse().ok()).flatten()?;
    (1..=12).contains(&month).then_some(month)
}

/// Tells whether a word is a Russian month in any case.
pub(super) fn is_russian_month(word: &str) -> bool {
    russian_month(word).is_some()
}
