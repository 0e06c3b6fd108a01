//! Terms and phrases that would sharpen a theme.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::keyness::Counts;
use super::tokens::{self, Tokens};
use crate::model::{Clause, ClauseKind, Corpus, DocumentId, Passage, PassageId, Query};
use crate::tool::white_space::folded;
use crate::tool::words;

/// Less comes of chance more than once in a thousand times (chi-squared with
/// one degree of freedom).
const LEAST_KEYNESS: f64 = 10.83;
/// Twice as often as elsewhere, at least.
const LEAST_LOG_RATIO: f64 = 1.0;
/// Rarer words are not worth a term, and words of one document are its own.
const LEAST_OCCURRENCES: u32 = 3;
const LEAST_DOCUMENTS: u32 = 2;
/// Two words are a phrase if the rarer of them stands in it so often; and a
/// word is no term of its own if it hardly stands elsewhere.
const LEAST_SHARE_OF_WORD: f64 = 0.25;
const MOST_SHARE_OF_WORD: f64 = 0.75;
/// So many occurrences tell the usual spelling, and give an example.
const LOOKED_AT: usize = 200;
/// An example of such a length, in characters, is preferred to the first.
const USUAL_EXAMPLE: Range<usize> = 40..221;

/// A term or phrase that a theme lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// In its most frequent spelling.
    pub term: String,
    /// A word, or a phrase of two.
    pub kind: ClauseKind,
    /// G², see [`Counts::log_likelihood`].
    pub keyness: f64,
    /// See [`Counts::log_ratio`].
    pub log_ratio: f64,
    /// Occurrences in the theme's passages and in the others of the language.
    pub counts: Counts,
    /// Documents in whose matching passages it stands; 2 or more.
    pub documents: u32,
    /// The language of those documents (primary subtag); `None` for those whose
    /// language is not known.
    pub language: Option<String>,
    /// A weight to begin with: half the log ratio, from 0.5 to 2, in halves.
    pub weight: f64,
    /// A matching passage.
    pub passage: PassageId,
    /// A sentence of it that has the term: bytes of the document's text.
    pub example: Range<usize>,
}

/// Returns what the passages that match a theme have more often than the
/// others of their language: at most `limit` for each language, languages in
/// order, the surest first in each.
///
/// `matching` is sorted. Left out are the theme's own words and phrases, stop
/// words, numbers, words of one letter, and what stands in one document only.
#[must_use]
pub fn suggest(
    corpus: &Corpus,
    passages: &[Passage],
    tokens: &Tokens,
    query: &Query,
    matching: &[PassageId],
    limit: usize,
) -> Vec<Suggestion> {
    let study = Study { corpus, passages, tokens, matching };
    let languages: BTreeSet<Option<&str>> = matching.iter().map(|id| study.language(*id)).collect();
    languages.into_iter().flat_map(|language| study.of_language(language, query, limit)).collect()
}

#[derive(Clone, Copy)]
struct Study<'a> {
    corpus: &'a Corpus,
    passages: &'a [Passage],
    tokens: &'a Tokens,
    matching: &'a [PassageId],
}

/// A word, or two side by side, by numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Word(u32),
    Phrase(u32, u32),
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    inside: u32,
    outside: u32,
    documents: u32,
    /// The document that was counted last, and 1.
    last: u32,
}

impl Tally {
    fn add_inside(&mut self, document: DocumentId) {
        self.inside += 1;
        self.documents += u32::from(self.last != document.0 + 1);
        self.last = document.0 + 1;
    }

    fn is_enough(&self) -> bool {
        self.inside >= LEAST_OCCURRENCES && self.documents >= LEAST_DOCUMENTS
    }
}

/// What was counted in one language.
struct Counted {
    /// By number.
    words: Vec<Tally>,
    phrases: BTreeMap<(u32, u32), Tally>,
    inside_words: u64,
    outside_words: u64,
}

/// Something that is key, and how much.
struct Key {
    item: Item,
    counts: Counts,
    documents: u32,
}

