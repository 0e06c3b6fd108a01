//! `look` in `config.yaml`: colours, fonts and parts of the sheet, of the desk
//! and of an audience.

use std::collections::BTreeMap;

use super::Config;
use super::fields::{Fields, Placed, Reader};
use crate::error::{Diagnostic, name_hint};
use crate::model::{Base, Colour, Logo, Look, Slot};
use crate::tool::yaml::{Place, Value};

const KEYS: [&str; 12] = [
    "base",
    "accent",
    "ink",
    "background",
    "fonts",
    "size",
    "logo",
    "cover",
    "columns",
    "numbered",
    "header",
    "footer",
];
/// Text wants so much contrast (WCAG 2.2, success criterion 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;
/// Sizes of running text that can be read and set, in points.
const SIZES: std::ops::RangeInclusive<f64> = 7.0..=16.0;
/// Pictures that every format can show.
const PICTURES: [&str; 4] = ["svg", "png", "jpg", "jpeg"];

/// What one `look` says; what is not said comes from the desk's, then from the
/// base.
#[derive(Clone, Default)]
pub(super) struct Written {
    base: Option<Base>,
    accent: Option<Colour>,
    ink: Option<Colour>,
    background: Option<Colour>,
    text: Option<String>,
    headings: Option<String>,
    mono: Option<String>,
    size: Option<u16>,
    logo: Option<Logo>,
    cover: Option<bool>,
    columns: Option<u8>,
    numbered: Option<bool>,
    header: Option<Vec<Slot>>,
    footer: Option<Vec<Slot>>,
}

impl Written {
    /// Lays what an audience says over what the desk says, key by key.
    pub(super) fn over(self, desks: &Self) -> Look {
        let desks = desks.clone();
        let base = self.base.or(desks.base).unwrap_or_default().look();
        Look {
            base: base.base,
            accent: self.accent.or(desks.accent).unwrap_or(base.accent),
            ink: self.ink.or(desks.ink).unwrap_or(base.ink),
            background: self.background.or(desks.background).unwrap_or(base.background),
            fonts: crate::model::Families {
                text: self.text.or(desks.text),
                headings: self.headings.or(desks.headings),
                mono: self.mono.or(desks.mono),
            },
            size: self.size.or(desks.size).unwrap_or(base.size),
            logo: self.logo.or(desks.logo),
            cover: self.cover.or(desks.cover).unwrap_or(base.cover),
            columns: self.columns.or(desks.columns).unwrap_or(base.columns),
            numbered: self.numbered.or(desks.numbered).unwrap_or(base.numbered),
            header: self.header.or(desks.header),
            footer: self.footer.or(desks.footer),
        }
    }
}

/// Reads `look`, which `what` names.
pub(super) fn read(reader: &mut Reader<'_>, fields: Fields<'_>, what: &str) -> Written {
    let Some(node) = reader.node(fields, "look") else { return Written::default() };
    if let Value::String(_) = &node.value {
        return Written { base: read_base(reader, fields, "look"), ..Written::default() };
    }
    let look = reader.fields(node, what, &KEYS);
    let mut written = Written {
        base: read_base(reader, look, "base"),
        size: read_size(reader, look),
        logo: read_logo(reader, look, what),
        cover: reader.truth(look, "cover"),
        columns: reader.whole(look, "columns", 1..=2).map(|number| number as u8),
        numbered: reader.truth(look, "numbered"),
        header: read_line(reader, look, "header"),
        footer: read_line(reader, look, "footer"),
        ..Written::default()
    };
    read_colours(reader, look, &mut written);
    if let Some(node) = reader.node(look, "fonts") {
        let fonts = reader.fields(node, &format!("`fonts` in {what}"), &["text", "headings", "mono"]);
        written.text = read_family(reader, fonts, "text");
        written.headings = read_family(reader, fonts, "headings");
        written.mono = read_family(reader, fonts, "mono");
    }
    written
}

fn read_base(reader: &mut Reader<'_>, fields: Fields<'_>, key: &str) -> Option<Base> {
    let name = reader.string(fields, key)?;
    reader.known(&name, "look", &Base::NAMES).then(|| Base::from_name(&name.value)).flatten()
}

