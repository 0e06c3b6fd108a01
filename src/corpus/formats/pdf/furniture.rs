//! What is printed on every page: running headers and footers, page numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::words::Row;

/// How many rows from each edge are looked at.
const ROWS: usize = 4;

/// The part of a page's height at each edge where they stand, and where page
/// numbers may (TeX leaves wide margins).
const EDGE: f32 = 0.16;
const NUMBER_EDGE: f32 = 0.25;

/// How many pages with the same row are compared with all others.
const COMPARED: usize = 40;

/// How far the same row may be from its place on another page, in points.
const DRIFT: f32 = 4.0;

/// A page's rows, parted.
#[derive(Debug, Default)]
pub(super) struct Parted {
    pub(super) header: Vec<Row>,
    pub(super) rows: Vec<Row>,
    pub(super) footer: Vec<Row>,
}

/// An edge of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Top,
    Bottom,
}

/// A row near an edge.
#[derive(Debug)]
struct Place {
    y: f32,
    /// The page, from 1, and the numbers in the row.
    page: i64,
    numbers: Vec<i64>,
}

/// The rows near the edges of all pages.
#[derive(Debug, Default)]
pub(super) struct Furniture {
    pages: usize,
    /// The places of rows that say the same but for their numbers.
    said: BTreeMap<(Edge, String), Vec<Place>>,
    /// How many pages have a repeated row at this place (in points).
    places: BTreeMap<(Edge, i32), usize>,
}

impl Furniture {
    /// Looks at the pages: their heights, and rows from the top down.
    pub(super) fn of<'r>(pages: impl Iterator<Item = (f32, &'r [Row])>) -> Self {
        let mut furniture = Self::default();
        for (height, rows) in pages {
            furniture.pages += 1;
            let mut seen = BTreeSet::new();
            for edge in [Edge::Top, Edge::Bottom] {
                for row in edge_rows(rows, height, edge) {
                    let key = (edge, shape(row));
                    if seen.insert(key.clone()) {
                        let page = i64::try_from(furniture.pages).unwrap_or(i64::MAX);
                        let place = Place { y: row.y, page, numbers: numbers(row) };
                        furniture.said.entry(key).or_default().push(place);
                    }
                }
            }
        }
        let pages = furniture.pages;
        furniture.said.retain(|(_, text), places| is_repeated(text, places, pages));
        for ((edge, _), places) in &furniture.said {
            for place in places {
                *furniture.places.entry((*edge, point(place.y))).or_default() += 1;
            }
        }
        furniture
    }

    /// Parts a page's rows.
    pub(super) fn part(&self, height: f32, rows: Vec<Row>) -> Parted {
        let top = self.depth(&rows, height, Edge::Top);
        let bottom = self.depth(&rows, height, Edge::Bottom).min(rows.len() - top);
        let mut rows = rows;
        let footer = rows.split_off(rows.len() - bottom);
        let body = rows.split_off(top);
        Parted { header: rows, rows: body, footer }
    }

    /// Returns how many rows at this edge are furniture.
    fn depth(&self, rows: &[Row], height: f32, edge: Edge) -> usize {
        let is_furniture = |i: usize, row: &Row| {
            let text = shape(row);
            let outermost = i == 0 && is_page_number(&text);
            let near = is_near(row, height, edge, EDGE);
            let repeated = self
                .said
                .get(&(edge, text))
                .is_some_and(|places| places.iter().any(|place| (place.y - row.y).abs() <= DRIFT));
            outermost || near && (repeated || self.is_placed(row, edge) && stands_apart(rows, i, edge))
        };
        edge_rows(rows, height, edge).enumerate().take_while(|(i, row)| is_furniture(*i, row)).count()
    }

    /// Tells whether most pages have a repeated row at this place: headers
    /// change with the chapter.
    fn is_placed(&self, row: &Row, edge: Edge) -> bool {
        let at = point(row.y);
        let there: usize = (at - 1..=at + 1).filter_map(|at| self.places.get(&(edge, at))).sum();
        there >= 3 && there * 3 >= self.pages
    }
}

/// Returns the rows near an edge, the outermost first.
fn edge_rows(rows: &[Row], height: f32, edge: Edge) -> impl Iterator<Item = &Row> {
    let count = rows.len().min(ROWS);
    let near = match edge {
        Edge::Top => rows[..count].iter().collect::<Vec<_>>(),
        Edge::Bottom => rows[rows.len() - count..].iter().rev().collect(),
    };
    near.into_iter().take_while(move |row| is_near(row, height, edge, NUMBER_EDGE))
}

fn is_near(row: &Row, height: f32, edge: Edge, part: f32) -> bool {
    match edge {
        Edge::Top => row.y < height * part,
        Edge::Bottom => row.y > height * (1.0 - part),
    }
}

/// Tells whether more space is between a row and the next one inwards than
/// within a paragraph.
fn stands_apart(rows: &[Row], at: usize, edge: Edge) -> bool {
    let (row, next) = match edge {
        Edge::Top => (rows.get(at), rows.get(at + 1)),
        Edge::Bottom => (rows.iter().rev().nth(at), rows.iter().rev().nth(at + 1)),
    };
    row.zip(next).is_some_and(|(row, next)| (row.y - next.y).abs() > row.size.max(next.size) * 1.5)
}

/// Writes a row with `#` for each number, so that pages can be compared.
fn shape(row: &Row) -> String {
    let mut shape = String::new();
    for word in &row.words {
        if !shape.is_empty() {
            shape.push(' ');
        }
        for c in word.text.chars() {
            if !c.is_numeric() {
                shape.extend(c.to_lowercase());
            } else if !shape.ends_with('#') {
                shape.push('#');
            }
        }
    }
    shape
}

/// Returns the numbers in a row.
fn numbers(row: &Row) -> Vec<i64> {
    let parts = row.words.iter().flat_map(|word| word.text.split(|c: char| !c.is_ascii_digit()));
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// Tells whether a row is on enough pages, at the same place. Its numbers are
/// the same, or one of them counts the pages: `Definition 7` is no header.
fn is_repeated(text: &str, places: &[Place], pages: usize) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let like = |place: &Place| {
        let near = places.iter().filter(|other| (other.y - place.y).abs() <= DRIFT);
        let counted = near.clone().filter(|other| {
            let steps = place.numbers.iter().zip(&other.numbers).map(|(a, b)| b - a);
            other.numbers == place.numbers || steps.into_iter().any(|step| step == other.page - place.page)
        });
        counted.count()
    };
    let most = places.iter().take(COMPARED).map(like).max().unwrap_or(0);
    match pages {
        0 | 1 => false,
        2..=4 => most >= 2 && letters >= 2,
        _ => most >= 3 || most == 2 && letters >= 8,
    }
}

/// `12`, `- 12 -`, `page 3 of 7`, `xiv`, `3/7`, of a row's shape.
fn is_page_number(shape: &str) -> bool {
    let bare = shape.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
    let roman = !bare.is_empty() && bare.len() <= 7 && bare.bytes().all(|byte| b"ivxlc".contains(&byte));
    let words: Vec<&str> = bare.split([' ', '/', '|']).filter(|word| !word.is_empty()).collect();
    let known = [
        "#", "page", "p.", "pg", "seite", "стр.", "of", "von", "de", "sur", "из", "página", "第#页", "第",
        "页",
    ];
    roman || bare.contains('#') && words.len() <= 4 && words.iter().all(|word| known.contains(word))
}

#[expect(clippy::cast_possible_truncation, reason = "points of a page fit")]
fn point(y: f32) -> i32 {
    y.round() as i32
}
