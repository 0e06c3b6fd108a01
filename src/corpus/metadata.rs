//! Metadata: what a desk says of its sources, and what they say themselves.
//!
//! For each field the first that gives it counts:
//! 1. the sidecar: `a.txt.yaml` for `a.txt`;
//! 2. `sources.yaml` of the file's folder, then of each folder above, up to
//!    the root of the corpus: `sources:` maps paths relative to it to fields;
//! 3. the libraries of references that `config.yaml` names;
//! 4. the document itself: front matter, what a page declares, the properties
//!    of a PDF or Office document, the header of a mail;
//! 5. the file's name, by a pattern;
//! 6. what is detected: a title-like first line, the language of the prose; the
//!    file's name for a title, where there is nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Diagnostic, Warning};
use crate::model::{Date, Layer, PartialDate, Reliability, Source};
use crate::tool::yaml::{Node, Value};

use super::{ReadSettings, path, walk};

mod fields;
mod library;
mod name;

pub(super) use fields::{Origin, language_tag, read_embedded, taken_date, web_address};

use library::Library;

/// The largest metadata file that is read, in bytes.
const FILE_BYTES: u64 = 8 << 20;

const SOURCES: [&str; 2] = ["sources.yaml", "sources.yml"];
const SIDECARS: [&str; 2] = ["yaml", "yml"];

/// What is known of a source; `None` where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) title: Option<String>,
    pub(super) authors: Option<Vec<String>>,
    pub(super) publisher: Option<String>,
    pub(super) date: Option<PartialDate>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) reliability: Option<Reliability>,
    pub(super) accessed: Option<PartialDate>,
    pub(super) archive: Option<String>,
    pub(super) note: Option<String>,
    pub(super) marking: Option<String>,
}

impl Known {
    /// Takes for each field the first that gives it; dates after `latest` or
    /// before [`fields::FIRST_YEAR`] are passed over and told.
    pub(super) fn merged(layers: Vec<(Layer, Self)>, latest: Option<Date>) -> Merged {
        // It may be tomorrow already where a document was published.
        let latest = latest.map(Date::next);
        let mut merged = Merged { latest, ..Merged::default() };
        for (layer, known) in layers {
            merged.take(layer, known);
        }
        merged
    }
}

/// What is known of a source, and where each field comes from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Merged {
    known: Known,
    origins: BTreeMap<&'static str, Layer>,
    latest: Option<Date>,
    doubts: Vec<Warning>,
}

impl Merged {
    /// Takes from `known` what is not known yet.
    pub(super) fn take(&mut self, layer: Layer, mut known: Known) {
        if self.known.date.is_none()
            && let Some(doubt) = known.date.and_then(|date| doubt(date, self.latest))
        {
            self.doubts.push(doubt);
            known.date = None;
        }
        let origins = &mut self.origins;
        let mut take = |name: &'static str, is_known: bool, given: bool| {
            if !is_known && given {
                origins.insert(name, layer);
            }
        };
        macro_rules! fields {
            ($($field:ident),*) => {$(
                take(stringify!($field), self.known.$field.is_some(), known.$field.is_some());
                if self.known.$field.is_none() {
                    self.known.$field = known.$field;
                }
            )*};
        }
        fields!(
            title,
            authors,
            publisher,
            date,
            url,
            language,
            reliability,
            accessed,
            archive,
            note,
            marking
        );
    }

    /// Returns the language, where it is known.
    pub(super) fn language(&self) -> Option<&str> {
        self.known.language.as_deref()
    }

    /// Returns what was not believed, without a file.
    pub(super) fn doubts(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.doubts)
    }

    /// Makes a source of it; its title is `name` where none is known.
    pub(super) fn into_source(mut self, name: String) -> (Source, BTreeMap<&'static str, Layer>) {
        self.take(Layer::Detected, Known { title: Some(name), ..Known::default() });
        let known = self.known;
        let source = Source {
            title: known.title.unwrap_or_default(),
            authors: known.authors.unwrap_or_default(),
            publisher: known.publisher,
            date: known.date,
            url: known.url,
            language: known.language,
            reliability: known.reliability,
            accessed: known.accessed,
            archive: known.archive,
            note: known.note,
            marking: known.marking,
        };
        (source, self.origins)
    }
}

