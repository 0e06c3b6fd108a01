use proptest::prelude::*;

use super::*;

/// Finds the figures of a text as `text = value unit (when)`.
fn shown(text: &str, language: &str) -> Vec<String> {
    let found = figures(text, 0..text.len(), Some(language));
    let line = |figure: &Figure| {
        let kind = format!("{:?}", figure.kind).to_lowercase();
        let unit = figure.unit.as_deref().unwrap_or("-");
        let when = figure.when.as_ref().map(|when| format!(" ({when})")).unwrap_or_default();
        format!("{} = {} {unit}, {kind}{when}", &text[figure.range.clone()], figure.value)
    };
    found.iter().map(line).collect()
}

#[track_caller]
fn check(text: &str, language: &str, expected: &[&str]) {
    assert_eq!(shown(text, language), expected, "{text}");
}

#[test]
fn amounts_of_money_have_a_currency_and_a_value() {
    check(
        "Trade reached $244.8 billion in 2024.",
        "en",
        &["$244.8 billion = 244800000000 USD, currency (2024)"],
    );
    check(
        "It cost €3 million, or £2.5m.",
        "en",
        &["€3 million = 3000000 EUR, currency", "£2.5m = 2500000 GBP, currency"],
    );
    check(
        "a US$5-billion loan and 420 million Hong Kong dollars",
        "en",
        &[
            "US$5-billion = 5000000000 USD, currency",
            "420 million Hong Kong dollars = 420000000 HKD, currency",
        ],
    );
    check(
        "half a million roubles; 30 MEUR; EUR 125; five yuan",
        "en",
        &[
            "half a million roubles = 500000 RUB, currency",
            "30 MEUR = 30000000 EUR, currency",
            "EUR 125 = 125 EUR, currency",
            "five yuan = 5 CNY, currency",
        ],
    );
    check("3 dollars and 50 cents", "en", &["3 dollars and 50 cents = 3.5 USD, currency"]);
    check(
        "361 million pounds, 200 pounds of rice",
        "en",
        &["361 million pounds = 361000000 GBP, currency", "200 pounds = 200 lb, measure"],
    );
}

#[test]
fn shares_and_measures_have_a_unit() {
    check(
        "up 5.5%, by 2 percentage points, minus five per cent",
        "en",
        &[
            "5.5% = 5.5 %, percent",
            "2 percentage points = 2 percentage points, percent",
            "minus five per cent = -5 %, percent",
        ],
    );
    check(
        "1.5 million square kilometers, 38 billion cubic metres, a 2.5-mile road",
        "en",
        &[
            "1.5 million square kilometers = 1500000 km², measure",
            "38 billion cubic metres = 38000000000 m³, measure",
            "2.5-mile = 2.5 mi, measure",
        ],
    );
    check(
        "1 1/2 tons, ½ mile, -3 °C, 20 MW",
        "en",
        &[
            "1 1/2 tons = 1.5 t, measure",
            "½ mile = 0.5 mi, measure",
            "-3 °C = -3 °C, measure",
            "20 MW = 20 MW, measure",
        ],
    );
}

#[test]
fn counts_have_the_noun_that_is_counted() {
    check(
        "300 combat aircraft and 1,500 Russian troops met 38 countries",
        "en",
        &[
            "300 combat aircraft = 300 combat aircraft, count",
            "1,500 Russian troops = 1500 russian troops, count",
            "38 countries = 38 countries, count",
        ],
    );
    check(
        "more than a dozen centers, 4.37 million people",
        "en",
        &["a dozen centers = 12 centers, count", "4.37 million people = 4370000 people, count"],
    );
}

#[test]
fn what_only_looks_like_a_figure_is_none() {
    for text in [
        "In 2024 elections were held on May 5, 2024 and 12 June.",
        "Перемены в 2019-м",
        "It was the 5th time in 30 years, at 10:30 or 5 p.m.",
        "The Su-35 and the Boeing 737 jets, Article 5 commitments, No. 7 reasons",
        "Call +7 495 123-45-67 or see 1.2.2024 and 12/05/2024 notes.",
        "1. First 2. Second",
        "two sides, one of them",
        "so it ended.”40 Russian officials say",
        "https://example.org/a?q=30%25&n=5+dollars",
        "30 years of 12-month terms",
    ] {
        check(text, "en", &[]);
    }
}

