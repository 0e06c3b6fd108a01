//! The marking that stands on every page: how it looks, and the proof that it
//! is there.
//!
//! `main.typ` sets it over each page. A look can put something else there, so
//! it is looked for in the pages that were set: a briefing that lost its
//! marking is not written.

use std::collections::{BTreeMap, BTreeSet};

use typst::layout::{Frame as Layout, FrameItem, Point, Transform};
use typst::visualize::Paint;
use typst_layout::{Page, PagedDocument};

use super::fonts::Cluster;
use super::order::Marked;
use super::text;
use crate::error::Diagnostic;
use crate::render::Frame;
use crate::render::marking::{Colours, colours};

/// What is nearer to an edge of the page than this share of its height is at
/// its head or foot.
const EDGE: f64 = 1.0 / 6.0;
/// Smaller letters are no marking, in points.
const LEAST_SIZE: f64 = 8.0;

/// Returns the marking as it is shown; `None` where there is none.
pub(super) fn marked(frame: &Frame, lost: &BTreeSet<Cluster>) -> Option<Marked> {
    let marking = frame.sheet.marking.as_ref()?;
    let text = text::sanitise_but(marking, lost).trim().to_owned();
    if text.is_empty() {
        return None;
    }
    let label: String = text.to_uppercase().split_whitespace().collect();
    Some(match colours(&label) {
        Some(Colours { text: fill, ground }) => {
            Marked { text: label, fill: fill.to_lowercase(), ground: Some(ground.to_owned()) }
        }
        None => Marked { text, fill: frame.sheet.look.ink.hex(), ground: None },
    })
}

/// Looks for the marking at the head and the foot of each page.
///
/// # Errors
/// The first page that lacks it.
pub(super) fn check(document: &PagedDocument, marked: &Marked) -> Result<(), Box<Diagnostic>> {
    let bare = document.pages().iter().position(|page| !bears(page, marked));
    let Some(bare) = bare else { return Ok(()) };
    let message =
        format!("page {} does not bear the marking `{}` at its head and foot", bare + 1, marked.text);
    let hint = "the look must not set `foreground` of `page`, nor change texts everywhere; \
                use `background`, `header` or `footer`";
    Err(Box::new(Diagnostic::error(message).in_file("templates/frame/page.typ").hint(hint)))
}

fn bears(page: &Page, marked: &Marked) -> bool {
    let mut edges = Edges {
        height: page.frame.height().to_pt(),
        width: page.frame.width().to_pt(),
        fill: marked.fill.clone(),
        head: String::new(),
        foot: String::new(),
    };
    edges.read(&page.frame, Transform::identity());
    shows(&edges.head, &marked.text) && shows(&edges.foot, &marked.text)
}

/// The letters in the marking's colour at the head and the foot of a page.
struct Edges {
    height: f64,
    width: f64,
    fill: String,
    head: String,
    foot: String,
}

impl Edges {
    fn read(&mut self, frame: &Layout, at: Transform) {
        for (place, item) in frame.items() {
            let here = at.pre_concat(Transform::translate(place.x, place.y));
            match item {
                FrameItem::Group(group) => self.read(&group.frame, here.pre_concat(group.transform)),
                FrameItem::Text(item) => {
                    let point = Point::zero().transform(here);
                    let (x, y) = (point.x.to_pt(), point.y.to_pt());
                    let on_page = (0.0..self.width).contains(&x) && (0.0..=self.height).contains(&y);
                    let size = item.size.to_pt() * here.sy.get().abs();
                    let fill = matches!(&item.fill, Paint::Solid(colour) if colour.to_hex() == self.fill);
                    if !on_page || !fill || size < LEAST_SIZE {
                        continue;
                    }
                    match y / self.height {
                        share if share < EDGE => self.head.push_str(&item.text),
                        share if share > 1.0 - EDGE => self.foot.push_str(&item.text),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}

/// Tells whether letters show a text. Where letters run from right to left,
/// the order of their runs on a line is not that of the text.
fn shows(letters: &str, text: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    let (letters, text) = (bare(letters), bare(text));
    letters.contains(&text)
        || (!text.is_ascii()
            && counted(&text)
                .iter()
                .all(|(letter, count)| counted(&letters).get(letter).is_some_and(|found| found >= count)))
}

fn counted(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    text.chars().for_each(|letter| *counts.entry(letter).or_default() += 1);
    counts
}
