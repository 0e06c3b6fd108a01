//! What a service works with: a clock, and whatever is run.

use std::time::Duration;

use super::engine::Due;
use super::report::Status;
use super::state::{Outcome, State};
use crate::error::Diagnostic;
use crate::model::{Moment, Schedule};

/// Time, as the service knows it.
pub trait Clock {
    /// Returns the time of day, which may be set.
    fn now(&self) -> Moment;
    /// Returns a time that only goes on, from any beginning.
    fn steady(&self) -> Duration;
    /// Waits so many seconds, at least 1, or until somebody asks the service to
    /// stop.
    fn wait(&self, seconds: i64);
    /// Tells whether somebody asked it to stop.
    fn is_stopped(&self) -> bool;
}

/// What the service runs: a desk, or a part of a test.
pub trait Runner {
    /// Keeps other runs off while it is there.
    type Held;

    /// Looks whether the desk has changed, and opens it again if it has. Where
    /// it is wrong now, the last good one stays.
    fn refresh(&mut self) -> Refreshed;
    /// Returns the briefs that have a schedule.
    fn schedules(&self) -> Vec<(String, Schedule)>;
    /// Returns slots of which the archive has editions or drafts of a brief,
    /// among them the newest.
    fn known(&self, brief: &str) -> Vec<Moment>;
    /// Holds the desk, so that no other process or machine runs a brief.
    ///
    /// # Errors
    /// [`Busy`] while another run holds it.
    fn hold(&mut self) -> Result<(Self::Held, Option<String>), Busy>;
    /// Reads what is remembered; a problem is for people.
    ///
    /// # Errors
    /// Why what is there cannot be used.
    fn load(&self) -> Result<Option<State>, String>;
    /// Keeps what is to be remembered.
    ///
    /// # Errors
    /// Why it could not be written.
    fn save(&mut self, state: &State) -> Result<(), String>;
    /// Says how things stand, for whoever looks.
    ///
    /// # Errors
    /// Why it could not be written.
    fn show(&mut self, status: &Status) -> Result<(), String>;
    /// Builds a brief for a slot. Where `is_stopped` says so it may give up, as
    /// long as nothing was written.
    ///
    /// # Errors
    /// [`Failed`] with what went wrong.
    fn run(&mut self, due: &Due, is_stopped: &dyn Fn() -> bool) -> Result<Ran, Failed>;
    /// Delivers what was run last, if it is to be delivered; lines for the log.
    ///
    /// # Errors
    /// What was not delivered.
    fn deliver(&mut self) -> Result<Vec<String>, String>;
    /// Tries again what was not delivered and whose time has come, of each
    /// brief; lines for the log, or what was not delivered again.
    fn redeliver(&mut self) -> Vec<Result<Vec<String>, String>> {
        Vec::new()
    }
}

/// What a look at the desk found.
#[derive(Debug, Clone, PartialEq)]
pub enum Refreshed {
    /// It is what it was.
    Same,
    /// It was opened again.
    Opened,
    /// It is wrong now; the one before stays.
    Wrong(Vec<Diagnostic>),
}

/// Why the desk cannot be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Busy {
    /// Another run holds it: who that is.
    Held(String),
    /// It cannot be held at all: why.
    Impossible(String),
}

/// A run that came to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// What became of it.
    pub outcome: Outcome,
    /// The edition, such as `2026-11-22.2`.
    pub edition: Option<String>,
    /// What was noticed: warnings, and errors of formats that are missing.
    pub noticed: Vec<Diagnostic>,
}

/// A run that did not.
#[derive(Debug, Clone, PartialEq)]
pub enum Failed {
    /// It went wrong: nothing was published.
    Wrong(Vec<Diagnostic>),
    /// It was given up because the service is to stop.
    Stopped,
}

/// How a service works.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The clock is looked at this often at least, in seconds.
    pub poll_seconds: i64,
    /// Only these briefs; all that have a schedule where empty.
    pub briefs: Vec<String>,
    /// Of a brief of which nothing is known, slots of the last so many seconds
    /// are due.
    pub within_seconds: i64,
    /// It stops after so many runs; `None` for none. For measuring.
    pub most_runs: Option<usize>,
}

/// How a single round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All that was due was run, or nothing was.
    Done,
    /// Something failed, or was not run because it was asked to stop.
    Failed,
    /// Another run holds the desk.
    Busy,
}
