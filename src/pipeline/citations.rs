//! The citations of one audience: each excerpt's reference in the audience's
//! style, with all that leads from it to the source's own words.

use std::collections::BTreeMap;

use crate::cite::{Cited, Listed, Style};
use crate::compose::{self, Entry, Situation};
use crate::error::Diagnostic;
use crate::labels::Labels;
use crate::model::{Audience, BlockKind, Citation, Document, DocumentId, Locator, Placement};
use crate::tool::white_space::folded;

/// What stands around a quotation is told in about so many characters on
/// either side: a paragraph of a newspaper, which a telephone's screen holds
/// beside the quotation.
const AROUND_CHARACTERS: usize = 300;

/// The longest word that is not cut: in writing without spaces the next one
/// may be paragraphs away.
const WORD_CHARACTERS: usize = 40;

/// The citations of an audience, and the sources that they are of.
pub(super) struct References {
    /// By the excerpt's number `n`.
    pub(super) citations: BTreeMap<u32, Citation>,
    /// Each source once, in the order of the style.
    pub(super) sources: Vec<(DocumentId, Listed)>,
}

/// Returns where an audience's citations stand: where it says, else where the
/// style puts them.
pub(super) fn placement(audience: &Audience, style: &Style) -> Placement {
    let usual = if style.is_note() { Placement::Footnotes } else { Placement::Text };
    audience.citations.unwrap_or(usual)
}

/// Tells of an audience that wants in the text what its style has in notes.
pub(super) fn misplaced(audience: &Audience, style: &Style) -> Option<Diagnostic> {
    let is_wrong = audience.citations == Some(Placement::Text) && style.is_note();
    is_wrong.then(|| {
        let name = style.name();
        let message =
            format!("audience `{}`: `citations` is `text`, but style `{name}` has notes only", audience.id);
        let hint = "say `footnotes` or `endnotes`, or take a style that cites in the text, such as \
                    `chicago-author-date` or `apa`";
        Diagnostic::error(message).in_file("config.yaml").hint(hint)
    })
}

/// Cites the excerpts whose numbers are in `order`, the audience's own.
///
/// # Errors
/// If the style cannot format a source.
pub(super) fn references(
    situation: Situation<'_>,
    style: &Style,
    labels: &Labels,
    order: &[u32],
) -> Result<References, Vec<Diagnostic>> {
    let entry = |n: u32| &situation.entries[n as usize - 1];
    let document = |n: u32| situation.corpus.document(entry(n).chosen.excerpt.document());
    let keys: Vec<String> = order.iter().map(|n| compose::document_id(document(*n))).collect();
    let ids: BTreeMap<&str, DocumentId> =
        keys.iter().map(String::as_str).zip(order.iter().map(|n| document(*n).id)).collect();
    let places: Vec<Locator> = order.iter().map(|n| place(document(*n), entry(*n))).collect();
    let items: Vec<Cited<'_>> = order
        .iter()
        .zip(keys.iter().zip(&places))
        .map(|(n, (key, locator))| Cited { source: &document(*n).source, locator, key })
        .collect();
    let cited = style.cite(&items).map_err(|error| vec![error.diagnostic()])?;
    let citations = order
        .iter()
        .zip(cited.references.into_iter().zip(cited.notes).zip(cited.in_text))
        .enumerate()
        .map(|(index, (n, ((reference, note), in_text)))| {
            let number = index as u32 + 1;
            (*n, Citation { number, in_text, note, reference, ..proof(situation, labels, entry(*n)) })
        })
        .collect();
    let sources =
        cited.sources.into_iter().filter_map(|listed| Some((*ids.get(listed.key.as_str())?, listed)));
    Ok(References { citations, sources: sources.collect() })
}

/// Returns where readers are sent: to the page; in a text that is divided by
/// headings of its own to the heading and the paragraph below it, counted from
/// the heading; in any other to the paragraph of the whole text.
fn place(document: &Document, entry: &Entry) -> Locator {
    /// In others a heading is a guess at what a line means.
    const WITH_HEADINGS: [&str; 3] = ["text/html", "text/markdown", "application/epub+zip"];
    let Locator { page, paragraph, heading } = entry.locator.clone();
    let title = folded(&document.source.title).to_lowercase();
    let is_title = |heading: &str| title.contains(heading) || heading.contains(&title);
    let divides = page.is_none() && WITH_HEADINGS.contains(&document.media_type);
    let heading = heading.filter(|heading| divides && !is_title(&folded(heading).to_lowercase()));
    if heading.is_none() {
        return Locator { page, paragraph, heading };
    }
    let start = entry.chosen.excerpt.range().start;
    let before = document.blocks.partition_point(|block| block.range.start <= start);
    let below = document.blocks[..before].iter().rev().take_while(|block| block.kind != BlockKind::Heading);
    let paragraph = paragraph.map(|_| below.filter(|block| block.paragraph.is_some()).count() as u32);
    Locator { page, paragraph, heading }
}

/// What of a citation does not depend on the style.
fn proof(situation: Situation<'_>, labels: &Labels, entry: &Entry) -> Citation {
    let excerpt = &entry.chosen.excerpt;
    let document = situation.corpus.document(excerpt.document());
    let range = excerpt.range();
    Citation {
        n: entry.n,
        title: document.source.title.clone(),
        authors: document.source.names(),
        publisher: document.source.publisher.clone(),
        date: document.source.date,
        url: document.source.url.clone(),
        language: document.source.language.clone(),
        document: compose::document_id(document),
        locator: entry.locator.clone(),
        pinpoint: compose::pinpoint(&place(document, entry), labels),
        link: entry.link.clone(),
        exact: excerpt.text().to_owned(),
        before: before(document, range.start),
        after: after(document, range.end),
        ..Citation::default()
    }
}

