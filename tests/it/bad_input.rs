//! What a user is told when something is wrong, and that earlier editions
//! stand byte for byte.

use std::fs::{self, File};
use std::os::unix::fs::symlink;

use crate::support::{DATE, Desk};

/// A day after [`DATE`], for which no edition stands.
const NEXT: &str = "2025-04-09";

/// Builds once, breaks the desk, and asserts that a build for the next week
/// ends with `status`, says each text, and leaves the archive as it was.
#[track_caller]
fn refuses(desk: &Desk, break_it: impl FnOnce(&Desk), status: i32, says: &[&str]) {
    refuses_with(desk, break_it, &["build", "--date", NEXT], status, says);
}

#[track_caller]
fn refuses_with(desk: &Desk, break_it: impl FnOnce(&Desk), arguments: &[&str], status: i32, says: &[&str]) {
    desk.build();
    let before = desk.output();
    break_it(desk);
    let outcome = desk.run(arguments).ends_with(status).warns(says);
    assert_eq!(outcome.out, "", "results were printed");
    assert!(desk.output() == before, "earlier output has changed");
}

/// Builds once, spoils a part of the corpus, and asserts that a build for the
/// next week warns, leaves the earlier edition as it was and cites what is
/// whole.
#[track_caller]
fn warns(desk: &Desk, spoil: impl FnOnce(&Desk), says: &[&str]) {
    desk.build();
    let earlier = desk.output();
    spoil(desk);
    desk.build_on(NEXT).warns(says);
    let now = desk.output();
    // The page and the feeds that list editions have one more now.
    let is_kept = |path: &str| path.starts_with("weekly/2") || path.starts_with("sources/");
    for (path, bytes) in earlier.iter().filter(|(path, _)| is_kept(path)) {
        assert!(now[path] == *bytes, "{path} has changed");
    }
    let manifest = desk.manifest(NEXT);
    assert!(!manifest["excerpts"].as_array().unwrap().is_empty(), "nothing was cited");
    assert!(manifest["warnings"].as_array().is_some());
}

#[test]
fn an_empty_corpus_is_told_with_its_folder_and_key() {
    refuses(
        &Desk::sample(),
        Desk::empty_corpus,
        1,
        &["error: the corpus is empty: no file in `corpus`", "`corpus.paths` in config.yaml"],
    );
}

#[test]
fn a_corpus_folder_that_is_not_there_is_named() {
    refuses(
        &Desk::sample(),
        |desk| fs::remove_dir_all(desk.root.join("corpus")).unwrap(),
        1,
        &["error: the corpus is empty: there is no `corpus`", "`corpus.paths` in config.yaml"],
    );
}

#[test]
fn a_corpus_of_files_that_cannot_be_read_names_each_with_its_reason() {
    let spoil = |desk: &Desk| {
        desk.empty_corpus();
        desk.write("corpus/binary.txt", b"a\0b\0\x01\x02\x03c");
        desk.write("corpus/empty.md", "");
        desk.write("corpus/picture.html", b"\x89PNG\r\n\x1a\n");
        desk.write("corpus/table.xyz", "harbour");
    };
    refuses(
        &Desk::sample(),
        spoil,
        1,
        &[
            "error: the corpus is empty: none of the 4 files in `corpus` could be read",
            "its name says plain text, but it is not text: it has NUL bytes",
            "corpus/binary.txt",
            "it is empty",
            "corpus/empty.md",
            "its name says HTML, but it is not text: a PNG picture",
            "corpus/picture.html",
            "no format has the extension `.xyz`",
            "corpus/table.xyz",
        ],
    );
}

#[test]
fn unreadable_files_beside_good_ones_are_warnings() {
    let spoil = |desk: &Desk| {
        desk.write("corpus/binary.txt", b"a\0b\0\x01\x02\x03c");
        desk.write("corpus/paper.txt", b"GIF89a harbour");
        symlink("/nowhere/at/all.txt", desk.root.join("corpus/gone.txt")).unwrap();
    };
    let desk = Desk::sample();
    warns(
        &desk,
        spoil,
        &[
            "warning: its name says plain text, but it is not text: it has NUL bytes",
            "corpus/binary.txt",
            "its name says plain text, but it is not text: a GIF picture",
            "corpus/paper.txt",
            "warning: cannot read it: No such file or directory",
            "corpus/gone.txt",
        ],
    );
    let skipped = desk.manifest(NEXT)["coverage"]["skipped"].clone();
    let paths: Vec<&str> =
        skipped.as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["corpus/binary.txt", "corpus/gone.txt", "corpus/paper.txt"]);
}

