//! Numbers as a language writes them.

/// A power of ten that the numbers of an axis are written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scale {
    power: i32,
    /// What it is called; empty for ones.
    pub(super) word: String,
}

impl Scale {
    /// Chooses the greatest of `scales` (`6 million | 9 billion`) that is not
    /// greater than `most`, and in which numbers that are `step` apart differ in
    /// two decimals.
    pub(super) fn of(most: f64, step: f64, scales: &str) -> Self {
        let mut named = scales.split('|').filter_map(|scale| {
            let (power, word) = scale.trim().split_once(' ')?;
            Some(Self { power: power.parse().ok()?, word: word.to_owned() })
        });
        let ones = Self { power: 0, word: String::new() };
        named
            .rfind(|scale| most >= 10f64.powi(scale.power) && step >= 10f64.powi(scale.power - 2))
            .unwrap_or(ones)
    }

    /// Writes a number in this scale with as many decimals as neighbours that
    /// are `step` apart need to differ, at most six.
    pub(super) fn write(&self, value: f64, step: f64, language: &str) -> String {
        let unit = 10f64.powi(self.power);
        let step = step.abs() / unit;
        let mut decimals = 0;
        while decimals < 6 && step > 0.0 && !is_whole(step * 10f64.powi(decimals)) {
            decimals += 1;
        }
        grouped(value / unit, decimals as usize, language)
    }
}

impl Scale {
    /// Writes a number in this scale with the decimals that it has, at most
    /// three.
    pub(super) fn write_exactly(&self, value: f64, language: &str) -> String {
        let value = value / 10f64.powi(self.power);
        let decimals = (0..3).find(|decimals| is_whole(value * 10f64.powi(*decimals)));
        grouped(value, decimals.unwrap_or(3) as usize, language)
    }
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6
}

/// Writes a number with marks between thousands and before decimals (Unicode
/// CLDR, `numbers`), and the minus sign U+2212.
pub(super) fn grouped(value: f64, decimals: usize, language: &str) -> String {
    let (group, point) = match language.split(['-', '_']).next().unwrap_or_default() {
        "de" => (".", ","),
        "fr" => ("\u{202f}", ","),
        "ru" => ("\u{a0}", ","),
        _ => (",", "."),
    };
    let written = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let is_zero = written.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut text = String::from(if value < 0.0 && !is_zero { "\u{2212}" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push_str(point);
        text.push_str(fraction);
    }
    text
}
