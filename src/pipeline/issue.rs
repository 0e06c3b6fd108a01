//! From a brief to its edition in the archive: what stands already is left
//! alone, and what is published is never changed.

use std::path::PathBuf;

use super::{Built, Material, Request, Session, archive, output_error};
use crate::error::{Diagnostic, Error, Reported};
use crate::manifest::{self, GENERATOR, Manifest};
use crate::model::{Artifact, BriefSpec, EditionName, Sha256};
use crate::output::{self, Place};
use crate::signature::{self, SigningKey};

/// How an edition is made and put into the archive.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// What to build.
    pub request: &'a Request,
    /// Whether nothing is written where nothing is new since the newest
    /// edition.
    pub if_changed: bool,
    /// Whether the newest edition of the date is replaced, if it says something
    /// else; a further one of that date is made as a rule.
    pub force: bool,
    /// What signs the manifest.
    pub key: Option<&'a SigningKey>,
}

/// What became of a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An edition was published.
    Published,
    /// An edition of this name was published and replaced by this one.
    Replaced,
    /// A draft was written, which waits to be published.
    Draft,
    /// The edition stands in the archive as it would be written.
    Unchanged,
    /// Nothing is new since the newest edition, and only news were asked for.
    NothingNew,
    /// It would have lost a file of the edition that it replaces.
    LeftAlone,
}

impl Outcome {
    /// Tells whether the archive has changed.
    #[must_use]
    pub fn is_change(self) -> bool {
        matches!(self, Self::Published | Self::Replaced | Self::Draft)
    }
}

/// An edition that was built, and where it belongs.
pub struct Prepared {
    /// The edition.
    pub built: Built,
    outcome: Outcome,
    place: Place,
}

/// What became of a brief, and of which edition.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The edition that was written, or that stands.
    pub name: EditionName,
    /// What became of it.
    pub outcome: Outcome,
    /// Its folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// The newest edition before, with which it was compared; `None` for a
    /// first one.
    pub against: Option<EditionName>,
    pub(super) files: Vec<String>,
    /// Formats that could not be written, and kept texts that are amiss, as
    /// errors.
    pub failures: Vec<Diagnostic>,
    /// Why something of the archive stays that might go otherwise.
    pub warnings: Vec<Diagnostic>,
}

impl Session {
    /// Builds a brief's edition and finds its place in the archive; nothing is
    /// written.
    ///
    /// Where the date has an edition already, the brief is built once as that
    /// one: if it comes out the same, it stands. Else it is built as the next of
    /// that date.
    ///
    /// # Errors
    /// As [`Session::build`]; a signature that cannot be made.
    pub fn prepare(
        &self,
        material: &Material,
        brief: &BriefSpec,
        terms: Terms<'_>,
    ) -> Result<Reported<Prepared>, Error> {
        let archive = archive(&self.desk);
        let current = output::current(&archive, &brief.id, terms.request.date);
        let exists = output::edition_folder(&archive, &brief.id, current).exists();
        if exists && (terms.force || self.may_stand(material, brief, current)) {
            let again = self.prepared(material, brief, terms, current)?;
            let is_final = terms.force || again.value.outcome != Outcome::Replaced;
            if is_final {
                return Ok(again);
            }
        }
        let name = if exists { current.next() } else { current };
        self.prepared(material, brief, terms, name)
    }

    /// Tells whether an edition was made from what there is now, by this program:
    /// only then can it come out the same.
    fn may_stand(&self, material: &Material, brief: &BriefSpec, name: EditionName) -> bool {
        let archive = archive(&self.desk);
        let before = output::previous(&archive, &brief.id, name).map(|(_, digest)| digest);
        output::standing(&archive, &brief.id, name).is_some_and(|standing| {
            standing.inputs == self.inputs(material, brief, before) && standing.generator == GENERATOR
        })
    }

