#![expect(clippy::disallowed_methods, reason = "tests write the files that they test with")]

use std::fs;
use std::sync::Arc;

use super::*;
use crate::corpus::Readers;
use crate::pipeline::verify::{FileVerdict, Verifier};

/// A manifest as one that was released had it.
const RELEASED: &[u8] = include_bytes!("../../../tests/manifests/edition-1.json");

fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = "corpus: [corpus]\nthemes:\n  a: {title: A, terms: {a: 1}}\naudiences:\n  analyst: {}\n";
    fs::write(folder.path().join("config.yaml"), config).unwrap();
    fs::create_dir_all(folder.path().join("output/weekly/2025-04-02")).unwrap();
    folder
}

#[test]
fn a_manifest_cut_at_any_byte_is_damaged_for_lists_and_for_verify() {
    let desk = desk();
    let path = desk.path().join("output/weekly/2025-04-02").join(manifest::FILE);
    let editions = Editions::open(desk.path()).unwrap();
    let verifier = Verifier::open(desk.path(), Arc::new(Readers::in_process()), None).unwrap();
    for end in 0..RELEASED.len() {
        fs::write(&path, &RELEASED[..end]).unwrap();
        let listed = editions.list(None).unwrap();
        assert_eq!(listed[0].standing, Standing::Damaged, "{end}");
        assert!(listed[0].damage.is_some(), "{end}");
        let reports = verifier.verify(verifier.subjects(&[]).unwrap());
        assert!(!reports[0].ok && reports[0].files[0].verdict != FileVerdict::Ok, "{end}");
        if end % 97 == 0 {
            assert_eq!(editions.show("weekly/2025-04-02").unwrap().state, "damaged", "{end}");
        }
    }
    fs::write(&path, RELEASED).unwrap();
    let listed = editions.list(None).unwrap();
    assert_eq!(listed[0].damage.as_deref(), Some("analyst.md is missing"), "the manifest itself is whole");
}

#[test]
fn a_manifest_of_the_first_schema_says_what_it_said() {
    let desk = desk();
    fs::write(desk.path().join("output/weekly/2025-04-02").join(manifest::FILE), RELEASED).unwrap();
    let editions = Editions::open(desk.path()).unwrap();
    let details = editions.show("weekly/latest").unwrap();
    assert_eq!((details.title.as_str(), details.excerpts), ("Norwick, the weekly briefing", 1));
    assert_eq!(details.themes[0].title, "The harbour");
    let damaged = "analyst.md is missing";
    assert_eq!(details.damage.as_deref(), Some(damaged));
    let manifest = Manifest::from_json(RELEASED).unwrap();
    assert_eq!((manifest.revision, manifest.slot), (1, None));
}
