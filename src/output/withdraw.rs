//! What is taken out of an archive: editions that are withdrawn or no longer
//! kept, and kept texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::editions::{edition_folder, newest_in};
use super::{
    DRAFTS, OutputError, SOURCES, STAGING, beside, create_folder, kept_name, point_latest, remove_leftovers,
    replace, sync_folder,
};
use crate::model::{Artifact, EditionName, Retraction, Sha256, Tombstone};

/// Puts a notice in the place of a published edition: the two folders change
/// places at once. `latest` names the newest edition that is whole then; where
/// none is, there is no `latest`.
///
/// # Errors
/// [`OutputError::Write`]; the edition stands as it was then.
pub fn retract(
    archive: &Path,
    brief: &str,
    name: EditionName,
    notice: &[Artifact],
) -> Result<PathBuf, OutputError> {
    let home = archive.join(brief);
    let folder = edition_folder(archive, brief, name);
    remove_leftovers(&home);
    replace(&home, &folder, notice)?;
    settle_latest(&home)?;
    Ok(folder)
}

/// Reads what says that an edition was withdrawn; `None` where it was not.
#[must_use]
pub fn retraction(folder: &Path) -> Option<Result<Retraction, String>> {
    let bytes = fs::read(folder.join(Retraction::FILE)).ok()?;
    Some(Retraction::from_json(&bytes))
}

/// Removes editions of a brief. Each leaves its place in one rename, so that
/// none is ever seen in part.
///
/// # Errors
/// [`OutputError::Write`] for the first that cannot be removed; it stands whole
/// then, as do those after it.
pub fn remove(archive: &Path, brief: &str, doomed: &[EditionName]) -> Result<(), OutputError> {
    let home = archive.join(brief);
    remove_leftovers(&home);
    for name in doomed {
        let folder = edition_folder(archive, brief, *name);
        let gone = home.join(format!("{STAGING}gone-{name}"));
        fs::rename(&folder, &gone).map_err(|source| OutputError::Write { path: folder, source })?;
        sync_folder(&home)?;
        // What is left of it is hidden, and removed with the next.
        let _ = fs::remove_dir_all(&gone);
    }
    settle_latest(&home)
}

/// Puts right what killed runs left in an archive: an edition that stepped aside
/// is back in its place then, and counts for what it cites.
pub fn mend(archive: &Path) {
    for entry in fs::read_dir(archive).into_iter().flatten().flatten() {
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !is_hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_leftovers(&entry.path());
            remove_leftovers(&entry.path().join(DRAFTS));
        }
    }
}

/// Points `latest` to the newest whole edition; where there is none, it goes.
fn settle_latest(home: &Path) -> Result<(), OutputError> {
    point_latest(home)?;
    let latest = home.join("latest");
    if newest_in(home).is_some() || fs::symlink_metadata(&latest).is_err() {
        return Ok(());
    }
    let failed = |source| OutputError::Write { path: latest.clone(), source };
    fs::remove_file(&latest).or_else(|_| fs::remove_dir_all(&latest)).map_err(failed)?;
    sync_folder(home)
}

/// Lists the kept texts of an archive with their sizes in bytes.
#[must_use]
pub fn kept_texts(archive: &Path) -> BTreeMap<Sha256, u64> {
    let digest = |name: &str| digest_of(name.strip_suffix(".txt.gz")?);
    fs::read_dir(archive.join(SOURCES))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((digest(entry.file_name().to_str()?)?, entry.metadata().ok()?.len())))
        .collect()
}

/// Removes kept texts that are there.
///
/// # Errors
/// [`OutputError::Write`] for the first that cannot be removed.
pub fn remove_texts<'a>(
    archive: &Path,
    texts: impl IntoIterator<Item = &'a Sha256>,
) -> Result<usize, OutputError> {
    let folder = archive.join(SOURCES);
    let mut removed = 0;
    for digest in texts {
        let path = folder.join(kept_name(digest));
        match fs::remove_file(&path) {
            Ok(()) => removed += 1,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(OutputError::Write { path, source }),
        }
    }
    if removed > 0 {
        sync_folder(&folder)?;
    }
    Ok(removed)
}

/// Writes a tombstone, then removes the kept text that it stands for: a run
/// that is killed in between leaves a text that counts as removed.
///
/// # Errors
/// [`OutputError::Write`].
pub fn purge(archive: &Path, tombstone: &Tombstone) -> Result<bool, OutputError> {
    let folder = archive.join(SOURCES);
    create_folder(&folder)?;
    remove_leftovers(&folder);
    let mut bytes = serde_json::to_vec_pretty(tombstone).expect("a tombstone is plain data");
    bytes.push(b'\n');
    beside::put_file(&tombstone_path(&folder, &tombstone.text_sha256), &bytes)?;
    remove_texts(archive, [&tombstone.text_sha256]).map(|removed| removed > 0)
}

/// Returns the digests of the texts that were removed and must not be kept
/// again.
#[must_use]
pub fn purged(archive: &Path) -> BTreeSet<Sha256> {
    let digest = |name: &str| digest_of(name.strip_suffix(Tombstone::EXTENSION)?);
    let entries = fs::read_dir(archive.join(SOURCES)).into_iter().flatten().flatten();
    entries.filter_map(|entry| digest(entry.file_name().to_str()?)).collect()
}

/// Reads the tombstone of a text; `None` where there is none that can be read.
#[must_use]
pub fn tombstone(archive: &Path, digest: &Sha256) -> Option<Tombstone> {
    Tombstone::from_json(&fs::read(tombstone_path(&archive.join(SOURCES), digest)).ok()?).ok()
}

/// Tells whether a text was removed and must not be kept again. That the file
/// is there counts: one that is damaged still says so.
pub(super) fn is_purged(sources: &Path, digest: &Sha256) -> bool {
    fs::symlink_metadata(tombstone_path(sources, digest)).is_ok()
}

fn tombstone_path(sources: &Path, digest: &Sha256) -> PathBuf {
    sources.join(format!("{digest}{}", Tombstone::EXTENSION))
}

/// Removes every cache of the desk at `root`; its lock stays.
///
/// # Errors
/// [`OutputError::Write`] for the first that cannot be removed.
pub fn clear_caches(root: &Path) -> Result<(), OutputError> {
    let folder = root.join(".attache");
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("lock") {
            continue;
        }
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(|source| OutputError::Write { path, source })?;
    }
    if folder.is_dir() { sync_folder(&folder) } else { Ok(()) }
}

/// Reads a digest from the name of a file.
fn digest_of(name: &str) -> Option<Sha256> {
    let is_digest =
        name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_digest.then(|| serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()).flatten()
}

#[cfg(test)]
mod tests;
