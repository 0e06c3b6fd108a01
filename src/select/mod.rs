//! Selection: from hits to the few excerpts that carry a theme.
//!
//! The excerpts of a theme are chosen as a set. The value of a set is a sum of
//! concave functions of what its members add up to (the theme's points that
//! are covered, the sources that are heard) and of what each is worth alone,
//! so it is submodular. Under limits on the number of excerpts a theme and a
//! source, which are two matroids, the greedy choice reaches at least a third
//! of the best value wherever no part is taken off (Fisher, Nemhauser and
//! Wolsey, "An analysis of approximations for maximizing submodular set
//! functions II", 1978; Lin and Bilmes 2011 for summaries); a test compares it
//! with the best of all sets. Limits of words have no such bound.
//!
//! Everything here is a pure function of its arguments.

mod editors;
mod fit;
mod gain;
mod greedy;
mod lexicon;
mod on_theme;
mod pattern;
mod quotable;
mod rank;
mod verdict;
mod window;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::copies::{Copies, Forms, Sentence};
use crate::model::{
    Alternative, Corpus, Date, Document, DocumentId, EditionName, Excerpt, Facts, PartialDate, Passage,
    PassageId, Preference, Selection, Theme, Weights,
};

pub use editors::{Dropped, Editors, PinnedRun};
pub use on_theme::{theme_score, theme_scores};
pub use pattern::{Pattern, Slot};
pub use quotable::{Unfit, is_quotable};
pub use rank::rank;
pub use verdict::{Obstacle, Place, Verdict};

use gain::Scale;
use greedy::{Chooser, Chosen, Pick, Taken};

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

/// How many excerpts, how long, and what is preferred.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quota {
    /// At most so many excerpts a theme.
    pub per_theme: usize,
    /// At most so many words a theme.
    pub words_per_theme: usize,
    /// At most so many from one document in one theme.
    pub per_source: usize,
    /// At most so many words of one document in all themes.
    pub words_per_source: usize,
    /// At least so many documents in one theme, as far as they are worthwhile.
    pub sources: usize,
    /// Longest excerpt in words.
    pub max_words: usize,
    /// What is preferred beside relevance.
    pub prefer: Preference,
    /// The pins that are obeyed: indices into [`Editors::pins`], in order.
    pub pins: Vec<usize>,
    /// The themes that are wanted, in this order: indices into what is
    /// sought; `None` for all.
    pub themes: Option<Vec<usize>>,
    /// Documents of which nothing may be given.
    pub withheld: BTreeSet<DocumentId>,
    /// Whose memory counts: what this reader was told is passed over, unless
    /// it was updated; `None` where it does not matter.
    pub reader: Option<usize>,
}

/// What readers were told by earlier editions.
pub trait Memory: Sync {
    /// Returns where a reader was shown these bytes of a document, as they
    /// stand.
    fn shown(&self, reader: usize, document: &Document, range: Range<usize>) -> Option<Before>;
    /// Returns where a reader was told what these bytes of a passage say, in
    /// other words.
    fn told(&self, reader: usize, passage: &Passage, range: Range<usize>, forms: &Forms) -> Option<Before>;
}

/// The memory of readers who were told nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMemory;

impl Memory for NoMemory {
    fn shown(&self, _reader: usize, _document: &Document, _range: Range<usize>) -> Option<Before> {
        None
    }

    fn told(&self, _: usize, _passage: &Passage, _range: Range<usize>, _forms: &Forms) -> Option<Before> {
        None
    }
}

/// An excerpt of an earlier edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// The edition.
    pub edition: EditionName,
    /// The excerpt's number there.
    pub n: u32,
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
    /// Counts what stands in these bytes of a document.
    pub facts: &'a (dyn Fn(&Document, Range<usize>) -> Facts + Sync),
    /// What readers were told before.
    pub memory: &'a dyn Memory,
}

/// The windows of all themes of a brief, weighed once for all audiences.
pub struct Weighed<'a> {
    material: Material<'a>,
    sought: &'a [Sought<'a>],
    editors: &'a Editors,
    weights: &'a Weights,
    pool: window::Pool,
    fits: Vec<Vec<fit::Fit>>,
    copies: Copies<'a>,
    matching: Vec<Matching>,
}

/// The documents with a match for a theme: how many, and the latest date.
struct Matching {
    documents: usize,
    newest: Option<PartialDate>,
}

impl Matching {
    fn of(material: Material<'_>, sought: &Sought<'_>) -> Self {
        let owner = |(id, _): &(PassageId, f64)| material.passages[id.0 as usize].document;
        let documents: BTreeSet<DocumentId> = sought.hits.iter().map(owner).collect();
        let newest = documents.iter().filter_map(|id| material.corpus.document(*id).source.date).max();
        Self { documents: documents.len(), newest }
    }
}

/// Finds and weighs every window that an excerpt may be cut from.
#[must_use]
pub fn weigh<'a>(
    material: Material<'a>,
    sought: &'a [Sought<'a>],
    editors: &'a Editors,
    weights: &'a Weights,
) -> Weighed<'a> {
    let pool = window::pool(material, sought, editors, weights);
    let fits = fit::fits(material, &pool, sought, editors);
    let copies = copies(material, sought);
    let matching = sought.iter().map(|sought| Matching::of(material, sought)).collect();
    Weighed { material, sought, editors, weights, pool, fits, copies, matching }
}

