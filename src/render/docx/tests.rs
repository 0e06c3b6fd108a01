use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::model::{Attachment, Citation, Rich, Run, RunStyle};
use crate::tool::markdown::{Markdown, Note, block_text, escape, parse};

use super::xml::carried;
use super::*;

fn frame() -> Frame {
    Frame {
        title: "The week".to_owned(),
        audience: "Analysts".to_owned(),
        desk: "Desk & Co".to_owned(),
        date: "2025-04-02".parse().unwrap(),
        date_text: "2 April 2025".to_owned(),
        language: "en".to_owned(),
        labels: BTreeMap::new(),
        quote_languages: BTreeMap::from([
            ("1".to_owned(), "ar".to_owned()),
            ("2".to_owned(), "zh".to_owned()),
        ]),
        placement: Placement::default(),
        citations: BTreeMap::new(),
        attachments: Vec::new(),
        pdf: crate::model::PdfTerms::default(),
        look: BTreeMap::new(),
    }
}

fn framed(placement: Placement) -> Frame {
    Frame { placement, ..frame() }
}

/// A file's parts by name.
struct File(BTreeMap<String, String>);

impl File {
    /// Writes a briefing, and asserts that the package is whole.
    #[track_caller]
    fn of(markdown: &str, frame: &Frame) -> Self {
        Self::of_tree(&parse(&Markdown::new(markdown)), frame)
    }

    #[track_caller]
    fn of_tree(tree: &Tree, frame: &Frame) -> Self {
        let bytes = render(tree, frame);
        let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let name = entry.name().unwrap().into_owned();
            let replaced = parts.insert(name.clone(), text);
            assert_eq!(replaced, None, "{name} is there twice");
        }
        let file = Self(parts);
        file.check();
        file
    }

    fn part(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("there is no {name}: {:?}", self.0.keys()))
    }

    fn body(&self) -> &str {
        self.part("word/document.xml")
    }

    /// Relationships of a part: target and mode by id.
    fn related(&self, name: &str) -> BTreeMap<String, (String, bool)> {
        let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
        let name = format!("{folder}{}_rels/{file}.rels", if folder.is_empty() { "" } else { "/" });
        let Some(xml) = self.0.get(&name) else { return BTreeMap::new() };
        elements(xml)
            .into_iter()
            .filter(|(name, _)| name == "Relationship")
            .map(|(_, attributes)| {
                let outside = attributes.contains_key("TargetMode");
                (attributes["Id"].clone(), (attributes["Target"].clone(), outside))
            })
            .collect()
    }

    /// Asserts that all parts are well-formed and have types, and that all they
    /// refer to is there.
    #[track_caller]
    fn check(&self) {
        let types: BTreeSet<String> = elements(self.part("[Content_Types].xml"))
            .into_iter()
            .filter_map(|(_, attributes)| attributes.get("PartName").cloned())
            .collect();
        for name in self.0.keys().filter(|name| name.starts_with("word/") && !name.ends_with(".rels")) {
            assert!(types.contains(&format!("/{name}")), "{name} has no type");
        }
        let styles: BTreeSet<String> = elements(self.part("word/styles.xml"))
            .iter()
            .filter_map(|(_, all)| all.get("w:styleId").cloned())
            .collect();
        let mut bookmarks = BTreeSet::new();
        for (part, xml) in &self.0 {
            let related = self.related(part);
            for (target, outside) in related.values() {
                let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
                let path = match target.strip_prefix("../") {
                    Some(above) => above.to_owned(),
                    None if folder.is_empty() => target.clone(),
                    None => format!("{folder}/{target}"),
                };
                assert!(*outside || self.0.contains_key(&path), "{part} refers to {path}");
                assert!(
                    !outside
                        || ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)),
                    "{part} leads to {target}"
                );
            }
            for (name, attributes) in elements(xml) {
                if let Some(id) = attributes.get("r:id") {
                    assert!(related.contains_key(id), "{part} has no {id}");
                }
                if ["w:pStyle", "w:rStyle", "w:tblStyle"].contains(&name.as_str()) {
                    assert!(styles.contains(&attributes["w:val"]), "no style {}", attributes["w:val"]);
                }
                if name == "w:bookmarkStart" {
                    assert!(bookmarks.insert(attributes["w:id"].clone()), "a bookmark's id stands twice");
                    assert!(attributes["w:name"].len() <= 40, "Word's bookmarks have 40 letters at most");
                }
            }
        }
    }

    /// Paragraphs of a part: their styles and texts. Notes' marks are `^`,
    /// what is in a field `{code|result}`.
    fn paragraphs(&self, part: &str) -> Vec<(String, String)> {
        let mut paragraphs: Vec<(String, String)> = Vec::new();
        each(self.part(part), |event| {
            let Some(last) = paragraphs.last_mut() else {
                if named(event, "w:p") {
                    paragraphs.push(Default::default());
                }
                return;
            };
            match event {
                Event::Start(start) | Event::Empty(start) => match start.name().as_ref() {
                    "w:p" => paragraphs.push(Default::default()),
                    "w:pStyle" => last.0 = attributes(start)["w:val"].clone(),
                    "w:br" => last.1.push('\n'),
                    "w:footnoteReference" | "w:endnoteReference" | "w:footnoteRef" | "w:endnoteRef" => {
                        last.1.push('^')
                    }
                    "w:fldChar" => last.1.push_str(match attributes(start)["w:fldCharType"].as_str() {
                        "begin" => "{",
                        "separate" => "|",
                        _ => "}",
                    }),
                    _ => {}
                },
                Event::Text(text) => last.1.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    last.1.push_str(quick_xml::escape::resolve_predefined_entity(reference).unwrap());
                }
                _ => {}
            }
        });
        paragraphs
    }

    #[track_caller]
    fn shows(&self, part: &str, expected: &[(&str, &str)]) {
        let paragraphs = self.paragraphs(part);
        let paragraphs: Vec<(&str, &str)> =
            paragraphs.iter().map(|(style, text)| (style.as_str(), text.as_str())).collect();
        let text: Vec<&(&str, &str)> =
            paragraphs.iter().skip_while(|(style, _)| FRONT.contains(style)).collect();
        assert_eq!(text, expected.iter().collect::<Vec<_>>());
    }
}

