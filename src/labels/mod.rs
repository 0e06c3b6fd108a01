//! Labels: the words of frames and templates, in the languages that ship and
//! in those that a desk adds or changes.

mod forms;
mod written;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::error::{Diagnostic, Reported, Warning};
use crate::tool::yaml::{self, Entry, Value};

pub(crate) use written::{DateForm, currency_digits, written_number};

/// Languages with labels, by BCP 47 primary subtag, and their files.
const FILES: [(&str, &str); 5] = [
    ("en", include_str!("../../templates/labels/en.yaml")),
    ("de", include_str!("../../templates/labels/de.yaml")),
    ("fr", include_str!("../../templates/labels/fr.yaml")),
    ("ru", include_str!("../../templates/labels/ru.yaml")),
    ("zh", include_str!("../../templates/labels/zh.yaml")),
];

/// The primary subtags of the languages that ship.
pub const LANGUAGES: [&str; 5] = ["en", "de", "fr", "ru", "zh"];

/// The folder of a desk's own labels, below `templates/`.
pub(crate) const FOLDER: &str = "labels/";

/// The words that ship, parsed once; they never change.
static BUILT_IN: LazyLock<Dictionary> = LazyLock::new(|| Dictionary {
    languages: FILES
        .iter()
        .map(|(language, text)| {
            let node = yaml::parse(text).expect("the labels that ship are valid YAML");
            let Value::Map(entries) = node.value else { unreachable!("the labels that ship are a mapping") };
            let word = |entry: Entry| match entry.node.value {
                Value::String(word) => Some((entry.key, word)),
                _ => None,
            };
            let words = entries.into_iter().filter_map(word).collect();
            ((*language).to_owned(), Labels { language: (*language).to_owned(), words })
        })
        .collect(),
});

/// The words of every language that a desk has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dictionary {
    /// By primary subtag; English is always there.
    languages: BTreeMap<String, Labels>,
}

impl Default for Dictionary {
    /// The languages that ship.
    fn default() -> Self {
        BUILT_IN.clone()
    }
}

impl Dictionary {
    /// Lays a desk's own files over the words that ship. `texts` are files by
    /// their paths below `templates/`; those that are `labels/LANGUAGE.yaml`
    /// count. A key that English has not is a word for the desk's own
    /// templates. Mistakes (as errors) leave their word as it was; a language
    /// that does not ship and lacks words is a warning, and English stands in.
    #[must_use]
    pub fn read(texts: &BTreeMap<String, String>) -> Reported<Self> {
        let mut dictionary = Self::default();
        let mut warnings = Vec::new();
        for (name, text) in texts {
            let Some(language) = name.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".yaml")) else {
                continue;
            };
            dictionary.add(language, &format!("templates/{name}"), text, &mut warnings);
        }
        Reported { value: dictionary, warnings }
    }

    fn add(&mut self, language: &str, file: &str, text: &str, warnings: &mut Vec<Warning>) {
        if language.is_empty() || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let message =
                format!("`{language}` is no language: a file of labels is named by a primary subtag");
            warnings.push(Diagnostic::error(message).in_file(file).hint("such as `pl.yaml` (BCP 47)"));
            return;
        }
        let own = match read_words(file, text, warnings) {
            Ok(own) => own,
            Err(mistake) => return warnings.push(mistake.in_file(file)),
        };
        let ships = LANGUAGES.contains(&language);
        let english = &self.languages["en"].words;
        if !ships {
            warnings.extend(lacking(english, &own).map(|warning| warning.in_file(file)));
        }
        let base = self.languages.get(language).map_or(english, |labels| &labels.words);
        let mut words = base.clone();
        words.extend(own);
        self.languages.insert(language.to_owned(), Labels { language: language.to_owned(), words });
    }

    /// Returns the labels of a language (BCP 47); English for one that has
    /// none.
    #[must_use]
    pub fn of(&self, language: &str) -> &Labels {
        self.languages.get(&primary(language)).unwrap_or_else(|| &self.languages["en"])
    }

    /// Returns the primary subtags of the languages, sorted.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// Returns the keys of all words of all languages, sorted, each once.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let all = self.languages.values().flat_map(|labels| labels.words.keys().map(String::as_str));
        all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }
}

/// Reads the words of one file; a word that is no text, or whose form cannot
/// be read, is told and left out.
fn read_words(
    file: &str,
    text: &str,
    warnings: &mut Vec<Warning>,
) -> Result<BTreeMap<String, String>, Box<Diagnostic>> {
    let node = yaml::parse(text)?;
    let entries = match node.value {
        Value::Map(entries) => entries,
        Value::Null => Vec::new(),
        other => {
            let message = format!("labels are a mapping of keys to texts, not {}", other.kind());
            let told = Diagnostic::error(message).at(node.place.line, node.place.column, text);
            return Err(Box::new(told));
        }
    };
    let mut words = BTreeMap::new();
    for Entry { key, node, .. } in entries {
        let mut refuse = |message: String, hint: String| {
            let told = Diagnostic::error(message).in_file(file).hint(hint);
            warnings.push(told.at(node.place.line, node.place.column, text));
        };
        match &node.value {
            Value::String(word) => match written::mistake(&key, word) {
                None => drop(words.insert(key, word.clone())),
                Some((message, hint)) => refuse(message, hint),
            },
            other => refuse(
                format!("the label `{key}` is {}, not a text", other.kind()),
                "write it in quotation marks".to_owned(),
            ),
        }
    }
    Ok(words)
}

/// Warns of the words that a language lacks; `None` where it has all.
fn lacking(english: &BTreeMap<String, String>, own: &BTreeMap<String, String>) -> Option<Warning> {
    let lacking: Vec<&str> =
        english.keys().filter(|key| !own.contains_key(*key)).map(String::as_str).collect();
    let count = lacking.len();
    let what = if count == 1 { "1 word is".to_owned() } else { format!("{count} words are") };
    let hint = format!("English stands for {}", lacking.join(", "));
    (count > 0).then(|| Diagnostic::warning(format!("{what} missing")).hint(hint))
}

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The primary subtag.
    language: String,
    words: BTreeMap<String, String>,
}

impl Labels {
    /// Returns the labels that ship of a language (BCP 47); English for one
    /// that has none. A desk's own are in its [`Dictionary`].
    #[must_use]
    pub fn of(language: &str) -> Self {
        BUILT_IN.of(language).clone()
    }

    /// Returns the word for `key`; empty where there is none.
    #[must_use]
    pub fn word(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }

    /// Returns all words by key.
    #[must_use]
    pub fn words(&self) -> &BTreeMap<String, String> {
        &self.words
    }

    /// Returns the primary subtag of the language.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }
}

/// Returns the primary subtag of a language tag in lower case.
pub(crate) fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests;
