//! Folders, and what all deliveries have in common.

use super::*;

fn desk_for(audiences: &str) -> (TempDir, Desk) {
    let share = tempfile::tempdir().unwrap();
    let desk = published();
    add_target(&desk, &format!("folder: {{path: '{}', audiences: {audiences}}}", share.path().display()));
    (share, desk)
}

#[test]
fn an_edition_stands_in_the_folder_as_in_the_archive() {
    let (share, desk) = desk_for("all");
    deliver(&desk, 0).prints(&[&format!("sent weekly {DATE} to there")]);
    let here = snapshot(&desk.root.join(format!("output/weekly/{DATE}")));
    assert_eq!(snapshot(&share.path().join(format!("weekly/{DATE}"))), here);
    #[cfg(unix)]
    assert_eq!(fs::read_link(share.path().join("weekly/latest")).unwrap(), Path::new(DATE));
    let before = snapshot(share.path());
    fs::remove_dir_all(desk.root.join("output/.deliveries")).unwrap();
    deliver(&desk, 0);
    assert_eq!(snapshot(share.path()), before);
}

#[test]
fn a_folder_of_one_audience_has_its_files_only() {
    let (share, desk) = desk_for("press");
    deliver(&desk, 0);
    let names: Vec<String> = snapshot(&share.path().join(format!("weekly/{DATE}"))).into_keys().collect();
    assert_eq!(names, ["delivery.json", "press.md"]);
}

#[test]
fn a_dry_run_says_what_would_be_sent_and_leaves_no_trace() {
    let (share, desk) = desk_for("all");
    let before = snapshot(&desk.root);
    run(&desk, &["deliver", "--dry-run"])
        .ends_with(0)
        .prints(&[&format!("would send weekly {DATE} to there")]);
    assert_eq!((snapshot(&desk.root), snapshot(share.path()).len()), (before, 0));
}

#[test]
fn each_delivery_is_a_line_of_json() {
    let (_share, desk) = desk_for("all");
    let told = run(&desk, &["deliver", "--message-format", "json"]).ends_with(0);
    let line: Value = serde_json::from_str(told.out.trim()).unwrap();
    assert_eq!(
        (&line["state"], &line["target"], &line["edition"]),
        (&"sent".into(), &"there".into(), &DATE.into())
    );
    assert_eq!((&line["is_tried"], &line["dry_run"]), (&true.into(), &false.into()));
}

#[test]
fn a_build_delivers_when_it_is_told_to() {
    let share = tempfile::tempdir().unwrap();
    let desk = unpublished();
    add_target(&desk, &format!("folder: {{path: '{}', audiences: all}}", share.path().display()));
    run(&desk, &["build", "--date", DATE]).ends_with(0);
    assert!(snapshot(share.path()).is_empty(), "a build alone delivers nothing");
    run(&desk, &["build", "--date", DATE, "--deliver"]).ends_with(0).prints(&["sent weekly"]);
    assert!(share.path().join(format!("weekly/{DATE}/edition.json")).is_file());
}

#[test]
fn a_draft_is_not_delivered() {
    let share = tempfile::tempdir().unwrap();
    let desk = unpublished();
    add_target(&desk, &format!("folder: {{path: '{}', audiences: all}}", share.path().display()));
    desk.append("briefs/weekly.yaml", "approval: required\n");
    run(&desk, &["build", "--date", DATE, "--deliver"]).ends_with(0);
    deliver(&desk, 0);
    assert!(snapshot(share.path()).is_empty());
    run(&desk, &["deliver", &format!("weekly/{DATE}")]).ends_with(1).warns(&["is not published"]);
}

