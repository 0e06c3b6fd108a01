//! hayagriva's own format.

use hayagriva::Entry;
use hayagriva::io::from_yaml_str;
use hayagriva::types::{Date, Person};

use super::{date, line, name};
use crate::error::Diagnostic;
use crate::model::{LibraryEntry, PartialDate};

pub(super) fn read(text: &str) -> Result<Vec<LibraryEntry>, Box<Diagnostic>> {
    let library = from_yaml_str(text).map_err(|error| {
        let diagnostic = Diagnostic::error(format!("no hayagriva library: {error}"));
        Box::new(match error.location() {
            Some(place) => diagnostic.at(place.line(), place.column(), text),
            None => diagnostic,
        })
    })?;
    Ok(library.iter().map(entry).collect())
}

fn entry(entry: &Entry) -> LibraryEntry {
    let plain = |text: &dyn std::fmt::Display| line(&format!("{text:#}"));
    let parent = entry.parents().iter().find_map(|parent| parent.title());
    let publisher = entry.publisher().and_then(|publisher| publisher.name());
    LibraryEntry {
        key: entry.key().to_owned(),
        files: Vec::new(),
        title: entry.title().and_then(|title| plain(&title.value)),
        authors: entry
            .authors()
            .or_else(|| entry.editors())
            .unwrap_or_default()
            .iter()
            .filter_map(person)
            .collect(),
        publisher: parent.or(publisher).and_then(|name| plain(&name.value)),
        date: entry.date_any().and_then(day),
        url: entry.url_any().map(|url| url.value.to_string()),
        language: entry.language().map(ToString::to_string),
        accessed: entry.url_any().and_then(|url| day(url.visit_date.as_ref()?)),
        note: entry.note().and_then(|note| plain(&note.value)),
    }
}

fn person(person: &Person) -> Option<String> {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let (given, prefix, suffix) = (part(&person.given_name), part(&person.prefix), part(&person.suffix));
    name([Some(&given), Some(&prefix), Some(&person.name), Some(&suffix)])
}

fn day(written: &Date) -> Option<PartialDate> {
    let from_one = |zero_based: u8| i64::from(zero_based) + 1;
    date(i64::from(written.year), written.month.map(from_one), written.day.map(from_one))
}
