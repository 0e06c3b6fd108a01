//! Looks at the pieces of a text, and the expressions that begin at one.

use std::ops::Range;

use super::pieces::{Meaning, Piece, cut};
use super::value::{Mention, Point, Unit, Value};
use super::words::Tongue;

/// What stands first in `4/5/2010`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Month,
    Day,
}

impl Order {
    /// The month for English of the United States and the Philippines (CLDR
    /// 45, short date formats), and for English or an unknown language without
    /// a country; the day for all others.
    fn of(language: Option<&str>) -> Self {
        match language.map(str::to_ascii_lowercase).as_deref() {
            None | Some("en" | "en-us" | "en-ph") => Self::Month,
            Some(_) => Self::Day,
        }
    }
}

/// What was found: its value and the piece after it.
pub(super) type Found = Option<(Value, usize)>;

/// A part of a date, and the piece after it.
pub(super) type Part<T> = Option<(T, usize)>;

/// The pieces of a passage.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) tongue: Tongue,
    pub(super) order: Order,
    list: Vec<Piece>,
}

impl<'a> Reader<'a> {
    pub(super) fn of(text: &'a str, passage: Range<usize>, language: Option<&str>) -> Self {
        let tongue = Tongue::of(language);
        Self { text, tongue, order: Order::of(language), list: cut(text, passage, tongue) }
    }

