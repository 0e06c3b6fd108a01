//! What earlier editions told, and what counts since the last.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::decision::happenings;
use super::{Material, Request, Session, Since, archive};
use crate::compose::{self, Entry, Plan};
use crate::copies::Forms;
use crate::desk::OVERLAP_DAYS;
use crate::manifest::{FigureSpan, Manifest};
use crate::model::{Audience, BriefSpec, Corpus, Date, Document, EditionName, Passage, Sha256, Status};
use crate::news::{self, Earlier, Item, Memory, News, OneLine, Said, Told};
use crate::output::{self, Seen};
use crate::select::{self, Before};

/// So many past editions are remembered, and where only what is new since the
/// last is told, those of the overlap too: a story comes back within days, and
/// what is older may be said again.
const LEAST_PAST: usize = 8;

/// The editions of a brief before the one that is made.
pub(super) struct Past {
    /// The newest first, each with the digest of its manifest.
    pub(super) editions: Vec<(Manifest, Sha256)>,
    /// What counts since the last of them; `None` where that is not asked for,
    /// or there is none.
    pub(super) window: Option<Window>,
}

/// Since when documents count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// Documents of this day or later count.
    pub(super) from: Date,
    /// The texts that the last edition's corpus had: all others count, whatever
    /// their date. `None` where that is not known.
    pub(super) known: Option<Seen>,
}

impl Session {
    /// Reads the editions of a brief before `name`, as far as they matter.
    pub(super) fn past(&self, brief: &BriefSpec, request: &Request, name: EditionName) -> Past {
        let archive = archive(&self.desk);
        let mut editions = output::past(&archive, &brief.id, name, LEAST_PAST, None);
        let window = overlap_days(brief, request).and_then(|days| {
            let (last, digest) = last_given(&editions, brief, request)?;
            let known = output::seen(&archive, &brief.id, last, digest);
            Some(Window { from: last.date.days_before(days), known })
        });
        if let Some(from) = window.as_ref().map(|window| window.from).filter(|_| editions.len() >= LEAST_PAST)
        {
            editions = output::past(&archive, &brief.id, name, LEAST_PAST, Some(from));
        }
        Past { editions, window }
    }
}

/// Returns the overlap in days where only what is new since the last edition is
/// asked for.
fn overlap_days(brief: &BriefSpec, request: &Request) -> Option<u32> {
    match request.since {
        Some(Since::Last) => Some(brief.since_last.unwrap_or(OVERLAP_DAYS)),
        Some(Since::Day(_)) => None,
        None => brief.since_last,
    }
}

/// Returns the edition up to which every audience that was ever given one has
/// been given all: an audience whose formats failed yesterday lacks yesterday's
/// news.
fn last_given<'p>(
    editions: &'p [(Manifest, Sha256)],
    brief: &BriefSpec,
    request: &Request,
) -> Option<(EditionName, &'p Sha256)> {
    let is_asked = |id: &&String| request.audiences.is_empty() || request.audiences.contains(id);
    let had = |manifest: &Manifest, id: &str| {
        manifest.audiences.iter().any(|entry| entry.id == id && !entry.files.is_empty())
    };
    let last = |id: &String| editions.iter().position(|(manifest, _)| had(manifest, id));
    let place = brief.audiences.iter().filter(is_asked).filter_map(last).max()?;
    let (manifest, digest) = editions.get(place)?;
    Some((manifest.name().ok()?, digest))
}

impl Past {
    /// Returns the manifest of the edition before.
    pub(super) fn before(&self) -> Option<&Manifest> {
        self.editions.first().map(|(manifest, _)| manifest)
    }

    /// Prepares what the editions told.
    pub(super) fn told(&self) -> Told<'_> {
        Told::new(self.editions.iter().map(|(manifest, _)| manifest))
    }
}

/// What each audience of a brief was told, and the documents of the corpus to
/// compare with it.
pub(super) struct Readers<'a> {
    corpus: &'a Corpus,
    /// In the brief's order of audiences.
    memories: Vec<Memory<'a, 'a>>,
    /// By document: its id in manifests, and its text.
    documents: Vec<(String, OneLine<'a>)>,
}

impl<'a> Readers<'a> {
    pub(super) fn new(told: &'a Told<'a>, audiences: &[&Audience], material: &'a Material) -> Self {
        let memory = |audience: &&Audience| told.memory(&audience.id);
        let document =
            |document: &'a Document| (compose::document_id(document), OneLine::new(&document.text));
        Self {
            corpus: &material.corpus,
            memories: audiences.iter().map(memory).collect(),
            documents: material.corpus.documents.iter().map(document).collect(),
        }
    }

    fn said<'s>(&'s self, document: &'s Document, range: Range<usize>) -> Said<'s> {
        let (id, source) = &self.documents[document.id.0 as usize];
        Said {
            document: id,
            text_sha256: &document.text_sha256,
            source: Some(source),
            language: document.source.language.as_deref(),
            text: &document.text[range.clone()],
            range,
        }
    }

