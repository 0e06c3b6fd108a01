//! A desk that is kept open between runs, and opened again when its files
//! change.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::Readers;
use crate::error::Error;
use crate::pipeline::Session;
use crate::pipeline::stamps::{Stamps, Watched};

/// An open desk.
pub struct Keeper {
    root: PathBuf,
    readers: Arc<Readers>,
    session: Session,
    stamps: Stamps,
}

impl Keeper {
    /// Opens the desk at `root`.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open(root: &Path, readers: Arc<Readers>) -> Result<Self, Error> {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let session = Session::open(&root, readers.clone())?;
        let stamps = look(&root, &session);
        // What changed while it was read is found by the next look, or here.
        let mut keeper = Self { root, readers, session, stamps };
        keeper.refresh().unwrap_or(Ok(()))?;
        Ok(keeper)
    }

    /// Returns the desk as it was when it was right last.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Looks at the desk's files, and opens it again where they are not what
    /// they were; `None` where they are.
    ///
    /// # Errors
    /// As [`Session::open`]: the one before stays, and nothing is told of these
    /// files again until they change.
    pub fn refresh(&mut self) -> Option<Result<(), Error>> {
        let now = look(&self.root, &self.session);
        if now == self.stamps {
            return None;
        }
        // Looked at before they are read: what changes meanwhile is found later.
        self.stamps = now;
        let opened = Session::open(&self.root, self.readers.clone()).map(|session| {
            session.take_fonts_of(&self.session);
            // Its workers know the pages that they set before.
            self.session = session.with_studio(self.session.studio().clone());
            self.stamps = look(&self.root, &self.session);
        });
        Some(opened)
    }
}

/// Looks at all files that say what a desk is.
fn look(root: &Path, session: &Session) -> Stamps {
    let mut watched = Watched::of(root, Some(&session.desk.config), Some(&session.apart));
    let schedules = session.desk.briefs.iter().filter_map(|brief| brief.schedule.as_ref());
    watched.desk.extend(schedules.flat_map(|it| &it.holidays.files).map(|file| root.join(&file.text)));
    Stamps::of(&watched.desk, &watched.apart)
}
