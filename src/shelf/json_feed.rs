//! The feed in JSON (JSON Feed 1.1, <https://www.jsonfeed.org/version/1.1/>).

use serde_json::{Value, json};

use super::address::Place;
use super::atom::title;
use super::entry::{Entry, Link, entries};
use super::{JSON, PAGE, Setting, Summary};

/// Writes the JSON feed of an archive, or of one brief; `None` without an
/// edition that can be read.
#[must_use]
pub fn json_feed(setting: Setting<'_>, brief: Option<&str>, summaries: &[&Summary]) -> Option<String> {
    let place = Place { setting, brief };
    let entries = entries(place, summaries);
    entries.first()?;
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(place, summaries),
        "language": setting.labels.language(),
        "home_page_url": place.of_archive(PAGE),
        "feed_url": place.of_feed(JSON),
        "authors": [{"name": setting.title()}],
    });
    feed["items"] = entries.iter().map(item).collect();
    let text = serde_json::to_string_pretty(&feed).expect("a feed is plain data");
    Some(text + "\n")
}

fn item(entry: &Entry) -> Value {
    let mut item = json!({
        "id": entry.id,
        "url": entry.link.address,
        "title": entry.title,
        "content_text": entry.summary,
        "date_published": entry.published,
        "date_modified": entry.updated,
    });
    if !entry.themes.is_empty() {
        item["tags"] = entry.themes.iter().map(|(_, title)| title.as_str()).collect();
    }
    if !entry.files.is_empty() {
        item["attachments"] = entry.files.iter().map(attachment).collect();
    }
    item
}

fn attachment(file: &Link) -> Value {
    let mut attachment = json!({"url": file.address, "mime_type": file.media_type, "title": file.title});
    if let Some(size) = file.size {
        attachment["size_in_bytes"] = size.into();
    }
    attachment
}
