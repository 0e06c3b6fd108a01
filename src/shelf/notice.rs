//! What stands in the place of an edition that was withdrawn.

use super::page::{policy, style};
use crate::labels::Labels;
use crate::model::{Artifact, Retraction};
use crate::tool::html::Html;
use crate::tool::markdown::escape;

/// The notice as a page; under this name servers show it for the folder.
pub(super) const PAGE: &str = "index.html";

/// Writes the files of a notice: the retraction, and what it says in each of
/// these languages as a page and as Markdown. The first language is the page's.
///
/// # Panics
/// Never: a retraction is plain data.
#[must_use]
pub fn notice(retraction: &Retraction, languages: &[&Labels]) -> Vec<Artifact> {
    let mut json = serde_json::to_vec_pretty(retraction).expect("a retraction is plain data");
    json.push(b'\n');
    let file = |name: &str, bytes: Vec<u8>| Artifact { name: name.to_owned(), bytes };
    vec![
        file(PAGE, page(retraction, languages).into_bytes()),
        file("notice.md", markdown(retraction, languages).into_bytes()),
        file(Retraction::FILE, json),
    ]
}

fn page(retraction: &Retraction, languages: &[&Labels]) -> String {
    let first = languages.first().map_or("en", |labels| labels.language());
    let word = languages.first().map_or("", |labels| labels.word("edition_withdrawn"));
    let mut html = Html::new();
    html.raw("<!doctype html>\n<html lang=\"").text(first).raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"").text(&policy(None)).raw("\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"robots\" content=\"noindex\">\n<title>");
    html.text(word)
        .raw(": ")
        .text(&retraction.title)
        .raw(", ")
        .text(&retraction.edition)
        .raw("</title>\n<style>");
    html.raw(style()).raw("</style>\n</head>\n<body>\n<main>\n<h1>").name(&retraction.title).raw("</h1>\n");
    html.raw("<p class=\"quiet\">").text(&retraction.edition).raw("</p>\n");
    for labels in languages {
        html.raw("<section class=\"notice\" lang=\"").text(labels.language()).raw("\">\n<h2>");
        html.text(labels.word("edition_withdrawn"))
            .raw("</h2>\n<p>")
            .text(&on(retraction, labels))
            .raw("</p>\n<p>");
        html.text(labels.word("withdrawn_reason")).raw(": ").name(&retraction.reason).raw("</p>\n");
        html.raw("<p><a href=\"../../index.html\">")
            .text(labels.word("archive"))
            .raw("</a></p>\n</section>\n");
    }
    html.raw("</main>\n</body>\n</html>\n");
    html.into_string()
}

fn markdown(retraction: &Retraction, languages: &[&Labels]) -> String {
    let mut text = format!("# {}, {}\n", escape(&retraction.title), escape(&retraction.edition));
    for labels in languages {
        let word = |key: &str| escape(labels.word(key));
        text += &format!("\n**{}.** {}\n", word("edition_withdrawn"), escape(&on(retraction, labels)));
        text += &format!("\n{}: {}\n", word("withdrawn_reason"), escape(&retraction.reason));
    }
    text
}

fn on(retraction: &Retraction, labels: &Labels) -> String {
    let day =
        retraction.retracted.parse().map_or_else(|_| retraction.retracted.clone(), |day| labels.date(day));
    labels.word("withdrawn_on").replace("{date}", &day)
}
