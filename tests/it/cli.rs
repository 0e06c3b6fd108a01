//! The command line: arguments, streams, exit statuses, machine interfaces.

use std::fs;

use serde_json::Value;

use crate::support::{DATE, Desk, Outcome, copy_tree, project, run_in, snapshot};

fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn attache_alone_builds_every_brief() {
    let desk = Desk::sample();
    desk.run(&[]).ends_with(0).prints(&["built weekly "]).quiet();
    assert!(desk.root.join("output/weekly/latest/press.md").exists());
}

#[test]
fn help_names_every_command_and_version_the_version() {
    let desk = Desk::sample();
    let commands = ["build", "check", "init", "search", "inspect", "completions", "man"];
    desk.run(&["--help"]).ends_with(0).quiet().prints(&commands);
    for command in commands {
        desk.run(&[command, "--help"]).ends_with(0).quiet().prints(&["Usage: attache "]);
    }
    let version = format!("attache {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(desk.run(&["--version"]).ends_with(0).out, version);
}

#[test]
fn wrong_usage_gives_2_and_names_what_is_near() {
    let desk = Desk::sample();
    desk.run(&["build", "--audiense", "press"]).ends_with(2).warns(&["--audiense", "--audience"]);
    desk.run(&["biuld"]).ends_with(2).warns(&["biuld", "build"]);
    desk.run(&["search"]).ends_with(2).warns(&["<QUERY>"]);
    desk.run(&["search", "--limit", "0", "x"]).ends_with(2).warns(&["--limit"]);
    desk.run(&["inspect"]).ends_with(2).warns(&["<FILE>"]);
    assert!(desk.output().is_empty());
}

#[test]
fn check_finds_no_mistake_in_a_good_desk() {
    let desk = Desk::sample();
    let outcome = desk.run(&["check"]).ends_with(0).quiet();
    assert_eq!(outcome.out, "no mistakes found\n");
    let outcome = desk.run(&["check", "--message-format", "json"]).ends_with(0).quiet();
    assert_eq!(json_lines(&outcome.out), [serde_json::json!({ "diagnostics": [] })]);
    assert!(!desk.root.join("output").exists(), "check has written an edition");
}

#[test]
fn check_tells_warnings_and_gives_1_for_them_if_strict() {
    let desk = Desk::sample();
    desk.write("corpus/binary.txt", b"a\0b");
    let told = |outcome: Outcome| {
        outcome.warns(&["has NUL bytes", "corpus/binary.txt"]).prints(&["errors: 0, warnings: 1\n"])
    };
    told(desk.run(&["check"]).ends_with(0));
    told(desk.run(&["check", "--strict"]).ends_with(1));
}

#[test]
fn check_tells_every_mistake_of_every_file_at_once() {
    let desk = Desk::sample();
    desk.edit("config.yaml", "title: The harbour", "titel: The harbour");
    desk.edit("config.yaml", "max_words: 40", "max_words: 4000");
    desk.edit("briefs/weekly.yaml", "title:", "tittle:");
    let outcome = desk.run(&["check"]).ends_with(2).warns(&[
        "error: unknown key `titel` in theme `harbour`",
        "config.yaml:8:5",
        "help: did you mean `title`?",
        "error: `max_words` is 4000",
        "a whole number from 5 to 400",
        "error: unknown key `tittle` in a brief",
        "briefs/weekly.yaml:1:1",
        "the brief has no `title`",
    ]);
    assert_eq!(outcome.out, "errors: 4, warnings: 0\n");
    let outcome = desk.run(&["check", "--message-format", "json"]).ends_with(2).quiet();
    let lines = json_lines(&outcome.out);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let diagnostics = line["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), 4);
    for diagnostic in diagnostics {
        for key in ["severity", "file", "line", "column", "message", "hint"] {
            assert!(diagnostic.as_object().unwrap().contains_key(key), "no `{key}` in {diagnostic}");
        }
    }
    assert_eq!(diagnostics[0]["severity"], "error");
    assert_eq!(diagnostics[0]["file"], "config.yaml");
    assert_eq!(diagnostics[0]["line"], 8);
    assert_eq!(diagnostics[0]["column"], 5);
}

#[test]
fn check_gives_1_for_an_empty_corpus() {
    let desk = Desk::sample();
    desk.empty_corpus();
    desk.run(&["check"]).ends_with(1).warns(&["the corpus is empty"]);
}

#[test]
fn check_finds_what_only_filling_a_template_shows() {
    let desk = Desk::sample();
    desk.edit("templates/_parts/sources.md", "source.reference", "source.refrence");
    desk.run(&["check"]).ends_with(2).warns(&["templates/_parts/sources.md:", "did you mean `reference`?"]);
}

#[test]
fn init_makes_a_desk_that_checks_clean_and_builds() {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), &["init", "new/desk"])
        .ends_with(0)
        .quiet()
        .prints(&["made a desk in new/desk: ", "attache -C new/desk build"]);
    let desk = folder.path().join("new/desk");
    for part in ["briefs", "corpus", "templates"] {
        // The words of the labels are part of the program.
        let own: Vec<String> =
            snapshot(&project().join(part)).into_keys().filter(|name| !name.starts_with("labels/")).collect();
        let made: Vec<String> = snapshot(&desk.join(part)).into_keys().collect();
        assert_eq!(made, own, "{part}");
    }
    run_in(&desk, &["build", "--to", "md", "--date", DATE]).ends_with(0).prints(&["built weekly "]);
    run_in(folder.path(), &["-C", "new/desk", "check"]).ends_with(0);
}

