//! Editions: the files of one brief on one date.

use super::Date;

/// A file of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its name in the edition's folder, such as `analyst.pdf`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file that a briefing carries within it, so that it proves itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, such as `edition.json`.
    pub name: &'static str,
    /// Its media type (IANA).
    pub media_type: &'static str,
    /// What it is, in a few words of English.
    pub description: &'static str,
    /// UTF-8.
    pub text: String,
}

/// One brief on one date, built but not written.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The brief's id.
    pub brief: String,
    /// The edition's date.
    pub date: Date,
    /// In the order of audiences and formats; `edition.json` last.
    pub artifacts: Vec<Artifact>,
    /// Texts of the cited documents by digest, for `output/sources/`.
    pub sources: Vec<(super::Sha256, std::sync::Arc<str>)>,
}
