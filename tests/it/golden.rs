//! Desks with the editions that are expected of them.
//!
//! Each folder of `tests/golden/` is a case: a desk (`config.yaml`, `briefs/`,
//! `corpus/`, and `templates/` unless the project's are meant) and `expected/`
//! with the Markdown, the HTML and the manifest of each brief. What is in `next/`
//! is laid over the desk for a second edition. With
//! `ATTACHE_UPDATE_GOLDEN=1` the expected files are written anew; read the
//! diff before committing it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{DATE, Desk, copy_tree, project, snapshot};

/// The date of second editions.
const NEXT: &str = "2025-04-09";

#[test]
fn every_case_gives_what_is_expected() {
    let update = std::env::var_os("ATTACHE_UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let mut cases: Vec<_> = fs::read_dir(project().join("tests/golden"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let mut differences = String::new();
    for case in cases {
        let built = build(&case);
        let expected = case.join("expected");
        if update {
            write(&expected, &built);
        } else {
            differences += &compare(&case, &snapshot(&expected), &built);
        }
    }
    assert!(
        differences.is_empty(),
        "{differences}\nif this is wanted: ATTACHE_UPDATE_GOLDEN=1 cargo test --release --test it golden"
    );
}

/// Builds a case and returns its files by `brief/name`; of a case with changes
/// in `next/`, those of a second edition by `next/brief/name`.
fn build(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let desk = Desk::of_case(case, "desk");
    desk.build();
    let mut files = edition(&desk, DATE);
    if case.join("next").is_dir() {
        copy_tree(&case.join("next"), &desk.root);
        desk.build_on(NEXT);
        files.extend(edition(&desk, NEXT).into_iter().map(|(path, bytes)| (format!("next/{path}"), bytes)));
    }
    files
}

/// Returns the files of the editions of a date by `brief/name`.
fn edition(desk: &Desk, date: &str) -> BTreeMap<String, Vec<u8>> {
    let date = format!("/{date}/");
    desk.output()
        .into_iter()
        .filter(|(path, _)| path.contains(&date))
        .map(|(path, bytes)| {
            let bytes = match path.rsplit('.').next() {
                Some("json") => steady(&bytes),
                Some("html") => steady_page(&bytes),
                _ => bytes,
            };
            (path.replace(&date, "/"), bytes)
        })
        .collect()
}

/// Leaves out what changes with the program's version and with files of the
/// look that no expected file shows.
fn steady(manifest: &[u8]) -> Vec<u8> {
    let mut manifest: Value = serde_json::from_slice(manifest).unwrap();
    manifest["generator"] = "attache".into();
    manifest["inputs"]["templates"] = "".into();
    // Of a second edition; the digest covers what is left out here.
    if !manifest["inputs"]["previous"].is_null() {
        manifest["inputs"]["previous"] = "".into();
    }
    manifest["seal"] = "".into();
    let audiences = manifest["audiences"].as_array_mut().unwrap();
    for file in audiences.iter_mut().flat_map(|audience| audience["files"].as_array_mut().unwrap()) {
        // A page has the manifest in it.
        if file["path"].as_str().unwrap().ends_with(".html") {
            file["sha256"] = "".into();
        }
    }
    serde_json::to_vec_pretty(&manifest).unwrap()
}

/// Leaves the same out of the manifest that a page carries.
fn steady_page(page: &[u8]) -> Vec<u8> {
    let generator = concat!("attache ", env!("CARGO_PKG_VERSION"));
    let page = String::from_utf8_lossy(page).replace(generator, "attache");
    let has = |line: &str, key: &str| line.trim_start().starts_with(key);
    let steady = |line| match () {
        () if has(line, "\"templates\": ") => "\"templates\": \"\",\n",
        () if has(line, "\"seal\": ") => "\"seal\": \"\"\n",
        () => line,
    };
    page.split_inclusive('\n').map(steady).collect::<String>().into_bytes()
}

fn write(expected: &Path, built: &BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(expected).ok();
    for (path, bytes) in built {
        let path = expected.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Tells what differs, in words and with the lines that do.
fn compare(case: &Path, expected: &BTreeMap<String, Vec<u8>>, built: &BTreeMap<String, Vec<u8>>) -> String {
    let mut told = String::new();
    let paths: BTreeSet<&String> = expected.keys().chain(built.keys()).collect();
    for path in paths {
        let name = format!("{}/expected/{path}", case.file_name().unwrap().to_string_lossy());
        match (expected.get(path), built.get(path)) {
            (Some(expected), Some(built)) if expected == built => {}
            (Some(expected), Some(built)) => {
                told += &format!("{name} differs:\n{}", lines_that_differ(expected, built));
            }
            (Some(_), None) => told += &format!("{name} was not built\n"),
            _ => told += &format!("{name} was built, but is not expected\n"),
        }
    }
    told
}

/// Shows the lines between the first and the last that differ, 20 of each
/// side at most.
fn lines_that_differ(expected: &[u8], built: &[u8]) -> String {
    let (expected, built) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(built));
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), built.lines().collect());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(old, new)| old == new).count();
    let mut shown = format!("@@ line {} @@\n", head + 1);
    for (sign, lines) in [('-', &old), ('+', &new)] {
        let changed = &lines[head..lines.len() - tail];
        for line in changed.iter().take(20) {
            shown += &format!("{sign} {line}\n");
        }
        if changed.len() > 20 {
            shown += &format!("{sign} … {} lines more\n", changed.len() - 20);
        }
    }
    shown
}

#[test]
fn a_difference_is_shown_with_its_line() {
    let shown = lines_that_differ(b"a\nb\nc\nd\n", b"a\nx\ny\nd\n");
    assert_eq!(shown, "@@ line 2 @@\n- b\n- c\n+ x\n+ y\n");
    let shown = lines_that_differ(b"a\na\n", b"a\na\na\n");
    assert_eq!(shown, "@@ line 3 @@\n+ a\n");
}
