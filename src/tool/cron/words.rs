//! Plain words for times that come again, such as `weekdays 07:00`.

use super::{Expression, Mistake};
use crate::error::nearest;

const EXAMPLES: &str = "such as `weekdays 07:00`, `mon, wed 7:30`, `first Monday 09:00`, `monthly 1 08:00`, `hourly` or `0 7 * * 1-5`";

const WEEKDAYS: [(&str, &str); 7] = [
    ("sunday", "sun"),
    ("monday", "mon"),
    ("tuesday", "tue"),
    ("wednesday", "wed"),
    ("thursday", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
];
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
const ORDINALS: [&[&str]; 5] =
    [&["first", "1st"], &["second", "2nd"], &["third", "3rd"], &["fourth", "4th"], &["fifth", "5th"]];
/// Other words that may stand in a schedule; for hints.
const OTHERS: [&str; 12] = [
    "daily", "weekdays", "weekends", "hourly", "monthly", "every", "last", "day", "weekday", "noon",
    "midnight", "of",
];

/// Reads times as cron expressions of five fields: an expression as it is,
/// plain words as what they mean.
///
/// # Errors
/// A [`Mistake`] with what could be meant.
pub fn read(text: &str) -> Result<Vec<String>, Mistake> {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first.starts_with('@') {
        let message = format!("`{text}` is a nickname of some crons");
        return Err(Mistake::new(message, format!("write it out, {EXAMPLES}")));
    }
    if first.bytes().all(|byte| byte.is_ascii_digit() || b"*,-/".contains(&byte)) {
        return Expression::parse(text).map(|expression| vec![expression.text().to_owned()]);
    }
    let crons = Words::of(text).read()?;
    crons.iter().map(|cron| Expression::parse(cron).map(|expression| expression.text().to_owned())).collect()
}

/// The words of a schedule, without those that mean nothing.
struct Words<'t> {
    text: &'t str,
    words: Vec<String>,
    /// The next one.
    at: usize,
}

/// Which days.
enum Days {
    /// By day of the month and day of the week, as cron has them.
    Of { month: String, week: String },
    /// At these minutes of these hours.
    Often { minutes: String, hours: String },
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Self {
        let idle = ["at", "on", "and", "the", "each", "o'clock"];
        let words = text
            .split(|letter: char| letter.is_whitespace() || letter == ',' || letter == ';')
            .map(str::to_lowercase)
            .filter(|word| !word.is_empty() && !idle.contains(&word.as_str()))
            .collect();
        Self { text, words, at: 0 }
    }

