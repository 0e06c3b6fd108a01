//! From Markdown to a [`Tree`].

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::Markdown;
use super::address::web_address;
use super::chart;
use super::resolve::{Definition, resolve};
use super::tree::{Alignment, Block, Inline, Tree, caption_line};

/// Containers nest so deep; what is nested deeper is set at this depth. The
/// writers walk trees by recursion, and no reader follows so far.
const MAX_DEPTH: usize = 32;

/// A table may follow at the depth of blocks, and emphasis within its cells.
const MAX_BLOCK_DEPTH: usize = MAX_DEPTH - 8;

/// Parses a briefing's Markdown: CommonMark with tables, footnotes,
/// strikethrough, definition lists and heading ids (`## Title {#id}`), as
/// GitHub and Pandoc write them. Never fails.
///
/// - Raw HTML is dropped, tag by tag; `<br>` alone is a line break.
/// - An image becomes its alternative text; one that leads to `chart:ID` and
///   is all that stands in a paragraph of the text, a quotation or an item is a
///   [`Block::Chart`], and anywhere else its caption.
/// - A link stays one if it leads to an http, https or mailto address or to
///   the id of a heading; any other becomes its content.
/// - Footnotes are numbered in the order of their first marks; a mark without
///   a footnote stays text, a footnote without a mark is left out, and the
///   first of two with one label counts.
/// - A definition list becomes a list whose items begin with the term.
/// - YAML between `---` lines at the very start is left out.
/// - Mathematics is not read: `$5 to $6` are prices.
/// - Punctuation stays as it is written.
#[must_use]
pub fn parse(markdown: &Markdown) -> Tree {
    parse_with(body(markdown.as_str()), options())
}

/// Parses with other options; events that trees know no node for become text.
pub(super) fn parse_with(text: &str, options: Options) -> Tree {
    let mut builder = Builder::default();
    builder.open.push(Frame::new(Kind::Root));
    Parser::new_ext(text, options).for_each(|event| builder.take(event));
    builder.finish()
}

/// Smart punctuation would change quotations. Metadata blocks would swallow
/// whatever stands between two rules; [`body`] knows better.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// Returns what follows the front matter; all, where there is none.
pub(super) fn body(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("---\n").filter(|rest| !rest.starts_with('\n')) else { return text };
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return &rest[end..];
        }
    }
    text
}

/// A container that is open.
#[derive(Default)]
struct Frame {
    kind: Kind,
    blocks: Vec<Block>,
    /// In a container of blocks: the lines of a paragraph that was not
    /// announced, as in tight lists.
    inlines: Vec<Inline>,
    items: Vec<Vec<Block>>,
    cells: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    /// The chart that a paragraph began with.
    chart: Option<Block>,
}

#[derive(Default, PartialEq)]
enum Kind {
    #[default]
    Root,
    Quote,
    List(Option<u64>),
    Item,
    Note(String),
    Paragraph,
    Term,
    Heading(u8, Option<String>),
    Code,
    Hidden,
    Table(Vec<Alignment>),
    Head,
    Row,
    Cell,
    Emphasis,
    Strong,
    Strike,
    Link(String),
    /// A chart: its id and its caption; the content is its alternative text.
    Chart(String, String),
}

impl Kind {
    fn holds_blocks(&self) -> bool {
        matches!(self, Self::Root | Self::Quote | Self::Item | Self::Note(_))
    }
}

impl Frame {
    fn new(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }
}

#[derive(Default)]
struct Builder {
    open: Vec<Frame>,
    /// For each start that awaits its end: whether it opened a frame.
    framed: Vec<bool>,
    /// Footnotes by the lower case of their labels; marks hold the index.
    labels: BTreeMap<String, usize>,
    notes: Vec<Definition>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push_text(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push_inline(Inline::Code { text: text.into_string() });
            }
            Event::InlineHtml(tag) if is_line_break(&tag) => self.push_inline(Inline::Break),
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::FootnoteReference(label) => {
                let note = self.note(&label);
                self.push_inline(Inline::Mark { note, nth: 0 });
            }
            Event::SoftBreak => self.push_text(" "),
            Event::HardBreak => self.push_inline(Inline::Break),
            Event::Rule => self.push_block(Block::Rule),
            Event::TaskListMarker(is_done) => self.push_text(if is_done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if is_block(&tag) {
            self.end_loose_paragraph();
        }
        let kind = self.kind_of(tag);
        self.framed.push(kind.is_some());
        self.open.extend(kind.map(Frame::new));
    }

