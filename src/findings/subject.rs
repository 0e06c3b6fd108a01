//! What a figure measures: the noun phrase beside it, and whether it gives a
//! level, a change or an outlook.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::lexicon::{direction, is_hedge, is_measuring, is_outlook};
use super::speech::{PRONOUNS, VERBS};
use super::token::{Kind, Tokens, is_han};

/// What a figure says of its subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FigureRole {
    /// How much it is.
    #[default]
    Level,
    /// By how much it rose or fell.
    Change,
    /// What it is expected, planned or feared to be.
    Outlook,
}

/// Longest noun phrase that is taken for a subject, in tokens.
const LONGEST: usize = 12;

/// Farthest that a clause is looked at on either side, in tokens.
const REACH: usize = 30;

/// Finds the noun phrase that the figure in the tokens from `start` to before
/// `end` measures, as bytes; `None` where the clause does not tell.
///
/// In this order: what is shared out or weighed (`40% of exports`, `5 tonnes
/// of wheat`), what the amount is an attribute of (`a $3 billion loan`), what
/// it is an amount of (`a deficit of $3 billion`), the subject of the verb
/// before it (`trade reached $3 billion`), what it is spent on (`$3 billion
/// in aid`).
pub(super) fn subject(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    if tokens.written(start).chars().any(is_han) || tokens.written(end.saturating_sub(1)).chars().any(is_han)
    {
        return None;
    }
    let span = after_of(tokens, end)
        .or_else(|| attribute(tokens, start, end))
        .or_else(|| before(tokens, start))
        .or_else(|| purpose(tokens, end))?;
    is_phrase(tokens, &span).then(|| tokens.span(span.start, span.end))
}

/// A longer subject, in tokens, has run over a verb that is not known as one.
const LIKELY: usize = 8;

/// Tells whether tokens may be a noun phrase: not long, without a pronoun or a
/// verb of speech in the past, and not led in by a preposition.
fn is_phrase(tokens: &Tokens<'_>, span: &Range<usize>) -> bool {
    let is_verb = |at: usize| tokens.lower(at).ends_with("ed") && VERBS.contains(tokens.lower(at));
    let is_pronoun = |at: usize| PRONOUNS.contains(tokens.lower(at));
    let leads_in =
        matches!(tokens.lower(span.start), "in" | "for" | "at" | "on" | "by" | "from" | "since" | "в" | "на");
    span.len() <= LIKELY && !leads_in && !span.clone().any(|at| is_verb(at) || is_pronoun(at))
}

/// Returns the bytes of a counted noun, from token `noun` to before `end`, with
/// what it is of: `members of the parliament`.
pub(super) fn counted(tokens: &Tokens<'_>, noun: usize, end: usize) -> Option<Range<usize>> {
    let longer = noun_phrase(tokens, noun).filter(|phrase| phrase.start == noun && phrase.end > end);
    let stop = longer.filter(|_| tokens.lower(end) == "of").map_or(end, |phrase| phrase.end);
    (noun < stop).then(|| tokens.span(noun, stop))
}

/// Tells whether a verb before the number at token `start` gives it to a
/// subject.
pub(super) fn is_given(tokens: &Tokens<'_>, start: usize) -> bool {
    before(tokens, start).is_some()
}

/// Tells whether a figure is a level, a change or an outlook.
pub(super) fn role(tokens: &Tokens<'_>, start: usize, end: usize) -> FigureRole {
    let first = clause_start(tokens, start);
    let is_will = (first..start).any(|at| is_outlook(tokens.lower(at)) && !is_name_of_thing(tokens, at));
    if is_will || is_outlook(tokens.lower(end)) {
        FigureRole::Outlook
    } else if change(tokens, start, end).is_some() {
        FigureRole::Change
    } else {
        FigureRole::Level
    }
}

/// A `project` or a `plan` that is a thing: after an article or an adjective it
/// is still a plan, but `a project` is none.
fn is_name_of_thing(tokens: &Tokens<'_>, at: usize) -> bool {
    match tokens.lower(at) {
        "project" | "projects" => !matches!(tokens.lower(at.wrapping_sub(1)), "analysts" | "economists"),
        "set" => tokens.lower(at + 1) != "to",
        "may" => tokens.is_capitalised(at),
        _ => false,
    }
}

