//! The only way to write a page of the program's own, or XML: markup is what
//! stands in the source of this program, and everything else is text.

use std::fmt::{Display, Write as _};

/// Markup that is being written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Appends markup. A value that is not known before the program runs cannot
    /// come in here: it has no `'static` life.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Appends a text, also within an attribute's quotation marks. What HTML and
    /// XML 1.0 may not hold becomes U+FFFD.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(letter),
                '\u{fffe}' | '\u{ffff}' => self.0.push(char::REPLACEMENT_CHARACTER),
                letter if letter.is_control() => self.0.push(char::REPLACEMENT_CHARACTER),
                letter => self.0.push(letter),
            }
        }
        self
    }

    /// Appends what a value shows, as text.
    pub(crate) fn show(&mut self, value: impl Display) -> &mut Self {
        let mut text = String::new();
        let _ = write!(text, "{value}");
        self.text(&text)
    }

    /// Appends what was written elsewhere.
    pub(crate) fn add(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Appends a link.
    pub(crate) fn link(&mut self, address: &str, text: &str) -> &mut Self {
        self.raw("<a href=\"").text(address).raw("\">").text(text).raw("</a>")
    }

    /// Appends the name of a file or a person, which has its own direction.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.raw("<bdi>").text(name).raw("</bdi>")
    }

    /// Appends a count and what is counted: `1 file`, `2 files`.
    pub(crate) fn count(&mut self, count: usize, what: &str) -> &mut Self {
        self.show(count).raw(" ").text(what).raw(if count == 1 { "" } else { "s" })
    }

    /// Appends a field of a form that is not shown.
    pub(crate) fn hidden(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.raw("<input type=\"hidden\" name=\"").raw(name).raw("\" value=\"").text(value).raw("\">")
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_markup() {
        let mut html = Html::new();
        html.raw("<a title=\"").text("\"><script>'&\u{0}\n").raw("\">");
        assert_eq!(html.into_string(), "<a title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\u{fffd}\n\">");
    }

    #[test]
    fn one_is_counted_alone() {
        let mut html = Html::new();
        html.count(1, "file").raw(", ").count(0, "page");
        assert_eq!(html.into_string(), "1 file, 0 pages");
    }
}
