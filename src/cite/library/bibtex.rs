//! BibTeX and BibLaTeX.

use biblatex::{Bibliography, ChunksExt as _, DateValue, Entry, PermissiveType, Person};

use super::write::{Parts, parts, said};
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
        // The parser reads two hyphens as a dash even here, where no dash may be (RFC 3986, 2).
        url: text("url").map(|url| url.replace('—', "---").replace('–', "--")),
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

/// Writes entries as BibLaTeX. Titles stand in braces of their own, which keep
/// their capitals, and so do bodies, which are not taken apart then.
pub(super) fn write(entries: &[LibraryEntry]) -> String {
    let texts: Vec<String> = entries.iter().map(write_entry).collect();
    texts.join("\n")
}

fn write_entry(entry: &LibraryEntry) -> String {
    let kind = if entry.url.is_some() { "online" } else { "misc" };
    let authors: Vec<String> = entry.authors.iter().filter_map(|author| author_tex(author)).collect();
    let escaped = |text: &Option<String>| text.as_deref().and_then(said).map(|text| tex(&text));
    let day = |date: Option<PartialDate>| date.map(|date| date.to_string());
    let files: Vec<String> = entry.files.iter().map(|file| file_tex(file)).collect();
    let list = |items: Vec<String>, between: &str| (!items.is_empty()).then(|| items.join(between));
    let fields = [
        ("title", escaped(&entry.title).map(|title| format!("{{{title}}}"))),
        ("author", list(authors, " and ")),
        ("organization", escaped(&entry.publisher)),
        ("date", day(entry.date)),
        ("url", entry.url.as_deref().map(address_tex)),
        ("urldate", day(entry.accessed)),
        ("language", escaped(&entry.language)),
        ("note", escaped(&entry.note)),
        ("file", list(files, ";")),
    ];
    let fields =
        fields.into_iter().filter_map(|(field, value)| Some(format!("  {field} = {{{}}},\n", value?)));
    format!("@{kind}{{{},\n{}}}\n", entry.key, fields.collect::<String>())
}

fn author_tex(author: &str) -> Option<String> {
    let author = said(author)?;
    let Some(Parts { family, given, suffix }) = parts(&author) else {
        return Some(format!("{{{}}}", tex(&author)));
    };
    let parts = [Some(family), suffix, Some(given)];
    Some(parts.into_iter().flatten().map(|part| tex(&part)).collect::<Vec<_>>().join(", "))
}

/// Escapes what TeX reads as more than itself (The TeXbook, chapter 7). The
/// empty group ends a command's name.
fn tex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '{' | '}' | '#' | '&' | '%' | '$' | '_' => escaped.extend(['\\', letter]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            // Two hyphens are a dash.
            '-' if escaped.ends_with('-') => escaped.push_str("{}-"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// Writes an address, which BibLaTeX takes letter for letter but for braces
/// and backslashes; those are no letters of addresses (RFC 3986, 2).
fn address_tex(url: &str) -> String {
    url.replace('\\', "%5C").replace('{', "%7B").replace('}', "%7D")
}

/// Writes a path for a `file` field, as [`files`] reads it.
fn file_tex(path: &str) -> String {
    let escaped = path.replace('\\', "\\\\").replace(';', "\\;").replace(':', "\\:");
    escaped.replace('\\', "\\\\").replace('{', "\\{").replace('}', "\\}")
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
