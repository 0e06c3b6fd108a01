//! The runner of a real desk: holds it, builds its briefs, and keeps what is
//! remembered in `.attache/`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::engine::Due;
use super::report::Status;
use super::runner::{Busy, Failed, Ran, Refreshed, Runner};
use super::state::{Outcome, State};
use crate::corpus::Readers;
use crate::error::{Diagnostic, Error, Reported};
use crate::manifest;
use crate::model::{Date, EditionName, Moment, Schedule};
use crate::output::{self, Lock, OutputError};
use crate::pipeline::workshop::Keeper;
use crate::pipeline::{self, Issued, Request, Session, Terms};
use crate::signature::SigningKey;

/// So many of a brief's newest editions are asked for their slots where
/// nothing else is remembered; by day, and by name.
const EDITIONS_ASKED: usize = 16;

/// Delivers an edition of a brief that was published, and what of the brief waits
/// for another attempt; lines for the log.
///
/// Called after the desk is free again, and without an edition now and then. It
/// may be called twice for one edition, as any sending may: whoever delivers
/// keeps a ledger.
pub type Deliver<'a> = &'a dyn Fn(&Session, &str, Option<EditionName>) -> Result<Vec<String>, Error>;

/// A desk whose briefs are run.
pub struct Office<'a> {
    root: PathBuf,
    keeper: Keeper,
    deliver: Deliver<'a>,
    key: Option<SigningKey>,
    /// What was run last, if it is to be delivered.
    issued: Option<Issued>,
}

impl<'a> Office<'a> {
    /// Opens the desk at `root`. `key` signs its editions.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open(
        root: &Path,
        readers: Arc<Readers>,
        key: Option<SigningKey>,
        deliver: Deliver<'a>,
    ) -> Result<Self, Error> {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        Ok(Self { keeper: Keeper::open(&root, readers)?, root, deliver, key, issued: None })
    }

    /// Returns the desk as it was when it was right last.
    #[must_use]
    pub fn session(&self) -> &Session {
        self.keeper.session()
    }

    fn issue(&self, due: &Due, is_stopped: &dyn Fn() -> bool) -> Result<Reported<Issued>, Stop> {
        let session = self.keeper.session();
        let Some(brief) = session.desk.brief(&due.brief) else {
            let message = format!("the desk has no brief `{}` any more", due.brief);
            return Err(Stop::Wrong(vec![Diagnostic::error(message)]));
        };
        let may_go_on = || if is_stopped() { Err(Stop::Asked) } else { Ok(()) };
        let request = Request {
            date: due.slot.date,
            audiences: Vec::new(),
            formats: Vec::new(),
            since: None,
            slot: Some(due.slot.moment.to_string()),
        };
        let terms =
            Terms { request: &request, if_changed: due.if_changed, force: false, key: self.key.as_ref() };
        let mut run = session.begin(due.slot.date);
        if let Some(issued) = run.remembered(brief, terms) {
            return Ok(issued);
        }
        session.warm();
        let mut warnings = run.read(&|_| ())?;
        may_go_on()?;
        let prepared = run.prepare(brief, terms, &|_| ())?;
        may_go_on()?;
        warnings.extend(prepared.warnings);
        Ok(Reported { value: run.put(brief, terms, prepared.value)?, warnings })
    }
}

/// Why nothing was issued.
enum Stop {
    Asked,
    Wrong(Vec<Diagnostic>),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Wrong(error.diagnostics())
    }
}

impl Runner for Office<'_> {
    type Held = Lock;

    fn refresh(&mut self) -> Refreshed {
        match self.keeper.refresh() {
            None => Refreshed::Same,
            Some(Ok(())) => Refreshed::Opened,
            Some(Err(error)) => Refreshed::Wrong(error.diagnostics()),
        }
    }

    fn schedules(&self) -> Vec<(String, Schedule)> {
        schedules(self.keeper.session())
    }

    fn known(&self, brief: &str) -> Vec<Moment> {
        known(self.keeper.session(), brief)
    }

    fn hold(&mut self) -> Result<(Lock, Option<String>), Busy> {
        match output::lock(&self.root, "attache schedule run") {
            Ok(lock) => {
                let whose = lock.taken_over.as_ref().map(ToString::to_string);
                Ok((lock, whose))
            }
            Err(OutputError::Locked { holder, .. }) => Err(Busy::Held(holder.to_string())),
            Err(error) => Err(Busy::Impossible(error.to_string())),
        }
    }

    fn load(&self) -> Result<Option<State>, String> {
        read_state(&self.root)
    }

    fn save(&mut self, state: &State) -> Result<(), String> {
        output::put(&state_file(&self.root), &state.to_json()).map_err(|error| error.to_string())
    }

    fn show(&mut self, status: &Status) -> Result<(), String> {
        let bytes = serde_json::to_vec_pretty(status).map_err(|error| error.to_string())?;
        output::put(&self.root.join(".attache").join("status.json"), &bytes)
            .map_err(|error| error.to_string())
    }

    fn run(&mut self, due: &Due, is_stopped: &dyn Fn() -> bool) -> Result<Ran, Failed> {
        self.issued = None;
        // An engine that gives up takes one run with it, not the service: what
        // it was working on is thrown away.
        let issued = catch_unwind(AssertUnwindSafe(|| self.issue(due, is_stopped))).unwrap_or_else(|_| {
            Err(Stop::Wrong(vec![Diagnostic::error("the run broke off: an engine gave up")]))
        });
        match issued {
            Ok(Reported { value: issued, warnings }) => {
                let ran = ran(&issued, warnings)?;
                let is_to_send = matches!(ran.outcome, Outcome::Published | Outcome::Incomplete);
                self.issued = Some(issued).filter(|_| is_to_send);
                Ok(ran)
            }
            Err(Stop::Asked) => Err(Failed::Stopped),
            Err(Stop::Wrong(diagnostics)) => Err(Failed::Wrong(diagnostics)),
        }
    }

    fn deliver(&mut self) -> Result<Vec<String>, String> {
        let Some(issued) = self.issued.take() else { return Ok(Vec::new()) };
        let (session, brief) = (self.keeper.session(), &issued.manifest.brief);
        (self.deliver)(session, brief, Some(issued.name)).map_err(|error| error.to_string())
    }

    fn redeliver(&mut self) -> Vec<Result<Vec<String>, String>> {
        let session = self.keeper.session();
        let again = |(brief, _): (String, Schedule)| {
            (self.deliver)(session, &brief, None).map_err(|error| error.to_string())
        };
        schedules(session).into_iter().map(again).collect()
    }
}

