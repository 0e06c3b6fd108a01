//! Dates as pages, mails and papers write them, in their languages.

use crate::model::PartialDate;
use crate::tool::months::{self, month};

use super::metadata::taken_date;

/// How much of a text is looked at, in characters.
const LOOKED_AT: usize = 300;

/// The most words that may stand around a month and a year, or a year, that are
/// to be a date by themselves.
const WORDS_AROUND: usize = 2;

/// Returns the first date that a text names to the day; where there is none, the
/// month or the year that is all it names.
///
/// Read are ISO 8601 (`2024-05-16T10:00Z`, `20240516`, `2024-05`, `2024`), RFC
/// 5322 (`Thu, 16 May 2024`), days with the names of months in some twenty
/// languages (`May 16, 2024`; `16. Mai 2024`; `16 мая 2024 г.`; `١٦ مايو ٢٠٢٤`),
/// Chinese, Japanese and Korean dates, those of the eras too (`令和6年5月16日`),
/// seconds since 1970, and days in digits. For the last, `16.05.2024` has the
/// day first; `5/6/2024` and `5-6-2024` have it as `language` (BCP 47) does: the
/// month first for `en-US` and `en-PH`, the day first for all others; where it is
/// unknown, or English without a country, a date that could be either is none.
/// Years before 1900 are none.
pub(super) fn date_in(text: &str, language: Option<&str>) -> Option<PartialDate> {
    let text: String = text.chars().take(LOOKED_AT).map(western).collect();
    let tokens = tokens(&text);
    let day = (0..tokens.len()).find_map(|at| {
        let rest = &tokens[at..];
        let found = east_asian(rest).or_else(|| in_digits(rest, language)).or_else(|| named(rest));
        let clean = at < 2 || !joins(tokens[at - 1]) || number(tokens[at - 2]).is_none();
        found.filter(|_| clean).and_then(taken_date)
    });
    day.or_else(|| compact(&tokens).and_then(taken_date)).or_else(|| coarse(&tokens).and_then(taken_date))
}

/// Returns the date in the path of an address: `/2024/05/16/`, `/2024-05-16-`,
/// `/20240516/`.
pub(super) fn date_in_address(url: &str) -> Option<PartialDate> {
    let parts: Vec<&str> = url.split(['?', '#']).next()?.split('/').skip(3).collect();
    let apart = parts.windows(3).find_map(|parts| {
        let [year, month, day] = [parts[0], parts[1], parts[2]];
        let two = month.len() <= 2 && day.len() <= 2 && year.len() == 4;
        two.then(|| of(number(year)?, number(month)?, number(day)?)).flatten()
    });
    let begins = |part: &&str| {
        let mut numbers = part.split(['-', '_']);
        let (first, month, last) = (numbers.next()?, numbers.next()?, numbers.next()?);
        match (first.len(), month.len(), last.len()) {
            (4, 2, 2) => of(number(first)?, number(month)?, number(last)?),
            (2, 2, 4) if numbers.next().is_none() => {
                let (day, month) = day_month(number(first)?, number(month)?, "-", None)?;
                of(number(last)?, month, day)
            }
            _ => None,
        }
    };
    let whole = |part: &&str| (part.len() == 8).then(|| compact(&[*part])).flatten();
    apart
        .or_else(|| parts.iter().find_map(begins))
        .or_else(|| parts.iter().find_map(whole))
        .and_then(taken_date)
}

/// Writes digits of other scripts as those of ASCII, and marks of direction as
/// spaces.
fn western(c: char) -> char {
    let digit = |zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
    match c {
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        '\u{ff10}'..='\u{ff19}' => digit(0xff10),
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        '／' => '/',
        '．' => '.',
        '－' | '‐' | '‑' | '–' => '-',
        _ => c,
    }
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 13 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn of(year: u32, month: u32, day: u32) -> Option<PartialDate> {
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

fn of_month(year: u32, month: u32) -> Option<PartialDate> {
    format!("{year:04}-{month:02}").parse().ok()
}

/// Numbers and words, and each sign that stands between.
fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_ascii_digit() => 0,
        '年' | '月' | '日' | '号' | '號' | '년' | '월' | '일' => 2,
        c if c.is_alphabetic() || is_mark(c) => 1,
        _ => 3,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if before.is_some_and(|before| before != now || now >= 2) {
            tokens.push(&text[start..at]);
            start = at;
        }
        before = Some(now);
    }
    tokens.push(&text[start..]);
    tokens.retain(|token| !token.chars().all(char::is_whitespace));
    tokens
}

