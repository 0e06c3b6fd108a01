use std::fs;

use proptest::prelude::*;

use super::*;
use crate::model::{PartialDate, RunStyle};

mod placed;

const STYLES: [&str; 6] =
    ["chicago-notes", "chicago-author-date", "apa", "ieee", "iso-690-author-date", "mla"];

fn full() -> Source {
    Source {
        title: "Energy ties deepen between neighbours".to_owned(),
        authors: vec!["Anna Schmidt".to_owned(), "John Q. Public".to_owned()],
        publisher: Some("Example Review".to_owned()),
        date: Some("2024-05-16".parse().unwrap()),
        url: Some("https://example.org/energy".to_owned()),
        language: Some("en".to_owned()),
        note: Some("a remark of the desk".to_owned()),
        ..Source::default()
    }
}

/// Writes emphasis as `_x_`, strong as `*x*` and links as `<address>`.
fn shown(rich: &Rich) -> String {
    let run = |run: &crate::model::Run| match (&run.url, run.style) {
        (Some(url), _) if *url == run.text => format!("<{url}>"),
        (Some(url), _) => format!("{}<{url}>", run.text),
        (None, RunStyle::Plain) => run.text.clone(),
        (None, RunStyle::Emphasis) => format!("_{}_", run.text),
        (None, RunStyle::Strong) => format!("*{}*", run.text),
    };
    rich.0.iter().map(run).collect()
}

fn cite_one(style: &str, language: &str, source: &Source, locator: &Locator) -> Citations {
    cite_with(&Style::load(style, None, language).unwrap(), source, locator)
}

fn cite_with(style: &Style, source: &Source, locator: &Locator) -> Citations {
    style.cite(&[Cited { source, locator, key: "a.txt" }]).unwrap()
}

/// Checks the references to one paragraph of a source, in the order of [`STYLES`].
#[track_caller]
fn check(source: &Source, expected: [&str; 6]) {
    let locator = Locator { paragraph: Some(3), ..Locator::default() };
    let found = STYLES.map(|style| shown(&cite_one(style, "en", source, &locator).references[0]));
    assert!(found == expected, "{found:#?}");
}

