//! A run over the briefs of a desk: what has not changed since the last one is
//! answered without reading anything, and the corpus is read once for all others.
//!
//! After each brief a note is kept in `.attache/runs/`: the digest of all that
//! the outcome depended on, and which edition it was. The note is a cache:
//! without it the brief is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::issue::{Issued, Outcome, Prepared, Terms};
use super::stamps::{Stamps, Watched};
use super::{Material, Session, Step, archive, unkept};
use crate::error::{Diagnostic, Error, Reported, Severity, Warning};
use crate::manifest::{self, Manifest};
use crate::model::{BriefSpec, Date, EditionName, Sha256};
use crate::output::{self, OutputError};
use crate::signature;
use crate::tool::stamp::{mark_of, now_at};

/// A run over the briefs of a desk, which the caller holds.
pub struct Run<'s> {
    session: &'s Session,
    date: Date,
    /// Digests the desk and the corpus as they look from outside; `None` where
    /// that does not tell every change.
    glance: Option<Sha256>,
    material: Option<Material>,
    /// What was told of the corpus, if anybody has looked at it.
    read: Option<Vec<Warning>>,
    /// What was told of each brief, by its id.
    told: BTreeMap<String, Vec<Warning>>,
}

/// What is kept of a brief's last run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    /// Of all that the outcome depends on but the date.
    key: Sha256,
    /// The date that was asked for.
    date: String,
    /// The edition that stands, or was the newest.
    edition: String,
    /// Digest of its manifest.
    manifest: Sha256,
    /// What was told of the corpus and of the brief: who runs again is told
    /// again.
    read: Vec<Warning>,
    told: Vec<Warning>,
}

impl Session {
    /// Looks at the desk and its corpus from outside and begins a run for a
    /// date.
    #[must_use]
    pub fn begin(&self, date: Date) -> Run<'_> {
        let watched = Watched::of(&self.desk.root, Some(&self.desk.config), Some(&self.apart));
        let paths: Vec<PathBuf> = watched.desk.iter().chain(&watched.corpus).cloned().collect();
        let now = now_at(&self.desk.root.join(".attache"));
        let glance = now.and_then(|now| Stamps::of(&paths, &watched.apart).digest(now));
        Run { session: self, date, glance, material: None, read: None, told: BTreeMap::new() }
    }
}

