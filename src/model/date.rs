//! Calendar dates: whole ones for editions, partial ones for sources.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the Gregorian calendar, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// Returns the day in the system's time zone at this moment. Only the
    /// command line asks; the stages are told the date.
    #[must_use]
    pub fn today() -> Self {
        Self(jiff::Zoned::now().date())
    }

    /// Returns the day in a time zone (IANA) at this moment; `None` for a zone
    /// that is not known.
    #[must_use]
    pub fn today_in(zone: &str) -> Option<Self> {
        jiff::tz::TimeZone::get(zone).ok().map(|zone| Self(jiff::Timestamp::now().to_zoned(zone).date()))
    }

    /// Returns the day that a moment with an offset (RFC 3339, such as
    /// `2025-04-02T23:30:00+02:00`) falls on in a time zone (its IANA name);
    /// `None` where either cannot be read.
    #[must_use]
    pub fn of_moment(moment: &str, time_zone: &str) -> Option<Self> {
        let moment: jiff::Timestamp = moment.parse().ok()?;
        let zone = jiff::tz::TimeZone::get(time_zone).ok()?;
        Some(Self(moment.to_zoned(zone).date()))
    }

    /// Returns a moment of this day by RFC 3339, in UTC: so many seconds after
    /// its first in a time zone (its IANA name; UTC for one that is not known).
    #[must_use]
    pub fn moment_in(self, time_zone: &str, seconds: u32) -> String {
        let zone = jiff::tz::TimeZone::get(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let first =
            self.0.to_zoned(zone).map(|first| first.timestamp()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let after = jiff::SignedDuration::from_secs(i64::from(seconds));
        first.checked_add(after).unwrap_or(first).to_string()
    }

    /// Returns the moment a second after one (RFC 3339, in UTC); `None` for a
    /// text that is none.
    #[must_use]
    pub fn second_after(moment: &str) -> Option<String> {
        let moment: jiff::Timestamp = moment.parse().ok()?;
        moment.checked_add(jiff::SignedDuration::from_secs(1)).ok().map(|after| after.to_string())
    }

    /// Tells whether a time zone has this IANA name.
    #[must_use]
    pub fn is_time_zone(name: &str) -> bool {
        jiff::tz::TimeZone::get(name).is_ok()
    }

    /// Returns the year, from -9999 to 9999.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Returns the month, from 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.0.month() as u8
    }

    /// Returns the day of the month, from 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.0.day() as u8
    }

    /// Returns the day with these numbers; `None` where the calendar has none.
    #[must_use]
    pub fn of(year: i16, month: u8, day: u8) -> Option<Self> {
        let small = |number: u8| i8::try_from(number).ok();
        jiff::civil::Date::new(year, small(month)?, small(day)?).ok().map(Self)
    }

    /// Returns the day so many days after 1970-01-01; the first or last that
    /// can be written where there is none.
    #[must_use]
    pub fn of_epoch_day(days: i64) -> Self {
        let epoch = Self(jiff::civil::date(1970, 1, 1));
        let nearest = if days < 0 { jiff::civil::Date::MIN } else { jiff::civil::Date::MAX };
        let day = i32::try_from(days).ok().and_then(|days| epoch.plus_days(days));
        day.unwrap_or(Self(nearest))
    }

    /// Returns the day of the week, from 1 for Monday to 7.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_one_offset() as u8
    }

    /// Returns the year and the week of ISO 8601, from 1 to 53.
    #[must_use]
    pub fn iso_week(self) -> (i16, u8) {
        let week = self.0.iso_week_date();
        (week.year(), week.week() as u8)
    }

    /// Returns the day so many days after this one, or before it where `days`
    /// is negative; `None` where there is none to write.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        self.0.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(Self)
    }

    /// Returns the day so many months after this one, or before it; the last
    /// of a month that is too short; `None` where there is none to write.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Option<Self> {
        self.0.checked_add(jiff::Span::new().try_months(months).ok()?).ok().map(Self)
    }

    /// Returns the day `days` before this one; the first day that can be
    /// written where there is none so early.
    #[must_use]
    pub fn days_before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(jiff::Span::new().days(i64::from(days.min(4_000_000)))))
    }

    /// Returns the day after this one; the same where there is none.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.tomorrow().unwrap_or(self.0))
    }

    /// Returns how many days after `earlier` this day is; negative where it is
    /// before it.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.duration_since(earlier.0).as_hours() / 24
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        match text.parse::<PartialDate>()? {
            PartialDate { year, month: Some(month), day: Some(day) } => {
                jiff::civil::Date::new(year, month as i8, day as i8)
                    .map(Self)
                    .map_err(|_| DateError(text.to_owned()))
            }
            _ => Err(DateError(text.to_owned())),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A source's date with the precision that the source gives: a year, a month
/// of a year or a day. Written `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; ordered by
/// the first day that it can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The year, from 1 to 9999.
    pub year: i16,
    /// The month, from 1 to 12.
    pub month: Option<u8>,
    /// The day of the month, from 1 to 31; never without a month.
    pub day: Option<u8>,
}

