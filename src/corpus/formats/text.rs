//! Plain text: paragraphs, headings and asides from lines.
//!
//! A blank line always ends a paragraph. Lines that follow one another without
//! a blank line (a *run*) are one hard-wrapped paragraph, or a paragraph each;
//! [`is_wrapped`] decides for each run by itself, for files are put together
//! from both.

use std::ops::Range;

use crate::model::BlockKind;

use crate::corpus::asides::{after_number, are_names, is_aside, is_contact, is_han, is_reference, words};
use crate::corpus::blocks::{Piece, folded};
use crate::corpus::decode::{self, check_lines, decode};
use crate::corpus::metadata::Known;
use crate::corpus::reading::{NotRead, Output, Raw, Reading};

use super::Likeness;

/// The widest line, in columns, that a hard-wrapped text has.
const WRAP_COLUMNS: usize = 120;

/// The narrowest: below are lists of words and verses.
const WRAPPED_COLUMNS: usize = 30;

/// The longest heading, in words and in bytes.
const HEADING_WORDS: usize = 16;
const HEADING_BYTES: usize = 240;

/// The longest title in the first line, in words.
const TITLE_WORDS: usize = 30;

/// The longest line without a full stop that is no paragraph, in words.
const FRAGMENT_WORDS: usize = 12;

/// The most text, in bytes, that may follow contact lines at a document's end
/// and belong to them.
const TRAILER_BYTES: usize = 1_500;

/// Recognises text by what it has not: NUL and control characters, and the
/// signatures of other kinds of file.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    match decode::why_not_text(bytes) {
        None => Likeness::Possible,
        Some(why) => Likeness::No(why),
    }
}

/// Reads a plain text; there is always exactly one document.
///
/// # Errors
/// Too many lines.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let decoded = decode(raw.bytes, raw.charset);
    check_lines(&decoded.text)?;
    output.document(Reading {
        encoding: decoded.encoding.to_owned(),
        warnings: decoded.warning.into_iter().collect(),
        ..reading(decoded.text)
    });
    Ok(())
}

/// Reads a text that was decoded already.
pub(super) fn reading(text: String) -> Reading {
    let pieces = pieces(&text);
    let detected_title = title(&text, &pieces);
    Reading {
        pieces,
        encoding: "UTF-8".to_owned(),
        embedded: Known::default(),
        detected_title,
        detected_language: None,
        warnings: Vec::new(),
        text,
    }
}

/// Returns the heading that stands before any paragraph.
fn title(text: &str, pieces: &[Piece]) -> Option<String> {
    let first = pieces.iter().find(|piece| piece.kind != BlockKind::Aside)?;
    (first.kind == BlockKind::Heading).then(|| folded(&text[first.range.clone()]))
}

/// Cuts a text into blocks.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let lines = lines(text);
    let mut drafts = Vec::new();
    for run in runs(&lines) {
        let run = &lines[run];
        if is_wrapped(text, run) {
            wrapped_paragraphs(text, run, &mut drafts);
        } else {
            drafts.extend(run.iter().map(|line| Draft::of_line(text, line)));
        }
    }
    mark_underlined(text, &mut drafts);
    classify(text, &mut drafts);
    drafts.into_iter().map(|draft| Piece::new(draft.range, draft.kind)).collect()
}

/// A line without the white space around it.
#[derive(Debug)]
struct Line {
    range: Range<usize>,
    /// Columns of white space before it.
    indent: usize,
    /// Its width in columns, with the indent; a Han letter has two.
    width: usize,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut offset = 0;
    for raw in text.split_inclusive('\n') {
        let content = raw.trim_matches(is_blank);
        let start = raw.len() - raw.trim_start_matches(is_blank).len();
        let start = if content.is_empty() { 0 } else { start };
        let range = offset + start..offset + start + content.len();
        let indent = raw[..start].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let width = indent + columns(content);
        lines.push(Line { range, indent, width });
        offset += raw.len();
    }
    lines
}

/// White space, byte order marks and characters of no width.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_han(c) { 2 } else { 1 }).sum()
}

