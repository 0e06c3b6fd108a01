//! A document's text, block by block, with what is looked for in it marked.

use std::ops::Range;

use super::brief::language;
use super::shell::Shell;
use crate::compose::document_id;
use crate::model::{BlockKind, Document};
use crate::pipeline::Material;
use crate::pipeline::corpus::show;
use crate::preview::address;
use crate::preview::routes::{Answer, Wanted};
use crate::tool::html::Html;

/// So many blocks make a part of a long document.
const PART: usize = 250;

/// What is marked in a document.
pub(super) struct Lit<'a> {
    /// The bytes of its text that are looked for; empty for none.
    pub(super) range: Range<usize>,
    /// Further bytes that match, in order.
    pub(super) others: &'a [Range<usize>],
}

pub(in crate::preview) fn document(shell: &Shell<'_>, wanted: &Wanted) -> Option<Answer> {
    let material = shell.standing.material.clone()?;
    let document = find(&material, &wanted.id)?;
    let brief = known_brief(shell, &wanted.brief);
    let range = range(document, wanted.from, wanted.to);
    let place = document.blocks.iter().position(|block| range.start < block.range.end).unwrap_or(0);
    let parts = document.blocks.len().div_ceil(PART).max(1);
    let part = wanted.part.unwrap_or(if range.is_empty() { 1 } else { place / PART + 1 }).clamp(1, parts);
    let mut body = Html::new();
    head(&mut body, document);
    let of_part = (part - 1) * PART..(part * PART).min(document.blocks.len());
    body.raw("<div class=\"text whole\"");
    language(&mut body, document.source.language.as_deref());
    body.raw(">\n");
    if document.blocks.is_empty() {
        body.raw("<p lang=\"en\">It has no text.</p>\n");
    }
    blocks(&mut body, document, of_part, &Lit { range, others: &[] }, brief.as_deref());
    body.raw("</div>\n");
    steps(&mut body, &wanted.id, brief.as_deref().unwrap_or_default(), part, parts);
    let trail = brief.as_deref().map(|brief| (brief, address::brief(brief)));
    Some(Answer::page(shell.page(&document.source.title, trail.as_slice(), &body)))
}

/// Returns the document with this id.
pub(super) fn find<'m>(material: &'m Material, id: &str) -> Option<&'m Document> {
    material.corpus.documents.iter().find(|document| {
        id.strip_prefix(document.path.as_str()).is_some_and(|rest| match &document.member {
            Some(member) => rest.strip_prefix('#') == Some(member),
            None => rest.is_empty(),
        })
    })
}

/// Returns the brief that is asked about, else the one that somebody looked at
/// last, else the desk's first.
pub(super) fn known_brief(shell: &Shell<'_>, brief: &str) -> Option<String> {
    let session = shell.standing.session.as_ref()?;
    let viewed = crate::preview::held(&shell.preview.viewed).clone();
    let viewed = viewed.as_ref().map_or("", |(brief, _)| brief);
    let known = |id: &str| session.desk.brief(id);
    known(brief).or_else(|| known(viewed)).or(session.desk.briefs.first()).map(|known| known.id.clone())
}

/// Returns the bytes that are looked for, within the text and at characters'
/// bounds; empty where they are not.
fn range(document: &Document, from: Option<usize>, to: Option<usize>) -> Range<usize> {
    let range = from.zip(to).map(|(from, to)| from..to);
    range.filter(|range| document.text.get(range.clone()).is_some()).unwrap_or(0..0)
}

fn head(body: &mut Html, document: &Document) {
    let shown = show(document);
    body.raw("<h1>").name(&document.source.title).raw("</h1>\n<p class=\"quiet\"><code>");
    body.text(&document_id(document)).raw("</code> · ").count(shown.listed.words, "word").raw("</p>\n");
    body.raw("<details>\n<summary>What is known of it</summary>\n<dl>\n");
    for fact in &shown.metadata {
        body.raw("<dt>").text(fact.field).raw("</dt><dd dir=\"auto\">").text(&fact.value);
        body.raw(" <span class=\"quiet\">").text(&format!("{:?}", fact.origin).to_lowercase());
        body.raw("</span></dd>\n");
    }
    body.raw("<dt>type</dt><dd>").text(document.media_type).raw("</dd>\n<dt>SHA-256</dt><dd><code>");
    body.text(document.sha256.as_str()).raw("</code></dd>\n</dl>\n</details>\n");
}

