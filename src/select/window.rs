//! Windows: runs of whole sentences that an excerpt may be cut from, and what
//! each is worth to each theme.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::quotable::{count_words, is_quotable, points_back, quoted_words};
use super::{Material, Sought, Weights};
use crate::model::{Document, DocumentId, PartialDate, Passage, PassageId, Reliability};
use crate::tool::words;

/// Most sentences of one excerpt.
const MAX_SENTENCES: usize = 3;
/// Passages a theme that are looked at; the index has ranked them.
const MAX_HITS: usize = 300;
/// Saturation and length normalisation of terms in a window: BM25's own
/// values, with the length of two sentences as the mean.
const K1: f64 = 1.2;
const B: f64 = 0.5;
const MEAN_WORDS: f64 = 40.0;
/// How far the best window may stand above the third best document's before
/// it is no measure any more; honest corpora stay below it.
const OUTLIER: f64 = 2.0;

/// Every window of a brief, in the order of passages and sentences.
pub(super) struct Windows {
    pub(super) all: Vec<Window>,
    /// Windows that may stand under each theme, by index into `all`.
    pub(super) of_theme: Vec<Vec<Fit>>,
}

/// A run of sentences of one passage.
pub(super) struct Window {
    pub(super) document: DocumentId,
    pub(super) passage: PassageId,
    /// Indices into the passage's sentences.
    pub(super) sentences: Range<usize>,
    pub(super) words: usize,
    /// The document's language (BCP 47).
    pub(super) language: Option<String>,
    /// Forms of its words without stop words, for likeness.
    pub(super) forms: BTreeSet<String>,
    /// What it is worth whatever the theme: named parts.
    pub(super) own: Own,
}

/// Parts of a window's value that no theme changes; each from 0 to 1.
#[derive(Clone, Copy)]
pub(super) struct Own {
    pub(super) position: f64,
    pub(super) informative: f64,
    pub(super) recency: f64,
    pub(super) reliability: f64,
    pub(super) quotation: f64,
    pub(super) figure: f64,
    pub(super) opening: f64,
    pub(super) length: f64,
}

/// What a window is worth to a theme.
pub(super) struct Fit {
    pub(super) window: usize,
    /// For each clause that it has: the clause's index and the saturated
    /// frequency times its worth, over the best window's sum.
    pub(super) clauses: Vec<(usize, f64)>,
    /// The passage's score over the best passage's, 0 to 1.
    pub(super) passage: f64,
    /// How far its words are those of many documents on the theme, 0 to 1.
    pub(super) centrality: f64,
}

impl Fit {
    pub(super) fn terms(&self) -> f64 {
        self.clauses.iter().map(|(_, worth)| worth).sum()
    }
}

/// A sentence with what is needed of it.
struct Sentence {
    words: usize,
    quotable: bool,
    forms: Vec<(String, bool)>,
}

pub(super) fn weigh(material: Material<'_>, sought: &[Sought<'_>], weights: &Weights) -> Windows {
    let passages: BTreeSet<PassageId> =
        sought.iter().flat_map(|sought| sought.hits.iter().take(MAX_HITS).map(|(id, _)| *id)).collect();
    let mut all = Vec::new();
    for id in passages {
        push_windows(material, &material.passages[id.0 as usize], weights, &mut all);
    }
    let of_theme = exclusive(sought.iter().map(|sought| fits(&all, sought)).collect());
    Windows { all: all.into_iter().map(|(window, _)| window).collect(), of_theme }
}

type Counted = (Window, Vec<String>);

