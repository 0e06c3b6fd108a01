//! The flow of an office document: paragraphs, tables, notes and text boxes as
//! a reader meets them, put into blocks.
//!
//! Tables of data become one block; tables that are there for the layout (one
//! column, or mostly long texts) give their paragraphs. Notes and text boxes
//! follow the paragraph or table that they stand in.

use crate::corpus::asides::{is_aside, words};
use crate::corpus::blocks::{Piece, TextBuilder, folded};
use crate::model::BlockKind;

use super::text::is_fragment;

/// How deep tables within tables are told apart; what is deeper belongs to the
/// cell around it.
const DEEPEST_TABLE: usize = 20;

/// A longer cell, in bytes, is running text; a table with more of it than of
/// all else is there for the layout. As in HTML.
const CELL_BYTES: usize = 300;

/// The longest heading, in words: longer ones are paragraphs in the style of a
/// heading, as in contracts.
const HEADING_WORDS: usize = 40;

/// The longest line in bold that is taken for a heading, in words.
const STRONG_WORDS: usize = 16;

/// What a paragraph's style says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The title of the whole document.
    Title,
    Heading,
    Item,
    /// Nothing special.
    Body,
    Aside,
    Code,
}

/// A block that is not yet placed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    role: Role,
    text: String,
    /// A table as one block.
    table: bool,
    /// All its letters are bold.
    strong: bool,
    /// It is a note: it has no place among the cells of a table.
    note: bool,
}

/// Blocks one under the other: of the document, a cell, a note, a text box.
#[derive(Debug, Default)]
struct Story {
    blocks: Vec<Draft>,
    open: String,
    /// Letters of `open` in bold, and others.
    strong: usize,
    plain: usize,
    /// Notes and text boxes of the paragraph that is open.
    floats: Vec<Draft>,
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Vec<Draft>>>,
    row: Vec<Vec<Draft>>,
    dropped: bool,
}

#[derive(Debug)]
enum Level {
    Story(Story),
    Table(Table),
}

/// Collects what a document shows, in order.
#[derive(Debug)]
pub(super) struct Flow {
    /// What is open, the document's own story first; the last is never a table
    /// while text is taken.
    levels: Vec<Level>,
    tables: usize,
}

impl Default for Flow {
    fn default() -> Self {
        Self { levels: vec![Level::Story(Story::default())], tables: 0 }
    }
}

impl Flow {
    /// Adds text to the open paragraph. Control characters are left out.
    pub(super) fn text(&mut self, text: &str, strong: bool) {
        let story = self.story();
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        if strong {
            story.strong += letters;
        } else {
            story.plain += letters;
        }
        story.open.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')));
    }

