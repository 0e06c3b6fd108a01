//! Verification: editions and briefings against their own files, and against
//! the corpus as it is today.
//!
//! A manifest may come from anybody. Nothing that it names is read but files
//! beside it with plain names, and documents that the corpus has.

mod files;
mod report;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::compose::document_id;
use crate::corpus::{self, CorpusRoot, OwnFile, ReadSettings, Readers};
use crate::desk::{Config, Desk, Given};
use crate::error::{Diagnostic, Error, Reported, name_hint};
use crate::manifest::{self, DocumentEntry, Manifest};
use crate::model::{Corpus, Document, EditionName, Retraction, Sha256};
use crate::output::{self, Kept};
use crate::pipeline::proof::Shown;
use crate::signature::{self, PublicKey, SignatureCheck};
use crate::verify::{Place, Sources, check};

use files::{file_reports, manifest_report, read_head, read_manifest, read_plain, shown_report};
pub use report::{CitationReport, FileReport, FileVerdict, Report, SourceReport, SourceState};

/// The longest retraction that is read, in bytes.
const RETRACTION_BYTES: u64 = 1 << 20;

/// The longest signature that is read, in bytes.
const SIGNATURE_BYTES: u64 = 1 << 16;

/// The desk as far as verification needs it: its templates and briefs may be
/// wrong.
pub struct Verifier {
    desk: PathBuf,
    config: Config,
    readers: Arc<Readers>,
    key: Option<PublicKey>,
    /// The whole corpus, read when a quotation has to be looked for in it.
    whole: OnceCell<Corpus>,
}

/// What is to be verified.
pub struct Subject {
    name: String,
    source: Source,
}

enum Source {
    /// A folder of an archive.
    Edition(PathBuf),
    /// A briefing that carries its proof, in the format of this name.
    Briefing(PathBuf, &'static str),
}

/// A subject with its manifest read.
struct Opened {
    name: String,
    manifest: Option<Manifest>,
    files: Vec<FileReport>,
    /// Where the texts of its documents are kept.
    kept: PathBuf,
    /// Whether they have to be: in the desk's own archive.
    is_archived: bool,
    signature: Option<SignatureCheck>,
    /// What says that it was withdrawn.
    retraction: Option<Retraction>,
}

impl Verifier {
    /// Prepares verification against the corpus of the desk at `root`; `key`
    /// checks signatures.
    ///
    /// # Errors
    /// [`Error::Desk`] if the desk's configuration names no corpus. Other
    /// mistakes in it do not matter here.
    pub fn open(root: &Path, readers: Arc<Readers>, key: Option<PublicKey>) -> Result<Self, Error> {
        let Reported { value: desk, warnings: mistakes } =
            Desk::read(root, &super::vocabulary(), &Given::default())?;
        if desk.config.corpus.is_empty() {
            return Err(Error::Desk(mistakes));
        }
        Ok(Self { desk: desk.root, config: desk.config, readers, key, whole: OnceCell::new() })
    }

    /// Prepares verification against a folder of documents, without a desk.
    #[must_use]
    pub fn over(corpus: &Path, readers: Arc<Readers>, key: Option<PublicKey>) -> Self {
        let corpus = std::path::absolute(corpus).unwrap_or_else(|_| corpus.to_owned());
        let desk = corpus.parent().unwrap_or(&corpus).to_owned();
        let name = corpus.strip_prefix(&desk).unwrap_or(Path::new(".")).to_owned();
        Self { config: Config::over(vec![name]), desk, readers, key, whole: OnceCell::new() }
    }

    fn archive(&self) -> PathBuf {
        self.desk.join(&self.config.output)
    }

