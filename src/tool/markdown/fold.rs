//! Folding: what becomes of a document's text when it is set in one line.

/// Folds a text to the form in which every output carries it.
///
/// - A run of white space that has a space, a tab or a line break (also
///   U+0085, U+2028 and U+2029) becomes one space; a run of other spaces
///   (no-break, thin, ideographic) stays, since typography means it.
/// - White space at both ends goes.
/// - Control characters and Unicode noncharacters, which no format can carry,
///   become U+FFFD, so that a reader sees that something stood there.
/// - The byte order mark U+FEFF goes, and so do the nine controls that embed,
///   override and isolate directions (U+202A to U+202E, U+2066 to U+2069):
///   with them a source could show its letters, or ours after them, in another
///   order than they are in. Direction marks (U+200E, U+200F, U+061C) stay:
///   they move nothing beyond their place.
///
/// All else stays letter for letter. `fold(fold(x)) == fold(x)`.
#[must_use]
pub fn fold(text: &str) -> String {
    fold_tagged(text.chars().map(|letter| (letter, ()))).into_iter().map(|(letter, ())| letter).collect()
}

/// Folds as [`fold`] does; each letter keeps its tag.
pub(super) fn fold_tagged<T: Copy>(letters: impl Iterator<Item = (char, T)>) -> Vec<(char, T)> {
    let mut folded = Vec::with_capacity(letters.size_hint().0);
    let mut spaces: Vec<(char, T)> = Vec::new();
    for (letter, tag) in letters.filter(|(letter, _)| !is_dropped(*letter)) {
        if letter.is_whitespace() {
            spaces.push((letter, tag));
            continue;
        }
        if !folded.is_empty() {
            append_spaces(&mut folded, &spaces);
        }
        spaces.clear();
        folded.push((if is_printable(letter) { letter } else { char::REPLACEMENT_CHARACTER }, tag));
    }
    folded
}

fn append_spaces<T: Copy>(folded: &mut Vec<(char, T)>, spaces: &[(char, T)]) {
    match spaces.iter().find(|(space, _)| is_breaking(*space)) {
        Some((_, tag)) => folded.push((' ', *tag)),
        None => folded.extend_from_slice(spaces),
    }
}

fn is_breaking(space: char) -> bool {
    space.is_ascii() || matches!(space, '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_dropped(letter: char) -> bool {
    is_direction_control(letter) || letter == '\u{feff}'
}

/// Tells whether a character reorders the text after it.
pub(super) fn is_direction_control(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tells whether text formats can carry a character: no control, no
/// noncharacter (Unicode, section 23.7). Tabs and line breaks are controls.
#[must_use]
pub fn is_printable(letter: char) -> bool {
    let code = u32::from(letter);
    !letter.is_control() && code & 0xfffe != 0xfffe && !(0xfdd0..=0xfdef).contains(&code)
}
