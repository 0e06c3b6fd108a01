//! RSS and Atom, by events.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::corpus::reading::NotRead;

use super::{Entry, Feed, Markup};

/// Elements of HTML without an end tag; all others are closed where XML closes
/// them at once.
const VOID: &[&str] =
    &["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"];

/// Reads a feed; what is whole in a broken one is kept.
///
/// # Errors
/// XML that is no feed, or that declares entities; what is no XML.
pub(super) fn feed(xml: &str) -> Result<Feed, NotRead> {
    let mut reader = Reader::from_str(xml);
    // Careless programs leave it unescaped.
    reader.config_mut().allow_dangling_amp = true;
    let mut parser = Parser::default();
    loop {
        let before = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return parser.broken(&error.to_string()),
        };
        match event {
            Event::DocType(declaration) => check_declaration(&declaration.xml10_content())?,
            Event::Start(start) => parser.start(&start)?,
            Event::Empty(start) => parser.empty(&start)?,
            Event::End(end) => parser.end(end.name().into_inner()),
            Event::Text(text) => {
                parser.text(&text.xml10_content(), &xml[before..reader.buffer_position() as usize]);
            }
            Event::CData(data) => {
                let text = data.xml10_content();
                parser.text(&text, &escaped(&text));
            }
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let written = format!("&{name};");
                let known = reference.resolve_char_ref().ok().flatten().map(String::from);
                let known = known.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                // What is no entity of XML may be one of HTML.
                parser.text(known.as_deref().unwrap_or(&written), &written);
            }
            Event::Eof if parser.path.is_empty() => break,
            Event::Eof => return parser.broken("it ends within an element"),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    match parser.root {
        Some(_) => Ok(parser.feed),
        None => Err(no_feed()),
    }
}

fn no_feed() -> NotRead {
    NotRead::skipped("it is XML, but no RSS or Atom feed")
}