    /// Finds what names mean: folders of editions, their `edition.json`, PDF
    /// and HTML files, `BRIEF` for all its editions, `BRIEF/DATE`,
    /// `BRIEF/drafts/DATE`. No name means every published edition of the archive:
    /// drafts are asked for by name.
    ///
    /// # Errors
    /// [`Error::Desk`] with every name that means nothing; an archive without
    /// editions.
    pub fn subjects(&self, names: &[String]) -> Result<Vec<Subject>, Error> {
        let editions = output::editions(&self.archive());
        let edition = |(brief, name): &(String, EditionName)| Subject {
            name: format!("{brief}/{name}"),
            source: Source::Edition(output::edition_folder(&self.archive(), brief, *name)),
        };
        if names.is_empty() && editions.is_empty() {
            let message = format!("there are no editions in `{}`", self.config.output.display());
            return Err(Error::Desk(vec![Diagnostic::error(message).hint("`attache build` makes one")]));
        }
        if names.is_empty() {
            return Ok(editions.iter().map(edition).collect());
        }
        let mut subjects = Vec::new();
        let mut unknown = Vec::new();
        for name in names {
            let of_brief = || editions.iter().filter(|(brief, _)| brief == name).map(edition);
            match self.path_of(name) {
                Some(found) => subjects.push(found),
                None if of_brief().next().is_some() => subjects.extend(of_brief()),
                None => unknown.push(unknown_name(name, &editions)),
            }
        }
        if unknown.is_empty() { Ok(subjects) } else { Err(Error::Desk(unknown)) }
    }

    /// Finds the file or folder that a name is a path to, from here or in the
    /// archive. A file is what its first bytes say.
    fn path_of(&self, name: &str) -> Option<Subject> {
        let (here, archived) = (PathBuf::from(name), self.archive().join(name));
        let path = [here, archived].into_iter().find(|path| path.is_file() || is_edition(path))?;
        let name = name.trim_end_matches('/').to_owned();
        if !path.is_file() {
            return Some(Subject { name, source: Source::Edition(path) });
        }
        if path.file_name().is_some_and(|file| file == manifest::FILE || file == Retraction::FILE) {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            return Some(Subject { name, source: Source::Edition(folder) });
        }
        let head = read_head(&path).ok()?;
        let format = match () {
            () if head.starts_with(b"%PDF-") => "pdf",
            () if head.trim_ascii_start().starts_with(b"<") => "html",
            () if files::begins_message(&head) => "eml",
            () => return None,
        };
        Some(Subject { name, source: Source::Briefing(path, format) })
    }

    /// Verifies subjects; one report each, in their order.
    #[must_use]
    pub fn verify(&self, subjects: Vec<Subject>) -> Vec<Report> {
        let opened: Vec<Opened> = subjects.into_iter().map(|subject| self.opened(subject)).collect();
        let documents =
            || opened.iter().filter_map(|one| one.manifest.as_ref()).flat_map(|one| &one.documents);
        let wanted: BTreeSet<&str> = documents().map(|document| document.path.as_str()).collect();
        let today = self.read(&|path| wanted.contains(path));
        opened.into_iter().map(|one| self.report(one, &today)).collect()
    }

    fn read(&self, wanted: &dyn Fn(&str) -> bool) -> Corpus {
        let roots: Vec<CorpusRoot> = self.config.corpus.iter().map(CorpusRoot::new).collect();
        let root = std::path::absolute(&self.desk).unwrap_or_else(|_| self.desk.clone());
        let apart = [root.join(&self.config.output), root.join(".attache")];
        let settings =
            ReadSettings { limits: &self.config.limits, apart: &apart, ..ReadSettings::plain(&self.readers) };
        corpus::read_only(&self.desk, &roots, &settings, wanted).value
    }

    fn opened(&self, subject: Subject) -> Opened {
        match subject.source {
            Source::Edition(folder) => self.open_edition(subject.name, &folder),
            Source::Briefing(path, format) => self.open_briefing(subject.name, &path, format),
        }
    }

