//! The formats: one file and one row of [`FORMATS`] each.

use std::path::Path;

use super::reading::{NotRead, Output, Raw};

mod docx;
mod epub;
mod feed;
mod flow;
mod gzip;
mod html;
mod mail;
mod markdown;
mod mbox;
mod odt;
mod office;
mod own;
mod package;
mod pdf;
mod rows;
mod rtf;
mod style_names;
mod symbol;
mod text;
mod xml;
mod zip;

pub use own::OwnFile;
pub(super) use own::{own_format, taken};
pub(crate) use own::{own_html, own_mail, own_pdf};

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
        name: "mailbox",
        media_types: &["application/mbox"],
        extensions: &["mbox", "mbx"],
        verbatim: false,
        in_process: false,
        recognise: mbox::recognise,
        read: mbox::read,
    },
    Format {
        name: "mail",
        media_types: &["message/rfc822", "message/global"],
        extensions: &["eml", "mht", "mhtml"],
        verbatim: false,
        in_process: false,
        recognise: mail::recognise,
        read: mail::read,
    },
    Format {
        name: "feed",
        media_types: &[
            "application/rss+xml",
            "application/atom+xml",
            "application/feed+json",
            "application/rdf+xml",
            "application/xml",
            "text/xml",
        ],
        extensions: &["rss", "atom", "rdf", "xml"],
        verbatim: false,
        in_process: false,
        recognise: feed::recognise,
        read: feed::read,
    },
    Format {
        name: "JSON Lines",
        media_types: &["application/jsonl", "application/x-ndjson"],
        extensions: &["jsonl", "ndjson"],
        verbatim: false,
        in_process: false,
        recognise: rows::json_lines::recognise,
        read: rows::json_lines::read,
    },
    Format {
        name: "CSV",
        media_types: &["text/csv", "text/tab-separated-values"],
        extensions: &["csv", "tsv"],
        verbatim: false,
        in_process: false,
        recognise: rows::csv::recognise,
        read: rows::csv::read,
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
        name: "DOCX",
        media_types: &[
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
            "application/vnd.ms-word.document.macroenabled.12",
            "application/vnd.ms-word.template.macroenabled.12",
        ],
        extensions: &["docx", "docm", "dotx", "dotm"],
        verbatim: false,
        in_process: false,
        recognise: docx::recognise,
        read: docx::read,
    },
    Format {
        name: "OpenDocument text",
        media_types: &[
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.text-template",
            "application/vnd.oasis.opendocument.text-flat-xml",
        ],
        extensions: &["odt", "ott", "fodt"],
        verbatim: false,
        in_process: false,
        recognise: odt::recognise,
        read: odt::read,
    },
    Format {
        name: "EPUB",
        media_types: &["application/epub+zip"],
        extensions: &["epub"],
        verbatim: false,
        in_process: false,
        recognise: epub::recognise,
        read: epub::read,
    },
    Format {
        name: "RTF",
        media_types: &["application/rtf", "text/rtf", "application/x-rtf"],
        extensions: &["rtf"],
        verbatim: false,
        in_process: false,
        recognise: rtf::recognise,
        read: rtf::read,
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
    /// Returns its place in [`FORMATS`], or behind it for one that reads own
    /// files.
    pub(super) fn place(&'static self) -> usize {
        rows().position(|format| std::ptr::eq(format, self)).expect("formats are rows of the tables")
    }
}

/// Returns the format at a place.
pub(super) fn at(place: usize) -> Option<&'static Format> {
    rows().nth(place)
}

fn rows() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().chain(own::OWN_FORMATS)
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
/// Why it is of no format.
pub(super) fn choose(
    name: &str,
    media_type: Option<&str>,
    bytes: &[u8],
) -> Result<&'static Format, NoFormat> {
    let said = by_extension(Path::new(name)).or_else(|| media_type.and_then(by_media_type));
    let likeness = said.map(|format| (format.recognise)(bytes));
    if let (Some(format), Some(Likeness::Possible)) = (said, likeness)
        // Of a package the name says more than that it is an archive.
        && (format.verbatim || package::is_archive(bytes))
    {
        return Ok(format);
    }
    if let Some(format) = FORMATS.iter().find(|format| (format.recognise)(bytes) == Likeness::Certain) {
        return Ok(format);
    }
    match (said, likeness) {
        (Some(format), Some(Likeness::No(what))) => {
            Err(NoFormat::Contradicted(format!("its name says {}, but it is {what}", format.name)))
        }
        (Some(format), _) => Ok(format),
        (None, _) => Err(NoFormat::Unknown(unknown(name))),
    }
}

/// Why a file is of no format.
#[derive(Debug)]
pub(super) enum NoFormat {
    /// Nothing says what it is.
    Unknown(String),
    /// Its content speaks against what its name says.
    Contradicted(String),
}

impl From<NoFormat> for NotRead {
    fn from(why: NoFormat) -> Self {
        let (NoFormat::Unknown(reason) | NoFormat::Contradicted(reason)) = why;
        Self::skipped(reason)
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
