//! Charts in Markdown: an image that leads to `chart:ID`, with the caption as
//! its title. No text of a document can be one, since texts are escaped.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::parse::{body, options};
use super::tree::{Block, Tree};
use super::{Markdown, escape};

/// What the addresses of charts begin with.
const SCHEME: &str = "chart:";

/// Writes a chart in one line, which is to stand alone in a paragraph: it is
/// parsed to a [`Block::Chart`] with these texts, as
/// [`fold()`](super::fold()) says.
///
/// `id` is of lower-case letters (a to z), digits and hyphens.
#[must_use]
pub fn chart(id: &str, alt: &str, caption: &str) -> String {
    // A title ends at a quotation mark (CommonMark 0.31, section 6.3).
    let caption = escape(caption).replace('"', "\\\"");
    format!("![{}]({SCHEME}{id} \"{caption}\")", escape(alt))
}

/// Returns the id that an address names; `None` for one that is no chart's.
pub(super) fn id_of(address: &str) -> Option<&str> {
    let is_of_ids = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    address.strip_prefix(SCHEME).filter(|id| !id.is_empty() && id.bytes().all(is_of_ids))
}

/// Returns the ids of a tree's charts.
#[must_use]
pub fn charts(tree: &Tree) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    collect(&tree.blocks, &mut found);
    found
}

fn collect<'t>(blocks: &'t [Block], found: &mut BTreeSet<&'t str>) {
    for block in blocks {
        match block {
            Block::Chart { id, .. } => _ = found.insert(id),
            Block::Quote { blocks } => collect(blocks, found),
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
}

/// Writes the caption of each chart in its place, emphasised: what opens this
/// Markdown has no picture for it. All else stays as it is.
#[must_use]
pub fn without_charts(markdown: &Markdown) -> Markdown {
    let text = markdown.as_str();
    if !text.contains(SCHEME) {
        return markdown.clone();
    }
    let start = text.len() - body(text).len();
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for (range, caption) in pictures(&text[start..]) {
        written.push_str(&text[at..start + range.start]);
        if !caption.trim().is_empty() {
            written.push_str(&format!("*{}*", escape(caption.trim())));
        }
        at = start + range.end;
    }
    written.push_str(&text[at..]);
    Markdown::new(written)
}

/// Returns where charts stand, and their captions; none is within another.
fn pictures(text: &str) -> Vec<(Range<usize>, String)> {
    let mut end = 0;
    Parser::new_ext(text, options())
        .into_offset_iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Image { dest_url, title, .. }) if range.start >= end => {
                id_of(&dest_url)?;
                end = range.end;
                Some((range, title.into_string()))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{fold, parse};
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        parse(&Markdown::new(text)).blocks
    }

    #[track_caller]
    fn check(text: &str, plain: &str, ids: &[&str], without: &str) {
        let tree = parse(&Markdown::new(text));
        assert_eq!(tree.plain_text(), plain);
        assert_eq!(charts(&tree), ids.iter().copied().collect());
        assert_eq!(without_charts(&Markdown::new(text)).as_str(), without);
    }

    #[test]
    fn an_image_of_a_chart_alone_in_a_paragraph_is_one() {
        assert_eq!(
            blocks("![*Two* bars](chart:a-1 \"What \\\"is\\\" seen\")\n"),
            [Block::Chart {
                id: "a-1".to_owned(),
                alt: "Two bars".to_owned(),
                caption: "What \"is\" seen".to_owned()
            }]
        );
        check("A\n\n![b](chart:b \"B\")\n\nC\n", "A\nB\nC", &["b"], "A\n\n*B*\n\nC\n");
        check("> ![b](chart:b \"B.\")\n\n- ![c](chart:c)\n", "B.", &["b"], "> *B.*\n\n- \n");
    }

    #[test]
    fn a_chart_among_words_is_its_caption() {
        check("A ![b](chart:b \"B\") c\n", "A B c", &[], "A *B* c\n");
        check("![b](chart:b \"B\") c\n", "B c", &[], "*B* c\n");
        check("![b](chart:b \"B\")\n![c](chart:c \"C\")\n", "B C", &[], "*B*\n*C*\n");
        check("x[^1]\n\n[^1]: ![b](chart:b \"B\")\n", "x\nB", &[], "x[^1]\n\n[^1]: *B*\n");
        check("|a|\n|-|\n|![b](chart:b \"B\")|\n", "a\nB", &[], "|a|\n|-|\n|*B*|\n");
    }

    #[test]
    fn other_images_are_their_alternative_text() {
        for address in ["https://example.org/a.svg", "chart:", "chart:A", "chart:../a", "charts:a", "a.svg"] {
            let text = format!("![words]({address} \"Title\")\n");
            check(&text, "words", &[], &text);
        }
    }

    #[test]
    fn no_text_of_a_document_is_a_chart() {
        let text = "![a](chart:a \"b\")";
        check(&escape(text), text, &[], &escape(text));
        check(&format!("> {}", escape(text)), text, &[], &format!("> {}", escape(text)));
    }

    proptest! {
        #[test]
        fn charts_come_back_with_their_texts(alt in "\\PC{0,40}", caption in "\\PC{0,40}") {
            let markdown = Markdown::new(format!("A\n\n{}\n\nB\n", chart("x-1", &alt, &caption)));
            let tree = parse(&markdown);
            let [_, Block::Chart { id, alt: shown, caption: said }, _] = &tree.blocks[..] else {
                panic!("{markdown} is {tree:?}")
            };
            let (alt, folded) = (fold(&alt), fold(&caption));
            prop_assert_eq!((id.as_str(), shown.trim()), ("x-1", alt.trim()));
            prop_assert_eq!(said.trim(), folded.trim());
            let without = parse(&without_charts(&markdown)).plain_text();
            let expected = ["A", folded.trim(), "B"].into_iter().filter(|line| !line.is_empty());
            prop_assert_eq!(without, expected.collect::<Vec<_>>().join("\n"));
        }
    }
}
