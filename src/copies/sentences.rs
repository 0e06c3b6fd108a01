//! Sentences that stand in several documents.

use rayon::prelude::*;

use super::fold::{Token, TokenKind, fold};
use super::mark;
use super::turning::{is_particle, turning};
use crate::model::DocumentId;
use crate::tool::words;

/// A sentence with fewer letters and digits (of Chinese, half as many
/// characters) repeats by chance and is no copy by itself.
const LEAST_LETTERS: u32 = 24;
/// Words of a run.
const SHINGLE: usize = 3;
/// So many runs of a sentence, those with the lowest marks, are kept for
/// looking it up (the bottom sketch of Broder 1997). Of two sentences with two
/// thirds of their runs in common, less than two of six meet once in a hundred
/// times.
const KEPT: usize = 6;
/// Runs in common that make a candidate.
const IN_COMMON: usize = 2;
/// Runs of more sentences are passed over: idioms and templates.
const FREQUENT: usize = 256;
/// The share of a sentence's runs that must stand in another.
const CONTAINED: f64 = 0.8;
/// Runs that a sentence must have to be compared so.
const LEAST_SHINGLES: usize = 5;

/// A sentence and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// The document.
    pub document: DocumentId,
    /// The sentence as it is written.
    pub text: &'a str,
    /// The document's language (BCP 47), `None` where it is not known.
    pub language: Option<&'a str>,
}

/// The sentences of a corpus, to be asked which documents share some.
pub struct Copies<'a> {
    sentences: Vec<Sentence<'a>>,
    /// The mark of all tokens, and the sentence; sorted.
    exact: Vec<(u64, u32)>,
    /// The mark of a run, and the sentence; sorted.
    runs: Vec<(u32, u32)>,
}

impl<'a> Copies<'a> {
    /// Makes it of all sentences of a corpus, in any order; half a million take
    /// about a second of one core.
    #[must_use]
    pub fn new(sentences: Vec<Sentence<'a>>) -> Self {
        let read: Vec<(u64, Vec<u32>)> = sentences.par_iter().map(|sentence| keys(sentence.text)).collect();
        let mut exact: Vec<(u64, u32)> =
            (0..).zip(&read).map(|(place, (whole, _))| (*whole, place)).collect();
        exact.par_sort_unstable();
        let runs = (0..).zip(&read).flat_map(|(place, (_, runs))| runs.iter().map(move |run| (*run, place)));
        let mut runs: Vec<(u32, u32)> = runs.collect();
        runs.par_sort_unstable();
        Self { sentences, exact, runs }
    }

