//! Parameters of briefs: declared, given, and put in the place of `{name}` in
//! titles and themes.

mod editions;
mod fill;
mod value;

use std::collections::BTreeMap;

use super::fields::{Fields, Reader};
use crate::error::name_hint;
use crate::model::{BriefSpec, Param, ParamKind, ParamSet};
use crate::tool::yaml::{Entry, Node, Value};

pub(super) use editions::editions;

use value::{allows, fit, kind_of, of_node, wanted};

/// Values that the command line gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Names and values as written, in order; the last of a name counts.
    pub values: Vec<(String, String)>,
    /// The briefs that they are for; empty for all.
    pub briefs: Vec<String>,
}

impl Given {
    /// Returns what is given to a brief, by its parameters.
    fn of(&self, brief: &BriefSpec, base: &str) -> impl Iterator<Item = &(String, String)> {
        let names = |name: &String| *name == brief.file || name == base;
        let is_meant = self.briefs.is_empty() || self.briefs.iter().any(names);
        self.values.iter().enumerate().filter_map(move |(place, given)| {
            let (name, _) = given;
            let is_last = self.values[place + 1..].iter().all(|(later, _)| later != name);
            let is_declared = brief.declared.iter().any(|declared| declared.name == *name);
            (is_meant && is_last && is_declared).then_some(given)
        })
    }
}

/// Reads `params`: names with what their values are.
pub(super) fn read_declared(reader: &mut Reader<'_>, fields: Fields<'_>) -> Vec<Param> {
    let Some(node) = reader.node(fields, "params") else { return Vec::new() };
    let mut declared = Vec::new();
    for entry in reader.entries(node, "`params`") {
        if !is_name(&entry.key) {
            let hint = "lower-case letters, digits and underscores, beginning with a letter".to_owned();
            reader.error(entry.place, format!("`{}` cannot name a parameter", entry.key), Some(hint));
            continue;
        }
        declared.extend(read_param(reader, entry));
    }
    declared
}

/// Reads a parameter: a mapping, or its default value alone.
fn read_param(reader: &mut Reader<'_>, entry: &Entry) -> Option<Param> {
    let name = entry.key.clone();
    if !matches!(entry.node.value, Value::Map(_)) {
        let default = of_node(&entry.node);
        let kind = default.as_ref().map_or(ParamKind::Text, kind_of);
        return Some(Param { name, kind, default, choices: Vec::new() });
    }
    let fields = reader.fields(&entry.node, &format!("parameter `{name}`"), &["type", "default", "choices"]);
    reader.require(fields, "type", &format!("parameter `{name}`"));
    let kind = ParamKind::from_name(&reader.choice(fields, "type", &ParamKind::NAMES)?.value)?;
    let value = |reader: &mut Reader<'_>, node: &Node| match fit(kind, of_node(node).as_ref()) {
        Some(value) => Some(value),
        None => {
            let hint = format!("`type` is {}", kind.name());
            reader.error(node.place, format!("not {}", wanted(kind)), Some(hint));
            None
        }
    };
    let default = reader.node(fields, "default").and_then(|node| value(reader, node));
    let choices = match reader.node(fields, "choices") {
        Some(Node { value: Value::List(items), .. }) => {
            items.iter().filter_map(|item| value(reader, item)).collect()
        }
        Some(node) => value(reader, node).into_iter().collect(),
        None => Vec::new(),
    };
    let param = Param { name, kind, default, choices };
    if let Some(default) = param.default.as_ref().filter(|default| !allows(&param, default)) {
        let message = format!("the default `{default}` of `{}` is none of its `choices`", param.name);
        reader.error(entry.place, message, None);
    }
    Some(param)
}

/// Reads `editions`: names with values for the parameters.
pub(super) fn read_sets(reader: &mut Reader<'_>, fields: Fields<'_>, declared: &[Param]) -> Vec<ParamSet> {
    let Some(node) = reader.node(fields, "editions") else { return Vec::new() };
    let mut sets = Vec::new();
    for entry in reader.entries(node, "`editions`") {
        reader.id(&entry.key, entry.place, "an edition");
        let mut values = BTreeMap::new();
        for value in reader.entries(&entry.node, &format!("edition `{}`", entry.key)) {
            let Some(param) = declared.iter().find(|param| param.name == value.key) else {
                let hint = name_hint(&value.key, declared.iter().map(|param| param.name.as_str()));
                reader.error(value.place, format!("unknown parameter `{}`", value.key), Some(hint));
                continue;
            };
            match fit(param.kind, of_node(&value.node).as_ref()).filter(|value| allows(param, value)) {
                Some(fitting) => drop(values.insert(param.name.clone(), fitting)),
                None => {
                    let message = format!("the value of `{}` is not {}", param.name, wanted(param.kind));
                    reader.error(value.node.place, message, choices_hint(param));
                }
            }
        }
        sets.push(ParamSet { name: entry.key.clone(), values });
    }
    sets
}

fn choices_hint(param: &Param) -> Option<String> {
    let choices: Vec<String> = param.choices.iter().map(|choice| format!("`{choice}`")).collect();
    (!choices.is_empty()).then(|| format!("one of {}", choices.join(", ")))
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.bytes().all(allowed) && name.starts_with(|first: char| first.is_ascii_lowercase())
}

#[cfg(test)]
mod tests;
