use proptest::prelude::*;

use super::*;
use crate::corpus::formats::package::testing::packed;
use crate::corpus::reading::testing::{blocks, one};
use crate::model::BlockKind::{self, Aside, Heading, ListItem, Paragraph, Table};

const LONG: &str =
    "The ministers of both countries met on Monday and spoke for three hours about the price of gas.";

const W: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
    xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing'";

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

fn relations(kinds: &[(&str, &str)]) -> String {
    let one = |(kind, target): &(&str, &str)| {
        format!(
            "<Relationship Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}' Target='{target}'/>"
        )
    };
    format!("<Relationships>{}</Relationships>", kinds.iter().map(one).collect::<String>())
}

fn document(body: &str) -> String {
    format!("<?xml version='1.0'?><w:document {W}><w:body>{body}</w:body></w:document>")
}

/// Packs a document with other parts that it refers to.
fn file(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let related: Vec<(&str, &str)> =
        parts.iter().map(|(name, _)| (name.trim_end_matches(".xml"), *name)).collect();
    let (main, rels) = (document(body), relations(&related));
    let top = relations(&[("officeDocument", "word/document.xml")]);
    let texts: Vec<(String, String)> = parts
        .iter()
        .map(|(name, text)| {
            (
                format!("word/{name}"),
                text.replace("<ROOT", &format!("<w:root {W}")).replace("</ROOT", "</w:root"),
            )
        })
        .collect();
    let mut all = vec![
        TYPES,
        ("_rels/.rels", &top),
        ("word/document.xml", &main),
        ("word/_rels/document.xml.rels", &rels),
    ];
    all.extend(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    packed(&all)
}

#[track_caller]
fn check_with(body: &str, parts: &[(&str, &str)], expected: &[(BlockKind, &str)]) -> Reading {
    let reading = one("a.docx", &file(body, parts)).unwrap();
    assert_eq!(blocks(&reading), expected);
    reading
}

#[track_caller]
fn check(body: &str, expected: &[(BlockKind, &str)]) {
    check_with(body, &[], expected);
}

#[track_caller]
fn check_refused(bytes: &[u8], reason: &str) {
    assert_eq!(one("a.docx", bytes).unwrap_err().reason, reason);
}

/// A paragraph with properties and one run.
fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn headings_are_told_by_styles_and_outline_levels() {
    let styles = "<ROOT><w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
        <w:style w:type='paragraph' w:styleId='Mine'><w:name w:val='Mine'/><w:basedOn w:val='berschrift1'/></w:style>\
        <w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style></ROOT>";
    let body = [
        p("<w:pStyle w:val='berschrift1'/>", "One"),
        p("<w:pStyle w:val='Mine'/>", "Two"),
        p("<w:outlineLvl w:val='1'/>", "Three"),
        p("<w:pStyle w:val='TOC1'/>", "One 3"),
        p("", LONG),
    ]
    .concat();
    let expected =
        [(Heading, "One"), (Heading, "Two"), (Heading, "Three"), (Aside, "One 3"), (Paragraph, LONG)];
    check_with(&body, &[("styles.xml", styles)], &expected);
}

#[test]
fn a_short_line_in_bold_before_a_paragraph_is_a_heading() {
    let bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Gas and oil</w:t></w:r></w:p>";
    let plain = p("", "Gas and oil");
    let body = [bold, &p("", LONG), &plain].concat();
    check(&body, &[(Heading, "Gas and oil"), (Paragraph, LONG), (Aside, "Gas and oil")]);
}

#[test]
fn numbered_paragraphs_are_items() {
    let listed = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='2'/></w:numPr>";
    let styles = "<ROOT><w:style w:type='paragraph' w:styleId='L'><w:name w:val='L'/><w:pPr>\
        <w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style></ROOT>";
    let none = "<w:pStyle w:val='L'/><w:numPr><w:numId w:val='0'/></w:numPr>";
    let body = [p(listed, "First one"), p("<w:pStyle w:val='L'/>", "Second one"), p(none, LONG)].concat();
    let expected = [(ListItem, "First one"), (ListItem, "Second one"), (Paragraph, LONG)];
    check_with(&body, &[("styles.xml", styles)], &expected);
}

#[test]
fn deleted_and_hidden_text_and_codes_are_not_read() {
    let body = "<w:p><w:r><w:t xml:space='preserve'>Prices of gas </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>\
        <w:moveFrom><w:r><w:t>moved </w:t></w:r></w:moveFrom><w:ins><w:r><w:t>rose by </w:t></w:r></w:ins>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r><w:r><w:rPr><w:rStyle w:val='H'/></w:rPr><w:t>HIDDEN</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DDEAUTO x</w:instrText><w:t>code</w:t></w:r>\
        <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>a third</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>\
        <w:r><w:t xml:space='preserve'> in the last </w:t><w:tab/><w:t>ye</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>ar.</w:t></w:r></w:p>";
    let styles =
        "<ROOT><w:style w:type='character' w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style></ROOT>";
    check_with(
        body,
        &[("styles.xml", styles)],
        &[(Paragraph, "Prices of gas rose by a third in the last \tyear.")],
    );
}

#[test]
fn white_letters_on_nothing_are_not_read() {
    let white = "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t xml:space='preserve'> never</w:t></w:r>";
    let shaded = "<w:r><w:rPr><w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='000000'/></w:rPr><w:t xml:space='preserve'> rose</w:t></w:r>";
    let end = "<w:r><w:t xml:space='preserve'> by a third in the spring.</w:t></w:r>";
    let body = format!("<w:p><w:r><w:t>The prices of gas</w:t></w:r>{white}{shaded}{end}</w:p>");
    check(&body, &[(Paragraph, "The prices of gas rose by a third in the spring.")]);
}

#[test]
fn a_page_within_the_document_is_read_in_its_place() {
    let rels = relations(&[("aFChunk", "page.html")]).replace("<Relationship ", "<Relationship Id='c1' ");
    let main = document(&format!("{}<w:altChunk w:id='c1'/>{}", p("", LONG), p("", LONG)));
    let page = format!("<h1>Gas</h1><p>{LONG}</p>");
    let bytes = packed(&[
        TYPES,
        ("word/document.xml", &main),
        ("word/_rels/document.xml.rels", &rels),
        ("word/page.html", &page),
    ]);
    let expected = [(Paragraph, LONG), (Heading, "Gas"), (Paragraph, LONG), (Paragraph, LONG)];
    assert_eq!(blocks(&one("a.docx", &bytes).unwrap()), expected);
}

#[test]
fn a_paragraph_whose_end_was_deleted_goes_on_in_the_next() {
    let first = p("<w:rPr><w:del w:id='1'/></w:rPr>", "The prices of gas ");
    check(
        &[first, p("", "rose in the spring.")].concat(),
        &[(Paragraph, "The prices of gas rose in the spring.")],
    );
}

#[test]
fn a_table_of_data_is_one_block_and_one_for_the_layout_is_prose() {
    let cell = |inner: &str| format!("<w:tc><w:tcPr/>{inner}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell(&p("", "in")), cell(&p("", "ner"))]));
    let deleted = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr>";
    let data = [
        "<w:tbl><w:tblPr/>",
        &row(&[cell(&p("", "Year")), cell(&[p("", "Trade"), p("", "total")].concat())]),
        deleted,
        &row(&[cell(&p("", "2023")), cell(&inner)]),
        "</w:tbl>",
    ]
    .concat();
    let layout = format!("<w:tbl>{}</w:tbl>", row(&[cell(&[p("", LONG), p("", LONG)].concat())]));
    let expected = [(Table, "Year\tTrade total\n2023\tin ner"), (Paragraph, LONG), (Paragraph, LONG)];
    check(&[data, layout].concat(), &expected);
}

#[test]
fn notes_follow_the_paragraph_once_and_separators_are_left_out() {
    let notes = "<ROOT><w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id='2'><w:p><w:r><w:footnoteRef/><w:t>From a letter of the ministry to the press.</w:t></w:r></w:p></w:footnote></ROOT>";
    let reference = "<w:r><w:footnoteReference w:id='2'/></w:r>";
    let body = format!("<w:p><w:r><w:t>{LONG}</w:t></w:r>{reference}{reference}</w:p>{}", p("", LONG));
    let note = "From a letter of the ministry to the press.";
    check_with(&body, &[("footnotes.xml", notes)], &[(Paragraph, LONG), (Aside, note), (Paragraph, LONG)]);
}

#[test]
fn comments_are_asides() {
    let comments =
        "<ROOT><w:comment w:id='0'><w:p><w:r><w:t>Is this still so?</w:t></w:r></w:p></w:comment></ROOT>";
    let body = format!("<w:p><w:r><w:t>{LONG}</w:t></w:r><w:r><w:commentReference w:id='0'/></w:r></w:p>");
    check_with(&body, &[("comments.xml", comments)], &[(Paragraph, LONG), (Aside, "Is this still so?")]);
}

#[test]
fn a_text_box_is_read_once_after_its_paragraph() {
    let shape = |tag: &str| format!("<mc:{tag}><w:txbxContent>{}</w:txbxContent></mc:{tag}>", p("", LONG));
    let both = format!("<mc:AlternateContent>{}{}</mc:AlternateContent>", shape("Choice"), shape("Fallback"));
    let body = format!(
        "<w:p><w:r><w:t>The minister spoke </w:t></w:r><w:r>{both}</w:r><w:r><w:t>for hours on end.</w:t></w:r></w:p>"
    );
    check(&body, &[(Paragraph, "The minister spoke for hours on end."), (Paragraph, LONG)]);
}

#[test]
fn a_table_of_contents_is_an_aside_and_a_prompt_is_no_text() {
    let control = |said: &str, text: &str| {
        format!("<w:sdt><w:sdtPr>{said}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", p("", text))
    };
    let contents =
        control("<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>", LONG);
    let prompt = control("<w:showingPlcHdr/>", "Click here to enter text.");
    check(&[contents, prompt, control("", LONG)].concat(), &[(Aside, LONG), (Paragraph, LONG)]);
}

#[test]
fn characters_that_are_elements_are_read() {
    let body = "<w:p><w:r><w:t>Ten</w:t><w:noBreakHyphen/><w:t>year plans for co</w:t><w:softHyphen/><w:t>al, </w:t>\
        <w:sym w:font='Symbol' w:char='F061'/><w:t> and &amp; &#x416; are here.</w:t></w:r></w:p>";
    check(body, &[(Paragraph, "Ten\u{2011}year plans for coal, α and & Ж are here.")]);
}

#[test]
fn the_main_part_is_found_by_its_relationship() {
    let top = relations(&[("officeDocument", "/docs/main.xml")]);
    let main = document(&p("", LONG));
    let bytes = packed(&[TYPES, ("_rels/.rels", &top), ("docs/main.xml", &main)]);
    assert_eq!(blocks(&one("a.docx", &bytes).unwrap()), [(Paragraph, LONG)]);
}

#[test]
fn a_document_says_its_source() {
    let core = "<c xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/'>\
        <dc:title>Gas and Oil</dc:title><dc:creator>Jane Smith; Li Wei</dc:creator><dc:language>en-us</dc:language>\
        <dcterms:created>2013-12-23T23:15:00Z</dcterms:created><dcterms:modified>2024-05-16T10:00:00Z</dcterms:modified></c>";
    let top = relations(&[("officeDocument", "word/document.xml")]);
    let main = document(&p("", LONG));
    let app = "<Properties><Company>The Institute</Company></Properties>";
    let bytes = packed(&[
        TYPES,
        ("_rels/.rels", &top),
        ("docProps/core.xml", core),
        ("docProps/app.xml", app),
        ("word/document.xml", &main),
    ]);
    let known = one("a.docx", &bytes).unwrap().embedded;
    assert_eq!(known.title.as_deref(), Some("Gas and Oil"));
    assert_eq!(known.authors, Some(vec!["Jane Smith".to_owned(), "Li Wei".to_owned()]));
    assert_eq!(known.publisher.as_deref(), Some("The Institute"));
    assert_eq!(known.date.unwrap().to_string(), "2024-05-16");
    assert_eq!(known.language.as_deref(), Some("en-US"));
}

#[test]
fn it_is_recognised_by_its_first_members() {
    let bytes = file(&p("", LONG), &[]);
    assert_eq!(recognise(&bytes), Likeness::Certain);
    assert_eq!(blocks(&one("a.zip", &bytes).unwrap()), [(Paragraph, LONG)]);
    let within = packed(&[("word/a.txt", "x"), ("b.txt", "y")]);
    assert_eq!(crate::corpus::reading::testing::events("a.zip", &within).len(), 2);
}

#[test]
fn what_is_no_document_is_refused_with_its_reason() {
    check_refused(b"plain text", "its name says DOCX, but it is no ZIP archive");
    check_refused(&packed(&[]), "it has no main part: it is no Word document");
    check_refused(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "it is an old Office document (or an encrypted one), not a DOCX",
    );
    let package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_refused(
        &[b"\xd0\xcf\x11\xe0".as_slice(), &package].concat(),
        "it is encrypted: a password is needed",
    );
    let bytes = file(&p("", LONG), &[]);
    let cut = one("a.docx", &bytes[..bytes.len() - 30]).unwrap_err().reason;
    assert!(cut.starts_with("its ZIP directory cannot be read: "), "{cut}");
}

#[test]
fn entities_and_deep_nesting_are_refused() {
    let main = format!("<!DOCTYPE w [<!ENTITY a 'b'>]>{}", document("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"));
    let bytes = packed(&[TYPES, ("word/document.xml", &main)]);
    check_refused(
        &bytes,
        "word/document.xml has a document type (DTD) that declares entities, which are not read",
    );
    let deep = "<w:tbl><w:tr><w:tc>".repeat(2_000);
    check_refused(&file(&deep, &[]), "the elements of word/document.xml are nested more than 1000 deep");
    let open = |count: usize| "<w:tbl><w:tr><w:tc>".repeat(count);
    let close = |count: usize| "</w:tc></w:tr></w:tbl>".repeat(count);
    let nested = format!("{}{}{}", open(200), p("", LONG), close(200));
    check(&nested, &[(Paragraph, LONG)]);
}

/// Writes elements one within the other, or after it; always well-formed.
fn nested(choices: &[u8]) -> String {
    const NAMES: &[&str] = &[
        "w:p",
        "w:r",
        "w:t",
        "w:tbl",
        "w:tr",
        "w:tc",
        "w:txbxContent",
        "w:pPr",
        "w:rPr",
        "w:del",
        "w:sdt",
        "w:sdtPr",
        "w:fldSimple",
        "mc:AlternateContent",
        "mc:Choice",
        "w:showingPlcHdr",
        "w:footnote",
        "w:trPr",
        "w:tab",
    ];
    let mut xml = String::new();
    let mut open = Vec::new();
    for choice in choices {
        match NAMES.get(usize::from(*choice) % (NAMES.len() * 2)) {
            Some(name) => {
                xml.push_str(&format!("<{name}>a b "));
                open.push(*name);
            }
            None => open.pop().into_iter().for_each(|name| xml.push_str(&format!("</{name}>"))),
        }
    }
    open.into_iter().rev().for_each(|name| xml.push_str(&format!("</{name}>")));
    xml
}

proptest! {
    #[test]
    fn elements_in_any_order_give_ordered_blocks(choices in proptest::collection::vec(any::<u8>(), 0..80)) {
        let reading = one("a.docx", &file(&nested(&choices), &[])).unwrap();
        let mut end = 0;
        for piece in &reading.pieces {
            prop_assert!(piece.range.start >= end && !piece.range.is_empty());
            end = piece.range.end;
        }
    }
}
