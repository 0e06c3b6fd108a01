//! Which known excerpts say all that another one says, in whatever words.

use super::likeness::Forms;

/// So much of an excerpt's weight must stand in one that was told before, for
/// it to say nothing new.
///
/// More than `is_repeat` asks of two excerpts of one edition,
/// and one way only: to leave out what was not told is worse than to tell it
/// twice. It is set by judgement, not by a measurement.
const SAID: f64 = 0.7;

/// Excerpts that were told, in which repetitions are looked up.
#[derive(Debug, Default)]
pub struct Repeats {
    forms: Vec<Forms>,
    /// A word's mark, and the excerpt that has it; sorted.
    having: Vec<(u64, u32)>,
}

impl Repeats {
    /// Prepares excerpts; they are known by their places.
    #[must_use]
    pub fn new(forms: Vec<Forms>) -> Self {
        let of = |(place, forms): (u32, &Forms)| -> Vec<(u64, u32)> {
            forms.terms.iter().map(|(mark, _)| (*mark, place)).collect()
        };
        let mut having: Vec<(u64, u32)> = (0..).zip(&forms).flat_map(of).collect();
        having.sort_unstable();
        Self { forms, having }
    }

    /// Returns the places of the excerpts that say all that `one` says, those
    /// that have most of it first: seven tenths of the weight of its words and
    /// all of its figures, and neither denies what the other says. Empty for an
    /// excerpt without words.
    #[must_use]
    pub fn of(&self, one: &Forms) -> Vec<usize> {
        let mut said: Vec<(usize, f64)> = self
            .near(one)
            .into_iter()
            .map(|place| (place as usize, &self.forms[place as usize]))
            .filter(|(_, other)| is_within(one, other))
            .map(|(place, other)| (place, contained(one, other)))
            .filter(|(_, share)| *share >= SAID)
            .collect();
        // The sort is stable: the earlier place comes first.
        said.sort_by(|one, other| other.1.total_cmp(&one.1));
        said.into_iter().map(|(place, _)| place).collect()
    }

    /// Returns the excerpts that may say all of one: who does shares one of its
    /// rarer words, of those that outweigh what may be missing (the prefix
    /// filter of Chaudhuri, Ganti and Kaushik, "A primitive operator for
    /// similarity joins in data cleaning", 2006). Ascending, each once.
    fn near(&self, one: &Forms) -> Vec<u32> {
        let mut terms: Vec<(&[(u64, u32)], f64)> =
            one.terms.iter().map(|(mark, weight)| (self.with(*mark), f64::from(*weight))).collect();
        terms.sort_by_key(|(with, _)| with.len());
        let all: f64 = terms.iter().map(|(_, weight)| weight).sum();
        let mut left = all;
        let mut met: Vec<u32> = Vec::new();
        for (with, weight) in terms {
            // Sums of weights round.
            if left < SAID * all - 1e-6 || all <= 0.0 {
                break;
            }
            met.extend(with.iter().map(|(_, place)| *place));
            left -= weight;
        }
        met.sort_unstable();
        met.dedup();
        met
    }

    fn with(&self, mark: u64) -> &[(u64, u32)] {
        let first = self.having.partition_point(|(other, _)| *other < mark);
        let count = self.having[first..].partition_point(|(other, _)| *other == mark);
        &self.having[first..first + count]
    }
}

/// Tells whether all figures of an excerpt are in the other, and neither denies
/// what the other says.
fn is_within(one: &Forms, other: &Forms) -> bool {
    let figures = one.figures.iter().all(|figure| other.figures.binary_search(figure).is_ok());
    figures && (one.negations == 0) == (other.negations == 0)
}

/// Returns the share of an excerpt's weight whose words stand in the other
/// (containment, as of Broder 1997, weighted); 0 for one without words.
fn contained(one: &Forms, other: &Forms) -> f64 {
    let (mut at, mut common, mut all) = (0, 0.0, 0.0);
    for (mark, weight) in &one.terms {
        all += f64::from(*weight);
        while other.terms.get(at).is_some_and(|(next, _)| next < mark) {
            at += 1;
        }
        if other.terms.get(at).is_some_and(|(next, _)| next == mark) {
            common += f64::from(*weight);
        }
    }
    if all > 0.0 { common / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn forms(text: &str) -> Forms {
        Forms::new(text, Some("en"))
    }

    #[track_caller]
    fn check(told: &[&str], now: &str, expected: &[usize]) {
        let repeats = Repeats::new(told.iter().map(|text| forms(text)).collect());
        assert_eq!(repeats.of(&forms(now)), expected, "{now}");
    }

    #[test]
    fn a_story_in_other_words_is_known_again() {
        let told = [
            "The council shut the north quay of Onega.",
            "Exports of timber from Onega rose by 14 percent in 2024, the chamber said.",
        ];
        check(&told, "In 2024 timber exports from Onega had risen by 14 percent.", &[1]);
        check(&told, "The north quay of Onega was shut by the council.", &[0]);
    }

    #[test]
    fn what_says_more_than_was_told_is_no_repetition() {
        let told = ["The council shut the north quay."];
        check(&told, "The council shut the north quay, and fishermen threaten to block the harbour.", &[]);
        check(&told, "The council shut the north quay for 30 days.", &[]);
        check(&told, "The council did not shut the north quay.", &[]);
    }

    #[test]
    fn nothing_repeats_nothing() {
        check(&["", "Yes."], "", &[]);
        check(&[], "The council shut the north quay.", &[]);
    }

    proptest! {
        #[test]
        fn looking_up_finds_what_comparing_all_finds(
            told in prop::collection::vec("([a-f]{1,2} ){1,8}", 0..12),
            now in "([a-f]{1,2} ){1,8}",
        ) {
            let all: Vec<Forms> = told.iter().map(|text| forms(text)).collect();
            let one = forms(&now);
            let expected: Vec<usize> = (0..all.len())
                .filter(|place| is_within(&one, &all[*place]) && contained(&one, &all[*place]) >= SAID)
                .collect();
            let mut found = Repeats::new(all).of(&one);
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn an_excerpt_repeats_itself(text in "([a-z]{3,8} ){2,8}") {
            let one = forms(&text);
            let repeats = Repeats::new(vec![one.clone()]);
            prop_assert!(one.terms.is_empty() || repeats.of(&one) == [0]);
        }
    }
}
