//! Sentences as ranking sees them: their words by number, and what they hold.

use std::collections::HashMap;
use std::ops::Range;

use crate::select::quotable::is_quotable;
use crate::tool::words::{self, Word};

/// The sentences of one text.
pub(crate) struct Sentences {
    /// In the order of the text.
    pub(crate) list: Vec<Sentence>,
    /// The forms of their words by number, in the order of first appearance.
    pub(crate) forms: Vec<String>,
}

/// One sentence.
pub(crate) struct Sentence {
    /// Its words in order: the number of the form, and whether it is a stop
    /// word.
    pub(crate) words: Vec<(usize, bool)>,
    /// The numbers of the forms that are no stop words, in order of number,
    /// each once.
    pub(crate) content: Vec<usize>,
    /// Words with a digit.
    pub(crate) figures: usize,
    /// Words after the first that begin with a capital: names, in most
    /// languages. The speaker's `I` is none.
    pub(crate) names: usize,
    /// Whether it has a quotation mark.
    pub(crate) is_quoting: bool,
    /// Whether its author speaks of himself (`I`, `our`).
    pub(crate) is_personal: bool,
    /// Whether it could be quoted as it stands.
    pub(crate) is_whole: bool,
}

/// How a speaker names himself, in lower case, by language. Languages in which
/// the verb says it, or in which every noun has a capital, are left out: their
/// texts are told by what they repeat alone.
const FIRST_PERSONS: &[(&str, &[&str])] = &[
    ("en", &["i", "me", "my", "mine", "we", "us", "our", "ours"]),
    ("fr", &["je", "j", "me", "mon", "ma", "mes", "nous", "notre", "nos"]),
    ("ru", &["я", "меня", "мне", "мной", "мой", "моя", "мои", "мы", "нас", "нам", "наш", "наша", "наши"]),
];
const QUOTATION_MARKS: &[char] = &['"', '“', '”', '„', '«', '»', '「', '」', '『', '』'];

impl Sentences {
    /// Reads the sentences of a text; `language` is BCP 47, `None` is taken
    /// for English where that matters.
    pub(crate) fn read(text: &str, language: Option<&str>, ranges: &[Range<usize>]) -> Self {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut forms = Vec::new();
        let mut number = |form: String| {
            *numbers.entry(form).or_insert_with_key(|form| {
                forms.push(form.clone());
                forms.len() - 1
            })
        };
        let persons = first_persons(language);
        let list = ranges
            .iter()
            .map(|range| {
                let sentence = &text[range.clone()];
                let read = words::analyse(sentence, language);
                let mut found = Sentence::of(sentence, &read, persons);
                found.words = read.into_iter().map(|word| (number(word.form), word.stop)).collect();
                found.content = content(&found.words);
                found
            })
            .collect();
        Self { list, forms }
    }
}

impl Sentence {
    /// Reads all but the words' numbers.
    fn of(sentence: &str, read: &[Word], persons: &[&str]) -> Self {
        let surface = |word: &Word| &sentence[word.range.clone()];
        let is_person = |word: &Word| {
            let whole = surface(word);
            let spoken = whole.split(['\'', '’']).next().unwrap_or(whole);
            // `US` is a country.
            (spoken.len() == 1 || !spoken.chars().all(char::is_uppercase))
                && persons.contains(&spoken.to_lowercase().as_str())
        };
        let is_name = |word: &&Word| surface(word).starts_with(char::is_uppercase) && !is_person(word);
        Self {
            words: Vec::new(),
            content: Vec::new(),
            figures: read.iter().filter(|word| surface(word).contains(|c: char| c.is_numeric())).count(),
            names: read.iter().skip(1).filter(is_name).count(),
            is_quoting: sentence.contains(QUOTATION_MARKS),
            is_personal: read.iter().any(is_person),
            is_whole: is_quotable(sentence),
        }
    }
}

fn content(words: &[(usize, bool)]) -> Vec<usize> {
    let mut content: Vec<usize> = words.iter().filter(|(_, stop)| !stop).map(|(form, _)| *form).collect();
    content.sort_unstable();
    content.dedup();
    content
}

fn first_persons(language: Option<&str>) -> &'static [&'static str] {
    let primary = language.unwrap_or("en").split(['-', '_']).next().unwrap_or_default();
    FIRST_PERSONS
        .iter()
        .find(|(code, _)| primary.eq_ignore_ascii_case(code))
        .map_or(&[], |(_, persons)| *persons)
}
