//! What stands in notes, one after another, and in the text.

use super::*;

/// Cites sources by name (one letter) and paragraph (a number, `-` for none)
/// as in `a1 b2 a-`, and returns the notes.
fn notes(style: &Style, mentions: &str) -> Vec<String> {
    let source = |name: &str| Source {
        title: format!("Report {name}"),
        authors: vec![format!("Ann {name}mith")],
        date: Some("2024".parse().unwrap()),
        ..Source::default()
    };
    let sources: Vec<Source> = ["S", "T", "U"].map(source).into();
    let mentioned: Vec<(usize, Locator)> = mentions
        .split(' ')
        .map(|mention| (mention.as_bytes()[0], mention[1..].parse().ok()))
        .map(|(name, paragraph)| (usize::from(name - b'a'), Locator { paragraph, ..Locator::default() }))
        .collect();
    let cited: Vec<Cited<'_>> = mentioned
        .iter()
        .map(|(at, locator)| Cited { source: &sources[*at], locator, key: ["a", "b", "c"][*at] })
        .collect();
    style.cite(&cited).unwrap().notes.iter().map(Rich::plain).collect()
}

#[track_caller]
fn check_notes(style: &str, mentions: &str, expected: &[&str]) {
    assert_eq!(notes(&Style::load(style, None, "en").unwrap(), mentions), expected);
}

#[test]
fn notes_are_complete_then_short() {
    check_notes(
        "chicago-notes",
        "a1 b1 a2 a2 a3 a- b2",
        &[
            "Ann Smith, “Report S,” 2024, para. 1.",
            "Ann Tmith, “Report T,” 2024, para. 1.",
            "Smith, “Report S,” para. 2.",
            "Smith, “Report S,” para. 2.",
            "Smith, “Report S,” para. 3.",
            "Smith, “Report S.”",
            "Tmith, “Report T,” para. 2.",
        ],
    );
}

