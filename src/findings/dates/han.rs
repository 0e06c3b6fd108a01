//! Dates in Chinese.

use super::pieces::Meaning;
use super::reader::{Found, Part, Reader};
use super::value::{Point, Unit, Value};

impl Reader<'_> {
    /// `2010年1月4日`, `二〇一〇年一月四日`, `1月4日`, `去年`, `上周三`.
    pub(super) fn chinese(&self, at: usize) -> Found {
        let han = matches!(self.meaning(at), Meaning::Han(_));
        let number = self.is_number(at) && matches!(self.meaning(at + 1), Meaning::Han(_));
        if !han && !number {
            return None;
        }
        self.chinese_interval(at).or_else(|| self.chinese_date(at)).or_else(|| self.chinese_relative(at))
    }

    fn han(&self, at: usize) -> char {
        match self.meaning(at) {
            Meaning::Han(c) => c,
            _ => '\0',
        }
    }

    fn is_han(&self, at: usize, words: &str) -> bool {
        words.chars().zip(at..).all(|(c, index)| self.han(index) == c)
    }

    /// The piece after any of these words that begins at a piece.
    fn after_han(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.is_han(at, word)).map(|word| at + word.chars().count())
    }

    /// A number in digits or characters: `4`, `十六`, `二〇一〇`.
    fn han_number(&self, at: usize) -> Part<u32> {
        if let Some((value, digits)) = self.digits(at) {
            return (digits <= 4).then_some((value, at + 1));
        }
        let (mut total, mut digit, mut end) = (0u32, None, at);
        while end < at + 5 {
            match self.han(end) {
                '十' => {
                    total += digit.take().unwrap_or(1) * 10;
                }
                c => match "〇一二三四五六七八九"
                    .chars()
                    .position(|han| han == c)
                    .or((c == '零').then_some(0))
                    .or((c == '两').then_some(2))
                {
                    Some(value) => digit = Some(digit.unwrap_or(0) * 10 + value as u32),
                    None => break,
                },
            }
            end += 1;
        }
        (end > at).then_some((total + digit.unwrap_or(0), end))
    }

    fn han_year(&self, at: usize) -> Part<i16> {
        let relative = self.after_han(at, &["公元"]).unwrap_or(at);
        let (year, end) = self.han_number(relative)?;
        let four = (1000..3000).contains(&year);
        (four && self.han(end) == '年' && self.is_free_before(at)).then_some((year as i16, end + 1))
    }

    fn han_month(&self, at: usize) -> Part<u8> {
        let (month, end) = self.han_number(at)?;
        (self.han(end) == '月' && (1..=12).contains(&month)).then(|| {
            let end = end + 1 + usize::from(self.han(end + 1) == '份');
            (month as u8, self.after_han(end, &["上旬", "中旬", "下旬", "初", "底", "末"]).unwrap_or(end))
        })
    }

    fn han_day(&self, at: usize) -> Part<u8> {
        let (day, end) = self.han_number(at)?;
        (matches!(self.han(end), '日' | '号' | '號') && (1..=31).contains(&day))
            .then_some((day as u8, end + 1))
    }

    fn chinese_point(&self, at: usize) -> Part<Point> {
        let (year, next) = self.han_year(at).map_or((None, at), |(year, end)| (Some(year), end));
        if let Some((month, end)) = self.han_month(next) {
            return match self.han_day(end) {
                Some((day, end)) => Some((
                    super::absolute::exact(year, month.into(), day.into())?,
                    self.with_han_weekday(end),
                )),
                None => Some((Point::Month { year, month }, end)),
            };
        }
        if let Some((part, end)) = self.han_part(next) {
            return Some((year.map_or(part, |year| part.or_in(year)), end));
        }
        let tail = self.after_han(next, &["年初", "初", "底", "末", "年底", "中期"]).unwrap_or(next);
        year.map(|year| (Point::Year(year), tail))
    }

    /// `（星期三）`
    fn with_han_weekday(&self, end: usize) -> usize {
        let closed = matches!(self.mark(end), '（' | '(');
        match self.han_weekday(end + 1) {
            Some((_, after)) if closed && matches!(self.mark(after), '）' | ')') => after + 1,
            _ => end,
        }
    }

    /// `第三季度`, `一季度`, `上半年`, `春季`.
    fn han_part(&self, at: usize) -> Part<Point> {
        if let Some(end) = self.after_han(at, &["上半年", "下半年"]) {
            let half = if self.han(at) == '上' { 1 } else { 2 };
            return Some((Point::Half { year: None, half }, end));
        }
        let season = "春夏秋冬".chars().position(|c| c == self.han(at));
        if let Some(season) = season.filter(|_| matches!(self.han(at + 1), '季' | '天')) {
            return Some((Point::Season { year: None, season: season as u8 }, at + 2));
        }
        let start = at + usize::from(self.han(at) == '第');
        let (quarter, end) = self.han_number(start)?;
        let end = self.after_han(end, &["季度"])?;
        (1..=4).contains(&quarter).then_some((Point::Quarter { year: None, quarter: quarter as u8 }, end))
    }

    fn chinese_date(&self, at: usize) -> Found {
        if let Some((point, end)) = self.chinese_decade(at) {
            return Some((Value::At(point), end));
        }
        if let Some(found) = self.first_parts(at).or_else(|| self.han_day_alone(at)) {
            return Some(found);
        }
        if self.is_number(at) && !self.is_free_before(at) {
            return None;
        }
        // `三季度` of `第三季度` is read from its beginning.
        let (point, end) = self.chinese_point(at)?;
        let lone_season = matches!(point, Point::Season { year: None, .. });
        // `4个月`, `3月内` are spans of time; `1月` by itself is the month.
        let span =
            matches!(self.han(end), '内' | '间' | '龄') || self.is_han(end, "以来") && point.lacks_year();
        (!lone_season && !span).then_some((Value::At(point), end))
    }

    /// `2023年前三季度`, `2023年前5个月`: from the first on.
    fn first_parts(&self, at: usize) -> Found {
        let (year, end) = self.han_year(at).filter(|(_, end)| self.han(*end) == '前')?;
        let (count, end) = self.han_number(end + 1)?;
        let (count, year) = (u8::try_from(count).ok()?, Some(year));
        if let Some(end) = self.after_han(end, &["季度", "个季度"]).filter(|_| (2..=3).contains(&count))
        {
            let [first, last] = [1, count].map(|quarter| Point::Quarter { year, quarter });
            return Some((Value::Between(first, last), end));
        }
        let end = self.after_han(end, &["个月", "月"]).filter(|_| (2..=11).contains(&count))?;
        let [first, last] = [1, count].map(|month| Point::Month { year, month });
        Some((Value::Between(first, last), end))
    }

    /// `15日，发言人说`: a day of the month at the beginning of its clause.
    fn han_day_alone(&self, at: usize) -> Found {
        let begins = matches!(
            self.before(at),
            Meaning::Mark('\0' | '，' | '。' | '；' | '：' | '“' | '\n') | Meaning::Han('于')
        );
        let (day, end) = begins.then(|| self.han_day(at)).flatten()?;
        let span = matches!(self.han(end), '内' | '后' | '前' | '间' | '游' | '龄' | '之' | '至' | '到');
        let listed = matches!(self.mark(end), '、' | '-' | '—' | '～' | '~');
        (!span && !listed).then_some((Value::DayOf { day, months: None }, end))
    }

    /// `20世纪90年代`, `上世纪九十年代`, `90年代`.
    fn chinese_decade(&self, at: usize) -> Part<Point> {
        let (century, next) = match self.after_han(at, &["上世纪"]) {
            Some(end) => (20, end),
            None => match self
                .han_number(at)
                .and_then(|(number, end)| Some((number, self.after_han(end, &["世纪"])?)))
            {
                Some((century @ 10..=21, end)) => (century as i16, end),
                Some(_) => return None,
                None => (20, at),
            },
        };
        let decade =
            self.han_number(next).and_then(|(value, end)| Some((value, self.after_han(end, &["年代"])?)));
        match decade {
            Some((value, end)) if value < 100 && value % 10 == 0 => {
                Some((Point::Decade((century - 1) * 10 + value as i16 / 10), end))
            }
            Some((value, end)) if value % 10 == 0 && (1500..2100).contains(&value) => {
                Some((Point::Decade(value as i16 / 10), end))
            }
            _ => (next > at).then_some((Point::Century(century - 1), next)),
        }
    }

    fn chinese_interval(&self, at: usize) -> Found {
        let (first, end) = self.chinese_point(at).or_else(|| {
            // `2014至2018年`, `1-3月`
            let (value, end) = self.han_number(at)?;
            match self.digits(at) {
                Some((_, 4)) => Some((Point::Year(value as i16), end)),
                _ if (1..=12).contains(&value) => {
                    Some((Point::Month { year: None, month: value as u8 }, end))
                }
                _ => None,
            }
        })?;
        let joint =
            matches!(self.mark(end), '-' | '—' | '–' | '~' | '～') || matches!(self.han(end), '至' | '到');
        let mut next = end + 1;
        next += usize::from(self.mark(next) == '—');
        let (last, end) = joint.then(|| self.chinese_point(next)).flatten().or_else(|| {
            let (day, end) = joint.then(|| self.han_day(next)).flatten()?;
            let Point::Day { year, month, .. } = first else { return None };
            Some((Point::Day { year, month, day }, end))
        })?;
        let first = match last {
            Point::Month { .. } if matches!(first, Point::Month { .. }) => first,
            _ if first.precision() == last.precision() => first,
            _ => return None,
        };
        let (first, last) = match (first.year(), last.year()) {
            (None, Some(year)) => (first.or_in(year), last),
            (Some(year), None) => (first, last.or_in(year)),
            _ => (first, last),
        };
        let ordered = (first.year(), first.place()) < (last.year(), last.place());
        ordered.then_some((Value::Between(first, last), end))
    }

    fn han_weekday(&self, at: usize) -> Part<u8> {
        let end = self.after_han(at, &["星期", "礼拜", "周"])?;
        let day = match self.han(end) {
            '日' | '天' => 7,
            c => "一二三四五六".chars().position(|han| han == c)? as u8 + 1,
        };
        Some((day, end + 1))
    }

    fn chinese_relative(&self, at: usize) -> Found {
        const YEARS: [(&str, i32); 5] = [("去年", -1), ("今年", 0), ("明年", 1), ("前年", -2), ("后年", 2)];
        const DAYS: [(&str, i32); 10] = [
            ("昨天", -1),
            ("昨日", -1),
            ("今天", 0),
            ("今日", 0),
            ("明天", 1),
            ("明日", 1),
            ("前天", -2),
            ("后天", 2),
            ("昨晚", -1),
            ("今晚", 0),
        ];
        let shift = |unit: Unit, by: i32| Value::Shift { unit, by, exact: unit == Unit::Day };
        if let Some((word, by)) = YEARS.iter().find(|(word, _)| self.is_han(at, word)) {
            let end = at + word.chars().count();
            if let Some((part, end)) = self.chinese_point(end).filter(|(part, _)| part.lacks_year()) {
                return Some((Value::PartOf { part, years: *by }, end));
            }
            let end = self.after_han(end, &["初", "底", "年初", "年底"]).unwrap_or(end);
            return Some((shift(Unit::Year, *by), end));
        }
        if let Some((_, by)) = DAYS.iter().find(|(word, _)| self.is_han(at, word)) {
            return Some((shift(Unit::Day, *by), at + 2));
        }
        self.chinese_step(at).or_else(|| self.chinese_ago(at)).or_else(|| {
            let (day, end) = self.han_weekday(at)?;
            Some((Value::Weekday { day, which: None }, end))
        })
    }

    /// `上周`, `下个月`, `本季度`, `上周三`, `本月4日`.
    fn chinese_step(&self, at: usize) -> Found {
        let by = match self.han(at) {
            '上' => -1,
            '本' | '这' => 0,
            '下' => 1,
            _ => return None,
        };
        let next = at + 1 + usize::from(self.han(at + 1) == '个');
        if let Some((day, end)) = self.han_weekday(next) {
            return Some((Value::WeekdayOf { day, weeks: by }, end));
        }
        let units =
            [(Unit::Week, &["星期", "周", "礼拜"][..]), (Unit::Month, &["月"]), (Unit::Quarter, &["季度"])];
        let (unit, end) =
            units.iter().find_map(|(unit, words)| Some((*unit, self.after_han(next, words)?)))?;
        if let (Unit::Month, Some((day, end))) = (unit, self.han_day(end)) {
            return Some((Value::DayOf { day, months: Some(by) }, end));
        }
        let end = self.after_han(end, &["初", "底", "末"]).unwrap_or(end);
        Some((Value::Shift { unit, by, exact: false }, end))
    }

    /// `三天前`, `5年后`, `两个月前`.
    fn chinese_ago(&self, at: usize) -> Found {
        let (count, end) = self.han_number(at).filter(|(count, _)| *count <= 2000)?;
        let units = [
            (Unit::Day, &["天", "日"][..]),
            (Unit::Week, &["个星期", "周", "星期"]),
            (Unit::Month, &["个月"]),
            (Unit::Year, &["年"]),
        ];
        let (unit, end) =
            units.iter().find_map(|(unit, words)| Some((*unit, self.after_han(end, words)?)))?;
        let sign = if self.after_han(end, &["前", "之前", "以前"]).is_some() {
            -1
        } else if self.after_han(end, &["后", "之后", "以后"]).is_some() {
            1
        } else {
            return None;
        };
        let end = self.after_han(end, &["前", "后", "之前", "以前", "之后", "以后"])?;
        let by = sign * count as i32;
        Some((
            if sign > 0 { Value::Ahead { unit, by } } else { Value::Shift { unit, by, exact: false } },
            end,
        ))
    }
}
