//! From a tree and its frame to the data that `body.typ` walks: every letter
//! one that can be shown, every link one that leads somewhere, every note
//! where its first mark stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::fonts::Cluster;
use super::order::Marked;
use super::sheet::{self, Looks};
use super::survey::{self, Title};
use super::text;
use crate::model::{Attachment, Citation, Placement, RunStyle};
use crate::render::Frame;
use crate::tool::markdown::tree::Alignment;
use crate::tool::markdown::{Block, Inline, Tree};

/// What stands deeper than this in quotations, lists, notes and styles is set
/// as plain text: Typst gives up at 80 nested calls, and no briefing needs so
/// many.
const DEEPEST: usize = 12;
/// Longest address that a link may have, in bytes; PDF/A allows strings of
/// 32,767 bytes.
const LONGEST_URL: usize = 8_000;
/// Quotations and notes of up to so many letters, about a quarter of a page,
/// stay on one page. Typst moves the note of a quotation that may break to the
/// next page, away from its mark.
const LONGEST_WHOLE: usize = 1_200;

/// The colour of a chart's texts: that of running text in the built-in look.
const CHART_INK: &str = "#1b1b1b";

/// Everything the Typst side reads, as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Briefing {
    pub(super) frame: Words,
    /// Families beyond the look's own, by language.
    pub(super) fonts: BTreeMap<String, Vec<String>>,
    body: Vec<Node>,
    /// What stands on each page.
    marking: Option<Marked>,
    /// The numbers of the notes that may be broken between pages.
    long_notes: Vec<usize>,
    /// What the file carries.
    attachments: Vec<Carried>,
}

/// A file within the PDF.
#[derive(Debug, Serialize)]
struct Carried {
    name: &'static str,
    media_type: &'static str,
    description: &'static str,
    text: String,
}

/// The frame as the look sees it.
#[derive(Debug, Serialize)]
pub(super) struct Words {
    pub(super) title: String,
    audience: String,
    pub(super) desk: String,
    /// The date as readers of the language write it.
    date: String,
    /// Year, month and day.
    day: (i16, u8, u8),
    language: Language,
    labels: BTreeMap<String, String>,
    /// Families that show what the embedded fonts lack.
    fonts: Vec<String>,
    /// The paper's name.
    paper: &'static str,
    /// What stands on each page, as a text.
    marking: Option<String>,
    look: Looks,
}

/// A language as Typst takes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Language {
    /// As written.
    tag: String,
    /// ISO 639, two or three letters.
    lang: String,
    /// ISO 3166, two letters.
    region: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
