//! What the blocks of a document are, and which belong together.

use crate::corpus::asides::is_aside;
use crate::model::BlockKind;

use super::lines::{Line, Style, Vocabulary, is_dense};
use super::marks::{ends_sentence, is_caption, is_note, list_marker, section_number};
use super::paragraphs::Draft;

/// How much larger than the text a heading is.
const HEADING: f32 = 1.1;

/// How much smaller than the text a footnote is.
const NOTE: f32 = 0.945;

/// The longest heading, in words and lines.
const HEADING_WORDS: usize = 24;
const HEADING_LINES: usize = 4;

/// The longest line without a full stop that is no paragraph, in words.
const FRAGMENT_WORDS: usize = 12;

/// Marks the footnotes at the end of a column.
pub(super) fn mark_notes(column: &mut [Draft], style: &Style) {
    let small = column
        .iter()
        .rposition(|draft| draft.size() > style.body * NOTE || draft.kind == BlockKind::Table)
        .map_or(0, |last| last + 1);
    let tail = &mut column[small..];
    if let Some(first) = tail.iter().position(|draft| is_note(&draft.first().text)) {
        tail[first..].iter_mut().for_each(|draft| draft.kind = BlockKind::Aside);
    }
}

/// Gives the blocks of the whole document their kinds.
pub(super) fn classify(drafts: &mut Vec<Draft>, style: &Style, vocabulary: &Vocabulary) {
    for draft in drafts.iter_mut() {
        if matches!(draft.kind, BlockKind::Paragraph | BlockKind::ListItem) {
            let text = text(draft, vocabulary);
            if is_caption(&text) || is_aside(&text) {
                draft.kind = BlockKind::Aside;
            } else if is_heading(draft, &text, style) {
                draft.kind = BlockKind::Heading;
            }
        }
    }
    join_torn(drafts);
    for i in 0..drafts.len() {
        let text = text(&drafts[i], vocabulary);
        match drafts[i].kind {
            BlockKind::Paragraph if is_aside(&text) || is_fragment(&drafts[i], &text) => {
                drafts[i].kind = BlockKind::Aside;
            }
            // An item by itself is none.
            BlockKind::ListItem
                if is_fragment(&drafts[i], &text)
                    && !is_item(drafts.get(i + 1))
                    && !is_item(before(drafts, i)) =>
            {
                drafts[i].kind = BlockKind::Aside;
            }
            BlockKind::Heading if !opens(&drafts[i + 1..]) => drafts[i].kind = BlockKind::Aside,
            _ => {}
        }
    }
}

fn before(drafts: &[Draft], at: usize) -> Option<&Draft> {
    at.checked_sub(1).map(|before| &drafts[before])
}

fn is_item(draft: Option<&Draft>) -> bool {
    draft.is_some_and(|draft| list_marker(&draft.first().text) > 0)
}

/// Tells whether prose follows, before too much else.
fn opens(rest: &[Draft]) -> bool {
    rest.iter().take(12).any(|draft| draft.kind != BlockKind::Aside)
}

fn is_heading(draft: &Draft, text: &str, style: &Style) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = draft.words().max(text.chars().filter(|&c| is_dense(c)).count() / 2);
    if letters < 2 || words > HEADING_WORDS || draft.lines.len() > HEADING_LINES {
        return false;
    }
    if text.ends_with(['.', ',', ';', '。', '，']) && !section_number(text) {
        return false;
    }
    let item = draft.kind == BlockKind::ListItem;
    let large = is_large(draft, style);
    let bold = draft.is_bold() && !style.bold;
    let apart = draft.above > 1.5 && draft.lines.len() <= 2;
    if large || bold {
        return !item || section_number(text);
    }
    let capitals = words <= 12
        && letters >= 4
        && !text.chars().any(char::is_lowercase)
        && text.chars().any(char::is_uppercase);
    let numbered = section_number(text) && words <= 12 && !ends_sentence(text) && apart;
    let italic = draft.is_italic() && words <= 12 && draft.lines.len() == 1 && !ends_sentence(text);
    !item && (capitals && apart || italic && apart && draft.size() >= style.body * NOTE) || numbered && !item
}

fn is_large(draft: &Draft, style: &Style) -> bool {
    draft.size() > style.body * HEADING
}

/// A short line without a full stop: labels of figures and forms, signatures.
fn is_fragment(draft: &Draft, text: &str) -> bool {
    let dense = text.chars().filter(|&c| is_dense(c)).count();
    let words = draft.words().max(dense / 2);
    words <= FRAGMENT_WORDS && draft.lines.len() <= 2 && !ends_sentence(text)
        || !text.chars().any(char::is_alphabetic)
}

