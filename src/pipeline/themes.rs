//! What a desk's themes find, and what would sharpen them: for
//! `attache themes`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Material, Session, Step};
use crate::compose::document_id;
use crate::error::{Diagnostic, Error, Reported, Warning, name_hint};
use crate::model::{Clause, ClauseKind, Date, DocumentId, PassageId, Query, Theme};
use crate::themes::{self, Tokens};

/// An example of at most so many characters is preferred to the first.
const USUAL_EXAMPLE: usize = 220;
/// So many passages are looked through for one.
const LOOKED_AT: usize = 50;

/// A desk's themes and the corpus that they are tried on.
pub struct ThemeStudy {
    themes: Vec<Theme>,
    material: Material,
    /// What was noticed while the corpus was read.
    pub warnings: Vec<Warning>,
}

/// A clause of a theme with what it finds.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedTerm {
    /// The theme's id.
    pub theme: String,
    /// The clause as configured.
    pub clause: Clause,
    /// Whether the theme excludes it.
    pub excluded: bool,
    /// Passages that have it, in their text, heading or title; of an excluded
    /// one, those that the theme would match without it.
    pub passages: usize,
    /// Documents of those passages.
    pub documents: usize,
    /// A sentence that has it; `None` where there is none.
    pub example: Option<Example>,
}

/// A term or phrase that would sharpen a theme.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestedTerm {
    /// The theme's id.
    pub theme: String,
    /// What was found.
    pub suggestion: themes::Suggestion,
    /// A sentence that has it.
    pub example: Example,
}

/// A sentence of a document, verbatim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its document's path relative to the desk, with `#member` for a part.
    pub document: String,
    /// The line of the document's text that it begins on, from 1.
    pub line: usize,
    /// First byte in the document's text.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// Its words.
    pub text: String,
}

impl ThemeStudy {
    /// Reads the desk's corpus for the themes with these ids, or all of them
    /// for none; in the order of `config.yaml`. The index on disk is used and
    /// brought up to date, or one in memory where another run holds the desk.
    ///
    /// # Errors
    /// [`Error::Desk`] for an unknown id; else as [`Session::read`].
    pub fn of_desk(
        session: &Session,
        ids: &[String],
        today: Date,
        progress: &dyn Fn(Step),
    ) -> Result<Self, Error> {
        let themes = named(&session.desk.config.themes, ids)?;
        let Reported { value: material, warnings } = session.read_beside(today, progress)?;
        Ok(Self { themes, material, warnings })
    }

    /// Lists the clauses of each theme as written, excluded ones last, with
    /// what each finds in the corpus.
    ///
    /// # Errors
    /// [`Error::Build`] if the index cannot be read.
    pub fn list(&self) -> Result<Vec<ListedTerm>, Error> {
        let mut listed = Vec::new();
        for theme in &self.themes {
            for clause in &theme.query.clauses {
                let found = self.finding(std::slice::from_ref(clause))?;
                listed.push(self.listed(theme, clause, false, &found));
            }
            if theme.query.exclude.is_empty() {
                continue;
            }
            let without: BTreeSet<PassageId> = self.finding(&theme.query.clauses)?.into_iter().collect();
            for clause in &theme.query.exclude {
                let mut found = self.finding(std::slice::from_ref(clause))?;
                found.retain(|id| without.contains(id));
                listed.push(self.listed(theme, clause, true, &found));
            }
        }
        Ok(listed)
    }

    /// Returns the passages that have any of the clauses, in order.
    fn finding(&self, clauses: &[Clause]) -> Result<Vec<PassageId>, Error> {
        self.matching(&Query { clauses: clauses.to_vec(), exclude: Vec::new() })
    }

    fn matching(&self, query: &Query) -> Result<Vec<PassageId>, Error> {
        let found = self.material.index.candidates(query).map_err(super::index_error)?;
        Ok(found.candidates.into_iter().map(|candidate| candidate.id).collect())
    }

