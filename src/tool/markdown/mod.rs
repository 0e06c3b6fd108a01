//! Markdown: from text to our [`Tree`], and from text to escaped text.

pub mod blocks;
pub mod tree;

pub use tree::{Block, Inline, Note, Tree};
