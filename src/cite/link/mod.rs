//! Links: an address that opens a page at a quotation.
//!
//! A text fragment (<https://wicg.github.io/scroll-to-text-fragment/>) names the
//! quotation by its words, and where these stand earlier in the document too,
//! by words around it. A browser takes the first match; [`Page`] knows which
//! that is.

mod directive;
mod page;
mod place;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use crate::model::{Block, BlockKind, Document, Source};

use super::entry::address;
use page::Page;
use place::Place;

/// Makes the links of one document: its text is folded once, so that each
/// further link costs one search or a few.
#[derive(Debug)]
pub struct Links<'a> {
    target: Option<Target<'a>>,
}

#[derive(Debug)]
enum Target<'a> {
    /// An address, and the pages of the document.
    Pdf(&'a str, &'a Document),
    /// An address, and what is seen there.
    Page(&'a str, Page<'a>),
}

impl<'a> Links<'a> {
    /// Reads a document, in one pass; not at all where its source has no http
    /// or https address.
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        let target = address(&document.source).map(|url| match document.media_type {
            "application/pdf" => Target::Pdf(url, document),
            _ => Target::Page(url, Page::new(document)),
        });
        Self { target }
    }

    /// Returns the address that opens the source at the bytes `range` of the
    /// document's text, which are in the block with this index: for a PDF that
    /// of the page (`#page=7`, RFC 8118), else one with a text fragment.
    ///
    /// `None` where the source has no http or https address or the text is
    /// blank. A fragment that the address has is kept before a text fragment;
    /// text directives that it has are not.
    ///
    /// # Panics
    /// If the range is not within the text at character bounds.
    #[must_use]
    pub fn link(&self, range: Range<usize>, block: usize) -> Option<String> {
        match self.target.as_ref()? {
            Target::Pdf(url, document) => {
                let page = document.blocks.get(block)?.page;
                let bare = url.split_once('#').map_or(*url, |(bare, _)| bare);
                Some(page.map_or_else(|| (*url).to_owned(), |page| format!("{bare}#page={page}")))
            }
            Target::Page(url, page) => Some(Place::of(page, range, block)?.directive().after(url)),
        }
    }
}

/// Returns the address that opens `source` at the bytes `range` of a text that
/// is one block, as [`Links::link`].
#[must_use]
pub(crate) fn link(source: &Source, text: &str, range: Range<usize>) -> Option<String> {
    let url = address(source)?;
    let block = [Block {
        range: 0..text.len(),
        kind: BlockKind::Paragraph,
        heading: None,
        paragraph: None,
        page: None,
        anchor: None,
    }];
    Some(Place::of(&Page::of(text, &block, "text/plain"), range, 0)?.directive().after(url))
}
