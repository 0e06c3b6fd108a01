//! Tests read what was written with code of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::tool::markdown::{Markdown, parse};

use super::*;

mod blocks;
mod notes;
mod pictures;
mod whole;

const NOTES: &str =
    "# The week\n\nA.[^1] B.[^2][^1] C.[^2]\n\n## Notes\n\n[^1]: One, *really*.\n[^2]: Two.\n\n    More.\n";

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
        sheet: crate::model::Sheet::default(),
        charts: BTreeMap::new(),
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
        for name in ["styles.xml", "settings.xml", "numbering.xml", "fontTable.xml", "theme/theme1.xml"] {
            assert!(self.0.contains_key(&format!("word/{name}")), "there is no {name}");
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
