//! Rows: documents from records with named fields, one to a line (JSON Lines)
//! or to a row (CSV). The names are documented in `docs/formats.md`.

use std::collections::BTreeSet;

use crate::corpus::blocks::folded;
use crate::corpus::date::date_in;
use crate::corpus::decode::check_lines;
use crate::corpus::metadata::{Known, language_tag, taken_date, web_address};
use crate::corpus::reading::{NotRead, Output, Reading};
use crate::error::{Diagnostic, Warning};
use crate::model::PartialDate;

use super::{html, text};

pub(super) mod csv;
pub(super) mod json_lines;

#[cfg(test)]
mod tests;

/// The longest id that names a document, in bytes.
const ID_BYTES: usize = 200;

/// What a field of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Text,
    Html,
    Title,
    Author,
    Date,
    Url,
    Publisher,
    Language,
    Id,
    Note,
    Accessed,
    Archive,
}

/// The names of the fields, in lower case and without `_`, `-` and spaces. Of
/// two names for the same, the one that stands first here counts.
const NAMES: &[(&str, Key)] = &[
    ("text", Key::Text),
    ("fulltext", Key::Text),
    ("body", Key::Text),
    ("articlebody", Key::Text),
    ("content", Key::Text),
    ("article", Key::Text),
    ("html", Key::Html),
    ("contenthtml", Key::Html),
    ("bodyhtml", Key::Html),
    ("title", Key::Title),
    ("headline", Key::Title),
    ("authors", Key::Author),
    ("author", Key::Author),
    ("byline", Key::Author),
    ("creator", Key::Author),
    ("date", Key::Date),
    ("published", Key::Date),
    ("datepublished", Key::Date),
    ("publisheddate", Key::Date),
    ("publishedat", Key::Date),
    ("publicationdate", Key::Date),
    ("pubdate", Key::Date),
    ("url", Key::Url),
    ("link", Key::Url),
    ("publisher", Key::Publisher),
    ("source", Key::Publisher),
    ("site", Key::Publisher),
    ("sitename", Key::Publisher),
    ("outlet", Key::Publisher),
    ("language", Key::Language),
    ("lang", Key::Language),
    ("id", Key::Id),
    ("guid", Key::Id),
    ("note", Key::Note),
    ("accessed", Key::Accessed),
    ("dateaccessed", Key::Accessed),
    ("archive", Key::Archive),
    ("archiveurl", Key::Archive),
];

/// Returns what a name of a field means, and how much it counts among others
/// for the same: less is more.
fn key(name: &str) -> Option<(usize, Key)> {
    let plain: String =
        name.chars().filter(|c| !matches!(c, '_' | '-' | '\u{feff}') && !c.is_whitespace()).collect();
    let plain = plain.to_lowercase();
    let at = NAMES.iter().position(|(name, _)| *name == plain)?;
    Some((at, NAMES[at].1))
}

/// A record: the fields that mean something, each once.
#[derive(Debug, Default)]
struct Record {
    fields: Vec<(usize, Key, Value)>,
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    One(String),
    Several(Vec<String>),
}

impl Record {
    /// Adds a field, unless it is blank or a name that counts more gave it.
    fn add(&mut self, (rank, key): (usize, Key), value: Value) {
        let blank = match &value {
            Value::One(text) => text.trim().is_empty(),
            Value::Several(texts) => texts.is_empty(),
        };
        match self.fields.iter_mut().find(|(_, known, _)| *known == key) {
            _ if blank => {}
            Some(field) if field.0 > rank => *field = (rank, key, value),
            Some(_) => {}
            None => self.fields.push((rank, key, value)),
        }
    }

    fn text_of(&self, key: Key) -> Option<String> {
        let (.., value) = self.fields.iter().find(|(_, known, _)| *known == key)?;
        Some(match value {
            Value::One(text) => text.clone(),
            Value::Several(texts) => texts.join("; "),
        })
    }