/// Returns the runs: indices of lines that follow one another.
fn runs(lines: &[Line]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = None;
    for (i, line) in lines.iter().enumerate() {
        match (line.range.is_empty(), start) {
            (false, None) => start = Some(i),
            (true, Some(from)) => {
                runs.push(from..i);
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|from| from..lines.len()));
    runs
}

/// Tells whether the lines of a run were broken to fit a width.
///
/// They were if no line is wider than [`WRAP_COLUMNS`] and at least half of the
/// breaks are within a sentence, and if besides either seven in ten of the
/// breaks were needed (the next word would have made the line wider than the
/// run's widest), or half of the lines after a break begin in lower case, or
/// one tears a sentence that began within the line before.
fn is_wrapped(text: &str, run: &[Line]) -> bool {
    let width = run.iter().map(|line| line.width).max().unwrap_or(0);
    let breaks = run.len().saturating_sub(1);
    if breaks == 0 || !(WRAPPED_COLUMNS..=WRAP_COLUMNS).contains(&width) {
        return false;
    }
    let pairs = || run.windows(2).map(|pair| (&pair[0], &pair[1]));
    let needed = pairs().filter(|(line, next)| is_full(text, line, next, width)).count();
    let within = pairs().filter(|(line, next)| is_within_sentence(text, line, next)).count();
    let lower = pairs().filter(|(_, next)| text[next.range.clone()].starts_with(char::is_lowercase)).count();
    let torn = pairs().any(|(line, _)| is_torn(&text[line.range.clone()]));
    within * 2 >= breaks && (needed * 10 >= breaks * 7 || lower * 2 >= breaks || torn)
}

/// Tells whether a line ends one sentence and breaks off in the next: neither a
/// heading nor a whole paragraph does. The word before the stop has four
/// letters or more in lower case, so that it is no abbreviation.
fn is_torn(line: &str) -> bool {
    let ends = |(at, stop): (usize, &str)| {
        let word = line[..at].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let next = line[at + stop.len()..].trim_start_matches(is_blank);
        word.chars().count() >= 4
            && word.chars().all(char::is_lowercase)
            && next.starts_with(char::is_uppercase)
    };
    !ends_sentence(line) && [". ", "! ", "? "].iter().any(|stop| line.match_indices(stop).any(ends))
}

/// Tells whether the next line's first word would not have fitted.
fn is_full(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let next = &text[next.range.clone()];
    let word = next.split_whitespace().next().unwrap_or_default();
    let first = match word.chars().next() {
        Some(c) if is_han(c) => 2,
        _ => 1 + columns(word),
    };
    line.width + first > width
}

fn is_within_sentence(text: &str, line: &Line, next: &Line) -> bool {
    !ends_sentence(&text[line.range.clone()]) || text[next.range.clone()].starts_with(char::is_lowercase)
}

/// Tells whether a line ends as a sentence does, closing marks aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let inner = text.trim_end_matches(|c: char| {
        matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）') || c.is_ascii_digit()
    });
    let inner = if inner.is_empty() { text } else { inner };
    inner.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '：', '；'])
}

/// Cuts a hard-wrapped run into paragraphs: where a list's item begins, where a
/// line is indented more than those around it, and where a line ended early
/// after a sentence or as a heading does.
fn wrapped_paragraphs(text: &str, run: &[Line], drafts: &mut Vec<Draft>) {
    let width = run.iter().map(|line| line.width).max().unwrap_or(0);
    let margin = run.iter().map(|line| line.indent).min().unwrap_or(0);
    let mut open: Option<Draft> = None;
    for (i, line) in run.iter().enumerate() {
        let fresh = Draft::of_line(text, line);
        let begins = match (&open, i.checked_sub(1).map(|before| &run[before])) {
            (Some(draft), Some(before)) => {
                let early = !is_full(text, before, line, width);
                let lower = text[line.range.clone()].starts_with(char::is_lowercase);
                let indented = !draft.list && line.indent >= margin + 2 && before.indent == margin;
                let ended = ends_sentence(&text[before.range.clone()]);
                fresh.list && (ended || draft.list || early)
                    || indented
                    || early && !lower && (ended || before.width * 2 < width)
            }
            _ => true,
        };
        match &mut open {
            Some(draft) if !begins => {
                draft.range.end = line.range.end;
                draft.lines += 1;
            }
            _ => drafts.extend(open.replace(fresh)),
        }
    }
    drafts.extend(open);
}

