//! Looks, and what is run of a user's own: limits, errors, the same bytes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use attache::corpus::Readers;
use attache::model::{Date, EditionName};
use attache::pipeline::{Request, Session};
use attache::render;
use attache::studio::Studio;

use crate::support::{DATE, Desk};

const PAGE: &str = "templates/frame/page.typ";

/// A desk with one audience in these formats, and lines at the end of its
/// configuration.
fn desk(formats: &str, lines: &str) -> Desk {
    let desk = Desk::sample();
    desk.one_audience(formats);
    desk.append("config.yaml", lines);
    desk
}

/// Asserts that a look fails the PDF, and nothing else, with these words.
#[track_caller]
fn check_look_fails(limits: &str, page: &str, words: &[&str]) {
    let desk = desk("md, html, pdf", limits);
    desk.write(PAGE, page);
    desk.run(&["build", "--date", DATE]).ends_with(1).warns(words).warns(&[PAGE, "cannot write analyst.pdf"]);
    let written = desk.output();
    assert!(written.contains_key("weekly/2025-04-02/analyst.md"), "{:?}", written.keys());
    assert!(written.contains_key("weekly/2025-04-02/analyst.html"), "{:?}", written.keys());
    assert!(!written.contains_key("weekly/2025-04-02/analyst.pdf"), "{:?}", written.keys());
}

/// Asserts that a template fails its brief with these words.
#[track_caller]
fn check_template_fails(limits: &str, template: &str, words: &[&str]) {
    let desk = desk("md", limits);
    desk.write("templates/analyst.md", template);
    desk.run(&["build", "--date", DATE]).ends_with(2).warns(words).warns(&["templates/analyst.md"]);
}

