//! Two editions side by side: what the later one tells that the earlier one
//! did not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{archive, vocabulary};
use crate::desk::{Desk, Given};
use crate::error::{Diagnostic, Error, Reported, name_hint};
use crate::manifest::{
    self, DisagreementEntry, DocumentEntry, EventEntry, ExcerptEntry, FigureEntry, Manifest,
};
use crate::model::{EditionName, Status};
use crate::news::{self, Earlier, Item, News, Revised, Told};
use crate::output;
use crate::verify::{Change, differences};

/// How two editions differ. Lists are in the order of the edition that has
/// what they list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// The earlier edition.
    pub before: Named,
    /// The later one.
    pub after: Named,
    /// Whether they tell and cite the same.
    pub same: bool,
    /// Excerpts.
    pub excerpts: Excerpts,
    /// Figures.
    pub figures: Changes<FigureChange>,
    /// Dated happenings.
    pub events: Changes<EventChange>,
    /// What sources disagree on.
    pub disagreements: Changes<DisagreementChange>,
    /// Documents that are cited.
    pub documents: Documents,
}

/// What an edition is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The brief's id.
    pub brief: String,
    /// The edition's name.
    pub edition: String,
    /// Whose briefing; `None` for those of all audiences.
    pub audience: Option<String>,
}

/// What became of excerpts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Excerpts {
    /// Only the later edition tells them.
    pub new: Vec<Quoted>,
    /// They say something else than they did.
    pub updated: Vec<Updated>,
    /// They say in other words what the earlier edition told.
    pub repeated: Vec<Updated>,
    /// Only the earlier edition tells them.
    pub gone: Vec<Quoted>,
    /// How many stand in both.
    pub standing: usize,
}

/// An excerpt of one of the editions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quoted {
    /// Its number there.
    pub n: u32,
    /// The theme's id.
    pub theme: String,
    /// The document's id.
    pub document: String,
    /// The document's title.
    pub title: String,
    /// The source's own words.
    pub text: String,
}

/// An excerpt in both editions, in other words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Updated {
    /// As the earlier edition has it.
    pub before: Quoted,
    /// As the later edition has it.
    pub after: Quoted,
    /// Word by word what was kept, taken out and put in.
    pub differences: Vec<Run>,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Where it stands: `same`, `before` or `after`.
    pub change: &'static str,
    /// The words, with the white space between them.
    pub text: String,
}

/// What became of findings of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes<T> {
    /// Only the later edition tells them.
    pub new: Vec<T>,
    /// They say something else than they did.
    pub updated: Vec<T>,
    /// Only the earlier edition tells them.
    pub gone: Vec<T>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureChange {
    /// The number of its excerpt.
    pub excerpt: u32,
    /// As written.
    pub text: String,
    /// Its value; finite.
    pub value: f64,
    /// Its unit.
    pub unit: Option<String>,
    /// What it measures, as written.
    pub subject: Option<String>,
    /// The time it is of.
    pub when: Option<String>,
    /// What one that was updated was, as written.
    pub was: Option<String>,
}

/// A dated happening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventChange {
    /// The number of its excerpt.
    pub excerpt: u32,
    /// The date (ISO 8601).
    pub date: String,
    /// The words of its excerpt.
    pub text: String,
}

/// A disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisagreementChange {
    /// The theme's id.
    pub theme: String,
    /// What both speak of.
    pub quantity: String,
    /// The time that both name.
    pub period: Option<String>,
    /// What the two sides say.
    pub said: [String; 2],
}

/// What became of documents, by their ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// Only the later edition cites them.
    pub new: Vec<String>,
    /// Both cite them, and their texts differ.
    pub edited: Vec<String>,
    /// Only the earlier edition cites them.
    pub gone: Vec<String>,
}

