//! A PDF of a briefing, read back: the letters in the order of the file, as
//! they are seen, and the files within it.
//!
//! Pages are not laid out anew as those of a source are: a briefing's letters
//! follow one another in its content, and to join lines cleverly would hide
//! what is wrong with them.

use std::collections::BTreeMap;

use hayro_interpret::font::Glyph as Drawn;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt as _, interpret,
};
use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, Rect};

use crate::corpus::formats::own::OwnFile;

use super::fonts::{self, Fonts};
use super::info::decoded;
use super::page::{Collector, Glyph};
use super::{content, rtl};

/// The largest file within a PDF that is read, in bytes: a manifest has about
/// 3 kB for each of its excerpts.
const CARRIED_BYTES: u64 = 256 << 20;

/// The most content of one page, in bytes.
const CONTENT_BYTES: u64 = 64 << 20;

/// Reads a PDF.
///
/// # Errors
/// Why it cannot be read, in a sentence without a full stop.
pub(in crate::corpus::formats) fn own(bytes: &[u8]) -> Result<OwnFile, String> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| "its PDF structure is damaged".to_owned())?;
    let mut fonts = Fonts::of_document(&fonts::named_by(pdf.pages()));
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        if has_cover(page) {
            return Err("something lies over a page: an annotation that no briefing has".to_owned());
        }
        let content = content::decoded(page, CONTENT_BYTES).map_err(|why| why.reason)?;
        pages.push(shown(page, &content, &cache, &mut fonts));
    }
    Ok(OwnFile { pages, carried: carried(&pdf) })
}

/// Tells whether a page has annotations beside links: they may cover what it
/// shows, and no briefing has any.
fn has_cover(page: &Page<'_>) -> bool {
    let annotations = page.raw().get::<Array<'_>>("Annots").unwrap_or_default();
    annotations.iter::<Dict<'_>>().any(|one| one.get::<Name<'_>>("Subtype").as_deref() != Some(b"Link"))
}

/// Returns the letters of a page line by line.
fn shown<'a>(page: &Page<'a>, content: &[u8], cache: &InterpreterCache<'a>, fonts: &mut Fonts) -> String {
    let (width, height) = page.render_dimensions();
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut layer = Layer {
        collector: Collector::new(area, fonts),
        meant: actual_texts(content),
        begun: 0,
        open: Vec::new(),
    };
    let start = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(start, area, cache, page.xref(), InterpreterSettings::default());
    interpret(TypedIter::new(content), page.resources(), &mut context, &mut layer);
    lines(&layer.collector.finish().glyphs)
}

/// Returns what parts of the content stand for where their letters alone do
/// not tell (`ActualText`), by the number of the part.
fn actual_texts(content: &[u8]) -> BTreeMap<usize, String> {
    let mut texts = BTreeMap::new();
    let mut begun = 0;
    let mut instructions = TypedIter::new(content);
    while let Some(instruction) = instructions.next() {
        match instruction {
            TypedInstruction::BeginMarkedContent(_) => begun += 1,
            TypedInstruction::BeginMarkedContentWithProperties(part) => {
                if let Object::Dict(properties) = part.1
                    && let Some(text) = properties.get::<PdfString<'_>>("ActualText")
                {
                    texts.insert(begun, decoded(text.as_bytes()));
                }
                begun += 1;
            }
            _ => {}
        }
    }
    texts
}

/// A part of the content that is open.
enum Part {
    Plain,
    /// Running heads and the like: no part of the text.
    Artifact,
    /// Its letters stand for this text; empty once it was given to one.
    Meant(String),
}

/// Hands what is drawn to a collector, and tells it what the letters stand for.
struct Layer<'f> {
    collector: Collector<'f>,
    meant: BTreeMap<usize, String>,
    /// How many parts of the content have begun.
    begun: usize,
    open: Vec<Part>,
}

