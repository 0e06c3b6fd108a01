//! Tests of what is new to a reader.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::findings::{DisagreementKind, figures};
use crate::manifest::{
    AudienceEntry, Coverage, EventEntry, FigureEntry, FileEntry, Inputs, Reasons, SCHEMA, SideEntry,
    StandingEntry,
};
use crate::model::{Locator, Selector};

/// Makes an edition of excerpts (document and words, one after another in the
/// document) that the audience `press` was given. A document's text is what is
/// cut from it.
fn edition(date: &str, excerpts: &[(&str, &str)]) -> Manifest {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    let mut entries = Vec::new();
    for (document, text) in excerpts {
        let whole = texts.entry(document).or_default();
        let start = whole.len();
        whole.push_str(text);
        whole.push('\n');
        entries.push(entry(entries.len() as u32 + 1, document, text, start));
    }
    let documents = texts.iter().map(|(id, text)| document(id, text)).collect();
    let citations = entries.iter().map(|entry| (entry.n, entry.n)).collect();
    let digest = || Sha256::of(b"");
    let file = FileEntry { path: "press.md".to_owned(), sha256: digest(), size: 1 };
    let figures = entries.iter().flat_map(figures_of).collect();
    Manifest {
        schema: SCHEMA.to_owned(),
        brief: "b".to_owned(),
        params: BTreeMap::new(),
        title: "B".to_owned(),
        date: date.to_owned(),
        revision: 1,
        slot: None,
        generator: String::new(),
        inputs: Inputs {
            config: digest(),
            brief: digest(),
            templates: digest(),
            corpus: digest(),
            previous: None,
        },
        documents,
        excerpts: entries,
        themes: Vec::new(),
        audiences: vec![AudienceEntry {
            id: "press".to_owned(),
            citations,
            marking: None,
            withheld: Vec::new(),
            files: vec![file],
            changes: None,
        }],
        figures,
        events: Vec::new(),
        quotations: Vec::new(),
        disagreements: Vec::new(),
        coverage: Coverage {
            documents: 0,
            in_period: 0,
            cited: 0,
            skipped: Vec::new(),
            undated: 0,
            newest: None,
            oldest: None,
            single_source_share: 0.0,
            near_duplicates: 0,
        },
        warnings: Vec::new(),
    }
}

fn document(id: &str, text: &str) -> DocumentEntry {
    DocumentEntry {
        id: id.to_owned(),
        path: id.to_owned(),
        member: None,
        sha256: Sha256::of(text.as_bytes()),
        title: id.to_owned(),
        authors: Vec::new(),
        publisher: None,
        date: None,
        url: None,
        language: Some("en".to_owned()),
        marking: None,
        media_type: "text/plain".to_owned(),
        text_sha256: Sha256::of(text.as_bytes()),
    }
}

fn entry(n: u32, document: &str, text: &str, start: usize) -> ExcerptEntry {
    ExcerptEntry {
        n,
        theme: "t".to_owned(),
        document: document.to_owned(),
        text: text.to_owned(),
        start_byte: start,
        end_byte: start + text.len(),
        selector: Selector {
            exact: String::new(),
            prefix: String::new(),
            suffix: String::new(),
            start: 0,
            end: 0,
        },
        locator: Locator::default(),
        reference: String::new(),
        link: None,
        score: 1.0,
        reasons: Reasons { matched: Vec::new(), parts: Vec::new(), pinned: false, preferred_to: Vec::new() },
        status: Status::New,
        also_in: Vec::new(),
    }
}

fn figures_of(entry: &ExcerptEntry) -> Vec<FigureEntry> {
    let text = &entry.text;
    let span = |figure| FigureSpan::of(text, figure);
    let found = figures(text, 0..text.len(), Some("en")).into_iter();
    found
        .map(|figure| FigureEntry {
            excerpt: entry.n,
            figure: span(figure),
            standing: StandingEntry::default(),
        })
        .collect()
}

fn judged(after: &Manifest, before: &[&Manifest]) -> News {
    let items = items(after);
    let given: Vec<u32> = items.iter().map(|item| item.n).collect();
    let edition = Edition { items: &items, disagreements: &after.disagreements, given: &given, says: None };
    judge(edition, &Told::new(before.iter().copied()).memory("press"))
}

