//! Lines of a column, and what the lines of a document have in common.

use std::collections::{BTreeMap, HashSet};

use super::layout::CELL_GAP;
use super::rtl;
use super::words::{Row, Word};

/// A line of a column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    /// The ends in the direction of reading: for text from right to left both
    /// are negative, so that `start < end` always.
    pub(super) start: f32,
    pub(super) end: f32,
    /// The baseline.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) mono: bool,
    /// The width of the first word.
    pub(super) first_width: f32,
    /// What wide gaps part: from where to where, and the bytes of `text`.
    pub(super) cells: Vec<(f32, f32, std::ops::Range<usize>)>,
    /// From 1.
    pub(super) page: u32,
}

impl Line {
    /// Makes a line of a row's words.
    pub(super) fn of(row: Row, page: u32) -> Self {
        let (x0, x1) = (row.x0(), row.x1());
        let bold = mostly(&row.words, |word| word.bold);
        let italic = mostly(&row.words, |word| word.italic);
        let mono = mostly(&row.words, |word| word.mono);
        let rtl = rtl::is_rtl_line(row.words.iter().map(|word| word.text.as_str()));
        let mut words = row.words;
        if rtl::has_rtl(&words, |word| &word.text) {
            words = rtl::logical_line(words, rtl, |word| &word.text);
        }
        let first_width = words.first().map_or(0.0, |word| word.x1 - word.x0);
        if rtl {
            words.iter_mut().for_each(|word| rtl::move_mark(&mut word.text));
        }
        let (mut text, cells) = joined(&words, row.size);
        if rtl {
            rtl::turn_brackets(&mut text);
        }
        let (start, end) = if rtl { (-x1, -x0) } else { (x0, x1) };
        Self { text, start, end, y: row.y, size: row.size, bold, italic, mono, first_width, cells, page }
    }

    /// Tells whether the next line's first word would have fitted before `edge`.
    pub(super) fn has_room_for(&self, next: &Self, edge: f32) -> bool {
        self.end + self.size * 0.3 + next.first_width <= edge - self.size * 0.4
    }
}

/// Tells whether nine in ten letters are so.
fn mostly(words: &[Word], is: impl Fn(&Word) -> bool) -> bool {
    let (mut all, mut so) = (0, 0);
    for word in words {
        let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count();
        all += letters;
        so += if is(word) { letters } else { 0 };
    }
    all > 0 && so * 10 >= all * 9
}

type Cells = Vec<(f32, f32, std::ops::Range<usize>)>;

/// Joins words with spaces, and finds the cells.
fn joined(words: &[Word], size: f32) -> (String, Cells) {
    let mut text = String::new();
    let mut cells: Cells = Vec::new();
    let mut before: Option<&Word> = None;
    for word in words {
        let gap = before.map_or(f32::MAX, |before| (word.x0 - before.x1).max(before.x0 - word.x1));
        let dense = text.chars().next_back().is_some_and(is_dense) && word.text.starts_with(is_dense);
        if before.is_some() && !(dense && gap < size * 0.6) {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(&word.text);
        match cells.last_mut() {
            Some(cell) if gap < size * CELL_GAP => {
                cell.0 = cell.0.min(word.x0);
                cell.1 = cell.1.max(word.x1);
                cell.2.end = text.len();
            }
            _ => cells.push((word.x0, word.x1, start..text.len())),
        }
        before = Some(word);
    }
    (text, cells)
}

/// Tells whether a letter is of a script that is written without spaces.
pub(super) fn is_dense(c: char) -> bool {
    crate::corpus::asides::is_han(c) || matches!(c, '\u{3000}'..='\u{30ff}' | '\u{ff00}'..='\u{ff60}')
}

/// What is usual in a document.
#[derive(Debug, Default)]
pub(super) struct Style {
    /// The size of most letters.
    pub(super) body: f32,
    /// Whether most letters are bold.
    pub(super) bold: bool,
    /// Whether most letters are of one width: the whole is typewritten.
    pub(super) mono: bool,
}

impl Style {
    /// Counts the letters of all pages by their sizes, to half a point.
    pub(super) fn of<'r>(rows: impl Iterator<Item = &'r Row>) -> Self {
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        let (mut bold, mut mono, mut all) = (0, 0, 0);
        for word in rows.flat_map(|row| &row.words) {
            let letters = word.text.chars().count();
            #[expect(clippy::cast_possible_truncation, reason = "sizes of letters fit")]
            let size = (word.size * 2.0).round() as i32;
            *sizes.entry(size).or_default() += letters;
            all += letters;
            bold += if word.bold { letters } else { 0 };
            mono += if word.mono { letters } else { 0 };
        }
        let body =
            sizes.iter().max_by_key(|(size, letters)| (**letters, -**size)).map_or(20, |(size, _)| *size);
        #[expect(clippy::cast_precision_loss, reason = "sizes of letters are small")]
        let body = body as f32 / 2.0;
        Self { body, bold: bold * 2 > all, mono: mono * 2 > all }
    }
}

