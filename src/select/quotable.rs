//! Which sentences may be quoted at all, and how a quotation may begin.

/// Fewest words of an excerpt's sentence.
const MIN_WORDS: usize = 6;
/// Fewest Han characters of an excerpt's sentence.
const MIN_HAN: usize = 12;
const CLOSERS: &[char] = &['"', '”', '’', '\'', '»', '“', '」', '』', ')', ']', '）', '*', '_'];
const OPENERS: &[char] =
    &['"', '“', '‘', '\'', '«', '„', '「', '『', '(', '[', '（', '—', '–', '¿', '¡', '…'];
const STOPS: &[char] = &['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'];
const PAIRS: &[(char, char)] =
    &[('(', ')'), ('[', ']'), ('“', '”'), ('«', '»'), ('「', '」'), ('『', '』'), ('（', '）')];
/// First words that point back to a sentence before, in lower case.
const POINTERS: &[&str] = &[
    "he",
    "she",
    "they",
    "it",
    "this",
    "that",
    "these",
    "those",
    "his",
    "her",
    "their",
    "its",
    "such",
    "both",
    "however",
    "but",
    "yet",
    "still",
    "also",
    "moreover",
    "furthermore",
    "therefore",
    "thus",
    "instead",
    "nevertheless",
    "nonetheless",
    "meanwhile",
    "conversely",
    "similarly",
    "likewise",
    "consequently",
    "and",
    "or",
    "so",
    "then",
    "another",
    "others",
    "neither",
    "он",
    "она",
    "они",
    "оно",
    "это",
    "этот",
    "эта",
    "эти",
    "его",
    "её",
    "ее",
    "их",
    "однако",
    "но",
    "также",
    "такие",
    "такой",
    "такая",
    "подобные",
    "этому",
    "поэтому",
    "кроме",
    "при",
    "er",
    "sie",
    "dies",
    "diese",
    "dieser",
    "dieses",
    "jedoch",
    "aber",
    "doch",
    "auch",
    "zudem",
    "il",
    "elle",
    "ils",
    "elles",
    "cela",
    "ce",
    "cette",
    "ces",
    "mais",
    "cependant",
    "toutefois",
];
/// What follows `the` where a sentence before says which one.
const BACKWARD: &[&str] = &[
    "first", "second", "third", "former", "latter", "same", "other", "others", "rest", "two", "three",
    "series", "latest", "move", "result", "answer", "reason",
];
/// First words that put a time or place before the subject.
const LEAD_INS: &[&str] = &[
    "in", "for", "at", "on", "by", "from", "after", "before", "since", "when", "while", "if", "as", "with",
    "although", "though", "because", "under", "until", "once", "of", "to", "no",
];
/// Pronouns that stand for a person or thing named before.
const PRONOUNS: &[&str] = &[
    "he", "she", "they", "it", "him", "her", "them", "his", "their", "its", "similar", "this", "these",
    "such",
];
/// A pronoun after so many words has its own context.
const PRONOUN_WITHIN: usize = 7;
/// First characters that point back, where words are not spaced.
const HAN_POINTERS: &[&str] =
    &["他", "她", "它", "这", "该", "但", "然而", "此外", "因此", "同时", "不过", "此举", "那"];

/// Why a sentence may not be quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is too short to say something.
    Short,
    /// It does not begin and end as sentences do.
    Fragment,
    /// A quotation mark or bracket in it has no partner.
    Unbalanced,
    /// It is numbers and signs rather than words.
    Numbers,
    /// It gives an address, a link or a telephone number.
    Address,
    /// It has characters that no format can carry.
    Unprintable,
    /// A font that the formats need has not all of its letters.
    NotCarried,
}

impl Unfit {
    /// Says why, for people: what follows "it".
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Short => "is too short to say something",
            Self::Fragment => "does not begin and end as a sentence does",
            Self::Unbalanced => "has a quotation mark or bracket without its partner",
            Self::Numbers => "is numbers and signs rather than words",
            Self::Address => "gives an address, a link or a telephone number",
            Self::Unprintable => "has characters that no format can carry",
            Self::NotCarried => "has letters that no font of the desk has",
        }
    }
}

