//! How much a stretch of text tells.

use std::ops::Range;

use super::{Quotation, figures, quotations};
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
