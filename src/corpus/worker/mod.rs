//! Workers: processes of this same executable in which formats are read that
//! a document could turn against their reader.
//!
//! A worker has a limit on memory, no network and no files ([`crate::worker`]); the
//! one who waits for it has a clock. A reader that crashes, hangs or asks for
//! too much ends its worker; the part that did it is listed with the reason,
//! and a new worker goes on after it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::formats::{self, Format, OwnFile};
use super::reading::{Event, NotRead, extract};
use crate::model::ReadLimits;
use crate::worker::message;

mod child;
mod process;
mod protocol;

pub use child::serve;

use process::Worker;
use protocol::Job;

/// How often the reading of one file is taken up again after a part ended its
/// reader.
const MOST_DEATHS: usize = 8;

/// Where readers run.
pub struct Readers {
    /// Started with [`Readers::ARGUMENT`]; `None` to read in this process.
    executable: Option<PathBuf>,
    idle: Mutex<Vec<Worker>>,
}

/// How one attempt to read a file ended before its end.
enum Death {
    /// The worker had read other files before, which may be why.
    Stale,
    /// Why, to be shown.
    Reason(NotRead),
}

impl Readers {
    /// The one argument that a worker is started with.
    pub const ARGUMENT: &'static str = "reader-worker";

    /// Runs readers in processes of `executable`, which is to call [`serve`]
    /// when started with [`Readers::ARGUMENT`].
    #[must_use]
    pub fn in_workers(executable: PathBuf) -> Self {
        Self { executable: Some(executable), idle: Mutex::default() }
    }

    /// Runs readers in this process: a panic in one is caught, but nothing
    /// holds against a stack overflow or a loop. For tests and for documents
    /// that are trusted.
    #[must_use]
    pub fn in_process() -> Self {
        Self { executable: None, idle: Mutex::default() }
    }

    /// Returns what readers run in; `None` for this process.
    #[must_use]
    pub fn executable(&self) -> Option<&Path> {
        self.executable.as_deref()
    }

    /// Reads a file; what happened is returned in order, whatever happened.
    pub(super) fn read(
        &self,
        path: &str,
        bytes: &[u8],
        format: &'static Format,
        limits: &ReadLimits,
    ) -> Vec<Event> {
        let mut events = Vec::new();
        let mut resume = 0;
        let mut deaths = 0;
        let mut fresh = false;
        while deaths < MOST_DEATHS {
            let job = Job { path: path.to_owned(), format: format.place(), resume, limits: *limits };
            let before = events.len();
            match self.attempt(&job, bytes, &mut events, fresh) {
                Ok(()) => return events,
                Err(Death::Stale) => {
                    events.truncate(before);
                    fresh = true;
                    continue;
                }
                Err(Death::Reason(why)) => match last_begun(&events[before..]) {
                    Some((ordinal, member)) => {
                        let whole = first_of(&events[before..], ordinal).filter(|whole| *whole != member);
                        events.push(Event::NotRead { member: Some(member), why });
                        events.extend(whole.map(|whole| {
                            let why =
                                NotRead::refused("a part of it ended its reader; the rest was not read");
                            Event::NotRead { member: Some(whole), why }
                        }));
                        resume = ordinal + 1;
                        deaths += 1;
                    }
                    None => {
                        events.push(Event::NotRead { member: None, why });
                        return events;
                    }
                },
            }
        }
        let why = NotRead::refused("too many of its parts ended their reader; the rest was not read");
        events.push(Event::NotRead { member: None, why });
        events
    }

    /// Reads a file of a briefing back, in the output format of this name:
    /// `pdf` or `html`, which carry their proof.
    ///
    /// # Errors
    /// Why it cannot be read, in a sentence without a full stop.
    pub fn read_own(&self, format: &str, bytes: &[u8], limits: &ReadLimits) -> Result<OwnFile, String> {
        let row = formats::own_format(format).ok_or_else(|| format!("a {format} carries no proof"))?;
        for event in self.read("briefing", bytes, row, limits) {
            match event {
                Event::Document { reading, .. } => return formats::taken(&reading),
                Event::NotRead { why, .. } => return Err(why.reason),
                Event::Begin { .. } => {}
            }
        }
        Err("nothing was read".to_owned())
    }

    /// Reads a file once, in a worker that has read nothing before if `fresh`.
    fn attempt(&self, job: &Job, bytes: &[u8], events: &mut Vec<Event>, fresh: bool) -> Result<(), Death> {
        let Some(executable) = self.executable.as_ref().filter(|_| !format_of(job).in_process) else {
            return attempt_here(job, bytes, events);
        };
        let idle = || self.idle.lock().expect("nobody panics while holding the list").pop();
        let idle = if fresh { None } else { idle() };
        let mut worker = match idle {
            Some(worker) => worker,
            None => Worker::start(executable).map_err(|error| {
                Death::Reason(NotRead::refused(format!("cannot start a process to read it: {error}")))
            })?,
        };
        let fresh = worker.is_fresh();
        match worker.read(job, bytes, events) {
            Ok(()) if worker.is_worn() => Ok(()),
            Ok(()) => {
                self.idle.lock().expect("nobody panics while holding the list").push(worker);
                Ok(())
            }
            Err(why) => Err(if fresh { Death::Reason(why) } else { Death::Stale }),
        }
    }
}

fn attempt_here(job: &Job, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), Death> {
    let format = format_of(job);
    let read = || {
        extract(&job.path, bytes, format, &job.limits, job.resume, &mut |event| events.push(event));
    };
    catch_unwind(AssertUnwindSafe(read)).map_err(|panic| Death::Reason(panicked(&message(&*panic))))
}

fn format_of(job: &Job) -> &'static Format {
    formats::at(job.format).expect("a job is made with the place of a format")
}

fn panicked(message: &str) -> NotRead {
    NotRead::refused(format!("its reader failed: {}", super::blocks::folded(message)))
}

/// Returns the name of the part of the file itself that has a number.
fn first_of(events: &[Event], wanted: usize) -> Option<String> {
    events.iter().find_map(|event| match event {
        Event::Begin { ordinal, member } if *ordinal == wanted => Some(member.clone()),
        _ => None,
    })
}

fn last_begun(events: &[Event]) -> Option<(usize, String)> {
    events.iter().rev().find_map(|event| match event {
        Event::Begin { ordinal, member } => Some((*ordinal, member.clone())),
        _ => None,
    })
}
