//! Links open a source at the quotation, in a real browser.

mod generated;
mod highlight;
mod pages;
mod schemes;

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use attache::cite::Links;
use attache::corpus::{ReadSettings, Readers, read_file};
use attache::model::{Block, Document};

use crate::support::browser::{Browser, Page};
use crate::support::server::Server;
use crate::support::{DATE, Desk};
use highlight::{Shown, letters};

/// Reads a page as attaché does.
fn read(folder: &Path, html: &str, url: &str) -> Document {
    let file = folder.join("page.html");
    fs::write(&file, html).unwrap();
    let readers = Readers::in_process();
    let mut read = read_file(None, &file, &ReadSettings::plain(&readers)).value.documents;
    let mut document = read.pop().unwrap();
    document.source.url = Some(url.to_owned());
    document
}

/// Returns the bytes between the marks `⟦` and `⟧`, counted without them.
fn marked(text: &str) -> Option<Range<usize>> {
    let (start, end) = (text.find('⟦')?, text.find('⟧')?);
    Some(start..end - '⟦'.len_utf8())
}

fn link(document: &Document, range: Range<usize>) -> String {
    let holds = |block: &Block| block.range.start <= range.start && range.end <= block.range.end;
    let block = document.blocks.iter().position(holds).unwrap();
    Links::new(document).link(range, block).unwrap()
}

/// Opens a document at a quotation; says what is highlighted instead if it is
/// not the quotation.
fn opened(page: &Page<'_>, document: &Document, range: Range<usize>) -> Result<(), String> {
    let link = link(document, range.clone());
    let shown = Shown::at(page, &link);
    let text = shown.text();
    let article = letters(&document.text);
    let Some(begin) = text.find(&article) else {
        return Err(format!("the page reads\n  {text}\nand the document\n  {article}"));
    };
    let expected =
        (begin + letters(&document.text[..range.start]).len(), letters(&document.text[range.clone()]));
    let found = shown.highlighted();
    if found == expected {
        return Ok(());
    }
    Err(format!("{}\n  {link}\n  expected {expected:?}\n  found    {found:?}", &document.text[range]))
}

