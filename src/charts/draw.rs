//! What kuva is asked for: plots, their layout, and the texts of their labels.
//!
//! All margins, ranges and ticks are said, so that nothing depends on how kuva
//! measures text. Sizes are in points.

use std::sync::Arc;

use kuva::plot::colormap::ColorMap;
use kuva::plot::legend::{LegendEntry, LegendPosition, LegendShape};
use kuva::plot::scatter::MarkerShape;
use kuva::plot::{BarPlot, Heatmap, LinePlot, ScatterPlot};
use kuva::render::annotations::{ReferenceLine, TextAnnotation};
use kuva::render::layout::{Layout, TickFormat};
use kuva::render::plots::Plot;
use kuva::render::theme::Theme;

use super::Medium;
use super::label::{clean, cut, width, wrap};
use super::number::Scale;
use super::palette::{self, ONE, QUIET, REST};
use crate::model::{Axis, Happening, Shape};

/// How wide a chart is: the text of a page of A4 (148 mm).
const WIDTH: f64 = 420.0;
/// The size of labels.
pub(super) const SIZE: u32 = 9;
const TEXT: f64 = SIZE as f64;
/// What is left free at the edges of a drawing.
const EDGE: f64 = 6.0;
/// The widest name beside a bar, lane or row.
const WIDEST_NAME: f64 = 150.0;
/// Where kuva sets a note, above its place.
const NOTE_RISE: f64 = 6.0;
/// From a text's middle to its baseline.
const HALF_LETTER: f64 = 3.2;

/// What is to be drawn.
pub(super) struct Plan {
    pub(super) plots: Vec<Plot>,
    pub(super) layout: Layout,
    pub(super) labels: Vec<Label>,
    /// Whether the axis on the left is shown.
    pub(super) has_side_axis: bool,
    /// What kuva keeps free below and nothing stands in.
    pub(super) free_below: f64,
}

/// A text and how it stands to the place that kuva gives it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Label {
    /// From above.
    pub(super) lines: Vec<String>,
    /// Where it does not stand as kuva says.
    pub(super) anchor: Option<Anchor>,
    pub(super) shift: (f64, f64),
    /// `None` for that of the text around.
    pub(super) colour: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The labels of a plan; each is known to kuva by a token.
#[derive(Default)]
struct Labels(Vec<Label>);

/// What a token begins with: no text has it, since texts are cleaned.
pub(super) const TOKEN: char = '\u{1}';

impl Labels {
    fn add(&mut self, label: Label) -> String {
        self.0.push(label);
        format!("{TOKEN}{}", self.0.len() - 1)
    }

    fn line(&mut self, text: String) -> String {
        self.add(Label { lines: vec![text], ..Label::default() })
    }

    /// A note beside its place.
    fn note(&mut self, text: String, anchor: Anchor, shift: (f64, f64)) -> String {
        let shift = (shift.0, shift.1 + NOTE_RISE + HALF_LETTER);
        self.add(Label { lines: vec![text], anchor: Some(anchor), shift, colour: None })
    }
}

/// Left, right, top, bottom.
struct Margins(f64, f64, f64, f64);

fn layout(height: f64, x: (f64, f64), y: (f64, f64), margins: &Margins) -> Layout {
    let theme = Theme {
        axis_color: "currentColor".to_owned(),
        tick_color: "currentColor".to_owned(),
        grid_color: QUIET.to_owned(),
        ..Theme::light()
    };
    Layout::new(x, y)
        .with_theme(theme)
        .with_width(WIDTH)
        .with_height(height)
        .with_force_margins(margins.0, margins.1)
        .with_force_margins_y(margins.2, margins.3)
        .with_x_axis_min(x.0)
        .with_x_axis_max(x.1)
        .with_y_axis_min(y.0)
        .with_y_axis_max(y.1)
        .with_tick_size(SIZE)
        .with_body_size(SIZE)
        .with_tick_length(0.0)
        .with_axis_line_width(0.75)
        .with_tick_width(0.75)
        .with_grid_line_width(0.5)
        .with_legend_box(false)
}

