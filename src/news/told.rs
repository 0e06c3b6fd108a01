//! What readers were shown by earlier editions.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::{Earlier, Said};
use crate::copies::{Forms, Repeats};
use crate::findings::{self, Claim};
use crate::manifest::{DocumentEntry, EventSpan, ExcerptEntry, FigureSpan, Manifest};
use crate::model::{DocumentId, EditionName, Sha256};
use crate::tool::sentences;
use crate::tool::white_space::folded;

/// What earlier editions of a brief showed, whoever was shown it.
#[derive(Debug, Default)]
pub struct Told<'a> {
    /// The newest first.
    pub(super) editions: Vec<(EditionName, &'a Manifest)>,
    pub(super) shown: Vec<Shown<'a>>,
    /// The place of an excerpt among what was shown, by its edition's place and
    /// its number there.
    pub(super) places: BTreeMap<(usize, u32), usize>,
    /// By their dates: events, and the places of their excerpts.
    pub(super) of_date: BTreeMap<&'a str, Vec<(usize, &'a EventSpan)>>,
    /// The different texts of what was shown, and who shows each, in order.
    repeats: Repeats,
    of_text: Vec<Vec<u32>>,
}

/// An excerpt that an edition showed.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    /// The edition's place: 0 for the newest.
    pub(super) edition: usize,
    pub(super) excerpt: &'a ExcerptEntry,
    pub(super) document: &'a DocumentEntry,
    /// Its words on one line.
    pub(super) folded: String,
    pub(super) figures: Vec<&'a FigureSpan>,
    pub(super) events: Vec<&'a EventSpan>,
}

impl<'a> Told<'a> {
    /// Prepares what editions of a brief showed, the newest first. One whose
    /// date cannot be read is passed over.
    #[must_use]
    pub fn new(manifests: impl IntoIterator<Item = &'a Manifest>) -> Self {
        let named = |manifest: &'a Manifest| Some((manifest.name().ok()?, manifest));
        let editions: Vec<(EditionName, &Manifest)> = manifests.into_iter().filter_map(named).collect();
        let shown: Vec<Shown<'a>> =
            editions.iter().enumerate().flat_map(|(place, (_, manifest))| shown(place, manifest)).collect();
        let mut texts: BTreeMap<(&str, Option<&str>), Vec<u32>> = BTreeMap::new();
        let mut of_date: BTreeMap<&str, Vec<(usize, &EventSpan)>> = BTreeMap::new();
        for (place, one) in shown.iter().enumerate() {
            let language = one.document.language.as_deref();
            texts.entry((&one.folded, language)).or_default().push(place as u32);
            for event in &one.events {
                of_date.entry(&event.date).or_default().push((place, event));
            }
        }
        let places =
            shown.iter().enumerate().map(|(place, one)| ((one.edition, one.excerpt.n), place)).collect();
        let (texts, of_text): (Vec<_>, Vec<_>) = texts.into_iter().unzip();
        let forms = texts.par_iter().map(|(text, language)| Forms::new(text, *language)).collect();
        let repeats = Repeats::new(forms);
        Self { editions, shown, places, of_date, repeats, of_text }
    }

    /// Returns what one audience was shown: what its briefings cite in those
    /// editions that have a file for it.
    #[must_use]
    pub fn memory(&self, audience: &str) -> Memory<'_, 'a> {
        let cited: Vec<BTreeSet<u32>> =
            self.editions.iter().map(|(_, manifest)| cited(manifest, audience)).collect();
        let own = self.shown.iter().map(|shown| cited[shown.edition].contains(&shown.excerpt.n)).collect();
        let last = self.editions.iter().position(|(_, manifest)| had(manifest, audience));
        self.memory_of(own, last)
    }

    /// Returns all that the editions have, as if one reader had been shown it.
    #[must_use]
    pub fn everything(&self) -> Memory<'_, 'a> {
        let last = (!self.editions.is_empty()).then_some(0);
        self.memory_of(vec![true; self.shown.len()], last)
    }

