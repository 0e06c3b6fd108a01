//! Blocks: paragraphs in their styles, quotations, lists and tables.

use crate::tool::markdown::{Alignment, Block, Inline, block_text, inline_text};

use super::language::{Direction, Language, first_direction};
use super::line::Look;
use super::survey;
use super::writer::{NumberedList, Place, Writer};

/// The width of the text, in twentieths of a point: A4 (210 mm) with margins
/// of 31 mm, as in templates/frame/page.typ.
pub(super) const TEXT_WIDTH: u32 = 8_392;

/// How far a quotation and each level of a list are set in.
pub(super) const QUOTE_INDENT: u32 = 240;
pub(super) const LIST_INDENT: u32 = 420;

/// What is left free behind a quotation.
const QUOTE_SPACE: u32 = 160;

/// Text is never set in further: half of the width is left.
const DEEPEST_INDENT: u32 = TEXT_WIDTH / 2;

/// The numbering of all lists without numbers; those with numbers follow.
pub(super) const BULLETS: usize = 1;

/// The deepest level of a list that Word knows, from 0.
pub(super) const DEEPEST_LEVEL: usize = 8;

/// The highest number that Word gives an item: its dialogue takes no more, and
/// it keeps them in 16 bits with a sign.
const HIGHEST_NUMBER: u64 = 32_767;

/// What a paragraph is beside its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paragraph {
    pub(super) style: &'static str,
    /// Whether it stays on the page of the next one.
    pub(super) keep_next: bool,
    /// The level, from 0, and the numbering that it is an item of.
    pub(super) item: Option<(usize, usize)>,
    pub(super) direction: Direction,
    /// What is left free behind it, in twentieths of a point, where it is not
    /// as the style has it.
    pub(super) space_after: Option<u32>,
    /// How far it is set in on the side where lines begin, how far on the
    /// other, and how far its first line hangs out, likewise.
    pub(super) indent: Option<u32>,
    pub(super) end_indent: Option<u32>,
    pub(super) hanging: Option<u32>,
    pub(super) alignment: Option<&'static str>,
}

impl Paragraph {
    pub(super) fn of(place: Place<'_>) -> Self {
        Self {
            style: place.style,
            keep_next: false,
            item: None,
            direction: place.direction,
            space_after: None,
            indent: (place.indent > 0).then_some(place.indent.min(DEEPEST_INDENT)),
            end_indent: None,
            hanging: None,
            alignment: None,
        }
    }
}

impl<'a> Writer<'a> {
    pub(super) fn blocks(&mut self, blocks: &'a [Block], place: Place<'_>) {
        for (at, block) in blocks.iter().enumerate() {
            let follows_quote = at > 0 && matches!(blocks[at - 1], Block::Quote { .. });
            self.is_other_quote = follows_quote && !self.is_other_quote;
            self.block(block, place);
        }
    }

    fn block(&mut self, block: &'a Block, place: Place<'_>) {
        match block {
            Block::Heading { level: _, id, content } => self.heading(id, content, place),
            Block::Paragraph { content } => self.paragraph(content, &Paragraph::of(place), place),
            Block::Quote { blocks } => self.quote(blocks, place),
            Block::List { start, items } => self.list(*start, items, place),
            Block::Table { columns, head, rows } => self.table(columns, head, rows, place),
            Block::Code { text } => self.code(text, place),
            Block::Chart { id, alt, caption } => self.chart(id, alt, caption, place),
            Block::Rule => self.paragraph(&[], &Paragraph { style: "Rule", ..Paragraph::of(place) }, place),
        }
    }

    pub(super) fn paragraph(&mut self, content: &[Inline], paragraph: &Paragraph, place: Place<'_>) {
        self.open_paragraph(paragraph);
        self.line(content, Look::default(), place);
        self.xml.close();
    }

    /// The order of elements is that of the schema (`CT_PPrBase`).
    pub(super) fn open_paragraph(&mut self, paragraph: &Paragraph) {
        self.xml.open("w:p", &[]).open("w:pPr", &[]).value("w:pStyle", paragraph.style);
        if paragraph.keep_next {
            self.xml.leaf("w:keepNext", &[]);
        }
        if let Some((level, numbering)) = paragraph.item {
            self.xml.open("w:numPr", &[]).value("w:ilvl", &level.to_string());
            self.xml.value("w:numId", &numbering.to_string()).close();
        }
        if paragraph.direction == Direction::ToLeft {
            self.xml.leaf("w:bidi", &[]);
        }
        if let Some(after) = paragraph.space_after {
            self.xml.leaf("w:spacing", &[("w:after", &after.to_string())]);
        }
        self.indents(paragraph);
        if let Some(alignment) = paragraph.alignment {
            self.xml.value("w:jc", alignment);
        }
        self.xml.close();
        self.after_mark = false;
        self.last_letter = None;
        self.write_lead();
    }

