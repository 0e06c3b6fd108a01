use crate::model::{Citation, Placement, Rich, Run, RunStyle};

use super::*;

/// A frame whose citations are these, by their labels from 1.
fn citing(citations: &[Citation]) -> Frame {
    let labels = (1..).map(|label: u32| label.to_string());
    Frame { citations: labels.zip(citations.iter().cloned()).collect(), ..frame() }
}

fn citation() -> Citation {
    Citation {
        number: 1,
        n: 7,
        in_text: Rich(vec![
            Run { text: "(Lee ".to_owned(), ..run() },
            Run { text: "Port".to_owned(), style: RunStyle::Emphasis, ..run() },
            Run { text: " 2025, para. 3)".to_owned(), ..run() },
        ]),
        reference: Rich(vec![
            Run { text: "Ann Lee, ".to_owned(), ..run() },
            Run { text: "x.org".to_owned(), url: Some("https://x.org/a".to_owned()), ..run() },
        ]),
        title: "Товары & люди".to_owned(),
        language: Some("ru".to_owned()),
        url: Some("https://x.org/a?b=1&c".to_owned()),
        pinpoint: "para. 3".to_owned(),
        link: Some("https://x.org/a?b=1&c#:~:text=%D1%8F".to_owned()),
        exact: "Цены\nвыросли.".to_owned(),
        before: "Порт\n… Он сказал: ".to_owned(),
        after: " Всё. …".to_owned(),
        ..Citation::default()
    }
}

fn run() -> Run {
    Run { text: String::new(), style: RunStyle::Plain, url: None }
}

fn page_of(markdown: &str, frame: &Frame) -> String {
    render(&parse(&Markdown::new(markdown)), frame)
}

const QUOTED: &str = "> Цены выросли.[^1]\n>\n> — *Товары & люди*, 2025\n>\n> – *why*\n\n[^1]: Lee";

#[test]
fn a_card_shows_the_quotation_in_its_passage_and_the_ways_to_it() {
    let page = page_of(QUOTED, &citing(&[citation()]));
    let quote = r##"<blockquote cite="https://x.org/a?b=1&amp;c" lang="ru" dir="auto">
<p>Цены выросли.<sup class="mark cited" id="mark_1_1"><a role="doc-noteref" href="#note_1" aria-label="Note 1">[1]</a><button type="button" popovertarget="card_1" aria-label="Note 1">[1]</button></sup></p>
<footer lang="en">
<p class="source" dir="auto">— <cite lang="ru">Товары &amp; люди</cite>, 2025</p>
<p class="source" dir="auto">– <em>why</em></p>
</footer>
</blockquote>
"##;
    let cards = r##"</main>
<div class="cards">
<div class="card" id="card_1" popover role="dialog" tabindex="-1" aria-labelledby="card_1_name">
<div class="head">
<p id="card_1_name">Note 1</p>
<p class="origin"><cite lang="ru" dir="auto">Товары &amp; люди</cite>, para. 3</p>
<button type="button" popovertarget="card_1" popovertargetaction="hide" aria-label="Close">×</button>
</div>
<blockquote cite="https://x.org/a?b=1&amp;c" lang="ru" dir="auto">
<p>Порт</p>
<p>… Он сказал: <mark tabindex="-1" autofocus>Цены выросли.</mark> Всё. …</p>
</blockquote>
<p class="ways"><a href="#note_1">Note 1</a> <a href="https://x.org/a?b=1&amp;c#:~:text=%D1%8F" rel="noopener noreferrer">open the source</a></p>
</div>
</div>
"##;
    assert!(page.contains(quote), "{page}");
    assert!(page.contains(cards), "{page}");
    check_safe(&page);
}

#[test]
fn a_citation_in_the_text_opens_its_card_and_has_no_note() {
    let frame = Frame { placement: Placement::Text, ..citing(&[citation()]) };
    let page = page_of("A word[^1] and more.[^own]\n\n## Notes\n\n[^1]: Lee\n\n[^own]: mine", &frame);
    let mark = "A word <span class=\"in-text cited\" id=\"mark_1_1\"><a href=\"https://x.org/a?b=1&amp;c#:~:text=%D1%8F\" \
                rel=\"noopener noreferrer\">(Lee <em>Port</em> 2025, para. 3)</a><button type=\"button\" \
                popovertarget=\"card_1\">(Lee <em>Port</em> 2025, para. 3)</button></span> and more.";
    assert!(page.contains(mark), "{page}");
    let document = check_safe(&page);
    let notes: Vec<String> =
        document.select(".notes li").iter().map(|note| note.attr("value").unwrap().to_string()).collect();
    assert_eq!(notes, ["2"], "the template's own note stays");
    let reference = document.select(".card .reference").inner_html();
    assert_eq!(&*reference, "Ann Lee, <a href=\"https://x.org/a\" rel=\"noopener noreferrer\">x.org</a>");
    assert_eq!(document.select(".card .ways a").length(), 1);
}

