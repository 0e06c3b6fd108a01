//! What a sentence is worth in an account: a text with a course, such as a news
//! report, that says the most important first and in sentences that carry
//! names and figures.
//!
//! The constants were chosen with a prototype of these rules on the odd ones of
//! 200 pairs of a news report and a query, with the votes of five readers, and
//! checked on the even ones; nDCG@3 (odd, even; a sentence a line), one constant
//! changed at a time from .777, .772:
//!
//! | part | chosen | others |
//! | --- | --- | --- |
//! | position | 0.35 | 0: .737, .735; 0.2: .769, .751; 0.6: .765, .765 |
//! | length | 1 | 0: .756, .751; 0.5: .766, .766; 1.5: .774, .767 |
//! | words of a good length | 40 | 20: .765, .762; 60: .777, .770 |
//! | relevance | 0.75 | 0: .757, .762; 0.3: .776, .771; 0.9: .776, .766 |
//! | centrality | 0.3 | 0: .771, .762; 0.6: .776, .766 |
//! | figures | 0.3 | 0: .760, .763; 0.15: .777, .764; 0.45: .754, .764 |
//! | names | 0.15 | 0: .759, .764; 0.3: .779, .761 |
//! | quotation marks | −0.2 | 0: .773, .764; −0.4: .773, .772 |
//! | what is no whole sentence | −0.2 | 0: .777, .772 (so that headings come last) |
//!
//! Tried and left out: likeness to the other sentences (the degree of LexRank),
//! which loves the short ones, alone .539, .560 against .668, .660 of the
//! centroid; and words that stand with the query's words (RM3 within the
//! document) at 0.1: .776, .764, and at 0.4: .766, .754, as ten sentences are
//! too few to learn from.

use std::collections::BTreeMap;

use super::sentence::{Sentence, Sentences};

/// Worth of standing first, in a text of [`FEW`] sentences or fewer.
const POSITION: f64 = 0.35;
/// Worth of a sentence that is long enough to say something.
const LENGTH: f64 = 1.0;
/// Worth of relevance in a text of [`FEW`] sentences or fewer.
const RELEVANCE: f64 = 0.75;
/// A text of so many sentences has the weights above. Who may take three of
/// ten cannot ask for much, who may take three of three hundred can: with the
/// square root of the length relevance gains and position loses.
const FEW: f64 = 10.0;
/// Worth of the most central words.
const CENTRALITY: f64 = 0.3;
/// Worth of figures, of names.
const FIGURES: f64 = 0.3;
const NAMES: f64 = 0.15;
/// Taken off where somebody else's words are quoted: readers choose what
/// happened before what was said about it.
const QUOTING: f64 = 0.2;
/// Taken off for what is no whole sentence.
const TORN: f64 = 0.2;

/// Words at which a sentence is long enough, and from which it is too long.
const GOOD_LENGTH: f64 = 40.0;
const LONG: f64 = 45.0;
/// Taken off for each word beyond [`LONG`].
const PER_LONG_WORD: f64 = 0.01;
/// More figures and names than these say no more.
const MOST_FIGURES: f64 = 3.0;
const MOST_NAMES: f64 = 6.0;

/// Weighs each sentence, from 0 to 1, the best being 1; `relevance` has one
/// value for each.
pub(crate) fn worths(sentences: &Sentences, relevance: &[f64]) -> Vec<f64> {
    let central = centrality(
        &sentences
            .list
            .iter()
            .map(|sentence| sentence.words.iter().filter(|(_, stop)| !stop).map(|(form, _)| *form).collect())
            .collect::<Vec<Vec<usize>>>(),
    );
    let choice = (sentences.list.len() as f64 / FEW).sqrt().max(1.0);
    let own = sentences.list.iter().enumerate().map(|(place, sentence)| {
        let placed = POSITION / choice * position(place);
        let asked = RELEVANCE * choice * relevance[place];
        (placed + asked + CENTRALITY * central[place] + form(sentence)).max(0.0)
    });
    scaled(own.collect())
}

/// What a sentence is worth by its own form.
fn form(sentence: &Sentence) -> f64 {
    let off = |is: bool, cost: f64| if is { cost } else { 0.0 };
    LENGTH * length(sentence.words.len()) + informativeness(sentence.figures, sentence.names)
        - off(sentence.is_quoting, QUOTING)
        - off(!sentence.is_whole, TORN)
}

/// Returns 1 for the first sentence of a text, 1/2 for the second, 1/3 …
pub(crate) fn position(place: usize) -> f64 {
    1.0 / (1.0 + place as f64)
}

/// Rises with the logarithm of the words to 1 at 40 of them and falls from 45,
/// never below 0.
pub(crate) fn length(words: usize) -> f64 {
    let words = words as f64;
    let enough = ((1.0 + words).ln() / (1.0 + GOOD_LENGTH).ln()).min(1.0);
    (enough - PER_LONG_WORD * (words - LONG).max(0.0)).max(0.0)
}

/// Weighs how many words with digits and how many names are said, from 0 to
/// 0.45.
pub(crate) fn informativeness(figures: usize, names: usize) -> f64 {
    FIGURES * (figures as f64).min(MOST_FIGURES) / MOST_FIGURES
        + NAMES * (names as f64).min(MOST_NAMES) / MOST_NAMES
}

/// Weighs how much each text says of what all of them keep saying: the inner
/// product of its set of forms with their centroid, by inverse document
/// frequency, over the length of its own vector (Radev and others 2004), from
/// 0 to 1, the most central being 1. A text is a list of forms, in which
/// repetition counts; an empty one is worth 0.
pub(crate) fn centrality<F: Ord>(texts: &[Vec<F>]) -> Vec<f64> {
    let sets: Vec<Vec<&F>> = texts.iter().map(|text| distinct(text)).collect();
    let mut counts: BTreeMap<&F, (f64, f64)> = BTreeMap::new();
    for form in texts.iter().flatten() {
        counts.entry(form).or_default().0 += 1.0;
    }
    for form in sets.iter().flatten() {
        counts.entry(form).or_default().1 += 1.0;
    }
    let total = texts.len() as f64;
    let of = |set: &Vec<&F>| {
        let (mut product, mut square) = (0.0, 0.0);
        for form in set {
            let (count, holders) = counts[form];
            let rarity = rarity(holders, total);
            product += count * rarity;
            square += rarity * rarity;
        }
        if square > 0.0 { product / square.sqrt() } else { 0.0 }
    };
    scaled(sets.iter().map(of).collect())
}

/// The inverse frequency of what stands in `holders` of `total` texts; above 0.
pub(crate) fn rarity(holders: f64, total: f64) -> f64 {
    (1.0 + total / holders).ln()
}

fn distinct<F: Ord>(text: &[F]) -> Vec<&F> {
    let mut set: Vec<&F> = text.iter().collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// Divides by the greatest value, if one is above 0.
pub(crate) fn scaled(mut values: Vec<f64>) -> Vec<f64> {
    let most = values.iter().copied().fold(0.0, f64::max);
    if most > 0.0 {
        values.iter_mut().for_each(|value| *value /= most);
    }
    values
}
