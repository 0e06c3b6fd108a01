//! Word documents (`WordprocessingML`: ECMA-376, ISO/IEC 29500, transitional).
//!
//! Written with quick-xml and zip, which the readers use as well. The crate
//! docx-rs has no endnotes, no language of a run, no `NOTEREF`, and decides
//! itself what a package holds and in which order; what it would save is the
//! names of elements.
//!
//! A note is Word's own footnote or endnote and a heading has Word's own style,
//! so that Word numbers, moves and lists them. Nothing asks to be brought up to
//! date: Word would ask the reader before it opens the document. The look is in
//! `styles.xml` beside this file.
//!
//! What a file carries as its proof goes into custom XML parts (ECMA-376, part
//! 1, section 15.2.5), which Word keeps when it saves the document.

use super::Frame;
use crate::model::Placement;
use crate::tool::markdown::{Block, Inline, Tree};

use package::{Part, Relationships};
use survey::{Outline, Parts};
use writer::Writer;

mod address;
mod body;
mod front;
mod language;
mod line;
mod notes;
mod package;
mod page;
mod picture;
mod properties;
mod read;
mod survey;
mod writer;
mod xml;

#[cfg(test)]
mod tests;

pub use picture::{Face, Faces};
pub use read::{attachments, text};

/// The id of the heading of the endnotes that no template wrote; ids of
/// headings have no `_`.
const NOTES_ID: &str = "notes_";

/// Writes a briefing as a Word document. The same tree and frame give the same
/// bytes.
///
/// Of the frame's labels it uses `contents` and `notes`, in English where one
/// is missing. A last heading with nothing under it heads the endnotes, in
/// place of `notes`; with footnotes it is left out. In a quotation, a paragraph
/// after the first that starts with a dash and a space names the source: it is
/// in the document's language, not in the quotation's.
#[must_use]
pub fn render(tree: &Tree, frame: &Frame) -> Vec<u8> {
    render_with(tree, frame, Faces::default())
}

/// Writes a briefing as [`render`] does; pictures for programs that show no SVG
/// have their letters from `faces`.
#[must_use]
pub fn render_with(tree: &Tree, frame: &Frame, faces: Faces) -> Vec<u8> {
    let parts = Parts::of(tree);
    let mut writer = Writer::new(tree, frame, outline(tree, frame, parts), faces);
    writer.xml.open("w:body", &[]);
    writer.front(parts.title);
    writer.contents();
    writer.blocks(parts.blocks, writer.top());
    endnotes_heading(&mut writer, parts.notes_heading);
    let pages = page::section(&mut writer);
    writer.xml.close();
    let root = writer.notes.kind.name("w:footnotes", "w:endnotes");
    let (document, mut relationships) = writer.turn_to(root);
    let mut files = pages;
    files.extend(note_parts(&mut writer, &mut relationships));
    for (kind, part) in page::settled(&writer) {
        relationships.add(kind, part.name.trim_start_matches("word/"));
        files.push(part);
    }
    files.append(&mut writer.pictures);
    files.extend(properties::attachment_parts(&frame.attachments, &mut relationships));
    files.extend(relationships.part("word/document.xml"));
    files.insert(0, Part::word("document.xml", "document.main", document));
    files.splice(0..0, properties::parts(frame, parts.title));
    package::pack(&files)
}

fn outline<'a>(tree: &'a Tree, frame: &'a Frame, parts: Parts<'a>) -> Outline<'a> {
    let mut outline = Outline::of(parts.blocks);
    if has_endnotes(tree, frame) {
        match parts.notes_heading {
            Some(Block::Heading { id, content, .. }) => outline.add(id, 1, survey::one_line(content)),
            _ => {
                outline.add(NOTES_ID, 1, frame.labels.get("notes").map_or("Notes", String::as_str).to_owned())
            }
        }
    }
    outline
}

fn has_endnotes(tree: &Tree, frame: &Frame) -> bool {
    frame.placement == Placement::Endnotes && !tree.notes.is_empty()
}

/// Word sets endnotes behind the last paragraph.
fn endnotes_heading<'a>(writer: &mut Writer<'a>, heading: Option<&'a Block>) {
    if !has_endnotes(writer.tree, writer.frame) {
        return;
    }
    match heading {
        Some(heading) => writer.blocks(std::slice::from_ref(heading), writer.top()),
        None => {
            let content = vec![Inline::Text { text: writer.label("notes", "Notes").to_owned() }];
            writer.heading(NOTES_ID, &content, writer.top());
        }
    }
}

/// Writes the notes, where there are any; an empty part would be wrong.
fn note_parts(writer: &mut Writer<'_>, relationships: &mut Relationships) -> Vec<Part> {
    if !writer.notes.are_any() {
        return Vec::new();
    }
    let kind = writer.notes.kind;
    writer.write_notes();
    let (notes, own) = writer.turn_to("w:empty");
    let name = kind.name("footnotes", "endnotes");
    relationships.add(name, &format!("{name}.xml"));
    let mut parts = vec![Part::word(&format!("{name}.xml"), name, notes)];
    parts.extend(own.part(&format!("word/{name}.xml")));
    parts
}
