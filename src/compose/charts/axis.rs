//! Time: what dates span, and axes that show it.

use crate::labels::Labels;
use crate::model::{Axis, Date, PartialDate};

/// The days that a date of the findings means, first and last; `None` for one
/// of no known year. A span `a/b` is from the first day of `a` to the last of
/// `b`.
pub(super) fn days(date: &str) -> Option<(Date, Date)> {
    let (first, last) = date.split_once('/').unwrap_or((date, date));
    Some((point(first)?.0, point(last)?.1))
}

fn point(date: &str) -> Option<(Date, Date)> {
    if let Ok(date) = date.parse::<PartialDate>() {
        return Some((date.first_day(), date.last_day()));
    }
    // A decade (`199X`) or a century (`19XX`): ISO 8601-2:2019, 4.7.
    let digits = date.trim_end_matches('X');
    if digits.len() < 4 && date.len() == 4 {
        let years = 10i16.pow(4 - digits.len() as u32);
        let first = digits.parse::<i16>().ok()? * years;
        return Some((Date::of(first.max(1), 1, 1)?, Date::of(first + years - 1, 12, 31)?));
    }
    let (year, part) = date.split_once('-')?;
    let year = year.parse::<i16>().ok()?;
    let months = |first: u8, length: i32| {
        let first = Date::of(year, first, 1)?;
        Some((first, first.plus_months(length)?.plus_days(-1)?))
    };
    if let Some(week) = part.strip_prefix('W').and_then(|week| week.parse::<u8>().ok()) {
        // The week of the 4th of January is the first (ISO 8601-1:2019, 4.3.6).
        let fourth = Date::of(year, 1, 4)?;
        let weeks = i32::from(week) - 1;
        let monday = fourth.plus_days(weeks * 7 - i32::from(fourth.weekday()) + 1)?;
        return Some((monday, monday.plus_days(6)?));
    }
    match part {
        "Q1" => months(1, 3),
        "Q2" => months(4, 3),
        "Q3" => months(7, 3),
        "Q4" => months(10, 3),
        "H1" => months(1, 6),
        "H2" => months(7, 6),
        "SP" => months(3, 3),
        "SU" => months(6, 3),
        "FA" | "AU" => months(9, 3),
        "WI" => months(12, 3),
        _ => None,
    }
}

/// The unit of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Days since 1970.
    Days,
    /// Months since the year 0, and parts of them.
    Months,
}

/// Spans of up to so many days have an axis of days.
const DAYS: i64 = 60;

impl Unit {
    pub(super) fn of(first: Date, last: Date) -> Self {
        if last.days_since(first) <= DAYS { Self::Days } else { Self::Months }
    }

    /// Returns the place of a day's beginning on an axis of this unit.
    pub(super) fn place(self, date: Date) -> f64 {
        match self {
            Self::Days => Date::of(1970, 1, 1).map_or(0.0, |start| date.days_since(start) as f64),
            Self::Months => {
                let month = PartialDate { day: None, ..date.into() };
                let days = f64::from(month.last_day().day());
                f64::from(months(date)) + f64::from(date.day() - 1) / days
            }
        }
    }

    /// Returns an axis from place to place with so few ticks that their labels
    /// stand apart.
    pub(super) fn axis(self, start: f64, end: f64, labels: &Labels) -> Axis {
        /// Days, or months: multiples of each have the same names.
        const STEPS: [&[i32]; 2] =
            [&[1, 2, 7, 14, 28], &[1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000]];
        let (start, end) = if end - start < 1.0 { (start - 1.0, end + 1.0) } else { (start, end) };
        let steps = STEPS[usize::from(self == Self::Months)];
        let fits = |step: &&i32| {
            let most = if self == Self::Months && **step >= 12 { 9.0 } else { 5.0 };
            (end - start) / f64::from(**step) <= most
        };
        let step = *steps.iter().find(fits).or(steps.last()).expect("each unit has steps");
        let (from, to) = ((start / f64::from(step)).ceil() as i32, (end / f64::from(step)).floor() as i32);
        let tick = |at: i32| (f64::from(at * step), self.label(at * step, step, labels));
        Axis { start, end, step: f64::from(step), ticks: (from..=to).map(tick).collect() }
    }

    fn label(self, at: i32, step: i32, labels: &Labels) -> String {
        match self {
            Self::Days => Date::of(1970, 1, 1)
                .and_then(|start| start.plus_days(at))
                .map_or_else(String::new, |date| labels.date(date.into())),
            Self::Months => {
                let month = (step < 12).then_some((at.rem_euclid(12) + 1) as u8);
                let year = at.div_euclid(12) as i16;
                if year < 1 { String::new() } else { labels.date(PartialDate { year, month, day: None }) }
            }
        }
    }
}

/// Months since the year 0.
pub(super) fn months(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}
