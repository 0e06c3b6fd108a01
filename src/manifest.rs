//! `edition.json`: the proof of an edition and the contract with other
//! programs. Keys are only ever added.

pub mod annotations;
mod changes;
pub mod compare;
mod seal;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::findings::{DisagreementKind, Event, Figure, FigureKind, FigureRole, Precision, Quotation};
use crate::model::document::name_of;
use crate::model::{Date, EditionName, Locator, ParamValue, Part, Selector, Sha256, Status};

/// The schema's name, in the key `schema`.
pub const SCHEMA: &str = "attache/edition/1";

/// The file's name.
pub const FILE: &str = "edition.json";

pub use changes::{ChangesEntry, EarlierEntry, RevisedEntry, StandingEntry};
pub use seal::is_whole;

/// An edition's manifest. Lists are in the order of the briefing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// The brief's id.
    pub brief: String,
    /// The values of the brief's parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, ParamValue>,
    /// The briefing's title.
    pub title: String,
    /// The edition's date, `YYYY-MM-DD`.
    pub date: String,
    /// Which edition of this date it is, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub revision: u32,
    /// The moment for which it was scheduled (RFC 3339, in UTC); `None` for one
    /// that was built by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The program and its version.
    pub generator: String,
    /// Digests of all that the edition was made from.
    pub inputs: Inputs,
    /// The cited documents, in the order of the corpus.
    pub documents: Vec<DocumentEntry>,
    /// Every excerpt that an audience was given, by `n`.
    pub excerpts: Vec<ExcerptEntry>,
    /// The brief's themes.
    pub themes: Vec<ThemeEntry>,
    /// The brief's audiences.
    pub audiences: Vec<AudienceEntry>,
    /// Figures in the excerpts.
    pub figures: Vec<FigureEntry>,
    /// Dated happenings that the excerpts tell of.
    pub events: Vec<EventEntry>,
    /// Quoted speech in the excerpts.
    pub quotations: Vec<QuotationEntry>,
    /// What sources disagree on; both sides are among the excerpts.
    pub disagreements: Vec<DisagreementEntry>,
    /// What the corpus covers.
    pub coverage: Coverage,
    /// What was noticed while the edition was made.
    pub warnings: Vec<String>,
}

fn first() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_first(revision: &u32) -> bool {
    *revision == 1
}

/// Digests of an edition's inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Of `config.yaml`.
    pub config: Sha256,
    /// Of the brief's file.
    pub brief: Sha256,
    /// Of all templates and files of the look, names included.
    pub templates: Sha256,
    /// Of all documents and their metadata.
    pub corpus: Sha256,
    /// Of the `edition.json` before this one; `None` for a first edition.
    pub previous: Option<Sha256>,
}

impl Inputs {
    /// Tells whether two editions were made by the same configuration, brief and
    /// templates, of whatever documents.
    #[must_use]
    pub fn same_rules(&self, other: &Self) -> bool {
        (&self.config, &self.brief, &self.templates) == (&other.config, &other.brief, &other.templates)
    }

    /// Tells whether two editions were made from the same things; the edition
    /// before does not count.
    #[must_use]
    pub fn same_material(&self, other: &Self) -> bool {
        (&self.config, &self.brief, &self.templates, &self.corpus)
            == (&other.config, &other.brief, &other.templates, &other.corpus)
    }
}

/// A cited document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentEntry {
    /// Its id in this manifest: its path, with `#member` for a part.
    pub id: String,
    /// Its path relative to the desk.
    pub path: String,
    /// The part of an archive, mailbox or feed.
    pub member: Option<String>,
    /// Digest of the file.
    pub sha256: Sha256,
    /// Its title.
    pub title: String,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its publisher.
    pub publisher: Option<String>,
    /// Its date, with the precision that is known.
    pub date: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its language (BCP 47).
    pub language: Option<String>,
    /// Its handling marking; `None` for none.
    #[serde(default)]
    pub marking: Option<String>,
    /// Its media type.
    pub media_type: String,
    /// Digest of its text in UTF-8, which names the kept copy.
    pub text_sha256: Sha256,
}

