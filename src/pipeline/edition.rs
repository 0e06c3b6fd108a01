//! One brief on one date: from what the index finds to an edition's bytes.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::choice::{given_themes, withheld};
use super::citations::{References, placement, references};
use super::news::is_news;
use super::proof;
use super::{Decision, Material, Request, Session, archive};
use crate::charts;
use crate::cite::Style;
use crate::compose::{self, Entry, Plan, Proof, Scope, Situation};
use crate::error::{Diagnostic, Error, Reported, Warning};
use crate::labels::{self, Labels};
use crate::manifest::{AudienceEntry, FileEntry, Inputs, Manifest};
use crate::model::{
    Artifact, Audience, BriefSpec, Chart, Citation, Corpus, Document, DocumentId, Drawing, Edition,
    EditionName, Placement, Sha256, Sheet, Status, Theme,
};
use crate::news::News;
use crate::output::{self, Seen};
use crate::render::{self, Format, Frame, Page, Picture};
use crate::studio::Bound;
use crate::tool::markdown::{self, Markdown, Tree};

/// An edition that was built but not written.
#[derive(Debug, Clone)]
pub struct Built {
    /// Its files.
    pub edition: Edition,
    /// Its manifest, which is the last of its files.
    pub manifest: Manifest,
    /// Formats that failed, as errors; the other files are whole.
    pub failures: Vec<Diagnostic>,
    /// Whether the edition of this date that stands in the archive has a file
    /// whose format failed now: to put this one in its place would lose it.
    pub loses: bool,
    /// Whether it says what its audiences were not told, or the newest edition
    /// was made by other rules or cites what the corpus has no longer.
    pub is_news: bool,
    /// The newest edition, with which it was compared; `None` for a first one.
    pub against: Option<EditionName>,
    /// The texts of the corpus that it was made from.
    pub seen: Seen,
}

/// An audience's briefing before it is written in any format.
pub struct Briefing {
    /// Who reads it.
    pub audience: Audience,
    /// The filled template.
    pub markdown: Markdown,
    /// The same, parsed.
    pub tree: Tree,
    /// What surrounds it.
    pub frame: Frame,
    /// By the excerpt's number `n`.
    pub citations: BTreeMap<u32, Citation>,
    /// Documents that are marked higher than the audience may see.
    withheld: BTreeSet<DocumentId>,
}

impl Briefing {
    /// Returns what the manifest says of the audience before anything is
    /// written for it.
    fn entry(&self, corpus: &Corpus) -> AudienceEntry {
        let mut citations: Vec<(u32, u32)> =
            self.citations.values().map(|citation| (citation.number, citation.n)).collect();
        citations.sort_unstable();
        let id = |id: &DocumentId| compose::document_id(corpus.document(*id));
        AudienceEntry {
            id: self.audience.id.clone(),
            citations,
            marking: self.audience.marking.clone(),
            withheld: self.withheld.iter().map(id).collect(),
            files: Vec::new(),
            changes: None,
        }
    }
}

/// Every audience's briefing of one edition, before it is written in any
/// format.
pub struct Composed {
    pub(super) briefings: Vec<Briefing>,
    /// The manifest without files; its warnings are those until here.
    pub(super) manifest: Manifest,
}

impl Composed {
    /// Returns the briefings in the brief's order of audiences.
    #[must_use]
    pub fn briefings(&self) -> &[Briefing] {
        &self.briefings
    }

