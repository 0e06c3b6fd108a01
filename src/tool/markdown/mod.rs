//! Markdown: from text to our [`Tree`], and from text to escaped text.
//!
//! A text of a document goes through [`escape()`] on its way into Markdown and
//! comes out of [`parse()`] letter for letter, as [`fold()`] says.

use std::fmt;

mod address;
pub mod blocks;
mod chart;
mod escape;
mod fold;
mod in_text;
mod parse;
mod resolve;
mod rich;
mod text;
pub mod tree;

#[cfg(test)]
mod tests;

pub use address::web_address;
pub use chart::{chart, charts, without_charts};
pub use escape::escape;
pub use fold::{fold, is_printable};
pub use in_text::set_in_text;
pub use parse::parse;
pub use rich::rich;
pub use text::{Quotation, block_text, inline_text};
pub use tree::{Alignment, Block, Inline, Note, Tree, caption_line};

/// A briefing's Markdown. It is trusted to be ours: every text of a document
/// in it went through [`escape()`] or [`rich()`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markdown(String);

impl Markdown {
    /// Marks a text as Markdown.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the Markdown as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the Markdown as written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
