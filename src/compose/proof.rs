//! What the manifest says.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{Audiences, changes, judged};
use super::{Dispute, Entry, Situation, document_id};
use crate::findings::{Disagreement, Figure};
use crate::manifest::{
    AlternativeEntry, AudienceEntry, DisagreementEntry, DocumentEntry, EventEntry, ExcerptEntry, FigureEntry,
    FigureSpan, GENERATOR, Inputs, Manifest, QuotationEntry, Reasons, SCHEMA, SideEntry, StandingEntry,
    ThemeEntry,
};
use crate::model::{Chosen, Corpus, Document, DocumentId};

/// What a manifest is made of beside the situation.
pub struct Proof {
    /// Digests of the inputs.
    pub inputs: Inputs,
    /// In the brief's order, files included.
    pub audiences: Vec<AudienceEntry>,
    /// References by `n`, in the style of the first audience that cites it.
    pub references: BTreeMap<u32, String>,
    /// What was noticed.
    pub warnings: Vec<String>,
}

/// Composes the manifest of an edition from what its audiences cite.
#[must_use]
pub fn manifest(situation: Situation<'_>, proof: Proof) -> Manifest {
    let cited: BTreeSet<u32> =
        proof.audiences.iter().flat_map(|audience| audience.citations.iter().map(|(_, n)| *n)).collect();
    let entries: Vec<&Entry> = situation.entries.iter().filter(|entry| cited.contains(&entry.n)).collect();
    let documents: BTreeSet<DocumentId> = entries
        .iter()
        .flat_map(|entry| entry.chosen.also_in.iter().copied().chain([entry.chosen.excerpt.document()]))
        .collect();
    let named: BTreeSet<String> =
        documents.iter().map(|id| document_id(situation.corpus.document(*id))).collect();
    let audiences = Audiences { entries: &proof.audiences, news: situation.news };
    Manifest {
        schema: SCHEMA.to_owned(),
        brief: situation.brief.id.clone(),
        params: situation.brief.params.clone(),
        title: situation.brief.title.clone(),
        date: situation.name.date.to_string(),
        revision: situation.name.revision,
        slot: None,
        generator: GENERATOR.to_owned(),
        inputs: proof.inputs,
        documents: documents
            .into_iter()
            .map(|id| situation.corpus.document(id))
            .map(|document| document_entry(document, situation.markings.of(document).map(str::to_owned)))
            .collect(),
        excerpts: entries
            .iter()
            .map(|entry| ExcerptEntry {
                status: audiences.status(entry),
                ..excerpt_entry(situation, entry, &proof.references)
            })
            .collect(),
        themes: theme_entries(situation, &entries),
        figures: entries
            .iter()
            .flat_map(|entry| {
                let text = &situation.document(entry).text;
                let spanned = |figure: &Figure| FigureSpan::of(text, figure.clone());
                entry.figures.iter().enumerate().map(move |(place, figure)| FigureEntry {
                    excerpt: entry.n,
                    figure: spanned(figure),
                    standing: audiences.standing(&[entry.n], |news| {
                        judged(news, entry.n)?.figures.get(place).map(|revised| revised.status)
                    }),
                })
            })
            .collect(),
        events: entries
            .iter()
            .flat_map(|entry| {
                entry.events.iter().enumerate().map(move |(place, event)| EventEntry {
                    excerpt: entry.n,
                    event: event.clone(),
                    standing: audiences
                        .standing(&[entry.n], |news| judged(news, entry.n)?.events.get(place).copied()),
                })
            })
            .collect(),
        quotations: entries
            .iter()
            .flat_map(|entry| {
                entry
                    .quotations
                    .iter()
                    .map(|found| QuotationEntry { excerpt: entry.n, quotation: found.clone() })
            })
            .collect(),
        disagreements: situation
            .disputes
            .iter()
            .enumerate()
            .filter(|(_, dispute)| dispute.sides.iter().all(|n| cited.contains(n)))
            .map(|(place, dispute)| DisagreementEntry {
                standing: audiences.standing(&dispute.sides, |news| news.disagreements.get(place).copied()),
                ..disagreement_entry(dispute)
            })
            .collect(),
        audiences: proof
            .audiences
            .iter()
            .zip(situation.news)
            .map(|(audience, news)| AudienceEntry {
                changes: Some(changes(situation, audience, news)),
                ..within(audience.clone(), &named)
            })
            .collect(),
        coverage: situation.coverage.clone(),
        warnings: proof.warnings,
    }
}

