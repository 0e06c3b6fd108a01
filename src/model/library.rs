//! Entries of a reference manager's library.

use super::PartialDate;

/// What a library (BibTeX, CSL-JSON, hayagriva) says of one source; `None` and
/// empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LibraryEntry {
    /// The entry's key.
    pub key: String,
    /// The files that the entry names, as written: absolute, or relative to
    /// the library's folder.
    pub files: Vec<String>,
    /// The title, without markup.
    pub title: Option<String>,
    /// Authors in order, `Given Family`.
    pub authors: Vec<String>,
    /// The publication it appeared in, else the publisher.
    pub publisher: Option<String>,
    /// The date of publication.
    pub date: Option<PartialDate>,
    /// The address, as written.
    pub url: Option<String>,
    /// The language (BCP 47), as written.
    pub language: Option<String>,
    /// When the address was visited.
    pub accessed: Option<PartialDate>,
    /// A remark.
    pub note: Option<String>,
}
