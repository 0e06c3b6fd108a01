//! Values of parameters: read from YAML and from the command line.

use crate::model::{Param, ParamKind, ParamValue, PartialDate};
use crate::tool::yaml::{Node, Value};

/// Takes a YAML value for one of a parameter; `None` for a mapping or nothing.
pub(super) fn of_node(node: &Node) -> Option<ParamValue> {
    Some(match &node.value {
        Value::Null => return None,
        Value::Bool(truth) => ParamValue::Truth(*truth),
        Value::Int(number) => ParamValue::Number(*number as f64),
        Value::Float(number) => ParamValue::Number(*number),
        Value::String(text) => ParamValue::Text(text.trim().to_owned()),
        Value::List(items) => {
            let texts = items.iter().map(|item| of_node(item).map(|value| value.to_string()));
            ParamValue::List(texts.collect::<Option<Vec<String>>>()?)
        }
        Value::Map(_) => return None,
    })
}

pub(super) fn kind_of(value: &ParamValue) -> ParamKind {
    match value {
        ParamValue::Text(_) => ParamKind::Text,
        ParamValue::Number(_) => ParamKind::Number,
        ParamValue::Truth(_) => ParamKind::Truth,
        ParamValue::List(_) => ParamKind::List,
    }
}

/// Takes a value of YAML for one of a kind; `None` where it is none.
pub(super) fn fit(kind: ParamKind, value: Option<&ParamValue>) -> Option<ParamValue> {
    match (kind, value?) {
        (ParamKind::Text | ParamKind::Date, ParamValue::Number(number)) => of_text(kind, &number.to_string()),
        (ParamKind::Text | ParamKind::Date, ParamValue::Text(text)) => of_text(kind, text),
        (ParamKind::List, ParamValue::Text(text)) => Some(ParamValue::List(vec![text.clone()])),
        (ParamKind::List, list @ ParamValue::List(_)) => Some(list.clone()),
        (ParamKind::Number, ParamValue::Number(number)) if number.is_finite() => {
            Some(ParamValue::Number(*number))
        }
        (ParamKind::Truth, truth @ ParamValue::Truth(_)) => Some(truth.clone()),
        _ => None,
    }
}

/// Reads a value of the command line; `None` where it is none of its kind.
pub(super) fn of_text(kind: ParamKind, text: &str) -> Option<ParamValue> {
    let text = text.trim();
    let is_line = !text.is_empty() && !text.chars().any(char::is_control);
    match kind {
        ParamKind::Text => is_line.then(|| ParamValue::Text(text.to_owned())),
        ParamKind::Number => {
            let number: f64 = text.parse().ok()?;
            number.is_finite().then_some(ParamValue::Number(number))
        }
        ParamKind::Truth => text.parse().ok().map(ParamValue::Truth),
        ParamKind::Date => text.parse::<PartialDate>().ok().map(|date| ParamValue::Text(date.to_string())),
        ParamKind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            is_line.then(|| ParamValue::List(items.map(str::to_owned).collect()))
        }
    }
}

pub(super) fn allows(param: &Param, value: &ParamValue) -> bool {
    let chosen = |value: &ParamValue| param.choices.contains(value);
    match value {
        _ if param.choices.is_empty() => true,
        ParamValue::List(items) => items.iter().all(|item| chosen(&ParamValue::List(vec![item.clone()]))),
        one => chosen(one),
    }
}

pub(super) fn wanted(kind: ParamKind) -> &'static str {
    match kind {
        ParamKind::Text => "a text in one line",
        ParamKind::Number => "a number",
        ParamKind::Truth => "`true` or `false`",
        ParamKind::Date => "a date (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`)",
        ParamKind::List => "a list of texts",
    }
}
