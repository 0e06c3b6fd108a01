//! Months, years, quarters and the like, and ranges of dates.

use super::pieces::Meaning;
use super::reader::{Found, Part, Reader};
use super::value::{Point, Unit, Value};
use super::words::Tongue;

/// Words after which a month needs no year.
const MONTH_LEADING: [&str; 12] =
    ["in", "since", "until", "by", "from", "during", "before", "after", "through", "to", "between", "of"];

impl Reader<'_> {
    /// A part of a year with its year, a decade or a century, known by its form.
    pub(super) fn period(&self, at: usize) -> Part<Point> {
        self.quarter(at)
            .or_else(|| self.season(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.century(at))
            .or_else(|| self.fiscal(at))
    }

    /// `Q3 2024`, `2024-Q1`, `third quarter of 2024`, `H1 2024`, `первом
    /// квартале 2024 года`, `II квартал 2024`.
    fn quarter(&self, at: usize) -> Part<Point> {
        let of_year = |end: usize| {
            let skip = end + usize::from(matches!(self.mark(end), ',' | '-' | '/'));
            let year = self
                .year(self.skip(self.skip(skip, "of"), "the"))
                .or_else(|| self.fiscal_year(self.skip(skip, "of")));
            year.map_or((None, end), |(year, end)| (Some(year), end))
        };
        if let Some((year, end)) = self.digits(at).and_then(|_| self.year(at)) {
            let next = end + usize::from(matches!(self.mark(end), '-' | '/' | ','));
            let (part, end) = self.short_part(next)?;
            return Some((part.or_in(year), end));
        }
        if let Some((part, end)) = self.short_part(at) {
            let (year, end) = of_year(end);
            return Some((year.map_or(part, |year| part.or_in(year)), end));
        }
        let start = self.skip(at, "the");
        let (number, end) = self.ordinal(start)?;
        let Meaning::Unit(unit) = self.meaning(end) else { return None };
        // `the first months of 2025`
        if self.written(end).ends_with('s') && self.tongue == Tongue::English {
            return None;
        }
        let (year, last) = of_year(end + 1);
        let part = match unit {
            Unit::Quarter if number <= 4 => Point::Quarter { year, quarter: number },
            Unit::Half if number <= 2 && year.is_some() => Point::Half { year, half: number },
            Unit::Month if number <= 12 && year.is_some() => Point::Month { year, month: number },
            Unit::Week if number <= 53 && year.is_some() => Point::Week { year: year?, week: number },
            _ => return None,
        };
        Some((part, last))
    }

    /// `Q3`, `H1`.
    fn short_part(&self, at: usize) -> Part<Point> {
        let (number, _) =
            self.digits(at + 1).filter(|_| self.touches(at + 1) && self.is_free_after(at + 2))?;
        let number = u8::try_from(number).ok()?;
        let free = !self.touches(at) || matches!(self.mark(at.wrapping_sub(1)), '-' | '(' | '/');
        match self.written(at) {
            "Q" | "q" if free && (1..=4).contains(&number) => {
                Some((Point::Quarter { year: None, quarter: number }, at + 2))
            }
            "H" | "h" if free && (1..=2).contains(&number) => {
                Some((Point::Half { year: None, half: number }, at + 2))
            }
            _ => None,
        }
    }

    /// `first`, `1st`, `1.`, `I`.
    fn ordinal(&self, at: usize) -> Part<u8> {
        const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
        match self.meaning(at) {
            Meaning::Ordinal(number) => Some((number, at + 1)),
            Meaning::Number { value, digits: 1 | 2 } if value >= 1 && self.is_free_before(at) => {
                let suffix =
                    self.touches(at + 1) && (self.word(at + 1) == "suffix" || self.mark(at + 1) == '.');
                suffix.then_some((value as u8, at + 2))
            }
            _ => ROMAN
                .iter()
                .position(|roman| *roman == self.written(at))
                .map(|index| (index as u8 + 1, at + 1)),
        }
    }

    /// `summer of 2024`, `spring 2024`, `весной 2024 года`.
    fn season(&self, at: usize) -> Part<Point> {
        let Meaning::Season(season) = self.meaning(at) else { return None };
        let next = self.skip(self.skip_mark(at + 1, ','), "of");
        let (year, end) = self.year(next)?;
        Some((Point::Season { year: Some(year), season }, end))
    }

    /// `1990s`, `the '90s`, `the nineties`, `1990-е годы`.
    fn decade(&self, at: usize) -> Part<Point> {
        let start = at + usize::from(matches!(self.mark(at), '\'' | '’' | '‘'));
        let spelled = ["fifties", "sixties", "seventies", "eighties", "nineties"];
        if let Some(index) = spelled.iter().position(|word| *word == self.word(at)) {
            let led = self.word_before(at) == "the" || self.word_before(at) == "in";
            return led.then_some((Point::Decade(195 + index as i16), at + 1));
        }
        let (value, digits) = self.digits(start)?;
        let russian = usize::from(self.mark(start + 1) == '-' && self.touches(start + 2));
        let mut end = start + 1 + russian;
        let apostrophe = usize::from(matches!(self.mark(end), '\'' | '’') && self.touches(end + 1));
        end += apostrophe;
        let suffix = matches!(self.word(end), "s" | "e") && self.touches(end);
        if !suffix || value % 10 != 0 || russian == 1 && self.word(end) != "e" {
            return None;
        }
        let value = i16::try_from(value).ok()?;
        let decade = match digits {
            4 if (1500..2100).contains(&value) => value / 10,
            2 if value >= 20 && (start > at || self.word_before(at) == "the" || russian == 1) => {
                190 + value / 10
            }
            _ => return None,
        };
        let years = matches!(self.meaning(end + 1), Meaning::Unit(Unit::Year))
            && russian + usize::from(self.word(end) == "e") > 0;
        Some((Point::Decade(decade), end + 1 + usize::from(years)))
    }

    /// `the 21st century`, `XX век`.
    fn century(&self, at: usize) -> Part<Point> {
        const ROMAN: [&str; 6] = ["XVI", "XVII", "XVIII", "XIX", "XX", "XXI"];
        let roman =
            ROMAN.iter().position(|roman| *roman == self.written(at)).map(|index| (index as u8 + 16, at + 1));
        let (number, end) = self.ordinal(at).or(roman)?;
        let next = self.skip_mark(end, '-');
        let is_century =
            matches!(self.meaning(next), Meaning::Unit(Unit::Century)) && (10..=21).contains(&number);
        is_century.then_some((Point::Century(i16::from(number) - 1), next + 1))
    }

    /// `fiscal year 2024`, `FY2024`.
    fn fiscal(&self, at: usize) -> Part<Point> {
        self.fiscal_year(at).map(|(year, end)| (Point::Year(year), end))
    }

    fn fiscal_year(&self, at: usize) -> Part<i16> {
        if self.word(at) != "fiscal" {
            return None;
        }
        let next = at + 1 + usize::from(self.meaning(at + 1) == Meaning::Unit(Unit::Year));
        match self.meaning(next) {
            Meaning::Number { value, digits: 4 }
                if (1900..2100).contains(&value) && self.is_free_after(next + 1) =>
            {
                Some((value as i16, next + 1))
            }
            _ => self.year(next),
        }
    }

    /// A month or a year that what is around it makes one, with `early`,
    /// `the end of` and the like before it.
    pub(super) fn in_context(&self, at: usize) -> Found {
        let start = self.qualified(at);
        if let Some((point, end)) = start.and_then(|start| self.point(start)) {
            return Some((Value::At(point), end));
        }
        let free = start.is_some();
        let start = start.unwrap_or(at);
        self.partial_day(start)
            .or_else(|| self.lone_month(start, free))
            .or_else(|| self.lone_year(start, free))
            .map(|(point, end)| (Value::At(point), end))
    }

    /// Skips `early`, `mid-`, `the end of`.
    pub(super) fn qualified(&self, at: usize) -> Option<usize> {
        let start = self.skip(at, "the");
        match self.word(start) {
            "early" | "late" | "mid" => {
                let next = start + 1;
                Some(self.skip(next + usize::from(matches!(self.mark(next), '-' | '‑')), "in"))
            }
            "start" | "middle" | "end" if self.word(start + 1) == "of" => Some(self.skip(start + 2, "the")),
            // `в конце мая`, `fin 2024`
            "end" if self.tongue != Tongue::English || !self.written(start).is_ascii() => Some(start + 1),
            _ => None,
        }
    }

    /// A month without its year.
    fn lone_month(&self, at: usize, free: bool) -> Part<Point> {
        let (month, end) = self.month(at)?;
        let (written, word) = (self.written(at), self.word_before(at));
        let counted = self.is_number(end) && !self.touches(end) && !free && word.is_empty();
        let compound = matches!(self.mark(end), '-' | '\'' | '’' | '@' | '_')
            && self.touches(end)
            && self.meaning(end + 1) == Meaning::Other;
        if counted || compound {
            return None;
        }
        let led = free || MONTH_LEADING.contains(&word);
        // `of` and `to` lead to persons as well: `the name of April`.
        let sure = matches!(month, 1 | 2 | 7 | 9 | 10 | 11 | 12) && written.len() > 4;
        let named =
            self.is_capitalised(end) && self.meaning(end) == Meaning::Other && !self.begins_sentence(end)
                || self.is_capitalised(at.wrapping_sub(1)) && self.before(at) == Meaning::Other;
        let weak = matches!(word, "of" | "to" | "between" | "by") && !sure;
        let capital = self.is_capitalised(at) || !written.is_ascii() || free || led && !weak;
        ((led && !weak || sure) && capital && !named).then_some((Point::Month { year: None, month }, end))
    }

    /// A year by itself: `in 2014`, `2014 was`, `2014 году`.
    fn lone_year(&self, at: usize, free: bool) -> Part<Point> {
        let (start, led) = match (self.meaning(at), self.word(at + 1)) {
            (Meaning::Unit(Unit::Year), _)
                if self.is_number(at + 1) || self.spelled_year(at + 1).is_some() =>
            {
                (at + 1, true)
            }
            _ => (at, free),
        };
        let (value, year, end) = match self.digits(start) {
            Some((value, 4)) => {
                let (year, end) = self.year(start)?;
                (value, year, end)
            }
            None if led => {
                let (year, end) = self.spelled_year(start)?;
                (2000, year, end)
            }
            _ => return None,
        };
        let russian = end > start + 1 && self.digits(start).is_some();
        let counted = self.word(end) == "unit" || self.is_currency_after(end);
        if counted || !led && !russian && !(1500..2100).contains(&value) {
            return None;
        }
        (led || russian || self.is_year_here(start, end, value)).then_some((Point::Year(year), end))
    }

    /// Tells whether the four digits between two pieces are a year there.
    fn is_year_here(&self, at: usize, end: usize, value: u32) -> bool {
        let plural = self.is_plural(end);
        let modern = (1900..2100).contains(&value);
        let likely =
            (1900..2060).contains(&value) && (!value.is_multiple_of(100) || value == 2000 || value == 1900);
        match self.word_before(at) {
            "in" | "since" | "during" | "until" => !plural || likely,
            "by" | "before" | "after" | "from" | "through" | "between" | "circa" | "early" | "late"
            | "mid" | "end" => modern && !plural,
            "of" | "to" | "and" | "or" | "for" | "around" => {
                modern && likely && !plural && self.is_at_pause(end)
            }
            _ => match self.before(at) {
                Meaning::Mark('(' | '[' | '（') => {
                    modern && matches!(self.mark(end), ')' | ']' | '–' | '-' | ',' | ';' | '）')
                }
                Meaning::Mark(',') => modern && self.is_at_pause(end) && !plural,
                Meaning::Mark('\0' | '.' | '!' | '?' | ':' | '“' | '"') => {
                    modern
                        && (matches!(self.word(end), "is" | "has" | "saw" | "will" | "marked")
                            || matches!(self.mark(end), ',' | ':' | '–' | '—')
                            || self.is_over(end))
                }
                _ => false,
            },
        }
    }

    /// Tells whether the clause pauses or goes on with a function word.
    fn is_at_pause(&self, at: usize) -> bool {
        matches!(self.meaning(at), Meaning::Mark(_) | Meaning::Word(_))
    }

    fn is_currency_after(&self, at: usize) -> bool {
        matches!(self.mark(at), '$' | '€' | '£' | '₽' | '%' | '°')
    }

    /// Tells whether a word looks like an English plural, of what is counted.
    fn is_plural(&self, at: usize) -> bool {
        let word = self.written(at);
        self.meaning(at) == Meaning::Other
            && word.len() > 3
            && word.ends_with('s')
            && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
            || matches!(self.meaning(at), Meaning::Unit(_)) && word.is_ascii()
    }

    /// From one date to another: `18–19 June`, `June 18-19`, `May to October
    /// 2020`, `between 2014 and 2018`.
    pub(super) fn interval(&self, at: usize) -> Found {
        self.days_of_month(at)
            .or_else(|| self.month_days(at))
            .or_else(|| self.ends(at))
            .or_else(|| self.years(at))
    }

    /// Skips what joins the ends of a range; `and` only behind `between`.
    fn joint(&self, end: usize, between: bool) -> Option<usize> {
        match self.meaning(end) {
            Meaning::Mark('-' | '–' | '—' | '~' | '‑') => Some(end + 1),
            Meaning::Word("to" | "through" | "until") => Some(self.skip(end + 1, "the")),
            Meaning::Word("and") if between => Some(self.skip(end + 1, "the")),
            _ => None,
        }
    }

    fn days_of_month(&self, at: usize) -> Found {
        let start = self.skip(at, "the");
        let number = matches!(self.meaning(start), Meaning::Number { .. } | Meaning::Ordinal(_));
        let (first, mut end) = number.then(|| self.day(start)).flatten()?;
        end += usize::from(self.mark(end) == '.' && self.is_german());
        let between = matches!(self.word_before(at), "between");
        let next = self.joint(end, between)?;
        let (last, after) = self.day_month(next)?;
        match last {
            Point::Day { year, month, day } if first < day => {
                Some((Value::Between(Point::Day { year, month, day: first }, last), after))
            }
            _ => None,
        }
    }

    fn is_german(&self) -> bool {
        self.tongue == Tongue::German
    }

    fn month_days(&self, at: usize) -> Found {
        let (month, end) = self.month(at)?;
        let next = self.skip(end + usize::from(self.mark(end) == '.' && self.touches(end)), "the");
        let (first, end) = self.day(next)?;
        let (last, mut end) = self.day(self.joint(end, self.word_before(at) == "between")?)?;
        if first >= last || matches!(self.meaning(end), Meaning::Month(_)) {
            return None;
        }
        let mut of = None;
        let comma = self.skip_mark(end, ',');
        if let Some((year, after)) = self.year(self.skip(self.skip(comma, "of"), "in")) {
            (of, end) = (Some(year), after);
        }
        let on = |day: u8| super::absolute::exact(of, month.into(), day.into());
        Some((Value::Between(on(first)?, on(last)?), end))
    }

    /// Two dates of one kind with their own months.
    fn ends(&self, at: usize) -> Found {
        let between = self.word_before(at) == "between";
        let led = between || self.word_before(at) == "from";
        let whole = |at: usize| {
            self.point(at).or_else(|| {
                let (month, end) = self.month(at)?;
                Some((Point::Month { year: None, month }, end))
            })
        };
        let (first, end) = whole(at)?;
        let next = self.joint(end, between)?;
        let (last, end) = whole(next)?;
        let month_only = first.lacks_year() && last.lacks_year() && !led;
        if first.precision() != last.precision() || month_only && !matches!(first, Point::Day { .. }) {
            return None;
        }
        let first = match (first.lacks_year(), last.year()) {
            (true, Some(year)) => first.or_in(if first.place() > last.place() { year - 1 } else { year }),
            _ => first,
        };
        let ordered = match (first.year(), last.year()) {
            (Some(one), Some(other)) => (one, first.place()) < (other, last.place()),
            (Some(_), None) => false,
            _ => true,
        };
        ordered.then_some((Value::Between(first, last), end))
    }

    /// `2014–2018`, `from 2014 to 2018`, `2014/15`.
    fn years(&self, at: usize) -> Found {
        let (first, _) =
            self.digits(at).filter(|(value, digits)| *digits == 4 && (1500..2100).contains(value))?;
        let between = self.word_before(at) == "between";
        let led = between || self.word_before(at) == "from";
        if !self.is_free_before(at) {
            return None;
        }
        let (_, end) = self.year(at)?;
        let mark = self.mark(end);
        let next = match mark {
            '/' if self.touches(end) => end + 1,
            _ => self.joint(end, between)?,
        };
        let (value, digits) = self.digits(next)?;
        let after = next + 1;
        let last = match digits {
            4 if mark != '/' => value,
            2 if self.touches(next) && matches!(mark, '–' | '-' | '/') => first - first % 100 + value,
            _ => return None,
        };
        let short = digits == 2 && last != first + 1 && mark != '–';
        let counted = self.word(after) == "unit" || self.is_currency_after(after);
        let worded = !matches!(mark, '-' | '–' | '—' | '~' | '/' | '‑');
        if last <= first
            || last >= 2200
            || short
            || counted
            || !self.is_free_after(after)
            || worded && !led
            || last - first > 400
        {
            return None;
        }
        let after = match self.year(next) {
            Some((_, end)) if digits == 4 => end,
            _ => after,
        };
        Some((Value::Between(Point::Year(first as i16), Point::Year(last as i16)), after))
    }
}
