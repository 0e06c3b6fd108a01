//! Figures: amounts of money, percentages, measures and counts, with their
//! value as a number.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::dates::Dates;
use super::numbers::{self, Comma, Number, letter_magnitude};
use super::subject::{self, FigureRole};
use super::token::{Kind, Tokens, is_han};
use super::units::{self, Unit, UnitKind};

/// An amount that a passage names.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Bytes of the text: the number with its sign and unit.
    pub range: Range<usize>,
    /// The value with its magnitude: 2.5e6 for `2.5 million`. Finite.
    pub value: f64,
    /// The currency's code (ISO 4217), the unit's sign (`km²`), `%` or
    /// `percentage points`, or the noun that is counted, as written in lower
    /// case. `None` where a count has no noun of its own.
    pub unit: Option<String>,
    /// What kind of amount it is.
    pub kind: FigureKind,
    /// The date that the sentence gives it: the nearest one, one after the
    /// figure before one before it, as `YYYY`, `YYYY-MM`, or what
    /// [`super::Event::date`] has for other spans of time. `None` where the
    /// sentence has none with a year.
    pub when: Option<String>,
    /// Bytes of the noun phrase that it measures, as written: `bilateral trade`
    /// in `bilateral trade reached $5 billion`; for a count the noun that is
    /// counted, and what it is of. Within the passage. `None` where the clause
    /// does not tell.
    pub subject: Option<Range<usize>>,
    /// Whether it is a level, a change or an outlook.
    pub role: FigureRole,
}

/// What an amount is of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum FigureKind {
    /// Money.
    Currency,
    /// A share or its change in percentage points.
    Percent,
    /// Things or people.
    Count,
    /// Length, area, volume, weight, power and the like.
    Measure,
}

/// Finds the figures of the bytes `passage` of `text`, in their order; they do
/// not overlap.
///
/// `language` (BCP 47) tells how decimals are written; English where it is
/// `None`. Years, dates, times of day, spans of time, ordinals and numbers of
/// lists, articles, types and telephones are no figures, and neither are
/// counts under ten in words.
///
/// # Panics
/// If `passage` is out of bounds or not at character bounds.
#[must_use]
pub fn figures(text: &str, passage: Range<usize>, language: Option<&str>) -> Vec<Figure> {
    let tokens = Tokens::of(text, passage);
    let comma = Comma::of(language);
    // Most passages have no figure.
    let mut dates = None;
    let mut figures = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match figure(&tokens, at, comma) {
            Some(Found::Figure { start, end, value, unit, kind, noun }) => {
                let range = tokens.span(start, end);
                let when =
                    dates.get_or_insert_with(|| Dates::of(&tokens, language)).nearest(tokens.text, &range);
                let subject = match noun {
                    Some(noun) => subject::counted(&tokens, noun, end),
                    None => subject::subject(&tokens, start, end),
                };
                let role = subject::role(&tokens, start, end);
                figures.push(Figure { range, value, unit, kind, when, subject, role });
                at = end;
            }
            Some(Found::Number { end }) => at = end,
            None => at += 1,
        }
    }
    figures
}

/// What begins at a token.
enum Found {
    Figure {
        start: usize,
        end: usize,
        value: f64,
        unit: Option<String>,
        kind: FigureKind,
        /// Where the noun begins that is counted.
        noun: Option<usize>,
    },
    /// A number that is no figure; its parts are none either.
    Number { end: usize },
}

fn figure(tokens: &Tokens<'_>, at: usize, comma: Comma) -> Option<Found> {
    if let Some(found) = with_sign_before(tokens, at, comma).or_else(|| chinese_percent(tokens, at, comma)) {
        return Some(found);
    }
    let number = numbers::read(tokens, at, comma)?;
    let Some((unit, value)) = unit_after(tokens, &number) else {
        return Some(count(tokens, at, &number).unwrap_or(Found::Number { end: number.end }));
    };
    let (value, end) = with_parts(tokens, value, &unit, comma);
    if is_part_of_name(tokens, at) && unit.kind == UnitKind::Measure {
        return Some(Found::Number { end: number.end });
    }
    let kind = match unit.kind {
        UnitKind::Currency => FigureKind::Currency,
        UnitKind::Percent => FigureKind::Percent,
        UnitKind::Measure => FigureKind::Measure,
    };
    let (start, sign) = signed(tokens, at);
    Some(Found::Figure {
        start,
        end,
        value: sign * value,
        unit: Some(unit.sign.to_owned()),
        kind,
        noun: None,
    })
}

