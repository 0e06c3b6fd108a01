//! Runs mentions through the engine and puts its answers in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::{Locator as Term, OtherTerm, Term as AnyTerm};
use hayagriva::citationberg::{IndependentStyle, TermForm};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren,
    ElemMeta, LocatorPayload, Rendered, SpecificLocator,
};
use rayon::prelude::*;

use crate::model::{Rich, Run, RunStyle, Source};

use super::entry::{self, Shape, Shapes, address, item};
use super::mentions::{Mentions, Pattern, Pin};
use super::{Citations, CiteError, Cited, Style, rich};

impl Style {
    /// Formats all mentions of an edition at once, since short forms and
    /// letters after years (2024a) depend on all of them.
    ///
    /// The same items give the same references; no items give none.
    ///
    /// # Errors
    /// [`CiteError::Unusable`] if the style makes the engine fail.
    pub fn cite(&self, items: &[Cited<'_>]) -> Result<Citations, CiteError> {
        // The engine has asserts of its own, which a desk's style may break.
        catch_unwind(AssertUnwindSafe(|| self.format(&Mentions::new(items, &self.shapes))))
            .map_err(|_| CiteError::Unusable { name: self.name.clone() })
    }

    fn format(&self, mentions: &Mentions<'_>) -> Citations {
        let order = self.presorted(mentions);
        let (rendered, full, short) = if self.is_note() {
            let (full, short) = self.notes(mentions);
            (self.list(mentions, &order), full, short)
        } else {
            let (rendered, short) = self.in_text(mentions, &order);
            (rendered, Vec::new(), short)
        };
        let (order, entries) = self.bibliography(mentions, rendered, order);
        let full = if self.is_note() {
            full
        } else {
            let patterns = mentions.patterns.iter();
            patterns.map(|(place, pin)| self.with_locator(&entries[*place], pin.as_ref())).collect()
        };
        let sources =
            order.iter().map(|place| (mentions.keys[*place].to_owned(), entries[*place].clone())).collect();
        Citations { references: mentions.filled(&full), sources, short: mentions.filled(&short) }
    }

    /// Returns the places of the sources, where the style sorts its
    /// bibliography in about the order that most styles ask for. The engine
    /// formats both entries anew for each comparison, and compares each only
    /// with its neighbour if they are in order.
    fn presorted(&self, mentions: &Mentions<'_>) -> Vec<usize> {
        let mut order: Vec<usize> = (0..mentions.items.len()).collect();
        if self.csl.bibliography.as_ref().is_some_and(|bibliography| bibliography.sort.is_some()) {
            order.sort_by_cached_key(|place| {
                let source = mentions.sources[*place];
                (entry::sort_name(source), source.date, source.title.to_lowercase())
            });
        }
        order
    }

    /// Formats the bibliography alone: the mentions that the engine asks for
    /// are printed by a style that prints nothing.
    fn list(&self, mentions: &Mentions<'_>, order: &[usize]) -> Rendered {
        let mut driver = BibliographyDriver::new();
        for place in order {
            let items = vec![CitationItem::with_entry(&mentions.items[*place])];
            driver.citation(CitationRequest::from_items(items, &self.blank, &self.locales));
        }
        driver.finish(BibliographyRequest::new(&self.csl, Some(self.locale.clone()), &self.locales))
    }

    /// Formats the bibliography and what stands in the text, each pattern
    /// once: one run, so that letters after years agree.
    fn in_text(&self, mentions: &Mentions<'_>, order: &[usize]) -> (Rendered, Vec<Rich>) {
        let mut rank = vec![0; order.len()];
        order.iter().enumerate().for_each(|(index, place)| rank[*place] = index);
        let mut patterns: Vec<usize> = (0..mentions.patterns.len()).collect();
        patterns.sort_by_key(|pattern| rank[mentions.patterns[*pattern].0]);
        let mut driver = BibliographyDriver::new();
        for (number, pattern) in patterns.iter().enumerate() {
            driver.citation(self.request(&self.csl, mentions, &mentions.patterns[*pattern], number + 1));
        }
        let bibliography = BibliographyRequest::new(&self.csl, Some(self.locale.clone()), &self.locales);
        let rendered = driver.finish(bibliography);
        let mut texts = vec![Rich::default(); patterns.len()];
        for (pattern, citation) in patterns.into_iter().zip(&rendered.citations) {
            texts[pattern] = rich::from_elements(&citation.citation);
        }
        (rendered, texts)
    }

    /// Formats each pattern as a first note and as a later one.
    fn notes(&self, mentions: &Mentions<'_>) -> (Vec<Rich>, Vec<Rich>) {
        let full = mentions.patterns.par_iter().map(|(place, pin)| {
            let note = self.note(&mentions.items[*place], pin.as_ref());
            let note = self.complete(note, mentions.sources[*place], mentions.keys[*place]);
            if self.prints_locators { note } else { self.with_locator(&note, pin.as_ref()) }
        });
        (full.collect(), self.later_notes(mentions))
    }

    /// Formats each pattern as a note on a source that was mentioned before.
    ///
    /// The mentions before are printed by a style that prints nothing. Another
    /// note stands before each, so that none is an `ibid.`, which a change of
    /// order would make wrong.
    fn later_notes(&self, mentions: &Mentions<'_>) -> Vec<Rich> {
        let other = item(&Source::default(), "—", mentions.items.len(), self.shapes.anonymous_paper);
        let blank = |item| {
            let items = vec![CitationItem::with_entry(item)];
            CitationRequest::from_items(items, &self.blank, &self.locales)
        };
        let mut driver = BibliographyDriver::new();
        mentions.items.iter().for_each(|item| driver.citation(blank(item)));
        for (index, pattern) in mentions.patterns.iter().enumerate() {
            driver.citation(blank(&other));
            let note = mentions.items.len() + index + 1;
            driver.citation(self.request(&self.notes, mentions, pattern, note));
        }
        let end = BibliographyRequest::new(&self.notes, Some(self.locale.clone()), &self.locales);
        let rendered = driver.finish(end);
        let later = rendered.citations.iter().skip(mentions.items.len()).skip(1).step_by(2);
        later.map(|note| rich::from_elements(&note.citation)).collect()
    }

    /// Formats one mention as if it were the only one.
    fn note(&self, item: &Item, pin: Option<&Pin>) -> Rich {
        let mut driver = BibliographyDriver::new();
        driver.citation(self.request_of(&self.notes, item, pin, 1));
        let blank = BibliographyRequest::new(&self.notes, Some(self.locale.clone()), &self.locales);
        let note = driver.finish(blank).citations.pop();
        note.map(|note| rich::from_elements(&note.citation)).unwrap_or_default()
    }

    fn request<'s>(
        &'s self,
        style: &'s IndependentStyle,
        mentions: &'s Mentions<'_>,
        pattern: &'s Pattern,
        note: usize,
    ) -> CitationRequest<'s, Item> {
        self.request_of(style, &mentions.items[pattern.0], pattern.1.as_ref(), note)
    }

    fn request_of<'s>(
        &'s self,
        style: &'s IndependentStyle,
        item: &'s Item,
        pin: Option<&'s Pin>,
        note: usize,
    ) -> CitationRequest<'s, Item> {
        let pin = pin.map(|(term, value)| SpecificLocator(*term, LocatorPayload::Str(value)));
        let items = vec![CitationItem::with_locator(item, pin)];
        CitationRequest::new(items, style, Some(self.locale.clone()), &self.locales, Some(note))
    }

    /// Returns the places of the sources in the bibliography's order, `order`
    /// where the style has none, and their entries by place.
    fn bibliography(
        &self,
        mentions: &Mentions<'_>,
        rendered: Rendered,
        order: Vec<usize>,
    ) -> (Vec<usize>, Vec<Rich>) {
        let mut entries: Vec<Option<Rich>> = vec![None; mentions.items.len()];
        let mut sorted = Vec::new();
        let places: BTreeMap<&str, usize> = mentions.keys.iter().copied().zip(0..).collect();
        for entry in rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items) {
            if let Some(place) = places.get(entry.key.as_str()) {
                sorted.push(*place);
                entries[*place] = Some(rich::from_elements(&without_number(entry.content)));
            }
        }
        let order = if sorted.len() == order.len() { sorted } else { order };
        let entries = entries.into_iter().enumerate().map(|(place, entry)| {
            let entry = entry.unwrap_or_else(|| self.note(&mentions.items[place], None));
            self.complete(entry, mentions.sources[place], mentions.keys[place])
        });
        (order, entries.collect())
    }

    /// Finds the shapes in which the style prints most of what is known of a
    /// source, by showing it one.
    pub(super) fn fitting_shapes(&self) -> Shapes {
        let web = Source {
            title: "Vqx".to_owned(),
            authors: vec!["Qzv, Xvq".to_owned()],
            publisher: Some("Zxq".to_owned()),
            date: "1987-11-23".parse().ok(),
            url: Some("https://xzq.example/".to_owned()),
            ..Source::default()
        };
        let paper = Source { url: None, ..web.clone() };
        let anonymous = |source: &Source| Source { authors: Vec::new(), ..source.clone() };
        let best = |source: &Source, shapes: [Shape; 3]| {
            let printed = |shape: &Shape| {
                let item = item(source, "probe", 0, *shape);
                let text = self.probe(&item).to_lowercase();
                ["vqx", "qzv", "zxq", "1987", "xzq.example"]
                    .iter()
                    .filter(|value| text.contains(**value))
                    .count()
            };
            // The last of equals is the first of the row.
            shapes.into_iter().rev().max_by_key(printed).expect("a row has three shapes")
        };
        Shapes {
            web: best(&web, Shapes::WEB),
            anonymous_web: best(&anonymous(&web), Shapes::WEB),
            paper: best(&paper, Shapes::PAPER),
            anonymous_paper: best(&anonymous(&paper), Shapes::PAPER),
        }
    }

    /// Tells whether notes of the style have locators; GB/T 7714 has none.
    pub(super) fn has_locators(&self) -> bool {
        let item =
            item(&Source { title: "Vqx".to_owned(), ..Source::default() }, "probe", 0, self.shapes.paper);
        let pin = (Term::Paragraph, "7654".to_owned());
        self.note(&item, Some(&pin)).plain().contains("7654")
    }

    fn probe(&self, item: &Item) -> String {
        if self.is_note() || self.csl.bibliography.is_none() {
            return self.note(item, None).plain();
        }
        let mut driver = BibliographyDriver::new();
        driver.citation(CitationRequest::from_items(
            vec![CitationItem::with_entry(item)],
            &self.blank,
            &self.locales,
        ));
        let request = BibliographyRequest::new(&self.csl, Some(self.locale.clone()), &self.locales);
        let entries =
            driver.finish(request).bibliography.map(|bibliography| bibliography.items).unwrap_or_default();
        entries.iter().map(|entry| rich::from_elements(&entry.content).plain()).collect()
    }

    /// Adds a locator at the end of an entry, in the words of the style's
    /// language: `, para. 3`.
    fn with_locator(&self, entry: &Rich, pin: Option<&Pin>) -> Rich {
        let Some((term, value)) = pin else { return entry.clone() };
        let tail = match self.term(*term) {
            Some(label) if label.contains("%s") => label.replace("%s", value),
            Some(label) => format!("{label} {value}"),
            None => value.clone(),
        };
        let mut runs = entry.0.clone();
        let quoted =
            runs.last_mut().filter(|last| last.url.is_none()).is_some_and(|last| open_end(&mut last.text));
        let comma = if quoted { " " } else { ", " };
        let stop = if tail.ends_with(['.', '?', '!', '…']) { "" } else { "." };
        runs.push(Run { text: format!("{comma}{tail}{stop}"), style: RunStyle::Plain, url: None });
        rich::joined(runs)
    }

    /// Returns a word of the style's language, the short one (`p.`), else the
    /// long one (`page`).
    fn term(&self, term: impl Into<AnyTerm>) -> Option<&str> {
        let term = term.into();
        let forms = [TermForm::Short, TermForm::Long];
        let own = self.csl.locale.iter().filter(|locale| {
            let language = locale.lang.as_ref().map(|code| code.0.as_str());
            language.is_none_or(|language| self.locale.0.starts_with(language))
        });
        own.chain(&self.locales)
            .find_map(|locale| forms.iter().find_map(|form| locale.term(term, *form)))
            .and_then(|found| found.single())
            .filter(|label| !label.is_empty())
    }

    /// Makes sure that a reference says what is cited, when it appeared and
    /// where to find it: a style may print nothing at all, some leave the year
    /// out for some kinds or call it unknown, and some the address.
    fn complete(&self, reference: Rich, source: &Source, key: &str) -> Rich {
        let mut runs = reference.0;
        if !runs.iter().any(|run| run.text.chars().any(char::is_alphabetic)) {
            runs = vec![plain(&entry::plain(source, key))];
        }
        if let Some(date) = source.date.filter(|date| !has(&runs, &date.year.to_string())) {
            let undated = self.term(OtherTerm::NoDate).map(|term| term.trim_matches(['[', ']', '(', ')']));
            let at = undated.and_then(|term| {
                runs.iter_mut().rev().find_map(|run| Some((run.text.rfind(term)?, term.len(), run)))
            });
            match at {
                Some((start, length, run)) => {
                    run.text.replace_range(start..start + length, &date.to_string())
                }
                None => runs.push(plain(&format!("{} {date}.", if is_ended(&runs) { "" } else { "." }))),
            }
        }
        if let Some(url) =
            address(source).filter(|url| !runs.iter().any(|run| run.url.as_deref() == Some(*url)))
        {
            runs.push(plain(if is_ended(&runs) { " " } else { ". " }));
            runs.push(Run { url: Some(url.to_owned()), ..plain(url) });
        }
        rich::joined(runs)
    }
}