    fn indents(&mut self, paragraph: &Paragraph) {
        let indents: Vec<(&str, String)> = [
            ("w:left", paragraph.indent),
            ("w:right", paragraph.end_indent),
            ("w:hanging", paragraph.hanging),
        ]
        .into_iter()
        .filter_map(|(name, indent)| Some((name, indent?.to_string())))
        .collect();
        let indents: Vec<(&str, &str)> =
            indents.iter().map(|(name, indent)| (*name, indent.as_str())).collect();
        if !indents.is_empty() {
            self.xml.leaf("w:ind", &indents);
        }
    }

    /// A heading within another block heads no part of the briefing: it is a
    /// strong paragraph. One without text is none.
    pub(super) fn heading(&mut self, id: &str, content: &[Inline], place: Place<'_>) {
        let heading = self.outline.heading(id).cloned().filter(|_| place.is_top);
        let says_something = !survey::one_line(content).is_empty();
        match heading {
            Some(heading) if says_something => {
                let style = HEADING_STYLES[usize::from(heading.level.clamp(1, 6)) - 1];
                self.bookmarked(&heading.bookmark, content, style, place);
            }
            _ => {
                let paragraph = Paragraph { keep_next: true, ..Paragraph::of(place) };
                self.open_paragraph(&paragraph);
                self.line(content, Look { strong: true, ..Look::default() }, place);
                self.xml.close();
            }
        }
    }

    /// Writes a paragraph within a bookmark.
    pub(super) fn bookmarked(
        &mut self,
        name: &str,
        content: &[Inline],
        style: &'static str,
        place: Place<'_>,
    ) {
        let bookmark = self.next_bookmark();
        self.open_paragraph(&Paragraph { style, ..Paragraph::of(place) });
        self.xml.leaf("w:bookmarkStart", &[("w:id", &bookmark), ("w:name", name)]);
        self.line(content, Look::default(), place);
        self.xml.leaf("w:bookmarkEnd", &[("w:id", &bookmark)]).close();
    }

    /// A quotation is in the language of the first excerpt in it, and runs in
    /// the direction of its first letter. A paragraph after the first that
    /// starts with a dash and a space names the source, in the document's
    /// language.
    fn quote(&mut self, blocks: &'a [Block], place: Place<'_>) {
        let frame = self.frame;
        let tag = self.tree.first_label(blocks).and_then(|label| frame.quote_languages.get(label));
        let language = tag.and_then(|tag| Language::of(tag));
        let said = language.as_ref().map_or(place.direction, Language::direction);
        let direction = first_direction(&block_text(blocks)).unwrap_or(said);
        let (quote, source) = match direction {
            Direction::ToRight => ("Quote", "Source"),
            Direction::ToLeft => ("QuoteRightToLeft", "SourceRightToLeft"),
        };
        // Word joins the rules of neighbours with the same indents: of two
        // quotations side by side, the second is a hair narrower.
        let end_indent = self.is_other_quote.then_some(QUOTE_INDENT + 1);
        let base = place.indent;
        for (at, block) in blocks.iter().enumerate() {
            let is_source = matches!(block, Block::Paragraph { content } if at > 0 && names_source(content));
            let within = Place {
                style: if is_source { source } else { quote },
                language: if is_source { place.language } else { language.as_ref() },
                direction,
                indent: base + QUOTE_INDENT,
                is_top: false,
                ..place
            };
            match block {
                Block::Paragraph { content } => {
                    let paragraph = Paragraph {
                        keep_next: at + 1 < blocks.len(),
                        space_after: (at + 1 == blocks.len()).then_some(QUOTE_SPACE),
                        indent: Paragraph::of(within).indent.filter(|_| base > 0),
                        end_indent,
                        ..Paragraph::of(within)
                    };
                    self.paragraph(content, &paragraph, within);
                }
                block => self.block(block, within),
            }
        }
    }

    fn list(&mut self, start: Option<u64>, items: &'a [Vec<Block>], place: Place<'_>) {
        let level = place.lists.min(DEEPEST_LEVEL);
        let numbering = match start {
            None => Some(BULLETS),
            Some(start) if start.saturating_add(items.len() as u64) <= HIGHEST_NUMBER => {
                self.lists.push(NumberedList { start, level });
                Some(BULLETS + self.lists.len())
            }
            Some(_) => None,
        };
        let style = if start.is_some() { "ListNumber" } else { "ListBullet" };
        let indent = (place.indent + LIST_INDENT).min(DEEPEST_INDENT);
        let within = Place { style: "ListContinue", indent, lists: place.lists + 1, is_top: false, ..place };
        for (at, item) in items.iter().enumerate() {
            let paragraph = Paragraph {
                style,
                item: numbering.map(|numbering| (level, numbering)),
                indent: Some(indent),
                hanging: Some(LIST_INDENT),
                ..Paragraph::of(within)
            };
            self.open_paragraph(&paragraph);
            if let (None, Some(start)) = (numbering, start) {
                self.text(&format!("{}.\t", start.saturating_add(at as u64)), Look::default(), within);
            }
            let rest = match item.split_first() {
                Some((Block::Paragraph { content }, rest)) => {
                    self.line(content, Look::default(), within);
                    rest
                }
                _ => item.as_slice(),
            };
            self.xml.close();
            self.blocks(rest, within);
        }
    }

