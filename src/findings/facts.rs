//! How much a stretch of text tells.

use std::ops::Range;

use super::speech::VERBS;
use super::{Quotation, events, figures, quotations};
use crate::model::Facts;

/// Verbs of those who find out, beside the verbs of speech.
const REPORTS: [&str; 16] = [
    "assess",
    "assesses",
    "believe",
    "believes",
    "estimate",
    "estimated",
    "estimates",
    "expect",
    "expects",
    "finds",
    "found",
    "predict",
    "reveal",
    "revealed",
    "reveals",
    "shows",
];

/// Counts what stands in the bytes `passage` of `text`, which is a sentence.
///
/// # Panics
/// If `passage` is out of bounds or not at character bounds.
#[must_use]
pub fn facts(text: &str, passage: Range<usize>, language: Option<&str>) -> Facts {
    let sentence = std::slice::from_ref(&passage);
    let dates = events(text, passage.clone(), sentence, language, None);
    let quotations = quotations(text, passage.clone(), language);
    let words = |quotation: &Quotation| text[quotation.range.clone()].split_whitespace().count() as u32;
    let range = passage.clone();
    Facts {
        figures: figures(text, passage, language).len() as u32,
        dates: dates.len() as u32,
        quotations: quotations.len() as u32,
        quoted_words: quotations.iter().map(words).max().unwrap_or(0),
        claims: u32::from(is_attributed(&text[range])),
    }
}

/// Tells whether a sentence says who says so: by a verb of speech or finding,
/// or by `according to`.
fn is_attributed(sentence: &str) -> bool {
    let mut before = String::new();
    sentence.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).any(|word| {
        let word = word.to_lowercase();
        let found = VERBS.contains(word.as_str())
            || REPORTS.contains(&word.as_str())
            || (before == "according" && word == "to");
        before = word;
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, expected: Facts) {
        assert_eq!(facts(sentence, 0..sentence.len(), Some("en")), expected);
    }

    #[test]
    fn figures_dates_speech_and_claims_are_counted() {
        check("The town is small and quiet in winter.", Facts::default());
        check(
            "Exports rose by 4 per cent to $3 million on 4 May 2024.",
            Facts { figures: 2, dates: 1, ..Facts::default() },
        );
        check(
            "“We will not sell a single ship to them,” the minister said.",
            Facts { quotations: 1, quoted_words: 9, claims: 1, ..Facts::default() },
        );
        check("According to the harbour master, the quay is old.", Facts { claims: 1, ..Facts::default() });
    }
}
