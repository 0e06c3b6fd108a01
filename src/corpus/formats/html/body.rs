//! The blocks of a page, with white space as a browser shows it.

use crate::model::BlockKind;

use super::outline::Outline;

/// Elements that begin and end a block.
const BLOCKS: &[&str] = &[
    "html",
    "body",
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "address",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "pre",
    "figure",
    "figcaption",
    "hr",
    "form",
    "fieldset",
    "legend",
    "details",
    "summary",
    "center",
    "hgroup",
    "search",
    "nav",
    "listing",
    "xmp",
    "dir",
];

/// The longest cell of a table of data, in bytes; a table with a longer one
/// is there for the layout.
const CELL_BYTES: usize = 300;

/// A block of a page, with its own text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HtmlBlock {
    pub(super) kind: BlockKind,
    pub(super) text: String,
    /// The id of the nearest element above.
    pub(super) anchor: Option<String>,
    /// How many bytes of the text are links.
    pub(super) link_bytes: usize,
    /// The place of its first text.
    pub(super) at: usize,
    /// The level of a heading, from 1; 0 for all else.
    pub(super) level: u8,
    /// How many bytes of the text are of the article.
    pub(super) taken_bytes: usize,
    /// How many bytes of the text are bold.
    pub(super) bold_bytes: usize,
    /// Whether it says what a picture shows.
    pub(super) caption: bool,
}

/// Words of classes of what stands beneath a picture.
const CAPTIONS: &[&str] = &[
    "caption",
    "figcaption",
    "captions",
    "credit",
    "credits",
    "photocredit",
    "imagecredit",
    "bildunterschrift",
    "legende",
    "copyright",
];

/// Returns the blocks of a page in their order, and of each how much of it is
/// taken for the article. `taken` has a place for every node.
pub(super) fn blocks(outline: &Outline<'_>, taken: &[bool]) -> Vec<HtmlBlock> {
    let mut writer = Writer::default();
    let mut open: Vec<usize> = Vec::new();
    let mut skip = 0;
    for at in outline.kept(0, outline.nodes.len()) {
        while let Some(last) = open.pop_if(|last| outline.nodes[*last].end <= at) {
            writer.leave(&outline.nodes[last].name);
            if outline.nodes[last].end == writer.caption_end {
                writer.flush();
                writer.caption_end = 0;
            }
        }
        if at < skip {
            continue;
        }
        let node = &outline.nodes[at];
        if node.name.is_empty() {
            writer.text(&node.text, at, taken[at]);
            continue;
        }
        if let Some(id) = id(outline, at) {
            writer.flush_if_block(&node.name);
            writer.anchor = Some(id);
        }
        match &*node.name {
            "br" => writer.text_break(),
            "wbr" => {}
            "table" if data_table(&mut writer, outline, at, taken) => skip = node.end,
            name => {
                writer.enter(name);
                if writer.caption_end <= at && is_caption(outline, at) {
                    writer.flush();
                    writer.caption_end = node.end;
                }
                open.push(at);
            }
        }
    }
    for last in open.into_iter().rev() {
        writer.leave(&outline.nodes[last].name);
    }
    writer.flush();
    writer.blocks
}

fn is_caption(outline: &Outline<'_>, at: usize) -> bool {
    match &*outline.nodes[at].name {
        "figcaption" | "caption" => true,
        "p" | "div" | "span" | "dd" | "small" | "figure" => {
            outline.nodes[at].classes.split_ascii_whitespace().any(|class| {
                super::clutter::words_of(class).last().is_some_and(|word| CAPTIONS.contains(&word.as_str()))
                    || class.contains("caption-text")
                    || class.contains("caption--")
            })
        }
        _ => false,
    }
}

fn id(outline: &Outline<'_>, at: usize) -> Option<String> {
    let node = &outline.nodes[at];
    if !node.anchor.is_empty() {
        return Some(node.anchor.clone());
    }
    let name = (&*node.name == "a").then(|| outline.attribute(at, "name")).flatten()?;
    Some(name.trim().to_owned())
}

/// Takes a table of data as one block: cells with tabs between them, rows with
/// line breaks. Tells whether it is one, and not a table for the layout, whose
/// cells are looked at like any other element.
fn data_table(writer: &mut Writer, outline: &Outline<'_>, at: usize, taken: &[bool]) -> bool {
    let Some(rows) = rows(outline, at) else { return false };
    let data =
        rows.iter().any(|row| row.len() > 1) && rows.iter().flatten().all(|cell| cell.len() <= CELL_BYTES);
    if data {
        writer.flush();
        writer.at = at;
        writer.taken_bytes =
            (at..outline.nodes[at].end).filter(|at| taken[*at]).map(|at| outline.nodes[at].text.len()).sum();
        let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
        writer.push(BlockKind::Table, &lines.join("\n"));
        writer.taken_bytes = 0;
    }
    data
}

