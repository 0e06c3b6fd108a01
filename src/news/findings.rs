//! Whether a reader knows figures, events and disagreements.

use std::collections::BTreeMap;

use super::told::Memory;
use super::{Edition, Item, Revised};
use crate::findings::{FigureKind, FigureRole, content};
use crate::manifest::compare::{LEAST_LIKENESS, likeness};
use crate::manifest::{DisagreementEntry, EventSpan, FigureSpan, SideEntry};
use crate::model::Status;
use crate::tool::white_space::folded;

/// Two values of which one is so much of the other are one value.
const EQUAL: f64 = 1e-9;

/// What can be told apart of figures without reading words: kind, unit, time
/// and role.
type Key<'a> = (FigureKind, Option<&'a str>, Option<&'a str>, FigureRole);

fn key(figure: &FigureSpan) -> Key<'_> {
    (figure.kind, figure.unit.as_deref(), figure.when.as_deref(), figure.role)
}

/// The figures that a reader was shown, each with the place of its excerpt, the
/// newest edition first.
pub(super) struct Figures<'m> {
    memory: &'m Memory<'m, 'm>,
    shown: BTreeMap<Key<'m>, Vec<(usize, &'m FigureSpan)>>,
}

/// An excerpt that another one takes the place of.
pub(super) struct Pair<'m> {
    place: usize,
    figures: &'m [&'m FigureSpan],
    events: &'m [&'m EventSpan],
}

impl<'m> Pair<'m> {
    pub(super) fn of(memory: &'m Memory<'m, 'm>, place: usize) -> Self {
        let shown = &memory.told.shown[place];
        Self { place, figures: &shown.figures, events: &shown.events }
    }
}

impl<'m> Figures<'m> {
    pub(super) fn of(memory: &'m Memory<'m, 'm>) -> Self {
        let mut shown: BTreeMap<Key<'_>, Vec<(usize, &FigureSpan)>> = BTreeMap::new();
        for (place, one) in memory.told.shown.iter().enumerate().filter(|(place, _)| memory.own[*place]) {
            for figure in &one.figures {
                shown.entry(key(figure)).or_default().push((place, figure));
            }
        }
        Self { memory, shown }
    }

    /// Judges the figures of an excerpt that says something new; with each that
    /// is revised comes the place of the excerpt that had it.
    pub(super) fn judge(&self, item: &Item<'_>, pair: Option<&Pair<'_>>) -> Vec<(Revised, Option<usize>)> {
        let each = item.figures.iter().enumerate();
        each.map(|(place, figure)| self.figure(item, figure, place, pair)).collect()
    }

    fn figure(
        &self,
        item: &Item<'_>,
        figure: &FigureSpan,
        place: usize,
        pair: Option<&Pair<'_>>,
    ) -> (Revised, Option<usize>) {
        let paired =
            pair.and_then(|pair| Some((pair.place, counterpart(&item.figures, place, pair.figures)?)));
        let Some((first, was)) = paired.or_else(|| self.last(item, figure)) else {
            return (Revised { status: Status::New, was: None }, None);
        };
        let same = |other: &FigureSpan| {
            (other.value - figure.value).abs() <= EQUAL * other.value.abs().max(figure.value.abs())
        };
        if same(was) || self.others(first, was).any(same) {
            return (Revised { status: Status::Standing, was: None }, None);
        }
        (Revised { status: Status::Updated, was: Some((was.text.clone(), was.value)) }, Some(first))
    }

    /// Returns the figure of the same subject, unit and time that was shown
    /// last. Where no time is given, it is that of the document.
    fn last(&self, item: &Item<'_>, figure: &FigureSpan) -> Option<(usize, &'m FigureSpan)> {
        let subject = words(figure, item.said.language)?;
        let mut shown = self.shown.get(&key(figure))?.iter().copied();
        shown.find(|(place, other)| {
            let document = self.memory.told.shown[*place].document;
            (figure.when.is_some() || document.id == item.said.document)
                && words(other, document.language.as_deref()).as_ref() == Some(&subject)
        })
    }

    /// Returns what the same edition shows for the same thing beside a figure:
    /// where sources differ, neither of their values is news.
    fn others(&self, place: usize, was: &'m FigureSpan) -> impl Iterator<Item = &'m FigureSpan> + '_ {
        let edition = self.memory.told.shown[place].edition;
        let language = |place: usize| self.memory.told.shown[place].document.language.as_deref();
        let subject = words(was, language(place));
        let shown = self.shown.get(&key(was)).into_iter().flatten().copied();
        shown
            .filter(move |(other, _)| self.memory.told.shown[*other].edition == edition)
            .filter(move |(other, figure)| subject.is_some() && words(figure, language(*other)) == subject)
            .map(|(_, figure)| figure)
    }
}

