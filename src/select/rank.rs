//! Sentences of one document ranked for a query.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Pattern;
use super::quotable::is_quotable;
use crate::tool::words;

/// Sentences beyond this are ranked without regard to likeness, which costs
/// the square of their number.
const MAX_LIKENESS: usize = 1500;

/// A sentence with what ranking needs of it.
struct Ranked {
    relevance: f64,
    forms: BTreeSet<String>,
}

/// Ranks the sentences for the patterns of a query, best first, so that each
/// prefix is good as a set: a sentence that repeats one before it comes later.
/// The result is a permutation of the indices of `sentences`.
#[must_use]
pub fn rank(
    text: &str,
    language: Option<&str>,
    sentences: &[Range<usize>],
    patterns: &[Pattern],
) -> Vec<usize> {
    let mut ranked: Vec<Ranked> =
        sentences.iter().map(|range| weigh(&text[range.clone()], language, patterns)).collect();
    add_centrality(&mut ranked);
    let mut open: Vec<usize> = (0..ranked.len()).collect();
    if ranked.len() > MAX_LIKENESS {
        open.sort_by(|a, b| ranked[*b].relevance.total_cmp(&ranked[*a].relevance).then(a.cmp(b)));
        return open;
    }
    let mut repeated = vec![0.0_f64; ranked.len()];
    let mut order = Vec::with_capacity(ranked.len());
    while !open.is_empty() {
        let value = |index: &usize| ranked[*index].relevance * (1.0 - 0.7 * repeated[*index]);
        // Positions are in order, and the first of equals stays.
        let (place, best) = open
            .iter()
            .enumerate()
            .map(|(place, index)| (place, *index))
            .reduce(|best, next| if value(&next.1) > value(&best.1) { next } else { best })
            .expect("the list is not empty");
        open.remove(place);
        order.push(best);
        for index in &open {
            let likeness = likeness(&ranked[best].forms, &ranked[*index].forms);
            repeated[*index] = repeated[*index].max(likeness);
        }
    }
    order
}

fn weigh(sentence: &str, language: Option<&str>, patterns: &[Pattern]) -> Ranked {
    let forms: Vec<(String, bool)> =
        words::analyse(sentence, language).into_iter().map(|word| (word.form, word.stop)).collect();
    let all: Vec<String> = forms.iter().map(|(form, _)| form.clone()).collect();
    let terms: f64 = patterns
        .iter()
        .filter(|pattern| pattern.is_for(language))
        .map(|pattern| {
            let count = pattern.count(&all) as f64;
            pattern.worth * count / (count + 1.0)
        })
        .sum();
    let quotable = if is_quotable(sentence) { 1.0 } else { 0.5 };
    Ranked {
        relevance: quotable * (terms + 0.01),
        forms: forms.into_iter().filter(|(_, stop)| !stop).map(|(form, _)| form).collect(),
    }
}

/// Adds to each sentence how many of its words stand in other sentences: what
/// the document keeps coming back to.
fn add_centrality(ranked: &mut [Ranked]) {
    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
    for form in ranked.iter().flat_map(|sentence| &sentence.forms) {
        *counts.entry(form.clone()).or_default() += 1.0;
    }
    let total = ranked.len().max(1) as f64;
    for sentence in ranked.iter_mut() {
        let shared: f64 = sentence.forms.iter().map(|form| counts[form] / total).sum();
        let size = sentence.forms.len().max(1) as f64;
        sentence.relevance *= 1.0 + shared / size.sqrt();
    }
}

/// The overlap coefficient of two sets of words, 0 to 1.
fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let shorter = one.len().min(other.len());
    if shorter == 0 { 0.0 } else { one.intersection(other).count() as f64 / shorter as f64 }
}
