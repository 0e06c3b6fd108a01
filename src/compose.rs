//! Composition: from selections and citations to what a template sees
//! (`view`) and what the manifest says (`proof`). Pure; nothing here reads or
//! writes.

mod changes;
mod charts;
mod proof;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::{Disagreement, Figure};
use crate::manifest::{Coverage, EventSpan, Manifest, QuotationSpan, SkippedEntry};
use crate::model::{
    Audience, BriefSpec, Chosen, Corpus, Document, DocumentId, EditionName, Finding, Locator, Markings,
    PartialDate, Selection, Selector, Status, Theme,
};
use crate::news::News;

pub(crate) use proof::disagreement_entry;
pub(crate) use proof::reasons;
pub use proof::{Proof, manifest};
pub(crate) use view::pinpoint;
pub(crate) use view::{Case, cases, schema};
pub use view::{Reader, View, view};

/// An excerpt of the edition with everything that proves and describes it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number in the edition, from 1.
    pub n: u32,
    /// The theme's id.
    pub theme: String,
    /// The excerpt and why it was chosen.
    pub chosen: Chosen,
    /// How it stands to earlier editions, for that of its audiences to whom it
    /// is freshest.
    pub status: Status,
    /// Where in the source.
    pub locator: Locator,
    /// W3C selectors.
    pub selector: Selector,
    /// The address that opens the source at the quotation.
    pub link: Option<String>,
    /// Figures in it; ranges count into the document's text.
    pub figures: Vec<Figure>,
    /// Dated happenings that it tells of; ranges count into the document's
    /// text.
    pub events: Vec<EventSpan>,
    /// Quoted speech in it; ranges count into the document's text.
    pub quotations: Vec<QuotationSpan>,
}

/// Which excerpts there are, and who gets which.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Theme and excerpt; number `n` is at `n - 1`.
    pub excerpts: Vec<(String, Chosen)>,
    /// For each audience and theme, the numbers of its excerpts in order.
    pub given: Vec<Vec<Vec<u32>>>,
    /// What sources disagree on; every audience may be told.
    pub disputes: Vec<Dispute>,
}

/// A disagreement whose sides are excerpts.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispute {
    /// The theme's id.
    pub theme: String,
    /// What is disagreed on.
    pub found: Disagreement,
    /// The numbers of the excerpts that its sides stand in.
    pub sides: [u32; 2],
}

impl Plan {
    /// Adds a disagreement; each side is cited by an excerpt that has it
    /// already, else by the one given.
    pub fn dispute(&mut self, theme: &str, found: Disagreement, sides: [Chosen; 2]) {
        let numbers = sides.map(|side| self.number(theme, side));
        self.disputes.push(Dispute { theme: theme.to_owned(), found, sides: numbers });
    }

    fn number(&mut self, theme: &str, side: Chosen) -> u32 {
        let range = side.excerpt.range();
        let has = |(_, chosen): &(String, Chosen)| {
            let other = chosen.excerpt.range();
            chosen.excerpt.document() == side.excerpt.document()
                && other.start <= range.start
                && range.end <= other.end
        };
        if let Some(place) = self.excerpts.iter().position(has) {
            return place as u32 + 1;
        }
        self.excerpts.push((theme.to_owned(), side));
        self.excerpts.len() as u32
    }
}

/// Numbers the excerpts of all audiences: theme by theme, and within a theme
/// in the order in which the audiences name them first.
#[must_use]
pub fn plan(per_audience: Vec<Vec<Selection>>) -> Plan {
    let themes = per_audience.iter().map(Vec::len).max().unwrap_or(0);
    let given = vec![Vec::new(); per_audience.len()];
    let mut plan = Plan { excerpts: Vec::new(), given, disputes: Vec::new() };
    let mut numbers: BTreeMap<(String, DocumentId, usize, usize), u32> = BTreeMap::new();
    for theme in 0..themes {
        for (audience, selections) in per_audience.iter().enumerate() {
            let Some(selection) = selections.get(theme) else { continue };
            let given = selection.chosen.iter().map(|chosen| {
                let range = chosen.excerpt.range();
                let key = (selection.theme.clone(), chosen.excerpt.document(), range.start, range.end);
                *numbers.entry(key).or_insert_with(|| {
                    plan.excerpts.push((selection.theme.clone(), chosen.clone()));
                    plan.excerpts.len() as u32
                })
            });
            let given: Vec<u32> = given.collect();
            plan.given[audience].push(given);
        }
    }
    plan
}

