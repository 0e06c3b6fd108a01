//! Documents that are copies of one another, or tell one story.

use rayon::prelude::*;
use serde::Serialize;

use super::link::{Edge, link, sample};
use super::measure::{self, COPY, Profile, STORY};
use super::{candidates, vocabulary};
use crate::model::PartialDate;

/// A document to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its blocks in order, without what surrounds the article.
    pub parts: Vec<&'a str>,
    /// Its language (BCP 47), `None` where it is not known.
    pub language: Option<&'a str>,
    /// When it was published.
    pub date: Option<PartialDate>,
}

/// Documents that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Their places in the input, ascending; at least two.
    pub members: Vec<usize>,
    /// Whether all are copies of one another.
    pub kind: Kind,
    /// The mean likeness of all pairs, above 0, at most 1: the share of the
    /// shorter text that stands in the other for copies, the likeness of their
    /// words for reports. In large clusters a sample stands for all.
    pub similarity: f64,
    /// The lowest of these.
    pub lowest: f64,
    /// Those that are copies of one another: groups of at least two members,
    /// each ascending, in the order of their first members. Empty where each
    /// tells the story in its own words.
    pub copies: Vec<Vec<usize>>,
}

/// How the documents of a cluster are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One text: the same, cut, or with small edits.
    Copy,
    /// One happening, in different words.
    Story,
}

/// Finds the documents that are copies of one another or tell one story.
///
/// Clusters are disjoint and in the order of their first members; the order of
/// `items` changes nothing but the numbers. Documents without words are in no
/// cluster. Work and memory grow with the number of words: only pairs that share
/// rare features are compared.
#[must_use]
pub fn duplicates(items: &[Item<'_>]) -> Vec<Cluster> {
    let texts = distinct(items);
    let first: Vec<&Item<'_>> = texts.iter().map(|members| &items[members[0]]).collect();
    let profiles = vocabulary::profiles(&first);
    let pairs = candidates::pairs(&profiles);
    let alike: Vec<(Edge, bool)> = pairs.par_iter().filter_map(|pair| edge(&profiles, *pair)).collect();
    let of = |number: u32| &profiles[number as usize];

    let alone = (0..profiles.len() as u32).map(|number| vec![number]).collect();
    let copied = alike.iter().filter(|(_, is_copy)| *is_copy).map(|(edge, _)| *edge).collect();
    let copies = link(alone, copied, COPY, |one, other| measure::copy(of(one), of(other)));
    let told = alike.iter().map(|(edge, _)| *edge).collect();
    let stories = link(copies.clone(), told, STORY, |one, other| measure::similarity(of(one), of(other)));

    let mut group_of = vec![0_usize; profiles.len()];
    for (group, members) in copies.iter().enumerate() {
        members.iter().for_each(|member| group_of[*member as usize] = group);
    }
    let mut clusters: Vec<Cluster> =
        stories.iter().filter_map(|story| cluster(story, &group_of, &texts, &profiles)).collect();
    clusters.sort_unstable_by(|one, other| one.members.cmp(&other.members));
    clusters
}

/// Groups items by their texts, in an order that does not depend on that of
/// the items: by date, then by text. Those with the same text are ascending,
/// the earliest first.
fn distinct(items: &[Item<'_>]) -> Vec<Vec<usize>> {
    let has_words = |item: &Item<'_>| item.parts.iter().any(|part| part.contains(char::is_alphanumeric));
    let mut order: Vec<usize> = (0..items.len()).filter(|place| has_words(&items[*place])).collect();
    let key = |place: usize| (&items[place].parts, items[place].date, items[place].language);
    order.sort_by(|one, other| key(*one).cmp(&key(*other)));
    let same = order.chunk_by(|one, other| items[*one].parts == items[*other].parts);
    let mut texts: Vec<Vec<usize>> = same.map(<[usize]>::to_vec).collect();
    texts.sort_by(|one, other| {
        let (one, other) = (&items[one[0]], &items[other[0]]);
        (one.date, &one.parts).cmp(&(other.date, &other.parts))
    });
    texts
}

/// Compares a pair; the flag says that it is a copy.
fn edge(profiles: &[Profile], (one, other): (u32, u32)) -> Option<(Edge, bool)> {
    let (a, b) = (&profiles[one as usize], &profiles[other as usize]);
    let copy = measure::copy(a, b);
    let similarity = measure::story(a, b).max(if copy >= COPY { copy } else { 0.0 });
    (similarity >= STORY).then_some((Edge { similarity, one, other }, copy >= COPY))
}

/// Makes the cluster of a story; `None` where it is one document.
fn cluster(story: &[u32], group_of: &[usize], texts: &[Vec<usize>], profiles: &[Profile]) -> Option<Cluster> {
    let mut by_group: Vec<u32> = story.to_vec();
    by_group.sort_by_key(|number| group_of[*number as usize]);
    let mut copies: Vec<Vec<usize>> = by_group
        .chunk_by(|one, other| group_of[*one as usize] == group_of[*other as usize])
        .map(|group| items_of(group, texts))
        .filter(|group| group.len() > 1)
        .collect();
    copies.sort_unstable();
    let members = items_of(story, texts);
    let kind = if copies.first() == Some(&members) { Kind::Copy } else { Kind::Story };
    let (similarity, lowest) = within(story, profiles);
    (members.len() > 1).then_some(Cluster { members, kind, similarity, lowest, copies })
}

fn items_of(numbers: &[u32], texts: &[Vec<usize>]) -> Vec<usize> {
    let mut items: Vec<usize> = numbers.iter().flat_map(|number| &texts[*number as usize]).copied().collect();
    items.sort_unstable();
    items
}

/// Returns the mean and the lowest likeness of the pairs of different texts; 1
/// where there is one text only.
fn within(story: &[u32], profiles: &[Profile]) -> (f64, f64) {
    let sample = sample(story);
    let of = |number: u32| &profiles[number as usize];
    let pairs: Vec<f64> = (1..sample.len())
        .flat_map(|end| sample[..end].iter().map(move |one| (*one, end)))
        .map(|(one, end)| measure::similarity(of(one), of(sample[end])))
        .collect();
    match pairs.len() {
        0 => (1.0, 1.0),
        count => (pairs.iter().sum::<f64>() / count as f64, pairs.iter().copied().fold(1.0, f64::min)),
    }
}
