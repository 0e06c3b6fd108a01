#![expect(clippy::disallowed_methods, reason = "tests write the files that they test with")]

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::desk::Given;
use crate::manifest::{self, Manifest};
use crate::model::Date;
use crate::output::Kept;

/// A manifest as one that was released had it.
const RELEASED: &[u8] = include_bytes!("../../../tests/manifests/edition-1.json");

/// A desk in a temporary folder.
struct Made {
    folder: tempfile::TempDir,
    desk: Desk,
}

impl Made {
    fn new(archive: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "title: A desk\ntime_zone: UTC\ncorpus: [corpus]\nthemes:\n  a: {{title: A, terms: {{a: 1}}}}\n\
             audiences:\n  analyst: {{title: Analyst}}\n{archive}"
        );
        fs::write(folder.path().join("config.yaml"), config).unwrap();
        let read = Desk::read(folder.path(), &crate::pipeline::vocabulary(), &Given::default()).unwrap();
        assert_eq!(read.warnings, []);
        Self { desk: read.value, folder }
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    /// Writes an edition that cites one text of its own and one that all cite.
    fn edition(&self, brief: &str, name: EditionName, is_draft: bool) -> Sha256 {
        let mut manifest = Manifest::from_json(RELEASED).unwrap();
        manifest.brief = brief.to_owned();
        (manifest.date, manifest.revision) = (name.date.to_string(), name.revision);
        let own = Sha256::of(format!("{brief}/{name}").as_bytes());
        let mut other = manifest.documents[0].clone();
        (other.id, other.text_sha256) = ("corpus/own.md".to_owned(), own.clone());
        manifest.documents[0].text_sha256 = Sha256::of(b"shared");
        manifest.documents.push(other);
        let folder = match is_draft {
            true => output::draft_folder(&self.archive(), brief, name),
            false => output::edition_folder(&self.archive(), brief, name),
        };
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(manifest::FILE), manifest.to_json()).unwrap();
        let sources = self.archive().join(output::SOURCES);
        fs::create_dir_all(&sources).unwrap();
        for digest in [&own, &Sha256::of(b"shared")] {
            fs::write(sources.join(output::kept_name(digest)), b"text").unwrap();
        }
        own
    }

    fn named(&self, brief: &str, name: &str) -> Sha256 {
        self.edition(brief, name.parse().unwrap(), false)
    }
}

fn name(text: &str) -> EditionName {
    text.parse().unwrap()
}

#[test]
fn a_text_stays_as_long_as_an_edition_or_a_draft_cites_it() {
    let made = Made::new("archive: {retain: {editions: 1}}\n");
    let (old, new) = (made.named("weekly", "2025-04-02"), made.named("weekly", "2025-04-09"));
    let draft = made.edition("weekly", name("2025-04-16"), true);
    let shelved = shelve(&made.desk, Prune::Asked).unwrap();
    assert_eq!(shelved.pruned.texts, [old]);
    assert!(shelved.pruned.bytes > 0);
    let left: Vec<Sha256> = output::kept_texts(&made.archive()).into_keys().collect();
    let mut expected = vec![new, draft, Sha256::of(b"shared")];
    expected.sort();
    assert_eq!(left, expected);
    assert_eq!(output::editions(&made.archive()), [("weekly".to_owned(), name("2025-04-09"))]);
}

#[test]
fn nothing_is_removed_that_a_damaged_edition_may_cite() {
    let made = Made::new("archive: {retain: {editions: 1}}\n");
    for day in ["2025-04-02", "2025-04-09", "2025-04-16"] {
        made.named("weekly", day);
    }
    let manifest = made.archive().join("weekly/2025-04-09").join(manifest::FILE);
    let whole = fs::read(&manifest).unwrap();
    fs::write(&manifest, &whole[..whole.len() - 1]).unwrap();
    let pruned = shelve(&made.desk, Prune::Asked).unwrap().pruned;
    assert_eq!(pruned.editions.len(), 1, "the damaged one stays: {pruned:?}");
    assert_eq!((pruned.texts.len(), pruned.warnings.len()), (0, 1));
    fs::write(&manifest, whole).unwrap();
    assert_eq!(shelve(&made.desk, Prune::Asked).unwrap().pruned.texts.len(), 2);
}

/// Where folders cannot change places at once, a killed run may leave an edition
/// aside.
#[test]
fn an_edition_that_stepped_aside_keeps_its_texts() {
    let made = Made::new("archive: {retain: {editions: 1}}\n");
    let own = made.named("daily", "2025-04-02");
    let home = made.archive().join("daily");
    fs::rename(home.join("2025-04-02"), home.join(".aside-2025-04-02")).unwrap();
    made.named("weekly", "2025-04-02");
    assert_eq!(shelve(&made.desk, Prune::AfterPublishing(None)).unwrap().pruned, Pruned::default());
    assert!(home.join("2025-04-02").is_dir() && output::kept_texts(&made.archive()).contains_key(&own));
}

#[test]
fn pins_that_cannot_be_read_keep_every_edition() {
    let made = Made::new("archive: {retain: {editions: 1}}\n");
    made.named("weekly", "2025-04-02");
    made.named("weekly", "2025-04-09");
    fs::write(made.archive().join("weekly").join(output::PINS), "{").unwrap();
    let pruned = shelve(&made.desk, Prune::Asked).unwrap().pruned;
    assert_eq!((pruned.editions.len(), pruned.warnings.len()), (0, 1));
    assert!(pruned.warnings[0].message.contains("its pins cannot be read"), "{pruned:?}");
}

