//! Verification: whether what a briefing quotes stands in its source, and in
//! the briefing.
//!
//! Pure: texts come in, verdicts go out. `gate` looks excerpts up in what a
//! written file shows; `source` holds an excerpt against its source as it is
//! today and as it was kept.

mod diff;
mod gate;
mod nearest;
mod source;

pub use diff::{Change, Difference, differences, marked};
pub use gate::{Folding, Miss, misses};
pub use source::{Checked, Place, Sources, Verdict, check};
