//! What a schedule remembers: which slots were dealt with, and how.
//!
//! It may be lost at any time: the archive tells by the `slot` of its newest
//! manifests what was done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Moment;

/// What the file says that it is.
const SCHEMA: &str = "attache/schedule/1";

/// So many slots are remembered for each brief.
const MOST: usize = 64;

/// What is known of all briefs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    schema: String,
    /// By the briefs' ids.
    pub briefs: BTreeMap<String, Past>,
}

/// What is known of one brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Slots up to here count as dealt with.
    pub since: Moment,
    /// The slots that were dealt with, each once, in their order.
    pub dealt: Vec<Dealt>,
    /// The slot that failed and is tried again; `None` where all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trying: Option<Trying>,
}

/// A slot that was dealt with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dealt {
    /// The slot.
    pub slot: Moment,
    /// What became of it.
    pub outcome: Outcome,
    /// When its last run began; `None` where there was none, or where only the
    /// archive tells of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Moment>,
    /// How long that run took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// The edition that was published, or that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// How often it was run, from 0 for not at all.
    #[serde(default)]
    pub tries: u32,
}

/// A slot that failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trying {
    /// The slot.
    pub slot: Moment,
    /// How often it was run, from 1.
    pub tries: u32,
    /// When the last run began.
    pub begun: Moment,
    /// When it is run again.
    pub next: Moment,
    /// What went wrong last.
    pub message: String,
}

/// What became of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// An edition was published.
    Published,
    /// A draft waits for somebody to publish it.
    Draft,
    /// The edition stood already, in the same words.
    Unchanged,
    /// Nothing was new, so that there is no edition.
    NothingNew,
    /// The edition is there, and lacks a format that could not be written.
    Incomplete,
    /// Nobody was there, and it was not caught up with.
    Missed,
    /// The archive has its edition; no more is known.
    InArchive,
}

impl Outcome {
    /// Returns its name, as it stands in files, logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Draft => "draft",
            Self::Unchanged => "unchanged",
            Self::NothingNew => "nothing-new",
            Self::Incomplete => "incomplete",
            Self::Missed => "missed",
            Self::InArchive => "in-archive",
        }
    }
}

impl Default for State {
    fn default() -> Self {
        Self { schema: SCHEMA.to_owned(), briefs: BTreeMap::new() }
    }
}

impl State {
    /// Reads what [`State::to_json`] wrote; `None` for anything else.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|state: &Self| state.schema == SCHEMA)
    }

    /// Writes it as JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

impl Past {
    /// Makes the past of a brief of which nothing is known but that the archive
    /// has editions of these slots.
    #[must_use]
    pub fn of(since: Moment, slots: &[Moment]) -> Self {
        let mut past = Self { since, dealt: Vec::new(), trying: None };
        for slot in slots {
            past.note(Dealt {
                slot: *slot,
                outcome: Outcome::InArchive,
                begun: None,
                seconds: None,
                edition: None,
                tries: 0,
            });
        }
        past
    }

    /// Returns the slot after which slots are to be looked at: the newest that
    /// was dealt with and is not in the future. What was dealt with while the
    /// clock was wrong says nothing of the slots before it.
    #[must_use]
    pub fn reached(&self, now: Moment) -> Option<Moment> {
        let dealt = self.dealt.iter().map(|dealt| dealt.slot);
        dealt.chain([self.since]).filter(|slot| *slot <= now).max()
    }

    /// Tells whether a slot was dealt with.
    #[must_use]
    pub fn has(&self, slot: Moment) -> bool {
        self.dealt.binary_search_by_key(&slot, |dealt| dealt.slot).is_ok()
    }

    /// Returns what was dealt with last, by the order of slots; one in the
    /// future only where there is no other.
    #[must_use]
    pub fn last(&self, now: Moment) -> Option<&Dealt> {
        let past = self.dealt.iter().rev().find(|dealt| dealt.slot <= now);
        past.or_else(|| self.dealt.last())
    }

    /// Returns the newest slot that was dealt with and is still to come by this
    /// clock.
    #[must_use]
    pub fn in_future(&self, now: Moment) -> Option<Moment> {
        self.dealt.last().map(|dealt| dealt.slot).filter(|slot| *slot > now)
    }

    /// Notes that a slot was dealt with.
    pub(super) fn note(&mut self, dealt: Dealt) {
        match self.dealt.binary_search_by_key(&dealt.slot, |dealt| dealt.slot) {
            Ok(place) if dealt.outcome == Outcome::InArchive => drop((place, dealt)),
            Ok(place) => self.dealt[place] = dealt,
            Err(place) => self.dealt.insert(place, dealt),
        }
        while self.dealt.len() > MOST {
            self.forget();
        }
    }

    /// Forgets the slot that is nearest before another one, the oldest of such:
    /// after a clock was wrong by years, what was dealt with last before that is
    /// still known.
    fn forget(&mut self) {
        let gap = |place: usize| self.dealt[place + 1].slot.since(self.dealt[place].slot);
        // The slots of two days and of the half hour between are alike; months are not.
        let grain = |place: usize| gap(place) / (40 * 86_400);
        let nearest = (0..self.dealt.len() - 1).min_by_key(|place| (grain(*place), *place));
        if let Some(place) = nearest {
            self.dealt.remove(place);
        }
    }
}
