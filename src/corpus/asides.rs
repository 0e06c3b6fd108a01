//! Asides: lines that surround an article and are no part of its prose, told
//! by what they say, in any format.
//!
//! Every rule is narrow: an aside that is missed may be quoted, prose taken
//! for an aside cannot be.

/// Beginnings of lines that a web page puts around an article, in lower case;
/// only lines of at most [`BOILERPLATE_WORDS`] words count.
const BOILERPLATE: &[&str] = &[
    "share this",
    "share on",
    "share:",
    "share via",
    "follow us",
    "follow me",
    "subscribe",
    "sign up",
    "sign in",
    "log in",
    "read more",
    "read also",
    "read next",
    "see also:",
    "also read",
    "more:",
    "related:",
    "related articles",
    "related stories",
    "related posts",
    "related topics",
    "recommended",
    "advertisement",
    "advertising",
    "click here",
    "listen to this",
    "print this",
    "email this",
    "download pdf",
    "download the pdf",
    "back to top",
    "skip to",
    "comments",
    "leave a comment",
    "leave a reply",
    "no comments",
    "tags:",
    "filed under",
    "topics:",
    "posted in",
    "this article was originally",
    "this article first appeared",
    "this story was originally",
    "this post was originally",
    "originally published",
    "first published",
    "republished",
    "reprinted",
    "all rights reserved",
    "photo:",
    "photo by",
    "photo credit",
    "photograph:",
    "image:",
    "image credit",
    "image source",
    "picture:",
    "credit:",
    "credits:",
    "source:",
    "sources:",
    "file photo",
    "getty images",
    "enlarge this image",
    "hide caption",
    "toggle caption",
    "caption:",
    "updated:",
    "published:",
    "last updated",
    "last modified",
    "posted:",
    "posted on",
    "published on",
    "editor's note",
    "editor’s note",
    "for more information",
    "contact:",
    "contacts:",
    "contact us",
    "media contact",
    "press contact",
    "tel:",
    "tel.",
    "phone:",
    "fax:",
    "e-mail:",
    "email:",
    "website:",
    "web:",
    "twitter:",
    "facebook:",
    "linkedin:",
    "instagram:",
    "telegram:",
    "youtube:",
    "medium:",
    "written by",
    "reported by",
    "reporting by",
    "story by",
    "text by",
    "author:",
    "authors:",
    "posted by",
    "published by",
    "translated by",
    "edited by",
    "editing by",
    "keywords:",
    "doi:",
    "isbn",
    "issn",
    "cookie",
    "we use cookies",
    "accept all",
    "поделиться",
    "подписаться",
    "подпишитесь",
    "читайте также",
    "читать далее",
    "фото:",
    "фото ",
    "источник:",
    "автор:",
    "авторы:",
    "текст:",
    "теги:",
    "ключевые слова:",
    "реклама",
    "комментарии",
    "контакты:",
    "тел.",
    "тел:",
    "перепечатано",
    "опубликовано",
    "обновлено",
    "редактор:",
    "материал подготовлен",
    "перевод:",
    "来源：",
    "来源:",
    "作者：",
    "作者:",
    "编辑：",
    "编辑:",
    "责任编辑",
    "责编",
    "记者：",
    "图片来源",
    "图源",
    "分享",
    "相关阅读",
    "延伸阅读",
    "版权",
    "更多",
    "關鍵字",
    "關鍵詞",
    "关键词",
    "發布時間",
    "发布时间",
    "发布于",
];

const BOILERPLATE_WORDS: usize = 16;

/// The longest note in brackets that counts as an editor's, in words.
const BRACKETED_WORDS: usize = 30;

/// Words of a photo caption's brackets: `(front left)`, `(second from right)`.
const POSITIONS: &[&str] = &["left", "right", "center", "centre", "middle", "l", "r", "c", "слева", "справа"];
const POSITION_JOINERS: &[&str] = &[
    "front",
    "back",
    "top",
    "bottom",
    "far",
    "first",
    "second",
    "third",
    "fourth",
    "from",
    "the",
    "row",
    "in",
    "and",
    "on",
    "at",
    "seated",
    "standing",
    "second",
    "of",
    "в",
    "центре",
    "первый",
    "второй",
];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "januar",
    "februar",
    "märz",
    "juni",
    "juli",
    "oktober",
    "dezember",
];

/// Tells whether a block is an aside by its words alone.
pub(super) fn is_aside(text: &str) -> bool {
    // Nothing so long is an aside; the rules below may look at every letter.
    if text.len() > 4_000 {
        return false;
    }
    let words = words(text);
    let lower = if words <= 64 { text.to_lowercase() } else { String::new() };
    !has_words(text)
        || is_boilerplate(&lower, words)
        || is_reading_time(&lower, words)
        || is_copyright(&lower, words)
        || is_bracketed(text, words)
        || is_contact(text)
        || is_dateline(text, words)
        || is_byline(text, words)
        || is_caption(text)
        || is_reference(text)
}

