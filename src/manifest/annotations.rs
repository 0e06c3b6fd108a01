//! The excerpts of an edition as W3C web annotations: for programs that know
//! annotations and not Attaché.
//!
//! Model and vocabulary: Web Annotation Data Model and Web Annotation
//! Vocabulary, W3C Recommendations of 23 February 2017.

use serde_json::{Value, json};

use super::{DocumentEntry, ExcerptEntry, Manifest};

/// The file's name.
pub const FILE: &str = "annotations.jsonld";

/// Writes the excerpts as one page of annotations, in JSON-LD that is indented
/// and ends with a line break. An edition without excerpts has no items.
///
/// A source is named by its address, else by its path relative to the desk, as
/// an IRI reference. The selectors count into the source's text as the
/// manifest's do.
#[must_use]
pub fn of(manifest: &Manifest) -> String {
    let items: Vec<Value> = manifest
        .excerpts
        .iter()
        .filter_map(|excerpt| Some(annotation(manifest, excerpt, manifest.document(&excerpt.document)?)))
        .collect();
    let page = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": name(manifest, None),
        "type": "AnnotationPage",
        "startIndex": 0,
        "items": items,
    });
    let mut text = serde_json::to_string_pretty(&page).expect("strings and numbers are JSON");
    text.push('\n');
    text
}

fn annotation(manifest: &Manifest, excerpt: &ExcerptEntry, document: &DocumentEntry) -> Value {
    let selector = &excerpt.selector;
    json!({
        "id": name(manifest, Some(excerpt.n)),
        "type": "Annotation",
        "motivation": "highlighting",
        "bodyValue": excerpt.reference,
        "created": format!("{}T00:00:00Z", manifest.date),
        "generator": { "type": "Software", "name": manifest.generator },
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": document.url.clone().unwrap_or_else(|| iri(&document.id)),
                "type": "Text",
                "format": document.media_type,
                "language": document.language,
            },
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": selector.exact,
                    "prefix": selector.prefix,
                    "suffix": selector.suffix,
                },
                { "type": "TextPositionSelector", "start": selector.start, "end": selector.end },
            ],
        },
    })
}

/// Names an edition or one of its excerpts: the same for every run, and
/// nothing that a browser would open.
fn name(manifest: &Manifest, excerpt: Option<u32>) -> String {
    let edition = format!("urn:attache:{}:{}", iri(&manifest.brief), manifest.date);
    match excerpt {
        Some(n) => format!("{edition}:{n}"),
        None => edition,
    }
}

/// Writes a path as a relative IRI reference (RFC 3987): what has a meaning of
/// its own there, or may not stand there, is percent-encoded. A part of a file
/// keeps the `#` before its name.
fn iri(path: &str) -> String {
    let mut written = String::with_capacity(path.len());
    let mut fragment = false;
    for letter in path.chars() {
        let is_plain = letter.is_alphanumeric() || "-._~/%!$&'()*+,;=@".contains(letter);
        let begins_fragment = letter == '#' && !fragment;
        fragment |= begins_fragment;
        if is_plain || begins_fragment {
            written.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                written.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_relative_reference_whatever_it_is_called() {
        assert_eq!(iri("corpus/a b.txt"), "corpus/a%20b.txt");
        assert_eq!(iri("corpus/feed.xml#item 3#4"), "corpus/feed.xml#item%203%234");
        assert_eq!(iri("javascript:alert(1)"), "javascript%3Aalert(1)");
        assert_eq!(iri("corpus/статья\".md"), "corpus/статья%22.md");
    }
}
