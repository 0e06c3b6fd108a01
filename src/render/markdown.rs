//! The Markdown of a briefing, as its template wrote it.

use super::Frame;
use crate::model::{Citation, Placement};
use crate::tool::markdown::{self, Markdown};

/// Returns a briefing's Markdown in UTF-8: as it is, or where citations stand
/// in the text with each of them in place of its mark, and no footnotes of
/// citations. A chart is its caption. A marking stands in bold before and behind
/// it.
#[must_use]
pub fn render(markdown: &Markdown, frame: &Frame) -> Vec<u8> {
    let text = unmarked(markdown, frame);
    let marking = frame.sheet.marking.as_deref().map(markdown::fold).filter(|marking| !marking.is_empty());
    let Some(marking) = marking else { return text };
    let line = format!("**{}**", markdown::escape(&marking));
    let text = String::from_utf8_lossy(&text);
    format!("{line}\n\n{}\n\n{line}\n", text.trim_end_matches('\n')).into_bytes()
}

fn unmarked(markdown: &Markdown, frame: &Frame) -> Vec<u8> {
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
    fn a_marking_stands_first_and_last() {
        let mut frame = frame(Placement::Footnotes);
        frame.sheet.marking = Some("TLP:AMBER+STRICT".to_owned());
        let written = String::from_utf8(render(&Markdown::new("# A\n\nb[^1]\n\n[^1]: c\n"), &frame)).unwrap();
        let line = "**TLP:AMBER+STRICT**";
        assert_eq!(written, format!("{line}\n\n# A\n\nb[^1]\n\n[^1]: c\n\n{line}\n"));
        let tree = markdown::parse(&Markdown::new(written));
        assert_eq!(tree.notes[0].blocks.len(), 1, "it is no part of the last note");
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
