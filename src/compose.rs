//! Composition: from selections and citations to what a template sees and
//! what the manifest says. Pure; nothing here reads or writes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::labels::Labels;
use crate::manifest::{
    AudienceEntry, Coverage, DocumentEntry, ExcerptEntry, FigureEntry, FigureSpan, Inputs, Manifest,
    QuotationEntry, QuotationSpan, Reasons, SCHEMA, SkippedEntry, ThemeEntry,
};
use crate::model::{
    Audience, BriefSpec, Chosen, Corpus, Date, Document, DocumentId, Locator, Rich, Run, RunStyle, Selection,
    Selector, Status, Theme,
};
use crate::tool::markdown;

/// An excerpt of the edition with everything that proves and describes it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number in the edition, from 1.
    pub n: u32,
    /// The theme's id.
    pub theme: String,
    /// The excerpt and why it was chosen.
    pub chosen: Chosen,
    /// How it stands to the edition before.
    pub status: Status,
    /// Where in the source.
    pub locator: Locator,
    /// W3C selectors.
    pub selector: Selector,
    /// The address that opens the source at the quotation.
    pub link: Option<String>,
    /// Figures in it; ranges count into the document's text.
    pub figures: Vec<FigureSpan>,
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
}

/// Numbers the excerpts of all audiences: theme by theme, and within a theme
/// in the order in which the audiences name them first.
#[must_use]
pub fn plan(per_audience: Vec<Vec<Selection>>) -> Plan {
    let themes = per_audience.iter().map(Vec::len).max().unwrap_or(0);
    let mut plan = Plan { excerpts: Vec::new(), given: vec![Vec::new(); per_audience.len()] };
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

/// What every view of an edition shares.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The desk's name.
    pub desk: &'a str,
    /// The brief.
    pub brief: &'a BriefSpec,
    /// The edition's date.
    pub date: Date,
    /// The brief's themes in order.
    pub themes: &'a [&'a Theme],
    /// The corpus.
    pub corpus: &'a Corpus,
    /// The edition's excerpts; number `n` is at `n - 1`.
    pub entries: &'a [Entry],
    /// What the corpus covers.
    pub coverage: &'a Coverage,
    /// The edition before.
    pub previous: Option<&'a Manifest>,
}

/// What is an audience's own.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The audience.
    pub audience: &'a Audience,
    /// Its words.
    pub labels: &'a Labels,
    /// For each theme the numbers `n` of its excerpts.
    pub given: &'a [Vec<u32>],
    /// The audience's own number of each excerpt that it is given.
    pub numbers: &'a BTreeMap<u32, u32>,
    /// References by `n`.
    pub references: &'a BTreeMap<u32, Rich>,
    /// The list of sources in the style's order.
    pub sources: &'a [(DocumentId, Rich)],
}

/// What a template sees. Texts are plain; `mark`, `open` and `reference` are
/// Markdown.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    brief: BriefView,
    audience: AudienceView,
    themes: Vec<ThemeView>,
    excerpts: Vec<ExcerptView>,
    citations: Vec<CitationView>,
    sources: Vec<SourceView>,
    figures: Vec<FigureView>,
    events: Vec<()>,
    quotations: Vec<QuotationView>,
    disagreements: Vec<()>,
    changes: ChangesView,
    coverage: Coverage,
    labels: BTreeMap<String, String>,
    language: String,
}

#[derive(Debug, Clone, Serialize)]
struct BriefView {
    id: String,
    title: String,
    date: String,
    previous_date: Option<String>,
    period: Option<u32>,
    desk: String,
}

#[derive(Debug, Clone, Serialize)]
struct AudienceView {
    id: String,
    title: String,
    max_words: usize,
    excerpts_per_theme: usize,
}

#[derive(Debug, Clone, Serialize)]
struct ThemeView {
    id: String,
    title: String,
    summary: String,
    excerpts: Vec<ExcerptView>,
}

