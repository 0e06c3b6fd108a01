//! Packages: ZIP archives whose parts make one document (DOCX, ODT, EPUB).
//!
//! Parts are looked up within the archive only; no name leads out of it.

use std::collections::BTreeMap;
use std::io::Cursor;

use ::zip::ZipArchive;

use crate::corpus::reading::{NotRead, Output};

use super::{xml, zip};

/// How many bytes of a file are searched for the names of its first members.
const HEAD_BYTES: usize = 16 * 1024;

/// A package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names in lower case, with `/` and none in front, with those of the
    /// archive: part names are equal without regard to case (ECMA-376, part 2,
    /// section 6.2.2.3).
    names: BTreeMap<String, String>,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// A damaged directory, or one with a name twice: nobody knows which of
    /// the two would be shown.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, NotRead> {
        let archive = zip::open(bytes)?;
        if archive.has_duplicate_names() {
            return Err(NotRead::refused("its ZIP directory is invalid: it has a name twice"));
        }
        let names = archive.file_names().flatten().map(|name| (key(&name), name.into_owned())).collect();
        Ok(Self { archive, names })
    }

    /// Tells whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// Unpacks a part; `None` where there is none.
    ///
    /// # Errors
    /// An encrypted or damaged part, or one over the limit.
    pub(super) fn part(&mut self, name: &str, output: &mut Output<'_>) -> Result<Option<Vec<u8>>, NotRead> {
        let Some(name) = self.names.get(&key(name)) else { return Ok(None) };
        let bytes = zip::named(&mut self.archive, name, output.room())?;
        output.spend(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        Ok(bytes)
    }

    /// Unpacks a part and decodes it as XML.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(super) fn xml(&mut self, name: &str, output: &mut Output<'_>) -> Result<Option<String>, NotRead> {
        Ok(self.part(name, output)?.map(xml::text))
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Returns the name of the part that `target` means in a part of `folder`
/// (without a slash at its end); `None` where it leads out of the package.
/// Fragments are left out.
pub(super) fn resolve(folder: &str, target: &str) -> Option<String> {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let target = percent_decoded(target).replace('\\', "/");
    if target.contains("://") {
        return None;
    }
    let from = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Returns the folder of a part, `""` for one at the top.
pub(super) fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let code = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        decoded.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Tells whether bytes begin as a ZIP archive does, or are an empty one.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Returns the names of members in the first bytes of an archive, the first
/// member's first (APPNOTE.TXT, section 4.3.7).
pub(super) fn first_names(bytes: &[u8]) -> Vec<String> {
    const HEADER: usize = 30;
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let mut names = Vec::new();
    for at in positions(head, b"PK\x03\x04") {
        let Some(header) = head.get(at..at + HEADER) else { break };
        let length = usize::from(u16::from_le_bytes([header[26], header[27]]));
        let Some(name) = head.get(at + HEADER..at + HEADER + length) else { break };
        names.push(String::from_utf8_lossy(name).into_owned());
    }
    names
}

fn positions<'h>(head: &'h [u8], needle: &'h [u8]) -> impl Iterator<Item = usize> + 'h {
    head.windows(needle.len()).enumerate().filter(move |(_, window)| *window == needle).map(|(at, _)| at)
}

/// Tells whether a name is one that Office packages begin with.
pub(super) fn is_part(name: &str) -> bool {
    name == "[Content_Types].xml"
        || ["_rels/", "docProps/", "word/", "customXml/"].iter().any(|folder| name.starts_with(folder))
}

/// Returns what a member `mimetype` says that stands first and is not packed,
/// as OpenDocument (part 2, section 3.3) and EPUB (OCF, section 4.3) ask.
pub(super) fn media_type(bytes: &[u8]) -> Option<&str> {
    let header = bytes.get(..38).filter(|header| header.starts_with(b"PK\x03\x04"))?;
    let stored = header[8..10] == [0, 0] && &header[30..38] == b"mimetype";
    let extra = usize::from(u16::from_le_bytes([header[28], header[29]]));
    let rest = bytes.get(38 + extra..).filter(|_| stored)?;
    let rest = &rest[..rest.len().min(100)];
    // What follows is the header of the next member, or a descriptor.
    let end = rest.windows(2).position(|pair| pair == b"PK")?;
    std::str::from_utf8(&rest[..end]).ok().map(str::trim)
}

/// What the tests of packages share.
#[cfg(test)]
pub(super) mod testing {
    use std::io::{Cursor, Write as _};

    use ::zip::CompressionMethod::{Deflated, Stored};
    use ::zip::write::{SimpleFileOptions, ZipWriter};

    /// Packs parts into an archive; `mimetype` is stored as it is.
    pub(in crate::corpus) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            let method = if *name == "mimetype" { Stored } else { Deflated };
            writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_package() {
        assert_eq!(resolve("word", "styles.xml").as_deref(), Some("word/styles.xml"));
        assert_eq!(resolve("word", "/docs/a.xml").as_deref(), Some("docs/a.xml"));
        assert_eq!(resolve("OEBPS/text", "../b%20c.xhtml#top").as_deref(), Some("OEBPS/b c.xhtml"));
        assert_eq!(resolve("word", "../../etc/passwd"), None);
        assert_eq!(resolve("", "..\\..\\a"), None);
        assert_eq!(resolve("", "http://a.example/x"), None);
    }
}
