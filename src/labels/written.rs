//! Dates, numbers and lists as readers of a language write them. The forms
//! are words of the label files; those that ship follow the Unicode CLDR
//! (<https://cldr.unicode.org>, version 46: `dateFormats`, `numbers`,
//! `listPattern`, `compactLong`).

use super::Labels;
use super::forms::{Count, fits_plural};
use crate::model::{Date, PartialDate};

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// With the month's name: `2 April 2025`.
    Long,
    /// With the month's short name: `2 Apr 2025`.
    Short,
    /// `2025-04-02` (ISO 8601).
    Iso,
    /// The month and year: `April 2025`.
    Month,
    /// The day of the week: `Wednesday`.
    Weekday,
}

impl DateForm {
    /// The names, as templates write them.
    pub(crate) const NAMES: [&'static str; 5] = ["long", "short", "iso", "month", "weekday"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let forms = [Self::Long, Self::Short, Self::Iso, Self::Month, Self::Weekday];
        Self::NAMES.iter().position(|known| *known == name).map(|place| forms[place])
    }
}

/// Keys whose words are lists of names, with how many names each has.
const NAMES: [(&str, usize); 4] =
    [("months", 12), ("months_alone", 12), ("months_short", 12), ("weekdays", 7)];

/// Keys whose words must have these places.
const PLACES: [(&str, &[&str]); 7] = [
    ("date_format", &["{day}", "{month}", "{year}"]),
    ("short_date_format", &["{day}", "{short}", "{year}"]),
    ("month_format", &["{month}", "{year}"]),
    ("percent_format", &["{n}"]),
    ("currency_format", &["{n}", "{sign}"]),
    ("compact_format", &["{n}", "{word}"]),
    ("ordinal", &["{n}"]),
];

/// Says what is wrong with a word, and what would be right; `None` for one
/// that can be used.
pub(super) fn mistake(key: &str, word: &str) -> Option<(String, String)> {
    if let Some((_, count)) = NAMES.iter().find(|(name, _)| *name == key) {
        let found = word.split_whitespace().count();
        let hint = "separate them by spaces, in the order of the calendar, Monday first".to_owned();
        return (found != *count).then(|| (format!("`{key}` has {found} names, not {count}"), hint));
    }
    if let Some((_, places)) = PLACES.iter().find(|(name, _)| *name == key)
        && let Some(lacking) = places.iter().find(|place| !word.contains(**place))
    {
        return Some((format!("`{key}` has no `{lacking}`"), format!("such as `{}`", places.join(" "))));
    }
    if key == "compact" {
        let hint = "such as `3 thousand | 6 one: million; other: millions`".to_owned();
        return powers(word).is_empty().then(|| ("`compact` names no power of ten".to_owned(), hint));
    }
    let hint = "add `; other: …`, the form for every other number".to_owned();
    (!fits_plural(word)).then(|| (format!("`{key}` has no form `other`"), hint))
}

impl Labels {
    /// Writes a date as readers of this language do, with the precision that
    /// it has.
    #[must_use]
    pub fn date(&self, date: PartialDate) -> String {
        self.date_as(date, DateForm::Long)
    }

    /// Writes a date in a form; one of less precision than the form asks for
    /// with the precision that it has.
    #[must_use]
    pub(crate) fn date_as(&self, date: PartialDate, form: DateForm) -> String {
        let year = date.year.to_string();
        let Some(month) = date.month else { return year };
        let name = |key| self.word(key).split(' ').nth(usize::from(month) - 1).unwrap_or_default();
        match (form, date.day) {
            (DateForm::Iso, _) => date.to_string(),
            (DateForm::Weekday, Some(_)) => self.weekday(date.first_day()).to_owned(),
            (DateForm::Month | DateForm::Weekday, _) | (_, None) => {
                self.word("month_format").replace("{month}", name("months_alone")).replace("{year}", &year)
            }
            (DateForm::Short, Some(day)) => (self.word("short_date_format"))
                .replace("{day}", &day.to_string())
                .replace("{short}", name("months_short"))
                .replace("{year}", &year),
            (DateForm::Long, Some(day)) => (self.word("date_format"))
                .replace("{day}", &day.to_string())
                .replace("{month}", name("months"))
                .replace("{year}", &year),
        }
    }

    fn weekday(&self, day: Date) -> &str {
        self.word("weekdays").split(' ').nth(usize::from(day.weekday()) - 1).unwrap_or_default()
    }

    /// Writes how far a day is from another: `3 days ago`, `in 2 weeks`. Up to
    /// 13 days are counted as days, up to 8 weeks as weeks of 7 days, up to 23
    /// months as months of 30.4 days, more as years of 365.25 days.
    #[must_use]
    pub(crate) fn relative(&self, day: Date, from: Date) -> String {
        let days = day.days_since(from);
        let distance = days.unsigned_abs();
        let past = days < 0;
        let key = |back, ahead| if past { back } else { ahead };
        let (key, count) = match distance {
            0 => return self.word("today").to_owned(),
            1 => return self.word(key("yesterday", "tomorrow")).to_owned(),
            2..=13 => (key("days_ago", "in_days"), distance),
            14..=62 => (key("weeks_ago", "in_weeks"), distance / 7),
            63..=729 => (key("months_ago", "in_months"), (distance as f64 / 30.4375) as u64),
            _ => (key("years_ago", "in_years"), (distance as f64 / 365.25) as u64),
        };
        let number = count.to_string();
        self.form(self.word(key), &number, Count::Cardinal).replace("{n}", &self.grouped(&number))
    }