fn push_windows(material: Material<'_>, passage: &Passage, weights: &Weights, all: &mut Vec<Counted>) {
    let document = material.corpus.document(passage.document);
    if !document.blocks[passage.block].kind.is_prose() {
        return;
    }
    let language = document.source.language.as_deref();
    let sentences: Vec<Sentence> = passage
        .sentences
        .iter()
        .map(|range| analyse(&document.text[range.clone()], language, material.carriable))
        .collect();
    for start in 0..sentences.len() {
        for end in start + 1..=(start + MAX_SENTENCES).min(sentences.len()) {
            let run = &sentences[start..end];
            if !run.iter().all(|sentence| sentence.quotable) {
                break;
            }
            let own = own(material, document, passage, start..end, run, weights);
            let forms = run.iter().flat_map(|sentence| &sentence.forms);
            let window = Window {
                document: document.id,
                passage: passage.id,
                sentences: start..end,
                words: run.iter().map(|sentence| sentence.words).sum(),
                language: document.source.language.clone(),
                forms: forms.clone().filter(|(_, stop)| !stop).map(|(form, _)| form.clone()).collect(),
                own,
            };
            all.push((window, forms.map(|(form, _)| form.clone()).collect()));
        }
    }
}

fn analyse(text: &str, language: Option<&str>, carriable: &dyn Fn(&str) -> bool) -> Sentence {
    Sentence {
        words: count_words(text),
        quotable: is_quotable(text) && carriable(text),
        forms: words::analyse(text, language).into_iter().map(|word| (word.form, word.stop)).collect(),
    }
}

fn own(
    material: Material<'_>,
    document: &Document,
    passage: &Passage,
    sentences: Range<usize>,
    run: &[Sentence],
    weights: &Weights,
) -> Own {
    let first = &passage.sentences[sentences.start];
    let last = &passage.sentences[sentences.end - 1];
    let text = &document.text[first.start..last.end];
    let words: usize = run.iter().map(|sentence| sentence.words).sum();
    let figure = f64::from(u8::from(text.chars().any(|letter| letter.is_ascii_digit())));
    let quotation = (quoted_words(text) as f64 / 8.0).min(1.0);
    let short = (15.0 - words as f64).max(0.0) / 15.0;
    let paragraph = document.blocks[passage.block].paragraph.unwrap_or(1);
    Own {
        position: 3.0 / (2.0 + f64::from(paragraph)),
        informative: 0.4 * figure + 0.3 * (names(text) as f64 / 4.0).min(1.0) + 0.3 * quotation,
        recency: recency(document.source.date, material, weights.half_life_days),
        reliability: match document.source.reliability {
            Some(Reliability::High) => 1.0,
            Some(Reliability::Medium) | None => 0.5,
            Some(Reliability::Low) => 0.0,
        },
        quotation,
        figure,
        opening: f64::from(u8::from(points_back(&document.text[first.clone()]))),
        length: short + (run.len() - 1) as f64,
    }
}

/// Counts words within sentences that begin with a capital.
fn names(text: &str) -> usize {
    text.split_whitespace().skip(1).filter(|word| word.starts_with(char::is_uppercase)).count()
}

/// One for today, halved every half-life; half for a document without date.
fn recency(date: Option<PartialDate>, material: Material<'_>, half_life_days: f64) -> f64 {
    let Some(date) = date else { return 0.5 };
    let age = material.today.days_since(date.first_day()).max(0) as f64;
    (-age / half_life_days).exp2()
}

fn fits(all: &[Counted], sought: &Sought<'_>) -> Vec<Fit> {
    let best_passage = sought.hits.first().map_or(1.0, |(_, score)| *score);
    let scores: BTreeMap<PassageId, f64> = sought.hits.iter().copied().take(MAX_HITS).collect();
    let starts = starts(sought);
    let mut fits: Vec<Fit> = all
        .iter()
        .enumerate()
        .filter_map(|(index, (window, forms))| {
            let passage = scores.get(&window.passage)? / best_passage;
            let clauses = clauses(forms, window, sought, &starts);
            (!clauses.is_empty()).then_some(Fit { window: index, clauses, passage, centrality: 0.0 })
        })
        .collect();
    let mut offers: BTreeMap<DocumentId, f64> = BTreeMap::new();
    for fit in &fits {
        let best = offers.entry(all[fit.window].0.document).or_insert(f64::MIN_POSITIVE);
        *best = best.max(fit.terms());
    }
    let full = full_terms(offers.values().copied().collect());
    for fit in &mut fits {
        let whole = full.max(offers[&all[fit.window].0.document]);
        fit.clauses.iter_mut().for_each(|(_, worth)| *worth /= whole);
    }
    add_centrality(all, &mut fits);
    fits
}

