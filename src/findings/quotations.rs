//! Quotations: words in quotation marks that somebody said or wrote.

use std::ops::Range;

use super::attribution::{self, Attribution};
use super::speaker::{self, Known};
use super::token::{Tokens, is_han};

/// Words that a source quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Bytes of the text: the words inside the marks.
    pub range: Range<usize>,
    /// Who speaks, as far as the text before tells: a full name for a family
    /// name or a pronoun, without titles. `None` where nobody is named.
    pub speaker: Option<String>,
    /// Who speaks in the words of the sentence: `he`, `the ministry`, `Foreign
    /// Minister Anna Schmidt`.
    pub speaker_as_written: Option<String>,
    /// The verb of speech, as written. `None` for `according to` and for a
    /// quotation that stands by itself.
    pub verb: Option<String>,
    /// Whether the marks hold speech: four words or more, or a short sentence
    /// from its capital to its stop or comma; otherwise a piece that the
    /// writer's own sentence takes up.
    pub direct: bool,
}

/// Fewest words of direct speech; shorter ones are pieces.
const DIRECT_WORDS: usize = 4;

/// Fewest words of a piece: one or two in marks are a term.
const PIECE_WORDS: usize = 3;

/// Fewest words of a sentence in marks that counts without a speaker.
const LONE_WORDS: usize = 8;

/// Finds the quotations of the bytes `passage` of `text`, in their order; they
/// do not overlap.
///
/// Words in marks are speech if a verb of speech with its speaker stands in
/// their sentence, if they are a sentence that goes on after one of a named
/// speaker, or if they are a sentence of eight words or more. Terms, titles
/// and scare quotes are not. Names are resolved by the text before, of which
/// no more than the last few thousand bytes are looked at; in Russian and its
/// neighbours (`language`, BCP 47) only pronouns are, since names there change
/// with their case.
///
/// # Panics
/// If `passage` is out of bounds or not at character bounds.
#[must_use]
pub fn quotations(text: &str, passage: Range<usize>, language: Option<&str>) -> Vec<Quotation> {
    within(text, passage, language, MOST_PARAGRAPHS)
}

/// Most paragraphs that are looked back for the one who speaks on.
const MOST_PARAGRAPHS: usize = 6;

/// Longest paragraph that is looked back at, in bytes.
const LONGEST_PARAGRAPH: usize = 4000;

/// Most text between the words of a speaker and a paragraph that goes on with
/// them, in bytes: room for `Anna Schmidt told reporters on Monday`.
const MOST_BETWEEN: usize = 120;

/// The last quotation of the paragraph before a passage, if it ends it.
fn before_passage(text: &str, start: usize, language: Option<&str>, depth: usize) -> Option<Quotation> {
    let head = text[..start].trim_end();
    let is_break = text[head.len()..start].contains('\n');
    let first = text.floor_char_boundary(head.len().saturating_sub(LONGEST_PARAGRAPH));
    let paragraph = head[first..].rfind('\n').map(|at| first + at + 1).or((first == 0).then_some(0))?;
    let depth = depth.checked_sub(1).filter(|_| is_break && !head.is_empty())?;
    let last = within(text, paragraph..head.len(), language, depth).pop()?;
    (head.len() - last.range.end < MOST_BETWEEN && last.direct).then_some(last)
}

/// Gives a paragraph that is nothing but words in marks to the one who spoke
/// in the paragraph before.
fn carried_over(
    text: &str,
    passage: &Range<usize>,
    inner: &Range<usize>,
    language: Option<&str>,
    depth: usize,
) -> Option<Quotation> {
    let opens = text[passage.start..inner.start].trim().chars().count() == 1;
    let rest = text[inner.end..passage.end].trim_end();
    let is_all = rest.chars().all(|c| !c.is_alphanumeric());
    let last = before_passage(text, passage.start, language, depth).filter(|_| opens && is_all)?;
    Some(Quotation { range: inner.clone(), direct: true, ..last })
}

fn within(text: &str, passage: Range<usize>, language: Option<&str>, depth: usize) -> Vec<Quotation> {
    let tokens = Tokens::of(text, passage.clone());
    let marked = marked(text, passage.clone());
    let mut quotations: Vec<Quotation> = Vec::new();
    let mut last: Option<(usize, Attribution)> = None;
    let mut last_known: Option<(String, usize)> = None;
    for (index, inner) in marked.iter().enumerate() {
        let around = Surroundings {
            // Titles and terms in marks part no speech from its speaker.
            before: quotations.last().map_or(0, |previous| previous.range.end),
            after: marked.get(index + 1).map_or(usize::MAX, |next| next.start),
        };
        let carried = last.as_ref().filter(|(at, _)| *at + 1 == index).map(|(_, found)| found);
        let is_first = index == 0;
        let quotation = match attributed(&tokens, inner, &around, carried) {
            Speech::By(attribution) => {
                let known = last_known.as_ref().map(|(name, at): &(String, usize)| Known { name, at: *at });
                let found = quotation(text, inner, Some(&attribution), known, language);
                last = Some((index, attribution));
                Some(found)
            }
            Speech::Unknown { words } => {
                last = None;
                let over = || carried_over(text, &passage, inner, language, depth).filter(|_| is_first);
                let alone = || (words >= LONE_WORDS).then(|| quotation(text, inner, None, None, language));
                over().or_else(alone)
            }
            Speech::None => None,
        };
        let Some(quotation) = quotation else { continue };
        if let Some(speaker) = &quotation.speaker {
            last_known = Some((speaker.clone(), inner.end));
        }
        quotations.push(quotation);
    }
    quotations
}

