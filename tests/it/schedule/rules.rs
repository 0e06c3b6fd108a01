//! The rules of docs/schedules.md, lived through in worlds whose time is made up.

use attache::model::{CatchUp, Moment};
use attache::schedule::{Calendar, Ended};

use super::world::{Event, World, moment, schedule};

#[test]
fn slots_that_were_missed_are_caught_up_with_by_the_newest() {
    let mut world = World::at("2027-05-01T00:00:00Z", schedule("UTC", "daily 06:30"));
    world.serve("2027-05-03T06:00:00Z").off("2027-05-06T15:00:00Z").serve("2027-05-07T12:00:00Z");
    let expected =
        ["2027-05-01T06:30:00Z", "2027-05-02T06:30:00Z", "2027-05-06T06:30:00Z", "2027-05-07T06:30:00Z"];
    assert_eq!(world.slots(), expected);
    assert_eq!(world.disk.archive[2].at, "2027-05-06T15:00:00Z");
    let told = world.told("passed-over");
    assert!(told.len() == 1 && told[0].contains("3 slots before 2027-05-06 06:30 +00:00"), "{told:?}");
}

#[test]
fn all_slots_that_were_missed_can_be_run_in_their_order() {
    let mut all = schedule("UTC", "daily 06:30");
    all.catch_up = CatchUp::All;
    let mut world = World::at("2027-05-01T00:00:00Z", all);
    world.serve("2027-05-01T12:00:00Z").off("2027-05-04T12:00:00Z").serve("2027-05-04T13:00:00Z");
    let dates: Vec<&str> = world.disk.archive.iter().map(|edition| edition.date.as_str()).collect();
    assert_eq!(dates, ["2027-05-01", "2027-05-02", "2027-05-03", "2027-05-04"]);
    // The newest hundred of very many.
    world.disk.schedules[0].1.when = schedule("UTC", "hourly").when;
    world.off("2028-01-01T00:00:00Z").serve("2028-01-01T00:30:00Z");
    assert_eq!(world.disk.archive.len(), 4 + 100);
    assert_eq!(world.disk.archive[4].slot, "2027-12-27T21:00:00Z");
    assert_eq!(world.disk.archive[103].slot, "2028-01-01T00:00:00Z");
    assert!(world.told("passed-over")[0].contains("1000 slots"), "{:?}", world.told("passed-over"));
}

#[test]
fn slots_that_were_missed_can_be_left_alone() {
    let mut none = schedule("UTC", "daily 06:30");
    none.catch_up = CatchUp::None;
    let mut world = World::at("2027-05-01T00:00:00Z", none);
    world.serve("2027-05-01T12:00:00Z").off("2027-05-03T06:50:00Z").serve("2027-05-04T12:00:00Z");
    assert_eq!(world.slots(), ["2027-05-01T06:30:00Z", "2027-05-04T06:30:00Z"]);
    assert_eq!(world.told("missed").len(), 1);
    // A quarter of an hour late is not missed.
    world.off("2027-05-05T06:45:00Z").serve("2027-05-05T07:00:00Z");
    assert_eq!(world.slots().last(), Some(&"2027-05-05T06:30:00Z"));
}

#[test]
fn a_brief_without_a_past_begins_with_what_is_to_come() {
    let mut world = World::at("2027-05-01T12:00:00Z", schedule("UTC", "daily 06:30"));
    world.serve("2027-05-01T13:00:00Z");
    assert!(world.slots().is_empty());
    // Whoever starts it for its slot may be a little late.
    let mut world = World::at("2027-05-01T06:31:30Z", schedule("UTC", "daily 06:30"));
    assert_eq!(world.once(), Ended::Done);
    assert_eq!(world.slots(), ["2027-05-01T06:30:00Z"]);
    assert_eq!(world.once(), Ended::Done);
    assert_eq!(world.slots().len(), 1);
    assert!(world.told("nothing-due").len() == 1);
}

