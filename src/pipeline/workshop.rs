//! What a preview keeps between requests: the desk as it is now, its corpus,
//! and the briefings that were made of them. It knows nothing of the web.
//!
//! Of what changed only that is done again which depends on it: a template
//! composes anew what was decided, a brief decides anew, a document is read
//! with its corpus. What was good last stays until something better is there.

mod drafts;
mod edits;
mod keeper;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Material, Session, archive};
use crate::corpus::Readers;
use crate::error::{Diagnostic, Error, Reported, Warning};
use crate::manifest::{self, Manifest};
use crate::model::{Date, EditionName, Retraction};
use crate::output;

pub use super::stamps::Watched;
pub use drafts::{Draft, Drafted};
pub use edits::{Act, Edit, Edited};
pub use keeper::Keeper;

use super::stamps::Stamps;
use drafts::Slot;
use edits::Edits;

/// A desk that is looked at while its files change.
pub struct Workshop {
    root: PathBuf,
    readers: Arc<Readers>,
    /// Tells the date of the edition that is previewed.
    date: Box<dyn Fn() -> Date + Send + Sync>,
    now: Mutex<Now>,
    /// Held while a brief is decided and composed: nothing is done twice.
    making: Mutex<()>,
    edits: Mutex<Edits>,
}

struct Now {
    standing: Arc<Standing>,
    desk_stamps: Stamps,
    corpus_stamps: Stamps,
    /// What was made of the briefs, by their ids.
    slots: BTreeMap<String, Slot>,
}

/// The desk as it is now.
#[derive(Clone)]
pub struct Standing {
    /// The date of the edition that is previewed.
    pub date: Date,
    /// The desk that was found right last; `None` before the first.
    pub session: Option<Arc<Session>>,
    /// The corpus that was read last; `None` before the first.
    pub material: Option<Arc<Material>>,
    /// Why the files of the desk cannot be used as they are; empty if they can.
    pub mistakes: Vec<Diagnostic>,
    /// Why the corpus cannot be used as it is; empty if it can.
    pub corpus_mistakes: Vec<Diagnostic>,
    /// What was noticed while the corpus was read.
    pub corpus_warnings: Vec<Warning>,
    /// Counts the changes of the desk and its corpus.
    generation: u64,
    /// Counts the readings of the corpus.
    reading: u64,
}

/// Which files may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Only the desk's own files may have changed.
    Desk,
    /// Documents may have changed too.
    All,
}

impl Workshop {
    /// Makes a workshop for the desk at `root`; nothing is read before
    /// [`Self::refresh`]. `date` tells the date of the edition.
    pub fn new(root: &Path, readers: Arc<Readers>, date: impl Fn() -> Date + Send + Sync + 'static) -> Self {
        let standing = Standing {
            date: date(),
            session: None,
            material: None,
            mistakes: Vec::new(),
            corpus_mistakes: Vec::new(),
            corpus_warnings: Vec::new(),
            generation: 0,
            reading: 0,
        };
        let now = Now {
            standing: Arc::new(standing),
            desk_stamps: Stamps::default(),
            corpus_stamps: Stamps::default(),
            slots: BTreeMap::new(),
        };
        Self {
            root: std::path::absolute(root).unwrap_or_else(|_| root.to_owned()),
            readers,
            date: Box::new(date),
            now: Mutex::new(now),
            making: Mutex::new(()),
            edits: Mutex::new(Edits::default()),
        }
    }

    /// Returns the desk as it is now.
    pub fn standing(&self) -> Arc<Standing> {
        self.now().standing.clone()
    }

    /// Looks at the files, and opens the desk and reads the corpus again where
    /// they are not what they were. Tells whether there was anything to do.
    ///
    /// One caller at a time. What changes while this works is found by the next
    /// call: files are looked at before they are read.
    pub fn refresh(&self, scope: Scope) -> bool {
        let (before, desk_stamps, corpus_stamps) = {
            let now = self.now();
            (now.standing.clone(), now.desk_stamps.clone(), now.corpus_stamps.clone())
        };
        let date = (self.date)();
        let watched = self.watched();
        let desk_now = Stamps::of(&watched.desk, &watched.apart);
        let is_first = before.session.is_none() && before.mistakes.is_empty();
        let desk_changed = is_first || date != before.date || desk_now != desk_stamps;
        let mut next = Standing { date, ..Standing::clone(&before) };
        if desk_changed {
            self.open(&mut next);
        }
        let reads_other = match (&before.session, &next.session) {
            (Some(before), Some(next)) => reads_otherwise(before, next),
            (before, next) => before.is_some() != next.is_some(),
        };
        let mut corpus_now = corpus_stamps.clone();
        if scope == Scope::All || reads_other {
            let watched = self.watched_by(next.session.as_deref());
            corpus_now = Stamps::of(&watched.corpus, &watched.apart);
        }
        let unread = next.session.is_some() && next.material.is_none() && next.corpus_mistakes.is_empty();
        let corpus_changed = next.session.is_some()
            && (unread || reads_other || corpus_now != corpus_stamps || date != before.date);
        if corpus_changed {
            self.read(&mut next);
        }
        if !desk_changed && !corpus_changed {
            return false;
        }
        next.generation += 1;
        let mut now = self.now();
        now.standing = Arc::new(next);
        now.desk_stamps = desk_now;
        if corpus_changed {
            now.corpus_stamps = corpus_now;
        }
        true
    }

