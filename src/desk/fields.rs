//! Typed reading of a YAML file that goes on after a mistake, so that every
//! mistake of the file is told at once.

use std::ops::RangeInclusive;

use crate::error::{Diagnostic, name_hint};
use crate::tool::yaml::{Entry, Node, Place, Value};

/// One YAML file while it is read, with the mistakes found so far.
pub(crate) struct Reader<'t> {
    file: String,
    text: &'t str,
    /// In the order in which they were found.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The entries of one mapping, all of whose keys are known.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n> {
    entries: &'n [Entry],
    /// Where the mapping begins.
    pub(crate) place: Place,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

impl<'n> Fields<'n> {
    fn get(self, key: &str) -> Option<&'n Node> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        (entry.node.value != Value::Null).then_some(&entry.node)
    }
}

impl<'t> Reader<'t> {
    /// Begins with a file (relative to the desk) and its text.
    pub(crate) fn new(file: &str, text: &'t str) -> Self {
        Self { file: file.to_owned(), text, diagnostics: Vec::new() }
    }

    /// Notes a mistake at a place.
    pub(crate) fn error(&mut self, place: Place, message: impl Into<String>, hint: Option<String>) {
        let mut diagnostic =
            Diagnostic::error(message).in_file(&self.file).at(place.line, place.column, self.text);
        diagnostic.hint = hint;
        self.diagnostics.push(diagnostic);
    }

    /// Notes something odd at a place.
    pub(crate) fn warning(&mut self, place: Place, message: impl Into<String>, hint: &str) {
        let warning = Diagnostic::warning(message).in_file(&self.file).hint(hint);
        self.diagnostics.push(warning.at(place.line, place.column, self.text));
    }

