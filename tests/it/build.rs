//! `attache build` from options to files.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::{DATE, Desk, snapshot};

const NEXT: &str = "2025-04-09";

fn names(desk: &Desk, folder: &str) -> Vec<String> {
    snapshot(&desk.root.join(folder)).into_keys().collect()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no array: {value}"))
}

#[test]
fn all_briefs_are_built_for_all_audiences_in_all_formats() {
    let desk = Desk::sample();
    desk.write("briefs/one-theme.yaml", "title: One theme\nthemes: [fishing]\naudiences: [press]\n");
    desk.build().quiet().prints(&[
        "built one-theme 2025-04-02: ",
        "  output/one-theme/2025-04-02/press.md\n",
        "built weekly 2025-04-02: ",
        " of 4 documents\n",
        "  output/weekly/2025-04-02/edition.json\n",
    ]);
    assert_eq!(
        names(&desk, "output/weekly/2025-04-02"),
        [
            "analyst.html",
            "analyst.md",
            "edition.json",
            "executive.html",
            "executive.md",
            "press.html",
            "press.md"
        ]
    );
    assert_eq!(names(&desk, "output/one-theme/2025-04-02"), ["edition.json", "press.html", "press.md"]);
    assert!(desk.read("output/one-theme/latest/press.md").starts_with("# One theme\n"));
}

#[test]
fn only_the_named_brief_is_built() {
    let desk = Desk::sample();
    desk.write("briefs/one-theme.yaml", "title: One theme\nthemes: [fishing]\naudiences: [press]\n");
    desk.run(&["build", "one-theme", "--date", DATE]).ends_with(0);
    assert!(!desk.root.join("output/weekly").exists());
}

#[test]
fn only_the_named_audience_and_formats_are_written() {
    let desk = Desk::sample();
    desk.run(&["build", "--date", DATE, "--audience", "press", "--to", "md"]).ends_with(0);
    assert_eq!(names(&desk, "output/weekly/2025-04-02"), ["edition.json", "press.md"]);
    desk.run(&[
        "build",
        "--date",
        DATE,
        "--audience",
        "press",
        "--audience",
        "analyst",
        "--to",
        "html",
        "--force",
    ])
    .ends_with(0);
    assert_eq!(
        names(&desk, "output/weekly/2025-04-02"),
        ["analyst.html", "edition.json", "press.html", "press.md"]
    );
}

#[test]
fn a_partial_build_keeps_an_edition_of_one_piece() {
    let desk = Desk::sample();
    desk.build();
    desk.write(
        "corpus/storm.txt",
        "A storm closed the harbour on Monday and sank a barge with 900 tonnes of cargo at the berth for small ships, so that the port authority waived the tariff.\n",
    );
    desk.run(&["build", "--date", DATE, "--to", "md", "--audience", "press", "--force"]).ends_with(0);
    let manifest = desk.manifest(DATE);
    let mut listed = BTreeSet::from(["edition.json".to_owned()]);
    for audience in array(&manifest["audiences"]) {
        for file in array(&audience["files"]) {
            let path = file["path"].as_str().unwrap();
            let bytes = fs::read(desk.root.join("output/weekly").join(DATE).join(path)).unwrap();
            assert_eq!(file["size"], bytes.len(), "{path}");
            assert_eq!(file["sha256"], crate::verbatim::sha256(&bytes), "{path}");
            listed.insert(path.to_owned());
        }
    }
    assert_eq!(listed.into_iter().collect::<Vec<_>>(), names(&desk, "output/weekly/2025-04-02"));
    assert_eq!(array(&manifest["audiences"]).len(), 3);
    for file in ["press.md", "press.html", "analyst.html", "executive.md"] {
        let text = desk.read(&format!("output/weekly/{DATE}/{file}"));
        assert!(text.contains("A storm closed the harbour"), "{file} is of an earlier build");
    }
}

#[test]
fn an_identical_rerun_changes_nothing() {
    let desk = Desk::sample();
    desk.build();
    let (output, times) = (desk.output(), desk.times());
    desk.build().prints(&["unchanged weekly 2025-04-02: "]).quiet();
    assert!(desk.output() == output);
    assert_eq!(desk.times(), times);
}

