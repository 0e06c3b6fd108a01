use super::fields::{Origin, language_tag, read_embedded, web_address};
use super::*;

/// Reads fields as front matter, which every mistake but unknown keys is told
/// of as elsewhere.
#[track_caller]
fn check(yaml: &str, expected: &[&str]) -> Known {
    let mut warnings = Vec::new();
    let origin = Origin { file: "a.md", text: yaml, first_line: 1 };
    let known = read_embedded(yaml, &origin, &mut warnings);
    let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected);
    known
}

#[test]
fn all_fields_are_read() {
    let known = check(
        "title: 'A  B'\nauthors: [Li Wei, Jane]\npublisher: P\ndate: 2024-05\nurl: https://a.example/x\n\
         language: en_us\nreliability: high\naccessed: 2024-05-16\nnote: a remark\n",
        &[],
    );
    assert_eq!(known.title.as_deref(), Some("A B"));
    assert_eq!(known.authors.as_deref(), Some(&["Li Wei".to_owned(), "Jane".to_owned()][..]));
    assert_eq!(known.date.unwrap().to_string(), "2024-05");
    assert_eq!(known.language.as_deref(), Some("en-US"));
    assert_eq!(known.reliability, Some(Reliability::High));
}

#[test]
fn a_year_and_a_single_author_are_enough() {
    let known = check("author: Li Wei\ndate: 2024\n", &[]);
    assert_eq!(known.authors, Some(vec!["Li Wei".to_owned()]));
    assert_eq!(known.date.unwrap().to_string(), "2024");
}

#[test]
fn every_mistake_is_told_with_its_place_and_a_hint() {
    let known = check(
        "titel: A\ndate: soon\nurl: javascript:alert(1)\nreliability: hihg\nlanguage: english\nauthors: {a: 1}\naccessed: 1850-01-01\n",
        &[
            "a.md:1:1: unknown key `titel` (did you mean `title`?)",
            "a.md:2:7: `date` is `soon`, which is no date (write it as YYYY-MM-DD, YYYY-MM or YYYY)",
            "a.md:3:6: `url` is `javascript:alert(1)`, which is no web address (it must begin with https:// or http://)",
            "a.md:4:14: `reliability` is `hihg`, which is unknown (did you mean `high`?)",
            "a.md:5:11: `language` is `english`, which is no language tag (write it as in BCP 47: `en`, `zh-Hans`, `pt-BR`)",
            "a.md:6:10: `authors` must be a text or a list of texts, not a mapping",
            "a.md:7:11: `accessed` is in the year 1850, before 1900 (it is not taken)",
        ],
    );
    assert_eq!(known, Known::default());
}

#[test]
fn keys_for_other_programs_are_no_mistake_in_front_matter() {
    check("layout: post\ntags: [a]\ntitle: A\n", &[]);
}

#[test]
fn control_characters_are_no_part_of_a_title() {
    assert_eq!(check("title: \"A\\e[31mB\\nC\"\n", &[]).title.as_deref(), Some("A [31mB C"));
}

#[test]
fn only_web_addresses_are_taken() {
    for bad in
        ["ftp://a.example", "https://", "https:///x", "file:///etc/passwd", "https://a b", "data:text/html,x"]
    {
        assert_eq!(web_address(bad), None, "{bad}");
    }
    assert_eq!(web_address(" HTTPS://a.example/ü?q=1#f ").as_deref(), Some("HTTPS://a.example/ü?q=1#f"));
}

#[test]
fn language_tags_get_their_usual_case() {
    assert_eq!(language_tag("ZH-hans-cn").as_deref(), Some("zh-Hans-CN"));
    assert_eq!(language_tag("e"), None);
    assert_eq!(language_tag("en-"), None);
}
