//! From what a reader found to documents with their metadata.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Diagnostic, Reported, Warning};
use crate::model::{Document, DocumentId, Layer, Outcome, Sha256};

use super::file::{Contents, FileReading, Read, skipped};
use super::formats::{FORMATS, Format};
use super::metadata::{Catalogue, Known};
use super::reading::{Event, NotRead, Reading};
use super::{ReadSettings, blocks, language, path, walk};

/// The events of one file on their way to documents.
struct Finishing<'a> {
    entry: &'a walk::Found,
    sha256: Sha256,
    catalogue: &'a Catalogue<'a>,
    settings: &'a ReadSettings<'a>,
    /// Whether the file has several documents.
    several: bool,
    contents: Contents,
    warnings: Vec<Warning>,
}

/// Makes documents of what a format's reader gave for a file.
pub(super) fn finish(
    entry: &walk::Found,
    sha256: Sha256,
    events: Vec<Event>,
    catalogue: &Catalogue<'_>,
    settings: &ReadSettings<'_>,
) -> FileReading {
    let several = events.iter().filter(|event| matches!(event, Event::Document { .. })).count() > 1;
    let (contents, warnings) = (Contents::default(), Vec::new());
    let mut finishing = Finishing { entry, sha256, catalogue, settings, several, contents, warnings };
    for event in events {
        match event {
            Event::Begin { .. } => {}
            Event::NotRead { member, why } => finishing.not_read(member, why),
            Event::Document { member, format, sha256, reading } => {
                finishing.reading(member, &FORMATS[format], sha256, *reading);
            }
        }
    }
    let Finishing { mut contents, warnings, .. } = finishing;
    if contents.documents.is_empty() && contents.skipped.is_empty() {
        contents = Contents::nothing(entry, NotRead::skipped("it has no text"));
    }
    Reported { value: contents, warnings }
}

impl Finishing<'_> {
    /// Lists what gave no document. Parts that are passed over give no warning:
    /// a picture in a mail is no news.
    fn not_read(&mut self, member: Option<String>, why: NotRead) {
        if why.outcome == Outcome::Refused || member.is_none() {
            let warning = Diagnostic::warning(why.reason.clone());
            self.warnings.push(warning.in_file(self.name(member.as_deref())));
        }
        self.contents.skipped.push(skipped(&self.entry.path, member, why));
    }

    fn reading(&mut self, member: Option<String>, format: &Format, own: Option<Sha256>, reading: Reading) {
        let name = self.name(member.as_deref());
        self.warnings.extend(reading.warnings.iter().cloned().map(|warning| warning.in_file(&name)));
        let (size, most) = (reading.text.len() as u64, self.settings.limits.text_bytes);
        if size > most {
            let (size, most) = (megabytes(size), megabytes(most));
            let reason = format!("its text of {size} is over the limit of {most} for one document");
            let hint = "`corpus.limits.text_mb` in config.yaml sets the limit";
            self.warnings.push(Diagnostic::warning(format!("skipped: {reason}")).in_file(name).hint(hint));
            self.contents.skipped.push(skipped(&self.entry.path, member, NotRead::skipped(reason)));
        } else if is_blank(&reading.text) {
            let why = NotRead::skipped("it has no text");
            self.contents.skipped.push(skipped(&self.entry.path, member, why));
        } else {
            let own = own.unwrap_or_else(|| self.part_digest(member.as_deref()));
            let document = self.document(member, format, reading);
            let told = document.warnings.into_iter().map(|warning| warning.in_file(&name));
            self.warnings.extend(told);
            self.contents.documents.push(Read { document: document.value, own });
        }
    }

    /// Returns by what copies of a document are known that is no file itself: the
    /// file's bytes, and which part of them it is.
    fn part_digest(&self, member: Option<&str>) -> Sha256 {
        match member {
            None => self.sha256.clone(),
            Some(member) => Sha256::of_parts([self.sha256.as_str().as_bytes(), member.as_bytes()]),
        }
    }

    fn document(&self, member: Option<String>, format: &Format, reading: Reading) -> Reported<Document> {
        let file = &self.entry.file;
        let mut layers = self.catalogue.of(file, member.as_deref(), self.several);
        let listed = self.catalogue.listed(file, member.as_deref(), &reading.embedded);
        layers.extend(listed.map(|known| (Layer::Bibliography, known)));
        layers.push((Layer::Embedded, reading.embedded));
        let stem = member.as_deref().map_or(file.as_path(), Path::new).file_stem().unwrap_or_default();
        let name = path::escaped(Path::new(stem));
        layers.push((Layer::FileName, Known::of_name(&name, self.settings.file_names)));
        layers.push((Layer::Detected, Known { title: reading.detected_title, ..Known::default() }));
        let mut known = Known::merged(layers, self.settings.latest);
        if known.language().is_none() {
            let detect = || language::detect(&reading.text, &reading.pieces);
            let language = reading.detected_language.unwrap_or_else(detect);
            known.take(Layer::Detected, Known { language, ..Known::default() });
        }
        let warnings = known.doubts();
        let (source, origins) = known.into_source(name);
        let value = Document {
            id: DocumentId(0),
            path: self.entry.path.clone(),
            member,
            media_type: format.media_types[0],
            encoding: reading.encoding,
            sha256: self.sha256.clone(),
            text_sha256: Sha256::of(reading.text.as_bytes()),
            blocks: blocks::number(&reading.text, reading.pieces),
            text: Arc::from(reading.text),
            source,
            origins,
        };
        Reported { value, warnings }
    }

    fn name(&self, member: Option<&str>) -> String {
        match member {
            Some(member) => format!("{}/{member}", self.entry.path),
            None => self.entry.path.clone(),
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty()
}

/// Writes a size in MB (2^20 bytes), with one decimal where it is no whole
/// number, and in bytes where it is less than one.
pub(super) fn megabytes(bytes: u64) -> String {
    if bytes < 1 << 20 {
        return format!("{bytes} bytes");
    }
    let tenths = (bytes as f64 / f64::from(1 << 20) * 10.0).ceil() / 10.0;
    format!("{tenths} MB")
}