/// Compares two editions, of one brief or of two: all that they tell, or what
/// they tell one audience.
///
/// # Errors
/// [`Error::Desk`] if one of them has no such audience.
pub fn diff(before: &Manifest, after: &Manifest, audience: Option<&str>) -> Result<Diff, Error> {
    let parts = [before, after].map(|manifest| part(manifest, audience));
    let [before, after] = parts;
    let (before, after) = (before?, after?);
    let (forth, back) = (compared(&before, &after), compared(&after, &before));
    let items = news::items(&after);
    let excerpts = excerpts(&before, &after, &items, &forth);
    let figures = changes(&after.figures, &before.figures, [&of_figures(&forth), &of_figures(&back)]);
    let events = changes(&after.events, &before.events, [&of_events(&forth), &of_events(&back)]);
    let (now, then) = (&after.disagreements, &before.disagreements);
    let disagreements = changes(now, then, [&of_disagreements(&forth), &of_disagreements(&back)]);
    let documents = documents(&before.documents, &after.documents);
    let mut diff = Diff {
        before: named(&before, audience),
        after: named(&after, audience),
        same: false,
        excerpts,
        figures: figures.map(|(entry, was)| figure(entry, was)),
        events: events.map(|(entry, _)| event(&after, &before, entry)),
        disagreements: disagreements.map(|(entry, _)| disagreement(entry)),
        documents,
    };
    diff.same = diff.is_same();
    Ok(diff)
}

impl Diff {
    fn is_same(&self) -> bool {
        let Excerpts { new, updated, repeated, gone, .. } = &self.excerpts;
        let Documents { new: cited, edited, gone: uncited } = &self.documents;
        let excerpts = new.is_empty() && updated.is_empty() && repeated.is_empty() && gone.is_empty();
        let documents = cited.is_empty() && edited.is_empty() && uncited.is_empty();
        let findings = self.figures.is_empty() && self.events.is_empty() && self.disagreements.is_empty();
        excerpts && documents && findings
    }
}

impl<T> Changes<T> {
    fn is_empty(&self) -> bool {
        self.new.is_empty() && self.updated.is_empty() && self.gone.is_empty()
    }

    fn map<S>(self, each: impl Fn(T) -> S + Copy) -> Changes<S> {
        let of = |list: Vec<T>| list.into_iter().map(each).collect();
        Changes { new: of(self.new), updated: of(self.updated), gone: of(self.gone) }
    }
}

fn part(manifest: &Manifest, audience: Option<&str>) -> Result<Manifest, Error> {
    let Some(audience) = audience else { return Ok(manifest.clone()) };
    if manifest.audiences.iter().any(|entry| entry.id == audience) {
        return Ok(manifest.part_of(audience));
    }
    let known: Vec<&str> = manifest.audiences.iter().map(|entry| entry.id.as_str()).collect();
    let name = format!("{}/{}", manifest.brief, manifest.date);
    let message = format!("the edition {name} has no audience `{audience}`");
    Err(Error::Desk(vec![Diagnostic::error(message).hint(name_hint(audience, known.iter().copied()))]))
}

fn compared(before: &Manifest, after: &Manifest) -> News {
    let items = news::items(after);
    let given: Vec<u32> = items.iter().map(|item| item.n).collect();
    let told = Told::new([before]);
    let edition =
        news::Edition { items: &items, disagreements: &after.disagreements, given: &given, says: None };
    news::judge(edition, &told.everything())
}

fn named(manifest: &Manifest, audience: Option<&str>) -> Named {
    let edition = manifest.name().map_or_else(|_| manifest.date.clone(), |name| name.to_string());
    Named { brief: manifest.brief.clone(), edition, audience: audience.map(str::to_owned) }
}

