//! What is known of each language: its stemmer and its everyday words.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use unicode_script::Script;

/// So many words of a language are remembered with their stems: more than
/// the vocabulary of most corpora, and at most a few megabytes.
const REMEMBERED: usize = 1 << 16;

/// The stemmer and the stop words of one language.
pub(super) struct Lexicon {
    code: String,
    stemmer: Option<Stemmer>,
    stop: HashSet<&'static str>,
    known: HashMap<String, (String, bool)>,
}

impl Lexicon {
    fn of(code: &str) -> Self {
        let stemmer = Algorithm::from_name(code).ok().map(Stemmer::new);
        let mut stop: HashSet<&str> = stop_words::lookup(code).unwrap_or_default().iter().copied().collect();
        if code == "en" {
            stop.extend(PRONOUNS_LEFT_OUT);
        }
        Self { code: code.to_owned(), stemmer, stop, known: HashMap::new() }
    }

    /// Returns the stem of a folded word, and whether it is an everyday word.
    fn look_up(&mut self, word: &str) -> (String, bool) {
        if let Some(known) = self.known.get(word) {
            return known.clone();
        }
        let stem = self.stemmer.map_or_else(|| word.into(), |stemmer| stemmer.stem(word));
        let form = if stem.is_empty() { word.to_owned() } else { stem.into_owned() };
        let found = (form, self.stop.contains(word));
        if self.known.len() < REMEMBERED {
            self.known.insert(word.to_owned(), found.clone());
        }
        found
    }
}

thread_local! {
    static LEXICONS: RefCell<Vec<Lexicon>> = const { RefCell::new(Vec::new()) };
}

/// Returns the stem of a folded word in a language, and whether it is an
/// everyday word of it.
pub(super) fn look_up(word: &str, language: &str) -> (String, bool) {
    LEXICONS.with_borrow_mut(|lexicons| {
        let place = lexicons.iter().position(|lexicon| lexicon.code == language).unwrap_or_else(|| {
            lexicons.push(Lexicon::of(language));
            lexicons.len() - 1
        });
        lexicons[place].look_up(word)
    })
}

/// The list of NLTK has no `us`.
const PRONOUNS_LEFT_OUT: [&str; 1] = ["us"];

static EVERYDAY_ENGLISH: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let listed = stop_words::lookup("en").unwrap_or_default().iter().copied();
    listed.chain(PRONOUNS_LEFT_OUT).collect()
});

/// Tells whether a folded word is an everyday word of English, whatever the
/// language of the text, so that a query folds like a document.
pub(super) fn is_everyday_english(word: &str) -> bool {
    EVERYDAY_ENGLISH.contains(word)
}

/// Returns the language by whose rules words in `script` are stemmed in a
/// text in `declared` (BCP 47): that language if it is written in the
/// script, else the most usual one of the script; `None` where the script
/// has no stemmer.
pub(super) fn language_of(script: Script, declared: Option<&str>) -> Option<String> {
    declared
        .and_then(primary)
        .filter(|code| scripts_of(code).contains(&script))
        .or_else(|| usual_language(script).map(str::to_owned))
}

/// Returns the first part of a language tag in small letters, by the name
/// that the stemmers use; `None` for what is no language tag.
fn primary(tag: &str) -> Option<String> {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    let valid = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    valid.then(|| match first.to_ascii_lowercase().as_str() {
        "nb" | "nn" => "no".to_owned(),
        code => code.to_owned(),
    })
}

fn usual_language(script: Script) -> Option<&'static str> {
    Some(match script {
        Script::Latin => "en",
        Script::Cyrillic => "ru",
        Script::Greek => "el",
        Script::Arabic => "ar",
        Script::Armenian => "hy",
        Script::Devanagari => "hi",
        Script::Tamil => "ta",
        _ => return None,
    })
}

fn scripts_of(code: &str) -> &'static [Script] {
    match code {
        "ru" | "uk" | "be" | "bg" | "mk" | "ky" | "mn" | "tg" | "tt" => &[Script::Cyrillic],
        "sr" | "kk" | "bs" => &[Script::Cyrillic, Script::Latin],
        "ar" | "fa" | "ur" | "ps" | "ug" | "sd" => &[Script::Arabic],
        "el" => &[Script::Greek],
        "he" | "yi" => &[Script::Hebrew],
        "hy" => &[Script::Armenian],
        "hi" | "ne" | "mr" => &[Script::Devanagari],
        "ta" => &[Script::Tamil],
        "zh" | "ja" | "ko" | "th" | "lo" | "km" | "my" => &[],
        _ => &[Script::Latin],
    }
}