/// The step between about four ticks up to a number: 1, 2 or 5 times a power of
/// ten.
fn nice_step(span: f64) -> f64 {
    let rough = (span / 4.0).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(rough.log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= rough * 0.999);
    times.unwrap_or(10.0) * power
}

fn widest<'t>(texts: impl IntoIterator<Item = &'t String>) -> f64 {
    texts.into_iter().map(|text| width(text, TEXT)).fold(0.0, f64::max)
}

/// Cuts names to what may stand beside a plot; returns them with the margin.
fn names(names: &[String]) -> (Vec<String>, f64) {
    let cut: Vec<String> = names.iter().map(|name| cut(name, TEXT, WIDEST_NAME)).collect();
    let margin = widest(&cut) + EDGE + 6.0;
    (cut, margin)
}

/// An axis of numbers: how its ticks are written, and the margin for them.
fn numbers(low: f64, high: f64, step: f64, medium: &Medium<'_>) -> (TickFormat, f64, Scale) {
    let scale = Scale::of(low.abs().max(high.abs()), step, medium.scales);
    let language = medium.language.to_owned();
    let written = {
        let (scale, language) = (scale.clone(), language.clone());
        move |value: f64| scale.write(value, step, &language)
    };
    let count = ((high - low) / step).round().clamp(0.0, 20.0) as usize;
    let ticks: Vec<String> = (0..=count).map(|at| written(low + at as f64 * step)).collect();
    let margin = widest(&ticks) + EDGE + 4.0;
    (TickFormat::Custom(Arc::new(written)), margin, scale)
}

pub(super) fn stacks(
    bars: &[String],
    parts: &[String],
    has_rest: bool,
    values: &[Vec<u32>],
    medium: &Medium<'_>,
) -> Plan {
    let mut labels = Labels::default();
    let sums = values.iter().map(|bar| bar.iter().sum::<u32>());
    let most = f64::from(sums.max().unwrap_or(0).max(1));
    let step = nice_step(most).max(1.0);
    let top = (most / step).ceil() * step;
    let (format, left, _) = numbers(0.0, top, step, medium);
    let count = bars.len();
    let slot = (WIDTH - left - EDGE) / count as f64;
    let colour = |at: usize| match parts.len() {
        1 => ONE,
        _ => palette::part(at, has_rest && at + 1 == parts.len()),
    };
    let mut plot = BarPlot::new().with_stacked().with_width(if slot > 90.0 { 0.4 } else { 0.72 });
    for bar in values {
        plot = plot.with_group("", bar.iter().enumerate().map(|(at, value)| (*value, colour(at))));
    }
    let (legend, rows, columns) = legend(parts, &colour, WIDTH - left - EDGE, &mut labels);
    let legend_height = if legend.is_empty() { 0.0 } else { legend_height(rows) };
    let margins = Margins(left, EDGE, 8.0, 22.0 + legend_height);
    // Lower than kuva has them: a long first name reaches under the axis' zero.
    let below = |label| Label { lines: vec![label], shift: (0.0, 4.0), ..Label::default() };
    let ticks = thinned(bars, slot).into_iter().map(|label| labels.add(below(label))).collect();
    let mut layout = layout(150.0 + 30.0 + legend_height, (0.5, count as f64 + 0.5), (0.0, top), &margins)
        .with_x_categories(ticks)
        .with_y_tick_step(step)
        .with_y_tick_format(format);
    let mut free_below = 0.0;
    if !legend.is_empty() {
        free_below = LEGEND_REST;
        layout = layout
            .with_legend_position(LegendPosition::OutsideBottomColumns)
            .with_legend_entries(legend)
            .with_legend_col_limit(columns)
            .with_legend_box(false);
    }
    Plan { plots: vec![plot.into()], layout, labels: labels.0, has_side_axis: false, free_below }
}

/// What kuva keeps free for a legend of so many rows below a plot.
fn legend_height(rows: usize) -> f64 {
    rows as f64 * TEXT * 1.5 + 30.0
}

