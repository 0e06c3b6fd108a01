use super::*;
use crate::corpus::formats::package::testing::packed;
use crate::corpus::reading::testing::{blocks, one};
use crate::model::BlockKind::{self, Aside, Heading, ListItem, Paragraph, Table};

const LONG: &str =
    "The ministers of both countries met on Monday and spoke for three hours about the price of gas.";

const SPACES: &str = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
    xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
    xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' \
    xmlns:meta='urn:oasis:names:tc:opendocument:xmlns:meta:1.0' xmlns:dc='http://purl.org/dc/elements/1.1/' \
    xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0'";

const TYPE: (&str, &str) = ("mimetype", "application/vnd.oasis.opendocument.text");

fn content(styles: &str, body: &str) -> String {
    format!(
        "<?xml version='1.0'?><office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
}

#[track_caller]
fn check_with(styles: &str, body: &str, expected: &[(BlockKind, &str)]) {
    let reading = one("a.odt", &packed(&[TYPE, ("content.xml", &content(styles, body))])).unwrap();
    assert_eq!(blocks(&reading), expected);
}

#[track_caller]
fn check(body: &str, expected: &[(BlockKind, &str)]) {
    check_with("", body, expected);
}

#[test]
fn headings_items_and_paragraphs_are_told_apart() {
    let styles =
        "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Heading_20_1'/>";
    let body = format!(
        "<text:h text:outline-level='1'>One</text:h><text:p text:style-name='P1'>Two</text:p><text:p>{LONG}</text:p>\
         <text:list><text:list-item><text:p>First one</text:p></text:list-item></text:list>\
         <text:p text:style-name='Caption'>Figure 1: Prices of gas rose in the spring of last year.</text:p>"
    );
    let caption = "Figure 1: Prices of gas rose in the spring of last year.";
    let expected =
        [(Heading, "One"), (Heading, "Two"), (Paragraph, LONG), (ListItem, "First one"), (Aside, caption)];
    check_with(styles, &body, &expected);
}

#[test]
fn white_space_is_read_as_it_is_shown() {
    let body = "<text:p>\n  Prices <text:span> of </text:span>\n gas<text:s text:c='2'/>rose<text:tab/>by a<text:line-break/>third.</text:p>";
    check(body, &[(Paragraph, "Prices of gas  rose\tby a\nthird.")]);
}

#[test]
fn deleted_and_hidden_text_is_not_read_and_comments_are_asides() {
    let styles = "<style:style style:name='T1' style:family='text'><style:text-properties text:display='none'/></style:style>";
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>DELETED</text:p></text:deletion></text:changed-region></text:tracked-changes>\
        <text:section text:display='none'><text:p>HIDDEN</text:p></text:section>\
        <text:p>Prices of gas<text:change/> rose<office:annotation><dc:creator>X</dc:creator><text:p>COMMENT</text:p></office:annotation>\
        <text:span text:style-name='T1'> HIDDEN</text:span> by a <text:hidden-text text:string-value='x'>HIDDEN</text:hidden-text>third.</text:p>";
    let expected = [(Paragraph, "Prices of gas rose by a third."), (Aside, "COMMENT")];
    check_with(styles, body, &expected);
}

#[test]
fn notes_and_text_boxes_follow_their_paragraph() {
    let body = format!(
        "<text:p>The minister<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Of the north.</text:p>\
         </text:note-body></text:note><draw:frame><draw:text-box><text:p>{LONG}</text:p></draw:text-box></draw:frame> spoke for hours.</text:p>"
    );
    check(
        &body,
        &[(Paragraph, "The minister spoke for hours."), (Aside, "Of the north."), (Paragraph, LONG)],
    );
}

#[test]
fn a_table_is_one_block() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |a: &str, b: &str| format!("<table:table-row>{}{}</table:table-row>", cell(a), cell(b));
    let body = format!(
        "<table:table><table:table-header-rows>{}</table:table-header-rows>{}</table:table>",
        row("Year", "Trade"),
        row("2023", "240")
    );
    check(&body, &[(Table, "Year\tTrade\n2023\t240")]);
}

#[test]
fn contents_are_asides() {
    let body = format!(
        "<text:table-of-content><text:table-of-content-source><text:p>SOURCE</text:p></text:table-of-content-source>\
         <text:index-body><text:p>One 3</text:p></text:index-body></text:table-of-content><text:p>{LONG}</text:p>"
    );
    check(&body, &[(Aside, "One 3"), (Paragraph, LONG)]);
}

#[test]
fn a_flat_file_is_read_and_says_its_source() {
    let flat = format!(
        "<?xml version='1.0'?><office:document {SPACES}><office:meta><dc:title>Gas and Oil</dc:title>\
         <meta:initial-creator>Jane Smith</meta:initial-creator><dc:creator>Li Wei</dc:creator><dc:date>2024-05-16T10:00:00</dc:date></office:meta>\
         <office:master-styles><style:footer><text:p>FOOTER</text:p></style:footer></office:master-styles>\
         <office:body><office:text><text:p>{LONG}</text:p></office:text></office:body></office:document>"
    );
    let reading = one("a.fodt", flat.as_bytes()).unwrap();
    assert_eq!(blocks(&reading), [(Paragraph, LONG)]);
    assert_eq!(reading.embedded.title.as_deref(), Some("Gas and Oil"));
    assert_eq!(reading.embedded.authors, Some(vec!["Jane Smith".to_owned()]));
    assert_eq!(reading.embedded.date.unwrap().to_string(), "2024-05-16");
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    let check_refused =
        |bytes: &[u8], reason: &str| assert_eq!(one("a.odt", bytes).unwrap_err().reason, reason);
    check_refused(
        b"text",
        "its name says OpenDocument text, but it is neither a ZIP archive nor OpenDocument XML",
    );
    check_refused(&packed(&[TYPE]), "it has no content.xml: it is no OpenDocument text");
    let manifest = "<m:manifest xmlns:m='x'><m:encryption-data/></m:manifest>";
    let encrypted = packed(&[TYPE, ("content.xml", "\u{1}"), ("META-INF/manifest.xml", manifest)]);
    check_refused(&encrypted, "it is encrypted: a password is needed");
    let sheet = packed(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
    assert_eq!(recognise(&sheet), Likeness::No("an OpenDocument file that is no text"));
}