#[test]
fn what_is_published_is_not_changed_by_a_second_run_of_the_date() {
    let desk = Desk::sample();
    desk.build();
    let before = desk.output();
    desk.edit("config.yaml", "title: ", "title: Another ");
    desk.build().prints(&["built weekly 2025-04-02.2: "]);
    let now = desk.output();
    let first = |path: &&String| path.starts_with("weekly/2025-04-02/") || path.starts_with("sources/");
    assert!(before.iter().filter(|(path, _)| first(path)).all(|(path, bytes)| now[path] == *bytes));
    let manifest: serde_json::Value =
        serde_json::from_slice(&now["weekly/2025-04-02.2/edition.json"]).unwrap();
    assert_eq!((&manifest["date"], &manifest["revision"]), (&"2025-04-02".into(), &2.into()));
    assert!(array(&manifest["excerpts"]).iter().all(|excerpt| excerpt["status"] == "standing"));
    desk.run(&["verify"]).ends_with(0).prints(&["weekly/2025-04-02.2"]);
    desk.build().prints(&["unchanged weekly 2025-04-02.2: "]);
    desk.edit("config.yaml", "title: Another ", "title: A third ");
    desk.rebuild().prints(&["replaced weekly 2025-04-02.2: "]);
    assert_eq!(
        fs::read_link(desk.root.join("output/weekly/latest")).unwrap(),
        std::path::Path::new("2025-04-02.2")
    );
}

#[test]
fn where_nothing_has_changed_nothing_is_read_and_warnings_are_told_again() {
    let desk = Desk::sample();
    desk.write("corpus/broken.pdf", "%PDF-1.7 and nothing else");
    // What was written just now may be written again under the same stamp.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let arguments = ["-v", "build", "--date", DATE];
    let first = desk.run(&arguments).ends_with(0).warns(&["read 4 documents", "corpus/broken.pdf"]);
    let (output, times) = (desk.output(), desk.times());
    let second = desk.run(&arguments).ends_with(0).warns(&["corpus/broken.pdf"]);
    assert!(!second.err.contains("read 4 documents"), "{}", second.err);
    let told = |text: &str| text.lines().filter(|line| line.contains("broken.pdf")).count();
    assert_eq!(told(&second.err), told(&first.err));
    assert!(desk.output() == output);
    assert_eq!(desk.times(), times);
    // The next morning, if only news are wanted.
    let next = desk.run(&["-v", "build", "--date", NEXT, "--if-changed"]).ends_with(0);
    assert!(!next.err.contains("read 4 documents") && next.err.contains("nothing new"), "{}", next.err);
    // Else there is an edition of that day.
    desk.run(&["build", "--date", NEXT]).ends_with(0).prints(&["built weekly"]);
    desk.append("corpus/harbour.txt", "\nA last line of it.\n");
    desk.run(&arguments).ends_with(0).warns(&["read 4 documents"]);
}

#[test]
fn a_file_of_an_edition_that_was_damaged_is_put_right() {
    let desk = Desk::sample();
    desk.build();
    let before = desk.output();
    for damage in ["", "another briefing"] {
        desk.write(&format!("output/weekly/{DATE}/press.md"), damage);
        desk.build();
        assert!(desk.output() == before);
    }
    desk.remove(&format!("output/weekly/{DATE}/press.md"));
    desk.build();
    assert!(desk.output() == before);
}

#[test]
fn a_brief_that_wants_approval_is_drafted_and_drafted_anew() {
    let desk = Desk::sample();
    desk.append("briefs/weekly.yaml", "approval: required\n");
    desk.build().prints(&["drafted weekly 2025-04-02: ", "output/weekly/drafts/2025-04-02/edition.json"]);
    assert!(!desk.root.join("output/weekly/latest").exists());
    desk.build().prints(&["unchanged weekly 2025-04-02: "]);
    desk.edit("config.yaml", "title: ", "title: Another ");
    desk.build().prints(&["drafted weekly 2025-04-02: "]);
    let drafts = fs::read_dir(desk.root.join("output/weekly/drafts")).unwrap();
    let drafts: Vec<_> = drafts.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(drafts, ["2025-04-02"]);
}

#[test]
fn nothing_new_gives_3_with_exit_code() {
    let desk = Desk::sample();
    let arguments = ["build", "--date", DATE, "--if-changed", "--exit-code"];
    desk.run(&arguments).ends_with(0);
    let (output, times) = (desk.output(), desk.times());
    assert_eq!(desk.run(&arguments).ends_with(3).out, "");
    desk.run(&["build", "--date", NEXT, "--if-changed", "--exit-code"]).ends_with(3);
    desk.run(&["build", "--date", NEXT, "--if-changed"]).ends_with(0);
    desk.run(&["build", "--date", DATE, "--exit-code"]).ends_with(3).prints(&["unchanged weekly"]);
    assert!(desk.output() == output);
    assert_eq!(desk.times(), times);
    desk.append("corpus/herring.md", "\nThe herring came back to the bay in April.\n");
    desk.run(&["build", "--date", NEXT, "--if-changed", "--exit-code"]).ends_with(0);
    assert!(desk.root.join("output/weekly").join(NEXT).exists());
}

