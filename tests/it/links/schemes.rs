//! Only http, https and mailto become links.

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use crate::support::{DATE, Desk};

/// Addresses that run, read files, hide where they lead or are none.
const HOSTILE: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "\u{200b}javascript:alert(1)",
    "\u{feff}javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "jav&#x09;ascript:alert(1)",
    "ｊavascript:alert(1)",
    "javascript://example.org/%0Aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:run",
    "file:///etc/passwd",
    "FILE://localhost/etc/passwd",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example",
    "http:evil.example",
    "https:///evil.example",
    "http://",
    "http://\" onmouseover=\"alert(1)",
    "http://evil.example/<script>alert(1)</script>",
    "https://example.org\u{202e}gro.live",
    "view-source:http://evil.example",
    "feed:javascript:alert(1)",
    "blob:https://evil.example/1",
    "ftp://evil.example/x",
    "about:blank",
    "intent://evil.example#Intent;scheme=http;end",
    "ms-word:ofe|u|http://evil.example/x.docx",
];

/// Attributes of HTML and SVG that name what is loaded, opened or sent to.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
    "background",
    "cite",
    "longdesc",
    "ping",
    "manifest",
    "profile",
    "usemap",
    "icon",
];

#[track_caller]
fn assert_harmless(address: &str, place: &str) {
    let is_harmless = ["http://", "https://", "mailto:", "#"].iter().any(|start| address.starts_with(start));
    assert!(is_harmless, "{place} leads to {address:?}");
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || "<>\"\u{202e}\u{200b}".contains(c);
    assert!(!address.contains(is_odd), "{place} leads to {address:?}");
}

/// A desk whose documents bear hostile addresses wherever there may be one.
fn desk() -> Desk {
    let desk = Desk::with_documents("md, html", &[]);
    for (number, address) in HOSTILE.iter().enumerate() {
        let quoted = serde_json::to_string(address).unwrap();
        let entities = address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        desk.write(
            &format!("corpus/{number}.txt"),
            format!(
                "Berth {number} of the harbour [is here]({address}) <{address}> for cargo number {number}.\n"
            ),
        );
        desk.write(
            &format!("corpus/{number}.txt.yaml"),
            format!("title: \"[Note {number}]({})\"\nurl: {quoted}\n", quoted.trim_matches('"')),
        );
        desk.write(
            &format!("corpus/{number}.html"),
            format!(
                "<!doctype html><html><head><title>Page {number}</title><link rel=canonical href=\"{entities}\">\
                 <meta property=og:url content=\"{entities}\"><base href=\"{entities}\"></head><body><article>\
                 <h1 id=\"{entities}\">Page {number}</h1><p>Quay {number} of the harbour has \
                 <a href=\"{entities}\">a tariff</a> for ships that carry cargo number {number} in winter, and \
                 nobody who works at the berth has paid less since the port authority wrote it down.</p>\
                 </article></body></html>"
            ),
        );
    }
    desk
}

#[test]
fn hostile_addresses_become_no_links() {
    let desk = desk();
    desk.run(&["build", "--date", DATE]).ends_with(0).warns(&["no web address"]);
    let manifest = desk.manifest(DATE);
    let excerpts = manifest["excerpts"].as_array().unwrap();
    assert!(excerpts.len() >= 20, "{}", excerpts.len());
    for (list, key) in [("excerpts", "link"), ("documents", "url")] {
        for entry in manifest[list].as_array().unwrap() {
            if let Value::String(address) = &entry[key] {
                assert_harmless(address, key);
            }
        }
    }
    let folder = format!("output/weekly/{DATE}");
    let html = dom_query::Document::from(desk.read(&format!("{folder}/analyst.html")));
    for name in ADDRESSES {
        for element in html.select(&format!("[{}]", name.replace(':', "\\:"))).iter() {
            assert_harmless(&element.attr(name).unwrap(), &element.html());
        }
    }
    let markdown = desk.read(&format!("{folder}/analyst.md"));
    for event in Parser::new_ext(&markdown, Options::all()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                assert_harmless(&dest_url, "Markdown");
            }
            Event::Html(html) | Event::InlineHtml(html) => panic!("Markdown has HTML: {html}"),
            _ => {}
        }
    }
}

#[test]
fn web_addresses_become_links() {
    let desk = Desk::with_documents("md, html", &[("a.txt", "The harbour has a berth for cargo ships.\n")]);
    desk.write("corpus/a.txt.yaml", "title: Note\nurl: HTTPS://example.org/a(b)?c=%22&d#e\n");
    desk.build();
    let link =
        "HTTPS://example.org/a(b)?c=%22&d#e:~:text=The%20harbour%20has%20a%20berth%20for%20cargo%20ships.";
    assert_eq!(desk.manifest(DATE)["excerpts"][0]["link"], link);
    let html = dom_query::Document::from(desk.read(&format!("output/weekly/{DATE}/analyst.html")));
    let links: Vec<String> =
        html.select("a").iter().filter_map(|link| link.attr("href").map(|link| link.to_string())).collect();
    assert!(links.iter().any(|found| found.eq_ignore_ascii_case(link)), "{links:?}");
}
