//! Filters, tests and functions: one row each, from which they are
//! registered, documented and checked.

mod dates;
mod lists;
mod numbers;
mod rows;
mod tera_rows;
mod texts;

use std::sync::Arc;

use tera::{Kwargs, State, Tera, Value};

use crate::labels::{Dictionary, Labels};

/// What a row tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// `value | name(…)`.
    Filter,
    /// `value is name(…)`.
    Test,
    /// `name(…)`.
    Function,
}

/// The values that a filter or test works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Any,
    Text,
    Number,
    List,
    /// A list of values that have fields.
    Items,
    Map,
    /// What has a length: a text, a list or a mapping.
    Sized,
}

/// What it makes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    Any,
    Text,
    Markdown,
    Number,
    Truth,
    Numbers,
    Texts,
    /// What it was given.
    Same,
    /// A member of the list.
    Item,
    /// The members' values of the argument `attribute`.
    Mapped,
    /// Records of `key` and `items`.
    Groups,
    /// A mapping from texts to lists of members.
    GroupMap,
}

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Text,
    Number,
    Truth,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// The path of a field of the list's members, such as `source.title`.
    Attribute,
    /// A BCP 47 tag.
    Language,
}

/// An argument; arguments are named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Argument {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
}

const fn may(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, required: false }
}

const fn must(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, required: true }
}

/// Puts a filter into the engine.
type Register = fn(&mut Tera, &Arc<Dictionary>);

/// A filter, test or function.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) what: What,
    pub(super) takes: Takes,
    pub(super) arguments: &'static [Argument],
    pub(super) gives: Gives,
    /// One sentence without a full stop.
    pub(super) says: &'static str,
    /// A template; docs/templates.md shows it with its result.
    pub(super) example: &'static str,
    pub(super) result: &'static str,
    /// `None` for what Tera brings.
    register: Option<Register>,
}

/// Returns all rows: our own first, then what Tera brings.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    rows::OWN.iter().chain(tera_rows::BROUGHT)
}

/// Returns the row of a name.
pub(super) fn row(what: What, name: &str) -> Option<&'static Row> {
    rows().find(|row| row.what == what && row.name == name)
}

/// Returns the names of one kind.
pub(super) fn names(what: What) -> impl Iterator<Item = &'static str> + Clone {
    rows::OWN.iter().chain(tera_rows::BROUGHT).filter(move |row| row.what == what).map(|row| row.name)
}

/// Filters of Tera that make no sense here, with what to do instead.
pub(super) const REFUSED: [(&str, &str); 5] = [
    ("safe", "values are escaped where they must be"),
    ("escape", "values are escaped where they stand"),
    ("escape_html", "values are escaped where they stand, and a briefing is Markdown"),
    ("escape_xml", "values are escaped where they stand, and a briefing is Markdown"),
    ("newlines_to_br", "values stand on one line"),
];

/// Puts our filters into the engine, and takes those out that it must not have.
pub(super) fn register(tera: &mut Tera, words: &Arc<Dictionary>) {
    for row in rows::OWN {
        if let Some(register) = row.register {
            register(tera, words);
        }
    }
    // A template cannot declare a source's words to be markup.
    for (name, why) in REFUSED {
        let message = format!("there is no filter `{name}`: {why}");
        let refuse = move |_: Value, _: Kwargs, _: &State| -> Result<Value, tera::Error> {
            Err(tera::Error::message(&message))
        };
        tera.register_filter(name, refuse);
    }
}

/// Returns the labels of the argument `language`, else of the audience.
fn labels<'w>(words: &'w Dictionary, arguments: &Kwargs, state: &State) -> Result<&'w Labels, tera::Error> {
    if let Some(language) = arguments.get::<&str>("language")? {
        return Ok(words.of(language));
    }
    let own = state.get::<Value>("language")?;
    Ok(words.of(own.as_ref().and_then(Value::as_str).unwrap_or("en")))
}

/// Returns a text of the view's `brief`; `None` where there is none.
fn of_brief(state: &State, key: &str) -> Option<String> {
    let brief = state.get::<Value>("brief").ok().flatten()?;
    brief.get_from_path(key)?.as_str().map(str::to_owned)
}
