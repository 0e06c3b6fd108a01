//! From a brief to what its audiences are given: what counts, what is found,
//! what is chosen.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::editors::Desk;
use super::news::{Readers, Window};
use super::{Material, Request, Session, Since};
use crate::compose::{self, Plan};
use crate::error::{Diagnostic, Error, Reported, Warning};
use crate::findings::{self, Claim};
use crate::model::{
    self, Audience, BriefSpec, Corpus, Date, Document, DocumentId, Excerpt, Facts, PartialDate, Passage,
    Selection, Theme,
};
use crate::output::Seen;
use crate::render;
use crate::select::{self, Editors, OnTheme, Quota, Sought};

/// A brief on one date, ready to be chosen for.
pub(super) struct Choice<'a> {
    session: &'a Session,
    material: &'a Material,
    brief: &'a BriefSpec,
    today: Date,
    pub(super) themes: Vec<&'a Theme>,
    pub(super) audiences: Vec<&'a Audience>,
    pub(super) counted: Counted,
    pub(super) sought: Vec<Sought<'a>>,
    editors: Editors,
    memory: &'a Readers<'a>,
    pub(super) is_since_last: bool,
}

/// What was chosen for a brief.
pub(super) struct Chosen {
    /// The excerpts, numbered, and who gets which.
    pub(super) plan: Plan,
    /// For each theme what the corpus has on it.
    pub(super) found: Vec<compose::ThemeFound>,
}

impl<'a> Choice<'a> {
    /// Finds what the themes of a brief ask for among the documents that
    /// count, and what its editors point at.
    ///
    /// # Errors
    /// [`Error::Build`] if the index cannot be read, or the words of a pin are
    /// no longer there.
    pub(super) fn of(
        session: &'a Session,
        material: &'a Material,
        brief: &'a BriefSpec,
        request: &Request,
        (memory, window): (&'a Readers<'a>, Option<&Window>),
        warnings: &mut Vec<Warning>,
    ) -> Result<Self, Error> {
        let themes: Vec<&Theme> = session.desk.themes(brief).collect();
        let audiences: Vec<&Audience> = session.desk.audiences(brief).collect();
        let is_since_last = window.is_some();
        let counted = Counted::new(material, first_day(brief, request), window);
        session.warn_of_letters(material, &audiences, warnings);
        let sought = seek_all(material, &themes, &counted)?;
        if !is_since_last {
            warn_of_nothing(&sought, warnings);
        }
        let text = session.brief_text(brief);
        let editors =
            Desk { material, brief, themes: &themes, text }.editors(warnings).map_err(Error::Build)?;
        let today = request.date;
        refuse_marked_pins(session, material, brief, &editors)?;
        Ok(Self {
            session,
            material,
            brief,
            today,
            themes,
            audiences,
            counted,
            sought,
            editors,
            memory,
            is_since_last,
        })
    }

    /// Weighs every window and hands them over.
    pub(super) fn weighed<R>(&self, then: impl FnOnce(&select::Weighed<'_>) -> R) -> R {
        let needs_fonts = needs_fonts(&self.audiences);
        let carriable = |text: &str| !needs_fonts || render::is_carriable(self.session.fonts(), text);
        let stage = select::Material {
            corpus: &self.material.corpus,
            passages: &self.material.passages,
            today: self.today,
            carriable: &carriable,
            facts: &facts,
            memory: self.memory,
        };
        then(&select::weigh(stage, &self.sought, &self.editors, &self.session.desk.config.weights))
    }

    /// Chooses the excerpts of every audience and numbers them.
    pub(super) fn choose(&self, warnings: &mut Vec<Warning>) -> Chosen {
        let desk = self.desk();
        let (selections, on_theme): (Vec<Vec<Selection>>, Vec<OnTheme>) = self.weighed(|weighed| {
            // Audiences that ask for the same are chosen for once.
            let mut by_quota: BTreeMap<Quota, Vec<Selection>> = BTreeMap::new();
            let mut chosen = |audience: &&Audience| {
                let quota = self.quota(audience);
                by_quota.entry(quota).or_insert_with_key(|quota| weighed.select(quota)).clone()
            };
            (self.audiences.iter().map(&mut chosen).collect(), weighed.on_theme())
        });
        let selections: Vec<Vec<Selection>> = selections
            .into_iter()
            .map(|mut themes| {
                desk.arrange(&mut themes);
                themes
            })
            .collect();
        desk.stale_order(&selections, warnings);
        let found = compose::found(&selections);
        let mut plan = compose::plan(selections);
        self.dispute(&on_theme, &mut plan);
        Chosen { plan, found }
    }

    /// Finds what sources disagree on among all that speaks to the themes, and
    /// cites both sides.
    fn dispute(&self, on_theme: &[OnTheme], plan: &mut Plan) {
        let Material { corpus, passages, .. } = self.material;
        let passage = |place: &OnTheme| &passages[place.passage.0 as usize];
        let claim = |place: &OnTheme| {
            let document = corpus.document(passage(place).document);
            Claim {
                document: document.id,
                text: &document.text,
                range: passage(place).sentences[place.sentence].clone(),
                language: document.source.language.as_deref(),
                date: document.source.date.filter(|date| date.day.is_some()).map(PartialDate::first_day),
            }
        };
        let claims: Vec<Claim<'_>> = on_theme.iter().map(claim).collect();
        let mut of_theme: BTreeMap<usize, usize> = BTreeMap::new();
        for found in findings::disagreements(&claims) {
            let places = [&on_theme[found.sides[0].claim], &on_theme[found.sides[1].claim]];
            let theme = places[0].theme.min(places[1].theme);
            let told = of_theme.entry(theme).or_default();
            let sides = places.map(|place| side(corpus, passage(place), place.sentence));
            if let ([Some(one), Some(other)], true) = (sides, *told < MOST_DISAGREEMENTS) {
                *told += 1;
                plan.dispute(&self.themes[theme].id, found, [one, other]);
            }
        }
    }

    fn desk(&self) -> Desk<'_> {
        let text = self.session.brief_text(self.brief);
        Desk { material: self.material, brief: self.brief, themes: &self.themes, text }
    }

