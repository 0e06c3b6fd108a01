//! Series: figures of one subject over time, for charts.

use std::collections::BTreeMap;

use super::figures::{Figure, FigureKind};
use super::lexicon::country;
use super::subject::FigureRole;
use super::token::Tokens;
use crate::tool::words;

/// A figure with the words of its subject and the citation that it is from.
#[derive(Debug, Clone)]
pub struct Observation<'a> {
    /// The citation's index.
    pub citation: usize,
    /// The figure.
    pub figure: &'a Figure,
    /// The text that the figure's ranges are of.
    pub text: &'a str,
    /// The text's language (BCP 47).
    pub language: Option<&'a str>,
}

/// Values of one subject in one unit, for three or more periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The subject, as the first of the figures words it.
    pub subject: String,
    /// The unit of all values.
    pub unit: Option<String>,
    /// The kind of all values.
    pub kind: FigureKind,
    /// In the order of their periods; at least three.
    pub points: Vec<Point>,
}

/// A value of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// `YYYY` or `YYYY-MM`; of one length in all of a series, each once.
    pub period: String,
    /// The value; finite.
    pub value: f64,
    /// As written.
    pub text: String,
    /// The citation's index.
    pub citation: usize,
}

/// Fewest points that make a chart.
const FEWEST: usize = 3;

/// Finds the series among figures, in the order of their first figures; empty
/// where there are none.
///
/// Levels only: changes and outlooks are other quantities. Years and months
/// make series of their own. Of several equal values for a period the first
/// counts; a period with different values is left out, since a chart would
/// hide the dispute.
#[must_use]
pub fn series(observations: &[Observation<'_>]) -> Vec<Series> {
    type Key = (FigureKind, Option<String>, usize, Vec<String>);
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (index, observation) in observations.iter().enumerate() {
        let Figure { when: Some(when), unit, kind, role: FigureRole::Level, .. } = observation.figure else {
            continue;
        };
        let Some(subject) = subject(observation) else { continue };
        let words = content(subject, observation.language);
        if !words.is_empty() && matches!(when.len(), 4 | 7) {
            groups.entry((*kind, unit.clone(), when.len(), words)).or_default().push(index);
        }
    }
    let mut all: Vec<(usize, Series)> =
        groups.values().filter_map(|group| Some((*group.first()?, of_group(observations, group)?))).collect();
    all.sort_by_key(|(first, _)| *first);
    all.into_iter().map(|(_, series)| series).collect()
}

fn subject<'a>(observation: &Observation<'a>) -> Option<&'a str> {
    observation.text.get(observation.figure.subject.clone()?)
}

fn of_group(observations: &[Observation<'_>], group: &[usize]) -> Option<Series> {
    let mut points: BTreeMap<&str, Option<Point>> = BTreeMap::new();
    for index in group {
        let Observation { citation, figure, text, .. } = &observations[*index];
        let period = figure.when.as_deref()?;
        let point = || Point {
            period: period.to_owned(),
            value: figure.value,
            text: text.get(figure.range.clone()).unwrap_or_default().to_owned(),
            citation: *citation,
        };
        let entry = points.entry(period).or_insert_with(|| Some(point()));
        if entry.as_ref().is_some_and(|known| known.value.to_bits() != figure.value.to_bits()) {
            *entry = None;
        }
    }
    let points: Vec<Point> = points.into_values().flatten().collect();
    let first = &observations[*group.first()?];
    (points.len() >= FEWEST).then(|| Series {
        subject: subject(first).unwrap_or_default().to_owned(),
        unit: first.figure.unit.clone(),
        kind: first.figure.kind,
        points,
    })
}

/// The content words of a subject, sorted, with countries by one name.
pub(crate) fn content(subject: &str, language: Option<&str>) -> Vec<String> {
    let tokens = Tokens::of(subject, 0..subject.len());
    let country_at = |start: usize| {
        let at = tokens.index_at(start);
        country(tokens.lower(at), tokens.lower(at + 1), tokens.written(at)).map(|(name, _)| name.to_owned())
    };
    let mut words: Vec<String> = words::analyse(subject, language)
        .into_iter()
        .filter(|word| !word.stop)
        .map(|word| country_at(word.range.start).unwrap_or(word.form))
        .collect();
    words.sort();
    words.dedup();
    words
}