    /// Returns the other documents that have every sentence of a run, in the
    /// same or nearly the same words; ascending, without `own`.
    ///
    /// The same are words that differ in case, punctuation, quotation marks and
    /// separators of numbers only. Nearly the same means that four fifths of
    /// the runs of three words stand in a sentence there, with all words that
    /// carry a meaning, the same figures and names, and no negation or modal
    /// more or less. A run whose sentences are all very short is in no other
    /// document, and so is an empty one.
    #[must_use]
    pub fn elsewhere(&self, run: &[&str], language: Option<&str>, own: DocumentId) -> Vec<DocumentId> {
        let mut common: Option<Vec<DocumentId>> = None;
        let mut tells = false;
        for text in run {
            let sought = Sought::new(text, language);
            tells |= sought.letters() >= LEAST_LETTERS;
            let with = self.with(&sought, own);
            common = Some(match common {
                None => with,
                Some(common) => common.into_iter().filter(|id| with.binary_search(id).is_ok()).collect(),
            });
            if common.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        common.filter(|_| tells).unwrap_or_default()
    }

    /// Returns the other documents with a sentence; ascending.
    fn with(&self, sought: &Sought<'_>, own: DocumentId) -> Vec<DocumentId> {
        let key = whole(&sought.tokens);
        let first = self.exact.partition_point(|(mark, _)| *mark < key);
        let same = self.exact[first..].iter().take_while(|(mark, _)| *mark == key);
        let place = |place: u32| &self.sentences[place as usize];
        let mut documents: Vec<DocumentId> = same.map(|(_, sentence)| place(*sentence).document).collect();
        documents.sort_unstable();
        documents.dedup();
        let near = self.near(&sought.runs).into_iter().map(place).filter(|other| {
            other.document != own
                && documents.binary_search(&other.document).is_err()
                && sought.is_in(&Sought::new(other.text, other.language))
        });
        let near: Vec<DocumentId> = near.map(|other| other.document).collect();
        documents.extend(near);
        documents.sort_unstable();
        documents.dedup();
        documents.retain(|document| *document != own);
        documents
    }

    /// Returns the sentences that share enough runs to be compared.
    fn near(&self, runs: &[u32]) -> Vec<u32> {
        if runs.len() < LEAST_SHINGLES {
            return Vec::new();
        }
        let mut met: Vec<u32> = Vec::new();
        for run in runs {
            let first = self.runs.partition_point(|(mark, _)| mark < run);
            let having = self.runs[first..].iter().take(FREQUENT + 1).take_while(|(mark, _)| mark == run);
            let having: Vec<u32> = having.map(|(_, sentence)| *sentence).collect();
            if having.len() <= FREQUENT {
                met.extend(having);
            }
        }
        met.sort_unstable();
        let often = met.chunk_by(|one, other| one == other).filter(|same| same.len() >= IN_COMMON);
        often.map(|same| same[0]).collect()
    }
}

/// Returns what a sentence is looked up by: the mark of the whole, and some of
/// its runs.
fn keys(text: &str) -> (u64, Vec<u32>) {
    let tokens = fold(text);
    let mut runs = runs(&tokens);
    if runs.len() < LEAST_SHINGLES {
        runs.clear();
    }
    runs.truncate(KEPT);
    (whole(&tokens), runs)
}

fn whole(tokens: &[Token]) -> u64 {
    let mut mark = mark::Mark::NONE;
    tokens.iter().for_each(|token| mark.add(token.mark));
    mark.finish()
}

/// Returns the runs of three tokens, sorted, each once.
fn runs(tokens: &[Token]) -> Vec<u32> {
    let mut runs: Vec<u32> = tokens
        .windows(SHINGLE)
        .map(|run| mark::short(mark::of_marks(&[run[0].mark, run[1].mark, run[2].mark])))
        .collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// A sentence that is compared with another.
struct Sought<'t> {
    text: &'t str,
    language: Option<&'t str>,
    tokens: Vec<Token>,
    runs: Vec<u32>,
}

impl<'t> Sought<'t> {
    fn new(text: &'t str, language: Option<&'t str>) -> Self {
        let tokens = fold(text);
        Self { text, language, runs: runs(&tokens), tokens }
    }

    fn letters(&self) -> u32 {
        self.tokens.iter().map(|token| token.letters).sum()
    }

    /// Tells whether this sentence stands in the other in nearly its words.
    fn is_in(&self, other: &Self) -> bool {
        let common = mark::shared(&self.runs, &other.runs) as f64;
        common >= CONTAINED * self.runs.len() as f64
            && self.figures() == other.figures()
            && turning(&self.tokens) == turning(&other.tokens)
            && self.names_are_in(other)
            && other.names_are_in(self)
            && self.meaning_is_in(other)
    }

    fn figures(&self) -> Vec<u64> {
        let figures = self.tokens.iter().filter(|token| token.kind == TokenKind::Figure);
        let mut marks: Vec<u64> = figures.map(|token| token.mark).collect();
        marks.sort_unstable();
        marks
    }

    fn names_are_in(&self, other: &Self) -> bool {
        let mut names = self.tokens.iter().skip(1).filter(|token| token.capital);
        names.all(|name| other.tokens.iter().any(|token| token.mark == name.mark))
    }

    /// Tells whether every word that carries a meaning stands in the other
    /// too, which has at most half as many more. One word for another turns a
    /// sentence round ("rose", "fell"), where a word more or less seldom does.
    fn meaning_is_in(&self, other: &Self) -> bool {
        let (own, theirs) = (self.meaning(), other.meaning());
        let missing = own.iter().filter(|mark| theirs.binary_search(mark).is_err()).count();
        missing == 0 && 2 * theirs.len() <= 3 * own.len()
    }

    /// Returns the marks of stems and characters that carry a meaning, sorted,
    /// each once.
    fn meaning(&self) -> Vec<u64> {
        let characters = self.tokens.iter().filter(|token| token.kind == TokenKind::Character);
        let mut marks: Vec<u64> =
            characters.filter(|token| !is_particle(token)).map(|token| token.mark).collect();
        let is_spaced = |form: &str| fold(form).iter().all(|token| token.kind != TokenKind::Character);
        let stems = words::analyse(self.text, self.language).into_iter().filter(|word| !word.stop);
        marks.extend(stems.filter(|word| is_spaced(&word.form)).map(|word| mark::of_word(&word.form)));
        marks.sort_unstable();
        marks.dedup();
        marks
    }
}
