//! XML as office documents and books hold it: a stream of elements with the
//! usual prefixes of their namespaces. Entities other than the five of XML are
//! never expanded, and nothing calls itself for a nested element.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::corpus::decode::decode;
use crate::corpus::reading::NotRead;

/// The deepest nesting that is read. A table within a table takes three
/// elements; no document that a program wrote comes near.
const DEEPEST: usize = 1_000;

/// The most namespaces that may be declared at one place: Word declares some
/// forty. Each name is looked up among them.
const MOST_BINDINGS: usize = 200;

/// Namespaces and the prefixes they are known by here: ECMA-376 part 1
/// (transitional and strict) and part 2, Dublin Core, EPUB 3.3.
const NAMESPACES: &[(&str, &str)] = &[
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m"),
    ("http://purl.oclc.org/ooxml/officeDocument/math", "m"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://www.idpf.org/2007/opf", "opf"),
];

/// OpenDocument 1.3, part 3, section 1.4, and what OpenOffice.org 1 had.
const ODF: &[&str] = &["urn:oasis:names:tc:opendocument:xmlns:", "http://openoffice.org/2000/"];

/// The namespaces of OpenDocument that are told apart.
const ODF_NAMES: &[(&str, &str)] = &[
    ("office", "office"),
    ("text", "text"),
    ("table", "table"),
    ("style", "style"),
    ("draw", "draw"),
    ("drawing", "draw"),
    ("meta", "meta"),
    ("manifest", "manifest"),
    ("xsl-fo-compatible", "fo"),
];

/// Takes what is to be done at the end of the innermost open element, if it
/// began at this depth or deeper; `frames` are open elements with their depth.
pub(super) fn ended<Act>(frames: &mut Vec<(usize, Act)>, depth: usize) -> Option<Act> {
    frames.pop_if(|(opened, _)| *opened >= depth).map(|(_, act)| act)
}

/// What a stream of XML gives.
pub(super) enum Node<'a> {
    /// A start tag; an empty element gives its end as well.
    Open(Element<'a>),
    /// The end of the element that began at this depth, from 1.
    Close(usize),
    /// Text between tags, references resolved. May come in several pieces.
    Text(Cow<'a, str>),
    End,
}

/// A start tag.
pub(super) struct Element<'a> {
    prefix: &'static str,
    start: BytesStart<'a>,
    /// How deep it stands; the outermost is 1.
    pub(super) depth: usize,
}

impl Element<'_> {
    /// Returns the usual prefix of the namespace, `""` for an unknown one, and
    /// the local name.
    pub(super) fn name(&self) -> (&'static str, &str) {
        (self.prefix, self.local())
    }

    /// Returns the name without a prefix.
    pub(super) fn local(&self) -> &str {
        let name = self.start.name().into_inner();
        let length = name.rsplit(':').next().map_or(0, str::len);
        &self.start[name.len() - length..name.len()]
    }

    /// Returns the value of an attribute by its local name; the first, where
    /// several namespaces have one.
    pub(super) fn attribute(&self, local: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes.with_checks(false).flatten().find(|attribute| {
            let key = attribute.key.into_inner();
            key.rsplit(':').next() == Some(local) && !key.starts_with("xmlns:")
        })?;
        Some(match quick_xml::escape::unescape(&found.value) {
            Ok(value) => value.into_owned(),
            Err(_) => found.value.clone().into_owned(),
        })
    }

    /// Tells whether a property is on: `<w:b/>`, `<w:b w:val="true"/>`
    /// (ECMA-376, part 1, section 17.17.4).
    pub(super) fn is_on(&self) -> bool {
        self.attribute("val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
    }
}

/// A part's XML, read from its beginning to its end.
pub(super) struct Xml<'a> {
    part: &'a str,
    reader: Reader<&'a [u8]>,
    /// Declared prefixes with the depth of their elements.
    bindings: Vec<(usize, String, &'static str)>,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// Reads a text that was decoded by [`text`]; `part` is its name, for
    /// reasons.
    pub(super) fn new(part: &'a str, text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { part, reader, bindings: Vec::new(), depth: 0 }
    }

    /// Returns the next tag or text.
    ///
    /// # Errors
    /// XML that is not well-formed, has a document type with declarations, or
    /// is nested too deep.
    pub(super) fn next(&mut self) -> Result<Node<'a>, NotRead> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.damaged(&error.to_string()))?;
            match event {
                Event::Start(start) => return self.open(start).map(Node::Open),
                Event::End(_) => return Ok(self.close()),
                Event::Text(text) => return Ok(Node::Text(text.into_inner())),
                Event::CData(text) => return Ok(Node::Text(text.into_inner())),
                Event::GeneralRef(reference) => return Ok(Node::Text(resolved(&reference))),
                Event::DocType(declared) if declared.contains('[') => {
                    return Err(NotRead::refused(format!(
                        "{} has a document type (DTD) that declares entities, which are not read",
                        self.part
                    )));
                }
                Event::Eof if self.depth > 0 => return Err(self.damaged("it ends within an element")),
                Event::Eof => return Ok(Node::End),
                _ => {}
            }
        }
    }

    /// Passes over the rest of the element that was opened last, with its end.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), NotRead> {
        let depth = self.depth;
        loop {
            match self.next()? {
                Node::Close(closed) if closed <= depth => return Ok(()),
                Node::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Returns the text within the element that was opened last, and passes
    /// over its end.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn inner_text(&mut self) -> Result<String, NotRead> {
        let depth = self.depth;
        let mut text = String::new();
        loop {
            match self.next()? {
                Node::Text(piece) => text.push_str(&piece),
                Node::Close(closed) if closed <= depth => return Ok(text),
                Node::End => return Ok(text),
                _ => {}
            }
        }
    }

    fn open(&mut self, start: BytesStart<'a>) -> Result<Element<'a>, NotRead> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(NotRead::refused(format!(
                "the elements of {} are nested more than {DEEPEST} deep",
                self.part
            )));
        }
        self.bind(&start)?;
        let name = start.name().into_inner();
        let prefix = name.rsplit_once(':').map_or("", |(prefix, _)| prefix);
        let prefix =
            self.bindings.iter().rev().find(|(_, bound, _)| bound == prefix).map_or("", |found| found.2);
        Ok(Element { prefix, start, depth: self.depth })
    }

    fn bind(&mut self, start: &BytesStart<'a>) -> Result<(), NotRead> {
        if !start.contains("xmlns") {
            return Ok(());
        }
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.into_inner();
            let Some(prefix) = key.strip_prefix("xmlns") else { continue };
            if !prefix.is_empty() && !prefix.starts_with(':') {
                continue;
            }
            let known = known_prefix(&attribute.value);
            self.bindings.push((self.depth, prefix.trim_start_matches(':').to_owned(), known));
        }
        match self.bindings.len() > MOST_BINDINGS {
            true => Err(NotRead::refused(format!("{} declares over {MOST_BINDINGS} namespaces", self.part))),
            false => Ok(()),
        }
    }

    fn close(&mut self) -> Node<'a> {
        let depth = self.depth;
        while self.bindings.last().is_some_and(|(declared, _, _)| *declared >= depth) {
            self.bindings.pop();
        }
        self.depth = depth.saturating_sub(1);
        Node::Close(depth)
    }

    fn damaged(&self, why: &str) -> NotRead {
        NotRead::refused(format!("{} is no valid XML: {why}", self.part))
    }
}

