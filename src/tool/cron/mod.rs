//! Times that come again: cron expressions, and plain words for them.
//!
//! Five fields, as POSIX has them (IEEE Std 1003.1, `crontab`): minute, hour,
//! day of the month, month, day of the week. Where both days are given, a day
//! counts that fits either. Beyond POSIX, as other crons have them: names
//! (`MON`, `JAN`), steps (`*/15`), `L` for a last day, `W` for the nearest
//! working day, `MON#1` for a first Monday, and `+` before the day of the week
//! for days that fit both.

mod words;

use std::str::FromStr as _;

use croner::{Cron, Weekday};

use crate::model::Date;

pub use words::read;

/// Why a text tells no times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

impl Mistake {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// The fields in their order: name and what they may hold.
const FIELDS: [(&str, &str); 5] = [
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of the month", "1 to 31, or `L` for the last"),
    ("month", "1 to 12, or JAN to DEC"),
    ("day of the week", "0 to 7 (0 and 7 are Sunday), or SUN to SAT; `MON#1` is the first Monday"),
];

/// A cron expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    text: String,
    cron: Cron,
}

impl Expression {
    /// Reads an expression of five fields.
    ///
    /// # Errors
    /// A [`Mistake`] that names the field.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        if fields.len() != FIELDS.len() {
            let message = format!("a cron expression has five fields, and `{text}` has {}", fields.len());
            let hint = "minute, hour, day of the month, month, day of the week, such as `0 7 * * 1-5`";
            return Err(Mistake::new(message, hint));
        }
        for (place, (field, (name, allowed))) in fields.iter().zip(FIELDS).enumerate() {
            check_field(place, field).map_err(|()| {
                Mistake::new(
                    format!("`{field}` is no {name} of a cron expression"),
                    format!("{name}: {allowed}"),
                )
            })?;
        }
        let text = fields.join(" ");
        let cron = Cron::from_str(&text).map_err(|error| {
            Mistake::new(format!("`{text}` is no cron expression: {error}"), "such as `0 7 * * 1-5`")
        })?;
        let expression = Self { text, cron };
        if expression.comes() {
            Ok(expression)
        } else {
            let message = format!("`{}` names a day that never comes", expression.text);
            Err(Mistake::new(message, "30 February, for one, is in no year"))
        }
    }

    /// Returns it with one space between its fields.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Tells whether it has times on this day.
    #[must_use]
    pub fn is_day(&self, date: Date) -> bool {
        let (year, month, day) = (i32::from(date.year()), u32::from(date.month()), u32::from(date.day()));
        let weekday = Weekday::from_days_from_sunday(u32::from(date.weekday()));
        // An error says that there is no such day, and a `Date` is one.
        self.cron.pattern.month_match(month).unwrap_or(false)
            && self.cron.pattern.day_match(year, month, day, weekday).unwrap_or(false)
    }

    /// Returns its times of day in seconds since midnight, in order, at least
    /// one.
    #[must_use]
    pub fn times(&self) -> Vec<i64> {
        let minutes = self.minutes();
        let of_hour =
            |hour: u16| minutes.iter().map(move |minute| i64::from(hour) * 3600 + i64::from(*minute) * 60);
        self.hours().into_iter().flat_map(of_hour).collect()
    }

    /// Returns its minutes of an hour, in order.
    #[must_use]
    pub fn minutes(&self) -> Vec<u16> {
        self.cron.pattern.minutes.values()
    }

    /// Returns its hours of a day, in order.
    #[must_use]
    pub fn hours(&self) -> Vec<u16> {
        self.cron.pattern.hours.values()
    }

    /// Returns its days of a month, in order, without those that depend on the
    /// month (`L`, `W`).
    #[must_use]
    pub fn days(&self) -> Vec<u16> {
        self.cron.pattern.days.values()
    }

    /// Returns its months, in order, from 1.
    #[must_use]
    pub fn months(&self) -> Vec<u16> {
        self.cron.pattern.months.values()
    }

    /// Returns its days of the week, in order, 0 for Sunday, without those that
    /// depend on the month (`#`, `L`).
    #[must_use]
    pub fn weekdays(&self) -> Vec<u16> {
        let days = self.cron.pattern.days_of_week.values();
        days.into_iter().map(|day| day % 7).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    /// Tells whether it names no certain hour: `*`, or steps of it.
    #[must_use]
    pub fn is_any_hour(&self) -> bool {
        self.field(1).starts_with('*')
    }

    /// Tells whether it names no certain minute, or no certain hour: it means
    /// real time that passes rather than a time of day.
    #[must_use]
    pub fn is_interval(&self) -> bool {
        self.is_any_hour() || self.field(0).starts_with('*')
    }

    /// Returns one of its five fields, from 0.
    #[must_use]
    pub fn field(&self, place: usize) -> &str {
        self.text.split(' ').nth(place).unwrap_or_default()
    }

    /// Tells whether one of its days is in the calendar. It repeats after 400
    /// years; a leap day that is a given weekday comes within 40.
    fn comes(&self) -> bool {
        const FORTY_YEARS: i64 = 14_610;
        let start = 10_957;
        (start..start + FORTY_YEARS).any(|day| self.is_day(Date::of_epoch_day(day)))
    }
}

/// Reads one field of an expression in an expression that is right otherwise.
fn check_field(place: usize, field: &str) -> Result<(), ()> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "*,-/#+".contains(letter);
    // Empty parts of a list and a bare `+` are read as nothing at all.
    let is_whole = field.chars().all(allowed)
        && field.trim_start_matches('+').split(',').all(|part| !part.is_empty())
        && (place == 4 || !field.contains('+'))
        && field.rfind('+').is_none_or(|plus| plus == 0);
    let mut fields = ["0", "0", "*", "*", "*"];
    fields[place] = field;
    if is_whole && Cron::from_str(&fields.join(" ")).is_ok() { Ok(()) } else { Err(()) }
}

#[cfg(test)]
mod tests;
