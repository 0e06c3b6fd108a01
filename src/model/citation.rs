//! Citations: a number, a formatted reference, a pinpoint, a selector, a link.

use serde::{Deserialize, Serialize};

use super::PartialDate;

/// One citation of a briefing: what every format sets, and the proof behind it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Citation {
    /// The audience's own number, from 1 in the order of appearance.
    pub number: u32,
    /// The excerpt's number in the edition.
    pub n: u32,
    /// What stands in the text under [`Placement::Text`], brackets included,
    /// such as `(Smith 2024, para. 3)`; empty in styles of notes.
    pub in_text: Rich,
    /// The note as it stands in the sequence of notes: the complete reference
    /// at first, then the style's short form or `ibid.`. In styles that cite
    /// in the text the complete reference.
    pub note: Rich,
    /// The complete reference with its locator, in the audience's style.
    pub reference: Rich,
    /// The source's title.
    pub title: String,
    /// The names of those who wrote it, in order, without addresses.
    pub authors: Vec<String>,
    /// The source's publisher or site.
    pub publisher: Option<String>,
    /// The date of its publication.
    pub date: Option<PartialDate>,
    /// The source's address: http or https only.
    pub url: Option<String>,
    /// The source's language (BCP 47).
    pub language: Option<String>,
    /// The document's id in manifests: its path, with `#member` for a part.
    pub document: String,
    /// Where in the source.
    pub locator: Locator,
    /// The same in words, such as `p. 4`; may be empty.
    pub pinpoint: String,
    /// The address that opens the source at the quotation; `None` where the
    /// source has no address.
    pub link: Option<String>,
    /// The excerpt.
    pub exact: String,
    /// What stands before it in the source: some sentences, each paragraph or
    /// heading on a line of its own, with an ellipsis where they are cut; may
    /// be empty. It ends with a space where white space parts it from the
    /// excerpt, with a line break where a paragraph ends there.
    pub before: String,
    /// What stands after it, likewise; it begins with such a space or break.
    pub after: String,
}

/// Where the citations of a briefing stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placement {
    /// At the foot of the page that has the mark, where a format has pages.
    #[default]
    Footnotes,
    /// After the text.
    Endnotes,
    /// In the text itself, by author and date or by number; a list of sources
    /// stands after the text.
    Text,
}

impl Placement {
    /// The names as written in `config.yaml`.
    pub const NAMES: [&'static str; 3] = ["footnotes", "endnotes", "text"];

    /// Returns its name in [`Self::NAMES`].
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "footnotes" => Some(Self::Footnotes),
            "endnotes" => Some(Self::Endnotes),
            "text" => Some(Self::Text),
            _ => None,
        }
    }
}

/// Where in a source an excerpt stands; empty fields are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Locator {
    /// The page, from 1.
    pub page: Option<u32>,
    /// The paragraph, from 1.
    pub paragraph: Option<u32>,
    /// The nearest heading above.
    pub heading: Option<String>,
}

/// A W3C Web Annotation TextQuoteSelector and TextPositionSelector in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// The excerpt's text.
    pub exact: String,
    /// Up to 32 characters of the source before it.
    pub prefix: String,
    /// Up to 32 characters of the source after it.
    pub suffix: String,
    /// Unicode code points before the excerpt.
    pub start: usize,
    /// Unicode code points before the excerpt's end.
    pub end: usize,
}

/// A short text with the few styles that citations need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich(pub Vec<Run>);

/// A piece of a [`Rich`] in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text, never markup.
    pub text: String,
    /// How it is set.
    pub style: RunStyle,
    /// Where it leads; http, https or mailto only.
    pub url: Option<String>,
}

/// How a [`Run`] is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RunStyle {
    /// Upright.
    #[default]
    Plain,
    /// Emphasised, usually italic.
    Emphasis,
    /// Strong, usually bold.
    Strong,
}

impl Rich {
    /// Returns the text without its styles.
    #[must_use]
    pub fn plain(&self) -> String {
        self.0.iter().map(|run| run.text.as_str()).collect()
    }
}

impl From<&str> for Rich {
    fn from(text: &str) -> Self {
        Self(vec![Run { text: text.to_owned(), style: RunStyle::Plain, url: None }])
    }
}
