//! Numbers in figures and in words.

use super::token::{Kind, Tokens, is_han};

/// A number as it stands in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// The token after it.
    pub(super) end: usize,
    /// Whether it is written in words only.
    pub(super) spelled: bool,
    /// Whether it may be a year: four digits and nothing else.
    pub(super) like_year: bool,
}

/// Whether a comma ends the whole part of a number, as in Russian and German,
/// or groups its digits, as in English and Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comma {
    Decimal,
    Grouping,
}

impl Comma {
    /// The custom of a language (BCP 47); that of English where it is unknown.
    pub(super) fn of(language: Option<&str>) -> Self {
        const DECIMAL: [&str; 22] = [
            "ru", "uk", "be", "bg", "cs", "da", "de", "el", "es", "fi", "fr", "hu", "it", "kk", "nb", "nl",
            "no", "pl", "pt", "ro", "sv", "tr",
        ];
        let base = language
            .and_then(|language| language.split(['-', '_']).next())
            .unwrap_or_default()
            .to_lowercase();
        if DECIMAL.contains(&base.as_str()) { Self::Decimal } else { Self::Grouping }
    }
}

/// Reads the number that begins at token `at`; `None` where none does.
pub(super) fn read(tokens: &Tokens<'_>, at: usize, comma: Comma) -> Option<Number> {
    match tokens.kind(at)? {
        Kind::Number => in_digits(tokens, at, comma),
        Kind::Word => chinese(tokens, at).or_else(|| in_words(tokens, at)),
        Kind::Mark => None,
    }
}

fn in_digits(tokens: &Tokens<'_>, at: usize, comma: Comma) -> Option<Number> {
    let written = tokens.written(at);
    let (mut value, mut end) = (digits(written, comma)?, at + 1);
    if comma == Comma::Decimal {
        (value, end) = with_spaced_groups(tokens, value, end);
    }
    if let Some((fraction, after)) = fraction(tokens, at, end, value) {
        (value, end) = (fraction, after);
    }
    let whole = end;
    (value, end) = times_magnitude(tokens, value, end);
    let like_year =
        whole == at + 1 && end == whole && written.len() == 4 && written.bytes().all(|b| b.is_ascii_digit());
    Some(Number { value, end, spelled: false, like_year })
}

/// Reads digits with their separators; `None` where they are no number, such
/// as the parts of a date (`1.2.2024`).
fn digits(written: &str, comma: Comma) -> Option<f64> {
    if let Some(value) = written.chars().next().and_then(fraction_sign) {
        return Some(value);
    }
    let plain: String =
        written.chars().filter(|c| !matches!(c, '\u{A0}' | '\u{2009}' | '\u{202F}')).collect();
    let (commas, stops) = (plain.matches(',').count(), plain.matches('.').count());
    let last = plain.rsplit([',', '.']).next().unwrap_or_default();
    let number = match (commas, stops) {
        (0, 0) => plain,
        (1.., 1) if plain.rfind('.') > plain.rfind(',') => plain.replace(',', ""),
        (1, 1..) if plain.rfind(',') > plain.rfind('.') => plain.replace('.', "").replace(',', "."),
        (0, 1) if comma == Comma::Decimal && last.len() == 3 && !plain.starts_with('0') => {
            plain.replace('.', "")
        }
        (0, 1) => plain,
        (1, 0) if comma == Comma::Decimal || last.len() != 3 => plain.replace(',', "."),
        (_, 0) if grouped(&plain, ',') => plain.replace(',', ""),
        (0, _) if grouped(&plain, '.') => plain.replace('.', ""),
        _ => return None,
    };
    number.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Three digits after each separator, or two as in India except at the end.
fn grouped(number: &str, separator: char) -> bool {
    let mut groups = number.split(separator).rev();
    groups.next().is_some_and(|last| last.len() == 3) && groups.all(|group| (1..=3).contains(&group.len()))
}

/// Joins groups of three digits that ordinary spaces part: `240 000`.
fn with_spaced_groups(tokens: &Tokens<'_>, mut value: f64, mut end: usize) -> (f64, usize) {
    let is_group = |index: usize| {
        let written = tokens.written(index);
        written.len() >= 3
            && written[..3].bytes().all(|b| b.is_ascii_digit())
            && !matches!(written.as_bytes().get(3), Some(b'0'..=b'9'))
    };
    let begins =
        tokens.written(end - 1).len() <= 3 && tokens.written(end - 1).bytes().all(|b| b.is_ascii_digit());
    while begins && tokens.kind(end) == Some(Kind::Number) && is_group(end) && is_space(tokens, end) {
        let Some(group) = digits(tokens.written(end), Comma::Decimal) else { break };
        value = value * 1000.0 + group;
        end += 1;
        if tokens.written(end - 1).len() > 3 {
            break;
        }
    }
    (value, end)
}

fn is_space(tokens: &Tokens<'_>, index: usize) -> bool {
    let Some(token) = tokens.get(index) else { return false };
    tokens.text[..token.range.start].ends_with(' ') && !tokens.text[..token.range.start].ends_with("  ")
}

/// `1/4`, `1 1/2` and `1½`.
fn fraction(tokens: &Tokens<'_>, at: usize, end: usize, value: f64) -> Option<(f64, usize)> {
    if tokens.written(at).chars().next().and_then(fraction_sign).is_none()
        && let Some(part) = tokens.written(end).chars().next().and_then(fraction_sign)
    {
        return Some((value + part, end + 1));
    }
    let quotient = |top: usize| {
        let whole = |index: usize| tokens.written(index).parse::<u32>().ok();
        let (upper, lower) = (whole(top)?, whole(top + 2)?);
        let slash = matches!(tokens.lower(top + 1), "/" | "⁄") && tokens.lower(top + 3) != "/";
        (slash && upper < lower && lower <= 100).then(|| f64::from(upper) / f64::from(lower))
    };
    if let Some(part) = quotient(at) {
        return Some((part, at + 3));
    }
    (tokens.kind(end) == Some(Kind::Number) && !tokens.touches_previous(end))
        .then(|| quotient(end))
        .flatten()
        .map(|part| (value + part, end + 3))
}

/// The value of a fraction that is one character.
pub(super) fn fraction_sign(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '⅛' => 0.125,
        _ => return None,
    })
}