#[test]
fn a_theme_that_matches_nothing_is_a_warning() {
    let desk = Desk::sample();
    warns(
        &desk,
        a_void_theme,
        &["warning: theme `void` matches nothing in the corpus", "config.yaml", "attache search"],
    );
    let manifest = desk.manifest(NEXT);
    assert_eq!(manifest["themes"][2]["id"], "void");
    assert_eq!(manifest["themes"][2]["excerpts"], serde_json::json!([]));
    assert!(manifest["warnings"][0].as_str().unwrap().contains("theme `void` matches nothing"));
}

#[test]
fn a_theme_that_matches_nothing_fails_a_strict_build() {
    refuses_with(
        &Desk::sample(),
        a_void_theme,
        &["build", "--date", NEXT, "--strict"],
        1,
        &[
            "warning: theme `void` matches nothing in the corpus",
            "error: nothing was written",
            "with --strict nothing is written while there are warnings",
        ],
    );
}

fn a_void_theme(desk: &Desk) {
    desk.edit("config.yaml", "audiences:", "  void:\n    terms: [zyzzyva]\n\naudiences:");
    desk.edit("briefs/weekly.yaml", "[harbour, fishing]", "[harbour, fishing, void]");
}

#[test]
fn with_strict_no_brief_is_written_if_one_has_a_warning() {
    let desk = Desk::sample();
    desk.write("briefs/another.yaml", "title: Another\nthemes: [harbour]\naudiences: [press]\n");
    a_void_theme(&desk);
    desk.run(&["build", "--date", DATE, "--strict"]).ends_with(1).warns(&["error: nothing was written"]);
    assert!(desk.output().is_empty());
}

#[test]
fn a_template_that_does_not_parse_is_told_with_its_line() {
    refuses(
        &Desk::sample(),
        |desk| desk.write("templates/press.md", "{% extends \"base.md\" %}\n\n{% for x in %}\n"),
        2,
        &["error: ", "templates/press.md:3:13", "{% for x in %}"],
    );
}

#[test]
fn every_template_that_does_not_parse_is_told() {
    let spoil = |desk: &Desk| {
        desk.write("templates/press.md", "{{ brief.title \n");
        desk.write("templates/analyst.md", "# A\n{% if %}\n");
    };
    refuses(&Desk::sample(), spoil, 2, &["templates/press.md:", "templates/analyst.md:2:"]);
}

#[test]
fn an_unknown_variable_is_told_with_its_place_and_the_nearest_name() {
    refuses(
        &Desk::sample(),
        |desk| desk.write("templates/press.md", "# A\n\n{{ breif.title }}\n"),
        2,
        &["error: variable `breif` is not defined", "templates/press.md:3:4", "help: did you mean `brief`?"],
    );
}

#[test]
fn an_unknown_field_in_a_part_is_told_with_the_part_and_the_nearest_name() {
    refuses(
        &Desk::sample(),
        |desk| desk.edit("templates/_parts/excerpt.md", "excerpt.source.title", "excerpt.source.titel"),
        2,
        &["titel", "templates/_parts/excerpt.md:4:", "help: did you mean `title`?"],
    );
}

#[test]
fn a_template_that_extends_a_missing_one_is_told_with_the_nearest_name() {
    refuses(
        &Desk::sample(),
        |desk| desk.write("templates/press.md", "{# press #}\n{% extends \"bass.md\" %}\n"),
        2,
        &[
            "error: extends `bass.md`, which is not in `templates/`",
            "templates/press.md:2:",
            "help: did you mean `base.md`?",
        ],
    );
}

#[test]
fn a_template_that_includes_a_missing_one_is_told_with_the_nearest_name() {
    refuses(
        &Desk::sample(),
        |desk| desk.edit("templates/base.md", "_parts/notes.md", "_parts/note.md"),
        2,
        &[
            "`_parts/note.md`, which is not in `templates/`",
            "templates/base.md:",
            "did you mean `_parts/notes.md`?",
        ],
    );
}

#[test]
fn an_audience_whose_template_is_missing_is_told_with_the_nearest_name() {
    refuses(
        &Desk::sample(),
        |desk| desk.remove("templates/press.md"),
        2,
        &["error: audience `press`: there is no `templates/press.md`", "config.yaml"],
    );
}

#[test]
fn a_template_that_drops_an_excerpts_words_is_refused() {
    refuses(
        &Desk::sample(),
        |desk| desk.edit("templates/_parts/excerpt.md", "{{ excerpt.text }}", "{{ excerpt.text | upper }}"),
        2,
        &["error: the template cites an excerpt without its words", "print `excerpt.text` as it is"],
    );
}

