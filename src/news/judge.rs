//! Whether a reader knows what an edition tells.

use std::collections::BTreeMap;

use super::findings::{Figures, Pair, disagreement, event};
use super::told::Memory;
use super::{Earlier, Edition, Gone, Item, Judged, News, Revised};
use crate::manifest::compare::{LEAST_LIKENESS, likeness};
use crate::model::Status;
use crate::tool::white_space::folded;

/// Judges what an edition tells against what its reader was shown. Everything
/// is new to a reader who was shown nothing.
#[must_use]
pub fn judge(edition: Edition<'_>, memory: &Memory<'_, '_>) -> News {
    if memory.since().is_none() {
        return News::first(edition);
    }
    let judge = Judge::new(edition, memory);
    let excerpts: Vec<Judged> = edition.items.iter().map(|item| judge.item(item)).collect();
    let disagreements = edition.disagreements.iter().map(|entry| disagreement(entry, edition, memory));
    News {
        since: memory.since(),
        disagreements: disagreements.collect(),
        gone: judge.gone(&excerpts),
        excerpts,
    }
}

struct Judge<'j> {
    edition: Edition<'j>,
    memory: &'j Memory<'j, 'j>,
    /// The words of the edition's excerpts on one line, by their documents.
    now: BTreeMap<&'j str, Vec<String>>,
    figures: Figures<'j>,
}

impl<'j> Judge<'j> {
    fn new(edition: Edition<'j>, memory: &'j Memory<'j, 'j>) -> Self {
        let mut now: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for item in edition.items {
            now.entry(item.said.document).or_default().push(folded(item.said.text));
        }
        Self { edition, memory, now, figures: Figures::of(memory) }
    }

    fn item(&self, item: &Item<'_>) -> Judged {
        let known = |earlier| Judged {
            status: Status::Standing,
            earlier,
            figures: item.figures.iter().map(|_| Revised { status: Status::Standing, was: None }).collect(),
            events: vec![Status::Standing; item.events.len()],
        };
        if self.memory.shown_at(&item.said).is_some() {
            return known(None);
        }
        let before = self.before(item);
        if before.is_none() {
            let dates = || item.events.iter().map(|event| event.date.clone()).collect();
            if let Some(place) = self.memory.repeated_at(&item.said, &item.forms, dates) {
                return known(Some(self.memory.told.earlier(place)));
            }
        }
        self.unknown(item, before)
    }

    /// Judges an excerpt that says what the reader was not told.
    fn unknown(&self, item: &Item<'_>, before: Option<usize>) -> Judged {
        let pair = before.map(|place| Pair::of(self.memory, place));
        let figures = self.figures.judge(item, pair.as_ref());
        // A figure that another source revises makes the excerpt an update, if
        // it says the same but for this.
        let text = |place: usize| self.memory.told.shown[place].excerpt.text.as_str();
        let is_alike = |place: &usize| likeness(text(*place), item.said.text) >= LEAST_LIKENESS;
        let revised = || figures.iter().filter_map(|(_, place)| *place).find(is_alike);
        let before = before.or_else(revised);
        Judged {
            status: if before.is_some() { Status::Updated } else { Status::New },
            earlier: before.map(|place| self.memory.told.earlier(place)),
            events: item.events.iter().map(|found| event(found, item, pair.as_ref(), self.memory)).collect(),
            figures: figures.into_iter().map(|(revised, _)| revised).collect(),
        }
    }

    /// Returns what an excerpt was before: the one of its document that it
    /// enlarges or is cut anew from, or that the document has in other words
    /// now; the one that is most like it, of the newest edition.
    fn before(&self, item: &Item<'_>) -> Option<usize> {
        let said = &item.said;
        let now = folded(said.text);
        let mut best: Option<(f64, usize)> = None;
        for place in self.memory.of(said.document) {
            let shown = &self.memory.told.shown[place];
            let bytes = shown.excerpt.start_byte..shown.excerpt.end_byte;
            let is_same_state = shown.document.text_sha256 == *said.text_sha256;
            let overlaps = is_same_state && bytes.start < said.range.end && said.range.start < bytes.end;
            let alike = match () {
                () if overlaps || now.contains(&shown.folded) => 1.0,
                () if !self.memory.is_replaced(place, said) || self.stands(said.document, &shown.folded) => {
                    continue;
                }
                () => likeness(&shown.folded, &now),
            };
            if alike >= LEAST_LIKENESS && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, place));
            }
        }
        best.map(|(_, place)| place)
    }

    /// Tells whether an excerpt of the edition has these words of a document.
    fn stands(&self, document: &str, words: &str) -> bool {
        self.now.get(document).is_some_and(|texts| texts.iter().any(|text| text.contains(words)))
    }

    /// Returns what the reader was shown last and is not told now, in whatever
    /// words.
    fn gone(&self, judged: &[Judged]) -> Vec<Gone> {
        let given: Vec<(&Item<'_>, &Judged)> = self
            .edition
            .items
            .iter()
            .zip(judged)
            .filter(|(item, _)| self.edition.given.contains(&item.n))
            .collect();
        let told = |place: &usize| {
            let shown = &self.memory.told.shown[*place];
            let goes_back = |earlier: &Earlier| folded(&earlier.text) == shown.folded;
            given.iter().any(|(item, judged)| {
                let now = folded(item.said.text);
                let is_of = item.said.document == shown.document.id
                    || *item.said.text_sha256 == shown.document.text_sha256;
                is_of && (now.contains(&shown.folded) || shown.folded.contains(&now))
                    || judged.earlier.as_ref().is_some_and(goes_back)
            })
        };
        let last = self.memory.last;
        let shown = self.memory.told.shown.iter().enumerate();
        let own = shown.filter(|(place, shown)| self.memory.own[*place] && Some(shown.edition) == last);
        own.filter(|(place, _)| !told(place))
            .map(|(place, shown)| Gone {
                earlier: self.memory.told.earlier(place),
                theme: shown.excerpt.theme.clone(),
                withdrawn: self.edition.says.is_some_and(|says| !says(shown.document, &shown.folded)),
            })
            .collect()
    }
}
