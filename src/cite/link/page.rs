//! The text of a document as a browser that looks for words in its page sees it.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::model::{Block, Document};
use crate::tool::markdown::blocks;

use super::words::{self, Breaks, NEAR_BYTES};

/// Bytes of text between two places that are known in [`Page::stream`].
const STEP_BYTES: usize = 2048;

/// What readers see of a document, and the same folded for searches.
///
/// Browsers compare by the primary weights of the Unicode Collation Algorithm
/// (UTS 10: neither case nor accents count), within one block, with white space
/// collapsed, from bound of a word to bound of a word. The folding here keeps
/// less than that: no white space, no blocks and no bounds. So whatever a
/// browser takes for the same is the same here, and what is found only once
/// here is found once there.
#[derive(Debug)]
pub(super) struct Page<'a> {
    text: &'a str,
    blocks: &'a [Block],
    /// Of Markdown, what is seen of it with its bytes; otherwise the text is
    /// what is seen.
    runs: Option<Vec<(Range<usize>, String)>>,
    breaks: Breaks,
    /// All blocks, folded.
    stream: String,
    /// Bytes of the text with the bytes of the stream before them, ascending.
    places: Vec<(usize, usize)>,
}

impl<'a> Page<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self::of(&document.text, &document.blocks, document.media_type)
    }

    pub(super) fn of(text: &'a str, blocks: &'a [Block], media_type: &str) -> Self {
        let runs = blocks.first().filter(|_| media_type == "text/markdown").map(|first| {
            let line = text[..first.range.start].rfind('\n').map_or(0, |at| at + 1);
            blocks::seen(text, line)
        });
        // The readers of these know line breaks from line ends; a text file may
        // be shown as it is or be the text of a page.
        let breaks = match media_type {
            "text/html" | "application/xhtml+xml" | "text/markdown" => Breaks::Kept,
            _ => Breaks::Unsure,
        };
        let mut page = Self { text, blocks, runs, breaks, stream: String::new(), places: Vec::new() };
        for block in blocks {
            page.push(block.range.clone());
        }
        page
    }

    fn push(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let end = self.text.floor_char_boundary(range.end.min(at + STEP_BYTES));
            self.places.push((at, self.stream.len()));
            let seen = seen(self.text, self.runs.as_deref(), at..end);
            fold(&seen, &mut self.stream);
            at = end;
        }
    }

    pub(super) fn breaks(&self) -> Breaks {
        self.breaks
    }

    /// Returns what readers see of some bytes, which must be at character
    /// bounds.
    pub(super) fn seen(&self, range: Range<usize>) -> Cow<'_, str> {
        seen(self.text, self.runs.as_deref(), range)
    }

    /// Returns the bytes of a block; `None` where there is none.
    pub(super) fn block(&self, index: usize) -> Option<Range<usize>> {
        self.blocks.get(index).map(|block| block.range.clone())
    }

    /// Returns what readers see at the end of some bytes: those near, in whole
    /// words.
    pub(super) fn before(&self, range: Range<usize>) -> Cow<'_, str> {
        let start = self.text.ceil_char_boundary(range.end.saturating_sub(NEAR_BYTES).max(range.start));
        let seen = self.seen(start..range.end);
        if start == range.start { seen } else { Cow::Owned(words::without_first(&seen).to_owned()) }
    }

    /// Returns what readers see at the beginning of some bytes, as
    /// [`before`](Self::before).
    pub(super) fn after(&self, range: Range<usize>) -> Cow<'_, str> {
        let end = self.text.floor_char_boundary((range.start + NEAR_BYTES).min(range.end));
        let seen = self.seen(range.start..end);
        if end == range.end { seen } else { Cow::Owned(words::without_last(&seen).to_owned()) }
    }

    /// Tells whether the first place at or behind `from` in the stream at which
    /// folded words stand is `place`.
    pub(super) fn is_first(&self, folded: &str, from: usize, place: usize) -> bool {
        let end = self.stream.len().min(place.saturating_add(folded.len()));
        let stream = self.stream.get(from..end);
        stream.and_then(|stream| stream.find(folded)).is_some_and(|at| at + from == place)
    }

    /// Returns the place in the stream of a byte of a block.
    pub(super) fn place(&self, byte: usize) -> usize {
        let known = self.places.partition_point(|(at, _)| *at <= byte);
        let Some((at, place)) = known.checked_sub(1).map(|last| self.places[last]) else { return 0 };
        place + folded(&self.seen(at..byte.max(at))).len()
    }
}

/// What readers see of some bytes of a text.
fn seen<'t>(text: &'t str, runs: Option<&[(Range<usize>, String)]>, range: Range<usize>) -> Cow<'t, str> {
    let Some(runs) = runs else { return Cow::Borrowed(&text[range]) };
    let first = runs.partition_point(|(run, _)| run.end <= range.start);
    let mut seen = String::new();
    for (run, words) in runs[first..].iter().take_while(|(run, _)| run.start < range.end) {
        if words.len() == run.len() {
            let from = range.start.max(run.start) - run.start;
            let to = range.end.min(run.end) - run.start;
            // A run that is not its bytes may be cut within a letter.
            seen.push_str(words.get(from..to).unwrap_or_default());
        } else if run.start >= range.start {
            seen.push_str(words);
        }
    }
    Cow::Owned(seen)
}

/// Returns what is left of a text when only what browsers tell apart, or less,
/// is kept. `folded(a) + folded(b)` is `folded(ab)`.
pub(super) fn folded(text: &str) -> String {
    let mut into = String::with_capacity(text.len());
    fold(text, &mut into);
    into
}

fn fold(text: &str, into: &mut String) {
    for c in text.chars() {
        if c.is_ascii() {
            if !c.is_ascii_whitespace() && !c.is_ascii_control() {
                into.push(c.to_ascii_lowercase());
            }
            continue;
        }
        let letters = std::iter::once(c).nfkd().filter(|c| is_kept(*c));
        for letter in letters.flat_map(char::to_lowercase) {
            fold_letter(letter, into);
        }
    }
}

/// Tells whether a letter counts: white space, marks, and what is ignored in
/// comparisons (soft hyphens, joiners, marks of direction, selectors) do not.
fn is_kept(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || is_combining_mark(c)
        || matches!(c, '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'))
}

/// Writes letters alike that have one primary weight and no decomposition, and
/// those that Chromium takes for one (`FoldQuoteMarksAndSoftHyphens`).
fn fold_letter(letter: char, into: &mut String) {
    match letter {
        '“' | '”' | '״' => into.push('"'),
        '‘' | '’' | '׳' => into.push('\''),
        '\u{2010}' | '\u{2011}' => into.push('-'),
        'ß' => into.push_str("ss"),
        'æ' => into.push_str("ae"),
        'œ' => into.push_str("oe"),
        'ø' => into.push('o'),
        'ł' => into.push('l'),
        'đ' | 'ð' => into.push('d'),
        'ħ' => into.push('h'),
        'ı' => into.push('i'),
        'ς' => into.push('σ'),
        // Katakana as hiragana.
        'ァ'..='ヶ' => into.extend(char::from_u32(u32::from(letter) - 0x60)),
        letter => into.push(letter),
    }
}
