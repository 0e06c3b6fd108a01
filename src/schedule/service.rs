//! The service: looks at the clock again and again, and runs what is due.
//!
//! It goes by the wall clock and looks at it at least once in each polling
//! period, so that neither a suspended machine nor a clock that was set lets it
//! sleep over a slot. One brief is run at a time: a slow run makes the next one
//! late, and never runs beside it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::board::Board;
use super::engine::{Due, Engine, Manner, Run};
use super::happening::{Happening, Level};
use super::report::Status;
use super::runner::{Busy, Clock, Ended, Failed, Ran, Refreshed, Runner, Terms};
use super::state::Outcome;
use crate::error::{Diagnostic, Severity};
use crate::model::Moment;

/// How long a desk that another run holds is left alone, in seconds.
const BUSY: i64 = 5;

/// A clock that went back by less than this was only set right, in seconds.
const SET_RIGHT: i64 = 30;

/// A status file that says the same is written again after so many seconds.
const SHOWN_AGAIN: i64 = 60;
/// What was not delivered is looked at this often, in seconds; the ledger says
/// when each is tried again.
const REDELIVERED_AGAIN: i64 = 60;

/// A service at work.
pub struct Service<'a, R: Runner> {
    runner: &'a mut R,
    clock: &'a dyn Clock,
    board: &'a Board,
    log: &'a dyn Fn(&Happening),
    terms: Terms,
    engine: Engine,
    started: Moment,
    /// When deliveries were tried again last.
    redelivered: Option<Moment>,
    looked: Moment,
    mistakes: Vec<String>,
    /// What the status file says.
    shown: Option<Status>,
    /// What was told once and is not told again while it is so.
    told: BTreeSet<String>,
    runs: usize,
}

impl<'a, R: Runner> Service<'a, R> {
    /// Makes a service that works with these.
    pub fn new(
        runner: &'a mut R,
        clock: &'a dyn Clock,
        board: &'a Board,
        log: &'a dyn Fn(&Happening),
        terms: Terms,
    ) -> Self {
        let now = clock.now();
        Self {
            runner,
            clock,
            board,
            log,
            terms,
            engine: Engine::default(),
            started: now,
            redelivered: None,
            looked: now,
            mistakes: Vec::new(),
            shown: None,
            told: BTreeSet::new(),
            runs: 0,
        }
    }

    /// Works until it is asked to stop.
    pub fn run(&mut self) {
        self.begin();
        self.show(true);
        while !self.is_over() {
            self.look(Manner::Service);
            let is_busy = self.work_off();
            self.redeliver();
            self.show(true);
            if self.is_over() {
                break;
            }
            self.wait(is_busy);
        }
        self.show(false);
        self.tell(Level::Info, "stopped", "stopped as it was asked to", &[]);
    }

    /// Runs what is due now, each slot once.
    pub fn run_once(&mut self) -> Ended {
        self.begin();
        self.look(Manner::Once);
        let mut ended = Ended::Done;
        let mut tried = BTreeSet::new();
        let next = |service: &Self, tried: &BTreeSet<_>| {
            let mut due = service.engine.due(service.clock.now(), Manner::Once).into_iter();
            due.find(|due| !tried.contains(&(due.brief.clone(), due.slot.moment)))
        };
        if next(self, &tried).is_none() {
            let message = format!("looked at {}: nothing is due", self.looked);
            self.tell(Level::Info, "nothing-due", &message, &[]);
        }
        while let Some(due) = next(self, &tried).filter(|_| !self.clock.is_stopped()) {
            match self.work(&due, Manner::Once) {
                Worked::Done => drop(tried.insert((due.brief, due.slot.moment))),
                Worked::Failed => {
                    ended = Ended::Failed;
                    tried.insert((due.brief, due.slot.moment));
                }
                Worked::Busy => return Ended::Busy,
                Worked::Stopped => return Ended::Failed,
            }
        }
        if next(self, &tried).is_some() { Ended::Failed } else { ended }
    }

