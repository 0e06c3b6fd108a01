//! The order in which a page is read: columns from the left, each from the top.
//!
//! Columns are found by the white gutters between them: strips that no word
//! crosses over several rows, with lines of prose on both sides. The page is cut
//! at the tallest gutter, and each part again.

use super::words::{Row, Word};

/// The narrowest gutter, in parts of the text's size. TeX's columns are 10
/// points apart.
const GUTTER: f32 = 0.75;

/// The fewest rows on each side of a gutter.
const ROWS: usize = 3;

/// The narrowest gap between cells of a table, in parts of the text's size.
pub(super) const CELL_GAP: f32 = 1.4;

/// How often the page is cut, within cuts.
const DEPTH: usize = 8;

/// The most strips that are followed at a time.
const STRIPS: usize = 64;

/// A strip that no word crosses in the rows from `from` up to `to`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Strip {
    x0: f32,
    x1: f32,
    from: usize,
    to: usize,
}

/// Cuts the rows of a page into columns, in the order in which they are read.
pub(super) fn columns(rows: Vec<Row>) -> Vec<Vec<Row>> {
    let mut columns = Vec::new();
    cut(rows, DEPTH, &mut columns);
    columns
}

fn cut(rows: Vec<Row>, depth: usize, columns: &mut Vec<Vec<Row>>) {
    let gutter = if depth == 0 { None } else { gutter(&rows) };
    let Some(gutter) = gutter else {
        if !rows.is_empty() {
            columns.push(rows);
        }
        return;
    };
    let middle = f32::midpoint(gutter.x0, gutter.x1);
    let (mut above, mut left, mut right, mut below) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, row) in rows.into_iter().enumerate() {
        if i < gutter.from {
            above.push(row);
        } else if i >= gutter.to {
            below.push(row);
        } else {
            let (a, b): (Vec<Word>, Vec<Word>) = row.words.into_iter().partition(|word| word.x0 < middle);
            left.extend((!a.is_empty()).then(|| Row::of(a)));
            right.extend((!b.is_empty()).then(|| Row::of(b)));
        }
    }
    for part in [above, left, right, below] {
        cut(part, depth - 1, columns);
    }
}

/// Finds the gutter with the most rows beside it.
fn gutter(rows: &[Row]) -> Option<Strip> {
    let size = usual_size(rows)?;
    let mut best: Option<(usize, Strip)> = None;
    for strip in strips(rows, size * GUTTER) {
        let Some((count, strip)) = judged(rows, strip, size) else { continue };
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, strip));
        }
    }
    best.map(|(_, strip)| strip)
}

/// Returns the size of the middle word.
fn usual_size(rows: &[Row]) -> Option<f32> {
    let mut sizes: Vec<f32> = rows.iter().flat_map(|row| row.words.iter().map(|word| word.size)).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied()
}

/// Follows the white strips from row to row.
fn strips(rows: &[Row], narrowest: f32) -> Vec<Strip> {
    let mut ended = Vec::new();
    let mut open: Vec<Strip> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let gaps = gaps(row, narrowest);
        let mut next: Vec<Strip> = Vec::new();
        let mut keep = |strip: Strip| {
            let same = |other: &Strip| (other.x0 - strip.x0).abs() < 0.5 && (other.x1 - strip.x1).abs() < 0.5;
            if next.len() < STRIPS && !next.iter().any(same) {
                next.push(strip);
            }
        };
        for strip in &open {
            let mut goes_on = false;
            for &(x0, x1) in &gaps {
                let (x0, x1) = (x0.max(strip.x0), x1.min(strip.x1));
                if x1 - x0 >= narrowest {
                    keep(Strip { x0, x1, ..*strip });
                    goes_on = true;
                }
            }
            if !goes_on {
                ended.push(Strip { to: i, ..*strip });
            }
        }
        for &(x0, x1) in &gaps {
            keep(Strip { x0, x1, from: i, to: 0 });
        }
        open = next;
    }
    ended.extend(open.into_iter().map(|strip| Strip { to: rows.len(), ..strip }));
    ended.retain(|strip| strip.to - strip.from >= ROWS && strip.x0 > f32::MIN && strip.x1 < f32::MAX);
    ended
}

/// Returns the gaps of a row, with those to both edges.
fn gaps(row: &Row, narrowest: f32) -> Vec<(f32, f32)> {
    let mut gaps = Vec::new();
    let mut end = f32::MIN;
    for word in &row.words {
        if word.x0 - end >= narrowest {
            gaps.push((end, word.x0));
        }
        end = end.max(word.x1);
    }
    gaps.push((end, f32::MAX));
    gaps
}

