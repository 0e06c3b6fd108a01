use proptest::prelude::*;

use crate::copies::fold::fold;
use crate::copies::{Copies, Sentence};
use crate::model::DocumentId;

const PLAIN: &str =
    "The Norwick authority will build a second tidal barrier at Holm for 240 million pounds by 2031.";

fn found(run: &[&str], elsewhere: &[&str], language: Option<&str>) -> bool {
    let sentence = |document, text| Sentence { document: DocumentId(document), text, language };
    let mut sentences: Vec<Sentence<'_>> = run.iter().map(|text| sentence(0, *text)).collect();
    sentences.extend(elsewhere.iter().map(|text| sentence(1, *text)));
    let found = Copies::new(sentences).elsewhere(run, language, DocumentId(0));
    assert!(found.is_empty() || found == [DocumentId(1)], "{found:?}");
    !found.is_empty()
}

#[track_caller]
fn check(one: &str, other: &str, expected: bool) {
    assert_eq!(found(&[one], &[other], Some("en")), expected, "{one} | {other}");
}

#[track_caller]
fn check_in(language: &str, one: &str, other: &str, expected: bool) {
    assert_eq!(found(&[one], &[other], Some(language)), expected, "{one} | {other}");
}

#[test]
fn case_punctuation_quotes_and_separators_do_not_count() {
    check("“We won’t sell the harbour,” Ms Lund said.", "\"We won't sell the Harbour\" MS LUND SAID", true);
    check(
        "They paid 1,200,000 crowns for the old ferry.",
        "They paid 1 200 000 crowns for the old ferry.",
        true,
    );
    check("They paid 1’200’000 crowns for the ferry.", "They paid 1.200.000 crowns for the ferry.", true);
    check("Output rose by 3.5% in the first quarter.", "Output rose by 3,5 % in the first quarter", true);
    check("The re\u{ad}port on the old cafe\u{301} was lost.", "The report on the old café was lost.", true);
}

#[test]
fn a_word_more_or_less_is_nearly_the_same() {
    check(PLAIN, &PLAIN.replace("The Norwick", "According to plans, the Norwick"), true);
    check(PLAIN, &PLAIN.replace("a second tidal", "the second tidal"), true);
    check(PLAIN, &PLAIN.replace("by 2031.", "by 2031, officials say."), true);
}

#[test]
fn what_changes_the_meaning_is_no_copy() {
    for (from, to) in [
        ("will build", "will not build"),
        ("will build", "may build"),
        ("will build", "should build"),
        ("build", "sell"),
        ("240", "201"),
        ("pounds", "dollars"),
        ("2031", "2031 or 2032"),
        ("at Holm", "at Skerry"),
        ("Norwick", "Norwick and Skerry"),
        ("second", "third"),
    ] {
        check(PLAIN, &PLAIN.replace(from, to), false);
        check(&PLAIN.replace(from, to), PLAIN, false);
    }
}

#[test]
fn figures_keep_their_signs() {
    check("The night brought −12 degrees to the coast.", "The night brought 12 degrees to the coast.", false);
    check(
        "It cost the town $240bn in the end, all said.",
        "It cost the town €240bn in the end, all said.",
        false,
    );
    check(
        "It cost the town $240bn in the end, all said.",
        "It cost the town $201bn in the end, all said.",
        false,
    );
}

#[test]
fn a_short_sentence_is_no_copy_by_itself() {
    check("He said so.", "He said so.", false);
    let run = [PLAIN, "He said so."];
    assert!(found(&run, &[PLAIN, "He said so!"], Some("en")));
    assert!(!found(&run, &[PLAIN, "She did."], Some("en")), "every sentence counts");
    assert!(!found(&["", "…"], &["", "…"], None));
    assert!(!found(&[], &[PLAIN], None));
}

#[test]
fn a_sentence_within_a_much_longer_one_is_another() {
    let longer = format!(
        "{} Officials, fishermen and the two unions of the port fear that eels, salmon, seals and \
        the old lighthouse could suffer from dredging in winter storms",
        PLAIN.trim_end_matches('.')
    );
    check(PLAIN, &longer, false);
    check(&longer, PLAIN, false);
}

#[test]
fn russian_sentences_are_compared() {
    let plain =
        "Министерство транспорта построит новый мост через реку Сухону за 12,5 миллиарда рублей к 2028 году.";
    check_in("ru", plain, &plain.replace("12,5", "12.5").to_uppercase(), true);
    check_in("ru", plain, &plain.replace("Министерство", "Как сообщается, министерство"), true);
    check_in("ru", plain, &plain.replace("построит", "не построит"), false);
    check_in("ru", plain, &plain.replace("построит", "может построить"), false);
    check_in("ru", plain, &plain.replace("построит", "продаст"), false);
    check_in("ru", plain, &plain.replace("Сухону", "Вологду"), false);
    check_in("ru", plain, &plain.replace("12,5", "14"), false);
    check_in(
        "ru",
        "Её отчёт о приёме сырья приняли без замечаний.",
        "Ее отчет о приеме сырья приняли без замечаний.",
        true,
    );
}

#[test]
fn chinese_sentences_are_compared() {
    let plain = "北山省交通厅计划在两年内投资35亿元修建一条连接石桥和南坪的高速铁路，全长约120公里。";
    check_in("zh", plain, &plain.replace('，', ","), true);
    check_in("zh", plain, &plain.replace("35", "３５"), true);
    check_in("zh", plain, &plain.replace("约120", "约为120"), true);
    check_in("zh", plain, &plain.replace("计划", "不计划"), false);
    check_in("zh", plain, &plain.replace("35", "53"), false);
    check_in("zh", plain, &plain.replace("南坪", "东岭"), false);
}

#[test]
fn all_other_documents_are_named_once_in_order() {
    let sentence = |document, text| Sentence { document: DocumentId(document), text, language: None };
    let shouted = PLAIN.to_uppercase();
    let sentences = vec![
        sentence(7, PLAIN),
        sentence(2, &shouted),
        sentence(7, PLAIN),
        sentence(5, PLAIN),
        sentence(9, "Else."),
    ];
    let copies = Copies::new(sentences);
    assert_eq!(copies.elsewhere(&[PLAIN], None, DocumentId(5)), [DocumentId(2), DocumentId(7)]);
    assert_eq!(
        copies.elsewhere(&[PLAIN], None, DocumentId(1)),
        [DocumentId(2), DocumentId(5), DocumentId(7)]
    );
}

proptest! {
    #[test]
    fn every_sentence_is_found_where_it_stands(
        texts in proptest::collection::vec("\\PC{0,60}", 1..8)
    ) {
        let place = |place: usize| DocumentId(place as u32);
        let sentences = texts.iter().enumerate().map(|(at, text)| Sentence { document: place(at), text, language: None });
        let copies = Copies::new(sentences.collect());
        for text in &texts {
            let letters: u32 = fold(text).iter().map(|token| token.letters).sum();
            let found = copies.elsewhere(&[text], None, DocumentId(99));
            for (at, other) in texts.iter().enumerate().filter(|(_, other)| *other == text) {
                prop_assert_eq!(found.contains(&place(at)), letters >= 24, "{:?}", other);
            }
        }
    }
}
