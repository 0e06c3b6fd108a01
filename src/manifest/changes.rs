//! What is new, updated or standing, as a manifest says it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Status;

/// How what an audience is told differs from what it was told before. Excerpts
/// that it cites and that are in none of the lists are standing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangesEntry {
    /// The name of the edition that it was given last; `None` where there is
    /// none, and everything is new.
    pub since: Option<String>,
    /// Excerpts that are new to it, by `n`.
    pub new: Vec<u32>,
    /// Excerpts that were updated, by `n`.
    pub updated: Vec<u32>,
    /// What excerpts go back to: those that were updated, and those that say
    /// again in other words what was told.
    pub earlier: Vec<EarlierEntry>,
    /// Excerpts of the edition `since` that are not told again, by `n` there.
    pub gone: Vec<u32>,
    /// Those of them whose source says it no longer.
    pub withdrawn: Vec<u32>,
    /// Figures that have another value now.
    pub revised: Vec<RevisedEntry>,
}

/// What an excerpt goes back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierEntry {
    /// The excerpt's number.
    pub n: u32,
    /// The name of the earlier edition.
    pub edition: String,
    /// The number of the excerpt there.
    pub excerpt: u32,
}

/// A figure that has another value than it had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RevisedEntry {
    /// The excerpt's number.
    pub excerpt: u32,
    /// First byte of the figure in the document's text.
    pub start_byte: usize,
    /// What it was, as written.
    pub text: String,
    /// The value that it had; finite.
    pub value: f64,
}

impl ChangesEntry {
    /// Returns how an excerpt stands, by its `n`.
    #[must_use]
    pub fn status_of(&self, n: u32) -> Status {
        match () {
            () if self.new.contains(&n) => Status::New,
            () if self.updated.contains(&n) => Status::Updated,
            () => Status::Standing,
        }
    }
}

/// How a finding stands to earlier editions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingEntry {
    /// For that of its audiences to whom it is freshest.
    #[serde(default)]
    pub status: Status,
    /// By the ids of the audiences to whom it is known better.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub status_for: BTreeMap<String, Status>,
}

impl StandingEntry {
    /// Makes it of what it is to each audience that is told it.
    #[must_use]
    pub fn of<'a>(each: impl Iterator<Item = (&'a str, Status)>) -> Self {
        let each: Vec<(&str, Status)> = each.collect();
        let status = each.iter().map(|(_, status)| *status).min().unwrap_or_default();
        let others = each.into_iter().filter(|(_, own)| *own != status);
        Self { status, status_for: others.map(|(id, own)| (id.to_owned(), own)).collect() }
    }

    /// Returns what it is to one audience.
    #[must_use]
    pub fn to(&self, audience: &str) -> Status {
        self.status_for.get(audience).copied().unwrap_or(self.status)
    }

    pub(super) fn alone(&self, audience: &str) -> Self {
        Self { status: self.to(audience), status_for: BTreeMap::new() }
    }
}
