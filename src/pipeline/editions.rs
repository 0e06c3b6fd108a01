//! Editions by hand: listed, shown, published, withdrawn, pinned.
//!
//! A desk whose templates or briefs are wrong can still withdraw an edition:
//! only what its configuration says of the archive has to be right, and nothing
//! is pruned where it is not.

mod details;

use std::path::{Path, PathBuf};

use super::shelf::{Prune, Pruned, Shelved, labels_of, shelve, summaries, would_prune};
use super::{archive, output_error, unkept, vocabulary};
use crate::desk::{Desk, Given};
use crate::error::{Diagnostic, Error, Reported, Severity, name_hint};
use crate::manifest::{self, Manifest};
use crate::model::{Date, EditionName, Retraction, Sha256};
use crate::output;
use crate::shelf::{self, State, Summary};

pub use details::{Audience, Changes, Details, File, Theme};

/// The archive of a desk.
pub struct Editions {
    /// The desk.
    pub desk: Desk,
    mistakes: Vec<Diagnostic>,
}

/// An edition as a list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it says; of a draft too.
    pub summary: Summary,
    /// What it is.
    pub standing: Standing,
    /// Whether it stands among the drafts, whole or not.
    pub is_draft: bool,
    /// Whether it is kept whatever its age.
    pub pinned: bool,
    /// How many files it has, its manifest among them.
    pub files: usize,
    /// What is wrong with it; `None` where nothing is.
    pub damage: Option<String>,
}

/// What an edition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It was published.
    Published,
    /// It waits to be published.
    Draft,
    /// It was withdrawn.
    Retracted,
    /// It is not whole.
    Damaged,
}

impl Standing {
    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Draft => "draft",
            Self::Retracted => "retracted",
            Self::Damaged => "damaged",
        }
    }
}

/// What became of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Its brief.
    pub brief: String,
    /// Its name.
    pub name: EditionName,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether anything was changed.
    pub changed: bool,
    /// What followed for the archive.
    pub shelved: Shelved,
}

