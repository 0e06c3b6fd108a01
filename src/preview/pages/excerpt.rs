//! An excerpt: its passage in the source with its neighbours, why it was
//! chosen, and what can be done about it.

use super::brief::{badges, language};
use super::document::{self, Lit};
use super::mistakes;
use super::shell::{Shell, beginning};
use crate::compose::{Entry, document_id};
use crate::model::Document;
use crate::pipeline::workshop::Draft;
use crate::preview::address;
use crate::preview::routes::Answer;
use crate::tool::html::Html;
use crate::tool::white_space::folded;

/// So many blocks are shown before the passage and after it.
const NEIGHBOURS: usize = 4;

pub(in crate::preview) fn excerpt(shell: &Shell<'_>, brief: &str, audience: &str, n: u32) -> Option<Answer> {
    let drafted = shell.preview.workshop.draft(brief)?;
    let draft = drafted.draft.as_ref()?;
    let entry = draft.entries().get((n as usize).checked_sub(1)?)?;
    let known = draft.audience(audience)?;
    let document = draft.material().corpus.document(entry.chosen.excerpt.document());
    let mut body = Html::new();
    if !drafted.mistakes.is_empty() {
        mistakes::section(&mut body, &drafted.mistakes, "What follows is the briefing as it was good last.");
    }
    head(&mut body, draft, entry, brief, audience);
    body.raw("<div class=\"two\">\n<section class=\"source\" aria-labelledby=\"source\">\n");
    passage(&mut body, draft, entry, document, brief);
    body.raw("</section>\n<aside aria-label=\"Why it was chosen\">\n");
    actions(&mut body, shell, draft, entry, brief, audience);
    reasons(&mut body, draft, entry, brief);
    body.raw("</aside>\n</div>\n");
    let trail = [
        (brief, address::brief(brief)),
        (known.title.as_str(), address::audience_view(brief, audience, "excerpts")),
    ];
    let title = format!("Excerpt {}", number(draft, audience, n).unwrap_or(n));
    Some(Answer::page(shell.at(brief, audience).page(&title, &trail, &body)))
}

/// Returns the audience's own number of an excerpt, if it cites it.
fn number(draft: &Draft, audience: &str, n: u32) -> Option<u32> {
    draft.citations(audience).iter().find(|citation| citation.n == n).map(|citation| citation.number)
}

fn head(body: &mut Html, draft: &Draft, entry: &Entry, brief: &str, audience: &str) {
    let own = number(draft, audience, entry.n);
    body.raw("<div class=\"head\">\n<h1>Excerpt ")
        .show(own.unwrap_or(entry.n))
        .raw("</h1>\n<p class=\"quiet\">");
    badges(body, entry);
    if own.is_none() {
        body.raw(" not cited for this audience; its number is that of the edition");
    }
    body.raw("</p>\n<nav class=\"steps\" aria-label=\"Excerpts\">\n<ul>\n");
    let citations = draft.citations(audience);
    let place = citations.iter().position(|citation| citation.n == entry.n);
    let at = |place: Option<usize>| place.and_then(|place| citations.get(place));
    for (citation, title, relation) in [
        (at(place.and_then(|place| place.checked_sub(1))), "Previous", "prev"),
        (at(place.map(|place| place + 1)), "Next", "next"),
    ] {
        if let Some(citation) = citation {
            body.raw("<li><a rel=\"").raw(relation).raw("\" href=\"");
            body.text(&address::excerpt(brief, audience, citation.n))
                .raw("\">")
                .raw(title)
                .raw("</a></li>\n");
        }
    }
    body.raw("</ul>\n</nav>\n</div>\n");
}