#[test]
fn a_look_that_loops_ends_its_worker_only() {
    let page = "#let briefing(frame, body) = {\n  for i in range(1000000) { for j in range(1000) { let x = i * j } }\n  body\n}\n";
    check_look_fails("render: {seconds: 1}\n", page, &["limit of 1 s", "render.seconds", "page.typ:2:3"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_look_that_takes_all_memory_ends_its_worker_only() {
    let page = "#let briefing(frame, body) = {\n  let all = range(100000000)\n  body\n}\n";
    check_look_fails("render: {memory_mb: 512}\n", page, &["memory limit of 512 MB", "render.memory_mb"]);
}

#[test]
fn a_template_that_loops_or_doubles_a_text_is_told_by_name() {
    let doubling = "{% set text = \"ab\" %}{% for i in range(end=60) %}{% set_global text = text ~ text %}{% endfor %}{{ text }}";
    let words = ["memory limit of 512 MB", "render.memory_mb"];
    #[cfg(target_os = "linux")]
    check_template_fails("render: {memory_mb: 512}\n", doubling, &words);
    let looping = "{% for a in range(end=9000) %}{% for b in range(end=9000) %}{% for c in range(end=9000) %}{% endfor %}{% endfor %}{% endfor %}";
    check_template_fails("render: {seconds: 1}\n", looping, &["limit of 1 s", "render.seconds"]);
}

#[test]
fn a_mistake_in_a_file_that_the_look_imports_has_its_place() {
    let desk = desk("md, pdf", "");
    desk.write("templates/frame/parts.typ", "// Parts.\n#let gap = 1pt + \"a\"\n");
    let page = desk.read(PAGE);
    desk.write(PAGE, format!("#import \"parts.typ\": gap\n{page}"));
    desk.run(&["build", "--date", DATE]).ends_with(2).warns(&[
        "templates/frame/parts.typ:2:12",
        "#let gap",
        "cannot add length and string",
    ]);
}

#[test]
fn a_look_reads_no_file_and_no_package() {
    for (line, words) in [
        ("#let x = read(\"/etc/passwd\")", "a look may only use the files beside it"),
        ("#import \"@preview/cetz:0.4.2\"", "templates/frame/page.typ:1:"),
    ] {
        let desk = desk("pdf", "");
        desk.write(PAGE, format!("{line}\n{}", desk.read(PAGE)));
        desk.run(&["build", "--date", DATE]).ends_with(2).warns(&[words]);
    }
}

fn request() -> Request {
    let date: Date = DATE.parse().unwrap();
    Request { date, audiences: Vec::new(), formats: Vec::new(), since: None, slot: None }
}

/// Builds in this process and returns the bytes of each file by name.
fn built_here(desk: &Desk, studio: Studio) -> Vec<(String, Vec<u8>)> {
    let session = Session::open(&desk.root, Arc::new(Readers::in_process())).unwrap();
    let session = session.with_studio(Arc::new(studio));
    let material = session.read_in_memory(request().date, &|_| ()).unwrap().value;
    let built = session
        .build(&material, session.briefs(&[]).unwrap()[0], &request(), EditionName::first(request().date))
        .unwrap()
        .value;
    assert!(built.failures.is_empty(), "{:?}", built.failures);
    built.edition.artifacts.into_iter().map(|artifact| (artifact.name, artifact.bytes)).collect()
}

fn workers() -> Studio {
    Studio::in_workers(PathBuf::from(env!("CARGO_BIN_EXE_attache")))
}

#[test]
fn a_worker_gives_the_same_bytes_as_this_process() {
    let desk = desk("md, html, pdf", "look: {base: newsroom, accent: \"#0a5c36\", columns: 2}\n");
    // Chinese letters, which a font of the machine has where there is one: its bytes travel.
    desk.append(
        "corpus/harbour.txt",
        "\n\nThe harbour council of 北海 raised the harbour tariff by 4 per cent.\n",
    );
    let (here, there) = (built_here(&desk, Studio::in_process()), built_here(&desk, workers()));
    assert!(here.iter().any(|(name, bytes)| name == "analyst.pdf" && bytes.len() > 10_000));
    for ((name, here), (_, there)) in here.iter().zip(&there) {
        assert!(here == there, "{name} differs");
    }
}

#[test]
fn pages_are_drawn_by_a_worker() {
    let desk = desk("pdf", "look: ministry\n");
    let session = Session::open(&desk.root, Arc::new(Readers::in_process())).unwrap();
    let session = session.with_studio(Arc::new(workers()));
    let material = session.read_in_memory(request().date, &|_| ()).unwrap().value;
    let brief = session.briefs(&[]).unwrap()[0];
    let decision = session.decide(&material, brief, &request(), EditionName::first(request().date)).unwrap();
    let composed = session.compose(&material, brief, &decision).unwrap();
    let briefing = &composed.briefings()[0];
    let first = session.picture(briefing, 1).unwrap().value;
    assert!(first.pages > 1 && first.number == 1 && first.svg.starts_with("<svg"), "{}", first.pages);
    let last = session.picture(briefing, 1_000).unwrap().value;
    assert_eq!((last.number, last.pages), (first.pages, first.pages));
    assert_ne!(first.svg, last.svg);
    let pdf = render::FORMATS.iter().find(|format| format.name == "pdf").unwrap();
    assert!(session.render(briefing, pdf).unwrap().value.starts_with(b"%PDF"));
}

#[test]
fn every_ready_look_is_built_in_pdf_and_html_without_a_warning() {
    for base in ["plain", "ministry", "newsroom"] {
        for more in [
            "",
            ", cover: true, columns: 2, numbered: true, header: \"{desk} {title}\", footer: \"{page}/{pages} {date}\"",
        ] {
            let desk = desk("html, pdf", &format!("look: {{base: {base}{more}}}\n"));
            desk.build().quiet();
            let page = desk.read("output/weekly/2025-04-02/analyst.html");
            assert_eq!(
                page.contains(&format!("class=\"{base}")),
                base != "plain" || !more.is_empty(),
                "{base}"
            );
        }
    }
}

#[test]
fn an_audience_lays_its_look_over_the_desks() {
    let desk = desk("html", "look: {base: newsroom, accent: \"#0a5c36\"}\n");
    desk.edit("config.yaml", "    formats: [html]", "    formats: [html]\n    look: {base: ministry}");
    desk.build().quiet();
    let page = desk.read("output/weekly/2025-04-02/analyst.html");
    assert!(page.contains("class=\"ministry") && page.contains("--accent: #0a5c36"));
}

#[test]
fn a_colour_that_is_hard_to_read_is_a_warning_with_its_place() {
    let desk = desk("md", "look: {accent: \"#bbbbbb\"}\n");
    desk.build().warns(&["warning: ", "`accent` #bbbbbb on #ffffff has a contrast of 1.9 to 1", "WCAG AA"]);
    desk.run(&["build", "--date", DATE, "--strict"]).ends_with(1);
}

#[test]
fn a_logo_stands_in_both_formats_with_its_words() {
    let desk = desk("html, pdf", "look:\n  logo: {file: seal.svg, alt: The seal of the desk}\n");
    let check = desk.run(&["check"]).ends_with(2);
    check.warns(&["there is no `templates/frame/seal.svg`"]);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><circle cx=\"20\" cy=\"20\" r=\"19\"/></svg>";
    desk.write("templates/frame/seal.svg", svg);
    desk.build().quiet();
    let page = desk.read("output/weekly/2025-04-02/analyst.html");
    assert!(page.contains("alt=\"The seal of the desk\" src=\"data:image/svg+xml;base64,"));
}

/// Prints what a briefing of about 100 pages costs the first time and again,
/// and what the worker keeps: `cargo test --release --test it look::again --
/// --ignored --nocapture`.
#[test]
#[ignore = "measures"]
fn again() {
    let desk = desk("pdf", "");
    let long: String = (0..2_400)
        .map(|at| {
            format!(
                "The harbour council raised the harbour tariff in district {at} by {} per cent.\n\n",
                at % 90
            )
        })
        .collect();
    desk.write("corpus/long.txt", long);
    desk.edit("config.yaml", "excerpts_per_theme: 50", "excerpts_per_theme: 200");
    desk.edit("config.yaml", "excerpts_per_source: 20", "excerpts_per_source: 200");
    let filler = "A paragraph of the editors that takes its room on the page, line by line. ".repeat(14);
    let template =
        |word: &str| format!("# T\n\n{word}\n\n{}", format!("{filler}\n\n## Part\n\n").repeat(400));
    desk.write("templates/analyst.md", template("first"));
    let studio = Arc::new(workers());
    let (mut times, mut pictures) = (Vec::new(), Vec::new());
    for round in 0..200 {
        desk.write("templates/analyst.md", template(&format!("word{round}")));
        let session = Session::open(&desk.root, Arc::new(Readers::in_process())).unwrap();
        let session = session.with_studio(Arc::clone(&studio));
        let material = session.read_in_memory(request().date, &|_| ()).unwrap().value;
        let brief = session.briefs(&[]).unwrap()[0];
        let decision =
            session.decide(&material, brief, &request(), EditionName::first(request().date)).unwrap();
        let composed = session.compose(&material, brief, &decision).unwrap();
        let pdf = render::FORMATS.iter().find(|format| format.name == "pdf").unwrap();
        // What the preview asks for: the page, without the file and its proof.
        let begun = Instant::now();
        let pages = session.picture(&composed.briefings()[0], 1).unwrap().value.pages;
        pictures.push(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        let bytes = session.render(&composed.briefings()[0], pdf).unwrap().value;
        times.push(begun.elapsed().as_secs_f64());
        if [0, 1, 2, 10, 50, 100, 199].contains(&round) {
            eprintln!(
                "round {round}: {pages} pages set in {:.3} s, written and read back in {:.3} s, {} kB, workers {:?} kB",
                pictures[round],
                times[round],
                bytes.len() / 1000,
                resident()
            );
        }
    }
    let mut again = times[1..].to_vec();
    again.sort_by(f64::total_cmp);
    eprintln!("cold {:.3} s, again {:.3} s (median)", times[0], again[again.len() / 2]);
}

/// The resident memory of this process's children, in kB.
fn resident() -> Vec<usize> {
    let own = std::process::id().to_string();
    let output = Command::new("ps").args(["-o", "rss=", "--ppid", &own]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn the_frame_of_the_repository_is_short() {
    let frame = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    assert!(fs::read_to_string(frame).unwrap().lines().count() < 40);
}
