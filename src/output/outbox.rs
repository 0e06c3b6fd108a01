//! What deliveries write: the ledger, and editions in folders elsewhere.

use std::path::Path;

use super::{OutputError, create_folder, editions, point, remove_leftovers, replace, stands};
use crate::model::{Artifact, EditionName};

/// The folder of an archive that remembers what was delivered.
pub const DELIVERIES: &str = ".deliveries";

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