/// `$5 million`, `US$5m`, `EUR 125`.
fn with_sign_before(tokens: &Tokens<'_>, at: usize, comma: Comma) -> Option<Found> {
    // `MUSD 60`; Maud is a person.
    let is_code = tokens.written(at).chars().all(char::is_uppercase);
    let millions = || units::millions(tokens.lower(at)).filter(|_| is_code).map(|code| (code, at + 1));
    let (mut code, number_at) = units::before(tokens, at).or_else(millions)?;
    if tokens.kind(number_at) != Some(Kind::Number) || is_inside_word(tokens, at) {
        return None;
    }
    let mut number = numbers::read(tokens, number_at, comma)?;
    if units::before(tokens, at).is_none() {
        number.value *= 1e6;
    }
    if let Some(factor) =
        letter_magnitude(tokens.lower(number.end)).filter(|_| is_attached_letter(tokens, number.end))
    {
        number.value *= factor;
        number.end += 1;
    }
    if let Some(again) = unit_at(tokens, number.end).filter(|unit| unit.kind == UnitKind::Currency) {
        (code, number.end) = (again.sign, again.end);
    }
    let (start, sign) = signed(tokens, at);
    let unit = Some(code.to_owned());
    Some(Found::Figure {
        start,
        end: number.end,
        value: sign * number.value,
        unit,
        kind: FigureKind::Currency,
        noun: None,
    })
}

/// A letter directly behind a number, with nothing directly behind it.
fn is_attached_letter(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.touches_previous(at)
        && !(tokens.touches_previous(at + 1) && tokens.kind(at + 1) != Some(Kind::Mark))
}

fn is_inside_word(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.touches_previous(at)
        && at > 0
        && tokens.kind(at - 1) == Some(Kind::Word)
        && tokens.kind(at) == Some(Kind::Word)
        && !tokens.written(at).chars().any(is_han)
}

/// `百分之三十`.
fn chinese_percent(tokens: &Tokens<'_>, at: usize, comma: Comma) -> Option<Found> {
    let is_head = ["百", "分", "之"].iter().zip(at..).all(|(word, index)| tokens.lower(index) == *word);
    let number = is_head.then(|| numbers::read(tokens, at + 3, comma)).flatten()?;
    let unit = Some("%".to_owned());
    let kind = FigureKind::Percent;
    Some(Found::Figure { start: at, end: number.end, value: number.value, unit, kind, noun: None })
}

/// Finds the unit behind a number, and the value in it. The magnitude may
/// stand with the unit: `5m dollars`, `5 MEUR`, `75 USD million`.
fn unit_after(tokens: &Tokens<'_>, number: &Number) -> Option<(Unit, f64)> {
    if let Some(factor) =
        letter_magnitude(tokens.lower(number.end)).filter(|_| is_attached_letter(tokens, number.end))
        && let Some(unit) = unit_at(tokens, number.end + 1).filter(|unit| unit.kind == UnitKind::Currency)
    {
        return Some((unit, number.value * factor));
    }
    if let Some(sign) = units::millions(tokens.lower(number.end)) {
        return Some((Unit { kind: UnitKind::Currency, sign, end: number.end + 1 }, number.value * 1e6));
    }
    // `2019-м` is a year in Russian, no length.
    let hyphen = matches!(tokens.lower(number.end), "-" | "‑")
        && tokens.touches_previous(number.end + 1)
        && tokens.lower(number.end + 1).chars().count() > 2;
    let hyphen = usize::from(hyphen);
    let unit = unit_at(tokens, number.end + hyphen)?;
    // Pounds by the million are money, others are weight.
    let is_money = unit.sign == "lb" && number.value >= 1e6 && tokens.lower(unit.end) != "of";
    let unit = if is_money { Unit { kind: UnitKind::Currency, sign: "GBP", ..unit } } else { unit };
    let (value, end) = match unit.kind {
        UnitKind::Currency => numbers::times_magnitude(tokens, number.value, unit.end),
        _ => (number.value, unit.end),
    };
    Some((Unit { end, ..unit }, value))
}

