//! What is due at a moment, and what follows from how it went. Pure: it is told
//! the time and waits for nothing.

use std::collections::BTreeMap;

use super::calendar::{Calendar, Slot};
use super::state::{Dealt, Outcome, Past, State, Trying};
use crate::model::{CatchUp, Moment, Schedule};

/// A slot that is run later than this counts as missed, in seconds.
pub const LATE: i64 = 15 * 60;

/// With `catch_up: all` so many slots are caught up with, the newest.
const MOST_CAUGHT_UP: usize = 100;

/// Slots that are passed over are counted up to this number.
const MOST_COUNTED: usize = 1000;

/// After the first failure so many seconds go by, then twice as many, and so
/// on, up to [`LONGEST_WAIT`].
const FIRST_WAIT: i64 = 60;

/// The longest wait after a failure, in seconds.
const LONGEST_WAIT: i64 = 3600;

/// Schedules and what became of their slots.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    plans: BTreeMap<String, Plan>,
    state: State,
}

#[derive(Debug, Clone)]
struct Plan {
    schedule: Schedule,
    calendar: Calendar,
}

/// How somebody asks what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As a service, which is there all the time: jitter and waits after
    /// failures count.
    Service,
    /// As one of many runs that somebody else times: what has its slot is due.
    Once,
}

/// A slot that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The brief's id.
    pub brief: String,
    /// The slot.
    pub slot: Slot,
    /// When it was to be run, by its jitter.
    pub run_at: Moment,
    /// Whether it is only noted as missed.
    pub is_missed: bool,
    /// How many slots before it were missed and are passed over, up to 1,000.
    pub passed_over: usize,
    /// How often it was run before.
    pub tries: u32,
    /// Whether there is no edition where nothing is new.
    pub if_changed: bool,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// When it began.
    pub begun: Moment,
    /// How long it took.
    pub seconds: f64,
    /// What became of it and the edition, or what went wrong.
    pub result: Result<(Outcome, Option<String>), String>,
}

impl Engine {
    /// Begins with what is remembered.
    #[must_use]
    pub fn new(state: State) -> Self {
        Self { plans: BTreeMap::new(), state }
    }

    /// Returns what is to be remembered.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Adds what another run remembers. Of a slot that fails, its word counts.
    pub fn remember(&mut self, state: State) {
        for (brief, past) in state.briefs {
            match self.state.briefs.get_mut(&brief) {
                None => drop(self.state.briefs.insert(brief, past)),
                Some(own) => {
                    own.since = own.since.max(past.since);
                    past.dealt.into_iter().for_each(|dealt| own.note(dealt));
                    own.trying = past.trying;
                }
            }
        }
    }

    /// Takes the briefs' schedules as they are now. `known` tells the slots of
    /// which the archive has editions, and is asked for briefs of which nothing
    /// is remembered. Of those, slots of the last `within` seconds are due where
    /// the archive has none. Tells whether there is something new to remember.
    pub fn adopt(
        &mut self,
        schedules: &[(String, Schedule)],
        known: &dyn Fn(&str) -> Vec<Moment>,
        now: Moment,
        within: i64,
    ) -> bool {
        let mut is_new = false;
        self.plans.retain(|brief, plan| schedules.iter().any(|(id, it)| id == brief && *it == plan.schedule));
        for (brief, schedule) in schedules {
            let plan = || Plan { schedule: schedule.clone(), calendar: Calendar::of(schedule) };
            self.plans.entry(brief.clone()).or_insert_with(plan);
            let since = now.plus(-within - i64::from(schedule.jitter_seconds));
            let past = self.state.briefs.entry(brief.clone()).or_insert_with(|| {
                is_new = true;
                Past::of(since, &known(brief))
            });
            // All that is known is in the future: the clock was wrong then, or is now.
            if past.reached(now).is_none() {
                is_new = true;
                past.since = since;
            }
        }
        is_new
    }

    /// Returns the briefs that have a schedule, in their order.
    pub fn briefs(&self) -> impl Iterator<Item = &str> {
        self.plans.keys().map(String::as_str)
    }

    /// Returns a brief's schedule and its calendar.
    #[must_use]
    pub fn plan(&self, brief: &str) -> Option<(&Schedule, &Calendar)> {
        self.plans.get(brief).map(|plan| (&plan.schedule, &plan.calendar))
    }

    /// Returns what is known of a brief.
    #[must_use]
    pub fn past(&self, brief: &str) -> Option<&Past> {
        self.state.briefs.get(brief)
    }

    /// Returns what is due at a moment: for each brief one slot at most, in the
    /// order in which they became due; equal ones in the order of briefs.
    #[must_use]
    pub fn due(&self, now: Moment, manner: Manner) -> Vec<Due> {
        let of = |(brief, plan): (&String, &Plan)| self.due_of(brief, plan, now, manner);
        let mut due: Vec<Due> = self.plans.iter().filter_map(of).collect();
        due.sort_by(|a, b| (a.run_at, &a.brief).cmp(&(b.run_at, &b.brief)));
        due
    }