impl<'a> Study<'a> {
    fn language(&self, id: PassageId) -> Option<&'a str> {
        let document = self.corpus.document(self.passages[id.0 as usize].document);
        let tag = document.source.language.as_deref()?;
        tag.split(['-', '_']).next()
    }

    fn of_language(&self, language: Option<&str>, query: &Query, limit: usize) -> Vec<Suggestion> {
        let counted = self.count(language);
        let own = Own::of(query, language);
        let mut keys = self.keys(&counted, &own);
        keys.sort_by(|one, other| {
            let keyness = other.counts.log_likelihood().total_cmp(&one.counts.log_likelihood());
            keyness.then_with(|| self.forms(one.item).cmp(&self.forms(other.item)))
        });
        keys.into_iter().filter_map(|key| self.suggestion(&key, language)).take(limit).collect()
    }

    /// Returns the passages of a language that match, and those that do not.
    fn split(&self, language: Option<&str>) -> (Vec<PassageId>, Vec<PassageId>) {
        let spoken = |id: &PassageId| self.language(*id) == language;
        self.passages
            .iter()
            .map(|passage| passage.id)
            .filter(spoken)
            .partition(|id| self.matching.binary_search(id).is_ok())
    }

    fn count(&self, language: Option<&str>) -> Counted {
        let (inside, outside) = self.split(language);
        let words = vec![Tally::default(); self.tokens.len()];
        let mut counted = Counted { words, phrases: BTreeMap::new(), inside_words: 0, outside_words: 0 };
        for id in inside {
            let document = self.passages[id.0 as usize].document;
            let tokens = self.tokens.of_passage(id.0 as usize);
            counted.inside_words += tokens.len() as u64;
            items(tokens, |item| match item {
                Item::Word(form) => counted.words[form as usize].add_inside(document),
                Item::Phrase(one, next) => {
                    counted.phrases.entry((one, next)).or_default().add_inside(document);
                }
            });
        }
        counted.phrases.retain(|_, tally| tally.is_enough());
        for id in outside {
            let tokens = self.tokens.of_passage(id.0 as usize);
            counted.outside_words += tokens.len() as u64;
            items(tokens, |item| match item {
                Item::Word(form) => counted.words[form as usize].outside += 1,
                Item::Phrase(one, next) => {
                    if let Some(tally) = counted.phrases.get_mut(&(one, next)) {
                        tally.outside += 1;
                    }
                }
            });
        }
        counted
    }

    /// Returns what is key and no word of the theme's own.
    fn keys(&self, counted: &Counted, own: &Own) -> Vec<Key> {
        let key = |(item, tally): (Item, &Tally)| {
            let counts = Counts {
                inside: tally.inside.into(),
                outside: tally.outside.into(),
                inside_words: counted.inside_words,
                outside_words: counted.outside_words,
            };
            let is_key = tally.is_enough()
                && counts.log_ratio() >= LEAST_LOG_RATIO
                && counts.log_likelihood() >= LEAST_KEYNESS
                && !own.has(&self.forms(item));
            is_key.then_some(Key { item, counts, documents: tally.documents })
        };
        let word = |form: u32| &counted.words[form as usize];
        let phrases = counted.phrases.iter().filter(|((one, next), tally)| {
            let rarer = word(*one).inside.min(word(*next).inside);
            f64::from(tally.inside) >= LEAST_SHARE_OF_WORD * f64::from(rarer)
        });
        let mut keys: Vec<Key> =
            phrases.filter_map(|((one, next), tally)| key((Item::Phrase(*one, *next), tally))).collect();
        // A word that hardly stands elsewhere than in a phrase is said with it.
        let mut within: BTreeMap<u32, u64> = BTreeMap::new();
        for found in &keys {
            if let Item::Phrase(one, next) = found.item {
                for form in [one, next] {
                    let most = within.entry(form).or_default();
                    *most = (*most).max(found.counts.inside);
                }
            }
        }
        let words = (0_u32..).zip(&counted.words).filter(|(form, tally)| {
            let covered = within.get(form).copied().unwrap_or(0) as f64;
            covered < MOST_SHARE_OF_WORD * f64::from(tally.inside)
        });
        keys.extend(words.filter_map(|(form, tally)| key((Item::Word(form), tally))));
        keys
    }

    fn forms(&self, item: Item) -> Vec<&str> {
        match item {
            Item::Word(form) => vec![self.tokens.form(form)],
            Item::Phrase(one, next) => vec![self.tokens.form(one), self.tokens.form(next)],
        }
    }

    /// Finds a spelling and an example; `None` where no sentence has it.
    fn suggestion(&self, key: &Key, language: Option<&str>) -> Option<Suggestion> {
        let (inside, _) = self.split(language);
        let holds = |id: &PassageId| {
            let mut found = false;
            items(self.tokens.of_passage(id.0 as usize), |item| found |= item == key.item);
            found
        };
        let forms = self.forms(key.item);
        let mut spellings: BTreeMap<String, u32> = BTreeMap::new();
        let mut examples: Vec<(PassageId, Range<usize>)> = Vec::new();
        for id in inside.into_iter().filter(holds).take(LOOKED_AT) {
            let passage = &self.passages[id.0 as usize];
            let document = self.corpus.document(passage.document);
            for range in places(&forms, &tokens::of(document, passage.range.clone())) {
                let range = passage.range.start + range.start..passage.range.start + range.end;
                let spelling = folded(&document.text[range.clone()]);
                *spellings.entry(spelling).or_default() += 1;
                let around =
                    |sentence: &&Range<usize>| sentence.start <= range.start && range.end <= sentence.end;
                examples.extend(passage.sentences.iter().find(around).map(|found| (id, found.clone())));
            }
        }
        let usual = |(id, range): &&(PassageId, Range<usize>)| {
            let document = self.corpus.document(self.passages[id.0 as usize].document);
            USUAL_EXAMPLE.contains(&document.text[range.clone()].chars().count())
        };
        let (passage, example) = examples.iter().find(usual).or(examples.first())?.clone();
        // Of equals the last in order: small letters come behind capitals.
        let (term, _) = spellings.into_iter().max_by_key(|(_, count)| *count)?;
        let log_ratio = key.counts.log_ratio();
        Some(Suggestion {
            term,
            kind: if forms.len() > 1 { ClauseKind::Phrase } else { ClauseKind::Words },
            keyness: key.counts.log_likelihood(),
            log_ratio,
            counts: key.counts,
            documents: key.documents,
            language: language.map(str::to_owned),
            weight: (log_ratio.round() / 2.0).clamp(0.5, 2.0),
            passage,
            example,
        })
    }
}