#[test]
fn the_browser_highlights_the_quotation_and_nothing_else() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let page = browser.open("about:blank");
    let mut wrong = Vec::new();
    for (number, (name, article)) in pages::PAGES.iter().enumerate() {
        let html = pages::page(article, "");
        let bare = html.replace(['⟦', '⟧'], "");
        let url = server.serve(&format!("/{number}.html"), bare.clone());
        let text = read(folder.path(), &html, &url).text;
        let document = read(folder.path(), &bare, &url);
        assert_eq!(text.replace(['⟦', '⟧'], ""), *document.text, "{name}");
        let range = marked(&text).unwrap_or_else(|| panic!("{name}: {text}"));
        if let Err(message) = opened(&page, &document, range) {
            wrong.push(format!("{name}: {message}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), pages::PAGES.len(), wrong.join("\n"));
}

#[test]
fn the_browser_of_these_tests_loads_runs_clicks_types_and_draws() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let url = server.serve(
        "/a.html",
        "<!doctype html><title>Añ</title><body style='margin:0;background:#0f0'>\
         <button onclick='document.title += 1'>b</button><input>",
    );
    let page = browser.open(&url);
    page.click("button");
    page.hover("input");
    assert_eq!(page.evaluate("document.querySelector('input:hover') !== null"), true);
    page.click("input");
    page.key("x");
    page.key("Tab");
    assert_eq!(page.evaluate("document.title + document.querySelector('input').value"), "Añ1x");
    assert_eq!(page.evaluate("Promise.resolve([1, null, 'a\\u0000'])"), serde_json::json!([1, null, "a\0"]));
    let png = page.screenshot(300, 200);
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "{png:?}");
    // Width and height stand in the first chunk (PNG specification, 11.2.1).
    assert_eq!(png[16..24], [0, 0, 1, 44, 0, 0, 0, 200]);
    assert_eq!(page.evaluate("innerWidth"), 300);
    page.goto(&server.url("/none.html"));
    assert_eq!(page.evaluate("document.body.innerText"), "nothing here");
}

#[test]
fn a_click_in_a_briefing_opens_the_source_at_the_quotation() {
    let Some(browser) = Browser::start() else { return };
    let (sources, briefings) = (Server::start(), Server::start());
    let html = pages::page(
        "<p>The harbour tariff rose. The cargo berth is <em>closed</em> until June. Nobody paid.</p>\
         <p>The cargo berth is closed until June. So the ships wait.</p>",
        "<nav>The cargo berth is closed until June.</nav>",
    );
    let url = sources.serve("/a.html", html.clone());
    let desk = Desk::with_documents("html", &[("a.html", &html)]);
    desk.write("corpus/sources.yaml", format!("sources:\n  a.html: {{title: A, url: \"{url}\"}}\n"));
    desk.build();
    let briefing = desk.read(&format!("output/weekly/{DATE}/analyst.html"));
    let briefing = briefings.serve("/briefing.html", briefing);
    let excerpts = desk.manifest(DATE)["excerpts"].take();
    assert!(!excerpts.as_array().unwrap().is_empty());
    for excerpt in excerpts.as_array().unwrap() {
        let page = browser.open(&briefing);
        page.click(&format!("a[href={}]", excerpt["link"]));
        let is_open = || page.evaluate("location.pathname + document.readyState") == "/a.htmlcomplete";
        let mut patience = 200;
        while !is_open() && patience > 0 {
            thread::sleep(Duration::from_millis(50));
            patience -= 1;
        }
        let shown = Shown::now(&page);
        let found = shown.highlighted();
        assert_eq!(found.1, letters(excerpt["text"].as_str().unwrap()));
        let article = shown.text().find("Thequayandthewinter").unwrap();
        assert!(found.0 > article, "the words above the article are not the quotation: {found:?}");
    }
}

#[test]
fn links_into_a_text_that_says_one_thing_a_million_times_are_made_in_a_moment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    let lines = "Rates fell. The board voted to close the old lock. ".repeat(400) + "\n\n";
    fs::write(&file, lines.repeat(100)).unwrap();
    let readers = Readers::in_process();
    let mut document = read_file(None, &file, &ReadSettings::plain(&readers)).value.documents.pop().unwrap();
    document.source.url = Some("https://a.example/".to_owned());
    let begin = Instant::now();
    let links = Links::new(&document);
    for (index, block) in document.blocks.iter().enumerate() {
        let middle = block.range.start + block.range.len() / 51 / 2 * 51;
        links.link(middle..middle + 50, index).unwrap();
    }
    // 2 MB and 100 links: a tenth of a second where nothing else runs.
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
}

/// Opens `pages` generated pages, each at some quotations; returns how many
/// there were and what went wrong.
fn opened_at_random(pages: usize) -> (usize, Vec<String>) {
    let Some(browser) = Browser::start() else { return (0, Vec::new()) };
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let page = browser.open("about:blank");
    let (mut count, mut wrong) = (0, Vec::new());
    for number in 0..pages {
        let generated = generated::page(number as u64);
        let url = server.serve(&format!("/{number}.html"), generated.html.clone());
        let document = read(folder.path(), &generated.html, &url);
        for range in generated.quotations(&document) {
            count += 1;
            if let Err(message) = opened(&page, &document, range) {
                wrong.push(format!("page {number}: {message}"));
            }
        }
    }
    (count, wrong)
}

#[test]
fn among_phrases_that_are_repeated_the_right_one_is_highlighted() {
    let (count, wrong) = opened_at_random(5);
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The figure in docs/links.md.
#[test]
#[ignore = "a measurement that takes minutes"]
fn how_many_of_many_generated_links_are_exact() {
    let (count, wrong) = opened_at_random(60);
    eprintln!("{}\n{} of {count} are exact", wrong.join("\n"), count - wrong.len());
}
