//! Resolves date expressions by the date of their document.

use super::value::{Point, Unit, Value, Which};
use crate::model::{Date, PartialDate};

/// What time a sentence is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    /// Neither, or not known.
    Other,
}

/// A date or a range of two, and whether it was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) start: Point,
    pub(super) end: Option<Point>,
    pub(super) inferred: bool,
}

/// Resolves an expression. `year` is one that its sentence has named before.
///
/// Where the document's date is not exact enough, a day and a month stay without
/// a year and all other relative expressions are `None`.
pub(super) fn resolve(
    value: Value,
    published: Option<PartialDate>,
    tense: Tense,
    year: Option<i16>,
) -> Option<Resolved> {
    let one = |start: Point, inferred: bool| Some(Resolved { start, end: None, inferred });
    match value {
        Value::At(point) if !point.lacks_year() => one(point, false),
        Value::At(point) => match year {
            Some(year) => one(point.or_in(year), true),
            None => match published.and_then(|published| in_year(point, published, tense)) {
                Some(point) => one(point, true),
                None => one(point, false),
            },
        },
        Value::Told(point) => one(point, !point.lacks_year()),
        Value::Between(start, end) => between(start, end, published, tense, year),
        _ => one(relative(value, published?, tense)?, true),
    }
}

fn between(
    start: Point,
    end: Point,
    published: Option<PartialDate>,
    tense: Tense,
    year: Option<i16>,
) -> Option<Resolved> {
    if !end.lacks_year() {
        return Some(Resolved { start, end: Some(end), inferred: false });
    }
    let resolved = resolve(Value::At(start), published, tense, year)?;
    let end = match resolved.start.year() {
        Some(year) if end.place() < start.place() => end.or_in(year.saturating_add(1)),
        Some(year) => end.or_in(year),
        None => end,
    };
    Some(Resolved { end: Some(end), ..resolved })
}

/// Gives a part of a year its year: the last one on or before the document's
/// date in a sentence of the past, the next one in one of the future, else the
/// nearer. A document that only has a year gives that.
fn in_year(point: Point, published: PartialDate, tense: Tense) -> Option<Point> {
    let Some(month) = published.month else { return Some(point.or_in(published.year)) };
    let today = u16::from(month) * 31
        + u16::from(published.day.unwrap_or(if tense == Tense::Future { 1 } else { 31 }));
    let this = point.place();
    let before = if this <= today { published.year } else { published.year.checked_sub(1)? };
    let after = if this >= today { published.year } else { published.year.checked_add(1)? };
    let year = match tense {
        Tense::Past => before,
        Tense::Future => after,
        Tense::Other => nearer(this, today, before, after),
    };
    leap(point, year, tense)
}

/// The year after where the day is within two months, else the one before: what
/// is written tells more often of what was.
fn nearer(this: u16, today: u16, before: i16, after: i16) -> i16 {
    const YEAR: u16 = 12 * 31;
    let ahead = (this + YEAR - today) % YEAR;
    if (1..=62).contains(&ahead) { after } else { before }
}

/// 29 February is of a year that has one.
fn leap(point: Point, year: i16, tense: Tense) -> Option<Point> {
    let Point::Day { month, day, .. } = point else { return Some(point.or_in(year)) };
    let step = if tense == Tense::Future { 1 } else { -1 };
    let years = std::iter::successors(Some(year), |year| year.checked_add(step)).take(9);
    years.filter(|year| Date::of(*year, month, day).is_some()).map(|year| point.or_in(year)).next()
}

fn relative(value: Value, published: PartialDate, tense: Tense) -> Option<Point> {
    let today = || Date::of(published.year, published.month?, published.day?);
    match value {
        Value::Shift { unit, by, exact } => shift(published, unit, by, exact),
        Value::Ahead { unit, by } => {
            (tense == Tense::Future).then(|| shift(published, unit, by, false)).flatten()
        }
        Value::Weekday { day, which } => Some(on(weekday(today()?, day, which, tense)?)),
        Value::WeekdayOf { day, weeks } => Some(on(in_week(today()?, day, weeks)?)),
        Value::DayOf { day, months: Some(months) } => {
            let month = today()?.plus_months(months)?;
            super::absolute::exact(Some(month.year()), month.month().into(), day.into())
        }
        Value::DayOf { day, months: None } => day_of_month(today()?, tense, |date| date.day() == day),
        Value::WeekdayDay { weekday, day } => {
            day_of_month(today()?, tense, |date| date.day() == day && date.weekday() == weekday)
        }
        Value::PartOf { part, years } => {
            let year = published.year.checked_add(i16::try_from(years).ok()?)?;
            leap(part, year, Tense::Other).filter(|point| point.year() == Some(year))
        }
        Value::Which { part, which } => part_of(part, which, published),
        Value::From { base, unit, by } => {
            let base = if base.lacks_year() { in_year(base, published, tense)? } else { base };
            let Point::Day { year, month, day } = base else { return None };
            moved(Date::of(year?, month, day)?, unit, by).map(on)
        }
        Value::At(_) | Value::Told(_) | Value::Between(..) => None,
    }
}

