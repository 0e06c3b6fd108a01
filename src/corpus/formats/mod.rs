//! The formats: one file and one row of [`FORMATS`] each.

use std::path::Path;

use super::reading::{NotRead, Output, Raw};

mod gzip;
mod html;
mod markdown;
mod pdf;
mod text;
mod zip;

/// A kind of file that can be read.
pub struct Format {
    /// What it is called, as in `a plain text`.
    pub name: &'static str,
    /// The media types (IANA); documents get the first.
    pub media_types: &'static [&'static str],
    /// Extensions of file names, lower case, without the full stop.
    pub extensions: &'static [&'static str],
    /// Whether the document's text is the file itself, letter for letter,
    /// whatever markup it looks like.
    pub verbatim: bool,
    /// Whether the reader is our own code over plain text, safe to run in this
    /// process; all others run in a worker.
    pub in_process: bool,
    /// Tells whether bytes can be of this format.
    recognise: fn(&[u8]) -> Likeness,
    pub(super) read: fn(&Raw<'_>, &mut Output<'_>) -> Result<(), NotRead>,
}

/// How far bytes look like a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// They cannot be of it, and why not: to be read after `its name says
    /// PDF, but `.
    No(&'static str),
    /// Nothing speaks against it.
    Possible,
    /// They begin as only this format does.
    Certain,
}

/// The formats, in the order in which an extension or content is looked up.
pub static FORMATS: &[Format] = &[
    Format {
        name: "HTML",
        media_types: &["text/html", "application/xhtml+xml"],
        extensions: &["html", "htm", "xhtml"],
        verbatim: false,
        in_process: false,
        recognise: html::recognise,
        read: html::read,
    },
    Format {
        name: "plain text",
        media_types: &["text/plain"],
        extensions: &["txt", "text"],
        verbatim: true,
        in_process: true,
        recognise: text::recognise,
        read: text::read,
    },
    Format {
        name: "Markdown",
        media_types: &["text/markdown", "text/x-markdown"],
        extensions: &["md", "markdown"],
        verbatim: true,
        in_process: false,
        recognise: text::recognise,
        read: markdown::read,
    },
    Format {
        name: "PDF",
        media_types: &["application/pdf", "application/x-pdf"],
        extensions: &["pdf"],
        verbatim: false,
        in_process: false,
        recognise: pdf::recognise,
        read: pdf::read,
    },
    Format {
        name: "gzip",
        media_types: &["application/gzip", "application/x-gzip"],
        extensions: &["gz"],
        verbatim: false,
        in_process: false,
        recognise: gzip::recognise,
        read: gzip::read,
    },
    Format {
        name: "ZIP",
        media_types: &["application/zip", "application/x-zip-compressed"],
        extensions: &["zip"],
        verbatim: false,
        in_process: false,
        recognise: zip::recognise,
        read: zip::read,
    },
];

impl Format {
    /// Returns its place in [`FORMATS`].
    pub(super) fn place(&'static self) -> usize {
        FORMATS.iter().position(|format| std::ptr::eq(format, self)).expect("formats are rows of the table")
    }
}

/// Returns the format that a name's extension says.
pub(super) fn by_extension(name: &Path) -> Option<&'static Format> {
    let extension = name.extension()?.to_str()?.to_lowercase();
    FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()))
}

fn by_media_type(media_type: &str) -> Option<&'static Format> {
    let media_type = media_type.to_ascii_lowercase();
    FORMATS.iter().find(|format| format.media_types.contains(&media_type.as_str()))
}

/// Chooses the format of a file: what its content says for certain, else what
/// its name says, else its media type. Text that is named so stays text.
///
/// # Errors
/// Skipped where nothing says a format, refused where the content speaks
/// against the one that the name says.
pub(super) fn choose(name: &str, media_type: Option<&str>, bytes: &[u8]) -> Result<&'static Format, NotRead> {
    let said = by_extension(Path::new(name)).or_else(|| media_type.and_then(by_media_type));
    let likeness = said.map(|format| (format.recognise)(bytes));
    if let (Some(format), Some(Likeness::Possible)) = (said, likeness)
        && format.verbatim
    {
        return Ok(format);
    }
    if let Some(format) = FORMATS.iter().find(|format| (format.recognise)(bytes) == Likeness::Certain) {
        return Ok(format);
    }
    match (said, likeness) {
        (Some(format), Some(Likeness::No(what))) => {
            let what = super::decode::signature(bytes).unwrap_or(what);
            Err(NotRead::refused(format!("its name says {}, but it is {what}", format.name)))
        }
        (Some(format), _) => Ok(format),
        (None, _) => Err(NotRead::skipped(unknown(name))),
    }
}

fn unknown(name: &str) -> String {
    match Path::new(name).extension() {
        Some(extension) => {
            format!("no format has the extension `.{}`", super::path::escaped(Path::new(extension)))
        }
        None => "its name has no extension".to_owned(),
    }
}
