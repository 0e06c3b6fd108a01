//! Texts as YAML.

use std::fmt::Write as _;

/// Lines are folded where they would be longer, in characters.
const WIDTH: usize = 100;

/// Plain words that YAML 1.1 or 1.2 takes for something else than text.
const RESERVED: [&str; 13] =
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan", "infinity", "none"];

/// Writes a text so that it reads back equal: as it is where it is a plain
/// word, such as an id or a path, else in double quotes.
///
/// With `fold`, long texts are written over several lines, the further ones
/// indented by so many spaces: YAML reads such a line break as one space
/// (YAML 1.2.2, 7.3.1). Control characters, line breaks and letters that are
/// not seen or change the direction are written as escapes, so that what an
/// editor sees is what stands there.
pub(super) fn written(text: &str, fold: Option<usize>) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut written = "\"".to_owned();
    let mut width = fold.unwrap_or_default();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        escape(word, &mut written);
        width += word.chars().count() + 1;
        let Some(next) = words.peek() else { break };
        // A line that began with `#` or a dash would look like something else, to
        // parsers too.
        let is_single = !word.is_empty() && next.starts_with(char::is_alphanumeric);
        match fold {
            Some(indent) if is_single && width + next.chars().count() > WIDTH => {
                written.push('\n');
                written.push_str(&" ".repeat(indent));
                width = indent;
            }
            _ => written.push(' '),
        }
    }
    written.push('"');
    written
}

/// Tells whether a text may stand without quotes wherever a value may, in
/// brackets too: letters, digits, `-`, `_`, `.` and `/`, a letter first.
fn is_plain(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.bytes().all(is_allowed)
        && !RESERVED.contains(&text.to_ascii_lowercase().as_str())
}

fn escape(word: &str, written: &mut String) {
    for letter in word.chars() {
        let code = u32::from(letter);
        match letter {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            _ if !is_hidden(letter) => written.push(letter),
            _ if code <= 0xff => _ = write!(written, "\\x{code:02X}"),
            _ if code <= 0xffff => _ = write!(written, "\\u{code:04X}"),
            _ => _ = write!(written, "\\U{code:08X}"),
        }
    }
}

/// Letters that are not seen, that change the direction of others, or that YAML
/// does not let stand (YAML 1.2.2, 5.1). The joiners U+200C and U+200D stay:
/// scripts and emoji are written with them.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || letter.is_whitespace() && letter != ' '
        || matches!(
            letter,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
        || u32::from(letter) & 0xfffe == 0xfffe
}
