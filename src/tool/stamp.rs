//! What a file looks like from outside: by it a change is known without reading.

use std::fs::{self, File, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A file that was written less than this before it was looked at may be
/// written again under the same stamp: the coarsest time stamps in use (FAT)
/// count in steps of two seconds.
const RACY: Duration = Duration::from_secs(2);

/// By what a file is known not to have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    bytes: u64,
    /// When it was written, in nanoseconds since 1970; 0 where that is not told
    /// or was before.
    written: i128,
    /// When anything about it was changed, in the same unit, and which file it
    /// is; 0 where the system does not tell.
    changed: i128,
    inode: u64,
}

impl Stamp {
    /// Takes the stamp of a file from what the system tells of it.
    pub(crate) fn of(found: &Metadata) -> Self {
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt as _;
            (i128::from(found.ctime()) * 1_000_000_000 + i128::from(found.ctime_nsec()), found.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = (0, 0);
        Self { bytes: found.len(), written: found.modified().map_or(0, nanoseconds), changed, inode }
    }

    /// Tells whether the file was last changed long enough before `now` for the
    /// stamp to tell every later change.
    pub(crate) fn is_settled(&self, now: SystemTime) -> bool {
        let settled = now.checked_sub(RACY).map(nanoseconds);
        settled.is_some_and(|settled| self.written.max(self.changed) < settled)
    }
}

/// Tells a program from its next version by its file: its size, and when it was
/// written. Empty where that cannot be told.
pub(crate) fn mark_of(program: Option<&Path>) -> String {
    let found = program.and_then(|path| fs::metadata(path).ok());
    found.map_or_else(String::new, |found| {
        format!("{} {}", found.len(), found.modified().map_or(0, nanoseconds))
    })
}

/// Returns a time in nanoseconds since 1970; 0 for one before.
fn nanoseconds(time: SystemTime) -> i128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos().cast_signed())
}

/// Returns the time as the file system of a folder tells it, which is the one
/// that stamps are made of; `None` where nothing can be written there.
pub(crate) fn now_at(folder: &Path) -> Option<SystemTime> {
    let probe = folder.join(format!(".now-{}", std::process::id()));
    let now = File::create(&probe).and_then(|file| file.metadata()).and_then(|found| found.modified());
    let _ = fs::remove_file(&probe);
    now.ok()
}
