//! When a page was published, as it shows it: in elements that are marked as
//! dates, in its address, in short lines near its title.

use std::ops::Range;

use crate::corpus::date::{date_in, date_in_address};
use crate::model::PartialDate;

use super::clutter::words_of;
use super::declared::Declared;
use super::outline::{Out, Outline};

/// The longest line that is about a date, in bytes.
const LINE_BYTES: usize = 90;

/// The longest text of an element that is marked as a date, in bytes.
const MARKED_BYTES: usize = 200;

/// Words of classes and ids of dates, with how sure they make us.
const MARKS: &[(&str, u32)] = &[
    ("published", 4),
    ("publish", 4),
    ("pubdate", 4),
    ("publication", 4),
    ("dateline", 4),
    ("datepublished", 4),
    ("publishdate", 4),
    ("postdate", 4),
    ("created", 4),
    ("veroeffentlicht", 4),
    ("publicado", 4),
    ("posted", 3),
    ("date", 3),
    ("datum", 3),
    ("fecha", 3),
    ("datetime", 3),
    ("дата", 3),
    ("newsdate", 3),
    ("submitted", 3),
    ("time", 2),
    ("timestamp", 3),
    ("byline", 2),
    ("meta", 2),
    ("postmeta", 2),
    ("entrymeta", 2),
    ("info", 1),
    ("postmetadata", 2),
    ("infoline", 2),
    ("credit", 1),
    ("data", 1),
    ("day", 1),
    ("stand", 1),
];

/// Words before a date of publication, in lower case.
const SAYS_PUBLISHED: &[&str] = &[
    "publish",
    "posted",
    "released",
    "first ",
    "created",
    "veröffentlicht",
    "erschienen",
    "erstellt",
    "publié",
    "paru",
    "publicado",
    "publicada",
    "pubblicato",
    "gepubliceerd",
    "geplaatst",
    "opublikowan",
    "dodano",
    "data publikacji",
    "опубликован",
    "дата публикации",
    "опубліковано",
    "发布",
    "發布",
    "发表",
    "公開",
    "投稿",
    "掲載",
    "yayın",
    "تاريخ النشر",
    "نشر",
    "publicerad",
    "publisert",
    "udgivet",
    "gepostet",
    "eingestellt",
    "geschrieben",
];

/// Words before a date that is another.
const SAYS_OTHER: &[&str] = &[
    "updated",
    "modified",
    "last ",
    "aktualisiert",
    "geändert",
    "letzte",
    "mis à jour",
    "modifié",
    "actualizado",
    "atualizado",
    "aggiornato",
    "bijgewerkt",
    "laatst",
    "aktualizacj",
    "обновлен",
    "изменен",
    "оновлено",
    "更新",
    "修改",
    "güncelle",
    "تحديث",
    "uppdaterad",
    "oppdatert",
    "opdateret",
    "accessed",
    "abgerufen",
    "retrieved",
    "born",
    "geboren",
    "copyright",
    "©",
    "expires",
    "deadline",
    "stand:",
];

/// Returns the date of publication; that of the last change where only that is
/// given. `title` is the place of the page's title,
/// `taken` says of every node whether it is part of the article.
pub(super) fn date(
    outline: &Outline<'_>,
    declared: &Declared,
    url: Option<&str>,
    language: Option<&str>,
    title: usize,
    taken: &[bool],
) -> Option<PartialDate> {
    let first = taken.iter().position(|taken| *taken).unwrap_or(0);
    let last = taken.iter().rposition(|taken| *taken).unwrap_or(0);
    let article = if (1..first).contains(&title) { title..last } else { first..last };
    declared
        .published(language)
        .or_else(|| url.and_then(date_in_address))
        .or_else(|| declared.scripted(outline.document, language))
        .or_else(|| shown(outline, language, title, &article))
        .or_else(|| declared.modified(language))
}

/// A date that a page shows, and how likely it is the page's own.
struct Candidate {
    date: PartialDate,
    score: i64,
}

/// Finds the likeliest of the dates that a page shows: one that is marked as
/// such, says that it is of publication, and is near the title. To the day
/// only: a year alone is of anything.
fn shown(
    outline: &Outline<'_>,
    language: Option<&str>,
    title: usize,
    article: &Range<usize>,
) -> Option<PartialDate> {
    let mut best: Option<Candidate> = None;
    let mut at = 1;
    while at < outline.nodes.len() {
        let node = &outline.nodes[at];
        if matches!(node.out, Out::Hidden | Out::Comments) {
            at = node.end;
            continue;
        }
        let candidate =
            if node.name.is_empty() { line(outline, at, language) } else { marked(outline, at, language) };
        if let Some(mut candidate) = candidate.filter(|candidate| candidate.date.day.is_some()) {
            candidate.score += place(outline, at, title, article);
            if best.as_ref().is_none_or(|best| candidate.score > best.score) {
                best = Some(candidate);
            }
        }
        at += 1;
    }
    best.map(|best| best.date)
}

