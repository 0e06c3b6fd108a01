//! What a window adds to what is chosen, aspect by aspect.

use std::collections::BTreeMap;

use super::fit::Fit;
use super::lexicon::Form;
use super::window::Window;
use super::{Pattern, Quota};
use crate::model::{Aspect, DocumentId, Part, Preference, Weights};

/// What has been chosen for a theme so far.
#[derive(Default)]
pub(super) struct State {
    /// The worth of what each clause was found for.
    clauses: BTreeMap<usize, f64>,
    /// How often each shared word was chosen.
    shared: BTreeMap<Form, f64>,
    /// Excerpts and terms of each document.
    documents: BTreeMap<DocumentId, (usize, f64)>,
    pub(super) words: usize,
}

impl State {
    /// Returns how many excerpts are of a document.
    pub(super) fn of_document(&self, document: DocumentId) -> usize {
        self.documents.get(&document).map_or(0, |(count, _)| *count)
    }

    /// Returns how many documents are heard.
    pub(super) fn documents(&self) -> usize {
        self.documents.len()
    }

    pub(super) fn add(&mut self, fit: &Fit, window: &Window) {
        for (clause, worth) in &fit.clauses {
            *self.clauses.entry(*clause).or_default() += worth;
        }
        for (form, _) in &fit.shared {
            *self.shared.entry(*form).or_default() += 1.0;
        }
        let (count, terms) = self.documents.entry(window.document).or_default();
        *count += 1;
        *terms += fit.terms();
        self.words += window.words;
    }
}

/// What a window adds, for each of [`Aspect::ALL`], weighed.
#[derive(Clone, Copy)]
pub(super) struct Gain([f64; Aspect::ALL.len()]);

impl Gain {
    pub(super) fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Returns the aspects that count, in their order.
    pub(super) fn parts(&self) -> Vec<Part> {
        Aspect::ALL
            .iter()
            .zip(self.0)
            .filter(|(_, value)| *value != 0.0)
            .map(|(aspect, value)| Part { name: aspect.name().to_owned(), value })
            .collect()
    }
}

/// Weighs windows against what is chosen.
#[derive(Clone, Copy)]
pub(super) struct Scale<'a> {
    pub(super) weights: &'a Weights,
    pub(super) quota: &'a Quota,
    pub(super) patterns: &'a [Pattern],
}

impl Scale<'_> {
    /// Says what a window adds. Terms, phrases, centrality and sources are
    /// concave: a point that is covered adds less each time.
    pub(super) fn gain(&self, fit: &Fit, window: &Window, state: &State) -> Gain {
        let own = &window.own;
        let (terms, phrases) = self.coverage(fit, state);
        let centrality: f64 = fit
            .shared
            .iter()
            .map(|(form, share)| share * step(state.shared.get(form).copied().unwrap_or(0.0), 1.0))
            .sum();
        let heard = state.documents.get(&window.document).map_or(0.0, |(_, terms)| *terms);
        let audience = match self.quota.prefer {
            Preference::Relevance => 0.0,
            Preference::Quotations => own.quotation,
            Preference::Figures => own.figure,
        };
        Gain(Aspect::ALL.map(|aspect| {
            let value = match aspect {
                Aspect::Terms => terms,
                Aspect::Phrases => phrases,
                Aspect::Proximity => fit.proximity,
                Aspect::Passage => fit.passage,
                Aspect::Heading => fit.heading,
                Aspect::Examples => fit.examples,
                Aspect::Centrality => centrality,
                Aspect::Document => fit.document,
                Aspect::Informative => own.informative,
                Aspect::Position => own.position,
                Aspect::Sources => step(heard, fit.terms()),
                Aspect::Recency => own.recency,
                Aspect::Reliability => own.reliability,
                Aspect::Preferred => fit.preferred,
                Aspect::Audience => audience,
                Aspect::Opening => own.opening,
                Aspect::Length => own.length,
            };
            let sign = if aspect.is_taken_off() { -1.0 } else { 1.0 };
            sign * self.weights.of(aspect) * value
        }))
    }

    fn coverage(&self, fit: &Fit, state: &State) -> (f64, f64) {
        let (mut terms, mut phrases) = (0.0, 0.0);
        for (clause, worth) in &fit.clauses {
            let before = state.clauses.get(clause).copied().unwrap_or(0.0);
            let adds = step(before, *worth) * worth.sqrt();
            if self.patterns[*clause].is_phrase() { phrases += adds } else { terms += adds }
        }
        (terms, phrases)
    }
}

/// What `more` adds on top of `before` under a square root.
fn step(before: f64, more: f64) -> f64 {
    (before + more).sqrt() - before.sqrt()
}
