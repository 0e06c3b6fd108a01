use std::fs::File;
use std::io::Write as _;

use super::*;
use crate::model::{Aspect, ClauseKind, Mark, Period, SourcePattern};

const VOCABULARY: Vocabulary<'_> = Vocabulary {
    formats: &["md", "html", "pdf"],
    usual_formats: &["md", "html"],
    languages: &["en", "de"],
    standards: &["a-3a", "ua-1"],
};

/// A configuration without a mistake, to which a test adds some.
const GOOD: &str =
    "corpus: texts\nthemes:\n  trade: {terms: [tariff]}\naudiences:\n  press:\n    title: Press\n";

fn read(yaml: &str) -> Config {
    let (config, diagnostics) = config::read(yaml, &VOCABULARY);
    assert_eq!(diagnostics, []);
    config
}

/// Asserts every mistake of a configuration, in order, as
/// `line:column: message (hint)`.
#[track_caller]
fn check(yaml: &str, expected: &[&str]) {
    let (_, diagnostics) = config::read(yaml, &VOCABULARY);
    let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    let expected: Vec<String> = expected.iter().map(|line| format!("config.yaml:{line}")).collect();
    assert_eq!(told, expected, "{yaml}");
}

/// Asserts the mistakes of a configuration with these lines at its end, which
/// begin at line 7 within the audience `press`.
#[track_caller]
fn check_audience(lines: &str, expected: &[&str]) {
    check(&format!("{GOOD}    {lines}\n"), expected);
}

/// Asserts the mistakes of a theme `trade` of these lines, which begin at line
/// 5 and column 5.
#[track_caller]
fn check_theme(lines: &str, expected: &[&str]) {
    let yaml = format!(
        "corpus: texts\naudiences: {{press: {{}}}}\nthemes:\n  trade:\n    {}\n",
        lines.replace('\n', "\n    ")
    );
    check(&yaml, expected);
}

/// Asserts the mistakes of a brief at `briefs/weekly.yaml`.
#[track_caller]
fn check_brief(yaml: &str, expected: &[&str]) -> Option<BriefSpec> {
    check_brief_at("briefs/weekly.yaml", yaml, expected)
}

#[track_caller]
fn check_brief_at(path: &str, yaml: &str, expected: &[&str]) -> Option<BriefSpec> {
    let (spec, diagnostics) = brief::read(path, yaml, &read(GOOD));
    let told: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    let expected: Vec<String> = expected.iter().map(|line| format!("{path}:{line}")).collect();
    assert_eq!(told, expected, "{yaml}");
    spec
}

#[test]
fn what_is_not_said_has_a_default() {
    let config = read(GOOD);
    assert_eq!(config.title, "");
    assert_eq!(config.corpus, [PathBuf::from("texts")]);
    assert_eq!(config.limits.file_bytes, 32 << 20);
    assert_eq!(config.output, PathBuf::from("output"));
    assert_eq!(config.themes[0].title, "trade");
    let press = &config.audiences[0];
    assert_eq!((press.title.as_str(), press.template.as_str()), ("Press", "press.md"));
    assert_eq!(press.formats, ["md", "html"]);
    assert_eq!((press.excerpts_per_theme, press.excerpts_per_source, press.max_words), (8, 3, 90));
    assert_eq!((press.citation_style.as_str(), press.language.as_str()), ("chicago-notes", "en"));
}

