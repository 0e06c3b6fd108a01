//! What is read of a corpus, and what `attache corpus` says of it.

use std::fs;
use std::io::{Cursor, Write as _};
use std::process::{Command, Stdio};

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::Desk;

const TEXT: &str = "The harbour board raised the tariff on Monday. Ships now pay more for the berth.\n";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// Lists the corpus: path, member, outcome and reason of each line.
fn list(desk: &Desk) -> Vec<(String, Option<String>, String, Option<String>)> {
    let listed = desk.run(&["corpus", "list", "--format", "json"]).ends_with(0);
    let line = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        (text("path").unwrap(), text("member"), text("outcome").unwrap(), text("reason"))
    };
    listed.out.lines().map(line).collect()
}

#[test]
fn archives_are_read_member_by_member_and_copies_once() {
    let desk = Desk::with_documents("md", &[("a.txt", TEXT)]);
    let inner = zip(&[("deep/d.txt", b"A fourth text on the harbour stands here.")]);
    desk.write(
        "corpus/box.zip",
        zip(&[
            ("copy.txt", TEXT.as_bytes()),
            ("b.md", b"# The berth\n\nA second text on the berth stands here."),
            (".hidden.txt", b"Hidden."),
            ("inner.zip", &inner),
            ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ]),
    );
    desk.write("corpus/c.txt.gz", gzip(b"A third text on the berth stands here."));
    desk.write("corpus/lying.txt", gzip(TEXT.as_bytes()));
    let found = list(&desk);
    let read: Vec<String> = found
        .iter()
        .filter(|(_, _, outcome, _)| outcome == "ingested")
        .map(|(path, member, _, _)| format!("{path}:{}", member.clone().unwrap_or_default()))
        .collect();
    assert_eq!(
        read,
        [
            "corpus/a.txt:",
            "corpus/box.zip:b.md",
            "corpus/box.zip:inner.zip/deep/d.txt",
            "corpus/c.txt.gz:c.txt"
        ]
    );
    let left: Vec<(String, String)> = found
        .into_iter()
        .filter(|(_, _, outcome, _)| outcome != "ingested")
        .map(|(path, member, _, reason)| (format!("{path}:{}", member.unwrap_or_default()), reason.unwrap()))
        .collect();
    let copy = "the same bytes as corpus/a.txt".to_owned();
    assert_eq!(
        left,
        [
            ("corpus/box.zip:copy.txt".to_owned(), copy.clone()),
            ("corpus/box.zip:picture.png".to_owned(), "no format has the extension `.png`".to_owned()),
            ("corpus/lying.txt:lying.txt".to_owned(), copy),
        ]
    );
}

#[test]
fn a_member_that_ends_its_reader_is_told_and_the_others_are_read() {
    let desk = Desk::with_documents("md", &[("a.txt", TEXT)]);
    // Its text needs more memory than the worker has: Markdown is parsed to a
    // tree of many times its size.
    let greedy = "* a *b* _c_\n".repeat(900_000);
    desk.write(
        "corpus/box.zip",
        zip(&[
            ("b.md", b"The first text."),
            ("greedy.md", greedy.as_bytes()),
            ("inner.zip", &zip(&[("d.md", b"A text before."), ("greedy.md", greedy.as_bytes())])),
            ("c.md", b"The last text."),
        ]),
    );
    desk.edit("config.yaml", "corpus: [corpus]", "corpus: {paths: [corpus], limits: {memory_mb: 160}}");
    let listed = desk.run(&["corpus", "list"]).ends_with(0);
    let reason = "reading it needs more than the memory limit of 160 MB";
    listed.warns(&[reason, "corpus/box.zip/greedy.md"]).prints(&[
        &format!("corpus/box.zip/greedy.md  refused: {reason}"),
        "corpus/box.zip/b.md  text/markdown",
        "corpus/box.zip/c.md  text/markdown",
        "corpus/box.zip/inner.zip/d.md  text/markdown",
        &format!("corpus/box.zip/inner.zip/greedy.md  refused: {reason}"),
        "corpus/box.zip/inner.zip  refused: a part of it ended its reader; the rest was not read",
    ]);
}

