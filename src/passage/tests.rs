use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::{Block, DocumentId, Sha256, Source};

fn document(blocks: &[(BlockKind, &str)]) -> Document {
    let mut text = String::new();
    let mut ranges = Vec::new();
    for (kind, content) in blocks {
        let start = text.len();
        text.push_str(content);
        ranges.push(Block {
            range: start..text.len(),
            kind: *kind,
            heading: None,
            paragraph: None,
            page: None,
            anchor: None,
        });
        text.push_str("\n\n");
    }
    Document {
        id: DocumentId(0),
        path: "a.txt".to_owned(),
        member: None,
        media_type: "text/plain",
        encoding: "UTF-8".to_owned(),
        origins: Default::default(),
        sha256: Sha256::of(text.as_bytes()),
        text_sha256: Sha256::of(text.as_bytes()),
        text: Arc::from(text),
        source: Source { language: Some("en".to_owned()), ..Source::default() },
        blocks: ranges,
    }
}

#[track_caller]
fn check(blocks: &[(BlockKind, &str)], expected: &[(usize, &[&str])]) {
    let document = document(blocks);
    let passages = split_document(&document);
    let found: Vec<(usize, Vec<&str>)> = passages
        .iter()
        .map(|p| (p.block, p.sentences.iter().map(|s| &document.text[s.clone()]).collect()))
        .collect();
    let expected: Vec<(usize, Vec<&str>)> = expected.iter().map(|(block, s)| (*block, s.to_vec())).collect();
    assert_eq!(found, expected);
}

#[test]
fn each_block_is_a_passage_and_only_prose_has_sentences() {
    check(
        &[(BlockKind::Heading, "A title. Two."), (BlockKind::Paragraph, "One went. Two came.")],
        &[(0, &[]), (1, &["One went.", "Two came."])],
    );
}

#[test]
fn a_sentence_with_a_quotation_marker_within_cannot_be_quoted() {
    check(&[(BlockKind::Paragraph, "It is\n> broken. It is whole.")], &[(0, &["It is whole."])]);
}

#[test]
fn a_long_block_is_cut_at_the_ends_of_sentences() {
    let text = "The trade grew again in the last year. ".repeat(300);
    let document = document(&[(BlockKind::Paragraph, text.trim())]);
    let passages = split_document(&document);
    assert_eq!(passages.iter().map(|passage| passage.sentences.len()).sum::<usize>(), 300);
    for passage in &passages {
        assert!(passage.range.len() <= PASSAGE_BYTES);
        assert!(document.text[passage.range.clone()].ends_with("year."));
    }
}

#[test]
fn a_sentence_longer_than_a_passage_is_indexed_but_never_quoted() {
    let text = "x".repeat(PASSAGE_BYTES * 3 + 1);
    check(&[(BlockKind::Paragraph, &text)], &[(0, &[]), (0, &[]), (0, &[]), (0, &[])]);
}

proptest! {
    #[test]
    fn passages_hold_every_letter_of_their_block_once(words in prop::collection::vec("[a-zа-я]{1,12}[.]?", 1..900)) {
        let text = words.join(" ");
        for kind in [BlockKind::Paragraph, BlockKind::Table] {
            let document = document(&[(kind, &text)]);
            let mut joined = String::new();
            for passage in split_document(&document) {
                prop_assert!(passage.range.len() <= PASSAGE_BYTES);
                joined.push_str(&document.text[passage.range]);
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&joined), letters(&text));
        }
    }
}