    fn open_edition(&self, name: String, folder: &Path) -> Opened {
        let bytes = read_manifest(folder);
        let withdrawn = read_plain(&folder.join(Retraction::FILE), RETRACTION_BYTES).ok();
        if let (true, Some(withdrawn)) = (bytes.is_empty(), withdrawn) {
            return self.open_notice(name, folder, &withdrawn);
        }
        let read = Manifest::from_json(&bytes);
        let mut files = vec![manifest_report(&bytes, &read)];
        if let Ok(manifest) = &read {
            files.extend(file_reports(folder, manifest, &self.readers, &self.config.limits));
        }
        let signature = self.key.as_ref().map(|key| {
            let signed = read_plain(&folder.join(signature::FILE), SIGNATURE_BYTES).ok();
            signature::check(key, &bytes, signed.as_deref())
        });
        let real = fs::canonicalize(folder).ok();
        let archive = real.as_deref().and_then(archive_of);
        let is_archived = archive.is_some() && archive == fs::canonicalize(self.archive()).ok();
        let said = read.as_ref().map(said_name);
        // In the archive an edition of another date or brief was put in this one's place.
        if let (true, Some(real), Ok(said)) = (is_archived, &real, &said)
            && edition_name(real).as_deref() != Some(said)
            && let Some(first) = files.first_mut()
        {
            *first = FileReport::tampered(manifest::FILE, format!("it is that of {said}"));
        }
        let name = if is_archived { name } else { said.unwrap_or(name) };
        let name = real.filter(|_| is_archived).and_then(|real| place_of(&real)).unwrap_or(name);
        let kept = archive.unwrap_or_else(|| self.archive()).join(output::SOURCES);
        Opened { name, manifest: read.ok(), files, kept, is_archived, signature, retraction: None }
    }

    /// Opens what stands in the place of an edition that was withdrawn.
    fn open_notice(&self, name: String, folder: &Path, bytes: &[u8]) -> Opened {
        let read = Retraction::from_json(bytes);
        let said = read.as_ref().map(|read| format!("{}/{}", read.brief, read.edition)).ok();
        let real = fs::canonicalize(folder).ok();
        let is_archived = real
            .as_deref()
            .and_then(archive_of)
            .is_some_and(|of| fs::canonicalize(self.archive()).ok() == Some(of));
        let place = real.as_deref().filter(|_| is_archived).and_then(edition_name);
        let file = match (&read, &place) {
            (Err(why), _) => FileReport::tampered(Retraction::FILE, format!("it is damaged: {why}")),
            (Ok(_), Some(place)) if Some(place) != said.as_ref() => FileReport::tampered(
                Retraction::FILE,
                format!("it is that of {}", said.as_deref().unwrap_or_default()),
            ),
            (Ok(_), _) => FileReport::ok(Retraction::FILE),
        };
        let name = place.or(said.filter(|_| !is_archived)).unwrap_or(name);
        Opened {
            name,
            manifest: None,
            files: vec![file],
            kept: self.archive().join(output::SOURCES),
            is_archived,
            signature: None,
            retraction: read.ok(),
        }
    }

    /// Opens a briefing: its manifest is within it, and what that cites must
    /// stand in what the file shows. It bears no signature.
    fn open_briefing(&self, name: String, path: &Path, format: &'static str) -> Opened {
        let limits = &self.config.limits;
        let read = fs::canonicalize(path)
            .and_then(|path| read_plain(&path, limits.file_bytes))
            .map_err(|error| error.to_string())
            .and_then(|bytes| self.readers.read_own(format, &bytes, limits));
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (manifest, files) = match read {
            Ok(own) => briefing_reports(file, own, format),
            Err(why) => (None, vec![FileReport::tampered(file, format!("it cannot be read: {why}"))]),
        };
        Opened {
            name,
            manifest,
            files,
            kept: self.archive().join(output::SOURCES),
            is_archived: false,
            signature: self.key.as_ref().map(|_| SignatureCheck::Missing),
            retraction: None,
        }
    }

