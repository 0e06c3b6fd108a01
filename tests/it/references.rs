//! References of awkward sources in each style, as they are expected.
//!
//! `tests/references/sources.json` has the sources, invented for this test.
//! Each file of `tests/references/styles/` is a case: its name is that of a
//! style, of `tests/references/citation/` or built in. With
//! `ATTACHE_UPDATE_GOLDEN=1` the files are written anew; read the diff against
//! what is published of the style before committing it. docs/citations.md
//! lists what is known to be wrong.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use attache::cite::{Cited, Style};
use attache::model::{Locator, Rich, Run, RunStyle, Source};
use serde_json::Value;

use crate::support::{DATE, Desk, project};

/// A source with the place in it that is cited.
struct Case {
    name: String,
    source: Source,
    locator: Locator,
}

#[test]
fn every_style_writes_the_references_that_are_expected() {
    let folder = project().join("tests/references");
    let update = std::env::var_os("ATTACHE_UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let cases = cases(&folder.join("sources.json"));
    assert!(cases.len() >= 30);
    let mut files: Vec<_> =
        fs::read_dir(folder.join("styles")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 6);
    let mut differences = String::new();
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let style = Style::load(name, Some(&folder.join("citation")), "en").unwrap();
        let written = references(&style, &cases);
        if update {
            fs::write(&file, written).unwrap();
        } else {
            differences += &compare(name, &fs::read_to_string(&file).unwrap(), &written);
        }
    }
    assert!(
        differences.is_empty(),
        "{differences}\nif this is wanted: ATTACHE_UPDATE_GOLDEN=1 cargo test --release --test it references"
    );
}

fn compare(name: &str, expected: &str, written: &str) -> String {
    let lines = expected.lines().zip(written.lines()).enumerate();
    let mut told = String::new();
    for (number, (expected, written)) in lines.filter(|(_, (expected, written))| expected != written).take(10)
    {
        writeln!(told, "{name}.md:{}:\n- {expected}\n+ {written}", number + 1).unwrap();
    }
    if told.is_empty() && expected != written {
        writeln!(told, "{name}.md has another length").unwrap();
    }
    told
}

fn cases(path: &Path) -> Vec<Case> {
    let sources: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let read = |value: &Value| {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let number = |key: &str| value[key].as_u64().map(|number| number as u32);
        let authors = value["authors"].as_array().unwrap();
        let source = Source {
            title: text("title").unwrap(),
            authors: authors.iter().map(|author| author.as_str().unwrap().to_owned()).collect(),
            publisher: text("publisher"),
            date: text("date").map(|date| date.parse().unwrap()),
            url: text("url"),
            language: text("language"),
            accessed: text("accessed").map(|date| date.parse().unwrap()),
            ..Source::default()
        };
        let locator =
            Locator { page: number("page"), paragraph: number("paragraph"), heading: text("heading") };
        Case { name: text("case").unwrap(), source, locator }
    };
    sources.as_array().unwrap().iter().map(read).collect()
}

/// Writes the complete reference of each source, and how it is cited: in
/// note styles at first, at once again at another place, and after all
/// others; then the list.
fn references(style: &Style, cases: &[Case]) -> String {
    let further = Locator { page: Some(99), ..Locator::default() };
    let keys: Vec<String> = (1..=cases.len()).map(|number| number.to_string()).collect();
    let first = cases.iter().zip(&keys).map(|(case, key)| (&case.source, &case.locator, key));
    let again = cases.iter().zip(&keys).map(|(case, key)| (&case.source, &further, key));
    let mentions: Vec<Cited<'_>> = first
        .clone()
        .zip(again)
        .flat_map(|(first, again)| [first, again])
        .chain(first)
        .map(|(source, locator, key)| Cited { source, locator, key })
        .collect();
    let cited = style.cite(&mentions).unwrap();
    let mut text = format!("# {}\n", style.name());
    for (at, case) in cases.iter().enumerate() {
        writeln!(text, "\n## {} {}\n", keys[at], case.name).unwrap();
        if style.is_note() {
            writeln!(text, "- first: {}", shown(&cited.notes[2 * at])).unwrap();
            writeln!(text, "- next: {}", shown(&cited.notes[2 * at + 1])).unwrap();
            writeln!(text, "- later: {}", shown(&cited.notes[2 * cases.len() + at])).unwrap();
        } else {
            writeln!(text, "- note: {}", shown(&cited.references[2 * at])).unwrap();
            writeln!(text, "- text: {}", shown(&cited.in_text[2 * at])).unwrap();
        }
    }
    writeln!(text, "\n## List\n").unwrap();
    for listed in &cited.sources {
        let label = if listed.label.is_empty() { String::new() } else { format!("{} ", listed.label) };
        writeln!(text, "- ({}) {label}{}", listed.key, shown(&listed.reference)).unwrap();
    }
    text
}

