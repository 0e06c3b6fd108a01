//! Filters of lists.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use tera::{Error, Kwargs, Map, State, Value};

use super::labels;
use crate::labels::Dictionary;

/// Returns records of `key` and `items`, in the order in which the keys appear
/// first. A member whose value is a list is among the items of each of its
/// values.
pub(super) fn group(list: &[Value], arguments: &Kwargs) -> Result<Vec<Value>, Error> {
    let by = arguments.must_get::<&str>("by")?;
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for item in list {
        let value = at(item, by);
        let several = value.as_array().map(<[Value]>::to_vec);
        for key in several.unwrap_or_else(|| vec![value]) {
            let place = *places.entry(identity(&key)).or_insert_with(|| {
                groups.push((key, Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(item.clone());
        }
    }
    let record = |(key, items): (Value, Vec<Value>)| {
        let mut record = Map::new();
        record.insert("key".into(), key);
        record.insert("items".into(), Value::from(items));
        Value::from(record)
    };
    Ok(groups.into_iter().map(record).collect())
}

/// Sorts by a field, members that have none last; equal ones stay as they are.
pub(super) fn sort_by(list: &[Value], arguments: &Kwargs) -> Result<Vec<Value>, Error> {
    let attribute = arguments.must_get::<&str>("attribute")?;
    let descending = match arguments.get::<&str>("order")? {
        None | Some("ascending") => false,
        Some("descending") => true,
        Some(other) => {
            return Err(Error::message(format!("no order `{other}`: `ascending` or `descending`")));
        }
    };
    sorted(list, attribute, descending)
}

/// Sorts by date, the newest first, members without a date last.
pub(super) fn newest(list: &[Value], arguments: &Kwargs) -> Result<Vec<Value>, Error> {
    let has = |path: &str| list.iter().any(|item| !lacks(&at(item, path)));
    let usual = if has("date") { "date" } else { "source.date" };
    sorted(list, arguments.get::<&str>("attribute")?.unwrap_or(usual), true)
}

fn sorted(list: &[Value], attribute: &str, descending: bool) -> Result<Vec<Value>, Error> {
    let mut keyed: Vec<(Value, &Value)> = list.iter().map(|item| (at(item, attribute), item)).collect();
    let mut mixed = false;
    keyed.sort_by(|(one, _), (other, _)| match (lacks(one), lacks(other)) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let order = one.partial_cmp(other);
            mixed |= order.is_none();
            let order = order.unwrap_or(Ordering::Equal);
            if descending { order.reverse() } else { order }
        }
    });
    if mixed {
        return Err(Error::message(format!("the values of `{attribute}` cannot be put in an order")));
    }
    Ok(keyed.into_iter().map(|(_, item)| item.clone()).collect())
}

/// Keeps the members whose field is, or has among its values, `value`; without
/// it those whose field is there and not empty, zero or false.
pub(super) fn keep_where(list: &[Value], arguments: &Kwargs) -> Result<Vec<Value>, Error> {
    let attribute = arguments.must_get::<&str>("attribute")?;
    let wanted = arguments.get::<Value>("value")?;
    let fits = |item: &&Value| {
        let found = at(item, attribute);
        match (&wanted, found.as_array()) {
            (None, _) => found.is_truthy(),
            (Some(wanted), Some(values)) => values.contains(wanted),
            (Some(wanted), None) => found == *wanted || wanted.is_none() && lacks(&found),
        }
    };
    Ok(list.iter().filter(fits).cloned().collect())
}

/// Keeps the first member of each value.
pub(super) fn unique(list: &[Value], arguments: &Kwargs) -> Result<Vec<Value>, Error> {
    let attribute = arguments.get::<&str>("attribute")?;
    let mut seen = std::collections::BTreeSet::new();
    let is_first = |item: &&Value| {
        seen.insert(identity(&attribute.map_or_else(|| (*item).clone(), |attribute| at(item, attribute))))
    };
    Ok(list.iter().filter(is_first).cloned().collect())
}

/// Returns a field of each member; members that have none are left out.
pub(super) fn map(list: &[Value], arguments: &Kwargs) -> Result<Vec<Value>, Error> {
    let attribute = arguments.must_get::<&str>("attribute")?;
    Ok(list.iter().map(|item| at(item, attribute)).filter(|value| !lacks(value)).collect())
}

/// Writes a list in a sentence: `a, b and c`. What is Markdown in it stays
/// Markdown, and everything else is escaped.
pub(super) fn join_and(
    list: &[Value],
    arguments: &Kwargs,
    state: &State,
    words: &Dictionary,
) -> Result<Value, Error> {
    let labels = labels(words, arguments, state)?;
    let is_markdown = list.iter().any(Value::is_safe);
    let written = |item: &Value| match is_markdown {
        true => state.escape_if_needed(item),
        false => Ok(item.to_string()),
    };
    let texts = list.iter().map(written).collect::<Result<Vec<String>, Error>>()?;
    let joined = match texts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => {
            let last_word = arguments.get::<&str>("last")?.unwrap_or_else(|| labels.word("list_last"));
            format!("{}{last_word}{last}", before.join(labels.word("list_between")))
        }
    };
    Ok(if is_markdown { Value::safe_string(&joined) } else { Value::from(joined) })
}

/// Returns the citation mark of an excerpt, of anything that has a mark, of
/// its number, or the marks of a list of these.
pub(super) fn cite(value: &Value) -> Result<Value, Error> {
    Ok(Value::safe_string(&marks(value)?))
}

fn marks(value: &Value) -> Result<String, Error> {
    if let Some(list) = value.as_array() {
        return list.iter().map(marks).collect();
    }
    if let Some(number) = value.as_i64().filter(|number| *number > 0) {
        return Ok(format!("[^{number}]"));
    }
    let mark = value.as_map().and_then(|_| value.get_from_path("mark"));
    if let Some(mark) = mark.filter(|mark| mark.is_safe()) {
        return Ok(mark.to_string());
    }
    let sides = value.as_map().and_then(|_| value.get_from_path("cited"));
    match sides.or_else(|| value.get_from_path("excerpt")) {
        Some(inner) if value.is_map() => marks(inner),
        _ => Err(Error::message(format!("`{}` has no citation mark", value.name()))),
    }
}

/// Returns the value at a path; none where there is none.
fn at(item: &Value, path: &str) -> Value {
    item.get_from_path(path).cloned().unwrap_or_else(Value::none)
}

fn lacks(value: &Value) -> bool {
    value.is_none() || value.is_undefined()
}

/// Tells values apart that are written alike but are of another kind.
fn identity(value: &Value) -> String {
    format!("{}\u{0}{value}", value.name())
}