/// What the corpus has on a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThemeFound {
    /// Documents with a match.
    pub documents: usize,
    /// The latest date of one of them.
    pub newest: Option<PartialDate>,
}

/// Returns what the corpus has on each theme, which is the same for every
/// audience.
#[must_use]
pub fn found(per_audience: &[Vec<Selection>]) -> Vec<ThemeFound> {
    let first = per_audience.first().map_or(&[][..], Vec::as_slice);
    let found = |selection: &Selection| ThemeFound {
        documents: selection.matching_documents,
        newest: selection.newest_match,
    };
    first.iter().map(found).collect()
}

/// What every view of an edition shares.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The desk's name.
    pub desk: &'a str,
    /// The time zone (IANA) that moments are told in.
    pub time_zone: &'a str,
    /// The brief.
    pub brief: &'a BriefSpec,
    /// What the edition is called.
    pub name: EditionName,
    /// The brief's themes in order.
    pub themes: &'a [&'a Theme],
    /// The corpus.
    pub corpus: &'a Corpus,
    /// The edition's excerpts; number `n` is at `n - 1`.
    pub entries: &'a [Entry],
    /// What sources disagree on.
    pub disputes: &'a [Dispute],
    /// What the corpus covers.
    pub coverage: &'a Coverage,
    /// What the corpus has on each theme.
    pub found: &'a [ThemeFound],
    /// The edition before.
    pub previous: Option<&'a Manifest>,
    /// How the excerpts stand to what each audience of the brief was shown
    /// before, in their order.
    pub news: &'a [News],
    /// Whether only what is new since the edition before is told.
    pub is_since_last: bool,
    /// What sources are marked with.
    pub markings: &'a Markings,
}

/// What of an edition an audience gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Places of its themes among the brief's, in its own order.
    pub themes: Vec<usize>,
    /// Documents that it is told nothing of.
    pub withheld: BTreeSet<DocumentId>,
    /// Places of the disagreements that it was told before and is not told
    /// again.
    pub told: BTreeSet<usize>,
}

impl<'a> Situation<'a> {
    /// Returns the disagreements that an audience is told of, in order.
    pub(crate) fn disputes_for(
        self,
        audience: &Audience,
        scope: &Scope,
    ) -> impl Iterator<Item = &'a Dispute> {
        let told = audience.findings.contains(&Finding::Disagreements);
        let is_given = move |(place, dispute): &(usize, &Dispute)| {
            let theme = scope.themes.iter().any(|place| self.themes[*place].id == dispute.theme);
            let shown = |n: &u32| {
                let document = self.entries[*n as usize - 1].chosen.excerpt.document();
                !scope.withheld.contains(&document)
            };
            told && theme && dispute.sides.iter().all(shown) && !scope.told.contains(place)
        };
        let given = self.disputes.iter().enumerate().filter(is_given).map(|(_, dispute)| dispute);
        given.collect::<Vec<_>>().into_iter()
    }

    /// Returns the document that an excerpt is cut from.
    fn document(&self, entry: &Entry) -> &'a Document {
        self.corpus.document(entry.chosen.excerpt.document())
    }
}

/// Returns a document's id in manifests: its path, with `#member` for a part.
#[must_use]
pub fn document_id(document: &Document) -> String {
    match &document.member {
        Some(member) => format!("{}#{member}", document.path),
        None => document.path.clone(),
    }
}

/// Counts what the corpus covers, and how the excerpts are spread over it.
#[must_use]
pub fn coverage(corpus: &Corpus, in_period: usize, plan: &Plan) -> Coverage {
    let mut per_document: BTreeMap<DocumentId, usize> = BTreeMap::new();
    for (_, chosen) in &plan.excerpts {
        *per_document.entry(chosen.excerpt.document()).or_default() += 1;
    }
    let most = per_document.values().copied().max().unwrap_or(0) as f64;
    let dates = || corpus.documents.iter().filter_map(|document| document.source.date);
    Coverage {
        documents: corpus.documents.len(),
        in_period,
        cited: per_document.len(),
        skipped: corpus
            .skipped
            .iter()
            .map(|skipped| SkippedEntry { path: skipped.path.clone(), reason: skipped.reason.clone() })
            .collect(),
        undated: corpus.documents.len() - dates().count(),
        newest: dates().max().map(|date| date.to_string()),
        oldest: dates().min().map(|date| date.to_string()),
        single_source_share: most / (plan.excerpts.len().max(1) as f64),
        near_duplicates: plan.excerpts.iter().filter(|(_, chosen)| !chosen.also_in.is_empty()).count(),
    }
}
