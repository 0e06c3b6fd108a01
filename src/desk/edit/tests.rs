use proptest::prelude::*;

use super::*;
use crate::desk::{Vocabulary, brief, config};
use crate::model::BriefSpec;

const HEAD: &str = "title: A\nthemes: [trade, energy]\naudiences: [press]\n";

fn new_pin(text: &str) -> NewPin {
    NewPin {
        theme: "trade".to_owned(),
        document: "texts/a.txt".to_owned(),
        text: text.to_owned(),
        audiences: Vec::new(),
    }
}

fn read(text: &str) -> BriefSpec {
    let vocabulary =
        Vocabulary { formats: &["md"], usual_formats: &["md"], languages: &["en"], standards: &[] };
    let desk =
        "corpus: texts\nthemes:\n  trade: {terms: [a]}\n  energy: {terms: [b]}\naudiences:\n  press: {}\n";
    let (config, mistakes) = config::read(desk, &vocabulary);
    assert_eq!(mistakes, []);
    let (spec, mistakes) = brief::read("briefs/weekly.yaml", text, &config);
    assert_eq!(mistakes, [], "{text}");
    spec.unwrap()
}

/// Asserts the text of a brief with a pin of `Tariffs rose.`, and that taking
/// it away gives `back`.
#[track_caller]
fn check_back(lines: &str, expected: &str, back: &str) {
    let text = format!("{HEAD}{lines}");
    let pinned = pin(&text, &new_pin("Tariffs rose.")).unwrap();
    assert_eq!(pinned, format!("{HEAD}{expected}"));
    let pins: Vec<_> = read(&pinned).pins.into_iter().map(|pin| pin.mark.text.unwrap()).collect();
    assert_eq!(pins.last().map(String::as_str), Some("Tariffs rose."));
    assert_eq!(unpin(&pinned, &new_pin("Tariffs rose.")).unwrap(), format!("{HEAD}{back}"));
}

#[track_caller]
fn check(lines: &str, expected: &str) {
    check_back(lines, expected, lines);
}

#[track_caller]
fn check_error(result: Result<String, Box<Diagnostic>>, expected: &str) {
    assert_eq!(result.unwrap_err().to_string(), expected);
}

#[test]
fn a_brief_without_pins_gets_them_at_its_end() {
    let item = "  - theme: trade\n    file: texts/a.txt\n    text: \"Tariffs rose.\"\n";
    check("", &format!("pin:\n{item}"));
    check("period: 7d # short\n\n# the end\n", &format!("period: 7d # short\n\n# the end\npin:\n{item}"));
    check("...\n", &format!("pin:\n{item}...\n"));
    check_back("period: all", &format!("period: all\npin:\n{item}"), "period: all\n");
}

#[test]
fn a_list_in_lines_goes_on_as_it_is_indented() {
    for margin in ["", "  ", "      "] {
        let old = format!(
            "pin: # ours\n{margin}# first\n{margin}- theme: energy\n{margin}  file: a.txt # of May\n{margin}  text: |\n{margin}    Oil fell.\n{margin}    # no comment\n\n# about the period\nperiod: all\n"
        );
        let item = format!(
            "{margin}- theme: trade\n{margin}  file: texts/a.txt\n{margin}  text: \"Tariffs rose.\"\n"
        );
        let new = old.replace("\n\n# about", &format!("\n{item}\n# about"));
        check(&old, &new);
    }
}

#[test]
fn a_key_without_pins_gets_its_first() {
    let item = "  - theme: trade\n    file: texts/a.txt\n    text: \"Tariffs rose.\"\n";
    check("pin: # none yet\ndrop: []\n", &format!("pin: # none yet\n{item}drop: []\n"));
    check_back("pin: [] # none\ndrop:\n", &format!("pin: # none\n{item}drop:\n"), "pin: # none\ndrop:\n");
    check_back("pin: ~\n", &format!("pin:\n{item}"), "");
    check_back("pin: [ ]", &format!("pin:\n{item}"), "");
}