#[test]
fn limits_on_parts_nesting_and_expansion_are_told() {
    let desk = Desk::with_documents("md", &[("a.txt", TEXT)]);
    let leaf = zip(&[("leaf.txt", b"A leaf.")]);
    let twig = zip(&[("leaf.zip", &leaf)]);
    desk.write("corpus/deep.zip", zip(&[("twig.zip", &twig)]));
    desk.write("corpus/large.txt.gz", gzip(&vec![b'a'; 3 << 20]));
    desk.write(
        "corpus/many.zip",
        zip(&[("1.txt", b"One."), ("2.txt", b"Two."), ("3.txt", b"Three."), ("4.txt", b"Four.")]),
    );
    let limits = "corpus: {paths: [corpus], limits: {nesting: 2, members: 3, expanded_mb: 2}}";
    desk.edit("config.yaml", "corpus: [corpus]", limits);
    desk.run(&["corpus", "list"]).ends_with(0).prints(&[
        "corpus/deep.zip/twig.zip/leaf.zip/leaf.txt  skipped: it is nested more than 2 deep",
        "corpus/large.txt.gz  skipped: it unpacks to more than the limit of 2 MB",
        "corpus/many.zip/3.txt  text/plain",
        "corpus/many.zip  skipped: it has more than 3 parts; the rest was not read",
    ]);
}

#[test]
fn the_origin_of_each_field_is_shown_and_the_first_counts() {
    let page = "<html lang=en><head><title>Page title</title><meta name=author content='Page Author'>\
        <meta property='article:published_time' content='2024-05-16'>\
        <link rel=canonical href='https://example.org/a'></head><body><article><p>The harbour board raised the \
        tariff on Monday, as the town had asked for.</p></article></body></html>";
    let desk = Desk::with_documents("md", &[("2024-01-02_Wire_x.html", page)]);
    desk.write(
        "corpus/sources.yaml",
        "sources:\n  2024-01-02_Wire_x.html: {reliability: high, note: From sources}\n",
    );
    desk.write("corpus/2024-01-02_Wire_x.html.yaml", "title: Sidecar title\n");
    desk.write(
        "library.bib",
        "@misc{x, author = {Book, Ann}, url = {https://example.org/a}, publisher = {House}}\n",
    );
    let settings =
        "corpus:\n  paths: [corpus]\n  bibliography: library.bib\n  file_names: ['{date}_{publisher}_{any}']";
    desk.edit("config.yaml", "corpus: [corpus]", settings);
    let shown =
        desk.run(&["corpus", "show", "--format", "json", "corpus/2024-01-02_Wire_x.html"]).ends_with(0);
    let shown: Value = serde_json::from_str(&shown.out).unwrap();
    let facts: Vec<(&str, &str, &str)> = shown["metadata"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| ["field", "value", "origin"].map(|key| fact[key].as_str().unwrap()).into())
        .collect();
    assert_eq!(
        facts,
        [
            ("title", "Sidecar title", "sidecar"),
            ("authors", "Ann Book", "bibliography"),
            ("publisher", "House", "bibliography"),
            ("date", "2024-05-16", "embedded"),
            ("url", "https://example.org/a", "bibliography"),
            ("language", "en", "embedded"),
            ("reliability", "high", "sources"),
            ("note", "From sources", "sources"),
        ]
    );
    desk.run(&["corpus", "show", "corpus/2024-01-02_Wire_x.html"])
        .ends_with(0)
        .prints(&["title       Sidecar title  (sidecar)", "date        2024-05-16  (embedded)"]);
}

#[test]
fn the_text_that_positions_count_into_can_be_written() {
    let desk = Desk::with_documents("md", &[("a.txt", TEXT)]);
    let shown = desk.run(&["corpus", "show", "--text", "corpus/a.txt"]).ends_with(0);
    assert_eq!(shown.out, TEXT);
    desk.run(&["corpus", "show", "corpus/b.txt"])
        .ends_with(2)
        .warns(&["there is no document `corpus/b.txt` in the corpus", "`corpus/a.txt`"]);
}

#[test]
fn dates_that_cannot_be_are_told_and_not_taken() {
    let desk =
        Desk::with_documents("md", &[("a.md", "---\ndate: 2999-01-01\n---\n\nThe harbour tariff rose.\n")]);
    desk.write("corpus/a.md.yaml", "date: 1066-10-14\n");
    let listed = desk.run(&["corpus", "list"]).ends_with(0);
    listed.warns(&["its date 2999-01-01 is in the future", "before 1900"]).prints(&["undated"]);
}

#[test]
fn a_corpus_is_counted() {
    let desk = Desk::with_documents("md", &[("a.txt", TEXT), ("b.md", "A text of 2024."), ("c.txt", TEXT)]);
    desk.write("corpus/b.md.yaml", "date: 2024-05\nlanguage: en\n");
    let counted = desk.run(&["corpus", "stats", "--format", "json"]).ends_with(0);
    let counted: Value = serde_json::from_str(&counted.out).unwrap();
    assert_eq!((counted["documents"].as_u64(), counted["skipped"].as_u64()), (Some(2), Some(1)));
    assert_eq!(counted["words"], 19);
    assert_eq!(counted["years"][0]["name"], "2024");
    assert_eq!(counted["years"][1]["name"], "undated");
    assert_eq!(counted["reasons"][0]["name"], "the same bytes as another");
    desk.run(&["corpus", "stats"]).ends_with(0).prints(&["documents: 2, words: 19, skipped: 1, refused: 0"]);
}