/// An excerpt with its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExcerptEntry {
    /// Its number in the edition, from 1.
    pub n: u32,
    /// The theme's id.
    pub theme: String,
    /// The document's id in this manifest.
    pub document: String,
    /// The source's own words.
    pub text: String,
    /// First byte in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// W3C selectors.
    pub selector: Selector,
    /// Where in the source.
    pub locator: Locator,
    /// The reference in the citation style of the first audience that cites it.
    pub reference: String,
    /// The address that opens the source at the quotation.
    pub link: Option<String>,
    /// Finite.
    pub score: f64,
    /// Why it was chosen.
    pub reasons: Reasons,
    /// How it stands to earlier editions, for that of its audiences to whom it
    /// is freshest.
    pub status: Status,
    /// Ids of other documents with the same words.
    pub also_in: Vec<String>,
}

impl DocumentEntry {
    /// Returns the document without the addresses of those who wrote it.
    fn alone(&self) -> Self {
        Self { authors: self.authors.iter().map(|author| name_of(author)).collect(), ..self.clone() }
    }
}

impl ExcerptEntry {
    /// Returns the excerpt without what it was preferred to, which may stand in
    /// documents that its reader is not given, and without what is withheld.
    fn alone(&self, withheld: &[String], changes: Option<&ChangesEntry>) -> Self {
        let status = changes.map_or(self.status, |changes| changes.status_of(self.n));
        let reasons = Reasons { preferred_to: Vec::new(), ..self.reasons.clone() };
        let also_in = self.also_in.iter().filter(|id| !withheld.contains(id)).cloned().collect();
        Self { reasons, also_in, status, ..self.clone() }
    }
}

/// Why an excerpt was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reasons {
    /// The theme's words and phrases that it has.
    pub matched: Vec<String>,
    /// What its score is made of; they add up to it.
    pub parts: Vec<Part>,
    /// Whether the editors want it in, whatever its score.
    #[serde(default)]
    pub pinned: bool,
    /// What it was preferred to when it was chosen, best first.
    #[serde(default)]
    pub preferred_to: Vec<AlternativeEntry>,
}

/// A run of sentences that might have been chosen instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AlternativeEntry {
    /// The document's path, with `#member` for a part; it need not be cited.
    pub document: String,
    /// First byte in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// Comparable with the score of the excerpt.
    pub score: f64,
}

/// A theme of the brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeEntry {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The numbers of its excerpts.
    pub excerpts: Vec<u32>,
    /// How many documents of the corpus matched it.
    pub matching_documents: usize,
    /// The latest date of one of these.
    #[serde(default)]
    pub newest_match: Option<String>,
}

/// An audience of the brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudienceEntry {
    /// Its id.
    pub id: String,
    /// `[number, n]` for each citation, by the audience's own numbers.
    pub citations: Vec<(u32, u32)>,
    /// Its handling marking; `None` for none.
    #[serde(default)]
    pub marking: Option<String>,
    /// Ids of the documents of this manifest that are marked higher.
    #[serde(default)]
    pub withheld: Vec<String>,
    /// Its files that were built.
    pub files: Vec<FileEntry>,
    /// How what it is told differs from what it was told before.
    /// `None` in manifests of versions that did not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<ChangesEntry>,
}

/// A file of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name in the edition's folder.
    pub path: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// Its size in bytes.
    pub size: usize,
}

/// A figure in an excerpt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureEntry {
    /// The excerpt's number.
    pub excerpt: u32,
    /// The figure.
    #[serde(flatten)]
    pub figure: FigureSpan,
    /// How it stands to earlier editions.
    #[serde(default, flatten)]
    pub standing: StandingEntry,
}

/// A figure as it stands in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureSpan {
    /// First byte in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// As written.
    pub text: String,
    /// The normalised value; finite.
    pub value: f64,
    /// An ISO 4217 code, an SI sign, `%`, or the noun that is counted.
    pub unit: Option<String>,
    /// What kind of figure it is.
    pub kind: FigureKind,
    /// The time it is of, in the forms of [`Figure::when`].
    pub when: Option<String>,
    /// The noun phrase that it measures, as written; `None` where the text does
    /// not tell.
    #[serde(default)]
    pub subject: Option<String>,
    /// Whether it is a level, a change or an outlook.
    #[serde(default)]
    pub role: FigureRole,
}