/// Writes emphasis as `_x_`, strong as `*x*` and links as `<address>`.
fn shown(rich: &Rich) -> String {
    let run = |run: &Run| match (&run.url, run.style) {
        (Some(url), _) if *url == run.text => format!("<{url}>"),
        (Some(url), _) => format!("{}<{url}>", run.text),
        (None, RunStyle::Plain) => run.text.clone(),
        (None, RunStyle::Emphasis) => format!("_{}_", run.text),
        (None, RunStyle::Strong) => format!("*{}*", run.text),
    };
    rich.0.iter().map(run).collect()
}

#[test]
fn citations_stand_in_the_text_where_the_style_has_them_there() {
    let desk = Desk::sample();
    desk.one_audience("md");
    desk.append("config.yaml", "    citation_style: apa\n");
    desk.build();
    let path = format!("output/weekly/{DATE}/analyst.md");
    let written = desk.read(&path);
    assert!(!written.contains("[^"), "{written}");
    assert!(written.contains("para. ") && written.contains("](https://"), "{written}");
    assert_eq!(written.matches("## References").count(), 1, "{written}");
    assert!(!written.contains("\n## Sources\n"), "{written}");
    let references = desk.manifest(DATE)["excerpts"][0]["reference"].as_str().unwrap().to_owned();
    assert!(references.len() > 40, "{references}");

    desk.append("config.yaml", "    citations: footnotes\n");
    desk.build_on("2025-04-03");
    let written = desk.read("output/weekly/2025-04-03/analyst.md");
    assert!(written.contains("[^1]: ") && written.contains("## Sources"), "{written}");
}

#[test]
fn numbers_in_the_text_are_those_of_the_list() {
    let desk = Desk::sample();
    desk.one_audience("md");
    desk.append("config.yaml", "    citation_style: ieee\n");
    desk.build();
    let written = desk.read(&format!("output/weekly/{DATE}/analyst.md"));
    let (text, list) = written.split_once("## References").unwrap();
    assert!(text.contains("\\[1, "), "{text}");
    assert!(list.contains("\n\\[1\\] ") && list.contains("\n\\[2\\] "), "{list}");
}

#[test]
fn a_style_of_notes_is_not_set_in_the_text() {
    let desk = Desk::sample();
    desk.append("config.yaml", "    citations: text\n");
    desk.run(&["check"]).ends_with(2).warns(&[
        "`citations` is `text`, but style `chicago-notes` has notes only",
        "say `footnotes` or `endnotes`, or take a style that cites in the text",
    ]);
}

#[test]
fn a_style_of_the_desk_says_ibid_in_footnotes() {
    let desk = Desk::sample();
    desk.one_audience("md");
    let style = fs::read_to_string(project().join("tests/references/citation/house.csl")).unwrap();
    desk.write("templates/citation/house.csl", style);
    desk.append("config.yaml", "    citation_style: house\n");
    desk.build();
    let written = desk.read(&format!("output/weekly/{DATE}/analyst.md"));
    assert!(written.contains("]: ibid., para. "), "{written}");
    // The manifest's references hold without their neighbours.
    assert!(!desk.read(&format!("output/weekly/{DATE}/edition.json")).contains("ibid"));
}

#[test]
fn sources_are_written_for_reference_managers_and_read_again() {
    let desk = Desk::sample();
    let facts = |desk: &Desk| {
        let listed = desk.run(&["corpus", "list", "--format", "json"]).ends_with(0).out;
        let lines = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .map(|line| (line["path"].clone(), line["title"].clone(), line["date"].clone()))
            .collect::<Vec<_>>()
    };
    let before = facts(&desk);
    let bibtex = desk.run(&["corpus", "sources", "--to", "bibtex"]).ends_with(0).out;
    assert_eq!(bibtex.matches("\n  file = {").count(), before.len(), "{bibtex}");
    let json = desk.run(&["corpus", "sources", "--to", "csl-json"]).ends_with(0).out;
    let items: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(items.as_array().unwrap().len(), before.len());
    desk.run(&["corpus", "sources", "--to", "hayagriva"]).ends_with(0).prints(&["type: "]);
    desk.run(&["corpus", "sources", "--to", "bibtex", "--write"]).ends_with(2);

    // Without the desk's own metadata the library tells the same.
    desk.write("library.bib", bibtex);
    desk.edit("config.yaml", "corpus: [corpus]", "corpus: {paths: [corpus], bibliography: [library.bib]}");
    desk.remove("corpus/sources.yaml");
    desk.remove("corpus/harbour.txt.yaml");
    assert_eq!(facts(&desk), before);
}
