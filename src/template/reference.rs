//! The reference of filters, tests and functions, from their rows.

use super::filters::{self, Kind, Row, What};

/// Returns each example with its result: the name, the template, the result.
pub(crate) fn examples() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    filters::rows().map(|row| (row.name, row.example, row.result))
}

/// Writes the reference of filters, tests or functions as a Markdown table.
pub(crate) fn reference_of_filters(what: What) -> String {
    let (name, arguments) = match what {
        What::Filter => ("filter", true),
        What::Test => ("test", false),
        What::Function => ("function", true),
    };
    let heading = if arguments { "arguments" } else { "argument" };
    let mut table = format!("| {name} | {heading} | | example | gives |\n| --- | --- | --- | --- | --- |\n");
    for row in filters::rows().filter(|row| row.what == what) {
        let cells = [
            format!("`{}`", row.name),
            arguments_of(row),
            row.says.to_owned(),
            format!("`{}`", row.example.replace('|', "\\|")),
            if row.result.is_empty() { String::new() } else { format!("`{}`", row.result) },
        ];
        table.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    table
}

fn arguments_of(row: &Row) -> String {
    let argument = |argument: &filters::Argument| {
        let kind = match argument.kind {
            Kind::Any => String::new(),
            Kind::Text => "text".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Truth => "`true` or `false`".to_owned(),
            Kind::OneOf(names) => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            Kind::Attribute => "field".to_owned(),
            Kind::Language => "BCP 47".to_owned(),
        };
        let name = if argument.required {
            format!("**`{}`**", argument.name)
        } else {
            format!("`{}`", argument.name)
        };
        if kind.is_empty() { name } else { format!("{name} ({kind})") }
    };
    row.arguments.iter().map(argument).collect::<Vec<_>>().join("; ")
}