#[test]
fn full_metadata_is_printed_in_every_style() {
    check(
        &full(),
        [
            "Anna Schmidt and John Q. Public, “Energy Ties Deepen between Neighbours,” Example Review, May 16, 2024, para. 3, <https://example.org/energy>.",
            "Schmidt, Anna, and John Q. Public. 2024. “Energy Ties Deepen between Neighbours.” Example Review, May 16. <https://example.org/energy>, para. 3.",
            "Schmidt, A., & Public, J. Q. (2024, May 16). _Energy ties deepen between neighbours_. Example Review. <https://example.org/energy>, para. 3.",
            "A. Schmidt and J. Q. Public, “Energy ties deepen between neighbours,” _Example Review_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "SCHMIDT, Anna and PUBLIC, John Q., 2024. Energy ties deepen between neighbours. _Example Review_. Online. 16 May 2024. Available from: <https://example.org/energy>, para. 3.",
            "Schmidt, Anna, and John Q. Public. “Energy Ties Deepen between Neighbours.” _Example Review_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn an_undated_source_says_so_where_the_style_does() {
    check(
        &Source { date: None, ..full() },
        [
            "Anna Schmidt and John Q. Public, “Energy Ties Deepen between Neighbours,” Example Review, para. 3, <https://example.org/energy>.",
            "Schmidt, Anna, and John Q. Public. n.d. “Energy Ties Deepen between Neighbours.” Example Review. <https://example.org/energy>, para. 3.",
            "Schmidt, A., & Public, J. Q. (n.d.). _Energy ties deepen between neighbours_. Example Review. Retrieved <https://example.org/energy>, para. 3.",
            "A. Schmidt and J. Q. Public, “Energy ties deepen between neighbours,” _Example Review_. [Online]. Available: <https://example.org/energy>, para. 3.",
            "SCHMIDT, Anna and PUBLIC, John Q., [no date]. Energy ties deepen between neighbours. _Example Review_. Online. Available from: <https://example.org/energy>, para. 3.",
            "Schmidt, Anna, and John Q. Public. “Energy Ties Deepen between Neighbours.” _Example Review_, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn an_anonymous_source_goes_by_its_title() {
    check(
        &Source { authors: Vec::new(), ..full() },
        [
            "“Energy Ties Deepen between Neighbours,” Example Review, May 16, 2024, para. 3, <https://example.org/energy>.",
            "Example Review. 2024. “Energy Ties Deepen between Neighbours.” May 16. <https://example.org/energy>, para. 3.",
            "_Energy ties deepen between neighbours_. (2024, May 16). Example Review. <https://example.org/energy>, para. 3.",
            "“Energy ties deepen between neighbours,” _Example Review_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "Energy ties deepen between neighbours, [2024-05-16]. _Example Review_. Online. Available from: <https://example.org/energy>, para. 3.",
            "“Energy Ties Deepen between Neighbours.” _Example Review_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn empty_author_names_are_no_authors() {
    check(
        &Source { authors: vec![String::new(), " \u{1b} ".to_owned()], ..full() },
        [
            "“Energy Ties Deepen between Neighbours,” Example Review, May 16, 2024, para. 3, <https://example.org/energy>.",
            "Example Review. 2024. “Energy Ties Deepen between Neighbours.” May 16. <https://example.org/energy>, para. 3.",
            "_Energy ties deepen between neighbours_. (2024, May 16). Example Review. <https://example.org/energy>, para. 3.",
            "“Energy ties deepen between neighbours,” _Example Review_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "Energy ties deepen between neighbours, [2024-05-16]. _Example Review_. Online. Available from: <https://example.org/energy>, para. 3.",
            "“Energy Ties Deepen between Neighbours.” _Example Review_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn a_desk_is_not_split_into_given_and_family_name() {
    check(
        &Source { authors: vec!["Economics Desk".to_owned()], ..full() },
        [
            "Economics Desk, “Energy Ties Deepen between Neighbours,” Example Review, May 16, 2024, para. 3, <https://example.org/energy>.",
            "Economics Desk. 2024. “Energy Ties Deepen between Neighbours.” Example Review, May 16. <https://example.org/energy>, para. 3.",
            "Economics Desk. (2024, May 16). _Energy ties deepen between neighbours_. Example Review. <https://example.org/energy>, para. 3.",
            "Economics Desk, “Energy ties deepen between neighbours,” _Example Review_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "ECONOMICS DESK, 2024. Energy ties deepen between neighbours. _Example Review_. Online. 16 May 2024. Available from: <https://example.org/energy>, para. 3.",
            "Economics Desk. “Energy Ties Deepen between Neighbours.” _Example Review_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn russian_names_have_a_family_name_and_titles_stay_as_written() {
    let source = Source {
        title: "Россия и Китай: итоги года".to_owned(),
        authors: vec!["Иван Петров".to_owned()],
        publisher: Some("Пример".to_owned()),
        language: Some("ru".to_owned()),
        ..full()
    };
    check(
        &source,
        [
            "Иван Петров, “Россия и Китай: итоги года,” Пример, May 16, 2024, para. 3, <https://example.org/energy>.",
            "Петров, Иван. 2024. “Россия и Китай: итоги года.” Пример, May 16. <https://example.org/energy>, para. 3.",
            "Петров, И. (2024, May 16). _Россия и Китай: итоги года_. Пример. <https://example.org/energy>, para. 3.",
            "И. Петров, “Россия и Китай: итоги года,” _Пример_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "ПЕТРОВ, Иван, 2024. Россия и Китай: итоги года. _Пример_. Online. 16 May 2024. Available from: <https://example.org/energy>, para. 3.",
            "Петров, Иван. “Россия и Китай: итоги года.” _Пример_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn chinese_names_and_titles_stay_as_written() {
    let source = Source {
        title: "中俄贸易再创新高".to_owned(),
        authors: vec!["王小明".to_owned()],
        publisher: Some("示例日报".to_owned()),
        language: Some("zh".to_owned()),
        ..full()
    };
    check(
        &source,
        [
            "王小明, “中俄贸易再创新高,” 示例日报, May 16, 2024, para. 3, <https://example.org/energy>.",
            "王小明. 2024. “中俄贸易再创新高.” 示例日报, May 16. <https://example.org/energy>, para. 3.",
            "王小明. (2024, May 16). _中俄贸易再创新高_. 示例日报. <https://example.org/energy>, para. 3.",
            "王小明, “中俄贸易再创新高,” _示例日报_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "王小明, 2024. 中俄贸易再创新高. _示例日报_. Online. 16 May 2024. Available from: <https://example.org/energy>, para. 3.",
            "王小明. “中俄贸易再创新高.” _示例日报_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn no_full_stop_follows_a_question_mark() {
    check(
        &Source { title: "Will the pipeline be built?".to_owned(), ..full() },
        [
            "Anna Schmidt and John Q. Public, “Will the Pipeline Be Built?,” Example Review, May 16, 2024, para. 3, <https://example.org/energy>.",
            "Schmidt, Anna, and John Q. Public. 2024. “Will the Pipeline Be Built?” Example Review, May 16. <https://example.org/energy>, para. 3.",
            "Schmidt, A., & Public, J. Q. (2024, May 16). _Will the pipeline be built?_ Example Review. <https://example.org/energy>, para. 3.",
            "A. Schmidt and J. Q. Public, “Will the pipeline be built?,” _Example Review_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "SCHMIDT, Anna and PUBLIC, John Q., 2024. Will the pipeline be built? _Example Review_. Online. 16 May 2024. Available from: <https://example.org/energy>, para. 3.",
            "Schmidt, Anna, and John Q. Public. “Will the Pipeline Be Built?” _Example Review_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn no_full_stop_follows_an_ellipsis_or_an_abbreviation() {
    let publisher = Some("Example Inc.".to_owned());
    check(
        &Source { title: "Waiting for gas...".to_owned(), publisher, ..full() },
        [
            "Anna Schmidt and John Q. Public, “Waiting for Gas...,” Example Inc., May 16, 2024, para. 3, <https://example.org/energy>.",
            "Schmidt, Anna, and John Q. Public. 2024. “Waiting for Gas...” Example Inc., May 16. <https://example.org/energy>, para. 3.",
            "Schmidt, A., & Public, J. Q. (2024, May 16). _Waiting for gas..._ Example Inc. <https://example.org/energy>, para. 3.",
            "A. Schmidt and J. Q. Public, “Waiting for gas...,” _Example Inc._, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "SCHMIDT, Anna and PUBLIC, John Q., 2024. Waiting for gas... _Example Inc._ Online. 16 May 2024. Available from: <https://example.org/energy>, para. 3.",
            "Schmidt, Anna, and John Q. Public. “Waiting for Gas...” _Example Inc._, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn markup_in_metadata_is_text() {
    let source = Source {
        title: "*x* <b>y</b> [a](b) `c` {{ d }} $e$ \u{1b}[31m".to_owned(),
        authors: vec!["<i>Z</i>".to_owned()],
        language: None,
        ..full()
    };
    check(
        &source,
        [
            "<i>Z</i>, “*x* <b>y</b> [a](b) `c` {{ d }} $e$ [31m,” Example Review, May 16, 2024, para. 3, <https://example.org/energy>.",
            "<i>Z</i>. 2024. “*x* <b>y</b> [a](b) `c` {{ d }} $e$ [31m.” Example Review, May 16. <https://example.org/energy>, para. 3.",
            "<i>Z</i>. (2024, May 16). _*x* <b>y</b> [a](b) `c` {{ d }} $e$ [31m_. Example Review. <https://example.org/energy>, para. 3.",
            "<i>Z</i>, “*x* <b>y</b> [a](b) `c` {{ d }} $e$ [31m,” _Example Review_, May 16, 2024. [Online]. Available: <https://example.org/energy>, para. 3.",
            "<I>Z</I>, 2024. *x* <b>y</b> [a](b) `c` {{ d }} $e$ [31m. _Example Review_. Online. 16 May 2024. Available from: <https://example.org/energy>, para. 3.",
            "<i>Z</i>. “*x* <b>y</b> [a](b) `c` {{ d }} $e$ [31m.” _Example Review_, 16 May 2024, <https://example.org/energy>, par. 3.",
        ],
    );
}
#[test]
fn a_source_without_an_address_is_no_web_page() {
    check(
        &Source { url: None, ..full() },
        [
            "Anna Schmidt and John Q. Public, “Energy Ties Deepen between Neighbours,” Example Review, May 16, 2024, para. 3.",
            "Schmidt, Anna, and John Q. Public. 2024. “Energy Ties Deepen between Neighbours.” Example Review, May 16, para. 3.",
            "Schmidt, A., & Public, J. Q. (2024, May 16). _Energy ties deepen between neighbours_. Example Review, para. 3.",
            "A. Schmidt and J. Q. Public, “Energy ties deepen between neighbours.” Example Review, May 16, 2024, para. 3.",
            "SCHMIDT, Anna and PUBLIC, John Q., 2024. _Energy ties deepen between neighbours_. 16 May 2024. Example Review, para. 3.",
            "Schmidt, Anna, and John Q. Public. “Energy Ties Deepen between Neighbours.” Example Review, 16 May 2024, par. 3.",
        ],
    );
}
#[test]
fn a_title_alone_is_a_reference() {
    check(
        &Source { title: "Notes on trade".to_owned(), ..Source::default() },
        [
            "“Notes on trade,” n.d., para. 3.",
            "“Notes on trade.” n.d., para. 3.",
            "_Notes on trade_. (n.d.), para. 3.",
            "“Notes on trade,” para. 3.",
            "_Notes on trade, _[no date], para. 3.",
            "“Notes on trade,” par. 3.",
        ],
    );
}

/// All styles of the archive, each by the first of its names.
fn built_in() -> impl Iterator<Item = Style> {
    let styles = hayagriva::archive::ArchivedStyle::all().iter();
    styles.map(|style| Style::load(style.names()[0], None, "en").unwrap())
}

#[test]
fn a_date_that_is_known_is_printed_by_every_style() {
    let locator = Locator::default();
    for style in built_in() {
        for authors in [full().authors, Vec::new()] {
            for url in [full().url, None] {
                let source = Source { authors: authors.clone(), url, ..full() };
                let reference = shown(&cite_with(&style, &source, &locator).references[0]);
                assert!(reference.contains("2024"), "{}: {reference}", style.name());
                assert!(!reference.contains("no date"), "{}: {reference}", style.name());
            }
        }
    }
}

#[test]
fn every_style_names_title_address_and_place_and_no_remark() {
    let locator = Locator { page: Some(7654), ..Locator::default() };
    for style in built_in() {
        let found = cite_with(&style, &full(), &locator);
        let style = style.name();
        let (reference, entry) = (shown(&found.references[0]), shown(&found.sources[0].reference));
        for text in [&reference, &entry] {
            assert!(text.to_lowercase().contains("energy ties deepen between neighbours"), "{style}: {text}");
            assert!(text.contains("<https://example.org/energy>"), "{style}: {text}");
            assert!(
                !text.contains("remark") && !text.contains('\u{1}') && !text.contains(".."),
                "{style}: {text}"
            );
        }
        assert!(reference.contains("7654"), "{style}: {reference}");
        assert!(!entry.starts_with(['1', '[', '(']), "{style}: {entry}");
    }
}

#[test]
fn pruning_a_style_changes_nothing_that_is_printed() {
    let sources = [
        full(),
        Source { authors: Vec::new(), date: None, ..full() },
        Source { url: None, publisher: None, ..full() },
        Source { title: "Notes".to_owned(), ..Source::default() },
    ];
    let locators = [
        Locator { paragraph: Some(3), ..Locator::default() },
        Locator { heading: Some("Trade".to_owned()), ..Locator::default() },
    ];
    let cited: Vec<Cited<'_>> = sources
        .iter()
        .zip(["a", "b", "c", "d"])
        .cycle()
        .take(12)
        .zip(locators.iter().cycle())
        .map(|((source, key), locator)| Cited { source, locator, key })
        .collect();
    for pruned in built_in() {
        let whole = Style::new(pruned.name(), super::style::from_archive(pruned.name()).unwrap(), "en");
        assert_eq!(whole.cite(&cited).unwrap(), pruned.cite(&cited).unwrap(), "{}", pruned.name());
    }
}

#[test]
fn a_very_long_title_is_cut_at_a_word() {
    let source = Source { title: "word ".repeat(100_000), language: None, ..full() };
    let reference = cite_one("chicago-notes", "en", &source, &Locator::default()).references[0].plain();
    assert!(reference.contains("word word…,” Example Review"), "{reference}");
    assert!(reference.chars().count() < 1200);
}

#[test]
fn locators_are_in_the_terms_of_the_language() {
    let locator = |page, paragraph| Locator { page, paragraph, heading: Some("Trade".to_owned()) };
    let tail = |style: &str, language: &str, locator: &Locator| {
        let source = Source { title: "T".to_owned(), ..Source::default() };
        let reference = cite_one(style, language, &source, locator).references[0].plain();
        reference.rsplit(", ").next().unwrap().to_owned()
    };
    assert_eq!(tail("apa", "en", &locator(Some(12), Some(3))), "p. 12.");
    assert_eq!(tail("apa", "en", &locator(None, Some(3))), "para. 3.");
    let section = locator(None, Some(3));
    let source = Source { title: "T".to_owned(), ..Source::default() };
    let found = cite_one("apa", "en", &source, &section);
    assert_eq!(found.references[0].plain(), "T. (n.d.), sec. Trade, para. 3.");
    assert_eq!(found.in_text[0].plain(), "(T, n.d., Section Trade, para. 3)");
    assert_eq!(tail("apa", "en", &locator(None, None)), "sec. Trade.");
    assert_eq!(tail("apa", "de", &locator(Some(12), None)), "S. 12.");
    assert_eq!(tail("apa", "de-CH", &locator(None, Some(3))), "Abs. 3.");
    assert_eq!(tail("apa", "fr", &locator(None, Some(3))), "paragr. 3.");
    assert_eq!(tail("apa", "ru", &locator(Some(12), None)), "с. 12.");
    assert_eq!(tail("apa", "zh", &locator(Some(12), None)), "页 12.");
    assert_eq!(tail("chicago-notes", "en", &locator(Some(12), None)), "12.");
}

#[test]
fn every_mention_has_its_own_place() {
    let source = Source { title: "70001 nights and 70002".to_owned(), ..full() };
    let locators = [
        Locator { page: Some(7), ..Locator::default() },
        Locator { paragraph: Some(8), ..Locator::default() },
        Locator { heading: Some("Trade in 70003".to_owned()), ..Locator::default() },
        Locator { page: Some(9), ..Locator::default() },
        Locator::default(),
    ];
    let cited = locators.each_ref().map(|locator| Cited { source: &source, locator, key: "a" });
    for style in ["chicago-notes", "apa"] {
        let found = Style::load(style, None, "en").unwrap().cite(&cited).unwrap();
        for (at, place) in [" 7", "para. 8", "Trade in 70003", " 9"].into_iter().enumerate() {
            let stands = if style == "apa" { &found.in_text } else { &found.notes };
            for text in [found.references[at].plain(), stands[at].plain()] {
                assert!(text.contains(place), "{style}: {text}");
            }
            assert!(found.references[at].plain().contains("70001"), "{style}");
        }
        assert_eq!(found.references.iter().filter(|one| one.plain().contains("Schmidt")).count(), 5);
    }
}

#[test]
fn sources_are_listed_once_in_the_order_of_the_style() {
    let sources = ["Zoe Adams", "Ädelweiss Desk", "Bo Baker", "", "Bo Baker"].map(|author| Source {
        title: "Middle".to_owned(),
        authors: vec![author.to_owned()],
        ..full()
    });
    let locator = Locator::default();
    let keys = ["z", "ae", "b1", "m", "b2"];
    let mentions = sources.iter().zip(keys).map(|(source, key)| Cited { source, locator: &locator, key });
    let cited: Vec<Cited<'_>> = mentions.clone().chain(mentions).collect();
    let order = |style: &str| {
        let found = Style::load(style, None, "en").unwrap().cite(&cited).unwrap();
        assert_eq!(found.references.len(), 10);
        found.sources.into_iter().map(|listed| listed.key).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(order("apa"), "z ae b1 b2 m");
    assert_eq!(order("ieee"), "z ae b1 m b2");
}

#[test]
fn one_year_of_one_author_is_told_apart_by_letters_everywhere() {
    let sources = ["One", "Two"].map(|title| Source { title: title.to_owned(), ..full() });
    let locator = Locator::default();
    let cited = [0, 1, 0].map(|at| Cited { source: &sources[at], locator: &locator, key: ["a", "b"][at] });
    let found = Style::load("chicago-author-date", None, "en").unwrap().cite(&cited).unwrap();
    assert!(found.in_text[0].plain().contains("2024a") && found.references[0].plain().contains("2024a"));
    assert!(
        found.in_text[1].plain().contains("2024b") && found.sources[1].reference.plain().contains("2024b")
    );
    assert_eq!(found.references[0], found.references[2]);
}

#[test]
fn only_addresses_of_the_web_become_links() {
    for url in ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "https://a/\u{202e}b", "HTTP://"]
    {
        let source = Source { url: Some(url.to_owned()), ..full() };
        for style in STYLES {
            let found = cite_one(style, "en", &source, &Locator::default());
            assert!(found.references[0].0.iter().all(|run| run.url.is_none()), "{style}: {url}");
            assert!(!found.references[0].plain().contains(url));
        }
    }
}

#[test]
fn no_mentions_give_no_references() {
    let style = Style::load("apa", None, "en").unwrap();
    assert_eq!(style.cite(&[]).unwrap(), Citations::default());
}

#[track_caller]
fn check_error(name: &str, files: &[(&str, &str)], expected: &str) {
    let dir = tempfile::tempdir().unwrap();
    for (file, text) in files {
        #[expect(clippy::disallowed_methods, reason = "a test makes its own files")]
        fs::write(dir.path().join(file), text).unwrap();
    }
    let error = Style::load(name, Some(dir.path()), "en").unwrap_err();
    let folder = format!("{}/", dir.path().display());
    assert_eq!(error.diagnostic().to_string().replace(&folder, ""), expected);
}

#[test]
fn an_unknown_style_finds_its_neighbour() {
    check_error("chicago-nots", &[], "unknown citation style `chicago-nots` (did you mean `chicago-notes`?)");
    check_error(
        "iso-690",
        &[],
        "unknown citation style `iso-690` (one of `iso-690-author-date`, `iso-690-numeric`)",
    );
    check_error(
        "../secret",
        &[("house.csl", "")],
        "unknown citation style `../secret` (such as `house`, `apa`, `chicago-author-date`, `chicago-notes`, `ieee`, \
         `iso-690-author-date`, `mla`; further ones as `../secret.csl` in the folder of styles)",
    );
}

/// A style of the fewest elements that are allowed, with `macros` in it.
fn house_style(macros: &str) -> String {
    format!(
        r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">
<info><title>House</title><id>house</id><updated>2024-01-01T00:00:00+00:00</updated></info>
{macros}
<citation><layout suffix="."><text variable="title" prefix="HOUSE "/></layout></citation>
</style>"#
    )
}

#[test]
fn a_broken_style_is_named_with_its_place() {
    check_error(
        "house",
        &[("house.csl", "not xml")],
        "house.csl: not a citation style: invalid type: string \"not xml\", expected struct RawStyle (styles are written in CSL 1.0)",
    );
    check_error(
        "house",
        &[(
            "house.csl",
            &house_style(
                "<macro name=\"a\"><text macro=\"b\"/></macro>\n<macro name=\"b\"><group><text macro=\"a\"/></group></macro>",
            ),
        )],
        "house.csl:3:1: not a citation style: macro `a` calls itself",
    );
    let wrong = house_style("<macro name=\"a\"><text variable=\"no-such-variable\"/></macro>");
    check_error(
        "house",
        &[("house.csl", &wrong)],
        "house.csl:3:1: not a citation style: data did not match any variant of untagged enum TextTarget (styles are written in CSL 1.0)",
    );
    let dependent = r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>D</title><id>d</id>
<link href="http://www.zotero.org/styles/apa" rel="independent-parent"/><updated>2024-01-01T00:00:00+00:00</updated></info></style>"#;
    check_error(
        "house",
        &[("house.csl", dependent)],
        "house.csl: not a citation style: it only points to another style (use `apa`)",
    );
}

#[test]
fn a_style_of_the_desk_goes_before_a_built_in_one() {
    let dir = tempfile::tempdir().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test makes its own files")]
    fs::write(dir.path().join("apa.csl"), house_style("")).unwrap();
    let style = Style::load("apa", Some(dir.path()), "en").unwrap();
    let locator = Locator { page: Some(4), ..Locator::default() };
    let found = style.cite(&[Cited { source: &full(), locator: &locator, key: "a" }]).unwrap();
    assert_eq!(
        shown(&found.references[0]),
        "HOUSE Energy ties deepen between neighbours. 2024-05-16. <https://example.org/energy>, p. 4."
    );
    assert!(names(Some(dir.path())).contains(&"apa".to_owned()));
}

fn any_source() -> impl Strategy<Value = Source> {
    let text = prop_oneof!["\\PC{0,40}", any::<String>(), "[A-Za-z.?! ]{0,30}"];
    let date = (1i16..10_000, 1u8..13, 1u8..29).prop_map(|(year, month, day)| PartialDate {
        year,
        month: Some(month),
        day: Some(day),
    });
    (
        text.clone(),
        prop::collection::vec(text.clone(), 0..4),
        prop::option::of(text.clone()),
        prop::option::of(date),
        prop::option::of(prop_oneof![text, "https?://[a-z]{1,9}\\.example/[ -~]{0,12}"]),
        prop::option::of(prop_oneof!["en", "ru", "zh-CN", "\\PC{0,4}"]),
    )
        .prop_map(|(title, authors, publisher, date, url, language)| Source {
            title,
            authors,
            publisher,
            date,
            url,
            language,
            ..Source::default()
        })
}

/// The letters of a text without regard to capitals.
fn letters(text: &str) -> String {
    let folded = text.to_lowercase().to_uppercase().to_lowercase();
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_metadata_gives_a_reference_with_the_titles_letters(sources in prop::collection::vec(any_source(), 1..5)) {
        static STYLE: std::sync::LazyLock<Style> =
            std::sync::LazyLock::new(|| Style::load("chicago-notes", None, "en").unwrap());
        let style = &*STYLE;
        let locator = Locator { paragraph: Some(3), ..Locator::default() };
        let keys = ["a", "b", "c", "d"];
        let cited: Vec<Cited<'_>> =
            sources.iter().zip(keys).map(|(source, key)| Cited { source, locator: &locator, key }).collect();
        let found = style.cite(&cited).unwrap();
        prop_assert_eq!(&found, &style.cite(&cited).unwrap());
        prop_assert_eq!(found.sources.len(), sources.len());
        for (source, reference) in sources.iter().zip(&found.references) {
            let text = reference.plain();
            let title = letters(&super::entry::clean(&source.title, 1000));
            prop_assert!(letters(&text).contains(&title), "{:?} not in {:?}", source.title, text);
            prop_assert!(!text.chars().any(char::is_control), "{:?}", text);
            for run in &reference.0 {
                prop_assert!(run.url.as_ref().is_none_or(|url| url.to_lowercase().starts_with("http")));
            }
        }
    }
}
