//! The sheet as the look sees it: `frame.paper`, `frame.marking` and
//! `frame.look`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::fonts::Cluster;
use super::text;
use crate::model::{Look, Paper, Slot};
use crate::render::Frame;

/// How much of the paper is in quiet text and in thin rules: the first keeps a
/// contrast of 4.5 to 1 wherever ink has 7 to 1.
const QUIET: f64 = 0.28;
const HAIRLINE: f64 = 0.76;
/// Least contrast of quiet text (WCAG 2.2, success criterion 1.4.3).
const READABLE: f64 = 4.5;

/// A look as the `.typ` files read it; colours as `#rrggbb`, sizes in points.
#[derive(Debug, Serialize)]
pub(super) struct Looks {
    base: &'static str,
    accent: String,
    ink: String,
    background: String,
    quiet: String,
    hairline: String,
    /// Families that there are, by use.
    fonts: BTreeMap<&'static str, String>,
    size: f64,
    logo: Option<Picture>,
    cover: bool,
    columns: u8,
    numbered: bool,
    header: Option<Vec<Part>>,
    footer: Option<Vec<Part>>,
}

#[derive(Debug, Serialize)]
struct Picture {
    file: String,
    alt: String,
}

/// A part of a running line.
#[derive(Debug, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
enum Part {
    Text { text: String },
    Page,
    Pages,
}

impl Looks {
    pub(super) fn of(
        frame: &Frame,
        families: &BTreeMap<&'static str, String>,
        lost: &BTreeSet<Cluster>,
    ) -> Self {
        let look: &Look = &frame.sheet.look;
        let show = |text: &str| text::sanitise_but(text, lost).into_owned();
        let line = |slots: &Option<Vec<Slot>>| {
            Some(slots.as_ref()?.iter().map(|slot| part(slot, frame, &show)).collect())
        };
        Self {
            base: look.base.name(),
            accent: look.accent.hex(),
            ink: look.ink.hex(),
            background: look.background.hex(),
            quiet: look.ink.mixed(look.background, QUIET).readable_on(look.background, READABLE).hex(),
            hairline: look.ink.mixed(look.background, HAIRLINE).hex(),
            fonts: families.clone(),
            size: f64::from(look.size) / 10.0,
            logo: look.logo.as_ref().map(|logo| Picture { file: logo.file.clone(), alt: show(&logo.alt) }),
            cover: look.cover,
            columns: look.columns,
            numbered: look.numbered,
            header: line(&look.header),
            footer: line(&look.footer),
        }
    }
}

fn part(slot: &Slot, frame: &Frame, show: &impl Fn(&str) -> String) -> Part {
    let text = match slot {
        Slot::Words(words) => words,
        Slot::Named("page") => return Part::Page,
        Slot::Named("pages") => return Part::Pages,
        Slot::Named(name) => frame.named(name),
    };
    Part::Text { text: show(text) }
}

/// The paper by the name that Typst has for it.
pub(super) fn paper(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "a4",
        Paper::A5 => "a5",
        Paper::Letter => "us-letter",
        Paper::Legal => "us-legal",
    }
}
