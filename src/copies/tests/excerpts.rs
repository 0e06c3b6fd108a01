use proptest::prelude::*;

use crate::copies::{Forms, is_repeat, likeness};

#[track_caller]
fn check(one: &str, other: &str, expected: bool) {
    let (one_forms, other_forms) = (Forms::new(one, None), Forms::new(other, None));
    let likeness = likeness(&one_forms, &other_forms);
    assert_eq!(is_repeat(&one_forms, &other_forms), expected, "{likeness:.2}: {one} | {other}");
    assert_eq!(is_repeat(&other_forms, &one_forms), expected, "both ways");
}

#[test]
fn one_thing_said_twice_is_a_repetition() {
    check(
        "Exports of timber from Onega rose by 14 percent in 2024.",
        "In 2024 the timber exports from Onega had risen 14 percent, the chamber said.",
        true,
    );
    check(
        "Экспорт леса из Онеги вырос на 14 процентов в 2024 году.",
        "В 2024 году экспорт леса из Онеги вырос на 14 процентов, сообщила палата.",
        true,
    );
    check("2024年石桥的木材出口增长了14%。", "石桥的木材出口在2024年增长了14%，商会说。", true);
}

#[test]
fn other_figures_and_other_subjects_are_no_repetition() {
    let rose = "Exports of timber from Onega rose by 14 percent.";
    check(rose, "Exports of timber from Onega rose by 9 percent.", false);
    check(rose, "Imports of coal to Varna rose by 14 percent.", false);
}

#[test]
fn a_denial_is_no_repetition() {
    check(
        "The board will sell the ferry to Kestrel.",
        "The board will not sell the ferry to Kestrel.",
        false,
    );
    check("Совет продаст паром компании Кестрел.", "Совет не продаст паром компании Кестрел.", false);
}

#[test]
fn rare_words_weigh_more_where_the_corpus_is_known() {
    let worth = |form: &str| if form == "harbour" || form == "board" { 0.1 } else { 3.0 };
    let forms = |text| Forms::weighted(text, Some("en"), worth);
    let one = forms("the harbour board praised divers");
    let other = forms("the harbour board fined smugglers");
    assert!(likeness(&one, &other) < 0.1);
    let plain = |text| Forms::new(text, Some("en"));
    let one = plain("the harbour board praised divers");
    assert!(likeness(&one, &plain("the harbour board fined smugglers")) == 0.5);
}

#[test]
fn nothing_is_like_nothing() {
    check("", "", false);
    check("…", "The harbour.", false);
}

proptest! {
    #[test]
    fn likeness_is_symmetric_and_from_0_to_1(one in "\\PC{0,80}", other in "\\PC{0,80}") {
        let (one, other) = (Forms::new(&one, None), Forms::new(&other, None));
        let value = likeness(&one, &other);
        prop_assert!((0.0..=1.0).contains(&value));
        prop_assert!((value - likeness(&other, &one)).abs() < 1e-9);
        let own = likeness(&one, &one);
        prop_assert!(own == 0.0 || own == 1.0);
    }
}