/// What of that is free below the legend.
const LEGEND_REST: f64 = 20.0;

/// Returns the entries, their rows and columns; none for one part, which needs
/// no legend.
fn legend(
    parts: &[String],
    colour: &impl Fn(usize) -> &'static str,
    room: f64,
    labels: &mut Labels,
) -> (Vec<LegendEntry>, usize, usize) {
    /// What stands before an entry's text, and what is left free behind it.
    const SWATCH: f64 = 38.0;
    if parts.len() < 2 {
        return (Vec::new(), 0, 1);
    }
    let widest = parts.iter().map(|part| width(&clean(part), TEXT)).fold(0.0, f64::max);
    let columns = ((room / (widest + SWATCH)).floor() as usize).clamp(1, 3).min(parts.len());
    let most = room / columns as f64 - SWATCH;
    let entry = |(at, part): (usize, &String)| LegendEntry {
        label: labels.line(cut(part, TEXT, most)),
        color: colour(at).to_owned(),
        shape: LegendShape::Rect,
        dasharray: None,
    };
    let entries: Vec<LegendEntry> = parts.iter().enumerate().map(entry).collect();
    let rows = entries.len().div_ceil(columns);
    (entries, rows, columns)
}

/// Empties the labels that have no room between their neighbours.
fn thinned(labels: &[String], slot: f64) -> Vec<String> {
    let every = (widest(labels) * 1.1 / slot).ceil().max(1.0) as usize;
    let keep = |(at, label): (usize, &String)| if at % every == 0 { clean(label) } else { String::new() };
    labels.iter().enumerate().map(keep).collect()
}

pub(super) fn heat(rows: &[String], columns: &[String], values: &[Vec<u32>]) -> Plan {
    const CELL: f64 = 19.0;
    let mut labels = Labels::default();
    let (names, left) = names(rows);
    let widest_cell = 96.0;
    let cell = ((WIDTH - left - EDGE) / columns.len() as f64).min(widest_cell);
    let right = WIDTH - left - cell * columns.len() as f64;
    let heads: Option<Vec<Vec<String>>> =
        columns.iter().map(|column| wrap(column, TEXT, cell - 5.0, 3)).collect();
    let (ticks, bottom, turn) = match heads {
        Some(heads) => {
            let lines = heads.iter().map(Vec::len).max().unwrap_or(1);
            let ticks: Vec<String> =
                heads.into_iter().map(|lines| labels.add(Label { lines, ..Label::default() })).collect();
            (ticks, 8.0 + lines as f64 * TEXT * 1.2, None)
        }
        None => turned(columns, left + cell / 2.0, &mut labels),
    };
    let most = f64::from(values.iter().flatten().copied().max().unwrap_or(0).max(1));
    let least = f64::from(values.iter().flatten().copied().min().unwrap_or(0));
    let span = most - least;
    let colours = ColorMap::Custom(Arc::new(move |share: f64| {
        let value = least + share * span;
        if value < 0.5 { "none".to_owned() } else { palette::heat(value / most).0.to_owned() }
    }));
    // The first row of a heat map is its lowest.
    let cells: Vec<Vec<f64>> =
        values.iter().rev().map(|row| row.iter().map(|value| f64::from(*value)).collect()).collect();
    let plot = Heatmap::new().with_data(cells).with_color_map(colours).with_cell_size(0.94);
    let height = CELL * rows.len() as f64;
    let mut layout = layout(
        height + 6.0 + bottom,
        (0.5, columns.len() as f64 + 0.5),
        (0.5, rows.len() as f64 + 0.5),
        &Margins(left, right, 6.0, bottom),
    )
    .with_x_categories(ticks)
    .with_y_categories(names.into_iter().rev().map(|name| labels.line(name)).collect());
    layout.x_tick_rotate = turn;
    for (row, values) in values.iter().rev().enumerate() {
        for (column, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
            let text = labels.add(Label {
                lines: vec![value.to_string()],
                anchor: Some(Anchor::Middle),
                shift: (-cell * 0.03, NOTE_RISE + HALF_LETTER - CELL * 0.03),
                colour: Some(palette::heat(f64::from(*value) / most).1),
            });
            let note = TextAnnotation::new(text, column as f64 + 1.0, row as f64 + 1.0);
            layout = layout.with_annotation(note.with_font_size(SIZE));
        }
    }
    layout.axis_line_width = Some(0.0);
    Plan { plots: vec![plot.into()], layout, labels: labels.0, has_side_axis: false, free_below: 0.0 }
}

