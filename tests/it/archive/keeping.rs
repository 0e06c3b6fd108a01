//! What is kept, what is pinned, and manifests that are cut.

use std::fs;

use super::{desk, desk_with, latest, listed, pairs, publish, states};
use crate::support::Desk;

const WEEKS: [&str; 4] = ["2025-04-02", "2025-04-09", "2025-04-16", "2025-04-23"];

fn names(desk: &Desk) -> Vec<String> {
    listed(desk).into_keys().collect()
}

#[test]
fn what_is_no_longer_retained_goes_when_an_edition_is_published() {
    let desk = desk_with(&WEEKS[..2]);
    desk.append("config.yaml", "archive:\n  retain: {editions: 2}\n");
    desk.run(&["editions", "pin", "weekly/2025-04-02"]).ends_with(0).prints(&["pinned weekly/2025-04-02"]);
    desk.run(&["editions", "pin", "weekly/2025-04-02"]).ends_with(0).prints(&["already"]);
    desk.run(&["editions", "list"]).ends_with(0).prints(&["published, pinned"]);
    publish(&desk, WEEKS[2]);
    publish(&desk, WEEKS[3]);
    assert_eq!(names(&desk), ["weekly/2025-04-02", "weekly/2025-04-16", "weekly/2025-04-23"]);
    assert!(!desk.read("output/index.html").contains("2025-04-09"));
    desk.run(&["editions", "unpin", "weekly/2025-04-02"]).ends_with(0);
    let trial = desk.run(&["editions", "prune", "--dry-run"]).ends_with(0);
    trial.prints(&["would remove weekly/2025-04-02", "in all"]);
    assert_eq!(names(&desk).len(), 3);
    desk.run(&["editions", "prune"]).ends_with(0).prints(&["removed weekly/2025-04-02"]);
    assert_eq!(names(&desk), ["weekly/2025-04-16", "weekly/2025-04-23"]);
    desk.run(&["editions", "prune"]).ends_with(0).prints(&["nothing to remove"]);
    desk.run(&["verify"]).ends_with(0);
    assert_eq!(latest(&desk).as_deref(), Some("2025-04-23"));
}

#[test]
fn an_edition_of_an_old_date_outlives_the_run_that_published_it() {
    let desk = desk_with(&WEEKS[1..]);
    desk.append("config.yaml", "archive:\n  retain: {editions: 1}\n");
    publish(&desk, WEEKS[0]);
    assert_eq!(names(&desk), ["weekly/2025-04-02", "weekly/2025-04-23"]);
}

#[test]
fn nothing_is_pruned_by_a_configuration_that_is_wrong() {
    let desk = desk_with(&WEEKS[..2]);
    desk.append("config.yaml", "archive:\n  retain: {editions: 1, days: many}\n");
    desk.run(&["editions", "prune"]).ends_with(2).warns(&["`days` is `many`"]);
    desk.run(&["editions", "retract", "weekly/2025-04-02", "--reason", "Wrong"]).ends_with(0);
    assert_eq!(names(&desk).len(), 2);
}

#[test]
fn a_build_that_changes_nothing_writes_nothing() {
    let desk = desk_with(&WEEKS[..2]);
    desk.append("config.yaml", "archive:\n  retain: {editions: 5}\n");
    desk.build_on(WEEKS[1]);
    let (output, times) = (desk.output(), desk.times());
    let again = desk.build_on(WEEKS[1]).quiet();
    assert!(again.out.contains("unchanged weekly 2025-04-09"), "{}", again.out);
    assert!(desk.output() == output && desk.times() == times);
    // What a run that was killed did not come to is made up for.
    desk.remove("output/index.html");
    desk.build_on(WEEKS[1]);
    assert!(desk.output() == output);
}

#[test]
fn a_second_build_of_a_desk_gives_the_same_pages_and_feeds() {
    let (one, other) = (desk_with(&WEEKS[..2]), desk_with(&WEEKS[..2]));
    for file in ["index.html", "feed.xml", "feed.json", "weekly/feed.xml", "weekly/feed.json"] {
        assert_eq!(one.read(&format!("output/{file}")), other.read(&format!("output/{file}")), "{file}");
    }
}

#[test]
fn a_run_that_meets_another_one_changes_nothing() {
    let desk = desk_with(&WEEKS[..1]);
    let before = desk.output();
    let lock = fs::File::options().write(true).open(desk.root.join(".attache/lock")).unwrap();
    lock.lock().unwrap();
    for arguments in [
        &["editions", "prune"][..],
        &["editions", "pin", "weekly/2025-04-02"],
        &["editions", "retract", "weekly/2025-04-02", "--reason", "Wrong"],
        &["corpus", "purge", "corpus/herring.md"],
    ] {
        desk.run(arguments).ends_with(75);
    }
    desk.run(&["editions", "list"]).ends_with(0);
    desk.run(&["editions", "prune", "--dry-run"]).ends_with(0);
    assert!(desk.output() == before);
}

#[test]
fn a_manifest_that_is_cut_is_told_and_the_next_build_works() {
    let desk = desk_with(&WEEKS[..1]);
    let path = "output/weekly/2025-04-02/edition.json";
    let whole = desk.read(path);
    let ends = [0, 1, whole.len() / 3, whole.len() / 2, whole.len() - 2, whole.len() - 1];
    for (end, day) in ends.into_iter().zip(WEEKS.iter().cycle().skip(1)) {
        desk.write(path, &whole.as_bytes()[..end]);
        desk.run(&["verify", "weekly/2025-04-02"]).ends_with(1).prints(&["edition.json"]);
        assert_eq!(listed(&desk)["weekly/2025-04-02"]["state"], "damaged", "{end}");
        desk.run(&["editions", "show", "weekly/2025-04-02"]).ends_with(0).prints(&["damage"]);
        desk.build_on(day);
        desk.build_on(WEEKS[0]);
        fs::remove_dir_all(desk.root.join("output/weekly/2025-04-02.2")).unwrap();
    }
    desk.write(path, &whole);
    assert_eq!(listed(&desk)["weekly/2025-04-02"]["state"], "published");
}

#[test]
fn an_archive_without_editions_is_listed_as_empty() {
    let desk = desk();
    assert_eq!(states(&desk), pairs(&[]));
    desk.run(&["editions"]).ends_with(0).quiet();
    desk.run(&["editions", "prune"]).ends_with(0).prints(&["nothing to remove"]);
    assert!(!desk.root.join("output/index.html").exists());
}
