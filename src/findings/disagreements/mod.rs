//! Disagreements: two sources that give different values for the same quantity
//! and period, different dates for the same act, or opposite claims on the
//! same relation.
//!
//! A false conflict misleads a reader, a missed one does not: so everything
//! that could make two sentences speak of different things keeps them apart.
//! Sentences are reduced to keys (unit, period, the content words of the
//! clause, their relations) and only equal keys are compared, so that the work
//! grows with the number of sentences.

mod act;
mod clause;
mod opposite;
mod period;
mod places;
mod quantity;
#[cfg(test)]
mod tests;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

use crate::model::{Date, DocumentId};

use places::Context;

/// A sentence that a document says.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// The document; claims of one document never disagree.
    pub document: DocumentId,
    /// The document's whole text.
    pub text: &'a str,
    /// Bytes of the sentence in it.
    pub range: Range<usize>,
    /// The text's language (BCP 47).
    pub language: Option<&'a str>,
    /// The document's date, where it is known to the day.
    pub date: Option<Date>,
}

/// What two sources disagree on.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum DisagreementKind {
    /// A value.
    Figure,
    /// Whether, in which direction or when something happened.
    Claim,
}

/// One side of a disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its index in the claims.
    pub claim: usize,
    /// The document.
    pub document: DocumentId,
    /// Bytes of the sentence in the document's text.
    pub sentence: Range<usize>,
    /// Bytes of the figure, or of the words that are opposed.
    pub phrase: Range<usize>,
    /// These words.
    pub text: String,
}

/// Why two sides were paired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What both speak of, in words of the first side: `bilateral trade`.
    pub quantity: String,
    /// The content words that both have, stemmed, in alphabetical order.
    pub words: Vec<String>,
    /// The period that both name, `2023` or `2023-05`; `None` where both name
    /// none, and for the dates of an act.
    pub period: Option<String>,
    /// What each side says.
    pub values: [String; 2],
}

impl fmt::Display for Reason {
    /// Writes `both give QUANTITY for PERIOD: VALUE and VALUE`, with the
    /// quantity in backticks.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "both give `{}`", self.quantity)?;
        if let Some(period) = &self.period {
            write!(formatter, " for {period}")?;
        }
        write!(formatter, ": {} and {}", self.values[0], self.values[1])
    }
}

/// Two claims that cannot both be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// What they disagree on.
    pub kind: DisagreementKind,
    /// The earlier claim first.
    pub sides: [Side; 2],
    /// Why they were paired.
    pub reason: Reason,
}

/// Most statements under one key that are compared with each other; bounds the
/// work where a corpus says the same thing everywhere.
const MOST_ALIKE: usize = 64;

