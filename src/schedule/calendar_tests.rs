use croner::Cron;
use proptest::prelude::*;
use std::str::FromStr as _;

use super::*;
use crate::model::{CatchUp, When};

fn schedule(zone: &str, when: &[&str]) -> Schedule {
    let when = when
        .iter()
        .map(|text| When { written: (*text).to_owned(), crons: crate::tool::cron::read(text).unwrap() });
    Schedule {
        when: when.collect(),
        zone: zone.to_owned(),
        holidays: Holidays::default(),
        catch_up: CatchUp::Latest,
        jitter_seconds: 0,
        if_changed: true,
    }
}

fn calendar(zone: &str, when: &str) -> Calendar {
    Calendar::of(&schedule(zone, &[when]))
}

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// The slots after one moment and up to another, as the zone's clocks show them.
#[track_caller]
fn check(zone: &str, when: &str, window: [&str; 2], expected: &[&str]) {
    let calendar = calendar(zone, when);
    let slots = calendar.between(moment(window[0]), moment(window[1]));
    let shown: Vec<String> = slots.iter().map(|slot| calendar.zone().write(slot.moment)).collect();
    assert_eq!(shown, expected, "{zone} {when}");
}

#[test]
fn a_time_that_is_passed_over_comes_at_the_first_moment_after() {
    let night = ["2027-03-13T12:00:00Z", "2027-03-15T12:00:00Z"];
    let expected = ["2027-03-14 03:00 -07:00", "2027-03-15 02:45 -07:00"];
    check("America/Los_Angeles", "45 2 * * *", night, &expected);
    // All of an hour that is not there is one run.
    let expected = ["2027-03-14 03:00 -07:00", "2027-03-15 02:00 -07:00", "2027-03-15 02:30 -07:00"];
    check("America/Los_Angeles", "0,30 2 * * *", night, &expected);
    let expected = ["2027-03-14 03:00 -07:00", "2027-03-15 02:00 -07:00", "2027-03-15 02:30 -07:00"];
    check("America/Los_Angeles", "*/30 2 * * *", night, &expected);
    // The first moment after may be a slot of its own: it comes once.
    let expected = ["2027-03-14 03:00 -07:00", "2027-03-15 02:30 -07:00", "2027-03-15 03:00 -07:00"];
    let both = Calendar::of(&schedule("America/Los_Angeles", &["30 2 * * *", "0 3 * * *"]));
    let slots = both.between(moment(night[0]), moment(night[1]));
    assert_eq!(slots.iter().map(|slot| both.zone().write(slot.moment)).collect::<Vec<_>>(), expected);
    assert!(slots.iter().all(|slot| !slot.moved), "a slot of its own is not moved");
}

#[test]
fn a_time_that_comes_twice_is_run_at_the_first() {
    let night = ["2027-11-06T12:00:00Z", "2027-11-08T12:00:00Z"];
    check(
        "America/Los_Angeles",
        "30 1 * * *",
        night,
        &["2027-11-07 01:30 -07:00", "2027-11-08 01:30 -08:00"],
    );
    // What says `*` means time that passes.
    let expected = [
        "2027-11-07 01:00 -07:00",
        "2027-11-07 01:30 -07:00",
        "2027-11-07 01:00 -08:00",
        "2027-11-07 01:30 -08:00",
        "2027-11-08 01:00 -08:00",
        "2027-11-08 01:30 -08:00",
    ];
    check("America/Los_Angeles", "*/30 1 * * *", night, &expected);
}

#[test]
fn a_window_may_begin_and_end_in_the_middle_of_a_change() {
    // Clocks go back from 02:00 -07:00 to 01:00 -08:00 at 09:00 UTC.
    let change = "2027-11-07T09:00:00Z";
    check("America/Los_Angeles", "30 1 * * *", [change, "2027-11-07T10:00:00Z"], &[]);
    check("America/Los_Angeles", "30 1 * * *", ["2027-11-07T09:30:00Z", "2027-11-08T00:00:00Z"], &[]);
    check("America/Los_Angeles", "0 1 * * *", ["2027-11-07T08:59:59Z", change], &[]);
    check("America/Los_Angeles", "hourly", ["2027-11-07T08:59:59Z", change], &["2027-11-07 01:00 -08:00"]);
    // Clocks go forward at 10:00 UTC.
    let gap = "2027-03-14T10:00:00Z";
    check("America/Los_Angeles", "30 2 * * *", ["2027-03-14T09:59:59Z", gap], &["2027-03-14 03:00 -07:00"]);
    check("America/Los_Angeles", "30 2 * * *", [gap, "2027-03-14T23:00:00Z"], &[]);
    check("America/Los_Angeles", "30 2 * * *", ["2027-03-14T09:00:00Z", "2027-03-14T09:59:59Z"], &[]);
}