    fn begin(&mut self) {
        self.load();
        self.keep_new();
        let count = self.engine.briefs().count();
        let message = match count {
            0 => "started; no brief has a schedule".to_owned(),
            1 => "started with 1 scheduled brief".to_owned(),
            count => format!("started with {count} scheduled briefs"),
        };
        self.tell(Level::Info, "started", &message, &[("briefs", count.into())]);
        self.board.plan(&self.engine, self.clock.now());
    }

    fn is_over(&self) -> bool {
        self.clock.is_stopped() || self.terms.most_runs.is_some_and(|most| self.runs >= most)
    }

    /// Reads what is remembered, which another process may have written. What
    /// this one knows stays: the file may have been removed, or not be writable.
    fn load(&mut self) {
        if self.told.contains("state-unwritten") {
            return;
        }
        match self.runner.load() {
            Ok(Some(state)) => self.engine.remember(state),
            Ok(None) => {}
            Err(why) => {
                let message =
                    format!("what was remembered is damaged, and made anew from the archive: {why}");
                self.tell(Level::Warning, "state-damaged", &message, &[]);
            }
        }
    }

    /// Takes the schedules as they are; tells whether there is something new to
    /// remember.
    fn adopt(&mut self) -> bool {
        let mut schedules = self.runner.schedules();
        let wanted = &self.terms.briefs;
        schedules.retain(|(brief, _)| wanted.is_empty() || wanted.contains(brief));
        let (runner, now) = (&*self.runner, self.clock.now());
        self.engine.adopt(&schedules, &|brief| runner.known(brief), now, self.terms.within_seconds)
    }

    /// Notes since when briefs are known that are new, so that what they miss is
    /// known to the next service too. Where another run holds the desk, it is
    /// noted with the first run.
    fn keep_new(&mut self) {
        if self.adopt()
            && let Ok(_held) = self.hold()
        {
            // What another one noted counts, as far as its clock was right.
            self.load();
            self.adopt();
            self.save();
        }
    }

    /// Holds the desk, and tells whose it was if that one is dead.
    fn hold(&mut self) -> Result<R::Held, Busy> {
        let (held, taken_over) = self.runner.hold()?;
        if let Some(whose) = taken_over {
            let message = format!("took over the desk from a run that is dead: {whose}");
            self.tell(Level::Warning, "taken-over", &message, &[]);
        }
        Ok(held)
    }

    /// Looks at the desk and at the clock.
    fn look(&mut self, manner: Manner) {
        let now = self.clock.now();
        let back = self.looked.since(now);
        if back > SET_RIGHT {
            let message = format!("the clock was set back by {back} s; no slot is run twice");
            self.tell(Level::Warning, "clock-back", &message, &[("seconds", back.into())]);
        }
        self.looked = now;
        self.refresh();
        self.keep_new();
        self.board.looked(now);
        let future: Vec<(String, Moment)> = self
            .engine
            .briefs()
            .filter_map(|brief| Some((brief.to_owned(), self.engine.past(brief)?.in_future(now)?)))
            .collect();
        for (brief, slot) in future {
            let message = format!(
                "the last run of {brief} was for {slot}, which is in the future: it does not hold up the slots before it"
            );
            // Once a slot, however often it is looked at.
            if self.told.insert(message.clone()) {
                let fields = [("brief", brief.into()), ("slot", slot.to_string().into())];
                self.tell(Level::Warning, "future", &message, &fields);
            }
        }
        if manner == Manner::Service {
            self.board.plan(&self.engine, now);
        }
    }