/// Decodes a part: by its byte order mark, as UTF-8, or by the encoding that it
/// declares.
pub(super) fn text(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) if !text.as_bytes().iter().take(4).any(|byte| *byte == 0) => text,
        Ok(text) => decode(text.as_bytes(), None).text,
        Err(error) => decode(error.as_bytes(), declared_encoding(error.as_bytes()).as_deref()).text,
    }
}

fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(label, _)| label.to_owned())
}

fn known_prefix(uri: &str) -> &'static str {
    let uri = uri.trim();
    if let Some((_, prefix)) = NAMESPACES.iter().find(|(known, _)| *known == uri) {
        return prefix;
    }
    let rest = ODF.iter().find_map(|start| uri.strip_prefix(start)).unwrap_or_default();
    let name = rest.split(':').next().unwrap_or_default();
    ODF_NAMES.iter().find(|(known, _)| *known == name).map_or("", |(_, prefix)| prefix)
}

/// Resolves the five entities of XML and references to characters; any other
/// stays as it is written.
fn resolved<'a>(reference: &BytesRef<'a>) -> Cow<'a, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    match &**reference {
        "amp" => Cow::Borrowed("&"),
        "lt" => Cow::Borrowed("<"),
        "gt" => Cow::Borrowed(">"),
        "quot" => Cow::Borrowed("\""),
        "apos" => Cow::Borrowed("'"),
        other => Cow::Owned(format!("&{other};")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xml: &str, expected: Result<&str, &str>) {
        let found = shown(xml).map_err(|why| why.reason);
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    }

    fn shown(text: &str) -> Result<String, NotRead> {
        let mut xml = Xml::new("a.xml", text);
        let mut shown = String::new();
        loop {
            match xml.next()? {
                Node::Open(element) => {
                    let (prefix, local) = element.name();
                    shown.push_str(&format!("<{prefix}:{local}>"));
                }
                Node::Close(depth) => shown.push_str(&format!("</{depth}>")),
                Node::Text(text) => shown.push_str(&text),
                Node::End => return Ok(shown),
            }
        }
    }

    #[test]
    fn names_are_told_by_their_namespaces() {
        let uri = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        check(&format!("<x:p xmlns:x='{uri}'><x:r/>a</x:p>"), Ok("<w:p><w:r></2>a</1>"));
        check(&format!("<p xmlns='{uri}'><q xmlns=''/></p>"), Ok("<w:p><:q></2></1>"));
    }

    #[test]
    fn no_entity_is_expanded_but_the_five_of_xml() {
        check("<p>a &amp; &#x416; &nbsp; b</p>", Ok("<:p>a & Ж &nbsp; b</1>"));
        check(
            "<!DOCTYPE p [<!ENTITY a 'aaa'>]><p>&a;</p>",
            Err("a.xml has a document type (DTD) that declares entities, which are not read"),
        );
        check("<!DOCTYPE p SYSTEM 'http://a.example/p.dtd'><p/>", Ok("<:p></1>"));
    }

    #[test]
    fn what_is_cut_or_crossed_is_refused() {
        check("<p><r>a", Err("a.xml is no valid XML: it ends within an element"));
        assert!(shown("<p><r></p>").unwrap_err().reason.starts_with("a.xml is no valid XML: "));
    }

    #[test]
    fn deep_nesting_is_refused() {
        check(&"<p>".repeat(5_000), Err("the elements of a.xml are nested more than 1000 deep"));
    }

    #[test]
    fn parts_are_decoded_as_they_say() {
        let utf_16: Vec<u8> =
            "<?xml version='1.0'?><p>Ж</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(text([b"\xff\xfe".to_vec(), utf_16].concat()).ends_with("<p>Ж</p>"));
        let cyrillic = b"<?xml version='1.0' encoding='windows-1251'?><p>\xc6</p>";
        assert!(text(cyrillic.to_vec()).ends_with("<p>Ж</p>"));
    }
}
