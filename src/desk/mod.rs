//! The desk: a project folder, read once and checked as a whole.
//!
//! What YAML says is read by `config` and `brief` through `fields`; what
//! leaves this room is true: every name is known, every number in range.

mod brief;
mod config;
pub mod edit;
pub(crate) mod fields;
mod selection;
mod theme;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Diagnostic, Error, Reported, Severity};
use crate::model::{Audience, BriefSpec, PdfTerms, ReadLimits, Theme, Weights};
use crate::tool::file_name::NamePattern;

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
    /// The briefs by id.
    pub briefs: Vec<BriefSpec>,
    /// Templates by their path below `templates/`, with `/`.
    pub templates: BTreeMap<String, String>,
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
    /// Audiences in the order written.
    pub audiences: Vec<Audience>,
    /// Font files and folders, relative to the desk or absolute.
    pub fonts: Vec<PathBuf>,
    /// What PDFs claim and carry.
    pub pdf: PdfTerms,
    /// The archive's folder, relative to the desk.
    pub output: PathBuf,
}

impl Desk {
    /// Reads the desk at `root`, and refuses it if anything in it is wrong.
    ///
    /// # Errors
    /// [`Error::Desk`] with every mistake in `config.yaml` and `briefs/`, or
    /// with the reason why a file of the desk cannot be read.
    pub fn load(root: &Path, vocabulary: &Vocabulary<'_>) -> Result<Self, Error> {
        let Reported { value, warnings } = Self::read(root, vocabulary)?;
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
    pub(crate) fn read(root: &Path, vocabulary: &Vocabulary<'_>) -> Result<Reported<Self>, Error> {
        let config_text = read_config(root)?;
        let (config, mut diagnostics) = config::read(&config_text, vocabulary);
        let mut texts = BTreeMap::from([(config::FILE.to_owned(), config_text)]);
        let mut briefs = Vec::new();
        for (name, text) in read_texts(root, "briefs", "yaml", &mut diagnostics) {
            let path = format!("briefs/{name}");
            let (spec, mistakes) = brief::read(&path, &text, &config);
            diagnostics.extend(mistakes);
            briefs.extend(spec);
            texts.insert(path, text);
        }
        let templates = read_texts(root, "templates", "md", &mut diagnostics);
        let look = read_look(&root.join("templates/frame"), &mut diagnostics);
        let desk = Self { root: root.to_owned(), config, briefs, templates, look, texts };
        Ok(Reported { value: desk, warnings: diagnostics })
    }

    /// Returns the brief with this id.
    #[must_use]
    pub fn brief(&self, id: &str) -> Option<&BriefSpec> {
        self.briefs.iter().find(|brief| brief.id == id)
    }

    /// Returns the themes of a brief in the brief's order.
    pub fn themes<'a>(&'a self, brief: &'a BriefSpec) -> impl Iterator<Item = &'a Theme> {
        brief.themes.iter().filter_map(|id| self.config.themes.iter().find(|theme| theme.id == *id))
    }

    /// Returns the audiences of a brief in the brief's order.
    pub fn audiences<'a>(&'a self, brief: &'a BriefSpec) -> impl Iterator<Item = &'a Audience> {
        brief
            .audiences
            .iter()
            .filter_map(|id| self.config.audiences.iter().find(|audience| audience.id == *id))
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
