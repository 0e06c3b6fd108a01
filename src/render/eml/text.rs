//! A briefing as plain text in `format=flowed` (RFC 3676).
//!
//! Lines that are broken for their length end in a space, and programs that
//! know the format set them anew in any width; all others show lines of at most
//! 72 letters. Lines are broken at single spaces only, so that a text that is
//! put together again is what it was, letter for letter.

use super::{Briefing, names_source};
use crate::tool::markdown::{Alignment, Block, Inline, fold, inline_text, is_printable};

/// The longest line, in letters; one word may be longer.
const WIDTH: usize = 72;

pub(super) fn write(briefing: &Briefing<'_>) -> String {
    let mut writer = Writer { briefing, text: String::new(), depth: 0, margin: String::new() };
    let marking = briefing.marking();
    writer.paragraph(marking.as_deref().unwrap_or_default());
    writer.paragraph(&fold(&briefing.frame.desk));
    let title = match briefing.title {
        Some(content) => writer.line(content),
        None => briefing.title_text(),
    };
    writer.heading(1, &title);
    writer.paragraph(&briefing.edition());
    writer.blocks(briefing.blocks);
    writer.notes();
    writer.paragraph(marking.as_deref().unwrap_or_default());
    writer.text
}

struct Writer<'a> {
    briefing: &'a Briefing<'a>,
    text: String,
    /// How many quotations it is within.
    depth: usize,
    /// What stands before the first line of the next paragraph: the mark of an
    /// item, and spaces for those around it.
    margin: String,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, content, .. } => {
                let text = self.line(content);
                self.heading(*level, &text);
            }
            Block::Paragraph { content } => {
                let text = self.line(content);
                self.paragraph(&text);
            }
            Block::Quote { blocks } => self.quote(blocks),
            Block::List { start, items } => self.list(*start, items),
            Block::Table { columns, head, rows } => self.table(columns, head, rows),
            Block::Code { text } => {
                self.gap();
                text.lines().for_each(|line| self.fixed(&format!("    {line}")));
            }
            Block::Chart { caption, .. } => self.paragraph(caption),
            Block::Rule => self.paragraph("* * *"),
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.paragraph(text);
        let width = text.chars().count().min(WIDTH);
        match level {
            1 => self.fixed(&"=".repeat(width)),
            2 => self.fixed(&"-".repeat(width)),
            _ => {}
        }
    }

    fn quote(&mut self, blocks: &[Block]) {
        self.gap();
        self.depth += 1;
        for (at, block) in blocks.iter().enumerate() {
            match block {
                // The source stands right under the words.
                Block::Paragraph { content } if at > 0 && names_source(&inline_text(content)) => {
                    let text = self.line(content);
                    self.flowed(&text);
                }
                block => self.block(block),
            }
        }
        self.depth -= 1;
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        let around = std::mem::take(&mut self.margin);
        let is_short = items.iter().all(|item| item.len() < 2);
        for (at, item) in items.iter().enumerate() {
            let mark = start.map_or_else(|| "- ".to_owned(), |start| format!("{}. ", start + at as u64));
            self.margin = format!("{around}{mark}");
            match item.split_first() {
                Some((Block::Paragraph { content }, rest)) if is_short && at > 0 => {
                    let text = self.line(content);
                    self.flowed(&text);
                    self.blocks(rest);
                }
                _ => {
                    let indent = format!("{around}{}", " ".repeat(mark.len()));
                    for block in item {
                        self.block(block);
                        self.margin.clone_from(&indent);
                    }
                }
            }
        }
        self.margin = around;
    }

    /// A table that fits stands in columns; of a wider one each row is a list
    /// of its cells under the names of the columns.
    fn table(&mut self, columns: &[Alignment], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let names: Vec<String> = head.iter().map(|cell| self.line(cell)).collect();
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| self.line(cell)).collect()).collect();
        let widths: Vec<usize> = (0..columns.len())
            .map(|at| {
                let cells = rows.iter().chain([&names]).filter_map(|row| row.get(at));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        self.gap();
        if widths.iter().map(|width| width + 2).sum::<usize>() <= WIDTH {
            let has_head = names.iter().any(|name| !name.is_empty());
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            for row in has_head.then_some([&names, &rule]).into_iter().flatten().chain(&rows) {
                self.fixed(&aligned(row, &widths, columns));
            }
            return;
        }
        for row in &rows {
            self.gap();
            for (cell, name) in row.iter().zip(&names).filter(|(cell, _)| !cell.is_empty()) {
                let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
                self.flowed(&format!("{name}{cell}"));
            }
        }
    }

    fn notes(&mut self) {
        let briefing = self.briefing;
        if briefing.notes.is_empty() {
            return;
        }
        let heading = match briefing.notes_heading {
            Some(content) => self.line(content),
            None => briefing.label("notes", "Notes").to_owned(),
        };
        self.heading(2, &heading);
        for note in &briefing.notes {
            self.margin = format!("[{}] ", note.number);
            self.blocks(&note.blocks);
            self.margin.clear();
        }
    }

    /// Writes a line of inlines as text; a line break in it was asked for.
    fn line(&self, content: &[Inline]) -> String {
        let mut line = String::new();
        for inline in content {
            match inline {
                Inline::Text { text } | Inline::Code { text } => line.push_str(text),
                Inline::Emphasis { content } | Inline::Strong { content } | Inline::Strike { content } => {
                    line.push_str(&self.line(content));
                }
                Inline::Link { url, content } => {
                    let text = self.line(content);
                    line.push_str(&text);
                    if !url.starts_with('#') && text != *url {
                        line.push_str(&format!(" <{url}>"));
                    }
                }
                Inline::Mark { note, .. } => line.push_str(&self.mark(*note)),
                Inline::Break => line.push('\n'),
            }
        }
        line
    }

    fn mark(&self, note: usize) -> String {
        match self.briefing.in_text(note) {
            Some(citation) => format!(" {}", fold(&citation.in_text.plain())),
            None => format!(" [{note}]"),
        }
    }

    /// Writes a paragraph behind an empty line; nothing for an empty text.
    fn paragraph(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.gap();
            self.flowed(text);
        }
    }

    /// Writes an empty line, quoted as deep as what stands around it.
    fn gap(&mut self) {
        let is_apart = self.text.is_empty() || self.text.ends_with("\n\n");
        let last = self.text.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
        if !is_apart && !last.chars().all(|letter| letter == '>') {
            let both = self.depth.min(last.chars().take_while(|letter| *letter == '>').count());
            self.text.push_str(&">".repeat(both));
            self.text.push('\n');
        }
    }

    /// Writes a paragraph, broken where it is too long.
    fn flowed(&mut self, text: &str) {
        let margin = std::mem::take(&mut self.margin);
        for line in format!("{margin}{}", text.trim()).lines() {
            let mut open = String::new();
            for word in line.trim_end().split_inclusive(' ') {
                let width = open.chars().count() + word.trim_end().chars().count() + self.depth + 1;
                // `-- ` alone would begin a signature (RFC 3676, 4.3).
                if width > WIDTH && !open.is_empty() && open != "-- " {
                    self.push(&open);
                    open.clear();
                }
                open.push_str(word);
            }
            self.push(open.trim_end());
        }
    }

    /// Writes a line that ends where it ends.
    fn fixed(&mut self, line: &str) {
        self.push(line.trim_end());
    }

    /// Writes a line behind the marks of quotations, or stuffed with a space
    /// where it would be taken for something else (RFC 3676, 4.4).
    fn push(&mut self, line: &str) {
        self.text.push_str(&">".repeat(self.depth));
        if self.depth > 0 || [" ", ">", "From "].iter().any(|start| line.starts_with(start)) {
            self.text.push(' ');
        }
        let shown = |letter: char| if is_printable(letter) { letter } else { char::REPLACEMENT_CHARACTER };
        self.text.extend(line.chars().map(shown));
        self.text.push('\n');
    }
}

fn aligned(row: &[String], widths: &[usize], columns: &[Alignment]) -> String {
    let cells = row.iter().zip(widths).zip(columns).map(|((cell, width), column)| {
        let room = " ".repeat(width - cell.chars().count().min(*width));
        match column {
            Alignment::Right => format!("{room}{cell}"),
            _ => format!("{cell}{room}"),
        }
    });
    cells.collect::<Vec<_>>().join("  ")
}
