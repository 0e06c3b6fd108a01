//! The periods that a sentence names, in a form in which equal ones are equal.

use std::ops::Range;

use crate::findings::token::{Kind, Tokens};
use crate::model::Date;

/// A period as a sentence names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) tokens: Range<usize>,
    /// `2023`, `2023-05`, `2023-05-16`, or words and a year: `first half 2023`.
    pub(super) name: String,
    /// Whether it is what the figure is compared with: `from 2022`.
    pub(super) is_comparison: bool,
}

/// Longest way back from a year to the head of its period, in tokens.
const REACH: usize = 9;

/// Finds the periods of a sentence, in their order. Relative ones are resolved
/// where the document's date says of which year `last year` speaks; the rest
/// are left out.
pub(super) fn periods(tokens: &Tokens<'_>, date: Option<Date>) -> Vec<Period> {
    let mut found: Vec<Period> = Vec::new();
    for at in 0..tokens.len() {
        let free = found.last().map_or(0, |last| last.tokens.end);
        if at < free {
            continue;
        }
        if let Some(period) = with_year(tokens, at, free).or_else(|| last_year(tokens, at, date)) {
            found.push(period);
        }
    }
    found
}

fn last_year(tokens: &Tokens<'_>, at: usize, date: Option<Date>) -> Option<Period> {
    let pair = (tokens.lower(at), tokens.lower(at + 1));
    let is_last = matches!(pair, ("last", "year") | ("прошлом", "году") | ("прошлый", "год") | ("去", "年"));
    // `than last year` and `last year's` are not what is measured.
    let before = tokens.lower(at.wrapping_sub(1));
    let is_comparison = matches!(before, "than" | "from" | "with" | "to" | "over" | "on");
    let name = format!("{}", date.filter(|_| is_last)?.year() - 1);
    Some(Period { tokens: at..at + 2, name, is_comparison })
}

fn with_year(tokens: &Tokens<'_>, at: usize, free: usize) -> Option<Period> {
    let year = year(tokens, at)?;
    let mut start = at;
    while start > free && at - start < REACH && belongs(tokens, start - 1) {
        start -= 1;
    }
    let mut end = at + 1;
    let mut parts: Vec<String> = (start..at).filter_map(|index| part(tokens, index)).collect();
    parts.push(year.to_owned());
    // `May 5, 2023` has its day before the comma; `2013-2023`, `2023/24`.
    while matches!(tokens.lower(end), "-" | "–" | "/" | "to" | "and" | "through" | "до" | "по")
        && (tokens.kind(end + 1) == Some(Kind::Number))
        && (is_year(tokens.written(end + 1))
            || tokens.touches_previous(end) && tokens.written(end + 1).len() == 2)
    {
        parts.push(format!("to {}", tokens.written(end + 1)));
        end += 2;
    }
    if matches!(tokens.lower(end), "s" | "'s") && tokens.touches_previous(end) && tokens.lower(end) == "s" {
        parts.push("decade".to_owned());
        end += 1;
    }
    end = after_year(tokens, end, &mut parts);
    let is_comparison = matches!(tokens.lower(start), "from" | "с" | "со")
        && !parts.iter().any(|part| part.starts_with("to"))
        || start > 0
            && matches!(
                tokens.lower(start - 1),
                "than" | "compared" | "versus" | "vs" | "over" | "against" | "with"
            );
    let is_comparison = is_comparison && !matches!(tokens.lower(end), "to" | "until" | "through");
    Some(Period { tokens: start..end, name: name(&parts), is_comparison })
}

/// `2023年5月`, `2023 году`, `2023 fiscal year`, `2023 Q1`.
fn after_year(tokens: &Tokens<'_>, mut end: usize, parts: &mut Vec<String>) -> usize {
    if tokens.lower(end) == "年" {
        end += 1;
        if tokens.lower(end + 1) == "月" && tokens.kind(end) == Some(Kind::Number) {
            if let Some(month) =
                tokens.written(end).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?))
            {
                parts.push((*month).to_owned());
            }
            end += 2;
        }
    } else if matches!(tokens.lower(end), "год" | "году" | "года" | "годом" | "гг" | "г" | "годах" | "годы")
    {
        end += 1;
    } else if matches!(tokens.lower(end), "fiscal" | "financial") {
        parts.push("fiscal".to_owned());
        end += 1 + usize::from(tokens.lower(end + 1) == "year");
    }
    end
}

fn year<'a>(tokens: &Tokens<'a>, at: usize) -> Option<&'a str> {
    let written = tokens.written(at);
    let before = at.checked_sub(1);
    let is_amount = before
        .is_some_and(|before| matches!(tokens.lower(before), "$" | "€" | "£" | "¥" | "№" | "#"))
        || matches!(
            tokens.lower(at + 1),
            "%" | "percent"
                | "million"
                | "billion"
                | "млн"
                | "млрд"
                | "тыс"
                | "people"
                | "troops"
                | "tons"
                | "tonnes"
        );
    let is_bare = is_year(written) && tokens.kind(at) == Some(Kind::Number) && !is_amount;
    is_bare.then_some(written)
}