/// Checks how the excerpts of an edition stand to those of earlier ones, the
/// newest first.
#[track_caller]
fn check(before: &[&[(&str, &str)]], after: &[(&str, &str)], expected: &[Status]) -> News {
    let past: Vec<Manifest> = before
        .iter()
        .enumerate()
        .map(|(age, excerpts)| edition(&format!("2025-03-{:02}", 30 - age), excerpts))
        .collect();
    let news = judged(&edition("2025-04-02", after), &past.iter().collect::<Vec<_>>());
    let found: Vec<Status> = news.excerpts.iter().map(|judged| judged.status).collect();
    assert_eq!(found, expected, "{after:?}");
    news
}

use Status::{New, Standing, Updated};

const QUAY: &str = "The council shut the north quay of Norwick after the storm.";

#[test]
fn everything_is_new_to_a_reader_who_was_shown_nothing() {
    check(&[], &[("a", QUAY)], &[New]);
    let past = edition("2025-03-30", &[("a", QUAY)]);
    let mut failed = past.clone();
    failed.audiences[0].files.clear();
    assert_eq!(judged(&past, &[&failed]).excerpts[0].status, New, "no format was written");
    let told = Told::new([&past]);
    assert_eq!(told.memory("added").since(), None);
    assert!(has_news(&Manifest { audiences: audience("added"), ..past.clone() }, &told));
    assert!(!has_news(&past, &told));
}

fn audience(id: &str) -> Vec<AudienceEntry> {
    vec![AudienceEntry { id: id.to_owned(), ..edition("2025-04-02", &[("a", QUAY)]).audiences[0].clone() }]
}

#[test]
fn what_was_shown_stands_whatever_its_theme_its_edition_and_its_documents_name() {
    check(&[&[("a", QUAY)]], &[("a", QUAY)], &[Standing]);
    check(&[&[("x", "Something else.")], &[("a", QUAY)]], &[("a", QUAY)], &[Standing]);
    check(&[&[("a", QUAY)]], &[("renamed", QUAY)], &[Standing]);
}

#[test]
fn two_excerpts_that_were_shown_make_one_that_stands() {
    let text = "The quay is shut. Ships go to Varna.\n";
    let part =
        |from: usize, to: usize, n| ExcerptEntry { end_byte: to, ..entry(n, "a", &text[from..to], from) };
    let mut past = edition("2025-03-30", &[("a", text.trim())]);
    let mut now = past.clone();
    past.excerpts = vec![part(0, 17, 1), part(18, 36, 2)];
    past.audiences[0].citations = vec![(1, 1), (2, 2)];
    now.excerpts = vec![part(0, 36, 1)];
    assert_eq!(judged(&now, &[&past]).excerpts[0].status, Standing);
    past.audiences[0].citations = vec![(1, 1)];
    let enlarged = judged(&now, &[&past]);
    assert_eq!(enlarged.excerpts[0].status, Updated);
    assert_eq!(enlarged.excerpts[0].earlier.as_ref().unwrap().text, "The quay is shut.");
}

#[test]
fn an_edited_source_is_an_update_with_what_it_said() {
    let news = check(
        &[&[("a", "The harbour handled 12 ships a day in 2024.")]],
        &[("a", "The harbour handled 14 ships a day in 2024.")],
        &[Updated],
    );
    assert_eq!(
        news.excerpts[0].earlier.as_ref().unwrap().text,
        "The harbour handled 12 ships a day in 2024."
    );
    assert_eq!(news.excerpts[0].figures[0].status, Updated);
    assert!(news.excerpts[0].figures[0].was.as_ref().unwrap().0.contains("12"));
    assert!(news.gone.is_empty(), "{:?}", news.gone);
}

#[test]
fn another_sentence_of_an_edited_source_is_new() {
    check(
        &[&[("a", QUAY)]],
        &[("a", QUAY), ("a", "Fishermen elected a speaker on Friday.")],
        &[Standing, New],
    );
}

