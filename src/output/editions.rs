//! Which editions an archive has.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{DRAFTS, SOURCES};
use crate::manifest::{self, Manifest};
use crate::model::{Date, EditionName, Sha256};

/// So many past editions are looked at, however many there are.
pub const MOST_PAST: usize = 64;

/// Returns the folder of a published edition.
#[must_use]
pub fn edition_folder(archive: &Path, brief: &str, name: EditionName) -> PathBuf {
    archive.join(brief).join(name.to_string())
}

/// Returns the folder of a draft.
#[must_use]
pub fn draft_folder(archive: &Path, brief: &str, name: EditionName) -> PathBuf {
    archive.join(brief).join(DRAFTS).join(name.to_string())
}

/// Lists an archive's published editions: brief and name, in their order. One
/// that was retracted is among them.
#[must_use]
pub fn editions(archive: &Path) -> Vec<(String, EditionName)> {
    listed(archive, |brief| names(&archive.join(brief)))
}

/// Lists an archive's drafts: brief and name, in their order.
#[must_use]
pub fn drafts(archive: &Path) -> Vec<(String, EditionName)> {
    listed(archive, |brief| names(&archive.join(brief).join(DRAFTS)))
}

fn listed(archive: &Path, of: impl Fn(&str) -> Vec<EditionName>) -> Vec<(String, EditionName)> {
    let mut briefs: Vec<String> = fs::read_dir(archive)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name != SOURCES && !name.starts_with('.'))
        .collect();
    briefs.sort_unstable();
    let of = |brief: String| of(&brief).into_iter().map(move |name| (brief.clone(), name));
    briefs.into_iter().flat_map(of).collect()
}

/// Lists the names of the editions in a folder, in their order.
#[must_use]
pub fn names(folder: &Path) -> Vec<EditionName> {
    let mut names: Vec<EditionName> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    names.sort_unstable();
    names
}

/// Returns the newest published edition of a date; the name of its first one
/// where there is none yet.
#[must_use]
pub fn current(archive: &Path, brief: &str, date: Date) -> EditionName {
    let of_date = |name: &EditionName| name.date == date;
    let newest = names(&archive.join(brief)).into_iter().rev().find(of_date);
    newest.unwrap_or_else(|| EditionName::first(date))
}

/// Returns the manifest of the newest edition of a brief that comes before
/// `name`, with its digest; editions that were retracted or whose manifest is
/// damaged are passed over.
#[must_use]
pub fn previous(archive: &Path, brief: &str, name: EditionName) -> Option<(Manifest, Sha256)> {
    let folder = archive.join(brief);
    names(&folder).into_iter().rev().filter(|found| *found < name).find_map(|found| {
        let bytes = fs::read(folder.join(found.to_string()).join(manifest::FILE)).ok()?;
        Some((Manifest::from_json(&bytes).ok()?, Sha256::of(&bytes)))
    })
}

/// Returns the manifests of the editions of a brief before `name`, the newest
/// first, with the digest of each: at least the newest `least`, and those dated
/// on `from` or later, but never more than [`MOST_PAST`]. Editions that were
/// retracted or whose manifest is damaged are passed over.
#[must_use]
pub fn past(
    archive: &Path,
    brief: &str,
    name: EditionName,
    least: usize,
    from: Option<Date>,
) -> Vec<(Manifest, Sha256)> {
    let folder = archive.join(brief);
    let mut before = names(&folder);
    before.retain(|found| *found < name);
    before.reverse();
    let wanted =
        |place: usize, found: EditionName| place < least || from.is_some_and(|from| found.date >= from);
    let count = before.iter().enumerate().take_while(|(place, found)| wanted(*place, **found)).count();
    before.truncate(count.min(MOST_PAST));
    let read = |found: &EditionName| {
        let bytes = fs::read(folder.join(found.to_string()).join(manifest::FILE)).ok()?;
        Some((Manifest::from_json(&bytes).ok()?, Sha256::of(&bytes)))
    };
    before.par_iter().map(read).collect::<Vec<_>>().into_iter().flatten().collect()
}

/// Returns the manifest of a published edition; `None` where there is none or
/// it is damaged.
#[must_use]
pub fn standing(archive: &Path, brief: &str, name: EditionName) -> Option<Manifest> {
    Manifest::from_json(&fs::read(edition_folder(archive, brief, name).join(manifest::FILE)).ok()?).ok()
}
