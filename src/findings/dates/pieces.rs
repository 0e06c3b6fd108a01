//! A text as numbers, words with a meaning for dates, and marks.

use std::ops::Range;

use super::super::token::is_han;
use super::value::{Unit, Which};
use super::words::{Tongue, Words};

/// What a piece is to a date expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Digits: their value, which is `u32::MAX` where it is larger, and how
    /// many they are.
    Number {
        value: u32,
        digits: u8,
    },
    Month(u8),
    /// 1 for Monday to 7.
    Weekday(u8),
    Ordinal(u8),
    Cardinal(u16),
    Unit(Unit),
    /// 0 for spring to 3.
    Season(u8),
    /// A day by its distance from today.
    Today(i8),
    Which(Which),
    /// A function word, by its name in the grammar.
    Word(&'static str),
    Han(char),
    Mark(char),
    /// A word that says nothing of dates.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) meaning: Meaning,
}

/// The longest word of the tables, in bytes; longer ones are not looked up.
const LONGEST: usize = 32;

/// Cuts the bytes `passage` of `text`, at character bounds, into pieces.
pub(super) fn cut(text: &str, passage: Range<usize>, tongue: Tongue) -> Vec<Piece> {
    let words = tongue.words();
    let mut list = Vec::new();
    let mut lower = String::new();
    let mut at = passage.start;
    while let Some(c) = text[at..passage.end].chars().next() {
        let rest = &text[at..passage.end];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (length, meaning) = if let Some(length) = address_length(rest) {
            (length, Meaning::Other)
        } else if is_han(c) {
            (c.len_utf8(), Meaning::Han(c))
        } else if digit(c).is_some() {
            number(rest)
        } else if c.is_alphabetic() {
            let length = rest
                .find(|c: char| is_han(c) || !(c.is_alphabetic() || is_mark_of_letter(c)))
                .unwrap_or(rest.len());
            (length, word(&rest[..length], &mut lower, words))
        } else {
            (c.len_utf8(), Meaning::Mark(c))
        };
        list.push(Piece { range: at..at + length, meaning });
        at += length;
    }
    list
}

/// An address up to the next white space: its digits are no dates.
fn address_length(rest: &str) -> Option<usize> {
    let is_address = ["http://", "https://", "www."].iter().any(|head| rest.starts_with(head));
    is_address.then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

/// The value of a digit, of ASCII or full width.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn number(rest: &str) -> (usize, Meaning) {
    let (mut length, mut value, mut digits) = (0, 0u32, 0u8);
    for c in rest.chars() {
        let Some(digit) = digit(c) else { break };
        value = value.checked_mul(10).and_then(|value| value.checked_add(digit)).unwrap_or(u32::MAX);
        digits = digits.saturating_add(1);
        length += c.len_utf8();
    }
    (length, Meaning::Number { value, digits })
}

fn word(written: &str, lower: &mut String, words: &Words) -> Meaning {
    if written.len() > LONGEST {
        return Meaning::Other;
    }
    lower.clear();
    if written.is_ascii() {
        lower.push_str(written);
        lower.make_ascii_lowercase();
    } else {
        lower.extend(written.chars().flat_map(char::to_lowercase));
    }
    words.get(lower.as_str()).copied().unwrap_or(Meaning::Other)
}

fn is_mark_of_letter(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{AD}')
}
