//! The blocks of a Markdown text with their places in it, for texts that are
//! read rather than written.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A block of a Markdown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MdBlock {
    /// Bytes of the text: the content without the markers of the block (`#`,
    /// `-`, `>`), with those within it. Never empty, no white space around.
    pub range: Range<usize>,
    /// What the block is.
    pub kind: MdKind,
    /// What the block says, without markup; line breaks are spaces.
    pub plain: String,
    /// The id that the heading above gives itself (`{#id}`).
    pub anchor: Option<String>,
}

/// What a Markdown block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MdKind {
    /// Running text, in a quotation too.
    Paragraph,
    /// A paragraph of a list's item, or a definition.
    ListItem,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A table, as one block.
    Table,
    /// Code, indented or fenced, as one block.
    Code,
    /// HTML, a footnote's text, a picture alone, a term that is defined.
    Aside,
}

/// The syntax that is read: that of GitHub with footnotes, definitions,
/// formulas and ids of headings. No smart punctuation, which would change
/// what is said.
fn options() -> Options {
    Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Returns the blocks of `text` from byte `from` (a character bound) on, in
/// their order; they do not overlap. Ranges count from the beginning of `text`.
/// Link definitions, rules and empty blocks are left out.
#[must_use]
pub fn blocks(text: &str, from: usize) -> Vec<MdBlock> {
    let mut cutter = Cutter { text, ..Cutter::default() };
    for (event, range) in Parser::new_ext(&text[from..], options()).into_offset_iter() {
        cutter.event(event, range.start + from..range.end + from);
    }
    cutter.flush();
    // Footnotes are told at the end, wherever they stand.
    cutter.blocks.sort_by_key(|block| block.range.start);
    cutter.blocks
}

/// Returns what readers see of the running text of `text` from byte `from` (a
/// character bound) on: each run with its bytes in `text`, in their order. Soft
/// line breaks are spaces, hard ones line feeds. A run that is as long as its
/// bytes is those bytes; the others (code, entities) stand for all of theirs.
#[must_use]
pub fn seen(text: &str, from: usize) -> Vec<(Range<usize>, String)> {
    let runs = Parser::new_ext(&text[from..], options()).into_offset_iter().filter_map(|(event, range)| {
        let seen = match event {
            Event::Text(text) | Event::Code(text) => text.into_string(),
            Event::SoftBreak => " ".to_owned(),
            Event::HardBreak => "\n".to_owned(),
            _ => return None,
        };
        Some((range.start + from..range.end + from, seen))
    });
    runs.collect()
}

#[derive(Default)]
struct Cutter<'t> {
    text: &'t str,
    blocks: Vec<MdBlock>,
    /// The inline content so far of the block that is open.
    open: Option<Range<usize>>,
    plain: String,
    /// Whether the open block says anything outside of a picture.
    says: bool,
    heading: Option<u8>,
    /// How many lists' items, footnotes, pictures and terms are open.
    items: usize,
    notes: usize,
    pictures: usize,
    terms: usize,
    /// The whole block (table, code, HTML) that is open, whose content is not
    /// looked at.
    whole: Option<MdKind>,
    anchor: Option<String>,
}

