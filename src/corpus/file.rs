//! One file: from the disk to documents with their metadata.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Diagnostic, Reported, Warning};
use crate::model::document::Skipped;
use crate::model::{Document, DocumentId, Layer, Outcome, ReadLimits, Sha256};

use super::formats::{self, FORMATS, Format};
use super::metadata::{Catalogue, Known};
use super::reading::{Event, NotRead, Reading};
use super::{Readers, blocks, language, path, walk};

/// The documents of a file, and what of it gave none, each in its order.
pub(super) type FileReading = Reported<Contents>;

/// What became of a file.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) documents: Vec<Read>,
    pub(super) skipped: Vec<Skipped>,
}

/// A document, and by what copies of it are known.
pub(super) struct Read {
    pub(super) document: Document,
    /// Digest of the bytes that it was read from, where those are a file,
    /// alone or within another; `None` for a part of a file.
    pub(super) own: Option<Sha256>,
}

/// How many bytes tell whether a file without a known extension is read.
const HEAD_BYTES: u64 = 16 << 10;

/// Reads one file of a walk.
pub(super) fn read(
    entry: &walk::Found,
    catalogue: &Catalogue,
    limits: &ReadLimits,
    readers: &Readers,
) -> FileReading {
    let quietly = |reason: &str| Reported::clean(Contents::nothing(entry, NotRead::skipped(reason)));
    match &entry.state {
        walk::State::Failed(reason) => {
            return loudly(entry, NotRead::refused(format!("cannot read it: {reason}")));
        }
        walk::State::Special(kind) => {
            return loudly(entry, NotRead::skipped(format!("not a file but {kind}; not read")));
        }
        walk::State::Elsewhere(reason) => return quietly(reason),
        walk::State::File => {}
    }
    let name = path::escaped(Path::new(entry.file.file_name().unwrap_or_default()));
    match bytes_of(&entry.file, &name, limits) {
        Ok((bytes, format)) => {
            let events = readers.read(&entry.path, &bytes, format, limits);
            finish(entry, &Sha256::of(&bytes), events, catalogue, limits)
        }
        Err(Trouble::Empty) => quietly("it is empty"),
        Err(Trouble::TooLarge(size)) => too_large(entry, size, limits),
        Err(Trouble::Unreadable(reason)) => {
            loudly(entry, NotRead::refused(format!("cannot read it: {reason}")))
        }
        Err(Trouble::Format(why)) if why.outcome == Outcome::Skipped => quietly(&why.reason),
        Err(Trouble::Format(why)) => loudly(entry, why),
    }
}

impl Contents {
    fn nothing(entry: &walk::Found, why: NotRead) -> Self {
        Self { documents: Vec::new(), skipped: vec![skipped(&entry.path, None, why)] }
    }
}

fn loudly(entry: &walk::Found, why: NotRead) -> FileReading {
    let warning = Diagnostic::warning(why.reason.clone()).in_file(&entry.path);
    Reported { value: Contents::nothing(entry, why), warnings: vec![warning] }
}

fn skipped(path: &str, member: Option<String>, why: NotRead) -> Skipped {
    Skipped { path: path.to_owned(), member, outcome: why.outcome, reason: why.reason }
}

/// Why a file gives no bytes.
enum Trouble {
    Empty,
    /// Its size in bytes.
    TooLarge(u64),
    /// The system's reason.
    Unreadable(String),
    /// Nothing says what it is, or its content and its name contradict.
    Format(NotRead),
}

fn bytes_of(file: &Path, name: &str, limits: &ReadLimits) -> Result<(Vec<u8>, &'static Format), Trouble> {
    let unreadable = |error: std::io::Error| Trouble::Unreadable(error.to_string());
    let mut opened = File::open(file).map_err(unreadable)?;
    let metadata = opened.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Trouble::Unreadable("it is no regular file any more".to_owned()));
    }
    let size = metadata.len();
    let mut bytes = Vec::new();
    if formats::by_extension(Path::new(name)).is_none() {
        // A film is not read whole to find that it is none of ours.
        opened.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
        formats::choose(name, None, &bytes).map_err(Trouble::Format)?;
    }
    if size > limits.file_bytes {
        return Err(Trouble::TooLarge(size));
    }
    // A file may grow while it is read.
    let room = limits.file_bytes.saturating_add(1).saturating_sub(bytes.len() as u64);
    opened.take(room).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 {
        0 => Err(Trouble::Empty),
        read if read > limits.file_bytes => Err(Trouble::TooLarge(read)),
        _ => match formats::choose(name, None, &bytes) {
            Ok(format) => Ok((bytes, format)),
            Err(why) => Err(Trouble::Format(why)),
        },
    }
}

