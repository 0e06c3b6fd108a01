use std::collections::{BTreeMap, BTreeSet};

use dom_query::Document;
use proptest::prelude::*;

use crate::model::{PdfTerms, Placement};
use crate::tool::markdown::{Markdown, escape, fold, parse};

use super::*;

mod cards;
mod charts;
mod data;

fn frame() -> Frame {
    Frame {
        title: "The week".to_owned(),
        audience: "Analysts".to_owned(),
        desk: "Desk & Co".to_owned(),
        date: "2025-04-02".parse().unwrap(),
        date_text: "2 April 2025".to_owned(),
        language: "en".to_owned(),
        labels: BTreeMap::new(),
        quote_languages: BTreeMap::from([("1".to_owned(), "ru".to_owned())]),
        placement: Placement::default(),
        citations: BTreeMap::new(),
        attachments: Vec::new(),
        sheet: crate::model::Sheet::default(),
        charts: BTreeMap::new(),
        pdf: PdfTerms::default(),
        look: BTreeMap::from([("page.css".to_owned(), b"p { margin: 0 }\n".to_vec())]),
    }
}

fn page(markdown: &str) -> String {
    render(&parse(&Markdown::new(markdown)), &frame())
}

/// Parses a page, and asserts that it is whole and that nothing in it runs or
/// leads astray.
#[track_caller]
fn check_safe(page: &str) -> Document {
    const ELEMENTS: &[&str] = &[
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "nav",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "span",
        "time",
        "blockquote",
        "ul",
        "ol",
        "li",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "code",
        "hr",
        "br",
        "em",
        "strong",
        "s",
        "sup",
        "a",
        "footer",
        "cite",
        "mark",
        "button",
        "script",
    ];
    const ATTRIBUTES: &[&str] = &[
        "lang",
        "dir",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "id",
        "href",
        "rel",
        "role",
        "tabindex",
        "aria-label",
        "aria-labelledby",
        "scope",
        "start",
        "datetime",
        "type",
        "value",
        "cite",
        "popover",
        "popovertarget",
        "popovertargetaction",
        "autofocus",
    ];
    let document = Document::from(page);
    assert!(document.errors.borrow().is_empty(), "{:?} in {page}", document.errors.borrow());
    for element in document.select("*").nodes() {
        let name = element.node_name().unwrap();
        assert!(ELEMENTS.contains(&&*name), "<{name}> in {page}");
        for attribute in element.attrs() {
            assert!(ATTRIBUTES.contains(&&*attribute.name.local), "{} in {page}", attribute.name.local);
        }
    }
    check_links(&document, page);
    check_cards(&document, page);
    check_data(&document, page);
    document
}

/// Asserts that every button opens or closes a card of the page, and does no
/// more, and that nothing else can be opened.
#[track_caller]
fn check_cards(document: &Document, page: &str) {
    let cards: BTreeSet<String> = document
        .select("div.cards > .card")
        .iter()
        .map(|card| card.attr("id").unwrap().to_string())
        .collect();
    assert_eq!(document.select("[popover], .card").length(), cards.len(), "in {page}");
    assert_eq!(document.select("[autofocus]").length(), document.select(".card mark[autofocus]").length());
    assert_eq!(document.select("main .card").length(), 0);
    for button in document.select("button").iter() {
        assert_eq!(button.attr("type").as_deref(), Some("button"));
        assert!(cards.contains(&*button.attr("popovertarget").unwrap()), "in {page}");
        assert!(button.attr("popovertargetaction").is_none_or(|action| &*action == "hide"));
        let place = if button.has_attr("popovertargetaction") { ".head > button" } else { ".cited > button" };
        assert!(button.is(place), "in {page}");
    }
    for quote in document.select("[cite]").iter() {
        let address = quote.attr("cite").unwrap().to_lowercase();
        assert!(address.starts_with("http://") || address.starts_with("https://"), "{address} in {page}");
    }
}

