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
    for hidden in [
        "<script>alert('Hidden')</script>",
        "<style>p { content: 'Hidden' }</style>",
        "<!-- Hidden -->",
        "<template><p>Hidden words here.</p></template>",
        "<noscript><p>Hidden words here.</p></noscript>",
        "<p hidden>Hidden words here.</p>",
        "<p style='display : NONE'>Hidden words here.</p>",
        "<p style='visibility:hidden'>Hidden words here.</p>",
        "<p style='opacity:0'>Hidden words here.</p>",
        "<p style='font-size:0'>Hidden words here.</p>",
        "<p style='font-size:0'><b>Hidden words here.</b></p>",
        "<p style='color:#fff;background:white'>Hidden words here.</p>",
        "<p style='color:rgb(255, 255, 254)'>Hidden words here.</p>",
        "<p style='position:absolute;left:-9999px'>Hidden words here.</p>",
        "<p style='text-indent:-999em'>Hidden words here.</p>",
        "<p style='position:absolute;clip:rect(0 0 0 0)'>Hidden words here.</p>",
        "<p style='height:0;overflow:hidden'>Hidden words here.</p>",
        "<p class='a secret b'>Hidden words here.</p>",
        "<p id=mystery>Hidden words here.</p>",
        "<p class=sr-only>Hidden words here.</p>",
        "<div aria-hidden=true>Hidden words here.</div>",
        "<blink>Hidden words here.</blink>",
    ] {
        let html = format!(
            "<head><style>/* p {{}} */ .secret, .x {{ display: none !important }} #mystery {{ visibility: hidden }} \
             blink {{ opacity: 0 }} @media print {{ p {{ display: none }} }} .x .y, p.other {{ display: none }}</style></head>\
             <body><p>{LONG}</p>{hidden}<p class=y>{LONG}</p></body>"
        );
        check(&html, &[(Paragraph, LONG), (Paragraph, LONG)]);
    }
}

#[test]
fn what_is_shown_is_read() {
    for shown in [
        "<p style='color:#fff;background:#000'>Shown words are here.</p>",
        "<div style='font-size:0'><p style='font-size:16px'>Shown words are here.</p></div>",
        "<p style='opacity:0.9'>Shown words are here.</p>",
        "<p class=tab>Shown words are here.</p>",
        "<details><p>Shown words are here.</p></details>",
        "<p style='left:-10px;position:relative'>Shown words are here.</p>",
    ] {
        let html = format!(
            "<style>.tab {{ display: none }} @media screen {{ .tab {{ display: block }} }}</style>\
             <body><p>{LONG}</p>{shown}<p>{LONG}</p></body>"
        );
        check(&html, &[(Paragraph, LONG), (Paragraph, "Shown words are here."), (Paragraph, LONG)]);
    }
}

#[test]
fn a_page_that_a_script_shows_is_read() {
    let html = format!(
        "<style>body {{ opacity: 0 }} .app {{ display: none }}</style><div class=app><p>{LONG}</p></div>"
    );
    check(&html, &[(Paragraph, LONG)]);
}

#[test]
fn what_surrounds_an_article_is_not_read() {
    for clutter in [
        "<nav>Menu item here.</nav>",
        "<div class=share-buttons>Share this on all of the networks.</div>",
        "<section id=comments><p>A reader says that the price of gas is far too high in these days.</p></section>",
        "<div class='newsletterBox'>Get our letter every morning, for nothing at all.</div>",
        "<div id=cookie-banner>We use cookies to make this page better.</div>",
        "<ul class=related-posts><li><a href=a>Another article of ours</a></ul>",
        "<p>We use cookies. By going on you accept them.</p>",
        "<p>- Anzeige -</p>",
        "<p>Lesen Sie auch: <a href=a>Der Preis des Gases im Winter</a></p>",
        "<h2>Related articles</h2><p><a href=a>Another one of ours</a></p>",
        "<p>Log in to leave a comment.</p>",
        "<footer>All about us and our house.</footer>",
    ] {
        let html = format!("<body><article><p>{LONG}</p><p>{LONG}</p>{clutter}</article></body>");
        check(&html, &[(Paragraph, LONG), (Paragraph, LONG)]);
    }
}

#[test]
fn the_lead_of_an_article_belongs_to_it() {
    let lead = "The two ministers have agreed on the price of gas for the next ten years";
    let article = format!("<div class=entry-content><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div>");
    for (head, before) in [
        ("", format!("<header><h1>Gas</h1><div class=article-lead>{lead}.</div></header>")),
        (
            "<meta name=description content='The two ministers have agreed on the price of gas …'>",
            format!("<div>{lead}.</div>"),
        ),
        ("", format!("<header><h1>Gas</h1><h2>{lead}.</h2></header>")),
    ] {
        let html = format!("<head>{head}</head><body>{before}{article}</body>");
        let reading = one("a.html", html.as_bytes()).unwrap();
        assert!(reading.text.contains(lead), "{html}\n{}", reading.text);
    }
}