/// A document type is passed over: it is neither fetched nor believed.
fn check_declaration(declaration: &str) -> Result<(), NotRead> {
    match declaration.to_ascii_uppercase().contains("<!ENTITY") {
        true => Err(NotRead::refused("its DTD declares an entity; such files are not read")),
        false => Ok(()),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The dialects, by their root elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Rss,
    Atom,
}

#[derive(Default)]
struct Parser {
    root: Option<Root>,
    /// The prefix of the feed's own elements.
    prefix: String,
    /// The open elements, from the root.
    path: Vec<String>,
    feed: Feed,
    /// The open entry, and how many elements are open around it.
    entry: Option<(usize, Entry)>,
    field: Option<Field>,
}

/// An element whose text is taken.
struct Field {
    key: String,
    /// How many elements are open around it.
    depth: usize,
    /// The type that Atom gives, in lower case.
    kind: String,
    text: String,
    /// The same as HTML, with the elements within.
    html: String,
    nested: bool,
}

impl Parser {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), NotRead> {
        let depth = self.path.len();
        if let Some(field) = &mut self.field {
            field.nested = true;
            let local = start.local_name().into_inner();
            field.html.push_str(&format!("<{local}{}>", attributes_of(start)));
        } else {
            self.open(start, depth)?;
        }
        self.path.push(self.key(start.name().into_inner()));
        Ok(())
    }

    fn empty(&mut self, start: &BytesStart<'_>) -> Result<(), NotRead> {
        let local = start.local_name().into_inner();
        if let Some(field) = &mut self.field {
            field.nested = true;
            let end = if VOID.contains(&local) { String::new() } else { format!("</{local}>") };
            field.html.push_str(&format!("<{local}{}>{end}", attributes_of(start)));
            return Ok(());
        }
        self.start(start)?;
        self.end(start.name().into_inner());
        Ok(())
    }

    /// Opens an element outside of any field.
    fn open(&mut self, start: &BytesStart<'_>, depth: usize) -> Result<(), NotRead> {
        if depth == 0 {
            return self.begin(start);
        }
        let key = self.key(start.name().into_inner());
        match &self.entry {
            None if key == "item" || key == "entry" => {
                let language = attribute(start, "xml:lang");
                self.entry = Some((depth, Entry { language, ..Entry::default() }));
            }
            None => self.open_field(start, key, depth),
            Some(_) if key == "link" && self.root == Some(Root::Atom) || key == "atom:link" => {
                self.link(start)
            }
            Some(_) => self.open_field(start, key, depth),
        }
        Ok(())
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), NotRead> {
        let name = start.name().into_inner();
        let (prefix, local) = name.rsplit_once(':').unwrap_or(("", name));
        let root = match local {
            "rss" | "RDF" => Root::Rss,
            "feed" | "entry" => Root::Atom,
            _ => return Err(no_feed()),
        };
        self.root = Some(root);
        self.prefix = if root == Root::Atom { prefix.to_owned() } else { String::new() };
        self.feed.language = attribute(start, "xml:lang");
        if local == "entry" {
            self.entry = Some((0, Entry::default()));
        }
        Ok(())
    }

    /// Names an element: its own are without a prefix, those of others with
    /// the one that is usual.
    fn key(&self, name: &str) -> String {
        match name.split_once(':') {
            Some((prefix, local)) if prefix == self.prefix => local.to_owned(),
            _ => name.to_owned(),
        }
    }

    fn open_field(&mut self, start: &BytesStart<'_>, key: String, depth: usize) {
        let parent = self.path.last().map(String::as_str).unwrap_or_default();
        let key = match (&self.entry, parent) {
            // The feed's own fields; pictures have titles too.
            (None, "channel" | "feed") => format!("feed {key}"),
            (None, "author") => format!("feed author {key}"),
            (Some((around, _)), "author" | "source" | "media:group") if depth == around + 2 => {
                format!("{parent} {key}")
            }
            (Some((around, _)), _) if depth == around + 1 => key,
            _ => return,
        };
        let known = FIELDS.contains(&key.as_str());
        // In Atom these hold elements, in RSS texts.
        let holder =
            self.root == Some(Root::Atom) && matches!(key.as_str(), "author" | "source" | "feed author");
        if known && !holder {
            let out_of_line = attribute(start, "src").is_some() && self.root == Some(Root::Atom);
            let kind = if out_of_line { "elsewhere".to_owned() } else { kind(start) };
            let (text, html) = (String::new(), String::new());
            self.field = Some(Field { key, depth, kind, text, html, nested: false });
        }
    }

    fn text(&mut self, text: &str, html: &str) {
        if let Some(field) = &mut self.field {
            field.text.push_str(text);
            field.html.push_str(html);
        }
    }

    fn end(&mut self, name: &str) {
        self.path.pop();
        let depth = self.path.len();
        match self.field.take_if(|field| field.depth == depth) {
            Some(field) => self.take(field),
            None => {
                if let Some(field) = &mut self.field {
                    let local = name.rsplit(':').next().unwrap_or_default();
                    field.html.push_str(&format!("</{local}>"));
                }
            }
        }
        if let Some((_, mut entry)) = self.entry.take_if(|(around, _)| *around == depth) {
            // In RSS an id is an address too, if it looks like one.
            entry.links.extend(entry.id.clone().filter(|_| self.root == Some(Root::Rss)));
            self.feed.entries.push(entry);
        }
    }

    fn link(&mut self, start: &BytesStart<'_>) {
        let shows = attribute(start, "rel").is_none_or(|rel| rel == "alternate");
        if let (true, Some(href), Some((_, entry))) = (shows, attribute(start, "href"), &mut self.entry) {
            entry.links.push(href);
        }
    }

    fn take(&mut self, field: Field) {
        let markup = field.markup(self.root == Some(Root::Atom));
        let text = field.text;
        let Some((_, entry)) = &mut self.entry else {
            match field.key.as_str() {
                "feed title" => self.feed.title = self.feed.title.take().or(markup),
                "feed author name" => self.feed.authors.push(text),
                _ => self.feed.language = self.feed.language.take().or(Some(text)),
            }
            return;
        };
        let first = |slot: &mut Option<String>, text: String| {
            if slot.is_none() && !text.trim().is_empty() {
                *slot = Some(text);
            }
        };
        match field.key.as_str() {
            "title" => entry.title = entry.title.take().or(markup),
            "dc:title" if entry.title.is_none() => entry.title = markup,
            "link" => entry.links.push(text),
            "feedburner:origLink" => entry.links.insert(0, text),
            "guid" | "id" => first(&mut entry.id, text),
            "content" | "content:encoded" | "body" | "xhtml:body" => {
                entry.content = entry.content.take().or(markup)
            }
            "description" | "summary" => entry.summary = entry.summary.take().or(markup),
            "itunes:summary" | "media:description" | "media:group media:description"
                if entry.summary.is_none() =>
            {
                entry.summary = markup;
            }
            "pubDate" | "published" | "issued" | "dc:date" | "dcterms:issued" | "dcterms:created" => {
                first(&mut entry.published, text);
            }
            "updated" | "modified" | "dcterms:modified" | "atom:updated" => first(&mut entry.updated, text),
            "author" | "author name" | "dc:creator" | "creator" | "itunes:author" => entry.authors.push(text),
            "source" | "source title" => first(&mut entry.source, text),
            "dc:language" => first(&mut entry.language, text),
            _ => {}
        }
    }

    /// Returns what was read before the XML broke.
    fn broken(mut self, why: &str) -> Result<Feed, NotRead> {
        if self.root.is_none() {
            return Err(NotRead::refused(format!("its XML is damaged: {why}")));
        }
        let count = self.feed.entries.len();
        self.feed.broken = Some(format!("its XML is damaged after {count} entries: {why}"));
        Ok(self.feed)
    }
}

