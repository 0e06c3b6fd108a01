//! OpenDocument text (OASIS, version 1.3): a package or one flat XML file.
//!
//! The text is that of the body. What tracked changes keep of deleted text,
//! hidden text and sections, headers and footers are not read; comments are
//! asides. As in DOCX.

use crate::corpus::date::date_in;
use crate::corpus::decode;
use crate::corpus::metadata::{Known, language_tag};
use crate::corpus::reading::{NotRead, Output, Raw, Reading};

use super::flow::Flow;
use super::package::{self, Package};
use super::xml::{self, Xml};
use super::{Likeness, office};

mod body;
mod styles;

#[cfg(test)]
mod tests;

/// How many bytes of a flat file are searched for its first element.
const HEAD_BYTES: usize = 2_000;

const CONTENT: &str = "content.xml";

/// Recognises a package by its member `mimetype`, a flat file by its first
/// element.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    if let Some(media_type) = package::media_type(bytes) {
        return match media_type {
            "application/epub+zip" => Likeness::No("an EPUB book"),
            text if text.starts_with("application/vnd.oasis.opendocument.text") => Likeness::Certain,
            _ => Likeness::No("an OpenDocument file that is no text"),
        };
    }
    match () {
        () if package::is_archive(bytes) => Likeness::Possible,
        () if is_flat(bytes) => Likeness::Certain,
        () => Likeness::No("neither a ZIP archive nor OpenDocument XML"),
    }
}

fn is_flat(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<?xml")
        && head.contains("<office:document")
        && head.contains("opendocument:xmlns:office")
}

/// Reads a document; there is always exactly one.
///
/// # Errors
/// A package that is damaged, encrypted or over a limit, or without content.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    if !package::is_archive(raw.bytes) {
        let text = xml::text(raw.bytes.to_vec());
        let reading = reading(raw.name, &text, None, &text)?;
        output.document(reading);
        return Ok(());
    }
    let mut package = Package::open(raw.bytes)?;
    check_encryption(&mut package, output)?;
    let content = package.xml(CONTENT, output)?;
    let content =
        content.ok_or_else(|| NotRead::refused("it has no content.xml: it is no OpenDocument text"))?;
    let styles = package.xml("styles.xml", output)?;
    let meta = package.xml("meta.xml", output)?.unwrap_or_default();
    let reading = reading(CONTENT, &content, styles.as_deref(), &meta)?;
    output.document(reading);
    Ok(())
}

/// Refuses a package whose manifest says that parts are encrypted (part 2,
/// section 3.4), before their bytes are taken for XML.
fn check_encryption(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let manifest = package.xml("META-INF/manifest.xml", output)?.unwrap_or_default();
    match manifest.contains("encryption-data") || package.has("encrypted-package") {
        true => Err(NotRead::refused("it is encrypted: a password is needed")),
        false => Ok(()),
    }
}

fn reading(name: &str, content: &str, styles: Option<&str>, meta: &str) -> Result<Reading, NotRead> {
    decode::check_lines(content)?;
    let mut known_styles = styles::Reader::default();
    if let Some(text) = styles {
        known_styles.read(Xml::new("styles.xml", text))?;
    }
    known_styles.read(Xml::new(name, content))?;
    let mut flow = Flow::default();
    body::walk(Xml::new(name, content), &known_styles.resolved(), &mut flow)?;
    let finished = flow.finish();
    let declared = known(meta);
    let title = declared.title.clone().or(finished.title);
    Ok(Reading {
        text: finished.text,
        encoding: "UTF-8".to_owned(),
        pieces: finished.pieces,
        embedded: Known { title, ..declared },
        detected_title: finished.first_heading,
        detected_language: None,
        warnings: Vec::new(),
    })
}

/// Reads what the document says of itself (part 3, section 4.3). The first
/// counts: in a flat file those of comments follow.
fn known(meta: &str) -> Known {
    let mut known = Known::default();
    let (mut created, mut modified, mut editor) = (None, None, None);
    office::each_leaf("meta.xml", meta, |name, value| match name {
        ("dc", "title") => known.title = known.title.take().or_else(|| office::title(value)),
        ("meta", "initial-creator") => {
            known.authors = known.authors.take().or_else(|| office::authors(value))
        }
        ("dc", "creator") => editor = editor.take().or_else(|| office::authors(value)),
        ("dc", "language") => known.language = known.language.take().or_else(|| language_tag(value)),
        ("meta", "creation-date") => created = created.or_else(|| date_in(value, None)),
        ("dc", "date") => modified = modified.or_else(|| date_in(value, None)),
        _ => {}
    });
    known.authors = known.authors.or(editor);
    known.date = office::later(created, modified);
    known
}