    fn report(&self, opened: Opened, today: &Corpus) -> Report {
        let Opened { name, manifest, mut files, kept, is_archived, signature, retraction } = opened;
        let mut citations = Vec::new();
        let mut sources = Vec::new();
        if let Some(manifest) = &manifest {
            let texts = today_of(today);
            let held = Held::of(&kept, manifest, is_archived);
            files.extend(held.damaged(manifest));
            citations = manifest
                .excerpts
                .iter()
                .map(|excerpt| self.citation(manifest, excerpt, &texts, &held))
                .collect();
            sources =
                manifest.documents.iter().filter_map(|document| source_report(document, &texts)).collect();
        }
        let ok = (manifest.is_some() || retraction.is_some())
            && !citations.iter().any(|citation| citation.verdict.is_failure())
            && files.iter().all(|file| file.verdict == FileVerdict::Ok)
            && signature.as_ref().is_none_or(SignatureCheck::is_good);
        Report { edition: name, ok, citations, files, sources, signature, retraction }
    }

    fn citation(
        &self,
        manifest: &Manifest,
        excerpt: &manifest::ExcerptEntry,
        texts: &Texts<'_>,
        held: &Held,
    ) -> CitationReport {
        let entry = manifest.document(&excerpt.document);
        let elsewhere = |words: &str| self.elsewhere(words);
        let found = check(
            excerpt,
            Sources {
                today: texts.get(&excerpt.document).map(|(text, _)| *text),
                kept: entry.and_then(|entry| held.text(&entry.text_sha256)),
                purged: entry.is_some_and(|entry| held.is_purged(&entry.text_sha256)),
                elsewhere: &elsewhere,
            },
        );
        CitationReport {
            n: excerpt.n,
            document: excerpt.document.clone(),
            verdict: found.verdict,
            found_at: found.found_at,
            diff: found.diff,
            proved: found.proved,
        }
    }

