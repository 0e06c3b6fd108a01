//! The gate: every excerpt must stand in each file that was written, letter for
//! letter after the folding that its format implies.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::char::is_combining_mark;

use super::nearest::nearest;
use crate::tool::markdown;

/// What a format may do to white space and to letters that are not seen. The
/// rules stand in docs/verbatim.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// Text that flows: lines are joined by spaces ([`markdown::fold`]).
    Flow,
    /// Text that is set on pages: where its lines end is not its own, so that
    /// white space, soft hyphens and what has no width do not count. Of a text
    /// with letters that run from right to left, the order of the words on a
    /// line does not count either: the page does not tell it (a number is set to
    /// the left of the word that it follows, UAX 9).
    Page,
}

/// An excerpt that a file does not show as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The excerpt's number `n`.
    pub n: u32,
    /// What should stand there.
    pub wanted: String,
    /// What is most like it in the file; empty if nothing is.
    pub found: String,
}

/// Returns the excerpts, each with its number, that do not stand in what a
/// file shows; in the order given.
///
/// On pages an excerpt may run over the end of one: then the next begins with
/// the rest of it.
#[must_use]
pub fn misses<'a>(
    pages: &[String],
    excerpts: impl IntoIterator<Item = (u32, &'a str)>,
    folding: Folding,
) -> Vec<Miss> {
    let folded: Vec<String> = pages.iter().map(|page| folding.of(page).into_owned()).collect();
    excerpts
        .into_iter()
        .filter(|(_, text)| !stands_in(&folded, &folding.of(text)))
        .filter(|(_, text)| folding == Folding::Flow || !stands_in_lines(pages, text))
        .map(|(n, text)| {
            let shown = pages.join("\n");
            let wanted = markdown::fold(text);
            let found = nearest(&shown, &wanted).map_or("", |range| &shown[range]);
            Miss { n, found: markdown::fold(found), wanted }
        })
        .collect()
}

fn stands_in(pages: &[String], text: &str) -> bool {
    !text.is_empty()
        && (pages.iter().any(|page| page.contains(text))
            || pages.windows(2).any(|pair| runs_over(&pair[0], &pair[1], text)))
}

/// Tells whether a page has the beginning of a text, and the next begins with
/// the rest.
fn runs_over(page: &str, next: &str, text: &str) -> bool {
    text.char_indices().skip(1).any(|(at, _)| next.starts_with(&text[at..]) && page.contains(&text[..at]))
}

/// Tells whether a text that has letters from right to left stands in lines
/// that follow one another, all its words and marks as often as it has them.
fn stands_in_lines(pages: &[String], text: &str) -> bool {
    if !text.chars().any(is_from_right) {
        return false;
    }
    let wanted = counted(text);
    // No more lines than words, and its notes between two pages.
    let most = wanted.values().sum::<usize>() + 2;
    let lines: Vec<&str> = pages.iter().flat_map(|page| page.lines()).collect();
    let has_all = |from: usize| {
        let mut missing = wanted.clone();
        lines[from..lines.len().min(from + most)].iter().any(|line| {
            words_of(line).for_each(|word| take(&mut missing, &word));
            missing.is_empty()
        })
    };
    let begins = |line: &str| words_of(line).any(|word| wanted.contains_key(&word));
    (0..lines.len()).any(|from| begins(lines[from]) && has_all(from))
}

/// Takes a word off a count.
fn take(counts: &mut BTreeMap<String, usize>, word: &str) {
    if let Some(count) = counts.get_mut(word) {
        *count -= 1;
        if *count == 0 {
            counts.remove(word);
        }
    }
}