#[test]
fn other_scripts_are_articles_too() {
    for sentence in [
        "Министры двух стран подписали в понедельник соглашение о поставках газа, нефти и угля на десять лет. ",
        "两国部长星期一签署了一项关于天然气、石油和煤炭供应的十年协议，双方对谈判的结果表示满意。",
        "وقع وزيرا البلدين يوم الاثنين اتفاقية بشأن إمدادات الغاز والنفط والفحم لمدة عشر سنوات قادمة. ",
    ] {
        let paragraph = sentence.repeat(3);
        let paragraph = paragraph.trim();
        let html = format!(
            "<body><div class=nav><ul><li><a href=a>Главная</a><li><a href=b>首页</a></ul></div><div><p>{paragraph}</p>\
             <p>{paragraph}</p></div><div class=comments><p>{sentence}</p></div></body>"
        );
        check(&html, &[(Paragraph, paragraph), (Paragraph, paragraph)]);
    }
}

#[test]
fn a_piece_of_a_page_is_read_whole() {
    let reading = whole("<div class=share>Hello there.</div><p hidden>Hidden.</p><p>And more.</p>").unwrap();
    assert_eq!(reading.text, "Hello there.\n\nAnd more.");
    assert_eq!(reading.pieces.len(), 2);
}

#[test]
fn captions_and_bylines_are_asides() {
    let html = format!(
        "<article><p>By Jane Smith</p><p>{LONG}</p><figure><img src=a.png><figcaption>The two ministers speak. \
         Photo: Li Wei</figcaption></figure><p>{LONG}</p></article>"
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

#[track_caller]
fn known(head: &str, before: &str) -> Known {
    let html = format!(
        "<html lang=en><head>{head}</head><body>{before}<article><p>{LONG}</p><p>{LONG}</p></article>"
    );
    one("a.html", html.as_bytes()).unwrap().embedded
}

#[test]
fn authors_are_given_in_many_ways() {
    for (head, before) in [
        ("<meta name=citation_author content='Jane Smith'><meta name=citation_author content='Li Wei'>", ""),
        ("<meta name=author content='Jane Smith and Li Wei'>", ""),
        ("<meta name=author content=admin><meta name=parsely-author content='Jane Smith, Li Wei'>", ""),
        ("", "<h1>Gas</h1><p class=byline>By Jane Smith and Li Wei | 5 May</p>"),
        ("", "<div class=author-name>Von Jane Smith und Li Wei</div>"),
        (
            "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"Article\",\"author\":[{\"@id\":\"#a\"},{\"@id\":\"#b\"}]},\
             {\"@id\":\"#a\",\"@type\":\"Person\",\"name\":\"Jane Smith\"},{\"@id\":\"#b\",\"name\":\"Li Wei\"}]}</script>",
            "",
        ),
    ] {
        let expected = Some(vec!["Jane Smith".to_owned(), "Li Wei".to_owned()]);
        assert_eq!(known(head, before).authors, expected, "{head}{before}");
    }
}

#[test]
fn dates_are_given_in_many_ways() {
    for (head, before) in [
        (
            "<meta property=article:published_time content=2024-05-16T10:00:00Z>",
            "<time datetime=2023-01-01></time>",
        ),
        (
            "<meta property=article:modified_time content=2024-06-01>",
            "<span itemprop=datePublished content=2024-05-16></span>",
        ),
        ("<link rel=canonical href=https://a.example/2024/05/16/gas>", ""),
        (
            "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-16\",}</script>",
            "",
        ),
        ("<script>var page = {\"publishedAt\": \"2024-05-16T08:00\"};</script>", ""),
        ("", "<h1>Gas</h1><p>Updated: 20 May 2024</p><p>Published: 16 May 2024</p>"),
        ("", "<h1>Gas</h1><div class=entry-meta>May 16, 2024 by Jane</div>"),
        ("", "<div class=date>3 May 2020</div><h1>Gas</h1><time>16 May 2024</time>"),
    ] {
        let date = known(head, before).date.map(|date| date.to_string());
        assert_eq!(date.as_deref(), Some("2024-05-16"), "{head}{before}");
    }
    assert_eq!(known("<meta name=date content=99999-12-31T99:99:99Z>", "").date, None);
}

#[test]
fn a_saved_page_says_where_it_is_from() {
    let page = |html: String| {
        let known = one("a.html", html.as_bytes()).unwrap().embedded;
        (
            known.url.unwrap_or_default(),
            known.accessed.map(|day| day.to_string()).unwrap_or_default(),
            known.archive,
        )
    };
    let body = format!("<body><p>{LONG}</p>");
    let url = "https://a.example/gas";
    for html in [
        format!(
            "<html><!--\n Page saved with SingleFile \n url: {url} \n saved date: Thu May 16 2024 10:00:00 GMT+0200 (CEST)\n-->{body}"
        ),
        format!("<html data-scrapbook-source={url} data-scrapbook-create=20240516100000000>{body}"),
        format!(
            "<meta name=savepage-url content={url}><meta name=savepage-date content='Thu May 16 2024 10:00:00'>{body}"
        ),
    ] {
        assert_eq!(page(html), (url.to_owned(), "2024-05-16".to_owned(), None));
    }
    assert_eq!(page(format!("<!-- saved from url=(0021){url} -->{body}")).0, url);
    assert_eq!(page(format!("<!-- saved from url=(0021)javascript:alert(1) -->{body}")).0, "");
    let mirrored = "<!-- Mirrored from a.example/gas by HTTrack Website Copier/3.x [XR&CO'2014], Thu, 16 May 2024 10:00:00 GMT -->";
    assert_eq!(
        page(format!("{mirrored}{body}")),
        ("http://a.example/gas".to_owned(), "2024-05-16".to_owned(), None)
    );
}

#[test]
fn an_archived_page_keeps_both_addresses() {
    let archive = "https://web.archive.org/web/20240516101112/https://a.example/gas";
    for html in [
        format!("<head><link rel=canonical href={archive}></head><body><p>{LONG}</p>"),
        format!(
            "<script>__wm.wombat(\"https://a.example/gas\",\"20240516101112\",\"x\");</script><p>{LONG}</p>"
        ),
    ] {
        let html = format!("{html}<div id=wm-ipp-base><p>The Wayback Machine shows this bar here.</p></div>");
        let reading = one("a.html", html.as_bytes()).unwrap();
        assert_eq!(reading.text, LONG);
        let known = reading.embedded;
        assert_eq!(known.url.as_deref(), Some("https://a.example/gas"));
        assert_eq!(known.archive.as_deref(), Some(archive));
        assert_eq!(known.accessed.unwrap().to_string(), "2024-05-16");
    }
    let html = format!(
        "<link rel=canonical href=https://archive.ph/AbCd1><body><div id=HEADER><form><input name=q \
         value=https://a.example/gas></form>saved from</div><div id=CONTENT><p>{LONG}</p></div>"
    );
    let reading = one("a.html", html.as_bytes()).unwrap();
    assert_eq!(reading.text, LONG);
    assert_eq!(reading.embedded.url.as_deref(), Some("https://a.example/gas"));
    assert_eq!(reading.embedded.archive.as_deref(), Some("https://archive.ph/AbCd1"));
}

#[test]
fn a_title_without_a_declaration_loses_the_site_s_name() {
    let head = "<title>Gas for ten years - The Daily</title><meta name=application-name content='The Daily'>";
    assert_eq!(known(head, "").title.as_deref(), Some("Gas for ten years"));
}

#[test]
fn a_wrong_language_is_not_believed() {
    let german = "Die beiden Regierungen haben ein Abkommen über die Lieferung von Gas und Öl unterzeichnet. Die Minister \
        nannten das Ergebnis wichtig, während Fachleute daran zweifeln, dass der Handel weiter wächst.";
    let html = format!("<html lang=en><body>{}", format!("<p>{german}</p>").repeat(4));
    assert_eq!(one("a.html", html.as_bytes()).unwrap().embedded.language, None);
}

#[test]
fn blocks_have_the_nearest_id_above() {
    let html = format!("<body><p id=one>{LONG}</p><p>{LONG}</p><h2 id=two>Oil</h2><p>{LONG}</p>");
    let reading = one("a.html", html.as_bytes()).unwrap();
    let anchors: Vec<Option<&str>> = reading.pieces.iter().map(|piece| piece.anchor.as_deref()).collect();
    assert_eq!(anchors, [Some("one"), Some("one"), Some("two"), Some("two")]);
}

#[test]
fn limits_are_told() {
    let why = one("a.html", "<div>".repeat(20_000).as_bytes()).unwrap_err();
    assert_eq!(why.outcome, crate::model::Outcome::Skipped);
    assert_eq!(why.reason, "its elements are nested too deep (10001 deep, after 10001 tags)");
}

#[test]
fn a_nul_does_not_make_a_page_binary() {
    let html = format!("<!doctype html><p>{LONG}</p><scr\0ipt>alert(1)</scr\0ipt>");
    assert!(one("a.html", html.as_bytes()).unwrap().text.contains(LONG));
}

proptest::proptest! {
    #[test]
    fn any_page_gives_no_panic(
        parts in proptest::collection::vec("(<(p|div|table|tr|td|h1|a|br|li|style|time|figure) ?(class=(lead|date|share))?>|</(p|div|table|td|a)>|[a-z .:{}0-9-]{0,40})", 0..60)
    ) {
        let html = parts.concat();
        let reading = reading(&html).unwrap();
        for piece in &reading.pieces {
            assert!(!reading.text[piece.range.clone()].trim().is_empty());
        }
        let _ = whole(&html).unwrap();
    }
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
