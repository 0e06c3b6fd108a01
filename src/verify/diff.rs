//! Differences between a quotation and what stands in its place, word by word.

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation as _;

/// A run of a text that was kept, taken out or put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What became of it.
    pub change: Change,
    /// The words, with the white space between them.
    pub text: String,
}

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It stands in both.
    Same,
    /// It stands in the quotation only.
    Quoted,
    /// It stands in the source only.
    Source,
}

/// Compares a quotation with the source's words (Myers' algorithm over words,
/// marks and white space by Unicode's bounds, UAX 29). Equal texts give one
/// run; an empty text none of its kind.
#[must_use]
pub fn differences(quoted: &str, source: &str) -> Vec<Difference> {
    let old: Vec<&str> = quoted.split_word_bounds().collect();
    let new: Vec<&str> = source.split_word_bounds().collect();
    let mut runs: Vec<Difference> = Vec::new();
    let mut push = |change, words: &[&str]| {
        if !words.is_empty() {
            runs.push(Difference { change, text: words.concat() });
        }
    };
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (old, new) = (&old[operation.old_range()], &new[operation.new_range()]);
        match operation.tag() {
            DiffTag::Equal => push(Change::Same, old),
            DiffTag::Delete | DiffTag::Insert | DiffTag::Replace => {
                push(Change::Quoted, old);
                push(Change::Source, new);
            }
        }
    }
    runs
}

/// Writes differences on one line in the marks of wdiff: `[-quoted-]` and
/// `{+source+}`.
#[must_use]
pub fn marked(differences: &[Difference]) -> String {
    let mark = |run: &Difference| match run.change {
        Change::Same => run.text.clone(),
        Change::Quoted => format!("[-{}-]", run.text),
        Change::Source => format!("{{+{}+}}", run.text),
    };
    differences.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_changed_word_is_marked() {
        let found = differences("It rose by 4 per cent.", "It rose by 14 per cent!");
        assert_eq!(marked(&found), "It rose by [-4-]{+14+} per cent[-.-]{+!+}");
        assert_eq!(marked(&differences("同样", "同样")), "同样");
        assert_eq!(marked(&differences("", "")), "");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off(quoted in "[ab .]{0,20}", source in "[ab .]{0,20}") {
            let found = differences(&quoted, &source);
            let side = |but: Change| -> String {
                found.iter().filter(|run| run.change != but).map(|run| run.text.as_str()).collect()
            };
            prop_assert_eq!(side(Change::Source), quoted);
            prop_assert_eq!(side(Change::Quoted), source);
        }
    }
}
