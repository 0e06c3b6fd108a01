//! Citations: a number, a formatted reference, a pinpoint, a selector, a link.

use serde::{Deserialize, Serialize};

/// One excerpt's proof, as an audience sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// The audience's own number, from 1 in the order of appearance.
    pub number: u32,
    /// The excerpt's number in the edition.
    pub n: u32,
    /// The reference in the audience's citation style.
    pub reference: Rich,
    /// Where in the source.
    pub locator: Locator,
    /// The address that opens the source at the quotation; `None` where the
    /// source has no address.
    pub link: Option<String>,
}

/// Where in a source an excerpt stands; empty fields are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
