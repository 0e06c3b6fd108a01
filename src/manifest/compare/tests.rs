//! Tests of comparing editions.

use proptest::prelude::*;

use super::*;
use crate::manifest::{Coverage, Inputs, Reasons, SCHEMA};
use crate::model::{Locator, Selector, Sha256, Status};

/// Makes an edition of excerpts: document and words.
fn edition(excerpts: &[(&str, &str)]) -> Manifest {
    let digest = || Sha256::of(b"");
    let excerpt = |(index, (document, text)): (usize, &(&str, &str))| ExcerptEntry {
        n: index as u32 + 1,
        theme: "t".to_owned(),
        document: (*document).to_owned(),
        text: (*text).to_owned(),
        start_byte: 0,
        end_byte: text.len(),
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
    };
    let ids: BTreeSet<&str> = excerpts.iter().map(|(document, _)| *document).collect();
    let document = |id: &str| DocumentEntry {
        id: id.to_owned(),
        path: id.to_owned(),
        member: None,
        sha256: digest(),
        title: id.to_owned(),
        authors: Vec::new(),
        publisher: None,
        date: None,
        url: None,
        language: None,
        marking: None,
        media_type: "text/plain".to_owned(),
        text_sha256: digest(),
    };
    Manifest {
        revision: 1,
        slot: None,
        params: std::collections::BTreeMap::new(),
        schema: SCHEMA.to_owned(),
        brief: "b".to_owned(),
        title: "B".to_owned(),
        date: "2025-04-02".to_owned(),
        generator: String::new(),
        inputs: Inputs {
            config: digest(),
            brief: digest(),
            templates: digest(),
            corpus: digest(),
            previous: None,
        },
        documents: ids.into_iter().map(document).collect(),
        excerpts: excerpts.iter().enumerate().map(excerpt).collect(),
        themes: Vec::new(),
        audiences: Vec::new(),
        figures: Vec::new(),
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

/// Compares and returns the words of what is new, updated (both), gone and
/// standing.
#[track_caller]
fn check(before: &[(&str, &str)], after: &[(&str, &str)], expected: [&[&str]; 4]) {
    let (before, after) = (edition(before), edition(after));
    let found = compare(&before, &after);
    let texts = |entries: &[&ExcerptEntry]| -> Vec<String> {
        entries.iter().map(|entry| entry.text.clone()).collect()
    };
    let updated: Vec<String> =
        found.updated.iter().map(|pair| format!("{} => {}", pair.before.text, pair.after.text)).collect();
    assert_eq!([texts(&found.new), updated, texts(&found.gone), texts(&found.standing)], expected);
}

#[test]
fn the_same_words_stand_whatever_their_number_and_white_space() {
    check(
        &[("a", "One."), ("a", "Two\nlines.")],
        &[("a", "Two lines."), ("a", "One.")],
        [&[], &[], &[], &["Two lines.", "One."]],
    );
}

#[test]
fn other_words_of_the_same_document_are_an_update_if_they_are_much_the_same() {
    check(
        &[("a", "Trade rose by 4 per cent in March.")],
        &[("a", "Trade rose by 14 per cent in March.")],
        [&[], &["Trade rose by 4 per cent in March. => Trade rose by 14 per cent in March."], &[], &[]],
    );
    check(
        &[("a", "Trade rose by 4 per cent.")],
        &[("a", "Nobody came to the harbour.")],
        [&["Nobody came to the harbour."], &[], &["Trade rose by 4 per cent."], &[]],
    );
}

#[test]
fn the_same_words_of_another_document_are_new() {
    check(&[("a", "One.")], &[("b", "One.")], [&["One."], &[], &["One."], &[]]);
}

#[test]
fn an_excerpt_is_the_update_of_the_one_that_is_most_like_it() {
    check(
        &[("a", "x y z p q"), ("a", "x y z w q")],
        &[("a", "x y z w v q")],
        [&[], &["x y z w q => x y z w v q"], &["x y z p q"], &[]],
    );
}

#[test]
fn documents_that_came_and_went_are_told() {
    let (before, after) =
        (edition(&[("a", "One."), ("b", "Two.")]), edition(&[("b", "Two."), ("c", "Three.")]));
    let found = compare(&before, &after);
    let ids = |documents: &[&DocumentEntry]| -> Vec<String> {
        documents.iter().map(|document| document.id.clone()).collect()
    };
    assert_eq!((ids(&found.new_documents), ids(&found.gone_documents)), (vec!["c".into()], vec!["a".into()]));
    assert!(!found.is_same());
    assert!(compare(&before, &before).is_same());
}

proptest! {
    #[test]
    fn every_excerpt_is_told_once(
        before in prop::collection::vec(("[ab]", "[x-z ]{0,8}"), 0..6),
        after in prop::collection::vec(("[ab]", "[x-z ]{0,8}"), 0..6),
    ) {
        let pairs = |list: &[(String, String)]| edition(
            &list.iter().map(|(document, text)| (document.as_str(), text.as_str())).collect::<Vec<_>>());
        let (before, after) = (pairs(&before), pairs(&after));
        let found = compare(&before, &after);
        prop_assert_eq!(found.new.len() + found.updated.len() + found.standing.len(), after.excerpts.len());
        prop_assert_eq!(found.gone.len() + found.updated.len() + found.standing.len(), before.excerpts.len());
        let back = compare(&after, &before);
        prop_assert_eq!(back.standing.len(), found.standing.len());
    }
}
