//! Two editions side by side.

use super::brief::language;
use super::mistakes;
use super::shell::Shell;
use crate::manifest::compare::{Comparison, Updated, compare as compared};
use crate::manifest::{DocumentEntry, ExcerptEntry, Manifest};
use crate::model::EditionName;
use crate::preview::address;
use crate::preview::routes::Answer;
use crate::tool::html::Html;
use crate::verify::{Change, differences};

/// What the draft is called among the dates of editions.
const NOW: &str = "now";

/// Compares two editions of a brief: dates, or `now` for the draft. Without
/// dates the draft with the newest edition.
pub(in crate::preview) fn compare(shell: &Shell<'_>, brief: &str, from: &str, to: &str) -> Option<Answer> {
    let workshop = &shell.preview.workshop;
    let dates: Vec<String> =
        workshop.editions().iter().filter(|(id, _)| id == brief).map(|(_, date)| date.to_string()).collect();
    let drafted = workshop.draft(brief);
    if drafted.is_none() && dates.is_empty() {
        return None;
    }
    let draft = drafted.and_then(|drafted| drafted.draft);
    let to = if to.is_empty() { NOW } else { to };
    let from = match from {
        "" => dates.iter().rev().find(|date| *date != to).map_or("", String::as_str),
        from => from,
    };
    let get = |name: &str| match name {
        NOW => draft.as_ref().map(|draft| draft.manifest.clone()),
        date => date.parse::<EditionName>().ok().and_then(|date| workshop.edition(brief, date)),
    };
    let mut body = Html::new();
    body.raw("<h1>What is new</h1>\n");
    choice(&mut body, brief, &dates, from, to);
    match (get(from), get(to)) {
        (Some(before), Some(after)) => both(&mut body, shell, brief, &before, &after),
        (None, _) if from.is_empty() => {
            body.raw("<p>There is no edition to compare with: <code>attache build</code> writes one.</p>\n");
        }
        _ => return None,
    }
    let trail = [(brief, address::brief(brief))];
    Some(Answer::page(shell.page("What is new", &trail, &body)))
}

fn choice(body: &mut Html, brief: &str, dates: &[String], from: &str, to: &str) {
    body.raw("<form class=\"choice\" action=\"").text(&address::compare(brief, "", "")).raw("\">\n");
    for (name, label, chosen) in [("from", "From", from), ("to", "to", to)] {
        body.raw("<label>").raw(label).raw(" <select name=\"").raw(name).raw("\">\n");
        for date in dates.iter().rev().map(String::as_str).chain([NOW]) {
            body.raw("<option value=\"").text(date).raw("\"");
            body.raw(if date == chosen { " selected>" } else { ">" });
            body.text(if date == NOW { "the draft" } else { date }).raw("</option>\n");
        }
        body.raw("</select></label>\n");
    }
    body.raw("<button>Compare</button>\n</form>\n");
}

fn both(body: &mut Html, shell: &Shell<'_>, brief: &str, before: &Manifest, after: &Manifest) {
    let found = compared(before, after);
    body.raw("<p>").count(found.new.len(), "new excerpt").raw(", ").show(found.updated.len());
    body.raw(" in other words, ").show(found.gone.len()).raw(" gone, ").show(found.standing.len());
    body.raw(" as before</p>\n");
    if found.is_same() {
        body.raw("<p>Both quote and cite the same.</p>\n");
    }
    mistakes::warnings(body, &shell.standing.mistakes);
    list(body, "New", "new", &found.new, after, brief);
    updated(body, &found, after, brief);
    list(body, "Gone", "gone", &found.gone, before, brief);
    documents(body, "Documents cited for the first time", &found.new_documents);
    documents(body, "Documents cited no longer", &found.gone_documents);
    list(body, "As before", "standing", &found.standing, after, brief);
}

fn list(
    body: &mut Html,
    title: &'static str,
    class: &'static str,
    excerpts: &[&ExcerptEntry],
    of: &Manifest,
    brief: &str,
) {
    if excerpts.is_empty() {
        return;
    }
    let is_folded = class == "standing";
    body.raw("<section class=\"changes ").raw(class).raw("\">\n<h2>").raw(title).raw("</h2>\n");
    if is_folded {
        body.raw("<details>\n<summary>").count(excerpts.len(), "excerpt").raw("</summary>\n");
    }
    body.raw("<ul>\n");
    for excerpt in excerpts {
        body.raw("<li>\n<p class=\"quote\" dir=\"auto\"");
        language(body, of.document(&excerpt.document).and_then(|document| document.language.as_deref()));
        body.raw(">");
        match class {
            "new" => _ = body.raw("<ins>").text(&excerpt.text).raw("</ins>"),
            "gone" => _ = body.raw("<del>").text(&excerpt.text).raw("</del>"),
            _ => _ = body.text(&excerpt.text),
        }
        body.raw("</p>\n");
        origin(body, excerpt, of, brief);
        body.raw("</li>\n");
    }
    body.raw(if is_folded { "</ul>\n</details>\n</section>\n" } else { "</ul>\n</section>\n" });
}

fn updated(body: &mut Html, found: &Comparison<'_>, after: &Manifest, brief: &str) {
    if found.updated.is_empty() {
        return;
    }
    body.raw("<section class=\"changes updated\">\n<h2>In other words</h2>\n<ul>\n");
    for Updated { before, after: excerpt } in &found.updated {
        body.raw("<li>\n<p class=\"quote\" dir=\"auto\"");
        language(body, after.document(&excerpt.document).and_then(|document| document.language.as_deref()));
        body.raw(">");
        for run in differences(&before.text, &excerpt.text) {
            match run.change {
                Change::Same => _ = body.text(&run.text),
                Change::Quoted => _ = body.raw("<del>").text(&run.text).raw("</del>"),
                Change::Source => _ = body.raw("<ins>").text(&run.text).raw("</ins>"),
            }
        }
        body.raw("</p>\n");
        origin(body, excerpt, after, brief);
        body.raw("</li>\n");
    }
    body.raw("</ul>\n</section>\n");
}

fn origin(body: &mut Html, excerpt: &ExcerptEntry, of: &Manifest, brief: &str) {
    let title = of.document(&excerpt.document).map_or(&excerpt.document, |document| &document.title);
    let theme = of.themes.iter().find(|theme| theme.id == excerpt.theme);
    body.raw("<p class=\"quiet\">").text(theme.map_or(&excerpt.theme, |theme| &theme.title)).raw(" · ");
    let at = Some((excerpt.start_byte, excerpt.end_byte));
    body.link(&address::document(&excerpt.document, brief, at), title).raw("</p>\n");
}

fn documents(body: &mut Html, title: &'static str, documents: &[&DocumentEntry]) {
    if documents.is_empty() {
        return;
    }
    body.raw("<section>\n<h2>").raw(title).raw("</h2>\n<ul>\n");
    for document in documents {
        body.raw("<li>").link(&address::document(&document.id, "", None), &document.title).raw("</li>\n");
    }
    body.raw("</ul>\n</section>\n");
}
