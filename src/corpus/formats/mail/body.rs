//! The text of a message: what its author wrote, and what is quoted, signed
//! or added below, which is aside.

use std::ops::Range;

use crate::corpus::asides::words;
use crate::corpus::blocks::{Piece, TextBuilder, folded};
use crate::model::BlockKind;

use super::super::text::pieces;
use super::signs::{
    announces, begins_announcement, is_added, is_below, is_below_here, is_greeting, is_quoted,
    is_quoted_head, is_rule, is_signature,
};

/// The most words after a dash that are a name.
const SIGNED_WORDS: usize = 6;

/// The most lines of what announces a quotation: `On ... wrote:`.
const ANNOUNCEMENT_LINES: usize = 3;

/// The text of a message, put together from its parts.
#[derive(Default)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
}

impl Body {
    /// A message that is nothing but its subject.
    pub(super) fn subject(subject: &str) -> Self {
        let mut builder = TextBuilder::default();
        builder.push(BlockKind::Heading, subject);
        let (text, pieces) = builder.finish();
        Self { text, pieces }
    }

    /// Adds a plain text.
    pub(super) fn plain(&mut self, text: &str) {
        let found = plain_pieces(text);
        self.add(text, found);
    }

    /// Adds a text whose blocks are known already, such as that of HTML.
    pub(super) fn blocks(&mut self, text: &str, mut blocks: Vec<Piece>) {
        let below = (0..blocks.len()).find(|i| is_below_here(text, &blocks[*i..])).unwrap_or(blocks.len());
        for (at, piece) in blocks.iter_mut().enumerate() {
            let block = &text[piece.range.clone()];
            if at >= below || is_added(block) || is_greeting(block) {
                piece.kind = BlockKind::Aside;
            }
        }
        self.add(text, blocks);
    }

    fn add(&mut self, text: &str, blocks: Vec<Piece>) {
        let trimmed = text.trim_end();
        if !self.text.is_empty() && !trimmed.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(trimmed);
        self.pieces.extend(blocks.into_iter().map(|mut piece| {
            piece.range = start + piece.range.start..start + piece.range.end;
            piece
        }));
    }
}

/// Undoes the wrapping of `format=flowed` (RFC 3676): a line that ends in a
/// space goes on in the next, if that is quoted as deep.
pub(super) fn unflowed(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        if open.is_none_or(|before| before != depth || signature) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&">".repeat(depth));
            out.push_str(if depth > 0 { " " } else { "" });
        }
        let flows = content.ends_with(' ') && !signature;
        out.push_str(if flows && delsp { &content[..content.len() - 1] } else { content });
        open = flows.then_some(depth);
    }
    out
}

/// Puts a text in `format=flowed` together and takes the marks of quotations
/// off its lines.
pub(super) fn unquoted(text: &str, delsp: bool) -> String {
    let flowed = unflowed(&text.replace("\r\n", "\n"), delsp);
    flowed.lines().map(|line| format!("{}\n", line.trim_start_matches('>'))).collect()
}

/// Cuts a plain text into blocks.
fn plain_pieces(text: &str) -> Vec<Piece> {
    let lines = lines(text);
    let voices = voices(text, &lines);
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let own = voices[at];
        let end = (at..lines.len()).find(|i| voices[*i] != own).unwrap_or(lines.len());
        match own {
            true => own_pieces(text, lines[at].start..lines[end - 1].end, &mut found),
            false => other_pieces(text, &lines[at..end], &mut found),
        }
        at = end;
    }
    mark_signed(text, &mut found);
    found
}

fn own_pieces(text: &str, range: Range<usize>, found: &mut Vec<Piece>) {
    for mut piece in pieces(&text[range.clone()]) {
        piece.range = range.start + piece.range.start..range.start + piece.range.end;
        let block = &text[piece.range.clone()];
        if is_added(block) || is_greeting(block) {
            piece.kind = BlockKind::Aside;
        }
        found.push(piece);
    }
}

/// What is not the author's is aside, as it stands: up to an empty line.
fn other_pieces(text: &str, lines: &[Range<usize>], found: &mut Vec<Piece>) {
    let is_empty = |line: &Range<usize>| !text[line.clone()].chars().any(char::is_alphanumeric);
    for run in lines.split(is_empty).filter(|run| !run.is_empty()) {
        let start = run[0].start + text[run[0].clone()].len() - text[run[0].clone()].trim_start().len();
        found.push(Piece::new(start..run[run.len() - 1].end, BlockKind::Aside));
    }
}

/// A dash before the last words of a message makes them a signature, and no
/// item of a list.
fn mark_signed(text: &str, blocks: &mut [Piece]) {
    let mut last = blocks.iter_mut().rev().skip_while(|piece| piece.kind == BlockKind::Aside);
    let (signed, before) = (last.next(), last.next());
    if let Some(signed) = signed.filter(|piece| piece.kind == BlockKind::ListItem)
        && before.is_none_or(|before| before.kind != BlockKind::ListItem)
        && words(&text[signed.range.clone()]) <= SIGNED_WORDS
    {
        signed.kind = BlockKind::Aside;
    }
}

/// Returns the lines, without their line breaks.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let whole = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end().len()
    });
    whole.collect()
}

/// Tells for each line whether the author of the message wrote it.
fn voices(text: &str, lines: &[Range<usize>]) -> Vec<bool> {
    let line = |i: usize| &text[lines[i].clone()];
    let mut own = vec![true; lines.len()];
    let mut after = lines.len();
    for i in 0..lines.len() {
        let announced = is_rule(line(i)) && i + 1 < lines.len() && is_quoted_head(text, &lines[i + 1..]);
        if is_below(line(i))
            || announced
            || is_quoted_head(text, &lines[i..])
            || is_signature(text, &lines[i..])
        {
            after = i;
            break;
        }
        own[i] = !is_quoted(line(i));
    }
    own[after..].fill(false);
    for i in 0..after {
        let quoted_before = i > 0 && !own[i - 1] && is_quoted(line(i - 1));
        if !own[i] && is_quoted(line(i)) && !quoted_before {
            mark_announcement(text, lines, &mut own, i);
        }
    }
    if after < lines.len() {
        mark_announcement(text, lines, &mut own, after);
    }
    own
}

/// Marks the lines over a quotation that say whose it is.
fn mark_announcement(text: &str, lines: &[Range<usize>], own: &mut [bool], quotation: usize) {
    let line = |i: usize| &text[lines[i].clone()];
    let Some(last) = (quotation.saturating_sub(3)..quotation).rev().find(|i| !line(*i).trim().is_empty())
    else {
        return;
    };
    let said = |i: usize| folded(&text[lines[i].start..lines[last].end]);
    let found: Vec<usize> = (last.saturating_sub(ANNOUNCEMENT_LINES - 1)..=last)
        .rev()
        .take_while(|i| own[*i] && !line(*i).trim().is_empty())
        .filter(|i| announces(&said(*i)))
        .collect();
    // `On Monday Bob` may stand over `wrote:`; without such a beginning the
    // line above is the author's.
    let begun = found.iter().rev().find(|i| begins_announcement(&said(**i)));
    if let Some(first) = begun.or(found.first()) {
        own[*first..=last].fill(false);
    }
}
