//! The countries that a document speaks of.

use std::collections::{BTreeMap, BTreeSet};

use super::Claim;
use crate::findings::lexicon;
use crate::findings::token::Tokens;

/// How much of a document's head tells what it is about, in bytes.
const HEAD_BYTES: usize = 400;

/// How much before a sentence tells what it is about, in bytes.
const BEFORE_BYTES: usize = 600;

/// How often the head of a document and the text before a sentence name each
/// country.
#[derive(Debug)]
pub(super) struct Context {
    counts: BTreeMap<&'static str, usize>,
}

impl Context {
    pub(super) fn of(claim: &Claim<'_>) -> Self {
        let text = claim.text;
        let from = text.floor_char_boundary(claim.range.start.saturating_sub(BEFORE_BYTES));
        let head = text.floor_char_boundary(HEAD_BYTES.min(from));
        let mut counts = BTreeMap::new();
        for part in [0..head, from..claim.range.end] {
            let tokens = Tokens::of(text, part);
            let mut at = 0;
            while at < tokens.len() {
                let found = lexicon::country(tokens.lower(at), tokens.lower(at + 1), tokens.written(at));
                if let Some((name, _)) = found {
                    *counts.entry(name).or_default() += 1;
                }
                at += found.map_or(1, |(_, length)| length);
            }
        }
        Self { counts }
    }

    /// Tells whether these countries are named more often than any other.
    pub(super) fn is_about(&self, countries: &BTreeSet<&'static str>) -> bool {
        let count = |name: &&'static str| self.counts.get(*name).copied().unwrap_or(0);
        let least = countries.iter().map(count).min().unwrap_or(0);
        let other =
            self.counts.iter().filter(|(name, _)| !countries.contains(*name)).map(|(_, count)| *count);
        least > 0 && other.max().unwrap_or(0) < least
    }

    /// Tells whether two documents name the same countries, and what is said
    /// without a country is of the same one: there is but one, or it is of all.
    pub(super) fn agrees(&self, other: &Self, is_mutual: bool) -> bool {
        self.counts.keys().eq(other.counts.keys()) && (is_mutual || self.counts.len() <= 1)
    }
}
