//! Filters of dates.

use tera::{Error, Kwargs, State};

use super::{labels, of_brief};
use crate::error::name_hint;
use crate::labels::{DateForm, Dictionary};
use crate::model::{Date, PartialDate};

/// Writes a date as readers do, with no-break spaces; of a range
/// (`2024-01/2024-03`) both ends; a text that is no date stays as it is.
pub(super) fn date(
    text: &str,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    let labels = labels(words, arguments, state)?;
    let form = match arguments.get::<&str>("format")? {
        None => DateForm::Long,
        Some(name) => DateForm::from_name(name).ok_or_else(|| {
            Error::message(format!("no format `{name}`: {}", name_hint(name, DateForm::NAMES)))
        })?,
    };
    let zone = time_zone(arguments, state)?;
    let written = |text: &str| match day_of(text, &zone) {
        Some(date) => labels.date_as(date, form).replace(' ', "\u{a0}"),
        None => text.to_owned(),
    };
    Ok(text.split('/').map(written).collect::<Vec<_>>().join(" – "))
}

/// Writes how far a date is from the edition's, or from that of `to`.
pub(super) fn relative_date(
    text: &str,
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<String, Error> {
    let labels = labels(words, arguments, state)?;
    let zone = time_zone(arguments, state)?;
    let to = match arguments.get::<&str>("to")? {
        Some(to) => to.to_owned(),
        None => of_brief(state, "date").unwrap_or_default(),
    };
    let Some(to) = day_of(&to, &zone) else {
        return Err(Error::message(format!("`{to}` is no date")));
    };
    Ok(match day_of(text, &zone) {
        Some(date) => labels.relative(date.first_day(), to.first_day()),
        None => text.to_owned(),
    })
}

/// Returns the time zone of the argument, else of the brief; UTC where neither
/// names one.
fn time_zone(arguments: &Kwargs, state: &State) -> Result<String, Error> {
    let given = arguments.get::<&str>("time_zone")?;
    if let Some(zone) = given.filter(|zone| !Date::is_time_zone(zone)) {
        return Err(Error::message(format!("no time zone `{zone}`: such as `Europe/Berlin`")));
    }
    let zone = given.map(str::to_owned).or_else(|| of_brief(state, "time_zone"));
    Ok(zone.unwrap_or_else(|| "UTC".to_owned()))
}

/// Reads a date, or the day of a moment in a time zone; of a moment without an
/// offset the day as it stands there.
fn day_of(text: &str, zone: &str) -> Option<PartialDate> {
    // A moment is read as a date too, by the day that stands there.
    if let Some(day) = Date::of_moment(text, zone) {
        return Some(day.into());
    }
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let (day, _) = text.split_once(['T', ' '])?;
    day.parse::<Date>().ok().map(PartialDate::from)
}