/// Returns the terms that count as 1, from the terms of each document's best
/// window: those of the best, but at most [`OUTLIER`] times the third best. A
/// sentence that was stuffed with all the words of a theme would else be the
/// measure of all others, and leave none of them.
fn full_terms(mut offers: Vec<f64>) -> f64 {
    offers.sort_by(|one, other| other.total_cmp(one));
    let best = offers.first().copied().unwrap_or(f64::MIN_POSITIVE);
    offers.get(2).map_or(best, |third| best.min(OUTLIER * third))
}

/// Weighs each window by its words, and each word by the share of the theme's
/// documents that use it: the centroid of Radev et al., "Centroid-based
/// summarization of multiple documents" (2004), over documents. Longer windows
/// count by the square root of their words.
fn add_centrality(all: &[Counted], fits: &mut [Fit]) {
    let mut users: BTreeMap<&str, BTreeSet<DocumentId>> = BTreeMap::new();
    let mut documents = BTreeSet::new();
    for (window, _) in fits.iter().map(|fit| &all[fit.window]) {
        documents.insert(window.document);
        for form in &window.forms {
            users.entry(form).or_default().insert(window.document);
        }
    }
    for fit in fits.iter_mut() {
        let forms = &all[fit.window].0.forms;
        // One document alone makes no word central.
        let shared = forms.iter().map(|form| users[form.as_str()].len() as f64 - 1.0).sum::<f64>();
        fit.centrality = shared / documents.len() as f64 / (forms.len().max(1) as f64).sqrt();
    }
    let best = fits.iter().map(|fit| fit.centrality).fold(f64::MIN_POSITIVE, f64::max);
    fits.iter_mut().for_each(|fit| fit.centrality /= best);
}

/// Patterns by the forms of their first slot, so that a window is read once
/// for all clauses; those that begin with a prefix are tried at every word.
#[derive(Default)]
struct Starts<'a> {
    by_form: BTreeMap<&'a str, Vec<usize>>,
    anywhere: Vec<usize>,
}

fn starts<'a>(sought: &'a Sought<'_>) -> Starts<'a> {
    let mut starts = Starts::default();
    for (clause, pattern) in sought.patterns.iter().enumerate() {
        match pattern.slots.first() {
            Some(slot) if slot.prefix => starts.anywhere.push(clause),
            Some(slot) => {
                slot.forms.iter().for_each(|form| starts.by_form.entry(form).or_default().push(clause));
            }
            None => {}
        }
    }
    starts
}

fn clauses(forms: &[String], window: &Window, sought: &Sought<'_>, starts: &Starts<'_>) -> Vec<(usize, f64)> {
    let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
    for (place, form) in forms.iter().enumerate() {
        let by_form = starts.by_form.get(form.as_str()).into_iter().flatten();
        for clause in by_form.chain(&starts.anywhere) {
            let pattern = &sought.patterns[*clause];
            if pattern.is_for(window.language.as_deref()) && pattern.stands_at(&forms[place..]) {
                *counts.entry(*clause).or_default() += 1.0;
            }
        }
    }
    let norm = K1 * (1.0 - B + B * window.words as f64 / MEAN_WORDS);
    counts
        .into_iter()
        .map(|(clause, count)| (clause, sought.patterns[clause].worth * count * (K1 + 1.0) / (count + norm)))
        .collect()
}

/// Leaves a window to the themes that it fits best: those whose share of the
/// theme's best window is at least three quarters of its highest share.
fn exclusive(mut themes: Vec<Vec<Fit>>) -> Vec<Vec<Fit>> {
    let mut highest: BTreeMap<usize, f64> = BTreeMap::new();
    for fit in themes.iter().flatten() {
        let share = highest.entry(fit.window).or_default();
        *share = share.max(fit.terms());
    }
    for fits in &mut themes {
        fits.retain(|fit| fit.terms() >= 0.75 * highest[&fit.window]);
    }
    themes
}
