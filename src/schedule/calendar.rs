//! The slots of a schedule: the moments at which its brief is due.
//!
//! Time is cut where the clocks of the zone are changed. Between two changes
//! what they show and the time that passes differ by a fixed offset, so that
//! the slots are just the times that are shown. At a change, what the clocks
//! pass over and what they show again is decided here; docs/schedules.md says
//! how, and the rules are those of cronie and of croner as far as these have
//! one.

use std::collections::BTreeSet;

use crate::model::{Date, Holidays, Moment, Schedule, Sha256, Zone};
use crate::tool::cron::Expression;

/// Seconds of a day without a change of clocks.
const DAY: i64 = 86_400;

/// A window that has no slot is followed by one that is so many times longer.
const GROWTH: i64 = 8;

/// How far slots are looked for: a leap day that is a Monday and no holiday
/// comes within 40 years.
const FARTHEST: i64 = 41 * 366 * DAY;

/// A moment at which a brief is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The moment.
    pub moment: Moment,
    /// The date in the schedule's zone, which is that of the edition.
    pub date: Date,
    /// Whether the clocks passed its own time over, so that it comes at the
    /// first moment after.
    pub moved: bool,
}

/// A schedule that can tell its slots.
#[derive(Debug, Clone)]
pub struct Calendar {
    expressions: Vec<Expression>,
    zone: Zone,
    holidays: Holidays,
    jitter_seconds: u32,
}

impl Calendar {
    /// Makes the calendar of a schedule. An expression or a zone that is not
    /// right is passed over: the desk refuses them with a mistake.
    #[must_use]
    pub fn of(schedule: &Schedule) -> Self {
        let crons = schedule.when.iter().flat_map(|when| &when.crons);
        Self {
            expressions: crons.filter_map(|cron| Expression::parse(cron).ok()).collect(),
            zone: Zone::named(&schedule.zone).unwrap_or_else(Zone::utc),
            holidays: schedule.holidays.clone(),
            jitter_seconds: schedule.jitter_seconds,
        }
    }

    /// Returns its expressions.
    #[must_use]
    pub fn expressions(&self) -> &[Expression] {
        &self.expressions
    }

    /// Returns its time zone.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Returns the slots after one moment and up to another, in their order, no
    /// moment twice.
    #[must_use]
    pub fn between(&self, after: Moment, until: Moment) -> Vec<Slot> {
        let mut slots = BTreeSet::new();
        if after < until {
            for expression in &self.expressions {
                self.add(expression, after, until, &mut slots);
            }
        }
        let slot = |(moment, moved): (Moment, bool)| Slot { moment, date: self.zone.date(moment), moved };
        let is_open = |slot: &Slot| !self.holidays.contains(slot.date);
        let mut slots: Vec<Slot> = slots.into_iter().map(slot).filter(is_open).collect();
        slots.dedup_by_key(|slot| slot.moment);
        slots
    }

    /// Returns the first slot after a moment; `None` where there is none in the
    /// 41 years after it.
    #[must_use]
    pub fn next(&self, after: Moment) -> Option<Slot> {
        let (mut from, mut span) = (after, DAY);
        while from.since(after) < FARTHEST {
            let until = from.plus(span);
            if let Some(slot) = self.between(from, until).first() {
                return Some(*slot);
            }
            // No more than a year at once: there may be a slot each minute.
            (from, span) = (until, (span * GROWTH).min(366 * DAY));
        }
        None
    }

    /// Returns the newest slots after one moment and up to another, at most so
    /// many, in their order.
    #[must_use]
    pub fn newest(&self, after: Moment, until: Moment, most: usize) -> Vec<Slot> {
        let mut found: Vec<Slot> = Vec::new();
        let (mut to, mut span) = (until, DAY);
        while to > after && until.since(to) < FARTHEST && found.len() < most {
            let from = to.plus(-span).max(after);
            let mut earlier = self.between(from, to);
            earlier.append(&mut found);
            found = earlier;
            (to, span) = (from, (span * GROWTH).min(366 * DAY));
        }
        found.split_off(found.len().saturating_sub(most))
    }

