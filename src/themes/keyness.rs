//! How telling it is that something occurs here more often than there.

/// How often something occurs in two bodies of text, and how large they are,
/// in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Occurrences in the first; at most `inside_words`.
    pub inside: u64,
    /// Occurrences in the second; at most `outside_words`.
    pub outside: u64,
    /// Words of the first.
    pub inside_words: u64,
    /// Words of the second.
    pub outside_words: u64,
}

impl Counts {
    /// Returns how sure it is that the two differ (log-likelihood, G²): 0 or
    /// more, finite; 0 where either body is empty.
    ///
    /// ```text
    /// E₁ = inside words  · (inside + outside) ÷ all words
    /// E₂ = outside words · (inside + outside) ÷ all words
    /// G² = 2 · (inside · ln(inside ÷ E₁) + outside · ln(outside ÷ E₂))
    /// ```
    ///
    /// Dunning, "Accurate Methods for the Statistics of Surprise and
    /// Coincidence", Computational Linguistics 19 (1993), in the form of Rayson
    /// and Garside, "Comparing corpora using frequency profiling" (2000). It is
    /// distributed as chi-squared with one degree of freedom: 10.83 and above
    /// comes of chance once in a thousand times.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        if self.inside_words == 0 || self.outside_words == 0 {
            return 0.0;
        }
        let all = (self.inside_words + self.outside_words) as f64;
        let share = (self.inside + self.outside) as f64 / all;
        let part = |observed: u64, words: u64| match observed {
            0 => 0.0,
            _ => observed as f64 * (observed as f64 / (words as f64 * share)).ln(),
        };
        // The sum is never negative; rounding can make it so.
        (2.0 * (part(self.inside, self.inside_words) + part(self.outside, self.outside_words))).max(0.0)
    }

    /// Returns how large the difference is (log ratio): the binary logarithm of
    /// the one relative frequency over the other; 1 is twice as often, 0 alike
    /// or that either body is empty. Nothing counts as half an occurrence.
    ///
    /// Hardie, "Log Ratio: an informal introduction", CASS (2014).
    #[must_use]
    pub fn log_ratio(&self) -> f64 {
        if self.inside_words == 0 || self.outside_words == 0 {
            return 0.0;
        }
        let frequency = |count: u64, words: u64| (count as f64).max(0.5) / words as f64;
        (frequency(self.inside, self.inside_words) / frequency(self.outside, self.outside_words)).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(counts: [u64; 4], log_likelihood: f64, log_ratio: f64) {
        let [inside, outside, inside_words, outside_words] = counts;
        let counts = Counts { inside, outside, inside_words, outside_words };
        let found = (counts.log_likelihood(), counts.log_ratio());
        assert!((found.0 - log_likelihood).abs() < 5e-4, "{found:?}");
        assert!((found.1 - log_ratio).abs() < 5e-4, "{found:?}");
    }

    #[test]
    fn keyness_is_what_is_computed_by_hand() {
        // E₁ = 1000 · 40 ÷ 4000 = 10, E₂ = 30;
        // G² = 2 (30 ln 3 + 10 ln ⅓) = 40 ln 3; (30 ÷ 1000) ÷ (10 ÷ 3000) = 9.
        check([30, 10, 1000, 3000], 43.9445, 3.1699);
        // All 8 of 100 words inside, none of 300: G² = 16 ln 4; 0.08 ÷ (0.5 ÷ 300) = 48.
        check([8, 0, 100, 300], 22.1807, 5.5850);
    }

    #[test]
    fn what_is_as_frequent_on_both_sides_is_not_key() {
        check([5, 15, 100, 300], 0.0, 0.0);
        check([0, 0, 100, 300], 0.0, 1.585);
    }

    #[test]
    fn an_empty_side_tells_nothing() {
        check([5, 0, 100, 0], 0.0, 0.0);
        check([0, 5, 0, 100], 0.0, 0.0);
    }

    proptest::proptest! {
        #[test]
        fn both_are_finite_and_point_the_same_way(
            inside in 1_u64..1000, outside in 1_u64..1000, more in 0_u64..100_000, less in 0_u64..100_000,
        ) {
            let counts = Counts {
                inside, outside, inside_words: inside + more, outside_words: outside + less,
            };
            let turned = Counts {
                inside: outside, outside: inside,
                inside_words: counts.outside_words, outside_words: counts.inside_words,
            };
            proptest::prop_assert!(counts.log_likelihood().is_finite() && counts.log_likelihood() >= 0.0);
            proptest::prop_assert!((counts.log_likelihood() - turned.log_likelihood()).abs() < 1e-6);
            proptest::prop_assert!((counts.log_ratio() + turned.log_ratio()).abs() < 1e-9);
        }
    }
}
