//! The whole story on one page: the only module that knows every stage.
//!
//! ```text
//! corpus ─ read ─> documents ─ split ─> passages ─ index ─> hits ─ select ─> excerpts
//! excerpts ─ plan ─> entries ─ cite, view, fill ─> Markdown ─ parse ─> tree ─ render ─> artifacts
//! ```
//!
//! It reads the desk and the corpus and returns bytes; `output` writes them.

mod choice;
mod citations;
pub mod corpus;
mod decision;
mod delivery;
pub mod diff;
mod edition;
pub mod editions;
mod editors;
pub mod explain;
mod inspect;
mod issue;
mod news;
mod proof;
pub mod purge;
mod request;
mod run;
mod search;
pub mod shelf;
mod stamps;
pub mod templates;
pub mod themes;
pub mod verify;
pub mod workshop;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

use crate::cite::{Style, read_library};
use crate::compose::document_id;
use crate::corpus::{Caching, CorpusRoot, ReadSettings, Readers};
use crate::desk::{Desk, Given, Vocabulary};
use crate::error::{Diagnostic, Error, Reported, Severity, Warning, name_hint, nearest};
use crate::index::{Index, IndexError};
use crate::labels;
use crate::model::{BriefSpec, Corpus, Date, LibraryEntry, Passage, Sha256};
use crate::output::{self, OutputError};
use crate::passage;
use crate::render;
use crate::studio::Studio;
use crate::template::Templates;

pub use decision::Decision;
pub use delivery::Post;
pub use edition::{Briefing, Built, Composed, Rendered};
pub use inspect::{Inspection, inspect, inspect_all};
pub use issue::{Issued, Outcome, Prepared, Terms};
pub use proof::unkept;
pub use request::{Request, Since};
pub use run::Run;
pub use search::{DocumentResult, PassageResult, Searchable};

/// A step of the work, for those who show progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What is being done, such as `reading the corpus`.
    pub what: &'static str,
    /// How many parts of it are done.
    pub done: usize,
    /// How many parts it has, at least 1.
    pub of: usize,
}

/// A desk that was found right: configuration, briefs, templates and styles.
pub struct Session {
    /// The desk.
    pub desk: Desk,
    templates: Templates,
    readers: Arc<Readers>,
    library: Vec<LibraryEntry>,
    /// What the desk writes is no source.
    apart: Vec<PathBuf>,
    /// Where what was read of the corpus is kept.
    cache: PathBuf,
    /// Citation styles by name and language of labels.
    styles: BTreeMap<(String, String), Style>,
    fonts: OnceLock<Arc<Reported<render::Fonts>>>,
    studio: Arc<Studio>,
    templates_digest: Sha256,
    /// Digests of texts that must not be read.
    purged: BTreeSet<Sha256>,
    /// What is odd about the desk.
    odd: Vec<Warning>,
}

/// A corpus, read, split and indexed.
pub struct Material {
    /// The documents.
    pub corpus: Corpus,
    /// Their passages.
    pub passages: Vec<Passage>,
    /// What finds them.
    pub index: Index,
}

impl Session {
    /// Opens the desk at `root` and checks everything but the corpus, which
    /// `readers` will read.
    ///
    /// # Errors
    /// [`Error::Desk`] with every mistake in configuration, briefs, templates
    /// and citation styles.
    pub fn open(root: &Path, readers: Arc<Readers>) -> Result<Self, Error> {
        Self::open_with(root, readers, &Given::default())
    }

