//! Passages: from blocks to the unit that is indexed, scored and cut from.

use std::ops::Range;

use rayon::prelude::*;

use crate::model::{BlockKind, Corpus, Document, Passage, PassageId};
use crate::tool::sentences;

/// The longest passage, in bytes; a longer block is cut at the last end of a
/// sentence that fits. A scoring function that counts words in a passage
/// says little about much longer ones.
pub const PASSAGE_BYTES: usize = 4_000;

/// Cuts the documents of a corpus into passages, in the order of documents and
/// of their texts: one for each block, headings and asides too, or several
/// where a block is longer than [`PASSAGE_BYTES`].
///
/// Only prose has sentences. Left out are sentences that could not be quoted
/// as they stand: those longer than a passage, and those with a quotation
/// marker (`> `) of a mail or of Markdown within.
#[must_use]
pub fn split(corpus: &Corpus) -> Vec<Passage> {
    let by_document: Vec<Vec<Passage>> = corpus.documents.par_iter().map(split_document).collect();
    let mut passages: Vec<Passage> = by_document.into_iter().flatten().collect();
    for (id, passage) in (0..).zip(&mut passages) {
        passage.id = PassageId(id);
    }
    passages
}

/// Cuts one document into passages; their ids are all 0.
#[must_use]
pub fn split_document(document: &Document) -> Vec<Passage> {
    let mut passages = Vec::with_capacity(document.blocks.len());
    for (index, block) in document.blocks.iter().enumerate() {
        let parts = match block.kind.is_prose() {
            true => prose_parts(document, block.range.clone()),
            false => other_parts(&document.text, block.range.clone(), block.kind),
        };
        passages.extend(parts.into_iter().map(|part| Passage {
            id: PassageId(0),
            document: document.id,
            block: index,
            range: part.range,
            sentences: part.sentences,
        }));
    }
    passages
}

struct Part {
    range: Range<usize>,
    sentences: Vec<Range<usize>>,
}

fn prose_parts(document: &Document, block: Range<usize>) -> Vec<Part> {
    let text = &document.text[block.clone()];
    let sentences: Vec<Range<usize>> = sentences::split(text, document.source.language.as_deref())
        .into_iter()
        .map(|sentence| sentence.start + block.start..sentence.end + block.start)
        .collect();
    if block.len() <= PASSAGE_BYTES {
        let sentences = sentences.into_iter().filter(|s| is_quotable(&document.text[s.clone()])).collect();
        return vec![Part { range: block, sentences }];
    }
    let mut parts: Vec<Part> = Vec::new();
    for sentence in sentences {
        if sentence.len() > PASSAGE_BYTES {
            parts.extend(pieces(&document.text, sentence).map(|range| Part { range, sentences: Vec::new() }));
            continue;
        }
        let quotable = is_quotable(&document.text[sentence.clone()]);
        match parts.last_mut() {
            Some(part) if sentence.end - part.range.start <= PASSAGE_BYTES => {
                part.range.end = sentence.end;
                part.sentences.extend(quotable.then_some(sentence));
            }
            _ => parts.push(Part {
                range: sentence.clone(),
                sentences: quotable.then_some(sentence).into_iter().collect(),
            }),
        }
    }
    parts
}

/// Tells whether a sentence can be quoted as it stands: no line of it begins
/// with a marker that is no part of what it says.
fn is_quotable(sentence: &str) -> bool {
    sentence.split('\n').skip(1).all(|line| !line.trim_start().starts_with('>'))
}

fn other_parts(text: &str, block: Range<usize>, kind: BlockKind) -> Vec<Part> {
    debug_assert!(!kind.is_prose(), "prose has sentences");
    pieces(text, block).map(|range| Part { range, sentences: Vec::new() }).collect()
}

/// Cuts a range into pieces of at most [`PASSAGE_BYTES`], at white space where
/// there is some, and without white space around.
fn pieces(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = range.start;
    std::iter::from_fn(move || {
        let rest = &text[start..range.end];
        start += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let end = start + piece_length(rest);
        let piece = start..start + text[start..end].trim_end().len();
        start = end;
        Some(piece)
    })
}

fn piece_length(rest: &str) -> usize {
    if rest.len() <= PASSAGE_BYTES {
        return rest.len();
    }
    let limit = rest.floor_char_boundary(PASSAGE_BYTES);
    let space = rest[..limit].char_indices().rev().find(|(_, c)| c.is_whitespace());
    space.map_or(limit, |(at, _)| at).max(1)
}

#[cfg(test)]
mod tests;
