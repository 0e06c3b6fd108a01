//! Marks and notes: Word's own footnotes and endnotes, which it numbers and
//! moves with the text.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Placement;
use crate::tool::markdown::{Block, Tree};

use super::body::Paragraph;
use super::line::Look;
use super::survey;
use super::writer::{Place, Writer};

/// Where notes stand: the names of what is otherwise the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// At the foot of the page.
    Footnotes,
    /// After the text.
    Endnotes,
}

/// What is known of the notes, and what is written of them.
pub(super) struct Notes {
    pub(super) kind: Kind,
    /// Those that have a mark in the text, and not only in notes.
    marked: BTreeSet<usize>,
    /// Those whose marks are written, and their order.
    noted: BTreeMap<usize, Mark>,
    order: Vec<usize>,
    /// How many marks Word numbers itself.
    counted: usize,
    /// Whether the notes themselves are being written.
    is_open: bool,
    /// The note that the next paragraph begins.
    lead: Option<usize>,
}

/// What the mark of a note shows.
#[derive(Debug, Clone)]
struct Mark {
    number: String,
    /// Whether it is Word that counts it.
    is_counted: bool,
}

impl Kind {
    /// Picks the name for this kind.
    pub(super) fn name<T>(self, footnotes: T, endnotes: T) -> T {
        match self {
            Self::Footnotes => footnotes,
            Self::Endnotes => endnotes,
        }
    }
}

impl Notes {
    /// Under [`Placement::Text`] what is no citation is still a footnote.
    pub(super) fn of(tree: &Tree, placement: Placement) -> Self {
        Self {
            kind: if placement == Placement::Endnotes { Kind::Endnotes } else { Kind::Footnotes },
            marked: survey::marks(&tree.blocks),
            noted: BTreeMap::new(),
            order: Vec::new(),
            counted: 0,
            is_open: false,
            lead: None,
        }
    }

    /// Tells whether any mark is written.
    pub(super) fn are_any(&self) -> bool {
        !self.order.is_empty()
    }
}

