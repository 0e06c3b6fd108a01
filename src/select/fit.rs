//! What each window is worth to a theme.

use std::collections::{BTreeMap, BTreeSet};

use super::editors::Editors;
use super::lexicon::{Finder, Form};
use super::window::{MAX_HITS, Pool, Window};
use super::{Material, Sought};
use crate::model::{DocumentId, PassageId};
use crate::tool::words;

/// Saturation and length normalisation of terms in a window: BM25's own
/// values, with the length of two sentences as the mean.
const K1: f64 = 1.2;
const B: f64 = 0.5;
const MEAN_WORDS: f64 = 40.0;
/// How far the best window may stand above the third best document's before
/// it is no measure any more; honest corpora stay below it.
const OUTLIER: f64 = 2.0;
/// Two terms are near one another up to so many words; further apart they
/// count less by their distance.
const NEAR_WORDS: f64 = 4.0;
/// A window stays under a theme if its share of the theme's best window is at
/// least so much of its highest share under any theme.
const OWN_THEME: f64 = 0.75;

/// What a window is worth to a theme.
pub(super) struct Fit {
    /// Index into [`Pool::windows`].
    pub(super) window: usize,
    /// For each clause that it has: the clause's index and the saturated
    /// frequency times its worth, over the best window's sum.
    pub(super) clauses: Vec<(usize, f64)>,
    /// The different words that sources share on the theme, and what each
    /// adds to centrality while nothing chosen has it; together 0 to 1.
    pub(super) shared: Vec<(Form, f64)>,
    /// These are from 0 to 1.
    pub(super) proximity: f64,
    pub(super) passage: f64,
    pub(super) heading: f64,
    pub(super) examples: f64,
    pub(super) document: f64,
    pub(super) preferred: f64,
    /// Whether it speaks so much more to another theme that it is left to it.
    pub(super) elsewhere: bool,
}

impl Fit {
    /// Returns the terms and phrases that it has, 0 to about 1.
    pub(super) fn terms(&self) -> f64 {
        self.clauses.iter().map(|(_, worth)| worth).sum()
    }

    /// Returns how far it speaks to the theme: by its terms, or by what it
    /// has in common with the theme's examples.
    pub(super) fn relevance(&self) -> f64 {
        self.terms().max(self.examples)
    }
}

/// Weighs every window for each theme; the windows of a theme are in the
/// order of the pool.
pub(super) fn fits(
    material: Material<'_>,
    pool: &Pool,
    sought: &[Sought<'_>],
    editors: &Editors,
) -> Vec<Vec<Fit>> {
    let users = document_frequencies(pool);
    let theme = |(place, sought)| {
        let pinned = editors.pins.iter().filter(|pin| pin.theme == place);
        let pinned: BTreeSet<(PassageId, usize, usize)> =
            pinned.map(|pin| (pin.passage, pin.sentences.start, pin.sentences.end)).collect();
        Weighing { material, pool, sought, users: &users, pinned }.fits()
    };
    mark_elsewhere(pool, sought.iter().enumerate().map(theme).collect())
}

/// Counts for each form the documents that have it among the candidates.
fn document_frequencies(pool: &Pool) -> Vec<f64> {
    let mut last = vec![None; pool.lexicon.len()];
    let mut counts = vec![0.0; pool.lexicon.len()];
    for window in &pool.windows {
        for form in &window.telling {
            let place = *form as usize;
            // Windows are in the order of documents.
            if last[place] != Some(window.document) {
                last[place] = Some(window.document);
                counts[place] += 1.0;
            }
        }
    }
    counts
}

/// A theme whose windows are weighed.
struct Weighing<'a> {
    material: Material<'a>,
    pool: &'a Pool,
    sought: &'a Sought<'a>,
    /// Documents that have each form.
    users: &'a [f64],
    pinned: BTreeSet<(PassageId, usize, usize)>,
}

