//! hayagriva's own format.

use hayagriva::io::{from_yaml_str, to_yaml_str};
use hayagriva::types::{Date, EntryType, FormatString, Person, Publisher, QualifiedUrl};
use hayagriva::{Entry, Library};

use super::write::{Parts, parts, said};
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

pub(super) fn write(entries: &[LibraryEntry]) -> String {
    let library: Library = entries.iter().map(write_entry).collect();
    to_yaml_str(&library).expect("an entry of texts and dates is always YAML")
}

fn write_entry(entry: &LibraryEntry) -> Entry {
    let text = |text: &Option<String>| text.as_deref().and_then(said).map(FormatString::with_value);
    let kind = if entry.url.is_some() { EntryType::Web } else { EntryType::Misc };
    let mut written = Entry::new(&entry.key, kind);
    let authors: Vec<Person> =
        entry.authors.iter().filter_map(|author| said(author)).map(write_person).collect();
    if !authors.is_empty() {
        written.set_authors(authors);
    }
    text(&entry.title).into_iter().for_each(|title| written.set_title(title));
    text(&entry.note).into_iter().for_each(|note| written.set_note(note));
    if let Some(publisher) = text(&entry.publisher) {
        written.set_publisher(Publisher::new(Some(publisher), None));
    }
    entry.date.into_iter().for_each(|date| written.set_date(write_day(date)));
    if let Some(value) = entry.url.as_deref().and_then(|url| url.parse().ok()) {
        written.set_url(QualifiedUrl { value, visit_date: entry.accessed.map(write_day) });
    }
    if let Some(language) = entry.language.as_deref().and_then(|language| language.parse().ok()) {
        written.set_language(language);
    }
    written
}

/// The empty particle makes the library write the name in its parts; on one
/// line, a body's comma would be read as one before a given name.
fn write_person(author: String) -> Person {
    let whole = Parts { family: author.clone(), given: String::new(), suffix: None };
    let Parts { family, given, suffix } = parts(&author).unwrap_or(whole);
    Person {
        name: family,
        given_name: (!given.is_empty()).then_some(given),
        prefix: Some(String::new()),
        suffix,
        comma_suffix: false,
        alias: None,
    }
}

fn write_day(date: PartialDate) -> Date {
    let from_zero = |from_one: u8| from_one.saturating_sub(1);
    Date {
        year: i32::from(date.year),
        month: date.month.map(from_zero),
        day: date.day.map(from_zero),
        approximate: false,
        season: None,
    }
}
