//! One brief on one date: from what the index finds to an edition's bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::choice::{Choice, Chosen};
use super::citations::{References, placement, references};
use super::proof;
use super::{Material, Request, Session, archive};
use crate::cite::{Links, Selectors, Style};
use crate::compose::{self, Entry, Plan, Proof, Situation};
use crate::error::{Diagnostic, Error, Reported, Warning};
use crate::findings::{self, Precision};
use crate::labels::{self, Labels};
use crate::manifest::{AudienceEntry, EventSpan, FileEntry, Inputs, Manifest, QuotationSpan};
use crate::model::{
    Artifact, Audience, BriefSpec, Citation, Date, Document, DocumentId, Edition, Locator, Passage,
    Placement, Sha256,
};
use crate::output;
use crate::render::{self, Format, Frame, Page};
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
    /// Whether anything that it was made from differs from the newest edition.
    pub is_news: bool,
}

/// An audience's briefing before it is written in any format.
struct Briefing<'a> {
    audience: &'a Audience,
    markdown: Markdown,
    tree: Tree,
    frame: Frame,
    /// By the excerpt's number `n`.
    citations: BTreeMap<u32, Citation>,
}

impl Briefing<'_> {
    /// Returns what the manifest says of the audience before anything is
    /// written for it.
    fn entry(&self) -> AudienceEntry {
        let mut citations: Vec<(u32, u32)> =
            self.citations.values().map(|citation| (citation.number, citation.n)).collect();
        citations.sort_unstable();
        AudienceEntry { id: self.audience.id.clone(), citations, files: Vec::new() }
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
    ) -> Result<Reported<Built>, Error> {
        let mut warnings = Vec::new();
        let archive = archive(&self.desk);
        let previous = output::previous(&archive, &brief.id, request.date);
        let standing = output::standing(&archive, &brief.id, request.date);
        let inputs = self.inputs(material, brief, previous.as_ref().map(|(_, digest)| digest.clone()));
        let before = previous.as_ref().map(|(manifest, _)| manifest);
        let choice = Choice::of(self, material, brief, request, before, &mut warnings)?;
        let Chosen { plan, found } = choice.choose(&mut warnings);
        let entries = entries(material, &plan, before);
        let coverage = compose::coverage(&material.corpus, choice.counted.documents, &plan);
        let situation = Situation {
            desk: &self.desk.config.title,
            brief,
            date: request.date,
            themes: &choice.themes,
            found: &found,
            disputes: &plan.disputes,
            corpus: &material.corpus,
            entries: &entries,
            coverage: &coverage,
            previous: before,
        };
        let mut briefings = self.brief_all(situation, &choice.audiences, &plan)?;
        let is_news = standing.as_ref().or(before).is_none_or(|newest| !newest.inputs.same_material(&inputs));
        let proof = Proof {
            inputs,
            audiences: briefings.iter().map(Briefing::entry).collect(),
            references: first_references(&briefings),
            warnings: warnings.iter().map(ToString::to_string).collect(),
        };
        let mut manifest = compose::manifest(situation, proof);
        for briefing in &mut briefings {
            briefing.frame.attachments = proof::attachments(&manifest, &briefing.audience.id);
        }
        let wanted = |audience: &Audience| wanted(audience, request, standing.as_ref());
        let rendered = render_all(&briefings, wanted, &choice.fonts);
        let Gathered { artifacts, files, failures } = gather(&briefings, rendered, &mut warnings)?;
        let stands = |file: &FileEntry| artifacts.iter().any(|artifact| artifact.name == file.path);
        let mut standing_files =
            standing.iter().flat_map(|manifest| &manifest.audiences).flat_map(|one| &one.files);
        let loses = !failures.is_empty() && !standing_files.all(stands);
        for (audience, files) in manifest.audiences.iter_mut().zip(files) {
            audience.files = files;
        }
        manifest.warnings = warnings.iter().map(ToString::to_string).collect();
        let edition = edition(brief, request.date, material, artifacts, &manifest, &entries);
        Ok(Reported { value: Built { edition, manifest, failures, loses, is_news }, warnings })
    }

    fn inputs(&self, material: &Material, brief: &BriefSpec, previous: Option<Sha256>) -> Inputs {
        let text = |path: &str| self.desk.texts.get(path).map_or("", String::as_str);
        let templates = self.desk.templates.iter().map(|(name, text)| (name, text.as_bytes()));
        let look = self.desk.look.iter().map(|(name, bytes)| (name, bytes.as_slice()));
        let parts = templates.chain(look).flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
        Inputs {
            config: Sha256::of(text("config.yaml").as_bytes()),
            brief: Sha256::of(text(&format!("briefs/{}.yaml", brief.id)).as_bytes()),
            templates: Sha256::of_parts(parts),
            corpus: corpus_digest(&material.corpus.documents),
            previous,
        }
    }

    fn brief_all<'a>(
        &self,
        situation: Situation<'_>,
        audiences: &[&'a Audience],
        plan: &Plan,
    ) -> Result<Vec<Briefing<'a>>, Error> {
        let briefings: Vec<Result<Briefing<'a>, Vec<Diagnostic>>> = audiences
            .par_iter()
            .zip(&plan.given)
            .map(|(audience, given)| self.brief_one(situation, audience, given))
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
    fn brief_one<'a>(
        &self,
        situation: Situation<'_>,
        audience: &'a Audience,
        given: &[Vec<u32>],
    ) -> Result<Briefing<'a>, Vec<Diagnostic>> {
        let labels = Labels::of(&audience.language);
        let style = &self.styles[&(audience.citation_style.clone(), audience.language.clone())];
        // What sources disagree on may be cited beside what an audience is given.
        let mut order: Vec<u32> = given.iter().flatten().copied().collect();
        for n in situation.disputes.iter().flat_map(|dispute| dispute.sides) {
            if !order.contains(&n) {
                order.push(n);
            }
        }
        let mut filled = self.fill(situation, audience, &labels, style, given, &order)?;
        let appearance = appearance(&filled.tree, &order);
        if appearance != order {
            order = appearance;
            filled = self.fill(situation, audience, &labels, style, given, &order)?;
        }
        let mistakes = altered(situation.entries, &order, &filled.tree, audience);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let Filled { markdown, tree, citations } = filled;
        let frame = self.frame(situation, audience, &labels, &citations, placement(audience, style));
        Ok(Briefing { audience, markdown, tree, frame, citations })
    }

    fn fill(
        &self,
        situation: Situation<'_>,
        audience: &Audience,
        labels: &Labels,
        style: &Style,
        given: &[Vec<u32>],
        order: &[u32],
    ) -> Result<Filled, Vec<Diagnostic>> {
        let numbers = order.iter().enumerate().map(|(index, n)| (*n, index as u32 + 1)).collect();
        let References { citations, sources } = references(situation, style, labels, order)?;
        let reader = compose::Reader {
            audience,
            placement: placement(audience, style),
            labels,
            given,
            numbers: &numbers,
            citations: &citations,
            sources: &sources,
        };
        let view = compose::view(situation, reader);
        let markdown = self.templates.fill(&audience.template, &view).map_err(|mistake| vec![*mistake])?;
        let tree = markdown::parse(&markdown);
        Ok(Filled { markdown, tree, citations })
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
            date: situation.date,
            date_text: labels.date(situation.date.into()),
            language: labels::primary(&audience.language),
            labels: labels.words().clone(),
            quote_languages: labelled().filter_map(language).collect(),
            placement,
            citations: labelled().map(|(label, citation)| (label, citation.clone())).collect(),
            attachments: Vec::new(),
            pdf: self.desk.config.pdf.clone(),
            look: self.desk.look.clone(),
        }
    }
}

