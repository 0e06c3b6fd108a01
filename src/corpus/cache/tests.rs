#![expect(clippy::disallowed_methods, reason = "tests write the files that they test with")]

use std::time::Duration;

use super::*;

fn key() -> Sha256 {
    Sha256::of(b"this program")
}

/// A folder of files that are old enough to be kept, and a cache.
struct Case {
    folder: tempfile::TempDir,
    found: Vec<walk::Found>,
}

impl Case {
    fn new(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let found = names.iter().map(|name| found(folder.path(), name)).collect();
        Self { folder, found }
    }

    fn cache(&self) -> std::path::PathBuf {
        self.folder.path().join("cache")
    }

    fn pack(&self) -> std::path::PathBuf {
        self.cache().join(PACK)
    }

    fn open(&self) -> Cache {
        let found: Vec<&walk::Found> = self.found.iter().collect();
        let mut cache = Cache::open(Caching::Keep(&self.cache()), &found, &key());
        // The files were written just now; for the test it is later.
        cache.now = cache.now.map(|now| now + Duration::from_secs(60));
        cache
    }

    fn keep_all(&self) {
        let cache = self.open();
        for entry in &self.found {
            cache.keep(entry, kept(&entry.path));
        }
        assert_eq!(cache.finish(), None);
    }

    /// Returns the names of the files that are known.
    fn known(&self) -> Vec<String> {
        let cache = self.open();
        let known = |entry: &&walk::Found| cache.take(&entry.path) == Some(kept(&entry.path));
        self.found.iter().filter(known).map(|entry| entry.path.clone()).collect()
    }
}

fn found(folder: &Path, name: &str) -> walk::Found {
    fs::write(folder.join(name), format!("text of {name}")).unwrap();
    walk::Found {
        file: folder.join(name),
        root: folder.to_owned(),
        path: name.to_owned(),
        state: walk::State::File,
        is_link: false,
    }
}

fn kept(name: &str) -> Kept {
    let why = crate::corpus::reading::NotRead::skipped(format!("{name} is dull"));
    Kept { sha256: Sha256::of(name.as_bytes()), events: vec![Event::NotRead { member: None, why }] }
}

#[test]
fn what_was_kept_is_known_again() {
    let case = Case::new(&["a.txt", "b.txt"]);
    assert!(case.known().is_empty());
    case.keep_all();
    assert_eq!(case.known(), ["a.txt", "b.txt"]);
}

#[test]
fn a_file_that_was_written_anew_is_not_known() {
    let case = Case::new(&["a.txt", "b.txt"]);
    case.keep_all();
    fs::write(case.folder.path().join("a.txt"), "TEXT OF a.txt").unwrap();
    assert_eq!(case.known(), ["b.txt"]);
}

#[test]
fn a_file_that_may_change_under_its_stamp_is_not_kept() {
    let case = Case::new(&["a.txt"]);
    let found: Vec<&walk::Found> = case.found.iter().collect();
    let cache = Cache::open(Caching::Keep(&case.cache()), &found, &key());
    cache.keep(&case.found[0], kept("a.txt"));
    assert_eq!(cache.finish(), None);
    assert!(case.known().is_empty(), "it was written in the last two seconds");
}

#[test]
fn another_program_reads_anew() {
    let case = Case::new(&["a.txt"]);
    case.keep_all();
    let found: Vec<&walk::Found> = case.found.iter().collect();
    let other = Cache::open(Caching::Use(&case.cache()), &found, &Sha256::of(b"another program"));
    assert_eq!(other.take("a.txt"), None);
}

#[test]
fn a_pack_that_is_cut_or_flipped_anywhere_gives_what_was_kept_or_nothing() {
    let case = Case::new(&["a.txt", "b.txt"]);
    case.keep_all();
    let whole = fs::read(case.pack()).unwrap();
    for at in 0..whole.len() {
        fs::write(case.pack(), &whole[..at]).unwrap();
        let known = case.known();
        assert!(known.iter().all(|name| name == "a.txt"), "cut at {at}: {known:?}");
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(case.pack(), &flipped).unwrap();
        assert!(case.known().len() < 2, "flipped at {at}");
        // It heals itself.
        case.keep_all();
        assert_eq!(case.known(), ["a.txt", "b.txt"], "after {at}");
    }
}

#[test]
fn a_pack_full_of_waste_is_packed_anew() {
    let case = Case::new(&["a.txt"]);
    let fat = |round: usize| {
        let why = crate::corpus::reading::NotRead::skipped("x".repeat(300_000 + round));
        Kept { sha256: Sha256::of(b"a"), events: vec![Event::NotRead { member: None, why }] }
    };
    for round in 0..12 {
        fs::write(case.folder.path().join("a.txt"), format!("round {round}")).unwrap();
        let cache = case.open();
        cache.keep(&case.found[0], fat(round));
        assert_eq!(cache.finish(), None);
    }
    let bytes = fs::metadata(case.pack()).unwrap().len();
    assert!(bytes < 2_000_000, "{bytes} bytes for one record of 300,000");
    assert_eq!(case.open().take("a.txt"), Some(fat(11)));
}

#[test]
fn what_cannot_be_kept_is_told_and_read_all_the_same() {
    let case = Case::new(&["a.txt"]);
    fs::write(case.cache(), "no folder").unwrap();
    let cache = case.open();
    assert_eq!(cache.keep(&case.found[0], kept("a.txt")), kept("a.txt"));
    let told = cache.finish().unwrap();
    assert!(told.message.starts_with("cannot keep what was read: "), "{told:?}");
}
