//! What a figure measures, as a key: figures of one key can be compared.

use std::ops::Range;

use super::clause::{self, Sentence, Term};
use super::period::Period;
use super::value::Bounds;
use super::{Claim, Content, Found};
use crate::findings::figures::{Figure, FigureKind, figures};
use crate::findings::lexicon::{direction, is_measuring, is_outlook};
use crate::findings::subject;
use crate::findings::token::Kind;

/// Finds the figures of a sentence that can be compared, with their keys.
pub(super) fn quantities(sentence: &Sentence<'_>, claim: &Claim<'_>) -> Vec<(String, Found)> {
    let found = figures(claim.text, claim.range.clone(), claim.language);
    let spans: Vec<(usize, usize)> = found
        .iter()
        .map(|figure| {
            (sentence.tokens.index_at(figure.range.start), sentence.tokens.index_at(figure.range.end))
        })
        .collect();
    (0..found.len()).filter_map(|index| quantity(sentence, claim, &found[index], index, &spans)).collect()
}

fn quantity(
    sentence: &Sentence<'_>,
    claim: &Claim<'_>,
    figure: &Figure,
    index: usize,
    spans: &[(usize, usize)],
) -> Option<(String, Found)> {
    let tokens = &sentence.tokens;
    let (start, end) = spans[index];
    if is_part_or_range(sentence, start, end) || is_scoped(sentence, end) {
        return None;
    }
    let is_figure = |at: usize| spans.iter().position(|(first, last)| (*first..*last).contains(&at));
    let left = left(sentence, start, &is_figure)?;
    let right = right(sentence, end, &is_figure)?;
    let period = period(sentence, left, right, end)?;
    let terms = terms(sentence, figure, left..right, (start, end), &is_figure);
    if clause::is_anonymous(sentence, left..right, &terms) {
        return None;
    }
    let (places, is_mutual) = clause::relation(&terms);
    let words = clause::key(&terms, &places, is_mutual);
    // A bare `it reached` or one generic word says too little.
    if words.is_empty() || words.len() < 2 && places.is_empty() && !is_mutual && !is_telling(&words) {
        return None;
    }
    let sign = subject::change(tokens, start, end);
    let sign = sign.or_else(|| growth_in(sentence, left..start, figure.kind));
    let class = if sign.is_some() { "change" } else { share(sentence, figure.kind, end) };
    let outlook = outlook(sentence, left, right);
    let (kind, unit, time) = (figure.kind, unit(figure), &period.name);
    let key = format!("figure|{kind:?}|{unit}|{class}|{outlook}|{time}|{}", words.join(" "));
    let found = Found {
        phrase: figure.range.clone(),
        quantity: name(sentence, figure, &terms),
        words,
        period: Some(period.name.clone()),
        said: claim.text[figure.range.clone()].to_owned(),
        content: Content::Value(Bounds::of(claim.text, figure, tokens, start, sign.unwrap_or(1.0))),
        places,
        is_mutual,
    };
    Some((key, found))
}

/// The words that say what a figure measures: those of its clause, with the
/// noun that it counts, without other figures, directions and outlooks.
fn terms(
    sentence: &Sentence<'_>,
    figure: &Figure,
    clause: Range<usize>,
    (start, end): (usize, usize),
    is_figure: &impl Fn(usize) -> Option<usize>,
) -> Vec<Term> {
    let noun = noun_of(sentence, figure, start, end);
    let word = |at: usize| sentence.tokens.lower(at);
    let is_move = |at: usize| direction(word(at)).is_some() && !is_scope(word(at));
    let skip = |at: usize| {
        !noun.contains(&at) && (is_figure(at).is_some() || is_move(at) || is_outlook_word(sentence, at))
    };
    sentence.terms((clause.start..start).chain(noun.clone()).chain(end..clause.end), skip)
}

/// What a figure measures, for people: its subject, else the words of the key.
fn name(sentence: &Sentence<'_>, figure: &Figure, terms: &[Term]) -> String {
    let is_noun_alone = figure.kind == FigureKind::Count && figure.unit.is_some();
    match &figure.subject {
        Some(subject) if !is_noun_alone => sentence.tokens.text[subject.clone()].to_owned(),
        _ => clause::written(sentence, terms),
    }
}

/// One word that names a quantity by itself, of whatever is spoken of.
fn is_telling(words: &[String]) -> bool {
    const WORDS: [&str; 9] =
        ["inflat", "unemploy", "gdp", "popul", "turnout", "trade", "инфляц", "ввп", "безработиц"];
    words.first().is_some_and(|word| WORDS.contains(&word.as_str()))
}

