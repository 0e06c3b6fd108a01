//! Questions about a tree that are answered before it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::tool::markdown::{Block, Inline, Tree, inline_text};

/// The parts of a briefing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'t> {
    /// What the heading that is the title says; `None` without one.
    pub(super) title: Option<&'t [Inline]>,
    /// What follows it.
    pub(super) blocks: &'t [Block],
    /// The last heading, with nothing under it, which heads the notes. It is
    /// no part of `blocks`.
    pub(super) notes_heading: Option<&'t Block>,
}

impl<'t> Parts<'t> {
    pub(super) fn of(tree: &'t Tree) -> Self {
        let (title, mut blocks) = match tree.blocks.split_first() {
            Some((Block::Heading { level: 1, content, .. }, rest)) => (Some(content.as_slice()), rest),
            _ => (None, tree.blocks.as_slice()),
        };
        let title = title.filter(|title| !one_line(title).is_empty());
        let mut notes_heading = None;
        if let Some((last @ Block::Heading { level: 1 | 2, .. }, rest)) = blocks.split_last()
            && !tree.notes.is_empty()
        {
            (notes_heading, blocks) = (Some(last), rest);
        }
        Self { title, blocks, notes_heading }
    }
}

/// A heading that links and the table of contents may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// 1 to 6; 1 for the topmost beside the title, and none skipped.
    pub(super) level: u8,
    /// The bookmark around it: a name that Word hides (it begins with `_`).
    pub(super) bookmark: String,
    /// Its text on one line.
    pub(super) text: String,
}

/// What is known of a tree's headings.
#[derive(Debug, Default)]
pub(super) struct Outline<'t> {
    /// By their ids; where an id stands twice, the first.
    headings: BTreeMap<&'t str, Heading>,
    /// The ids in the order of the text.
    order: Vec<&'t str>,
}

impl<'t> Outline<'t> {
    pub(super) fn of(blocks: &'t [Block]) -> Self {
        let found: Vec<(u8, &str, String)> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level, id, content } => Some((*level, id.as_str(), one_line(content))),
                _ => None,
            })
            .filter(|(_, _, text)| !text.is_empty())
            .collect();
        let shift = found.iter().map(|(level, ..)| level - 1).min().unwrap_or(0);
        let mut outline = Self::default();
        let mut last_level = 0;
        for (level, id, text) in found {
            last_level = (level - shift).clamp(1, (last_level + 1).min(6));
            outline.add(id, last_level, text);
        }
        outline
    }

    /// Adds a heading, unless one has this id.
    pub(super) fn add(&mut self, id: &'t str, level: u8, text: String) {
        if !self.headings.contains_key(id) {
            let bookmark = format!("_Toc{:08}", self.order.len() + 1);
            self.headings.insert(id, Heading { level, bookmark, text });
            self.order.push(id);
        }
    }

    /// Returns the heading with this id; `None` for one that is not set as a
    /// heading.
    pub(super) fn heading(&self, id: &str) -> Option<&Heading> {
        self.headings.get(id)
    }

    /// Returns the headings in the order of the text.
    pub(super) fn headings(&self) -> impl Iterator<Item = &Heading> {
        self.order.iter().map(|id| &self.headings[id])
    }
}

/// Returns the text of a line, with no line breaks.
pub(super) fn one_line(content: &[Inline]) -> String {
    inline_text(content).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the numbers of the notes that are marked in `blocks`.
pub(super) fn marks<'t>(blocks: impl IntoIterator<Item = &'t Block>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    blocks.into_iter().for_each(|block| marks_of_block(block, &mut found));
    found
}

fn marks_of_block(block: &Block, found: &mut BTreeSet<usize>) {
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content } => marks_of_line(content, found),
        Block::Quote { blocks } => blocks.iter().for_each(|block| marks_of_block(block, found)),
        Block::List { items, .. } => {
            items.iter().flatten().for_each(|block| marks_of_block(block, found));
        }
        Block::Table { head, rows, .. } => {
            let cells = head.iter().chain(rows.iter().flatten());
            cells.for_each(|cell| marks_of_line(cell, found));
        }
        Block::Code { .. } | Block::Chart { .. } | Block::Rule => {}
    }
}

fn marks_of_line(content: &[Inline], found: &mut BTreeSet<usize>) {
    for inline in content {
        match inline {
            Inline::Mark { note, .. } => _ = found.insert(*note),
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Strike { content }
            | Inline::Link { content, .. } => marks_of_line(content, found),
            Inline::Text { .. } | Inline::Code { .. } | Inline::Break => {}
        }
    }
}

/// Returns the widths of a table's columns, in twentieths of a point, which
/// add up to `width`.
///
/// A width grows with the square root of the longest cell, so that a column of
/// sentences does not starve one of names. Cells with under 4 and over 120
/// letters count as such: a figure needs some room, and no more lines are
/// saved by more.
pub(super) fn column_widths(
    columns: usize,
    head: &[Vec<Inline>],
    rows: &[Vec<Vec<Inline>>],
    width: u32,
) -> Vec<u32> {
    let longest = |at: usize| {
        let cells = rows.iter().map(Vec::as_slice).chain([head]).filter_map(|cells| cells.get(at));
        cells.map(|cell| inline_text(cell).chars().count()).max().unwrap_or_default()
    };
    let roots: Vec<f64> = (0..columns).map(|at| (longest(at).clamp(4, 120) as f64).sqrt()).collect();
    let sum: f64 = roots.iter().sum();
    let mut widths: Vec<u32> = roots.iter().map(|root| (f64::from(width) * root / sum) as u32).collect();
    let rest = width - widths.iter().sum::<u32>().min(width);
    if let Some(last) = widths.last_mut() {
        *last += rest;
    }
    widths
}
