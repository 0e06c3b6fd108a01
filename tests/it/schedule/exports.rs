//! What is exported, held against the programs that read it.

use std::process::Command;

use attache::model::Moment;
use attache::schedule::Calendar;
use attache::schedule::export::{Job, Target, Unit, export};
use serde_json::Value;

use super::world::{moment, schedule};
use crate::support::{Desk, program};

fn job() -> Job {
    Job {
        // A program that is there: what is verified is the unit.
        program: env!("CARGO_BIN_EXE_attache").to_owned(),
        desk: "/srv/desk".to_owned(),
        output: "output".to_owned(),
        image: "attache:latest".to_owned(),
        now: moment("2027-01-01T00:00:00Z"),
    }
}

fn units(target: Target, zone: &str, when: &str) -> Vec<Unit> {
    export(target, &[("weekly".to_owned(), schedule(zone, when))], &job(), false)
}

/// The moments at which systemd's timers would elapse after one, so many of each.
fn elapses(spec: &str, after: Moment, count: usize) -> Vec<Moment> {
    let base = after.to_string().replace('T', " ").replace('Z', " UTC");
    let output = Command::new("systemd-analyze")
        .args(["calendar", &format!("--iterations={count}"), &format!("--base-time={base}"), spec])
        .env("TZ", "UTC")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    assert!(output.status.success(), "{spec}: {}", String::from_utf8_lossy(&output.stderr));
    // `Next elapse: Mon 2027-01-04 07:00:00 UTC`, then `Iter. #2: …`; `(in UTC)` where the zone is another.
    let text = String::from_utf8(output.stdout).unwrap();
    let is_elapse =
        |line: &&str| ["Next elapse:", "Iter. #", "Iteration #"].iter().any(|it| line.trim().starts_with(it));
    let words =
        |line: &str| line.split_once(": ").unwrap().1.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let at = text.lines().filter(is_elapse).map(words).filter(|words| words.len() == 4);
    at.map(|words| moment(&format!("{}T{}Z", words[1], words[2]))).collect()
}

