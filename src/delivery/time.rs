//! Moments: handed in by whoever asks, and written in UTC.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// The time as the caller told it, going on from there, and how to wait.
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    now: SystemTime,
    told: Instant,
    pause: &'a (dyn Fn(Duration) -> bool + Sync),
}

impl Clock<'static> {
    /// Begins with a moment, and waits by sleeping.
    #[must_use]
    pub fn at(now: SystemTime) -> Self {
        Self { now, told: Instant::now(), pause: &sleep }
    }
}

impl<'a> Clock<'a> {
    /// Waits with `pause` instead, which returns whether to go on; `false`
    /// leaves what is not yet sent for the next run.
    #[must_use]
    pub fn pausing<'b>(self, pause: &'b (dyn Fn(Duration) -> bool + Sync)) -> Clock<'b>
    where
        'a: 'b,
    {
        Clock { pause, ..self }
    }

    /// Returns the moment that it is.
    pub(super) fn now(&self) -> SystemTime {
        self.now + self.told.elapsed()
    }

    /// Waits; tells whether to go on.
    pub(super) fn wait(&self, span: Duration) -> bool {
        (self.pause)(span)
    }
}

fn sleep(span: Duration) -> bool {
    std::thread::sleep(span);
    true
}

/// Writes a moment in UTC to the second (RFC 3339).
pub(super) fn written(moment: SystemTime) -> String {
    Timestamp::try_from(moment)
        .map_or_else(|_| String::new(), |moment| moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Reads what [`written`] writes; `None` for anything else.
pub(super) fn read(text: &str) -> Option<SystemTime> {
    text.parse::<Timestamp>().ok().map(SystemTime::from)
}

/// Returns the seconds since 1970; 0 for what is before.
pub(super) fn unix_seconds(moment: SystemTime) -> u64 {
    moment.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
pub(super) fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    /// Nobody is waited for longer.
    const MOST: Duration = Duration::from_secs(24 * 3600);
    let text = text.trim();
    let span = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            SystemTime::from(date).duration_since(now).unwrap_or(Duration::ZERO)
        }
    };
    Some(span.min(MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_back() {
        let moment = UNIX_EPOCH + Duration::from_secs(1_763_800_000);
        assert_eq!(written(moment), "2025-11-22T08:26:40Z");
        assert_eq!(read(&written(moment)), Some(moment));
        assert_eq!((read("yesterday"), unix_seconds(moment)), (None, 1_763_800_000));
    }

    #[test]
    fn servers_say_when_to_come_back_in_seconds_or_by_a_date() {
        // The date of RFC 9110's own example is 784111777.
        let now = UNIX_EPOCH + Duration::from_secs(784_111_700);
        let seconds = |text: &str| retry_after(text, now).map(|span| span.as_secs());
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(77));
        assert_eq!(seconds("Sun, 06 Nov 1983 08:49:37 GMT"), Some(0));
        assert_eq!(
            (seconds("120"), seconds("99999999999"), seconds("soon")),
            (Some(120), Some(86_400), None)
        );
    }
}
