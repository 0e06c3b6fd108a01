//! From all blocks of a page to those of its article: what the search passed
//! over is taken in, what it took in wrongly is left out.

use std::ops::Range;

use crate::corpus::asides::{is_aside, words};
use crate::model::BlockKind;

use super::super::text::{ends_sentence, is_fragment};
use super::body::HtmlBlock;
use super::declared::Declared;
use super::lead;
use super::outline::Outline;
use super::phrases::{asks_consent, asks_login, heads_what_follows, is_label, leads_away, without_credit};

/// The most blocks with cookies in an article that is about something else.
const CONSENT_BLOCKS: usize = 2;

/// Keeps the blocks of the article.
pub(super) fn article(
    outline: &Outline<'_>,
    blocks: Vec<HtmlBlock>,
    whole: bool,
    declared: &Declared,
) -> Vec<HtmlBlock> {
    let mut blocks = blocks;
    let mut taken: Vec<bool> = blocks.iter().map(|block| block.taken_bytes * 2 > block.text.len()).collect();
    if !whole {
        lead::take_leads(outline, &blocks, &mut taken, declared.description().as_deref());
        lead::take_said(&blocks, &mut taken, &declared.body().unwrap_or_default());
        lead::take_gaps(&blocks, &mut taken);
    }
    leave_sections(&blocks, &mut taken);
    let cookies = blocks
        .iter()
        .zip(&taken)
        .filter(|(block, taken)| {
            **taken && ["cookie", "Cookie", "COOKIE"].iter().any(|word| block.text.contains(word))
        })
        .count();
    for (block, taken) in blocks.iter_mut().zip(&mut taken) {
        let away = block.link_bytes > 0 && leads_away(&block.text);
        let asks = cookies <= CONSENT_BLOCKS && asks_consent(&block.text) || asks_login(&block.text);
        *taken &= !(away || asks || is_label(&block.text));
        if block.caption {
            block.text = without_credit(&block.text).to_owned();
        }
    }
    let kept = blocks.into_iter().zip(taken).filter(|(_, taken)| *taken).map(|(block, _)| block);
    refined(kept.collect(), whole)
}

/// Tells asides from prose: by their words, as lists of links, and as
/// fragments between paragraphs. In a whole body, where menus are, items of
/// lists are held to the same.
pub(super) fn refined(mut blocks: Vec<HtmlBlock>, whole: bool) -> Vec<HtmlBlock> {
    for at in 0..blocks.len() {
        let leads = blocks.get(at + 1).is_some_and(|next| next.kind.is_prose() && !is_fragment(&next.text));
        let block = &mut blocks[at];
        let text = block.text.as_str();
        if block.kind == BlockKind::Heading && words(text) >= 12 && ends_sentence(text) {
            block.kind = BlockKind::Paragraph;
        }
        let bold = block.bold_bytes * 10 >= text.len() * 9 && block.link_bytes == 0;
        if block.kind == BlockKind::Paragraph
            && bold
            && leads
            && is_fragment(text)
            && !is_aside(text)
            && !text.contains('\n')
        {
            block.kind = BlockKind::Heading;
        }
        let linked = block.link_bytes * 10 >= text.len() * 8 && is_fragment(text);
        let fragment = is_fragment(text) && (block.kind == BlockKind::Paragraph || whole);
        if block.kind.is_prose() && (linked || fragment || is_aside(text)) {
            block.kind = BlockKind::Aside;
        }
    }
    blocks
}

/// Leaves out the sections that follow an article: each from its heading up to
/// the next, where they are not most of it.
fn leave_sections(blocks: &[HtmlBlock], taken: &mut [bool]) {
    let weight = |range: Range<usize>, taken: &[bool]| -> usize {
        range.filter(|at| taken[*at]).map(|at| blocks[at].text.len()).sum()
    };
    let mut at = 0;
    while at < blocks.len() {
        if !taken[at] || !heads_section(&blocks[at]) {
            at += 1;
            continue;
        }
        let level = blocks[at].level;
        let next = (at + 1..blocks.len()).find(|next| {
            let block = &blocks[*next];
            taken[*next]
                && block.kind == BlockKind::Heading
                && (level == 0 || block.level <= level)
                && !heads_section(block)
        });
        let end = next.unwrap_or(blocks.len());
        if weight(at..end, taken) * 2 < weight(0..at, taken) && (level > 0 || next.is_none()) {
            taken[at..end].fill(false);
        } else if level > 0 {
            taken[at] = false;
        }
        at += 1;
    }
}

/// Tells whether a block is the heading, or a line that stands for one, of what
/// follows an article.
fn heads_section(block: &HtmlBlock) -> bool {
    let line = block.kind == BlockKind::Paragraph && block.text.ends_with(':') && block.link_bytes == 0;
    (block.kind == BlockKind::Heading || line) && heads_what_follows(&block.text)
}