impl<'a> Device<'a> for Layer<'_> {
    fn set_soft_mask(&mut self, mask: Option<SoftMask<'a>>) {
        self.collector.set_soft_mask(mask);
    }

    fn set_blend_mode(&mut self, blend_mode: BlendMode) {
        self.collector.set_blend_mode(blend_mode);
    }

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.collector.draw_path(path, transform, paint, mode);
    }

    fn draw_rect(&mut self, rect: &Rect, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.collector.draw_rect(rect, transform, paint, mode);
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.collector.push_clip_path(clip_path);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend_mode: BlendMode) {
        self.collector.push_transparency_group(opacity, mask, blend_mode);
    }

    fn draw_glyph(
        &mut self,
        glyph: &Drawn<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        draw_mode: &GlyphDrawMode,
    ) {
        if self.open.iter().any(|part| matches!(part, Part::Artifact)) {
            return;
        }
        let before = self.collector.seen();
        self.collector.draw_glyph(glyph, transform, glyph_transform, paint, draw_mode);
        if let Some(Part::Meant(text)) = self.open.last_mut()
            && self.collector.seen() > before
        {
            self.collector.reword(BfString::String(std::mem::take(text)));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        self.collector.draw_image(image, transform);
    }

    fn pop_clip_path(&mut self) {
        self.collector.pop_clip_path();
    }

    fn pop_transparency_group(&mut self) {
        self.collector.pop_transparency_group();
    }

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<i32>) {
        let part = match self.meant.remove(&self.begun) {
            _ if tag == b"Artifact" => Part::Artifact,
            Some(text) => Part::Meant(text),
            None => Part::Plain,
        };
        self.begun += 1;
        self.open.push(part);
    }

    fn end_marked_content(&mut self) {
        self.open.pop();
    }
}

/// Joins the glyphs of a page. A line ends where the baseline changes; one that
/// runs from right to left is turned into the order in which it is read.
fn lines(glyphs: &[Glyph]) -> String {
    let mut text = String::new();
    for line in glyphs.chunk_by(|one, next| (one.y - next.y).abs() < 0.01 && one.angle == next.angle) {
        let letters: Vec<String> = line.iter().map(letter).collect();
        if letters.iter().any(|letter| rtl::is_rtl_word(letter)) {
            text.push_str(&read_from_right(line, letters));
        } else {
            letters.iter().for_each(|letter| text.push_str(letter));
        }
        text.push('\n');
    }
    text
}

fn letter(glyph: &Glyph) -> String {
    match &glyph.text {
        Some(BfString::Char(letter)) => letter.to_string(),
        Some(BfString::String(text)) => text.clone(),
        None => char::REPLACEMENT_CHARACTER.to_string(),
    }
}

/// Puts the words of a line in the order in which they are read. They are
/// taken from left to right, whatever the order in which they are drawn.
fn read_from_right(glyphs: &[Glyph], letters: Vec<String>) -> String {
    let mut placed: Vec<(f32, String)> = glyphs.iter().map(|glyph| glyph.x).zip(letters).collect();
    placed.sort_by(|one, other| one.0.total_cmp(&other.0));
    let words: Vec<String> = placed
        .split(|(_, letter)| letter.trim().is_empty())
        .map(|word| rtl::logical_word(word.iter().map(|(_, letter)| letter.clone()).collect()))
        .filter(|word| !word.is_empty())
        .collect();
    let from_right = rtl::is_rtl_line(words.iter().map(String::as_str));
    rtl::logical_line(words, from_right, String::as_str).join(" ")
}

/// Returns the files within the document, each name once: those that are
/// associated with it (ISO 32000-2, 14.13) and those that are only embedded
/// (7.11.4), as where no standard is claimed.
fn carried(pdf: &Pdf) -> Vec<(String, String)> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let associated = catalog.get::<Array<'_>>("AF").unwrap_or_default();
    let embedded = catalog.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"));
    let names = embedded.and_then(|tree| tree.get::<Array<'_>>("Names")).unwrap_or_default();
    for file in associated.iter::<Dict<'_>>().chain(named(&names)) {
        let name = file.get::<PdfString<'_>>("UF").or_else(|| file.get::<PdfString<'_>>("F"));
        let stream = file
            .get::<Dict<'_>>("EF")
            .and_then(|kinds| kinds.get::<Stream<'_>>("UF").or_else(|| kinds.get::<Stream<'_>>("F")));
        if let (Some(name), Some(stream)) = (name, stream)
            && let Ok(bytes) = content::bounded(&stream, CARRIED_BYTES)
        {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.entry(decoded(name.as_bytes())).or_insert(text);
        }
    }
    files.into_iter().collect()
}

/// Returns the values of a leaf of a name tree, which has names and values in
/// turn (7.9.6).
fn named<'a>(names: &Array<'a>) -> impl Iterator<Item = Dict<'a>> {
    names.iter::<Object<'a>>().filter_map(|object| match object {
        Object::Dict(file) => Some(file),
        _ => None,
    })
}
