//! Words that a browser can look for: cut where it surely sees a bound.

use crate::tool::white_space::folded;

/// The bytes of the text around a quotation that words are taken from.
pub(super) const NEAR_BYTES: usize = 4096;

/// What a line break in a text is in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// A line break (`<br>`), which a browser tells from a space.
    Kept,
    /// Nobody knows: a line break of the file, or one of the page.
    Unsure,
}

/// Returns the first words of a text, of `least` or more characters if there
/// are so many, white space folded; where line breaks are unsure, those of its
/// first line. Empty for a blank text.
pub(super) fn first(text: &str, least: usize, breaks: Breaks) -> String {
    let is_end = |c| breaks == Breaks::Unsure && is_break(c);
    let lines = text.split(is_end).map(str::trim);
    let Some(line) = lines.into_iter().find(|line| !line.is_empty()) else { return String::new() };
    let mut end = 0;
    let mut count = 0;
    for piece in pieces(line) {
        end += piece.len();
        count += piece.chars().count();
        if count >= least {
            break;
        }
    }
    shown(&line[..end])
}

/// Returns the last words of a text, as [`first`].
pub(super) fn last(text: &str, least: usize, breaks: Breaks) -> String {
    let is_end = |c| breaks == Breaks::Unsure && is_break(c);
    let lines = text.rsplit(is_end).map(str::trim);
    let Some(line) = lines.into_iter().find(|line| !line.is_empty()) else { return String::new() };
    let pieces: Vec<&str> = pieces(line).collect();
    let mut start = line.len();
    let mut count = 0;
    for piece in pieces.iter().rev() {
        start -= piece.len();
        count += piece.chars().count();
        if count >= least {
            break;
        }
    }
    shown(&line[start..])
}

/// Folds white space as a page does: to one space, or to a line feed where
/// there is a line break in it.
pub(super) fn shown(text: &str) -> String {
    let lines: Vec<String> = text.split(is_break).map(folded).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Leaves out the first word, which may be cut.
pub(super) fn without_first(text: &str) -> &str {
    text.split_once(is_last).map_or("", |(_, rest)| rest)
}

/// Leaves out the last word, which may be cut.
pub(super) fn without_last(text: &str) -> &str {
    text.char_indices().rev().find(|(_, c)| is_last(*c)).map_or("", |(at, c)| &text[..at + c.len_utf8()])
}

/// Tells whether a line ends with a character.
pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Cuts a line after white space, and after the clause marks of Chinese and
/// Japanese, whose words have nothing between them: where these begin only a
/// dictionary knows, and browsers have another one than we.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let mut letters = rest.char_indices().peekable();
        let mut end = rest.len();
        while let Some((at, c)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            if is_last(c) && next.is_some_and(|next| !is_last(next)) {
                end = at + c.len_utf8();
                break;
            }
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

fn is_last(c: char) -> bool {
    c.is_whitespace() || is_clause_mark(c)
}

/// Tells whether a clause of Chinese or Japanese ends with a character.
fn is_clause_mark(c: char) -> bool {
    "，。；：、！？」』）》〉】”".contains(c)
}