/// Returns the cells of a table's rows; `None` where another table is within.
fn rows(outline: &Outline<'_>, table: usize) -> Option<Vec<Vec<String>>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cell_end = 0;
    for at in outline.kept(table + 1, outline.nodes[table].end) {
        let node = &outline.nodes[at];
        match &*node.name {
            "table" => return None,
            "tr" => rows.push(Vec::new()),
            "td" | "th" => {
                if rows.is_empty() {
                    rows.push(Vec::new());
                }
                rows.last_mut().expect("one was pushed").push(String::new());
                cell_end = node.end;
            }
            "" if at < cell_end => {
                let cell = rows.last_mut().and_then(|row| row.last_mut());
                cell.expect("a cell was entered").push_str(&node.text);
            }
            "br" | "p" | "div" | "li" if at < cell_end => {
                let cell = rows.last_mut().and_then(|row| row.last_mut());
                cell.expect("a cell was entered").push(' ');
            }
            _ => {}
        }
    }
    for cell in rows.iter_mut().flatten() {
        *cell = crate::corpus::blocks::folded(cell);
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    Some(rows)
}

/// Collects text until a block ends.
#[derive(Default)]
struct Writer {
    blocks: Vec<HtmlBlock>,
    open: String,
    /// Where the open text begins.
    at: usize,
    /// White space is due before the next letter.
    space: bool,
    link_bytes: usize,
    anchor: Option<String>,
    /// The level of the innermost heading.
    level: u8,
    /// How many of these elements are open.
    items: usize,
    asides: usize,
    heading: usize,
    pre: usize,
    links: usize,
    bold: usize,
    bold_bytes: usize,
    taken_bytes: usize,
    /// Where the caption that is open ends; 0 for none.
    caption_end: usize,
}

impl Writer {
    fn enter(&mut self, name: &str) {
        self.flush_if_block(name);
        if let [b'h', digit @ b'1'..=b'6'] = name.as_bytes() {
            self.level = digit - b'0';
        }
        if let Some(count) = self.counter(name) {
            *count += 1;
        }
    }

    fn leave(&mut self, name: &str) {
        self.flush_if_block(name);
        if let Some(count) = self.counter(name) {
            *count = count.saturating_sub(1);
        }
    }

    fn counter(&mut self, name: &str) -> Option<&mut usize> {
        match name {
            "li" | "dd" => Some(&mut self.items),
            "aside" | "footer" | "address" | "figcaption" | "caption" | "dt" | "legend" | "summary" => {
                Some(&mut self.asides)
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(&mut self.heading),
            "pre" | "listing" | "xmp" => Some(&mut self.pre),
            "a" => Some(&mut self.links),
            "b" | "strong" => Some(&mut self.bold),
            _ => None,
        }
    }

    fn flush_if_block(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.flush();
        }
    }

    fn text(&mut self, text: &str, at: usize, taken: bool) {
        if self.open.is_empty() {
            self.at = at;
        }
        if self.pre > 0 {
            self.open.push_str(text);
            self.taken_bytes += if taken { text.len() } else { 0 };
            return;
        }
        let before = self.open.len();
        for c in text.chars() {
            // No-break spaces are kept: a browser shows them.
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.space = true;
                continue;
            }
            if self.space && !self.open.is_empty() && !self.open.ends_with('\n') {
                self.open.push(' ');
            }
            self.space = false;
            // Places for a break within a word.
            if c != '\u{ad}' {
                self.open.push(c);
            }
        }
        let written = self.open.len() - before;
        self.link_bytes += if self.links > 0 { written } else { 0 };
        self.bold_bytes += if self.bold > 0 { written } else { 0 };
        self.taken_bytes += if taken { written } else { 0 };
    }

    /// A line break; two of them end a paragraph.
    fn text_break(&mut self) {
        self.space = false;
        if self.open.ends_with('\n') && self.pre == 0 {
            self.flush();
        } else if !self.open.is_empty() {
            self.open.push('\n');
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.open);
        let kind = match () {
            () if self.pre > 0 => BlockKind::Code,
            () if self.heading > 0 => BlockKind::Heading,
            () if self.caption_end > 0 => BlockKind::Aside,
            () if self.asides > 0 => BlockKind::Aside,
            () if self.items > 0 => BlockKind::ListItem,
            () => BlockKind::Paragraph,
        };
        self.push(kind, &text);
        self.space = false;
        (self.link_bytes, self.bold_bytes, self.taken_bytes) = (0, 0, 0);
    }

    fn push(&mut self, kind: BlockKind, text: &str) {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
        if !trimmed.chars().any(char::is_alphanumeric) {
            return;
        }
        self.blocks.push(HtmlBlock {
            kind,
            text: trimmed.to_owned(),
            anchor: self.anchor.clone(),
            link_bytes: self.link_bytes,
            at: self.at,
            bold_bytes: self.bold_bytes,
            taken_bytes: self.taken_bytes,
            caption: self.caption_end > 0,
            level: if kind == BlockKind::Heading { self.level } else { 0 },
        });
    }
}
