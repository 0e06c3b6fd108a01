use std::sync::Arc;

use super::super::editions::names;
use super::*;
use crate::manifest;
use crate::model::Edition;
use crate::output::{Kept, Place, kept, write};

fn archive(names: &[&str]) -> tempfile::TempDir {
    let archive = tempfile::tempdir().unwrap();
    for name in names {
        let artifact = |file: &str| Artifact { name: file.to_owned(), bytes: name.as_bytes().to_vec() };
        let edition = Edition {
            brief: "weekly".to_owned(),
            name: name.parse().unwrap(),
            artifacts: vec![artifact("a.md"), artifact(manifest::FILE)],
            sources: vec![(Sha256::of(b"text"), Arc::from("text"))],
        };
        write(archive.path(), &edition, Place::Published).unwrap();
    }
    archive
}

fn notice() -> Vec<Artifact> {
    vec![Artifact { name: Retraction::FILE.to_owned(), bytes: b"{}".to_vec() }]
}

fn latest(archive: &Path) -> Option<PathBuf> {
    fs::read_link(archive.join("weekly/latest")).ok()
}

#[test]
fn a_notice_takes_the_place_of_an_edition_and_latest_names_one_that_is_whole() {
    let archive = archive(&["2025-04-02", "2025-04-09"]);
    let name = |text: &str| text.parse().unwrap();
    retract(archive.path(), "weekly", name("2025-04-09"), &notice()).unwrap();
    let left: Vec<_> = fs::read_dir(archive.path().join("weekly/2025-04-09")).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(latest(archive.path()).unwrap(), Path::new("2025-04-02"));
    retract(archive.path(), "weekly", name("2025-04-02"), &notice()).unwrap();
    assert_eq!(latest(archive.path()), None);
}

#[test]
fn what_is_removed_is_gone_and_leaves_nothing_behind() {
    let archive = archive(&["2025-04-02", "2025-04-09"]);
    remove(archive.path(), "weekly", &["2025-04-02".parse().unwrap()]).unwrap();
    assert_eq!(names(&archive.path().join("weekly")).len(), 1);
    let left: Vec<_> = fs::read_dir(archive.path().join("weekly")).unwrap().flatten().collect();
    assert_eq!(left.len(), 2, "the edition and `latest`: {left:?}");
    assert!(remove(archive.path(), "weekly", &["2025-04-02".parse().unwrap()]).is_err());
}

#[test]
fn a_text_with_a_tombstone_is_gone_and_not_kept_again() {
    let archive = archive(&["2025-04-02"]);
    let (folder, digest) = (archive.path().join(SOURCES), Sha256::of(b"text"));
    assert_eq!(kept_texts(archive.path()).keys().collect::<Vec<_>>(), [&digest]);
    let tombstone = Tombstone {
        schema: Tombstone::SCHEMA.to_owned(),
        text_sha256: digest.clone(),
        documents: vec!["corpus/a.md".to_owned()],
        purged: "2025-04-03".to_owned(),
        reason: None,
    };
    assert!(purge(archive.path(), &tombstone).unwrap());
    assert_eq!(super::tombstone(archive.path(), &digest), Some(tombstone));
    assert_eq!(kept(&folder, &digest), Kept::Purged);
    assert_eq!(purged(archive.path()), BTreeSet::from([digest.clone()]));
    let edition = Edition {
        brief: "weekly".to_owned(),
        name: "2025-04-09".parse().unwrap(),
        artifacts: Vec::new(),
        sources: vec![(digest, Arc::from("text"))],
    };
    write(archive.path(), &edition, Place::Published).unwrap();
    assert_eq!(kept_texts(archive.path()), BTreeMap::new());
}

#[test]
fn caches_go_whole_and_the_lock_stays() {
    let desk = tempfile::tempdir().unwrap();
    let held = crate::output::lock(desk.path(), "a test").unwrap();
    fs::create_dir_all(desk.path().join(".attache/index")).unwrap();
    fs::File::create(desk.path().join(".attache/index/segment")).unwrap();
    fs::File::create(desk.path().join(".attache/shelf")).unwrap();
    clear_caches(desk.path()).unwrap();
    let mut left: Vec<String> = fs::read_dir(desk.path().join(".attache"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["lock", "lock.owner"]);
    drop(held);
}
