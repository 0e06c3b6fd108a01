//! The Markdown of a briefing, as its template wrote it.

use crate::tool::markdown::Markdown;

/// Returns a briefing's Markdown in UTF-8, as it is.
#[must_use]
pub fn render(markdown: &Markdown) -> Vec<u8> {
    markdown.as_str().as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_written_as_it_is() {
        assert_eq!(render(&Markdown::new("a\\*  \nb\r\n")), b"a\\*  \nb\r\n");
    }
}
