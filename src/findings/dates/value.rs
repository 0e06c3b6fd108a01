//! What a date expression means, before and after it is resolved.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How exactly a date is known.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A day.
    Day,
    /// A week of ISO 8601, or a weekend.
    Week,
    /// A month.
    Month,
    /// A season: spring, summer, autumn or winter.
    Season,
    /// A quarter of a year.
    Quarter,
    /// A half of a year.
    Half,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// A day or a span of the calendar; where `year` is `None`, of no known year.
///
/// Written as ISO 8601 has it: `2024-05-16`, `2024-05`, `2024`, `2024-W20`; an
/// unspecified digit is an `X` (ISO 8601-2:2019, 4.7): `XXXX-05-16`, `199X` for
/// a decade, `19XX` for a century. Quarters, halves and seasons, for which ISO
/// 8601-1 has no form, are written as `TimeML` does (ISO 24617-1): `2024-Q3`,
/// `2024-H1`, `2024-SU`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    Day {
        year: Option<i16>,
        month: u8,
        day: u8,
    },
    Month {
        year: Option<i16>,
        month: u8,
    },
    /// From 1 to 4.
    Quarter {
        year: Option<i16>,
        quarter: u8,
    },
    /// 1 or 2.
    Half {
        year: Option<i16>,
        half: u8,
    },
    /// 0 for spring to 3 for winter.
    Season {
        year: Option<i16>,
        season: u8,
    },
    Week {
        year: i16,
        week: u8,
    },
    Year(i16),
    /// Its first three digits.
    Decade(i16),
    /// Its first two digits.
    Century(i16),
}

impl Point {
    pub(crate) fn precision(self) -> Precision {
        match self {
            Self::Day { .. } => Precision::Day,
            Self::Month { .. } => Precision::Month,
            Self::Quarter { .. } => Precision::Quarter,
            Self::Half { .. } => Precision::Half,
            Self::Season { .. } => Precision::Season,
            Self::Week { .. } => Precision::Week,
            Self::Year(_) => Precision::Year,
            Self::Decade(_) => Precision::Decade,
            Self::Century(_) => Precision::Century,
        }
    }

    /// Returns the year; `None` where it is not known or there are several.
    pub(crate) fn year(self) -> Option<i16> {
        match self {
            Self::Day { year, .. }
            | Self::Month { year, .. }
            | Self::Quarter { year, .. }
            | Self::Half { year, .. }
            | Self::Season { year, .. } => year,
            Self::Week { year, .. } | Self::Year(year) => Some(year),
            Self::Decade(_) | Self::Century(_) => None,
        }
    }

    /// Tells whether it is a part of a year that is not known.
    pub(crate) fn lacks_year(self) -> bool {
        self.year().is_none() && !matches!(self, Self::Decade(_) | Self::Century(_))
    }

    /// Puts it into a year where it has none.
    pub(crate) fn or_in(self, of: i16) -> Self {
        let or = |year: Option<i16>| Some(year.unwrap_or(of));
        match self {
            Self::Day { year, month, day } => Self::Day { year: or(year), month, day },
            Self::Month { year, month } => Self::Month { year: or(year), month },
            Self::Quarter { year, quarter } => Self::Quarter { year: or(year), quarter },
            Self::Half { year, half } => Self::Half { year: or(year), half },
            Self::Season { year, season } => Self::Season { year: or(year), season },
            other => other,
        }
    }

    /// Its place within a year, in days of months of 31: for order only.
    pub(crate) fn place(self) -> u16 {
        let at = |month: u8, day: u8| u16::from(month) * 31 + u16::from(day);
        match self {
            Self::Day { month, day, .. } => at(month, day),
            Self::Month { month, .. } => at(month, 1),
            Self::Quarter { quarter, .. } => at(quarter * 3 - 2, 1),
            Self::Half { half, .. } => at(half * 6 - 5, 1),
            Self::Season { season, .. } => at(season * 3 + 3, 1),
            Self::Week { week, .. } => u16::from(week) * 7,
            Self::Year(_) | Self::Decade(_) | Self::Century(_) => 0,
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];
        if self.lacks_year() {
            write!(f, "XXXX")?;
        } else if let Some(year) = self.year() {
            write!(f, "{year:04}")?;
        }
        match self {
            Self::Day { month, day, .. } => write!(f, "-{month:02}-{day:02}"),
            Self::Month { month, .. } => write!(f, "-{month:02}"),
            Self::Quarter { quarter, .. } => write!(f, "-Q{quarter}"),
            Self::Half { half, .. } => write!(f, "-H{half}"),
            Self::Season { season, .. } => {
                write!(f, "-{}", SEASONS.get(usize::from(*season)).unwrap_or(&"SP"))
            }
            Self::Week { week, .. } => write!(f, "-W{week:02}"),
            Self::Year(_) => Ok(()),
            Self::Decade(decade) => write!(f, "{decade:03}X"),
            Self::Century(century) => write!(f, "{century:02}XX"),
        }
    }
}

/// What is counted in `three weeks ago`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

/// Which of several: `last Monday`, `this May`, `next summer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Last,
    This,
    Next,
    /// `previous`, `past`: the nearest before.
    Before,
    /// `coming`: the nearest after.
    After,
}

impl Which {
    pub(super) fn steps(self) -> i32 {
        match self {
            Self::Last | Self::Before => -1,
            Self::This => 0,
            Self::Next | Self::After => 1,
        }
    }
}

/// What an expression means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// A date, perhaps of no known year.
    At(Point),
    /// A date of a year that the text has told before: `May of that year`.
    Told(Point),
    /// From one to another.
    Between(Point, Point),
    /// So many units from the document's date; `exact` where it is the very
    /// day, not the week, month or year.
    Shift { unit: Unit, by: i32, exact: bool },
    /// A day of the week, 1 for Monday to 7; with nothing said, the nearest one
    /// in the direction of the sentence.
    Weekday { day: u8, which: Option<Which> },
    /// A day of the week that is so many weeks away.
    WeekdayOf { day: u8, weeks: i32 },
    /// A part of a year that is named with `last`, `this` or `next`.
    Which { part: Point, which: Which },
    /// A day of the month that is so many months away; where that is not said,
    /// the nearest in the direction of the sentence.
    DayOf { day: u8, months: Option<i32> },
    /// A day of the month that is this day of the week.
    WeekdayDay { weekday: u8, day: u8 },
    /// So many units ahead, where the sentence is of the future: `in two weeks`.
    Ahead { unit: Unit, by: i32 },
    /// A part of the year that is so many years away: `May last year`.
    PartOf { part: Point, years: i32 },
    /// So many units from a date.
    From { base: Point, unit: Unit, by: i32 },
}

/// A date expression of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Bytes of the text.
    pub(super) range: std::ops::Range<usize>,
    pub(super) value: Value,
}