/// Says why a date of publication is not believed.
fn doubt(date: PartialDate, latest: Option<Date>) -> Option<Warning> {
    let message = match () {
        () if taken_date(date).is_none() => format!("its date {date} is before {}", fields::FIRST_YEAR),
        () if latest.is_some_and(|latest| date.first_day() > latest) => {
            format!("its date {date} is in the future")
        }
        () => return None,
    };
    let hint = "it is not taken; give the right one in `sources.yaml`";
    Some(Diagnostic::warning(message).hint(hint))
}

/// What is known from several places; what counts first is first.
type Layers = Vec<(Layer, Known)>;

/// What the metadata files of a corpus say.
#[derive(Debug)]
pub(super) struct Catalogue<'a> {
    files: BTreeSet<PathBuf>,
    /// By file, and by member where one is named; what counts first is first.
    known: BTreeMap<(PathBuf, Option<String>), Layers>,
    library: Library<'a>,
}

impl<'a> Catalogue<'a> {
    /// Reads the metadata files among `found`. A file `NAME.yaml` is a sidecar
    /// if `is_document` says that NAME is the name of a document.
    pub(super) fn load(
        found: &[walk::Found],
        is_document: fn(&Path) -> bool,
        settings: &ReadSettings<'a>,
    ) -> (Self, Vec<Warning>) {
        let mut catalogue =
            Self { files: BTreeSet::new(), known: BTreeMap::new(), library: Library::new(settings.library) };
        let mut warnings = Vec::new();
        let mut sources = Vec::new();
        for entry in found.iter().filter(|entry| entry.state == walk::State::File) {
            if is_sources(&entry.file) {
                sources.push(entry);
            } else if let Some(document) = described(&entry.file).filter(|document| is_document(document)) {
                catalogue.sidecar(entry, &document, &mut warnings);
            } else {
                continue;
            }
            catalogue.files.insert(entry.file.clone());
        }
        // The nearest folder counts first.
        sources.sort_by_key(|entry| std::cmp::Reverse(entry.file.components().count()));
        for entry in sources {
            catalogue.sources(entry, &mut warnings);
        }
        (catalogue, warnings)
    }

    /// Tells whether a file holds metadata, and is no document.
    pub(super) fn is_metadata(&self, file: &Path) -> bool {
        self.files.contains(file)
    }

    /// Returns what the metadata files say of a document, in the order in which
    /// it counts. Of a file with several documents, what is said of the whole
    /// file holds for each but for its title and address.
    pub(super) fn of(&self, file: &Path, member: Option<&str>, several: bool) -> Vec<(Layer, Known)> {
        let look = |member: Option<&str>| {
            self.known.get(&(file.to_owned(), member.map(str::to_owned))).cloned().unwrap_or_default()
        };
        let mut layers = member.map_or_else(Vec::new, |member| look(Some(member)));
        for (layer, mut known) in look(None) {
            if several {
                (known.title, known.url) = (None, None);
            }
            layers.push((layer, known));
        }
        layers
    }

    /// Returns what the library says of a document.
    pub(super) fn listed(&self, file: &Path, member: Option<&str>, embedded: &Known) -> Option<Known> {
        self.library.find(file, member, embedded.url.as_deref())
    }

    fn add(&mut self, file: PathBuf, member: Option<String>, layer: Layer, known: Known) {
        self.known.entry((file, member)).or_default().push((layer, known));
    }

    fn sidecar(&mut self, entry: &walk::Found, document: &Path, warnings: &mut Vec<Warning>) {
        let Some((text, node)) = load_yaml(entry, warnings) else { return };
        let origin = Origin { file: &entry.path, text: &text, first_line: 1 };
        if !document.exists() {
            let name = path::escaped(Path::new(document.file_name().unwrap_or_default()));
            let message = format!("this describes `{name}`, which does not exist");
            warnings.push(Diagnostic::warning(message).in_file(&entry.path));
        }
        let known = fields::read_given(&node, &origin, warnings);
        self.add(document.to_owned(), None, Layer::Sidecar, known);
    }

