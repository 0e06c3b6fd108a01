//! What programs that save pages, and archives of the web, write into them: the
//! address, the day it was fetched, the address in the archive.

use dom_query::Document;

use crate::corpus::date::date_in;
use crate::corpus::metadata::web_address;
use crate::model::PartialDate;

use super::outline::{Out, Outline};

/// How much of a page's beginning and end is searched for notes, in bytes.
const NOTE_BYTES: usize = 64 * 1024;

/// Where a page comes from, as it was saved.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Saved {
    pub(super) url: Option<String>,
    pub(super) accessed: Option<PartialDate>,
    pub(super) archive: Option<String>,
}

/// Elements that archives put around a page, by their ids.
const FRAMES: &[&str] = &[
    "wm-ipp-base",
    "wm-ipp",
    "wm-ipp-print",
    "donato",
    "wm-capinfo",
    "HEADER",
    "hashtags",
    "FOOTER",
    "google-cache-hdr",
    "bN015htcoyT__google-cache-hdr",
    "SOLID-archive",
];

/// Hosts of archive.today.
const TODAY: &[&str] =
    &["archive.today", "archive.ph", "archive.is", "archive.li", "archive.fo", "archive.md", "archive.vn"];

/// Reads what was written into a page when it was saved.
pub(super) fn read(document: &Document, html: &str) -> Saved {
    let mut saved = Saved::default();
    notes(html, &mut saved);
    marks(document, &mut saved);
    archives(document, html, &mut saved);
    saved
}

/// Leaves out what archives put around a page.
pub(super) fn leave_out(outline: &mut Outline<'_>, saved: &Saved) {
    let today = saved.archive.as_deref().is_some_and(is_today);
    for at in 1..outline.nodes.len() {
        let id = &outline.nodes[at].anchor;
        let general = id.chars().all(|c| c.is_ascii_uppercase());
        if FRAMES.contains(&id.as_str()) && (!general || today) || id.ends_with("__google-cache-hdr") {
            outline.leave_out(at, Out::Hidden);
        }
    }
}

/// Comments: of SingleFile, of browsers, of HTTrack, of the Wayback Machine.
fn notes(html: &str, saved: &mut Saved) {
    let head = &html[..floor(html, NOTE_BYTES)];
    if let Some((_, rest)) = head.split_once("Page saved with SingleFile") {
        let note = rest.split("-->").next().unwrap_or_default();
        let field = |name: &str| note.lines().find_map(|line| line.trim().strip_prefix(name));
        saved.url = field("url:").and_then(web_address);
        saved.accessed = field("saved date:").and_then(|text| date_in(text, Some("en-US")));
    }
    if let Some((_, rest)) = head.split_once("<!-- saved from url=(") {
        let address =
            rest.split_once(')').map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
        saved.url = saved.url.take().or_else(|| address.and_then(web_address));
    }
    if let Some((_, rest)) = head.split_once("<!-- Mirrored from ") {
        let note = rest.split("-->").next().unwrap_or_default();
        if let Some((address, by)) = note.split_once(" by HTTrack") {
            saved.url = saved.url.take().or_else(|| web_address(&format!("http://{}", address.trim())));
            saved.accessed =
                saved.accessed.or_else(|| date_in(by.rsplit(']').next().unwrap_or_default(), None));
        }
    }
    let tail = &html[html.len() - floor_end(html, NOTE_BYTES)..];
    if let Some((_, rest)) = tail.split_once("FILE ARCHIVED ON ") {
        let day = rest.split(" AND ").next().unwrap_or_default();
        saved.accessed = saved.accessed.or_else(|| date_in(day.get(9..).unwrap_or(day), Some("en-US")));
    }
}

/// Attributes and `meta` elements: of WebScrapBook and Save Page WE.
fn marks(document: &Document, saved: &mut Saved) {
    let of = |selector: &str, attribute: &str| {
        let found = document.select(selector);
        found.nodes().first().and_then(|node| node.attr(attribute)).map(|value| value.to_string())
    };
    let url = of("html[data-scrapbook-source]", "data-scrapbook-source")
        .or_else(|| of("meta[name=\"savepage-url\"]", "content"));
    saved.url = saved.url.take().or_else(|| url.as_deref().and_then(web_address));
    let day = of("html[data-scrapbook-create]", "data-scrapbook-create")
        .map(|stamp| stamp.chars().take(8).collect());
    let day: Option<String> = day.or_else(|| of("meta[name=\"savepage-date\"]", "content"));
    saved.accessed = saved.accessed.or_else(|| day.and_then(|day| date_in(&day, Some("en-US"))));
}

