//! The title of a page, without the name of its site.

use crate::corpus::blocks::folded;

use super::outline::{Out, Outline};

/// What stands between a title and the name of a site.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", " ‹ ", " › ", "_", "｜", "-", "|",
    "：", ": ",
];

/// The longest title, in bytes.
const TITLE_BYTES: usize = 600;

/// Returns the place and the text of the page's main heading: the first `h1`
/// that is part of the article or says its title, else the first.
pub(super) fn heading(outline: &Outline<'_>, declared: Option<&str>) -> Option<(usize, String)> {
    let mut first: Option<(usize, String)> = None;
    let mut at = 0;
    while at < outline.nodes.len() {
        let node = &outline.nodes[at];
        if node.out == Out::Hidden {
            at = node.end;
            continue;
        }
        if matches!(&*node.name, "h1" | "h2" | "h3") {
            let text = folded(&outline.text(at, TITLE_BYTES));
            let says = declared.is_some_and(|declared| !text.is_empty() && alike(declared, &text));
            if says {
                return Some((at, text));
            }
            let better = &*node.name == "h1" && !text.is_empty() && node.out == Out::No;
            if better && first.is_none() {
                first = Some((at, text));
            }
        }
        at += 1;
    }
    first
}

/// Tells whether a declared title is a heading, with or without a site's name.
fn alike(declared: &str, heading: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (declared, heading) = (letters(declared), letters(heading));
    declared == heading
        || heading.chars().count() >= 12 && (declared.starts_with(&heading) || declared.ends_with(&heading))
}

/// Cuts the site's name off a title: where `site` names it, or where the rest,
/// the longer part, is the page's heading.
pub(super) fn without_site(title: &str, sites: &[&str], heading: Option<&str>) -> String {
    let title = title.trim();
    for separator in SEPARATORS {
        let last = title.rsplit_once(separator).map(|(own, site)| (own.trim(), site.trim()));
        let first = title.split_once(separator).map(|(site, own)| (own.trim(), site.trim()));
        for (own, site) in last.into_iter().chain(first) {
            let named = sites.iter().any(|name| same(name, site));
            let headed = own.len() > site.len()
                && separator.contains(' ')
                && heading.is_some_and(|heading| same(heading, own));
            if (named || headed) && own.chars().filter(|c| c.is_alphanumeric()).count() >= 2 {
                return own.to_owned();
            }
        }
    }
    title.to_owned()
}

fn same(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let a = letters(a);
    !a.is_empty() && a == letters(b)
}