const FRONT: [&str; 3] = ["Desk", "Title", "Subtitle"];

fn named(event: &Event<'_>, name: &str) -> bool {
    matches!(event, Event::Start(start) if start.name().as_ref() == name)
}

#[track_caller]
fn each(xml: &str, mut visit: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut depth = 0_i32;
    loop {
        let event = reader.read_event().unwrap();
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
        visit(&event);
    }
    assert_eq!(depth, 0, "an element is open");
}

fn attributes(start: &BytesStart<'_>) -> BTreeMap<String, String> {
    start
        .attributes()
        .map(|attribute| {
            let attribute = attribute.unwrap();
            let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        })
        .collect()
}

#[track_caller]
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found = Vec::new();
    each(xml, |event| {
        if let Event::Start(start) | Event::Empty(start) = event {
            found.push((start.name().as_ref().to_owned(), attributes(start)));
        }
    });
    found
}

#[test]
fn every_block_has_a_style_of_its_own() {
    let file = File::of(
        "# The week\n\nA **b** *c*.\n\n## One\n\n### Two\n\n> Said.\n>\n> — *Source*, 2025\n\n- a\n\n  b\n- c\n\n3. d\n\n```\nx = 1\n  y\n```\n\n---\n\nEnd.\n",
        &frame(),
    );
    file.shows(
        "word/document.xml",
        &[
            ("BodyText", "A b c."),
            ("Heading1", "One"),
            ("Heading2", "Two"),
            ("Quote", "Said."),
            ("Source", "— Source, 2025"),
            ("ListBullet", "a"),
            ("ListContinue", "b"),
            ("ListBullet", "c"),
            ("ListNumber", "d"),
            ("Code", "x = 1\n  y"),
            ("Rule", ""),
            ("BodyText", "End."),
        ],
    );
    let front = file.paragraphs("word/document.xml");
    let front: Vec<&str> = front.iter().take(3).map(|(_, text)| text.as_str()).collect();
    assert_eq!(front, ["Desk & Co", "The week", "Analysts · 2 April 2025"]);
    assert!(file.body().contains("<w:b/><w:bCs/></w:rPr><w:t xml:space=\"preserve\">b</w:t>"));
}

#[test]
fn a_heading_within_a_quotation_is_no_heading() {
    File::of("# The week\n\n## A\n\n> ## B\n\n#### C\n", &frame())
        .shows("word/document.xml", &[("Heading1", "A"), ("Quote", "B"), ("Heading2", "C")]);
}

