//! What a terminal may be sent: text, never its control sequences.

/// Writes every control and bidirectional control character as `\u{…}`, so
/// that a file name or a document's text cannot steer the terminal. Line
/// breaks and tabs stay where `keep_lines` says so.
pub(super) fn printable(text: &str, keep_lines: bool) -> String {
    let mut printable = String::with_capacity(text.len());
    for letter in text.chars() {
        let bidi =
            matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let kept = keep_lines && matches!(letter, '\n' | '\t');
        if (letter.is_control() && !kept) || bidi {
            printable.extend(letter.escape_unicode());
        } else {
            printable.push(letter);
        }
    }
    printable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_become_text() {
        assert_eq!(printable("a\u{1b}[31mred\u{7}", true), "a\\u{1b}[31mred\\u{7}");
        assert_eq!(printable("a\nb\u{202e}c", false), "a\\u{a}b\\u{202e}c");
        assert_eq!(printable("a\nб\t", true), "a\nб\t");
    }
}
