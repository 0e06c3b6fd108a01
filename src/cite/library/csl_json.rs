//! CSL-JSON: <https://docs.citationstyles.org>, as reference managers export
//! it: a list of items, or an object of items by their ids.

use serde_json::{Map, Value, json};

use super::write::{csl_name, said};
use super::{date, line, name};
use crate::error::Diagnostic;
use crate::model::{LibraryEntry, PartialDate};

pub(super) fn read(text: &str) -> Result<Vec<LibraryEntry>, Box<Diagnostic>> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Box::new(Diagnostic::error(format!("not JSON: {error}")).at(error.line(), error.column(), text))
    })?;
    match value {
        Value::Array(items) => Ok(items.iter().map(|item| entry(item, None)).collect()),
        Value::Object(items) if items.values().all(Value::is_object) => {
            Ok(items.iter().map(|(id, item)| entry(item, Some(id))).collect())
        }
        _ => {
            let hint = "a list of items with `id`, `title`, `author`, `issued`";
            Err(Box::new(Diagnostic::error("no CSL-JSON").hint(hint)))
        }
    }
}

fn entry(item: &Value, id: Option<&str>) -> LibraryEntry {
    let text = |field: &str| text(item.get(field)?);
    let people = |field: &str| -> Vec<String> {
        let people = item.get(field).and_then(Value::as_array);
        people.into_iter().flatten().filter_map(person).collect()
    };
    let authors = Some(people("author")).filter(|authors| !authors.is_empty());
    LibraryEntry {
        key: id.map(str::to_owned).or_else(|| text("id")).unwrap_or_default(),
        files: text("file").into_iter().collect(),
        title: text("title"),
        authors: authors.unwrap_or_else(|| people("editor")),
        publisher: text("container-title").or_else(|| text("publisher")),
        date: item.get("issued").and_then(day),
        url: text("URL"),
        language: text("language"),
        accessed: item.get("accessed").and_then(day),
        note: text("note"),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => line(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn person(value: &Value) -> Option<String> {
    let part = |field: &str| value.get(field).and_then(Value::as_str);
    let particle = part("non-dropping-particle").or_else(|| part("dropping-particle"));
    part("literal").and_then(line).or_else(|| name([part("given"), particle, part("family"), part("suffix")]))
}

/// Reads a date: `date-parts` (`[[2024, 5, 16]]`, numbers or strings), else
/// `raw` or `literal` where they are ISO 8601.
fn day(value: &Value) -> Option<PartialDate> {
    let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    let parts = value.pointer("/date-parts/0").and_then(Value::as_array);
    if let Some(parts) = parts {
        let part = |at: usize| parts.get(at).and_then(number);
        return date(part(0)?, part(1), part(2));
    }
    ["raw", "literal"].iter().find_map(|field| value.get(field)?.as_str()?.parse().ok())
}

pub(super) fn write(entries: &[LibraryEntry]) -> String {
    let items: Vec<Value> = entries.iter().map(write_entry).collect();
    let mut text = serde_json::to_string_pretty(&items).expect("texts and numbers are always JSON");
    text.push('\n');
    text
}

fn write_entry(entry: &LibraryEntry) -> Value {
    let is_web = entry.url.is_some();
    let text = |text: &Option<String>| text.as_deref().and_then(said).map(Value::String);
    let authors: Vec<Value> =
        entry.authors.iter().filter_map(|author| said(author)).map(|author| csl_name(&author)).collect();
    let fields = [
        ("id", Some(json!(entry.key))),
        ("type", Some(json!(if is_web { "webpage" } else { "document" }))),
        ("title", text(&entry.title)),
        ("author", (!authors.is_empty()).then_some(Value::Array(authors))),
        (if is_web { "container-title" } else { "publisher" }, text(&entry.publisher)),
        ("issued", entry.date.map(write_day)),
        ("URL", text(&entry.url)),
        ("accessed", entry.accessed.map(write_day)),
        ("language", text(&entry.language)),
        ("note", text(&entry.note)),
    ];
    let fields = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn write_day(date: PartialDate) -> Value {
    let parts = [Some(i64::from(date.year)), date.month.map(i64::from), date.day.map(i64::from)];
    json!({ "date-parts": [parts.into_iter().flatten().collect::<Vec<_>>()] })
}
