//! Verification: editions and briefings against their own files, and against
//! the corpus as it is today.
//!
//! A manifest may come from anybody. Nothing that it names is read but files
//! beside it with plain names, and documents that the corpus has.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::proof;
use crate::compose::document_id;
use crate::corpus::{self, CorpusRoot, ReadSettings, Readers};
use crate::desk::{Config, Desk};
use crate::error::{Diagnostic, Error, Reported, name_hint};
use crate::manifest::{self, DocumentEntry, Manifest};
use crate::model::{Corpus, Sha256};
use crate::output::{self, Kept};
use crate::signature::{self, PublicKey, SignatureCheck};
use crate::verify::{Difference, Folding, Place, Sources, Verdict, check, misses};

/// What verification found of one edition or briefing.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `BRIEF/DATE`; for a file alone its name as given.
    pub edition: String,
    /// Whether every citation is ok or moved, and every file as it was built.
    pub ok: bool,
    /// By `n`.
    pub citations: Vec<CitationReport>,
    /// The manifest first, then the files in its order, then damaged or
    /// missing kept texts.
    pub files: Vec<FileReport>,
    /// The cited documents that are not as they were.
    pub sources: Vec<SourceReport>,
    /// What the signature says, where a key was given.
    pub signature: Option<SignatureCheck>,
}

/// What became of a quotation.
#[derive(Debug, Clone, Serialize)]
pub struct CitationReport {
    /// The excerpt's number in the edition.
    pub n: u32,
    /// The document's id.
    pub document: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Where it stands now, if it moved.
    pub found_at: Option<Place>,
    /// How the source differs from it, if it was altered.
    pub diff: Vec<Difference>,
    /// Whether the kept text of its source proves it.
    pub proved: bool,
}

/// What became of a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Its name in the edition's folder; of a kept text, in the archive.
    pub path: String,
    /// What became of it.
    pub verdict: FileVerdict,
    /// More on it; empty if there is nothing to say.
    pub detail: String,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileVerdict {
    /// It is as it was built.
    Ok,
    /// Its bytes are others.
    Tampered,
    /// It is not there.
    Missing,
}

/// A cited document that is not as it was.
#[derive(Debug, Clone, Serialize)]
pub struct SourceReport {
    /// Its id.
    pub document: String,
    /// What became of it.
    pub state: SourceState,
}

/// What became of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceState {
    /// Its bytes are others.
    Edited,
    /// The corpus has it no more.
    Gone,
}

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
    signature: Option<SignatureCheck>,
}

impl Verifier {
    /// Prepares verification against the corpus of the desk at `root`; `key`
    /// checks signatures.
    ///
    /// # Errors
    /// [`Error::Desk`] if the desk's configuration names no corpus. Other
    /// mistakes in it do not matter here.
    pub fn open(root: &Path, readers: Arc<Readers>, key: Option<PublicKey>) -> Result<Self, Error> {
        let Reported { value: desk, warnings: mistakes } = Desk::read(root, &super::vocabulary())?;
        if desk.config.corpus.is_empty() {
            return Err(Error::Desk(mistakes));
        }
        Ok(Self { desk: desk.root, config: desk.config, readers, key, whole: OnceCell::new() })
    }

    fn archive(&self) -> PathBuf {
        self.desk.join(&self.config.output)
    }

