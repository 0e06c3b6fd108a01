use super::*;
use crate::model::Retain;

/// A summary of an edition with two themes and three files.
fn summary(brief: &str, edition: &str, title: &str) -> Summary {
    let theme =
        |id: &str, title: &str| ThemeSummary { id: id.to_owned(), title: title.to_owned(), excerpts: 2 };
    let file = |name: &str, size| (name.to_owned(), size);
    Summary {
        brief: brief.to_owned(),
        edition: edition.to_owned(),
        state: State::Whole,
        title: title.to_owned(),
        slot: None,
        excerpts: 4,
        new: 3,
        documents: 2,
        themes: vec![theme("harbour", "The harbour"), theme("fish", "Fish & <ships>")],
        audiences: vec![
            AudienceSummary {
                id: "analyst".to_owned(),
                marking: Some("TLP:AMBER".to_owned()),
                files: vec![file("analyst.md", 10), file("analyst.html", 20), file("analyst.pdf", 30)],
            },
            AudienceSummary { id: "press".to_owned(), marking: None, files: Vec::new() },
        ],
        digest: Some(Sha256::of(edition.as_bytes())),
        texts: Vec::new(),
        bytes: 60,
    }
}

fn withdrawn(brief: &str, edition: &str, on: &str) -> Summary {
    let retraction = Retraction {
        schema: Retraction::SCHEMA.to_owned(),
        brief: brief.to_owned(),
        edition: edition.to_owned(),
        title: "The week".to_owned(),
        slot: None,
        retracted: on.to_owned(),
        reason: "A source was <b>wrong</b>".to_owned(),
        edition_sha256: Some(Sha256::of(edition.as_bytes())),
    };
    Summary::of_retraction(retraction, brief, edition.parse().unwrap())
}

fn terms(url: Option<&str>) -> ArchiveTerms {
    ArchiveTerms { retain: None::<Retain>, url: url.map(str::to_owned), title: None }
}

/// Writes the Atom feed and the JSON feed of these editions.
#[track_caller]
fn feeds(url: Option<&str>, brief: Option<&str>, summaries: &[Summary]) -> (String, serde_json::Value) {
    let (terms, labels) = (terms(url), Labels::of("en"));
    let setting = setting(&terms, &labels);
    let all: Vec<&Summary> = summaries.iter().collect();
    let json = json_feed(setting, brief, &all).unwrap();
    (atom(setting, brief, &all).unwrap(), serde_json::from_str(&json).unwrap())
}

fn setting<'a>(terms: &'a ArchiveTerms, labels: &'a Labels) -> Setting<'a> {
    let audiences = &[("analyst", "Analyst edition")];
    Setting { desk: "Norwick \"Desk\"", terms, time_zone: "Europe/Berlin", labels, audiences }
}

#[test]
fn entries_stand_newest_first_and_say_nothing_of_what_is_quoted() {
    let older = summary("weekly", "2025-04-02", "The week");
    let newer = summary("weekly", "2025-04-02.2", "The week");
    let (atom, json) = feeds(None, None, &[older, newer]);
    let items = json["items"].as_array().unwrap();
    assert_eq!(items[0]["date_modified"], "2025-04-01T22:00:01Z");
    assert_eq!(items[1]["date_modified"], "2025-04-01T22:00:00Z");
    assert_eq!(items[0]["title"], "The week, 2 April 2025 (2)");
    assert_eq!(items[0]["content_text"], "4 excerpts, 3 new – The harbour; Fish & <ships>");
    assert_eq!(items[0]["url"], "weekly/2025-04-02.2/analyst.html");
    assert_eq!(items[0]["attachments"][1]["title"], "Analyst edition (TLP:AMBER), PDF");
    assert!(
        atom.contains("<summary>4 excerpts, 3 new – The harbour; Fish &amp; &lt;ships&gt;</summary>"),
        "{atom}"
    );
    assert!(atom.contains("<name>Norwick &quot;Desk&quot;</name>"), "{atom}");
    assert!(atom.contains("<updated>2025-04-01T22:00:01Z</updated>\n<author>"), "{atom}");
}

#[test]
fn addresses_are_absolute_where_the_archive_is_published() {
    let one = [summary("weekly", "2025-04-02", "The week")];
    let (atom, json) = feeds(Some("https://example.org/b/"), Some("weekly"), &one);
    assert_eq!(json["items"][0]["url"], "https://example.org/b/weekly/2025-04-02/analyst.html");
    assert_eq!(json["items"][0]["id"], "tag:example.org,2025-04-02:/b/weekly/2025-04-02");
    assert_eq!(json["feed_url"], "https://example.org/b/weekly/feed.json");
    assert_eq!(json["home_page_url"], "https://example.org/b/index.html");
    assert!(atom.contains("<id>https://example.org/b/weekly/feed.xml</id>"), "{atom}");
    assert!(atom.contains("rel=\"self\""));
    let (atom, json) = feeds(None, Some("weekly"), &one);
    assert_eq!(json["items"][0]["url"], "2025-04-02/analyst.html");
    assert_eq!(json["home_page_url"], "../index.html");
    assert!(json["items"][0]["id"].as_str().unwrap().starts_with("urn:uuid:"));
    assert!(!atom.contains("rel=\"self\""));
}

