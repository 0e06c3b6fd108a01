//! Opposite claims: the same words with and without a negation, or with verbs
//! that exclude each other.

use super::clause::{self, Sentence};
use super::{Content, Found};
use crate::findings::lexicon::direction;
use crate::findings::token::Kind;

/// Fewest content words of a claim that is negated.
const FEWEST: usize = 3;

/// Most content words: longer sentences say more than one thing.
const MOST: usize = 14;

/// Verbs that exclude each other, yes and no, by their beginnings: of the same
/// actors and the same thing both cannot be true.
const OPPOSED: [(&str, &str, &str); 34] = [
    ("confirm", "confirm", "deni"),
    ("confirm", "confirm", "deny"),
    ("support", "support", "oppos"),
    ("approv", "approv", "reject"),
    ("approv", "accept", "reject"),
    ("approv", "endors", "reject"),
    ("win", "win", "lose"),
    ("win", "won", "lost"),
    ("join", "join", "left"),
    ("join", "join", "leav"),
    ("allow", "allow", "ban"),
    ("allow", "permit", "prohibit"),
    ("allow", "legali", "outlaw"),
    ("strength", "strengthen", "weaken"),
    ("improv", "improv", "worsen"),
    ("improv", "improv", "deteriorat"),
    ("succeed", "succeed", "fail"),
    ("agree", "agree", "refus"),
    ("lift", "lift", "impos"),
    ("acquit", "acquit", "convict"),
    ("guilty", "innocent", "guilty"),
    ("ratif", "ratif", "reject"),
    ("start", "resum", "suspend"),
    ("advanc", "advanc", "retreat"),
    ("profit", "profitable", "unprofitable"),
    ("legal", "legal", "illegal"),
    ("safe", "safe", "unsafe"),
    ("podtverd", "подтверд", "опроверг"),
    ("podtverd", "подтвержд", "отрица"),
    ("podderzh", "поддерж", "отверг"),
    ("podderzh", "поддерж", "отклон"),
    ("podderzh", "одобр", "отклон"),
    ("razresh", "разреш", "запрет"),
    ("usil", "усили", "ослаб"),
];

/// What a sentence says of its relation, as keys without the polarity: by its
/// words with or without a negation, and by its verb where that has an
/// opposite.
pub(super) fn opposable(sentence: &Sentence<'_>) -> Vec<(String, Found)> {
    let Some((start, end)) = main_clause(sentence) else { return Vec::new() };
    let Some(period) = single_period(sentence) else { return Vec::new() };
    let negations: Vec<usize> = (start..end).filter(|at| is_negation(sentence, *at)).collect();
    if negations.len() > 1 || (start..end).any(|at| is_vague(sentence, at)) {
        return Vec::new();
    }
    let plain = match negations.first() {
        Some(at) => Some(("", false, *at)),
        None => verb_like(sentence, start, end).map(|at| ("", true, at)),
    };
    // `did not rise` is no fall.
    let by_verb = if negations.is_empty() { opposed_verb(sentence, start, end) } else { None };
    // A movement without a date may be of any time, and so may both be true.
    let by_verb = by_verb.filter(|(name, ..)| *name != MOVE || !period.is_empty());
    let found = |stance| found(sentence, (start, end), stance, &period, &negations);
    plain.into_iter().chain(by_verb).filter_map(found).collect()
}

/// The name of rising and falling among the verbs with an opposite.
const MOVE: &str = "@move";