/// Calls `take` with each word that can be a term, and with each two side by
/// side, in order.
fn items(tokens: &[tokens::Token], mut take: impl FnMut(Item)) {
    for (place, token) in tokens.iter().enumerate().filter(|(_, token)| token.telling) {
        take(Item::Word(token.form));
        if let Some(next) = tokens.get(place + 1).filter(|next| token.joined && next.telling) {
            take(Item::Phrase(token.form, next.form));
        }
    }
}

/// Returns where forms stand side by side: bytes of the analysed text.
fn places(forms: &[&str], words: &[words::Word]) -> Vec<Range<usize>> {
    words
        .windows(forms.len())
        .filter(|found| found.iter().zip(forms).all(|(word, form)| word.form == *form && !word.stop))
        .map(|found| found[0].range.start..found[found.len() - 1].range.end)
        .collect()
}

/// The words and phrases that a theme has already, or wants left out.
struct Own {
    words: BTreeSet<String>,
    phrases: Vec<Vec<Vec<String>>>,
}

impl Own {
    fn of(query: &Query, language: Option<&str>) -> Self {
        let mut own = Self { words: BTreeSet::new(), phrases: Vec::new() };
        for clause in query.clauses.iter().chain(&query.exclude) {
            let forms = forms(clause, language);
            own.words.extend(forms.iter().flatten().cloned());
            own.phrases.push(forms);
        }
        own
    }

    /// Tells whether the theme has these forms: a word anywhere in it, a phrase
    /// as such.
    fn has(&self, forms: &[&str]) -> bool {
        match forms {
            [word] => self.words.contains(*word),
            _ => self.phrases.iter().any(|phrase| {
                phrase.len() == forms.len()
                    && phrase.iter().zip(forms).all(|(slot, form)| slot.iter().any(|own| own == form))
            }),
        }
    }
}

fn forms(clause: &Clause, language: Option<&str>) -> Vec<Vec<String>> {
    let own = clause.language.as_deref();
    let tongue = own.or(language);
    words::forms(&clause.text, tongue.as_slice(), tongue).into_iter().map(|word| word.forms).collect()
}
