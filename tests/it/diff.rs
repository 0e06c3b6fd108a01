//! `attache diff`.

use serde_json::Value;

use crate::support::{DATE, Desk};

const NEXT: &str = "2025-04-09";

/// A desk with two editions: a figure is revised, a document came and one went.
fn desk() -> Desk {
    let desk = Desk::with_documents(
        "md",
        &[
            ("a.txt", "The harbour handled 120 cargo ships in 2024.\n"),
            ("b.txt", "The fishing fleet landed its herring at the quota's end.\n"),
            ("c.txt", "The port authority shut the north berth of the harbour after the storm.\n"),
        ],
    );
    desk.build();
    desk.edit("corpus/a.txt", "120", "140");
    desk.remove("corpus/b.txt");
    desk.write("corpus/d.txt", "The herring quota falls to 61,000 tonnes, *a* <b>fifth</b> less.\n");
    desk.build_on(NEXT);
    desk
}

#[test]
fn the_last_two_editions_are_compared_word_by_word() {
    let desk = desk();
    let outcome = desk.run(&["diff", "weekly", "--exit-code"]).ends_with(0);
    outcome.prints(&[
        "weekly 2025-04-02 to 2025-04-09\n",
        "1 new, 1 updated, 0 told before in other words, 1 gone, 1 as before\n",
        "The harbour handled [-120-]{+140+} cargo ships in 2024.",
        "\nNew\n",
        "\nGone\n",
        "\nFigures revised\n",
        "(was 120",
        "Documents cited for the first time\n  corpus/d.txt",
        "Documents that were edited\n  corpus/a.txt",
        "Documents cited no longer\n  corpus/b.txt",
    ]);
}

#[test]
fn editions_have_many_names() {
    let desk = desk();
    let expected = desk.run(&["diff", "weekly"]).ends_with(0).out;
    for [before, after] in [
        ["weekly/2025-04-02", "weekly/2025-04-09"],
        ["weekly/2025-04-02", "2025-04-09"],
        ["weekly/2025-04-02", "weekly/latest"],
        ["output/weekly/2025-04-02", "output/weekly/2025-04-09/edition.json"],
    ] {
        assert_eq!(desk.run(&["diff", before, after]).ends_with(0).out, expected, "{before} {after}");
    }
    let back = desk.run(&["diff", "weekly/2025-04-09", "weekly/2025-04-02"]).ends_with(0);
    back.prints(&["weekly 2025-04-09 to 2025-04-02", "[-140-]{+120+}"]);
    desk.run(&["diff", "weekly", "--audience", "analyst"]).ends_with(0).prints(&[", for analyst\n"]);
}

#[test]
fn an_edition_does_not_differ_from_itself() {
    let desk = desk();
    let same = ["diff", "weekly/latest", "weekly/latest"];
    desk.run(&same).ends_with(0).prints(&["both tell and cite the same"]);
    desk.run(&[&same[..], &["--exit-code"]].concat()).ends_with(3);
}

#[test]
fn json_has_everything_and_markdown_has_no_live_markup() {
    let desk = desk();
    let json = desk.run(&["diff", "weekly", "--format", "json"]).ends_with(0).out;
    let diff: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(diff["before"]["edition"], DATE);
    assert_eq!(diff["same"], false);
    assert_eq!(diff["excerpts"]["standing"], 1);
    let runs = diff["excerpts"]["updated"][0]["differences"].as_array().unwrap();
    let side = |but: &str| -> String {
        let kept = runs.iter().filter(|run| run["change"] != but);
        kept.map(|run| run["text"].as_str().unwrap()).collect()
    };
    assert_eq!(side("after"), diff["excerpts"]["updated"][0]["before"]["text"].as_str().unwrap());
    assert_eq!(side("before"), diff["excerpts"]["updated"][0]["after"]["text"].as_str().unwrap());
    assert!(diff["figures"]["updated"][0]["was"].as_str().unwrap().contains("120"));
    assert_eq!(diff["documents"]["gone"][0], "corpus/b.txt");
    let markdown = desk.run(&["diff", "weekly", "--format", "markdown"]).ends_with(0).out;
    for line in ["# weekly 2025", "## New", "~~120~~**140**", r"\*a\*", r"\<b>"] {
        assert!(markdown.contains(line), "{line}\n{markdown}");
    }
}

#[test]
fn names_that_mean_nothing_are_wrong_usage() {
    let desk = desk();
    desk.run(&["diff", "weekyl"])
        .ends_with(2)
        .warns(&["there is no edition of a brief `weekyl`", "`weekly`"]);
    let unknown = desk.run(&["diff", "weekly/2025-04-02", "weekly/2025-04-08"]).ends_with(2);
    unknown.warns(&["there is no edition `weekly/2025-04-08`"]);
    desk.run(&["diff", "weekly", "--audience", "pres"]).ends_with(2).warns(&["has no audience `pres`"]);
    desk.write("output/weekly/2025-04-09/edition.json", "{ damaged");
    desk.run(&["diff", "weekly"]).ends_with(1).warns(&["cannot read the manifest"]);
    let one = Desk::sample();
    one.build();
    one.run(&["diff", "weekly"]).ends_with(2).warns(&["there is only one edition of `weekly`"]);
}
