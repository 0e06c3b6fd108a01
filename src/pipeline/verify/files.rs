//! The files of an edition against its manifest, and the manifest against
//! itself.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::panic::catch_unwind;
use std::path::Path;

use super::report::{FileReport, FileVerdict};
use crate::corpus::Readers;
use crate::manifest::{self, AudienceEntry, FileEntry, Manifest};
use crate::model::{ReadLimits, Sha256};
use crate::pipeline::proof::{self, Shown};
use crate::signature;

/// The longest manifest that is read, in bytes: some 3 kB an excerpt.
const MANIFEST_BYTES: u64 = 1 << 30;

impl FileReport {
    fn new(path: impl Into<String>, verdict: FileVerdict, detail: impl Into<String>) -> Self {
        Self { path: path.into(), verdict, detail: detail.into() }
    }

    pub(super) fn ok(path: impl Into<String>) -> Self {
        Self::new(path, FileVerdict::Ok, "")
    }

    pub(super) fn tampered(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(path, FileVerdict::Tampered, detail)
    }

    pub(super) fn missing(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(path, FileVerdict::Missing, detail)
    }

    pub(super) fn unproved(path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(path, FileVerdict::Unproved, detail)
    }
}

/// Reads a file that is one: no link, pipe or device, and no longer than
/// `most` bytes. An edition from elsewhere may have anything in its folder.
pub(super) fn read_plain(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let refused = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, why.to_owned()));
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() {
        return refused("it is no plain file");
    }
    if metadata.len() > most {
        return refused("it is too long");
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the first bytes of a file, by which its format is known.
pub(super) fn read_head(path: &Path) -> io::Result<Vec<u8>> {
    const HEAD_BYTES: u64 = 64;
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(HEAD_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Tells whether a file begins as the messages that are written here do: with
/// the field of its subject (`Subject: …`, RFC 5322, 2.2).
pub(super) fn begins_message(head: &[u8]) -> bool {
    head.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"subject:"))
}

/// Reads the manifest of a folder; no bytes where there is none.
pub(super) fn read_manifest(folder: &Path) -> Vec<u8> {
    read_plain(&folder.join(manifest::FILE), MANIFEST_BYTES).unwrap_or_default()
}

/// Says whether a manifest is as it was written, and agrees with itself.
pub(super) fn manifest_report(bytes: &[u8], read: &Result<Manifest, String>) -> FileReport {
    match read {
        _ if bytes.is_empty() => FileReport::missing(manifest::FILE, ""),
        Err(why) => FileReport::tampered(manifest::FILE, format!("it is damaged: {why}")),
        Ok(_) if !manifest::is_whole(bytes) => {
            FileReport::tampered(manifest::FILE, "its seal does not fit its words")
        }
        Ok(manifest) => match contradiction(manifest) {
            Some(why) => FileReport::tampered(manifest::FILE, why),
            None => FileReport::ok(manifest::FILE),
        },
    }
}

/// Finds what a manifest that was built cannot say.
fn contradiction(manifest: &Manifest) -> Option<String> {
    let documents: BTreeSet<&str> = manifest.documents.iter().map(|document| document.id.as_str()).collect();
    let mut numbers = BTreeSet::new();
    for excerpt in &manifest.excerpts {
        let n = excerpt.n;
        if !numbers.insert(n) {
            return Some(format!("it has two excerpts {n}"));
        }
        if !documents.contains(excerpt.document.as_str()) {
            return Some(format!("excerpt {n} is of a document that it does not have"));
        }
        if excerpt.start_byte.checked_add(excerpt.text.len()) != Some(excerpt.end_byte) {
            return Some(format!("the bytes of excerpt {n} are not as many as its text has"));
        }
    }
    let cited: BTreeSet<u32> =
        manifest.audiences.iter().flat_map(|audience| &audience.citations).map(|(_, n)| *n).collect();
    match cited == numbers {
        true => None,
        false => Some("what its audiences cite is not what it has".to_owned()),
    }
}

/// Compares the files of an edition with its manifest: their bytes, and what
/// they show with what it proves. Files that it does not name are told.
pub(super) fn file_reports(
    folder: &Path,
    manifest: &Manifest,
    readers: &Readers,
    limits: &ReadLimits,
) -> Vec<FileReport> {
    let mut reports: Vec<FileReport> = Vec::new();
    for audience in &manifest.audiences {
        reports.extend(audience.files.iter().map(|file| {
            let read = |format: &str, bytes: &[u8]| shown(format, bytes, readers, limits);
            file_report(folder, manifest, audience, file, &read)
        }));
    }
    let named: BTreeSet<String> = reports.iter().map(|report| report.path.clone()).collect();
    let mut others: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != manifest::FILE && name != signature::FILE && !named.contains(name))
        .collect();
    others.sort_unstable();
    reports
        .extend(others.into_iter().map(|name| FileReport::unproved(name, "the manifest does not name it")));
    reports
}

/// Reads a file of a format back.
type ReadBack<'a> = dyn Fn(&str, &[u8]) -> Result<Shown, String> + 'a;

fn file_report(
    folder: &Path,
    manifest: &Manifest,
    audience: &AudienceEntry,
    file: &FileEntry,
    read: &ReadBack<'_>,
) -> FileReport {
    let name = Path::new(&file.path);
    if name.file_name().is_none_or(|plain| plain != file.path.as_str()) {
        return FileReport::tampered(&file.path, "it is not named as a file beside the manifest");
    }
    let bytes = match read_plain(&folder.join(name), file.size as u64) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return FileReport::missing(&file.path, ""),
        Err(error) => return FileReport::tampered(&file.path, error.to_string()),
    };
    if Sha256::of(&bytes) != file.sha256 {
        return FileReport::tampered(&file.path, "its bytes are not those that were built");
    }
    let format = name.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let cited: BTreeSet<u32> = audience.citations.iter().map(|(_, n)| *n).collect();
    match read(format, &bytes) {
        Ok(shown) => shown_report(file.path.clone(), &shown, manifest, &|n| cited.contains(&n)),
        Err(why) => FileReport::tampered(&file.path, format!("it cannot be read: {why}")),
    }
}

/// Returns what a file of an edition shows. What others may have made is read
/// in a worker, or by our own code over text.
fn shown(format: &str, bytes: &[u8], readers: &Readers, limits: &ReadLimits) -> Result<Shown, String> {
    match format {
        "pdf" | "html" | "eml" => Ok(Shown::of(format, readers.read_own(format, bytes, limits)?.pages)),
        _ => catch_unwind(|| proof::shown(format, bytes)).map_err(|_| "its reader failed".to_owned())?,
    }
}

/// Looks whether a file shows those excerpts that `has` takes.
pub(super) fn shown_report(
    path: String,
    shown: &Shown,
    manifest: &Manifest,
    has: &dyn Fn(u32) -> bool,
) -> FileReport {
    let excerpts = manifest.excerpts.iter().filter(|excerpt| has(excerpt.n));
    let excerpts: Vec<(u32, &str)> = excerpts.map(|excerpt| (excerpt.n, excerpt.text.as_str())).collect();
    let missing = shown.misses(&excerpts);
    match missing.is_empty() {
        true => FileReport::ok(path),
        false => {
            let detail: Vec<String> = missing.iter().map(proof::shown_instead).collect();
            FileReport::tampered(path, detail.join("; "))
        }
    }
}
