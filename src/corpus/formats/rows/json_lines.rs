//! JSON Lines: an object on each line (<https://jsonlines.org>).

use serde_json::Value as Json;

use crate::corpus::decode::{self, decode};
use crate::corpus::reading::{NotRead, Output, Raw};

use super::super::Likeness;
use super::{Record, Value, Writer, key};

/// How many broken lines are named; of the others the count is told.
const MOST_NAMED: usize = 5;

/// Recognises that the first line may be an object.
pub(in super::super) fn recognise(bytes: &[u8]) -> Likeness {
    if let Some(why) = decode::why_not_text(bytes) {
        return Likeness::No(why);
    }
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace() && byte.is_ascii() && **byte != 0);
    match first {
        Some(b'{') => Likeness::Possible,
        _ => Likeness::No("no JSON Lines: it does not begin with an object"),
    }
}

/// Reads the lines, `line-1` and so on where they have no id.
///
/// # Errors
/// Says how many lines were not read because they are no JSON objects.
pub(in super::super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let decoded = decode(raw.bytes, raw.charset);
    let mut writer = Writer::new(decoded.encoding, decoded.warning);
    let mut broken = 0;
    for (at, line) in decoded.text.trim_start_matches('\u{feff}').split('\n').enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let place = format!("line-{}", at + 1);
        match record(line) {
            Ok(record) => writer.write(&record, place, output)?,
            Err(why) => {
                broken += 1;
                if broken <= MOST_NAMED && output.begin(&place)? {
                    output.not_read(&place, NotRead::refused(why));
                }
            }
        }
    }
    match broken.saturating_sub(MOST_NAMED) {
        0 => Ok(()),
        more => {
            Err(NotRead::refused(format!("{more} more of its lines are no JSON objects; they were not read")))
        }
    }
}

/// Reads a line; what is nested too deep is no record.
fn record(line: &str) -> Result<Record, String> {
    let value: Json = serde_json::from_str(line).map_err(|error| {
        let told = error.to_string();
        let told = told.split(" at line ").next().unwrap_or_default();
        match told.contains("recursion limit") {
            true => "its JSON is nested too deep".to_owned(),
            false => format!("it is no JSON: {told} (column {})", error.column()),
        }
    })?;
    let Json::Object(fields) = value else { return Err("it is JSON, but no object".to_owned()) };
    let mut record = Record::default();
    for (name, value) in fields {
        if let (Some(key), Some(value)) = (key(&name), plain(value)) {
            record.add(key, value);
        }
    }
    Ok(record)
}

/// Returns a text, a number or a list of them; objects by their `name`.
fn plain(value: Json) -> Option<Value> {
    let one = |value: Json| match value {
        Json::String(text) => Some(text),
        Json::Number(number) => Some(number.to_string()),
        Json::Object(mut fields) => match fields.remove("name") {
            Some(Json::String(name)) => Some(name),
            _ => None,
        },
        _ => None,
    };
    match value {
        Json::Array(values) => Some(Value::Several(values.into_iter().filter_map(one).collect())),
        value => one(value).map(Value::One),
    }
}
