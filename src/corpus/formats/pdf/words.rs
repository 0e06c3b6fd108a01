//! From glyphs to words, and to rows of words on one baseline.

use std::collections::BTreeMap;

use hayro_interpret::hayro_cmap::BfString;
use unicode_normalization::UnicodeNormalization as _;

use super::page::Glyph;
use super::{accents, rtl, scripts};

/// Gaps are in parts of the font's size (em). Below this two letters belong
/// together whatever else there is.
const KERN: f32 = 0.08;

/// The narrowest gap that parts words without a space being drawn. TeX's
/// narrowest word space is 0.22, its thin space in formulas 0.17; kerning stays
/// below 0.1.
pub(super) const GAP: f32 = 0.14;

/// The narrowest gap that parts words where a space is drawn.
const SPACED_GAP: f32 = 0.05;

/// The widest letter spacing.
const TRACKING: f32 = 0.5;

/// How far baselines of one row may be apart.
const SAME_BASELINE: f32 = 0.15;

/// A word: letters without a gap. Coordinates are points along the baseline
/// (`x`) and across it, downwards (`y`).
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// The baseline.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// All letters of its font are of one width.
    pub(super) mono: bool,
}

/// Words on one baseline, from left to right, over the whole page.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) y: f32,
    /// The size of the most letters.
    pub(super) size: f32,
    pub(super) words: Vec<Word>,
}

impl Row {
    /// Makes a row of words.
    pub(super) fn of(words: Vec<Word>) -> Self {
        let widest = words.iter().max_by(|a, b| a.text.len().cmp(&b.text.len()));
        let (y, size) = widest.map_or((0.0, 0.0), |word| (word.y, word.size));
        Self { y, size, words }
    }

    pub(super) fn x0(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.x0)
    }

    pub(super) fn x1(&self) -> f32 {
        self.words.iter().map(|word| word.x1).fold(0.0, f32::max)
    }
}

/// Letters that were drawn one after another without a gap.
#[derive(Debug)]
pub(super) struct Run {
    /// In the order in which they stand, from left to right.
    pub(super) letters: Vec<String>,
    x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    bold: bool,
    italic: bool,
    mono: bool,
    /// The last letter's origin: the same letter on it is drawn twice.
    pub(super) last: f32,
    /// A space is drawn before it, or after it.
    space_before: bool,
    space_after: bool,
}

/// Returns the rows of a page for each direction of text, the one with the most
/// letters first; rows are from the top down.
pub(super) fn rows(glyphs: &[Glyph]) -> Vec<Vec<Row>> {
    let mut by_angle: BTreeMap<i16, Vec<&Glyph>> = BTreeMap::new();
    for glyph in glyphs {
        by_angle.entry(glyph.angle).or_default().push(glyph);
    }
    let mut frames: Vec<(i16, Vec<&Glyph>)> = by_angle.into_iter().collect();
    frames.sort_by_key(|(angle, glyphs)| (std::cmp::Reverse(glyphs.len()), angle.abs(), *angle));
    frames.iter().map(|(angle, glyphs)| frame(*angle, glyphs)).collect()
}

fn frame(angle: i16, glyphs: &[&Glyph]) -> Vec<Row> {
    let (sin, cos) = f32::from(angle).to_radians().sin_cos();
    let mut runs: Vec<Run> = Vec::new();
    let mut space = false;
    for glyph in glyphs {
        let (x, y) = (glyph.x * cos + glyph.y * sin, glyph.y * cos - glyph.x * sin);
        let text = letter(glyph.text.as_ref());
        // A glyph may say several words.
        let mut done = 0;
        for (i, part) in text.split(char::is_whitespace).enumerate() {
            if i > 0 {
                space = true;
                runs.last_mut().into_iter().for_each(|run| run.space_after = true);
            }
            if !part.is_empty() {
                #[expect(clippy::cast_precision_loss, reason = "glyphs say a few letters")]
                let share = |bytes: usize| glyph.advance * bytes as f32 / text.len() as f32;
                let advance = if part.len() < text.len() { share(part.len()) * 0.5 } else { glyph.advance };
                add(&mut runs, glyph, (x + share(done), advance), y, part.to_owned(), space);
                space = false;
            }
            done += part.len() + 1;
        }
    }
    let mut rows: Vec<Row> = baselines(runs).into_iter().map(|runs| Row::of(words(runs))).collect();
    scripts::attach(&mut rows);
    scripts::drop_capitals(&mut rows);
    rows
}

/// Returns what a glyph says: ligatures and letters of one form (Arabic) as
/// plain letters, control characters as blanks.
fn letter(text: Option<&BfString>) -> String {
    let single;
    let text = match text {
        Some(BfString::Char(c)) => {
            single = [*c];
            &single[..]
        }
        Some(BfString::String(text)) => return text.chars().flat_map(plain).collect(),
        None => return char::REPLACEMENT_CHARACTER.to_string(),
    };
    text.iter().copied().flat_map(plain).collect()
}