    /// Opens the desk as [`Session::open`] does, with values for parameters of
    /// its briefs.
    ///
    /// # Errors
    /// As [`Session::open`]; a parameter that none of the briefs has for which
    /// it is given, and a value that is not of its kind, are mistakes.
    pub fn open_with(root: &Path, readers: Arc<Readers>, given: &Given) -> Result<Self, Error> {
        let Reported { value: desk, warnings: mut diagnostics } = Desk::read(root, &vocabulary(), given)?;
        if diagnostics.is_empty() {
            diagnostics.extend(unknown_params(&desk, given));
        }
        if let Err(why) = render::check_standards(&desk.config.pdf.standards) {
            let message = format!("`pdf.standards`: {why}");
            diagnostics.push(Diagnostic::error(message).in_file("config.yaml").hint("such as [a-3a, ua-1]"));
        }
        let styles = load_styles(&desk, &mut diagnostics);
        let library = load_library(&desk, &mut diagnostics);
        let templates = match Templates::load(&desk.templates) {
            Ok(templates) => {
                check_template_names(&desk, &templates, &mut diagnostics);
                Some(templates)
            }
            Err(mistakes) => {
                diagnostics.extend(mistakes);
                // Tera tells the first mistake of each template only.
                templates::add(&desk, &mut diagnostics, &mut Vec::new());
                None
            }
        };
        let is_right = diagnostics.iter().all(|told| told.severity == Severity::Warning);
        match templates.filter(|_| is_right) {
            Some(templates) => {
                let root = std::path::absolute(&desk.root).unwrap_or_else(|_| desk.root.clone());
                let apart = vec![root.join(&desk.config.output), root.join(".attache")];
                let studio = Arc::new(
                    readers
                        .executable()
                        .map_or_else(Studio::in_process, |own| Studio::in_workers(own.to_owned())),
                );
                let parts = desk.templates.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]);
                let templates_digest = Sha256::of_parts(parts);
                let fonts = OnceLock::new();
                let purged = output::purged(&archive(&desk));
                Ok(Self {
                    desk,
                    templates,
                    readers,
                    library,
                    apart,
                    cache: root.join(".attache").join("corpus"),
                    styles,
                    fonts,
                    studio,
                    templates_digest,
                    purged,
                    odd: diagnostics,
                })
            }
            None => Err(Error::Desk(diagnostics)),
        }
    }

    /// Works in this studio, which another session of the desk may have had:
    /// what it knows of earlier briefings makes the next ones quick.
    #[must_use]
    pub fn with_studio(self, studio: Arc<Studio>) -> Self {
        Self { studio, ..self }
    }

    /// Returns where templates are filled and pages set.
    #[must_use]
    pub fn studio(&self) -> &Arc<Studio> {
        &self.studio
    }

    /// Starts what will fill templates and set pages, so that it is ready when
    /// the corpus is read.
    pub fn warm(&self) {
        self.studio.warm(self.desk.config.render);
    }

    /// Returns how the desk's corpus is read; dates after `latest` are no facts.
    /// What was read before is used.
    pub(crate) fn settings(&self, latest: Option<Date>) -> ReadSettings<'_> {
        ReadSettings {
            limits: &self.desk.config.limits,
            library: &self.library,
            file_names: &self.desk.config.file_names,
            readers: &self.readers,
            apart: &self.apart,
            purged: &self.purged,
            latest,
            caching: Caching::Use(&self.cache),
        }
    }

    /// Returns the briefs with these ids, or all of them for none.
    ///
    /// # Errors
    /// [`Error::Desk`] for an id that is unknown, or a desk without briefs.
    pub fn briefs(&self, ids: &[String]) -> Result<Vec<&BriefSpec>, Error> {
        if self.desk.briefs.is_empty() {
            let hint = "write `briefs/weekly.yaml` with `title`, `themes` and `audiences`";
            return Err(Error::Desk(vec![
                Diagnostic::error("the desk has no briefs").in_file("briefs/").hint(hint),
            ]));
        }
        if ids.is_empty() {
            return Ok(self.desk.briefs.iter().collect());
        }
        let known = || self.desk.briefs.iter().map(|brief| brief.id.as_str());
        let mut briefs = Vec::new();
        let mut unknown = Vec::new();
        for id in ids {
            let meant = self.desk.briefs.iter().filter(|brief| brief.is_called(id));
            let before = (briefs.len(), unknown.len());
            briefs.extend(meant);
            let lacking = self.desk.incomplete.iter().filter(|(brief, _)| brief.is_called(id));
            unknown.extend(lacking.map(|(_, told)| Diagnostic { severity: Severity::Error, ..told.clone() }));
            if (briefs.len(), unknown.len()) == before {
                unknown.push(
                    Diagnostic::error(format!("unknown brief `{id}`"))
                        .hint(name_hint(id, known().collect::<Vec<_>>())),
                );
            }
        }
        let mut seen = BTreeSet::new();
        briefs.retain(|brief| seen.insert(brief.id.as_str()));
        if unknown.is_empty() { Ok(briefs) } else { Err(Error::Desk(unknown)) }
    }

    /// Returns the one brief that a name means.
    ///
    /// # Errors
    /// [`Error::Desk`] for a name that is unknown, or means several.
    pub fn brief(&self, name: &str) -> Result<&BriefSpec, Error> {
        let briefs = self.briefs(&[name.to_owned()])?;
        match briefs[..] {
            [brief] => Ok(brief),
            _ => {
                let names: Vec<String> = briefs.iter().map(|brief| format!("`{}`", brief.id)).collect();
                let message = format!("`{name}` has {} editions", briefs.len());
                let hint = format!("name one: {}", names.join(", "));
                Err(Error::Desk(vec![Diagnostic::error(message).hint(hint)]))
            }
        }
    }

    /// Reads the corpus and brings the index in `.attache/` up to date. The
    /// caller holds the desk's lock. A document's date after `today` is a
    /// warning and no fact.
    ///
    /// # Errors
    /// [`Error::Build`] if there is no document at all or the index cannot be
    /// written.
    pub fn read(&self, today: Date, progress: &dyn Fn(Step)) -> Result<Reported<Material>, Error> {
        let folder = self.desk.root.join(".attache").join("index");
        let settings = ReadSettings { caching: Caching::Keep(&self.cache), ..self.settings(Some(today)) };
        self.read_into(&settings, progress, || Index::open(&folder))
    }

    /// Reads the corpus into an index in memory: for runs that must not write.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn read_in_memory(&self, today: Date, progress: &dyn Fn(Step)) -> Result<Reported<Material>, Error> {
        self.read_into(&self.settings(Some(today)), progress, Index::in_memory)
    }

    /// Reads the corpus beside other runs: into the index on disk, or into one
    /// in memory where another run holds the desk.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn read_beside(&self, today: Date, progress: &dyn Fn(Step)) -> Result<Reported<Material>, Error> {
        match output::lock(&self.desk.root, "attache preview") {
            Ok(_held) => self.read(today, progress),
            Err(_) => self.read_in_memory(today, progress),
        }
    }

    fn read_into(
        &self,
        settings: &ReadSettings<'_>,
        progress: &dyn Fn(Step),
        open: impl FnOnce() -> Result<Index, IndexError>,
    ) -> Result<Reported<Material>, Error> {
        let roots: Vec<CorpusRoot> =
            self.desk.config.corpus.iter().map(|path| CorpusRoot { path: path.clone() }).collect();
        let mut read = read_material(&self.desk.root, &roots, settings, progress, open)?;
        read.warnings.splice(..0, self.odd.iter().cloned());
        Ok(read)
    }
}

