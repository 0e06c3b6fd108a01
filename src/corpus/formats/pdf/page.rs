//! The glyphs of a page, as hayro's interpreter draws them, without those that
//! nobody sees: invisible, transparent, off the page, clipped away, white on
//! white, or covered.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph as Drawn, Type3Glyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, CacheKey as _, ClipPath, Device, GlyphDrawMode, Image, Paint, PathDrawMode, SoftMask,
};
use kurbo::{Affine, BezPath, PathEl, Point, Rect};

use super::fonts::Fonts;

/// How many comparisons of glyphs with painted areas a page may cost.
const COMPARISONS: usize = 20_000_000;

/// The most glyphs of a page that are looked at.
const GLYPHS: usize = 400_000;

/// The part of a page that the pictures of a scan cover at least.
const SCAN: f64 = 0.5;

/// How many times as many glyphs as are seen the layer over a scan has at least:
/// a library may have stamped the page.
const LAYER: usize = 8;

/// How far a glyph's middle may be outside a clip path, in points: paths are
/// drawn tight.
const CLIP_SLACK: f64 = 2.0;

/// A glyph on the page. Coordinates are points, y grows downwards.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// What it says; `None` where the file does not tell.
    pub(super) text: Option<BfString>,
    /// The origin, on the baseline.
    pub(super) x: f32,
    pub(super) y: f32,
    /// The advance along the baseline.
    pub(super) advance: f32,
    /// The size of the font.
    pub(super) size: f32,
    /// The direction of the baseline in whole degrees clockwise, -179 to 180;
    /// 0 for upright text.
    pub(super) angle: i16,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) mono: bool,
    /// Nobody sees it.
    hidden: bool,
    /// For a Type 3 glyph its height above the baseline in units of `size`.
    height: Option<f32>,
}

impl Glyph {
    /// Tells whether the file does not say what this is.
    pub(super) fn is_unknown(&self) -> bool {
        let is_private =
            |c: &char| matches!(*c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | char::REPLACEMENT_CHARACTER);
        match &self.text {
            None => true,
            Some(BfString::Char(c)) => is_private(c),
            Some(BfString::String(text)) => text.chars().any(|c| is_private(&c)),
        }
    }
}

/// A clip path that is in force.
struct Clip {
    bounds: Rect,
    /// It is the rectangle `bounds`.
    exact: bool,
}

/// Collects the glyphs of one page.
pub(super) struct Collector<'f> {
    fonts: &'f mut Fonts,
    page: Rect,
    glyphs: Vec<Glyph>,
    clips: Vec<Clip>,
    /// For each transparency group its opacity, and whether it is laid on as
    /// it is.
    groups: Vec<(f32, bool)>,
    masked: bool,
    blend: BlendMode,
    /// What was painted in another colour than white, so that white text may
    /// be seen upon it.
    painted: Vec<Rect>,
    comparisons: usize,
    /// Extents of Type 3 glyphs by their keys.
    extents: HashMap<u128, Rect>,
    /// Glyphs in the invisible mode.
    invisible: Vec<Glyph>,
    /// What images cover of the page, in square points.
    pictured: f64,
}

/// What was found on a page.
#[derive(Debug)]
pub(super) struct Found {
    /// The glyphs that are seen, in the order in which they were drawn.
    pub(super) glyphs: Vec<Glyph>,
    /// How many are in the invisible mode and left out.
    pub(super) invisible: usize,
    /// Whether the glyphs are the invisible layer that recognition software
    /// (OCR) lays over a scan: it says what the picture shows.
    pub(super) recognised: bool,
}

impl<'f> Collector<'f> {
    pub(super) fn new(page: Rect, fonts: &'f mut Fonts) -> Self {
        Self {
            fonts,
            page,
            glyphs: Vec::new(),
            clips: Vec::new(),
            groups: Vec::new(),
            masked: false,
            blend: BlendMode::Normal,
            painted: Vec::new(),
            comparisons: 0,
            extents: HashMap::new(),
            invisible: Vec::new(),
            pictured: 0.0,
        }
    }

    /// How many glyphs are collected.
    pub(super) fn seen(&self) -> usize {
        self.glyphs.len()
    }

    /// Says what the last glyph stands for.
    pub(super) fn reword(&mut self, text: BfString) {
        if let Some(last) = self.glyphs.last_mut() {
            last.text = Some(text);
        }
    }

    /// Returns what was found.
    pub(super) fn finish(mut self) -> Found {
        self.glyphs.retain(|glyph| !glyph.hidden);
        let scan = self.pictured >= self.page.area() * SCAN;
        let recognised = scan && self.invisible.len() >= self.glyphs.len().max(1) * LAYER;
        if recognised {
            self.glyphs.append(&mut self.invisible);
        }
        scale_type3(&mut self.glyphs);
        Found { glyphs: self.glyphs, invisible: self.invisible.len(), recognised }
    }

    fn bounds(&self) -> Rect {
        self.clips.last().map_or(self.page, |clip| clip.bounds)
    }

