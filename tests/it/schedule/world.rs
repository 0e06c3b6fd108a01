//! A world whose time a test decides: clocks that are set, machines that sleep,
//! disks that are full.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use attache::error::Diagnostic;
use attache::model::{CatchUp, Holidays, Moment, Schedule, When};
use attache::schedule::{
    Board, Busy, Clock, Due, Failed, Happening, Outcome, Ran, Refreshed, Runner, Service, State, Status,
    Terms,
};

/// Something that happens to the machine.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    /// Its clock is set forward, or back where it is negative, by so many seconds.
    Set(i64),
    /// It sleeps for so many seconds.
    Sleep(i64),
}

/// The machine's clocks.
pub(super) struct Time {
    /// Seconds that really went by.
    real: Cell<i64>,
    /// Seconds for which the machine slept.
    slept: Cell<i64>,
    /// How far its clock is ahead of real time.
    ahead: Cell<i64>,
    events: RefCell<BTreeMap<i64, Event>>,
    stop: Cell<i64>,
}

impl Time {
    /// Lets time pass, as a process feels it.
    pub(super) fn pass(&self, seconds: i64) {
        let mut left = seconds;
        loop {
            let until = self.real.get() + left;
            let next = self.events.borrow().range(..=until).next().map(|(at, event)| (*at, *event));
            let Some((at, event)) = next else { break };
            self.events.borrow_mut().remove(&at);
            left = until - at.max(self.real.get());
            self.real.set(at.max(self.real.get()));
            match event {
                Event::Set(seconds) => self.ahead.set(self.ahead.get() + seconds),
                Event::Sleep(seconds) => {
                    self.real.set(self.real.get() + seconds);
                    self.slept.set(self.slept.get() + seconds);
                }
            }
        }
        self.real.set(self.real.get() + left);
    }
}

impl Clock for Time {
    fn now(&self) -> Moment {
        Moment::of_seconds(self.real.get() + self.ahead.get())
    }

    fn steady(&self) -> Duration {
        Duration::from_secs(u64::try_from(self.real.get() - self.slept.get()).unwrap())
    }

    fn wait(&self, seconds: i64) {
        assert!(seconds >= 1, "a wait of {seconds} s would spin");
        self.pass(seconds);
    }

    fn is_stopped(&self) -> bool {
        self.real.get() >= self.stop.get()
    }
}

/// A run, as the archive shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edition {
    pub(super) brief: String,
    pub(super) slot: String,
    pub(super) date: String,
    /// When its run began, by the machine's clock.
    pub(super) at: String,
}

/// The disk of the machine, and what it is to run.
pub(super) struct Office<'w> {
    time: &'w Time,
    disk: &'w mut Disk,
}

/// What stays when a service ends.
#[derive(Default)]
pub(super) struct Disk {
    pub(super) schedules: Vec<(String, Schedule)>,
    pub(super) archive: Vec<Edition>,
    pub(super) state: Option<Vec<u8>>,
    /// How long a run takes, in seconds.
    pub(super) takes: i64,
    /// From and to when nothing can be written, by real time.
    pub(super) full: Option<(i64, i64)>,
    /// From and to when another machine holds the desk, by real time.
    pub(super) held: Option<(i64, i64)>,
    /// Whether a run finds nothing new.
    pub(super) nothing_new: bool,
    pub(super) status: Option<Status>,
    /// How many runs there were at once, at most.
    pub(super) log: Vec<Happening>,
}

/// A machine with its disk.
pub(super) struct World {
    pub(super) time: Time,
    pub(super) disk: Disk,
    /// How often the service looks at the clock at least, in seconds.
    pub(super) poll: i64,
}

/// Makes a schedule from what a brief would say.
pub(super) fn schedule(zone: &str, when: &str) -> Schedule {
    let crons = attache::tool::cron::read(when).unwrap();
    Schedule {
        when: vec![When { written: when.to_owned(), crons }],
        zone: zone.to_owned(),
        holidays: Holidays::default(),
        catch_up: CatchUp::Latest,
        jitter_seconds: 0,
        if_changed: true,
    }
}

pub(super) fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

impl World {
    /// Begins at a moment with one brief, `weekly`.
    pub(super) fn at(begin: &str, schedule: Schedule) -> Self {
        let time = Time {
            real: Cell::new(moment(begin).seconds()),
            slept: Cell::new(0),
            ahead: Cell::new(0),
            events: RefCell::default(),
            stop: Cell::new(0),
        };
        let disk = Disk { schedules: vec![("weekly".to_owned(), schedule)], takes: 1, ..Disk::default() };
        Self { time, disk, poll: 10 }
    }