/// The elements whose text is taken: with the element around them, where that
/// is neither the entry nor the feed itself.
const FIELDS: &[&str] = &[
    "feed title",
    "feed language",
    "feed dc:language",
    "feed author name",
    "title",
    "dc:title",
    "link",
    "feedburner:origLink",
    "guid",
    "id",
    "content",
    "content:encoded",
    "body",
    "xhtml:body",
    "description",
    "summary",
    "itunes:summary",
    "media:description",
    "media:group media:description",
    "pubDate",
    "published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "updated",
    "modified",
    "dcterms:modified",
    "atom:updated",
    "author",
    "author name",
    "dc:creator",
    "creator",
    "itunes:author",
    "source",
    "source title",
    "dc:language",
];

impl Field {
    fn markup(&self, atom: bool) -> Option<Markup> {
        let markup = match self.kind.as_str() {
            "elsewhere" => return None,
            _ if self.nested => Markup::Html(self.html.clone()),
            "html" | "text/html" | "application/xhtml+xml" | "xhtml" => Markup::Html(self.text.clone()),
            _ if atom => Markup::Plain(self.text.clone()),
            _ => Markup::Either(self.text.clone()),
        };
        Some(markup).filter(|markup| !markup.is_blank())
    }
}

fn kind(start: &BytesStart<'_>) -> String {
    attribute(start, "type").unwrap_or_default().to_ascii_lowercase()
}

/// Returns the attributes as written, with the white space before them.
fn attributes_of(start: &BytesStart<'_>) -> String {
    start.attributes_raw().trim_end().to_owned()
}

/// Returns an attribute's value; among the first hundred, for more than that
/// no feed has.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    let found = attributes.take(100).flatten().find(|attribute| attribute.key.into_inner() == name)?;
    Some(
        quick_xml::escape::unescape(&found.value)
            .map_or_else(|_| found.value.to_string(), |v| v.into_owned()),
    )
}