/// Names the parameters that none of the briefs has for which they are given.
fn unknown_params(desk: &Desk, given: &Given) -> Vec<Diagnostic> {
    let all = || desk.briefs.iter().chain(desk.incomplete.iter().map(|(brief, _)| brief));
    let meant =
        || all().filter(|brief| given.briefs.is_empty() || given.briefs.iter().any(|id| brief.is_called(id)));
    let known: BTreeSet<&str> =
        meant().flat_map(|brief| brief.declared.iter().map(|param| param.name.as_str())).collect();
    let unknown = given.values.iter().filter(|(name, _)| !known.contains(name.as_str()));
    unknown
        .map(|(name, _)| {
            let hint = match known.is_empty() {
                true => "declare it under `params` in the brief".to_owned(),
                false => name_hint(name, known.iter().copied()),
            };
            Diagnostic::error(format!("no brief that is built has a parameter `{name}`")).hint(hint)
        })
        .collect()
}

/// Returns the names that a configuration may use.
fn vocabulary() -> Vocabulary<'static> {
    static FORMATS: LazyLock<Vec<&str>> = LazyLock::new(render::format_names);
    static USUAL: LazyLock<Vec<&str>> = LazyLock::new(render::usual_format_names);
    Vocabulary {
        formats: &FORMATS,
        usual_formats: &USUAL,
        languages: &labels::LANGUAGES,
        standards: &render::PDF_STANDARDS,
    }
}

