//! The package document of a book: metadata, files and the order of reading
//! (EPUB 3.3, section 5).

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::blocks::folded;
use crate::corpus::date::date_in;
use crate::corpus::formats::package;
use crate::corpus::formats::xml::{Element, Node, Xml};
use crate::corpus::metadata::{Known, language_tag, web_address};
use crate::corpus::reading::NotRead;

/// Media types of chapters: XHTML, and what EPUB 2 allowed beside it.
const CHAPTERS: &[&str] =
    &["application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml", "text/xml"];

/// What a guide calls parts that are not the book's text (OPF 2.0.1, section
/// 2.6).
const AROUND: &[&str] = &["cover", "toc", "title-page", "index", "copyright-page", "other.ms-coverimage"];

/// A book as its package document tells it.
pub(super) struct Book {
    pub(super) known: Known,
    /// In the order of reading, each once.
    pub(super) chapters: Vec<Chapter>,
}

/// A file of the book's text.
pub(super) struct Chapter {
    /// Its path within the archive.
    pub(super) path: String,
    /// It is a cover, contents, or outside the order of reading.
    pub(super) aside: bool,
}

#[derive(Default)]
struct Reader {
    known: Known,
    /// When the file was changed, where nothing says when the book came out.
    modified: Option<crate::model::PartialDate>,
    /// Path, media type, whether it is the contents; by id.
    items: BTreeMap<String, (String, String, bool)>,
    spine: Vec<(String, bool)>,
    around: BTreeSet<String>,
}

impl Book {
    /// Reads a package document of this name.
    ///
    /// # Errors
    /// XML that is not well-formed.
    pub(super) fn read(name: &str, text: &str) -> Result<Self, NotRead> {
        let folder = package::folder(name);
        let mut reader = Reader::default();
        let mut xml = Xml::new(name, text);
        loop {
            match xml.next()? {
                Node::Open(element) => reader.element(&mut xml, &element, folder)?,
                Node::End => return Ok(reader.book()),
                _ => {}
            }
        }
    }
}

impl Reader {
    fn element(&mut self, xml: &mut Xml<'_>, element: &Element<'_>, folder: &str) -> Result<(), NotRead> {
        let attribute = |name: &str| element.attribute(name).unwrap_or_default();
        match element.name() {
            ("dc", name) => {
                let name = name.to_owned();
                let event = attribute("event");
                self.metadata(&name, &event, &folded(&xml.inner_text()?));
            }
            (_, "meta") if attribute("property") == "dcterms:modified" => {
                self.modified = date_in(&xml.inner_text()?, None);
            }
            (_, "item") => {
                let contents = attribute("properties").split_whitespace().any(|property| property == "nav");
                if let Some(path) = package::resolve(folder, &attribute("href")) {
                    self.items.insert(attribute("id"), (path, attribute("media-type"), contents));
                }
            }
            (_, "itemref") => self.spine.push((attribute("idref"), attribute("linear") == "no")),
            (_, "reference") if AROUND.contains(&attribute("type").to_lowercase().as_str()) => {
                self.around.extend(package::resolve(folder, &attribute("href")));
            }
            _ => {}
        }
        Ok(())
    }

    fn metadata(&mut self, name: &str, event: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let known = &mut self.known;
        let text = || Some(value.to_owned());
        match name {
            "title" => known.title = known.title.take().or_else(text),
            "creator" => known.authors.get_or_insert_default().push(value.to_owned()),
            "publisher" => known.publisher = known.publisher.take().or_else(text),
            "language" => known.language = known.language.take().or_else(|| language_tag(value)),
            "identifier" | "source" => known.url = known.url.take().or_else(|| web_address(value)),
            "date" if event == "modification" => {
                self.modified = self.modified.or_else(|| date_in(value, None))
            }
            // Of several dates that of publication counts.
            "date" if known.date.is_none() || event == "publication" => {
                known.date = date_in(value, None).or(known.date);
            }
            _ => {}
        }
    }

    fn book(self) -> Book {
        let mut seen = BTreeSet::new();
        let mut chapters = Vec::new();
        for (id, outside) in &self.spine {
            let Some((path, media_type, contents)) = self.items.get(id) else { continue };
            let text = CHAPTERS.contains(&media_type.to_lowercase().as_str()) || media_type.is_empty();
            if text && seen.insert(path) {
                let aside = *outside || *contents || self.around.contains(path);
                chapters.push(Chapter { path: path.clone(), aside });
            }
        }
        // A guide may point to places within the one file of a book.
        let whole = chapters.iter().all(|chapter| chapter.aside);
        chapters.iter_mut().filter(|_| whole).for_each(|chapter| chapter.aside = false);
        let date = self.known.date.or(self.modified);
        Book { known: Known { date, ..self.known }, chapters }
    }
}
