//! HTML: the article of a page, its blocks, and what the page says of itself.
//!
//! A page is parsed once and listed ([`outline`]); what it does not show
//! ([`hidden`]) and what surrounds its article ([`clutter`]) is left out; the
//! article is found ([`article`]) and its text built from blocks ([`body`],
//! [`trim`]) as a browser shows them, joined by blank lines. Where there is no
//! article, the whole body is read. The fields of its source come from what it
//! declares ([`declared`]), shows ([`title`], [`byline`], [`published`]), and
//! from what the program that saved it wrote into it ([`saved`]).

use dom_query::Document;

use crate::corpus::blocks::{Piece, TextBuilder, folded};
use crate::corpus::decode::{self, decode_hinted};
use crate::corpus::language;
use crate::corpus::metadata::{Known, language_tag, web_address};
use crate::corpus::reading::{NotRead, Output, Raw, Reading};
use crate::model::BlockKind;

use super::Likeness;

mod article;
mod body;
mod byline;
mod clutter;
mod declared;
mod encoding;
mod hidden;
mod lead;
mod outline;
mod own;
mod phrases;
mod published;
mod saved;
mod size;
mod style;
mod title;
mod trim;

use body::HtmlBlock;
use declared::Declared;
use outline::Outline;
use saved::Saved;

#[cfg(test)]
mod tests;

pub(super) use own::{own, own_mail};

/// Recognises a page by its document type or first element; any text may be
/// one.
pub(super) fn recognise(bytes: &[u8]) -> Likeness {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let begins = |with: &[u8]| start.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let certain = begins(b"<!doctype html") || begins(b"<html");
    // A page may have a NUL by mistake, which browsers pass over.
    let nuls = bytes.iter().filter(|byte| **byte == 0).count();
    match decode::why_not_text(bytes) {
        Some(why) if !certain || nuls * NUL_SHARE > bytes.len() => Likeness::No(why),
        _ if certain => Likeness::Certain,
        _ => Likeness::Possible,
    }
}

/// One byte in so many of a page may be NUL.
const NUL_SHARE: usize = 50;

/// Reads a page; there is always exactly one document.
///
/// # Errors
/// A page that is too large or nested too deep.
pub(super) fn read(raw: &Raw<'_>, output: &mut Output<'_>) -> Result<(), NotRead> {
    let declared = raw.charset.map(str::to_owned).or_else(|| encoding::declared(raw.bytes));
    let utf_8 = std::str::from_utf8(raw.bytes).is_ok();
    let place = if utf_8 { None } else { encoding::place(raw.bytes) };
    let decoded = decode_hinted(raw.bytes, declared.as_deref(), place.as_deref());
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
    size::check(html).map_err(NotRead::skipped)?;
    let (blocks, mut known) = page(html);
    let (text, pieces) = joined(blocks);
    known.language = known.language.filter(|tag| language::is_plausible(tag, &text, &pieces));
    Ok(Reading {
        text,
        encoding: "UTF-8".to_owned(),
        pieces,
        embedded: known,
        detected_title: None,
        detected_language: None,
        warnings: Vec::new(),
    })
}

/// Elements that are no text of the author: menus, and what mail programs put
/// quoted mails and signatures into.
const NOT_OWN: &str = "nav, blockquote[type=\"cite\"], .gmail_quote, .gmail_attr, .gmail_signature, .moz-cite-prefix, \
    .moz-signature, .yahoo_quoted, .protonmail_quote, #divRplyFwdMsg, #Signature";

/// Reads HTML that is nothing but a text, such as a mail or an entry of a
/// feed: all that is shown, without a search for an article. What a mail
/// quotes or signs is aside.
///
/// # Errors
/// As [`read`].
pub(super) fn whole(html: &str) -> Result<Reading, NotRead> {
    let (text, pieces) = joined(shown(html, NOT_OWN)?);
    Ok(Reading {
        text,
        encoding: "UTF-8".to_owned(),
        pieces,
        embedded: Known::default(),
        detected_title: None,
        detected_language: None,
        warnings: Vec::new(),
    })
}

