//! A reading worker as seen from outside.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::protocol::{Job, Reply};
use super::{Readers, panicked};
use crate::corpus::reading::{Event, NotRead};
use crate::model::ReadLimits;
use crate::worker::{Death, Process};

/// After so many files a worker is replaced: what earlier ones left in its
/// memory counts against its limit.
const MOST_FILES: usize = 200;

pub(super) struct Worker(Process);

impl Worker {
    pub(super) fn start(executable: &Path) -> io::Result<Self> {
        Process::start(executable, Readers::ARGUMENT).map(Self)
    }

    /// Tells whether it has read nothing yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.0.jobs() == 0
    }

    /// Tells whether it is to be replaced.
    pub(super) fn is_worn(&self) -> bool {
        self.0.jobs() >= MOST_FILES
    }

    /// Has a file read.
    ///
    /// # Errors
    /// Why its reader ended before the file did; the worker is not to be used
    /// again.
    pub(super) fn read(&mut self, job: &Job, bytes: &[u8], events: &mut Vec<Event>) -> Result<(), NotRead> {
        let dead = |death| refused(&death, &job.limits);
        let limit = Duration::from_secs(job.limits.seconds);
        let mut clock = self.0.begin(limit);
        self.0.send(job).and_then(|()| self.0.send_bytes(bytes)).map_err(dead)?;
        loop {
            match self.0.receive(&clock).map_err(dead)? {
                Reply::Event(event) => events.push(event),
                Reply::Done => return Ok(()),
                Reply::Panicked(message) => return Err(panicked(&message)),
            }
            // Each part of a file has its own time.
            clock = self.0.clock(limit);
        }
    }
}

/// Says why a file was not read.
fn refused(death: &Death, limits: &ReadLimits) -> NotRead {
    NotRead::refused(match death {
        Death::Slow => format!("reading it takes longer than the limit of {} s", limits.seconds),
        Death::Memory => {
            format!("reading it needs more than the memory limit of {} MB", limits.memory_bytes >> 20)
        }
        Death::Stack => "it is nested too deep: its reader's stack overflowed".to_owned(),
        Death::Crashed(how) => format!("its reader crashed ({how})"),
    })
}
