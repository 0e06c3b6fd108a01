use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::model::{Aspect, Block, BlockKind, Clause, ClauseKind, DocumentId, Query, Sha256, Source, Wish};
use crate::{passage, tool::words};

/// A corpus of documents with one paragraph a line.
fn corpus(texts: &[&str]) -> Corpus {
    let document = |(index, text): (usize, &&str)| {
        let mut blocks = Vec::new();
        let mut start = 0;
        for (paragraph, line) in text.split('\n').enumerate() {
            blocks.push(Block {
                range: start..start + line.len(),
                kind: BlockKind::Paragraph,
                heading: None,
                paragraph: Some(paragraph as u32 + 1),
                page: None,
                anchor: None,
            });
            start += line.len() + 1;
        }
        Document {
            id: DocumentId(index as u32),
            path: format!("corpus/{index}.txt"),
            member: None,
            media_type: "text/plain",
            encoding: "UTF-8".to_owned(),
            origins: Default::default(),
            sha256: Sha256::of(text.as_bytes()),
            text: Arc::from(*text),
            text_sha256: Sha256::of(text.as_bytes()),
            source: Source {
                title: format!("Title {index}"),
                language: Some("en".to_owned()),
                ..Source::default()
            },
            blocks,
        }
    };
    Corpus { documents: texts.iter().enumerate().map(document).collect(), skipped: Vec::new() }
}

fn theme(id: &str) -> Theme {
    Theme {
        id: id.to_owned(),
        title: id.to_owned(),
        summary: String::new(),
        query: Query::default(),
        examples: Vec::new(),
        sources: Wish::default(),
        dates: Wish::default(),
    }
}

fn pattern(word: &str, worth: f64) -> Pattern {
    let clause = Clause {
        text: word.to_owned(),
        kind: ClauseKind::Words,
        weight: 1.0,
        required: false,
        language: None,
    };
    Pattern::new(&clause, &["en"], worth)
}

/// Every passage with a word of the pattern is a hit.
fn sought<'a>(theme: &'a Theme, words: &[&str], passages: &[Passage], corpus: &Corpus) -> Sought<'a> {
    let patterns: Vec<Pattern> = words.iter().map(|word| pattern(word, 1.0)).collect();
    let hits = passages
        .iter()
        .filter(|passage| {
            let text = &corpus.document(passage.document).text[passage.range.clone()];
            let forms: Vec<String> =
                words::analyse(text, Some("en")).into_iter().map(|word| word.form).collect();
            patterns.iter().any(|pattern| pattern.count(&forms) > 0)
        })
        .map(|passage| (passage.id, 1.0))
        .collect();
    Sought { theme, patterns, hits }
}

const QUOTA: Quota = Quota {
    themes: None,
    withheld: BTreeSet::new(),
    per_theme: 10,
    words_per_theme: 1000,
    per_source: 10,
    words_per_source: 1000,
    sources: 1,
    max_words: 60,
    prefer: Preference::Relevance,
    pins: Vec::new(),
    reader: None,
};

/// Figures are digits, quotations stand in curly marks.
fn facts(document: &Document, range: Range<usize>) -> Facts {
    let text = &document.text[range];
    let quoted =
        text.split_once('“').and_then(|(_, rest)| rest.split_once('”')).map_or("", |(inner, _)| inner);
    Facts {
        figures: u32::from(text.contains(|letter: char| letter.is_ascii_digit())),
        quotations: u32::from(!quoted.is_empty()),
        quoted_words: quoted.split_whitespace().count() as u32,
        ..Facts::default()
    }
}

