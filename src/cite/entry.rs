//! What the engine is told about a source, as a CSL-JSON item.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{
    DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange,
};
use hayagriva::citationberg::taxonomy::Locator as Term;

use crate::model::{Locator, PartialDate, Source};

use super::name::{self, Name};

/// Marks the end of a value, so that punctuation which the style adds behind
/// it can be told from its own ([`super::rich`]). A control character, because
/// those are removed from all values and ignored when texts are sorted
/// (Unicode Collation Algorithm, completely ignorable).
pub(super) const END: char = '\u{1}';

/// Longest title, in characters; a longer one is cut at a word and ends in an
/// ellipsis. The longest titles in library catalogues have a few hundred.
const TITLE_CHARACTERS: usize = 1000;

/// Longest heading in a locator and longest name, in characters.
const NAME_CHARACTERS: usize = 200;

/// The language of entries whose language nobody knows (BCP 47,
/// "undetermined"): their titles keep their capitals.
const UNDETERMINED: &str = "und";

/// What kind of thing CSL is told that a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// The item's type.
    pub(super) kind: &'static str,
    /// The variable that the publisher or site is in.
    pub(super) publisher: &'static str,
}

/// The shapes of sources with an address and of those without, with authors
/// and without.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shapes {
    pub(super) web: Shape,
    pub(super) anonymous_web: Shape,
    pub(super) paper: Shape,
    pub(super) anonymous_paper: Shape,
}

const PAGE: Shape = Shape { kind: "webpage", publisher: "container-title" };
const ARTICLE: Shape = Shape { kind: "article-newspaper", publisher: "container-title" };
const DOCUMENT: Shape = Shape { kind: "document", publisher: "publisher" };

impl Shapes {
    /// The shapes to choose from, best first, in two rows. Not every style
    /// prints every value for every kind: IEEE no date of a web page,
    /// Vancouver no author, GOST no address of a document.
    pub(super) const WEB: [Shape; 3] = [PAGE, ARTICLE, DOCUMENT];
    pub(super) const PAPER: [Shape; 3] = [DOCUMENT, ARTICLE, PAGE];

    /// The shapes before a style is known.
    pub(super) const USUAL: Self =
        Self { web: PAGE, anonymous_web: PAGE, paper: DOCUMENT, anonymous_paper: DOCUMENT };

    /// Returns the kinds in use, some more than once.
    pub(super) fn kinds(&self) -> [&'static str; 4] {
        [self.web.kind, self.anonymous_web.kind, self.paper.kind, self.anonymous_paper.kind]
    }

    pub(super) fn of(&self, source: &Source) -> Shape {
        let is_anonymous = source.names().iter().all(|author| clean(author, NAME_CHARACTERS).is_empty());
        match (address(source).is_some(), is_anonymous) {
            (true, false) => self.web,
            (true, true) => self.anonymous_web,
            (false, false) => self.paper,
            (false, true) => self.anonymous_paper,
        }
    }
}