    fn listed(&self, theme: &Theme, clause: &Clause, excluded: bool, found: &[PassageId]) -> ListedTerm {
        let owner = |id: &PassageId| self.material.passages[id.0 as usize].document;
        let documents: BTreeSet<DocumentId> = found.iter().map(owner).collect();
        ListedTerm {
            theme: theme.id.clone(),
            clause: clause.clone(),
            excluded,
            passages: found.len(),
            documents: documents.len(),
            example: self.example(clause, found),
        }
    }

    /// Returns a short sentence with the clause: the first of a usual length, or
    /// the first at all.
    fn example(&self, clause: &Clause, found: &[PassageId]) -> Option<Example> {
        let query = Query { clauses: vec![clause.clone()], exclude: Vec::new() };
        let mut sentences = found.iter().take(LOOKED_AT).flat_map(|id| {
            let passage = &self.material.passages[id.0 as usize];
            let document = self.material.corpus.document(passage.document);
            let language = document.source.language.as_deref();
            let has = |range: &&Range<usize>| {
                !self.material.index.matched(&query, &document.text[(*range).clone()], language).is_empty()
            };
            let found: Vec<(PassageId, Range<usize>)> =
                passage.sentences.iter().filter(has).map(|range| (*id, range.clone())).collect();
            found
        });
        let first = sentences.next()?;
        let short = |(id, range): &(PassageId, Range<usize>)| {
            let document = self.material.corpus.document(self.material.passages[id.0 as usize].document);
            document.text[range.clone()].chars().count() <= USUAL_EXAMPLE
        };
        let (id, range) = match short(&first) {
            true => first,
            false => sentences.find(short).unwrap_or(first),
        };
        Some(self.cut(id, range))
    }

    fn cut(&self, passage: PassageId, range: Range<usize>) -> Example {
        let document = self.material.corpus.document(self.material.passages[passage.0 as usize].document);
        Example {
            document: document_id(document),
            line: document.line(range.start),
            text: document.text[range.clone()].to_owned(),
            start_byte: range.start,
            end_byte: range.end,
        }
    }

    /// Returns what would sharpen each theme, at most `limit` for each of its
    /// languages; see [`themes::suggest`].
    ///
    /// # Errors
    /// [`Error::Build`] if the index cannot be read.
    pub fn suggest(&self, limit: usize) -> Result<Vec<SuggestedTerm>, Error> {
        let Material { corpus, passages, .. } = &self.material;
        let tokens = Tokens::of(corpus, passages);
        let mut suggested = Vec::new();
        for theme in &self.themes {
            let matching = self.matching(&theme.query)?;
            let found = themes::suggest(corpus, passages, &tokens, &theme.query, &matching, limit);
            suggested.extend(found.into_iter().map(|suggestion| SuggestedTerm {
                theme: theme.id.clone(),
                example: self.cut(suggestion.passage, suggestion.example.clone()),
                suggestion,
            }));
        }
        Ok(suggested)
    }

    /// Returns the ids of the themes that are studied, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.themes.iter().map(|theme| theme.id.as_str())
    }
}

/// Writes a kind of clause as `word` or `phrase`.
#[must_use]
pub fn kind_name(kind: ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Words => "word",
        ClauseKind::Phrase => "phrase",
    }
}

/// Writes suggestions of one theme and language as lines for its `terms` in
/// `config.yaml`, each with a weight.
#[must_use]
pub fn terms_yaml<'s>(suggestions: impl IntoIterator<Item = &'s SuggestedTerm>) -> String {
    let line = |term: &SuggestedTerm| {
        let key = super::corpus::quoted(&term.suggestion.term);
        format!("      {key}: {}\n", term.suggestion.weight)
    };
    suggestions.into_iter().map(line).collect()
}

fn named(all: &[Theme], ids: &[String]) -> Result<Vec<Theme>, Error> {
    let known: Vec<&str> = all.iter().map(|theme| theme.id.as_str()).collect();
    let unknown: Vec<Diagnostic> = ids
        .iter()
        .filter(|id| !known.contains(&id.as_str()))
        .map(|id| Diagnostic::error(format!("unknown theme `{id}`")).hint(name_hint(id, known.clone())))
        .collect();
    if !unknown.is_empty() {
        return Err(Error::Desk(unknown));
    }
    Ok(all.iter().filter(|theme| ids.is_empty() || ids.contains(&theme.id)).cloned().collect())
}