    /// Finds the date expressions, in order; they do not overlap.
    pub(super) fn mentions(&self) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut at = 0;
        while at < self.list.len() {
            match self.expression(at) {
                Some((value, end)) => {
                    let value = self.told(value, at, end);
                    let range = self.list[at].range.start..self.list[end - 1].range.end;
                    mentions.push(Mention { range, value });
                    at = end;
                }
                None => at += 1,
            }
        }
        self.share_years(&mut mentions);
        mentions
    }

    fn expression(&self, at: usize) -> Found {
        match self.meaning(at) {
            // Most pieces are words and marks that begin nothing.
            Meaning::Other | Meaning::Mark(_) if self.mark(at) != '\'' && self.mark(at) != '’' => None,
            _ => self
                .chinese(at)
                .or_else(|| self.relative(at))
                .or_else(|| self.interval(at))
                .or_else(|| self.listed_day(at))
                .or_else(|| self.dated(at))
                .or_else(|| self.weekday(at))
                .or_else(|| self.in_context(at)),
        }
    }

    /// `18 and 19 June`, `May and June 2024`: the last one's month and year are
    /// those of the others too.
    fn share_years(&self, mentions: &mut [Mention]) {
        for index in (1..mentions.len()).rev() {
            let between = &self.text[mentions[index - 1].range.end..mentions[index].range.start];
            let joined = matches!(
                between.trim(),
                "and" | "or" | "," | "&" | ", and" | "и" | "und" | "et" | "、" | "和"
            );
            if let (true, Value::At(one), Value::At(next)) =
                (joined, mentions[index - 1].value, mentions[index].value)
                && one.lacks_year()
                && one.precision() == next.precision()
                && let Some(year) = next.year()
            {
                mentions[index - 1].value = Value::At(one.or_in(year));
            }
        }
    }

    /// `July of that year` is of the last year that the text has named.
    fn told(&self, value: Value, at: usize, end: usize) -> Value {
        const LOOKED_BACK: usize = 60;
        let of = self.skip(self.skip_mark(end, ','), "of");
        let that = matches!(self.written(of), "that" | "того")
            || self.word(of) == "the" && self.written(of + 1) == "same";
        let year = (of..of + 3).any(|at| self.meaning(at) == Meaning::Unit(Unit::Year));
        match value {
            Value::At(point) if that && year && point.lacks_year() => {
                let is_year = |at: &usize| matches!(self.digits(*at), Some((1900..2100, 4)));
                let named = (at.saturating_sub(LOOKED_BACK)..at).rev().find(is_year);
                let named = named.and_then(|at| self.digits(at)).map(|(year, _)| year as i16);
                Value::Told(named.map_or(point, |year| point.or_in(year)))
            }
            other => other,
        }
    }

    /// The `18` in `18 and 19 June`.
    fn listed_day(&self, at: usize) -> Found {
        let (Meaning::Number { .. } | Meaning::Word("the") | Meaning::Ordinal(_)) = self.meaning(at) else {
            return None;
        };
        let (day, end) = self.day(self.skip(at, "the"))?;
        let next = match self.meaning(end) {
            Meaning::Word("and" | "or") => end + 1,
            Meaning::Mark(',' | '&') => end + 1,
            _ => return None,
        };
        let (point, _) = self.day_month(next)?;
        match point {
            Point::Day { year, month, day: last } if day < last => {
                Some((Value::At(Point::Day { year, month, day }), end))
            }
            _ => None,
        }
    }

    pub(super) fn meaning(&self, at: usize) -> Meaning {
        self.list.get(at).map_or(Meaning::Mark('\0'), |piece| piece.meaning)
    }

    /// The function word at a piece; empty where there is none.
    pub(super) fn word(&self, at: usize) -> &'static str {
        match self.meaning(at) {
            Meaning::Word(word) => word,
            _ => "",
        }
    }

    /// The mark at a piece; NUL where there is none.
    pub(super) fn mark(&self, at: usize) -> char {
        match self.meaning(at) {
            Meaning::Mark(c) => c,
            _ => '\0',
        }
    }

    pub(super) fn written(&self, at: usize) -> &'a str {
        self.list.get(at).map_or("", |piece| &self.text[piece.range.clone()])
    }

    pub(super) fn is_over(&self, at: usize) -> bool {
        at >= self.list.len()
    }

    pub(super) fn is_capitalised(&self, at: usize) -> bool {
        self.written(at).chars().next().is_some_and(char::is_uppercase)
    }

    /// Tells whether nothing stands between a piece and the one before it.
    pub(super) fn touches(&self, at: usize) -> bool {
        at > 0 && self.list.get(at).is_some_and(|piece| piece.range.start == self.list[at - 1].range.end)
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        matches!(self.meaning(at), Meaning::Number { .. })
    }

    pub(super) fn skip(&self, at: usize, word: &str) -> usize {
        at + usize::from(self.word(at) == word)
    }

    pub(super) fn skip_mark(&self, at: usize, mark: char) -> usize {
        at + usize::from(self.mark(at) == mark)
    }

    /// The meaning of the piece before; a NUL mark where there is none.
    pub(super) fn before(&self, at: usize) -> Meaning {
        at.checked_sub(1).map_or(Meaning::Mark('\0'), |before| self.meaning(before))
    }

    pub(super) fn word_before(&self, at: usize) -> &'static str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// Tells whether a piece begins a sentence, or what is like one.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        matches!(
            self.before(at),
            Meaning::Mark('\0' | '.' | '!' | '?' | ':' | '"' | '“' | '(' | '«' | '—' | '•' | '。')
        )
    }

    /// Tells whether a number at `at` stands free of what is before it: no
    /// part of `1.2.24`, `A4`, `№ 5`, `$5`, `10:30`.
    pub(super) fn is_free_before(&self, at: usize) -> bool {
        let sign = matches!(self.before(at), Meaning::Mark('$' | '€' | '£' | '¥' | '₽' | '#' | '№' | '+'));
        let page = |at: usize| at > 0 && self.word(at - 1) == "page";
        let named = page(at) || at > 0 && self.mark(at - 1) == '.' && page(at - 1);
        if sign || named || !self.touches(at) {
            return !sign && !named;
        }
        match self.before(at) {
            Meaning::Number { .. } | Meaning::Other | Meaning::Month(_) => false,
            Meaning::Mark('.' | ',' | ':' | '/' | '-' | '–') => {
                at < 2 || !self.is_number(at - 2) || !self.touches(at - 1)
            }
            Meaning::Mark('%' | '=' | '~' | '@' | '&' | '*' | '_') => false,
            _ => true,
        }
    }

    /// Tells whether what ends before `end` stands free of what follows: no
    /// part of `4.5`, `4,000`, `4:30`, `4%`, `4km`.
    pub(super) fn is_free_after(&self, end: usize) -> bool {
        if !self.touches(end) {
            return !matches!(self.mark(end), '%' | '°' | '$' | '€' | '£');
        }
        match self.meaning(end) {
            Meaning::Mark('.' | ',' | ':' | '/' | '-') => !(self.touches(end + 1) && self.is_number(end + 1)),
            Meaning::Mark('%' | '°' | '$' | '€' | '£' | '¥' | '′' | '″' | '+' | '_' | '@') => false,
            Meaning::Mark(_) => true,
            _ => false,
        }
    }

    /// Tells whether a number of this many digits begins at a piece.
    pub(super) fn digits(&self, at: usize) -> Option<(u32, u8)> {
        match self.meaning(at) {
            Meaning::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }
}