    /// Tells whether the open paragraph has text.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.levels.last(), Some(Level::Story(story)) if !story.open.is_empty())
    }

    /// Ends the paragraph; one without text is left out.
    pub(super) fn end_paragraph(&mut self, role: Role) {
        let story = self.story();
        let open = std::mem::take(&mut story.open);
        let strong = story.plain == 0 && story.strong > 0;
        (story.strong, story.plain) = (0, 0);
        for text in paragraphs(&open, role) {
            story.put(Draft { role, text, table: false, strong, note: false });
        }
        let floats = std::mem::take(&mut story.floats);
        story.blocks.extend(floats);
    }

    /// Adds a block of another format, whose kind is known.
    pub(super) fn block(&mut self, kind: BlockKind, text: &str) {
        self.text(text, false);
        self.end_paragraph(match kind {
            BlockKind::Heading => Role::Heading,
            BlockKind::ListItem => Role::Item,
            BlockKind::Code => Role::Code,
            BlockKind::Paragraph => Role::Body,
            BlockKind::Table | BlockKind::Aside => Role::Aside,
        });
    }

    /// Begins a note or text box; [`Flow::close_float`] is to follow.
    pub(super) fn open_float(&mut self) {
        self.levels.push(Level::Story(Story::default()));
    }

    /// Ends a text box, or a note.
    pub(super) fn close_float(&mut self, note: bool) {
        let mut blocks = self.close_story();
        if note {
            blocks.iter_mut().for_each(Draft::make_note);
        }
        self.story().floats.extend(blocks);
    }

    /// Ends a story that is kept for later: a note whose place is yet to come.
    pub(super) fn take_float(&mut self) -> Vec<Draft> {
        let mut blocks = self.close_story();
        blocks.iter_mut().for_each(Draft::make_note);
        blocks
    }

    /// Puts blocks that were kept after the open paragraph.
    pub(super) fn float(&mut self, blocks: Vec<Draft>) {
        self.story().floats.extend(blocks);
    }

    /// Takes what a picture shows, in words, as a note; names of files and what
    /// programs say of pictures are left out.
    pub(super) fn describe(&mut self, description: &str) {
        let text = folded(description);
        let made = ["automatically generated", "автоматически", "automatisch generiert"];
        if words(&text) >= 3 && !made.iter().any(|by| text.contains(by)) {
            self.story().floats.push(Draft {
                role: Role::Aside,
                text,
                table: false,
                strong: false,
                note: true,
            });
        }
    }

    /// Begins a table; `false` if it is nested too deep to be told apart, and
    /// nothing is to be closed.
    pub(super) fn open_table(&mut self) -> bool {
        if self.tables >= DEEPEST_TABLE {
            return false;
        }
        if self.is_open() {
            self.end_paragraph(Role::Body);
        }
        self.tables += 1;
        self.levels.push(Level::Table(Table::default()));
        true
    }

    /// Begins a row; `false` if no table is open here, and nothing is to be
    /// closed.
    pub(super) fn open_row(&mut self) -> bool {
        matches!(self.levels.last(), Some(Level::Table(_)))
    }

    /// Begins a cell; `false` as for a row.
    pub(super) fn open_cell(&mut self) -> bool {
        let within = matches!(self.levels.last(), Some(Level::Table(_)));
        if within {
            self.levels.push(Level::Story(Story::default()));
        }
        within
    }

    /// Ends a cell that was begun.
    pub(super) fn close_cell(&mut self) {
        let blocks = self.close_story();
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            table.row.push(blocks);
        }
    }

    /// Says that the open row was deleted.
    pub(super) fn drop_row(&mut self) {
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            table.dropped = true;
        }
    }

    /// Ends a row that was begun.
    pub(super) fn close_row(&mut self) {
        self.close_stray();
        if let Some(Level::Table(table)) = self.levels.last_mut() {
            let row = std::mem::take(&mut table.row);
            if !std::mem::take(&mut table.dropped) && row.iter().any(|cell| !cell.is_empty()) {
                table.rows.push(row);
            }
        }
    }

    /// Ends a table that was begun.
    pub(super) fn close_table(&mut self) {
        self.close_row();
        let Some(Level::Table(table)) = self.levels.pop_if(|level| matches!(level, Level::Table(_))) else {
            return;
        };
        self.tables -= 1;
        self.story().blocks.extend(table.into_blocks());
    }

    /// Returns the text and its blocks, and the title: a paragraph in that
    /// style, and the first heading where no paragraph stands before it.
    pub(super) fn finish(mut self) -> Finished {
        while self.levels.len() > 1 {
            match self.levels.last() {
                Some(Level::Table(_)) => self.close_table(),
                _ if self.is_in_table() => self.close_cell(),
                _ => self.close_float(false),
            }
        }
        let blocks = self.close_story();
        finished(blocks)
    }

    /// Tells whether the open story is a cell.
    fn is_in_table(&self) -> bool {
        matches!(self.levels.as_slice(), [.., Level::Table(_), Level::Story(_)])
    }

    /// Ends the cell that text between cells made.
    fn close_stray(&mut self) {
        if self.is_in_table() {
            self.close_cell();
        }
    }

    fn story(&mut self) -> &mut Story {
        // Text between the cells of a table, which no program writes, makes a
        // cell of its own.
        if matches!(self.levels.last(), None | Some(Level::Table(_))) {
            self.levels.push(Level::Story(Story::default()));
        }
        match self.levels.last_mut() {
            Some(Level::Story(story)) => story,
            _ => unreachable!("a story was put there"),
        }
    }

    fn close_story(&mut self) -> Vec<Draft> {
        self.end_paragraph(Role::Body);
        match self.levels.pop() {
            Some(Level::Story(story)) => story.blocks,
            _ => Vec::new(),
        }
    }
}

impl Story {
    /// Adds a block; lines of code that follow one another are one block.
    fn put(&mut self, draft: Draft) {
        if let Some(last) = self.blocks.last_mut().filter(|last| last.role == Role::Code)
            && draft.role == Role::Code
        {
            last.text.push('\n');
            last.text.push_str(&draft.text);
            return;
        }
        self.blocks.push(draft);
    }
}

impl Draft {
    fn make_note(&mut self) {
        self.role = Role::Aside;
        self.note = true;
    }
}

impl Table {
    fn into_blocks(self) -> Vec<Draft> {
        if !self.is_data() {
            return self.rows.into_iter().flatten().flatten().collect();
        }
        let mut lines = Vec::new();
        let mut notes = Vec::new();
        for row in self.rows {
            let mut cells = Vec::new();
            for cell in row {
                let (aside, text): (Vec<Draft>, Vec<Draft>) = cell.into_iter().partition(|draft| draft.note);
                notes.extend(aside);
                let texts: Vec<String> = text.iter().map(|draft| folded(&draft.text)).collect();
                cells.push(texts.join(" "));
            }
            lines.push(cells.join("\t"));
        }
        let table =
            Draft { role: Role::Body, text: lines.join("\n"), table: true, strong: false, note: false };
        std::iter::once(table).chain(notes).collect()
    }

