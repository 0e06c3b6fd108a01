//! What the name of a file says.

use crate::tool::file_name::{NameField, NamePattern, date};

use super::{Known, language_tag, taken_date};

impl Known {
    /// Returns what a name (without its extension) says by the first pattern
    /// that fits. Without patterns, a day that it begins with is the date.
    pub(in crate::corpus) fn of_name(name: &str, patterns: &[NamePattern]) -> Self {
        if patterns.is_empty() {
            return Self { date: leading_day(name).and_then(taken_date), ..Self::default() };
        }
        let fields = patterns.iter().find_map(|pattern| pattern.read(name)).unwrap_or_default();
        let mut known = Self::default();
        for (field, value) in fields {
            let text = || Some(words(value)).filter(|text| !text.is_empty());
            match field {
                NameField::Date | NameField::Day => known.date = date(value).and_then(taken_date),
                NameField::Title => known.title = text(),
                NameField::Author => known.authors = Some(authors(value)).filter(|list| !list.is_empty()),
                NameField::Publisher => known.publisher = text(),
                NameField::Language => known.language = language_tag(value),
                NameField::Any => {}
            }
        }
        known
    }
}

/// Returns the day that a name begins with, if a sign that is no digit or
/// letter follows, or nothing.
fn leading_day(name: &str) -> Option<crate::model::PartialDate> {
    [10, 8].into_iter().find_map(|length| {
        let (written, rest) = name.split_at_checked(length)?;
        let ends = rest.chars().next().is_none_or(|next| !next.is_alphanumeric());
        date(written).filter(|date| ends && date.day.is_some())
    })
}

/// Names write blanks as `_`, and as `-` where they have no blanks at all.
fn words(value: &str) -> String {
    let hyphens = !value.contains([' ', '_']) && value.matches('-').count() > 1;
    let blank = |c: char| c == '_' || c.is_whitespace() || hyphens && c == '-';
    value.split(blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn authors(value: &str) -> Vec<String> {
    let spaced = words(value);
    let names = spaced.split([';', '&']).flat_map(|part| part.split(" and "));
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(pattern: &str, name: &str) -> Known {
        Known::of_name(name, &[NamePattern::parse(pattern).unwrap()])
    }

    #[test]
    fn a_pattern_names_the_fields() {
        let known = known(
            "{date}_{publisher}_{author}_{title}",
            "20240516_Daily-Wire_Ann Lee & Bo Ek_gas-and-oil-trade",
        );
        assert_eq!(known.date.unwrap().to_string(), "2024-05-16");
        assert_eq!(known.publisher.as_deref(), Some("Daily-Wire"));
        assert_eq!(known.authors.unwrap(), ["Ann Lee", "Bo Ek"]);
        assert_eq!(known.title.as_deref(), Some("gas and oil trade"));
    }

    #[test]
    fn without_patterns_a_leading_day_is_the_date() {
        let date = |name: &str| Known::of_name(name, &[]).date.map(|date| date.to_string());
        assert_eq!(date("2024-05-16-report").as_deref(), Some("2024-05-16"));
        assert_eq!(date("20240516 report").as_deref(), Some("2024-05-16"));
        assert_eq!(date("20240516").as_deref(), Some("2024-05-16"));
        assert_eq!(date("2024-report"), None);
        assert_eq!(date("202405161200"), None);
        assert_eq!(date("10660516"), None);
        assert_eq!(date("доклад"), None);
    }
}
