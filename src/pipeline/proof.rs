//! How an edition proves itself: what its files carry, and the gate that each
//! of them passes before it is written.

use std::collections::BTreeMap;
use std::path::Path;

use crate::corpus::{own_html, own_mail, own_pdf};
use crate::error::Diagnostic;
use crate::manifest::{FILE, Manifest, annotations};
use crate::model::{Attachment, Citation};
use crate::output::{self, Kept};
use crate::render::docx;
use crate::tool::markdown::{self, Markdown};
use crate::verify::{Folding, Miss, differences, marked, misses};

/// Misses that are shown; a file with more has one cause for them.
const SHOWN: usize = 3;

/// Returns the files that an audience's briefing carries within it.
pub(super) fn attachments(manifest: &Manifest, audience: &str) -> Vec<Attachment> {
    let part = manifest.part_of(audience);
    vec![
        Attachment {
            name: FILE,
            media_type: "application/json",
            description: "The excerpts of this briefing with their proof",
            text: String::from_utf8(part.to_json()).expect("JSON is UTF-8"),
        },
        Attachment {
            name: annotations::FILE,
            media_type: "application/ld+json",
            description: "The excerpts of this briefing as W3C web annotations",
            text: annotations::of(&part),
        },
    ]
}

/// Looks every citation's excerpt up in a file that was written, letter for
/// letter after the folding of its format.
///
/// # Errors
/// The excerpts that do not stand there, with both texts, or why the file
/// cannot be read back.
pub(super) fn gate<'a>(
    format: &str,
    bytes: &[u8],
    citations: impl Iterator<Item = &'a Citation>,
) -> Result<(), Vec<Diagnostic>> {
    let shown = shown(format, bytes)
        .map_err(|why| vec![Diagnostic::error(format!("it cannot be read back: {why}"))])?;
    let excerpts: Vec<(u32, &str)> =
        citations.map(|citation| (citation.number, citation.exact.as_str())).collect();
    let missing = shown.misses(&excerpts);
    match missing.is_empty() {
        true => Ok(()),
        false => Err(missing.iter().take(SHOWN).map(told).collect()),
    }
}

/// What a file shows.
pub(super) struct Shown {
    /// Page by page, as often as the file says it: a message has its text twice,
    /// and readers see one or the other.
    versions: Vec<Vec<String>>,
    /// How it may differ from the excerpts.
    folding: Folding,
}

impl Shown {
    /// Takes the pages of an own file that was read back.
    pub(super) fn of(format: &str, pages: Vec<String>) -> Self {
        let versions = match format {
            "eml" => pages.into_iter().map(|page| vec![page]).collect(),
            _ => vec![pages],
        };
        Self { versions, folding: Folding::of_format(format) }
    }

    /// Returns the excerpts that a version does not have, each once.
    pub(super) fn misses(&self, excerpts: &[(u32, &str)]) -> Vec<Miss> {
        let mut missing: Vec<Miss> = Vec::new();
        for pages in &self.versions {
            let found = misses(pages, excerpts.iter().copied(), self.folding);
            let is_new = |miss: &Miss| missing.iter().all(|known| known.n != miss.n);
            let new: Vec<Miss> = found.into_iter().filter(is_new).collect();
            missing.extend(new);
        }
        missing
    }
}

/// Returns what a file shows.
pub(super) fn shown(format: &str, bytes: &[u8]) -> Result<Shown, String> {
    let pages = match format {
        "md" => vec![markdown::parse(&Markdown::new(String::from_utf8_lossy(bytes))).plain_text()],
        "html" => own_html(bytes)?.pages,
        "pdf" => own_pdf(bytes)?.pages,
        "docx" => vec![docx::text(bytes)?],
        "eml" => own_mail(bytes)?.pages,
        other => return Err(format!("no reader for {other}")),
    };
    Ok(Shown::of(format, pages))
}