/// Returns what a figure measures, as stems; `None` where it is not known.
fn words(figure: &FigureSpan, language: Option<&str>) -> Option<Vec<String>> {
    let words = content(figure.subject.as_deref()?, language);
    (!words.is_empty()).then_some(words)
}

/// Returns the figure that stands, in the earlier excerpt, where this one
/// stands now: of the same kind, unit and role and at the same place among
/// these, if both excerpts have as many.
fn counterpart<'m>(now: &[FigureSpan], place: usize, before: &[&'m FigureSpan]) -> Option<&'m FigureSpan> {
    let figure = &now[place];
    let alike = |other: &FigureSpan| {
        (other.kind, &other.unit, other.role) == (figure.kind, &figure.unit, figure.role)
    };
    let of_now = now.iter().filter(|other| alike(other)).count();
    let rank = now[..place].iter().filter(|other| alike(other)).count();
    let of_before: Vec<&'m FigureSpan> = before.iter().copied().filter(|other| alike(other)).collect();
    if of_before.len() == of_now { of_before.get(rank).copied() } else { None }
}

/// Judges an event of an excerpt that says something new: one on the same date
/// in much the same words is known; one that the same document puts on another
/// date now is an update.
pub(super) fn event(
    found: &EventSpan,
    item: &Item<'_>,
    pair: Option<&Pair<'_>>,
    memory: &Memory<'_, '_>,
) -> Status {
    let now = sentence(found, item.said.range.start, item.said.text);
    let alike = |then: &str| likeness(then, now) >= LEAST_LIKENESS;
    let then = |place: usize, event: &EventSpan| {
        let excerpt = memory.told.shown[place].excerpt;
        alike(sentence(event, excerpt.start_byte, &excerpt.text))
    };
    let mut of_date = memory.told.of_date.get(found.date.as_str()).into_iter().flatten();
    if of_date.any(|(place, event)| memory.own[*place] && then(*place, event)) {
        return Status::Standing;
    }
    let is_moved = |pair: &Pair<'_>| pair.events.iter().any(|event| then(pair.place, event));
    if pair.is_some_and(is_moved) { Status::Updated } else { Status::New }
}

/// Returns the sentence that tells of an event, of the words of an excerpt that
/// begins at `start`.
fn sentence<'a>(event: &EventSpan, start: usize, text: &'a str) -> &'a str {
    let [first, end] = event.sentence;
    let within = first.checked_sub(start).zip(end.checked_sub(start));
    within.and_then(|(first, end)| text.get(first..end)).unwrap_or(text)
}

/// Judges a disagreement: known where both sides said the same before, an
/// update where they disagreed on the same thing and one says something else
/// now.
pub(super) fn disagreement(
    entry: &DisagreementEntry,
    edition: Edition<'_>,
    memory: &Memory<'_, '_>,
) -> Status {
    let document = |n: u32| {
        let item = edition.items.iter().find(|item| item.n == n);
        item.map_or("", |item| item.said.document)
    };
    let now = sides(entry, |side| document(side.excerpt));
    let mut status = Status::New;
    for (place, (_, manifest)) in memory.told.editions.iter().enumerate() {
        let shown = |n: u32| {
            let at = memory.told.places.get(&(place, n)).filter(|at| memory.own[**at]);
            at.map(|at| &memory.told.shown[*at])
        };
        for earlier in &manifest.disagreements {
            let [Some(_), Some(_)] = earlier.sides.each_ref().map(|side| shown(side.excerpt)) else {
                continue;
            };
            let then = sides(earlier, |side| shown(side.excerpt).map_or("", |shown| &shown.document.id));
            let is_same_thing = is_same_thing(entry, earlier);
            let said = |sides: &[(String, &str); 2]| sides.each_ref().map(|(said, _)| said.clone());
            if then == now || is_same_thing && said(&then) == said(&now) {
                return Status::Standing;
            }
            if is_same_thing {
                status = Status::Updated;
            }
        }
    }
    status
}

fn is_same_thing(one: &DisagreementEntry, other: &DisagreementEntry) -> bool {
    let quantity = |entry: &DisagreementEntry| folded(&entry.quantity).to_lowercase();
    one.kind == other.kind && one.period == other.period && quantity(one) == quantity(other)
}

/// Returns what the sides say and who says it, in an order of their own.
fn sides<'a>(entry: &DisagreementEntry, document: impl Fn(&SideEntry) -> &'a str) -> [(String, &'a str); 2] {
    let mut sides = entry.sides.each_ref().map(|side| (folded(&side.text), document(side)));
    sides.sort_unstable();
    sides
}
