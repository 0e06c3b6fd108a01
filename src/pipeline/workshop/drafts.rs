//! Drafts: the edition that a build would write now, brief by brief.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use super::{Standing, Workshop, held, mistakes};
use crate::compose::Entry;
use crate::error::{Diagnostic, Error, Reported, Warning};
use crate::manifest::Manifest;
use crate::model::{Audience, BriefSpec, Citation, Sha256};
use crate::output;
use crate::pipeline::explain::{Explanation, Question};
use crate::pipeline::{Briefing, Composed, Decision, Material, Request, Session, archive};
use crate::render::{self, Picture, RenderError};

/// What was made of a brief.
pub(super) struct Slot {
    /// Of which generation of the desk.
    generation: u64,
    decision: Option<(Sha256, Arc<Decision>)>,
    drafted: Drafted,
}

/// The best that there is of a brief.
#[derive(Clone)]
pub struct Drafted {
    /// The newest draft that was good; `None` before the first.
    pub draft: Option<Arc<Draft>>,
    /// Why the newest files give no draft; empty if they do.
    pub mistakes: Vec<Diagnostic>,
}

/// The edition that a build would write.
pub struct Draft {
    session: Arc<Session>,
    material: Arc<Material>,
    pub(super) decision: Arc<Decision>,
    request: Request,
    /// The brief.
    pub brief: BriefSpec,
    /// The manifest, without files.
    pub manifest: Manifest,
    briefings: Vec<Kept>,
}

/// A briefing as it was composed, with what was rendered of it.
struct Kept {
    briefing: Briefing,
    html: OnceLock<Result<String, Vec<Diagnostic>>>,
    pictures: Mutex<BTreeMap<usize, Arc<Picture>>>,
}

impl Workshop {
    /// Returns what there is of a brief, which is made where the files changed
    /// since; `None` for a brief that the desk does not have.
    pub fn draft(&self, id: &str) -> Option<Drafted> {
        if let Some(drafted) = self.made(id) {
            return Some(drafted);
        }
        let _making = held(&self.making);
        // Another request may have made it meanwhile.
        if let Some(drafted) = self.made(id) {
            return Some(drafted);
        }
        let standing = self.standing();
        let before = self.now().slots.get(id).map(|slot| (slot.decision.clone(), slot.drafted.draft.clone()));
        let (decision, draft) = before.unwrap_or_default();
        let session = standing.session.clone()?;
        let known = session.desk.brief(id).is_some();
        if !known && draft.is_none() {
            return None;
        }
        let slot = make(&standing, &session, id, decision, draft);
        let drafted = slot.drafted.clone();
        self.now().slots.insert(id.to_owned(), slot);
        Some(drafted)
    }

    fn made(&self, id: &str) -> Option<Drafted> {
        let now = self.now();
        let slot = now.slots.get(id).filter(|slot| slot.generation == now.standing.generation)?;
        Some(slot.drafted.clone())
    }
}

/// Makes a draft, of what was decided before if that still holds.
fn make(
    standing: &Standing,
    session: &Arc<Session>,
    id: &str,
    decided: Option<(Sha256, Arc<Decision>)>,
    draft: Option<Arc<Draft>>,
) -> Slot {
    let mut told = [&standing.mistakes[..], &standing.corpus_mistakes].concat();
    let mut slot = Slot {
        generation: standing.generation,
        decision: decided,
        drafted: Drafted { draft, mistakes: Vec::new() },
    };
    let Some(brief) = session.desk.brief(id) else {
        told.push(Diagnostic::error(format!("there is no brief `{id}` any more")).in_file("briefs/"));
        slot.drafted.mistakes = told;
        return slot;
    };
    if let Some(material) = &standing.material {
        let key = decision_key(standing, session, brief);
        let made = decision(&mut slot, key, session, material, brief, standing)
            .and_then(|decision| Draft::compose(session, material, decision, brief, standing));
        match made {
            Ok(draft) => slot.drafted.draft = Some(Arc::new(draft)),
            Err(error) => told.extend(mistakes(&error)),
        }
    }
    slot.drafted.mistakes = told;
    slot
}

/// Digests all that a decision depends on.
fn decision_key(standing: &Standing, session: &Session, brief: &BriefSpec) -> Sha256 {
    let text = |path: &str| session.desk.texts.get(path).map_or(&[][..], String::as_bytes);
    let archive = archive(&session.desk);
    let current = output::current(&archive, &brief.id, standing.date);
    let previous = output::previous(&archive, &brief.id, current);
    let previous = previous.map_or_else(String::new, |(_, digest)| digest.to_string());
    let numbers = format!("{} {}", standing.date, standing.reading);
    Sha256::of_parts([text("config.yaml"), text(&brief.path()), numbers.as_bytes(), previous.as_bytes()])
}

