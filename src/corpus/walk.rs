//! The walk: which files a corpus has.

use std::collections::BTreeSet;
use std::fs::{self, FileType};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{CorpusRoot, path};

/// The deepest folder that is looked into, from a root: as deep as a path of
/// the longest kind can go with names of a few letters.
const MAX_DEPTH: usize = 1_000;

/// Why a file is passed over that only a step-by-step walk reaches.
const TOO_LONG: &str = "its path is longer than the system takes";

/// A file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it is: absolute.
    pub(super) file: PathBuf,
    /// The root folder that it was found in; its own folder for a root that is
    /// a file. Absolute.
    pub(super) root: PathBuf,
    /// Its name in the corpus, as in [`crate::model::Document::path`].
    pub(super) path: String,
    pub(super) state: State,
    pub(super) is_link: bool,
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// A file to read.
    File,
    /// A pipe, a socket or a device, with its article.
    Special(&'static str),
    /// What is passed over, and why: a link that is not followed, a hidden
    /// file.
    Elsewhere(String),
    /// Nothing that can be read, and the system's reason.
    Failed(String),
}

/// Lists the files of the roots in the order of their paths, each once.
/// `desk` is absolute, and so are the folders in `apart`, which are no part of
/// the corpus even where they stand in one.
pub(super) fn files(desk: &Path, roots: &[CorpusRoot], apart: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    for root in roots {
        let is_far = root.path.is_absolute();
        let root = path::absolute(&desk.join(&root.path));
        let mut walk = Walk {
            desk,
            root: &root,
            name: (is_far && !root.starts_with(desk)).then(|| unused_name(desk, &root, &mut names)),
            real_root: real(&root),
            apart,
            found: Vec::new(),
            linked: BTreeSet::new(),
        };
        walk.folder(&root);
        if root.is_file() {
            walk.metadata_of(&root);
        }
        found.extend(walk.found);
    }
    found.sort_by(|a, b| (&a.path, a.root.as_os_str().len()).cmp(&(&b.path, b.root.as_os_str().len())));
    let mut files = BTreeSet::new();
    found.retain(|entry: &Found| files.insert(entry.file.clone()));
    found
}

/// Looks at one file, and lists the files that may hold its metadata: those of
/// its folder, and of the folders above it up to `desk`.
pub(super) fn single(file: &Path, name: String, desk: Option<&Path>) -> (Found, Vec<Found>) {
    let folder = file.parent().unwrap_or(file);
    let root = desk.filter(|desk| file.starts_with(desk)).unwrap_or(folder);
    let found = Found {
        file: file.to_owned(),
        root: root.to_owned(),
        path: name,
        state: fs::metadata(file)
            .map_or_else(|error| State::Failed(error.to_string()), |metadata| state_of(metadata.file_type())),
        is_link: false,
    };
    let beside = |at: PathBuf| Found {
        path: path::relative(desk.unwrap_or(folder), &at, &at),
        file: at,
        root: root.to_owned(),
        state: State::File,
        is_link: false,
    };
    let mut neighbours: Vec<Found> = super::metadata::files_for(file, root)
        .into_iter()
        .filter(|candidate| candidate.is_file())
        .map(beside)
        .collect();
    neighbours.push(found.clone());
    (found, neighbours)
}

fn real(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

fn state_of(kind: FileType) -> State {
    if kind.is_file() {
        return State::File;
    }
    if kind.is_dir() {
        return State::Special("a folder");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return State::Special("a pipe");
        }
        if kind.is_socket() {
            return State::Special("a socket");
        }
    }
    State::Special("a device")
}

/// Names a root outside the desk by its last name alone: what stands before it
/// tells of the machine, and a briefing travels.
fn unused_name(desk: &Path, root: &Path, names: &mut BTreeSet<String>) -> String {
    let name = path::escaped(Path::new(root.file_name().unwrap_or_default()));
    let numbered = (2..).map(|number| format!("{name}~{number}"));
    let unused = std::iter::once(name.clone())
        .chain(numbered)
        .find(|name| !names.contains(name) && !desk.join(name).exists())
        .expect("names have no end");
    names.insert(unused.clone());
    unused
}

struct Walk<'a> {
    desk: &'a Path,
    root: &'a Path,
    /// What the root is called where its path may not be told.
    name: Option<String>,
    real_root: Option<PathBuf>,
    apart: &'a [PathBuf],
    found: Vec<Found>,
    /// Real paths of linked folders that were walked already.
    linked: BTreeSet<PathBuf>,
}

