//! What editors say in a brief: pins, drops, order.

use serde_json::Value;

use crate::support::{DATE, Desk};

const CRANES: &str = "Its cranes, bought in 1987, go to a museum.";
const OPENED: &str = "A new berth for container ships opened in February.";

/// The texts of a theme's excerpts in the order in which they stand in the
/// analyst's briefing.
fn texts(desk: &Desk, theme: &str) -> Vec<String> {
    let manifest = desk.manifest(DATE);
    let audience =
        manifest["audiences"].as_array().unwrap().iter().find(|one| one["id"] == "analyst").unwrap();
    let excerpt = |n: &Value| {
        manifest["excerpts"].as_array().unwrap().iter().find(|one| one["n"] == *n).unwrap().clone()
    };
    let cited = audience["citations"].as_array().unwrap().iter().map(|pair| excerpt(&pair[1]));
    cited
        .filter(|one| one["theme"] == theme)
        .map(|one| one["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn pin(text: &str) -> String {
    format!("pin:\n  - theme: harbour\n    file: corpus/harbour.txt\n    text: >-\n      {text}\n")
}

#[test]
fn a_pin_is_in_whatever_its_score_and_comes_first() {
    let desk = Desk::sample();
    desk.build();
    assert!(!texts(&desk, "harbour").contains(&CRANES.to_owned()));
    desk.append("briefs/weekly.yaml", &pin(CRANES));
    for _ in 0..2 {
        desk.rebuild().quiet();
        assert_eq!(texts(&desk, "harbour")[0], CRANES);
    }
    let manifest = desk.manifest(DATE);
    let pinned =
        manifest["excerpts"].as_array().unwrap().iter().filter(|one| one["reasons"]["pinned"] == true);
    assert_eq!(pinned.count(), 1);
}

#[test]
fn a_pin_for_one_audience_is_in_its_briefing_only() {
    let desk = Desk::sample();
    desk.append("briefs/weekly.yaml", &format!("{}    audiences: [press]\n", pin(CRANES)));
    desk.rebuild().quiet();
    assert!(desk.read("output/weekly/2025-04-02/press.md").contains("bought in 1987"));
    assert!(!desk.read("output/weekly/2025-04-02/analyst.md").contains("bought in 1987"));
}

#[test]
fn a_pin_whose_words_have_changed_shows_both_and_keeps_no_other_brief_back() {
    let desk = Desk::sample();
    desk.write("briefs/other.yaml", "title: Other\nthemes: [fishing]\naudiences: [press]\n");
    desk.append("briefs/weekly.yaml", &pin(OPENED));
    desk.edit("corpus/harbour.txt", "opened in February", "opened in March");
    desk.run(&["build", "--date", DATE]).ends_with(1).warns(&[
        "briefs/weekly.yaml:8",
        "the pinned words have changed",
        "the brief has “A new berth for container ships opened in February.”",
        "the source now says “A new berth for container ships opened in March.”",
    ]);
    assert!(desk.root.join("output/other/2025-04-02/press.md").exists());
    assert!(!desk.root.join("output/weekly").exists());
    desk.run(&["check"]).warns(&["the pinned words have changed"]);
}

#[test]
fn a_pin_of_words_or_documents_that_are_gone_is_an_error() {
    let desk = Desk::sample();
    desk.append("briefs/weekly.yaml", &pin("Nobody ever wrote anything like these words about whales."));
    desk.run(&["build", "--date", DATE]).ends_with(1).warns(&["are no longer in the source"]);
    desk.edit("briefs/weekly.yaml", "corpus/harbour.txt", "corpus/harbor.txt");
    desk.run(&["build", "--date", DATE])
        .ends_with(1)
        .warns(&["there is no document `corpus/harbor.txt` to pin", "did you mean `corpus/harbour.txt`?"]);
}

#[test]
fn what_is_dropped_stays_out_and_another_takes_its_place() {
    let desk = Desk::sample();
    desk.build();
    let before = texts(&desk, "harbour");
    desk.append(
        "briefs/weekly.yaml",
        &format!(
            "drop:\n  - file: corpus/harbour.txt\n    text: {:?}\n  - file: corpus/tariff.html\n",
            &before[0]
        ),
    );
    desk.rebuild().quiet();
    let after = texts(&desk, "harbour");
    assert!(!after.contains(&before[0]), "{after:#?}");
    assert!(!after.is_empty());
    let manifest = desk.manifest(DATE);
    assert!(
        manifest["excerpts"].as_array().unwrap().iter().all(|one| one["document"] != "corpus/tariff.html")
    );
}

#[test]
fn a_drop_that_finds_nothing_is_a_warning() {
    let desk = Desk::sample();
    desk.append(
        "briefs/weekly.yaml",
        "drop:\n  - {file: corpus/gone.txt}\n  - {file: corpus/harbour.txt, text: No such words.}\n",
    );
    desk.rebuild().warns(&[
        "there is no document `corpus/gone.txt` to drop",
        "the dropped words are not in `corpus/harbour.txt`",
    ]);
}

#[test]
fn the_brief_puts_excerpts_in_order() {
    let desk = Desk::sample();
    desk.rebuild();
    let before = texts(&desk, "harbour");
    assert!(before.len() > 1, "{before:?}");
    let last = before.last().unwrap();
    let beginning: String = last.split(' ').take(5).collect::<Vec<_>>().join(" ");
    desk.append("briefs/weekly.yaml", &format!("order:\n  harbour: [{beginning:?}, Whatever]\n"));
    desk.rebuild().warns(&["no excerpt of `harbour` begins with “Whatever”"]);
    let after = texts(&desk, "harbour");
    assert_eq!(after[0], *last);
    assert_eq!(after[1..], before[..before.len() - 1]);
}

#[test]
fn pins_that_clash_with_one_another_or_with_a_drop_are_errors() {
    let desk = Desk::sample();
    let brief = desk.read("briefs/weekly.yaml");
    let twice = format!("{}{}", pin(CRANES), pin("Its cranes, bought in 1987").replacen("pin:\n", "", 1));
    desk.append("briefs/weekly.yaml", &twice);
    desk.run(&["build", "--date", DATE])
        .ends_with(1)
        .warns(&["this pin has a sentence of the pin on line 8"]);
    desk.write("briefs/weekly.yaml", format!("{brief}{}drop:\n  - file: corpus/harbour.txt\n", pin(CRANES)));
    desk.run(&["build", "--date", DATE]).ends_with(1).warns(&["the brief drops what it pins here"]);
    desk.write(
        "briefs/weekly.yaml",
        format!("{brief}{}", pin("The harbour of Norwick in the first quarter")),
    );
    desk.run(&["build", "--date", DATE])
        .ends_with(1)
        .warns(&["the pinned words on line 1 of the source are no whole sentences"]);
}
