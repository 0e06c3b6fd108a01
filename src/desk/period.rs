//! `period` of a brief: of how many days documents count, or since when.

use super::fields::{Fields, Reader, read_days};
use crate::tool::yaml::{Node, Value};

const HINT: &str = "`all`, days such as `14d`, weeks such as `2w`, or `since last`";
const SINCE_HINT: &str = "`since: last`, with an `overlap` such as `2d` if you like";
const OVERLAP_HINT: &str = "days such as `2d`, or `0` for none";

/// Documents of so many days before the last edition count again: what is
/// published in the evening often arrives the next day or the day after.
pub(crate) const OVERLAP_DAYS: u32 = 2;

/// Which documents count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Period {
    /// Of so many days; `None` for all.
    pub(super) days: Option<u32>,
    /// Since the last edition, with an overlap of so many days.
    pub(super) since_last: Option<u32>,
}

/// Reads the period; all documents where there is none, or a mistake.
pub(super) fn read(reader: &mut Reader<'_>, fields: Fields<'_>) -> Period {
    let Some(node) = reader.node(fields, "period") else { return Period::default() };
    if matches!(node.value, Value::Map(_)) {
        return Period { days: None, since_last: since(reader, node) };
    }
    let Some(written) = reader.as_string(node, "period") else { return Period::default() };
    match written.value.as_str() {
        "all" => Period::default(),
        "since last" => Period { days: None, since_last: Some(OVERLAP_DAYS) },
        _ => Period { days: read_days(reader, &written, "period", HINT), since_last: None },
    }
}

fn since(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let entry = reader.fields(node, "`period`", &["since", "overlap"]);
    reader.require(entry, "since", "`period`");
    let since = reader.string(entry, "since")?;
    if since.value != "last" {
        reader.error(since.place, format!("`since` is `{}`", since.value), Some(SINCE_HINT.to_owned()));
        return None;
    }
    let Some(overlap) = reader.string(entry, "overlap") else { return Some(OVERLAP_DAYS) };
    match overlap.value.as_str() {
        "0" | "0d" | "none" => Some(0),
        _ => read_days(reader, &overlap, "overlap", OVERLAP_HINT),
    }
}