#[test]
fn init_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("templates")).unwrap();
    fs::write(folder.path().join("templates/press.md"), "mine").unwrap();
    run_in(folder.path(), &["init"]).ends_with(1).warns(&[
        "error: cannot write `",
        "templates/press.md`: it exists already",
        "name an empty folder",
    ]);
    let files = snapshot(folder.path());
    assert_eq!(files.into_keys().collect::<Vec<_>>(), ["templates/press.md"]);
}

#[test]
fn search_shows_passages_with_their_places() {
    let desk = Desk::sample();
    let outcome = desk.run(&["search", "herring \"a fifth less\""]).ends_with(0).quiet();
    let first = outcome.out.lines().next().unwrap();
    assert!(first.starts_with("corpus/herring.md:") && first.contains(" 2025-03-28 "), "{first}");
    outcome.prints(&["  The herring quota for 2025 is 61,000 tonnes"]);
    assert!(!desk.root.join("output").exists());
}

#[test]
fn search_gives_json_lines_with_the_bytes_of_each_passage() {
    let desk = Desk::sample();
    let outcome =
        desk.run(&["search", "\"port authority\" tariff^2 -cargo", "--format", "json"]).ends_with(0);
    let results = json_lines(&outcome.out);
    assert!(!results.is_empty());
    let mut last = f64::INFINITY;
    for result in &results {
        let text = result["text"].as_str().unwrap();
        assert!(!text.to_lowercase().contains("cargo"), "{text}");
        if result["path"].as_str().unwrap().ends_with(".txt") {
            let source = desk.read(result["path"].as_str().unwrap());
            let at = |key: &str| result[key].as_u64().unwrap() as usize;
            assert_eq!(&source[at("start_byte")..at("end_byte")], text);
            assert_eq!(source[..at("start_byte")].lines().count() + 1, at("line"));
        }
        let score = result["score"].as_f64().unwrap();
        assert!(score.is_finite() && score <= last);
        last = score;
        assert!(!result["matched"].as_array().unwrap().is_empty());
    }
}

#[test]
fn search_of_a_word_that_is_nowhere_is_no_failure() {
    let outcome = Desk::sample().run(&["search", "zyzzyva"]).ends_with(0).quiet();
    assert_eq!(outcome.out, "");
}

#[test]
fn search_stops_at_the_limit() {
    let desk = Desk::sample();
    let outcome = desk.run(&["search", "harbour tariff", "--format", "json", "--limit", "2"]).ends_with(0);
    assert_eq!(json_lines(&outcome.out).len(), 2);
}

