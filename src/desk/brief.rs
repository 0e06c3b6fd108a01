//! `briefs/*.yaml`: what to brief on, and for whom.

use std::collections::BTreeMap;

use super::fields::{Fields, Placed, Reader, is_id};
use super::{Config, deliver, params, period, schedule};
use crate::error::{Diagnostic, name_hint};
use crate::model::{self, BriefSpec, Mark, Pin};
use crate::tool::yaml::{self, Node, Place, Value};

const KEYS: [&str; 12] = [
    "title",
    "themes",
    "audiences",
    "period",
    "approval",
    "schedule",
    "deliver",
    "params",
    "editions",
    "pin",
    "drop",
    "order",
];
/// The folder of the archive that is no brief's.
const SOURCES: &str = "sources";

/// Reads one brief; `None` beside at least one mistake.
pub(super) fn read(path: &str, text: &str, config: &Config) -> (Option<BriefSpec>, Vec<Diagnostic>) {
    let node = match yaml::parse(text) {
        Ok(node) => node,
        Err(diagnostic) => return (None, vec![diagnostic.in_file(path)]),
    };
    let mut reader = Reader::new(path, text);
    let id = path.trim_start_matches("briefs/").trim_end_matches(".yaml");
    let top = Place { line: 1, column: 1 };
    if !is_id(id) {
        reader.id(id, top, "a brief");
    } else if id == SOURCES {
        let hint = "the archive keeps the texts of cited documents under this name";
        reader.error(top, format!("`{id}` cannot name a brief"), Some(hint.to_owned()));
    }
    let fields = reader.fields(&node, "a brief", &KEYS);
    for key in ["title", "themes", "audiences"] {
        reader.require(fields, key, "the brief");
    }
    let title = reader.string(fields, "title").map(|title| title.value);
    let theme_ids: Vec<&str> = config.themes.iter().map(|theme| theme.id.as_str()).collect();
    let audience_ids: Vec<&str> = config.audiences.iter().map(|audience| audience.id.as_str()).collect();
    let themes = reader.strings(fields, "themes").map(|names| reader.each_once(names, "theme", &theme_ids));
    let audiences =
        reader.strings(fields, "audiences").map(|names| reader.each_once(names, "audience", &audience_ids));
    if let Some((themes, names)) = themes.as_ref().zip(reader.strings(fields, "audiences")) {
        refuse_idle(&mut reader, names, themes, config);
    }
    let period = period::read(&mut reader, fields);
    let editors = themes.as_deref().zip(audiences.as_deref()).map(|(themes, audiences)| {
        let known = Known { themes, audiences };
        (read_pins(&mut reader, fields, known), read_order(&mut reader, fields, known))
    });
    let approval = read_approval(&mut reader, fields);
    let schedule = schedule::read(&mut reader, fields, config.time_zone.as_deref());
    let deliver = deliver::read_names(&mut reader, fields, audiences.as_deref(), config);
    let drops = read_drops(&mut reader, fields);
    let declared = params::read_declared(&mut reader, fields);
    let sets = params::read_sets(&mut reader, fields, &declared);
    let spec =
        title.zip(themes).zip(audiences).zip(editors).map(|(((title, themes), audiences), (pins, order))| {
            BriefSpec {
                id: id.to_owned(),
                base: id.to_owned(),
                file: id.to_owned(),
                own_themes: Vec::new(),
                title,
                themes,
                audiences,
                period_days: period.days,
                since_last: period.since_last,
                approval,
                schedule,
                deliver,
                pins,
                drops,
                order,
                declared,
                sets,
                params: BTreeMap::new(),
            }
        });
    (spec, reader.diagnostics)
}

/// Tells whether somebody must publish what is built.
fn read_approval(reader: &mut Reader<'_>, fields: Fields<'_>) -> bool {
    let Some(approval) = reader.string(fields, "approval") else { return false };
    match approval.value.as_str() {
        "required" => true,
        "none" => false,
        other => {
            let hint = "`required`, or `none`, which is the default".to_owned();
            reader.error(approval.place, format!("`{other}` is no kind of approval"), Some(hint));
            false
        }
    }
}

