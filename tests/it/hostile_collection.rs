//! The collection of hostile inputs, where its maker is at hand: made anew,
//! read, briefed, and judged by its own checkers.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{DATE, Desk, has_program, project};
use crate::verifier;

/// What a program that reads its environment would give away.
const ENVIRONMENT: (&str, &str) = ("HX_ENV_CANARY", "ENVCANARY-55d0e1-DO-NOT-LEAK");

/// Makes the collection of hostile inputs, where its maker is at hand, in a
/// folder `made` beside the desk; prints why a test is skipped if not.
fn make_collection(desk: &Desk) -> Option<PathBuf> {
    let maker = tools().join("make_hostile.py");
    if !maker.exists() {
        eprintln!("skipped: there is no {}", maker.display());
        return None;
    }
    if !has_program("python3") {
        return None;
    }
    let made = desk.beside().join("made");
    let output = Command::new("python3").arg(maker).arg(&made).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(made)
}

fn tools() -> PathBuf {
    project().join("../shared/hostile")
}

/// Builds, and asserts that the collection's own checker finds no fault with
/// the briefing; returns how many payloads it compared in each file.
fn check_with_tools(desk: &Desk, made: &Path, names: &[&str]) -> Vec<u64> {
    let built = assert_cmd::Command::new(env!("CARGO_BIN_EXE_attache"))
        .args(["build", "--date", DATE])
        .current_dir(&desk.root)
        .env(ENVIRONMENT.0, ENVIRONMENT.1)
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8(built.stdout).unwrap(), String::from_utf8(built.stderr).unwrap());
    assert!(built.status.success(), "{err}");
    for text in [&out, &err] {
        let control = text.find(|letter: char| letter.is_control() && letter != '\n');
        assert_eq!(control, None, "a control is printed");
    }
    let edition = desk.root.join("output/weekly").join(DATE);
    let files: Vec<PathBuf> = names.iter().map(|name| edition.join(name)).collect();
    check_files(&files, &[]);
    // The checker compares each payload up to the nearest end of one. A card
    // goes on where a quotation stops short of it, so that the checker reads
    // the pages' own text.
    let texts: Vec<PathBuf> = files.iter().map(|file| without_cards(file, desk.beside())).collect();
    let report = check_files(&texts, &["--expected", made.join("expected.json").to_str().unwrap()]);
    report.as_array().unwrap().iter().map(|file| file["payloads_compared"].as_u64().unwrap()).collect()
}

fn check_files(files: &[PathBuf], arguments: &[&str]) -> Value {
    let checked = Command::new("python3")
        .arg(tools().join("check_brief.py"))
        .args(files)
        .args(arguments)
        // Marks are buttons; that each is one of ours, tests/it/hostile.rs checks.
        .args(["--allow", "button"])
        .arg("--json")
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&checked.stdout);
    let faults: Vec<&str> = report.lines().filter(|line| line.contains("FAIL")).collect();
    assert!(checked.status.success(), "{faults:#?}\n{report}");
    serde_json::from_str(&report).unwrap()
}

/// Copies a page without its cards to a folder; another file stays where it is.
fn without_cards(file: &Path, folder: &Path) -> PathBuf {
    if file.extension().unwrap() != "html" {
        return file.to_owned();
    }
    let page = fs::read_to_string(file).unwrap();
    let (text, rest) = page.split_once("<div class=\"cards\">").unwrap();
    let data = &rest[rest.find("<script").unwrap()..];
    let copy = folder.join(file.file_name().unwrap());
    fs::write(&copy, format!("{text}{data}")).unwrap();
    copy
}

fn hostile_audience(desk: &Desk) {
    desk.edit("config.yaml", "excerpts_per_theme: 50", "excerpts_per_theme: 200");
    desk.edit("config.yaml", "excerpts_per_source: 20", "excerpts_per_source: 20\n    max_words: 400");
}

#[test]
fn the_collection_of_hostile_inputs_harms_no_briefing() {
    let desk = Desk::with_documents("md, html", &[]);
    let Some(made) = make_collection(&desk) else { return };
    desk.edit("config.yaml", "corpus: [corpus]", "corpus: [../made/corpus]");
    hostile_audience(&desk);
    check_with_tools(&desk, &made, &["analyst.html", "analyst.md"]);
}

