//! XML that is being written: elements are closed in the order in which they
//! were opened, and every text goes through [`Xml::text`].

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::tool::markdown::is_printable;

/// Attributes of an element: names, and values as texts.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A part's XML.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    /// The elements that are open, outermost first.
    open: Vec<&'static str>,
}

impl Xml {
    /// Begins a part with its root element.
    pub(super) fn new(root: &'static str, attributes: Attributes<'_>) -> Self {
        let mut xml = Self { writer: Writer::new(Vec::new()), open: Vec::new() };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml.open(root, attributes);
        xml
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) -> &mut Self {
        self.event(Event::Start(element(name, attributes)));
        self.open.push(name);
        self
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) -> &mut Self {
        let name = self.open.pop().expect("each element is closed once");
        self.event(Event::End(BytesEnd::new(name)));
        self
    }

    /// Writes an element with nothing in it.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>) -> &mut Self {
        self.event(Event::Empty(element(name, attributes)));
        self
    }

    /// Writes an element with nothing in it but `w:val`.
    pub(super) fn value(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.leaf(name, &[("w:val", value)])
    }

    /// Writes a text. What XML 1.0 may not hold (section 2.2), and what it
    /// would change (a carriage return, section 2.11), becomes U+FFFD.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.event(Event::Text(BytesText::new(&carried(text))));
        self
    }

    /// Writes an element that holds a text.
    pub(super) fn holding(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.open(name, &[]).text(text).close()
    }

    /// Closes the root and returns the part, in UTF-8.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.close();
        assert!(self.open.is_empty(), "open elements: {:?}", self.open);
        self.writer.into_inner()
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("a vector takes every byte");
    }
}

fn element<'a>(name: &'static str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, carried(value).as_str()));
    }
    start
}

/// Returns what the XML carries of a text. Beyond what XML forbids these are
/// the controls U+007F to U+009F and the noncharacters, as in every format.
pub(super) fn carried(text: &str) -> String {
    let letter = |letter: char| match letter {
        '\n' | '\t' => letter,
        _ if is_printable(letter) => letter,
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(letter).collect()
}
