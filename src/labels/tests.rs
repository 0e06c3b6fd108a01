use super::*;
use crate::model::{Date, PartialDate};

#[test]
fn every_language_has_the_words_that_english_has() {
    let english: Vec<String> = Labels::of("en").words().keys().cloned().collect();
    for language in LANGUAGES {
        let labels = Labels::of(language);
        let keys: Vec<String> = labels.words().keys().cloned().collect();
        assert_eq!(keys, english, "{language}");
        for (key, word) in labels.words() {
            assert_eq!(written::mistake(key, word), None, "{language}");
        }
    }
}

#[test]
fn dates_are_written_in_the_language_and_with_their_precision() {
    check("en-GB", "2025-04-02", "2 April 2025");
    check("de", "2025-04-02", "2. April 2025");
    check("ru", "2025-04-02", "2 апреля 2025 г.");
    check("zh-Hans", "2025-04-02", "2025年4月2日");
    check("zh", "2025-04", "2025年4月");
    check("en", "2025-04", "April 2025");
    check("ru", "2025-04", "апрель 2025 г.");
    check("fr", "2025", "2025");
    check("xx", "2025-04-02", "2 April 2025");
}

#[track_caller]
fn check(language: &str, date: &str, expected: &str) {
    let date: PartialDate = date.parse().unwrap();
    assert_eq!(Labels::of(language).date(date), expected);
}

#[test]
fn numbers_have_the_marks_of_their_language() {
    let number = |language: &str, number: &str| Labels::of(language).grouped(number);
    assert_eq!(number("en", "1234.5"), "1,234.5");
    assert_eq!(number("de", "1234567.5"), "1.234.567,5");
    assert_eq!(number("fr", "12345.5"), "12\u{202f}345,5");
    assert_eq!(number("ru", "1234"), "1234");
    assert_eq!(number("ru", "-12345"), "\u{2212}12\u{a0}345");
    assert_eq!(number("zh", "0.5"), "0.5");
}

#[test]
fn great_numbers_are_written_in_short_with_the_form_of_the_number() {
    let compact =
        |language: &str, number: f64| Labels::of(language).compact(number, 1).replace('\u{a0}', " ");
    assert_eq!(compact("en", 1_200_000.0), "1.2 million");
    assert_eq!(compact("en", 999_960.0), "1 million");
    assert_eq!(compact("en", 999.0), "999");
    assert_eq!(compact("de", 1_000_000.0), "1 Million");
    assert_eq!(compact("de", 2_500_000_000.0), "2,5 Milliarden");
    assert_eq!(compact("ru", 3_000_000.0), "3 миллиона");
    assert_eq!(compact("ru", 5_000_000.0), "5 миллионов");
    assert_eq!(compact("ru", 1_200_000.0), "1,2 миллиона");
    assert_eq!(compact("zh", 12_345.0), "1.2万");
    assert_eq!(compact("zh", 250_000_000.0), "2.5亿");
}

#[test]
fn ordinals_and_distances_have_the_forms_of_their_language() {
    let ordinal = |language: &str, number| Labels::of(language).ordinal(number);
    assert_eq!([1, 2, 3, 4, 11, 21].map(|n| ordinal("en", n)), ["1st", "2nd", "3rd", "4th", "11th", "21st"]);
    assert_eq!([1, 2].map(|n| ordinal("fr", n)), ["1er", "2e"]);
    assert_eq!(ordinal("zh", 3), "第3");
    let distance = |language: &str, day: &str| {
        let from: Date = "2025-04-20".parse().unwrap();
        Labels::of(language).relative(day.parse().unwrap(), from)
    };
    assert_eq!(distance("en", "2025-04-20"), "today");
    assert_eq!(distance("en", "2025-04-17"), "3 days ago");
    assert_eq!(distance("en", "2025-05-10"), "in 2 weeks");
    assert_eq!(distance("ru", "2025-04-18"), "2 дня назад");
    assert_eq!(distance("ru", "2025-04-15"), "5 дней назад");
    assert_eq!(distance("de", "2025-04-19"), "gestern");
    assert_eq!(distance("fr", "2023-04-01"), "il y a 2 ans");
}

#[test]
fn a_desk_overrides_words_and_adds_its_own() {
    let read = read(&[("en", "sources: Evidence\nclient: For our client\n")]);
    assert_eq!(read.warnings, []);
    assert_eq!(read.value.of("en-GB").word("sources"), "Evidence");
    assert_eq!(read.value.of("en").word("client"), "For our client");
    assert_eq!(read.value.of("en").word("page"), "Page");
}

#[test]
fn a_language_that_does_not_ship_falls_back_to_english_with_one_warning() {
    let read = read(&[("pl", "sources: Źródła\npage: Strona\n")]);
    assert_eq!(read.value.of("pl").word("sources"), "Źródła");
    assert_eq!(read.value.of("pl").word("notes"), "Notes");
    assert_eq!(read.value.of("pl").plural("5"), "many");
    let [warning] = &read.warnings[..] else { panic!("{:?}", read.warnings) };
    assert!(warning.to_string().contains("templates/labels/pl.yaml"), "{warning}");
    assert!(warning.to_string().contains("words are missing"), "{warning}");
}

#[test]
fn a_word_that_cannot_be_used_is_told_with_its_place() {
    let told = |text: &str| read(&[("en", text)]).warnings[0].to_string();
    assert_eq!(
        told("page: Page\nnotes: [a]\n"),
        "templates/labels/en.yaml:2:8: the label `notes` is a list, not a text (write it in quotation marks)"
    );
    assert!(told("months: January February\n").contains("1:9: `months` has 2 names, not 12"));
    assert!(told("date_format: \"{day} {month}\"\n").contains("`date_format` has no `{year}`"));
    assert!(told("days_ago: \"one: a day ago\"\n").contains("`days_ago` has no form `other`"));
    assert!(told("- a\n").contains("1:1: labels are a mapping of keys to texts, not a list"));
}

fn read(files: &[(&str, &str)]) -> Reported<Dictionary> {
    let name = |language: &&str| format!("labels/{language}.yaml");
    let texts = files.iter().map(|(language, text)| (name(language), (*text).to_owned())).collect();
    Dictionary::read(&texts)
}
