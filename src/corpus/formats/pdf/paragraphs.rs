//! From the lines of a column to blocks: paragraphs, list items, tables.

use crate::model::BlockKind;

use super::lines::{Line, Style};
use super::marks::{ends_sentence, leader, list_marker};

/// The largest line spacing, in parts of the text's size.
const SPACING: f32 = 2.3;

/// The smallest difference that is an indent.
const INDENT: f32 = 0.7;

/// A block whose kind is still open where it is a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: BlockKind,
    pub(super) lines: Vec<Line>,
    /// Space above it in parts of its size; large at the top of a column.
    pub(super) above: f32,
    /// The right edge of its column.
    pub(super) edge: f32,
}

impl Draft {
    pub(super) fn first(&self) -> &Line {
        self.lines.first().expect("blocks have lines")
    }

    pub(super) fn last(&self) -> &Line {
        self.lines.last().expect("blocks have lines")
    }

    /// The size of the line with the most letters.
    pub(super) fn size(&self) -> f32 {
        self.lines.iter().max_by_key(|line| line.text.len()).map_or(0.0, |line| line.size)
    }

    pub(super) fn is_bold(&self) -> bool {
        self.lines.iter().all(|line| line.bold)
    }

    pub(super) fn is_italic(&self) -> bool {
        self.lines.iter().all(|line| line.italic)
    }

    /// The right edge of its own lines where they tell, else of its column.
    pub(super) fn inner_edge(&self) -> f32 {
        match self.lines.len() {
            0..=2 => self.edge,
            _ => self.lines.iter().map(|line| line.end).fold(f32::MIN, f32::max),
        }
    }

    pub(super) fn words(&self) -> usize {
        self.lines.iter().map(|line| line.text.split_whitespace().count()).sum()
    }
}

/// The measures of a column.
struct Column {
    edge: f32,
    /// The usual distance of baselines.
    leading: f32,
}

impl Column {
    fn of(lines: &[Line]) -> Self {
        let edge = edge(lines);
        let mut steps: Vec<f32> = lines
            .windows(2)
            .filter(|pair| (pair[0].size - pair[1].size).abs() < pair[0].size * 0.08)
            .map(|pair| (pair[1].y - pair[0].y) / pair[0].size)
            .filter(|step| (0.8..SPACING).contains(step))
            .collect();
        steps.sort_by(f32::total_cmp);
        // Paragraphs of one line are further apart: the closer half counts.
        let leading = steps.get(steps.len() * 2 / 5).copied().unwrap_or(1.35);
        Self { edge, leading }
    }
}

/// Returns the right edge of the lines that stand close to others: a header or a
/// page number may stand out.
fn edge(lines: &[Line]) -> f32 {
    let close = |pair: &[Line]| (pair[1].y - pair[0].y) <= pair[0].size.max(pair[1].size) * SPACING;
    let ends = lines.windows(2).filter(|pair| close(pair)).flat_map(|pair| [pair[0].end, pair[1].end]);
    let edge = ends.fold(f32::MIN, f32::max);
    if edge > f32::MIN { edge } else { lines.iter().map(|line| line.end).fold(f32::MIN, f32::max) }
}

/// Cuts the lines of a column into blocks.
pub(super) fn blocks(lines: Vec<Line>, style: &Style) -> Vec<Draft> {
    let column = Column::of(&lines);
    let tables = super::table::tables(&lines);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut tables = tables.into_iter().peekable();
    let mut before: Option<f32> = None;
    for (i, line) in lines.into_iter().enumerate() {
        while tables.next_if(|table| table.end <= i).is_some() {}
        let in_table = tables.peek().filter(|table| table.contains(&i));
        let above = before.map_or(9.0, |y| (line.y - y) / line.size);
        before = Some(line.y);
        if let Some(table) = in_table {
            match drafts.last_mut() {
                Some(draft) if table.start != i => draft.lines.push(line),
                _ => {
                    drafts.push(Draft { kind: BlockKind::Table, lines: vec![line], above, edge: column.edge })
                }
            }
            continue;
        }
        match drafts.last_mut() {
            Some(draft) if draft.kind != BlockKind::Table && !begins(draft, &line, &column, style) => {
                draft.lines.push(line);
            }
            _ => {
                let item = list_marker(&line.text) > 0;
                let kind = match item {
                    _ if line.mono && !style.mono => BlockKind::Code,
                    true => BlockKind::ListItem,
                    false => BlockKind::Paragraph,
                };
                drafts.push(Draft { kind, lines: vec![line], above, edge: column.edge });
            }
        }
    }
    drafts
}

