//! Windows: runs of whole sentences that an excerpt may be cut from.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use super::editors::Editors;
use super::lexicon::{Form, Lexicon};
use super::quotable::{Unfit, count_words, points_back, unfit};
use super::rank::good_length;
use super::{Material, Sought};
use crate::copies::Forms;
use crate::model::{Document, DocumentId, Facts, PartialDate, Passage, PassageId, Reliability, Weights};
use crate::tool::words;

/// Most sentences of one excerpt.
pub(super) const MAX_SENTENCES: usize = 3;
/// Passages a theme that are looked at; the index has ranked them.
pub(super) const MAX_HITS: usize = 300;
/// What a footnote mark between sentences costs, in further sentences.
const FOOTNOTE: f64 = 1.5;

/// The sentences and windows of a brief, in the order of passages.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) lexicon: Lexicon,
    pub(super) sentences: Vec<Sentence>,
    pub(super) windows: Vec<Window>,
    /// What each window is compared with others by.
    pub(super) alike: Vec<Forms>,
}

/// A sentence with what is needed of it.
pub(super) struct Sentence {
    pub(super) words: usize,
    pub(super) unfit: Option<Unfit>,
    /// Its words in order.
    pub(super) forms: Vec<Form>,
    /// The different ones that are no stop words, sorted.
    pub(super) telling: Vec<Form>,
    pub(super) facts: Facts,
    /// Capitalised words within it.
    pub(super) names: usize,
    pub(super) points_back: bool,
}

/// A sentence whose words have no numbers yet.
struct Analysed {
    forms: Vec<words::Word>,
    sentence: Sentence,
}

impl Analysed {
    fn numbered(self, lexicon: &mut Lexicon) -> Sentence {
        let mut forms = Vec::with_capacity(self.forms.len());
        let mut telling = Vec::new();
        for word in self.forms {
            let form = lexicon.number(word.form);
            forms.push(form);
            if !word.stop {
                telling.push(form);
            }
        }
        telling.sort_unstable();
        telling.dedup();
        Sentence { forms, telling, ..self.sentence }
    }
}

/// A run of sentences of one passage.
pub(super) struct Window {
    pub(super) document: DocumentId,
    pub(super) passage: PassageId,
    /// Indices into the passage's sentences.
    pub(super) sentences: Range<usize>,
    /// Indices into [`Pool::sentences`].
    pub(super) pooled: Range<usize>,
    /// Bytes of the document's text.
    pub(super) range: Range<usize>,
    pub(super) words: usize,
    /// The different words that are no stop words, sorted.
    pub(super) telling: Vec<Form>,
    /// Where the first words point back: the words of the first sentence and
    /// the one before it, which may be quoted with it.
    pub(super) resolved_with: Option<usize>,
    /// What it is worth whatever the theme.
    pub(super) own: Own,
}

/// Parts of a window's value that no theme changes; each from 0 to 1, but
/// `length`.
#[derive(Clone, Copy)]
pub(super) struct Own {
    pub(super) position: f64,
    pub(super) informative: f64,
    pub(super) recency: f64,
    pub(super) reliability: f64,
    pub(super) quotation: f64,
    pub(super) figure: f64,
    pub(super) opening: f64,
    pub(super) length: f64,
}

impl Window {
    /// Tells whether it shares a sentence with another.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.passage == other.passage
            && self.sentences.start < other.sentences.end
            && other.sentences.start < self.sentences.end
    }
}

