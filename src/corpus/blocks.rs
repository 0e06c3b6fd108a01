//! Blocks: from what a reader found to numbered blocks under their headings.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Block, BlockKind};

/// A block as a reader finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    /// Bytes of the text, without white space around; never empty.
    pub(super) range: Range<usize>,
    pub(super) kind: BlockKind,
    /// What a heading says, where that is not the text of its range.
    pub(super) says: Option<String>,
    /// The id of the nearest element above.
    pub(super) anchor: Option<String>,
    /// The page, from 1, that the block begins on.
    pub(super) page: Option<u32>,
}

impl Piece {
    pub(super) fn new(range: Range<usize>, kind: BlockKind) -> Self {
        Self { range, kind, says: None, anchor: None, page: None }
    }
}

/// A text that is put together from blocks, with a blank line between them.
#[derive(Debug, Default)]
pub(super) struct TextBuilder {
    text: String,
    pieces: Vec<Piece>,
}

impl TextBuilder {
    /// Adds a block, without the white space around it; a block of nothing else
    /// is left out. The piece is returned to be told more about.
    pub(super) fn push(&mut self, kind: BlockKind, text: &str) -> Option<&mut Piece> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
        if text.is_empty() {
            return None;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece::new(start..self.text.len(), kind));
        self.pieces.last_mut()
    }

    /// Returns the text and its blocks.
    pub(super) fn finish(self) -> (String, Vec<Piece>) {
        (self.text, self.pieces)
    }
}

/// Numbers the paragraphs and puts every block under its heading.
pub(super) fn number(text: &str, pieces: Vec<Piece>) -> Vec<Block> {
    let mut heading: Option<Arc<str>> = None;
    let mut paragraphs = 0;
    let mut blocks = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let says = (piece.kind == BlockKind::Heading)
            .then(|| folded(piece.says.as_deref().unwrap_or(&text[piece.range.clone()])));
        blocks.push(Block {
            paragraph: piece.kind.is_prose().then(|| {
                paragraphs += 1;
                paragraphs
            }),
            range: piece.range,
            kind: piece.kind,
            heading: heading.clone(),
            page: piece.page,
            anchor: piece.anchor.map(Arc::from),
        });
        if let Some(says) = says {
            heading = Some(Arc::from(says));
        }
    }
    blocks
}

pub(super) use crate::tool::white_space::folded;
