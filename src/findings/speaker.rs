//! Who a speaker is: names without titles, full names, the people that pronouns
//! mean.

use super::attribution::Attribution;
use super::speech::{CUTS, DETERMINERS, NO_PERSONS, PRONOUNS, TITLES, is_title_word};
use super::token::is_han;

/// How much of the text before a quotation is searched for full names, in
/// bytes.
const MEMORY_BYTES: usize = 4000;

/// How far a pronoun may be from the quotation before to mean its speaker
/// whoever is named between them, in bytes.
const NEAR_BYTES: usize = 300;

/// The last speaker whose name is known.
pub(super) struct Known<'a> {
    pub(super) name: &'a str,
    /// Where the words of that speaker end.
    pub(super) at: usize,
}

/// Finds out who is meant: the speaker before for a pronoun, a full name that
/// was given before for a family name, otherwise the name without titles.
pub(super) fn resolve(
    text: &str,
    at: usize,
    found: &Attribution,
    known: Option<Known<'_>>,
    language: Option<&str>,
) -> Option<String> {
    let written = &text[found.speaker.clone()];
    if written.chars().any(is_han) {
        return Some(written.to_owned());
    }
    let memory =
        &text[text.floor_char_boundary(at.saturating_sub(MEMORY_BYTES))..found.speaker.start.min(at)];
    if PRONOUNS.contains(written.to_lowercase().as_str()) {
        let is_person = matches!(written.to_lowercase().as_str(), "he" | "she" | "он" | "она");
        let since =
            known.as_ref().map_or(0, |known| known.at.saturating_sub(at.saturating_sub(memory.len())));
        let recent = memory.get(memory.floor_char_boundary(since)..).unwrap_or_default();
        let is_name = |name: &&str| !name.contains("'s") && !name.contains("’s");
        let named = || known.as_ref().map(|known| known.name).filter(is_name).map(str::to_owned);
        // Whoever spoke a moment ago goes on; later a new name may have come.
        let goes_on = known.as_ref().is_some_and(|known| at - known.at.min(at) < NEAR_BYTES);
        let other = || if goes_on { None } else { last_person(recent) };
        return is_person.then(|| other().or_else(named).or_else(|| last_person(memory))).flatten();
    }
    let name = without_titles(written);
    let is_family_name = !name.contains(' ') && name.chars().next().is_some_and(char::is_uppercase);
    let inflected =
        language.is_some_and(|language| ["ru", "uk", "be"].iter().any(|base| language.starts_with(base)));
    let full = if is_family_name && !inflected {
        full_name(memory, &name, known.as_ref().map(|known| known.name))
    } else {
        None
    };
    Some(full.unwrap_or(name))
}

/// Takes determiners and titles off the head of a name, if a name follows.
fn without_titles(written: &str) -> String {
    let words: Vec<&str> = written.split_whitespace().collect();
    if let Some(at) = words
        .iter()
        .position(|word| matches!(*word, "for" | "from" | "at" | "with" | "of" | "on" | "in" | "to"))
    {
        // `Lopez of the union` is a person, `a spokesman for the union` none.
        let is_person = at > 0
            && words[at - 1].starts_with(char::is_uppercase)
            && !is_title_word(&words[at - 1].to_lowercase())
            && words[at] != "of";
        return if is_person { without_titles(&words[..at].join(" ")) } else { without_determiner(&words) };
    }
    let is_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let title = words.iter().rposition(|word| is_title_word(word.to_lowercase().trim_end_matches('.')));
    let name = title.map_or(&words[..], |title| &words[title + 1..]);
    let name = if !name.is_empty() && name.iter().all(is_capital) { name } else { &words[..] };
    let capitals = name.iter().rev().take_while(|word| is_capital(word)).count();
    let name = if capitals >= 2 { &name[name.len() - capitals..] } else { name };
    let skip =
        name.iter().take_while(|word| matches!(word.to_lowercase().as_str(), "the" | "a" | "an")).count();
    let kept = if skip < name.len() { &name[skip..] } else { name };
    let joined = kept.join(" ");
    joined.strip_suffix("'s").or_else(|| joined.strip_suffix("’s")).unwrap_or(&joined).to_owned()
}

fn without_determiner(words: &[&str]) -> String {
    let is_determiner = |word: &&&str| matches!(word.to_lowercase().as_str(), "the" | "a" | "an");
    let skip = words.iter().take_while(is_determiner).count();
    words[skip.min(words.len().saturating_sub(1))..].join(" ")
}

/// Finds the last full name with this family name.
fn full_name(memory: &str, family: &str, known: Option<&str>) -> Option<String> {
    if let Some(known) =
        known.filter(|known| known.split(' ').next_back() == Some(family) && known.contains(' '))
    {
        return Some(known.to_owned());
    }
    let (at, _) =
        memory.rmatch_indices(family).take(8).find(|(at, _)| given_before(&memory[..*at]).is_some())?;
    let given = given_before(&memory[..at])?;
    let before = &memory[..memory[..at].trim_end_matches(' ').len() - given.len()];
    // A patronymic has a given name before it.
    let is_patronymic = ["vich", "vna", "вич", "вна"].iter().any(|end| given.ends_with(end));
    match given_before(before).filter(|_| is_patronymic) {
        Some(first) => Some(format!("{first} {given} {family}")),
        None => Some(format!("{given} {family}")),
    }
}

/// Returns the capitalised word before a family name, unless it is a title.
fn given_before(head: &str) -> Option<&str> {
    let head = head.ends_with(' ').then(|| head.trim_end_matches(' '))?;
    let word = head.rsplit(|c: char| c.is_whitespace() || "“”\"«»(,;:".contains(c)).next()?;
    let is_name = word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().count() > 1
        && word.chars().all(|c| c.is_alphabetic() || "-’'".contains(c))
        && word.chars().any(char::is_lowercase);
    let lower = word.to_lowercase();
    (is_name
        && !is_title_word(&lower)
        && !CUTS.contains(lower.as_str())
        && !DETERMINERS.contains(lower.as_str()))
    .then_some(word)
}

/// Finds the last two capitalised words side by side: the name of a person,
/// more often than not.
fn last_person(memory: &str) -> Option<String> {
    const STOPS: [char; 4] = [',', '.', ';', ':'];
    // A heading's last word and a paragraph's first are no name.
    memory.lines().rev().find_map(|line| {
        let mut words = line.split_whitespace().rev();
        let mut last = words.next()?;
        for word in words {
            if is_part_of_person(last) && !word.ends_with(STOPS) && is_part_of_person(word) {
                return Some(format!("{word} {}", bare(last)));
            }
            last = word;
        }
        None
    })
}

/// Takes the mark after a word off, and a genitive's ending.
fn bare(word: &str) -> &str {
    word.trim_end_matches([',', '.', ';', ':']).trim_end_matches("'s").trim_end_matches("’s")
}

fn is_part_of_person(word: &str) -> bool {
    if !word.starts_with(char::is_uppercase) {
        return false;
    }
    let name = bare(word);
    let lower = name.to_lowercase();
    let lists = [&TITLES, &CUTS, &DETERMINERS, &NO_PERSONS];
    name.chars().count() >= 2
        && name.chars().skip(1).all(|c| c.is_lowercase() || c == '-')
        && !lists.iter().any(|list| list.contains(lower.as_str()))
}
