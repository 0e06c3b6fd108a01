//! Addresses and ids of what is in an archive.

use super::{Setting, Summary};
use crate::model::Sha256;

/// Where a page or a feed stands, and where from it addresses are told.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) setting: Setting<'a>,
    /// The brief whose folder it stands in; `None` for the archive's own.
    pub(super) brief: Option<&'a str>,
}

impl Place<'_> {
    /// Returns the address of a file of an edition: absolute where the desk
    /// says where the archive is published, else relative to this place.
    pub(super) fn of_file(self, summary: &Summary, file: &str) -> String {
        let within = format!("{}/{}", encoded(&summary.edition), encoded(file));
        match (&self.setting.terms.url, self.brief) {
            (Some(url), _) => format!("{url}{}/{within}", encoded(&summary.brief)),
            (None, Some(_)) => within,
            (None, None) => format!("{}/{within}", encoded(&summary.brief)),
        }
    }

    /// Returns the address of a file beside the archive's page.
    pub(super) fn of_archive(self, file: &str) -> String {
        match (&self.setting.terms.url, self.brief) {
            (Some(url), _) => format!("{url}{file}"),
            (None, Some(_)) => format!("../{file}"),
            (None, None) => file.to_owned(),
        }
    }

    /// Returns the address of a feed itself.
    pub(super) fn of_feed(self, file: &str) -> String {
        match (&self.setting.terms.url, self.brief) {
            (Some(url), Some(brief)) => format!("{url}{}/{file}", encoded(brief)),
            (Some(url), None) => format!("{url}{file}"),
            (None, _) => file.to_owned(),
        }
    }

    /// Returns the id of a feed: its address, or a UUID made of the names of
    /// desk and brief.
    pub(super) fn feed_id(self, file: &str) -> String {
        match &self.setting.terms.url {
            Some(_) => self.of_feed(file),
            None => uuid(&["feed", self.setting.title(), self.brief.unwrap_or_default()]),
        }
    }
}

/// Returns the id of an edition, which stays when it is withdrawn: with an
/// address a `tag:` URI (RFC 4151) of its host, the edition's date and its
/// place; without, a UUID made of the digest of its `edition.json`.
pub(super) fn edition_id(setting: Setting<'_>, summary: &Summary) -> String {
    id(setting, summary, "")
}

/// Returns the id of the news that an edition was withdrawn.
pub(super) fn retraction_id(setting: Setting<'_>, summary: &Summary) -> String {
    id(setting, summary, "retraction")
}

fn id(setting: Setting<'_>, summary: &Summary, what: &str) -> String {
    if let Some((host, path)) = setting.terms.url.as_deref().and_then(authority) {
        let suffix = if what.is_empty() { String::new() } else { format!("/{what}") };
        let date = summary.name().date;
        return format!("tag:{host},{date}:{path}{}/{}{suffix}", summary.brief, summary.edition);
    }
    let digest = summary.digest.as_ref().map_or("", Sha256::as_str);
    uuid(&["edition", &summary.brief, &summary.edition, digest, what])
}

/// Splits an address into a name of a host that a `tag:` URI can have (RFC
/// 4151, `DNSname`) and the path.
fn authority(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = url.split_once("://")?;
    let at = rest.find('/')?;
    let host = rest[..at].rsplit_once(':').map_or(&rest[..at], |(host, _)| host);
    let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    is_name.then_some((host, &rest[at..]))
}

/// Makes a UUID of names: version 8, its bits the first of their digest (RFC
/// 9562, 5.8).
fn uuid(names: &[&str]) -> String {
    let digest = Sha256::of_parts(names.iter().map(|name| name.as_bytes()));
    let mut bits = [0; 16];
    bits.copy_from_slice(&digest.to_bytes().expect("a digest that was made here is one")[..16]);
    bits[6] = 0x80 | bits[6] & 0x0f;
    bits[8] = 0x80 | bits[8] & 0x3f;
    let hex: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}

/// Percent-encodes all but what is unreserved (RFC 3986, 2.3).
pub(super) fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_of_version_8_and_its_names_alone() {
        let id = uuid(&["a", "b"]);
        assert_eq!(id, uuid(&["a", "b"]));
        assert_ne!(id, uuid(&["ab", ""]));
        let bytes = id.strip_prefix("urn:uuid:").unwrap().as_bytes();
        assert_eq!((bytes.len(), bytes[14]), (36, b'8'));
        assert!(b"89ab".contains(&bytes[19]), "{id}");
    }

    #[test]
    fn a_host_is_a_name_without_its_port() {
        assert_eq!(authority("https://example.org:8080/a/"), Some(("example.org", "/a/")));
        assert_eq!(authority("https://[::1]/a/"), None);
    }
}