#[test]
fn without_an_address_a_citation_in_the_text_leads_to_the_list_of_sources() {
    let unlinked = Citation { link: None, url: None, ..citation() };
    let frame = Frame { placement: Placement::Text, ..citing(&[unlinked]) };
    let document = check_safe(&page_of("a[^1]\n\n## Sources\n\n- Lee\n\n## Notes\n\n[^1]: Lee", &frame));
    assert_eq!(document.select(".in-text > a").attr("href").as_deref(), Some("#sources"));
    assert!(!document.select(".notes, #notes, .ways").exists(), "what has no notes has no heading for them");
    let document = check_safe(&page_of("a[^1]\n\n[^1]: Lee", &frame));
    assert!(!document.select(".in-text > a").exists());
    assert_eq!(&*document.select(".in-text > span").text(), "(Lee Port 2025, para. 3)");
}

#[test]
fn notes_without_a_citation_have_no_card() {
    let document = check_safe(&page_of("a[^x] b[^1]\n\n[^x]: X\n\n[^1]: Y", &citing(&[citation()])));
    assert_eq!(document.select(".card").length(), 1);
    assert_eq!(document.select(".card").attr("id").as_deref(), Some("card_2"));
    assert_eq!(document.select("#mark_1_1 button").length(), 0);
}

/// A link that held a mark would hold a link and a button.
#[test]
fn what_would_be_a_link_with_a_mark_in_it_is_none() {
    let markdown = "[a *b[^1]* c](https://x.org)[^1]\n\n[^1]: Y";
    let document = check_safe(&page_of(markdown, &citing(&[citation()])));
    assert!(!document.select("main > p > a, a a, a button").exists());
    assert_eq!(document.select("main .cited").length(), 2);
}

#[test]
fn words_of_a_source_are_in_its_language_wherever_they_stand() {
    let frame = citing(&[citation()]);
    let page = page_of("- **Lee**: “Цены выросли.”[^1]\n- Цены, said Lee[^1]\n- 5[^1]\n\n[^1]: Y", &frame);
    let items = "<li><strong>Lee</strong>: “<span lang=\"ru\" dir=\"auto\">Цены выросли</span>.”<sup";
    assert!(page.contains(items), "{page}");
    assert_eq!(check_safe(&page).select("main span[lang]").length(), 1);
    let russian = Frame { language: "ru".to_owned(), ..frame };
    assert!(!page_of("“Цены выросли.”[^1]\n\n[^1]: Y", &russian).contains("<span lang"));
}

#[test]
fn only_addresses_of_the_web_become_links_of_a_card() {
    for address in
        ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.org", "mailto:a@b.org"]
    {
        let hostile =
            Citation { link: Some(address.to_owned()), url: Some(address.to_owned()), ..citation() };
        let document = check_safe(&page_of(QUOTED, &citing(&[hostile])));
        assert_eq!(document.select(".card .ways a").length(), 1, "{address}");
        assert_eq!(document.select("[cite]").length(), 0, "{address}");
        assert!(!document.select("script").text().contains("\"url\""), "{address}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_a_citation_becomes_markup(texts in prop::collection::vec(nasty(), 9), in_text: bool) {
        let text = |at: usize| texts[at].clone();
        let hostile = Citation {
            in_text: Rich(vec![Run { text: format!("({})", text(0)), style: RunStyle::Strong, url: Some(text(7)) }]),
            reference: Rich(vec![Run { text: text(1), style: RunStyle::Emphasis, url: Some(format!("https://{}", text(7))) }]),
            title: text(2),
            authors: vec![text(8)],
            publisher: Some(text(8)),
            pinpoint: text(3),
            exact: text(4),
            before: text(5),
            after: text(6),
            document: text(8),
            language: Some(text(8)),
            url: Some(format!("https://x.org/{}", text(7))),
            link: Some(format!("https://x.org/{}", text(7))),
            ..citation()
        };
        let placement = if in_text { Placement::Text } else { Placement::Endnotes };
        let frame = Frame { placement, ..citing(&[hostile]) };
        let page = page_of(QUOTED, &frame);
        let document = check_safe(&page);
        prop_assert_eq!(document.select(".card").length(), 1);
        prop_assert_eq!(&*document.select(".card mark").text(), fold(&texts[4]));
        prop_assert_eq!(&*document.select(".card cite").text(), fold(&texts[2]));
        prop_assert!(!page.contains('\u{202e}'), "an override reorders what follows");
        if in_text {
            let mark = document.select("main .cited button").text();
            prop_assert_eq!(mark.trim(), fold(&format!("({})", texts[0])));
        }
    }
}
