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
mod style;
#[cfg(test)]
mod tests;

use crate::model::{Locator, Rich, Source};

pub use library::read_library;
pub use link::Links;
pub(crate) use link::link;
pub use selector::{Selectors, selector};
pub use style::{CiteError, Style, names};

/// One mention of a source.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'a> {
    /// What is known of the document.
    pub source: &'a Source,
    /// Where in it.
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
    /// Each source once with its key, in the order of the style's
    /// bibliography, or in the order of mention where the style has none.
    /// Without locators and without the style's own numbers.
    pub sources: Vec<(String, Rich)>,
    /// One for each mention, in the order given, in the style's short form:
    /// what stands in the text (`(Smith 2024, para. 3)`), or in note styles a
    /// note on a source that was mentioned before, never an `ibid.`, which
    /// only holds for one order. Numbers of numeric styles are the style's own.
    pub short: Vec<Rich>,
}