/// Weighs and selects for themes that have been sought.
fn select_for(
    corpus: &Corpus,
    passages: &[Passage],
    sought: &[Sought<'_>],
    editors: &Editors,
    quota: &Quota,
) -> Vec<Selection> {
    select_by(corpus, passages, sought, editors, quota, &Weights::default())
}

fn select_by(
    corpus: &Corpus,
    passages: &[Passage],
    sought: &[Sought<'_>],
    editors: &Editors,
    quota: &Quota,
    weights: &Weights,
) -> Vec<Selection> {
    let material = Material {
        corpus,
        passages,
        today: "2025-04-02".parse().unwrap(),
        carriable: &|text| !text.contains('Ж'),
        facts: &facts,
        memory: &NoMemory,
    };
    weigh(material, sought, editors, weights).select(quota)
}

/// Selects for themes given as id and words, and returns theme and text.
fn run(texts: &[&str], themes: &[(&str, &[&str])], quota: Quota) -> Vec<(String, String)> {
    let corpus = corpus(texts);
    let passages = passage::split(&corpus);
    let kept: Vec<Theme> = themes.iter().map(|(id, _)| theme(id)).collect();
    let sought: Vec<Sought<'_>> =
        kept.iter().zip(themes).map(|(theme, (_, words))| sought(theme, words, &passages, &corpus)).collect();
    let selections = select_for(&corpus, &passages, &sought, &Editors::default(), &quota);
    for selection in &selections {
        for chosen in &selection.chosen {
            let sum: f64 = chosen.parts.iter().map(|part| part.value).sum();
            assert!((sum - chosen.score).abs() < 1e-9, "the parts add up to the score");
        }
    }
    selections
        .iter()
        .flat_map(|selection| {
            selection.chosen.iter().map(|chosen| (selection.theme.clone(), chosen.excerpt.text().to_owned()))
        })
        .collect()
}

const TRADE: &str = "Trade between both countries reached 245 billion dollars in 2024.";
const PIPELINE: &str = "Moscow wants a second pipeline, and Beijing has not agreed on a price.";
const DRILL: &str = "Both navies held a drill near Zhanjiang with seven ships in July 2024.";

#[test]
fn a_sentence_of_the_theme_is_chosen_and_others_are_not() {
    let chosen = run(&[&format!("{TRADE}\n{DRILL}")], &[("economics", &["trade", "pipeline"])], QUOTA);
    assert_eq!(chosen, [("economics".to_owned(), TRADE.to_owned())]);
}

#[test]
fn a_sentence_that_is_stuffed_with_the_themes_words_takes_no_place_but_its_own() {
    let words = ["trade", "pipeline", "price", "drill", "navies", "ships", "bank", "loan", "tariff", "coal"];
    let stuffed = format!("The {} are what this sentence names to win.", words.join(" and "));
    let chosen = run(&[TRADE, PIPELINE, DRILL, &stuffed], &[("all", &words)], QUOTA);
    for honest in [TRADE, PIPELINE, DRILL] {
        assert!(chosen.iter().any(|(_, text)| text == honest), "{honest} is not among {chosen:?}");
    }
}

#[test]
fn the_same_words_in_two_documents_are_chosen_once_and_named_twice() {
    let corpus = corpus(&[TRADE, TRADE]);
    let passages = passage::split(&corpus);
    let theme = theme("economics");
    let sought = [sought(&theme, &["trade"], &passages, &corpus)];
    let selection = select_for(&corpus, &passages, &sought, &Editors::default(), &QUOTA).remove(0);
    assert_eq!(selection.chosen.len(), 1);
    assert_eq!(selection.matching_documents, 2);
    assert_eq!(selection.chosen[0].also_in, [DocumentId(1)]);
}

#[test]
fn no_source_gives_more_than_its_share() {
    let one = format!("{TRADE}\n{PIPELINE}\nThe trade in timber fell by a tenth in the Far East last year.");
    let quota = Quota { per_source: 2, ..QUOTA };
    assert_eq!(run(&[&one], &[("economics", &["trade", "pipeline"])], quota).len(), 2);
}

#[test]
fn a_smaller_number_gives_the_beginning_of_a_larger_one() {
    let texts = [format!("{TRADE}\n{PIPELINE}"), format!("{DRILL} Trade in arms went on through the year.")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let themes: &[(&str, &[&str])] = &[("economics", &["trade", "pipeline"])];
    let many = run(&texts, themes, QUOTA);
    let few = run(&texts, themes, Quota { per_theme: 1, ..QUOTA });
    assert!(many.len() > 1);
    assert_eq!(few, many[..1]);
}

#[test]
fn a_sentence_stands_under_one_theme_only() {
    let chosen = run(&[TRADE], &[("economics", &["trade"]), ("money", &["dollars"])], QUOTA);
    assert_eq!(chosen.len(), 1, "{chosen:?}");
}

#[test]
fn an_excerpt_does_not_begin_with_a_pronoun_if_the_sentence_before_fits() {
    let text =
        "The ministry counted trade in roubles for the year. It put trade at 22 trillion roubles in 2024.";
    let chosen = run(&[text], &[("economics", &["trade", "trillion"])], QUOTA);
    assert!(chosen.iter().all(|(_, text)| !text.starts_with("It put")), "{chosen:?}");
}

#[test]
fn no_excerpt_is_longer_than_the_audience_wants() {
    let quota = Quota { max_words: 10, ..QUOTA };
    assert!(run(&[TRADE, PIPELINE], &[("economics", &["trade", "pipeline"])], quota).len() == 1);
}

#[test]
fn what_a_format_cannot_carry_is_passed_over() {
    let text = "Trade with the city of Жуков rose by a third in the year.";
    assert!(run(&[text], &[("economics", &["trade"])], QUOTA).is_empty());
}

#[test]
fn quoted_words_come_first_where_the_audience_prefers_them() {
    let quoted = "Trade will “go on growing in every single branch of it”, the envoy said.";
    let quota = Quota { per_theme: 1, prefer: Preference::Quotations, ..QUOTA };
    let chosen = run(&[TRADE, quoted], &[("economics", &["trade"])], quota);
    assert_eq!(chosen[0].1, quoted);
}

#[test]
fn a_document_is_on_a_theme_if_several_of_its_terms_stand_in_it() {
    let corpus = corpus(&[TRADE, DRILL]);
    let query = crate::query::parse("trade^2 billion dollars^2 pipeline").unwrap();
    let score = |index: usize| theme_score(&corpus.documents[index], &query);
    assert!(score(0) > 0.4, "{}", score(0));
    assert!(score(1).abs() < 1e-12);
    let excluded = crate::query::parse("trade^2 -dollars").unwrap();
    assert!(theme_score(&corpus.documents[0], &excluded).abs() < 1e-12);
}

/// The words of a selection, excerpt by excerpt.
fn texts(selections: &[Selection]) -> Vec<&str> {
    selections.iter().flat_map(|selection| &selection.chosen).map(|chosen| chosen.excerpt.text()).collect()
}

/// Selects for one theme of these words with what editors say.
fn run_with(
    texts: &[&str],
    words: &[&str],
    editors: impl Fn(&[Passage]) -> Editors,
    quota: &Quota,
) -> Vec<Selection> {
    let corpus = corpus(texts);
    let passages = passage::split(&corpus);
    let theme = theme("economics");
    let sought = [sought(&theme, words, &passages, &corpus)];
    select_for(&corpus, &passages, &sought, &editors(&passages), quota)
}

#[test]
fn a_theme_and_a_source_have_their_limits_of_words() {
    let one = format!("{TRADE}\n{PIPELINE}");
    let words = ["trade", "pipeline"];
    let all = run_with(&[&one, DRILL], &words, |_| Editors::default(), &QUOTA);
    assert_eq!(texts(&all).len(), 2);
    for quota in [Quota { words_per_theme: 15, ..QUOTA }, Quota { words_per_source: 15, ..QUOTA }] {
        let few = run_with(&[&one, DRILL], &words, |_| Editors::default(), &quota);
        assert_eq!(texts(&few).len(), 1, "{quota:?}");
    }
}

#[test]
fn the_last_places_are_kept_for_sources_that_are_not_heard() {
    let rich = "Steel and oil and gas went up by a half in March, which nobody in the ministry had foreseen.\n\
                Coal and grain and loans fell by a third in May, as every harbour in the country could see.";
    let poor = "Trade in steel went on, as the other ministry said.";
    let words = ["trade", "steel", "oil", "gas", "coal", "grain", "loans"];
    let mut weights = Weights::default();
    weights.set(Aspect::Sources, 0.0);
    weights.set(Aspect::Document, 0.0);
    let corpus = corpus(&[rich, poor]);
    let passages = passage::split(&corpus);
    let theme = theme("economics");
    let sought = [sought(&theme, &words, &passages, &corpus)];
    let heard = |sources: usize| {
        let quota = Quota { per_theme: 2, sources, ..QUOTA };
        let chosen =
            select_by(&corpus, &passages, &sought, &Editors::default(), &quota, &weights).remove(0).chosen;
        let mut documents: Vec<DocumentId> = chosen.iter().map(|chosen| chosen.excerpt.document()).collect();
        documents.sort_unstable();
        documents.dedup();
        documents.len()
    };
    assert_eq!((heard(1), heard(2), heard(9)), (1, 2, 2));
}

#[test]
fn pins_come_first_drops_never_and_pins_leave_room_for_others() {
    let text = format!("{TRADE}\n{PIPELINE}\n{DRILL}");
    let pinned = |passages: &[Passage]| Editors {
        pins: vec![PinnedRun { theme: 0, passage: passages[2].id, sentences: 0..1 }],
        drops: vec![Dropped { document: DocumentId(0), range: Some(0..TRADE.len()) }],
    };
    let quota = Quota { pins: vec![0], ..QUOTA };
    let selections = run_with(&[&text], &["trade", "pipeline"], pinned, &quota);
    assert_eq!(texts(&selections), [DRILL, PIPELINE]);
    assert!(selections[0].chosen[0].pinned && !selections[0].chosen[1].pinned);
    let without = run_with(&[&text], &["trade", "pipeline"], pinned, &QUOTA);
    assert_eq!(texts(&without), [PIPELINE], "a pin of another audience");
}

#[test]
fn what_was_preferred_to_others_says_so() {
    let selections =
        run_with(&[TRADE, PIPELINE], &["trade", "dollars", "pipeline"], |_| Editors::default(), &QUOTA);
    let first = &selections[0].chosen[0];
    assert_eq!(first.preferred_to.len(), 1);
    assert!(first.preferred_to[0].score <= first.score);
    assert_ne!(first.preferred_to[0].document, first.excerpt.document());
}

#[test]
fn examples_find_what_the_terms_do_not() {
    let corpus = corpus(&[TRADE, DRILL]);
    let passages = passage::split(&corpus);
    let mut theme = theme("navy");
    theme.examples = vec!["Warships of both navies held a drill at sea with seven ships.".to_owned()];
    let hits = passages.iter().map(|passage| (passage.id, 1.0)).collect();
    let sought = [Sought { theme: &theme, patterns: Vec::new(), hits }];
    let selections = select_for(&corpus, &passages, &sought, &Editors::default(), &QUOTA);
    assert_eq!(texts(&selections), [DRILL]);
}

#[test]
fn a_preferred_source_comes_before_an_equal_one() {
    let (one, other) = (TRADE, "Trade between both countries came to 245 billion dollars through 2024.");
    let corpus = corpus(&[one, other]);
    let passages = passage::split(&corpus);
    let first = |prefer: Option<&str>| {
        let mut theme = theme("economics");
        theme.sources.prefer.extend(prefer.map(|name| crate::model::SourcePattern(name.to_owned())));
        let sought = [sought(&theme, &["trade"], &passages, &corpus)];
        let quota = Quota { per_theme: 1, ..QUOTA };
        select_for(&corpus, &passages, &sought, &Editors::default(), &quota)[0].chosen[0].excerpt.document()
    };
    assert_eq!(first(None), DocumentId(0));
    assert_eq!(first(Some("corpus/1.txt")), DocumentId(1));
}

#[test]
fn a_verdict_names_what_shut_a_passage_out() {
    let text = format!(
        "{TRADE}\n{PIPELINE}\n{DRILL}\nTrade it was.\nTrade between both countries reached 245 billion dollars by 2024."
    );
    let corpus = corpus(&[&text]);
    let passages = passage::split(&corpus);
    let theme = theme("economics");
    let sought = [sought(&theme, &["trade", "pipeline"], &passages, &corpus)];
    let material = Material {
        corpus: &corpus,
        passages: &passages,
        today: "2025-04-02".parse().unwrap(),
        carriable: &|_| true,
        facts: &facts,
        memory: &NoMemory,
    };
    let (editors, weights) = (Editors::default(), Weights::default());
    let weighed = weigh(material, &sought, &editors, &weights);
    let verdict = |quota: &Quota, passage: u32| weighed.verdict(quota, 0, PassageId(passage));
    assert!(matches!(verdict(&QUOTA, 0), Verdict::Chosen(_)));
    assert!(matches!(verdict(&QUOTA, 2), Verdict::NotFound));
    assert!(matches!(verdict(&QUOTA, 3), Verdict::Unquotable(reasons) if reasons == [Unfit::Short]));
    let shut = |quota: &Quota, passage: u32| match verdict(quota, passage) {
        Verdict::LeftOut { obstacle, .. } => obstacle,
        other => panic!("{other:?}"),
    };
    assert!(matches!(shut(&QUOTA, 4), Obstacle::Repeats(_)));
    let one = Quota { per_source: 1, ..QUOTA };
    let left = [0, 1].into_iter().find(|passage| !matches!(verdict(&one, *passage), Verdict::Chosen(_)));
    assert_eq!(shut(&one, left.unwrap()), Obstacle::SourceCount { most: 1 });
    let short = Quota { max_words: 5, ..QUOTA };
    assert!(matches!(shut(&short, 0), Obstacle::Long { most: 5, .. }));
}

/// The value of a set in any order is the sum of what each adds to those
/// before it; for the greedy choice it is the sum of its scores.
fn value(selections: &[Selection]) -> f64 {
    selections.iter().flat_map(|selection| &selection.chosen).map(|chosen| chosen.score).sum()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    /// Sets of one, two and three pins stand for all sets: their scores add
    /// up to the value of the set.
    #[test]
    fn the_greedy_choice_is_near_the_best_of_all_sets(
        picks in proptest::collection::vec(proptest::collection::vec(0usize..9, 2..6), 4..7)
    ) {
        const WORDS: [&str; 9] =
            ["trade", "oil", "gas", "coal", "grain", "timber", "steel", "loans", "ports"];
        let lines: Vec<String> = picks
            .iter()
            .enumerate()
            .map(|(place, words)| {
                let named: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
                format!("Number {place}x says that {} matter to everyone here today.", named.join(" and "))
            })
            .collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let quota = Quota { per_theme: 2, per_source: 1, ..QUOTA };
        let greedy = run_with(&lines, &WORDS, |_| Editors::default(), &quota);
        let mut best = 0.0_f64;
        for one in 0..lines.len() {
            for other in 0..lines.len() {
                let pins = |passages: &[Passage]| Editors {
                    pins: [one, other]
                        .map(|place| PinnedRun { theme: 0, passage: passages[place].id, sentences: 0..1 })
                        .to_vec(),
                    drops: Vec::new(),
                };
                if one != other {
                    let quota = Quota { pins: vec![0, 1], ..quota.clone() };
                    best = best.max(value(&run_with(&lines, &WORDS, pins, &quota)));
                }
            }
        }
        if greedy[0].chosen.len() == 2 {
            proptest::prop_assert!(value(&greedy) >= best / 3.0, "{} of {best}", value(&greedy));
        }
    }
}
