//! Charts as plain data: what is to be seen, before anything is drawn.

/// A chart with all that stands around it. Every text is plain, and in the
/// language of the briefing unless it is a source's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Unique in a briefing: lower-case letters (a to z), digits and hyphens.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What is to be seen, and what was left out, in a sentence or two.
    pub caption: String,
    /// What there is to see, for those who do not see it.
    pub alt: String,
    /// What is drawn.
    pub shape: Shape,
    /// The head of its table: at least two cells.
    pub columns: Vec<String>,
    /// The rows of its table in the order in which the chart has them; never
    /// empty.
    pub rows: Vec<Row>,
}

/// A row of a chart's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As many as the table has columns.
    pub cells: Vec<String>,
    /// The number of the citation that the row is from; `None` where it counts
    /// several or is from none.
    pub number: Option<u32>,
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Bars side by side in the order of time, each of parts on top of one
    /// another.
    Stacks {
        /// What each bar stands for.
        bars: Vec<String>,
        /// What each part stands for, lowest first; at least one.
        parts: Vec<String>,
        /// Whether the last part is all the others together.
        has_rest: bool,
        /// For each bar the size of each part.
        values: Vec<Vec<u32>>,
    },
    /// A table whose cells are the darker the more they hold.
    Heat {
        /// From above.
        rows: Vec<String>,
        /// From the side where lines begin.
        columns: Vec<String>,
        /// For each row the value in each column.
        values: Vec<Vec<u32>>,
    },
    /// Values over time, joined by a line.
    Line {
        /// The axis of time.
        axis: Axis,
        /// What the values are in; may be empty.
        unit: String,
        /// Time and value, in the order of time; finite.
        points: Vec<(f64, f64)>,
    },
    /// Happenings on an axis of time, in lanes.
    Timeline {
        /// The axis of time.
        axis: Axis,
        /// The lanes from above.
        lanes: Vec<String>,
        /// In the order of time.
        events: Vec<Happening>,
    },
    /// Bars under one another.
    Bars {
        /// What each bar stands for, from above.
        names: Vec<String>,
        /// Their lengths.
        values: Vec<u32>,
        /// What stands behind each bar.
        written: Vec<String>,
        /// Whether the last bar is all the others together.
        has_rest: bool,
    },
}

/// An axis of time. Places on it are numbers whose unit is the axis's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Where it begins.
    pub start: f64,
    /// Where it ends; behind its start.
    pub end: f64,
    /// How far ticks are apart: they stand at the multiples of it.
    pub step: f64,
    /// What stands at which tick; a tick without a label has none.
    pub ticks: Vec<(f64, String)>,
}

/// A happening on a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The lane, an index into the lanes.
    pub lane: usize,
    /// Where it begins on the axis.
    pub start: f64,
    /// Where it ends; its start for a day.
    pub end: f64,
    /// What stands beside it: the number of its citation.
    pub label: String,
}

impl Shape {
    /// Tells whether a line's axis of values has its zero: where the values are
    /// near enough to it to be told apart all the same.
    #[must_use]
    pub fn has_zero(points: &[(f64, f64)]) -> bool {
        let values = || points.iter().map(|(_, value)| *value);
        let least = values().fold(f64::INFINITY, f64::min);
        let most = values().fold(f64::NEG_INFINITY, f64::max);
        let crosses = least <= 0.0 && most >= 0.0;
        crosses || (least > 0.0 && least <= most * 0.6) || (most < 0.0 && most >= least * 0.6)
    }
}
