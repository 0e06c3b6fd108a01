//! What a number as it is written allows it to be.

use std::ops::Range;

use crate::findings::Figure;
use crate::findings::token::Tokens;

/// The values that a figure leaves open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    value: f64,
    /// Half of the last place that is written.
    tolerance: f64,
    side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Exactly,
    AtLeast,
    AtMost,
}

/// Largest part of a value that round figures (`240`, `200`) may hide: `240
/// billion` is what 244.8 billion is called, `200 billion` is not what 240 is.
const ROUND_SHARE: f64 = 0.05;

/// The same where the text says `about`.
const ABOUT_SHARE: f64 = 0.1;

/// Least difference that is one, as a part of the larger value: under it lie
/// revisions of the same statistics.
const LEAST_SHARE: f64 = 0.005;

impl Bounds {
    /// Reads how exact a figure is, which begins at token `start`; `sign` turns
    /// a fall into a negative change.
    pub(super) fn of(text: &str, figure: &Figure, tokens: &Tokens<'_>, start: usize, sign: f64) -> Self {
        let mut bounds = Self {
            value: figure.value,
            tolerance: tolerance(&text[figure.range.clone()], figure.value),
            side: Side::Exactly,
        };
        bounds.hedge(tokens, start, tokens.index_at(figure.range.end));
        if sign < 0.0 && figure.value > 0.0 {
            bounds.value = -bounds.value;
            bounds.side = match bounds.side {
                Side::AtLeast => Side::AtMost,
                Side::AtMost => Side::AtLeast,
                Side::Exactly => Side::Exactly,
            };
        }
        bounds
    }

    fn hedge(&mut self, tokens: &Tokens<'_>, start: usize, end: usize) {
        const ABOUT: [&str; 18] = [
            "about",
            "around",
            "approximately",
            "roughly",
            "some",
            "nearly",
            "almost",
            "estimated",
            "approx",
            "circa",
            "close",
            "около",
            "примерно",
            "почти",
            "порядка",
            "приблизительно",
            "约",
            "近",
        ];
        let share =
            |bounds: &mut Self| bounds.tolerance = bounds.tolerance.max(ABOUT_SHARE * bounds.value.abs());
        if matches!(tokens.lower(end), "or" | "или")
            && matches!(tokens.lower(end + 1), "more" | "less" | "so" | "более")
        {
            share(self);
        }
        for back in 1..=4 {
            let Some(at) = start.checked_sub(back) else { return };
            let word = tokens.lower(at);
            let next = tokens.lower(at + 1);
            match word {
                _ if ABOUT.contains(&word) => return share(self),
                "more" | "higher" | "greater" if next == "than" => return self.side = Side::AtLeast,
                "less" | "fewer" | "lower" if next == "than" => return self.side = Side::AtMost,
                "over" | "exceeded" | "exceeding" | "exceeds" | "exceed" | "surpassed" | "surpassing"
                | "surpass" | "topped" | "above" | "свыше" | "более" | "больше" | "превысил"
                | "превысила" | "превысило" | "превысили" | "超过" => {
                    return self.side = Side::AtLeast;
                }
                "least" => return self.side = Side::AtLeast,
                "under" | "below" | "most" | "менее" | "меньше" => {
                    return self.side = Side::AtMost;
                }
                "as" if matches!(next, "much" | "many" | "high") => return self.side = Side::AtMost,
                "up" if next == "to" && back == 2 => return self.side = Side::AtMost,
                "a" | "an" | "the" | "as" | "much" | "many" | "than" | "to" | "at" | "record" | "well"
                | "just" | "by" => {}
                _ => return,
            }
        }
    }

    /// Tells whether no value can be meant by both.
    pub(super) fn conflicts(&self, other: &Self) -> bool {
        let tolerance = self.tolerance.max(other.tolerance);
        let largest = self.value.abs().max(other.value.abs());
        let gap = self.value - other.value;
        let is_apart = gap.abs() > tolerance * (1.0 + 1e-9) && gap.abs() > LEAST_SHARE * largest;
        is_apart
            && match (self.side, other.side) {
                (Side::Exactly, Side::Exactly) => true,
                (Side::AtLeast, Side::Exactly | Side::AtMost) | (Side::Exactly, Side::AtMost) => gap > 0.0,
                (Side::Exactly | Side::AtMost, Side::AtLeast) | (Side::AtMost, Side::Exactly) => gap < 0.0,
                (Side::AtLeast, Side::AtLeast) | (Side::AtMost, Side::AtMost) => false,
            }
    }
}

/// Half of the last place of a number as written. Zeros at the end of a whole
/// number may be rounded, up to [`ROUND_SHARE`].
fn tolerance(written: &str, value: f64) -> f64 {
    let round = ROUND_SHARE * value.abs();
    let Some(Range { start, end }) = digits(written) else { return round };
    let number = written[start..end].trim_end_matches([',', '.', ' ', '\u{A0}', '\u{202F}']);
    let plain: String = number.chars().filter(char::is_ascii_digit).collect();
    let decimals = number.rsplit([',', '.']).next().filter(|last| last.len() != number.len());
    let has_decimals = decimals.is_some_and(|last| last.len() != 3);
    let significant = if has_decimals { plain.as_str() } else { plain.trim_end_matches('0') };
    let zeros = plain.len() - significant.len();
    let Ok(whole) = plain.parse::<f64>() else { return round };
    if whole == 0.0 {
        return 0.0;
    }
    let place = (value.abs() / whole) * 10f64.powi(i32::try_from(zeros).unwrap_or(0));
    if zeros > 0 { (place / 2.0).min(round) } else { place / 2.0 }
}

/// The digits of a figure with the marks and spaces between them.
fn digits(written: &str) -> Option<Range<usize>> {
    let start = written.find(|c: char| c.is_ascii_digit())?;
    let rest = &written[start..];
    let length = rest
        .find(|c: char| {
            !(c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}'))
        })
        .unwrap_or(rest.len());
    Some(start..start + length)
}