    /// Returns what an audience of the brief asks for.
    pub(super) fn quota(&self, audience: &Audience) -> Quota {
        let pins = self.brief.pins.iter().enumerate();
        let own = pins.filter(|(_, pin)| pin.audiences.is_empty() || pin.audiences.contains(&audience.id));
        Quota {
            per_theme: audience.excerpts_per_theme,
            words_per_theme: audience.words_per_theme.unwrap_or(usize::MAX),
            per_source: audience.excerpts_per_source,
            words_per_source: audience.words_per_source,
            sources: audience.sources_per_theme,
            max_words: audience.max_words,
            prefer: audience.prefer,
            pins: own.map(|(place, _)| place).collect(),
            themes: audience.themes.as_ref().map(|_| given_themes(&self.themes, audience)),
            withheld: withheld(self.session, &self.material.corpus, audience),
            reader: self.audiences.iter().position(|own| self.is_since_last && own.id == audience.id),
        }
    }
}

/// Returns the places, among the brief's themes, of those that an audience
/// gets, in its order.
pub(super) fn given_themes(themes: &[&Theme], audience: &Audience) -> Vec<usize> {
    match &audience.themes {
        None => (0..themes.len()).collect(),
        Some(own) => own.iter().filter_map(|id| themes.iter().position(|theme| theme.id == *id)).collect(),
    }
}

/// Returns the documents that are marked higher than an audience may see.
pub(super) fn withheld(session: &Session, corpus: &Corpus, audience: &Audience) -> BTreeSet<DocumentId> {
    let markings = &session.desk.config.markings;
    let is_withheld = |document: &&Document| markings.withholds(document, audience.marking.as_deref());
    corpus.documents.iter().filter(is_withheld).map(|document| document.id).collect()
}

/// Refuses pins whose source is marked higher than an audience that they are
/// for: what editors want in is not passed over in silence.
fn refuse_marked_pins(
    session: &Session,
    material: &Material,
    brief: &BriefSpec,
    editors: &Editors,
) -> Result<(), Error> {
    let mut refused = Vec::new();
    for (pin, run) in brief.pins.iter().zip(&editors.pins) {
        let document = material.corpus.document(material.passages[run.passage.0 as usize].document);
        let is_for = |audience: &&Audience| pin.audiences.is_empty() || pin.audiences.contains(&audience.id);
        let markings = &session.desk.config.markings;
        let unfit = session
            .desk
            .audiences(brief)
            .filter(is_for)
            .find(|audience| markings.withholds(document, audience.marking.as_deref()));
        let Some(audience) = unfit else { continue };
        let own = audience.marking.as_deref().unwrap_or("none");
        let message = format!(
            "this pin is from a source marked `{}`, and the marking of audience `{}` is {own}",
            markings.of(document).unwrap_or_default(),
            audience.id
        );
        let text = session.brief_text(brief);
        let file = brief.path();
        refused.push(
            Diagnostic::error(message)
                .in_file(file)
                .at(pin.mark.line, pin.mark.column, text)
                .hint("name the `audiences` that the pin is for, or raise the marking of the audience"),
        );
    }
    if refused.is_empty() { Ok(()) } else { Err(Error::Build(refused)) }
}