/// The one verb of a clause that has an opposite: its pair's name, whether it
/// is the first of the pair, its token.
fn opposed_verb(sentence: &Sentence<'_>, start: usize, end: usize) -> Option<(&'static str, bool, usize)> {
    let rising = |at: usize| direction(sentence.tokens.lower(at)).filter(|_| is_move(sentence, at));
    let moves = (start..end).filter_map(|at| Some((MOVE, rising(at)? > 0.0, at)));
    let mut all = moves.chain((start..end).filter_map(|at| pole(sentence, at)));
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn found(
    sentence: &Sentence<'_>,
    (start, end): (usize, usize),
    (name, positive, at): (&str, bool, usize),
    period: &str,
    negations: &[usize],
) -> Option<(String, Found)> {
    let is_amount = |at: usize| {
        name == MOVE
            && (sentence.tokens.kind(at) == Some(Kind::Number) || is_amount_word(sentence.tokens.lower(at)))
    };
    let skip = |token: usize| {
        token == at && !name.is_empty()
            || negations.contains(&token)
            || is_soft(sentence.tokens.lower(token))
            || is_amount(token)
    };
    let terms = sentence.terms(start..end, skip);
    let (places, is_mutual) = clause::relation(&terms);
    let words = clause::key(&terms, &places, is_mutual);
    if clause::is_anonymous(sentence, start..end, &terms) {
        return None;
    }
    let fewest = if name == MOVE { 1 } else { FEWEST - usize::from(!name.is_empty()) };
    let is_named =
        !places.is_empty() || terms.iter().skip(1).any(|term| sentence.tokens.is_capitalised(term.token));
    let many = words.len() + places.len();
    if many < fewest || many > MOST || !(is_named || name == MOVE && many >= 1 || many > FEWEST) {
        return None;
    }
    let tense = tense(sentence, start, end);
    let key = format!(
        "claim|{name}|{tense}|{period}|{}|{}",
        if is_mutual { String::new() } else { places.join(",") },
        words.join(" ")
    );
    let phrase = phrase(sentence, start, end, at, name.is_empty() && !positive);
    let found = Found {
        said: sentence.tokens.text[phrase.clone()].to_owned(),
        phrase,
        quantity: clause::written(sentence, &terms),
        words,
        period: (!period.is_empty()).then(|| period.to_owned()),
        content: Content::Polarity(positive),
        places,
        is_mutual,
    };
    Some((key, found))
}

/// The words that are opposed: the verb with its negation, to the clause's end.
fn phrase(
    sentence: &Sentence<'_>,
    start: usize,
    end: usize,
    at: usize,
    is_negation: bool,
) -> std::ops::Range<usize> {
    let is_help = |at: usize| {
        matches!(
            sentence.tokens.lower(at),
            "will" | "has" | "have" | "had" | "is" | "was" | "are" | "were" | "did" | "does" | "do" | "can"
        )
    };
    let first = if at > start && is_help(at - 1) { at - 1 } else { at };
    let last = if is_negation { (at + 2).min(end) } else { (at + 1).min(end) };
    sentence.tokens.span(first, last.max(first + 1))
}

/// The clause that a sentence is made of: without who says so and the phrase
/// that opens it, up to the first mark that parts it from what follows.
fn main_clause(sentence: &Sentence<'_>) -> Option<(usize, usize)> {
    let tokens = &sentence.tokens;
    let mut start = 0;
    for at in 0..tokens.len().min(24) {
        if sentence.is_verb_of_saying(at)
            && at > 0
            && tokens.lower(at) != "according"
            && !is_tail(sentence, at)
        {
            start = at + 1 + usize::from(matches!(tokens.lower(at + 1), "that" | "что"));
        }
    }
    if start == 0 && opens(tokens.lower(0)) {
        let comma = (0..tokens.len().min(14)).find(|at| tokens.lower(*at) == ",")?;
        start = comma + 1;
    }
    let is_end = |at: &usize| {
        sentence.is_hard_mark(*at)
            || tokens.lower(*at) == "," && sentence.period_at(*at).is_none()
            || is_joint(tokens.lower(*at)) && sentence.period_at(*at).is_none()
    };
    let end = (start..tokens.len()).find(is_end).unwrap_or(tokens.len());
    // What goes on after a comma may turn the claim around; a speaker does not.
    let rest = (end..tokens.len()).filter(|at| tokens.kind(*at) == Some(Kind::Word)).count();
    let is_said = (end..tokens.len()).any(|at| sentence.is_verb_of_saying(at))
        || tokens.lower(end) == "," && tokens.lower(end + 1) == "according";
    let quoted = (0..tokens.len()).any(|at| matches!(tokens.lower(at), "“" | "\"" | "«" | "”"));
    let is_pronoun = matches!(
        tokens.lower(start),
        "it" | "he"
            | "she"
            | "they"
            | "we"
            | "i"
            | "you"
            | "this"
            | "that"
            | "these"
            | "those"
            | "there"
            | "он"
            | "она"
            | "они"
            | "это"
            | "мы"
    );
    (end > start + 2 && (rest == 0 || is_said) && !quoted && !is_pronoun).then_some((start, end))
}

/// `…, officials said`: the verb of a speaker behind the claim.
fn is_tail(sentence: &Sentence<'_>, at: usize) -> bool {
    (1..at).any(|index| sentence.tokens.lower(index) == "," && sentence.period_at(index).is_none()) && {
        let rest = (at + 1..sentence.tokens.len())
            .filter(|at| sentence.tokens.kind(*at) == Some(Kind::Word))
            .count();
        rest <= 4
    }
}

fn opens(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "by"
            | "during"
            | "according"
            | "since"
            | "last"
            | "meanwhile"
            | "however"
            | "в"
            | "по"
            | "однако"
    )
}

