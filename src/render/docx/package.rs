//! The package: parts, their types and relationships (ECMA-376, part 2) in a
//! ZIP archive that is the same on every run.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::xml::Xml;

/// What the names of types that Office defines begin with (ECMA-376, part 1,
/// annex A; the transitional names).
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A part of the package.
pub(super) struct Part {
    /// Its path within the package, without a slash in front.
    pub(super) name: String,
    /// Its media type; `None` for one that its extension tells.
    pub(super) media_type: Option<String>,
    pub(super) bytes: Vec<u8>,
}

impl Part {
    /// Makes a part of WordprocessingML, of the type that Office calls `kind`.
    pub(super) fn word(name: &str, kind: &str, bytes: Vec<u8>) -> Self {
        let media_type = format!("application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml");
        Self { name: format!("word/{name}"), media_type: Some(media_type), bytes }
    }
}

/// What a part refers to.
#[derive(Debug, Default)]
pub(super) struct Relationships {
    /// Type, target, and whether the target is outside of the package.
    entries: Vec<(String, String, bool)>,
    /// The addresses among them, by address.
    links: BTreeMap<String, usize>,
}

impl Relationships {
    /// Adds a part of the type that Office calls `kind`; returns its id.
    pub(super) fn add(&mut self, kind: &str, target: &str) -> String {
        self.push(format!("{OFFICE}/{kind}"), target, false)
    }

    /// Adds a part of a type with a name of its own.
    pub(super) fn add_typed(&mut self, kind: &str, target: &str) -> String {
        self.push(kind.to_owned(), target, false)
    }

    /// Returns the id of an address, which is added once.
    pub(super) fn link(&mut self, address: &str) -> String {
        if let Some(at) = self.links.get(address) {
            return id(*at);
        }
        self.links.insert(address.to_owned(), self.entries.len());
        self.push(format!("{OFFICE}/hyperlink"), address, true)
    }

    /// Writes the part that holds the relationships of the part `name` (`""`
    /// for the package); `None` where it has none.
    pub(super) fn part(&self, name: &str) -> Option<Part> {
        if self.entries.is_empty() {
            return None;
        }
        let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
        let mut xml = Xml::new("Relationships", &[("xmlns", namespace)]);
        for (at, (kind, target, outside)) in self.entries.iter().enumerate() {
            let id = id(at);
            let mut attributes = vec![("Id", id.as_str()), ("Type", kind), ("Target", target)];
            attributes.extend(outside.then_some(("TargetMode", "External")));
            xml.leaf("Relationship", &attributes);
        }
        let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
        let slash = if folder.is_empty() { "" } else { "/" };
        Some(Part {
            name: format!("{folder}{slash}_rels/{file}.rels"),
            media_type: None,
            bytes: xml.finish(),
        })
    }

    fn push(&mut self, kind: String, target: &str, outside: bool) -> String {
        self.entries.push((kind, target.to_owned(), outside));
        id(self.entries.len() - 1)
    }
}

fn id(at: usize) -> String {
    format!("rId{}", at + 1)
}

/// Packs the parts in their order, behind the list of their types.
pub(super) fn pack(parts: &[Part]) -> Vec<u8> {
    // One time for all: the earliest that the archive format knows.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let types = content_types(parts);
    for part in [&types].into_iter().chain(parts) {
        archive.start_file(part.name.as_str(), options).expect("each part has a name of its own");
        archive.write_all(&part.bytes).expect("a vector takes every byte");
    }
    archive.finish().expect("a vector takes every byte").into_inner()
}

fn content_types(parts: &[Part]) -> Part {
    let namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
    let relationships = "application/vnd.openxmlformats-package.relationships+xml";
    let mut xml = Xml::new("Types", &[("xmlns", namespace)]);
    for (extension, media_type) in [("rels", relationships), ("xml", "application/xml")] {
        xml.leaf("Default", &[("Extension", extension), ("ContentType", media_type)]);
    }
    for part in parts {
        if let Some(media_type) = &part.media_type {
            let name = format!("/{}", part.name);
            xml.leaf("Override", &[("PartName", &name), ("ContentType", media_type)]);
        }
    }
    Part { name: "[Content_Types].xml".to_owned(), media_type: None, bytes: xml.finish() }
}
