//! Sentences: where they begin and end, in any language.
//!
//! The crate sentencex proposes the ends; this room mends what it gets wrong
//! for texts that are quoted from: footnote marks glued to a full stop,
//! abbreviations and initials in Cyrillic, numbered lists within a line, and
//! quotations so long that nobody would quote them whole.

use std::ops::Range;

mod marks;
mod vetoes;

#[cfg(test)]
mod tests;

/// The most text that sentencex sees at once, in bytes: its search for
/// matching quotation marks is not linear, and no sentence is so long.
const WINDOW_BYTES: usize = 8 * 1024;

/// A sentence longer than this, in bytes, is cut within its quotations.
const LONG_SENTENCE_BYTES: usize = 480;

/// The place between two sentences: the end of one and the start of the next.
/// What lies between is white space and footnote marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cut {
    end: usize,
    start: usize,
}

/// Returns the byte ranges of the sentences of `text` in order, without the
/// white space between them; empty where `text` has no more than white space.
///
/// A blank line always ends a sentence, a single line break never does. Closing
/// quotation marks and brackets belong to their sentence. Footnote marks that
/// follow an end (`stability.75 They`, `stability.[75] They`) belong to none;
/// every other character that is no white space belongs to exactly one
/// sentence. `language` is a BCP 47 tag; where it is `None`, the script decides.
/// Takes time linear in the length of `text`.
#[must_use]
pub fn split(text: &str, language: Option<&str>) -> Vec<Range<usize>> {
    let language = language.map_or_else(|| by_script(text).to_owned(), primary_subtag);
    let mut sentences = Vec::new();
    for region in regions(text) {
        let mut cuts = proposed(text, region.clone(), &language);
        cuts.retain(|cut| !vetoes::is_within_sentence(text, region.start, *cut));
        cuts.extend(marks::cuts(text, region.clone()));
        cuts.sort_unstable();
        let spans = vetoes::mend_lists(text, apart(text, region, &cuts));
        for mut span in spans {
            if let Some(cut) = vetoes::after_brackets(text, &span) {
                sentences.push(span.start..cut.end);
                span.start = cut.start;
            }
            push_in_parts(text, span, &language, &mut sentences);
        }
    }
    sentences
}

fn primary_subtag(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// Guesses a language whose rules fit the script of the text's beginning.
fn by_script(text: &str) -> &'static str {
    let (mut cyrillic, mut han, mut kana, mut latin) = (0usize, 0usize, 0usize, 0usize);
    for c in text.chars().take(2_000) {
        match c {
            '\u{400}'..='\u{52f}' => cyrillic += 1,
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{3400}'..='\u{9fff}' => han += 1,
            c if c.is_alphabetic() => latin += 1,
            _ => {}
        }
    }
    match () {
        () if kana * 10 > han + kana && kana > latin => "ja",
        () if han > latin.max(cyrillic) => "zh",
        () if cyrillic > latin => "ru",
        () => "en",
    }
}

/// Cuts at blank lines; the regions hold no white space at their ends.
fn regions(text: &str) -> Vec<Range<usize>> {
    let mut regions = Vec::new();
    let mut start = 0;
    let mut blank_from = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            blank_from.get_or_insert(offset);
        } else if let Some(end) = blank_from.take() {
            regions.push(start..end);
            start = offset;
        }
        offset += line.len();
    }
    regions.push(start..text.len());
    regions.into_iter().filter_map(|region| trimmed(text, region)).collect()
}

/// Returns the range without the white space at its ends; `None` if there is
/// nothing else in it.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.start + slice.trim_end().len();
    (start < end).then_some(start..end)
}

/// Asks sentencex for the cuts in a region, window by window. A window begins
/// at the last cut of the one before, so that no sentence is cut for being at
/// its border, and each byte is seen at most twice.
fn proposed(text: &str, region: Range<usize>, language: &str) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut from = region.start;
    while from < region.end {
        let to = floor_boundary(text, (from + WINDOW_BYTES).min(region.end));
        let found = window_cuts(text, from..to, language);
        let next = match found.last() {
            Some(last) if to < region.end => last.start,
            _ => to,
        };
        cuts.extend(found);
        from = next;
    }
    cuts
}

/// Returns the cuts strictly within a window.
fn window_cuts(text: &str, window: Range<usize>, language: &str) -> Vec<Cut> {
    sentencex::get_sentence_boundaries(language, &text[window.clone()])
        .iter()
        .filter_map(|boundary| cut_at(text, window.start + boundary.end_byte, &window))
        .collect()
}

/// Makes a cut of a position between two sentences; `None` if only white space
/// is on one of its sides.
fn cut_at(text: &str, position: usize, within: &Range<usize>) -> Option<Cut> {
    let before = trimmed(text, within.start..position)?;
    let after = trimmed(text, position..within.end)?;
    Some(Cut { end: before.end, start: after.start })
}

fn floor_boundary(text: &str, mut position: usize) -> usize {
    while !text.is_char_boundary(position) {
        position -= 1;
    }
    position
}

/// Cuts a region apart. Where cuts overlap (a footnote mark within a proposed
/// one), the one that leaves out more wins.
fn apart(text: &str, region: Range<usize>, cuts: &[Cut]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut start = region.start;
    let mut widest: Option<Cut> = None;
    for cut in cuts {
        match &mut widest {
            Some(last) if cut.end < last.start => last.start = last.start.max(cut.start),
            _ => {
                if let Some(last) = widest.replace(*cut) {
                    spans.extend(trimmed(text, start..last.end));
                    start = last.start;
                }
            }
        }
    }
    if let Some(last) = widest {
        spans.extend(trimmed(text, start..last.end));
        start = last.start;
    }
    spans.extend(trimmed(text, start.min(region.end)..region.end));
    spans
}

/// Adds a sentence, cut within its quotations where it is too long.
fn push_in_parts(text: &str, span: Range<usize>, language: &str, out: &mut Vec<Range<usize>>) {
    if span.len() <= LONG_SENTENCE_BYTES {
        out.push(span);
        return;
    }
    let mut start = span.start;
    for quoted in vetoes::quotations(text, &span) {
        for cut in proposed(text, quoted.clone(), language) {
            if cut.end > start && !vetoes::is_within_sentence(text, quoted.start, cut) {
                out.push(start..cut.end);
                start = cut.start;
            }
        }
    }
    out.push(start..span.end);
}