/// What words in marks are.
enum Speech {
    By(Attribution),
    /// A sentence of so many words, whose speaker its paragraph does not tell.
    Unknown {
        words: usize,
    },
    None,
}

/// Finds out who said words in marks: by a verb of speech, by the sentence that
/// leads over to them, or by the speech that they go on with.
fn attributed(
    tokens: &Tokens<'_>,
    inner: &Range<usize>,
    around: &Surroundings,
    carried: Option<&Attribution>,
) -> Speech {
    let words = count_words(&tokens.text[inner.clone()]);
    if let Some(found) = attribution_of(tokens, inner, around, words) {
        return Speech::By(found);
    }
    if !stands_alone(tokens.text, inner) {
        return Speech::None;
    }
    let opening = tokens.index_at(inner.start).saturating_sub(1);
    let implied = || attribution::implied(tokens, opening, around.before).filter(|_| words >= DIRECT_WORDS);
    match implied().or_else(|| carried.cloned()) {
        Some(found) => Speech::By(found),
        None if words >= DIRECT_WORDS => Speech::Unknown { words },
        None => Speech::None,
    }
}

fn quotation(
    text: &str,
    inner: &Range<usize>,
    attribution: Option<&Attribution>,
    known: Option<Known<'_>>,
    language: Option<&str>,
) -> Quotation {
    let words = &text[inner.clone()];
    Quotation {
        range: inner.clone(),
        speaker: attribution.and_then(|found| speaker::resolve(text, inner.start, found, known, language)),
        speaker_as_written: attribution.map(|found| text[found.speaker.clone()].to_owned()),
        verb: attribution.and_then(|found| found.verb.clone()).map(|verb| text[verb].to_owned()),
        direct: count_words(words) >= DIRECT_WORDS || is_whole(words),
    }
}

/// Tells whether words are a sentence from its capital to its stop or comma.
fn is_whole(words: &str) -> bool {
    let begins = words.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c.is_uppercase() || is_han(c));
    begins && words.trim_end().ends_with(['.', ',', '!', '?', '…', '。', '，', '！', '？'])
}

/// Where the neighbouring words in marks end and begin; attributions are not
/// looked for beyond them.
struct Surroundings {
    before: usize,
    after: usize,
}

/// Finds who said the words in marks: after them first, since what stands
/// there can belong to nothing else, then before them.
fn attribution_of(
    tokens: &Tokens<'_>,
    inner: &Range<usize>,
    around: &Surroundings,
    words: usize,
) -> Option<Attribution> {
    let text = tokens.text;
    let first = tokens.index_at(inner.end);
    if let Some(found) = attribution::inside(tokens, tokens.index_at(inner.start), first) {
        return Some(found);
    }
    let after = attribution::after(tokens, first, around.after);
    let is_title = is_title(&text[inner.clone()]);
    if let Some(found) = after {
        return Some(found).filter(|_| words >= 2);
    }
    let opening = tokens.index_at(inner.start).saturating_sub(1);
    let found = attribution::before(tokens, opening, around.before)?;
    let enough = if found.is_close { 2 } else { PIECE_WORDS };
    let is_named = is_name_of_thing(tokens, opening) || is_title && is_naming(tokens, &found);
    (words >= enough && !is_named && (found.is_close || !is_title)).then_some(found)
}

/// `an account called “Voices of Spring”`: a name, not what somebody said.
fn is_naming(tokens: &Tokens<'_>, found: &Attribution) -> bool {
    found
        .verb
        .as_ref()
        .is_some_and(|verb| matches!(&tokens.text[verb.clone()], "called" | "calls" | "labeled" | "labelled"))
}

/// Tells whether the word before the marks says that a name or a term
/// follows: `the so-called “…”`, `a book titled “…”`.
fn is_name_of_thing(tokens: &Tokens<'_>, opening: usize) -> bool {
    const NAMING: [&str; 34] = [
        "titled",
        "entitled",
        "named",
        "dubbed",
        "term",
        "terms",
        "phrase",
        "word",
        "words",
        "concept",
        "slogan",
        "motto",
        "article",
        "book",
        "paper",
        "film",
        "song",
        "essay",
        "novel",
        "series",
        "show",
        "album",
        "magazine",
        "newspaper",
        "project",
        "program",
        "programme",
        "campaign",
        "operation",
        "theory",
        "doctrine",
        "movement",
        "column",
        "termed",
    ];
    let before = tokens.lower(opening.wrapping_sub(1));
    let known_as = before == "as" && matches!(tokens.lower(opening.wrapping_sub(2)), "known" | "such");
    NAMING.contains(&before) || before == "called" && tokens.lower(opening.wrapping_sub(2)) == "-" || known_as
}

