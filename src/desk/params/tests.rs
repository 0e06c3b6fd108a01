//! Values and names of editions.

use proptest::prelude::*;

use super::value::of_text;
use super::*;
use crate::model::ParamValue;

fn spec(text: &str) -> (BriefSpec, Vec<String>) {
    let config = "corpus: [c]\nthemes: {t: {terms: [\"{country}\"]}}\naudiences: {a: {}}\n";
    let vocabulary = crate::desk::Vocabulary {
        formats: &["md"],
        usual_formats: &["md"],
        languages: &["en"],
        standards: &["a-3a"],
    };
    let (config, _) = crate::desk::config::read(config, &vocabulary);
    let text = format!("title: B\nthemes: [t]\naudiences: [a]\n{text}");
    let (spec, mistakes) = crate::desk::brief::read("briefs/b.yaml", &text, &config);
    (spec.expect("the brief has all it needs"), mistakes.iter().map(ToString::to_string).collect())
}

/// Returns the ids of the editions for what the command line gives.
fn ids(text: &str, given: &[(&str, &str)]) -> Vec<String> {
    let (spec, mistakes) = spec(text);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let values = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let config = "themes: {t: {terms: [\"{country}\"]}}";
    let editions = editions(&spec, config, &Given { values, briefs: Vec::new() });
    assert!(editions.mistakes.is_empty(), "{:?}", editions.mistakes);
    editions.briefs.into_iter().map(|brief| brief.id).collect()
}

const COUNTRIES: &str =
    "params: {country: China, detail: false}\neditions: {cn: {country: China}, kz: {country: Kazakhstan}}\n";

#[test]
fn a_value_picks_the_editions_that_have_it_and_changes_those_that_do_not_say() {
    assert_eq!(ids(COUNTRIES, &[]), ["b-cn", "b-kz"]);
    assert_eq!(ids(COUNTRIES, &[("country", "China")]), ["b-cn"]);
    assert_eq!(ids(COUNTRIES, &[("detail", "true")]), ["b-cn-detail-true", "b-kz-detail-true"]);
    assert_eq!(ids(COUNTRIES, &[("country", "India")]), ["b-country-india"]);
    assert_eq!(ids(COUNTRIES, &[("country", "India"), ("country", "China")]), ["b-cn"]);
}

#[test]
fn a_value_alone_says_its_type() {
    let (spec, mistakes) = spec("params: {a: x, b: 2, c: true, d: [x, y], e: }\n");
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let kinds: Vec<&str> = spec.declared.iter().map(|param| param.kind.name()).collect();
    assert_eq!(kinds, ["text", "number", "boolean", "list", "text"]);
    assert_eq!(spec.declared[4].default, None);
}

#[test]
fn each_mistake_in_parameters_has_its_place() {
    let (_, mistakes) = spec(
        "params:\n  Country: x\n  size: {type: number, default: big}\n  kind: {default: x}\n  \
         side: {type: text, default: c, choices: [a, b]}\neditions:\n  KZ: {}\n",
    );
    let told: Vec<&str> = mistakes.iter().map(|told| told.split(" (").next().unwrap_or_default()).collect();
    assert_eq!(
        told,
        [
            "briefs/b.yaml:5:3: `Country` cannot name a parameter",
            "briefs/b.yaml:6:33: not a number",
            "briefs/b.yaml:7:9: parameter `kind` has no `type`",
            "briefs/b.yaml:8:3: the default `c` of `side` is none of its `choices`",
            "briefs/b.yaml:10:3: `KZ` cannot name an edition",
        ]
    );
}

proptest! {
    #[test]
    fn whatever_is_given_names_a_folder_and_different_values_different_folders(
        one in "\\PC{1,90}", other in "\\PC{1,90}",
    ) {
        let value = |text: &str| of_text(ParamKind::Text, text);
        let (Some(first), Some(second)) = (value(&one), value(&other)) else { return Ok(()) };
        let brief = "params: {country: China}\n";
        let (first_id, second_id) = (ids(brief, &[("country", &one)]), ids(brief, &[("country", &other)]));
        prop_assert!(crate::desk::fields::is_id(&first_id[0]), "{first_id:?}");
        let folded = |value: &ParamValue| value.to_string().to_lowercase().replace(['_', ' '], "-");
        if folded(&first) != folded(&second) {
            prop_assert_ne!(first_id, second_id);
        }
    }
}
