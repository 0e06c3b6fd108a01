//! Every citation, checked at its bytes by a program that is not ours.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::support::{DATE, Desk, copy_tree, project};

const VERIFIER: &str = "../shared/hostile/verify_quotes.py";

/// Asserts that a verifier that is not ours finds every citation of an edition:
/// in the bytes of its source where the text is the file itself, else in the
/// text that `corpus show --text` writes. Returns how many there are.
pub(crate) fn check(desk: &Desk) -> usize {
    let manifest = desk.manifest(DATE);
    let texts = desk.beside().join("texts");
    fs::create_dir_all(&texts).unwrap();
    let mut citations = Vec::new();
    for document in manifest["documents"].as_array().unwrap() {
        let (path, id) = (document["path"].as_str().unwrap(), document["id"].as_str().unwrap());
        let digest = document["text_sha256"].as_str().unwrap();
        let verbatim = document["member"].is_null() && document["sha256"] == digest;
        if !verbatim {
            let member = document["member"].as_str().map_or(String::new(), |member| format!("#{member}"));
            let shown = desk.run(&["corpus", "show", "--text", &format!("{path}{member}")]).ends_with(0);
            fs::write(texts.join(format!("{digest}.txt")), shown.out).unwrap();
        }
        let (file, of) = if verbatim { (path, "source") } else { (digest, "text") };
        let excerpts = manifest["excerpts"].as_array().unwrap().iter();
        citations.extend(excerpts.filter(|excerpt| excerpt["document"] == id).map(|excerpt| {
            json!({
                "file": file, "of": of,
                "start": excerpt["start_byte"], "end": excerpt["end_byte"], "text": excerpt["text"],
            })
        }));
    }
    let file = desk.beside().join("citations.json");
    fs::write(&file, json!(citations).to_string()).unwrap();
    let checked = Command::new("python3")
        .arg(project().join(VERIFIER))
        .arg(file)
        .args(["--root".as_ref(), desk.root.as_os_str(), "--text-root".as_ref(), texts.as_os_str()])
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    citations.len()
}

/// Tells whether the verifier and a folder are at hand; prints why not.
fn has(folder: &str) -> bool {
    let missing = [VERIFIER, folder].into_iter().find(|path| !project().join(path).exists());
    missing.inspect(|path| eprintln!("skipped: there is no {path}")).is_none()
}

/// The project's own themes and audiences over the documents of a folder.
fn desk_over(folder: &Path, themes: Option<&str>) -> Desk {
    let desk = Desk::sample();
    desk.empty_corpus();
    copy_tree(folder, &desk.root.join("corpus"));
    let config = fs::read_to_string(project().join("config.yaml")).unwrap();
    match themes {
        None => {
            fs::remove_dir_all(desk.root.join("briefs")).unwrap();
            copy_tree(&project().join("briefs"), &desk.root.join("briefs"));
            desk.write("config.yaml", config);
        }
        Some(terms) => {
            desk.one_audience("md, html, pdf, docx");
            let norwick = desk.read("config.yaml");
            let (head, tail) = norwick.split_once("themes:").unwrap();
            let audiences = &tail[tail.find("audiences:").unwrap()..];
            desk.write(
                "config.yaml",
                format!("{head}themes:\n  all:\n    title: All\n    terms: {terms}\n\n{audiences}"),
            );
            desk.edit("briefs/weekly.yaml", "[harbour, fishing]", "[all]");
        }
    }
    desk
}

#[test]
fn the_sample_desk_is_cited_byte_for_byte() {
    if has("../shared") {
        let desk = desk_over(&project().join("corpus"), None);
        desk.build();
        assert!(check(&desk) >= 20);
        desk.run(&["verify", "weekly"]).ends_with(0);
    }
}

#[test]
fn real_articles_are_cited_byte_for_byte() {
    const FOLDER: &str = "../shared/corpus/russia-china";
    if has(FOLDER) {
        let desk = desk_over(&project().join(FOLDER), None);
        desk.build();
        assert!(check(&desk) >= 20);
        desk.run(&["verify", "weekly"]).ends_with(0);
    }
}

/// Files of every office format, mails, feeds and archives, many of them odd.
#[test]
fn documents_of_every_format_are_cited_byte_for_byte() {
    const FOLDER: &str = "../shared/eval/files/tika_documents";
    if has(FOLDER) {
        let terms = "[document, test, file, text, page, mail, table, content, example, report]";
        let desk = desk_over(&project().join(FOLDER), Some(terms));
        desk.build();
        assert!(check(&desk) >= 5, "{}", desk.manifest(DATE)["excerpts"]);
        desk.run(&["verify", "weekly"]).ends_with(0);
    }
}