/// Counts words: runs without white space, and two Han letters as one.
pub(super) fn words(text: &str) -> usize {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let spaced = text.split_whitespace().filter(|word| !word.chars().any(is_han)).count();
    spaced + han.div_ceil(2)
}

/// Tells whether a character is of a script without spaces between words.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Rules, numbers and single letters have no words.
fn has_words(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars() {
        letters = if is_han(c) {
            2
        } else if c.is_alphabetic() {
            letters + 1
        } else {
            0
        };
        if letters >= 2 {
            return true;
        }
    }
    false
}

fn is_boilerplate(lower: &str, words: usize) -> bool {
    let line = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    words <= BOILERPLATE_WORDS && BOILERPLATE.iter().any(|start| starts_with_word(line, start))
}

/// Where a beginning ends in a letter, so must the word.
fn starts_with_word(line: &str, start: &str) -> bool {
    let Some(rest) = line.strip_prefix(start) else { return false };
    let open = start.chars().next_back().is_some_and(|c| c.is_alphanumeric() && !is_han(c));
    // `Sources said`, `Subscribers ...` are sentences.
    let goes_on = open && (rest.starts_with(|c: char| c.is_alphanumeric()) || words(rest) > 8);
    let long = start.ends_with(':') && rest.len() > 160;
    !goes_on && !long
}

/// `2 min read`, and what is glued to it: `2 min readJan 28, 2022`.
fn is_reading_time(lower: &str, words: usize) -> bool {
    let line = lower.trim_start_matches("reading time").trim_start_matches([':', ' ', '·']);
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let unit = rest.trim_start_matches([' ', '-', '\u{a0}']);
    let times = ["min read", "mins read", "minute read", "minutes read", "min. read", "мин", "минут", "分钟"];
    rest.len() < line.len() && words <= 10 && times.iter().any(|time| unit.starts_with(time))
}

fn is_copyright(lower: &str, words: usize) -> bool {
    let starts = ["©", "(c) ", "copyright ", "copyright:", "copyright©", "版权所有", "все права"];
    let says = ["all rights reserved", "все права защищены", "版权所有"];
    words <= 40
        && (starts.iter().any(|start| lower.starts_with(start)) || says.iter().any(|say| lower.contains(say)))
}

/// `(Reprinted from Voice of America)`: one pair of brackets around it all.
fn is_bracketed(text: &str, words: usize) -> bool {
    let pairs = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')];
    words <= BRACKETED_WORDS
        && pairs.iter().any(|(open, close)| {
            let inside = text.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
            inside.is_some_and(|inside| !inside.contains([*open, *close]))
        })
}

/// Addresses and numbers to reach somebody, with few other words.
pub(super) fn is_contact(text: &str) -> bool {
    let (mut contacts, mut others) = (0, 0);
    for word in text.split_whitespace().take(40) {
        if is_address(word) {
            contacts += 1;
        } else if word.chars().any(char::is_alphabetic) {
            others += words(word);
        }
    }
    contacts > 0 && others <= 5 || others <= 3 && is_phone(text)
}

fn is_address(word: &str) -> bool {
    let word =
        word.trim_matches(|c: char| matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | ',' | ';' | '.' | '"'));
    let mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    mail || word.starts_with("www.") || word.contains("://")
}

/// Seven digits or more after a plus sign or a bracket, with nothing between
/// them but what stands in telephone numbers.
fn is_phone(text: &str) -> bool {
    let Some(start) = text.find(['+', '(']) else { return false };
    let number = text[start..].trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (7..=15).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || " +-().\u{a0}/".contains(c))
}

/// A date alone, or with a place or a time: `MOSCOW, Jan. 5, 2024`.
fn is_dateline(text: &str, words: usize) -> bool {
    if words > 9 || !text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let mut dated = numeric_date(text);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        if MONTHS.contains(&lower.as_str()) {
            dated = true;
        } else if !is_dateline_word(word, &lower) {
            return false;
        }
    }
    dated && !text.ends_with(['!', '?'])
}

fn is_dateline_word(word: &str, lower: &str) -> bool {
    const SMALL: &[&str] = &[
        "th", "st", "nd", "rd", "at", "on", "of", "am", "pm", "a", "m", "p", "gmt", "utc", "msk", "г",
        "года", "в", "de", "le", "den", "um", "uhr", "t", "z", "年", "月", "日",
    ];
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    digits.is_empty()
        || SMALL.contains(&lower)
        || SMALL.contains(&digits.to_lowercase().as_str())
        || word.chars().all(|c| c.is_ascii_digit() || "年月日时分".contains(c))
        || word.chars().next().is_some_and(char::is_uppercase)
}

/// `2024-05-16`, `16.05.2024`, `5/16/2024`, `2024年5月16日`.
fn numeric_date(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let numbers: Vec<&str> =
            word.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).collect();
        let marks = word.chars().filter(|c| !c.is_ascii_digit()).all(|c| "-./,年月日".contains(c));
        marks
            && numbers.len() == 3
            && numbers.iter().any(|number| number.len() == 4)
            && numbers.iter().all(|number| number.len() <= 4)
    })
}

