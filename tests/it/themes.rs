//! `attache themes`: what themes find, and what would sharpen them; and how
//! far `attache inspect` finds documents on them.

use serde_json::Value;

use crate::support::Desk;

const CONFIG: &str = "title: Norwick Desk
corpus: [corpus]
themes:
  fish:
    title: Fish
    terms: {herring: 2, cod: 1, walrus: 1}
    exclude: [museum]
  ice:
    title: Ice
    terms: [icebreaker]
    languages:
      ru: {terms: {ледокол: 2}}
audiences:
  analyst: {title: Analyst edition, template: analyst.md, formats: [md]}
";

/// A desk on fish and ice, in English and Russian.
fn desk() -> Desk {
    let documents = [
        (
            "north.txt",
            "The herring came late this spring, and the trawler fleet stayed in the bay.\n\n\
             Boats with herring queue at the auction hall while the Trawler fleet unloads.\n\n\
             The council met on Monday and spoke of the school, the road and the library.\n",
        ),
        (
            "south.txt",
            "A trawler fleet landed herring for the auction hall and left the same night.\n\n\
             The museum shows a herring barrel of 1820.\n\n\
             The library opens on Monday; the road to the school is closed for repairs.\n",
        ),
        (
            "east.txt",
            "Cod is rare, said the captain of a trawler, and the auction hall stood empty.\n\n\
             The road, the school and the library are old, and the council knows it well.\n",
        ),
        (
            "led.txt",
            "Ледокол провёл караван судов через пролив, и караван пришёл в порт.\n\n\
             Городской совет обсуждал школу, дорогу и библиотеку весь понедельник.\n",
        ),
        (
            "more.txt",
            "Караван ждал ледокол трое суток: без него караван судов не пройдёт.\n\n\
             Школа, дорога и библиотека стары, и городской совет это знает.\n",
        ),
    ];
    let desk = Desk::with_documents("md", &documents);
    // What else there is: without it, nothing would stand out.
    let rest = |line: &str| (1..60).map(|day| format!("{line} {day}.\n\n")).collect::<String>();
    desk.write(
        "corpus/council.txt",
        rest("The council spoke of the school, the road and the library on day"),
    );
    desk.write("corpus/sovet.txt", rest("Городской совет обсуждал школу, дорогу и библиотеку на заседании"));
    desk.write("config.yaml", CONFIG);
    desk.remove("briefs/weekly.yaml");
    desk
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[track_caller]
fn find<'v>(values: &'v [Value], term: &str) -> &'v Value {
    values.iter().find(|value| value["term"] == term).unwrap_or_else(|| panic!("no {term} in {values:#?}"))
}

/// The example must stand in its document where it says.
#[track_caller]
fn check_example(desk: &Desk, example: &Value) {
    let text = desk.read(example["path"].as_str().unwrap());
    let place = |key: &str| example[key].as_u64().unwrap() as usize;
    assert_eq!(&text[place("start_byte")..place("end_byte")], example["text"].as_str().unwrap());
    assert_eq!(text[..place("start_byte")].matches('\n').count() + 1, place("line"));
}

#[test]
fn each_term_is_listed_with_what_it_finds() {
    let desk = desk();
    let listed = lines(&desk.run(&["themes", "list", "--format", "json"]).ends_with(0).quiet().out);
    let terms: Vec<&str> = listed.iter().map(|term| term["term"].as_str().unwrap()).collect();
    assert_eq!(terms, ["herring", "cod", "walrus", "museum", "icebreaker", "ледокол"]);
    let count =
        |term: &str| (find(&listed, term)["passages"].clone(), find(&listed, term)["documents"].clone());
    assert_eq!(count("herring"), (4.into(), 2.into()));
    assert_eq!(count("walrus"), (0.into(), 0.into()));
    assert_eq!(count("museum"), (1.into(), 1.into()));
    assert_eq!(count("ледокол"), (2.into(), 2.into()));
    assert_eq!(find(&listed, "museum")["excluded"], true);
    assert_eq!(find(&listed, "ледокол")["language"], "ru");
    assert_eq!(find(&listed, "walrus")["example"], Value::Null);
    for term in ["herring", "cod", "museum", "ледокол"] {
        check_example(&desk, &find(&listed, term)["example"]);
    }
}

