//! Blocks: from what a reader found to numbered blocks under their headings.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Block, BlockKind};

/// A block as a reader finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the text, without white space around; never empty.
    pub(super) range: Range<usize>,
    pub(super) kind: BlockKind,
    /// What a heading says, where that is not the text of its range.
    pub(super) says: Option<String>,
    /// The id of the nearest element above.
    pub(super) anchor: Option<Arc<str>>,
}

impl Piece {
    pub(super) fn new(range: Range<usize>, kind: BlockKind) -> Self {
        Self { range, kind, says: None, anchor: None }
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
            page: None,
            anchor: piece.anchor,
        });
        if let Some(says) = says {
            heading = Some(Arc::from(says));
        }
    }
    blocks
}

/// Writes a text on one line, with single spaces.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