/// Collects the windows of every passage that a theme's best hits or a pin
/// name.
pub(super) fn pool(
    material: Material<'_>,
    sought: &[Sought<'_>],
    editors: &Editors,
    weights: &Weights,
) -> Pool {
    let hits = sought.iter().flat_map(|sought| sought.hits.iter().take(MAX_HITS).map(|(id, _)| *id));
    let passages: BTreeSet<PassageId> = hits.chain(editors.pins.iter().map(|pin| pin.passage)).collect();
    let draft = |id: PassageId| {
        let passage = &material.passages[id.0 as usize];
        let document = material.corpus.document(passage.document);
        let pinned: Vec<Range<usize>> = editors.pinned_in(id).collect();
        let counts = document.blocks[passage.block].kind.is_prose() || !pinned.is_empty();
        counts.then(|| {
            let draft = Draft { material, document, passage, weights };
            let analysed = passage.sentences.iter().map(|range| draft.analysed(range)).collect();
            (draft, analysed, pinned)
        })
    };
    // What a sentence says is found side by side; its words are numbered in their order.
    let passages: Vec<PassageId> = passages.into_iter().collect();
    let drafts: Vec<(Draft<'_>, Vec<Analysed>, Vec<Range<usize>>)> =
        passages.into_par_iter().filter_map(draft).collect();
    let mut pool = Pool::default();
    for (draft, analysed, pinned) in drafts {
        draft.add(&mut pool, analysed, &pinned);
    }
    let alike = |window: &Window| {
        let document = material.corpus.document(window.document);
        Forms::new(&document.text[window.range.clone()], document.source.language.as_deref())
    };
    pool.alike = pool.windows.par_iter().map(alike).collect();
    pool
}

/// A passage whose windows are made.
struct Draft<'a> {
    material: Material<'a>,
    document: &'a Document,
    passage: &'a Passage,
    weights: &'a Weights,
}

impl Draft<'_> {
    fn add(&self, pool: &mut Pool, analysed: Vec<Analysed>, pinned: &[Range<usize>]) {
        let first = pool.sentences.len();
        for sentence in analysed {
            pool.sentences.push(sentence.numbered(&mut pool.lexicon));
        }
        let all = &pool.sentences[first..];
        let mut runs: Vec<Range<usize>> = Vec::new();
        for start in 0..all.len() {
            let longest = (start + MAX_SENTENCES).min(all.len());
            let fit = all[start..longest].iter().take_while(|sentence| sentence.unfit.is_none()).count();
            runs.extend((1..=fit).map(|count| start..start + count));
        }
        runs.extend(pinned.iter().filter(|run| !runs.contains(run)).cloned().collect::<Vec<_>>());
        runs.sort_by_key(|run| (run.start, run.end));
        let windows: Vec<Window> = runs.into_iter().map(|run| self.window(run, first, all)).collect();
        pool.windows.extend(windows);
    }

    fn analysed(&self, range: &Range<usize>) -> Analysed {
        let text = &self.document.text[range.clone()];
        let carried = || (!(self.material.carriable)(text)).then_some(Unfit::NotCarried);
        Analysed {
            forms: words::analyse(text, self.document.source.language.as_deref()),
            sentence: Sentence {
                words: count_words(text),
                unfit: unfit(text).or_else(carried),
                forms: Vec::new(),
                telling: Vec::new(),
                facts: (self.material.facts)(self.document, range.clone()),
                names: names(text),
                points_back: points_back(text),
            },
        }
    }

    fn window(&self, run: Range<usize>, first: usize, all: &[Sentence]) -> Window {
        let sentences = &all[run.clone()];
        let ranges = &self.passage.sentences[run.clone()];
        let mut telling: Vec<Form> =
            sentences.iter().flat_map(|sentence| sentence.telling.iter().copied()).collect();
        telling.sort_unstable();
        telling.dedup();
        let before = run.start.checked_sub(1).map(|before| &all[before]);
        let resolved_with = before
            .filter(|before| sentences[0].points_back && before.unfit.is_none())
            .map(|before| before.words + sentences[0].words);
        Window {
            document: self.document.id,
            passage: self.passage.id,
            pooled: first + run.start..first + run.end,
            range: ranges[0].start..ranges[ranges.len() - 1].end,
            words: sentences.iter().map(|sentence| sentence.words).sum(),
            telling,
            resolved_with,
            own: self.own(sentences, ranges),
            sentences: run,
        }
    }

    fn own(&self, sentences: &[Sentence], ranges: &[Range<usize>]) -> Own {
        let words: usize = sentences.iter().map(|sentence| sentence.words).sum();
        let mut facts = Facts::default();
        sentences.iter().for_each(|sentence| facts += sentence.facts);
        let names = sentences.iter().map(|sentence| sentence.names).sum();
        let text = &self.document.text;
        let footnotes =
            ranges.windows(2).filter(|pair| !text[pair[0].end..pair[1].start].trim().is_empty()).count();
        let paragraph = self.document.blocks[self.passage.block].paragraph.unwrap_or(1);
        let source = &self.document.source;
        Own {
            position: 3.0 / (2.0 + f64::from(paragraph)),
            informative: informative(facts, names),
            recency: recency(source.date, self.material, self.weights.half_life_days),
            reliability: match source.reliability {
                Some(Reliability::High) => 1.0,
                Some(Reliability::Medium) | None => 0.5,
                Some(Reliability::Low) => 0.0,
            },
            quotation: (f64::from(facts.quoted_words) / 8.0).min(1.0),
            figure: f64::from(facts.figures.min(1)),
            opening: f64::from(u8::from(sentences[0].points_back)),
            length: 1.0 - good_length(words) + (sentences.len() - 1) as f64 + FOOTNOTE * footnotes as f64,
        }
    }
}

/// How much a window tells, 0 to 1: figures count most, as readers ask for
/// them first; two or three of a kind are enough.
fn informative(facts: Facts, names: usize) -> f64 {
    let enough = |count: u32, enough: u32| f64::from(count.min(enough)) / f64::from(enough);
    0.35 * enough(facts.figures, 2)
        + 0.2 * enough(names as u32, 3)
        + 0.15 * enough(facts.dates, 1)
        + 0.15 * enough(facts.quotations, 1)
        + 0.15 * enough(facts.claims, 1)
}

/// Counts words within sentences that begin with a capital.
fn names(text: &str) -> usize {
    text.split_whitespace().skip(1).filter(|word| word.starts_with(char::is_uppercase)).count()
}

/// One for today, halved every half-life; half for a document without date.
fn recency(date: Option<PartialDate>, material: Material<'_>, half_life_days: f64) -> f64 {
    let Some(date) = date else { return 0.5 };
    let age = material.today.days_since(date.first_day()).max(0) as f64;
    (-age / half_life_days).exp2()
}
