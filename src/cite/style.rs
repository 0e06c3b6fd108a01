//! Citation styles by name: files of the desk, then the built-in archive.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::{fs, io};

use hayagriva::archive::{ArchivedStyle, LOCALES};
use hayagriva::citationberg::{self as csl, IndependentStyle, LocaleCode, StyleClass};

use crate::error::{Diagnostic, nearest};

use super::entry::Shapes;
use super::prune::prune;

/// A citation style with the terms of one language.
#[derive(Debug, Clone)]
pub struct Style {
    pub(super) name: String,
    pub(super) csl: IndependentStyle,
    /// The same without its bibliography.
    pub(super) notes: IndependentStyle,
    /// The same with notes in which nothing stands.
    pub(super) blank: IndependentStyle,
    /// How the style is told of sources.
    pub(super) shapes: Shapes,
    /// Whether a citation has the locator in it.
    pub(super) prints_locators: bool,
    /// What citations ask of those before them, as CSL calls it (`ibid`).
    pub(super) positions: BTreeSet<String>,
    /// Whether stops and commas stand before closing quotation marks.
    pub(super) stops_within_quotes: bool,
    pub(super) locale: LocaleCode,
    /// The language's terms, then English ones for what it lacks.
    pub(super) locales: Vec<csl::Locale>,
}

/// Why a style could not be loaded or used.
#[derive(Debug, thiserror::Error)]
pub enum CiteError {
    /// No file and no built-in style has the name.
    #[error("unknown citation style `{name}`")]
    Unknown {
        /// The name as written.
        name: String,
        /// Which name may be meant.
        hint: String,
    },
    /// A file or the folder of styles cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is no style.
    #[error("`{}` is not a citation style: {message}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1, where it is known.
        line: Option<usize>,
        /// That line as written.
        excerpt: Option<String>,
        /// What is wrong with it.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The style could not format a source.
    #[error("citation style `{name}` cannot be used")]
    Unusable {
        /// The style's name.
        name: String,
    },
}

impl CiteError {
    /// Returns the error as a diagnostic with file, line and hint, as far as
    /// they are known.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.to_string());
        match self {
            Self::Unknown { hint, .. } => diagnostic.hint(hint),
            Self::Read { path, source } => Diagnostic::error(format!("cannot read the file: {source}"))
                .in_file(path.display().to_string()),
            Self::Broken { path, line, excerpt, message, hint } => {
                let broken = Diagnostic::error(format!("not a citation style: {message}"))
                    .in_file(path.display().to_string());
                Diagnostic {
                    line: *line,
                    column: line.map(|_| 1),
                    excerpt: excerpt.clone(),
                    hint: hint.clone(),
                    ..broken
                }
            }
            Self::Unusable { .. } => {
                diagnostic.hint("choose a built-in style, such as `chicago-notes`, or mend the file")
            }
        }
    }
}

impl Style {
    /// Loads the style `name` with the terms of `language` (BCP 47).
    ///
    /// First the file `name.csl` of `dir`, then the built-in style of this
    /// short name (`apa`) or CSL name (`modern-language-association`). The
    /// terms of a language that CSL has no locale for are English.
    ///
    /// # Errors
    /// [`CiteError::Unknown`] if there is no such style, [`CiteError::Read`]
    /// if its file cannot be read, [`CiteError::Broken`] if it is no
    /// independent CSL 1.0 style or its macros call themselves.
    pub fn load(name: &str, dir: Option<&Path>, language: &str) -> Result<Self, CiteError> {
        let csl = match dir.map(|dir| from_dir(name, dir)).transpose()?.flatten() {
            Some(csl) => csl,
            None => from_archive(name).ok_or_else(|| unknown(name, dir))?,
        };
        // The engine has asserts of its own, which a desk's style may break.
        let unusable = |_| CiteError::Unusable { name: name.to_owned() };
        catch_unwind(|| Self::new(name, csl, language).pruned()).map_err(unusable)
    }

