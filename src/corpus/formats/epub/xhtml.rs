//! XHTML for a parser of HTML: what the two read differently.

/// Elements without content, whose tags HTML reads as XML does.
const EMPTY: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// How many bytes are searched for the declaration of an encoding.
const HEAD_BYTES: usize = 1_024;

/// Writes `<a id="x"/>` as `<a id="x"></a>`, for HTML takes the first for a
/// start tag; leaves out XML declarations, processing instructions and
/// document types, whose entities are not read; writes CDATA as text.
pub(super) fn as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 256);
    let mut rest = text;
    // Within drawings and formulas HTML knows such tags.
    let mut foreign = 0usize;
    while let Some(at) = rest.find('<') {
        html.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with("<!--") {
            through(rest, "-->")
        } else if let Some(inner) = rest.strip_prefix("<![CDATA[") {
            let end = inner.find("]]>").unwrap_or(inner.len());
            html.push_str(&inner[..end].replace('&', "&amp;").replace('<', "&lt;"));
            through(rest, "]]>")
        } else if rest.starts_with("<?") {
            through(rest, "?>")
        } else if rest.starts_with("<!") {
            doctype(rest)
        } else {
            let length = tag(rest);
            write_tag(&mut html, &rest[..length], &mut foreign);
            length
        };
        rest = &rest[length..];
    }
    html.push_str(rest);
    html
}

/// Finds the encoding that an XML declaration or a `meta` element names.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String =
        bytes.iter().take(HEAD_BYTES).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let at = head.find("encoding=").map(|at| at + 9).or_else(|| head.find("charset=").map(|at| at + 8))?;
    let value = head[at..].trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))?;
    Some(value[..end].to_owned())
}

fn through(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len())
}

/// Returns the length of a document type, with its declarations in brackets.
fn doctype(text: &str) -> usize {
    let close = through(text, ">");
    match text[..close].contains('[') {
        true => text.find(']').map_or(text.len(), |at| at + through(&text[at..], ">")),
        false => close,
    }
}

/// Returns the length of a tag: a `>` in quotes does not end it.
fn tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return at + 1,
            // A second tag: the first was none.
            (None, b'<') if at > 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn write_tag(html: &mut String, tag: &str, foreign: &mut usize) {
    let inner = tag.trim_start_matches(['<', '/']);
    let name = inner.split(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    let (ends, closes_itself) = (tag.starts_with("</"), tag.ends_with("/>"));
    if matches!(local.as_str(), "svg" | "math") && !closes_itself {
        *foreign = if ends { foreign.saturating_sub(1) } else { *foreign + 1 };
    }
    let lone = closes_itself && *foreign == 0 && !EMPTY.contains(&local.as_str());
    if lone && !name.is_empty() {
        html.push_str(tag[..tag.len() - 2].trim_end());
        html.push_str("></");
        html.push_str(name);
        html.push('>');
    } else {
        html.push_str(tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xhtml: &str, expected: &str) {
        assert_eq!(as_html(xhtml), expected);
    }

    #[test]
    fn lone_tags_are_closed() {
        check("<title/><p><a id='x' />Text<br/></p>", "<title></title><p><a id='x'></a>Text<br/></p>");
        check("<p title='a > b'>a < b</p>", "<p title='a > b'>a < b</p>");
        check("<svg><path d=''/></svg><i/>", "<svg><path d=''/></svg><i></i>");
    }

    #[test]
    fn declarations_are_left_out() {
        check("<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'b'>]><p>&a;</p>", "<p>&a;</p>");
        check("<!-- a --><p><![CDATA[a < b]]></p>", "<p>a &lt; b</p>");
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_no_panic(text in "[<>a/!'\"\\[\\]?\\-é ]{0,60}") {
            as_html(&text);
        }
    }
}