/// Vowel signs of Arabic and combining accents, within words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}')
}

/// A sign that joins a number to what stands before it: `1.2.3.2024` is no date.
fn joins(token: &str) -> bool {
    matches!(token, "." | "/" | "-" | "_")
}

/// `2024年5月16日`, `2024년 5월 16일`, `令和6年5月16日`, `民國113年5月16日`,
/// `二〇二四年五月十六日`.
fn east_asian(tokens: &[&str]) -> Option<PartialDate> {
    let (era, rest) = match era(tokens.first()?) {
        Some(before) => (before, &tokens[1..]),
        None => (0, tokens),
    };
    let [year, y, month, m, day, d, ..] = rest else { return None };
    let signs = matches!((*y, *m, *d), ("年", "月", "日" | "号" | "號") | ("년", "월", "일"));
    signs.then(|| of(era + han_number(year)?, han_number(month)?, han_number(day)?)).flatten()
}

/// Returns the year before the first of an era that a word ends with.
fn era(word: &str) -> Option<u32> {
    const ERAS: &[(&str, u32)] =
        &[("令和", 2018), ("平成", 1988), ("昭和", 1925), ("大正", 1911), ("民國", 1911), ("民国", 1911)];
    ERAS.iter().find(|(name, _)| word.ends_with(name)).map(|(_, before)| *before)
}

/// Reads a number in ASCII digits or in Han ones: `二〇二四`, `十六`, `元`.
fn han_number(text: &str) -> Option<u32> {
    if let Some(number) = number(text) {
        return Some(number);
    }
    if text == "元" {
        return Some(1);
    }
    let digit =
        |c: char| "〇一二三四五六七八九".chars().position(|han| han == c).or((c == '零').then_some(0));
    // What stands before the number is no part of it.
    let start = text.char_indices().rev().take_while(|(_, c)| digit(*c).is_some() || *c == '十').last()?.0;
    let text = &text[start..];
    let value =
        |text: &str| text.chars().try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)? as u32));
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { value(tens)? };
            Some(tens * 10 + if ones.is_empty() { 0 } else { value(ones)? })
        }
        None => value(text),
    }
}

/// `2024-05-16`, `2024/5/16`, `2024. 5. 16.`, `16.05.2024`, `16/05/24`.
fn in_digits(tokens: &[&str], language: Option<&str>) -> Option<PartialDate> {
    let [a, s, b, t, c, rest @ ..] = tokens else { return None };
    if s != t || !["-", "/", "."].contains(s) {
        return None;
    }
    let (x, y, z) = (number(a)?, number(b)?, number(c)?);
    let goes_on = rest.first() == Some(s) && rest.get(1).is_some_and(|next| number(next).is_some());
    if goes_on || b.len() > 2 {
        return None;
    }
    match (a.len(), c.len()) {
        (4, 1 | 2) => of(x, y, z),
        (1 | 2, 4) => day_month(x, y, s, language).and_then(|(day, month)| of(z, month, day)),
        (1 | 2, 2) if *s == "." || *s == "/" && a.len() + b.len() == 4 => {
            day_month(x, y, s, language).and_then(|(day, month)| of(century(z), month, day))
        }
        _ => None,
    }
}

/// Two digits of a year are of 1970 to 2069 (as POSIX reads them, a year off).
fn century(year: u32) -> u32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Tells the day and the month; `None` where it could be either way.
fn day_month(a: u32, b: u32, sign: &str, language: Option<&str>) -> Option<(u32, u32)> {
    match (sign, a, b) {
        (".", ..) => Some((a, b)),
        (_, 13.., ..=12) => Some((a, b)),
        (_, ..=12, 13..) => Some((b, a)),
        _ if a == b => Some((a, b)),
        _ => match language?.to_ascii_lowercase().as_str() {
            "en-us" | "en-ph" => Some((b, a)),
            "en" => None,
            _ => Some((a, b)),
        },
    }
}