#[test]
fn a_template_cannot_declare_a_sources_words_to_be_markup() {
    refuses(
        &Desk::sample(),
        |desk| desk.edit("templates/_parts/excerpt.md", "{{ excerpt.text }}", "{{ excerpt.text | safe }}"),
        2,
        &["there is no filter `safe`", "templates/_parts/excerpt.md:2:"],
    );
}

#[test]
fn a_brief_with_unknown_names_tells_all_of_them_with_their_places() {
    refuses(
        &Desk::sample(),
        |desk| {
            desk.write(
                "briefs/weekly.yaml",
                "title: Weekly\nthemes: [harbor, fishing]\naudiences: [executives, press]\n",
            );
        },
        2,
        &[
            "error: unknown theme `harbor`",
            "briefs/weekly.yaml:2:10",
            "help: did you mean `harbour`?",
            "error: unknown audience `executives`",
            "briefs/weekly.yaml:3:13",
            "help: did you mean `executive`?",
        ],
    );
}

#[test]
fn an_unknown_brief_audience_or_format_on_the_command_line_is_told() {
    let nothing = |_: &Desk| {};
    let desk = Desk::sample();
    refuses_with(
        &desk,
        nothing,
        &["build", "weakly"],
        2,
        &["unknown brief `weakly`", "did you mean `weekly`?"],
    );
    refuses_with(
        &desk,
        nothing,
        &["build", "--audience", "pres", "--to", "pfd"],
        2,
        &["an audience `pres`", "did you mean `press`?", "unknown format `pfd`", "did you mean `pdf`?"],
    );
}

#[test]
fn a_document_with_invalid_utf_8_is_read_with_a_warning() {
    let mut bytes =
        "Der Hafen von Norwick ist größer, die Gebühr höher, müssen Händler wählen? ".repeat(3).into_bytes();
    bytes.extend_from_slice(b"The harbour master spoke\xff to the ships.\n");
    warns(
        &Desk::sample(),
        |desk| desk.write("corpus/damaged.txt", &bytes),
        &["warning: 1 place", "not valid UTF-8", "U+FFFD", "corpus/damaged.txt"],
    );
}

#[test]
fn a_document_in_another_encoding_is_read_by_a_guess_with_a_warning() {
    // "Гавань и флот: рыбаки просят снизить портовый сбор." in windows-1251.
    let bytes =
        b"\xc3\xe0\xe2\xe0\xed\xfc \xe8 \xf4\xeb\xee\xf2: \xf0\xfb\xe1\xe0\xea\xe8 \xef\xf0\xee\xf1\xff\xf2 \
        \xf1\xed\xe8\xe7\xe8\xf2\xfc \xef\xee\xf0\xf2\xee\xe2\xfb\xe9 \xf1\xe1\xee\xf0.\n";
    warns(
        &Desk::sample(),
        |desk| desk.write("corpus/old.txt", bytes),
        &["warning: not UTF-8; read as windows-1251, by a guess", "corpus/old.txt", "save it as UTF-8"],
    );
}

#[test]
fn invalid_utf_8_in_the_configuration_is_told_with_its_place() {
    let spoil = |path: &'static str| {
        move |desk: &Desk| {
            let mut bytes = desk.read(path).into_bytes();
            let at = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
            bytes.splice(at..at, *b"# caf\xe9\n");
            desk.write(path, bytes);
        }
    };
    for path in ["config.yaml", "briefs/weekly.yaml", "templates/press.md"] {
        let place = format!("{path}:2:6");
        refuses(&Desk::sample(), spoil(path), 2, &["error: not valid UTF-8", &place, "save it as UTF-8"]);
    }
}

#[test]
fn a_file_of_50_mb_is_passed_over_with_its_size_the_limit_and_the_key() {
    let desk = Desk::sample();
    warns(
        &desk,
        |desk| {
            let sentence = "The harbour of Norwick handled more cargo than ever before in its history.\n";
            desk.write("corpus/huge.txt", sentence.repeat((50 << 20) / sentence.len() + 1));
        },
        &[
            "warning: skipped: its 50.1 MB are over the limit of 32 MB for one file",
            "corpus/huge.txt",
            "`corpus.limits.file_mb` in config.yaml sets the limit",
        ],
    );
    let manifest = desk.manifest(NEXT);
    assert_eq!(manifest["coverage"]["documents"], 4);
    assert_eq!(manifest["coverage"]["skipped"][0]["path"], "corpus/huge.txt");
}

