//! The reference in docs/templates.md, from the code that it tells of.

use std::collections::BTreeMap;

use serde_json::Value;

use super::list;
use crate::compose::{cases, schema};
use crate::desk::Desk;
use crate::labels::Labels;
use crate::template::check::choices;
use crate::template::{Templates, What, examples, reference_of_filters};
use crate::tool::markdown::Markdown;

/// Types of the view, with what stands for one of them in a template, in the
/// order of the reference.
const TYPES: [(&str, &str, &str); 20] = [
    ("BriefView", "brief", "brief"),
    ("AudienceView", "audience", "audience"),
    ("ThemeView", "themes", "theme"),
    ("ExcerptView", "excerpts", "excerpt"),
    ("Locator", "excerpt.locator", "excerpt.locator"),
    ("Reasons", "excerpt.reasons", "excerpt.reasons"),
    ("Part", "excerpt.reasons.parts", "part"),
    ("AlternativeEntry", "excerpt.reasons.preferred_to", "other"),
    ("CitationView", "citations", "citation"),
    ("SourceView", "sources", "source"),
    ("FigureView", "figures", "figure"),
    ("SeriesView", "series", "series"),
    ("PointView", "series.points", "point"),
    ("EventView", "events", "event"),
    ("QuotationView", "quotations", "quotation"),
    ("DisagreementView", "disagreements", "disagreement"),
    ("SideView", "disagreement.sides", "side"),
    ("ChangesView", "changes", "changes"),
    ("GoneView", "changes.gone", "gone"),
    ("Coverage", "coverage", "coverage"),
];

/// Returns the parts of docs/templates.md that are made from the code and from
/// the templates that ship, by name: Markdown.
#[must_use]
pub fn reference(desk: &Desk) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("variables", variables()),
        ("filters", reference_of_filters(What::Filter)),
        ("tests", reference_of_filters(What::Test)),
        ("functions", reference_of_filters(What::Function)),
        ("labels", labels()),
        ("blocks", blocks(desk)),
        ("parts", parts(desk)),
    ])
}

/// Runs the examples of the filters; returns each with what it gives, and what
/// it should: name, given, expected. A template that fails gives its mistake.
#[must_use]
pub fn run_examples() -> Vec<(&'static str, String, &'static str)> {
    let plain = cases(&Labels::of("en"), &BTreeMap::new()).remove(0).view;
    let run = |(name, example, result): (&'static str, &str, &'static str)| {
        let texts = BTreeMap::from([("example.md".to_owned(), format!("={example}="))]);
        let filled = Templates::load(&texts)
            .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<String>())
            .and_then(|templates| {
                templates.fill("example.md", &plain).map_err(|mistake| mistake.to_string())
            });
        let shown = |markdown: Markdown| markdown.as_str().trim_end().trim_matches('=').replace('\\', "");
        let given = filled.map_or_else(|mistake| mistake, shown);
        (name, given.replace('\u{a0}', " "), result)
    };
    examples().map(run).collect()
}

fn variables() -> String {
    let schema = schema(&[], &BTreeMap::new());
    let mut text = String::from("| variable | is | |\n| --- | --- | --- |\n");
    for (name, field) in properties(&schema) {
        text.push_str(&format!("| `{name}` | {} | {} |\n", kind(&schema, field), said(field)));
    }
    for (of, heading, prefix) in TYPES {
        let record = &schema["$defs"][of];
        text.push_str(&format!("\n### {heading}\n\n"));
        if prefix != heading {
            text.push_str(&format!("`{prefix}` stands for one of `{heading}`.\n\n"));
        }
        text.push_str("| variable | is | | example |\n| --- | --- | --- | --- |\n");
        for (name, field) in properties(record) {
            let example = field["examples"][0].clone();
            let example = match example {
                Value::Null => String::new(),
                Value::String(text) => format!("`{text}`"),
                other => format!("`{other}`"),
            };
            let row = [format!("`{prefix}.{name}`"), kind(&schema, field), said(field), example];
            text.push_str(&format!("| {} |\n", row.join(" | ")));
        }
    }
    text
}

fn properties(record: &Value) -> impl Iterator<Item = (&String, &Value)> {
    record["properties"].as_object().into_iter().flatten()
}

/// Returns the doc comment of a field on one line.
fn said(field: &Value) -> String {
    let text = field["description"].as_str().unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches('.').replace('|', "\\|")
}

/// Says what a field is.
fn kind(schema: &Value, field: &Value) -> String {
    if field["markdown"] == true {
        return "Markdown".to_owned();
    }
    if let Some(name) = field["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return match TYPES.iter().find(|(of, _, _)| *of == name) {
            Some((_, heading, _)) => format!("[{heading}](#{})", anchor(heading)),
            None => kind(schema, &schema["$defs"][name]),
        };
    }
    let names = choices(field);
    if !names.is_empty() {
        return names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    }
    if let Some(parts) = field["anyOf"].as_array() {
        let known = parts.iter().filter(|part| part["type"] != "null").map(|part| kind(schema, part));
        return format!("{}; or none", known.collect::<Vec<_>>().join(", "));
    }
    let types: Vec<&str> = match &field["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let named = match types.first() {
        Some(&"string") => "text".to_owned(),
        Some(&("integer" | "number")) => "number".to_owned(),
        Some(&"boolean") => "true or false".to_owned(),
        Some(&"array") => format!("list of {}", kind(schema, &field["items"])),
        _ => "mapping".to_owned(),
    };
    if types.contains(&"null") { format!("{named}; or none") } else { named }
}

fn anchor(heading: &str) -> String {
    heading.chars().filter(|letter| *letter != '.').collect()
}

fn labels() -> String {
    let mut text = String::from("| label | English |\n| --- | --- |\n");
    for (key, word) in Labels::of("en").words() {
        text.push_str(&format!("| `{key}` | {} |\n", word.replace('|', "\\|")));
    }
    text
}

fn blocks(desk: &Desk) -> String {
    let mut text = String::from("| block | templates that fill it |\n| --- | --- |\n");
    let all = list(desk);
    let base = super::resolve(desk, "base.md").map(|(_, blocks)| blocks).unwrap_or_default();
    for block in base {
        let fills = |name: &str| {
            super::resolve(desk, name).is_ok_and(|(_, blocks)| {
                blocks.iter().any(|one| {
                    one.block == block.block && one.from.first().is_some_and(|first| first == name)
                })
            })
        };
        let names: Vec<String> = all
            .iter()
            .filter(|one| one.name != "base.md" && fills(&one.name))
            .map(|one| format!("`{}`", one.name))
            .collect();
        text.push_str(&format!("| `{}` | {} |\n", block.block, names.join(", ")));
    }
    text
}

fn parts(desk: &Desk) -> String {
    let mut text = String::from("| part | prints |\n| --- | --- |\n");
    for part in list(desk).iter().filter(|one| one.name.starts_with("_parts/")) {
        let comment = part.text.strip_prefix("{#").and_then(|rest| rest.split_once("#}"));
        let comment = comment.map_or("", |(comment, _)| comment.trim_end_matches('-'));
        let said = comment.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("| `{}` | {} |\n", part.name, said.trim_end_matches('.')));
    }
    text
}