    fn prepared(
        &self,
        material: &Material,
        brief: &BriefSpec,
        terms: Terms<'_>,
        name: EditionName,
    ) -> Result<Reported<Prepared>, Error> {
        let archive = archive(&self.desk);
        let Reported { value: mut built, warnings } = self.build(material, brief, terms.request, name)?;
        if let Some(key) = terms.key {
            sign(self, &mut built, key)?;
        }
        let folder = output::edition_folder(&archive, &brief.id, name);
        let is_published = folder.exists();
        // A file that was damaged since is put right: that changes nothing that was published.
        let is_same = || {
            let standing = std::fs::read(folder.join(manifest::FILE));
            standing.is_ok_and(|standing| standing == built.manifest.to_json())
        };
        let place = if brief.approval && !is_published { Place::Draft } else { Place::Published };
        let outcome = match place {
            _ if terms.if_changed && !built.is_news => Outcome::NothingNew,
            _ if output::is_standing(&archive, &built.edition, place) => Outcome::Unchanged,
            Place::Published if is_same() => Outcome::Unchanged,
            _ if built.loses => Outcome::LeftAlone,
            Place::Draft => Outcome::Draft,
            Place::Published if is_published => Outcome::Replaced,
            Place::Published => Outcome::Published,
        };
        Ok(Reported { value: Prepared { built, outcome, place }, warnings })
    }

    /// Writes what was prepared, where it is to be written.
    ///
    /// # Errors
    /// [`Error::Build`] if the archive cannot be written.
    pub fn put(&self, prepared: Prepared) -> Result<Issued, Error> {
        let archive = archive(&self.desk);
        let Prepared { built, outcome, place } = prepared;
        let Built { edition, manifest, mut failures, against, seen, .. } = built;
        let mut warnings = Vec::new();
        let is_written = outcome.is_change() || outcome == Outcome::Unchanged;
        if is_written {
            if outcome.is_change() {
                let digest = Sha256::of(&manifest.to_json());
                output::keep_seen(&archive, &edition.brief, edition.name, &digest, &seen)
                    .map_err(output_error)?;
            }
            // What stands is written too: its kept texts and `latest` may lack.
            output::write(&archive, &edition, place).map_err(output_error)?;
            failures.extend(super::unkept(&archive, &manifest));
        }
        if is_written && place == Place::Published {
            // What was published stands, whatever becomes of the page that lists it.
            let published = outcome.is_change().then_some((edition.brief.as_str(), edition.name));
            match self.shelve(published) {
                Ok(shelved) => warnings = shelved.pruned.warnings,
                Err(error) => failures.extend(error.diagnostics()),
            }
        }
        let folder = match place {
            Place::Draft => output::draft_folder(&archive, &edition.brief, edition.name),
            Place::Published => output::edition_folder(&archive, &edition.brief, edition.name),
        };
        let files = edition.artifacts.into_iter().map(|artifact| artifact.name).collect();
        Ok(Issued { name: edition.name, outcome, folder, manifest, against, files, failures, warnings })
    }
}

impl Issued {
    /// Returns the names of the edition's files; its manifest last.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }
}

/// Puts the signature of an edition's manifest beside it: the one that stands
/// in the archive already, if it is this key's and of these bytes.
fn sign(session: &Session, built: &mut Built, key: &SigningKey) -> Result<(), Error> {
    let comment = format!("attache {} {}", built.manifest.brief, built.edition.name);
    let manifest = built.manifest.to_json();
    let folder = output::edition_folder(&archive(&session.desk), &built.manifest.brief, built.edition.name);
    let standing = std::fs::read(folder.join(signature::FILE)).ok().filter(|standing| {
        key.public().is_some_and(|public| signature::check(&public, &manifest, Some(standing)).is_good())
    });
    let signed = standing.map_or_else(|| key.sign(&manifest, &comment), Ok);
    let bytes = signed.map_err(|why| {
        Error::Build(vec![Diagnostic::error(format!("cannot sign {}: {why}", built.manifest.brief))])
    })?;
    built.edition.artifacts.push(Artifact { name: signature::FILE.to_owned(), bytes });
    Ok(())
}
