//! What there is to say of schedules: for `schedule list`, the status file and
//! `/health`.

use serde::Serialize;

use super::engine::Engine;
use super::state::{Dealt, Trying};
use crate::model::Moment;

/// A brief that failed so many times in a row is no longer healthy.
pub const KEEPS_FAILING: u32 = 3;

/// What is known of a brief's schedule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BriefReport {
    /// The brief's id.
    pub brief: String,
    /// Its times, as they were written.
    pub schedule: String,
    /// Its time zone.
    pub zone: String,
    /// The newest slot that was dealt with; `None` before the first.
    pub last: Option<Dealt>,
    /// The slot that failed and is tried again; `None` where all is well.
    pub trying: Option<Trying>,
    /// The next slots, in their order.
    pub next: Vec<Next>,
}

/// A slot that is to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Next {
    /// The slot.
    pub slot: Moment,
    /// The same on the clocks of the schedule's zone: `2026-03-30 07:00 +02:00`.
    pub local: String,
    /// When it is run, by the schedule's jitter.
    pub run_at: Moment,
}

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// `attache/status/1`.
    pub schema: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// Its process.
    pub pid: u32,
    /// Whether it runs; a service that was killed could not say that it ended.
    pub running: bool,
    /// When it was started.
    pub started: Moment,
    /// When it last looked at what is due.
    pub looked: Moment,
    /// Whether the desk is right and no brief keeps failing.
    pub healthy: bool,
    /// What is wrong with the desk; empty where it is right.
    pub mistakes: Vec<String>,
    /// The briefs that have a schedule, in their order.
    pub briefs: Vec<BriefReport>,
}

impl Engine {
    /// Tells what is known of a brief, with so many slots to come; `None` where
    /// it has no schedule.
    #[must_use]
    pub fn report(&self, brief: &str, now: Moment, slots: usize) -> Option<BriefReport> {
        let (schedule, calendar) = self.plan(brief)?;
        let past = self.past(brief);
        let mut next: Vec<Next> = Vec::new();
        let mut first = self.next(brief, now);
        while let Some((run_at, slot)) = first.take().filter(|_| next.len() < slots) {
            next.push(Next { slot: slot.moment, local: calendar.zone().write(slot.moment), run_at });
            let after = calendar.next(slot.moment);
            first = after.map(|slot| (calendar.run_at(brief, slot.moment), slot));
        }
        Some(BriefReport {
            brief: brief.to_owned(),
            schedule: schedule.to_string(),
            zone: calendar.zone().name().to_owned(),
            last: past.and_then(|past| past.last(now)).cloned(),
            trying: past.and_then(|past| past.trying.clone()),
            next,
        })
    }

    /// Tells whether a brief keeps failing.
    #[must_use]
    pub fn keeps_failing(&self, brief: &str) -> bool {
        let trying = self.past(brief).and_then(|past| past.trying.as_ref());
        trying.is_some_and(|trying| trying.tries >= KEEPS_FAILING)
    }
}
