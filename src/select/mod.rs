//! Selection: from hits to the few excerpts that carry a theme.
//!
//! The excerpts of a theme are chosen as a set. The value of a set is a sum of
//! concave functions of what its members add up to (the theme's points that
//! are covered, the sources that are heard) and of what each is worth alone,
//! so it is monotone and submodular, and the greedy choice reaches at least
//! half of the best value under limits a theme and a source (Fisher,
//! Nemhauser and Wolsey 1978; Lin and Bilmes 2011 for summaries).
//!
//! Everything here is a pure function of its arguments.

mod greedy;
mod on_theme;
mod quotable;
mod rank;
mod window;

use std::collections::BTreeMap;

use crate::model::theme::is_spoken;
use crate::model::{Clause, Corpus, Date, Passage, PassageId, Preference, Selection, Theme};
use crate::tool::words;

pub use on_theme::{theme_score, theme_scores};
pub use quotable::is_quotable;
pub use rank::rank;

/// A theme with what the index found for it.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// One for each clause of the theme's query, in its order.
    pub patterns: Vec<Pattern>,
    /// Matching passages and their scores, best first; scores are above 0.
    pub hits: Vec<(PassageId, f64)>,
}

/// How a clause is found in analysed words: as slots side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The clause as written in the configuration.
    pub text: String,
    /// The words in order, each with everything that it may be. Empty finds
    /// nothing.
    pub slots: Vec<Slot>,
    /// What a match is worth: the clause's weight times its inverse document
    /// frequency in the corpus. Finite, at least 0.
    pub worth: f64,
    /// The language that it is a term of, as in
    /// [`crate::model::Clause::language`].
    pub language: Option<String>,
}

/// One word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Forms, any of which is the word.
    pub forms: Vec<String>,
    /// Whether any form that begins with one of `forms` is meant.
    pub prefix: bool,
}

impl Pattern {
    /// Makes the pattern of a clause for a corpus in these languages (BCP 47).
    #[must_use]
    pub fn new(clause: &Clause, languages: &[&str], worth: f64) -> Self {
        let own = clause.language.as_deref();
        let slots = words::forms(&clause.text, own.as_ref().map_or(languages, std::slice::from_ref), own)
            .into_iter()
            .map(|word| Slot { forms: word.forms, prefix: word.prefix })
            .collect();
        Self { text: clause.text.clone(), slots, worth, language: clause.language.clone() }
    }

    /// Tells whether it is sought in documents of this language.
    fn is_for(&self, language: Option<&str>) -> bool {
        is_spoken(self.language.as_deref(), language)
    }

    /// Tells whether the pattern stands at the beginning of `forms`.
    fn stands_at(&self, forms: &[String]) -> bool {
        !self.slots.is_empty()
            && self.slots.len() <= forms.len()
            && self.slots.iter().zip(forms).all(|(slot, form)| match slot.prefix {
                true => slot.forms.iter().any(|start| form.starts_with(start)),
                false => slot.forms.contains(form),
            })
    }

    /// Counts the places where the pattern stands.
    fn count(&self, forms: &[String]) -> usize {
        (0..forms.len()).filter(|start| self.stands_at(&forms[*start..])).count()
    }
}

/// How many excerpts, how long, and what is preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quota {
    /// At most so many excerpts a theme.
    pub per_theme: usize,
    /// At most so many from one document in one theme.
    pub per_source: usize,
    /// Longest excerpt in words.
    pub max_words: usize,
    /// What is preferred beside relevance.
    pub prefer: Preference,
}

