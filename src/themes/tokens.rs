//! The words of a corpus as numbers, so that every theme can count them.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::model::{Corpus, Document, Passage};
use crate::tool::words;

/// So many passages are analysed at once: the words of all as texts would take
/// ten times the room of their numbers.
const AT_ONCE: usize = 4096;

/// The words of every passage of prose; other passages have none.
#[derive(Debug, Default)]
pub struct Tokens {
    /// By number.
    forms: Vec<String>,
    tokens: Vec<Token>,
    /// Where the tokens of each passage begin and, at the end, their number.
    firsts: Vec<usize>,
}

/// A word of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// The number of its form.
    pub(super) form: u32,
    /// Whether it can be a term: no stop word, no number, two letters or more.
    pub(super) telling: bool,
    /// Whether nothing but a space or hyphen is between it and the next.
    pub(super) joined: bool,
}

impl Tokens {
    /// Counts the words of a corpus; `passages[i].id.0 == i`.
    #[must_use]
    pub fn of(corpus: &Corpus, passages: &[Passage]) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut found = Self { firsts: vec![0], ..Self::default() };
        for chunk in passages.chunks(AT_ONCE) {
            let analysed: Vec<Vec<(String, Token)>> =
                chunk.par_iter().map(|passage| analyse(corpus, passage)).collect();
            for words in analysed {
                for (form, token) in words {
                    let next = found.forms.len() as u32;
                    let number = *numbers.entry(form).or_insert_with_key(|form| {
                        found.forms.push(form.clone());
                        next
                    });
                    found.tokens.push(Token { form: number, ..token });
                }
                found.firsts.push(found.tokens.len());
            }
        }
        found
    }

    /// Returns the words of a passage, in order.
    pub(super) fn of_passage(&self, passage: usize) -> &[Token] {
        &self.tokens[self.firsts[passage]..self.firsts[passage + 1]]
    }

    /// Returns a form by its number.
    pub(super) fn form(&self, number: u32) -> &str {
        &self.forms[number as usize]
    }

    /// Returns how many different forms there are.
    pub(super) fn len(&self) -> usize {
        self.forms.len()
    }
}

fn analyse(corpus: &Corpus, passage: &Passage) -> Vec<(String, Token)> {
    let document = corpus.document(passage.document);
    if !document.blocks[passage.block].kind.is_prose() {
        return Vec::new();
    }
    let words = of(document, passage.range.clone());
    let text = &document.text[passage.range.clone()];
    let joined = |place: usize| {
        let gap = words.get(place + 1).and_then(|next| text.get(words[place].range.end..next.range.start));
        gap.is_some_and(|gap| gap == "-" || (!gap.is_empty() && gap.chars().all(char::is_whitespace)))
    };
    let joins: Vec<bool> = (0..words.len()).map(joined).collect();
    let token = |(word, joined): (words::Word, bool)| {
        let telling = !word.stop && is_telling(&word.form);
        (word.form, Token { form: 0, telling, joined })
    };
    words.into_iter().zip(joins).map(token).collect()
}

/// Returns the words of a span of a document; their ranges count from its
/// beginning.
pub(super) fn of(document: &Document, span: Range<usize>) -> Vec<words::Word> {
    words::analyse(&document.text[span], document.source.language.as_deref())
}

fn is_telling(form: &str) -> bool {
    let letters = form.chars().filter(|letter| letter.is_alphabetic()).count();
    letters >= 2 && !form.chars().any(char::is_numeric)
}
