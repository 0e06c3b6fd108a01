//! When a brief is to be built.

use std::collections::BTreeSet;
use std::fmt;

use super::{Date, Placed};

/// The schedule of a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The times, at least one; a slot is what any of them says.
    pub when: Vec<When>,
    /// The time zone (IANA) that they are in.
    pub zone: String,
    /// Days without a slot.
    pub holidays: Holidays,
    /// What is done about slots that were missed.
    pub catch_up: CatchUp,
    /// A slot is run up to so many seconds later, from 0 to 21,600.
    pub jitter_seconds: u32,
    /// Whether there is no edition where nothing is new.
    pub if_changed: bool,
}

/// Times as somebody wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// As written, such as `weekdays 07:00`.
    pub written: String,
    /// The same as cron expressions of five fields, at least one.
    pub crons: Vec<String>,
}

/// Days on which nothing is run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    /// Single days.
    pub dates: BTreeSet<Date>,
    /// Days of every year: month and day of the month.
    pub yearly: BTreeSet<(u8, u8)>,
    /// Files that days are read from, relative to the desk.
    pub files: Vec<Placed>,
}

impl Holidays {
    /// Tells whether a day is one of them.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.dates.contains(&date) || self.yearly.contains(&(date.month(), date.day()))
    }

    /// Tells whether there is no such day.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.dates.is_empty() && self.yearly.is_empty()
    }
}

/// What is done about slots at which nobody was there to run them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CatchUp {
    /// The newest is run, the others are passed over.
    #[default]
    Latest,
    /// Each is run, the oldest first.
    All,
    /// None is run.
    None,
}

impl CatchUp {
    /// The names as written in a brief.
    pub const NAMES: [&'static str; 3] = ["latest", "all", "none"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "latest" => Some(Self::Latest),
            "all" => Some(Self::All),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

impl fmt::Display for Schedule {
    /// Writes the times as they were written, with `; ` between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written: Vec<&str> = self.when.iter().map(|when| when.written.as_str()).collect();
        f.write_str(&written.join("; "))
    }
}