#[test]
fn a_brief_that_was_seen_and_not_run_yet_misses_no_slot() {
    let mut world = World::at("2027-05-01T12:00:00Z", schedule("UTC", "daily 06:30"));
    world.serve("2027-05-01T13:00:00Z").off("2027-05-02T12:00:00Z").serve("2027-05-02T12:01:00Z");
    assert_eq!(world.slots(), ["2027-05-02T06:30:00Z"]);
    // Seen first by a clock that was years ahead.
    let mut world = World::at("2027-05-01T12:00:00Z", schedule("UTC", "daily 06:30"))
        .then("2027-05-01T12:00:01Z", Event::Set(20 * 365 * 86_400))
        .then("2027-05-01T12:30:00Z", Event::Set(-20 * 365 * 86_400));
    world.off("2027-05-01T12:00:10Z").serve("2027-05-03T12:00:00Z");
    assert_eq!(world.slots(), ["2027-05-02T06:30:00Z", "2027-05-03T06:30:00Z"]);
}

#[test]
fn a_clock_that_is_set_back_runs_no_slot_twice() {
    let mut world = World::at("2027-05-01T00:00:00Z", schedule("UTC", "daily 06:30"))
        .then("2027-05-01T06:40:00Z", Event::Set(-3 * 3600))
        .then("2027-05-02T09:00:00Z", Event::Set(3 * 3600));
    world.serve("2027-05-03T12:00:00Z");
    let expected = ["2027-05-01T06:30:00Z", "2027-05-02T06:30:00Z", "2027-05-03T06:30:00Z"];
    assert_eq!(world.slots(), expected);
    assert!(world.told("clock-back")[0].contains("set back by"), "{:?}", world.told("clock-back"));
}

#[test]
fn a_clock_that_was_years_ahead_holds_nothing_up() {
    for keeps_state in [true, false] {
        let mut world = World::at("2027-05-01T00:00:00Z", schedule("UTC", "hourly"))
            .then("2027-05-02T00:30:00Z", Event::Set(20 * 365 * 86_400))
            .then("2027-05-12T00:30:00Z", Event::Set(-20 * 365 * 86_400));
        // So many runs at the wrong time that those before could be forgotten.
        world.serve("2027-05-12T00:20:00Z");
        assert!(world.disk.archive.len() > 250, "{}", world.disk.archive.len());
        if !keeps_state {
            world.disk.state = None;
        }
        world.serve("2027-05-12T03:10:00Z");
        let slots = world.slots();
        assert_eq!(slots.last(), Some(&"2027-05-12T03:00:00Z"));
        let mut unique = slots.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), slots.len(), "a slot was run twice");
        let told = world.told("future");
        assert!(told.last().is_some_and(|told| told.contains("2047-05-07T00:00:00Z")), "{told:?}");
        assert!(told.len() <= 2, "told again and again: {told:?}");
    }
}

#[test]
fn a_machine_that_slept_runs_what_it_slept_over_when_it_wakes() {
    let mut world = World::at("2027-05-01T00:00:00Z", schedule("UTC", "daily 06:30"))
        .then("2027-05-01T06:29:55Z", Event::Sleep(4000));
    world.serve("2027-05-01T12:00:00Z");
    assert_eq!(world.slots(), ["2027-05-01T06:30:00Z"]);
    let begun = moment(&world.disk.archive[0].at);
    let woke = moment("2027-05-01T06:29:55Z").plus(4000);
    assert!((0..=10).contains(&begun.since(woke)), "{begun} after {woke}");
}

#[test]
fn slow_runs_never_overlap_and_say_what_they_passed_over() {
    let mut world = World::at("2027-05-01T00:00:30Z", schedule("UTC", "*/2 * * * *"));
    world.disk.takes = 300;
    world.serve("2027-05-01T01:00:00Z");
    let begun: Vec<Moment> = world.disk.archive.iter().map(|edition| moment(&edition.at)).collect();
    assert!(begun.len() >= 10, "{begun:?}");
    assert!(begun.windows(2).all(|pair| pair[1].since(pair[0]) >= 300), "{begun:?}");
    assert!(world.told("passed-over").len() >= 9);
}