/// Finds the claims that disagree, in the order of the first claim and then
/// the second; each pair of documents once for a quantity. Empty where none do.
///
/// # Panics
/// If a range is out of bounds or not at character bounds.
#[must_use]
pub fn disagreements(claims: &[Claim<'_>]) -> Vec<Disagreement> {
    let mut found = Vec::new();
    let mut groups: BTreeMap<String, Vec<Statement>> = BTreeMap::new();
    let all: Vec<_> = claims.par_iter().enumerate().map(|(index, claim)| statements(index, claim)).collect();
    for (key, statement) in all.into_iter().flatten() {
        groups.entry(key).or_default().push(statement);
    }
    for group in groups.values() {
        compare(group, claims, &mut found);
    }
    found.sort_by_key(order);
    found
}

fn order(found: &Disagreement) -> (usize, usize, usize, usize, DisagreementKind) {
    let [one, other] = &found.sides;
    (one.claim, other.claim, one.phrase.start, other.phrase.start, found.kind)
}

/// Something that a sentence states, comparable with others of its key.
#[derive(Debug, Clone)]
struct Statement {
    claim: usize,
    document: DocumentId,
    sentence: Range<usize>,
    /// Bytes in the document's text.
    phrase: Range<usize>,
    quantity: String,
    words: Vec<String>,
    period: Option<String>,
    said: String,
    content: Content,
    /// The countries of the clause, in their order.
    places: Vec<&'static str>,
    /// Whether the order of the countries does not matter.
    is_mutual: bool,
}

/// What is compared.
#[derive(Debug, Clone)]
enum Content {
    Value(value::Bounds),
    Polarity(bool),
    When(String),
}

fn statements(index: usize, claim: &Claim<'_>) -> Vec<(String, Statement)> {
    let Some(sentence) = clause::Sentence::of(claim) else { return Vec::new() };
    let mut all = quantity::quantities(&sentence, claim);
    all.extend(opposite::opposable(&sentence));
    all.extend(act::acts(&sentence));
    let whole = |(key, found): (String, Found)| {
        let statement = Statement {
            claim: index,
            document: claim.document,
            sentence: claim.range.clone(),
            phrase: found.phrase,
            quantity: found.quantity,
            words: found.words,
            period: found.period,
            said: found.said,
            content: found.content,
            places: found.places,
            is_mutual: found.is_mutual,
        };
        (key, statement)
    };
    all.into_iter().map(whole).collect()
}

/// A statement that does not know its document.
#[derive(Debug)]
struct Found {
    phrase: Range<usize>,
    quantity: String,
    words: Vec<String>,
    period: Option<String>,
    said: String,
    content: Content,
    places: Vec<&'static str>,
    is_mutual: bool,
}

fn compare(group: &[Statement], claims: &[Claim<'_>], found: &mut Vec<Disagreement>) {
    let mut pairs: BTreeSet<(DocumentId, DocumentId)> = BTreeSet::new();
    let group = &group[..group.len().min(MOST_ALIKE)];
    for (at, one) in group.iter().enumerate() {
        for other in &group[at + 1..] {
            let documents = (one.document.min(other.document), one.document.max(other.document));
            let is_new = one.document != other.document && !pairs.contains(&documents);
            if is_new && differ(one, other, claims) && same_places(one, other, claims) {
                pairs.insert(documents);
                found.push(disagreement(one, other));
            }
        }
    }
}

/// How far apart two documents may be dated to oppose each other without
/// naming a period, in days: later ones tell of what has changed.
const SAME_TIME_DAYS: i64 = 31;

fn differ(one: &Statement, other: &Statement, claims: &[Claim<'_>]) -> bool {
    match (&one.content, &other.content) {
        (Content::Value(one), Content::Value(other)) => one.conflicts(other),
        (Content::When(one), Content::When(other)) => {
            !one.starts_with(other.as_str()) && !other.starts_with(one.as_str())
        }
        (Content::Polarity(yes), Content::Polarity(no)) => {
            let dates = (claims[one.claim].date, claims[other.claim].date);
            let is_near = match dates {
                (Some(first), Some(second)) => first.days_since(second).abs() <= SAME_TIME_DAYS,
                _ => true,
            };
            yes != no && (one.period.is_some() || is_near)
        }
        _ => false,
    }
}

/// Tells whether two statements speak of the same countries: they name the
/// same ones, or one leaves out those that its document is about.
fn same_places(one: &Statement, other: &Statement, claims: &[Claim<'_>]) -> bool {
    let set = |statement: &Statement| statement.places.iter().copied().collect::<BTreeSet<_>>();
    let (first, second) = (set(one), set(other));
    if first == second && !first.is_empty() {
        return one.is_mutual || one.places == other.places;
    }
    let context = |statement: &Statement| Context::of(&claims[statement.claim]);
    match (first.is_empty(), second.is_empty()) {
        (true, true) => context(one).agrees(&context(other), one.is_mutual),
        (true, false) => context(one).is_about(&second),
        (false, true) => context(other).is_about(&first),
        // `trade with China`, said of Russia.
        (false, false) if one.is_mutual && first.is_subset(&second) => context(one).is_about(&second),
        (false, false) if one.is_mutual && second.is_subset(&first) => context(other).is_about(&first),
        _ => false,
    }
}

fn disagreement(one: &Statement, other: &Statement) -> Disagreement {
    let (one, other) = if one.claim <= other.claim { (one, other) } else { (other, one) };
    let side = |statement: &Statement| Side {
        claim: statement.claim,
        document: statement.document,
        sentence: statement.sentence.clone(),
        phrase: statement.phrase.clone(),
        text: statement.said.clone(),
    };
    let kind = match one.content {
        Content::Value(_) => DisagreementKind::Figure,
        Content::Polarity(_) | Content::When(_) => DisagreementKind::Claim,
    };
    Disagreement {
        kind,
        sides: [side(one), side(other)],
        reason: Reason {
            quantity: one.quantity.clone(),
            words: one.words.clone(),
            period: one.period.clone(),
            values: [one.said.clone(), other.said.clone()],
        },
    }
}
