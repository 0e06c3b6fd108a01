//! An edition in some detail.

use std::path::Path;

use serde::Serialize;

use super::{Listed, Standing};
use crate::manifest::{self, Inputs, Manifest, compare};
use crate::model::{Retraction, Status};
use crate::output;
use crate::shelf::State;

/// What is told of one edition.
#[derive(Debug, Clone, Serialize)]
pub struct Details {
    /// The brief's id.
    pub brief: String,
    /// Its name.
    pub edition: String,
    /// `published`, `draft`, `retracted` or `damaged`.
    pub state: &'static str,
    /// Whether it is kept whatever its age.
    pub pinned: bool,
    /// What is wrong with it.
    pub damage: Option<String>,
    /// The briefing's title.
    pub title: String,
    /// The moment for which it was scheduled (RFC 3339, in UTC).
    pub slot: Option<String>,
    /// The program that built it.
    pub generator: Option<String>,
    /// How many documents were read and are cited.
    pub documents: usize,
    /// How many documents it cites.
    pub cited: usize,
    /// How many excerpts it has.
    pub excerpts: usize,
    /// How it differs from the edition before.
    pub changes: Option<Changes>,
    /// In the order of the brief.
    pub themes: Vec<Theme>,
    /// In the order of the brief.
    pub audiences: Vec<Audience>,
    /// What it was made from; `None` where its manifest cannot be read.
    pub inputs: Option<Inputs>,
    /// What was noticed when it was built.
    pub warnings: Vec<String>,
    /// Digest of its `edition.json`.
    pub edition_sha256: Option<String>,
    /// Why and when it was withdrawn.
    pub retraction: Option<Retraction>,
}

/// How an edition differs from the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The edition before; `None` where there is none any more.
    pub since: Option<String>,
    /// Excerpts that it had not.
    pub new: usize,
    /// Excerpts that it had in other words.
    pub updated: usize,
    /// Excerpts that it had.
    pub standing: usize,
    /// Excerpts that it alone had; `None` where it is not there to be asked.
    pub gone: Option<usize>,
}

/// A theme of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many excerpts it has.
    pub excerpts: usize,
    /// How many documents speak to it.
    pub matching_documents: usize,
}

/// An audience of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audience {
    /// Its id.
    pub id: String,
    /// Its handling marking.
    pub marking: Option<String>,
    /// How many excerpts it cites.
    pub citations: usize,
    /// Its files.
    pub files: Vec<File>,
}

/// A file of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its name in the edition's folder.
    pub path: String,
    /// Its size in bytes.
    pub size: usize,
    /// Digest of its bytes.
    pub sha256: String,
}

impl Details {
    pub(super) fn of(archive: &Path, listed: Listed, folder: &Path) -> Self {
        let summary = listed.summary;
        let bytes = std::fs::read(folder.join(manifest::FILE)).ok();
        let manifest = bytes.and_then(|bytes| Manifest::from_json(&bytes).ok());
        let retraction = match &summary.state {
            State::Retracted(retraction) => Some(retraction.clone()),
            _ => None,
        };
        let whole = manifest.as_ref();
        let changes = whole.filter(|_| listed.standing != Standing::Damaged);
        Self {
            changes: changes.map(|manifest| changes_of(archive, manifest)),
            state: listed.standing.name(),
            pinned: listed.pinned,
            damage: listed.damage,
            slot: summary.slot,
            generator: whole.map(|manifest| manifest.generator.clone()),
            documents: whole.map_or(0, |manifest| manifest.coverage.documents),
            cited: summary.documents,
            excerpts: summary.excerpts,
            themes: whole.map(themes_of).unwrap_or_default(),
            audiences: whole.map(audiences_of).unwrap_or_default(),
            inputs: whole.map(|manifest| manifest.inputs.clone()),
            warnings: whole.map(|manifest| manifest.warnings.clone()).unwrap_or_default(),
            edition_sha256: summary.digest.map(|digest| digest.to_string()),
            retraction,
            title: summary.title,
            brief: summary.brief,
            edition: summary.edition,
        }
    }
}

fn changes_of(archive: &Path, manifest: &Manifest) -> Changes {
    let count = |status: Status| manifest.excerpts.iter().filter(|one| one.status == status).count();
    let before = manifest.name().ok().and_then(|name| output::previous(archive, &manifest.brief, name));
    // Another may stand before it now: that one's manifest is not what it was compared with.
    let before = before.filter(|(_, digest)| manifest.inputs.previous.as_ref() == Some(digest));
    Changes {
        new: count(Status::New),
        updated: count(Status::Updated),
        standing: count(Status::Standing),
        gone: before.as_ref().map(|(before, _)| compare::compare(before, manifest).gone.len()),
        since: before.and_then(|(before, _)| before.name().ok()).map(|name| name.to_string()),
    }
}

fn themes_of(manifest: &Manifest) -> Vec<Theme> {
    let theme = |theme: &manifest::ThemeEntry| Theme {
        id: theme.id.clone(),
        title: theme.title.clone(),
        excerpts: theme.excerpts.len(),
        matching_documents: theme.matching_documents,
    };
    manifest.themes.iter().map(theme).collect()
}

fn audiences_of(manifest: &Manifest) -> Vec<Audience> {
    let file = |file: &manifest::FileEntry| File {
        path: file.path.clone(),
        size: file.size,
        sha256: file.sha256.to_string(),
    };
    let audience = |audience: &manifest::AudienceEntry| Audience {
        id: audience.id.clone(),
        marking: audience.marking.clone(),
        citations: audience.citations.len(),
        files: audience.files.iter().map(file).collect(),
    };
    manifest.audiences.iter().map(audience).collect()
}