/// Tells whether a sentence may be quoted: a whole sentence of running text,
/// long enough to say something, whose quotation marks and brackets are
/// balanced, and that is no address, link or line of numbers.
#[must_use]
pub fn is_quotable(sentence: &str) -> bool {
    unfit(sentence).is_none()
}

/// Tells why a sentence may not be quoted; `None` where it may.
pub(super) fn unfit(sentence: &str) -> Option<Unfit> {
    let rules: [(bool, Unfit); 6] = [
        (is_long_enough(sentence), Unfit::Short),
        (is_whole(sentence), Unfit::Fragment),
        (is_balanced(sentence), Unfit::Unbalanced),
        (is_running_text(sentence), Unfit::Numbers),
        (!has_address(sentence), Unfit::Address),
        (!has_unprintable(sentence), Unfit::Unprintable),
    ];
    rules.into_iter().find(|(fulfilled, _)| !fulfilled).map(|(_, unfit)| unfit)
}

fn is_long_enough(sentence: &str) -> bool {
    let han = sentence.chars().filter(|&letter| is_han(letter)).count();
    let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    han >= MIN_HAN || words >= MIN_WORDS
}

/// Begins as sentences begin and ends as they end.
fn is_whole(sentence: &str) -> bool {
    let begins = sentence.trim_start_matches(OPENERS).chars().next().is_some_and(|first| {
        first.is_alphanumeric() && !first.is_lowercase() || first == '$' || first == '€' || first == '£'
    });
    begins && sentence.trim_end_matches(CLOSERS).ends_with(STOPS)
}

fn is_balanced(sentence: &str) -> bool {
    let count = |wanted: char| sentence.chars().filter(|&letter| letter == wanted).count();
    // „…“ closes with the mark that opens elsewhere.
    let german = count('„');
    PAIRS.iter().all(|&(open, close)| match open {
        '“' if german > 0 => count('“') + count('”') == german,
        _ => count(open) == count(close),
    }) && count('"').is_multiple_of(2)
        && has_whole_single_quotes(sentence)
}

/// Tells whether single quotation marks, which are apostrophes as well, open
/// and close within the sentence: one that opens a word must be followed by
/// one that ends a word, and one behind a stop must be preceded by one that
/// opens a word.
fn has_whole_single_quotes(sentence: &str) -> bool {
    let letters: Vec<char> = sentence.chars().collect();
    let at = |place: Option<usize>| place.and_then(|place| letters.get(place)).copied().unwrap_or(' ');
    let mut open = 0_usize;
    for (place, _) in letters.iter().enumerate().filter(|(_, letter)| matches!(letter, '\'' | '‘' | '’'))
    {
        let (before, after) = (at(place.checked_sub(1)), at(Some(place + 1)));
        let opens = (before.is_whitespace() || "([“\"—:".contains(before)) && !after.is_whitespace();
        let ends_word = !before.is_whitespace() && !after.is_alphanumeric();
        if opens {
            open += 1;
        } else if ends_word && open > 0 {
            open -= 1;
        } else if ends_word && STOPS.contains(&before) {
            return false;
        }
    }
    open == 0
}

fn is_running_text(sentence: &str) -> bool {
    let visible = sentence.chars().filter(|letter| !letter.is_whitespace()).count();
    let letters = sentence.chars().filter(|letter| letter.is_alphabetic()).count();
    letters * 10 >= visible * 6
}

