//! Links open a source at the quotation, in a real browser.

use crate::support::browser::Browser;
use crate::support::server::Server;

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