/// Says what became of a run in the words of the schedule.
fn ran(issued: &Issued, warnings: Vec<Diagnostic>) -> Result<Ran, Failed> {
    use pipeline::Outcome as Of;
    let is_whole = issued.failures.is_empty();
    let outcome = match issued.outcome {
        Of::LeftAlone => {
            let message = format!("the edition {}/{} is left as it was", issued.manifest.brief, issued.name);
            let told = Diagnostic::error(message).hint("it has a file that could not be written now");
            let all = std::iter::once(told).chain(issued.failures.iter().cloned()).collect();
            return Err(Failed::Wrong(all));
        }
        Of::NothingNew => Outcome::NothingNew,
        Of::Published | Of::Replaced | Of::Unchanged if !is_whole => Outcome::Incomplete,
        Of::Published | Of::Replaced => Outcome::Published,
        Of::Draft => Outcome::Draft,
        Of::Unchanged => Outcome::Unchanged,
    };
    let noticed = warnings.into_iter().chain(issued.failures.iter().cloned()).collect();
    Ok(Ran { outcome, edition: Some(issued.name.to_string()), noticed })
}

/// Lists a desk's briefs that have a schedule, in their order.
fn schedules(session: &Session) -> Vec<(String, Schedule)> {
    let of = |brief: &crate::model::BriefSpec| Some((brief.id.clone(), brief.schedule.clone()?));
    session.desk.briefs.iter().filter_map(of).collect()
}

/// Returns the slots that the newest editions and drafts of a brief name.
fn known(session: &Session, brief: &str) -> Vec<Moment> {
    let archive = pipeline::archive(&session.desk);
    let folders = [archive.join(brief), archive.join(brief).join(output::DRAFTS)];
    let mut slots: Vec<Moment> = folders.iter().flat_map(|folder| slots_in(folder)).collect();
    slots.sort_unstable();
    slots.dedup();
    slots
}

fn slots_in(folder: &Path) -> Vec<Moment> {
    #[derive(Deserialize)]
    struct Slot {
        slot: Option<String>,
    }
    let slot = |name: &String| -> Option<Moment> {
        let bytes = std::fs::read(folder.join(name).join(manifest::FILE)).ok()?;
        serde_json::from_slice::<Slot>(&bytes).ok()?.slot?.parse().ok()
    };
    let names = output::names(folder);
    // Editions that were made while a clock was wrong are dated years ahead, and
    // are the newest by name: those before the gap are asked too.
    let dates: Vec<Date> = names.iter().map(|name| name.date).collect();
    let gap = (1..dates.len()).rev().find(|at| dates[*at].days_since(dates[*at - 1]) > 366);
    let before = names[..gap.unwrap_or(0)].iter().rev().take(EDITIONS_ASKED);
    let newest = names.iter().rev().take(EDITIONS_ASKED);
    newest.chain(before).filter_map(|name| slot(&name.to_string())).collect()
}

fn state_file(root: &Path) -> PathBuf {
    root.join(".attache").join("schedule.json")
}

fn read_state(root: &Path) -> Result<Option<State>, String> {
    match std::fs::read(state_file(root)) {
        Ok(bytes) => match State::from_json(&bytes) {
            Some(state) => Ok(Some(state)),
            None => Err("`.attache/schedule.json` is not what this program writes".to_owned()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read `.attache/schedule.json`: {error}")),
    }
}

/// Returns a desk's schedules with what is remembered of them, for whoever only
/// looks; and why what is remembered cannot be used, if it cannot.
#[must_use]
pub fn state_of(session: &Session, now: Moment) -> (super::Engine, Option<String>) {
    let (state, why) = match read_state(&session.desk.root) {
        Ok(state) => (state.unwrap_or_default(), None),
        Err(why) => (State::default(), Some(why)),
    };
    let mut engine = super::Engine::new(state);
    engine.adopt(&schedules(session), &|brief| known(session, brief), now, super::LATE);
    (engine, why)
}