    /// Returns the moment at which a slot of this brief is run: later than the
    /// slot by up to the schedule's jitter, and the same on every machine.
    #[must_use]
    pub fn run_at(&self, brief: &str, slot: Moment) -> Moment {
        let digest = Sha256::of_parts([brief.as_bytes(), slot.to_string().as_bytes()]);
        // The first 8 bytes of a digest, in hexadecimal, are a number like any other.
        let number = u64::from_str_radix(&digest.as_str()[..16], 16).unwrap_or(0);
        let later = number % (u64::from(self.jitter_seconds) + 1);
        slot.plus(i64::try_from(later).unwrap_or(0))
    }

    /// Adds the slots of one expression: segment by segment between changes of
    /// the clocks.
    fn add(
        &self,
        expression: &Expression,
        after: Moment,
        until: Moment,
        slots: &mut BTreeSet<(Moment, bool)>,
    ) {
        let times = expression.times();
        // A slot at `after` itself is not wanted.
        let mut from = after.plus(1);
        let mut begin = self.zone.last_change(from);
        loop {
            let next = self.zone.next_change(from);
            let to = next.filter(|next| *next <= until);
            let end = to.unwrap_or(until.plus(1));
            self.add_shown(expression, &times, Segment { begin, from, end }, slots);
            match to {
                Some(change) => (begin, from) = (Some(change), change),
                None => return,
            }
        }
    }

    fn add_shown(
        &self,
        expression: &Expression,
        times: &[i64],
        segment: Segment,
        slots: &mut BTreeSet<(Moment, bool)>,
    ) {
        let Segment { begin, from, end } = segment;
        let offset = self.zone.offset(from);
        let before = begin.map_or(offset, |begin| self.zone.offset(begin.plus(-1)));
        let mut shown = (from.seconds() + offset)..(end.seconds() + offset);
        if let Some(begin) = begin {
            let (old, new) = (begin.seconds() + before, begin.seconds() + offset);
            if old > new && !expression.is_interval() {
                // Shown a second time up to `old`: that was run at the first.
                shown.start = shown.start.max(old);
            }
            let passed_over =
                || shown_in(expression, times, old..new).any(|time| !is_lost_day(time, &(old..new)));
            if old < new && begin == from && !expression.is_any_hour() && passed_over() {
                slots.insert((begin, true));
            }
        }
        let own = shown_in(expression, times, shown);
        slots.extend(own.map(|shown| (Moment::of_seconds(shown - offset), false)));
    }
}

/// A part of time in which the clocks are not changed: from `from`, before `end`.
struct Segment {
    /// When the clocks were changed last, if ever.
    begin: Option<Moment>,
    from: Moment,
    end: Moment,
}

/// Returns the times of an expression that clocks show in a range of seconds
/// since 1970-01-01 00:00, in order.
fn shown_in<'e>(
    expression: &'e Expression,
    times: &'e [i64],
    shown: std::ops::Range<i64>,
) -> impl Iterator<Item = i64> + 'e {
    let days = shown.start.div_euclid(DAY)..=(shown.end - 1).div_euclid(DAY);
    let days = days.filter(|day| expression.is_day(Date::of_epoch_day(*day)));
    let of_day = move |day: i64| times.iter().map(move |time| day * DAY + time);
    days.flat_map(of_day).filter(move |time| shown.contains(time))
}

/// Tells whether the whole day of a time that is shown was passed over: a place
/// that changed to the other side of the date line never had that day.
fn is_lost_day(time: i64, passed_over: &std::ops::Range<i64>) -> bool {
    let midnight = time.div_euclid(DAY) * DAY;
    passed_over.start <= midnight && midnight + DAY <= passed_over.end
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
