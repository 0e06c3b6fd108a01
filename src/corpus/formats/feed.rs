//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom (RFC 4287) and JSON Feed. Every entry is
//! a document: its content, or its summary where that says more.
//!
//! XML is read by events, in one pass: nothing is expanded, included or
//! fetched, whatever the file asks for.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use crate::corpus::asides::words;
use crate::corpus::blocks::folded;
use crate::corpus::date::date_in;
use crate::corpus::decode::{self, decode};
use crate::corpus::metadata::{Known, language_tag, web_address};
use crate::corpus::reading::{NotRead, Output, Raw, Reading};
use crate::model::{BlockKind, Sha256};

use super::{Likeness, html, text};

mod json;
mod xml;

#[cfg(test)]
mod tests;

/// How much of a file is looked at to recognise a feed, in bytes.
const HEAD_BYTES: usize = 4 << 10;

/// The longest id that names an entry, in bytes; of a longer one a digest does.
const ID_BYTES: usize = 200;

/// The longest title that is made of the first words, in words and in
/// characters, for scripts without spaces.
const TITLE_WORDS: usize = 10;
const TITLE_CHARS: usize = 60;

/// A feed as written.
#[derive(Debug, Default)]
struct Feed {
    title: Option<Markup>,
    language: Option<String>,
    authors: Vec<String>,
    entries: Vec<Entry>,
    /// Why the feed was not read to its end.
    broken: Option<String>,
}

/// An entry as written.
#[derive(Debug, Default)]
struct Entry {
    id: Option<String>,
    title: Option<Markup>,
    links: Vec<String>,
    authors: Vec<String>,
    published: Option<String>,
    updated: Option<String>,
    language: Option<String>,
    content: Option<Markup>,
    summary: Option<Markup>,
    /// The feed that it was taken from.
    source: Option<String>,
}

/// A text, and what it is written in.
#[derive(Debug, Clone, PartialEq)]
enum Markup {
    Plain(String),
    Html(String),
    /// RSS does not say: HTML if it looks like it.
    Either(String),
}

/// Recognises the root element, or the version of JSON Feed.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    if let Some(why) = decode::why_not_text(bytes) {
        return Likeness::No(why);
    }
    // UTF-16 has a NUL beside each ASCII letter.
    let head = bytes.iter().take(HEAD_BYTES).filter(|byte| byte.is_ascii() && **byte != 0).copied().collect();
    let head = String::from_utf8(head).unwrap_or_default();
    let head = head.trim_start();
    let root = root(head).unwrap_or_default();
    let local = root.rsplit(':').next().unwrap_or_default();
    match local {
        "rss" | "feed" => Likeness::Certain,
        "RDF" if head.contains("purl.org/rss/") || head.contains("my.netscape.com/rdf/") => Likeness::Certain,
        _ if head.starts_with('{') && head.contains("jsonfeed.org/version/") => Likeness::Certain,
        _ => Likeness::Possible,
    }
}

/// Returns the name of the first element.
fn root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        let end = match () {
            () if rest.starts_with('?') => "?>",
            () if rest.starts_with("!--") => "-->",
            () if rest.starts_with('!') => ">",
            () => return rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next(),
        };
        rest = rest.split_once(end)?.1;
    }
}

/// Reads the entries.
///
/// # Errors
/// What is no feed; one that declares entities; one that breaks off, after its
/// entries.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let declared = raw.charset.map(str::to_owned).or_else(|| declared_encoding(raw.bytes));
    let decoded = decode(raw.bytes, declared.as_deref());
    let source = decoded.text.trim_start_matches('\u{feff}').trim_start();
    let mut feed = match source.chars().next() {
        Some('<') => xml::feed(source)?,
        Some('{') => json::feed(source)?,
        _ => return Err(NotRead::skipped("it is neither XML nor JSON, and so no feed")),
    };
    let entries = std::mem::take(&mut feed.entries);
    let about = About::of(&feed);
    let mut warnings: Vec<_> = decoded.warning.into_iter().collect();
    let mut names = BTreeMap::new();
    for (at, entry) in entries.into_iter().enumerate() {
        let name = fresh(entry.name(at + 1), &mut names);
        if !output.begin(&name)? {
            continue;
        }
        match entry.reading(&about) {
            Ok(mut reading) => {
                decoded.encoding.clone_into(&mut reading.encoding);
                reading.warnings.append(&mut warnings);
                output.part(&name, reading);
            }
            Err(why) => output.not_read(&name, why),
        }
    }
    feed.broken.map_or(Ok(()), |why| Err(NotRead::refused(why)))
}

/// Finds the encoding that an XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String =
        bytes.iter().take(200).filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let declaration = head.split_once("<?xml")?.1.split("?>").next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes()).map(|encoding| encoding.name().to_owned())
}

/// Returns a name that no entry before has; `names` counts how often each was
/// asked for.
fn fresh(name: String, names: &mut BTreeMap<String, usize>) -> String {
    let count = names.entry(name.clone()).or_default();
    *count += 1;
    match *count {
        1 => name,
        number => fresh(format!("{name}#{number}"), names),
    }
}

/// What holds for all entries of a feed.
struct About {
    title: Option<String>,
    language: Option<String>,
    authors: Vec<String>,
}

impl About {
    fn of(feed: &Feed) -> Self {
        Self {
            title: feed.title.as_ref().map(Markup::line).filter(|title| !title.is_empty()),
            language: feed.language.as_deref().and_then(language_tag),
            authors: feed.authors.iter().filter_map(|author| person(author)).collect(),
        }
    }
}