#[test]
fn every_key_is_read() {
    let config = read(
        "title: Desk\nlanguage: de\ncorpus:\n  paths: [a, /b]\n  limits: {file_mb: 2}\nfonts: {paths: fonts}\noutput: out/all\n\
         themes:\n  trade:\n    title: Trade\n    summary: Money\n    query: rouble^2 +bank -river\n    \
         terms: {tariff: 2, customs union: 1.5, duty: }\n    phrases: [free trade]\n    exclude: [trade wind, sail]\n\
         audiences:\n  press: {title: P, template: t.md, formats: md, excerpts_per_theme: 1, excerpts_per_source: 2, \
         max_words: 5, prefer: quotations, citation_style: apa, language: en-GB}\n",
    );
    assert_eq!(config.corpus, [PathBuf::from("a"), PathBuf::from("/b")]);
    assert_eq!(config.limits.file_bytes, 2 << 20);
    assert_eq!(config.fonts, [PathBuf::from("fonts")]);
    assert_eq!(config.output, PathBuf::from("out/all"));
    let query = &config.themes[0].query;
    let clauses: Vec<(&str, ClauseKind, f64, bool)> = query
        .clauses
        .iter()
        .map(|clause| (clause.text.as_str(), clause.kind, clause.weight, clause.required))
        .collect();
    assert_eq!(
        clauses,
        [
            ("rouble", ClauseKind::Words, 2.0, false),
            ("bank", ClauseKind::Words, 1.0, true),
            ("tariff", ClauseKind::Words, 2.0, false),
            ("customs union", ClauseKind::Phrase, 1.5, false),
            ("duty", ClauseKind::Words, 1.0, false),
            ("free trade", ClauseKind::Phrase, 1.0, false),
        ]
    );
    let excluded: Vec<(&str, ClauseKind)> =
        query.exclude.iter().map(|clause| (clause.text.as_str(), clause.kind)).collect();
    assert_eq!(
        excluded,
        [("river", ClauseKind::Words), ("trade wind", ClauseKind::Phrase), ("sail", ClauseKind::Words)]
    );
    let press = &config.audiences[0];
    assert_eq!((press.template.as_str(), press.language.as_str()), ("t.md", "en-GB"));
    assert_eq!((press.excerpts_per_theme, press.excerpts_per_source, press.max_words), (1, 2, 5));
}

#[test]
fn an_empty_file_lacks_what_is_needed() {
    let expected = [
        "1:1: config.yaml has no `corpus` (add `corpus: …`)",
        "1:1: config.yaml has no `themes` (add `themes: …`)",
        "1:1: config.yaml has no `audiences` (add `audiences: …`)",
    ];
    check("", &expected);
    check("# nothing yet\n", &expected);
}

