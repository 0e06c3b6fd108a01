//! The desk: its briefs, its archive and its corpus.

use super::mistakes;
use super::shell::Shell;
use crate::model::{BriefSpec, EditionName};
use crate::pipeline::Session;
use crate::preview::address;
use crate::preview::routes::Answer;
use crate::tool::html::Html;

pub(in crate::preview) fn desk(shell: &Shell<'_>) -> Answer {
    let standing = &shell.standing;
    let mut body = Html::new();
    body.raw("<h1>").text(&shell.desk()).raw("</h1>\n");
    let wrong = [&standing.mistakes[..], &standing.corpus_mistakes].concat();
    if !wrong.is_empty() {
        let then =
            if standing.session.is_some() { "What follows is the desk as it was good last." } else { "" };
        mistakes::section(&mut body, &wrong, then);
    }
    if let Some(session) = &standing.session {
        let editions = shell.preview.workshop.editions();
        body.raw("<section aria-labelledby=\"briefs\">\n<h2 id=\"briefs\">Briefs</h2>\n");
        match session.desk.briefs.is_empty() {
            true => _ = body.raw("<p>There is none yet: write <code>briefs/weekly.yaml</code>.</p>\n"),
            false => briefs(&mut body, session, &editions),
        }
        body.raw("</section>\n");
        archive(&mut body, &editions);
        withdrawn(&mut body, shell);
        corpus(&mut body, shell);
    }
    Answer::page(shell.page("Desk", &[], &body))
}

fn briefs(body: &mut Html, session: &Session, editions: &[(String, EditionName)]) {
    body.raw("<ul class=\"cards\">\n");
    for brief in &session.desk.briefs {
        body.raw("<li class=\"brief\">\n<h3>").link(&address::brief(&brief.id), &brief.title).raw("</h3>\n");
        body.raw("<p class=\"quiet\"><code>").text(&brief.id).raw("</code> · ");
        body.count(brief.themes.len(), "theme");
        let count = editions.iter().filter(|(id, _)| *id == brief.id).count();
        body.raw(" · ").count(count, "edition").raw("</p>\n");
        audiences(body, session, brief);
        body.raw("</li>\n");
    }
    body.raw("</ul>\n");
}

fn audiences(body: &mut Html, session: &Session, brief: &BriefSpec) {
    body.raw("<ul class=\"chips\">\n");
    for audience in session.desk.audiences(brief) {
        body.raw("<li>").link(&address::audience(&brief.id, &audience.id), &audience.title).raw("</li>\n");
    }
    body.raw("</ul>\n");
}

/// The archive, the newest edition first; each with the one before it.
fn archive(body: &mut Html, editions: &[(String, EditionName)]) {
    /// More are a matter of the archive's folder.
    const MOST: usize = 200;
    body.raw("<section aria-labelledby=\"archive\">\n<h2 id=\"archive\">Archive</h2>\n");
    if editions.is_empty() {
        body.raw(
            "<p class=\"quiet\">There are no editions yet: <code>attache build</code> writes them.</p>\n",
        );
        body.raw("</section>\n");
        return;
    }
    let mut newest: Vec<&(String, EditionName)> = editions.iter().collect();
    newest.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    body.raw("<ul class=\"rows\">\n");
    for (brief, date) in newest.into_iter().take(MOST) {
        let day = date.to_string();
        body.raw("<li>")
            .link(&address::edition(brief, &day), &day)
            .raw(" <span>")
            .text(brief)
            .raw("</span> ");
        let before = editions.iter().rev().find(|(id, other)| id == brief && other < date);
        if let Some((_, before)) = before {
            let before = before.to_string();
            body.raw("<a href=\"").text(&address::compare(brief, &before, &day)).raw("\">what is new since ");
            body.text(&before).raw("</a> ");
        }
        body.raw("<a href=\"").text(&address::compare(brief, &day, "now")).raw("\">compare with the draft");
        body.raw("<span class=\"unseen\"> of ")
            .text(brief)
            .raw(" from ")
            .text(&day)
            .raw("</span></a></li>\n");
    }
    body.raw("</ul>\n</section>\n");
}

/// What was withdrawn, the newest edition first.
fn withdrawn(body: &mut Html, shell: &Shell<'_>) {
    let mut all = shell.preview.workshop.withdrawn();
    if all.is_empty() {
        return;
    }
    all.sort_by(|one, other| other.edition.cmp(&one.edition).then_with(|| one.brief.cmp(&other.brief)));
    body.raw(
        "<section aria-labelledby=\"withdrawn\">\n<h2 id=\"withdrawn\">Withdrawn</h2>\n<ul class=\"rows\">\n",
    );
    for found in &all {
        body.raw("<li>").link(&address::edition(&found.brief, &found.edition), &found.edition).raw(" <span>");
        body.text(&found.brief).raw("</span> <span class=\"quiet\">").text(&found.retracted).raw(": ");
        body.name(&found.reason).raw("</span></li>\n");
    }
    body.raw("</ul>\n</section>\n");
}

fn corpus(body: &mut Html, shell: &Shell<'_>) {
    let Some(material) = &shell.standing.material else { return };
    body.raw("<section aria-labelledby=\"corpus\">\n<h2 id=\"corpus\">Corpus</h2>\n<p>");
    body.count(material.corpus.documents.len(), "document").raw(", ");
    body.count(material.passages.len(), "passage");
    if !material.corpus.skipped.is_empty() {
        body.raw(", ").count(material.corpus.skipped.len(), "file").raw(" passed over");
    }
    body.raw("</p>\n");
    mistakes::warnings(body, &shell.standing.corpus_warnings);
    documents(body, shell);
    body.raw("</section>\n");
}

fn documents(body: &mut Html, shell: &Shell<'_>) {
    /// More are found by searching.
    const MOST: usize = 200;
    let Some(material) = &shell.standing.material else { return };
    let documents = &material.corpus.documents;
    body.raw("<details>\n<summary>Documents</summary>\n");
    if documents.len() > MOST {
        body.raw("<p class=\"quiet\">The first ").show(MOST).raw("; search for others.</p>\n");
    }
    body.raw("<ul class=\"rows\">\n");
    for document in documents.iter().take(MOST) {
        let id = crate::compose::document_id(document);
        body.raw("<li><a href=\"").text(&address::document(&id, "", None)).raw("\"><bdi>");
        body.text(&document.source.title)
            .raw("</bdi></a> <span class=\"quiet\"><bdi>")
            .text(&id)
            .raw("</bdi>");
        if let Some(date) = document.source.date {
            body.raw(", ").show(date);
        }
        body.raw("</span></li>\n");
    }
    body.raw("</ul>\n</details>\n");
}
