//! Dates as pages write them.

use crate::model::PartialDate;

use super::metadata::taken_date;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Beginnings of month names in other languages, with their numbers.
const OTHER_MONTHS: &[(&str, u8)] = &[
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("мая", 5),
    ("май", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
    ("jän", 1),
    ("mär", 3),
    ("mai", 5),
    ("okt", 10),
    ("dez", 12),
    ("janv", 1),
    ("fév", 2),
    ("fev", 2),
    ("avr", 4),
    ("juin", 6),
    ("juil", 7),
    ("aoû", 8),
    ("déc", 12),
    ("ene", 1),
    ("abr", 4),
    ("ago", 8),
    ("dic", 12),
    ("gen", 1),
    ("mag", 5),
    ("giu", 6),
    ("lug", 7),
    ("set", 9),
    ("ott", 10),
];

/// Returns the date that a text begins with or names: ISO 8601, `20240516`, `May
/// 16, 2024`, `16 May 2024`, `16.05.2024`, `2024年5月16日`. A day and a month
/// that could be either way round (`5/6/2024`) are no date.
pub(super) fn date_in(text: &str) -> Option<PartialDate> {
    let text: String = text.chars().take(200).collect();
    let tokens = tokens(&text);
    let found = numeric(&tokens).or_else(|| named(&tokens)).or_else(|| compact(&tokens));
    found.and_then(taken_date)
}

/// Returns the date in the path of an address: `/2024/05/16/`.
pub(super) fn date_in_address(url: &str) -> Option<PartialDate> {
    let parts: Vec<&str> = url.split(['/', '?', '#']).skip(3).collect();
    parts.windows(3).find_map(|parts| {
        let [year, month, day] = [parts[0], parts[1], parts[2]].map(number);
        let two = parts[1].len() <= 2 && parts[2].len() <= 2 && parts[0].len() == 4;
        two.then(|| of(year?, month?, day?)).flatten().and_then(taken_date)
    })
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn of(year: u32, month: u32, day: u32) -> Option<PartialDate> {
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

/// Numbers and words, and what stands between.
fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_ascii_digit() => 0,
        '年' | '月' | '日' => 2,
        c if c.is_alphabetic() => 1,
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

/// `2024-05-16`, `2024/5/16`, `2024年5月16日`, `16.05.2024`, `16/05/2024`.
fn numeric(tokens: &[&str]) -> Option<PartialDate> {
    tokens.windows(5).find_map(|w| {
        let same = w[1] == w[3] && ["-", "/", "."].contains(&w[1]) || w[1] == "年" && w[3] == "月";
        let (a, b, c) = (number(w[0])?, number(w[2])?, number(w[4])?);
        match (same, w[0].len(), w[4].len()) {
            (true, 4, 1 | 2) => of(a, b, c),
            (true, 1 | 2, 4) if w[1] == "." || a > 12 => of(c, b, a),
            (true, 1 | 2, 4) if b > 12 => of(c, a, b),
            _ => None,
        }
    })
}

/// `May 16, 2024`, `16 May 2024`, `16th of May, 2024`, `16 мая 2024 г.`
fn named(tokens: &[&str]) -> Option<PartialDate> {
    let words: Vec<&str> = tokens
        .iter()
        .copied()
        .filter(|token| !matches!(*token, "," | "." | "st" | "nd" | "rd" | "th" | "of" | "de" | "-" | "/"))
        .collect();
    words.windows(3).find_map(|w| {
        let (month, day, year) = match (month(w[0]), month(w[1])) {
            (Some(month), _) => (month, number(w[1])?, w[2]),
            (_, Some(month)) => (month, number(w[0])?, w[2]),
            _ => return None,
        };
        let year = number(year).filter(|_| year.len() == 4)?;
        of(year, u32::from(month), day)
    })
}

fn month(word: &str) -> Option<u8> {
    let lower = word.to_lowercase();
    if lower.chars().count() < 3 {
        return None;
    }
    let english = MONTHS.iter().position(|month| lower.starts_with(month)).map(|at| at as u8 + 1);
    english.or_else(|| {
        OTHER_MONTHS.iter().find(|(start, _)| lower.starts_with(start)).map(|(_, number)| *number)
    })
}

/// `20240516`, alone or before a `T`.
fn compact(tokens: &[&str]) -> Option<PartialDate> {
    let digits = tokens.first().filter(|token| token.len() == 8 && number(token).is_some())?;
    of(number(&digits[..4])?, number(&digits[4..6])?, number(&digits[6..])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(date_in(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn dates_are_read_as_pages_write_them() {
        for text in [
            "2024-05-16T10:00:00+02:00",
            "20240516",
            "May 16, 2024",
            "Thursday, 16 May 2024 10:00",
            "16.05.2024",
            "2024/5/16",
            "2024年5月16日",
            "16 мая 2024 г.",
            "Published on the 16th of May, 2024",
            "5/16/2024",
        ] {
            check(text, Some("2024-05-16"));
        }
    }

    #[test]
    fn what_can_be_read_two_ways_is_no_date() {
        for text in ["5/6/2024", "yesterday", "", "32.13.2024", "1066-10-14", "phone 123-45-678"] {
            check(text, None);
        }
    }

    #[test]
    fn an_address_may_name_the_day() {
        let date = date_in_address("https://a.example/news/2024/05/16/title").unwrap();
        assert_eq!(date.to_string(), "2024-05-16");
        assert_eq!(date_in_address("https://a.example/2024/title"), None);
    }
}
