//! RTF (Rich Text Format Specification 1.9.1): our own reader, for no crate
//! that is kept knows code pages of fonts, hidden text and destinations.
//!
//! Read is what Word shows of the body: no deleted or hidden text, of fields
//! the result, no headers and footers; comments are asides. As in DOCX.

use crate::error::Diagnostic;

use crate::corpus::reading::{NotRead, Output, Raw, Reading};

use super::Likeness;

mod charset;
mod destinations;
mod document;
mod state;
mod tables;
mod tokens;

#[cfg(test)]
mod tests;

/// Recognises the first control word.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match bytes.starts_with(b"{\\rtf") {
        true => Likeness::Certain,
        false => Likeness::No("no RTF document"),
    }
}

/// Reads a document; there is always exactly one.
///
/// # Errors
/// Groups that are nested too deep.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let read = document::read(raw.bytes)?;
    let cut = || Diagnostic::warning("its groups are not closed: its end may be missing");
    let finished = read.flow.finish();
    let mut embedded = read.known;
    embedded.title = embedded.title.or(finished.title);
    output.document(Reading {
        text: finished.text,
        encoding: read.encoding.to_owned(),
        pieces: finished.pieces,
        embedded,
        detected_title: finished.first_heading,
        detected_language: None,
        warnings: if read.whole { Vec::new() } else { vec![cut()] },
    });
    Ok(())
}
