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

use crate::manifest::{self, Manifest};
use crate::model::{Artifact, Date, Edition, Sha256};
use crate::signature;

const STAGING: &str = ".staging-";

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
    /// Another run holds the archive.
    #[error("another run holds `{}`", path.display())]
    Locked {
        /// The lock's file.
        path: PathBuf,
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

/// A desk held for this run alone; it is free again when this is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Holds the desk at `root` for this run.
///
/// # Errors
/// [`OutputError::Locked`] while another run holds it.
pub fn lock(root: &Path) -> Result<Lock, OutputError> {
    let folder = root.join(".attache");
    create_folder(&folder)?;
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|source| OutputError::Write { path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(fs::TryLockError::WouldBlock) => Err(OutputError::Locked { path }),
        Err(fs::TryLockError::Error(source)) => Err(OutputError::Write { path, source }),
    }
}

/// Writes an edition to `archive` (a desk's `output/`), with the texts of the
/// documents it cites, and points `latest` to the newest edition of its brief.
///
/// # Errors
/// [`OutputError::Write`]; every earlier edition is then as it was.
pub fn write(archive: &Path, edition: &Edition) -> Result<Written, OutputError> {
    let brief = archive.join(&edition.brief);
    let folder = brief.join(edition.date.to_string());
    let files = edition.artifacts.iter().map(|artifact| folder.join(&artifact.name)).collect();
    create_folder(&brief)?;
    remove_leftovers(&brief);
    let kept = keep_sources(&archive.join(SOURCES), &edition.sources)?;
    let changed = !stands(&folder, &edition.artifacts);
    if changed {
        replace(&brief, &folder, &edition.artifacts)?;
    }
    let pointed = point_latest(&brief)?;
    Ok(Written { folder, files, changed: changed || kept || pointed })
}

/// Returns the newest edition of a brief before `date`, with the digest of
/// its manifest; editions whose manifest is damaged are passed over.
#[must_use]
pub fn previous(archive: &Path, brief: &str, date: Date) -> Option<(Manifest, Sha256)> {
    let folder = archive.join(brief);
    dates(&folder).into_iter().rev().filter(|found| *found < date).find_map(|found| {
        let bytes = fs::read(folder.join(found.to_string()).join(manifest::FILE)).ok()?;
        Some((Manifest::from_json(&bytes).ok()?, Sha256::of(&bytes)))
    })
}

/// Returns the manifest of a brief's edition of this date; `None` where there
/// is none or it is damaged.
#[must_use]
pub fn standing(archive: &Path, brief: &str, date: Date) -> Option<Manifest> {
    let path = archive.join(brief).join(date.to_string()).join(manifest::FILE);
    Manifest::from_json(&fs::read(path).ok()?).ok()
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

/// Replaces a file that a user wrote, in one step: it has the old bytes or the
/// new ones, whatever happens.
///
/// # Errors
/// [`OutputError::Write`]; the file is then as it was.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |source| OutputError::Write { path: path.to_owned(), source };
    let mut staged = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    io::Write::write_all(&mut staged, bytes).map_err(failed)?;
    // A temporary file is its owner's alone; what it replaces need not be.
    if let Ok(standing) = fs::metadata(path) {
        staged.as_file().set_permissions(standing.permissions()).map_err(failed)?;
    }
    staged.as_file().sync_all().map_err(failed)?;
    staged.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(folder)
}

/// What the archive has of a cited document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The text, as it was when it was cited.
    Whole(String),
    /// A file whose bytes are not those that were written.
    Damaged,
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

/// Decodes gzip data to its end; `None` where that fails or more follows.
fn inflated(bytes: &[u8]) -> Option<String> {
    /// Longer than any text that is read from a corpus.
    const MOST: u64 = 2 << 30;
    let mut decoder = GzDecoder::new(bytes);
    let mut text = String::new();
    (&mut decoder).take(MOST).read_to_string(&mut text).ok()?;
    decoder.into_inner().is_empty().then_some(text)
}

/// Lists an archive's editions: brief and date, in their order.
#[must_use]
pub fn editions(archive: &Path) -> Vec<(String, Date)> {
    let mut briefs: Vec<String> = fs::read_dir(archive)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name != SOURCES && !name.starts_with('.'))
        .collect();
    briefs.sort_unstable();
    let of = |brief: String| dates(&archive.join(&brief)).into_iter().map(move |date| (brief.clone(), date));
    briefs.into_iter().flat_map(of).collect()
}

/// Lists the dates for which a brief has editions, oldest first.
fn dates(brief: &Path) -> Vec<Date> {
    let mut dates: Vec<Date> = fs::read_dir(brief)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    dates.sort_unstable();
    dates
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
    let latest = brief.join("latest");
    let Some(newest) = dates(brief).pop().map(|date| date.to_string()) else { return Ok(false) };
    if fs::read_link(&latest).is_ok_and(|target| target == Path::new(&newest)) {
        return Ok(false);
    }
    let staged = brief.join(format!("{STAGING}latest"));
    let failed = |source| OutputError::Write { path: latest.clone(), source };
    link(&newest, &staged, brief).map_err(failed)?;
    if fs::symlink_metadata(&latest).is_ok_and(|found| found.is_dir()) {
        fs::remove_dir_all(&latest).map_err(failed)?;
    }
    fs::rename(&staged, &latest).map_err(failed)?;
    Ok(true)
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
        if matches!(self::kept(folder, digest), Kept::Whole(_)) {
            continue;
        }
        let failed = |source| OutputError::Write { path: path.clone(), source };
        // No file name and no time in the header: the same text gives the same bytes.
        let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
        let bytes = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).map_err(failed)?;
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