fn plain(text: &str) -> Run {
    Run { text: text.to_owned(), style: RunStyle::Plain, url: None }
}

fn has(runs: &[Run], text: &str) -> bool {
    runs.iter().any(|run| run.url.is_none() && run.text.contains(text))
}

fn is_ended(runs: &[Run]) -> bool {
    runs.last().is_some_and(|run| run.text.ends_with(['.', '?', '!', '。', '…', '”']))
}

/// Makes an entry's end ready for a comma and more: without its full stop,
/// unless that is an abbreviation's (`n.d.`). Tells whether the comma is in
/// it already, within its quotation marks.
fn open_end(text: &mut String) -> bool {
    if let Some(head) = text.strip_suffix(".”") {
        *text = format!("{head},”");
        return true;
    }
    let last_word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = last_word.strip_suffix('.').unwrap_or_default();
    let is_abbreviation =
        word.ends_with(char::is_alphabetic) && (word.contains('.') || word.chars().count() == 1);
    if text.ends_with('.') && !is_abbreviation {
        text.pop();
    }
    false
}

/// Takes the number off an entry of a numeric style, with the mark after it.
fn without_number(mut content: ElemChildren) -> ElemChildren {
    let is_number = |child: &ElemChild| matches!(child, ElemChild::Elem(element) if element.meta == Some(ElemMeta::CitationNumber));
    let Some(at) = content.0.iter().position(is_number) else { return content };
    content.0.remove(at);
    if let Some(ElemChild::Text(text)) = content.0.get_mut(at) {
        text.text = text.text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
    }
    content
}
