use proptest::prelude::*;

use crate::corpus::reading::testing::{blocks, one};
use crate::model::BlockKind::{self, Aside, Heading, ListItem, Paragraph, Table};

const LONG: &str =
    "The ministers of both countries met on Monday and spoke for three hours about the price of gas.";

const FONTS: &str = "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial;}{\\f2\\fcharset128 Mincho;}{\\f3\\fcharset2 Symbol;}\
    {\\f4\\fnil Times CE;}{\\f5\\fcharset2 Wingdings;}}";

#[track_caller]
fn check(body: &str, expected: &[(BlockKind, &str)]) {
    let rtf = format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0{FONTS}{body}}}");
    let reading = one("a.rtf", rtf.as_bytes()).unwrap();
    assert_eq!(blocks(&reading), expected);
    assert!(reading.warnings.is_empty());
}

#[test]
fn paragraphs_end_where_they_are_said_to() {
    check(
        &format!("{LONG}\\par\r\n{{\\b Gas}}\\par {LONG}\\\n{LONG}"),
        &[(Paragraph, LONG), (Heading, "Gas"), (Paragraph, LONG), (Paragraph, LONG)],
    );
}

#[test]
fn characters_are_read_in_the_set_of_their_font() {
    check(
        "Caf\\'e9 and \\f1\\'cc\\'ee\\'f1\\'ea\\'e2\\'e0\\f0  stand here.",
        &[(Paragraph, "Café and Москва stand here.")],
    );
    check(
        "The word \\f2\\'93\\'fa\\'96{\\f2\\'7b} and \\'83A are here.",
        &[(Paragraph, "The word 日\u{fffd}{ and ア are here.")],
    );
    check(
        "{\\f3 ab} and {\\f4\\'b9} and {\\f5\\'fc} are letters here.",
        &[(Paragraph, "αβ and ą and  are letters here.")],
    );
}

#[test]
fn unicode_replaces_what_old_programs_show() {
    check(
        "Look \\u1046?\\u1078\\'3f at \\uc2\\u26085\\'93\\'fa\\uc0\\u26412 , \\u-10179\\u-8704  all.",
        &[(Paragraph, "Look Жж at 日本, 😀 all.")],
    );
    check("{\\upr{ANSI}{\\*\\ud{The word is \\u1046?.}}}", &[(Paragraph, "The word is Ж.")]);
    check(
        "The end is \\u8217\\par here and now it goes on for long.",
        &[(Aside, "The end is ’"), (Paragraph, "here and now it goes on for long.")],
    );
}

#[test]
fn hidden_and_deleted_text_and_other_destinations_are_not_read() {
    check(
        "{\\header HEAD}{\\*\\unknown NO}{\\colortbl;\\red0;}Prices {\\v hidden }{\\deleted gone }of gas{\\pict 00ff} \\*\\cs7 rose \
         {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt by a third}}{\\object{\\*\\objdata 00}{\\result .}}{\\*\\annotation COMMENT}\\v no\\v0\\bin4 }}}}",
        &[(Paragraph, "Prices of gas rose by a third."), (Aside, "COMMENT")],
    );
}

#[test]
fn headings_and_items_are_told_by_styles_and_marks() {
    let styles = "{\\stylesheet{\\snext0 Normal;}{\\s1\\outlinelevel0 heading 1;}{\\s2 \\'dcberschrift 2;}{\\*\\cs10 Char;}}";
    check(
        &format!(
            "{styles}\\pard\\s1 One\\par\\pard\\s2 Two\\par\\pard\\outlinelevel1 Three\\par\\pard {LONG}\\par\
            {{\\listtext\\'b7\\tab}}\\ls1 First one\\par\\pard {LONG}"
        ),
        &[
            (Heading, "One"),
            (Heading, "Two"),
            (Heading, "Three"),
            (Paragraph, LONG),
            (ListItem, "First one"),
            (Paragraph, LONG),
        ],
    );
}

#[test]
fn a_table_is_one_block() {
    let row = |a: &str, b: &str| format!("\\trowd\\cellx1\\cellx2\\pard\\intbl {a}\\cell {b}\\cell\\row ");
    check(
        &format!("{}{}\\pard {LONG}", row("Year", "Trade\\par total"), row("2023", "240")),
        &[(Table, "Year\tTrade total\n2023\t240"), (Paragraph, LONG)],
    );
    let nested = "\\pard\\intbl\\itap2 in\\nestcell ner\\nestcell{\\*\\nesttableprops\\trowd\\nestrow}{\\nonesttables\\par}";
    check(
        &format!("\\trowd\\pard\\intbl A\\cell {nested}\\pard\\intbl\\cell\\row\\pard {LONG}"),
        &[(Table, "A\tin ner"), (Paragraph, LONG)],
    );
}

#[test]
fn notes_follow_their_paragraph() {
    check(
        &format!("The minister{{\\footnote \\pard\\chftn Of the north.}} spoke for hours.\\par {LONG}"),
        &[(Paragraph, "The minister spoke for hours."), (Aside, "Of the north."), (Paragraph, LONG)],
    );
}

#[test]
fn a_document_says_its_source() {
    let rtf = "{\\rtf1{\\info{\\title Gas and Oil}{\\author Jane Smith}{\\creatim\\yr2024\\mo5\\dy16}{\\*\\company The Institute}}Text}";
    let known = one("a.rtf", rtf.as_bytes()).unwrap().embedded;
    assert_eq!(known.title.as_deref(), Some("Gas and Oil"));
    assert_eq!(known.authors, Some(vec!["Jane Smith".to_owned()]));
    assert_eq!(known.publisher.as_deref(), Some("The Institute"));
    assert_eq!(known.date.unwrap().to_string(), "2024-05-16");
}

#[test]
fn a_cut_document_is_told_and_deep_groups_are_refused() {
    let reading = one("a.rtf", b"{\\rtf1{\\b Text that is cut").unwrap();
    assert_eq!(reading.text, "Text that is cut");
    assert_eq!(reading.warnings[0].message, "its groups are not closed: its end may be missing");
    let deep = format!("{{\\rtf1{}", "{".repeat(20_000));
    assert_eq!(
        one("a.rtf", deep.as_bytes()).unwrap_err().reason,
        "its groups are nested more than 10000 deep"
    );
    assert_eq!(one("a.rtf", b"text").unwrap_err().reason, "its name says RTF, but it is no RTF document");
}

proptest! {
    #[test]
    fn any_tokens_give_no_panic(
        body in "([{}]|\\\\(row|cell|nestcell|nestrow|intbl|itap[0-9]|trowd|footnote|par|pard|u-?[0-9]{1,5}|uc[0-9]|upr|ud|shptxt|fonttbl|stylesheet|info|title|f[0-9]|v|bin[0-9]|\\*|'[0-9a-f]{2})| a|é){0,80}"
    ) {
        one("a.rtf", format!("{{\\rtf1{body}").as_bytes()).ok();
    }
}