/// Asserts that every script is JSON, which nothing runs.
#[track_caller]
fn check_data(document: &Document, page: &str) {
    for block in document.select("script").iter() {
        let kind = block.attr("type").unwrap();
        assert!(&*kind == "application/json" || kind.ends_with("+json"), "{kind} in {page}");
        let text = block.text();
        serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        assert!(!text.contains('<'), "{text}");
    }
    assert_eq!(document.select("script").length(), document.select("body > script").length());
}

#[track_caller]
fn check_links(document: &Document, page: &str) {
    let mut ids = BTreeSet::new();
    for element in document.select("[id]").iter() {
        assert!(ids.insert(element.attr("id").unwrap().to_string()), "an id twice in {page}");
    }
    for link in document.select("a").iter() {
        let address = link.attr("href").unwrap().to_string();
        match address.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "no {id} in {page}"),
            None => {
                let address = address.to_lowercase();
                let is_web =
                    ["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
                assert!(is_web, "{address} in {page}");
                assert_eq!(&*link.attr("rel").unwrap(), "noopener noreferrer");
            }
        }
    }
    for element in document.select("[aria-labelledby]").iter() {
        assert!(ids.contains(&*element.attr("aria-labelledby").unwrap()));
    }
}

#[test]
fn a_small_briefing_is_written_as_this_page() {
    let markdown = "# The *week*\n\nIn short.[^2]\n\n## Trade <b>\n\n> Товары & люди[^1]\n>\n> — Source\n\n\
                    1. one\n2. two[^1]\n\n|a|b|\n|:-|-:|\n|c|[d](https://x.org/?a=1&b=2)|\n\n## Notes\n\n\
                    [^1]: First\n\n[^2]: Second";
    let expected = r##"<body>
<a class="skip" href="#main_">Skip to the text</a>
<header class="front">
<p class="desk">Desk &amp; Co</p>
<h1 id="the-week">The <em>week</em></h1>
<p class="edition"><span class="audience">Analysts</span> <time datetime="2025-04-02">2 April 2025</time></p>
</header>
<main id="main_" tabindex="-1">
<p>In short.<sup class="mark" id="mark_1_1"><a role="doc-noteref" href="#note_1" aria-label="Note 1">[1]</a></sup></p>
<section aria-labelledby="trade">
<h2 id="trade">Trade </h2>
<blockquote lang="ru" dir="auto">
<p>Товары &amp; люди<sup class="mark" id="mark_2_1"><a role="doc-noteref" href="#note_2" aria-label="Note 2">[2]</a></sup></p>
<footer lang="en">
<p class="source" dir="auto">— Source</p>
</footer>
</blockquote>
<ol>
<li>one</li>
<li>two<sup class="mark" id="mark_2_2"><a role="doc-noteref" href="#note_2" aria-label="Note 2">[2]</a></sup></li>
</ol>
<div class="table" role="region" tabindex="0" aria-label="Table 1">
<table>
<thead>
<tr><th scope="col">a</th><th scope="col" class="end">b</th></tr>
</thead>
<tbody>
<tr><td>c</td><td class="end"><a href="https://x.org/?a=1&amp;b=2" rel="noopener noreferrer">d</a></td></tr>
</tbody>
</table>
</div>
</section>
<section class="notes" role="doc-endnotes" aria-labelledby="notes">
<h2 id="notes">Notes</h2>
<ol>
<li id="note_1" tabindex="-1"><p>Second <a class="back" role="doc-backlink" href="#mark_1_1" aria-label="Back to the text: 1">↩︎</a></p></li>
<li id="note_2" tabindex="-1"><p>First <a class="back" role="doc-backlink" href="#mark_2_1" aria-label="Back to the text: 2">↩︎</a> <a class="back" role="doc-backlink" href="#mark_2_2" aria-label="Back to the text: 2.2">↩︎<sup>2</sup></a></p></li>
</ol>
</section>
</main>
<script type="application/ld+json">
{"@context":"https://schema.org","@type":"Report","headline":"The week","datePublished":"2025-04-02","inLanguage":"en","author":{"@type":"Organization","name":"Desk & Co"},"publisher":{"@type":"Organization","name":"Desk & Co"},"audience":{"@type":"Audience","audienceType":"Analysts"}}
</script>
</body>
</html>
"##;
    let page = page(markdown);
    let body = &page[page.find("<body>").unwrap()..];
    assert_eq!(body, expected);
    check_safe(&page);
}