/// Looks every excerpt of a manifest up in the text that the archive keeps of
/// its document, at its bytes; returns a mistake for each that is not there.
#[must_use]
pub fn unkept(archive: &Path, manifest: &Manifest) -> Vec<Diagnostic> {
    let folder = archive.join(output::SOURCES);
    let mut texts: BTreeMap<&str, Kept> = BTreeMap::new();
    let mut mistakes = Vec::new();
    for excerpt in &manifest.excerpts {
        let entry = manifest.document(&excerpt.document);
        let kept = || entry.map_or(Kept::Missing, |entry| output::kept(&folder, &entry.text_sha256));
        let text = texts.entry(&excerpt.document).or_insert_with(kept);
        let stands = matches!(text, Kept::Whole(text)
            if text.get(excerpt.start_byte..excerpt.end_byte) == Some(excerpt.text.as_str()));
        if !stands {
            let message = format!("excerpt {} does not stand in the kept text of its source", excerpt.n);
            mistakes.push(Diagnostic::error(message).in_file(&excerpt.document));
        }
    }
    mistakes
}

/// Shows an excerpt and what stands in its place.
fn told(miss: &Miss) -> Diagnostic {
    let Miss { n, wanted, found } = miss;
    let message = format!("citation {n} does not stand in it letter for letter: {wanted:?}");
    Diagnostic::error(message).hint(match found.is_empty() {
        true => "nothing in the file is like it".to_owned(),
        false => format!("the file has: {}", marked(&differences(wanted, found))),
    })
}

/// Says in a line what a file shows in place of an excerpt.
pub(super) fn shown_instead(miss: &Miss) -> String {
    match miss.found.is_empty() {
        true => format!("excerpt {} does not stand in it", miss.n),
        false => format!("excerpt {}: {}", miss.n, marked(&differences(&miss.wanted, &miss.found))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::FORMATS;

    #[test]
    fn every_format_is_read_back() {
        for format in FORMATS {
            let why = shown(format.name, b"").err().unwrap_or_default();
            assert!(!why.starts_with("no reader"), "{}", format.name);
        }
    }

    #[test]
    fn a_message_must_have_an_excerpt_in_both_of_its_texts() {
        let message = |plain: &str, html: &str| {
            format!(
                "Message-ID: <a@b>\r\nSubject: A\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n\
                 --x\r\nContent-Type: text/plain; format=flowed\r\n\r\n> Prices {plain} \r\n> by 4 per cent.\r\n\
                 --x\r\nContent-Type: text/html\r\n\r\n<body><p>Prices {html} by 4 per cent.</p></body>\r\n--x--\r\n"
            )
        };
        let citation =
            Citation { number: 1, exact: "Prices rose by 4 per cent.".to_owned(), ..Citation::default() };
        let gate = |plain, html| gate("eml", message(plain, html).as_bytes(), [&citation].into_iter());
        assert_eq!(gate("rose", "rose"), Ok(()));
        assert_eq!(gate("fell", "rose").unwrap_err().len(), 1);
        assert_eq!(gate("rose", "fell").unwrap_err().len(), 1);
        assert_eq!(gate("fell", "fell").unwrap_err().len(), 1);
    }

    #[test]
    fn a_miss_shows_both_texts() {
        let citation =
            Citation { number: 3, exact: "Prices rose by 4 per cent.".to_owned(), ..Citation::default() };
        let page = b"<body><p>Prices rose by 5 per cent.</p></body>";
        let told = gate("html", page, [&citation].into_iter()).unwrap_err();
        assert_eq!(
            told[0].to_string(),
            "citation 3 does not stand in it letter for letter: \"Prices rose by 4 per cent.\" \
             (the file has: Prices rose by [-4-]{+5+} per cent.)"
        );
        assert!(gate("md", b"> Prices rose\n> by 4 per cent.", [&citation].into_iter()).is_ok());
        assert!(
            gate("pdf", b"%PDF-1.7", [&citation].into_iter()).unwrap_err()[0]
                .message
                .starts_with("it cannot")
        );
    }
}
