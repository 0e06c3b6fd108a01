//! From texts to profiles: words, names, figures, and their weights in the
//! corpus.

use rayon::prelude::*;

use super::candidates::winnow;
use super::duplicates::Item;
use super::mark::{self, MarkMap};
use super::measure::{Half, Profile};
use crate::tool::words::{self, Word};

/// The first words of a document, which are its title or its lead, count
/// double: F1 on the odd judged pairs .828 without, .832 with it (see
/// [`super::measure::STORY`]).
const LEAD_WORDS: usize = 12;
/// Only so many words at the beginning tell the story: long texts on one
/// subject come to share most of its words. F1 at 0.33, odd and even judged
/// pairs, and the likeness of the two most alike of five long articles on one
/// subject, none of them on one happening:
///
/// | words | odd | even | articles |
/// | --- | --- | --- | --- |
/// | 100 | .832 | .819 | .19 |
/// | 200 | .839 | .815 | .22 |
/// | 300 | .839 | .822 | .26 |
/// | all | .839 | .822 | .40 |
const STORY_WORDS: usize = 300;
/// So many documents without any of its words are counted with the corpus: in
/// a corpus of two, the words that both have would else weigh less than those
/// that one has. F1 at 0.33 of judged pairs, in corpora of so many documents
/// drawn from the set:
///
/// | added | 2 | 6 | 20 | 80 | all 392 |
/// | --- | --- | --- | --- | --- | --- |
/// | 0 | .687 | .801 | .806 | .798 | .831 |
/// | 20 | .779 | .816 | .819 | .806 | .831 |
/// | 100 | .801 | .825 | .841 | .802 | .831 |
/// | 300 | .796 | .825 | .846 | .798 | .827 |
const ADDED_DOCUMENTS: f64 = 100.0;
/// Words of a run.
const SHINGLE: usize = 3;

/// What is read of one document before the corpus is known.
struct Reading {
    /// Sorted by mark, each once.
    terms: Vec<Term>,
    /// How often words stood within a sentence, and how often with a capital;
    /// sorted by mark, each once.
    places: Vec<(u32, u32, u32)>,
    /// Runs of three words in order.
    runs: Vec<u32>,
    cased: bool,
}

struct Term {
    mark: u32,
    count: f32,
    is_figure: bool,
}

/// What the corpus knows of a word.
#[derive(Default, Clone, Copy)]
struct Known {
    documents: u32,
    within: u32,
    capital: u32,
}