    fn refresh(&mut self) {
        match self.runner.refresh() {
            Refreshed::Same => return,
            Refreshed::Opened => {
                self.mistakes.clear();
                self.tell(Level::Info, "desk-opened", "the desk has changed and is right", &[]);
            }
            Refreshed::Wrong(diagnostics) => {
                self.mistakes = diagnostics.iter().map(ToString::to_string).collect();
                let message = "the desk has changed and is wrong; it is run as it was before";
                self.tell(Level::Error, "desk-wrong", message, &[]);
                diagnostics.iter().for_each(|diagnostic| self.diagnostic(diagnostic, None));
            }
        }
        self.board.desk(&self.mistakes);
    }

    /// Runs what is due until nothing is. Tells whether another run holds the
    /// desk.
    fn work_off(&mut self) -> bool {
        loop {
            if self.is_over() {
                return false;
            }
            let Some(due) = self.engine.due(self.clock.now(), Manner::Service).into_iter().next() else {
                return false;
            };
            match self.work(&due, Manner::Service) {
                Worked::Done | Worked::Failed => {}
                Worked::Busy => return true,
                Worked::Stopped => return false,
            }
        }
    }

    /// Does what is to be done about one slot that is due.
    fn work(&mut self, due: &Due, manner: Manner) -> Worked {
        let held = match self.hold() {
            Ok(held) => {
                self.told.retain(|told| !told.starts_with(BUSY_TOLD));
                held
            }
            Err(Busy::Held(holder)) => return self.busy(due, &holder),
            Err(Busy::Impossible(why)) => {
                let why = Diagnostic::error(format!("the desk cannot be held: {why}"));
                self.went_wrong(due, &[why], self.clock.now(), 0.0);
                return Worked::Failed;
            }
        };
        // Another process may have dealt with it, and the desk may be another.
        self.load();
        self.refresh();
        self.adopt();
        let is_due = |now: &Due| (&now.brief, now.slot) == (&due.brief, due.slot);
        let Some(due) = self.engine.due(self.clock.now(), manner).into_iter().find(is_due) else {
            return Worked::Done;
        };
        let worked = match due.is_missed {
            true => {
                self.engine.miss(&due);
                let message = format!(
                    "{}: the slot of {} was missed, and is not caught up with",
                    due.brief,
                    self.local(&due)
                );
                self.tell(Level::Warning, "missed", &message, &of_slot(&due));
                Worked::Done
            }
            false => self.run_due(&due),
        };
        if worked != Worked::Stopped {
            self.save();
        }
        drop(held);
        if worked != Worked::Stopped && !due.is_missed {
            self.deliver(&due);
        }
        self.board.plan(&self.engine, self.clock.now());
        worked
    }

    /// Says once that another run holds the desk: its age is another each time.
    fn busy(&mut self, due: &Due, holder: &str) -> Worked {
        if self.told.insert(format!("{BUSY_TOLD} {}", due.brief)) {
            let message = format!("{} waits: another run holds the desk: {holder}", due.brief);
            self.tell(Level::Warning, "busy", &message, &of_slot(due));
        }
        Worked::Busy
    }

    fn run_due(&mut self, due: &Due) -> Worked {
        if due.passed_over > 0 {
            let message = format!(
                "{}: {} before {} came while nobody could run them, and are passed over",
                due.brief,
                counted(due.passed_over, "slot"),
                self.local(due)
            );
            let mut fields = of_slot(due);
            fields.push(("slots", due.passed_over.into()));
            self.tell(Level::Warning, "passed-over", &message, &fields);
        }
        let message = format!("{}: running the slot of {}", due.brief, self.local(due));
        self.tell(Level::Info, "run-began", &message, &of_slot(due));
        let (begun, beginning) = (self.clock.now(), self.clock.steady());
        let clock = self.clock;
        let result = self.runner.run(due, &|| clock.is_stopped());
        let seconds = self.clock.steady().saturating_sub(beginning).as_secs_f64();
        self.runs += 1;
        match result {
            Ok(ran) => {
                self.ended(due, &ran, seconds);
                let result = Ok((ran.outcome, ran.edition));
                self.engine.settle(due, &Run { begun, seconds, result }, self.clock.now());
                if ran.outcome == Outcome::Incomplete { Worked::Failed } else { Worked::Done }
            }
            Err(Failed::Stopped) => {
                let message =
                    format!("{}: given up, because the service is to stop; nothing was written", due.brief);
                self.tell(Level::Info, "run-stopped", &message, &of_slot(due));
                Worked::Stopped
            }
            Err(Failed::Wrong(diagnostics)) => {
                self.went_wrong(due, &diagnostics, begun, seconds);
                Worked::Failed
            }
        }
    }