#[test]
fn only_the_newest_edition_goes_to_a_target_that_is_new() {
    let (share, desk) = desk_for("all");
    for date in ["2025-04-03", "2025-04-04"] {
        desk.build_on(date);
    }
    deliver(&desk, 0);
    desk.build_on("2025-04-05");
    desk.build_on("2025-04-06");
    deliver(&desk, 0);
    let is_edition = |name: &String| name.starts_with("2025");
    let mut names: Vec<String> = fs::read_dir(share.path().join("weekly"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(is_edition)
        .collect();
    names.sort();
    assert_eq!(names, ["2025-04-04", "2025-04-05", "2025-04-06"]);
}

#[test]
fn bytes_that_are_not_those_that_were_built_go_nowhere() {
    for file in ["press.md", "edition.json"] {
        let (share, desk) = desk_for("all");
        let path = desk.root.join(format!("output/weekly/{DATE}/{file}"));
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
        let told = deliver(&desk, 1);
        assert!(told.err.contains("not what was built") || told.err.contains("edition.json"), "{}", told.err);
        assert!(snapshot(share.path()).is_empty());
    }
}

#[test]
fn a_manifest_that_names_files_elsewhere_reaches_none() {
    let (share, desk) = desk_for("all");
    desk.write("secret.txt", "not for you");
    let path = desk.root.join(format!("output/weekly/{DATE}/press.md"));
    fs::remove_file(&path).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(desk.root.join("secret.txt"), &path).unwrap();
    deliver(&desk, 1);
    assert!(snapshot(share.path()).is_empty());
}

#[test]
fn an_edition_that_was_retracted_is_not_delivered() {
    let (share, desk) = desk_for("all");
    desk.remove(&format!("output/weekly/{DATE}/edition.json"));
    desk.write(&format!("output/weekly/{DATE}/retraction.json"), "{}");
    deliver(&desk, 0);
    run(&desk, &["deliver", &format!("weekly/{DATE}")])
        .ends_with(0)
        .warns(&["was retracted and is not delivered"]);
    assert!(snapshot(share.path()).is_empty());
}

#[test]
fn an_entry_that_cannot_be_read_is_no_leave_to_send() {
    let (share, desk) = desk_for("all");
    deliver(&desk, 0);
    desk.write(&format!("output/.deliveries/weekly/{DATE}/there.json"), "{");
    fs::remove_dir_all(share.path().join("weekly")).unwrap();
    deliver(&desk, 1).warns(&["is damaged", "find out whether it was sent"]);
    assert!(snapshot(share.path()).is_empty());
    run(&desk, &["deliver", "list"]).ends_with(1);
}

#[test]
fn a_folder_that_cannot_be_written_waits() {
    let (share, desk) = desk_for("all");
    fs::write(share.path().join("weekly"), "in the way").unwrap();
    deliver(&desk, 1).prints(&["waiting weekly", "; next at "]);
    fs::remove_file(share.path().join("weekly")).unwrap();
    run(&desk, &["deliver", "retry"]).ends_with(0);
    assert!(share.path().join(format!("weekly/{DATE}/edition.json")).is_file());
}

#[test]
fn a_replaced_edition_replaces_its_files() {
    let (share, desk) = desk_for("all");
    deliver(&desk, 0);
    desk.edit("briefs/weekly.yaml", "Norwick, the weekly briefing", "Norwick, corrected");
    run(&desk, &["build", "--date", DATE, "--force"]).ends_with(0);
    deliver(&desk, 0).prints(&["sent weekly"]);
    let here = snapshot(&desk.root.join(format!("output/weekly/{DATE}")));
    assert_eq!(snapshot(&share.path().join(format!("weekly/{DATE}"))), here);
}

#[test]
fn a_brief_that_goes_to_nobody_is_told_so() {
    let desk = published();
    deliver(&desk, 0);
    run(&desk, &["deliver", "weekly"]).ends_with(2).warns(&["delivered to nobody"]);
    run(&desk, &["deliver", "wekly"]).ends_with(2).warns(&["unknown brief"]);
    run(&desk, &["deliver", "weekly/soon"]).ends_with(2).warns(&["no edition's name"]);
}
