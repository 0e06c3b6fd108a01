//! How far two documents are alike: as copies, and as reports of one story.

use super::mark::shared;
use crate::model::PartialDate;

/// Containment from which two documents are copies.
///
/// Of judged pairs of Russian news (same story or not), by the share of the
/// shorter one's runs of three words that stand in the other: from 0.55 up 15
/// pairs, all of one story; from 0.40 to 0.55 ten pairs, four of them of
/// several stories (bulletins and announcements made from one template).
pub(super) const COPY: f64 = 0.6;

/// Likeness from which two documents tell one story. F1 on judged pairs of
/// Russian news, chosen on the odd ones (the measure is flat around it):
///
/// | least likeness | odd pairs | even pairs |
/// | --- | --- | --- |
/// | 0.30 | .832 | .807 |
/// | 0.32 | .832 | .822 |
/// | 0.34 | .839 | .822 |
///
/// For comparison, the best threshold of other measures on all pairs: runs of
/// three words .754, words without weights .798, cosine of all words .819.
/// That cosine is as good there, but pairs five times as many abstracts on one
/// subject, which this measure asks for names and figures in common.
pub(super) const STORY: f64 = 0.33;

/// Fewer runs of three words in common are no copy: a line or two of
/// boilerplate has as many.
const LEAST_SHINGLES: usize = 12;
/// A copy is at least this part of the longer text. A digest that quotes an
/// article is no copy of it.
const LEAST_SHARE: usize = 5;
/// So many words in common are asked of each half; one name in common, however
/// rare, makes no story. F1 at 0.34, odd and even: 1 word .839 and .807, 2
/// words .839 and .815, 3 words .839 and .822.
const LEAST_WORDS: usize = 3;
/// What the cosine of all words counts where a script has no capitals, so that
/// one threshold serves: at 0.40 it finds what the other finds at 0.33 (F1
/// .79 on the same pairs), and no names hold it back.
const CASELESS: f64 = 0.8;
/// Reports within so many days may be of one story; then likeness counts less,
/// and nothing from [`FORGOTTEN_DAYS`] on. No set has dates to tune this by.
const FRESH_DAYS: f64 = 3.0;
const FORGOTTEN_DAYS: f64 = 30.0;

/// Words with their weights, by mark.
#[derive(Default)]
pub(super) struct Half {
    /// Sorted by mark, each once; weights above 0.
    pub(super) terms: Vec<(u32, f32)>,
    /// The Euclidean norm of the weights.
    pub(super) norm: f64,
}

impl Half {
    pub(super) fn new(terms: Vec<(u32, f32)>) -> Self {
        let norm = terms.iter().map(|(_, weight)| f64::from(*weight).powi(2)).sum::<f64>().sqrt();
        Self { terms, norm }
    }

    /// Returns the dot product, and how many words it adds up.
    fn dot(&self, other: &Self) -> (f64, usize) {
        let (mut at, mut sum, mut count) = (0, 0.0, 0);
        for (mark, weight) in &self.terms {
            while other.terms.get(at).is_some_and(|(next, _)| next < mark) {
                at += 1;
            }
            if let Some((_, other)) = other.terms.get(at).filter(|(next, _)| next == mark) {
                sum += f64::from(*weight) * f64::from(*other);
                count += 1;
            }
        }
        (sum, count)
    }
}

/// What is compared of a document.
pub(super) struct Profile {
    /// Names and figures: who, where, how much.
    pub(super) names: Half,
    /// The other words that carry a meaning: what happened.
    pub(super) rest: Half,
    /// Figures, sorted.
    pub(super) figures: Vec<u32>,
    /// Runs of three words, sorted.
    pub(super) shingles: Vec<u32>,
    /// A sample of them, sorted: see [`super::candidates`].
    pub(super) prints: Vec<u32>,
    /// Whether most of its words are in a script with capitals.
    pub(super) cased: bool,
    /// The date of publication.
    pub(super) date: Option<PartialDate>,
}

/// Returns how far two documents are copies: the containment of Broder, "On
/// the resemblance and containment of documents" (1997), of runs of three
/// words, so that a text with a paragraph cut is still a copy; 0 where less
/// than half of the shorter one's figures stand in the other, as in two
/// bulletins of one template.
pub(super) fn copy(one: &Profile, other: &Profile) -> f64 {
    let (shorter, longer) = match one.shingles.len() <= other.shingles.len() {
        true => (&one.shingles, &other.shingles),
        false => (&other.shingles, &one.shingles),
    };
    if shorter.len() < LEAST_SHINGLES || shorter.len() * LEAST_SHARE < longer.len() {
        return 0.0;
    }
    let common = sampled(shorter, longer);
    let figures = one.figures.len().min(other.figures.len());
    let differ = figures >= 3 && 2 * shared(&one.figures, &other.figures) < figures;
    if common < LEAST_SHINGLES || differ { 0.0 } else { common as f64 / shorter.len() as f64 }
}

/// Counts what two lists share; 0 where their beginnings show that it is far
/// from enough. Marks are hashes, so that the lowest are a fair sample (the
/// bottom sketch of Broder 1997): of 64 with containment 0.6, less than 16 are
/// in common once in ten million times.
fn sampled(shorter: &[u32], longer: &[u32]) -> usize {
    let sample = &shorter[..shorter.len().min(64)];
    let end = sample.last().map_or(0, |last| longer.partition_point(|mark| mark <= last));
    if shared(sample, &longer[..end]) * 4 < sample.len() { 0 } else { shared(shorter, longer) }
}

/// Returns how far two documents tell one story, from 0 to 1: the geometric
/// mean of the cosines of their names and figures and of their other words
/// (tf-idf), so that both must agree: one person does many things, and one
/// thing is done by many.
pub(super) fn story(one: &Profile, other: &Profile) -> f64 {
    let (names, shared_names) = one.names.dot(&other.names);
    let (rest, shared_rest) = one.rest.dot(&other.rest);
    let likeness = if one.cased || other.cased {
        let norms = one.names.norm * other.names.norm * one.rest.norm * other.rest.norm;
        let enough = shared_names >= LEAST_WORDS && shared_rest >= LEAST_WORDS;
        if enough && norms > 0.0 { (names * rest / norms).sqrt() } else { 0.0 }
    } else {
        let norms = one.names.norm.hypot(one.rest.norm) * other.names.norm.hypot(other.rest.norm);
        let enough = shared_names + shared_rest >= 2 * LEAST_WORDS;
        if enough && norms > 0.0 { CASELESS * (names + rest) / norms } else { 0.0 }
    };
    likeness.min(1.0) * nearness(one.date, other.date)
}

/// How much two dates let documents tell one story: 1 to 0, and 1 where a day
/// is not known.
fn nearness(one: Option<PartialDate>, other: Option<PartialDate>) -> f64 {
    let day = |date: Option<PartialDate>| date.filter(|date| date.day.is_some()).map(PartialDate::first_day);
    let (Some(one), Some(other)) = (day(one), day(other)) else { return 1.0 };
    let apart = one.days_since(other).unsigned_abs() as f64;
    ((FORGOTTEN_DAYS - apart) / (FORGOTTEN_DAYS - FRESH_DAYS)).clamp(0.0, 1.0)
}

/// The likeness of two documents by which clusters are made: as copies if they
/// are, else as reports.
pub(super) fn similarity(one: &Profile, other: &Profile) -> f64 {
    let copy = copy(one, other);
    let story = story(one, other);
    if copy >= COPY { copy.max(story) } else { story }
}
