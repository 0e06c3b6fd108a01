//! `schedule` in a brief.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use super::fields::{Fields, Placed, Reader};
use crate::error::Diagnostic;
use crate::model::{self, CatchUp, Date, Holidays, Moment, Schedule, When, Zone};
use crate::schedule::Calendar;
use crate::tool::cron;
use crate::tool::yaml::{Node, Place, Value};

const KEYS: [&str; 6] = ["when", "zone", "holidays", "catch_up", "jitter", "if_changed"];
const JITTER_HINT: &str = "seconds, minutes or hours, such as `90s`, `5m` or `1h`; up to 6 hours";
const MOST_JITTER: u32 = 6 * 3600;
const HOLIDAY_HINT: &str = "a day such as 2026-12-25, one of every year such as 12-25, or a file in the desk with one of them a line";

/// Reads when a brief is built; `None` where it does not say, and beside at
/// least one mistake. Files of holidays are read by [`read_holidays`].
pub(super) fn read(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    desks_zone: Option<&str>,
) -> Option<Schedule> {
    let node = reader.node(fields, "schedule")?;
    let mistakes = reader.diagnostics.len();
    let schedule = match &node.value {
        Value::Map(_) => read_map(reader, node, desks_zone),
        _ => {
            let texts = reader.strings(fields, "schedule").unwrap_or_default();
            reader.refuse_empty(fields, "schedule");
            plain(read_when(reader, texts), desks_zone)
        }
    };
    refuse_long_jitter(reader, node.place, &schedule);
    (reader.diagnostics.len() == mistakes).then_some(schedule)
}

fn plain(when: Vec<When>, desks_zone: Option<&str>) -> Schedule {
    Schedule {
        when,
        zone: desks_zone.unwrap_or("UTC").to_owned(),
        holidays: Holidays::default(),
        catch_up: CatchUp::default(),
        jitter_seconds: 0,
        if_changed: true,
    }
}

fn read_map(reader: &mut Reader<'_>, node: &Node, desks_zone: Option<&str>) -> Schedule {
    let fields = reader.fields(node, "`schedule`", &KEYS);
    reader.require(fields, "when", "`schedule`");
    let texts = reader.strings(fields, "when").unwrap_or_default();
    let when = read_when(reader, texts);
    let zone = read_zone(reader, fields);
    let catch_up = reader.choice(fields, "catch_up", &CatchUp::NAMES);
    let jitter = reader.string(fields, "jitter").and_then(|jitter| read_jitter(reader, &jitter));
    let holidays = reader.strings(fields, "holidays").unwrap_or_default();
    let mut schedule = plain(when, zone.as_deref().or(desks_zone));
    schedule.holidays = read_days(reader, holidays);
    schedule.catch_up = catch_up.and_then(|name| CatchUp::from_name(&name.value)).unwrap_or_default();
    schedule.jitter_seconds = jitter.unwrap_or(0);
    schedule.if_changed = reader.truth(fields, "if_changed").unwrap_or(true);
    schedule
}

fn read_when(reader: &mut Reader<'_>, texts: Vec<Placed<String>>) -> Vec<When> {
    let mut when = Vec::new();
    for text in texts {
        match cron::read(&text.value) {
            Ok(crons) => when.push(When { written: text.value, crons }),
            Err(mistake) => reader.error(text.place, mistake.message, Some(mistake.hint)),
        }
    }
    when
}

fn read_zone(reader: &mut Reader<'_>, fields: Fields<'_>) -> Option<String> {
    let written = reader.string(fields, "zone")?;
    let zone = Zone::named(&written.value);
    if zone.is_none() {
        let hint = "a name of the IANA time zone database, such as `Europe/Berlin`".to_owned();
        reader.error(written.place, format!("unknown time zone `{}`", written.value), Some(hint));
    }
    zone.map(|zone| zone.name().to_owned())
}

/// Reads a span of seconds.
fn read_jitter(reader: &mut Reader<'_>, jitter: &Placed<String>) -> Option<u32> {
    let written = jitter.value.as_str();
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    let factor = match written[digits..].trim() {
        "s" | "sec" | "second" | "seconds" => Some(1),
        "m" | "min" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3600),
        _ => None,
    };
    let count = written[..digits].parse::<u32>().ok();
    let seconds = count.zip(factor).and_then(|(count, factor)| count.checked_mul(factor));
    let seconds = seconds.filter(|seconds| *seconds <= MOST_JITTER);
    if seconds.is_none() {
        reader.error(jitter.place, format!("`jitter` is `{written}`"), Some(JITTER_HINT.to_owned()));
    }
    seconds
}

