//! What happens while a service runs, one line each.

use serde_json::{Map, Value};

use crate::model::Moment;

/// How much a happening matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Info,
    /// Odd; the service goes on.
    Warning,
    /// Something was not done.
    Error,
}

impl Level {
    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// When.
    pub at: Moment,
    /// How much it matters.
    pub level: Level,
    /// What kind it is, such as `run-ended`.
    pub event: &'static str,
    /// What happened, for people.
    pub message: String,
    /// The same for programs, in a fixed order.
    pub fields: Vec<(&'static str, Value)>,
}

impl Happening {
    /// Makes one without fields.
    pub fn new(at: Moment, level: Level, event: &'static str, message: impl Into<String>) -> Self {
        Self { at, level, event, message: message.into(), fields: Vec::new() }
    }

    /// Adds a field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// Writes it as text, without the end of the line:
    /// `2026-01-10T07:00:00Z info run-ended: weekly: … (brief=weekly …)`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let plain = |value: &Value| match value {
            Value::String(text) if !text.is_empty() && !text.contains([' ', '=', '"', ')']) => text.clone(),
            other => other.to_string(),
        };
        let fields: Vec<String> =
            self.fields.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
        let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(" ")) };
        format!("{} {} {}: {}{fields}", self.at, self.level.name(), self.event, self.message)
    }

    /// Writes it as a JSON object on one line, without the end of the line:
    /// `time`, `level`, `event`, `message` and the fields.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut object = Map::new();
        object.insert("time".to_owned(), self.at.to_string().into());
        object.insert("level".to_owned(), self.level.name().into());
        object.insert("event".to_owned(), self.event.into());
        object.insert("message".to_owned(), self.message.as_str().into());
        for (name, value) in &self.fields {
            object.insert((*name).to_owned(), value.clone());
        }
        Value::Object(object).to_string()
    }
}
