//! What the service shows to others while it works: its status, and metrics in
//! the text format of OpenMetrics 1.0, which Prometheus reads.

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::engine::Engine;
use super::report::Status;
use crate::model::Moment;

/// Upper bounds of the histogram of durations, in seconds: from a run in which
/// nothing changed to one that reads a large corpus for the first time.
const BUCKETS: [f64; 11] = [0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0];

/// The media type of [`Board::metrics`].
pub const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type OfBrief = [(&'static str, String); 1];
type OfRun = [(&'static str, String); 2];
type Seconds = Gauge<f64, AtomicU64>;

/// What others may look at.
pub struct Board {
    status: Mutex<Option<Status>>,
    registry: Registry,
    runs: Family<OfRun, Counter>,
    durations: Family<OfBrief, Histogram>,
    last_success: Family<OfBrief, Seconds>,
    next_slot: Family<OfBrief, Seconds>,
    failing: Family<OfBrief, Gauge>,
    desk_right: Gauge,
    looked: Seconds,
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}

impl Board {
    /// Makes an empty one.
    #[must_use]
    pub fn new() -> Self {
        let mut board = Self {
            status: Mutex::new(None),
            registry: Registry::with_prefix("attache"),
            runs: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            last_success: Family::default(),
            next_slot: Family::default(),
            failing: Family::default(),
            desk_right: Gauge::default(),
            looked: Gauge::default(),
        };
        board.desk_right.set(1);
        board.register();
        board
    }

    fn register(&mut self) {
        let Self { registry, runs, durations, last_success, next_slot, failing, desk_right, looked, .. } =
            self;
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        registry.register("schedule_runs", "Runs that ended, by brief and outcome", runs.clone());
        registry.register("schedule_run_duration_seconds", "How long runs took", durations.clone());
        let help = "When a run of the brief last ended well, in seconds since 1970";
        registry.register("schedule_last_success_timestamp_seconds", help, last_success.clone());
        let help = "When the brief is due next, in seconds since 1970";
        registry.register("schedule_next_slot_timestamp_seconds", help, next_slot.clone());
        let help = "How often the brief failed since it last went well";
        registry.register("schedule_failed_tries", help, failing.clone());
        registry.register("desk_right", "Whether the desk is right as it is now: 1 or 0", desk_right.clone());
        let help = "When the service last looked at what is due, in seconds since 1970";
        registry.register("schedule_looked_timestamp_seconds", help, looked.clone());
    }

    /// Returns the metrics; their media type is [`METRICS_TYPE`].
    #[must_use]
    pub fn metrics(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// Returns the status as JSON, and whether all is well; before the first
    /// look nothing is known, and nothing amiss.
    #[must_use]
    pub fn health(&self) -> (bool, String) {
        let status = self.status();
        let healthy = status.as_ref().is_none_or(|status| status.healthy);
        (healthy, serde_json::to_string(&*status).unwrap_or_else(|_| "null".to_owned()))
    }

    /// Shows how things stand.
    pub(super) fn show(&self, status: &Status) {
        *self.status() = Some(status.clone());
    }

    /// Notes a look at the clock.
    pub(super) fn looked(&self, now: Moment) {
        self.looked.set(seconds(now));
    }

    /// Notes what is wrong with the desk.
    pub(super) fn desk(&self, mistakes: &[String]) {
        self.desk_right.set(i64::from(mistakes.is_empty()));
    }

    /// Counts a run; `ended` is when it ended, if it ended well.
    pub(super) fn ran(&self, brief: &str, outcome: &str, took_seconds: f64, ended: Option<Moment>) {
        self.runs.get_or_create(&[("brief", brief.to_owned()), ("outcome", outcome.to_owned())]).inc();
        self.durations.get_or_create(&of(brief)).observe(took_seconds);
        if let Some(ended) = ended {
            self.last_success.get_or_create(&of(brief)).set(seconds(ended));
        }
    }

    /// Notes when briefs are due next, and which of them fail.
    pub(super) fn plan(&self, engine: &Engine, now: Moment) {
        self.next_slot.clear();
        self.failing.clear();
        for brief in engine.briefs() {
            if let Some((_, slot)) = engine.next(brief, now) {
                self.next_slot.get_or_create(&of(brief)).set(seconds(slot.moment));
            }
            let past = engine.past(brief);
            let tries = past.and_then(|past| past.trying.as_ref()).map_or(0, |trying| trying.tries);
            self.failing.get_or_create(&of(brief)).set(i64::from(tries));
            // Of an earlier service.
            let ended = past.and_then(|past| past.last(now)).and_then(|last| last.begun);
            if let Some(begun) = ended.filter(|_| self.last_success.get(&of(brief)).is_none()) {
                self.last_success.get_or_create(&of(brief)).set(seconds(begun));
            }
        }
    }

    fn status(&self) -> MutexGuard<'_, Option<Status>> {
        // Whoever failed while holding it had put a whole value there.
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of(brief: &str) -> OfBrief {
    [("brief", brief.to_owned())]
}

/// Returns a moment as metrics have it.
#[expect(clippy::cast_precision_loss, reason = "seconds are exact up to the year 285,000,000")]
fn seconds(moment: Moment) -> f64 {
    moment.seconds() as f64
}
