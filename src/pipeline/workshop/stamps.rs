//! What files look like from outside: by it a change is known without reading.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::desk::Config;

/// Files and folders whose changes matter, absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watched {
    /// The desk's folder, in which single files matter.
    pub root: PathBuf,
    /// Files and folders of the desk: configuration, briefs, templates, fonts
    /// and bibliographies.
    pub desk: Vec<PathBuf>,
    /// Files and folders of the corpus.
    pub corpus: Vec<PathBuf>,
    /// What no change matters in, even within the others: what is written by
    /// the program itself.
    pub apart: Vec<PathBuf>,
}

impl Watched {
    pub(super) fn of(root: &Path, config: Option<&Config>, apart: Option<&[PathBuf]>) -> Self {
        let below = |path: &PathBuf| std::path::absolute(root.join(path)).unwrap_or_else(|_| root.join(path));
        let mut desk: Vec<PathBuf> =
            ["config.yaml", "briefs", "templates"].map(|name| root.join(name)).into();
        let mut corpus = Vec::new();
        if let Some(config) = config {
            desk.extend(config.fonts.iter().map(below));
            desk.extend(config.bibliography.iter().map(below));
            corpus.extend(config.corpus.iter().map(below));
        }
        let apart = apart.map_or_else(|| vec![root.join(".attache"), root.join("output")], <[_]>::to_vec);
        Self { root: root.to_owned(), desk, corpus, apart }
    }

    /// Tells whether a change of this path may matter.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        !self.apart.iter().any(|apart| path.starts_with(apart))
            && (path == self.root || self.is_document(path) || self.is_of_desk(path))
    }

    /// Tells whether this path may be a document, or lead to one.
    #[must_use]
    pub fn is_document(&self, path: &Path) -> bool {
        path == self.root || self.corpus.iter().any(|root| path.starts_with(root) || root.starts_with(path))
    }

    fn is_of_desk(&self, path: &Path) -> bool {
        self.desk.iter().any(|root| path.starts_with(root) || root.starts_with(path))
    }
}

/// The files below some paths as they look from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stamps(BTreeMap<PathBuf, Stamp>);

/// A file from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// What tells an exchange within the clock's grain: inode and time of
    /// change, in seconds and nanoseconds; zeros where there are none.
    identity: (u64, i64, i64),
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            (found.ino(), found.ctime(), found.ctime_nsec())
        };
        #[cfg(not(unix))]
        let identity = (0, 0, 0);
        Self { size: found.len(), modified: found.modified().ok(), identity }
    }
}

/// Folders are looked into so deep; a corpus that is deeper is not followed.
const MOST_DEEP: usize = 64;

impl Stamps {
    /// Looks at all files at and below these paths, but for hidden ones and for
    /// those in `apart`. Links to folders are not followed.
    pub(super) fn of(paths: &[PathBuf], apart: &[PathBuf]) -> Self {
        let mut stamps = BTreeMap::new();
        for path in paths {
            look(path, apart, 0, &mut stamps);
        }
        Self(stamps)
    }
}

fn look(path: &Path, apart: &[PathBuf], depth: usize, stamps: &mut BTreeMap<PathBuf, Stamp>) {
    // A link counts as what it leads to: ConfigMaps exchange what is behind one.
    let Ok(found) = fs::metadata(path) else { return };
    if apart.iter().any(|apart| path == apart) {
        return;
    }
    if !found.is_dir() {
        stamps.insert(path.to_owned(), Stamp::of(&found));
        return;
    }
    let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if depth > MOST_DEEP || (is_link && depth > 0) {
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            look(&entry.path(), apart, depth + 1, stamps);
        }
    }
}
