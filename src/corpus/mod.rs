//! The corpus: from folders of files to documents with text, blocks and
//! metadata.
//!
//! A format is one file in `formats/` and one row of [`FORMATS`]. Reading never
//! fails as a whole: what cannot be read is listed in [`Corpus::skipped`], with
//! a warning where a user would want to know.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Reported;
use crate::model::document::Skipped;
use crate::model::{Corpus, Date, Document, LibraryEntry, ReadLimits, Sha256};
use crate::tool::file_name::NamePattern;

mod asides;
mod blocks;
mod cache;
mod date;
mod decode;
mod documents;
mod file;
mod formats;
mod gather;
mod language;
mod metadata;
mod path;
mod reading;
mod walk;
mod worker;

#[cfg(test)]
mod tests;

pub use cache::Caching;
pub use formats::{FORMATS, Format, OwnFile};
pub(crate) use formats::{own_html, own_mail, own_pdf};
pub(crate) use reading::check_reader;
pub use worker::{Readers, serve};

use cache::Cache;
use file::FileReading;
use metadata::Catalogue;

/// A folder of documents, or one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusRoot {
    /// Absolute, or relative to the desk.
    pub path: PathBuf,
}

impl CorpusRoot {
    /// Makes a root of a path, absolute or relative to the desk.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

/// How a corpus is read.
pub struct ReadSettings<'a> {
    /// How much is read.
    pub limits: &'a ReadLimits,
    /// What libraries of references say of documents.
    pub library: &'a [LibraryEntry],
    /// What the names of files say.
    pub file_names: &'a [NamePattern],
    /// Where readers run.
    pub readers: &'a Readers,
    /// Folders that are no part of a corpus even where they stand in one;
    /// absolute.
    pub apart: &'a [PathBuf],
    /// Digests of texts that are passed over: they were removed from the archive
    /// on purpose.
    pub purged: &'a BTreeSet<Sha256>,
    /// Dates after this day are told and not believed; `None` to believe all.
    pub latest: Option<Date>,
    /// What is done with what was read before.
    pub caching: Caching<'a>,
}

impl<'a> ReadSettings<'a> {
    /// Reads with the default limits and without libraries or patterns.
    #[must_use]
    pub fn plain(readers: &'a Readers) -> Self {
        const DEFAULT: ReadLimits = ReadLimits::DEFAULT;
        static NONE: BTreeSet<Sha256> = BTreeSet::new();
        Self {
            limits: &DEFAULT,
            library: &[],
            file_names: &[],
            readers,
            apart: &[],
            purged: &NONE,
            latest: None,
            caching: Caching::Off,
        }
    }
}

/// The documents of one file, and what of it gave none.
#[derive(Debug, Default)]
pub struct FileDocuments {
    /// In the order of the file; their ids count from 0.
    pub documents: Vec<Document>,
    /// In the order of the file.
    pub skipped: Vec<Skipped>,
}

/// Reads the documents of `roots`.
///
/// Folders are walked in the order of their paths; hidden files and folders
/// (names that begin with a full stop) are listed and passed over. A document's path is
/// relative to `desk`; below a root outside it that is named by an absolute
/// path, it begins with the root's own name. Of files with the same bytes, in archives and mails too,
/// the first is a document and the others are skipped. Files that give no
/// document are listed with the reason; those that were of a known kind, too
/// large, or could not be read give a warning too. Warnings are in the order of
/// the paths. The result depends on the files alone, not on the number of
/// threads.
#[must_use]
pub fn read(desk: &Path, roots: &[CorpusRoot], settings: &ReadSettings<'_>) -> Reported<Corpus> {
    read_only(desk, roots, settings, &|_| true)
}

/// Reads those files of `roots` whose path `wanted` takes, and passes over all
/// others without a word; else as [`read`]. A copy is only passed over for one
/// that is wanted too.
#[must_use]
pub fn read_only(
    desk: &Path,
    roots: &[CorpusRoot],
    settings: &ReadSettings<'_>,
    wanted: &dyn Fn(&str) -> bool,
) -> Reported<Corpus> {
    let desk = path::absolute(desk);
    let found = walk::files(&desk, roots, settings.apart);
    let (catalogue, mut warnings) = Catalogue::load(&found, is_known_name, settings);
    let documents: Vec<_> =
        found.iter().filter(|entry| !catalogue.is_metadata(&entry.file) && wanted(&entry.path)).collect();
    let key = cache::key(settings.readers.executable(), settings.limits);
    let cache = Cache::open(settings.caching, &documents, &key);
    let readings: Vec<(FileReading, bool)> = documents
        .par_iter()
        .map(|entry| (file::read(entry, &catalogue, settings, &cache), entry.is_link))
        .collect();
    let unkept = cache.finish();
    let mut corpus = gather::gather(readings, &mut warnings);
    gather::pass_over(&mut corpus, settings.purged, &mut warnings);
    warnings.extend(unkept);
    Reported { value: corpus, warnings }
}

/// Reads one file, with its sidecar and the `sources.yaml` of its folder or,
/// within `desk`, of one above.
///
/// The path is relative to `desk`; without one it is `file` as given.
#[must_use]
pub fn read_file(desk: Option<&Path>, file: &Path, settings: &ReadSettings<'_>) -> Reported<FileDocuments> {
    let desk = desk.map(path::absolute);
    let absolute = path::absolute(file);
    let name = match &desk {
        Some(desk) => path::relative(desk, &absolute, &absolute),
        None => path::escaped(file),
    };
    let (found, neighbours) = walk::single(&absolute, name, desk.as_deref());
    let (catalogue, mut warnings) = Catalogue::load(&neighbours, is_known_name, settings);
    let cache = Cache::open(Caching::Off, &[], &cache::key(None, settings.limits));
    let reading = file::read(&found, &catalogue, settings, &cache);
    let corpus = gather::gather(vec![(reading, false)], &mut warnings);
    let Corpus { documents, skipped } = corpus;
    Reported { value: FileDocuments { documents, skipped }, warnings }
}

fn is_known_name(name: &Path) -> bool {
    formats::by_extension(name).is_some()
}
