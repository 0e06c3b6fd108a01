//! What a page declares of itself: JSON-LD, Open Graph, Dublin Core and other
//! `meta` elements, `time` elements, the canonical address.

use std::collections::BTreeMap;

use dom_query::{Document, NodeRef};
use serde_json::Value;

use crate::model::PartialDate;

use crate::corpus::blocks::folded;
use crate::corpus::date::{date_in, date_in_address};
use crate::corpus::metadata::{Known, language_tag, web_address};

/// Names of `meta` elements for each field, best first.
const TITLES: &[&str] =
    &["og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title"];
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "og:article:author",
];
const PUBLISHERS: &[&str] = &[
    "og:site_name",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "application-name",
    "publisher",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publication-date",
    "article.published",
    "published-date",
    "published_time",
    "date",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "ptime",
    "displaydate",
    "shareaholic:article_published_time",
    "article_date_original",
    "datecreated",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
];

/// Types of JSON-LD that describe the page's article (schema.org).
const ARTICLES: &[&str] = &["Article", "Posting", "Report", "WebPage", "CreativeWork", "AnalysisNewsArticle"];

/// Collects what a page declares; fields that are wrong are passed over.
pub(super) fn known(document: &Document) -> Known {
    let metas = metas(document);
    let linked = linked_data(document);
    let first = |names: &[&str]| names.iter().find_map(|name| metas.get(*name)?.first().cloned());
    let url = canonical(document, &first, linked.as_ref());
    Known {
        title: text_of(linked.as_ref(), "headline").or_else(|| first(TITLES)),
        authors: authors(&metas, linked.as_ref()),
        publisher: first(&["og:site_name"])
            .or_else(|| publisher(linked.as_ref()))
            .or_else(|| first(PUBLISHERS)),
        date: published(document, &metas, linked.as_ref(), url.as_deref()),
        language: language(document, &first),
        url,
        ..Known::default()
    }
}

/// Returns what the page says it is about.
pub(super) fn description(document: &Document) -> Option<String> {
    let metas = metas(document);
    let first = |name: &str| metas.get(name)?.iter().max_by_key(|text| text.len()).cloned();
    ["og:description", "description", "twitter:description"].iter().find_map(|name| first(name))
}

/// Returns the contents of `meta` elements by their names in lower case, in the
/// order of the page.
fn metas(document: &Document) -> BTreeMap<String, Vec<String>> {
    let mut metas: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in document.select("meta[content]").nodes() {
        let content = folded(&node.attr_or("content", ""));
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key).filter(|_| !content.is_empty()) {
                metas.entry(name.trim().to_lowercase()).or_default().push(content.clone());
            }
        }
    }
    metas
}

/// Returns the JSON-LD object that describes the article; the first of a
/// page's where several do.
fn linked_data(document: &Document) -> Option<Value> {
    let mut best: Option<(usize, Value)> = None;
    for node in document.select("script[type=\"application/ld+json\"]").nodes() {
        let text = node.text();
        let Ok(value) = serde_json::from_str::<Value>(text.trim()) else { continue };
        for object in objects(value) {
            let Some(rank) = rank(&object) else { continue };
            if best.as_ref().is_none_or(|(before, _)| rank < *before) {
                best = Some((rank, object));
            }
        }
    }
    best.map(|(_, object)| object)
}

fn objects(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.into_iter().flat_map(objects).collect(),
        Value::Object(mut map) => match map.remove("@graph") {
            Some(graph) => objects(graph),
            None => vec![Value::Object(map)],
        },
        _ => Vec::new(),
    }
}

fn rank(object: &Value) -> Option<usize> {
    let kinds = match object.get("@type")? {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => vec![kind.as_str()?],
    };
    ARTICLES.iter().position(|article| kinds.iter().any(|kind| kind.ends_with(article)))
}

fn text_of(object: Option<&Value>, key: &str) -> Option<String> {
    object?.get(key)?.as_str().map(plain).filter(|text| !text.is_empty())
}

/// Writes a text of JSON-LD on one line; pages leave HTML's entities in it.
fn plain(text: &str) -> String {
    if text.contains(['&', '<']) {
        return folded(&Document::fragment(text.to_owned()).text());
    }
    folded(text)
}

fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(name)) => vec![plain(name)],
        Some(Value::Array(items)) => items.iter().flat_map(|item| names(Some(item))).collect(),
        Some(Value::Object(map)) => names(map.get("name")),
        _ => Vec::new(),
    }
}

fn publisher(object: Option<&Value>) -> Option<String> {
    names(object?.get("publisher")).into_iter().find(|name| !name.is_empty())
}

