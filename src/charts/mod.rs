//! Charts: from plain data to SVG.
//!
//! kuva lays the chart out: scales, ticks, bars, cells, lines. What it gives is
//! shapes and places of texts (`kuva::render::render::Scene`); `write` writes
//! them as SVG of our own, since kuva's own SVG reads `$…$` in a label as
//! mathematics, measures every script as if it were Latin, and knows no
//! direction of text. So kuva gets a token for each text, and the text itself
//! never reaches it.
//!
//! A drawing is light enough for print and holds on a dark page: its texts and
//! axes have the colour of the text around them (`currentColor`), nothing has a
//! background. Classes (`chart-one`, `chart-quiet`) let a page's look colour
//! what has no meaning of its own.

use crate::model::{Chart, Drawing, Shape};

mod draw;
mod label;
mod number;
mod palette;
mod write;

#[cfg(test)]
mod tests;

/// The families of charts: that of the PDF, then any serif.
pub const FAMILIES: [&str; 2] = ["Libertinus Serif", "serif"];

/// What a chart is drawn for.
#[derive(Debug, Clone, Copy)]
pub struct Medium<'a> {
    /// The language of the briefing (BCP 47): it says how numbers are written
    /// and which way labels run.
    pub language: &'a str,
    /// Words for powers of ten: `6 million | 9 billion`, smallest first.
    pub scales: &'a str,
    /// The families of the texts, most wanted first.
    pub families: &'a [&'a str],
}

/// Draws a chart. The same chart gives the same bytes.
#[must_use]
pub fn draw(chart: &Chart, medium: &Medium<'_>) -> Drawing {
    let plan = match &chart.shape {
        Shape::Stacks { bars, parts, has_rest, values } => {
            draw::stacks(bars, parts, *has_rest, values, medium)
        }
        Shape::Heat { rows, columns, values } => draw::heat(rows, columns, values),
        Shape::Line { axis, unit, points } => draw::line(axis, unit, points, medium),
        Shape::Timeline { axis, lanes, events } => draw::timeline(axis, lanes, events),
        Shape::Bars { names, values, written, has_rest } => draw::bars(names, values, written, *has_rest),
    };
    let height = plan.layout.height.unwrap_or_default() - plan.free_below;
    let size = (plan.layout.width.unwrap_or_default(), height);
    Drawing {
        caption: chart.caption.clone(),
        alt: chart.alt.clone(),
        svg: write::svg(plan, &chart.id, medium),
        size,
    }
}