    /// Returns the manifest, which lists no files.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

impl Session {
    /// Builds one brief: every audience is composed, and those formats are
    /// rendered that the request names or that stand in the archive for this
    /// date already, so that an edition is always of one piece.
    ///
    /// # Errors
    /// [`Error::Desk`] if a template or the look is wrong. A format that fails
    /// for another reason is in [`Built::failures`].
    pub fn build(
        &self,
        material: &Material,
        brief: &BriefSpec,
        request: &Request,
        name: EditionName,
    ) -> Result<Reported<Built>, Error> {
        let archive = archive(&self.desk);
        let standing = output::standing(&archive, &brief.id, name);
        // A further edition of a date has the files of the one before it.
        let of_date = || {
            let current = output::current(&archive, &brief.id, name.date);
            output::standing(&archive, &brief.id, current)
        };
        let of_date = standing.clone().or_else(of_date);
        let decision = self.decide(material, brief, request, name)?;
        let Composed { briefings, mut manifest } = self.compose(material, brief, &decision)?;
        let newest = standing.as_ref().or(decision.before());
        let against = newest.and_then(|newest| newest.name().ok());
        // An edition that stands keeps its slot: a run by hand makes the same again.
        manifest.slot =
            standing.as_ref().map_or_else(|| request.slot.clone(), |standing| standing.slot.clone());
        let is_news = is_news(&manifest, standing.as_ref(), &decision.past, &material.corpus);
        let seen = Seen::of(material.corpus.documents.iter().map(|document| &document.text_sha256));
        let mut warnings = decision.warnings;
        let wanted = |audience: &Audience| wanted(audience, request, of_date.as_ref());
        let rendered = self.render_all(&briefings, wanted);
        let Gathered { artifacts, files, failures } = gather(&briefings, rendered, &mut warnings)?;
        let stands = |file: &FileEntry| artifacts.iter().any(|artifact| artifact.name == file.path);
        let mut standing_files =
            of_date.iter().flat_map(|manifest| &manifest.audiences).flat_map(|one| &one.files);
        let loses = !failures.is_empty() && !standing_files.all(stands);
        for (audience, files) in manifest.audiences.iter_mut().zip(files) {
            audience.files = files;
        }
        manifest.warnings = warnings.iter().map(ToString::to_string).collect();
        let edition = edition(brief, name, material, artifacts, &manifest, &decision.entries);
        Ok(Reported { value: Built { edition, manifest, failures, loses, is_news, against, seen }, warnings })
    }

    /// Composes every audience's briefing of what was decided.
    ///
    /// # Errors
    /// [`Error::Desk`] if a template is wrong.
    pub fn compose<'a>(
        &'a self,
        material: &Material,
        brief: &'a BriefSpec,
        decision: &Decision,
    ) -> Result<Composed, Error> {
        let themes: Vec<&Theme> = self.desk.themes(brief).collect();
        let audiences: Vec<&Audience> = self.desk.audiences(brief).collect();
        let situation = Situation {
            desk: &self.desk.config.title,
            time_zone: self.desk.config.time_zone.as_deref().unwrap_or("UTC"),
            brief,
            name: decision.name,
            themes: &themes,
            found: &decision.found,
            disputes: &decision.plan.disputes,
            corpus: &material.corpus,
            entries: &decision.entries,
            coverage: &decision.coverage,
            previous: decision.before(),
            news: &decision.news,
            is_since_last: decision.past.window.is_some(),
            markings: &self.desk.config.markings,
        };
        let mut briefings = self.brief_all(situation, &audiences, &decision.plan)?;
        let entry = |briefing: &Briefing| briefing.entry(&material.corpus);
        let proof = Proof {
            inputs: self.inputs(material, brief, decision.digest_before()),
            audiences: briefings.iter().map(entry).collect(),
            references: first_references(&briefings),
            warnings: decision.warnings.iter().map(ToString::to_string).collect(),
        };
        let manifest = compose::manifest(situation, proof);
        for briefing in &mut briefings {
            briefing.frame.attachments = proof::attachments(&manifest, &briefing.audience.id);
        }
        Ok(Composed { briefings, manifest })
    }

    /// Writes a briefing in one format, and looks every excerpt that it cites
    /// up in what was written.
    ///
    /// # Errors
    /// [`render::RenderError::Look`] if the look is wrong, else
    /// [`render::RenderError::Format`].
    pub fn render(&self, briefing: &Briefing, format: &Format) -> Rendered {
        let Briefing { markdown, tree, frame, .. } = briefing;
        let page = Page { markdown, tree, frame, fonts: self.fonts(), press: &self.press() };
        let file = (format.render)(&page)?;
        proof::gate(format.name, &file.value, briefing.citations.values())
            .map(|()| file)
            .map_err(render::RenderError::Format)
    }

    /// Draws a page of a briefing, counted from 1, as its PDF has it.
    ///
    /// # Errors
    /// As [`render::picture`].
    pub fn picture(
        &self,
        briefing: &Briefing,
        number: usize,
    ) -> Result<Reported<Picture>, render::RenderError> {
        let Briefing { markdown, tree, frame, .. } = briefing;
        let page = Page { markdown, tree, frame, fonts: self.fonts(), press: &self.press() };
        render::picture(&page, number)
    }

