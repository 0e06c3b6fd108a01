//! YAML: from text to a tree whose every key and value knows its place, so
//! that all mistakes of a file can be told at once.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use crate::error::Diagnostic;

/// A line and a column in characters, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value begins.
    pub place: Place,
    /// The value.
    pub value: Value,
}

/// A key with its place, and the key's value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key begins.
    pub place: Place,
    /// The key; a number or a truth value as it reads.
    pub key: String,
    /// What it stands for.
    pub node: Node,
}

/// A YAML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order written; keys differ.
    Map(Vec<Entry>),
}

impl Value {
    /// Says in a word what kind of value this is, with its article.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a truth value",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::String(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// Reads one YAML document; a text without any value is
/// [`Value::Null`].
///
/// # Errors
/// The first mistake in the syntax, or a key that stands twice, with its
/// place; the caller adds the file.
pub fn parse(text: &str) -> Result<Node, Box<Diagnostic>> {
    let is_silent = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.trim_start_matches('\u{feff}').lines().all(is_silent) {
        return Ok(Node { place: Place { line: 1, column: 1 }, value: Value::Null });
    }
    // YAML 1.1 takes `no`, `y` and `off` for truth values: `language: no` would
    // not be Norwegian.
    let options = serde_yaml::options! { strict_booleans: true };
    serde_yaml::from_str_with_options::<Node>(text, options)
        .map_err(|error| Box::new(syntax_error(&error, text)))
}

fn syntax_error(error: &serde_yaml::Error, text: &str) -> Diagnostic {
    // The message repeats the place and a snippet; the first line has the cause.
    let whole = error.without_snippet().to_string();
    let first = whole.lines().next().unwrap_or_default();
    let cause = match error.location() {
        Some(_) => first.split(" at line ").next().unwrap_or(first),
        None => first,
    };
    let cause = cause.strip_prefix("error: ").unwrap_or(cause);
    let cause = cause.split_once(": ").map_or(
        cause,
        |(head, rest)| {
            if head.starts_with("line ") { rest } else { cause }
        },
    );
    // What the parser's own settings are called is no help to the reader.
    let key = cause.strip_prefix("duplicate mapping key: ").and_then(|rest| rest.split_once(", set "));
    let cause = match key {
        Some((key, _)) => format!("duplicate key `{key}`"),
        None => cause.trim_end_matches('.').to_owned(),
    };
    let diagnostic = Diagnostic::error(format!("not valid YAML: {cause}"));
    match error.location() {
        Some(location) => diagnostic.at(location.line() as usize, location.column() as usize, text),
        None => diagnostic,
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { place: place_of(&spanned.referenced), value: spanned.value })
    }
}

fn place_of(location: &serde_yaml::Location) -> Place {
    Place { line: location.line() as usize, column: location.column() as usize }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<Node>()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((key, node)) = entries.next_entry::<Spanned<String>, Node>()? {
            map.push(Entry { place: place_of(&key.referenced), key: key.value, node });
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_value_knows_its_place() {
        let node = parse("title: A\nthemes:\n  - x\n  - {k: 2}\n").unwrap();
        let Value::Map(entries) = node.value else { panic!("not a mapping") };
        assert_eq!(entries[1].place, Place { line: 2, column: 1 });
        let Value::List(items) = &entries[1].node.value else { panic!("not a list") };
        assert_eq!(items[0].place, Place { line: 3, column: 5 });
        let Value::Map(inner) = &items[1].value else { panic!("not a mapping") };
        assert_eq!(inner[0].place, Place { line: 4, column: 6 });
        assert_eq!(inner[0].node.value, Value::Int(2));
    }

    #[test]
    fn a_date_is_text() {
        let node = parse("2025-04-02").unwrap();
        assert_eq!(node.value, Value::String("2025-04-02".to_owned()));
    }

    #[test]
    fn no_is_a_language() {
        assert_eq!(parse("no").unwrap().value, Value::String("no".to_owned()));
        assert_eq!(parse("true").unwrap().value, Value::Bool(true));
    }

    #[test]
    fn a_key_that_stands_twice_is_an_error_with_its_place() {
        let error = parse("a: 1\nb: 2\na: 3\n").unwrap_err();
        assert_eq!((error.line, error.column), (Some(3), Some(1)));
        assert_eq!(error.message, "not valid YAML: duplicate key `a`");
    }

    #[test]
    fn broken_syntax_names_its_line() {
        let error = parse("a: [1, 2\nb: 3\n").unwrap_err();
        assert!(error.line.is_some());
        assert!(error.message.starts_with("not valid YAML: "), "{}", error.message);
    }
}