    pub(super) fn new(name: &str, mut csl: IndependentStyle, language: &str) -> Self {
        // A line that stands for the name above would stand in references too,
        // which are read alone.
        if let Some(bibliography) = &mut csl.bibliography {
            bibliography.subsequent_author_substitute = None;
        }
        let (locale, locales) = locales(language);
        let notes = IndependentStyle { bibliography: None, ..csl.clone() };
        let mut blank = IndependentStyle { macros: Vec::new(), ..notes.clone() };
        blank.citation.layout.elements.clear();
        // Nothing is no ambiguity.
        blank.citation.disambiguate_add_givenname = false;
        blank.citation.disambiguate_add_names = false;
        blank.citation.disambiguate_add_year_suffix = false;
        let shapes = Shapes::USUAL;
        let mut style = Self {
            name: name.to_owned(),
            csl,
            notes,
            blank,
            shapes,
            prints_locators: true,
            positions: BTreeSet::new(),
            stops_within_quotes: false,
            locale,
            locales,
        };
        let within = style.all_locales().find_map(|locale| locale.style_options?.punctuation_in_quote);
        style.stops_within_quotes = within.unwrap_or_default();
        style.shapes = style.fitting_shapes();
        style.prints_locators = style.has_locators();
        style.positions = positions(&style.csl);
        style
    }

    fn pruned(mut self) -> Self {
        prune(&mut self.csl, &self.shapes);
        self.positions = positions(&self.csl);
        self.notes = IndependentStyle { bibliography: None, ..self.csl.clone() };
        self
    }

    /// Tells whether references of this style stand in notes.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.csl.settings.class == StyleClass::Note
    }

    /// Returns the style's name, as it was loaded.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Returns the names of all styles that can be loaded, sorted: the files of
/// `dir` and the built-in ones by all their names. A folder that cannot be
/// read has none.
#[must_use]
pub fn names(dir: Option<&Path>) -> Vec<String> {
    let files = dir.and_then(|dir| fs::read_dir(dir).ok()).into_iter().flatten().flatten();
    let own = files.filter_map(|file| {
        let path = file.path();
        let is_style = path.extension().is_some_and(|extension| extension == "csl");
        is_style.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
    });
    let built_in =
        ArchivedStyle::all().iter().flat_map(|style| style.names().iter().map(|name| (*name).to_owned()));
    own.chain(built_in).collect::<BTreeSet<_>>().into_iter().collect()
}

fn unknown(name: &str, dir: Option<&Path>) -> CiteError {
    let names = names(dir);
    let alike = || names.iter().filter(|known| !name.is_empty() && known.contains(name)).map(String::as_str);
    let hint = match (nearest(name, names.iter().map(String::as_str)), alike().next()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(_)) => format!("one of {}", quoted(alike())),
        (None, None) => {
            let own = names.iter().map(String::as_str).filter(|name| from_archive_name(name).is_none());
            let common =
                ["apa", "chicago-author-date", "chicago-notes", "ieee", "iso-690-author-date", "mla"];
            format!(
                "such as {}; further ones as `{name}.csl` in the folder of styles",
                quoted(own.chain(common))
            )
        }
    };
    CiteError::Unknown { name: name.to_owned(), hint }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn from_archive_name(name: &str) -> Option<ArchivedStyle> {
    let by_csl_name =
        || ArchivedStyle::all().iter().copied().find(|style| style.csl_id().rsplit('/').next() == Some(name));
    ArchivedStyle::by_name(name).or_else(|| ArchivedStyle::by_id(name)).or_else(by_csl_name)
}

pub(super) fn from_archive(name: &str) -> Option<IndependentStyle> {
    match from_archive_name(name)?.get() {
        csl::Style::Independent(style) => Some(style),
        csl::Style::Dependent(_) => None,
    }
}

/// Returns the style of `dir` with this name; `None` where there is no such
/// file. A name that is no plain file name has none.
fn from_dir(name: &str, dir: &Path) -> Result<Option<IndependentStyle>, CiteError> {
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\0']) {
        return Ok(None);
    }
    let path = dir.join(format!("{name}.csl"));
    match fs::read(&path) {
        Ok(bytes) => read(&String::from_utf8_lossy(&bytes), &path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CiteError::Read { path, source }),
    }
}