/// Tells whether most words are capitalised, as in titles.
fn is_title(words: &str) -> bool {
    let long = words.split_whitespace().filter(|word| word.chars().count() > 3);
    let (mut capitals, mut all) = (0, 0);
    for word in long {
        all += 1;
        capitals += usize::from(word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase));
    }
    all > 0 && capitals * 4 >= all * 3
}

/// Counts words; two Chinese characters are about one.
fn count_words(text: &str) -> usize {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let words =
        text.split_whitespace().filter(|word| word.chars().any(|c| c.is_alphanumeric() && !is_han(c)));
    words.count() + han / 2
}

/// Tells whether words in marks are a sentence by themselves: one ends before
/// them and one with them.
fn stands_alone(text: &str, inner: &Range<usize>) -> bool {
    const ENDS: [char; 9] = ['.', '!', '?', '…', '。', '！', '？', ':', '：'];
    let close = |c: char| "”\"»“’'」』)".contains(c);
    let before = text[..inner.start].trim_end_matches(|c: char| "“\"«„‘'「『".contains(c));
    let head = before.trim_end();
    let begins = head.is_empty() || before.ends_with('\n') || head.trim_end_matches(close).ends_with(ENDS);
    let words = &text[inner.clone()];
    let capital = words.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c.is_uppercase() || is_han(c));
    let rest = text[inner.end..].trim_start_matches(close);
    let ends = words.trim_end().ends_with(ENDS)
        || rest.trim_start_matches(' ').starts_with(ENDS)
        || rest.trim_start().is_empty();
    begins && capital && ends
}

/// The kinds of quotation marks: what opens, what closes.
const PAIRS: [(char, char); 8] =
    [('“', '”'), ('«', '»'), ('„', '“'), ('「', '」'), ('『', '』'), ('"', '"'), ('‘', '’'), ('\'', '\'')];

/// Finds the words in quotation marks, outermost ones only, in their order.
///
/// A mark that is never closed is no mark. Straight and single marks count
/// only where the characters around them say which they are, so that
/// apostrophes and inches are none.
fn marked(text: &str, passage: Range<usize>) -> Vec<Range<usize>> {
    let marks: Vec<Mark> = marks(text, &passage);
    let closers: [Vec<usize>; PAIRS.len()] =
        std::array::from_fn(|pair| (0..marks.len()).filter(|mark| marks[*mark].closes[pair]).collect());
    let (last, next) = if marks.is_empty() { (0..0, None) } else { last_line(text, &passage) };
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(mark) = marks.get(index) {
        let closer = mark.opens.and_then(|pair| {
            let next = closers[pair].partition_point(|closer| *closer <= index);
            closers[pair].get(next).copied()
        });
        let Some(closer) = closer else {
            // Speech of several paragraphs is closed in the last one only.
            let goes_on =
                mark.opens.is_some_and(|pair| next == Some(PAIRS[pair].0)) && last.contains(&mark.at);
            let inner = mark.at + mark.length..last.end;
            if goes_on && !text.get(inner.clone()).unwrap_or_default().trim().is_empty() {
                found.push(inner);
                break;
            }
            index += 1;
            continue;
        };
        let inner = mark.at + mark.length..marks[closer].at;
        if !text[inner.clone()].trim().is_empty() {
            found.push(inner);
        }
        index = closer + 1;
    }
    found
}

/// The last line of a passage, and the double mark that the line after it
/// begins with.
fn last_line(text: &str, passage: &Range<usize>) -> (Range<usize>, Option<char>) {
    let words = text[passage.clone()].trim_end();
    let end = passage.start + words.len();
    let start = words.rfind('\n').map_or(passage.start, |at| passage.start + at + 1);
    let next = text[end..].trim_start();
    let is_break = text[end..text.len() - next.len()].contains('\n');
    let mark = next.chars().next().filter(|c| is_break && matches!(c, '“' | '"' | '«' | '„' | '「' | '『'));
    (start..end, mark)
}

/// A quotation mark and what it can be, as indices into [`PAIRS`].
struct Mark {
    at: usize,
    length: usize,
    opens: Option<usize>,
    closes: [bool; PAIRS.len()],
}

fn marks(text: &str, passage: &Range<usize>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut before = ' ';
    let mut chars = text[passage.clone()].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, next)| *next);
        let can_open = !before.is_alphanumeric() && !after.is_whitespace();
        let can_close = !before.is_whitespace() && !after.is_alphanumeric();
        let is_single = matches!(c, '‘' | '’' | '\'');
        let is_straight = c == '"';
        let opens = PAIRS.iter().position(|(open, _)| *open == c);
        let opens = opens.filter(|_| !(is_single || is_straight) || can_open);
        let closes = PAIRS.map(|(_, close)| close == c && (!(is_single || is_straight) || can_close));
        if opens.is_some() || closes.contains(&true) {
            marks.push(Mark { at: passage.start + offset, length: c.len_utf8(), opens, closes });
        }
        before = c;
    }
    marks
}
