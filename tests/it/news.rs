//! What is new since the last edition, and what is not told again.

use std::fs;

use serde_json::Value;

use crate::support::{DATE, Desk};

const NEXT: &str = "2025-04-03";
const LATER: &str = "2025-04-04";

const QUAY: &str = "The port authority shut the north berth of the harbour after the storm of March.";
const CARGO: &str = "The harbour handled 120 cargo ships in 2024.";
const FLEET: &str = "The fishing fleet landed 900 tonnes of herring at the quota's end.";

/// A document dated on a day, one paragraph to each sentence.
fn dated(day: &str, sentences: &[&str]) -> String {
    format!("---\ntitle: Notes of {day}\ndate: {day}\n---\n\n{}\n", sentences.join("\n\n"))
}

/// A desk with one audience and two documents, whose brief asks for what is new
/// since the last edition.
fn desk(period: &str) -> Desk {
    let desk = Desk::with_documents(
        "md",
        &[("a.md", &*dated("2025-04-01", &[QUAY, CARGO])), ("b.md", &*dated("2025-04-01", &[FLEET]))],
    );
    desk.append("briefs/weekly.yaml", &format!("period: {period}\n"));
    desk
}

/// Returns words and status of the excerpts of an edition.
fn told(desk: &Desk, edition: &str) -> Vec<(String, String)> {
    let manifest = desk.manifest(edition);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let excerpts = manifest["excerpts"].as_array().unwrap();
    excerpts.iter().map(|one| (text(&one["text"]), text(&one["status"]))).collect()
}

