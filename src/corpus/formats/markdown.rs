//! Markdown, with YAML front matter.

use std::ops::Range;

use crate::model::BlockKind;
use crate::tool::markdown::blocks::{self, MdBlock, MdKind};

use crate::corpus::asides::is_aside;
use crate::corpus::blocks::{Piece, folded};
use crate::corpus::decode::{check_lines, decode};
use crate::corpus::metadata::{Known, Origin, read_embedded};
use crate::corpus::reading::{NotRead, Output, Raw, Reading};

/// Reads a Markdown text; there is always exactly one document. Its text is
/// the file's own, front matter and all.
///
/// # Errors
/// Too many lines.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let decoded = decode(raw.bytes, raw.charset);
    check_lines(&decoded.text)?;
    let mut warnings: Vec<_> = decoded.warning.into_iter().collect();
    let front = front_matter(&decoded.text);
    let embedded = front.as_ref().map_or_else(Known::default, |front| {
        let origin = Origin { file: raw.path, text: &decoded.text, first_line: front.first_line };
        read_embedded(&decoded.text[front.yaml.clone()], &origin, &mut warnings)
    });
    let blocks = blocks::blocks(&decoded.text, front.map_or(0, |front| front.end));
    let detected_title = title(&blocks);
    output.document(Reading {
        encoding: decoded.encoding.to_owned(),
        pieces: blocks.into_iter().map(|block| piece(&decoded.text, block)).collect(),
        embedded,
        detected_title,
        detected_language: None,
        warnings,
        text: decoded.text,
    });
    Ok(())
}

/// Where the front matter stands.
struct FrontMatter {
    yaml: Range<usize>,
    /// The line of the file that the YAML begins in, from 1.
    first_line: usize,
    /// Where the Markdown begins.
    end: usize,
}

/// Finds front matter: a line `---` at the very beginning, and the next line
/// `---` or `...`.
fn front_matter(text: &str) -> Option<FrontMatter> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---" && line.ends_with('\n'))?;
    let from = start + first.len();
    let mut offset = from;
    for line in lines {
        let end = offset + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Some(FrontMatter { yaml: from..offset, first_line: 2, end });
        }
        offset = end;
    }
    None
}

/// Returns the first heading of level 1, else the first of all.
fn title(blocks: &[MdBlock]) -> Option<String> {
    let level = |block: &MdBlock| match block.kind {
        MdKind::Heading(level) => Some(level),
        _ => None,
    };
    let first = blocks.iter().find(|block| level(block).is_some());
    let top = blocks.iter().find(|block| level(block) == Some(1)).or(first)?;
    Some(folded(&top.plain)).filter(|title| !title.is_empty())
}

fn piece(text: &str, block: MdBlock) -> Piece {
    let kind = match block.kind {
        MdKind::Heading(_) => BlockKind::Heading,
        MdKind::Table => BlockKind::Table,
        MdKind::Code => BlockKind::Code,
        MdKind::Aside => BlockKind::Aside,
        MdKind::Paragraph | MdKind::ListItem if is_aside(&text[block.range.clone()]) => BlockKind::Aside,
        MdKind::Paragraph => BlockKind::Paragraph,
        MdKind::ListItem => BlockKind::ListItem,
    };
    let says = (kind == BlockKind::Heading).then_some(block.plain);
    Piece { range: block.range, kind, says, anchor: block.anchor, page: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::reading::testing::one;

    #[track_caller]
    fn check(text: &str, title: &str, expected: &[(BlockKind, &str)]) -> Reading {
        let reading = one("a.md", text.as_bytes()).unwrap();
        let found: Vec<(BlockKind, &str)> =
            reading.pieces.iter().map(|piece| (piece.kind, &text[piece.range.clone()])).collect();
        assert_eq!(found, expected);
        assert_eq!(reading.embedded.title.as_deref().or(reading.detected_title.as_deref()), Some(title));
        assert_eq!(reading.text, text);
        reading
    }

    #[test]
    fn front_matter_is_metadata_and_no_block() {
        let text = "\u{feff}---\r\ntitle: Gas\r\nauthor: Li Wei\r\n---\r\nThe price rose.\r\n";
        let reading = check(text, "Gas", &[(BlockKind::Paragraph, "The price rose.")]);
        assert_eq!(reading.embedded.authors, Some(vec!["Li Wei".to_owned()]));
        assert_eq!(reading.warnings, []);
    }

    #[test]
    fn mistakes_in_front_matter_are_told_with_their_line() {
        let reading = check(
            "---\ntitle: A\ndate: soon\n---\nText here.\n",
            "A",
            &[(BlockKind::Paragraph, "Text here.")],
        );
        let warning = &reading.warnings[0];
        assert_eq!((warning.line, warning.column), (Some(3), Some(7)));
        assert_eq!(warning.excerpt.as_deref(), Some("date: soon"));
    }

    #[test]
    fn a_rule_at_the_beginning_is_no_front_matter() {
        check(
            "---\n\n# Gas\n\nThe price rose.",
            "Gas",
            &[(BlockKind::Heading, "Gas"), (BlockKind::Paragraph, "The price rose.")],
        );
    }

    #[test]
    fn asides_are_recognised_in_markdown_too() {
        check(
            "# Gas\n\nBy Jane Smith\n\nThe price rose.",
            "Gas",
            &[
                (BlockKind::Heading, "Gas"),
                (BlockKind::Aside, "By Jane Smith"),
                (BlockKind::Paragraph, "The price rose."),
            ],
        );
    }
}
