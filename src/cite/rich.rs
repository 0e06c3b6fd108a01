//! From the engine's elements to runs of text, with its punctuation repaired.

use hayagriva::citationberg::{Display, FontStyle, FontWeight};
use hayagriva::{Elem, ElemChild, ElemChildren, Formatting};

use crate::model::{Rich, Run, RunStyle};

use super::entry::{END, is_web_address};

/// One character and the style and link it has.
struct Letter<'a> {
    letter: char,
    style: RunStyle,
    url: Option<&'a str>,
}

/// Reads the engine's elements; never through its writers, of which one adds
/// terminal escapes and the other escapes nothing. `stops_within_quotes` is
/// the locale's `punctuation-in-quote`, which the engine forgets at the end.
pub(super) fn from_elements(elements: &ElemChildren, stops_within_quotes: bool) -> Rich {
    let mut letters = Vec::new();
    for child in &elements.0 {
        read(child, &mut letters);
    }
    let mut letters = repaired(letters);
    if stops_within_quotes {
        pull_stops(&mut letters);
    }
    turn_inner_quotes(&mut letters);
    runs(&letters)
}

/// Makes quotation marks within quotation marks single ones (CSL 1.0.2,
/// "quotes"), where every mark has its counterpart.
fn turn_inner_quotes(letters: &mut [Letter<'_>]) {
    let mut open = 0usize;
    let mut inner = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        match letter.letter {
            '“' => open += 1,
            '”' if open == 0 => return,
            '”' => open -= 1,
            _ => continue,
        }
        if open == 2 && letter.letter == '“' || open == 1 && letter.letter == '”' {
            inner.push(at);
        }
        if open > 2 {
            return;
        }
    }
    if open == 0 {
        for at in inner {
            letters[at].letter = if letters[at].letter == '“' { '‘' } else { '’' };
        }
    }
}

/// Moves full stops and commas from behind a closing quotation mark to before
/// it, and takes them out where a sentence ends there already.
fn pull_stops(letters: &mut Vec<Letter<'_>>) {
    let mut at = 1;
    while at + 1 < letters.len() {
        let [before, mark, stop] = [at - 1, at, at + 1].map(|place| letters[place].letter);
        if mark == '”' && matches!(stop, '.' | ',') {
            let stop = letters.remove(at + 1);
            if !matches!(before, '.' | '?' | '!' | '…' | ',') || stop.letter == ',' && before != ',' {
                letters.insert(at, stop);
            }
        }
        at += 1;
    }
}

/// Joins neighbours in one style.
pub(super) fn joined(runs: Vec<Run>) -> Rich {
    let mut joined: Vec<Run> = Vec::new();
    for run in runs {
        match joined.last_mut() {
            Some(last) if last.style == run.style && last.url == run.url => last.text.push_str(&run.text),
            _ => joined.push(run),
        }
    }
    Rich(joined)
}

fn read<'a>(child: &'a ElemChild, letters: &mut Vec<Letter<'a>>) {
    match child {
        ElemChild::Text(text) => push(&text.text, text.formatting, None, letters),
        ElemChild::Link { text, url } => {
            let url = Some(url.as_str()).filter(|url| is_web_address(url));
            push(&text.text, text.formatting, url, letters);
        }
        ElemChild::Markup(text) => push(text, Formatting::default(), None, letters),
        ElemChild::Elem(element) => read_element(element, letters),
        ElemChild::Transparent { .. } => {}
    }
}

/// Reads an element; one that stands on lines of its own is set off by
/// spaces, since a reference is one line.
fn read_element<'a>(element: &'a Elem, letters: &mut Vec<Letter<'a>>) {
    let apart = matches!(element.display, Some(Display::Block | Display::Indent | Display::LeftMargin));
    if apart {
        push(" ", Formatting::default(), None, letters);
    }
    for child in &element.children.0 {
        read(child, letters);
    }
    if apart {
        push(" ", Formatting::default(), None, letters);
    }
}

fn push<'a>(text: &str, formatting: Formatting, url: Option<&'a str>, letters: &mut Vec<Letter<'a>>) {
    let style = if formatting.font_weight == FontWeight::Bold {
        RunStyle::Strong
    } else if formatting.font_style == FontStyle::Italic {
        RunStyle::Emphasis
    } else {
        RunStyle::Plain
    };
    letters.extend(text.chars().map(|letter| Letter { letter, style, url }));
}

/// Takes out the marks at the ends of values, the style's punctuation that
/// would double a value's own, double spaces and spaces at the ends.
///
/// A full stop or colon after a question or exclamation mark goes, and so
/// does a full stop after a full stop or ellipsis, with quotation marks
/// between them or not (`?.”`, `.”.`); a comma stays (the table of
/// citeproc-js, which follows the Chicago Manual of Style, 6.125).
fn repaired(letters: Vec<Letter<'_>>) -> Vec<Letter<'_>> {
    let mut kept: Vec<Letter<'_>> = Vec::with_capacity(letters.len());
    // The last character of a value that ended just before, and what closes it.
    let mut end: Option<char> = None;
    for letter in letters {
        match letter.letter {
            END => {
                end = kept.iter().rev().map(|letter| letter.letter).find(|c| !is_closing(*c));
                continue;
            }
            '.' | ':' | '。' if end.is_some_and(|end| swallows(end, letter.letter)) => {
                end = None;
                continue;
            }
            c if is_closing(c) => {}
            _ => end = None,
        }
        let doubles_space =
            letter.letter.is_whitespace() && kept.last().is_none_or(|last| last.letter.is_whitespace());
        if !doubles_space {
            kept.push(letter);
        }
    }
    without_empty_sentences(&mut kept);
    while kept.pop_if(|last| last.letter.is_whitespace()).is_some() {}
    kept
}

/// Takes out the second of two full stops, side by side or with a space
/// between them, that a style has around a value which is not there; three
/// are a source's ellipsis.
fn without_empty_sentences(letters: &mut Vec<Letter<'_>>) {
    let mut kept: Vec<Letter<'_>> = Vec::with_capacity(letters.len());
    let mut rest = std::mem::take(letters).into_iter().peekable();
    while let Some(letter) = rest.next() {
        let tail: Vec<char> = kept.iter().rev().take(3).map(|letter| letter.letter).collect();
        let after = rest.peek().map(|letter| letter.letter);
        let is_double = match tail.as_slice() {
            ['.', before, ..] => *before != '.' && after != Some('.'),
            [' ', '.', before] => !". ".contains(*before) && matches!(after, None | Some(' ')),
            _ => false,
        };
        if letter.letter != '.' || letter.url.is_some() || !is_double {
            kept.push(letter);
        } else if tail[0] == ' ' {
            kept.pop();
        }
    }
    *letters = kept;
}

fn is_closing(c: char) -> bool {
    "”’»\"'“›」』）)]".contains(c)
}

fn swallows(end: char, next: char) -> bool {
    match end {
        '?' | '!' | '？' | '！' => true,
        '.' | '…' | '。' => next != ':',
        _ => false,
    }
}

fn runs(letters: &[Letter<'_>]) -> Rich {
    let same = |a: &Letter<'_>, b: &Letter<'_>| a.style == b.style && a.url == b.url;
    Rich(
        letters
            .chunk_by(same)
            .map(|run| Run {
                text: run.iter().map(|letter| letter.letter).collect(),
                style: run[0].style,
                url: run[0].url.map(str::to_owned),
            })
            .collect(),
    )
}
