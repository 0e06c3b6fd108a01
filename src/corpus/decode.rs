//! Decoding: from bytes to text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Diagnostic, Warning};

/// A decoded text.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded {
    /// UTF-8 is kept byte for byte, with its byte order mark.
    pub(super) text: String,
    /// The encoding's name (WHATWG).
    pub(super) encoding: &'static str,
    pub(super) warning: Option<Warning>,
}

/// How much of a file is looked at to tell text from other bytes.
const PROBE_BYTES: usize = 64 * 1024;

/// Beginnings of files that often bear a wrong name.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "not text: a PDF"),
    (b"PK\x03\x04", "not text: a ZIP archive (or an Office document)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not text: an old Office document"),
    (b"\x89PNG\r\n", "not text: a PNG picture"),
    (b"\xff\xd8\xff", "not text: a JPEG picture"),
    (b"GIF8", "not text: a GIF picture"),
    (b"{\\rtf", "not text: an RTF document"),
    (b"\x1f\x8b", "not text: gzip data"),
    (b"7z\xbc\xaf", "not text: a 7z archive"),
    (b"Rar!", "not text: a RAR archive"),
    (b"\x7fELF", "not text: a program"),
    (b"SQLite format 3\0", "not text: a database"),
];

/// Says why bytes are no text; `None` where they can be: they begin like no
/// other known kind of file, and have no NUL and few control characters unless
/// they are UTF-16. To be read after `its name says Markdown, but it is `.
pub(super) fn why_not_text(bytes: &[u8]) -> Option<&'static str> {
    if let Some(kind) = signature(bytes) {
        return Some(kind);
    }
    if utf_16(bytes).is_some()
        || bytes.starts_with(b"\0\0\xfe\xff")
        || Encoding::for_bom(bytes).is_some_and(|(encoding, _)| encoding != UTF_8)
    {
        return None;
    }
    let probe = &bytes[..bytes.len().min(PROBE_BYTES)];
    let controls = probe.iter().filter(|byte| is_control(**byte)).count();
    match () {
        () if bytes.contains(&0) => Some("not text: it has NUL bytes"),
        // A tenth is far above any text and far below any program or picture.
        () if controls * 10 > probe.len() => Some("not text: it is mostly control characters"),
        () => None,
    }
}

/// The most lines of a text: a large book has a hundred thousand.
const MOST_LINES: usize = 1_000_000;

/// Refuses texts with more lines than anybody reads, such as logs: each line
/// may be a block.
pub(super) fn check_lines(text: &str) -> Result<(), String> {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    if lines > MOST_LINES {
        return Err(format!("it has {lines} lines; {MOST_LINES} are the most"));
    }
    Ok(())
}

/// Names the kind of file that begins as these bytes do.
pub(super) fn signature(bytes: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
}

fn is_control(byte: u8) -> bool {
    // Escape begins the shifts of ISO-2022-JP.
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b) || byte == 0x7f
}

/// Recognises UTF-16 without a byte order mark: of Latin text every second
/// byte is NUL.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let probe = &bytes[..bytes.len().min(PROBE_BYTES) & !1];
    if !probe.contains(&0) {
        return None;
    }
    let nuls = |offset: usize| probe.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (nuls(0), nuls(1), probe.len() / 2);
    match () {
        () if half < 4 => None,
        () if odd * 10 > half * 6 && even * 50 < half => Some(UTF_16LE),
        () if even * 10 > half * 6 && odd * 50 < half => Some(UTF_16BE),
        () => None,
    }
}

/// Decodes a text: by its byte order mark, as UTF-8, by the encoding that it
/// declares (`declared`, a WHATWG label), or by a guess, which gives a warning
/// without a file.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    decode_hinted(bytes, declared, None)
}