impl FigureSpan {
    /// Cuts a figure that was found in `text` out of it.
    #[must_use]
    pub fn of(text: &str, figure: Figure) -> Self {
        let Figure { range, value, unit, kind, when, subject, role } = figure;
        let words = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();
        Self {
            start_byte: range.start,
            end_byte: range.end,
            text: words(range),
            value,
            unit,
            kind,
            when,
            subject: subject.map(words),
            role,
        }
    }
}

/// A dated happening in an excerpt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventEntry {
    /// The excerpt's number.
    pub excerpt: u32,
    /// The date, and the sentence that tells of the happening.
    #[serde(flatten)]
    pub event: EventSpan,
    /// How it stands to earlier editions.
    #[serde(default, flatten)]
    pub standing: StandingEntry,
}

/// What two sources disagree on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisagreementEntry {
    /// The theme's id.
    pub theme: String,
    /// Whether values or claims are opposed.
    pub kind: DisagreementKind,
    /// What both speak of.
    pub quantity: String,
    /// The time that both name.
    pub period: Option<String>,
    /// Why they were paired, in a sentence without a full stop.
    pub reason: String,
    /// The two sides.
    pub sides: [SideEntry; 2],
    /// How it stands to earlier editions.
    #[serde(default, flatten)]
    pub standing: StandingEntry,
}

/// One side of a disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideEntry {
    /// The excerpt's number.
    pub excerpt: u32,
    /// First byte of the figure or words that are opposed, in the document's
    /// text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// These words.
    pub text: String,
}

/// A date as it stands in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSpan {
    /// First byte of the date, in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// The date as written.
    pub text: String,
    /// The date in the forms of [`Event::date`].
    pub date: String,
    /// How exact it is.
    pub precision: Precision,
    /// Whether the year or the whole date was resolved.
    pub inferred: bool,
    /// Whether the sentence tells of what happened or will happen then.
    pub happening: bool,
    /// The sentence's first byte, and the byte after its last.
    pub sentence: [usize; 2],
}

impl EventSpan {
    /// Cuts an event that was found in `text` out of it.
    #[must_use]
    pub fn of(text: &str, event: Event) -> Self {
        let Event { range, sentence, date, precision, inferred, happening } = event;
        let words = text.get(range.clone()).unwrap_or_default().to_owned();
        Self {
            start_byte: range.start,
            end_byte: range.end,
            text: words,
            date,
            precision,
            inferred,
            happening,
            sentence: [sentence.start, sentence.end],
        }
    }
}

/// Quoted speech in an excerpt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotationEntry {
    /// The excerpt's number.
    pub excerpt: u32,
    /// The quotation.
    #[serde(flatten)]
    pub quotation: QuotationSpan,
}

/// Quoted speech as it stands in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotationSpan {
    /// First byte of the words within the marks, in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// The words.
    pub text: String,
    /// Who said them; `None` where the text does not tell.
    pub speaker: Option<String>,
    /// As the text calls the speaker there, such as `he`.
    pub speaker_as_written: Option<String>,
    /// The verb of speech.
    pub verb: Option<String>,
    /// Whether whole sentences are quoted, not a part of one.
    pub direct: bool,
}

impl QuotationSpan {
    /// Cuts a quotation that was found in `text` out of it.
    #[must_use]
    pub fn of(text: &str, quotation: Quotation) -> Self {
        let Quotation { range, speaker, speaker_as_written, verb, direct } = quotation;
        let words = text.get(range.clone()).unwrap_or_default().to_owned();
        Self {
            start_byte: range.start,
            end_byte: range.end,
            text: words,
            speaker,
            speaker_as_written,
            verb,
            direct,
        }
    }
}

/// What the corpus covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Coverage {
    /// Documents that were read.
    pub documents: usize,
    /// Documents within the brief's period.
    pub in_period: usize,
    /// Documents that are cited.
    pub cited: usize,
    /// Files that were not read, with the reason.
    pub skipped: Vec<SkippedEntry>,
    /// Documents without a date.
    pub undated: usize,
    /// The newest document's date.
    pub newest: Option<String>,
    /// The oldest document's date.
    pub oldest: Option<String>,
    /// The share of excerpts that come from the most cited document, 0 to 1.
    pub single_source_share: f64,
    /// Excerpts whose words stand in another document too.
    pub near_duplicates: usize,
}