#[derive(Debug, Clone, Serialize)]
struct ExcerptView {
    n: u32,
    number: u32,
    text: String,
    theme: String,
    status: Status,
    mark: String,
    reference: String,
    locator: Locator,
    pinpoint: String,
    link: Option<String>,
    open: String,
    source: SourceView,
    also_in: Vec<SourceView>,
    reasons: Reasons,
    score: f64,
    quotations: Vec<QuotationView>,
    figures: Vec<FigureView>,
}

#[derive(Debug, Clone, Serialize)]
struct CitationView {
    number: u32,
    n: u32,
    reference: String,
    open: String,
}

#[derive(Debug, Clone, Serialize)]
struct SourceView {
    path: String,
    title: String,
    authors: Vec<String>,
    publisher: Option<String>,
    date: Option<String>,
    url: Option<String>,
    language: Option<String>,
    reliability: Option<crate::model::Reliability>,
    note: Option<String>,
    reference: String,
    cited: Vec<u32>,
}

#[derive(Debug, Clone, Serialize)]
struct FigureView {
    text: String,
    value: f64,
    unit: Option<String>,
    kind: crate::findings::FigureKind,
    when: Option<String>,
    theme: String,
    number: u32,
    mark: String,
}

#[derive(Debug, Clone, Serialize)]
struct QuotationView {
    text: String,
    speaker: Option<String>,
    speaker_as_written: Option<String>,
    verb: Option<String>,
    direct: bool,
    theme: String,
    number: u32,
    mark: String,
}

#[derive(Debug, Clone, Serialize)]
struct ChangesView {
    new: Vec<u32>,
    updated: Vec<u32>,
    gone: Vec<GoneView>,
}

#[derive(Debug, Clone, Serialize)]
struct GoneView {
    text: String,
    theme: String,
    title: String,
}

/// Composes what an audience's template sees.
#[must_use]
pub fn view(situation: Situation<'_>, reader: Reader<'_>) -> View {
    let numbered = |n: &u32| excerpt(situation, reader, *n);
    let themes: Vec<ThemeView> = situation
        .themes
        .iter()
        .zip(reader.given)
        .map(|(theme, given)| ThemeView {
            id: theme.id.clone(),
            title: theme.title.clone(),
            summary: theme.summary.clone(),
            excerpts: given.iter().map(numbered).collect(),
        })
        .collect();
    let excerpts: Vec<ExcerptView> = themes.iter().flat_map(|theme| theme.excerpts.iter().cloned()).collect();
    View {
        brief: brief(situation),
        audience: AudienceView {
            id: reader.audience.id.clone(),
            title: reader.audience.title.clone(),
            max_words: reader.audience.max_words,
            excerpts_per_theme: reader.audience.excerpts_per_theme,
        },
        citations: citations(&excerpts),
        sources: sources(situation, reader, &excerpts),
        figures: excerpts.iter().flat_map(|excerpt| excerpt.figures.iter().cloned()).collect(),
        events: Vec::new(),
        quotations: excerpts.iter().flat_map(|excerpt| excerpt.quotations.iter().cloned()).collect(),
        disagreements: Vec::new(),
        changes: changes(situation, &excerpts),
        coverage: situation.coverage.clone(),
        labels: reader.labels.words().clone(),
        language: reader.audience.language.clone(),
        themes,
        excerpts,
    }
}

fn brief(situation: Situation<'_>) -> BriefView {
    BriefView {
        id: situation.brief.id.clone(),
        title: situation.brief.title.clone(),
        date: situation.date.to_string(),
        previous_date: situation.previous.map(|previous| previous.date.clone()),
        period: situation.brief.period_days,
        desk: situation.desk.to_owned(),
    }
}

