//! The archive: the only room that writes files of a desk.
//!
//! An edition is written whole or not at all: its files are staged in a folder
//! beside, written through to the disk, and put in place by one rename; where
//! an edition of that date stands already, the two folders change places. A
//! run that is killed leaves at most a staging folder, which the next run
//! removes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use flate2::{Compression, GzBuilder};

use crate::model::{Artifact, Edition, EditionName, Sha256};
use crate::signature;

mod beside;
mod editions;
mod lock;
mod outbox;
mod seen;
mod single;
mod withdraw;

pub use beside::{PINS, drop_file, pins, put_file, put_pins};
pub use editions::{
    MOST_PAST, current, draft_folder, drafts, edition_folder, editions, names, newest, past, previous,
    standing,
};
pub use lock::{Holder, Lock, lock};
pub use outbox::{DELIVERIES, put_edition};
pub use seen::{Seen, keep_seen, seen};
pub use single::put;
pub use withdraw::{
    clear_caches, kept_texts, mend, purge, purged, remove, remove_texts, retract, retraction, tombstone,
};

const STAGING: &str = ".staging-";

/// Where the drafts of a brief stand, in its folder.
pub const DRAFTS: &str = "drafts";

/// Why an edition could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file or folder could not be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not what it was when it was read.
    #[error("`{}` has changed since it was read", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Another run holds the desk.
    #[error("another run holds `{}`: {holder}", path.display())]
    Locked {
        /// The lock's file.
        path: PathBuf,
        /// Who holds it, as far as it is known.
        holder: Box<Holder>,
    },
}

/// What became of an edition on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The edition's folder.
    pub folder: PathBuf,
    /// The edition's files.
    pub files: Vec<PathBuf>,
    /// Whether anything was written; an edition whose bytes all stand
    /// already is left alone.
    pub changed: bool,
}

/// Where an edition is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among the published ones.
    Published,
    /// Among the drafts, which wait for somebody to publish them.
    Draft,
}

/// Writes an edition to `archive` (a desk's `output/`), with the texts of the
/// documents it cites, and points `latest` to the newest edition of its brief.
/// Where it stands already in other words, it is replaced: whoever asks sees to
/// it that nothing published is.
///
/// # Errors
/// [`OutputError::Write`]; every earlier edition is then as it was.
pub fn write(archive: &Path, edition: &Edition, place: Place) -> Result<Written, OutputError> {
    let brief = archive.join(&edition.brief);
    let home = match place {
        Place::Published => brief.clone(),
        Place::Draft => brief.join(DRAFTS),
    };
    let folder = home.join(edition.name.to_string());
    let files = edition.artifacts.iter().map(|artifact| folder.join(&artifact.name)).collect();
    create_folder(&home)?;
    remove_leftovers(&home);
    let kept = keep_sources(&archive.join(SOURCES), &edition.sources)?;
    let changed = !stands(&folder, &edition.artifacts);
    if changed {
        replace(&home, &folder, &edition.artifacts)?;
    }
    let pointed = point_latest(&brief)?;
    Ok(Written { folder, files, changed: changed || kept || pointed })
}

/// Tells whether an edition stands in the archive with just these bytes.
#[must_use]
pub fn is_standing(archive: &Path, edition: &Edition, place: Place) -> bool {
    let folder = match place {
        Place::Published => edition_folder(archive, &edition.brief, edition.name),
        Place::Draft => draft_folder(archive, &edition.brief, edition.name),
    };
    stands(&folder, &edition.artifacts)
}

/// Publishes a draft: its folder takes its place among the editions in one
/// rename.
///
/// # Errors
/// [`OutputError::Write`], also where an edition of that name stands already.
pub fn publish(archive: &Path, brief: &str, name: EditionName) -> Result<PathBuf, OutputError> {
    let (draft, folder) = (draft_folder(archive, brief, name), edition_folder(archive, brief, name));
    let failed = |source| OutputError::Write { path: folder.clone(), source };
    if fs::symlink_metadata(&folder).is_ok() {
        return Err(failed(io::Error::new(io::ErrorKind::AlreadyExists, "it is published already")));
    }
    fs::rename(&draft, &folder).map_err(failed)?;
    let home = archive.join(brief);
    sync_folder(&home)?;
    sync_folder(&home.join(DRAFTS))?;
    point_latest(&home)?;
    Ok(folder)
}

