//! From kuva's scene to SVG 1.1: shapes in our colours, texts as texts. No
//! ids, no scripts, no styles, no addresses.

use kuva::render::color::Color;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::Medium;
use super::draw::{Anchor, Label, Plan, SIZE, TOKEN};
use super::label::runs_left;
use super::palette::{ONE, PARTS, QUIET, REST};

/// Between parts that touch.
const GAP: f64 = 0.8;

/// Draws a plan as a whole SVG document.
pub(super) fn svg(plan: Plan, id: &str, medium: &Medium<'_>) -> String {
    let Plan { plots, layout, labels, has_side_axis, free_below } = plan;
    let sides = Sides {
        left: layout.force_margin_left.unwrap_or_default(),
        bottom: layout.height.unwrap_or_default() - layout.force_margin_bottom.unwrap_or_default(),
        has_side_axis,
    };
    let mut scene = render_multiple(plots, layout);
    scene.height -= free_below;
    let mut writer = Writer { svg: String::new(), labels, sides };
    writer.open(&scene, id, medium);
    scene.elements.iter().for_each(|shape| writer.shape(shape));
    writer.svg.push_str("</svg>\n");
    writer.svg
}

/// What tells an axis and its rules from other lines.
struct Sides {
    left: f64,
    bottom: f64,
    has_side_axis: bool,
}

struct Writer {
    svg: String,
    labels: Vec<Label>,
    sides: Sides,
}