    fn is_data(&self) -> bool {
        let text = |cell: &Vec<Draft>| -> usize {
            cell.iter().filter(|draft| !draft.note).map(|draft| draft.text.len()).sum()
        };
        let columns = |row: &Vec<Vec<Draft>>| row.iter().filter(|cell| text(cell) > 0).count();
        let sizes: Vec<usize> = self.rows.iter().flatten().map(text).collect();
        let long: usize = sizes.iter().filter(|size| **size > CELL_BYTES).sum();
        self.rows.iter().any(|row| columns(row) > 1) && long * 2 <= sizes.iter().sum()
    }
}

/// Cuts a paragraph at empty lines: two line breaks show as one ends.
fn paragraphs(text: &str, role: Role) -> Vec<String> {
    if role == Role::Code {
        return vec![text.trim_end().to_owned()];
    }
    let mut found = vec![String::new()];
    for line in text.split('\n') {
        let line = line.trim();
        match found.last_mut() {
            _ if line.is_empty() => found.push(String::new()),
            Some(open) if open.is_empty() => open.push_str(line),
            Some(open) => {
                open.push('\n');
                open.push_str(line);
            }
            None => {}
        }
    }
    found.retain(|paragraph| paragraph.chars().any(|c| !c.is_whitespace()));
    found
}

/// A document's text with its blocks.
pub(super) struct Finished {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    /// What is in the style of a title.
    pub(super) title: Option<String>,
    /// The first heading, where no paragraph stands before it.
    pub(super) first_heading: Option<String>,
}

fn finished(blocks: Vec<Draft>) -> Finished {
    let kinds = kinds(&blocks);
    let title = blocks.iter().find(|block| block.role == Role::Title).map(|block| folded(&block.text));
    let first = kinds.iter().position(|kind| *kind != BlockKind::Aside);
    let first_heading =
        first.filter(|first| kinds[*first] == BlockKind::Heading).map(|first| folded(&blocks[first].text));
    let mut builder = TextBuilder::default();
    for (block, kind) in blocks.into_iter().zip(kinds) {
        let text = if kind == BlockKind::ListItem { without_bullet(&block.text) } else { &block.text };
        builder.push(kind, text);
    }
    let (text, pieces) = builder.finish();
    Finished { text, pieces, title, first_heading }
}

/// Gives each block its kind, from the last to the first: whether a line is a
/// heading depends on what follows.
fn kinds(blocks: &[Draft]) -> Vec<BlockKind> {
    let mut kinds = Vec::with_capacity(blocks.len());
    let mut next = None;
    for block in blocks.iter().rev() {
        let kind = kind(block, next);
        if kind != BlockKind::Aside {
            next = Some(kind);
        }
        kinds.push(kind);
    }
    kinds.reverse();
    kinds
}

fn kind(block: &Draft, next: Option<BlockKind>) -> BlockKind {
    let text = block.text.as_str();
    match block.role {
        _ if block.table => BlockKind::Table,
        Role::Aside => BlockKind::Aside,
        Role::Code => BlockKind::Code,
        Role::Title => BlockKind::Heading,
        Role::Heading if words(text) <= HEADING_WORDS => BlockKind::Heading,
        Role::Item => match is_aside(text) {
            true => BlockKind::Aside,
            false => BlockKind::ListItem,
        },
        Role::Heading | Role::Body if is_aside(text) => BlockKind::Aside,
        Role::Heading | Role::Body => match () {
            () if next.is_some() && (block.strong || is_upper(text)) && is_heading(text) => {
                BlockKind::Heading
            }
            () if without_bullet(text) != text => BlockKind::ListItem,
            () if is_fragment(text) => BlockKind::Aside,
            () => BlockKind::Paragraph,
        },
    }
}

/// Tells whether a line in bold is a heading: it is short and does not end as
/// a sentence does.
fn is_heading(text: &str) -> bool {
    words(text) <= STRONG_WORDS
        && !text.contains('\n')
        && !text.ends_with(['.', '!', ',', ';', '。', '！', '，', '；'])
        && !text.starts_with(char::is_lowercase)
}

/// Tells whether several words are in capital letters.
fn is_upper(text: &str) -> bool {
    words(text) >= 2 && text.contains(char::is_uppercase) && !text.contains(char::is_lowercase)
}

/// Returns a line without the bullet that was typed before it.
fn without_bullet(text: &str) -> &str {
    let rest = text.strip_prefix(['•', '·', '▪', '◦', '‣', '⁃', '■', '●', '○', '–', '—', '-', '*']);
    match rest {
        Some(rest) if rest.starts_with([' ', '\t', '\u{a0}']) => rest.trim_start(),
        _ => text,
    }
}