/// Adds the smaller part of an amount: `3 dollars and 50 cents`.
fn with_parts(tokens: &Tokens<'_>, value: f64, unit: &Unit, comma: Comma) -> (f64, usize) {
    let at = unit.end + usize::from(tokens.lower(unit.end) == "and");
    let part = || {
        let number = numbers::read(tokens, at, comma)?;
        let smaller = unit_at(tokens, number.end)?;
        Some((value + number.value / units::parts(unit, &smaller)?, smaller.end))
    };
    part().or_else(|| implied_part(tokens, value, unit, at, comma)).unwrap_or((value, unit.end))
}

/// The cents that are not named, where the clause ends with them: `15 dollars
/// 50.`
fn implied_part(
    tokens: &Tokens<'_>,
    value: f64,
    unit: &Unit,
    at: usize,
    comma: Comma,
) -> Option<(f64, usize)> {
    let is_name = unit.kind == UnitKind::Currency && tokens.kind(unit.end - 1) == Some(Kind::Word);
    let number = numbers::read(tokens, at, comma).filter(|_| is_name && value.fract() == 0.0)?;
    let two_digits = number.spelled || tokens.written(at).len() == 2 && number.end == at + 1;
    let part = (1.0..100.0).contains(&number.value) && number.value.fract() == 0.0 && two_digits;
    let ends = number.end >= tokens.len() || matches!(tokens.lower(number.end), "." | "!" | "?" | ";" | ")");
    (part && ends).then_some((value + number.value / 100.0, number.end))
}

fn unit_at(tokens: &Tokens<'_>, at: usize) -> Option<Unit> {
    // Codes that are English words as well count in capitals only.
    const WORDS: [&str; 7] = ["try", "cad", "ron", "php", "rub", "pp", "rs"];
    let unit = units::after(tokens, at)?;
    let written = tokens.written(at);
    let is_other = matches!(written, "M" | "G" | "T" | "K" | "Nm" | "NM" | "C") || WORDS.contains(&written);
    let is_word = unit.end == at + 1 && is_other;
    // A sign before the next amount is that one's: `5 $10 notes`.
    let is_next = unit.kind == UnitKind::Currency
        && tokens.kind(unit.end) == Some(Kind::Number)
        && units::before(tokens, at).is_some()
        && !has_own_unit(tokens, unit.end, unit.sign);
    let goes_on = tokens.touches_previous(unit.end)
        && tokens.kind(unit.end) != Some(Kind::Mark)
        && tokens.kind(unit.end - 1) == Some(Kind::Word)
        && !tokens.written(unit.end - 1).chars().any(is_han);
    (!is_word && !is_next && !goes_on).then_some(unit)
}

/// Tells whether the amount at `at` has a unit behind it, other than the name of
/// the sign before it: in `10 $ 30 $` each sign follows its amount.
fn has_own_unit(tokens: &Tokens<'_>, at: usize, sign: &str) -> bool {
    let number = numbers::read(tokens, at, Comma::Grouping);
    let unit = number.and_then(|number| units::after(tokens, number.end));
    unit.is_some_and(|unit| {
        unit.kind == UnitKind::Currency
            && (unit.sign != sign || tokens.kind(unit.end - 1) == Some(Kind::Mark))
    })
}

/// Looks before an amount for its sign: `-5`, `minus five`.
fn signed(tokens: &Tokens<'_>, at: usize) -> (usize, f64) {
    let Some(before) = at.checked_sub(1) else { return (at, 1.0) };
    let is_free = !tokens.touches_previous(before) || tokens.lower(before - 1) == "(";
    match tokens.lower(before) {
        "minus" | "минус" => (before, -1.0),
        "-" | "−" | "–" if is_free && tokens.touches_previous(at) => (before, -1.0),
        _ => (at, 1.0),
    }
}