/// Writes the files of a new desk below `root`, which must not have any of
/// them yet.
///
/// # Errors
/// [`OutputError::Write`] for the first file that exists or cannot be written;
/// nothing that existed is changed.
pub fn write_new(root: &Path, files: &[(String, &[u8])]) -> Result<(), OutputError> {
    for (name, _) in files {
        let path = root.join(name);
        if fs::symlink_metadata(&path).is_ok() {
            let source = io::Error::new(io::ErrorKind::AlreadyExists, "it exists already");
            return Err(OutputError::Write { path, source });
        }
    }
    for (name, bytes) in files {
        let path = root.join(name);
        if let Some(parent) = path.parent() {
            create_folder(parent)?;
        }
        write_file(&path, bytes)?;
    }
    Ok(())
}

/// Replaces the text of a file of the desk, such as a brief, that was read as
/// `old`: whole or not at all, in one rename. It keeps its permissions; a
/// symbolic link stays one.
///
/// # Errors
/// [`OutputError::Changed`] if the file has another text now, or is gone;
/// [`OutputError::Write`] if it cannot be written. It is as it was then.
pub fn rewrite(path: &Path, old: &str, new: &str) -> Result<(), OutputError> {
    let changed = || OutputError::Changed { path: path.to_owned() };
    let home = fs::canonicalize(path).map_err(|_| changed())?;
    let is_old = || fs::read(&home).is_ok_and(|bytes| bytes == old.as_bytes());
    if !is_old() {
        return Err(changed());
    }
    let name = home.file_name().unwrap_or_default().to_string_lossy();
    // Hidden: whoever lists the folder passes it over.
    let staged = home.with_file_name(format!("{STAGING}{}-{name}", std::process::id()));
    let failed = |source| OutputError::Write { path: path.to_owned(), source };
    let written = write_file(&staged, new.as_bytes()).and_then(|()| {
        let permissions = fs::metadata(&home).map_err(failed)?.permissions();
        fs::set_permissions(&staged, permissions).map_err(failed)?;
        // Somebody may have saved it meanwhile.
        if is_old() { fs::rename(&staged, &home).map_err(failed) } else { Err(changed()) }
    });
    if written.is_err() {
        let _ = fs::remove_file(&staged);
    }
    written?;
    home.parent().map_or(Ok(()), sync_folder)
}

/// What the archive has of a cited document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The text, as it was when it was cited.
    Whole(String),
    /// A file whose bytes are not those that were written.
    Damaged,
    /// Nothing, on purpose: a tombstone says that it was removed.
    Purged,
    /// Nothing.
    Missing,
}

/// Where kept texts stand in an archive.
pub const SOURCES: &str = "sources";

/// The header of the files of kept texts (RFC 1952): deflated, no name, no
/// time, nothing on the compression, no system.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// The checksum and length at the end of gzip data, in bytes (RFC 1952).
const GZIP_TRAILER_BYTES: usize = 8;

/// Returns the file name of the kept text with this digest.
#[must_use]
pub fn kept_name(digest: &Sha256) -> String {
    format!("{digest}.txt.gz")
}

/// Reads the kept text with this digest from `folder`, an archive's
/// [`SOURCES`].
#[must_use]
pub fn kept(folder: &Path, digest: &Sha256) -> Kept {
    if withdraw::is_purged(folder, digest) {
        return Kept::Purged;
    }
    let Ok(bytes) = fs::read(folder.join(kept_name(digest))) else { return Kept::Missing };
    match unpacked(&bytes).filter(|text| Sha256::of(text.as_bytes()) == *digest) {
        Some(text) => Kept::Whole(text),
        None => Kept::Damaged,
    }
}