/// What each part of a window's value counts; every weight is at least 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// The theme's points that a set covers (1 is the best window's terms).
    pub coverage: f64,
    /// The score of the passage around it (1 is the best passage's).
    pub passage: f64,
    /// Words that many sources use on the theme (1 is the most central window).
    pub centrality: f64,
    /// Standing early in the document (1 is its first paragraph).
    pub position: f64,
    /// Figures, dates, named actors and quoted words (1 is all of them).
    pub informative: f64,
    /// Hearing another source.
    pub sources: f64,
    /// The document's age, halved every `half_life_days`.
    pub recency: f64,
    /// The desk's trust in the source.
    pub reliability: f64,
    /// What the audience prefers.
    pub preference: f64,
    /// Taken off where the first words point back to what is left out.
    pub opening: f64,
    /// Taken off for very short excerpts and for each sentence after the first.
    pub length: f64,
    /// Days in which a document's recency halves.
    pub half_life_days: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            coverage: 1.0,
            passage: 0.5,
            centrality: 0.5,
            position: 0.15,
            informative: 0.4,
            sources: 0.3,
            recency: 0.1,
            reliability: 0.1,
            preference: 0.6,
            opening: 1.0,
            length: 0.12,
            half_life_days: 180.0,
        }
    }
}

/// What selection works on, the same for every audience.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The corpus.
    pub corpus: &'a Corpus,
    /// Its passages; `passages[i].id.0 == i`.
    pub passages: &'a [Passage],
    /// The edition's date, from which recency counts.
    pub today: Date,
    /// Tells whether every format of the edition can carry this text; a
    /// window that cannot be carried is passed over.
    pub carriable: &'a (dyn Fn(&str) -> bool + Sync),
}

/// The windows of all themes of a brief, weighed once for all audiences.
pub struct Weighed {
    windows: window::Windows,
    themes: Vec<ThemeMeta>,
}

struct ThemeMeta {
    id: String,
    texts: Vec<String>,
    matching_documents: usize,
}

/// Finds and weighs every window that an excerpt may be cut from.
#[must_use]
pub fn weigh(material: Material<'_>, sought: &[Sought<'_>], weights: &Weights) -> Weighed {
    let themes = sought
        .iter()
        .map(|sought| ThemeMeta {
            id: sought.theme.id.clone(),
            texts: sought.patterns.iter().map(|pattern| pattern.text.clone()).collect(),
            matching_documents: matching_documents(material, sought),
        })
        .collect();
    Weighed { windows: window::weigh(material, sought, weights), themes }
}

fn matching_documents(material: Material<'_>, sought: &Sought<'_>) -> usize {
    let mut documents: Vec<_> =
        sought.hits.iter().map(|(id, _)| material.passages[id.0 as usize].document).collect();
    documents.sort_unstable();
    documents.dedup();
    documents.len()
}

/// Chooses the excerpts of every theme for one quota, in the order of the
/// themes; no sentence is chosen twice, under whatever theme.
#[must_use]
pub fn select(material: Material<'_>, weighed: &Weighed, quota: Quota, weights: &Weights) -> Vec<Selection> {
    let copies = copies(material);
    let mut taken = greedy::Taken::default();
    weighed
        .themes
        .iter()
        .enumerate()
        .map(|(theme, meta)| {
            let picks = greedy::choose(&weighed.windows, theme, quota, weights, &mut taken);
            let chosen = picks
                .into_iter()
                .filter_map(|pick| greedy::cut(material, &weighed.windows, pick, &meta.texts, &copies))
                .collect();
            Selection { theme: meta.id.clone(), chosen, matching_documents: meta.matching_documents }
        })
        .collect()
}

/// Documents by the letters and digits of each of their sentences, so that
/// syndicated copies find one another. Short sentences repeat by chance and
/// are left out.
fn copies(material: Material<'_>) -> BTreeMap<String, Vec<crate::model::DocumentId>> {
    let mut copies: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for passage in material.passages {
        let document = material.corpus.document(passage.document);
        for sentence in &passage.sentences {
            let Some(key) = letters(&document.text[sentence.clone()]) else { continue };
            let documents = copies.entry(key).or_default();
            if documents.last() != Some(&passage.document) {
                documents.push(passage.document);
            }
        }
    }
    copies.retain(|_, documents| documents.len() > 1);
    copies
}

/// Returns the letters and digits of a text in lower case; `None` under 24 of
/// them.
fn letters(text: &str) -> Option<String> {
    let key: String =
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    (key.chars().nth(23).is_some()).then_some(key)
}

#[cfg(test)]
mod tests;
