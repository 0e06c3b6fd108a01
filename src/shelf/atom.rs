//! The feed in Atom (RFC 4287).

use super::address::Place;
use super::entry::{Entry, Link, entries};
use super::{ATOM, PAGE, Setting, Summary};
use crate::tool::html::Html;

/// Writes the Atom feed of an archive, or of one brief. Without an edition that
/// can be read there is none: a feed says when it was updated.
#[must_use]
pub fn atom(setting: Setting<'_>, brief: Option<&str>, summaries: &[&Summary]) -> Option<String> {
    let place = Place { setting, brief };
    let entries = entries(place, summaries);
    let newest = entries.first()?;
    let mut xml = Html::new();
    xml.raw(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
    );
    xml.text(setting.labels.language()).raw("\">\n");
    element(&mut xml, "<id>", &place.feed_id(ATOM), "</id>\n");
    element(&mut xml, "<title>", &title(place, summaries), "</title>\n");
    element(&mut xml, "<updated>", &newest.updated, "</updated>\n");
    element(&mut xml, "<author><name>", setting.title(), "</name></author>\n");
    xml.raw("<generator>Attaché</generator>\n");
    if setting.terms.url.is_some() {
        xml.raw("<link rel=\"self\" type=\"application/atom+xml\" href=\"")
            .text(&place.of_feed(ATOM))
            .raw("\"/>\n");
    }
    xml.raw("<link rel=\"alternate\" type=\"text/html\" href=\"").text(&place.of_archive(PAGE)).raw("\"/>\n");
    for entry in &entries {
        write(&mut xml, entry);
    }
    xml.raw("</feed>\n");
    Some(xml.into_string())
}

/// Returns the title of a feed: the archive's, and that of the brief's newest
/// edition.
pub(super) fn title(place: Place<'_>, summaries: &[&Summary]) -> String {
    let newest = summaries.iter().max_by_key(|summary| (!summary.title.is_empty(), summary.name()));
    match (place.brief, newest) {
        (Some(_), Some(newest)) => format!("{}: {}", place.setting.title(), newest.title),
        _ => place.setting.title().to_owned(),
    }
}

fn write(xml: &mut Html, entry: &Entry) {
    xml.raw("<entry>\n");
    element(xml, "<id>", &entry.id, "</id>\n");
    element(xml, "<title>", &entry.title, "</title>\n");
    element(xml, "<published>", &entry.published, "</published>\n");
    element(xml, "<updated>", &entry.updated, "</updated>\n");
    for (id, title) in &entry.themes {
        xml.raw("<category term=\"").text(id).raw("\" label=\"").text(title).raw("\"/>\n");
    }
    xml.raw("<link rel=\"alternate\"");
    link(xml, &entry.link);
    for file in &entry.files {
        xml.raw("<link rel=\"enclosure\"");
        link(xml, file);
    }
    element(xml, "<summary>", &entry.summary, "</summary>\n");
    xml.raw("</entry>\n");
}

fn link(xml: &mut Html, link: &Link) {
    xml.raw(" type=\"").text(link.media_type).raw("\" title=\"").text(&link.title).raw("\"");
    if let Some(size) = link.size {
        xml.raw(" length=\"").show(size).raw("\"");
    }
    xml.raw(" href=\"").text(&link.address).raw("\"/>\n");
}

fn element(xml: &mut Html, begin: &'static str, text: &str, end: &'static str) {
    xml.raw(begin).text(text).raw(end);
}