/// Tells whether the number at `at` belongs to a name: `Su-35`, `Boeing 737`,
/// `Article 5`, `№ 7`.
fn is_part_of_name(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let joined = tokens.touches_previous(at)
        && match tokens.kind(before) {
            Some(Kind::Word) => !tokens.written(before).chars().any(is_han),
            Some(Kind::Number) => true,
            // A number behind a closing mark is a footnote's.
            _ => "-‑/:.+#_,;!?”’\"»)]".contains(tokens.lower(before)) && tokens.touches_previous(before),
        };
    // `No. 7`: the label is before the stop.
    let labelling = if tokens.lower(before) == "." { before.wrapping_sub(1) } else { before };
    let label = matches!(
        tokens.lower(labelling),
        "№" | "#"
            | "no"
            | "nos"
            | "number"
            | "第"
            | "article"
            | "chapter"
            | "section"
            | "page"
            | "pages"
            | "p"
            | "pp"
            | "art"
            | "ch"
            | "sec"
            | "fig"
            | "vol"
            | "figure"
            | "table"
            | "resolution"
            | "group"
            | "статья"
            | "статьи"
            | "пункт"
    );
    let named = tokens.is_capitalised(before)
        && tokens.kind(before) == Some(Kind::Word)
        && !is_function_word(tokens.lower(before))
        && before > 0
        && !numbers_sentence_start(tokens, before);
    joined || label || named
}

/// Tells whether token `at` begins a sentence.
fn numbers_sentence_start(tokens: &Tokens<'_>, at: usize) -> bool {
    at == 0 || matches!(tokens.lower(at - 1), "." | "!" | "?" | ":" | ";" | "“" | "\"" | "(" | "•" | "—")
}

/// Finds what is counted behind a number.
fn count(tokens: &Tokens<'_>, at: usize, number: &Number) -> Option<Found> {
    let is_year = number.like_year && (1500.0..2200.0).contains(&number.value);
    let is_small = number.spelled && number.value < 10.0;
    let is_rest =
        tokens.written(at).starts_with('0') && number.value >= 1.0 || tokens.written(at).starts_with("00");
    let mut number = number.clone();
    if let Some(factor) = letter_magnitude(tokens.lower(number.end))
        && is_attached_letter(tokens, number.end)
        && tokens.is_capitalised(number.end)
    {
        number.value *= factor;
        number.end += 1;
    }
    if is_year
        || is_small
        || is_rest
        || is_part_of_name(tokens, at)
        || tokens.touches_previous(number.end) && !is_chinese(tokens, number.end)
    {
        return None;
    }
    let Some(end) = noun_end(tokens, number.end) else { return bare(tokens, at, &number) };
    let words = tokens.span(number.end, end);
    let unit = Some(tokens.text[words].to_lowercase());
    let noun = Some(number.end);
    Some(Found::Figure { start: at, end, value: number.value, unit, kind: FigureKind::Count, noun })
}

/// A large number without a noun of its own counts what its subject names: `the
/// population of the city was 709,000`. Nothing else tells that it is a count.
fn bare(tokens: &Tokens<'_>, at: usize, number: &Number) -> Option<Found> {
    let is_large = number.value >= 1000.0 && !number.like_year && !number.spelled;
    let is_whole =
        matches!(tokens.lower(number.end), "" | "." | "," | "in" | "by" | "for" | "at" | "as" | ";" | "в");
    let is_measured = is_large && is_whole && subject::is_given(tokens, at);
    let (value, end) = (number.value, number.end);
    is_measured.then_some(Found::Figure {
        start: at,
        end,
        value,
        unit: None,
        kind: FigureKind::Count,
        noun: None,
    })
}

fn is_chinese(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.written(at).chars().any(is_han)
}

