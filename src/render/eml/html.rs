//! A briefing as the HTML of a message.
//!
//! Programs for mail know little of CSS, and each something else
//! (caniemail.com): Word's engine, which Outlook for Windows uses, knows no
//! `max-width`, no padding of paragraphs and no margin of tables; Gmail drops
//! style sheets of messages that it forwards. So every style is an attribute,
//! tables hold the page and quotations, and Word gets a table of a fixed width
//! in comments that only it reads.
//!
//! Letters and their ground have no colours of their own but for the marking:
//! `color-scheme` asks for light or dark, and programs that turn colours
//! themselves find nothing to turn. So contrast is theirs, and at least AA.

use super::{Briefing, is_tag, names_source};
use crate::model::{Rich, RunStyle};
use crate::render::html::is_right_to_left;
use crate::render::marking::colours;
use crate::tool::markdown::{Alignment, Block, Inline, Note, fold, inline_text, is_printable, web_address};

const FONT: &str = "font-family:'Segoe UI',Arial,Helvetica,sans-serif;font-size:16px;line-height:24px";
const LAYOUT: &str =
    "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"";

/// The longest preview that lists of messages show, in letters.
const PREVIEW: usize = 110;

pub(super) fn write(briefing: &Briefing<'_>) -> String {
    let is_from_right = is_right_to_left(&briefing.frame.language);
    let (start, end) = if is_from_right { ("right", "left") } else { ("left", "right") };
    let mut writer = Writer { briefing, html: String::new(), start, end, in_quote: false };
    writer.head();
    writer.page();
    writer.html
}

struct Writer<'a> {
    briefing: &'a Briefing<'a>,
    html: String,
    /// The side where lines begin.
    start: &'static str,
    end: &'static str,
    in_quote: bool,
}

