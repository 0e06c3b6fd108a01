//! Acts that happen once, with the dates that sources give them.

use super::clause::{self, Sentence};
use super::period;
use super::{Content, Found};
use crate::findings::token::Kind;

/// Verbs of what is done once to a thing.
const ONCE: [&str; 22] = [
    "signed",
    "founded",
    "established",
    "ratified",
    "born",
    "launched",
    "adopted",
    "created",
    "abolished",
    "inaugurated",
    "concluded",
    "dissolved",
    "assassinated",
    "enacted",
    "подписан",
    "подписана",
    "подписано",
    "основан",
    "основана",
    "ратифицирован",
    "принят",
    "создан",
];

/// Reads a sentence that dates an act, by a year, a month or a day: `the
/// treaty was signed in 2001`. Only of things that are named or definite, since
/// there may be many `a treaty`.
pub(super) fn acts(sentence: &Sentence<'_>) -> Option<(String, Found)> {
    let tokens = &sentence.tokens;
    let [period] = sentence.periods.as_slice() else { return None };
    let verbs: Vec<usize> = (0..tokens.len()).filter(|at| ONCE.contains(&tokens.lower(*at))).collect();
    let [verb] = verbs.as_slice() else { return None };
    let is_dated = period::is_plain(&period.name) && !period.is_comparison;
    if !is_dated || (0..tokens.len()).any(|at| is_unsure(sentence, at)) || !is_of_thing(sentence, *verb) {
        return None;
    }
    let terms = sentence.terms(0..tokens.len(), |_| false);
    let (places, is_mutual) = clause::relation(&terms);
    let words = clause::key(&terms, &places, true);
    let names = terms.iter().filter(|term| term.token > 0 && tokens.is_capitalised(term.token)).count();
    if words.len() + usize::from(!places.is_empty()) < 2 || names + places.len() == 0 && words.len() < 3 {
        return None;
    }
    let mut sorted = places.clone();
    sorted.sort_unstable();
    let key = format!("act|{}|{}", sorted.join(","), words.join(" "));
    let phrase = phrase(sentence, &period.tokens);
    let found = Found {
        said: tokens.text[phrase.clone()].to_owned(),
        phrase,
        quantity: clause::written(sentence, &terms),
        words,
        period: None,
        content: Content::When(period.name.clone()),
        places,
        is_mutual: is_mutual || sorted.len() > 1,
    };
    Some((key, found))
}

/// Words and marks with which a sentence may speak of more than one act.
fn is_unsure(sentence: &Sentence<'_>, at: usize) -> bool {
    const WORDS: [&str; 16] = [
        "a", "an", "another", "new", "second", "again", "not", "never", "and", "but", "which", "who",
        "after", "before", "не", "и",
    ];
    let tokens = &sentence.tokens;
    let word = tokens.lower(at);
    let is_free = sentence.period_at(at).is_none();
    let is_number = tokens.kind(at) == Some(Kind::Number);
    sentence.is_verb_of_saying(at)
        || sentence.is_hard_mark(at) && at + 1 < tokens.len()
        || is_free && (WORDS.contains(&word) || word == "," && at > 3 || is_number)
}

/// `was signed`, or `Smith signed the treaty`.
fn is_of_thing(sentence: &Sentence<'_>, verb: usize) -> bool {
    let word = |at: usize| sentence.tokens.lower(at);
    let is_help = |back: usize| {
        matches!(word(verb.wrapping_sub(back)), "was" | "were" | "been" | "being" | "был" | "была" | "было")
    };
    let is_active = sentence.tokens.is_capitalised(verb.wrapping_sub(1));
    (1..=3).any(is_help) || is_active && matches!(word(verb + 1), "the" | "its" | "their")
}

/// The bytes of a period without the preposition before it.
fn phrase(sentence: &Sentence<'_>, period: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let is_small = |at: &usize| {
        !matches!(
            sentence.tokens.lower(*at),
            "in" | "on" | "of" | "the" | "during" | "в" | "за" | "for" | ","
        )
    };
    let first = period.clone().find(is_small).unwrap_or(period.start);
    sentence.tokens.span(first, period.end)
}
