//! Tests of ranking.

use std::ops::Range;

use proptest::prelude::*;

use super::relevance::are_akin;
use super::{account, rank, voices};
use crate::query;
use crate::select::rank::sentence::Sentences;

/// Joins sentences to a text and returns their ranges.
fn text_of(sentences: &[&str]) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let mut ranges = Vec::new();
    for sentence in sentences {
        let start = text.len();
        text.push_str(sentence);
        ranges.push(start..text.len());
        text.push('\n');
    }
    (text, ranges)
}

fn order(sentences: &[&str], asked: &str) -> Vec<usize> {
    let (text, ranges) = text_of(sentences);
    rank(&text, Some("en"), &ranges, &query::parse(asked).unwrap())
}

/// Checks the first sentences of a ranking.
#[track_caller]
fn check(sentences: &[&str], asked: &str, first: &[usize]) {
    let order = order(sentences, asked);
    assert_eq!(order[..first.len()], *first, "for `{asked}`: {order:?}");
}

fn gathered(sentences: &[&str]) -> f64 {
    let (text, ranges) = text_of(sentences);
    voices::gathered(&Sentences::read(&text, Some("en"), &ranges))
}

const FERRY: &str = "The ferry to the outer islands stopped on Monday after its engine failed near the pier.";
const PLAIN: &str = "A crowd waited along the road until the evening and went home when it got dark.";
const BRIDGE: &str = "Workers began to close the old bridge for repairs that will last until the spring.";
const FARES: &str = "The mayor of Norby said that fares for the ferry would fall by 12 percent in 2031.";

/// Statements of many about one thing, in words of their own.
const VOICES: [&str; 24] = [
    "I bought this kettle for my sister and she uses the kettle every single morning of the week.",
    "My old kettle broke.",
    "The kettle is very quiet and it boils fast.",
    "We took the kettle along on a long journey by train through four countries last summer.",
    "I think that the kettle is very quiet indeed.",
    "This kettle is very quiet for the price.",
    "Our kettle came with a dent.",
    "The handle of my kettle gets hot.",
    "I filled the kettle, and nothing happened at all for ten minutes or so.",
    "For me the kettle is too heavy.",
    "My wife says the kettle is very quiet.",
    "We like the lid of the kettle.",
    "I would buy the kettle again.",
    "The kettle boils fast enough for our office.",
    "I returned the kettle after two days.",
    "My kettle boils fast, but the handle gets hot.",
    "We wanted a blue kettle and got a green one.",
    "I use the kettle for tea only.",
    "The kettle looks good in my kitchen.",
    "The cord of the kettle is too short for us.",
    "I clean the kettle once a month.",
    "My kettle arrived late.",
    "We paid too much for the kettle.",
    "The kettle does what it should do on most days.",
];

#[test]
fn the_words_of_the_query_beat_none() {
    check(&[PLAIN, BRIDGE, FERRY], "ferry", &[2]);
    check(&[PLAIN, FERRY, FARES], "fares", &[2]);
}

#[test]
fn a_word_of_the_same_family_is_found() {
    check(
        &[PLAIN, "Nobody had reckoned with so many survivors in the boats that drifted to the shore."],
        "surviving",
        &[1],
    );
    for (one, other) in
        [("surviv", "survivor"), ("relief", "reliev"), ("injur", "injuri"), ("milit", "militari")]
    {
        assert!(are_akin(one, other) && are_akin(other, one), "{one} {other}");
    }
    for (one, other) in [("trade", "tradit"), ("region", "regim"), ("bank", "bankrupt"), ("car", "care")] {
        assert!(!are_akin(one, other), "{one} {other}");
    }
    assert!(!are_akin("20145", "20146"), "figures have no family");
}

#[test]
fn the_first_of_two_alike_comes_first() {
    let other = "A crowd waited along the quay until the evening and went home when it got dark.";
    check(&[PLAIN, other], "weather", &[0]);
    check(&[other, PLAIN], "weather", &[0]);
}

#[test]
fn figures_and_names_say_more_than_none() {
    let vague = "The head of the town said that fares for the ferry would fall by some percent some day.";
    check(&[PLAIN, PLAIN, vague, FARES], "ferry fares", &[3]);
}

#[test]
fn what_happened_comes_before_what_was_said_about_it() {
    let quoted = "“The ferry to the outer islands stopped after its engine failed,” a man at the pier said.";
    check(&[PLAIN, PLAIN, quoted, FERRY], "ferry", &[3]);
}

#[test]
fn a_sentence_that_repeats_one_before_comes_later() {
    check(&[FERRY, FERRY, BRIDGE, FARES], "ferry engine", &[0, 3, 2, 1]);
}

#[test]
fn the_more_there_is_to_choose_from_the_more_the_query_counts() {
    let lead = "On 3 May the council of Norby met the governor of Osterland and 4 envoys in Norby Hall.";
    let asked = "People who live by the harbour hope for the bridge and fear for their gardens and sheds.";
    check(&[lead, asked, PLAIN], "bridge tax", &[0]);
    let others: Vec<String> = (0..60).map(other).collect();
    let mut many = vec![lead];
    many.extend(others.iter().map(String::as_str));
    many.push(asked);
    check(&many, "bridge tax", &[61]);
}

