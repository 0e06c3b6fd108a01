//! Text-fragment links: an address that opens a page at a quotation.

use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::model::Source;
use crate::tool::white_space::folded;

use super::entry::is_web_address;

/// Longest quotation that is named whole, in characters; a longer one by its
/// first and last words (`MAX_EXACT_MATCH_LENGTH` of Chrome's
/// text-fragments-polyfill, which makes these links in browsers).
const EXACT_CHARACTERS: usize = 300;

/// Shortest quotation that is named without what stands around it, in
/// characters (`MIN_LENGTH_WITHOUT_CONTEXT`, ibid.).
const LONE_CHARACTERS: usize = 20;

/// Words of the text before and after a short quotation
/// (`WORDS_TO_ADD_FIRST_ITERATION`, ibid.).
const CONTEXT_WORDS: usize = 3;

/// Words at each end of a long quotation: enough to be found only once.
const END_WORDS: usize = 6;

/// Returns the address that opens `source` at `text`, a text fragment after
/// <https://wicg.github.io/scroll-to-text-fragment/>; `None` where the source
/// has no http or https address or the text is blank.
///
/// `prefix` and `suffix` are what stands around it in the source, as in a
/// [`Selector`](crate::model::Selector); a quotation that is too short to be
/// found alone is named with some words of them. A fragment that the address
/// has is kept, earlier text directives are not.
#[must_use]
pub fn link(source: &Source, text: &str, prefix: &str, suffix: &str) -> Option<String> {
    let url = source.url.as_deref()?.trim();
    // Browsers compare with white space collapsed, and so must the fragment be.
    let text = folded(text);
    if !is_web_address(url) || text.is_empty() {
        return None;
    }
    let address = url.split_once(":~:").map_or(url, |(address, _)| address);
    let mut link = address.strip_suffix('#').unwrap_or(address).to_owned();
    link.push_str(if link.contains('#') { ":~:text=" } else { "#:~:text=" });
    if text.chars().count() < LONE_CHARACTERS
        && let Some(before) = before(prefix)
    {
        encode(before, &mut link);
        link.push_str("-,");
    }
    encode_quotation(&text, &mut link);
    if text.chars().count() < LONE_CHARACTERS
        && let Some(after) = after(suffix)
    {
        link.push_str(",-");
        encode(after, &mut link);
    }
    Some(link)
}

fn encode_quotation(text: &str, link: &mut String) {
    let ends = (text.chars().count() > EXACT_CHARACTERS).then(|| ends(text)).flatten();
    match ends {
        Some((start, end)) => {
            encode(start, link);
            link.push(',');
            encode(end, link);
        }
        None => encode(text, link),
    }
}

/// Returns the first and last words of a long text; `None` where they would
/// overlap. Words are those of Unicode (UAX 29), at whose bounds browsers
/// match; Chinese is counted by characters, so that a whole clause is taken
/// where there is one.
fn ends(text: &str) -> Option<(&str, &str)> {
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let clause = words.iter().filter(|(_, word)| word.chars().count() == 1).count() * 2 > words.len();
    let count = if clause { 2 * END_WORDS } else { END_WORDS };
    if words.len() < 2 * count + 2 {
        return None;
    }
    let (at, word) = words[count - 1];
    let start = if clause { clause_end(text, at + word.len()) } else { at + word.len() };
    let (at, _) = words[words.len() - count];
    let end = if clause { clause_start(text, at) } else { at };
    (start < end).then(|| (&text[..start], text[end..].trim_end()))
}

fn is_clause_mark(c: char) -> bool {
    "，。；：、！？,.;:!?".contains(c)
}

/// Moves `at` on to the next clause mark within 30 characters, if there is one.
fn clause_end(text: &str, at: usize) -> usize {
    text[at..].char_indices().take(30).find(|(_, c)| is_clause_mark(*c)).map_or(at, |(offset, _)| at + offset)
}

/// Moves `at` back behind the clause mark within 30 characters before it.
fn clause_start(text: &str, at: usize) -> usize {
    let mark = text[..at].char_indices().rev().take(30).find(|(_, c)| is_clause_mark(*c));
    mark.map_or(at, |(offset, c)| offset + c.len_utf8())
}

/// The last words of a line before the quotation, whole ones only: the first
/// may be cut, unless it is alone.
fn before(prefix: &str) -> Option<&str> {
    let whole = match prefix.trim_end().rfind('\n') {
        Some(line) => &prefix[line..],
        None => prefix.split_once(char::is_whitespace)?.1,
    };
    let words: Vec<(usize, &str)> = whole.unicode_word_indices().collect();
    let (at, _) = words.get(words.len().saturating_sub(CONTEXT_WORDS))?;
    Some(whole[*at..].trim_end())
}

