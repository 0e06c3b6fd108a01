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
/// the first of [`Mentions::stand_ins`] for a number.
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
    /// The locators of the patterns with the second of the stand-ins.
    others: Vec<Option<Pin>>,
    /// In the order given.
    pub(super) all: Vec<Mention>,
    /// Two numbers that none of the sources has in it.
    stand_ins: [String; 2],
}

/// One mention.
pub(super) struct Mention {
    /// The index of its pattern.
    pub(super) pattern: usize,
    /// Its own number, of a page or paragraph.
    number: Option<String>,
    /// Which number stands in for its own in a sequence: another than in the
    /// mention before if that is on another place in the same source, since
    /// `ibid.` depends on whether they are equal.
    pub(super) variant: usize,
}

impl Mention {
    /// Tells whether both are on the same place in the same source.
    pub(super) fn is_at_place_of(&self, other: &Self) -> bool {
        self.pattern == other.pattern && self.number == other.number
    }
}

impl<'a> Mentions<'a> {
    /// `paragraph` writes what the style says of a paragraph with a number.
    pub(super) fn new(cited: &[Cited<'a>], shapes: &Shapes, paragraph: impl Fn(&str) -> String) -> Self {
        let mut mentions = Self {
            keys: Vec::new(),
            sources: Vec::new(),
            items: Vec::new(),
            patterns: Vec::new(),
            others: Vec::new(),
            all: Vec::new(),
            stand_ins: unused_numbers(cited),
        };
        let mut sources: HashMap<&str, usize> = HashMap::new();
        let mut patterns: HashMap<Pattern, usize> = HashMap::new();
        for mention in cited {
            let place = *sources.entry(mention.key).or_insert_with(|| mentions.add(mention, shapes));
            let number = mention.locator.page.or(mention.locator.paragraph).map(|number| number.to_string());
            let [pin, other] = mentions
                .stand_ins
                .each_ref()
                .map(|stand_in| pinpoint(mention.locator, stand_in, &paragraph(stand_in)));
            let pattern = *patterns.entry((place, pin.clone())).or_insert_with(|| {
                mentions.patterns.push((place, pin));
                mentions.others.push(other);
                mentions.patterns.len() - 1
            });
            let mut mention = Mention { pattern, number, variant: 0 };
            if let Some(last) = mentions.all.last().filter(|last| last.pattern == pattern) {
                mention.variant = if last.number == mention.number { last.variant } else { 1 - last.variant };
            }
            mentions.all.push(mention);
        }
        mentions
    }

    /// Returns a mention's locator, with the number that stands in for its own.
    pub(super) fn pin(&self, mention: &Mention) -> Option<(Term, &str)> {
        let pins = [&self.patterns[mention.pattern].1, &self.others[mention.pattern]];
        pins[mention.variant].as_ref().map(|(term, value)| (*term, value.as_str()))
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
        self.all.iter().map(|mention| self.fill(mention, 0, texts[mention.pattern].clone())).collect()
    }

    /// Puts a mention's own number where the stand-in of this variant is.
    pub(super) fn fill(&self, mention: &Mention, variant: usize, mut text: Rich) -> Rich {
        let stand_in = &self.stand_ins[variant];
        if let Some(number) = &mention.number {
            for run in text.0.iter_mut().filter(|run| run.text.contains(stand_in)) {
                run.text = run.text.replace(stand_in, number);
            }
        }
        text
    }
}

/// Returns two numbers of five digits that stand nowhere in the sources.
fn unused_numbers(cited: &[Cited<'_>]) -> [String; 2] {
    const DIGITS: usize = 5;
    let mut used: BTreeSet<Vec<u8>> = BTreeSet::new();
    for mention in cited {
        let source = mention.source;
        let heading = mention.locator.heading.as_ref();
        let texts = [Some(&source.title), source.publisher.as_ref(), source.url.as_ref(), heading];
        let texts = texts.into_iter().flatten().chain(&source.authors).map(String::as_str);
        for text in texts.chain([mention.key]) {
            // As printed: without what is taken out, digits may come together.
            let printed = clean(text, usize::MAX);
            let windows = printed.as_bytes().windows(DIGITS);
            used.extend(windows.filter(|window| window.iter().all(u8::is_ascii_digit)).map(<[u8]>::to_vec));
        }
    }
    let numbers = (70_001..99_999).map(|number: u32| number.to_string());
    let mut unused = numbers.filter(|number| !used.contains(number.as_bytes()));
    let mut next = |instead: &str| unused.next().unwrap_or_else(|| instead.to_owned());
    [next("7000170001"), next("7000270002")]
}
