//! The program itself: `schedule list`, `run --once`, and the service.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Desk, Outcome};

/// The sample desk with one audience in Markdown and this schedule.
fn desk(schedule: &str) -> Desk {
    let desk = Desk::sample();
    desk.one_audience("md");
    desk.append("briefs/weekly.yaml", &format!("schedule: {schedule}\n"));
    desk
}

/// Runs what is due at a moment.
fn once(desk: &Desk, moment: &str) -> Outcome {
    desk.run(&["schedule", "run", "--once", "--rehearse", moment])
}

fn editions(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.root.join("output/weekly")).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("20"))
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_due_is_run_once_and_its_edition_names_the_slot() {
    let desk = desk("{when: 'weekdays 07:00', zone: Asia/Tokyo}");
    // 07:00 on Thursday in Tokyo is 22:00 on Wednesday in UTC.
    once(&desk, "2025-04-02T21:59:00Z").ends_with(0).warns(&["nothing is due"]);
    assert!(editions(&desk).is_empty());
    once(&desk, "2025-04-02T22:00:10Z")
        .ends_with(0)
        .warns(&["published 2025-04-03", "2025-04-03 07:00 +09:00"]);
    assert_eq!(editions(&desk), ["2025-04-03"]);
    assert_eq!(desk.manifest("2025-04-03")["slot"], "2025-04-02T22:00:00Z");
    once(&desk, "2025-04-02T22:00:20Z").ends_with(0).warns(&["nothing is due"]);
    // Nothing is new, so there is no edition, and the log says that somebody looked.
    once(&desk, "2025-04-03T22:00:20Z")
        .ends_with(0)
        .warns(&["looked at 2025-04-03T22:00:20Z: nothing is new since 2025-04-0"]);
    assert_eq!(editions(&desk), ["2025-04-03"]);
    // What is remembered may be lost, or damaged: the archive tells what was run.
    desk.write(".attache/schedule.json", "{\"schema\": ");
    once(&desk, "2025-04-02T22:10:00Z").ends_with(0).warns(&["is damaged", "nothing is due"]);
    fs::remove_dir_all(desk.root.join(".attache")).unwrap();
    once(&desk, "2025-04-02T22:10:00Z").ends_with(0).warns(&["nothing is due"]);
}

#[test]
fn the_zone_of_the_machine_does_not_count() {
    let desk = desk("{when: '30 23 * * *', zone: America/New_York}");
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_attache"))
        .args(["schedule", "run", "--once", "--rehearse", "2025-04-02T03:31:00Z"])
        .current_dir(&desk.root)
        .env("TZ", "Asia/Tokyo")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(editions(&desk), ["2025-04-01"]);
}

#[test]
fn the_desks_zone_is_the_usual_one() {
    let desk = desk("'daily 07:00'");
    let config = desk.read("config.yaml");
    desk.write(
        "config.yaml",
        format!("time_zone: Australia/Lord_Howe\n{}", config.replace("time_zone:", "# ")),
    );
    let listed =
        desk.run(&["schedule", "list", "--next", "2", "--from", "2025-04-04T12:00:00Z"]).ends_with(0);
    // The clocks go back by half an hour in between.
    listed.prints(&[
        "weekly  daily 07:00 (Australia/Lord_Howe)",
        "last  none yet",
        "next  2025-04-05 07:00 +11:00  2025-04-04T20:00:00Z",
        "next  2025-04-06 07:00 +10:30  2025-04-05T20:30:00Z",
    ]);
}

