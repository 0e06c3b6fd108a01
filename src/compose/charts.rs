//! Charts: what a briefing has to show, as plain data with its words.

mod axis;
mod counted;
mod timed;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::labels::Labels;
use crate::model::{Chart, PartialDate, Row, Shape};
use crate::tool::markdown;

#[cfg(test)]
mod tests;

/// An excerpt as charts count it.
#[derive(Debug, Clone)]
pub(super) struct Said<'a> {
    /// The theme, an index into the briefing's themes.
    pub(super) theme: usize,
    /// Who says it; see [`names`].
    pub(super) source: &'a str,
    /// The source's date.
    pub(super) date: Option<PartialDate>,
}

/// Figures of one subject over time.
#[derive(Debug, Clone)]
pub(super) struct Measured<'a> {
    pub(super) theme: usize,
    pub(super) subject: &'a str,
    pub(super) unit: Option<&'a str>,
    /// In the order of time.
    pub(super) points: Vec<Value<'a>>,
}

/// A value of a series.
#[derive(Debug, Clone)]
pub(super) struct Value<'a> {
    /// `YYYY` or `YYYY-MM`.
    pub(super) period: &'a str,
    pub(super) value: f64,
    /// As written.
    pub(super) text: &'a str,
    pub(super) number: u32,
}

/// A dated happening.
#[derive(Debug, Clone)]
pub(super) struct Happened<'a> {
    pub(super) theme: usize,
    /// As findings write dates.
    pub(super) date: &'a str,
    pub(super) text: &'a str,
    pub(super) number: u32,
}

/// What charts are made of; `themes` are titles.
pub(super) struct Material<'a> {
    pub(super) labels: &'a Labels,
    pub(super) themes: Vec<&'a str>,
    pub(super) said: Vec<Said<'a>>,
    pub(super) measured: Vec<Measured<'a>>,
    /// In the order of time.
    pub(super) happened: Vec<Happened<'a>>,
}

/// Names the source of each excerpt, given as publisher and title: its
/// publisher, or its title where none is known. Where that tells no two apart,
/// as in a collection of one publisher, all have their titles.
pub(super) fn names<'a>(sources: &[(Option<&'a str>, &'a str)]) -> Vec<&'a str> {
    let named: Vec<&str> = sources.iter().map(|(publisher, title)| publisher.unwrap_or(title)).collect();
    if named.windows(2).any(|pair| pair[0] != pair[1]) {
        return named;
    }
    sources.iter().map(|(_, title)| *title).collect()
}

/// A chart of a briefing, and the theme that it is of: `None` for all.
pub(super) type Placed = (Option<usize>, Chart);

/// Makes the charts that have something to show: excerpts over time, sources
/// by theme, shares of sources, the series in their order, the timeline.
pub(super) fn charts(material: &Material<'_>) -> Vec<Placed> {
    let counted =
        [timed::over_time(material), counted::sources_by_theme(material), counted::source_shares(material)];
    let mut charts: Vec<Placed> = counted.into_iter().flatten().map(|chart| (None, chart)).collect();
    for (at, measured) in material.measured.iter().enumerate() {
        charts.extend(
            timed::series(measured, at + 1, material.labels).map(|chart| (Some(measured.theme), chart)),
        );
    }
    charts.extend(timed::timeline(material).map(|chart| (None, chart)));
    charts
}

/// A chart.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ChartView {
    /// Its name, the same in every edition that has it.
    #[schemars(example = &"sources-by-theme")]
    pub(super) id: String,
    /// What kind of chart it is.
    #[schemars(example = &"sources_by_theme")]
    pub(super) kind: &'static str,
    /// Its title.
    pub(super) title: String,
    /// What it shows, in a sentence.
    pub(super) caption: String,
    /// What there is to see, for those who do not see it.
    pub(super) alt: String,
    /// The drawing: print it in a paragraph of its own.
    #[schemars(extend("markdown" = true))]
    pub(super) picture: String,
    /// The head of its data as a table.
    pub(super) columns: Vec<String>,
    /// Its data, row by row.
    pub(super) rows: Vec<RowView>,
}

/// A row of a chart's data.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct RowView {
    /// A cell for each column.
    pub(super) cells: Vec<String>,
    /// The citation's mark; empty for a row that is from none.
    #[schemars(extend("markdown" = true))]
    pub(super) mark: String,
}

impl ChartView {
    pub(super) fn of(chart: &Chart) -> Self {
        let row = |row: &Row| RowView {
            cells: row.cells.clone(),
            mark: row.number.map_or_else(String::new, |number| format!("[^{number}]")),
        };
        Self {
            id: chart.id.clone(),
            kind: kind(&chart.shape),
            title: chart.title.clone(),
            caption: chart.caption.clone(),
            alt: chart.alt.clone(),
            picture: markdown::chart(&chart.id, &chart.alt, &chart.caption),
            columns: chart.columns.clone(),
            rows: chart.rows.iter().map(row).collect(),
        }
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Stacks { .. } => "excerpts_over_time",
        Shape::Heat { .. } => "sources_by_theme",
        Shape::Line { .. } => "series",
        Shape::Timeline { .. } => "timeline",
        Shape::Bars { .. } => "source_shares",
    }
}

/// Fills the places of a label, such as `{count}`.
fn fill(labels: &Labels, key: &str, places: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = labels.word(key);
    // In one pass: what is filled in may itself have braces.
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(places.iter().find(|(place, _)| *place == name).map_or("", |(_, text)| text));
        rest = after;
    }
    filled + rest
}

/// Joins sentences; Chinese has no spaces between them.
fn sentences(labels: &Labels, sentences: &[String]) -> String {
    let between = if labels.word("date_format").starts_with("{year}") { "" } else { " " };
    let said: Vec<&str> = sentences.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    said.join(between)
}

/// The kind of picture, then its values: what a listener needs to know.
fn alt(labels: &Labels, kind: &str, caption: &str, values: impl Iterator<Item = String>) -> String {
    /// More than a listener keeps in mind; the table has all.
    const MOST: usize = 24;
    let mut told: Vec<String> = values.take(MOST + 1).collect();
    if told.len() > MOST {
        told[MOST] = "…".to_owned();
    }
    format!("{}: {caption} {}", labels.word(kind), told.join("; "))
}

/// Returns the places of the greatest, at most `most` of them, in their own
/// order; of equal ones the first.
fn greatest(sizes: &[u32], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).filter(|at| sizes[*at] > 0).collect();
    order.sort_by_key(|at| std::cmp::Reverse(sizes[*at]));
    // One that would be alone among the others may as well have its own name.
    if order.len() > most {
        order.truncate(most - 1);
    }
    order.sort_unstable();
    order
}

/// Counts excerpts by key, in the order of the keys.
fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, u32> {
    let mut counts = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_insert(0) += 1);
    counts
}