fn is_year(written: &str) -> bool {
    written.len() == 4 && written.parse().is_ok_and(|year: u32| (1500..2100).contains(&year))
}

const MONTHS: [&str; 12] = [
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
];

fn month(word: &str) -> Option<&'static str> {
    const RUSSIAN: [&str; 12] = [
        "январ",
        "феврал",
        "март",
        "апрел",
        "мая",
        "июн",
        "июл",
        "август",
        "сентябр",
        "октябр",
        "ноябр",
        "декабр",
    ];
    let short = word.trim_end_matches('.');
    let english = MONTHS
        .iter()
        .position(|month| *month == word || (3..=4).contains(&short.len()) && month.starts_with(short));
    let russian = || {
        let is =
            |stem: &str| word.strip_prefix(stem).is_some_and(|end| matches!(end, "" | "я" | "ь" | "е" | "а"));
        RUSSIAN.iter().position(|stem| is(stem)).or(matches!(word, "май" | "мае").then_some(4))
    };
    english.or_else(russian).map(|index| MONTHS[index])
}

/// Tells whether a token can stand in a period before its year.
fn belongs(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.lower(at);
    let is_day = tokens.kind(at) == Some(Kind::Number)
        && word.len() <= 2
        && (month(tokens.lower(at + 1)).is_some()
            || at > 0 && month(tokens.lower(at - 1)).is_some()
            || is_span(tokens.lower(at + 1)));
    let is_comma = word == ","
        && at > 0
        && (tokens.kind(at - 1) == Some(Kind::Number) || month(tokens.lower(at - 1)).is_some());
    let is_join = matches!(word, "-" | "–" | "to" | "and" | "through")
        && (month(tokens.lower(at + 1)).is_some() && at > 0 && month(tokens.lower(at - 1)).is_some());
    let is_small = matches!(word, "of" | "the" | "in" | "during" | "for" | "on" | "в" | "во" | "за" | "на");
    is_day || is_comma || is_join || is_small || month(word).is_some() || part(tokens, at).is_some()
}

fn is_span(word: &str) -> bool {
    matches!(
        word,
        "months"
            | "month"
            | "weeks"
            | "days"
            | "quarters"
            | "месяцев"
            | "месяца"
            | "месяц"
            | "quarter"
            | "half"
            | "квартал"
            | "квартале"
            | "полугодие"
            | "полугодии"
    )
}

/// What a token adds to the name of a period; `None` for small words and marks.
fn part(tokens: &Tokens<'_>, at: usize) -> Option<String> {
    let word = tokens.lower(at);
    if let Some(month) = month(word) {
        return Some(month.to_owned());
    }
    if tokens.kind(at) == Some(Kind::Number) {
        return (word.len() <= 2).then(|| word.to_owned());
    }
    let name = match word {
        "first" | "1st" | "первый" | "первом" | "первые" | "первого" | "первое" => {
            "first"
        }
        "second" | "2nd" | "второй" | "втором" | "второе" => "second",
        "third" | "3rd" | "третий" | "третьем" => "third",
        "fourth" | "4th" | "final" | "четвертый" | "четвертом" => "fourth",
        "quarter" | "квартал" | "квартале" | "квартала" => "quarter",
        "half" | "полугодие" | "полугодии" => "half",
        "q1" => "first quarter",
        "q2" => "second quarter",
        "q3" => "third quarter",
        "q4" => "fourth quarter",
        "months" | "месяцев" | "месяца" => "months",
        "two" | "two-month" | "два" => "2",
        "three" | "три" => "3",
        "four" | "четыре" => "4",
        "five" | "пять" => "5",
        "six" | "шесть" => "6",
        "seven" | "семь" => "7",
        "eight" | "восемь" => "8",
        "nine" | "девять" => "9",
        "ten" | "десять" => "10",
        "eleven" | "одиннадцать" => "11",
        "early" | "late" | "mid" | "end" | "beginning" | "start" | "middle" | "since" | "by" | "until"
        | "before" | "after" | "between" | "from" | "fiscal" | "financial" | "spring" | "summer"
        | "autumn" | "winter" => word,
        "fy" => "fiscal",
        "конце" | "конца" | "концу" => "end",
        "начале" | "начала" | "начало" => "start",
        "с" | "со" => "since",
        "к" => "by",
        "до" => "until",
        "после" => "after",
        _ => return None,
    };
    Some(name.to_owned())
}

/// Writes a month of a year and a day as ISO 8601 does, others in words.
fn name(parts: &[String]) -> String {
    let index = |part: &String| MONTHS.iter().position(|month| month == part).map(|index| index + 1);
    let months: Vec<usize> = parts.iter().filter_map(index).collect();
    let days: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).filter(|day| *day <= 31).collect();
    let years: Vec<&String> = parts.iter().filter(|part| is_year(part)).collect();
    match (parts.len(), months.as_slice(), days.as_slice(), years.as_slice()) {
        (2, [month], [], [year]) => format!("{year}-{month:02}"),
        (3, [month], [day], [year]) => format!("{year}-{month:02}-{day:02}"),
        _ => parts.join(" "),
    }
}

/// Tells whether a period is a year, a month or a day.
pub(super) fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}