#[test]
fn a_list_in_brackets_stays_in_brackets() {
    let item = "{theme: trade, file: texts/a.txt, text: \"Tariffs rose.\"}";
    let old = "{theme: energy, file: a.txt, text: 'it''s, \"oil\" ] # 1'}";
    check(&format!("pin: [{old}] # x\n"), &format!("pin: [{old}, {item}] # x\n"));
    check_back(&format!("pin: [{old},]\n"), &format!("pin: [{old}, {item}]\n"), &format!("pin: [{old}]\n"));
    check_back(
        &format!("pin: [\n  {old} # why\n]\nperiod: all\n"),
        &format!("pin: [\n  {old}, # why\n  {item}\n]\nperiod: all\n"),
        &format!("pin: [\n  {old} # why\n]\nperiod: all\n"),
    );
    check("pin: [ # none\n]\n", &format!("pin: [ # none\n  {item}\n]\n"));
}

#[test]
fn line_breaks_and_byte_order_marks_stay() {
    let text = format!("\u{feff}{HEAD}pin: []\nperiod: all\n").replace('\n', "\r\n");
    let pinned = pin(&text, &new_pin("One. Two.")).unwrap();
    assert!(pinned.starts_with("\u{feff}title: A\r\n"));
    assert_eq!(pinned.matches('\n').count(), pinned.matches("\r\n").count());
    assert_eq!(read(&pinned).pins.len(), 1);
    let mark_only = pin(&format!("\u{feff}{HEAD}"), &new_pin("One.")).unwrap();
    assert_eq!(read(&mark_only).pins.len(), 1);
}

#[test]
fn drops_are_of_words_or_of_documents() {
    let whole = NewDrop { document: "texts/b c.txt".to_owned(), text: None };
    let words = NewDrop { text: Some("Two\nlines: \"here\".".to_owned()), ..whole.clone() };
    let one = drop(HEAD, &whole).unwrap();
    let both = drop(&one, &words).unwrap();
    assert_eq!(
        both,
        format!(
            "{HEAD}drop:\n  - file: \"texts/b c.txt\"\n  - file: \"texts/b c.txt\"\n    text: \"Two\\nlines: \\\"here\\\".\"\n"
        )
    );
    check_error(drop(&both, &words), "this is dropped already");
    assert_eq!(read(&both).drops[1].text, words.text);
    assert_eq!(undrop(&both, &words).unwrap(), one);
    assert_eq!(undrop(&one, &whole).unwrap(), HEAD);
    check_error(undrop(&one, &words), "this is not dropped");
}

#[test]
fn a_pin_for_some_audiences_says_so() {
    let mut for_press = new_pin("Tariffs rose.");
    for_press.audiences = vec!["press".to_owned()];
    let pinned = pin(HEAD, &for_press).unwrap();
    assert_eq!(read(&pinned).pins[0].audiences, ["press"]);
    check_error(pin(&pinned, &for_press), "these words are pinned already");
    let both = pin(&pinned, &new_pin("Tariffs \n rose.")).unwrap();
    assert_eq!(read(&unpin(&both, &for_press).unwrap()).pins.len(), 1);
    assert_eq!(unpin(&both, &new_pin("Tariffs rose.")).unwrap(), HEAD);
}

#[test]
fn what_cannot_be_done_is_said() {
    check_error(unpin(HEAD, &new_pin("Tariffs rose.")), "these words are not pinned");
    check_error(pin(HEAD, &new_pin(" \n")), "the words to pin are empty");
    let strange = NewPin { theme: "trad".to_owned(), ..new_pin("x") };
    check_error(pin(HEAD, &strange), "the brief has no theme `trad` (did you mean `trade`?)");
    let stranger = NewPin { audiences: vec!["all".to_owned()], ..new_pin("x") };
    check_error(pin(HEAD, &stranger), "the brief has no audience `all` (one of `press`)");
    let text = format!("{HEAD}x: &a []\npin: *a\n");
    let error = pin(&text, &new_pin("x")).unwrap_err();
    assert_eq!((error.line, error.hint.as_deref()), (Some(5), Some(BY_HAND)));
    assert!(pin("{title: A, themes: [trade]}", &new_pin("x")).is_err());
    assert!(pin("a: [", &new_pin("x")).unwrap_err().message.starts_with("not valid YAML"));
}

