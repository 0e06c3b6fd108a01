//! The web page in a real browser: cards, the keyboard, small screens, paper,
//! and axe-core's checks of accessibility. Nothing in a page may need a script,
//! so none is allowed to run but what the tests themselves evaluate.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::browser::{Browser, Page};
use crate::support::{DATE, Desk, has_program, project};
use crate::verbatim::sha256;

/// The package of PyPI that has axe-core in it, and its digest: what is
/// evaluated in a browser is what was looked at.
const AXE: (&str, &str) =
    ("axe-playwright-python==0.1.8", "fdd263c998388f1a8e67cad02677e612d946248bd44d163be5e8650ea31f95f8");

/// The cards that are to be seen.
const OPEN: &str = "[...document.querySelectorAll('.card')]
    .filter(card => card.checkVisibility({ opacityProperty: true })).map(card => card.id)";

/// The project's own desk with its briefings as pages only.
struct Pages {
    desk: Desk,
}

impl Pages {
    fn built() -> Self {
        let desk = Desk::of_case(&project(), "desk");
        let config = desk.read("config.yaml").replace("formats: [md, html, pdf]", "formats: [html]");
        desk.write("config.yaml", config);
        desk.run(&["build", "weekly", "--date", DATE]).ends_with(0);
        Self { desk }
    }

    fn path(&self, audience: &str) -> PathBuf {
        self.desk.root.join(format!("output/weekly/{DATE}/{audience}.html"))
    }

    fn open<'a>(&self, browser: &'a Browser, audience: &str) -> Page<'a> {
        open(browser, &self.path(audience))
    }
}

fn open<'a>(browser: &'a Browser, path: &Path) -> Page<'a> {
    let page = browser.open("about:blank");
    page.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    page.goto(&format!("file://{}", path.display()));
    page
}

/// Returns axe-core's source, from the folder of the build or from its package;
/// `None`, with a printed reason, where it cannot be had.
pub(crate) fn axe() -> Option<String> {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("axe-{}.js", &AXE.1[..8]));
    if let Ok(script) = fs::read_to_string(&kept) {
        return Some(script);
    }
    if !has_program("python3") {
        return None;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest"])
        .arg(folder.path())
        .arg(AXE.0)
        .output()
        .unwrap();
    if !output.status.success() {
        eprintln!("skipped: {} cannot be had: {}", AXE.0, String::from_utf8_lossy(&output.stderr));
        return None;
    }
    let package = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(package).unwrap();
    assert_eq!(sha256(&bytes), AXE.1, "{} is not what it was", AXE.0);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut script = String::new();
    archive.by_name("axe_playwright_python/axe.min.js").unwrap().read_to_string(&mut script).unwrap();
    let fresh = folder.path().join("axe.js");
    fs::write(&fresh, &script).unwrap();
    fs::rename(fresh, kept).unwrap();
    Some(script)
}

