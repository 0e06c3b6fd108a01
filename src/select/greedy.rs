//! The choice of a set: greedy by what each window adds.

use std::collections::{BTreeMap, BTreeSet};

use super::editors::Editors;
use super::fit::Fit;
use super::gain::{Gain, Scale, State};
use super::verdict::{Obstacle, Place};
use super::window::{Pool, Window};
use super::{Before, Material, Quota};
use crate::copies::is_repeat;
use crate::model::{DocumentId, PassageId};

/// A window with less than this share of the best window's terms is no
/// answer to the theme: a short list is better than a padded one.
const FLOOR: f64 = 0.2;
/// A window that would add less by itself than this share of what the best one
/// would is padding too. The best is that of the third document: one window
/// that has everything is no measure for the others.
const WORTHWHILE: f64 = 0.3;
const MEASURE: usize = 2;
/// A window in a passage whose score is under this share of the best passage's
/// has the theme's words by chance.
const BY_CHANCE: f64 = 0.15;
/// So many of those that an excerpt was preferred to are remembered.
const ALTERNATIVES: usize = 3;

/// What an audience has already, under whatever theme.
#[derive(Default)]
pub(super) struct Taken<'w> {
    windows: Vec<(Place, usize, &'w Window)>,
    words: BTreeMap<DocumentId, usize>,
}

impl Taken<'_> {
    /// Returns the first excerpt that is cut from a passage.
    pub(super) fn place_in(&self, passage: PassageId) -> Option<Place> {
        self.windows.iter().find(|(.., window)| window.passage == passage).map(|(place, ..)| *place)
    }
}

/// A window that was chosen.
pub(super) struct Pick<'w> {
    pub(super) fit: &'w Fit,
    pub(super) gain: Gain,
    pub(super) pinned: bool,
    /// The next best of other sentences, best first, with what they would
    /// have added.
    pub(super) before: Vec<(usize, f64)>,
}

/// The choice for one theme.
#[derive(Default)]
pub(super) struct Chosen<'w> {
    pub(super) picks: Vec<Pick<'w>>,
    /// What is chosen at the end.
    pub(super) state: State,
    /// The least that a window must add by itself.
    pub(super) least: f64,
    /// At least so many sources were asked for.
    sources: usize,
}

/// Chooses windows for one theme.
pub(super) struct Chooser<'a, 'w> {
    pub(super) material: Material<'w>,
    pub(super) pool: &'w Pool,
    pub(super) fits: &'w [Fit],
    pub(super) theme: usize,
    pub(super) quota: &'a Quota,
    pub(super) editors: &'a Editors,
    pub(super) scale: Scale<'a>,
}

