//! A page of a briefing, read back.

use dom_query::{Document, NodeRef};

use crate::corpus::formats::own::OwnFile;

/// Elements within a line; around all others a line ends.
const INLINE: &[&str] = &[
    "a", "b", "bdi", "button", "cite", "code", "em", "mark", "q", "s", "small", "span", "strong", "sup",
    "time",
];

/// What stands in a page and is no part of its running text.
const APART: &[&str] = &["head", "script", "style", "svg", "template", "title"];

/// Reads the text that a page shows before anything in it is opened, and the
/// data blocks that it carries under names.
///
/// # Errors
/// A page that is nested too deep or too large to be read.
pub(in crate::corpus::formats) fn own(html: &str) -> Result<OwnFile, String> {
    super::size::check(html)?;
    let document = Document::from(html);
    let mut text = String::new();
    if let Some(body) = document.select("body").nodes().first() {
        write(body, &mut text);
    }
    let carried = document
        .select("script[id][type$=json]")
        .nodes()
        .iter()
        .filter_map(|node| Some((node.attr("id")?.to_string(), as_written(&node.text()))))
        .collect();
    Ok(OwnFile { pages: vec![text], carried })
}

/// Undoes what a page needs of JSON: a letter that was written as `\u003c` is
/// itself again, down to the byte, so that seals fit. Control characters, which
/// JSON itself writes so, stay.
fn as_written(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        written.push_str(&rest[..at]);
        let escape = &rest[at..];
        match escaped(escape).filter(|(letter, _)| *letter >= ' ') {
            Some((letter, after)) => {
                written.push(letter);
                rest = after;
            }
            None => {
                // A backslash and what it stands before are kept together.
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                written.push_str(&escape[..length]);
                rest = &escape[length..];
            }
        }
    }
    written + rest
}

/// Reads a letter written as `\u` and four digits, or as two of these (RFC
/// 8259, section 7); returns what follows too.
fn escaped(text: &str) -> Option<(char, &str)> {
    let unit =
        |text: &'_ str| -> Option<u16> { u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok() };
    let first = unit(text)?;
    let rest = &text[6..];
    match char::from_u32(first.into()) {
        Some(letter) => Some((letter, rest)),
        None => {
            let letter = char::decode_utf16([first, unit(rest)?]).next()?.ok()?;
            Some((letter, &rest[6..]))
        }
    }
}

/// Appends the text of a node. What is open stands in a list, since a page may
/// be nested deep.
fn write(root: &NodeRef<'_>, text: &mut String) {
    let mut open = vec![(*root, false)];
    while let Some((node, done)) = open.pop() {
        if node.is_text() {
            text.push_str(&node.text());
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        // Our pages hide nothing by attributes: what is hidden so was put in.
        let is_hidden = ["popover", "hidden", "style", "aria-hidden"].iter().any(|name| node.has_attr(name));
        if APART.contains(&&*name) || is_hidden {
            continue;
        }
        if !INLINE.contains(&&*name) {
            text.push('\n');
        }
        if !done {
            open.push((node, true));
            open.extend(node.children().into_iter().rev().map(|child| (child, false)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_that_a_page_cannot_bear_are_turned_back() {
        for (page, file) in [
            (r#"{"a": "\u003cb> \u202e"}"#, "{\"a\": \"<b> \u{202e}\"}"),
            (r#""\\u003c \n \" \u0001 \u00""#, r#""\\u003c \n \" \u0001 \u00""#),
            (r#""\ud83f\udffe \ud83f.""#, "\"\u{1fffe} \\ud83f.\""),
            ("\\", "\\"),
            ("\\uéé", "\\uéé"),
        ] {
            assert_eq!(as_written(page), file);
        }
    }

    #[test]
    fn a_page_shows_its_text_without_cards_and_data() {
        let page = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><h1>A</h1>\
            <blockquote><p>Prices <em>ro</em>se &amp; fell.<sup>1</sup></p></blockquote>\
            <svg><text>Prices rise.</text></svg><div popover id=c>Prices rise.</div><p hidden>A</p><p style=\"display:none\">B</p>\
            <script type=\"application/json\" id=\"edition.json\">{\"a\": \"\\u003c/script>\"}</script></body></html>";
        let file = own(page).unwrap();
        assert_eq!(file.pages[0].split_whitespace().collect::<Vec<_>>().join(" "), "A Prices rose & fell.1");
        let written = "{\"a\": \"</script>\"}";
        assert_eq!(file.carried, [("edition.json".to_owned(), written.to_owned())]);
    }
}
