//! An edition of the archive.

use super::brief::language;
use super::shell::Shell;
use crate::manifest::Manifest;
use crate::model::EditionName;
use crate::preview::address;
use crate::preview::routes::Answer;
use crate::tool::html::Html;

pub(in crate::preview) fn edition(shell: &Shell<'_>, brief: &str, date: EditionName) -> Option<Answer> {
    let Some(manifest) = shell.preview.workshop.edition(brief, date) else {
        return withdrawn(shell, brief, date);
    };
    let day = date.to_string();
    let mut body = Html::new();
    body.raw("<h1>").text(&manifest.title).raw("</h1>\n<p class=\"quiet\">Edition of ").text(&day).raw(" · ");
    body.count(manifest.excerpts.len(), "excerpt").raw(" from ").show(manifest.coverage.cited).raw(" of ");
    body.count(manifest.coverage.documents, "document").raw("</p>\n<p class=\"ways\">");
    let before = shell.preview.workshop.editions();
    if let Some((_, before)) = before.iter().rev().find(|(id, other)| id == brief && *other < date) {
        body.link(
            &address::compare(brief, &before.to_string(), &day),
            &format!("What is new since {before}"),
        );
        body.raw(" ");
    }
    body.link(&address::compare(brief, &day, "now"), "Compare with the draft").raw("</p>\n");
    files(&mut body, &manifest, brief, &day);
    excerpts(&mut body, &manifest, brief);
    let trail = [(brief, address::brief(brief))];
    Some(Answer::page(shell.page(&format!("{}, {day}", manifest.title), &trail, &body)))
}

/// What is shown in the place of an edition that was withdrawn.
fn withdrawn(shell: &Shell<'_>, brief: &str, date: EditionName) -> Option<Answer> {
    let all = shell.preview.workshop.withdrawn();
    let found = all.iter().find(|found| found.brief == brief && found.edition == date.to_string())?;
    let mut body = Html::new();
    body.raw("<h1>").text(&found.title).raw("</h1>\n<p class=\"quiet\">Edition of ").text(&found.edition);
    body.raw("</p>\n<p>Withdrawn on ").text(&found.retracted).raw(": ").name(&found.reason).raw("</p>\n");
    let trail = [(brief, address::brief(brief))];
    Some(Answer::page(shell.page(&format!("{}, {}", found.title, found.edition), &trail, &body)))
}

fn files(body: &mut Html, manifest: &Manifest, brief: &str, day: &str) {
    body.raw("<section aria-labelledby=\"files\">\n<h2 id=\"files\">Files</h2>\n<ul class=\"cards\">\n");
    for audience in &manifest.audiences {
        body.raw("<li>\n<h3>").text(&audience.id).raw("</h3>\n<ul class=\"chips\">\n");
        for file in &audience.files {
            body.raw("<li>").link(&address::edition_file(brief, day, &file.path), &file.path).raw("</li>\n");
        }
        body.raw("</ul>\n</li>\n");
    }
    body.raw("</ul>\n</section>\n");
}

fn excerpts(body: &mut Html, manifest: &Manifest, brief: &str) {
    body.raw("<section aria-labelledby=\"excerpts\">\n<h2 id=\"excerpts\">Excerpts</h2>\n<ol class=\"excerpts\">\n");
    for excerpt in &manifest.excerpts {
        let document = manifest.document(&excerpt.document);
        let theme = manifest.themes.iter().find(|theme| theme.id == excerpt.theme);
        body.raw("<li>\n<p class=\"quiet\"><span class=\"number\">").show(excerpt.n).raw("</span> ");
        body.text(theme.map_or(&excerpt.theme, |theme| &theme.title));
        body.raw(" <span class=\"badge\">").text(excerpt.status.name()).raw("</span></p>\n");
        body.raw("<p class=\"quote\" dir=\"auto\"");
        language(body, document.and_then(|document| document.language.as_deref()));
        body.raw(">").text(&excerpt.text).raw("</p>\n<p class=\"quiet\">");
        let at = Some((excerpt.start_byte, excerpt.end_byte));
        let title = document.map_or(&excerpt.document, |document| &document.title);
        body.link(&address::document(&excerpt.document, brief, at), title).raw("</p>\n</li>\n");
    }
    body.raw("</ol>\n</section>\n");
}
