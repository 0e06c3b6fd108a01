//! What a reader sees of a tree: its text, without marks.

use super::tree::{Block, Inline, Tree};

/// A quotation of a briefing, as its readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation<'a> {
    /// The label of the first footnote mark in it; `None` where it has none.
    pub label: Option<&'a str>,
    /// Its text as [`Tree::plain_text`] gives it.
    pub text: String,
}

impl Tree {
    /// Returns what a reader sees, notes last: the blocks, items and rows
    /// separated by line breaks, the cells of a row by tabs, footnote marks
    /// left out.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut lines = Lines::default();
        lines.add_blocks(&self.blocks);
        self.notes.iter().for_each(|note| lines.add_blocks(&note.blocks));
        lines.0
    }

    /// Returns the quotations in the order of the text, notes last; a
    /// quotation within a quotation is a part of it.
    pub fn quotes(&self) -> impl Iterator<Item = Quotation<'_>> {
        let mut quotes = Vec::new();
        collect_quotes(&self.blocks, &mut quotes);
        self.notes.iter().for_each(|note| collect_quotes(&note.blocks, &mut quotes));
        quotes
            .into_iter()
            .map(|blocks| Quotation { label: self.first_label(blocks), text: block_text(blocks) })
    }

    /// Returns the text of the first heading of level 1; `None` without one.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        self.blocks.iter().find_map(|block| match block {
            Block::Heading { level: 1, content, .. } => Some(inline_text(content)),
            _ => None,
        })
    }

    /// Returns the label of the first footnote mark in `blocks`, as written;
    /// `None` where there is none.
    #[must_use]
    pub fn first_label(&self, blocks: &[Block]) -> Option<&str> {
        let note = blocks.iter().find_map(first_mark_of_block)?;
        self.notes.get(note.checked_sub(1)?).map(|note| note.label.as_str())
    }
}

/// Returns the text of blocks as [`Tree::plain_text`] does.
#[must_use]
pub fn block_text(blocks: &[Block]) -> String {
    let mut lines = Lines::default();
    lines.add_blocks(blocks);
    lines.0
}

/// Returns the text of a line, footnote marks left out; a line break that was
/// asked for is one.
#[must_use]
pub fn inline_text(content: &[Inline]) -> String {
    let mut text = String::new();
    push_inlines(content, &mut text);
    text
}

fn push_inlines(content: &[Inline], into: &mut String) {
    for inline in content {
        match inline {
            Inline::Text { text } | Inline::Code { text } => into.push_str(text),
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Strike { content }
            | Inline::Link { content, .. } => push_inlines(content, into),
            Inline::Mark { .. } => {}
            Inline::Break => into.push('\n'),
        }
    }
}

/// Lines of text, separated by line breaks.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, line: &str) {
        if !line.is_empty() {
            if !self.0.is_empty() {
                self.0.push('\n');
            }
            self.0.push_str(line);
        }
    }

    fn add_blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { content, .. } | Block::Paragraph { content } => {
                    self.add(&inline_text(content))
                }
                Block::Quote { blocks } => self.add_blocks(blocks),
                Block::List { items, .. } => items.iter().for_each(|item| self.add_blocks(item)),
                Block::Table { head, rows, .. } => {
                    self.add_row(head);
                    rows.iter().for_each(|row| self.add_row(row));
                }
                Block::Code { text } => self.add(text),
                Block::Chart { caption, .. } => self.add(caption),
                Block::Rule => {}
            }
        }
    }

    fn add_row(&mut self, cells: &[Vec<Inline>]) {
        let cells: Vec<String> = cells.iter().map(|cell| inline_text(cell)).collect();
        self.add(cells.join("\t").trim_end_matches('\t'));
    }
}

fn collect_quotes<'a>(blocks: &'a [Block], quotes: &mut Vec<&'a [Block]>) {
    for block in blocks {
        match block {
            Block::Quote { blocks } => quotes.push(blocks),
            Block::List { items, .. } => items.iter().for_each(|item| collect_quotes(item, quotes)),
            _ => {}
        }
    }
}

fn first_mark_of_block(block: &Block) -> Option<usize> {
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content } => first_mark(content),
        Block::Quote { blocks } => blocks.iter().find_map(first_mark_of_block),
        Block::List { items, .. } => items.iter().flatten().find_map(first_mark_of_block),
        Block::Table { head, rows, .. } => {
            head.iter().chain(rows.iter().flatten()).find_map(|cell| first_mark(cell))
        }
        Block::Code { .. } | Block::Chart { .. } | Block::Rule => None,
    }
}

fn first_mark(content: &[Inline]) -> Option<usize> {
    content.iter().find_map(|inline| match inline {
        Inline::Mark { note, .. } => Some(*note),
        Inline::Emphasis { content }
        | Inline::Strong { content }
        | Inline::Strike { content }
        | Inline::Link { content, .. } => first_mark(content),
        Inline::Text { .. } | Inline::Code { .. } | Inline::Break => None,
    })
}
