//! Cuts that are none, and lists and quotations that need their own.

use std::ops::Range;

use super::Cut;

/// Russian abbreviations that what follows belongs to, whatever its case
/// (GOST R 7.0.12 and common use).
const LEADING: &[&str] = &[
    "т.е",
    "т.к",
    "т.н",
    "см",
    "ср",
    "напр",
    "им",
    "проф",
    "акад",
    "доц",
    "чл",
    "корр",
    "ген",
    "полк",
    "майор",
    "ул",
    "просп",
    "пл",
    "пер",
    "д",
    "стр",
    "рис",
    "табл",
    "гл",
    "пп",
    "св",
    "о",
    "оз",
    "тов",
    "гр",
    "г-н",
    "ок",
    "ред",
    "изд",
    "вып",
    "авт",
    "сост",
    "ст",
    "п",
    "ч",
    "кн",
];

/// Russian abbreviations that end a sentence only before a capital letter and
/// after a number: `в 2014 г. Россия`, but `в г. Москве`.
const AFTER_NUMBER: &[&str] = &["г", "гг", "в", "вв", "с", "т"];

/// How much before a cut is looked at, in bytes: for a word, for a quotation.
const WORD_BYTES: usize = 64;
const QUOTATION_BYTES: usize = 2_000;

/// Tells whether a proposed cut is within a sentence. `from` is the start of
/// the region.
pub(super) fn is_within_sentence(text: &str, from: usize, cut: Cut) -> bool {
    let before = tail(&text[from..cut.end], WORD_BYTES);
    let after = &text[cut.start..];
    let glued = cut.end == cut.start;
    let Some(next) = after.chars().next() else { return false };
    is_glued_word(before, glued)
        || goes_on(next)
        || is_attribution(after)
        || is_chinese_attribution(tail(&text[from..cut.end], QUOTATION_BYTES), after)
        || abbreviates(before, after)
        || is_bare_marker(before, from, cut)
}

/// Without white space, only ends that are written without it count.
fn is_glued_word(before: &str, glued: bool) -> bool {
    glued && before.chars().next_back().is_some_and(|c| c.is_ascii() || c.is_alphanumeric())
}

/// sentencex knows that no sentence begins with a lower-case letter, but only
/// for ASCII.
fn goes_on(next: char) -> bool {
    !next.is_ascii() && next.is_lowercase() || matches!(next, ',' | ';' | '，' | '；' | '、')
}

/// `«Посмотрим!» — ответил он.`: a dash, and no capital letter after it.
fn is_attribution(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(['—', '–']) else { return false };
    rest.trim_start().starts_with(char::is_lowercase)
}

/// `“这是重要的一步！”王毅说。`: after a quotation that the sentence begins with,
/// who said it.
fn is_chinese_attribution(before: &str, after: &str) -> bool {
    const VERBS: &[&str] =
        &["说", "說", "道", "问", "問", "表示", "指出", "强调", "強調", "称", "稱", "回答"];
    let pair =
        [('”', '“'), ('」', '「'), ('』', '『')].into_iter().find(|(close, _)| before.ends_with(*close));
    let Some((_, open)) = pair else { return false };
    let clause: String = after.chars().take(12).take_while(|c| !"，。！？：；,“「『".contains(*c)).collect();
    if !VERBS.iter().any(|verb| clause.ends_with(verb)) {
        return false;
    }
    let opens = before.rfind(open).unwrap_or(0);
    before[..opens].trim_end().chars().next_back().is_none_or(|c| "。！？”」』".contains(c))
}

fn abbreviates(before: &str, after: &str) -> bool {
    let Some(stem) = before.strip_suffix('.') else { return false };
    let word_start = stem
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '«' | '“' | '"'))
        .map_or(0, |at| at + stem[at..].chars().next().map_or(0, char::len_utf8));
    let word = &stem[word_start..];
    if !word.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}')) {
        return false;
    }
    let before_word = stem[..word_start].trim_end();
    is_initial(word)
        || LEADING.contains(&word.to_lowercase().as_str())
        || AFTER_NUMBER.contains(&word) && !ends_in_number(before_word)
        || word == "долл" && after.starts_with("США")
}

/// `А.`, or the last of `А.С.`
fn is_initial(word: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or(word);
    let mut letters = last.chars();
    matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase())
}

fn ends_in_number(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    // Centuries are written in Roman numerals.
    word.ends_with(|c: char| c.is_ascii_digit())
        || !word.is_empty() && word.chars().all(|c| "IVXLС–-".contains(c))
}