    /// Writes a number that is written with ASCII digits and a full stop, with
    /// the marks of this language; four digits stand without a mark where the
    /// mark is a space.
    #[must_use]
    pub(crate) fn grouped(&self, number: &str) -> String {
        let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("\u{2212}", digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let mark = self.word("group_mark");
        let wide = mark.chars().all(char::is_whitespace);
        let mut written = String::from(sign);
        for (place, digit) in whole.chars().enumerate() {
            let left = whole.len() - place;
            if place > 0 && left % 3 == 0 && !(wide && whole.len() == 4) {
                written.push_str(mark);
            }
            written.push(digit);
        }
        if !decimals.is_empty() {
            written.push_str(self.word("decimal_mark"));
            written.push_str(decimals);
        }
        written
    }

    /// Writes a share that is given in percent.
    #[must_use]
    pub(crate) fn percent(&self, number: &str) -> String {
        self.word("percent_format").replace("{n}", &self.grouped(number))
    }

    /// Writes an amount with the sign of its currency.
    #[must_use]
    pub(crate) fn currency(&self, number: &str, code: &str) -> String {
        let sign = currency_sign(code, &self.language);
        let format = self.word("currency_format");
        // A code of letters stands apart from its number in every language.
        let letters = sign.chars().next_back().is_some_and(char::is_alphabetic);
        let format = match letters && format.contains("{sign}{n}") {
            true => format.replace("{sign}{n}", "{sign}\u{a0}{n}"),
            false => format.to_owned(),
        };
        let (minus, number) = number.strip_prefix('-').map_or(("", number), |rest| ("\u{2212}", rest));
        format!("{minus}{}", format.replace("{n}", &self.grouped(number)).replace("{sign}", sign))
    }

    /// Writes a great number in short, with at most so many decimals: `1.2
    /// million`.
    #[must_use]
    pub(crate) fn compact(&self, number: f64, digits: usize) -> String {
        let powers = powers(self.word("compact"));
        let mut at = powers.iter().rposition(|(power, _)| number.abs() >= 10f64.powi(*power));
        // 999,960 thousandths would be written as 1000 thousand.
        if let Some(place) = at
            && let Some((next, _)) = powers.get(place + 1)
            && scaled(number, powers[place].0, digits).abs() >= 10f64.powi(next - powers[place].0)
        {
            at = Some(place + 1);
        }
        let Some((power, forms)) = at.map(|place| powers[place]) else {
            return self.grouped(&written_number(number, 0, digits));
        };
        let short = written_number(scaled(number, power, digits), 0, digits);
        let word = self.form(forms, short.trim_start_matches('-'), Count::Cardinal);
        let format = self.word("compact_format").replace(' ', "\u{a0}");
        format.replace("{n}", &self.grouped(&short)).replace("{word}", word)
    }

    /// Writes a place in an order: `1st`.
    #[must_use]
    pub(crate) fn ordinal(&self, number: i64) -> String {
        let number = number.to_string();
        self.form(self.word("ordinal"), &number, Count::Ordinal).replace("{n}", &number)
    }
}

fn scaled(number: f64, power: i32, digits: usize) -> f64 {
    let places = 10f64.powi(digits.min(6) as i32);
    (number / 10f64.powi(power) * places).round() / places
}

/// Writes a number with ASCII digits and a full stop: at least `least` and at
/// most `most` decimals, without zeros at the end beyond `least`.
#[must_use]
pub(crate) fn written_number(number: f64, least: usize, most: usize) -> String {
    let mut written = format!("{number:.most$}");
    if most > least {
        let keep = written.len() - (most - least);
        while written.len() > keep && written.ends_with('0') {
            written.pop();
        }
    }
    let written = written.trim_end_matches('.').to_owned();
    if written.bytes().all(|byte| b"-0.".contains(&byte)) { written.replace('-', "") } else { written }
}

/// Reads `3 thousand | 6 million`: powers of ten in rising order, each with
/// the forms of its word.
fn powers(compact: &str) -> Vec<(i32, &str)> {
    let mut powers: Vec<(i32, &str)> = Vec::new();
    for (power, forms) in compact.split('|').filter_map(|part| part.trim().split_once(' ')) {
        let Ok(power) = power.parse::<i32>() else { continue };
        if (1..=30).contains(&power) && powers.last().is_none_or(|(last, _)| *last < power) {
            powers.push((power, forms.trim()));
        }
    }
    powers
}

/// Signs of currencies by ISO 4217 code, as the CLDR has them in its root and
/// in English (`numbers/currencies`).
const SIGNS: [(&str, &str); 12] = [
    ("CNY", "CN¥"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("RUB", "₽"),
    ("TRY", "₺"),
    ("UAH", "₴"),
    ("USD", "$"),
    ("VND", "₫"),
];

/// Returns the sign of a currency in a language; the code itself where it has
/// none.
fn currency_sign<'a>(code: &'a str, language: &str) -> &'a str {
    match (language, code) {
        ("zh", "CNY") => "¥",
        ("zh", "JPY") => "JP¥",
        ("zh", "USD") => "US$",
        ("fr", "USD") => "$US",
        _ => SIGNS.iter().find(|(known, _)| *known == code).map_or(code, |(_, sign)| sign),
    }
}

/// Returns how many decimals amounts of a currency have (ISO 4217, minor
/// units).
#[must_use]
pub(crate) fn currency_digits(code: &str) -> usize {
    match code {
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLP" | "ISK" | "JPY" | "KRW" | "PYG" | "UGX" | "VND" | "XAF" | "XOF" => 0,
        _ => 2,
    }
}