/// Describes a source to the engine. The desk's remark is left out.
///
/// `index` tells entries apart: the first key of the map, so that the
/// engine's many comparisons of whole entries end at it.
pub(super) fn item(source: &Source, key: &str, index: usize, shape: Shape) -> Item {
    let mut fields = BTreeMap::from([
        (" index".to_owned(), Value::Number(index as i64)),
        ("id".to_owned(), Value::String(key.to_owned())),
        ("type".to_owned(), text(shape.kind)),
        ("title".to_owned(), marked(title(source, key))),
        ("language".to_owned(), text(source.language.as_deref().unwrap_or(UNDETERMINED))),
    ]);
    let authors: Vec<NameValue> = source.names().iter().filter_map(|author| author_name(author)).collect();
    if !authors.is_empty() {
        fields.insert("author".to_owned(), Value::Names(authors));
    }
    if let Some(publisher) = publisher(source) {
        fields.insert(shape.publisher.to_owned(), marked(publisher));
    }
    if let Some(date) = source.date {
        fields.insert("issued".to_owned(), day(date));
    }
    if let Some(url) = address(source) {
        fields.insert("URL".to_owned(), text(url));
        if let Some(date) = source.accessed {
            fields.insert("accessed".to_owned(), day(date));
        }
    }
    Item(fields)
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn marked(mut text: String) -> Value {
    text.push(END);
    Value::String(text)
}

/// Returns the source's title without what cannot be printed; the key where
/// nothing is left.
pub(super) fn title(source: &Source, key: &str) -> String {
    let title = clean(&source.title, TITLE_CHARACTERS);
    let title = if title.is_empty() { clean(key, TITLE_CHARACTERS) } else { title };
    if title.is_empty() { "—".to_owned() } else { title }
}

/// Returns the publisher, unless it is an author too: styles that print both
/// would say it twice.
fn publisher(source: &Source) -> Option<String> {
    let publisher = clean(source.publisher.as_deref()?, NAME_CHARACTERS);
    let written = publisher.to_lowercase();
    let is_author =
        source.names().iter().any(|author| clean(author, NAME_CHARACTERS).to_lowercase() == written);
    (!publisher.is_empty() && !is_author).then_some(publisher)
}

/// Returns the address if it is one of the web and may be printed as it is.
pub(super) fn address(source: &Source) -> Option<&str> {
    let url = source.url.as_deref()?.trim();
    is_web_address(url).then_some(url)
}

/// Tells whether `url` is an http or https address without characters that
/// no address has (RFC 3986 and 3987: white space, controls, quotation marks,
/// angle brackets, braces, backslash, caret, bar, accent).
pub(super) fn is_web_address(url: &str) -> bool {
    let after = |scheme: &str| {
        let head = url.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &url[scheme.len()..])
    };
    let rest = after("https://").or_else(|| after("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.chars().any(|c| is_unprintable(c) || c.is_whitespace() || "\"<>{}\\^|`".contains(c))
}

fn day(date: PartialDate) -> Value {
    let month = date.month.map(i16::from);
    let day = month.and(date.day).map(i16::from);
    let parts = [Some(date.year), month, day].into_iter().flatten().collect();
    Value::Date(DateValue::DateParts {
        date_parts: VecDateRange(vec![VecDate(parts)]),
        literal: None,
        season: None,
        circa: false,
    })
}

fn author_name(written: &str) -> Option<NameValue> {
    let written = clean(written, NAME_CHARACTERS);
    if written.is_empty() {
        return None;
    }
    Some(match name::read(&written) {
        Name::AsWritten => NameValue::Literal(LiteralName { literal: format!("{written}{END}") }),
        Name::Person { family, given, suffix } => {
            let (particle, rest) = name::particle(&family);
            NameValue::Item(NameItem {
                non_dropping_particle: particle.map(str::to_owned),
                family: rest.to_owned(),
                given: Some(given),
                dropping_particle: None,
                comma_suffix: suffix.as_ref().map(|_| false),
                suffix,
            })
        }
    })
}

/// Returns a source's values in a plain order, for a style that prints none.
pub(super) fn plain(source: &Source, key: &str) -> String {
    let authors =
        source.names().iter().map(|author| clean(author, NAME_CHARACTERS)).collect::<Vec<_>>().join(", ");
    let date = source.date.map(|date| date.to_string());
    let parts = [Some(authors), Some(title(source, key)), publisher(source), date];
    let mut text = String::new();
    for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(&part);
        text.push_str(if part.ends_with(['.', '?', '!', '…']) { "" } else { "." });
    }
    text
}

/// Returns the name that most bibliographies put the source under: the first
/// author's family name, else the title.
pub(super) fn sort_name(source: &Source) -> String {
    let author =
        source.names().first().map(|author| clean(author, NAME_CHARACTERS)).filter(|name| !name.is_empty());
    let name = match author.as_deref().map(|author| (author, name::read(author))) {
        Some((_, Name::Person { family, given, .. })) => format!("{family} {given}"),
        Some((author, Name::AsWritten)) => author.to_owned(),
        None => source.title.clone(),
    };
    name.to_lowercase()
}

/// Chooses the locator that readers can use: the page; else the section, by
/// the heading above, with the paragraph in it; else the paragraph.
///
/// `number` stands for the page's or paragraph's own, and `paragraph` is what
/// the style says of a paragraph with this number.
pub(super) fn pinpoint(locator: &Locator, number: &str, paragraph: &str) -> Option<(Term, String)> {
    let heading = locator.heading.as_deref().map(|heading| clean(heading, NAME_CHARACTERS));
    let heading = heading.filter(|heading| !heading.is_empty());
    match (locator.page, heading, locator.paragraph) {
        (Some(_), ..) => Some((Term::Page, number.to_owned())),
        (None, Some(heading), Some(_)) => Some((Term::Section, format!("{heading}, {paragraph}"))),
        (None, Some(heading), None) => Some((Term::Section, heading)),
        (None, None, Some(_)) => Some((Term::Paragraph, number.to_owned())),
        (None, None, None) => None,
    }
}

/// Returns `text` on one line, without characters that cannot be printed, cut
/// at a word to `limit` characters.
pub(super) fn clean(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        let at = line.len();
        if at > 0 {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !is_unprintable(*c)));
        if line[at..].trim().is_empty() {
            line.truncate(at);
        }
        // A bound on the work for hostile texts; four bytes are the longest character.
        if line.len() > limit.saturating_mul(4) + 4 {
            break;
        }
    }
    match line.char_indices().nth(limit) {
        None => line,
        Some((end, _)) => cut(&line, end),
    }
}

fn cut(line: &str, end: usize) -> String {
    let head = &line[..end];
    let head = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    format!("{}…", head.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// Tells whether `c` would change how the text around it is shown: controls,
/// direction overrides and isolates (Unicode Standard Annex 9), invisible
/// tags, byte order marks, noncharacters and private-use letters.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{E0000}'..='\u{E007F}')
        || u32::from(c) & 0xFFFE == 0xFFFE
        || u32::from(c) >= 0xF_0000
}