    fn ended(&mut self, due: &Due, ran: &Ran, seconds: f64) {
        ran.noticed.iter().for_each(|diagnostic| self.diagnostic(diagnostic, Some(&due.brief)));
        let edition = ran.edition.as_deref().unwrap_or("none");
        let (level, what) = match ran.outcome {
            Outcome::NothingNew => {
                (Level::Info, format!("looked at {}: nothing is new since {edition}", self.clock.now()))
            }
            Outcome::Incomplete => (Level::Error, format!("published {edition}, which lacks a format")),
            Outcome::Draft => (Level::Info, format!("drafted {edition}, which waits to be published")),
            Outcome::Unchanged => (Level::Info, format!("{edition} stands already, in the same words")),
            _ => (Level::Info, format!("published {edition}")),
        };
        let message = format!("{}: {what}, in {seconds:.1} s", due.brief);
        let mut fields = of_slot(due);
        fields.push(("outcome", ran.outcome.name().into()));
        fields.push(("edition", ran.edition.clone().map_or(Value::Null, Value::String)));
        fields.push(("seconds", rounded(seconds)));
        self.tell(level, "run-ended", &message, &fields);
        self.board.ran(&due.brief, ran.outcome.name(), seconds, Some(self.clock.now()));
    }

    fn went_wrong(&mut self, due: &Due, diagnostics: &[Diagnostic], begun: Moment, seconds: f64) {
        diagnostics.iter().for_each(|diagnostic| self.diagnostic(diagnostic, Some(&due.brief)));
        let first = diagnostics.iter().find(|it| it.severity == Severity::Error).or(diagnostics.first());
        let why = first.map_or_else(|| "it failed".to_owned(), |first| first.message.clone());
        let run = Run { begun, seconds, result: Err(why.clone()) };
        self.engine.settle(due, &run, self.clock.now());
        let trying = self.engine.past(&due.brief).and_then(|past| past.trying.as_ref());
        let next = trying.map_or(self.clock.now(), |trying| trying.next);
        let tries = due.tries.saturating_add(1);
        let message = format!("{}: try {tries} failed, the next one is at {next}: {why}", due.brief);
        let mut fields = of_slot(due);
        fields.push(("outcome", "failed".into()));
        fields.push(("tries", tries.into()));
        fields.push(("next", next.to_string().into()));
        fields.push(("seconds", rounded(seconds)));
        self.tell(Level::Error, "run-failed", &message, &fields);
        self.board.ran(&due.brief, "failed", seconds, None);
    }

    /// Tries again what was not delivered, once a minute.
    fn redeliver(&mut self) {
        let now = self.clock.now();
        if self.redelivered.is_some_and(|last| (0..REDELIVERED_AGAIN).contains(&now.since(last))) {
            return;
        }
        self.redelivered = Some(now);
        for told in self.runner.redeliver() {
            match told {
                Ok(lines) => lines.iter().for_each(|line| self.tell(Level::Info, "delivered", line, &[])),
                Err(why) => self.tell(Level::Error, "not-delivered", &format!("not delivered: {why}"), &[]),
            }
        }
    }

    fn deliver(&mut self, due: &Due) {
        let fields = of_slot(due);
        match self.runner.deliver() {
            Ok(lines) => lines.iter().for_each(|line| self.tell(Level::Info, "delivered", line, &fields)),
            Err(why) => {
                let message = format!("{}: not delivered: {why}", due.brief);
                self.tell(Level::Error, "not-delivered", &message, &fields);
            }
        }
    }

