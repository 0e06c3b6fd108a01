use std::sync::Arc;

use super::*;
use crate::model::ClauseKind;
use crate::model::{Block, BlockKind, Document, DocumentId, Query, Sha256, Source};
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
    Theme { id: id.to_owned(), title: id.to_owned(), summary: String::new(), query: Query::default() }
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

const QUOTA: Quota = Quota { per_theme: 10, per_source: 10, max_words: 60, prefer: Preference::Relevance };

/// Selects for themes given as id and words, and returns theme and text.
fn run(texts: &[&str], themes: &[(&str, &[&str])], quota: Quota) -> Vec<(String, String)> {
    let corpus = corpus(texts);
    let passages = passage::split(&corpus);
    let kept: Vec<Theme> = themes.iter().map(|(id, _)| theme(id)).collect();
    let sought: Vec<Sought<'_>> =
        kept.iter().zip(themes).map(|(theme, (_, words))| sought(theme, words, &passages, &corpus)).collect();
    let today = "2025-04-02".parse().unwrap();
    let material =
        Material { corpus: &corpus, passages: &passages, today, carriable: &|text| !text.contains('Ж') };
    let weights = Weights::default();
    let weighed = weigh(material, &sought, &weights);
    let selections = select(material, &weighed, quota, &weights);
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
    let today = "2025-04-02".parse().unwrap();
    let material = Material { corpus: &corpus, passages: &passages, today, carriable: &|_| true };
    let weights = Weights::default();
    let selection = select(material, &weigh(material, &sought, &weights), QUOTA, &weights).remove(0);
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