impl PartialDate {
    /// Returns the first day that this date can mean.
    #[must_use]
    pub fn first_day(self) -> Date {
        let month = self.month.unwrap_or(1) as i8;
        let day = self.day.unwrap_or(1) as i8;
        Date(jiff::civil::Date::new(self.year, month, day).unwrap_or(jiff::civil::Date::MIN))
    }
}

impl PartialDate {
    /// Returns the last day that this date can mean.
    #[must_use]
    pub fn last_day(self) -> Date {
        let first = self.first_day().0;
        let last = match (self.month, self.day) {
            (None, _) => first.last_of_year(),
            (Some(_), None) => first.last_of_month(),
            (Some(_), Some(_)) => first,
        };
        Date(last)
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; whatever follows a `T` or a
    /// space (a time of day) is passed over.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.to_owned());
        let day_part = text.trim().split(['T', ' ']).next().unwrap_or_default();
        let mut numbers = day_part.split('-').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<i16>().ok()).flatten()
        });
        let four_digits = day_part.split('-').next().is_some_and(|year| year.len() == 4);
        let year = numbers.next().flatten().filter(|year| *year >= 1 && four_digits).ok_or_else(error)?;
        let month = numbers.next().map(|month| month.ok_or_else(error)).transpose()?;
        let day = numbers.next().map(|day| day.ok_or_else(error)).transpose()?;
        let valid = jiff::civil::Date::new(year, month.unwrap_or(1) as i8, day.unwrap_or(1) as i8).is_ok();
        let small = month.unwrap_or(1) <= 12 && day.unwrap_or(1) <= 31;
        if numbers.next().is_some() || !valid || !small || day_part.len() < 4 {
            return Err(error());
        }
        Ok(Self { year, month: month.map(|month| month as u8), day: day.map(|day| day as u8) })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that is not a date.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a date; write it as YYYY-MM-DD")]
pub struct DateError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_date_keeps_its_precision() {
        for text in ["2024", "2024-05", "2024-05-16"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        assert_eq!("2024-05-16T10:00:00Z".parse::<PartialDate>().unwrap().to_string(), "2024-05-16");
    }

    #[test]
    fn a_partial_date_means_all_its_days() {
        let days = |text: &str| {
            let date: PartialDate = text.parse().unwrap();
            format!("{} {}", date.first_day(), date.last_day())
        };
        assert_eq!(days("2024"), "2024-01-01 2024-12-31");
        assert_eq!(days("2024-02"), "2024-02-01 2024-02-29");
        assert_eq!(days("2024-02-03"), "2024-02-03 2024-02-03");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2024-13", "2024-02-30", "yesterday", "24-01-01", "2024-1-1-1", "2024-300"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
        let error = "2024-05".parse::<Date>().unwrap_err().to_string();
        assert_eq!(error, "`2024-05` is not a date; write it as YYYY-MM-DD");
    }

    #[test]
    fn days_are_counted_over_month_ends() {
        let date: Date = "2025-03-02".parse().unwrap();
        assert_eq!(date.days_before(3).to_string(), "2025-02-27");
        assert_eq!(date.days_since(date.days_before(3)), 3);
    }

    #[test]
    fn a_day_begins_when_its_time_zone_says() {
        let moment = |day: &str, zone: &str| day.parse::<Date>().unwrap().moment_in(zone, 1);
        assert_eq!(moment("2025-04-02", "Europe/Berlin"), "2025-04-01T22:00:01Z");
        assert_eq!(moment("2025-04-02", "nowhere"), "2025-04-02T00:00:01Z");
        // Clocks went forward at midnight: the day began at one.
        assert_eq!(moment("2018-11-04", "America/Sao_Paulo"), "2018-11-04T03:00:01Z");
    }

    #[test]
    fn days_have_weeks_and_can_be_moved_within_the_calendar() {
        let date = Date::of(2024, 12, 30).unwrap();
        assert_eq!((date.weekday(), date.iso_week()), (1, (2025, 1)));
        assert_eq!(date.plus_days(-366).unwrap().to_string(), "2023-12-30");
        assert_eq!(date.plus_months(2).unwrap().to_string(), "2025-02-28");
        assert!(Date::of(2023, 2, 29).is_none() && Date::of(2023, 200, 1).is_none());
        assert!(date.plus_days(i32::MAX).is_none() && date.plus_months(i32::MIN).is_none());
    }
}