    /// Finds what names mean: folders of editions, their `edition.json`, PDF
    /// and HTML files, `BRIEF` for all its editions, `BRIEF/DATE`. No name
    /// means every edition of the archive.
    ///
    /// # Errors
    /// [`Error::Desk`] with every name that means nothing; an archive without
    /// editions.
    pub fn subjects(&self, names: &[String]) -> Result<Vec<Subject>, Error> {
        let editions = output::editions(&self.archive());
        let edition = |(brief, date): &(String, crate::model::Date)| Subject {
            name: format!("{brief}/{date}"),
            source: Source::Edition(self.archive().join(brief).join(date.to_string())),
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
    /// archive.
    fn path_of(&self, name: &str) -> Option<Subject> {
        let (here, archived) = (PathBuf::from(name), self.archive().join(name));
        let path = [here, archived]
            .into_iter()
            .find(|path| path.is_file() || path.join(manifest::FILE).is_file())?;
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let source = match extension.to_ascii_lowercase().as_str() {
            "pdf" if path.is_file() => Source::Briefing(path, "pdf"),
            "html" | "htm" if path.is_file() => Source::Briefing(path, "html"),
            _ if path.is_file() => Source::Edition(path.parent().unwrap_or(Path::new("")).to_owned()),
            _ => Source::Edition(path),
        };
        Some(Subject { name: name.trim_end_matches('/').to_owned(), source })
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
        let bytes = fs::read(folder.join(manifest::FILE)).unwrap_or_default();
        let read = Manifest::from_json(&bytes);
        let mut files = vec![manifest_report(&bytes, read.as_ref().err())];
        if let Ok(manifest) = &read {
            files.extend(file_reports(folder, manifest));
        }
        let signature = self.key.as_ref().map(|key| {
            let signed = fs::read(folder.join(signature::FILE)).ok();
            signature::check(key, &bytes, signed.as_deref())
        });
        let name = read.as_ref().map_or(name, |manifest| format!("{}/{}", manifest.brief, manifest.date));
        let archive =
            fs::canonicalize(folder).ok().and_then(|folder| Some(folder.parent()?.parent()?.to_owned()));
        let kept = archive.unwrap_or_else(|| self.archive()).join(output::SOURCES);
        Opened { name, manifest: read.ok(), files, kept, signature }
    }

    /// Opens a briefing: its manifest is within it, and what that cites must
    /// stand in what the file shows.
    fn open_briefing(&self, name: String, path: &Path, format: &'static str) -> Opened {
        let read = fs::read(path)
            .map_err(|error| error.to_string())
            .and_then(|bytes| self.readers.read_own(format, &bytes, &self.config.limits));
        let kept = self.archive().join(output::SOURCES);
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let failed = |detail: String| {
            let report = FileReport { path: file.clone(), verdict: FileVerdict::Tampered, detail };
            Opened {
                name: name.clone(),
                manifest: None,
                files: vec![report],
                kept: kept.clone(),
                signature: None,
            }
        };
        let own = match read {
            Ok(own) => own,
            Err(why) => return failed(format!("it cannot be read: {why}")),
        };
        let carried = own.carried.iter().find(|(carried, _)| carried == manifest::FILE);
        let Some((_, text)) = carried else { return failed("it carries no proof".to_owned()) };
        let manifest = Manifest::from_json(text.as_bytes());
        let mut files = vec![manifest_report(text.as_bytes(), manifest.as_ref().err())];
        if let Ok(manifest) = &manifest {
            files.push(shown_report(file, &own.pages, manifest, format));
        }
        Opened { name, manifest: manifest.ok(), files, kept, signature: None }
    }

    fn report(&self, opened: Opened, today: &Corpus) -> Report {
        let Opened { name, manifest, mut files, kept, signature } = opened;
        let mut citations = Vec::new();
        let mut sources = Vec::new();
        if let Some(manifest) = &manifest {
            let texts = today_of(today);
            let held = Held::of(&kept, manifest);
            files.extend(held.damaged(manifest));
            citations = manifest
                .excerpts
                .iter()
                .map(|excerpt| self.citation(manifest, excerpt, &texts, &held))
                .collect();
            sources =
                manifest.documents.iter().filter_map(|document| source_report(document, &texts)).collect();
        }
        let ok = manifest.is_some()
            && citations.iter().all(|citation| citation.verdict.is_good())
            && files.iter().all(|file| file.verdict == FileVerdict::Ok)
            && signature.as_ref().is_none_or(SignatureCheck::is_good);
        Report { edition: name, ok, citations, files, sources, signature }
    }

    fn citation(
        &self,
        manifest: &Manifest,
        excerpt: &manifest::ExcerptEntry,
        texts: &Texts<'_>,
        held: &Held,
    ) -> CitationReport {
        let entry = manifest.documents.iter().find(|document| document.id == excerpt.document);
        let elsewhere = |words: &str| self.elsewhere(words);
        let found = check(
            excerpt,
            Sources {
                today: texts.get(&excerpt.document).map(|(text, _)| *text),
                kept: entry.and_then(|entry| held.text(&entry.text_sha256)),
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

fn unknown_name(name: &str, editions: &[(String, crate::model::Date)]) -> Diagnostic {
    let known: BTreeSet<String> =
        editions.iter().flat_map(|(brief, date)| [brief.clone(), format!("{brief}/{date}")]).collect();
    Diagnostic::error(format!("there is no edition and no file `{name}`"))
        .hint(name_hint(name, known.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn manifest_report(bytes: &[u8], mistake: Option<&String>) -> FileReport {
    let (verdict, detail) = match mistake {
        _ if bytes.is_empty() => (FileVerdict::Missing, String::new()),
        Some(why) => (FileVerdict::Tampered, format!("it is damaged: {why}")),
        None if !manifest::is_whole(bytes) => {
            (FileVerdict::Tampered, "its seal does not fit its words".to_owned())
        }
        None => (FileVerdict::Ok, String::new()),
    };
    FileReport { path: manifest::FILE.to_owned(), verdict, detail }
}

/// Compares the files of an edition with the manifest; one of these is named
/// as nothing else than a file beside it.
fn file_reports(folder: &Path, manifest: &Manifest) -> Vec<FileReport> {
    let files = manifest.audiences.iter().flat_map(|audience| &audience.files);
    files
        .map(|file| {
            let is_plain = Path::new(&file.path).file_name().is_some_and(|name| name == file.path.as_str());
            let (verdict, detail) = match fs::read(folder.join(&file.path)) {
                _ if !is_plain => (FileVerdict::Tampered, "it is not named as a file beside the manifest"),
                Err(_) => (FileVerdict::Missing, ""),
                Ok(bytes) if Sha256::of(&bytes) == file.sha256 => (FileVerdict::Ok, ""),
                Ok(_) => (FileVerdict::Tampered, "its bytes are not those that were built"),
            };
            FileReport { path: file.path.clone(), verdict, detail: detail.to_owned() }
        })
        .collect()
}

/// Looks whether a briefing shows what it proves.
fn shown_report(path: String, pages: &[String], manifest: &Manifest, format: &str) -> FileReport {
    let folding = if format == "pdf" { Folding::Page } else { Folding::Flow };
    let excerpts = manifest.excerpts.iter().map(|excerpt| (excerpt.n, excerpt.text.as_str()));
    let missing = misses(pages, excerpts, folding);
    let detail: Vec<String> = missing.iter().map(proof::shown_instead).collect();
    let verdict = if missing.is_empty() { FileVerdict::Ok } else { FileVerdict::Tampered };
    FileReport { path, verdict, detail: detail.join("; ") }
}

/// The texts and digests of documents by their ids.
type Texts<'a> = BTreeMap<String, (&'a str, &'a Sha256)>;

fn today_of(corpus: &Corpus) -> Texts<'_> {
    let entry = |document: &'_ crate::model::Document| document_id(document);
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
    fn of(folder: &Path, manifest: &Manifest) -> Self {
        let cited: BTreeSet<&str> =
            manifest.excerpts.iter().map(|excerpt| excerpt.document.as_str()).collect();
        let documents = manifest.documents.iter().filter(|document| cited.contains(document.id.as_str()));
        let texts = documents
            .map(|document| (document.text_sha256.clone(), output::kept(folder, &document.text_sha256)))
            .collect();
        Self { texts, is_archive: folder.is_dir() }
    }

    fn text(&self, digest: &Sha256) -> Option<&str> {
        match self.texts.get(digest)? {
            Kept::Whole(text) => Some(text),
            Kept::Damaged | Kept::Missing => None,
        }
    }

    /// Lists the kept texts that are not as they were written; of an edition
    /// by its documents, each once.
    fn damaged(&self, manifest: &Manifest) -> Vec<FileReport> {
        if !self.is_archive {
            return Vec::new();
        }
        let told = |(digest, kept): (&Sha256, &Kept)| {
            let verdict = match kept {
                Kept::Whole(_) => return None,
                Kept::Damaged => FileVerdict::Tampered,
                Kept::Missing => FileVerdict::Missing,
            };
            let of = manifest.documents.iter().find(|document| document.text_sha256 == *digest);
            let detail = of.map_or_else(String::new, |document| format!("the kept text of {}", document.id));
            Some(FileReport {
                path: format!("{}/{}", output::SOURCES, output::kept_name(digest)),
                verdict,
                detail,
            })
        };
        self.texts.iter().filter_map(told).collect()
    }
}