#[test]
fn the_head_names_the_briefing_and_forbids_what_could_run() {
    let expected = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The week</title>
<meta name="author" content="Desk &amp; Co">
<meta name="date" content="2025-04-02">
<meta name="generator" content="attache">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<style>
p { margin: 0 }
</style>
</head>
"#;
    let page = page("text").replace(super::cards::STYLE, "");
    assert_eq!(&page[..page.find("<body>").unwrap()], expected);
}

#[test]
fn a_page_without_a_look_of_the_desk_has_the_built_in_one() {
    let frame = Frame { look: BTreeMap::new(), ..frame() };
    let page = render(&parse(&Markdown::new("# A")), &frame);
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    check_safe(&page);
}

#[test]
fn a_style_cannot_end_its_element() {
    let css = b"a::after { content: \"</STYLE><script>alert(1)</script>\" } /* </style> */ \xff\0";
    let frame = Frame { look: BTreeMap::from([("page.css".to_owned(), css.to_vec())]), ..frame() };
    let document = check_safe(&render(&parse(&Markdown::new("# A")), &frame));
    assert_eq!(document.select("style").length(), 1);
    assert_eq!(document.select("body > *").length(), 4);
}

#[test]
fn every_word_of_the_frame_is_escaped() {
    let hostile = "\"><script>alert('x')</script><p onclick=x y='";
    let keys = ["contents", "notes", "note", "back", "skip", "table", "close", "open_source"];
    let frame = Frame {
        title: hostile.to_owned(),
        audience: hostile.to_owned(),
        desk: hostile.to_owned(),
        date_text: hostile.to_owned(),
        language: hostile.to_owned(),
        labels: keys.iter().map(|key| ((*key).to_owned(), hostile.to_owned())).collect(),
        quote_languages: BTreeMap::from([("1".to_owned(), hostile.to_owned())]),
        ..frame()
    };
    let body = "word ".repeat(1_000);
    let markdown = format!("{body}\n\n## a\n\n## b\n\n## c\n\n> d[^1]\n\n|e|\n|-|\n|f|\n\n[^1]: g");
    let document = check_safe(&render(&parse(&Markdown::new(markdown)), &frame));
    assert_eq!(&*document.select("h1").text(), hostile);
    assert_eq!(&*document.select("title").text(), hostile);
    assert_eq!(&*document.select(".contents h2").text(), hostile);
    assert!(!document.select("html, blockquote").has_attr("lang"));
}

#[test]
fn the_language_of_labels_sets_words_and_direction() {
    let labels = [("notes", "ملاحظات"), ("skip", "تخطّ")];
    let frame = Frame {
        language: "ar-EG".to_owned(),
        labels: labels.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect(),
        ..frame()
    };
    let document = check_safe(&render(&parse(&Markdown::new("a[^1]\n\n[^1]: b")), &frame));
    assert_eq!(document.select("html").attr("lang").as_deref(), Some("ar-EG"));
    assert_eq!(document.select("html").attr("dir").as_deref(), Some("rtl"));
    assert_eq!(&*document.select(".notes h2").text(), "ملاحظات");
}

#[test]
fn long_briefings_have_a_table_of_contents_and_short_ones_none() {
    let long = "word ".repeat(1_000);
    let sections = "## A & b\n\n## *C*\n\n### D\n\n## E\n\nx[^1]\n\n[^1]: n";
    let document = check_safe(&page(&format!("{long}\n\n{sections}")));
    let lines: Vec<String> =
        document.select("nav.contents li a").iter().map(|link| link.text().to_string()).collect();
    assert_eq!(lines, ["A & b", "C", "E"]);
    assert!(!check_safe(&page(sections)).select("nav").exists());
}

