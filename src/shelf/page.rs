//! The page with all editions of an archive. It works from a file, and without
//! scripts; with one it can be searched.

use std::sync::LazyLock;

use ct_codecs::{Base64, Encoder};

use super::address::{Place, encoded};
use super::entry::kind;
use super::{ATOM, AudienceSummary, JSON, Setting, State, Summary};
use crate::labels::Labels;
use crate::model::{PartialDate, Sha256};
use crate::tool::html::Html;

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/script.js");

/// Returns the style of pages.
pub(super) fn style() -> &'static str {
    STYLE
}

/// Returns the policy of a page (Content Security Policy Level 3): nothing but
/// its own style, and this script, each known by its digest.
pub(super) fn policy(script: Option<&'static str>) -> String {
    let script = script.map_or_else(String::new, |script| format!(" script-src '{}';", source(script)));
    static OF_STYLE: LazyLock<String> = LazyLock::new(|| source(STYLE));
    format!("default-src 'none'; style-src '{}';{script} base-uri 'none'; form-action 'none'", *OF_STYLE)
}

fn source(text: &str) -> String {
    let digest = Sha256::of(text.as_bytes()).to_bytes().expect("a digest that was made here is one");
    format!("sha256-{}", Base64::encode_to_string(digest).expect("32 bytes have room in memory"))
}

/// Writes the page of an archive; `summaries` newest first.
#[must_use]
pub fn page(setting: Setting<'_>, summaries: &[&Summary]) -> String {
    let labels = setting.labels;
    let mut html = Html::new();
    head(&mut html, setting);
    html.raw("<body>\n<main>\n<header>\n<h1>").name(setting.title()).raw("</h1>\n<p class=\"quiet\">");
    html.text(&labels.counted("archive_editions", summaries.len()))
        .raw(" · ")
        .text(labels.word("archive_feeds"));
    html.raw(": <a href=\"feed.xml\">Atom</a>, <a href=\"feed.json\">JSON</a></p>\n");
    search(&mut html, labels);
    html.raw("</header>\n");
    let mut month = None;
    for summary in summaries {
        let date = summary.name().date;
        let of = PartialDate { year: date.year(), month: Some(date.month()), day: None };
        if month != Some(of) {
            html.raw(if month.is_some() { "</ol>\n</section>\n" } else { "" });
            html.raw("<section>\n<h2>").text(&labels.date(of)).raw("</h2>\n<ol class=\"editions\">\n");
            month = Some(of);
        }
        edition(&mut html, setting, summary);
    }
    html.raw(if month.is_some() { "</ol>\n</section>\n" } else { "" });
    html.raw("</main>\n<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    html.into_string()
}

fn head(html: &mut Html, setting: Setting<'_>) {
    html.raw("<!doctype html>\n<html lang=\"").text(setting.labels.language());
    html.raw(
        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"",
    );
    html.text(&policy(Some(SCRIPT))).raw("\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html.text(setting.title()).raw("</title>\n");
    html.raw("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"").raw(ATOM).raw("\">\n");
    html.raw("<link rel=\"alternate\" type=\"application/feed+json\" href=\"").raw(JSON).raw("\">\n");
    html.raw("<style>").raw(STYLE).raw("</style>\n</head>\n");
}

/// Writes the field to search with, which a script shows.
fn search(html: &mut Html, labels: &Labels) {
    html.raw("<div class=\"find\" role=\"search\" hidden>\n<div>\n<label for=\"find\">");
    html.text(labels.word("archive_search")).raw("</label>\n");
    html.raw("<input id=\"find\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">\n</div>\n");
    html.raw("<p role=\"status\" class=\"quiet\" data-found=\"").text(labels.word("archive_found"));
    html.raw("\" data-none=\"").text(labels.word("archive_none")).raw("\"></p>\n</div>\n");
}

fn edition(html: &mut Html, setting: Setting<'_>, summary: &Summary) {
    let labels = setting.labels;
    let name = summary.name();
    html.raw("<li id=\"")
        .text(&summary.brief)
        .raw("-")
        .text(&summary.edition)
        .raw("\">\n<div class=\"head\">\n");
    let title = if summary.title.is_empty() { &summary.brief } else { &summary.title };
    html.raw("<h3 data-key><bdi>")
        .text(title)
        .raw("</bdi></h3>\n<time datetime=\"")
        .show(name.date)
        .raw("\">");
    html.text(&setting.date(name)).raw("</time>\n");
    match &summary.state {
        State::Whole if summary.new > 0 => {
            html.raw("<span class=\"badge\">")
                .text(&labels.counted("archive_new", summary.new))
                .raw("</span>\n");
        }
        State::Whole => {}
        State::Retracted(_) => {
            html.raw("<span class=\"badge bad\">").text(labels.word("edition_withdrawn")).raw("</span>\n");
        }
        State::Damaged(_) => {
            html.raw("<span class=\"badge bad\">").text(labels.word("archive_damaged")).raw("</span>\n");
        }
    }
    html.raw("</div>\n");
    match &summary.state {
        State::Whole => whole(html, setting, summary),
        State::Retracted(retraction) => {
            html.raw("<p class=\"quiet\"><a href=\"").text(&encoded(&summary.brief)).raw("/");
            html.text(&encoded(&summary.edition)).raw("/index.html\">");
            let on = labels.word("withdrawn_on").replace("{date}", &setting.day(&retraction.retracted));
            html.text(&on).raw("</a> ").text(labels.word("withdrawn_reason")).raw(": ");
            html.name(&retraction.reason).raw("</p>\n");
        }
        State::Damaged(_) => {}
    }
    html.raw("</li>\n");
}

fn whole(html: &mut Html, setting: Setting<'_>, summary: &Summary) {
    if !summary.themes.is_empty() {
        html.raw("<ul class=\"themes\">\n");
        for theme in &summary.themes {
            html.raw("<li><bdi data-key>")
                .text(&theme.title)
                .raw("</bdi> ")
                .show(theme.excerpts)
                .raw("</li>\n");
        }
        html.raw("</ul>\n");
    }
    html.raw("<dl class=\"files\">\n");
    for audience in &summary.audiences {
        files(html, setting, summary, audience);
    }
    html.raw("</dl>\n");
}

fn files(html: &mut Html, setting: Setting<'_>, summary: &Summary, audience: &AudienceSummary) {
    if audience.files.is_empty() {
        return;
    }
    let title = setting.audience(&audience.id);
    html.raw("<dt><bdi>").text(title).raw("</bdi>");
    if let Some(marking) = &audience.marking {
        html.raw(" <span class=\"badge mark\">").text(marking).raw("</span>");
    }
    html.raw("</dt>\n<dd>");
    // The page lies in the archive: its own links are relative wherever that is.
    let terms = crate::model::ArchiveTerms::default();
    let place = Place { setting: Setting { terms: &terms, ..setting }, brief: None };
    for (name, _) in &audience.files {
        html.raw("<a href=\"").text(&place.of_file(summary, name)).raw("\">").text(&kind(name)).raw("</a> ");
    }
    html.raw("</dd>\n");
}
