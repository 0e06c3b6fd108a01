//! Values in the place of `{name}`: in the title and the themes of a brief.

use std::collections::BTreeMap;

use super::is_name;
use crate::desk::fields::Reader;
use crate::desk::{config, theme};
use crate::error::{Diagnostic, name_hint};
use crate::model::{BriefSpec, ParamValue, Theme};
use crate::tool::yaml::{self, Entry, Node, Value};

/// Puts the values of parameters in the place of `{name}` in the title and the
/// themes of a brief.
pub(super) fn fill_in(brief: &mut BriefSpec, config_text: &str) -> Result<(), Vec<Diagnostic>> {
    let mut mistakes = Vec::new();
    let params = &brief.params;
    for name in names_in(&brief.title).filter(|name| !params.contains_key(*name)) {
        let hint = name_hint(name, params.keys().map(String::as_str));
        let message = format!("the title needs the parameter `{name}`, which the brief does not declare");
        mistakes.push(Diagnostic::error(message).in_file(brief.path()).hint(hint));
    }
    let title = filled(&brief.title, params);
    // What is wrong with the file itself is told where it is read.
    let Ok(root) = yaml::parse(config_text) else { return Ok(()) };
    let themes = entry(&root, "themes").map_or(&[][..], |themes| entries(&themes.node));
    let mut own = Vec::new();
    for theme in themes.iter().filter(|theme| brief.themes.contains(&theme.key)) {
        let needed = needed(&theme.node);
        if needed.is_empty() {
            continue;
        }
        for name in needed.iter().filter(|name| !params.contains_key(**name)) {
            let hint = format!("declare it under `params` in {}", brief.path());
            let message = format!(
                "theme `{}` needs the parameter `{name}`, which brief `{}` does not declare",
                theme.key, brief.file
            );
            let place = theme.place;
            let told = Diagnostic::error(message).in_file(config::FILE);
            mistakes.push(told.at(place.line, place.column, config_text).hint(hint));
        }
        let (read, wrong) = read_theme(theme, params, config_text);
        own.push(read);
        mistakes.extend(wrong);
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    brief.title = title;
    brief.own_themes = own;
    Ok(())
}

fn read_theme(
    theme: &Entry,
    params: &BTreeMap<String, ParamValue>,
    config_text: &str,
) -> (Theme, Vec<Diagnostic>) {
    let mut reader = Reader::new(config::FILE, config_text);
    let node = filled_node(&theme.node, params);
    let read = theme::read_theme(&mut reader, &theme.key, theme.place, &node);
    (read, reader.diagnostics)
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    entries(node).iter().find(|entry| entry.key == key)
}

/// Returns the names in braces of a YAML value, each once, in order.
fn needed(node: &Node) -> Vec<&str> {
    fn walk<'n>(node: &'n Node, names: &mut Vec<&'n str>) {
        match &node.value {
            Value::String(text) => names.extend(names_in(text)),
            Value::List(items) => items.iter().for_each(|item| walk(item, names)),
            Value::Map(entries) => {
                for entry in entries {
                    names.extend(names_in(&entry.key));
                    walk(&entry.node, names);
                }
            }
            _ => {}
        }
    }
    let mut names = Vec::new();
    walk(node, &mut names);
    let mut once: Vec<&str> = Vec::new();
    names.into_iter().for_each(|name| {
        if !once.contains(&name) {
            once.push(name)
        }
    });
    once
}

/// Returns the names that stand in braces, such as `country` in `{country}`.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(|name| is_name(name))
}

/// Puts values in the place of names in braces; of a list all, with commas.
fn filled(text: &str, params: &BTreeMap<String, ParamValue>) -> String {
    let put = |text: String, (name, value): (&String, &ParamValue)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    };
    params.iter().fold(text.to_owned(), put)
}

/// The same in a YAML value; an item of a list, or a key, that is made of a
/// list becomes one for each of its texts.
fn filled_node(node: &Node, params: &BTreeMap<String, ParamValue>) -> Node {
    let value = match &node.value {
        Value::String(text) => Value::String(filled(text, params)),
        Value::List(items) => Value::List(items.iter().flat_map(|item| each_filled(item, params)).collect()),
        Value::Map(entries) => {
            let filled = |entry: &Entry| {
                let node = filled_node(&entry.node, params);
                let keys = each(&entry.key, params);
                let place = entry.place;
                keys.into_iter().map(move |key| Entry { place, key, node: node.clone() })
            };
            Value::Map(entries.iter().flat_map(filled).collect())
        }
        other => other.clone(),
    };
    Node { place: node.place, value }
}

fn each_filled(item: &Node, params: &BTreeMap<String, ParamValue>) -> Vec<Node> {
    let Value::String(text) = &item.value else { return vec![filled_node(item, params)] };
    each(text, params)
        .into_iter()
        .map(|text| Node { place: item.place, value: Value::String(text) })
        .collect()
}

/// Fills a text in once for each text of the lists that it names.
fn each(text: &str, params: &BTreeMap<String, ParamValue>) -> Vec<String> {
    let lists = params.iter().filter(|(name, _)| names_in(text).any(|named| named == name.as_str()));
    let mut texts = vec![text.to_owned()];
    for (name, value) in lists {
        let values = match value {
            ParamValue::List(items) => items.clone(),
            one => vec![one.to_string()],
        };
        let put = |text: &String| -> Vec<String> {
            values.iter().map(|value| text.replace(&format!("{{{name}}}"), value)).collect()
        };
        texts = texts.iter().flat_map(put).collect();
    }
    texts
}
