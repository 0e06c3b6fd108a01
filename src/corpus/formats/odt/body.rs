//! The walk through the body of an OpenDocument text.

use crate::corpus::formats::flow::{Flow, Role};
use crate::corpus::formats::xml::{self, Element, Node, Xml};
use crate::corpus::reading::NotRead;

use super::styles::Styles;

/// The most spaces that `text:s` stands for.
const MOST_SPACES: usize = 100;

/// Shapes that may hold text (part 3, section 10.3).
const SHAPES: &[&str] = &[
    "text-box",
    "custom-shape",
    "rect",
    "line",
    "polyline",
    "polygon",
    "regular-polygon",
    "path",
    "circle",
    "ellipse",
    "connector",
    "measure",
    "caption",
];

/// Lists of places in the document (part 3, chapter 8).
const INDEXES: &[&str] = &[
    "table-of-content",
    "illustration-index",
    "table-index",
    "object-index",
    "user-index",
    "alphabetical-index",
    "bibliography",
];

/// Elements whose content is not the document's text.
const SILENT: &[&str] = &[
    "tracked-changes",
    "note-citation",
    "footnote-citation",
    "endnote-citation",
    "ruby-text",
    "number",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "dde-connection-decls",
    "placeholder",
    "script",
];

/// Reads the body into `flow`.
///
/// # Errors
/// XML that is not well-formed or nested too deep.
pub(super) fn walk(xml: Xml<'_>, styles: &Styles, flow: &mut Flow) -> Result<(), NotRead> {
    let mut walker = Walker {
        xml,
        styles,
        flow,
        frames: Vec::new(),
        paragraphs: Vec::new(),
        run: Run::default(),
        within: 0,
        lists: 0,
        asides: 0,
    };
    loop {
        match walker.xml.next()? {
            Node::Open(element) => walker.open(&element)?,
            Node::Close(depth) => {
                while let Some(act) = xml::ended(&mut walker.frames, depth) {
                    walker.close(act);
                }
            }
            Node::Text(text) => walker.characters(&text),
            Node::End => return Ok(()),
        }
    }
}

/// What is to be done at the end of an element.
enum Act {
    Body,
    Paragraph,
    /// What held around a span.
    Span(Run),
    List,
    Index,
    Table,
    Row,
    Cell,
    /// A text box or note, with what held around it: lists too.
    Float {
        note: bool,
        run: Run,
        lists: usize,
    },
}

#[derive(Debug, Clone, Copy, Default)]
struct Run {
    hidden: bool,
    strong: bool,
    white: bool,
    shaded: bool,
}

struct Paragraph {
    role: Role,
    /// The character before is white space, or there is none: more of it is
    /// not shown (part 3, section 6.1.2).
    white: bool,
    /// What held around it.
    around: Run,
}

struct Walker<'a, 'w> {
    xml: Xml<'a>,
    styles: &'w Styles,
    flow: &'w mut Flow,
    /// Open elements that matter, with their depth.
    frames: Vec<(usize, Act)>,
    paragraphs: Vec<Paragraph>,
    run: Run,
    /// Counts of open elements: the body, lists, indexes.
    within: usize,
    lists: usize,
    asides: usize,
}

