//! What audiences differ by: themes, findings, markings.

use crate::support::{DATE, Desk};

/// Of the document that is marked.
const TITLE: &str = "The harbour of Norwick in the first quarter";
const BRIEFING: &str = "output/weekly/2025-04-02";

/// The sample desk with a line more for one of its audiences.
fn with(audience: &str, line: &str) -> Desk {
    let desk = Desk::sample();
    desk.edit("config.yaml", &format!("  {audience}:\n"), &format!("  {audience}:\n    {line}\n"));
    desk
}

fn briefing(desk: &Desk, audience: &str) -> String {
    desk.read(&format!("{BRIEFING}/{audience}.md"))
}

/// Marks the document about the harbour.
fn mark(desk: &Desk, marking: &str) {
    desk.append("corpus/harbour.txt.yaml", &format!("marking: {marking}\n"));
}

#[test]
fn an_audience_gets_its_themes_in_its_order() {
    let desk = with("press", "themes: [fishing, harbour]");
    desk.build().quiet();
    let places = |audience: &str| {
        let text = briefing(&desk, audience);
        ["## The harbour", "## Fishing"].map(|heading| text.find(heading).expect("both themes are there"))
    };
    let (analyst, press) = (places("analyst"), places("press"));
    assert!(analyst[0] < analyst[1] && press[1] < press[0]);
    desk.run(&["verify"]).ends_with(0);
}

#[test]
fn a_theme_that_an_audience_does_not_get_is_not_in_its_briefing_nor_its_proof() {
    let desk = with("press", "themes: [fishing]");
    desk.build().quiet();
    assert!(briefing(&desk, "analyst").contains("## The harbour"));
    let press = briefing(&desk, "press");
    assert!(press.contains("## Fishing") && !press.contains("## The harbour"));
    let manifest = desk.manifest(DATE);
    let of_theme = |n: &serde_json::Value| {
        let excerpts = manifest["excerpts"].as_array().unwrap();
        excerpts.iter().find(|one| one["n"] == *n).unwrap()["theme"].clone()
    };
    let press = manifest["audiences"].as_array().unwrap().iter().find(|one| one["id"] == "press").unwrap();
    let cited = press["citations"].as_array().unwrap();
    assert!(!cited.is_empty() && cited.iter().all(|pair| of_theme(&pair[1]) == "fishing"));
    desk.run(&["explain", "weekly", "corpus/harbour.txt:3", "--date", DATE])
        .ends_with(0)
        .prints(&["not given: the audience does not get this theme"]);
}

#[test]
fn an_audience_without_a_theme_of_the_brief_is_a_mistake_of_the_brief() {
    let desk = with("press", "themes: [fishing]");
    desk.write("briefs/other.yaml", "title: Other\nthemes: [harbour]\naudiences: [analyst, press]\n");
    desk.run(&["check"]).ends_with(2).warns(&[
        "audience `press` gets none of the brief's themes",
        "briefs/other.yaml:3:22",
        "it gets fishing",
    ]);
}

#[test]
fn findings_that_an_audience_does_not_get_are_not_in_its_template() {
    let all = Desk::sample();
    all.build();
    let none = with("analyst", "findings: []");
    none.build().quiet();
    assert!(briefing(&all, "analyst").contains("### Figures"));
    assert!(!briefing(&none, "analyst").contains("### Figures"));
    with("analyst", "findings: [figurs]")
        .run(&["check"])
        .ends_with(2)
        .warns(&["unknown finding `figurs`", "did you mean `figures`?"]);
}

#[test]
fn what_is_marked_higher_than_an_audience_is_nowhere_in_its_files() {
    let desk = with("analyst", "marking: TLP:AMBER");
    desk.edit("config.yaml", "  press:\n", "  press:\n    marking: TLP:GREEN\n");
    mark(&desk, "TLP:AMBER");
    desk.build().quiet();
    for format in ["md", "html"] {
        let text = |audience: &str| desk.read(&format!("{BRIEFING}/{audience}.{format}"));
        assert!(text("analyst").contains(TITLE));
        for audience in ["press", "executive"] {
            assert!(!text(audience).contains(TITLE), "{audience}.{format} names what is marked TLP:AMBER");
        }
    }
    let manifest = desk.manifest(DATE);
    let entry = |list: &str, id: &str| {
        manifest[list].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
    };
    assert_eq!(entry("documents", "corpus/harbour.txt")["marking"], "TLP:AMBER");
    assert_eq!(entry("audiences", "press")["marking"], "TLP:GREEN");
    assert_eq!(entry("audiences", "press")["withheld"], serde_json::json!(["corpus/harbour.txt"]));
    assert_eq!(entry("audiences", "analyst")["withheld"], serde_json::json!([]));
    desk.run(&["verify"]).ends_with(0);
    desk.run(&["explain", "weekly", "corpus/harbour.txt:3", "--date", DATE])
        .ends_with(0)
        .prints(&["its document is marked higher than the audience may see"]);
}

#[test]
fn a_marking_of_a_folder_counts_for_all_that_is_in_it_and_the_higher_one_counts() {
    let desk = Desk::sample();
    desk.edit(
        "config.yaml",
        "audiences:\n",
        "markings:\n  levels: [PUBLIC, INTERNAL]\n  sources: {corpus/: INTERNAL}\naudiences:\n",
    );
    mark(&desk, "PUBLIC");
    desk.build();
    assert!(desk.manifest(DATE)["excerpts"].as_array().unwrap().is_empty());
    desk.edit("config.yaml", "  press:\n", "  press:\n    marking: INTERNAL\n");
    desk.rebuild();
    assert!(!desk.manifest(DATE)["excerpts"].as_array().unwrap().is_empty());
}

#[test]
fn a_marking_that_nobody_knows_is_shown_to_nobody() {
    for marking in ["TLP:AMBRE", "[TLP:GREEN]"] {
        let desk = with("analyst", "marking: TLP:RED");
        mark(&desk, marking);
        desk.build();
        assert!(!briefing(&desk, "analyst").contains(TITLE), "{marking}");
        let cited = desk.manifest(DATE)["documents"].to_string();
        assert!(!cited.contains("corpus/harbour.txt"), "{marking}");
    }
    with("press", "marking: TLP:AMBRE").run(&["check"]).ends_with(2).warns(&["did you mean `TLP:AMBER`?"]);
}

#[test]
fn a_pin_from_a_source_that_is_marked_higher_is_refused() {
    let desk = with("analyst", "marking: TLP:RED");
    mark(&desk, "TLP:RED");
    let pin = "pin:\n  - theme: harbour\n    file: corpus/harbour.txt\n    text: >-\n      Its cranes, bought in 1987, go to a museum.\n";
    desk.append("briefs/weekly.yaml", pin);
    desk.run(&["build", "--date", DATE]).ends_with(1).warns(&[
        "this pin is from a source marked `TLP:RED`, and the marking of audience `executive` is none",
        "name the `audiences` that the pin is for",
    ]);
    desk.append("briefs/weekly.yaml", "    audiences: [analyst]\n");
    desk.build().quiet();
    assert!(briefing(&desk, "analyst").contains("bought in 1987"));
}