fn excerpts(before: &Manifest, after: &Manifest, items: &[Item<'_>], news: &News) -> Excerpts {
    let mut found = Excerpts {
        new: Vec::new(),
        updated: Vec::new(),
        repeated: Vec::new(),
        gone: Vec::new(),
        standing: 0,
    };
    let entries: BTreeMap<u32, &ExcerptEntry> = after.excerpts.iter().map(|entry| (entry.n, entry)).collect();
    for (item, judged) in items.iter().zip(&news.excerpts) {
        let Some(entry) = entries.get(&item.n) else { continue };
        let pair = |earlier: &Earlier| updated(before, earlier, quoted(after, entry));
        match (judged.status, &judged.earlier) {
            (Status::Updated, Some(earlier)) => found.updated.extend(pair(earlier)),
            (Status::Standing, Some(earlier)) => found.repeated.extend(pair(earlier)),
            (Status::Standing, None) => found.standing += 1,
            (Status::New | Status::Updated, _) => found.new.push(quoted(after, entry)),
        }
    }
    let gone = news.gone.iter().filter_map(|gone| by_number(before, gone.earlier.n));
    found.gone = gone.map(|entry| quoted(before, entry)).collect();
    found
}

fn by_number(manifest: &Manifest, n: u32) -> Option<&ExcerptEntry> {
    manifest.excerpts.iter().find(|entry| entry.n == n)
}

fn quoted(manifest: &Manifest, entry: &ExcerptEntry) -> Quoted {
    Quoted {
        n: entry.n,
        theme: entry.theme.clone(),
        document: entry.document.clone(),
        title: manifest.document(&entry.document).map_or_else(String::new, |document| document.title.clone()),
        text: entry.text.clone(),
    }
}

fn updated(before: &Manifest, earlier: &Earlier, after: Quoted) -> Option<Updated> {
    let before = quoted(before, by_number(before, earlier.n)?);
    let run = |run: crate::verify::Difference| Run {
        change: match run.change {
            Change::Same => "same",
            Change::Quoted => "before",
            Change::Source => "after",
        },
        text: run.text,
    };
    let differences = differences(&before.text, &after.text).into_iter().map(run).collect();
    Some(Updated { before, after, differences })
}

/// How a finding stands, and what a figure was.
type Standing = (Status, Option<String>);

/// Returns how the figures of a manifest stand, in its order: excerpt by
/// excerpt.
fn of_figures(news: &News) -> Vec<Standing> {
    let was = |revised: &Revised| revised.was.as_ref().map(|(text, _)| text.clone());
    let all = news.excerpts.iter().flat_map(|judged| &judged.figures);
    all.map(|revised| (revised.status, was(revised))).collect()
}

fn of_events(news: &News) -> Vec<Standing> {
    news.excerpts.iter().flat_map(|judged| &judged.events).map(|status| (*status, None)).collect()
}

fn of_disagreements(news: &News) -> Vec<Standing> {
    news.disagreements.iter().map(|status| (*status, None)).collect()
}

/// Sorts findings by how they stand; what the earlier edition alone has is what
/// would be new in it.
fn changes<'a, T>(
    after: &'a [T],
    before: &'a [T],
    [forth, back]: [&[Standing]; 2],
) -> Changes<(&'a T, Option<String>)> {
    let of = |all: &'a [T], standing: &[Standing], wanted: Status| -> Vec<(&'a T, Option<String>)> {
        let with = all.iter().zip(standing).filter(|(_, (status, _))| *status == wanted);
        with.map(|(entry, (_, was))| (entry, was.clone())).collect()
    };
    Changes {
        new: of(after, forth, Status::New),
        updated: of(after, forth, Status::Updated),
        gone: of(before, back, Status::New),
    }
}

fn figure(entry: &FigureEntry, was: Option<String>) -> FigureChange {
    let figure = &entry.figure;
    FigureChange {
        excerpt: entry.excerpt,
        text: figure.text.clone(),
        value: figure.value,
        unit: figure.unit.clone(),
        subject: figure.subject.clone(),
        when: figure.when.clone(),
        was,
    }
}

/// Returns an event with the words of its excerpt, of the edition that has it.
fn event(after: &Manifest, before: &Manifest, entry: &EventEntry) -> EventChange {
    let is_of = |manifest: &Manifest| manifest.events.iter().any(|other| std::ptr::eq(other, entry));
    let manifest = if is_of(after) { after } else { before };
    let text = by_number(manifest, entry.excerpt).map_or_else(String::new, |excerpt| excerpt.text.clone());
    EventChange { excerpt: entry.excerpt, date: entry.event.date.clone(), text }
}

fn disagreement(entry: &DisagreementEntry) -> DisagreementChange {
    DisagreementChange {
        theme: entry.theme.clone(),
        quantity: entry.quantity.clone(),
        period: entry.period.clone(),
        said: entry.sides.each_ref().map(|side| side.text.clone()),
    }
}

