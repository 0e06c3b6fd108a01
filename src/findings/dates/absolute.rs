//! Days and months with their names, and days in digits.

use super::pieces::Meaning;
use super::reader::{Found, Order, Part, Reader};
use super::value::{Point, Value, Which};
use super::words::Tongue;

/// Words after which `may` and `march` are months.
const LEADING: [&str; 15] = [
    "in", "of", "on", "by", "since", "until", "from", "before", "after", "during", "early", "late", "mid",
    "through", "suffix",
];

/// Years that a date may be of.
const YEARS: std::ops::Range<u32> = 1000..3000;

impl Reader<'_> {
    /// A date that is known for one by its form alone.
    pub(super) fn dated(&self, at: usize) -> Found {
        let start = self.after_weekday(at);
        let (point, end) = self.point(start.unwrap_or(at))?;
        let named = matches!(point, Point::Day { .. });
        let end = if named { self.with_weekday(end) } else { end };
        (start.is_none() || named).then_some((Value::At(point), end))
    }

    /// A day, a month of a year, or a part of a year.
    pub(super) fn point(&self, at: usize) -> Part<Point> {
        self.in_digits(at)
            .or_else(|| self.joined(at))
            .or_else(|| self.day_month(at))
            .or_else(|| self.month_day(at))
            .or_else(|| self.month_year(at))
            .or_else(|| self.period(at))
    }

    /// Skips a day of the week before its date: `Tue May 9`, `Friday, 4 May`.
    fn after_weekday(&self, at: usize) -> Option<usize> {
        let Meaning::Weekday(_) = self.meaning(at) else { return None };
        let mut next = at + 1;
        while matches!(self.mark(next), '.' | ',' | '-' | '–' | '(') && next < at + 3 {
            next += 1;
        }
        Some(if self.tongue == Tongue::German { self.skip(self.skip(next, "on"), "the") } else { next })
    }

    /// Takes the day of the week behind its date: `9 May (Friday)`.
    fn with_weekday(&self, end: usize) -> usize {
        match (self.mark(end), self.meaning(end + 1), self.mark(end + 2)) {
            ('(' | '（', Meaning::Weekday(_), ')' | '）') => end + 3,
            (',', Meaning::Weekday(_), _) if !self.is_over(end + 2) || self.touches(end + 2) => end + 2,
            (',', Meaning::Weekday(_), '\0') => end + 2,
            _ => end,
        }
    }

    /// A day of a month: `4`, `04th`, `fourth`, `twenty-second`, `fifteen`.
    pub(super) fn day(&self, at: usize) -> Part<u8> {
        match self.meaning(at) {
            Meaning::Number { value: day @ 1..=31, digits: 1 | 2 }
                if self.is_free_before(at) || self.ends_days(at) =>
            {
                let end = at + 1;
                if self.touches(end) && self.word(end) == "suffix" && self.is_free_after(end + 1) {
                    return Some((day as u8, end + 1));
                }
                // `28,2010` has a year behind the comma, `28,000` has none.
                let year =
                    self.mark(end) == ',' && self.digits(end + 1).is_some_and(|(_, digits)| digits == 4);
                let month = self.touches(end) && matches!(self.meaning(end), Meaning::Month(_));
                let joined = matches!(self.mark(end), '-' | '/' | '–');
                (self.is_free_after(end) || year || month || joined).then_some((day as u8, end))
            }
            Meaning::Ordinal(tens @ (20 | 30)) => Some((tens, at + 1)),
            Meaning::Ordinal(day) => Some((day, at + 1)),
            // `October two thousand and five`
            Meaning::Cardinal(_) if matches!(self.meaning(at + 1), Meaning::Cardinal(100 | 1000)) => None,
            Meaning::Cardinal(tens @ (20 | 30)) => {
                let next = self.skip_mark(at + 1, '-');
                let last = if tens == 20 { 9 } else { 1 };
                match self.meaning(next) {
                    Meaning::Ordinal(ones) if ones <= last => Some((tens as u8 + ones, next + 1)),
                    Meaning::Cardinal(ones) if ones <= u16::from(last) => {
                        Some((tens as u8 + ones as u8, next + 1))
                    }
                    _ => Some((tens as u8, at + 1)),
                }
            }
            Meaning::Cardinal(day @ 1..=19) => Some((day as u8, at + 1)),
            _ => None,
        }
    }

    /// The `6` in `4-6 May`.
    fn ends_days(&self, at: usize) -> bool {
        let first = at >= 2 && matches!(self.digits(at - 2), Some((1..=31, 1 | 2)));
        first && matches!(self.mark(at - 1), '-' | '–') && self.is_free_before(at - 2)
    }

    /// A name of a month that is no other word here: not `may`, `march`.
    pub(super) fn month(&self, at: usize) -> Part<u8> {
        let Meaning::Month(month) = self.meaning(at) else { return None };
        let sign = matches!(self.before(at), Meaning::Mark('$' | '#' | '@' | '_')) && self.touches(at);
        let doubtful = matches!(self.written(at), "may" | "march" | "mar" | "MAY" | "MAR");
        let joined = at > 1 && matches!(self.mark(at - 1), '-' | '/') && self.is_number(at - 2);
        let led = match self.before(at) {
            Meaning::Which(Which::Last | Which::Next) | Meaning::Number { .. } | Meaning::Ordinal(_) => true,
            Meaning::Word(word) => LEADING.contains(&word),
            _ => joined,
        };
        (!sign && (!doubtful || led)).then_some((month, at + 1))
    }

    /// A year in four digits or in words, or in two behind an apostrophe.
    pub(super) fn year(&self, at: usize) -> Part<i16> {
        let (year, end) = match self.meaning(at) {
            Meaning::Number { value, digits: 4 } if YEARS.contains(&value) => {
                let joined = matches!(self.before(at), Meaning::Mark('-' | '/' | ',' | '.' | '–'));
                let end = at + 1;
                let ranged = matches!(self.mark(end), '-' | '–' | '/');
                let named = self.word(end) == "s" && matches!(self.mark(end.wrapping_sub(1)), '\'' | '’');
                if !(self.is_free_before(at) || joined) || !(self.is_free_after(end) || ranged || named) {
                    return None;
                }
                (value as i16, end)
            }
            Meaning::Mark('\'' | '’' | '‘') if self.touches(at + 1) => match self.meaning(at + 1) {
                Meaning::Number { value, digits: 2 } if self.is_free_after(at + 2) => {
                    (of_two_digits(value, None), at + 2)
                }
                _ => return None,
            },
            Meaning::Cardinal(_) => self.spelled_year(at)?,
            _ => return None,
        };
        Some((year, self.after_russian_year(end)))
    }

    /// `2010 года`, `2010 г.`
    fn after_russian_year(&self, end: usize) -> usize {
        // `2022-м году`
        let ending =
            self.mark(end) == '-' && self.touches(end) && self.word(end + 1) == "e" && self.touches(end + 1);
        if ending && self.is_russian(end + 1) {
            return self.after_russian_year(end + 2);
        }
        let word = self.written(end);
        if !matches!(word, "г" | "гг" | "год" | "года" | "году" | "годом" | "годы" | "годах" | "годов")
        {
            return end;
        }
        let short = word.len() <= 4 && self.mark(end + 1) == '.' && self.touches(end + 1);
        end + 1 + usize::from(short)
    }

    fn is_russian(&self, at: usize) -> bool {
        self.written(at).chars().all(|c| ('а'..='я').contains(&c))
    }

    /// `nineteen seventy-two`, `seventeen hundred thirty three`, `two thousand
    /// and five`.
    pub(super) fn spelled_year(&self, at: usize) -> Part<i16> {
        let Meaning::Cardinal(first) = self.meaning(at) else { return None };
        match (first, self.meaning(at + 1)) {
            (2, Meaning::Cardinal(1000)) => {
                let (rest, end) = self.below_hundred(self.skip(at + 2, "and")).unwrap_or((0, at + 2));
                Some((2000 + rest, end))
            }
            (10..=20, Meaning::Cardinal(100)) => {
                let (rest, end) = self.below_hundred(self.skip(at + 2, "and")).unwrap_or((0, at + 2));
                Some((first as i16 * 100 + rest, end))
            }
            (10..=20, Meaning::Cardinal(10..=90)) => {
                let (rest, end) = self.below_hundred(at + 1)?;
                Some((first as i16 * 100 + rest, end))
            }
            _ => None,
        }
    }

    fn below_hundred(&self, at: usize) -> Part<i16> {
        let Meaning::Cardinal(first @ 1..=90) = self.meaning(at) else { return None };
        let next = self.skip_mark(at + 1, '-');
        match self.meaning(next) {
            Meaning::Cardinal(ones @ 1..=9) if first >= 20 => Some(((first + ones) as i16, next + 1)),
            _ => Some((first as i16, at + 1)),
        }
    }

    /// Reads the year behind a day and a month: `, 2010`, ` of 1995`, ` г.`
    fn year_behind(&self, end: usize) -> (Option<i16>, usize) {
        let stop = self.mark(end) == '.' && self.touches(end);
        let mut next = end + usize::from(stop);
        let comma = matches!(self.mark(next), ',' | '-' | '/' | '–');
        next += usize::from(comma);
        let of = matches!(self.word(next), "of" | "in");
        next += usize::from(of);
        let two = match self.meaning(next) {
            Meaning::Number { value, digits: 2 }
                if self.word(next - 1) == "of" && self.is_free_after(next + 1) =>
            {
                Some((of_two_digits(value, None), next + 1))
            }
            _ => None,
        };
        match self.year(next).or(two) {
            // `May 5–2010` and `5 May. 2010` are not of that year.
            Some((year, after)) if !(stop && self.written(end - 1).len() > 5) => (Some(year), after),
            _ => (None, end),
        }
    }

    /// `4 January 2010`, `4th of January`, `the twenty-second of April, 1995`.
    pub(super) fn day_month(&self, at: usize) -> Part<Point> {
        let start = self.skip(at, "the");
        let (day, end) = self.day(start)?;
        let mut next = end;
        if matches!(self.mark(next), '.' | '-' | '/' | ',') && self.is_number(start) {
            next += 1;
        }
        if matches!(self.meaning(next), Meaning::Unit(super::value::Unit::Day)) && self.word(next + 1) == "of"
        {
            next += 1;
        }
        next = self.skip(next, "of");
        let (month, end) = self.month(next)?;
        let (year, end) = self.year_behind(end);
        let of = self.word(next - 1) == "of";
        let doubtful = match self.meaning(start) {
            Meaning::Cardinal(_) => day < 10,
            // `a second May be seen`
            Meaning::Ordinal(_) => !of && matches!(self.written(next), "May" | "March"),
            // `the 5 May boats`
            _ => start > at && !of && !self.touches(start + 1) && self.meaning(end) == Meaning::Other,
        };
        if doubtful && year.is_none() {
            return None;
        }
        day_of(year, month, day).map(|point| (point, end))
    }

    /// `January 4, 2010`, `Jan. 4th`, `Dec31`, `April twenty second`, `Oct/2`.
    pub(super) fn month_day(&self, at: usize) -> Part<Point> {
        let (month, end) = self.month(at)?;
        let mut next = end;
        if self.mark(next) == '.' && self.touches(next) && self.written(at).len() <= 8 {
            next += 1;
        }
        if matches!(self.mark(next), ',' | '-' | '/') {
            next += 1;
        }
        next = self.skip(next, "the");
        let glued = self.touches(next) && self.is_number(next) && self.before(next) == Meaning::Month(month);
        let (day, end) = if glued {
            let (day, digits) = self.digits(next)?;
            (digits <= 2 && (1..=31).contains(&day)).then_some((day as u8, next + 1))?
        } else {
            self.day(next)?
        };
        if self.is_other_word(at, next, end) {
            return None;
        }
        let (mut year, mut end) = self.year_behind(end);
        if let (None, Meaning::Ordinal(_), Meaning::Number { value, digits: 2 }) =
            (year, self.meaning(next), self.meaning(end))
            && self.is_free_after(end + 1)
        {
            (year, end) = (Some(of_two_digits(value, None)), end + 1);
        }
        day_of(year, month, day).map(|point| (point, end))
    }

    /// `May first do it`, `March 12 miles`: a verb and no month.
    fn is_other_word(&self, month: usize, day: usize, end: usize) -> bool {
        let doubtful = matches!(self.written(month), "May" | "March" | "may" | "march" | "mar" | "Mar");
        let counted = matches!(self.word(end), "unit") || matches!(self.meaning(end), Meaning::Unit(_));
        let spelled = matches!(self.meaning(day), Meaning::Ordinal(_) | Meaning::Cardinal(_));
        doubtful && (counted || spelled && self.begins_sentence(month) && self.meaning(end) == Meaning::Other)
            || counted && self.digits(day).is_some() && !self.touches(end)
    }

    /// `May 2024`, `May, 2024`, `april of 1987`, `Dec/2018`, `2017 april`.
    pub(super) fn month_year(&self, at: usize) -> Part<Point> {
        if let Some((month, end)) = self.month(at) {
            if self.written(at) == "e" {
                return None;
            }
            let (year, end) = self.year_behind(end);
            return Some((Point::Month { year: Some(year?), month }, end));
        }
        let (year, end) = self.digits(at).and_then(|_| self.year(at))?;
        let next = end + usize::from(matches!(self.mark(end), '-' | '/' | ','));
        let (month, end) = self.month(next)?;
        (!self.is_number(end)).then_some((Point::Month { year: Some(year), month }, end))
    }

    /// Three parts with one sign between them, one a month by its name:
    /// `05-Aug-2016`, `2020/23/Sep`.
    fn joined(&self, at: usize) -> Part<Point> {
        let sign = self.mark(at + 1);
        let same = matches!(sign, '-' | '/' | '.') && self.mark(at + 3) == sign;
        if !same || !(1..5).all(|part| self.touches(at + part)) {
            return None;
        }
        let (mut year, mut month, mut day) = (None, None, None);
        for part in [at, at + 2, at + 4] {
            match self.meaning(part) {
                Meaning::Month(number) if month.is_none() => month = Some(number),
                Meaning::Number { value, digits: 4 } if year.is_none() => year = Some(value as i16),
                Meaning::Number { value, digits: 1 | 2 } if day.is_none() => day = Some(value as u8),
                Meaning::Number { value, digits: 2 } if year.is_none() && part == at + 4 => {
                    year = Some(of_two_digits(value, None));
                }
                _ => return None,
            }
        }
        let point = day_of(Some(year?), month?, day?)?;
        (self.is_free_after(at + 5)).then_some((point, at + 5))
    }

    /// `2010-01-04`, `4/1/2010`, `04.01.2010`, `20100104`, `2010-01`.
    fn in_digits(&self, at: usize) -> Part<Point> {
        let (a, long) = self.digits(at)?;
        if !self.is_free_before(at) {
            return None;
        }
        if long == 8 && self.is_free_after(at + 1) && (1900..2100).contains(&(a / 10_000)) {
            return exact(Some((a / 10_000) as i16), a / 100 % 100, a % 100).map(|point| (point, at + 1));
        }
        let sign = self.mark(at + 1);
        if !matches!(sign, '-' | '/' | '.') || !self.touches(at + 1) || !self.touches(at + 2) {
            return None;
        }
        let (b, middle) = self.digits(at + 2)?;
        if self.mark(at + 3) != sign
            || !self.touches(at + 3)
            || !self.touches(at + 4)
            || !self.is_number(at + 4)
        {
            return self.month_in_digits(at);
        }
        let (c, last) = self.digits(at + 4)?;
        let end = at + 5;
        // `2024-05-16T10:00`
        let time = self.touches(end) && self.written(end).starts_with('T');
        if middle > 2 || !self.is_free_after(end) && !time {
            return None;
        }
        let point = match (long, last) {
            (4, 1 | 2) if YEARS.contains(&a) => exact(Some(a as i16), b, c),
            (1 | 2, 4) if YEARS.contains(&c) => self.ordered(a, b, sign, c as i16),
            (1 | 2, 2) if sign == '/' || sign == '.' && long + middle == 4 => {
                self.ordered(a, b, sign, of_two_digits(c, None))
            }
            _ => None,
        };
        point.map(|point| (point, end))
    }

    /// `2010-01`, `2010/01`; `2010-11` may be a winter.
    fn month_in_digits(&self, at: usize) -> Part<Point> {
        let ((year, _), (month, digits)) = (self.digits(at)?, self.digits(at + 2)?);
        let sign = self.mark(at + 1);
        let is_month =
            (1900..2100).contains(&year) && (1..=12).contains(&month) && digits <= 2 && sign != '.';
        let winter = month == year % 100 + 1 || digits == 1 && sign == '/';
        let point = Point::Month { year: Some(year as i16), month: month as u8 };
        (is_month && !winter && self.is_free_after(at + 3)).then_some((point, at + 3))
    }

    /// Tells the day from the month; the month that is none decides.
    fn ordered(&self, a: u32, b: u32, sign: char, year: i16) -> Option<Point> {
        let month_first = sign != '.' && self.order == Order::Month;
        let (month, day) = match (a, b) {
            (13.., _) => (b, a),
            (_, 13..) => (a, b),
            _ if month_first => (a, b),
            _ => (b, a),
        };
        day_of(Some(year), u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// A day and a month in digits, without a year: `5/12`.
    pub(super) fn partial(&self, at: usize) -> Part<Point> {
        let ((a, long), (b, short)) = (self.digits(at)?, self.digits(at + 2)?);
        let sign = self.mark(at + 1);
        let shaped = matches!(sign, '-' | '/' | '.')
            && self.touches(at + 1)
            && self.touches(at + 2)
            && long <= 2
            && short <= 2;
        if !shaped || !self.is_free_before(at) || !self.is_free_after(at + 3) {
            return None;
        }
        let (month, day) = match (a, b) {
            (13.., _) => (b, a),
            (_, 13..) => (a, b),
            _ if self.order == Order::Month => (a, b),
            _ => (b, a),
        };
        exact(None, month, day).map(|point| (point, at + 3))
    }
}

/// The last year of the hundred that two digits of a year are of, where the
/// date of the text is not known: Microsoft's and Java's custom is 80 years back
/// and 20 on, here of 2020.
const LAST_OF_TWO_DIGITS: i16 = 2039;

/// Completes a year of two digits.
pub(super) fn of_two_digits(value: u32, last: Option<i16>) -> i16 {
    let last = last.unwrap_or(LAST_OF_TWO_DIGITS);
    let year = last - last.rem_euclid(100) + (value % 100) as i16;
    if year > last { year - 100 } else { year }
}

/// A day that there is in its month.
pub(super) fn exact(year: Option<i16>, month: u32, day: u32) -> Option<Point> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    crate::model::Date::of(year.unwrap_or(2024), month, day).map(|_| Point::Day { year, month, day })
}

/// A day; its month alone where the month has no such day: of `30 February`
/// the month is what can be trusted.
fn day_of(year: Option<i16>, month: u8, day: u8) -> Option<Point> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    exact(year, month.into(), day.into()).or(Some(Point::Month { year, month }))
}
