//! One file: from the disk to what became of it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::error::{Diagnostic, Reported};
use crate::model::document::Skipped;
use crate::model::{Document, ReadLimits, Sha256};

use super::documents::{finish, megabytes};
use super::formats::{self, Format, NoFormat};
use super::metadata::Catalogue;
use super::reading::{Event, NotRead};
use super::{ReadSettings, language, path, walk};
use crate::corpus::cache::{Cache, Kept};

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
    /// Digest of the bytes that it was read from, where those are a file, alone
    /// or within another; for any other part, of its file and its name.
    pub(super) own: Sha256,
}

/// How many bytes tell whether a file without a known extension is read.
const HEAD_BYTES: u64 = 16 << 10;

/// Reads one file of a walk.
pub(super) fn read(
    entry: &walk::Found,
    catalogue: &Catalogue<'_>,
    settings: &ReadSettings<'_>,
    cache: &Cache,
) -> FileReading {
    let limits = settings.limits;
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
    if let Some(Kept { sha256, events }) = cache.take(&entry.path) {
        return finish(entry, sha256, events, catalogue, settings);
    }
    let name = path::escaped(Path::new(entry.file.file_name().unwrap_or_default()));
    match bytes_of(&entry.file, &name, limits) {
        Ok((bytes, format)) => {
            let events = settings.readers.read(&entry.path, &bytes, format, limits);
            let read = Kept { sha256: Sha256::of(&bytes), events: with_languages(events) };
            let Kept { sha256, events } =
                if is_purged(&read, settings) { read } else { cache.keep(entry, read) };
            finish(entry, sha256, events, catalogue, settings)
        }
        Err(Trouble::Empty) => quietly("it is empty"),
        Err(Trouble::TooLarge(size)) => too_large(entry, size, limits),
        Err(Trouble::Unreadable(reason)) => {
            loudly(entry, NotRead::refused(format!("cannot read it: {reason}")))
        }
        Err(Trouble::Format(NoFormat::Unknown(reason))) => quietly(&reason),
        Err(Trouble::Format(why)) => loudly(entry, why.into()),
    }
}

/// Tells whether a file has a text that was purged, which is kept nowhere.
fn is_purged(read: &Kept, settings: &ReadSettings<'_>) -> bool {
    let is_one = |event: &Event| match event {
        Event::Document { reading, .. } => settings.purged.contains(&Sha256::of(reading.text.as_bytes())),
        _ => false,
    };
    !settings.purged.is_empty() && read.events.iter().any(is_one)
}

/// Detects the language of each text that does not tell its own, which costs as
/// much as all the rest.
fn with_languages(mut events: Vec<Event>) -> Vec<Event> {
    for event in &mut events {
        if let Event::Document { reading, .. } = event
            && reading.embedded.language.is_none()
        {
            reading.detected_language = Some(language::detect(&reading.text, &reading.pieces));
        }
    }
    events
}

impl Contents {
    pub(super) fn nothing(entry: &walk::Found, why: NotRead) -> Self {
        Self { documents: Vec::new(), skipped: vec![skipped(&entry.path, None, why)] }
    }
}

fn loudly(entry: &walk::Found, why: NotRead) -> FileReading {
    let warning = Diagnostic::warning(why.reason.clone()).in_file(&entry.path);
    Reported { value: Contents::nothing(entry, why), warnings: vec![warning] }
}

pub(super) fn skipped(path: &str, member: Option<String>, why: NotRead) -> Skipped {
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
    Format(NoFormat),
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