    /// Returns the opacity of what is drawn now, but for its own colour.
    fn opacity(&self) -> f32 {
        self.groups.iter().map(|group| group.0).product()
    }

    /// Takes an area that is painted: white text can be seen on it, and what is
    /// below cannot where it covers it whole.
    fn paint(&mut self, area: Rect, paint: &Paint<'_>, is_rectangle: bool) {
        let area = area.intersect(self.bounds());
        if area.width() <= 0.0 || area.height() <= 0.0 {
            return;
        }
        let Paint::Color(colour) = paint else {
            self.painted.push(area);
            return;
        };
        let [r, g, b, alpha] = colour.to_rgba().components();
        let plain = self.blend == BlendMode::Normal
            && !self.masked
            && self.groups.iter().all(|&(opacity, plain)| opacity > 0.99 && plain);
        let exact = self.clips.last().is_none_or(|clip| clip.exact);
        if plain && is_rectangle && exact && alpha > 0.99 {
            self.cover(area);
        }
        if alpha > 0.02 && !is_white(r, g, b) {
            self.painted.push(area);
        }
    }

    /// Hides the glyphs that an opaque area covers.
    fn cover(&mut self, area: Rect) {
        self.comparisons += self.glyphs.len();
        if self.comparisons > COMPARISONS {
            return;
        }
        for glyph in &mut self.glyphs {
            let (x, y, size) = (f64::from(glyph.x), f64::from(glyph.y), f64::from(glyph.size));
            let end = x + f64::from(glyph.advance);
            // The middle half of a letter, from the baseline to the height of x.
            let inside = area.x0 <= x + (end - x) * 0.25
                && area.x1 >= x + (end - x) * 0.75
                && area.y0 <= y - size * 0.4
                && area.y1 >= y - size * 0.05;
            glyph.hidden |= glyph.angle == 0 && inside;
        }
        // What was painted below is covered too.
        self.painted.retain(|below| !contains(area, *below));
    }

    /// Tells whether a glyph with its middle here is seen.
    fn is_seen(&mut self, middle: Point, paint: &Paint<'_>) -> bool {
        if !self.page.contains(middle) {
            return false;
        }
        if let Some(clip) = self.clips.last()
            && !clip.bounds.inflate(CLIP_SLACK, CLIP_SLACK).contains(middle)
        {
            return false;
        }
        if self.opacity() < 0.02 {
            return false;
        }
        let Paint::Color(colour) = paint else { return true };
        let [r, g, b, alpha] = colour.to_rgba().components();
        alpha > 0.02 && (!is_white(r, g, b) || self.is_painted(middle))
    }

    fn is_painted(&mut self, at: Point) -> bool {
        self.comparisons += self.painted.len();
        self.comparisons > COMPARISONS || self.painted.iter().rev().any(|area| area.contains(at))
    }

    /// Returns the extent of a Type 3 glyph in units of the font's size.
    fn extent(&mut self, glyph: &Type3Glyph<'_>) -> Rect {
        let key = glyph.cache_key();
        if let Some(extent) = self.extents.get(&key) {
            return *extent;
        }
        let mut bounds = Bounds(None);
        let unit = Affine::scale(0.001);
        let black =
            Paint::Color(hayro_interpret::color::Color::from_rgba(hayro_interpret::color::AlphaColor::BLACK));
        glyph.interpret(&mut bounds, Affine::IDENTITY, unit, &black);
        let extent = bounds.0.unwrap_or(Rect::ZERO);
        self.extents.insert(key, extent);
        extent
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn set_soft_mask(&mut self, mask: Option<SoftMask<'a>>) {
        self.masked = mask.is_some();
    }

    fn set_blend_mode(&mut self, blend_mode: BlendMode) {
        self.blend = blend_mode;
    }

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        let mut area = transform.transform_rect_bbox(path.control_box());
        if let PathDrawMode::Stroke(stroke) = mode {
            let [a, b, ..] = transform.as_coeffs();
            let half = f64::from(stroke.line_width) * a.hypot(b) / 2.0;
            area = area.inflate(half, half);
        }
        self.paint(area, paint, false);
    }

