//! Citations: references in any CSL style, locators, selectors and links.
//!
//! hayagriva formats; this room decides what it is told about a source
//! (`entry`, `name`), repairs and disarms what it writes (`rich`), and makes
//! the two proofs that need no style: selectors and text-fragment links.

mod entry;
mod format;
mod library;
mod link;
mod mentions;
mod name;
mod prune;
mod rich;
mod selector;
mod sequence;
mod style;
#[cfg(test)]
mod tests;

use crate::model::{Locator, Rich, Source};

pub use library::{LibraryFormat, read_library, write_library};
pub use link::Links;
pub(crate) use link::link;
pub use selector::{Selectors, selector};
pub use style::{CiteError, Style, names};

/// One mention of a source.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'a> {
    /// What is known of the document.
    pub source: &'a Source,
    /// Where in it: the page is told, else the heading with the number of the
    /// paragraph below it, else the paragraph.
    pub locator: &'a Locator,
    /// The document's id or path: mentions with one key are of one source, and
    /// the first mention's metadata count.
    pub key: &'a str,
}

/// The references of an edition in one style.
///
/// The texts of sources stand in them letter for letter except for what the
/// style itself changes (capitals of English titles, initials of persons),
/// control characters, which are left out, and line breaks, which are spaces.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Citations {
    /// One for each mention, in the order given, complete and with its
    /// locator: the first note in note styles, the bibliography's entry in
    /// all others. Never empty; the source's address is always in it.
    pub references: Vec<Rich>,
    /// One for each mention, as the note that it is in the order given: in
    /// note styles complete at a source's first mention, then in the style's
    /// short form, as `ibid.` where the style has it. In all others the
    /// complete reference.
    pub notes: Vec<Rich>,
    /// One for each mention, in the order given: what stands in the text, in
    /// brackets (`(Smith 2024, para. 3)`, `[1, para. 3]`). Empty in note styles.
    pub in_text: Vec<Rich>,
    /// Each source once, in the order of the style's bibliography, or in the
    /// order of mention where the style has none.
    pub sources: Vec<Listed>,
}

/// A source in the list of sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// As in [`Cited::key`].
    pub key: String,
    /// The number or label by which the text refers to it, as the style sets
    /// it in the list, such as `[1]`; empty where the style has none.
    pub label: String,
    /// The reference without locator and label.
    pub reference: Rich,
}
