//! What an edition says: decided from configuration, brief, corpus, date and
//! the edition before, whatever the templates and the look are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::choice::{Choice, Chosen};
use super::news::{Past, Readers, note_status};
use super::{Material, Request, Session};
use crate::cite::{Links, Selectors};
use crate::compose::{self, Entry, Plan, ThemeFound};
use crate::error::{Error, Warning};
use crate::findings::{self, Precision};
use crate::manifest::{Coverage, EventSpan, Manifest, QuotationSpan};
use crate::model::{
    Audience, BriefSpec, Document, DocumentId, EditionName, Locator, Passage, Sha256, Status,
};
use crate::news::News;

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
    /// What is news to each audience of the brief.
    pub(super) news: Vec<News>,
    pub(super) past: Past,
}

impl Decision {
    /// Returns the excerpts; number `n` is at `n - 1`.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the manifest of the edition before.
    pub(super) fn before(&self) -> Option<&Manifest> {
        self.past.before()
    }

    pub(super) fn digest_before(&self) -> Option<Sha256> {
        self.past.editions.first().map(|(_, digest)| digest.clone())
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
        let past = self.past(brief, request, name);
        let told = past.told();
        let audiences: Vec<&Audience> = self.desk.audiences(brief).collect();
        let readers = Readers::new(&told, &audiences, material);
        let memory = (&readers, past.window.as_ref());
        let (chosen, in_period) = {
            let choice = Choice::of(self, material, brief, request, memory, &mut warnings)?;
            (choice.choose(&mut warnings), choice.counted.documents)
        };
        let Chosen { plan, found } = chosen;
        let mut entries = entries(material, &plan);
        let news = readers.judge(&entries, &plan);
        note_status(&mut entries, &plan, &news);
        let coverage = compose::coverage(&material.corpus, in_period, &plan);
        Ok(Decision { name, warnings, plan, found, entries, coverage, news, past })
    }
}

fn entries(material: &Material, plan: &Plan) -> Vec<Entry> {
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
                status: Status::New,
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
pub(super) fn happenings(document: &Document, passage: &Passage, range: Range<usize>) -> Vec<EventSpan> {
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