/// Tells by which sign a figure is a change: `rose 5%`, `up 5%`, `a rise of
/// 5%`, `a 5% increase`, `5% more than`; not `rose to 5%`.
pub(super) fn change(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<f64> {
    let head = head_before(tokens, start);
    let (by, verb) = match tokens.lower(head) {
        "by" | "of" | "на" | "in" => (true, skip_adverbs(tokens, head)),
        _ => (false, Some(head)),
    };
    let is_than = |at: usize| matches!(tokens.lower(at), "than" | "чем");
    if let Some(sign) =
        verb.and_then(|verb| direction(tokens.lower(verb)).filter(|_| by || !is_than(verb + 1)))
    {
        return Some(sign);
    }
    let next = usize::from(tokens.lower(end) == "-") + end;
    let adjective = matches!(tokens.lower(next), "annual" | "yearly" | "year" | "sharp" | "real");
    let noun = tokens.lower(next + usize::from(adjective));
    direction(noun).filter(|_| !matches!(noun, "up" | "down" | "cut") || tokens.lower(next + 1) == "on")
}

/// The token before the hedges of a number.
fn head_before(tokens: &Tokens<'_>, start: usize) -> usize {
    let mut at = start.wrapping_sub(1);
    while at < start && is_hedge(tokens.lower(at)) && direction(tokens.lower(at)).is_none() {
        at = at.wrapping_sub(1);
    }
    // `more than 5%` is a hedge, `5% more` is a change.
    if matches!(tokens.lower(at), "more" | "less" | "higher" | "lower" | "fewer")
        && tokens.lower(at + 1) == "than"
    {
        return head_before(tokens, at);
    }
    skip_adverbs_from(tokens, at)
}

fn skip_adverbs(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    at.checked_sub(1).map(|before| skip_adverbs_from(tokens, before))
}

fn skip_adverbs_from(tokens: &Tokens<'_>, mut at: usize) -> usize {
    while at > 0 && at < tokens.len() && is_adverb(tokens.lower(at)) {
        at -= 1;
    }
    at
}

fn is_adverb(word: &str) -> bool {
    word.len() > 4
        && word.ends_with("ly")
        && !matches!(word, "supply" | "family" | "july" | "italy" | "assembly")
        || matches!(word, "also" | "again" | "even" | "then" | "still" | "further")
}

/// `40% of Russian exports`, `$2 billion worth of arms`, `5 tonnes of wheat`.
fn after_of(tokens: &Tokens<'_>, end: usize) -> Option<Range<usize>> {
    let of = end + usize::from(tokens.lower(end) == "worth");
    (tokens.lower(of) == "of").then(|| noun_phrase(tokens, of + 1)).flatten()
}

/// `a $3 billion loan`: a noun directly behind, with an article before.
fn attribute(tokens: &Tokens<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let before = tokens.lower(start.wrapping_sub(1));
    let is_determined =
        matches!(before, "a" | "an" | "the" | "its" | "their" | "his" | "her" | "this" | "that" | "new")
            || before.ends_with("'s");
    let next = end + usize::from(tokens.lower(end) == "-");
    let noun = noun_phrase(tokens, next).filter(|_| is_determined)?;
    (tokens.is_capitalised(noun.start) || !is_period_word(tokens.lower(noun.start))).then_some(noun)
}

/// `$3 billion in aid`, `on weapons`, `for roads`; not `in 2023` or a place.
fn purpose(tokens: &Tokens<'_>, end: usize) -> Option<Range<usize>> {
    let is_purpose = matches!(tokens.lower(end), "in" | "on" | "for");
    let at = end + 1;
    let is_thing = tokens.kind(at) == Some(Kind::Word)
        && !tokens.is_capitalised(at)
        && !matches!(tokens.lower(at), "the" | "a" | "an" | "its" | "their" | "each" | "every" | "all")
        && !is_period_word(tokens.lower(at));
    (is_purpose && is_thing).then(|| noun_phrase(tokens, at)).flatten()
}

fn is_period_word(word: &str) -> bool {
    const WORDS: [&str; 18] = [
        "year", "years", "month", "months", "week", "weeks", "day", "days", "quarter", "decade", "last",
        "first", "early", "late", "total", "all", "annually", "time",
    ];
    WORDS.contains(&word)
}

/// The noun phrase before `of`, or before the verb that gives the figure.
fn before(tokens: &Tokens<'_>, start: usize) -> Option<Range<usize>> {
    let first = clause_start(tokens, start);
    let head = head_before(tokens, start);
    if head >= start || head < first {
        return None;
    }
    if tokens.lower(head) == "of" {
        // `ran a deficit of`: the noun begins at its article.
        let is_article = |at: &usize| {
            matches!(tokens.lower(*at), "a" | "an" | "the" | "its" | "their")
                && !is_link(tokens.lower(at.wrapping_sub(1)))
        };
        let article = (first..head).rfind(is_article);
        return phrase_before(tokens, article.unwrap_or(first), head);
    }
    let at = if matches!(tokens.lower(head), "to" | "by" | "at" | "на" | "до") {
        head.checked_sub(1)?
    } else {
        head
    };
    let mut verb = skip_adverbs_from(tokens, at);
    let gives = |at: usize| is_measuring(tokens.lower(at)) || direction(tokens.lower(at)).is_some();
    if verb < first || !gives(verb) {
        return None;
    }
    while verb > first && is_auxiliary(tokens, verb - 1) {
        verb -= 1;
    }
    phrase_before(tokens, first, verb)
}

fn is_auxiliary(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.lower(at);
    let is_plan = is_outlook(word)
        && !matches!(word, "target" | "goal" | "plan" | "forecast" | "project" | "projection" | "outlook");
    is_measuring(word) && word != "total"
        || is_adverb(word)
        || is_plan
        || direction(word).is_some() && matches!(word, "up" | "down")
        || matches!(word, "to" | "not" | "first" | "ever" | "now" | "once")
}

/// Trims the words from `first` to before `end` to a noun phrase.
fn phrase_before(tokens: &Tokens<'_>, first: usize, end: usize) -> Option<Range<usize>> {
    let mut start = first;
    let mut end = end;
    while end > start && (is_trailing(tokens, end - 1)) {
        end -= 1;
    }
    // A date between subject and verb: `exports in 2023 reached`.
    while end > start && matches!(tokens.lower(end - 1), "in" | "for" | "during" | "of" | "за" | "в") {
        end -= 1;
    }
    while start < end && is_leading(tokens.lower(start)) {
        start += 1;
    }
    let is_word = |at: usize| tokens.kind(at) == Some(Kind::Word);
    let is_pronoun = end == start + 1
        && matches!(
            tokens.lower(start),
            "it" | "he" | "she" | "they" | "this" | "that" | "which" | "who" | "these" | "there"
        );
    let has_word = (start..end).any(is_word) && end - start <= LONGEST && !is_pronoun;
    (has_word && is_word(end - 1)).then_some(start..end)
}

fn is_trailing(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.kind(at) == Some(Kind::Number)
        || matches!(tokens.lower(at), "," | "year" | "years" | "last" | "this" | "году" | "год" | "года")
        || is_adverb(tokens.lower(at))
}

fn is_leading(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "its"
            | "their"
            | "his"
            | "her"
            | "our"
            | "this"
            | "that"
            | "and"
            | "but"
            | ","
            | "then"
            | "with"
    )
}