fn read(text: &str, path: &Path) -> Result<IndependentStyle, CiteError> {
    let broken = |line: Option<usize>, message: String, hint: Option<String>| CiteError::Broken {
        path: path.to_owned(),
        line,
        excerpt: line.and_then(|line| text.lines().nth(line - 1)).map(str::to_owned),
        message,
        hint,
    };
    let style = csl::Style::from_xml(text).map_err(|error| {
        let place = error.path.as_ref().map(ToString::to_string).unwrap_or_default();
        broken(
            line_of(text, &place),
            error.source.to_string(),
            Some("styles are written in CSL 1.0".to_owned()),
        )
    })?;
    match style {
        csl::Style::Dependent(style) => {
            let parent = style.parent_link.href.rsplit('/').next().unwrap_or_default().to_owned();
            let message = "it only points to another style".to_owned();
            Err(broken(None, message, Some(format!("use `{parent}`"))))
        }
        csl::Style::Independent(style) => match endless_macro(&style) {
            None => Ok(style),
            Some(name) => {
                let line = text.lines().position(|line| line.contains("<macro") && line.contains(&name));
                Err(broken(line.map(|line| line + 1), format!("macro `{name}` calls itself"), None))
            }
        },
    }
}

/// Finds the line of the element at `path`, which the parser writes as
/// `macro[3].choose.if[0]`: the start tags are looked up one after another,
/// so the line is that of the element or of one shortly before it.
fn line_of(text: &str, path: &str) -> Option<usize> {
    let mut at = 0;
    for step in path.split('.') {
        let (element, index) = step.split_once('[').unwrap_or((step, "0]"));
        let index: usize = index.trim_end_matches(']').parse().unwrap_or(0);
        let tag = format!("<{element}");
        let found = text[at..].match_indices(&tag).nth(index).map(|(offset, _)| at + offset);
        match found {
            Some(offset) => at = offset + 1,
            None => break,
        }
    }
    (at > 0).then(|| text[..at].matches('\n').count() + 1)
}

/// Returns a macro that calls itself, through others or not: the engine would
/// not come back from it.
fn endless_macro(style: &IndependentStyle) -> Option<String> {
    let calls: BTreeMap<&str, BTreeSet<String>> = style
        .macros
        .iter()
        .map(|definition| (definition.name.as_str(), called(&definition.children)))
        .collect();
    let mut known = BTreeSet::new();
    calls
        .keys()
        .find(|name| is_endless(name, &calls, &mut BTreeSet::new(), &mut known))
        .map(|name| (*name).to_owned())
}

/// Follows the calls of `name` in depth; `open` are the macros on the way to
/// it, `known` those that end. The depth is bound by the number of macros.
fn is_endless(
    name: &str,
    calls: &BTreeMap<&str, BTreeSet<String>>,
    open: &mut BTreeSet<String>,
    known: &mut BTreeSet<String>,
) -> bool {
    if known.contains(name) {
        return false;
    }
    if !open.insert(name.to_owned()) {
        return true;
    }
    let endless =
        calls.get(name).is_some_and(|called| called.iter().any(|next| is_endless(next, calls, open, known)));
    open.remove(name);
    known.insert(name.to_owned());
    endless
}

/// Returns the macros that elements call, found by the attribute `macro` in
/// their serialized form, which is the same for every kind of element.
pub(super) fn called(elements: &[csl::LayoutRenderingElement]) -> BTreeSet<String> {
    attribute(serde_json::to_value(elements).unwrap_or_default(), "@macro")
}

/// Returns what a citation asks of where it stands among the others. Which
/// macros only the bibliography calls is not looked at: what is too much does
/// no harm.
fn positions(style: &IndependentStyle) -> BTreeSet<String> {
    let elements = style.macros.iter().flat_map(|definition| &definition.children);
    let all: Vec<_> = elements.chain(&style.citation.layout.elements).collect();
    attribute(serde_json::to_value(all).unwrap_or_default(), "@position")
}

