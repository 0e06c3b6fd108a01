//! Drafts and what becomes of them; editions that are withdrawn.

use std::fs;

use super::{desk, desk_with, latest, pairs, publish, states};
use crate::support::{Desk, project};

fn with_approval() -> Desk {
    let desk = desk();
    desk.append("briefs/weekly.yaml", "approval: required\n");
    desk
}

#[test]
fn a_draft_waits_until_somebody_publishes_it() {
    let desk = with_approval();
    desk.build_on("2025-04-02").prints(&["drafted weekly 2025-04-02"]);
    assert_eq!(states(&desk), pairs(&[("weekly/2025-04-02", "draft")]));
    assert!(!desk.root.join("output/index.html").exists() && latest(&desk).is_none());
    desk.run(&["editions", "show", "weekly/2025-04-02"])
        .ends_with(0)
        .prints(&["state       draft", "The harbour"]);
    // It can be proved before it is published, if it is named; it is no edition yet.
    desk.run(&["verify"]).ends_with(2).warns(&["there are no editions"]);
    desk.run(&["verify", "weekly/drafts/2025-04-02"]).ends_with(0).prints(&["weekly/drafts/2025-04-02: "]);
    let done = desk.run(&["editions", "publish", "weekly"]).ends_with(0).quiet();
    done.prints(&[
        "published weekly/2025-04-02: output/weekly/2025-04-02",
        "  output/index.html",
        "  output/feed.xml",
    ]);
    assert_eq!(states(&desk), pairs(&[("weekly/2025-04-02", "published")]));
    assert_eq!(latest(&desk).as_deref(), Some("2025-04-02"));
    desk.run(&["verify"]).ends_with(0);
    desk.run(&["editions", "publish", "weekly"]).ends_with(2).warns(&["there is no draft `weekly`"]);
}

#[test]
fn a_draft_that_was_overtaken_is_built_again() {
    let desk = with_approval();
    desk.build_on("2025-04-02");
    desk.edit("briefs/weekly.yaml", "approval: required\n", "");
    publish(&desk, "2025-04-09");
    let refused = desk.run(&["editions", "publish", "weekly/2025-04-02"]).ends_with(1);
    refused.warns(&["2025-04-09 was published meanwhile", "build it again"]);
    // One that was built to follow another edition than the one before it.
    desk.append("briefs/weekly.yaml", "approval: required\n");
    publish(&desk, "2025-04-16");
    desk.run(&["editions", "retract", "weekly/2025-04-09", "--reason", "It is wrong"]).ends_with(0);
    let refused = desk.run(&["editions", "publish", "weekly/2025-04-16"]).ends_with(1);
    refused.warns(&["not the one that it was built to follow", "build it again"]);
    desk.build_on("2025-04-16");
    desk.run(&["editions", "publish", "weekly"]).ends_with(0);
    assert_eq!(latest(&desk).as_deref(), Some("2025-04-16"));
}

#[test]
fn a_draft_that_was_edited_by_hand_is_not_published() {
    let desk = with_approval();
    desk.build_on("2025-04-02");
    desk.append("output/weekly/drafts/2025-04-02/analyst.md", "More.\n");
    let refused = desk.run(&["editions", "publish", "weekly"]).ends_with(1);
    refused.warns(&["analyst.md is not as it was built"]);
    assert_eq!(states(&desk), pairs(&[("weekly/2025-04-02", "damaged")]));
}

