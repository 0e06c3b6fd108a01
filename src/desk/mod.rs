//! The desk: a project folder, read once and checked as a whole.
//!
//! What YAML says is read by `config` and `brief` through `fields`; what
//! leaves this room is true: every name is known, every number in range.

mod audience;
mod brief;
mod config;
pub mod edit;
pub(crate) mod fields;
mod look;
mod marking;
mod params;
mod period;
mod selection;
mod theme;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Diagnostic, Error, Reported, Severity};
use crate::labels::{self, Dictionary};
use crate::model::{Audience, BriefSpec, Markings, PdfTerms, ReadLimits, RenderLimits, Theme, Weights};
use crate::tool::file_name::NamePattern;

pub use params::Given;
pub(crate) use period::OVERLAP_DAYS;

/// Names that a configuration may use and that other rooms define.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Names of output formats.
    pub formats: &'a [&'a str],
    /// Those that an audience gets that names none.
    pub usual_formats: &'a [&'a str],
    /// Languages with labels.
    pub languages: &'a [&'a str],
    /// Names of standards that a PDF can claim.
    pub standards: &'a [&'a str],
}

/// A project folder, read and checked.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The folder.
    pub root: PathBuf,
    /// What `config.yaml` says.
    pub config: Config,
    /// The briefs by id; a file with several editions is several.
    pub briefs: Vec<BriefSpec>,
    /// Briefs of which a parameter has no value, each with what to say.
    pub incomplete: Vec<(BriefSpec, Diagnostic)>,
    /// Templates, and files of labels, by their path below `templates/`, with
    /// `/`.
    pub templates: BTreeMap<String, String>,
    /// The words of frames and templates, the desk's own among them.
    pub labels: Dictionary,
    /// What `check` says of languages that lack words.
    pub lacking: Vec<Diagnostic>,
    /// Files of `templates/frame/` by name.
    pub look: BTreeMap<String, Vec<u8>>,
    /// The texts of `config.yaml` and of each brief, by path.
    pub texts: BTreeMap<String, String>,
}

/// What `config.yaml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The desk's name, which stands on each briefing; may be empty.
    pub title: String,
    /// Folders and files of the corpus, relative to the desk or absolute.
    pub corpus: Vec<PathBuf>,
    /// How much of it is read.
    pub limits: ReadLimits,
    /// Libraries of references (BibTeX, CSL-JSON, hayagriva), relative to the
    /// desk or absolute.
    pub bibliography: Vec<PathBuf>,
    /// What the names of documents say; the first that fits a name counts.
    pub file_names: Vec<NamePattern>,
    /// Themes in the order written.
    pub themes: Vec<Theme>,
    /// What counts when excerpts are chosen.
    pub weights: Weights,
    /// Handling markings of sources and audiences.
    pub markings: Markings,
    /// The time zone (IANA) whose day is today; `None` for the machine's.
    pub time_zone: Option<String>,
    /// Audiences in the order written.
    pub audiences: Vec<Audience>,
    /// What filling templates and setting pages may cost.
    pub render: RenderLimits,
    /// Font files and folders, relative to the desk or absolute.
    pub fonts: Vec<PathBuf>,
    /// What PDFs claim and carry.
    pub pdf: PdfTerms,
    /// The archive's folder, relative to the desk.
    pub output: PathBuf,
}

/// The file that says what a desk is.
pub(crate) const CONFIG: &str = config::FILE;

pub(crate) use fields::is_id;

/// Reads the text of a `config.yaml` with its mistakes; languages of `words`
/// are known.
pub(crate) fn read_config_text(
    text: &str,
    vocabulary: &Vocabulary<'_>,
    words: &Dictionary,
) -> (Config, Vec<Diagnostic>) {
    let added = words.languages().filter(|language| !labels::LANGUAGES.contains(language));
    let languages: Vec<&str> = vocabulary.languages.iter().copied().chain(added).collect();
    config::read(text, &Vocabulary { languages: &languages, ..*vocabulary })
}

