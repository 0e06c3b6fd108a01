//! `attache explain`: why chosen, why left out.

use serde_json::Value;

use crate::support::{DATE, Desk, Outcome};

fn explain(desk: &Desk, arguments: &[&str]) -> Outcome {
    desk.run(&[&["explain", "weekly", "--date", DATE][..], arguments].concat())
}

fn json(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    let outcome = explain(desk, &[arguments, &["--format", "json"]].concat()).ends_with(0);
    outcome.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_excerpt_of_the_edition_is_explained_as_its_manifest_does() {
    let desk = Desk::sample();
    desk.build();
    let manifest = desk.manifest(DATE);
    let explained = json(&desk, &[]);
    for excerpt in manifest["excerpts"].as_array().unwrap() {
        let own = explained.iter().find(|one| one["n"] == excerpt["n"]).unwrap();
        assert_eq!(own["reasons"], excerpt["reasons"]);
        assert_eq!(own["place"]["text"], excerpt["text"]);
        let parts = own["reasons"]["parts"].as_array().unwrap();
        let sum: f64 = parts.iter().map(|part| part["value"].as_f64().unwrap()).sum();
        assert!((sum - own["score"].as_f64().unwrap()).abs() < 1e-9, "the parts add up to the score");
    }
}

#[test]
fn an_excerpt_shows_its_parts_its_rivals_and_how_to_keep_it() {
    let desk = Desk::sample();
    explain(&desk, &["1"]).ends_with(0).quiet().prints(&[
        "[1] harbour  corpus/",
        "matched: ",
        "terms  ",
        "preferred to:",
        "pin:\n      - theme: harbour\n        file: \"corpus/",
        "drop:\n      - file: ",
    ]);
    let one = &json(&desk, &["1"])[0];
    let rival = &one["preferred_to"][0];
    let document = rival["place"]["document"].as_str().unwrap();
    let text = desk.run(&["corpus", "show", "--text", document]).ends_with(0).out;
    let range = rival["place"]["start_byte"].as_u64().unwrap() as usize
        ..rival["place"]["end_byte"].as_u64().unwrap() as usize;
    assert_eq!(text[range], *rival["place"]["text"].as_str().unwrap());
    assert!(rival["score"].as_f64() <= one["score"].as_f64());
}

#[test]
fn the_snippet_for_a_pin_works_as_it_is_printed() {
    let desk = Desk::sample();
    let printed = explain(&desk, &["2"]).ends_with(0).out;
    let snippet = printed.split("write in the brief:\n").nth(1).unwrap().split("    drop:").next().unwrap();
    let yaml: String =
        snippet.lines().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect();
    desk.append("briefs/weekly.yaml", &yaml);
    desk.build().quiet();
    let manifest = desk.manifest(DATE);
    assert!(manifest["excerpts"].as_array().unwrap().iter().any(|one| one["reasons"]["pinned"] == true));
}

#[test]
fn an_audiences_own_numbers_can_be_asked_for() {
    let desk = Desk::sample();
    desk.build();
    let manifest = desk.manifest(DATE);
    let press = &manifest["audiences"].as_array().unwrap()[2];
    assert_eq!(press["id"], "press");
    let n = &press["citations"][1][1];
    assert_eq!(json(&desk, &["2", "--audience", "press"])[0]["n"], *n);
    explain(&desk, &["99", "--audience", "press"])
        .ends_with(2)
        .warns(&["the briefing for `press` has no excerpt 99"]);
}

/// Asserts what is said of a line of a document under a theme.
#[track_caller]
fn check_line(desk: &Desk, place: &str, theme: &str, expected: &str) {
    let passages = json(desk, &[place]);
    let reasons: Vec<String> = passages
        .iter()
        .flat_map(|passage| passage["themes"].as_array().unwrap())
        .filter(|one| one["theme"] == theme)
        .flat_map(|one| one["outcomes"].as_array().unwrap())
        .map(|outcome| format!("{}: {}", outcome["audiences"], outcome["reason"].as_str().unwrap()))
        .collect();
    assert!(reasons.iter().any(|reason| reason.contains(expected)), "{place} {theme}: {reasons:#?}");
}

#[test]
fn every_line_says_why_it_was_left_out() {
    let desk = Desk::sample();
    check_line(&desk, "corpus/harbour.txt:3", "harbour", "chosen: it is excerpt");
    check_line(&desk, "corpus/harbour.txt:1", "harbour", "never quoted: it is a ");
    check_line(&desk, "corpus/harbour.txt:3", "fishing", "not found: it has none of the theme's terms");
    desk.write(
        "corpus/anglers.txt",
        "Anglers took more herring than the fleet did in the whole of the last month.\n\nherring and more herring\n",
    );
    check_line(
        &desk,
        "corpus/anglers.txt:1",
        "fishing",
        "not found: it has “Anglers”, which the theme excludes",
    );
    desk.append("briefs/weekly.yaml", "drop:\n  - file: corpus/council.txt\n");
    check_line(&desk, "corpus/council.txt:3", "harbour", "left out: the brief drops it");
    desk.edit("briefs/weekly.yaml", "drop:", "period: 3d\ndrop:");
    check_line(
        &desk,
        "corpus/herring.md:11",
        "fishing",
        "not looked at: its document is older than the brief's period",
    );
}

#[test]
fn a_place_that_is_none_is_wrong_usage() {
    let desk = Desk::sample();
    explain(&desk, &["corpus/harbour.txt:999"]).ends_with(2).warns(&["has no line 999", "its text has "]);
    explain(&desk, &["corpus/harbour.txt:2"]).ends_with(2).warns(&["there is no passage on line 2"]);
    explain(&desk, &["corpus/harbor.txt:2"]).ends_with(2).warns(&["did you mean `corpus/harbour.txt`?"]);
    explain(&desk, &["somewhere"]).ends_with(2).warns(&["is neither an excerpt's number nor a line"]);
    explain(&desk, &["99"]).ends_with(2).warns(&["brief `weekly` has no excerpt 99"]);
    desk.run(&["explain", "weakly"])
        .ends_with(2)
        .warns(&["unknown brief `weakly`", "did you mean `weekly`?"]);
}
