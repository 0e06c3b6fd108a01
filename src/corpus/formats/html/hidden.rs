//! What a page does not show: by attributes, by styles in its elements and in
//! its own style sheets, by classes that are named for it.
//!
//! Sheets are read for rules with one simple selector (`p`, `.note`, `#menu`,
//! `p.note.old`), which is what such rules have; those of other media than a
//! wide screen are passed over. A page's outer sheets are not known, so that
//! text on a background of its own colour is only hidden where the page has
//! none, or where one element has both colours.

use dom_query::NodeRef;

use super::outline::{Out, Outline};
use super::style::{Sheet, Style};

/// Elements whose content is never shown as text.
const SILENT: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "title",
    "svg",
    "math-renderer",
    "button",
    "select",
    "option",
    "datalist",
    "textarea",
    "input",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "canvas",
    "map",
    "menu",
    "dialog",
    "rp",
    "rt",
    "progress",
    "meter",
    "frameset",
    "noframes",
];

/// Classes of text for screen readers, or of none.
const UNSEEN: &[&str] = &[
    "sr-only",
    "sr-text",
    "visually-hidden",
    "visuallyhidden",
    "u-visually-hidden",
    "is-visually-hidden",
    "element-invisible",
    "screen-reader-text",
    "screen-reader-only",
    "screenreader-only",
    "screen-reader",
    "screenreader",
    "show-for-sr",
    "a11y-hidden",
    "offscreen",
    "off-screen",
    "assistive-text",
    "hidden-text",
    "aria-hidden",
];

/// Leaves out what is not shown.
pub(super) fn leave_out(outline: &mut Outline<'_>) {
    let sheet = Sheet::of(outline.document);
    let outer = !outline.document.select("link[rel~=\"stylesheet\"][href]").is_empty();
    let masses = outline.masses();
    let total = masses[0].letters;
    let mut looks: Vec<Style> = Vec::with_capacity(outline.nodes.len());
    for (at, mass) in masses.iter().enumerate() {
        let parent = outline.nodes[at].parent;
        let above = looks.get(parent).cloned().unwrap_or_else(|| Style::page(outer));
        if outline.nodes[at].name.is_empty() {
            if above.hides_text() {
                outline.leave_out(at, Out::Hidden);
            }
            looks.push(above);
            continue;
        }
        let node = NodeRef::new(outline.nodes[at].id, &outline.document.tree);
        let style = above.of_child(&node, &sheet);
        // A page that hides all of itself shows it by a script.
        let most = mass.letters * 10 > total * 9;
        if SILENT.contains(&&*outline.nodes[at].name)
            || style.hides_element(most)
            || !most && is_unseen(&node)
        {
            outline.leave_out(at, Out::Hidden);
        }
        looks.push(style);
    }
}

fn is_unseen(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|value| &*value == "true") {
        return true;
    }
    let classes = node.class().unwrap_or_default();
    classes.split_ascii_whitespace().any(|class| UNSEEN.contains(&class.to_ascii_lowercase().as_str()))
}