#[test]
fn what_was_published_just_now_stays_however_old_its_date() {
    let made = Made::new("archive: {retain: {editions: 1}}\n");
    made.named("weekly", "2025-04-02");
    made.named("weekly", "2025-04-09");
    let just = Prune::AfterPublishing(Some(("weekly", name("2025-04-02"))));
    assert_eq!(shelve(&made.desk, just).unwrap().pruned.editions, []);
    assert_eq!(shelve(&made.desk, Prune::Nothing).unwrap().pruned.editions, []);
    assert_eq!(shelve(&made.desk, Prune::AfterPublishing(None)).unwrap().pruned.editions.len(), 1);
}

#[test]
fn an_archive_that_says_nothing_of_it_keeps_everything() {
    let made = Made::new("");
    made.named("weekly", "2025-04-02");
    made.named("weekly", "2025-04-09");
    let orphan = made.archive().join(output::SOURCES).join(output::kept_name(&Sha256::of(b"orphan")));
    fs::write(&orphan, b"text").unwrap();
    assert_eq!(shelve(&made.desk, Prune::AfterPublishing(None)).unwrap().pruned, Pruned::default());
    let pruned = shelve(&made.desk, Prune::Asked).unwrap().pruned;
    assert_eq!((pruned.editions.len(), pruned.texts.len()), (0, 1));
    assert!(!orphan.exists());
}

#[test]
fn a_second_time_nothing_is_written_and_a_damaged_cache_is_made_anew() {
    let made = Made::new("");
    made.named("weekly", "2025-04-02");
    let first = shelve(&made.desk, Prune::Nothing).unwrap();
    assert_eq!(first.written.len(), 5, "{first:?}");
    assert_eq!(shelve(&made.desk, Prune::Nothing).unwrap(), Shelved::default());
    let cache = made.folder.path().join(".attache/shelf");
    let whole = fs::read(&cache).unwrap();
    let page = made.archive().join(shelf::PAGE);
    let shown = fs::read(&page).unwrap();
    for at in [0, 40, whole.len() / 2, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&cache, &flipped).unwrap();
        assert_eq!(shelve(&made.desk, Prune::Nothing).unwrap(), Shelved::default(), "{at}");
        assert!(fs::read(&cache).unwrap() == whole, "{at}");
    }
    fs::write(&page, "other").unwrap();
    fs::remove_dir_all(made.folder.path().join(".attache")).unwrap();
    assert_eq!(shelve(&made.desk, Prune::Nothing).unwrap().written, std::slice::from_ref(&page));
    assert!(fs::read(page).unwrap() == shown);
}

#[test]
fn a_kept_summary_is_believed_of_the_same_file_only() {
    let made = Made::new("");
    made.named("weekly", "2025-04-02");
    assert_eq!(summaries(&made.desk)[0].title, "Norwick, the weekly briefing");
    let path = made.archive().join("weekly/2025-04-02").join(manifest::FILE);
    let mut manifest = Manifest::from_json(&fs::read(&path).unwrap()).unwrap();
    manifest.title = "Another title of the brief".to_owned();
    fs::write(&path, manifest.to_json()).unwrap();
    assert_eq!(summaries(&made.desk)[0].title, manifest.title);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// On a disk: whatever there is and whatever is retained, no brief loses its
    /// last edition or a pinned one, and what is left has its texts.
    #[test]
    fn pruning_leaves_the_last_and_the_pinned_whole(
        drawn in prop::collection::btree_map((0..2_usize, 0..30_i32, 1..3_u32), prop::bool::weighted(0.2), 1..12),
        editions in prop::option::of(1..4_u32),
        days in 1..20_u32,
    ) {
        let count = editions.map_or_else(String::new, |count| format!("editions: {count}, "));
        let made = Made::new(&format!("archive: {{retain: {{{count}days: {days}}}}}\n"));
        let first: Date = "2025-04-01".parse().unwrap();
        let mut texts = BTreeMap::new();
        let mut pins: BTreeMap<&str, BTreeSet<EditionName>> = BTreeMap::new();
        for ((brief, day, revision), pinned) in &drawn {
            let brief = ["daily", "weekly"][*brief];
            let name = EditionName { date: first.plus_days(*day).unwrap(), revision: *revision };
            texts.insert((brief.to_owned(), name), made.edition(brief, name, false));
            if *pinned {
                pins.entry(brief).or_default().insert(name);
            }
        }
        for (brief, pins) in &pins {
            output::put_pins(&made.archive(), brief, pins).unwrap();
        }
        let told = would_prune(&made.desk);
        let pruned = shelve(&made.desk, Prune::Asked).unwrap().pruned;
        prop_assert_eq!(&told, &pruned);
        let left = output::editions(&made.archive());
        for brief in ["daily", "weekly"] {
            let last = texts.keys().rfind(|(id, _)| id == brief);
            prop_assert!(last.is_none_or(|last| left.contains(last)));
            for pin in pins.get(brief).into_iter().flatten() {
                prop_assert!(left.contains(&(brief.to_owned(), *pin)));
            }
        }
        let sources = made.archive().join(output::SOURCES);
        for (edition, digest) in &texts {
            let is_kept = output::kept(&sources, digest) != Kept::Missing;
            prop_assert_eq!(is_kept, left.contains(edition));
        }
        prop_assert_eq!(output::kept(&sources, &Sha256::of(b"shared")) != Kept::Missing, true);
    }
}
