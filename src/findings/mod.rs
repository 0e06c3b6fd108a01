//! Findings: what stands in a passage beside its sentences, as spans of the
//! source's own text, never a paraphrase.
//!
//! English first, with the basics of Russian and Chinese. Every finder looks
//! at a passage by itself, keeps to it and takes time in proportion to its
//! length.

mod attribution;
mod dates;
mod disagreements;
pub mod events;
mod facts;
pub mod figures;
mod lexicon;
mod numbers;
#[cfg(test)]
mod quotation_tests;
pub mod quotations;
mod series;
mod speaker;
mod speech;
mod subject;
#[cfg(test)]
mod tests;
mod token;
mod units;

pub use disagreements::{Claim, Disagreement, DisagreementKind, Reason, Side, disagreements};
pub use events::{Event, Precision, events};
pub use facts::facts;
pub use figures::{Figure, FigureKind, figures};
pub use quotations::{Quotation, quotations};
pub(crate) use series::content;
pub use series::{Observation, Point, Series, series};
pub use subject::FigureRole;