fn is_joint(word: &str) -> bool {
    matches!(
        word,
        "while"
            | "but"
            | "because"
            | "although"
            | "though"
            | "which"
            | "who"
            | "that"
            | "as"
            | "despite"
            | "unlike"
            | "than"
            | "when"
            | "where"
            | "so"
            | "instead"
            | "and"
            | "or"
            | "но"
            | "а"
            | "который"
            | "что"
            | "чтобы"
            | "потому"
            | "и"
            | "или"
    )
}

/// Where `and` joins names it parts no claim; there a claim is passed over,
/// which costs some and misleads nobody.
fn is_negation(sentence: &Sentence<'_>, at: usize) -> bool {
    let word = sentence.tokens.lower(at);
    matches!(word, "not" | "never" | "no" | "cannot" | "не" | "нет" | "neither" | "nor")
        || word.ends_with("n't")
}

/// Words under which a negation denies only a part.
fn is_vague(sentence: &Sentence<'_>, at: usize) -> bool {
    let word = sentence.tokens.lower(at);
    let after_negation = at > 0 && is_negation(sentence, at - 1);
    matches!(
        word,
        "yet"
            | "hardly"
            | "barely"
            | "scarcely"
            | "few"
            | "little"
            | "fully"
            | "entirely"
            | "necessarily"
            | "always"
            | "often"
            | "sometimes"
            | "partly"
            | "еще"
            | "ещё"
            | "once"
            | "almost"
            | "nearly"
            | "only"
            | "until"
            | "other"
    ) || after_negation
        && matches!(
            word,
            "only"
                | "just"
                | "all"
                | "every"
                | "everyone"
                | "always"
                | "so"
                | "very"
                | "enough"
                | "one"
                | "more"
                | "less"
                | "much"
                | "even"
                | "because"
                | "to"
                | "только"
                | "все"
                | "doubt"
                | "surprise"
        )
}

fn is_soft(word: &str) -> bool {
    matches!(
        word,
        "any"
            | "ever"
            | "longer"
            | "still"
            | "been"
            | "simply"
            | "really"
            | "again"
            | "today"
            | "finally"
            | "formally"
            | "officially"
            | "publicly"
    )
}

fn is_amount_word(word: &str) -> bool {
    matches!(
        word,
        "billion"
            | "million"
            | "trillion"
            | "thousand"
            | "percent"
            | "млрд"
            | "млн"
            | "points"
            | "point"
            | "%"
            | "$"
            | "dollars"
            | "quarter"
            | "half"
            | "third"
            | "долларов"
            | "процентов"
            | "процента"
    )
}

/// A verb of rising or falling; as an adjective or noun it moves nothing.
fn is_move(sentence: &Sentence<'_>, at: usize) -> bool {
    const VERBS: [&str; 45] = [
        "rose",
        "rise",
        "rises",
        "risen",
        "fell",
        "falls",
        "fallen",
        "grew",
        "grown",
        "grows",
        "increased",
        "increases",
        "decreased",
        "decreases",
        "declined",
        "declines",
        "dropped",
        "climbed",
        "jumped",
        "surged",
        "soared",
        "shrank",
        "shrunk",
        "plunged",
        "slumped",
        "contracted",
        "tumbled",
        "plummeted",
        "widened",
        "narrowed",
        "expanded",
        "вырос",
        "выросла",
        "выросло",
        "выросли",
        "упал",
        "упала",
        "упало",
        "упали",
        "снизился",
        "снизилась",
        "снизилось",
        "сократился",
        "сократилась",
        "сократились",
    ];
    VERBS.contains(&sentence.tokens.lower(at))
}

