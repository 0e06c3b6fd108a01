//! What is being written: a part's XML, and what the parts of a document have
//! in common.

use crate::model::{Citation, Placement};
use crate::render::Frame;
use crate::tool::markdown::Tree;

use super::language::{Direction, Language};
use super::notes::Notes;
use super::package::{Part, Relationships};
use super::picture::Faces;
use super::survey::Outline;
use super::xml::Xml;

/// The namespaces of a part with text.
pub(super) const NAMESPACES: [(&str, &str); 2] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
];

/// A list with numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberedList {
    pub(super) start: u64,
    /// From 0.
    pub(super) level: usize,
}

/// Where in the document something is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    /// The style of a paragraph.
    pub(super) style: &'static str,
    /// The language; `None` for the document's own.
    pub(super) language: Option<&'p Language>,
    /// The direction of its paragraphs.
    pub(super) direction: Direction,
    /// What its paragraphs are set in beyond their style's own indent, in
    /// twentieths of a point.
    pub(super) indent: u32,
    /// How many lists it stands in.
    pub(super) lists: usize,
    /// Whether it is the text itself, and no part of a quotation, list, table
    /// or note.
    pub(super) is_top: bool,
}

/// What is being written.
pub(super) struct Writer<'a> {
    pub(super) tree: &'a Tree,
    pub(super) frame: &'a Frame,
    pub(super) outline: Outline<'a>,
    /// The document's language.
    pub(super) language: Language,
    /// The part at hand, and what it refers to.
    pub(super) xml: Xml,
    pub(super) relationships: Relationships,
    /// Lists with numbers, of all parts.
    pub(super) lists: Vec<NumberedList>,
    /// Bookmarks so far, of all parts.
    pub(super) bookmarks: usize,
    pub(super) notes: Notes,
    /// The pictures so far, as parts of the package.
    pub(super) pictures: Vec<Part>,
    /// The faces that pictures are drawn with.
    pub(super) faces: Faces,
    /// Whether the quotation at hand follows another that is not such a one.
    pub(super) is_other_quote: bool,
    /// Whether the last thing written in the paragraph was a mark.
    pub(super) after_mark: bool,
    /// What the text of the paragraph ends with so far.
    pub(super) last_letter: Option<char>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(tree: &'a Tree, frame: &'a Frame, outline: Outline<'a>, faces: Faces) -> Self {
        let english = || Language::of("en").expect("it is a tag");
        Self {
            tree,
            frame,
            outline,
            language: Language::of(&frame.language).unwrap_or_else(english),
            xml: Xml::new("w:document", &NAMESPACES),
            relationships: Relationships::default(),
            lists: Vec::new(),
            bookmarks: 0,
            notes: Notes::of(tree, frame.placement),
            pictures: Vec::new(),
            faces,
            is_other_quote: false,
            after_mark: false,
            last_letter: None,
        }
    }

    /// The place of the text itself.
    pub(super) fn top(&self) -> Place<'static> {
        Place {
            style: "BodyText",
            language: None,
            direction: self.language.direction(),
            indent: 0,
            lists: 0,
            is_top: true,
        }
    }

    /// Returns a word of the frame, `english` where the frame has none.
    pub(super) fn label(&self, key: &str, english: &'a str) -> &'a str {
        self.frame.labels.get(key).map_or(english, String::as_str)
    }

    /// Ends the part at hand and begins another; returns its XML and what it
    /// refers to.
    pub(super) fn turn_to(&mut self, root: &'static str) -> (Vec<u8>, Relationships) {
        let done = std::mem::replace(&mut self.xml, Xml::new(root, &NAMESPACES));
        (done.finish(), std::mem::take(&mut self.relationships))
    }

    /// Returns the citation that stands in the text in place of a note.
    pub(super) fn in_text(&self, note: usize) -> Option<&'a Citation> {
        let label = &self.tree.notes.get(note.checked_sub(1)?)?.label;
        let citation =
            self.frame.citations.get(label).filter(|citation| !citation.in_text.plain().is_empty());
        citation.filter(|_| self.frame.placement == Placement::Text)
    }

    pub(super) fn next_bookmark(&mut self) -> String {
        self.bookmarks += 1;
        self.bookmarks.to_string()
    }
}