/// More of them in a theme nobody reads.
const MOST_DISAGREEMENTS: usize = 12;

/// Cuts the sentence of a side of a disagreement; it has no score.
fn side(corpus: &Corpus, passage: &Passage, sentence: usize) -> Option<model::Chosen> {
    let excerpt = Excerpt::cut(corpus.document(passage.document), passage, sentence..sentence + 1)?;
    Some(model::Chosen {
        excerpt,
        score: 0.0,
        parts: Vec::new(),
        matched: Vec::new(),
        also_in: Vec::new(),
        pinned: false,
        preferred_to: Vec::new(),
    })
}

impl Session {
    fn brief_text(&self, brief: &BriefSpec) -> &str {
        self.desk.texts.get(&brief.path()).map_or("", String::as_str)
    }

    /// Returns the fonts, which are loaded when they are first asked for.
    pub(super) fn fonts(&self) -> &render::Fonts {
        &self.loaded_fonts().value
    }

    fn loaded_fonts(&self) -> &Reported<render::Fonts> {
        self.fonts.get_or_init(|| Arc::new(render::Fonts::load(&self.desk.root, &self.desk.config.fonts)))
    }

    /// Warns of fonts that cannot be read, and if a PDF may be asked for of
    /// letters that none has, once for a script.
    fn warn_of_letters(&self, material: &Material, audiences: &[&Audience], warnings: &mut Vec<Warning>) {
        let Reported { value: fonts, warnings: unusable } = self.loaded_fonts();
        warnings.extend(unusable.iter().cloned());
        if needs_fonts(audiences) {
            let texts: Vec<(&str, &str)> = material
                .corpus
                .documents
                .iter()
                .map(|document| (document.path.as_str(), &*document.text))
                .collect();
            warnings.extend(render::uncovered(fonts, &texts));
        }
    }
}

fn needs_fonts(audiences: &[&Audience]) -> bool {
    audiences.iter().any(|audience| audience.formats.iter().any(|format| format == "pdf"))
}

fn facts(document: &Document, range: Range<usize>) -> Facts {
    findings::facts(&document.text, range, document.source.language.as_deref())
}

/// Finds what each theme asks for.
fn seek_all<'a>(
    material: &Material,
    themes: &[&'a Theme],
    counted: &Counted,
) -> Result<Vec<Sought<'a>>, Error> {
    themes.par_iter().map(|theme| material.seek(theme, counted)).collect()
}

/// Warns of themes that find nothing. That nothing is new since yesterday is
/// worth no warning.
fn warn_of_nothing(sought: &[Sought<'_>], warnings: &mut Vec<Warning>) {
    for sought in sought.iter().filter(|sought| sought.hits.is_empty()) {
        let message = format!("theme `{}` matches nothing in the corpus", sought.theme.id);
        let hint = "try its words with `attache search`, or add terms under `themes` in config.yaml";
        warnings.push(Diagnostic::warning(message).in_file("config.yaml").hint(hint));
    }
}

/// Which documents count, by the brief's period.
pub(super) struct Counted {
    from: Option<Date>,
    since_last: Option<Window>,
    /// How many documents count.
    pub(super) documents: usize,
}

impl Counted {
    fn new(material: &Material, from: Option<Date>, window: Option<&Window>) -> Self {
        let mut counted = Self { from, since_last: window.cloned(), documents: 0 };
        counted.documents =
            material.corpus.documents.iter().filter(|document| counted.counts(document)).count();
        counted
    }

    /// Tells whether a document is of the period; an undated one is.
    pub(super) fn counts(&self, document: &Document) -> bool {
        let Some(date) = document.source.date.map(PartialDate::first_day) else { return true };
        self.from.is_none_or(|from| date >= from) && self.is_since_last(document, date)
    }

    /// Tells whether a document may have something new since the last edition:
    /// it is dated since then, or its text was not there then. What arrives
    /// late, or is edited, is not lost.
    fn is_since_last(&self, document: &Document, date: Date) -> bool {
        let Some(window) = &self.since_last else { return true };
        let is_unknown = |known: &Seen| !known.has(&document.text_sha256);
        date >= window.from || window.known.as_ref().is_some_and(is_unknown)
    }
}

fn first_day(brief: &BriefSpec, request: &Request) -> Option<Date> {
    let period = brief.period_days.map(|days| request.date.days_before(days.saturating_sub(1)));
    let since = match request.since {
        Some(Since::Day(day)) => Some(day),
        Some(Since::Last) | None => None,
    };
    period.max(since)
}
