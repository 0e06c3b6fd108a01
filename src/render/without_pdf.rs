//! Fonts where no format needs any: a build without the feature `pdf`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::Reported;

/// No fonts, and none missing.
#[derive(Debug)]
pub struct Fonts;

impl Fonts {
    /// Loads nothing.
    #[must_use]
    pub fn load(_desk: &Path, _paths: &[PathBuf]) -> Reported<Self> {
        Reported::clean(Self)
    }

    /// Returns nothing: there are no fonts.
    #[must_use]
    pub fn files<'t>(&self, _texts: impl Iterator<Item = &'t str>) -> Vec<super::docx::Face> {
        Vec::new()
    }

    /// Returns nothing: every letter can be written.
    #[must_use]
    pub fn missing(&self, _text: &str) -> BTreeSet<char> {
        BTreeSet::new()
    }
}

/// A font package that has a letter.
#[derive(Debug, Clone, Copy)]
pub struct FontPackage {
    /// Its name.
    pub package: &'static str,
}

/// Returns nothing: no letter is ever missing.
#[must_use]
pub fn package_for(_letter: char) -> Option<FontPackage> {
    None
}

/// Finds nothing wrong with any standards: no PDF claims them.
///
/// # Errors
/// Never.
pub fn check_standards(_standards: &[String]) -> Result<(), String> {
    Ok(())
}

/// Returns nothing: every letter can be written.
#[must_use]
pub fn unfit(_text: &str) -> BTreeSet<char> {
    BTreeSet::new()
}
