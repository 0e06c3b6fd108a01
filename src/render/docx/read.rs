//! Reads what this module has written: the text, to look for each excerpt in
//! it, and the attachments. Not a reader of anybody's Word documents.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// The longest part that is read, in bytes: far beyond any briefing, and a
/// limit for a file that somebody else has changed.
const LONGEST_PART: u64 = 256 << 20;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Returns the text of a Word document that [`render`](super::render) wrote:
/// the paragraphs in the order of reading, those of notes last, each with a
/// line break behind it. Line breaks and tabs within a paragraph are such; marks of
/// notes and codes of fields are left out, numbers of lists are not in the
/// text. Heads and feet are not read.
///
/// # Errors
/// Says what is wrong with a file that is no such document.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    let mut archive = open(bytes)?;
    let mut text = String::new();
    let body = part(&mut archive, "word/document.xml")?.ok_or("it has no document")?;
    read_text(&body, &mut text)?;
    for name in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = part(&mut archive, name)? {
            read_text(&notes, &mut text)?;
        }
    }
    Ok(text)
}

/// Returns the names and texts of the attachments of a Word document that
/// [`render`](super::render) wrote, in their order; empty where it has none.
///
/// # Errors
/// As [`text`].
pub fn attachments(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    let mut archive = open(bytes)?;
    let mut found = Vec::new();
    for number in 1.. {
        let name = format!("customXml/item{number}.xml");
        let Some(xml) = part(&mut archive, &name)? else { break };
        found.extend(read_attachment(&xml)?);
    }
    Ok(found)
}

fn open(bytes: &[u8]) -> Result<Archive<'_>, String> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("it is no Word document: {error}"))
}

/// Returns a part as text; `None` where there is none.
fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, String> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(format!("{name} is damaged: {error}")),
    };
    let mut text = String::new();
    match file.take(LONGEST_PART + 1).read_to_string(&mut text) {
        Ok(length) if length as u64 > LONGEST_PART => Err(format!("{name} is too long")),
        Ok(_) => Ok(Some(text)),
        Err(error) => Err(format!("{name} is damaged: {error}")),
    }
}

/// What of a part is text.
#[derive(Default)]
struct State {
    /// Within `w:t`.
    in_text: bool,
    /// Within a run.
    in_run: bool,
    /// Within a run that is a mark.
    in_mark: bool,
}

fn read_text(xml: &str, text: &mut String) -> Result<(), String> {
    let mut state = State::default();
    each_event(xml, |event| match event {
        Event::Start(start) | Event::Empty(start) if start.name().as_ref() == "w:rStyle" => {
            state.in_mark = is_mark(start);
        }
        Event::Start(start) if start.name().as_ref() == "w:r" => state.in_run = true,
        Event::Start(start) if start.name().as_ref() == "w:t" => state.in_text = true,
        Event::Empty(start) if !state.in_mark => match start.name().as_ref() {
            "w:br" => text.push('\n'),
            "w:tab" if state.in_run => text.push('\t'),
            _ => {}
        },
        Event::End(end) => match end.name().as_ref() {
            "w:t" => state.in_text = false,
            "w:r" => (state.in_run, state.in_mark) = (false, false),
            "w:p" => text.push('\n'),
            _ => {}
        },
        event if state.in_text && !state.in_mark => push_text(event, text),
        _ => {}
    })
}

fn is_mark(style: &BytesStart<'_>) -> bool {
    let value = style.try_get_attribute("w:val").ok().flatten();
    value.is_some_and(|value| matches!(value.value.as_ref(), "FootnoteReference" | "EndnoteReference"))
}

fn read_attachment(xml: &str) -> Result<Option<(String, String)>, String> {
    let mut name = None;
    let mut text = String::new();
    each_event(xml, |event| match event {
        Event::Start(start) if start.name().as_ref() == "attachment" => {
            let attribute = start.try_get_attribute("name").ok().flatten();
            name = attribute.map(|attribute| attribute.value.into_owned());
        }
        event => push_text(event, &mut text),
    })?;
    Ok(name.map(|name| (name, text)))
}

fn push_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(reference) => {
            let named = || quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned);
            let letter = reference.resolve_char_ref().ok().flatten().map(String::from);
            text.push_str(&letter.or_else(named).unwrap_or_default());
        }
        _ => {}
    }
}

fn each_event(xml: &str, mut visit: impl FnMut(&Event<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|error| format!("its XML is damaged: {error}"))? {
            Event::Eof => return Ok(()),
            event => visit(&event),
        }
    }
}
