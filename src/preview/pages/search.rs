//! Searching the corpus.

use super::brief::language;
use super::document::{find, known_brief, marked};
use super::mistakes;
use super::shell::Shell;
use crate::pipeline::{Material, PassageResult};
use crate::preview::address;
use crate::preview::routes::Answer;
use crate::tool::html::Html;

/// So many passages are shown.
const MOST: usize = 50;

pub(in crate::preview) fn search(shell: &Shell<'_>, query: &str) -> Answer {
    let mut body = Html::new();
    body.raw("<h1>Search the corpus</h1>\n");
    match &shell.standing.material {
        Some(material) if !query.trim().is_empty() => match material.search(query, MOST) {
            Ok(found) => results(&mut body, shell, material, &found),
            Err(error) => mistakes::section(&mut body, &error.diagnostics(), ""),
        },
        Some(_) => syntax(&mut body),
        None => _ = body.raw("<p>The corpus is not read yet.</p>\n"),
    }
    let title = if query.is_empty() { "Search".to_owned() } else { format!("Search: {query}") };
    Answer::page(shell.seeking(query).page(&title, &[("search", "/search".to_owned())], &body))
}

fn syntax(body: &mut Html) {
    body.raw("<p>Words are found in every grammatical form.</p>\n<dl>\n");
    for (written, means) in [
        ("oil gas", "either word"),
        ("\"natural gas\"", "these words beside one another"),
        ("+oil", "only where it stands"),
        ("-trade", "only where it does not"),
        ("sanctions^2", "counts twice"),
    ] {
        body.raw("<dt><code>").raw(written).raw("</code></dt><dd>").raw(means).raw("</dd>\n");
    }
    body.raw("</dl>\n");
}

fn results(body: &mut Html, shell: &Shell<'_>, material: &Material, found: &[PassageResult]) {
    let brief = known_brief(shell, "");
    body.raw("<p class=\"quiet\" role=\"status\">");
    match found.len() {
        0 => _ = body.raw("Nothing found."),
        MOST => _ = body.raw("The first ").show(MOST).raw(" passages, best first."),
        count => _ = body.count(count, "passage").raw(", best first."),
    }
    body.raw("</p>\n<ol class=\"results\">\n");
    for result in found {
        one(body, material, result, brief.as_deref());
    }
    body.raw("</ol>\n");
}

fn one(body: &mut Html, material: &Material, result: &PassageResult, brief: Option<&str>) {
    let Some(document) = find(material, &result.document) else { return };
    let at = Some((result.start_byte, result.end_byte));
    body.raw("<li>\n<h2>").raw("<a href=\"");
    body.text(&address::document(&result.document, brief.unwrap_or_default(), at)).raw("\">");
    body.name(&result.title).raw("</a></h2>\n<p class=\"quote\" dir=\"auto\"");
    language(body, document.source.language.as_deref());
    body.raw(">");
    let matched: Vec<_> = result.matched.iter().map(|[from, to]| *from..*to).collect();
    marked(body, document, result.start_byte..result.end_byte, &matched);
    body.raw("</p>\n<p class=\"quiet\"><bdi>").text(&result.document).raw("</bdi>, line ").show(result.line);
    if let Some(date) = &result.date {
        body.raw(" · ").text(date);
    }
    body.raw(" · ").show(format_args!("{:.2}", result.score));
    if let Some(brief) = brief {
        body.raw(" · <a href=\"").text(&address::explain(brief, &result.document, result.line));
        body.raw("\">in ").text(brief).raw(" or not, and why<span class=\"unseen\">: ");
        body.text(&result.title).raw(", line ").show(result.line).raw("</span></a>");
    }
    body.raw("</p>\n</li>\n");
}
