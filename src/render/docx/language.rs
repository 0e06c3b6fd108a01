//! Languages and the direction of writing, as Word wants to be told them.

use unicode_bidi::{BidiClass, bidi_class};

/// Which way a piece of text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    ToRight,
    ToLeft,
}

/// The language of a piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Language {
    /// BCP 47.
    pub(super) tag: String,
    /// The face for Chinese, Japanese and Korean letters, where the language
    /// is one of these.
    pub(super) east_asian_face: Option<&'static str>,
}

/// What Word's East Asian versions bring along: beginning of a tag in lower
/// case, the tag that Word knows ([MS-LCID]), and its serif face. Tags with
/// more parts come first.
const EAST_ASIAN: &[(&str, &str, &str)] = &[
    ("zh-hant", "zh-TW", "PMingLiU"),
    ("zh-tw", "zh-TW", "PMingLiU"),
    ("zh-hk", "zh-HK", "PMingLiU"),
    ("zh-mo", "zh-MO", "PMingLiU"),
    ("zh", "zh-CN", "SimSun"),
    ("ja", "ja-JP", "MS Mincho"),
    ("ko", "ko-KR", "Batang"),
];

/// The face for East Asian letters in texts of other languages: simplified
/// Chinese is what they most often mean.
pub(super) const USUAL_EAST_ASIAN_FACE: &str = "SimSun";

impl Language {
    /// Reads a tag; `None` for what is no language tag (RFC 5646, section
    /// 2.1: letters, digits and hyphens).
    pub(super) fn of(tag: &str) -> Option<Self> {
        let is_tag = tag.len() >= 2
            && tag.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && tag.split('-').all(|part| {
                (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if !is_tag {
            return None;
        }
        let lower = tag.to_ascii_lowercase();
        let is_of = |start: &str| {
            lower.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let known = EAST_ASIAN.iter().find(|(start, ..)| is_of(start));
        Some(match known {
            Some((_, tag, face)) => Self { tag: (*tag).to_owned(), east_asian_face: Some(face) },
            None => Self { tag: tag.to_owned(), east_asian_face: None },
        })
    }

    /// Returns the direction in which texts of the language run.
    pub(super) fn direction(&self) -> Direction {
        let primary = self.tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => Direction::ToLeft,
            _ => Direction::ToRight,
        }
    }

    /// Returns the attributes of `w:lang`: the tag once for letters like
    /// Latin's, and for East Asian and right-to-left letters where it is their
    /// language.
    pub(super) fn attributes(&self) -> Vec<(&'static str, &str)> {
        let mut attributes = vec![("w:val", self.tag.as_str())];
        attributes.extend(self.east_asian_face.map(|_| ("w:eastAsia", self.tag.as_str())));
        if self.direction() == Direction::ToLeft {
            attributes.push(("w:bidi", self.tag.as_str()));
        }
        attributes
    }
}

/// Returns the direction of the first letter that has one (UAX #9, rules P2
/// and P3); `None` where there is no such letter.
pub(super) fn first_direction(text: &str) -> Option<Direction> {
    text.chars().find_map(strong)
}

/// Cuts a text into runs of one direction each, in their order; put together
/// they are the text. Letters without a direction of their own (spaces, signs,
/// digits) go with `base` unless letters of the other direction stand on both
/// sides. Empty for an empty text.
pub(super) fn directed(text: &str, base: Direction) -> Vec<(&str, Direction)> {
    let mut runs: Vec<(&str, Direction)> = Vec::new();
    let mut start = 0;
    let mut current = None;
    // Where the last letter with a direction ends.
    let mut settled = 0;
    for (at, letter) in text.char_indices() {
        let Some(direction) = strong(letter).or_else(|| current.filter(|last| follows(letter, *last))) else {
            continue;
        };
        if let Some(last) = current.filter(|last| *last != direction) {
            let cut = if last == base { at } else { settled };
            runs.push((&text[start..cut], last));
            start = cut;
        } else if current.is_none() && direction != base && at > 0 {
            runs.push((&text[..at], base));
            start = at;
        }
        current = Some(direction);
        settled = at + letter.len_utf8();
    }
    match current {
        Some(last) if last != base => {
            runs.push((&text[start..settled], last));
            runs.push((&text[settled..], base));
        }
        _ => runs.push((&text[start..], base)),
    }
    runs.retain(|(run, _)| !run.is_empty());
    runs
}

fn strong(letter: char) -> Option<Direction> {
    match bidi_class(letter) {
        BidiClass::L => Some(Direction::ToRight),
        BidiClass::R | BidiClass::AL => Some(Direction::ToLeft),
        _ => None,
    }
}

/// A mark goes with the letter that it stands on (UAX #9, rule W1), European
/// digits with letters that run to the right before them (rule W7).
fn follows(letter: char, last: Direction) -> bool {
    match bidi_class(letter) {
        BidiClass::NSM => true,
        BidiClass::EN => last == Direction::ToRight,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    use Direction::{ToLeft, ToRight};

    #[test]
    fn runs_end_where_the_direction_changes() {
        check("a b", ToRight, &[("a b", ToRight)]);
        check("", ToRight, &[]);
        check("— 1", ToLeft, &[("— 1", ToLeft)]);
        check("say שלום עולם, he", ToRight, &[("say ", ToRight), ("שלום עולם", ToLeft), (", he", ToRight)]);
        check(
            "قال NATO Review، 2024.",
            ToLeft,
            &[("قال ", ToLeft), ("NATO Review، 2024", ToRight), (".", ToLeft)],
        );
        check("«x» ي", ToLeft, &[("«", ToLeft), ("x", ToRight), ("» ي", ToLeft)]);
        check(
            "a\u{301} \u{5d0}\u{5b8} b",
            ToRight,
            &[("a\u{301} ", ToRight), ("\u{5d0}\u{5b8}", ToLeft), (" b", ToRight)],
        );
    }

    #[track_caller]
    fn check(text: &str, base: Direction, expected: &[(&str, Direction)]) {
        assert_eq!(directed(text, base), expected);
    }

    #[test]
    fn tags_become_those_that_word_knows() {
        let tag = |tag| Language::of(tag).map(|language| (language.tag, language.east_asian_face));
        assert_eq!(tag("en"), Some(("en".to_owned(), None)));
        assert_eq!(tag("zh"), Some(("zh-CN".to_owned(), Some("SimSun"))));
        assert_eq!(tag("zh-Hant-TW"), Some(("zh-TW".to_owned(), Some("PMingLiU"))));
        assert_eq!(tag("zho"), Some(("zho".to_owned(), None)));
        for wrong in ["", "e", "e n", "en\"", "-en", "en-", "1en", "en--GB"] {
            assert_eq!(tag(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn runs_put_together_are_the_text(text in "[a-c א-ד١-٣0-9 .,«»\u{301}]{0,20}|\\PC{0,20}", left in any::<bool>()) {
            let base = if left { ToLeft } else { ToRight };
            let runs = directed(&text, base);
            prop_assert_eq!(runs.iter().map(|(run, _)| *run).collect::<String>(), text.as_str());
            for pair in runs.windows(2) {
                prop_assert_ne!(pair[0].1, pair[1].1);
            }
            for (run, direction) in runs {
                prop_assert!(run.chars().filter_map(strong).all(|strong| strong == direction), "{}", run);
            }
        }
    }
}
