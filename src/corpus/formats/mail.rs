//! Mail (RFC 5322): one document for a message, with the words of its author;
//! attachments are files within it.
//!
//! The text is that of the `text/plain` parts; where those are but a note that
//! there is HTML, or missing, that of the HTML. Subject, sender and day are
//! metadata, and no part of the text; of a message without a text the subject
//! is all it says.

use std::borrow::Cow;
use std::collections::BTreeSet;

use encoding_rs::{Encoding, ISO_2022_JP};

use crate::corpus::asides::words;
use crate::corpus::decode::{self, Decoded, check_lines, decode};
use crate::corpus::reading::{NotRead, Output, Raw, Reading};
use crate::error::Warning;

use super::{Likeness, OwnFile, html, mbox};

mod body;
mod header;
mod signs;
mod transfer;
mod tree;

#[cfg(test)]
mod tests;

use body::Body;
use header::{Header, field_name, line_end};
use tree::{Part, Text};

/// How much of a file is looked at to recognise a message, in bytes.
const HEAD_BYTES: usize = 16 << 10;

/// The fields that a message begins with; two of them make one, if one is of
/// [`TELLING`].
const COMMON: &[&str] =
    &["to", "subject", "date", "mime-version", "cc", "content-type", "sender", "reply-to"];
const TELLING: &[&str] = &["from", "received", "return-path", "message-id", "delivered-to"];

/// The least HTML, in bytes, that a plain text may stand for as a mere note.
const LONG_HTML: usize = 2_000;

/// A plain text with fewer of the HTML's words than one in so many is a note
/// that there is HTML.
const NOTE_SHARE: usize = 5;

/// The most files that are written into the texts of a message.
const MOST_WRITTEN: usize = 50;

/// Names that character sets have in mails, beside those of the WHATWG.
const CHARSETS: &[(&str, &str)] = &[
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("ms949", "euc-kr"),
    ("cp950", "big5"),
    ("iso-2022-jp-1", "iso-2022-jp"),
    ("iso-2022-jp-2", "iso-2022-jp"),
    ("iso-2022-jp-ms", "iso-2022-jp"),
    ("macroman", "macintosh"),
    ("iso-8859-8-e", "iso-8859-8"),
];

/// Recognises the fields at the beginning.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    if let Some(kind) = decode::signature(bytes) {
        return Likeness::No(kind);
    }
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let mut seen = BTreeSet::new();
    let mut telling = false;
    for (i, line) in head.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let Some(name) = field_name(line) else {
            let folded = i > 0 && line.starts_with(b" ") || line.starts_with(b"\t");
            let envelope = i == 0 && line.starts_with(b"From ");
            match folded || envelope {
                true => continue,
                false => break,
            }
        };
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        telling |= TELLING.contains(&name.as_str());
        if TELLING.contains(&name.as_str()) || COMMON.contains(&name.as_str()) || seen.is_empty() {
            seen.insert(name);
        }
        if telling && seen.len() >= 2 {
            return Likeness::Certain;
        }
    }
    // A message may have no header at all.
    let why = if seen.is_empty() { decode::why_not_text(bytes) } else { None };
    why.map_or(Likeness::Possible, Likeness::No)
}

/// Reads a message: its text, then its attachments.
///
/// # Errors
/// An encrypted message, or one with parts nested too deep.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    if mbox::is_named(raw.name) && mbox::begins(raw.bytes) {
        return mbox::read(raw, output);
    }
    let bytes = line_breaks(raw.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw.bytes));
    let (header, start) = Header::read(&bytes);
    let root = Part::read(&bytes, header.content("text/plain"), start..bytes.len(), raw.limits.members)?;
    let message = Message { bytes: &bytes, header: &header };
    if let Some(address) = header.saved_page() {
        return message.page(&root, address, output);
    }
    let roles = root.roles()?;
    let (reading, written_in) = message.reading(roles.texts)?;
    output.document(reading);
    let mut names = Names::default();
    for file in written_in {
        output.spend(file.bytes.len() as u64);
        output.file(&names.fresh(Some(&file.name)), None, None, &file.bytes)?;
    }
    for part in roles.attached {
        message.attachment(part, &mut names, output)?;
    }
    Ok(())
}