#[test]
fn what_failed_is_tried_again_after_longer_and_longer_waits() {
    let mut world = World::at("2027-05-01T00:00:00Z", schedule("UTC", "daily 06:30"));
    let at = |text: &str| moment(text).seconds();
    world.disk.full = Some((at("2027-05-01T06:00:00Z"), at("2027-05-01T10:00:00Z")));
    world.serve("2027-05-01T07:00:00Z");
    assert!(world.slots().is_empty());
    let status = world.disk.status.clone().unwrap();
    assert!(!status.healthy && status.briefs[0].last.is_none(), "{status:?}");
    assert_eq!(status.briefs[0].trying.as_ref().map(|trying| trying.tries), Some(5));
    world.serve("2027-05-01T12:00:00Z");
    assert_eq!(world.slots(), ["2027-05-01T06:30:00Z"]);
    let tries: Vec<String> = world
        .disk
        .log
        .iter()
        .filter(|it| it.event == "run-began")
        .map(|it| it.at.to_string()[11..16].to_owned())
        .collect();
    // 1, 2, 4, 8 and 16 minutes after the one before, which took a second; a new
    // service, to which nothing could be noted, begins anew.
    assert_eq!(tries[..9], ["06:30", "06:31", "06:33", "06:37", "06:45", "07:00", "07:01", "07:03", "07:07"]);
    assert!(tries.len() <= 15, "{tries:?}");
    let status = world.disk.status.unwrap();
    assert!(status.healthy && status.briefs[0].trying.is_none());
    assert_eq!(status.briefs[0].last.as_ref().unwrap().slot, moment("2027-05-01T06:30:00Z"));
}

#[test]
fn what_cannot_be_noted_is_not_run_again_and_again() {
    let mut world = World::at("2027-05-01T06:00:00Z", schedule("UTC", "daily 06:30"));
    world.disk.nothing_new = true;
    world.serve("2027-05-01T06:20:00Z");
    world.disk.full = None;
    // The state cannot be written, and the archive does not tell of it either.
    world.disk.state = Some(b"{\"schema\":\"cut".to_vec());
    world.serve("2027-05-01T12:00:00Z");
    assert_eq!(world.told("run-ended").len(), 1, "{:?}", world.told("run-ended"));
    assert!(world.told("run-ended")[0].contains("nothing is new"), "{:?}", world.told("run-ended"));
    assert!(!world.told("state-damaged").is_empty());
}

#[test]
fn a_desk_that_is_held_is_waited_for_by_the_service_and_told_to_a_single_run() {
    let mut world = World::at("2027-05-01T06:00:00Z", schedule("UTC", "daily 06:30"));
    let at = |text: &str| moment(text).seconds();
    world.disk.held = Some((at("2027-05-01T06:00:00Z"), at("2027-05-01T06:50:00Z")));
    world.serve("2027-05-01T06:40:00Z");
    assert!(world.slots().is_empty());
    assert_eq!(world.told("busy").len(), 1, "told once");
    assert_eq!(world.once(), Ended::Busy);
    world.serve("2027-05-01T07:00:00Z");
    assert_eq!(world.slots(), ["2027-05-01T06:30:00Z"]);
    assert!(moment(&world.disk.archive[0].at).since(moment("2027-05-01T06:50:00Z")) <= 10);
}

#[test]
fn a_run_that_is_to_stop_is_abandoned_whole_and_done_by_the_next_service() {
    let mut world = World::at("2027-05-01T06:00:00Z", schedule("UTC", "daily 06:30"));
    world.disk.takes = 120;
    world.serve("2027-05-01T06:31:00Z");
    assert!(world.slots().is_empty() && world.told("run-stopped").len() == 1);
    world.serve("2027-05-01T07:00:00Z");
    assert_eq!(world.slots(), ["2027-05-01T06:30:00Z"]);
}

