//! Escaping: text as one line of Markdown that says just this text.

use super::fold::fold;

/// Writes a text as one line of Markdown that parses back to
/// [`fold(text)`](super::fold()).
///
/// The result may stand at the start of a paragraph, list item, quotation,
/// footnote, heading or table cell, in the middle of a line, in emphasis and
/// in a link's text. Only what could mean something there is escaped, with
/// CommonMark's backslash, so that people can still read the Markdown. Other
/// readers' extensions are disarmed as well: mathematics, attributes,
/// superscripts, wiki links, Pandoc's citations, and GitHub's links of bare
/// addresses as far as escapes go.
///
/// A text of white space alone gives an empty line, which emphasis cannot
/// hold: `**{{ x }}**` needs an `x` that says something.
#[must_use]
pub fn escape(text: &str) -> String {
    let text = fold(text);
    let mut markdown = String::with_capacity(text.len() + text.len() / 16);
    escape_folded(&text, Position::LineStart, &mut markdown);
    markdown
}

/// Where a text will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Perhaps at the start of a line, perhaps after anything else.
    LineStart,
    /// After other text of ours on the same line.
    Inside,
}

/// Appends a folded text to `markdown`. What follows it may be anything.
pub(super) fn escape_folded(text: &str, position: Position, markdown: &mut String) {
    let line = Line::new(text, position);
    for (at, letter) in text.char_indices() {
        if letter == '\\' && at + 1 == text.len() {
            // Before a cell's end, `\\|` would be read as `\` and `\|`.
            markdown.push_str("&#92;");
            continue;
        }
        if line.must_escape(at, letter) {
            markdown.push('\\');
        }
        markdown.push(letter);
    }
}

/// A text and what is looked up in it again and again.
struct Line<'a> {
    text: &'a str,
    position: Position,
    /// The length of the digits at the text's start.
    digits: usize,
    /// Where the number signs begin that a heading would take for its end.
    closing_signs: usize,
}

impl<'a> Line<'a> {
    fn new(text: &'a str, position: Position) -> Self {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let body = text.trim_end_matches('#');
        let is_closing = body.is_empty() || body.ends_with(char::is_whitespace);
        Self { text, position, digits, closing_signs: if is_closing { body.len() } else { text.len() } }
    }

    fn must_escape(&self, at: usize, letter: char) -> bool {
        let starts = at == 0 && self.position == Position::LineStart;
        let before = &self.text[..at];
        let after = &self.text[at + letter.len_utf8()..];
        match letter {
            '\\' | '`' | '*' | '_' | '~' | '^' | '[' | ']' | '<' | '|' | '$' | '{' | '}' | '@' => true,
            // Block starters; and `(` or `:` right after a bracket of the template.
            '-' | '+' | '=' | '>' | '(' => starts,
            '#' => starts || at >= self.closing_signs,
            ':' => starts || after.starts_with("//"),
            '.' => self.ends_number(at, after) || ends_with_www(before),
            ')' => self.ends_number(at, after),
            '&' => may_be_entity(after),
            // A bracket of the template may follow, and `![` is an image.
            '!' => after.is_empty(),
            _ => false,
        }
    }

    /// Tells whether the mark at `at` makes the digits before it a list's
    /// number. No digits are needed: the template may have written some.
    fn ends_number(&self, at: usize, after: &str) -> bool {
        self.position == Position::LineStart
            && at == self.digits
            && (after.is_empty() || after.starts_with(' '))
    }
}

/// Tells whether `&` before `after` could begin a character reference
/// (CommonMark 0.31, section 2.5), also one that ends after the text.
pub(super) fn may_be_entity(after: &str) -> bool {
    let name = after.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    matches!(after.as_bytes().get(name), None | Some(b';'))
}

/// GitHub makes a link of any `www.` (GFM 0.29, section 6.9).
fn ends_with_www(before: &str) -> bool {
    let tail = before.as_bytes();
    tail.len() >= 3 && tail[tail.len() - 3..].eq_ignore_ascii_case(b"www")
}
