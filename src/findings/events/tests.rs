use proptest::prelude::*;

use super::*;

/// Shows the events of a text that is one sentence or more, as `words = date
/// precision`, with `*` for a happening and `?` for an inferred date.
fn shown(text: &str, language: &str, published: &str) -> Vec<String> {
    let ends: Vec<usize> = text.match_indices(['.', '?', '。']).map(|(at, end)| at + end.len()).collect();
    let ends = ends
        .into_iter()
        .filter(|end| text[*end..].starts_with(' ') || *end == text.len() || text[..*end].ends_with('。'));
    let mut start = 0;
    let mut sentences: Vec<Range<usize>> = ends.map(|end| std::mem::replace(&mut start, end)..end).collect();
    if start < text.len() {
        sentences.push(start..text.len());
    }
    let found = events(text, 0..text.len(), &sentences, Some(language), published.parse().ok());
    let line = |event: &Event| {
        let marks = [(event.happening, "*"), (event.inferred, "?")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        let precision = format!("{:?}", event.precision).to_lowercase();
        format!("{} = {} {precision}{marks}", &text[event.range.clone()], event.date)
    };
    found.iter().map(line).collect()
}

#[track_caller]
fn check(text: &str, language: &str, published: &str, expected: &[&str]) {
    assert_eq!(shown(text, language, published), expected, "{text}");
}

/// What the one date of a text is.
#[track_caller]
fn check_date(written: &str, language: &str, published: &str, date: &str) {
    let text = format!("{written}.");
    let found = events(&text, 0..text.len(), &[], Some(language), published.parse().ok());
    let found: Vec<&str> = found.iter().map(|event| event.date.as_str()).collect();
    assert_eq!(found, [date], "{text}");
}

#[test]
fn english_dates_are_read_in_every_usual_order() {
    for written in [
        "4 January 2010",
        "January 4, 2010",
        "Jan. 4th 2010",
        "04 Jan 2010",
        "4th of January, 2010",
        "the fourth of January 2010",
        "January the 4th, 2010",
        "Monday, 4 January 2010",
        "January 4, 2010 (Monday)",
        "2010-01-04",
        "2010/01/04",
        "04.01.2010",
        "4-Jan-2010",
        "Jan-04-2010",
        "20100104",
        "4 January twenty ten",
    ] {
        check_date(written, "en", "", "2010-01-04");
    }
}

#[test]
fn the_region_and_impossible_months_tell_the_day_from_the_month() {
    check_date("on 4/1/2010", "en-US", "", "2010-04-01");
    check_date("on 4/1/2010", "en-GB", "", "2010-01-04");
    check_date("on 4/1/2010", "fr", "", "2010-01-04");
    check_date("on 13/1/2010", "en-US", "", "2010-01-13");
    check_date("on 1/13/2010", "en-GB", "", "2010-01-13");
    check_date("on 4/1/98", "en-US", "", "1998-04-01");
}

#[test]
fn a_day_that_its_month_has_not_leaves_the_month() {
    check_date("on 31 April 2021", "en", "", "2021-04");
    check_date("on 29 February 2023", "en", "", "2023-02");
}

#[test]
fn parts_and_spans_of_years_have_a_form_of_their_own() {
    check_date("in May 2024", "en", "", "2024-05");
    check_date("in the third quarter of 2024", "en", "", "2024-Q3");
    check_date("in Q3 2024", "en", "", "2024-Q3");
    check_date("in the first half of 2024", "en", "", "2024-H1");
    check_date("in the summer of 2024", "en", "", "2024-SU");
    check_date("in the 1990s", "en", "", "199X");
    check_date("in the 19th century", "en", "", "18XX");
    check_date("in late 2023", "en", "", "2023");
    check_date("from 4 to 6 May 2024", "en", "", "2024-05-04/2024-05-06");
    check_date("on May 4–6, 2024", "en", "", "2024-05-04/2024-05-06");
    check_date("from November to February 2017", "en", "", "2016-11/2017-02");
    check_date("between 2014 and 2018", "en", "", "2014/2018");
}

#[test]
fn russian_dates_are_read_in_all_cases() {
    check_date("4 января 2010 года", "ru", "", "2010-01-04");
    check_date("в мае 2024 г. снова", "ru", "", "2024-05");
    check_date("к январю 2024 года", "ru", "", "2024-01");
    check_date("весной 2024 года", "ru", "", "2024-SP");
    check_date("в первом квартале 2024 года", "ru", "", "2024-Q1");
    check_date("в 2024-м году", "ru", "", "2024");
    check_date("в конце мая", "ru", "2024-05-16", "2024-05");
    check_date("в 2024 году", "ru", "", "2024");
    check_date("в 1990-е годы", "ru", "", "199X");
    check_date("с 4 по 6 мая 2024 года", "ru", "", "2024-05-04/2024-05-06");
    check_date("три дня назад", "ru", "2024-05-16", "2024-05-13");
    check_date("в прошлом месяце", "ru", "2024-05-16", "2024-04");
    check_date("во вторник", "ru", "2024-05-16", "2024-05-14");
}

#[test]
fn chinese_dates_are_read_in_digits_and_characters() {
    check_date("2010年1月4日", "zh", "", "2010-01-04");
    check_date("二〇一〇年一月四日", "zh", "", "2010-01-04");
    check_date("2024年第三季度", "zh", "", "2024-Q3");
    check_date("2024年上半年", "zh", "", "2024-H1");
    check_date("20世纪90年代", "zh", "", "199X");
    check_date("1月4日", "zh", "2010-03-01", "2010-01-04");
    check_date("去年5月", "zh", "2024-05-16", "2023-05");
    check_date("上周三", "zh", "2024-05-16", "2024-05-08");
    check_date("15日，双方举行会谈", "zh", "2024-05-16", "2024-05-15");
    check_date("2023年前三季度", "zh", "", "2023-Q1/2023-Q3");
    check_date("三天前", "zh", "2024-05-16", "2024-05-13");
    check_date("2014年至2018年", "zh", "", "2014/2018");
}

#[test]
fn german_and_french_dates_are_read() {
    check_date("am 4. Januar 2010", "de", "", "2010-01-04");
    check_date("im März 2024", "de", "", "2024-03");
    check_date("vor drei Tagen", "de", "2024-05-16", "2024-05-13");
    check_date("letztes Jahr", "de", "2024-05-16", "2023");
    check_date("le 4 janvier 2010", "fr", "", "2010-01-04");
    check_date("le 1er mai 2024", "fr", "", "2024-05-01");
    check_date("l’année dernière", "fr", "2024-05-16", "2023");
    check_date("il y a trois jours", "fr", "2024-05-16", "2024-05-13");
    check_date("el 5 de mayo de 2024", "es", "", "2024-05-05");
}

#[test]
fn relative_expressions_go_by_the_documents_date() {
    // A Thursday.
    let on = "2024-05-16";
    check_date("it ended yesterday", "en", on, "2024-05-15");
    check_date("it ended on Tuesday", "en", on, "2024-05-14");
    check_date("it will end on Tuesday", "en", on, "2024-05-21");
    check_date("it ended last month", "en", on, "2024-04");
    check_date("it ended last week", "en", on, "2024-W19");
    check_date("it ended three years ago", "en", on, "2021");
    check_date("it ended three days ago", "en", on, "2024-05-13");
    check_date("two weeks from tomorrow", "en", on, "2024-05-31");
    check_date("it ended on 9 May", "en", on, "2024-05-09");
    check_date("it ended on 9 November", "en", on, "2023-11-09");
    check_date("it will end on 9 May", "en", on, "2025-05-09");
    check_date("it was on 29 February", "en", "2023-05-16", "2020-02-29");
    check_date("three days after 9 May 2024", "en", "2025", "2024-05-12");
    check_date("it ended in the third quarter", "en", on, "2023-Q3");
}

#[test]
fn what_the_documents_date_does_not_tell_stays_open() {
    check_date("it ended on 9 May", "en", "", "XXXX-05-09");
    check_date("it ended last month", "en", "2024-05", "2024-04");
    for written in ["It ended on Tuesday.", "It ended last month.", "It ended yesterday."] {
        check(written, "en", "2024", &[]);
    }
}

#[test]
fn a_year_is_taken_from_before_in_the_sentence() {
    check(
        "In May 2020 it began, and it ended on 9 November.",
        "en",
        "2024-05-16",
        &["May 2020 = 2020-05 month*", "9 November = 2020-11-09 day*?"],
    );
    check("The 2019 round, in July of that year, failed.", "en", "2024-05-16", &["July = 2019-07 month*?"]);
    check(
        "They met on 4 and 5 June 2024.",
        "en",
        "",
        &["4 = 2024-06-04 day*", "5 June 2024 = 2024-06-05 day"],
    );
}

#[test]
fn words_and_figures_that_are_only_like_dates_are_none() {
    for text in [
        "It may take ten days, and you may first ask.",
        "The march of 20 miles went on; the March of the Ten Thousand too.",
        "See version 1.2.2024.3, room 2014, pp. 2010-2015 and No. 2012.",
        "At 10:30 or 5.12 percent of 2024 soldiers, he ran 3/4 mile.",
        "It sold 2,010 of them for $2010 and 2010 euros.",
        "Call 010-2015-86 or +49 2010 2015.",
        "Every Monday he reads www.example.org/2024-05-16 again.",
        "It took the next year and the last week of the war.",
        "He read the Sunday Times on the 4th floor, a second May be seen.",
    ] {
        check(text, "en", "2024-05-16", &[]);
    }
}

#[test]
fn a_happening_has_a_verb_of_its_time() {
    check("Both signed it on 4 May 2024.", "en", "", &["4 May 2024 = 2024-05-04 day*"]);
    check("The bridge will open in June 2030.", "en", "2024", &["June 2030 = 2030-06 month*"]);
    check("Сделку подписали 4 мая 2024 года.", "ru", "", &["4 мая 2024 года = 2024-05-04 day*"]);
    check("2024年5月4日，双方签署了协议。", "zh", "", &["2024年5月4日 = 2024-05-04 day*"]);
}

#[test]
fn comparisons_references_and_states_are_no_happenings() {
    for (text, date) in [
        ("It rose more slowly than in 2019.", "2019 = 2019 year"),
        ("This was shown before (Miller, 2019).", "2019 = 2019 year"),
        ("He praised the May 2019 report.", "May 2019 = 2019-05 month"),
        ("It has grown since 2019.", "2019 = 2019 year"),
        ("Trade was $5 billion in 2019.", "2019 = 2019 year"),
        ("Output could double by 2040.", "2040 = 2040 year"),
        ("Who signed it in 2019?", "2019 = 2019 year"),
        ("They agreed to double it by 2040.", "2040 = 2040 year"),
    ] {
        check(text, "en", "2024-05-16", &[date]);
    }
}

#[test]
fn dates_keep_to_their_passage_and_sentence() {
    let text = "In 2012. It began on 4 May 2024. In 2013.";
    let passage = 9..32;
    let found = events(text, passage.clone(), std::slice::from_ref(&passage), None, None);
    assert_eq!(found.len(), 1);
    assert_eq!((&text[found[0].range.clone()], found[0].sentence.clone()), ("4 May 2024", passage));
}

#[test]
fn hostile_texts_take_no_longer_than_others() {
    for piece in [
        "1",
        "1-",
        "4 May ",
        "may ",
        "the ",
        "一",
        "20",
        "last ",
        "May 2020 to ",
        "2020-",
        "十",
        "' ",
        "in ",
        "(",
        "of that year 4 May ",
        "twenty ",
        "2 weeks after ",
        "Monday, ",
    ] {
        let text = piece.repeat(100_000);
        let whole = 0..text.len();
        let found =
            events(&text, whole.clone(), std::slice::from_ref(&whole), Some("en"), "2024-05-16".parse().ok());
        assert!(found.len() <= text.len());
    }
}

#[test]
fn the_ends_of_the_calendar_do_not_overflow() {
    for published in ["0001-01-01", "9999-12-31", "0001", "9999-12"] {
        for text in [
            "2000 years ago",
            "2000 years from now",
            "last year",
            "next decade",
            "next week",
            "tomorrow",
            "on 29 February",
            "on Monday",
            "last May",
        ] {
            let found = events(text, 0..text.len(), &[], Some("en"), published.parse().ok());
            assert!(found.iter().all(|event| event.date.len() >= 3), "{published} {text}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_gives_ordered_spans_at_character_bounds(
        text in "([0-9]{1,4}|[a-zA-Z .,/'–()-]|\\PC|年|月|日| May | monday | last | of | the | year | года | Mai | ago | и ){0,60}",
        language in prop::option::of(prop_oneof!["en", "en-GB", "ru", "zh", "de", "fr", "es"]),
        year in 1i16..=9999,
        month in prop::option::of(1u8..=12),
    ) {
        let published = PartialDate { year, month, day: month.map(|_| 28) };
        let mut end = 0;
        let whole = 0..text.len();
        let sentences = std::slice::from_ref(&whole);
        for event in events(&text, whole.clone(), sentences, language.as_deref(), Some(published)) {
            prop_assert!(event.range.start >= end && text.get(event.range.clone()).is_some_and(|span| !span.trim().is_empty()));
            prop_assert!(event.sentence.start <= event.range.start && event.range.end <= event.sentence.end);
            end = event.range.end;
        }
    }

    #[test]
    fn a_day_is_read_back_from_every_order(year in 1000i16..3000, month in 1u8..=12, day in 1u8..=31) {
        const NAMES: [&str; 12] = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
            "December",
        ];
        let Some(date) = crate::model::Date::of(year, month, day) else { return Ok(()) };
        let name = NAMES[usize::from(month) - 1];
        for text in [
            format!("{day} {name} {year}"), format!("{name} {day}, {year}"), date.to_string(),
            format!("{day:02}.{month:02}.{year}"), format!("{year}年{month}月{day}日"),
        ] {
            let found = events(&text, 0..text.len(), &[], Some("en"), None);
            prop_assert_eq!(found.iter().map(|event| event.date.clone()).collect::<Vec<_>>(), [date.to_string()], "{}", text);
        }
    }
}
