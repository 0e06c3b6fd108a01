//! Parameters: what one brief leaves open, so that it serves many countries
//! or clients.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A parameter of a brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name: lower-case letters, digits and underscores.
    pub name: String,
    /// What its values are.
    pub kind: ParamKind,
    /// The value where none is given; `None` for a parameter that must be
    /// given.
    pub default: Option<ParamValue>,
    /// The only values that are allowed; empty for all of its kind.
    pub choices: Vec<ParamValue>,
}

/// What the values of a parameter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// Any text in one line.
    Text,
    /// A finite number.
    Number,
    /// `true` or `false`.
    Truth,
    /// A day, a month or a year.
    Date,
    /// Texts.
    List,
}

impl ParamKind {
    /// The names as written in a brief.
    pub const NAMES: [&'static str; 5] = ["text", "number", "boolean", "date", "list"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let kinds = [Self::Text, Self::Number, Self::Truth, Self::Date, Self::List];
        kinds.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns its name of [`Self::NAMES`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Truth => "boolean",
            Self::Date => "date",
            Self::List => "list",
        }
    }
}

/// Values for the parameters of a brief that make an edition of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct ParamSet {
    /// Its name, which follows the brief's in the edition's.
    pub name: String,
    /// Values by the parameters' names.
    pub values: BTreeMap<String, ParamValue>,
}

/// The value of a parameter, as a template sees it; a date is a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum ParamValue {
    /// Of a text or a date.
    Text(String),
    /// Of a number; finite.
    Number(f64),
    /// Of a boolean.
    Truth(bool),
    /// Of a list.
    List(Vec<String>),
}

impl fmt::Display for ParamValue {
    /// Writes the value as on the command line; a list with commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::List(items) => f.write_str(&items.join(", ")),
        }
    }
}