    fn draw_rect(&mut self, rect: &Rect, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let upright = (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0);
        let filled = matches!(mode, PathDrawMode::Fill(_));
        // A frame paints its lines only, but text within it may be white all
        // the same.
        if filled {
            self.paint(transform.transform_rect_bbox(*rect), paint, upright);
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let bounds = clip_path.path.control_box().intersect(self.bounds());
        let exact = self.clips.last().is_none_or(|clip| clip.exact) && is_rectangle(&clip_path.path);
        self.clips.push(Clip { bounds, exact });
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend_mode: BlendMode) {
        self.groups.push((opacity, mask.is_none() && blend_mode == BlendMode::Normal));
    }

    fn draw_glyph(
        &mut self,
        glyph: &Drawn<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        draw_mode: &GlyphDrawMode,
    ) {
        if self.glyphs.len() + self.invisible.len() >= GLYPHS {
            return;
        }
        let [a, b, c, d, x, y] = (transform * glyph_transform).as_coeffs();
        let (along, up) = (a.hypot(b) * 1000.0, c.hypot(d) * 1000.0);
        if ![along, up, x, y].iter().all(|value| value.is_finite()) || along == 0.0 || up == 0.0 {
            return;
        }
        let (width, height) = match glyph {
            Drawn::Outline(glyph) => (f64::from(glyph.advance_width().unwrap_or(500.0)) / 1000.0, None),
            Drawn::Type3(glyph) => {
                let extent = self.extent(glyph);
                (extent.x1.max(0.0), Some(extent.y1.max(0.0)))
            }
        };
        let advance = width * along;
        let (cos, sin) = (a * 1000.0 / along, b * 1000.0 / along);
        let middle =
            Point::new(x + cos * advance / 2.0 + sin * up * 0.3, y + sin * advance / 2.0 - cos * up * 0.3);
        if !self.is_seen(middle, paint) {
            return;
        }
        let font = self.fonts.of(glyph);
        let again = matches!(draw_mode, GlyphDrawMode::Stroke(_)) && self.is_again(x, y);
        #[expect(clippy::cast_possible_truncation, reason = "points of a page fit")]
        let glyph = Glyph {
            text: glyph.as_unicode(),
            x: x as f32,
            y: y as f32,
            advance: advance as f32,
            size: up as f32,
            angle: degrees(sin, cos),
            bold: font.bold || again,
            italic: font.italic,
            mono: font.mono,
            hidden: false,
            height: height.map(|height| height as f32),
        };
        match draw_mode {
            GlyphDrawMode::Invisible => self.invisible.push(glyph),
            _ => self.glyphs.push(glyph),
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        let extent = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = transform.transform_rect_bbox(extent).intersect(self.bounds());
        self.pictured += area.area().max(0.0);
        self.painted.push(area);
    }

    fn pop_clip_path(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}

impl Collector<'_> {
    /// Takes back the glyph before if it stands at the same place: filled and
    /// stroked text is drawn twice.
    fn is_again(&mut self, x: f64, y: f64) -> bool {
        let again = self
            .glyphs
            .last()
            .is_some_and(|last| (f64::from(last.x) - x).abs() < 0.01 && (f64::from(last.y) - y).abs() < 0.01);
        if again {
            self.glyphs.pop();
        }
        again
    }
}

/// Collects what a Type 3 glyph covers.
struct Bounds(Option<Rect>);

impl Bounds {
    fn add(&mut self, area: Rect) {
        self.0 = Some(self.0.map_or(area, |before| before.union(area)));
    }
}

impl<'a> Device<'a> for Bounds {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'a>, _: &PathDrawMode) {
        self.add(transform.transform_rect_bbox(path.control_box()));
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph(&mut self, _: &Drawn<'a>, _: Affine, _: Affine, _: &Paint<'a>, _: &GlyphDrawMode) {}
    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        let extent = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.add(transform.transform_rect_bbox(extent));
    }
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Gives Type 3 glyphs the size that they have on the page: their fonts count
/// in units of their own, which the height of the letters tells.
fn scale_type3(glyphs: &mut [Glyph]) {
    /// The height of a capital letter in parts of the size of common fonts.
    const CAPITAL: f32 = 0.72;
    let mut tallest: HashMap<u32, f32> = HashMap::new();
    for glyph in glyphs.iter() {
        if let Some(height) = glyph.height {
            let highest = tallest.entry(glyph.size.to_bits()).or_default();
            *highest = highest.max(height);
        }
    }
    for glyph in glyphs.iter_mut().filter(|glyph| glyph.height.is_some()) {
        let em = tallest.get(&glyph.size.to_bits()).map_or(1.0, |highest| highest / CAPITAL);
        if em > 0.0 && !(0.5..=1.6).contains(&em) {
            glyph.size *= em;
        }
        glyph.advance = match glyph.advance {
            // A blank.
            0.0 => glyph.size * 0.25,
            drawn => drawn + glyph.size * 0.05,
        };
    }
}

#[expect(clippy::cast_possible_truncation, reason = "degrees fit")]
fn degrees(sin: f64, cos: f64) -> i16 {
    match sin.atan2(cos).to_degrees().round() as i16 {
        -180 => 180,
        angle => angle,
    }
}

fn is_white(r: f32, g: f32, b: f32) -> bool {
    r.min(g).min(b) > 0.985
}

fn contains(outer: Rect, inner: Rect) -> bool {
    outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1
}

/// Tells whether a path is an upright rectangle.
fn is_rectangle(path: &BezPath) -> bool {
    let bounds = path.control_box();
    let at_corner = |p: &Point| {
        let near = |a: f64, b: f64| (a - b).abs() < 0.01;
        (near(p.x, bounds.x0) || near(p.x, bounds.x1)) && (near(p.y, bounds.y0) || near(p.y, bounds.y1))
    };
    path.elements().len() <= 6
        && path.elements().iter().all(|element| match element {
            PathEl::MoveTo(p) | PathEl::LineTo(p) => at_corner(p),
            PathEl::ClosePath => true,
            _ => false,
        })
}
