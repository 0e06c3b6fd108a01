//! Citations as notes and in the text.

use crate::model::{Citation, Rich, Run, RunStyle};
use crate::tool::markdown::{Note, block_text};

use super::*;

#[test]
fn notes_are_words_own() {
    let file = File::of(NOTES, &frame());
    file.shows(
        "word/document.xml",
        &[("BodyText", "A.^ B.^,{ NOTEREF _RefNote1 \\f \\h |1} C.{ NOTEREF _RefNote2 \\f \\h |2}")],
    );
    let notes = [
        ("", ""),
        ("", ""),
        ("FootnoteText", "^ One, really."),
        ("FootnoteText", "^ Two."),
        ("FootnoteText", "More."),
    ];
    file.shows("word/footnotes.xml", &notes);
    assert!(!file.0.contains_key("word/endnotes.xml"));
    let ids: Vec<String> = elements(file.body())
        .into_iter()
        .filter(|(name, _)| name == "w:footnoteReference")
        .map(|(_, attributes)| attributes["w:id"].clone())
        .collect();
    assert_eq!(ids, ["1", "2"]);
}

#[test]
fn endnotes_stand_under_the_last_heading() {
    let file = File::of(NOTES, &framed(Placement::Endnotes));
    assert!(!file.0.contains_key("word/footnotes.xml"));
    let paragraphs = file.paragraphs("word/document.xml");
    assert_eq!(paragraphs.last(), Some(&("Heading1".to_owned(), "Notes".to_owned())));
    file.shows(
        "word/endnotes.xml",
        &[
            ("", ""),
            ("", ""),
            ("EndnoteText", "^ One, really."),
            ("EndnoteText", "^ Two."),
            ("EndnoteText", "More."),
        ],
    );
    for part in ["word/settings.xml", "word/document.xml"] {
        assert!(file.part(part).contains("<w:endnotePr><w:numFmt w:val=\"decimal\"/>"), "{part}");
    }
    let labels = BTreeMap::from([("notes".to_owned(), "Anmerkungen".to_owned())]);
    let file =
        File::of("# The week\n\nA.[^1]\n\n[^1]: One.\n", &Frame { labels, ..framed(Placement::Endnotes) });
    let paragraphs = file.paragraphs("word/document.xml");
    assert_eq!(paragraphs.last(), Some(&("Heading1".to_owned(), "Anmerkungen".to_owned())));
}

#[test]
fn a_document_without_notes_has_no_part_for_them() {
    let file = File::of("# The week\n\n## Notes\n", &framed(Placement::Endnotes));
    assert!(!file.0.keys().any(|name| name.contains("notes")), "{:?}", file.0.keys());
    file.shows("word/document.xml", &[("Heading1", "Notes")]);
}

fn cited(link: Option<&str>) -> Frame {
    let run = |text: &str, style| Run { text: text.to_owned(), style, url: None };
    let in_text = Rich(vec![
        run("(Smith ", RunStyle::Plain),
        run("2024", RunStyle::Emphasis),
        run(")", RunStyle::Plain),
    ]);
    let citation = Citation { in_text, link: link.map(str::to_owned), ..Citation::default() };
    Frame { citations: BTreeMap::from([("1".to_owned(), citation)]), ..framed(Placement::Text) }
}

#[test]
fn citations_in_the_text_take_the_place_of_notes() {
    let markdown = "# The week\n\nA.[^1] B [^1]\n\n[^1]: One.\n";
    let file = File::of(markdown, &cited(Some("https://a.example/b#:~:text=c")));
    file.shows("word/document.xml", &[("BodyText", "A. (Smith 2024) B (Smith 2024)")]);
    assert!(!file.0.contains_key("word/footnotes.xml"));
    let links: Vec<(String, bool)> =
        file.related("word/document.xml").into_values().filter(|(_, outside)| *outside).collect();
    assert_eq!(links, [("https://a.example/b#:~:text=c".to_owned(), true)]);
    let file = File::of(markdown, &cited(None));
    file.shows("word/document.xml", &[("BodyText", "A. (Smith 2024) B (Smith 2024)")]);
    assert!(!file.body().contains("w:hyperlink"));
}

#[test]
fn a_note_that_is_no_citation_stays_a_note_among_citations_in_the_text() {
    let file = File::of("# The week\n\nA.[^1] B.[^x]\n\n[^1]: One.\n[^x]: A remark.\n", &cited(None));
    file.shows("word/document.xml", &[("BodyText", "A. (Smith 2024) B.^")]);
    file.shows("word/footnotes.xml", &[("", ""), ("", ""), ("FootnoteText", "^ A remark.")]);
}

#[test]
fn a_note_that_only_a_note_marks_is_not_lost() {
    let file =
        File::of("# The week\n\nA.[^1] B.[^2]\n\n[^1]: One.[^3]\n[^2]: Two.\n[^3]: Three.\n", &frame());
    let notes: Vec<String> =
        file.paragraphs("word/footnotes.xml").into_iter().map(|(_, text)| text).collect();
    assert!(notes.iter().any(|note| note.ends_with("Three.")), "{notes:?}");
    let tree =
        parse(&Markdown::new("# The week\n\nA.[^1] B.[^2]\n\n[^1]: One.[^3]\n[^2]: Two.\n[^3]: Three.\n"));
    // Each mark shows the note's number in the tree, whoever counts it.
    for note in &tree.notes {
        let said = block_text(&note.blocks);
        let shown = notes.iter().find(|shown| shown.contains(&said)).unwrap();
        let counted = shown.starts_with('^');
        assert!(counted || shown.starts_with(&note.number.to_string()), "{shown} is {}", note.number);
    }
}

#[test]
fn a_number_that_word_would_not_count_is_written() {
    let text = |text: &str| Block::Paragraph { content: vec![Inline::Text { text: text.to_owned() }] };
    let note = |number: usize, blocks| Note { number, label: number.to_string(), marks: 1, blocks };
    let mark = |note| Inline::Mark { note, nth: 1 };
    let tree = Tree {
        blocks: vec![Block::Paragraph { content: vec![mark(2), mark(1), mark(9)] }],
        notes: vec![note(1, vec![text("One.")]), note(2, Vec::new())],
    };
    let file = File::of_tree(&tree, &frame());
    file.shows("word/document.xml", &[("BodyText", "^2,^,9")]);
    file.shows(
        "word/footnotes.xml",
        &[("", ""), ("", ""), ("FootnoteText", "2 "), ("FootnoteText", "^ One.")],
    );
}
