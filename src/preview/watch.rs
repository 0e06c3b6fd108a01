//! Waiting for changes. The system tells of them; where it cannot, files are
//! looked at from time to time.
//!
//! Editors save by writing twice, by renaming, or beside: a change is answered
//! when it has been quiet for a moment. What is told only wakes; what changed is
//! found by looking at the files themselves, so that nothing told late, twice or
//! in the middle of the work is lost.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Preview;
use crate::error::Diagnostic;
use crate::pipeline::workshop::{Scope, Watched, Workshop};

/// After the last of some changes it is quiet for so long before they are
/// answered: longer than an editor takes between its steps.
const QUIET: Duration = Duration::from_millis(30);

/// Changes that do not end are answered after so long.
const PATIENCE: Duration = Duration::from_millis(300);

/// How often files are looked at where nobody tells of changes.
const ROUND: Duration = Duration::from_secs(1);

/// Where somebody does, how often they are looked at all the same: for disks
/// whose changes are not told, and for midnight.
const LONG_ROUND: Duration = Duration::from_secs(30);

/// Reads the desk and follows its changes, on a thread of its own.
pub(super) fn start(preview: Arc<Preview>, tell: impl Fn(Diagnostic) + Send + 'static) -> io::Result<()> {
    let follow = move || {
        let (sender, changes) = mpsc::channel();
        let mut watcher = Watcher::new(sender);
        let mut told = false;
        let mut scope = Some(Scope::All);
        loop {
            if let Some(scope) = scope {
                // What is watched first is watched before it is read.
                watcher.watch(&preview.workshop.watched());
                if preview.workshop.refresh(scope) {
                    watcher.watch(&preview.workshop.watched());
                    preview.show();
                }
            }
            if let (Some(why), false) = (&watcher.failed, told) {
                told = true;
                *super::held(&preview.polling) = Some(why.clone());
                tell(Diagnostic::warning(format!("changes are looked for every second: {why}")));
            }
            scope = wait(&changes, &preview.workshop, watcher.failed.is_some());
        }
    };
    std::thread::Builder::new().name("watch".to_owned()).spawn(follow).map(|_| ())
}

/// Waits until something may have changed, and tells what.
fn wait(changes: &Receiver<Told>, workshop: &Workshop, polls: bool) -> Option<Scope> {
    let round = if polls { ROUND } else { LONG_ROUND };
    let first = match changes.recv_timeout(round) {
        Ok(first) => first,
        Err(RecvTimeoutError::Timeout) => return Some(Scope::All),
        Err(RecvTimeoutError::Disconnected) => {
            std::thread::sleep(ROUND);
            return Some(Scope::All);
        }
    };
    let watched = workshop.watched();
    let mut scope = first.scope(&watched);
    let begin = Instant::now();
    // Nothing that concerns nobody is worth a wait.
    while scope.is_some() && begin.elapsed() < PATIENCE {
        match changes.recv_timeout(QUIET) {
            Ok(next) => scope = scope.max(next.scope(&watched)),
            Err(_) => break,
        }
    }
    scope
}

/// What the system told.
enum Told {
    /// Something happened to these paths.
    Changed(Vec<PathBuf>),
    /// More happened than it can tell.
    Lost,
}

impl Told {
    fn scope(&self, watched: &Watched) -> Option<Scope> {
        let Self::Changed(paths) = self else { return Some(Scope::All) };
        let of = |path: &PathBuf| match () {
            () if !watched.concerns(path) => None,
            () if watched.is_document(path) => Some(Scope::All),
            () => Some(Scope::Desk),
        };
        paths.iter().filter_map(of).max()
    }
}

/// Hears of changes.
struct Watcher {
    system: Option<RecommendedWatcher>,
    /// What is watched, and what it was when that began: a folder that was
    /// removed and made again is another one.
    known: BTreeMap<PathBuf, u64>,
    /// Why changes are not told, if they are not.
    failed: Option<String>,
}

impl Watcher {
    fn new(changes: Sender<Told>) -> Self {
        let hear = move |told: notify::Result<Event>| {
            let told = match told {
                Ok(event) if event.need_rescan() => Told::Lost,
                // Reading is no change: this program itself reads all the time.
                Ok(Event { kind: EventKind::Access(kind), .. })
                    if kind != AccessKind::Close(AccessMode::Write) =>
                {
                    return;
                }
                Ok(event) => Told::Changed(event.paths),
                Err(_) => Told::Lost,
            };
            // Nobody hears any more when the program ends.
            let _ = changes.send(told);
        };
        match notify::recommended_watcher(hear) {
            Ok(system) => Self { system: Some(system), known: BTreeMap::new(), failed: None },
            Err(error) => Self { system: None, known: BTreeMap::new(), failed: Some(reason(&error)) },
        }
    }

    /// Watches what is not watched yet.
    fn watch(&mut self, watched: &Watched) {
        let Some(system) = &mut self.system else { return };
        let folders = std::iter::once((&watched.root, RecursiveMode::NonRecursive));
        let below = watched.desk.iter().chain(&watched.corpus).map(|path| (path, RecursiveMode::Recursive));
        for (path, mode) in folders.chain(below) {
            // An editor that renames puts another file in the place of the one
            // that is watched: its folder is watched instead.
            let (path, mode) = match path.is_file() {
                true => (path.parent().unwrap_or(path), RecursiveMode::NonRecursive),
                false => (path.as_path(), mode),
            };
            let Some(identity) = identity(path) else { continue };
            let key = match mode {
                RecursiveMode::Recursive => path.join("."),
                RecursiveMode::NonRecursive => path.to_owned(),
            };
            if self.known.insert(key, identity) == Some(identity) {
                continue;
            }
            if let Err(error) = system.watch(path, mode) {
                let is_gone = matches!(error.kind, ErrorKind::PathNotFound);
                self.failed = if is_gone { self.failed.take() } else { Some(reason(&error)) };
            }
        }
    }
}

fn reason(error: &notify::Error) -> String {
    match error.kind {
        ErrorKind::MaxFilesWatch => {
            "the system watches no more folders (on Linux, fs.inotify.max_user_watches says how many)"
                .to_owned()
        }
        _ => format!("the system does not tell of them: {error}"),
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|found| found.ino())
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<u64> {
    path.exists().then_some(0)
}

impl Preview {
    /// Makes what is looked at, and lets every page know.
    fn show(&self) {
        let viewed = super::held(&self.viewed).clone();
        let standing = self.workshop.standing();
        let first = || standing.session.as_ref()?.desk.briefs.first().map(|brief| (brief.id.clone(), None));
        if let Some((brief, audience)) = viewed.or_else(first)
            && let Some(draft) = self.workshop.draft(&brief).and_then(|drafted| drafted.draft)
        {
            let first = || draft.audiences().next().map(|audience| audience.id.clone());
            let _ = audience.or_else(first).map(|audience| draft.html(&audience).map(|html| html.is_ok()));
        }
        self.version.send_modify(|version| *version += 1);
    }
}
