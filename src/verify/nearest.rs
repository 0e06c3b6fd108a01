//! The place of a text that is most like a quotation.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

/// Words in a row that are looked for: two rarely agree by chance.
const ROW: usize = 2;

/// Places of a row that are looked at: a row that stands more often tells
/// nothing.
const MOST_PLACES: usize = 200;

/// Returns the bytes of `text` that are most like `wanted`, from a word's
/// beginning to a word's end with the marks between; `None` if they have no
/// words in common.
///
/// Each row of words that both have votes for the place at which the quotation
/// would begin; the place with the most votes wins, the first of equals.
/// Linear in both.
pub(super) fn nearest(text: &str, wanted: &str) -> Option<Range<usize>> {
    let quoted: Vec<&str> = wanted.unicode_words().collect();
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let plain: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
    let begin = vote(&plain, &quoted, ROW.min(quoted.len())).or_else(|| vote(&plain, &quoted, 1))?;
    let first = begin.clamp(0, words.len() as i64 - 1) as usize;
    let last = (begin + quoted.len() as i64 - 1).clamp(first as i64, words.len() as i64 - 1) as usize;
    let (start, (at, word)) = (words[first].0, words[last]);
    let end = at + word.len();
    Some(with_marks(text, wanted, start..end))
}

/// Returns the index of the word at which the quotation would begin; it may
/// stand before the text's beginning.
fn vote(words: &[&str], quoted: &[&str], row: usize) -> Option<i64> {
    if row == 0 {
        return None;
    }
    let mut rows: HashMap<&[&str], Vec<i64>> = HashMap::new();
    for (at, row) in quoted.windows(row).enumerate() {
        rows.entry(row).or_default().push(at as i64);
    }
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    for (at, row) in words.windows(row).enumerate() {
        for place in rows.get(row).into_iter().flatten().take(MOST_PLACES) {
            *votes.entry(at as i64 - place).or_default() += 1;
        }
    }
    // A word more or less in the middle moves what follows: neighbours count.
    let near = |begin: i64| votes.range(begin - 2..=begin + 2).map(|(_, count)| count).sum::<usize>();
    let best = votes.iter().map(|(begin, count)| (near(*begin), *count, std::cmp::Reverse(*begin))).max()?;
    Some(best.2.0)
}

/// Takes in the marks before and after that the quotation has too: a quotation
/// mark, a full stop.
fn with_marks(text: &str, wanted: &str, range: Range<usize>) -> Range<usize> {
    let is_mark = |letter: &char| !letter.is_alphanumeric() && !letter.is_whitespace();
    let after: usize = wanted.chars().rev().take_while(is_mark).count();
    let before: usize = wanted.chars().take_while(is_mark).count();
    let head =
        text[..range.start].chars().rev().take(before).take_while(is_mark).map(char::len_utf8).sum::<usize>();
    let tail = text[range.end..].chars().take(after).take_while(is_mark).map(char::len_utf8).sum::<usize>();
    range.start - head..range.end + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &str, expected: Option<&str>) {
        assert_eq!(nearest(text, wanted).map(|range| &text[range]), expected);
    }

    #[test]
    fn the_place_with_most_words_in_common_is_found() {
        let text = "Prices fell. In May, prices of oil rose by 4 per cent, “said Ann”. Prices rose by 9.";
        check(
            text,
            "In May, prices of oil rose by 5 per cent",
            Some("In May, prices of oil rose by 4 per cent"),
        );
        check(text, "of gas rose by 4 per", Some("of oil rose by 4 per"));
        check(text, "“said Ann”.", Some("“said Ann”."));
        check(text, "nothing else", None);
        check("", "prices", None);
        check(text, "", None);
        check(text, "…", None);
    }

    #[test]
    fn a_word_that_was_put_in_moves_nothing() {
        let text = "Deliveries of gas through the northern pipeline stopped for a week in the cold spring.";
        let wanted = "gas through the pipeline stopped for a week in the spring.";
        let range = nearest(text, wanted).unwrap();
        assert!(text[range].contains("stopped for a week"));
    }

    #[test]
    fn chinese_is_compared_by_characters() {
        check(
            "两国贸易额去年达到两千亿美元。明年再说。",
            "贸易额去年达到三千亿美元。",
            Some("贸易额去年达到两千亿美元。"),
        );
    }
}
