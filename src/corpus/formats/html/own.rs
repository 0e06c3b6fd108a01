//! A page of a briefing, read back.

use dom_query::{Document, NodeRef};

use crate::corpus::formats::own::OwnFile;

/// Elements within a line; around all others a line ends.
const INLINE: &[&str] = &[
    "a", "b", "bdi", "button", "cite", "code", "em", "mark", "q", "s", "small", "span", "strong", "sup",
    "time",
];

/// What stands in a page and is no part of its running text.
const APART: &[&str] = &["head", "script", "style", "template", "title"];

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

/// Undoes what a page needs of JSON (`\u003c` for `<`): indented as files are,
/// so that seals fit. What is no JSON stays as it is.
fn as_written(json: &str) -> String {
    let read = serde_json::from_str::<serde_json::Value>(json);
    let written = read.and_then(|value| serde_json::to_string_pretty(&value));
    written.map_or_else(|_| json.to_owned(), |text| text + "\n")
}

/// Appends the text of a node. What is open stands in a list, since a page may
/// be nested deep.
fn write(root: &NodeRef<'_>, text: &mut String) {
    let mut open = vec![(root.clone(), false)];
    while let Some((node, done)) = open.pop() {
        if node.is_text() {
            text.push_str(&node.text());
            continue;
        }
        let name = node.node_name().unwrap_or_default();
        if APART.contains(&&*name) || node.has_attr("popover") {
            continue;
        }
        if !INLINE.contains(&&*name) {
            text.push('\n');
        }
        if !done {
            open.push((node.clone(), true));
            open.extend(node.children().into_iter().rev().map(|child| (child, false)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_its_text_without_cards_and_data() {
        let page = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><h1>A</h1>\
            <blockquote><p>Prices <em>ro</em>se &amp; fell.<sup>1</sup></p></blockquote>\
            <div popover id=c>Prices rise.</div>\
            <script type=\"application/json\" id=\"edition.json\">{\n  \"a\": \"\\u003c/script>\"\n}</script></body></html>";
        let file = own(page).unwrap();
        assert_eq!(file.pages[0].split_whitespace().collect::<Vec<_>>().join(" "), "A Prices rose & fell.1");
        let written = "{\n  \"a\": \"</script>\"\n}\n";
        assert_eq!(file.carried, [("edition.json".to_owned(), written.to_owned())]);
    }
}