/// Finds the token behind the noun that begins at `at` with at most three
/// adjectives; `None` where no noun is that can be counted.
fn noun_end(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    if is_chinese(tokens, at) {
        const COUNTED: &str = "个架艘名辆人国家枚起项次位座套份笔台只艇";
        return COUNTED.contains(tokens.written(at)).then_some(at + 1);
    }
    for index in at..at + 4 {
        let word = tokens.lower(index);
        let hyphenated =
            word == "-" && index > at && tokens.touches_previous(index) && tokens.touches_previous(index + 1);
        if hyphenated {
            continue;
        }
        if tokens.kind(index) != Some(Kind::Word) || is_function_word(word) || is_time(word) {
            return None;
        }
        if index > at && tokens.is_capitalised(index) && tokens.is_capitalised(index - 1) {
            return None;
        }
        if is_noun(word) {
            let compound = tokens.lower(index + 1) == "-" && tokens.touches_previous(index + 1);
            return (!compound).then_some(index + 1);
        }
    }
    None
}

/// Tells whether a word looks like the plural of a noun.
fn is_noun(word: &str) -> bool {
    const PLURALS: [&str; 24] = [
        "aircraft",
        "people",
        "personnel",
        "men",
        "women",
        "children",
        "police",
        "staff",
        "cattle",
        "sheep",
        "spacecraft",
        "hovercraft",
        "crew",
        "infantry",
        "cavalry",
        "artillery",
        "ammunition",
        "media",
        "teeth",
        "species",
        "offspring",
        "militia",
        "wounded",
        "dead",
    ];
    let first = word.chars().next().unwrap_or(' ');
    if matches!(first, 'а'..='я' | 'ё') {
        let adjective = ["ых", "их", "ые", "ие", "ой", "ую", "ая", "ого", "ный", "ский"]
            .iter()
            .any(|end| word.ends_with(end));
        let verb = ["ли", "ть", "ся", "ет", "ут", "ют", "ит", "ят"].iter().any(|end| word.ends_with(end));
        return word.chars().count() >= 3 && !adjective && !verb;
    }
    let plural = word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "'s"].iter().any(|end| word.ends_with(end));
    plural || PLURALS.contains(&word)
}

/// Spans of time and times of day, which are no figures.
fn is_time(word: &str) -> bool {
    const TIMES: [&str; 69] = [
        "year",
        "years",
        "month",
        "months",
        "week",
        "weeks",
        "day",
        "days",
        "hour",
        "hours",
        "minute",
        "minutes",
        "second",
        "seconds",
        "decade",
        "decades",
        "century",
        "centuries",
        "quarters",
        "times",
        "time",
        "am",
        "pm",
        "a.m.",
        "p.m.",
        "o'clock",
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
        "nights",
        "mornings",
        "год",
        "года",
        "лет",
        "году",
        "годах",
        "годы",
        "месяц",
        "месяца",
        "месяцев",
        "день",
        "дня",
        "дней",
        "час",
        "часа",
        "часов",
        "минут",
        "минуты",
        "неделя",
        "недели",
        "недель",
        "раз",
        "раза",
        "секунд",
        "г",
        "утра",
        "вечера",
        "ночи",
        "мин",
        "сек",
    ];
    TIMES.contains(&word) || super::dates::is_russian_month(word)
}

fn is_function_word(word: &str) -> bool {
    const WORDS: [&str; 82] = [
        "a", "about", "above", "after", "against", "all", "almost", "among", "an", "and", "are", "around",
        "as", "at", "be", "been", "before", "between", "but", "by", "can", "could", "did", "do", "does",
        "during", "each", "for", "from", "had", "has", "have", "he", "if", "in", "into", "is", "it", "its",
        "last", "least", "less", "like", "more", "most", "nearly", "next", "not", "of", "on", "only", "or",
        "our", "over", "per", "percent", "since", "some", "than", "that", "the", "their", "then", "there",
        "these", "they", "this", "those", "through", "to", "under", "until", "up", "was", "we", "were",
        "when", "which", "while", "who", "will", "with",
    ];
    const RUSSIAN: [&str; 22] = [
        "и",
        "в",
        "во",
        "на",
        "с",
        "со",
        "по",
        "к",
        "от",
        "до",
        "за",
        "из",
        "или",
        "а",
        "но",
        "что",
        "как",
        "для",
        "при",
        "около",
        "более",
        "менее",
    ];
    WORDS.binary_search(&word).is_ok() || RUSSIAN.contains(&word)
}