/// Counts the words of a text.
fn counted(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    words_of(text).for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

/// Cuts a line into words and single marks: which word a mark stands beside
/// depends on the direction too.
fn words_of(line: &str) -> impl Iterator<Item = String> + '_ {
    let is_word = |letter: char| letter.is_alphanumeric() || is_combining_mark(letter);
    let parts = line.split_whitespace().flat_map(move |part| part.split_inclusive(move |c| !is_word(c)));
    let apart = parts.flat_map(move |part| {
        let end = part.trim_end_matches(|letter| !is_word(letter)).len();
        [&part[..end], &part[end..]]
    });
    let seen = |part: &str| part.chars().filter(|letter| is_seen(*letter)).collect::<String>();
    apart.map(seen).filter(|part| !part.is_empty())
}

/// Tells whether a letter is of a script that runs from right to left: Hebrew,
/// Arabic, Syriac, Thaana, N'Ko, Adlam and others of their blocks.
fn is_from_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

impl Folding {
    /// Returns the folding of an output format: PDF has pages, all else flows.
    #[must_use]
    pub fn of_format(name: &str) -> Self {
        if name == "pdf" { Self::Page } else { Self::Flow }
    }

    fn of(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Flow => Cow::Owned(markdown::fold(text)),
            Self::Page => Cow::Owned(text.chars().filter(|letter| is_seen(*letter)).collect()),
        }
    }
}

/// Tells whether a letter takes room on a page. What does not: white space, the
/// soft hyphen, the zero-width space, the word joiner and the byte order mark,
/// and the controls that embed, override and isolate directions.
fn is_seen(letter: char) -> bool {
    !letter.is_whitespace()
        && !matches!(
            letter,
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pages: &[&str], text: &str, folding: Folding, expected: Option<&str>) {
        let pages: Vec<String> = pages.iter().map(|page| (*page).to_owned()).collect();
        let found = misses(&pages, [(7, text)], folding);
        assert_eq!(found.first().map(|miss| miss.found.as_str()), expected);
        assert!(found.iter().all(|miss| miss.n == 7));
    }

    const TEXT: &str = "Prices rose by 4 per cent in March,\nmore than expected.";

    #[test]
    fn a_text_is_found_whatever_its_lines() {
        check(
            &["Before. Prices rose by 4 per cent in March, more than expected. After."],
            TEXT,
            Folding::Flow,
            None,
        );
        check(
            &["Prices rose by\n4 per cent in\nMarch, more than ex\u{ad}pected."],
            TEXT,
            Folding::Page,
            None,
        );
    }

    #[test]
    fn a_changed_letter_is_a_miss_that_shows_what_stands_there() {
        let changed = "Prices rose by 5 per cent in March, more than expected.";
        check(&[&format!("Before it all. {changed} And after.")], TEXT, Folding::Flow, Some(changed));
        check(&[&format!("Before it all. {changed} And after.")], TEXT, Folding::Page, Some(changed));
        check(&["Nothing of the kind."], TEXT, Folding::Flow, Some(""));
        check(&[], TEXT, Folding::Flow, Some(""));
    }

    #[test]
    fn on_a_line_from_right_to_left_the_words_may_stand_in_any_order() {
        let text = "The tariff is called التعريفة 12% and closes here.";
        check(
            &["A line.\nThe tariff is called\n12% التعريفة and closes here.\nMore."],
            text,
            Folding::Page,
            None,
        );
        check(&["The tariff is called 12 %التعريفة\nand closes here."], text, Folding::Page, None);
        let changed = "A line.\nThe tariff is called\n13% التعريفة and closes here.\nMore.";
        assert!(!misses(&[changed.to_owned()], [(1, text)], Folding::Page).is_empty());
        assert!(!misses(&["The tariff is called".to_owned()], [(1, text)], Folding::Page).is_empty());
    }

    #[test]
    fn a_text_may_run_over_to_the_next_page_only() {
        let (head, tail) =
            ("On a page: Prices rose by 4 per\nnote", "cent in March, more than expected. More.");
        check(&[head, tail], TEXT, Folding::Page, None);
        assert!(!misses(&[head.to_owned(), format!("x {tail}")], [(1, TEXT)], Folding::Page).is_empty());
        assert!(!misses(&[tail.to_owned(), head.to_owned()], [(1, TEXT)], Folding::Page).is_empty());
    }
}
