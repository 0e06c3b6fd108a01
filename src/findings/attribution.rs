//! Who said what stands in quotation marks.

use std::ops::Range;

use super::speech::{CUTS, DETERMINERS, MONTHS, NO_PERSONS, PRONOUNS, VERBS, is_title_word};
use super::token::{Kind, Tokens, is_han};

/// A verb of speech and its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribution {
    /// Bytes of the speaker's name or noun.
    pub(super) speaker: Range<usize>,
    /// Bytes of the verb; `None` for `according to`.
    pub(super) verb: Option<Range<usize>>,
    /// Whether nothing but a comma, a colon or `that` parts it from the marks.
    pub(super) is_close: bool,
}

/// Farthest a verb may stand from the marks, in tokens.
const REACH: usize = 40;

/// Longest name or noun with its adjectives, in tokens.
const LONGEST_NAME: usize = 10;

/// Marks between quoted words and what follows them.
const CLOSING: &str = "”\"»“’'」』,，—–-";

/// Longest apposition between a name and its verb, in tokens.
const LONGEST_APPOSITION: usize = 14;

/// Looks for an attribution between token `from`, a closing mark, and the byte
/// `limit`, within the sentence.
pub(super) fn after(tokens: &Tokens<'_>, from: usize, limit: usize) -> Option<Attribution> {
    let mut start = from;
    while tokens.kind(start) == Some(Kind::Mark) && CLOSING.contains(tokens.lower(start)) {
        start += 1;
    }
    // `“…,” is how Lopez put it`.
    if tokens.lower(start) == "is" && matches!(tokens.lower(start + 1), "how" | "what") {
        start += 2;
    } else if tokens.lower(start) == "as" {
        start += 1;
    }
    // A sentence that ended within the marks: what follows is another one.
    let inside = tokens.text[..tokens.get(from)?.range.start].chars().next_back();
    let is_new = matches!(inside, Some('.' | '。')) && tokens.is_capitalised(start) && start == from + 1;
    // Speech ends in a comma or its own mark before its speaker is named.
    let is_ended = inside.is_some_and(|c| ",.!?…—–-，。！？".contains(c)) || start > from + 1;
    if is_new || !is_ended || tokens.get(start)?.range.start >= limit {
        return None;
    }
    let end = sentence_end(tokens, start, limit);
    if let Some(found) = according_to(tokens, start, end).or_else(|| chinese_after(tokens, start, end)) {
        return Some(found);
    }
    for at in start..end.min(start + LONGEST_NAME + LONGEST_APPOSITION) {
        if let Some(verb) = verb(tokens, at) {
            let subject = if at == start { None } else { subject_before(tokens, at, start) };
            let subject = subject
                .filter(|subject| subject.start == start)
                .map(|subject| tokens.span(subject.start, subject.end));
            let subject = subject.or_else(|| (at == start).then(|| behind(tokens, verb.end, end)).flatten());
            return subject.map(|speaker| Attribution {
                speaker,
                verb: Some(tokens.span(verb.start, verb.end)),
                is_close: true,
            });
        }
    }
    None
}

/// The speaker behind a verb; `говорится в сообщении` names a text.
fn behind(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    if !matches!(tokens.lower(start), "в" | "во") {
        return name_after(tokens, start, end);
    }
    let stop = (start + 1..end.min(start + LONGEST_NAME)).find(|at| !belongs(tokens, *at, usize::MAX));
    let stop = stop.unwrap_or(end.min(start + LONGEST_NAME));
    (stop > start + 1).then(|| tokens.span(start + 1, stop))
}