/// Colours, with a warning where one is hard to read on the background that is
/// known here.
fn read_colours(reader: &mut Reader<'_>, look: Fields<'_>, written: &mut Written) {
    let mut colour = |key: &str| {
        let text = reader.string(look, key)?;
        let colour = Colour::from_hex(&text.value);
        if colour.is_none() {
            let message = format!("`{key}` is `{}`, which is no colour", text.value);
            reader.error(text.place, message, Some("such as \"#1d3b5c\", in quotation marks".to_owned()));
        }
        Some((colour?, text.place))
    };
    let (accent, ink, background) = (colour("accent"), colour("ink"), colour("background"));
    let base = written.base.unwrap_or_default().look();
    let ground = background.map_or(base.background, |(colour, _)| colour);
    let of_ink = || background.map(|(_, place)| (base.ink, place));
    warn_of_contrast(reader, "accent", accent, ground);
    warn_of_contrast(reader, "ink", ink.or_else(of_ink), ground);
    let colour = |placed: Option<(Colour, Place)>| placed.map(|(colour, _)| colour);
    (written.accent, written.ink, written.background) = (colour(accent), colour(ink), colour(background));
}

fn warn_of_contrast(reader: &mut Reader<'_>, key: &str, placed: Option<(Colour, Place)>, ground: Colour) {
    let Some((colour, place)) = placed else { return };
    let contrast = colour.contrast(ground);
    if contrast < LEAST_CONTRAST {
        let message =
            format!("`{key}` {} on {} has a contrast of {contrast:.1} to 1", colour.hex(), ground.hex());
        let able = colour.readable_on(ground, LEAST_CONTRAST).hex();
        reader.warning(place, message, &format!("text wants 4.5 to 1 (WCAG AA): {able} has it"));
    }
}

fn read_size(reader: &mut Reader<'_>, look: Fields<'_>) -> Option<u16> {
    let node = reader.node(look, "size")?;
    let points = reader.as_number(node, "size", SIZES)?;
    Some((points * 10.0).round() as u16)
}

/// A family's name goes into style sheets: letters, digits, spaces and a few
/// marks are all that names of fonts have.
fn read_family(reader: &mut Reader<'_>, fonts: Fields<'_>, key: &str) -> Option<String> {
    let Placed { value, place } = reader.string(fonts, key)?;
    let fits = |letter: char| letter.is_alphanumeric() || " -_.+&".contains(letter);
    if value.chars().all(fits) {
        return Some(value);
    }
    let hint = "one family, such as `Source Serif 4`; fonts that a desk brings are named under `fonts.paths`";
    reader.error(place, format!("`{key}` is `{value}`, which names no font"), Some(hint.to_owned()));
    None
}

fn read_logo(reader: &mut Reader<'_>, look: Fields<'_>, what: &str) -> Option<Logo> {
    let node = reader.node(look, "logo")?;
    let logo = reader.fields(node, &format!("`logo` in {what}"), &["file", "alt"]);
    reader.require(logo, "file", "`logo`");
    reader.require(logo, "alt", "`logo`");
    let file = reader.string(logo, "file")?;
    let alt = reader.string(logo, "alt")?.value;
    let kind = file.value.rsplit_once('.').map(|(_, kind)| kind.to_ascii_lowercase());
    if !kind.is_some_and(|kind| PICTURES.contains(&kind.as_str())) {
        let hint = "an .svg, .png or .jpg in templates/frame/";
        reader.error(file.place, format!("`{}` is no picture", file.value), Some(hint.to_owned()));
        return None;
    }
    Some(Logo { file: file.value, alt })
}

fn read_line(reader: &mut Reader<'_>, look: Fields<'_>, key: &str) -> Option<Vec<Slot>> {
    let line = reader.string(look, key)?;
    match Slot::parse(&line.value) {
        Ok(slots) => Some(slots),
        Err(name) => {
            let hint = name_hint(&name, Slot::NAMES);
            reader.error(line.place, format!("`{key}` asks for unknown `{{{name}}}`"), Some(hint));
            None
        }
    }
}

/// Tells of logos that are no files of `templates/frame/`.
pub(super) fn missing(config: &Config, files: &BTreeMap<String, Vec<u8>>, text: &str) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for logo in config.audiences.iter().filter_map(|audience| audience.look.logo.as_ref()) {
        let line = text.lines().position(|line| line.contains(&logo.file)).map_or(1, |at| at + 1);
        let mistake = Diagnostic::error(format!("there is no `templates/frame/{}`", logo.file))
            .in_file(super::config::FILE)
            .at(line, 1, text)
            .hint(name_hint(&logo.file, files.keys().map(String::as_str)));
        if !files.contains_key(&logo.file) && !told.contains(&mistake) {
            told.push(mistake);
        }
    }
    told
}
