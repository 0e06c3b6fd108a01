//! `attache templates`: planted mistakes are found, templates that ship have
//! none, and the reference is what the code says.

use std::collections::BTreeMap;
use std::fs;

use attache::pipeline::templates;
use serde_json::Value;

use crate::support::{Desk, project};

/// A template with mistakes, further files, and what must be told of them, in
/// order: `file:line:column: message`.
struct Planted {
    name: String,
    files: BTreeMap<String, String>,
    expected: Vec<String>,
}

fn planted() -> Vec<Planted> {
    let mut paths: Vec<_> = fs::read_dir(project().join("tests/templates/mistakes"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let (text, expected) = text.split_once("---- expected\n").unwrap();
        let mut parts = text.split("---- ");
        let mut files = BTreeMap::from([("press.md".to_owned(), parts.next().unwrap().to_owned())]);
        for part in parts {
            let (name, text) = part.split_once('\n').unwrap();
            files.insert(name.to_owned(), text.to_owned());
        }
        let mut expected: Vec<String> = expected.lines().map(str::to_owned).collect();
        expected.sort();
        Planted { name: path.file_stem().unwrap().to_string_lossy().into_owned(), files, expected }
    };
    paths.iter().map(read).collect()
}

fn told(desk: &Desk) -> Vec<Value> {
    let outcome = desk.run(&["templates", "check", "--message-format", "json"]);
    let report: Value = serde_json::from_str(&outcome.out).unwrap();
    report["diagnostics"].as_array().unwrap().clone()
}

#[test]
fn every_planted_mistake_is_found_at_its_place_and_nothing_else() {
    let planted = planted();
    assert!(planted.len() >= 40, "{}", planted.len());
    let mut missed = Vec::new();
    for Planted { name, files, expected } in planted {
        let desk = Desk::sample();
        files.iter().for_each(|(file, text)| desk.write(&format!("templates/{file}"), text));
        let line = |told: &Value| {
            let file = told["file"].as_str().unwrap_or_default().trim_start_matches("templates/").to_owned();
            // The line itself is shown with every mistake.
            let line = told["line"].as_u64().unwrap() as usize;
            assert_eq!(told["excerpt"].as_str(), files[&file].lines().nth(line - 1), "{name}");
            format!("{file}:{line}:{}: {}", told["column"], told["message"].as_str().unwrap())
        };
        let mut found: Vec<String> = told(&desk).iter().map(line).collect();
        found.sort();
        if found != expected {
            missed.push(format!("{name}\n  expected {expected:#?}\n  found {found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn templates_that_ship_have_no_mistakes() {
    let desk = Desk::sample();
    desk.run(&["templates", "check", "--strict"]).ends_with(0).prints(&["no mistakes found"]);
}

#[test]
fn the_nearest_name_is_suggested_with_a_caret_below_the_line() {
    let desk = Desk::sample();
    desk.edit("templates/press.md", "quotation.text", "quotation.texd");
    desk.run(&["templates", "check"]).ends_with(2).warns(&[
        "error: field `texd` is not defined",
        "templates/press.md:9:",
        "quotation.texd",
        "^^^^",
        "did you mean `text`?",
    ]);
}

#[test]
fn only_the_templates_that_are_named_are_checked_with_what_they_are_made_of() {
    let desk = Desk::sample();
    desk.edit("templates/press.md", "quotation.text", "quotation.texd");
    desk.edit("templates/_parts/why.md", "excerpt.pinpoint", "excerpt.pinpiont");
    desk.run(&["templates", "check", "executive.md"]).ends_with(0);
    desk.run(&["templates", "check", "analyst.md"]).ends_with(2).warns(&["templates/_parts/why.md:3:"]);
    desk.run(&["templates", "check", "anlyst.md"]).ends_with(2).warns(&["did you mean `analyst.md`?"]);
}

#[test]
fn check_tells_of_templates_what_a_build_does_not_reach() {
    let desk = Desk::sample();
    let branch = "{% if excerpts | length > 900 %}{{ brief.titel }}{% endif %}";
    desk.edit("templates/press.md", "{% block end %}", &format!("{{% block end %}}{branch}"));
    desk.run(&["check"]).ends_with(2).warns(&["templates/press.md:", "did you mean `title`?"]);
}

#[test]
fn list_and_show_tell_where_everything_comes_from() {
    let desk = Desk::sample();
    desk.edit("templates/press.md", "who said what", "who said it");
    desk.write("templates/_parts/own.md", "mine\n");
    desk.run(&["templates"]).ends_with(0).prints(&[
        "analyst.md: built-in; extends base.md; includes _parts/charts.md, _parts/disagreements.md",
        "press.md: changed; extends base.md",
        "for press",
        "_parts/own.md: own",
    ]);
    desk.run(&["templates", "show", "executive.md"]).ends_with(0).prints(&["{% extends \"base.md\" %}"]);
    desk.run(&["templates", "show", "press.md", "--resolved"]).ends_with(0).prints(&[
        "press.md < base.md",
        "  lead: press.md (over base.md)",
        "  body: base.md",
    ]);
    let line = desk.run(&["templates", "list", "--message-format", "json"]).ends_with(0).out;
    let first: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!(first["name"], "_parts/changes.md");
    assert_eq!(first["origin"], "built-in");
}

#[test]
fn a_template_is_begun_as_a_child_that_prints_what_its_parent_prints() {
    let desk = Desk::sample();
    desk.run(&["templates", "new", "board", "--from", "analyst.md"]).ends_with(0).prints(&[
        "wrote templates/board.md",
        "add to config.yaml",
        "template: board.md",
    ]);
    let text = desk.read("templates/board.md");
    for block in ["lead", "body", "end"] {
        assert!(text.contains(&format!("{{% block {block} %}}")), "{text}");
    }
    desk.run(&["templates", "check", "--strict"]).ends_with(0);
    // Every block, taken out of its comment, is a template still.
    desk.write(
        "templates/board.md",
        text.replace("{# From", "{# From #}{#").replace("md:\n{%", "md: #}\n{%").replace("%}\n#}", "%}"),
    );
    desk.run(&["templates", "check", "--strict"]).ends_with(0);
    desk.run(&["templates", "new", "board"]).ends_with(2).warns(&["`templates/board.md` is there already"]);
    desk.run(&["templates", "new", "Big Board"]).ends_with(2).warns(&["cannot name an audience"]);
    desk.run(&["templates", "new", "other", "--from", "analist.md"]).ends_with(2).warns(&["`analyst.md`?"]);
}

#[test]
fn an_audience_is_added_to_the_configuration_where_that_is_safe() {
    let desk = Desk::sample();
    let before = desk.read("config.yaml");
    desk.run(&["templates", "new", "board", "--write"]).ends_with(0).prints(&["added the audience `board`"]);
    let after = desk.read("config.yaml");
    assert!(before.lines().all(|line| after.contains(line)), "{after}");
    desk.edit("briefs/weekly.yaml", "[executive, analyst, press]", "[board]");
    desk.build();
    assert!(desk.root.join("output/weekly/2025-04-02/board.html").is_file());
    // A mapping in one line is left to its owner.
    let flow = Desk::sample();
    let config = flow.read("config.yaml");
    let head = config.split("audiences:").next().unwrap();
    flow.write("config.yaml", format!("{head}audiences: {{press: {{formats: [md]}}}}\n"));
    let kept = flow.read("config.yaml");
    flow.run(&["templates", "new", "board", "--write"]).ends_with(0).prints(&["add to config.yaml"]);
    assert_eq!(flow.read("config.yaml"), kept);
}

#[test]
fn a_desk_changes_words_and_adds_a_language() {
    let desk = Desk::sample();
    desk.write("templates/labels/en.yaml", "sources: Evidence\n");
    desk.write("templates/labels/pl.yaml", "sources: Źródła\nmonths: stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia\n");
    desk.edit("config.yaml", "title: Analyst edition", "title: Analyst edition\n    language: pl");
    desk.run(&["templates", "check"]).ends_with(0).warns(&["templates/labels/pl.yaml", "words are missing"]);
    desk.build();
    let analyst = desk.read("output/weekly/2025-04-02/analyst.md");
    assert!(analyst.contains("## Źródła"), "{analyst}");
    assert!(desk.read("output/weekly/2025-04-02/press.md").contains("## Evidence"));
    desk.write("templates/labels/en.yaml", "sources: [a]\n");
    desk.run(&["templates", "check"]).ends_with(2).warns(&["templates/labels/en.yaml:1:10", "not a text"]);
}

#[test]
fn the_reference_is_what_the_code_says() {
    let path = project().join("docs/templates.md");
    let written = fs::read_to_string(&path).unwrap();
    let desk = templates::open(&project()).unwrap().value;
    let mut text = written.clone();
    for (part, reference) in templates::reference(&desk) {
        let (begin, end) = (format!("<!-- {part} from the code -->\n"), format!("<!-- end of {part} -->"));
        let (head, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("no {begin}"));
        let (_, tail) = rest.split_once(&end).unwrap_or_else(|| panic!("no {end}"));
        text = format!("{head}{begin}\n{}\n\n{end}{tail}", reference.trim_end());
    }
    if std::env::var_os("ATTACHE_UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
        return;
    }
    assert!(text == written, "docs/templates.md is out of date: run this test with ATTACHE_UPDATE_GOLDEN=1");
}

#[test]
fn every_example_of_the_reference_gives_what_it_says() {
    let wrong: Vec<_> = templates::run_examples()
        .into_iter()
        .filter(|(_, given, expected)| given.trim() != expected.trim())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
