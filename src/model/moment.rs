//! Moments on the time line, and the clocks of places.

use std::fmt;
use std::str::FromStr;

use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Date;

/// A moment in whole seconds, written in UTC as RFC 3339 does:
/// `2026-03-29T01:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(jiff::Timestamp);

impl Moment {
    /// Returns this moment by the system's clock. Only the command line asks;
    /// all else is told the time.
    #[must_use]
    pub fn now() -> Self {
        Self(jiff::Timestamp::now()).floored()
    }

    /// Returns the moment so many seconds after 1970-01-01T00:00:00Z (POSIX
    /// time); the nearest that can be written where the number is beyond the
    /// years -9999 to 9999.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Self {
        let nearest = if seconds < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        Self(jiff::Timestamp::from_second(seconds).unwrap_or(nearest)).floored()
    }

    /// Returns the seconds since 1970-01-01T00:00:00Z (POSIX time).
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.as_second()
    }

    /// Returns the moment so many seconds later, or earlier where the number
    /// is negative; the last or first that can be written where there is none.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self::of_seconds(self.seconds().saturating_add(seconds))
    }

    /// Returns how many seconds after `earlier` this moment is; negative where
    /// it is before it.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.seconds() - earlier.seconds()
    }

    fn floored(self) -> Self {
        Self(jiff::Timestamp::from_second(self.0.as_second()).unwrap_or(self.0))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Moment {
    type Err = String;

    /// Reads a moment with an offset (RFC 3339); a part of a second is dropped.
    fn from_str(text: &str) -> Result<Self, String> {
        let moment = text.parse::<jiff::Timestamp>();
        let hint = "such as 2026-03-29T01:00:00Z";
        moment.map(|moment| Self(moment).floored()).map_err(|_| format!("`{text}` is no moment, {hint}"))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The clocks of a place: a zone of the IANA time zone database.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// Returns Coordinated Universal Time.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    /// Returns the zone with this IANA name; `None` where none is called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        // As the database writes it: `europe/paris` is found too.
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Some(Self { name, zone })
    }

    /// Returns its IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the seconds by which its clocks are ahead of UTC at a moment;
    /// negative where they are behind.
    #[must_use]
    pub fn offset(&self, moment: Moment) -> i64 {
        i64::from(self.zone.to_offset(moment.0).seconds())
    }

    /// Returns the next moment at which its clocks are changed, after `moment`;
    /// `None` where they are not changed again. At some of them only a name or
    /// a law changes, and the clocks go on.
    #[must_use]
    pub fn next_change(&self, moment: Moment) -> Option<Moment> {
        self.zone.following(moment.0).next().map(|change| Moment(change.timestamp()))
    }

    /// Returns the last moment at which its clocks were changed, `moment` itself
    /// or before; `None` where they never were.
    #[must_use]
    pub fn last_change(&self, moment: Moment) -> Option<Moment> {
        self.zone.preceding(moment.plus(1).0).next().map(|change| Moment(change.timestamp()))
    }

    /// Returns the date that its clocks show at a moment.
    #[must_use]
    pub fn date(&self, moment: Moment) -> Date {
        Date::of_epoch_day(self.shown(moment).div_euclid(86_400))
    }

    /// Returns what its clocks show at a moment, as seconds since
    /// 1970-01-01 00:00 on those clocks.
    #[must_use]
    pub fn shown(&self, moment: Moment) -> i64 {
        moment.seconds() + self.offset(moment)
    }

    /// Writes what its clocks show at a moment: `2026-03-29 03:00 +02:00`.
    #[must_use]
    pub fn write(&self, moment: Moment) -> String {
        let shown = self.shown(moment);
        let minutes = shown.rem_euclid(86_400) / 60;
        let offset = Offset::from_seconds(i32::try_from(self.offset(moment)).unwrap_or(0));
        let offset = offset.map_or(0, Offset::seconds);
        let (sign, ahead) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
        let date = self.date(moment);
        format!(
            "{date} {:02}:{:02} {sign}{:02}:{:02}",
            minutes / 60,
            minutes % 60,
            ahead / 3600,
            ahead % 3600 / 60
        )
    }
}

/// Returns a moment as croner takes it, to hold its slots against ours.
#[cfg(test)]
pub(crate) fn for_croner(moment: Moment, zone: &str) -> jiff::Zoned {
    moment.0.to_zoned(TimeZone::get(zone).expect("tests name zones that there are"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc_and_read_with_any_offset() {
        let moment: Moment = "2026-03-29T03:00:00.9+02:00".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-03-29T01:00:00Z");
        assert_eq!(moment.plus(-3600).to_string(), "2026-03-29T00:00:00Z");
        assert_eq!(moment.plus(90).since(moment), 90);
        assert!("yesterday".parse::<Moment>().is_err() && "2026-03-29".parse::<Moment>().is_err());
        assert!(Moment::of_seconds(i64::MAX) > moment && Moment::of_seconds(i64::MIN) < moment);
    }

    #[test]
    fn a_zone_shows_its_own_time() {
        let paris = Zone::named("Europe/Paris").unwrap();
        let change: Moment = "2026-03-29T01:00:00Z".parse().unwrap();
        assert_eq!(paris.write(change.plus(-60)), "2026-03-29 01:59 +01:00");
        assert_eq!(paris.write(change), "2026-03-29 03:00 +02:00");
        assert_eq!(paris.next_change(change.plus(-1)), Some(change));
        assert_eq!(paris.last_change(change), Some(change));
        assert_ne!(paris.next_change(change), Some(change));
        let new_york = Zone::named("America/New_York").unwrap();
        assert_eq!(new_york.write(change), "2026-03-28 21:00 -04:00");
        assert_eq!(new_york.date(change).to_string(), "2026-03-28");
        assert!(Zone::named("Europe/Bielefeld").is_none());
        assert_eq!(Zone::utc().next_change(change), None);
    }
}