/// How many labels may stand between the parts of a paragraph.
const LABELS: usize = 6;

/// Joins paragraphs that a page's or column's end, a figure or a note tears.
fn join_torn(drafts: &mut Vec<Draft>) {
    let mut joined: Vec<Draft> = Vec::with_capacity(drafts.len());
    // The last paragraph, and the labels after it: whether they are some is not
    // known yet.
    let mut open: Vec<usize> = Vec::new();
    for draft in drafts.drain(..) {
        match draft.kind {
            BlockKind::Paragraph | BlockKind::ListItem => {
                let rest = draft.kind == BlockKind::Paragraph;
                let before = open.iter().rev().find(|&&at| rest && goes_on(&joined[at], &draft));
                if let Some(&at) = before {
                    joined[at].lines.extend(draft.lines);
                    joined[at].edge = draft.edge;
                    open.retain(|other| *other <= at);
                    continue;
                }
                let label = draft.lines.len() == 1 && draft.words() <= FRAGMENT_WORDS / 2;
                if !label || open.len() > LABELS {
                    open.clear();
                }
                open.push(joined.len());
            }
            BlockKind::Heading => open.clear(),
            _ => {}
        }
        joined.push(draft);
    }
    *drafts = joined;
}

/// Tells whether a paragraph is the rest of one before: in the same size, after
/// a full line within a sentence, and in lower case or, at the top of a column,
/// without an indent.
fn goes_on(before: &Draft, draft: &Draft) -> bool {
    let (last, first) = (before.last(), draft.first());
    let same = (before.size() - draft.size()).abs() <= before.size() * 0.07;
    let full = !last.has_room_for(first, before.inner_edge()) || last.text.ends_with('-');
    let words = draft.words() > 1 || ends_sentence(&first.text);
    let lower = first.text.starts_with(|c: char| c.is_lowercase());
    let elsewhere = first.page != last.page || first.y < last.y || first.start > last.end;
    let long = before.lines.len() >= 3 && (draft.lines.len() >= 2 || ends_sentence(&first.text));
    let flush = draft.lines.get(1).is_none_or(|second| first.start <= second.start + first.size * 0.3);
    let within = last.text.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    let dense = last.text.ends_with(is_dense) && first.text.starts_with(is_dense);
    let torn = elsewhere && (dense || long && flush && within && !before.is_bold() && !draft.is_bold());
    same && full && words && !ends_sentence(&last.text) && (lower || torn) && first.page <= last.page + 1
}

/// Writes a block's lines as one text.
pub(super) fn text(draft: &Draft, vocabulary: &Vocabulary) -> String {
    let joined = |line: fn(&Line) -> String| draft.lines.iter().map(line).collect::<Vec<_>>().join("\n");
    match draft.kind {
        BlockKind::Table => return joined(super::table::row),
        BlockKind::Code => return joined(|line| line.text.clone()),
        _ => {}
    }
    let mut text = String::new();
    for line in &draft.lines {
        vocabulary.append(&mut text, &line.text);
    }
    text
}

/// Returns the title: the largest text of the first page, if it is larger than
/// the rest and reads as a title.
pub(super) fn title(drafts: &[Draft], style: &Style, vocabulary: &Vocabulary) -> Option<String> {
    let page = drafts.first()?.first().page;
    let on_first = || drafts.iter().take_while(|draft| draft.first().page == page);
    let largest = on_first()
        .filter(|draft| draft.first().text.chars().filter(|c| c.is_alphabetic()).count() >= 3)
        .map(Draft::size)
        .fold(0.0, f32::max);
    if largest < style.body * 1.15 {
        return None;
    }
    let same = |draft: &&Draft| (draft.size() - largest).abs() < largest * 0.04;
    let first = on_first().position(|draft| same(&draft))?;
    let parts: Vec<String> =
        on_first().skip(first).take_while(same).take(3).map(|draft| text(draft, vocabulary)).collect();
    let title = parts.join(" ");
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 4 && title.chars().count() <= 220 && !title.contains(char::REPLACEMENT_CHARACTER))
        .then_some(title)
}

/// Returns the length of the marker that a list item's text begins with.
pub(super) fn marker(kind: BlockKind, text: &str) -> usize {
    if kind == BlockKind::ListItem { list_marker(text) } else { 0 }
}

/// Makes an aside of lines.
pub(super) fn aside(lines: Vec<Line>) -> Draft {
    let edge = lines.iter().map(|line| line.end).fold(f32::MIN, f32::max);
    Draft { kind: BlockKind::Aside, lines, above: 9.0, edge }
}
