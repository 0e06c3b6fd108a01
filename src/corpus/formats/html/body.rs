//! The blocks of a tree of elements, with white space as a browser shows it.

use dom_query::{Document, NodeRef};

use crate::model::BlockKind;

use super::HtmlBlock;

/// Elements whose content is never shown as text.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "head", "title", "svg", "nav", "button", "select", "option",
    "textarea", "input", "iframe", "object", "embed", "video", "audio", "canvas", "map", "menu", "dialog",
    "rp", "rt",
];

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
];

/// Deeper trees are read, but not searched for an article: Readability and
/// the writer of its result call themselves for each level.
const DEEPEST: usize = 400;

/// The longest cell of a table of data, in bytes; a table with a longer one
/// is there for the layout.
const CELL_BYTES: usize = 300;

/// Removes what a page does not show: elements with `hidden`, `aria-hidden`, or
/// styles that hide them.
pub(super) fn remove_hidden(document: &Document) {
    for node in document.select("[hidden], [aria-hidden=\"true\"], [style]").nodes() {
        let styled = node.attr("style").is_some_and(|style| hides(&style));
        if styled || node.has_attr("hidden") || node.attr("aria-hidden").is_some() {
            node.remove_from_parent();
        }
    }
}

fn hides(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        let value = value.trim().to_ascii_lowercase();
        match name.trim().to_ascii_lowercase().as_str() {
            "display" => value.starts_with("none"),
            "visibility" => value.starts_with("hidden"),
            _ => false,
        }
    })
}

/// Tells whether elements are nested deeper than [`DEEPEST`].
pub(super) fn is_too_deep(document: &Document) -> bool {
    let mut stack = vec![(document.root(), 0)];
    while let Some((node, depth)) = stack.pop() {
        if depth > DEEPEST {
            return true;
        }
        stack.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    false
}

/// Returns the blocks under a node in their order. Takes no more of the call
/// stack for deep trees.
pub(super) fn blocks(root: &NodeRef<'_>) -> Vec<HtmlBlock> {
    let mut writer = Writer::default();
    let mut stack = vec![Step::Enter(*root)];
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave(name) => writer.leave(&name),
            Step::Enter(node) if node.is_text() => writer.text(&node.text()),
            Step::Enter(node) => {
                let name = node.node_name().map(|name| name.to_string()).unwrap_or_default();
                if enter(&mut writer, &node, &name) {
                    stack.push(Step::Leave(name));
                    stack.extend(node.children_it(true).map(Step::Enter));
                }
            }
        }
    }
    writer.flush();
    writer.blocks
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(String),
}

/// Enters an element; tells whether its children are to be looked at.
fn enter(writer: &mut Writer, node: &NodeRef<'_>, name: &str) -> bool {
    if SILENT.contains(&name) || node.is_comment() || is_edit_link(node) {
        return false;
    }
    if let Some(id) = node.id_attr().filter(|id| !id.trim().is_empty() && !id.starts_with("readability-")) {
        writer.flush_if_block(name);
        writer.anchor = Some(id.trim().to_owned());
    }
    match name {
        "br" => writer.text_break(),
        "table" => return table(writer, node),
        _ => writer.enter(name),
    }
    true
}

/// `[edit]` beside the headings of a wiki.
fn is_edit_link(node: &NodeRef<'_>) -> bool {
    node.has_class("mw-editsection")
}

/// Takes a table of data as one block: cells with tabs between them, rows with
/// line breaks. Tells whether it is a table for the layout instead, whose
/// cells are looked at like any other element.
fn table(writer: &mut Writer, node: &NodeRef<'_>) -> bool {
    let nested = node.descendants_it().any(|inner| inner.has_name("table"));
    let rows = if nested { Vec::new() } else { rows(node) };
    let data =
        rows.iter().any(|row| row.len() > 1) && rows.iter().flatten().all(|cell| cell.len() <= CELL_BYTES);
    writer.flush();
    if !data {
        writer.enter("table");
        return true;
    }
    let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
    let text = lines.join("\n").trim().to_owned();
    writer.push(BlockKind::Table, text);
    false
}

fn rows(table: &NodeRef<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for row in table.descendants_it().filter(|node| node.has_name("tr")) {
        let cells = row.children_it(false).filter(|cell| cell.has_name("td") || cell.has_name("th"));
        let cells: Vec<String> = cells.map(|cell| super::folded(&cell.text())).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(cells);
        }
    }
    rows
}

/// Collects text until a block ends.
#[derive(Default)]
struct Writer {
    blocks: Vec<HtmlBlock>,
    open: String,
    /// White space is due before the next letter.
    space: bool,
    link_bytes: usize,
    anchor: Option<String>,
    /// How many of these elements are open.
    items: usize,
    asides: usize,
    heading: usize,
    pre: usize,
    links: usize,
}

impl Writer {
    fn enter(&mut self, name: &str) {
        self.flush_if_block(name);
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
            _ => None,
        }
    }

    fn flush_if_block(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.flush();
        }
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            self.open.push_str(text);
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
            self.open.push(c);
        }
        if self.links > 0 {
            self.link_bytes += self.open.len() - before;
        }
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
            () if self.asides > 0 => BlockKind::Aside,
            () if self.items > 0 => BlockKind::ListItem,
            () => BlockKind::Paragraph,
        };
        self.push(kind, text);
        self.space = false;
        self.link_bytes = 0;
    }

    fn push(&mut self, kind: BlockKind, text: String) {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
        if trimmed.chars().any(char::is_alphanumeric) {
            let anchor = self.anchor.clone();
            self.blocks.push(HtmlBlock {
                kind,
                text: trimmed.to_owned(),
                anchor,
                link_bytes: self.link_bytes,
            });
        }
    }
}
