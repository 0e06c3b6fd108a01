//! Addresses of pages. Every part is percent-encoded here, and nowhere else.

/// Writes a path of these parts, from the root.
fn path(parts: &[&str]) -> String {
    parts.iter().map(|part| format!("/{}", encoded(part))).collect()
}

/// Adds a query to a path; parameters without a value are left out.
fn with(path: String, query: &[(&str, &str)]) -> String {
    let pairs = query.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

/// Percent-encodes all but what is unreserved (RFC 3986, section 2.3).
pub(super) fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

pub(super) fn brief(brief: &str) -> String {
    path(&["brief", brief])
}

pub(super) fn audience(brief: &str, audience: &str) -> String {
    path(&["brief", brief, audience])
}

pub(super) fn audience_view(brief: &str, audience: &str, view: &str) -> String {
    with(self::audience(brief, audience), &[("view", view)])
}

pub(super) fn briefing(brief: &str, audience: &str) -> String {
    path(&["briefing", brief, audience])
}

pub(super) fn pages(brief: &str, audience: &str) -> String {
    path(&["pages", brief, audience])
}

pub(super) fn page(brief: &str, audience: &str, number: usize) -> String {
    path(&["page", brief, audience, &number.to_string()])
}

/// An excerpt's page, at its passage.
pub(super) fn excerpt(brief: &str, audience: &str, n: u32) -> String {
    format!("{}#passage", path(&["excerpt", brief, audience, &n.to_string()]))
}

/// A document; `brief` is the one whose editor looks at it, `at` the bytes
/// that are looked for.
pub(super) fn document(id: &str, brief: &str, at: Option<(usize, usize)>) -> String {
    let (from, to) = at.map_or_else(Default::default, |(from, to)| (from.to_string(), to.to_string()));
    let address = with("/document".to_owned(), &[("id", id), ("brief", brief), ("from", &from), ("to", &to)]);
    if at.is_some() { format!("{address}#passage") } else { address }
}

/// A further part of a document.
pub(super) fn document_part(id: &str, brief: &str, part: usize) -> String {
    with("/document".to_owned(), &[("id", id), ("brief", brief), ("part", &part.to_string())])
}

pub(super) fn explain(brief: &str, document: &str, line: usize) -> String {
    with(path(&["explain", brief]), &[("document", document), ("line", &line.to_string())])
}

pub(super) fn edition(brief: &str, date: &str) -> String {
    path(&["edition", brief, date])
}

pub(super) fn edition_file(brief: &str, date: &str, file: &str) -> String {
    path(&["edition", brief, date, file])
}

pub(super) fn compare(brief: &str, from: &str, to: &str) -> String {
    with(path(&["compare", brief]), &[("from", from), ("to", to)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_part_of_an_address() {
        assert_eq!(brief("a/../b?c#d"), "/brief/a%2F..%2Fb%3Fc%23d");
        assert_eq!(audience("ö", "\"<"), "/brief/%C3%B6/%22%3C");
        let expected = "/document?id=a%26b&brief=w&from=1&to=2#passage";
        assert_eq!(document("a&b", "w", Some((1, 2))), expected);
        assert_eq!(document("a", "", None), "/document?id=a");
    }
}
