//! Lists in brackets.

use std::ops::Range;

use super::{Item, scalar};

/// Where the parts of a list in brackets stand.
#[derive(Default)]
struct List {
    /// The bytes of each item.
    items: Vec<Range<usize>>,
    /// The byte behind the last comma, if nothing comes after it.
    comma: Option<usize>,
    /// Whether a comment stands in it.
    has_comment: bool,
    /// The byte of the closing bracket.
    close: usize,
}

/// Adds an item at the end of the list that opens at a byte.
///
/// # Errors
/// The bytes of the list if it is empty, so that it had better be written in
/// lines.
pub(super) fn append(text: &str, open: usize, item: &Item) -> Result<String, Range<usize>> {
    let Some(list) = List::scan(text, open) else { return Ok(text.to_owned()) };
    if list.items.is_empty() && !list.has_comment {
        return Err(open..list.close + 1);
    }
    let written = written(item);
    let comma = if list.items.is_empty() || list.comma.is_some() { "" } else { "," };
    let last = list.items.last().map_or(open + 1, |item| list.comma.unwrap_or(item.end));
    let (head, between, tail) = (&text[..last], &text[last..list.close], &text[list.close..]);
    let line_break = if between.contains("\r\n") { "\r\n" } else { "\n" };
    Ok(match between.rfind('\n') {
        None => format!(
            "{head}{comma}{}{written}{}{tail}",
            if list.items.is_empty() { "" } else { " " },
            between.trim_start()
        ),
        Some(at) => {
            let (lines, margin) = between.split_at(at + 1);
            format!("{head}{comma}{lines}{margin}  {written}{line_break}{margin}{tail}")
        }
    })
}

/// Takes an item away from the list that opens at a byte; `None` where there is
/// none.
pub(super) fn remove(text: &str, open: usize, index: usize) -> Option<String> {
    let list = List::scan(text, open)?;
    let item = list.items.get(index)?;
    let behind = text[item.end..].trim_start().strip_prefix(',');
    let Some(before) = index.checked_sub(1).map(|before| list.items[before].end) else {
        let end = behind.map_or(item.end, |rest| text.len() - rest.len());
        return Some(cut(text, item.start..end));
    };
    let between = &text[before..item.start];
    match behind {
        // Its own comma goes with it.
        Some(rest) => Some(cut(text, item.start..text.len() - rest.len())),
        None if !between.contains('#') => Some(cut(text, before..item.end)),
        // A comment may stand between the comma before it and the item: it stays.
        None => {
            let comma = before + between.find(',')?;
            let cut = cut(text, item.clone());
            Some([&cut[..comma], &cut[comma + 1..]].concat())
        }
    }
}

/// Takes bytes away, with the line that has nothing else, and with the spaces
/// behind them.
fn cut(text: &str, range: Range<usize>) -> String {
    let (head, tail) = (&text[..range.start], &text[range.end..]);
    let line_start = head.rfind('\n').map_or(0, |at| at + 1);
    let is_bare = head[line_start..].trim().is_empty() && line_start > 0;
    match tail.find('\n').filter(|at| is_bare && tail[..*at].trim().is_empty()) {
        Some(at) => [&head[..line_start], &tail[at + 1..]].concat(),
        None => [head, tail.trim_start_matches(' ')].concat(),
    }
}

fn written(item: &Item) -> String {
    let names: Vec<String> = item.audiences.iter().map(|name| scalar::written(name, None)).collect();
    let texts = item.texts.iter().map(|(key, text)| format!("{key}: {}", scalar::written(text, None)));
    let audiences = (!names.is_empty()).then(|| format!("audiences: [{}]", names.join(", ")));
    format!("{{{}}}", texts.chain(audiences).collect::<Vec<_>>().join(", "))
}

impl List {
    /// Finds the parts of a list; `None` if it does not end.
    fn scan(text: &str, open: usize) -> Option<Self> {
        let mut list = Self::default();
        let mut depth = 0_usize;
        let mut item: Option<Range<usize>> = None;
        let mut at = open;
        // Whether a scalar may begin here: quotes within a word are letters.
        let mut is_start = true;
        while let Some(letter) = text[at..].chars().next() {
            let mut end = at + letter.len_utf8();
            match letter {
                '#' if text[..at].ends_with(char::is_whitespace) => {
                    list.has_comment = true;
                    at += text[at..].find('\n')?;
                    continue;
                }
                '"' | '\'' if is_start => end = at + quoted(&text[at..])?,
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            let is_apart = depth == 1 && letter == ',';
            if at == open {
            } else if depth == 0 {
                list.items.extend(item);
                list.close = at;
                return Some(list);
            } else if is_apart {
                list.items.extend(item.take());
                list.comma = Some(end);
            } else if !letter.is_whitespace() {
                item = Some(item.map_or(at, |item| item.start)..end);
                list.comma = None;
            }
            is_start = "[{,:".contains(letter) || letter.is_whitespace();
            at = end;
        }
        None
    }
}

/// The length of the quoted text at the beginning.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            letters.next();
        } else if letter == quote {
            let is_doubled = quote == '\'' && letters.next_if(|(_, next)| *next == quote).is_some();
            if !is_doubled {
                return Some(at + quote.len_utf8());
            }
        }
    }
    None
}