/// A block whose kind is not yet known.
#[derive(Debug)]
struct Draft {
    range: Range<usize>,
    lines: usize,
    /// Whether a list's marker, which is no part of the range, stands before.
    list: bool,
    kind: BlockKind,
}

impl Draft {
    fn of_line(text: &str, line: &Line) -> Self {
        let content = &text[line.range.clone()];
        let marker = marker_length(content);
        Self {
            range: line.range.start + marker..line.range.end,
            lines: 1,
            list: marker > 0,
            kind: if marker > 0 { BlockKind::ListItem } else { BlockKind::Paragraph },
        }
    }
}

/// Returns the length of a list's marker with the white space after it: a
/// bullet, or a number or letter with a full stop or bracket.
fn marker_length(line: &str) -> usize {
    let bullet = line.strip_prefix(['-', '*', '•', '–', '—', '·', '◦', '▪', '‣', '⁃', '+']);
    let numbered = || {
        after_number(line).filter(|_| !is_reference(line)).filter(|rest| {
            // `12 May` is no item.
            line[..line.len() - rest.len()].contains(['.', ')'])
        })
    };
    let rest = match bullet {
        Some(rest) => {
            Some(rest).filter(|rest| rest.starts_with(is_blank)).map(|rest| rest.trim_start_matches(is_blank))
        }
        None => numbered(),
    };
    rest.filter(|rest| !rest.is_empty()).map_or(0, |rest| line.len() - rest.len())
}

