//! Notes as they follow one another: the complete one first, then the style's
//! short form, then `ibid.` where it has it.
//!
//! The engine decides which is which, in one run over the real sequence. What
//! it would print twice it is asked for once: all other places in the sequence
//! are kept by a style that prints nothing.

use std::collections::HashMap;

use hayagriva::{BibliographyDriver, BibliographyRequest};

use crate::model::Rich;

use super::Style;
use super::mentions::{Mention, Mentions};

/// What of a place in the sequence a style may ask for, beside the source and
/// the kind of locator (CSL 1.0.2, `position`): equal ones print the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Situation {
    pattern: usize,
    /// The note before is on the same source.
    follows: bool,
    /// And on the same place in it.
    repeats: bool,
    /// The last note on the source is within the style's distance.
    is_near: bool,
}

impl Style {
    /// Formats the mentions as notes in their order; `None` where the complete
    /// note stands: at the first mention of a source, and where the style
    /// prints nothing later.
    pub(super) fn later_notes(&self, mentions: &Mentions<'_>) -> Vec<Option<Rich>> {
        let situations = self.situations(mentions);
        let mut printed: HashMap<Situation, usize> = HashMap::new();
        let mut driver = BibliographyDriver::new();
        for (index, (mention, situation)) in mentions.all.iter().zip(&situations).enumerate() {
            let is_new =
                situation.is_some_and(|situation| *printed.entry(situation).or_insert(index) == index);
            let style = if is_new { &self.notes } else { &self.blank };
            driver.citation(self.request(style, mentions, mention, index + 1));
        }
        let end = BibliographyRequest::new(&self.notes, Some(self.locale.clone()), &self.locales);
        let rendered = driver.finish(end).citations;
        let note = |(index, situation): (usize, &Option<Situation>)| {
            let place = printed[situation.as_ref()?];
            let text = self.read(&rendered[place].citation);
            let pin = mentions.patterns[mentions.all[place].pattern].1.as_ref();
            let text = if self.prints_locators { text } else { self.with_locator(&text, pin) };
            let is_said = text.plain().contains(char::is_alphabetic);
            is_said.then(|| mentions.fill(&mentions.all[index], mentions.all[place].variant, text))
        };
        situations.iter().enumerate().map(note).collect()
    }

    /// Returns the situation of each mention; `None` for a source's first.
    /// What the style does not ask for is left at `false`.
    fn situations(&self, mentions: &Mentions<'_>) -> Vec<Option<Situation>> {
        let asks = |what: &str| self.positions.iter().any(|position| position.starts_with(what));
        let (asks_ibid, asks_near) = (asks("ibid"), asks("near-note"));
        let distance = self.csl.citation.near_note_distance as usize;
        let mut last: HashMap<usize, usize> = HashMap::new();
        let situation = |(index, mention): (usize, &Mention)| {
            let source = mentions.patterns[mention.pattern].0;
            let before = last.insert(source, index)?;
            let follows = asks_ibid && before + 1 == index;
            Some(Situation {
                pattern: mention.pattern,
                follows,
                repeats: follows && mentions.all[before].is_at_place_of(mention),
                is_near: asks_near && index - before <= distance,
            })
        };
        mentions.all.iter().enumerate().map(situation).collect()
    }
}