const NOTES: &str =
    "# The week\n\nA.[^1] B.[^2][^1] C.[^2]\n\n## Notes\n\n[^1]: One, *really*.\n[^2]: Two.\n\n    More.\n";

#[test]
fn notes_are_words_own() {
    let file = File::of(NOTES, &frame());
    file.shows(
        "word/document.xml",
        &[("BodyText", "A.^ B.^,{ NOTEREF _RefNote1 \\f \\h |1} C.{ NOTEREF _RefNote2 \\f \\h |2}")],
    );
    let notes = [
        ("", ""),
        ("", ""),
        ("FootnoteText", "^ One, really."),
        ("FootnoteText", "^ Two."),
        ("FootnoteText", "More."),
    ];
    file.shows("word/footnotes.xml", &notes);
    assert!(!file.0.contains_key("word/endnotes.xml"));
    let ids: Vec<String> = elements(file.body())
        .into_iter()
        .filter(|(name, _)| name == "w:footnoteReference")
        .map(|(_, attributes)| attributes["w:id"].clone())
        .collect();
    assert_eq!(ids, ["1", "2"]);
}

#[test]
fn endnotes_stand_under_the_last_heading() {
    let file = File::of(NOTES, &framed(Placement::Endnotes));
    assert!(!file.0.contains_key("word/footnotes.xml"));
    let paragraphs = file.paragraphs("word/document.xml");
    assert_eq!(paragraphs.last(), Some(&("Heading1".to_owned(), "Notes".to_owned())));
    file.shows(
        "word/endnotes.xml",
        &[
            ("", ""),
            ("", ""),
            ("EndnoteText", "^ One, really."),
            ("EndnoteText", "^ Two."),
            ("EndnoteText", "More."),
        ],
    );
    assert!(file.part("word/settings.xml").contains("<w:endnotePr><w:numFmt w:val=\"decimal\"/>"));
    let labels = BTreeMap::from([("notes".to_owned(), "Anmerkungen".to_owned())]);
    let file =
        File::of("# The week\n\nA.[^1]\n\n[^1]: One.\n", &Frame { labels, ..framed(Placement::Endnotes) });
    let paragraphs = file.paragraphs("word/document.xml");
    assert_eq!(paragraphs.last(), Some(&("Heading1".to_owned(), "Anmerkungen".to_owned())));
}

#[test]
fn a_document_without_notes_has_no_part_for_them() {
    let file = File::of("# The week\n\n## Notes\n", &framed(Placement::Endnotes));
    assert!(!file.0.keys().any(|name| name.contains("notes")), "{:?}", file.0.keys());
    file.shows("word/document.xml", &[("Heading1", "Notes")]);
}

fn cited(link: Option<&str>) -> Frame {
    let run = |text: &str, style| Run { text: text.to_owned(), style, url: None };
    let in_text = Rich(vec![
        run("(Smith ", RunStyle::Plain),
        run("2024", RunStyle::Emphasis),
        run(")", RunStyle::Plain),
    ]);
    let citation = Citation { in_text, link: link.map(str::to_owned), ..Citation::default() };
    Frame { citations: BTreeMap::from([("1".to_owned(), citation)]), ..framed(Placement::Text) }
}

#[test]
fn citations_in_the_text_take_the_place_of_notes() {
    let markdown = "# The week\n\nA.[^1] B [^1]\n\n[^1]: One.\n";
    let file = File::of(markdown, &cited(Some("https://a.example/b#:~:text=c")));
    file.shows("word/document.xml", &[("BodyText", "A. (Smith 2024) B (Smith 2024)")]);
    assert!(!file.0.contains_key("word/footnotes.xml"));
    let links: Vec<(String, bool)> =
        file.related("word/document.xml").into_values().filter(|(_, outside)| *outside).collect();
    assert_eq!(links, [("https://a.example/b#:~:text=c".to_owned(), true)]);
    let file = File::of(markdown, &cited(None));
    file.shows("word/document.xml", &[("BodyText", "A. (Smith 2024) B (Smith 2024)")]);
    assert!(!file.body().contains("w:hyperlink"));
}