/// The first words of the line after the quotation, whole ones only.
fn after(suffix: &str) -> Option<&str> {
    let line = suffix.trim_start().lines().next()?;
    let whole =
        if suffix.trim_start().contains('\n') { line } else { line.rsplit_once(char::is_whitespace)?.0 };
    let words: Vec<(usize, &str)> = whole.unicode_word_indices().collect();
    let (at, word) = words.get(CONTEXT_WORDS.min(words.len()).checked_sub(1)?)?;
    Some(whole[..at + word.len()].trim_start())
}

/// Percent-encodes all but letters, digits, `.`, `_` and `~` of ASCII: more
/// than the grammar asks for (`-`, `,` and `&`), so that no writer sees
/// anything in a link that is markup to it.
fn encode(text: &str, link: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._~".contains(&byte) {
            link.push(char::from(byte));
        } else {
            write!(link, "%{byte:02X}").expect("a String takes all that is written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, text: &str, (prefix, suffix): (&str, &str), expected: Option<&str>) {
        let source = Source { url: Some(url.to_owned()), ..Source::default() };
        assert_eq!(link(&source, text, prefix, suffix).as_deref(), expected);
    }

    const NONE: (&str, &str) = ("", "");

    #[test]
    fn a_sentence_is_named_whole_and_encoded() {
        check(
            "https://example.org/a",
            "Trade, mostly oil & gas, rose by 2-3 %.\nIt will rise.",
            ("before ", " after"),
            Some(
                "https://example.org/a#:~:text=Trade%2C%20mostly%20oil%20%26%20gas%2C%20rose%20by%202%2D3%20%25.%20It%20will%20rise.",
            ),
        );
    }

    #[test]
    fn a_long_quotation_is_named_by_its_ends() {
        let text =
            format!("First words of the long one here. {} And here are its last words.", "More. ".repeat(80));
        check(
            "https://example.org/",
            &text,
            NONE,
            Some(
                "https://example.org/#:~:text=First%20words%20of%20the%20long%20one,And%20here%20are%20its%20last%20words.",
            ),
        );
    }

    #[test]
    fn a_short_quotation_is_named_with_its_neighbours() {
        check(
            "https://example.org/",
            "It rose.",
            ("e end of the year came. ", " Then it fell again, and f"),
            Some("https://example.org/#:~:text=the%20year%20came.-,It%20rose.,-Then%20it%20fell"),
        );
        check(
            "https://example.org/",
            "It rose.",
            ("Title\n\n", "\n\n"),
            Some("https://example.org/#:~:text=It%20rose."),
        );
    }

    #[test]
    fn an_address_keeps_its_own_fragment() {
        let rest = "text=Oil%20prices%20rose%20again%20today.";
        for (url, expected) in [
            ("https://example.org/a#part", format!("https://example.org/a#part:~:{rest}")),
            ("https://example.org/a#", format!("https://example.org/a#:~:{rest}")),
            ("https://example.org/a#:~:text=old", format!("https://example.org/a#:~:{rest}")),
            ("HTTPS://example.org/a?b=c", format!("HTTPS://example.org/a?b=c#:~:{rest}")),
        ] {
            check(url, "Oil prices rose again today.", NONE, Some(&expected));
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_linked() {
        for url in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://",
            "https://a b",
            "https://a/\"><b>",
            "ftp://a/",
        ] {
            check(url, "Oil prices rose again today.", NONE, None);
        }
        assert_eq!(link(&Source::default(), "Oil prices rose.", "", ""), None);
        check("https://example.org/", " \n ", NONE, None);
    }

    #[test]
    fn a_long_chinese_quotation_is_cut_at_clauses() {
        let text = format!(
            "两国贸易额去年达到两千四百亿美元，同比增长。{}双方将继续扩大能源合作，直到明年年底为止。",
            "其他内容很多。".repeat(60)
        );
        let source = Source { url: Some("https://example.org/".to_owned()), ..Source::default() };
        let link = link(&source, &text, "", "").unwrap();
        let mut expected = "https://example.org/#:~:text=".to_owned();
        encode("两国贸易额去年达到两千四百亿美元", &mut expected);
        expected.push(',');
        encode("双方将继续扩大能源合作，直到明年年底为止。", &mut expected);
        assert_eq!(link, expected);
    }
}
