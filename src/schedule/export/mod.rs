//! Schedules for programs that start others: systemd, cron, Kubernetes, GitHub
//! Actions.
//!
//! What is written starts `attache schedule run --once`, which knows the slots
//! and does nothing where none is due. So a unit may start it too often, and
//! must not start it too seldom: where a target has no words for a schedule
//! (holidays, a first Monday, a time zone, an hour that clocks pass over), it
//! gets times that hold all slots and more, and a comment that says so.

mod cover;
mod crontab;
mod github;
mod kubernetes;
mod systemd;

use std::collections::BTreeSet;

use crate::model::{Moment, Schedule, Zone};

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
    /// The archive's folder in the desk.
    pub output: String,
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

/// Briefs that share a unit.
struct Named<'s> {
    /// The brief's id; `None` for all of the desk.
    brief: Option<&'s str>,
    briefs: &'s [(String, Schedule)],
}

/// Writes the schedules of briefs (id and schedule, at least one) for a target:
/// for each brief units of its own, or with `single` one for all of the desk.
/// Texts of `job` have no control characters.
#[must_use]
pub fn export(target: Target, schedules: &[(String, Schedule)], job: &Job, single: bool) -> Vec<Unit> {
    let all: Vec<Named<'_>> = match single {
        true => vec![Named { brief: None, briefs: schedules }],
        false => schedules.chunks(1).map(|one| Named { brief: Some(&one[0].0), briefs: one }).collect(),
    };
    match target {
        Target::Systemd => all.iter().flat_map(|named| systemd::units(named, job)).collect(),
        Target::Cron => vec![crontab::unit(&all, job)],
        Target::Kubernetes => all.iter().map(|named| kubernetes::unit(named, job)).collect(),
        Target::GithubActions => all.iter().map(|named| github::unit(named, job)).collect(),
    }
}

impl<'s> Named<'s> {
    fn schedules(&self) -> impl Iterator<Item = &'s Schedule> {
        self.briefs.iter().map(|(_, schedule)| schedule)
    }

    /// What is run, for people.
    fn what(&self) -> &str {
        self.brief.unwrap_or("the briefs of the desk")
    }

    /// Returns `attache-weekly`, or `attache` for all.
    fn unit_name(&self) -> String {
        self.brief.map_or_else(|| "attache".to_owned(), |brief| format!("attache-{brief}"))
    }

    fn command(&self, job: &Job) -> Vec<String> {
        let words = [job.program.as_str(), "-C", &job.desk, "--quiet", "schedule", "run", "--once"];
        words.into_iter().chain(self.brief).map(str::to_owned).collect()
    }

    /// Returns the zone of all schedules, if it is one.
    fn one_zone(&self) -> Option<Zone> {
        let zones: BTreeSet<&str> = self.schedules().map(|schedule| schedule.zone.as_str()).collect();
        let mut zones = zones.into_iter();
        zones.next().filter(|_| zones.next().is_none()).and_then(Zone::named)
    }
}

/// Writes comments on what is run, and on what a target has no words for.
fn notes(named: &Named<'_>, indent: &str) -> String {
    let mut lines = Vec::new();
    for (brief, schedule) in named.briefs {
        lines.push(format!("{brief}: {} ({})", one_line(&schedule.to_string()), schedule.zone));
        if !schedule.holidays.is_empty() || !schedule.holidays.files.is_empty() {
            lines.push(
                "Its holidays are kept by the program: it is started on them, and does nothing.".to_owned(),
            );
        }
        if schedule.jitter_seconds > 0 {
            lines.push(format!(
                "Its jitter of {} s is that of a service, and of systemd's timers.",
                schedule.jitter_seconds
            ));
        }
    }
    lines.into_iter().map(|line| format!("{indent}# {line}\n")).collect()
}

/// What somebody wrote does not end a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Writes a text as YAML does in double quotes, which are those of JSON
/// (YAML 1.2, 7.3.1).
fn yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests;
