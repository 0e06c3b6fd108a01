//! Each third-party engine lives in one room.

use std::fs;
use std::path::Path;

/// A crate (every crate whose name begins so) and where it may be named.
const ROOMS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["cli/report.rs"]),
    ("axum", &["preview/", "schedule/listen.rs"]),
    ("biblatex", &["cite/library/bibtex.rs"]),
    ("chardetng", &["corpus/"]),
    ("clap", &["cli/"]),
    ("crc32fast", &["corpus/cache"]),
    ("croner", &["tool/cron/", "schedule/calendar_tests.rs"]),
    ("ct_codecs", &["signature.rs", "render/html/style.rs", "delivery/", "shelf/"]),
    ("csv", &["corpus/formats/rows"]),
    ("dom_query", &["corpus/formats/html", "render/html/tests"]),
    ("dom_smoothie", &["corpus/formats/html"]),
    ("encoding_rs", &["corpus/"]),
    ("flate2", &["output.rs", "output/", "corpus/formats/"]),
    ("frostem", &["tool/words/"]),
    ("getrandom", &["preview/"]),
    ("hayagriva", &["cite/"]),
    ("hayro_interpret", &["corpus/formats/pdf/"]),
    ("hayro_syntax", &["corpus/formats/pdf/"]),
    ("hmac", &["delivery/webhook.rs"]),
    ("hyper", &["preview/", "schedule/listen.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("jiff", &["model/date.rs", "model/moment.rs", "delivery/"]),
    ("intl_pluralrules", &["labels/"]),
    ("kuva", &["charts/"]),
    ("kurbo", &["corpus/formats/pdf/"]),
    ("lettre", &["delivery/mail/"]),
    ("mail_builder", &["render/eml/", "delivery/mail/"]),
    ("mail_parser", &["corpus/formats/mail", "delivery/mail/"]),
    ("minisign", &["signature.rs"]),
    ("notify", &["preview/"]),
    ("prometheus_client", &["schedule/board.rs"]),
    ("pulldown_cmark", &["tool/markdown/"]),
    ("postcard", &["corpus/cache", "pipeline/shelf/summaries.rs"]),
    ("resvg", &["render/docx/picture.rs"]),
    ("quick_xml", &["corpus/formats/", "render/docx/"]),
    // No room of the program: the tests make certificates with it.
    ("rcgen", &[]),
    ("rustix", &["output.rs", "worker/sandbox.rs"]),
    ("rusty_s3", &["delivery/s3.rs"]),
    ("seccompiler", &["worker/sandbox.rs"]),
    ("sentencex", &["tool/sentences"]),
    // Derived by types that a template sees.
    ("schemars", &["compose/", "findings/", "manifest.rs", "model/"]),
    ("serde_yaml", &["tool/yaml.rs"]),
    ("signal_hook", &["cli/schedule/"]),
    ("similar", &["verify/diff.rs"]),
    ("stop_words", &["tool/words/"]),
    ("tantivy", &["index/"]),
    ("tera", &["template/"]),
    ("tokio", &["preview/", "schedule/listen.rs"]),
    ("typst", &["render/pdf/"]),
    ("unic_langid", &["labels/"]),
    ("unicode_bidi", &["render/docx/"]),
    ("ureq", &["delivery/"]),
    ("walkdir", &["corpus/walk.rs"]),
    ("whatlang", &["corpus/"]),
    ("zip", &["corpus/formats/", "render/docx/", "render/tests.rs"]),
];

#[test]
fn every_engine_is_named_in_its_own_room_only() {
    let mut strays = Vec::new();
    for (path, code) in sources() {
        for (engine, rooms) in ROOMS {
            let at_home = rooms.iter().any(|room| path.starts_with(room));
            if !at_home && names(&code, engine) {
                strays.push(format!("{path} names {engine}"));
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn every_room_has_its_engine() {
    let sources = sources();
    for (engine, rooms) in ROOMS.iter().filter(|(_, rooms)| !rooms.is_empty()) {
        let used = sources
            .iter()
            .any(|(path, code)| rooms.iter().any(|room| path.starts_with(room)) && names(code, engine));
        assert!(used, "no room names {engine}: the table is out of date");
    }
}

#[test]
fn stages_do_not_know_one_another() {
    // `pipeline` wires the stages; each of these knows model, error and tools.
    let stages = ["corpus", "index", "select", "cite", "template", "render", "output", "verify"];
    let mut strays = Vec::new();
    for (path, code) in sources() {
        let Some(home) = stages
            .iter()
            .find(|stage| path.starts_with(&format!("{stage}/")) || path == format!("{stage}.rs"))
        else {
            continue;
        };
        for other in stages.iter().filter(|other| *other != home) {
            if code.contains(&format!("crate::{other}::")) {
                strays.push(format!("{path} uses crate::{other}"));
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

/// Tells whether code names a crate: `engine::`, `engine_x::` or `use engine`.
fn names(code: &str, engine: &str) -> bool {
    code.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        line.match_indices(engine).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let rest = &line[at + engine.len()..];
            let name_end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            let tail = &rest[name_end.unwrap_or(rest.len())..];
            let starts_name =
                before.is_none_or(|letter| !(letter.is_alphanumeric() || "_.:\"'".contains(letter)));
            starts_name && tail.starts_with("::") && !line.contains(&format!("crate::{engine}"))
        })
    })
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push((relative(&path, &root), fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(sources.len() > 30, "the scan found {} files only", sources.len());
    sources
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/")
}
