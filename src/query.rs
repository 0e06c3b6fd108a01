//! Query strings: words, `"phrases"`, `-excluded`, `+required`, `weight^2`.
//!
//! Anything else is plain text: no other sign has a meaning.

use std::collections::BTreeMap;

use crate::model::{Clause, ClauseKind, Query};
use crate::tool::words;

/// The highest weight that may be written.
pub const MOST_WEIGHT: f64 = 1000.0;

/// A query string that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct QueryError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

/// Reads a query string.
///
/// Items stand between white space: a word, or a phrase in quotation marks
/// (straight or typographic), each with `+` (required) or `-` (excluded)
/// before it and `^` and a weight behind it. A weight is a number above 0 and
/// up to [`MOST_WEIGHT`].
///
/// # Errors
/// Where a quotation mark is never closed, a phrase is empty, a weight is
/// none, or nothing is sought.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut reader = Reader { rest: text, column: 1 };
    let mut query = Query::default();
    while let Some(item) = reader.item()? {
        match item.sign {
            Some('-') => query.exclude.push(item.clause),
            _ => query.clauses.push(item.clause),
        }
    }
    if query.clauses.is_empty() {
        let (message, hint) = if query.exclude.is_empty() {
            ("the query has no word", "write words, or a phrase in quotation marks")
        } else {
            ("the query only excludes", "add a word or phrase that a text should have")
        };
        return Err(QueryError { column: 1, message: message.to_owned(), hint: hint.to_owned() });
    }
    Ok(query)
}

/// Makes a query of a plain text, such as a question, in which no sign has a
/// meaning. A text without words gives a query that matches nothing.
///
/// Each different word is one clause; a word that comes `n` times weighs
/// `1 + ln n` (as in the `l` of SMART's `ltc`), so that a long question is not
/// about the word that it repeats most.
#[must_use]
pub fn plain(text: &str) -> Query {
    let mut order: Vec<(&str, u32)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut end = 0;
    for word in words::analyse(text, None) {
        // The last character of a run lies within the pair before it.
        if word.range.end <= end {
            continue;
        }
        end = word.range.end;
        let place = *places.entry(word.form).or_insert(order.len());
        match order.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => order.push((&text[word.range], 1)),
        }
    }
    let clause = |(text, count): (&str, u32)| Clause {
        text: text.to_owned(),
        kind: ClauseKind::Words,
        weight: 1.0 + f64::from(count).ln(),
        required: false,
        language: None,
    };
    Query { clauses: order.into_iter().map(clause).collect(), exclude: Vec::new() }
}

struct Item {
    sign: Option<char>,
    clause: Clause,
}

struct Reader<'t> {
    rest: &'t str,
    /// Of the first character of `rest`.
    column: usize,
}

impl<'t> Reader<'t> {
    /// Reads the next item that has a letter or digit.
    fn item(&mut self) -> Result<Option<Item>, QueryError> {
        loop {
            self.take_while(char::is_whitespace);
            let begin = self.column;
            let Some(first) = self.rest.chars().next() else {
                return Ok(None);
            };
            let sign = Some(first).filter(|first| matches!(first, '+' | '-'));
            if sign.is_some() {
                self.take(first);
            }
            let (text, kind) = self.body()?;
            let weight = self.weight()?;
            if !text.chars().any(char::is_alphanumeric) {
                continue;
            }
            if sign == Some('-') && weight.is_some() {
                return Err(error(begin, "what is excluded has no weight", "leave out `^` and the number"));
            }
            let required = sign == Some('+');
            let weight = weight.unwrap_or(1.0);
            return Ok(Some(Item {
                sign,
                clause: Clause { text: text.to_owned(), kind, weight, required, language: None },
            }));
        }
    }

    /// Reads a phrase in quotation marks or a word.
    fn body(&mut self) -> Result<(&'t str, ClauseKind), QueryError> {
        let Some(mark) = self.rest.chars().next().filter(|c| is_mark(*c)) else {
            return Ok((self.word(), ClauseKind::Words));
        };
        let begin = self.column;
        self.take(mark);
        let phrase = self.take_while(|c| !is_mark(c));
        let Some(mark) = self.rest.chars().next() else {
            let hint = "close it, or leave it out";
            return Err(error(begin, "this quotation mark is never closed", hint));
        };
        self.take(mark);
        let phrase = phrase.trim();
        if !phrase.chars().any(char::is_alphanumeric) {
            return Err(error(begin, "this phrase has no word", "write words between the quotation marks"));
        }
        Ok((phrase, ClauseKind::Phrase))
    }

