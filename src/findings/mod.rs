//! Findings: what stands in a passage beside its sentences, as spans of the
//! source's own text, never a paraphrase.
//!
//! English first, with the basics of Russian and Chinese. Every finder looks
//! at a passage by itself, keeps to it and takes time in proportion to its
//! length.

mod attribution;
mod dates;
pub mod figures;
mod numbers;
pub mod quotations;
#[cfg(test)]
mod tests;
mod token;
mod units;

pub use figures::{Figure, FigureKind, figures};
pub use quotations::{Quotation, quotations};

use std::ops::Range;

use crate::model::Facts;

/// Counts what stands in the bytes `passage` of `text`.
///
/// # Panics
/// If `passage` is out of bounds or not at character bounds.
#[must_use]
pub fn facts(text: &str, passage: Range<usize>, language: Option<&str>) -> Facts {
    let quotations = quotations(text, passage.clone(), language);
    let words = |quotation: &Quotation| text[quotation.range.clone()].split_whitespace().count() as u32;
    let figures = figures(text, passage, language);
    Facts {
        figures: figures.len() as u32,
        dates: figures.iter().filter(|figure| figure.when.is_some()).count() as u32,
        quotations: quotations.len() as u32,
        quoted_words: quotations.iter().map(words).max().unwrap_or(0),
        claims: 0,
    }
}