/// Gives a page axe-core, which needs timers and so scripts.
pub(crate) fn inject(page: &Page<'_>, axe: &str) {
    page.call("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    page.evaluate(&format!("{axe}; 0"));
}

/// Returns what axe-core holds against a page, in a line each.
pub(crate) fn faults(page: &Page<'_>) -> Vec<String> {
    let found = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(report => [report.passes.length,
           report.violations.flatMap(rule => rule.nodes.map(node =>
             `${rule.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`))])",
    );
    assert!(found[0].as_u64().unwrap() > 12, "few rules had anything to say: {found}");
    found[1].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

pub(crate) fn set_media(page: &Page<'_>, media: &str, scheme: &str) {
    let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
    page.call("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
}

/// Clicks on what is to be seen already: a page that scrolls takes a card along.
fn click_in_place(page: &Page<'_>, selector: &str) {
    let place = page.evaluate(&format!(
        "(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect();
           return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
    ));
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
        page.call("Input.dispatchMouseEvent", event);
    }
}

#[test]
fn axe_finds_no_fault_with_any_page_in_light_or_dark_with_or_without_a_card() {
    let Some(browser) = Browser::start() else { return };
    let Some(axe) = axe() else { return };
    let pages = Pages::built();
    for (audience, width) in [("executive", 1440), ("executive", 360), ("analyst", 1440), ("press", 360)] {
        let page = pages.open(&browser, audience);
        page.set_size(width, 800);
        inject(&page, &axe);
        for scheme in ["light", "dark"] {
            set_media(&page, "", scheme);
            assert_eq!(faults(&page), [""; 0], "{audience}, {width} wide, {scheme}");
            page.click(".cited > button");
            assert_eq!(page.evaluate(OPEN), json!(["card_1"]));
            assert_eq!(faults(&page), [""; 0], "{audience}, {width} wide, {scheme}, with a card");
            page.key("Escape");
        }
    }
}

#[test]
fn axe_would_find_faults() {
    let Some(browser) = Browser::start() else { return };
    let Some(axe) = axe() else { return };
    let pages = Pages::built();
    let page = pages.open(&browser, "executive");
    inject(&page, &axe);
    page.evaluate("document.querySelector('h1').style.color = '#eee'; document.documentElement.lang = ''");
    let faults = faults(&page).join("\n");
    assert!(faults.contains("color-contrast: <h1") && faults.contains("html-has-lang"), "{faults}");
}

#[test]
fn a_mark_opens_its_card_by_mouse_and_keyboard_without_scripts() {
    let Some(browser) = Browser::start() else { return };
    let pages = Pages::built();
    let page = pages.open(&browser, "analyst");
    page.set_size(1440, 900);
    assert_eq!(page.evaluate(OPEN), json!([]));
    page.click("#mark_2_1 > button");
    assert_eq!(page.evaluate(OPEN), json!(["card_2"]));
    let quoted = page.evaluate("document.querySelector('#mark_2_1').parentElement.firstChild.textContent");
    assert_eq!(page.evaluate("document.querySelector('#card_2 mark').textContent"), quoted);
    assert_eq!(page.evaluate("document.activeElement.matches('#card_2 mark')"), true);
    page.key("Escape");
    assert_eq!(page.evaluate(OPEN), json!([]));
    assert_eq!(page.evaluate("document.activeElement.matches('#mark_2_1 > button')"), true);

    page.key("Enter");
    assert_eq!(page.evaluate(OPEN), json!(["card_2"]));
    page.click(".contents h2");
    assert_eq!(page.evaluate(OPEN), json!([]), "a click beside a card closes it");
    page.click("#mark_2_1 > button");
    click_in_place(&page, "#card_2 .head > button");
    assert_eq!(page.evaluate(OPEN), json!([]));
}

#[test]
fn the_keyboard_reaches_marks_and_what_is_in_their_cards() {
    let Some(browser) = Browser::start() else { return };
    let pages = Pages::built();
    let page = pages.open(&browser, "executive");
    let is_at =
        |selector: &str| page.evaluate(&format!("document.activeElement.matches('{selector}')")) == true;
    let tabs = (0..40).take_while(|_| {
        page.key("Tab");
        !is_at("#mark_1_1 > button")
    });
    assert!(tabs.count() < 40, "no mark is reached");
    page.key("Space");
    page.key("Tab");
    assert!(is_at("#card_1 a[href=\"#note_1\"]"));
    page.key("Enter");
    assert_eq!(page.evaluate("location.hash"), "#note_1");
    assert_eq!(page.evaluate(OPEN), json!([]), "a card stands before the note that it leads to");
    page.click("#mark_2_1 > button");
    assert_eq!(page.evaluate(OPEN), json!(["card_2"]));
    page.key("Escape");
    page.click("#note_1 a[role=doc-backlink]");
    page.key("Tab");
    assert!(is_at("#mark_1_1 > button"), "the way back leads to the mark");
}

#[test]
fn a_card_fits_the_screen_and_scrolls_within() {
    let Some(browser) = Browser::start() else { return };
    let pages = Pages::built();
    let page = pages.open(&browser, "analyst");
    for (width, height) in [(360, 640), (320, 256), (800, 400), (1440, 900)] {
        page.set_size(width, height);
        assert_eq!(page.evaluate("document.documentElement.scrollWidth"), width, "the page is too wide");
        let marks = page.evaluate("document.querySelectorAll('main sup.cited').length").as_u64().unwrap();
        for number in [1, 4, marks / 2] {
            page.click(&format!("#mark_{number}_1 > button"));
            let seen = page.evaluate(&format!(
                "(() => {{ const card = document.querySelector('#card_{number}');
                   const [box, mark] = [card, card.querySelector('mark')].map(e => e.getBoundingClientRect());
                   const within = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
                   return [within, card.scrollWidth <= card.clientWidth,
                     mark.top < box.bottom && mark.bottom > box.top]; }})()"
            ));
            assert_eq!(seen, json!([true, true, true]), "card {number} at {width} by {height}");
            page.key("Escape");
        }
    }
}