#[test]
fn every_mark_leads_to_its_note_and_back() {
    let document = check_safe(&page("a[^x] b[^y] c[^x]\n\n[^x]: X, see[^y]\n\n[^y]: Y"));
    for mark in document.select("sup.mark").iter() {
        let (id, note) = (mark.attr("id").unwrap(), mark.select("a[role=doc-noteref]").attr("href").unwrap());
        let back = document.select(&format!("li[id=\"{}\"] a[href=\"#{id}\"]", &note[1..]));
        assert_eq!(back.attr("role").as_deref(), Some("doc-backlink"), "{id}");
    }
    assert_eq!(document.select("a[role=doc-noteref]").length(), 4);
    assert_eq!(document.select("a[role=doc-backlink]").length(), 4);
    assert_eq!(document.select("section.notes > ol > li").length(), 2);
}

#[test]
fn a_heading_may_be_called_as_the_page_calls_its_own_parts() {
    let markdown = "# main\n\n## Note 1\n\n## mark_1_1\n\n## contents_\n\n## notes_\n\na[^1]\n\n[^1]: b";
    check_safe(&page(markdown));
}

#[test]
fn raw_html_in_markdown_reaches_no_page() {
    let document = check_safe(&page(
        "<script>alert(1)</script>\n\na <img src=x onerror=y> <b onclick=z>c</b> [d](javascript:e) ![f](data:g)",
    ));
    assert_eq!(&*document.select("main").text(), "\na  c d f\n");
}

#[test]
fn deeply_nested_markdown_makes_a_page() {
    check_safe(&page(&format!("{}x", "> ".repeat(50_000))));
    check_safe(&page(&format!("{}x{}", "*a **b ".repeat(9_000), "** *".repeat(9_000))));
    let list: String = (0..300).map(|level| format!("{}- {level}\n", "  ".repeat(level))).collect();
    check_safe(&page(&list));
}

#[test]
fn the_same_briefing_gives_the_same_bytes() {
    let markdown = "# A\n\n> b[^1]\n\n[^1]: c";
    assert_eq!(page(markdown), page(markdown));
}

/// Strings made of what HTML and Markdown know, and of any character.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>",
        "</script>",
        "<b onclick=x>",
        "<img src=x onerror=y>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "</style>",
        "</title>",
        "<svg/onload=x>",
        "<iframe src=//e>",
        "&lt;",
        "&amp",
        "&#60;",
        "\"",
        "'",
        "<",
        ">",
        "&",
        "javascript:alert(1)",
        "[a](javascript:b)",
        "[a](https://b\"onx=y)",
        "<https://a'b\"c>",
        "[^1]",
        "\n",
        "\n\n",
        "# ",
        "## ",
        "> ",
        "- ",
        "1. ",
        "|a|b|\n|-|-|\n",
        "`",
        "```\n",
        "*",
        "**",
        "~~",
        "\\",
        "{#\"x}",
        "\n\n[^1]: ",
        "a",
        "я",
        "中",
        " ",
        "\u{0}",
        "\u{1b}",
        "\u{80}",
        "\u{fffe}",
        "\u{202e}",
        "\r",
        "\t",
    ]);
    let piece = prop_oneof![6 => pieces.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 1..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_markdown_makes_a_page_that_runs_or_breaks(markdown in nasty()) {
        check_safe(&page(&markdown));
    }

    #[test]
    fn a_text_is_on_the_page_letter_for_letter(text in nasty()) {
        prop_assume!(!fold(&text).is_empty());
        let markdown = format!("# {0}\n\n> {0}[^1]\n\n|{0}|\n|-|\n|x|\n\n[{0}](https://a.org)\n\n[^1]: {0}", escape(&text));
        let frame = Frame { title: fold(&text), ..frame() };
        let document = check_safe(&render(&parse(&Markdown::new(markdown)), &frame));
        document.select("sup.mark, a.back").remove();
        for place in ["title", "h1", "blockquote p", "th", "main > p a", ".notes li p"] {
            let seen = document.select(place).text();
            prop_assert_eq!(seen.trim_end(), fold(&text), "in {}", place);
        }
    }
}