#[test]
fn a_story_in_other_words_of_another_source_is_not_new() {
    let story = "Exports of timber from Onega rose by 14 percent in 2024, the chamber said.";
    let again = "In 2024 timber exports from Onega had risen by 14 percent.";
    let news = check(&[&[("a", story)]], &[("b", again)], &[Standing]);
    let earlier = news.excerpts[0].earlier.as_ref().unwrap();
    assert_eq!((earlier.document.as_str(), earlier.n), ("a", 1));
    assert_eq!(earlier.edition.to_string(), "2025-03-30");
    assert!(news.excerpts[0].figures.iter().all(|figure| figure.status == Standing));
    check(&[&[("x", "Nothing.")], &[("y", "Nothing else.")], &[("a", story)]], &[("b", again)], &[Standing]);
}

#[test]
fn a_story_that_turned_round_is_new() {
    let rose = "Exports of timber from Onega rose by 14 percent in 2024.";
    check(&[&[("a", rose)]], &[("b", "Exports of timber from Onega fell by 14 percent in 2024.")], &[New]);
    check(&[&[("a", QUAY)]], &[("b", "The council did not shut the north quay of Norwick.")], &[New]);
}

#[test]
fn a_figure_that_another_source_revises_is_an_update() {
    let news = check(
        &[&[("a", "Bilateral trade reached 5 billion dollars in 2024.")]],
        &[("b", "Bilateral trade reached 6 billion dollars in 2024, the ministry said.")],
        &[Updated],
    );
    assert_eq!(news.excerpts[0].figures[0].was.as_ref().unwrap().1, 5e9);
    let other_year = [("b", "Bilateral trade reached 6 billion dollars in 2025.")];
    let news = check(&[&[("a", "Bilateral trade reached 5 billion dollars in 2024.")]], &other_year, &[New]);
    assert_eq!(news.excerpts[0].figures[0].status, New);
}

#[test]
fn the_happening_of_another_day_is_new_though_its_words_are_the_same() {
    let storm = "A storm closed the harbour of Norwick on Monday.";
    let with = |date: &str, document: &str, day: &str| {
        let mut manifest = edition(date, &[(document, storm)]);
        let event = EventSpan {
            start_byte: 41,
            end_byte: 47,
            text: "Monday".to_owned(),
            date: day.to_owned(),
            precision: crate::findings::Precision::Day,
            inferred: true,
            happening: true,
            sentence: [0, storm.len()],
        };
        manifest.events = vec![EventEntry { excerpt: 1, event, standing: StandingEntry::default() }];
        // The files differ beside the sentence.
        manifest.documents[0].text_sha256 = Sha256::of(document.as_bytes());
        manifest
    };
    let past = with("2025-03-25", "a", "2025-03-24");
    let status = |now: &Manifest| judged(now, &[&past]).excerpts[0].status;
    assert_eq!(status(&with("2025-04-02", "b", "2025-03-31")), New);
    assert_eq!(status(&with("2025-04-02", "b", "2025-03-24")), Standing);
}

#[test]
fn disagreements_are_known_by_what_is_said() {
    let with = |said: [&str; 2]| {
        let mut manifest = edition("2025-03-30", &[("a", QUAY), ("b", "Fishermen elected a speaker.")]);
        let side = |place: usize| SideEntry {
            excerpt: place as u32 + 1,
            start_byte: 0,
            end_byte: 1,
            text: said[place].to_owned(),
        };
        manifest.disagreements = vec![DisagreementEntry {
            theme: "t".to_owned(),
            kind: DisagreementKind::Figure,
            quantity: "ships".to_owned(),
            period: None,
            reason: String::new(),
            sides: [side(0), side(1)],
            standing: StandingEntry::default(),
        }];
        manifest
    };
    let past = with(["12 ships", "14 ships"]);
    let status = |said| judged(&with(said), &[&past]).disagreements[0];
    assert_eq!(status(["12 ships", "14 ships"]), Standing);
    assert_eq!(status(["12 ships", "15 ships"]), Updated);
    let mut other = with(["12 ships", "14 ships"]);
    other.disagreements[0].quantity = "quays".to_owned();
    other.disagreements[0].sides[0].text = "2 quays".to_owned();
    assert_eq!(judged(&other, &[&past]).disagreements[0], New);
}

