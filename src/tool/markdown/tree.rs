//! The tree of a briefing, which every output format is written from.

use serde::Serialize;

/// A parsed Markdown text. Every string in it is text, never markup.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tree {
    /// In the order of the text.
    pub blocks: Vec<Block>,
    /// Footnotes in the order of their first marks; one that no mark names is
    /// left out. `notes[i].number == i + 1`.
    pub notes: Vec<Note>,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// Its number, from 1 in the order of first marks.
    pub number: usize,
    /// Its label as written, such as `3` for `[^3]`.
    pub label: String,
    /// How many marks name it, at least 1.
    pub marks: usize,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// A name for links to it, unique in the tree: lower-case letters
        /// of any script, digits and hyphens.
        id: String,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        content: Vec<Inline>,
    },
    /// A quotation.
    Quote {
        /// What it quotes.
        blocks: Vec<Block>,
    },
    /// A list.
    List {
        /// The first number; `None` for bullets.
        start: Option<u64>,
        /// The blocks of each item.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table {
        /// One for each column.
        columns: Vec<Alignment>,
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The cells of each row; as many as there are columns.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A chart, in the place where it is to stand. A writer that does not know
    /// its id shows the caption.
    Chart {
        /// Lower-case letters (a to z), digits and hyphens; at least one.
        id: String,
        /// What there is to see, for those who do not see it.
        alt: String,
        /// What it shows, in a sentence.
        caption: String,
    },
    /// Preformatted text.
    Code {
        /// The text, with its line breaks.
        text: String,
    },
    /// A rule between parts.
    Rule,
}

/// Returns the line that stands for a chart that is not drawn: its caption,
/// emphasised; empty for none.
#[must_use]
pub fn caption_line(caption: &str) -> Vec<Inline> {
    let content = vec![Inline::Text { text: caption.to_owned() }];
    if caption.is_empty() { Vec::new() } else { vec![Inline::Emphasis { content }] }
}

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Alignment {
    /// Not said.
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Inline {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// Emphasis.
    Emphasis {
        /// What is emphasised.
        content: Vec<Inline>,
    },
    /// Strong emphasis.
    Strong {
        /// What is emphasised.
        content: Vec<Inline>,
    },
    /// Text struck through.
    Strike {
        /// What is struck through.
        content: Vec<Inline>,
    },
    /// Program text.
    Code {
        /// The text.
        text: String,
    },
    /// A link.
    Link {
        /// http, https or mailto, or `#id` of a heading in the tree.
        url: String,
        /// What is shown.
        content: Vec<Inline>,
    },
    /// A footnote's mark.
    Mark {
        /// The note's number, an index into [`Tree::notes`] plus one.
        note: usize,
        /// Which mark of this note it is, from 1.
        nth: usize,
    },
    /// A line break that was asked for.
    Break,
}