impl Weighing<'_> {
    fn fits(&self) -> Vec<Fit> {
        let scores: BTreeMap<PassageId, f64> = self.sought.hits.iter().copied().take(MAX_HITS).collect();
        let best_passage = self.sought.hits.first().map_or(1.0, |(_, score)| *score);
        let finder = Finder::new(&self.sought.patterns, &self.pool.lexicon);
        let found: Vec<Vec<(usize, usize)>> =
            self.pool.sentences.iter().map(|sentence| finder.find(&sentence.forms)).collect();
        let examples = self.examples();
        let mut fits = Vec::new();
        for (index, window) in self.pool.windows.iter().enumerate() {
            let score = scores.get(&window.passage);
            let is_pinned = self.is_pinned(window);
            if score.is_none() && !is_pinned {
                continue;
            }
            let (clauses, proximity) = self.matches(window, &found);
            let examples = self.likeness(window, &examples);
            if clauses.is_empty() && examples == 0.0 && !is_pinned {
                continue;
            }
            fits.push(Fit {
                window: index,
                clauses,
                shared: Vec::new(),
                proximity,
                passage: score.map_or(0.0, |score| score / best_passage),
                heading: 0.0,
                examples,
                document: 0.0,
                preferred: self.sought.theme.prefers(self.material.corpus.document(window.document)),
                elsewhere: false,
            });
        }
        let full = self.normalise(&mut fits);
        self.add_headings(&mut fits, &finder, full);
        self.add_centrality(&mut fits);
        self.add_document(&mut fits);
        fits
    }

    fn is_pinned(&self, window: &Window) -> bool {
        self.pinned.contains(&(window.passage, window.sentences.start, window.sentences.end))
    }

    /// Returns the saturated worth of each clause in a window, and how near to
    /// one another different clauses stand: the sum over neighbours of the
    /// inverse distance beyond [`NEAR_WORDS`], up to 1.
    fn matches(&self, window: &Window, found: &[Vec<(usize, usize)>]) -> (Vec<(usize, f64)>, f64) {
        let language = self.material.corpus.document(window.document).source.language.as_deref();
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        let mut proximity = 0.0;
        for sentence in window.pooled.clone() {
            let mut last: Option<(usize, usize)> = None;
            for (place, clause) in &found[sentence] {
                if !self.sought.patterns[*clause].is_for(language) {
                    continue;
                }
                *counts.entry(*clause).or_default() += 1.0;
                if let Some((before, _)) = last.filter(|(_, other)| other != clause) {
                    proximity += 1.0 / ((place - before) as f64 / NEAR_WORDS).max(1.0) / 2.0;
                }
                last = Some((*place, *clause));
            }
        }
        let norm = K1 * (1.0 - B + B * window.words as f64 / MEAN_WORDS);
        let worth = |(clause, count): (usize, f64)| {
            (clause, self.sought.patterns[clause].worth * count * (K1 + 1.0) / (count + norm))
        };
        (counts.into_iter().map(worth).collect(), proximity.min(1.0))
    }

    /// Makes the terms of the best window 1, and returns what they were.
    fn normalise(&self, fits: &mut [Fit]) -> f64 {
        let mut offers: BTreeMap<DocumentId, f64> = BTreeMap::new();
        for fit in fits.iter() {
            let best = offers.entry(self.document_of(fit)).or_insert(f64::MIN_POSITIVE);
            *best = best.max(fit.terms());
        }
        let full = full_terms(offers.values().copied().collect());
        for fit in fits {
            let whole = full.max(offers[&self.document_of(fit)]);
            fit.clauses.iter_mut().for_each(|(_, worth)| *worth /= whole);
        }
        full
    }

    fn document_of(&self, fit: &Fit) -> DocumentId {
        self.pool.windows[fit.window].document
    }

    /// Weighs the theme's terms in each window's heading and title.
    fn add_headings(&self, fits: &mut [Fit], finder: &Finder, full: f64) {
        let mut known: BTreeMap<PassageId, f64> = BTreeMap::new();
        for fit in fits {
            let passage = self.pool.windows[fit.window].passage;
            fit.heading = *known.entry(passage).or_insert_with(|| self.heading(passage, finder, full));
        }
    }

    fn heading(&self, passage: PassageId, finder: &Finder, full: f64) -> f64 {
        let passage = &self.material.passages[passage.0 as usize];
        let document = self.material.corpus.document(passage.document);
        let heading = document.blocks[passage.block].heading.as_deref().unwrap_or_default();
        let language = document.source.language.as_deref();
        let mut clauses = BTreeSet::new();
        for text in [heading, &document.source.title] {
            let words = words::analyse(text, language);
            // A form that no candidate has can be no part of a match.
            let forms: Vec<Form> =
                words.iter().map(|word| self.pool.lexicon.known(&word.form).unwrap_or(Form::MAX)).collect();
            clauses.extend(finder.find(&forms).into_iter().map(|(_, clause)| clause));
        }
        let patterns = &self.sought.patterns;
        let worth =
            |clause: usize| if patterns[clause].is_for(language) { patterns[clause].worth } else { 0.0 };
        (clauses.into_iter().map(worth).sum::<f64>() / full).min(1.0)
    }

    /// Weighs each window by its words, and each word by the share of the
    /// theme's documents that use it: the centroid of Radev et al.,
    /// "Centroid-based summarization of multiple documents" (2004), over
    /// documents. Longer windows count by the square root of their words.
    fn add_centrality(&self, fits: &mut [Fit]) {
        let mut users: BTreeMap<Form, BTreeSet<DocumentId>> = BTreeMap::new();
        let mut documents = BTreeSet::new();
        for fit in fits.iter() {
            let window = &self.pool.windows[fit.window];
            documents.insert(window.document);
            for form in &window.telling {
                users.entry(*form).or_default().insert(window.document);
            }
        }
        for fit in fits.iter_mut() {
            let telling = &self.pool.windows[fit.window].telling;
            let root = (telling.len().max(1) as f64).sqrt();
            // One document alone makes no word central.
            let share = |form: &Form| (users[form].len() as f64 - 1.0) / documents.len() as f64 / root;
            fit.shared =
                telling.iter().map(|form| (*form, share(form))).filter(|(_, share)| *share > 0.0).collect();
        }
        let sum = |fit: &Fit| fit.shared.iter().map(|(_, share)| share).sum::<f64>();
        let best = fits.iter().map(sum).fold(f64::MIN_POSITIVE, f64::max);
        fits.iter_mut().flat_map(|fit| &mut fit.shared).for_each(|(_, share)| *share /= best);
    }

    /// Weighs each window by the share of its document's windows on the theme
    /// that use its words, against the best window of the document.
    fn add_document(&self, fits: &mut [Fit]) {
        let pool = self.pool;
        for group in fits
            .chunk_by_mut(|one, next| pool.windows[one.window].document == pool.windows[next.window].document)
        {
            let mut counts: BTreeMap<Form, f64> = BTreeMap::new();
            for form in group.iter().flat_map(|fit| &pool.windows[fit.window].telling) {
                *counts.entry(*form).or_default() += 1.0;
            }
            for fit in group.iter_mut() {
                let telling = &pool.windows[fit.window].telling;
                let shared: f64 = telling.iter().map(|form| counts[form] - 1.0).sum();
                fit.document = shared / (telling.len().max(1) as f64).sqrt();
            }
            let best = group.iter().map(|fit| fit.document).fold(f64::MIN_POSITIVE, f64::max);
            group.iter_mut().for_each(|fit| fit.document /= best);
        }
    }

    /// Returns the telling words of each example that candidates have.
    fn examples(&self) -> Vec<Vec<Form>> {
        let forms = |example: &String| {
            let words = words::analyse(example, None);
            let known = words.iter().filter(|word| !word.stop);
            let mut forms: Vec<Form> = known.filter_map(|word| self.pool.lexicon.known(&word.form)).collect();
            forms.sort_unstable();
            forms.dedup();
            forms
        };
        self.sought.theme.examples.iter().map(forms).collect()
    }

    /// Returns the cosine between a window and the example that it is most
    /// like, over words weighed by how few documents have them.
    fn likeness(&self, window: &Window, examples: &[Vec<Form>]) -> f64 {
        let all = self.users.iter().copied().fold(1.0, f64::max);
        let weight = |form: &Form| (1.0 + all / self.users[*form as usize].max(1.0)).ln().powi(2);
        let norm = |forms: &[Form]| forms.iter().map(weight).sum::<f64>().sqrt();
        let likeness = |example: &Vec<Form>| {
            let common = example.iter().filter(|form| window.telling.binary_search(form).is_ok());
            let both = norm(example) * norm(&window.telling);
            if both > 0.0 { common.map(weight).sum::<f64>() / both } else { 0.0 }
        };
        examples.iter().map(likeness).fold(0.0, f64::max)
    }
}

/// Returns the terms that count as 1, from the terms of each document's best
/// window: those of the best, but at most [`OUTLIER`] times the third best. A
/// sentence that was stuffed with all the words of a theme would else be the
/// measure of all others, and leave none of them.
fn full_terms(mut offers: Vec<f64>) -> f64 {
    offers.sort_by(|one, other| other.total_cmp(one));
    let best = offers.first().copied().unwrap_or(f64::MIN_POSITIVE);
    offers.get(2).map_or(best, |third| best.min(OUTLIER * third)).max(f64::MIN_POSITIVE)
}

/// Marks the windows that speak so much more to another theme that they are
/// left to it.
fn mark_elsewhere(pool: &Pool, mut themes: Vec<Vec<Fit>>) -> Vec<Vec<Fit>> {
    let mut highest = vec![0.0_f64; pool.windows.len()];
    for fit in themes.iter().flatten() {
        highest[fit.window] = highest[fit.window].max(fit.relevance());
    }
    for fits in &mut themes {
        fits.iter_mut().for_each(|fit| fit.elsewhere = fit.relevance() < OWN_THEME * highest[fit.window]);
    }
    themes
}