/// A line on one side of a gutter.
#[derive(Debug)]
struct Part {
    /// The place of its row, and the row's baseline.
    place: usize,
    y: f32,
    x0: f32,
    x1: f32,
    /// Whether it has more words than cells of a table have.
    wordy: bool,
}

/// One side of a gutter, from the top down.
#[derive(Debug, Default)]
struct Side(Vec<Part>);

impl Side {
    fn add(&mut self, place: usize, row: &Row, words: &[Word]) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let count: usize = words.iter().map(|word| weight(&word.text)).sum();
        let gaps = words.windows(2).filter(|pair| pair[1].x0 - pair[0].x1 > row.size * CELL_GAP).count();
        let wordy = count * 2 >= (gaps + 1) * 5;
        self.0.push(Part { place, y: row.y, x0: first.x0, x1: last.x1, wordy });
    }

    /// Tells whether this is prose: lines of several words that fill the
    /// column, one under the other. Lines by themselves (a title above the
    /// columns, a page's number below) do not count.
    fn is_prose(&self, size: f32) -> bool {
        let close =
            |a: Option<&Part>, b: Option<&Part>| a.zip(b).is_some_and(|(a, b)| b.y - a.y <= size * 2.2);
        let parts: Vec<&Part> = (0..self.0.len())
            .filter(|&i| {
                let before = i.checked_sub(1).and_then(|before| self.0.get(before));
                close(before, self.0.get(i)) || close(self.0.get(i), self.0.get(i + 1))
            })
            .map(|i| &self.0[i])
            .collect();
        let x0 = parts.iter().map(|part| part.x0).fold(f32::MAX, f32::min);
        let x1 = parts.iter().map(|part| part.x1).fold(f32::MIN, f32::max);
        let wordy = parts.iter().filter(|part| part.wordy).count();
        let full = parts.iter().filter(|part| part.x1 - part.x0 >= (x1 - x0) * 0.6).count();
        parts.len() >= ROWS
            && parts.len() * 2 >= self.0.len()
            && wordy * 10 >= parts.len() * 6
            && full * 2 >= parts.len()
            && x1 - x0 >= size * 8.0
    }
}

/// Counts a word; of a script without spaces, two letters for one.
fn weight(word: &str) -> usize {
    let dense = word.chars().filter(|&c| crate::corpus::asides::is_han(c)).count();
    1.max(dense.div_ceil(2))
}

/// Tells how good a gutter a strip is (in rows of its shorter side), and cuts it
/// to the rows that it parts; `None` if it is none.
fn judged(rows: &[Row], strip: Strip, size: f32) -> Option<(usize, Strip)> {
    let middle = f32::midpoint(strip.x0, strip.x1);
    let (mut left, mut right) = (Side::default(), Side::default());
    for (i, row) in rows.iter().enumerate().take(strip.to).skip(strip.from) {
        let at = row.words.partition_point(|word| word.x0 < middle);
        left.add(i, row, &row.words[..at]);
        right.add(i, row, &row.words[at..]);
    }
    let (first, last) =
        (left.0.first()?.place.max(right.0.first()?.place), left.0.last()?.place.min(right.0.last()?.place));
    if !left.is_prose(size) || !right.is_prose(size) || first > last {
        return None;
    }
    let from = near(rows, strip.from, first, size);
    let to = before_table(rows, strip.to, size).max(from + 1);
    let count = left.0.len().min(right.0.len());
    Some((count, Strip { from, to, ..strip }))
}

/// Returns where the gutter ends if a table's row crosses it: the table's first
/// rows, which may be above, are no part of the columns.
fn before_table(rows: &[Row], to: usize, size: f32) -> usize {
    let is_row = |row: &Row| {
        row.words.windows(2).filter(|pair| pair[1].x0 - pair[0].x1 > size * CELL_GAP).count() >= 2
    };
    let crosses = rows.iter().skip(to).take(2).any(is_row) && to < rows.len();
    let mut at = to;
    while crosses && at > 0 && to - at < 4 && rows[at].y - rows[at - 1].y <= size * 1.8 {
        at -= 1;
    }
    // A table so tall has rows that would have crossed before.
    if to - at < 4 { at } else { to }
}

/// Returns the first row of a gutter: rows with one side only that stand close
/// above belong to it, others stand over both columns.
fn near(rows: &[Row], from: usize, first: usize, size: f32) -> usize {
    let mut at = first;
    while at > from && rows[at].y - rows[at - 1].y <= size * 1.8 {
        at -= 1;
    }
    at
}
