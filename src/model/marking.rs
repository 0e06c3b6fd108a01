//! Handling markings: who may be shown what a source says.

use super::{Document, SourcePattern};

/// The markings of a desk and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markings {
    /// From the lowest, which is for anyone, to the highest; never empty.
    pub levels: Vec<String>,
    /// What sources are marked with, beside what their own metadata says.
    pub sources: Vec<(SourcePattern, String)>,
}

impl Default for Markings {
    /// The labels of the Traffic Light Protocol (FIRST, TLP 2.0, August 2022).
    fn default() -> Self {
        let levels = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"];
        Self { levels: levels.map(str::to_owned).to_vec(), sources: Vec::new() }
    }
}

impl Markings {
    /// Returns the marking of a document: the highest of those that its
    /// metadata and the desk give; `None` for none.
    #[must_use]
    pub fn of<'a>(&'a self, document: &'a Document) -> Option<&'a str> {
        let desk = self.sources.iter().filter(|(pattern, _)| pattern.fits(document));
        let given = desk.map(|(_, marking)| marking.as_str()).chain(document.source.marking.as_deref());
        given.max_by_key(|marking| self.rank(Some(marking)))
    }

    /// Tells whether a document is marked higher than what an audience may
    /// see. An audience without a marking sees what is not marked, or marked
    /// with the lowest.
    #[must_use]
    pub fn withholds(&self, document: &Document, audience: Option<&str>) -> bool {
        let own = self.rank(self.of(document));
        own > LOWEST && own > self.rank(audience)
    }

    /// Tells whether a marking is one of the desk's.
    #[must_use]
    pub fn knows(&self, marking: &str) -> bool {
        self.rank(Some(marking)) <= self.levels.len()
    }

    /// From 0 for none; an unknown one is above all, so that a slip of the pen
    /// shows nothing to anyone.
    fn rank(&self, marking: Option<&str>) -> usize {
        let Some(marking) = marking else { return 0 };
        let place = self.levels.iter().position(|level| level.eq_ignore_ascii_case(marking));
        place.map_or(usize::MAX, |place| place + LOWEST)
    }
}

/// The rank of the lowest marking.
const LOWEST: usize = 1;
