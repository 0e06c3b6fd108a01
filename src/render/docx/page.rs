//! What the whole document has: pages with heads and feet, styles, settings and
//! the numbering of lists.

use super::body::{BULLETS, DEEPEST_LEVEL, LIST_INDENT, Paragraph};
use super::language::{Direction, USUAL_EAST_ASIAN_FACE};
use super::package::Part;
use super::writer::{NAMESPACES, NumberedList, Writer};
use super::xml::Xml;
use crate::render::marking::colours;
use crate::tool::markdown::fold;

/// The look.
const STYLES: &str = include_str!("styles.xml");
const THEME: &str = include_str!("theme.xml");

/// Margins as in templates/frame/page.typ: 29 mm above, 28 mm below, 31 mm on
/// both sides, in twentieths of a point.
const SIDE_MARGIN: u32 = 1_757;
const MARGINS: [(&str, &str); 7] = [
    ("w:top", "1644"),
    ("w:right", "1757"),
    ("w:bottom", "1587"),
    ("w:left", "1757"),
    ("w:header", "794"),
    ("w:footer", "794"),
    ("w:gutter", "0"),
];

/// The longest title that is a running head, in letters; a longer one is cut
/// off, as a head has one line.
const LONGEST_HEAD: usize = 64;

/// Writes the properties of the only section, which end the body, and returns
/// its heads and feet: the first page has its title and no head.
pub(super) fn section(writer: &mut Writer<'_>) -> Vec<Part> {
    let head = |writer: &mut Writer<'_>| {
        marking(writer);
        let title = shortened(&writer.frame.title);
        writer.line_of_text(&format!("{title}\t{}", writer.frame.date_text), "Header");
    };
    let parts = [
        aside(writer, "w:hdr", "header1.xml", head),
        aside(writer, "w:hdr", "header2.xml", |writer| {
            if !marking(writer) {
                writer.line_of_text("", "BodyText");
            }
        }),
        aside(writer, "w:ftr", "footer1.xml", foot),
        aside(writer, "w:ftr", "footer2.xml", foot),
    ];
    writer.xml.open("w:sectPr", &[]);
    for (part, page) in parts.iter().zip(["default", "first", "default", "first"]) {
        let (kind, reference) = match part.name.contains("header") {
            true => ("header", "w:headerReference"),
            false => ("footer", "w:footerReference"),
        };
        let id = writer.relationships.add(kind, part.name.trim_start_matches("word/"));
        writer.xml.leaf(reference, &[("w:type", page), ("r:id", &id)]);
    }
    // Word reads from the settings how notes are numbered, LibreOffice from here.
    writer.xml.open(writer.notes.kind.name("w:footnotePr", "w:endnotePr"), &[]);
    writer.xml.value("w:numFmt", "decimal").close();
    let (width, height) = writer.frame.sheet.paper.twips();
    let (width, height) = (width.to_string(), height.to_string());
    writer
        .xml
        .leaf("w:pgSz", &[("w:w", width.as_str()), ("w:h", height.as_str())])
        .leaf("w:pgMar", &MARGINS)
        .leaf("w:titlePg", &[]);
    if writer.language.direction() == Direction::ToLeft {
        writer.xml.leaf("w:bidi", &[]);
    }
    writer.xml.close();
    parts.into()
}

impl Writer<'_> {
    /// The width of a line without indents, in twentieths of a point.
    pub(super) fn text_width(&self) -> u32 {
        self.frame.sheet.paper.twips().0 - 2 * SIDE_MARGIN
    }
}

/// Writes a part that refers to nothing, and goes on with the part at hand.
fn aside(
    writer: &mut Writer<'_>,
    root: &'static str,
    name: &str,
    content: impl FnOnce(&mut Writer<'_>),
) -> Part {
    let body = std::mem::replace(&mut writer.xml, Xml::new(root, &NAMESPACES));
    content(writer);
    let part = std::mem::replace(&mut writer.xml, body);
    Part::word(name, if root == "w:hdr" { "header" } else { "footer" }, part.finish())
}

/// Word and others count the pages whenever they lay out a head or foot.
fn foot(writer: &mut Writer<'_>) {
    marking(writer);
    let place = writer.top();
    writer.open_paragraph(&Paragraph { style: "Footer", ..Paragraph::of(place) });
    for (between, code) in [("", " PAGE "), (" / ", " NUMPAGES ")] {
        writer.text(between, Default::default(), place);
        writer.field_begin(code);
        writer.text("1", Default::default(), place);
        writer.field_end();
    }
    writer.xml.close();
}

/// Writes the marking, in the middle and in its colours; tells whether there is
/// one. It is a paragraph of its own, in every head and foot.
fn marking(writer: &mut Writer<'_>) -> bool {
    let Some(marking) = writer.frame.sheet.marking.as_deref().map(fold).filter(|text| !text.is_empty())
    else {
        return false;
    };
    writer.xml.open("w:p", &[]).open("w:pPr", &[]).value("w:pStyle", "BodyText");
    writer.xml.leaf("w:spacing", &[("w:before", "0"), ("w:after", "60")]).value("w:jc", "center").close();
    writer.xml.open("w:r", &[]).open("w:rPr", &[]).leaf("w:b", &[]);
    if let Some(colours) = colours(&marking) {
        writer.xml.value("w:color", colours.text.trim_start_matches('#'));
        let ground = colours.ground.trim_start_matches('#');
        writer.xml.leaf("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", ground)]);
    }
    writer.xml.close().open("w:t", &[("xml:space", "preserve")]).text(&format!(" {marking} ")).close();
    writer.xml.close().close();
    true
}

