//! `briefs/*.yaml`: what to brief on, and for whom.

use super::Config;
use super::fields::{Placed, Reader, is_id};
use crate::error::Diagnostic;
use crate::model::BriefSpec;
use crate::tool::yaml::{self, Place};

const KEYS: [&str; 4] = ["title", "themes", "audiences", "period"];
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
    let themes = reader.strings(fields, "themes").map(|names| known(&mut reader, names, "theme", &theme_ids));
    let audiences =
        reader.strings(fields, "audiences").map(|names| known(&mut reader, names, "audience", &audience_ids));
    let period_days = reader.string(fields, "period").and_then(|period| days(&mut reader, &period));
    let spec = title.zip(themes).zip(audiences).map(|((title, themes), audiences)| BriefSpec {
        id: id.to_owned(),
        title,
        themes,
        audiences,
        period_days,
        since: None,
    });
    (spec, reader.diagnostics)
}

/// Keeps the names that are known, each once, and notes the others.
fn known(reader: &mut Reader<'_>, names: Vec<Placed<String>>, what: &str, known: &[&str]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if kept.contains(&name.value) {
            reader.error(name.place, format!("{what} `{}` stands twice", name.value), None);
        } else if reader.known(&name, what, known) {
            kept.push(name.value);
        }
    }
    kept
}

/// Reads `all`, `14`, `14d`, `14 days`, `2w` or `2 weeks`.
fn days(reader: &mut Reader<'_>, period: &Placed<String>) -> Option<u32> {
    let written = period.value.as_str();
    if written == "all" {
        return None;
    }
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    let factor = match written[digits..].trim() {
        "" | "d" | "day" | "days" => Some(1),
        "w" | "week" | "weeks" => Some(7),
        _ => None,
    };
    let count = written[..digits].parse::<u32>().ok().filter(|count| (1..=36_500).contains(count));
    let days = count.zip(factor).map(|(count, factor)| count * factor);
    if days.is_none() {
        let hint = "`all`, days such as `14d`, or weeks such as `2w`";
        reader.error(period.place, format!("`period` is `{written}`"), Some(hint.to_owned()));
    }
    days
}