fn passage(body: &mut Html, draft: &Draft, entry: &Entry, document: &Document, brief: &str) {
    let id = document_id(document);
    let range = entry.chosen.excerpt.range();
    let citation = draft.manifest.excerpts.get(entry.n as usize - 1);
    body.raw("<h2 id=\"source\">").name(&document.source.title).raw("</h2>\n");
    if let Some(citation) = citation {
        body.raw("<p class=\"quiet reference\" dir=\"auto\">").text(&citation.reference).raw("</p>\n");
    }
    body.raw("<p class=\"ways\">");
    body.link(&address::document(&id, brief, Some((range.start, range.end))), "The whole document");
    if let Some(link) = entry.link.as_deref().filter(|link| is_web(link)) {
        body.raw(" <a rel=\"noopener noreferrer\" target=\"_blank\" href=\"").text(link);
        body.raw("\">On the web</a>");
    }
    body.raw(" <span class=\"quiet\"><code>").text(&id).raw("</code></span></p>\n");
    let place = draft.material().passages[entry.chosen.excerpt.passage().0 as usize].block;
    let first = place.saturating_sub(NEIGHBOURS);
    let last = (place + NEIGHBOURS + 1).min(document.blocks.len());
    let lit = Lit { range: range.clone(), others: &[] };
    body.raw("<div class=\"text\"");
    language(body, document.source.language.as_deref());
    body.raw(">\n");
    document::blocks(body, document, first..last, &lit, None);
    body.raw("</div>\n");
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// The forms that pin or drop. The words are those of the excerpt on one line,
/// as they are written in a brief.
fn actions(body: &mut Html, shell: &Shell<'_>, draft: &Draft, entry: &Entry, brief: &str, audience: &str) {
    let document = document_id(draft.material().corpus.document(entry.chosen.excerpt.document()));
    let text = folded(entry.chosen.excerpt.text());
    let pin = if entry.chosen.pinned {
        ("/edit/unpin", "Unpin", "It is in whatever its score.")
    } else {
        ("/edit/pin", "Pin", "Keep it, whatever its score.")
    };
    body.raw("<div class=\"actions\">\n");
    for (action, title, hint) in
        [pin, ("/edit/drop", "Drop", "Leave it out; something else takes its place.")]
    {
        body.raw("<form method=\"post\" action=\"").raw(action).raw("\">\n");
        shell.token(body);
        body.hidden("brief", brief).hidden("audience", audience).hidden("theme", &entry.theme);
        body.hidden("document", &document).hidden("text", &text);
        body.raw("<button title=\"").raw(hint).raw("\">").raw(title).raw("</button>\n</form>\n");
    }
    body.raw("</div>\n<p class=\"quiet\">Written into <code>briefs/").text(brief).raw(".yaml</code>.</p>\n");
}

fn reasons(body: &mut Html, draft: &Draft, entry: &Entry, brief: &str) {
    let chosen = &entry.chosen;
    let theme = draft.manifest.themes.iter().find(|theme| theme.id == entry.theme);
    body.raw("<h2>Why it was chosen</h2>\n<dl>\n<dt>Theme</dt><dd>");
    body.text(theme.map_or(&entry.theme, |theme| &theme.title)).raw("</dd>\n<dt>Audiences</dt><dd>");
    let given: Vec<&str> = draft
        .audiences()
        .filter(|audience| number(draft, &audience.id, entry.n).is_some())
        .map(|audience| audience.title.as_str())
        .collect();
    body.text(&given.join(", ")).raw("</dd>\n");
    if !chosen.matched.is_empty() {
        body.raw("<dt>It has</dt><dd><ul class=\"chips\">");
        chosen.matched.iter().for_each(|word| _ = body.raw("<li>").name(word).raw("</li>"));
        body.raw("</ul></dd>\n");
    }
    body.raw("</dl>\n");
    score(body, entry);
    rivals(body, draft, entry, brief);
    if !chosen.also_in.is_empty() {
        body.raw("<h2>Also in</h2>\n<ul>\n");
        for id in &chosen.also_in {
            let other = document_id(draft.material().corpus.document(*id));
            body.raw("<li>").link(&address::document(&other, brief, None), &other).raw("</li>\n");
        }
        body.raw("</ul>\n");
    }
}

fn score(body: &mut Html, entry: &Entry) {
    let mut parts: Vec<_> = entry.chosen.parts.iter().filter(|part| part.value != 0.0).collect();
    parts.sort_by(|one, other| other.value.total_cmp(&one.value).then(one.name.cmp(&other.name)));
    let most = parts.iter().map(|part| part.value.abs()).fold(0.01, f64::max);
    body.raw("<table class=\"score\">\n<caption>Score ").show(format_args!("{:.3}", entry.chosen.score));
    body.raw("</caption>\n<tbody>\n");
    for part in parts {
        body.raw("<tr><th scope=\"row\">").text(&part.name).raw("</th><td class=\"end\">");
        body.show(format_args!("{:+.3}", part.value)).raw("</td><td aria-hidden=\"true\"><meter");
        body.raw(if part.value < 0.0 { " class=\"less\" max=\"" } else { " max=\"" });
        body.show(format_args!("{most:.4}")).raw("\" value=\"");
        body.show(format_args!("{:.4}", part.value.abs())).raw("\"></meter></td></tr>\n");
    }
    body.raw("</tbody>\n</table>\n");
}

fn rivals(body: &mut Html, draft: &Draft, entry: &Entry, brief: &str) {
    if entry.chosen.preferred_to.is_empty() {
        return;
    }
    body.raw("<h2>Preferred to</h2>\n<ul class=\"rivals\">\n");
    for rival in &entry.chosen.preferred_to {
        let document = draft.material().corpus.document(rival.document);
        let (id, range) = (document_id(document), rival.range.clone());
        let text = document.text.get(range.clone()).unwrap_or_default();
        body.raw("<li><q dir=\"auto\"");
        language(body, document.source.language.as_deref());
        body.raw(">").text(&beginning(text, 180)).raw("</q><br><span class=\"quiet\">");
        body.show(format_args!("{:.3}", rival.score)).raw(" · ");
        body.link(&address::document(&id, brief, Some((range.start, range.end))), &document.source.title);
        body.raw(" · <a href=\"").text(&address::explain(brief, &id, document.line(range.start)));
        body.raw("\">why not<span class=\"unseen\">: ").text(&beginning(text, 40)).raw("</span></a>");
        body.raw("</span></li>\n");
    }
    body.raw("</ul>\n");
}