fn shortened(title: &str) -> String {
    let Some((end, _)) = title.char_indices().nth(LONGEST_HEAD) else { return title.to_owned() };
    let head = &title[..end];
    format!("{}…", head.rfind(' ').map_or(head, |space| &head[..space]))
}

/// Returns styles, settings and the like with the names of their
/// relationships.
pub(super) fn settled(writer: &Writer<'_>) -> Vec<(&'static str, Part)> {
    let theme = Part {
        name: "word/theme/theme1.xml".to_owned(),
        media_type: Some("application/vnd.openxmlformats-officedocument.theme+xml".to_owned()),
        bytes: THEME.as_bytes().to_vec(),
    };
    vec![
        ("theme", theme),
        ("styles", Part::word("styles.xml", "styles", styles(writer))),
        ("settings", Part::word("settings.xml", "settings", settings(writer))),
        ("numbering", Part::word("numbering.xml", "numbering", numbering(&writer.lists))),
        ("fontTable", Part::word("fontTable.xml", "fontTable", faces())),
    ]
}

/// A language tag and the names of faces hold no signs of XML.
fn styles(writer: &Writer<'_>) -> Vec<u8> {
    let language = &writer.language;
    let tag = language.tag.as_str();
    let east_asian = if language.east_asian_face.is_some() { tag } else { "zh-CN" };
    let right_to_left = if language.direction() == Direction::ToLeft { tag } else { "ar-SA" };
    let words = [
        ("{face}", language.east_asian_face.unwrap_or(USUAL_EAST_ASIAN_FACE)),
        ("{language}", tag),
        ("{east-asian}", east_asian),
        ("{right-to-left}", right_to_left),
        ("{width}", &writer.text_width().to_string()),
    ];
    words.iter().fold(STYLES.to_owned(), |styles, (key, word)| styles.replace(key, word)).into_bytes()
}

/// The order of elements is that of the schema (`CT_Settings`). Mode 15 is that
/// of Word since 2013 ([MS-DOCX], section 2.4.3): without it Word shows the
/// document as one of 2007.
fn settings(writer: &Writer<'_>) -> Vec<u8> {
    let mut xml = Xml::new("w:settings", &NAMESPACES[..1]);
    xml.leaf("w:zoom", &[("w:percent", "100")]).value("w:defaultTabStop", "720");
    if writer.notes.are_any() {
        let kind = writer.notes.kind;
        xml.open(kind.name("w:footnotePr", "w:endnotePr"), &[]);
        xml.value("w:numFmt", "decimal");
        for id in ["-1", "0"] {
            xml.leaf(kind.name("w:footnote", "w:endnote"), &[("w:id", id)]);
        }
        xml.close();
    }
    xml.open("w:compat", &[]);
    let mode = [
        ("w:name", "compatibilityMode"),
        ("w:uri", "http://schemas.microsoft.com/office/word"),
        ("w:val", "15"),
    ];
    xml.leaf("w:compatSetting", &mode).close();
    xml.value("w:decimalSymbol", ".").value("w:listSeparator", ",");
    xml.finish()
}

/// Each list with numbers counts for itself, from its own start.
fn numbering(lists: &[NumberedList]) -> Vec<u8> {
    let mut xml = Xml::new("w:numbering", &NAMESPACES[..1]);
    for (id, name) in [("0", "0A77AC01"), ("1", "0A77AC02")] {
        xml.open("w:abstractNum", &[("w:abstractNumId", id)]).value("w:nsid", name);
        xml.value("w:multiLevelType", "hybridMultilevel");
        for level in 0..=DEEPEST_LEVEL {
            let (format, shown) = match (id, level % 2) {
                ("1", _) => ("decimal", format!("%{}.", level + 1)),
                (_, 0) => ("bullet", "•".to_owned()),
                _ => ("bullet", "–".to_owned()),
            };
            let indent = ((level as u32 + 1) * LIST_INDENT).to_string();
            xml.open("w:lvl", &[("w:ilvl", &level.to_string())]).value("w:start", "1");
            xml.value("w:numFmt", format).value("w:lvlText", &shown).value("w:lvlJc", "left");
            let indents = [("w:left", indent.as_str()), ("w:hanging", &LIST_INDENT.to_string())];
            xml.open("w:pPr", &[]).leaf("w:ind", &indents).close().close();
        }
        xml.close();
    }
    xml.open("w:num", &[("w:numId", &BULLETS.to_string())]).value("w:abstractNumId", "0").close();
    for (at, list) in lists.iter().enumerate() {
        xml.open("w:num", &[("w:numId", &(BULLETS + 1 + at).to_string())]).value("w:abstractNumId", "1");
        xml.open("w:lvlOverride", &[("w:ilvl", &list.level.to_string())]);
        xml.value("w:startOverride", &list.start.to_string()).close().close();
    }
    xml.finish()
}

/// Says what to take for a face that is not there.
fn faces() -> Vec<u8> {
    let mut xml = Xml::new("w:fonts", &NAMESPACES[..1]);
    for (name, other, family, pitch) in [
        ("Cambria", "Caladea", "roman", "variable"),
        ("Consolas", "DejaVu Sans Mono", "modern", "fixed"),
        ("Times New Roman", "Liberation Serif", "roman", "variable"),
    ] {
        xml.open("w:font", &[("w:name", name)]).value("w:altName", other);
        xml.value("w:family", family).value("w:pitch", pitch).close();
    }
    xml.finish()
}