/// Keeps of what is withheld from an audience what the manifest names.
fn within(mut audience: AudienceEntry, named: &BTreeSet<String>) -> AudienceEntry {
    audience.withheld.retain(|id| named.contains(id));
    audience
}

/// Returns what the manifest says of a disagreement, as if it were new.
pub(crate) fn disagreement_entry(dispute: &Dispute) -> DisagreementEntry {
    let Disagreement { kind, sides, reason } = &dispute.found;
    let side = |place: usize| SideEntry {
        excerpt: dispute.sides[place],
        start_byte: sides[place].phrase.start,
        end_byte: sides[place].phrase.end,
        text: sides[place].text.clone(),
    };
    DisagreementEntry {
        theme: dispute.theme.clone(),
        kind: *kind,
        quantity: reason.quantity.clone(),
        period: reason.period.clone(),
        reason: reason.to_string(),
        sides: [side(0), side(1)],
        standing: StandingEntry::default(),
    }
}

fn theme_entries(situation: Situation<'_>, entries: &[&Entry]) -> Vec<ThemeEntry> {
    let numbers = |id: &str| entries.iter().filter(|entry| entry.theme == id).map(|entry| entry.n).collect();
    situation
        .themes
        .iter()
        .zip(situation.found)
        .map(|(theme, found)| ThemeEntry {
            id: theme.id.clone(),
            title: theme.title.clone(),
            excerpts: numbers(&theme.id),
            matching_documents: found.documents,
            newest_match: found.newest.map(|date| date.to_string()),
        })
        .collect()
}

fn document_entry(document: &Document, marking: Option<String>) -> DocumentEntry {
    let source = &document.source;
    DocumentEntry {
        id: document_id(document),
        path: document.path.clone(),
        member: document.member.clone(),
        sha256: document.sha256.clone(),
        title: source.title.clone(),
        authors: source.authors.clone(),
        publisher: source.publisher.clone(),
        date: source.date.map(|date| date.to_string()),
        url: source.url.clone(),
        language: source.language.clone(),
        marking,
        media_type: document.media_type.to_owned(),
        text_sha256: document.text_sha256.clone(),
    }
}

fn excerpt_entry(
    situation: Situation<'_>,
    entry: &Entry,
    references: &BTreeMap<u32, String>,
) -> ExcerptEntry {
    let excerpt = &entry.chosen.excerpt;
    let id = |document: &DocumentId| document_id(situation.corpus.document(*document));
    ExcerptEntry {
        n: entry.n,
        theme: entry.theme.clone(),
        document: id(&excerpt.document()),
        text: excerpt.text().to_owned(),
        start_byte: excerpt.range().start,
        end_byte: excerpt.range().end,
        selector: entry.selector.clone(),
        locator: entry.locator.clone(),
        reference: references.get(&entry.n).cloned().unwrap_or_default(),
        link: entry.link.clone(),
        score: entry.chosen.score,
        reasons: reasons(situation.corpus, &entry.chosen),
        status: entry.status,
        also_in: entry.chosen.also_in.iter().map(id).collect(),
    }
}

/// Says why an excerpt was chosen.
pub(crate) fn reasons(corpus: &Corpus, chosen: &Chosen) -> Reasons {
    let alternative = |other: &crate::model::Alternative| AlternativeEntry {
        document: document_id(corpus.document(other.document)),
        start_byte: other.range.start,
        end_byte: other.range.end,
        score: other.score,
    };
    Reasons {
        matched: chosen.matched.clone(),
        parts: chosen.parts.clone(),
        pinned: chosen.pinned,
        preferred_to: chosen.preferred_to.iter().map(alternative).collect(),
    }
}
