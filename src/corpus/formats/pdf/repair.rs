//! Fonts that do not say what their letters are, or say it in a way that hayro
//! does not read: what they mean is written into the file anew.
//!
//! hayro reads a font's `ToUnicode` map whole or not at all, and has none for
//! fonts with the character collections of Chinese, Japanese and Korean. Such
//! maps are made here and appended as an incremental update (ISO 32000-2,
//! 7.5.6), so that the interpreter sees them in their place.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier, Stream, String as PdfString};

/// The most codes of one font.
const CODES: u32 = 0x1_0000;

/// What a code says when it says nothing: a letter of no width.
const NOTHING: u16 = 0x200b;

/// What codes say, in UTF-16.
type Meanings = BTreeMap<u32, Vec<u16>>;

/// Returns the file with the maps of those fonts appended; `None` where there is
/// nothing to do or nothing that can be done.
pub(super) fn repaired(bytes: &[u8], pdf: &Pdf, fonts: &[Dict<'_>]) -> Option<Vec<u8>> {
    let mut objects: Vec<(ObjectIdentifier, Vec<u8>)> = Vec::new();
    let mut next = i32::try_from(pdf.len()).ok()?.checked_add(1_000_000)?;
    for font in fonts {
        let Some(id) = font.obj_id() else { continue };
        let Some(meanings) = missing(font).filter(|meanings| !meanings.is_empty()) else { continue };
        let map = ObjectIdentifier::new(next, 0);
        next += 1;
        objects.push((map, stream(&written(&meanings))));
        objects.push((id, with_map(font.data(), map)));
    }
    // In an encrypted file what is appended would have to be enciphered.
    let can = !objects.is_empty() && find_last(bytes, b"/Encrypt").is_none();
    can.then(|| updated(bytes, pdf.xref().root_id(), &objects))
}

/// Returns what a font's codes mean, if hayro will not find it.
fn missing(font: &Dict<'_>) -> Option<Meanings> {
    match font.get::<Stream<'_>>("ToUnicode") {
        Some(stream) => {
            let data = stream.decoded().ok()?;
            let parsed = CMap::parse(&data, load_embedded);
            parsed.is_none().then(|| lenient(&data))
        }
        None if font.get::<Name<'_>>("Subtype")?.as_ref() == b"Type0" && !font.contains_key("ToUnicode") => {
            collected(font)
        }
        None => None,
    }
}

/// Reads a `ToUnicode` map, passing over what is wrong in it.
fn lenient(data: &[u8]) -> Meanings {
    let mut meanings = Meanings::new();
    // The strings of the section, and which of them stand in brackets.
    let mut strings: Vec<(Vec<u8>, bool)> = Vec::new();
    let mut bracket = false;
    let mut rest = data;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'<' if tail.first() != Some(&b'<') => {
                let end = tail.iter().position(|byte| *byte == b'>').unwrap_or(tail.len());
                strings.push((hex(&tail[..end]), bracket));
                rest = tail.get(end + 1..).unwrap_or_default();
            }
            b'<' | b'>' => rest = tail.strip_prefix(std::slice::from_ref(first)).unwrap_or(tail),
            b'[' => bracket = true,
            b']' => bracket = false,
            byte if byte.is_ascii_alphabetic() => {
                let end = tail.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tail.len());
                match &tail[..end] {
                    b"ndbfchar" => characters(&strings, &mut meanings),
                    b"ndbfrange" => ranges(&strings, &mut meanings),
                    _ => {}
                }
                strings.clear();
                rest = &tail[end..];
            }
            _ => {}
        }
    }
    meanings
}

fn characters(strings: &[(Vec<u8>, bool)], meanings: &mut Meanings) {
    for pair in strings.chunks_exact(2) {
        meanings.insert(code(&pair[0].0), units(&pair[1].0));
    }
}

