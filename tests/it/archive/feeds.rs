//! The feeds, by the rules of others: Atom by RELAX NG and by a reader of
//! feeds, JSON Feed by what its specification says.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{desk_with, publish};
use crate::support::{Desk, has_program, project};

/// What checks: a validator of RELAX NG, and a reader of feeds.
const PACKAGES: [&str; 2] = ["lxml==6.1.3", "feedparser==6.0.14"];

/// Returns where these packages are, from the folder of the build or from PyPI;
/// `None`, with a printed reason, where they cannot be had.
fn checkers() -> Option<PathBuf> {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("feed-checkers");
    if folder.join("lxml").is_dir() && folder.join("feedparser").is_dir() {
        return Some(folder);
    }
    if !has_program("python3") {
        return None;
    }
    let installed = Command::new("python3")
        .args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "--upgrade", "--target"])
        .arg(&folder)
        .args(PACKAGES)
        .status();
    if installed.is_ok_and(|status| status.success()) {
        return Some(folder);
    }
    eprintln!("skipped: {} cannot be installed by pip", PACKAGES.join(" and "));
    None
}

/// Validates feeds, then says for each how many entries a reader finds in it,
/// and the titles of these.
const CHECK: &str = r#"
import sys, feedparser
from lxml import etree
grammar = etree.RelaxNG(etree.parse(sys.argv[1]))
for path in sys.argv[2:]:
    feed = etree.parse(path)
    if not grammar.validate(feed):
        print(path, grammar.error_log)
        sys.exit(1)
    with open(path, "rb") as file:
        read = feedparser.parse(file.read())
    if read.bozo or read.version != "atom10":
        print(path, read.version, read.get("bozo_exception"))
        sys.exit(1)
    links = [link for entry in read.entries for link in entry.links if link.rel == "alternate"]
    pairs = [(link.get("type"), link.get("hreflang")) for link in links]
    assert len(pairs) == len(read.entries), "one alternate each (RFC 4287, 4.1.1)"
    ids = [entry.id for entry in read.entries]
    assert len(set(ids)) == len(ids), "an id stands once (RFC 4287, 4.1.2)"
    print(len(read.entries), " | ".join(entry.title for entry in read.entries))
"#;