/// The collection's sentences are much alike, so that few are quoted beside
/// one another: here each gets words of its own before it.
#[test]
fn the_payloads_of_the_collection_read_letter_for_letter() {
    let desk = Desk::with_documents(if cfg!(feature = "pdf") { "md, html, pdf" } else { "md, html" }, &[]);
    let Some(made) = make_collection(&desk) else { return };
    hostile_audience(&desk);
    let expected: Value = serde_json::from_slice(&fs::read(made.join("expected.json")).unwrap()).unwrap();
    for case in expected["cases"].as_array().unwrap().iter().filter(|case| case["literal"].is_string()) {
        let (id, path) = (case["id"].as_str().unwrap(), case["path"].as_str().unwrap());
        let text = fs::read_to_string(made.join(path)).unwrap();
        let own: String =
            id.bytes().filter(u8::is_ascii_digit).map(|digit| char::from(digit - b'0' + b'a')).collect();
        let words = ["bo", "ri", "sta", "tul", "ven", "wim", "zo", "qua"].map(|word| format!("{word}{own}"));
        desk.write(
            &format!("corpus/{own}.txt"),
            text.replacen("The harbour tariff", &format!("The harbour tariff {}", words.join(" ")), 1),
        );
    }
    let mut files = vec!["analyst.html", "analyst.md"];
    if cfg!(feature = "pdf") && has_program("pdftotext") {
        files.push("analyst.pdf");
    }
    let compared = check_with_tools(&desk, &made, &files);
    assert!(compared[0] >= 80, "{compared:?}");
    assert!(compared.get(2).is_none_or(|compared| *compared >= 80), "{compared:?}");
    crate::verbatim::check_edition(&desk.root, "weekly", DATE);
    let verified = verifier::check(&desk);
    assert!(verified >= 80, "{verified} citations are few");
}

/// The files of a desk whose corpus is the collection are named by this.
const CORPUS: &str = "../made/corpus";

fn desk_on_collection(formats: &str) -> Option<(Desk, PathBuf)> {
    let desk = Desk::with_documents(formats, &[]);
    let made = make_collection(&desk)?;
    desk.edit("config.yaml", "corpus: [corpus]", &format!("corpus: [{CORPUS}]"));
    Some((desk, made))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What became of each input, by its path: ingested if any part of it was. A
/// copy was read where its original was.
fn outcomes(listed: &[Value]) -> BTreeMap<String, (String, String)> {
    let mut outcomes: BTreeMap<String, (String, String)> = BTreeMap::new();
    for line in listed {
        let text = |key: &str| line[key].as_str().unwrap_or_default();
        let outcome =
            if text("reason").starts_with("the same bytes as ") { "ingested" } else { text("outcome") };
        let entry = outcomes.entry(text("path").to_owned()).or_insert((outcome.to_owned(), String::new()));
        if outcome == "ingested" {
            entry.0 = outcome.to_owned();
        }
        entry.1.push_str(text("reason"));
        entry.1.push(' ');
    }
    outcomes
}

/// Returns the texts of inputs, of all their parts together, by their paths.
fn texts(desk: &Desk, made: &Path, paths: &[&String]) -> BTreeMap<String, String> {
    let file = |path: &&String| {
        let name = path.strip_prefix(&format!("{CORPUS}/")).unwrap();
        made.join("corpus").join(unescaped(name))
    };
    let seen = Command::new(env!("CARGO_BIN_EXE_attache"))
        .args(["inspect", "--format", "json"])
        .args(paths.iter().map(file))
        .current_dir(&desk.root)
        .output()
        .unwrap();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for line in lines(&String::from_utf8(seen.stdout).unwrap()) {
        let whole = texts.entry(line["path"].as_str().unwrap().to_owned()).or_default();
        whole.push_str(line["text"].as_str().unwrap_or_default());
        whole.push('\n');
    }
    texts
}

/// Undoes the percent-escapes of a path.
fn unescaped(path: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    let bytes = path.as_bytes();
    let mut raw = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                raw.push(byte);
                at += 3;
            }
            None => {
                raw.push(bytes[at]);
                at += 1;
            }
        }
    }
    OsString::from_vec(raw)
}

#[test]
fn every_hostile_input_is_named_and_comes_to_an_end_that_is_accepted() {
    let Some((desk, made)) = desk_on_collection("md") else { return };
    let listed = desk.run(&["corpus", "list", "--format", "json"]).ends_with(0);
    let outcomes = outcomes(&lines(&listed.out));
    let read: Vec<&String> =
        outcomes.iter().filter(|(_, (outcome, _))| outcome == "ingested").map(|(path, _)| path).collect();
    let texts = texts(&desk, &made, &read);
    let report: Vec<Value> = outcomes
        .iter()
        .map(|(path, (outcome, reason))| {
            // A byte order mark is counted in positions; nobody reads it.
            let text = texts.get(path).filter(|_| outcome == "ingested");
            let text = text.map(|text| text.trim_start_matches('\u{feff}'));
            let path = path.strip_prefix("../made/").unwrap();
            json!({ "path": path, "outcome": outcome, "reason": reason, "text": text })
        })
        .collect();
    let file = desk.beside().join("report.json");
    fs::write(&file, json!(report).to_string()).unwrap();
    let checked = Command::new("python3")
        .arg(tools().join("check_outcomes.py"))
        .args([made.join("expected.json"), file])
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
