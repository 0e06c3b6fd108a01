//! Passages as words, numbers and marks.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with apostrophes and the full stops of `U.S.` in them; a Han
    /// character is a word of its own.
    Word,
    /// Digits with the separators between them, or one character such as `½`.
    Number,
    /// One character of anything else, or a whole web address.
    Mark,
}

/// A piece of text without white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// In lower case, with plain apostrophes.
    pub(super) lower: String,
}

/// The tokens of a passage, and the text that they are of.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    pub(super) text: &'a str,
    list: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// Cuts the bytes `passage` of `text`, at character bounds, into tokens.
    pub(super) fn of(text: &'a str, passage: Range<usize>) -> Self {
        let mut list = Vec::new();
        let mut at = passage.start;
        while let Some(c) = text[at..passage.end].chars().next() {
            let rest = &text[at..passage.end];
            if c.is_whitespace() {
                at += c.len_utf8();
                continue;
            }
            let (length, kind) = if let Some(length) = address_length(rest) {
                (length, Kind::Mark)
            } else if c.is_ascii_digit() {
                (number_length(rest), Kind::Number)
            } else if is_han(c) {
                (c.len_utf8(), Kind::Word)
            } else if c.is_alphabetic() {
                (word_length(rest), Kind::Word)
            } else if super::numbers::fraction_sign(c).is_some() {
                (c.len_utf8(), Kind::Number)
            } else {
                (c.len_utf8(), Kind::Mark)
            };
            let lower = text[at..at + length].to_lowercase().replace(['’', 'ʼ'], "'");
            list.push(Token { range: at..at + length, kind, lower });
            at += length;
        }
        Self { text, list }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Token> {
        self.list.get(index)
    }

    /// Returns the first token that begins at the byte `at` or after it.
    pub(super) fn index_at(&self, at: usize) -> usize {
        self.list.partition_point(|token| token.range.start < at)
    }

    /// Returns the token's text in lower case; empty past the ends.
    pub(super) fn lower(&self, index: usize) -> &str {
        self.list.get(index).map_or("", |token| &token.lower)
    }

    /// Returns the token's text; empty past the ends.
    pub(super) fn written(&self, index: usize) -> &'a str {
        self.list.get(index).map_or("", |token| &self.text[token.range.clone()])
    }

    pub(super) fn kind(&self, index: usize) -> Option<Kind> {
        self.list.get(index).map(|token| token.kind)
    }

    /// Tells whether nothing stands between a token and the one before it.
    pub(super) fn touches_previous(&self, index: usize) -> bool {
        index > 0
            && self.list.get(index).is_some_and(|token| token.range.start == self.list[index - 1].range.end)
    }

    /// Tells whether the token begins with a capital letter.
    pub(super) fn is_capitalised(&self, index: usize) -> bool {
        self.written(index).chars().next().is_some_and(char::is_uppercase)
    }

    /// Returns the bytes from token `start` to before token `end`, which is
    /// larger.
    pub(super) fn span(&self, start: usize, end: usize) -> Range<usize> {
        self.list[start].range.start..self.list[end - 1].range.end
    }
}

/// Tells whether `c` is a Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '〇' | '\u{20000}'..='\u{323AF}')
}

/// An address up to the next white space.
fn address_length(rest: &str) -> Option<usize> {
    let is_address = ["http://", "https://", "www."].iter().any(|head| rest.starts_with(head));
    is_address.then(|| rest.find(char::is_whitespace).unwrap_or(rest.len()))
}

/// Letters, and between letters apostrophes and the stops of abbreviations.
fn word_length(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    let mut letters_since_stop = 0;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let joins = match c {
            _ if is_han(c) => false,
            '\'' | '’' | 'ʼ' => next.is_alphabetic() && !is_han(next),
            '.' => letters_since_stop == 1 && (next.is_alphabetic() || rest[..at].contains('.')),
            _ => c.is_alphabetic() || is_combining(c),
        };
        if !joins || at == 0 && !c.is_alphabetic() {
            break;
        }
        letters_since_stop = if c == '.' { 0 } else { letters_since_stop + 1 };
        end = at + c.len_utf8();
    }
    end
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}')
}

/// Digits, and between digits single commas, full stops and the narrow and
/// fixed spaces that group thousands.
fn number_length(rest: &str) -> usize {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let before_digit = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let joins = c.is_ascii_digit()
            || (matches!(c, ',' | '.' | '\u{A0}' | '\u{2009}' | '\u{202F}') && before_digit);
        if !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}