/// As [`decode`], with the top-level domain that a text comes from, which tells
/// what to expect where it must be guessed.
pub(super) fn decode_hinted(bytes: &[u8], declared: Option<&str>, domain: Option<&str>) -> Decoded {
    if let Some(decoded) = utf_32(bytes) {
        return decoded;
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && utf_16(bytes).is_none()
        && !shifts(text)
    {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name(), warning: None };
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return decoded(bytes, encoding, None);
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|encoding| {
        // A declaration in ASCII letters disproves UTF-16; WHATWG reads it as UTF-8.
        ![UTF_8, UTF_16LE, UTF_16BE, encoding_rs::REPLACEMENT, encoding_rs::X_USER_DEFINED].contains(encoding)
    });
    if let Some(encoding) = declared {
        return declared_or_better(bytes, encoding, domain);
    }
    if is_damaged_utf_8(bytes) {
        return decoded(bytes, UTF_8, None);
    }
    let encoding = utf_16(bytes).unwrap_or_else(|| guess(bytes, domain));
    decoded(bytes, encoding, Some(format!("not UTF-8; read as {}, by a guess", encoding.name())))
}

/// Decodes UTF-32 with a byte order mark, which no web page may be in and which
/// `encoding_rs` therefore takes for UTF-16 (Unicode Standard, section 23.8).
fn utf_32(bytes: &[u8]) -> Option<Decoded> {
    let little = bytes.starts_with(b"\xff\xfe\0\0");
    let (encoding, read): (_, fn([u8; 4]) -> u32) = match () {
        () if little => ("UTF-32LE", u32::from_le_bytes),
        () if bytes.starts_with(b"\0\0\xfe\xff") => ("UTF-32BE", u32::from_be_bytes),
        () => return None,
    };
    let units = bytes[4..].chunks(4).map(|unit| unit.try_into().map_or(u32::MAX, read));
    let text: String =
        units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some(Decoded { warning: damage(&text, encoding), text, encoding })
}

/// Warns of places that are not valid in an encoding.
fn damage(text: &str, encoding: &str) -> Option<Warning> {
    let count = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let message = format!("{count} places are not valid {encoding}; each is read as U+FFFD");
    (count > 0).then(|| Diagnostic::warning(message))
}

/// Decodes as declared, unless that gives errors which another encoding does
/// not: then the declaration is wrong.
fn declared_or_better(bytes: &[u8], declared: &'static Encoding, domain: Option<&str>) -> Decoded {
    let (_, _, damaged) = declared.decode(bytes);
    if !damaged {
        return decoded(bytes, declared, None);
    }
    let better = if is_damaged_utf_8(bytes) { UTF_8 } else { guess(bytes, domain) };
    let errors = |encoding: &'static Encoding| encoding.decode(bytes).0.matches('\u{fffd}').count();
    if better != declared && errors(better) * 4 < errors(declared) {
        let message =
            format!("it is not {} as it says; read as {}, by a guess", declared.name(), better.name());
        return decoded(bytes, better, Some(message));
    }
    decoded(bytes, declared, None)
}

/// Tells whether ASCII text has the shifts of ISO-2022-JP.
fn shifts(text: &str) -> bool {
    text.is_ascii() && (text.contains("\u{1b}$B") || text.contains("\u{1b}$@"))
}

fn guess(bytes: &[u8], domain: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny)
}

/// Tells whether bytes are UTF-8 with a few bytes broken: at least eight whole
/// characters of several bytes for each broken one. Text in any other
/// encoding has next to none of them.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken > 0 && whole >= broken * 8
}