    /// Lets something happen, at a moment of real time.
    pub(super) fn then(self, at: &str, event: Event) -> Self {
        self.time.events.borrow_mut().insert(moment(at).seconds(), event);
        self
    }

    /// Lets a service run up to a moment of real time.
    pub(super) fn serve(&mut self, until: &str) -> &mut Self {
        self.serve_until(moment(until))
    }

    pub(super) fn serve_until(&mut self, until: Moment) -> &mut Self {
        self.time.stop.set(until.seconds());
        self.with_service(|service| service.run());
        self
    }

    /// Runs what is due now, as somebody's cron does.
    pub(super) fn once(&mut self) -> attache::schedule::Ended {
        self.time.stop.set(i64::MAX);
        self.with_service(|service| service.run_once())
    }

    fn with_service<T>(&mut self, work: impl FnOnce(&mut Service<'_, Office<'_>>) -> T) -> T {
        let log = RefCell::new(Vec::new());
        let mut office = Office { time: &self.time, disk: &mut self.disk };
        let (board, note) = (Board::new(), |happening: &Happening| log.borrow_mut().push(happening.clone()));
        let terms =
            Terms { poll_seconds: self.poll, briefs: Vec::new(), within_seconds: 900, most_runs: None };
        let result = work(&mut Service::new(&mut office, &self.time, &board, &note, terms));
        self.disk.log.extend(log.into_inner());
        result
    }

    /// Lets real time pass while no service runs.
    pub(super) fn off(&mut self, until: &str) -> &mut Self {
        let seconds = moment(until).seconds() - self.time.real.get();
        self.time.pass(seconds);
        self
    }

    /// Returns the slots that were run, in the order of their runs.
    pub(super) fn slots(&self) -> Vec<&str> {
        self.disk.archive.iter().map(|edition| edition.slot.as_str()).collect()
    }

    /// Returns the messages of happenings of a kind.
    pub(super) fn told(&self, event: &str) -> Vec<&str> {
        let of_kind = self.disk.log.iter().filter(|happening| happening.event == event);
        of_kind.map(|happening| happening.message.as_str()).collect()
    }
}

impl Office<'_> {
    fn is_within(&self, span: Option<(i64, i64)>) -> bool {
        span.is_some_and(|(from, to)| (from..to).contains(&self.time.real.get()))
    }
}

impl Runner for Office<'_> {
    type Held = ();

    fn refresh(&mut self) -> Refreshed {
        Refreshed::Same
    }

    fn schedules(&self) -> Vec<(String, Schedule)> {
        self.disk.schedules.clone()
    }

    fn known(&self, brief: &str) -> Vec<Moment> {
        let own = self.disk.archive.iter().filter(|edition| edition.brief == brief);
        own.rev().take(32).map(|edition| moment(&edition.slot)).collect()
    }

    fn hold(&mut self) -> Result<((), Option<String>), Busy> {
        if self.is_within(self.disk.held) { Err(Busy::Held("somebody".to_owned())) } else { Ok(((), None)) }
    }

    fn load(&self) -> Result<Option<State>, String> {
        let read = |bytes: &Vec<u8>| State::from_json(bytes).ok_or("it is cut".to_owned());
        self.disk.state.as_ref().map(read).transpose()
    }

    fn save(&mut self, state: &State) -> Result<(), String> {
        if self.is_within(self.disk.full) {
            return Err("no space left".to_owned());
        }
        self.disk.state = Some(state.to_json());
        Ok(())
    }

    fn show(&mut self, status: &Status) -> Result<(), String> {
        self.disk.status = Some(status.clone());
        Ok(())
    }

    fn run(&mut self, due: &Due, is_stopped: &dyn Fn() -> bool) -> Result<Ran, Failed> {
        let at = self.time.now();
        let is_full = self.is_within(self.disk.full);
        self.time.pass(self.disk.takes);
        if is_full {
            return Err(Failed::Wrong(vec![Diagnostic::error("no space left")]));
        }
        if is_stopped() {
            return Err(Failed::Stopped);
        }
        if self.disk.nothing_new {
            return Ok(Ran { outcome: Outcome::NothingNew, edition: None, noticed: Vec::new() });
        }
        self.disk.archive.push(Edition {
            brief: due.brief.clone(),
            slot: due.slot.moment.to_string(),
            date: due.slot.date.to_string(),
            at: at.to_string(),
        });
        let edition = Some(due.slot.date.to_string());
        Ok(Ran { outcome: Outcome::Published, edition, noticed: Vec::new() })
    }

    fn deliver(&mut self) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }
}
