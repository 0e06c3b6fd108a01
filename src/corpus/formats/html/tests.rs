use super::*;
use crate::corpus::reading::testing::one;
use crate::model::BlockKind::{Aside, Code, Heading, ListItem, Paragraph, Table};

const LONG: &str = "The ministers of both countries met on Monday and spoke for three hours about the price of gas, \
    the new railway and the state of the northern route, as both had promised in the spring.";

#[track_caller]
fn check(html: &str, expected: &[(BlockKind, &str)]) -> Reading {
    let reading = one("a.html", html.as_bytes()).unwrap();
    let found: Vec<(BlockKind, &str)> =
        reading.pieces.iter().map(|piece| (piece.kind, &reading.text[piece.range.clone()])).collect();
    assert_eq!(found, expected);
    reading
}

#[test]
fn blocks_are_read_as_a_browser_shows_them() {
    let html = format!(
        "<body><h2 id=top>Gas</h2><p>{LONG}\n  And <b>mo</b>re.<p>{LONG}<ul><li>First one.<li>Second one.</ul>\
         <pre>a\n  b</pre><table><tr><th>Year<th>Trade<tr><td>2023<td>240</table></body>"
    );
    let first = format!("{LONG} And more.");
    let reading = check(
        &html,
        &[
            (Heading, "Gas"),
            (Paragraph, &first),
            (Paragraph, LONG),
            (ListItem, "First one."),
            (ListItem, "Second one."),
            (Code, "a\n  b"),
            (Table, "Year\tTrade\n2023\t240"),
        ],
    );
    assert!(reading.pieces.iter().all(|piece| piece.anchor.as_deref() == Some("top")));
}

#[test]
fn what_is_not_shown_is_not_read() {
    let html = format!(
        "<body><script>alert('s')</script><style>p {{}}</style><nav>Menu item here.</nav><p>{LONG}</p>\
         <p hidden>Hidden one here.</p><p style='display : NONE'>Hidden two here.</p>\
         <div aria-hidden=true>Hidden three here.</div><!-- comment --><p>{LONG}</p>"
    );
    check(&html, &[(Paragraph, LONG), (Paragraph, LONG)]);
}

#[test]
fn captions_and_bylines_are_asides() {
    let html = format!(
        "<article><p>By Jane Smith</p><p>{LONG}</p><figure><img src=a.png><figcaption>The two ministers speak.\
         </figcaption></figure><p>{LONG}</p></article>"
    );
    check(
        &html,
        &[
            (Aside, "By Jane Smith"),
            (Paragraph, LONG),
            (Aside, "The two ministers speak."),
            (Paragraph, LONG),
        ],
    );
}

#[test]
fn a_page_declares_its_source() {
    let html = format!(
        "<html lang=en-us><head><title>Gas | The Daily</title><meta property=og:site_name content='The Daily'>\
         <link rel=canonical href='https://a.example/gas'><script type=application/ld+json>{{\"@graph\":[\
         {{\"@type\":\"Organization\",\"name\":\"X\"}},{{\"@type\":[\"NewsArticle\"],\"headline\":\"Gas &amp; Oil\",\
         \"datePublished\":\"2024-05-16T10:00:00Z\",\"author\":[{{\"name\":\"Jane Smith\"}},{{\"name\":\"Li Wei\"}}]}}]}}\
         </script></head><body><p>{LONG}</p></body>"
    );
    let known = check(&html, &[(Paragraph, LONG)]).embedded;
    assert_eq!(known.title.as_deref(), Some("Gas & Oil"));
    assert_eq!(known.authors, Some(vec!["Jane Smith".to_owned(), "Li Wei".to_owned()]));
    assert_eq!(known.publisher.as_deref(), Some("The Daily"));
    assert_eq!(known.date.unwrap().to_string(), "2024-05-16");
    assert_eq!(known.url.as_deref(), Some("https://a.example/gas"));
    assert_eq!(known.language.as_deref(), Some("en-US"));
}

#[test]
fn an_address_that_is_no_web_address_is_no_source() {
    let html = format!("<head><link rel=canonical href='javascript:alert(1)'></head><p>{LONG}</p>");
    assert_eq!(check(&html, &[(Paragraph, LONG)]).embedded.url, None);
}

#[test]
fn the_declared_encoding_is_used() {
    let html = "<meta charset=\"windows-1251\"><p>\u{0}</p>";
    let (bytes, _, _) =
        encoding_rs::WINDOWS_1251.encode("Москва и Пекин подписали договор о поставках газа.");
    let page = [html.split('\u{0}').next().unwrap().as_bytes(), &bytes, b"</p>"].concat();
    let reading = one("a.html", &page).unwrap();
    assert_eq!(reading.encoding, "windows-1251");
    assert_eq!(reading.text, "Москва и Пекин подписали договор о поставках газа.");
    assert_eq!(reading.warnings, []);
}

#[test]
fn a_page_without_an_article_is_read_whole() {
    check(
        "<body><div>One line here.</div><div>Another line here.</div></body>",
        &[(Paragraph, "One line here."), (Paragraph, "Another line here.")],
    );
}

#[test]
fn deep_and_broken_pages_are_read() {
    let deep = format!("{}<p>{LONG}", "<div>".repeat(3_000));
    check(&deep, &[(Paragraph, LONG)]);
    check("", &[]);
    check("<p", &[]);
    check("</p></div><p>It is here.", &[(Paragraph, "It is here.")]);
}