/// Returns the profiles of documents, in their order.
pub(super) fn profiles(items: &[&Item<'_>]) -> Vec<Profile> {
    let readings: Vec<Reading> = items.par_iter().map(|item| read(item)).collect();
    let mut known: MarkMap<Known> = MarkMap::default();
    for reading in &readings {
        for term in &reading.terms {
            known.entry(term.mark).or_default().documents += 1;
        }
        for (mark, within, capital) in &reading.places {
            let known = known.entry(*mark).or_default();
            known.within += within;
            known.capital += capital;
        }
    }
    let all = items.len() as f64 + ADDED_DOCUMENTS;
    readings.into_par_iter().zip(items).map(|(reading, item)| weigh(reading, item, &known, all)).collect()
}

/// Weighs the words of a document: 1 + ln tf, times ln(1 + N/df) (Manning,
/// Raghavan and Schütze, Introduction to Information Retrieval, 6.4, with 1
/// added, so that no weight is 0).
///
/// A word is a name if the corpus writes it with a capital more often than not
/// where it does not begin a sentence.
fn weigh(reading: Reading, item: &Item<'_>, known: &MarkMap<Known>, all: f64) -> Profile {
    let (mut names, mut rest, mut figures) = (Vec::new(), Vec::new(), Vec::new());
    for term in &reading.terms {
        let seen = known[&term.mark];
        let idf = (all / f64::from(seen.documents)).ln_1p();
        let weight = (1.0 + f64::from(term.count).ln()) * idf;
        let is_name = term.is_figure || 2 * seen.capital > seen.within;
        if is_name { &mut names } else { &mut rest }.push((term.mark, weight as f32));
        figures.extend(term.is_figure.then_some(term.mark));
    }
    let prints = winnow(&reading.runs);
    let mut shingles = reading.runs;
    shingles.sort_unstable();
    shingles.dedup();
    Profile {
        names: Half::new(names),
        rest: Half::new(rest),
        figures,
        shingles,
        prints,
        cased: reading.cased,
        date: item.date,
    }
}

fn read(item: &Item<'_>) -> Reading {
    let mut reader = Reader::default();
    for part in &item.parts {
        reader.part(part, &words::analyse(part, item.language));
    }
    let marks = &reader.marks;
    // A text shorter than a run is one run.
    let runs = match marks.len() {
        0 => Vec::new(),
        length => marks.windows(SHINGLE.min(length)).map(|run| mark::short(mark::of_marks(run))).collect(),
    };
    Reading {
        terms: merged(reader.terms),
        places: merged_places(reader.places),
        runs,
        cased: 2 * reader.cased >= marks.len(),
    }
}

#[derive(Default)]
struct Reader {
    marks: Vec<u64>,
    terms: Vec<Term>,
    places: Vec<(u32, bool)>,
    cased: usize,
    /// The words of the sentence that is being read: mark, capital, letters.
    sentence: Vec<(u32, bool, bool)>,
}

impl Reader {
    fn part(&mut self, text: &str, words: &[Word]) {
        let mut end = 0;
        for word in words {
            let between = text.get(end..word.range.start).unwrap_or_default();
            if between.contains(ends_sentence) {
                self.end_sentence();
            }
            end = word.range.end;
            self.word(&text[word.range.clone()], word);
        }
        self.end_sentence();
    }

    fn word(&mut self, written: &str, word: &Word) {
        let mark = mark::of_word(&word.form);
        let first = written.chars().next().unwrap_or_default();
        let is_figure = word.form.bytes().any(|byte| byte.is_ascii_digit());
        if !word.stop && self.marks.len() < STORY_WORDS {
            let count = if self.marks.len() < LEAD_WORDS { 2.0 } else { 1.0 };
            self.terms.push(Term { mark: mark::short(mark), count, is_figure });
        }
        self.cased += usize::from(first.is_uppercase() || first.is_lowercase() || is_figure);
        self.sentence.push((mark::short(mark), first.is_uppercase(), !is_figure));
        self.marks.push(mark);
    }

    /// Notes the capitals of a sentence but for its first word; none of a
    /// headline, where most words have one.
    fn end_sentence(&mut self) {
        let words = self.sentence.iter().filter(|(.., letters)| *letters).count();
        let capitals = self.sentence.iter().filter(|(_, capital, letters)| *letters && *capital).count();
        if words < 4 || capitals * 10 <= words * 6 {
            let within = self.sentence.iter().skip(1).filter(|(.., letters)| *letters);
            self.places.extend(within.map(|(mark, capital, _)| (*mark, *capital)));
        }
        self.sentence.clear();
    }
}

fn ends_sentence(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '…' | ':' | '\n' | '。' | '！' | '？')
}

fn merged(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_unstable_by_key(|term| term.mark);
    terms.dedup_by(|next, first| {
        let same = next.mark == first.mark;
        if same {
            first.count += next.count;
        }
        same
    });
    terms
}

fn merged_places(mut places: Vec<(u32, bool)>) -> Vec<(u32, u32, u32)> {
    places.sort_unstable();
    let by_word = places.chunk_by(|one, other| one.0 == other.0);
    by_word
        .map(|chunk| (chunk[0].0, chunk.len() as u32, chunk.iter().filter(|place| place.1).count() as u32))
        .collect()
}
