//! The archive's page in a real browser, from a file.

use serde_json::json;

use super::{desk_with, publish};
use crate::html::{axe, faults, inject, set_media};
use crate::support::Desk;
use crate::support::browser::{Browser, Page};

/// Makes an archive with editions of two briefs, one of them withdrawn, and one
/// that is damaged.
fn archive() -> Desk {
    let desk = desk_with(&["2025-03-26", "2025-04-02"]);
    desk.edit("config.yaml", "template: analyst.md", "template: analyst.md\n    marking: TLP:AMBER");
    desk.edit("briefs/weekly.yaml", "title: Norwick, the weekly briefing", "title: Norwick, le résumé");
    desk.write("briefs/fish.yaml", "title: Fish <b>only</b>\nthemes: [fishing]\naudiences: [analyst]\n");
    publish(&desk, "2025-04-09");
    desk.run(&["editions", "retract", "weekly/2025-03-26", "--reason", "Wrong"]).ends_with(0);
    desk.write("output/weekly/2025-04-02/edition.json", "{");
    desk.build_on("2025-04-10");
    desk
}

fn open<'a>(browser: &'a Browser, desk: &Desk) -> Page<'a> {
    browser.open(&format!("file://{}", desk.root.join("output/index.html").display()))
}

/// What is to be seen of the list: the anchors of editions.
const SHOWN: &str = "[...document.querySelectorAll('.editions > li')]
    .filter(item => item.checkVisibility()).map(item => item.id)";

/// Types into the field, as a reader would.
fn search(page: &Page<'_>, words: &str) {
    page.evaluate("document.querySelector('#find').select(); document.querySelector('#find').focus()");
    page.call("Input.insertText", json!({ "text": words }));
}

#[test]
fn editions_are_found_by_title_and_theme() {
    let Some(browser) = Browser::start() else { return };
    let desk = archive();
    let page = open(&browser, &desk);
    let all = page.evaluate(SHOWN);
    assert_eq!(
        all,
        json!([
            "fish-2025-04-10",
            "weekly-2025-04-10",
            "fish-2025-04-09",
            "weekly-2025-04-09",
            "weekly-2025-04-02",
            "weekly-2025-03-26"
        ])
    );
    search(&page, "RESUME harb");
    assert_eq!(page.evaluate(SHOWN), json!(["weekly-2025-04-10", "weekly-2025-04-09"]));
    let told = "document.querySelector('[role=status]').textContent";
    assert_eq!(page.evaluate(told), "2 of 6");
    let headings = "[...document.querySelectorAll('h2')].filter(one => one.checkVisibility()).length";
    assert_eq!(page.evaluate(headings), 1);
    search(&page, "fish <b>only");
    assert_eq!(page.evaluate(SHOWN), json!(["fish-2025-04-10", "fish-2025-04-09"]));
    search(&page, "nothing of it");
    assert_eq!((page.evaluate(SHOWN), page.evaluate(told)), (json!([]), json!("Nothing matches.")));
    page.evaluate("document.querySelector('#find').value = ''; document.querySelector('#find').dispatchEvent(new Event('input'))");
    assert_eq!(page.evaluate(SHOWN), all);
    assert_eq!(page.evaluate("document.querySelectorAll('b').length"), 0);
}

#[test]
fn without_scripts_every_edition_is_there_and_no_field_that_does_nothing() {
    let Some(browser) = Browser::start() else { return };
    let desk = archive();
    let page = browser.open("about:blank");
    page.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    page.goto(&format!("file://{}", desk.root.join("output/index.html").display()));
    assert_eq!(page.evaluate(SHOWN).as_array().unwrap().len(), 6);
    assert_eq!(page.evaluate("document.querySelector('.find').checkVisibility()"), false);
}

#[test]
fn links_lead_to_files_and_nothing_else_may_run() {
    let Some(browser) = Browser::start() else { return };
    let desk = archive();
    let page = open(&browser, &desk);
    let links = page.evaluate("[...document.querySelectorAll('a')].map(link => link.getAttribute('href'))");
    let links: Vec<&str> = links.as_array().unwrap().iter().map(|link| link.as_str().unwrap()).collect();
    assert!(links.len() >= 11, "{links:?}");
    for link in links {
        assert!(desk.root.join("output").join(link).is_file(), "{link}");
    }
    page.evaluate(
        "const late = document.createElement('script'); late.textContent = 'window.ran = 1'; document.body.append(late)",
    );
    assert_eq!(page.evaluate("window.ran === undefined"), true);
    let notice = desk.root.join("output/weekly/2025-03-26/index.html");
    page.goto(&format!("file://{}", notice.display()));
    assert_eq!(page.evaluate("getComputedStyle(document.querySelector('.notice')).borderRadius"), "8px");
    let back = page.evaluate("document.querySelector('a').href");
    assert_eq!(back, format!("file://{}", desk.root.join("output/index.html").display()));
    assert!(page.evaluate("document.body.textContent").as_str().unwrap().contains("Reason: Wrong"));
}

#[test]
fn axe_finds_no_fault_and_nothing_is_wider_than_the_screen() {
    let Some(browser) = Browser::start() else { return };
    let Some(axe) = axe() else { return };
    let desk = archive();
    for file in ["index.html", "weekly/2025-03-26/index.html"] {
        let page = browser.open("about:blank");
        page.goto(&format!("file://{}", desk.root.join("output").join(file).display()));
        for width in [360, 1440] {
            page.set_size(width, 800);
            inject(&page, &axe);
            for scheme in ["light", "dark"] {
                set_media(&page, "", scheme);
                assert_eq!(faults(&page), [""; 0], "{file}, {width} wide, {scheme}");
            }
            let wide = page.evaluate("document.documentElement.scrollWidth");
            assert!(wide.as_u64().unwrap() <= u64::from(width), "{file}: {wide} of {width}");
        }
    }
}
