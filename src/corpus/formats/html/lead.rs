//! What the search for an article passes over: the paragraph that opens it,
//! which pages set apart, and prose within it.

use std::sync::LazyLock;

use crate::corpus::asides::words;
use crate::model::BlockKind;

use super::super::text::ends_sentence;
use super::body::HtmlBlock;
use super::clutter::words_of;
use super::outline::Outline;

/// Words of classes of the paragraph that opens an article.
static LEADS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "lead lede leader leadtext leadin intro introtext introduction chapo chapeau standfirst subtitle \
     subtitles subline subheadline subhead subheading dek deck vorspann abstract summary excerpt teaser \
     teasertext description sapo bajada entradilla ingress zajawka anons preamble blurb strapline copete \
     sumario einleitung anreisser"
        .split_whitespace()
        .collect()
});

/// The shortest lead, in letters.
const LEAD_LETTERS: usize = 40;

/// How many blocks before the article may be its lead.
const LEAD_REACH: usize = 14;

/// Takes in the paragraph that opens an article, which pages set apart: named
/// so, or said again in the page's description, or prose between the title
/// and the article.
pub(super) fn take_leads(
    outline: &Outline<'_>,
    blocks: &[HtmlBlock],
    taken: &mut [bool],
    description: Option<&str>,
) {
    let Some(first) = taken.iter().position(|taken| *taken) else { return };
    let from = first.saturating_sub(LEAD_REACH);
    let title = (from..first).rev().find(|at| blocks[*at].level == 1);
    for at in (from..first).rev() {
        let block = &blocks[at];
        let letters = block.text.chars().filter(|c| c.is_alphanumeric()).count();
        let said = description.is_some_and(|description| begin_alike(description, &block.text));
        let named = || is_named_lead(outline, block.at);
        let placed = || {
            title.is_some_and(|title| at > title) && letters >= 2 * LEAD_LETTERS && ends_sentence(&block.text)
        };
        if letters >= LEAD_LETTERS
            && block.link_bytes * 4 < block.text.len()
            && !block.caption
            && block.level != 1
            && (said
                || named()
                || placed()
                || title.is_some_and(|title| {
                    at == title + 1 && block.kind == BlockKind::Heading && block.link_bytes == 0
                }))
            && !blocks[first..]
                .iter()
                .zip(&taken[first..])
                .any(|(later, taken)| *taken && later.text.contains(block.text.trim_end_matches(['.', '…'])))
        {
            taken[at] = true;
        }
        if said {
            break;
        }
    }
}

fn is_named_lead(outline: &Outline<'_>, at: usize) -> bool {
    outline.above(at).take(4).any(|above| {
        if outline.attribute(above, "itemprop").is_some_and(|property| {
            matches!(property.as_str(), "description" | "abstract" | "alternativeHeadline")
        }) {
            return true;
        }
        let classes = &outline.nodes[above].classes;
        classes
            .split_ascii_whitespace()
            .any(|class| words_of(class).iter().any(|word| LEADS.contains(&word.as_str())))
    })
}

/// Tells whether two texts have the same first letters.
fn begin_alike(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).take(LEAD_LETTERS).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (letters(a), letters(b));
    a.chars().count() >= LEAD_LETTERS && a == b
}

/// Takes in prose that stands between what was taken.
pub(super) fn take_gaps(blocks: &[HtmlBlock], taken: &mut [bool]) {
    let Some(first) = taken.iter().position(|taken| *taken) else { return };
    let Some(last) = taken.iter().rposition(|taken| *taken) else { return };
    let mut gaps = Vec::new();
    for at in first..last {
        let block = &blocks[at];
        if taken[at] || block.caption {
            continue;
        }
        let prose = block.kind.is_prose()
            && block.link_bytes * 4 < block.text.len()
            && words(&block.text) >= 12
            && ends_sentence(&block.text);
        let heads = block.kind == BlockKind::Heading && block.link_bytes == 0;
        if prose || heads && taken[at + 1] && taken[at - usize::from(at > first)] {
            gaps.push(at);
        }
    }
    // Where the gaps are more than the article, they are no gaps.
    let missed: usize = gaps.iter().map(|at| blocks[*at].text.len()).sum();
    let found: usize = blocks.iter().map(|block| block.taken_bytes).sum();
    if missed <= found {
        gaps.into_iter().for_each(|at| taken[at] = true);
    }
}

/// How much a page's machine-readable text is compared with, in bytes; all the
/// comparisons together look at [`COMPARED_BYTES`] at most.
const SAID_BYTES: usize = 200_000;
const COMPARED_BYTES: usize = 50_000_000;

/// The shortest text for machines that is believed to be the article, in letters.
const SAID_LETTERS: usize = 500;

/// Holds the blocks against the article's text that a page gives machines
/// (`articleBody` of JSON-LD): what it says is taken in; where it says nearly all
/// that was taken, what follows its last paragraph is left out.
pub(super) fn take_said(blocks: &[HtmlBlock], taken: &mut [bool], said: &str) {
    let said = letters(said.get(..SAID_BYTES).unwrap_or(said));
    if said.len() < SAID_LETTERS {
        return;
    }
    let mut room = COMPARED_BYTES;
    let (mut within, mut without) = (0, 0);
    let mut last = None;
    for (at, block) in blocks.iter().enumerate() {
        let text = letters(&block.text);
        if text.len() < LEAD_LETTERS || block.caption || room < said.len() {
            continue;
        }
        room -= said.len();
        let start: String = text.chars().take(LEAD_LETTERS).collect();
        let found = said.contains(&start);
        if found && block.link_bytes * 2 < block.text.len() {
            taken[at] = true;
            last = Some(at);
        }
        if taken[at] {
            *(if found { &mut within } else { &mut without }) += text.len();
        }
    }
    if let Some(last) = last.filter(|_| within > without * 4) {
        taken[last + 1..].fill(false);
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