fn decision(
    slot: &mut Slot,
    key: Sha256,
    session: &Session,
    material: &Material,
    brief: &BriefSpec,
    standing: &Standing,
) -> Result<Arc<Decision>, Error> {
    if let Some((_, decision)) = slot.decision.as_ref().filter(|(known, _)| *known == key) {
        return Ok(decision.clone());
    }
    let current = output::current(&archive(&session.desk), &brief.id, standing.date);
    let decision = Arc::new(session.decide(material, brief, &request(standing), current)?);
    slot.decision = Some((key, decision.clone()));
    Ok(decision)
}

fn request(standing: &Standing) -> Request {
    Request { date: standing.date, audiences: Vec::new(), formats: Vec::new(), since: None, slot: None }
}

impl Draft {
    fn compose(
        session: &Arc<Session>,
        material: &Arc<Material>,
        decision: Arc<Decision>,
        brief: &BriefSpec,
        standing: &Standing,
    ) -> Result<Self, Error> {
        let composed: Composed = session.compose(material, brief, &decision)?;
        let kept = |briefing| Kept { briefing, html: OnceLock::new(), pictures: Mutex::default() };
        Ok(Self {
            briefings: composed.briefings.into_iter().map(kept).collect(),
            manifest: composed.manifest,
            session: session.clone(),
            material: material.clone(),
            decision: decision.clone(),
            request: request(standing),
            brief: brief.clone(),
        })
    }

    /// Returns the audiences in the brief's order.
    pub fn audiences(&self) -> impl Iterator<Item = &Audience> {
        self.briefings.iter().map(|kept| &kept.briefing.audience)
    }

    /// Returns the audience with this id.
    #[must_use]
    pub fn audience(&self, id: &str) -> Option<&Audience> {
        self.audiences().find(|audience| audience.id == id)
    }

    /// Returns the corpus that the draft was made of.
    #[must_use]
    pub fn material(&self) -> &Material {
        &self.material
    }

    /// Returns the desk that the draft was made by.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Returns the excerpts; number `n` is at `n - 1`.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        self.decision.entries()
    }

    /// Returns what there was to warn of.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.decision.warnings
    }

    /// Returns the citations of an audience in the order of its own numbers.
    #[must_use]
    pub fn citations(&self, audience: &str) -> Vec<&Citation> {
        let kept = self.kept(audience);
        let mut all: Vec<&Citation> =
            kept.map(|kept| kept.briefing.citations.values().collect()).unwrap_or_default();
        all.sort_by_key(|citation| citation.number);
        all
    }

    /// Returns the excerpt's number `n` that a note of the audience's page
    /// cites; notes count from 1.
    #[must_use]
    pub fn noted(&self, audience: &str, note: usize) -> Option<u32> {
        let kept = self.kept(audience)?;
        let note = kept.briefing.tree.notes.get(note.checked_sub(1)?)?;
        kept.briefing.frame.citations.get(&note.label).map(|citation| citation.n)
    }

    /// Returns the audience's briefing as a page of HTML; `None` for an
    /// audience that the brief does not have.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub fn html(&self, audience: &str) -> Option<Result<&str, &[Diagnostic]>> {
        let kept = self.kept(audience)?;
        let html = kept.html.get_or_init(|| self.write_html(kept));
        Some(html.as_deref().map_err(Vec::as_slice))
    }

    fn write_html(&self, kept: &Kept) -> Result<String, Vec<Diagnostic>> {
        let format = render::FORMATS.iter().find(|format| format.name == "html");
        let format = format.expect("every build has HTML");
        let file = self.session.render(&kept.briefing, format).map_err(told)?;
        Ok(String::from_utf8_lossy(&file.value).into_owned())
    }

    /// Draws a page, from 1, of an audience's briefing; `None` for an audience
    /// that the brief does not have.
    ///
    /// # Errors
    /// Why it cannot be drawn.
    pub fn picture(&self, audience: &str, number: usize) -> Option<Result<Arc<Picture>, Vec<Diagnostic>>> {
        let kept = self.kept(audience)?;
        if let Some(picture) = held(&kept.pictures).get(&number) {
            return Some(Ok(picture.clone()));
        }
        let drawn = self.session.picture(&kept.briefing, number).map_err(told);
        Some(drawn.map(|Reported { value, .. }| {
            let picture = Arc::new(value);
            held(&kept.pictures).insert(number, picture.clone());
            picture
        }))
    }

    /// Says what became of the passages on a line of a document's text.
    ///
    /// # Errors
    /// As [`Session::explain`].
    pub fn explain(&self, document: &str, line: usize) -> Result<Vec<Explanation>, Error> {
        let question = Question::Line { document: document.to_owned(), line };
        let brief = self.session.desk.brief(&self.brief.id).unwrap_or(&self.brief);
        self.session.explain(&self.material, brief, &self.request, &question).map(|reported| reported.value)
    }

    fn kept(&self, audience: &str) -> Option<&Kept> {
        self.briefings.iter().find(|kept| kept.briefing.audience.id == audience)
    }
}

fn told(error: RenderError) -> Vec<Diagnostic> {
    match error {
        RenderError::Look(diagnostics) | RenderError::Format(diagnostics) => diagnostics,
    }
}
