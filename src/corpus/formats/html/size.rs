//! How much work a page would be, told before it is parsed: the parser looks
//! through the elements that are open for nearly every tag, and a page made to
//! be slow has many of both.

/// The most tags of a page that is read.
const MOST_TAGS: usize = 1_000_000;

/// The most work: for each tag, the elements that are open. A page of 500,000
/// tags nested 20 deep has a fifth of it; the parser does a tenth in a second.
const MOST_WORK: usize = 50_000_000;

/// How far an end tag looks for its start tag.
const REACH: usize = 64;

/// Elements without an end tag, or whose end tag good pages leave out too: they
/// tell nothing of the depth.
const ENDLESS: &[&str] = &[
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "br", "hr",
    "img", "input", "meta", "link", "area", "base", "col", "colgroup", "embed", "param", "source", "track",
    "wbr", "html", "head", "body", "rp", "rt",
];

/// Refuses pages that no browser would be given.
///
/// # Errors
/// Says what there is too much of.
pub(super) fn check(html: &str) -> Result<(), String> {
    let mut open: Vec<Name> = Vec::new();
    let (mut tags, mut work) = (0usize, 0usize);
    let mut foreign = false;
    let mut position = 0;
    while let Some(found) = html[position..].find('<') {
        let at = position + found + 1;
        position = at;
        let Some(tag) = Tag::read(&html.as_bytes()[at..]) else { continue };
        tags += 1;
        work += open.len();
        match tag.name.text() {
            // Scripts write tags as text; within drawings they are tags.
            b"script" | b"style" if !foreign && !tag.ends => position = past_raw(html, at, &tag.name),
            b"svg" | b"math" => foreign = !tag.ends,
            b"div" | b"p" | b"span" | b"table" | b"ul" => foreign = false,
            _ => {}
        }
        if !ENDLESS.iter().any(|name| tag.name.text() == name.as_bytes()) {
            follow(&mut open, &tag, foreign);
        }
        if tags > MOST_TAGS {
            return Err(format!("it has over {MOST_TAGS} tags"));
        }
        if work > MOST_WORK {
            return Err(format!("its elements are nested too deep ({} deep, after {tags} tags)", open.len()));
        }
    }
    Ok(())
}

/// Opens or closes an element.
fn follow(open: &mut Vec<Name>, tag: &Tag, foreign: bool) {
    if tag.ends {
        let reach = open.len().saturating_sub(REACH);
        if let Some(found) = open[reach..].iter().rposition(|name| *name == tag.name) {
            open.truncate(reach + found);
        }
    } else if !(foreign && tag.closes_itself) {
        open.push(tag.name);
    }
}

/// Returns where the end tag of a script begins.
fn past_raw(html: &str, at: usize, name: &Name) -> usize {
    let bytes = html.as_bytes();
    let mut position = at;
    while let Some(found) = html[position..].find("</") {
        position += found + 2;
        if Tag::read(&bytes[position - 1..]).is_some_and(|tag| tag.name == *name) {
            return position - 2;
        }
    }
    html.len()
}

/// The first letters of an element's name, lower case.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Name {
    letters: [u8; 12],
    length: u8,
}

impl Name {
    fn text(&self) -> &[u8] {
        &self.letters[..usize::from(self.length)]
    }
}

struct Tag {
    name: Name,
    ends: bool,
    /// It ends in `/>`, which counts within drawings and formulas only.
    closes_itself: bool,
}

impl Tag {
    /// Reads what follows a `<`; `None` where that is no tag.
    fn read(rest: &[u8]) -> Option<Self> {
        let ends = rest.first() == Some(&b'/');
        let rest = if ends { &rest[1..] } else { rest };
        let mut name = Name { letters: [0; 12], length: 0 };
        for (letter, byte) in name.letters.iter_mut().zip(rest) {
            if !(byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b':') {
                break;
            }
            *letter = byte.to_ascii_lowercase();
            name.length += 1;
        }
        let first = name.letters[0].is_ascii_alphabetic();
        let close = rest.iter().take(2_000).position(|byte| *byte == b'>');
        let closes_itself = close.is_some_and(|close| close > 0 && rest[close - 1] == b'/');
        first.then_some(Self { name, ends, closes_itself })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_page(html: &str, expected: Result<(), &str>) {
        assert_eq!(check(html), expected.map_err(str::to_owned));
    }

    #[test]
    fn pages_as_they_are_pass() {
        check_page(&"<p>One<p>Two<br><li>Three</li>".repeat(100_000), Ok(()));
        check_page(&"<div><span>One</span></div>".repeat(200_000), Ok(()));
        check_page(&format!("<svg>{}</svg>", "<path d='M'/>".repeat(20_000)), Ok(()));
        check_page(&format!("<script>{}</script>", "'<div>' + ".repeat(20_000)), Ok(()));
    }

    #[test]
    fn pages_made_to_be_slow_are_refused() {
        let deep = Err("its elements are nested too deep (10001 deep, after 10001 tags)");
        check_page(&"<div>".repeat(20_000), deep);
        check_page(
            &"<x-y></z-z>".repeat(20_000),
            Err("its elements are nested too deep (7072 deep, after 14143 tags)"),
        );
        check_page(&"<p>".repeat(1_000_001), Err("it has over 1000000 tags"));
        check_page(
            &format!("<svg><script>{}", "<b>".repeat(20_000)),
            Err("its elements are nested too deep (10001 deep, after 10001 tags)"),
        );
    }
}
