//! Transfer encodings: base64 and quoted-printable (RFC 2045), uuencode. What
//! is broken is passed over or kept as written; nothing fails.

use std::borrow::Cow;

/// Decodes the bytes of a part; `encoding` is in lower case.
pub(super) fn decoded<'a>(bytes: &'a [u8], encoding: &str) -> Cow<'a, [u8]> {
    match encoding {
        "base64" => Cow::Owned(base64(bytes)),
        "quoted-printable" => Cow::Owned(quoted_printable(bytes)),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => match uuencoded(bytes) {
            Some(file) => Cow::Owned(file.bytes),
            None => Cow::Borrowed(bytes),
        },
        _ => Cow::Borrowed(bytes),
    }
}

/// Decodes base64; other characters are passed over (RFC 2045, section 6.8),
/// and after padding it begins anew.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                (bits, count) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

/// Decodes quoted-printable (RFC 2045, section 6.7): a line that ends in `=`
/// goes on in the next, white space at the end of a line is none of it, and a
/// `=` without two digits stands for itself.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let content = line.trim_ascii_end();
        let (content, soft) = match content.strip_suffix(b"=") {
            Some(before) => (before, true),
            None => (content, false),
        };
        quoted_line(content, &mut out);
        if !soft && line.ends_with(b"\n") {
            out.push(b'\n');
        }
    }
    out
}

fn quoted_line(line: &[u8], out: &mut Vec<u8>) {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut at = 0;
    while at < line.len() {
        match (line[at], digit(line.get(at + 1)), digit(line.get(at + 2))) {
            (b'=', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
}

/// A file written into a text: `begin 644 NAME`, lines, `end`.
pub(super) struct Uuencoded {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Where it stands in the text, whole lines.
    pub(super) range: std::ops::Range<usize>,
}

/// Finds the first uuencoded file of a text (POSIX.1, `uuencode`).
pub(super) fn uuencoded(text: &[u8]) -> Option<Uuencoded> {
    let mut at = 0;
    let mut open: Option<Uuencoded> = None;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let end = at + line.len();
        match &mut open {
            None => {
                open = uu_name(content).map(|name| Uuencoded { name, bytes: Vec::new(), range: at..end });
            }
            Some(file) if content == b"end" => {
                file.range.end = end;
                return open;
            }
            Some(file) => {
                if !content.is_empty() && !uu_line(content, &mut file.bytes) {
                    open = None;
                }
            }
        }
        at = end;
    }
    None
}

fn uu_name(line: &[u8]) -> Option<String> {
    let rest = std::str::from_utf8(line.strip_prefix(b"begin ")?).ok()?;
    let (mode, name) = rest.split_once(' ')?;
    let octal = (3..=4).contains(&mode.len()) && mode.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    let last = name.trim().rsplit(['/', '\\']).next().unwrap_or_default();
    (octal && !last.is_empty()).then(|| last.to_owned())
}

/// Decodes one line: its first character says how many bytes it holds.
fn uu_line(line: &[u8], out: &mut Vec<u8>) -> bool {
    let value = |byte: u8| u32::from(byte.wrapping_sub(b' ') & 63);
    let length = value(line[0]) as usize;
    let groups = line[1..].chunks(4);
    if !line.iter().all(|byte| (b' '..=b'`').contains(byte)) || line.len() - 1 > length.div_ceil(3) * 4 + 2 {
        return false;
    }
    let start = out.len();
    for group in groups {
        let bits = (0..4).fold(0, |bits, i| bits << 6 | group.get(i).map_or(0, |byte| value(*byte)));
        out.extend_from_slice(&[(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]);
    }
    out.truncate(start + length);
    true
}

/// Decodes the letters of UTF-7 (RFC 2152) that are no ASCII. ASCII that is
/// written so has something to hide, and stays as it is written.
pub(super) fn utf_7(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('+') {
        out.push_str(before);
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        let end = after.find(|c| !is_base64(c)).unwrap_or(after.len());
        let tail = after[end..].strip_prefix('-').unwrap_or(&after[end..]);
        let units = base64(&after.as_bytes()[..end]);
        let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        let letters: Result<String, _> = char::decode_utf16(units).collect();
        rest = tail;
        match letters {
            Ok(letters) if !letters.is_empty() && !letters.contains(|c: char| c.is_ascii()) => {
                out.push_str(&letters)
            }
            _ if end == 0 && tail.len() < after.len() => out.push('+'),
            _ => {
                out.push('+');
                out.push_str(&after[..after.len() - tail.len()]);
            }
        }
    }
    out.push_str(rest);
    out
}
