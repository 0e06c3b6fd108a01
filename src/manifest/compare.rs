//! Two editions side by side: what is new, what says something else, what is
//! gone; pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{DocumentEntry, ExcerptEntry, Manifest};
use crate::tool::white_space::folded;

/// How two editions differ. Every list is in the order of the edition that has
/// its excerpts; of [`Updated`] in that of the later one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison<'a> {
    /// Excerpts that the later edition alone has.
    pub new: Vec<&'a ExcerptEntry>,
    /// Excerpts of one document that say much the same in other words.
    pub updated: Vec<Updated<'a>>,
    /// Excerpts that the earlier edition alone has.
    pub gone: Vec<&'a ExcerptEntry>,
    /// Excerpts of the later edition that stand in both, word for word.
    pub standing: Vec<&'a ExcerptEntry>,
    /// Documents that the later edition alone cites, by their ids.
    pub new_documents: Vec<&'a DocumentEntry>,
    /// Documents that the earlier edition alone cites, by their ids.
    pub gone_documents: Vec<&'a DocumentEntry>,
}

/// An excerpt that was put in other words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Updated<'a> {
    /// As the earlier edition has it.
    pub before: &'a ExcerptEntry,
    /// As the later edition has it.
    pub after: &'a ExcerptEntry,
}

impl Comparison<'_> {
    /// Tells whether both editions quote and cite the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        let texts = self.new.is_empty() && self.updated.is_empty() && self.gone.is_empty();
        texts && self.new_documents.is_empty() && self.gone_documents.is_empty()
    }
}

/// Two excerpts of one document with at least this share of common words, or
/// one within the other, are one excerpt in other words.
pub(crate) const LEAST_LIKENESS: f64 = 0.5;

/// Compares two editions, of one brief or of two. An excerpt is known by its
/// document and its words, whatever its number and theme; white space does not
/// count.
#[must_use]
pub fn compare<'a>(before: &'a Manifest, after: &'a Manifest) -> Comparison<'a> {
    let mut left = ByDocument::of(&before.excerpts);
    let mut comparison = Comparison::default();
    let mut changed = Vec::new();
    for excerpt in &after.excerpts {
        match left.take(excerpt, |other| folded(&other.text) == folded(&excerpt.text)) {
            Some(_) => comparison.standing.push(excerpt),
            None => changed.push(excerpt),
        }
    }
    for excerpt in changed {
        match left.take_likest(excerpt) {
            Some(other) => comparison.updated.push(Updated { before: other, after: excerpt }),
            None => comparison.new.push(excerpt),
        }
    }
    comparison.gone = left.rest(&before.excerpts);
    comparison.new_documents = without(&after.documents, &before.documents);
    comparison.gone_documents = without(&before.documents, &after.documents);
    comparison
}

/// The excerpts that have no counterpart yet, by document, in order.
struct ByDocument<'a>(BTreeMap<&'a str, Vec<&'a ExcerptEntry>>);

impl<'a> ByDocument<'a> {
    fn of(excerpts: &'a [ExcerptEntry]) -> Self {
        let mut all: BTreeMap<&str, Vec<&ExcerptEntry>> = BTreeMap::new();
        for excerpt in excerpts {
            all.entry(excerpt.document.as_str()).or_default().push(excerpt);
        }
        Self(all)
    }

    fn take(
        &mut self,
        excerpt: &ExcerptEntry,
        is_it: impl Fn(&ExcerptEntry) -> bool,
    ) -> Option<&'a ExcerptEntry> {
        let of_document = self.0.get_mut(excerpt.document.as_str())?;
        let place = of_document.iter().position(|other| is_it(other))?;
        Some(of_document.remove(place))
    }

    /// Takes the most like one; the first of several.
    fn take_likest(&mut self, excerpt: &ExcerptEntry) -> Option<&'a ExcerptEntry> {
        let of_document = self.0.get_mut(excerpt.document.as_str())?;
        let like = |(place, other): (usize, &&ExcerptEntry)| (likeness(&other.text, &excerpt.text), place);
        let (likeness, place) = of_document
            .iter()
            .enumerate()
            .map(like)
            .max_by(|(one, first), (other, second)| one.total_cmp(other).then(second.cmp(first)))?;
        (likeness >= LEAST_LIKENESS).then(|| of_document.remove(place))
    }

    /// Returns what is left, in the order of `excerpts`.
    fn rest(&self, excerpts: &'a [ExcerptEntry]) -> Vec<&'a ExcerptEntry> {
        let left: BTreeSet<u32> = self.0.values().flatten().map(|excerpt| excerpt.n).collect();
        excerpts.iter().filter(|excerpt| left.contains(&excerpt.n)).collect()
    }
}

/// Returns the share of words that two texts have in common (Dice 1945), each
/// word as often as it stands, from 0 to 1; 1 where one text is within the
/// other.
pub(crate) fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (folded(one), folded(other));
    if one.contains(&other) || other.contains(&one) {
        return 1.0;
    }
    let words = |text: &str| -> BTreeMap<String, usize> {
        use unicode_segmentation::UnicodeSegmentation as _;
        let mut counts = BTreeMap::new();
        text.unicode_words().for_each(|word| *counts.entry(word.to_lowercase()).or_default() += 1);
        counts
    };
    let (one, other) = (words(&one), words(&other));
    let common: usize = one.iter().map(|(word, count)| *count.min(other.get(word).unwrap_or(&0))).sum();
    let all: usize = one.values().chain(other.values()).sum();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

fn without<'a>(documents: &'a [DocumentEntry], others: &[DocumentEntry]) -> Vec<&'a DocumentEntry> {
    let known: BTreeSet<&str> = others.iter().map(|document| document.id.as_str()).collect();
    documents.iter().filter(|document| !known.contains(document.id.as_str())).collect()
}

#[cfg(test)]
mod tests;