/// Returns the values of an attribute anywhere in serialized elements.
fn attribute(elements: serde_json::Value, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![elements];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Object(fields) => {
                for (key, value) in fields {
                    match value {
                        serde_json::Value::String(value) if key == name => _ = found.insert(value),
                        serde_json::Value::Array(values) if key == name => {
                            found.extend(values.iter().filter_map(|value| value.as_str().map(str::to_owned)));
                        }
                        value => open.push(value),
                    }
                }
            }
            serde_json::Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    found
}

/// Returns the locale for `language` and its terms, then English ones. Only
/// the locales that are wanted are decoded: all 63 take 80 ms.
fn locales(language: &str) -> (LocaleCode, Vec<csl::Locale>) {
    let wanted = locale_for(language);
    let mut locales: Vec<csl::Locale> = decode(wanted).into_iter().collect();
    if wanted != "en-US" {
        locales.extend(decode("en-US"));
    }
    (LocaleCode(wanted.to_owned()), locales)
}

/// Returns the code of the archive's locale for a language: the very one,
/// else the language's main one, else `en-US`.
fn locale_for(language: &str) -> &'static str {
    /// Main locales that are not simply `xx-XX` (CSL's primary dialects).
    const MAIN: [(&str, &str); 6] = [
        ("en", "en-US"),
        ("zh", "zh-CN"),
        ("zh-hans", "zh-CN"),
        ("zh-hant", "zh-TW"),
        ("zh-hk", "zh-TW"),
        ("no", "nb-NO"),
    ];
    let language = language.to_lowercase().replace('_', "-");
    let base = language.split('-').next().unwrap_or_default();
    let codes = || LOCALES.iter().filter_map(|bytes| code(bytes));
    let same = |wanted: &str| codes().find(|code| code.eq_ignore_ascii_case(wanted));
    let main = |wanted: &str| MAIN.iter().find(|(language, _)| *language == wanted).map(|(_, code)| *code);
    same(&language)
        .or_else(|| main(&language))
        .or_else(|| main(&language.split('-').take(2).collect::<Vec<_>>().join("-")))
        .or_else(|| same(&format!("{base}-{base}")))
        .or_else(|| main(base))
        .or_else(|| codes().find(|code| code.split('-').next() == Some(base)))
        .unwrap_or("en-US")
}

fn decode(wanted: &str) -> Option<csl::Locale> {
    let bytes = LOCALES.iter().find(|bytes| code(bytes) == Some(wanted))?;
    ciborium::from_reader(*bytes).ok()
}

/// Reads the code off the head of an encoded locale: a map whose first key is
/// `@xml:lang` and whose value is a text of up to 23 bytes (RFC 8949, 3).
fn code(bytes: &'static [u8]) -> Option<&'static str> {
    let rest = bytes.get(1..)?.strip_prefix(b"\x69@xml:lang")?;
    let (head, rest) = rest.split_first()?;
    let length = usize::from(head.checked_sub(0x60)?);
    std::str::from_utf8(rest.get(..length)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_of_the_archive_is_found_by_its_head() {
        for bytes in LOCALES {
            let code = code(bytes).expect("the archive's encoding changed");
            assert!(decode(code).is_some(), "{code}");
        }
    }

    #[test]
    fn languages_find_their_main_locale() {
        for (language, expected) in [
            ("en", "en-US"),
            ("en-gb", "en-GB"),
            ("de", "de-DE"),
            ("de_AT", "de-AT"),
            ("fr", "fr-FR"),
            ("ru", "ru-RU"),
            ("zh", "zh-CN"),
            ("zh-Hant-HK", "zh-TW"),
            ("pt", "pt-PT"),
            ("ar-EG", "ar"),
            ("uk", "uk-UA"),
            ("", "en-US"),
            ("tlh", "en-US"),
        ] {
            assert_eq!(locale_for(language), expected, "{language}");
        }
    }
}