#[test]
fn a_list_says_what_became_of_the_last_slot() {
    let desk = desk("{when: ['mon, wed 07:00', 'last weekday 17:00'], jitter: 5m}");
    desk.run(&["schedule"]).ends_with(0).prints(&["mon, wed 07:00; last weekday 17:00 (UTC)"]);
    once(&desk, "2025-04-02T07:01:00Z").ends_with(0);
    let list =
        ["schedule", "list", "weekly", "--format", "json", "--from", "2025-04-02T08:00:00Z", "-n", "9"];
    let listed = desk.run(&list).ends_with(0);
    let report: Value = serde_json::from_str(listed.out.trim()).unwrap();
    assert_eq!(report["last"]["slot"], "2025-04-02T07:00:00Z");
    assert_eq!(report["last"]["outcome"], "published");
    assert_eq!(report["last"]["edition"], "2025-04-02");
    assert!(report["last"]["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0));
    let next: Vec<&str> =
        report["next"].as_array().unwrap().iter().map(|next| next["slot"].as_str().unwrap()).collect();
    assert_eq!(next.len(), 9);
    assert_eq!(next[..2], ["2025-04-07T07:00:00Z", "2025-04-09T07:00:00Z"]);
    assert!(next.contains(&"2025-04-30T17:00:00Z"));
    desk.run(&["schedule", "list", "wekly"]).ends_with(2).warns(&["did you mean `weekly`?"]);
}

#[test]
fn every_mistake_of_a_schedule_is_told_with_its_place() {
    let desk = desk(
        "\n  when: [weekdys 07:00, '0 25 * * *']\n  zone: Europe/Bielefeld\n  holidays: [2025-02-30, days/missing.txt, days/odd.txt]\n  \
         catch_up: newest\n  jitter: soon\n  if_chnged: true",
    );
    desk.write("days/odd.txt", "# days off\n2025-12-25 Christmas\n\n  2025-13-01\n12-26\n");
    let told = desk.run(&["check", "--message-format", "json"]).ends_with(2);
    let told: Vec<Value> =
        told.out.lines().chain(told.err.lines()).filter_map(|line| serde_json::from_str(line).ok()).collect();
    let find = |message: &str| -> (String, u64, u64, String) {
        let all: Vec<&Value> = told
            .iter()
            .flat_map(|it| it["diagnostics"].as_array().map_or(vec![it], |all| all.iter().collect()))
            .collect();
        let found =
            all.into_iter().find(|it| it["message"].as_str().is_some_and(|text| text.contains(message)));
        let found = found.unwrap_or_else(|| panic!("nobody says {message:?}: {told:#?}"));
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        (text("file"), found["line"].as_u64().unwrap(), found["column"].as_u64().unwrap(), text("hint"))
    };
    let first =
        desk.read("briefs/weekly.yaml").lines().position(|line| line.starts_with("schedule:")).unwrap()
            as u64
            + 1;
    let check = |message: &str, line: u64, hint: &str| {
        let (file, at, column, told) = find(message);
        assert_eq!((file.as_str(), at), ("briefs/weekly.yaml", first + line), "{message}");
        assert!(column > 2 && told.contains(hint), "{message}: {told}");
    };
    check("`weekdys`", 1, "`weekdays`");
    check("`25` is no hour", 1, "0 to 23");
    check("unknown time zone `Europe/Bielefeld`", 2, "Europe/Berlin");
    check("`2025-02-30` is no holiday", 3, "2026-12-25");
    check("catch_up `newest`", 4, "latest");
    check("`jitter` is `soon`", 5, "5m");
    check("unknown key `if_chnged`", 6, "if_changed");
    // What is beside a mistake is read when that is mended.
    desk.edit("briefs/weekly.yaml", "[weekdys 07:00, '0 25 * * *']", "[hourly]");
    desk.edit("briefs/weekly.yaml", "Europe/Bielefeld", "Europe/Berlin");
    desk.edit("briefs/weekly.yaml", "2025-02-30, ", "");
    desk.edit("briefs/weekly.yaml", "  catch_up: newest\n", "");
    desk.edit("briefs/weekly.yaml", "soon", "2h");
    desk.edit("briefs/weekly.yaml", "if_chnged", "if_changed");
    desk.run(&["schedule", "list"]).ends_with(2).warns(&["not shorter than the 60 min between two slots"]);
    desk.edit("briefs/weekly.yaml", "2h", "10m");
    let told = desk.run(&["schedule", "list"]).ends_with(2);
    told.warns(&[
        "cannot read the holidays in `days/missing.txt`",
        "days/odd.txt:4:3",
        "`2025-13-01` is no day",
    ]);
    desk.write("days/missing.txt", "");
    desk.edit("days/odd.txt", "  2025-13-01\n", "");
    desk.run(&["schedule", "list"]).ends_with(0);
}

#[test]
fn a_desk_that_another_run_holds_is_told_by_status_75() {
    let desk = desk("daily 07:00");
    let held = attache::output::lock(&desk.root, "a test").unwrap();
    once(&desk, "2025-04-02T07:00:10Z").ends_with(75).warns(&["another run holds the desk", "`a test`"]);
    drop(held);
    once(&desk, "2025-04-02T07:00:10Z").ends_with(0);
    assert_eq!(editions(&desk), ["2025-04-02"]);
}

#[test]
fn what_fails_is_told_by_status_1_and_run_by_the_next_one() {
    let desk = desk("daily 07:00");
    let corpus = desk.root.join("corpus");
    fs::rename(&corpus, desk.root.join("away")).unwrap();
    once(&desk, "2025-04-02T07:00:10Z").ends_with(1).warns(&["try 1 failed", "the corpus is empty"]);
    desk.run(&["schedule", "list", "--from", "2025-04-02T07:00:30Z"])
        .ends_with(0)
        .prints(&["last  none yet", "fails 2025-04-02 07:00 +00:00  failed once"]);
    fs::rename(desk.root.join("away"), corpus).unwrap();
    once(&desk, "2025-04-02T07:00:40Z").ends_with(0).warns(&["published 2025-04-02"]);
    desk.run(&["schedule", "list", "--from", "2025-04-02T08:00:00Z"]).ends_with(0).prints(&["at try 2"]);
    desk.run(&["schedule", "run", "--once", "nobody"]).ends_with(2).warns(&["unknown brief `nobody`"]);
}

#[test]
fn a_year_of_slots_is_run_by_the_program() {
    let desk = desk("{when: 'last weekday 17:00', zone: America/New_York, if_changed: false}");
    let run = ["schedule", "run", "--rehearse", "2025-01-01T00:00:00Z", "--runs", "6", "--log", "json"];
    let run = desk.run(&run).ends_with(0);
    assert_eq!(
        editions(&desk),
        ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-30", "2025-06-30"]
    );
    for line in run.err.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(
            line["time"].is_string() && line["level"].is_string() && line["message"].is_string(),
            "{line}"
        );
    }
    assert_eq!(run.err.lines().filter(|line| line.contains("\"run-ended\"")).count(), 6);
}

/// A service at work, which is ended when it is dropped.
struct Service {
    child: Child,
    log: Receiver<String>,
    address: String,
}

impl Service {
    fn start(desk: &Desk, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_attache"))
            .args(["schedule", "run", "--listen", "127.0.0.1:0", "--poll", "1", "--log", "json"])
            .args(arguments)
            .current_dir(&desk.root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let (sender, log) = mpsc::channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            errors.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let address = address.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, log, address }
    }

    /// Waits until it tells of a happening; fails with all that it told before.
    #[track_caller]
    fn until(&self, event: &str) -> Value {
        let begun = Instant::now();
        let mut told = Vec::new();
        while let Ok(line) = self.log.recv_timeout(Duration::from_secs(60).saturating_sub(begun.elapsed())) {
            let value: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            if value["event"] == event {
                return value;
            }
            told.push(line);
        }
        panic!("it does not tell of {event}: {told:#?}");
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Asks until the answer has a status: what is told in the log shows there a moment later.
    #[track_caller]
    fn health(&self, status: u16) -> Value {
        let begun = Instant::now();
        loop {
            let (found, body) = self.get("/health");
            if found == status {
                return serde_json::from_str(&body).unwrap();
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{found}: {body}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_service_runs_shows_itself_follows_the_desk_and_stops() {
    let desk = desk("daily 07:00");
    // The newest slot of the last 25 hours is due at once.
    let mut service = Service::start(&desk, &["--within", "1500"]);
    let ended = service.until("run-ended");
    assert_eq!((&ended["brief"], &ended["outcome"]), (&"weekly".into(), &"published".into()));
    let health = service.health(200);
    assert_eq!(health["healthy"], true);
    let (status, metrics) = service.get("/metrics");
    assert_eq!(status, 200);
    for line in [
        "attache_schedule_runs_total{brief=\"weekly\",outcome=\"published\"} 1",
        "attache_schedule_run_duration_seconds_count{brief=\"weekly\"} 1",
        "attache_schedule_last_success_timestamp_seconds{brief=\"weekly\"}",
        "attache_schedule_next_slot_timestamp_seconds{brief=\"weekly\"}",
        "attache_schedule_failed_tries{brief=\"weekly\"} 0",
        "attache_desk_right 1",
        "attache_build_info{version=",
        "# EOF",
    ] {
        assert!(metrics.contains(line), "no {line} in\n{metrics}");
    }
    assert_eq!(service.get("/").0, 404);

    let config = desk.read("config.yaml");
    desk.write("config.yaml", config.replace("audiences:", "audienses:"));
    service.until("desk-wrong");
    let told = service.until("noticed");
    assert!(told["message"].as_str().unwrap().contains("audienses"), "{told}");
    let health = service.health(503);
    assert!(health["mistakes"][0].as_str().unwrap().contains("config.yaml:"), "{health}");
    let status: Value = serde_json::from_str(&desk.read(".attache/status.json")).unwrap();
    assert_eq!((&status["running"], &status["healthy"]), (&true.into(), &false.into()));
    assert_eq!(status["briefs"][0]["last"]["outcome"], "published");
    desk.write("config.yaml", config);
    service.until("desk-opened");
    service.health(200);

    service.signal("-TERM");
    let begun = Instant::now();
    service.until("stopped");
    assert_eq!(service.child.wait().unwrap().code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10));
    let status: Value = serde_json::from_str(&desk.read(".attache/status.json")).unwrap();
    assert_eq!(status["running"], false);
    assert!(!desk.root.join(".attache/lock.owner").exists());
}

#[test]
fn a_service_that_keeps_failing_is_not_healthy_and_a_dead_ones_desk_is_taken_over() {
    let desk = desk("daily 07:00");
    desk.empty_corpus();
    // Three services that fail, each at its first try.
    for _ in 0..3 {
        once(&desk, "2025-04-02T07:00:10Z").ends_with(1);
    }
    // As a killed run leaves it.
    desk.write(".attache/lock.owner", "{\"host\":\"\",\"pid\":1,\"what\":\"attache build\"}");
    let old = fs::File::options().write(true).open(desk.root.join(".attache/lock.owner")).unwrap();
    old.set_modified(std::time::SystemTime::now() - Duration::from_secs(600)).unwrap();
    let service = Service::start(&desk, &[]);
    // The newest slot has taken the place of the one that failed.
    let told = service.until("taken-over");
    assert!(told["message"].as_str().unwrap().contains("attache build"), "{told}");
    let told = service.until("run-failed");
    assert_eq!(told["tries"], 1);
    let (_, metrics) = service.get("/metrics");
    assert!(metrics.contains("outcome=\"failed\"} 1"), "{metrics}");
    service.signal("-INT");
    service.until("stopped");
}