    fn sources(&mut self, entry: &walk::Found, warnings: &mut Vec<Warning>) {
        let Some((text, node)) = load_yaml(entry, warnings) else { return };
        let origin = Origin { file: &entry.path, text: &text, first_line: 1 };
        let folder = entry.file.parent().unwrap_or(&entry.file);
        for source in fields::sources(&node, &origin, warnings) {
            let (key, member) = member_key(folder, &source.key);
            let file = path::absolute(&folder.join(key));
            if !file.starts_with(folder) {
                let message = format!("`{}` is outside the folder of this file", source.key);
                warnings.push(origin.warning(source.place, message, None));
                continue;
            }
            if !file.exists() {
                let hint = nearest_file(folder, &file);
                warnings.push(origin.warning(source.place, format!("`{}` does not exist", source.key), hint));
            }
            let known = fields::read_given(&source.node, &origin, warnings);
            self.add(file, member, Layer::Sources, known);
        }
    }
}

/// Splits `box.mbox#message-3` into file and member, unless a file has that
/// whole name.
fn member_key<'k>(folder: &Path, key: &'k str) -> (&'k str, Option<String>) {
    match key.split_once('#') {
        Some((file, member)) if !folder.join(key).exists() && folder.join(file).exists() => {
            (file, Some(member.to_owned()))
        }
        _ => (key, None),
    }
}

fn is_sources(file: &Path) -> bool {
    file.file_name().is_some_and(|name| SOURCES.iter().any(|sources| name == *sources))
}

/// Returns the file that a sidecar of this name describes.
fn described(file: &Path) -> Option<PathBuf> {
    let extension = file.extension()?;
    SIDECARS.iter().any(|sidecar| extension == *sidecar).then(|| file.with_extension(""))
}

/// Lists where metadata of a file may stand, whether or not it does: beside it,
/// and in the folders above up to `root`.
pub(super) fn files_for(file: &Path, root: &Path) -> Vec<PathBuf> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    let beside = SIDECARS.iter().map(|extension| {
        let mut sidecar = name.clone();
        sidecar.push(extension);
        file.with_file_name(sidecar)
    });
    let folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(root));
    let above = folders.flat_map(|folder| SOURCES.iter().map(move |sources| folder.join(sources)));
    beside.chain(above).collect()
}

fn load_yaml(entry: &walk::Found, warnings: &mut Vec<Warning>) -> Option<(String, Node)> {
    let mut warn = |message: String| warnings.push(Diagnostic::warning(message).in_file(&entry.path));
    match fs::metadata(&entry.file) {
        Ok(metadata) if metadata.len() > FILE_BYTES => {
            warn(format!("not read: metadata may have {} MB at most", FILE_BYTES >> 20));
            return None;
        }
        _ => {}
    }
    let text = match fs::read(&entry.file).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            warn("not read: it is not UTF-8".to_owned());
            return None;
        }
        Err(error) => {
            warn(format!("cannot read it: {error}"));
            return None;
        }
    };
    match crate::tool::yaml::parse(&text) {
        Ok(node) => Some((text, node)),
        Err(diagnostic) => {
            warnings.push(fields::as_warning(*diagnostic).in_file(&entry.path));
            None
        }
    }
}

/// Names the file that was probably meant.
fn nearest_file(folder: &Path, missing: &Path) -> Option<String> {
    let parent = missing.parent()?;
    let prefix = parent.strip_prefix(folder).ok()?;
    let mut names: Vec<String> = fs::read_dir(parent)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let written = missing.file_name()?.to_str()?;
    let near = crate::error::nearest(written, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path::escaped(&prefix.join(near))))
}

/// Tells whether a value is nothing at all.
fn is_null(node: &Node) -> bool {
    node.value == Value::Null
}

#[cfg(test)]
mod tests;