/// Looks for an attribution that interrupts the words in marks, as Russian
/// writes it: `«Мы ждали, — отметила Лопес. — Теперь мы строим»`.
pub(super) fn inside(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Attribution> {
    (start + 2..end).find_map(|at| {
        let is_set_off = matches!(tokens.lower(at - 1), "—" | "–")
            && matches!(tokens.lower(at - 2), "," | "." | "!" | "?" | "…");
        let verb = verb(tokens, at).filter(|_| is_set_off)?;
        let speaker = name_after(tokens, verb.end, end)?;
        Some(Attribution { speaker, verb: Some(tokens.span(verb.start, verb.end)), is_close: true })
    })
}

/// Finds who a sentence is about that leads over to speech without a verb of
/// it: `Olga Brandt was defiant. “We will not give up.”` A pronoun or a full
/// name, no thing. `opening` is the mark, `limit` the end of the marks before.
pub(super) fn implied(tokens: &Tokens<'_>, opening: usize, limit: usize) -> Option<Attribution> {
    let end = opening.checked_sub(1).filter(|end| matches!(tokens.lower(*end), "." | ":"))?;
    let start = sentence_start(tokens, end, limit);
    let subject = first_subject(tokens, start, end)?;
    let word = tokens.lower(start);
    let is_person = matches!(word, "he" | "she" | "он" | "она");
    let is_name = (subject.len() > 1 || tokens.lower(end) == ":")
        && !NO_PERSONS.contains(tokens.lower(subject.end - 1))
        && subject
            .clone()
            .all(|at| !NO_PERSONS.contains(tokens.lower(at)) || is_title_word(tokens.lower(at)));
    let goes_on = tokens.kind(subject.end) == Some(Kind::Word);
    let speaker = tokens.span(subject.start, subject.end);
    ((is_person || is_name) && goes_on).then_some(Attribution { speaker, verb: None, is_close: true })
}

/// Looks for an attribution between the byte `limit` and token `opening`, an
/// opening mark, within the sentence.
pub(super) fn before(tokens: &Tokens<'_>, opening: usize, limit: usize) -> Option<Attribution> {
    let mut start = sentence_start(tokens, opening, limit);
    while start < opening && CLOSING.contains(tokens.lower(start)) {
        start += 1;
    }
    if let Some(found) = chinese_before(tokens, opening, start) {
        return Some(found);
    }
    // `said Lopez, adding, “…”`: the verb is the nearest, its subject further off.
    let mut nearest: Option<Range<usize>> = None;
    for at in (start..opening).rev() {
        if let Some(found) = according_to(tokens, at, opening) {
            return Some(Attribution { is_close: true, ..found });
        }
        let Some(verb) = verb(tokens, at) else { continue };
        let is_participle = tokens.lower(verb.start).ends_with("ing");
        let first = is_participle.then(|| first_subject(tokens, start, verb.start)).flatten();
        let subject = first.or_else(|| subject_before(tokens, verb.start, start));
        let speaker = subject.map(|name| tokens.span(name.start, name.end));
        let speaker = speaker.or_else(|| inverted(tokens, &verb, start, opening));
        if let Some(speaker) = speaker {
            let verb = nearest.unwrap_or(verb);
            let is_close = leads_over(tokens, verb.end, opening);
            return Some(Attribution { speaker, verb: Some(tokens.span(verb.start, verb.end)), is_close });
        }
        if (is_participle || leads_over(tokens, verb.end, opening)) && nearest.is_none() {
            nearest = Some(verb);
        }
    }
    None
}

/// Tells whether nothing but a comma, a colon or `that` stands from token `from`
/// to the opening mark.
fn leads_over(tokens: &Tokens<'_>, from: usize, opening: usize) -> bool {
    let is_light = |index: usize| matches!(tokens.lower(index), "," | ":" | "that" | "—" | "–" | "：" | "，");
    (from..opening).all(is_light) || matches!(tokens.lower(opening - 1), ":" | "：")
}

fn sentence_end(tokens: &Tokens<'_>, start: usize, limit: usize) -> usize {
    (start..tokens.len().min(start + REACH))
        .find(|at| is_stop(tokens, *at) || tokens.get(*at).is_none_or(|token| token.range.start >= limit))
        .unwrap_or(tokens.len().min(start + REACH))
}

fn sentence_start(tokens: &Tokens<'_>, opening: usize, limit: usize) -> usize {
    let first = opening.saturating_sub(REACH);
    (first..opening)
        .rev()
        .find(|at| is_stop(tokens, *at) || tokens.get(*at).is_none_or(|token| token.range.end <= limit))
        .map_or(first, |at| at + 1)
}

/// The end of a sentence; not the stop of an abbreviated title or a name's
/// initial.
fn is_stop(tokens: &Tokens<'_>, at: usize) -> bool {
    match tokens.lower(at) {
        "!" | "?" | "。" | "！" | "？" | ";" | "；" => true,
        "." => {
            let before = tokens.lower(at.wrapping_sub(1));
            !(is_title_word(before)
                || before.chars().count() == 1
                || matches!(
                    before,
                    "st" | "jr" | "sr" | "no" | "vs" | "jan" | "feb" | "aug" | "sept" | "oct" | "nov" | "dec"
                ))
        }
        _ => false,
    }
}

/// `according to NAME`, `по словам NAME`.
fn according_to(tokens: &Tokens<'_>, at: usize, end: usize) -> Option<Attribution> {
    let length = match (tokens.lower(at), tokens.lower(at + 1)) {
        ("according", "to") | ("по", "словам" | "мнению") => 2,
        _ => return None,
    };
    let speaker = name_after(tokens, at + length, end)?;
    Some(Attribution { speaker, verb: None, is_close: true })
}

/// Reads the verb of speech at a token, with `out` of `pointed out`.
fn verb(tokens: &Tokens<'_>, at: usize) -> Option<Range<usize>> {
    let (word, next) = (tokens.lower(at), tokens.lower(at + 1));
    let end = match (word, next) {
        ("pointed" | "points" | "pointing", "out")
        | ("went" | "goes", "on")
        | ("put", "it")
        | ("referred" | "refers", "to") => at + 2,
        ("continued" | "continues" | "continuing" | "declined", "to") => return None,
        _ if VERBS.contains(word) => at + 1,
        _ => return None,
    };
    // After `Beijing's` or `the` it is a noun: claims, reports, notes.
    let before = tokens.lower(at.wrapping_sub(1));
    let is_noun = before.ends_with("'s") || DETERMINERS.contains(before);
    ((!tokens.is_capitalised(at) || at == 0) && !is_noun).then_some(at..end)
}

/// Finds the subject that ends before token `verb`, no earlier than `start`.
fn subject_before(tokens: &Tokens<'_>, verb: usize, start: usize) -> Option<Range<usize>> {
    let mut end = verb;
    while end > start && is_between(tokens.lower(end - 1)) {
        end -= 1;
    }
    // `Paula Reyes (D-Ohio) said`.
    if end > start && tokens.lower(end - 1) == ")" {
        let first = (end - 1).saturating_sub(LONGEST_NAME).max(start);
        end = (first..end - 1).rev().find(|at| tokens.lower(*at) == "(")?;
    }
    if end > start && tokens.lower(end - 1) == "," {
        // `NAME, the minister, said`: the name is before the apposition.
        let first = (end - 1).saturating_sub(LONGEST_APPOSITION).max(start);
        let comma = (first..end - 1).rev().find(|at| tokens.lower(*at) == ",");
        let name = comma.and_then(|comma| noun_phrase(tokens, comma, start));
        // `the new minister, Anna Schmidt, said`: here the name is behind.
        if let (Some(comma), Some(office)) = (comma, &name) {
            let is_at = office.start > start && PREPOSITIONS.contains(&tokens.lower(office.start - 1));
            let is_office = is_title_word(tokens.lower(office.end - 1)) || is_at;
            let is_person = (2..=4).contains(&(end - 2 - comma))
                && (comma + 1..end - 1)
                    .all(|at| tokens.is_capitalised(at) && !CUTS.contains(tokens.lower(at)));
            if is_office && is_person {
                return Some(comma + 1..end - 1);
            }
            if is_at {
                return with_head(tokens, office.clone(), start);
            }
        }
        return name.filter(|name| tokens.is_capitalised(name.end - 1) || tokens.is_capitalised(name.start));
    }
    let name = noun_phrase(tokens, end, start)?;
    with_head(tokens, name, start)
}

/// `an expert at the University said`: the subject is before `at`.
fn with_head(tokens: &Tokens<'_>, name: Range<usize>, start: usize) -> Option<Range<usize>> {
    if name.start > start && PREPOSITIONS.contains(&tokens.lower(name.start - 1)) {
        let whole = noun_phrase(tokens, name.start - 1, start).map(|head| head.start..name.end);
        return whole.or(Some(name));
    }
    Some(name)
}

const PREPOSITIONS: [&str; 9] = ["at", "on", "in", "from", "with", "for", "of", "by", "to"];

/// Reads the subject that a sentence begins with, for `NAME did this, saying`:
/// a pronoun or a name.
fn first_subject(tokens: &Tokens<'_>, start: usize, limit: usize) -> Option<Range<usize>> {
    if PRONOUNS.contains(tokens.lower(start)) {
        return Some(start..start + 1);
    }
    let end = (start..limit).find(|at| !tokens.is_capitalised(*at)).unwrap_or(limit);
    let word = tokens.lower(start).trim_end_matches("'s");
    let is_name = end > start && !CUTS.contains(word) && !DETERMINERS.contains(tokens.lower(start));
    is_name.then_some(start..end)
}

/// Words between a subject and its verb.
fn is_between(word: &str) -> bool {
    const WORDS: [&str; 31] = [
        "also",
        "has",
        "had",
        "have",
        "later",
        "then",
        "recently",
        "once",
        "further",
        "never",
        "would",
        "will",
        "did",
        "again",
        "even",
        "still",
        "just",
        "who",
        "himself",
        "herself",
        "is",
        "was",
        "earlier",
        "instead",
        "first",
        "often",
        "также",
        "уже",
        "ранее",
        "тоже",
        "затем",
    ];
    WORDS.contains(&word) || (word.len() > 4 && word.ends_with("ly") && word != "family")
}

/// Reads the name or noun that ends before token `end`.
fn noun_phrase(tokens: &Tokens<'_>, end: usize, start: usize) -> Option<Range<usize>> {
    if end > start && PRONOUNS.contains(tokens.lower(end - 1)) {
        return Some(end - 1..end);
    }
    let mut first = end;
    while first > start && end - first < LONGEST_NAME && belongs(tokens, first - 1, end) {
        first -= 1;
    }
    // Begin at a determiner or a capital, or with the sentence.
    let is_determiner =
        |at: &usize| DETERMINERS.contains(tokens.lower(*at)) && tokens.lower(at.wrapping_sub(1)) != "of";
    let begin =
        (first..end).rfind(is_determiner).or_else(|| (first..end).find(|at| tokens.is_capitalised(*at)));
    let begin = begin.or_else(|| (first == start && first < end).then_some(first))?;
    let is_word = tokens.kind(end - 1) == Some(Kind::Word);
    let has_noun =
        (begin..end).any(|at| tokens.kind(at) == Some(Kind::Word) && !DETERMINERS.contains(tokens.lower(at)));
    let has_noun =
        has_noun && (is_word || tokens.touches_previous(end - 1)) && !CUTS.contains(tokens.lower(begin));
    has_noun.then_some(begin..end)
}

/// Tells whether a token can be part of a name or noun that ends before `end`.
fn belongs(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let word = tokens.lower(at);
    match tokens.kind(at) {
        Some(Kind::Word) => !CUTS.contains(word) && !VERBS.contains(word) || word == "of" && at + 1 < end,
        // `Article 5 of the treaty states`.
        Some(Kind::Number) => {
            let before = tokens.lower(at.wrapping_sub(1));
            let is_label = tokens.is_capitalised(at.wrapping_sub(1)) && !CUTS.contains(before);
            is_label && !MONTHS.contains(before) && word.len() < 4 || tokens.touches_previous(at)
        }
        Some(Kind::Mark) if word == "@" => at + 1 < end && tokens.touches_previous(at + 1),
        Some(Kind::Mark) if matches!(word, "." | "-" | "‑") => {
            let joined = tokens.touches_previous(at)
                && (word != "."
                    || is_title_word(tokens.lower(at.wrapping_sub(1)))
                    || tokens.lower(at.wrapping_sub(1)).chars().count() == 1);
            joined && at + 1 < end
        }
        _ => false,
    }
}

/// Reads the name or noun that begins at token `start`, after a verb:
/// `said Foreign Minister Anna Schmidt`.
fn name_after(tokens: &Tokens<'_>, start: usize, limit: usize) -> Option<Range<usize>> {
    let mut end = start;
    if PRONOUNS.contains(tokens.lower(start)) {
        return Some(tokens.span(start, start + 1));
    }
    while end < limit
        && end - start < LONGEST_NAME
        && (belongs(tokens, end, usize::MAX) || end == start && DETERMINERS.contains(tokens.lower(end)))
    {
        end += 1;
    }
    while end > start && tokens.kind(end - 1) != Some(Kind::Word) {
        end -= 1;
    }
    let is_named = (start..end).any(|at| tokens.is_capitalised(at));
    let begins = end > start
        && (is_named || DETERMINERS.contains(tokens.lower(start)) || is_title_word(tokens.lower(start)));
    // `a person familiar with the talks`; a name needs nothing more.
    if begins && !is_named && matches!(tokens.lower(end), "for" | "from" | "at" | "with" | "of") {
        let after = end + 1 + usize::from(DETERMINERS.contains(tokens.lower(end + 1)));
        let stop = (after..limit.min(after + LONGEST_NAME))
            .find(|at| !belongs(tokens, *at, usize::MAX))
            .unwrap_or(limit.min(after + LONGEST_NAME));
        let is_time = matches!(tokens.lower(after), "first" | "last" | "time");
        let ends_in_word = stop > after && tokens.kind(stop - 1) == Some(Kind::Word);
        end = if ends_in_word && !is_time { stop } else { end };
    }
    let is_noun = end > start + usize::from(DETERMINERS.contains(tokens.lower(start)));
    (begins && is_noun).then(|| tokens.span(start, end))
}

/// `wrote NAME in …: “…”` and `he told reporters, “…”` with a subject that is
/// no phrase of its own.
fn inverted(tokens: &Tokens<'_>, verb: &Range<usize>, start: usize, opening: usize) -> Option<Range<usize>> {
    (verb.start == start).then(|| name_after(tokens, verb.end, opening)).flatten()
}

/// `外交部发言人表示：“…”`: the characters from the last mark to the verb.
fn chinese_before(tokens: &Tokens<'_>, opening: usize, start: usize) -> Option<Attribution> {
    let end = (start..opening).rev().find(|at| !matches!(tokens.lower(*at), "：" | "，" | ":" | ","))? + 1;
    if !tokens.written(end - 1).chars().any(is_han) {
        return None;
    }
    let first = (start.max(end.saturating_sub(LONGEST_NAME + 20))..end)
        .rev()
        .find(|at| tokens.kind(*at) != Some(Kind::Word))
        .map_or(start.max(end.saturating_sub(LONGEST_NAME + 20)), |at| at + 1);
    let run = tokens.span(first, end);
    let words = &tokens.text[run.clone()];
    let split = run.end - chinese_verb(words)?;
    Some(Attribution { speaker: run.start..split, verb: Some(split..run.end), is_close: true })
}

/// `“…”外交部发言人说。`: the characters up to the next mark.
fn chinese_after(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Attribution> {
    let is_han = |at: &usize| tokens.written(*at).chars().any(is_han);
    let last = (start..end.min(start + LONGEST_NAME + 20)).take_while(is_han).last()?;
    let run = tokens.span(start, last + 1);
    let split = run.end - chinese_verb(&tokens.text[run.clone()])?;
    Some(Attribution { speaker: run.start..split, verb: Some(split..run.end), is_close: true })
}

/// The length in bytes of the verb of speech that ends a run of characters.
fn chinese_verb(words: &str) -> Option<usize> {
    const SPEECH: [&str; 16] = [
        "说",
        "称",
        "表示",
        "指出",
        "强调",
        "认为",
        "写道",
        "说道",
        "告诉记者",
        "宣布",
        "回应",
        "回应说",
        "声明",
        "透露",
        "呼吁",
        "警告",
    ];
    let ends = SPEECH.iter().filter(|verb| words.ends_with(**verb) && words.len() > verb.len());
    ends.map(|verb| verb.len()).max()
}