fn pole(sentence: &Sentence<'_>, at: usize) -> Option<(&'static str, bool, usize)> {
    let word = sentence.tokens.lower(at);
    if sentence.tokens.kind(at) != Some(Kind::Word) {
        return None;
    }
    let is = |stem: &str| {
        word.strip_prefix(stem).is_some_and(|end| {
            matches!(
                end,
                "" | "s"
                    | "d"
                    | "ed"
                    | "e"
                    | "es"
                    | "ing"
                    | "ied"
                    | "ies"
                    | "y"
                    | "zed"
                    | "ned"
                    | "ted"
                    | "ning"
                    | "ded"
            ) || word.chars().any(|c| matches!(c, 'а'..='я'))
        })
    };
    OPPOSED.iter().find_map(|(name, yes, no)| {
        if is(no) { Some((*name, false, at)) } else { is(yes).then_some((*name, true, at)) }
    })
}

/// The one period of the clause or the phrase that opens its sentence; empty
/// where there is none, `None` where there are several.
fn single_period(sentence: &Sentence<'_>) -> Option<String> {
    match sentence.periods.as_slice() {
        [] => Some(String::new()),
        [only] if !only.is_comparison => Some(only.name.clone()),
        _ => None,
    }
}

/// The first content word that can be the verb: behind the first one.
fn verb_like(sentence: &Sentence<'_>, start: usize, end: usize) -> Option<usize> {
    let is_help = |at: &usize| {
        matches!(
            sentence.tokens.lower(*at),
            "will"
                | "has"
                | "have"
                | "had"
                | "is"
                | "was"
                | "are"
                | "were"
                | "did"
                | "does"
                | "can"
                | "будет"
                | "был"
                | "была"
        )
    };
    let help = (start..end).find(is_help).filter(|at| at + 1 < end);
    let past = (start + 1..end).find(|at| {
        is_past(sentence.tokens.lower(*at))
            || sentence.tokens.lower(*at).ends_with('s') && !sentence.tokens.is_capitalised(*at)
    });
    help.map(|at| at + 1).or(past).or_else(|| (start + 1 < end).then_some(start + 1))
}

fn is_past(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ed")
        || matches!(
            word,
            "built"
                | "sold"
                | "sent"
                | "won"
                | "lost"
                | "took"
                | "gave"
                | "left"
                | "met"
                | "made"
                | "held"
                | "began"
                | "withdrew"
                | "went"
                | "came"
                | "broke"
                | "paid"
                | "bought"
                | "struck"
                | "shot"
                | "signed"
                | "fought"
                | "chose"
                | "kept"
                | "led"
                | "brought"
                | "found"
                | "given"
                | "taken"
                | "withdrawn"
                | "broken"
        )
}

/// When a claim holds: to come, past or now.
fn tense(sentence: &Sentence<'_>, start: usize, end: usize) -> &'static str {
    let word = |at: usize| sentence.tokens.lower(at);
    let has = |words: &[&str]| (start..end).any(|at| words.contains(&word(at)));
    if has(&["will", "won't", "shall", "будет", "будут"]) {
        return "future";
    }
    if has(&["did", "didn't", "was", "were", "wasn't", "weren't", "had", "hadn't", "был", "была", "были"])
    {
        return "past";
    }
    let is_perfect = |at: usize| {
        matches!(word(at), "has" | "have" | "hasn't" | "haven't")
            && (at + 1..end.min(at + 4)).any(|next| is_past(word(next)))
    };
    if (start..end).any(is_perfect) {
        return "past";
    }
    if has(&[
        "do", "does", "don't", "doesn't", "is", "are", "isn't", "aren't", "has", "have", "can", "cannot",
        "can't",
    ]) {
        return "present";
    }
    let is_verb = |at: usize| is_past(word(at)) || is_move(sentence, at) || is_russian_past(word(at));
    if (start..end).any(is_verb) { "past" } else { "present" }
}

fn is_russian_past(word: &str) -> bool {
    word.chars().count() > 4
        && [
            "ал",
            "ала",
            "али",
            "ил",
            "ила",
            "или",
            "ел",
            "ела",
            "ели",
            "ался",
            "алась",
            "ились",
            "илась",
            "ился",
        ]
        .iter()
        .any(|end| word.ends_with(end))
        && word.chars().all(|c| matches!(c, 'а'..='я' | 'ё'))
}
