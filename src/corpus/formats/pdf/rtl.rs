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

/// Puts the words of a line, which are given from left to right, into the order
/// in which they are read: where more letters run from right to left, those
/// from left to right keep their order among themselves.
pub(super) fn logical_line<T>(words: Vec<T>, text: impl Fn(&T) -> &str) -> Vec<T> {
    let letters = |word: &T| text(word).chars().filter(|c| c.is_alphabetic()).count();
    let rtl: usize = words.iter().filter(|word| is_rtl_word(text(word))).map(letters).sum();
    if rtl == 0 {
        return words;
    }
    let all: usize = words.iter().map(letters).sum();
    let from_right = rtl * 2 >= all;
    let mut line = words;
    if from_right {
        line.reverse();
    }
    // Runs against the line's direction are turned.
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
