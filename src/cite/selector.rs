//! Selectors: an excerpt's place in its source, by words and by numbers.

use std::ops::Range;

use crate::model::{Document, Selector};

/// Characters before and after an excerpt in its selector.
const CONTEXT_CHARACTERS: usize = 32;

/// Bytes between two places whose code points are counted beforehand.
const STEP_BYTES: usize = 1024;

/// Makes the selectors of one document: code points are counted once, so that
/// each further selector costs no more than its own length.
#[derive(Debug)]
pub struct Selectors<'a> {
    text: &'a str,
    /// Code points before the first character bound at or after `i * STEP_BYTES`.
    counts: Vec<usize>,
}

impl<'a> Selectors<'a> {
    /// Counts the code points of a document, in one pass.
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        Self::of_text(&document.text)
    }

    fn of_text(text: &'a str) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STEP_BYTES + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP_BYTES) {
            counts.push(count);
            count += characters(chunk);
        }
        counts.push(count);
        Self { text, counts }
    }

    /// Returns the selector of the bytes `range` of the document's text.
    ///
    /// A bound that is no character bound or is past the end is moved down to
    /// the next that is one.
    #[must_use]
    pub fn selector(&self, range: Range<usize>) -> Selector {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.floor_char_boundary(range.end).max(start);
        let (before, after) = (&self.text[..start], &self.text[end..]);
        let prefix = before.char_indices().rev().take(CONTEXT_CHARACTERS).last().map_or(start, |(at, _)| at);
        let suffix = after.char_indices().nth(CONTEXT_CHARACTERS).map_or(after.len(), |(at, _)| at);
        Selector {
            exact: self.text[start..end].to_owned(),
            prefix: self.text[prefix..start].to_owned(),
            suffix: after[..suffix].to_owned(),
            start: self.code_points(start),
            end: self.code_points(end),
        }
    }

    fn code_points(&self, byte: usize) -> usize {
        let step = byte / STEP_BYTES;
        self.counts[step] + characters(&self.text.as_bytes()[step * STEP_BYTES..byte])
    }
}

/// Counts the bytes that begin a character.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

/// Returns the selector of the bytes `range` of a document's text, as
/// [`Selectors::selector`]; for more than one of a document use that.
#[must_use]
pub fn selector(document: &Document, range: Range<usize>) -> Selector {
    Selectors::new(document).selector(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, range: Range<usize>) -> Selector {
        let selector = Selectors::of_text(text).selector(range.clone());
        assert_eq!(selector.exact, text[range.clone()]);
        assert_eq!(selector.start, text[..range.start].chars().count());
        assert_eq!(selector.end, text[..range.end].chars().count());
        assert!(
            text[..range.start].ends_with(&selector.prefix)
                && text[range.end..].starts_with(&selector.suffix)
        );
        selector
    }

    #[test]
    fn code_points_are_counted_over_steps() {
        let text = "Ω語 a😀\r\n".repeat(2000);
        for at in (0..text.len() - 200).step_by(97) {
            let start = text.floor_char_boundary(at);
            let selector = check(&text, start..text.floor_char_boundary(start + 90));
            assert_eq!(selector.suffix.chars().count(), 32);
        }
    }

    #[test]
    fn context_is_short_at_the_ends_of_a_text() {
        let selector = check("ab cd ef", 3..5);
        assert_eq!((selector.prefix.as_str(), selector.suffix.as_str()), ("ab ", " ef"));
        check("", 0..0);
        check("語", 0..3);
        check(&"a".repeat(1024), 1024..1024);
    }

    #[test]
    fn bounds_inside_a_character_move_down() {
        let selector = Selectors::of_text("a語b").selector(2..99);
        assert_eq!(selector.exact, "語b");
        #[expect(clippy::reversed_empty_ranges, reason = "what a caller must not do")]
        let reversed = Selectors::of_text("a語b").selector(3..1);
        assert_eq!(reversed.exact, "");
    }
}