impl<'w> Chooser<'_, 'w> {
    /// Chooses pins in the editors' order, then windows best first.
    pub(super) fn choose(&self, taken: &mut Taken<'w>) -> Chosen<'w> {
        let mut open: Vec<&Fit> = self.fits.iter().filter(|fit| self.standing(fit).is_none()).collect();
        let none = State::default();
        let alone = |fit: &Fit| self.scale.gain(fit, self.window(fit), &none).total();
        let least = WORTHWHILE * self.measure(&open, alone);
        open.retain(|fit| alone(fit) >= least);
        let mut chosen = Chosen { picks: Vec::new(), state: State::default(), least, sources: 0 };
        for fit in self.pins() {
            let gain = self.scale.gain(fit, self.window(fit), &chosen.state);
            self.take(Pick { fit, gain, pinned: true, before: Vec::new() }, &mut chosen, taken);
        }
        let offered: BTreeSet<DocumentId> = open.iter().map(|fit| self.window(fit).document).collect();
        chosen.sources = self.quota.sources.min(offered.len());
        let mut compared = 0;
        while chosen.picks.len() < self.quota.per_theme {
            // What stood the earlier excerpts is compared with the new ones only.
            open.retain(|fit| self.shut(fit, &chosen, taken, compared).is_none());
            compared = taken.windows.len();
            let Some(pick) = self.best(&open, &chosen) else { break };
            self.take(pick, &mut chosen, taken);
        }
        chosen
    }

    /// Returns what the best window of the document adds that is third best at
    /// it, or the last of fewer; 0 without any.
    fn measure(&self, open: &[&Fit], alone: impl Fn(&Fit) -> f64) -> f64 {
        let mut offers: BTreeMap<DocumentId, f64> = BTreeMap::new();
        for fit in open {
            let best = offers.entry(self.window(fit).document).or_default();
            *best = best.max(alone(fit));
        }
        let mut offers: Vec<f64> = offers.into_values().collect();
        offers.sort_by(|one, other| other.total_cmp(one));
        offers.get(MEASURE).or(offers.last()).copied().unwrap_or(0.0)
    }

    fn window(&self, fit: &Fit) -> &'w Window {
        &self.pool.windows[fit.window]
    }

    fn pins(&self) -> impl Iterator<Item = &'w Fit> {
        let pinned = self.quota.pins.iter().filter_map(|pin| self.editors.pins.get(*pin));
        pinned.filter(|pin| pin.theme == self.theme).filter_map(|pin| {
            self.fits.iter().find(|fit| {
                let window = self.window(fit);
                window.passage == pin.passage && window.sentences == pin.sentences
            })
        })
    }

    /// Returns the window that adds most; the first of equals.
    fn best(&self, open: &[&'w Fit], chosen: &Chosen<'w>) -> Option<Pick<'w>> {
        let weighed: Vec<(Gain, &'w Fit)> = open
            .iter()
            .filter(|fit| !self.is_place_for_another(self.window(fit), chosen))
            .map(|fit| (self.scale.gain(fit, self.window(fit), &chosen.state), *fit))
            .collect();
        let mut order: Vec<usize> = (0..weighed.len()).collect();
        // The sort is stable: windows are in the order of the corpus.
        order.sort_by(|one, other| weighed[*other].0.total().total_cmp(&weighed[*one].0.total()));
        let (gain, fit) = weighed.get(*order.first()?).filter(|(gain, _)| gain.total() > 0.0)?;
        let mut before: Vec<(usize, f64)> = Vec::new();
        for place in &order[1..] {
            let (gain, other) = &weighed[*place];
            let is_other = |chosen: usize| !self.pool.windows[chosen].overlaps(self.window(other));
            if is_other(fit.window) && before.iter().all(|(window, _)| is_other(*window)) {
                before.push((other.window, gain.total()));
            }
            if before.len() == ALTERNATIVES {
                break;
            }
        }
        Some(Pick { fit, gain: *gain, pinned: false, before })
    }

    fn take(&self, pick: Pick<'w>, chosen: &mut Chosen<'w>, taken: &mut Taken<'w>) {
        let window = self.window(pick.fit);
        chosen.state.add(pick.fit, window);
        *taken.words.entry(window.document).or_default() += window.words;
        taken.windows.push((Place { theme: self.theme, index: chosen.picks.len() }, pick.fit.window, window));
        chosen.picks.push(pick);
    }

    /// Tells what shuts a window out whatever is chosen.
    pub(super) fn standing(&self, fit: &Fit) -> Option<Obstacle> {
        let window = self.window(fit);
        let rules = [
            (self.quota.withheld.contains(&window.document), Obstacle::Withheld),
            (self.editors.drops(window.document, &window.range), Obstacle::Dropped),
            (fit.elsewhere, Obstacle::Elsewhere),
            (fit.relevance() < FLOOR, Obstacle::Weak { share: fit.relevance(), least: FLOOR }),
            (fit.examples < FLOOR && fit.passage < BY_CHANCE, Obstacle::ByChance),
            (
                window.words > self.quota.max_words,
                Obstacle::Long { words: window.words, most: self.quota.max_words },
            ),
            (
                window.resolved_with.is_some_and(|words| words <= self.quota.max_words),
                Obstacle::LeansOnSentenceBefore,
            ),
            (
                self.pool.sentences[window.pooled.clone()].iter().any(|sentence| sentence.unfit.is_some()),
                Obstacle::Unfit,
            ),
        ];
        let shut = rules.into_iter().find(|(shut, _)| *shut).map(|(_, obstacle)| obstacle);
        shut.or_else(|| self.told(window, fit.window))
    }

    /// Tells whether a reader whose memory counts was told a window: all of it
    /// as it stands, a part of it beside which the rest can stand alone, or
    /// what it says in other words.
    fn told(&self, window: &Window, place: usize) -> Option<Obstacle> {
        let reader = self.quota.reader?;
        let memory = self.material.memory;
        let document = self.material.corpus.document(window.document);
        let passage = &self.material.passages[window.passage.0 as usize];
        let sentences = &passage.sentences[window.sentences.clone()];
        let shown: Vec<Option<Before>> =
            sentences.iter().map(|range| memory.shown(reader, document, range.clone())).collect();
        if let Some(before) = shown.iter().find_map(|before| *before) {
            let rest = shown.iter().position(Option::is_none);
            let leans = |rest: usize| self.pool.sentences[window.pooled.start + rest].points_back;
            if !rest.is_some_and(leans) {
                return Some(Obstacle::Shown(before));
            }
        }
        memory.told(reader, passage, window.range.clone(), &self.pool.alike[place]).map(Obstacle::Told)
    }

    /// Tells what shuts a window out after what is chosen; it was compared with
    /// the first `compared` excerpts before.
    pub(super) fn shut(
        &self,
        fit: &Fit,
        chosen: &Chosen<'_>,
        taken: &Taken<'_>,
        compared: usize,
    ) -> Option<Obstacle> {
        let window = self.window(fit);
        let new = &taken.windows[compared..];
        if let Some((place, ..)) = new.iter().find(|(.., other)| other.overlaps(window)) {
            return Some(Obstacle::Taken(*place));
        }
        let alike = &self.pool.alike;
        let repeats = |other: usize| is_repeat(&alike[other], &alike[fit.window]);
        if let Some((place, ..)) = new.iter().find(|(_, other, _)| repeats(*other)) {
            return Some(Obstacle::Repeats(*place));
        }
        let quota = self.quota;
        let quoted = taken.words.get(&window.document).copied().unwrap_or(0);
        let rules = [
            (
                chosen.state.of_document(window.document) >= quota.per_source,
                Obstacle::SourceCount { most: quota.per_source },
            ),
            (
                quoted + window.words > quota.words_per_source,
                Obstacle::SourceWords { quoted, most: quota.words_per_source },
            ),
            (
                chosen.state.words + window.words > quota.words_per_theme,
                Obstacle::ThemeWords { most: quota.words_per_theme },
            ),
        ];
        rules.into_iter().find(|(shut, _)| *shut).map(|(_, obstacle)| obstacle)
    }

    /// Tells whether the places that are left are kept for sources that are
    /// not heard yet, and this is not one of them.
    fn is_place_for_another(&self, window: &Window, chosen: &Chosen<'_>) -> bool {
        let left = self.quota.per_theme - chosen.picks.len();
        let missing = chosen.sources.saturating_sub(chosen.state.documents());
        missing >= left && chosen.state.of_document(window.document) > 0
    }
}
