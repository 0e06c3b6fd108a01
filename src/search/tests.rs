use super::*;
use crate::index::tests::{Sample, corpus, index};
use crate::query;

const NEWS: &[Sample<'_>] = &[
    ("en", "Gas", &["Gas prices rose.", "Oil and gas exports to China rose again."]),
    ("en", "Oil", &["Oil prices fell."]),
    ("en", "Oil", &["Oil prices fell."]),
    ("en", "Sport", &["A football match was played."]),
];

fn documents_of(text: &str, limit: usize) -> Vec<u32> {
    let (corpus, passages) = corpus(NEWS);
    let index = index(&corpus, &passages);
    let hits = documents(&index, &corpus, &query::parse(text).unwrap(), limit).unwrap();
    hits.iter().map(|hit| hit.document.0).collect()
}

#[test]
fn the_best_document_comes_first_and_equals_in_order() {
    assert_eq!(documents_of("gas", 9), [0]);
    assert_eq!(documents_of("oil prices", 9), [1, 2, 0]);
    assert_eq!(documents_of("oil prices", 1), [1]);
    assert!(documents_of("oil", 0).is_empty());
    assert!(documents_of("rugby", 9).is_empty());
}

#[test]
fn a_passage_says_where_the_words_stand() {
    let (corpus, passages) = corpus(NEWS);
    let index = index(&corpus, &passages);
    let query = query::parse("exports \"oil and gas\"").unwrap();
    let hits = super::passages(&index, &corpus, &passages, &query, 5).unwrap();
    let text = &corpus.documents[0].text;
    let matched: Vec<&str> = hits[0].matched.iter().map(|range| &text[range.clone()]).collect();
    assert_eq!((hits.len(), hits[0].passage.0), (1, 1));
    assert_eq!(matched, ["Oil and gas", "exports"]);
}

/// Twelve documents on a pipeline, of which one is about something else, and
/// twelve that have only the word `pipeline`.
fn many() -> Vec<(String, [String; 1])> {
    let common = "the compressor station pumps natural gas along the pipeline";
    let document = |place: usize| match place {
        0..12 => (format!("Report {place}"), [format!("Paper {place}: {common}, pipeline {place}.")]),
        _ => {
            (format!("Note {place}"), [format!("A sales pipeline of customer number{place} was discussed.")])
        }
    };
    (0..24).map(document).collect()
}

#[test]
fn feedback_prefers_what_is_like_the_first_hits_and_adds_nothing_new() {
    let owned = many();
    let borrowed: Vec<(&str, [&str; 1])> =
        owned.iter().map(|(title, [text])| (title.as_str(), [text.as_str()])).collect();
    let mut samples: Vec<Sample<'_>> =
        borrowed.iter().map(|(title, text)| ("en", *title, &text[..])).collect();
    samples.push(("en", "Other", &["A compressor station pumps natural gas."]));
    let (corpus, passages) = corpus(&samples);
    let index = index(&corpus, &passages);
    let query = query::parse("pipeline").unwrap();
    let run = || documents(&index, &corpus, &query, 100).unwrap();
    let hits = run();
    assert_eq!(hits.len(), 24);
    assert!(hits.iter().all(|hit| hit.document.0 != 24));
    assert!(hits[..12].iter().all(|hit| hit.document.0 < 12));
    let feedback = |hit: &DocumentHit| hit.score.parts[2].clone();
    assert_eq!(feedback(&hits[0]).name, "feedback");
    assert!(feedback(&hits[0]).value > feedback(&hits[23]).value);
    let parts: f64 = hits[0].score.parts.iter().map(|part| part.value).sum();
    assert!((parts - hits[0].score.total).abs() < 1e-12);
    assert_eq!(hits, run());
}
