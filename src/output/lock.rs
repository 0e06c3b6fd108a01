//! One run at a time: a desk is held by a lock of the system, which dies with
//! its owner, and by a note of who the owner is, for file systems whose locks
//! do not reach other machines.
//!
//! Ages are told by the file system that holds both files, so that the clocks of
//! two machines need not agree.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::{OutputError, create_folder};
use crate::tool::stamp::now_at;

/// How often an owner says that it is still there.
const BEAT: Duration = Duration::from_secs(15);

/// An owner on another machine that has not been heard of for so long is taken
/// for dead: six beats may be lost.
const LEASE: Duration = Duration::from_secs(90);

/// A desk held for this run alone; it is free again when this is dropped.
#[derive(Debug)]
pub struct Lock {
    /// Whose lock was taken over, because its owner is dead; `None` as a rule.
    pub taken_over: Option<Holder>,
    owner: PathBuf,
    beat: Option<(Sender<()>, JoinHandle<()>)>,
    _file: File,
}

/// Who holds a desk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The machine's name.
    pub host: String,
    /// What tells one start of a machine from the next; empty where nothing does.
    #[serde(default)]
    boot: String,
    /// The process.
    pub pid: u32,
    /// What it does, such as `attache build`.
    pub what: String,
    /// How long it has held the desk; `None` where that is not known.
    #[serde(skip)]
    pub age: Option<Duration>,
}

impl Holder {
    fn own(what: &str) -> Self {
        let line =
            |path: &str| fs::read_to_string(path).map(|text| text.trim().to_owned()).unwrap_or_default();
        Self {
            host: line("/proc/sys/kernel/hostname"),
            boot: line("/proc/sys/kernel/random/boot_id"),
            pid: std::process::id(),
            what: what.to_owned(),
            age: None,
        }
    }

    fn is_of_this_machine(&self) -> bool {
        let own = Self::own("");
        (&self.host, &self.boot) == (&own.host, &own.boot)
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pid == 0 {
            return f.write_str("it does not say who it is");
        }
        write!(f, "`{}`, process {}", self.what, self.pid)?;
        if !self.host.is_empty() {
            write!(f, " on {}", self.host)?;
        }
        match self.age {
            Some(age) => write!(f, ", for {} s", age.as_secs()),
            None => Ok(()),
        }
    }
}

/// Holds the desk at `root` for this run, which says what it does.
///
/// Where the lock is free but its owner, on another machine, was heard of in
/// the last 90 seconds, the locks of this file system do not reach that machine,
/// and the desk counts as held. An owner that is dead is taken over from at once
/// on the same machine, after 90 seconds from another.
///
/// # Errors
/// [`OutputError::Locked`] while another run holds it, with who that is.
pub fn lock(root: &Path, what: &str) -> Result<Lock, OutputError> {
    let folder = root.join(".attache");
    create_folder(&folder)?;
    let path = folder.join("lock");
    let owner = folder.join("lock.owner");
    let failed = |source| OutputError::Write { path: path.clone(), source };
    let locked = |holder: Holder| OutputError::Locked { path: path.clone(), holder: Box::new(holder) };
    let mut file = File::options().create(true).write(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let now = now_at(&folder);
            let holder = read(&owner).map(|(holder, _)| holder).unwrap_or_default();
            return Err(locked(Holder { age: age(&path, now), ..holder }));
        }
        Err(fs::TryLockError::Error(source)) => return Err(failed(source)),
    }
    let before = read(&owner);
    if let Some((holder, heard)) = &before
        && !holder.is_of_this_machine()
    {
        let now = now_at(&folder);
        let silence = now.and_then(|now| now.duration_since(*heard).ok());
        if silence.is_some_and(|silence| silence < LEASE) {
            return Err(locked(Holder { age: age(&path, now), ..holder.clone() }));
        }
    }
    // Written, so that the file system tells since when it is held.
    file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(failed)?;
    let own = Holder::own(what);
    write_owner(&owner, &own).map_err(failed)?;
    // Two machines may have come at once where locks do not reach: the later note stands.
    match read(&owner) {
        Some((holder, _)) if holder != own => return Err(locked(holder)),
        _ => {}
    }
    let taken_over = before.map(|(holder, _)| holder);
    let beat = beat(owner.clone(), own).map_err(failed)?;
    Ok(Lock { taken_over, owner, beat: Some(beat), _file: file })
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some((stop, beating)) = self.beat.take() {
            drop(stop);
            let _ = beating.join();
        }
        let _ = fs::remove_file(&self.owner);
    }
}

/// Says again and again that the owner is there.
fn beat(owner: PathBuf, own: Holder) -> io::Result<(Sender<()>, JoinHandle<()>)> {
    let (stop, stopped) = mpsc::channel();
    let beating = std::thread::Builder::new().name("lock".to_owned()).spawn(move || {
        while stopped.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
            let _ = write_owner(&owner, &own);
        }
    })?;
    Ok((stop, beating))
}

fn write_owner(path: &Path, own: &Holder) -> io::Result<()> {
    let staged = path.with_extension(format!("owner-{}", std::process::id()));
    let text = serde_json::to_vec(own).map_err(io::Error::other)?;
    File::create(&staged).and_then(|mut file| file.write_all(&text))?;
    fs::rename(&staged, path).inspect_err(|_| {
        let _ = fs::remove_file(&staged);
    })
}

/// Reads who holds the desk, and when that was written.
fn read(path: &Path) -> Option<(Holder, SystemTime)> {
    let holder = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    Some((holder, fs::metadata(path).ok()?.modified().ok()?))
}

/// Returns how long a file has not been written; `None` where that is not known.
fn age(path: &Path, now: Option<SystemTime>) -> Option<Duration> {
    now?.duration_since(fs::metadata(path).ok()?.modified().ok()?).ok()
}

#[cfg(test)]
mod tests;
