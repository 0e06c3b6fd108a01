//! Pins, drops and order of a brief, looked up in the corpus.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Material, document_hint};
use crate::compose::document_id;
use crate::error::{Diagnostic, Warning};
use crate::model::{BriefSpec, Document, DocumentId, Mark, Passage, Pin, Selection, Theme};
use crate::select::{Dropped, Editors, PinnedRun};
use crate::tool::white_space::folded;
use crate::tool::words;

/// Sentences that share less than this with what was pinned are other ones.
const LIKE: f64 = 0.3;

/// So many places of pinned words are looked at; a single letter has thousands.
const MOST_PLACES: usize = 100;

/// A brief whose editors are obeyed.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) material: &'a Material,
    pub(super) brief: &'a BriefSpec,
    pub(super) themes: &'a [&'a Theme],
    /// The text of the brief's file.
    pub(super) text: &'a str,
}

impl<'a> Desk<'a> {
    /// Finds what the brief pins and drops; a drop that finds nothing is a
    /// warning.
    ///
    /// # Errors
    /// Each pin whose document or words are not there, with what stands there
    /// now.
    pub(super) fn editors(self, warnings: &mut Vec<Warning>) -> Result<Editors, Vec<Diagnostic>> {
        let mut editors = Editors::default();
        let mut mistakes = Vec::new();
        for pin in &self.brief.pins {
            match self.pin(pin) {
                Ok(run) => editors.pins.push(run),
                Err(mistake) => mistakes.push(*mistake),
            }
        }
        for mark in &self.brief.drops {
            match self.drop(mark) {
                Ok(dropped) => editors.drops.push(dropped),
                Err(stale) => warnings.push(*stale),
            }
        }
        mistakes.extend(self.clashes(&editors, mistakes.is_empty()));
        if mistakes.is_empty() { Ok(editors) } else { Err(mistakes) }
    }

    /// Names the pins that share sentences with an earlier one of their theme,
    /// and those that a drop covers; `all` tells whether every pin was found.
    fn clashes(self, editors: &Editors, all: bool) -> Vec<Diagnostic> {
        let pins: Vec<(&Pin, &PinnedRun)> = self.brief.pins.iter().zip(&editors.pins).collect();
        let mut clashes = Vec::new();
        for (place, (pin, run)) in pins.iter().enumerate().filter(|_| all) {
            let earlier = pins[..place].iter().find(|(_, other)| {
                other.passage == run.passage
                    && other.sentences.start < run.sentences.end
                    && run.sentences.start < other.sentences.end
            });
            if let Some((other, _)) = earlier {
                let message = format!("this pin has a sentence of the pin on line {}", other.mark.line);
                let hint = "no sentence is given twice: pin the words in one piece";
                clashes.push(self.at(Diagnostic::error(message).hint(hint), &pin.mark));
            }
            let passage = &self.material.passages[run.passage.0 as usize];
            let sentences = &passage.sentences[run.sentences.clone()];
            let bytes = sentences[0].start..sentences[sentences.len() - 1].end;
            if editors.drops(passage.document, &bytes) {
                let message = "the brief drops what it pins here";
                let hint = "remove the pin or the drop";
                clashes.push(self.at(Diagnostic::error(message).hint(hint), &pin.mark));
            }
        }
        clashes
    }

    fn pin(self, pin: &Pin) -> Result<PinnedRun, Box<Diagnostic>> {
        let theme = self.themes.iter().position(|theme| theme.id == pin.theme).unwrap_or_default();
        let Some(document) = self.document(&pin.mark) else {
            let message = format!("there is no document `{}` to pin", pin.mark.document);
            return Err(Box::new(self.at(
                Diagnostic::error(message).hint(document_hint(&self.material.corpus, &pin.mark.document)),
                &pin.mark,
            )));
        };
        let text = pin.mark.text.as_deref().unwrap_or_default();
        let mut places = locate(&document.text, text).peekable();
        let first = places.peek().map(|bytes| bytes.start);
        let found = places.take(MOST_PLACES).find_map(|bytes| self.run(document, &bytes));
        let mistake = match (found, first) {
            (Some((passage, sentences)), _) => {
                return Ok(PinnedRun { theme, passage: passage.id, sentences });
            }
            (None, Some(start)) => {
                let line = document.line(start);
                let message = format!("the pinned words on line {line} of the source are no whole sentences");
                let hint =
                    "a pin has sentences of one paragraph; headings, captions and bylines are never quoted";
                Diagnostic::error(message).hint(hint)
            }
            (None, None) => self.changed(document, text),
        };
        Err(Box::new(self.at(mistake, &pin.mark)))
    }

    /// Returns the whole sentences of one passage that these bytes lie in.
    fn run(self, document: &Document, bytes: &Range<usize>) -> Option<(&'a Passage, Range<usize>)> {
        let passage = self
            .passages(document.id)
            .find(|passage| passage.range.start <= bytes.start && bytes.end <= passage.range.end)?;
        let start = passage.sentences.partition_point(|sentence| sentence.end <= bytes.start);
        let end = passage.sentences.partition_point(|sentence| sentence.start < bytes.end);
        (start < end).then_some((passage, start..end))
    }