fn excerpt(situation: Situation<'_>, reader: Reader<'_>, n: u32) -> ExcerptView {
    let entry = &situation.entries[n as usize - 1];
    let number = reader.numbers.get(&n).copied().unwrap_or(0);
    let mark = format!("[^{number}]");
    let document = situation.corpus.document(entry.chosen.excerpt.document());
    let open = entry.link.as_ref().map(|url| {
        let text = reader.labels.word("open_source").to_owned();
        markdown::rich(&Rich(vec![Run { text, style: RunStyle::Plain, url: Some(url.clone()) }]))
    });
    ExcerptView {
        n,
        number,
        text: entry.chosen.excerpt.text().to_owned(),
        theme: entry.theme.clone(),
        status: entry.status,
        reference: reader.references.get(&n).map(markdown::rich).unwrap_or_default(),
        pinpoint: pinpoint(&entry.locator, reader.labels),
        locator: entry.locator.clone(),
        link: entry.link.clone(),
        open: open.unwrap_or_default(),
        source: source(document, String::new(), Vec::new()),
        also_in: entry
            .chosen
            .also_in
            .iter()
            .map(|id| source(situation.corpus.document(*id), String::new(), Vec::new()))
            .collect(),
        reasons: Reasons { matched: entry.chosen.matched.clone(), parts: entry.chosen.parts.clone() },
        score: entry.chosen.score,
        quotations: entry.quotations.iter().map(|found| quotation(found, &entry.theme, number)).collect(),
        figures: entry.figures.iter().map(|found| figure(found, &entry.theme, number)).collect(),
        mark,
    }
}

fn quotation(found: &QuotationSpan, theme: &str, number: u32) -> QuotationView {
    QuotationView {
        text: found.text.clone(),
        speaker: found.speaker.clone(),
        speaker_as_written: found.speaker_as_written.clone(),
        verb: found.verb.clone(),
        direct: found.direct,
        theme: theme.to_owned(),
        number,
        mark: format!("[^{number}]"),
    }
}

fn figure(found: &FigureSpan, theme: &str, number: u32) -> FigureView {
    FigureView {
        text: found.text.clone(),
        value: found.value,
        unit: found.unit.clone(),
        kind: found.kind,
        when: found.when.clone(),
        theme: theme.to_owned(),
        number,
        mark: format!("[^{number}]"),
    }
}

/// Writes a locator for people: the page, else the paragraph, else nothing.
fn pinpoint(locator: &Locator, labels: &Labels) -> String {
    match (locator.page, locator.paragraph) {
        (Some(page), _) => format!("{} {page}", labels.word("page")),
        (None, Some(paragraph)) => format!("{} {paragraph}", labels.word("paragraph")),
        (None, None) => String::new(),
    }
}

fn source(document: &Document, reference: String, cited: Vec<u32>) -> SourceView {
    let source = &document.source;
    SourceView {
        path: document.path.clone(),
        title: source.title.clone(),
        authors: source.names(),
        publisher: source.publisher.clone(),
        date: source.date.map(|date| date.to_string()),
        url: source.url.clone(),
        language: source.language.clone(),
        reliability: source.reliability,
        note: source.note.clone(),
        reference,
        cited,
    }
}

fn citations(excerpts: &[ExcerptView]) -> Vec<CitationView> {
    let mut citations: Vec<CitationView> = excerpts
        .iter()
        .map(|excerpt| CitationView {
            number: excerpt.number,
            n: excerpt.n,
            reference: excerpt.reference.clone(),
            open: excerpt.open.clone(),
        })
        .collect();
    citations.sort_by_key(|citation| citation.number);
    citations
}

fn sources(situation: Situation<'_>, reader: Reader<'_>, excerpts: &[ExcerptView]) -> Vec<SourceView> {
    reader
        .sources
        .iter()
        .map(|(id, reference)| {
            let document = situation.corpus.document(*id);
            let mut cited: Vec<u32> = excerpts
                .iter()
                .filter(|excerpt| situation.entries[excerpt.n as usize - 1].chosen.excerpt.document() == *id)
                .map(|excerpt| excerpt.number)
                .collect();
            cited.sort_unstable();
            source(document, markdown::rich(reference), cited)
        })
        .collect()
}

