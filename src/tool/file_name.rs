//! Patterns for names of files, such as `{date}_{publisher}_{title}`.

use crate::model::PartialDate;

/// What a part of a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameField {
    /// A date: `2024-05-16`, `20240516`, `2024-05` or `2024`.
    Date,
    /// A date with month and day.
    Day,
    /// The title.
    Title,
    /// An author; several are separated by ` and `, `;` or `&`.
    Author,
    /// The publisher or site.
    Publisher,
    /// The language (BCP 47).
    Language,
    /// Anything, of no meaning.
    Any,
}

impl NameField {
    /// The fields as they are written in a pattern, without the braces.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("date", Self::Date),
        ("day", Self::Day),
        ("title", Self::Title),
        ("author", Self::Author),
        ("publisher", Self::Publisher),
        ("language", Self::Language),
        ("any", Self::Any),
    ];
}

/// A pattern for the name of a file without its extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Field(NameField),
}

impl NamePattern {
    /// Reads a pattern: fields in braces, and text that stands for itself.
    ///
    /// # Errors
    /// Says what is wrong: an unknown field, a brace without its partner, two
    /// fields with nothing between them, no field at all.
    pub fn parse(written: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = written;
        while !rest.is_empty() {
            let (literal, after) = rest.split_once('{').unwrap_or((rest, ""));
            if literal.contains('}') {
                return Err("a `}` has no `{`".to_owned());
            }
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            if literal.len() == rest.len() {
                break;
            }
            let Some((name, after)) = after.split_once('}') else {
                return Err("a `{` has no `}`".to_owned());
            };
            let field = NameField::NAMES.iter().find(|(known, _)| *known == name);
            let Some((_, field)) = field else {
                let known: Vec<_> =
                    NameField::NAMES.iter().map(|(known, _)| format!("{{{known}}}")).collect();
                return Err(format!("{{{name}}} is no field: there are {}", known.join(", ")));
            };
            if matches!(parts.last(), Some(Part::Field(_))) {
                return Err("two fields need something between them".to_owned());
            }
            parts.push(Part::Field(*field));
            rest = after;
        }
        if !parts.iter().any(|part| matches!(part, Part::Field(_))) {
            return Err("it has no field".to_owned());
        }
        Ok(Self { parts })
    }

    /// Returns what a name says, in the order of the pattern; `None` where it
    /// is not of this pattern. Dates are as they are written; no value is
    /// empty.
    ///
    /// A date is the longest that stands there. Any other field ends where the
    /// text behind it begins for the first time; the last takes the rest.
    #[must_use]
    pub fn read<'n>(&self, name: &'n str) -> Option<Vec<(NameField, &'n str)>> {
        let mut fields = Vec::new();
        let mut rest = name;
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Literal(literal) => rest = rest.strip_prefix(literal.as_str())?,
                Part::Field(field) => {
                    let end = match (field, self.parts.get(at + 1)) {
                        (NameField::Date | NameField::Day, _) => date_end(rest, *field)?,
                        (_, Some(Part::Literal(next))) => rest.find(next.as_str())?,
                        _ => rest.len(),
                    };
                    fields.push((*field, &rest[..end]));
                    rest = &rest[end..];
                }
            }
        }
        let whole = rest.is_empty() && fields.iter().all(|(_, value)| !value.trim().is_empty());
        whole.then_some(fields)
    }
}

/// Reads a date as names have it.
#[must_use]
pub fn date(written: &str) -> Option<PartialDate> {
    let compact = written.len() == 8 && written.bytes().all(|byte| byte.is_ascii_digit());
    match compact {
        true => format!("{}-{}-{}", &written[..4], &written[4..6], &written[6..]).parse().ok(),
        false => written.parse().ok(),
    }
}

fn date_end(text: &str, field: NameField) -> Option<usize> {
    let lengths: &[usize] = if field == NameField::Day { &[10, 8] } else { &[10, 8, 7, 4] };
    lengths.iter().copied().find(|length| {
        let ends = !text.as_bytes().get(*length).is_some_and(u8::is_ascii_digit);
        ends && text.get(..*length).is_some_and(|written| date(written).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, name: &str, expected: Option<&[&str]>) {
        let read = NamePattern::parse(pattern).unwrap().read(name);
        let values = read.map(|fields| fields.into_iter().map(|(_, value)| value).collect::<Vec<_>>());
        assert_eq!(values.as_deref(), expected);
    }

    #[test]
    fn fields_are_cut_at_what_stands_between_them() {
        check(
            "{date}_{publisher}_{title}",
            "2024-05-16_Wire_On gas_1",
            Some(&["2024-05-16", "Wire", "On gas_1"]),
        );
        check("{publisher} - {title} ({date})", "Wire - On gas (2024)", Some(&["Wire", "On gas", "2024"]));
        check("{day}-{any}", "20240516-on-gas", Some(&["20240516", "on-gas"]));
        check("{date}", "2024-05", Some(&["2024-05"]));
    }

    #[test]
    fn a_name_of_another_pattern_says_nothing() {
        check("{date}_{title}", "On gas_2024", None);
        check("{date}_{title}", "2024-05-16_", None);
        check("{day}_{title}", "2024_On gas", None);
        check("{date}-{title}", "20241399-x", None);
        check("{title} ({date})", "Газ (2024) x", None);
    }

    #[test]
    fn a_wrong_pattern_says_what_is_wrong() {
        let wrong = |pattern: &str| NamePattern::parse(pattern).unwrap_err();
        assert_eq!(wrong("{date}{title}"), "two fields need something between them");
        assert_eq!(wrong("{date"), "a `{` has no `}`");
        assert_eq!(wrong("date}"), "a `}` has no `{`");
        assert_eq!(wrong("title"), "it has no field");
        assert!(wrong("{dat}").starts_with("{dat} is no field: there are {date}, {day}, {title}"));
    }
}