impl Writer<'_> {
    /// Writes the mark of a note. The first one takes the note along; of one
    /// that stands again, Word looks up the number.
    pub(super) fn mark(&mut self, note: usize, look: Look, place: Place<'_>) {
        if let Some(citation) = self.in_text(note) {
            // What we say of a quotation is not in the quotation's language.
            let place = Place { language: None, ..place };
            if self.last_letter.is_some_and(|letter| !letter.is_whitespace()) {
                self.text(" ", look, place);
            }
            return match &citation.link {
                Some(link) => {
                    self.link(link, look, |writer, look| writer.rich(&citation.in_text, look, place));
                }
                None => self.rich(&citation.in_text, look, place),
            };
        }
        if self.tree.notes.get(note.wrapping_sub(1)).is_none() || self.notes.is_open {
            return self.mark_run(&note.to_string());
        }
        match self.notes.noted.get(&note).cloned() {
            Some(mark) => self.mark_again(note, &mark.number),
            None => self.first_marks(note),
        }
    }

    /// Word has no notes within notes: those that are marked in this note only
    /// have their marks behind its own.
    fn first_marks(&mut self, note: usize) {
        let mut waiting = vec![note];
        while let Some(note) = waiting.pop() {
            if self.notes.noted.contains_key(&note) {
                continue;
            }
            self.first_mark(note);
            let within = survey::marks(&self.tree.notes[note - 1].blocks);
            let only_here = within.into_iter().rev().filter(|&inner| {
                inner <= self.tree.notes.len()
                    && !self.notes.marked.contains(&inner)
                    && self.in_text(inner).is_none()
            });
            waiting.extend(only_here);
        }
    }

    /// A note has the same number in every format. Where Word would count
    /// another one, the number is written.
    fn first_mark(&mut self, note: usize) {
        let reference = self.notes.kind.name("w:footnoteReference", "w:endnoteReference");
        let is_counted = self.frame.placement == Placement::Text || self.notes.counted + 1 == note;
        let shown = if is_counted { self.notes.counted + 1 } else { note }.to_string();
        let (number, bookmark) = (note.to_string(), self.next_bookmark());
        self.separate_marks();
        self.xml.leaf("w:bookmarkStart", &[("w:id", &bookmark), ("w:name", &mark_name(note))]);
        self.open_mark();
        if is_counted {
            self.notes.counted += 1;
            self.xml.leaf(reference, &[("w:id", &number)]);
        } else {
            self.xml.leaf(reference, &[("w:customMarkFollows", "1"), ("w:id", &number)]);
            self.xml.holding("w:t", &shown);
        }
        self.xml.close().leaf("w:bookmarkEnd", &[("w:id", &bookmark)]);
        self.notes.noted.insert(note, Mark { number: shown, is_counted });
        self.notes.order.push(note);
        self.after_mark = true;
    }

    fn mark_again(&mut self, note: usize, shown: &str) {
        self.separate_marks();
        let code = format!(" NOTEREF {} \\f \\h ", mark_name(note));
        self.field_begin(&code);
        self.open_mark();
        self.xml.holding("w:t", shown).close();
        self.field_end();
        self.after_mark = true;
    }

    /// Writes a number that looks like a mark.
    fn mark_run(&mut self, number: &str) {
        self.separate_marks();
        self.open_mark();
        self.xml.holding("w:t", number).close();
        self.after_mark = true;
    }

    /// Two marks side by side are not to be read as one number.
    fn separate_marks(&mut self) {
        if self.after_mark {
            self.open_mark();
            self.xml.holding("w:t", ",").close();
        }
    }

    fn open_mark(&mut self) {
        let style = self.notes.kind.name("FootnoteReference", "EndnoteReference");
        self.xml.open("w:r", &[]).open("w:rPr", &[]).value("w:rStyle", style).close();
    }

    /// Writes the notes whose marks are written, in the order of these, into
    /// the part at hand, behind the two lines that Word draws above notes.
    pub(super) fn write_notes(&mut self) {
        for (id, kind, line) in
            [("-1", "separator", "w:separator"), ("0", "continuationSeparator", "w:continuationSeparator")]
        {
            self.xml.open(self.notes.kind.name("w:footnote", "w:endnote"), &[("w:type", kind), ("w:id", id)]);
            self.xml.open("w:p", &[]).open("w:pPr", &[]).leaf("w:spacing", &[("w:after", "0")]).close();
            self.xml.open("w:r", &[]).leaf(line, &[]).close().close().close();
        }
        self.notes.is_open = true;
        for note in self.notes.order.clone() {
            self.note(note);
        }
    }

    fn note(&mut self, note: usize) {
        let tree = self.tree;
        let blocks = &tree.notes[note - 1].blocks;
        let style = self.notes.kind.name("FootnoteText", "EndnoteText");
        let place = Place { style, is_top: false, ..self.top() };
        self.xml.open(self.notes.kind.name("w:footnote", "w:endnote"), &[("w:id", &note.to_string())]);
        self.notes.lead = Some(note);
        if !matches!(blocks.first(), Some(Block::Paragraph { .. })) {
            self.paragraph(&[], &Paragraph::of(place), place);
        }
        self.blocks(blocks, place);
        self.xml.close();
    }

    /// Writes what begins a note: its mark once more.
    pub(super) fn write_lead(&mut self) {
        let Some(note) = self.notes.lead.take() else { return };
        let mark = self.notes.noted[&note].clone();
        self.open_mark();
        match mark.is_counted {
            true => self.xml.leaf(self.notes.kind.name("w:footnoteRef", "w:endnoteRef"), &[]),
            false => self.xml.holding("w:t", &mark.number),
        };
        self.xml.close().open("w:r", &[]).open("w:t", &[("xml:space", "preserve")]).text(" ");
        self.xml.close().close();
    }
}

fn mark_name(note: usize) -> String {
    format!("_RefNote{note}")
}
