//! Cases that others thought of, where they are there.

use std::path::Path;
use std::process::Command;

use attache::schedule::Calendar;
use serde_json::Value;

use super::world::{Event, World, moment, schedule};
use crate::support::project;

/// Returns the cases; `None` beside a line that says why not.
fn cases() -> Option<Vec<Value>> {
    let program = project().join("../shared/hostile/make_hostile.py");
    let made =
        if program.is_file() { make(&program) } else { Err(format!("there is no {}", program.display())) };
    made.map_err(|why| eprintln!("skipped: cases of schedules: {why}")).ok()
}

fn make(program: &Path) -> Result<Vec<Value>, String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("made");
    let run = Command::new("python3").arg(program).arg(&out).output().map_err(|error| error.to_string())?;
    let text = std::fs::read(out.join("schedule/cases.json"))
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&run.stderr)))?;
    Ok(serde_json::from_slice(&text).unwrap())
}

#[test]
fn every_case_of_clocks_holds() {
    let Some(cases) = cases() else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let held = std::panic::catch_unwind(|| match case.get("scenario") {
            Some(_) => lived_through(id, case),
            None => counted(case),
        });
        if held.is_err() {
            wrong.push(format!("{id}: {}", case["why"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cases.len() >= 18, "{} cases", cases.len());
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map_or_else(Vec::new, |items| items.iter().map(|item| item.as_str().unwrap()).collect())
}

/// Holds the slots of a window against those that are expected.
fn counted(case: &Value) {
    let zone = case["zone"].as_str().unwrap();
    let calendar = Calendar::of(&schedule(zone, case["cron"].as_str().unwrap()));
    let window = texts(&case["window"]);
    // The beginning belongs to the window.
    let slots = calendar.between(moment(window[0]).plus(-1), moment(window[1]));
    let run: Vec<String> = slots.iter().map(|slot| slot.moment.to_string()).collect();
    match case.get("expect_runs") {
        Some(expected) => assert_eq!(run, texts(expected)),
        None => assert_eq!(Some(run.len() as u64), case["expect_count"].as_u64(), "{run:?}"),
    }
    // The service runs the same.
    let mut world = World::at(window[0], schedule(zone, case["cron"].as_str().unwrap()));
    world.disk.schedules[0].1.catch_up = attache::model::CatchUp::All;
    world.poll = 3600;
    world.serve_until(moment(window[1]).plus(1));
    let mut served = world.slots();
    // A brief without a past may have had a slot just before.
    served.retain(|slot| moment(slot) >= moment(window[0]));
    assert_eq!(served, run);
}

fn lived_through(id: &str, case: &Value) {
    let own = || schedule(case["zone"].as_str().unwrap(), case["cron"].as_str().unwrap());
    match id {
        "SC12" => {
            let mut world = World::at("2026-01-08T00:00:00Z", own());
            world.serve("2026-01-10T06:00:00Z").off("2026-01-13T12:00:00Z").serve("2026-01-13T20:00:00Z");
            let expected = ["2026-01-08T07:00:00Z", "2026-01-09T07:00:00Z", "2026-01-13T07:00:00Z"];
            assert_eq!(world.slots(), expected);
        }
        "SC13" => {
            let mut world =
                World::at("2026-01-09T00:00:00Z", own()).then("2026-01-10T07:05:00Z", Event::Set(-600));
            world.serve("2026-01-11T12:00:00Z");
            let expected = ["2026-01-09T07:00:00Z", "2026-01-10T07:00:00Z", "2026-01-11T07:00:00Z"];
            assert_eq!(world.slots(), expected);
        }
        "SC14" => {
            let ten_years = moment("2036-01-10T06:00:00Z").since(moment("2026-01-10T06:00:00Z"));
            let mut world = World::at("2026-01-09T00:00:00Z", own())
                .then("2026-01-10T06:00:00Z", Event::Set(ten_years))
                .then("2026-01-10T06:30:00Z", Event::Set(-ten_years));
            world.serve("2026-01-12T12:00:00Z");
            let slots = world.slots();
            assert_eq!(
                slots[1..],
                [
                    "2036-01-09T07:00:00Z",
                    "2026-01-10T07:00:00Z",
                    "2026-01-11T07:00:00Z",
                    "2026-01-12T07:00:00Z"
                ]
            );
            assert!(world.told("future").iter().any(|told| told.contains("2036-01-09T07:00:00Z")));
        }
        "SC15" => {
            let mut world = World::at("2026-01-10T00:00:30Z", own());
            world.disk.takes = 150;
            world.serve("2026-01-10T00:30:00Z");
            let begun: Vec<_> = world.disk.archive.iter().map(|edition| moment(&edition.at)).collect();
            assert!(
                begun.len() >= 9 && begun.windows(2).all(|pair| pair[1].since(pair[0]) >= 150),
                "{begun:?}"
            );
            assert!(!world.told("passed-over").is_empty());
        }
        "SC16" => {
            let mut world =
                World::at("2026-01-10T00:00:00Z", own()).then("2026-01-10T06:59:00Z", Event::Sleep(31 * 60));
            world.serve("2026-01-10T12:00:00Z");
            assert_eq!(world.slots(), ["2026-01-10T07:00:00Z"]);
            let late = moment(&world.disk.archive[0].at).since(moment("2026-01-10T07:30:00Z"));
            assert!((0..=10).contains(&late), "{late} s");
        }
        "SC17" => {
            let mut world = World::at("2026-01-10T00:00:00Z", own());
            let at = |text: &str| moment(text).seconds();
            world.disk.full = Some((at("2026-01-10T07:00:00Z"), at("2026-01-10T07:10:00Z")));
            world.serve("2026-01-10T07:09:00Z");
            assert!(world.disk.status.as_ref().unwrap().briefs[0].last.is_none());
            world.serve("2026-01-10T08:00:00Z");
            assert_eq!(world.slots(), ["2026-01-10T07:00:00Z"]);
            let at = moment(&world.disk.archive[0].at);
            assert!(at < moment("2026-01-10T07:20:00Z"), "{at}");
        }
        "SC18" => {
            // The library knows no zone but the configured one; `zones` asks the program.
            let mut world = World::at("2026-07-01T00:00:00Z", own());
            world.serve("2026-07-02T00:00:00Z");
            assert_eq!(world.slots(), ["2026-07-01T05:00:00Z"]);
            assert_eq!(world.disk.archive[0].date, "2026-07-01");
        }
        other => panic!("no simulation of {other}: {case}"),
    }
}