/// Makes a sentence that has little in common with others.
fn other(number: u8) -> String {
    let word: String = [b'a' + number / 8, b'o' + number % 8].map(char::from).iter().collect();
    match number % 3 {
        0 => format!("Somebody put a {word}let behind the wall for a while."),
        1 => format!("Nobody saw the {word}ling under that roof in winter."),
        _ => format!("Everyone took some {word}ner along to an aunt or uncle."),
    }
}

#[test]
fn what_is_excluded_or_lacks_what_is_required_comes_last() {
    check(&[FERRY, FARES, PLAIN], "ferry -fares", &[0, 2, 1]);
    check(&[FERRY, FARES, PLAIN], "ferry +percent", &[1, 0, 2]);
}

#[test]
fn everyday_words_of_a_query_do_not_count() {
    let the = "The the of the man and the of the road and of the river and of the house in the end of it.";
    check(&[the, PLAIN, FERRY], "the ferry of the islands", &[2]);
    assert_eq!(order(&[PLAIN, FERRY], "the").len(), 2);
}

#[test]
fn reviews_are_gathered_voices_and_reports_are_not() {
    assert!(gathered(&VOICES) > 0.9, "{}", gathered(&VOICES));
    assert!(gathered(&[FERRY, FARES, PLAIN]) < 1e-9);
    assert!(gathered(&[FERRY; 4]) < 1e-9, "four sentences are too few to tell");
    let names = ["I met Ann Bell at the inn of Norby."; 40];
    assert!(gathered(&[names, [PLAIN; 40]].concat()) < 1e-9, "who names others reports");
    assert!(gathered(&[]) < 1e-9);
}

#[test]
fn among_voices_the_brief_statement_of_many_comes_first() {
    let order = order(&VOICES, "kettle");
    assert!([2, 4, 5].contains(&order[0]), "{order:?}");
    assert_ne!(order[0], 0, "standing first says nothing");
    let quiet = |index: &usize| VOICES[*index].contains("very quiet");
    assert!(!quiet(&order[1]), "what was said comes later: {order:?}");
}

#[test]
fn a_line_that_begins_small_can_be_ranked() {
    check(&[", and the ferry to the outer islands is late on every other day", PLAIN, PLAIN], "ferry", &[0]);
}

#[test]
fn texts_in_other_scripts_are_ranked() {
    let (text, ranges) = text_of(&[
        "市场上的人很多，天气也很好，大家都在街上散步。",
        "今年第一季度的双边贸易额增长了百分之十二。",
    ]);
    assert_eq!(rank(&text, Some("zh"), &ranges, &query::parse("贸易").unwrap()), [1, 0]);
}

#[test]
fn nothing_is_ranked_as_nothing() {
    assert!(order(&[], "ferry").is_empty());
    assert!(account::centrality::<u8>(&[]).is_empty());
}

#[test]
fn the_parts_of_an_account_have_their_bounds() {
    assert!((account::position(0) - 1.0).abs() < 1e-12 && account::position(3) < account::position(2));
    let lengths = [0, 5, 20, 40, 45, 80, 500].map(account::length);
    assert!(lengths[0] < lengths[1] && lengths[1] < lengths[2] && lengths[2] < lengths[3]);
    assert!((lengths[3] - lengths[4]).abs() < 1e-12 && lengths[5] < lengths[4] && lengths[6] >= 0.0);
    assert!((account::informativeness(9, 90) - account::informativeness(3, 6)).abs() < 1e-12);
    let central = account::centrality(&[vec!["sea", "salt"], vec!["sea", "wind"], vec!["oak"], vec![]]);
    assert!(central[0] > central[2] && central[3].abs() < 1e-12 && (central[0] - 1.0).abs() < 1e-12);
}

#[test]
fn thousands_of_sentences_are_ranked_beyond_the_set() {
    let sentences: Vec<String> = (0..3000)
        .map(|n| format!("Report {n} says that the ferry carried {} people to the islands.", n % 7))
        .collect();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let mut all = order(&sentences, "ferry islands");
    all.sort_unstable();
    assert!(all.into_iter().eq(0..3000));
}

proptest! {
    #[test]
    fn a_ranking_is_a_permutation_and_always_the_same(
        sentences in proptest::collection::vec("(?:[A-Fa-f.,“\"0-9'я中]{0,6} ){0,12}", 0..40),
        asked in "[a-f]{1,4}( [-+]?[a-fя中]{1,4}){0,3}",
    ) {
        let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
        let one = order(&sentences, &asked);
        prop_assert_eq!(&one, &order(&sentences, &asked));
        let mut all = one;
        all.sort_unstable();
        prop_assert!(all.into_iter().eq(0..sentences.len()));
    }

    #[test]
    fn akin_words_are_akin_both_ways(one in "[ab]{1,9}", other in "[ab]{1,9}") {
        prop_assert_eq!(are_akin(&one, &other), are_akin(&other, &one));
    }

    #[test]
    fn shares_and_central_words_keep_their_bounds(texts in proptest::collection::vec(proptest::collection::vec(0..9_u8, 0..9), 0..20)) {
        for value in account::centrality(&texts) {
            prop_assert!((0.0..=1.0).contains(&value));
        }
    }
}
