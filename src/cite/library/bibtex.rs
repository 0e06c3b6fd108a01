//! BibTeX and BibLaTeX.

use biblatex::{Bibliography, ChunksExt as _, DateValue, Entry, PermissiveType, Person};

use super::{date, line, name};
use crate::error::Diagnostic;
use crate::model::{LibraryEntry, PartialDate};

/// Fields for the publication that an entry appeared in, else its publisher.
const PUBLISHERS: [&str; 7] =
    ["journaltitle", "journal", "booktitle", "publisher", "institution", "organization", "howpublished"];

/// The deepest nesting of braces that is parsed: the parser's time grows with
/// its square, and people write three.
const DEEPEST: usize = 200;

pub(super) fn read(text: &str) -> Result<Vec<LibraryEntry>, Box<Diagnostic>> {
    check_depth(text)?;
    let bibliography = Bibliography::parse(text).map_err(|error| {
        let before = &text[..text.floor_char_boundary(error.span.start)];
        let number = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Box::new(Diagnostic::error(format!("not BibTeX: {}", error.kind)).at(number, column, text))
    })?;
    Ok(bibliography.iter().map(entry).collect())
}

fn check_depth(text: &str) -> Result<(), Box<Diagnostic>> {
    let mut depth = 0usize;
    for (number, line) in text.lines().enumerate() {
        for byte in line.bytes() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                let message = format!("not BibTeX: braces are nested more than {DEEPEST} deep");
                return Err(Box::new(Diagnostic::error(message).at(number + 1, 1, text)));
            }
        }
    }
    Ok(())
}

fn entry(entry: &Entry) -> LibraryEntry {
    let text = |field: &str| entry.get(field).and_then(|chunks| line(&chunks.format_verbatim()));
    let people = entry.author().or_else(|_| {
        entry.editors().map(|editors| editors.into_iter().flat_map(|(people, _)| people).collect())
    });
    LibraryEntry {
        key: entry.key.clone(),
        files: text("file").map_or_else(Vec::new, |written| files(&written)),
        title: text("title").map(|title| match text("subtitle") {
            Some(subtitle) => format!("{title}: {subtitle}"),
            None => title,
        }),
        authors: people.unwrap_or_default().iter().filter_map(person).collect(),
        publisher: PUBLISHERS.iter().find_map(|field| text(field)).filter(|text| !text.contains("://")),
        date: entry.date().ok().and_then(day),
        url: text("url"),
        language: text("langid").or_else(|| text("language")),
        accessed: entry.get_as("urldate").ok().and_then(day),
        note: text("note"),
    }
}

fn person(person: &Person) -> Option<String> {
    name([Some(&person.given_name), Some(&person.prefix), Some(&person.name), Some(&person.suffix)])
}

fn day(written: PermissiveType<biblatex::Date>) -> Option<PartialDate> {
    let PermissiveType::Typed(typed) = written else { return None };
    let (DateValue::At(at) | DateValue::After(at) | DateValue::Before(at) | DateValue::Between(at, _)) =
        typed.value;
    let from_one = |zero_based: u8| i64::from(zero_based) + 1;
    date(i64::from(at.year), at.month.map(from_one), at.day.map(from_one))
}

/// Reads a `file` field: a path, or JabRef's and Zotero's lists
/// `description:path:type`, separated by `;`, in which `\:` and `\;` stand for
/// the signs themselves.
fn files(written: &str) -> Vec<String> {
    split(written, ';')
        .into_iter()
        .filter_map(|item| {
            let parts = split(&item, ':');
            let path = match parts.as_slice() {
                [_, path @ .., _] if !path.is_empty() => path.join(":"),
                _ => item,
            };
            let path = path.replace("\\:", ":").replace("\\;", ";").replace("\\\\", "\\");
            Some(path.trim().to_owned()).filter(|path| !path.is_empty())
        })
        .collect()
}

/// Splits at a sign that no backslash stands before.
fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in text.chars() {
        match parts.last_mut() {
            Some(last) if escaped || c != at => last.push(c),
            _ => parts.push(String::new()),
        }
        escaped = c == '\\' && !escaped;
    }
    parts
}
