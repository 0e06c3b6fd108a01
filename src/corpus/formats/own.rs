//! Files that Attaché wrote, read back: what they show, and what they carry.
//!
//! A briefing that somebody sends round is as hostile as any other document:
//! [`Readers::read_own`](crate::corpus::Readers::read_own) reads it in a
//! worker. What was just built is read here.

use std::panic::catch_unwind;

use serde::{Deserialize, Serialize};

use crate::corpus::blocks::folded;
use crate::corpus::reading::{NotRead, Output, Raw, Reading};

use super::{Format, Likeness, html, mail, pdf};

/// A file of an edition, read back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFile {
    /// The text that is shown, page by page where there are pages, in the order
    /// of the file; without running heads, cards and what is not seen. Of a
    /// message two: its plain text and its HTML.
    pub pages: Vec<String>,
    /// The files within it, by name.
    pub carried: Vec<(String, String)>,
}

/// How own files are read in a worker: rows after those of
/// [`FORMATS`](super::FORMATS), which no document is ever taken for.
pub(super) static OWN_FORMATS: &[Format] =
    &[row("pdf", read_pdf), row("html", read_html), row("eml", read_mail)];

type Read = fn(&Raw<'_>, &mut Output<'_>) -> Result<(), NotRead>;

const fn row(name: &'static str, read: Read) -> Format {
    Format {
        name,
        media_types: &[],
        extensions: &[],
        verbatim: false,
        in_process: false,
        recognise: |_| Likeness::No("a briefing"),
        read,
    }
}

/// Returns the row that reads own files of an output format; `None` for a
/// format that carries nothing.
pub(in crate::corpus) fn own_format(name: &str) -> Option<&'static Format> {
    OWN_FORMATS.iter().find(|format| format.name == name)
}

/// Reads a PDF that this process has just written.
///
/// # Errors
/// Why it cannot be read, in a sentence without a full stop.
pub(crate) fn own_pdf(bytes: &[u8]) -> Result<OwnFile, String> {
    // The interpreter is not ours: a panic in it must not take the build along.
    let panicked = |_| "its reader failed".to_owned();
    catch_unwind(|| pdf::own(bytes)).map_err(panicked)?
}

/// Reads a page that this process has just written.
///
/// # Errors
/// As [`own_pdf`].
pub(crate) fn own_html(bytes: &[u8]) -> Result<OwnFile, String> {
    html::own(&String::from_utf8_lossy(bytes))
}

/// Reads a message that this process has just written.
///
/// # Errors
/// As [`own_pdf`].
pub(crate) fn own_mail(bytes: &[u8]) -> Result<OwnFile, String> {
    mail::own(bytes)
}

fn read_pdf(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    put(pdf::own(raw.bytes).map_err(NotRead::refused)?, output);
    Ok(())
}

fn read_html(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    put(own_html(raw.bytes).map_err(NotRead::refused)?, output);
    Ok(())
}

fn read_mail(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    put(own_mail(raw.bytes).map_err(NotRead::refused)?, output);
    Ok(())
}

/// Answers with the file as the text of one document, which is JSON.
fn put(file: OwnFile, output: &mut Output<'_>) {
    output.document(Reading {
        text: serde_json::to_string(&file).expect("texts are JSON"),
        encoding: "UTF-8".to_owned(),
        pieces: Vec::new(),
        embedded: Default::default(),
        detected_title: None,
        detected_language: None,
        warnings: Vec::new(),
    });
}

/// Takes the answer of a worker.
pub(in crate::corpus) fn taken(reading: &Reading) -> Result<OwnFile, String> {
    serde_json::from_str(&reading.text).map_err(|error| folded(&error.to_string()))
}
