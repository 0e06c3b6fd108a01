//! What a PDF says of itself: XMP first, then the document information, then
//! the catalog.

use hayro_syntax::Pdf;
use hayro_syntax::object::{DateTime, Dict, Stream, String as PdfString};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::corpus::blocks::folded;
use crate::corpus::metadata::{Known, language_tag, taken_date};
use crate::model::PartialDate;

/// The largest XMP packet that is read, in bytes.
const XMP_BYTES: usize = 4 << 20;

/// Beginnings of titles that programs make up.
const MADE_UP: &[&str] = &[
    "microsoft word",
    "microsoft powerpoint",
    "microsoft excel",
    "untitled",
    "powerpoint presentation",
    "print",
    "document",
];

/// Reads what is declared; what cannot be is left out.
pub(super) fn known(pdf: &Pdf) -> Known {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default();
    let xmp = catalog.get::<Stream<'_>>("Metadata").map(|stream| xmp(&stream)).unwrap_or_default();
    let info = pdf.metadata();
    let text = |bytes: &Option<Vec<u8>>| bytes.as_deref().map(decoded).map(|text| folded(&text));
    let lang = catalog.get::<PdfString<'_>>("Lang").map(|lang| decoded(lang.as_bytes()));
    let authors = match xmp.creators.is_empty() {
        false => xmp.creators,
        true => text(&info.author).map(|author| persons(&author)).unwrap_or_default(),
    };
    Known {
        title: xmp
            .title
            .filter(|title| is_title(title))
            .or_else(|| text(&info.title).filter(|title| is_title(title))),
        authors: Some(authors).filter(|authors| !authors.is_empty()),
        date: date(info.creation_date)
            .or(xmp.created)
            .or_else(|| date(info.modification_date))
            .or(xmp.modified)
            .and_then(taken_date),
        language: lang.as_deref().and_then(language_tag).or(xmp.language),
        ..Known::default()
    }
}

/// Tells whether a title was written by a person: no file name, no name that a
/// program makes up.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    let made_up =
        MADE_UP.iter().any(|start| lower == *start || lower.starts_with(start) && start.contains(' '));
    let extension = lower.rsplit_once('.').is_some_and(|(_, extension)| {
        matches!(
            extension,
            "doc"
                | "docx"
                | "pdf"
                | "odt"
                | "rtf"
                | "tex"
                | "dvi"
                | "ps"
                | "ppt"
                | "pptx"
                | "xls"
                | "xlsx"
                | "indd"
                | "qxd"
                | "qxp"
                | "txt"
                | "html"
                | "htm"
                | "md"
                | "pub"
                | "wpd"
        )
    });
    letters >= 3 && !made_up && !extension && !title.contains([char::REPLACEMENT_CHARACTER, '\\'])
}

/// Parts `A. Smith, B. Jones and C. Li`; a name such as `Smith, John` stays.
fn persons(author: &str) -> Vec<String> {
    let several = author.contains(';');
    let parts: Vec<&str> = if several {
        author.split(';').collect()
    } else {
        author
            .split(" and ")
            .flat_map(
                |part| if part.matches(' ').count() > 2 { part.split(", ").collect() } else { vec![part] },
            )
            .collect()
    };
    let plain = |name: &&str| name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_control);
    parts.into_iter().map(str::trim).filter(plain).map(str::to_owned).collect()
}

fn date(date: Option<DateTime>) -> Option<PartialDate> {
    let date = date?;
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day).parse().ok()
}

/// Decodes a text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with a byte
/// order mark, else `PDFDocEncoding`, which is Latin-1 for nearly all texts.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] => without_languages(&utf16(rest, u16::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| doc_encoding(byte)).collect(),
        },
    }
}

/// Takes out the language marks between escapes (7.9.2.2.2).
fn without_languages(text: &str) -> String {
    text.split('\u{1b}').step_by(2).collect()
}

/// `PDFDocEncoding` (ISO 32000-2, annex D.2) where it is not Latin-1.
fn doc_encoding(byte: u8) -> char {
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', ' ', '€',
    ];
    match byte {
        0x80..=0xa0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// What an XMP packet says.
#[derive(Debug, Default)]
struct Xmp {
    title: Option<String>,
    creators: Vec<String>,
    created: Option<PartialDate>,
    modified: Option<PartialDate>,
    language: Option<String>,
}

fn xmp(stream: &Stream<'_>) -> Xmp {
    let mut xmp = Xmp::default();
    let bytes = match stream.raw_data().len() {
        length if length <= XMP_BYTES => stream.decoded().unwrap_or_default(),
        _ => return xmp,
    };
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(XMP_BYTES)]);
    let mut reader = Reader::from_str(&text);
    // The property that is open, and the text within.
    let mut property: Option<&'static str> = None;
    let mut said = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let name = element.name();
                xmp.attributes(&element);
                property = named(name.as_ref()).or(property);
                said.clear();
            }
            Ok(Event::Empty(element)) => xmp.attributes(&element),
            Ok(Event::Text(text)) => said.push_str(&text),
            Ok(Event::GeneralRef(reference)) => said.push_str(entity(&reference)),
            Ok(Event::End(element)) => {
                if let Some(property) = property {
                    xmp.take(property, &folded(&said));
                }
                said.clear();
                if named(element.name().as_ref()).is_some() {
                    property = None;
                }
            }
            Ok(Event::Eof) | Err(_) => return xmp,
            Ok(_) => {}
        }
    }
}

fn entity(reference: &quick_xml::events::BytesRef<'_>) -> &'static str {
    match reference.as_ref() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// Names the properties that are read, by their usual prefixes.
fn named(name: &str) -> Option<&'static str> {
    match name {
        "dc:title" => Some("title"),
        "dc:creator" => Some("creator"),
        "dc:language" => Some("language"),
        "xmp:CreateDate" | "xap:CreateDate" => Some("created"),
        "xmp:ModifyDate" | "xap:ModifyDate" => Some("modified"),
        _ => None,
    }
}

impl Xmp {
    /// Simple properties may stand as attributes.
    fn attributes(&mut self, element: &quick_xml::events::BytesStart<'_>) {
        for attribute in element.attributes().flatten() {
            if let Some(property) = named(attribute.key.as_ref()) {
                self.take(property, &folded(&attribute.value));
            }
        }
    }

    fn take(&mut self, property: &str, said: &str) {
        if said.is_empty() || said.chars().any(char::is_control) {
            return;
        }
        match property {
            // Of titles in several languages the first counts.
            "title" if self.title.is_none() => self.title = Some(said.to_owned()),
            "creator" => self.creators.extend(persons(said)),
            "language" => self.language = self.language.take().or_else(|| language_tag(said)),
            "created" => self.created = self.created.or_else(|| said.parse().ok()),
            "modified" => self.modified = self.modified.or_else(|| said.parse().ok()),
            _ => {}
        }
    }
}
