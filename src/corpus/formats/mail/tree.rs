//! The parts of a message (RFC 2046): which of them are its text, and which
//! are attached.

use std::ops::Range;

use crate::corpus::reading::NotRead;

use super::header::{Content, Disposition, Header, line_end};

/// How deep multiparts may be within one another; mail programs make five.
const DEEPEST: usize = 32;

/// A message or a part of one, with its parts.
pub(super) struct Part {
    pub(super) content: Content,
    /// Where its body stands in the message, still encoded.
    pub(super) body: Range<usize>,
    /// Of a multipart, in order; empty for all else.
    parts: Vec<Part>,
}

/// A part by its role. Parts that only serve the display (pictures of the
/// text, signatures, the alternatives that were not chosen) have none.
#[derive(Default)]
pub(super) struct Roles<'a> {
    /// The parts whose text is the message's, in order.
    pub(super) texts: Vec<Text<'a>>,
    /// The parts that are files of their own, in order.
    pub(super) attached: Vec<&'a Part>,
}

/// A text of a message.
pub(super) enum Text<'a> {
    One(&'a Part),
    /// The same in plain text and in HTML.
    Either {
        plain: Vec<&'a Part>,
        html: Vec<&'a Part>,
    },
}

impl Part {
    /// Reads the parts of a message whose header was read already.
    ///
    /// # Errors
    /// Parts nested too deep, or more than `most` of them.
    pub(super) fn read(
        bytes: &[u8],
        content: Content,
        body: Range<usize>,
        most: usize,
    ) -> Result<Self, NotRead> {
        let mut room = most;
        part(bytes, content, body, 0, &mut room)
    }

    /// Tells whether it is a text that a message may have as its own.
    fn is_text(&self) -> bool {
        matches!(self.content.media_type.as_str(), "text/plain" | "text/html") || !self.is_typed()
    }

    /// Tells whether it is HTML.
    pub(super) fn is_html(&self) -> bool {
        self.content.media_type == "text/html"
    }

    /// A multipart without parts is read as the text that it is.
    fn is_typed(&self) -> bool {
        self.content.media_type.contains('/') && !self.content.media_type.starts_with("multipart/")
    }

    /// Returns the parts by their roles.
    ///
    /// # Errors
    /// The message is encrypted.
    pub(super) fn roles(&self) -> Result<Roles<'_>, NotRead> {
        let mut roles = Roles::default();
        self.give(&mut roles)?;
        Ok(roles)
    }

    fn give<'a>(&'a self, roles: &mut Roles<'a>) -> Result<(), NotRead> {
        match self.content.media_type.as_str() {
            "multipart/encrypted" => return Err(encrypted()),
            _ if self.parts.is_empty() => self.give_leaf(roles),
            "multipart/alternative" => self.give_alternative(roles)?,
            "multipart/related" => {
                let root = self.root();
                for (at, part) in self.parts.iter().enumerate() {
                    if at == root {
                        part.give(roles)?;
                    } else if part.content.disposition == Disposition::Attachment {
                        part.give_leaf(roles);
                    }
                }
            }
            "multipart/signed" => self.parts[0].give(roles)?,
            _ => self.parts.iter().try_for_each(|part| part.give(roles))?,
        }
        Ok(())
    }

    fn give_leaf<'a>(&'a self, roles: &mut Roles<'a>) {
        let named = self.content.name.is_some() && !roles.texts.is_empty();
        if self.is_text() && self.content.disposition != Disposition::Attachment && !named {
            roles.texts.push(Text::One(self));
        } else if !self.is_passed() {
            roles.attached.push(self);
        }
    }

    /// Plain text and HTML of the same; all other alternatives are no text.
    fn give_alternative<'a>(&'a self, roles: &mut Roles<'a>) -> Result<(), NotRead> {
        let (mut plain, mut html) = (Vec::new(), Vec::new());
        for part in &self.parts {
            let mut inner = part.roles()?;
            roles.attached.append(&mut inner.attached);
            let mut leaves = Vec::new();
            inner.texts.into_iter().for_each(|text| text.leaves(&mut leaves));
            match leaves.iter().any(|leaf| leaf.is_html()) {
                _ if leaves.is_empty() => {}
                true if html.is_empty() => html = leaves,
                false if plain.is_empty() => plain = leaves,
                _ => {}
            }
        }
        roles.texts.push(Text::Either { plain, html });
        Ok(())
    }

    /// The part of a `multipart/related` that shows the others (RFC 2387).
    fn root(&self) -> usize {
        let start = self.content.start.as_ref();
        let named = start
            .and_then(|start| self.parts.iter().position(|part| part.content.id.as_ref() == Some(start)));
        named.unwrap_or(0)
    }

    /// Tells whether it is no file that anybody attached: pictures within the
    /// text, signatures, visiting cards, reports for programs.
    fn is_passed(&self) -> bool {
        const QUIET: &[&str] = &[
            "application/pgp-signature",
            "application/pkcs7-signature",
            "application/x-pkcs7-signature",
            "application/pgp-keys",
            "text/vcard",
            "text/x-vcard",
            "text/directory",
            "text/rfc822-headers",
            "message/delivery-status",
            "message/disposition-notification",
            "message/feedback-report",
        ];
        let kind = self.content.media_type.as_str();
        let media = ["image/", "audio/", "video/"].iter().any(|start| kind.starts_with(start));
        let shown = self.content.disposition == Disposition::Inline || self.content.id.is_some();
        QUIET.contains(&kind) || media && shown && self.content.disposition != Disposition::Attachment
    }
}

