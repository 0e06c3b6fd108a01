use super::*;
use crate::model::TermMatch;

fn statistics(units: u32, terms: &[(f64, bool, u32)]) -> Statistics {
    let term = |(weight, phrase, units): &(f64, bool, u32)| TermStatistics {
        clause: 0,
        text: String::new(),
        weight: *weight,
        phrase: *phrase,
        units: *units,
    };
    let lengths = PerField { body: u64::from(units) * 10, heading: 0, title: u64::from(units) * 2 };
    Statistics { units, lengths, terms: terms.iter().map(term).collect() }
}

fn evidence(body: u32, title: u32, length: u32) -> Evidence {
    let frequency = PerField { body, heading: 0, title };
    Evidence {
        lengths: PerField { body: length, heading: 0, title: 2 },
        matches: vec![TermMatch { term: 0, frequency }],
    }
}

fn total(statistics: &Statistics, evidence: &Evidence) -> f64 {
    let total = super::total(statistics, evidence, &Weights::default());
    assert_eq!(total, score(statistics, evidence, &Weights::default()).total);
    total
}

#[test]
fn the_score_is_that_of_the_formula() {
    let statistics = statistics(100, &[(2.0, false, 9)]);
    let score = score(&statistics, &evidence(3, 1, 20), &Weights::default());
    let tf = 3.0 / (0.25 + 0.75 * 2.0) + 1.0;
    let expected = 2.0 * (1.0_f64 + 91.5 / 9.5).ln() * tf * 3.0 / (2.0 + tf);
    assert!((score.total - expected).abs() < 1e-12, "{} {expected}", score.total);
    assert_eq!(score.terms, [score.total]);
}

#[test]
fn parts_add_up_and_phrases_have_their_own() {
    let statistics = statistics(50, &[(1.0, false, 5), (3.0, true, 2)]);
    let mut both = evidence(1, 0, 10);
    both.matches.push(TermMatch { term: 1, frequency: PerField { body: 1, heading: 0, title: 0 } });
    let score = score(&statistics, &both, &Weights::default());
    let names: Vec<&str> = score.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["terms", "phrases"]);
    assert_eq!(score.parts.iter().map(|part| part.value).sum::<f64>(), score.total);
    assert!(score.parts[1].value > score.parts[0].value);
}

#[test]
fn rare_words_short_texts_and_repetition_count_more() {
    let (rare, common) = (statistics(100, &[(1.0, false, 2)]), statistics(100, &[(1.0, false, 60)]));
    assert!(total(&rare, &evidence(1, 0, 10)) > total(&common, &evidence(1, 0, 10)));
    assert!(total(&rare, &evidence(1, 0, 5)) > total(&rare, &evidence(1, 0, 10)));
    assert!(total(&rare, &evidence(2, 0, 10)) > total(&rare, &evidence(1, 0, 10)));
}

#[test]
fn a_word_that_everything_has_still_counts_a_little() {
    let everywhere = statistics(10, &[(1.0, false, 10)]);
    assert!(total(&everywhere, &evidence(1, 0, 10)) > 0.0);
}

proptest::proptest! {
    #[test]
    fn scores_are_finite_and_never_negative(
        units in 0..1000_u32, df in 0..2000_u32, body in 0..u32::MAX, title in 0..9_u32, length in 0..u32::MAX,
    ) {
        let total = total(&statistics(units, &[(1.0, false, df.min(units))]), &evidence(body, title, length));
        proptest::prop_assert!(total.is_finite() && total >= 0.0, "{total}");
    }
}