impl Walk<'_> {
    /// Walks a folder, or takes a file.
    fn folder(&mut self, from: &Path) {
        let mut walk = WalkDir::new(from).max_depth(MAX_DEPTH).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.depth() > 0 && is_hidden(entry.file_name().as_encoded_bytes()) => {
                    let reason = "it is hidden: its name begins with a full stop";
                    self.push(entry.path(), State::Elsewhere(reason.to_owned()), false);
                    leave(&mut walk, &entry);
                }
                Ok(entry) if self.apart.iter().any(|apart| entry.path() == apart) => leave(&mut walk, &entry),
                Ok(entry) => self.entry(&entry),
                Err(error) => self.failed(from, &error),
            }
        }
    }

    fn failed(&mut self, from: &Path, error: &walkdir::Error) {
        let at = error.path().unwrap_or(from).to_owned();
        let too_long = |error: &std::io::Error| error.kind() == ErrorKind::InvalidFilename;
        if error.io_error().is_some_and(too_long) && self.step_by_step(&at) {
            return;
        }
        let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        self.push(&at, State::Failed(reason), false);
    }

    /// Lists what is below a folder whose path is too long for the system:
    /// through its parent, held open, under the short name that Linux gives to
    /// what is open. Tells whether that worked.
    fn step_by_step(&mut self, folder: &Path) -> bool {
        #[cfg(target_os = "linux")]
        if let (Some(Ok(parent)), Some(name)) = (folder.parent().map(fs::File::open), folder.file_name()) {
            use std::os::fd::AsRawFd as _;
            let short = PathBuf::from(format!("/proc/self/fd/{}", parent.as_raw_fd())).join(name);
            let mut listed = false;
            for entry in WalkDir::new(&short).max_depth(MAX_DEPTH).sort_by_file_name().into_iter().flatten() {
                if let (false, Ok(rest)) = (entry.file_type().is_dir(), entry.path().strip_prefix(&short)) {
                    self.push(&folder.join(rest), State::Elsewhere(TOO_LONG.to_owned()), false);
                    listed = true;
                }
            }
            return listed;
        }
        let _ = folder;
        false
    }

    /// Lists the metadata files beside a root that is a file itself.
    fn metadata_of(&mut self, file: &Path) {
        let folder = file.parent().unwrap_or(file);
        for candidate in super::metadata::files_for(file, folder) {
            if candidate.is_file() {
                self.push(&candidate, State::File, false);
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry) {
        let kind = entry.file_type();
        if kind.is_dir() {
            if entry.depth() > 0 && super::is_known_name(entry.path()) {
                let reason = "it is a folder, though its name is that of a document";
                self.push(entry.path(), State::Elsewhere(reason.to_owned()), false);
            }
            if entry.depth() == MAX_DEPTH {
                self.push(
                    entry.path(),
                    State::Elsewhere("folders are nested too deep here".to_owned()),
                    false,
                );
            }
        } else if entry.path_is_symlink() && entry.depth() > 0 {
            self.link(entry.path());
        } else {
            self.push(entry.path(), state_of(kind), false);
        }
    }

    /// Follows a link within the root. A linked folder is read at its own
    /// place, unless that is hidden (as in a mounted Kubernetes ConfigMap):
    /// then here, and only once, so that links cannot multiply the corpus.
    fn link(&mut self, at: &Path) {
        let target = match fs::canonicalize(at) {
            Ok(target) => target,
            Err(error) => return self.push(at, State::Failed(error.to_string()), true),
        };
        let Some(inside) = self.real_root.as_ref().and_then(|root| target.strip_prefix(root).ok()) else {
            return self.push(
                at,
                State::Elsewhere("it links to a place outside the corpus".to_owned()),
                true,
            );
        };
        let hidden = inside.components().any(|part| is_hidden(part.as_os_str().as_encoded_bytes()));
        match fs::metadata(&target) {
            Err(error) => self.push(at, State::Failed(error.to_string()), true),
            Ok(metadata) if !metadata.is_dir() => self.push(at, state_of(metadata.file_type()), true),
            Ok(_) if hidden && self.linked.insert(target) => self.folder(&at.join(".")),
            Ok(_) => {
                let reason = "it links to a folder that is read at its own place".to_owned();
                self.push(at, State::Elsewhere(reason), true);
            }
        }
    }

    fn push(&mut self, at: &Path, state: State, is_link: bool) {
        let file = path::absolute(at);
        let path = match (&self.name, file.strip_prefix(self.root)) {
            (Some(name), Ok(rest)) if rest.as_os_str().is_empty() => name.clone(),
            (Some(name), Ok(rest)) => format!("{name}/{}", path::escaped(rest)),
            _ => path::relative(self.desk, &file, self.root),
        };
        let root = if file == self.root { file.parent().unwrap_or(self.root) } else { self.root };
        self.found.push(Found { root: root.to_owned(), file, path, state, is_link });
    }
}

/// Passes over what is below an entry.
fn leave(walk: &mut walkdir::IntoIter, entry: &DirEntry) {
    if entry.file_type().is_dir() {
        walk.skip_current_dir();
    }
}

fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".") && name != b"." && name != b".."
}