#[test]
fn a_notice_stands_in_the_place_of_what_was_withdrawn() {
    let desk = desk_with(&["2025-04-02", "2025-04-09"]);
    let reason = "Its second source was <b>wrong</b> | see the next";
    let arguments = ["editions", "retract", "weekly/2025-04-09", "--date", "2025-04-10", "--reason", reason];
    let kept = desk.output().into_keys().filter(|name| name.starts_with("sources/")).count();
    desk.run(&arguments).ends_with(0).quiet().prints(&["retracted weekly/2025-04-09"]);
    let files: Vec<String> =
        desk.output().into_keys().filter(|name| name.starts_with("weekly/2025-04-09/")).collect();
    assert_eq!(
        files,
        ["weekly/2025-04-09/index.html", "weekly/2025-04-09/notice.md", "weekly/2025-04-09/retraction.json"]
    );
    assert!(desk.read("output/weekly/2025-04-09/notice.md").contains("withdrawn on 10 April 2025"));
    assert_eq!(latest(&desk).as_deref(), Some("2025-04-02"));
    let left = desk.output().into_keys().filter(|name| name.starts_with("sources/")).count();
    assert_eq!(left, kept, "texts go when the archive is pruned only");
    assert_eq!(
        states(&desk),
        pairs(&[("weekly/2025-04-02", "published"), ("weekly/2025-04-09", "retracted")])
    );
    desk.run(&["editions", "show", "weekly/2025-04-09"])
        .ends_with(0)
        .prints(&["withdrawn   2025-04-10: Its second"]);
    let verified = desk.run(&["verify"]).ends_with(0);
    verified.prints(&["weekly/2025-04-02: ", "weekly/2025-04-09: withdrawn on 2025-04-10: Its second"]);
    desk.run(&["verify", "weekly/2025-04-09"]).ends_with(0).prints(&["withdrawn on 2025-04-10"]);
    desk.run(&arguments).ends_with(1).warns(&["was withdrawn on 2025-04-10 already"]);
    desk.run(&["editions", "prune"]).ends_with(0).prints(&["removed 1 kept text"]);
    desk.run(&["verify"]).ends_with(0);
    // The next edition says what is new since the last that holds.
    let next = publish(&desk, "2025-04-16");
    next.prints(&["built weekly 2025-04-16"]);
    desk.run(&["editions", "show", "weekly/latest"]).ends_with(0).prints(&["since 2025-04-02"]);
}

#[test]
fn a_notice_that_is_cut_or_moved_is_told() {
    let desk = desk_with(&["2025-04-02"]);
    desk.run(&["editions", "retract", "weekly/2025-04-02", "--reason", "Wrong"]).ends_with(0);
    assert_eq!(latest(&desk), None);
    let path = desk.root.join("output/weekly/2025-04-02");
    fs::rename(&path, desk.root.join("output/weekly/2025-04-03")).unwrap();
    desk.run(&["verify"])
        .ends_with(1)
        .prints(&["file tampered: retraction.json: it is that of weekly/2025-04-02"]);
    fs::rename(desk.root.join("output/weekly/2025-04-03"), &path).unwrap();
    let whole = desk.read("output/weekly/2025-04-02/retraction.json");
    desk.write("output/weekly/2025-04-02/retraction.json", &whole[..whole.len() / 2]);
    desk.run(&["verify"]).ends_with(1).prints(&["retraction.json: it is damaged"]);
    assert_eq!(states(&desk), pairs(&[("weekly/2025-04-02", "damaged")]));
}

#[test]
fn a_desk_whose_templates_are_wrong_can_still_withdraw_an_edition() {
    let desk = desk_with(&["2025-04-02"]);
    desk.write("templates/analyst.md", "{% if %}");
    desk.write("briefs/weekly.yaml", "title: [\n");
    desk.run(&["build"]).ends_with(2);
    desk.run(&["editions", "retract", "weekly/2025-04-02", "--reason", "Wrong"]).ends_with(0);
    assert_eq!(states(&desk), pairs(&[("weekly/2025-04-02", "retracted")]));
}

#[test]
fn names_that_mean_nothing_are_told_with_their_neighbours() {
    let desk = desk_with(&["2025-04-02"]);
    desk.run(&["editions", "list", "weakly"]).ends_with(2).warns(&["did you mean `weekly`?"]);
    let unknown = desk.run(&["editions", "show", "weekly/2025-04-03"]).ends_with(2);
    unknown.warns(&["there is no edition `weekly/2025-04-03`", "did you mean `weekly/2025-04-02`?"]);
    for name in ["weekly", "weekly/", "../weekly/2025-04-02", "weekly/../weekly", "/etc/passwd"] {
        desk.run(&["editions", "pin", name]).ends_with(2).warns(&["there is no published edition"]);
    }
    desk.run(&["editions", "retract", "weekly/2025-04-02", "--reason", " "]).ends_with(2);
}

/// A manifest that the first release wrote: without what was added since.
#[test]
fn manifests_of_the_first_schema_are_read() {
    let desk = desk();
    let manifest = fs::read(project().join("tests/manifests/edition-1.json")).unwrap();
    desk.write("output/weekly/2025-04-02/edition.json", manifest);
    desk.run(&["editions", "list"]).ends_with(0).prints(&["damaged", "analyst.md is missing"]);
    desk.run(&["editions", "show", "weekly/2025-04-02"])
        .ends_with(0)
        .prints(&["The harbour: 1 of 1 documents"]);
    publish(&desk, "2025-04-09");
    let shown = desk.run(&["editions", "show", "weekly/2025-04-09"]).ends_with(0);
    shown.prints(&["since 2025-04-02", "1 gone"]);
}
