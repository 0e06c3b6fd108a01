//! Mailboxes (RFC 4155): messages one after another, each after a line
//! `From ADDRESS DATE`.

use super::{Likeness, mail};
use crate::corpus::decode;
use crate::corpus::reading::{NotRead, Output, Raw};

/// The longest `From ` line, in bytes.
const ENVELOPE_BYTES: usize = 500;

/// Recognises two messages; one alone may be a message with its envelope.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    let mut starts = starts(bytes);
    match (starts.next(), starts.next()) {
        (Some(0), Some(_)) => Likeness::Certain,
        (Some(0), None) => Likeness::Possible,
        _ => Likeness::No(
            decode::signature(bytes).unwrap_or("no mailbox: it does not begin with a `From ` line"),
        ),
    }
}

/// Tells whether a name is that of a mailbox.
pub(super) fn is_named(name: &str) -> bool {
    let lower = name.to_lowercase();
    [".mbox", ".mbx"].iter().any(|extension| lower.ends_with(extension))
}

/// Tells whether a message with its envelope is at the beginning.
pub(super) fn begins(bytes: &[u8]) -> bool {
    starts(bytes).next() == Some(0)
}

/// Reads the messages, `message-1` and so on.
///
/// # Errors
/// More messages than the limit.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let starts: Vec<usize> = starts(raw.bytes).collect();
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(raw.bytes.len());
        let message = unquoted(after_line(&raw.bytes[*start..end]));
        output.file(&format!("message-{}", i + 1), Some("message/rfc822"), None, &message)?;
    }
    Ok(())
}

/// Returns where the `From ` lines of the messages begin: at the beginning or
/// after an empty line.
fn starts(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let mut at = 0;
    let mut before_empty = true;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            let line = &bytes[start..];
            let line = &line[..line.iter().position(|byte| *byte == b'\n').map_or(line.len(), |end| end + 1)];
            at += line.len();
            let after_empty = std::mem::replace(&mut before_empty, line.trim_ascii().is_empty());
            if after_empty && is_envelope(line) {
                return Some(start);
            }
        }
        None
    })
}

/// `From ADDRESS Thu Jan 15 10:00:00 2026`, in any order, with or without a
/// time zone: a month, a time and a year.
fn is_envelope(line: &[u8]) -> bool {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let Some(rest) = line.strip_prefix(b"From ").filter(|rest| rest.len() <= ENVELOPE_BYTES) else {
        return false;
    };
    let rest = String::from_utf8_lossy(rest);
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words = || rest.split_whitespace();
    let month = words().any(|word| word.len() == 3 && MONTHS.find(word).is_some_and(|at| at % 3 == 0));
    let time = words().any(|word| {
        let parts: Vec<&str> = word.split(':').collect();
        (2..=3).contains(&parts.len())
            && parts.iter().all(|part| (1..=2).contains(&part.len()) && number(part))
    });
    month && time && words().any(|word| word.len() == 4 && number(word))
}

/// Returns what follows the first line. Some programs write a second one.
fn after_line(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
    let rest = &bytes[end..];
    match rest.starts_with(b">From ") && !mail::is_field(rest) {
        true => after_line(rest),
        false => rest,
    }
}

/// Takes one `>` from lines `>From `, `>>From ` and so on (mboxrd), and the
/// empty line at the end.
fn unquoted(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        let quoted = marks > 0 && line[marks..].starts_with(b"From ");
        out.extend_from_slice(if quoted { &line[1..] } else { line });
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::corpus::reading::Event;
    use crate::corpus::reading::testing::events;

    const BOX: &str = "From a@example.org Thu Jan 15 10:00:00 2026\nFrom: Ann <a@example.org>\nSubject: One\n\n\
        The first message says this.\n\n>From the desk comes a line.\n>>From a quoted one.\n\n\
        From the start it was no envelope.\n\n\
        From b@example.org Fri Jan 16 10:00:00 2026 +0100\nFrom: Bob <b@example.org>\nSubject: Two\n\nThe second.\n";

    fn check(bytes: &[u8], expected: &[(&str, &str, &str)]) {
        let events = events("in.mbox", bytes);
        let found: Vec<_> = events
            .iter()
            .map(|event| match event {
                Event::Document { member, reading, .. } => (
                    member.as_deref().unwrap_or_default(),
                    reading.embedded.title.as_deref().unwrap_or_default(),
                    reading.text.as_str(),
                ),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_message_is_a_document() {
        let first = "The first message says this.\n\nFrom the desk comes a line.\n>From a quoted one.\n\n\
            From the start it was no envelope.";
        check(BOX.as_bytes(), &[("message-1", "One", first), ("message-2", "Two", "The second.")]);
    }

    #[test]
    fn a_single_message_in_a_mailbox_has_a_number_too() {
        let single = "From a Thu Jan  5 9:00 2026\r\nFrom: a@example.org\r\nSubject: One\r\n\r\nWords.\r\n";
        check(single.as_bytes(), &[("message-1", "One", "Words.")]);
    }

    #[test]
    fn what_is_no_mailbox_is_told() {
        let events = events("in.mbox", b"Some text\n");
        let Some(Event::NotRead { why, .. }) = events.first() else { panic!("{events:?}") };
        assert_eq!(
            why.reason,
            "its name says mailbox, but it is no mailbox: it does not begin with a `From ` line"
        );
    }
}
