//! Times that hold all slots of schedules, as far as a clock of another zone
//! shows them.

use std::collections::BTreeSet;

use crate::model::{Moment, Schedule, Zone};
use crate::schedule::Calendar;

/// Slots are looked at for so many days: there is a leap day in them, and each
/// rule of a zone has been used.
const DAYS: i64 = 5 * 366;

/// So many days of slots are kept at once: there may be one each minute.
const STEP: i64 = 30;

/// A rare slot is looked for further on; so many of them.
const RARE: usize = 8;

const DAY: i64 = 86_400;

/// Numbers of the fields of a cron expression that hold all slots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cover {
    minutes: BTreeSet<i64>,
    hours: BTreeSet<i64>,
    days: BTreeSet<i64>,
    months: BTreeSet<i64>,
    weekdays: BTreeSet<i64>,
    /// Local times of day, in minutes, of slots that come after an hour that
    /// the clocks pass over.
    pub(super) moved: BTreeSet<i64>,
}

impl Cover {
    /// Looks at the slots from a moment on, on the clocks of a zone.
    pub(super) fn of(schedules: &[&Schedule], zone: &Zone, now: Moment) -> Self {
        let mut cover = Self::default();
        for schedule in schedules {
            let calendar = Calendar::of(schedule);
            for step in 0..DAYS / STEP {
                let from = now.plus(step * STEP * DAY);
                for slot in calendar.between(from, from.plus(STEP * DAY)) {
                    cover.add(zone, slot.moment, slot.moved);
                }
            }
            let mut after = now;
            for slot in (0..RARE).map_while(|_| calendar.next(after).inspect(|slot| after = slot.moment)) {
                cover.add(zone, slot.moment, slot.moved);
            }
        }
        cover
    }

    fn add(&mut self, zone: &Zone, moment: Moment, moved: bool) {
        let shown = zone.shown(moment);
        let date = zone.date(moment);
        let minutes = shown.rem_euclid(DAY) / 60;
        self.minutes.insert(minutes % 60);
        self.hours.insert(minutes / 60);
        self.days.insert(i64::from(date.day()));
        self.months.insert(i64::from(date.month()));
        self.weekdays.insert(i64::from(date.weekday() % 7));
        if moved {
            self.moved.insert(minutes);
        }
    }

    /// Writes a cron expression that fits each slot, and may fit more. It names
    /// days of the month or of the week, and never both, which crons take for
    /// either or for both.
    pub(super) fn cron(&self) -> String {
        let any = |set: &BTreeSet<i64>, count: i64| match set.len() as i64 {
            0 => "*".to_owned(),
            all if all == count => "*".to_owned(),
            _ => list(set),
        };
        let weekdays = any(&self.weekdays, 7);
        let days = if weekdays == "*" { any(&self.days, 31) } else { "*".to_owned() };
        format!(
            "{} {} {days} {} {weekdays}",
            any(&self.minutes, 60),
            any(&self.hours, 24),
            any(&self.months, 12)
        )
    }

    /// Writes minutes of an hour that fit each slot whatever quarters of an hour
    /// a clock is ahead, as all clocks of the world are.
    pub(super) fn quarters(&self) -> String {
        let all: BTreeSet<i64> = self
            .minutes
            .iter()
            .flat_map(|minute| (0..4).map(move |quarter| (minute + quarter * 15) % 60))
            .collect();
        if all.len() == 60 { "*".to_owned() } else { list(&all) }
    }
}

/// Writes numbers as cron does: `1-5,8`.
fn list(numbers: &BTreeSet<i64>) -> String {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let texts: Vec<String> = runs
        .into_iter()
        .map(|(from, to)| match to - from {
            0 => from.to_string(),
            1 => format!("{from},{to}"),
            _ => format!("{from}-{to}"),
        })
        .collect();
    texts.join(",")
}
