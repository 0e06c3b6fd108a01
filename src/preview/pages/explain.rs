//! Why a passage is in a brief, or was left out.

use super::brief::language;
use super::document::{find, known_brief};
use super::mistakes;
use super::shell::Shell;
use crate::pipeline::explain::{Explanation, PassageExplained, ThemeExplained};
use crate::pipeline::workshop::Draft;
use crate::preview::address;
use crate::preview::routes::Answer;
use crate::tool::html::Html;
use crate::tool::white_space::folded;

pub(in crate::preview) fn explain(
    shell: &Shell<'_>,
    brief: &str,
    document: &str,
    line: usize,
) -> Option<Answer> {
    let drafted = shell.preview.workshop.draft(brief)?;
    let draft = drafted.draft.as_ref()?;
    find(draft.material(), document)?;
    let mut body = Html::new();
    body.raw("<h1>In or out, and why</h1>\n<p class=\"quiet\">");
    body.text(&draft.brief.title)
        .raw(" · <bdi>")
        .text(document)
        .raw("</bdi>, line ")
        .show(line)
        .raw("</p>\n");
    others(&mut body, shell, brief, document, line);
    match draft.explain(document, line) {
        Ok(explanations) => {
            for explanation in &explanations {
                if let Explanation::Passage(explained) = explanation {
                    passage(&mut body, shell, draft, brief, explained);
                }
            }
        }
        Err(error) => mistakes::section(&mut body, &error.diagnostics(), ""),
    }
    let trail = [(brief, address::brief(brief))];
    Some(Answer::page(shell.at(brief, "").page("In or out, and why", &trail, &body)))
}

/// Ways to the same question about other briefs.
fn others(body: &mut Html, shell: &Shell<'_>, brief: &str, document: &str, line: usize) {
    let Some(session) = &shell.standing.session else { return };
    if session.desk.briefs.len() < 2 || known_brief(shell, brief).is_none() {
        return;
    }
    body.raw("<nav class=\"tabs\" aria-label=\"Briefs\">\n<ul>\n");
    for other in &session.desk.briefs {
        body.raw("<li><a href=\"").text(&address::explain(&other.id, document, line)).raw("\"");
        body.raw(if other.id == brief { " aria-current=\"page\">" } else { ">" });
        body.text(&other.id).raw("</a></li>\n");
    }
    body.raw("</ul>\n</nav>\n");
}

fn passage(body: &mut Html, shell: &Shell<'_>, draft: &Draft, brief: &str, explained: &PassageExplained) {
    let place = &explained.place;
    let at = Some((place.start_byte, place.end_byte));
    let known = find(draft.material(), &place.document);
    body.raw("<article class=\"explained\">\n<blockquote dir=\"auto\"");
    language(body, known.and_then(|document| document.source.language.as_deref()));
    body.raw(">").text(&folded(&place.text)).raw("</blockquote>\n<p class=\"ways\">");
    body.link(&address::document(&place.document, brief, at), "Show it in its document").raw("</p>\n");
    for theme in &explained.themes {
        under(body, draft, theme);
    }
    if let Some(theme) = explained.themes.first() {
        pins(body, shell, draft, brief, explained, &theme.theme);
    }
    body.raw("</article>\n");
}

fn under(body: &mut Html, draft: &Draft, theme: &ThemeExplained) {
    let title = draft.manifest.themes.iter().find(|known| known.id == theme.theme);
    body.raw("<section class=\"theme\">\n<h2>").text(title.map_or(&theme.theme, |known| &known.title));
    body.raw("</h2>\n");
    if !theme.matched.is_empty() {
        body.raw("<p class=\"quiet\">It has ").text(&theme.matched.join(", ")).raw(".</p>\n");
    }
    body.raw("<ul>\n");
    for outcome in &theme.outcomes {
        body.raw(if outcome.chosen { "<li class=\"in\">" } else { "<li class=\"out\">" });
        body.raw("<strong>").text(&outcome.audiences.join(", ")).raw("</strong>: ").text(&outcome.reason);
        body.raw("</li>\n");
    }
    body.raw("</ul>\n</section>\n");
}

/// The forms that pin the passage under a theme, or drop it.
fn pins(
    body: &mut Html,
    shell: &Shell<'_>,
    draft: &Draft,
    brief: &str,
    explained: &PassageExplained,
    first: &str,
) {
    let text = folded(&explained.place.text);
    body.raw("<div class=\"actions\">\n<form method=\"post\" action=\"/edit/pin\">\n");
    shell.token(body);
    body.hidden("brief", brief).hidden("document", &explained.place.document).hidden("text", &text);
    body.raw("<label>under <select name=\"theme\">\n");
    for theme in &draft.manifest.themes {
        body.raw("<option value=\"").text(&theme.id).raw("\"");
        body.raw(if theme.id == first { " selected>" } else { ">" }).text(&theme.title).raw("</option>\n");
    }
    body.raw("</select></label>\n<button>Pin</button>\n</form>\n");
    body.raw("<form method=\"post\" action=\"/edit/drop\">\n");
    shell.token(body);
    body.hidden("brief", brief).hidden("document", &explained.place.document).hidden("text", &text);
    body.raw("<button>Drop</button>\n</form>\n</div>\n");
}
