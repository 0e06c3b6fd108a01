//! A brief for an audience: the briefing and its pages side by side, or its
//! excerpts in a list.

use axum::http::StatusCode;

use super::mistakes;
use super::shell::{Shell, beginning};
use crate::compose::Entry;
use crate::error::Diagnostic;
use crate::model::{Citation, Status};
use crate::pipeline::workshop::{Draft, Drafted};
use crate::preview::address;
use crate::preview::routes::Answer;
use crate::tool::html::Html;

/// What there is to see of a briefing: name in addresses, name on the page.
const VIEWS: [(&str, &str); 4] =
    [("both", "Side by side"), ("briefing", "Briefing"), ("pages", "Pages"), ("excerpts", "Excerpts")];

/// Writes the page; `None` for an audience that the brief does not have.
pub(in crate::preview) fn brief(
    shell: &Shell<'_>,
    brief: &str,
    audience: &str,
    view: &str,
    drafted: &Drafted,
) -> Option<Answer> {
    let Some(draft) = &drafted.draft else { return Some(mistaken(shell, brief, &drafted.mistakes)) };
    let known = draft.audience(audience)?;
    let view = VIEWS.iter().find(|(name, _)| *name == view).map_or("both", |(name, _)| name);
    let mut body = Html::new();
    head(&mut body, draft, brief, audience, view);
    if !drafted.mistakes.is_empty() {
        mistakes::section(&mut body, &drafted.mistakes, "What follows is the briefing as it was good last.");
    }
    match view {
        "excerpts" => excerpts(&mut body, draft, brief, audience),
        view => panes(&mut body, draft, &known.title, brief, audience, view),
    }
    let title = format!("{}, {}", draft.brief.title, known.title);
    let shell = if view == "excerpts" { shell.at(brief, audience) } else { shell.at(brief, audience).wide() };
    Some(Answer::page(shell.page(&title, &[(brief, address::brief(brief))], &body)))
}

/// Writes the page of a brief that was never good.
pub(in crate::preview) fn mistaken(shell: &Shell<'_>, brief: &str, diagnostics: &[Diagnostic]) -> Answer {
    let mut body = Html::new();
    body.raw("<h1>").text(brief).raw("</h1>\n");
    match diagnostics.is_empty() {
        true => _ = body.raw("<p>This brief has no audience: name some under <code>audiences</code>.</p>\n"),
        false => mistakes::section(&mut body, diagnostics, ""),
    }
    let page = shell.page(brief, &[(brief, address::brief(brief))], &body);
    Answer::page(page).with_status(StatusCode::OK)
}

fn head(body: &mut Html, draft: &Draft, brief: &str, audience: &str, view: &str) {
    body.raw("<div class=\"head\">\n<h1>").text(&draft.brief.title).raw("</h1>\n<p class=\"quiet\">");
    body.text(&draft.manifest.date).raw(" · ").count(draft.manifest.excerpts.len(), "excerpt").raw(" from ");
    body.show(draft.manifest.coverage.cited).raw(" of ");
    body.count(draft.manifest.coverage.documents, "document").raw(" · ");
    body.link(&address::compare(brief, "", "now"), "What is new").raw("</p>\n");
    mistakes::warnings(body, draft.warnings());
    body.raw("<nav class=\"tabs\" aria-label=\"Audiences\">\n<ul>\n");
    for one in draft.audiences() {
        tab(body, &address::audience_view(brief, &one.id, view), &one.title, one.id == audience);
    }
    body.raw("</ul>\n</nav>\n<nav class=\"tabs views\" aria-label=\"Views\">\n<ul>\n");
    for (name, title) in VIEWS {
        tab(body, &address::audience_view(brief, audience, name), title, name == view);
    }
    body.raw("</ul>\n</nav>\n</div>\n");
}

fn tab(body: &mut Html, address: &str, title: &str, is_current: bool) {
    body.raw("<li><a href=\"").text(address).raw("\"");
    body.raw(if is_current { " aria-current=\"page\">" } else { ">" }).text(title).raw("</a></li>\n");
}

fn panes(body: &mut Html, draft: &Draft, title: &str, brief: &str, audience: &str, view: &str) {
    body.raw("<div class=\"panes\" data-view=\"").text(view).raw("\">\n");
    if view != "pages" {
        body.raw("<section class=\"pane briefing\" aria-label=\"Briefing\">\n");
        match draft.html(audience) {
            Some(Err(diagnostics)) => mistakes::section(body, diagnostics, ""),
            _ => {
                body.raw("<iframe id=\"briefing\" sandbox=\"allow-same-origin allow-popups ");
                body.raw("allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation\" src=\"");
                body.text(&address::briefing(brief, audience)).raw("\" title=\"").text(title);
                body.raw(" as a web page\"></iframe>\n");
            }
        }
        body.raw("</section>\n");
    }
    if view != "briefing" {
        // Not in a sandbox: there, a browser that may run no scripts asks for all pictures at once.
        body.raw("<section class=\"pane pages\" aria-label=\"Pages\">\n<iframe id=\"pages\" src=\"");
        body.text(&address::pages(brief, audience));
        body.raw("\" title=\"").text(title).raw(" as pages of a PDF\"></iframe>\n</section>\n");
    }
    body.raw("</div>\n");
}

fn excerpts(body: &mut Html, draft: &Draft, brief: &str, audience: &str) {
    let citations = draft.citations(audience);
    if citations.is_empty() {
        body.raw("<p>The briefing cites nothing.</p>\n");
        return;
    }
    body.raw("<ol class=\"excerpts\">\n");
    for citation in citations {
        if let Some(entry) = draft.entries().get(citation.n as usize - 1) {
            excerpt(body, draft, entry, citation, &address::excerpt(brief, audience, citation.n));
        }
    }
    body.raw("</ol>\n");
}

fn excerpt(body: &mut Html, draft: &Draft, entry: &Entry, citation: &Citation, address: &str) {
    let theme = draft.manifest.themes.iter().find(|theme| theme.id == entry.theme);
    body.raw("<li>\n<p class=\"quiet\"><span class=\"number\">").show(citation.number).raw("</span> ");
    body.text(theme.map_or(&entry.theme, |theme| &theme.title)).raw(" ");
    badges(body, entry);
    body.raw("</p>\n<p class=\"quote\" dir=\"auto\"");
    language(body, citation.language.as_deref());
    body.raw("><a href=\"").text(address).raw("\">").text(&beginning(&citation.exact, 320)).raw("</a></p>\n");
    body.raw("<p class=\"quiet\">").name(&citation.title);
    if !citation.pinpoint.is_empty() {
        body.raw(", ").text(&citation.pinpoint);
    }
    body.raw(" · score ").show(format_args!("{:.2}", entry.chosen.score)).raw("</p>\n</li>\n");
}

/// Says how an excerpt stands to the edition before, and whether it is pinned.
pub(super) fn badges(body: &mut Html, entry: &Entry) {
    match entry.status {
        Status::New => body.raw("<span class=\"badge new\">new</span>"),
        Status::Updated => body.raw("<span class=\"badge updated\">updated</span>"),
        Status::Standing => body.raw("<span class=\"badge\">standing</span>"),
    };
    if entry.chosen.pinned {
        body.raw(" <span class=\"badge pinned\">pinned</span>");
    }
}

/// Appends a `lang` attribute; nothing where there is no language (BCP 47).
pub(super) fn language(body: &mut Html, language: Option<&str>) {
    let is_tag = |tag: &&str| {
        tag.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if let Some(language) = language.filter(is_tag) {
        body.raw(" lang=\"").text(language).raw("\"");
    }
}
