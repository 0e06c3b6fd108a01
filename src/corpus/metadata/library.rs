//! What a library of references says of a document.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use crate::model::LibraryEntry;

use super::{Known, language_tag, taken_date, web_address};

/// Entries by what documents are known by; the first entry for each counts.
#[derive(Debug, Default)]
pub(super) struct Library<'a> {
    by_file: BTreeMap<&'a OsStr, &'a LibraryEntry>,
    by_address: BTreeMap<String, &'a LibraryEntry>,
    by_key: BTreeMap<&'a str, &'a LibraryEntry>,
}

impl<'a> Library<'a> {
    pub(super) fn new(entries: &'a [LibraryEntry]) -> Self {
        let mut library = Self::default();
        for entry in entries {
            // Only the name counts: libraries move between machines, with
            // absolute paths of the one they were made on.
            for file in &entry.files {
                let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
                library.by_file.entry(OsStr::new(name)).or_insert(entry);
            }
            if let Some(address) = entry.url.as_deref() {
                library.by_address.entry(bare(address)).or_insert(entry);
            }
            library.by_key.entry(&entry.key).or_insert(entry);
        }
        library
    }

    /// Finds the entry of a document: by the name of its file among those that
    /// the entry names, by its address, or by a key that is the file's name
    /// without its extension. A member goes by its own name.
    pub(super) fn find(&self, file: &Path, member: Option<&str>, address: Option<&str>) -> Option<Known> {
        let named = member.map_or(file, Path::new);
        let stem = named.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        let entry = named
            .file_name()
            .and_then(|name| self.by_file.get(name))
            .or_else(|| self.by_address.get(&bare(address?)))
            .or_else(|| self.by_key.get(stem).filter(|_| !stem.is_empty()))?;
        Some(known(entry))
    }
}

/// An address without what often differs between copies of it: the scheme,
/// `www.`, the fragment and a slash at the end.
fn bare(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

fn known(entry: &LibraryEntry) -> Known {
    Known {
        title: entry.title.clone(),
        authors: Some(entry.authors.clone()).filter(|authors| !authors.is_empty()),
        publisher: entry.publisher.clone(),
        date: entry.date.and_then(taken_date),
        url: entry.url.as_deref().and_then(web_address),
        language: entry.language.as_deref().and_then(tag),
        reliability: None,
        accessed: entry.accessed,
        archive: None,
        note: entry.note.clone(),
        marking: None,
    }
}

/// Reads a language as libraries write it: a tag, or BibLaTeX's name of it.
fn tag(written: &str) -> Option<String> {
    const NAMES: [(&str, &str); 20] = [
        ("american", "en-US"),
        ("arabic", "ar"),
        ("british", "en-GB"),
        ("chinese", "zh"),
        ("dutch", "nl"),
        ("english", "en"),
        ("french", "fr"),
        ("german", "de"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("naustrian", "de-AT"),
        ("ngerman", "de"),
        ("persian", "fa"),
        ("polish", "pl"),
        ("portuguese", "pt"),
        ("russian", "ru"),
        ("spanish", "es"),
        ("turkish", "tr"),
        ("ukrainian", "uk"),
    ];
    let lower = written.to_lowercase();
    let name = NAMES.iter().find(|(name, _)| *name == lower).map(|(_, tag)| (*tag).to_owned());
    name.or_else(|| language_tag(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, files: &[&str], url: Option<&str>) -> LibraryEntry {
        LibraryEntry {
            key: key.to_owned(),
            files: files.iter().map(|&file| file.to_owned()).collect(),
            title: Some(key.to_uppercase()),
            url: url.map(str::to_owned),
            language: Some("ngerman".to_owned()),
            ..LibraryEntry::default()
        }
    }

    #[test]
    fn an_entry_is_found_by_file_address_or_key() {
        let entries = [
            entry("one", &["/papers/of/ann/a.pdf"], None),
            entry("two", &[], Some("https://www.example.org/b/")),
            entry("three", &["C:\\papers\\c.pdf"], None),
        ];
        let library = Library::new(&entries);
        let title = |file: &str, member: Option<&str>, url: Option<&str>| {
            library.find(Path::new(file), member, url).and_then(|known| known.title)
        };
        assert_eq!(title("/desk/corpus/a.pdf", None, None).as_deref(), Some("ONE"));
        assert_eq!(title("/desk/x.html", None, Some("http://example.org/b#part")).as_deref(), Some("TWO"));
        assert_eq!(title("/desk/z.zip", Some("in/c.pdf"), None).as_deref(), Some("THREE"));
        assert_eq!(title("/desk/two.txt", None, None).as_deref(), Some("TWO"));
        assert_eq!(title("/desk/four.txt", None, None), None);
        let known = library.find(Path::new("one.txt"), None, None).unwrap();
        assert_eq!(known.language.as_deref(), Some("de"));
    }
}
