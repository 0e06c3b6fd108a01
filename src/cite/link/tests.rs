use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::page::folded;
use super::*;
use crate::model::{DocumentId, Sha256};

/// Cuts a text at blank lines into blocks.
fn blocks(text: &str) -> Vec<Block> {
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let parts = text.split("\n\n").map(|part| part.trim_matches('\n')).filter(|part| !part.is_empty());
    let block = |part: &str| Block {
        range: start(part)..start(part) + part.len(),
        kind: BlockKind::Paragraph,
        heading: None,
        paragraph: None,
        page: None,
        anchor: None,
    };
    parts.map(block).collect()
}

/// Returns prefix, start, end and suffix of the link to what stands between
/// `⟦` and `⟧`.
fn parts(marked: &str, media_type: &str) -> [String; 4] {
    let text = marked.replace(['⟦', '⟧'], "");
    let range = marked.find('⟦').unwrap()..marked.find('⟧').unwrap() - '⟦'.len_utf8();
    let blocks = blocks(&text);
    let block = blocks.iter().position(|block| block.range.end >= range.end).unwrap();
    let page = Page::of(&text, &blocks, media_type);
    Place::of(&page, range, block).unwrap().directive().parts().map(str::to_owned)
}

#[track_caller]
fn check(marked: &str, expected: [&str; 4]) {
    assert_eq!(parts(marked, "text/html"), expected, "{marked}");
}

#[track_caller]
fn check_address(url: &str, text: &str, expected: Option<&str>) {
    let source = Source { url: Some(url.to_owned()), ..Source::default() };
    assert_eq!(link(&source, text, 0..text.len()).as_deref(), expected);
}

#[test]
fn a_sentence_is_named_whole_with_words_of_its_paragraph() {
    check("Rates fell. ⟦The lock is closed.⟧", ["Rates fell.", "The lock is closed.", "", ""]);
    check(
        "Well, as they said, rates fell. ⟦The lock of the town is closed.⟧ Yes.",
        ["said, rates fell.", "The lock of the town is closed.", "", ""],
    );
    check(
        "⟦The lock of the town is closed.⟧ Nobody came to see it.",
        ["", "The lock of the town is closed.", "", "Nobody came to"],
    );
    check(
        "Before.\n\n⟦The lock of the town is closed.⟧\n\nAfter.",
        ["", "The lock of the town is closed.", "", ""],
    );
}

#[test]
fn a_short_quotation_is_named_with_both_its_neighbours() {
    check("Rates rose. ⟦It fell.⟧ Nobody came to see it.", ["Rates rose.", "It fell.", "", "Nobody came to"]);
}

#[test]
fn a_quotation_that_a_word_goes_on_behind_is_named_with_it() {
    check(
        "Rates rose. ⟦The lock was closed in 1995.⟧3 Nobody came.",
        ["Rates rose.", "The lock was closed in 1995.", "", "3 Nobody came."],
    );
}

#[test]
fn words_that_stand_earlier_are_told_apart_by_more_context() {
    check(
        "A dog ran past us. The lock is closed now.\n\nA cat ran past us. ⟦The lock is closed now.⟧",
        ["cat ran past us.", "The lock is closed now.", "", ""],
    );
    check("The Résumé: long.\n\nNews\n\n⟦The resume:⟧ long.", ["News", "The resume:", "", "long."]);
    check(
        "One.\n\nThe lock is closed now.\n\nTwo.\n\n⟦The lock is closed now.⟧\n\nThree.",
        ["", "The lock is closed now.", "", "Three."],
    );
}

#[test]
fn twins_are_named_with_all_that_stands_around_them() {
    let line = "A dog ran past us. ⟦The lock is closed now.⟧ Nobody came.";
    let twin = line.replace(['⟦', '⟧'], "");
    check(
        &format!("{twin}\n\nX\n\n{line}"),
        ["A dog ran past us.", "The lock is closed now.", "", "Nobody came."],
    );
}

#[test]
fn a_long_quotation_is_named_by_its_ends() {
    let text = format!(
        "⟦The first words of a long quotation that goes on and on and on. {}And these are its very last words, \
         after which nothing more is said.⟧",
        "More of it. ".repeat(30)
    );
    check(
        &text,
        [
            "",
            "The first words of a long quotation that goes on and on and",
            "these are its very last words, after which nothing more is said.",
            "",
        ],
    );
}

#[test]
fn a_long_chinese_quotation_is_cut_at_clauses() {
    let text = format!(
        "⟦两国贸易额去年达到两千四百亿美元，同比增长。{}双方将继续扩大能源合作，直到明年年底为止。⟧",
        "其他内容很多。".repeat(60)
    );
    let [prefix, start, end, suffix] = parts(&text, "text/html");
    assert!(prefix.is_empty() && suffix.is_empty());
    assert!(start.starts_with("两国贸易额去年达到两千四百亿美元，") && start.ends_with('。'), "{start}");
    assert!(end.ends_with("双方将继续扩大能源合作，直到明年年底为止。"), "{end}");
    check(
        "连续三年下降，港口。⟦港务委员会投票决定六月关闭旧船闸，并于明年五月重开。⟧没有人反对。",
        ["连续三年下降，港口。", "港务委员会投票决定六月关闭旧船闸，并于明年五月重开。", "", "没有人反对。"],
    );
}

