//! The preview in a real browser.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{PATIENCE, Preview, hostile};
use crate::html::{axe, faults, inject, set_media};
use crate::support::DATE;
use crate::support::browser::{Browser, Page};

/// Waits until an expression (of JavaScript, in the page) is true.
#[track_caller]
fn until(page: &Page<'_>, expression: &str) {
    let begin = Instant::now();
    // While a page is being exchanged for another there is nothing to ask.
    let is_true = || {
        page.evaluate(&format!(
            "(() => {{ try {{ return !!({expression}); }} catch {{ return false; }} }})()"
        ))
    };
    while is_true() != true {
        assert!(begin.elapsed() < PATIENCE, "it never is: {expression}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

const BRIEFING: &str = "document.querySelector('#briefing').contentDocument";

#[test]
fn a_page_follows_a_saved_template_and_keeps_its_place() {
    let Some(browser) = Browser::start() else { return };
    let preview = Preview::sample();
    preview.settled();
    let page = browser.open(&preview.url("/brief/weekly/analyst?view=briefing"));
    page.set_size(1440, 700);
    until(&page, "document.querySelector('#live').dataset.state === 'live'");
    until(&page, &format!("{BRIEFING}.querySelector('h1')"));
    page.evaluate("document.querySelector('#briefing').contentWindow.scrollTo(0, 300)");
    preview.desk.append("templates/base.md", "\nSaved just now.\n");
    until(&page, &format!("{BRIEFING}.body.textContent.includes('Saved just now.')"));
    until(&page, "document.querySelector('#briefing').contentWindow.scrollY === 300");
    let template = preview.desk.read("templates/base.md");
    preview.desk.append("templates/base.md", "\n{{ breif }}\n");
    until(&page, "document.querySelector('.wrong pre')?.textContent.includes('{{ breif }}')");
    until(&page, &format!("{BRIEFING}.body.textContent.includes('Saved just now.')"));
    preview.desk.write("templates/base.md", template);
    until(&page, "!document.querySelector('.wrong') && document.querySelector('#briefing')");
}

#[test]
fn what_is_being_typed_is_not_lost_to_a_change() {
    let Some(browser) = Browser::start() else { return };
    let preview = Preview::sample();
    preview.settled();
    let page = browser.open(&preview.url("/"));
    until(&page, "document.querySelector('#live').dataset.state === 'live'");
    page.click("#q");
    page.key("h");
    preview.desk.append("templates/base.md", "\nMore.\n");
    until(&page, "document.querySelector('#live').dataset.state === 'waiting'");
    assert_eq!(page.evaluate("document.querySelector('#q').value"), "h");
}

#[test]
fn a_click_on_a_quotation_leads_to_its_passage_where_it_can_be_pinned() {
    let Some(browser) = Browser::start() else { return };
    let preview = Preview::sample();
    let page = browser.open(&preview.url("/brief/weekly/analyst?view=briefing"));
    page.set_size(1440, 900);
    until(&page, &format!("{BRIEFING}.readyState === 'complete' && {BRIEFING}.querySelector('blockquote')"));
    let quoted = page.evaluate(&format!(
        "(() => {{ const quote = {BRIEFING}.querySelector('blockquote p').cloneNode(true);
           quote.querySelectorAll('sup, a').forEach(e => e.remove()); return quote.textContent.trim(); }})()"
    ));
    // Scripts cannot run within the frame; a click of the page's own is heard there all the same.
    page.evaluate(&format!("{BRIEFING}.querySelector('blockquote p').click()"));
    until(&page, "location.pathname.startsWith('/excerpt/') && document.querySelector('#passage')");
    let lit = page.evaluate("document.querySelector('#passage').textContent");
    assert_eq!(folded(&lit), folded(&quoted));
    let seen = "(() => { const box = document.querySelector('#passage').getBoundingClientRect();
        return box.top >= 0 && box.top < innerHeight; })()";
    assert_eq!(page.evaluate(seen), true);
    assert!(page.evaluate("document.querySelectorAll('.source .text > *').length").as_u64() > Some(1));
    page.click("form[action='/edit/pin'] button");
    until(&page, "location.search === '?view=excerpts' && document.querySelector('.undo')");
    until(&page, "document.querySelector('.badge.pinned')");
    assert!(preview.desk.read("briefs/weekly.yaml").contains("pin:"));
    page.click(".undo button");
    until(&page, "!document.querySelector('.undo') && !document.querySelector('.badge.pinned')");
    assert!(!preview.desk.read("briefs/weekly.yaml").contains("pin:"));
}