#[test]
fn a_term_that_finds_nothing_is_marked() {
    let desk = desk();
    let listed = desk.run(&["themes"]).ends_with(0);
    let shown = listed.prints(&[
        "herring^2  4 passages in 2 documents",
        "walrus^1  finds nothing",
        "corpus/north.txt:1",
    ]);
    shown.prints(&["-museum  excludes 1 passage in 1 document", "ледокол (ru)^2  2 passages in 2 documents"]);
    let one = desk.run(&["themes", "list", "ice"]).ends_with(0);
    assert!(!one.out.contains("herring"), "{}", one.out);
}

#[test]
fn suggestions_are_key_words_and_phrases_that_the_theme_lacks() {
    let desk = desk();
    let found = lines(&desk.run(&["themes", "suggest", "--format", "json"]).ends_with(0).quiet().out);
    let fish: Vec<&str> = found
        .iter()
        .filter(|term| term["theme"] == "fish")
        .map(|term| term["term"].as_str().unwrap())
        .collect();
    assert!(fish.contains(&"auction hall") && fish.contains(&"trawler fleet"), "{fish:?}");
    for left_out in
        ["herring", "cod", "museum", "library", "council", "the", "1820", "hall", "trawler", "караван"]
    {
        assert!(!fish.contains(&left_out), "{fish:?}");
    }
    let hall = find(&found, "auction hall");
    assert_eq!((&hall["kind"], &hall["in"], &hall["out"]), (&"phrase".into(), &3.into(), &0.into()));
    assert_eq!((&hall["documents"], &hall["language"]), (&3.into(), &"en".into()));
    assert!(hall["keyness"].as_f64().unwrap() >= 10.83 && hall["log_ratio"].as_f64().unwrap() >= 1.0);
    let convoy = find(&found, "караван");
    assert_eq!((&convoy["theme"], &convoy["language"]), (&"ice".into(), &"ru".into()));
    found.iter().for_each(|term| check_example(&desk, &term["example"]));
}

#[test]
fn what_is_suggested_can_be_pasted() {
    let desk = desk();
    let shown = desk.run(&["themes", "suggest", "fish", "--limit", "1"]).ends_with(0);
    let snippet = shown.out.split("    terms:\n").nth(1).unwrap();
    let pasted: Vec<&str> = snippet.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    assert_eq!(pasted.len(), 1, "{}", shown.out);
    let term = pasted[0].trim().split('"').nth(1).unwrap();
    assert!(!CONFIG.contains(term));
    desk.edit(
        "config.yaml",
        "    terms: {herring: 2, cod: 1, walrus: 1}\n",
        &format!("    terms:\n      herring: 2\n      cod: 1\n{snippet}"),
    );
    desk.run(&["themes", "list", "fish"]).ends_with(0).prints(&[term]);
}

#[test]
fn no_document_steers_the_terminal_with_an_example() {
    let desk = desk();
    desk.write("corpus/evil.txt", "The herring \u{1b}[31mturned\u{202e} red in the bay of the north.\n");
    for arguments in [&["themes", "list"][..], &["themes", "suggest"]] {
        let shown = desk.run(arguments).ends_with(0);
        assert!(!shown.out.contains(['\u{1b}', '\u{202e}']), "{}", shown.out);
    }
}

#[test]
fn an_unknown_theme_is_wrong_usage() {
    let desk = desk();
    desk.run(&["themes", "suggest", "fisch"])
        .ends_with(2)
        .warns(&["unknown theme `fisch`", "did you mean `fish`?"]);
    desk.empty_corpus();
    desk.run(&["themes", "list"]).ends_with(1).warns(&["the corpus is empty"]);
}

#[test]
fn themes_without_matches_are_no_error() {
    let desk = desk();
    desk.edit("config.yaml", "{herring: 2, cod: 1, walrus: 1}", "[walrus]");
    desk.run(&["themes", "suggest", "fish"]).ends_with(0).prints(&["nothing to suggest"]);
}

#[test]
fn a_document_is_assigned_to_the_theme_that_it_is_on() {
    let desk = desk();
    let seen = desk.run(&["inspect", "corpus/north.txt", "corpus/led.txt", "--format", "json"]).ends_with(0);
    let themes = |value: &Value| {
        let assigned = value["themes"].as_array().unwrap().iter();
        let assigned = assigned.filter(|theme| theme["score"].as_f64().unwrap() >= 0.5);
        assigned.map(|theme| theme["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let found: Vec<Vec<String>> = lines(&seen.out).iter().map(themes).collect();
    assert_eq!(found, [["fish"], ["ice"]]);
}