/// A slot must be run before the next one is due.
fn refuse_long_jitter(reader: &mut Reader<'_>, place: Place, schedule: &Schedule) {
    /// So many slots show how near two of a schedule come.
    const ENOUGH: usize = 400;
    if schedule.jitter_seconds == 0 || schedule.when.is_empty() {
        return;
    }
    let calendar = Calendar::of(&Schedule { holidays: Holidays::default(), ..schedule.clone() });
    // Any year will do: 2025 began at this moment.
    let begin = Moment::of_seconds(1_735_689_600);
    let first = calendar.next(begin);
    let slots: Vec<Moment> = std::iter::successors(first, |slot| calendar.next(slot.moment))
        .map(|slot| slot.moment)
        .take(ENOUGH)
        .collect();
    let least = slots.windows(2).map(|pair| pair[1].since(pair[0])).min();
    if let Some(least) = least.filter(|least| i64::from(schedule.jitter_seconds) >= *least) {
        let message = format!("`jitter` is not shorter than the {} min between two slots", least / 60);
        reader.error(place, message, Some("a slot is run before the next one is due".to_owned()));
    }
}

/// Reads days and names of files.
fn read_days(reader: &mut Reader<'_>, texts: Vec<Placed<String>>) -> Holidays {
    let mut holidays = Holidays::default();
    for text in texts {
        if add_day(&mut holidays, &text.value) {
            continue;
        }
        let path = Path::new(&text.value);
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        // `12-32` is no file that somebody forgot.
        let is_file = inside && text.value.contains(|letter: char| letter.is_alphabetic());
        if is_file {
            let Place { line, column } = text.place;
            holidays.files.push(model::Placed { text: text.value, line, column });
        } else {
            let message = format!("`{}` is no holiday", text.value);
            reader.error(text.place, message, Some(HOLIDAY_HINT.to_owned()));
        }
    }
    holidays
}

/// Adds a day that is written `2026-12-25` or `12-25`; tells whether it is one.
fn add_day(holidays: &mut Holidays, text: &str) -> bool {
    if let Ok(date) = text.parse::<Date>() {
        holidays.dates.insert(date);
        return true;
    }
    // In a leap year there is every day that there ever is.
    let Ok(day) = format!("2024-{text}").parse::<Date>() else { return false };
    holidays.yearly.insert((day.month(), day.day()));
    true
}

/// Reads the files of holidays that a schedule names: one day a line, with a
/// name behind it if somebody likes; `#` begins a comment. `brief` is the
/// brief's path and text. Returns the mistakes.
pub(super) fn read_holidays(root: &Path, brief: (&str, &str), schedule: &mut Schedule) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    let files: BTreeSet<String> = schedule.holidays.files.iter().map(|file| file.text.clone()).collect();
    for file in files {
        match std::fs::read_to_string(root.join(&file)) {
            Ok(text) => mistakes.extend(read_lines(&file, &text, &mut schedule.holidays)),
            Err(error) => {
                let named = schedule.holidays.files.iter().find(|named| named.text == file);
                let (line, column) = named.map_or((1, 1), |named| (named.line, named.column));
                let message = format!("cannot read the holidays in `{file}`: {error}");
                let mistake = Diagnostic::error(message).in_file(brief.0).at(line, column, brief.1);
                mistakes.push(mistake.hint(HOLIDAY_HINT));
            }
        }
    }
    mistakes
}

fn read_lines(file: &str, text: &str, holidays: &mut Holidays) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        let Some(day) = line.split_whitespace().next() else { continue };
        if !add_day(holidays, day) {
            let message = format!("`{day}` is no day");
            let column = line.chars().take_while(|letter| letter.is_whitespace()).count() + 1;
            let mistake = Diagnostic::error(message).in_file(file).at(number + 1, column, text);
            mistakes.push(mistake.hint("2026-12-25, or 12-25 for every year; `#` begins a comment"));
        }
    }
    mistakes
}
