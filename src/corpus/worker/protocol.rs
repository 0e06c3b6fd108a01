//! What this process and its reading workers say to each other.

use serde::{Deserialize, Serialize};

use crate::corpus::reading::Event;
use crate::model::ReadLimits;

/// A file to read; the frame after it holds its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) path: String,
    /// What [`crate::corpus::formats::at`] takes.
    pub(super) format: usize,
    /// Parts before this number are passed over.
    pub(super) resume: usize,
    pub(super) limits: ReadLimits,
}

/// What a worker answers: events, then one of the others.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Event(Event),
    Done,
    /// The reader panicked, with this message.
    Panicked(String),
}