#[test]
fn where_popovers_are_unknown_marks_lead_to_notes_and_no_card_lies_open() {
    let Some(browser) = Browser::start() else { return };
    let pages = Pages::built();
    let page = fs::read_to_string(pages.path("executive")).unwrap();
    let old = page
        .replace(":popover-open", ":unheard-of")
        .replace(" popover role", " role")
        .replace(" popovertarget", " x");
    let path = pages.desk.beside().join("old.html");
    fs::write(&path, old).unwrap();
    let page = open(&browser, &path);
    assert_eq!(page.evaluate(OPEN), json!([]));
    assert_eq!(
        page.evaluate("[...document.querySelectorAll('button')].filter(b => b.getClientRects().length)"),
        json!([])
    );
    page.click("#mark_2_1 > a");
    assert_eq!(page.evaluate("location.hash"), "#note_2");
    assert_eq!(
        page.evaluate("document.querySelector('#note_2').getBoundingClientRect().top < innerHeight"),
        true
    );
}

#[test]
fn a_page_prints_its_text_and_no_cards() {
    let Some(browser) = Browser::start() else { return };
    let pages = Pages::built();
    let page = pages.open(&browser, "executive");
    page.click(".cited > button");
    set_media(&page, "print", "dark");
    assert_eq!(page.evaluate(OPEN), json!([]));
    let shown = "['#mark_1_1 > a', '#mark_1_1 > button', '.contents', '.skip', '.back']
        .map(name => document.querySelector(name)).map(e => e !== null && e.getClientRects().length > 0)";
    assert_eq!(page.evaluate(shown), json!([true, false, false, false, false]));
    assert_eq!(
        page.evaluate("getComputedStyle(document.documentElement).backgroundColor"),
        "rgb(255, 255, 255)"
    );
}

#[test]
fn a_program_reads_the_proof_that_a_page_carries() {
    let Some(browser) = Browser::start() else { return };
    let pages = Pages::built();
    let page = pages.open(&browser, "press");
    let data = |selector: &str| -> Value {
        let text = page.evaluate(&format!("document.querySelector(`{selector}`).textContent"));
        serde_json::from_str(text.as_str().unwrap()).unwrap()
    };
    let (part, whole) = (data("script[id='edition.json']"), pages.desk.manifest(DATE));
    let cited = page.evaluate("document.querySelectorAll('.card').length");
    assert_eq!(json!(part["excerpts"].as_array().unwrap().len()), cited);
    for excerpt in part["excerpts"].as_array().unwrap() {
        let n = excerpt["n"].as_u64().unwrap() as usize;
        assert_eq!(excerpt["selector"], whole["excerpts"][n - 1]["selector"]);
    }
    assert_eq!(
        data("script[id='annotations.jsonld']")["items"].as_array().unwrap().len(),
        part["excerpts"].as_array().unwrap().len()
    );
    let report = data("script:not([id])");
    assert_eq!((&report["@type"], &report["headline"]), (&json!("Report"), &whole["title"]));
    for quotation in report["hasPart"].as_array().unwrap() {
        let id = quotation["@id"].as_str().unwrap();
        let shown = page.evaluate(&format!("document.querySelector('{id} mark').textContent"));
        assert_eq!(folded(&quotation["text"]), folded(&shown));
    }
}

fn folded(text: &Value) -> String {
    text.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}
