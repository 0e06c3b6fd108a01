//! Labels: the words of frames and templates in the languages that ship.

use std::collections::BTreeMap;

use crate::model::PartialDate;
use crate::tool::yaml::{self, Value};

/// Languages with labels, by BCP 47 primary subtag, and their files.
const FILES: [(&str, &str); 5] = [
    ("en", include_str!("../templates/labels/en.yaml")),
    ("de", include_str!("../templates/labels/de.yaml")),
    ("fr", include_str!("../templates/labels/fr.yaml")),
    ("ru", include_str!("../templates/labels/ru.yaml")),
    ("zh", include_str!("../templates/labels/zh.yaml")),
];

/// The primary subtags of the languages that have labels.
pub const LANGUAGES: [&str; 5] = ["en", "de", "fr", "ru", "zh"];

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    words: BTreeMap<String, String>,
}

impl Labels {
    /// Returns the labels of a language (BCP 47); English for one that has
    /// none.
    ///
    /// # Panics
    /// If a file that ships is broken, which a test rules out.
    #[must_use]
    pub fn of(language: &str) -> Self {
        let primary = primary(language);
        let text = FILES.iter().find(|(name, _)| *name == primary).map_or(FILES[0].1, |(_, text)| text);
        let node = yaml::parse(text).expect("the labels that ship are valid YAML");
        let Value::Map(entries) = node.value else { unreachable!("the labels that ship are a mapping") };
        let words = entries
            .into_iter()
            .filter_map(|entry| match entry.node.value {
                Value::String(word) => Some((entry.key, word)),
                _ => None,
            })
            .collect();
        Self { words }
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

    /// Writes a date as readers of this language do, with the precision that
    /// it has.
    #[must_use]
    pub fn date(&self, date: PartialDate) -> String {
        let year = date.year.to_string();
        let Some(month) = date.month else { return year };
        let name = self.word("months").split(' ').nth(usize::from(month) - 1).unwrap_or_default();
        let pattern = self.word("date_format");
        match date.day {
            Some(day) => {
                pattern.replace("{day}", &day.to_string()).replace("{month}", name).replace("{year}", &year)
            }
            None if pattern.starts_with("{year}") => format!("{year}年{name}"),
            None => format!("{name} {year}"),
        }
    }
}

/// Returns the primary subtag of a language tag in lower case.
pub(crate) fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_words_that_english_has() {
        let english: Vec<String> = Labels::of("en").words().keys().cloned().collect();
        for language in LANGUAGES {
            let labels = Labels::of(language);
            let keys: Vec<String> = labels.words().keys().cloned().collect();
            assert_eq!(keys, english, "{language}");
            assert_eq!(labels.word("months").split(' ').count(), 12, "{language}");
        }
    }

    #[test]
    fn dates_are_written_in_the_language_and_with_their_precision() {
        check("en-GB", "2025-04-02", "2 April 2025");
        check("de", "2025-04-02", "2. April 2025");
        check("ru", "2025-04-02", "2 апреля 2025 г.");
        check("zh-Hans", "2025-04-02", "2025年4月2日");
        check("zh", "2025-04", "2025年4月");
        check("en", "2025-04", "April 2025");
        check("fr", "2025", "2025");
        check("xx", "2025-04-02", "2 April 2025");
    }

    #[track_caller]
    fn check(language: &str, date: &str, expected: &str) {
        assert_eq!(Labels::of(language).date(date.parse().unwrap()), expected);
    }
}