    fn due_of(&self, brief: &str, plan: &Plan, now: Moment, manner: Manner) -> Option<Due> {
        let past = self.state.briefs.get(brief)?;
        let reached = past.reached(now)?;
        let run_at = |slot: &Slot| match manner {
            Manner::Service => plan.calendar.run_at(brief, slot.moment),
            Manner::Once => slot.moment,
        };
        let is_open = |slot: &Slot| run_at(slot) <= now && !past.has(slot.moment);
        let catch_up = plan.schedule.catch_up;
        // The jitter is shorter than the time between two slots: all but the newest are due.
        let most = if catch_up == CatchUp::All { MOST_CAUGHT_UP + 1 } else { 2 };
        let mut slots = plan.calendar.newest(reached, now, most);
        slots.retain(is_open);
        let slot = match catch_up {
            CatchUp::All => {
                let surplus = slots.len().saturating_sub(MOST_CAUGHT_UP);
                *slots.get(surplus)?
            }
            CatchUp::Latest | CatchUp::None => *slots.last()?,
        };
        let trying = past.trying.as_ref().filter(|trying| trying.slot == slot.moment);
        // A wait that is longer than the longest was reckoned by a wrong clock.
        let waits = |trying: &&Trying| trying.next > now && trying.next.since(now) <= LONGEST_WAIT;
        if manner == Manner::Service && trying.is_some_and(|trying| waits(&trying)) {
            return None;
        }
        let is_late = now.since(run_at(&slot)) > LATE;
        let before = plan.calendar.newest(reached, slot.moment.plus(-1), MOST_COUNTED);
        Some(Due {
            brief: brief.to_owned(),
            slot,
            run_at: run_at(&slot),
            is_missed: catch_up == CatchUp::None && is_late && trying.is_none(),
            passed_over: before.iter().filter(|slot| !past.has(slot.moment)).count(),
            tries: trying.map_or(0, |trying| trying.tries),
            if_changed: plan.schedule.if_changed,
        })
    }

    /// Notes how a run of what was due went, at the moment at which it ended.
    /// Where it failed, the slot stays due after a wait: 1, 2, 4, 8, 16, 32 and
    /// then 60 minutes.
    pub fn settle(&mut self, due: &Due, run: &Run, ended: Moment) {
        let Some(past) = self.state.briefs.get_mut(&due.brief) else { return };
        let tries = due.tries.saturating_add(1);
        match &run.result {
            Ok((outcome, edition)) => {
                past.trying = None;
                past.note(Dealt {
                    slot: due.slot.moment,
                    outcome: *outcome,
                    begun: Some(run.begun),
                    seconds: Some(run.seconds),
                    edition: edition.clone(),
                    tries,
                });
            }
            Err(message) => {
                let next = ended.plus(wait_after(tries));
                let message = message.clone();
                past.trying = Some(Trying { slot: due.slot.moment, tries, begun: run.begun, next, message });
            }
        }
    }

    /// Notes that a slot was missed and is not run.
    pub fn miss(&mut self, due: &Due) {
        let Some(past) = self.state.briefs.get_mut(&due.brief) else { return };
        past.trying = None;
        past.note(Dealt {
            slot: due.slot.moment,
            outcome: Outcome::Missed,
            begun: None,
            seconds: None,
            edition: None,
            tries: 0,
        });
    }

    /// Returns the moment at which a brief is run next, after `now`, with its
    /// slot; `None` where it has no schedule, or no slot is to come.
    #[must_use]
    pub fn next(&self, brief: &str, now: Moment) -> Option<(Moment, Slot)> {
        let plan = self.plans.get(brief)?;
        let past = self.state.briefs.get(brief);
        let mut from = now.plus(-i64::from(plan.schedule.jitter_seconds));
        loop {
            let slot = plan.calendar.next(from)?;
            let run_at = plan.calendar.run_at(brief, slot.moment);
            if run_at > now && past.is_none_or(|past| !past.has(slot.moment)) {
                return Some((run_at, slot));
            }
            from = slot.moment;
        }
    }

    /// Returns the next moment after `now` at which something is due or tried
    /// again; `None` where nothing is to come.
    #[must_use]
    pub fn wake(&self, now: Moment) -> Option<Moment> {
        let next = self.plans.keys().filter_map(|brief| self.next(brief, now)).map(|(run_at, _)| run_at);
        let trying = self.plans.keys().filter_map(|brief| self.state.briefs.get(brief)?.trying.as_ref());
        next.chain(trying.map(|trying| trying.next)).filter(|moment| *moment > now).min()
    }
}

/// Returns the seconds to wait after so many tries that failed, from 1.
fn wait_after(tries: u32) -> i64 {
    let doubled = FIRST_WAIT.checked_shl(tries.saturating_sub(1).min(20)).unwrap_or(LONGEST_WAIT);
    doubled.min(LONGEST_WAIT)
}