#[test]
fn a_strict_build_without_warnings_is_written() {
    let desk = Desk::sample();
    desk.run(&["build", "--date", DATE, "--strict"]).ends_with(0).quiet();
    assert!(desk.root.join("output/weekly/2025-04-02/edition.json").exists());
}

#[test]
fn latest_names_the_newest_edition_whatever_is_built_last() {
    let desk = Desk::sample();
    desk.build_on(NEXT);
    desk.build_on(DATE);
    assert_eq!(fs::read_link(desk.root.join("output/weekly/latest")).unwrap().to_str(), Some(NEXT));
}

#[test]
fn an_excerpt_is_new_once_and_standing_then() {
    let desk = Desk::sample();
    desk.build();
    let statuses = |date: &str| -> Vec<(String, String)> {
        let manifest = desk.manifest(date);
        let field = |excerpt: &Value, key: &str| excerpt[key].as_str().unwrap().to_owned();
        array(&manifest["excerpts"]).iter().map(|e| (field(e, "text"), field(e, "status"))).collect()
    };
    let first = statuses(DATE);
    assert!(first.iter().all(|(_, status)| status == "new"));
    let storm = "A storm closed the harbour on Monday and sank a barge with 900 tonnes of cargo at the berth for small ships, so that the port authority waived the tariff.";
    desk.write("corpus/storm.txt", format!("{storm}\n"));
    desk.build_on(NEXT);
    let second = statuses(NEXT);
    for (text, status) in &second {
        // The set may be cut anew: less of what stood there is standing, more of it is updated.
        let stood = first.iter().any(|(earlier, _)| earlier.contains(text.as_str()));
        let enlarges = first.iter().any(|(earlier, _)| text.contains(earlier.as_str()));
        let expected = if stood {
            "standing"
        } else if enlarges {
            "updated"
        } else {
            "new"
        };
        assert_eq!(status, expected, "{text}");
    }
    assert!(second.iter().any(|(text, status)| text == storm && status == "new"));
    assert!(second.iter().any(|(_, status)| status == "standing"));
    let previous = fs::read(desk.root.join("output/weekly/2025-04-02/edition.json")).unwrap();
    assert_eq!(desk.manifest(NEXT)["inputs"]["previous"], crate::verbatim::sha256(&previous));
    assert!(desk.read("output/weekly/2025-04-09/analyst.md").contains("New since"));
}

#[test]
fn since_a_day_leaves_out_older_documents() {
    let desk = Desk::sample();
    desk.run(&["build", "--date", DATE, "--since", "2025-03-27"]).ends_with(0);
    let manifest = desk.manifest(DATE);
    let cited: Vec<&str> =
        array(&manifest["documents"]).iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(cited, ["corpus/council.txt", "corpus/herring.md"]);
    assert_eq!(manifest["coverage"]["in_period"], 2);
    assert_eq!(manifest["coverage"]["documents"], 4);
}

#[test]
fn since_last_leaves_out_what_is_older_than_the_last_edition() {
    let desk = Desk::sample();
    desk.build_on("2025-03-30");
    desk.write("corpus/late.txt", "The port authority sold two cranes of the harbour.\n");
    desk.write("corpus/late.txt.yaml", "date: 2025-04-01\n");
    desk.run(&["build", "--date", DATE, "--since", "last"]).ends_with(0);
    let manifest = desk.manifest(DATE);
    // Of the two days before the last edition, and since; what was told is not told again.
    assert_eq!(manifest["coverage"]["in_period"], 3);
    assert!(array(&manifest["documents"]).iter().any(|d| d["path"] == "corpus/late.txt"));
    assert!(array(&manifest["excerpts"]).iter().all(|e| e["status"] != "standing"));
}

#[test]
fn a_briefs_period_counts_back_from_the_editions_date() {
    let desk = Desk::sample();
    desk.append("briefs/weekly.yaml", "period: 1w\n");
    desk.build();
    let manifest = desk.manifest(DATE);
    let cited: Vec<&str> =
        array(&manifest["documents"]).iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(cited, ["corpus/council.txt", "corpus/herring.md"], "27 March is the first day");
}