    /// Says what to open for a tag; `None` where its content belongs to what
    /// is open already.
    fn kind_of(&self, tag: Tag<'_>) -> Option<Kind> {
        let fits_block = self.open.len() < MAX_BLOCK_DEPTH;
        let fits_inline = self.open.len() < MAX_DEPTH;
        let in_list = self.top_is(|kind| matches!(kind, Kind::List(_)));
        let in_link = self.open.iter().any(|frame| matches!(frame.kind, Kind::Link(_)));
        match tag {
            Tag::Paragraph => Some(Kind::Paragraph),
            Tag::Heading { level, id, .. } => {
                Some(Kind::Heading(number(level), id.map(|id| id.into_string())))
            }
            Tag::BlockQuote(_) => fits_block.then_some(Kind::Quote),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => Some(Kind::Code),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => Some(Kind::Hidden),
            Tag::List(start) => (fits_block && !in_list).then_some(Kind::List(start)),
            Tag::DefinitionList => (fits_block && !in_list).then_some(Kind::List(None)),
            Tag::Item => in_list.then_some(Kind::Item),
            Tag::DefinitionListTitle => Some(Kind::Term),
            Tag::DefinitionListDefinition => None,
            Tag::FootnoteDefinition(label) => Some(Kind::Note(label.into_string())),
            Tag::Table(columns) => Some(Kind::Table(columns.into_iter().map(alignment).collect())),
            Tag::TableHead => Some(Kind::Head),
            Tag::TableRow => Some(Kind::Row),
            Tag::TableCell => Some(Kind::Cell),
            Tag::Emphasis => fits_inline.then_some(Kind::Emphasis),
            Tag::Strong => fits_inline.then_some(Kind::Strong),
            Tag::Strikethrough => fits_inline.then_some(Kind::Strike),
            Tag::Link { dest_url, .. } => {
                address(&dest_url).filter(|_| fits_inline && !in_link).map(Kind::Link)
            }
            Tag::Image { dest_url, title, .. } => {
                let id = chart::id_of(&dest_url).filter(|_| fits_inline)?;
                Some(Kind::Chart(id.to_owned(), title.into_string()))
            }
            Tag::Superscript | Tag::Subscript => None,
        }
    }

    fn top_is(&self, test: impl Fn(&Kind) -> bool) -> bool {
        self.open.last().is_some_and(|frame| test(&frame.kind))
    }

    fn end(&mut self, tag: TagEnd) {
        let is_framed = self.framed.pop().unwrap_or(false);
        if is_framed && self.open.len() > 1 {
            self.end_loose_paragraph();
            let frame = self.open.pop().expect("more than the root is open");
            self.close(frame);
        } else if matches!(
            tag,
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::DefinitionListDefinition
        ) {
            self.end_loose_paragraph();
        }
    }

    fn close(&mut self, frame: Frame) {
        let Frame { kind, blocks, inlines, items, mut cells, rows, chart } = frame;
        match kind {
            Kind::Root | Kind::Hidden => {}
            Kind::Quote if blocks.is_empty() => {}
            Kind::Quote => self.push_block(Block::Quote { blocks }),
            Kind::List(start) => self.push_block(Block::List { start, items }),
            Kind::Item => self.top().items.push(blocks),
            Kind::Note(label) => self.define(label, blocks),
            Kind::Paragraph => self.push_paragraph(chart, inlines),
            Kind::Term => self.push_term(inlines),
            Kind::Heading(level, id) => self.push_heading(level, id, inlines),
            Kind::Code => self.push_block(code_block(&inlines)),
            Kind::Table(columns) => self.push_table(columns, cells, rows),
            Kind::Head => self.top().cells = cells,
            Kind::Row => self.top().rows.push(std::mem::take(&mut cells)),
            Kind::Cell => self.top().cells.push(inlines),
            Kind::Emphasis => self.push_inline(Inline::Emphasis { content: inlines }),
            Kind::Strong => self.push_inline(Inline::Strong { content: inlines }),
            Kind::Strike => self.push_inline(Inline::Strike { content: inlines }),
            Kind::Link(url) => self.push_inline(Inline::Link { url, content: inlines }),
            Kind::Chart(id, caption) => self.push_chart(id, super::inline_text(&inlines), caption),
        }
    }

    /// A chart that other words of its paragraph follow is its caption.
    fn push_paragraph(&mut self, chart: Option<Block>, mut content: Vec<Inline>) {
        match chart {
            Some(chart) if content.is_empty() => return self.push_block(chart),
            Some(Block::Chart { caption, .. }) => content.splice(0..0, caption_line(&caption)).for_each(drop),
            _ => {}
        }
        if !content.is_empty() {
            self.push_block(Block::Paragraph { content });
        }
    }