    fn code(&mut self, text: &str, place: Place<'_>) {
        self.open_paragraph(&Paragraph { style: "Code", ..Paragraph::of(place) });
        self.text(text.strip_suffix('\n').unwrap_or(text), Look::default(), place);
        self.xml.close();
    }

    fn table(
        &mut self,
        columns: &[Alignment],
        head: &'a [Vec<Inline>],
        rows: &'a [Vec<Vec<Inline>>],
        place: Place<'_>,
    ) {
        if columns.is_empty() {
            return;
        }
        let indent = place.indent.min(self.text_width() / 2);
        let widths = survey::column_widths(columns.len(), head, rows, self.text_width() - indent);
        let has_head = head.iter().any(|cell| !cell.is_empty());
        self.open_table(&widths, indent, has_head, place);
        let cell = Place { style: "TableText", indent: 0, lists: 0, is_top: false, ..place };
        if has_head {
            self.xml.open("w:tr", &[]).open("w:trPr", &[]);
            self.xml.leaf("w:cantSplit", &[]).leaf("w:tblHeader", &[]).close();
            self.cells(columns, &widths, head, Place { style: "TableHeading", ..cell });
            self.xml.close();
        }
        for row in rows {
            self.xml.open("w:tr", &[]).open("w:trPr", &[]).leaf("w:cantSplit", &[]).close();
            self.cells(columns, &widths, row, cell);
            self.xml.close();
        }
        self.xml.close();
        // Word joins tables that nothing parts, and no part of a document may
        // end with one.
        self.paragraph(&[], &Paragraph { style: "AfterTable", ..Paragraph::of(cell) }, cell);
    }

    /// The order of elements is that of the schema (`CT_TblPrBase`).
    fn open_table(&mut self, widths: &[u32], indent: u32, has_head: bool, place: Place<'_>) {
        let width = widths.iter().sum::<u32>().to_string();
        self.xml.open("w:tbl", &[]).open("w:tblPr", &[]).value("w:tblStyle", "BriefingTable");
        if place.direction == Direction::ToLeft {
            self.xml.leaf("w:bidiVisual", &[]);
        }
        self.xml.leaf("w:tblW", &[("w:w", &width), ("w:type", "dxa")]);
        if indent > 0 {
            self.xml.leaf("w:tblInd", &[("w:w", &indent.to_string()), ("w:type", "dxa")]);
        }
        self.xml.leaf("w:tblLayout", &[("w:type", "fixed")]);
        let first_row = if has_head { "1" } else { "0" };
        let look = [
            ("w:val", if has_head { "0620" } else { "0600" }),
            ("w:firstRow", first_row),
            ("w:lastRow", "0"),
            ("w:firstColumn", "0"),
            ("w:lastColumn", "0"),
            ("w:noHBand", "1"),
            ("w:noVBand", "1"),
        ];
        self.xml.leaf("w:tblLook", &look).close().open("w:tblGrid", &[]);
        for width in widths {
            self.xml.leaf("w:gridCol", &[("w:w", &width.to_string())]);
        }
        self.xml.close();
    }

    fn cells(&mut self, columns: &[Alignment], widths: &[u32], cells: &[Vec<Inline>], place: Place<'_>) {
        for (at, (column, width)) in columns.iter().zip(widths).enumerate() {
            let alignment = match column {
                Alignment::None | Alignment::Left => None,
                Alignment::Center => Some("center"),
                Alignment::Right => Some("right"),
            };
            self.xml.open("w:tc", &[]).open("w:tcPr", &[]);
            self.xml.leaf("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]).close();
            let paragraph = Paragraph { alignment, ..Paragraph::of(place) };
            self.paragraph(cells.get(at).map_or(&[], Vec::as_slice), &paragraph, place);
            self.xml.close();
        }
    }
}

const HEADING_STYLES: [&str; 6] = ["Heading1", "Heading2", "Heading3", "Heading4", "Heading5", "Heading6"];

fn names_source(content: &[Inline]) -> bool {
    let text = inline_text(content);
    text.starts_with("— ") || text.starts_with("– ")
}