#[test]
fn wrong_dates_are_wrong_usage() {
    let desk = Desk::sample();
    desk.run(&["build", "--date", "2025-02-30"]).ends_with(2).warns(&["2025-02-30"]);
    desk.run(&["build", "--since", "lately"]).ends_with(2).warns(&["`lately` is neither `last` nor a date"]);
    assert!(desk.output().is_empty());
}

#[test]
fn each_audience_numbers_its_citations_in_the_order_in_which_they_appear() {
    let desk = Desk::sample();
    desk.build();
    let manifest = desk.manifest(DATE);
    let all: BTreeSet<u64> = array(&manifest["excerpts"]).iter().map(|e| e["n"].as_u64().unwrap()).collect();
    assert_eq!(all.iter().copied().collect::<Vec<_>>(), (1..=all.len() as u64).collect::<Vec<_>>());
    let mut given = BTreeSet::new();
    for audience in array(&manifest["audiences"]) {
        let id = audience["id"].as_str().unwrap();
        let pairs: Vec<(u64, u64)> = array(&audience["citations"])
            .iter()
            .map(|pair| (pair[0].as_u64().unwrap(), pair[1].as_u64().unwrap()))
            .collect();
        let numbers: Vec<u64> = pairs.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (1..=pairs.len() as u64).collect::<Vec<_>>(), "{id}");
        let text = desk.read(&format!("output/weekly/{DATE}/{id}.md"));
        assert_eq!(marks(&text), numbers, "{id}: marks in the text");
        assert_eq!(definitions(&text), numbers, "{id}: notes");
        given.extend(pairs.iter().map(|(_, n)| *n));
    }
    assert_eq!(given, all, "an excerpt that no audience has, or the other way round");
}

/// Returns the numbers of the first mark of each citation, as they appear.
fn marks(markdown: &str) -> Vec<u64> {
    let mut seen = Vec::new();
    for (at, _) in markdown.match_indices("[^") {
        let rest = &markdown[at + 2..];
        let (label, tail) = rest.split_once(']').unwrap();
        let number = label.parse().unwrap();
        if !tail.starts_with(':') && !seen.contains(&number) {
            seen.push(number);
        }
    }
    seen
}

fn definitions(markdown: &str) -> Vec<u64> {
    markdown.lines().filter_map(|line| line.strip_prefix("[^")?.split_once("]:")?.0.parse().ok()).collect()
}

#[test]
fn a_template_in_another_order_numbers_anew() {
    let desk = Desk::sample();
    let press = || -> Vec<u64> {
        desk.rebuild();
        let manifest = desk.manifest(DATE);
        let press = array(&manifest["audiences"]).iter().find(|audience| audience["id"] == "press").unwrap();
        array(&press["citations"]).iter().map(|pair| pair[1].as_u64().unwrap()).collect()
    };
    let template = |order: &str| {
        format!(
            "{{% for theme in themes{order} %}}{{% for excerpt in theme.excerpts{order} %}}\n\
             {{% include \"_parts/excerpt.md\" %}}\n{{% endfor %}}{{% endfor %}}\n\
             {{% include \"_parts/notes.md\" %}}\n"
        )
    };
    desk.write("templates/press.md", template(""));
    let mut forwards = press();
    desk.write("templates/press.md", template(" | reverse"));
    let backwards = press();
    forwards.reverse();
    assert_eq!(backwards, forwards);
    let numbers = marks(&desk.read(&format!("output/weekly/{DATE}/press.md")));
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}

