//! Words: how a text is cut, folded and stemmed to be found.
//!
//! Documents and queries go through the same rules, so that what is written
//! alike is found alike:
//!
//! - words are those of Unicode (UAX 29), in lower case and NFKC; compounds
//!   with hyphens are cut, numbers such as `244.8` are one word and lose the
//!   commas between thousands;
//! - a possessive (`China's`) and an elided article (`l'accord`) fall away;
//!   other apostrophes are dropped (`Xi'an` is `xian`);
//! - `U.K.` and `UK` are `uk`; where that would be an everyday word, the full
//!   stops stay (`U.S.` and `US` are `u.s`);
//! - words are stemmed by Snowball in the language of the text if it is
//!   written in the word's script, else in the script's most usual language;
//! - scripts that write no spaces (Han, kana, Thai) are found by overlapping
//!   pairs of characters. Each character has one position: its pair with the
//!   next, or itself alone at the end of a run. So a single character is
//!   found as the beginning of a form, and a phrase by its pairs, exactly.

mod lexicon;
mod token;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use token::Token;

/// A word of a text; its position is its index in the text's list of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What the word is found by.
    pub form: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Whether it is too common to say what a text is about (a stop word), or
    /// only the closing character of a run that its pair has counted already.
    pub stop: bool,
}

/// A word of a query with everything that it may be in the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Its bytes in the query.
    pub range: Range<usize>,
    /// Its position among the words of the query.
    pub position: u32,
    /// Its forms in the languages of the corpus, sorted; at least one.
    pub forms: Vec<String>,
    /// Whether it is a stop word.
    pub stop: bool,
    /// Whether any form that begins with the one given is meant.
    pub prefix: bool,
    /// The run of characters without spaces that it belongs to, from 0.
    pub run: Option<u32>,
}

/// Returns the words of `text` in order.
///
/// `language` is the text's (BCP 47), `None` where it is not known.
#[must_use]
pub fn analyse(text: &str, language: Option<&str>) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut chosen = None;
    token::each(text, |token| match token {
        Token::Word { range, text, script } => {
            if !matches!(&chosen, Some((known, _)) if *known == script) {
                chosen = Some((script, lexicon::language_of(script, language)));
            }
            let by = chosen.as_ref().and_then(|(_, by)| by.as_deref());
            let (form, stop) = by.map_or_else(|| (text.to_owned(), false), |by| lexicon::look_up(text, by));
            words.push(Word { form, range, stop });
        }
        Token::Fixed { range, text } => words.push(Word { form: text.to_owned(), range, stop: false }),
        Token::Run(characters) => pairs(characters, language, |form, range, stop| {
            words.push(Word { form, range, stop });
        }),
    });
    words
}

/// Calls `take` with the pair at each character of a run, and with the last
/// character alone; that one counts as a word where it is all of the run.
fn pairs(
    characters: &[(Range<usize>, String)],
    language: Option<&str>,
    mut take: impl FnMut(String, Range<usize>, bool),
) {
    for pair in characters.windows(2) {
        let form = format!("{}{}", pair[0].1, pair[1].1);
        let stop = lexicon::look_up(&form, unspaced_language(language)).1;
        take(form, pair[0].0.start..pair[1].0.end, stop);
    }
    if let Some((range, character)) = characters.last() {
        let alone = characters.len() == 1;
        let stop = !alone || lexicon::look_up(character, unspaced_language(language)).1;
        take(character.clone(), range.clone(), stop);
    }
}

fn unspaced_language(language: Option<&str>) -> &str {
    match language.map(|tag| tag.split(['-', '_']).next().unwrap_or(tag)) {
        Some("ja") => "ja",
        Some("th") => "th",
        _ => "zh",
    }
}

/// Counts the words of a text as Unicode does (UAX 29); a character of a script
/// without spaces is one.
#[must_use]
pub fn count(text: &str) -> usize {
    text.unicode_words().count()
}

/// Returns the words of a query with their forms in each of `languages`
/// (BCP 47), the languages of the corpus, and in the most usual language of
/// their script.
///
/// Whether a word is a stop word is asked of `spoken`, the language of the
/// query; see [`spoken`].
#[must_use]
pub fn forms(term: &str, languages: &[&str], spoken: Option<&str>) -> Vec<Sought> {
    let mut sought = Vec::new();
    let mut position = 0;
    let mut runs = 0;
    token::each(term, |token| match token {
        Token::Word { range, text, script } => {
            let tongues = [None, spoken].into_iter().chain(languages.iter().copied().map(Some));
            let mut codes: Vec<String> =
                tongues.filter_map(|tag| lexicon::language_of(script, tag)).collect();
            codes.sort_unstable();
            codes.dedup();
            let mut forms: Vec<String> = codes.iter().map(|code| lexicon::look_up(text, code).0).collect();
            if forms.is_empty() {
                forms.push(text.to_owned());
            }
            let by = lexicon::language_of(script, spoken);
            let stop = by.is_some_and(|by| lexicon::look_up(text, &by).1);
            sought.push(Sought::new(range, position, forms, stop));
            position += 1;
        }
        Token::Fixed { range, text } => {
            sought.push(Sought::new(range, position, vec![text.to_owned()], false));
            position += 1;
        }
        Token::Run(characters) => {
            seek_run(characters, position, runs, &mut sought);
            position += characters.len() as u32;
            runs += 1;
        }
    });
    sought
}

impl Sought {
    fn new(range: Range<usize>, position: u32, mut forms: Vec<String>, stop: bool) -> Self {
        forms.sort_unstable();
        forms.dedup();
        Self { range, position, forms, stop, prefix: false, run: None }
    }
}

fn seek_run(characters: &[(Range<usize>, String)], position: u32, run: u32, sought: &mut Vec<Sought>) {
    let mut at = position;
    let alone = characters.len() == 1;
    let count = characters.len() - usize::from(!alone);
    pairs(characters, None, |form, range, stop| {
        if at - position < count as u32 {
            let mut pair = Sought::new(range, at, vec![form], stop);
            pair.prefix = alone;
            pair.run = Some(run);
            sought.push(pair);
        }
        at += 1;
    });
}

/// Returns the language of a query in which the most of its words are stop
/// words, out of `languages` (BCP 47); `None` for the most usual language of
/// its script.
///
/// Another language must show two stop words more than the usual one: `war`
/// alone does not make a query German.
#[must_use]
pub fn spoken<'l>(query: &str, languages: &[&'l str]) -> Option<&'l str> {
    let stops = |language| analyse(query, language).iter().filter(|word| word.stop).count();
    let usual = stops(None);
    let mut best = (usual + 1, None);
    for language in languages {
        let count = stops(Some(language));
        if count > best.0 {
            best = (count, Some(*language));
        }
    }
    best.1
}

#[cfg(test)]
mod tests;
