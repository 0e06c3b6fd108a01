//! Which fonts are bold or italic.

use std::collections::{HashMap, HashSet};

use hayro_interpret::CacheKey as _;
use hayro_interpret::font::Glyph;
use hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;

/// Bits of a font descriptor's `Flags` (ISO 32000-2, table 121).
const FIXED_PITCH: u32 = 1;
const ITALIC: u32 = 1 << 6;
const FORCE_BOLD: u32 = 1 << 18;

/// What a font looks like.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Font {
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// All letters are of one width.
    pub(super) mono: bool,
}

/// How deep forms are looked into for fonts.
const FORMS: usize = 4;

/// Returns the fonts that pages and the forms on them name, each once.
pub(super) fn named_by<'a>(pages: &[Page<'a>]) -> Vec<Dict<'a>> {
    let mut walk = Walk::default();
    for page in pages {
        let mut next = Some(page.resources());
        while let Some(resources) = next {
            walk.fonts(&resources.fonts);
            walk.forms(&resources.x_objects, FORMS);
            next = resources.parent();
        }
    }
    walk.found
}

/// The fonts that were found, and what was looked at.
#[derive(Default)]
struct Walk<'a> {
    found: Vec<Dict<'a>>,
    seen: HashSet<ObjectIdentifier>,
}

impl<'a> Walk<'a> {
    fn fonts(&mut self, fonts: &Dict<'a>) {
        for name in fonts.keys() {
            if self.is_new(fonts, &name)
                && let Some(font) = fonts.get::<Dict<'a>>(name.as_ref())
            {
                self.found.push(font);
            }
        }
    }

    fn forms(&mut self, objects: &Dict<'a>, depth: usize) {
        for name in objects.keys() {
            if depth == 0 || objects.get_ref(name.as_ref()).is_none() || !self.is_new(objects, &name) {
                continue;
            }
            let Some(form) = objects.get::<Stream<'a>>(name.as_ref()) else { continue };
            if let Some(resources) = form.dict().get::<Dict<'a>>("Resources") {
                self.fonts(&resources.get::<Dict<'a>>("Font").unwrap_or_default());
                self.forms(&resources.get::<Dict<'a>>("XObject").unwrap_or_default(), depth - 1);
            }
        }
    }

    fn is_new(&mut self, dict: &Dict<'a>, name: &Name<'a>) -> bool {
        dict.get_ref(name.as_ref()).is_none_or(|reference| self.seen.insert(reference.into()))
    }
}

/// The fonts of a document by hayro's keys.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    known: HashMap<u128, Font>,
}

impl Fonts {
    /// Reads what the fonts' dictionaries say.
    pub(super) fn of_document(fonts: &[Dict<'_>]) -> Self {
        Self { known: fonts.iter().map(|font| (font.cache_key(), described(font))).collect() }
    }

    /// Returns the font of a glyph.
    pub(super) fn of(&mut self, glyph: &Glyph<'_>) -> Font {
        let Glyph::Outline(glyph) = glyph else { return Font::default() };
        *self.known.entry(glyph.font_cache_key()).or_insert_with(|| {
            let Some(data) = glyph.font_data() else { return Font::default() };
            let named = data.postscript_name.as_deref().map(named).unwrap_or_default();
            Font {
                bold: named.bold || data.weight.is_some_and(|weight| weight >= 600),
                italic: named.italic || data.is_italic,
                mono: named.mono || data.is_monospace,
            }
        })
    }
}

/// Reads a font's dictionary.
fn described(font: &Dict<'_>) -> Font {
    let descendant = font
        .get::<hayro_syntax::object::Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = font
        .get::<Dict<'_>>("FontDescriptor")
        .or_else(|| descendant?.get::<Dict<'_>>("FontDescriptor"))
        .unwrap_or_default();
    let name = font.get::<Name<'_>>("BaseFont").map(|name| named(name.as_str())).unwrap_or_default();
    let flags = descriptor.get::<u32>("Flags").unwrap_or(0);
    let weight = descriptor.get::<f32>("FontWeight").unwrap_or(0.0);
    Font {
        bold: name.bold || weight >= 600.0 || flags & FORCE_BOLD != 0,
        italic: name.italic || flags & ITALIC != 0,
        mono: name.mono || flags & FIXED_PITCH != 0,
    }
}

/// Reads a font's name: `Times-Bold`, `ABCDEF+CMBX10`, `SFSX1200`.
fn named(name: &str) -> Font {
    let name = name.rsplit('+').next().unwrap_or(name).to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    // The bold and italic fonts of TeX (Computer Modern, Latin Modern, EC).
    let tex = |stems: &[&str]| stems.iter().any(|stem| name.starts_with(stem));
    Font {
        bold: has(&["bold", "black", "heavy", "demi"])
            || name.ends_with("-b")
            || name.ends_with("-bd")
            || tex(&["cmbx", "cmb1", "cmssbx", "sfbx", "sfrb", "sfsx", "ecbx", "ecrb", "ecsx", "lmbx"]),
        italic: has(&["italic", "oblique", "slanted"])
            || tex(&["cmti", "cmsl", "sfti", "sfsl", "ecti", "ecsl"]),
        mono: has(&["courier", "consolas", "mono", "menlo", "typewriter"])
            || tex(&["cmtt", "sftt", "ectt", "lmtt"]),
    }
}
