//! Questions about a tree that are answered before it is written. Nothing
//! here recurses: a hostile tree may be deep.

use std::collections::BTreeSet;

use super::fonts::is_shown;
use crate::model::{Placement, Slot};
use crate::render::Frame;
use crate::tool::markdown::{Block, Inline, Tree};

/// The place of the heading that is the title, in [`Tree::blocks`].
pub(super) type Title = Option<usize>;

/// Cells whose longest has at most so many letters get a column of that width.
const NARROW_CELL: usize = 18;
/// Letters beyond which a cell's length no longer widens its column.
const WIDE_CELL: usize = 120;
/// Letters that a table's line holds, at about the size of the built-in look.
const TABLE_LINE: usize = 80;

/// Finds the first heading of level 1, if it says what the title says.
pub(super) fn title(tree: &Tree, title: &str) -> Title {
    let (at, content) = tree.blocks.iter().enumerate().find_map(|(at, block)| match block {
        Block::Heading { level: 1, content, .. } => Some((at, content)),
        _ => None,
    })?;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    (words(&plain(content)) == words(title)).then_some(at)
}

/// Returns the ids of the headings that are set: not the title, and none that
/// says nothing (PDF/UA refuses those).
pub(super) fn targets(tree: &Tree, title: Title) -> BTreeSet<&str> {
    headings(tree, title).filter(|(_, _, content)| says_something(content)).map(|(_, id, _)| id).collect()
}

/// Tells whether any letter of a line is shown.
pub(super) fn says_something(content: &[Inline]) -> bool {
    plain(content).chars().any(is_shown)
}

/// Returns the level of the topmost heading beside the title; 1 where there is
/// none.
pub(super) fn top_level(tree: &Tree, title: Title) -> u8 {
    headings(tree, title).map(|(level, ..)| level).min().unwrap_or(1)
}

fn headings(tree: &Tree, title: Title) -> impl Iterator<Item = (u8, &str, &[Inline])> {
    tree.blocks.iter().enumerate().filter(move |(at, _)| Some(*at) != title).filter_map(|(_, block)| {
        match block {
            Block::Heading { level, id, content } => Some((*level, id.as_str(), content.as_slice())),
            _ => None,
        }
    })
}

/// Visits every text that the PDF shows.
pub(super) fn texts(tree: &Tree, frame: &Frame, mut visit: impl FnMut(&str)) {
    for text in [&frame.title, &frame.audience, &frame.desk, &frame.date_text] {
        visit(text);
    }
    frame.labels.values().for_each(|text| visit(text));
    let sheet = &frame.sheet;
    let lines = [&sheet.look.header, &sheet.look.footer];
    for slot in lines.into_iter().flatten().flatten() {
        if let Slot::Words(words) = slot {
            visit(words);
        }
    }
    sheet.marking.iter().chain(sheet.look.logo.as_ref().map(|logo| &logo.alt)).for_each(|text| visit(text));
    if frame.placement == Placement::Text {
        let runs = frame.citations.values().flat_map(|citation| &citation.in_text.0);
        runs.for_each(|run| visit(&run.text));
    }
    for drawing in frame.charts.values() {
        // Markup is of letters that every font has.
        visit(&drawing.svg);
        visit(&drawing.alt);
    }
    let blocks = tree.blocks.iter().chain(tree.notes.iter().flat_map(|note| &note.blocks));
    walk(blocks.map(Part::Block), |part| match part {
        Leaf::Text(text) => visit(text),
        Leaf::Mark(_) => {}
    });
}

/// Returns the languages of the frame and of the quotations.
pub(super) fn languages(frame: &Frame) -> BTreeSet<String> {
    frame.quote_languages.values().cloned().chain([frame.language.clone()]).collect()
}