impl Entry {
    /// Names it by its id, so that it keeps its name while the feed moves on.
    fn name(&self, number: usize) -> String {
        let id =
            self.id.as_deref().or(self.links.first().map(String::as_str)).map(folded).unwrap_or_default();
        match id.len() {
            0 => format!("entry-{number}"),
            1..=ID_BYTES => id,
            _ => format!("entry-{}", &Sha256::of(id.as_bytes()).as_str()[..16]),
        }
    }

    fn reading(&self, about: &About) -> Result<Reading, NotRead> {
        let known = self.known(about);
        let content = self.content.as_ref().map(Markup::reading).transpose()?;
        let summary = self.summary.as_ref().map(Markup::reading).transpose()?;
        let count = |reading: &Reading| words(&reading.text);
        let longer = match (content, summary) {
            (Some(content), Some(summary)) if count(&summary) > count(&content) => summary,
            (Some(content), _) => content,
            (None, Some(summary)) => summary,
            (None, None) => return Err(self.no_text()),
        };
        if longer.text.trim().is_empty() {
            return Err(self.no_text());
        }
        let detected_title = known.title.is_none().then(|| beginning(&longer.text));
        let mut reading = Reading { embedded: known, detected_title, ..longer };
        mark_frame(&mut reading);
        Ok(reading)
    }

    fn no_text(&self) -> NotRead {
        NotRead::skipped(match &self.title {
            Some(_) => "the entry has a title but no text",
            None => "the entry has no text",
        })
    }

    fn known(&self, about: &About) -> Known {
        let mut authors: Vec<String> = Vec::new();
        for author in self.authors.iter().filter_map(|author| person(author)) {
            if !authors.contains(&author) {
                authors.push(author);
            }
        }
        if authors.is_empty() {
            authors.clone_from(&about.authors);
        }
        let dates = [&self.published, &self.updated].into_iter().flatten();
        let language = self.language.as_deref().and_then(language_tag);
        Known {
            title: self.title.as_ref().map(Markup::line).filter(|title| !title.is_empty()),
            authors: Some(authors).filter(|authors| !authors.is_empty()),
            publisher: self
                .source
                .as_deref()
                .map(folded)
                .filter(|s| !s.is_empty())
                .or_else(|| about.title.clone()),
            date: dates.into_iter().find_map(|date| date_in(date, None)),
            url: self.links.iter().find_map(|link| web_address(link)),
            language: language.or_else(|| about.language.clone()),
            ..Known::default()
        }
    }
}

/// Names an entry without a title by its first words.
fn beginning(text: &str) -> String {
    let mut words = text.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(TITLE_WORDS).collect();
    let more = if words.next().is_some() { "…" } else { "" };
    let title: String = first.join(" ").chars().take(TITLE_CHARS).collect();
    format!("{title}{more}")
}

/// Sets aside what is no part of the text: a first block that repeats the
/// title is a heading, and what a program adds at the end an aside.
fn mark_frame(reading: &mut Reading) {
    let text = &reading.text;
    let title = reading.embedded.title.as_deref().unwrap_or_default();
    if let Some(first) =
        reading.pieces.first_mut().filter(|piece| folded(&text[piece.range.clone()]) == title)
    {
        first.kind = BlockKind::Heading;
    }
    let last = reading.pieces.last_mut().filter(|piece| {
        let block = &text[piece.range.clone()];
        block.starts_with("The post ") && block.contains(" appeared first on ")
    });
    if let Some(last) = last {
        last.kind = BlockKind::Aside;
    }
}

/// Reads `Jane Doe`, `jane@example.org (Jane Doe)` or `jane@example.org`.
fn person(written: &str) -> Option<String> {
    let line = Markup::Either(written.to_owned()).line();
    let named =
        line.strip_suffix(')').and_then(|rest| rest.split_once('(')).filter(|(mail, _)| mail.contains('@'));
    let name = named.map_or(line.as_str(), |(_, name)| name.trim());
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

impl Markup {
    /// Tells whether it is to be read as HTML.
    fn is_html(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Html(_) => true,
            Self::Either(text) => looks_like_html(text),
        }
    }

    fn source(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Html(text) | Self::Either(text) => text,
        }
    }

    fn is_blank(&self) -> bool {
        self.source().trim().is_empty()
    }

    fn reading(&self) -> Result<Reading, NotRead> {
        match self.is_html() {
            true => html::whole(self.source()),
            false => {
                decode::check_lines(self.source())?;
                Ok(text::reading(self.source().trim().to_owned()))
            }
        }
    }

    /// Returns it as text on one line.
    fn line(&self) -> String {
        let read = if self.is_html() { html::whole(self.source()).ok() } else { None };
        let line = read.map_or_else(|| folded(self.source()), |reading| folded(&reading.text));
        folded(&line.replace(char::is_control, " "))
    }
}

/// Tells whether a text has tags or character references.
fn looks_like_html(text: &str) -> bool {
    let tag = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) && rest.contains('>')
    };
    let reference = |rest: &str| {
        let name = rest.split(';').next().unwrap_or_default();
        rest.len() > name.len()
            && (2..=12).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    };
    // The first of each is enough: what is no tag at first seldom is one later.
    let any = |mark: char, is: &dyn Fn(&str) -> bool| {
        text.match_indices(mark)
            .take(100)
            .any(|(at, _)| is(text[at + 1..].get(..2_000).unwrap_or(&text[at + 1..])))
    };
    any('<', &tag) || any('&', &reference)
}
