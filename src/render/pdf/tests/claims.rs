//! What a PDF claims, what it carries, and where its citations stand.

use super::*;
use crate::model::{Attachment, Citation, Rich, Run, RunStyle};

fn claiming(standards: &[&str], frame: Frame) -> Frame {
    let standards = standards.iter().map(|name| (*name).to_owned()).collect();
    Frame { pdf: PdfTerms { standards, proof: frame.pdf.proof }, ..frame }
}

fn with_proof() -> Frame {
    let attachment = Attachment {
        name: "edition.json",
        media_type: "application/json",
        description: "The proof",
        text: "{\"schema\": \"</x>\"}\n".to_owned(),
    };
    Frame { attachments: vec![attachment], ..frame() }
}

/// The messages and hints with which a frame is refused.
#[track_caller]
fn refusals(frame: &Frame) -> Vec<String> {
    let error = render(&report(1, 1), frame, &fonts()).expect_err("the claim cannot be kept");
    error.diagnostics().iter().map(ToString::to_string).collect()
}

#[test]
fn each_standard_that_allows_it_is_claimed_with_the_proof_in_the_file() {
    for standard in ["a-3b", "a-3u", "a-3a", "a-4f"] {
        let pdf = check_any_version(&claiming(&[standard], with_proof()));
        assert!(pdf.contains("pdfaid:part>"), "{standard}");
        assert!(pdf.contains("/EmbeddedFile") && pdf.contains("edition.json"), "{standard}");
    }
}

fn check_any_version(frame: &Frame) -> String {
    let made = render(&report(1, 1), frame, &fonts()).unwrap();
    assert_eq!(made.warnings, Vec::new());
    String::from_utf8_lossy(&made.value).into_owned()
}

#[test]
fn a_claim_that_cannot_be_kept_is_an_error_that_says_why() {
    let refused = refusals(&claiming(&["a-2b"], with_proof()));
    assert_eq!(
        refused,
        [
            "config.yaml: PDF/A-2b error: document contains an attached file (`pdf.standards` claims a-2b: a-3b, a-3u, a-3a and a-4f allow files in a PDF; or set `pdf.proof: false`)"
        ]
    );
    let refused = refusals(&claiming(&["a-3a", "a-2b"], frame()));
    assert_eq!(refused, ["choose at most one PDF/A standard"]);
}

#[test]
fn without_its_proof_a_pdf_may_claim_what_allows_no_files() {
    let mut frame = claiming(&["a-2a", "ua-1"], with_proof());
    frame.pdf.proof = false;
    let pdf = check_any_version(&frame);
    assert!(pdf.contains("pdfaid:part>2<") && !pdf.contains("/EmbeddedFile"));
    let pdf = check_any_version(&claiming(&[], with_proof()));
    assert!(!pdf.contains("pdfaid") && pdf.contains("/EmbeddedFile"));
}

#[test]
fn a_picture_without_words_for_it_breaks_the_claim() {
    let logo =
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";
    let mut frame = with_look("#let briefing(frame, body) = {\n  image(\"logo.svg\", width: 1cm)\n  body\n}");
    frame.look.insert("logo.svg".to_owned(), logo.to_vec());
    let refused = refusals(&frame);
    assert!(refused[0].starts_with("templates/frame/page.typ:2:3: "), "{refused:?}");
    assert!(refused[0].contains("alt"), "{refused:?}");
    assert!(check_any_version(&claiming(&[], frame)).starts_with("%PDF"));
}

#[test]
fn endnotes_stand_after_the_text_under_their_heading() {
    let mut frame = Frame { placement: Placement::Endnotes, ..frame() };
    frame.labels.insert("notes".to_owned(), "All notes".to_owned());
    let blocks = vec![quote("Prices rose.", 1), quote("Prices fell.", 2), paragraph("The end.")];
    let notes = vec![note(1, "First source."), note(2, "Second source.")];
    let Some(shown) = text_of(&check(&Tree { blocks, notes }, &frame)) else { return };
    let places: Vec<usize> = ["The end.", "All notes", "First source.", "Second source."]
        .iter()
        .map(|words| shown.find(words).unwrap_or_else(|| panic!("{words} is missing in {shown}")))
        .collect();
    assert!(places.is_sorted(), "{shown}");
}

#[test]
fn citations_in_the_text_need_no_notes() {
    let run = |text: &str, style| Run { text: text.to_owned(), style, url: None };
    let in_text = Rich(vec![
        run("(Smith, ", RunStyle::Plain),
        run("Oil", RunStyle::Emphasis),
        run(")", RunStyle::Plain),
    ]);
    let link = Some("https://example.org/#:~:text=rose".to_owned());
    let citations = BTreeMap::from([("1".to_owned(), Citation { in_text, link, ..Citation::default() })]);
    let frame = Frame { placement: Placement::Text, citations, ..frame() };
    let tree = Tree { blocks: vec![quote("Prices rose.", 1)], notes: vec![note(1, "A note.")] };
    let pdf = check(&tree, &frame);
    assert!(String::from_utf8_lossy(&pdf).contains("https://example.org/#:~:text=rose"));
    let Some(shown) = text_of(&pdf) else { return };
    assert!(shown.contains("Prices rose. (Smith, Oil)") && !shown.contains("A note."), "{shown}");
}