#[test]
fn long_texts_are_folded_for_readers() {
    let text = "All the words of a long sentence, which goes on and on, ".repeat(6);
    let pinned = pin(HEAD, &new_pin(&text)).unwrap();
    assert!(pinned.lines().count() > 9 && pinned.lines().all(|line| line.chars().count() < 110), "{pinned}");
    assert_eq!(read(&pinned).pins[0].mark.text.as_deref(), Some(text.trim()));
}

/// A part of a brief that may stand anywhere between keys.
fn silence() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        4 => Just(""),
        1 => Just("\n"),
        1 => Just("# a comment: [not, yaml\n"),
        1 => Just("\n  # - an indented one\n\n"),
        1 => Just("#\n"),
    ]
}

/// Items of a list, in lines of this margin.
fn block_items(key: &'static str, margin: &'static str) -> impl Strategy<Value = String> {
    let head = if key == "pin" { "theme: energy\n~  " } else { "" };
    let texts = prop_oneof![
        Just("\"one: 'two'\" # why"),
        Just("plain words\n~    on two lines"),
        Just("'it''s # no comment'"),
        Just("|\n~    # a heading\n~    - no item\n"),
        Just(">-\n~    folded\n\n~    words"),
        Just("\"quoted\n~    - words\"\n~  # inner"),
    ];
    let item = (silence(), texts, 0..9_u8).prop_map(move |(silence, text, number)| {
        format!("{silence}~- {head}file: f{number}.txt\n~  text: {text}\n").replace('~', margin)
    });
    prop::collection::vec(item, 1..4).prop_map(move |items| format!("{key}: # ours\n{}", items.concat()))
}

fn list(key: &'static str) -> impl Strategy<Value = String> {
    let theme = if key == "pin" { "theme: energy, " } else { "" };
    prop_oneof![
        2 => Just(String::new()),
        1 => Just(format!("{key}:\n")),
        1 => Just(format!("{key}: null # none\n")),
        1 => Just(format!("{key}: []\n")),
        1 => Just(format!("\"{key}\": [ ] # none\n")),
        1 => Just(format!("{key}: [{{{theme}file: a.txt, text: \"b, ] c\"}}]\n")),
        1 => Just(format!("{key}:\n  [ # why\n    {{{theme}file: a.txt, text: b}}, # so\n  ]\n")),
        2 => block_items(key, ""),
        2 => block_items(key, "  "),
        2 => block_items(key, "     "),
    ]
}

fn briefs() -> impl Strategy<Value = String> {
    let title =
        prop_oneof![Just("title: A # b\n"), Just("title: |\n  # A\n  b\n"), Just("title: \"a\n  b\"\n")];
    let rest = prop_oneof![Just(""), Just("period: 2w\n"), Just("order:\n  trade:\n  - a b\n  - 'c'\n")];
    let keys = (title, rest, list("pin"), list("drop"));
    let shuffled = keys.prop_flat_map(|(title, rest, pins, drops)| {
        let names = "themes:\n- trade\n- energy\n".to_owned();
        let keys =
            vec![title.to_owned(), rest.to_owned(), names, "audiences: press\n".to_owned(), pins, drops];
        Just(keys).prop_shuffle()
    });
    let tail = prop_oneof![4 => Just(""), 1 => Just("# the end"), 1 => Just("...\n"), 1 => Just("...\n# behind it\n")];
    let head = prop_oneof![4 => Just(""), 1 => Just("\u{feff}"), 1 => Just("---\n"), 1 => Just("%YAML 1.2\n--- # x\n")];
    let silences = prop::collection::vec(silence(), 6);
    (head, shuffled, silences, tail, any::<bool>()).prop_map(|(head, keys, silences, tail, is_crlf)| {
        let body: String =
            keys.iter().zip(silences).map(|(key, silence)| format!("{silence}{key}")).collect();
        let text = format!("{head}{body}{tail}");
        if is_crlf { text.replace('\n', "\r\n") } else { text }
    })
}