#[test]
fn what_is_not_told_again_is_gone() {
    let news = check(&[&[("a", QUAY), ("b", "Fishermen elected a speaker.")]], &[("a", QUAY)], &[Standing]);
    let gone: Vec<&str> = news.gone.iter().map(|gone| gone.earlier.text.as_str()).collect();
    assert_eq!(gone, ["Fishermen elected a speaker."]);
}

fn sentences() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[a-c]", "([a-h]{2,4} ){3,7}[0-9]{0,2}"), 0..8)
}

proptest! {
    #[test]
    fn an_edition_against_itself_says_nothing_new(excerpts in sentences()) {
        let pairs: Vec<(&str, &str)> = excerpts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
        let own = edition("2025-04-02", &pairs);
        let news = judged(&own, &[&own]);
        prop_assert!(news.excerpts.iter().all(|judged| !judged.is_news()));
        prop_assert!(news.gone.is_empty());
        prop_assert!(!has_news(&own, &Told::new([&own])));
    }

    #[test]
    fn every_excerpt_is_told_of_once_and_only_what_was_shown_stands(before in sentences(), after in sentences()) {
        let pairs = |all: &[(String, String)]| {
            let pairs: Vec<(&str, &str)> = all.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
            edition("2025-04-02", &pairs)
        };
        let (before, after) = (pairs(&before), pairs(&after));
        let news = judged(&after, &[&before]);
        prop_assert_eq!(news.excerpts.len(), after.excerpts.len());
        let words = |text: &str| -> std::collections::BTreeSet<String> {
            text.split_whitespace().map(str::to_owned).collect()
        };
        let known: std::collections::BTreeSet<String> =
            before.excerpts.iter().flat_map(|entry| words(&entry.text)).collect();
        for (entry, judged) in after.excerpts.iter().zip(&news.excerpts) {
            // Whoever was shown nothing of it, to him it is new.
            if words(&entry.text).is_disjoint(&known) && !before.excerpts.is_empty() {
                prop_assert_eq!(judged.status, New);
            }
            prop_assert!(judged.status != Updated || judged.earlier.is_some());
        }
    }
}

#[test]
#[ignore = "a measurement: --ignored --nocapture"]
#[expect(clippy::print_stderr, reason = "it prints what it measures")]
fn what_500_excerpts_cost_against_8_editions() {
    let sentence = |seed: usize| {
        let word = |place: usize| format!("w{}", (seed * 31 + place * place * 17) % 4001);
        let words: Vec<String> = (0..28).map(word).collect();
        format!("The harbour of {} handled {} tonnes in 20{:02}.", words.join(" "), seed, seed % 30)
    };
    let of = |first: usize| -> Manifest {
        let texts: Vec<(String, String)> =
            (first..first + 500).map(|seed| (format!("d{}", seed % 90), sentence(seed))).collect();
        let pairs: Vec<(&str, &str)> = texts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
        edition(&format!("2025-03-{:02}", 1 + first / 400), &pairs)
    };
    let past: Vec<Manifest> = (0..8).rev().map(|age| of(age * 400)).collect();
    let now = of(8 * 400);
    let json: Vec<Vec<u8>> = past.iter().map(Manifest::to_json).collect();
    for _ in 0..3 {
        let begun = std::time::Instant::now();
        let read: Vec<Manifest> = {
            use rayon::prelude::*;
            json.par_iter().map(|bytes| Manifest::from_json(bytes).unwrap()).collect()
        };
        let reading = begun.elapsed();
        let begun = std::time::Instant::now();
        let told = Told::new(&read);
        let preparing = begun.elapsed();
        let begun = std::time::Instant::now();
        let items = items(&now);
        let given: Vec<u32> = items.iter().map(|item| item.n).collect();
        let edition = Edition { items: &items, disagreements: &[], given: &given, says: None };
        let news = judge(edition, &told.memory("press"));
        let new = news.excerpts.iter().filter(|judged| judged.status == New).count();
        eprintln!("read {reading:?}, prepared {preparing:?}, judged {:?}: {new} new", begun.elapsed());
    }
}