#[track_caller]
fn check(desk: &Desk, edition: &str, expected: &[(&str, &str)]) {
    let mut found = told(desk, edition);
    found.sort();
    let mut expected: Vec<(String, String)> =
        expected.iter().map(|(text, status)| ((*text).to_owned(), (*status).to_owned())).collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn yesterdays_points_are_not_sent_again() {
    let desk = desk("since last");
    desk.build();
    check(&desk, DATE, &[(QUAY, "new"), (CARGO, "new"), (FLEET, "new")]);
    let fresh = "A tariff of 40 crowns for small ships begins at the harbour in May.";
    desk.write("corpus/c.md", dated(NEXT, &[fresh]));
    desk.build_on(NEXT);
    check(&desk, NEXT, &[(fresh, "new")]);
    let changes = &desk.manifest(NEXT)["audiences"][0]["changes"];
    assert_eq!(changes["since"], DATE);
    assert_eq!(changes["new"].as_array().unwrap().len(), 1);
    assert!(changes["gone"].as_array().unwrap().is_empty(), "what was told is told: {changes}");
    let why = desk.run(&["explain", "weekly", "corpus/a.md:6", "--date", NEXT]).ends_with(0);
    why.prints(&["it was told already: it is in excerpt", "of the edition 2025-04-02"]);
}

#[test]
fn the_command_line_asks_for_the_same() {
    let desk = desk("all");
    desk.build();
    let fresh = "A tariff of 40 crowns for small ships begins at the harbour in May.";
    desk.write("corpus/c.md", dated(NEXT, &[fresh]));
    desk.run(&["build", "--date", NEXT, "--since", "last"]).ends_with(0);
    check(&desk, NEXT, &[(fresh, "new")]);
}

#[test]
fn a_story_in_other_words_does_not_come_back() {
    let desk = desk("since last");
    desk.build();
    let again = "After the storm of March the port authority of the harbour shut its north berth.";
    desk.write("corpus/wire.md", dated(NEXT, &[again]));
    desk.build_on(NEXT);
    check(&desk, NEXT, &[]);
    let why = desk.run(&["explain", "weekly", "corpus/wire.md:6", "--date", NEXT]).ends_with(0);
    why.prints(&["it was told already in other words: excerpt"]);
    // Where everything is told each time, it stands and says whose words it repeats.
    desk.edit("briefs/weekly.yaml", "period: since last", "period: all");
    desk.remove("corpus/a.md");
    desk.build_on(LATER);
    let manifest = desk.manifest(LATER);
    let told = manifest["excerpts"].as_array().unwrap().iter().find(|one| one["text"] == again).unwrap();
    assert_eq!(told["status"], "standing");
    let earlier = manifest["audiences"][0]["changes"]["earlier"].as_array().unwrap();
    assert!(earlier.iter().any(|one| one["n"] == told["n"] && one["edition"] == DATE), "{earlier:?}");
}

#[test]
fn what_a_source_corrects_is_told_as_an_update() {
    let desk = desk("since last");
    desk.build();
    desk.edit("corpus/a.md", "120 cargo ships", "140 cargo ships");
    desk.build_on("2025-04-20");
    let corrected = CARGO.replace("120", "140");
    check(&desk, "2025-04-20", &[(corrected.as_str(), "updated")]);
    let manifest = desk.manifest("2025-04-20");
    let revised = &manifest["audiences"][0]["changes"]["revised"];
    assert!(revised[0]["text"].as_str().unwrap().contains("120"), "{revised}");
    assert_eq!(manifest["figures"][0]["status"], "updated");
}

#[test]
fn a_document_that_comes_late_is_not_lost() {
    let desk = desk("{since: last, overlap: 1d}");
    desk.build();
    let late = "A tariff of 40 crowns for small ships begins at the harbour in May.";
    desk.write("corpus/late.md", dated("2025-01-15", &[late]));
    desk.build_on(NEXT);
    check(&desk, NEXT, &[(late, "new")]);
    // The list of what was known lies beside the editions; without it dates decide.
    let seen = desk.root.join("output/weekly/.seen");
    assert_eq!(fs::read_dir(&seen).unwrap().count(), 2);
    fs::remove_dir_all(&seen).unwrap();
    desk.write("corpus/later.md", dated("2025-01-16", &["The harbour sold 3 cargo cranes to a museum."]));
    desk.build_on(LATER);
    check(&desk, LATER, &[]);
}

#[test]
fn an_audience_that_is_added_sees_everything_as_new() {
    let desk = desk("since last");
    desk.build();
    let press = "  press:\n    title: Press\n    template: press.md\n    formats: [md]\n";
    desk.append("config.yaml", press);
    desk.edit("briefs/weekly.yaml", "[analyst]", "[analyst, press]");
    desk.build_on(NEXT);
    let manifest = desk.manifest(NEXT);
    let audience = |place: usize| &manifest["audiences"][place];
    assert_eq!(audience(0)["citations"].as_array().unwrap().len(), 0);
    assert_eq!(audience(0)["changes"]["since"], DATE);
    assert_eq!(audience(1)["changes"]["since"], Value::Null);
    assert_eq!(audience(1)["changes"]["new"].as_array().unwrap().len(), 3);
}

#[test]
fn only_news_make_an_edition() {
    let desk = desk("all");
    let build = |date: &str| desk.run(&["build", "--date", date, "--if-changed", "--exit-code", "-v"]);
    build(DATE).ends_with(0);
    build(DATE).ends_with(3);
    build(NEXT).ends_with(3).warns(&["weekly: nothing new since the edition 2025-04-02"]);
    // The corpus grows, and says nothing new.
    desk.write("corpus/copy.md", dated("2025-04-02", &[FLEET]));
    desk.write("corpus/other.md", dated("2025-04-02", &["Nobody came to the library on Friday."]));
    build(NEXT).ends_with(3);
    assert!(!desk.root.join("output/weekly").join(NEXT).exists());
    desk.write("corpus/new.md", dated("2025-04-02", &["The herring quota falls to 61,000 tonnes."]));
    build(NEXT).ends_with(0);
    build(NEXT).ends_with(3);
    build(LATER).ends_with(3);
    // A source that the newest edition cites is gone.
    desk.remove("corpus/new.md");
    build(LATER).ends_with(0);
    build("2025-04-05").ends_with(3);
    // Other rules make another edition of the same sources.
    desk.append("templates/analyst.md", "\n");
    build("2025-04-05").ends_with(0);
}

#[test]
fn a_second_run_on_a_date_tells_only_what_came_since_the_first() {
    let desk = desk("since last");
    let build = || desk.run(&["build", "--date", DATE, "--if-changed", "--exit-code"]);
    build().ends_with(0);
    build().ends_with(3);
    let fresh = "A tariff of 40 crowns for small ships begins at the harbour in May.";
    desk.write("corpus/c.md", dated(DATE, &[fresh]));
    build().ends_with(0);
    check(&desk, "2025-04-02.2", &[(fresh, "new")]);
    build().ends_with(3);
}

#[test]
fn a_briefing_leads_with_what_changed() {
    let desk = desk("all");
    desk.edit("config.yaml", "template: analyst.md", "template: executive.md");
    desk.build();
    assert!(!desk.read(&format!("output/weekly/{DATE}/analyst.md")).contains("Changes since"));
    desk.edit("corpus/a.md", "120 cargo ships", "140 cargo ships");
    desk.write("corpus/c.md", dated(NEXT, &["The herring quota falls to 61,000 tonnes."]));
    desk.remove("corpus/b.md");
    desk.build_on(NEXT);
    let text = desk.read(&format!("output/weekly/{NEXT}/analyst.md"));
    let changes = text.find("## Changes since");
    assert!(changes.unwrap() < text.find("## The harbour").unwrap(), "{text}");
    for line in [
        "**The harbour**: updated [^",
        "**Fishing**: new [^",
        "(previously 120",
        "no longer says this: Notes",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn what_a_source_says_no_longer_is_withdrawn() {
    let desk = desk("since last");
    desk.build();
    desk.write("corpus/b.md", dated("2025-04-01", &["Nothing of this is left."]));
    desk.build_on(NEXT);
    let changes = &desk.manifest(NEXT)["audiences"][0]["changes"];
    assert_eq!(changes["withdrawn"].as_array().unwrap().len(), 1, "{changes}");
    assert_eq!(changes["withdrawn"], changes["gone"]);
}
