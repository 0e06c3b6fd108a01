//! Sources whose texts must not be kept.

use std::fs;

use serde_json::Value;

use super::desk_with;
use crate::support::{DATE, Desk};

const SOURCE: &str = "corpus/herring.md";

fn kept(desk: &Desk) -> Vec<String> {
    desk.output().into_keys().filter(|name| name.starts_with("sources/")).collect()
}

fn digest(desk: &Desk) -> String {
    let manifest = desk.manifest(DATE);
    let documents = manifest["documents"].as_array().unwrap();
    let cited = documents.iter().find(|document| document["path"] == SOURCE).expect("it is cited");
    cited["text_sha256"].as_str().unwrap().to_owned()
}

/// Tells whether any file below a folder has these words, compressed or not.
fn has_words(desk: &Desk, folder: &str, words: &str) -> bool {
    let found = crate::support::snapshot(&desk.root.join(folder));
    found.values().any(|bytes| {
        let mut text = String::new();
        let mut gzip = flate2::read::GzDecoder::new(&bytes[..]);
        let _ = std::io::Read::read_to_string(&mut gzip, &mut text);
        let plain = String::from_utf8_lossy(bytes);
        plain.contains(words) || text.contains(words)
    })
}

#[test]
fn a_purged_text_is_gone_and_leaves_a_tombstone() {
    let desk = desk_with(&[DATE]);
    let digest = digest(&desk);
    let words = "cannot live";
    assert!(has_words(&desk, "output/sources", words));
    let (output, editions) = (desk.output(), kept(&desk).len());
    let trial = desk.run(&["corpus", "purge", SOURCE, "--dry-run"]).ends_with(0);
    trial.prints(&["would purge corpus/herring.md: its kept text", "quoted by weekly/2025-04-02"]);
    assert!(desk.output() == output);
    let arguments = ["corpus", "purge", SOURCE, "--reason", "It names a source", "--date", "2025-04-03"];
    let done = desk.run(&arguments).ends_with(0);
    let done = done.prints(&["purged corpus/herring.md: its kept text, sha256", "removed every cache"]);
    done.warns(&[
        "the source itself is left to its owner",
        "weekly/2025-04-02 quotes it still",
        "attache editions retract weekly/2025-04-02",
    ]);
    assert_eq!(kept(&desk).len(), editions);
    assert!(!has_words(&desk, "output/sources", words));
    let left = fs::read_dir(desk.root.join(".attache")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(left.collect::<Vec<_>>(), ["lock"]);
    let tombstone: Value =
        serde_json::from_str(&desk.read(&format!("output/sources/{digest}.purged.json"))).unwrap();
    assert_eq!(tombstone["schema"], "attache/purged/1");
    assert_eq!(tombstone["documents"][0], SOURCE);
    assert_eq!(
        (&tombstone["purged"], &tombstone["reason"]),
        (&"2025-04-03".into(), &"It names a source".into())
    );
    // Editions keep their bytes.
    let edition = |output: &std::collections::BTreeMap<String, Vec<u8>>| {
        output
            .iter()
            .filter(|(name, _)| name.starts_with("weekly/2025"))
            .map(|(n, b)| (n.clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    assert!(edition(&desk.output()) == edition(&output));
    // Again, by its digest: what stands on the tombstone stays.
    desk.run(&["corpus", "purge", &digest]).ends_with(0).prints(&["no text was kept", "as before"]);
    assert!(desk.read(&format!("output/sources/{digest}.purged.json")).contains("2025-04-03"));
}

#[test]
fn verify_tells_what_was_purged_and_fails_for_other_things_only() {
    let desk = desk_with(&[DATE]);
    desk.run(&["corpus", "purge", SOURCE]).ends_with(0);
    let told = desk.run(&["verify", "--format", "json"]).ends_with(0).out;
    let report: Value = serde_json::from_str(&told).unwrap();
    let verdicts: Vec<&str> = report["citations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|citation| citation["document"] == SOURCE)
        .map(|citation| citation["verdict"].as_str().unwrap())
        .collect();
    assert!(!verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == "purged"), "{told}");
    assert_eq!(report["ok"], true);
    // It is no matter whether the source is still there.
    desk.remove(SOURCE);
    let text = desk.run(&["verify"]).ends_with(0);
    text.prints(&[
        &format!("{} purged", verdicts.len()),
        "corpus/herring.md: its text was removed on purpose",
    ]);
    desk.append(&format!("output/weekly/{DATE}/analyst.md"), "x");
    desk.run(&["verify"]).ends_with(1);
}

#[test]
fn a_build_passes_a_purged_source_over_and_warns() {
    let desk = desk_with(&[DATE]);
    let digest = digest(&desk);
    desk.run(&["corpus", "purge", SOURCE]).ends_with(0);
    let next = desk.build_on("2025-04-09");
    next.warns(&["skipped: its text was purged from the archive", SOURCE, "remove it from the corpus"]);
    let manifest = desk.manifest("2025-04-09");
    let cites = |manifest: &Value| {
        manifest["documents"].as_array().unwrap().iter().any(|document| document["path"] == SOURCE)
    };
    assert!(cites(&desk.manifest(DATE)) && !cites(&manifest));
    assert!(!desk.root.join(format!("output/sources/{digest}.txt.gz")).exists());
    desk.run(&["build", "--date", "2025-04-16", "--strict"]).ends_with(1);
    // Its text under another name is the same text.
    fs::rename(desk.root.join(SOURCE), desk.root.join("corpus/other.md")).unwrap();
    desk.build_on("2025-04-16").warns(&["corpus/other.md"]);
    desk.remove("corpus/other.md");
    desk.build_on("2025-04-23").quiet();
    desk.run(&["verify"]).ends_with(0);
}

#[test]
fn every_version_that_was_cited_under_a_name_is_purged() {
    let desk = desk_with(&[DATE]);
    let first = digest(&desk);
    desk.append(SOURCE, "\nThe herring fleet kept its quota in the summer too.\n");
    desk.build_on("2025-04-09");
    let found = desk.run(&["corpus", "purge", SOURCE, "--format", "json"]).ends_with(0);
    let found: Value = serde_json::from_str(&found.out).unwrap();
    let digests: Vec<&str> =
        found["texts"].as_array().unwrap().iter().map(|text| text["text_sha256"].as_str().unwrap()).collect();
    assert!(digests.len() == 2 && digests.contains(&first.as_str()), "{found:#}");
    assert_eq!(found["editions"].as_array().unwrap().len(), 2);
    assert_eq!(found["files"][0], SOURCE);
    assert!(!has_words(&desk, "output/sources", "cannot live"));
}

#[test]
fn a_draft_that_quotes_what_was_purged_is_not_published() {
    let desk = super::desk();
    desk.append("briefs/weekly.yaml", "approval: required\n");
    desk.build();
    let told = desk.run(&["corpus", "purge", SOURCE]).ends_with(0);
    told.warns(&["quotes it still", "the draft cannot be published any more"]);
    let refused = desk.run(&["editions", "publish", "weekly"]).ends_with(1);
    refused.warns(&["does not stand in the kept text of its source"]);
}

#[test]
fn a_name_that_no_document_has_is_told_with_its_neighbour() {
    let desk = desk_with(&[DATE]);
    let unknown = desk.run(&["corpus", "purge", "corpus/haring.md"]).ends_with(2);
    unknown.warns(&["no edition cites `corpus/haring.md`", "did you mean `corpus/herring.md`?"]);
}
