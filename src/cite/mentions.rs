//! Which sources are mentioned where, each thing to be formatted once.

use std::collections::{BTreeSet, HashMap};

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Locator as Term;

use crate::model::{Rich, Source};

use super::Cited;
use super::entry::{Shapes, clean, item, pinpoint};

/// A locator in the terms of CSL.
pub(super) type Pin = (Term, String);

/// The place of a source in [`Mentions`], and where in it, with
/// [`Mentions::stand_in`] for a number.
pub(super) type Pattern = (usize, Option<Pin>);

/// The sources of an edition, each once, and which of them each mention is of.
///
/// Mentions that differ by a page's or paragraph's number only have one
/// pattern: it is formatted once with a number that stands in for theirs.
pub(super) struct Mentions<'a> {
    pub(super) keys: Vec<&'a str>,
    pub(super) sources: Vec<&'a Source>,
    pub(super) items: Vec<Item>,
    /// Each once, in the order of mention.
    pub(super) patterns: Vec<Pattern>,
    /// For each mention the index of its pattern, and its own number.
    places: Vec<(usize, Option<String>)>,
    /// A number that none of the sources has in it.
    stand_in: String,
}

impl<'a> Mentions<'a> {
    pub(super) fn new(cited: &[Cited<'a>], shapes: &Shapes) -> Self {
        let mut mentions = Self {
            keys: Vec::new(),
            sources: Vec::new(),
            items: Vec::new(),
            patterns: Vec::new(),
            places: Vec::new(),
            stand_in: unused_number(cited),
        };
        let mut sources: HashMap<&str, usize> = HashMap::new();
        let mut patterns: HashMap<Pattern, usize> = HashMap::new();
        for mention in cited {
            let place = *sources.entry(mention.key).or_insert_with(|| mentions.add(mention, shapes));
            let (pin, number) = match pinpoint(mention.locator) {
                Some((term @ (Term::Page | Term::Paragraph), number)) => {
                    (Some((term, mentions.stand_in.clone())), Some(number))
                }
                pin => (pin, None),
            };
            let pattern = *patterns.entry((place, pin.clone())).or_insert_with(|| {
                mentions.patterns.push((place, pin));
                mentions.patterns.len() - 1
            });
            mentions.places.push((pattern, number));
        }
        mentions
    }

    fn add(&mut self, mention: &Cited<'a>, shapes: &Shapes) -> usize {
        let place = self.items.len();
        self.keys.push(mention.key);
        self.sources.push(mention.source);
        self.items.push(item(mention.source, mention.key, place, shapes.of(mention.source)));
        place
    }

    /// Returns the text of each mention, from the texts of the patterns.
    pub(super) fn filled(&self, texts: &[Rich]) -> Vec<Rich> {
        let fill = |(pattern, number): &(usize, Option<String>)| {
            let mut text = texts[*pattern].clone();
            if let Some(number) = number {
                for run in text.0.iter_mut().filter(|run| run.text.contains(&self.stand_in)) {
                    run.text = run.text.replace(&self.stand_in, number);
                }
            }
            text
        };
        self.places.iter().map(fill).collect()
    }
}

/// Returns a number of five digits that stands nowhere in the sources.
fn unused_number(cited: &[Cited<'_>]) -> String {
    const DIGITS: usize = 5;
    let mut used: BTreeSet<Vec<u8>> = BTreeSet::new();
    for mention in cited {
        let source = mention.source;
        let texts = [Some(&source.title), source.publisher.as_ref(), source.url.as_ref()];
        let texts = texts.into_iter().flatten().chain(&source.authors).map(String::as_str);
        for text in texts.chain([mention.key]) {
            // As printed: without what is taken out, digits may come together.
            let printed = clean(text, usize::MAX);
            let windows = printed.as_bytes().windows(DIGITS);
            used.extend(windows.filter(|window| window.iter().all(u8::is_ascii_digit)).map(<[u8]>::to_vec));
        }
    }
    let numbers = (70_001..99_999).map(|number: u32| number.to_string());
    numbers
        .into_iter()
        .find(|number| !used.contains(number.as_bytes()))
        .unwrap_or_else(|| "7000170001".to_owned())
}