/// The first token of the clause that token `at` stands in.
fn clause_start(tokens: &Tokens<'_>, at: usize) -> usize {
    let first = at.saturating_sub(REACH);
    let mut start = at;
    while start > first {
        let before = start - 1;
        let word = tokens.lower(before);
        let is_mark = tokens.kind(before) == Some(Kind::Mark)
            && !matches!(word, "-" | "‑" | "%" | "$" | "&")
            && !(matches!(word, "–" | "/") && tokens.touches_previous(before))
            && !(word == "."
                && !super::numbers::ends_sentence(tokens, before)
                && tokens.touches_previous(before));
        if is_mark || is_boundary(tokens, before, at) {
            break;
        }
        start = before;
    }
    start
}

/// Tells whether a word parts clauses; `and` does where a verb is behind it.
fn is_boundary(tokens: &Tokens<'_>, word: usize, figure: usize) -> bool {
    const WORDS: [&str; 30] = [
        "while",
        "whereas",
        "but",
        "although",
        "though",
        "because",
        "if",
        "when",
        "where",
        "which",
        "who",
        "that",
        "said",
        "says",
        "say",
        "told",
        "shows",
        "showed",
        "show",
        "indicates",
        "indicated",
        "estimates",
        "что",
        "но",
        "который",
        "которая",
        "которые",
        "а",
        "если",
        "when",
    ];
    let text = tokens.lower(word);
    if matches!(text, "and" | "и") {
        let gives = |at: usize| is_measuring(tokens.lower(at)) || direction(tokens.lower(at)).is_some();
        let begin = word.saturating_sub(REACH);
        let is_coordinate =
            (begin..word).rev().take_while(|at| tokens.kind(*at) != Some(Kind::Mark)).any(gives);
        return is_coordinate && (word + 1..figure).any(gives);
    }
    WORDS.contains(&text)
}