    fn memory_of(&self, own: Vec<bool>, last: Option<usize>) -> Memory<'_, 'a> {
        let mut memory =
            Memory { told: self, own, last, of_bytes: BTreeMap::new(), of_document: BTreeMap::new() };
        for (place, shown) in self.shown.iter().enumerate().filter(|(place, _)| memory.own[*place]) {
            let range = shown.excerpt.start_byte..shown.excerpt.end_byte;
            memory.of_bytes.entry(&shown.document.text_sha256).or_default().push((range, place));
            memory.of_document.entry(&shown.document.id).or_default().push(place);
        }
        memory
    }

    pub(super) fn earlier(&self, place: usize) -> Earlier {
        let Shown { edition, excerpt, document, .. } = &self.shown[place];
        Earlier {
            edition: self.editions[*edition].0,
            n: excerpt.n,
            document: document.id.clone(),
            title: document.title.clone(),
            text: excerpt.text.clone(),
        }
    }
}

fn shown<'a>(edition: usize, manifest: &'a Manifest) -> impl Iterator<Item = Shown<'a>> {
    let documents: BTreeMap<&str, &DocumentEntry> =
        manifest.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let mut figures: BTreeMap<u32, Vec<&FigureSpan>> = BTreeMap::new();
    for entry in &manifest.figures {
        figures.entry(entry.excerpt).or_default().push(&entry.figure);
    }
    let mut events: BTreeMap<u32, Vec<&EventSpan>> = BTreeMap::new();
    for entry in &manifest.events {
        events.entry(entry.excerpt).or_default().push(&entry.event);
    }
    manifest.excerpts.iter().filter_map(move |excerpt| {
        let document = documents.get(excerpt.document.as_str())?;
        Some(Shown {
            edition,
            excerpt,
            document,
            folded: folded(&excerpt.text),
            figures: figures.remove(&excerpt.n).unwrap_or_default(),
            events: events.remove(&excerpt.n).unwrap_or_default(),
        })
    })
}

/// Tells whether an edition has a file for an audience: one that was built for
/// others only, or failed in every format, was not shown.
fn had(manifest: &Manifest, audience: &str) -> bool {
    manifest.audiences.iter().any(|entry| entry.id == audience && !entry.files.is_empty())
}

fn cited(manifest: &Manifest, audience: &str) -> BTreeSet<u32> {
    let own = manifest.audiences.iter().filter(|entry| entry.id == audience && !entry.files.is_empty());
    own.flat_map(|entry| entry.citations.iter().map(|(_, n)| *n)).collect()
}

/// What one audience was shown.
#[derive(Debug)]
pub struct Memory<'t, 'a> {
    pub(super) told: &'t Told<'a>,
    /// For each of [`Told::shown`] whether the audience was shown it.
    pub(super) own: Vec<bool>,
    /// The edition that it was shown last.
    pub(super) last: Option<usize>,
    /// By the digest of a text: bytes of it, and what showed them.
    of_bytes: BTreeMap<&'t Sha256, Vec<(Range<usize>, usize)>>,
    /// By a document's id, the newest edition first.
    of_document: BTreeMap<&'t str, Vec<usize>>,
}

impl Memory<'_, '_> {
    /// Returns the edition that the audience was shown last.
    #[must_use]
    pub fn since(&self) -> Option<EditionName> {
        self.last.map(|place| self.told.editions[place].0)
    }

    /// Returns where words were shown as they stand: all of their bytes in one
    /// edition or another, or within an excerpt of an earlier state of their
    /// document.
    #[must_use]
    pub fn shown(&self, said: &Said<'_>) -> Option<Earlier> {
        self.shown_at(said).map(|place| self.told.earlier(place))
    }

    pub(super) fn shown_at(&self, said: &Said<'_>) -> Option<usize> {
        self.covering(said).or_else(|| {
            let folded = folded(said.text);
            let mut known = self.of(said.document).filter(|_| !folded.is_empty());
            known.find(|place| self.told.shown[*place].folded.contains(&folded))
        })
    }