#[test]
fn sources_are_written_to_be_completed() {
    let desk = Desk::with_documents("md", &[("a \"b\".txt", TEXT), ("sub/c.md", "# C: a \\ title\n\nText.")]);
    let printed = desk.run(&["corpus", "sources"]).ends_with(0);
    let expected = "sources:\n  \"a \\\"b\\\".txt\":\n    title:  # \"a \\\"b\\\"\" (a guess)\n    authors:\n    \
        publisher:\n    date:\n    url:\n    language:  # en (a guess)\n    reliability:\n  \"sub/c.md\":\n    \
        title:  # \"C: a \\\\ title\" (a guess)\n";
    assert!(printed.out.contains(expected), "{}", printed.out);
    desk.run(&["corpus", "sources", "--write"]).ends_with(0).prints(&["wrote corpus/sources.yaml"]);
    // It is read back without a word, and changes nothing.
    desk.run(&["corpus", "list"]).ends_with(0).quiet();
    desk.run(&["corpus", "show", "corpus/sub/c.md"]).ends_with(0).prints(&["C: a \\ title  (detected)"]);
    desk.run(&["corpus", "sources", "--write"]).ends_with(1).warns(&["it exists already"]);
}

#[test]
fn terms_of_a_language_are_sought_in_its_documents_only() {
    let german =
        "Der Hafen fand im Wasser ein starkes Gift und sperrte deshalb alle Liegeplätze für eine Woche.";
    let english =
        "The harbour received a generous gift from the town and opened every berth for a whole week.";
    let desk = Desk::with_documents("md", &[("de.txt", german), ("en.txt", english)]);
    desk.write("corpus/de.txt.yaml", "language: de\n");
    desk.write("corpus/en.txt.yaml", "language: en\n");
    let config = desk.read("config.yaml");
    let (head, tail) = (config.split("themes:").next().unwrap(), config.split("audiences:").nth(1).unwrap());
    desk.write(
        "config.yaml",
        format!("{head}themes:\n  poison:\n    title: Poison\n    languages:\n      de: {{terms: [Gift]}}\naudiences:{tail}"),
    );
    let brief = desk.read("briefs/weekly.yaml");
    let themes = brief.lines().find(|line| line.starts_with("themes:")).unwrap();
    desk.edit("briefs/weekly.yaml", themes, "themes: [poison]");
    desk.build();
    let manifest = desk.manifest(crate::support::DATE);
    let cited: Vec<&str> = manifest["excerpts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|excerpt| excerpt["document"].as_str().unwrap())
        .collect();
    assert_eq!(cited, ["corpus/de.txt"]);
}

#[test]
fn rows_of_copies_are_read_once() {
    let rows = "{\"text\": \"The harbour tariff rose.\"}\n{\"text\": \"The berth is full.\"}\n";
    let desk = Desk::with_documents("md", &[("a.jsonl", rows), ("b.jsonl", rows)]);
    desk.run(&["corpus", "list"]).ends_with(0).prints(&[
        "corpus/a.jsonl/line-1  application/",
        "corpus/b.jsonl/line-1  skipped: the same bytes as corpus/a.jsonl/line-1",
        "corpus/b.jsonl/line-2  skipped: the same bytes as corpus/a.jsonl/line-2",
    ]);
}

/// A worker that is started by hand ends with its input.
#[test]
fn a_worker_ends_with_its_input() {
    let mut worker = Command::new(env!("CARGO_BIN_EXE_attache"))
        .arg("reader-worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(worker.stdin.take());
    assert!(worker.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn nothing_but_regular_files_within_the_corpus_is_opened() {
    let desk = Desk::with_documents("md", &[("a.txt", TEXT)]);
    let corpus = desk.root.join("corpus");
    fs::write(desk.beside().join("secret.txt"), "A secret text outside.").unwrap();
    std::os::unix::fs::symlink(desk.beside().join("secret.txt"), corpus.join("out.txt")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", corpus.join("zero.txt")).unwrap();
    let made = Command::new("mkfifo").arg(corpus.join("pipe.txt")).status().unwrap();
    assert!(made.success());
    desk.run(&["corpus", "list"]).ends_with(0).warns(&["not a file but a pipe; not read"]).prints(&[
        "corpus/out.txt  skipped: it links to a place outside the corpus",
        "corpus/pipe.txt  skipped: not a file but a pipe; not read",
        "corpus/zero.txt  skipped: it links to a place outside the corpus",
    ]);
}