    fn press(&self) -> Bound<'_> {
        Bound { studio: &self.studio, limits: self.desk.config.render }
    }

    /// Renders every wanted file, in the order of audiences and formats.
    fn render_all<'f>(
        &self,
        briefings: &[Briefing],
        wanted: impl Fn(&Audience) -> Vec<&'f Format>,
    ) -> Vec<(usize, &'f Format, Rendered)> {
        let mut jobs: Vec<(usize, &Format)> = Vec::new();
        for (index, briefing) in briefings.iter().enumerate() {
            jobs.extend(wanted(&briefing.audience).into_iter().map(|format| (index, format)));
        }
        jobs.into_par_iter()
            .map(|(index, format)| (index, format, self.render(&briefings[index], format)))
            .collect()
    }

    /// Digests all that an edition is made from.
    pub(super) fn inputs(&self, material: &Material, brief: &BriefSpec, previous: Option<Sha256>) -> Inputs {
        let text = |path: &str| self.desk.texts.get(path).map_or("", String::as_str);
        let templates = self.desk.templates.iter().map(|(name, text)| (name, text.as_bytes()));
        let look = self.desk.look.iter().map(|(name, bytes)| (name, bytes.as_slice()));
        let parts = templates.chain(look).flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
        Inputs {
            config: Sha256::of(text("config.yaml").as_bytes()),
            brief: brief_digest(text(&brief.path()), brief),
            templates: Sha256::of_parts(parts),
            corpus: corpus_digest(&material.corpus.documents),
            previous,
        }
    }

    fn brief_all(
        &self,
        situation: Situation<'_>,
        audiences: &[&Audience],
        plan: &Plan,
    ) -> Result<Vec<Briefing>, Error> {
        let briefings: Vec<Result<Briefing, Vec<Diagnostic>>> = audiences
            .par_iter()
            .zip(&plan.given)
            .enumerate()
            .map(|(place, (audience, given))| self.brief_one(situation, place, audience, given))
            .collect();
        let mut whole = Vec::new();
        let mut mistakes = Vec::new();
        for briefing in briefings {
            match briefing {
                Ok(briefing) => whole.push(briefing),
                Err(diagnostics) => mistakes.extend(diagnostics),
            }
        }
        // Two audiences that share a broken part tell the same mistake.
        mistakes.sort();
        mistakes.dedup();
        if mistakes.is_empty() { Ok(whole) } else { Err(Error::Desk(mistakes)) }
    }

    /// Fills the template; where it puts the excerpts in another order than
    /// the model, they are numbered anew in the order in which they appear.
    fn brief_one(
        &self,
        situation: Situation<'_>,
        place: usize,
        audience: &Audience,
        given: &[Vec<u32>],
    ) -> Result<Briefing, Vec<Diagnostic>> {
        let labels = self.desk.labels.of(&audience.language);
        let style = &self.styles[&(audience.citation_style.clone(), audience.language.clone())];
        let told = told(situation, place);
        let scope = Scope {
            told,
            themes: given_themes(situation.themes, audience),
            withheld: withheld(self, situation.corpus, audience),
        };
        // What sources disagree on may be cited beside what an audience is given.
        let mut order: Vec<u32> = scope.themes.iter().flat_map(|theme| &given[*theme]).copied().collect();
        for n in situation.disputes_for(audience, &scope).flat_map(|dispute| dispute.sides) {
            if !order.contains(&n) {
                order.push(n);
            }
        }
        let news = &situation.news[place];
        let addressee = Addressee { audience, scope: &scope, news, labels, style, given };
        let mut filled = self.fill(situation, addressee, &order)?;
        let appearance = appearance(&filled.tree, &order);
        if appearance != order {
            order = appearance;
            filled = self.fill(situation, addressee, &order)?;
        }
        let mut mistakes = altered(situation.entries, &order, &filled.tree, audience);
        mistakes.extend(revealed(situation, &order, &scope, audience));
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let Filled { markdown, tree, citations, charts } = filled;
        let mut frame = self.frame(situation, audience, labels, &citations, placement(audience, style));
        frame.charts = drawings(&tree, &charts, &frame.language, labels);
        Ok(Briefing {
            audience: audience.clone(),
            markdown,
            tree,
            frame,
            citations,
            withheld: scope.withheld,
        })
    }

    fn fill(
        &self,
        situation: Situation<'_>,
        addressee: Addressee<'_>,
        order: &[u32],
    ) -> Result<Filled, Vec<Diagnostic>> {
        let Addressee { audience, scope, news, labels, style, given } = addressee;
        let numbers = order.iter().enumerate().map(|(index, n)| (*n, index as u32 + 1)).collect();
        let References { citations, sources } = references(situation, style, labels, order)?;
        let reader = compose::Reader {
            audience,
            scope,
            placement: placement(audience, style),
            news,
            labels,
            given,
            numbers: &numbers,
            citations: &citations,
            sources: &sources,
        };
        let view = compose::view(situation, reader);
        let (limits, digest) = (self.desk.config.render, &self.templates_digest);
        let filled = self.studio.fill(limits, &self.templates, digest, &audience.template, &view);
        let markdown = filled.map_err(|mistake| vec![*mistake])?;
        let tree = markdown::parse(&markdown);
        Ok(Filled { markdown, tree, citations, charts: view.into_charts() })
    }

    fn frame(
        &self,
        situation: Situation<'_>,
        audience: &Audience,
        labels: &Labels,
        citations: &BTreeMap<u32, Citation>,
        placement: Placement,
    ) -> Frame {
        let labelled = || citations.values().map(|citation| (citation.number.to_string(), citation));
        let language = |(label, citation): (String, &Citation)| Some((label, citation.language.clone()?));
        Frame {
            title: situation.brief.title.clone(),
            audience: audience.title.clone(),
            desk: situation.desk.to_owned(),
            date: situation.name.date,
            date_text: labels.date(situation.name.date.into()),
            language: labels::primary(&audience.language),
            labels: labels.words().clone(),
            quote_languages: labelled().filter_map(language).collect(),
            placement,
            citations: labelled().map(|(label, citation)| (label, citation.clone())).collect(),
            attachments: Vec::new(),
            sheet: Sheet {
                paper: audience.paper,
                marking: audience.marking.clone(),
                look: audience.look.clone(),
            },
            charts: BTreeMap::new(),
            pdf: self.desk.config.pdf.clone(),
            look: self.desk.look.clone(),
        }
    }
}

