//! Lists with lines of their own for each item.

use std::ops::Range;

use super::{Item, scalar};
use crate::tool::yaml::Place;

/// The byte order mark, which YAML lets stand before a document.
const MARK: char = '\u{feff}';

/// The lines of a text, each with its line break.
pub(super) struct Lines<'t> {
    text: &'t str,
    lines: Vec<&'t str>,
    line_break: &'static str,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, lines: text.split_inclusive('\n').collect(), line_break }
    }

    /// The byte of a place; `None` if there is no such place.
    pub(super) fn offset(&self, place: Place) -> Option<usize> {
        let index = place.line.checked_sub(1)?;
        let before: usize = self.lines.get(..index)?.iter().map(|line| line.len()).sum();
        let line = self.lines.get(index)?;
        // The mark has no column.
        let start = if line.starts_with(MARK) { MARK.len_utf8() } else { 0 };
        let within = line[start..].char_indices().nth(place.column.checked_sub(1)?)?.0;
        Some(before + start + within)
    }

    /// Adds an item behind the last one of a list whose first item begins on
    /// line `first`, before line `limit`.
    pub(super) fn append(&self, first: usize, limit: usize, item: &Item) -> String {
        let dash = self.dash(first);
        let indent = indent_of(self.lines[dash]);
        let end = self.end(dash, limit, |line| !is_comment(line) || indent_of(line) > indent);
        self.insert(end, &self.item(item, indent))
    }

    /// Adds the first item of a key that has nothing, or a word for it.
    pub(super) fn begin(&self, key: Place, token: Range<usize>, item: &Item) -> String {
        let emptied = [&self.text[..token.start], &self.text[token.end..]].concat();
        Lines::of(&emptied).begin_at(key.line - 1, key, item)
    }

    /// Adds the first item behind a line whose value was taken away.
    pub(super) fn begin_at(&self, line: usize, key: Place, item: &Item) -> String {
        let content = self.lines[line].trim_end_matches(['\n', '\r']);
        let ending = &self.lines[line][content.len()..];
        let tidy = [content.replace(":  ", ": ").trim_end(), ending].concat();
        let mut lines = Lines { lines: self.lines.clone(), ..*self };
        lines.lines[line] = &tidy;
        lines.insert(line + 1, &self.item(item, key.column + 1))
    }

    /// Adds a key with its first item at the end of the document.
    pub(super) fn append_key(&self, key: &str, item: &Item) -> String {
        let is_content = |line: &&str| !line.trim_start_matches(MARK).trim().is_empty() && !is_comment(line);
        let is_frame = |line: &str| line.starts_with(['%']) || is_end(line);
        let start = self.lines.iter().position(|line| is_content(line) && !is_frame(line));
        let indent = start.map_or(0, |line| indent_of(self.lines[line].trim_start_matches(MARK)));
        let end = self.document_end(start.unwrap_or(self.lines.len()));
        let lines = [format!("{}{key}:{}", " ".repeat(indent), self.line_break), self.item(item, indent + 2)];
        self.insert(end, &lines.concat())
    }

    /// Takes an item away; with the last one its key, unless something stands
    /// between them. `None` where the lines are not as they were thought to be.
    pub(super) fn remove(&self, items: &[Place], index: usize, limit: usize, key: Place) -> Option<String> {
        let dash = self.dash(items[index].line - 1);
        let next = items.get(index + 1).map_or(limit, |next| self.dash(next.line - 1));
        let end = self.end(dash, next, |line| !is_comment(line));
        let is_bare = self.lines.get(key.line - 1)?.trim().ends_with(':') && dash == key.line;
        let start = if items.len() == 1 && is_bare { key.line - 1 } else { dash };
        Some([&self.lines[..start], &self.lines[end..]].concat().concat())
    }

    /// The line of the dash of an item that begins on a line.
    fn dash(&self, line: usize) -> usize {
        let has_dash = |index: &usize| {
            let text = self.lines[*index].trim_start();
            text.starts_with("- ") || text.trim_end() == "-"
        };
        (0..=line).rev().find(has_dash).unwrap_or(line)
    }

    /// The line behind the last line before `limit` that counts.
    fn end(&self, start: usize, limit: usize, counts: impl Fn(&str) -> bool) -> usize {
        let limit = limit.min(self.document_end(start));
        let last = (start..limit).rev().find(|index| {
            let line = self.lines[*index];
            !line.trim().is_empty() && counts(line)
        });
        last.unwrap_or(start) + 1
    }

    /// The line that ends the document, behind its content's first line; the
    /// number of lines where none does.
    fn document_end(&self, start: usize) -> usize {
        (start..self.lines.len()).find(|index| is_end(self.lines[*index])).unwrap_or(self.lines.len())
    }

    fn insert(&self, at: usize, lines: &str) -> String {
        let before = self.lines[..at].concat();
        let is_ended = before.is_empty() || before.ends_with('\n') || before.chars().eq([MARK]);
        let ending = if is_ended { "" } else { self.line_break };
        [before.as_str(), ending, lines, &self.lines[at..].concat()].concat()
    }

    /// Writes an item with its dash behind so many spaces.
    fn item(&self, item: &Item, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let mut lines: Vec<String> = Vec::new();
        for (key, text) in &item.texts {
            let written = scalar::written(text, Some(indent + 4));
            lines.push(format!("{margin}  {key}: {written}\n"));
        }
        if !item.audiences.is_empty() {
            let names: Vec<String> = item.audiences.iter().map(|name| scalar::written(name, None)).collect();
            lines.push(format!("{margin}  audiences: [{}]\n", names.join(", ")));
        }
        let mut written = lines.concat();
        written.replace_range(indent..=indent, "-");
        written.replace('\n', self.line_break)
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_comment(line: &str) -> bool {
    line.trim_start_matches(MARK).trim_start().starts_with('#')
}

/// Tells whether a line ends a document (YAML 1.2.2, 9.1.2).
fn is_end(line: &str) -> bool {
    ["...", "---"].iter().any(|mark| {
        line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    })
}
