//! Cutting a text into folded tokens, the same way for every language.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// Longer words are cut here, in bytes: they are data, not language.
const LONGEST_WORD: usize = 256;

/// A piece of a text.
pub(super) enum Token<'a> {
    /// A word in a script that writes words apart, folded.
    Word { range: Range<usize>, text: &'a str, script: Script },
    /// Digits, words with digits and abbreviations: never stemmed.
    Fixed { range: Range<usize>, text: &'a str },
    /// Characters side by side of a script that does not write words apart,
    /// each folded, with its bytes.
    Run(&'a [(Range<usize>, String)]),
}

/// Calls `take` with each token of `text` in order.
pub(super) fn each(text: &str, mut take: impl FnMut(Token<'_>)) {
    let mut cutter = Cutter { text, shouting: shouts(text), run: Vec::new(), buffer: String::new() };
    for (start, word) in text.unicode_word_indices() {
        cutter.word(start, word, &mut take);
    }
    cutter.end_run(&mut take);
}

/// Tells whether capitals say nothing here: more than three words, all of
/// them in capitals.
fn shouts(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.split_whitespace().nth(3).is_some()
}

struct Cutter<'t> {
    text: &'t str,
    shouting: bool,
    run: Vec<(Range<usize>, String)>,
    buffer: String,
}

impl Cutter<'_> {
    fn word(&mut self, start: usize, word: &str, take: &mut impl FnMut(Token<'_>)) {
        let first = word.chars().next().unwrap_or_default();
        if !first.is_ascii() && is_unspaced(first) {
            self.extend_run(start, word, take);
            return;
        }
        self.end_run(take);
        if let Some(acronym) = acronym(word, self.shouting) {
            take(Token::Fixed { range: start..start + word.len(), text: &acronym });
            return;
        }
        if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.piece(start..start + word.len(), take);
            return;
        }
        for piece in pieces(word) {
            self.piece(start + piece.start..start + piece.end, take);
        }
    }

    fn extend_run(&mut self, start: usize, word: &str, take: &mut impl FnMut(Token<'_>)) {
        if self.run.last().is_some_and(|(range, _)| range.end != start) {
            self.end_run(take);
        }
        for (offset, cluster) in word.grapheme_indices(true) {
            let folded = cluster.chars().take(8).nfkc();
            let mut shown: String = folded.filter(|c| !is_dropped(*c) && !c.is_whitespace()).collect();
            if shown.is_empty() {
                // Every character keeps its position.
                shown.push(char::REPLACEMENT_CHARACTER);
            }
            let range = start + offset..start + offset + cluster.len();
            self.run.push((range, shown));
        }
    }

    fn end_run(&mut self, take: &mut impl FnMut(Token<'_>)) {
        if !self.run.is_empty() {
            take(Token::Run(&self.run));
            self.run.clear();
        }
    }

    /// Hands on one piece of a word without what only binds it to its
    /// neighbours: an elided article before it, a possessive behind it.
    fn piece(&mut self, range: Range<usize>, take: &mut impl FnMut(Token<'_>)) {
        let (range, word) = without_clitics(self.text, range);
        fold(word, &mut self.buffer);
        let Some(first) = self.buffer.chars().find(|c| c.is_alphanumeric()) else {
            return;
        };
        if self.buffer.bytes().any(|byte| byte.is_ascii_digit()) || first.is_numeric() {
            drop_thousands(&mut self.buffer);
            take(Token::Fixed { range, text: &self.buffer });
        } else {
            let script = if first.is_ascii() { Script::Latin } else { first.script() };
            take(Token::Word { range, text: &self.buffer, script });
        }
    }
}

/// Scripts without spaces between words: found by pairs of characters.
fn is_unspaced(c: char) -> bool {
    use Script::{Bopomofo, Han, Hiragana, Katakana, Khmer, Lao, Myanmar, Thai};
    matches!(c.script(), Han | Hiragana | Katakana | Bopomofo | Thai | Lao | Khmer | Myanmar)
}

/// Capitals that are a name where small letters are an everyday word.
const NAMES_IN_CAPITALS: [&str; 4] = ["US", "WHO", "IT", "IS"];

/// Returns the form of an abbreviation: letters with full stops between them,
/// or one of [`NAMES_IN_CAPITALS`].
///
/// `U.K.` and `UK` are one word, `uk`. Where the letters alone would be an
/// everyday word of English, the full stops stay: `U.S.` and `US` are `u.s`,
/// and never the pronoun.
fn acronym(word: &str, shouting: bool) -> Option<String> {
    let small = if word.contains('.') {
        let letters = word.split('.').map(|part| {
            let mut chars = part.chars();
            chars.next().filter(|c| c.is_alphabetic() && chars.next().is_none())
        });
        letters.collect::<Option<String>>()?.to_lowercase()
    } else if !shouting && NAMES_IN_CAPITALS.contains(&word) {
        word.to_ascii_lowercase()
    } else {
        return None;
    };
    if super::lexicon::is_everyday_english(&small) {
        let dotted: Vec<String> = small.chars().map(String::from).collect();
        return Some(dotted.join("."));
    }
    Some(small)
}

/// Cuts a word of Unicode at the marks that UAX 29 takes for inner ones:
/// full stops, colons, underscores; not at apostrophes, nor at a point or
/// comma between digits.
fn pieces(word: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut begin = 0;
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        let behind = word[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let in_number = matches!(c, '.' | ',') && before.is_numeric() && behind.is_numeric();
        let inner = c.is_alphanumeric() || is_combining_mark(c) || is_dropped(c) || is_apostrophe(c);
        if !inner && !in_number {
            pieces.push(begin..at);
            begin = at + c.len_utf8();
        }
        before = c;
    }
    pieces.push(begin..word.len());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' | '\u{201B}')
}

/// Articles and pronouns that French, Italian and Catalan elide before a
/// vowel (the lists of Lucene's ElisionFilter).
const ELIDED: [&str; 34] = [
    "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu", "quelqu", "un",
    "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl", "negl", "sugl", "v",
    "quell", "quest", "tutt", "sant", "bell",
];

/// What English binds to a word behind an apostrophe.
const BOUND: [&str; 7] = ["s", "t", "re", "ve", "ll", "d", "m"];

fn without_clitics(text: &str, range: Range<usize>) -> (Range<usize>, &str) {
    let word = &text[range.clone()];
    let Some((at, mark)) = word.char_indices().find(|(_, c)| is_apostrophe(*c)) else {
        return (range, word);
    };
    let head = &word[..at];
    let tail = &word[at + mark.len_utf8()..];
    let is = |list: &[&str], part: &str| list.iter().any(|entry| part.eq_ignore_ascii_case(entry));
    if is(&ELIDED, head) && !tail.is_empty() && !is(&BOUND, tail) {
        return (range.end - tail.len()..range.end, tail);
    }
    if is(&BOUND, tail) && !super::lexicon::is_everyday_english(&plain_apostrophe(word)) {
        return (range.start..range.start + at, head);
    }
    (range, word)
}

fn plain_apostrophe(word: &str) -> String {
    word.chars().take(16).map(|c| if is_apostrophe(c) { '\'' } else { c.to_ascii_lowercase() }).collect()
}

/// Format characters that leave no trace in a word, and accents that stayed
/// alone after composition (stress marks, stacked marks).
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{0300}'..='\u{036F}' | '\u{061C}' | '\u{0640}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Writes the lower-case NFKC form of `word` without inner apostrophes (but
/// in the words of English that keep theirs, such as `don't`).
fn fold(word: &str, buffer: &mut String) {
    buffer.clear();
    let cut = word.floor_char_boundary(LONGEST_WORD);
    let word = &word[..cut];
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        let folded = word.nfkc().flat_map(char::to_lowercase).nfkc();
        buffer.extend(
            folded
                .map(|c| if is_apostrophe(c) { '\'' } else { c })
                .filter(|c| !is_dropped(*c) && !c.is_whitespace()),
        );
    }
    if buffer.contains('\'') && !super::lexicon::is_everyday_english(buffer) {
        buffer.retain(|c| c != '\'');
    }
}

/// Takes the commas out of `1,234,567.8`.
fn drop_thousands(number: &mut String) {
    let whole = number.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let head = groups.next().unwrap_or_default();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = whole.contains(',')
        && (1..=3).contains(&head.len())
        && digits(head)
        && groups.all(|group| group.len() == 3 && digits(group));
    if grouped {
        number.retain(|c| c != ',');
    }
}