    fn drop(self, mark: &Mark) -> Result<Dropped, Box<Warning>> {
        let stale = |message: String| {
            let hint = "remove the drop if it is no longer needed";
            Box::new(self.at(Diagnostic::warning(message).hint(hint), mark))
        };
        let Some(document) = self.document(mark) else {
            return Err(stale(format!("there is no document `{}` to drop", mark.document)));
        };
        let range = mark.text.as_ref().map(|text| {
            locate(&document.text, text)
                .next()
                .ok_or_else(|| stale(format!("the dropped words are not in `{}`", mark.document)))
        });
        Ok(Dropped { document: document.id, range: range.transpose()? })
    }

    /// Says that pinned words are gone, and shows what stands there now: the
    /// run of as many sentences that has most words in common with them.
    fn changed(self, document: &Document, text: &str) -> Diagnostic {
        let language = document.source.language.as_deref();
        let wanted = telling(text, language);
        let count = crate::tool::sentences::split(text, language).len().max(1);
        let mut best: Option<(f64, &str)> = None;
        for passage in self.passages(document.id) {
            for run in passage.sentences.windows(count.min(passage.sentences.len()).max(1)) {
                let now = &document.text[run[0].start..run[run.len() - 1].end];
                let like = likeness(&wanted, &telling(now, language));
                if like >= LIKE && best.is_none_or(|(before, _)| like > before) {
                    best = Some((like, now));
                }
            }
        }
        let pinned = folded(text);
        match best {
            Some((_, now)) => Diagnostic::error(format!(
                "the pinned words have changed: the brief has “{pinned}”, the source now says “{}”",
                folded(now)
            ))
            .hint("pin the words as they are now, or remove the pin"),
            None => Diagnostic::error(format!("the pinned words “{pinned}” are no longer in the source"))
                .hint("remove the pin, or pin other words"),
        }
    }

    fn passages(self, document: DocumentId) -> impl Iterator<Item = &'a Passage> {
        let all = &self.material.passages;
        let start = all.partition_point(|passage| passage.document < document);
        all[start..].iter().take_while(move |passage| passage.document == document)
    }

    fn document(self, mark: &Mark) -> Option<&'a Document> {
        self.material.corpus.documents.iter().find(|document| document_id(document) == mark.document)
    }

    fn at(self, diagnostic: Diagnostic, mark: &Mark) -> Diagnostic {
        diagnostic.in_file(self.file()).at(mark.line, mark.column, self.text)
    }

    fn file(self) -> String {
        self.brief.path()
    }

    /// Puts the excerpts of each theme into the brief's order; those that it
    /// does not name stay behind them as they were.
    pub(super) fn arrange(self, selections: &mut [Selection]) {
        for selection in selections {
            let Some(order) = self.brief.order.get(&selection.theme) else { continue };
            let place = |text: &str| order.iter().position(|placed| begins(text, &placed.text));
            selection.chosen.sort_by_key(|chosen| place(chosen.excerpt.text()).unwrap_or(usize::MAX));
        }
    }

    /// Warns of each text of the order that no excerpt begins with.
    pub(super) fn stale_order(self, selections: &[Vec<Selection>], warnings: &mut Vec<Warning>) {
        for (theme, placed) in
            self.brief.order.iter().flat_map(|(theme, order)| order.iter().map(move |placed| (theme, placed)))
        {
            let mut chosen = selections
                .iter()
                .flatten()
                .filter(|selection| selection.theme == *theme)
                .flat_map(|selection| &selection.chosen);
            if !chosen.any(|chosen| begins(chosen.excerpt.text(), &placed.text)) {
                let message = format!("no excerpt of `{theme}` begins with “{}”", placed.text);
                let warning = Diagnostic::warning(message)
                    .in_file(self.file())
                    .at(placed.line, placed.column, self.text)
                    .hint("pin it, or remove it from the order");
                warnings.push(warning);
            }
        }
    }
}

/// Returns the places where the words of `needle` stand in `text`, whatever
/// white space lies between them.
fn locate<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let words: Vec<&str> = needle.split_whitespace().collect();
    let first = words.first().copied().unwrap_or("\0");
    text.match_indices(first).filter_map(move |(start, _)| {
        let mut end = start + first.len();
        for word in words.iter().skip(1) {
            let after = text[end..].trim_start();
            let is_apart = after.len() < text.len() - end;
            let behind = after.strip_prefix(word).filter(|_| is_apart)?;
            end = text.len() - behind.len();
        }
        Some(start..end)
    })
}

fn begins(text: &str, beginning: &str) -> bool {
    folded(text).starts_with(&folded(beginning))
}

fn telling(text: &str, language: Option<&str>) -> BTreeSet<String> {
    words::analyse(text, language).into_iter().filter(|word| !word.stop).map(|word| word.form).collect()
}

/// The Dice coefficient of two sets of words, 0 to 1.
fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    2.0 * one.intersection(other).count() as f64 / (one.len() + other.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_found_across_line_breaks_and_nowhere_else() {
        let locate = |text: &'static str, needle: &'static str| super::locate(text, needle).next();
        let text = "One two.\nTwo three\n  four. Two three four five.";
        assert_eq!(locate(text, "Two three four."), Some(9..26));
        assert_eq!(locate(text, "Two  three four five."), Some(27..47));
        assert_eq!(locate(text, "Two threefour"), None);
        assert_eq!(locate(text, " "), None);
        assert_eq!(locate("贸易额增长。", "额增长"), Some(6..15));
    }
}