#[test]
fn russian_figures_have_decimal_commas_and_short_magnitudes() {
    check(
        "Экспорт вырос на 3,5% до 240 млрд долларов в 2023 году.",
        "ru",
        &["3,5% = 3.5 %, percent (2023)", "240 млрд долларов = 240000000000 USD, currency (2023)"],
    );
    check(
        "240 000 тонн, 5,1 тыс. рублей, 24 украинских моряка",
        "ru",
        &[
            "240 000 тонн = 240000 t, measure",
            "5,1 тыс. рублей = 5100 RUB, currency",
            "24 украинских моряка = 24 украинских моряка, count",
        ],
    );
}

#[test]
fn chinese_figures_have_characters_as_magnitudes() {
    check(
        "2024年贸易额达2448亿美元，增长百分之五，约三千二百公里。",
        "zh",
        &[
            "2448亿美元 = 244800000000 USD, currency (2024)",
            "百分之五 = 5 %, percent (2024)",
            "三千二百公里 = 3200 km, measure (2024)",
        ],
    );
    check(
        "1.5万亿元，两万人，这是一个地方",
        "zh",
        &["1.5万亿元 = 1500000000000 CNY, currency", "两万人 = 20000 人, count"],
    );
}

#[test]
fn a_date_belongs_to_the_figures_of_its_sentence() {
    check(
        "In May 2023 it sold 40 tanks. Output was 5 tons.",
        "en",
        &["40 tanks = 40 tanks, count (2023-05)", "5 tons = 5 t, measure"],
    );
}

#[test]
fn a_figure_is_of_the_quarter_or_the_years_that_its_sentence_names() {
    check("In the first quarter of 2024 it sold 40 tanks.", "en", &["40 tanks = 40 tanks, count (2024-Q1)"]);
    check(
        "Sales rose by 5% between 2014 and 2018. On 4 May 2021 it cost $5.",
        "en",
        &["5% = 5 %, percent (2014/2018)", "$5 = 5 USD, currency (2021-05)"],
    );
    check("Last year and on 4 May it cost $5.", "en", &["$5 = 5 USD, currency"]);
    check("В мае 2023 года продали 40 танков.", "ru", &["40 танков = 40 танков, count (2023-05)"]);
}

#[test]
fn parts_of_a_currency_and_of_a_magnitude_count() {
    check("It cost 15 dollars 50.", "en", &["15 dollars 50 = 15.5 USD, currency"]);
    check(
        "It cost 15 dollars 50 miles away.",
        "en",
        &["15 dollars = 15 USD, currency", "50 miles = 50 mi, measure"],
    );
    check("10 $ 30 $", "en", &["10 $ = 10 USD, currency", "30 $ = 30 USD, currency"]);
    check("MUSD 60 for Maud 60", "en", &["MUSD 60 = 60000000 USD, currency"]);
    check(
        "three quarters of a billion euros, 100 ₡",
        "en",
        &["three quarters of a billion euros = 750000000 EUR, currency", "100 ₡ = 100 CRC, currency"],
    );
}