/// Reads a message of a briefing back: its plain text, put together again, then
/// what its HTML shows.
///
/// # Errors
/// A message that is not one text in both forms.
pub(super) fn own(bytes: &[u8]) -> Result<OwnFile, String> {
    /// A multipart and its two parts.
    const PARTS: usize = 8;
    let (header, start) = Header::read(bytes);
    let content = header.content("text/plain");
    let root = Part::read(bytes, content, start..bytes.len(), PARTS).map_err(|why| why.reason)?;
    let message = Message { bytes, header: &header };
    let mut texts = root.roles().map_err(|why| why.reason)?.texts.into_iter();
    let (Some(Text::Either { plain, html }), None) = (texts.next(), texts.next()) else {
        return Err("it is not one text, plain and in HTML".to_owned());
    };
    let text = |part: &Part| text_of(&message.decoded(part), part.content.charset.as_deref()).text;
    let plain: Vec<String> =
        plain.iter().map(|part| body::unquoted(&text(part), part.content.delsp)).collect();
    let html = html.iter().map(|part| html::own_mail(&text(part))).collect::<Result<Vec<_>, _>>()?;
    Ok(OwnFile { pages: vec![plain.concat(), html.concat()], carried: Vec::new() })
}

/// Old programs end lines with a carriage return alone.
fn line_breaks(bytes: &[u8]) -> Cow<'_, [u8]> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    match head.contains(&b'\r') && !head.contains(&b'\n') {
        true => Cow::Owned(bytes.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect()),
        false => Cow::Borrowed(bytes),
    }
}

struct Message<'a> {
    bytes: &'a [u8],
    header: &'a Header,
}

impl<'a> Message<'a> {
    fn decoded(&self, part: &Part) -> Cow<'a, [u8]> {
        transfer::decoded(&self.bytes[part.body.clone()], &part.content.encoding)
    }

    /// Puts the texts of a message together, and takes out the files that are
    /// written into them.
    fn reading(&self, texts: Vec<Text<'_>>) -> Result<(Reading, Vec<transfer::Uuencoded>), NotRead> {
        let mut writer = Writer::default();
        for text in texts {
            match text {
                Text::One(part) => self.write(part, &mut writer)?,
                Text::Either { plain, html } => {
                    for part in self.chosen(plain, html) {
                        self.write(part, &mut writer)?;
                    }
                }
            }
        }
        let known = self.header.known();
        if writer.body.text.trim().is_empty() {
            writer.body = Body::subject(known.title.as_deref().unwrap_or_default());
        }
        let reading = Reading {
            text: writer.body.text,
            encoding: writer.encoding.unwrap_or("UTF-8").to_owned(),
            pieces: writer.body.pieces,
            embedded: known,
            detected_title: None,
            detected_language: None,
            warnings: writer.warnings,
        };
        Ok((reading, writer.files))
    }

    fn write(&self, part: &Part, writer: &mut Writer) -> Result<(), NotRead> {
        let bytes = self.decoded(part);
        let decoded = text_of(&bytes, part.content.charset.as_deref());
        check_lines(&decoded.text)?;
        writer.encoding.get_or_insert(decoded.encoding);
        writer.warnings.extend(decoded.warning);
        if part.is_html() {
            let page = html::whole(&decoded.text)?;
            writer.body.blocks(&page.text, page.pieces);
            return Ok(());
        }
        let mut text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
        if part.content.flowed {
            text = body::unflowed(&text, part.content.delsp);
        }
        while let Some(file) = transfer::uuencoded(text.as_bytes())
            && writer.files.len() < MOST_WRITTEN
        {
            text.replace_range(file.range.clone(), "");
            writer.files.push(file);
        }
        if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
            return Err(tree::encrypted());
        }
        writer.body.plain(&text);
        Ok(())
    }

    /// Chooses of the same in plain text and in HTML: the plain text, unless
    /// it is missing or next to nothing of what the HTML says.
    fn chosen<'p>(&self, plain: Vec<&'p Part>, html: Vec<&'p Part>) -> Vec<&'p Part> {
        let count = |parts: &[&Part]| {
            let texts = parts.iter().map(|part| {
                let text = text_of(&self.decoded(part), part.content.charset.as_deref()).text;
                match part.is_html() {
                    true => html::whole(&text).map_or(0, |page| words(&page.text)),
                    false => words(&text),
                }
            });
            texts.sum::<usize>()
        };
        let bytes: usize = html.iter().map(|part| part.body.len()).sum();
        let said = count(&plain);
        let note = said == 0 || bytes >= LONG_HTML && said * NOTE_SHARE < count(&html);
        if note && !html.is_empty() { html } else { plain }
    }

    /// Has an attachment read by its own format.
    fn attachment(&self, part: &Part, names: &mut Names, output: &mut Output<'_>) -> Result<(), NotRead> {
        let name = names.fresh(part.content.name.as_deref());
        let media_type = part.content.media_type.as_str();
        if let Some(why) = unreadable(&name, media_type) {
            if output.begin(&name)? {
                output.not_read(&name, why);
            }
            return Ok(());
        }
        let bytes = self.decoded(part);
        if bytes.len() as u64 > output.room() {
            return Err(NotRead::skipped("its attachments are larger than the limit; the rest was not read"));
        }
        output.spend(bytes.len() as u64);
        output.file(&name, Some(media_type), part.content.charset.as_deref(), &bytes)
    }

    /// Reads a page that a browser saved as a message (MHTML): its article.
    fn page(&self, root: &Part, address: Option<String>, output: &mut Output<'_>) -> Result<(), NotRead> {
        let texts = root.roles()?.texts;
        let found = texts.iter().find_map(|text| match text {
            Text::One(part) if part.is_html() => Some(*part),
            Text::Either { html, .. } => html.first().copied(),
            Text::One(_) => None,
        });
        let part = found.ok_or_else(|| NotRead::skipped("it is a saved page without HTML"))?;
        let decoded = text_of(&self.decoded(part), part.content.charset.as_deref());
        let mut reading = html::reading(&decoded.text)?;
        reading.encoding = decoded.encoding.to_owned();
        reading.warnings.extend(decoded.warning);
        let known = self.header.known();
        reading.embedded.url = reading.embedded.url.or(address);
        reading.embedded.title = reading.embedded.title.or(known.title);
        reading.embedded.accessed = reading.embedded.accessed.or(known.date);
        output.document(reading);
        Ok(())
    }
}