    fn read(mut self) -> Result<Vec<String>, Mistake> {
        let mut times = self.times();
        let days = self.days()?;
        let months = self.months()?;
        times.extend(self.times());
        if let Some(word) = self.peek() {
            return Err(self.unknown(word));
        }
        times.sort_unstable();
        times.dedup();
        match days {
            Days::Often { minutes, hours } if times.is_empty() => {
                Ok(vec![format!("{minutes} {hours} * {months} *")])
            }
            Days::Often { .. } => {
                let message =
                    format!("`{}` comes more often than once a day, and has a time of day", self.text);
                Err(Mistake::new(message, "write `daily 07:00`, or `hourly` without a time"))
            }
            Days::Of { .. } if times.is_empty() => {
                let hint = format!("add one, such as `{} 07:00`", self.text.trim());
                Err(Mistake::new(format!("`{}` has no time of day", self.text), hint))
            }
            Days::Of { month, week } => Ok(times
                .iter()
                .map(|(hour, minute)| format!("{minute} {hour} {month} {months} {week}"))
                .collect()),
        }
    }

    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.peek() == Some(word);
        self.at += usize::from(is_next);
        is_next
    }

    /// Reads times of day as far as there are some.
    fn times(&mut self) -> Vec<(u8, u8)> {
        let mut times = Vec::new();
        while let Some((time, words)) = self.peek().and_then(|word| self.time(word)) {
            self.at += words;
            times.push(time);
        }
        times
    }

    /// Reads a time of day, and of how many words it is.
    fn time(&self, word: &str) -> Option<((u8, u8), usize)> {
        match word {
            "noon" => return Some(((12, 0), 1)),
            "midnight" => return Some(((0, 0), 1)),
            _ => {}
        }
        let (digits, half) = match word.strip_suffix("am").or_else(|| word.strip_suffix("pm")) {
            Some(digits) => (digits, Some(&word[digits.len()..])),
            None => (word, None),
        };
        let next = self.words.get(self.at + 1).map(String::as_str).filter(|next| ["am", "pm"].contains(next));
        let (half, count) = if half.is_none() && next.is_some() { (next, 2) } else { (half, 1) };
        let (hour, minute) = match digits.split_once(':') {
            Some((hour, minute)) if minute.len() == 2 => (number(hour)?, number(minute)?),
            None if half.is_some() => (number(digits)?, 0),
            _ => return None,
        };
        let hour = match half {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some("am") => hour % 12,
            Some(_) => hour % 12 + 12,
        };
        (hour < 24 && minute < 60).then_some(((hour, minute), count))
    }

    fn days(&mut self) -> Result<Days, Mistake> {
        let every = self.take("every");
        let of = |month: &str, week: &str| Ok(Days::Of { month: month.to_owned(), week: week.to_owned() });
        let Some(word) = self.peek().map(str::to_owned) else {
            return if every { Err(self.nothing()) } else { of("*", "*") };
        };
        if every && let Some(often) = self.steps()? {
            return Ok(often);
        }
        let ordinals = self.ordinals();
        if !ordinals.is_empty() {
            return self.ordinal_days(&ordinals);
        }
        let plain = match word.as_str() {
            "daily" => Some(("*", "*")),
            "day" | "days" if every => Some(("*", "*")),
            "weekdays" | "weekday" | "workdays" | "workday" => Some(("*", "1-5")),
            "weekends" | "weekend" => Some(("*", "0,6")),
            _ => None,
        };
        if let Some((month, week)) = plain {
            self.at += 1;
            return of(month, week);
        }
        match word.as_str() {
            "hourly" => {
                self.at += 1;
                let minutes = self.past_hour()?;
                Ok(Days::Often { minutes, hours: "*".to_owned() })
            }
            "monthly" => {
                self.at += 1;
                self.monthly()
            }
            "weekly" => {
                self.at += 1;
                let week = self.weekdays();
                if week.is_empty() {
                    let message = format!("`{}` does not say on which day", self.text);
                    return Err(Mistake::new(message, "such as `mondays 07:00`"));
                }
                of("*", &week.join(","))
            }
            _ => match self.weekdays() {
                week if !week.is_empty() => of("*", &week.join(",")),
                _ => Err(self.unknown(&word)),
            },
        }
    }

    /// Reads `:15` after `hourly`: the minutes past each hour.
    fn past_hour(&mut self) -> Result<String, Mistake> {
        let Some(minutes) = self.peek().and_then(|word| word.strip_prefix(':')).map(str::to_owned) else {
            return Ok("0".to_owned());
        };
        self.at += 1;
        match number(&minutes).filter(|minutes| *minutes < 60) {
            Some(minutes) => Ok(minutes.to_string()),
            None => {
                Err(Mistake::new(format!("`:{minutes}` is no minute of an hour"), "such as `hourly :15`"))
            }
        }
    }

    /// Reads `15 minutes` after `every`; `None` where something else follows.
    fn steps(&mut self) -> Result<Option<Days>, Mistake> {
        let (count, unit) = match (self.peek().map(number), self.words.get(self.at + 1)) {
            (Some(Some(count)), Some(unit)) => (count, unit.clone()),
            (Some(None), _) if matches!(self.peek(), Some("minute" | "hour")) => {
                (1, self.peek().unwrap_or_default().to_owned())
            }
            _ => return Ok(None),
        };
        let whole = match unit.trim_end_matches('s') {
            "minute" | "min" => 60,
            "hour" => 24,
            _ => return Ok(None),
        };
        self.at += if matches!(self.peek(), Some("minute" | "hour")) { 1 } else { 2 };
        if count == 0 || whole % count != 0 {
            let message = format!("`every {count} {unit}` does not come at the same times of each day");
            let all: Vec<String> = (1..whole).filter(|it| whole % it == 0).map(|it| it.to_string()).collect();
            return Err(Mistake::new(message, format!("one of {}", all.join(", "))));
        }
        let step = if count == 1 { "*".to_owned() } else { format!("*/{count}") };
        Ok(Some(match whole {
            60 => Days::Often { minutes: step, hours: "*".to_owned() },
            _ => Days::Often { minutes: self.past_hour()?, hours: step },
        }))
    }

    /// Reads `first, third` as 1 and 3, and `last` as `L`.
    fn ordinals(&mut self) -> Vec<String> {
        let mut ordinals = Vec::new();
        while let Some(word) = self.peek() {
            let place = ORDINALS.iter().position(|names| names.contains(&word));
            match place {
                Some(place) => ordinals.push((place + 1).to_string()),
                None if word == "last" => ordinals.push("L".to_owned()),
                None => break,
            }
            self.at += 1;
        }
        ordinals
    }

    /// Reads `first Monday`, `last weekday`, `first day`.
    fn ordinal_days(&mut self, ordinals: &[String]) -> Result<Days, Mistake> {
        let Some(word) = self.peek().map(str::to_owned) else { return Err(self.nothing()) };
        let month_days = |of: fn(&str) -> Option<&str>| -> Option<String> {
            let days: Option<Vec<&str>> = ordinals.iter().map(|ordinal| of(ordinal)).collect();
            days.map(|days| days.join(","))
        };
        let days = match word.as_str() {
            "day" => month_days(|ordinal| Some(ordinal)),
            "weekday" | "workday" => month_days(|ordinal| match ordinal {
                "1" => Some("1W"),
                "L" => Some("LW"),
                _ => None,
            }),
            _ => {
                let week = self.weekdays();
                if week.is_empty() {
                    return Err(self.unknown(&word));
                }
                let each = |day: &String| ordinals.iter().map(|it| format!("{day}#{it}")).collect::<Vec<_>>();
                let week: Vec<String> = week.iter().flat_map(each).collect();
                return Ok(Days::Of { month: "*".to_owned(), week: week.join(",") });
            }
        };
        self.at += 1;
        let month = days.ok_or_else(|| {
            Mistake::new(
                format!("`{}`: of weekdays the first and the last can be named", self.text),
                "such as `first weekday 09:00` or `last weekday 17:00`",
            )
        })?;
        Ok(Days::Of { month, week: "*".to_owned() })
    }

    /// Reads `1`, `1, 15` or `last` after `monthly`.
    fn monthly(&mut self) -> Result<Days, Mistake> {
        let mut days = Vec::new();
        while let Some(word) = self.peek() {
            let digits = word.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd");
            match number(digits.trim_end_matches("th").trim_end_matches('.')) {
                Some(day) if (1..=31).contains(&day) => days.push(day.to_string()),
                Some(day) => {
                    let message = format!("no month has a day {day}");
                    return Err(Mistake::new(message, "1 to 31, or `last`"));
                }
                None if word == "last" => days.push("L".to_owned()),
                None => break,
            }
            self.at += 1;
        }
        if days.is_empty() {
            let message = format!("`{}` does not say on which day of the month", self.text);
            return Err(Mistake::new(message, "such as `monthly 1 08:00` or `monthly last 17:00`"));
        }
        Ok(Days::Of { month: days.join(","), week: "*".to_owned() })
    }

    /// Reads days of the week as numbers from 0 for Sunday, as far as there are
    /// some: `mon`, `mondays`, `mon-fri`.
    fn weekdays(&mut self) -> Vec<String> {
        let mut days = Vec::new();
        while let Some(word) = self.peek() {
            let Some(day) = weekday_range(word) else { break };
            days.push(day);
            self.at += 1;
        }
        days
    }

    /// Reads `of January and July`; `*` where there is no such word.
    fn months(&mut self) -> Result<String, Mistake> {
        if !self.take("of") && !self.take("in") {
            return Ok("*".to_owned());
        }
        let mut months = Vec::new();
        while let Some(word) = self.peek() {
            let is_month = |name: &&str| word.len() >= 3 && name.starts_with(word);
            let Some(place) = MONTHS.iter().position(is_month) else { break };
            months.push((place + 1).to_string());
            self.at += 1;
        }
        match self.peek() {
            _ if !months.is_empty() => Ok(months.join(",")),
            Some(word) => Err(self.unknown(word)),
            None => Err(self.nothing()),
        }
    }

    fn nothing(&self) -> Mistake {
        Mistake::new(format!("`{}` ends too early", self.text), EXAMPLES)
    }

    fn unknown(&self, word: &str) -> Mistake {
        let known = WEEKDAYS.iter().map(|(name, _)| *name).chain(OTHERS).chain(MONTHS);
        let hint = match nearest(word, known) {
            _ if word.contains(':') => "a time of day goes from 00:00 to 23:59".to_owned(),
            Some(near) => format!("did you mean `{near}`? {EXAMPLES}"),
            None => EXAMPLES.to_owned(),
        };
        Mistake::new(format!("`{word}` says no time of a schedule"), hint)
    }
}

/// Reads a day of the week, or `mon-fri`, as cron has them.
fn weekday_range(word: &str) -> Option<String> {
    let Some((from, to)) = word.split_once(['-', '–']) else {
        return weekday(word).map(|day| day.to_string());
    };
    let (from, to) = (weekday(from)?, weekday(to)?);
    // Cron's weeks begin on Sunday, and end on it too.
    let days = |from: usize, to: usize| (from..=to).map(|day| (day % 7).to_string()).collect::<Vec<_>>();
    Some(if from <= to { days(from, to) } else { days(from, to + 7) }.join(","))
}

/// Reads a day of the week: 0 for Sunday.
fn weekday(word: &str) -> Option<usize> {
    let one = word.strip_suffix('s').unwrap_or(word).trim_end_matches('.');
    let is_called = |(name, short): &(&str, &str)| {
        one == *name || one == *short || (one.len() > short.len() && name.starts_with(one))
    };
    // `tues` loses its last letter, and `wednes` and `thurs` begin their days.
    WEEKDAYS.iter().position(is_called)
}

/// Reads a number of one or two digits.
fn number(digits: &str) -> Option<u8> {
    let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}
