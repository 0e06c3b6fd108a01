//! What attaché sees in one file, for `attache inspect` and for other programs.

use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::Session;
use super::search::with_examples;
use crate::corpus::{self, FileDocuments, ReadSettings, Readers};
use crate::error::{Diagnostic, Error, Reported};
use crate::findings;
use crate::manifest::{EventSpan, FigureSpan, QuotationSpan};
use crate::model::document::Skipped;
use crate::model::{BlockKind, Corpus, Document, Outcome, Query};
use crate::passage;
use crate::query;
use crate::select;

/// A document as attaché sees it; ranges are `[start_byte, end_byte]`,
/// half-open, into `text`.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// The file, relative to the desk where it is within it.
    pub path: String,
    /// The part of an archive, mailbox or feed.
    pub member: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not read; `None` if it was.
    pub reason: Option<String>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Digest of the file.
    pub sha256: Option<String>,
    /// Its title.
    pub title: Option<String>,
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
    /// Its text.
    pub text: Option<String>,
    /// Its passages, in order.
    pub passages: Vec<[usize; 2]>,
    /// Its sentences, in order.
    pub sentences: Vec<[usize; 2]>,
    /// The desk's themes, best first; empty without a desk.
    pub themes: Vec<ThemeScore>,
    /// Figures in it.
    pub figures: Vec<FigureSpan>,
    /// Dates in it, with their sentences.
    pub events: Vec<EventSpan>,
    /// Quoted speech in it.
    pub quotations: Vec<QuotationSpan>,
    /// Indices into `sentences`, best first; only where a query was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranking: Option<Vec<usize>>,
}

/// How far a document is on a theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeScore {
    /// The theme's id.
    pub id: String,
    /// From 0 to 1; the document is assigned to the theme at 0.5 and above.
    pub score: f64,
}

/// Looks into several files at once, each as [`inspect`] does; in their order.
pub fn inspect_all(
    session: Option<&Session>,
    readers: &Readers,
    files: &[impl AsRef<Path> + Sync],
    rank: Option<&str>,
) -> Vec<Result<Reported<Vec<Inspection>>, Error>> {
    files.par_iter().map(|file| inspect(session, readers, file.as_ref(), rank)).collect()
}

/// Looks into one file: one inspection for each document in it, or one that
/// says why there is none.
///
/// # Errors
/// [`Error::Desk`] if `rank` does not parse; what is wrong with the file is in
/// the inspection.
pub fn inspect(
    session: Option<&Session>,
    readers: &Readers,
    file: &Path,
    rank: Option<&str>,
) -> Result<Reported<Vec<Inspection>>, Error> {
    let settings = session.map_or_else(|| ReadSettings::plain(readers), |session| session.settings(None));
    let root = session.map(|session| session.desk.root.as_path());
    let Reported { value, warnings } = corpus::read_file(root, file, &settings);
    let FileDocuments { documents, skipped } = value;
    let seen: Result<Vec<_>, _> =
        documents.into_iter().map(|document| see(session, document, rank)).collect();
    let mut value = seen?;
    value.extend(skipped.into_iter().map(Inspection::without_document));
    Ok(Reported { value, warnings })
}

impl Inspection {
    fn without_document(skipped: Skipped) -> Self {
        Self {
            path: skipped.path,
            member: skipped.member,
            outcome: skipped.outcome,
            reason: Some(skipped.reason),
            media_type: None,
            sha256: None,
            title: None,
            authors: Vec::new(),
            publisher: None,
            date: None,
            url: None,
            language: None,
            text: None,
            passages: Vec::new(),
            sentences: Vec::new(),
            themes: Vec::new(),
            figures: Vec::new(),
            events: Vec::new(),
            quotations: Vec::new(),
            ranking: None,
        }
    }
}

fn see(session: Option<&Session>, mut document: Document, rank: Option<&str>) -> Result<Inspection, Error> {
    document.id = crate::model::DocumentId(0);
    let corpus = Corpus { documents: vec![document], skipped: Vec::new() };
    let passages = passage::split(&corpus);
    let document = &corpus.documents[0];
    let language = document.source.language.as_deref();
    let prose = || passages.iter().filter(|passage| document.blocks[passage.block].kind.is_prose());
    // Headlines have dates and figures too, and a text that is a line or two
    // without a full stop has nothing else.
    let has_prose = prose().next().is_some();
    let named = || {
        passages.iter().filter(|passage| match document.blocks[passage.block].kind {
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Heading => true,
            BlockKind::Aside | BlockKind::Table => !has_prose,
            BlockKind::Code => false,
        })
    };
    let sentences: Vec<Range<usize>> =
        passages.iter().flat_map(|passage| passage.sentences.clone()).collect();
    let themes = session.map_or_else(Vec::new, |session| theme_scores(session, document));
    let ranking = match rank {
        Some(query) => Some(ranking(document, &sentences, query)?),
        None => None,
    };
    Ok(Inspection {
        path: document.path.clone(),
        member: document.member.clone(),
        outcome: Outcome::Ingested,
        reason: None,
        media_type: Some(document.media_type.to_owned()),
        sha256: Some(document.sha256.to_string()),
        title: Some(document.source.title.clone()),
        authors: document.source.authors.clone(),
        publisher: document.source.publisher.clone(),
        date: document.source.date.map(|date| date.to_string()),
        url: document.source.url.clone(),
        language: document.source.language.clone(),
        text: Some(document.text.to_string()),
        passages: passages.iter().map(|passage| [passage.range.start, passage.range.end]).collect(),
        sentences: sentences.iter().map(|range| [range.start, range.end]).collect(),
        themes,
        figures: named()
            .flat_map(|passage| findings::figures(&document.text, passage.range.clone(), language))
            .map(|figure| FigureSpan::of(&document.text, figure))
            .collect(),
        events: named()
            .flat_map(|passage| {
                let (range, published) = (passage.range.clone(), document.source.date);
                findings::events(&document.text, range, &passage.sentences, language, published)
            })
            .map(|event| EventSpan::of(&document.text, event))
            .collect(),
        quotations: prose()
            .flat_map(|passage| findings::quotations(&document.text, passage.range.clone(), language))
            .map(|quotation| QuotationSpan::of(&document.text, quotation))
            .collect(),
        ranking,
    })
}

fn theme_scores(session: &Session, document: &Document) -> Vec<ThemeScore> {
    let themes = &session.desk.config.themes;
    let queries: Vec<Query> = themes.iter().map(with_examples).collect();
    let queries: Vec<&Query> = queries.iter().collect();
    let mut scores: Vec<ThemeScore> = themes
        .iter()
        .zip(select::theme_scores(document, &queries))
        .map(|(theme, score)| ThemeScore { id: theme.id.clone(), score })
        .collect();
    scores.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.id.cmp(&other.id)));
    scores
}

fn ranking(document: &Document, sentences: &[Range<usize>], query: &str) -> Result<Vec<usize>, Error> {
    let query = parse_query(query)?;
    Ok(select::rank(&document.text, document.source.language.as_deref(), sentences, &query))
}

/// Parses a query that was typed on the command line.
pub(super) fn parse_query(text: &str) -> Result<Query, Error> {
    query::parse(text).map_err(|error| {
        let diagnostic = Diagnostic::error(format!("in the query, {error}")).hint(error.hint);
        Error::Desk(vec![diagnostic])
    })
}