/// Notes audiences that would get none of the brief's themes.
fn refuse_idle(reader: &mut Reader<'_>, names: Vec<Placed<String>>, themes: &[String], config: &Config) {
    for name in names {
        let audience = config.audiences.iter().find(|audience| audience.id == name.value);
        let Some(own) = audience.and_then(|audience| audience.themes.as_ref()) else { continue };
        if !own.iter().any(|theme| themes.contains(theme)) {
            let hint = format!("it gets {} (`themes` of the audience in config.yaml)", own.join(", "));
            let message = format!("audience `{}` gets none of the brief's themes", name.value);
            reader.error(name.place, message, Some(hint));
        }
    }
}

/// The names that the brief itself uses.
#[derive(Clone, Copy)]
struct Known<'a> {
    themes: &'a [String],
    audiences: &'a [String],
}

/// Notes a mistake unless `name` is one of the brief's own.
fn is_of_brief(reader: &mut Reader<'_>, name: &str, place: Place, what: &str, own: &[String]) -> bool {
    let is_own = own.iter().any(|known| known == name);
    if !is_own {
        let hint = name_hint(name, own.iter().map(String::as_str));
        reader.error(place, format!("the brief has no {what} `{name}`"), Some(hint));
    }
    is_own
}

fn items<'n>(reader: &mut Reader<'_>, fields: Fields<'n>, key: &str) -> &'n [Node] {
    match reader.node(fields, key) {
        Some(Node { value: Value::List(items), .. }) => items,
        Some(node) => {
            reader.error(node.place, format!("`{key}` must be a list, not {}", node.value.kind()), None);
            &[]
        }
        None => &[],
    }
}

fn read_pins(reader: &mut Reader<'_>, fields: Fields<'_>, known: Known<'_>) -> Vec<Pin> {
    let mut pins = Vec::new();
    for item in items(reader, fields, "pin") {
        let entry = reader.fields(item, "a pin", &["theme", "file", "text", "audiences"]);
        for key in ["theme", "file", "text"] {
            reader.require(entry, key, "the pin");
        }
        let theme = reader
            .string(entry, "theme")
            .filter(|theme| is_of_brief(reader, &theme.value, theme.place, "theme", known.themes));
        let audiences = reader.strings(entry, "audiences").unwrap_or_default();
        let audiences = audiences
            .into_iter()
            .filter(|name| is_of_brief(reader, &name.value, name.place, "audience", known.audiences))
            .map(|name| name.value)
            .collect();
        let mark = read_mark(reader, entry).filter(|mark| mark.text.is_some());
        pins.extend(theme.zip(mark).map(|(theme, mark)| Pin { theme: theme.value, mark, audiences }));
    }
    pins
}

fn read_drops(reader: &mut Reader<'_>, fields: Fields<'_>) -> Vec<Mark> {
    let mut drops = Vec::new();
    for item in items(reader, fields, "drop") {
        let entry = reader.fields(item, "a drop", &["file", "text"]);
        reader.require(entry, "file", "the drop");
        drops.extend(read_mark(reader, entry));
    }
    drops
}

/// Reads what a pin or drop points at; its place is that of the text.
fn read_mark(reader: &mut Reader<'_>, entry: Fields<'_>) -> Option<Mark> {
    let file = reader.string(entry, "file")?;
    let text = reader.string(entry, "text");
    let place = text.as_ref().map_or(file.place, |text| text.place);
    Some(Mark {
        document: file.value,
        text: text.map(|text| text.value),
        line: place.line,
        column: place.column,
    })
}

fn read_order(
    reader: &mut Reader<'_>,
    fields: Fields<'_>,
    known: Known<'_>,
) -> BTreeMap<String, Vec<model::Placed>> {
    let mut order = BTreeMap::new();
    let Some(node) = reader.node(fields, "order") else { return order };
    for entry in reader.entries(node, "`order`") {
        if is_of_brief(reader, &entry.key, entry.place, "theme", known.themes) {
            order.insert(entry.key.clone(), read_beginnings(reader, &entry.node, &entry.key));
        }
    }
    order
}

fn read_beginnings(reader: &mut Reader<'_>, node: &Node, theme: &str) -> Vec<model::Placed> {
    let Value::List(items) = &node.value else {
        let message = format!("the order of `{theme}` must be a list, not {}", node.value.kind());
        reader.error(node.place, message, Some("the first words of each excerpt".to_owned()));
        return Vec::new();
    };
    let texts = items.iter().filter_map(|item| reader.as_string(item, "order")).collect::<Vec<_>>();
    let placed = |text: Placed<String>| model::Placed {
        text: text.value,
        line: text.place.line,
        column: text.place.column,
    };
    texts.into_iter().map(placed).collect()
}