/// Addresses in archives, which stand where a page has its own.
fn archives(document: &Document, html: &str, saved: &mut Saved) {
    const PLACES: &[(&str, &str)] = &[
        ("base[href]", "href"),
        ("link[rel=\"canonical\"][href]", "href"),
        ("meta[property=\"og:url\"][content]", "content"),
        ("link[rel=\"bookmark\"][href]", "href"),
    ];
    for (selector, attribute) in PLACES {
        for node in document.select(selector).nodes().iter().take(8) {
            if let Some(address) = node.attr(attribute).as_deref().and_then(web_address) {
                take_archived(&address, saved);
            }
        }
    }
    if saved.url.as_deref().is_some_and(|url| original(url).is_some()) {
        let url = saved.url.take().expect("it was looked at");
        take_archived(&url, saved);
    }
    if saved.archive.is_none()
        && let Some((_, rest)) = html[..floor(html, NOTE_BYTES)].split_once("__wm.wombat(\"")
    {
        let mut parts = rest.split('"');
        if let (Some(url), Some(stamp)) = (parts.next(), parts.nth(1))
            && stamp.len() == 14
        {
            take_archived(&format!("https://web.archive.org/web/{stamp}/{url}"), saved);
        }
    }
    if saved.archive.as_deref().is_some_and(is_today) {
        let field = document.select("#HEADER input[name=\"q\"]");
        let url = field.nodes().first().and_then(|node| node.attr("value")).as_deref().and_then(web_address);
        saved.url = url.or(saved.url.take());
        let time = document.select("#HEADER time[datetime]");
        let day = time.nodes().first().and_then(|node| node.attr("datetime"));
        saved.accessed = saved.accessed.or_else(|| day.and_then(|day| date_in(&day, None)));
    }
    if let Some(bar) = document.select("[id$=\"google-cache-hdr\"]").nodes().first() {
        let text = crate::corpus::blocks::folded(&bar.text());
        let day = text.split_once("appeared on ").map(|(_, day)| day.to_owned());
        saved.accessed = saved.accessed.or_else(|| day.and_then(|day| date_in(&day, Some("en-GB"))));
        let address = bar.descendants_it().find_map(|node| web_address(&node.attr("href")?));
        saved.url = saved.url.take().or(address);
    }
}

fn take_archived(address: &str, saved: &mut Saved) {
    if let Some((stamp, url)) = original(address) {
        saved.archive = saved.archive.take().or_else(|| Some(address.to_owned()));
        saved.url = saved.url.take().or_else(|| web_address(url));
        saved.accessed = saved.accessed.or_else(|| date_in(stamp.get(..8)?, None));
    } else if is_today(address) {
        saved.archive = saved.archive.take().or_else(|| Some(address.to_owned()));
    }
}

/// Takes an address in an archive apart: the time, as digits, and the original
/// address. `None` for any other address.
pub(super) fn original(address: &str) -> Option<(&str, &str)> {
    let (_, rest) = address.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let path = match host {
        "web.archive.org" => path.strip_prefix("web/")?,
        host if TODAY.contains(&host) => path,
        _ => return None,
    };
    let (stamp, url) = path.split_once('/')?;
    let digits = stamp.bytes().take_while(u8::is_ascii_digit).count();
    (digits >= 8 && url.contains("://")).then_some((stamp, url))
}

/// Tells whether an address is a page of an archive, and not the page itself.
pub(super) fn is_archive(address: &str) -> bool {
    original(address).is_some() || is_today(address)
}

fn is_today(address: &str) -> bool {
    let host = address.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
    host.is_some_and(|host| TODAY.contains(&host))
}

/// Returns the last place up to `most` bytes where a text can be cut.
fn floor(text: &str, most: usize) -> usize {
    let mut at = most.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the length of an end of up to `most` bytes that can be cut off.
fn floor_end(text: &str, most: usize) -> usize {
    let mut length = most.min(text.len());
    while !text.is_char_boundary(text.len() - length) {
        length -= 1;
    }
    length
}
