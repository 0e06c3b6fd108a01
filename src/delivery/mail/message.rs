//! A message (RFC 5322) for one recipient: the briefing as HTML with a plain
//! alternative, and files attached.
//!
//! What it says are the bytes that were published: those of the edition's
//! `.eml` where the audience has one, which is made for mail programs; else the
//! web page and the Markdown.

use std::time::SystemTime;

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date as DateField;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use mail_parser::MessageParser;

use super::super::published::{Published, media_type};
use super::super::time::unix_seconds;
use crate::manifest::AudienceEntry;
use crate::model::Sha256;
use crate::model::delivery::{MailWay, Mailbox};
use crate::tool::white_space::folded;

/// What a message says.
pub(super) struct Words {
    subject: String,
    text: String,
    /// Whether lines of the text that end in a space go on (RFC 3676).
    is_flowed: bool,
    html: Option<String>,
    /// Name and bytes.
    attached: Vec<(String, Vec<u8>)>,
}

/// Reads what a message to an audience says; the same for all of it.
pub(super) fn words(edition: &Published, audience: &AudienceEntry, way: &MailWay) -> Result<Words, String> {
    let (manifest, name) = (&edition.manifest, edition.name);
    let mut attached = Vec::new();
    for format in &way.attach {
        let bytes = edition
            .file(audience, format)?
            .ok_or_else(|| format!("the edition has no `{format}` to attach"))?;
        attached.push((format!("{}-{name}.{format}", manifest.brief), bytes));
    }
    let own = match edition.file(audience, "eml")? {
        Some(bytes) => Some(of_eml(&bytes).ok_or("the edition's `eml` cannot be read")?),
        None => None,
    };
    let (subject, text, html, is_flowed) = match own {
        Some((subject, text, html)) => (subject, text, html, true),
        None => {
            let text =
                edition.file(audience, "md")?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let html =
                edition.file(audience, "html")?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let text = text.unwrap_or_else(|| note(edition, &attached));
            (format!("{}, {}", manifest.title, manifest.date), text, html, false)
        }
    };
    if html.is_none() && attached.is_empty() && !is_flowed && edition.file(audience, "md")?.is_none() {
        return Err("the edition has nothing that a message could say".to_owned());
    }
    let subject = subject_of(edition, audience, way, subject);
    Ok(Words { subject, text, is_flowed, html, attached })
}

/// Reads subject, text and HTML of the edition's own message.
fn of_eml(bytes: &[u8]) -> Option<(String, String, Option<String>)> {
    let message = MessageParser::default().parse(bytes)?;
    let text = message.body_text(0)?.replace("\r\n", "\n");
    let html = message.body_html(0).map(|html| html.replace("\r\n", "\n"));
    Some((message.subject()?.to_owned(), text, html))
}

/// Says what is attached where there is nothing to read.
fn note(edition: &Published, attached: &[(String, Vec<u8>)]) -> String {
    let names: Vec<&str> = attached.iter().map(|(name, _)| name.as_str()).collect();
    let files = if names.is_empty() { String::new() } else { format!("\n{}\n", names.join("\n")) };
    format!("{}\n{}\n{files}", folded(&edition.manifest.title), edition.name)
}

/// Fills a subject in; the handling marking always begins it.
fn subject_of(edition: &Published, audience: &AudienceEntry, way: &MailWay, own: String) -> String {
    let filled = match &way.subject {
        None => own,
        Some(written) => fill(written, |name| match name {
            "title" => edition.manifest.title.clone(),
            "date" => edition.manifest.date.clone(),
            "edition" => edition.name.to_string(),
            _ => audience.id.clone(),
        }),
    };
    let marking = audience.marking.as_deref().map(|marking| format!("[{marking}]"));
    match marking.filter(|marking| !filled.contains(marking.as_str())) {
        Some(marking) => folded(&format!("{marking} {filled}")),
        None => folded(&filled),
    }
}

/// Replaces `{name}` once: what is filled in is not looked at again.
fn fill(written: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = written;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str(&value(name));
        rest = after;
    }
    filled + rest
}

/// Writes the message for one recipient, who sees nobody else. The same id and
/// moment give the same bytes.
pub(super) fn write(
    words: &Words,
    edition: &Published,
    way: &MailWay,
    to: &Mailbox,
    id: &str,
    accepted: SystemTime,
) -> Vec<u8> {
    let brief = &edition.manifest.brief;
    let domain = way.from.domain();
    let mut written = Vec::new();
    MessageBuilder::new()
        .date(DateField::new(i64::try_from(unix_seconds(accepted)).unwrap_or_default()))
        .from(address(&way.from))
        .to(address(to))
        .subject(Text::new(words.subject.as_str()))
        .message_id(MessageId::new(format!("{brief}.{}.{id}@{domain}", edition.name)))
        // RFC 3834: no vacation notices in answer.
        .header("Auto-Submitted", Text::new("auto-generated"))
        // RFC 2919: by which programs sort it into a folder.
        .header("List-Id", Text::new(format!("<{brief}.attache.{domain}>")))
        .body(body(words, id))
        .serialize(&mut written);
    written
}

fn address(mailbox: &Mailbox) -> Address<'_> {
    Address::new_address(mailbox.name.as_deref(), mailbox.address.as_str())
}

fn body<'a>(words: &'a Words, id: &str) -> MimePart<'a> {
    let kind = ContentType::new("text/plain").attribute("charset", "utf-8");
    let kind = if words.is_flowed { kind.attribute("format", "flowed") } else { kind };
    let text = MimePart::new(kind, words.text.as_str());
    let said = match &words.html {
        None => text,
        Some(html) => {
            let html =
                MimePart::new(ContentType::new("text/html").attribute("charset", "utf-8"), html.as_str());
            multipart("alternative", id, vec![text, html])
        }
    };
    if words.attached.is_empty() {
        return said;
    }
    let files = words.attached.iter().map(|(name, bytes)| {
        // Bytes that are text to nobody on the way are not changed by anybody.
        let kind = media_type(name);
        let kind = if kind.starts_with("application/") { kind } else { "application/octet-stream" };
        MimePart::new(kind, &bytes[..]).attachment(name.as_str())
    });
    multipart("mixed", id, std::iter::once(said).chain(files).collect())
}

fn multipart<'a>(kind: &str, id: &str, parts: Vec<MimePart<'a>>) -> MimePart<'a> {
    // No line of Base64 or quoted-printable can have `=_` (RFC 2045, 6.7).
    let digest = Sha256::of_parts([kind.as_bytes(), id.as_bytes()]).to_string();
    let kind =
        ContentType::new(format!("multipart/{kind}")).attribute("boundary", format!("=_{}", &digest[..32]));
    MimePart::new(kind, parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_into_a_subject_is_not_filled_again() {
        let value = |name: &str| if name == "title" { "{date}".to_owned() } else { "today".to_owned() };
        assert_eq!(fill("{title}: {date}!", value), "{date}: today!");
        assert_eq!(fill("none", value), "none");
        assert_eq!(fill("open {title", value), "open {title");
    }
}
