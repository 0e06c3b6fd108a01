//! What the pages say.

use super::Preview;
use crate::support::{DATE, Desk};

#[test]
fn the_desk_lists_its_briefs_audiences_editions_and_corpus() {
    let desk = Desk::sample();
    desk.build();
    let preview = Preview::of(desk, &[]);
    let page = preview.page("/");
    for text in [
        "Norwick Desk",
        "href=\"/brief/weekly\"",
        "href=\"/brief/weekly/press\"",
        &format!("href=\"/edition/weekly/{DATE}\""),
        "4 documents",
    ] {
        assert!(page.contains(text), "no {text:?} in\n{page}");
    }
    assert_eq!(preview.get("/brief/weekly").header("location"), "/brief/weekly/executive");
}

#[test]
fn an_edition_that_was_withdrawn_is_listed_as_such_and_compared_with_nothing() {
    let desk = Desk::sample();
    desk.build_on("2025-03-26");
    desk.run(&["editions", "retract", "weekly/2025-03-26", "--reason", "<b>Wrong</b>"]).ends_with(0);
    desk.build();
    let preview = Preview::of(desk, &[]);
    let page = preview.page("/");
    assert!(
        page.contains("href=\"/edition/weekly/2025-03-26\"") && page.contains("&lt;b&gt;Wrong"),
        "{page}"
    );
    assert!(preview.page("/edition/weekly/2025-03-26").contains("Withdrawn on "));
    assert!(!preview.page(&format!("/edition/weekly/{DATE}")).contains("What is new since"));
    assert!(!preview.page("/compare/weekly").contains("<option value=\"2025-03-26\""));
}

#[test]
fn every_mark_of_a_briefing_leads_to_its_passage_and_the_built_file_has_none_of_it() {
    let desk = Desk::sample();
    desk.build();
    let preview = Preview::of(desk, &[]);
    let shown = preview.page("/briefing/weekly/analyst");
    let marks = shown.matches("class=\"mark cited\"").count();
    assert!(marks > 2 && shown.matches("class=\"attache-way\" target=\"_top\"").count() == marks, "{shown}");
    assert!(!preview.desk.read(&format!("output/weekly/{DATE}/analyst.html")).contains("attache-way"));
    let manifest = preview.desk.manifest(DATE);
    for excerpt in manifest["excerpts"].as_array().unwrap() {
        let page = preview.page(&format!("/excerpt/weekly/analyst/{}", excerpt["n"]));
        let (_, rest) = page.split_once("<mark id=\"passage\" tabindex=\"-1\">").unwrap();
        let lit = rest.split("</mark>").next().unwrap().replace("&quot;", "\"").replace("&#39;", "'");
        assert_eq!(lit.replace("&amp;", "&"), excerpt["text"].as_str().unwrap());
        assert!(page.contains(&format!("Score {:.3}", excerpt["score"].as_f64().unwrap())), "{page}");
    }
}

#[test]
fn a_passage_that_was_left_out_says_why() {
    let preview = Preview::sample();
    let page = preview.page("/document?id=corpus/harbour.txt");
    let (_, rest) = page.split_once("class=\"why\" lang=\"en\" href=\"").unwrap();
    let address = rest.split('"').next().unwrap().replace("&amp;", "&");
    let page = preview.page(&address);
    assert!(page.contains("The harbour") && page.contains("Fishing"), "{page}");
    assert!(page.contains("class=\"in\"") || page.contains("class=\"out\""), "{page}");
}

#[test]
fn a_search_marks_what_it_found_and_says_what_does_not_parse() {
    let preview = Preview::sample();
    let page = preview.page("/search?q=herring");
    assert!(page.contains("<mark>herring</mark>") || page.contains("<mark>Herring</mark>"), "{page}");
    assert!(page.contains("#passage") && page.contains("value=\"herring\""), "{page}");
    assert!(preview.page("/search?q=zzzz").contains("Nothing found."));
    assert!(preview.page("/search?q=%22open").contains("class=\"wrong\""));
    assert!(preview.page("/search").contains("natural gas"));
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_build_without_pdf_says_so_where_the_pages_would_be() {
    let preview = Preview::sample();
    assert!(preview.page("/pages/weekly/analyst").contains("this build has no PDF"));
    assert_eq!(preview.get("/page/weekly/analyst/1").status, 404);
}

#[cfg(feature = "pdf")]
#[test]
fn pages_of_the_pdf_are_pictures_of_their_size() {
    let preview = Preview::sample();
    let page = preview.page("/pages/weekly/analyst");
    assert!(page.contains("src=\"/page/weekly/analyst/1\" width=\"595\" height=\"842\""), "{page}");
    let picture = preview.get("/page/weekly/analyst/1");
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(preview.get("/page/weekly/analyst/999").status, 404);
}
