//! E-mails: a message file (RFC 5322) with the briefing as plain text and as
//! HTML (RFC 2046, multipart/alternative), to be opened as a draft and sent.
//!
//! It names no sender and no addressee: a briefing does not know them, and the
//! program that sends it does. RFC 5322 (3.6) wants `From` of a message that is
//! sent; this is one that is yet to be, which `X-Unsent: 1` tells to mail
//! programs, so that they open it for writing and put their own account there.
//!
//! mail-builder writes the header and the encodings. It asks the clock for what
//! it is not given: date, message id and boundary come from the briefing here,
//! so that the same briefing gives the same bytes.

use mail_builder::MessageBuilder;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date as DateField;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;

use super::Frame;
use crate::error::{Diagnostic, Reported};
use crate::model::{Citation, Date, Placement, Sha256};
use crate::tool::markdown::{Block, Inline, Note, Tree, fold};

mod html;
mod text;

#[cfg(test)]
mod tests;

/// A message whose HTML is longer than this is cut off by Gmail, in bytes.
const CLIPPED_BYTES: usize = 102 << 10;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// One line: the marking, the title, the audience and the date.
    pub subject: String,
    /// The plain text in `format=flowed` (RFC 3676), lines ended by `\n`.
    pub text: String,
    /// A whole HTML document that needs nothing from elsewhere.
    pub html: String,
}

/// Returns what a message of a briefing says; the same tree and frame give the
/// same parts.
///
/// Of the frame's labels it uses `notes`, in English where it is missing. A
/// last heading with nothing under it heads the notes, in its place. A chart is
/// its caption: pictures in messages are shown by few programs at once.
#[must_use]
pub fn parts(tree: &Tree, frame: &Frame) -> Parts {
    let briefing = Briefing::of(tree, frame);
    Parts { subject: subject(&briefing), text: text::write(&briefing), html: html::write(&briefing) }
}

/// Writes a briefing as a message file. A message that Gmail would cut off is
/// warned of.
#[must_use]
pub fn render(tree: &Tree, frame: &Frame) -> Reported<Vec<u8>> {
    let parts = parts(tree, frame);
    let mut warnings = Vec::new();
    if parts.html.len() > CLIPPED_BYTES {
        let kilobytes = parts.html.len().div_ceil(1 << 10);
        let message = format!(
            "the e-mail for {} has {kilobytes} kB; Gmail shows the first {} kB of a message",
            frame.audience,
            CLIPPED_BYTES >> 10
        );
        warnings.push(Diagnostic::warning(message).hint("fewer excerpts per theme, or send a PDF"));
    }
    Reported { value: message(&parts, frame), warnings }
}

fn message(parts: &Parts, frame: &Frame) -> Vec<u8> {
    let said = [&parts.subject, &parts.text, &parts.html].map(|part| part.as_bytes());
    let digest = Sha256::of_parts(said).to_string();
    let body = |kind: &'static str, text: &str| {
        let kind = ContentType::new(kind).attribute("charset", "utf-8");
        let flowed = if kind.c_type == "text/plain" { kind.attribute("format", "flowed") } else { kind };
        MimePart::new(flowed, text.to_owned())
    };
    // No line of a body in quoted-printable can have `=_` (RFC 2045, 6.7).
    let kind =
        ContentType::new("multipart/alternative").attribute("boundary", format!("=_{}", &digest[..32]));
    let both = vec![body("text/plain", &parts.text), body("text/html", &parts.html)];
    let mut written = Vec::new();
    let mut builder = MessageBuilder::new()
        .subject(Text::new(parts.subject.as_str()))
        .date(DateField::new(midnight(frame.date)))
        // No host has this name (RFC 2606): who sends it gives its own id.
        .message_id(MessageId::new(format!("{}@attache.invalid", &digest[..40])))
        .header("X-Unsent", Text::new("1"));
    if is_tag(&frame.language) {
        builder = builder.header("Content-Language", Text::new(frame.language.as_str()));
    }
    builder.body(MimePart::new(kind, both)).serialize(&mut written);
    written
}

fn midnight(date: Date) -> i64 {
    let epoch = Date::of(1970, 1, 1).expect("it is a day");
    date.days_since(epoch) * DAY
}

fn subject(briefing: &Briefing<'_>) -> String {
    let frame = briefing.frame;
    let marking = briefing.marking().map(|marking| format!("[{marking}] ")).unwrap_or_default();
    let audience = fold(&frame.audience);
    let audience = if audience.is_empty() { audience } else { format!(" ({audience})") };
    fold(&format!("{marking}{}{audience}, {}", briefing.title_text(), frame.date_text))
}

/// Tells whether a text is formed like a language tag (BCP 47).
fn is_tag(tag: &str) -> bool {
    tag.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A briefing in its parts.
struct Briefing<'a> {
    tree: &'a Tree,
    frame: &'a Frame,
    /// What the heading says that is the title.
    title: Option<&'a [Inline]>,
    /// All between the title and the heading of the notes.
    blocks: &'a [Block],
    /// The heading of the notes.
    notes_heading: Option<&'a [Inline]>,
    /// All but those of citations that stand in the text.
    notes: Vec<&'a Note>,
}

impl<'a> Briefing<'a> {
    fn of(tree: &'a Tree, frame: &'a Frame) -> Self {
        let (title, mut blocks) = match tree.blocks.split_first() {
            Some((Block::Heading { level: 1, content, .. }, rest)) => (Some(content.as_slice()), rest),
            _ => (None, tree.blocks.as_slice()),
        };
        let mut notes_heading = None;
        if let Some((Block::Heading { level: 1 | 2, content, .. }, rest)) = blocks.split_last()
            && !tree.notes.is_empty()
        {
            (notes_heading, blocks) = (Some(content.as_slice()), rest);
        }
        let mut briefing = Self { tree, frame, title, blocks, notes_heading, notes: Vec::new() };
        let is_note = |note: &&Note| briefing.in_text(note.number).is_none();
        briefing.notes = tree.notes.iter().filter(is_note).collect();
        briefing
    }

    fn cited(&self, note: usize) -> Option<&'a Citation> {
        self.frame.citations.get(&self.tree.notes.get(note.checked_sub(1)?)?.label)
    }

    /// The citation of a mark that stands in the text itself; `None` for one
    /// that has a note.
    fn in_text(&self, note: usize) -> Option<&'a Citation> {
        let is_there = |citation: &&Citation| !citation.in_text.plain().trim().is_empty();
        self.cited(note).filter(|_| self.frame.placement == Placement::Text).filter(is_there)
    }

    fn title_text(&self) -> String {
        let own = Some(fold(&self.frame.title)).filter(|title| !title.is_empty());
        own.or_else(|| self.tree.title()).unwrap_or_else(|| "Briefing".to_owned())
    }

    fn marking(&self) -> Option<String> {
        self.frame.sheet.marking.as_deref().map(fold).filter(|marking| !marking.is_empty())
    }

    /// For whom and of when.
    fn edition(&self) -> String {
        let parts = [fold(&self.frame.audience), fold(&self.frame.date_text)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn label<'l>(&'l self, key: &str, english: &'l str) -> &'l str {
        self.frame.labels.get(key).map_or(english, String::as_str)
    }
}

/// Tells whether a paragraph of a quotation names its source.
fn names_source(text: &str) -> bool {
    text.starts_with("— ") || text.starts_with("– ")
}
