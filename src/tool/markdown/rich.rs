//! Styled text as Markdown.

use crate::model::{Rich, RunStyle};

use super::address::web_address;
use super::escape::{Position, escape_folded, may_be_entity};
use super::fold::fold_tagged;

/// Writes a [`Rich`] as one line of Markdown that parses back to its folded
/// text, its styles and its links.
///
/// Runs are folded together, as one text. Spaces at the ends of a styled run
/// are set outside its marks, where Markdown wants them. A link whose address
/// is not http, https or mailto is written as text.
#[must_use]
pub fn rich(rich: &Rich) -> String {
    let mut markdown = String::new();
    for span in spans(rich) {
        match &span.address {
            Some(address) => write_link(&span.pieces, address, &mut markdown),
            None => write_pieces(&span.pieces, &mut markdown),
        }
    }
    markdown
}

/// Pieces that lead to one address, or to none.
struct Span {
    address: Option<String>,
    pieces: Vec<Piece>,
}

/// A text in one style; a styled one neither starts nor ends with a space.
struct Piece {
    style: RunStyle,
    text: String,
}

fn spans(rich: &Rich) -> Vec<Span> {
    let letters = rich.0.iter().flat_map(|run| run.text.chars().map(move |letter| (letter, run)));
    let mut spans: Vec<Span> = Vec::new();
    for run in fold_tagged(letters).chunk_by(|(_, one), (_, other)| std::ptr::eq(*one, *other)) {
        let text: String = run.iter().map(|(letter, _)| letter).collect();
        let (style, address) = (run[0].1.style, run[0].1.url.as_deref().and_then(web_address));
        match spans.last_mut().filter(|span| span.address == address) {
            Some(span) => append(&mut span.pieces, style, &text),
            None => {
                let mut pieces = Vec::new();
                append(&mut pieces, style, &text);
                spans.push(Span { address, pieces });
            }
        }
    }
    spans.iter_mut().for_each(|span| span.pieces = free_spaces(std::mem::take(&mut span.pieces)));
    spans
}

fn append(pieces: &mut Vec<Piece>, style: RunStyle, text: &str) {
    match pieces.last_mut().filter(|piece| piece.style == style) {
        Some(piece) => piece.text.push_str(text),
        None if text.is_empty() => {}
        None => pieces.push(Piece { style, text: text.to_owned() }),
    }
}

/// Moves spaces at the ends of styled pieces into plain ones.
fn free_spaces(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut freed = Vec::with_capacity(pieces.len());
    for Piece { style, text } in pieces {
        let core = text.trim();
        let start = text.len() - text.trim_start().len();
        append(&mut freed, RunStyle::Plain, &text[..start]);
        append(&mut freed, style, core);
        append(&mut freed, RunStyle::Plain, &text[start + core.len()..]);
    }
    freed
}

fn write_link(pieces: &[Piece], address: &str, markdown: &mut String) {
    let is_bare = matches!(pieces, [Piece { style: RunStyle::Plain, text }] if text == address);
    if is_bare && !address.contains('&') {
        markdown.extend(["<", address, ">"]);
        return;
    }
    markdown.push('[');
    write_pieces(pieces, markdown);
    markdown.push_str("](");
    for (at, letter) in address.char_indices() {
        let is_special = match letter {
            '(' | ')' | '$' => true,
            '&' => may_be_entity(&address[at + 1..]),
            _ => false,
        };
        if is_special {
            markdown.push('\\');
        }
        markdown.push(letter);
    }
    markdown.push(')');
}

fn write_pieces(pieces: &[Piece], markdown: &mut String) {
    let mut after_star = false;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.style == RunStyle::Plain {
            let opens = pieces.get(at + 1).is_some_and(|next| !next.text.starts_with(is_word));
            let closes = at > 0 && !(after_star && pieces[at - 1].text.ends_with(is_word));
            write_plain(&piece.text, closes, opens, markdown);
            after_star = false;
            continue;
        }
        // Right after `*a*`, another `*` would be read as part of its end.
        let star = !after_star;
        let mark = match (piece.style, star) {
            (RunStyle::Strong, true) => "**",
            (RunStyle::Strong, false) => "__",
            (_, true) => "*",
            (_, false) => "_",
        };
        markdown.push_str(mark);
        escape_folded(&piece.text, Position::Inside, markdown);
        markdown.push_str(mark);
        after_star = star;
    }
}

/// Writes a plain piece. Emphasis marks are not read as such between a letter
/// outside and a punctuation mark inside, and `_` never beside a letter
/// (CommonMark 0.31, section 6.2); a character reference outside ends in
/// punctuation, and lets them be.
fn write_plain(text: &str, refer_first: bool, refer_last: bool, markdown: &mut String) {
    let first = text.chars().next().filter(|letter| refer_first && is_letter(*letter));
    let text = &text[first.map_or(0, char::len_utf8)..];
    let last = text.chars().next_back().filter(|letter| refer_last && is_letter(*letter));
    let text = &text[..text.len() - last.map_or(0, char::len_utf8)];
    let position = if markdown.is_empty() { Position::LineStart } else { Position::Inside };
    write_reference(first, markdown);
    escape_folded(text, position, markdown);
    write_reference(last, markdown);
}

/// Tells whether a character is surely no punctuation to any reader of
/// Markdown; the letters in circles and squares are symbols as well.
fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() && !matches!(letter, '\u{249c}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}')
}

/// Tells whether a character may be neither white space nor punctuation to
/// some reader of Markdown.
fn is_letter(letter: char) -> bool {
    let is_punctuation = matches!(letter,
        '«' | '»' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203a}' | '、'..='〃' | '〈'..='】'
        | '！' | '，' | '：' | '；' | '？' | '（' | '）');
    !letter.is_whitespace() && !letter.is_ascii_punctuation() && !is_punctuation
}

fn write_reference(letter: Option<char>, markdown: &mut String) {
    if let Some(letter) = letter {
        markdown.push_str(&format!("&#{};", u32::from(letter)));
    }
}
