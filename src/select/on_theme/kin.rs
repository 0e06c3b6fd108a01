//! Words of one family: `economic` in a text speaks for the theme's `economy`.
//!
//! Stems of Snowball undo inflection, not derivation: `acquire` and
//! `acquisition`, `музыка` and `музыкант` stay apart. A few rules for English
//! and Russian join them; other languages have none, and lose nothing.

/// Endings of English stems that a noun and its verb or adjective change, most
/// of them from Latin (`acquire`, `acquisition`; `economy`, `economic`).
const ALTERNATIONS: [(&str, &str); 18] = [
    ("quir", "quisit"),
    ("d", "s"),
    ("mit", "miss"),
    ("duc", "duct"),
    ("scrib", "script"),
    ("ceiv", "cept"),
    ("um", "umpt"),
    ("olv", "olut"),
    ("rb", "rpt"),
    ("om", "omi"),
    ("og", "ogi"),
    ("aph", "aphi"),
    ("istr", "istri"),
    ("ime", "imin"),
    ("tist", "tif"),
    ("tist", "c"),
    ("tor", "tress"),
    ("i", "ist"),
];

/// What English adds to a word of four letters or more for one who deals with
/// it, and second parts of compounds (as stems).
const AFTER_SHORT: [&str; 9] = ["er", "ist", "hold", "own", "hous", "maker", "work", "field", "land"];

/// What English adds to a root of five letters or more (as stems).
const AFTER_LONG: [&str; 15] =
    ["", "ionist", "ari", "or", "ian", "ship", "ism", "al", "able", "ment", "eer", "ant", "ess", "in", "it"];

/// What may stand behind the root in an English theme word.
const ENGLISH_ENDS: [&str; 7] = ["", "er", "ism", "ion", "ist", "ari", "or"];

/// What Russian adds to a root (as stems).
const RUSSIAN_SUFFIXES: [&str; 33] = [
    "",
    "ск",
    "н",
    "ен",
    "ов",
    "овск",
    "ейск",
    "ическ",
    "ческ",
    "ист",
    "ант",
    "альн",
    "льн",
    "енн",
    "ств",
    "ерств",
    "ц",
    "щик",
    "чик",
    "ир",
    "тел",
    "ател",
    "тельск",
    "онн",
    "ационн",
    "енск",
    "ан",
    "еск",
    "к",
    "яр",
    "арн",
    "орн",
    "очн",
];

/// What may stand behind the root in a Russian theme word.
const RUSSIAN_ENDS: [&str; 13] = ["", "к", "ик", "ос", "и", "н", "р", "ек", "тел", "ств", "ан", "ец", "ц"];

/// Tells whether a stem in a text is of the family of a theme's stem, and not
/// the same.
#[must_use]
pub(super) fn are_kin(theme: &str, text: &str) -> bool {
    if theme == text {
        return false;
    }
    if theme.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return text.is_ascii() && (alternate(theme, text) || english(theme, text));
    }
    let cyrillic = |c: char| matches!(c, '\u{0400}'..='\u{04ff}');
    theme.chars().all(cyrillic)
        && (loses_vowel(theme, text) || loses_vowel(text, theme) || russian(theme, text))
}

/// Tells whether two stems differ by one of [`ALTERNATIONS`].
fn alternate(one: &str, other: &str) -> bool {
    let shortest = one.len().min(other.len());
    let turned = |from: &str, to: &str| {
        one.strip_suffix(from).is_some_and(|root| root.len() >= 2 && other.strip_prefix(root) == Some(to))
    };
    shortest >= 5
        && one.len().max(other.len()) >= 6
        && ALTERNATIONS.iter().any(|(one, other)| turned(one, other) || turned(other, one))
}

fn english(theme: &str, text: &str) -> bool {
    splits(theme, text).any(|(root, end, suffix)| match root {
        4.. if end.is_empty() && AFTER_SHORT.contains(&suffix) => true,
        5.. => ENGLISH_ENDS.contains(&end) && (AFTER_LONG.contains(&suffix) || AFTER_SHORT.contains(&suffix)),
        _ => false,
    })
}

fn russian(theme: &str, text: &str) -> bool {
    splits(theme, text).any(|(root, end, suffix)| match root {
        4 => end.is_empty() && RUSSIAN_SUFFIXES.contains(&suffix),
        5.. => RUSSIAN_ENDS.contains(&end) && RUSSIAN_SUFFIXES.contains(&suffix),
        _ => false,
    })
}

/// Returns every way to cut two words behind a common beginning: its letters,
/// and what is left of each.
fn splits<'w>(one: &'w str, other: &'w str) -> impl Iterator<Item = (usize, &'w str, &'w str)> {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    let ends = same.scan(0, |end, (letter, _)| {
        *end += letter.len_utf8();
        Some(*end)
    });
    ends.enumerate().map(|(letters, end)| (letters + 1, &one[end..], &other[end..]))
}

/// Tells whether a Russian stem is another without its fleeting vowel
/// (`рынок`, of `рынка` `рынк`).
fn loses_vowel(whole: &str, short: &str) -> bool {
    let mut letters = whole.chars();
    let (Some(last), Some(vowel)) = (letters.next_back(), letters.next_back()) else { return false };
    let root = letters.as_str();
    root.chars().nth(2).is_some()
        && matches!(vowel, 'о' | 'е')
        && matches!(last, 'к' | 'ц' | 'л' | 'р' | 'н' | 'м')
        && short.strip_prefix(root).is_some_and(|rest| rest.chars().eq([last]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::words;

    fn stem(word: &str) -> String {
        words::analyse(word, None).remove(0).form
    }

    #[track_caller]
    fn check(theme: &str, kin: &[&str], strangers: &[&str]) {
        for word in kin {
            assert!(are_kin(&stem(theme), &stem(word)), "{theme} {word}");
        }
        for word in strangers {
            assert!(!are_kin(&stem(theme), &stem(word)), "{theme} {word}");
        }
    }

    #[test]
    fn english_families_are_found() {
        check("acquisition", &["acquire", "acquired"], &["acquaint", "acquit"]);
        check("economy", &["economic", "economist"], &["ecology"]);
        check("shares", &["shareholders"], &["sharp", "shares"]);
        check("protectionism", &["protectionist", "protect"], &["protest"]);
        check("bank", &["banker"], &["bankruptcy", "banquet"]);
    }

    #[test]
    fn words_that_only_begin_alike_are_strangers() {
        check("police", &[], &["policy", "polite"]);
        check("trade", &[], &["tradition"]);
        check("interest", &[], &["international", "interview"]);
        check("company", &[], &["compare", "companion"]);
        check("oil", &[], &["oilcloth"]);
    }

    #[test]
    fn russian_families_are_found() {
        check("музыка", &["музыкант", "музыкальный"], &["музей"]);
        check("экономика", &["экономический", "экономист"], &["экология"]);
        check("рынок", &["рынка"], &["рыба"]);
        check("исследование", &["исследователи"], &["наследование"]);
        check("полиция", &["полицейский"], &["политика"]);
        check("компания", &[], &["компаньон", "компот"]);
    }

    proptest::proptest! {
        #[test]
        fn no_word_breaks_the_rules(one in "\\PC{0,9}", other in "\\PC{0,9}", end in "[a-zа-я]{0,5}") {
            proptest::prop_assert!(!are_kin(&one, &one));
            let _ = (are_kin(&one, &other), are_kin(&one, &format!("{one}{end}")));
        }
    }
}