/// A file that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SkippedEntry {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Manifest {
    /// Writes the manifest as indented JSON that ends with a line break, under
    /// its seal.
    ///
    /// # Panics
    /// Never: every value in it has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a manifest is plain data");
        bytes.push(b'\n');
        seal::sealed(&bytes)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// What is not JSON of this schema, in a sentence.
    pub fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if manifest.schema == SCHEMA {
            Ok(manifest)
        } else {
            Err(format!("the schema is `{}`, not `{SCHEMA}`", manifest.schema))
        }
    }

    /// Returns the document with this id; `None` if none is cited by it.
    #[must_use]
    pub fn document(&self, id: &str) -> Option<&DocumentEntry> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// Returns what an audience may carry away: its own excerpts and their
    /// documents, without the files, and without what tells of anything else
    /// (other audiences, documents that are not cited, what was not read).
    /// Empty lists for an audience that is not in the edition.
    #[must_use]
    pub fn part_of(&self, audience: &str) -> Self {
        let audiences: Vec<AudienceEntry> = self
            .audiences
            .iter()
            .filter(|entry| entry.id == audience)
            .map(|entry| AudienceEntry { files: Vec::new(), withheld: Vec::new(), ..entry.clone() })
            .collect();
        let own = self.audiences.iter().find(|entry| entry.id == audience);
        let withheld: &[String] = own.map_or(&[], |entry| &entry.withheld);
        let changes = own.and_then(|entry| entry.changes.as_ref());
        let cited: BTreeSet<u32> =
            audiences.iter().flat_map(|entry| entry.citations.iter().map(|(_, n)| *n)).collect();
        let has = |n: &u32| cited.contains(n);
        let excerpts: Vec<ExcerptEntry> = self
            .excerpts
            .iter()
            .filter(|entry| has(&entry.n))
            .map(|entry| entry.alone(withheld, changes))
            .collect();
        let named: BTreeSet<&String> =
            excerpts.iter().flat_map(|entry| entry.also_in.iter().chain([&entry.document])).collect();
        let theme = |entry: &ThemeEntry| ThemeEntry {
            excerpts: entry.excerpts.iter().copied().filter(has).collect(),
            ..entry.clone()
        };
        Self {
            documents: self
                .documents
                .iter()
                .filter(|entry| named.contains(&entry.id))
                .map(DocumentEntry::alone)
                .collect(),
            themes: self.themes.iter().map(theme).collect(),
            figures: self
                .figures
                .iter()
                .filter(|entry| has(&entry.excerpt))
                .map(|entry| FigureEntry { standing: entry.standing.alone(audience), ..entry.clone() })
                .collect(),
            events: self
                .events
                .iter()
                .filter(|entry| has(&entry.excerpt))
                .map(|entry| EventEntry { standing: entry.standing.alone(audience), ..entry.clone() })
                .collect(),
            quotations: self.quotations.iter().filter(|entry| has(&entry.excerpt)).cloned().collect(),
            disagreements: self
                .disagreements
                .iter()
                .filter(|entry| entry.sides.iter().all(|side| has(&side.excerpt)))
                .map(|entry| DisagreementEntry { standing: entry.standing.alone(audience), ..entry.clone() })
                .collect(),
            coverage: Coverage { skipped: Vec::new(), ..self.coverage.clone() },
            warnings: Vec::new(),
            excerpts,
            audiences,
            ..self.clone()
        }
    }

    /// Returns the edition's date.
    ///
    /// # Errors
    /// If it is no date.
    pub fn date(&self) -> Result<Date, String> {
        self.date.parse::<Date>().map_err(|error| error.to_string())
    }

    /// Returns the edition's name.
    ///
    /// # Errors
    /// If its date is none.
    pub fn name(&self) -> Result<EditionName, String> {
        Ok(EditionName { date: self.date()?, revision: self.revision })
    }
}