#[test]
fn the_manifest_has_every_key_that_is_promised() {
    let desk = Desk::sample();
    desk.build();
    let manifest = desk.manifest(DATE);
    has_keys(
        &manifest,
        "schema brief title date generator inputs documents excerpts themes audiences figures events \
         quotations disagreements coverage warnings",
    );
    assert_eq!(manifest["schema"], "attache/edition/1");
    assert_eq!(manifest["brief"], "weekly");
    assert_eq!(manifest["title"], "Norwick, the weekly briefing");
    assert_eq!(manifest["date"], DATE);
    has_keys(&manifest["inputs"], "config brief templates corpus previous");
    for document in array(&manifest["documents"]) {
        has_keys(
            document,
            "id path member sha256 title authors publisher date url language media_type text_sha256",
        );
    }
    for excerpt in array(&manifest["excerpts"]) {
        has_keys(
            excerpt,
            "n theme document text start_byte end_byte selector locator reference link score reasons status \
             also_in",
        );
        has_keys(&excerpt["selector"], "exact prefix suffix start end");
        has_keys(&excerpt["locator"], "page paragraph heading");
        assert!(!excerpt["reference"].as_str().unwrap().is_empty());
        assert!(excerpt["link"].is_string() || excerpt["link"].is_null());
        assert!(excerpt["score"].as_f64().unwrap().is_finite());
    }
    for theme in array(&manifest["themes"]) {
        has_keys(theme, "id title excerpts");
    }
    for audience in array(&manifest["audiences"]) {
        has_keys(audience, "id citations files");
        array(&audience["files"]).iter().for_each(|file| has_keys(file, "path sha256 size"));
    }
    for figure in array(&manifest["figures"]) {
        has_keys(figure, "excerpt start_byte end_byte text value unit kind when");
    }
    for quotation in array(&manifest["quotations"]) {
        has_keys(quotation, "excerpt start_byte end_byte text speaker speaker_as_written verb direct");
    }
    has_keys(
        &manifest["coverage"],
        "documents in_period cited skipped undated newest single_source_share near_duplicates",
    );
}

#[track_caller]
fn has_keys(value: &Value, keys: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in keys.split_whitespace() {
        assert!(object.contains_key(key), "no `{key}` in {value}");
    }
}

#[test]
fn only_cited_documents_are_listed_and_each_theme_lists_its_excerpts() {
    let desk = Desk::sample();
    desk.write("corpus/weather.txt", "The weather was mild, and the parks were full of people all week.\n");
    desk.build();
    let manifest = desk.manifest(DATE);
    let listed: BTreeSet<&str> =
        array(&manifest["documents"]).iter().map(|d| d["id"].as_str().unwrap()).collect();
    let cited: BTreeSet<&str> =
        array(&manifest["excerpts"]).iter().map(|e| e["document"].as_str().unwrap()).collect();
    assert_eq!(listed, cited);
    assert!(!listed.contains("corpus/weather.txt"));
    assert_eq!(manifest["coverage"]["documents"], 5);
    assert_eq!(manifest["coverage"]["cited"], cited.len());
    for theme in array(&manifest["themes"]) {
        let own: Vec<&Value> = array(&manifest["excerpts"])
            .iter()
            .filter(|excerpt| excerpt["theme"] == theme["id"])
            .map(|excerpt| &excerpt["n"])
            .collect();
        assert_eq!(array(&theme["excerpts"]).iter().collect::<Vec<_>>(), own);
    }
}

#[test]
fn the_metadata_of_documents_reaches_the_manifest() {
    let desk = Desk::sample();
    desk.build();
    let manifest = desk.manifest(DATE);
    let of = |path: &str| {
        array(&manifest["documents"]).iter().find(|d| d["path"] == path).unwrap_or_else(|| panic!("{path}"))
    };
    let sidecar = of("corpus/harbour.txt");
    assert_eq!(sidecar["authors"], json!(["Ines Aalto"]));
    assert_eq!(sidecar["url"], "https://example.org/harbour/quarter");
    assert_eq!(sidecar["media_type"], "text/plain");
    let front_matter = of("corpus/herring.md");
    assert_eq!(front_matter["authors"], json!(["Jon Vik", "Mara Solberg"]));
    assert_eq!(front_matter["date"], "2025-03-28");
    let declared = of("corpus/tariff.html");
    assert_eq!(declared["title"], "Who pays for the quay?");
    assert_eq!(declared["authors"], json!(["Pavel Orlik"]));
    assert_eq!(declared["publisher"], "Coast & Sea");
    assert_eq!(declared["date"], "2025-03-25");
    assert_eq!(declared["url"], "https://example.org/sea/who-pays");
    let listed = of("corpus/council.txt");
    assert_eq!(listed["publisher"], "Town of Norwick");
    assert_eq!(listed["member"], Value::Null);
}

#[test]
fn a_theme_that_excludes_a_word_takes_no_sentence_with_it() {
    let desk = Desk::sample();
    desk.write(
        "corpus/anglers.txt",
        "The herring quota does not bind anglers of the fleet in the bay, says the ministry.\n",
    );
    desk.build();
    let manifest = desk.manifest(DATE);
    assert!(array(&manifest["excerpts"]).iter().all(|excerpt| excerpt["document"] != "corpus/anglers.txt"));
}