#[test]
fn search_writes_a_trec_run_of_a_file_of_queries_over_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    copy_tree(&project().join("tests/golden/norwick/corpus"), &folder.path().join("docs"));
    fs::write(
        folder.path().join("q.jsonl"),
        "{\"id\": \"q1\", \"text\": \"herring quota for the fleet?\"}\n\n{\"id\": \"q2\", \"text\": \"Who pays the tariff -\\\"\"}\n{\"id\": \"q3\", \"text\": \"zyzzyva\"}\n",
    )
    .unwrap();
    let arguments = ["search", "--corpus", "docs", "--queries", "q.jsonl", "--format", "trec"];
    let outcome = run_in(folder.path(), &arguments).ends_with(0).quiet();
    let rows: Vec<Vec<&str>> = outcome.out.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(&rows[0][..4], ["q1", "Q0", "herring", "1"]);
    assert_eq!(rows.iter().find(|row| row[0] == "q2").unwrap()[2], "tariff");
    assert!(rows.iter().all(|row| row[0] != "q3"));
    for query in ["q1", "q2"] {
        let own: Vec<&Vec<&str>> = rows.iter().filter(|row| row[0] == query).collect();
        for (at, row) in own.iter().enumerate() {
            assert_eq!((row.len(), row[3], row[5]), (6, (at + 1).to_string().as_str(), "attache"));
            assert!(row[4].parse::<f64>().unwrap().is_finite());
        }
    }
    let files: Vec<String> =
        snapshot(folder.path()).into_keys().filter(|name| !name.starts_with("docs/")).collect();
    assert_eq!(files, ["q.jsonl"], "something was written");
}

#[test]
fn equal_stems_are_an_error_in_trec_only() {
    let desk = Desk::sample();
    desk.write("corpus/archive/herring.txt", "The herring of old was larger than the herring of today.\n");
    desk.run(&["search", "herring", "--format", "trec"]).ends_with(1).warns(&[
        "`corpus/archive/herring.txt` and `corpus/herring.md` have the same name without extension",
        "rename one of them",
    ]);
    desk.run(&["search", "herring", "--format", "json"]).ends_with(0).quiet();
}

#[test]
fn a_query_that_does_not_parse_is_told_with_its_column() {
    let desk = Desk::sample();
    desk.run(&["search", "cargo herring^x"]).ends_with(2).warns(&[
        "error: in the query, column 14: `x` is no weight",
        "help: a number above 0 and up to 1000",
    ]);
    desk.run(&["search", "the \"herring quota"])
        .ends_with(2)
        .warns(&["column 5: this quotation mark is never closed"]);
    desk.run(&["search", "-cargo"]).ends_with(2).warns(&["the query only excludes"]);
}

#[test]
fn a_file_of_queries_that_is_wrong_is_told_with_its_line() {
    let desk = Desk::sample();
    desk.write("q.jsonl", "{\"id\": \"1\", \"text\": \"a\"}\n{\"id\": \"2\"}\n");
    desk.run(&["search", "--queries", "q.jsonl"])
        .ends_with(2)
        .warns(&["not a query: missing field `text`", "q.jsonl:2:"]);
    desk.run(&["search", "--queries", "none.jsonl"])
        .ends_with(2)
        .warns(&["cannot read the queries", "none.jsonl"]);
}

#[test]
fn inspect_gives_one_json_object_a_document_with_every_key() {
    let desk = Desk::sample();
    let outcome = desk
        .run(&["inspect", "corpus/harbour.txt", "corpus/tariff.html", "--format", "json"])
        .ends_with(0)
        .quiet();
    let lines = json_lines(&outcome.out);
    assert_eq!(lines.len(), 2);
    for seen in &lines {
        let keys = "path member outcome reason media_type sha256 title authors publisher date url language text \
                    passages sentences themes figures events quotations";
        for key in keys.split_whitespace() {
            assert!(seen.as_object().unwrap().contains_key(key), "no `{key}`");
        }
        assert!(!seen.as_object().unwrap().contains_key("ranking"));
        assert_eq!(seen["outcome"], "ingested");
        let text = seen["text"].as_str().unwrap();
        for kind in ["passages", "sentences"] {
            let ranges = seen[kind].as_array().unwrap();
            assert!(!ranges.is_empty());
            let mut last = 0;
            for range in ranges {
                let (start, end) = (range[0].as_u64().unwrap() as usize, range[1].as_u64().unwrap() as usize);
                assert!(last <= start && start < end, "{kind} are not in order");
                assert!(text.get(start..end).is_some(), "{kind} cut a letter");
                last = end;
            }
        }
        for theme in seen["themes"].as_array().unwrap() {
            assert!((0.0..=1.0).contains(&theme["score"].as_f64().unwrap()));
        }
        for kind in ["figures", "quotations"] {
            for found in seen[kind].as_array().unwrap() {
                let at = |key: &str| found[key].as_u64().unwrap() as usize;
                assert_eq!(&text[at("start_byte")..at("end_byte")], found["text"].as_str().unwrap());
            }
        }
    }
    assert_eq!(lines[0]["path"], "corpus/harbour.txt");
    assert_eq!(lines[0]["publisher"], "Norwick Review");
    assert_eq!(lines[0]["text"], desk.read("corpus/harbour.txt"));
    assert_eq!(lines[0]["themes"][0]["id"], "harbour");
    assert!(!lines[1]["text"].as_str().unwrap().contains("Home"), "navigation is no text");
}

