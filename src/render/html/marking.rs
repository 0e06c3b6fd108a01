//! The handling marking of a page: above and below the text, and on every
//! page that is printed.

use super::super::marking::colours;
use super::Frame;
use super::write::Writer;
use crate::tool::markdown::fold;

/// It stands behind the look: no look takes a marking away. Elements that are
/// fixed are printed on every page (CSS 2.1, 9.6.1); the body keeps room for
/// them on each (CSS Fragmentation 3, 5.4: `box-decoration-break`).
const STYLE: &str = "\
.marking { display: block; box-sizing: border-box; margin: 0; padding: .35em 1em; text-align: center; \
font: bold 1rem/1.3 sans-serif; letter-spacing: .03em; GROUND }
@media print {
  body { padding-block: 2.6rem !important; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
  .marking { position: fixed; inset-inline: 0; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .marking.top { top: 0; }
  .marking.bottom { bottom: 0; }
}
";

fn marking(frame: &Frame) -> Option<String> {
    frame.sheet.marking.as_deref().map(fold).filter(|marking| !marking.is_empty())
}

/// Returns the style of the marking; empty where there is none.
pub(super) fn style(frame: &Frame) -> String {
    let Some(marking) = marking(frame) else { return String::new() };
    let ground = match colours(&marking) {
        Some(colours) => format!("color: {}; background: {};", colours.text, colours.ground),
        None => "color: inherit; background: Canvas; border: 2px solid;".to_owned(),
    };
    STYLE.replace("GROUND", &ground)
}

pub(super) fn write(page: &mut Writer<'_>, frame: &Frame, place: &str) {
    if let Some(marking) = marking(frame) {
        page.raw("<p class=\"marking ").raw(place).raw("\" role=\"note\">").text(&marking).raw("</p>\n");
    }
}

pub(super) fn write_meta(page: &mut Writer<'_>, frame: &Frame) {
    if let Some(marking) = marking(frame) {
        page.raw("<meta name=\"marking\" content=\"").text(&marking).raw("\">\n");
    }
}