fn has_address(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let mail = sentence
        .split_whitespace()
        .any(|word| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')));
    let number = sentence.split(|letter: char| !letter.is_ascii_digit() && !"+-() ".contains(letter));
    let phone = |run: &str| run.contains('+') && run.bytes().filter(u8::is_ascii_digit).count() >= 9;
    mail || lower.contains("http://")
        || lower.contains("https://")
        || lower.contains("www.")
        || number.into_iter().any(phone)
}

/// Control, bidirectional control and tag characters, byte order marks, private
/// use, noncharacters (Unicode, section 23.7) and replacement characters: no
/// format can carry them faithfully.
fn has_unprintable(sentence: &str) -> bool {
    sentence.chars().any(|letter| {
        let code = u32::from(letter);
        let none = code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code);
        let unseen = matches!(letter, '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        let white = matches!(letter, '\n' | '\r' | '\t');
        let bidi =
            matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
        let private = matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
        (letter.is_control() && !white) || bidi || private || none || unseen || letter == '\u{fffd}'
    })
}

/// Tells whether the first words lean on a sentence that is not there: they
/// point back themselves (`However`, `The latter`), or a pronoun comes before
/// any name that it could stand for (`In 2023 they …`).
pub(super) fn points_back(sentence: &str) -> bool {
    let text = sentence.trim_start_matches(OPENERS);
    if HAN_POINTERS.iter().any(|pointer| text.starts_with(pointer)) {
        return true;
    }
    let mut words =
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '-').filter(|word| !word.is_empty());
    let first = words.next().map(str::to_lowercase).unwrap_or_default();
    if POINTERS.contains(&first.as_str()) {
        return true;
    }
    if first == "the" {
        return words.next().is_some_and(|second| BACKWARD.contains(&second));
    }
    let lead_in = LEAD_INS.contains(&first.as_str());
    let mut before_a_name =
        words.take(PRONOUN_WITHIN).take_while(|word| !word.starts_with(char::is_uppercase));
    lead_in && before_a_name.any(|word| PRONOUNS.contains(&word))
}

/// Counts words; a Han character counts as half a word, as Chinese text has
/// about two characters a word.
pub(super) fn count_words(text: &str) -> usize {
    let han = text.chars().filter(|&letter| is_han(letter)).count();
    let spaced = text
        .split(|letter: char| letter.is_whitespace() || is_han(letter))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count();
    spaced + han.div_ceil(2)
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sentences_are_quotable() {
        for sentence in [
            "Trade reached $244.8 billion in 2024, a record.",
            "“Relations are at an all-time high,” the minister said in Moscow.",
            "The so-called 'unlimited' bond rests on China's and Russia's interests.",
            "The bloggers' view is that 'our allies are not allies.'",
            "$9.9 billion had been invested by the end of 2022.",
            "В 2024 году товарооборот достиг рекордного уровня в долларах.",
            "二〇二四年中俄双边贸易额达到创纪录的水平。",
        ] {
            assert!(is_quotable(sentence), "{sentence}");
        }
    }

    #[test]
    fn headings_contacts_and_fragments_are_not() {
        for sentence in [
            "Economic Ties Strengthen Their Bond",
            "Write to the press office at press@example.org for all details.",
            "See https://example.org/report for the full text of the report.",
            "For further questions please call us on +49 30 1234567 today.",
            "and the rest of it was not settled at all by then.",
            "He said “this is how it began and it went on.",
            "The market would be closed to all of them in the end.'",
            "One of them said: 'this is how it began and went on.",
            "Yes, indeed.",
            "12 34 56 78 90 12 34 a b c d e f.",
            "A sentence with a \u{202e} control that turns the text around.",
        ] {
            assert!(!is_quotable(sentence), "{sentence}");
        }
    }

    #[test]
    fn words_that_lean_on_what_came_before_are_known() {
        assert!(points_back("However, the talks failed."));
        assert!(points_back("“They agreed,” he said."));
        assert!(points_back("Однако переговоры сорвались."));
        assert!(points_back("他说，谈判失败了。"));
        assert!(points_back("For 2023 they put bilateral trade at a lower figure."));
        assert!(points_back("In private, scholars report, it regards the North as its own."));
        assert!(points_back("The latter has not been built."));
        assert!(!points_back("In 2023 China said that it would buy more."));
        assert!(!points_back("The pipeline and its capacity are well known."));
        assert!(!points_back("Hertz said so."));
        assert!(!points_back("Itemised bills rose."));
    }

    #[test]
    fn words_are_counted() {
        assert_eq!(count_words("Trade – hit $244.8 billion"), 4);
        assert_eq!(count_words("贸易额增长"), 3);
    }
}
