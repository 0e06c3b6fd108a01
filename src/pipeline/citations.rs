//! The citations of one audience: each excerpt's reference in the audience's
//! style, with all that leads from it to the source's own words.

use std::collections::BTreeMap;

use crate::cite::{Cited, Style};
use crate::compose::{self, Entry, Situation};
use crate::error::Diagnostic;
use crate::labels::Labels;
use crate::model::{Citation, DocumentId, Rich};
use crate::tool::white_space::folded;

/// What stands around a quotation is told in about so many characters on
/// either side: a paragraph of a newspaper.
const AROUND_CHARACTERS: usize = 400;

/// The longest word that is not cut: in writing without spaces the next one
/// may be paragraphs away.
const WORD_CHARACTERS: usize = 40;

/// The citations of an audience, and the sources that they are of.
pub(super) struct References {
    /// By the excerpt's number `n`.
    pub(super) citations: BTreeMap<u32, Citation>,
    /// Each source once, in the order of the style.
    pub(super) sources: Vec<(DocumentId, Rich)>,
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
    let items: Vec<Cited<'_>> = order
        .iter()
        .zip(&keys)
        .map(|(n, key)| Cited { source: &document(*n).source, locator: &entry(*n).locator, key })
        .collect();
    let cited = style.cite(&items).map_err(|error| vec![error.diagnostic()])?;
    let citations = order
        .iter()
        .zip(cited.references.into_iter().zip(cited.short))
        .enumerate()
        .map(|(index, (n, (reference, short)))| {
            let in_text = if style.is_note() { Rich::default() } else { short };
            let number = index as u32 + 1;
            let made = Citation {
                number,
                in_text,
                note: reference.clone(),
                reference,
                ..proof(situation, labels, entry(*n))
            };
            (*n, made)
        })
        .collect();
    let sources =
        cited.sources.into_iter().filter_map(|(key, rich)| Some((*ids.get(key.as_str())?, rich))).collect();
    Ok(References { citations, sources })
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
        pinpoint: compose::pinpoint(&entry.locator, labels),
        link: entry.link.clone(),
        exact: excerpt.text().to_owned(),
        before: before(&document.text[..range.start]),
        after: after(&document.text[range.end..]),
        ..Citation::default()
    }
}

/// The end of a text on one line, from a word's beginning; a space at its end
/// where the text ends with white space.
fn before(text: &str) -> String {
    let start = text.char_indices().rev().nth(AROUND_CHARACTERS).map(|(start, _)| start);
    let tail = &text[start.unwrap_or(0)..];
    let (ellipsis, cut) = match start {
        None => ("", 0),
        Some(_) => (
            "… ",
            tail.char_indices()
                .take(WORD_CHARACTERS)
                .find(|(_, letter)| letter.is_whitespace())
                .map_or(0, |(at, _)| at),
        ),
    };
    let space = if tail.trim_end().len() < tail.len() && !tail.trim().is_empty() { " " } else { "" };
    format!("{ellipsis}{}{space}", folded(&tail[cut..]))
}

/// The beginning of a text on one line, to a word's end; a space before it
/// where the text begins with white space.
fn after(text: &str) -> String {
    let end = text.char_indices().nth(AROUND_CHARACTERS).map(|(end, _)| end);
    let head = &text[..end.unwrap_or(text.len())];
    let (cut, ellipsis) = match end {
        None => (head.len(), ""),
        Some(_) => (
            head.char_indices()
                .rev()
                .take(WORD_CHARACTERS)
                .find(|(_, letter)| letter.is_whitespace())
                .map_or(head.len(), |(at, _)| at),
            " …",
        ),
    };
    let space = if head.trim_start().len() < head.len() && !head.trim().is_empty() { " " } else { "" };
    format!("{space}{}{ellipsis}", folded(&head[..cut]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_is_cut_at_words() {
        let words = "word ".repeat(200);
        let (head, tail) = (after(&words), before(&words));
        assert!(head.starts_with("word word") && head.ends_with("word …"), "{head}");
        assert!(tail.starts_with("… word") && tail.ends_with("word "), "{tail}");
        assert!(head.chars().count() <= AROUND_CHARACTERS + 2);
        assert_eq!((before(""), after("")), (String::new(), String::new()));
        assert_eq!((before("\n"), after("\n")), (String::new(), String::new()));
    }

    #[test]
    fn a_space_parts_a_quotation_from_what_is_around_it_where_the_source_has_one() {
        assert_eq!((before("A\n\nB "), after(" B\r\nC")), ("A B ".to_owned(), " B C".to_owned()));
        assert_eq!((before("他们说："), after("。完")), ("他们说：".to_owned(), "。完".to_owned()));
        assert!(
            before(&"word ".repeat(200)).ends_with("d ") && after(&" word".repeat(200)).starts_with(" w")
        );
    }

    #[test]
    fn writing_without_spaces_is_cut_anywhere() {
        let han = "港口的关税很低。".repeat(100);
        assert_eq!(before(&format!("{han}\n完")).chars().count(), AROUND_CHARACTERS + 3);
        assert_eq!(after(&format!("完\n{han}")).chars().count(), AROUND_CHARACTERS + 2);
    }
}