fn too_large(entry: &walk::Found, size: u64, limits: &ReadLimits) -> FileReading {
    let most = limits.file_bytes;
    let reason = format!("its {} are over the limit of {} for one file", megabytes(size), megabytes(most));
    let warning = Diagnostic::warning(format!("skipped: {reason}"))
        .in_file(&entry.path)
        .hint("`corpus.limits.file_mb` in config.yaml sets the limit");
    Reported { value: Contents::nothing(entry, NotRead::skipped(reason)), warnings: vec![warning] }
}

/// Writes a size in MB (2^20 bytes), with one decimal where it is no whole
/// number, and in bytes where it is less than one.
fn megabytes(bytes: u64) -> String {
    if bytes < 1 << 20 {
        return format!("{bytes} bytes");
    }
    let tenths = (bytes as f64 / f64::from(1 << 20) * 10.0).ceil() / 10.0;
    format!("{tenths} MB")
}

/// Makes documents of what a format's reader gave.
fn finish(
    entry: &walk::Found,
    sha256: &Sha256,
    events: Vec<Event>,
    catalogue: &Catalogue,
    limits: &ReadLimits,
) -> FileReading {
    let mut contents = Contents::default();
    let mut warnings: Vec<Warning> = Vec::new();
    let several = events.iter().filter(|event| matches!(event, Event::Document { .. })).count() > 1;
    for event in events {
        let (member, why) = match event {
            Event::Begin { .. } => continue,
            Event::NotRead { member, why } => {
                if why.outcome == Outcome::Refused || member.is_none() {
                    warnings.push(Diagnostic::warning(why.reason.clone()).in_file(named(entry, &member)));
                }
                (member, why)
            }
            Event::Document { member, format, sha256: own, reading } => {
                let name = named(entry, &member);
                warnings.extend(reading.warnings.iter().cloned().map(|warning| warning.in_file(&name)));
                if reading.text.len() as u64 > limits.text_bytes {
                    let size = megabytes(reading.text.len() as u64);
                    let most = megabytes(limits.text_bytes);
                    let reason = format!("its text of {size} is over the limit of {most} for one document");
                    warnings.push(Diagnostic::warning(format!("skipped: {reason}")).in_file(&name));
                    (member, NotRead::skipped(reason))
                } else if is_blank(&reading.text) {
                    (member, NotRead::skipped("it has no text"))
                } else {
                    let given = catalogue.of(&entry.file, member.as_deref(), several);
                    let own = own.or_else(|| member.is_none().then(|| sha256.clone()));
                    let document = document(entry, member, &FORMATS[format], sha256, *reading, given);
                    contents.documents.push(Read { document, own });
                    continue;
                }
            }
        };
        contents.skipped.push(skipped(&entry.path, member, why));
    }
    if contents.documents.is_empty() && contents.skipped.is_empty() {
        contents = Contents::nothing(entry, NotRead::skipped("it has no text"));
    }
    Reported { value: contents, warnings }
}

fn is_blank(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty()
}

fn named(entry: &walk::Found, member: &Option<String>) -> String {
    match member {
        Some(member) => format!("{}/{member}", entry.path),
        None => entry.path.clone(),
    }
}

fn document(
    entry: &walk::Found,
    member: Option<String>,
    format: &Format,
    sha256: &Sha256,
    reading: Reading,
    mut layers: Vec<(Layer, Known)>,
) -> Document {
    layers.push((Layer::Embedded, reading.embedded));
    let mut known = Known::merged(layers);
    let stem = match &member {
        Some(member) => Path::new(member).file_stem(),
        None => entry.file.file_stem(),
    };
    let name = path::escaped(Path::new(stem.unwrap_or_default()));
    known.take(Layer::Detected, Known { title: reading.detected_title, ..Known::default() });
    if known.language().is_none() {
        let language = language::detect(&reading.text, &reading.pieces);
        known.take(Layer::Detected, Known { language, ..Known::default() });
    }
    let (source, origins) = known.into_source(name);
    Document {
        id: DocumentId(0),
        path: entry.path.clone(),
        member,
        media_type: format.media_types[0],
        encoding: reading.encoding,
        sha256: sha256.clone(),
        text_sha256: Sha256::of(reading.text.as_bytes()),
        blocks: blocks::number(&reading.text, reading.pieces),
        text: Arc::from(reading.text),
        source,
        origins,
    }
}
