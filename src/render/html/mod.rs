//! The web page of a briefing: one file that needs no other and runs nothing.

use crate::tool::markdown::{Block, Inline, Note, Tree, inline_text};

use super::Frame;
use write::Writer;

mod cards;
mod data;
mod marking;
mod style;
mod write;

#[cfg(test)]
mod tests;

/// No scripts, no frames, no forms, nothing from elsewhere: even if a text
/// became markup, it could do nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; \
                      base-uri 'none'; form-action 'none'";

/// A table of contents serves from so many sections on,
const MIN_CONTENTS: usize = 3;

/// and so many bytes of text: about three screens.
const MIN_CONTENTS_BYTES: usize = 4_000;

/// Writes a briefing as a page of HTML in UTF-8. The same tree and frame give
/// the same bytes.
///
/// Of the frame's labels it uses `contents`, `notes`, `note`, `back`, `skip`,
/// `table`, `close`, `open_source`, `references` and `sources`, in English
/// where one is missing. A last heading with nothing under it heads the notes,
/// in place of `notes`. In a quotation, a paragraph after the first that starts
/// with a dash and a space names the source: it is in the page's language, not
/// in the quotation's.
///
/// Each mark of a citation opens a card, an element of class `card` after the
/// text; the frame's attachments that are JSON stand in data blocks behind
/// them. Where citations stand in the text, the notes are left out, but for
/// those that no citation has.
#[must_use]
pub fn render(tree: &Tree, frame: &Frame) -> String {
    let mut page = Writer::new(tree, frame);
    let parts = Parts::of(tree, &page);
    page.raw("<!DOCTYPE html>\n<html");
    page.language(Some(&frame.language));
    if is_right_to_left(&frame.language) {
        page.raw(" dir=\"rtl\"");
    }
    let classes = style::classes(&frame.sheet.look);
    if !classes.is_empty() {
        page.raw(" class=\"").text(&classes).raw("\"");
    }
    page.raw(">\n");
    write_head(&mut page, tree, frame);
    page.raw("<body>\n<a class=\"skip\" href=\"#main_\">");
    page.label("skip", "Skip to the text");
    page.raw("</a>\n");
    marking::write(&mut page, frame, "top");
    write_front(&mut page, &parts, frame);
    if parts.sections.len() >= MIN_CONTENTS && tree.plain_text().len() >= MIN_CONTENTS_BYTES {
        write_contents(&mut page, &parts);
    }
    page.raw("<main id=\"main_\" tabindex=\"-1\">\n");
    page.blocks(parts.opening);
    parts.sections.iter().for_each(|section| write_section(&mut page, section));
    if !parts.notes.is_empty() {
        write_notes(&mut page, &parts);
    }
    page.raw("</main>\n");
    marking::write(&mut page, frame, "bottom");
    page.cards();
    data::write_data(&mut page, tree, frame);
    page.raw("</body>\n</html>\n");
    page.finish()
}

/// The parts of a page.
struct Parts<'a> {
    /// The heading that is the page's title.
    title: Option<&'a Block>,
    /// What stands before the first section.
    opening: &'a [Block],
    /// Each a heading of level 1 or 2 and what is under it.
    sections: Vec<&'a [Block]>,
    /// The heading of the notes.
    notes_heading: Option<&'a Block>,
    /// The notes: all, but for citations that stand in the text itself.
    notes: Vec<&'a Note>,
}

impl<'a> Parts<'a> {
    fn of(tree: &'a Tree, page: &Writer<'_>) -> Self {
        let (title, mut blocks) = match tree.blocks.split_first() {
            Some((title @ Block::Heading { level: 1, .. }, rest)) => (Some(title), rest),
            _ => (None, tree.blocks.as_slice()),
        };
        let mut notes_heading = None;
        if let Some((last, rest)) = blocks.split_last().filter(|(last, _)| starts_section(last))
            && !tree.notes.is_empty()
        {
            (notes_heading, blocks) = (Some(last), rest);
        }
        let start = blocks.iter().position(starts_section).unwrap_or(blocks.len());
        let (opening, mut rest) = blocks.split_at(start);
        let mut sections = Vec::new();
        while !rest.is_empty() {
            let end = rest[1..].iter().position(starts_section).map_or(rest.len(), |end| end + 1);
            let (section, others) = rest.split_at(end);
            sections.push(section);
            rest = others;
        }
        let is_note =
            |note: &&Note| !page.cited(note.number).is_some_and(|citation| page.is_in_text(citation));
        let notes: Vec<&Note> = tree.notes.iter().filter(is_note).collect();
        if notes.is_empty() {
            notes_heading = None;
        }
        Self { title, opening, sections, notes_heading, notes }
    }
}