impl Cutter<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.inline(range, &text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline(range, &text)
            }
            Event::SoftBreak | Event::HardBreak => self.plain.push(' '),
            Event::FootnoteReference(_) | Event::InlineHtml(_) => self.inline(range, &CowStr::Borrowed("")),
            Event::Html(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. } => {
                self.inline(range, &CowStr::Borrowed(""));
                return;
            }
            Tag::Image { .. } => {
                self.inline(range, &CowStr::Borrowed(""));
                self.pictures += 1;
                return;
            }
            _ => self.flush(),
        }
        match tag {
            Tag::Heading { level, id, .. } => {
                self.heading = Some(level_of(*level));
                if let Some(id) = id {
                    self.anchor = Some(id.to_string());
                }
            }
            Tag::Item | Tag::DefinitionListDefinition => self.items += 1,
            Tag::DefinitionListTitle => self.terms += 1,
            Tag::FootnoteDefinition(_) => self.notes += 1,
            Tag::Table(_) => self.whole(MdKind::Table, range),
            Tag::CodeBlock(_) => self.whole(MdKind::Code, range),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => self.whole(MdKind::Aside, range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => return,
            TagEnd::Image => {
                self.pictures = self.pictures.saturating_sub(1);
                return;
            }
            _ => self.flush(),
        }
        match tag {
            TagEnd::Heading(_) => self.heading = None,
            TagEnd::Item | TagEnd::DefinitionListDefinition => self.items = self.items.saturating_sub(1),
            TagEnd::DefinitionListTitle => self.terms = self.terms.saturating_sub(1),
            TagEnd::FootnoteDefinition => self.notes = self.notes.saturating_sub(1),
            TagEnd::Table | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.whole = None
            }
            _ => {}
        }
    }

    /// Opens a block that is taken as a whole.
    fn whole(&mut self, kind: MdKind, range: Range<usize>) {
        self.push(kind, range, String::new());
        self.whole = Some(kind);
    }

    fn inline(&mut self, range: Range<usize>, text: &CowStr<'_>) {
        if self.whole.is_some() {
            return;
        }
        self.says |= self.pictures == 0 && text.chars().any(char::is_alphanumeric);
        self.plain.push_str(text);
        self.open = Some(match self.open.take() {
            Some(open) => open.start.min(range.start)..open.end.max(range.end),
            None => range,
        });
    }

    fn flush(&mut self) {
        let plain = std::mem::take(&mut self.plain);
        let says = std::mem::take(&mut self.says);
        let Some(range) = self.open.take() else { return };
        let kind = match self.heading {
            Some(level) => MdKind::Heading(level),
            None if self.notes > 0 || self.terms > 0 || !says => MdKind::Aside,
            None if self.items > 0 => MdKind::ListItem,
            None => MdKind::Paragraph,
        };
        self.push(kind, range, plain);
    }

    fn push(&mut self, kind: MdKind, range: Range<usize>, plain: String) {
        let content = &self.text[range.clone()];
        let start = range.start + (content.len() - content.trim_start_matches(is_blank).len());
        let end = range.start + content.trim_end_matches(is_blank).len();
        if start < end {
            self.blocks.push(MdBlock { range: start..end, kind, plain, anchor: self.anchor.clone() });
        }
    }
}

/// White space and byte order marks.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::MdKind::{Aside, Code, Heading, ListItem, Paragraph, Table};
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(MdKind, &str)]) {
        let found: Vec<(MdKind, &str)> =
            blocks(text, 0).into_iter().map(|block| (block.kind, &text[block.range])).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn markers_are_no_part_of_a_block() {
        check(
            "# One #\n\nTwo *three*\nfour.\n\n- five\n- [ ] six\n\n> seven\n",
            &[
                (Heading(1), "One"),
                (Paragraph, "Two *three*\nfour."),
                (ListItem, "five"),
                (ListItem, "six"),
                (Paragraph, "seven"),
            ],
        );
    }

    #[test]
    fn what_is_no_prose_is_told_apart() {
        check(
            "| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```\n\n<div>html</div>\n\n![photo](a.png)\n",
            &[
                (Table, "| a | b |\n|---|---|\n| c | d |"),
                (Code, "```\ncode\n```"),
                (Aside, "<div>html</div>"),
                (Aside, "![photo](a.png)"),
            ],
        );
    }

    #[test]
    fn footnotes_are_asides_where_they_stand() {
        check(
            "One.[^1]\n\n[^1]: A note.\n\nTwo.\n\n[x]: http://a.example\n",
            &[(Paragraph, "One.[^1]"), (Aside, "A note."), (Paragraph, "Two.")],
        );
    }

    #[test]
    fn nested_items_are_blocks_of_their_own() {
        check("1. one\n   - two\n\n   three\n", &[(ListItem, "one"), (ListItem, "two"), (ListItem, "three")]);
    }

    #[test]
    fn a_heading_says_its_words_and_its_id() {
        let text = "\u{feff}intro\n\n## A *b* `c` {#here}\n\ntext";
        let found = blocks(text, 3);
        assert_eq!(found[1].plain, "A b c");
        assert_eq!(found[2].anchor.as_deref(), Some("here"));
        assert_eq!(&text[found[2].range.clone()], "text");
    }

    proptest! {
        #[test]
        fn blocks_are_ordered_and_do_not_overlap(text in "([a-z]{1,4}|[-*>#`|\\[\\]^:!()~$<{}]|\n|\n\n|  |\t|中|\r\n|1[.] ){0,60}") {
            let mut end = 0;
            for block in blocks(&text, 0) {
                prop_assert!(block.range.start >= end && !block.range.is_empty(), "{:?}", block);
                prop_assert!(text.get(block.range.clone()).is_some());
                end = block.range.end;
            }
        }
    }
}