impl Weighed<'_> {
    /// Chooses the excerpts of every theme for one quota, in the order of the
    /// themes; no sentence is chosen twice, under whatever theme.
    #[must_use]
    pub fn select(&self, quota: &Quota) -> Vec<Selection> {
        let (chosen, _) = self.choose(quota);
        self.sought
            .iter()
            .zip(&self.matching)
            .zip(chosen)
            .map(|((sought, matching), chosen)| Selection {
                theme: sought.theme.id.clone(),
                chosen: chosen.picks.into_iter().filter_map(|pick| self.cut(sought, pick)).collect(),
                matching_documents: matching.documents,
                newest_match: matching.newest,
            })
            .collect()
    }

    fn choose<'s>(&'s self, quota: &'s Quota) -> (Vec<Chosen<'s>>, Taken<'s>) {
        let mut taken = Taken::default();
        let mut chosen: Vec<Chosen<'s>> = self.sought.iter().map(|_| Chosen::default()).collect();
        let all = || (0..self.sought.len()).collect();
        for theme in quota.themes.clone().unwrap_or_else(all) {
            chosen[theme] = self.chooser(theme, quota).choose(&mut taken);
        }
        (chosen, taken)
    }

    fn chooser<'s>(&'s self, theme: usize, quota: &'s Quota) -> Chooser<'s, 's> {
        let scale = Scale { weights: self.weights, quota, patterns: &self.sought[theme].patterns };
        let (material, pool) = (self.material, &self.pool);
        Chooser { material, pool, fits: &self.fits[theme], theme, quota, editors: self.editors, scale }
    }

    /// Cuts the excerpt of a pick; `None` never happens for windows of these
    /// passages.
    fn cut(&self, sought: &Sought<'_>, pick: Pick<'_>) -> Option<crate::model::Chosen> {
        let window = &self.pool.windows[pick.fit.window];
        let passage = &self.material.passages[window.passage.0 as usize];
        let document = self.material.corpus.document(window.document);
        let excerpt = Excerpt::cut(document, passage, window.sentences.clone())?;
        let alternative = |(window, score): (usize, f64)| {
            let window = &self.pool.windows[window];
            Alternative { document: window.document, range: window.range.clone(), score }
        };
        Some(crate::model::Chosen {
            excerpt,
            score: pick.gain.total(),
            parts: pick.gain.parts(),
            matched: self.matched(sought, pick.fit),
            also_in: self.also_in(window, passage, document),
            pinned: pick.pinned,
            preferred_to: pick.before.into_iter().map(alternative).collect(),
        })
    }

    fn matched(&self, sought: &Sought<'_>, fit: &fit::Fit) -> Vec<String> {
        fit.clauses.iter().map(|(clause, _)| sought.patterns[*clause].text.clone()).collect()
    }

    /// Returns the other documents that have the window's sentences in the same
    /// or nearly the same words.
    fn also_in(&self, window: &window::Window, passage: &Passage, document: &Document) -> Vec<DocumentId> {
        let sentences = &passage.sentences[window.sentences.clone()];
        let run: Vec<&str> = sentences.iter().map(|range| &document.text[range.clone()]).collect();
        self.copies.elsewhere(&run, document.source.language.as_deref(), document.id)
    }

    /// Returns the sentences that speak to a theme and may be quoted, by the
    /// first theme that each speaks to, in the order of the corpus.
    #[must_use]
    pub fn on_theme(&self) -> Vec<OnTheme> {
        let mut found: BTreeMap<(PassageId, usize), usize> = BTreeMap::new();
        for (theme, fits) in self.fits.iter().enumerate() {
            for fit in fits.iter().filter(|fit| !fit.elsewhere && fit.relevance() > 0.0) {
                let window = &self.pool.windows[fit.window];
                let dropped = self.editors.drops(window.document, &window.range);
                if window.sentences.len() == 1 && !dropped {
                    found.entry((window.passage, window.sentences.start)).or_insert(theme);
                }
            }
        }
        let sentence = |((passage, sentence), theme)| OnTheme { theme, passage, sentence };
        found.into_iter().map(sentence).collect()
    }
}

/// A sentence that speaks to a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnTheme {
    /// The theme's index among those that are sought.
    pub theme: usize,
    /// The passage.
    pub passage: PassageId,
    /// The index of the sentence in the passage.
    pub sentence: usize,
}

/// Passages a theme whose sentences may be copies of an excerpt. A copy of a
/// passage has its score, but for headings and titles, and so stands near it.
const MAX_COPIES: usize = 3000;

/// Prepares the sentences of what was found to be known again.
fn copies<'a>(material: Material<'a>, sought: &[Sought<'_>]) -> Copies<'a> {
    let hits = sought.iter().flat_map(|sought| sought.hits.iter().take(MAX_COPIES).map(|(id, _)| *id));
    let passages: BTreeSet<PassageId> = hits.collect();
    let sentences = passages.iter().flat_map(|id| {
        let passage = &material.passages[id.0 as usize];
        let document = material.corpus.document(passage.document);
        passage.sentences.iter().map(|range| Sentence {
            document: document.id,
            text: &document.text[range.clone()],
            language: document.source.language.as_deref(),
        })
    });
    Copies::new(sentences.collect())
}

#[cfg(test)]
mod tests;