/// Words that others begin with without a hyphen.
const PREFIXES: &[&str] = &[
    "under", "inter", "super", "trans", "counter", "micro", "macro", "hyper", "after", "unter", "ueber",
    "über", "gegen", "zusammen", "contre",
];

/// The words of a document, with which line ends are judged.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// Takes the words of a line but for the last, which may be cut.
    pub(super) fn learn(&mut self, line: &str) {
        let words = line.rsplit_once(' ').map_or("", |(words, _)| words).split(' ');
        for word in words {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if word.len() > 3 && word.len() < 64 && !self.0.contains(word) {
                self.0.insert(word.to_lowercase());
            }
        }
    }

    fn knows(&self, word: &str) -> bool {
        self.0.contains(&word.to_lowercase())
    }

    /// Adds a line to a text: cut words are joined, others parted by a space.
    pub(super) fn append(&self, text: &mut String, line: &str) {
        let first = line.chars().next().unwrap_or(' ');
        let last = text.chars().next_back().unwrap_or(' ');
        if text.is_empty() || is_dense(last) && is_dense(first) {
            // Nothing between.
        } else if is_hyphen(last) && text.chars().rev().nth(1).is_some_and(char::is_alphanumeric) {
            match self.hyphen(text, line) {
                Hyphen::Cuts => {
                    text.pop();
                }
                Hyphen::Belongs => {}
                Hyphen::Dangles => text.push(' '),
            }
        } else if !(is_glued_dash(text) || is_address(text) && (last == '/' || line.starts_with('/'))) {
            text.push(' ');
        }
        text.push_str(line);
    }

    /// Judges the hyphen at the end of a line.
    fn hyphen(&self, text: &str, line: &str) -> Hyphen {
        let before = text.rsplit(' ').next().unwrap_or_default();
        let before = before.trim_start_matches(|c: char| !c.is_alphanumeric());
        let after = line.split(' ').next().unwrap_or_default();
        let after = after.trim_end_matches(|c: char| !c.is_alphanumeric());
        let stem = before.trim_end_matches(is_hyphen);
        if ["and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "e", "и", "или"].contains(&after) {
            return Hyphen::Dangles;
        }
        if !after.starts_with(char::is_lowercase) {
            return Hyphen::Belongs;
        }
        let (joined, parted) = (format!("{stem}{after}"), format!("{stem}-{after}"));
        if self.knows(&joined) {
            return Hyphen::Cuts;
        }
        let letters = |word: &str| word.chars().count();
        let both = letters(stem) >= 5 && letters(after) >= 5 && self.knows(stem) && self.knows(after);
        let compound = both && !PREFIXES.contains(&stem.to_lowercase().as_str())
            || self.knows(&parted)
            || stem.contains(is_hyphen)
            || stem.ends_with(|c: char| c.is_numeric() || c.is_uppercase())
            || ["self", "well", "ex", "half", "cross", "quasi"].contains(&stem.to_lowercase().as_str());
        if compound { Hyphen::Belongs } else { Hyphen::Cuts }
    }
}

/// What a hyphen at the end of a line is.
enum Hyphen {
    /// A word is cut.
    Cuts,
    /// It is part of the word.
    Belongs,
    /// The other part is left out: `import- and export`.
    Dangles,
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Tells whether a text ends in a dash without a space before it.
fn is_glued_dash(text: &str) -> bool {
    let mut letters = text.chars().rev();
    matches!(letters.next(), Some('—' | '–')) && letters.next().is_some_and(|c| !c.is_whitespace())
}

fn is_address(text: &str) -> bool {
    text.rsplit(' ').next().is_some_and(|word| word.contains("://") || word.contains("www."))
}
