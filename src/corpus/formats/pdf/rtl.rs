//! Text that runs from right to left: from the order on the page to the order
//! in which it is read.

/// Tells whether a letter is of a script that runs from right to left: Hebrew,
/// Arabic, Syriac, Thaana, N'Ko and their forms.
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && !c.is_numeric()
}

/// Tells whether a word is read from right to left.
pub(super) fn is_rtl_word(word: &str) -> bool {
    word.chars().any(is_rtl)
}

/// Joins the letters of a word, which are given from left to right, in the
/// order in which they are read. A letter may say several (a ligature).
pub(super) fn logical_word(letters: Vec<String>) -> String {
    if !letters.iter().any(|letter| is_rtl_word(letter)) {
        return letters.concat();
    }
    let mut word = String::new();
    let mut rest = &letters[..];
    // Digits within stay from left to right.
    while let Some(last) = rest.last() {
        let is_digits = |letter: &String| letter.chars().all(|c| c.is_numeric() || c.is_ascii_alphabetic());
        let run = if is_digits(last) {
            rest.iter().rev().take_while(|letter| is_digits(letter)).count()
        } else {
            1
        };
        let (before, run) = rest.split_at(rest.len() - run);
        run.iter().for_each(|letter| word.push_str(letter));
        rest = before;
    }
    word
}

/// Tells whether any word is read from right to left.
pub(super) fn has_rtl<T>(words: &[T], text: impl Fn(&T) -> &str) -> bool {
    words.iter().any(|word| is_rtl_word(text(word)))
}

/// Tells whether half of a line's letters run from right to left.
pub(super) fn is_rtl_line<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let (mut rtl, mut all) = (0, 0);
    for word in words {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        all += letters;
        rtl += if is_rtl_word(word) { letters } else { 0 };
    }
    rtl > 0 && rtl * 2 >= all
}

/// Puts the words of a line, which are given from left to right, into the order
/// in which they are read: those that run against the line's direction keep
/// their order among themselves.
pub(super) fn logical_line<T>(words: Vec<T>, from_right: bool, text: impl Fn(&T) -> &str) -> Vec<T> {
    let mut line = words;
    if from_right {
        line.reverse();
    }
    let against = |word: &T| {
        let is_ltr = !is_rtl_word(text(word)) && text(word).chars().any(char::is_alphanumeric);
        if from_right { is_ltr } else { is_rtl_word(text(word)) }
    };
    let mut start = 0;
    while start < line.len() {
        let length = line[start..].iter().take_while(|word| against(word)).count();
        line[start..start + length].reverse();
        start += length.max(1);
    }
    line
}

/// Moves the full stop of a line from right to left, which stands to the left of
/// a number (`.2024`), to where it is read.
pub(super) fn move_mark(word: &mut String) {
    let is_mark = |c: char| matches!(c, '.' | ',' | ':' | ';' | '!' | '?');
    let length = word.len() - word.trim_start_matches(is_mark).len();
    if length > 0 && length < word.len() && !is_rtl_word(word) {
        let marks: String = word.drain(..length).collect();
        word.push_str(&marks);
    }
}

/// Turns the brackets of a line from right to left if they close before they
/// open: some files say what they look like, not what they are.
pub(super) fn turn_brackets(line: &mut String) {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('«', '»'), ('{', '}')];
    let first =
        |a, b| line.find(a).unwrap_or(usize::MAX) > line.find(b).unwrap_or(usize::MAX) && line.contains(a);
    let turned: Vec<(char, char)> = PAIRS.into_iter().filter(|&(open, close)| first(open, close)).collect();
    if turned.is_empty() {
        return;
    }
    let turn = |c: char| {
        let pair = turned.iter().find(|pair| pair.0 == c || pair.1 == c);
        pair.map_or(c, |pair| if pair.0 == c { pair.1 } else { pair.0 })
    };
    *line = line.chars().map(turn).collect();
}