#[test]
fn what_is_withdrawn_keeps_its_id_and_is_news_of_its_own() {
    for url in [None, Some("https://example.org/")] {
        let (_, before) = feeds(url, None, &[summary("weekly", "2025-04-02", "The week")]);
        let gone = withdrawn("weekly", "2025-04-02", "2025-04-05");
        let (_, after) = feeds(url, None, &[gone, summary("weekly", "2025-04-03", "The week")]);
        let items = after["items"].as_array().unwrap();
        let titles: Vec<&str> = items.iter().map(|item| item["title"].as_str().unwrap()).collect();
        assert_eq!(
            titles,
            [
                "Correction: The week, 2 April 2025",
                "Withdrawn: The week, 2 April 2025",
                "The week, 3 April 2025"
            ]
        );
        assert_eq!(items[1]["id"], before["items"][0]["id"]);
        assert_ne!(items[0]["id"], items[1]["id"]);
        assert_eq!(items[1]["date_published"], before["items"][0]["date_published"]);
        assert_eq!(items[1]["date_modified"], "2025-04-04T22:00:00Z");
        assert_eq!(
            items[0]["content_text"],
            "This edition was withdrawn on 5 April 2025. Reason: A source was <b>wrong</b>"
        );
    }
}

#[test]
fn a_slot_is_the_moment_of_an_edition_and_a_withdrawal_is_after_it() {
    let mut morning = summary("weekly", "2025-04-02", "The week");
    morning.slot = Some("2025-04-02T05:00:00Z".to_owned());
    let (_, json) = feeds(None, None, &[morning]);
    assert_eq!(json["items"][0]["date_published"], "2025-04-02T05:00:00Z");
    let mut gone = withdrawn("weekly", "2025-04-02", "2025-04-02");
    gone.slot = Some("2025-04-02T05:00:00Z".to_owned());
    let (_, json) = feeds(None, None, &[gone]);
    assert_eq!(json["items"][0]["date_published"], "2025-04-02T05:00:01Z");
    let mut odd = summary("weekly", "2025-04-02", "The week");
    odd.slot = Some("<b>2025".to_owned());
    let (_, json) = feeds(None, None, &[odd]);
    assert_eq!(json["items"][0]["date_published"], "2025-04-01T22:00:00Z");
}

#[test]
fn a_feed_has_the_newest_only_and_none_without_an_edition() {
    let first: Date = "2025-01-01".parse().unwrap();
    let many: Vec<Summary> =
        (0..150).map(|day| summary("daily", &first.plus_days(day).unwrap().to_string(), "The day")).collect();
    let (_, json) = feeds(None, None, &many);
    let items = json["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["title"]), (MOST_ENTRIES, &"The day, 30 May 2025".into()));
    let damaged = Summary::damaged("cut".to_owned(), "weekly", "2025-04-02".parse().unwrap());
    let (terms, labels) = (terms(None), Labels::of("en"));
    assert_eq!(atom(setting(&terms, &labels), None, &[&damaged]), None);
    assert_eq!(json_feed(setting(&terms, &labels), None, &[]), None);
}

#[test]
fn a_page_is_made_of_text_whatever_titles_say() {
    let hostile = "</title><script>alert(1)</script>\u{202e}\u{0}";
    let mut one = summary("weekly", "2025-04-02", hostile);
    one.themes[0].title = hostile.to_owned();
    let (terms, labels) = (terms(None), Labels::of("de"));
    let page = page(setting(&terms, &labels), &[&one, &withdrawn("weekly", "2025-04-01", "2025-04-05")]);
    assert_eq!(page.matches("<script>").count(), 1, "{page}");
    assert!(!page.contains("alert(1)</script>") && !page.contains('\0'));
    assert!(page.contains("lang=\"de\"") && page.contains("2 Ausgaben"), "{page}");
    assert!(page.contains("<a href=\"weekly/2025-04-01/index.html\">"), "{page}");
    assert!(page.contains("A source was &lt;b&gt;wrong"), "{page}");
}

#[test]
fn a_notice_says_it_in_every_language_of_its_readers() {
    let State::Retracted(retraction) = withdrawn("weekly", "2025-04-02", "2025-04-05").state else {
        panic!()
    };
    let labels = ["fr", "zh"].map(Labels::of);
    let files = notice(&retraction, &[&labels[0], &labels[1]]);
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["index.html", "notice.md", "retraction.json"]);
    let page = String::from_utf8(files[0].bytes.clone()).unwrap();
    assert!(page.contains("<html lang=\"fr\">") && page.contains("lang=\"zh\">"), "{page}");
    assert!(page.contains("Cette édition a été retirée le 5 avril 2025."), "{page}");
    assert!(!page.contains("<b>wrong"), "{page}");
    let markdown = String::from_utf8(files[1].bytes.clone()).unwrap();
    assert!(markdown.contains("Motif: A source was \\<b") && markdown.contains("2025年4月5日"), "{markdown}");
    assert_eq!(Retraction::from_json(&files[2].bytes).unwrap(), retraction);
    for end in 0..files[2].bytes.len() - 2 {
        assert!(Retraction::from_json(&files[2].bytes[..end]).is_err(), "{end}");
    }
}