#[test]
fn a_note_that_is_no_citation_stays_a_note_among_citations_in_the_text() {
    let file = File::of("# The week\n\nA.[^1] B.[^x]\n\n[^1]: One.\n[^x]: A remark.\n", &cited(None));
    file.shows("word/document.xml", &[("BodyText", "A. (Smith 2024) B.^")]);
    file.shows("word/footnotes.xml", &[("", ""), ("", ""), ("FootnoteText", "^ A remark.")]);
}

#[test]
fn a_note_that_only_a_note_marks_is_not_lost() {
    let file =
        File::of("# The week\n\nA.[^1] B.[^2]\n\n[^1]: One.[^3]\n[^2]: Two.\n[^3]: Three.\n", &frame());
    let notes: Vec<String> =
        file.paragraphs("word/footnotes.xml").into_iter().map(|(_, text)| text).collect();
    assert!(notes.iter().any(|note| note.ends_with("Three.")), "{notes:?}");
    let tree =
        parse(&Markdown::new("# The week\n\nA.[^1] B.[^2]\n\n[^1]: One.[^3]\n[^2]: Two.\n[^3]: Three.\n"));
    // Each mark shows the note's number in the tree, whoever counts it.
    for note in &tree.notes {
        let said = block_text(&note.blocks);
        let shown = notes.iter().find(|shown| shown.contains(&said)).unwrap();
        let counted = shown.starts_with('^');
        assert!(counted || shown.starts_with(&note.number.to_string()), "{shown} is {}", note.number);
    }
}

#[test]
fn a_number_that_word_would_not_count_is_written() {
    let text = |text: &str| Block::Paragraph { content: vec![Inline::Text { text: text.to_owned() }] };
    let note = |number: usize, blocks| Note { number, label: number.to_string(), marks: 1, blocks };
    let mark = |note| Inline::Mark { note, nth: 1 };
    let tree = Tree {
        blocks: vec![Block::Paragraph { content: vec![mark(2), mark(1), mark(9)] }],
        notes: vec![note(1, vec![text("One.")]), note(2, Vec::new())],
    };
    let file = File::of_tree(&tree, &frame());
    file.shows("word/document.xml", &[("BodyText", "^2,^,9")]);
    file.shows(
        "word/footnotes.xml",
        &[("", ""), ("", ""), ("FootnoteText", "2 "), ("FootnoteText", "^ One.")],
    );
}

#[test]
fn each_list_counts_for_itself() {
    let file = File::of(
        "# The week\n\n1. a\n2. b\n\nx\n\n7. c\n   1. d\n\ny\n\n- e\n  - f\n\nz\n\n40000. g\n40001. h\n",
        &frame(),
    );
    let items: Vec<(String, String)> = {
        let elements = elements(file.body());
        let values = |name: &str| -> Vec<String> {
            elements.iter().filter(|(own, _)| own == name).map(|(_, all)| all["w:val"].clone()).collect()
        };
        values("w:ilvl").into_iter().zip(values("w:numId")).collect()
    };
    let expected = [("0", "2"), ("0", "2"), ("0", "3"), ("1", "4"), ("0", "1"), ("1", "1")];
    assert_eq!(items, expected.map(|(level, list)| (level.to_owned(), list.to_owned())));
    let numbering = file.part("word/numbering.xml");
    for (list, level, start) in [("2", "0", "1"), ("3", "0", "7"), ("4", "1", "1")] {
        let counts = format!(
            "<w:num w:numId=\"{list}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"{start}\"/>"
        );
        assert!(numbering.contains(&counts), "{counts}\n{numbering}");
    }
    assert!(file.body().contains("40001.</w:t><w:tab/>"), "a number that Word cannot count is written");
}

#[test]
fn a_table_has_a_head_and_a_paragraph_behind_it() {
    let file = File::of("# The week\n\n| a | b |\n| --- | --: |\n| c[^1] | d |\n\n[^1]: One.\n", &frame());
    file.shows(
        "word/document.xml",
        &[
            ("TableHeading", "a"),
            ("TableHeading", "b"),
            ("TableText", "c^"),
            ("TableText", "d"),
            ("AfterTable", ""),
        ],
    );
    let body = file.body();
    assert_eq!(body.matches("<w:tblHeader/>").count(), 1);
    assert_eq!(body.matches("<w:jc w:val=\"right\"/>").count(), 2);
    let widths: u32 = elements(body)
        .iter()
        .filter(|(name, _)| name == "w:gridCol")
        .map(|(_, all)| all["w:w"].parse::<u32>().unwrap())
        .sum();
    assert_eq!(widths, body::TEXT_WIDTH);
    let bare = File::of("# The week\n\n|  |  |\n| --- | --- |\n| c | d |\n", &frame());
    assert!(!bare.body().contains("w:tblHeader"));
}

