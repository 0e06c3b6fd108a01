//! Lines: runs of text in one style, language and direction, and links.

use crate::model::{Rich, RunStyle};
use crate::tool::markdown::Inline;

use super::address;
use super::language::{Direction, directed};
use super::writer::{Place, Writer};

/// How a run is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) strike: bool,
    pub(super) code: bool,
    /// Within a link, which holds no other.
    pub(super) link: bool,
}

impl Writer<'_> {
    pub(super) fn line(&mut self, content: &[Inline], look: Look, place: Place<'_>) {
        for inline in content {
            match inline {
                Inline::Text { text } => self.text(text, look, place),
                Inline::Code { text } => self.text(text, Look { code: true, ..look }, place),
                Inline::Emphasis { content } => self.line(content, Look { emphasis: true, ..look }, place),
                Inline::Strong { content } => self.line(content, Look { strong: true, ..look }, place),
                Inline::Strike { content } => self.line(content, Look { strike: true, ..look }, place),
                Inline::Link { url, content } => {
                    self.link(url, look, |writer, look| writer.line(content, look, place));
                }
                Inline::Mark { note, .. } => self.mark(*note, look, place),
                Inline::Break => self.text("\n", look, place),
            }
        }
    }

    /// Writes a text of a citation.
    pub(super) fn rich(&mut self, rich: &Rich, look: Look, place: Place<'_>) {
        for run in &rich.0 {
            let look = Look {
                strong: look.strong || run.style == RunStyle::Strong,
                emphasis: look.emphasis || run.style == RunStyle::Emphasis,
                ..look
            };
            match &run.url {
                Some(url) => self.link(url, look, |writer, look| writer.text(&run.text, look, place)),
                None => self.text(&run.text, look, place),
            }
        }
    }

    /// Writes a link around what `content` writes; the content alone where the
    /// address leads nowhere that Word could go, and within another link.
    pub(super) fn link(&mut self, url: &str, look: Look, content: impl FnOnce(&mut Self, Look)) {
        let (key, value) = match url.strip_prefix('#') {
            _ if look.link => return content(self, look),
            Some(id) => match self.outline.heading(id) {
                Some(heading) => ("w:anchor", heading.bookmark.clone()),
                None => return content(self, look),
            },
            None => match address::target(url) {
                Some(target) => ("r:id", self.relationships.link(&target)),
                None => return content(self, look),
            },
        };
        self.xml.open("w:hyperlink", &[(key, &value), ("w:history", "1")]);
        content(self, Look { link: true, ..look });
        self.xml.close();
    }

    /// Writes a text, one run for each direction in it.
    pub(super) fn text(&mut self, text: &str, look: Look, place: Place<'_>) {
        for (run, direction) in directed(text, place.direction) {
            self.xml.open("w:r", &[]);
            self.run_properties(look, direction, place);
            self.letters(run);
            self.xml.close();
        }
        if let Some(last) = text.chars().next_back() {
            self.after_mark = false;
            self.last_letter = Some(last);
        }
    }

    /// The order of elements is that of the schema (`EG_RPrBase`).
    fn run_properties(&mut self, look: Look, direction: Direction, place: Place<'_>) {
        let style = match (look.link, look.code) {
            (true, _) => Some("Hyperlink"),
            (_, true) => Some("CodeText"),
            _ => None,
        };
        let face = place.language.and_then(|language| language.east_asian_face);
        let is_plain = look == Look::default() && direction == Direction::ToRight && place.language.is_none();
        if is_plain {
            return;
        }
        self.xml.open("w:rPr", &[]);
        if let Some(style) = style {
            self.xml.value("w:rStyle", style);
        }
        if let Some(face) = face {
            // Quotation marks and dashes are then of that face too.
            self.xml.leaf("w:rFonts", &[("w:eastAsia", face), ("w:hint", "eastAsia")]);
        }
        let flags = [
            (look.strong, "w:b"),
            (look.strong, "w:bCs"),
            (look.emphasis, "w:i"),
            (look.emphasis, "w:iCs"),
            (look.strike, "w:strike"),
            (direction == Direction::ToLeft, "w:rtl"),
        ];
        for (_, name) in flags.into_iter().filter(|(is_on, _)| *is_on) {
            self.xml.leaf(name, &[]);
        }
        if let Some(language) = place.language {
            self.xml.leaf("w:lang", &language.attributes());
        }
        self.xml.close();
    }

    /// Writes letters within a run. In `w:t` a line break or a tab would be a
    /// space.
    pub(super) fn letters(&mut self, text: &str) {
        for piece in text.split_inclusive(['\n', '\t']) {
            let letters = piece.strip_suffix(['\n', '\t']).unwrap_or(piece);
            if !letters.is_empty() {
                self.xml.open("w:t", &[("xml:space", "preserve")]).text(letters).close();
            }
            match piece.chars().next_back() {
                Some('\n') => _ = self.xml.leaf("w:br", &[]),
                Some('\t') => _ = self.xml.leaf("w:tab", &[]),
                _ => {}
            }
        }
    }

    /// Begins a field of this code; what is written next is its result.
    pub(super) fn field_begin(&mut self, code: &str) {
        self.xml.open("w:r", &[]).leaf("w:fldChar", &[("w:fldCharType", "begin")]).close();
        self.xml
            .open("w:r", &[])
            .open("w:instrText", &[("xml:space", "preserve")])
            .text(code)
            .close()
            .close();
        self.xml.open("w:r", &[]).leaf("w:fldChar", &[("w:fldCharType", "separate")]).close();
    }

    pub(super) fn field_end(&mut self) {
        self.xml.open("w:r", &[]).leaf("w:fldChar", &[("w:fldCharType", "end")]).close();
    }
}
