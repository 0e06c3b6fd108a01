use proptest::prelude::*;

use super::split;

#[track_caller]
fn check(text: &str, language: &str, expected: &[&str]) {
    let sentences: Vec<&str> = split(text, Some(language)).into_iter().map(|range| &text[range]).collect();
    assert_eq!(sentences, expected);
}

#[test]
fn footnote_digits_belong_to_no_sentence() {
    check("It lacks stability.75 They agree.", "en", &["It lacks stability.", "They agree."]);
    check("He “never asked.”49 Then he left.12,13", "en", &["He “never asked.”", "Then he left."]);
    check("It grew.[12] It fell.[3][4]", "en", &["It grew.", "It fell."]);
    check("Он ушёл.³ Она осталась.", "ru", &["Он ушёл.", "Она осталась."]);
}

#[test]
fn numbers_after_a_stop_are_not_always_footnotes() {
    check("See Fig.3 The end is near.", "en", &["See Fig.3 The end is near."]);
    check("It rose by 3.75 Then it fell.", "en", &["It rose by 3.75 Then it fell."]);
    check("The site is v1.org.20 of them left.", "en", &["The site is v1.org.20 of them left."]);
}

#[test]
fn initials_and_titles_do_not_end_a_sentence() {
    check(
        "The U.S. Army met Gen. J. R. Smith. He spoke.",
        "en",
        &["The U.S. Army met Gen. J. R. Smith.", "He spoke."],
    );
    check("Здесь жил А. С. Пушкин. Потом уехал.", "ru", &["Здесь жил А. С. Пушкин.", "Потом уехал."]);
    check("Министр С.В. Лавров прибыл.", "ru", &["Министр С.В. Лавров прибыл."]);
}

#[test]
fn russian_abbreviations_do_not_end_a_sentence() {
    check("Это рост, т.е. спрос. Он велик.", "ru", &["Это рост, т.е. спрос.", "Он велик."]);
    check("Нефть, газ и т.д. поставляются. Да.", "ru", &["Нефть, газ и т.д. поставляются.", "Да."]);
    check("Согласно ст. 5 договора, стороны равны.", "ru", &["Согласно ст. 5 договора, стороны равны."]);
    check("Завод им. Кирова в г. Москве закрыт.", "ru", &["Завод им. Кирова в г. Москве закрыт."]);
    check("Выручка 5 млрд. долл. США выросла.", "ru", &["Выручка 5 млрд. долл. США выросла."]);
    // Two readings: whole sentences are safer than halves.
    check("В 2014 г. Россия ответила. Да.", "ru", &["В 2014 г. Россия ответила.", "Да."]);
}

#[test]
fn closing_marks_stay_with_their_sentence() {
    check("“It is over.” He left.", "en", &["“It is over.”", "He left."]);
    check("他说：“我们是朋友。”会议结束了。", "zh", &["他说：“我们是朋友。”", "会议结束了。"]);
    check("好！真的？是。", "zh", &["好！", "真的？", "是。"]);
    check("(It had to end.) We left.", "en", &["(It had to end.)", "We left."]);
}

#[test]
fn who_said_it_belongs_to_the_quotation() {
    check("Что дальше? «Посмотрим!» — ответил он.", "ru", &["Что дальше?", "«Посмотрим!» — ответил он."]);
    check(
        "会议结束了。“这是重要的一步！”王毅说。好。",
        "zh",
        &["会议结束了。", "“这是重要的一步！”王毅说。", "好。"],
    );
}

#[test]
fn a_short_quotation_is_not_cut() {
    check("“No visas? That’s huge!” one user wrote.", "en", &["“No visas? That’s huge!” one user wrote."]);
}

#[test]
fn a_long_quotation_is_cut_at_its_sentences() {
    let long = "The trade between both countries grew again in the last year and nobody expected that.";
    let text = format!("He said: “{}” Then he left.", [long; 8].join(" "));
    let sentences = split(&text, Some("en"));
    assert_eq!(sentences.len(), 9);
    assert!(text[sentences[0].clone()].starts_with("He said: “The trade"));
    assert_eq!(&text[sentences[1].clone()], long);
}

#[test]
fn a_list_in_a_line_is_cut_before_its_markers() {
    check("1. The first item 2. The second item", "en", &["1. The first item", "2. The second item"]);
    check("1. The first. 2. The second.", "en", &["1. The first.", "2. The second."]);
}

#[test]
fn a_blank_line_ends_a_sentence_and_a_line_break_does_not() {
    check("No stop here\n\nA new\nline. End", "en", &["No stop here", "A new\nline.", "End"]);
}

#[test]
fn white_space_has_no_sentences() {
    check("", "en", &[]);
    check(" \n\t\u{a0}", "en", &[]);
}

#[test]
fn hostile_texts_take_linear_time() {
    for unit in ["x", ".", "\"", "(", "a. ", ". ", "1. ", "“", ".1", "'", "? ", "A.B."] {
        let text = unit.repeat(200_000 / unit.len());
        assert!(!split(&text, Some("en")).is_empty(), "{unit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_letter_is_in_exactly_one_sentence(
        text in "([A-Za-zа-яА-Я。」”“\"'().?!\\[\\],;:0-9\n ’«»…“中文г-]|[A-Z][a-z]{2,5}|[.] |[.]75 |\u{a0}){0,80}",
        language in prop::sample::select(vec![Some("en"), Some("ru"), Some("zh"), Some("xx-YY"), None]),
    ) {
        let sentences = split(&text, language);
        let mut covered = 0;
        for range in &sentences {
            prop_assert!(range.start >= covered && range.start < range.end);
            let gap = &text[covered..range.start];
            prop_assert!(gap.chars().all(|c| c.is_whitespace() || "[],0123456789".contains(c)), "{gap:?}");
            prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
            if let (Some(a), Some(b)) = (text[..range.start].chars().next_back(), text[range.clone()].chars().next()) {
                let han = |c: char| c >= '\u{2e80}';
                prop_assert!(!(a.is_alphanumeric() && b.is_alphanumeric()) || han(a) || han(b), "{a}|{b}");
            }
            covered = range.end;
        }
        let rest = &text[covered..];
        prop_assert!(rest.chars().all(|c| c.is_whitespace() || "[],0123456789".contains(c)), "{rest:?}");
    }
}
