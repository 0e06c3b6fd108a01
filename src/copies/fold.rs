//! A quick folding of sentences: what is left when case, punctuation,
//! quotation marks and the separators of numbers are taken away.
//!
//! Much cheaper than [`crate::tool::words`], which stems, so that every
//! sentence of a corpus can be folded.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::mark::Mark;

/// A word, a number, a sign of a currency or percentage, or a character of a
/// script that does not write words apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// The mark of its folded letters.
    pub(super) mark: u64,
    /// What it is.
    pub(super) kind: TokenKind,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// How many letters and digits it has; a character of a script without
    /// spaces says as much as two.
    pub(super) letters: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Figure,
    Character,
}

/// Returns the tokens of a text in order.
pub(super) fn fold(text: &str) -> Vec<Token> {
    let text = composed(text);
    let mut folder = Folder { tokens: Vec::with_capacity(text.len() / 5), open: None, digits: 0 };
    let mut rest = text.chars();
    let mut before = ' ';
    while let Some(letter) = rest.next() {
        folder.letter(letter, before, rest.as_str());
        before = letter;
    }
    folder.close();
    folder.tokens
}

/// Composes what is written with combining marks or in full width (NFKC).
fn composed(text: &str) -> Cow<'_, str> {
    let is_plain =
        |c: char| !matches!(c, '\u{0300}'..='\u{036f}' | '\u{ff01}'..='\u{ffee}' | '\u{fb00}'..='\u{fb06}');
    if text.is_ascii() || text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().collect())
}

struct Folder {
    tokens: Vec<Token>,
    open: Option<(Mark, Token)>,
    /// How many digits stand before this place without a separator.
    digits: u32,
}

impl Folder {
    fn letter(&mut self, letter: char, before: char, rest: &str) {
        if letter.is_ascii_alphabetic() || (!letter.is_ascii() && letter.is_alphabetic()) {
            if is_unspaced(letter) {
                self.close();
                self.add(letter, TokenKind::Character, 2);
                self.close();
            } else {
                self.add(letter, TokenKind::Word, 1);
            }
        } else if letter.is_numeric() {
            self.add(letter, TokenKind::Figure, 1);
        } else if is_silent(letter) && !(before.is_ascii_digit() && self.is_grouping(rest)) {
            // Within a word it is nothing, between words there is more to end them.
        } else if self.is_separator(letter, before, rest) {
            if self.is_grouping(rest) {
                self.digits = 0;
            } else {
                self.add('.', TokenKind::Figure, 0);
                self.digits = 0;
            }
        } else {
            self.close();
            self.sign(letter, before, rest);
        }
    }

    /// Keeps signs that belong to a figure: currencies, per cent, minus.
    fn sign(&mut self, letter: char, before: char, rest: &str) {
        let begins = !before.is_alphanumeric() && rest.starts_with(|next: char| next.is_ascii_digit());
        match letter {
            '%' | '‰' | '$' | '¢' | '£' | '¤' | '¥' | '\u{20a0}'..='\u{20cf}' => {
                self.add(letter, TokenKind::Figure, 0);
                self.close();
            }
            '-' | '−' | '–' if begins && before != '-' => self.add('-', TokenKind::Figure, 0),
            _ => {}
        }
    }

    /// Tells whether a mark stands between digits of one number.
    fn is_separator(&self, letter: char, before: char, rest: &str) -> bool {
        if self.digits == 0 || !before.is_ascii_digit() {
            return false;
        }
        match letter {
            '.' | ',' => rest.starts_with(|next: char| next.is_ascii_digit()),
            ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’' => self.is_grouping(rest),
            _ => false,
        }
    }

    /// Tells whether one to three digits stand before and exactly three behind:
    /// then the mark between them only groups digits.
    fn is_grouping(&self, rest: &str) -> bool {
        let behind = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
        (1..=3).contains(&self.digits) && behind == 3
    }

    fn add(&mut self, letter: char, kind: TokenKind, letters: u32) {
        if self.open.as_ref().is_some_and(|(_, token)| token.kind != kind) {
            self.close();
        }
        let (mark, token) = self.open.get_or_insert_with(|| {
            let capital = letter.is_uppercase();
            (Mark::NONE, Token { mark: 0, kind, capital, letters: 0 })
        });
        token.letters += letters;
        if letter.is_ascii() {
            mark.add(u64::from(letter.to_ascii_lowercase() as u32));
        } else {
            // Russian writes ё or е as it likes.
            let folded = letter.to_lowercase().map(|small| if small == 'ё' { 'е' } else { small });
            folded.for_each(|small| mark.add(u64::from(u32::from(small))));
        }
        self.digits += u32::from(kind == TokenKind::Figure && letter.is_ascii_digit());
    }

    fn close(&mut self) {
        if let Some((mark, token)) = self.open.take() {
            self.tokens.push(Token { mark: mark.finish(), ..token });
        }
        self.digits = 0;
    }
}

/// Apostrophes, soft hyphens and format characters: no end of a word.
fn is_silent(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Scripts without spaces between words, by their blocks: Thai and Lao,
/// Myanmar, Khmer, kana, Bopomofo, Han.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{312f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}