#[test]
fn each_day_has_its_slot_even_where_midnight_is_missing_and_no_day_has_two() {
    // Beirut's clocks go from 24:00 to 01:00.
    let expected = ["2026-03-28 00:15 +02:00", "2026-03-29 01:00 +03:00", "2026-03-30 00:15 +03:00"];
    check("Asia/Beirut", "15 0 * * *", ["2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z"], &expected);
    // Kwajalein had no 21 August 1993 (1993-08-20 was followed by 08-22).
    let expected = ["1993-08-20 09:00 -12:00", "1993-08-22 09:00 +12:00"];
    check("Pacific/Kwajalein", "0 9 * * *", ["1993-08-20T12:00:00Z", "1993-08-22T12:00:00Z"], &expected);
}

#[test]
fn holidays_have_no_slot_by_the_date_of_the_zone() {
    let mut own = schedule("Asia/Tokyo", &["daily 07:00"]);
    own.holidays.dates.insert("2026-05-04".parse().unwrap());
    own.holidays.yearly.insert((5, 6));
    let calendar = Calendar::of(&own);
    let dates = |after: &str, until: &str| -> Vec<String> {
        calendar.between(moment(after), moment(until)).iter().map(|slot| slot.date.to_string()).collect()
    };
    assert_eq!(
        dates("2026-05-02T12:00:00Z", "2026-05-07T12:00:00Z"),
        ["2026-05-03", "2026-05-05", "2026-05-07"]
    );
    assert_eq!(
        dates("2027-05-03T12:00:00Z", "2027-05-07T12:00:00Z"),
        ["2027-05-04", "2027-05-05", "2027-05-07"]
    );
    // 07:00 of the holiday in Tokyo is 22:00 of the day before in UTC.
    assert_eq!(calendar.next(moment("2026-05-03T21:59:00Z")).unwrap().date.to_string(), "2026-05-05");
}

#[test]
fn the_next_slot_may_be_years_away_or_never_come() {
    let next = |zone: &str, when: &str, after: &str| calendar(zone, when).next(moment(after));
    let leap = next("UTC", "0 0 29 2 *", "2096-03-01T00:00:00Z").unwrap();
    assert_eq!(leap.moment.to_string(), "2104-02-29T00:00:00Z");
    let leap_monday = next("UTC", "0 0 29 2 +1", "2024-01-01T00:00:00Z").unwrap();
    assert_eq!(leap_monday.moment.to_string(), "2044-02-29T00:00:00Z");
    let mut closed = schedule("UTC", &["0 7 1 1 *"]);
    closed.holidays.yearly.insert((1, 1));
    assert_eq!(Calendar::of(&closed).next(moment("2026-01-01T00:00:00Z")), None);
}

#[test]
fn jitter_is_the_same_everywhere_and_within_its_bounds() {
    let mut late = schedule("UTC", &["hourly"]);
    late.jitter_seconds = 300;
    let calendar = Calendar::of(&late);
    let delays: Vec<i64> = (0..500)
        .map(|hour| {
            let slot = Moment::of_seconds(1_800_000_000 + hour * 3600);
            calendar.run_at("weekly", slot).since(slot)
        })
        .collect();
    assert!(delays.iter().all(|delay| (0..=300).contains(delay)));
    let mean = delays.iter().sum::<i64>() / 500;
    assert!((120..180).contains(&mean), "{mean}");
    assert_eq!(
        delays[0],
        calendar.run_at("weekly", Moment::of_seconds(1_800_000_000)).since(Moment::of_seconds(1_800_000_000))
    );
    assert_ne!(
        calendar.run_at("other", Moment::of_seconds(1_800_000_000)),
        calendar.run_at("weekly", Moment::of_seconds(1_800_000_000))
    );
}

