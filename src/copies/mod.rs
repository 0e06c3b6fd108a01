//! Copies: documents that are copies of one another or tell one story, and
//! sentences that stand in several documents.
//!
//! Four questions, each a pure function of texts:
//!
//! - [`duplicates`]: which documents are copies (syndicated articles under
//!   another headline, agency copy with a paragraph cut, quoted mails), and
//!   which report one happening in words of their own;
//! - [`Copies`]: which other documents have this run of sentences, in the same
//!   or nearly the same words;
//! - [`likeness`] and [`is_repeat`]: whether two excerpts say one thing twice;
//! - [`Repeats`]: which known excerpts say all that another one says.
//!
//! Pairs are found by their rare features and never by comparing all with
//! all. Hashes are of fixed seed, and texts are put into an order of their own
//! first, so that the order of the input changes nothing.

mod candidates;
mod duplicates;
mod fold;
mod likeness;
mod link;
mod mark;
mod measure;
mod repeats;
mod sentences;
mod turning;
mod vocabulary;

pub use duplicates::{Cluster, Item, Kind, duplicates};
pub use likeness::{Forms, is_repeat, likeness};
pub use repeats::Repeats;
pub use sentences::{Copies, Sentence};

#[cfg(test)]
mod tests;
