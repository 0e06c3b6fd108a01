//! EPUB (version 3.3 and 2): a book as one document, its chapters in the order
//! of reading.
//!
//! Contents and covers are asides. An anchor is `FILE#ID` of the nearest
//! element above, `FILE` the chapter's path within the book.

use std::collections::BTreeSet;

use crate::error::{Diagnostic, Warning};
use crate::model::BlockKind;

use crate::corpus::blocks::TextBuilder;
use crate::corpus::decode::decode;
use crate::corpus::reading::{NotRead, Output, Raw, Reading};

use super::package::{self, Package};
use super::xml::{Node, Xml};
use super::{Likeness, html};

mod opf;
mod xhtml;

#[cfg(test)]
mod tests;

use opf::Book;

/// Algorithms that only hide fonts (EPUB 3.3, OCF, section 4.2.6.3.1; Adobe).
const FONT_ALGORITHMS: &[&str] = &["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/// Recognises a package by its member `mimetype`.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    match package::media_type(bytes) {
        Some("application/epub+zip") => Likeness::Certain,
        Some(_) => Likeness::No("an OpenDocument file"),
        None if package::is_archive(bytes) => Likeness::Possible,
        None => Likeness::No("no ZIP archive"),
    }
}

/// Reads a book; there is always exactly one document.
///
/// # Errors
/// A package that is damaged, encrypted or over a limit, or without a chapter
/// that can be read.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let mut package = Package::open(raw.bytes)?;
    let name = root_file(&mut package, output)?;
    let text = package.xml(&name, output)?;
    let text =
        text.ok_or_else(|| NotRead::refused("its container names no book within it: the EPUB is invalid"))?;
    let book = Book::read(&name, &text)?;
    let encrypted = encrypted(&mut package, output)?;
    let reading = chapters(&mut package, book, &encrypted, output)?;
    output.document(reading);
    Ok(())
}

/// Returns the name of the file that describes the book (OCF, section 4.2.6.2).
fn root_file(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<String, NotRead> {
    const CONTAINER: &str = "META-INF/container.xml";
    let Some(text) = package.xml(CONTAINER, output)? else {
        return Err(NotRead::refused("it has no META-INF/container.xml: it is no EPUB"));
    };
    let mut xml = Xml::new(CONTAINER, &text);
    loop {
        match xml.next()? {
            Node::Open(element) if element.local() == "rootfile" => {
                let path = element.attribute("full-path").unwrap_or_default();
                return package::resolve("", &path).ok_or_else(|| {
                    NotRead::refused("its container names a file outside it: the EPUB is invalid")
                });
            }
            Node::End => return Err(NotRead::refused("its container names no book: the EPUB is invalid")),
            _ => {}
        }
    }
}

/// Returns the names of parts that are encrypted but for fonts (OCF, section
/// 4.2.6.3), in lower case.
fn encrypted(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<BTreeSet<String>, NotRead> {
    const ENCRYPTION: &str = "META-INF/encryption.xml";
    let mut names = BTreeSet::new();
    let Some(text) = package.xml(ENCRYPTION, output)? else { return Ok(names) };
    let mut xml = Xml::new(ENCRYPTION, &text);
    let mut font = false;
    loop {
        match xml.next()? {
            Node::Open(element) => match element.local() {
                "EncryptedData" => font = false,
                "EncryptionMethod" => {
                    let algorithm = element.attribute("Algorithm").unwrap_or_default();
                    font = FONT_ALGORITHMS.contains(&algorithm.as_str());
                }
                "CipherReference" if !font => {
                    let uri = element.attribute("URI").unwrap_or_default();
                    names.extend(package::resolve("", &uri).map(|name| name.to_lowercase()));
                }
                _ => {}
            },
            Node::End => return Ok(names),
            _ => {}
        }
    }
}

/// Reads the chapters in the order of the spine, each once.
fn chapters(
    package: &mut Package<'_>,
    book: Book,
    encrypted: &BTreeSet<String>,
    output: &mut Output<'_>,
) -> Result<Reading, NotRead> {
    let mut builder = TextBuilder::default();
    let mut warnings = Vec::new();
    let mut read = 0;
    for chapter in &book.chapters {
        if encrypted.contains(&chapter.path.to_lowercase()) {
            return Err(NotRead::refused("it is encrypted (DRM)"));
        }
        let blocks = match package.part(&chapter.path, output)? {
            Some(bytes) => blocks(bytes),
            None => Err(NotRead::refused("it is missing")),
        };
        match blocks {
            Ok(blocks) => {
                read += 1;
                add(&mut builder, &chapter.path, chapter.aside, blocks);
            }
            Err(why) => warnings.push(not_read(&chapter.path, &why)),
        }
    }
    if read == 0 {
        let first = warnings.first().map_or("it lists none", |warning| warning.message.as_str());
        return Err(NotRead::refused(format!("it has no chapter that can be read: {first}")));
    }
    let (text, pieces) = builder.finish();
    let first = pieces.iter().find(|piece| piece.kind != BlockKind::Aside);
    let heading = first.filter(|piece| piece.kind == BlockKind::Heading);
    let detected_title = heading.map(|piece| crate::corpus::blocks::folded(&text[piece.range.clone()]));
    Ok(Reading {
        pieces,
        encoding: "UTF-8".to_owned(),
        embedded: book.known,
        detected_title,
        detected_language: None,
        warnings,
        text,
    })
}

fn blocks(bytes: Vec<u8>) -> Result<Vec<(BlockKind, String, Option<String>)>, NotRead> {
    let declared = xhtml::declared_encoding(&bytes);
    let text = decode(&bytes, declared.as_deref()).text;
    html::chapter(&xhtml::as_html(&text))
}

fn add(builder: &mut TextBuilder, path: &str, aside: bool, blocks: Vec<(BlockKind, String, Option<String>)>) {
    for (kind, text, id) in blocks {
        let kind = if aside { BlockKind::Aside } else { kind };
        if let Some(piece) = builder.push(kind, &text) {
            piece.anchor = Some(id.map_or_else(|| path.to_owned(), |id| format!("{path}#{id}")));
        }
    }
}

fn not_read(path: &str, why: &NotRead) -> Warning {
    let path = crate::corpus::path::escaped_text(path);
    Diagnostic::warning(format!("the chapter `{path}` was not read: {}", why.reason))
}