    fn save(&mut self) {
        match self.runner.save(self.engine.state()) {
            Ok(()) => drop(self.told.remove("state-unwritten")),
            Err(why) => {
                let message =
                    format!("cannot note what was run, which the archive tells all the same: {why}");
                self.tell_once("state-unwritten", Level::Warning, &message);
            }
        }
    }

    fn show(&mut self, running: bool) {
        let now = self.clock.now();
        let status = Status {
            schema: "attache/status/1",
            version: env!("CARGO_PKG_VERSION"),
            pid: std::process::id(),
            running,
            started: self.started,
            looked: self.looked,
            healthy: self.mistakes.is_empty()
                && !self.engine.briefs().any(|it| self.engine.keeps_failing(it)),
            mistakes: self.mistakes.clone(),
            briefs: self.engine.briefs().filter_map(|brief| self.engine.report(brief, now, 1)).collect(),
        };
        self.write_status(&status);
        self.board.show(&status);
    }

    /// Writes the status file, if it says something else than what it is to say:
    /// somebody who waits for news of a service looks once a minute or so.
    fn write_status(&mut self, status: &Status) {
        let is_same = |shown: &Status| {
            let quiet = status.looked.since(shown.looked);
            (0..SHOWN_AGAIN).contains(&quiet) && Status { looked: shown.looked, ..status.clone() } == *shown
        };
        if self.shown.as_ref().is_some_and(is_same) {
            return;
        }
        self.shown = Some(status.clone());
        match self.runner.show(status) {
            Ok(()) => drop(self.told.remove("status-unwritten")),
            Err(why) => {
                let message = format!("cannot write the status file: {why}");
                self.tell_once("status-unwritten", Level::Warning, &message);
            }
        }
    }

    fn wait(&self, is_busy: bool) {
        let now = self.clock.now();
        let next = self.engine.wake(now).map_or(i64::MAX, |wake| wake.since(now));
        let most = if is_busy { BUSY } else { self.terms.poll_seconds };
        self.clock.wait(next.min(most).max(1));
    }

    fn local(&self, due: &Due) -> String {
        let zone = self.engine.plan(&due.brief).map(|(_, calendar)| calendar.zone());
        zone.map_or_else(|| due.slot.moment.to_string(), |zone| zone.write(due.slot.moment))
    }

    fn tell(&self, level: Level, event: &'static str, message: &str, fields: &[(&'static str, Value)]) {
        let mut happening = Happening::new(self.clock.now(), level, event, message);
        happening.fields.extend_from_slice(fields);
        (self.log)(&happening);
    }

    fn tell_once(&mut self, event: &'static str, level: Level, message: &str) {
        if self.told.insert(event.to_owned()) {
            self.tell(level, event, message, &[]);
        }
    }

    fn diagnostic(&self, diagnostic: &Diagnostic, brief: Option<&str>) {
        let level = match diagnostic.severity {
            Severity::Warning => Level::Warning,
            Severity::Error => Level::Error,
        };
        let brief = brief.map(|brief| ("brief", Value::from(brief)));
        let fields: Vec<_> = brief.into_iter().collect();
        self.tell(level, "noticed", &diagnostic.to_string(), &fields);
    }
}

/// How a happening that is told once begins while another run holds the desk.
const BUSY_TOLD: &str = "busy";

/// What became of a slot that was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worked {
    Done,
    Failed,
    Busy,
    Stopped,
}

fn of_slot(due: &Due) -> Vec<(&'static str, Value)> {
    vec![
        ("brief", due.brief.as_str().into()),
        ("slot", due.slot.moment.to_string().into()),
        ("date", due.slot.date.to_string().into()),
    ]
}

/// Returns seconds to the millisecond.
fn rounded(seconds: f64) -> Value {
    ((seconds * 1000.0).round() / 1000.0).into()
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
