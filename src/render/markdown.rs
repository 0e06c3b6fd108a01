//! The Markdown of a briefing, as its template wrote it.

use super::Frame;
use crate::model::{Citation, Placement};
use crate::tool::markdown::{self, Markdown};

/// Returns a briefing's Markdown in UTF-8: as it is, or where citations stand
/// in the text with each of them in place of its mark, and no footnotes of
/// citations. A chart is its caption.
#[must_use]
pub fn render(markdown: &Markdown, frame: &Frame) -> Vec<u8> {
    let markdown = markdown::without_charts(markdown);
    if frame.placement != Placement::Text {
        return markdown.into_string().into_bytes();
    }
    let set = |label: &str| frame.citations.get(label).map(in_text);
    markdown::set_in_text(&markdown, set).into_string().into_bytes()
}

/// Writes what stands in the text, as a link to the quotation in its source.
fn in_text(citation: &Citation) -> String {
    let mut text = citation.in_text.clone();
    if citation.link.is_some() {
        text.0.iter_mut().for_each(|run| run.url.clone_from(&citation.link));
    }
    markdown::rich(&text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Rich;

    fn frame(placement: Placement) -> Frame {
        let citation = |in_text: &str, link: Option<&str>| Citation {
            in_text: Rich::from(in_text),
            link: link.map(str::to_owned),
            ..Citation::default()
        };
        Frame {
            title: String::new(),
            audience: String::new(),
            desk: String::new(),
            date: "2025-04-02".parse().unwrap(),
            date_text: String::new(),
            language: "en".to_owned(),
            labels: BTreeMap::new(),
            quote_languages: BTreeMap::new(),
            placement,
            citations: BTreeMap::from([
                (
                    "1".to_owned(),
                    citation("(Smith 2024, para. 3)", Some("https://example.org/#:~:text=a,-b")),
                ),
                ("2".to_owned(), citation("[2, p. 4]", None)),
            ]),
            attachments: Vec::new(),
            sheet: crate::model::Sheet::default(),
            charts: BTreeMap::new(),
            pdf: crate::model::PdfTerms::default(),
            look: BTreeMap::new(),
        }
    }

    #[track_caller]
    fn check(placement: Placement, text: &str, expected: &str) {
        let written = render(&Markdown::new(text), &frame(placement));
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    #[test]
    fn markdown_is_written_as_it_is() {
        check(Placement::Footnotes, "a\\*  \nb[^1]\r\n\n[^1]: c\n", "a\\*  \nb[^1]\r\n\n[^1]: c\n");
        check(Placement::Endnotes, "b[^1]\n\n[^1]: c\n", "b[^1]\n\n[^1]: c\n");
    }

    #[test]
    fn citations_in_the_text_are_links_without_notes() {
        check(
            Placement::Text,
            "> A.[^1]\n\nB[^2] and \\[^1\\].[^3]\n\n[^1]: One\n\n[^2]: Two\n\n[^3]: Own\n",
            "> A. [(Smith 2024, para. 3)](https://example.org/#:~:text=a,-b)\n\nB \\[2, p. 4\\] and \\[^1\\].[^3]\n\n[^3]: Own\n",
        );
    }
}
