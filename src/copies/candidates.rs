//! Pairs that may be alike, without comparing all with all.
//!
//! Near-duplicates share sampled runs of words: fingerprints chosen by
//! winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for
//! document fingerprinting", 2003), which unlike MinHash with banding (Broder
//! 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3)
//! find a short text within a longer one too. Reports of one story share rare
//! names and words: of each document the heaviest are looked up in an inverted
//! index. Two in common make a candidate.

use rayon::prelude::*;

use super::measure::{Half, Profile};

/// Of so many runs side by side one is a fingerprint: texts that share ten
/// words in a row share one.
const WINDOW: usize = 8;
/// The heaviest words of each half that are looked up. Of 163 pairs above the
/// threshold among 392 news texts, this finds all; eight find 162.
const SIGNATURE: usize = 12;
/// Fingerprints or heavy words in common that make a candidate.
const IN_COMMON: u8 = 2;
/// A document is compared with so many of those behind it that share a
/// feature. They are in the order of their dates, then of their texts, so that
/// a copy's next of kin stand near it.
const REACH: usize = 128;
/// Documents whose candidates are looked up at once.
const CHUNK: usize = 512;

/// Returns the fingerprints of runs of words: the least of every [`WINDOW`] in
/// a row, sorted, each once.
pub(super) fn winnow(runs: &[u32]) -> Vec<u32> {
    let windows = runs.windows(WINDOW.min(runs.len()).max(1));
    let mut prints: Vec<u32> = windows.filter_map(|window| window.iter().min().copied()).collect();
    prints.sort_unstable();
    prints.dedup();
    prints
}

/// Returns the pairs of profiles that may be alike, each once, the lower
/// number first, in order.
pub(super) fn pairs(profiles: &[Profile]) -> Vec<(u32, u32)> {
    let prints = Postings::new(profiles.par_iter().map(|profile| profile.prints.clone()).collect());
    let words = Postings::new(profiles.par_iter().map(signature).collect());
    let numbers: Vec<u32> = (0..profiles.len() as u32).collect();
    let by_chunk: Vec<Vec<(u32, u32)>> = numbers
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut counts = vec![0_u8; profiles.len()];
            let mut found = Vec::new();
            for one in chunk {
                let mut others = prints.meet(*one, &mut counts);
                others.extend(words.meet(*one, &mut counts));
                others.sort_unstable();
                others.dedup();
                found.extend(others.into_iter().map(|other| (*one, other)));
            }
            found
        })
        .collect();
    by_chunk.into_iter().flatten().collect()
}

fn signature(profile: &Profile) -> Vec<u32> {
    let mut marks = heaviest(&profile.names);
    marks.extend(heaviest(&profile.rest));
    marks.sort_unstable();
    marks
}

fn heaviest(half: &Half) -> Vec<u32> {
    let mut terms = half.terms.clone();
    terms.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    terms.into_iter().take(SIGNATURE).map(|(mark, _)| mark).collect()
}

/// An inverted index of features.
struct Postings {
    /// Feature and document, sorted.
    entries: Vec<(u32, u32)>,
    /// For each document, where its entries are.
    places: Vec<Vec<u32>>,
}

impl Postings {
    fn new(features: Vec<Vec<u32>>) -> Self {
        let mut entries: Vec<(u32, u32)> = (0..)
            .zip(&features)
            .flat_map(|(document, marks)| marks.iter().map(move |m| (*m, document)))
            .collect();
        entries.par_sort_unstable();
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); features.len()];
        for (place, (mark, document)) in (0_u32..).zip(&entries) {
            let has_next = entries.get(place as usize + 1).is_some_and(|(next, _)| next == mark);
            if has_next {
                places[*document as usize].push(place);
            }
        }
        Self { entries, places }
    }

    /// Returns the documents behind `one` that have enough in common with it;
    /// `counts` is all 0 before and after.
    fn meet(&self, one: u32, counts: &mut [u8]) -> Vec<u32> {
        let mut touched = Vec::new();
        for place in &self.places[one as usize] {
            let place = *place as usize;
            let mark = self.entries[place].0;
            let behind = self.entries[place + 1..].iter().take(REACH);
            for (_, other) in behind.take_while(|(next, _)| *next == mark) {
                let count = &mut counts[*other as usize];
                if *count == 0 {
                    touched.push(*other);
                }
                *count = count.saturating_add(1);
            }
        }
        touched.retain(|other| std::mem::take(&mut counts[*other as usize]) >= IN_COMMON);
        touched
    }
}