/// Returns the places of the disagreements that an audience was told before,
/// where only what is new is told.
fn told(situation: Situation<'_>, place: usize) -> BTreeSet<usize> {
    let all = situation.news[place].disagreements.iter().enumerate();
    let told = all.filter(|(_, status)| situation.is_since_last && **status == Status::Standing);
    told.map(|(place, _)| place).collect()
}

/// Whom a template is filled for.
#[derive(Clone, Copy)]
struct Addressee<'a> {
    audience: &'a Audience,
    scope: &'a Scope,
    news: &'a News,
    labels: &'a Labels,
    style: &'a Style,
    /// For each theme of the brief the numbers of the excerpts.
    given: &'a [Vec<u32>],
}

struct Filled {
    markdown: Markdown,
    tree: Tree,
    citations: BTreeMap<u32, Citation>,
    charts: Vec<Chart>,
}

/// Draws the charts that a tree names.
fn drawings(tree: &Tree, charts: &[Chart], language: &str, labels: &Labels) -> BTreeMap<String, Drawing> {
    let named = markdown::charts(tree);
    let scales = labels.word("chart_scales");
    let medium = charts::Medium { language, scales, families: &charts::FAMILIES };
    let named = charts.iter().filter(|chart| named.contains(chart.id.as_str()));
    named.map(|chart| (chart.id.clone(), charts::draw(chart, &medium))).collect()
}

/// Digests a brief's file, and the values of its parameters where it has any.
fn brief_digest(text: &str, brief: &BriefSpec) -> Sha256 {
    if brief.params.is_empty() {
        return Sha256::of(text.as_bytes());
    }
    let params = serde_json::to_vec(&brief.params).expect("values of parameters have a JSON form");
    Sha256::of_parts([text.as_bytes(), params.as_slice()])
}

/// Digests every document's path, bytes and metadata.
fn corpus_digest(documents: &[Document]) -> Sha256 {
    let parts: Vec<String> = documents
        .iter()
        .map(|document| {
            format!("{}\n{}\n{:?}", compose::document_id(document), document.sha256, document.source)
        })
        .collect();
    Sha256::of_parts(parts.iter().map(String::as_bytes))
}

/// Returns the excerpts' numbers `n` in the order in which their marks
/// appear; labels count into `order`, from 1.
fn appearance(tree: &Tree, order: &[u32]) -> Vec<u32> {
    tree.notes
        .iter()
        .filter_map(|note| order.get(note.label.parse::<usize>().ok()?.checked_sub(1)?).copied())
        .collect()
}

/// The gate before rendering: each cited excerpt must stand in the parsed
/// Markdown letter for letter, after the folding that Markdown implies.
fn altered(entries: &[Entry], order: &[u32], tree: &Tree, audience: &Audience) -> Vec<Diagnostic> {
    let text = markdown::fold(&tree.plain_text());
    order
        .iter()
        .map(|n| entries[*n as usize - 1].chosen.excerpt.text())
        .filter(|excerpt| !text.contains(&markdown::fold(excerpt)))
        .map(|excerpt| {
            let file = format!("templates/{}", audience.template);
            Diagnostic::error(format!("the template cites an excerpt without its words: {excerpt:?}"))
                .in_file(file)
                .hint("print `excerpt.text` as it is beside `excerpt.mark`")
        })
        .collect()
}