fn authors(metas: &BTreeMap<String, Vec<String>>, linked: Option<&Value>) -> Option<Vec<String>> {
    let mut found: Vec<String> = names(linked.and_then(|object| object.get("author")));
    if found.is_empty() {
        found = AUTHORS.iter().find_map(|name| metas.get(*name)).cloned().unwrap_or_default();
    }
    let mut authors: Vec<String> = Vec::new();
    for name in found {
        if is_name(&name) && !authors.contains(&name) {
            authors.push(name);
        }
    }
    (!authors.is_empty()).then_some(authors)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 200 && !name.contains("://") && !name.starts_with('@')
}

/// Reads a byline: `By Jane Smith` names one author.
pub(super) fn byline(text: &str) -> Option<Vec<String>> {
    let line = folded(text);
    let name = ["By ", "by ", "BY ", "Von ", "Par ", "Por "].iter().find_map(|by| line.strip_prefix(by));
    let name = name.unwrap_or(&line).trim();
    let plausible =
        is_name(name) && name.split(' ').count() <= 8 && !name.chars().any(|c| c.is_ascii_digit());
    plausible.then(|| vec![name.to_owned()])
}

fn canonical(
    document: &Document,
    first: &dyn Fn(&[&str]) -> Option<String>,
    linked: Option<&Value>,
) -> Option<String> {
    let link = document.select("link[rel=\"canonical\"][href]");
    let link = link.nodes().first().and_then(|node| web_address(&node.attr_or("href", "")));
    link.or_else(|| first(&["og:url", "twitter:url"]).as_deref().and_then(web_address))
        .or_else(|| text_of(linked, "url").as_deref().and_then(web_address))
}

fn language(document: &Document, first: &dyn Fn(&[&str]) -> Option<String>) -> Option<String> {
    let html = document.select("html");
    let declared = html.nodes().first().and_then(|node| node.attr("lang").or_else(|| node.attr("xml:lang")));
    declared.and_then(|tag| language_tag(&tag)).or_else(|| {
        first(&["content-language", "dc.language", "og:locale"]).and_then(|tag| language_tag(&tag))
    })
}

/// Returns the date of publication; that of the last change where only that is
/// given.
fn published(
    document: &Document,
    metas: &BTreeMap<String, Vec<String>>,
    linked: Option<&Value>,
    url: Option<&str>,
) -> Option<PartialDate> {
    let meta = |names: &[&str]| {
        names.iter().filter_map(|name| metas.get(*name)).flatten().find_map(|content| date_in(content))
    };
    let json = |key: &str| text_of(linked, key).as_deref().and_then(date_in);
    json("datePublished")
        .or_else(|| meta(PUBLISHED))
        .or_else(|| json("dateCreated"))
        .or_else(|| url.and_then(date_in_address))
        .or_else(|| marked_date(document))
        .or_else(|| json("dateModified"))
        .or_else(|| meta(MODIFIED))
        .or_else(|| shown_date(document))
}

/// Returns the date of the first element that is marked as one.
fn marked_date(document: &Document) -> Option<PartialDate> {
    const MARKS: &[&str] = &[
        "[itemprop=\"datePublished\"]",
        "time[pubdate]",
        "time[datetime]",
        "abbr.published, .entry-date, .post-date, .published, .article-date, .pubdate, .dateline, .date-published",
        "time",
        "[class*=\"date\"], [class*=\"Date\"], [id*=\"date\"], [class*=\"publish\"], [class*=\"byline\"], [class*=\"post-meta\"], [class*=\"entry-meta\"]",
    ];
    MARKS.iter().find_map(|mark| {
        document.select(mark).nodes().iter().take(40).find_map(|node| {
            let attribute = ["datetime", "content", "title"].iter().find_map(|name| node.attr(name));
            let written = attribute.as_deref().and_then(date_in);
            written.or_else(|| date_in(folded(&node.text()).as_str()))
        })
    })
}

/// Returns the first date that a short line of the page is about: of those
/// after the title if there are any, for menus show other articles' dates.
fn shown_date(document: &Document) -> Option<PartialDate> {
    let body = document.body()?;
    let mut before = None;
    let mut after_title = false;
    for node in body.descendants_it().take(SHOWN_NODES) {
        after_title |= node.has_name("h1");
        if !node.is_text() || node.parent().is_some_and(|parent| is_silent(&parent)) {
            continue;
        }
        let line = folded(&node.text());
        if line.len() > SHOWN_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        match date_in(&line) {
            Some(date) if after_title => return Some(date),
            Some(date) => before = before.or(Some(date)),
            None => {}
        }
    }
    before
}

/// How many nodes of a page are searched for a date that it shows.
const SHOWN_NODES: usize = 20_000;

/// The longest line that is about a date, in bytes.
const SHOWN_BYTES: usize = 60;

fn is_silent(node: &NodeRef<'_>) -> bool {
    ["script", "style", "noscript", "option"].iter().any(|name| node.has_name(name))
}