#[derive(Default)]
struct Writer {
    body: Body,
    encoding: Option<&'static str>,
    warnings: Vec<Warning>,
    files: Vec<transfer::Uuencoded>,
}

/// Decodes a text by the character set that its part declares.
fn text_of(bytes: &[u8], charset: Option<&str>) -> Decoded {
    let label = charset.map(|charset| charset.trim_matches(['"', '\'', ' ']).to_ascii_lowercase());
    // So declare programs that do not know what they send.
    let label = label.filter(|label| !matches!(label.as_str(), "us-ascii" | "ascii" | "utf-8" | "utf8"));
    let label = label.map(|label| {
        let other = CHARSETS.iter().find(|(name, _)| *name == label);
        other.map_or(label.clone(), |(_, name)| (*name).to_owned())
    });
    if matches!(label.as_deref(), Some("utf-7" | "unicode-1-1-utf-7")) && bytes.is_ascii() {
        let text = transfer::utf_7(&String::from_utf8_lossy(bytes));
        return Decoded { text, encoding: "UTF-7", warning: None };
    }
    let known = label.as_deref().and_then(|label| Encoding::for_label(label.as_bytes()));
    // Its letters are ASCII, so that it looks like UTF-8.
    let shifts =
        known == Some(ISO_2022_JP) || known.is_none() && bytes.windows(2).any(|pair| pair == b"\x1b$");
    if shifts {
        let (text, used, _) = ISO_2022_JP.decode(bytes);
        return Decoded { text: text.into_owned(), encoding: used.name(), warning: None };
    }
    decode(bytes, label.as_deref())
}

/// Says why an attachment of this kind is not read.
fn unreadable(name: &str, media_type: &str) -> Option<NotRead> {
    let lower = name.to_lowercase();
    match media_type {
        "application/ms-tnef" | "application/vnd.ms-tnef" => {
            Some(NotRead::skipped("it is in Outlook's own format (TNEF), which is not read"))
        }
        _ if lower == "winmail.dat" => {
            Some(NotRead::skipped("it is in Outlook's own format (TNEF), which is not read"))
        }
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            Some(NotRead::refused("it is encrypted or signed as a whole (S/MIME): a key is needed"))
        }
        "message/partial" | "message/external-body" => {
            Some(NotRead::skipped("it is but a part of a message, whose rest is elsewhere"))
        }
        _ => None,
    }
}

/// Names attachments: each name once.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
    count: usize,
}

impl Names {
    /// Returns a name that no other attachment has: its own, `part-N` where it
    /// has none, with a number before the extension where it is taken.
    fn fresh(&mut self, name: Option<&str>) -> String {
        self.count += 1;
        let name = name.map_or_else(|| format!("part-{}", self.count), str::to_owned);
        let (stem, extension) = match name.rfind('.').filter(|at| *at > 0) {
            Some(at) => name.split_at(at),
            None => (name.as_str(), ""),
        };
        let again = std::iter::once(name.clone())
            .chain((self.count..).map(|number| format!("{stem} ({number}){extension}")));
        let fresh = again.into_iter().find(|name| !self.taken.contains(name)).expect("numbers do not end");
        self.taken.insert(fresh.clone());
        fresh
    }
}

/// Returns whether a line begins a mail's header; for mailboxes.
pub(super) fn is_field(bytes: &[u8]) -> bool {
    field_name(&bytes[..line_end(bytes, 0)]).is_some_and(|name| !name.is_empty())
}
