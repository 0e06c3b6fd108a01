//! The walk through a story of a Word document: the body, or the notes.

use crate::corpus::formats::flow::{Flow, Role};
use crate::corpus::formats::symbol;
use crate::corpus::formats::xml::{self, Element, Node, Xml};
use crate::corpus::reading::NotRead;

use super::parts::{Chunks, Notes, Parts};
use super::styles::{Properties, Styles};

/// How many fields within fields are told apart.
const MOST_FIELDS: usize = 100;

/// Reads a part into `flow`. In the part of the notes, each note is put into
/// those of `parts`; in the body, each is taken from there where it is referred to.
///
/// # Errors
/// XML that is not well-formed or nested too deep.
pub(super) fn walk(xml: Xml<'_>, parts: &mut Parts, flow: &mut Flow) -> Result<(), NotRead> {
    let mut walker = Walker {
        xml,
        styles: &parts.styles,
        notes: &mut parts.notes,
        chunks: &mut parts.chunks,
        flow,
        frames: Vec::new(),
        paragraphs: Vec::new(),
        run: Run::default(),
        fields: Vec::new(),
        choices: Vec::new(),
        asides: 0,
        placeholders: 0,
        coloured: false,
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
    Paragraph,
    /// The run around it, which goes on.
    Run(Run),
    Text,
    Instruction,
    /// A field whose result is all there is (`w:fldSimple`).
    SimpleField,
    Table,
    Row,
    Cell(Vec<Field>),
    TextBox(Run, Vec<Field>),
    Note(&'static str, String),
    Alternatives,
    /// A content control, with what it says.
    Control {
        aside: bool,
        placeholder: bool,
    },
}

impl Act {
    /// Tells whether it may have a colour behind its text.
    fn is_framed(&self) -> bool {
        matches!(self, Self::Table | Self::TextBox(..))
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Run {
    hidden: bool,
    strong: bool,
    white: bool,
    shaded: bool,
    /// Within `w:t`, where characters count.
    text: bool,
    instruction: bool,
}

#[derive(Debug, Default)]
struct Paragraph {
    properties: Properties,
    /// Its end was deleted, or its first letter is set apart: it goes on in the
    /// next.
    continued: bool,
}

/// A field that is open (ECMA-376, part 1, section 17.16.18).
#[derive(Debug, Clone, Copy, Default)]
struct Field {
    result: bool,
    /// A table of contents or an index.
    aside: bool,
}

struct Walker<'a, 'w> {
    xml: Xml<'a>,
    styles: &'w Styles,
    notes: &'w mut Notes,
    chunks: &'w mut Chunks,
    flow: &'w mut Flow,
    /// Open elements that matter, with their depth.
    frames: Vec<(usize, Act)>,
    paragraphs: Vec<Paragraph>,
    run: Run,
    fields: Vec<Field>,
    /// For each open set of alternatives, whether one was taken.
    choices: Vec<bool>,
    /// How many content controls of these kinds are open.
    asides: usize,
    placeholders: usize,
    /// The pages have a colour.
    coloured: bool,
}

impl Walker<'_, '_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), NotRead> {
        let depth = element.depth;
        match element.name() {
            ("w", "p") => {
                self.paragraphs.push(Paragraph { properties: self.styles.paragraph(None), continued: false });
                self.frames.push((depth, Act::Paragraph));
            }
            ("w", "pPr") => self.paragraph_properties(depth)?,
            ("w", "r") => self.open_run(depth),
            ("m", "r") => self.open_run(depth),
            ("w", "rPr") => self.run_properties(depth)?,
            ("w" | "m", "t") => {
                self.frames.push((depth, Act::Text));
                self.run.text = true;
            }
            ("w", "instrText") => {
                self.frames.push((depth, Act::Instruction));
                self.run.instruction = true;
            }
            ("w", "tbl") if self.flow.open_table() => self.frames.push((depth, Act::Table)),
            ("w", "tr") if self.flow.open_row() => self.frames.push((depth, Act::Row)),
            ("w", "tc") if self.flow.open_cell() => {
                self.frames.push((depth, Act::Cell(std::mem::take(&mut self.fields))));
            }
            ("w", "trPr") => self.row_properties(depth)?,
            ("w", "txbxContent") => {
                self.flow.open_float();
                let (run, fields) = (std::mem::take(&mut self.run), std::mem::take(&mut self.fields));
                self.frames.push((depth, Act::TextBox(run, fields)));
            }
            ("w", "sdt") => self.frames.push((depth, Act::Control { aside: false, placeholder: false })),
            ("w", "sdtPr") => self.control_properties(depth)?,
            ("w", "fldSimple") => {
                let aside = element.attribute("instr").is_some_and(|code| is_index(&code));
                self.fields.push(Field { result: true, aside });
                self.frames.push((depth, Act::SimpleField));
            }
            ("w", "footnote" | "endnote" | "comment") => return self.open_note(element),
            ("mc", "AlternateContent") => {
                self.choices.push(false);
                self.frames.push((depth, Act::Alternatives));
            }
            ("mc", "Choice" | "Fallback") => match self.choices.last_mut() {
                // Programs of today understand the first choice.
                Some(taken) if *taken => self.xml.skip()?,
                Some(taken) => *taken = true,
                None => {}
            },
            (
                "w",
                "del" | "moveFrom" | "delText" | "delInstrText" | "rt" | "tblPr" | "tblPrEx" | "tblGrid"
                | "tcPr" | "sectPr" | "rPrChange" | "pPrChange" | "fldData" | "ffData" | "sdtEndPr",
            ) => self.xml.skip()?,
            ("w", local) => self.mark(local, element),
            // A picture (wp:docPr) and what it shows, for those who cannot see it.
            ("", "docPr") if self.is_shown() => {
                self.flow.describe(&element.attribute("descr").unwrap_or_default());
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, act: Act) {
        match act {
            Act::Paragraph => self.close_paragraph(),
            Act::Run(around) => self.run = around,
            Act::Text => self.run.text = false,
            Act::Instruction => self.run.instruction = false,
            Act::SimpleField => {
                self.fields.pop();
            }
            Act::Table => self.flow.close_table(),
            Act::Row => self.flow.close_row(),
            Act::Cell(fields) => {
                self.flow.close_cell();
                self.fields = fields;
            }
            Act::TextBox(run, fields) => {
                self.flow.close_float(false);
                (self.run, self.fields) = (run, fields);
            }
            Act::Note(kind, id) => {
                let blocks = self.flow.take_float();
                self.notes.insert((kind, id), blocks);
            }
            Act::Alternatives => {
                self.choices.pop();
            }
            Act::Control { aside, placeholder } => {
                self.asides -= usize::from(aside);
                self.placeholders -= usize::from(placeholder);
            }
        }
    }

    fn open_run(&mut self, depth: usize) {
        let paragraph = self.paragraphs.last().map(|paragraph| &paragraph.properties);
        let says = |said: fn(&Properties) -> Option<bool>| paragraph.and_then(said).unwrap_or(false);
        let run = Run {
            hidden: says(|properties| properties.hidden),
            strong: says(|properties| properties.strong),
            white: says(|properties| properties.white),
            shaded: says(|properties| properties.shaded),
            ..Run::default()
        };
        let around = std::mem::replace(&mut self.run, run);
        self.frames.push((depth, Act::Run(around)));
    }

    fn run_properties(&mut self, depth: usize) -> Result<(), NotRead> {
        let mut own = Properties::default();
        loop {
            match self.xml.next()? {
                Node::Open(element) => match element.name() {
                    ("w", "rPrChange") => self.xml.skip()?,
                    ("w", "rStyle") => {
                        let style = self.styles.run(&element.attribute("val").unwrap_or_default());
                        own.inherit(&style);
                    }
                    _ => own.take_run(&element),
                },
                Node::Close(closed) if closed == depth => break,
                Node::End => break,
                _ => {}
            }
        }
        self.run.hidden = own.hidden.unwrap_or(self.run.hidden);
        self.run.strong = own.strong.unwrap_or(self.run.strong);
        self.run.white = own.white.unwrap_or(self.run.white);
        self.run.shaded |= own.shaded.unwrap_or(false);
        Ok(())
    }

    fn paragraph_properties(&mut self, depth: usize) -> Result<(), NotRead> {
        let mut own = Properties::default();
        let mut style = None;
        let mut continued = false;
        loop {
            match self.xml.next()? {
                Node::Open(element) => match element.name() {
                    ("w", "pStyle") => style = element.attribute("val"),
                    ("w", "pPrChange" | "sectPr" | "rPrChange") => self.xml.skip()?,
                    // Of the paragraph's end: it was deleted or moved away.
                    ("w", "del" | "moveFrom") => continued = true,
                    ("w", "framePr") => {
                        continued |= element.attribute("dropCap").is_some_and(|cap| cap != "none")
                    }
                    _ => own.take_paragraph(&element),
                },
                Node::Close(closed) if closed == depth => break,
                Node::End => break,
                _ => {}
            }
        }
        let mut properties = self.styles.paragraph(style.as_deref());
        properties.outline = own.outline.or(properties.outline);
        properties.listed = own.listed.or(properties.listed);
        properties.shaded = own.shaded.or(properties.shaded);
        if let Some(paragraph) = self.paragraphs.last_mut() {
            *paragraph = Paragraph { properties, continued };
        }
        Ok(())
    }

    fn close_paragraph(&mut self) {
        let paragraph = self.paragraphs.pop().unwrap_or_default();
        let within_index = self.asides > 0 || self.fields.iter().any(|field| field.aside);
        // A code without an end must not swallow the rest.
        while self.fields.last().is_some_and(|field| !field.result) {
            self.fields.pop();
        }
        if !paragraph.continued {
            self.flow.end_paragraph(if within_index { Role::Aside } else { paragraph.properties.role() });
        }
    }

    fn row_properties(&mut self, depth: usize) -> Result<(), NotRead> {
        loop {
            match self.xml.next()? {
                Node::Open(element) if element.name() == ("w", "del") => self.flow.drop_row(),
                Node::Open(element) if element.name() == ("w", "trPrChange") => self.xml.skip()?,
                Node::Close(closed) if closed == depth => return Ok(()),
                Node::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Reads what a content control is: a gallery of contents, or a text that
    /// asks for one.
    fn control_properties(&mut self, depth: usize) -> Result<(), NotRead> {
        let (mut index, mut asks) = (false, false);
        loop {
            match self.xml.next()? {
                Node::Open(element) => match element.name() {
                    ("w", "docPartGallery") => {
                        let gallery = element.attribute("val").unwrap_or_default();
                        index |= gallery == "Table of Contents" || gallery == "Bibliographies";
                    }
                    ("w", "showingPlcHdr") => asks |= element.is_on(),
                    _ => {}
                },
                Node::Close(closed) if closed == depth => break,
                Node::End => break,
                _ => {}
            }
        }
        if let Some((_, Act::Control { aside, placeholder })) = self.frames.last_mut() {
            self.asides += usize::from(index && !*aside);
            self.placeholders += usize::from(asks && !*placeholder);
            (*aside, *placeholder) = (*aside || index, *placeholder || asks);
        }
        Ok(())
    }

    fn open_note(&mut self, element: &Element<'_>) -> Result<(), NotRead> {
        // Lines between text and notes, and what is said where they go on.
        if element.attribute("type").is_some_and(|kind| kind != "normal") {
            return self.xml.skip();
        }
        let kind = kind_of_note(element.local());
        self.flow.open_float();
        self.frames.push((element.depth, Act::Note(kind, element.attribute("id").unwrap_or_default())));
        Ok(())
    }

    /// Reads an element without content: a character, a mark of a field, a
    /// reference to a note.
    fn mark(&mut self, local: &str, element: &Element<'_>) {
        match local {
            "background" => self.coloured = true,
            "altChunk" => {
                let id = element.attribute("id").unwrap_or_default();
                self.chunks
                    .remove(&id)
                    .into_iter()
                    .flatten()
                    .for_each(|(kind, text)| self.flow.block(kind, &text));
            }
            "tab" | "ptab" => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" => self.put("\u{2011}"),
            "sym" => {
                if let Some(character) = symbol_of(element) {
                    self.put(&character.to_string());
                }
            }
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") if self.fields.len() < MOST_FIELDS => self.fields.push(Field::default()),
                Some("separate") => {
                    self.fields.iter_mut().last().into_iter().for_each(|field| field.result = true)
                }
                Some("end") => {
                    self.fields.pop();
                }
                _ => {}
            },
            "footnoteReference" | "endnoteReference" | "commentReference" => {
                let kind = kind_of_note(local);
                let id = element.attribute("id").unwrap_or_default();
                if let Some(blocks) = self.notes.remove(&(kind, id)).filter(|_| self.is_shown()) {
                    self.flow.float(blocks);
                }
            }
            _ => {}
        }
    }

    fn characters(&mut self, text: &str) {
        if self.run.instruction
            && let Some(field) = self.fields.last_mut().filter(|field| !field.result)
        {
            field.aside |= is_index(text);
        }
        if !self.run.text {
            return;
        }
        // Line breaks within XML are white space; soft hyphens are only shown
        // at the end of a line.
        match text.contains(['\n', '\r', '\t', '\u{ad}']) {
            true => {
                let text = text.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ").replace('\u{ad}', "");
                self.put(&text);
            }
            false => self.put(text),
        }
    }

    fn put(&mut self, text: &str) {
        if self.is_shown() {
            self.flow.text(text, self.run.strong);
        }
    }

    fn is_shown(&self) -> bool {
        // White letters show in tables, boxes and on pages with a colour of their
        // own, and nowhere else.
        let unseen = self.run.white
            && !self.run.shaded
            && !self.coloured
            && self.frames.iter().all(|(_, act)| !act.is_framed());
        !self.run.hidden && !unseen && self.placeholders == 0 && self.fields.iter().all(|field| field.result)
    }
}

fn kind_of_note(element: &str) -> &'static str {
    ["footnote", "endnote"].into_iter().find(|kind| element.starts_with(kind)).unwrap_or("comment")
}

/// Tells whether the code of a field makes a list of places in the document.
fn is_index(code: &str) -> bool {
    let name = code.split_whitespace().next().unwrap_or_default();
    ["TOC", "INDEX", "TOA", "RD", "BIBLIOGRAPHY"].contains(&name.to_ascii_uppercase().as_str())
}

/// Returns the character of `w:sym` (ECMA-376, part 1, section 17.3.3.30).
fn symbol_of(element: &Element<'_>) -> Option<char> {
    let code = u32::from_str_radix(element.attribute("char")?.trim(), 16).ok()?;
    let font = element.attribute("font").unwrap_or_default();
    symbol::character(&font, code)
}
