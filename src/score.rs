//! Scores: how much a passage or document speaks for a query.
//!
//! A pure function of the evidence and the statistics of the whole corpus;
//! any engine that can count words can call it.

use crate::model::{Evidence, Part, PerField, Statistics, TermStatistics};

/// The constants of the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// How soon a word that is repeated stops to add (BM25's k1), above 0.
    pub k1: f64,
    /// How far a longer field counts less for one word, 0 to 1.
    pub b: PerField<f64>,
    /// How much a word in each field counts.
    pub field: PerField<f64>,
}

impl Default for Weights {
    /// Returns the weights that were chosen on the odd queries of Cranfield and
    /// CISI, as nDCG@10 of both (their mean), documents as one text:
    ///
    /// | k1 | b 0.4 | b 0.6 | b 0.75 | b 0.9 |
    /// | --- | --- | --- | --- | --- |
    /// | 0.9 | .363 | .371 | .380 | .386 |
    /// | 1.2 | .375 | .386 | .391 | .392 |
    /// | 1.6 | .387 | .393 | .397 | .400 |
    /// | 2.0 | .393 | .403 | .404 | .405 |
    ///
    /// The usual range of k1 ends at 2 and b is usually 0.75 (Robertson and
    /// Zaragoza 2009); they stay in it. With the first line as a title, and
    /// that line no part of the body, the mean is .395 for titles of weight 0,
    /// .407 for 1 and .406 for 2; a heading is often said again below it and
    /// counts half. Words near one another (Büttcher, Clarke and Lushman 2006)
    /// were tried at weights from 0.1 to 2 and lost on CISI what they won on
    /// Cranfield.
    fn default() -> Self {
        Self {
            k1: 2.0,
            b: PerField { body: 0.75, heading: 0.5, title: 0.5 },
            field: PerField { body: 1.0, heading: 0.5, title: 1.0 },
        }
    }
}

/// A score and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Finite, 0 or more; the sum of `parts`.
    pub total: f64,
    /// `terms` and `phrases`, in this order, and what a search adds to them.
    pub parts: Vec<Part>,
    /// What each term adds, in the order of [`Statistics::terms`].
    pub terms: Vec<f64>,
}

/// Scores evidence by BM25F.
///
/// For a term `t` with `N` units, of which `n` have it:
///
/// ```text
/// tf  = Σ_f  w_f · tf_f / (1 − b_f + b_f · len_f / avglen_f)
/// idf = ln(1 + (N − n + ½) / (n + ½))
/// score = Σ_t  weight_t · idf_t · tf · (k1 + 1) / (k1 + tf)
/// ```
///
/// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
/// Beyond", Foundations and Trends in IR 3 (2009), section 3.6; the idf is
/// Lucene's, which is never negative. A phrase is a term.
#[must_use]
pub fn score(statistics: &Statistics, evidence: &Evidence, weights: &Weights) -> Score {
    let mut terms = vec![0.0; statistics.terms.len()];
    let mut parts = [("terms", 0.0), ("phrases", 0.0)];
    each_term(statistics, evidence, weights, |place, value| {
        terms[place] = value;
        parts[usize::from(statistics.terms[place].phrase)].1 += value;
    });
    Score {
        total: parts[0].1 + parts[1].1,
        parts: parts.map(|(name, value)| Part { name: name.to_owned(), value }).to_vec(),
        terms,
    }
}

/// Returns [`Score::total`] alone.
#[must_use]
pub fn total(statistics: &Statistics, evidence: &Evidence, weights: &Weights) -> f64 {
    let mut parts = [0.0, 0.0];
    each_term(statistics, evidence, weights, |place, value| {
        parts[usize::from(statistics.terms[place].phrase)] += value;
    });
    parts[0] + parts[1]
}

fn each_term(
    statistics: &Statistics,
    evidence: &Evidence,
    weights: &Weights,
    mut take: impl FnMut(usize, f64),
) {
    let norms = norms(statistics, evidence, weights);
    for found in &evidence.matches {
        let term = &statistics.terms[found.term];
        let tf = f64::from(found.frequency.body) * norms.body
            + f64::from(found.frequency.heading) * norms.heading
            + f64::from(found.frequency.title) * norms.title;
        take(found.term, worth(statistics, term) * saturate(tf, weights.k1));
    }
}

/// Returns what one occurrence counts in each field of this unit.
fn norms(statistics: &Statistics, evidence: &Evidence, weights: &Weights) -> PerField<f64> {
    let norm = |weight: f64, b: f64, length: u32, total: u64| {
        let average = total as f64 / f64::from(statistics.units.max(1));
        if total == 0 { 0.0 } else { weight / (1.0 - b + b * f64::from(length) / average) }
    };
    let (field, b, length, total) = (weights.field, weights.b, evidence.lengths, statistics.lengths);
    PerField {
        body: norm(field.body, b.body, length.body, total.body),
        heading: norm(field.heading, b.heading, length.heading, total.heading),
        title: norm(field.title, b.title, length.title, total.title),
    }
}

/// Returns what one sure occurrence of a term is worth, whatever the unit:
/// its weight times its inverse document frequency. Finite, 0 or more.
#[must_use]
pub fn worth(statistics: &Statistics, term: &TermStatistics) -> f64 {
    term.weight * idf(statistics, term)
}

fn idf(statistics: &Statistics, term: &TermStatistics) -> f64 {
    let (all, having) = (f64::from(statistics.units), f64::from(term.units));
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}

fn saturate(tf: f64, k1: f64) -> f64 {
    if tf > 0.0 { tf * (k1 + 1.0) / (k1 + tf) } else { 0.0 }
}

#[cfg(test)]
mod tests;
