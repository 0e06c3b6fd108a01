#![expect(clippy::disallowed_methods, reason = "tests write the files that they test with")]

use std::sync::Arc;

use super::*;

fn edition(name: &str, body: &str) -> Edition {
    let artifact = |name: &str, text: &str| Artifact { name: name.to_owned(), bytes: text.into() };
    Edition {
        brief: "weekly".to_owned(),
        name: name.parse().unwrap(),
        artifacts: vec![artifact("analyst.md", body), artifact("edition.json", "{}\n")],
        sources: vec![(Sha256::of(b"text"), Arc::from("text"))],
    }
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn an_edition_stands_under_its_date_and_latest_names_the_newest() {
    let archive = tempfile::tempdir().unwrap();
    assert!(write(archive.path(), &edition("2025-04-02", "b"), Place::Published).unwrap().changed);
    write(archive.path(), &edition("2025-03-26", "a"), Place::Published).unwrap();
    assert_eq!(read(archive.path().join("weekly/2025-03-26/analyst.md")), "a");
    assert_eq!(read(archive.path().join("weekly/latest/analyst.md")), "b");
}

#[test]
fn an_edition_that_stands_already_is_not_written_again() {
    let archive = tempfile::tempdir().unwrap();
    write(archive.path(), &edition("2025-04-02", "a"), Place::Published).unwrap();
    assert!(!write(archive.path(), &edition("2025-04-02", "a"), Place::Published).unwrap().changed);
    assert!(write(archive.path(), &edition("2025-04-02", "b"), Place::Published).unwrap().changed);
    assert_eq!(read(archive.path().join("weekly/2025-04-02/analyst.md")), "b");
    let names: Vec<_> = fs::read_dir(archive.path().join("weekly")).unwrap().flatten().collect();
    assert_eq!(names.len(), 2, "the edition and `latest`: {names:?}");
}

#[test]
fn what_a_killed_run_left_is_removed_or_put_back() {
    let archive = tempfile::tempdir().unwrap();
    let brief = archive.path().join("weekly");
    fs::create_dir_all(brief.join(".staging-1")).unwrap();
    fs::create_dir_all(brief.join(".aside-2025-03-26")).unwrap();
    File::create(brief.join(".aside-2025-03-26/analyst.md")).unwrap();
    write(archive.path(), &edition("2025-04-02", "a"), Place::Published).unwrap();
    assert!(!brief.join(".staging-1").exists());
    assert!(brief.join("2025-03-26/analyst.md").exists());
}

#[test]
fn an_archive_that_cannot_be_written_is_named_and_earlier_editions_stand() {
    let archive = tempfile::tempdir().unwrap();
    write(archive.path(), &edition("2025-04-02", "a"), Place::Published).unwrap();
    let mut other = edition("2025-04-02", "b");
    other.artifacts.push(Artifact { name: "no/folder.md".to_owned(), bytes: Vec::new() });
    let error = write(archive.path(), &other, Place::Published).unwrap_err().to_string();
    assert!(error.starts_with("cannot write `") && error.contains("folder.md`: "), "{error}");
    assert_eq!(read(archive.path().join("weekly/2025-04-02/analyst.md")), "a");
}

#[test]
fn the_texts_of_cited_documents_are_kept_compressed_under_their_digest() {
    let archive = tempfile::tempdir().unwrap();
    write(archive.path(), &edition("2025-04-02", "a"), Place::Published).unwrap();
    let path = archive.path().join(format!("sources/{}.txt.gz", Sha256::of(b"text")));
    let mut text = String::new();
    io::Read::read_to_string(&mut flate2::read::GzDecoder::new(File::open(path).unwrap()), &mut text)
        .unwrap();
    assert_eq!(text, "text");
}

#[test]
fn a_second_run_is_told_that_the_desk_is_held() {
    let desk = tempfile::tempdir().unwrap();
    let held = lock(desk.path(), "a test").unwrap();
    assert!(matches!(lock(desk.path(), "a test"), Err(OutputError::Locked { .. })));
    drop(held);
    assert!(lock(desk.path(), "a test").is_ok());
}

#[test]
fn a_new_desk_never_overwrites_a_file() {
    let desk = tempfile::tempdir().unwrap();
    let files = [("corpus/a.txt".to_owned(), b"a".as_slice()), ("config.yaml".to_owned(), b"c")];
    write_new(desk.path(), &files).unwrap();
    let error = write_new(desk.path(), &files).unwrap_err().to_string();
    assert!(error.ends_with("a.txt`: it exists already"), "{error}");
}

#[test]
fn a_kept_text_with_any_bit_flipped_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["a", "Prices rose by 4 per cent.\n", &"More of the same. ".repeat(50)] {
        let digest = Sha256::of(text.as_bytes());
        keep_sources(folder.path(), &[(digest.clone(), text.into())]).unwrap();
        assert_eq!(kept(folder.path(), &digest), Kept::Whole(text.to_owned()));
        let path = folder.path().join(kept_name(&digest));
        let whole = fs::read(&path).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            write_file(&path, &flipped).unwrap();
            assert_eq!(kept(folder.path(), &digest), Kept::Damaged, "bit {bit} of {text:.20}");
        }
        // The next build of an edition that cites it mends it.
        assert!(keep_sources(folder.path(), &[(digest.clone(), text.into())]).unwrap());
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
    assert_eq!(kept(folder.path(), &Sha256::of(b"nothing")), Kept::Missing);
}

#[test]
fn a_file_is_rewritten_only_if_it_is_as_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weekly.yaml");
    fs::write(&path, "a: 1\n").unwrap();
    rewrite(&path, "a: 1\n", "a: 2\n").unwrap();
    assert_eq!(read(path.clone()), "a: 2\n");
    let error = rewrite(&path, "a: 1\n", "a: 3\n").unwrap_err();
    assert_eq!(error.to_string(), format!("`{}` has changed since it was read", path.display()));
    assert_eq!(read(path.clone()), "a: 2\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let gone = folder.path().join("gone.yaml");
    assert!(matches!(rewrite(&gone, "", "a: 1\n"), Err(OutputError::Changed { .. })));
    assert!(!gone.exists());
}

#[cfg(unix)]
#[test]
fn a_rewritten_file_keeps_its_permissions_and_its_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("weekly.yaml"), folder.path().join("link.yaml"));
    fs::write(&path, "a").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("weekly.yaml", &link).unwrap();
    rewrite(&link, "a", "b").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(read(path.clone()), "b");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}
