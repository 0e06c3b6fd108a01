//! A published edition as it is delivered: the bytes that its manifest lists.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::manifest::{self, AudienceEntry, FileEntry, Manifest};
use crate::model::delivery::Target;
use crate::model::{Artifact, EditionName, Sha256};
use crate::output;
use crate::signature;

/// A manifest is no longer, in bytes.
const LONGEST_MANIFEST: u64 = 256 << 20;

/// What says that an edition was retracted, in its folder.
const RETRACTION: &str = "retraction.json";

/// What lists the files that were delivered where not all were.
pub(super) const LISTING: &str = "delivery.json";

/// Why an edition cannot be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unready {
    /// It was taken back.
    Retracted,
    /// It is not there, not whole, or another.
    Broken(String),
}

/// An edition whose manifest is whole.
pub(super) struct Published {
    pub(super) manifest: Manifest,
    pub(super) name: EditionName,
    /// Digest of `edition.json`.
    pub(super) digest: Sha256,
    folder: PathBuf,
    bytes: Vec<u8>,
}

impl Published {
    /// Reads the manifest of a published edition and checks its seal.
    pub(super) fn open(archive: &Path, brief: &str, name: EditionName) -> Result<Self, Unready> {
        let folder = output::edition_folder(archive, brief, name);
        let broken = |why: &str| Unready::Broken(format!("{brief}/{name} {why}"));
        let bytes = match read_plain(&folder.join(manifest::FILE), LONGEST_MANIFEST) {
            Ok(bytes) => bytes,
            Err(_) if folder.join(RETRACTION).exists() => return Err(Unready::Retracted),
            Err(_) if folder.is_dir() => return Err(broken("has no edition.json that can be read")),
            Err(_) => return Err(broken("is not published")),
        };
        let manifest = Manifest::from_json(&bytes).map_err(|_| broken("has a damaged edition.json"))?;
        if !manifest::is_whole(&bytes) {
            return Err(broken("has an edition.json that does not fit its seal"));
        }
        if manifest.brief != brief || manifest.name() != Ok(name) {
            return Err(broken("has the edition.json of another edition"));
        }
        let digest = Sha256::of(&bytes);
        Ok(Self { manifest, name, digest, folder, bytes })
    }

    /// Returns the audiences that a target takes.
    pub(super) fn audiences<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a AudienceEntry> {
        self.manifest.audiences.iter().filter(|audience| target.audiences.contains(&audience.id))
    }

    /// Returns the files that a target takes of an audience.
    pub(super) fn files<'a>(
        &self,
        target: &'a Target,
        audience: &'a AudienceEntry,
    ) -> impl Iterator<Item = &'a FileEntry> {
        let is_taken = |file: &&FileEntry| {
            target
                .formats
                .as_ref()
                .is_none_or(|formats| formats.iter().any(|format| format == format_of(file)))
        };
        audience.files.iter().filter(is_taken)
    }

    /// Returns the file of an audience in a format.
    pub(super) fn file(&self, audience: &AudienceEntry, format: &str) -> Result<Option<Vec<u8>>, String> {
        let file = audience.files.iter().find(|file| format_of(file) == format);
        file.map(|file| self.read(file)).transpose()
    }

    /// Reads a file, whose bytes must be those that were built.
    pub(super) fn read(&self, file: &FileEntry) -> Result<Vec<u8>, String> {
        let is_plain = !file.path.is_empty() && !file.path.contains(['/', '\\']) && file.path != "..";
        let told = |why: &str| Err(format!("`{}` {why}", file.path));
        if !is_plain {
            return told("is no name of a file");
        }
        match read_plain(&self.folder.join(&file.path), file.size as u64) {
            Ok(bytes) if Sha256::of(&bytes) == file.sha256 => Ok(bytes),
            Ok(_) => told("is not what was built"),
            Err(_) => told("cannot be read, or is not what was built"),
        }
    }

    /// Returns what a target that keeps files is given, what says that all
    /// is there last: `edition.json` where it is given everything; else a list
    /// of what it is given, because the manifest tells of the others.
    pub(super) fn artifacts(&self, target: &Target) -> Result<Vec<Artifact>, String> {
        let mut artifacts = Vec::new();
        for audience in self.audiences(target) {
            for file in self.files(target, audience) {
                artifacts.push(Artifact { name: file.path.clone(), bytes: self.read(file)? });
            }
        }
        if artifacts.is_empty() {
            return Err("the edition has no file for it".to_owned());
        }
        let is_all = target.formats.is_none()
            && self.manifest.audiences.iter().all(|audience| target.audiences.contains(&audience.id));
        if !is_all {
            artifacts.push(Artifact { name: LISTING.to_owned(), bytes: self.listing(target) });
            return Ok(artifacts);
        }
        if let Ok(bytes) = read_plain(&self.folder.join(signature::FILE), 64 << 10) {
            artifacts.push(Artifact { name: signature::FILE.to_owned(), bytes });
        }
        artifacts.push(Artifact { name: manifest::FILE.to_owned(), bytes: self.bytes.clone() });
        Ok(artifacts)
    }

    fn listing(&self, target: &Target) -> Vec<u8> {
        let audiences: Vec<_> = self
            .audiences(target)
            .map(|audience| {
                let files: Vec<_> = self.files(target, audience).collect();
                json!({ "id": audience.id, "marking": audience.marking, "files": files })
            })
            .collect();
        let listing = json!({
            "schema": "attache/delivered/1",
            "brief": self.manifest.brief,
            "edition": self.name.to_string(),
            "title": self.manifest.title,
            "date": self.manifest.date,
            "audiences": audiences,
        });
        let mut bytes = serde_json::to_vec_pretty(&listing).expect("a listing is plain data");
        bytes.push(b'\n');
        bytes
    }
}

/// Returns the format of a file: its extension.
pub(super) fn format_of(file: &FileEntry) -> &str {
    file.path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Returns the media type (IANA) of a file by its name.
pub(super) fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "pdf" => "application/pdf",
        "html" => "text/html; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eml" => "message/rfc822",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

/// Reads a file that is one, and no longer than `most` bytes.
fn read_plain(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() || found.len() > most {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
