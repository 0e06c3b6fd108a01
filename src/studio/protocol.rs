//! What this process and one in which users' templates and looks run say to
//! each other.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::{Diagnostic, Warning};
#[cfg(feature = "pdf")]
use crate::render::pdf::{Head, Listed};

/// What is asked of a worker.
#[derive(Serialize, Deserialize)]
pub(super) enum Job {
    /// The first: its limit of memory.
    Begin { memory_bytes: u64 },
    /// The templates from now on, by name.
    Templates(BTreeMap<String, String>),
    /// Fill this template; the next frame is the view, as JSON.
    Fill { name: String },
    /// Set pages; the next frames are the briefing and these files of the look.
    #[cfg(feature = "pdf")]
    Set { head: Head, look: Vec<String> },
}

/// What a worker answers. Fonts and faces are asked for; the others end a job.
#[derive(Serialize, Deserialize)]
pub(super) enum Reply {
    Filled(Result<String, Diagnostic>),
    /// The bytes of this font file are wanted; the answer is a frame, which is
    /// empty where there is none.
    Font(String),
    /// More faces of these families are wanted; the answer is [`Faces`].
    Further(BTreeSet<String>),
    Set(Outcome),
    Panicked(String),
}

/// The answer to [`Reply::Further`].
#[cfg(feature = "pdf")]
pub(super) type Faces = Vec<Listed>;

/// What came of setting pages.
#[derive(Serialize, Deserialize)]
pub(super) enum Outcome {
    /// The next frame is the file.
    Pdf { warnings: Vec<Warning> },
    /// The next frame is the picture.
    Page { warnings: Vec<Warning>, pages: usize, number: usize },
    /// The look is wrong.
    Look(Vec<Diagnostic>),
    /// The format cannot carry it.
    Format(Vec<Diagnostic>),
}
