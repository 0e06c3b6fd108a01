//! What is new to a reader: excerpts and what stands in them, against what the
//! reader was shown by earlier editions.
//!
//! Everything here is a pure function of manifests and of what is about to be
//! told. Each audience is a reader of its own: what another one was shown
//! counts for nothing. `docs/news.md` says what the words mean.

mod findings;
mod judge;
mod told;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::copies::Forms;
use crate::manifest::{DisagreementEntry, DocumentEntry, EventSpan, ExcerptEntry, FigureSpan, Manifest};
use crate::model::{EditionName, Sha256, Status};
use crate::tool::white_space::folded;

pub use judge::judge;
pub use told::{Memory, Told};

/// An excerpt that is about to be told, or that an edition tells.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// Its number in the edition.
    pub n: u32,
    /// The words and where they stand.
    pub said: Said<'a>,
    /// What they are compared by.
    pub forms: Forms,
    /// Figures in it; ranges count into the document's text.
    pub figures: Vec<FigureSpan>,
    /// Dated happenings in it; ranges count into the document's text.
    pub events: Vec<EventSpan>,
}

/// Words of a document.
#[derive(Debug, Clone)]
pub struct Said<'a> {
    /// The document's id in manifests.
    pub document: &'a str,
    /// The digest of its text.
    pub text_sha256: &'a Sha256,
    /// Its text; `None` where it is not at hand.
    pub source: Option<&'a OneLine<'a>>,
    /// Its language (BCP 47).
    pub language: Option<&'a str>,
    /// Bytes of its text.
    pub range: Range<usize>,
    /// The words that stand there.
    pub text: &'a str,
}

/// A document's text, with its white space folded when it is asked for first.
#[derive(Debug)]
pub struct OneLine<'a> {
    text: &'a str,
    folded: OnceLock<String>,
}

impl<'a> OneLine<'a> {
    /// Takes a text as it is.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, folded: OnceLock::new() }
    }

    /// Tells whether words, which are on one line, stand in the text.
    #[must_use]
    pub fn has(&self, words: &str) -> bool {
        self.text.contains(words) || self.folded.get_or_init(|| folded(self.text)).contains(words)
    }
}

/// What is about to be told to a reader.
#[derive(Clone, Copy)]
pub struct Edition<'a> {
    /// The excerpts, by `n`, without repetition.
    pub items: &'a [Item<'a>],
    /// What sources disagree on; sides name excerpts by `n`.
    pub disagreements: &'a [DisagreementEntry],
    /// The numbers of the excerpts that the reader gets.
    pub given: &'a [u32],
    /// Tells whether a document says these words still; `None` where the corpus
    /// is not at hand.
    pub says: Option<&'a Says<'a>>,
}

/// Tells whether a document that was cited says words, on one line, still.
pub type Says<'a> = dyn Fn(&DocumentEntry, &str) -> bool + 'a;

/// How an edition stands to what a reader was shown before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct News {
    /// The edition that the reader was shown last; `None` where there is none.
    pub since: Option<EditionName>,
    /// One for each excerpt of the edition, in its order.
    pub excerpts: Vec<Judged>,
    /// One for each disagreement, in its order.
    pub disagreements: Vec<Status>,
    /// What the edition before showed and this one does not, in its order.
    pub gone: Vec<Gone>,
}

/// How an excerpt stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Whether the reader knows it.
    pub status: Status,
    /// What it goes back to: what an updated one was, and whose words a
    /// standing one repeats in other words. `None` for all else.
    pub earlier: Option<Earlier>,
    /// One for each of its figures.
    pub figures: Vec<Revised>,
    /// One for each of its events.
    pub events: Vec<Status>,
}

/// How a figure stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Revised {
    /// Whether the reader knows it.
    pub status: Status,
    /// What an updated one was, as written, and its value.
    pub was: Option<(String, f64)>,
}