enum Node {
    Heading {
        level: u8,
        /// `None` where a heading above has it.
        id: Option<String>,
        content: Vec<Piece>,
    },
    Paragraph {
        content: Vec<Piece>,
    },
    Quote {
        language: Option<Language>,
        whole: bool,
        blocks: Vec<Node>,
    },
    /// `apart`: with marks, so that each item has to be a block of its own for
    /// its notes to stand on its page.
    List {
        start: Option<u64>,
        tight: bool,
        apart: bool,
        items: Vec<Vec<Node>>,
    },
    Table {
        columns: Vec<Column>,
        head: Vec<Vec<Piece>>,
        rows: Vec<Vec<Vec<Piece>>>,
    },
    Code {
        lines: Vec<Vec<String>>,
    },
    /// `width` in points.
    Chart {
        svg: String,
        alt: String,
        width: f64,
        caption: Vec<Piece>,
    },
    Rule,
    /// The notes after the text, each with its number.
    Endnotes {
        notes: Vec<(usize, Vec<Node>)>,
    },
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
enum Piece {
    Text {
        parts: Vec<String>,
    },
    Emphasis {
        content: Vec<Piece>,
    },
    Strong {
        content: Vec<Piece>,
    },
    Strike {
        content: Vec<Piece>,
    },
    Code {
        parts: Vec<String>,
    },
    /// Without a style.
    Plain {
        content: Vec<Piece>,
    },
    /// To an address.
    Link {
        url: String,
        content: Vec<Piece>,
    },
    /// To a heading of the tree.
    Jump {
        id: String,
        content: Vec<Piece>,
    },
    /// The first mark of a note, with the note.
    Note {
        number: usize,
        blocks: Vec<Node>,
    },
    /// A later mark.
    Again {
        number: usize,
    },
    /// The mark of a note that stands after the text; to the first of a note
    /// the note leads back.
    Endmark {
        number: usize,
        first: bool,
    },
    Break,
}

#[derive(Debug, PartialEq, Serialize)]
struct Column {
    align: Alignment,
    /// Its share of the width beside the other columns that have one; `None`
    /// for as wide as its longest cell.
    share: Option<f64>,
}

/// Makes the data; the clusters of `lost` are replaced.
pub(super) fn prepare(
    tree: &Tree,
    frame: &Frame,
    lost: &BTreeSet<Cluster>,
    fonts: BTreeMap<String, Vec<String>>,
    families: &BTreeMap<&'static str, String>,
    marking: Option<&Marked>,
) -> Briefing {
    let title = survey::title(tree, &frame.title);
    let mut writer = Writer {
        tree,
        frame,
        lost,
        families: fonts.get(&frame.language).cloned().unwrap_or_default(),
        targets: survey::targets(tree, title),
        labelled: BTreeSet::new(),
        noted: BTreeSet::new(),
        last_level: 0,
        shift: survey::top_level(tree, title).saturating_sub(1),
    };
    let mut body = writer.body(title);
    writer.endnotes(&mut body);
    let show = |text: &str| text::sanitise_but(text, lost).trim().to_owned();
    let words = Words {
        title: show(&frame.title),
        audience: show(&frame.audience),
        desk: show(&frame.desk),
        date: show(&frame.date_text),
        day: (frame.date.year(), frame.date.month(), frame.date.day()),
        language: Language::of(&frame.language).unwrap_or_else(Language::english),
        labels: frame.labels.iter().map(|(key, word)| (key.clone(), show(word))).collect(),
        fonts: fonts.get(&frame.language).cloned().unwrap_or_default(),
        paper: sheet::paper(frame.sheet.paper),
        marking: marking.map(|marking| marking.text.clone()),
        look: Looks::of(frame, families, lost),
    };
    let long = tree.notes.iter().enumerate().filter(|(_, note)| survey::length(&note.blocks) > LONGEST_WHOLE);
    let long_notes = long.map(|(at, _)| at + 1).collect();
    let carried = |file: &Attachment| Carried {
        name: file.name,
        media_type: file.media_type,
        description: file.description,
        text: file.text.clone(),
    };
    let attachments = frame.attachments.iter().filter(|_| frame.pdf.proof).map(carried).collect();
    Briefing { frame: words, fonts, body, marking: marking.cloned(), long_notes, attachments }
}

impl Language {
    /// `None` for what Typst does not take as a language.
    fn of(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['-', '_']);
        let lang = parts.next()?.to_ascii_lowercase();
        if !(2..=3).contains(&lang.len()) || !lang.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let region = parts
            .find(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
            .map(str::to_ascii_uppercase);
        Some(Self { tag: tag.to_owned(), lang, region })
    }

    fn english() -> Self {
        Self { tag: "en".to_owned(), lang: "en".to_owned(), region: None }
    }
}

struct Writer<'t> {
    tree: &'t Tree,
    frame: &'t Frame,
    lost: &'t BTreeSet<Cluster>,
    /// Families for letters that the look's own lack, in the frame's language.
    families: Vec<String>,
    /// Ids of the headings that are set, to which links may lead.
    targets: BTreeSet<&'t str>,
    /// Ids of the headings met so far.
    labelled: BTreeSet<&'t str>,
    /// Notes whose first mark has been met.
    noted: BTreeSet<usize>,
    last_level: u8,
    /// What is taken from each heading's level, so that the topmost is 1.
    shift: u8,
}

impl<'t> Writer<'t> {
    fn body(&mut self, title: Title) -> Vec<Node> {
        let blocks = self.tree.blocks.iter().enumerate();
        blocks.filter(|(at, _)| Some(*at) != title).filter_map(|(_, block)| self.block(block, 0)).collect()
    }

    fn blocks(&mut self, blocks: &'t [Block], depth: usize) -> Vec<Node> {
        blocks.iter().filter_map(|block| self.block(block, depth)).collect()
    }