    /// Returns the excerpts of a document, the newest edition first.
    pub(super) fn of(&self, document: &str) -> impl Iterator<Item = usize> {
        self.of_document.get(document).into_iter().flatten().copied()
    }

    /// Returns one of the excerpts of this very text that together have all of
    /// the words.
    fn covering(&self, said: &Said<'_>) -> Option<usize> {
        let mut shown: Vec<&(Range<usize>, usize)> = self
            .of_bytes
            .get(said.text_sha256)?
            .iter()
            .filter(|(range, _)| range.start < said.range.end && said.range.start < range.end)
            .collect();
        let first = shown.first()?.1;
        shown.sort_by_key(|(range, _)| range.start);
        let is_blank = |bytes: Range<usize>| {
            let within = bytes.start - said.range.start..bytes.end - said.range.start;
            said.text.get(within).is_some_and(|between| between.trim().is_empty())
        };
        let mut at = said.range.start;
        for (range, _) in shown {
            if range.start > at && !is_blank(at..range.start) {
                return None;
            }
            at = at.max(range.end.min(said.range.end));
        }
        (at >= said.range.end || is_blank(at..said.range.end)).then_some(first)
    }

    /// Returns which excerpt says all that these words say, in words of its
    /// own. `dates` are those of the happenings that the words tell of.
    ///
    /// None of another state of the same document that has other words now;
    /// none that the words contradict; and none that tells of another day: the
    /// storm of this Monday is not that of the last.
    #[must_use]
    pub fn repeated(
        &self,
        said: &Said<'_>,
        forms: &Forms,
        dates: impl FnOnce() -> Vec<String>,
    ) -> Option<Earlier> {
        self.repeated_at(said, forms, dates).map(|place| self.told.earlier(place))
    }

    pub(super) fn repeated_at(
        &self,
        said: &Said<'_>,
        forms: &Forms,
        dates: impl FnOnce() -> Vec<String>,
    ) -> Option<usize> {
        let texts = self.told.repeats.of(forms).into_iter();
        let mut known = texts.filter_map(|text| {
            let mut known = self.told.of_text[text].iter().map(|place| *place as usize);
            known.find(|place| self.own[*place] && !self.is_replaced(*place, said))
        });
        let first = known.next()?;
        let dates = dates();
        let is_same = |place: &usize| {
            !self.is_of_other_days(*place, &dates) && !contradicts(said, &self.told.shown[*place])
        };
        std::iter::once(first).chain(known).find(is_same)
    }

    /// Tells whether an excerpt tells of happenings, and of none on these
    /// dates; never where there are none on either side.
    fn is_of_other_days(&self, place: usize, dates: &[String]) -> bool {
        let shown = &self.told.shown[place].events;
        let is_dated = !dates.is_empty() && !shown.is_empty();
        is_dated && !shown.iter().any(|event| dates.contains(&event.date))
    }

    /// Tells whether the document that words are of showed something that it
    /// says no longer.
    pub(super) fn is_replaced(&self, place: usize, said: &Said<'_>) -> bool {
        let Shown { document, folded: words, .. } = &self.told.shown[place];
        let is_other_state = document.id == said.document && document.text_sha256 != *said.text_sha256;
        is_other_state && !said.source.is_some_and(|source| source.has(words))
    }
}

/// Tells whether words and an excerpt that was shown disagree: one word turns a
/// sentence round ("rose", "fell") that is otherwise the same.
fn contradicts(said: &Said<'_>, shown: &Shown<'_>) -> bool {
    let (one, other) = (said.text, shown.excerpt.text.as_str());
    let language = shown.document.language.as_deref();
    let claims: Vec<Claim<'_>> = [(0, one, said.language), (1, other, language)]
        .into_iter()
        .flat_map(|(id, text, language)| {
            let claim = move |range| Claim { document: DocumentId(id), text, range, language, date: None };
            sentences::split(text, language).into_iter().map(claim)
        })
        .collect();
    !findings::disagreements(&claims).is_empty()
}