fn index_error(error: IndexError) -> Error {
    let cause = std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
    let hint = "the folder `.attache` is a cache: remove it and run again";
    Error::Build(vec![Diagnostic::error(format!("{error}{cause}")).hint(hint)])
}

/// Reads the documents below `roots`, splits and indexes them.
pub(crate) fn read_material(
    desk: &Path,
    roots: &[CorpusRoot],
    settings: &ReadSettings<'_>,
    progress: &dyn Fn(Step),
    open: impl FnOnce() -> Result<Index, IndexError>,
) -> Result<Reported<Material>, Error> {
    progress(Step { what: "reading the corpus", done: 0, of: 3 });
    let Reported { value: corpus, warnings } = crate::corpus::read(desk, roots, settings);
    if corpus.documents.is_empty() {
        let mut diagnostics = vec![empty_corpus(desk, roots, &corpus)];
        diagnostics.extend(quietly_skipped(&corpus, &warnings));
        diagnostics.extend(warnings);
        return Err(Error::Build(diagnostics));
    }
    progress(Step { what: "splitting", done: 1, of: 3 });
    let passages = passage::split(&corpus);
    progress(Step { what: "indexing", done: 2, of: 3 });
    let mut index = open().map_err(index_error)?;
    index.update(&corpus, &passages).map_err(index_error)?;
    Ok(Reported { value: Material { corpus, passages, index }, warnings })
}

impl Session {
    /// Builds the briefs in memory and returns what a build would complain
    /// of, in order; nothing is written.
    ///
    /// # Errors
    /// As [`Session::read`] and [`Session::build`].
    pub fn check(
        &self,
        briefs: &[&BriefSpec],
        date: Date,
        progress: &dyn Fn(Step),
    ) -> Result<Vec<Diagnostic>, Error> {
        self.warm();
        let Reported { value: material, warnings: mut diagnostics } = self.read_in_memory(date, progress)?;
        let request = Request { date, audiences: Vec::new(), formats: Vec::new(), since: None, slot: None };
        let mut mistakes = Vec::new();
        for brief in briefs {
            let name = output::current(&archive(&self.desk), &brief.id, date);
            match self.build(&material, brief, &request, name) {
                Ok(built) => {
                    diagnostics.extend(built.warnings);
                    diagnostics.extend(built.value.failures);
                }
                Err(error) => mistakes.extend(error.diagnostics()),
            }
        }
        templates::add(&self.desk, &mut mistakes, &mut diagnostics);
        mistakes.dedup();
        diagnostics.dedup();
        match mistakes.is_empty() {
            true => Ok(diagnostics),
            false => Err(Error::Desk(mistakes.into_iter().chain(diagnostics).collect())),
        }
    }
}

fn empty_corpus(desk: &Path, roots: &[CorpusRoot], corpus: &Corpus) -> Diagnostic {
    let names: Vec<String> = roots.iter().map(|root| format!("`{}`", root.path.display())).collect();
    let message = match corpus.skipped.len() {
        _ if roots.iter().all(|root| !desk.join(&root.path).exists()) => {
            format!("the corpus is empty: there is no {}", names.join(", "))
        }
        0 => format!("the corpus is empty: no file in {}", names.join(", ")),
        1 => format!("the corpus is empty: the one file in {} could not be read", names.join(", ")),
        count => {
            format!("the corpus is empty: none of the {count} files in {} could be read", names.join(", "))
        }
    };
    Diagnostic::error(message)
        .hint("put documents there, or name another folder under `corpus.paths` in config.yaml")
}

