//! Parameters: one brief for many countries or clients.

use crate::support::{DATE, Desk, snapshot};

const BRIEF: &str = "title: The {topic} brief\nthemes: [topic]\naudiences: [press]\nparams:\n  topic: {type: text, default: harbour}\n";
const THEME: &str = "themes:\n  topic:\n    title: On {topic}\n    terms: [\"{topic}\"]\n";

/// The sample desk with a theme that a parameter names, and a brief on it.
fn desk(brief: &str) -> Desk {
    let desk = Desk::sample();
    desk.edit("config.yaml", "themes:\n", THEME);
    desk.write("briefs/topic.yaml", brief);
    desk
}

fn editions(desk: &Desk) -> Vec<String> {
    let folders: std::collections::BTreeSet<String> = snapshot(&desk.root.join("output"))
        .into_keys()
        .filter(|path| path.ends_with("edition.json") && !path.contains("latest"))
        .map(|path| path.split('/').next().unwrap().to_owned())
        .collect();
    folders.into_iter().collect()
}

fn build(desk: &Desk, more: &[&str]) -> crate::support::Outcome {
    desk.run(&[&["build", "topic", "--date", DATE], more].concat())
}

#[test]
fn a_default_stands_in_the_title_and_in_the_theme() {
    let desk = desk(BRIEF);
    build(&desk, &[]).ends_with(0).quiet();
    let text = desk.read("output/topic/2025-04-02/press.md");
    assert!(text.contains("# The harbour brief") && text.contains("## On harbour"), "{text}");
    assert!(text.contains("[^1]"), "the theme finds the harbour: {text}");
}

#[test]
fn a_value_of_the_command_line_makes_an_edition_beside_the_others() {
    let desk = desk(BRIEF);
    build(&desk, &[]).ends_with(0);
    build(&desk, &["-P", "topic=fish"]).ends_with(0).quiet();
    build(&desk, &["-P", "topic=harbour"]).ends_with(0).prints(&["unchanged topic 2025-04-02"]);
    build(&desk, &["-P", "topic=Fishing, and Más"]).ends_with(0);
    let folders = editions(&desk);
    assert_eq!(folders[..2], ["topic", "topic-topic-fish"]);
    assert!(folders[2].starts_with("topic-topic-fishing-and-m-s-"), "{folders:?}");
    let text = desk.read("output/topic-topic-fish/2025-04-02/press.md");
    assert!(text.contains("# The fish brief"), "{text}");
    let manifest = desk.read("output/topic-topic-fish/2025-04-02/edition.json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["params"], serde_json::json!({"topic": "fish"}));
    desk.run(&["verify"]).ends_with(0);
}

#[test]
fn a_list_of_values_makes_a_set_of_editions() {
    let desk = desk(&format!("{BRIEF}editions:\n  sea: {{topic: fish}}\n  land: {{topic: harbour}}\n"));
    build(&desk, &[]).ends_with(0).prints(&["built topic-sea 2025-04-02", "built topic-land 2025-04-02"]);
    assert_eq!(editions(&desk), ["topic-land", "topic-sea"]);
    desk.run(&["build", "topic-sea", "--date", DATE]).ends_with(0).prints(&["unchanged topic-sea"]);
    // A value that one of them has picks this one; another is an edition of its own.
    build(&desk, &["-P", "topic=fish"]).ends_with(0).prints(&["unchanged topic-sea"]);
    build(&desk, &["-P", "topic=cranes"]).ends_with(0).prints(&["built topic-topic-cranes"]);
    desk.run(&["explain", "topic", "--date", DATE])
        .ends_with(2)
        .warns(&["`topic` has 2 editions", "name one: `topic-sea`, `topic-land`"]);
}

#[test]
fn a_list_becomes_a_term_for_each_of_its_texts() {
    let brief = BRIEF.replace("{type: text, default: harbour}", "{type: list, default: [harbour, fish]}");
    let desk = desk(&brief);
    build(&desk, &[]).ends_with(0).quiet();
    let text = desk.read("output/topic/2025-04-02/press.md");
    assert!(text.contains("# The harbour, fish brief"), "{text}");
}

#[test]
fn a_parameter_without_a_value_keeps_no_other_brief_back() {
    let desk = desk(&BRIEF.replace(", default: harbour", ""));
    build(&desk, &[]).ends_with(2).warns(&[
        "error: the parameter `topic` of brief `topic` has no value",
        "give it one with `-P topic=…`",
    ]);
    desk.build().warns(&["warning: the parameter `topic` of brief `topic` has no value"]);
    build(&desk, &["-P", "topic=fish"]).ends_with(0).prints(&["built topic-topic-fish"]);
}

#[test]
fn what_is_unknown_or_ill_typed_is_an_error() {
    let desk = desk(BRIEF);
    build(&desk, &["-P", "topik=fish"]).ends_with(2).warns(&["parameter `topik`", "did you mean `topic`?"]);
    build(&desk, &["-P", "topic"]).ends_with(2).warns(&["write a name, `=` and a value"]);
    for (param, value, told) in [
        ("{type: number, default: 3}", "many", "`-P topic=many`: not a number"),
        ("{type: boolean, default: true}", "yes", "`-P topic=yes`: not `true` or `false`"),
        ("{type: date, default: 2024}", "soon", "`-P topic=soon`: not a date"),
        ("{type: text, default: a, choices: [a, b]}", "c", "one of `a`, `b`"),
    ] {
        desk.write("briefs/topic.yaml", BRIEF.replace("{type: text, default: harbour}", param));
        build(&desk, &["-P", &format!("topic={value}")]).ends_with(2).warns(&[told]);
    }
    for (brief, told) in [
        (BRIEF.replace("type: text", "type: txt"), "briefs/topic.yaml:5:17"),
        (BRIEF.replace("type: text, default: harbour", "type: number, default: many"), "not a number"),
        (
            BRIEF.replace("title: The {topic}", "title: The {subject}"),
            "the title needs the parameter `subject`",
        ),
        (BRIEF.replace("  topic: {", "  tropic: {"), "theme `topic` needs the parameter `topic`"),
        (BRIEF.to_owned() + "editions: {sea: {topik: fish}}\n", "unknown parameter `topik`"),
        (
            BRIEF.to_owned() + "editions: {sea: {topic: [1, 2]}}\n",
            "the value of `topic` is not a text in one line",
        ),
    ] {
        desk.write("briefs/topic.yaml", brief);
        desk.run(&["check"]).ends_with(2).warns(&[told]);
    }
}

#[test]
fn two_editions_of_one_name_are_a_mistake() {
    let desk = desk(&format!("{BRIEF}editions: {{sea: {{topic: fish}}}}\n"));
    desk.write("briefs/topic-sea.yaml", "title: Sea\nthemes: [fishing]\naudiences: [press]\n");
    desk.run(&["check"]).ends_with(2).warns(&["are both called so", "briefs/topic"]);
}
