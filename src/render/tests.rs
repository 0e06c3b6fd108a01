//! What holds for every format.

use std::collections::BTreeMap;

use super::*;
use crate::model::Paper;
use crate::tool::markdown;

fn frame(marking: Option<&str>, paper: Paper) -> Frame {
    Frame {
        title: "Prices".to_owned(),
        audience: "Analysts".to_owned(),
        desk: String::new(),
        date: "2025-04-02".parse().unwrap(),
        date_text: "2 April 2025".to_owned(),
        language: "en".to_owned(),
        labels: BTreeMap::new(),
        quote_languages: BTreeMap::new(),
        placement: Placement::default(),
        citations: BTreeMap::new(),
        attachments: Vec::new(),
        sheet: Sheet { paper, marking: marking.map(str::to_owned), look: crate::model::Look::default() },
        charts: BTreeMap::new(),
        pdf: PdfTerms { standards: Vec::new(), proof: false },
        look: BTreeMap::new(),
    }
}

/// Returns all text of a file, whatever its format; of archives that of every
/// member.
fn everything(format: &str, bytes: &[u8]) -> Vec<String> {
    match format {
        "docx" | "epub" => members(bytes).into_values().collect(),
        _ => vec![String::from_utf8(bytes.to_vec()).unwrap()],
    }
}

fn members(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let member = archive.by_index(at).unwrap();
            (member.name().unwrap().into_owned(), std::io::read_to_string(member).unwrap())
        })
        .collect()
}

/// Sets no pages: PDFs are left out here.
struct Idle;

impl Press for Idle {
    #[cfg(feature = "pdf")]
    fn set(&self, _: &pdf::Order, _: &Fonts) -> Result<Reported<pdf::Made>, RenderError> {
        unreachable!("no page is set in these tests")
    }
}

fn written(format: &Format, marking: Option<&str>, paper: Paper) -> Vec<u8> {
    let markdown = Markdown::new("# Prices\n\n## One\n\nThey rose.\n");
    let tree = markdown::parse(&markdown);
    let frame = frame(marking, paper);
    let fonts = Fonts::load(std::path::Path::new("."), &[]).value;
    let page = Page { markdown: &markdown, tree: &tree, frame: &frame, fonts: &fonts, press: &Idle };
    (format.render)(&page).unwrap().value
}

#[test]
fn a_marking_stands_in_every_format_at_its_beginning_and_its_end() {
    // The text of a PDF is compressed: its own room tests it.
    for format in FORMATS.iter().filter(|format| format.name != "pdf") {
        for marking in ["TLP:AMBER+STRICT", "For <official> use only"] {
            let escaped = marking.replace('<', "&lt;").replace('>', "&gt;");
            let bytes = written(format, Some(marking), Paper::A4);
            let texts = everything(format.name, &bytes).concat();
            let plain = texts.replace("\\<", "<").replace("\\>", ">").replace("\\+", "+").replace("\\:", ":");
            let count = plain.matches(marking).count() + plain.matches(&escaped).count();
            assert!(count >= 2, "{} has {marking} {count} times", format.name);
            let bare = everything(format.name, &written(format, None, Paper::A4)).concat();
            assert!(!bare.contains("AMBER") && !bare.contains("class=\"marking"), "{}", format.name);
        }
    }
}

#[test]
fn a_word_document_has_its_marking_on_every_page_and_its_paper() {
    let docx = FORMATS.iter().find(|format| format.name == "docx").unwrap();
    for paper in [Paper::A4, Paper::A5, Paper::Letter, Paper::Legal] {
        let members = members(&written(docx, Some("TLP:RED"), paper));
        for part in ["header1", "header2", "footer1", "footer2"] {
            let part = &members[&format!("word/{part}.xml")];
            assert!(part.contains(" TLP:RED ") && part.contains("w:val=\"FF2B2B\""), "{part}");
        }
        let (width, height) = paper.twips();
        let size = format!("<w:pgSz w:w=\"{width}\" w:h=\"{height}\"/>");
        assert!(members["word/document.xml"].contains(&size), "{size}");
    }
}

#[test]
fn a_page_prints_its_marking_on_every_sheet() {
    let html = FORMATS.iter().find(|format| format.name == "html").unwrap();
    let page = String::from_utf8(written(html, Some("TLP:GREEN"), Paper::A4)).unwrap();
    assert!(page.contains("<meta name=\"marking\" content=\"TLP:GREEN\">"));
    assert!(page.contains("color: #33FF00; background: #000000;") && page.contains("position: fixed"));
    assert_eq!(page.matches(">TLP:GREEN</p>").count(), 2);
}