/// Unpacks a kept text; `None` for bytes that were not written here, down to
/// the last bit.
fn unpacked(bytes: &[u8]) -> Option<String> {
    if !bytes.starts_with(&GZIP_HEADER) {
        return None;
    }
    let text = inflated(bytes)?;
    // The last byte of the deflated data is filled up with zeros, which nothing
    // else checks: a bit there that can be cleared was set by somebody.
    let last = bytes.len().checked_sub(GZIP_TRAILER_BYTES + 1)?;
    let top = 0x80_u8.checked_shr(bytes[last].leading_zeros()).unwrap_or(0);
    let mut cleared = bytes.to_vec();
    cleared[last] &= !top;
    let is_filling = top != 0 && inflated(&cleared).as_ref() == Some(&text);
    (!is_filling).then_some(text)
}

/// Encodes a text as gzip data, without a file name and a time in the header: the
/// same text gives the same bytes.
fn deflated(text: &str) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish())
}

/// Decodes gzip data to its end; `None` where that fails or more follows.
fn inflated(bytes: &[u8]) -> Option<String> {
    /// Longer than any text that is read from a corpus.
    const MOST: u64 = 2 << 30;
    let mut decoder = GzDecoder::new(bytes);
    let mut text = String::new();
    (&mut decoder).take(MOST).read_to_string(&mut text).ok()?;
    decoder.into_inner().is_empty().then_some(text)
}

/// Tells whether the folder has just these files with just these bytes; it may
/// have a signature beside.
fn stands(folder: &Path, artifacts: &[Artifact]) -> bool {
    let names: Option<BTreeSet<String>> = fs::read_dir(folder).ok().and_then(|entries| {
        entries.map(|entry| entry.ok().and_then(|entry| entry.file_name().into_string().ok())).collect()
    });
    let expected: BTreeSet<String> = artifacts.iter().map(|artifact| artifact.name.clone()).collect();
    // A manifest that is the same keeps its signature, and is worth no new folder.
    let is_signature = |name: &String| name == signature::FILE;
    let beside = |names: &BTreeSet<String>| names.difference(&expected).all(is_signature);
    names.is_some_and(|names| expected.is_subset(&names) && beside(&names))
        && artifacts
            .iter()
            .all(|artifact| fs::read(folder.join(&artifact.name)).is_ok_and(|bytes| bytes == artifact.bytes))
}

/// Stages the files beside `folder` and puts them in its place.
fn replace(brief: &Path, folder: &Path, artifacts: &[Artifact]) -> Result<(), OutputError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| OutputError::Write { path, source }
    };
    let staging = brief.join(format!("{STAGING}{}", std::process::id()));
    create_folder(&staging)?;
    let staged = (|| {
        for artifact in artifacts {
            write_file(&staging.join(&artifact.name), &artifact.bytes)?;
        }
        sync_folder(&staging)?;
        put_in_place(&staging, folder).map_err(failed(folder))?;
        sync_folder(brief)
    })();
    // After an exchange the staging folder holds the edition that was replaced.
    let _ = fs::remove_dir_all(&staging);
    staged
}

fn put_in_place(staging: &Path, folder: &Path) -> io::Result<()> {
    if fs::symlink_metadata(folder).is_err() {
        return fs::rename(staging, folder);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, staging, CWD, folder, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    // Where two folders cannot change places at once, the old one steps aside
    // under a name that `remove_leftovers` puts back if this run dies here.
    let aside = aside_of(folder);
    fs::rename(folder, &aside)?;
    fs::rename(staging, folder).inspect_err(|_| {
        let _ = fs::rename(&aside, folder);
    })?;
    fs::remove_dir_all(aside)
}

fn aside_of(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".aside-{name}"))
}

/// Removes what a killed run left behind; an edition that stepped aside and
/// was not replaced is put back.
fn remove_leftovers(brief: &Path) {
    for entry in fs::read_dir(brief).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if let Some(date) = name.strip_prefix(".aside-") {
            let home = brief.join(date);
            let _ = match home.exists() {
                true => fs::remove_dir_all(entry.path()),
                false => fs::rename(entry.path(), home),
            };
        } else if name.starts_with(STAGING) {
            let _ = fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
        }
    }
}

