//! Reading evidence out of the index: exact counts of each term in each
//! living passage.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

use super::IndexError;
use super::live::{Live, Segment};
use super::plan::{Lookup, Step};
use super::store::Fields;
use crate::model::{Evidence, PassageId, PerField, TermMatch};

/// What every passage has of a list of lookups.
pub(super) struct Gathered {
    /// Passages with any of them, in order.
    pub(super) passages: Vec<(PassageId, Evidence)>,
    /// For each lookup, how many passages have it.
    pub(super) counts: Vec<u32>,
}

/// Gathers the evidence of all living passages.
pub(super) fn gather(live: &Live, fields: Fields, lookups: &[Lookup]) -> Result<Gathered, IndexError> {
    let mut desk = Desk {
        slots: vec![NONE; live.lengths.len()],
        passages: Vec::new(),
        counts: vec![0; lookups.len()],
        live,
    };
    let PerField { body, heading, title } = fields.text;
    for (term, lookup) in lookups.iter().enumerate() {
        for segment in &live.segments {
            let mut look = |field: Field, kind: Kind| {
                let index = segment.reader.inverted_index(field).map_err(IndexError::reading)?;
                each_match(segment, &index, lookup, &mut |passage, count| {
                    if live.is_for(lookup, passage) {
                        desk.add(term, passage, kind, count);
                    }
                })
            };
            look(body, Kind::Body)?;
            look(heading, Kind::Heading)?;
            look(title, Kind::Title)?;
        }
    }
    Ok(desk.finish())
}

const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Body,
    Heading,
    Title,
}

struct Desk<'l> {
    live: &'l Live,
    /// Index into `passages` for each passage of the corpus.
    slots: Vec<u32>,
    passages: Vec<(PassageId, Evidence)>,
    counts: Vec<u32>,
}

impl Desk<'_> {
    fn add(&mut self, term: usize, passage: u32, kind: Kind, count: u32) {
        let slot = &mut self.slots[passage as usize];
        if *slot == NONE {
            *slot = self.passages.len() as u32;
            let lengths = self.live.lengths[passage as usize];
            self.passages.push((PassageId(passage), Evidence { lengths, ..Evidence::default() }));
        }
        let evidence = &mut self.passages[*slot as usize].1;
        if evidence.matches.last().is_none_or(|last| last.term != term) {
            evidence.matches.push(TermMatch { term, frequency: PerField::default() });
            self.counts[term] += 1;
        }
        let frequency = &mut evidence.matches.last_mut().expect("a match was pushed").frequency;
        match kind {
            Kind::Body => frequency.body += count,
            Kind::Heading => frequency.heading += count,
            Kind::Title => frequency.title += count,
        }
    }

    fn finish(mut self) -> Gathered {
        self.passages.sort_unstable_by_key(|(passage, _)| *passage);
        Gathered { passages: self.passages, counts: self.counts }
    }
}

/// Calls `take` with each living passage that has the lookup in a field, and
/// how often.
fn each_match(
    segment: &Segment,
    index: &InvertedIndexReader,
    lookup: &Lookup,
    take: &mut dyn FnMut(u32, u32),
) -> Result<(), IndexError> {
    let whole = lookup.steps.len() > 1;
    let record = if whole { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::WithFreqs };
    let mut steps = Vec::with_capacity(lookup.steps.len());
    for step in &lookup.steps {
        let postings = postings(index, step, record)?;
        if postings.is_empty() {
            return Ok(());
        }
        steps.push((step.offset, postings));
    }
    if whole {
        each_phrase(segment, steps, take);
    } else {
        each_word(segment, steps.remove(0).1, take);
    }
    Ok(())
}

/// Opens the postings of every form of a word.
fn postings(
    index: &InvertedIndexReader,
    step: &Step,
    record: IndexRecordOption,
) -> Result<Vec<SegmentPostings>, IndexError> {
    let mut found = Vec::new();
    for form in &step.forms {
        if step.prefix {
            let last = format!("{form}{}", char::MAX);
            let range = index.terms().range().ge(form.as_bytes()).le(last.as_bytes());
            let mut stream = range.into_stream().map_err(IndexError::reading)?;
            while stream.advance() {
                found.push(index.read_postings_from_terminfo(stream.value(), record));
            }
        } else if let Some(info) = index.terms().get(form.as_bytes()).map_err(IndexError::reading)? {
            found.push(index.read_postings_from_terminfo(&info, record));
        }
    }
    found.into_iter().map(|postings| postings.map_err(IndexError::reading)).collect()
}

fn each_word(segment: &Segment, forms: Vec<SegmentPostings>, take: &mut dyn FnMut(u32, u32)) {
    for mut postings in forms {
        while postings.doc() != TERMINATED {
            if let Some(passage) = segment.passage(postings.doc()) {
                take(passage, postings.term_freq());
            }
            postings.advance();
        }
    }
}

/// Finds the rows of the rarest word, and keeps the places from which every
/// other word stands at its own distance.
fn each_phrase(
    segment: &Segment,
    mut steps: Vec<(u32, Vec<SegmentPostings>)>,
    take: &mut dyn FnMut(u32, u32),
) {
    let cost = |forms: &[SegmentPostings]| forms.iter().map(|form| u64::from(form.size_hint())).sum::<u64>();
    steps.sort_by_key(|(offset, forms)| (cost(forms), *offset));
    let (mut begins, mut others) = (Vec::new(), Vec::new());
    for row in rows(&steps[0].1) {
        let Some(passage) = segment.passage(row) else {
            continue;
        };
        begins.clear();
        places_at(&mut steps[0], row, &mut begins);
        for step in &mut steps[1..] {
            if begins.is_empty() {
                break;
            }
            others.clear();
            places_at(step, row, &mut others);
            begins.retain(|place| others.binary_search(place).is_ok());
        }
        if !begins.is_empty() {
            take(passage, begins.len() as u32);
        }
    }
}

/// Returns the rows that any form of a word has, in order.
fn rows(forms: &[SegmentPostings]) -> Vec<u32> {
    let mut rows = Vec::new();
    for form in forms {
        let mut form = form.clone();
        while form.doc() != TERMINATED {
            rows.push(form.doc());
            form.advance();
        }
    }
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Adds the places where a phrase would begin for this word to stand where
/// it does, in order.
fn places_at(step: &mut (u32, Vec<SegmentPostings>), row: u32, places: &mut Vec<u32>) {
    let (offset, forms) = step;
    for form in forms {
        if form.doc() < row {
            form.seek(row);
        }
        if form.doc() == row {
            form.append_positions_with_offset(0, places);
        }
    }
    places.retain_mut(|place| place.checked_sub(*offset).map(|begin| *place = begin).is_some());
    places.sort_unstable();
    places.dedup();
}