    /// `None` for a block that shows nothing.
    fn block(&mut self, block: &'t Block, depth: usize) -> Option<Node> {
        if depth >= DEEPEST {
            let content = vec![self.text(&survey::plain_block(block))];
            return Some(Node::Paragraph { content });
        }
        Some(match block {
            Block::Heading { level, id, content } => return self.heading(*level, id, content, depth),
            Block::Paragraph { content } => Node::Paragraph { content: self.line(content, depth) },
            Block::Quote { blocks } => {
                let language = self.language_of(blocks);
                let whole = survey::length(blocks) <= LONGEST_WHOLE;
                Node::Quote { language, whole, blocks: self.blocks(blocks, depth + 1) }
            }
            Block::List { start, items } => Node::List {
                start: start.map(|start| start.min(1_000_000_000)),
                apart: depth == 0 && items.iter().any(|item| survey::first_mark(item).is_some()),
                tight: items.iter().all(|item| {
                    item.iter().filter(|block| matches!(block, Block::Paragraph { .. })).count() <= 1
                }),
                items: items.iter().map(|item| self.blocks(item, depth + 1)).collect(),
            },
            Block::Table { columns, .. } if columns.is_empty() => return None,
            Block::Table { columns, head, rows } => self.table(columns, head, rows, depth),
            Block::Code { text } => Node::Code { lines: self.code_lines(text) },
            Block::Chart { id, alt, caption } => return self.chart(id, alt, caption),
            Block::Rule => Node::Rule,
        })
    }

    /// A chart whose drawing is not at hand is its caption.
    fn chart(&self, id: &str, alt: &str, caption: &str) -> Option<Node> {
        let caption = (!caption.is_empty()).then(|| self.text(caption));
        let Some(drawing) = self.frame.charts.get(id) else {
            let content = vec![caption?];
            return Some(Node::Paragraph { content: vec![Piece::Emphasis { content }] });
        };
        let families: String = self.families.iter().map(|family| format!("'{family}', ")).collect();
        // The look's own families come first: those that follow show the rest.
        let svg = drawing.inked(CHART_INK).replacen("', serif\"", &format!("', {families}serif\""), 1);
        let svg = self.lost.iter().fold(svg, |svg, lost| svg.replace(lost.as_str(), "\u{fffd}"));
        let alt = text::sanitise_but(alt, self.lost).into_owned();
        Some(Node::Chart { svg, alt, width: drawing.size.0, caption: caption.into_iter().collect() })
    }

    /// Levels begin at 1 and none is skipped, as PDF/UA asks; a heading within
    /// another block is a strong paragraph, since it heads no part of the
    /// briefing.
    fn heading(&mut self, level: u8, id: &'t str, content: &'t [Inline], depth: usize) -> Option<Node> {
        if depth > 0 {
            return Some(Node::Paragraph {
                content: vec![Piece::Strong { content: self.line(content, depth) }],
            });
        }
        // Asked before its content is walked: a mark in what is not set would
        // take its note along.
        if !survey::says_something(content) {
            return None;
        }
        self.last_level = level.saturating_sub(self.shift).clamp(1, self.last_level + 1);
        let id = self.labelled.insert(id).then(|| id.to_owned());
        Some(Node::Heading { level: self.last_level, id, content: self.line(content, depth) })
    }

    /// The language that the frame gives for the first mark within a
    /// quotation, where it is not the frame's own.
    fn language_of(&self, blocks: &[Block]) -> Option<Language> {
        let note = survey::first_mark(blocks)?;
        let label = &self.tree.notes.get(note.checked_sub(1)?)?.label;
        let tag = self.frame.quote_languages.get(label).filter(|tag| **tag != self.frame.language)?;
        Language::of(tag)
    }

