//! What was read before: the events of files that have not changed since, so
//! that a file is opened by its reader once.
//!
//! A pack is a header and records, each `length (32 bits, little-endian),
//! CRC-32 (the same), postcard`. Records are appended; of several for a file the
//! one with its present stamp counts. A pack of another version, or of other
//! limits, is begun anew; what follows a damaged record is dropped. The pack is
//! a cache: nothing is lost with it.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Mutex;
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::reading::Event;
use super::walk;
use crate::error::Diagnostic;
use crate::model::{ReadLimits, Sha256};
use crate::tool::stamp::{Stamp, mark_of, now_at};

/// The pack's name in its folder.
const PACK: &str = "read.pack";

const MAGIC: &[u8; 16] = b"attache/pack/1\n\0";

/// Length and checksum before each record.
const HEAD_BYTES: usize = 8;

/// So many bytes of records are decoded at once.
const BATCH_BYTES: usize = 8 << 20;

/// A pack with more bytes that nothing needs than this, and than it needs, is
/// packed anew.
const WASTE_BYTES: u64 = 1 << 20;

/// Whether what was read before is used, and whether what is read is kept.
#[derive(Debug, Clone, Copy)]
pub enum Caching<'a> {
    /// Neither.
    Off,
    /// What is kept in this folder is used, and nothing is written.
    Use(&'a Path),
    /// What is kept in this folder is used, and what is read is kept there. One
    /// run at a time may.
    Keep(&'a Path),
}

/// What a file gave.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Record {
    /// As in the walk.
    path: String,
    stamp: Stamp,
    kept: Kept,
}

/// What was read of a file.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Of its bytes.
    pub(super) sha256: Sha256,
    pub(super) events: Vec<Event>,
}

/// What is kept of a corpus, and where more of it is put.
pub(super) struct Cache {
    known: BTreeMap<String, Mutex<Option<Kept>>>,
    stamps: BTreeMap<String, Stamp>,
    writer: Option<Mutex<Writer>>,
    /// When reading began, as the file system tells it.
    now: Option<SystemTime>,
}

/// Where records are appended; it gives up after the first failure, which is
/// told in the end: a full disk is no reason not to read.
struct Writer {
    to: Result<BufWriter<File>, io::Error>,
}

impl Cache {
    /// Opens what is kept of these files. What cannot be read is as if it were
    /// not there.
    pub(super) fn open(caching: Caching<'_>, found: &[&walk::Found], key: &Sha256) -> Self {
        let mut cache = Self { known: BTreeMap::new(), stamps: BTreeMap::new(), writer: None, now: None };
        let (folder, keeps) = match caching {
            Caching::Off => return cache,
            Caching::Use(folder) => (folder, false),
            Caching::Keep(folder) => (folder, true),
        };
        cache.stamps = stamps(found);
        let pack = folder.join(PACK);
        let read = cache.load(&pack, key);
        if keeps {
            let to = fs::create_dir_all(folder).and_then(|()| append(&pack, key, read));
            cache.now = now_at(folder);
            cache.writer = Some(Mutex::new(Writer { to }));
        }
        cache
    }

    /// Takes what is kept of a file.
    pub(super) fn take(&self, path: &str) -> Option<Kept> {
        self.known.get(path)?.lock().ok()?.take()
    }

    /// Keeps what was read of a file, unless it may have changed since it was
    /// listed, or may still change under the same stamp.
    pub(super) fn keep(&self, entry: &walk::Found, kept: Kept) -> Kept {
        let (Some(writer), Some(now), Some(stamp)) =
            (&self.writer, self.now, self.stamps.get(&entry.path).copied())
        else {
            return kept;
        };
        let is_same = || fs::metadata(&entry.file).is_ok_and(|found| Stamp::of(&found) == stamp);
        if !stamp.is_settled(now) || !is_same() {
            return kept;
        }
        let record = Record { path: entry.path.clone(), stamp, kept };
        if let (Ok(bytes), Ok(mut writer)) = (postcard::to_stdvec(&record), writer.lock()) {
            writer.append(&bytes);
        }
        record.kept
    }

    /// Writes what is still to be written; says, as an error, what could not be
    /// kept.
    pub(super) fn finish(self) -> Option<Diagnostic> {
        let writer = self.writer?.into_inner().ok()?;
        let error = writer.to.and_then(|mut to| to.flush()).err()?;
        let message = format!("cannot keep what was read: {error}");
        let hint = "the next run reads all documents anew";
        Some(Diagnostic::error(message).in_file(format!(".attache/corpus/{PACK}")).hint(hint))
    }