    /// Takes a node for a mapping whose keys were checked before.
    pub(crate) fn fields_of<'n>(&self, node: &'n Node) -> Fields<'n> {
        let entries = if let Value::Map(entries) = &node.value { entries.as_slice() } else { &[] };
        Fields { entries, place: node.place }
    }

    fn wrong_kind(&mut self, node: &Node, what: &str, wanted: &str) {
        let kind = node.value.kind();
        self.error(node.place, format!("{what} must be {wanted}, not {kind}"), None);
    }

    /// Takes a node for a mapping with no keys but `known`; nothing at all is
    /// an empty mapping.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Fields<'n> {
        let entries = self.entries(node, what);
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let hint = name_hint(&entry.key, known.iter().copied());
            self.error(entry.place, format!("unknown key `{}` in {what}", entry.key), Some(hint));
        }
        Fields { entries, place: node.place }
    }

    /// Takes a node for a mapping with any keys.
    pub(crate) fn entries<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Entry] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            _ => {
                self.wrong_kind(node, what, "a mapping");
                &[]
            }
        }
    }

    /// Returns the value of `key` as a node.
    pub(crate) fn node<'n>(&mut self, fields: Fields<'n>, key: &str) -> Option<&'n Node> {
        fields.get(key)
    }

    /// Notes a mistake if `key` has no value, or an empty list.
    pub(crate) fn require(&mut self, fields: Fields<'_>, key: &str, what: &str) {
        if fields.get(key).is_none() {
            self.error(fields.place, format!("{what} has no `{key}`"), Some(format!("add `{key}: …`")));
        }
        self.refuse_empty(fields, key);
    }

    /// Notes a mistake if the value of `key` is an empty list.
    pub(crate) fn refuse_empty(&mut self, fields: Fields<'_>, key: &str) {
        if let Some(Node { place, value: Value::List(items) }) = fields.get(key)
            && items.is_empty()
        {
            self.error(*place, format!("`{key}` is empty"), None);
        }
    }

    /// Returns the value of `key` as text; numbers and truth values as they
    /// are written in YAML's own form.
    pub(crate) fn string(&mut self, fields: Fields<'_>, key: &str) -> Option<Placed<String>> {
        self.as_string(fields.get(key)?, key)
    }

    /// Takes a node for text.
    pub(crate) fn as_string(&mut self, node: &Node, what: &str) -> Option<Placed<String>> {
        let value = match &node.value {
            Value::String(text) => text.trim().to_owned(),
            Value::Int(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            _ => {
                self.wrong_kind(node, &format!("`{what}`"), "a text");
                return None;
            }
        };
        if value.is_empty() {
            self.error(node.place, format!("`{what}` is empty"), None);
            return None;
        }
        Some(Placed { value, place: node.place })
    }

    /// Returns the value of `key` as a list of texts; a single text is a list
    /// of one.
    pub(crate) fn strings(&mut self, fields: Fields<'_>, key: &str) -> Option<Vec<Placed<String>>> {
        let node = fields.get(key)?;
        match &node.value {
            Value::List(items) => Some(items.iter().filter_map(|item| self.as_string(item, key)).collect()),
            Value::Map(_) => {
                self.wrong_kind(node, &format!("`{key}`"), "a list of texts");
                None
            }
            _ => self.as_string(node, key).map(|text| vec![text]),
        }
    }

    /// Reads `true` or `false`; `None` where the key is missing or has another
    /// value.
    pub(crate) fn truth(&mut self, fields: Fields<'_>, key: &str) -> Option<bool> {
        let node = self.node(fields, key)?;
        if let Value::Bool(value) = node.value {
            return Some(value);
        }
        self.wrong_kind(node, &format!("`{key}`"), "`true` or `false`");
        None
    }

    /// Returns the value of `key` as a whole number of `range`.
    pub(crate) fn whole(&mut self, fields: Fields<'_>, key: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let node = fields.get(key)?;
        let written = match node.value {
            Value::Int(number) if range.contains(&number) => return Some(number),
            Value::Int(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => {
                self.wrong_kind(node, &format!("`{key}`"), "a whole number");
                return None;
            }
        };
        let hint = format!("a whole number from {} to {}", range.start(), range.end());
        self.error(node.place, format!("`{key}` is {written}"), Some(hint));
        None
    }

    /// Takes a node for a number above 0 and up to `most`.
    pub(crate) fn as_weight(&mut self, node: &Node, what: &str, most: f64) -> Option<f64> {
        let number = match node.value {
            Value::Int(number) => number as f64,
            Value::Float(number) => number,
            _ => {
                self.wrong_kind(node, &format!("the weight of `{what}`"), "a number");
                return None;
            }
        };
        if number > 0.0 && number <= most {
            return Some(number);
        }
        let hint = format!("a number above 0 and up to {most}");
        self.error(node.place, format!("the weight of `{what}` is {number}"), Some(hint));
        None
    }

    /// Takes a node for a number of `range`.
    pub(crate) fn as_number(&mut self, node: &Node, what: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let number = match node.value {
            Value::Int(number) => number as f64,
            Value::Float(number) => number,
            _ => {
                self.wrong_kind(node, &format!("`{what}`"), "a number");
                return None;
            }
        };
        if range.contains(&number) {
            return Some(number);
        }
        let hint = format!("a number from {} to {}", range.start(), range.end());
        self.error(node.place, format!("`{what}` is {number}"), Some(hint));
        None
    }

    /// Returns the value of `key` if it is one of `names`.
    pub(crate) fn choice(&mut self, fields: Fields<'_>, key: &str, names: &[&str]) -> Option<Placed<String>> {
        let written = self.string(fields, key)?;
        self.known(&written, key, names).then_some(written)
    }

    /// Notes a mistake unless `written` is one of `names`.
    pub(crate) fn known(&mut self, written: &Placed<String>, what: &str, names: &[&str]) -> bool {
        let known = names.contains(&written.value.as_str());
        if !known {
            let hint = name_hint(&written.value, names.iter().copied());
            self.error(written.place, format!("unknown {what} `{}`", written.value), Some(hint));
        }
        known
    }

    /// Keeps the names that are known, each once, and notes the others.
    pub(crate) fn each_once(
        &mut self,
        names: Vec<Placed<String>>,
        what: &str,
        known: &[&str],
    ) -> Vec<String> {
        let mut kept: Vec<String> = Vec::new();
        for name in names {
            if kept.contains(&name.value) {
                self.error(name.place, format!("{what} `{}` stands twice", name.value), None);
            } else if self.known(&name, what, known) {
                kept.push(name.value);
            }
        }
        kept
    }

    /// Notes a mistake unless `id` can name a file everywhere: lower-case
    /// letters, digits and hyphens.
    pub(crate) fn id(&mut self, id: &str, place: Place, what: &str) -> bool {
        let valid = is_id(id);
        if !valid {
            let hint = "lower-case letters, digits and hyphens, beginning with a letter or digit";
            self.error(place, format!("`{id}` cannot name {what}"), Some(hint.to_owned()));
        }
        valid
    }
}

/// Reads a span of days: `14`, `14d`, `14 days`, `2w` or `2 weeks`, from 1 to
/// 36,500 of them.
pub(crate) fn read_days(
    reader: &mut Reader<'_>,
    span: &Placed<String>,
    key: &str,
    hint: &str,
) -> Option<u32> {
    let written = span.value.as_str();
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    let factor = match written[digits..].trim() {
        "" | "d" | "day" | "days" => Some(1),
        "w" | "week" | "weeks" => Some(7),
        _ => None,
    };
    let count = written[..digits].parse::<u32>().ok().filter(|count| (1..=36_500).contains(count));
    let days = count.zip(factor).map(|(count, factor)| count * factor);
    if days.is_none() {
        reader.error(span.place, format!("`{key}` is `{written}`"), Some(hint.to_owned()));
    }
    days
}

/// Tells whether `id` has only lower-case ASCII letters, digits and hyphens,
/// begins with no hyphen and has at most 64 characters.
pub(crate) fn is_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&id.len()) && id.bytes().all(allowed) && !id.starts_with('-')
}