#[test]
fn systemd_reads_the_units_and_elapses_at_our_slots() {
    if program(&["systemd-analyze"]).is_none() {
        return;
    }
    // Whether the timers elapse at the slots and at no other time.
    let cases = [
        ("Europe/Berlin", "weekdays 07:00", true),
        ("Europe/Paris", "daily 02:30", false),
        ("America/New_York", "first Monday 22:15", true),
        ("Asia/Kathmandu", "last weekday 17:00", true),
        ("Africa/Cairo", "mon, wed 00:00", true),
        ("UTC", "0 7 13 * 5", true),
        ("America/Los_Angeles", "0 0 29 2 *", true),
        ("Europe/London", "monthly 1, 15 08:00", true),
        ("America/New_York", "daily 01:30", true),
        ("Asia/Tokyo", "first weekday 09:00", false),
        ("Australia/Sydney", "every 6 hours", true),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (zone, when, is_exact) in cases {
        let units = units(Target::Systemd, zone, when);
        for unit in &units {
            std::fs::write(folder.path().join(&unit.name), &unit.text).unwrap();
        }
        let timer = &units[1].text;
        let specs: Vec<&str> = timer.lines().filter_map(|line| line.strip_prefix("OnCalendar=")).collect();
        let calendar = Calendar::of(&schedule(zone, when));
        let mut after = job().now;
        for _ in 0..14 {
            let Some(slot) = calendar.next(after) else { break };
            let mut next: Vec<Moment> = specs.iter().flat_map(|spec| elapses(spec, after, 1)).collect();
            next.sort_unstable();
            match is_exact {
                true => assert_eq!(next.first(), Some(&slot.moment), "{zone} {when} after {after}:\n{timer}"),
                false => assert!(next.first() <= Some(&slot.moment), "{zone} {when} after {after}:\n{timer}"),
            }
            after = slot.moment;
        }
        // The nights in which clocks change, where all must elapse.
        for change in
            ["2027-03-13T12:00:00Z", "2027-03-27T12:00:00Z", "2027-10-30T12:00:00Z", "2027-11-06T12:00:00Z"]
        {
            let (from, until) = (moment(change), moment(change).plus(40 * 3600));
            let elapsed: Vec<Moment> = specs.iter().flat_map(|spec| elapses(spec, from, 12)).collect();
            for slot in calendar.between(from, until) {
                assert!(
                    elapsed.contains(&slot.moment),
                    "{zone} {when}: {slot:?} is not among {elapsed:?}\n{timer}"
                );
            }
        }
    }
    let paths: Vec<_> =
        ["attache-weekly.service", "attache-weekly.timer"].map(|name| folder.path().join(name)).into();
    let verified = Command::new("systemd-analyze").arg("verify").args(&paths).output().unwrap();
    let said =
        String::from_utf8_lossy(&verified.stderr).into_owned() + &String::from_utf8_lossy(&verified.stdout);
    let own: Vec<&str> = said.lines().filter(|line| line.contains("attache-weekly")).collect();
    assert!(verified.status.success() && own.is_empty(), "{said}");
}

#[test]
fn yaml_is_what_kubernetes_and_github_expect() {
    let read = |units: Vec<Unit>| -> Value {
        serde_yaml::from_str(&units[0].text).unwrap_or_else(|error| panic!("{error}\n{}", units[0].text))
    };
    let cron_job = read(units(Target::Kubernetes, "Europe/Berlin", "weekdays 07:00"));
    assert_eq!(cron_job["apiVersion"], "batch/v1");
    assert_eq!(cron_job["kind"], "CronJob");
    assert_eq!(cron_job["metadata"]["name"], "attache-weekly");
    let spec = &cron_job["spec"];
    assert_eq!((&spec["schedule"], &spec["timeZone"]), (&"0 7 * * 1-5".into(), &"Europe/Berlin".into()));
    assert_eq!(spec["concurrencyPolicy"], "Forbid");
    let pod = &spec["jobTemplate"]["spec"]["template"]["spec"];
    assert_eq!(pod["restartPolicy"], "Never");
    let container = &pod["containers"][0];
    let command: Vec<&str> =
        container["command"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(command[1..], ["-C", "/srv/desk", "--quiet", "schedule", "run", "--once", "weekly"]);
    assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], true);
    assert_eq!(container["volumeMounts"][0]["mountPath"], "/srv/desk");

    let workflow = read(units(Target::GithubActions, "Europe/Berlin", "weekdays 07:00"));
    assert_eq!(workflow["on"]["schedule"][0]["cron"], "0 5,6 * * 1-5");
    assert_eq!(workflow["permissions"]["contents"], "write");
    let steps = workflow["jobs"]["run"]["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
    assert!(steps[1]["run"].as_str().unwrap().ends_with("schedule run --once weekly --within 360"));
    // The step that commits is a script that a shell can read.
    let script = steps[2]["run"].as_str().unwrap();
    let checked = Command::new("bash").args(["-n", "-c", script]).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn the_command_writes_units_that_call_this_program_on_this_desk() {
    let desk = Desk::sample();
    desk.run(&["schedule", "export", "--cron"]).ends_with(2).warns(&["no brief has a schedule"]);
    desk.append(
        "briefs/weekly.yaml",
        "schedule: {when: 'weekdays 07:00', zone: Europe/Berlin, holidays: [2027-12-24]}\n",
    );
    let out = desk.beside().join("units");
    let out = out.to_str().unwrap();
    desk.run(&["schedule", "export", "--systemd", "--out", out])
        .ends_with(0)
        .prints(&["attache-weekly.service", "attache-weekly.timer"]);
    let service = std::fs::read_to_string(desk.beside().join("units/attache-weekly.service")).unwrap();
    let root = desk.root.canonicalize().unwrap();
    let line = format!(
        "ExecStart={} -C {} --quiet schedule run --once weekly\n",
        env!("CARGO_BIN_EXE_attache"),
        root.display()
    );
    assert!(service.contains(&line), "{service}");
    desk.run(&["schedule", "export", "--cron", "--program", "attache"]).ends_with(0).prints(&[
        "# weekly: weekdays 07:00 (Europe/Berlin)",
        "holidays",
        "0,15,30,45 * * * * attache -C ",
    ]);
    desk.run(&["schedule", "export", "--kubernetes", "--single"])
        .ends_with(0)
        .prints(&["name: \"attache\"\n", "- \"/desk\"\n"]);
    desk.run(&["schedule", "export"]).ends_with(2);
    desk.run(&["schedule", "export", "--cron", "--systemd"]).ends_with(2);
}
