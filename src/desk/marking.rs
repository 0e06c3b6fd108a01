//! Handling markings in `config.yaml`.

use super::fields::{Fields, Reader};
use crate::model::{Markings, SourcePattern};
use crate::tool::yaml::Value;

/// Reads the section: a list of levels, or a mapping with the levels and with
/// what sources are marked with.
pub(super) fn read(reader: &mut Reader<'_>, fields: Fields<'_>) -> Markings {
    let mut markings = Markings::default();
    let Some(node) = reader.node(fields, "markings") else { return markings };
    if !matches!(node.value, Value::Map(_)) {
        reader.refuse_empty(fields, "markings");
        read_levels(reader, fields, "markings", &mut markings);
        return markings;
    }
    let section = reader.fields(node, "`markings`", &["levels", "sources"]);
    reader.refuse_empty(section, "levels");
    read_levels(reader, section, "levels", &mut markings);
    let Some(sources) = reader.node(section, "sources") else { return markings };
    let levels: Vec<&str> = markings.levels.iter().map(String::as_str).collect();
    let mut marked = Vec::new();
    for entry in reader.entries(sources, "`sources` of `markings`") {
        let written = reader.as_string(&entry.node, &entry.key);
        let known = written.filter(|written| reader.known(written, "marking", &levels));
        marked.extend(known.map(|known| (SourcePattern(entry.key.clone()), known.value)));
    }
    markings.sources = marked;
    markings
}

fn read_levels(reader: &mut Reader<'_>, fields: Fields<'_>, key: &str, markings: &mut Markings) {
    let Some(levels) = reader.strings(fields, key).filter(|levels| !levels.is_empty()) else { return };
    markings.levels = Vec::new();
    for level in levels {
        if markings.knows(&level.value) {
            reader.error(level.place, format!("marking `{}` stands twice", level.value), None);
        } else {
            markings.levels.push(level.value);
        }
    }
}