#[test]
fn the_keyboard_alone_goes_from_the_desk_to_a_document() {
    let Some(browser) = Browser::start() else { return };
    let preview = Preview::sample();
    preview.settled();
    let page = browser.open(&preview.url("/"));
    page.key("Tab");
    until(&page, "document.activeElement.className === 'skip'");
    until(&page, "getComputedStyle(document.activeElement).clipPath === 'none'");
    page.key("Enter");
    until(&page, "document.activeElement.id === 'main'");
    page.goto(&preview.url("/"));
    page.evaluate("document.querySelector('#q').focus()");
    "herring".chars().for_each(|letter| page.key(&letter.to_string()));
    page.key("Enter");
    until(&page, "document.querySelector('.results a')");
    page.evaluate("document.querySelector('.results a').focus()");
    page.key("Enter");
    until(&page, "location.pathname === '/document' && document.querySelector('#passage')");
    let seen = "document.querySelector('#passage').getBoundingClientRect().top < innerHeight";
    assert_eq!(page.evaluate(seen), true);
}

#[test]
fn axe_finds_no_fault_with_any_kind_of_page_at_any_width_in_light_and_dark() {
    let Some(browser) = Browser::start() else { return };
    let Some(axe) = axe() else { return };
    let preview = Preview::sample();
    preview.desk.build();
    preview.settled();
    let paths = [hostile::pages(), vec![format!("/edition/weekly/{DATE}")]].concat();
    let page = browser.open("about:blank");
    let check = |path: &str| {
        for width in [360, 1440] {
            page.set_size(width, 800);
            page.goto(&preview.url(path));
            // Where a page runs no scripts, the checker does: it is no part of it.
            inject(&page, &axe);
            let wide = page.evaluate("document.documentElement.scrollWidth").as_u64().unwrap();
            assert!(wide <= u64::from(width), "{path} is {wide} wide at {width}");
            for scheme in ["light", "dark"] {
                set_media(&page, "", scheme);
                assert_eq!(faults(&page), [""; 0], "{path}, {width} wide, {scheme}");
            }
            keep(&page, path, width);
        }
    };
    paths.iter().for_each(|path| check(path));
    // A page that follows changes would load itself anew while it is left.
    page.goto("about:blank");
    preview.desk.append("templates/base.md", "\n{{ breif.title }}\n");
    preview.until("/brief/weekly/analyst", |answer| answer.body.contains("class=\"wrong\""));
    preview.settled();
    check("/brief/weekly/analyst?view=briefing");
}

/// Keeps pictures of a page, in light and dark, in the folder that
/// `ATTACHE_PICTURES` names; for those who look at them.
fn keep(page: &Page<'_>, path: &str, width: u32) {
    let Some(folder) = std::env::var_os("ATTACHE_PICTURES").map(std::path::PathBuf::from) else { return };
    let name: String = path.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    for scheme in ["light", "dark"] {
        set_media(page, "", scheme);
        let picture = page.screenshot(width, if width < 800 { 760 } else { 900 });
        std::fs::write(folder.join(format!("{name}-{width}-{scheme}.png")), picture).unwrap();
    }
}

fn folded(text: &Value) -> String {
    assert_ne!(*text, json!(null));
    text.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}