fn decoded(bytes: &[u8], encoding: &'static Encoding, guessed: Option<String>) -> Decoded {
    let (text, used, damaged) = encoding.decode(bytes);
    let hint = "save it as UTF-8 to be sure";
    let warning = match guessed {
        Some(message) => Some(Diagnostic::warning(message).hint(hint)),
        None if damaged => damage(&text, used.name()),
        None => None,
    };
    Decoded { text: text.into_owned(), encoding: used.name(), warning }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], declared: Option<&str>, text: &str, encoding: &str) -> Option<String> {
        let decoded = decode(bytes, declared);
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
        decoded.warning.map(|warning| warning.message)
    }

    #[test]
    fn utf_32_is_known_by_its_byte_order_mark() {
        let units =
            |write: fn(u32) -> [u8; 4]| "\u{feff}Газ".chars().flat_map(|c| write(u32::from(c))).collect();
        let (little, big): (Vec<u8>, Vec<u8>) = (units(u32::to_le_bytes), units(u32::to_be_bytes));
        assert_eq!(check(&little, None, "Газ", "UTF-32LE"), None);
        assert_eq!(check(&big, None, "Газ", "UTF-32BE"), None);
        assert_eq!(why_not_text(&big), None);
        let cut = check(&little[..little.len() - 1], None, "Га\u{fffd}", "UTF-32LE");
        assert_eq!(cut.unwrap(), "1 places are not valid UTF-32LE; each is read as U+FFFD");
    }

    #[test]
    fn utf_8_is_kept_byte_for_byte() {
        assert_eq!(check("\u{feff}a\r\nё".as_bytes(), None, "\u{feff}a\r\nё", "UTF-8"), None);
    }

    #[test]
    fn a_byte_order_mark_names_the_encoding() {
        assert_eq!(check(b"\xff\xfeH\0i\0", None, "Hi", "UTF-16LE"), None);
        assert_eq!(check(b"\xfe\xff\0H\0i", None, "Hi", "UTF-16BE"), None);
    }

    #[test]
    fn utf_16_without_a_mark_is_recognised() {
        let bytes: Vec<u8> = "Hello there".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(why_not_text(&bytes), None);
        let warning = check(&bytes, None, "Hello there", "UTF-16LE");
        assert_eq!(warning.as_deref(), Some("not UTF-8; read as UTF-16LE, by a guess"));
    }

    #[test]
    fn a_guess_is_told() {
        let text = "Москва и Пекин договорились о поставках нефти и газа на десять лет вперёд.";
        for (label, name) in [("windows-1251", "windows-1251"), ("koi8-r", "KOI8-R")] {
            let (bytes, _, _) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            let warning = check(&bytes, None, text, if name == "KOI8-R" { "KOI8-U" } else { name });
            assert!(warning.unwrap().starts_with("not UTF-8; read as "), "{name}");
        }
    }

    #[test]
    fn a_declared_encoding_is_believed() {
        assert_eq!(check(b"caf\xe9 na\xefve", Some("iso-8859-1"), "café naïve", "windows-1252"), None);
    }

    #[test]
    fn a_wrong_declaration_is_told() {
        let text = "東京と大阪で新しい鉄道の計画が発表されました。".repeat(4);
        let (bytes, _, _) = encoding_rs::EUC_JP.encode(&text);
        let warning = check(&bytes, Some("shift_jis"), &text, "EUC-JP");
        assert_eq!(warning.as_deref(), Some("it is not Shift_JIS as it says; read as EUC-JP, by a guess"));
    }

    #[test]
    fn a_guess_knows_the_country() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode("Příliš žluťoučký kůň úpěl ďábelské ódy.");
        let decoded = decode_hinted(&bytes, None, Some("cz"));
        assert_eq!(decoded.text, "Příliš žluťoučký kůň úpěl ďábelské ódy.");
    }

    #[test]
    fn shifts_are_no_ascii() {
        let (bytes, _, _) = encoding_rs::ISO_2022_JP.encode("東京と大阪");
        check(&bytes, None, "東京と大阪", "ISO-2022-JP");
    }

    #[test]
    fn a_broken_byte_does_not_spoil_the_rest() {
        let bytes = [b"\xd0\xb0".repeat(20), b"\xff".to_vec(), b"\xd0\xb1".repeat(20)].concat();
        let warning = check(&bytes, None, &format!("{}\u{fffd}{}", "а".repeat(20), "б".repeat(20)), "UTF-8");
        assert_eq!(warning.as_deref(), Some("1 places are not valid UTF-8; each is read as U+FFFD"));
    }

    #[test]
    fn what_is_no_text_is_told_by_its_kind() {
        assert_eq!(why_not_text(b"%PDF-1.7 text"), Some("not text: a PDF"));
        assert_eq!(why_not_text(b"a\0b"), Some("not text: it has NUL bytes"));
        assert_eq!(why_not_text(b"\x01\x02\x03abc"), Some("not text: it is mostly control characters"));
        assert_eq!(why_not_text(b"tab\tand\r\nline"), None);
    }
}