fn on(date: Date) -> Point {
    Point::Day { year: Some(date.year()), month: date.month(), day: date.day() }
}

/// Moves a day by whole units.
fn moved(date: Date, unit: Unit, by: i32) -> Option<Date> {
    match unit {
        Unit::Day => date.plus_days(by),
        Unit::Week | Unit::Weekend => date.plus_days(by.checked_mul(7)?),
        Unit::Month => date.plus_months(by),
        Unit::Quarter => date.plus_months(by.checked_mul(3)?),
        Unit::Half => date.plus_months(by.checked_mul(6)?),
        Unit::Year => date.plus_months(by.checked_mul(12)?),
        Unit::Decade => date.plus_months(by.checked_mul(120)?),
        Unit::Century => date.plus_months(by.checked_mul(1200)?),
    }
}

/// The unit that is so many away: `three years ago` is a year, not a day.
fn shift(published: PartialDate, unit: Unit, by: i32, exact: bool) -> Option<Point> {
    if unit == Unit::Day || unit == Unit::Week || unit == Unit::Weekend || exact {
        let date = moved(Date::of(published.year, published.month?, published.day?)?, unit, by)?;
        let (year, week) = date.iso_week();
        let point = if exact || unit == Unit::Day { on(date) } else { Point::Week { year, week } };
        return (date.year() > 0 && year > 0).then_some(point);
    }
    let needs_month = matches!(unit, Unit::Month | Unit::Quarter | Unit::Half);
    let month = if needs_month { published.month? } else { published.month.unwrap_or(1) };
    let date = moved(Date::of(published.year, month, 1)?, unit, by).filter(|date| date.year() > 0)?;
    let year = Some(date.year());
    Some(match unit {
        Unit::Month => Point::Month { year, month: date.month() },
        Unit::Quarter => Point::Quarter { year, quarter: date.month().div_ceil(3) },
        Unit::Half => Point::Half { year, half: date.month().div_ceil(6) },
        Unit::Decade => Point::Decade(date.year() / 10),
        Unit::Century => Point::Century(date.year() / 100),
        _ => Point::Year(date.year()),
    })
}

/// The day of the week that is meant: with no more said the last on or before
/// the document's day, or the next in a sentence of the future; `last` and
/// `next` are of the week before and after, `this` of its own.
fn weekday(today: Date, day: u8, which: Option<Which>, tense: Tense) -> Option<Date> {
    let back = (i32::from(today.weekday()) - i32::from(day)).rem_euclid(7);
    match which {
        None if tense == Tense::Future => today.plus_days((7 - back) % 7),
        None => today.plus_days(-back),
        Some(Which::Before) => today.plus_days(if back == 0 { -7 } else { -back }),
        Some(Which::After) => today.plus_days(7 - back),
        Some(Which::Last) => in_week(today, day, -1),
        Some(Which::This) => in_week(today, day, 0),
        Some(Which::Next) => in_week(today, day, 1),
    }
}

fn in_week(today: Date, day: u8, weeks: i32) -> Option<Date> {
    today.plus_days(weeks * 7 + i32::from(day) - i32::from(today.weekday()))
}

/// How far a day of the month is looked for, in days: a day of the week falls
/// on each day of the month within two years.
const LOOKED_FOR: i32 = 800;

fn day_of_month(today: Date, tense: Tense, is: impl Fn(Date) -> bool) -> Option<Point> {
    let step = if tense == Tense::Future { 1 } else { -1 };
    (0..LOOKED_FOR).filter_map(|days| today.plus_days(step * days)).find(|date| is(*date)).map(on)
}

/// `last May`, `this May`, `next May`.
fn part_of(part: Point, which: Which, published: PartialDate) -> Option<Point> {
    let this = part.place();
    let today = u16::from(published.month?) * 31 + u16::from(published.day.unwrap_or(1));
    let step = match which {
        Which::This => 0,
        // A month that has begun is not over.
        Which::Last | Which::Before
            if this + 30 < today || matches!(part, Point::Day { .. }) && this < today =>
        {
            0
        }
        Which::Last | Which::Before => -1,
        Which::Next | Which::After if this > today => 0,
        Which::Next | Which::After => 1,
    };
    leap(part, published.year.checked_add(step)?, Tense::Other)
}
