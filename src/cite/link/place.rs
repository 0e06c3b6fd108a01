//! A quotation's place in a page, and the words that lead there.

use std::borrow::Cow;
use std::ops::Range;

use super::directive::{Directive, encoded_bytes};
use super::page::{self, Page};
use super::words::{self, Breaks};

/// Longest quotation that is named whole, in characters; a longer one by its
/// first and last words (`MAX_EXACT_MATCH_LENGTH` of Chrome's
/// text-fragments-polyfill, which makes these links in browsers).
const EXACT_CHARACTERS: usize = 300;

/// The same in bytes of the address, where a letter beyond ASCII takes six or
/// nine: half of what Windows hands on (`INTERNET_MAX_URL_LENGTH`, some 2,083),
/// for the address itself and the words around.
const EXACT_BYTES: usize = 1000;

/// Shortest quotation that is named with words of one side only, in characters
/// (`MIN_LENGTH_WITHOUT_CONTEXT`, ibid.).
const LONE_CHARACTERS: usize = 20;

/// Characters of context that every quotation gets on one side: some three
/// words (`WORDS_TO_ADD_FIRST_ITERATION`, ibid.). Pages show more than their
/// documents have, and teasers or pulled quotes are in the same words.
const CONTEXT_CHARACTERS: usize = 15;

/// Characters of context where less leads to another place.
const MORE_CHARACTERS: [usize; 4] = [CONTEXT_CHARACTERS, 60, 200, 600];

/// Characters at each end of a quotation that is named by its ends. Many: if the
/// first words stand in a teaser above, all from there on is highlighted.
const END_CHARACTERS: [usize; 3] = [60, 120, 250];

/// A quotation with the text around it.
pub(super) struct Place<'p> {
    page: &'p Page<'p>,
    quotation: Cow<'p, str>,
    /// What stands around it in its block, as far as it is near.
    before: Cow<'p, str>,
    after: Cow<'p, str>,
    /// What stands near in the blocks before and behind.
    previous: Cow<'p, str>,
    next: Cow<'p, str>,
    /// Bytes of the page's stream.
    stream: Range<usize>,
}

impl<'p> Place<'p> {
    /// Finds the place of the bytes `range` of the text, in the block with this
    /// index; `None` where nothing is seen there.
    pub(super) fn of(page: &'p Page<'p>, range: Range<usize>, block: usize) -> Option<Self> {
        let quotation = page.seen(range.clone());
        if quotation.trim().is_empty() {
            return None;
        }
        let whole = page.block(block).unwrap_or_else(|| range.clone());
        let previous = block.checked_sub(1).and_then(|index| page.block(index));
        let next = page.block(block + 1);
        let start = page.place(range.start);
        Some(Self {
            before: page.before(whole.start..range.start),
            after: page.after(range.end..whole.end.max(range.end)),
            previous: previous.map_or(Cow::Borrowed(""), |block| page.before(block)),
            next: next.map_or(Cow::Borrowed(""), |block| page.after(block)),
            stream: start..start + page::folded(&quotation).len(),
            page,
            quotation,
        })
    }

    /// Chooses the words: the fewest of those tried whose first match in the
    /// document is the quotation. Where none of them is, the words around it in
    /// its block lead at least to one that has the same neighbours.
    pub(super) fn directive(&self) -> Directive {
        let ends = self.ends();
        for (prefix, suffix) in self.contexts() {
            for (start, end) in &ends {
                let directive = Directive::new(prefix.clone(), start.clone(), end.clone(), suffix.clone());
                if self.is_first(&directive) {
                    return directive;
                }
            }
        }
        let most = MORE_CHARACTERS[MORE_CHARACTERS.len() - 1];
        let (start, end) = ends.into_iter().next_back().expect("every quotation has ends");
        Directive::new(self.last(&self.before, most), start, end, self.first(&self.after, most))
    }

    /// Returns the quotation whole, or where it is long or has line breaks, its
    /// ends: shorter ones first. Never empty.
    fn ends(&self) -> Vec<(String, Option<String>)> {
        let whole = words::shown(&self.quotation);
        let is_long = whole.chars().count() > EXACT_CHARACTERS || encoded_bytes(&whole) > EXACT_BYTES;
        let has_break = self.page.breaks() == Breaks::Unsure && whole.contains('\n');
        if !is_long && !has_break {
            return vec![(whole, None)];
        }
        let mut ends: Vec<(String, Option<String>)> = END_CHARACTERS
            .iter()
            .map(|least| (self.first(&self.quotation, *least), self.last(&self.quotation, *least)))
            .filter(|(start, end)| has_break || start.len() + end.len() < whole.len())
            .map(|(start, end)| (start, Some(end)))
            .collect();
        ends.dedup();
        if ends.is_empty() {
            ends.push((whole, None));
        }
        ends
    }

    /// Returns what may be named before and behind the quotation, less first.
    ///
    /// Words of the same block are always named on one side, and where a word
    /// goes on over the quotation's end, there: a browser matches whole words.
    /// Words of other blocks are a last resort, as a page may show something
    /// between that the document leaves out.
    fn contexts(&self) -> Vec<(String, String)> {
        let near = CONTEXT_CHARACTERS;
        let prefix = self.last(&self.before, near);
        let is_short = self.quotation.trim().chars().count() < LONE_CHARACTERS;
        let goes_on = self.after.chars().next().is_some_and(|c| !c.is_whitespace());
        let suffix = match prefix.is_empty() || is_short || goes_on {
            true => self.first(&self.after, near),
            false => String::new(),
        };
        let mut contexts = vec![(prefix.clone(), suffix.clone())];
        for least in MORE_CHARACTERS {
            let more_before = self.last(or(&self.before, &self.previous), least);
            let more_after = self.first(or(&self.after, &self.next), least);
            contexts.push((prefix.clone(), more_after.clone()));
            contexts.push((more_before.clone(), suffix.clone()));
            contexts.push((more_before, more_after));
        }
        contexts.dedup();
        contexts
    }

    /// Tells whether the first match of a directive in the document is the
    /// quotation, as a browser would look for it: the start behind the prefix,
    /// then the first end with the suffix behind it.
    fn is_first(&self, directive: &Directive) -> bool {
        let [prefix, start, end, suffix] = directive.parts().map(page::folded);
        let Some(begin) = self.stream.start.checked_sub(prefix.len()) else { return false };
        if end.is_empty() {
            return self.page.is_first(&(prefix + &start + &suffix), 0, begin);
        }
        let from = self.stream.start + start.len();
        let Some(last) = self.stream.end.checked_sub(end.len()) else { return false };
        self.page.is_first(&(prefix + &start), 0, begin) && self.page.is_first(&(end + &suffix), from, last)
    }

    fn first(&self, text: &str, least: usize) -> String {
        words::first(text, least, self.page.breaks())
    }

    fn last(&self, text: &str, least: usize) -> String {
        words::last(text, least, self.page.breaks())
    }
}

fn or<'t>(text: &'t str, other: &'t str) -> &'t str {
    if text.trim().is_empty() { other } else { text }
}
