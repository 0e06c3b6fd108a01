//! Summaries of an archive's editions, kept in `.attache/` so that a thousand
//! manifests are not read when one was added. What was kept is believed of a
//! file only that has the size and the time of modification that it had.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::manifest::{self, Manifest};
use crate::model::{EditionName, Retraction, Sha256};
use crate::output;
use crate::pipeline::archive;
use crate::shelf::Summary;

/// Changes with what is kept, so that what was kept otherwise is not read.
const VERSION: &str = concat!("attache/shelf/1 ", env!("CARGO_PKG_VERSION"));

/// Bytes of the digest before what is kept.
const DIGEST_BYTES: usize = 32;

/// What is kept: summaries by the path of what was summed up, in the archive.
#[derive(Serialize, Deserialize)]
struct Cache {
    version: String,
    summaries: BTreeMap<String, (Stamp, Summary)>,
}

/// By what a file is known that has not changed: its length, and the
/// nanoseconds from 1970 to its last change.
type Stamp = (u64, u128);

/// Sums up the published editions of a desk's archive, in the order of
/// [`output::editions`].
#[must_use]
pub fn summaries(desk: &Desk) -> Vec<Summary> {
    let archive = archive(desk);
    let path = desk.root.join(".attache").join("shelf");
    let mut kept = read(&path);
    let before = kept.len();
    let mut now = BTreeMap::new();
    let mut is_changed = false;
    let mut summaries = Vec::new();
    for (brief, name) in output::editions(&archive) {
        let folder = output::edition_folder(&archive, &brief, name);
        let Some((file, stamp)) = stamp(&folder) else {
            summaries.push(Summary::damaged("it has no edition.json".to_owned(), &brief, name));
            continue;
        };
        let key = format!("{brief}/{name}/{file}");
        let standing = kept.remove(&key).filter(|(at, _)| *at == stamp).map(|(_, summary)| summary);
        is_changed |= standing.is_none();
        let summary = standing.unwrap_or_else(|| summed(&folder, &brief, name));
        now.insert(key, (stamp, summary.clone()));
        summaries.push(summary);
    }
    if is_changed || now.len() != before {
        write(&path, now);
    }
    summaries
}

/// Finds what stands in the folder of an edition.
fn stamp(folder: &Path) -> Option<(&'static str, Stamp)> {
    [manifest::FILE, Retraction::FILE].into_iter().find_map(|file| {
        let found = fs::metadata(folder.join(file)).ok().filter(fs::Metadata::is_file)?;
        let changed = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some((file, (found.len(), changed.as_nanos())))
    })
}

/// Sums up what stands in the folder of an edition.
pub(in crate::pipeline) fn summed(folder: &Path, brief: &str, name: EditionName) -> Summary {
    let damaged = |why: String| Summary::damaged(why, brief, name);
    let bytes = match fs::read(folder.join(manifest::FILE)) {
        Ok(bytes) => bytes,
        Err(error) => {
            return match output::retraction(folder) {
                Some(Ok(retraction)) => Summary::of_retraction(retraction, brief, name),
                Some(Err(why)) => damaged(format!("its retraction.json is damaged: {why}")),
                None => damaged(format!("its edition.json cannot be read: {error}")),
            };
        }
    };
    match Manifest::from_json(&bytes) {
        Err(why) => damaged(format!("its edition.json is damaged: {why}")),
        Ok(_) if !manifest::is_whole(&bytes) => {
            damaged("the seal of its edition.json does not fit".to_owned())
        }
        Ok(manifest) if manifest.brief != brief || manifest.name() != Ok(name) => {
            damaged(format!("its edition.json is that of {}/{}", manifest.brief, manifest.date))
        }
        Ok(manifest) => Summary::of(&manifest, &bytes),
    }
}

/// Reads what was kept; nothing where it is missing, damaged or of another
/// version.
fn read(path: &PathBuf) -> BTreeMap<String, (Stamp, Summary)> {
    let bytes = fs::read(path).unwrap_or_default();
    let Some((digest, body)) = bytes.split_at_checked(DIGEST_BYTES) else { return BTreeMap::new() };
    let is_whole = Sha256::of(body).to_bytes().is_some_and(|of| of == digest);
    let cache = Some(body).filter(|_| is_whole).and_then(|body| postcard::from_bytes::<Cache>(body).ok());
    cache.filter(|cache| cache.version == VERSION).map(|cache| cache.summaries).unwrap_or_default()
}

fn write(path: &Path, summaries: BTreeMap<String, (Stamp, Summary)>) {
    let Ok(body) = postcard::to_stdvec(&Cache { version: VERSION.to_owned(), summaries }) else { return };
    let digest = Sha256::of(&body).to_bytes().expect("a digest that was made here is one");
    // One that cannot be written is none.
    let _ = output::write_cache(path, &[&digest[..], &body].concat());
}