impl Writer {
    fn open(&mut self, scene: &Scene, id: &str, medium: &Medium<'_>) {
        let (width, height) = (number(scene.width), number(scene.height));
        self.svg.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" class=\"chart-");
        // What an id is made of needs no escaping; more is not written.
        let is_of_ids =
            |letter: &char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || *letter == '-';
        self.svg.extend(id.chars().filter(is_of_ids));
        self.svg.push_str(&format!(
            "\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-size=\"{SIZE}\" font-family=\""
        ));
        for (at, family) in medium.families.iter().enumerate() {
            self.svg.push_str(if at > 0 { ", " } else { "" });
            // Generic families are keywords (CSS Fonts 4, section 2.1).
            let quote = if matches!(*family, "serif" | "sans-serif" | "monospace") { "" } else { "'" };
            self.svg.push_str(quote);
            self.text(&family.replace(['\'', '\\'], " "));
            self.svg.push_str(quote);
        }
        self.svg.push_str("\" fill=\"currentColor\">\n");
    }

    fn shape(&mut self, shape: &Primitive) {
        match shape {
            Primitive::Rect { x, y, width, height, fill, .. } => self.rect((*x, *y, *width, *height), fill),
            Primitive::RectBatch { x, y, w, h, fills } => {
                for (at, fill) in fills.iter().enumerate() {
                    self.rect((x[at], y[at], w[at], h[at]), fill);
                }
            }
            Primitive::Line { x1, y1, x2, y2, stroke, stroke_width, .. } => {
                self.rule((*x1, *y1), (*x2, *y2), stroke, *stroke_width);
            }
            Primitive::PolyLine { points, stroke, stroke_width, .. } => {
                self.path(points, stroke, *stroke_width);
            }
            Primitive::Circle { cx, cy, r, fill, .. } => self.circle(*cx, *cy, *r, fill),
            Primitive::CircleBatch { cx, cy, r, fill, .. } => {
                cx.iter().zip(cy).for_each(|(x, y)| self.circle(*x, *y, *r, fill));
            }
            Primitive::Text { x, y, content, anchor, rotate, .. } => {
                self.label(content, (*x, *y), *anchor, *rotate);
            }
            // Clips cut at the plot's edges, where nothing of ours reaches;
            // the rest is of plots that we do not use.
            _ => {}
        }
    }

    fn rect(&mut self, (x, y, width, height): (f64, f64, f64, f64), fill: &Color) {
        let Some(colour) = paint("fill", fill) else { return };
        let is_part = matches!(fill, Color::Rgb(..)) && is_part(fill) && height > 3.0 * GAP;
        let (y, height) = if is_part { (y + GAP / 2.0, height - GAP) } else { (y, height) };
        if width <= 0.0 || height <= 0.0 {
            return;
        }
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        self.svg.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{colour}/>\n"
        ));
    }

    fn rule(&mut self, from: (f64, f64), to: (f64, f64), stroke: &Color, width: f64) {
        let is_upright = (from.0 - to.0).abs() < 1e-6;
        let is_point = is_upright && (from.1 - to.1).abs() < 1e-6;
        let is_tick = from.1.min(to.1) >= self.sides.bottom - 1e-6;
        let is_side_axis = is_upright && (from.0 - self.sides.left).abs() < 1e-6 && !is_tick;
        let is_unwanted = match is_side_axis {
            true => !self.sides.has_side_axis,
            // Rules that go up from the ticks below.
            false => is_upright && !is_tick,
        };
        let width = if is_side_axis { width.max(0.75) } else { width };
        let is_side_tick = !is_upright && (from.0.max(to.0) - self.sides.left).abs() < 1e-6;
        let Some(colour) = paint("stroke", stroke) else { return };
        if is_point || is_unwanted || is_side_tick || width <= 0.0 {
            return;
        }
        let (x1, y1, x2, y2) = (number(from.0), number(from.1), number(to.0), number(to.1));
        let width = number(width);
        self.svg.push_str(&format!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{colour} stroke-width=\"{width}\"/>\n"
        ));
    }

    fn path(&mut self, points: &[(f64, f64)], stroke: &Color, width: f64) {
        let Some(colour) = paint("stroke", stroke) else { return };
        let joined: Vec<String> =
            points.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y))).collect();
        let width = number(width);
        self.svg.push_str(&format!(
            "<polyline points=\"{}\" fill=\"none\"{colour} stroke-width=\"{width}\" stroke-linejoin=\"round\"/>\n",
            joined.join(" ")
        ));
    }

    fn circle(&mut self, x: f64, y: f64, radius: f64, fill: &Color) {
        let Some(colour) = paint("fill", fill) else { return };
        let (x, y, radius) = (number(x), number(y), number(radius));
        self.svg.push_str(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{colour}/>\n"));
    }

    /// A number stands as kuva wrote it, through our own format.
    fn label(&mut self, content: &str, (x, y): (f64, f64), anchor: TextAnchor, turn: Option<f64>) {
        let known = content.strip_prefix(TOKEN).and_then(|at| self.labels.get(at.parse::<usize>().ok()?));
        let label =
            known.cloned().unwrap_or_else(|| Label { lines: vec![content.to_owned()], ..Label::default() });
        let anchor = label.anchor.unwrap_or(match anchor {
            TextAnchor::Start => Anchor::Start,
            TextAnchor::Middle => Anchor::Middle,
            TextAnchor::End => Anchor::End,
        });
        let (x, y) = (x + label.shift.0, y + label.shift.1);
        for (at, line) in label.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            let y = y + at as f64 * f64::from(SIZE) * 1.2;
            self.line(line, (x, y), anchor, turn, label.colour);
        }
    }

    fn line(
        &mut self,
        text: &str,
        (x, y): (f64, f64),
        anchor: Anchor,
        turn: Option<f64>,
        colour: Option<&'static str>,
    ) {
        let (x, y) = (number(x), number(y));
        self.svg.push_str(&format!("<text x=\"{x}\" y=\"{y}\""));
        self.svg.push_str(match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        });
        if let Some(colour) = colour {
            self.svg.push_str(&format!(" fill=\"{colour}\""));
        }
        if let Some(turn) = turn {
            self.svg.push_str(&format!(" transform=\"rotate({} {x} {y})\"", number(turn)));
        }
        self.svg.push('>');
        // An isolate (UAX 9, 2.5) keeps the anchor on its side, where the
        // attribute `direction` would turn it.
        let is_left = runs_left(text);
        self.svg.push_str(if is_left { "\u{2067}" } else { "" });
        self.text(text);
        self.svg.push_str(if is_left { "\u{2069}" } else { "" });
        self.svg.push_str("</text>\n");
    }

    /// What XML may not hold (section 2.2) is left out.
    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.svg.push_str("&amp;"),
                '<' => self.svg.push_str("&lt;"),
                '>' => self.svg.push_str("&gt;"),
                '"' => self.svg.push_str("&quot;"),
                '\u{fffe}' | '\u{ffff}' => {}
                letter if letter.is_control() => {}
                letter => self.svg.push(letter),
            }
        }
    }
}

/// Returns the attributes of a colour; `None` for no colour.
fn paint(attribute: &str, colour: &Color) -> Option<String> {
    let written = match colour {
        Color::None => return None,
        Color::Rgb(..) => colour.to_svg_string(),
        // Ours alone come so far.
        Color::Css(_) => "currentColor".to_owned(),
    };
    let class = match written.as_str() {
        ONE => " class=\"chart-one\"",
        QUIET => " class=\"chart-quiet\"",
        _ => "",
    };
    // The colour of the drawing itself.
    let is_own = attribute == "fill" && written == "currentColor";
    Some(if is_own { String::new() } else { format!(" {attribute}=\"{written}\"{class}") })
}

fn is_part(colour: &Color) -> bool {
    let written = colour.to_svg_string();
    written == REST || PARTS.contains(&written.as_str())
}

/// A number with at most two decimals.
fn number(value: f64) -> String {
    let written = format!("{value:.2}");
    let short = written.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}
