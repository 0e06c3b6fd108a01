//! PDF: the text layer, read page by page as hayro's interpreter draws it.
//!
//! [`page`] collects the glyphs that are seen, [`words`] makes words and rows of
//! them, [`furniture`] takes away what is printed on every page, [`layout`]
//! finds the columns, [`paragraphs`] the blocks, and [`kinds`] what they are.

use hayro_interpret::InterpreterCache;
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::corpus::blocks::TextBuilder;
use crate::corpus::reading::{NotRead, Output, Raw, Reading};
use crate::error::{Diagnostic, Warning};

use super::Likeness;

mod accents;
mod annotations;
mod content;
mod document;
mod fonts;
mod furniture;
mod info;
mod kinds;
mod layout;
mod lines;
mod marks;
mod own;
mod page;
mod paragraphs;
mod repair;
mod rtl;
mod scripts;
mod table;
#[cfg(test)]
mod tests;
mod words;

use document::Document;
pub(super) use own::own;

/// How far into a file its header may stand (ISO 32000-1, annex H.3.4.1).
const HEADER_BYTES: usize = 1024;

/// The fewest letters, in parts of all glyphs, that must say what they are.
const KNOWN: f64 = 0.5;

/// Recognises the header, which may stand after other data.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    let head = &bytes[..bytes.len().min(HEADER_BYTES)];
    match head.windows(5).any(|window| window == b"%PDF-") {
        true => Likeness::Certain,
        false => Likeness::No("no PDF data"),
    }
}

/// Reads the text layer.
///
/// # Errors
/// A file that is damaged, encrypted with a password, too large, without a text
/// layer, or whose fonts do not say what their letters are.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    check_whole(raw.bytes)?;
    let pdf = Pdf::new(raw.bytes.to_vec()).map_err(|error| not_opened(error, raw.bytes))?;
    let all = pdf.pages().len();
    if all == 0 {
        return Err(NotRead::refused("its PDF structure is damaged: it has no pages"));
    }
    let embedded = info::known(&pdf);
    let pages = &pdf.pages()[..all.min(raw.limits.pages)];
    let fonts = fonts::named_by(pages);
    let repaired = repair::repaired(raw.bytes, &pdf, &fonts).and_then(|bytes| Pdf::new(bytes).ok());
    let document = match repaired.as_ref().filter(|repaired| repaired.pages().len() == all) {
        Some(repaired) => {
            let pages = &repaired.pages()[..pages.len()];
            pages_of(pages, &fonts::named_by(pages), output)?
        }
        None => pages_of(pages, &fonts, output)?,
    };
    check(&document)?;
    let warnings = warnings(all, pages.len(), document.recognised);
    let mut text = TextBuilder::default();
    let detected_title = document.write(&mut text);
    let (text, pieces) = text.finish();
    if text.len() as u64 > raw.limits.text_bytes {
        let most = raw.limits.text_bytes >> 20;
        return Err(NotRead::skipped(format!("its text is longer than the limit of {most} MB")));
    }
    output.document(Reading {
        text,
        encoding: "UTF-8".to_owned(),
        pieces,
        embedded,
        detected_title,
        detected_language: None,
        warnings,
    });
    Ok(())
}

/// Says what a reader should know of the text.
fn warnings(all: usize, read: usize, recognised: usize) -> Vec<Warning> {
    let mut messages = Vec::new();
    if all > read {
        messages.push(format!("it has {all} pages: only the first {read} were read"));
    }
    if recognised > 0 {
        let pages = if recognised == 1 { "1 page is".to_owned() } else { format!("{recognised} pages are") };
        messages.push(format!(
            "{pages} scanned, and the text is an invisible layer: compare quotations with the picture"
        ));
    }
    messages.into_iter().map(Diagnostic::warning).collect()
}

/// Reads the pages.
///
/// # Errors
/// A page that unpacks to too much.
fn pages_of(pages: &[Page<'_>], fonts: &[Dict<'_>], output: &mut Output<'_>) -> Result<Document, NotRead> {
    let cache = InterpreterCache::new();
    let mut document = Document::new(fonts);
    for page in pages {
        let content = content::decoded(page, output.room())?;
        output.spend(content.len() as u64);
        document.add(page, &content, &cache);
    }
    Ok(document)
}

/// Refuses a file that was cut short: hayro would read what is left.
fn check_whole(bytes: &[u8]) -> Result<(), NotRead> {
    let has = |mark: &[u8]| repair::find_last(bytes, mark).is_some();
    if !has(b"%%EOF") && !has(b"startxref") && !has(b"trailer") {
        return Err(NotRead::refused(
            "its PDF data is cut short: there is neither an xref table nor an end (%%EOF)",
        ));
    }
    match linearized(bytes) {
        Some(length) if length > bytes.len() => {
            let have = bytes.len();
            Err(NotRead::refused(format!("its PDF data is cut short: it has {have} of {length} bytes")))
        }
        _ => Ok(()),
    }
}

/// Returns the length that a linearized file says it has (ISO 32000-2, annex
/// F.3.3).
fn linearized(bytes: &[u8]) -> Option<usize> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_BYTES)]);
    let dict = head.split_once("/Linearized")?.1.split_once(">>")?.0;
    let mut after = dict.match_indices("/L").map(|(at, key)| dict[at + key.len()..].trim_start());
    after.find_map(|value| {
        let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        value[..digits].parse().ok()
    })
}

/// Says why hayro does not open a file.
fn not_opened(error: LoadPdfError, bytes: &[u8]) -> NotRead {
    NotRead::refused(match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "it is encrypted: a password is needed"
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            "it is encrypted in a way that is not supported"
        }
        LoadPdfError::Decryption(_) => "its PDF encryption is damaged",
        // Where it cannot decipher the catalog, it calls the file invalid.
        LoadPdfError::Invalid if repair::find_last(bytes, b"/Encrypt").is_some() => {
            "it is encrypted: a password is needed"
        }
        LoadPdfError::Invalid => {
            "its PDF structure is damaged: neither the xref table nor the pages can be read"
        }
    })
}

/// Checks that there is text.
fn check(document: &Document) -> Result<(), NotRead> {
    let glyphs = document.glyphs;
    #[expect(clippy::cast_precision_loss, reason = "a share needs no precision")]
    let known = (glyphs - document.unknown) as f64 / glyphs.max(1) as f64;
    match glyphs {
        0 if document.invisible > 0 => Err(NotRead::refused(
            "it has no text layer that can be seen: a scan with recognised text behind; run OCR to a text file",
        )),
        0 => Err(NotRead::skipped("it has no text layer: a scan or picture; run OCR first")),
        _ if known < KNOWN => {
            Err(NotRead::refused("its fonts do not say which letters they draw; run OCR first"))
        }
        _ => Ok(()),
    }
}