/// `May 16, 2024`, `16 May 2024`, `16th of May, 2024`, `16 мая 2024 г.`,
/// `2024. május 16.`, `5 de mayo de 2024`.
fn named(tokens: &[&str]) -> Option<PartialDate> {
    let first = tokens.first()?;
    if number(first).is_none() && month(first).is_none() {
        return None;
    }
    let words: Vec<&str> = tokens.iter().copied().filter(|token| !is_filler(token)).take(4).collect();
    let (name, day, year) = match words.as_slice() {
        // Arabic has months of two words.
        [day, a, b, year] if number(day).is_some() && months::pair(a, b).is_some() => {
            (months::pair(a, b)?, number(day)?, *year)
        }
        [first, day, year, ..] if month(first).is_some() => (month(first)?, number(day)?, *year),
        [first, name, last, ..] => {
            let name = month(name)?;
            if first.len() == 4 { (name, number(last)?, *first) } else { (name, number(first)?, *last) }
        }
        _ => return None,
    };
    let year = number(year).filter(|_| year.len() == 4)?;
    of(year, u32::from(name), day)
}

fn is_filler(token: &str) -> bool {
    matches!(
        token,
        "," | "."
            | "-"
            | "/"
            | "،"
            | "و"
            | "'"
            | "’"
            | "·"
            | "st"
            | "nd"
            | "rd"
            | "th"
            | "of"
            | "de"
            | "del"
            | "the"
            | "er"
            | "º"
            | "ª"
            | "e"
            | "d"
            | "di"
            | "den"
            | "m"
            | "من"
            | "م"
            | "ที่"
    )
}

/// `20240516` or `20240516T1000`, and seconds or milliseconds since 1970,
/// where a text begins so.
fn compact(tokens: &[&str]) -> Option<PartialDate> {
    let digits = tokens.first().filter(|token| token.bytes().all(|byte| byte.is_ascii_digit()))?;
    match digits.len() {
        8 | 14 => of(number(&digits[..4])?, number(&digits[4..6])?, number(&digits[6..8])?),
        10 | 13 if tokens.len() == 1 => {
            let seconds: u32 = digits[..10].parse().ok()?;
            day_after_1970(seconds / 86_400)
        }
        _ => None,
    }
}

/// Returns the day so many days after 1 January 1970 (Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
fn day_after_1970(days: u32) -> Option<PartialDate> {
    // Days since 1 March of the year 0, in eras of 400 years.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    of(era * 400 + year + u32::from(month <= 2), month, day)
}

/// `May 2024`, `2024-05`, `2024年5月`, `2024`, with little else around.
fn coarse(tokens: &[&str]) -> Option<PartialDate> {
    let words: Vec<&str> = tokens.iter().copied().filter(|token| !is_filler(token)).collect();
    let is_year =
        |token: &&str| token.len() == 4 && number(token).is_some_and(|year| (1900..2100).contains(&year));
    if let [year, "年", month, "月", ..] | [year, "년", month, "월", ..] = words.as_slice()
        && words.len() <= 4 + WORDS_AROUND
    {
        return of_month(number(year)?, number(month)?);
    }
    if let [year, "-", month] = tokens
        && is_year(year)
        && month.len() == 2
    {
        return of_month(number(year)?, number(month)?);
    }
    if words.len() <= 2 + WORDS_AROUND {
        let pair = words.windows(2).find_map(|pair| match (month(pair[0]), month(pair[1])) {
            (Some(month), _) if is_year(&pair[1]) => Some((month, pair[1])),
            (_, Some(month)) if is_year(&pair[0]) => Some((month, pair[0])),
            _ => None,
        });
        if let Some((month, year)) = pair {
            return of_month(number(year)?, u32::from(month));
        }
    }
    match words.as_slice() {
        [year] if is_year(year) => year.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