    /// Reads the records that are of use; says how far the pack is whole, and
    /// which of its ranges are of use.
    fn load(&mut self, pack: &Path, key: &Sha256) -> Option<Extent> {
        let mut from = BufReader::with_capacity(1 << 20, File::open(pack).ok()?);
        let mut head = [0; MAGIC.len() + 64];
        from.read_exact(&mut head).ok()?;
        if head[..MAGIC.len()] != *MAGIC || head[MAGIC.len()..] != *key.as_str().as_bytes() {
            return None;
        }
        let mut extent = Extent { whole: head.len() as u64, useful: Vec::new() };
        let mut batch: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut batched = 0;
        let mut at = extent.whole;
        let mut is_whole = true;
        while let Some(bytes) = next(&mut from) {
            let length = bytes.len();
            batch.push((at, bytes));
            at += (HEAD_BYTES + length) as u64;
            batched += length;
            if batched >= BATCH_BYTES {
                is_whole &= self.take_in(&mut batch, &mut extent);
                batched = 0;
            }
        }
        is_whole &= self.take_in(&mut batch, &mut extent);
        if !is_whole {
            self.known.clear();
            return None;
        }
        extent.whole = at;
        Some(extent)
    }

    /// Decodes a batch of records; `false` where one is none.
    fn take_in(&mut self, batch: &mut Vec<(u64, Vec<u8>)>, extent: &mut Extent) -> bool {
        let decoded: Vec<_> = batch
            .par_drain(..)
            .map(|(at, bytes)| {
                // The path and the stamp stand first: most of what is of no use is not decoded.
                let (head, _) = postcard::take_from_bytes::<(String, Stamp)>(&bytes).ok()?;
                if self.stamps.get(&head.0) != Some(&head.1) {
                    return Some(None);
                }
                let record: Record = postcard::from_bytes(&bytes).ok()?;
                Some(Some((at, bytes.len(), record)))
            })
            .collect();
        for record in decoded {
            match record {
                None => return false,
                Some(None) => {}
                Some(Some((at, length, record))) => {
                    extent.useful.push(at..at + (HEAD_BYTES + length) as u64);
                    self.known.insert(record.path, Mutex::new(Some(record.kept)));
                }
            }
        }
        true
    }
}

/// What of a pack can be used.
struct Extent {
    /// Records are whole up to here.
    whole: u64,
    useful: Vec<std::ops::Range<u64>>,
}

impl Extent {
    fn is_wasteful(&self) -> bool {
        let useful: u64 = self.useful.iter().map(|range| range.end - range.start).sum();
        let waste = self.whole.saturating_sub(useful);
        waste > WASTE_BYTES && waste > useful
    }
}

impl Writer {
    fn append(&mut self, bytes: &[u8]) {
        let (Ok(to), Ok(length)) = (&mut self.to, u32::try_from(bytes.len())) else { return };
        let written = to
            .write_all(&length.to_le_bytes())
            .and_then(|()| to.write_all(&crc32fast::hash(bytes).to_le_bytes()))
            .and_then(|()| to.write_all(bytes));
        if let Err(error) = written {
            self.to = Err(error);
        }
    }
}

/// Reads the next record's bytes; `None` at the end and where it is damaged.
fn next(from: &mut impl io::Read) -> Option<Vec<u8>> {
    let mut head = [0; HEAD_BYTES];
    from.read_exact(&mut head).ok()?;
    let (length, checksum) = head.split_at(4);
    let length = u32::from_le_bytes(length.try_into().ok()?);
    let checksum = u32::from_le_bytes(checksum.try_into().ok()?);
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes).ok()?;
    (bytes.len() == length as usize && crc32fast::hash(&bytes) == checksum).then_some(bytes)
}

/// Opens a pack to append to, behind what of it is whole; a new one where there
/// is none, or most of it is of no use.
fn append(pack: &Path, key: &Sha256, read: Option<Extent>) -> io::Result<BufWriter<File>> {
    match read {
        Some(extent) if !extent.is_wasteful() => {
            let mut file = File::options().write(true).open(pack)?;
            if file.metadata()?.len() != extent.whole {
                file.set_len(extent.whole)?;
            }
            file.seek(SeekFrom::End(0))?;
            Ok(BufWriter::with_capacity(1 << 20, file))
        }
        read => {
            let staged = pack.with_extension("staging");
            let mut to = BufWriter::with_capacity(1 << 20, File::create(&staged)?);
            to.write_all(MAGIC)?;
            to.write_all(key.as_str().as_bytes())?;
            if let Some(extent) = read {
                let mut from = File::open(pack)?;
                for range in extent.useful {
                    from.seek(SeekFrom::Start(range.start))?;
                    io::copy(&mut (&from).take(range.end - range.start), &mut to)?;
                }
            }
            to.flush()?;
            if pack.is_dir() {
                fs::remove_dir_all(pack)?;
            }
            fs::rename(&staged, pack)?;
            Ok(to)
        }
    }
}

fn stamps(found: &[&walk::Found]) -> BTreeMap<String, Stamp> {
    let stamp = |entry: &&walk::Found| {
        let found = fs::metadata(&entry.file).ok().filter(Metadata::is_file)?;
        Some((entry.path.clone(), Stamp::of(&found)))
    };
    found.par_iter().filter_map(stamp).collect()
}

/// Digests all but the file itself that what is read depends on: the program
/// and the limits.
pub(super) fn key(executable: Option<&Path>, limits: &ReadLimits) -> Sha256 {
    let parts = format!("{} {} {limits:?}", env!("CARGO_PKG_VERSION"), mark_of(executable));
    Sha256::of(parts.as_bytes())
}

#[cfg(test)]
mod tests;