/// Takes a line over a rule of `=` or `-` for a heading, and leaves out rules.
fn mark_underlined(text: &str, drafts: &mut Vec<Draft>) {
    let is_rule = |draft: &Draft| {
        let line = &text[draft.range.clone()];
        line.len() >= 3 && (line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-' || c == '~'))
    };
    for i in 1..drafts.len() {
        let gap = &text[drafts[i - 1].range.end..drafts[i].range.start];
        if is_rule(&drafts[i])
            && gap.matches('\n').count() == 1
            && !is_rule(&drafts[i - 1])
            && drafts[i - 1].lines == 1
        {
            drafts[i - 1].kind = BlockKind::Heading;
        }
    }
    drafts.retain(|draft| text[draft.range.clone()].chars().any(char::is_alphanumeric));
}

/// Gives each draft its kind.
fn classify(text: &str, drafts: &mut [Draft]) {
    for draft in drafts.iter_mut().filter(|draft| draft.kind != BlockKind::Heading) {
        if is_aside(&text[draft.range.clone()]) {
            draft.kind = BlockKind::Aside;
        }
    }
    mark_trailer(text, drafts);
    mark_headings(text, drafts);
    mark_bylines(text, drafts);
    mark_notes(text, drafts);
}

/// After contact lines near the end follows what the publisher says of itself.
fn mark_trailer(text: &str, drafts: &mut [Draft]) {
    let contact = |draft: &Draft| is_contact(&text[draft.range.clone()]);
    let Some(last) = drafts.iter().rposition(contact) else { return };
    let several = drafts[..last].iter().rev().take(3).any(contact);
    let rest: usize = drafts[last + 1..].iter().map(|draft| draft.range.len()).sum();
    if several && rest <= TRAILER_BYTES {
        drafts[last..].iter_mut().for_each(|draft| draft.kind = BlockKind::Aside);
    }
}

/// Short lines without a full stop are headings where text follows them, and
/// else asides: signatures, cells of tables, what the page left over.
fn mark_headings(text: &str, drafts: &mut [Draft]) {
    // What follows, asides left out: a heading, or a paragraph of so many bytes.
    let mut followed: Option<(BlockKind, usize)> = None;
    for i in (0..drafts.len()).rev() {
        let draft = &drafts[i];
        let line = &text[draft.range.clone()];
        if draft.kind == BlockKind::Paragraph && draft.lines <= 2 && line.len() <= HEADING_BYTES {
            let first = drafts[..i].iter().all(|draft| draft.kind == BlockKind::Aside);
            let opens = match followed {
                Some((BlockKind::Heading, _)) => true,
                Some((_, bytes)) => bytes > line.len() || first && bytes * 2 > line.len(),
                None => false,
            };
            if opens && is_heading(line, if first { TITLE_WORDS } else { HEADING_WORDS }) {
                drafts[i].kind = BlockKind::Heading;
            } else if is_fragment(line) {
                drafts[i].kind = BlockKind::Aside;
            }
        }
        if drafts[i].kind != BlockKind::Aside {
            followed = Some((drafts[i].kind, drafts[i].range.len()));
        }
    }
}

/// Tells whether a line is too short and too open at its end for a paragraph.
pub(super) fn is_fragment(line: &str) -> bool {
    words(line) <= FRAGMENT_WORDS && !ends_sentence(line)
}

/// Tells whether a line can be a heading: it is short, begins with a capital
/// letter, a digit or a quotation mark, and does not end as a sentence does. A
/// question is one too, where it is short or written in title case.
fn is_heading(line: &str, limit: usize) -> bool {
    let count = words(line);
    let begins = !line.starts_with(char::is_lowercase) && !line.starts_with(['(', '[', ',', '…']);
    let asks = line.ends_with(['?', '？']) && (count <= 10 || is_title_case(line));
    let calls = line.ends_with(['!', '！']) && is_title_case(line);
    let labels = line.ends_with([':', '：']) && count <= 4;
    let open = !ends_sentence(line) && !line.ends_with([',', '，', '、', '-']);
    begins && count <= limit && !is_torn(line) && (open || asks || calls || labels)
}

/// Tells whether most of the longer words begin with a capital letter.
fn is_title_case(line: &str) -> bool {
    let long = || line.split_whitespace().filter(|word| word.chars().count() >= 4);
    let capital = long().filter(|word| {
        word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase)
    });
    long().count() >= 2 && capital.count() * 10 >= long().count() * 6
}

/// Names right after the title are those of the authors.
fn mark_bylines(text: &str, drafts: &mut [Draft]) {
    let Some(title) = drafts.iter().position(|draft| draft.kind == BlockKind::Heading) else { return };
    let body = |draft: &Draft| draft.kind.is_prose();
    if drafts[..title].iter().any(body) {
        return;
    }
    for draft in drafts[title + 1..].iter_mut().take(4) {
        if body(draft) {
            return;
        }
        let line = &text[draft.range.clone()];
        let named = line.contains([',', '|', '·']) || line.ends_with(|c: char| c.is_ascii_digit());
        if draft.kind == BlockKind::Heading && named && words(line) <= 12 && are_names(line) {
            draft.kind = BlockKind::Aside;
        }
    }
}

/// Under a heading such as `Notes`, numbered lines are asides up to the next
/// heading.
fn mark_notes(text: &str, drafts: &mut [Draft]) {
    const HEADINGS: &[&str] = &[
        "notes",
        "endnotes",
        "footnotes",
        "references",
        "bibliography",
        "works cited",
        "sources",
        "citations",
        "примечания",
        "источники",
        "литература",
        "список литературы",
        "сноски",
        "参考文献",
        "注释",
        "參考文獻",
        "註釋",
    ];
    let mut within = false;
    for draft in drafts.iter_mut() {
        let line = &text[draft.range.clone()];
        if line.len() <= 80 && HEADINGS.contains(&line.trim_end_matches([':', '：']).to_lowercase().as_str())
        {
            draft.kind = BlockKind::Heading;
            within = true;
        } else if draft.kind == BlockKind::Heading && after_number(line).is_none() {
            within = false;
        } else if within {
            draft.kind = BlockKind::Aside;
        }
    }
}

#[cfg(test)]
mod tests;
