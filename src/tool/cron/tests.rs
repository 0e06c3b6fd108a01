use super::*;

#[track_caller]
fn check(text: &str, crons: &[&str]) {
    assert_eq!(
        read(text).as_deref(),
        Ok(&crons.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..]),
        "{text}"
    );
}

#[track_caller]
fn check_mistake(text: &str, message: &str, hint: &str) {
    let mistake = read(text).unwrap_err();
    assert!(mistake.message.contains(message), "{text}: {mistake:?}");
    assert!(mistake.hint.contains(hint), "{text}: {mistake:?}");
}

#[test]
fn plain_words_are_cron_expressions() {
    check("daily 07:00", &["0 7 * * *"]);
    check("every day at 7:05", &["5 7 * * *"]);
    check("07:00", &["0 7 * * *"]);
    check("07:00 daily", &["0 7 * * *"]);
    check("Weekdays 07:00", &["0 7 * * 1-5"]);
    check("every weekday at 7am", &["0 7 * * 1-5"]);
    check("weekends noon", &["0 12 * * 0,6"]);
    check("mondays 09:00", &["0 9 * * 1"]);
    check("mon, wed 7:30", &["30 7 * * 1,3"]);
    check("Tues and Thurs at 7:30 pm", &["30 19 * * 2,4"]);
    check("mon-fri 12am", &["0 0 * * 1,2,3,4,5"]);
    check("fri-mon 6:00", &["0 6 * * 5,6,0,1"]);
    check("daily 07:00, 16:30 and 07:00", &["0 7 * * *", "30 16 * * *"]);
    check("first Monday 09:00", &["0 9 * * 1#1"]);
    check("first and third Tuesday at 09:00", &["0 9 * * 2#1,2#3"]);
    check("last Friday 17:00", &["0 17 * * 5#L"]);
    check("last weekday 17:00", &["0 17 LW * *"]);
    check("the first weekday of January and July at 9:00", &["0 9 1W 1,7 *"]);
    check("last day 23:30", &["30 23 L * *"]);
    check("monthly 1 08:00", &["0 8 1 * *"]);
    check("monthly 1st, 15th and last at 08:00", &["0 8 1,15,L * *"]);
    check("weekly sunday midnight", &["0 0 * * 0"]);
    check("hourly", &["0 * * * *"]);
    check("hourly at :15", &["15 * * * *"]);
    check("every hour", &["0 * * * *"]);
    check("every 15 minutes", &["*/15 * * * *"]);
    check("every 6 hours", &["0 */6 * * *"]);
    check("0 7  * * 1-5", &["0 7 * * 1-5"]);
    check("0 7 13 * FRI", &["0 7 13 * FRI"]);
}

#[test]
fn mistakes_say_what_could_be_meant() {
    check_mistake("weekdays", "no time of day", "weekdays 07:00");
    check_mistake("wekdays 07:00", "`wekdays`", "`weekdays`");
    check_mistake("moonday 07:00", "`moonday`", "`monday`");
    check_mistake("daily 25:00", "`25:00`", "23:59");
    check_mistake("hourly 07:00", "more often", "daily 07:00");
    check_mistake("every 7 minutes", "same times", "1, 2, 3, 4, 5, 6, 10");
    check_mistake("monthly 08:00", "which day of the month", "monthly 1 08:00");
    check_mistake("monthly 32 08:00", "day 32", "1 to 31");
    check_mistake("second weekday 08:00", "first and the last", "last weekday");
    check_mistake("weekly 07:00", "which day", "mondays");
    check_mistake("@daily", "nickname", "weekdays 07:00");
    check_mistake("0 7 * *", "five fields", "minute, hour");
    check_mistake("0 0 7 * * *", "five fields", "minute, hour");
    check_mistake("60 7 * * *", "`60` is no minute", "0 to 59");
    check_mistake("0 24 * * *", "`24` is no hour", "0 to 23");
    check_mistake("0 7 0 * *", "`0` is no day of the month", "1 to 31");
    check_mistake("0 7 * 13 *", "`13` is no month", "JAN");
    check_mistake("0 7 * * 8", "`8` is no day of the week", "Sunday");
    check_mistake("0 7 1,,2 * *", "`1,,2`", "1 to 31");
    check_mistake("0 7 30 2 *", "never comes", "February");
    check_mistake("", "five fields", "minute");
}

#[test]
fn days_fit_either_field_as_posix_says_or_both_after_a_plus() {
    let days = |text: &str| -> Vec<u8> {
        let expression = Expression::parse(text).unwrap();
        (1..=28).filter(|day| expression.is_day(Date::of(2026, 2, *day).unwrap())).collect()
    };
    assert_eq!(days("0 7 13 * 5"), [6, 13, 20, 27]);
    assert_eq!(days("0 7 14 * 5"), [6, 13, 14, 20, 27]);
    assert_eq!(days("0 7 13 * +5"), [13]);
    assert_eq!(days("0 7 14 * +5"), [0_u8; 0]);
    assert_eq!(days("0 7 1W * *"), [2]);
    assert_eq!(days("0 7 LW * *"), [27]);
    assert_eq!(days("0 7 L * *"), [28]);
    assert_eq!(days("0 7 * * 1#1"), [2]);
    assert_eq!(days("0 7 * * 5#L"), [27]);
    assert_eq!(days("0 7 * * 7"), [1, 8, 15, 22]);
    assert_eq!(days("0 7 * 3 *"), [0_u8; 0]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn whatever_is_written_is_read_or_refused(text in "[a-z0-9*/,:#+@ -]{0,30}") {
        if let Ok(crons) = read(&text) {
            proptest::prop_assert!(!crons.is_empty());
            for cron in crons {
                proptest::prop_assert!(Expression::parse(&cron).is_ok_and(|it| !it.times().is_empty()), "{text}: {cron}");
            }
        }
    }
}
