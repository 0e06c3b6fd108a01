//! Footnote marks that are glued to the end of a sentence.

use std::ops::Range;

use super::Cut;

/// Short words before a full stop and a number that is no footnote's mark:
/// `No.5`, `Fig.3`, `ст.5`.
const NUMBERED: &[&str] = &[
    "no", "nos", "nr", "vol", "vols", "fig", "figs", "art", "arts", "ch", "sec", "sect", "pp", "eq", "eqs",
    "ed", "pt", "par", "para", "ver", "tab", "bd", "abs", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "ст", "рис", "гл", "табл", "стр", "разд", "пп", "том", "ч", "см",
];

/// Returns the cuts at footnote marks in a region: digits (at most three, or
/// several numbers with commas), superscript digits or numbers in square
/// brackets that follow an end without white space, and that white space and
/// the start of a sentence follow, or the end of the region. There the cut's
/// `start` is the region's end.
pub(super) fn cuts(text: &str, region: Range<usize>) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut position = region.start;
    while let Some(found) = text[position..region.end].find(is_end) {
        let end = past_closers(text, position + found, region.end);
        position = end;
        let marks = marks_length(&text[end..region.end]);
        if marks > 0
            && ends_sentence(&text[region.start..end])
            && let Some(start) = sentence_start(text, end + marks, region.end)
        {
            cuts.push(Cut { end, start });
            position = end + marks;
        }
    }
    cuts
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』' | '）')
}

/// Returns the position after the ends at `at` and the closing marks there.
fn past_closers(text: &str, at: usize, limit: usize) -> usize {
    let slice = &text[at..limit];
    let rest = slice.trim_start_matches(is_end).trim_start_matches(is_closer);
    limit - rest.len()
}

/// Returns how many bytes of footnote marks `text` begins with.
fn marks_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = &text[length..];
        let one = number_length(rest);
        if one == 0 {
            // A comma that no number follows is no part of the marks.
            return if text[..length].ends_with(',') { length - 1 } else { length };
        }
        length += one;
        if text[length..].starts_with(',') {
            length += 1;
        } else if !text[length..].starts_with('[') {
            return length;
        }
    }
}

fn number_length(text: &str) -> usize {
    let superscript: usize =
        text.chars().take_while(|c| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')).map(char::len_utf8).sum();
    if superscript > 0 {
        return superscript;
    }
    let bracketed = text.strip_prefix('[').unwrap_or(text);
    let digits = bracketed.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, bracketed.len() < text.len()) {
        (1..=3, false) => digits,
        (1..=3, true) if bracketed[digits..].starts_with(']') => digits + 2,
        _ => 0,
    }
}

/// Tells whether what stands before the marks ends in a word of its own and a
/// sentence's end, not in an abbreviation or a decimal number.
fn ends_sentence(before: &str) -> bool {
    let closed = before.trim_end_matches(is_closer);
    let word_end = closed.trim_end_matches(is_end);
    let Some(last) = word_end.chars().next_back() else { return false };
    if closed.len() < before.len() || !closed.ends_with('.') {
        return true;
    }
    if is_closer(last) || last == '%' {
        return true;
    }
    let word: String = word_end
        .chars()
        .rev()
        .take(24)
        .take_while(|c| c.is_alphabetic())
        .collect::<Vec<_>>()
        .iter()
        .rev()
        .collect();
    let letters = word.chars().count();
    letters >= 2 && !NUMBERED.contains(&word.to_lowercase().as_str())
}

/// Returns where the next sentence starts if one can start after `at`: the
/// limit itself at the end; `None` where the text goes on in the same sentence.
fn sentence_start(text: &str, at: usize, limit: usize) -> Option<usize> {
    let rest = &text[at..limit];
    let next = rest.trim_start();
    if next.is_empty() {
        return Some(limit);
    }
    let first = next.chars().find(|c| c.is_alphanumeric())?;
    (next.len() < rest.len() && !first.is_lowercase()).then(|| limit - next.len())
}