/// Multiplies by the magnitudes that follow: `2 million`, `1-million`,
/// `40 тыс.`, `1.5万亿`.
pub(super) fn times_magnitude(tokens: &Tokens<'_>, mut value: f64, mut end: usize) -> (f64, usize) {
    for _ in 0..3 {
        let hyphen = usize::from(tokens.lower(end) == "-" && tokens.kind(end + 1) == Some(Kind::Word));
        let Some(factor) = magnitude(tokens.lower(end + hyphen)) else { break };
        value *= factor;
        end += hyphen + 1;
        let is_short = tokens.written(end - 1).chars().count() <= 4 && !is_chinese(tokens.written(end - 1));
        if is_short && tokens.lower(end) == "." && tokens.touches_previous(end) && !ends_sentence(tokens, end)
        {
            end += 1;
        }
    }
    (value, end)
}

/// A full stop ends a sentence if nothing or a capital follows.
pub(super) fn ends_sentence(tokens: &Tokens<'_>, stop: usize) -> bool {
    stop + 1 >= tokens.len() || tokens.is_capitalised(stop + 1)
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(is_han)
}

fn magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" | "百" => 1e2,
        "thousand" | "тыс" | "тысяча" | "тысячи" | "тысяч" | "千" => 1e3,
        "十" => 1e1,
        "万" | "萬" => 1e4,
        "lakh" | "lakhs" => 1e5,
        "million" | "millions" | "mln" | "mn" | "mio" | "млн" | "миллион" | "миллиона" | "миллионов" => {
            1e6
        }
        "crore" | "crores" => 1e7,
        "亿" | "億" => 1e8,
        "billion" | "billions" | "bn" | "bln" | "mrd" | "млрд" | "миллиард" | "миллиарда" | "миллиардов" => {
            1e9
        }
        "trillion" | "trillions" | "trn" | "tn" | "трлн" | "триллион" | "триллиона" | "триллионов" => {
            1e12
        }
        "quadrillion" => 1e15,
        "dozen" => 12.0,
        _ => return None,
    })
}

/// The magnitude of a letter that stands directly behind an amount of money:
/// `$5m`.
pub(super) fn letter_magnitude(letter: &str) -> Option<f64> {
    Some(match letter {
        "k" => 1e3,
        "m" | "mm" => 1e6,
        "b" => 1e9,
        "t" => 1e12,
        _ => return None,
    })
}

/// Longest number in words, in tokens; a bound on the work.
const LONGEST: usize = 24;

/// Reads English numbers in words, `half a million`, and the Russian ones up
/// to ten with a magnitude.
fn in_words(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    let number = |value: f64, end: usize| Some(Number { value, end, spelled: true, like_year: false });
    let (first, second, third) = (tokens.lower(at), tokens.lower(at + 1), tokens.lower(at + 2));
    if matches!(first, "half" | "quarter") {
        let part = if first == "half" { 0.5 } else { 0.25 };
        let skip = 1
            + usize::from(second == "of")
            + usize::from(matches!(tokens.lower(at + 1 + usize::from(second == "of")), "a" | "an"));
        let factor = magnitude(tokens.lower(at + skip))?;
        return number(part * factor, at + skip + 1);
    }
    let part = match second {
        "quarters" => 0.25,
        "halves" => 0.5,
        "thirds" => 1.0 / 3.0,
        "fifths" => 0.2,
        "tenths" => 0.1,
        _ => 0.0,
    };
    if let Some(count) = small(first).filter(|_| part > 0.0) {
        // `three quarters of a billion`
        let of = at + 2 + usize::from(third == "of");
        let end = of + usize::from(matches!(tokens.lower(of), "a" | "an"));
        let factor = magnitude(tokens.lower(end))?;
        return number(count * part * factor, end + 1);
    }
    if matches!(first, "a" | "an" | "пол") {
        if second == "quarter" || second == "half" {
            return in_words(tokens, at + 1).filter(|_| third != "of");
        }
        let factor = magnitude(second)?;
        let (value, end) = times_magnitude(tokens, factor, at + 2);
        return number(value, end);
    }
    if let Some(half) = first.strip_prefix("пол").and_then(magnitude) {
        return number(half / 2.0, at + 1);
    }
    if let Some(value) = russian_small(first) {
        let (value, end) = times_magnitude(tokens, value, at + 1);
        return number(value, end);
    }
    english(tokens, at)
}

