//! Pages, properties, attachments, and the text that comes back.

use proptest::prelude::*;

use crate::model::Attachment;
use crate::tool::markdown::{Alignment, Note, escape};

use super::super::xml::carried;
use super::*;

#[test]
fn pages_have_heads_and_feet() {
    let file = File::of("# The week\n", &frame());
    assert_eq!(
        file.paragraphs("word/footer1.xml"),
        [("Footer".to_owned(), "{ PAGE |1} / { NUMPAGES |1}".to_owned())]
    );
    let head = file.part("word/header1.xml");
    assert!(head.contains(">The week</w:t><w:tab/><w:t xml:space=\"preserve\">2 April 2025<"), "{head}");
    assert!(!file.part("word/header2.xml").contains("The week"), "the first page has its title");
    let long = Frame { title: "word ".repeat(30), ..frame() };
    assert!(File::of("a\n", &long).part("word/header1.xml").contains("word…"));
}

#[test]
fn the_document_says_what_it_is() {
    let file = File::of("# The week\n", &frame());
    let core = file.part("docProps/core.xml");
    for said in [
        "<dc:title>The week</dc:title>",
        "<dc:creator>Desk &amp; Co</dc:creator>",
        "<dc:language>en</dc:language>",
        "<dcterms:created xsi:type=\"dcterms:W3CDTF\">2025-04-02T00:00:00Z</dcterms:created>",
    ] {
        assert!(core.contains(said), "{core}");
    }
}

#[test]
fn the_same_briefing_gives_the_same_bytes() {
    let tree = parse(&Markdown::new(NOTES));
    let bytes = render(&tree, &frame());
    assert_eq!(bytes, render(&tree, &frame()));
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    let first = archive.by_index(0).unwrap();
    assert_eq!(first.name().unwrap(), "[Content_Types].xml");
    assert_eq!(first.last_modified(), Some(zip::DateTime::default()));
}

#[test]
fn attachments_come_back_letter_for_letter() {
    let json = "{\"a\": \"<b> & \u{85}\u{fffe}\u{1fffe} ]]>\",\n\t\"c\": [1]}";
    let attachment = |name, text: &str| Attachment {
        name,
        media_type: "application/json",
        description: "A <proof>",
        text: text.to_owned(),
    };
    let attached = vec![attachment("edition.json", json), attachment("annotations.jsonld", "{}")];
    let tree = parse(&Markdown::new("# The week\n"));
    let frame = Frame { attachments: attached, ..frame() };
    File::of_tree(&tree, &frame);
    let read = attachments(&render(&tree, &frame)).unwrap();
    let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["edition.json", "annotations.jsonld"]);
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&read[0].1), value(json));
    assert_eq!(attachments(&render(&tree, &super::frame())), Ok(Vec::new()));
}

#[test]
fn what_is_no_word_document_is_refused() {
    assert!(text(b"no").unwrap_err().starts_with("it is no Word document: "));
    let mut bytes = render(&parse(&Markdown::new(NOTES)), &frame());
    bytes.truncate(bytes.len() / 2);
    assert!(text(&bytes).is_err());
    assert_eq!(text(&package::pack(&[])), Err("it has no document".to_owned()));
}

#[test]
fn the_text_is_read_in_order_without_marks() {
    let bytes = render(&parse(&Markdown::new(NOTES)), &frame());
    assert_eq!(
        text(&bytes).unwrap().lines().filter(|line| !line.is_empty()).collect::<Vec<_>>(),
        ["Desk & Co", "The week", "Analysts · 2 April 2025", "A. B. C.", " One, really.", " Two.", "More."]
    );
}

fn paragraph(inline: Inline) -> Block {
    Block::Paragraph { content: vec![inline] }
}

/// A tree that has a text in each kind of place.
fn tree_with(said: &str) -> Tree {
    let plain = || Inline::Text { text: said.to_owned() };
    let link = Inline::Link { url: "https://a.example/".to_owned(), content: vec![plain()] };
    Tree {
        blocks: vec![
            paragraph(plain()),
            paragraph(Inline::Strong { content: vec![Inline::Code { text: said.to_owned() }] }),
            paragraph(link),
            Block::Quote {
                blocks: vec![Block::Paragraph { content: vec![plain(), Inline::Mark { note: 1, nth: 1 }] }],
            },
            Block::List { start: None, items: vec![vec![paragraph(plain())]] },
            Block::Table {
                columns: vec![Alignment::None],
                head: vec![vec![plain()]],
                rows: vec![vec![vec![plain()]]],
            },
            Block::Heading { level: 2, id: "a".to_owned(), content: vec![plain()] },
            paragraph(plain()),
        ],
        notes: vec![Note { number: 1, label: "1".to_owned(), marks: 1, blocks: vec![paragraph(plain())] }],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_comes_back_letter_for_letter(said in "[a-z<>&\"' \t\n\r\u{0}\u{b}\u{85}\u{fffe}א-דء-ي中\u{ad}\u{301}0-9.]{1,30}|\\PC{1,30}") {
        prop_assume!(!said.trim().is_empty());
        let tree = tree_with(&said);
        File::of_tree(&tree, &frame());
        let read = text(&render(&tree, &frame())).unwrap();
        prop_assert_eq!(read.matches(&format!("{}\n", carried(&said))).count() >= 9, true, "{:?}", read);
    }

    #[test]
    fn a_document_says_what_its_tree_says(said in prop::collection::vec("[a-zא-ד中 .*_<&|#>~`\\[\\]-]{1,20}", 6)) {
        let said: Vec<String> = said.iter().map(|said| escape(said)).collect();
        let markdown = format!(
            "# The week\n\n{}\n\n## A {}\n\n> {}[^1]\n>\n> — {}\n\n- {}\n\nlast[^1]\n\n[^1]: {}\n",
            said[0], said[1], said[2], said[3], said[4], said[5]
        );
        let tree = parse(&Markdown::new(markdown));
        let read = text(&render(&tree, &frame())).unwrap();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let front = "Desk & Co The week Analysts · 2 April 2025 ";
        prop_assert_eq!(words(&read), format!("{front}{}", words(&tree.plain_text()).strip_prefix("The week ").unwrap()));
    }
}