/// Says why files are no documents that are passed over without a word where
/// there are others.
fn quietly_skipped(corpus: &Corpus, warnings: &[Warning]) -> Vec<Warning> {
    /// So many say enough of a folder of pictures.
    const MOST: usize = 10;
    let told: BTreeSet<&str> = warnings.iter().filter_map(|warning| warning.file.as_deref()).collect();
    corpus
        .skipped
        .iter()
        .filter(|skipped| !told.contains(skipped.path.as_str()))
        .map(|skipped| Diagnostic::warning(skipped.reason.as_str()).in_file(&skipped.path))
        .take(MOST)
        .collect()
}

fn load_styles(desk: &Desk, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<(String, String), Style> {
    let folder = desk.root.join("templates/citation");
    let mut styles = BTreeMap::new();
    for audience in &desk.config.audiences {
        let key = (audience.citation_style.clone(), audience.language.clone());
        if let Some(style) = styles.get(&key) {
            diagnostics.extend(citations::misplaced(audience, style));
            continue;
        }
        match Style::load(&audience.citation_style, Some(&folder), &audience.language) {
            Ok(style) => {
                diagnostics.extend(citations::misplaced(audience, &style));
                styles.insert(key, style);
            }
            Err(error) => {
                let mut diagnostic = error.diagnostic();
                diagnostic.message = format!("audience `{}`: {}", audience.id, diagnostic.message);
                diagnostic.file.get_or_insert_with(|| "config.yaml".to_owned());
                diagnostics.push(diagnostic);
            }
        }
    }
    styles
}

fn load_library(desk: &Desk, diagnostics: &mut Vec<Diagnostic>) -> Vec<LibraryEntry> {
    let mut library = Vec::new();
    for path in &desk.config.bibliography {
        let name = path.display().to_string();
        let entries = match std::fs::read(desk.root.join(path)) {
            Ok(bytes) => read_library(&name, &String::from_utf8_lossy(&bytes)).map_err(|mistake| *mistake),
            Err(error) => Err(Diagnostic::error(format!("cannot read the bibliography: {error}"))
                .hint("`corpus.bibliography` in config.yaml names it")),
        };
        match entries {
            Ok(entries) => library.extend(entries),
            Err(mistake) => diagnostics.push(mistake.in_file(name)),
        }
    }
    library
}

fn check_template_names(desk: &Desk, templates: &Templates, diagnostics: &mut Vec<Diagnostic>) {
    for audience in &desk.config.audiences {
        if !templates.names().any(|name| name == audience.template) {
            let message =
                format!("audience `{}`: there is no `templates/{}`", audience.id, audience.template);
            let hint = name_hint(&audience.template, templates.names());
            diagnostics.push(Diagnostic::error(message).in_file("config.yaml").hint(hint));
        }
    }
}

/// Suggests the document that is meant by a name that none has.
fn document_hint(corpus: &Corpus, name: &str) -> String {
    let names: Vec<String> = corpus.documents.iter().map(document_id).collect();
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`attache corpus list` names the documents".to_owned(),
    }
}

/// Turns what `output` says into the library's error.
#[must_use]
pub fn output_error(error: OutputError) -> Error {
    match error {
        OutputError::Locked { path, holder } => Error::Locked(format!("`{}`: {holder}", path.display())),
        OutputError::Changed { .. } => {
            Error::Build(vec![Diagnostic::error(error.to_string()).hint("read it again")])
        }
        OutputError::Write { .. } => {
            Error::Build(vec![Diagnostic::error(error.to_string()).hint("earlier editions are as they were")])
        }
    }
}

/// Returns the archive of a desk.
#[must_use]
pub fn archive(desk: &Desk) -> PathBuf {
    desk.root.join(&desk.config.output)
}
