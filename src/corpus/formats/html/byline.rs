//! Who wrote a page: names from what it declares and from its byline.

use std::sync::LazyLock;

use crate::corpus::asides::words;
use crate::corpus::blocks::folded;

use super::clutter::words_of;
use super::outline::{Out, Outline};

/// What stands before the names, in lower case, with the space after it.
static BY: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "by |by: |written by |posted by |published by |reported by |story by |words by |text by |author: |\
     authors: |author |von |von: |autor: |autorin: |autoren: |geschrieben von |text: |ein beitrag von |\
     ein artikel von |par |par : |auteur : |auteur: |écrit par |publié par |por |por: |autor |escrito por |\
     publicado por |di |di: |a cura di |scritto da |autore: |door |door: |auteur |geschreven door |\
     autor/autorka: |autorka: |napisał |автор: |автор |авторы: |текст: |автор статьи: |作者：|作者:|作者 |文／|文/|文：|\
     记者：|記者：|记者 |記者|著者：|筆者：|yazar: |yazan: |haber: |الكاتب: |بقلم: |بقلم |كتب: |كتب |av |tekst: |skriven av "
    .split('|').collect()
});

/// What joins names.
const JOINERS: &[&str] = &[
    " and ", " und ", " et ", " y ", " e ", " en ", " i ", " и ", " та ", " & ", " with ", " mit ", " avec ",
    ";", "，", "、", " | ", " / ", "·", " ve ", " og ", " och ",
];

/// Names that nobody has.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "root",
    "user",
    "editor",
    "author",
    "guest",
    "webmaster",
    "unknown",
    "anonymous",
    "staff",
    "null",
    "undefined",
    "none",
    "test",
    "default",
    "blog",
    "news",
];

/// The longest name, in words and in bytes.
const NAME_WORDS: usize = 8;
const NAME_BYTES: usize = 120;

/// The longest byline, in words.
const BYLINE_WORDS: usize = 24;

/// Splits and cleans names as they are written; each once, in their order.
pub(super) fn names(written: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in written {
        let line = folded(&line);
        for name in split(without_by(&line)) {
            let name = name.trim_matches(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '|' | ':' | '•' | '·' | '-' | '–')
            });
            if is_name(name) && !names.iter().any(|before| before == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Reads the first byline of a page; only one that says `by`, or that an
/// element is named for, is one.
pub(super) fn shown(outline: &Outline<'_>) -> Vec<String> {
    let mut passed = 0;
    for at in 1..outline.nodes.len() {
        let node = &outline.nodes[at];
        if at < passed || matches!(node.out, Out::Hidden | Out::Comments) {
            passed = passed.max(if matches!(node.out, Out::Hidden | Out::Comments) { node.end } else { 0 });
            continue;
        }
        if node.name.is_empty() || !is_marked(outline, at) {
            continue;
        }
        let text = outline.text(at, 400);
        if words(&text) <= BYLINE_WORDS {
            let found = names(vec![first_line(&text)]);
            if !found.is_empty() && found.len() <= 12 {
                return found;
            }
        }
    }
    Vec::new()
}

fn first_line(text: &str) -> String {
    text.split(['\n', '|', '•', '·'])
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
        .to_owned()
}

fn is_marked(outline: &Outline<'_>, at: usize) -> bool {
    if !matches!(
        &*outline.nodes[at].name,
        "a" | "span"
            | "div"
            | "p"
            | "address"
            | "li"
            | "strong"
            | "b"
            | "cite"
            | "small"
            | "em"
            | "h4"
            | "h5"
            | "h6"
    ) {
        return false;
    }
    let has = |name: &str, value: &str| {
        outline
            .attribute(at, name)
            .is_some_and(|given| given.split_ascii_whitespace().any(|given| given == value))
    };
    if has("rel", "author") || has("itemprop", "author") || has("itemprop", "creator") {
        return true;
    }
    let classes = &outline.nodes[at].classes;
    classes.split_ascii_whitespace().take(20).any(|class| {
        let words = words_of(class);
        let named = words.iter().any(|word| {
            matches!(word.as_str(), "author" | "byline" | "autor" | "auteur" | "autore" | "writer" | "vcard")
        });
        let other = [
            "box",
            "bio",
            "info",
            "about",
            "image",
            "avatar",
            "photo",
            "description",
            "social",
            "list",
            "card",
            "title",
            "date",
        ];
        named && !words.iter().any(|word| other.contains(&word.as_str()))
    })
}

fn without_by(line: &str) -> &str {
    let lower = line.to_lowercase();
    let by = BY.iter().filter(|by| lower.starts_with(*by)).max_by_key(|by| by.len());
    by.and_then(|by| line.get(by.len()..)).unwrap_or(line)
}

/// Splits at joiners, and at commas where both sides are whole names: `Smith,
/// Jane` is one.
fn split(line: &str) -> Vec<String> {
    let joined = JOINERS.iter().fold(line.to_owned(), |line, joiner| line.replace(joiner, "\n"));
    let mut names = Vec::new();
    for part in joined.split('\n') {
        let commas: Vec<&str> = part.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let whole = commas.iter().filter(|name| name.contains(' ')).count();
        if commas.len() > 1 && whole * 2 > commas.len() {
            names.extend(commas.into_iter().filter(|name| name.contains(' ')).map(str::to_owned));
        } else {
            names.push(part.to_owned());
        }
    }
    names
}

fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.chars().any(char::is_alphabetic)
        && name.chars().count() >= 2
        && name.len() <= NAME_BYTES
        && words(name) <= NAME_WORDS
        && !name.contains("://")
        && !name.contains("www.")
        && !name.contains(['@', '<', '>', '{', '}'])
        && !name.chars().any(|c| c.is_ascii_digit())
        && !name.ends_with(['.', '?', '!']) | (name.split(' ').count() <= 4)
        && !NOBODY.contains(&lower.as_str())
}