impl Desk {
    /// Reads the desk at `root`, and refuses it if anything in it is wrong.
    ///
    /// # Errors
    /// [`Error::Desk`] with every mistake in `config.yaml` and `briefs/`, or
    /// with the reason why a file of the desk cannot be read.
    pub fn load(root: &Path, vocabulary: &Vocabulary<'_>) -> Result<Self, Error> {
        let Reported { value, warnings } = Self::read(root, vocabulary, &Given::default())?;
        if warnings.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(Error::Desk(warnings));
        }
        Ok(value)
    }

    /// Reads the desk at `root` with all its mistakes, so that those of other
    /// rooms can be told with them; what is wrong is left out of the desk.
    ///
    /// # Errors
    /// [`Error::Desk`] if there is no `config.yaml` that can be read.
    pub(crate) fn read(
        root: &Path,
        vocabulary: &Vocabulary<'_>,
        given: &Given,
    ) -> Result<Reported<Self>, Error> {
        let config_text = read_config(root)?;
        let mut unread = Vec::new();
        let mut templates = read_texts(root, "templates", "md", &mut unread);
        let own = read_texts(root, "templates/labels", "yaml", &mut unread);
        templates.extend(own.into_iter().map(|(name, text)| (format!("labels/{name}"), text)));
        let Reported { value: words, warnings } = Dictionary::read(&templates);
        let (mut config, mut diagnostics) = read_config_text(&config_text, vocabulary, &words);
        let (mistaken, lacking): (Vec<_>, Vec<_>) =
            warnings.into_iter().partition(|told| told.severity == Severity::Error);
        let mut texts = BTreeMap::from([(config::FILE.to_owned(), config_text)]);
        let mut briefs: Vec<BriefSpec> = Vec::new();
        let mut incomplete = Vec::new();
        for (name, text) in read_texts(root, "briefs", "yaml", &mut diagnostics) {
            let path = format!("briefs/{name}");
            let (spec, mistakes) = brief::read(&path, &text, &config);
            diagnostics.extend(mistakes);
            if let Some(spec) = spec {
                let editions = params::editions(&spec, &texts[config::FILE], given);
                diagnostics.extend(editions.mistakes);
                incomplete.extend(editions.incomplete);
                briefs.extend(editions.briefs);
            }
            texts.insert(path, text);
        }
        diagnostics.extend(unread.into_iter().chain(mistaken));
        diagnostics.extend(twins(&briefs));
        adopt(&mut config, &briefs);
        let look = read_look(&root.join("templates/frame"), &mut diagnostics);
        diagnostics.extend(look::missing(&config, &look, &texts[config::FILE]));
        let desk = Self {
            root: root.to_owned(),
            config,
            briefs,
            incomplete,
            templates,
            labels: words,
            lacking,
            look,
            texts,
        };
        Ok(Reported { value: desk, warnings: diagnostics })
    }

    /// Returns the brief with this id.
    #[must_use]
    pub fn brief(&self, id: &str) -> Option<&BriefSpec> {
        self.briefs.iter().find(|brief| brief.id == id)
    }

    /// Returns the themes of a brief in the brief's order.
    pub fn themes<'a>(&'a self, brief: &'a BriefSpec) -> impl Iterator<Item = &'a Theme> {
        let own = |id: &String| brief.own_themes.iter().find(|theme| theme.id == *id);
        let shared = |id: &String| self.config.themes.iter().find(|theme| theme.id == *id);
        brief.themes.iter().filter_map(move |id| own(id).or_else(|| shared(id)))
    }

    /// Returns the audiences of a brief in the brief's order.
    pub fn audiences<'a>(&'a self, brief: &'a BriefSpec) -> impl Iterator<Item = &'a Audience> {
        brief
            .audiences
            .iter()
            .filter_map(|id| self.config.audiences.iter().find(|audience| audience.id == *id))
    }
}

