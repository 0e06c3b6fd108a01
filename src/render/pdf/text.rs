//! What a PDF can carry of a text, and where its long words may break.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{Cluster, is_shown};
use super::scripts::{breaks_anywhere, is_noncharacter, is_private};

/// Stands for a letter that cannot be shown (U+FFFD REPLACEMENT CHARACTER).
pub(super) const REPLACEMENT: char = '\u{FFFD}';

/// Letters in a row after which a word may break anywhere: longer than the
/// compounds that languages with long words write, which hyphenation breaks.
const LONGEST_WORD: usize = 50;
/// Letters between two such places.
const WORD_PIECE: usize = 4;

/// What becomes of a code point in a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    /// Becomes a space; a run of them, one space.
    Space,
    /// Left out: it only steers how other letters are shown.
    Dropped,
    /// Becomes [`REPLACEMENT`].
    Replaced,
}

/// The rule:
///
/// - white space, line breaks and tabs are spaces (no-break spaces stay);
/// - controls (C0, C1), private letters, noncharacters, the object replacement
///   and interlinear annotation characters are replaced: PDF/A forbids them or
///   readers cannot know what they mean;
/// - directional embeddings, overrides and isolates are left out, since one
///   that is not closed turns round the words that follow it, which are not
///   its author's; so are tag characters and the byte order mark, which hide
///   text.
fn fate(letter: char) -> Fate {
    match letter {
        '\u{A0}' | '\u{2007}' | '\u{202F}' => Fate::Kept,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}' => {
            Fate::Dropped
        }
        '\u{FFF9}'..='\u{FFFC}' => Fate::Replaced,
        _ if letter.is_whitespace() => Fate::Space,
        _ if letter.is_control() || is_private(letter) || is_noncharacter(letter) => Fate::Replaced,
        _ => Fate::Kept,
    }
}

/// Returns the letters of `text` that a PDF cannot carry, whatever its fonts:
/// [`sanitise`] replaces them or leaves them out. White space does not count.
#[must_use]
pub fn unfit(text: &str) -> BTreeSet<char> {
    text.chars().filter(|&letter| matches!(fate(letter), Fate::Dropped | Fate::Replaced)).collect()
}

/// Returns `text` as a PDF shows it, in one line: runs of white space become
/// one space; control characters, private letters and noncharacters become
/// U+FFFD; directional embeddings, overrides and isolates, tag characters and
/// byte order marks are left out.
#[must_use]
pub fn sanitise(text: &str) -> Cow<'_, str> {
    let plain = |letter: char| letter == ' ' || fate(letter) == Fate::Kept;
    if text.chars().all(plain) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match fate(letter) {
            Fate::Space if shown.ends_with(' ') => {}
            Fate::Space => shown.push(' '),
            Fate::Kept => shown.push(letter),
            Fate::Replaced => shown.push(REPLACEMENT),
            Fate::Dropped => {}
        }
    }
    Cow::Owned(shown)
}

/// As [`sanitise`]; of the clusters of `lost`, the first letter is kept where
/// it is not lost itself, and one U+FFFD stands for the rest.
pub(super) fn sanitise_but<'t>(text: &'t str, lost: &BTreeSet<Cluster>) -> Cow<'t, str> {
    let text = sanitise(text);
    if lost.is_empty() || text.is_ascii() {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        let cluster: Cluster = grapheme.chars().filter(|&letter| is_shown(letter)).collect();
        if !lost.contains(&cluster) {
            shown.push_str(grapheme);
            continue;
        }
        let first =
            cluster.chars().next().filter(|first| cluster.chars().count() > 1 && first.is_alphanumeric());
        shown.extend(first.filter(|first| !lost.contains(first.to_string().as_str())));
        shown.push(REPLACEMENT);
    }
    Cow::Owned(shown)
}

/// Cuts a text where lines may break beside the places that Unicode's rules
/// give: within words of over [`LONGEST_WORD`] letters. The pieces put
/// together are the text; one piece where no word is so long.
///
/// A text that begins with a mark begins with an empty piece, which keeps the
/// mark from the letter of another text: the two may have no font in common.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    if begins_with_mark(text) {
        pieces.push(String::new());
    }
    for word in text.split_inclusive(' ') {
        if word.len() <= LONGEST_WORD || word.starts_with("http://") || word.starts_with("https://") {
            push(&mut pieces, word);
        } else {
            cut_runs(word, &mut pieces);
        }
    }
    pieces
}

fn begins_with_mark(text: &str) -> bool {
    let first = text.chars().next().filter(|first| !first.is_ascii());
    first.is_some_and(|first| format!("a{first}").graphemes(true).count() == 1)
}

/// Cuts every run of letters that is too long; the punctuation between runs
/// gives breaks of its own.
fn cut_runs(word: &str, pieces: &mut Vec<String>) {
    let mut run: Vec<&str> = Vec::new();
    for grapheme in word.graphemes(true) {
        let first = grapheme.chars().next().unwrap_or(' ');
        if !first.is_whitespace() && first != '-' && !breaks_anywhere(first) {
            run.push(grapheme);
            continue;
        }
        push_run(&run, pieces);
        run.clear();
        push(pieces, grapheme);
    }
    push_run(&run, pieces);
}

fn push_run(run: &[&str], pieces: &mut Vec<String>) {
    let cut = run.len() > LONGEST_WORD;
    for (at, grapheme) in run.iter().enumerate() {
        if cut && at > 0 && at % WORD_PIECE == 0 {
            pieces.push(String::new());
        }
        push(pieces, grapheme);
    }
}

fn push(pieces: &mut [String], text: &str) {
    if let Some(last) = pieces.last_mut() {
        last.push_str(text);
    }
}
