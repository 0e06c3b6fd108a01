//! What every way of delivering does, whatever it speaks.

use std::time::{Duration, SystemTime};

use super::ledger::Entry;
use super::published::Published;
use crate::model::delivery::Mailbox;
use crate::output::OutputError;

/// One edition for one recipient.
pub(super) struct Parcel<'a> {
    /// What the ledger says of it.
    pub(super) entry: &'a Entry,
    /// Whose it is; `None` for what is no mail.
    pub(super) recipient: Option<&'a Mailbox>,
    /// Whether no newer edition was delivered to the target.
    pub(super) is_newest: bool,
    /// When it is sent.
    pub(super) now: SystemTime,
}

/// Notes that from here on it may arrive. Nothing is handed over before it
/// returned.
pub(super) type Commit<'a> = dyn FnMut() -> Result<(), OutputError> + 'a;

/// What became of an attempt.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The other side took it, and said so.
    Arrived(String),
    /// It did not arrive; another attempt may do better.
    Later(Why),
    /// It did not arrive, and no other attempt will do better.
    Refused(Why),
    /// It was handed over, and nobody here knows whether it arrived.
    Unknown(String),
    /// The ledger could not be written; so it was not sent.
    Unwritten(OutputError),
}

/// Why something did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Why {
    pub(super) text: String,
    /// For how long the server asks to be left alone.
    pub(super) after: Option<Duration>,
    /// Whether it would be no other with the target's other recipients.
    pub(super) is_of_target: bool,
}

impl Why {
    /// A reason that is this parcel's alone.
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), after: None, is_of_target: false }
    }

    /// A reason that all of the target's recipients have.
    pub(super) fn of_target(text: impl Into<String>) -> Self {
        Self { is_of_target: true, ..Self::of(text) }
    }
}

/// A way of delivering to one target.
pub(super) trait Carrier {
    /// Tries once. `commit` is called at most once, right before the first
    /// byte that may make it arrive.
    fn send(&mut self, edition: &Published, parcel: &Parcel<'_>, commit: &mut Commit<'_>) -> Outcome;
}