#[track_caller]
fn check_quotes(text: &str, expected: &[(&str, Option<&str>, Option<&str>, bool)]) {
    let found = quotations(text, 0..text.len(), Some("en"));
    let found: Vec<_> = found
        .iter()
        .map(|quote| {
            (&text[quote.range.clone()], quote.speaker.as_deref(), quote.verb.as_deref(), quote.direct)
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn speech_has_its_speaker_after_or_before_it() {
    check_quotes(
        "“We will build it next year,” Anna Schmidt said.",
        &[("We will build it next year,", Some("Anna Schmidt"), Some("said"), true)],
    );
    check_quotes(
        "\"We will build it,\" said Foreign Minister Anna Schmidt on Monday.",
        &[("We will build it,", Some("Anna Schmidt"), Some("said"), true)],
    );
    check_quotes(
        "Schmidt, the minister, told reporters: “We will build it.”",
        &[("We will build it.", Some("Schmidt"), Some("told"), true)],
    );
    check_quotes(
        "According to the ministry, “work has begun on the line”.",
        &[("work has begun on the line", Some("ministry"), None, true)],
    );
}

#[test]
fn a_pronoun_or_a_family_name_is_the_person_named_before() {
    let text = "Anna Schmidt met the press. “It is done,” Schmidt said. “We begin in May,” she added.";
    check_quotes(
        text,
        &[
            ("It is done,", Some("Anna Schmidt"), Some("said"), true),
            ("We begin in May,", Some("Anna Schmidt"), Some("added"), true),
        ],
    );
    let text = "“It is done,” they said.";
    let found = quotations(text, 0..text.len(), None);
    assert_eq!((found[0].speaker.as_deref(), found[0].speaker_as_written.as_deref()), (None, Some("they")));
}

#[test]
fn a_sentence_in_marks_goes_on_with_its_speaker() {
    check_quotes(
        "“It is done,” Anna Schmidt said. “We begin in May.”",
        &[
            ("It is done,", Some("Anna Schmidt"), Some("said"), true),
            ("We begin in May.", Some("Anna Schmidt"), Some("said"), true),
        ],
    );
}

#[test]
fn terms_titles_and_scare_quotes_are_no_speech() {
    for text in [
        "The “no limits” partnership deepened.",
        "He wrote a book titled “The End of the Long Peace in Europe”.",
        "The so-called “experts” said nothing.",
        "The plan is known as “Power of Siberia” today.",
        "It doesn't end the neighbours' row; 'tis 5' 3\" long.",
        "An “unclosed mark, he said.",
    ] {
        check_quotes(text, &[]);
    }
}

#[test]
fn a_piece_in_the_writers_sentence_is_not_direct() {
    check_quotes(
        "Schmidt said the deal was “a serious mistake” for both.",
        &[("a serious mistake", Some("Schmidt"), Some("said"), false)],
    );
}

#[test]
fn russian_and_chinese_speech_is_found() {
    let text = "«Мы построим его в следующем году», — заявил Иван Петров.";
    let found = quotations(text, 0..text.len(), Some("ru"));
    assert_eq!(found[0].speaker.as_deref(), Some("Иван Петров"));
    assert_eq!(&text[found[0].range.clone()], "Мы построим его в следующем году");
    let text = "外交部发言人表示：“双方将继续扩大合作，维护地区稳定。”";
    let found = quotations(text, 0..text.len(), Some("zh"));
    assert_eq!((found[0].speaker.as_deref(), found[0].verb.as_deref()), (Some("外交部发言人"), Some("表示")));
}

#[test]
fn findings_keep_to_their_passage() {
    let text = "It cost $5. “We will build it,” Anna Schmidt said. It cost $6.";
    let passage = 12..text.len() - 13;
    assert!(figures(text, passage.clone(), None).is_empty());
    let found = quotations(text, passage.clone(), None);
    assert!(found.len() == 1 && found[0].range.start >= passage.start && found[0].range.end <= passage.end);
}

#[test]
fn hostile_texts_take_no_longer_than_others() {
    for piece in [
        "\"",
        "“",
        "'a ",
        "1/",
        "$",
        "1 111 ",
        "a.",
        "一",
        "百分之",
        "twenty ",
        "“a” said ",
        "He, ",
        ". . ",
        "half ",
    ] {
        let text = piece.repeat(200_000);
        assert!(figures(&text, 0..text.len(), Some("ru")).len() <= text.len());
        assert!(quotations(&text, 0..text.len(), Some("en")).len() <= text.len());
    }
    let digits = "9".repeat(1_000_000);
    assert!(figures(&digits, 0..digits.len(), None).is_empty());
}

proptest! {
    #[test]
    fn any_text_gives_ordered_spans_at_character_bounds(
        text in "([a-zA-Z0-9 “”\"'«».,%$€½一百万亿元说：年тыс-]|\\PC|said |million |he ){0,60}",
        language in prop::option::of(prop_oneof!["en", "ru", "zh"]),
    ) {
        let mut end = 0;
        for figure in figures(&text, 0..text.len(), language.as_deref()) {
            prop_assert!(figure.range.start >= end && text.get(figure.range.clone()).is_some_and(|span| !span.is_empty()));
            prop_assert!(figure.value.is_finite());
            end = figure.range.end;
        }
        let mut end = 0;
        for quotation in quotations(&text, 0..text.len(), language.as_deref()) {
            prop_assert!(quotation.range.start >= end && text.get(quotation.range.clone()).is_some());
            end = quotation.range.end;
        }
    }
}

#[track_caller]
fn check_subject(text: &str, language: &str, subject: Option<&str>, role: FigureRole) {
    let found = figures(text, 0..text.len(), Some(language));
    let first = found.first().map(|figure| (figure.subject.clone().map(|span| &text[span]), figure.role));
    assert_eq!(first, Some((subject, role)), "{text}");
}

#[test]
fn a_figure_names_what_it_measures() {
    use FigureRole::{Change, Level, Outlook};
    check_subject("Bilateral trade reached $244.8 billion in 2024.", "en", Some("Bilateral trade"), Level);
    check_subject(
        "In 2024, Peru's exports to Chile totaled $2 billion.",
        "en",
        Some("Peru's exports to Chile"),
        Level,
    );
    check_subject("Officials said that the deficit was about $3 billion.", "en", Some("deficit"), Level);
    check_subject("Exports rose by 5% in 2023.", "en", Some("Exports"), Change);
    check_subject("Exports rose to $5 billion in 2023.", "en", Some("Exports"), Level);
    check_subject("Exports fell 5% in 2023.", "en", Some("Exports"), Change);
    check_subject("About 40% of Norwegian exports go by sea.", "en", Some("Norwegian exports"), Level);
    check_subject("It sold $2 billion worth of arms.", "en", Some("arms"), Level);
    check_subject("It ran a deficit of $3 billion.", "en", Some("deficit"), Level);
    check_subject("The bank gave a $3 billion loan.", "en", Some("loan"), Level);
    check_subject("The bank gave $3 billion in aid.", "en", Some("aid"), Level);
    check_subject("Trade is expected to reach $300 billion by 2030.", "en", Some("Trade"), Outlook);
    check_subject("The army sent 1,500 Russian troops.", "en", Some("Russian troops"), Level);
    check_subject("It met 300 members of parliament.", "en", Some("members of parliament"), Level);
    check_subject("The population of Oslo was 709,000 in 2022.", "en", Some("population of Oslo"), Level);
    check_subject("It costs $5.", "en", None, Level);
    check_subject("Товарооборот составил 240 млрд долларов.", "ru", Some("Товарооборот"), Level);
    check_subject("Экспорт вырос на 3,5% в 2023 году.", "ru", Some("Экспорт"), Change);
}

/// Shows the series of texts, one citation each, as `subject: period=value@citation …`.
fn shown_series(texts: &[&str]) -> Vec<String> {
    let all: Vec<Vec<Figure>> = texts.iter().map(|text| figures(text, 0..text.len(), Some("en"))).collect();
    let observations: Vec<Observation<'_>> = all
        .iter()
        .enumerate()
        .flat_map(|(citation, found)| found.iter().map(move |figure| (citation, figure)))
        .map(|(citation, figure)| Observation {
            citation,
            figure,
            text: texts[citation],
            language: Some("en"),
        })
        .collect();
    let point = |point: &Point| format!("{}={}@{}", point.period, point.text, point.citation);
    let line = |series: &Series| {
        let points: Vec<String> = series.points.iter().map(point).collect();
        format!("{}: {}", series.subject, points.join(" "))
    };
    series(&observations).iter().map(line).collect()
}

#[test]
fn three_periods_of_one_subject_are_a_series() {
    let texts = [
        "Trade with Chile reached $8 billion in 2024.",
        "In 2022, trade with Chile was $5 billion.",
        "Trade with Chile hit $6 billion in 2023.",
    ];
    assert_eq!(
        shown_series(&texts),
        ["Trade with Chile: 2022=$5 billion@1 2023=$6 billion@2 2024=$8 billion@0"]
    );
}

#[test]
fn other_subjects_changes_outlooks_and_disputed_periods_make_no_series() {
    let base = ["Trade was $8 billion in 2024.", "Trade was $5 billion in 2022."];
    for third in [
        "Aid was $6 billion in 2023.",
        "Trade was 6 billion yuan in 2023.",
        "Trade rose by $6 billion in 2023.",
        "Trade is expected to reach $6 billion in 2026.",
        "Trade was $6 billion in 2024.",
        "Trade was $6 billion.",
        "Trade was $6 billion in May 2023.",
    ] {
        assert_eq!(shown_series(&[base[0], base[1], third]), Vec::<String>::new(), "{third}");
    }
}

#[test]
fn a_date_of_another_clause_is_none_of_the_figures() {
    let when = |sentence: &str| {
        let found = figures(sentence, 0..sentence.len(), Some("en"));
        found.into_iter().map(|figure| figure.when.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(when("In 2024, trade reached $5 billion."), ["2024"]);
    assert_eq!(when("Trade reached $5 billion in 2024."), ["2024"]);
    assert_eq!(when("Officials said in 2024 that it had supplied 90 percent in the previous year."), [""]);
    assert_eq!(when("The yard, which was founded in 1998, employs 500 people."), [""]);
    assert_eq!(when("In 2022 trade was $5 billion; a year later it was $7 billion."), ["2022", ""]);
    assert_eq!(when("Sales rose to $40 billion from $30 billion in 2020."), ["", "2020"]);
}
