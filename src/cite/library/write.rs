//! What every writer of libraries needs.

use serde_json::{Map, Value, json};

use super::super::name::{self, Name};
use super::line;
use crate::model::LibraryEntry;

/// The formats that libraries are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LibraryFormat {
    /// BibLaTeX in UTF-8, which most programs for BibTeX read too.
    Bibtex,
    /// CSL-JSON: a list of items.
    CslJson,
    /// hayagriva's YAML.
    Hayagriva,
}

/// Writes a library that [`super::read_library`] reads as the same entries,
/// but for white space in values, which is folded, control characters, which
/// are left out, and names of persons, which come back as `Given Family`. Only BibTeX names files; hayagriva's
/// format has none but valid addresses and languages.
///
/// The entries' keys must be different, of ASCII letters, digits and `-_.`.
#[must_use]
pub fn write_library(format: LibraryFormat, entries: &[LibraryEntry]) -> String {
    match format {
        LibraryFormat::Bibtex => super::bibtex::write(entries),
        LibraryFormat::CslJson => super::csl_json::write(entries),
        LibraryFormat::Hayagriva => super::hayagriva_yaml::write(entries),
    }
}

/// Folds white space and leaves control characters out, which a terminal
/// would obey and TeX refuses; `None` where nothing is left.
pub(super) fn said(text: &str) -> Option<String> {
    line(&text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect::<String>())
}

/// A person's name in its parts; `None` for a body and a name that is not to
/// be taken apart.
pub(super) struct Parts {
    pub(super) family: String,
    pub(super) given: String,
    pub(super) suffix: Option<String>,
}

pub(super) fn parts(author: &str) -> Option<Parts> {
    match name::read(author) {
        Name::AsWritten => None,
        Name::Person { family, given, suffix } => Some(Parts { family, given, suffix }),
    }
}

/// Writes a name in the terms of CSL.
pub(super) fn csl_name(author: &str) -> Value {
    let Some(Parts { family, given, suffix }) = parts(author) else { return json!({ "literal": author }) };
    let mut fields =
        Map::from_iter([("family".to_owned(), json!(family)), ("given".to_owned(), json!(given))]);
    fields.extend(suffix.map(|suffix| ("suffix".to_owned(), json!(suffix))));
    Value::Object(fields)
}
