//! DOCX (ECMA-376, part 1, `WordprocessingML`): what Word shows of a document.
//!
//! The text is that of the body with its tables, text boxes and notes; comments
//! are asides, as notes are. Inserted text is in, deleted and hidden text is
//! out, of fields the result is read and never the code. Headers and footers
//! belong to pages, not to the text, and are not read.

use crate::corpus::metadata::Known;
use crate::corpus::reading::{NotRead, Output, Raw, Reading};

use super::Likeness;
use super::flow::Flow;
use super::package::{self, Package};
use super::xml::Xml;

use parts::Parts;

mod body;
mod parts;
mod properties;
mod styles;

#[cfg(test)]
mod tests;

/// The signature of a compound file ([MS-CFB], section 2.2): an old Word
/// document, or a new one that is encrypted ([MS-OFFCRYPTO], section 1.3.3).
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// Recognises a package with Word's folder among its first members. A compound
/// file with such a name is taken, to say what is wrong with it.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    if bytes.starts_with(COMPOUND) {
        return Likeness::Possible;
    }
    if !package::is_archive(bytes) {
        return Likeness::No("no ZIP archive");
    }
    if let Some(media_type) = package::media_type(bytes) {
        return match media_type {
            "application/epub+zip" => Likeness::No("an EPUB book"),
            _ => Likeness::No("an OpenDocument file"),
        };
    }
    let names = package::first_names(bytes);
    // An archive of a folder called `word` has none of these.
    let office = names.iter().any(|name| name == "[Content_Types].xml" || name == "_rels/.rels");
    let word = names
        .iter()
        .any(|name| name.starts_with("word/") && (name.ends_with(".xml") || name.ends_with(".rels")));
    // A file within an archive is not the archive.
    let first = names.first().is_some_and(|name| package::is_part(name));
    match first && office && word {
        true => Likeness::Certain,
        false => Likeness::Possible,
    }
}

/// Reads a document; there is always exactly one.
///
/// # Errors
/// A package that is damaged, encrypted or over a limit, or without a
/// document.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    if raw.bytes.starts_with(COMPOUND) {
        return Err(NotRead::refused(compound(raw.bytes)));
    }
    let mut package = Package::open(raw.bytes)?;
    let main = main_part(&mut package, output)?;
    let mut parts = Parts::load(&mut package, &main, output)?;
    let text = package.xml(&main, output)?.ok_or_else(|| NotRead::refused(no_document()))?;
    let mut flow = Flow::default();
    body::walk(Xml::new(&main, &text), &mut parts, &mut flow)?;
    drop(text);
    let finished = flow.finish();
    let declared = properties::known(&mut package, output)?;
    let title = declared.title.clone().or(finished.title);
    output.document(Reading {
        text: finished.text,
        encoding: "UTF-8".to_owned(),
        pieces: finished.pieces,
        embedded: Known { title, ..declared },
        detected_title: finished.first_heading,
        detected_language: None,
        warnings: parts.warnings,
    });
    Ok(())
}

/// Says what a compound file is: names in its directory are UTF-16.
fn compound(bytes: &[u8]) -> String {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match bytes.windows(name.len()).any(|window| window == name) {
        true => "it is encrypted: a password is needed".to_owned(),
        false => "it is an old Office document (or an encrypted one), not a DOCX".to_owned(),
    }
}

fn no_document() -> String {
    "it has no main part: it is no Word document".to_owned()
}

/// Returns the name of the main part: what the package's relationships say
/// (ECMA-376, part 1, section 11.3.10), or the usual one.
fn main_part(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<String, NotRead> {
    let related = parts::relationships(package, "", output)?;
    let said =
        related.into_iter().find(|related| related.kind == "officeDocument").map(|related| related.target);
    let name = said.filter(|name| package.has(name)).unwrap_or_else(|| "word/document.xml".to_owned());
    match package.has(&name) {
        true => Ok(name),
        false => Err(NotRead::refused(no_document())),
    }
}