#[test]
fn a_style_with_ibid_says_so_only_of_the_note_before() {
    let dir = tempfile::tempdir().unwrap();
    let layout = r#"<choose>
<if position="ibid-with-locator"><text value="ibid."/><text variable="locator" prefix=" "/></if>
<else-if position="ibid"><text value="ibid."/></else-if>
<else-if position="near-note"><text variable="title" suffix=" (near)"/><text variable="locator" prefix=" "/></else-if>
<else-if position="subsequent"><text variable="title"/><text variable="locator" prefix=" "/>
  <text variable="first-reference-note-number" prefix=", see note "/></else-if>
<else><text variable="title" prefix="First "/><text variable="locator" prefix=" "/></else></choose>"#;
    let style = house_style("").replace(r#"<text variable="title" prefix="HOUSE "/>"#, layout);
    let style = style.replace("<citation>", r#"<citation near-note-distance="2">"#);
    #[expect(clippy::disallowed_methods, reason = "a test makes its own files")]
    fs::write(dir.path().join("own.csl"), style).unwrap();
    let style = Style::load("own", Some(dir.path()), "en").unwrap();
    let expected = [
        "First Report S 1. 2024.",
        "ibid.",
        "ibid. 2.",
        "ibid. 1.",
        "First Report T 1. 2024.",
        "Report S (near) 1.",
        "Report S (near).",
        "ibid. 7.",
        "Report T 1, see note 5.",
        "First Report U 9. 2024.",
        "Report T (near) 2.",
        "ibid. 3.",
        "ibid.",
        "Report S 1, see note 1.",
    ];
    assert_eq!(notes(&style, "a1 a1 a2 a1 b1 a1 a- a7 b1 c9 b2 b3 b3 a1"), expected);
}

#[test]
fn the_same_notes_come_of_a_run_in_which_each_is_printed() {
    let mentions = "a1 b1 a2 a2 a3 a- b2 c1 c1 c2 a1 a1 a2 b1 b2 b2 a9 b1 c- c- c4 a1";
    let alone = |style: &Style| {
        // Every mention with a number of its own is printed for itself.
        let all: Vec<&str> = mentions.split(' ').collect();
        let last = |end: usize| notes(style, &all[..=end].join(" ")).pop().unwrap();
        (0..all.len()).map(last).collect::<Vec<_>>()
    };
    for style in built_in().filter(Style::is_note) {
        assert_eq!(notes(&style, mentions), alone(&style), "{}", style.name());
    }
}

#[test]
fn what_stands_in_the_text_has_brackets_a_place_and_the_lists_number() {
    let sources = ["Zoe Adams", "Bo Baker", "Carla Cook"].map(|author| Source {
        title: format!("{author}’s report"),
        authors: vec![author.to_owned()],
        ..full()
    });
    let locators = [7654, 7655].map(|page| Locator { page: Some(page), ..Locator::default() });
    let keys = ["z", "b", "c"];
    let mentions = [(0, 0), (1, 0), (0, 1), (2, 0), (1, 0)];
    let cited = mentions.map(|(at, locator)| Cited {
        source: &sources[at],
        locator: &locators[locator],
        key: keys[at],
    });
    let mut labelled = 0;
    for style in built_in() {
        let found = style.cite(&cited).unwrap();
        let name = style.name();
        if style.is_note() {
            assert!(found.in_text.iter().all(|text| text.0.is_empty()), "{name}");
            continue;
        }
        assert_eq!(found.notes, found.references, "{name}");
        for ((at, locator), text) in mentions.iter().zip(&found.in_text) {
            let text = text.plain();
            assert!(
                text.starts_with(['(', '[', '（', '［']) && text.ends_with([')', ']', '）', '］']),
                "{name}: {text}"
            );
            let page = locators[*locator].page.unwrap().to_string();
            assert_eq!(text.matches(&page).count(), 1, "{name}: {text}");
            let listed = found.sources.iter().find(|listed| listed.key == keys[*at]).unwrap();
            let label = listed.label.trim_matches(|c: char| !c.is_alphanumeric());
            assert!(text.contains(label), "{name}: {text} {label}");
            labelled += usize::from(!label.is_empty());
            let said = listed.reference.plain().to_lowercase();
            assert!(
                said.contains("adams") || said.contains("baker") || said.contains("cook"),
                "{name}: {said}"
            );
        }
    }
    assert!(labelled > 100, "{labelled}");
    let ieee = cite_one("ieee", "en", &full(), &Locator { paragraph: Some(3), ..Locator::default() });
    assert_eq!((ieee.in_text[0].plain().as_str(), ieee.sources[0].label.as_str()), ("[1, Para. 3]", "[1]"));
}

#[test]
#[ignore = "a measurement"]
fn six_hundred_citations_take_so_long() {
    for sources in [150, 600] {
        let sources: Vec<Source> = (0..sources)
            .map(|at: usize| Source {
                title: format!("A report on matter {at} of many"),
                authors: vec![
                    format!("Ann {}mith", char::from(b'A' + (at % 26) as u8)),
                    "Bo Baker".to_owned(),
                ],
                ..full()
            })
            .collect();
        let keys: Vec<String> = (0..sources.len()).map(|at| at.to_string()).collect();
        let locators: Vec<Locator> =
            (0..600).map(|at| Locator { paragraph: Some(at % 90 + 1), ..Locator::default() }).collect();
        let cited: Vec<Cited<'_>> = (0..600)
            .map(|at| (at, (at * at / 3 + at / 5) % sources.len()))
            .map(|(at, source)| Cited {
                source: &sources[source],
                locator: &locators[at],
                key: &keys[source],
            })
            .collect();
        for style in STYLES {
            let style = Style::load(style, None, "en").unwrap();
            let start = std::time::Instant::now();
            let found = style.cite(&cited).unwrap();
            #[expect(clippy::print_stderr, reason = "a measurement")]
            {
                eprintln!(
                    "{} {} {}: {:?}",
                    style.positions.len(),
                    found.sources.len(),
                    style.name(),
                    start.elapsed()
                );
            }
        }
    }
}
