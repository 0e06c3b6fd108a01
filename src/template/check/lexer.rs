//! A template's text cut into what stands in tags and what does not. What is
//! not closed ends with its line, so that one mistake does not swallow the rest.

use std::ops::Range;

use super::tree::Mistake;

/// A word of the language within a tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tok<'a> {
    Name(&'a str),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

/// A token with its bytes.
pub(super) type Token<'a> = (Tok<'a>, Range<usize>);

/// A part of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece<'a> {
    /// Markdown as it is.
    Text(Range<usize>),
    /// `{{ … }}`.
    Print { tokens: Vec<Token<'a>>, span: Range<usize>, whole: bool },
    /// `{% … %}`.
    Tag { tokens: Vec<Token<'a>>, span: Range<usize>, whole: bool },
}

/// Signs, longer ones before those that they begin with.
const SIGNS: [&str; 31] = [
    "...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?[", "+", "-", "*", "/", "%", ".", ",", ":", "~",
    "|", "=", ">", "<", "(", ")", "[", "]", "{", "}", "@", "!",
];

/// What other languages write, and what Tera does.
const FOREIGN: [(&str, &str); 2] = [("&&", "and"), ("||", "or")];

/// Quotation marks of print, with those that close them.
const PRINTED: [(char, char); 5] = [('“', '”'), ('„', '“'), ('‘', '’'), ('”', '”'), ('«', '»')];

/// Cuts a template apart.
pub(super) fn pieces<'a>(text: &'a str, mistakes: &mut Vec<Mistake>) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("{#") {
            at = comment(text, at, mistakes);
        } else if let Some(raw) = raw(rest) {
            pieces.push(Piece::Text(at..at + raw));
            at += raw;
        } else if rest.starts_with("{{") || rest.starts_with("{%") {
            let (piece, end) = tag(text, at, mistakes);
            pieces.push(piece);
            at = end;
        } else {
            let openings = ["{{", "{%", "{#"];
            let end =
                openings.iter().filter_map(|mark| rest.find(mark)).min().map_or(text.len(), |end| at + end);
            stray(text, at..end, mistakes);
            pieces.push(Piece::Text(at..end));
            at = end;
        }
    }
    pieces
}

/// Returns the end of the comment at `at`.
fn comment(text: &str, at: usize, mistakes: &mut Vec<Mistake>) -> usize {
    match text[at..].find("#}") {
        Some(end) => at + end + 2,
        None => {
            mistakes.push(Mistake::new(at, "the comment is not closed").hint("write `#}` at its end"));
            line_end(text, at)
        }
    }
}

/// Returns the length of `{% raw %}…{% endraw %}` at the start of a text.
fn raw(rest: &str) -> Option<usize> {
    let name = |rest: &str| {
        let inner = rest.strip_prefix("{%")?;
        let (inner, _) = inner.split_once("%}")?;
        Some((inner.trim_matches('-').trim().to_owned(), inner.len() + 4))
    };
    let (opening, mut at) = name(rest)?;
    if opening != "raw" {
        return None;
    }
    while let Some(next) = rest[at..].find("{%") {
        at += next;
        match name(&rest[at..]) {
            Some((closing, length)) if closing == "endraw" => return Some(at + length),
            _ => at += 2,
        }
    }
    None
}

/// Warns of closing marks that close nothing: an opening one is misspelt.
fn stray(text: &str, span: Range<usize>, mistakes: &mut Vec<Mistake>) {
    for (close, open) in [("}}", "{{"), ("%}", "{%")] {
        if let Some(place) = text[span.clone()].find(close) {
            let message = format!("`{close}` closes nothing, and is printed as it is");
            mistakes.push(
                Mistake::warning(span.start + place, message).hint(format!("write `{open}` before it")),
            );
        }
    }
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// Reads the tag at `at`; returns it with its end.
fn tag<'a>(text: &'a str, at: usize, mistakes: &mut Vec<Mistake>) -> (Piece<'a>, usize) {
    let is_print = text[at..].starts_with("{{");
    let (open, close) = if is_print { ("{{", "}}") } else { ("{%", "%}") };
    let before = mistakes.len();
    let mut reader = Inside { text, at: at + 2, close, tokens: Vec::new(), depth: 0, mistakes };
    if text[reader.at..].starts_with('-') {
        reader.at += 1;
    }
    let closed = reader.read();
    let (mut tokens, mut end) = (reader.tokens, reader.at);
    let whole = closed && mistakes.len() == before;
    if !closed {
        mistakes.truncate(before);
        mistakes.push(Mistake::new(at, format!("`{open}` is not closed")).hint(format!("write `{close}`")));
        end = line_end(text, at);
        tokens.retain(|(_, span)| span.end <= end);
    }
    let span = at..end;
    let piece =
        if is_print { Piece::Print { tokens, span, whole } } else { Piece::Tag { tokens, span, whole } };
    (piece, end)
}

