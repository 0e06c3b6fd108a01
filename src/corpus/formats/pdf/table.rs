//! Tables without lines: rows whose cells stand under one another.

use std::ops::Range;

use super::lines::Line;
use super::marks::leader;

/// The fewest rows of a table with two columns.
const ROWS: usize = 3;

/// The largest distance of rows, in parts of the text's size.
const STEP: f32 = 3.5;

/// Returns the lines that are rows of tables.
pub(super) fn tables(lines: &[Line]) -> Vec<Range<usize>> {
    let mut tables = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let end = table_end(lines, start);
        let first = table_start(lines, start, tables.last());
        let rows = &lines[start..end];
        let wide = rows.iter().all(|line| line.cells.len() >= 3);
        let contents = rows.iter().filter(|line| leader(&line.text).is_some()).count() * 2 >= rows.len();
        if rows.len() >= ROWS || rows.len() == 2 && (wide || contents) {
            tables.push(first..end);
            start = end;
        } else {
            start += 1;
        }
    }
    tables
}

/// Returns where a table begins whose first whole row this is: cells of several
/// lines may stand above.
fn table_start(lines: &[Line], row: usize, before: Option<&Range<usize>>) -> usize {
    let least = before.map_or(0, |table| table.end);
    let mut start = row;
    while start > least && row - start < 3 {
        let (above, below) = (&lines[start - 1], &lines[start]);
        let step = (below.y - above.y) / below.size;
        let in_column =
            lines[row].cells.iter().skip(1).any(|cell| (cell.0 - above.start).abs() < above.size * 0.5);
        if above.cells.len() != 1 || !in_column || !(0.2..=1.6).contains(&step) {
            break;
        }
        start -= 1;
    }
    start
}

/// Returns where a table that begins with this line ends.
fn table_end(lines: &[Line], start: usize) -> usize {
    if !is_row(&lines[start]) {
        return start + 1;
    }
    let mut end = start + 1;
    let mut last = start;
    while end < lines.len() {
        let (before, line) = (&lines[end - 1], &lines[end]);
        let step = (line.y - before.y) / line.size.max(before.size);
        if !(0.2..=STEP).contains(&step) {
            break;
        }
        if is_row(line) && is_under(&lines[last], line) {
            last = end;
        } else if !(end - last <= 2 && is_cell(&lines[last], line)) {
            break;
        }
        end += 1;
    }
    last + 1
}

fn is_row(line: &Line) -> bool {
    line.cells.len() >= 2 || leader(&line.text).is_some()
}

/// Tells whether gaps of two rows are one over the other.
fn is_under(above: &Line, line: &Line) -> bool {
    let aligned =
        (above.end - line.end).abs() < line.size * 0.6 && ends_in_number(line) && ends_in_number(above);
    if aligned && (leader(&above.text).is_some() || leader(&line.text).is_some()) {
        return true;
    }
    let gaps = |line: &Line| -> Vec<(f32, f32)> {
        line.cells.windows(2).map(|pair| (pair[0].1.min(pair[1].1), pair[1].0.max(pair[0].0))).collect()
    };
    let below = gaps(line);
    gaps(above).iter().any(|a| below.iter().any(|b| a.1.min(b.1) - a.0.max(b.0) >= line.size * 0.8))
}

fn ends_in_number(line: &Line) -> bool {
    line.text
        .rsplit(' ')
        .next()
        .is_some_and(|word| word.chars().all(|c| c.is_ascii_digit() || "ivxlc.-".contains(c)))
}

/// Tells whether a line can be a cell that goes on: narrower than the row.
fn is_cell(row: &Line, line: &Line) -> bool {
    line.cells.len() == 1 && line.end - line.start < (row.end - row.start) * 0.6
}

/// Writes a row with tabs between its cells.
pub(super) fn row(line: &Line) -> String {
    if let Some((title, page)) = leader(&line.text) {
        return format!("{title}\t{page}");
    }
    line.cells.iter().map(|cell| &line.text[cell.2.clone()]).collect::<Vec<_>>().join("\t")
}
