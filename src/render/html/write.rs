//! Blocks, lines and notes as HTML.

use crate::render::Frame;
use crate::tool::markdown::{Alignment, Block, Inline, Note, Tree, inline_text, is_printable};

/// A page that is being written. Ids of the page itself have a `_`, which ids
/// of headings never have.
pub(super) struct Writer<'a> {
    html: String,
    tree: &'a Tree,
    frame: &'a Frame,
    /// How many tables are written, to tell one from another.
    tables: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(tree: &'a Tree, frame: &'a Frame) -> Self {
        Self { html: String::new(), tree, frame, tables: 0 }
    }

    pub(super) fn finish(self) -> String {
        self.html
    }

    /// Appends markup.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.html.push_str(markup);
        self
    }

    /// Appends a text, also within an attribute's quotation marks. What HTML
    /// may not hold becomes U+FFFD.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\n' | '\t' => self.html.push(letter),
                letter if is_printable(letter) => self.html.push(letter),
                _ => self.html.push(char::REPLACEMENT_CHARACTER),
            }
        }
        self
    }

    /// Appends a word of the frame, `english` where the frame has none.
    pub(super) fn label(&mut self, key: &str, english: &str) {
        let label = self.frame.labels.get(key).map_or(english, String::as_str);
        self.text(label);
    }

    /// Appends a `lang` attribute; nothing where there is no language (BCP 47).
    pub(super) fn language(&mut self, language: Option<&str>) {
        let is_tag = |tag: &&str| {
            tag.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if let Some(language) = language.filter(is_tag) {
            self.raw(" lang=\"").raw(language).raw("\"");
        }
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, content } => self.heading(*level, id, content),
            Block::Paragraph { content } => self.element("p", content),
            Block::Quote { blocks } => self.quote(blocks),
            Block::List { start, items } => self.list(*start, items),
            Block::Table { columns, head, rows } => self.table(columns, head, rows),
            Block::Code { text } => {
                self.raw("<pre tabindex=\"0\"><code>").text(text).raw("</code></pre>\n");
            }
            Block::Rule => {
                self.raw("<hr>\n");
            }
        }
    }

    fn heading(&mut self, level: u8, id: &str, content: &[Inline]) {
        let level = level.clamp(1, 6).to_string();
        self.raw("<h").raw(&level).raw(" id=\"").text(id).raw("\">");
        self.line(content);
        self.raw("</h").raw(&level).raw(">\n");
    }

    fn element(&mut self, name: &str, content: &[Inline]) {
        self.raw("<").raw(name).raw(">");
        self.line(content);
        self.raw("</").raw(name).raw(">\n");
    }

    fn quote(&mut self, blocks: &[Block]) {
        let frame = self.frame;
        let language = self.tree.first_label(blocks).and_then(|label| frame.quote_languages.get(label));
        self.raw("<blockquote");
        self.language(language.map(String::as_str));
        self.raw(" dir=\"auto\">\n");
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Paragraph { content } if at > 0 && names_source(content) => {
                    self.raw("<p class=\"source\"");
                    self.language(language.map(|_| frame.language.as_str()));
                    self.raw(" dir=\"auto\">");
                    self.line(content);
                    self.raw("</p>\n");
                }
                block => self.block(block),
            }
        }
        self.raw("</blockquote>\n");
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        match start {
            None => _ = self.raw("<ul>\n"),
            Some(1) => _ = self.raw("<ol>\n"),
            Some(start) => _ = self.raw("<ol start=\"").raw(&start.to_string()).raw("\">\n"),
        }
        let is_tight = items.iter().all(|item| is_short(item));
        for item in items {
            self.raw("<li>");
            match item.split_first() {
                Some((Block::Paragraph { content }, rest)) if is_tight => {
                    self.line(content);
                    self.blocks(rest);
                }
                _ => self.blocks(item),
            }
            self.raw("</li>\n");
        }
        self.raw(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    /// A table may be wider than a screen: it scrolls in a region that the
    /// keyboard reaches.
    fn table(&mut self, columns: &[Alignment], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        self.tables += 1;
        let number = self.tables.to_string();
        self.raw("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.label("table", "Table");
        self.raw(" ").raw(&number).raw("\">\n<table>\n");
        if head.iter().any(|cell| !cell.is_empty()) {
            self.raw("<thead>\n<tr>");
            for (cell, column) in head.iter().zip(columns) {
                self.cell(if cell.is_empty() { "td" } else { "th" }, cell, *column);
            }
            self.raw("</tr>\n</thead>\n");
        }
        self.raw("<tbody>\n");
        for row in rows {
            self.raw("<tr>");
            row.iter().zip(columns).for_each(|(cell, column)| self.cell("td", cell, *column));
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n</div>\n");
    }

    fn cell(&mut self, name: &str, content: &[Inline], column: Alignment) {
        self.raw("<").raw(name).raw(if name == "th" { " scope=\"col\"" } else { "" });
        self.raw(match column {
            Alignment::None | Alignment::Left => "",
            Alignment::Center => " class=\"center\"",
            Alignment::Right => " class=\"end\"",
        });
        self.raw(">");
        self.line(content);
        self.raw("</").raw(name).raw(">");
    }

    fn line(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text } => _ = self.text(text),
                Inline::Emphasis { content } => self.span("em", content),
                Inline::Strong { content } => self.span("strong", content),
                Inline::Strike { content } => self.span("s", content),
                Inline::Code { text } => _ = self.raw("<code>").text(text).raw("</code>"),
                Inline::Link { url, content } => self.link(url, content),
                Inline::Mark { note, nth } => self.mark(*note, *nth),
                Inline::Break => _ = self.raw("<br>\n"),
            }
        }
    }

    fn span(&mut self, name: &str, content: &[Inline]) {
        self.raw("<").raw(name).raw(">");
        self.line(content);
        self.raw("</").raw(name).raw(">");
    }

    fn link(&mut self, url: &str, content: &[Inline]) {
        let rel = if url.starts_with('#') { "" } else { " rel=\"noopener noreferrer\"" };
        self.raw("<a href=\"").text(url).raw("\"").raw(rel).raw(">");
        self.line(content);
        self.raw("</a>");
    }

    fn mark(&mut self, note: usize, nth: usize) {
        let note = note.to_string();
        self.raw("<sup class=\"mark\"><a role=\"doc-noteref\" id=\"").raw(&mark_id(&note, nth));
        self.raw("\" href=\"#note_").raw(&note).raw("\" aria-label=\"");
        self.label("note", "Note");
        self.raw(" ").raw(&note).raw("\">[").raw(&note).raw("]</a></sup>");
    }

    pub(super) fn note(&mut self, note: &Note) {
        self.raw("<li id=\"note_").raw(&note.number.to_string()).raw("\">");
        match note.blocks.split_last() {
            Some((Block::Paragraph { content }, rest)) => {
                self.blocks(rest);
                self.raw("<p>");
                self.line(content);
                self.back_links(note);
                self.raw("</p>");
            }
            _ => {
                self.blocks(&note.blocks);
                self.raw("<p>");
                self.back_links(note);
                self.raw("</p>");
            }
        }
        self.raw("</li>\n");
    }

    /// The arrow is followed by U+FE0E: it is a character, not a picture.
    fn back_links(&mut self, note: &Note) {
        let number = note.number.to_string();
        for nth in 1..=note.marks {
            self.raw(" <a class=\"back\" role=\"doc-backlink\" href=\"#").raw(&mark_id(&number, nth));
            self.raw("\" aria-label=\"");
            self.label("back", "Back to the text");
            self.raw(": ").raw(&number);
            if nth > 1 {
                self.raw(".").raw(&nth.to_string());
            }
            self.raw("\">↩\u{fe0e}");
            if nth > 1 {
                self.raw("<sup>").raw(&nth.to_string()).raw("</sup>");
            }
            self.raw("</a>");
        }
    }
}

fn mark_id(note: &str, nth: usize) -> String {
    format!("mark_{note}_{nth}")
}

fn names_source(content: &[Inline]) -> bool {
    let text = inline_text(content);
    text.starts_with("— ") || text.starts_with("– ")
}

/// Tells whether an item is one paragraph, perhaps with lists under it.
fn is_short(item: &[Block]) -> bool {
    item.iter().enumerate().all(|(at, block)| match block {
        Block::Paragraph { .. } => at == 0,
        Block::List { .. } => at > 0,
        _ => false,
    })
}
