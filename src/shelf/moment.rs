//! When an edition was published and withdrawn, as feeds say it. No clock is
//! asked: the same archive gives the same moments.

use super::{Setting, State, Summary};
use crate::model::Date;

/// Returns the moment of an edition (RFC 3339, in UTC): the one for which it
/// was scheduled; else its date at 00:00 in the desk's time zone, and for each
/// further edition of that date a second later.
pub(super) fn published(setting: Setting<'_>, summary: &Summary) -> String {
    let name = summary.name();
    let by_hand = || name.date.moment_in(setting.time_zone, name.revision.saturating_sub(1));
    summary.slot.clone().filter(|slot| is_utc(slot)).unwrap_or_else(by_hand)
}

/// Returns the moment at which an edition was withdrawn: its day at 00:00 in
/// the desk's time zone; if that is not after the edition itself, a second
/// after it. `None` for one that was not.
pub(super) fn withdrawn(setting: Setting<'_>, summary: &Summary) -> Option<String> {
    let State::Retracted(retraction) = &summary.state else { return None };
    let published = published(setting, summary);
    let day: Option<Date> = retraction.retracted.parse().ok();
    let moment = day.map(|day| day.moment_in(setting.time_zone, 0)).filter(|moment| *moment > published);
    Some(moment.unwrap_or_else(|| Date::second_after(&published).unwrap_or(published)))
}

/// Tells whether a moment is written as all others here, so that their order is
/// that of the texts.
fn is_utc(moment: &str) -> bool {
    let shape = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    moment.bytes().map(shape).eq(b"0000-00-00T00:00:00Z".iter().copied())
        && Date::second_after(moment).is_some()
}
