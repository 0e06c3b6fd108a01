use super::*;

#[track_caller]
fn check(text: &str, language: Option<&str>, expected: Option<&str>) {
    assert_eq!(date_in(text, language).map(|date| date.to_string()).as_deref(), expected, "{text}");
}

#[test]
fn dates_are_read_as_they_are_written() {
    for text in [
        "2024-05-16T10:00:00+02:00",
        "20240516",
        "20240516T1000",
        "May 16, 2024",
        "Thursday, 16 May 2024 10:00",
        "Thu, 16 May 2024 10:00:00 GMT",
        "16.05.2024",
        "16.5.24, 10:30 Uhr",
        "2024/5/16",
        "2024. 5. 16.",
        "Published on the 16th of May, 2024",
        "5/16/2024",
        "1715853600",
        "updated: 2024-05-16 10:00 (first 2024-05-01)",
        "Fri. 16-May-2024",
    ] {
        check(text, None, Some("2024-05-16"));
    }
}

#[test]
fn months_have_names_in_many_languages() {
    for text in [
        "16. Mai 2024",
        "Le 16 mai 2024 à 10h00",
        "16 de mayo de 2024",
        "16 maggio 2024",
        "16 de maio de 2024",
        "16 mei 2024",
        "16 maja 2024 r.",
        "16 мая 2024 г.",
        "16 травня 2024, 10:00",
        "2024年5月16日 10:00",
        "2024年 05月 16日",
        "二〇二四年五月十六日",
        "令和6年5月16日",
        "民國113年5月16日",
        "2024년 5월 16일",
        "16 مايو 2024",
        "١٦ مايو ٢٠٢٤",
        "16 أيار 2024",
        "16 Mayıs 2024 Perşembe",
        "2024. május 16.",
        "16. května 2024",
        "16. toukokuuta 2024",
        "16 Μαΐου 2024",
        "16. maj 2024",
    ] {
        check(text, None, Some("2024-05-16"));
    }
    check("951782400", None, None);
    check("1709164800000", None, Some("2024-02-29"));
    check("3 Ağu 2024", None, Some("2024-08-03"));
    check("12 févr. 2024", None, Some("2024-02-12"));
    check("3 juil. 2024", None, Some("2024-07-03"));
    check("5 sierpnia 2024", None, Some("2024-08-05"));
    check("1er mars 2024", None, Some("2024-03-01"));
    check("5 كانون الثاني 2024", None, Some("2024-01-05"));
    check("7 תשרי 2024", None, None);
}

#[test]
fn the_order_of_day_and_month_is_the_language_s() {
    check("5/6/2024", Some("en-US"), Some("2024-05-06"));
    check("5/6/2024", Some("en-GB"), Some("2024-06-05"));
    check("05-06-2024", Some("nl"), Some("2024-06-05"));
    check("5/6/2024", Some("en"), None);
    check("5/6/2024", None, None);
    check("5.6.2024", None, Some("2024-06-05"));
    check("5/5/2024", None, Some("2024-05-05"));
}

#[test]
fn a_date_keeps_its_precision() {
    check("2024", None, Some("2024"));
    check("2024-05", None, Some("2024-05"));
    check("May 2024", None, Some("2024-05"));
    check("Issue of May 2024", None, Some("2024-05"));
    check("2024年5月", None, Some("2024-05"));
    check("In 2024 all was well", None, None);
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "yesterday",
        "",
        "32.13.2024",
        "1066-10-14",
        "phone 123-45-678",
        "192.168.1.2024",
        "1.2.3.2024",
        "Mayor 16 2024 people",
        "jui 5 2024",
        "99999-12-31T99:99:99Z",
    ] {
        check(text, None, None);
    }
}

#[test]
fn an_address_may_name_the_day() {
    let check = |url: &str, expected: Option<&str>| {
        assert_eq!(date_in_address(url).map(|date| date.to_string()).as_deref(), expected, "{url}");
    };
    check("https://a.example/news/2024/05/16/title", Some("2024-05-16"));
    check("https://a.example/news/2024-05-16-title", Some("2024-05-16"));
    check("https://a.example/20240516/title.html", Some("2024-05-16"));
    check("https://a.example/2024/title", None);
    check("https://a.example/?d=/2024/05/16/", None);
}

proptest::proptest! {
    #[test]
    fn any_text_gives_no_panic(text in ".{0,80}", digits in "[0-9年月日十./ -]{0,40}") {
        let _ = date_in(&text, None);
        let _ = date_in(&digits, Some("en-US"));
        let _ = date_in_address(&text);
    }
}