/// `By Jane Smith and John Doe`: every word is a name or joins names.
fn is_byline(text: &str, words: usize) -> bool {
    let Some(names) =
        text.strip_prefix("By ").or_else(|| text.strip_prefix("by ")).or_else(|| text.strip_prefix("BY "))
    else {
        return false;
    };
    words <= 14 && !text.ends_with(['.', '!', '?', ':']) && are_names(names)
}

/// Tells whether every word begins with a capital letter or joins such words.
pub(super) fn are_names(text: &str) -> bool {
    const JOINERS: &[&str] = &[
        "and", "of", "the", "for", "de", "la", "del", "von", "van", "der", "den", "di", "da", "al", "bin",
        "и", "|", "&", "-", "–", "—", "in", "at",
    ];
    let mut names = 0;
    for word in text.split_whitespace() {
        let letters = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        if letters.starts_with(char::is_uppercase) {
            names += 1;
        } else if !letters.is_empty() && !JOINERS.contains(&word) {
            return false;
        }
    }
    names > 0
}

/// Says where people stand in a photo, or who took it.
fn is_caption(text: &str) -> bool {
    let credits = [
        "Getty Images",
        "(AP Photo",
        "AP Photo/",
        "(Photo",
        "Photo by ",
        "via REUTERS",
        "REUTERS/",
        "/AFP",
        "/TASS",
        "Фото:",
    ];
    let ends = ["/Getty", "/AP", "/AP)", "/AFP)", "/Reuters", "/Reuters)", "/TASS)", "/Xinhua)", "/Sputnik)"];
    if words(text) <= 80
        && (credits.iter().any(|c| text.contains(c))
            || ends.iter().any(|end| text.trim_end_matches('.').ends_with(end)))
    {
        return true;
    }
    let positions = text
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .filter(|(inside, _)| is_position(inside));
    let lengths: Vec<usize> = positions.map(|(inside, _)| inside.split_whitespace().count()).collect();
    lengths.len() >= 2 || lengths.iter().any(|length| *length >= 2)
}

fn is_position(inside: &str) -> bool {
    let mut placed = false;
    for word in inside.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        if POSITIONS.contains(&lower.as_str()) {
            placed = true;
        } else if !POSITION_JOINERS.contains(&lower.as_str()) {
            return false;
        }
    }
    placed
}

/// A numbered line of a list of notes or references: `12. Author, Title,
/// https://...`, `[3] Smith, 2001, pp. 4-7`; or `Ibid.`
pub(super) fn is_reference(text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "://",
        "www.",
        "doi",
        " pp. ",
        " p. ",
        "ibid",
        "op. cit",
        "accessed ",
        "retrieved ",
        " vol. ",
        "isbn",
        "там же",
        "дата обращения",
        " с. ",
        "см.:",
        " ed.",
        " eds.",
    ];
    if text.starts_with("Ibid") || text.starts_with("Там же") {
        return true;
    }
    let Some(rest) = after_number(text) else { return false };
    let lower = rest.to_lowercase();
    SIGNS.iter().any(|sign| lower.contains(sign))
}

/// Returns what follows a note's number: `12. `, `12 `, `[12] `, `12) `.
pub(super) fn after_number(text: &str) -> Option<&str> {
    let open = text.strip_prefix('[').or_else(|| text.strip_prefix('(')).unwrap_or(text);
    let rest = open.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = open.len() - rest.len();
    let after = rest.trim_start_matches(['.', ']', ')']);
    ((1..=3).contains(&digits) && after.starts_with(char::is_whitespace)).then(|| after.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_aside(text), expected, "{text}");
    }

    #[test]
    fn what_surrounds_an_article_is_an_aside() {
        for text in [
            "2 min read",
            "2 min readJan 28, 2022",
            "By Jane Smith and Li Wei",
            "January 28, 2022",
            "MOSCOW, Jan. 5, 2024",
            "28.01.2022",
            "2024年5月16日",
            "Published: 3 March 2024 at 10:15 GMT",
            "(Reprinted from The Daily)",
            "Share this:",
            "© 2024 The Daily. All rights reserved.",
            "Website: http://www.example.org",
            "press@example.org",
            "Press office: +49 30 123 4567",
            "For more information:",
            "The minister (front left) and his guest (second from the right) listen.",
            "12. Smith, On Trade, https://example.org/trade, accessed 3 May 2020.",
            "[3] Smith, A Book, pp. 4-7",
            "* * *",
            "1 234 567",
            "来源：新华社",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn prose_is_no_aside() {
        for text in [
            "By March the trade had grown.",
            "Sources said the deal was near.",
            "Subscribers of the paper left in great numbers after the price of the yearly plan was doubled in May.",
            "In May 2024 the ministers met.",
            "He wrote to press@example.org to ask why the figures had been taken down again.",
            "The party (right) won.",
            "1. The economy grew by five percent.",
            "Comments by the minister on the new law moved the markets on Monday morning in Tokyo.",
            "俄罗斯外长访问北京。",
        ] {
            check(text, false);
        }
    }
}
