//! HTML: the article of a page, its blocks, and what the page says of itself.
//!
//! dom_smoothie (Mozilla's Readability) finds the article; where it finds
//! none, the whole body is read. The text is built from the blocks as a
//! browser shows them, joined by blank lines.

use dom_query::{Document, NodeRef};

use crate::model::BlockKind;

use crate::corpus::blocks::{Piece, TextBuilder, folded};
use crate::corpus::decode::{self, decode};
use crate::corpus::metadata::Known;
use crate::corpus::reading::{NotRead, Output, Raw, Reading};

use super::Likeness;

mod article;
mod body;
mod clutter;
mod declared;
mod hidden;
mod outline;
mod size;
mod style;
mod trim;

use body::HtmlBlock;
use outline::Outline;

#[cfg(test)]
mod tests;

/// How many bytes are searched for the declaration of an encoding. The HTML
/// standard asks for 1,024; pages put scripts before it.
const DECLARATION_BYTES: usize = 8 * 1024;

/// Recognises a page by its document type or first element; any text may be
/// one.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    if let Some(why) = decode::why_not_text(bytes) {
        return Likeness::No(why);
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |with: &[u8]| start.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    match begins(b"<!doctype html") || begins(b"<html") {
        true => Likeness::Certain,
        false => Likeness::Possible,
    }
}

/// Reads a page; there is always exactly one document.
///
/// # Errors
/// A page that is too large or nested too deep.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let declared = raw.charset.map(str::to_owned).or_else(|| declared_encoding(raw.bytes));
    let decoded = decode(raw.bytes, declared.as_deref());
    output.document(Reading {
        encoding: decoded.encoding.to_owned(),
        warnings: decoded.warning.into_iter().collect(),
        ..reading(&decoded.text)?
    });
    Ok(())
}

/// Reads a page that was decoded already.
///
/// # Errors
/// As [`read`].
pub(super) fn reading(html: &str) -> Result<Reading, NotRead> {
    let html = html.trim_start_matches('\u{feff}');
    size::check(html)?;
    let (blocks, known) = page(html);
    let (text, pieces) = joined(blocks);
    Ok(Reading {
        text,
        encoding: "UTF-8".to_owned(),
        pieces,
        embedded: known,
        detected_title: None,
        warnings: Vec::new(),
    })
}

/// Finds `charset=` or `encoding=` in the beginning of a page.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String =
        bytes.iter().take(DECLARATION_BYTES).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    ["charset", "encoding"].iter().find_map(|key| {
        head.match_indices(key).find_map(|(at, _)| {
            let value = head[at + key.len()..].trim_start().strip_prefix('=')?.trim_start();
            let value = value.trim_start_matches(['"', '\'']);
            let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
            Some(value[..end?].to_owned()).filter(|label| !label.is_empty())
        })
    })
}

/// Returns the blocks of a page's article, and what the page declares.
fn page(html: &str) -> (Vec<HtmlBlock>, Known) {
    let document = Document::from(html);
    let mut known = declared::known(&document);
    let headline = headline(&document);
    let description = declared::description(&document);
    let mut outline = Outline::new(&document);
    hidden::leave_out(&mut outline);
    clutter::leave_out(&mut outline);
    let found = article::find(&outline);
    let blocks = trim::article(&outline, body::blocks(&outline, &found.taken), found.whole, description.as_deref());
    let title = found.title.as_deref().map(folded).filter(|title| !title.is_empty());
    known.title = known.title.or(title).or(headline).or_else(|| first_heading(&blocks));
    known.authors = known.authors.or_else(|| found.byline.as_deref().and_then(declared::byline));
    known.publisher = known.publisher.or_else(|| found.site.as_deref().map(folded)).filter(|p| !p.is_empty());
    (blocks, known)
}

/// Reads a piece of a page, such as the body of a mail or an entry of a feed:
/// all that is shown, without a search for an article.
///
/// # Errors
/// As [`read`].
pub(super) fn fragment(html: &str) -> Result<(String, Vec<Piece>), NotRead> {
    let html = html.trim_start_matches('\u{feff}');
    size::check(html)?;
    let document = Document::from(html);
    let mut outline = Outline::new(&document);
    hidden::leave_out(&mut outline);
    let all = vec![true; outline.nodes.len()];
    Ok(joined(trim::refined(body::blocks(&outline, &all), false)))
}

fn headline(document: &Document) -> Option<String> {
    let text = |selector: &str| {
        let found = document.select(selector);
        let texts: Vec<String> =
            found.nodes().iter().map(|node: &NodeRef<'_>| folded(&node.text())).collect();
        match texts.as_slice() {
            [one] if !one.is_empty() => Some(one.clone()),
            _ => None,
        }
    };
    text("h1").or_else(|| text("head > title"))
}

fn first_heading(blocks: &[HtmlBlock]) -> Option<String> {
    blocks.iter().find(|block| block.kind == BlockKind::Heading).map(|block| folded(&block.text))
}

/// Joins the blocks to a text.
fn joined(blocks: Vec<HtmlBlock>) -> (String, Vec<Piece>) {
    let mut builder = TextBuilder::default();
    for block in blocks {
        if let Some(piece) = builder.push(block.kind, &block.text) {
            piece.anchor = block.anchor;
        }
    }
    builder.finish()
}