    fn table(
        &mut self,
        columns: &[Alignment],
        head: &'t [Vec<Inline>],
        rows: &'t [Vec<Vec<Inline>>],
        depth: usize,
    ) -> Node {
        let shares = survey::shares(columns.len(), head, rows);
        let row = |writer: &mut Self, cells: &'t [Vec<Inline>]| {
            (0..columns.len())
                .map(|at| cells.get(at).map(|cell| writer.line(cell, depth)).unwrap_or_default())
                .collect::<Vec<_>>()
        };
        Node::Table {
            head: row(self, head),
            rows: rows.iter().map(|cells| row(self, cells)).collect(),
            columns: columns.iter().zip(shares).map(|(&align, share)| Column { align, share }).collect(),
        }
    }

    fn code_lines(&self, text: &str) -> Vec<Vec<String>> {
        // Spaces that stand side by side mean something here, so each is kept
        // from being folded by being sanitised alone.
        let line = |line: &str| {
            let shown: String = line
                .replace('\t', "    ")
                .split(' ')
                .map(|word| text::sanitise_but(word, self.lost).into_owned())
                .collect::<Vec<_>>()
                .join(" ");
            text::pieces(&shown)
        };
        text.lines().map(line).collect()
    }

    /// The content of a block, without the white space before it.
    fn line(&mut self, content: &'t [Inline], depth: usize) -> Vec<Piece> {
        let mut pieces = self.inlines(content, depth);
        if let Some(Piece::Text { parts }) = pieces.first_mut()
            && let Some(first) = parts.first_mut()
        {
            *first = first.trim_start_matches(' ').to_owned();
        }
        pieces
    }

    fn inlines(&mut self, content: &'t [Inline], depth: usize) -> Vec<Piece> {
        if depth >= DEEPEST {
            return vec![self.text(&survey::plain(content))];
        }
        content.iter().map(|inline| self.inline(inline, depth + 1)).collect()
    }

    fn inline(&mut self, inline: &'t Inline, depth: usize) -> Piece {
        match inline {
            Inline::Text { text } => self.text(text),
            Inline::Emphasis { content } => Piece::Emphasis { content: self.inlines(content, depth) },
            Inline::Strong { content } => Piece::Strong { content: self.inlines(content, depth) },
            Inline::Strike { content } => Piece::Strike { content: self.inlines(content, depth) },
            Inline::Code { text } => Piece::Code { parts: self.parts(text) },
            Inline::Link { url, content } => {
                let content = self.inlines(content, depth);
                self.link(url, content)
            }
            Inline::Mark { note, .. } => self.mark(*note, depth),
            Inline::Break => Piece::Break,
        }
    }

    fn text(&self, text: &str) -> Piece {
        Piece::Text { parts: self.parts(text) }
    }

    fn parts(&self, text: &str) -> Vec<String> {
        text::pieces(&text::sanitise_but(text, self.lost))
    }

    /// A link that may run, or that leads nowhere, is its text only.
    fn link(&self, url: &str, content: Vec<Piece>) -> Piece {
        match url.strip_prefix('#') {
            Some(id) if self.targets.contains(id) => Piece::Jump { id: id.to_owned(), content },
            None if opens(url) => Piece::Link { url: url.to_owned(), content },
            _ => Piece::Plain { content },
        }
    }

    /// A note goes where its first mark is met; a mark of a note that is not
    /// in the tree is only shown.
    fn mark(&mut self, number: usize, depth: usize) -> Piece {
        let tree = self.tree;
        let Some(note) = number.checked_sub(1).and_then(|at| tree.notes.get(at)) else {
            return self.text(&format!("[{number}]"));
        };
        match (self.frame.placement, self.frame.citations.get(&note.label)) {
            (Placement::Text, Some(citation)) => self.cited(citation),
            (Placement::Endnotes, _) => Piece::Endmark { number, first: self.noted.insert(number) },
            _ if !self.noted.insert(number) => Piece::Again { number },
            _ => Piece::Note { number, blocks: self.blocks(&note.blocks, depth) },
        }
    }

    /// A citation that stands in the text leads to the quotation in its source.
    /// Templates put marks right behind a word: it is set apart by a space.
    fn cited(&self, citation: &Citation) -> Piece {
        let content = citation.in_text.0.iter().map(|run| {
            let content = vec![self.text(&run.text)];
            match run.style {
                RunStyle::Plain => Piece::Plain { content },
                RunStyle::Emphasis => Piece::Emphasis { content },
                RunStyle::Strong => Piece::Strong { content },
            }
        });
        let content = content.collect();
        let set = match &citation.link {
            Some(url) => self.link(url, content),
            None => Piece::Plain { content },
        };
        Piece::Plain { content: vec![Piece::Text { parts: vec![" ".to_owned()] }, set] }
    }

    /// Sets the notes that were marked after the text, under the last heading
    /// if nothing else is under it. A note's own marks are of later notes.
    fn endnotes(&mut self, body: &mut Vec<Node>) {
        if self.frame.placement != Placement::Endnotes {
            return;
        }
        let tree = self.tree;
        let mut notes = Vec::new();
        for (at, note) in tree.notes.iter().enumerate() {
            if self.noted.contains(&(at + 1)) {
                notes.push((at + 1, self.blocks(&note.blocks, 1)));
            }
        }
        if notes.is_empty() {
            return;
        }
        if !matches!(body.last(), Some(Node::Heading { .. })) {
            let title = self.frame.labels.get("notes").map_or("Notes", String::as_str);
            body.push(Node::Heading { level: 1, id: None, content: vec![self.text(title)] });
        }
        body.push(Node::Endnotes { notes });
    }
}

/// Tells whether an address may be a link: one that opens a page or a letter.
fn opens(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
        && url.len() <= LONGEST_URL
        && !url.chars().any(|letter| letter.is_control() || letter.is_whitespace())
}