/// Heads that are too wide for their columns run up to them; the first has the
/// room of the margin.
fn turned(columns: &[String], room: f64, labels: &mut Labels) -> (Vec<String>, f64, Option<f64>) {
    const TURN: f64 = 40.0;
    let most = (room / TURN.to_radians().cos()).min(130.0);
    let heads: Vec<String> = columns.iter().map(|column| cut(column, TEXT, most)).collect();
    let bottom = widest(&heads) * TURN.to_radians().sin() + TEXT + 10.0;
    let heads = heads.into_iter();
    let ticks = heads
        .map(|head| labels.add(Label { lines: vec![head], shift: (3.0, 0.0), ..Label::default() }))
        .collect();
    (ticks, bottom, Some(-TURN))
}

pub(super) fn line(axis: &Axis, unit: &str, points: &[(f64, f64)], medium: &Medium<'_>) -> Plan {
    let mut labels = Labels::default();
    let (low, high, step) = range(points);
    let (format, left, scale) = numbers(low, high, step, medium);
    let unit = [scale.word.as_str(), unit].into_iter().filter(|word| !word.is_empty());
    let unit = cut(&unit.collect::<Vec<_>>().join(" "), TEXT, WIDTH - left);
    let top = if unit.is_empty() { 16.0 } else { 28.0 };
    let (format_x, last) = ticks(axis, &mut labels);
    let margins = Margins(left, EDGE + last.max(12.0), top, 20.0);
    let room = WIDTH - margins.0 - margins.1;
    let pad = (axis.end - axis.start) * 0.03;
    let x = (axis.start - pad, axis.end + pad);
    let mut layout = layout(150.0 + top + 20.0, x, (low, high), &margins)
        .with_x_tick_step(axis.step)
        .with_y_tick_step(step)
        .with_y_tick_format(format)
        .with_x_tick_format(format_x)
        .with_tick_length(3.0);
    if low < 0.0 && high > 0.0 {
        layout = layout.with_reference_line(rule(0.0, "currentColor", 0.75));
    }
    if !unit.is_empty() {
        let text = labels.note(unit, Anchor::Start, (EDGE - left, -12.0));
        layout = layout.with_annotation(TextAnnotation::new(text, x.0, high).with_font_size(SIZE));
    }
    for Written { text, at, is_low } in values(points, room, x.1 - x.0, &scale, medium) {
        let text = labels.note(text, Anchor::Middle, (0.0, if is_low { 10.0 } else { -9.0 }));
        layout = layout.with_annotation(TextAnnotation::new(text, at.0, at.1).with_font_size(SIZE));
    }
    let line = LinePlot::new().with_data(points.iter().copied()).with_color(ONE).with_stroke_width(1.6);
    let plots = vec![line.into(), dots(points.iter().copied())];
    Plan { plots, layout, labels: labels.0, has_side_axis: false, free_below: 0.0 }
}

fn dots(points: impl IntoIterator<Item = (f64, f64)>) -> Plot {
    ScatterPlot::new()
        .with_data(points)
        .with_color(ONE)
        .with_size(3.2)
        .with_marker(MarkerShape::Circle)
        .into()
}

fn rule(at: f64, colour: &str, width: f64) -> ReferenceLine {
    ReferenceLine::horizontal(at).with_color(colour).with_stroke_width(width).with_dasharray("")
}

