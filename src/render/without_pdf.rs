//! Fonts where no format needs any: a build without the feature `pdf`.
#![cfg(not(feature = "pdf"))]

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::error::{Reported, Warning};

/// No fonts, and none missing.
#[derive(Debug)]
pub struct Fonts;

impl Fonts {
    /// Loads nothing.
    #[must_use]
    pub fn load(_paths: &[PathBuf]) -> Reported<Self> {
        Reported::clean(Self)
    }

    /// Returns nothing: every letter can be written.
    #[must_use]
    pub fn missing(&self, _text: &str) -> BTreeSet<char> {
        BTreeSet::new()
    }

    /// Returns nothing: every letter can be written.
    pub fn uncovered<'a>(&self, _texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Warning> {
        Vec::new()
    }
}
