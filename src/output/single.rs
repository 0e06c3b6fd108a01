//! Single files beside the archive, such as what a service remembers.

use std::fs;
use std::path::Path;

use super::{OutputError, STAGING, create_folder, sync_folder, write_file};

/// Writes a file, whole or not at all, in one rename; its folder is made where
/// it is missing.
///
/// # Errors
/// [`OutputError::Write`]; the file is then as it was.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let staged = folder.join(format!("{STAGING}{}-{name}", std::process::id()));
    let failed = |source| OutputError::Write { path: path.to_owned(), source };
    let written = write_file(&staged, bytes).and_then(|()| fs::rename(&staged, path).map_err(failed));
    if written.is_err() {
        let _ = fs::remove_file(&staged);
    }
    written?;
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/state.json");
        put(&path, b"one").unwrap();
        put(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        // A folder in its place: nothing is lost, nothing is left.
        let taken = folder.path().join("taken");
        fs::create_dir_all(taken.join("full")).unwrap();
        assert!(matches!(put(&taken, b"x"), Err(OutputError::Write { .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