/// Tells whether every line stands in the new text, in its order.
fn keeps_lines(old: &str, new: &str) -> bool {
    let mut lines = new.lines();
    old.lines().all(|line| lines.any(|found| found == line))
}

/// Theme, document and words of a pin.
type Pinned = (String, String, Option<String>);

fn says(spec: &BriefSpec) -> (Vec<Pinned>, Vec<(String, Option<String>)>) {
    let pins =
        spec.pins.iter().map(|pin| (pin.theme.clone(), pin.mark.document.clone(), pin.mark.text.clone()));
    let drops = spec.drops.iter().map(|mark| (mark.document.clone(), mark.text.clone()));
    (pins.collect(), drops.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_pinned_in_any_brief_reads_back_and_every_line_stays(
        text in briefs(),
        words in "\\PC{0,40}[^ ]\\PC{0,40}|[ -~\n\t]{3,200}|[a-z\"'\\\\:#-]{1,4}( [a-z\"'\\\\:#,-]{1,9}){9,60}",
        document in "[a-z/ #.'é]{0,9}[a-z]",
    ) {
        prop_assume!(!words.trim().is_empty() && !document.trim().is_empty());
        let before = read(&text);
        let new = NewPin { document, ..new_pin(&words) };
        let pinned = match pin(&text, &new) {
            Ok(pinned) => pinned,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
        };
        let after = read(&pinned);
        let (mut pins, drops) = says(&before);
        pins.push(("trade".to_owned(), new.document.trim().to_owned(), Some(words.trim().to_owned())));
        prop_assert_eq!(says(&after), (pins, drops));
        prop_assert_eq!(&after.title, &before.title);
        let has_value = |line: &str| ["pin: null", "pin: []", "pin\": [ ]", "pin: [{"].iter().any(|start| line.contains(start));
        let is_key = |line: &str| line.trim_start_matches('\u{feff}') == "pin:";
        let lines: String = text.lines().filter(|line| !has_value(line) && !is_key(line)).map(|line| format!("{line}\n")).collect();
        prop_assert!(keeps_lines(&lines, &pinned), "{}\n---\n{}", text, pinned);
        let unpinned = unpin(&pinned, &new).map_err(|error| TestCaseError::fail(format!("{error}\n{pinned}")))?;
        prop_assert_eq!(says(&read(&unpinned)), says(&before));
        // In brackets over several lines a comma behind the last item may go.
        let no_comma = |text: &str| text.replace("}, #", "} #");
        prop_assert!(keeps_lines(&no_comma(&lines), &no_comma(&unpinned)), "{}\n---\n{}", text, unpinned);
    }

    #[test]
    fn any_item_of_any_brief_can_be_taken_away(text in briefs(), index in any::<prop::sample::Index>()) {
        let before = read(&text);
        prop_assume!(!before.drops.is_empty());
        let gone = before.drops[index.index(before.drops.len())].clone();
        let undropped = undrop(&text, &NewDrop { document: gone.document.clone(), text: gone.text.clone() })
            .map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let (pins, mut drops) = says(&before);
        drops.retain(|drop| *drop != (gone.document.clone(), gone.text.clone()));
        prop_assert_eq!(says(&read(&undropped)), (pins, drops));
        let own = |line: &&str| line.trim_start().starts_with('#') && !line.contains("heading") && !line.contains("inner");
        let comments: Vec<&str> = text.lines().filter(own).collect();
        prop_assert!(keeps_lines(&comments.join("\n"), &undropped), "{}\n---\n{}", text, undropped);
    }
}
