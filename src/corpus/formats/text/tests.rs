use proptest::prelude::*;

use super::*;
use crate::model::BlockKind::{Aside, Heading, ListItem, Paragraph};

#[track_caller]
fn check(text: &str, expected: &[(BlockKind, &str)]) {
    let found: Vec<(BlockKind, &str)> =
        pieces(text).into_iter().map(|piece| (piece.kind, &text[piece.range])).collect();
    assert_eq!(found, expected);
}

const LONG: &str = "The ministers of both countries met on Monday and spoke for three hours about the price of gas, \
    the new railway and the state of the northern route.";

#[test]
fn a_blank_line_ends_a_paragraph() {
    check(&format!("{LONG}\n\n{LONG}\r\n\r\n"), &[(Paragraph, LONG), (Paragraph, LONG)]);
}

#[test]
fn long_lines_are_a_paragraph_each() {
    check(
        &format!("{LONG}\nThat is wrong.\n{LONG}"),
        &[(Paragraph, LONG), (Paragraph, "That is wrong."), (Paragraph, LONG)],
    );
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    let text = "The ministers of both countries met on Monday and spoke\nfor three hours about the price of gas, the old \
        \nrailways and the state of the route. Nobody expected an\nagreement.";
    check(text, &[(Paragraph, text)]);
}

#[test]
fn wrapped_paragraphs_without_blank_lines_end_where_a_line_ends_early() {
    let first = "The ministers of both countries met on Monday and spoke\nfor three hours about the price of gas, the new\nrailway and more.";
    let second = "Nobody expected an agreement before the winter, and the\nministers themselves had said so in the week before.";
    check(&format!("{first}\n{second}"), &[(Paragraph, first), (Paragraph, second)]);
}

#[test]
fn a_short_line_before_a_paragraph_is_a_heading() {
    check(
        &format!("{LONG}\nEconomic ties\n{LONG}"),
        &[(Paragraph, LONG), (Heading, "Economic ties"), (Paragraph, LONG)],
    );
    check(
        &format!("{LONG}\n\nWhat Is the Scale of Chinese Investment in Russia?\n\n{LONG}"),
        &[
            (Paragraph, LONG),
            (Heading, "What Is the Scale of Chinese Investment in Russia?"),
            (Paragraph, LONG),
        ],
    );
}

#[test]
fn a_line_that_tears_a_sentence_is_no_heading() {
    let text = "The port handled four million tonnes in the quarter. That was\n8 per cent more than in the year before, the port authority said on Friday in Norwick.";
    check(text, &[(Paragraph, text)]);
}

#[test]
fn a_byline_between_title_and_text_is_an_aside() {
    let text = format!("A View on Trade\n\nJane Smith, Some Institute1\n\n{LONG}");
    check(&text, &[(Heading, "A View on Trade"), (Aside, "Jane Smith, Some Institute1"), (Paragraph, LONG)]);
    assert_eq!(title(&text, &pieces(&text)).as_deref(), Some("A View on Trade"));
}

#[test]
fn a_heading_further_down_is_no_title() {
    let text = format!("{LONG}\nEconomic ties\n{LONG}");
    assert_eq!(title(&text, &pieces(&text)), None);
}

#[test]
fn contact_lines_and_what_follows_them_at_the_end_are_asides() {
    let text = format!(
        "{LONG}\n\nJane Smith\n\nFor more information:\nWeb: http://a.example\nMail: a@b.example\n\nWe are a think tank. Est. 1993."
    );
    let kinds: Vec<BlockKind> = pieces(&text).into_iter().map(|piece| piece.kind).collect();
    assert_eq!(kinds, [Paragraph, Aside, Aside, Aside, Aside, Aside]);
}

#[test]
fn list_markers_are_no_part_of_their_items() {
    check(
        &format!("{LONG}\n- The first one is here.\n- The second one is there.\n1. A third one."),
        &[
            (Paragraph, LONG),
            (ListItem, "The first one is here."),
            (ListItem, "The second one is there."),
            (ListItem, "A third one."),
        ],
    );
}

#[test]
fn notes_at_the_end_are_asides() {
    let text = format!("{LONG}\n\nNotes\n\n1. Smith, A Book, London, 2001.\n2. Ibid.");
    let kinds: Vec<BlockKind> = pieces(&text).into_iter().map(|piece| piece.kind).collect();
    assert_eq!(kinds, [Paragraph, Heading, Aside, Aside]);
}

#[test]
fn a_byte_order_mark_is_counted_but_in_no_block() {
    let text = format!("\u{feff}{LONG}");
    assert_eq!(pieces(&text)[0].range, 3..text.len());
}

#[test]
fn underlined_lines_are_headings_and_rules_are_nothing() {
    check(
        &format!("Title.\n======\n\n{LONG}\n\n* * *\n\n{LONG}"),
        &[(Heading, "Title."), (Paragraph, LONG), (Paragraph, LONG)],
    );
}

#[test]
fn chinese_lines_are_cut_alike() {
    let paragraph = "俄罗斯外交部长星期一在莫斯科会见了来访的中国外交部长，双方就能源价格、新铁路和北方航线举行了三个小时的会谈。";
    check(&format!("中俄经贸关系\n\n{paragraph}\n"), &[(Heading, "中俄经贸关系"), (Paragraph, paragraph)]);
}

proptest! {
    #[test]
    fn blocks_are_ordered_and_hold_every_word(text in "([A-Za-z.,?:;1-9-]{1,9}[ \n\t]{1,3}|\n\n|\u{feff}|中。|[*] ){0,60}") {
        let mut end = 0;
        for piece in pieces(&text) {
            prop_assert!(piece.range.start >= end && !piece.range.is_empty());
            prop_assert!(!text[end..piece.range.start].contains(char::is_alphabetic));
            prop_assert_eq!(text[piece.range.clone()].trim(), &text[piece.range.clone()]);
            end = piece.range.end;
        }
        prop_assert!(!text[end..].contains(char::is_alphabetic));
    }
}