#[test]
fn inspect_ranks_sentences_for_a_query() {
    let desk = Desk::sample();
    let outcome = desk
        .run(&["inspect", "corpus/harbour.txt", "--format", "json", "--rank", "timber cargo"])
        .ends_with(0);
    let seen = &json_lines(&outcome.out)[0];
    let best = seen["ranking"][0].as_u64().unwrap() as usize;
    let range = &seen["sentences"][best];
    let text = &seen["text"].as_str().unwrap()
        [range[0].as_u64().unwrap() as usize..range[1].as_u64().unwrap() as usize];
    assert!(text.starts_with("Most of the cargo was timber"), "{text}");
}

#[test]
fn inspect_shows_people_the_metadata_and_what_was_found() {
    Desk::sample().run(&["inspect", "corpus/harbour.txt"]).ends_with(0).quiet().prints(&[
        "corpus/harbour.txt\n",
        "title       The harbour of Norwick in the first quarter",
        "authors     Ines Aalto",
        "date        2025-03-20",
        "type        text/plain",
        "theme       harbour ",
    ]);
}

#[test]
fn inspect_of_a_file_that_is_refused_gives_1_and_shows_the_others() {
    let desk = Desk::sample();
    desk.write("corpus/binary.txt", b"a\0b");
    let arguments =
        ["inspect", "corpus/binary.txt", "corpus/none.txt", "corpus/council.txt", "--format", "json"];
    let lines = json_lines(&desk.run(&arguments).ends_with(1).out);
    let outcomes: Vec<&str> = lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["skipped", "refused", "ingested"]);
    assert!(lines[0]["reason"].as_str().unwrap().contains("NUL bytes"));
    assert!(lines[1]["reason"].as_str().unwrap().contains("No such file"));
}

#[test]
fn inspect_needs_no_desk() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "The harbour of Norwick has a new berth for large ships.\n")
        .unwrap();
    let outcome = run_in(folder.path(), &["inspect", "a.txt", "--format", "json"]).ends_with(0).quiet();
    let seen = &json_lines(&outcome.out)[0];
    assert_eq!(seen["path"], "a.txt");
    assert_eq!(seen["themes"], serde_json::json!([]));
    assert_eq!(snapshot(folder.path()).len(), 1, "something was written");
}

#[test]
fn completions_and_the_manual_are_printed() {
    let desk = Desk::sample();
    desk.run(&["completions", "bash"]).ends_with(0).quiet().prints(&["_attache()", "complete -F _attache"]);
    desk.run(&["completions", "zsh"]).ends_with(0).quiet().prints(&["#compdef attache"]);
    desk.run(&["completions", "fish"]).ends_with(0).quiet().prints(&["complete -c attache"]);
    desk.run(&["man"]).ends_with(0).quiet().prints(&[".TH attache 1", "\\-\\-message\\-format"]);
}

#[test]
fn results_go_to_standard_output_and_diagnostics_to_standard_error() {
    let desk = Desk::sample();
    desk.write("corpus/binary.txt", b"a\0b");
    let outcome = desk.build();
    assert!(outcome.out.lines().all(|line| line.starts_with("built ") || line.starts_with("  output/")));
    assert!(outcome.err.starts_with("warning: "), "{}", outcome.err);
    assert!(!outcome.err.contains('\u{1b}') && !outcome.out.contains('\u{1b}'), "colours in a pipe");
}

