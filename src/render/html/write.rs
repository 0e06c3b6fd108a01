//! Blocks, lines and notes as HTML.

use std::{mem, slice};

use crate::model::Placement;
use crate::render::Frame;
use crate::tool::markdown::{
    Alignment, Block, Inline, Note, Tree, caption_line, fold, inline_text, is_printable,
};

use super::cards::{mark_id, outward};

/// A page that is being written. Ids of the page itself have a `_`, which ids
/// of headings never have.
pub(super) struct Writer<'a> {
    html: String,
    pub(super) tree: &'a Tree,
    pub(super) frame: &'a Frame,
    /// How many tables are written, to tell one from another.
    tables: usize,
    /// Whether it is within a quotation, whose element has the language.
    in_quote: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(tree: &'a Tree, frame: &'a Frame) -> Self {
        Self { html: String::new(), tree, frame, tables: 0, in_quote: false }
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

    /// Appends a space where the page does not end with white space.
    pub(super) fn space(&mut self) {
        if !self.html.ends_with(char::is_whitespace) {
            self.html.push(' ');
        }
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
            Block::Chart { id, alt, caption } => self.chart(id, alt, caption),
            Block::Rule => {
                self.raw("<hr>\n");
            }
        }
    }

    /// The picture's texts are a part of the picture: who does not see it is
    /// told what there is to see.
    fn chart(&mut self, id: &str, alt: &str, caption: &str) {
        let drawing = self.frame.charts.get(id);
        let Some(svg) = drawing.and_then(|drawing| drawing.svg.strip_prefix("<svg")) else {
            if !caption.is_empty() {
                self.element("p", &caption_line(caption));
            }
            return;
        };
        self.raw(
            "<figure class=\"chart\">\n<div class=\"picture\" role=\"region\" tabindex=\"0\" aria-label=\"",
        );
        self.text(caption)
            .raw("\">\n<svg role=\"img\" aria-label=\"")
            .text(alt)
            .raw("\"")
            .raw(svg.trim_end());
        self.raw("\n</div>\n<figcaption>").text(caption).raw("</figcaption>\n</figure>\n");
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
        let (frame, label) = (self.frame, self.tree.first_label(blocks));
        let citation = label.and_then(|label| frame.citations.get(label));
        let language = label.and_then(|label| frame.quote_languages.get(label)).map(String::as_str);
        self.raw("<blockquote");
        self.cite(citation.and_then(|citation| citation.url.as_deref()));
        self.language(language);
        self.raw(" dir=\"auto\">\n");
        let title = citation.map(|citation| fold(&citation.title)).filter(|title| !title.is_empty());
        let was_in_quote = mem::replace(&mut self.in_quote, true);
        let mut in_footer = false;
        for (at, block) in blocks.iter().enumerate() {
            let source = match block {
                Block::Paragraph { content } if at > 0 && names_source(content) => Some(content),
                _ => None,
            };
            if in_footer != source.is_some() {
                self.raw(if in_footer { "</footer>\n" } else { "<footer" });
                if !in_footer {
                    self.language(language.map(|_| frame.language.as_str()));
                    self.raw(">\n");
                }
                in_footer = !in_footer;
            }
            match source {
                Some(content) => self.source_line(content, title.as_deref(), language),
                None => self.block(block),
            }
        }
        self.in_quote = was_in_quote;
        self.raw(if in_footer { "</footer>\n</blockquote>\n" } else { "</blockquote>\n" });
    }

    /// A line that names the source; the title in it, which templates
    /// emphasise, is in the source's language.
    fn source_line(&mut self, content: &[Inline], title: Option<&str>, language: Option<&str>) {
        self.raw("<p class=\"source\" dir=\"auto\">");
        for inline in content {
            match inline {
                Inline::Emphasis { content } if title.is_some_and(|title| inline_text(content) == title) => {
                    self.raw("<cite");
                    self.language(language);
                    self.raw(">");
                    self.line(content);
                    self.raw("</cite>");
                }
                inline => self.line(slice::from_ref(inline)),
            }
        }
        self.raw("</p>\n");
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
        let foreign = self.foreign(content);
        for inline in content {
            match inline {
                Inline::Text { text } => match &foreign {
                    Some((language, exact)) => self.foreign_text(text, language, exact),
                    None => _ = self.text(text),
                },
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

    /// Returns the language and the words of what a line's first mark cites,
    /// where they are in another language than the line.
    fn foreign(&self, content: &[Inline]) -> Option<(&'a str, String)> {
        let mark = |inline: &Inline| match inline {
            Inline::Mark { note, .. } => Some(*note),
            _ => None,
        };
        let citation = self.cited(content.iter().find_map(mark).filter(|_| !self.in_quote)?)?;
        let language = citation.language.as_deref()?;
        let primary = |language: &str| language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        (primary(language) != primary(&self.frame.language)).then(|| (language, fold(&citation.exact)))
    }

    /// Words that stand in a cited text are in its language, and what is around
    /// them, such as quotation marks, is the page's.
    fn foreign_text(&mut self, text: &str, language: &str, exact: &str) {
        let is_around = |letter: char| !letter.is_alphanumeric();
        let words = text.trim_matches(is_around);
        if !words.contains(char::is_alphabetic) || !exact.contains(words) {
            self.text(text);
            return;
        }
        let start = text.len() - text.trim_start_matches(is_around).len();
        self.text(&text[..start]).raw("<span");
        self.language(Some(language));
        self.raw(" dir=\"auto\">").text(words).raw("</span>").text(&text[start + words.len()..]);
    }

    fn span(&mut self, name: &str, content: &[Inline]) {
        self.raw("<").raw(name).raw(">");
        self.line(content);
        self.raw("</").raw(name).raw(">");
    }

    fn link(&mut self, url: &str, content: &[Inline]) {
        self.raw("<a href=\"").text(url).raw("\"").raw(outward(url)).raw(">");
        self.line(content);
        self.raw("</a>");
    }

    pub(super) fn note(&mut self, note: &Note) {
        let number = note.number.to_string();
        self.raw("<li id=\"note_").raw(&number).raw("\" tabindex=\"-1\"");
        // Where citations stand in the text, these are not all notes.
        if self.frame.placement == Placement::Text {
            self.raw(" value=\"").raw(&number).raw("\"");
        }
        self.raw(">");
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