fn ranges(strings: &[(Vec<u8>, bool)], meanings: &mut Meanings) {
    let mut rest = strings;
    while let [(low, _), (high, _), tail @ ..] = rest {
        let (low, high) = (code(low), code(high).min(code(low).saturating_add(CODES)));
        let listed = tail.iter().take_while(|(_, bracket)| *bracket).count();
        for (code, (meaning, _)) in (low..=high).zip(&tail[..listed]) {
            meanings.insert(code, units(meaning));
        }
        let [(base, false), ..] = tail else {
            rest = &tail[listed..];
            continue;
        };
        for code in low..=high {
            let mut meaning = units(base);
            let step = u16::try_from(code - low).unwrap_or_default();
            if let Some(last) = meaning.last_mut() {
                *last = last.wrapping_add(step);
            }
            meanings.insert(code, meaning);
        }
        rest = &tail[1..];
        if meanings.len() > CODES as usize {
            return;
        }
    }
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    match bytes {
        [] => vec![NOTHING],
        [byte] => vec![u16::from(*byte)],
        _ => bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

/// Reads the meanings of a composite font from its character collection.
fn collected(font: &Dict<'_>) -> Option<Meanings> {
    let descendant = font.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let encoding = match font.get::<Name<'_>>("Encoding") {
        Some(name) => CMap::parse(load_embedded(CMapName::from_bytes(name.as_ref()))?, load_embedded)?,
        None => CMap::parse(&font.get::<Stream<'_>>("Encoding")?.decoded().ok()?, load_embedded)?,
    };
    let system = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = system.get::<PdfString<'_>>("Registry")?;
    let ordering = system.get::<PdfString<'_>>("Ordering")?;
    let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
    let names = CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?;
    let mut meanings = Meanings::new();
    for (length, codes) in [(1, 0..0x100), (2, 0..CODES)] {
        for code in codes {
            let Some(cid) = encoding.lookup_cid_code(code, length) else { continue };
            match names.lookup_bf_string(cid) {
                Some(BfString::Char(c)) => {
                    meanings.insert(code, c.encode_utf16(&mut [0; 2]).to_vec());
                }
                Some(BfString::String(text)) => {
                    meanings.insert(code, text.encode_utf16().collect());
                }
                None => {}
            }
        }
    }
    Some(meanings)
}

/// Writes a map that hayro reads.
fn written(meanings: &Meanings) -> String {
    let mut map = String::from("beginbfchar\n");
    for (code, units) in meanings {
        let units = units.iter().fold(String::new(), |mut hex, unit| {
            write!(hex, "{unit:04x}").expect("strings take all");
            hex
        });
        writeln!(map, "<{code:08x}> <{units}>").expect("strings take all");
    }
    map.push_str("endbfchar\n");
    map
}

fn stream(data: &str) -> Vec<u8> {
    format!("<</Length {}>>\nstream\n{data}\nendstream", data.len()).into_bytes()
}

/// Adds a map to a font's dictionary: of a key that stands twice hayro takes the
/// last.
fn with_map(font: &[u8], map: ObjectIdentifier) -> Vec<u8> {
    let mut dict = font.strip_suffix(b">>").unwrap_or(font).to_vec();
    dict.extend_from_slice(format!("/ToUnicode {} 0 R>>", map.obj_number).as_bytes());
    dict
}

/// Appends objects with their cross-reference table.
fn updated(bytes: &[u8], root: ObjectIdentifier, objects: &[(ObjectIdentifier, Vec<u8>)]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    let mut table = String::from("xref\n");
    let mut size = 0;
    for (id, object) in objects {
        let offset = file.len() + 1;
        file.extend_from_slice(format!("\n{} {} obj\n", id.obj_number, id.gen_number).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
        writeln!(table, "{} 1\n{offset:010} {:05} n ", id.obj_number, id.gen_number)
            .expect("strings take all");
        size = size.max(id.obj_number + 1);
    }
    let start = file.len();
    let previous = start_of_table(bytes).map(|at| format!("/Prev {at}")).unwrap_or_default();
    let root = format!("{} {} R", root.obj_number, root.gen_number);
    file.extend_from_slice(table.as_bytes());
    file.extend_from_slice(
        format!("trailer\n<</Size {size}/Root {root}{previous}>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    file
}

/// Returns where the file says that its last cross-reference table is.
fn start_of_table(bytes: &[u8]) -> Option<u64> {
    let at = find_last(bytes, b"startxref")?;
    let digits: String = bytes[at + 9..]
        .iter()
        .map(|byte| char::from(*byte))
        .skip_while(char::is_ascii_whitespace)
        .take_while(char::is_ascii_digit)
        .take(12)
        .collect();
    digits.parse().ok()
}

/// Returns where a mark stands for the last time.
pub(super) fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|window| window == needle)
}