struct Filled {
    markdown: Markdown,
    tree: Tree,
    citations: BTreeMap<u32, Citation>,
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

fn entries(material: &Material, plan: &Plan, previous: Option<&Manifest>) -> Vec<Entry> {
    let mut proofs: BTreeMap<DocumentId, (Selectors<'_>, Links<'_>)> = BTreeMap::new();
    plan.excerpts
        .iter()
        .enumerate()
        .map(|(index, (theme, chosen))| {
            let excerpt = &chosen.excerpt;
            let document = material.corpus.document(excerpt.document());
            let place = material.passages[excerpt.passage().0 as usize].block;
            let block = &document.blocks[place];
            let (selectors, links) =
                proofs.entry(document.id).or_insert_with(|| (Selectors::new(document), Links::new(document)));
            let language = document.source.language.as_deref();
            Entry {
                n: index as u32 + 1,
                theme: theme.clone(),
                status: compose::status(document, theme, excerpt.text(), previous),
                locator: Locator {
                    page: block.page,
                    paragraph: block.paragraph,
                    heading: block.heading.as_deref().map(str::to_owned),
                },
                link: links.link(excerpt.range(), place),
                selector: selectors.selector(excerpt.range()),
                figures: findings::figures(&document.text, excerpt.range(), language),
                events: happenings(
                    document,
                    &material.passages[excerpt.passage().0 as usize],
                    excerpt.range(),
                ),
                quotations: findings::quotations(&document.text, excerpt.range(), language)
                    .into_iter()
                    .map(|quotation| QuotationSpan::of(&document.text, quotation))
                    .collect(),
                chosen: chosen.clone(),
            }
        })
        .collect()
}

/// Finds the dated happenings that a run of a passage's sentences tells of.
fn happenings(document: &Document, passage: &Passage, range: Range<usize>) -> Vec<EventSpan> {
    let language = document.source.language.as_deref();
    findings::events(&document.text, range, &passage.sentences, language, document.source.date)
        .into_iter()
        // A day whose year nothing tells has no place in a timeline, and a figure of a year is a statistic.
        .filter(|event| event.happening && !event.date.starts_with('X'))
        .filter(|event| {
            event.precision < Precision::Year
                || findings::figures(&document.text, event.sentence.clone(), language).is_empty()
        })
        .map(|event| EventSpan::of(&document.text, event))
        .collect()
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

type Rendered = Result<Reported<Vec<u8>>, render::RenderError>;

/// Renders every wanted file, in the order of audiences and formats.
fn render_all<'a>(
    briefings: &[Briefing<'_>],
    wanted: impl Fn(&Audience) -> Vec<&'a Format>,
    fonts: &render::Fonts,
) -> Vec<(usize, &'a Format, Rendered)> {
    let mut jobs: Vec<(usize, &Format)> = Vec::new();
    for (index, briefing) in briefings.iter().enumerate() {
        jobs.extend(wanted(briefing.audience).into_iter().map(|format| (index, format)));
    }
    jobs.into_par_iter()
        .map(|(index, format)| {
            let briefing = &briefings[index];
            let page =
                Page { markdown: &briefing.markdown, tree: &briefing.tree, frame: &briefing.frame, fonts };
            (index, format, (format.render)(&page).and_then(|file| checked(format, file, briefing)))
        })
        .collect()
}

/// Lets a file pass if every excerpt that it cites stands in it.
fn checked(format: &Format, file: Reported<Vec<u8>>, briefing: &Briefing<'_>) -> Rendered {
    proof::gate(format.name, &file.value, briefing.citations.values())
        .map(|()| file)
        .map_err(render::RenderError::Format)
}

/// What was rendered.
struct Gathered {
    artifacts: Vec<Artifact>,
    /// The files of each audience.
    files: Vec<Vec<FileEntry>>,
    failures: Vec<Diagnostic>,
}

/// Sorts what was rendered into files, manifest entries and failures.
fn gather(
    briefings: &[Briefing<'_>],
    rendered: Vec<(usize, &Format, Rendered)>,
    warnings: &mut Vec<Warning>,
) -> Result<Gathered, Error> {
    let mut files = vec![Vec::new(); briefings.len()];
    let mut artifacts = Vec::new();
    let mut failures = Vec::new();
    let mut mistakes = Vec::new();
    for (index, format, result) in rendered {
        let name = file_name(briefings[index].audience, format);
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

fn first_references(briefings: &[Briefing<'_>]) -> BTreeMap<u32, String> {
    let mut references = BTreeMap::new();
    for (n, citation) in briefings.iter().flat_map(|briefing| &briefing.citations) {
        references.entry(*n).or_insert_with(|| citation.reference.plain());
    }
    references
}

fn edition(
    brief: &BriefSpec,
    date: Date,
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
    Edition { brief: brief.id.clone(), date, artifacts, sources }
}