impl Run<'_> {
    /// Returns what becomes of a brief without building it: the edition of the
    /// date stands, whole, and nothing that it was made from has changed; or only
    /// news were asked for, and nothing has changed since the newest edition.
    /// `None` where it must be built.
    #[must_use]
    pub fn remembered(&mut self, brief: &BriefSpec, terms: Terms<'_>) -> Option<Reported<Issued>> {
        if terms.key.is_some() {
            return None;
        }
        let key = self.key(brief, terms)?;
        let note: Note = serde_json::from_slice(&fs::read(self.note(brief)).ok()?).ok()?;
        let is_same_date = note.date == terms.request.date.to_string();
        if note.key != key || !(is_same_date || terms.if_changed) {
            return None;
        }
        let outcome = if terms.if_changed { Outcome::NothingNew } else { Outcome::Unchanged };
        let name: EditionName = note.edition.parse().ok()?;
        if !terms.if_changed && name.date != terms.request.date {
            return None;
        }
        let archive = archive(&self.session.desk);
        let published = output::edition_folder(&archive, &brief.id, name);
        let folder = match published.exists() {
            true => published,
            false => output::draft_folder(&archive, &brief.id, name),
        };
        let bytes = fs::read(folder.join(manifest::FILE)).ok()?;
        if Sha256::of(&bytes) != note.manifest {
            return None;
        }
        let manifest = Manifest::from_json(&bytes).ok()?;
        let mut files: Vec<String> = Vec::new();
        for file in manifest.audiences.iter().flat_map(|audience| &audience.files) {
            let is_whole = fs::read(folder.join(&file.path)).is_ok_and(|it| Sha256::of(&it) == file.sha256);
            if !is_whole {
                return None;
            }
            files.push(file.path.clone());
        }
        files.push(manifest::FILE.to_owned());
        files.extend(folder.join(signature::FILE).exists().then(|| signature::FILE.to_owned()));
        if !unkept(&archive, &manifest).is_empty() || !output::latest_is_right(&archive, &brief.id) {
            return None;
        }
        // What is told of the corpus is told once a run.
        let mut warnings = if self.read.is_some() { Vec::new() } else { note.read.clone() };
        self.read.get_or_insert(note.read);
        warnings.extend(note.told);
        let (failures, kept) = (Vec::new(), Vec::new());
        let value =
            Issued { name, outcome, folder, manifest, against: Some(name), files, failures, warnings: kept };
        Some(Reported { value, warnings })
    }

    /// Reads the corpus, if this run has not read it yet; the warnings are told
    /// then.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn read(&mut self, progress: &dyn Fn(Step)) -> Result<Vec<Warning>, Error> {
        if self.material.is_some() {
            return Ok(Vec::new());
        }
        let Reported { value, warnings } = self.session.read(self.date, progress)?;
        self.material = Some(value);
        let is_told = self.read.replace(warnings.clone()).is_some();
        Ok(if is_told { Vec::new() } else { warnings })
    }

    /// Returns the corpus, once it was read.
    #[must_use]
    pub fn material(&self) -> Option<&Material> {
        self.material.as_ref()
    }

    /// Builds a brief's edition; see [`Session::prepare`].
    ///
    /// # Errors
    /// As [`Session::prepare`], and as [`Session::read`] where the corpus was
    /// not read yet.
    pub fn prepare(
        &mut self,
        brief: &BriefSpec,
        terms: Terms<'_>,
        progress: &dyn Fn(Step),
    ) -> Result<Reported<Prepared>, Error> {
        let mut warnings = self.read(progress)?;
        let material = self.material.as_ref().expect("it was read in the line before");
        let prepared = self.session.prepare(material, brief, terms)?;
        self.told.insert(brief.id.clone(), prepared.warnings.clone());
        warnings.extend(prepared.warnings);
        Ok(Reported { value: prepared.value, warnings })
    }

    /// Writes what was prepared, and notes what it was made from.
    ///
    /// # Errors
    /// As [`Session::put`].
    pub fn put(&self, brief: &BriefSpec, terms: Terms<'_>, prepared: Prepared) -> Result<Issued, Error> {
        let is_news = prepared.built.is_news;
        let mut issued = self.session.put(prepared)?;
        // What failed is tried again, and so is what was built over an older edition.
        let stands = matches!(
            issued.outcome,
            Outcome::Published | Outcome::Replaced | Outcome::Draft | Outcome::Unchanged
        );
        if issued.failures.is_empty() && (stands || !is_news) {
            issued.failures.extend(self.take_note(brief, terms, &issued).err().map(|error| {
                let hint = "the edition stands; the next run builds it again";
                Diagnostic::error(error.to_string()).hint(hint)
            }));
        }
        Ok(issued)
    }

    /// Keeps what an outcome was made from.
    fn take_note(&self, brief: &BriefSpec, terms: Terms<'_>, issued: &Issued) -> Result<(), OutputError> {
        let archive = archive(&self.session.desk);
        let (edition, folder) = match issued.outcome {
            Outcome::NothingNew => match output::newest(&archive, &brief.id) {
                Some(newest) => (newest, output::edition_folder(&archive, &brief.id, newest)),
                None => return Ok(()),
            },
            _ => (issued.name, issued.folder.clone()),
        };
        let Ok(bytes) = fs::read(folder.join(manifest::FILE)) else { return Ok(()) };
        // The names of the editions are part of the key: it is made now, after writing.
        let Some(key) = self.key(brief, terms) else { return Ok(()) };
        let note = Note {
            key,
            date: terms.request.date.to_string(),
            edition: edition.to_string(),
            manifest: Sha256::of(&bytes),
            read: self.read.clone().unwrap_or_default(),
            told: self.told.get(&brief.id).cloned().unwrap_or_default(),
        };
        // What could not be kept is tried again.
        if note.read.iter().any(|told| told.severity == Severity::Error) {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&note).expect("a note is plain data");
        output::write_cache(&self.note(brief), &bytes)
    }

    fn note(&self, brief: &BriefSpec) -> PathBuf {
        self.session.desk.root.join(".attache").join("runs").join(format!("{}.json", brief.id))
    }

    /// Digests all that the outcome of a brief depends on but the date.
    fn key(&self, brief: &BriefSpec, terms: Terms<'_>) -> Option<Sha256> {
        let glance = self.glance.as_ref()?;
        let archive = archive(&self.session.desk);
        let parts = format!(
            "{} {} {glance} {brief:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            env!("CARGO_PKG_VERSION"),
            mark_of(self.session.readers.executable()),
            terms.request.audiences,
            terms.request.formats,
            terms.request.since,
            self.session.purged,
            output::names(&archive.join(&brief.id)),
            output::names(&archive.join(&brief.id).join(output::DRAFTS)),
        );
        Some(Sha256::of(parts.as_bytes()))
    }
}
