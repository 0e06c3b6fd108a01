//! `archive` in `config.yaml`: what is kept, and where it is published.

use super::fields::{Fields, Placed, Reader, read_days};
use crate::model::{ArchiveTerms, Retain};

const DAYS_HINT: &str = "days such as `90` or `90d`, or weeks such as `12w`";
const URL_HINT: &str = "such as `https://example.org/briefings/`";

/// Reads what a desk asks of its archive.
pub(super) fn read(reader: &mut Reader<'_>, fields: Fields<'_>) -> ArchiveTerms {
    let Some(node) = reader.node(fields, "archive") else { return ArchiveTerms::default() };
    let archive = reader.fields(node, "`archive`", &["retain", "url", "title"]);
    ArchiveTerms {
        retain: read_retain(reader, archive),
        url: reader.string(archive, "url").and_then(|url| read_url(reader, &url)),
        title: reader.string(archive, "title").map(|title| title.value),
    }
}

/// Reads what is kept; nothing is removed where anything of it is wrong.
fn read_retain(reader: &mut Reader<'_>, archive: Fields<'_>) -> Option<Retain> {
    let node = reader.node(archive, "retain")?;
    let before = reader.diagnostics.len();
    let retain = reader.fields(node, "`archive.retain`", &["editions", "days"]);
    let editions =
        reader.whole(retain, "editions", 1..=1_000_000).and_then(|count| u32::try_from(count).ok());
    let days = reader.string(retain, "days").and_then(|days| read_days(reader, &days, "days", DAYS_HINT));
    let is_right = reader.diagnostics.len() == before;
    if is_right && editions.is_none() && days.is_none() {
        let hint = "name `editions`, `days` or both".to_owned();
        reader.error(node.place, "`archive.retain` says nothing of what is kept", Some(hint));
    }
    is_right
        .then_some(Retain { editions, days })
        .filter(|retain| *retain != Retain { editions: None, days: None })
}

/// Reads an address that others can be put behind.
fn read_url(reader: &mut Reader<'_>, written: &Placed<String>) -> Option<String> {
    match base(&written.value) {
        Some(url) => Some(url),
        None => {
            let message = format!("`url` is `{}`, no address of a folder", written.value);
            reader.error(written.place, message, Some(URL_HINT.to_owned()));
            None
        }
    }
}

/// Returns an http or https address (RFC 3986) with a `/` at its end; `None`
/// for one with a user, a query, a fragment or letters that must be encoded.
fn base(written: &str) -> Option<String> {
    let (scheme, rest) = written.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let in_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
    let in_path = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@/".contains(&byte);
    let is_address = ["http", "https"].contains(&scheme.as_str())
        && authority.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'[')
        && authority.bytes().all(in_host)
        && path.bytes().all(in_path);
    let path = path.trim_end_matches('/');
    let path = if path.is_empty() { String::new() } else { format!("{path}/") };
    is_address.then(|| format!("{scheme}://{}/{path}", authority.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::yaml;

    #[track_caller]
    fn check(text: &str, expected: Result<ArchiveTerms, &str>) {
        let mut reader = Reader::new("config.yaml", text);
        let node = yaml::parse(text).unwrap();
        let fields = reader.fields_of(&node);
        let terms = read(&mut reader, fields);
        match expected {
            Ok(expected) => assert_eq!((terms, &reader.diagnostics[..]), (expected, &[][..])),
            Err(message) => {
                let told: Vec<String> = reader.diagnostics.iter().map(ToString::to_string).collect();
                assert!(told.iter().any(|told| told.contains(message)), "{told:?}");
                assert_eq!(terms.retain, None, "nothing is removed on a mistake");
            }
        }
    }

    fn retain(editions: Option<u32>, days: Option<u32>) -> ArchiveTerms {
        ArchiveTerms { retain: Some(Retain { editions, days }), ..ArchiveTerms::default() }
    }

    #[test]
    fn what_is_kept_is_a_count_an_age_or_both() {
        check("title: A", Ok(ArchiveTerms::default()));
        check("archive:", Ok(ArchiveTerms::default()));
        check("archive: {retain: {editions: 3}}", Ok(retain(Some(3), None)));
        check("archive: {retain: {days: 90}}", Ok(retain(None, Some(90))));
        check("archive: {retain: {editions: 3, days: 2w}}", Ok(retain(Some(3), Some(14))));
    }

    #[test]
    fn a_mistake_keeps_everything_and_is_told_with_its_place() {
        check("archive: {retain: {editions: 0}}", Err("config.yaml:1:30: `editions` is 0"));
        check("archive: {retain: {editions: 3, days: soon}}", Err("`days` is `soon` (days such as"));
        check("archive: {retain: {}}", Err("says nothing of what is kept"));
        check(
            "archive: {retain: {edition: 3}}",
            Err("unknown key `edition` in `archive.retain` (did you mean"),
        );
        check("archive: {url: ftp://example.org}", Err("no address of a folder (such as"));
    }

    #[test]
    fn an_address_is_that_of_a_folder() {
        let url = |text: &str| base(text);
        assert_eq!(url("https://Example.org").as_deref(), Some("https://example.org/"));
        assert_eq!(url("HTTP://example.org:8080/a/b").as_deref(), Some("http://example.org:8080/a/b/"));
        assert_eq!(url("https://example.org/a//").as_deref(), Some("https://example.org/a/"));
        for text in [
            "example.org",
            "https://",
            "https:///a",
            "https://u@example.org",
            "https://a/b?c",
            "https://a/#b",
            "https://a/b c",
            "javascript://a/",
            "https://a/é",
            "https://a/\"x",
        ] {
            assert_eq!(url(text), None, "{text}");
        }
    }
}