/// Returns the range of an axis and the step of its ticks. It has its zero
/// where the values are near enough to it to be told apart all the same.
fn range(points: &[(f64, f64)]) -> (f64, f64, f64) {
    let values = || points.iter().map(|(_, value)| *value);
    let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let (mut low, mut high) = (least, most);
    if Shape::has_zero(points) {
        (low, high) = (least.min(0.0), most.max(0.0));
    }
    // Neighbouring numbers have no ticks between them.
    let finest = least.abs().max(most.abs()) * 1e-9;
    let span = if high > low { high - low } else { high.abs().max(1.0) };
    let step = nice_step(span).max(finest);
    let (mut bottom, mut top) = ((low / step).floor() * step, (high / step).ceil() * step);
    // A line along an edge is not seen, and its values have no room.
    if top - most < step * 0.3 && most != 0.0 {
        top += step;
    }
    if bottom != 0.0 && least - bottom < step * 0.3 {
        bottom -= step;
    }
    (bottom, if top > bottom { top } else { bottom + step }, step)
}

/// A value that is written beside its point.
struct Written {
    text: String,
    at: (f64, f64),
    /// Whether both neighbours are higher, so that their lines are above it.
    is_low: bool,
}

/// Writes the values beside their points; none where one has no room.
fn values(points: &[(f64, f64)], room: f64, span: f64, scale: &Scale, medium: &Medium<'_>) -> Vec<Written> {
    let value = |at: usize| points.get(at).map(|(_, value)| *value);
    let written = |(at, point): (usize, &(f64, f64))| {
        let before = at.checked_sub(1).and_then(value);
        let neighbours = [before, value(at + 1)];
        let higher = |other: &f64| *other > point.1;
        Written {
            text: scale.write_exactly(point.1, medium.language),
            at: *point,
            is_low: point.1 != 0.0 && neighbours.iter().flatten().all(higher),
        }
    };
    let written: Vec<Written> = points.iter().enumerate().map(written).collect();
    let fits = written.windows(2).all(|pair| {
        let apart = (pair[1].at.0 - pair[0].at.0) / span * room;
        (width(&pair[0].text, TEXT) + width(&pair[1].text, TEXT)) / 2.0 + 3.0 <= apart
    });
    if fits { written } else { Vec::new() }
}

/// Writes the ticks of an axis of time; returns half of the last one's width.
fn ticks(axis: &Axis, labels: &mut Labels) -> (TickFormat, f64) {
    let tokens: Vec<(f64, String)> =
        axis.ticks.iter().map(|(at, text)| (*at, labels.line(clean(text)))).collect();
    let last = axis.ticks.last().map_or(0.0, |(_, text)| width(text, TEXT) / 2.0);
    let near = axis.step / 2.0;
    let written = move |value: f64| {
        let tick = tokens.iter().find(|(at, _)| (at - value).abs() < near);
        tick.map_or_else(String::new, |(_, token)| token.clone())
    };
    (TickFormat::Custom(Arc::new(written)), last)
}