    /// Footnotes hold no charts: pages have no room for one at their foot.
    fn push_chart(&mut self, id: String, alt: String, caption: String) {
        let in_note = self.open.iter().any(|frame| matches!(frame.kind, Kind::Note(_)));
        let top = self.top();
        if !in_note && top.kind == Kind::Paragraph && top.inlines.is_empty() && top.chart.is_none() {
            top.chart = Some(Block::Chart { id, alt, caption });
        } else {
            caption_line(&caption).into_iter().for_each(|inline| self.push_inline(inline));
        }
    }

    fn top(&mut self) -> &mut Frame {
        self.open.last_mut().expect("the root is never closed before the end")
    }

    fn push_block(&mut self, block: Block) {
        self.end_loose_paragraph();
        let top = self.top();
        match top.kind {
            // The item that should hold it was not opened: a definition.
            Kind::List(_) => match top.items.last_mut() {
                Some(item) => item.push(block),
                None => top.items.push(vec![block]),
            },
            _ => top.blocks.push(block),
        }
    }

    fn end_loose_paragraph(&mut self) {
        let top = self.top();
        let is_loose = top.kind.holds_blocks() || matches!(top.kind, Kind::List(_));
        if is_loose && !top.inlines.is_empty() {
            let content = std::mem::take(&mut top.inlines);
            self.push_block(Block::Paragraph { content });
        }
    }

    fn push_inline(&mut self, inline: Inline) {
        let is_empty = match &inline {
            Inline::Emphasis { content }
            | Inline::Strong { content }
            | Inline::Strike { content }
            | Inline::Link { content, .. } => content.is_empty(),
            _ => false,
        };
        if !is_empty {
            self.top().inlines.push(inline);
        }
    }

    fn push_text(&mut self, text: &str) {
        push_text(&mut self.top().inlines, text);
    }

    fn push_term(&mut self, content: Vec<Inline>) {
        let paragraph = Block::Paragraph { content: vec![Inline::Strong { content }] };
        if self.top_is(|kind| matches!(kind, Kind::List(_))) {
            self.top().items.push(vec![paragraph]);
        } else {
            self.push_block(paragraph);
        }
    }

    /// In a footnote no heading is a place to link to.
    fn push_heading(&mut self, level: u8, id: Option<String>, content: Vec<Inline>) {
        if content.is_empty() {
            return;
        }
        let in_note = self.open.iter().any(|frame| matches!(frame.kind, Kind::Note(_)));
        self.push_block(match in_note {
            true => Block::Paragraph { content },
            false => Block::Heading { level, id: id.unwrap_or_default(), content },
        });
    }

    fn push_table(
        &mut self,
        columns: Vec<Alignment>,
        mut head: Vec<Vec<Inline>>,
        mut rows: Vec<Vec<Vec<Inline>>>,
    ) {
        head.resize(columns.len(), Vec::new());
        rows.iter_mut().for_each(|row| row.resize(columns.len(), Vec::new()));
        self.push_block(Block::Table { columns, head, rows });
    }

    fn define(&mut self, label: String, blocks: Vec<Block>) {
        let note = self.note(&label);
        let definition = &mut self.notes[note];
        if definition.blocks.is_none() {
            *definition = Definition { label, blocks: Some(blocks) };
        }
    }

    fn note(&mut self, label: &str) -> usize {
        let next = self.notes.len();
        let note = *self.labels.entry(label.to_lowercase()).or_insert(next);
        if note == next {
            self.notes.push(Definition { label: label.to_owned(), blocks: None });
        }
        note
    }

    fn finish(mut self) -> Tree {
        self.end_loose_paragraph();
        let blocks = std::mem::take(&mut self.top().blocks);
        resolve(blocks, self.notes)
    }
}

/// Appends text to a line; adjacent texts are one.
pub(super) fn push_text(inlines: &mut Vec<Inline>, text: &str) {
    match inlines.last_mut() {
        Some(Inline::Text { text: last }) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => inlines.push(Inline::Text { text: text.to_owned() }),
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn address(url: &str) -> Option<String> {
    if url.starts_with('#') { Some(url.to_owned()) } else { web_address(url) }
}

fn code_block(lines: &[Inline]) -> Block {
    let mut text = super::inline_text(lines);
    if text.ends_with('\n') {
        text.pop();
    }
    Block::Code { text }
}

fn is_line_break(tag: &str) -> bool {
    matches!(tag, "<br>" | "<br/>" | "<br />")
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