fn english(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    let (mut total, mut current, mut end) = (0.0, small(tokens.lower(at))?, at + 1);
    let mut last_unit = current;
    while end < at + LONGEST {
        let link = usize::from(matches!(tokens.lower(end), "and" | "-"));
        let word = tokens.lower(end + link);
        if let Some(value) = small(word).filter(|value| fits(last_unit, *value, link)) {
            current += value;
            last_unit = value;
        } else if word == "hundred" && (1.0..100.0).contains(&current) && tokens.lower(end) != "and" {
            current *= 100.0;
            last_unit = 100.0;
        } else if let Some(factor) =
            magnitude(word).filter(|factor| *factor >= 12.0 && *factor != 100.0 && tokens.lower(end) != "and")
        {
            total += current * factor;
            current = 0.0;
            last_unit = factor;
        } else if word == "point" && small(tokens.lower(end + 1)).is_some_and(|digit| digit < 10.0) {
            (current, end) = with_decimals(tokens, current, end + 1);
            continue;
        } else {
            break;
        }
        end += link + 1;
    }
    Some(Number { value: total + current, end, spelled: true, like_year: false })
}

/// `twenty-five`, `hundred and five`, `thousand two`; not `two three`.
fn fits(last: f64, value: f64, link: usize) -> bool {
    let below = if last >= 100.0 { value < 100.0 || last >= 1000.0 } else { last >= 20.0 && value < 10.0 };
    below && (link == 0 || last >= 20.0)
}

fn with_decimals(tokens: &Tokens<'_>, mut value: f64, mut at: usize) -> (f64, usize) {
    let mut place = 0.1;
    while let Some(digit) = small(tokens.lower(at)).filter(|digit| *digit < 10.0) {
        value += digit * place;
        place /= 10.0;
        at += 1;
        if place < 1e-9 {
            break;
        }
    }
    (value, at)
}

fn small(word: &str) -> Option<f64> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let ones = ONES.iter().position(|one| *one == word);
    ones.map(|value| value as f64)
        .or_else(|| TENS.iter().position(|ten| *ten == word).map(|value| (value as f64 + 2.0) * 10.0))
}

fn russian_small(word: &str) -> Option<f64> {
    Some(match word {
        "один" | "одна" | "одного" | "миллион" => 1.0,
        "полтора" | "полторы" => 1.5,
        "два" | "две" | "двух" => 2.0,
        "три" | "трех" | "трёх" => 3.0,
        "четыре" | "четырех" | "четырёх" => 4.0,
        "пять" | "пяти" => 5.0,
        "шесть" | "шести" => 6.0,
        "семь" | "семи" => 7.0,
        "восемь" | "восьми" => 8.0,
        "девять" | "девяти" => 9.0,
        "десять" | "десяти" => 10.0,
        _ => return None,
    })
}

/// Reads a number in Chinese characters: `三千二百`, `两万亿`.
fn chinese(tokens: &Tokens<'_>, at: usize) -> Option<Number> {
    chinese_digit(tokens.lower(at)).or_else(|| (tokens.lower(at) == "十").then_some(1.0))?;
    let (mut total, mut section, mut digit, mut end) = (0.0, 0.0, 0.0, at);
    while end < at + LONGEST && (end == at || tokens.touches_previous(end)) {
        let word = tokens.lower(end);
        if let Some(value) = chinese_digit(word) {
            digit = if digit > 0.0 { digit * 10.0 + value } else { value };
        } else {
            match magnitude(word).filter(|_| is_chinese(word)) {
                Some(factor) if factor < 1e4 => {
                    section += if digit == 0.0 { 1.0 } else { digit } * factor;
                }
                Some(factor) => {
                    let below = section + digit;
                    // 万亿 multiplies what 万 made.
                    total = if below == 0.0 { total * factor } else { total + below * factor };
                    section = 0.0;
                }
                None => break,
            }
            digit = 0.0;
        }
        end += 1;
    }
    Some(Number { value: total + section + digit, end, spelled: true, like_year: false })
}

fn chinese_digit(word: &str) -> Option<f64> {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match word {
        "〇" => Some(0.0),
        "两" | "兩" => Some(2.0),
        _ => DIGITS.iter().position(|digit| *digit == word).map(|value| value as f64),
    }
}