pub(super) fn timeline(axis: &Axis, lanes: &[String], events: &[Happening]) -> Plan {
    const ROW: f64 = 16.0;
    let mut labels = Labels::default();
    let (names, left) = match lanes.len() {
        1 => (vec![String::new()], EDGE + 12.0),
        _ => names(lanes),
    };
    let (format_x, last) = ticks(axis, &mut labels);
    let margins = Margins(left, EDGE + last.max(24.0), 8.0, 20.0);
    let room = WIDTH - margins.0 - margins.1;
    let pad = (axis.end - axis.start) * 0.02;
    let x = (axis.start - pad, axis.end + pad);
    let rows = rows(events, lanes.len(), (x.1 - x.0) / room);
    let heights: Vec<usize> = (0..lanes.len())
        .map(|lane| rows.iter().filter(|(at, _)| *at == lane).map(|(_, row)| row + 1).max().unwrap_or(1))
        .collect();
    let total = heights.iter().sum::<usize>();
    let below = |lane: usize| heights[lane + 1..].iter().sum::<usize>() as f64;
    let middles: Vec<f64> = (0..lanes.len()).map(|lane| below(lane) + heights[lane] as f64 / 2.0).collect();
    let height = ROW * total as f64 + 28.0;
    let mut layout = layout(height, x, (0.0, total as f64), &margins)
        .with_y_categories(names.into_iter().map(|name| labels.line(name)).collect())
        .with_x_tick_step(axis.step)
        .with_x_tick_format(format_x)
        .with_tick_length(3.0);
    layout.y_category_positions = Some(middles);
    for lane in 1..lanes.len() {
        layout = layout.with_reference_line(rule(below(lane - 1), QUIET, 0.5));
    }
    let mut plots: Vec<Plot> = Vec::new();
    let mut points = Vec::new();
    for (event, (lane, row)) in events.iter().zip(&rows) {
        let y = below(*lane) + heights[*lane] as f64 - *row as f64 - 0.5;
        if (event.end - event.start) / (x.1 - x.0) * room > 6.0 {
            let span = LinePlot::new().with_data([(event.start, y), (event.end, y)]);
            plots.push(span.with_color(ONE).with_stroke_width(6.0).into());
        } else {
            points.push((event.start, y));
        }
        let text = labels.note(clean(&event.label), Anchor::Start, (6.0, 0.0));
        let end = if points.last() == Some(&(event.start, y)) { event.start } else { event.end };
        layout = layout.with_annotation(TextAnnotation::new(text, end, y).with_font_size(SIZE));
    }
    plots.push(dots(points));
    Plan { plots, layout, labels: labels.0, has_side_axis: false, free_below: 0.0 }
}

/// Gives each event a row in its lane, the first that has room for it and its
/// label; `unit` is how much of the axis a point is. Returns lane and row.
fn rows(events: &[Happening], lanes: usize, unit: f64) -> Vec<(usize, usize)> {
    let mut ends: Vec<Vec<f64>> = vec![Vec::new(); lanes];
    events
        .iter()
        .map(|event| {
            let lane = event.lane.min(lanes - 1);
            let begin = event.start - 5.0 * unit;
            let end = event.end + (10.0 + width(&event.label, TEXT)) * unit;
            let row = ends[lane].iter().position(|last| *last <= begin).unwrap_or(ends[lane].len());
            if row == ends[lane].len() {
                ends[lane].push(end);
            } else {
                ends[lane][row] = end;
            }
            (lane, row)
        })
        .collect()
}

pub(super) fn bars(rows: &[String], values: &[u32], written: &[String], has_rest: bool) -> Plan {
    const ROW: f64 = 18.0;
    let mut labels = Labels::default();
    let (names, left) = names(rows);
    let most = f64::from(values.iter().copied().max().unwrap_or(0).max(1));
    let right = widest(written) + 10.0 + EDGE;
    let count = values.len();
    let mut plot = BarPlot::new().with_horizontal(true).with_width(0.66);
    for (at, value) in values.iter().enumerate().rev() {
        let colour = if has_rest && at + 1 == count { REST } else { ONE };
        plot = plot.with_colored_bar("", *value, colour);
    }
    let mut layout = layout(
        ROW * count as f64 + 8.0,
        (0.0, most),
        (0.5, count as f64 + 0.5),
        &Margins(left, right, 4.0, 4.0),
    )
    .with_y_categories(names.into_iter().rev().map(|name| labels.line(name)).collect())
    .with_show_grid(false);
    layout.suppress_x_ticks = true;
    for (at, (value, text)) in values.iter().zip(written).enumerate() {
        let text = labels.note(clean(text), Anchor::Start, (5.0, 0.0));
        let note = TextAnnotation::new(text, f64::from(*value), (count - at) as f64);
        layout = layout.with_annotation(note.with_font_size(SIZE));
    }
    layout.axis_line_width = Some(0.0);
    Plan { plots: vec![plot.into()], layout, labels: labels.0, has_side_axis: true, free_below: 0.0 }
}
