//! Purging: the kept text of a source that must not be kept.
//!
//! The text goes from `output/sources/` and from every cache; a tombstone stays
//! in its place. Editions are not changed: what quotes it is named, so that it
//! can be withdrawn.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::editions::Editions;
use super::{archive, output_error};
use crate::compose::document_id;
use crate::corpus::{self, CorpusRoot, ReadSettings, Readers};
use crate::error::{Diagnostic, Error, name_hint};
use crate::manifest::{self, Manifest};
use crate::model::{Date, EditionName, Sha256, Tombstone};
use crate::output;

/// What is purged, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purge {
    /// By their digests.
    pub texts: Vec<Text>,
    /// What quotes them: by brief and name, drafts after what was published.
    pub editions: Vec<Quoting>,
    /// Files of the corpus that still have such a text, relative to the desk.
    pub files: Vec<String>,
}

/// A text that is purged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Its digest.
    pub text_sha256: Sha256,
    /// The documents that have or had it, as they are cited.
    pub documents: Vec<String>,
    /// Whether the archive keeps it now.
    pub kept: bool,
    /// Whether it was purged before.
    pub purged: bool,
}

/// An edition that quotes what is purged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quoting {
    /// The brief's id.
    pub brief: String,
    /// Its name.
    pub edition: String,
    /// Whether it is a draft.
    pub draft: bool,
    /// The numbers of its excerpts that are from it.
    pub excerpts: Vec<u32>,
}

/// What purging asks of an edition.
struct Cited {
    brief: String,
    name: EditionName,
    is_draft: bool,
    manifest: Manifest,
}

/// Finds what a document means: its path in the corpus, its id in any edition or
/// draft, or a digest of its file or its text. All versions of it that were ever
/// cited are meant, and the one that the corpus has now.
///
/// # Errors
/// [`Error::Desk`] if nothing is meant.
pub fn find(editions: &Editions, readers: &Arc<Readers>, document: &str) -> Result<Purge, Error> {
    let archive = archive(&editions.desk);
    let cited = cited(&archive);
    let document = document.strip_prefix("./").unwrap_or(document);
    let is_meant = |id: &str, path: &str, digests: [&Sha256; 2]| {
        id == document || path == document || digests.iter().any(|digest| digest.as_str() == document)
    };
    let mut found: BTreeMap<Sha256, BTreeSet<String>> = BTreeMap::new();
    let entries = || cited.iter().flat_map(|one| &one.manifest.documents);
    let mut paths = BTreeSet::new();
    for entry in entries() {
        if is_meant(&entry.id, &entry.path, [&entry.sha256, &entry.text_sha256]) {
            found.entry(entry.text_sha256.clone()).or_default();
            paths.insert(entry.path.as_str());
        }
    }
    let names =
        |path: &str| document.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'));
    let corpus = in_corpus(editions, readers, &|path| paths.contains(path) || names(path));
    for (id, path, sha256, text_sha256) in &corpus {
        if is_meant(id, path, [sha256, text_sha256]) {
            found.entry(text_sha256.clone()).or_default();
        }
    }
    let kept = output::kept_texts(&archive);
    let purged = output::purged(&archive);
    let by_digest = kept.keys().chain(&purged).find(|digest| digest.as_str() == document);
    if let Some(digest) = by_digest {
        found.entry(digest.clone()).or_default();
    }
    if found.is_empty() {
        let names: BTreeSet<&str> = entries().map(|entry| entry.id.as_str()).collect();
        let message = format!("no edition cites `{document}`, and the corpus has no such document");
        let hint = name_hint(document, names.iter().copied().take(200).collect::<Vec<_>>());
        return Err(Error::Desk(vec![Diagnostic::error(message).hint(hint)]));
    }
    // One text may have stood in several documents.
    for entry in entries() {
        found.entry(entry.text_sha256.clone()).and_modify(|ids| _ = ids.insert(entry.id.clone()));
    }
    let mut files = BTreeSet::new();
    for (id, path, _, text_sha256) in &corpus {
        if let Some(ids) = found.get_mut(text_sha256) {
            ids.insert(id.clone());
            files.insert(path.clone());
        }
    }
    let quoting = cited.iter().filter_map(|one| one.quoting(&found)).collect();
    let text = |(digest, mut ids): (Sha256, BTreeSet<String>)| {
        let before = output::tombstone(&archive, &digest);
        ids.extend(before.into_iter().flat_map(|tombstone| tombstone.documents));
        Text {
            kept: kept.contains_key(&digest),
            purged: purged.contains(&digest),
            text_sha256: digest,
            documents: ids.into_iter().collect(),
        }
    };
    let texts = found.into_iter().map(text).collect();
    Ok(Purge { texts, editions: quoting, files: files.into_iter().collect() })
}