fn changes(situation: Situation<'_>, excerpts: &[ExcerptView]) -> ChangesView {
    let of_status = |status: Status| {
        excerpts.iter().filter(|excerpt| excerpt.status == status).map(|excerpt| excerpt.number).collect()
    };
    let standing: BTreeSet<(&str, &str)> =
        situation.entries.iter().map(|entry| (entry.theme.as_str(), entry.chosen.excerpt.text())).collect();
    let gone = situation.previous.map_or_else(Vec::new, |previous| {
        let title = |id: &str| previous.documents.iter().find(|document| document.id == id);
        previous
            .excerpts
            .iter()
            .filter(|entry| !standing.contains(&(entry.theme.as_str(), entry.text.as_str())))
            .map(|entry| GoneView {
                text: entry.text.clone(),
                theme: entry.theme.clone(),
                title: title(&entry.document).map_or_else(String::new, |document| document.title.clone()),
            })
            .collect()
    });
    ChangesView { new: of_status(Status::New), updated: of_status(Status::Updated), gone }
}

/// Tells how an excerpt stands to the edition before, by the excerpts of the
/// same document under the same theme: words that all stood there are
/// standing; words that enlarge on what stood there, or come from a document
/// that has changed since, are updated; all else is new.
#[must_use]
pub fn status(document: &Document, theme: &str, text: &str, previous: Option<&Manifest>) -> Status {
    let Some(previous) = previous else { return Status::New };
    let id = document_id(document);
    let before = || previous.excerpts.iter().filter(|entry| entry.theme == theme && entry.document == id);
    if before().any(|entry| entry.text.contains(text)) {
        return Status::Standing;
    }
    let changed =
        previous.documents.iter().any(|entry| entry.id == id && entry.text_sha256 != document.text_sha256);
    let enlarged = before().any(|entry| text.contains(&entry.text));
    if enlarged || (changed && before().next().is_some()) { Status::Updated } else { Status::New }
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

/// What a manifest is made of beside the situation.
pub struct Proof {
    /// Digests of the inputs.
    pub inputs: Inputs,
    /// In the brief's order, files included.
    pub audiences: Vec<AudienceEntry>,
    /// References by `n`, in the style of the first audience that cites it.
    pub references: BTreeMap<u32, String>,
    /// Documents that matched each theme.
    pub matching_documents: Vec<usize>,
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
    Manifest {
        schema: SCHEMA.to_owned(),
        brief: situation.brief.id.clone(),
        title: situation.brief.title.clone(),
        date: situation.date.to_string(),
        generator: concat!("attache ", env!("CARGO_PKG_VERSION")).to_owned(),
        inputs: proof.inputs,
        documents: documents.into_iter().map(|id| document_entry(situation.corpus.document(id))).collect(),
        excerpts: entries.iter().map(|entry| excerpt_entry(situation, entry, &proof.references)).collect(),
        themes: theme_entries(situation, &entries, &proof.matching_documents),
        audiences: proof.audiences,
        figures: entries
            .iter()
            .flat_map(|entry| {
                entry.figures.iter().map(|figure| FigureEntry { excerpt: entry.n, figure: figure.clone() })
            })
            .collect(),
        events: Vec::new(),
        quotations: entries
            .iter()
            .flat_map(|entry| {
                entry
                    .quotations
                    .iter()
                    .map(|found| QuotationEntry { excerpt: entry.n, quotation: found.clone() })
            })
            .collect(),
        disagreements: Vec::new(),
        coverage: situation.coverage.clone(),
        warnings: proof.warnings,
    }
}

fn theme_entries(situation: Situation<'_>, entries: &[&Entry], matching: &[usize]) -> Vec<ThemeEntry> {
    let numbers = |id: &str| entries.iter().filter(|entry| entry.theme == id).map(|entry| entry.n).collect();
    situation
        .themes
        .iter()
        .zip(matching)
        .map(|(theme, matching)| ThemeEntry {
            id: theme.id.clone(),
            title: theme.title.clone(),
            excerpts: numbers(&theme.id),
            matching_documents: *matching,
        })
        .collect()
}

fn document_entry(document: &Document) -> DocumentEntry {
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
        reasons: Reasons { matched: entry.chosen.matched.clone(), parts: entry.chosen.parts.clone() },
        status: entry.status,
        also_in: entry.chosen.also_in.iter().map(id).collect(),
    }
}
