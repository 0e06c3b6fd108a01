//! What stands before the text: the title and the table of contents.

use crate::tool::markdown::Inline;

use super::body::Paragraph;
use super::line::Look;
use super::survey::Heading;
use super::writer::Writer;

/// A table of contents serves from so many sections on,
const MIN_CONTENTS: usize = 3;

/// and so many bytes of text: about two pages.
const MIN_CONTENTS_BYTES: usize = 4_000;

/// The deepest level of headings in the table of contents.
const CONTENTS_LEVEL: u8 = 2;

/// What is left free behind the table of contents, in twentieths of a point.
const CONTENTS_SPACE: u32 = 320;

impl<'a> Writer<'a> {
    /// Writes who publishes, the title, for whom and when.
    pub(super) fn front(&mut self, title: Option<&[Inline]>) {
        let frame = self.frame;
        if !frame.desk.is_empty() {
            self.line_of_text(&frame.desk, "Desk");
        }
        match title {
            Some(content) => {
                let place = self.top();
                self.paragraph(content, &Paragraph { style: "Title", ..Paragraph::of(place) }, place);
            }
            None => self.line_of_text(&frame.title, "Title"),
        }
        let parts = [frame.audience.as_str(), frame.date_text.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.line_of_text(&parts.join(" · "), "Subtitle");
    }

    /// Writes the table of contents, if it serves: a field that Word can bring
    /// up to date, with its entries. They have no page numbers, which only
    /// Word knows; a field that asks to be brought up to date when the document
    /// is opened would have Word ask the reader first.
    pub(super) fn contents(&mut self) {
        let entries: Vec<Heading> =
            self.outline.headings().filter(|heading| heading.level <= CONTENTS_LEVEL).cloned().collect();
        let sections = entries.iter().filter(|heading| heading.level == 1).count();
        if sections < MIN_CONTENTS || self.tree.plain_text().len() < MIN_CONTENTS_BYTES {
            return;
        }
        self.xml.open("w:sdt", &[]).open("w:sdtPr", &[]).open("w:docPartObj", &[]);
        self.xml.value("w:docPartGallery", "Table of Contents").leaf("w:docPartUnique", &[]);
        self.xml.close().close().open("w:sdtContent", &[]);
        let heading = self.label("contents", "Contents");
        self.line_of_text(heading, "TOCHeading");
        for (at, entry) in entries.iter().enumerate() {
            self.contents_line(entry, at == 0, at + 1 == entries.len());
        }
        self.xml.close().close();
    }

    fn contents_line(&mut self, entry: &Heading, is_first: bool, is_last: bool) {
        let style = if entry.level == 1 { "TOC1" } else { "TOC2" };
        let place = self.top();
        let space_after = is_last.then_some(CONTENTS_SPACE);
        self.open_paragraph(&Paragraph { style, space_after, ..Paragraph::of(place) });
        if is_first {
            self.field_begin(&format!(" TOC \\o \"1-{CONTENTS_LEVEL}\" \\h \\z \\u "));
        }
        self.xml.open("w:hyperlink", &[("w:anchor", &entry.bookmark), ("w:history", "1")]);
        self.text(&entry.text, Look::default(), place);
        self.xml.close();
        if is_last {
            self.field_end();
        }
        self.xml.close();
    }

    pub(super) fn line_of_text(&mut self, text: &str, style: &'static str) {
        let place = self.top();
        self.open_paragraph(&Paragraph { style, ..Paragraph::of(place) });
        self.text(text, Look::default(), place);
        self.xml.close();
    }
}
