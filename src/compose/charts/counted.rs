//! Charts of who is quoted: sources by theme, and shares of sources.

use super::{Material, alt, count, fill, greatest, sentences};
use crate::model::{Chart, Row, Shape};

/// Sources that have a bar or a row of their own: what fits on a third of a
/// page.
const MOST_SOURCES: usize = 12;
/// Themes that have a column of their own.
const MOST_THEMES: usize = 8;

/// The sources with their numbers of excerpts, most first, then by name.
fn sources<'a>(material: &Material<'a>) -> Vec<(&'a str, u32)> {
    let mut sources: Vec<(&str, u32)> =
        count(material.said.iter().map(|said| said.source)).into_iter().collect();
    sources.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sources
}

/// How many sources have a place of their own, and how many are the others.
fn split(sources: usize) -> (usize, usize) {
    if sources > MOST_SOURCES { (MOST_SOURCES - 1, sources - MOST_SOURCES + 1) } else { (sources, 0) }
}

pub(super) fn source_shares(material: &Material<'_>) -> Option<Chart> {
    let labels = material.labels;
    let sources = sources(material);
    let (own, others) = split(sources.len());
    let all: u32 = sources.iter().map(|(_, count)| count).sum();
    let (first, most) = *sources.first().filter(|_| sources.len() > 1)?;
    let mut bars: Vec<(String, u32)> =
        sources[..own].iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    if others > 0 {
        bars.push((
            labels.word("chart_others").to_owned(),
            sources[own..].iter().map(|(_, count)| count).sum(),
        ));
    }
    let share = |count: u32| {
        let percent = (f64::from(count) * 100.0 / f64::from(all)).round().to_string();
        fill(labels, "chart_percent", &[("number", &percent)])
    };
    let number = sources.len().to_string();
    let caption = sentences(
        labels,
        &[
            fill(labels, "chart_shares_caption", &[("all", &all.to_string()), ("sources", &number)]),
            fill(
                labels,
                "chart_most",
                &[("name", first), ("count", &most.to_string()), ("share", &share(most))],
            ),
            rest(material, others),
        ],
    );
    let values = bars.iter().map(|(name, count)| format!("{name}: {count} ({})", share(*count)));
    Some(Chart {
        id: "source-shares".to_owned(),
        title: labels.word("chart_shares").to_owned(),
        alt: alt(labels, "chart_bars", &caption, values),
        caption,
        columns: ["source", "chart_excerpts", "chart_share"].map(|key| labels.word(key).to_owned()).into(),
        rows: bars
            .iter()
            .map(|(name, count)| Row {
                cells: vec![name.clone(), count.to_string(), share(*count)],
                number: None,
            })
            .collect(),
        shape: Shape::Bars {
            written: bars.iter().map(|(_, count)| format!("{count} ({})", share(*count))).collect(),
            values: bars.iter().map(|(_, count)| *count).collect(),
            names: bars.into_iter().map(|(name, _)| name).collect(),
            has_rest: others > 0,
        },
    })
}

/// Says how many are the others; empty for none.
fn rest(material: &Material<'_>, others: usize) -> String {
    let labels = material.labels;
    let places = [("count", others.to_string()), ("others", labels.word("chart_others").to_owned())];
    let places: Vec<(&str, &str)> = places.iter().map(|(name, text)| (*name, text.as_str())).collect();
    if others == 0 { String::new() } else { fill(labels, "chart_rest", &places) }
}

/// A grid of sources and themes, each without the empty ones.
struct Grid {
    rows: Vec<String>,
    columns: Vec<String>,
    values: Vec<Vec<u32>>,
    /// Sources and themes that are the others.
    others: [usize; 2],
}

fn grid(material: &Material<'_>) -> Grid {
    let sources = sources(material);
    let (own, other_sources) = split(sources.len());
    let per_theme = count(material.said.iter().map(|said| said.theme));
    let sizes: Vec<u32> =
        (0..material.themes.len()).map(|at| per_theme.get(&at).copied().unwrap_or(0)).collect();
    let themes = greatest(&sizes, MOST_THEMES);
    let other_themes = per_theme.len() - themes.len();
    let others = || material.labels.word("chart_others").to_owned();
    let mut rows: Vec<String> = sources[..own].iter().map(|(name, _)| (*name).to_owned()).collect();
    rows.extend((other_sources > 0).then(others));
    let mut columns: Vec<String> = themes.iter().map(|at| material.themes[*at].to_owned()).collect();
    columns.extend((other_themes > 0).then(others));
    let mut values = vec![vec![0; columns.len()]; rows.len()];
    let row_of: std::collections::BTreeMap<&str, usize> =
        sources.iter().enumerate().map(|(at, (name, _))| (*name, at.min(rows.len() - 1))).collect();
    for said in &material.said {
        let column = themes.iter().position(|theme| *theme == said.theme).unwrap_or(columns.len() - 1);
        values[row_of[said.source]][column] += 1;
    }
    Grid { rows, columns, values, others: [other_sources, other_themes] }
}

pub(super) fn sources_by_theme(material: &Material<'_>) -> Option<Chart> {
    let labels = material.labels;
    if material.said.is_empty() {
        return None;
    }
    let Grid { rows, columns, values, others } = grid(material);
    if rows.len() < 2 || columns.len() < 2 {
        return None;
    }
    let widest =
        rows.iter().zip(&values).map(|(name, row)| (name, row.iter().filter(|count| **count > 0).count()));
    // Of equal ones the first.
    let (name, speaks) = widest.rev().max_by_key(|(_, themes)| *themes)?;
    let caption = sentences(
        labels,
        &[
            labels.word("chart_sources_caption").to_owned(),
            fill(
                labels,
                "chart_widest",
                &[("name", name), ("count", &speaks.to_string()), ("all", &columns.len().to_string())],
            ),
            rest(material, others[0]),
            rest_of_themes(material, others[1]),
        ],
    );
    let told = |(name, row): (&String, &Vec<u32>)| {
        let cells = columns.iter().zip(row).filter(|(_, count)| **count > 0);
        let cells: Vec<String> = cells.map(|(column, count)| format!("{column} {count}")).collect();
        format!("{name}: {}", cells.join(", "))
    };
    let table = rows.iter().zip(&values).map(|(name, row)| Row {
        cells: std::iter::once(name.clone()).chain(row.iter().map(u32::to_string)).collect(),
        number: None,
    });
    Some(Chart {
        id: "sources-by-theme".to_owned(),
        title: labels.word("chart_sources").to_owned(),
        alt: alt(labels, "chart_heat_map", &caption, rows.iter().zip(&values).map(told)),
        caption,
        columns: std::iter::once(labels.word("source").to_owned()).chain(columns.iter().cloned()).collect(),
        rows: table.collect(),
        shape: Shape::Heat { rows, columns, values },
    })
}

/// Says how many themes are the others; empty for none.
pub(super) fn rest_of_themes(material: &Material<'_>, others: usize) -> String {
    let labels = material.labels;
    let (count, word) = (others.to_string(), labels.word("chart_others"));
    if others == 0 {
        return String::new();
    }
    fill(labels, "chart_rest_of_themes", &[("count", &count), ("others", word)])
}