fn plain(c: char) -> Vec<char> {
    match c {
        '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => std::iter::once(c).nfkc().collect(),
        // Bullets of the symbol fonts.
        '\u{f0b7}' | '\u{f0a7}' | '\u{f0a8}' | '\u{f076}' | '\u{f0d8}' | '\u{f0fc}' => vec!['•'],
        '\u{f020}' => vec![' '],
        '\u{ad}' => vec!['-'],
        '\u{feff}' | '\u{200b}' => Vec::new(),
        // Private use says nothing; to leave it out could turn the meaning.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => vec![char::REPLACEMENT_CHARACTER],
        c if c.is_control() => vec![' '],
        c => vec![c],
    }
}

/// Adds a letter to the run before it, or begins one.
fn add(runs: &mut Vec<Run>, glyph: &Glyph, (x, advance): (f32, f32), y: f32, text: String, space: bool) {
    if let Some(run) = runs.last_mut() {
        let size = run.size.max(glyph.size);
        if accents::combine(run, &text, (x, advance), y) {
            return;
        }
        let same = (run.y - y).abs() <= size * 0.05 && (run.size - glyph.size).abs() <= size * 0.1;
        // Bold text is sometimes the same letter twice, a little aside.
        if same && (run.last - x).abs() < size * 0.08 && run.letters.last() == Some(&text) {
            run.bold = true;
            return;
        }
        let gap = x - run.x1;
        if same && !space && gap <= size * KERN && gap >= -size * 0.4 && x > run.last {
            run.letters.push(text);
            run.x1 = run.x1.max(x + advance);
            run.last = x;
            return;
        }
    }
    runs.push(Run {
        letters: vec![text],
        x0: x,
        x1: x + advance,
        y,
        size: glyph.size,
        bold: glyph.bold,
        italic: glyph.italic,
        mono: glyph.mono,
        last: x,
        space_before: space,
        space_after: false,
    });
}

/// Groups runs by their baselines, from the top down; in each from left to
/// right.
fn baselines(mut runs: Vec<Run>) -> Vec<Vec<Run>> {
    runs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row)
                if row.last().is_some_and(|last| {
                    (run.y - last.y).abs() <= (SAME_BASELINE * last.size.min(run.size)).max(0.3)
                }) =>
            {
                row.push(run);
            }
            _ => rows.push(vec![run]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    rows
}

/// Puts the runs of a row together to words.
fn words(runs: Vec<Run>) -> Vec<Word> {
    let threshold = threshold(&runs);
    let mut words: Vec<(Word, Vec<String>)> = Vec::new();
    let mut space_after = false;
    for run in runs {
        let spaced = space_after || run.space_before;
        space_after = run.space_after;
        if let Some((word, letters)) = words.last_mut() {
            let size = word.size.min(run.size);
            let gap = (run.x0 - word.x1) / size;
            let again = (run.x0 - word.x0).abs() < size * 0.12 && *letters == run.letters;
            if again {
                word.bold = true;
                continue;
            }
            let limit = if spaced { SPACED_GAP } else { threshold };
            if gap <= limit && gap >= -0.5 {
                word.x1 = word.x1.max(run.x1);
                letters.extend(run.letters);
                continue;
            }
        }
        let Run { letters, x0, x1, y, size, bold, italic, mono, .. } = run;
        words.push((Word { text: String::new(), x0, x1, y, size, bold, italic, mono }, letters));
    }
    let words = words.into_iter().map(|(mut word, letters)| {
        word.text = rtl::logical_word(letters);
        word
    });
    words.filter(|word| !word.text.is_empty()).collect()
}

/// Returns the widest gap within a word of this row: letter-spaced headings
/// have gaps between all their letters.
fn threshold(runs: &[Run]) -> f32 {
    let within: usize = runs.iter().map(|run| run.letters.len() - 1).sum();
    let mut gaps: Vec<f32> = runs
        .windows(2)
        .filter(|pair| !pair[0].space_after && !pair[1].space_before)
        .map(|pair| (pair[1].x0 - pair[0].x1) / pair[0].size)
        .collect();
    let letters = runs.iter().flat_map(|run| run.letters.iter().flat_map(|letter| letter.chars()));
    let spelled = gaps.len() >= 4 && within * 4 < gaps.len() && letters.clone().all(|c| !c.is_numeric());
    if !spelled {
        return GAP;
    }
    gaps.sort_by(f32::total_cmp);
    let usual = gaps[gaps.len() / 4];
    if usual < TRACKING { (usual * 1.5 + 0.05).max(GAP) } else { GAP }
}