    /// Reads up to white space, a quotation mark or a weight.
    fn word(&mut self) -> &'t str {
        let mut ends = false;
        let whole = self.rest;
        self.take_while(|c| {
            ends |= c.is_whitespace() || is_mark(c) || c == '^';
            !ends
        });
        &whole[..whole.len() - self.rest.len()]
    }

    /// Reads `^` and a number, if the first is there.
    fn weight(&mut self) -> Result<Option<f64>, QueryError> {
        if !self.rest.starts_with('^') {
            return Ok(None);
        }
        let begin = self.column;
        self.take('^');
        let number = self.take_while(|c| !c.is_whitespace() && !is_mark(c));
        let value = number.parse::<f64>().ok().filter(|value| *value > 0.0 && *value <= MOST_WEIGHT);
        match value {
            Some(value) => Ok(Some(value)),
            None => {
                let message = format!("`{}` is no weight", shortened(number));
                Err(error(begin, &message, "a number above 0 and up to 1000, as in `trade^2`"))
            }
        }
    }

    fn take(&mut self, c: char) {
        self.rest = &self.rest[c.len_utf8()..];
        self.column += 1;
    }

    fn take_while(&mut self, mut accept: impl FnMut(char) -> bool) -> &'t str {
        let end = self.rest.char_indices().find(|(_, c)| !accept(*c)).map_or(self.rest.len(), |(at, _)| at);
        let (taken, rest) = self.rest.split_at(end);
        self.column += taken.chars().count();
        self.rest = rest;
        taken
    }
}

fn error(column: usize, message: &str, hint: &str) -> QueryError {
    QueryError { column, message: message.to_owned(), hint: hint.to_owned() }
}

fn shortened(text: &str) -> String {
    text.chars().take(20).collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{00AB}' | '\u{00BB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a query back in one fixed way.
    fn shown(query: &Query) -> String {
        let clause = |clause: &Clause| {
            let sign = if clause.required { "+" } else { "" };
            let mark = if clause.kind == ClauseKind::Phrase { "\"" } else { "" };
            format!("{sign}{mark}{}{mark}^{:.2}", clause.text, clause.weight)
        };
        let sought: Vec<String> = query.clauses.iter().map(clause).collect();
        let excluded: Vec<String> = query.exclude.iter().map(|c| format!("-{}", clause(c))).collect();
        [sought, excluded].concat().join(" ")
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(&parse(text).unwrap()), expected);
    }

    #[track_caller]
    fn check_error(text: &str, column: usize, message: &str) {
        let error = parse(text).unwrap_err();
        assert_eq!((error.column, error.message.as_str()), (column, message), "{text}");
        assert!(!error.hint.is_empty());
    }

    #[test]
    fn words_phrases_signs_and_weights_are_read() {
        check("trade^2 \"joint patrol\"^3 -sports", "trade^2.00 \"joint patrol\"^3.00 -sports^1.00");
        check("+China -\"table tennis\" gas^0.5", "+China^1.00 gas^0.50 -\"table tennis\"^1.00");
        check("«Сила Сибири» “Power of Siberia”", "\"Сила Сибири\"^1.00 \"Power of Siberia\"^1.00");
    }

    #[test]
    fn every_other_sign_is_plain_text() {
        check(
            "title:x (a AND b)* U.S.-China 5%",
            "title:x^1.00 (a^1.00 AND^1.00 b)*^1.00 U.S.-China^1.00 5%^1.00",
        );
        check("Russia - China", "Russia^1.00 China^1.00");
        check("oil\"price cap\"gas", "oil^1.00 \"price cap\"^1.00 gas^1.00");
    }

    #[test]
    fn mistakes_are_told_with_their_column() {
        check_error("газ \"Сила Сибири", 5, "this quotation mark is never closed");
        check_error("gas \"  \"", 5, "this phrase has no word");
        check_error("gas^two oil", 4, "`two` is no weight");
        check_error("gas^", 4, "`` is no weight");
        check_error("gas^0", 4, "`0` is no weight");
        check_error("gas^1e9", 4, "`1e9` is no weight");
        check_error("gas^nan", 4, "`nan` is no weight");
        check_error("oil -gas^2", 5, "what is excluded has no weight");
        check_error("", 1, "the query has no word");
        check_error(" - * ", 1, "the query has no word");
        check_error("-sports", 1, "the query only excludes");
    }

    #[test]
    fn a_plain_text_has_no_signs_and_repeated_words_weigh_more() {
        let query = plain("-titles \"of\" a title^9, titles");
        assert_eq!(shown(&query), "titles^2.10 of^1.00 a^1.00 9^1.00");
        assert!(plain(" ... ").clauses.is_empty());
    }

    #[test]
    fn a_plain_text_without_spaces_becomes_pairs() {
        assert_eq!(shown(&plain("中俄关系")), "中俄^1.00 俄关^1.00 关系^1.00");
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}") {
            if let Err(error) = parse(&text) {
                proptest::prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
            }
            let _ = plain(&text);
        }

        #[test]
        fn signs_never_break_the_reader(text in "[-+^\"a1. ]{0,30}") {
            let _ = parse(&text);
        }
    }
}
