//! JSON Feed, versions 1 and 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde_json::Value;

use crate::corpus::reading::NotRead;

use super::{Entry, Feed, Markup};

/// Reads a feed.
///
/// # Errors
/// What is no JSON, is nested too deep or is no feed.
pub(super) fn feed(source: &str) -> Result<Feed, NotRead> {
    let root: Value = serde_json::from_str(source).map_err(|error| {
        let told = error.to_string();
        NotRead::refused(match told.contains("recursion limit") {
            true => "its JSON is nested too deep".to_owned(),
            false => format!("its JSON cannot be read: {told}"),
        })
    })?;
    let items = root.get("items").and_then(Value::as_array);
    let items = items.ok_or_else(|| NotRead::skipped("it is JSON, but no feed: it has no `items`"))?;
    Ok(Feed {
        title: text(&root, "title").map(Markup::Either),
        language: text(&root, "language"),
        authors: authors(&root),
        entries: items.iter().map(entry).collect(),
        broken: None,
    })
}

fn entry(item: &Value) -> Entry {
    let html = text(item, "content_html").map(Markup::Html);
    let plain = text(item, "content_text").map(Markup::Plain);
    let links = ["external_url", "url"].into_iter().rev().filter_map(|key| text(item, key));
    Entry {
        id: text(item, "id"),
        title: text(item, "title").map(Markup::Either),
        links: links.collect(),
        authors: authors(item),
        published: text(item, "date_published"),
        updated: text(item, "date_modified"),
        language: text(item, "language"),
        content: html.or(plain),
        summary: text(item, "summary").map(Markup::Plain),
        source: None,
    }
}

/// Returns a text or a number, as a text that is not blank.
fn text(object: &Value, key: &str) -> Option<String> {
    let text = match object.get(key)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

fn authors(object: &Value) -> Vec<String> {
    let list = object.get("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let all = list.iter().chain(object.get("author"));
    all.filter_map(|author| text(author, "name")).collect()
}