/// Returns the blocks of a page that is text from end to end, such as a chapter
/// of a book: their kinds, texts, and the id of the nearest element above.
///
/// # Errors
/// As [`read`].
pub(super) fn chapter(html: &str) -> Result<Vec<(BlockKind, String, Option<String>)>, NotRead> {
    let blocks = shown(html, "nav")?;
    Ok(blocks.into_iter().map(|block| (block.kind, block.text, block.anchor)).collect())
}

/// Returns all blocks that are shown; elements that the selector `asides` finds
/// are asides.
fn shown(html: &str, asides: &str) -> Result<Vec<HtmlBlock>, NotRead> {
    let html = html.trim_start_matches('\u{feff}');
    size::check(html).map_err(NotRead::skipped)?;
    let document = Document::from(html);
    for node in document.select(asides).nodes() {
        node.rename("aside");
    }
    let mut outline = Outline::new(&document);
    hidden::leave_out(&mut outline);
    let all = vec![true; outline.nodes.len()];
    Ok(trim::refined(body::blocks(&outline, &all), false))
}

/// Returns the blocks of a page's article, and what is known of the page.
fn page(html: &str) -> (Vec<HtmlBlock>, Known) {
    let document = Document::from(html);
    let declared = Declared::read(&document);
    let saved = saved::read(&document, html);
    let mut outline = Outline::new(&document);
    saved::leave_out(&mut outline, &saved);
    hidden::leave_out(&mut outline);
    clutter::leave_out(&mut outline);
    let found = article::find(&outline);
    let blocks = body::blocks(&outline, &found.taken);
    let blocks = trim::article(&outline, blocks, found.whole, &declared);
    let known = known(&document, &outline, &declared, saved, &found, &blocks);
    (blocks, known)
}

/// Puts together what is known of a page.
fn known(
    document: &Document,
    outline: &Outline<'_>,
    declared: &Declared,
    saved: Saved,
    found: &article::Found,
    blocks: &[HtmlBlock],
) -> Known {
    let url = saved.url.or_else(|| address(document, declared));
    let language = language(document, declared);
    let publisher =
        declared.publisher().or_else(|| found.site.as_deref().map(folded).filter(|site| !site.is_empty()));
    let heading = title::heading(outline, declared.title().or_else(|| found.title.clone()).as_deref());
    let place = heading.as_ref().map_or(0, |(place, _)| *place);
    let order = encoding::order_of_dates(language.as_deref(), url.as_deref());
    let date = published::date(outline, declared, url.as_deref(), order.as_deref(), place, &found.taken);
    let mut authors = declared.authors();
    if authors.is_empty() {
        authors = byline::names(found.byline.clone().into_iter().collect());
    }
    if authors.is_empty() {
        authors = byline::shown(outline);
    }
    let heading = heading.map(|(_, text)| text);
    let host = url.as_deref().and_then(host);
    let sites: Vec<&str> = publisher.as_deref().into_iter().chain(host.as_deref()).collect();
    let of_page = || {
        let title = found.title.as_deref().map(folded).filter(|title| !title.is_empty());
        let title = title.unwrap_or_else(|| folded(&document.select_single("title").text()));
        Some(title::without_site(&title, &sites, heading.as_deref())).filter(|title| !title.is_empty())
    };
    let title = declared.title().or_else(of_page).or_else(|| heading.clone());
    let title = title.or_else(|| first_heading(blocks));
    Known {
        title,
        authors: Some(authors).filter(|authors| !authors.is_empty()),
        publisher,
        date,
        url,
        language,
        accessed: saved.accessed,
        archive: saved.archive,
        ..Known::default()
    }
}

/// Returns the address that the page gives itself.
fn address(document: &Document, declared: &Declared) -> Option<String> {
    let links = document.select("link[rel=\"canonical\"][href]");
    let canonical = links.nodes().first().and_then(|node| node.attr("href")).map(|href| href.to_string());
    let mut addresses =
        canonical.into_iter().chain(declared.addresses()).filter_map(|address| web_address(&address));
    addresses.find(|address| !saved::is_archive(address))
}

/// Returns the name of an address's host, without `www.`.
fn host(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

fn language(document: &Document, declared: &Declared) -> Option<String> {
    let html = document.select("html");
    let node = html.nodes().first();
    let written = node.and_then(|node| node.attr("lang").or_else(|| node.attr("xml:lang")));
    written.and_then(|tag| language_tag(&tag)).or_else(|| declared.language())
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
