//! Which files matter to a desk, and what they look like from outside.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::desk::Config;
use crate::model::Sha256;
use crate::tool::stamp::Stamp;

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
pub(super) struct Stamps {
    files: BTreeMap<PathBuf, Stamp>,
    /// Whether a folder was too deep to be looked into.
    is_cut: bool,
}

/// Folders are looked into so deep; a corpus that is deeper is not followed.
const MOST_DEEP: usize = 64;

impl Stamps {
    /// Looks at all files at and below these paths, but for hidden ones and for
    /// those in `apart`. Links to folders are not followed.
    pub(super) fn of(paths: &[PathBuf], apart: &[PathBuf]) -> Self {
        let mut stamps = Self::default();
        for path in paths {
            stamps.look(path, apart, 0);
        }
        stamps
    }

    /// Digests the stamps; `None` where a file may change after `now` without
    /// its stamp, or not all files were looked at.
    pub(super) fn digest(&self, now: SystemTime) -> Option<Sha256> {
        let is_telling = !self.is_cut && self.files.values().all(|stamp| stamp.is_settled(now));
        let line = |(path, stamp): (&PathBuf, &Stamp)| format!("{} {stamp:?}\n", path.display());
        is_telling.then(|| Sha256::of(self.files.iter().map(line).collect::<String>().as_bytes()))
    }

    fn look(&mut self, path: &Path, apart: &[PathBuf], depth: usize) {
        // A link counts as what it leads to: ConfigMaps exchange what is behind one.
        let Ok(found) = fs::metadata(path) else { return };
        if apart.iter().any(|apart| path == apart) {
            return;
        }
        if !found.is_dir() {
            self.files.insert(path.to_owned(), Stamp::of(&found));
            return;
        }
        let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        if is_link && depth > 0 {
            return;
        }
        if depth > MOST_DEEP {
            self.is_cut = true;
            return;
        }
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                self.look(&entry.path(), apart, depth + 1);
            }
        }
    }
}
