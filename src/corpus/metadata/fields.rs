//! The fields of metadata: from YAML to what is known, with every mistake told.

use crate::error::{Diagnostic, Warning, name_hint, nearest};
use crate::model::{PartialDate, Reliability};
use crate::tool::yaml::{Entry, Node, Place, Value};

use super::{Known, is_null};

/// The keys, as written.
const KEYS: [&str; 12] = [
    "title",
    "authors",
    "author",
    "publisher",
    "date",
    "url",
    "language",
    "reliability",
    "accessed",
    "archive",
    "note",
    "marking",
];

/// The first year that a source's date can be in: earlier ones are mistakes.
pub(super) const FIRST_YEAR: i16 = 1900;

/// The file that fields are read from.
pub(in crate::corpus) struct Origin<'a> {
    /// As in [`crate::model::Document::path`].
    pub(in crate::corpus) file: &'a str,
    /// The whole file.
    pub(in crate::corpus) text: &'a str,
    /// The line of the file that the YAML begins in, from 1.
    pub(in crate::corpus) first_line: usize,
}

impl Origin<'_> {
    /// Makes a warning about a place of the YAML.
    pub(super) fn warning(&self, place: Place, message: impl Into<String>, hint: Option<String>) -> Warning {
        let line = place.line + self.first_line - 1;
        let mut warning = Diagnostic::warning(message).in_file(self.file).at(line, place.column, self.text);
        warning.hint = hint;
        warning
    }
}

/// Makes a warning of an error: wrong metadata is no reason to read nothing.
pub(super) fn as_warning(diagnostic: Diagnostic) -> Warning {
    Diagnostic { severity: crate::error::Severity::Warning, ..diagnostic }
}

/// One source of a `sources.yaml`.
pub(super) struct Listed {
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) node: Node,
}

/// Reads the top of a `sources.yaml`.
pub(super) fn sources(node: &Node, origin: &Origin<'_>, warnings: &mut Vec<Warning>) -> Vec<Listed> {
    let mut listed = Vec::new();
    for entry in mapping(node, "the file", origin, warnings) {
        if entry.key != "sources" {
            let hint = "the one key is `sources`, which maps paths to their metadata".to_owned();
            warnings.push(origin.warning(entry.place, format!("unknown key `{}`", entry.key), Some(hint)));
            continue;
        }
        for source in mapping(&entry.node, "`sources`", origin, warnings) {
            listed.push(Listed { key: source.key.clone(), place: source.place, node: source.node.clone() });
        }
    }
    listed
}

/// Reads the fields that a desk gives; an unknown key is a mistake.
pub(super) fn read_given(node: &Node, origin: &Origin<'_>, warnings: &mut Vec<Warning>) -> Known {
    let mut known = Known::default();
    for entry in mapping(node, "the metadata", origin, warnings) {
        if !KEYS.contains(&entry.key.as_str()) {
            let hint = name_hint(&entry.key, KEYS);
            warnings.push(origin.warning(entry.place, format!("unknown key `{}`", entry.key), Some(hint)));
            continue;
        }
        field(entry, origin, &mut known, warnings);
    }
    known
}

/// Reads front matter. Documents have keys for other programs too, so that a
/// key is only told where it is one letter away from one of ours.
pub(in crate::corpus) fn read_embedded(
    yaml: &str,
    origin: &Origin<'_>,
    warnings: &mut Vec<Warning>,
) -> Known {
    let mut known = Known::default();
    let node = match crate::tool::yaml::parse(yaml) {
        Ok(node) => node,
        Err(diagnostic) => {
            let place = Place { line: diagnostic.line.unwrap_or(1), column: diagnostic.column.unwrap_or(1) };
            warnings.push(origin.warning(place, diagnostic.message, diagnostic.hint));
            return known;
        }
    };
    for entry in mapping(&node, "the front matter", origin, warnings) {
        if KEYS.contains(&entry.key.as_str()) || entry.key == "lang" {
            field(entry, origin, &mut known, warnings);
        } else if let Some(near) = nearest(&entry.key, KEYS).filter(|near| is_one_off(&entry.key, near)) {
            let hint = format!("did you mean `{near}`?");
            warnings.push(origin.warning(entry.place, format!("unknown key `{}`", entry.key), Some(hint)));
        }
    }
    known
}

fn is_one_off(written: &str, name: &str) -> bool {
    written.len() > 3 && strsim::damerau_levenshtein(written, name) == 1
}

fn mapping<'n>(node: &'n Node, what: &str, origin: &Origin<'_>, warnings: &mut Vec<Warning>) -> &'n [Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        Value::Null => &[],
        other => {
            let message = format!("{what} must be a mapping, not {}", other.kind());
            warnings.push(origin.warning(node.place, message, None));
            &[]
        }
    }
}