/// Returns the first note that is marked within `blocks`.
pub(super) fn first_mark(blocks: &[Block]) -> Option<usize> {
    let mut first = None;
    walk(blocks.iter().map(Part::Block), |part| match part {
        Leaf::Mark(note) => first = first.or(Some(note)),
        Leaf::Text(_) => {}
    });
    first
}

/// Returns the number of letters in `blocks`.
pub(super) fn length(blocks: &[Block]) -> usize {
    let mut length = 0;
    walk(blocks.iter().map(Part::Block), |part| {
        if let Leaf::Text(text) = part {
            length += text.chars().count();
        }
    });
    length
}

/// Returns the text of a block without its styles; words of neighbouring
/// blocks are kept apart.
pub(super) fn plain_block(block: &Block) -> String {
    joined([Part::Block(block)].into_iter(), " ")
}

/// Returns the text of a line without its styles.
pub(super) fn plain(content: &[Inline]) -> String {
    joined(content.iter().map(Part::Inline), "")
}

fn joined<'t>(parts: impl DoubleEndedIterator<Item = Part<'t>>, between: &str) -> String {
    let mut text = String::new();
    walk(parts, |part| {
        if let Leaf::Text(piece) = part {
            if !text.is_empty() {
                text.push_str(between);
            }
            text.push_str(piece);
        }
    });
    text
}

/// Returns each column's share of the width: `None` for a column that is as
/// wide as its longest cell.
///
/// The share grows with the square root of the longest cell, so that a column
/// of sentences does not starve one of names.
pub(super) fn shares(columns: usize, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Vec<Option<f64>> {
    let longest = |at: usize| {
        let cells = rows.iter().map(Vec::as_slice).chain([head]).filter_map(|cells| cells.get(at));
        cells.map(|cell| plain(cell).chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(longest).collect();
    let fits = widths.iter().map(|width| width + 3).sum::<usize>() <= TABLE_LINE;
    widths
        .iter()
        .map(|&width| {
            let narrow = fits || (width <= NARROW_CELL && columns <= 5);
            (!narrow).then(|| (width.clamp(4, WIDE_CELL) as f64).sqrt())
        })
        .collect()
}

enum Part<'t> {
    Block(&'t Block),
    Inline(&'t Inline),
}

enum Leaf<'t> {
    Text(&'t str),
    Mark(usize),
}

/// Visits the texts and marks of `parts` in their order.
fn walk<'t>(parts: impl DoubleEndedIterator<Item = Part<'t>>, mut visit: impl FnMut(Leaf<'t>)) {
    let mut open: Vec<Part<'t>> = parts.rev().collect();
    while let Some(part) = open.pop() {
        match part {
            Part::Block(Block::Heading { content, .. } | Block::Paragraph { content }) => {
                open.extend(content.iter().rev().map(Part::Inline));
            }
            Part::Block(Block::Quote { blocks }) => open.extend(blocks.iter().rev().map(Part::Block)),
            Part::Block(Block::List { items, .. }) => {
                open.extend(items.iter().flatten().rev().map(Part::Block));
            }
            Part::Block(Block::Table { head, rows, .. }) => {
                let cells = [head].into_iter().chain(rows).flatten().flatten();
                open.extend(cells.rev().map(Part::Inline));
            }
            Part::Block(Block::Code { text }) => visit(Leaf::Text(text)),
            Part::Block(Block::Chart { caption, .. }) => visit(Leaf::Text(caption)),
            Part::Block(Block::Rule) => {}
            Part::Inline(Inline::Text { text } | Inline::Code { text }) => visit(Leaf::Text(text)),
            Part::Inline(
                Inline::Emphasis { content }
                | Inline::Strong { content }
                | Inline::Strike { content }
                | Inline::Link { content, .. },
            ) => open.extend(content.iter().rev().map(Part::Inline)),
            Part::Inline(Inline::Mark { note, .. }) => visit(Leaf::Mark(*note)),
            Part::Inline(Inline::Break) => visit(Leaf::Text(" ")),
        }
    }
}
