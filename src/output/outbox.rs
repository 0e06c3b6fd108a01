//! What deliveries write: the ledger, and editions in folders elsewhere.

use std::path::Path;

use super::{
    OutputError, STAGING, create_folder, editions, point, remove_leftovers, replace, stands, sync_folder,
    write_file,
};
use crate::model::{Artifact, EditionName};

/// The folder of an archive that remembers what was delivered.
pub const DELIVERIES: &str = ".deliveries";

/// Writes a file whole or not at all, through to the disk; its folder is made
/// where it is missing.
///
/// # Errors
/// [`OutputError::Write`]; the file is then as it was.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let staged = folder.join(format!("{STAGING}{}-{name}", std::process::id()));
    let renamed = write_file(&staged, bytes).and_then(|()| {
        let failed = |source| OutputError::Write { path: path.to_owned(), source };
        std::fs::rename(&staged, path).map_err(failed)
    });
    if renamed.is_err() {
        let _ = std::fs::remove_file(&staged);
    }
    renamed?;
    sync_folder(folder)
}

/// Puts an edition's files into a folder of its name in `home`, whole or not
/// at all, and points `latest` to the newest edition there. Tells whether
/// anything was written: files that stand already are left alone.
///
/// # Errors
/// [`OutputError::Write`]; every earlier edition is then as it was.
pub fn put_edition(home: &Path, name: EditionName, artifacts: &[Artifact]) -> Result<bool, OutputError> {
    let folder = home.join(name.to_string());
    create_folder(home)?;
    remove_leftovers(home);
    let is_new = !stands(&folder, artifacts);
    if is_new {
        replace(home, &folder, artifacts)?;
    }
    let newest = editions::names(home).pop().unwrap_or(name);
    let is_pointed = point(home, &newest.to_string())?;
    Ok(is_new || is_pointed)
}
