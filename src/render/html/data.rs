//! What programs read of a page: what it is and cites in the words of
//! schema.org, and the files that it carries as its proof.
//!
//! All stand in data blocks (HTML standard, "The script element"): a `script`
//! whose type is no JavaScript is neither run nor subject to `script-src`. Of
//! the three ways to write schema.org it is JSON-LD 1.1, which every validator
//! reads: it keeps apart from the text, so that no attribute of ours stands
//! among a source's words, and one rule of escaping keeps it whole.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::model::Citation;
use crate::render::Frame;
use crate::tool::markdown::{Tree, is_printable};

use super::cards::address;
use super::write::Writer;

/// Writes what the page is, and then its attachments that are JSON, each in a
/// data block whose id is its name.
pub(super) fn write_data(page: &mut Writer<'_>, tree: &Tree, frame: &Frame) {
    page.raw("<script type=\"application/ld+json\">\n");
    page.raw(&safe_json(&description(tree, frame).to_string())).raw("\n</script>\n");
    for attachment in &frame.attachments {
        let is_json = attachment.media_type == "application/json" || attachment.media_type.ends_with("+json");
        if is_json {
            page.raw("<script type=\"").text(attachment.media_type).raw("\" id=\"").text(attachment.name);
            page.raw("\">").raw(&safe_json(&attachment.text)).raw("</script>\n");
        }
    }
}

/// Writes JSON so that it can stand in a `script` element: nothing in it can
/// end the element or begin another state of its parser (`</script`, `<!--`),
/// and it has no character that reorders what follows or that HTML may not
/// hold. These can only stand within JSON's strings, where `\u` and four
/// digits mean the same (RFC 8259, section 7): it is the same value.
fn safe_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for letter in json.chars() {
        let is_plain = letter == '\n' || is_printable(letter) && !is_odd(letter);
        if is_plain {
            safe.push(letter);
            continue;
        }
        let mut units = [0; 2];
        for unit in letter.encode_utf16(&mut units) {
            write!(safe, "\\u{unit:04x}").expect("a string takes all");
        }
    }
    safe
}

/// The start of a tag, what directs writing, and breaks of lines that some
/// readers of JSON stumble over.
fn is_odd(letter: char) -> bool {
    matches!(letter, '<' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Describes the briefing, its sources and its quotations. A source that
/// several quotations are from is described once.
fn description(tree: &Tree, frame: &Frame) -> Value {
    let cited: Vec<(usize, &Citation)> =
        tree.notes.iter().filter_map(|note| Some((note.number, frame.citations.get(&note.label)?))).collect();
    let mut documents: Vec<&Citation> = Vec::new();
    let mut place = std::collections::BTreeMap::new();
    for (_, citation) in &cited {
        place.entry(citation.document.as_str()).or_insert_with(|| {
            documents.push(citation);
            documents.len()
        });
    }
    let sources: Vec<Value> =
        documents.iter().zip(1..).map(|(citation, number)| source(number, citation)).collect();
    let quotations: Vec<Value> = cited
        .iter()
        .map(|(number, citation)| quotation(*number, place[citation.document.as_str()], citation))
        .collect();
    let mut report = Map::new();
    report.insert("@context".to_owned(), json!("https://schema.org"));
    report.insert("@type".to_owned(), json!("Report"));
    report.insert("headline".to_owned(), json!(frame.title));
    report.insert("datePublished".to_owned(), json!(frame.date.to_string()));
    report.insert("inLanguage".to_owned(), json!(frame.language));
    if !frame.desk.is_empty() {
        let desk = json!({ "@type": "Organization", "name": frame.desk });
        report.insert("author".to_owned(), desk.clone());
        report.insert("publisher".to_owned(), desk);
    }
    if !frame.audience.is_empty() {
        let audience = json!({ "@type": "Audience", "audienceType": frame.audience });
        report.insert("audience".to_owned(), audience);
    }
    if !sources.is_empty() {
        report.insert("citation".to_owned(), sources.into());
        report.insert("hasPart".to_owned(), quotations.into());
    }
    report.into()
}

/// Whether an author is a person or a body is not known: a text says neither,
/// and schema.org takes one for either ("Data model", conformance).
fn source(number: usize, citation: &Citation) -> Value {
    let mut source = Map::new();
    source.insert("@type".to_owned(), json!("CreativeWork"));
    source.insert("@id".to_owned(), json!(source_id(number)));
    source.insert("name".to_owned(), json!(citation.title));
    match citation.authors.as_slice() {
        [] => {}
        [one] => _ = source.insert("author".to_owned(), json!(one)),
        authors => _ = source.insert("author".to_owned(), json!(authors)),
    }
    if let Some(date) = citation.date {
        source.insert("datePublished".to_owned(), json!(date.to_string()));
    }
    if let Some(publisher) = &citation.publisher {
        let publisher = json!({ "@type": "Organization", "name": publisher });
        source.insert("publisher".to_owned(), publisher);
    }
    insert_address(&mut source, citation.url.as_deref());
    if let Some(language) = &citation.language {
        source.insert("inLanguage".to_owned(), json!(language));
    }
    source.into()
}

fn quotation(number: usize, source: usize, citation: &Citation) -> Value {
    let mut quotation = Map::new();
    quotation.insert("@type".to_owned(), json!("Quotation"));
    quotation.insert("@id".to_owned(), json!(format!("#card_{number}")));
    quotation.insert("text".to_owned(), json!(citation.exact));
    if let Some(language) = &citation.language {
        quotation.insert("inLanguage".to_owned(), json!(language));
    }
    quotation.insert("isPartOf".to_owned(), json!({ "@id": source_id(source) }));
    insert_address(&mut quotation, citation.link.as_deref());
    quotation.insert("citation".to_owned(), json!(citation.reference.plain()));
    quotation.into()
}

fn source_id(number: usize) -> String {
    format!("#source_{number}")
}

fn insert_address(thing: &mut Map<String, Value>, url: Option<&str>) {
    if let Some(url) = url.and_then(address) {
        thing.insert("url".to_owned(), url.into());
    }
}