/// The tokens of the noun that a count has.
fn noun_of(sentence: &Sentence<'_>, figure: &Figure, start: usize, end: usize) -> Range<usize> {
    let is_counted =
        |subject: &&Range<usize>| figure.kind == FigureKind::Count && subject.start >= figure.range.start;
    let at = figure.subject.as_ref().filter(is_counted);
    let first = at.map_or(end, |subject| sentence.tokens.index_at(subject.start));
    first.max(start).min(end)..end
}

/// The unit; of a count only that it is one, since its noun is among the words.
fn unit(figure: &Figure) -> &str {
    if figure.kind == FigureKind::Count { "" } else { figure.unit.as_deref().unwrap_or_default() }
}

fn share(sentence: &Sentence<'_>, kind: FigureKind, end: usize) -> &'static str {
    if kind == FigureKind::Percent && matches!(sentence.tokens.lower(end), "of" | "от") {
        "share"
    } else {
        "level"
    }
}

/// Words of change that say what is measured, not how it moved.
fn is_scope(word: &str) -> bool {
    matches!(word, "cut" | "reduction" | "gains" | "losses")
}

/// `growth was 5%` is the change that `grew 5%` is.
fn growth_in(sentence: &Sentence<'_>, clause: Range<usize>, kind: FigureKind) -> Option<f64> {
    let word = |at: usize| match sentence.tokens.lower(at) {
        "growth" | "increase" | "рост" | "прирост" => Some(1.0),
        "decline" | "drop" | "decrease" | "contraction" | "снижение" | "сокращение" => {
            Some(-1.0)
        }
        _ => None,
    };
    if kind == FigureKind::Percent { clause.into_iter().find_map(word) } else { None }
}

/// What kind of outlook a clause gives; forecasts are no targets.
fn outlook(sentence: &Sentence<'_>, left: usize, right: usize) -> &'static str {
    let mut kind = "";
    for at in left..right {
        if is_outlook_word(sentence, at) {
            kind = match sentence.tokens.lower(at) {
                "target" | "targets" | "targeted" | "goal" | "goals" | "aim" | "aims" | "aimed" | "plan"
                | "plans" | "planned" | "план" | "целевой" | "цель" | "pledge" | "pledged" | "promised"
                | "budgeted" | "proposed" => return "target",
                _ => "forecast",
            };
        }
    }
    kind
}

fn is_outlook_word(sentence: &Sentence<'_>, at: usize) -> bool {
    let tokens = &sentence.tokens;
    let word = tokens.lower(at);
    is_outlook(word)
        && match word {
            "set" => tokens.lower(at + 1) == "to",
            "project" | "projects" => {
                tokens.lower(at.wrapping_sub(1)) != "the" && tokens.lower(at + 1) == "that"
            }
            "may" => !tokens.is_capitalised(at),
            _ => true,
        }
}

/// Words behind a figure that say what it holds or leaves out: two figures may
/// differ for that alone.
const SCOPES: [&str; 15] = [
    "including",
    "includes",
    "excluding",
    "excludes",
    "without",
    "before",
    "after",
    "net",
    "gross",
    "adjusted",
    "alone",
    "estimates",
    "включая",
    "исключая",
    "без",
];

/// Tells whether what follows a figure narrows or widens what it is of.
fn is_scoped(sentence: &Sentence<'_>, end: usize) -> bool {
    (end..sentence.tokens.len()).any(|at| SCOPES.contains(&sentence.tokens.lower(at)))
}

/// Parts of a sum, bounds of a range, additions, refusals and old values are no
/// values of the quantity.
fn is_part_or_range(sentence: &Sentence<'_>, start: usize, end: usize) -> bool {
    let tokens = &sentence.tokens;
    let before = |back: usize| start.checked_sub(back).map_or("", |at| tokens.lower(at));
    let is_part = (1..=4).any(|back| {
        matches!(
            before(back),
            "another"
                | "additional"
                | "further"
                | "extra"
                | "remaining"
                | "including"
                | "excluding"
                | "between"
                | "not"
                | "which"
                | "each"
                | "nor"
                | "never"
                | "ещё"
                | "еще"
                | "включая"
                | "дополнительно"
                | "не"
                | "minus"
        )
    });
    // `no fewer than` and `not less than` are hedges.
    let is_hedge = matches!(
        (before(2), before(3)),
        ("fewer" | "less" | "more" | "менее" | "более", "no" | "not" | "не")
    );
    let joins = |at: usize| {
        matches!(tokens.lower(at), "-" | "–" | "to" | "and" | "or" | "до") && is_number_like(sentence, at + 1)
    };
    let is_range = joins(end)
        || matches!(before(1), "-" | "–" | "or") && start > 1 && tokens.kind(start - 2) == Some(Kind::Number)
        || matches!(before(1), "from" | "с" | "от")
        || matches!(before(1), "to" | "до" | "and")
            && start > 1
            && tokens.kind(start - 2) == Some(Kind::Number)
            && sentence.period_at(start - 2).is_none();
    let after = tokens.lower(end);
    let is_more = matches!(after, "more" | "extra" | "others" | "apiece" | "short")
        && tokens.lower(end + 1) != "than"
        || after == "of"
            && matches!(tokens.lower(end + 1), "the" | "its" | "those" | "them" | "these")
            && is_number_like(sentence, end + 2);
    is_part && !is_hedge || is_range || is_more
}

fn is_number_like(sentence: &Sentence<'_>, at: usize) -> bool {
    let tokens = &sentence.tokens;
    tokens.kind(at) == Some(Kind::Number) && sentence.period_at(at).is_none()
        || matches!(tokens.lower(at), "$" | "€" | "£" | "¥") && tokens.kind(at + 1) == Some(Kind::Number)
}

/// Walks to the head of the clause that a figure stands in; `None` where the
/// subject is not in it.
fn left(sentence: &Sentence<'_>, start: usize, is_figure: &impl Fn(usize) -> Option<usize>) -> Option<usize> {
    let tokens = &sentence.tokens;
    let has_content = |from: usize| {
        let is_light = |at: usize| is_figure(at).is_some() || direction(tokens.lower(at)).is_some();
        !sentence.terms(from..start, is_light).is_empty()
    };
    let mut at = start;
    while let Some(before) = at.checked_sub(1) {
        match step(sentence, before, start) {
            Step::Over => {}
            Step::Stop => break,
            Step::Lost => return None,
            // What is before a comma or `that` matters where nothing is behind.
            Step::StopIfFull => return (before + 1 == start || has_content(at)).then_some(at),
            Step::StopIfJoined if has_content(at) => break,
            Step::StopIfJoined => {}
        }
        if is_figure(before).is_some() && !leads_on(sentence, before, start, is_figure) {
            return None;
        }
        at = before;
    }
    Some(at)
}

/// What a token is to the clause behind it.
enum Step {
    Over,
    Stop,
    /// The subject of what follows is not told, or it is a comparison.
    Lost,
    StopIfFull,
    StopIfJoined,
}

fn step(sentence: &Sentence<'_>, at: usize, start: usize) -> Step {
    const LOST: [&str; 16] = [
        "which",
        "who",
        "whose",
        "where",
        "whom",
        "than",
        "compared",
        "versus",
        "including",
        "alone",
        "который",
        "которая",
        "которые",
        "которое",
        "чем",
        "сравнению",
    ];
    const STOPS: [&str; 15] = [
        "while",
        "whereas",
        "but",
        "although",
        "though",
        "because",
        "when",
        "after",
        "before",
        "despite",
        "as",
        "но",
        "а",
        "тогда",
        "хотя",
    ];
    let tokens = &sentence.tokens;
    let word = tokens.lower(at);
    let before = tokens.lower(at.wrapping_sub(1));
    if sentence.is_hard_mark(at) || sentence.is_verb_of_saying(at) {
        return Step::Stop;
    }
    match word {
        "than" if matches!(before, "more" | "less" | "fewer" | "greater") && at + 3 > start => Step::Over,
        _ if LOST.contains(&word) => Step::Lost,
        "that" | "что" if at > 0 && (sentence.is_verb_of_saying(at - 1) || is_report(before)) => {
            Step::StopIfFull
        }
        "that" | "что" => Step::Lost,
        _ if STOPS.contains(&word) && sentence.period_at(at).is_none() && !is_as_hedge(sentence, at) => {
            Step::Stop
        }
        "," if is_list(sentence, at) => Step::Lost,
        "," => Step::StopIfFull,
        "and" | "и" if has_verb_before(sentence, at) => Step::StopIfJoined,
        _ => Step::Over,
    }
}

/// Tells whether the words before `and` are a clause of their own.
fn has_verb_before(sentence: &Sentence<'_>, and: usize) -> bool {
    let tokens = &sentence.tokens;
    let gives = |at: usize| is_measuring(tokens.lower(at)) || direction(tokens.lower(at)).is_some();
    let is_clause = |at: &usize| tokens.kind(*at) != Some(Kind::Mark) || tokens.lower(*at) == "$";
    (0..and).rev().take_while(is_clause).any(gives)
}

/// Tells whether two figures are of one movement: `from $3 billion to $4
/// billion`, `rose 5% to $4 billion`.
fn leads_on(
    sentence: &Sentence<'_>,
    other: usize,
    start: usize,
    is_figure: &impl Fn(usize) -> Option<usize>,
) -> bool {
    let is_light = |at: usize| {
        let word = sentence.tokens.lower(at);
        matches!(word, "to" | "," | "on" | "in" | "year" | "-" | "from" | "до" | "a" | "record")
    };
    (other + 1..start).all(|at| sentence.period_at(at).is_some() || is_figure(at).is_some() || is_light(at))
}

fn is_report(word: &str) -> bool {
    matches!(
        word,
        "reported"
            | "estimated"
            | "estimates"
            | "reports"
            | "announced"
            | "confirmed"
            | "found"
            | "concluded"
            | "reporters"
    )
}

fn is_as_hedge(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.tokens.lower(at) == "as"
        && (matches!(sentence.tokens.lower(at + 1), "much" | "many" | "high" | "low" | "of")
            || matches!(sentence.tokens.lower(at.wrapping_sub(1)), "much" | "many"))
}

/// A comma of a list, or one behind an apposition: what is before it belongs
/// to the subject. A phrase that opens the sentence is set apart by one.
fn is_list(sentence: &Sentence<'_>, comma: usize) -> bool {
    let tokens = &sentence.tokens;
    let first = (0..comma)
        .rev()
        .take_while(|at| !sentence.is_hard_mark(*at) && tokens.lower(*at) != ",")
        .last()
        .unwrap_or(0);
    let opens = matches!(
        tokens.lower(first),
        "in" | "on"
            | "at"
            | "by"
            | "for"
            | "during"
            | "according"
            | "since"
            | "over"
            | "last"
            | "this"
            | "as"
            | "after"
            | "with"
            | "however"
            | "meanwhile"
            | "overall"
            | "still"
            | "moreover"
            | "furthermore"
            | "under"
            | "despite"
            | "from"
            | "в"
            | "за"
            | "по"
            | "с"
            | "на"
            | "как"
    ) || sentence.period_at(first).is_some();
    !opens
}

/// Walks to the end of what a figure says; `None` where it is compared or a
/// part.
fn right(sentence: &Sentence<'_>, end: usize, is_figure: &impl Fn(usize) -> Option<usize>) -> Option<usize> {
    const STOPS: [&str; 31] = [
        ",",
        "which",
        "who",
        "that",
        "while",
        "but",
        "than",
        "compared",
        "up",
        "down",
        "when",
        "although",
        "though",
        "whereas",
        "because",
        "after",
        "before",
        "as",
        "despite",
        "amid",
        "versus",
        "according",
        "making",
        "thanks",
        "due",
        "следует",
        "что",
        "но",
        "чем",
        "сообщает",
        "говорится",
    ];
    let tokens = &sentence.tokens;
    let mut at = end;
    while at < tokens.len() {
        let word = tokens.lower(at);
        let is_and = matches!(word, "and" | "и")
            && !(tokens.is_capitalised(at + 1) && at > 0 && tokens.is_capitalised(at - 1));
        let is_stop = STOPS.contains(&word) && sentence.period_at(at).is_none();
        if is_stop
            || is_and
            || is_figure(at).is_some()
            || sentence.is_hard_mark(at)
            || sentence.is_verb_of_saying(at)
        {
            break;
        }
        at += 1;
    }
    // `from $190 billion to $240 billion`: a figure behind `to` is another one;
    // `of the $240 billion` makes this one a part.
    let last = tokens.lower(at.wrapping_sub(1));
    if is_figure(at).is_some() && matches!(last, "of" | "the" | "its" | "out" | "for" | "against") {
        return None;
    }
    // The preposition of the figure that follows belongs to it.
    while at > end
        && matches!(tokens.lower(at - 1), "to" | "from" | "by" | "of" | "about" | "a" | "the" | "at" | "in")
        && sentence.period_at(at - 1).is_none()
    {
        at -= 1;
    }
    Some(at)
}

/// The period of a figure: the one right behind it, else the only one of its
/// clause, else the only one of the sentence where that opens it.
fn period<'a>(sentence: &'a Sentence<'_>, left: usize, right: usize, end: usize) -> Option<&'a Period> {
    let usable: Vec<&Period> = sentence.periods.iter().filter(|period| !period.is_comparison).collect();
    if let Some(next) = usable.iter().find(|period| {
        period.tokens.start >= end
            && period.tokens.start <= end + 1
            && period.tokens.start < right.max(end + 1)
    }) {
        return Some(next);
    }
    let mut within =
        usable.iter().filter(|period| period.tokens.start >= left && period.tokens.start < right);
    match (within.next(), within.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => None,
        _ => match usable.as_slice() {
            [only] if only.tokens.start <= 1 && sentence.tokens.lower(only.tokens.end) == "," => Some(only),
            _ => None,
        },
    }
}
