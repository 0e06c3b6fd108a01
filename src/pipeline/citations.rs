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
/// either side: a paragraph of a newspaper.
const AROUND_CHARACTERS: usize = 400;

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
        language: document.source.language.clone(),
        document: compose::document_id(document),
        locator: entry.locator.clone(),
        pinpoint: compose::pinpoint(&place(document, entry), labels),
        link: entry.link.clone(),
        exact: excerpt.text().to_owned(),
        before: before(&document.text[..range.start]),
        after: after(&document.text[range.end..]),
        ..Citation::default()
    }
}

/// The end of a text on one line, from a word's beginning.
fn before(text: &str) -> String {
    let Some((start, _)) = text.char_indices().rev().nth(AROUND_CHARACTERS) else { return folded(text) };
    let tail = &text[start..];
    let cut = tail.find(char::is_whitespace).map_or(tail, |at| &tail[at..]);
    format!("… {}", folded(cut))
}

/// The beginning of a text on one line, to a word's end.
fn after(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(AROUND_CHARACTERS) else { return folded(text) };
    let head = &text[..end];
    let cut = head.rfind(char::is_whitespace).map_or(head, |at| &head[..at]);
    format!("{} …", folded(cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_is_cut_at_words() {
        let words = "word ".repeat(200);
        let (head, tail) = (after(&words), before(&words));
        assert!(head.starts_with("word word") && head.ends_with("word …"), "{head}");
        assert!(tail.starts_with("… word") && tail.ends_with("word"), "{tail}");
        assert!(head.chars().count() <= AROUND_CHARACTERS + 2);
        assert_eq!((before("A\n\nB "), after(" B\r\nC")), ("A B".to_owned(), "B C".to_owned()));
        assert_eq!((before(""), after("")), (String::new(), String::new()));
    }
}
