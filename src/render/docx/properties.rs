//! What the package says of itself, and the proof that it carries.

use crate::model::Attachment;
use crate::render::Frame;
use crate::tool::markdown::{Inline, is_printable};

use super::package::{Part, Relationships};
use super::survey;
use super::xml::Xml;

/// The namespace of attachments.
pub(super) const ATTACHMENT: &str = "urn:attache:attachment:1";

/// Returns the package's own relationships and its properties (ECMA-376, part
/// 2, section 8, and part 1, section 15.2.12).
pub(super) fn parts(frame: &Frame, title: Option<&[Inline]>) -> Vec<Part> {
    let mut root = Relationships::default();
    root.add("officeDocument", "word/document.xml");
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    root.add_typed(core, "docProps/core.xml");
    root.add("extended-properties", "docProps/app.xml");
    let said = title.map(survey::one_line);
    let title = Some(frame.title.clone()).filter(|title| !title.is_empty()).or(said).unwrap_or_default();
    let part = |name: &str, media_type: &str, bytes| Part {
        name: name.to_owned(),
        media_type: Some(media_type.to_owned()),
        bytes,
    };
    let mut parts: Vec<Part> = root.part("").into_iter().collect();
    let media_type = "application/vnd.openxmlformats-package.core-properties+xml";
    parts.push(part("docProps/core.xml", media_type, core_properties(frame, &title)));
    let media_type = "application/vnd.openxmlformats-officedocument.extended-properties+xml";
    parts.push(part("docProps/app.xml", media_type, application(frame)));
    parts
}

/// The document is as old as its edition: midnight, UTC.
fn core_properties(frame: &Frame, title: &str) -> Vec<u8> {
    let mut xml = Xml::new(
        "cp:coreProperties",
        &[
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    );
    let texts = [
        ("dc:title", title),
        ("dc:subject", &frame.audience),
        ("dc:creator", &frame.desk),
        ("cp:lastModifiedBy", &frame.desk),
        ("dc:language", &frame.language),
    ];
    for (name, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        xml.holding(name, text);
    }
    let date = format!("{}T00:00:00Z", frame.date);
    for name in ["dcterms:created", "dcterms:modified"] {
        xml.open(name, &[("xsi:type", "dcterms:W3CDTF")]).text(&date).close();
    }
    xml.finish()
}

fn application(frame: &Frame) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    let mut xml = Xml::new("Properties", &[("xmlns", namespace)]);
    xml.holding("Application", "attache");
    if !frame.desk.is_empty() {
        xml.holding("Company", &frame.desk);
    }
    xml.finish()
}

/// Returns the parts that hold the attachments, one custom XML part with its
/// properties for each.
pub(super) fn attachment_parts(attachments: &[Attachment], document: &mut Relationships) -> Vec<Part> {
    let mut parts = Vec::new();
    for (at, attachment) in attachments.iter().enumerate() {
        let number = at + 1;
        let name = format!("customXml/item{number}.xml");
        document.add("customXml", &format!("../{name}"));
        let mut own = Relationships::default();
        own.add("customXmlProps", &format!("itemProps{number}.xml"));
        parts.push(Part { name: name.clone(), media_type: None, bytes: item(attachment) });
        parts.push(Part {
            name: format!("customXml/itemProps{number}.xml"),
            media_type: Some(
                "application/vnd.openxmlformats-officedocument.customXmlProperties+xml".to_owned(),
            ),
            bytes: item_properties(number),
        });
        parts.extend(own.part(&name));
    }
    parts
}

fn item(attachment: &Attachment) -> Vec<u8> {
    let attributes = [
        ("xmlns", ATTACHMENT),
        ("name", attachment.name),
        ("mediaType", attachment.media_type),
        ("description", attachment.description),
    ];
    let mut xml = Xml::new("attachment", &attributes);
    xml.text(&escaped(&attachment.text));
    xml.finish()
}

/// Writes the letters that XML does not carry as JSON's own escapes (RFC 8259,
/// section 7), which mean the same: in JSON they stand in strings only.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    let mut units = [0; 2];
    for letter in json.chars() {
        if is_printable(letter) || matches!(letter, '\n' | '\t') {
            escaped.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut units) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped
}

/// The id of the item is any that no other item of the document has.
fn item_properties(number: usize) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/customXml";
    let id = format!("{{A77AC4E0-0000-4000-8000-{number:012X}}}");
    let mut xml = Xml::new("ds:datastoreItem", &[("ds:itemID", &id), ("xmlns:ds", namespace)]);
    xml.open("ds:schemaRefs", &[]).leaf("ds:schemaRef", &[("ds:uri", ATTACHMENT)]).close();
    xml.finish()
}