/// The paragraphs, headings and whatever else ends before a byte of a document,
/// each on a line, the first from a word's beginning.
fn before(document: &Document, end: usize) -> String {
    let mut lines = Vec::new();
    let mut room = AROUND_CHARACTERS;
    let close = document.blocks.partition_point(|block| block.range.start < end);
    for block in document.blocks[..close].iter().rev() {
        let text = &document.text[block.range.start..block.range.end.min(end)];
        let (tail, is_cut) = last(text, room);
        lines.push(if is_cut { format!("… {}", folded(tail)) } else { folded(tail) });
        room = room.saturating_sub(text.chars().count());
        if is_cut || room == 0 {
            break;
        }
    }
    lines.reverse();
    let within = document.blocks[..close].last().is_some_and(|block| end < block.range.end);
    let gap = match within {
        false => "\n",
        true if document.text[..end].ends_with(char::is_whitespace) => " ",
        true => "",
    };
    joined(&lines).map_or_else(String::new, |lines| lines + gap)
}

/// What begins behind a byte of a document, likewise, the last to a word's end.
fn after(document: &Document, start: usize) -> String {
    let mut lines = Vec::new();
    let mut room = AROUND_CHARACTERS;
    let open = document.blocks.partition_point(|block| block.range.end <= start);
    for block in &document.blocks[open..] {
        let text = &document.text[block.range.start.max(start)..block.range.end];
        let (head, is_cut) = first(text, room);
        lines.push(if is_cut { format!("{} …", folded(head)) } else { folded(head) });
        room = room.saturating_sub(text.chars().count());
        if is_cut || room == 0 {
            break;
        }
    }
    let within = document.blocks.get(open).is_some_and(|block| block.range.start < start);
    let gap = match within {
        false => "\n",
        true if document.text[start..].starts_with(char::is_whitespace) => " ",
        true => "",
    };
    joined(&lines).map_or_else(String::new, |lines| format!("{gap}{lines}"))
}

/// Lines that say something; `None` where none does.
fn joined(lines: &[String]) -> Option<String> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Returns the last characters of a text, from a word's beginning where one is
/// near, and whether it has more.
fn last(text: &str, characters: usize) -> (&str, bool) {
    let Some((start, _)) = text.char_indices().rev().nth(characters) else { return (text, false) };
    let tail = &text[start..];
    let mut letters = tail.char_indices().take(WORD_CHARACTERS);
    let word = letters.find(|(_, letter)| letter.is_whitespace()).map_or(0, |(at, _)| at);
    (&tail[word..], true)
}

/// Returns the first characters of a text, to a word's end where one is near,
/// and whether it has more.
fn first(text: &str, characters: usize) -> (&str, bool) {
    let Some((end, _)) = text.char_indices().nth(characters) else { return (text, false) };
    let head = &text[..end];
    let mut letters = head.char_indices().rev().take(WORD_CHARACTERS);
    let word = letters.find(|(_, letter)| letter.is_whitespace()).map_or(head.len(), |(at, _)| at);
    (&head[..word], true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind, DocumentId, Sha256, Source};

    /// A document whose paragraphs are parted by empty lines.
    fn document(text: &str) -> Document {
        let mut start = 0;
        let blocks = text.split("\n\n").map(|block| {
            let range = start..start + block.len();
            start = range.end + 2;
            let kind = BlockKind::Paragraph;
            Block { range, kind, heading: None, paragraph: None, page: None, anchor: None }
        });
        Document {
            id: DocumentId(0),
            path: "a.txt".to_owned(),
            member: None,
            media_type: "text/plain",
            encoding: "UTF-8".to_owned(),
            sha256: Sha256::of(b""),
            text: text.into(),
            text_sha256: Sha256::of(text.as_bytes()),
            source: Source::default(),
            origins: BTreeMap::new(),
            blocks: blocks.collect(),
        }
    }

    #[track_caller]
    fn check(text: &str, before_it: &str, after_it: &str) {
        let (start, end) = (text.find('<').unwrap(), text.find('>').unwrap());
        let document = document(text);
        assert_eq!(before(&document, start), before_it);
        assert_eq!(after(&document, end + 1), after_it);
    }

    #[test]
    fn what_stands_around_keeps_its_paragraphs() {
        check("Title\n\nA\nB <x> C\r\nD\n\nE", "Title\nA B ", " C D\nE");
        check("他们说：<太少了>。完", "他们说：", "。完");
        check("A\n\n<x>\n\nB", "A\n", "\nB");
        check("<x>", "", "");
    }

    #[test]
    fn what_stands_around_is_cut_at_words() {
        let words = "word ".repeat(200);
        let document = document(&format!("{words}\n\nx\n\n{words}"));
        let (head, tail) = (after(&document, words.len() + 3), before(&document, words.len() + 2));
        assert!(head.starts_with("\nword word") && head.ends_with("word …"), "{head}");
        assert!(tail.starts_with("… word") && tail.ends_with("word\n"), "{tail}");
        assert!(head.chars().count() <= AROUND_CHARACTERS + 3);
    }

    #[test]
    fn writing_without_spaces_is_cut_anywhere() {
        let han = "港口的关税很低。".repeat(100);
        assert_eq!(last(&han, 400).0.chars().count(), 401);
        assert_eq!(first(&han, 400).0.chars().count(), 400);
        assert_eq!((last(&han, 800), first(&han, 800)), ((han.as_str(), false), (han.as_str(), false)));
    }
}
