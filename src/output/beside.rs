//! What stands beside editions: files that are made anew when they change, and
//! the list of what is pinned.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{OutputError, put, remove_leftovers, sync_folder};
use crate::model::EditionName;

/// The file of a brief's pins, in its folder.
pub const PINS: &str = "pins.json";

const PINS_SCHEMA: &str = "attache/pins/1";

/// Writes a file, whole or not at all, through to the disk; one that has these
/// bytes already is left alone. Returns whether it was written.
///
/// # Errors
/// [`OutputError::Write`]; the file is as it was then.
pub fn put_file(path: &Path, bytes: &[u8]) -> Result<bool, OutputError> {
    if fs::read(path).is_ok_and(|standing| standing == bytes) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    remove_leftovers(folder);
    put(path, bytes).map(|()| true)
}

/// Removes a file, if it is there. Returns whether it was.
///
/// # Errors
/// [`OutputError::Write`] if it cannot be removed.
pub fn drop_file(path: &Path) -> Result<bool, OutputError> {
    match fs::remove_file(path) {
        Ok(()) => path.parent().map_or(Ok(()), sync_folder).map(|()| true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(OutputError::Write { path: path.to_owned(), source }),
    }
}

/// The file of pins.
#[derive(Serialize, Deserialize)]
struct Pins {
    schema: String,
    editions: Vec<String>,
}

/// Returns the editions of a brief that are never removed; none where nobody
/// pinned one.
///
/// # Errors
/// Why the list cannot be read, in a sentence: then nobody knows what may be
/// removed.
pub fn pins(archive: &Path, brief: &str) -> Result<BTreeSet<EditionName>, String> {
    let bytes = match fs::read(archive.join(brief).join(PINS)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error.to_string()),
    };
    let read: Pins = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    if read.schema != PINS_SCHEMA {
        return Err(format!("the schema is `{}`, not `{PINS_SCHEMA}`", read.schema));
    }
    read.editions.iter().map(|name| name.parse()).collect()
}

/// Writes which editions of a brief are never removed.
///
/// # Errors
/// [`OutputError::Write`]; the list is as it was then.
pub fn put_pins(archive: &Path, brief: &str, pins: &BTreeSet<EditionName>) -> Result<bool, OutputError> {
    let path = archive.join(brief).join(PINS);
    if pins.is_empty() {
        return drop_file(&path);
    }
    let editions = pins.iter().map(ToString::to_string).collect();
    let mut bytes = serde_json::to_vec_pretty(&Pins { schema: PINS_SCHEMA.to_owned(), editions })
        .expect("a list of names is plain data");
    bytes.push(b'\n');
    put_file(&path, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_when_its_bytes_change_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weekly/feed.xml");
        assert!(put_file(&path, b"a").unwrap());
        assert!(!put_file(&path, b"a").unwrap());
        assert!(put_file(&path, b"b").unwrap());
        let names: Vec<_> = fs::read_dir(folder.path().join("weekly")).unwrap().flatten().collect();
        assert_eq!((fs::read(&path).unwrap(), names.len()), (b"b".to_vec(), 1));
    }

    #[test]
    fn pins_are_read_back_and_a_damaged_list_is_an_error() {
        let archive = tempfile::tempdir().unwrap();
        let names: BTreeSet<EditionName> =
            ["2025-04-02", "2025-04-02.2"].map(|name| name.parse().unwrap()).into();
        assert_eq!(pins(archive.path(), "weekly").unwrap(), BTreeSet::new());
        put_pins(archive.path(), "weekly", &names).unwrap();
        assert_eq!(pins(archive.path(), "weekly").unwrap(), names);
        let path = archive.path().join("weekly").join(PINS);
        let whole = fs::read(&path).unwrap();
        for end in 0..whole.len() - 2 {
            put_file(&path, &whole[..end]).unwrap();
            assert!(pins(archive.path(), "weekly").is_err(), "{end}");
        }
        put_pins(archive.path(), "weekly", &BTreeSet::new()).unwrap();
        assert!(!path.exists());
    }
}
