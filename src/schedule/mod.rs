//! Editions on schedule: when a brief is due, and a service that sees to it.
//!
//! `calendar` knows the slots of a schedule, `engine` what is due and what
//! follows from how it went, `state` what is remembered; all three are pure.
//! `service` looks at the clock and lets a [`Runner`] do the work: `office` is
//! the one of a real desk. `board` and `listen` show how things stand, and
//! `export` writes schedules for systemd, cron, Kubernetes and GitHub.
//!
//! Nothing here asks for the time: a [`Clock`] is handed in, by which a test
//! lives through a year.

mod board;
mod calendar;
mod engine;
pub mod export;
mod happening;
mod listen;
mod office;
mod report;
mod runner;
mod service;
mod state;

pub use board::{Board, METRICS_TYPE};
pub use calendar::{Calendar, Slot};
pub use engine::{Due, Engine, LATE, Manner, Run};
pub use happening::{Happening, Level};
pub use listen::{Listener, bind};
pub use office::{Deliver, Office, state_of};
pub use report::{BriefReport, KEEPS_FAILING, Next, Status};
pub use runner::{Busy, Clock, Ended, Failed, Ran, Refreshed, Runner, Terms};
pub use service::Service;
pub use state::{Dealt, Outcome, Past, State, Trying};
