//! Changes of files are followed, and mistakes shown where the result was.

use std::fs;

use super::{Answer, Preview};
use crate::support::{DATE, Desk};

const BRIEF: &str = "/brief/weekly/analyst";
const BRIEFING: &str = "/briefing/weekly/analyst";

fn has(text: &str) -> impl Fn(&Answer) -> bool {
    move |answer| answer.body.contains(text)
}

#[test]
fn whatever_way_an_editor_saves_the_briefing_follows() {
    let preview = Preview::sample();
    let desk = &preview.desk;
    desk.append("templates/analyst.md", "{# beginning #}");
    let template = desk.read("templates/base.md");
    let with = |word: &str| format!("{template}\n\nSaved {word}.\n");
    desk.write("templates/base.md", with("plainly"));
    preview.until(BRIEFING, has("Saved plainly."));
    // By a file beside and a rename.
    desk.write("templates/.base.md.swp", with("half"));
    desk.write("templates/base.md~", with("before"));
    fs::rename(desk.root.join("templates/base.md~"), desk.root.join("templates/base.md")).unwrap();
    preview.until(BRIEFING, has("Saved before."));
    // Emptied and written.
    desk.write("templates/base.md", "");
    desk.write("templates/base.md", with("twice"));
    preview.until(BRIEFING, has("Saved twice."));
    // The whole folder, anew.
    fs::rename(desk.root.join("templates"), desk.root.join("old")).unwrap();
    crate::support::copy_tree(&desk.root.join("old"), &desk.root.join("templates"));
    preview.until(BRIEF, |page| !page.body.contains("class=\"wrong\""));
    desk.write("templates/base.md", with("anew"));
    preview.until(BRIEFING, has("Saved anew."));
}

#[test]
fn configuration_brief_document_and_look_are_followed() {
    let preview = Preview::sample();
    let desk = &preview.desk;
    desk.edit("config.yaml", "title: Norwick Desk", "title: Another Desk");
    preview.until("/", has("Another Desk"));
    desk.edit("briefs/weekly.yaml", "Norwick, the weekly briefing", "Norwick by the week");
    preview.until(BRIEFING, has("Norwick by the week"));
    desk.append("templates/frame/page.css", "\n.following { color: red; }\n");
    preview.until(BRIEFING, has(".following { color: red; }"));
    desk.write("corpus/new.txt", "The herring quota of the fleet was cut to nine tonnes on Friday.\n");
    preview.until("/search?q=nine+tonnes", has("corpus/new.txt"));
    desk.remove("corpus/new.txt");
    preview.until("/search?q=nine+tonnes", |page| !page.body.contains("corpus/new.txt"));
}

#[test]
fn changes_in_quick_succession_end_with_the_last() {
    let preview = Preview::sample();
    let template = preview.desk.read("templates/base.md");
    for number in 0..40 {
        preview.desk.write("templates/base.md", format!("{template}\n\nNumber {number} of forty.\n"));
        std::thread::sleep(std::time::Duration::from_millis(15));
    }
    preview.until(BRIEFING, has("Number 39 of forty."));
    let version = preview.settled();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(preview.page("/changes?since="), version, "it wakes itself");
}

#[test]
fn a_mistake_is_shown_with_its_line_above_the_last_good_briefing() {
    let preview = Preview::sample();
    let template = preview.desk.read("templates/base.md");
    let good = preview.page(BRIEFING);
    preview.desk.write("templates/base.md", format!("{template}\n{{{{ breif.title }}}}\n"));
    let page = preview.until(BRIEF, has("class=\"wrong\"")).body;
    let line = template.lines().count() + 2;
    assert!(page.contains(&format!("templates/base.md:{line}:")), "{page}");
    assert!(page.contains("{{ breif.title }}") && page.contains("<span class=\"caret\">"), "{page}");
    assert!(page.contains("as it was good last"), "{page}");
    assert_eq!(preview.page(BRIEFING), good, "the last good briefing stays");
    preview.desk.write("templates/base.md", &template);
    preview.until(BRIEF, |page| !page.body.contains("class=\"wrong\""));
    // A mistake of the configuration stands on the desk's page too.
    preview.desk.edit("config.yaml", "max_words: 80", "max_words: 8000");
    assert!(preview.until("/", has("class=\"wrong\"")).body.contains("config.yaml:"));
    assert!(preview.page(BRIEF).contains("class=\"wrong\""));
    preview.desk.edit("config.yaml", "max_words: 8000", "max_words: 80");
    preview.until("/", |page| !page.body.contains("class=\"wrong\""));
}

#[test]
fn a_desk_that_is_wrong_from_the_beginning_is_shown_when_it_is_mended() {
    let desk = Desk::sample();
    desk.edit("config.yaml", "title: Norwick Desk", "titel: Norwick Desk");
    let preview = Preview::of(desk, &[]);
    assert!(preview.page("/").contains("unknown key"));
    preview.desk.edit("config.yaml", "titel: Norwick Desk", "title: Norwick Desk");
    preview.until(BRIEF, |page| page.status == 200 && page.body.contains("Norwick, the weekly briefing"));
}

#[test]
fn a_page_is_told_of_a_change_and_of_nothing_else() {
    let preview = Preview::sample();
    let before = preview.settled();
    let waiting = std::thread::scope(|scope| {
        let told = scope.spawn(|| preview.page(&format!("/changes?since={before}")));
        std::thread::sleep(std::time::Duration::from_millis(200));
        // What is built and what is hidden is no change of the desk.
        preview.desk.write("output/weekly/x.txt", "x");
        preview.desk.write("corpus/.hidden.swp", "x");
        std::thread::sleep(std::time::Duration::from_millis(400));
        assert!(!told.is_finished());
        preview.desk.append("templates/base.md", "\nMore.\n");
        told.join().unwrap()
    });
    assert_ne!(waiting, before);
}

#[test]
fn editions_are_compared_with_each_other_and_with_the_draft() {
    let desk = Desk::sample();
    desk.build_on("2025-03-26");
    desk.edit("corpus/harbour.txt", "harbour", "port and harbour");
    desk.build_on(DATE);
    let preview = Preview::of(desk, &[]);
    let page = preview.page(&format!("/compare/weekly?from=2025-03-26&to={DATE}"));
    assert!(page.contains("As before"), "{page}");
    let same = preview.page(&format!("/compare/weekly?from={DATE}&to={DATE}"));
    assert!(same.contains("Both quote and cite the same."));
    assert_eq!(preview.get("/compare/weekly?from=1999-01-01&to=now").status, 404);
    let desk_page = preview.page("/");
    assert!(desk_page.contains("/edition/weekly/2025-03-26") && desk_page.contains("what is new since"));
    let edition = preview.page("/edition/weekly/2025-03-26");
    assert!(edition.contains("analyst.html") && edition.contains("analyst.md"));
}