#[test]
fn the_limit_on_a_files_size_can_be_set() {
    let desk = Desk::sample();
    desk.edit("config.yaml", "corpus: [corpus]", "corpus:\n  paths: [corpus]\n  limits: {file_mb: 1}");
    desk.write("corpus/large.txt", "The harbour of Norwick has a new berth.\n".repeat(30_000));
    desk.build().warns(&["its 1.2 MB are over the limit of 1 MB", "corpus/large.txt"]);
}

#[test]
fn a_document_that_is_gone_since_the_last_build_is_no_longer_cited() {
    let desk = Desk::sample();
    desk.build();
    let before = desk.output();
    desk.remove("corpus/herring.md");
    desk.build_on(NEXT).quiet();
    assert!(!desk.read(&format!("output/weekly/{NEXT}/edition.json")).contains("corpus/herring.md"));
    let kept = format!("weekly/{DATE}/edition.json");
    assert!(desk.output()[&kept] == before[&kept]);
}

#[test]
fn metadata_that_is_wrong_is_told_with_its_place_and_the_rest_is_used() {
    let desk = Desk::sample();
    warns(
        &desk,
        |desk| {
            desk.write(
                "corpus/harbour.txt.yaml",
                "titel: A\nauthors: [Ines Aalto]\ndate: 20 March\nurl: javascript:alert(1)\n",
            );
        },
        &[
            "warning: unknown key `titel`",
            "corpus/harbour.txt.yaml:1:1",
            "help: did you mean `title`?",
            "warning: `date` is `20 March`, which is no date",
            "corpus/harbour.txt.yaml:3:7",
            "help: write it as YYYY-MM-DD, YYYY-MM or YYYY",
            "warning: `url` is `javascript:alert(1)`, which is no web address",
        ],
    );
    let manifest = desk.manifest(NEXT);
    let harbour = manifest["documents"]
        .as_array()
        .unwrap()
        .iter()
        .find(|document| document["path"] == "corpus/harbour.txt")
        .unwrap();
    assert_eq!(harbour["authors"], serde_json::json!(["Ines Aalto"]));
    assert_eq!(harbour["url"], serde_json::Value::Null);
}

#[test]
fn metadata_of_a_file_that_does_not_exist_is_told_with_the_nearest_name() {
    warns(
        &Desk::sample(),
        |desk| desk.write("corpus/sources.yaml", "sources:\n  counsel.txt: {title: A}\n"),
        &[
            "warning: `counsel.txt` does not exist",
            "corpus/sources.yaml:2:3",
            "help: did you mean `council.txt`?",
        ],
    );
}

#[test]
fn an_output_folder_that_is_a_file_is_named() {
    let desk = Desk::sample();
    desk.write("output", "not a folder");
    desk.run(&["build", "--date", NEXT]).ends_with(1).warns(&[
        "error: cannot write `",
        "/output",
        "earlier editions are as they were",
    ]);
    assert_eq!(desk.read("output"), "not a folder");
}

#[test]
fn a_briefs_folder_that_is_a_file_is_named_and_other_briefs_stand() {
    let desk = Desk::sample();
    desk.build();
    desk.write("briefs/other.yaml", "title: Other\nthemes: [harbour]\naudiences: [press]\n");
    desk.write("output/other", "not a folder");
    let before = desk.output();
    desk.run(&["build", "other", "--date", NEXT]).ends_with(1).warns(&[
        "error: cannot write `",
        "output/other",
        "earlier editions are as they were",
    ]);
    assert!(desk.output() == before);
}

#[test]
fn an_editions_place_that_is_taken_by_a_file_loses_nothing() {
    let desk = Desk::sample();
    desk.build();
    desk.write(&format!("output/weekly/{NEXT}"), "not an edition");
    let before = desk.output();
    let outcome = desk.run(&["build", "--date", NEXT]);
    let now = desk.output();
    if outcome.status == 0 {
        assert!(now.contains_key(&format!("weekly/{NEXT}.2/edition.json")));
    } else {
        outcome.ends_with(1).warns(&["error: cannot write `"]);
        assert!(now == before);
    }
    let kept = format!("weekly/{DATE}/edition.json");
    assert!(now[&kept] == before[&kept]);
}

#[test]
fn a_wrong_citation_style_is_told_with_the_nearest_name() {
    refuses(
        &Desk::sample(),
        |desk| desk.append("config.yaml", "    citation_style: chicago-note\n"),
        2,
        &[
            "error: audience `press`: unknown citation style `chicago-note`",
            "config.yaml",
            "did you mean `chicago-notes`?",
        ],
    );
}