/// Zones with usual, half-hour and midnight changes, changes of law, and none.
const ZONES: [&str; 12] = [
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/Havana",
    "Antarctica/Troll",
];

fn cron() -> impl Strategy<Value = String> {
    let minute = prop_oneof!["[0-9]", "[1-5][0-9]", Just("*/15".to_owned()), Just("*/20".to_owned())];
    let hour =
        prop_oneof!["[0-9]", "1[0-9]", Just("*".to_owned()), Just("*/2".to_owned()), Just("0,2".to_owned())];
    let day = prop_oneof![3 => Just("*".to_owned()), 1 => Just("L".to_owned()), 1 => Just("13".to_owned())];
    let week =
        prop_oneof![3 => Just("*".to_owned()), 1 => Just("1-5".to_owned()), 1 => Just("5#L".to_owned())];
    (minute, hour, day, week).prop_map(|(minute, hour, day, week)| format!("{minute} {hour} {day} * {week}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn slots_are_the_times_that_clocks_show(zone in 0..ZONES.len(), cron in cron(), start in 0_i64..500_000) {
        let calendar = calendar(ZONES[zone], &cron);
        // Any minute since 1990, and ten days from there.
        let after = Moment::of_seconds(631_152_000 + start * 2_700);
        let until = after.plus(10 * DAY);
        let slots = calendar.between(after, until);
        prop_assert!(slots.windows(2).all(|pair| pair[0].moment < pair[1].moment));
        let expression = &calendar.expressions()[0];
        let times = expression.times();
        let own: BTreeSet<i64> = slots.iter().filter(|slot| !slot.moved).map(|slot| slot.moment.seconds()).collect();
        for second in (after.seconds() + 60..=until.seconds()).step_by(60) {
            let shown = calendar.zone().shown(Moment::of_seconds(second));
            let fits = expression.is_day(Date::of_epoch_day(shown.div_euclid(DAY)))
                && times.contains(&shown.rem_euclid(DAY));
            // Only what was shown before is left out, and only of times of day.
            let shown_before = || (1..=26 * 60).any(|minutes| {
                calendar.zone().shown(Moment::of_seconds(second - minutes * 60)) >= shown
            });
            let is_slot = fits && (expression.is_interval() || !shown_before());
            prop_assert_eq!(own.contains(&second), is_slot, "{} {} {}", ZONES[zone], cron, Moment::of_seconds(second));
        }
    }

    #[test]
    fn windows_can_be_cut_anywhere(zone in 0..ZONES.len(), cron in cron(), start in 0_i64..500_000, cut in 0_i64..864_000) {
        let calendar = calendar(ZONES[zone], &cron);
        let after = Moment::of_seconds(631_152_000 + start * 2_700);
        let (middle, until) = (after.plus(cut), after.plus(10 * DAY));
        let mut parts = calendar.between(after, middle);
        parts.extend(calendar.between(middle, until));
        let whole = calendar.between(after, until);
        prop_assert_eq!(&parts, &whole);
        prop_assert_eq!(calendar.newest(after, until, 3), whole[whole.len().saturating_sub(3)..].to_vec());
        let next = calendar.next(after).filter(|slot| slot.moment <= until);
        prop_assert_eq!(next, whole.first().copied());
    }

    #[test]
    fn times_of_day_agree_with_croner(zone in 0..ZONES.len(), minute in 0..60, hour in 0..24, start in 0_i64..500_000) {
        // Croner runs what the clocks pass over at the first second after, too;
        // a day that a place never had is ours to leave out.
        prop_assume!(ZONES[zone] != "Pacific/Apia");
        let cron = format!("{minute} {hour} * * *");
        let calendar = calendar(ZONES[zone], &cron);
        let after = Moment::of_seconds(631_152_000 + start * 2_700);
        let own: Vec<String> = calendar.between(after, after.plus(10 * DAY)).iter().map(|slot| slot.moment.to_string()).collect();
        let from = crate::model::moment::for_croner(after, ZONES[zone]);
        let theirs: Vec<String> = Cron::from_str(&cron)
            .unwrap()
            .iter_after(from)
            .map(|at| at.timestamp().to_string())
            .take(own.len())
            .collect();
        prop_assert_eq!(own, theirs);
    }
}