#[test]
fn limits_of_an_audience_hold() {
    let desk = Desk::sample();
    desk.build();
    let manifest = desk.manifest(DATE);
    let limits = [("executive", 2, 1, 40), ("analyst", 4, 2, 80), ("press", 3, 2, 60)];
    for (id, per_theme, per_source, words) in limits {
        let audience = array(&manifest["audiences"]).iter().find(|audience| audience["id"] == id).unwrap();
        let excerpts: Vec<&Value> = array(&audience["citations"])
            .iter()
            .map(|pair| &manifest["excerpts"][pair[1].as_u64().unwrap() as usize - 1])
            .collect();
        for theme in array(&manifest["themes"]) {
            let own: Vec<&&Value> = excerpts.iter().filter(|e| e["theme"] == theme["id"]).collect();
            assert!(own.len() <= per_theme, "{id}: {} of {}", own.len(), theme["id"]);
            for excerpt in &own {
                let same = own.iter().filter(|other| other["document"] == excerpt["document"]).count();
                assert!(same <= per_source, "{id}: {same} of {}", excerpt["document"]);
                let count = excerpt["text"].as_str().unwrap().split_whitespace().count();
                assert!(count <= words, "{id}: {count} words");
            }
        }
    }
}

#[cfg(feature = "pdf")]
#[test]
fn letters_that_no_font_has_are_told_and_passed_over() {
    let desk = Desk::sample();
    // Yi, of which neither Typst's fonts nor common ones have a letter.
    desk.write("corpus/yi.txt", "ꆈꌠꁱꂷ harbour ꆈꌠꁱꂷ tariff ꆈꌠꁱꂷ cargo ꆈꌠꁱꂷ berth ꆈꌠꁱꂷ.\n");
    desk.one_audience("md, html, pdf");
    let outcome = desk.build();
    if outcome.err.is_empty() {
        eprintln!("skipped: a font of this machine has Yi letters");
        return;
    }
    outcome.warns(&[
        "warning: no font has ꀱ".trim_end_matches('ꀱ'),
        "ꆈ (U+A188)",
        "`corpus/yi.txt`",
        "is passed over",
        "help: install Debian's `fonts-",
        "`fonts.paths` in config.yaml",
    ]);
    let manifest = desk.manifest(DATE);
    assert!(array(&manifest["excerpts"]).iter().all(|excerpt| excerpt["document"] != "corpus/yi.txt"));
    assert!(manifest["warnings"][0].as_str().unwrap().contains("no font has"));
    let pdf = fs::read(desk.root.join("output/weekly").join(DATE).join("analyst.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}

#[test]
fn without_a_pdf_no_letter_is_passed_over() {
    let desk = Desk::sample();
    desk.write("corpus/yi.txt", "ꆈꌠꁱꂷ harbour ꀕꀖ tariff ꃀꃁ cargo ꄔꄕ ꅉꅊ ꆀꆁ.\n");
    desk.one_audience("md");
    desk.build().quiet();
    assert!(desk.read(&format!("output/weekly/{DATE}/analyst.md")).contains("ꆈꌠꁱꂷ harbour"));
}

#[test]
fn labels_are_in_the_audiences_language() {
    let desk = Desk::sample();
    desk.append("config.yaml", "    language: de\n");
    desk.build();
    let press = desk.read(&format!("output/weekly/{DATE}/press.md"));
    assert!(press.contains("## Quellen") && press.contains("20.\u{a0}März\u{a0}2025"), "{press}");
    let html = desk.read(&format!("output/weekly/{DATE}/press.html"));
    assert!(html.contains("<html lang=\"de\""), "{}", &html[..200]);
    assert!(desk.read(&format!("output/weekly/{DATE}/executive.md")).contains("20\u{a0}March\u{a0}2025"));
}

#[test]
fn a_term_that_stands_in_every_title_still_finds_its_sentences() {
    let sentence = |place: usize| {
        format!(
            "Harbour report number {place}\n\nCargo for pier {place} of the harbour came to {}0 tonnes of grain.\n",
            place + 3
        )
    };
    let texts: Vec<(String, String)> =
        (0..6).map(|place| (format!("report-{place}.txt"), sentence(place))).collect();
    let documents: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let desk = Desk::with_documents("md", &documents);
    desk.build();
    let manifest = desk.manifest(DATE);
    let cited: BTreeSet<&str> =
        array(&manifest["excerpts"]).iter().map(|one| one["document"].as_str().unwrap()).collect();
    assert_eq!(cited.len(), 6, "{cited:?}");
}