#[test]
fn quotations_are_in_their_language_and_run_their_way() {
    let markdown = "# The week\n\n> قال الوزير إن NATO وافق.[^1]\n>\n> — *Al-Bayan*, 2025\n\n> 中国经济。[^2]\n\n> Plain.\n\n[^1]: One.\n[^2]: Two.\n";
    let file = File::of(markdown, &frame());
    file.shows(
        "word/document.xml",
        &[
            ("QuoteRightToLeft", "قال الوزير إن NATO وافق.^"),
            ("SourceRightToLeft", "— Al-Bayan, 2025"),
            ("Quote", "中国经济。^"),
            ("Quote", "Plain."),
        ],
    );
    let body = file.body();
    let arabic = "<w:lang w:val=\"ar\" w:bidi=\"ar\"/></w:rPr><w:t xml:space=\"preserve\">";
    assert!(body.contains(&format!("<w:rtl/>{arabic}قال الوزير إن </w:t>")), "{body}");
    assert!(body.contains(&format!("<w:rPr>{arabic}NATO</w:t>")), "{body}");
    let chinese =
        "<w:rFonts w:eastAsia=\"SimSun\" w:hint=\"eastAsia\"/><w:lang w:val=\"zh-CN\" w:eastAsia=\"zh-CN\"/>";
    assert!(body.contains(chinese), "{body}");
    assert!(
        file.part("word/styles.xml").contains("<w:lang w:val=\"en\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>")
    );
    // The second of two neighbours has a rule of its own.
    assert_eq!(body.matches("<w:ind w:right=\"241\"/>").count(), 1);
}

#[test]
fn links_lead_where_they_may() {
    let file = File::of(
        "# The week\n\n## One\n\n[a](https://a.example/?b&c) [d](#one) [e](mailto:f@g.example) [h](https://i@j/) <https://a.example/?b&c>\n\nk[^1]\n\n[^1]: See [l](https://m.example/).\n",
        &frame(),
    );
    let of = |part: &str| -> Vec<String> {
        file.related(part).into_values().filter(|(_, outside)| *outside).map(|(target, _)| target).collect()
    };
    assert_eq!(of("word/document.xml"), ["https://a.example/?b&c", "mailto:f@g.example"]);
    assert_eq!(of("word/footnotes.xml"), ["https://m.example/"]);
    let body = file.body();
    assert!(body.contains("<w:hyperlink w:anchor=\"_Toc00000001\""), "{body}");
    assert!(body.contains("w:name=\"_Toc00000001\"/>"), "{body}");
    assert_eq!(body.matches("<w:hyperlink r:id=\"rId1\"").count(), 2);
}

#[test]
fn a_long_briefing_has_a_table_of_contents_that_asks_nothing() {
    let sections = |count: usize| -> String {
        (1..=count)
            .map(|at| format!("## Part {at}\n\n### Under {at}\n\n#### Deep\n\n{}\n\n", "word ".repeat(300)))
            .collect()
    };
    let file = File::of(&format!("# The week\n\n{}", sections(3)), &frame());
    let contents: Vec<(String, String)> = file
        .paragraphs("word/document.xml")
        .into_iter()
        .filter(|(style, _)| style.starts_with("TOC"))
        .collect();
    let texts: Vec<&str> = contents.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Contents",
            "{ TOC \\o \"1-2\" \\h \\z \\u |Part 1",
            "Under 1",
            "Part 2",
            "Under 2",
            "Part 3",
            "Under 3}"
        ]
    );
    for asks in ["w:dirty", "w:updateFields"] {
        assert!(file.0.values().all(|part| !part.contains(asks)), "{asks}");
    }
    let short = File::of(&format!("# The week\n\n{}", sections(2)), &frame());
    assert!(!short.body().contains("TOC1"));
}

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
    assert_eq!(attachments(&render(&tree, &super::tests::frame())), Ok(Vec::new()));
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
                columns: vec![crate::tool::markdown::Alignment::None],
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
