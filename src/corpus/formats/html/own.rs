//! A page of a briefing, read back.

use dom_query::{Document, NodeRef};

use crate::corpus::formats::own::OwnFile;

/// Elements within a line; around all others a line ends.
const INLINE: &[&str] = &[
    "a", "b", "bdi", "button", "cite", "code", "em", "mark", "q", "s", "small", "span", "strong", "sup",
    "time",
];

/// Attributes that take an element out of sight.
const HIDING: &[&str] = &["popover", "hidden", "aria-hidden"];

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
        // Our pages hide nothing by attributes: what is hidden so was put in.
        let is_hidden = |node: &NodeRef<'_>| HIDING.iter().chain(&["style"]).any(|name| node.has_attr(name));
        write(body, &mut text, &is_hidden);
    }
    let carried = document
        .select("script[id][type$=json]")
        .nodes()
        .iter()
        .filter_map(|node| Some((node.attr("id")?.to_string(), as_written(&node.text()))))
        .collect();
    Ok(OwnFile { pages: vec![text], carried })
}

/// Reads the text that the HTML of a message shows. Its styles are attributes,
/// of which those that our messages have hide nothing.
///
/// # Errors
/// As [`own`].
pub(in crate::corpus::formats) fn own_mail(html: &str) -> Result<String, String> {
    super::size::check(html)?;
    let document = Document::from(html);
    let mut text = String::new();
    if let Some(body) = document.select("body").nodes().first() {
        let is_hidden = |node: &NodeRef<'_>| {
            let style = node.attr("style").unwrap_or_default();
            HIDING.iter().any(|name| node.has_attr(name)) || !style.split(';').all(is_harmless)
        };
        write(body, &mut text, &is_hidden);
    }
    Ok(text)
}

/// Tells whether a declaration of a style takes nothing out of sight: no text
/// is without size, and nothing is moved or covered.
fn is_harmless(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return declaration.trim().is_empty() };
    let (property, value) = (property.trim(), value.trim());
    let is_sized = value.ends_with("px") && !value.starts_with(['0', '-', '.']);
    match property {
        "font-size" | "line-height" | "max-width" => is_sized,
        "background-color" => value == "#000000",
        // The colours of markings on black.
        "color" => ["#FFFFFF", "#33FF00", "#FFC000", "#FF2B2B"].contains(&value),
        "margin" => !value.contains('-'),
        "font-family" | "font-weight" | "border-collapse" | "white-space" | "word-break"
        | "overflow-wrap" => true,
        _ => property.starts_with("padding") || property.starts_with("border"),
    }
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
fn write(root: &NodeRef<'_>, text: &mut String, is_hidden: &dyn Fn(&NodeRef<'_>) -> bool) {
    let mut open = vec![(*root, false)];
    while let Some((node, done)) = open.pop() {
        if node.is_text() {
            text.push_str(&node.text());
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        if APART.contains(&&*name) || is_hidden(&node) {
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
    fn a_message_shows_what_its_styles_do_not_hide() {
        let styles = [
            ("margin:0 0 14px", true),
            ("font-size:14px;line-height:20px", true),
            ("display:none", false),
            ("font-size:0px", false),
            ("color:#fff", false),
            ("margin:-900px", false),
            ("position:absolute;left:-99px", false),
        ];
        for (style, is_shown) in styles {
            let page =
                format!("<body style=\"margin:0;padding:0\"><p style=\"{style}\">Prices rose.</p></body>");
            assert_eq!(own_mail(&page).unwrap().contains("Prices rose."), is_shown, "{style}");
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
