//! Runs mentions through the engine and puts its answers in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::{Locator as Term, NumberVariable, OtherTerm, Term as AnyTerm};
use hayagriva::citationberg::{IndependentStyle, Locale, SortKey, TermForm};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren,
    ElemMeta, LocatorPayload, Rendered, RenderedCitation, SpecificLocator,
};
use rayon::prelude::*;

use crate::model::{Rich, Run, RunStyle, Source};

use super::entry::{self, Shape, Shapes, address, item};
use super::mentions::{Mention, Mentions, Pin};
use super::{Citations, CiteError, Cited, Listed, Style, rich};

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
        let paragraph = |number: &str| self.pinpoint(&(Term::Paragraph, number.to_owned()));
        catch_unwind(AssertUnwindSafe(|| self.format(&Mentions::new(items, &self.shapes, paragraph))))
            .map_err(|_| CiteError::Unusable { name: self.name.clone() })
    }

    fn format(&self, mentions: &Mentions<'_>) -> Citations {
        let order = self.presorted(mentions);
        if self.is_note() {
            let ((order, entries), (full, later)) = rayon::join(
                || self.bibliography(mentions, self.list(mentions, &order), order.clone()),
                || rayon::join(|| self.full_notes(mentions), || self.later_notes(mentions)),
            );
            let references = mentions.filled(&full);
            let either = |(later, full): (Option<Rich>, &Rich)| later.unwrap_or_else(|| full.clone());
            let notes = later.into_iter().zip(&references).map(either).collect();
            let in_text = vec![Rich::default(); references.len()];
            return Citations { references, notes, in_text, sources: listed(mentions, order, entries) };
        }
        let (mut rendered, mut in_text) = self.in_text(mentions, &order);
        let mut order = order;
        if let Some(listed) = self.relisted(mentions, &rendered, &order) {
            (rendered, in_text) = self.in_text(mentions, &listed);
            order = listed;
        }
        let (order, entries) = self.bibliography(mentions, rendered, order);
        let full = mentions.patterns.iter();
        let full: Vec<Rich> =
            full.map(|(place, pin)| self.with_locator(&entries[*place].reference, pin.as_ref())).collect();
        let references = mentions.filled(&full);
        let notes = references.clone();
        Citations { references, notes, in_text, sources: listed(mentions, order, entries) }
    }

    /// Returns the places of the sources, where the style sorts its
    /// bibliography in about the order that most styles ask for. The engine
    /// formats both entries anew for each comparison, and compares each only
    /// with its neighbour if they are in order.
    fn presorted(&self, mentions: &Mentions<'_>) -> Vec<usize> {
        let mut order: Vec<usize> = (0..mentions.items.len()).collect();
        // By number is in the order of mention.
        let number = NumberVariable::CitationNumber.into();
        let is_number =
            |key: &SortKey| matches!(key, SortKey::Variable { variable, .. } if *variable == number);
        let sort = self.csl.bibliography.as_ref().and_then(|bibliography| bibliography.sort.as_ref());
        if sort.is_some_and(|sort| !sort.keys.iter().any(is_number)) {
            order.sort_by_cached_key(|place| {
                let source = mentions.sources[*place];
                (entry::sort_name(source), source.date, source.title.to_lowercase())
            });
        }
        order
    }

    /// Returns the places of the sources in the order of the list, where
    /// letters after years, which the engine gives in the order of mention,
    /// would not be in it.
    fn relisted(&self, mentions: &Mentions<'_>, rendered: &Rendered, order: &[usize]) -> Option<Vec<usize>> {
        if !self.csl.citation.disambiguate_add_year_suffix {
            return None;
        }
        let places: BTreeMap<&str, usize> = mentions.keys.iter().copied().zip(0..).collect();
        let items = rendered.bibliography.iter().flat_map(|bibliography| &bibliography.items);
        let listed: Vec<usize> = items.filter_map(|item| places.get(item.key.as_str()).copied()).collect();
        let mut rank = vec![0; mentions.items.len()];
        listed.iter().enumerate().for_each(|(index, place)| rank[*place] = index);
        let mut last: BTreeMap<(String, Option<i16>), usize> = BTreeMap::new();
        let is_out = |place: &usize| {
            let source = mentions.sources[*place];
            let year = (entry::sort_name(source), source.date.map(|date| date.year));
            last.insert(year, rank[*place]).is_some_and(|before| before > rank[*place])
        };
        (listed.len() == order.len() && order.iter().any(is_out)).then_some(listed)
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

    /// Formats the bibliography and what stands in the text: one run, so that
    /// letters after years agree. Each pattern once, unless the style asks
    /// where a citation stands among the others.
    fn in_text(&self, mentions: &Mentions<'_>, order: &[usize]) -> (Rendered, Vec<Rich>) {
        let mut driver = BibliographyDriver::new();
        let bibliography = BibliographyRequest::new(&self.csl, Some(self.locale.clone()), &self.locales);
        let bracketed = |citation: &RenderedCitation, place: usize, pin: Option<Pin>| {
            let text = self.read(&citation.citation);
            self.in_brackets(text, mentions.sources[place], mentions.keys[place], pin.as_ref())
        };
        if !self.positions.is_empty() {
            for (index, mention) in mentions.all.iter().enumerate() {
                driver.citation(self.request(&self.csl, mentions, mention, index + 1));
            }
            let rendered = driver.finish(bibliography);
            let text = |(mention, citation): (&Mention, &RenderedCitation)| {
                let pin = mentions.pin(mention).map(|(term, value)| (term, value.to_owned()));
                let text = bracketed(citation, mentions.patterns[mention.pattern].0, pin);
                mentions.fill(mention, mention.variant, text)
            };
            let texts = mentions.all.iter().zip(&rendered.citations).map(text).collect();
            return (rendered, texts);
        }
        let mut rank = vec![0; order.len()];
        order.iter().enumerate().for_each(|(index, place)| rank[*place] = index);
        let mut patterns: Vec<usize> = (0..mentions.patterns.len()).collect();
        patterns.sort_by_key(|pattern| rank[mentions.patterns[*pattern].0]);
        for (number, pattern) in patterns.iter().enumerate() {
            let (place, pin) = &mentions.patterns[*pattern];
            let pin = pin.as_ref().map(|(term, value)| (*term, value.as_str()));
            driver.citation(self.request_of(&self.csl, &mentions.items[*place], pin, number + 1));
        }
        let rendered = driver.finish(bibliography);
        let mut texts = vec![Rich::default(); patterns.len()];
        for (pattern, citation) in patterns.into_iter().zip(&rendered.citations) {
            let (place, pin) = &mentions.patterns[pattern];
            texts[pattern] = bracketed(citation, *place, pin.clone());
        }
        (rendered, mentions.filled(&texts))
    }

    /// Makes sure that what stands in the text says which source, where in it,
    /// and that it is no part of the sentence: some styles set a number above
    /// the line, and many of those no locator.
    fn in_brackets(&self, text: Rich, source: &Source, key: &str, pin: Option<&Pin>) -> Rich {
        const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('（', '）'), ('［', '］')];
        let plain = text.plain();
        let text = match plain.contains(char::is_alphanumeric) {
            true => text,
            false => Rich::from(entry::title(source, key).as_str()),
        };
        let is_within = |(open, close)| plain.starts_with(open) && plain.ends_with(close);
        let pair = PAIRS.into_iter().find(|pair| is_within(*pair));
        let tail = pin.filter(|_| !self.prints_locators).map(|pin| format!(", {}", self.pinpoint(pin)));
        let (open, close) = match pair {
            Some(_) if tail.is_none() => return text,
            Some((_, close)) => (None, close),
            None if plain.starts_with(|c: char| c.is_numeric()) => (Some('['), ']'),
            None => (Some('('), ')'),
        };
        let mut runs = text.0;
        if pair.is_some()
            && let Some(last) = runs.last_mut()
        {
            last.text.pop();
        }
        if let Some(open) = open {
            runs.insert(0, plain_run(&open.to_string()));
        }
        runs.push(plain_run(&format!("{}{close}", tail.unwrap_or_default())));
        rich::joined(runs)
    }

    /// Formats each pattern as a first note.
    fn full_notes(&self, mentions: &Mentions<'_>) -> Vec<Rich> {
        let full = mentions.patterns.par_iter().map(|(place, pin)| {
            let note = self.note(&mentions.items[*place], pin.as_ref());
            let note = self.complete(note, mentions.sources[*place], mentions.keys[*place]);
            if self.prints_locators { note } else { self.with_locator(&note, pin.as_ref()) }
        });
        full.collect()
    }

    /// Formats one mention as if it were the only one.
    fn note(&self, item: &Item, pin: Option<&Pin>) -> Rich {
        let mut driver = BibliographyDriver::new();
        let pin = pin.map(|(term, value)| (*term, value.as_str()));
        driver.citation(self.request_of(&self.notes, item, pin, 1));
        let blank = BibliographyRequest::new(&self.notes, Some(self.locale.clone()), &self.locales);
        let note = driver.finish(blank).citations.pop();
        note.map(|note| self.read(&note.citation)).unwrap_or_default()
    }

    /// Asks for a mention as the note or citation of this number, from 1.
    pub(super) fn request<'s>(
        &'s self,
        style: &'s IndependentStyle,
        mentions: &'s Mentions<'_>,
        mention: &Mention,
        note: usize,
    ) -> CitationRequest<'s, Item> {
        let place = mentions.patterns[mention.pattern].0;
        self.request_of(style, &mentions.items[place], mentions.pin(mention), note)
    }

    fn request_of<'s>(
        &'s self,
        style: &'s IndependentStyle,
        item: &'s Item,
        pin: Option<(Term, &'s str)>,
        note: usize,
    ) -> CitationRequest<'s, Item> {
        let pin = pin.map(|(term, value)| SpecificLocator(term, LocatorPayload::Str(value)));
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
    ) -> (Vec<usize>, Vec<Entry>) {
        let mut entries: Vec<Option<Entry>> = vec![None; mentions.items.len()];
        let mut sorted = Vec::new();
        let places: BTreeMap<&str, usize> = mentions.keys.iter().copied().zip(0..).collect();
        for item in rendered.bibliography.into_iter().flat_map(|bibliography| bibliography.items) {
            if let Some(place) = places.get(item.key.as_str()) {
                sorted.push(*place);
                entries[*place] = Some(self.entry(item.first_field, item.content));
            }
        }
        let order = if sorted.len() == order.len() { sorted } else { order };
        let entries = entries.into_iter().enumerate().map(|(place, entry)| {
            let alone = || Entry { label: String::new(), reference: self.note(&mentions.items[place], None) };
            let Entry { label, mut reference } = entry.unwrap_or_else(alone);
            let (source, key) = (mentions.sources[place], mentions.keys[place]);
            if !is_said(&reference) {
                reference = self.otherwise(source, key).unwrap_or_default();
            }
            Entry { label, reference: self.complete(reference, source, key) }
        });
        (order, entries.collect())
    }

    /// Formats a source that the style has no entry for as another kind of
    /// thing: Chicago's lists have no unpublished documents.
    fn otherwise(&self, source: &Source, key: &str) -> Option<Rich> {
        let Shapes { web, anonymous_web, paper, anonymous_paper } = self.shapes;
        let shapes = [paper, anonymous_paper, web, anonymous_web];
        shapes.into_iter().map(|shape| self.alone(&item(source, key, 0, shape))).find(is_said)
    }

    /// Takes the number or label off what the engine made of a source, with
    /// the mark after it; `first` is what it set apart for a column of its own.
    fn entry(&self, first: Option<ElemChild>, mut content: ElemChildren) -> Entry {
        let taken = match first {
            Some(first) if is_label(&first) => Some(first),
            Some(other) => {
                content.0.insert(0, other);
                None
            }
            None => content.0.iter().position(is_label).map(|at| {
                let taken = content.0.remove(at);
                if let Some(ElemChild::Text(text)) = content.0.get_mut(at) {
                    text.text = text.text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
                }
                taken
            }),
        };
        let label = taken.map(|taken| self.read(&ElemChildren(vec![taken])).plain());
        Entry { label: label.unwrap_or_default(), reference: self.read(&content) }
    }

    /// Reads what the engine wrote, with the punctuation that the style's
    /// language wants.
    pub(super) fn read(&self, elements: &ElemChildren) -> Rich {
        rich::from_elements(elements, self.stops_within_quotes)
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

    /// Formats one source as if it were the only one.
    fn alone(&self, item: &Item) -> Rich {
        if self.csl.bibliography.is_none() {
            return self.note(item, None);
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
        let entry = entries.into_iter().next();
        entry.map(|entry| self.entry(entry.first_field, entry.content).reference).unwrap_or_default()
    }

    /// What the style prints of a source, where it prints most: in its notes,
    /// else in its list.
    fn probe(&self, item: &Item) -> String {
        if self.is_note() { self.note(item, None).plain() } else { self.alone(item).plain() }
    }

    /// Adds a locator at the end of an entry, in the words of the style's
    /// language: `, para. 3`.
    pub(super) fn with_locator(&self, entry: &Rich, pin: Option<&Pin>) -> Rich {
        let Some(pin) = pin else { return entry.clone() };
        let tail = self.pinpoint(pin);
        let mut runs = entry.0.clone();
        let quoted =
            runs.last_mut().filter(|last| last.url.is_none()).is_some_and(|last| open_end(&mut last.text));
        let comma = if quoted { " " } else { ", " };
        let stop = if tail.ends_with(['.', '?', '!', '…']) { "" } else { "." };
        runs.push(Run { text: format!("{comma}{tail}{stop}"), style: RunStyle::Plain, url: None });
        rich::joined(runs)
    }

    /// Writes a locator in the words of the style's language.
    fn pinpoint(&self, (term, value): &Pin) -> String {
        match self.term(*term) {
            Some(label) if label.contains("%s") => label.replace("%s", value),
            Some(label) => format!("{label} {value}"),
            None => value.clone(),
        }
    }

    /// Returns the style's own words, then those of its language, then English.
    pub(super) fn all_locales(&self) -> impl Iterator<Item = &Locale> {
        let own = self.csl.locale.iter().filter(|locale| {
            let language = locale.lang.as_ref().map(|code| code.0.as_str());
            language.is_none_or(|language| self.locale.0.starts_with(language))
        });
        own.chain(&self.locales)
    }

    /// Returns a word of the style's language, the short one (`p.`), else the
    /// long one (`page`).
    fn term(&self, term: impl Into<AnyTerm>) -> Option<&str> {
        let term = term.into();
        let forms = [TermForm::Short, TermForm::Long];
        self.all_locales()
            .find_map(|locale| forms.iter().find_map(|form| locale.term(term, *form)))
            .and_then(|found| found.single())
            .filter(|label| !label.is_empty())
    }

    /// Makes sure that a reference says what is cited, when it appeared and
    /// where to find it: a style may print nothing at all, some leave the year
    /// out for some kinds or call it unknown, and some the address.
    fn complete(&self, reference: Rich, source: &Source, key: &str) -> Rich {
        let is_said = is_said(&reference);
        let mut runs = if is_said { reference.0 } else { vec![plain_run(&entry::plain(source, key))] };
        without_stray_commas(&mut runs, source);
        if let Some(date) = source.date.filter(|date| !has(&runs, &date.year.to_string())) {
            let undated = self.term(OtherTerm::NoDate).map(|term| term.trim_matches(['[', ']', '(', ')']));
            let at = undated.and_then(|term| {
                runs.iter_mut().rev().find_map(|run| Some((run.text.rfind(term)?, term.len(), run)))
            });
            match at {
                Some((start, length, run)) => {
                    run.text.replace_range(start..start + length, &date.to_string())
                }
                None => runs.push(plain_run(&format!("{} {date}.", if is_ended(&runs) { "" } else { "." }))),
            }
        }
        if let Some(url) =
            address(source).filter(|url| !runs.iter().any(|run| run.url.as_deref() == Some(*url)))
        {
            runs.push(plain_run(if is_ended(&runs) { " " } else { ". " }));
            runs.push(Run { url: Some(url.to_owned()), ..plain_run(url) });
        }
        rich::joined(runs)
    }
}

fn plain_run(text: &str) -> Run {
    Run { text: text.to_owned(), style: RunStyle::Plain, url: None }
}

fn is_said(text: &Rich) -> bool {
    text.0.iter().any(|run| run.text.contains(char::is_alphabetic))
}

/// Takes out commas that stand before the month and day of a date which has
/// none (`(2019,)`, `Delta Press,.`): the engine prints them all the same. Not
/// where a text of the source has such marks itself.
fn without_stray_commas(runs: &mut [Run], source: &Source) {
    const STRAYS: [(&str, &str); 3] = [(",,", ","), (",)", ")"), (",.", ".")];
    let texts = [Some(&source.title), source.publisher.as_ref()];
    let mut texts = texts.into_iter().flatten().chain(&source.authors);
    if texts.any(|text| STRAYS.iter().any(|(stray, _)| text.contains(stray))) {
        return;
    }
    for run in runs.iter_mut().filter(|run| run.url.is_none()) {
        for (stray, instead) in STRAYS {
            run.text = run.text.replace(stray, instead);
        }
    }
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

/// A source in the list.
#[derive(Clone)]
struct Entry {
    label: String,
    reference: Rich,
}

fn is_label(child: &ElemChild) -> bool {
    let metas = [Some(ElemMeta::CitationNumber), Some(ElemMeta::CitationLabel)];
    matches!(child, ElemChild::Elem(element) if metas.contains(&element.meta))
}

fn listed(mentions: &Mentions<'_>, order: Vec<usize>, entries: Vec<Entry>) -> Vec<Listed> {
    let list = |place: usize| {
        let Entry { label, reference } = entries[place].clone();
        Listed { key: mentions.keys[place].to_owned(), label, reference }
    };
    order.into_iter().map(list).collect()
}