/// Reads one field into `known`; a wrong one is told and left out.
fn field(entry: &Entry, origin: &Origin<'_>, known: &mut Known, warnings: &mut Vec<Warning>) {
    if is_null(&entry.node) {
        return;
    }
    let node = &entry.node;
    let result = match entry.key.as_str() {
        "title" => text(node).map(|value| known.title = value),
        "authors" | "author" => authors(node).map(|value| {
            if let Some(value) = value {
                known.authors.get_or_insert_default().extend(value);
            }
        }),
        "publisher" => text(node).map(|value| known.publisher = value),
        "marking" => marking(node, known),
        "note" => text(node).map(|value| known.note = value),
        "date" => date(node).map(|value| known.date = Some(value)),
        "accessed" => date(node).map(|value| known.accessed = Some(value)),
        "url" => url(node).map(|value| known.url = Some(value)),
        "archive" => url(node).map(|value| known.archive = Some(value)),
        "language" | "lang" => language(node).map(|value| known.language = Some(value)),
        _ => reliability(node).map(|value| known.reliability = Some(value)),
    };
    if let Err(Mistake { message, hint }) = result {
        warnings.push(origin.warning(node.place, format!("`{}` {message}", entry.key), hint));
    }
}

/// What is wrong with a field, to be read after its key.
struct Mistake {
    message: String,
    hint: Option<String>,
}

impl Mistake {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn wanted(wanted: &str, node: &Node) -> Self {
        Self::new(format!("must be {wanted}, not {}", node.value.kind()))
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// Reads one line of text; `None` where it is empty.
fn text(node: &Node) -> Result<Option<String>, Mistake> {
    let text = match &node.value {
        Value::String(text) => clean(text),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => return Err(Mistake::wanted("a text", node)),
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Reads a marking; one that is no text is none of the desk's, so that its
/// source is shown to nobody.
fn marking(node: &Node, known: &mut Known) -> Result<(), Mistake> {
    let read = text(node);
    known.marking = read.as_ref().map_or_else(|_| Some(UNREADABLE.to_owned()), Clone::clone);
    read.map(drop)
}

const UNREADABLE: &str = "unreadable";

/// Writes a text on one line, without control characters.
fn clean(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn authors(node: &Node) -> Result<Option<Vec<String>>, Mistake> {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let wrong = |_| Mistake::wanted("a text or a list of texts", node);
    let names: Vec<Option<String>> = nodes.iter().map(text).collect::<Result<_, _>>().map_err(wrong)?;
    let names: Vec<String> = names.into_iter().flatten().collect();
    Ok(Some(names).filter(|names| !names.is_empty()))
}

fn date(node: &Node) -> Result<PartialDate, Mistake> {
    let written = match &node.value {
        Value::String(text) => text.clone(),
        Value::Int(year) => year.to_string(),
        _ => return Err(Mistake::wanted("a date", node)),
    };
    let date: PartialDate = written.parse().map_err(|_| {
        Mistake::new(format!("is `{}`, which is no date", clean(&written)))
            .hint("write it as YYYY-MM-DD, YYYY-MM or YYYY")
    })?;
    taken_date(date).ok_or_else(|| {
        Mistake::new(format!("is in the year {}, before {FIRST_YEAR}", date.year)).hint("it is not taken")
    })
}

/// Returns the date if a source can be of that time.
pub(in crate::corpus) fn taken_date(date: PartialDate) -> Option<PartialDate> {
    (date.year >= FIRST_YEAR).then_some(date)
}

fn url(node: &Node) -> Result<String, Mistake> {
    let Value::String(written) = &node.value else { return Err(Mistake::wanted("a web address", node)) };
    web_address(written).ok_or_else(|| {
        Mistake::new(format!("is `{}`, which is no web address", clean(written)))
            .hint("it must begin with https:// or http://")
    })
}

/// Returns an address if it is http or https, names a host and has no white
/// space, control or quotation characters, and nothing that is not seen or
/// turns letters around.
pub(in crate::corpus) fn web_address(written: &str) -> Option<String> {
    let written = written.trim();
    let (scheme, rest) = written.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let plain = !written
        .contains(|c: char| c.is_whitespace() || c.is_control() || is_hidden(c) || "<>\"`{}|\\^".contains(c));
    let host = host.rsplit('@').next().unwrap_or_default();
    (web && plain && host.contains(char::is_alphanumeric)).then(|| written.to_owned())
}

fn language(node: &Node) -> Result<String, Mistake> {
    let Value::String(written) = &node.value else { return Err(Mistake::wanted("a language tag", node)) };
    language_tag(written).ok_or_else(|| {
        Mistake::new(format!("is `{}`, which is no language tag", clean(written)))
            .hint("write it as in BCP 47: `en`, `zh-Hans`, `pt-BR`")
    })
}

/// Returns a language tag in the usual case (RFC 5646, section 2.1.1), read
/// with `_` for `-` too; `None` where it is none.
pub(in crate::corpus) fn language_tag(written: &str) -> Option<String> {
    let mut parts = written.trim().split(['-', '_']);
    let primary = parts.next().filter(|primary| (2..=3).contains(&primary.len()))?;
    if !primary.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = primary.to_ascii_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let lower = part.to_ascii_lowercase();
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&lower[1..]);
            }
            _ => tag.push_str(&lower),
        }
    }
    Some(tag)
}

fn reliability(node: &Node) -> Result<Reliability, Mistake> {
    let Value::String(written) = &node.value else { return Err(Mistake::wanted("a word", node)) };
    Reliability::from_name(written).ok_or_else(|| {
        Mistake::new(format!("is `{}`, which is unknown", clean(written)))
            .hint(name_hint(written, Reliability::NAMES))
    })
}