fn starts_section(block: &Block) -> bool {
    matches!(block, Block::Heading { level: 1 | 2, .. })
}

/// Arabic, Hebrew, Persian, Urdu and others whose script runs to the left.
pub(super) fn is_right_to_left(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    matches!(primary.as_str(), "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb")
}

fn write_head(page: &mut Writer<'_>, tree: &Tree, frame: &Frame) {
    let title =
        [Some(frame.title.clone()), tree.title()].into_iter().flatten().find(|title| !title.is_empty());
    page.raw("<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"").raw(POLICY).raw("\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page.text(title.as_deref().unwrap_or("Briefing"));
    page.raw("</title>\n");
    if !frame.desk.is_empty() {
        page.raw("<meta name=\"author\" content=\"").text(&frame.desk).raw("\">\n");
    }
    page.raw("<meta name=\"date\" content=\"").text(&frame.date.to_string()).raw("\">\n");
    marking::write_meta(page, frame);
    page.raw("<meta name=\"generator\" content=\"attache\">\n");
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<style>\n");
    page.raw(cards::STYLE).raw(&style::style(frame)).raw(&marking::style(frame)).raw("</style>\n</head>\n");
}

fn write_front(page: &mut Writer<'_>, parts: &Parts<'_>, frame: &Frame) {
    page.raw("<header class=\"front\">\n");
    if let Some(logo) = &frame.sheet.look.logo
        && let Some(picture) = style::picture(frame, logo)
    {
        page.raw("<img class=\"logo\" alt=\"").text(&logo.alt).raw("\" src=\"").text(&picture).raw("\">\n");
    }
    if !frame.desk.is_empty() {
        page.raw("<p class=\"desk\">").text(&frame.desk).raw("</p>\n");
    }
    match parts.title {
        Some(title) => page.block(title),
        None => _ = page.raw("<h1>").text(&frame.title).raw("</h1>\n"),
    }
    page.raw("<p class=\"edition\">");
    if !frame.audience.is_empty() {
        page.raw("<span class=\"audience\">").text(&frame.audience).raw("</span> ");
    }
    page.raw("<time datetime=\"").text(&frame.date.to_string()).raw("\">");
    page.text(&frame.date_text).raw("</time></p>\n</header>\n");
}

fn write_contents(page: &mut Writer<'_>, parts: &Parts<'_>) {
    page.raw("<nav class=\"contents\" aria-labelledby=\"contents_\">\n<h2 id=\"contents_\">");
    page.label("contents", "Contents");
    page.raw("</h2>\n<ol>\n");
    for block in parts.sections.iter().filter_map(|section| section.first()).chain(parts.notes_heading) {
        if let Block::Heading { id, content, .. } = block {
            write_contents_line(page, id, content);
        }
    }
    page.raw("</ol>\n</nav>\n");
}

fn write_contents_line(page: &mut Writer<'_>, id: &str, content: &[Inline]) {
    page.raw("<li><a href=\"#").text(id).raw("\">");
    page.text(&inline_text(content)).raw("</a></li>\n");
}

fn write_section(page: &mut Writer<'_>, section: &[Block]) {
    if let Some(Block::Heading { id, .. }) = section.first() {
        page.raw("<section aria-labelledby=\"").text(id).raw("\">\n");
        page.blocks(section);
        page.raw("</section>\n");
    }
}

fn write_notes(page: &mut Writer<'_>, parts: &Parts<'_>) {
    page.raw("<section class=\"notes\" role=\"doc-endnotes\" aria-labelledby=\"");
    match parts.notes_heading {
        Some(heading @ Block::Heading { id, .. }) => {
            page.text(id).raw("\">\n");
            page.block(heading);
        }
        _ => {
            page.raw("notes_\">\n<h2 id=\"notes_\">");
            page.label("notes", "Notes");
            page.raw("</h2>\n");
        }
    }
    page.raw("<ol>\n");
    parts.notes.iter().for_each(|note| page.note(note));
    page.raw("</ol>\n</section>\n");
}