#[test]
fn a_single_run_does_what_is_due_once_and_fails_once() {
    let mut world = World::at("2027-05-01T06:00:00Z", schedule("UTC", "daily 06:30"));
    world.disk.schedules.push(("other".to_owned(), schedule("UTC", "daily 06:31")));
    assert_eq!(world.once(), Ended::Done);
    let at = |text: &str| moment(text).seconds();
    world.disk.full = Some((at("2027-05-01T06:00:00Z"), at("2027-05-01T06:45:00Z")));
    world.off("2027-05-01T06:40:00Z");
    assert_eq!(world.once(), Ended::Failed);
    assert_eq!(world.told("run-failed").len(), 2);
    world.off("2027-05-01T06:46:00Z");
    // Whoever calls decides when it is tried again: no wait.
    assert_eq!(world.once(), Ended::Done);
    assert_eq!(world.slots(), ["2027-05-01T06:30:00Z", "2027-05-01T06:31:00Z"]);
}

#[test]
fn jitter_makes_a_service_late_and_no_slot_of_another_day() {
    let mut late = schedule("Europe/Berlin", "daily 23:59");
    late.jitter_seconds = 3600;
    let mut world = World::at("2027-05-01T12:00:00Z", late.clone());
    world.serve("2027-05-11T12:00:00Z");
    assert_eq!(world.disk.archive.len(), 10);
    for edition in &world.disk.archive {
        let slot = moment(&edition.slot);
        assert_eq!(moment(&edition.at), Calendar::of(&late).run_at("weekly", slot));
        assert_eq!(Calendar::of(&late).zone().date(slot).to_string(), edition.date);
    }
    let delays: std::collections::BTreeSet<i64> =
        world.disk.archive.iter().map(|edition| moment(&edition.at).since(moment(&edition.slot))).collect();
    assert!(delays.len() > 5, "{delays:?}");
}

/// A thousand runs of three briefs over a year, in zones whose clocks change.
/// Each `breaks` hours the service ends; `forgets` loses what it remembered.
fn year(breaks: Option<i64>, forgets: bool) {
    let mut world = World::at("2027-01-01T00:00:00Z", schedule("Europe/Berlin", "daily 02:30"));
    world.poll = 3600;
    let briefs = [
        ("lord-howe", schedule("Australia/Lord_Howe", "daily 02:00, 14:00")),
        ("new-york", schedule("America/New_York", "weekdays 07:00")),
    ];
    world.disk.schedules.extend(briefs.map(|(id, schedule)| (id.to_owned(), schedule)));
    let (begin, end) = (moment("2027-01-01T00:00:00Z"), moment("2027-10-15T00:00:00Z"));
    let mut now = begin;
    while now < end {
        now = breaks.map_or(end, |hours| now.plus(hours * 3600).min(end));
        world.serve_until(now);
        if forgets {
            world.disk.state = None;
        }
    }
    let mut expected = Vec::new();
    for (id, schedule) in &world.disk.schedules {
        let slots = Calendar::of(schedule).between(begin.plus(-900), end.plus(-1));
        expected.extend(slots.into_iter().map(|slot| (id.clone(), slot.moment.to_string())));
    }
    let mut run: Vec<(String, String)> =
        world.disk.archive.iter().map(|edition| (edition.brief.clone(), edition.slot.clone())).collect();
    expected.sort();
    run.sort();
    assert!(run.len() > 1000, "{} runs", run.len());
    assert_eq!(run, expected);
    assert!(world.told("passed-over").is_empty() && world.told("run-failed").is_empty());
}

#[test]
fn each_due_slot_of_a_year_is_run_once() {
    year(None, false);
}

#[test]
fn each_due_slot_of_a_year_is_run_once_with_restarts_in_between() {
    year(Some(37), false);
}

#[test]
fn each_due_slot_of_a_year_is_run_once_though_what_is_remembered_is_lost() {
    year(Some(101), true);
}