fn documents(before: &[DocumentEntry], after: &[DocumentEntry]) -> Documents {
    let by_id = |all: &'_ [DocumentEntry]| -> BTreeMap<String, String> {
        all.iter().map(|document| (document.id.clone(), document.text_sha256.to_string())).collect()
    };
    let (old, new) = (by_id(before), by_id(after));
    let ids = |all: &[DocumentEntry], wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        all.iter().map(|document| document.id.clone()).filter(|id| wanted(id)).collect()
    };
    Documents {
        new: ids(after, &|id| !old.contains_key(id)),
        edited: ids(after, &|id| old.get(id).is_some_and(|digest| new.get(id) != Some(digest))),
        gone: ids(before, &|id| !new.contains_key(id)),
    }
}

/// Editions by their names on the command line.
pub struct Editions {
    archive: Option<PathBuf>,
}

impl Editions {
    /// Finds the archive of the desk at `root`; without a desk, only paths are
    /// names.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        let desk = Desk::read(root, &vocabulary(), &Given::default());
        Self { archive: desk.ok().map(|Reported { value: desk, .. }| archive(&desk)) }
    }

    /// Reads the two newest editions of a brief, the older one first.
    ///
    /// # Errors
    /// [`Error::Desk`] if there are not two; [`Error::Build`] for a damaged one.
    pub fn last_two(&self, brief: &str) -> Result<[Manifest; 2], Error> {
        let all = self.archive.as_deref().map(output::editions).unwrap_or_default();
        let names: Vec<EditionName> =
            all.iter().filter(|(id, _)| id == brief).map(|(_, name)| *name).collect();
        let (Some(archive), [.., before, after]) = (&self.archive, &names[..]) else {
            return Err(Error::Desk(vec![too_few(brief, names.len(), &all)]));
        };
        let read = |name: &EditionName| read(&output::edition_folder(archive, brief, *name));
        Ok([read(before)?, read(after)?])
    }

    /// Reads the edition that a name means: a folder of an edition, its
    /// `edition.json`, or `BRIEF/EDITION` of the archive. `beside` is the name
    /// of another one, whose brief is meant where there is only an edition's.
    ///
    /// # Errors
    /// [`Error::Desk`] for a name that means none; [`Error::Build`] for a
    /// damaged one.
    pub fn read(&self, name: &str, beside: &str) -> Result<Manifest, Error> {
        let brief = beside.trim_end_matches('/').rsplit_once('/').map_or("", |(brief, _)| brief);
        let archived = |name: &str| self.archive.as_ref().map(|archive| archive.join(name));
        let places = [Some(PathBuf::from(name)), archived(name), archived(&format!("{brief}/{name}"))];
        let found =
            places.into_iter().flatten().find(|path| path.is_file() || path.join(manifest::FILE).is_file());
        match found {
            Some(path) => read(&path),
            None => Err(Error::Desk(vec![self.unknown(name)])),
        }
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let all = self.archive.as_deref().map(output::editions).unwrap_or_default();
        let known: Vec<String> = all.iter().map(|(brief, name)| format!("{brief}/{name}")).collect();
        let hint = match known.is_empty() {
            true => "name the folder of an edition, its edition.json, or BRIEF/EDITION".to_owned(),
            false => name_hint(name, known.iter().map(String::as_str)),
        };
        Diagnostic::error(format!("there is no edition `{name}`")).hint(hint)
    }
}

fn too_few(brief: &str, count: usize, all: &[(String, EditionName)]) -> Diagnostic {
    let mut briefs: Vec<&str> = all.iter().map(|(id, _)| id.as_str()).collect();
    briefs.dedup();
    match count {
        0 => Diagnostic::error(format!("there is no edition of a brief `{brief}`")).hint(
            match briefs.is_empty() {
                true => "`attache build` makes one".to_owned(),
                false => name_hint(brief, briefs.iter().copied()),
            },
        ),
        _ => Diagnostic::error(format!("there is only one edition of `{brief}`"))
            .hint("name two: `attache diff A B`"),
    }
}

/// Reads the manifest of an edition: its folder, or the file itself.
fn read(path: &Path) -> Result<Manifest, Error> {
    let file = if path.is_file() { path.to_owned() } else { path.join(manifest::FILE) };
    let failed = |why: String| {
        let message = format!("cannot read the manifest of an edition: {why}");
        Error::Build(vec![Diagnostic::error(message).in_file(file.display().to_string())])
    };
    let bytes = fs::read(&file).map_err(|error| failed(error.to_string()))?;
    Manifest::from_json(&bytes).map_err(failed)
}