/// Names the briefs whose editions would share a folder.
fn twins(briefs: &[BriefSpec]) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<&str, &BriefSpec> = BTreeMap::new();
    let mut twins = Vec::new();
    for brief in briefs {
        if let Some(other) = seen.insert(&brief.id, brief) {
            let message =
                format!("the editions of `{}` and of {} are both called so", brief.id, other.path());
            let hint = "rename the file, or the edition under `editions`";
            twins.push(Diagnostic::error(message).in_file(brief.path()).hint(hint));
        }
    }
    twins
}

/// Outside of a brief, a theme that needs parameters is that of the first
/// brief that has it.
fn adopt(config: &mut Config, briefs: &[BriefSpec]) {
    for theme in &mut config.themes {
        let own = briefs.iter().flat_map(|brief| &brief.own_themes).find(|own| own.id == theme.id);
        if let Some(own) = own {
            *theme = own.clone();
        }
    }
}

fn read_config(root: &Path) -> Result<String, Error> {
    let path = root.join(config::FILE);
    let text = fs::read(&path).map_err(|source| {
        let diagnostic = match source.kind() {
            io::ErrorKind::NotFound => {
                Diagnostic::error("there is no `config.yaml` here, so this is no desk")
                    .hint("run `attache init DIR` for a new desk, or name one with `-C DIR`")
            }
            _ => Diagnostic::error(format!("cannot read `config.yaml`: {source}")),
        };
        Error::Desk(vec![diagnostic.in_file(config::FILE)])
    })?;
    as_utf8(config::FILE, text).map_err(|diagnostic| Error::Desk(vec![*diagnostic]))
}

fn as_utf8(file: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|error| {
        let good =
            String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        let line = good.matches('\n').count() + 1;
        let column = good.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let diagnostic = Diagnostic::error("not valid UTF-8").in_file(file).at(line, column, &good);
        Box::new(diagnostic.hint("save it as UTF-8"))
    })
}

/// Reads every file below `root/folder` with this extension, by its path
/// below the folder; a folder that is not there has none.
fn read_texts(
    root: &Path,
    folder: &str,
    extension: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (name, path) in list(&root.join(folder), "", diagnostics) {
        let file = format!("{folder}/{name}");
        let found = path.extension().and_then(|found| found.to_str()).unwrap_or_default();
        if found == "yml" && extension == "yaml" {
            let hint = format!("rename it to `{}.yaml`", name.trim_end_matches(".yml"));
            let message = "a brief's name ends in `.yaml`";
            diagnostics.push(Diagnostic::error(message).in_file(&file).hint(hint));
        }
        if found != extension {
            continue;
        }
        match fs::read(&path) {
            Ok(bytes) => match as_utf8(&file, bytes) {
                Ok(text) => drop(texts.insert(name, text)),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            },
            Err(error) => {
                diagnostics.push(Diagnostic::error(format!("cannot read `{file}`: {error}")).in_file(file));
            }
        }
    }
    texts
}

fn read_look(folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Vec<u8>> {
    let mut look = BTreeMap::new();
    for (name, path) in list(folder, "", diagnostics) {
        match fs::read(&path) {
            Ok(bytes) => drop(look.insert(name, bytes)),
            Err(error) => {
                let file = format!("templates/frame/{name}");
                diagnostics.push(Diagnostic::error(format!("cannot read `{file}`: {error}")).in_file(file));
            }
        }
    }
    look
}

/// Lists the regular files below a folder by their path below it, sorted;
/// hidden ones and names that are not UTF-8 are passed over.
fn list(folder: &Path, prefix: &str, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return files,
        Err(error) => {
            diagnostics.push(Diagnostic::error(format!("cannot list `{}`: {error}", folder.display())));
            return files;
        }
    };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}{name}")) else { continue };
        let hidden = name.rsplit('/').next().is_some_and(|base| base.starts_with('.'));
        match fs::metadata(entry.path()) {
            Ok(found) if found.is_dir() && !hidden && prefix.matches('/').count() < 8 => {
                files.extend(list(&entry.path(), &format!("{name}/"), diagnostics));
            }
            Ok(found) if found.is_file() && !hidden => drop(files.insert(name, entry.path())),
            _ => {}
        }
    }
    files
}

#[cfg(test)]
mod tests;
