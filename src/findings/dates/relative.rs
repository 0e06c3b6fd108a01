//! Expressions that only the document's date resolves.

use super::pieces::Meaning;
use super::reader::{Found, Part, Reader};
use super::value::{Point, Unit, Value, Which};
use super::words::Tongue;

/// The most units that an expression may count; a bound on the arithmetic.
const MOST: u32 = 2000;

impl Reader<'_> {
    /// `yesterday`, `three days ago`, `last week`, `next 6th of April`, `on the
    /// 4th`; with `early`, `later` and `the end of` before them.
    pub(super) fn relative(&self, at: usize) -> Found {
        let skip = |at: usize| match self.word(at) {
            "earlier" if !matches!(self.before(at), Meaning::Unit(_)) => Some(at + 1),
            _ => self.qualified(at),
        };
        if let Some((value, end)) = skip(at).and_then(|start| self.which_unit(start)) {
            return Some((value, end));
        }
        self.counted(at)
            .or_else(|| self.today(at))
            .or_else(|| self.which(at))
            .or_else(|| self.which_unit(at))
            .or_else(|| self.unit_which(at))
            .or_else(|| self.day_alone(at))
    }

    fn today(&self, at: usize) -> Found {
        let beyond = self.skip(at, "the");
        if self.meaning(beyond) == Meaning::Unit(Unit::Day)
            && let Meaning::Today(by) = self.meaning(beyond + 2)
            && matches!((self.word(beyond + 1), by), ("before", -1) | ("after", 1))
        {
            return Some((Value::Shift { unit: Unit::Day, by: 2 * i32::from(by), exact: true }, beyond + 3));
        }
        let Meaning::Today(by) = self.meaning(at) else { return None };
        // `today's` is of the present age as often as of the day.
        if matches!(self.mark(at + 1), '\'' | '’') && self.word(at + 2) == "s" {
            return None;
        }
        let end = if self.word(at + 2) == "hui" { at + 3 } else { at + 1 };
        Some((Value::Shift { unit: Unit::Day, by: by.into(), exact: true }, end))
    }

    /// `three weeks ago`, `in two weeks`, `two days from today`, `3 days after
    /// January 12th`, `vor drei Tagen`, `il y a trois jours`, `через год`.
    fn counted(&self, at: usize) -> Found {
        let head = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("il", "y", "has") => Some((at + 3, -1)),
            ("vor", ..) => Some((at + 1, -1)),
            ("in", ..) if self.tongue == Tongue::English || self.tongue == Tongue::Russian => {
                Some((at + 1, 1))
            }
            ("ahead", ..) => Some((at + 1, 1)),
            _ => None,
        };
        if let Some((start, sign)) = head {
            let (count, unit, end) = self.count(start)?;
            let future = sign > 0 && self.word(at) == "in";
            // `in three weeks of fighting` is a span of time.
            if matches!(self.word(end), "of" | "ago" | "since") || future && self.word(end) == "from" {
                return None;
            }
            let by = sign * count;
            return Some(if future {
                (Value::Ahead { unit, by }, end)
            } else {
                (Value::Shift { unit, by, exact: false }, end)
            });
        }
        let (count, unit, end) = self.count(at)?;
        if self.word(end) == "ago" {
            return Some((Value::Shift { unit, by: -count, exact: false }, end + 1));
        }
        let sign = match self.word(end) {
            "before" => -1,
            "after" | "from" => 1,
            _ => return None,
        };
        match self.meaning(end + 1) {
            Meaning::Today(day) if unit == Unit::Day => {
                Some((Value::Shift { unit, by: sign * count + i32::from(day), exact: true }, end + 2))
            }
            Meaning::Today(day) if unit == Unit::Week => Some((
                Value::Shift { unit: Unit::Day, by: sign * count * 7 + i32::from(day), exact: true },
                end + 2,
            )),
            Meaning::Today(0) => Some((Value::Shift { unit, by: sign * count, exact: true }, end + 2)),
            Meaning::Word("now") => Some((Value::Shift { unit, by: sign * count, exact: true }, end + 2)),
            _ => {
                let (base, end) = self.dated(self.skip(end + 1, "the"))?;
                let Value::At(base @ Point::Day { .. }) = base else { return None };
                Some((Value::From { base, unit, by: sign * count }, end))
            }
        }
    }

    /// `three weeks`, `a year`, `неделю`.
    fn count(&self, at: usize) -> Option<(i32, Unit, usize)> {
        let (count, end) = match self.meaning(at) {
            Meaning::Number { value, .. }
                if value <= MOST && self.is_free_before(at) && self.is_free_after(at + 1) =>
            {
                (value as i32, at + 1)
            }
            Meaning::Word("a") => (1, at + 1),
            Meaning::Cardinal(count @ 20..=90) => match self.meaning(self.skip_mark(at + 1, '-')) {
                Meaning::Cardinal(ones @ 1..=9) => (i32::from(count + ones), self.skip_mark(at + 1, '-') + 1),
                _ => (i32::from(count), at + 1),
            },
            Meaning::Cardinal(count @ 1..=19) => {
                // `a couple of weeks`
                (
                    i32::from(count),
                    if self.written(at) == "couple" { self.skip(at + 1, "of") } else { at + 1 },
                )
            }
            Meaning::Unit(_) if !self.written(at).is_ascii() => (1, at),
            _ => return None,
        };
        if self.word(end) == "fortnight" {
            return Some((2 * count, Unit::Week, end + 1));
        }
        match self.meaning(end) {
            Meaning::Unit(
                unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade),
            ) => Some((count, unit, end + 1)),
            _ => None,
        }
    }

    /// `last Monday`, `this May`, `next 6th of April`, `this friday 5/12`.
    fn which(&self, at: usize) -> Found {
        let Meaning::Which(mut which) = self.meaning(at) else { return None };
        let mut next = at + 1;
        if let (Which::This, Meaning::Which(other @ (Which::Before | Which::After))) =
            (which, self.meaning(next))
        {
            (which, next) = (other, next + 1);
        }
        let night = self.written(next) == "night";
        if self.word(next) == "daypart" && (which == Which::This || which == Which::Last && night) {
            return Some((Value::Shift { unit: Unit::Day, by: which.steps(), exact: true }, next + 1));
        }
        if let Meaning::Weekday(day) = self.meaning(next) {
            let dated = self.dated(next).or_else(|| {
                let (point, end) = self.partial(self.skip_mark(next + 1, ','))?;
                Some((Value::At(point), end))
            });
            if let Some((Value::At(part), end)) = dated {
                return Some((Value::Which { part, which }, end));
            }
            return Some((Value::Weekday { day, which: Some(which) }, next + 1));
        }
        let (part, end) = match self.meaning(next) {
            // `This may take longer`
            Meaning::Month(_)
                if which == Which::This
                    && self.written(next).starts_with('m')
                    && self.tongue == Tongue::English =>
            {
                return None;
            }
            Meaning::Month(month) => match self.month_day(next).or_else(|| self.month_year(next)) {
                Some(found) => found,
                None => (Point::Month { year: None, month }, next + 1),
            },
            Meaning::Season(season) => (Point::Season { year: None, season }, next + 1),
            _ => self.partial(next).or_else(|| self.day_month(next))?,
        };
        if !part.lacks_year() {
            return Some((Value::At(part), end));
        }
        Some((Value::Which { part, which }, end))
    }

    /// `last week`, `this quarter`, `Monday of next week`, `May last year`,
    /// `the 21st of this month`.
    fn which_unit(&self, at: usize) -> Found {
        if let Meaning::Which(_) = self.meaning(at) {
            let (which, unit, end) = self.which_and_unit(at)?;
            let narrated = self.word_before(at) == "the"
                && self.tongue != Tongue::French
                && self.tongue != Tongue::German;
            let of = self.word(end) == "of" || matches!(self.mark(end), '\'' | '’');
            // `the next year` is told from another day, `the last week of May` is not the last week.
            return (!narrated && !of && unit != Unit::Day)
                .then_some((Value::Shift { unit, by: which.steps(), exact: false }, end));
        }
        if let Meaning::Weekday(day) = self.meaning(at) {
            let start = self.skip(self.skip(self.skip_mark(at + 1, ','), "of"), "the");
            let (which, unit, end) = self.which_and_unit(start)?;
            return (unit == Unit::Week).then_some((Value::WeekdayOf { day, weeks: which.steps() }, end));
        }
        let part = match self.meaning(at) {
            Meaning::Month(_) => {
                let day = self.month_day(at).filter(|(point, _)| point.lacks_year());
                day.or_else(|| self.month(at).map(|(month, end)| (Point::Month { year: None, month }, end)))
            }
            Meaning::Season(season) => Some((Point::Season { year: None, season }, at + 1)),
            Meaning::Number { .. } | Meaning::Ordinal(_) | Meaning::Word("the") => self.day_month(at),
            _ => None,
        };
        if let Some((part, end)) = part {
            let (which, unit, end) = self.which_and_unit(self.skip(end, "of"))?;
            return (unit == Unit::Year && part.lacks_year())
                .then_some((Value::PartOf { part, years: which.steps() }, end));
        }
        let (day, mut end) = self.day(self.skip(at, "the"))?;
        end += usize::from(self.meaning(end) == Meaning::Unit(Unit::Day));
        let (which, unit, end) = self.which_and_unit(self.skip(end, "of"))?;
        (unit == Unit::Month).then_some((Value::DayOf { day, months: Some(which.steps()) }, end))
    }

    fn which_and_unit(&self, at: usize) -> Option<(Which, Unit, usize)> {
        let Meaning::Which(mut which) = self.meaning(at) else { return None };
        let mut next = at + 1;
        if let (Which::This, Meaning::Which(other)) = (which, self.meaning(next)) {
            (which, next) = (other, next + 1);
        }
        // `this fiscal year`
        next = self.skip(next, "fiscal");
        match self.meaning(next) {
            Meaning::Unit(unit) => Some((which, unit, next + 1)),
            _ => None,
        }
    }

    /// French and Russian put it behind: `lundi dernier`, `l'année dernière`.
    fn unit_which(&self, at: usize) -> Found {
        if self.tongue != Tongue::French {
            return None;
        }
        let Meaning::Which(which @ (Which::Last | Which::Next)) = self.meaning(at + 1) else { return None };
        match self.meaning(at) {
            Meaning::Unit(unit) if unit != Unit::Day => {
                Some((Value::Shift { unit, by: which.steps(), exact: false }, at + 2))
            }
            Meaning::Weekday(day) => Some((Value::Weekday { day, which: Some(which) }, at + 2)),
            Meaning::Month(month) => {
                Some((Value::Which { part: Point::Month { year: None, month }, which }, at + 2))
            }
            _ => None,
        }
    }

    /// `on the 4th`, and no `on the 4th floor`.
    fn day_alone(&self, at: usize) -> Found {
        let led =
            self.word(at) == "the" && matches!(self.word_before(at), "on" | "around" | "until" | "since");
        let (day, end) = led.then(|| self.day(at + 1)).flatten()?;
        let suffix = self.word(end - 1) == "suffix"
            || matches!(self.meaning(end - 1), Meaning::Ordinal(_)) && day > 12;
        let pause =
            matches!(self.meaning(end), Meaning::Mark(_)) && !self.touches(end + 1) || self.is_over(end);
        (suffix && pause && self.mark(end) != '-').then_some((Value::DayOf { day, months: None }, end))
    }

    /// A day of the week by itself, or with the day of the month.
    pub(super) fn weekday(&self, at: usize) -> Found {
        let Meaning::Weekday(day) = self.meaning(at) else { return None };
        let name = self.written(at);
        let short = name.is_ascii() && name.len() <= 5 && self.tongue != Tongue::French;
        let led = matches!(self.word_before(at), "on" | "by" | "until" | "since" | "from");
        let habit = matches!(self.word_before(at), "every" | "feast")
            || self.meaning(at + 1) == Meaning::Word("every");
        let doubtful = short && !(led && self.is_capitalised(at));
        if habit {
            return None;
        }
        let mut next = self.skip_mark(at + 1, ',');
        next = self.skip(next, "the");
        if let Some((part, end)) = self.partial(next) {
            return Some((Value::At(part), end));
        }
        if let Some((number, end)) = self.day(next)
            && (!matches!(self.meaning(next), Meaning::Cardinal(_))
                || matches!(self.meaning(end - 1), Meaning::Ordinal(_)))
            && !matches!(self.word(end), "clock" | "a" | "p" | "unit")
            && (self.word(end - 1) == "suffix"
                || !matches!(self.meaning(end), Meaning::Other | Meaning::Unit(_)))
            && (self.is_capitalised(at)
                || self.word(end - 1) == "suffix"
                || matches!(self.meaning(end - 1), Meaning::Ordinal(_)))
        {
            return Some((Value::WeekdayDay { weekday: day, day: number }, end));
        }
        // `the Sunday Times`
        let name = self.word_before(at) == "the"
            && self.is_capitalised(at + 1)
            && self.meaning(at + 1) == Meaning::Other
            && self.tongue == Tongue::English;
        if name {
            return None;
        }
        // Words of Latin languages that other words are like have a capital.
        let capital = self.is_capitalised(at) || !short;
        (!doubtful && capital).then_some((Value::Weekday { day, which: None }, at + 1))
    }

    /// A day and a month in digits where a preposition makes them a date.
    pub(super) fn partial_day(&self, at: usize) -> Part<Point> {
        let led = matches!(self.word_before(at), "on" | "by" | "until");
        let dotted = self.mark(at + 1) == '.' && self.tongue != Tongue::German;
        (led && !dotted).then(|| self.partial(at)).flatten()
    }
}