    /// Finds words anywhere in the corpus.
    fn elsewhere(&self, words: &str) -> Option<Place> {
        let whole = self.whole.get_or_init(|| self.read(&|_| true));
        whole.documents.iter().find_map(|document| {
            let start = document.text.find(words).filter(|_| !words.is_empty())?;
            Some(Place { document: document_id(document), start_byte: start, end_byte: start + words.len() })
        })
    }
}

/// Tells whether a folder has an edition, or a notice in the place of one.
fn is_edition(folder: &Path) -> bool {
    [manifest::FILE, Retraction::FILE].iter().any(|file| folder.join(file).is_file())
}

/// Returns the archive that a folder of an edition or a draft would stand in.
fn archive_of(folder: &Path) -> Option<PathBuf> {
    Some(brief_folder(folder)?.parent()?.to_owned())
}

/// Returns the folder of the brief that an edition or a draft would be of.
fn brief_folder(folder: &Path) -> Option<&Path> {
    let parent = folder.parent()?;
    if parent.ends_with(output::DRAFTS) { parent.parent() } else { Some(parent) }
}

/// Names the edition or draft of a folder of an archive by its place there.
fn edition_name(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    Some(format!("{}/{name}", brief_folder(folder)?.file_name()?.to_str()?))
}

/// Names the place of a folder in an archive: `BRIEF/NAME`, or of a draft
/// `BRIEF/drafts/NAME`.
fn place_of(folder: &Path) -> Option<String> {
    let place = folder.strip_prefix(archive_of(folder)?).ok()?;
    Some(place.to_str()?.replace('\\', "/"))
}

/// Returns the place that a manifest says it has in an archive.
fn said_name(manifest: &Manifest) -> String {
    let name = manifest.name().map_or_else(|_| manifest.date.clone(), |name| name.to_string());
    format!("{}/{name}", manifest.brief)
}

/// Reads the manifest that a briefing carries, and looks whether the briefing
/// shows what it proves.
fn briefing_reports(file: String, own: OwnFile, format: &str) -> (Option<Manifest>, Vec<FileReport>) {
    let carried = own.carried.iter().find(|(carried, _)| carried == manifest::FILE);
    let Some((_, text)) = carried else {
        return (None, vec![FileReport::unproved(file, "it carries no proof")]);
    };
    let read = Manifest::from_json(text.as_bytes());
    let mut files = vec![manifest_report(text.as_bytes(), &read)];
    if let Ok(manifest) = &read {
        files.push(shown_report(file, &Shown::of(format, own.pages), manifest, &|_| true));
    }
    (read.ok(), files)
}

fn unknown_name(name: &str, editions: &[(String, EditionName)]) -> Diagnostic {
    let known: BTreeSet<String> =
        editions.iter().flat_map(|(brief, date)| [brief.clone(), format!("{brief}/{date}")]).collect();
    if Path::new(name).exists() {
        return Diagnostic::error(format!("`{name}` is no edition, and no file that carries its proof"))
            .hint("a folder with edition.json, a PDF or an HTML page");
    }
    Diagnostic::error(format!("there is no edition and no file `{name}`"))
        .hint(name_hint(name, known.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// The texts and digests of documents by their ids.
type Texts<'a> = BTreeMap<String, (&'a str, &'a Sha256)>;

fn today_of(corpus: &Corpus) -> Texts<'_> {
    let entry = |document: &'_ Document| document_id(document);
    corpus.documents.iter().map(|document| (entry(document), (&*document.text, &document.sha256))).collect()
}

fn source_report(document: &DocumentEntry, texts: &Texts<'_>) -> Option<SourceReport> {
    let state = match texts.get(&document.id) {
        Some((_, sha256)) if **sha256 == document.sha256 => return None,
        Some(_) => SourceState::Edited,
        None => SourceState::Gone,
    };
    Some(SourceReport { document: document.id.clone(), state })
}

/// The kept texts of an edition's documents.
struct Held {
    texts: BTreeMap<Sha256, Kept>,
    /// Whether anything was kept at all: an edition that was sent somewhere
    /// comes without.
    is_archive: bool,
}

impl Held {
    fn of(folder: &Path, manifest: &Manifest, is_archived: bool) -> Self {
        let cited: BTreeSet<&str> =
            manifest.excerpts.iter().map(|excerpt| excerpt.document.as_str()).collect();
        let documents = manifest.documents.iter().filter(|document| cited.contains(document.id.as_str()));
        let texts = documents
            .map(|document| (document.text_sha256.clone(), output::kept(folder, &document.text_sha256)))
            .collect();
        Self { texts, is_archive: is_archived || folder.is_dir() }
    }

    fn text(&self, digest: &Sha256) -> Option<&str> {
        match self.texts.get(digest)? {
            Kept::Whole(text) => Some(text),
            Kept::Damaged | Kept::Purged | Kept::Missing => None,
        }
    }

    fn is_purged(&self, digest: &Sha256) -> bool {
        self.texts.get(digest) == Some(&Kept::Purged)
    }

    /// Lists the kept texts that are not as they were written; of an edition
    /// by its documents, each once.
    fn damaged(&self, manifest: &Manifest) -> Vec<FileReport> {
        if !self.is_archive {
            return Vec::new();
        }
        let told = |(digest, kept): (&Sha256, &Kept)| {
            let of = manifest.documents.iter().find(|document| document.text_sha256 == *digest);
            let detail = of.map_or_else(String::new, |document| format!("the kept text of {}", document.id));
            let path = format!("{}/{}", output::SOURCES, output::kept_name(digest));
            match kept {
                Kept::Whole(_) | Kept::Purged => None,
                Kept::Damaged => Some(FileReport::tampered(path, detail)),
                Kept::Missing => Some(FileReport::missing(path, detail)),
            }
        };
        self.texts.iter().filter_map(told).collect()
    }
}
