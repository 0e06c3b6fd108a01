//! The project's themes on a corpus of real articles, where it is at hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{DATE, Desk, copy_tree, project};

/// Returns the corpus, or prints why a test is skipped.
fn real_corpus() -> Option<PathBuf> {
    let folder = project().join("../shared/corpus/russia-china");
    let found = folder.is_dir();
    if !found {
        eprintln!("skipped: there is no {}", folder.display());
    }
    found.then_some(folder)
}

/// The project's own desk with that corpus.
fn desk(formats: &str) -> Option<Desk> {
    let corpus = real_corpus()?;
    let desk = Desk::sample();
    fs::remove_dir_all(desk.root.join("corpus")).unwrap();
    fs::remove_dir_all(desk.root.join("briefs")).unwrap();
    copy_tree(&corpus, &desk.root.join("corpus"));
    copy_tree(&project().join("briefs"), &desk.root.join("briefs"));
    let config = fs::read_to_string(project().join("config.yaml")).unwrap();
    desk.write("config.yaml", config.replace("[md, html, pdf, docx]", formats));
    Some(desk)
}

#[test]
fn every_excerpt_is_byte_exact_in_every_format() {
    let formats = if cfg!(feature = "pdf") { "[md, html, pdf, docx]" } else { "[md, html, docx]" };
    let Some(desk) = desk(formats) else { return };
    desk.build();
    let checked = crate::verbatim::check_edition(&desk.root, "weekly", DATE);
    assert!(checked >= 12, "{checked} excerpts");
}

#[test]
fn every_theme_of_every_audience_has_excerpts() {
    let Some(desk) = desk("[md]") else { return };
    desk.build().quiet();
    let manifest = desk.manifest(DATE);
    for theme in manifest["themes"].as_array().unwrap() {
        assert!(theme["excerpts"].as_array().unwrap().len() >= 2, "{theme}");
    }
    for (audience, excerpts) in audiences(&manifest) {
        let themes: BTreeSet<&str> = excerpts.iter().map(|e| e["theme"].as_str().unwrap()).collect();
        assert_eq!(themes.len(), 4, "{audience} has {themes:?}");
    }
}

#[test]
fn every_excerpt_begins_and_ends_with_a_sentence() {
    let Some(desk) = desk("[md]") else { return };
    desk.build();
    let manifest = desk.manifest(DATE);
    for excerpt in manifest["excerpts"].as_array().unwrap() {
        let text = excerpt["text"].as_str().unwrap();
        let source = desk.read(excerpt["document"].as_str().unwrap());
        let start = excerpt["start_byte"].as_u64().unwrap() as usize;
        let end = excerpt["end_byte"].as_u64().unwrap() as usize;
        assert!(begins_whole(text), "begins within a sentence: {text:?}");
        assert!(ends_whole(text), "ends within a sentence: {text:?}");
        assert!(follows_an_end(&source[..start]), "begins within a sentence: {text:?}");
        let next = source[end..].chars().next();
        assert!(
            next.is_none_or(|next| next.is_whitespace() || next.is_ascii_digit()),
            "{next:?} follows {text:?}"
        );
    }
}

fn begins_whole(text: &str) -> bool {
    let first = text.chars().next().unwrap();
    first.is_uppercase() || first.is_numeric() || "\"'“‘«„([—$€£¥".contains(first)
}

fn ends_whole(text: &str) -> bool {
    text.trim_end_matches(|letter: char| letter.is_ascii_digit() || "\"'”’»)]".contains(letter))
        .ends_with(['.', '!', '?', '…', ':'])
}

/// Tells whether a sentence can begin after this text: at the start, on a new
/// line, or after white space that follows a sentence's end.
fn follows_an_end(before: &str) -> bool {
    let trimmed = before.trim_end();
    if trimmed.is_empty() || before[trimmed.len()..].contains('\n') {
        return true;
    }
    before.len() > trimmed.len() && ends_whole(trimmed)
}

#[test]
fn no_heading_byline_or_contact_line_is_an_excerpt() {
    let Some(desk) = desk("[md]") else { return };
    desk.build();
    let manifest = desk.manifest(DATE);
    for excerpt in manifest["excerpts"].as_array().unwrap() {
        let text = excerpt["text"].as_str().unwrap();
        assert!(text.split_whitespace().count() >= 6, "a heading? {text:?}");
        assert!(!text.contains('@') && !text.contains("http"), "a contact line? {text:?}");
        let opening = text.to_lowercase();
        for byline in ["by: ", "author", "contact", "photo", "image", "source:", "read more", "subscribe"] {
            assert!(!opening.starts_with(byline), "a line beside the text? {text:?}");
        }
        let capitals = text.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count();
        let words = text.split_whitespace().count();
        assert!(capitals * 4 < words * 3, "a title in title case? {text:?}");
    }
}

#[test]
fn no_two_excerpts_of_an_audience_say_the_same_in_the_same_words() {
    let Some(desk) = desk("[md]") else { return };
    desk.build();
    let manifest = desk.manifest(DATE);
    for (audience, excerpts) in audiences(&manifest) {
        let texts: Vec<&str> = excerpts.iter().map(|excerpt| excerpt["text"].as_str().unwrap()).collect();
        for (at, one) in texts.iter().enumerate() {
            for other in &texts[at + 1..] {
                let shared = shared_grams(one, other);
                assert!(shared <= 0.5, "{audience}: {shared:.2} shared by\n{one:?}\n{other:?}");
            }
        }
    }
}

/// Returns the share of word 4-grams that the text with fewer of them has in
/// common with the other, 0 to 1.
fn shared_grams(one: &str, other: &str) -> f64 {
    let (one, other) = (grams(one), grams(other));
    let least = one.len().min(other.len());
    if least == 0 { 0.0 } else { one.intersection(&other).count() as f64 / least as f64 }
}

fn grams(text: &str) -> BTreeSet<Vec<String>> {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.windows(4).map(<[String]>::to_vec).collect()
}

/// Returns each audience with its excerpts, in the order of its numbers.
fn audiences(manifest: &Value) -> Vec<(&str, Vec<&Value>)> {
    let excerpt = |pair: &Value| &manifest["excerpts"][pair[1].as_u64().unwrap() as usize - 1];
    manifest["audiences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|audience| {
            let excerpts = audience["citations"].as_array().unwrap().iter().map(excerpt).collect();
            (audience["id"].as_str().unwrap(), excerpts)
        })
        .collect()
}