    /// Judges what is about to be told, for each audience.
    pub(super) fn judge(&self, entries: &[Entry], plan: &Plan) -> Vec<News> {
        let items: Vec<Item<'_>> = entries.iter().map(|entry| self.item(entry)).collect();
        let disagreements: Vec<_> = plan.disputes.iter().map(compose::disagreement_entry).collect();
        let sides: BTreeSet<u32> = plan.disputes.iter().flat_map(|dispute| dispute.sides).collect();
        let texts: BTreeSet<&Sha256> =
            self.corpus.documents.iter().map(|document| &document.text_sha256).collect();
        let sources: BTreeMap<&str, &OneLine<'_>> =
            self.documents.iter().map(|(id, source)| (id.as_str(), source)).collect();
        let says = |document: &crate::manifest::DocumentEntry, words: &str| {
            texts.contains(&document.text_sha256)
                || sources.get(document.id.as_str()).is_some_and(|source| source.has(words))
        };
        self.memories
            .iter()
            .zip(&plan.given)
            .map(|(memory, given)| {
                let given: Vec<u32> = given.iter().flatten().chain(&sides).copied().collect();
                let (items, disagreements) = (&items, &disagreements);
                news::judge(news::Edition { items, disagreements, given: &given, says: Some(&says) }, memory)
            })
            .collect()
    }

    fn item<'s>(&'s self, entry: &'s Entry) -> Item<'s> {
        let excerpt = &entry.chosen.excerpt;
        let document = self.corpus.document(excerpt.document());
        let said = self.said(document, excerpt.range());
        let figure = |figure: &crate::findings::Figure| FigureSpan::of(&document.text, figure.clone());
        Item {
            n: entry.n,
            forms: Forms::new(said.text, said.language),
            said,
            figures: entry.figures.iter().map(figure).collect(),
            events: entry.events.clone(),
        }
    }
}

impl select::Memory for Readers<'_> {
    fn shown(&self, reader: usize, document: &Document, range: Range<usize>) -> Option<Before> {
        self.memories[reader].shown(&self.said(document, range)).map(before)
    }

    fn told(&self, reader: usize, passage: &Passage, range: Range<usize>, forms: &Forms) -> Option<Before> {
        let document = self.corpus.document(passage.document);
        let said = self.said(document, range.clone());
        let dates = || happenings(document, passage, range).into_iter().map(|event| event.date).collect();
        self.memories[reader].repeated(&said, forms, dates).map(before)
    }
}

fn before(earlier: Earlier) -> Before {
    Before { edition: earlier.edition, n: earlier.n }
}

/// Notes how excerpts stand for those audiences that are given them; for all of
/// them, what is cited only as a side of a disagreement.
pub(super) fn note_status(entries: &mut [Entry], plan: &Plan, news: &[News]) {
    let given: Vec<BTreeSet<u32>> =
        plan.given.iter().map(|themes| themes.iter().flatten().copied().collect()).collect();
    for entry in entries {
        let own = news.iter().zip(&given).filter(|(_, given)| given.contains(&entry.n)).map(|(news, _)| news);
        let status = |news: &News| news.excerpts.get(entry.n as usize - 1).map(|judged| judged.status);
        let freshest = own.filter_map(status).min();
        let of_any = || news.iter().filter_map(status).min();
        entry.status = freshest.or_else(of_any).unwrap_or(Status::New);
    }
}

/// Tells whether an edition says what its audiences were not told by the newest
/// one, or is made by other rules, or the newest one cites what the corpus has
/// no longer.
///
/// `standing` is the edition of this very name that stands in the archive; it
/// is the newest one then.
pub(super) fn is_news(
    manifest: &Manifest,
    standing: Option<&Manifest>,
    past: &Past,
    corpus: &Corpus,
) -> bool {
    let Some(newest) = standing.or_else(|| past.before()) else { return true };
    if !newest.inputs.same_rules(&manifest.inputs) || has_lost(newest, corpus) {
        return true;
    }
    if standing.is_some() {
        let all = standing.into_iter().chain(past.editions.iter().map(|(manifest, _)| manifest));
        return news::has_news(manifest, &Told::new(all));
    }
    let is_news = |status: Status| status != Status::Standing;
    manifest.excerpts.iter().any(|entry| is_news(entry.status))
        || manifest.figures.iter().any(|entry| is_news(entry.standing.status))
        || manifest.events.iter().any(|entry| is_news(entry.standing.status))
        || manifest.disagreements.iter().any(|entry| is_news(entry.standing.status))
}

/// Tells whether a document that an edition quotes is gone or has another text;
/// one that has only another name is still there.
fn has_lost(newest: &Manifest, corpus: &Corpus) -> bool {
    let texts: BTreeSet<&Sha256> = corpus.documents.iter().map(|document| &document.text_sha256).collect();
    let quoted: BTreeSet<&str> = newest.excerpts.iter().map(|excerpt| excerpt.document.as_str()).collect();
    let quoted = newest.documents.iter().filter(|document| quoted.contains(document.id.as_str()));
    quoted.into_iter().any(|document| !texts.contains(&document.text_sha256))
}
