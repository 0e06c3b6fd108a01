//! Filters of texts.

use tera::{Error, Kwargs};

use crate::tool::sentences;

/// Returns the first sentences of a text.
pub(super) fn first_sentences(text: &str, arguments: &Kwargs) -> Result<String, Error> {
    let count = arguments.must_get::<usize>("count")?;
    let found = sentences::split(text, arguments.get::<&str>("language")?);
    let taken = &found[..count.min(found.len())];
    Ok(whole(text, taken))
}

/// Returns as many of the first sentences as have at most so many words, at
/// least one.
pub(super) fn truncate_sentences(text: &str, arguments: &Kwargs) -> Result<String, Error> {
    let most = arguments.must_get::<usize>("words")?;
    let found = sentences::split(text, arguments.get::<&str>("language")?);
    let mut words = 0;
    let fits = |sentence: &&std::ops::Range<usize>| {
        words += text[sentence.start..sentence.end].split_whitespace().count();
        words <= most
    };
    let count = found.iter().take_while(fits).count().max(1);
    Ok(whole(text, &found[..count.min(found.len())]))
}

fn whole(text: &str, sentences: &[std::ops::Range<usize>]) -> String {
    match (sentences.first(), sentences.last()) {
        (Some(first), Some(last)) => text[first.start..last.end].to_owned(),
        _ => String::new(),
    }
}