#[test]
fn quiet_leaves_results_and_errors() {
    let desk = Desk::sample();
    desk.write("corpus/binary.txt", b"a\0b");
    desk.run(&["build", "-q", "--date", DATE]).ends_with(0).quiet().prints(&["built weekly"]);
    desk.run(&["-q", "build", "weakly"]).ends_with(2).warns(&["unknown brief `weakly`"]);
    desk.run(&["-q", "-v", "build"]).ends_with(2);
}

#[test]
fn verbose_says_what_is_done() {
    let outcome = Desk::sample().run(&["build", "-v", "--date", DATE]).ends_with(0);
    outcome.warns(&["read 4 documents", "took "]);
}

#[test]
fn colours_are_used_when_they_are_asked_for() {
    let desk = Desk::sample();
    let outcome = desk.run(&["build", "weakly", "--color", "always"]).ends_with(2);
    assert!(outcome.err.contains("\u{1b}["), "{}", outcome.err);
    let outcome = desk.run(&["build", "weakly", "--color", "never"]).ends_with(2);
    assert!(!outcome.err.contains('\u{1b}'));
}

#[test]
fn messages_in_json_are_one_object_a_line_on_both_streams() {
    let desk = Desk::sample();
    desk.write("corpus/binary.txt", b"a\0b");
    let json = ["--message-format", "json"];
    let outcome = desk.run(&[&["build", "--date", DATE, "-v"][..], &json].concat()).ends_with(0);
    let warnings = json_lines(&outcome.err);
    assert_eq!(warnings[0]["severity"], "warning");
    assert_eq!(warnings[0]["file"], "corpus/binary.txt");
    let results = json_lines(&outcome.out);
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["brief"], "weekly");
    assert_eq!(results[0]["changed"], true);
    for file in results[0]["files"].as_array().unwrap() {
        assert!(desk.root.join(file.as_str().unwrap()).exists());
    }
    let outcome = desk.run(&[&["build", "weakly"][..], &json].concat()).ends_with(2);
    assert_eq!(json_lines(&outcome.err)[0]["hint"], "did you mean `weekly`?");
    assert_eq!(outcome.out, "");
}

#[test]
fn names_and_texts_cannot_steer_the_terminal() {
    let desk = Desk::sample();
    desk.write("corpus/a\u{1b}[31mred.txt", b"a\0b");
    desk.write("corpus/b\u{202e}txt.exe.txt", b"a\0b");
    desk.write(
        "corpus/steer\u{1b}]0;title\u{7}.txt",
        "The harbour \u{1b}[2J\u{1b}]0;owned\u{7}of Norwick\u{202e} wipes \u{9b}31m the terminal clean every day.\n",
    );
    desk.write("corpus/title.txt", "The harbour tariff is a word of the title that steers the terminal.\n");
    desk.write(
        "corpus/title.txt.yaml",
        "title: \"harbour \\e[31m red \\x9b31m\"\nauthors: [\"\\e]0;x\\a\"]\n",
    );
    desk.edit("briefs/weekly.yaml", "title: Norwick", "title: Norwick \u{202e}");
    let runs: [&[&str]; 6] = [
        &["build", "--date", DATE],
        &["build", "--date", DATE, "--message-format", "json"],
        &["check"],
        &["search", "terminal"],
        &["inspect", "corpus/steer\u{1b}]0;title\u{7}.txt", "corpus/title.txt"],
        &["build", "we\u{1b}[31mekly"],
    ];
    for arguments in runs {
        let outcome = desk.run(arguments);
        for text in [&outcome.out, &outcome.err] {
            let steers = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
            // In JSON, `\u202e` is a letter like others.
            let json = arguments.contains(&"json");
            let found = text.find(|letter| steers(letter) && !(json && letter == '\u{202e}'));
            assert_eq!(found, None, "{arguments:?} prints {:?}", &text[found.unwrap_or(0)..]);
        }
    }
    desk.run(&["build", "--date", DATE]).warns(&["corpus/a%1B[31mred.txt"]);
}