#[test]
fn line_breaks_of_pages_are_named_and_those_of_text_files_are_not() {
    let text = "Rates fell.\n⟦The board voted\nto close the lock.⟧\nYes.";
    check(text, ["Rates fell.", "The board voted\nto close the lock.", "", ""]);
    assert_eq!(parts(text, "text/plain"), ["Rates fell.", "The board voted", "to close the lock.", ""]);
}

#[test]
fn markdown_is_named_as_it_is_shown() {
    let text = "---\ntitle: x\n---\n\n# Rates *fell*\n\n- One `code` item. ⟦The **board** of [the\n  town](https://a.example/x) \
                voted&amp;paid 5\\*5.⟧ **Yes**, it did.\n";
    assert_eq!(
        parts(text, "text/markdown"),
        ["One code item.", "The board of the town voted&paid 5*5.", "", ""]
    );
}

#[test]
fn an_address_keeps_its_own_fragment() {
    let rest = "text=Oil%20prices%20rose%20by%202%2D3%20%25%2C%20again%20%26%20again.";
    for (url, expected) in [
        ("https://example.org/a", format!("https://example.org/a#:~:{rest}")),
        ("https://example.org/a#part", format!("https://example.org/a#part:~:{rest}")),
        ("https://example.org/a#", format!("https://example.org/a#:~:{rest}")),
        ("https://example.org/a#:~:text=old", format!("https://example.org/a#:~:{rest}")),
        (" HTTPS://example.org/a?b=c ", format!("HTTPS://example.org/a?b=c#:~:{rest}")),
    ] {
        check_address(url, "Oil prices rose by 2-3 %, again & again.", Some(&expected));
    }
}

#[test]
fn a_pdf_is_opened_at_the_page() {
    let document = |url: &str, page| Document {
        id: DocumentId(0),
        path: "a.pdf".to_owned(),
        member: None,
        media_type: "application/pdf",
        encoding: String::new(),
        sha256: Sha256::of(b""),
        text: Arc::from("Rates fell."),
        text_sha256: Sha256::of(b""),
        source: Source { url: Some(url.to_owned()), ..Source::default() },
        origins: BTreeMap::new(),
        blocks: blocks("Rates fell.").into_iter().map(|block| Block { page, ..block }).collect(),
    };
    for (url, page, expected) in [
        ("https://a.example/x.pdf", Some(7), Some("https://a.example/x.pdf#page=7")),
        ("https://a.example/x.pdf#page=2&zoom=9", Some(7), Some("https://a.example/x.pdf#page=7")),
        ("https://a.example/x.pdf#part", None, Some("https://a.example/x.pdf#part")),
        ("file:///x.pdf", Some(7), None),
    ] {
        assert_eq!(Links::new(&document(url, page)).link(0..5, 0).as_deref(), expected);
    }
}

#[test]
fn only_addresses_of_the_web_are_linked() {
    for url in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://a b",
        "https://a/\"><b>",
        "ftp://a/",
    ] {
        check_address(url, "Oil prices rose again today.", None);
    }
    assert_eq!(link(&Source::default(), "Oil prices rose.", 0..3), None);
    check_address("https://example.org/", " \n ", None);
}

#[test]
fn letters_that_browsers_take_for_one_are_one() {
    for (one, other) in [
        ("Núñez’s “Łódź”", "nunez's \"LODZ\""),
        ("Straße ﬁne", "STRASSE FINE"),
        ("har\u{ad}bour\u{a0}12\u{202f}000", "harbour 12 000"),
        ("Ёлка", "елка"),
        ("ｶﾅ カナ", "かな かな"),
        ("ΟΔΟΣ", "οδος"),
        ("non‑break", "non-break"),
    ] {
        assert_eq!(folded(one), folded(other));
    }
    assert_ne!(folded("a – b"), folded("a - b"));
}

proptest! {
    #[test]
    fn folding_a_text_in_parts_is_folding_it(text in "\\PC{0,40}|[ßÉ\u{301}ς\u{ad} \na-c\u{ac00}-\u{ac10}]{0,40}", cut in 0_usize..80) {
        let cut = text.floor_char_boundary(cut);
        prop_assert_eq!(folded(&text[..cut]) + &folded(&text[cut..]), folded(&text));
    }

    #[test]
    fn the_words_of_a_link_are_those_of_the_place(
        text in "([ab“é]{1,2}[.,]?[ \n]{0,2}|价格。|\n\n){1,40}",
        from in 0_usize..100,
        length in 1_usize..60,
        html in any::<bool>(),
    ) {
        let blocks = blocks(&text);
        let Some(block) = blocks.iter().position(|block| block.range.end > from) else { return Ok(()) };
        let whole = blocks[block].range.clone();
        let start = text.floor_char_boundary(from.max(whole.start));
        let end = text.ceil_char_boundary((start + length).min(whole.end));
        let page = Page::of(&text, &blocks, if html { "text/html" } else { "text/plain" });
        let Some(place) = Place::of(&page, start..end, block) else { return Ok(()) };
        let directive = place.directive();
        let [prefix, first, last, suffix] = directive.parts().map(folded);
        let around = |range: Range<usize>| folded(&text[range]);
        prop_assert!(around(0..start).ends_with(&prefix));
        prop_assert!(around(end..text.len()).starts_with(&suffix));
        let quotation = around(start..end);
        prop_assert!(quotation.starts_with(&first) && quotation.ends_with(&last));
        prop_assert!(!last.is_empty() || quotation == first);
        let link = directive.after("https://a.example");
        prop_assert!(link.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'`*[]()\\".contains(&byte)));
    }
}
