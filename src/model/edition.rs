//! Editions: the files of one brief on one date.

use std::fmt;
use std::str::FromStr;

use super::Date;

/// What an edition of a brief is called: its date, and which one of that date
/// it is. Written `2025-04-02` for the first, `2025-04-02.2` for the second;
/// ordered as they were published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionName {
    /// The edition's date.
    pub date: Date,
    /// From 1.
    pub revision: u32,
}

impl EditionName {
    /// Returns the name of the first edition of a date.
    #[must_use]
    pub fn first(date: Date) -> Self {
        Self { date, revision: 1 }
    }

    /// Returns the name of the next edition of the same date.
    #[must_use]
    pub fn next(self) -> Self {
        Self { revision: self.revision.saturating_add(1), ..self }
    }
}

impl fmt::Display for EditionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.revision {
            1 => self.date.fmt(f),
            revision => write!(f, "{}.{revision}", self.date),
        }
    }
}

impl FromStr for EditionName {
    type Err = String;

    /// Reads what [`fmt::Display`] writes, and nothing else: no `.1`, no `.02`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mistaken = || format!("`{text}` is no edition's name (YYYY-MM-DD, or YYYY-MM-DD.2 and so on)");
        let (date, revision) = match text.split_once('.') {
            Some((date, revision)) => (date, revision.parse().map_err(|_| mistaken())?),
            None => (text, 1),
        };
        let name = Self { date: date.parse().map_err(|_| mistaken())?, revision };
        if name.revision > 0 && name.to_string() == text { Ok(name) } else { Err(mistaken()) }
    }
}

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
    /// Its date, and which one of that date it is.
    pub name: EditionName,
    /// In the order of audiences and formats; `edition.json` last.
    pub artifacts: Vec<Artifact>,
    /// Texts of the cited documents by digest, for `output/sources/`.
    pub sources: Vec<(super::Sha256, std::sync::Arc<str>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_nothing_else_is() {
        for text in ["2025-04-02", "2025-04-02.2", "2025-04-02.10"] {
            assert_eq!(text.parse::<EditionName>().unwrap().to_string(), text);
        }
        for text in [
            "2025-04-02.1",
            "2025-04-02.02",
            "2025-04-02.0",
            "2025-04-02.",
            "2025-4-2",
            "latest",
            "2025-04-02.2.3",
        ] {
            assert!(text.parse::<EditionName>().is_err(), "{text}");
        }
    }

    #[test]
    fn names_stand_in_the_order_in_which_they_are_published() {
        let name = |text: &str| text.parse::<EditionName>().unwrap();
        assert!(name("2025-04-02") < name("2025-04-02.2"));
        assert!(name("2025-04-02.9") < name("2025-04-02.10"));
        assert!(name("2025-04-02.10") < name("2025-04-03"));
    }
}
