//! A document as it is put together from its pages.

use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt as _, interpret};
use hayro_syntax::content::TypedIter;
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page;
use kurbo::Rect;

use crate::corpus::blocks::TextBuilder;

use super::fonts::Fonts;
use super::furniture::Furniture;
use super::lines::{Line, Style, Vocabulary};
use super::page::{Collector, Found};
use super::paragraphs::{self, Draft};
use super::words::{self, Row};
use super::{annotations, kinds, layout};

/// A page's rows of words.
#[derive(Debug)]
struct Sheet {
    /// From 1.
    number: u32,
    height: f32,
    /// In the direction of most of the text.
    rows: Vec<Row>,
    /// In other directions: stamps at the margin, labels of axes.
    turned: Vec<Vec<Row>>,
}

/// The pages that were read.
#[derive(Debug, Default)]
pub(super) struct Document {
    fonts: Fonts,
    sheets: Vec<Sheet>,
    /// How many glyphs are seen.
    pub(super) glyphs: usize,
    /// Of them, how many have no letter.
    pub(super) unknown: usize,
    /// How many are invisible.
    pub(super) invisible: usize,
    /// On how many pages the text is a layer over a scan.
    pub(super) recognised: usize,
}

impl Document {
    /// Makes a document of no pages yet.
    pub(super) fn new(fonts: &[Dict<'_>]) -> Self {
        Self { fonts: Fonts::of_document(fonts), ..Self::default() }
    }

    /// Adds the next page.
    pub(super) fn add<'a>(&mut self, page: &Page<'a>, content: &[u8], cache: &InterpreterCache<'a>) {
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut collector = Collector::new(area, &mut self.fonts);
        let start = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(start, area, cache, page.xref(), InterpreterSettings::default());
        interpret(TypedIter::new(content), page.resources(), &mut context, &mut collector);
        annotations::draw(page, &mut context, &mut collector);
        let Found { glyphs, invisible, recognised } = collector.finish();
        self.glyphs += glyphs.len();
        self.unknown += glyphs.iter().filter(|glyph| glyph.is_unknown()).count();
        self.invisible += invisible;
        self.recognised += usize::from(recognised);
        let mut frames = words::rows(&glyphs).into_iter();
        let number = u32::try_from(self.sheets.len() + 1).unwrap_or(u32::MAX);
        let rows = frames.next().unwrap_or_default();
        self.sheets.push(Sheet { number, height, rows, turned: frames.collect() });
    }

    /// Writes the blocks, and returns the title that the first page shows.
    pub(super) fn write(self, out: &mut TextBuilder) -> Option<String> {
        let style = Style::of(self.sheets.iter().flat_map(|sheet| &sheet.rows));
        let furniture = Furniture::of(self.sheets.iter().map(|sheet| (sheet.height, &sheet.rows[..])));
        let mut vocabulary = Vocabulary::default();
        let mut drafts = Vec::new();
        for sheet in self.sheets {
            page_drafts(sheet, &furniture, &style, &mut vocabulary, &mut drafts);
        }
        let title = kinds::title(&drafts, &style, &vocabulary);
        kinds::classify(&mut drafts, &style, &vocabulary);
        for draft in &drafts {
            let text = kinds::text(draft, &vocabulary);
            if let Some(piece) = out.push(draft.kind, &text) {
                piece.page = Some(draft.first().page);
                piece.range.start += kinds::marker(draft.kind, &text);
            }
        }
        title
    }
}

/// Cuts a page into blocks.
fn page_drafts(
    sheet: Sheet,
    furniture: &Furniture,
    style: &Style,
    vocabulary: &mut Vocabulary,
    drafts: &mut Vec<Draft>,
) {
    let page = sheet.number;
    let parted = furniture.part(sheet.height, sheet.rows);
    let asides = |rows: Vec<Row>| rows.into_iter().map(move |row| kinds::aside(vec![Line::of(row, page)]));
    drafts.extend(asides(parted.header));
    for column in layout::columns(parted.rows) {
        let lines: Vec<Line> = column.into_iter().map(|row| Line::of(row, page)).collect();
        lines.iter().for_each(|line| vocabulary.learn(&line.text));
        let mut blocks = paragraphs::blocks(lines, style);
        kinds::mark_notes(&mut blocks, style);
        drafts.extend(blocks);
    }
    drafts.extend(asides(parted.footer));
    for rows in sheet.turned {
        drafts.extend(asides(rows));
    }
}