/// Validates Atom feeds, and returns what a reader finds in each.
#[track_caller]
fn checked(folder: &Path, feeds: &[PathBuf]) -> Vec<String> {
    let output = Command::new("python3")
        .args(["-c", CHECK])
        .arg(project().join("tests/it/archive/atom.rng"))
        .args(feeds)
        .env("PYTHONPATH", folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    told.lines().map(str::to_owned).collect()
}

/// Makes an archive with what feeds have to say: editions, one withdrawn, a
/// title that is markup, a marked audience.
fn told(url: bool) -> Desk {
    let desk = desk_with(&["2025-04-02"]);
    desk.edit("config.yaml", "template: analyst.md", "template: analyst.md\n    marking: TLP:AMBER");
    desk.edit("config.yaml", "title: The harbour", "title: 'The <b>harbour</b> & \"berth\"'");
    desk.edit(
        "briefs/weekly.yaml",
        "title: Norwick, the weekly briefing",
        "title: ']]> <i>Norwick</i> & é 周报'",
    );
    if url {
        desk.append("config.yaml", "archive: {url: \"https://example.org/briefings\", title: The archive}\n");
    }
    publish(&desk, "2025-04-09");
    desk.run(&[
        "editions",
        "retract",
        "weekly/2025-04-02",
        "--reason",
        "<b>Wrong</b>",
        "--date",
        "2025-04-03",
    ])
    .ends_with(0);
    desk
}

#[test]
fn atom_feeds_are_valid_and_read_by_others() {
    let Some(folder) = checkers() else { return };
    for url in [false, true] {
        let desk = told(url);
        let feeds = ["output/feed.xml", "output/weekly/feed.xml"].map(|feed| desk.root.join(feed));
        let told = checked(&folder, &feeds);
        let expected = "3 ]]> <i>Norwick</i> & é 周报, 9 April 2025 | Correction: Norwick, the weekly briefing, \
                        2 April 2025 | Withdrawn: Norwick, the weekly briefing, 2 April 2025";
        // Readers of feeds take titles for what they are; feedparser removes markup that is none.
        assert_eq!(told.len(), 2);
        for told in told {
            assert_eq!(told.split(" | ").count(), 3, "{told}");
            assert!(
                told.starts_with("3 ") && expected.ends_with(told.split_once(" | ").unwrap().1),
                "{told}"
            );
        }
    }
}

#[test]
fn a_feed_that_is_not_valid_would_be_found() {
    let Some(folder) = checkers() else { return };
    let desk = desk_with(&["2025-04-02"]);
    let feed = desk.read("output/feed.xml");
    for (from, to) in
        [("<id>", "<uid>x</uid><id>"), ("<title>", "<title>a</title><title>"), ("T00:00:00Z", "")]
    {
        assert!(feed.contains(from), "{feed}");
        desk.write("output/other.xml", feed.replacen(from, to, 1));
        let path = desk.root.join("output/other.xml");
        let found = std::panic::catch_unwind(|| checked(&folder, &[path]));
        assert!(found.is_err(), "{from}");
    }
}

/// The rules of JSON Feed 1.1.
#[track_caller]
fn check_json(feed: &Value, is_absolute: bool) {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).expect("a text").to_owned();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    text(&feed["title"]);
    assert!(feed["authors"].as_array().unwrap().iter().all(|author| author["name"].is_string()));
    let address = |value: &Value| {
        let address = text(value);
        assert_eq!(address.starts_with("https://example.org/briefings/"), is_absolute, "{address}");
        assert!(!address.contains([' ', '<', '"']), "{address}");
    };
    address(&feed["home_page_url"]);
    address(&feed["feed_url"]);
    let mut ids = std::collections::BTreeSet::new();
    for item in feed["items"].as_array().unwrap() {
        assert!(ids.insert(text(&item["id"])), "an id stands once");
        address(&item["url"]);
        text(&item["title"]);
        assert!(item["content_text"].is_string() != item["content_html"].is_string());
        for key in ["date_published", "date_modified"] {
            let moment = text(&item[key]);
            assert!(moment.len() == 20 && moment.ends_with('Z') && &moment[10..11] == "T", "{moment}");
        }
        for attachment in item["attachments"].as_array().into_iter().flatten() {
            address(&attachment["url"]);
            assert!(text(&attachment["mime_type"]).contains('/'));
            assert!(attachment["size_in_bytes"].is_u64());
        }
        assert!(item.get("tags").is_none_or(|tags| tags.as_array().unwrap().iter().all(Value::is_string)));
    }
    assert!(!ids.is_empty());
}

#[test]
fn json_feeds_keep_their_rules_and_say_what_atom_says() {
    for url in [false, true] {
        let desk = told(url);
        for feed in ["output/feed.json", "output/weekly/feed.json"] {
            let json: Value = serde_json::from_str(&desk.read(feed)).unwrap();
            check_json(&json, url);
            let atom = desk.read(&feed.replace(".json", ".xml"));
            for item in json["items"].as_array().unwrap() {
                assert!(atom.contains(&format!("<id>{}</id>", item["id"].as_str().unwrap())), "{atom}");
            }
            assert_eq!(json["items"][0]["title"], "]]> <i>Norwick</i> & é 周报, 9 April 2025");
            // What readers of other audiences must not see is not in it.
            let excerpts = desk.manifest("2025-04-09")["excerpts"].clone();
            for excerpt in excerpts.as_array().unwrap() {
                let words = excerpt["text"].as_str().unwrap();
                assert!(!atom.contains(words) && !desk.read(feed).contains(words), "{words}");
            }
        }
    }
}

#[test]
fn every_address_of_a_feed_leads_to_a_file() {
    let desk = told(false);
    for (feed, home) in [("output/feed.json", "output"), ("output/weekly/feed.json", "output/weekly")] {
        let json: Value = serde_json::from_str(&desk.read(feed)).unwrap();
        let mut seen = 0;
        for item in json["items"].as_array().unwrap() {
            let files = item["attachments"].as_array().into_iter().flatten().map(|file| &file["url"]);
            for url in files.chain([&item["url"]]) {
                let path = desk.root.join(home).join(url.as_str().unwrap());
                assert!(path.is_file(), "{}", path.display());
                seen += 1;
            }
        }
        assert!(seen >= 4, "{json:#}");
    }
}