struct Inside<'a, 'm> {
    text: &'a str,
    at: usize,
    close: &'static str,
    tokens: Vec<Token<'a>>,
    /// Braces that are open.
    depth: usize,
    mistakes: &'m mut Vec<Mistake>,
}

impl<'a> Inside<'a, '_> {
    /// Reads up to and with the closing mark; false if there is none.
    fn read(&mut self) -> bool {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start().len();
            let rest = &self.text[self.at..];
            let trimmed = rest.strip_prefix('-').unwrap_or(rest);
            if trimmed.starts_with(self.close) {
                self.at += rest.len() - trimmed.len() + 2;
                return true;
            }
            let other = if self.close == "}}" { "%}" } else { "}}" };
            if rest.starts_with(other) && self.depth == 0 {
                let message = format!("`{other}` stands where `{}` must", self.close);
                self.mistakes.push(Mistake::new(self.at, message));
                self.at += 2;
                return true;
            }
            if rest.is_empty() || ["{{", "{%", "{#"].iter().any(|mark| rest.starts_with(mark)) {
                return false;
            }
            if !self.token(rest) {
                return self.skip_to_close();
            }
        }
    }

    /// After a mistake: goes on behind the closing mark of the same line.
    fn skip_to_close(&mut self) -> bool {
        let end = line_end(self.text, self.at);
        match self.text[self.at..end].find(self.close) {
            Some(place) => self.at += place + 2,
            None => self.at = end,
        }
        true
    }

    fn push(&mut self, token: Tok<'a>, length: usize) {
        self.tokens.push((token, self.at..self.at + length));
        self.at += length;
    }

    /// Reads a token; false if there is none that Tera knows.
    fn token(&mut self, rest: &'a str) -> bool {
        let first = rest.chars().next().expect("the rest is not empty");
        if matches!(first, '"' | '\'' | '`') {
            return self.quoted(rest, first);
        }
        if let Some((_, close)) = PRINTED.iter().find(|(open, _)| *open == first) {
            return self.printed(rest, first, *close);
        }
        if let Some((foreign, own)) = FOREIGN.iter().find(|(foreign, _)| rest.starts_with(foreign)) {
            self.mistakes.push(Mistake::new(self.at, format!("`{foreign}` is written `{own}`")));
            return false;
        }
        if first.is_ascii_digit() {
            let mut dots = 0;
            let mut is_part = |byte: &u8| {
                dots += usize::from(*byte == b'.');
                byte.is_ascii_digit() || *byte == b'.' && dots == 1
            };
            let length = rest.bytes().take_while(|byte| is_part(byte)).count();
            self.push(Tok::Number(rest[..length].parse().unwrap_or_default()), length);
            return true;
        }
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            match *sign {
                "{" => self.depth += 1,
                "}" => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.push(Tok::Sign(sign), sign.len());
            return true;
        }
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        if length == 0 {
            let message = format!("`{first}` has no meaning here");
            self.mistakes
                .push(Mistake::new(self.at, message).hint("names have letters a to z, digits and `_`"));
            return false;
        }
        self.push(Tok::Name(&rest[..length]), length);
        true
    }

    /// Reads a text in quotation marks, which ends on its line.
    fn quoted(&mut self, rest: &'a str, mark: char) -> bool {
        let mut text = String::new();
        let mut letters = rest.char_indices().skip(1);
        while let Some((place, letter)) = letters.next() {
            match letter {
                _ if letter == mark => {
                    self.push(Tok::Text(text), place + 1);
                    return true;
                }
                '\\' => text.extend(letters.next().map(|(_, escaped)| escaped)),
                '\n' => break,
                _ => text.push(letter),
            }
        }
        let message = format!("the text that begins with `{mark}` is not closed");
        self.mistakes.push(Mistake::new(self.at, message).hint(format!("write `{mark}` at its end")));
        false
    }

    fn printed(&mut self, rest: &'a str, open: char, close: char) -> bool {
        let message = format!("`{open}` is a quotation mark of print");
        self.mistakes.push(Mistake::new(self.at, message).hint("write texts in `\"`"));
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let Some(end) = line.char_indices().skip(1).find(|(_, letter)| [close, '"'].contains(letter)) else {
            return false;
        };
        let inner = rest[open.len_utf8()..end.0].to_owned();
        self.push(Tok::Text(inner), end.0 + end.1.len_utf8());
        true
    }
}