#[test]
fn a_list_of_nothing_is_a_mistake() {
    check(
        "corpus: []\nthemes: {a: {terms: [x]}}\naudiences: {press: {formats: []}}\n",
        &["1:9: `corpus` is empty", "3:30: `formats` is empty"],
    );
    check(
        "corpus: {paths: []}\nthemes: {a: {terms: [x]}}\naudiences: {press: {}}\n",
        &["1:17: `paths` is empty"],
    );
    check_brief(
        "title: A\nthemes: []\naudiences: []\n",
        &["2:9: `themes` is empty", "3:12: `audiences` is empty"],
    );
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    check(
        "titel: A\nlanguage: xx\ncorpus: {path: a, limits: {file_mb: 0}}\nthemes:\n  Trade: {term: [a]}\n\
         audiences:\n  press: {formats: [mdd, html], max_words: many}\noutput: ../up\n",
        &[
            "1:1: unknown key `titel` in config.yaml (did you mean `title`?)",
            "2:11: unknown language of labels `xx` (one of `en`, `de`)",
            "3:10: unknown key `path` in `corpus` (did you mean `paths`?)",
            "3:9: `corpus` has no `paths` (add `paths: …`)",
            "3:37: `file_mb` is 0 (a whole number from 1 to 1024)",
            "5:3: `Trade` cannot name a theme (lower-case letters, digits and hyphens, beginning with a letter or digit)",
            "5:11: unknown key `term` in theme `Trade` (did you mean `terms`?)",
            "5:3: theme `Trade` looks for nothing (add `terms`, `phrases`, a `query` or `examples`)",
            "7:21: unknown format `mdd` (did you mean `md`?)",
            "7:44: `max_words` must be a whole number, not a text",
            "8:9: `output` is `../up` (a folder within the desk, such as `output`)",
        ],
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_told_by_its_kind() {
    check(
        "- a\n",
        &[
            "1:1: config.yaml must be a mapping, not a list",
            "1:1: config.yaml has no `corpus` (add `corpus: …`)",
            "1:1: config.yaml has no `themes` (add `themes: …`)",
            "1:1: config.yaml has no `audiences` (add `audiences: …`)",
        ],
    );
    check(&format!("{GOOD}title: [A]\n"), &["7:8: `title` must be a text, not a list"]);
    check(&format!("{GOOD}title: ''\n"), &["7:8: `title` is empty"]);
    check(&format!("{GOOD}fonts: fonts\n"), &["7:8: `fonts` must be a mapping, not a text"]);
    check(
        &format!("{GOOD}fonts: {{paths: {{a: b}}}}\n"),
        &["7:16: `paths` must be a list of texts, not a mapping"],
    );
    check(
        "corpus: a\nthemes: [trade]\naudiences: {press: {}}\n",
        &["2:9: `themes` must be a mapping, not a list"],
    );
    check_audience("formats: [[md]]", &["7:15: `formats` must be a text, not a list"]);
    check_audience("max_words: true", &["7:16: `max_words` must be a whole number, not a truth value"]);
    check_theme("terms: {tariff: high}", &["5:21: the weight of `tariff` must be a number, not a text"]);
}

#[test]
fn a_number_out_of_range_is_told_with_the_range() {
    check_audience("max_words: 4", &["7:16: `max_words` is 4 (a whole number from 5 to 400)"]);
    check_audience("max_words: 401", &["7:16: `max_words` is 401 (a whole number from 5 to 400)"]);
    check_audience("max_words: 5.5", &["7:16: `max_words` is 5.5 (a whole number from 5 to 400)"]);
    check_audience(
        "excerpts_per_theme: 0",
        &["7:25: `excerpts_per_theme` is 0 (a whole number from 1 to 200)"],
    );
    check_audience(
        "excerpts_per_source: -1",
        &["7:26: `excerpts_per_source` is -1 (a whole number from 1 to 200)"],
    );
    check_audience("excerpts_per_source: 200", &[]);
    let weight = "(a number above 0 and up to 100)";
    check_theme("terms: {tariff: 0}", &[&format!("5:21: the weight of `tariff` is 0 {weight}")]);
    check_theme("terms: {tariff: 100.5}", &[&format!("5:21: the weight of `tariff` is 100.5 {weight}")]);
    check_theme(
        "phrases: {a b: .nan}",
        &["5:20: not valid YAML: non-finite float `.nan` rejected by the configured policy"],
    );
    check_theme("terms: {tariff: 0.01, duty: 100}", &[]);
}

#[test]
fn a_name_that_is_unknown_is_told_with_the_nearest_or_with_all() {
    check_audience("formats: [pfd]", &["7:15: unknown format `pfd` (did you mean `pdf`?)"]);
    check_audience("formats: docx", &["7:14: unknown format `docx` (one of `md`, `html`, `pdf`)"]);
    check_audience("language: tlh", &["7:15: unknown language of labels `tlh` (one of `en`, `de`)"]);
    check_audience("prefer: quotation", &["7:13: unknown prefer `quotation` (did you mean `quotations`?)"]);
    check_audience(
        "templates: a.md",
        &["7:5: unknown key `templates` in audience `press` (did you mean `template`?)"],
    );
    check_theme(
        "terms: [a]\nsumary: b",
        &["6:5: unknown key `sumary` in theme `trade` (did you mean `summary`?)"],
    );
}

#[test]
fn an_id_is_of_lower_case_letters_digits_and_hyphens() {
    let hint = "(lower-case letters, digits and hyphens, beginning with a letter or digit)";
    for id in ["Trade", "trade_war", "-trade", "trade war", "торговля", "../trade", &"a".repeat(65)] {
        check(
            &format!("corpus: a\nthemes:\n  {id}: {{terms: [x]}}\naudiences: {{press: {{}}}}\n"),
            &[&format!("3:3: `{id}` cannot name a theme {hint}")],
        );
        check(
            &format!("corpus: a\nthemes: {{a: {{terms: [x]}}}}\naudiences:\n  {id}: {{}}\n"),
            &[&format!("4:3: `{id}` cannot name an audience {hint}")],
        );
    }
    for id in ["trade", "g7", "7g", "a-b-1", &"a".repeat(64)] {
        check(&format!("corpus: a\nthemes:\n  {id}: {{terms: [x]}}\naudiences: {{press: {{}}}}\n"), &[]);
    }
}

#[test]
fn a_theme_that_looks_for_nothing_is_a_mistake() {
    let told = "4:3: theme `trade` looks for nothing (add `terms`, `phrases`, a `query` or `examples`)";
    check_theme("title: Trade", &[told]);
    check_theme("exclude: [sail]", &[told]);
    check_theme("terms:", &[told]);
    check_theme("query: tariff", &[]);
}

#[test]
fn a_theme_may_wish_for_sources_and_times() {
    let (config, diagnostics) = config::read(
        "corpus: a\nthemes:\n  trade:\n    examples: [Exports fell., Imports rose.]\n    sources:\n      \
         require: [corpus/wire, Reuters]\n      prefer: 'corpus/*.md'\n    dates:\n      require: {from: 2024, to: 2024-06}\n      \
         prefer: {from: 2024-05}\naudiences: {press: {}}\n",
        &VOCABULARY,
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let theme = &config.themes[0];
    assert_eq!(theme.examples, ["Exports fell.", "Imports rose."]);
    let names = |patterns: &[SourcePattern]| {
        patterns.iter().map(|pattern| pattern.0.clone()).collect::<Vec<_>>().join("|")
    };
    assert_eq!(names(&theme.sources.require), "corpus/wire|Reuters");
    assert_eq!(names(&theme.sources.prefer), "corpus/*.md");
    let bounds = |period: &Period| {
        [period.from, period.to].map(|day| day.map_or_else(String::new, |day| day.to_string()))
    };
    assert_eq!(theme.dates.require.iter().map(bounds).collect::<Vec<_>>(), [["2024-01-01", "2024-06-30"]]);
    assert_eq!(theme.dates.prefer.iter().map(bounds).collect::<Vec<_>>(), [["2024-05-01", ""]]);
}

#[test]
fn wishes_that_make_no_sense_are_told() {
    check(
        "corpus: a\nthemes:\n  trade:\n    terms: [x]\n    sources: {requires: [a]}\n    dates:\n      \
         require: {from: May, to: 2024}\n      prefer: {from: 2025, to: 2024}\naudiences: {press: {}}\n",
        &[
            "5:15: unknown key `requires` in `sources` of theme `trade` (did you mean `require`?)",
            "7:23: `from` is `May`, which is no date (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`)",
            "8:15: a time that ends before it begins (`from` is the first day and `to` the last)",
        ],
    );
}

#[test]
fn weights_are_read_by_name_and_the_others_stay() {
    let (config, diagnostics) = config::read(
        &format!(
            "{GOOD}selection: {{weights: {{terms: 2, recency: 0}}, half_life: 4 weeks, words_per_source: 300}}\n"
        ),
        &VOCABULARY,
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut expected = Weights::default();
    expected.set(Aspect::Terms, 2.0);
    expected.set(Aspect::Recency, 0.0);
    expected.half_life_days = 28.0;
    assert_eq!(config.weights, expected);
    assert!(config.audiences.iter().all(|audience| audience.words_per_source == 300));
    check(
        &format!("{GOOD}selection: {{weights: {{term: 1, recency: -1, position: near}}, half_life: long}}\n"),
        &[
            "7:23: unknown weight `term` (did you mean `terms`?)",
            "7:41: `recency` is -1 (a number from 0 to 10)",
            "7:55: `position` must be a number, not a text",
            "7:73: `half_life` is `long` (days such as `180d`, or weeks such as `26w`)",
        ],
    );
}

#[test]
fn a_query_that_does_not_parse_is_told_with_its_column() {
    check_theme(
        "query: tariff \"free trade",
        &[
            "5:12: in the query of theme `trade`, column 8: this quotation mark is never closed (close it, or leave it out)",
        ],
    );
    check_theme(
        "query: tariff^none",
        &[
            "5:12: in the query of theme `trade`, column 7: `none` is no weight (a number above 0 and up to 1000, as in `trade^2`)",
        ],
    );
    check_theme(
        "query: -sail",
        &[
            "5:12: in the query of theme `trade`, column 1: the query only excludes (add a word or phrase that a text should have)",
        ],
    );
}

#[test]
fn a_key_that_stands_twice_is_told_with_its_second_place() {
    let (_, diagnostics) = config::read(&format!("{GOOD}corpus: more\n"), &VOCABULARY);
    let [mistake] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
    assert_eq!(
        (mistake.file.as_deref(), mistake.line, mistake.column),
        (Some("config.yaml"), Some(7), Some(1))
    );
    assert!(mistake.message.starts_with("not valid YAML: duplicate"), "{}", mistake.message);
    assert_eq!(mistake.excerpt.as_deref(), Some("corpus: more"));
}

#[test]
fn broken_yaml_is_told_once_with_its_place() {
    for yaml in
        ["corpus: [a\nthemes: b\n", "corpus: a\n\tthemes: b\n", "a: 'b\n", "a: &x [*x]\n", "a: b: c\n"]
    {
        let (_, diagnostics) = config::read(yaml, &VOCABULARY);
        let [mistake] = diagnostics.as_slice() else { panic!("{yaml}: {diagnostics:?}") };
        assert!(mistake.message.starts_with("not valid YAML: "), "{}", mistake.message);
        assert!(mistake.line.is_some(), "{yaml}: {mistake}");
    }
}

#[test]
fn an_output_folder_is_within_the_desk() {
    for path in ["..", "../a", "/tmp/a", "a/../../b", "."] {
        let told = format!("7:9: `output` is `{path}` (a folder within the desk, such as `output`)");
        check(&format!("{GOOD}output: {path}\n"), &[&told]);
    }
    check(&format!("{GOOD}output: a/b\n"), &[]);
}

#[test]
fn a_column_counts_characters() {
    check(
        "\"titlé\": 1\ncorpus: a\nthemes: {a: {terms: [x]}}\naudiences: {é: {}}\n",
        &[
            "1:1: unknown key `titlé` in config.yaml (did you mean `title`?)",
            "4:13: `é` cannot name an audience (lower-case letters, digits and hyphens, beginning with a letter or digit)",
        ],
    );
    check_audience("template: [é, é, {a: b}]", &["7:15: `template` must be a text, not a list"]);
    check_audience(
        "formats: [éé, xx]",
        &[
            "7:15: unknown format `éé` (one of `md`, `html`, `pdf`)",
            "7:19: unknown format `xx` (one of `md`, `html`, `pdf`)",
        ],
    );
}

#[test]
fn a_brief_is_read() {
    let spec =
        check_brief("title: Weekly\nthemes: trade\naudiences: [press]\nperiod: 2 weeks\n", &[]).unwrap();
    assert_eq!((spec.id.as_str(), spec.title.as_str()), ("weekly", "Weekly"));
    assert_eq!((spec.themes, spec.audiences), (vec!["trade".to_owned()], vec!["press".to_owned()]));
    assert_eq!(spec.period_days, Some(14));
}

#[test]
fn all_mistakes_of_a_brief_are_told_at_once() {
    let spec = check_brief(
        "titel: A\nthemes: [trad, trade, trade]\naudiences: [pres]\nperiod: sometimes\n",
        &[
            "1:1: unknown key `titel` in a brief (did you mean `title`?)",
            "1:1: the brief has no `title` (add `title: …`)",
            "2:10: unknown theme `trad` (did you mean `trade`?)",
            "2:23: theme `trade` stands twice",
            "3:13: unknown audience `pres` (did you mean `press`?)",
            "4:9: `period` is `sometimes` (`all`, days such as `14d`, weeks such as `2w`, or `since last`)",
        ],
    );
    assert_eq!(spec, None);
    check_brief(
        "",
        &[
            "1:1: the brief has no `title` (add `title: …`)",
            "1:1: the brief has no `themes` (add `themes: …`)",
            "1:1: the brief has no `audiences` (add `audiences: …`)",
        ],
    );
}

#[test]
fn a_period_may_be_since_the_last_edition() {
    let with = |written: &str| format!("title: A\nthemes: trade\naudiences: press\nperiod: {written}\n");
    let period = |written: &str| check_brief(&with(written), &[]).unwrap().since_last;
    assert_eq!(period("all"), None);
    assert_eq!(period("14d"), None);
    assert_eq!(period("since last"), Some(2));
    assert_eq!(period("{since: last}"), Some(2));
    assert_eq!(period("{since: last, overlap: 5d}"), Some(5));
    assert_eq!(period("{since: last, overlap: 1w}"), Some(7));
    assert_eq!(period("{since: last, overlap: 0}"), Some(0));
    let told = "4:10: `period` has no `since` (add `since: …`)";
    check_brief(&with("{}"), &[&told.replace("4:10", "4:9")]);
    let told = "4:17: `since` is `monday` (`since: last`, with an `overlap` such as `2d` if you like)";
    check_brief(&with("{since: monday}"), &[told]);
    let told = "4:32: `overlap` is `long` (days such as `2d`, or `0` for none)";
    check_brief(&with("{since: last, overlap: long}"), &[told]);
}

#[test]
fn a_period_is_of_days_or_weeks() {
    let period = |written: &str| {
        let yaml = format!("title: A\nthemes: trade\naudiences: press\nperiod: {written}\n");
        check_brief(&yaml, &[]).unwrap().period_days
    };
    assert_eq!(period("all"), None);
    assert_eq!(period(""), None);
    for (written, days) in
        [("14", 14), ("14d", 14), ("1 day", 1), ("30 days", 30), ("1w", 7), ("2 weeks", 14)]
    {
        assert_eq!(period(written), Some(days), "{written}");
    }
    for wrong in ["0", "0d", "-1", "1 month", "d", "1.5w", "99999999999", "36501"] {
        check_brief(
            &format!("title: A\nthemes: trade\naudiences: press\nperiod: {wrong}\n"),
            &[&format!(
                "4:9: `period` is `{wrong}` (`all`, days such as `14d`, weeks such as `2w`, or `since last`)"
            )],
        );
    }
}

#[test]
fn editors_pin_drop_and_order() {
    let spec = check_brief(
        "title: A\nthemes: trade\naudiences: press\npin:\n  - theme: trade\n    file: corpus/a.txt\n    text: One two.\n\
         drop:\n  - file: corpus/b.txt\n  - {file: corpus/c.txt, text: Three.}\norder:\n  trade: [One, Two]\n",
        &[],
    )
    .unwrap();
    let mark = |document: &str, text: Option<&str>, line, column| Mark {
        document: document.to_owned(),
        text: text.map(str::to_owned),
        line,
        column,
    };
    let [pin] = spec.pins.as_slice() else { panic!("{:?}", spec.pins) };
    assert_eq!((pin.theme.as_str(), &pin.mark), ("trade", &mark("corpus/a.txt", Some("One two."), 7, 11)));
    assert!(pin.audiences.is_empty());
    assert_eq!(spec.drops, [mark("corpus/b.txt", None, 9, 11), mark("corpus/c.txt", Some("Three."), 10, 32)]);
    let order: Vec<&str> = spec.order["trade"].iter().map(|placed| placed.text.as_str()).collect();
    assert_eq!(order, ["One", "Two"]);
}

#[test]
fn what_editors_cannot_mean_is_told() {
    check_brief(
        "title: A\nthemes: trade\naudiences: press\npin:\n  - {theme: war, file: a, text: b, audiences: [x]}\n  - {file: a}\n\
         drop: all\norder: {war: [a], trade: b}\n",
        &[
            "5:13: the brief has no theme `war` (one of `trade`)",
            "5:48: the brief has no audience `x` (one of `press`)",
            "6:5: the pin has no `theme` (add `theme: …`)",
            "6:5: the pin has no `text` (add `text: …`)",
            "8:9: the brief has no theme `war` (one of `trade`)",
            "8:26: the order of `trade` must be a list, not a text (the first words of each excerpt)",
            "7:7: `drop` must be a list, not a text",
        ],
    );
}

#[test]
fn a_briefs_file_name_is_its_id() {
    let yaml = "title: A\nthemes: trade\naudiences: press\n";
    assert_eq!(check_brief_at("briefs/g7-daily.yaml", yaml, &[]).unwrap().id, "g7-daily");
    let hint = "(lower-case letters, digits and hyphens, beginning with a letter or digit)";
    for id in ["Weekly", "weekly brief", "sub/weekly"] {
        let path = format!("briefs/{id}.yaml");
        check_brief_at(&path, yaml, &[&format!("1:1: `{id}` cannot name a brief {hint}")]);
    }
    check_brief_at(
        "briefs/sources.yaml",
        yaml,
        &[
            "1:1: `sources` cannot name a brief (the archive keeps the texts of cited documents under this name)",
        ],
    );
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().write_all(bytes).unwrap();
}

/// Asserts every mistake of a desk of these files.
#[track_caller]
fn check_desk(files: &[(&str, &[u8])], expected: &[&str]) {
    let root = tempfile::tempdir().unwrap();
    files.iter().for_each(|(path, bytes)| write(root.path(), path, bytes));
    let told: Vec<String> = match Desk::load(root.path(), &VOCABULARY) {
        Ok(_) => Vec::new(),
        Err(error) => error.diagnostics().iter().map(ToString::to_string).collect(),
    };
    assert_eq!(told, expected);
}

#[test]
fn mistakes_of_all_files_are_told_together() {
    check_desk(
        &[
            ("config.yaml", format!("{GOOD}titel: A\n").as_bytes()),
            ("briefs/a.yaml", b"title: A\nthemes: [x]\naudiences: [press]\n"),
            ("briefs/b.yaml", b"title: [\n"),
            ("briefs/c.yaml", b"title: caf\xe9\n"),
            ("briefs/d.yml", b"title: A\n"),
            ("briefs/.hidden.yaml", b"nothing"),
            ("templates/press.md", b"# A\n\xff\n"),
        ],
        &[
            "config.yaml:7:1: unknown key `titel` in config.yaml (did you mean `title`?)",
            "briefs/c.yaml:1:11: not valid UTF-8 (save it as UTF-8)",
            "briefs/d.yml: a brief's name ends in `.yaml` (rename it to `d.yaml`)",
            "briefs/a.yaml:2:10: unknown theme `x` (one of `trade`)",
            "briefs/b.yaml:1:8: not valid YAML: unclosed bracket '['",
            "templates/press.md:2:1: not valid UTF-8 (save it as UTF-8)",
        ],
    );
}

#[test]
fn a_configuration_that_is_not_utf_8_is_told_with_its_place() {
    check_desk(
        &[("config.yaml", b"title: A\nlanguage: \xd1\x84\xff\n")],
        &["config.yaml:2:12: not valid UTF-8 (save it as UTF-8)"],
    );
}

#[test]
fn a_folder_without_a_configuration_is_no_desk() {
    check_desk(
        &[("briefs/a.yaml", b"title: A\n")],
        &[
            "config.yaml: there is no `config.yaml` here, so this is no desk (run `attache init DIR` for a new desk, or name one with `-C DIR`)",
        ],
    );
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "config.yaml", format!("\u{feff}{GOOD}").as_bytes());
    write(
        root.path(),
        "briefs/a.yaml",
        "\u{feff}title: A\r\nthemes: [trade]\r\naudiences: [press]\r\n".as_bytes(),
    );
    let desk = Desk::load(root.path(), &VOCABULARY).unwrap();
    assert_eq!(desk.brief("a").unwrap().title, "A");
    assert_eq!(desk.brief("b"), None);
}

#[test]
fn a_look_is_read_and_an_audiences_lies_over_the_desks() {
    use crate::model::{Base, Colour, Slot};
    let config = read(&format!(
        "{GOOD}    look: {{base: newsroom, columns: 2, size: 9.5}}\nlook:\n  accent: \"#036\"\n  footer: \"{{desk}} {{page}}\"\n  cover: true\n"
    ));
    let look = &config.audiences[0].look;
    assert_eq!((look.base, look.columns, look.size, look.cover), (Base::Newsroom, 2, 95, true));
    assert_eq!(look.accent, Colour(0, 0x33, 0x66));
    assert_eq!(look.ink, Base::Newsroom.look().ink);
    let footer = [Slot::Named("desk"), Slot::Words(" ".to_owned()), Slot::Named("page")];
    assert_eq!(look.footer.as_deref(), Some(&footer[..]));
    assert_eq!(read(&format!("{GOOD}look: ministry\n")).audiences[0].look, Base::Ministry.look());
    assert_eq!(read(GOOD).audiences[0].look, Base::Plain.look());
}

#[test]
fn mistakes_in_a_look_are_told_with_their_places() {
    check(
        &format!(
            "{GOOD}look:\n  base: minstry\n  accent: navy\n  colums: 2\n  size: 40\n  header: \"{{titel}}\"\n  fonts: {{text: \"a, b\"}}\n  logo: {{file: a.gif, alt: A}}\n"
        ),
        &[
            "10:3: unknown key `colums` in `look` (did you mean `columns`?)",
            "8:9: unknown look `minstry` (did you mean `ministry`?)",
            "11:9: `size` is 40 (a number from 7 to 16)",
            "14:16: `a.gif` is no picture (an .svg, .png or .jpg in templates/frame/)",
            "12:11: `header` asks for unknown `{titel}` (did you mean `title`?)",
            "9:11: `accent` is `navy`, which is no colour (such as \"#1d3b5c\", in quotation marks)",
            "13:17: `text` is `a, b`, which names no font (one family, such as `Source Serif 4`; fonts that a desk brings are named under `fonts.paths`)",
        ],
    );
    check_audience("look: newsrom", &["7:11: unknown look `newsrom` (did you mean `newsroom`?)"]);
    check(
        &format!("{GOOD}look: {{ink: \"#999\", background: \"#888888\"}}\n"),
        &[
            "7:13: `ink` #999999 on #888888 has a contrast of 1.2 to 1 (text wants 4.5 to 1 (WCAG AA): #1f1f1f has it)",
        ],
    );
}

#[test]
fn what_rendering_may_cost_is_read() {
    let limits = read(&format!("{GOOD}render: {{seconds: 5, memory_mb: 512}}\n")).render;
    assert_eq!((limits.seconds, limits.memory_bytes), (5, 512 << 20));
    check(
        &format!("{GOOD}render: {{memory_mb: 100}}\n"),
        &["7:21: `memory_mb` is 100 (a whole number from 384 to 16384)"],
    );
}