/// Tells whether a line begins a new block after those of `draft`.
fn begins(draft: &Draft, line: &Line, column: &Column, style: &Style) -> bool {
    let before = draft.last();
    let size = before.size.max(line.size);
    let step = (line.y - before.y) / size;
    let lower = line.text.starts_with(char::is_lowercase);
    let ended = ends_sentence(&before.text);
    let runs_on = lower && !ended;
    if draft.kind == BlockKind::Code && line.mono && (0.2..SPACING).contains(&step) {
        return false;
    }
    if step <= 0.2 || step > SPACING || step > spacing(draft, column) * 1.28 + 0.05 {
        return true;
    }
    if (before.size - line.size).abs() > size * 0.09 {
        return !(runs_on && (before.size - line.size).abs() < size * 0.2);
    }
    let room = before.has_room_for(line, column.edge);
    if before.bold != line.bold && (room || !runs_on) {
        return draft.is_bold() || line.bold;
    }
    let italic = before.italic != line.italic && draft.lines.iter().all(|each| each.italic == before.italic);
    if italic && room && !runs_on {
        return true;
    }
    if before.mono != line.mono && !style.mono {
        return true;
    }
    if list_marker(&line.text) > 0 && begins_item(draft, line, ended, column) {
        return true;
    }
    if leader(&before.text).is_some() {
        return true;
    }
    if step <= 1.45 && is_centred(before, line) && draft.lines.iter().all(|line| is_display(line, style)) {
        return false;
    }
    if let Some(begins) = by_indent(draft, line, runs_on, column) {
        return begins;
    }
    // The lines of an item hang under its text; this one is under its marker.
    let under = (line.start - draft.first().start).abs() < line.size * INDENT;
    if room && under && draft.kind == BlockKind::ListItem && !lower {
        return true;
    }
    let display = is_display(before, style) && is_display(line, style);
    let half = before.end - before.start < (column.edge - before.start) * 0.5;
    room && !lower && (ended || half) && !display
}

/// Returns the distance of lines, in parts of their size, that is usual in this
/// block, or else in the column.
fn spacing(draft: &Draft, column: &Column) -> f32 {
    match &draft.lines[..] {
        [.., a, b] => ((b.y - a.y) / b.size).max(column.leading.min(1.6)),
        _ => column.leading,
    }
}

/// Tells whether a line with a list's marker begins an item: a number at the
/// beginning of a line may as well be within a sentence.
fn begins_item(draft: &Draft, line: &Line, ended: bool, column: &Column) -> bool {
    let bullet = line.text.starts_with(|c: char| !c.is_alphanumeric() && c != '(');
    let aligned = (draft.first().start - line.start).abs() < line.size * 0.5;
    bullet
        || ended
        || draft.kind == BlockKind::ListItem && aligned
        || draft.last().has_room_for(line, column.edge)
}

fn is_display(line: &Line, style: &Style) -> bool {
    line.size > style.body * 1.12 || line.bold && !style.bold
}

fn is_centred(a: &Line, b: &Line) -> bool {
    let middle = |line: &Line| f32::midpoint(line.start, line.end);
    (middle(a) - middle(b)).abs() < a.size && (a.start - b.start).abs() > a.size * 0.3
}

/// Judges by the indents, where there are any.
fn by_indent(draft: &Draft, line: &Line, runs_on: bool, column: &Column) -> Option<bool> {
    let before = draft.last();
    let indent = (line.start - before.start) / line.size;
    if indent.abs() < INDENT {
        return None;
    }
    let item = draft.kind == BlockKind::ListItem;
    let full = !before.has_room_for(line, column.edge);
    Some(match (draft.lines.len(), indent > 0.0) {
        // The second line, further in: of an item, or of an entry whose first
        // line stands out.
        (1, true) => !(item || full || runs_on),
        // The second line, further out: the first was indented.
        (1, false) => item || !full && ends_sentence(&before.text),
        (_, true) => !(runs_on && full),
        (_, false) => !(runs_on && full) || item,
    })
}