    /// Returns a field on one line, without control characters.
    fn line_of(&self, key: Key) -> Option<String> {
        let line = folded(&self.text_of(key)?.replace(char::is_control, " "));
        Some(line).filter(|line| !line.is_empty())
    }

    fn authors(&self) -> Option<Vec<String>> {
        let (.., value) = self.fields.iter().find(|(_, known, _)| *known == Key::Author)?;
        let names: Vec<&str> = match value {
            // Commas stand within names too: `Doe, Jane`.
            Value::One(text) => text.split([';', '|', '\n']).collect(),
            Value::Several(texts) => texts.iter().map(String::as_str).collect(),
        };
        let names = names.into_iter().map(|name| folded(&name.replace(char::is_control, " ")));
        Some(names.filter(|name| !name.is_empty()).collect()).filter(|names: &Vec<String>| !names.is_empty())
    }

    fn known(&self, warnings: &mut Vec<Warning>) -> Known {
        Known {
            title: self.line_of(Key::Title),
            authors: self.authors(),
            publisher: self.line_of(Key::Publisher),
            date: self.read(Key::Date, "date", date, warnings),
            url: self.read(Key::Url, "web address", web_address, warnings),
            language: self.read(Key::Language, "language tag", language_tag, warnings),
            accessed: self.read(Key::Accessed, "date", date, warnings),
            archive: self.read(Key::Archive, "web address", web_address, warnings),
            note: self.line_of(Key::Note),
            reliability: None,
            marking: None,
        }
    }

    /// Reads a field; one that cannot be read is told and left out.
    fn read<T>(
        &self,
        key: Key,
        what: &str,
        read: fn(&str) -> Option<T>,
        warnings: &mut Vec<Warning>,
    ) -> Option<T> {
        let written = self.line_of(key)?;
        let value = read(&written);
        if value.is_none() {
            let shown: String = written.chars().take(80).collect();
            warnings.push(Diagnostic::warning(format!("`{shown}` is no {what}; it is not taken")));
        }
        value
    }

    /// Makes a document of it.
    ///
    /// # Errors
    /// There is no text, or it has too many lines.
    fn reading(&self) -> Result<Reading, NotRead> {
        let mut warnings = Vec::new();
        let embedded = self.known(&mut warnings);
        let reading = match (self.text_of(Key::Text), self.text_of(Key::Html)) {
            (Some(plain), _) => {
                check_lines(&plain)?;
                text::reading(plain.replace("\r\n", "\n").trim().to_owned())
            }
            (None, Some(source)) => html::whole(&source)?,
            (None, None) => return Err(NotRead::skipped("it has no text")),
        };
        Ok(Reading { embedded, warnings, ..reading })
    }
}

/// Reads a date as metadata writes it, or as pages do.
fn date(written: &str) -> Option<PartialDate> {
    written.parse().ok().and_then(taken_date).or_else(|| date_in(written, None))
}

/// Gives records their names, and makes documents of them.
struct Writer {
    names: BTreeSet<String>,
    encoding: &'static str,
    /// What was noticed of the whole file; the first document tells it.
    warnings: Vec<Warning>,
}

impl Writer {
    fn new(encoding: &'static str, warning: Option<Warning>) -> Self {
        Self { names: BTreeSet::new(), encoding, warnings: warning.into_iter().collect() }
    }

    /// Gives a record as a document: named by its id, if no record before has
    /// it, else by its place.
    ///
    /// # Errors
    /// As [`Output::begin`].
    fn write(&mut self, record: &Record, place: String, output: &mut Output<'_>) -> Result<(), NotRead> {
        let id = record.line_of(Key::Id).filter(|id| id.len() <= ID_BYTES && !self.names.contains(id));
        let name = id.unwrap_or(place);
        self.names.insert(name.clone());
        if !output.begin(&name)? {
            return Ok(());
        }
        match record.reading() {
            Ok(mut reading) => {
                self.encoding.clone_into(&mut reading.encoding);
                reading.warnings.append(&mut self.warnings);
                output.part(&name, reading);
            }
            Err(why) => output.not_read(&name, why),
        }
        Ok(())
    }
}