    /// Returns what there is to watch, as far as the desk is known.
    pub fn watched(&self) -> Watched {
        self.watched_by(self.standing().session.as_deref())
    }

    fn watched_by(&self, session: Option<&Session>) -> Watched {
        Watched::of(
            &self.root,
            session.map(|session| &session.desk.config),
            session.map(|s| s.apart.as_slice()),
        )
    }

    /// Lists the archive's editions that have a manifest: briefs and names, in
    /// their order.
    pub fn editions(&self) -> Vec<(String, EditionName)> {
        let Some(archive) = self.archive() else { return Vec::new() };
        let has_manifest = |(brief, name): &(String, EditionName)| {
            output::edition_folder(&archive, brief, *name).join(manifest::FILE).is_file()
        };
        output::editions(&archive).into_iter().filter(has_manifest).collect()
    }

    /// Lists what stands in the place of editions that were withdrawn, in their
    /// order.
    pub fn withdrawn(&self) -> Vec<Retraction> {
        let Some(archive) = self.archive() else { return Vec::new() };
        let of = |(brief, name): &(String, EditionName)| {
            output::retraction(&output::edition_folder(&archive, brief, *name))?.ok()
        };
        output::editions(&archive).iter().filter_map(of).collect()
    }

    fn archive(&self) -> Option<PathBuf> {
        self.standing().session.as_ref().map(|session| archive(&session.desk))
    }

    /// Returns the manifest of an edition of the archive; `None` where there is
    /// none or it is damaged.
    pub fn edition(&self, brief: &str, name: EditionName) -> Option<Manifest> {
        let session = self.standing().session.clone()?;
        // Only names that the archive has: what is asked for is never a path.
        let known = self.editions().iter().any(|(id, known)| id == brief && *known == name);
        if known { output::standing(&archive(&session.desk), brief, name) } else { None }
    }

    /// Returns the bytes of a file that an edition's manifest names.
    pub fn edition_file(&self, brief: &str, edition: EditionName, name: &str) -> Option<Vec<u8>> {
        let manifest = self.edition(brief, edition)?;
        let mut files = manifest.audiences.iter().flat_map(|audience| &audience.files);
        let file = files.find(|file| file.path == name)?;
        // A manifest may be forged: a file of an edition stands in its folder.
        let is_plain = !name.starts_with('.') && !name.contains(['/', '\\', '\0', ':']);
        let session = self.standing().session.clone()?;
        let path = archive(&session.desk).join(brief).join(edition.to_string()).join(&file.path);
        let is_file = is_plain && std::fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        is_file.then(|| std::fs::read(path).ok()).flatten()
    }

    /// Opens the desk again; on a mistake the one before stays.
    fn open(&self, next: &mut Standing) {
        match Session::open(&self.root, self.readers.clone()) {
            Ok(session) => {
                let session = match &next.session {
                    Some(before) => {
                        session.take_fonts_of(before);
                        // Its workers know the pages that they set before.
                        session.with_studio(before.studio().clone())
                    }
                    None => session,
                };
                next.session = Some(Arc::new(session));
                next.mistakes.clear();
            }
            Err(error) => next.mistakes = error.diagnostics(),
        }
    }

    /// Reads the corpus again; on a mistake the one before stays.
    fn read(&self, next: &mut Standing) {
        let Some(session) = &next.session else { return };
        match session.read_beside(next.date, &|_| ()) {
            Ok(Reported { value, warnings }) => {
                next.material = Some(Arc::new(value));
                next.corpus_warnings = warnings;
                next.corpus_mistakes.clear();
                next.reading += 1;
            }
            Err(error) => next.corpus_mistakes = error.diagnostics(),
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        held(&self.now)
    }
}

impl Standing {
    /// Tells whether the desk was opened and its corpus read at least once, or
    /// cannot be.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.generation > 0
    }
}

impl Session {
    /// Shares the fonts that another session of the desk loaded, where both ask
    /// for the same.
    fn take_fonts_of(&self, other: &Self) {
        if let Some(fonts) = other.fonts.get().filter(|_| self.desk.config.fonts == other.desk.config.fonts) {
            // They can be set once, and nobody else has this session yet.
            let _ = self.fonts.set(fonts.clone());
        }
    }
}

/// Tells whether two sessions of a desk read its corpus differently.
fn reads_otherwise(one: &Session, other: &Session) -> bool {
    let (a, b) = (&one.desk.config, &other.desk.config);
    a.corpus != b.corpus
        || a.limits != b.limits
        || a.file_names != b.file_names
        || a.output != b.output
        || one.library != other.library
}

/// Takes a lock. A thread that failed while it held it had changed one value at
/// most, whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns what went wrong.
fn mistakes(error: &Error) -> Vec<Diagnostic> {
    error.diagnostics()
}

#[cfg(test)]
mod tests;