/// Writes some blocks of a document. Beside a passage is a way to why it is in
/// the brief or not, where there is one.
pub(super) fn blocks(
    body: &mut Html,
    document: &Document,
    range: Range<usize>,
    lit: &Lit<'_>,
    brief: Option<&str>,
) {
    let start = document.blocks.get(range.start).map_or(0, |block| block.range.start);
    // Lines are counted on from block to block: each byte is looked at once.
    let (mut line, mut counted) = (document.line(start), start);
    let mut is_marked = false;
    for block in &document.blocks[range] {
        line += document.text[counted..block.range.start].matches('\n').count();
        counted = block.range.start;
        let (open, close) = markup(block.kind);
        body.raw(open).raw(" dir=\"auto\">");
        let here = overlap(&block.range, &lit.range);
        if here.is_empty() {
            marked(body, document, block.range.clone(), lit.others);
        } else {
            body.text(&document.text[block.range.start..here.start]);
            body.raw(if is_marked { "<mark>" } else { "<mark id=\"passage\" tabindex=\"-1\">" });
            body.text(&document.text[here.clone()]).raw("</mark>");
            body.text(&document.text[here.end..block.range.end]);
            is_marked = true;
        }
        if let Some(brief) = brief.filter(|_| block.kind.is_prose()) {
            body.raw(" <a class=\"why\" lang=\"en\" href=\"");
            body.text(&address::explain(brief, &document_id(document), line));
            body.raw("\">why?<span class=\"unseen\"> Line ").show(line).raw("</span></a>");
        }
        body.raw(close);
    }
}

/// Writes a stretch of a text with what matches marked.
pub(super) fn marked(body: &mut Html, document: &Document, range: Range<usize>, found: &[Range<usize>]) {
    let mut place = range.start;
    for found in found.iter().map(|found| overlap(&range, found)).filter(|found| !found.is_empty()) {
        if found.start >= place {
            body.text(&document.text[place..found.start]).raw("<mark>");
            body.text(&document.text[found.clone()]).raw("</mark>");
            place = found.end;
        }
    }
    body.text(&document.text[place..range.end]);
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.max(other.start)..one.end.min(other.end)
}

/// Returns the markup of a kind of block: its start tag, still open, and its
/// end.
fn markup(kind: BlockKind) -> (&'static str, &'static str) {
    match kind {
        BlockKind::Paragraph => ("<p", "</p>\n"),
        BlockKind::ListItem => ("<p class=\"item\"", "</p>\n"),
        BlockKind::Heading => ("<p class=\"heading\"", "</p>\n"),
        BlockKind::Table | BlockKind::Code => {
            ("<pre tabindex=\"0\" role=\"group\" aria-label=\"Preformatted\"", "</pre>\n")
        }
        BlockKind::Aside => ("<p class=\"aside\"", "</p>\n"),
    }
}

fn steps(body: &mut Html, id: &str, brief: &str, part: usize, parts: usize) {
    if parts < 2 {
        return;
    }
    body.raw("<nav class=\"steps\" aria-label=\"Parts\">\n<p>Part ").show(part).raw(" of ").show(parts);
    body.raw("</p>\n<ul>\n");
    if part > 1 {
        body.raw("<li>").link(&address::document_part(id, brief, part - 1), "Previous part").raw("</li>\n");
    }
    if part < parts {
        body.raw("<li>").link(&address::document_part(id, brief, part + 1), "Next part").raw("</li>\n");
    }
    body.raw("</ul>\n</nav>\n");
}