/// Reads the noun phrase that begins at token `start`: words up to a mark, a
/// verb or a word that parts clauses; `of` and a place may follow.
fn noun_phrase(tokens: &Tokens<'_>, start: usize) -> Option<Range<usize>> {
    let mut begin = start;
    while is_leading(tokens.lower(begin)) && tokens.kind(begin) == Some(Kind::Word) {
        begin += 1;
    }
    let mut end = begin;
    while end < begin + LONGEST && continues(tokens, end, begin) {
        end += 1;
    }
    while end > begin && (is_link(tokens.lower(end - 1)) || tokens.kind(end - 1) != Some(Kind::Word)) {
        end -= 1;
    }
    (end > begin).then_some(begin..end)
}

fn is_link(word: &str) -> bool {
    matches!(
        word,
        "of" | "the" | "to" | "from" | "with" | "between" | "and" | "its" | "their" | "a" | "an" | "-"
    )
}

fn continues(tokens: &Tokens<'_>, at: usize, begin: usize) -> bool {
    let word = tokens.lower(at);
    match tokens.kind(at) {
        Some(Kind::Word) if matches!(word, "of" | "the" | "its" | "their") => at > begin,
        // `exports to China`, `trade between Russia and China`.
        Some(Kind::Word) if matches!(word, "to" | "from" | "with" | "between" | "and") => {
            at > begin && tokens.is_capitalised(at + 1) && (word != "and" || tokens.is_capitalised(at - 1))
        }
        Some(Kind::Word) => {
            let is_never = is_function(word) || is_adverb(word) || is_measuring(word) && word != "total";
            // An adjective at the head, a verb behind the noun.
            let is_verb = is_verb(word) || is_outlook(word) || word.len() > 4 && word.ends_with("ed");
            !is_never && (at == begin || !is_verb)
        }
        Some(Kind::Mark) => {
            matches!(word, "-" | "‑" | "–") && tokens.touches_previous(at) && tokens.touches_previous(at + 1)
        }
        _ => false,
    }
}

/// Verbs that often follow what is shared out, and look like nouns.
fn is_verb(word: &str) -> bool {
    const WORDS: [&str; 24] = [
        "go", "goes", "went", "flow", "flows", "come", "comes", "came", "live", "lives", "say", "says",
        "think", "believe", "want", "wants", "support", "supports", "oppose", "use", "uses", "depend",
        "depends", "see",
    ];
    WORDS.contains(&word)
}

fn is_function(word: &str) -> bool {
    const WORDS: [&str; 50] = [
        "in", "on", "at", "by", "for", "as", "than", "but", "or", "that", "which", "who", "while", "when",
        "after", "before", "since", "during", "until", "through", "over", "under", "into", "up", "down", "a",
        "an", "if", "not", "last", "this", "next", "year", "compared", "under", "against", "per", "each",
        "he", "she", "it", "they", "we", "and", "has", "had", "в", "на", "за", "по",
    ];
    WORDS.contains(&word)
}