/// Points `latest` to the brief's newest edition; a copy where there are no
/// symbolic links.
fn point_latest(brief: &Path) -> Result<bool, OutputError> {
    let Some(newest) = editions::newest_in(brief).map(|name| name.to_string()) else { return Ok(false) };
    point(brief, &newest)
}

/// Points `latest` in a folder to another in it.
fn point(brief: &Path, newest: &str) -> Result<bool, OutputError> {
    let latest = brief.join("latest");
    if fs::read_link(&latest).is_ok_and(|target| target == Path::new(newest)) {
        return Ok(false);
    }
    let staged = brief.join(format!("{STAGING}latest"));
    let failed = |source| OutputError::Write { path: latest.clone(), source };
    link(newest, &staged, brief).map_err(failed)?;
    if fs::symlink_metadata(&latest).is_ok_and(|found| found.is_dir()) {
        fs::remove_dir_all(&latest).map_err(failed)?;
    }
    fs::rename(&staged, &latest).map_err(failed)?;
    Ok(true)
}

/// Tells whether `latest` of a brief leads to its newest edition, or there is
/// none to lead to.
#[must_use]
pub fn latest_is_right(archive: &Path, brief: &str) -> bool {
    let target = fs::read_link(archive.join(brief).join("latest"));
    match newest(archive, brief) {
        Some(name) => target.is_ok_and(|target| target == Path::new(&name.to_string())),
        None => true,
    }
}

/// Puts bytes that can be made again in a file, whole or not at all.
///
/// # Errors
/// [`OutputError::Write`].
pub fn write_cache(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    if path.is_dir() {
        // It is nobody's: what is here can be made again.
        let _ = fs::remove_dir_all(path);
    }
    put(path, bytes)
}

#[cfg(unix)]
fn link(target: &str, staged: &Path, _brief: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, staged)
}

#[cfg(not(unix))]
fn link(target: &str, staged: &Path, brief: &Path) -> io::Result<()> {
    fs::create_dir_all(staged)?;
    for entry in fs::read_dir(brief.join(target))? {
        let entry = entry?;
        fs::copy(entry.path(), staged.join(entry.file_name()))?;
    }
    Ok(())
}

/// Keeps each text compressed under its digest; one that is kept whole already
/// is left alone.
fn keep_sources(folder: &Path, sources: &[(Sha256, std::sync::Arc<str>)]) -> Result<bool, OutputError> {
    if sources.is_empty() {
        return Ok(false);
    }
    create_folder(folder)?;
    remove_leftovers(folder);
    let mut kept = false;
    for (digest, text) in sources {
        let path = folder.join(kept_name(digest));
        // What is damaged is written anew: the text is at hand now.
        if matches!(self::kept(folder, digest), Kept::Whole(_) | Kept::Purged) {
            continue;
        }
        let failed = |source| OutputError::Write { path: path.clone(), source };
        let bytes = deflated(text).map_err(failed)?;
        let staged = folder.join(format!("{STAGING}{digest}"));
        write_file(&staged, &bytes)?;
        fs::rename(&staged, &path).map_err(failed)?;
        kept = true;
    }
    if kept {
        sync_folder(folder)?;
    }
    Ok(kept)
}

fn create_folder(folder: &Path) -> Result<(), OutputError> {
    fs::create_dir_all(folder).map_err(|source| OutputError::Write { path: folder.to_owned(), source })
}

/// Writes a file through to the disk.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let written = File::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|source| OutputError::Write { path: path.to_owned(), source })
}

fn sync_folder(folder: &Path) -> Result<(), OutputError> {
    // Folders cannot be opened as files everywhere; there, rename is all there is.
    let synced = if cfg!(unix) { File::open(folder).and_then(|folder| folder.sync_all()) } else { Ok(()) };
    synced.map_err(|source| OutputError::Write { path: folder.to_owned(), source })
}

#[cfg(test)]
mod tests;