/// How much the place of a date speaks for it: within or near the article, near
/// the title, and outside of what surrounds an article.
fn place(outline: &Outline<'_>, at: usize, title: usize, article: &Range<usize>) -> i64 {
    let distance = match title {
        0 => at.abs_diff(article.start) / 4,
        title if at < title => (title - at) * 2,
        title => at - title,
    };
    let near = 300 - (distance.min(1_200) as i64) / 4;
    let inside = (article.start.saturating_sub(NEAR)..article.end + NEAR).contains(&at);
    let strong = outline.nodes[at].out == Out::Strong
        || outline.above(at).any(|above| outline.nodes[above].out == Out::Strong);
    near + if inside { 250 } else { 0 } - if strong { 250 } else { 0 }
}

/// How many elements and texts from an article's beginning and end its date
/// stands at most.
const NEAR: usize = 60;

/// Reads an element that is marked as a date.
fn marked(outline: &Outline<'_>, at: usize, language: Option<&str>) -> Option<Candidate> {
    let node = &outline.nodes[at];
    let property = outline.attribute(at, "itemprop").unwrap_or_default();
    let mut sure: i64 = match property.as_str() {
        "datePublished" | "dateCreated" => 1_000,
        "dateModified" => 50,
        _ => 0,
    };
    if &*node.name == "time" {
        sure += if outline.attribute(at, "pubdate").is_some() { 600 } else { 250 };
    }
    let names = node.classes.split_ascii_whitespace().chain([node.anchor.as_str()]);
    let words: Vec<String> = names.take(20).flat_map(words_of).collect();
    let named = MARKS
        .iter()
        .filter(|(mark, _)| words.iter().any(|word| word == mark))
        .map(|(_, weight)| *weight)
        .max();
    sure += i64::from(named.unwrap_or(0)) * 60;
    if words.iter().any(|word| matches!(word.as_str(), "updated" | "modified" | "update"))
        && !words.iter().any(|word| word == "published")
    {
        sure -= 250;
    }
    if sure <= 0 {
        return None;
    }
    let written = ["datetime", "content", "title"].iter().filter_map(|name| outline.attribute(at, name));
    let written = written.filter_map(|text| date_in(&text, language)).find(|date| date.day.is_some());
    let text = outline.text(at, MARKED_BYTES);
    let text = text.trim();
    let shown = || {
        Some(text)
            .filter(|text| text.len() <= MARKED_BYTES && said(text) > 0)
            .and_then(|text| date_in(text, language))
    };
    let date = match (shown().filter(|date| date.day.is_some()), written) {
        // A day that is said to be that of publication; the attribute may say
        // when the page was last changed.
        (Some(date), _) | (None, Some(date)) => date,
        (None, None) if text.len() <= MARKED_BYTES => date_in(text, language)?,
        (None, None) => return None,
    };
    Some(Candidate { date, score: sure + said(text) })
}

/// Reads a short text that is about a date.
fn line(outline: &Outline<'_>, at: usize, language: Option<&str>) -> Option<Candidate> {
    let text = outline.nodes[at].text.trim();
    if text.is_empty() || text.len() > LINE_BYTES || !text.chars().any(char::is_numeric) {
        return None;
    }
    let date = date_in(text, language)?;
    // A piece of a paragraph tells of another day.
    let block = outline.above(at).find(|above| {
        !matches!(
            &*outline.nodes[*above].name,
            "a" | "b" | "strong" | "em" | "i" | "span" | "font" | "small" | "u"
        )
    })?;
    let longest = outline.text(block, 4 * MARKED_BYTES);
    if longest.split('\n').any(|line| line.len() > MARKED_BYTES && line.contains(text)) {
        return None;
    }
    let bare = text.chars().filter(|c| c.is_alphanumeric()).count() <= 24;
    Some(Candidate { date, score: if bare { 60 } else { 0 } + said(text) })
}

/// How much the words around a date say that it is of publication.
fn said(text: &str) -> i64 {
    let lower: String = text.chars().take(MARKED_BYTES).flat_map(char::to_lowercase).collect();
    let says = |words: &[&str]| words.iter().filter_map(|word| lower.find(word)).min();
    match (says(SAYS_PUBLISHED), says(SAYS_OTHER)) {
        (Some(published), Some(other)) if published < other => 200,
        (Some(_), None) => 200,
        (_, Some(_)) => -200,
        _ => 0,
    }
}
