//! Why a passage was left out.

use super::fit::Fit;
use super::gain::State;
use super::greedy::{Chosen, Taken};
use super::quotable::{Unfit, unfit};
use super::window::MAX_HITS;
use super::{Before, Quota, Weighed};
use crate::model::PassageId;

/// An excerpt of an audience: the theme's index and its place under it, both
/// from 0, in the order of choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The theme's index among those that are sought.
    pub theme: usize,
    /// The excerpt's index under it.
    pub index: usize,
}

/// What shut a run of sentences out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Obstacle {
    /// Its document is marked higher than the audience may see.
    Withheld,
    /// The editors dropped it.
    Dropped,
    /// It speaks more to another theme of the brief.
    Elsewhere,
    /// It has too little of the theme's terms.
    Weak {
        /// Its share of the best window's terms.
        share: f64,
        /// The least that is needed.
        least: f64,
    },
    /// The passage around it says little on the theme.
    ByChance,
    /// It is longer than an excerpt of the audience may be.
    Long {
        /// Its words.
        words: usize,
        /// The most that an excerpt may have.
        most: usize,
    },
    /// It begins with words that the sentence before explains, which can be
    /// quoted with it.
    LeansOnSentenceBefore,
    /// A sentence of it may not be quoted.
    Unfit,
    /// The reader was shown it, or a part of it, by an earlier edition.
    Shown(Before),
    /// An earlier edition told the reader the same in other words.
    Told(Before),
    /// A sentence of it is in an excerpt already.
    Taken(Place),
    /// An excerpt says the same.
    Repeats(Place),
    /// Its document has its share of excerpts.
    SourceCount {
        /// The share.
        most: usize,
    },
    /// Its document has its share of words.
    SourceWords {
        /// Words that are quoted from it already.
        quoted: usize,
        /// The share.
        most: usize,
    },
    /// The theme has its share of words.
    ThemeWords {
        /// The share.
        most: usize,
    },
    /// It would add too little by itself.
    Padding {
        /// What it would add.
        value: f64,
        /// The least that is needed.
        least: f64,
    },
    /// Others added more.
    Outbid {
        /// What it would add at the end.
        value: f64,
        /// What the last excerpt that was chosen added.
        last: f64,
    },
}

/// What became of a passage under a theme.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Part of it is an excerpt.
    Chosen(Place),
    /// It has no sentences: it is a heading, a table, an aside.
    NotProse,
    /// None of its sentences may be quoted, each for its own reason.
    Unquotable(Vec<Unfit>),
    /// It is not among what was found for the theme.
    NotFound,
    /// It was found, but so many others stand before it that it was not
    /// looked at.
    TooFarDown {
        /// Its place among the hits, from 1.
        rank: usize,
        /// So many are looked at.
        most: usize,
    },
    /// The best of its runs of sentences was shut out.
    LeftOut {
        /// The run: bytes of the document's text.
        range: std::ops::Range<usize>,
        /// What it would have added by itself.
        value: f64,
        /// The clauses that it has.
        matched: Vec<String>,
        /// What shut it out.
        obstacle: Obstacle,
    },
}

impl Weighed<'_> {
    /// Says what became of a passage under a theme (by its index), for one
    /// quota.
    #[must_use]
    pub fn verdict(&self, quota: &Quota, theme: usize, passage: PassageId) -> Verdict {
        let place = &self.material.passages[passage.0 as usize];
        let document = self.material.corpus.document(place.document);
        if place.sentences.is_empty() || !document.blocks[place.block].kind.is_prose() {
            return Verdict::NotProse;
        }
        let (chosen, taken) = self.choose(quota);
        if let Some(place) = taken.place_in(passage).filter(|place| place.theme == theme) {
            return Verdict::Chosen(place);
        }
        let unfit = unquotable(place.sentences.iter().map(|range| &document.text[range.clone()]));
        if !unfit.is_empty() {
            return Verdict::Unquotable(unfit);
        }
        let Some(rank) = self.sought[theme].hits.iter().position(|(id, _)| *id == passage) else {
            return Verdict::NotFound;
        };
        if rank >= MAX_HITS {
            return Verdict::TooFarDown { rank: rank + 1, most: MAX_HITS };
        }
        self.best_of(quota, theme, passage, &chosen[theme], &taken)
    }

    /// Says what shut the best run of a passage out.
    fn best_of(
        &self,
        quota: &Quota,
        theme: usize,
        passage: PassageId,
        chosen: &Chosen<'_>,
        taken: &Taken<'_>,
    ) -> Verdict {
        let chooser = self.chooser(theme, quota);
        let none = State::default();
        let value =
            |fit: &Fit, state: &State| chooser.scale.gain(fit, &self.pool.windows[fit.window], state).total();
        let runs = self.fits[theme].iter().filter(|fit| self.pool.windows[fit.window].passage == passage);
        let weighed = runs.map(|fit| (chooser.standing(fit), value(fit, &none), fit));
        // A run that nothing but others shut out says more than a better one
        // that is too long.
        let best = weighed.reduce(|best, next| {
            let key = |run: &(Option<Obstacle>, f64, _)| (run.0.is_none(), run.1);
            if key(&next) > key(&best) { next } else { best }
        });
        let Some((standing, alone, fit)) = best else { return Verdict::NotFound };
        let last = chosen.picks.last().map_or(0.0, |pick| pick.gain.total());
        let obstacle = standing
            .or((alone < chosen.least).then_some(Obstacle::Padding { value: alone, least: chosen.least }))
            .or_else(|| chooser.shut(fit, chosen, taken, 0))
            .unwrap_or_else(|| Obstacle::Outbid { value: value(fit, &chosen.state), last });
        Verdict::LeftOut {
            range: self.pool.windows[fit.window].range.clone(),
            value: alone,
            matched: self.matched(&self.sought[theme], fit),
            obstacle,
        }
    }
}

/// Returns why each sentence may not be quoted; empty if any may.
pub(super) fn unquotable<'t>(sentences: impl Iterator<Item = &'t str>) -> Vec<Unfit> {
    let reasons: Vec<Option<Unfit>> = sentences.map(unfit).collect();
    match reasons.iter().all(Option::is_some) {
        true => reasons.into_iter().flatten().collect(),
        false => Vec::new(),
    }
}
