//! Findings: what stands in a passage beside its sentences, as spans of the
//! source's own text, never a paraphrase.
//!
//! English first, with the basics of Russian and Chinese. Every finder looks
//! at a passage by itself, keeps to it and takes time in proportion to its
//! length.

mod attribution;
mod dates;
pub mod events;
pub mod figures;
mod numbers;
pub mod quotations;
#[cfg(test)]
mod tests;
mod token;
mod units;

pub use events::{Event, Precision, events};
pub use figures::{Figure, FigureKind, figures};
pub use quotations::{Quotation, quotations};