impl Walker<'_, '_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), NotRead> {
        let depth = element.depth;
        if element.name() == ("office", "body") {
            self.within += 1;
            self.frames.push((depth, Act::Body));
        }
        if self.within == 0 {
            return Ok(());
        }
        match element.name() {
            ("text", local) => self.open_text(local, element)?,
            ("table", "table") if self.flow.open_table() => self.frames.push((depth, Act::Table)),
            ("table", "table-row") if self.flow.open_row() => self.frames.push((depth, Act::Row)),
            ("table", "table-cell" | "covered-table-cell") if self.flow.open_cell() => {
                self.frames.push((depth, Act::Cell));
            }
            ("draw", local) if SHAPES.contains(&local) => self.open_float(depth, false),
            ("draw", "object" | "object-ole" | "image" | "applet" | "plugin") => self.xml.skip()?,
            ("office", "annotation") => self.open_float(depth, true),
            ("dc" | "meta", _) => self.xml.skip()?,
            ("office", "forms" | "event-listeners" | "binary-data") => self.xml.skip()?,
            // What a picture shows, for those who cannot see it (svg:desc).
            ("", "desc") => {
                let description = self.xml.inner_text()?;
                if !self.run.hidden {
                    self.flow.describe(&description);
                }
            }
            ("", "title") => self.xml.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn open_text(&mut self, local: &str, element: &Element<'_>) -> Result<(), NotRead> {
        let depth = element.depth;
        let says = |name: &str, value: &str| element.attribute(name).is_some_and(|said| said == value);
        match local {
            "p" | "h" => self.open_paragraph(element),
            "span" => {
                let style = self.styles.of("text", element.attribute("style-name"));
                self.frames.push((depth, Act::Span(self.run)));
                self.run.hidden |= style.hidden.unwrap_or(false);
                self.run.strong = style.strong.unwrap_or(self.run.strong);
                self.run.white = style.white.unwrap_or(self.run.white);
                self.run.shaded |= style.shaded.unwrap_or(false);
            }
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.put(&" ".repeat(MOST_SPACES.min(count)));
            }
            "tab" | "tab-stop" => self.put("\t"),
            "line-break" => {
                self.put("\n");
                self.set_white(true);
            }
            "list" | "ordered-list" | "unordered-list" => {
                self.lists += 1;
                self.frames.push((depth, Act::List));
            }
            "note-body" | "footnote-body" | "endnote-body" => self.open_float(depth, true),
            "section" if says("display", "none") || says("is-hidden", "true") => self.xml.skip()?,
            "hidden-text" if !says("is-hidden", "false") => self.xml.skip()?,
            "hidden-paragraph" if says("is-hidden", "true") => self.run.hidden = true,
            index if INDEXES.contains(&index) => {
                self.asides += 1;
                self.frames.push((depth, Act::Index));
            }
            silent if SILENT.contains(&silent) || silent.ends_with("-source") => self.xml.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn open_paragraph(&mut self, element: &Element<'_>) {
        let style = self.styles.of("paragraph", element.attribute("style-name"));
        let role = match style.role {
            _ if self.asides > 0 => Role::Aside,
            Some(role @ (Role::Aside | Role::Title | Role::Code)) => role,
            _ if element.local() == "h" => Role::Heading,
            Some(Role::Heading) => Role::Heading,
            _ if self.lists > 0 => Role::Item,
            _ => Role::Body,
        };
        let around = self.run;
        self.run = Run {
            hidden: around.hidden || style.hidden.unwrap_or(false),
            strong: style.strong.unwrap_or(false),
            white: style.white.unwrap_or(false),
            shaded: style.shaded.unwrap_or(false),
        };
        self.paragraphs.push(Paragraph { role, white: true, around });
        self.frames.push((element.depth, Act::Paragraph));
    }

    fn open_float(&mut self, depth: usize, note: bool) {
        self.flow.open_float();
        let (run, lists) = (self.run, std::mem::take(&mut self.lists));
        self.run.strong = false;
        self.frames.push((depth, Act::Float { note, run, lists }));
    }

    fn close(&mut self, act: Act) {
        match act {
            Act::Body => self.within -= 1,
            Act::Paragraph => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.flow.end_paragraph(paragraph.role);
                    self.run = paragraph.around;
                }
            }
            Act::Span(around) => self.run = around,
            Act::List => self.lists = self.lists.saturating_sub(1),
            Act::Index => self.asides -= 1,
            Act::Table => self.flow.close_table(),
            Act::Row => self.flow.close_row(),
            Act::Cell => self.flow.close_cell(),
            Act::Float { note, run, lists } => {
                self.flow.close_float(note);
                (self.run, self.lists) = (run, lists);
            }
        }
    }

    fn characters(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' if paragraph.white => {}
                ' ' | '\t' | '\n' | '\r' => {
                    shown.push(' ');
                    paragraph.white = true;
                }
                '\u{ad}' => {}
                _ => {
                    shown.push(c);
                    paragraph.white = false;
                }
            }
        }
        if self.is_shown() {
            self.flow.text(&shown, self.run.strong);
        }
    }

    fn put(&mut self, text: &str) {
        if !self.paragraphs.is_empty() && self.is_shown() {
            self.flow.text(text, self.run.strong);
            self.set_white(false);
        }
    }

    /// White letters show in tables, boxes and on pages with a colour of their
    /// own, and nowhere else.
    fn is_shown(&self) -> bool {
        let run = self.run;
        let framed = || self.frames.iter().any(|(_, act)| matches!(act, Act::Table | Act::Float { .. }));
        !run.hidden && (!run.white || run.shaded || self.styles.coloured || framed())
    }

    fn set_white(&mut self, white: bool) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.white = white;
        }
    }
}