#[test]
fn a_broken_citation_style_of_the_desk_is_told_with_its_file() {
    refuses(
        &Desk::sample(),
        |desk| {
            desk.append("config.yaml", "    citation_style: house\n");
            desk.write("templates/citation/house.csl", "<style><info>");
        },
        2,
        &["error: audience `press`: ", "house"],
    );
}

#[cfg(feature = "pdf")]
#[test]
fn a_wrong_look_is_told_with_its_line() {
    let desk = Desk::sample();
    desk.one_audience("md, pdf");
    refuses(
        &desk,
        |desk| {
            let look = desk.read("templates/frame/page.typ");
            let lines = look.lines().count();
            desk.write("templates/frame/page.typ", look + "\n#let broken = (1 + \"a\")\n");
            assert!(lines > 10);
        },
        2,
        &["error: ", "templates/frame/page.typ:", "#let broken"],
    );
}

#[test]
fn a_desk_that_another_run_holds_gives_75() {
    let desk = Desk::sample();
    desk.build();
    let before = desk.output();
    let held = File::create(desk.root.join(".attache/lock")).unwrap();
    held.lock().unwrap();
    let outcome = desk.run(&["build", "--date", NEXT]).ends_with(75);
    outcome.warns(&["error: another run of attache holds `", ".attache/lock`", "wait until it ends"]);
    assert!(desk.output() == before);
    // What only reads is not kept waiting.
    desk.run(&["search", "herring"]).ends_with(0).prints(&["corpus/herring.md"]);
    desk.run(&["check"]).ends_with(0);
    drop(held);
    desk.build_on(NEXT);
}

#[test]
fn a_damaged_index_is_rebuilt() {
    let desk = Desk::sample();
    desk.build();
    let before = desk.output();
    let index = desk.root.join(".attache/index");
    let spoil = |how: fn(&std::path::Path)| {
        for entry in fs::read_dir(&index).unwrap().flatten().filter(|entry| entry.path().is_file()) {
            how(&entry.path());
        }
        let outcome = desk.run(&["build", "--date", DATE]).ends_with(0);
        assert!(desk.output() == before, "a damaged index changed the edition:\n{}", outcome.err);
    };
    spoil(|path| fs::write(path, b"damaged").unwrap());
    spoil(|path| fs::write(path, b"").unwrap());
    spoil(|path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 0xff;
        }
        fs::write(path, bytes).unwrap();
    });
    spoil(|path| fs::remove_file(path).unwrap());
}

#[test]
fn an_index_that_is_a_file_is_no_obstacle_or_is_named() {
    let desk = Desk::sample();
    desk.build();
    let before = desk.output();
    fs::remove_dir_all(desk.root.join(".attache")).unwrap();
    desk.write(".attache", "not a folder");
    desk.run(&["build", "--date", NEXT]).ends_with(1).warns(&["error: cannot write `", ".attache"]);
    assert!(desk.output() == before);
}

#[test]
fn a_damaged_manifest_of_an_earlier_edition_is_passed_over() {
    let desk = Desk::sample();
    desk.build();
    desk.write(&format!("output/weekly/{DATE}/edition.json"), "{ damaged");
    let damaged = desk.output();
    desk.build_on(NEXT);
    assert_eq!(desk.manifest(NEXT)["inputs"]["previous"], serde_json::Value::Null);
    let kept = format!("weekly/{DATE}/edition.json");
    assert!(desk.output()[&kept] == damaged[&kept]);
}

#[test]
fn a_folder_that_is_no_desk_is_told_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    crate::support::run_in(folder.path(), &["build"]).ends_with(2).warns(&[
        "there is no `config.yaml` here, so this is no desk",
        "attache init DIR",
        "-C DIR",
    ]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "something was written");
}

#[test]
fn a_desk_without_briefs_is_told_what_to_write() {
    refuses(
        &Desk::sample(),
        |desk| desk.remove("briefs/weekly.yaml"),
        2,
        &["error: the desk has no briefs", "write `briefs/weekly.yaml`"],
    );
}

#[test]
fn mistakes_of_configuration_and_templates_are_told_at_once() {
    let break_both = |desk: &Desk| {
        desk.append("config.yaml", "fonst: {}\n");
        desk.write("templates/press.md", "{% if %}\n");
    };
    refuses(&Desk::sample(), break_both, 2, &["unknown key `fonst`", "templates/press.md"]);
}