impl Editions {
    /// Opens the archive of the desk at `root`.
    ///
    /// # Errors
    /// [`Error::Desk`] if there is no `config.yaml` that can be read.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let Reported { value: desk, warnings: mistakes } =
            Desk::read(root, &vocabulary(), &Given::default())?;
        let mistakes = mistakes.into_iter().filter(|told| told.severity == Severity::Error).collect();
        Ok(Self { desk, mistakes })
    }

    fn archive(&self) -> PathBuf {
        archive(&self.desk)
    }

    /// Refuses to work on where the configuration is wrong.
    fn is_right(&self) -> Result<(), Error> {
        let of_config = |told: &&Diagnostic| told.file.as_deref() == Some(crate::desk::CONFIG);
        let mistakes: Vec<Diagnostic> = self.mistakes.iter().filter(of_config).cloned().collect();
        if mistakes.is_empty() { Ok(()) } else { Err(Error::Desk(mistakes)) }
    }

    /// Brings the shelf up to date, but for pruning where the configuration is
    /// wrong: what it retains is not known then. What was done before stands,
    /// whatever becomes of the shelf.
    fn shelve(&self, published: Option<(&str, EditionName)>) -> Shelved {
        let mut desk = self.desk.clone();
        if self.is_right().is_err() {
            desk.config.archive.retain = None;
        }
        shelve(&desk, Prune::AfterPublishing(published))
            .unwrap_or_else(|error| Shelved { failures: error.diagnostics(), ..Shelved::default() })
    }

    /// Lists the editions of all briefs or of one: by brief, then by name, drafts
    /// after what was published.
    ///
    /// # Errors
    /// [`Error::Desk`] for a brief that has no editions and that the desk has
    /// not.
    pub fn list(&self, brief: Option<&str>) -> Result<Vec<Listed>, Error> {
        let archive = self.archive();
        let mut all: Vec<Listed> = summaries(&self.desk).into_iter().map(|one| self.listed(one)).collect();
        for (brief, name) in output::drafts(&archive) {
            all.push(self.draft(&brief, name));
        }
        all.sort_by(|one, other| {
            let key =
                |listed: &Listed| (listed.summary.brief.clone(), listed.summary.name(), listed.is_draft);
            key(one).cmp(&key(other))
        });
        let Some(brief) = brief else { return Ok(all) };
        let known: Vec<String> = all.iter().map(|listed| listed.summary.brief.clone()).collect();
        all.retain(|listed| listed.summary.brief == brief);
        if all.is_empty() && self.desk.brief(brief).is_none() {
            let briefs = self.desk.briefs.iter().map(|brief| brief.id.as_str());
            let names: Vec<&str> = known.iter().map(String::as_str).chain(briefs).collect();
            let mistake = Diagnostic::error(format!("there is no brief and no edition of `{brief}`"));
            return Err(Error::Desk(vec![mistake.hint(name_hint(brief, names))]));
        }
        Ok(all)
    }

    fn listed(&self, summary: Summary) -> Listed {
        let archive = self.archive();
        let pins = output::pins(&archive, &summary.brief).unwrap_or_default();
        let folder = output::edition_folder(&archive, &summary.brief, summary.name());
        let (standing, damage) = match &summary.state {
            State::Retracted(_) => (Standing::Retracted, None),
            State::Damaged(why) => (Standing::Damaged, Some(why.clone())),
            State::Whole => match lacking(&folder, &summary) {
                None => (Standing::Published, None),
                Some(why) => (Standing::Damaged, Some(why)),
            },
        };
        let files = std::fs::read_dir(&folder).into_iter().flatten().count();
        let pinned = pins.contains(&summary.name());
        Listed { is_draft: false, pinned, standing, files, damage, summary }
    }

    fn draft(&self, brief: &str, name: EditionName) -> Listed {
        let folder = output::draft_folder(&self.archive(), brief, name);
        let summary = super::shelf::summed(&folder, brief, name);
        let damage = match &summary.state {
            State::Damaged(why) => Some(why.clone()),
            _ => lacking(&folder, &summary),
        };
        let standing = if damage.is_some() { Standing::Damaged } else { Standing::Draft };
        let files = std::fs::read_dir(&folder).into_iter().flatten().count();
        Listed { summary, standing, is_draft: true, pinned: false, files, damage }
    }

    /// Shows what an edition or a draft is made of; `BRIEF/latest` names the
    /// newest whole one.
    ///
    /// # Errors
    /// [`Error::Desk`] for a name that none has.
    pub fn show(&self, written: &str) -> Result<Details, Error> {
        let (brief, name) = self.find(written)?;
        let folder = output::edition_folder(&self.archive(), &brief, name);
        let is_published = folder.exists();
        let listed = if is_published {
            let of = |listed: &Listed| listed.summary.brief == brief && listed.summary.name() == name;
            self.list(Some(&brief))?.into_iter().find(|listed| of(listed) && !listed.is_draft)
        } else {
            None
        };
        let listed = listed.unwrap_or_else(|| self.draft(&brief, name));
        let folder = if is_published { folder } else { output::draft_folder(&self.archive(), &brief, name) };
        Ok(Details::of(&self.archive(), listed, &folder))
    }

    /// Publishes a draft: the newest of its brief where only that is named. The
    /// caller holds the desk.
    ///
    /// # Errors
    /// [`Error::Desk`] for a name that no draft has; [`Error::Build`] for a draft
    /// that is not as it was built, or that another edition has overtaken: what
    /// it says is new is not, and it has to be built again.
    pub fn publish(&self, written: &str) -> Result<Done, Error> {
        let (brief, name) = self.find_draft(written)?;
        let archive = self.archive();
        let folder = output::draft_folder(&archive, &brief, name);
        let manifest = self.sound(&brief, name, &folder)?;
        self.refuse_overtaken(&brief, name, &manifest)?;
        output::mend(&archive);
        let folder = output::publish(&archive, &brief, name).map_err(output_error)?;
        let shelved = self.shelve(Some((&brief, name)));
        Ok(Done { brief, name, folder, changed: true, shelved })
    }

    /// Reads the manifest of a draft that is as it was built, and whose sources
    /// are kept.
    fn sound(&self, brief: &str, name: EditionName, folder: &Path) -> Result<Manifest, Error> {
        let failed = |why: String| {
            let message = format!("the draft {brief}/{name} is not published: {why}");
            Error::Build(vec![Diagnostic::error(message).hint("build it again")])
        };
        let bytes = std::fs::read(folder.join(manifest::FILE)).map_err(|error| failed(error.to_string()))?;
        let manifest = Manifest::from_json(&bytes).map_err(|why| failed(format!("it is damaged: {why}")))?;
        if !manifest::is_whole(&bytes) || manifest.brief != brief || manifest.name() != Ok(name) {
            return Err(failed("its edition.json is not as it was built".to_owned()));
        }
        for file in manifest.audiences.iter().flat_map(|audience| &audience.files) {
            let is_plain = Path::new(&file.path).file_name().is_some_and(|plain| plain == file.path.as_str());
            let bytes = std::fs::read(folder.join(&file.path)).ok().filter(|_| is_plain);
            if bytes.is_none_or(|bytes| Sha256::of(&bytes) != file.sha256) {
                return Err(failed(format!("{} is not as it was built", file.path)));
            }
        }
        match unkept(&self.archive(), &manifest) {
            mistakes if mistakes.is_empty() => Ok(manifest),
            mistakes => Err(Error::Build(mistakes)),
        }
    }

    /// Refuses a draft that does not follow the edition that it was built to
    /// follow.
    fn refuse_overtaken(&self, brief: &str, name: EditionName, manifest: &Manifest) -> Result<(), Error> {
        let archive = self.archive();
        let refused = |why: String| {
            let message = format!("the draft {brief}/{name} is not published: {why}");
            Err(Error::Build(vec![Diagnostic::error(message).hint("build it again")]))
        };
        let newest = output::names(&archive.join(brief)).last().copied();
        if let Some(newest) = newest.filter(|newest| *newest >= name) {
            return refused(format!("{newest} was published meanwhile"));
        }
        let before = output::previous(&archive, brief, name).map(|(_, digest)| digest);
        if before != manifest.inputs.previous {
            return refused("the edition before it is not the one that it was built to follow".to_owned());
        }
        Ok(())
    }

    /// Withdraws a published edition on a day: a notice takes its place. The
    /// caller holds the desk.
    ///
    /// # Errors
    /// [`Error::Desk`] for a name that no published edition has;
    /// [`Error::Build`] for one that was withdrawn already, or if the archive
    /// cannot be written.
    pub fn retract(&self, written: &str, reason: &str, day: Date) -> Result<Done, Error> {
        let (brief, name) = self.find_published(written)?;
        let archive = self.archive();
        let folder = output::edition_folder(&archive, &brief, name);
        let bytes = std::fs::read(folder.join(manifest::FILE)).ok();
        if let (None, Some(Ok(standing))) = (&bytes, output::retraction(&folder)) {
            let message = format!("{brief}/{name} was withdrawn on {} already", standing.retracted);
            return Err(Error::Build(vec![Diagnostic::error(message)]));
        }
        let manifest = bytes.as_ref().and_then(|bytes| Manifest::from_json(bytes).ok());
        let title = manifest.as_ref().map(|manifest| manifest.title.clone());
        let title = title.or_else(|| self.desk.brief(&brief).map(|brief| brief.title.clone()));
        let retraction = Retraction {
            schema: Retraction::SCHEMA.to_owned(),
            edition: name.to_string(),
            title: title.unwrap_or_else(|| brief.clone()),
            brief: brief.clone(),
            slot: manifest.as_ref().and_then(|manifest| manifest.slot.clone()),
            retracted: day.to_string(),
            reason: reason.trim().to_owned(),
            edition_sha256: bytes.as_ref().map(|bytes| Sha256::of(bytes)),
        };
        let audiences: Vec<&str> = match &manifest {
            Some(manifest) => manifest.audiences.iter().map(|audience| audience.id.as_str()).collect(),
            None => self
                .desk
                .brief(&brief)
                .map_or_else(Vec::new, |brief| brief.audiences.iter().map(String::as_str).collect()),
        };
        let notice = shelf::notice(&retraction, &labels_of(&self.desk, &audiences));
        let folder = output::retract(&archive, &brief, name, &notice).map_err(output_error)?;
        let shelved = self.shelve(None);
        Ok(Done { brief, name, folder, changed: true, shelved })
    }

    /// Pins an edition, so that it is kept whatever its age, or no longer. The
    /// caller holds the desk.
    ///
    /// # Errors
    /// [`Error::Desk`] for a name that no published edition has;
    /// [`Error::Build`] if the list of pins cannot be read or written.
    pub fn pin(&self, written: &str, is_pinned: bool) -> Result<Done, Error> {
        let (brief, name) = self.find_published(written)?;
        let archive = self.archive();
        let mut pins = output::pins(&archive, &brief).map_err(|why| {
            let message = format!("the list of pins cannot be read: {why}");
            let hint = "remove the file and pin again what must stay";
            let file = format!("{brief}/{}", output::PINS);
            Error::Build(vec![Diagnostic::error(message).in_file(file).hint(hint)])
        })?;
        let changed = if is_pinned { pins.insert(name) } else { pins.remove(&name) };
        if changed {
            output::put_pins(&archive, &brief, &pins).map_err(output_error)?;
        }
        let folder = output::edition_folder(&archive, &brief, name);
        Ok(Done { brief, name, folder, changed, shelved: Shelved::default() })
    }

    /// Removes what the desk does not retain, and kept texts that nothing cites;
    /// or says what would be removed. The caller holds the desk.
    ///
    /// # Errors
    /// [`Error::Desk`] if the configuration is wrong; [`Error::Build`] if the
    /// archive cannot be written.
    pub fn prune(&self, is_trial: bool) -> Result<Pruned, Error> {
        self.is_right()?;
        if is_trial {
            return Ok(would_prune(&self.desk));
        }
        shelve(&self.desk, Prune::Asked).map(|shelved| shelved.pruned)
    }

    /// Finds the edition or draft that `BRIEF/EDITION` or `BRIEF/latest` names.
    fn find(&self, written: &str) -> Result<(String, EditionName), Error> {
        let archive = self.archive();
        let all: Vec<(String, EditionName)> =
            output::editions(&archive).into_iter().chain(output::drafts(&archive)).collect();
        self.find_among(written, &all, "edition")
    }

    fn find_published(&self, written: &str) -> Result<(String, EditionName), Error> {
        self.find_among(written, &output::editions(&self.archive()), "published edition")
    }

    /// Finds a draft by its name, or the newest one of a brief.
    fn find_draft(&self, written: &str) -> Result<(String, EditionName), Error> {
        let drafts = output::drafts(&self.archive());
        match drafts.iter().rev().find(|(brief, _)| brief == written) {
            Some(newest) => Ok(newest.clone()),
            None => self.find_among(written, &drafts, "draft"),
        }
    }

    fn find_among(
        &self,
        written: &str,
        known: &[(String, EditionName)],
        what: &str,
    ) -> Result<(String, EditionName), Error> {
        let whole = |brief: &str, name: &EditionName| {
            output::edition_folder(&self.archive(), brief, *name).join(manifest::FILE).is_file()
        };
        let found = written.trim_end_matches('/').split_once('/').and_then(|(brief, name)| match name {
            "latest" => known.iter().rev().find(|(id, name)| id == brief && whole(id, name)),
            name => known.iter().find(|(id, known)| id == brief && known.to_string() == name),
        });
        found.cloned().ok_or_else(|| {
            let names: Vec<String> = known.iter().map(|(brief, name)| format!("{brief}/{name}")).collect();
            let hint = match names.len() {
                0 => format!("the archive has no {what}"),
                1..=12 => name_hint(written, names.iter().map(String::as_str)),
                _ => "`attache editions` lists them".to_owned(),
            };
            Error::Desk(vec![Diagnostic::error(format!("there is no {what} `{written}`")).hint(hint)])
        })
    }
}

/// Says which file of an edition is missing or has another size than its
/// manifest says; `None` where none is. `attache verify` looks at their bytes.
fn lacking(folder: &Path, summary: &Summary) -> Option<String> {
    summary.files().find_map(|(_, name, size)| match std::fs::metadata(folder.join(name)) {
        Ok(found) if found.len() == size => None,
        Ok(_) => Some(format!("{name} is not as it was built")),
        Err(_) => Some(format!("{name} is missing")),
    })
}

#[cfg(test)]
mod tests;