/// A number or letter with a full stop alone is the marker of what follows.
fn is_bare_marker(before: &str, from: usize, cut: Cut) -> bool {
    let short = cut.end - from <= 12;
    let line = before.trim_start_matches(['•', '⁃', '-', '–', '—', '*', '§', ' ', '\u{a0}']);
    short && marker_number(line).is_some_and(|(_, length)| length == line.len())
}

/// Reads `12.` or `12)` or `12.)`; the number and the marker's length.
fn marker_number(text: &str) -> Option<(u32, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits)?.parse().ok().filter(|_| (1..=3).contains(&digits))?;
    let rest = &text[digits..];
    let end = [".)", ".", ")"].iter().find(|end| rest.starts_with(**end))?;
    Some((number, digits + end.len()))
}

/// Returns at most the last `bytes` of a text.
fn tail(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// Moves the markers of a numbered list within a line to the items that they
/// begin: `1. The first 2. The second` is proposed as `1. The first 2.` and
/// `The second`.
pub(super) fn mend_lists(text: &str, mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    for i in 0..spans.len() {
        // A marker alone belongs to the item after it.
        let alone = marker_at(&text[spans[i].clone()]).is_some_and(|(_, length)| length == spans[i].len());
        if alone && i + 1 < spans.len() {
            spans[i + 1].start = spans[i].start;
            spans[i].end = spans[i].start;
            continue;
        }
        let Some(start) = trailing_marker(&text[spans[i].clone()]) else { continue };
        if i + 1 < spans.len() {
            let marker = spans[i].start + start;
            spans[i].end = spans[i].start + text[spans[i].start..marker].trim_end().len();
            spans[i + 1].start = marker;
        }
    }
    spans.retain(|span| !span.is_empty());
    spans
}

fn marker_at(text: &str) -> Option<(u32, usize)> {
    let line = text.trim_start_matches(['•', '⁃', ' ']);
    marker_number(line).map(|(number, length)| (number, text.len() - line.len() + length))
}

/// Returns where the marker after the span's own begins if the span ends in it.
fn trailing_marker(span: &str) -> Option<usize> {
    let (number, own) = marker_at(span)?;
    let at = span.rfind(char::is_whitespace)?;
    let last = span[at..].trim_start();
    let (next, length) = marker_at(last)?;
    (own <= at && next == number + 1 && length == last.len()).then(|| span.len() - last.len())
}

/// Returns the cut after a sentence that is wholly in brackets, where another
/// sentence follows: `(It had to end.) We left.`
pub(super) fn after_brackets(text: &str, span: &Range<usize>) -> Option<Cut> {
    let slice = &text[span.clone()];
    let close = match slice.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let end = slice.find(close)?;
    let whole = slice[..end].ends_with(['.', '!', '?', '”', '"']) && !slice[1..end].contains(['(', '[']);
    let rest = &slice[end + 1..];
    let next = rest.trim_start();
    let begins = next.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    (whole && begins && next.len() < rest.len())
        .then(|| Cut { end: span.start + end + 1, start: span.end - next.len() })
}

/// Returns the insides of the quotations and brackets of a sentence, in order.
/// Marks that are apostrophes too open only before a word, and close only
/// after its punctuation.
pub(super) fn quotations(text: &str, span: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (offset, c) in text[span.clone()].char_indices() {
        let at = span.start + offset;
        match open {
            Some((start, close)) if c == close && (!is_apostrophe(c) || is_end_mark(before)) => {
                if start < at {
                    found.push(start..at);
                }
                open = None;
            }
            None if !is_apostrophe(c) || before.is_whitespace() => {
                open = closing(c).map(|close| (at + c.len_utf8(), close));
            }
            _ => {}
        }
        before = c;
    }
    // A quotation may go on in the next paragraph, and an article may forget
    // to close it.
    if let Some((start, _)) = open.filter(|(start, _)| *start < span.end) {
        found.push(start..span.end);
    }
    found
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | ',' | '…')
}

fn closing(open: char) -> Option<char> {
    match open {
        '“' => Some('”'),
        '"' => Some('"'),
        '«' => Some('»'),
        '„' => Some('“'),
        '\'' => Some('\''),
        '‘' => Some('’'),
        '「' => Some('」'),
        '『' => Some('』'),
        '(' => Some(')'),
        '（' => Some('）'),
        _ => None,
    }
}
