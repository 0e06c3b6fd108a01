//! What a page declares of itself: JSON-LD, and `meta` elements by the names
//! of Open Graph, Dublin Core, Highwire Press (`citation_*`), Parse.ly,
//! Sailthru and others.

use std::collections::BTreeMap;

use dom_query::Document;
use serde_json::Value;

use crate::corpus::blocks::folded;
use crate::corpus::date::date_in;
use crate::corpus::metadata::language_tag;
use crate::model::PartialDate;

/// Names of `meta` elements for each field, best first.
const TITLES: &[&str] = &[
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "headline",
];
const AUTHORS: &[&str] = &[
    "citation_author",
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor.author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "article:author_name",
    "og:article:author",
    "dcsext.author",
    "twitter:data1",
];
const PUBLISHERS: &[&str] = &[
    "og:site_name",
    "citation_journal_title",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "application-name",
    "publisher",
    "copyright",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.published",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "dcterms.available",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publish_time",
    "publication_date",
    "publication-date",
    "publicationdate",
    "article.published",
    "article:published",
    "article:publicationdate",
    "published-date",
    "published_date",
    "published_time",
    "published",
    "date",
    "date_published",
    "originalpublicationdate",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "bt:pubdate",
    "ptime",
    "displaydate",
    "shareaholic:article_published_time",
    "article_date_original",
    "datecreated",
    "created",
    "release_date",
    "releasedate",
    "video:release_date",
    "dateissued",
    "issued",
    "rnews:datepublished",
    "weibo:article:create_at",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "last_modified",
    "lastmodified",
    "lastmod",
    "modified",
    "dc.date.modified",
    "dcterms.modified",
    "revision_date",
    "utime",
    "updated_time",
];

/// Types of JSON-LD that describe the page's article (schema.org), by their
/// ends, best first.
const ARTICLES: &[&str] = &[
    "Article",
    "Posting",
    "Report",
    "Review",
    "Recipe",
    "Book",
    "Event",
    "CreativeWork",
    "VideoObject",
    "WebPage",
];

/// How much of a page's scripts is searched, in bytes.
const SCRIPT_BYTES: usize = 2 << 20;

/// The deepest that JSON-LD is looked into, in lists and graphs.
const DEEPEST: usize = 16;

/// What a page declares.
pub(super) struct Declared {
    /// Contents by names in lower case, in the order of the page.
    metas: BTreeMap<String, Vec<String>>,
    /// The JSON-LD object that describes the article.
    linked: Option<Value>,
    /// The names of the objects of JSON-LD by their `@id`.
    named: BTreeMap<String, String>,
}