/// An excerpt that a reader was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The edition that showed it.
    pub edition: EditionName,
    /// Its number there.
    pub n: u32,
    /// The document's id there.
    pub document: String,
    /// The document's title there.
    pub title: String,
    /// Its words.
    pub text: String,
}

/// An excerpt that is not told again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// What it was.
    pub earlier: Earlier,
    /// The theme's id.
    pub theme: String,
    /// Whether its source says it no longer, or is gone.
    pub withdrawn: bool,
}

impl News {
    /// Returns what there is to say of everything where nothing was shown
    /// before.
    #[must_use]
    pub fn first(edition: Edition<'_>) -> Self {
        let new = |item: &Item<'_>| Judged {
            status: Status::New,
            earlier: None,
            figures: item.figures.iter().map(|_| Revised { status: Status::New, was: None }).collect(),
            events: vec![Status::New; item.events.len()],
        };
        Self {
            since: None,
            excerpts: edition.items.iter().map(new).collect(),
            disagreements: vec![Status::New; edition.disagreements.len()],
            gone: Vec::new(),
        }
    }
}

/// Returns the excerpts of an edition as items, by `n`; the texts of their
/// documents are not at hand.
#[must_use]
pub fn items(manifest: &Manifest) -> Vec<Item<'_>> {
    let documents: BTreeMap<&str, &DocumentEntry> =
        manifest.documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let documented =
        manifest.excerpts.iter().filter_map(|entry| Some((entry, *documents.get(entry.document.as_str())?)));
    documented.map(|(entry, document)| item(manifest, entry, document)).collect()
}

fn item<'m>(manifest: &'m Manifest, entry: &'m ExcerptEntry, document: &'m DocumentEntry) -> Item<'m> {
    let language = document.language.as_deref();
    let n = entry.n;
    Item {
        n,
        said: Said {
            document: &document.id,
            text_sha256: &document.text_sha256,
            source: None,
            language,
            range: entry.start_byte..entry.end_byte,
            text: &entry.text,
        },
        forms: Forms::new(&entry.text, language),
        figures: of_excerpt(&manifest.figures, n, |figure| (figure.excerpt, &figure.figure)),
        events: of_excerpt(&manifest.events, n, |event| (event.excerpt, &event.event)),
    }
}

fn of_excerpt<T, S: Clone>(all: &[T], n: u32, of: impl Fn(&T) -> (u32, &S)) -> Vec<S> {
    all.iter().map(of).filter(|(excerpt, _)| *excerpt == n).map(|(_, span)| span.clone()).collect()
}

/// Tells whether an edition says anything, to any of its audiences, that they
/// were not told.
#[must_use]
pub fn has_news(manifest: &Manifest, told: &Told<'_>) -> bool {
    let items = items(manifest);
    manifest.audiences.iter().any(|audience| {
        let given: Vec<u32> = audience.citations.iter().map(|(_, n)| *n).collect();
        let edition =
            Edition { items: &items, disagreements: &manifest.disagreements, given: &given, says: None };
        let news = judge(edition, &told.memory(&audience.id));
        let is_given = |n: u32| given.contains(&n);
        let excerpts = items.iter().zip(&news.excerpts).filter(|(item, _)| is_given(item.n));
        let sides = |entry: &DisagreementEntry| entry.sides.iter().all(|side| is_given(side.excerpt));
        let disagreements = manifest.disagreements.iter().zip(&news.disagreements);
        let is_news = |status: Status| status != Status::Standing;
        excerpts.into_iter().any(|(_, judged)| judged.is_news())
            || disagreements.filter(|(entry, _)| sides(entry)).any(|(_, status)| is_news(*status))
    })
}

impl Judged {
    /// Tells whether there is anything in it that the reader does not know.
    #[must_use]
    pub fn is_news(&self) -> bool {
        let figures = self.figures.iter().map(|figure| figure.status);
        let mut all = figures.chain(self.events.iter().copied()).chain([self.status]);
        all.any(|status| status != Status::Standing)
    }
}

#[cfg(test)]
mod tests;