/// Removes what was found: each text leaves a tombstone with this day and this
/// reason, unless it has one already; every cache goes whole. The caller holds
/// the desk.
///
/// # Errors
/// [`Error::Build`] if the archive or a cache cannot be written.
pub fn purge(editions: &Editions, found: &Purge, day: Date, reason: Option<&str>) -> Result<(), Error> {
    let archive = archive(&editions.desk);
    for text in &found.texts {
        let standing = output::tombstone(&archive, &text.text_sha256);
        let tombstone = Tombstone {
            schema: Tombstone::SCHEMA.to_owned(),
            text_sha256: text.text_sha256.clone(),
            documents: text.documents.clone(),
            purged: standing.as_ref().map_or_else(|| day.to_string(), |standing| standing.purged.clone()),
            reason: reason.map(str::to_owned).or_else(|| standing.and_then(|standing| standing.reason)),
        };
        output::purge(&archive, &tombstone).map_err(output_error)?;
    }
    output::clear_caches(&editions.desk.root).map_err(output_error)
}

impl Cited {
    fn quoting(&self, purged: &BTreeMap<Sha256, BTreeSet<String>>) -> Option<Quoting> {
        let is_purged = |id: &str| {
            self.manifest.document(id).is_some_and(|entry| purged.contains_key(&entry.text_sha256))
        };
        let quotes = self.manifest.excerpts.iter().filter(|excerpt| is_purged(&excerpt.document));
        let excerpts: Vec<u32> = quotes.map(|excerpt| excerpt.n).collect();
        let (brief, edition) = (self.brief.clone(), self.name.to_string());
        (!excerpts.is_empty()).then_some(Quoting { brief, edition, draft: self.is_draft, excerpts })
    }
}

/// Reads the manifests of all editions and drafts that can be read.
fn cited(archive: &std::path::Path) -> Vec<Cited> {
    let read = |folder: PathBuf| Manifest::from_json(&std::fs::read(folder.join(manifest::FILE)).ok()?).ok();
    let published = output::editions(archive).into_iter().filter_map(|(brief, name)| {
        let manifest = read(output::edition_folder(archive, &brief, name))?;
        Some(Cited { brief, name, is_draft: false, manifest })
    });
    let drafts = output::drafts(archive).into_iter().filter_map(|(brief, name)| {
        let manifest = read(output::draft_folder(archive, &brief, name))?;
        Some(Cited { brief, name, is_draft: true, manifest })
    });
    published.chain(drafts).collect()
}

/// Reads files of the corpus: their documents' ids, paths and digests of file
/// and text.
fn in_corpus(
    editions: &Editions,
    readers: &Arc<Readers>,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<(String, String, Sha256, Sha256)> {
    let desk = &editions.desk;
    let roots: Vec<CorpusRoot> = desk.config.corpus.iter().map(CorpusRoot::new).collect();
    let root = std::path::absolute(&desk.root).unwrap_or_else(|_| desk.root.clone());
    let apart = [root.join(&desk.config.output), root.join(".attache")];
    let settings =
        ReadSettings { limits: &desk.config.limits, apart: &apart, ..ReadSettings::plain(readers) };
    let read = corpus::read_only(&desk.root, &roots, &settings, wanted).value;
    let told = |document: &crate::model::Document| {
        let id = document_id(document);
        (id, document.path.clone(), document.sha256.clone(), document.text_sha256.clone())
    };
    read.documents.iter().map(told).collect()
}