/// The last look at markings before rendering: selection leaves out what an
/// audience may not see, and nothing after it may bring it back.
fn revealed(
    situation: Situation<'_>,
    order: &[u32],
    scope: &Scope,
    audience: &Audience,
) -> Option<Diagnostic> {
    let source = |n: &u32| situation.entries[*n as usize - 1].chosen.excerpt.document();
    let document = order.iter().map(source).find(|id| scope.withheld.contains(id))?;
    let name = compose::document_id(situation.corpus.document(document));
    Some(Diagnostic::error(format!(
        "the briefing for `{}` would cite `{name}`, which is marked higher than the audience may see",
        audience.id
    )))
}

/// Tells which formats of an audience are rendered.
fn wanted(audience: &Audience, request: &Request, standing: Option<&Manifest>) -> Vec<&'static Format> {
    let asked = request.audiences.is_empty() || request.audiences.contains(&audience.id);
    let before: BTreeSet<&str> = standing
        .into_iter()
        .flat_map(|manifest| &manifest.audiences)
        .filter(|entry| entry.id == audience.id)
        .flat_map(|entry| entry.files.iter().map(|file| file.path.as_str()))
        .collect();
    render::FORMATS
        .iter()
        .filter(|format| {
            let named = match request.formats.is_empty() {
                true => audience.formats.iter().any(|name| name == format.name),
                false => request.formats.iter().any(|name| name == format.name),
            };
            asked && named || before.contains(file_name(audience, format).as_str())
        })
        .collect()
}

fn file_name(audience: &Audience, format: &Format) -> String {
    format!("{}.{}", audience.id, format.extension)
}

/// A file with the warnings of its writer.
pub type Rendered = Result<Reported<Vec<u8>>, render::RenderError>;

/// What was rendered.
struct Gathered {
    artifacts: Vec<Artifact>,
    /// The files of each audience.
    files: Vec<Vec<FileEntry>>,
    failures: Vec<Diagnostic>,
}

/// Sorts what was rendered into files, manifest entries and failures.
fn gather(
    briefings: &[Briefing],
    rendered: Vec<(usize, &Format, Rendered)>,
    warnings: &mut Vec<Warning>,
) -> Result<Gathered, Error> {
    let mut files = vec![Vec::new(); briefings.len()];
    let mut artifacts = Vec::new();
    let mut failures = Vec::new();
    let mut mistakes = Vec::new();
    for (index, format, result) in rendered {
        let name = file_name(&briefings[index].audience, format);
        match result {
            Ok(reported) => {
                let bytes = reported.drain_into(warnings);
                files[index].push(FileEntry {
                    path: name.clone(),
                    sha256: Sha256::of(&bytes),
                    size: bytes.len(),
                });
                artifacts.push(Artifact { name, bytes });
            }
            Err(render::RenderError::Look(diagnostics)) => mistakes.extend(diagnostics),
            Err(render::RenderError::Format(diagnostics)) => {
                failures.extend(diagnostics.into_iter().map(|mut diagnostic| {
                    diagnostic.message = format!("cannot write {name}: {}", diagnostic.message);
                    diagnostic
                }));
            }
        }
    }
    mistakes.sort();
    mistakes.dedup();
    warnings.dedup();
    if mistakes.is_empty() { Ok(Gathered { artifacts, files, failures }) } else { Err(Error::Desk(mistakes)) }
}

fn first_references(briefings: &[Briefing]) -> BTreeMap<u32, String> {
    let mut references = BTreeMap::new();
    for (n, citation) in briefings.iter().flat_map(|briefing| &briefing.citations) {
        references.entry(*n).or_insert_with(|| citation.reference.plain());
    }
    references
}

fn edition(
    brief: &BriefSpec,
    name: EditionName,
    material: &Material,
    mut artifacts: Vec<Artifact>,
    manifest: &Manifest,
    entries: &[Entry],
) -> Edition {
    artifacts.push(Artifact { name: crate::manifest::FILE.to_owned(), bytes: manifest.to_json() });
    let cited: BTreeSet<DocumentId> = entries.iter().map(|entry| entry.chosen.excerpt.document()).collect();
    let sources = cited
        .into_iter()
        .map(|id| material.corpus.document(id))
        .map(|document| (document.text_sha256.clone(), document.text.clone()))
        .collect();
    Edition { brief: brief.id.clone(), name, artifacts, sources }
}