impl Declared {
    /// Reads the head of a page, and its JSON-LD.
    pub(super) fn read(document: &Document) -> Self {
        let mut linked: Option<(usize, Value)> = None;
        let mut named = BTreeMap::new();
        for node in document.select("script[type*=\"ld+json\"]").nodes() {
            let mut objects = Vec::new();
            flatten(json(&node.text()), DEEPEST, &mut objects);
            for object in objects {
                if let (Some(id), Some(name)) = (text(&object, "@id"), text(&object, "name")) {
                    named.entry(id).or_insert(name);
                }
                let Some(rank) = rank(&object) else { continue };
                if linked.as_ref().is_none_or(|(before, _)| rank < *before) {
                    linked = Some((rank, object));
                }
            }
        }
        Self { metas: metas(document), linked: linked.map(|(_, object)| object), named }
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.metas.get(*name)?.first().map(String::as_str))
    }

    fn of_linked(&self, key: &str) -> Option<String> {
        text(self.linked.as_ref()?, key)
    }

    /// Returns the title, as declared.
    pub(super) fn title(&self) -> Option<String> {
        let is_page = self.linked.as_ref().is_some_and(|object| rank(object) == Some(ARTICLES.len() - 1));
        let linked = self.of_linked("headline").filter(|_| !is_page);
        linked.or_else(|| self.first(TITLES).map(str::to_owned))
    }

    /// Returns the name of the site or publisher.
    pub(super) fn publisher(&self) -> Option<String> {
        let site = self.first(&["og:site_name"]).map(str::to_owned);
        let linked = || {
            let object = self.linked.as_ref()?;
            self.names(object.get("publisher")?, DEEPEST).into_iter().find(|name| !name.is_empty())
        };
        let found = site.or_else(linked).or_else(|| self.first(PUBLISHERS).map(str::to_owned));
        found.filter(|name| name.len() <= 200)
    }

    /// Returns the names of the authors, each once.
    pub(super) fn authors(&self) -> Vec<String> {
        let linked =
            self.linked.as_ref().and_then(|object| object.get("author").or_else(|| object.get("creator")));
        let linked = linked.map(|value| self.names(value, DEEPEST)).unwrap_or_default();
        let declared = |name: &&str| self.metas.get(*name).cloned();
        let lists = std::iter::once(linked).chain(AUTHORS.iter().filter_map(declared));
        lists.map(super::byline::names).find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// Returns what the page says that it is about.
    pub(super) fn description(&self) -> Option<String> {
        const NAMES: &[&str] = &["og:description", "description", "twitter:description", "dc.description"];
        self.first(NAMES).map(str::to_owned).or_else(|| self.of_linked("description"))
    }

    /// Returns the whole text of the article, where the page repeats it for
    /// machines.
    pub(super) fn body(&self) -> Option<String> {
        self.of_linked("articleBody")
    }

    /// Returns addresses of the page, best first.
    pub(super) fn addresses(&self) -> Vec<String> {
        let of_page = self.linked.as_ref().and_then(|object| object.get("mainEntityOfPage"));
        let of_page =
            of_page.and_then(|value| value.as_str().map(str::to_owned).or_else(|| text(value, "@id")));
        let metas =
            ["og:url", "twitter:url", "citation_abstract_html_url", "parsely-link", "dc.identifier.uri"];
        let metas = metas.iter().filter_map(|name| self.first(&[name]).map(str::to_owned));
        metas.chain(self.of_linked("url")).chain(of_page).collect()
    }

    /// Returns the language that `meta` elements or JSON-LD say.
    pub(super) fn language(&self) -> Option<String> {
        let names = ["content-language", "language", "dc.language", "dcterms.language", "citation_language"];
        let linked = || self.of_linked("inLanguage").and_then(|tag| language_tag(&tag));
        names
            .iter()
            .find_map(|name| language_tag(self.first(&[name])?.split(',').next()?))
            .or_else(linked)
            .or_else(|| self.first(&["og:locale"]).and_then(language_tag))
    }

    /// Returns the date of publication.
    pub(super) fn published(&self, language: Option<&str>) -> Option<PartialDate> {
        let linked = |key: &str| self.of_linked(key).and_then(|text| date_in(&text, language));
        linked("datePublished")
            .or_else(|| self.date(PUBLISHED, language))
            .or_else(|| linked("dateCreated"))
            .or_else(|| linked("uploadDate"))
    }

    /// Returns the date of publication that a page's scripts are given.
    pub(super) fn scripted(&self, document: &Document, language: Option<&str>) -> Option<PartialDate> {
        const KEYS: &[&str] = &[
            "datePublished",
            "publishDate",
            "publishedDate",
            "publish_date",
            "published_at",
            "publishedAt",
            "publication_date",
            "publicationDate",
            "publication_time",
            "firstPublished",
            "first_published",
            "dateCreated",
            "pubDate",
            "published_time",
        ];
        let scripts = document.select("script:not([src])");
        let mut room = SCRIPT_BYTES;
        for node in scripts.nodes() {
            let text = node.text();
            if text.len() > room {
                break;
            }
            room -= text.len();
            let found = KEYS.iter().find_map(|key| date_in(&text_after(&text, key)?, language));
            if found.is_some_and(|date| date.day.is_some()) {
                return found;
            }
        }
        None
    }

    /// Returns the date of the last change.
    pub(super) fn modified(&self, language: Option<&str>) -> Option<PartialDate> {
        let linked = self.of_linked("dateModified").and_then(|text| date_in(&text, language));
        linked.or_else(|| self.date(MODIFIED, language))
    }

    fn date(&self, names: &[&str], language: Option<&str>) -> Option<PartialDate> {
        names
            .iter()
            .filter_map(|name| self.metas.get(*name))
            .flatten()
            .find_map(|content| date_in(content, language))
    }

    /// Returns the names of persons and bodies, those given by their `@id` too.
    fn names(&self, value: &Value, depth: usize) -> Vec<String> {
        match value {
            Value::String(name) => vec![plain(name)],
            Value::Array(items) if depth > 0 => {
                items.iter().flat_map(|item| self.names(item, depth - 1)).collect()
            }
            Value::Object(map) => match (map.get("name"), map.get("@id").and_then(Value::as_str)) {
                (Some(name), _) if depth > 0 => self.names(name, depth - 1),
                (None, Some(id)) => self.named.get(id).cloned().into_iter().collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

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

/// Reads JSON as pages write it: in comments or CDATA, with raw line breaks.
fn json(text: &str) -> Value {
    let text = text.trim();
    let text = ["<!--", "//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/"]
        .iter()
        .fold(text, |text, start| text.strip_prefix(start).unwrap_or(text).trim_start());
    let text = ["-->", "//]]>", "]]>", "/*]]>*/", ";"]
        .iter()
        .fold(text, |text, end| text.strip_suffix(end).unwrap_or(text).trim_end());
    serde_json::from_str(text).unwrap_or_else(|_| {
        let tame: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&tame).unwrap_or_else(|_| pieces(&tame))
    })
}

/// Reads what can be read of JSON that is none: texts of the keys that matter.
fn pieces(text: &str) -> Value {
    let mut object = serde_json::Map::new();
    for key in ["@type", "headline", "datePublished", "dateCreated", "dateModified"] {
        if let Some(value) = text_after(text, key) {
            object.insert(key.to_owned(), Value::String(value));
        }
    }
    Value::Object(object)
}

/// Returns the text that follows `"key":`.
fn text_after(text: &str, key: &str) -> Option<String> {
    let quoted = format!("\"{key}\"");
    text.match_indices(&quoted).take(8).find_map(|(at, _)| {
        let value = text[at + quoted.len()..].trim_start().strip_prefix(':')?.trim_start();
        let value = value.trim_start_matches('[').trim_start().strip_prefix('"')?;
        let end = value.find('"').filter(|end| *end <= 500)?;
        Some(value[..end].to_owned()).filter(|value| !value.trim().is_empty())
    })
}

/// Lists the objects of lists and graphs.
fn flatten(value: Value, depth: usize, into: &mut Vec<Value>) {
    match value {
        Value::Array(items) if depth > 0 => items.into_iter().for_each(|item| flatten(item, depth - 1, into)),
        Value::Object(mut map) => {
            for key in ["@graph", "mainEntity"] {
                if depth > 0
                    && let Some(inner @ (Value::Array(_) | Value::Object(_))) = map.remove(key)
                {
                    flatten(inner, depth - 1, into);
                }
            }
            into.push(Value::Object(map));
        }
        _ => {}
    }
}

fn rank(object: &Value) -> Option<usize> {
    let kinds = match object.get("@type")? {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => vec![kind.as_str()?],
    };
    ARTICLES.iter().position(|article| kinds.iter().any(|kind| kind.ends_with(article)))
}

/// Returns a text of an object; of a list, the first.
fn text(object: &Value, key: &str) -> Option<String> {
    let value = match object.get(key)? {
        Value::Array(items) => items.first()?,
        value => value,
    };
    value.as_str().map(plain).filter(|text| !text.is_empty())
}

/// Writes a text of JSON-LD on one line; pages leave HTML's entities in it.
fn plain(text: &str) -> String {
    if text.contains(['&', '<']) && super::size::check(text).is_ok() {
        return folded(&Document::fragment(text.to_owned()).text());
    }
    folded(text)
}
