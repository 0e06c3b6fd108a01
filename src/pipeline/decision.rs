//! What an edition says: decided from configuration, brief, corpus, date and
//! the edition before, whatever the templates and the look are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::choice::{Choice, Chosen};
use super::{Material, Request, Session, archive};
use crate::cite::{Links, Selectors};
use crate::compose::{self, Entry, Plan, ThemeFound};
use crate::error::{Error, Warning};
use crate::findings::{self, Precision};
use crate::manifest::{Coverage, EventSpan, Manifest, QuotationSpan};
use crate::model::{BriefSpec, Document, DocumentId, EditionName, Locator, Passage, Sha256};
use crate::output;

/// What a brief's edition says. Valid as long as the configuration, the brief,
/// the corpus and the archive are what they were.
pub struct Decision {
    /// What the edition is called.
    pub name: EditionName,
    /// What there was to warn of.
    pub warnings: Vec<Warning>,
    pub(super) plan: Plan,
    pub(super) found: Vec<ThemeFound>,
    pub(super) entries: Vec<Entry>,
    pub(super) coverage: Coverage,
    previous: Option<(Manifest, Sha256)>,
}

impl Decision {
    /// Returns the excerpts; number `n` is at `n - 1`.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the manifest of the edition before.
    pub(super) fn before(&self) -> Option<&Manifest> {
        self.previous.as_ref().map(|(manifest, _)| manifest)
    }

    pub(super) fn digest_before(&self) -> Option<Sha256> {
        self.previous.as_ref().map(|(_, digest)| digest.clone())
    }
}

impl Session {
    /// Chooses the excerpts of a brief and finds what stands in them.
    ///
    /// # Errors
    /// [`Error::Build`] if the index cannot be read, or the words of a pin are
    /// no longer there.
    pub fn decide(
        &self,
        material: &Material,
        brief: &BriefSpec,
        request: &Request,
        name: EditionName,
    ) -> Result<Decision, Error> {
        let mut warnings = Vec::new();
        let previous = output::previous(&archive(&self.desk), &brief.id, name);
        let before = previous.as_ref().map(|(manifest, _)| manifest);
        let choice = Choice::of(self, material, brief, request, before, &mut warnings)?;
        let Chosen { plan, found } = choice.choose(&mut warnings);
        let entries = entries(material, &plan, before);
        let coverage = compose::coverage(&material.corpus, choice.counted.documents, &plan);
        Ok(Decision { name, warnings, plan, found, entries, coverage, previous })
    }
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
