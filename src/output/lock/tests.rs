#![expect(clippy::disallowed_methods, reason = "tests write the files that they test with")]

use super::*;

fn elsewhere() -> Holder {
    Holder {
        host: "elsewhere".to_owned(),
        boot: "another".to_owned(),
        pid: 7,
        what: "attache build".to_owned(),
        age: None,
    }
}

/// Writes that somebody holds the desk, and was last heard of so long ago.
fn left(root: &Path, holder: &Holder, silence: Duration) {
    let folder = root.join(".attache");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("lock.owner"), serde_json::to_vec(holder).unwrap()).unwrap();
    let now = now_at(&folder).unwrap();
    let file = File::options().write(true).open(folder.join("lock.owner")).unwrap();
    file.set_modified(now - silence).unwrap();
}

#[test]
fn who_holds_a_desk_is_told_and_for_how_long() {
    let desk = tempfile::tempdir().unwrap();
    let held = lock(desk.path(), "attache build").unwrap();
    assert_eq!(held.taken_over, None);
    let told = lock(desk.path(), "attache check").unwrap_err().to_string();
    let own = format!("`attache build`, process {}", std::process::id());
    assert!(told.contains(&own) && told.ends_with(", for 0 s"), "{told}");
    drop(held);
    assert_eq!(lock(desk.path(), "attache check").unwrap().taken_over, None, "it was let go");
}

#[test]
fn an_owner_of_this_machine_that_is_dead_is_taken_over_from_at_once() {
    let desk = tempfile::tempdir().unwrap();
    let dead = Holder { pid: 4_000_000, ..Holder::own("attache schedule run") };
    left(desk.path(), &dead, Duration::ZERO);
    assert_eq!(lock(desk.path(), "attache build").unwrap().taken_over, Some(dead));
}

#[test]
fn an_owner_elsewhere_holds_the_desk_for_as_long_as_it_is_heard_of() {
    let desk = tempfile::tempdir().unwrap();
    left(desk.path(), &elsewhere(), Duration::from_secs(80));
    let told = lock(desk.path(), "attache build").unwrap_err().to_string();
    assert!(told.contains("process 7 on elsewhere"), "{told}");
    left(desk.path(), &elsewhere(), Duration::from_secs(100));
    let held = lock(desk.path(), "attache build").unwrap();
    assert_eq!(held.taken_over, Some(elsewhere()));
    assert!(lock(desk.path(), "attache build").is_err(), "it is held now");
}

#[test]
fn a_note_that_says_nothing_keeps_nobody_out() {
    let desk = tempfile::tempdir().unwrap();
    fs::create_dir_all(desk.path().join(".attache")).unwrap();
    for note in ["", "{", "[]", "{\"host\":1}"] {
        fs::write(desk.path().join(".attache/lock.owner"), note).unwrap();
        assert_eq!(lock(desk.path(), "attache build").unwrap().taken_over, None, "{note}");
    }
}