impl<'a> Text<'a> {
    /// Adds its parts; of several alternatives the plain one.
    fn leaves(self, leaves: &mut Vec<&'a Part>) {
        match self {
            Self::One(part) => leaves.push(part),
            Self::Either { plain, html } => leaves.extend(if plain.is_empty() { html } else { plain }),
        }
    }
}

/// Says that nothing can be read without a key.
pub(super) fn encrypted() -> NotRead {
    NotRead::refused("it is encrypted: a key is needed")
}

fn part(
    bytes: &[u8],
    content: Content,
    body: Range<usize>,
    depth: usize,
    room: &mut usize,
) -> Result<Part, NotRead> {
    let multipart = content.media_type.starts_with("multipart/");
    let boundary = content.boundary.as_deref().filter(|boundary| multipart && !boundary.is_empty());
    let ranges = boundary.map(|boundary| split(bytes, &body, boundary, *room)).unwrap_or_default();
    if !ranges.is_empty() && depth == DEEPEST {
        return Err(NotRead::refused(format!("its parts are nested more than {DEEPEST} deep")));
    }
    if ranges.len() >= *room {
        return Err(NotRead::skipped("it has more parts than the limit"));
    }
    *room -= ranges.len();
    let default = match content.media_type.as_str() {
        "multipart/digest" => "message/rfc822",
        _ => "text/plain",
    };
    let mut parts = Vec::with_capacity(ranges.len());
    for range in ranges {
        let (header, start) = Header::read(&bytes[range.clone()]);
        parts.push(part(bytes, header.content(default), range.start + start..range.end, depth + 1, room)?);
    }
    Ok(Part { content, body, parts })
}

/// Returns what stands between the boundary lines of a body, at most `most`
/// ranges; up to the end where the last boundary is missing.
fn split(bytes: &[u8], body: &Range<usize>, boundary: &str, most: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = body.start;
    while at < body.end && ranges.len() < most {
        let end = line_end(&bytes[..body.end], at);
        if let Some(last) = delimiter(&bytes[at..end], boundary.as_bytes()) {
            ranges.extend(open.map(|start| start..without_break(bytes, start, at)));
            open = Some(end);
            if last {
                return ranges;
            }
        }
        at = end;
    }
    ranges.extend(open.filter(|start| *start < body.end).map(|start| start..body.end));
    ranges
}

/// Tells whether a line is a boundary, and whether it is the last one (RFC
/// 2046, section 5.1.1).
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?;
    let (rest, last) = rest.strip_prefix(b"--").map_or((rest, false), |rest| (rest, true));
    // Some programs lose the last letter of a message.
    matches!(rest.trim_ascii(), b"" | b"-").then_some(last)
}

/// The line break before a boundary belongs to the boundary.
fn without_break(bytes: &[u8], start: usize, end: usize) -> usize {
    let content = &bytes[start..end.max(start)];
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    start + content.strip_suffix(b"\r").unwrap_or(content).len()
}