impl Writer<'_> {
    fn raw(&mut self, markup: &str) -> &mut Self {
        self.html.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
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

    fn language(&mut self, language: &str) {
        if is_tag(language) {
            self.raw(" lang=\"").raw(language).raw("\"");
        }
    }

    fn head(&mut self) {
        let briefing = self.briefing;
        self.raw("<!DOCTYPE html>\n<html").language(&briefing.frame.language);
        self.direction();
        self.raw(">\n<head>\n<meta charset=\"utf-8\">\n");
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        self.raw("<meta name=\"supported-color-schemes\" content=\"light dark\">\n");
        // Nobody's numbers and dates become links.
        self.raw(
            "<meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no\">\n",
        );
        self.raw("<title>").text(&super::subject(briefing)).raw("</title>\n</head>\n");
    }

    fn direction(&mut self) {
        if self.start == "right" {
            self.raw(" dir=\"rtl\"");
        }
    }

    fn page(&mut self) {
        let (briefing, start) = (self.briefing, self.start);
        self.raw("<body style=\"margin:0;padding:0\">\n");
        self.raw("<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">");
        self.text(&preview(briefing)).raw("</div>\n");
        // Some programs drop the body's own attributes.
        self.raw("<div role=\"article\" aria-label=\"").text(&briefing.title_text()).raw("\"");
        self.language(&briefing.frame.language);
        self.direction();
        self.raw(">\n").raw(LAYOUT).raw("><tr><td align=\"center\">\n");
        self.raw("<!--[if mso]><table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n");
        self.raw(LAYOUT).raw(" style=\"max-width:600px\"><tr><td align=\"").raw(start).raw("\" style=\"");
        self.raw("padding:20px 16px;").raw(FONT).raw(";overflow-wrap:anywhere;word-break:break-word\">\n");
        self.marking();
        self.front();
        self.blocks(briefing.blocks);
        self.notes();
        self.marking();
        self.raw("</td></tr></table>\n<!--[if mso]></td></tr></table><![endif]-->\n");
        self.raw("</td></tr></table>\n</div>\n</body>\n</html>\n");
    }

    fn marking(&mut self) {
        let Some(marking) = self.briefing.marking() else { return };
        self.raw(LAYOUT).raw("><tr><td align=\"center\"");
        match colours(&marking) {
            Some(colours) => {
                self.raw(" bgcolor=\"").raw(colours.ground).raw("\" style=\"background-color:");
                self.raw(colours.ground).raw(";color:").raw(colours.text).raw(";");
            }
            None => _ = self.raw(" style=\"border:2px solid #888888;"),
        }
        self.raw("padding:6px 12px;").raw(FONT).raw(";font-weight:bold\">").text(&marking);
        self.raw("</td></tr></table>\n");
        self.spacer();
    }

    fn front(&mut self) {
        let briefing = self.briefing;
        if !briefing.frame.desk.is_empty() {
            self.raw("<p style=\"margin:0 0 6px;font-size:14px\">")
                .text(&fold(&briefing.frame.desk))
                .raw("</p>\n");
        }
        self.raw("<h1 style=\"margin:0 0 6px;font-size:26px;line-height:32px\">");
        match briefing.title {
            Some(content) => self.line(content),
            None => _ = self.text(&briefing.title_text()),
        }
        self.raw("</h1>\n<p style=\"margin:0 0 20px;padding:0 0 10px;border-bottom:3px solid #4a7fb5;font-size:14px\">");
        self.text(&briefing.edition()).raw("</p>\n");
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, content } => self.heading(*level, Some(id), content),
            Block::Paragraph { content } => self.paragraph(content),
            Block::Quote { blocks } => self.quote(blocks),
            Block::List { start, items } => self.list(*start, items),
            Block::Table { columns, head, rows } => self.table(columns, head, rows),
            Block::Code { text } => {
                let style =
                    "margin:0 0 14px;font-family:Consolas,monospace;font-size:14px;white-space:pre-wrap";
                self.raw("<pre style=\"").raw(style).raw("\">").text(text).raw("</pre>\n");
            }
            // A picture from without would not be shown, and few programs show
            // one from within; the table behind it has the data.
            Block::Chart { caption, .. } => {
                self.raw("<p style=\"margin:0 0 14px;font-style:italic\">").text(caption).raw("</p>\n");
            }
            Block::Rule => {
                self.raw("<hr style=\"margin:20px 0;border:0;border-top:1px solid #888888\">\n");
            }
        }
    }

    fn heading(&mut self, level: u8, id: Option<&str>, content: &[Inline]) {
        let level = level.clamp(1, 6);
        let style = match level {
            1 | 2 => "margin:26px 0 10px;font-size:21px;line-height:28px",
            _ => "margin:20px 0 8px;font-size:17px;line-height:24px",
        };
        let name = format!("h{level}");
        self.raw("<").raw(&name);
        if let Some(id) = id {
            self.raw(" id=\"").text(id).raw("\"");
        }
        self.raw(" style=\"").raw(style).raw("\">");
        self.line(content);
        self.raw("</").raw(&name).raw(">\n");
    }

    fn paragraph(&mut self, content: &[Inline]) {
        self.raw("<p style=\"margin:0 0 14px\">");
        self.line(content);
        self.raw("</p>\n");
    }

    /// Word draws lines beside cells, not beside quotations.
    fn quote(&mut self, blocks: &[Block]) {
        let (briefing, start, end) = (self.briefing, self.start, self.end);
        let label = briefing.tree.first_label(blocks);
        let language = label.and_then(|label| briefing.frame.quote_languages.get(label));
        self.raw(LAYOUT).raw("><tr><td align=\"").raw(start).raw("\" style=\"border-").raw(start);
        self.raw(":4px solid #4a7fb5;padding-").raw(start).raw(":14px;padding-").raw(end).raw(":0;");
        self.raw(FONT).raw("\">\n<blockquote style=\"margin:0\"");
        if let Some(language) = language {
            self.language(language);
        }
        self.raw(" dir=\"auto\">\n");
        let was_in_quote = std::mem::replace(&mut self.in_quote, true);
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Paragraph { content } if at > 0 && names_source(&inline_text(content)) => {
                    self.raw("<p style=\"margin:0 0 4px;font-size:14px;line-height:20px\"");
                    self.language(&briefing.frame.language);
                    self.raw(">").line(content);
                    self.raw("</p>\n");
                }
                Block::Paragraph { content } => {
                    self.raw("<p style=\"margin:0 0 6px\">").line(content);
                    self.raw("</p>\n");
                }
                block => self.block(block),
            }
        }
        self.in_quote = was_in_quote;
        self.raw("</blockquote>\n</td></tr></table>\n");
        self.spacer();
    }

    /// Tables have no margin in Word.
    fn spacer(&mut self) {
        self.raw(LAYOUT).raw("><tr><td height=\"16\" style=\"line-height:16px\">&nbsp;</td></tr></table>\n");
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        let side = self.start;
        self.raw(if start.is_some() { "<ol" } else { "<ul" });
        if let Some(start) = start.filter(|start| *start != 1) {
            self.raw(" start=\"").raw(&start.to_string()).raw("\"");
        }
        self.raw(" style=\"margin:0 0 14px;padding:0;padding-").raw(side).raw(":26px\">\n");
        for item in items {
            self.raw("<li style=\"margin:0 0 6px\">");
            match item.split_first() {
                Some((Block::Paragraph { content }, rest)) => {
                    self.line(content);
                    self.blocks(rest);
                }
                _ => self.blocks(item),
            }
            self.raw("</li>\n");
        }
        self.raw(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn table(&mut self, columns: &[Alignment], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        self.raw("<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"border-collapse:collapse\">\n");
        if head.iter().any(|cell| !cell.is_empty()) {
            self.raw("<thead><tr>");
            for (cell, column) in head.iter().zip(columns) {
                self.cell(if cell.is_empty() { "td" } else { "th" }, cell, *column);
            }
            self.raw("</tr></thead>\n");
        }
        self.raw("<tbody>\n");
        for row in rows {
            self.raw("<tr>");
            row.iter().zip(columns).for_each(|(cell, column)| self.cell("td", cell, *column));
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table>\n");
        self.spacer();
    }

    fn cell(&mut self, name: &str, content: &[Inline], column: Alignment) {
        let side = match column {
            Alignment::None | Alignment::Left => self.start,
            Alignment::Center => "center",
            Alignment::Right => self.end,
        };
        self.raw("<").raw(name).raw(if name == "th" { " scope=\"col\"" } else { "" });
        self.raw(" align=\"")
            .raw(side)
            .raw("\" valign=\"top\" style=\"padding:5px 8px;border-bottom:1px solid #888888;");
        self.raw(FONT).raw(";font-size:14px;line-height:20px\">");
        self.line(content);
        self.raw("</").raw(name).raw(">");
    }

    fn notes(&mut self) {
        let briefing = self.briefing;
        if briefing.notes.is_empty() {
            return;
        }
        match briefing.notes_heading {
            Some(content) => self.heading(2, None, content),
            None => {
                let text = briefing.label("notes", "Notes").to_owned();
                self.heading(2, None, &[Inline::Text { text }]);
            }
        }
        let side = self.start;
        self.raw("<ol style=\"margin:0 0 20px;padding:0;padding-")
            .raw(side)
            .raw(":32px;font-size:14px;line-height:20px\">\n");
        briefing.notes.iter().for_each(|note| self.note(note));
        self.raw("</ol>\n");
    }

    fn note(&mut self, note: &Note) {
        let number = note.number.to_string();
        self.raw("<li id=\"note_")
            .raw(&number)
            .raw("\" value=\"")
            .raw(&number)
            .raw("\" style=\"margin:0 0 8px\">");
        match note.blocks.split_first() {
            Some((Block::Paragraph { content }, rest)) => {
                self.line(content);
                self.blocks(rest);
            }
            _ => self.blocks(&note.blocks),
        }
        self.raw("</li>\n");
    }

    fn line(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text } => _ = self.text(text),
                Inline::Emphasis { content } => self.span("em", content),
                Inline::Strong { content } => self.span("strong", content),
                Inline::Strike { content } => self.span("s", content),
                Inline::Code { text } => _ = self.raw("<code>").text(text).raw("</code>"),
                Inline::Link { url, content } => {
                    self.raw("<a href=\"").text(url).raw("\">");
                    self.line(content);
                    self.raw("</a>");
                }
                Inline::Mark { note, .. } => self.mark(*note),
                Inline::Break => _ = self.raw("<br>\n"),
            }
        }
    }

    fn span(&mut self, name: &str, content: &[Inline]) {
        self.raw("<").raw(name).raw(">");
        self.line(content);
        self.raw("</").raw(name).raw(">");
    }

    /// A mark leads to the quotation in its source: links within a message
    /// work in few programs. Without an address it leads to its note.
    fn mark(&mut self, note: usize) {
        let briefing = self.briefing;
        let link = briefing.cited(note).and_then(|citation| citation.link.as_deref()).and_then(web_address);
        if let Some(citation) = briefing.in_text(note) {
            self.raw(" ");
            if let Some(link) = &link {
                self.raw("<a href=\"").text(link).raw("\">");
            }
            self.rich(&citation.in_text);
            self.raw(if link.is_some() { "</a>" } else { "" });
            return;
        }
        let number = note.to_string();
        let link = link.unwrap_or_else(|| format!("#note_{number}"));
        self.raw("<sup style=\"font-size:12px;line-height:1px\"><a href=\"").text(&link).raw("\">[");
        self.raw(&number).raw("]</a></sup>");
    }

    fn rich(&mut self, rich: &Rich) {
        for run in &rich.0 {
            let name = match run.style {
                RunStyle::Plain => None,
                RunStyle::Emphasis => Some("em"),
                RunStyle::Strong => Some("strong"),
            };
            name.map(|name| self.raw("<").raw(name).raw(">"));
            self.text(&run.text);
            name.map(|name| self.raw("</").raw(name).raw(">"));
        }
    }
}

/// What lists of messages show behind the subject: the first words of the text.
fn preview(briefing: &Briefing<'_>) -> String {
    let first = briefing.blocks.iter().find_map(|block| match block {
        Block::Paragraph { content } => Some(fold(&inline_text(content))).filter(|text| !text.is_empty()),
        _ => None,
    });
    let text = first.unwrap_or_else(|| briefing.edition());
    let Some((end, _)) = text.char_indices().nth(PREVIEW) else { return text };
    let head = &text[..end];
    format!("{}…", head.rfind(' ').map_or(head, |space| &head[..space]))
}
