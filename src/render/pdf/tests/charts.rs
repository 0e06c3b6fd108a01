//! Charts on pages.

use super::*;
use crate::model::Drawing;

fn with_chart(words: &str, standards: &[&str]) -> Frame {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 420 60\" width=\"420\" height=\"60\" \
         font-size=\"9\" font-family=\"'Libertinus Serif', serif\" fill=\"currentColor\">\n\
         <rect width=\"100\" height=\"20\" fill=\"#0072b2\"/>\n<text x=\"9\" y=\"50\">{words}</text>\n</svg>\n"
    );
    let drawing = Drawing { caption: String::new(), alt: String::new(), svg, size: (420.0, 60.0) };
    let standards = standards.iter().map(|name| (*name).to_owned()).collect();
    Frame {
        charts: BTreeMap::from([("bars".to_owned(), drawing)]),
        pdf: PdfTerms { standards, ..PdfTerms::default() },
        ..frame()
    }
}

fn tree() -> Tree {
    let chart =
        Block::Chart { id: "bars".to_owned(), alt: "One bar".to_owned(), caption: "What is seen".to_owned() };
    Tree {
        blocks: vec![heading(1, "a", "A"), paragraph("Before."), chart, paragraph("After.")],
        notes: vec![],
    }
}

#[test]
fn a_chart_keeps_its_letters_and_the_claims_of_the_file() {
    for standards in [&["a-3a", "ua-1"][..], &["a-2b"], &[]] {
        let mut frame = with_chart("Министерство &amp; Co", standards);
        frame.pdf.proof = false;
        check_shown(&tree(), &frame, &["Before.", "Министерство & Co", "What is seen", "After."]);
    }
}

#[test]
fn a_letter_that_no_font_has_is_told_and_replaced_in_a_chart_too() {
    let made = render(&tree(), &with_chart("能源", &["a-3a", "ua-1"]), &fonts()).unwrap();
    assert_eq!(made.warnings.len(), 1, "{:?}", made.warnings);
    assert!(made.warnings[0].message.contains("能"), "{:?}", made.warnings);
    let Some(shown) = text_of(&made.value) else { return };
    assert!(shown.contains("\u{fffd}\u{fffd}"), "{shown}");
}

#[test]
fn a_chart_that_is_not_drawn_is_its_caption() {
    check_shown(&tree(), &frame(), &["Before.", "What is seen", "After."]);
}

#[test]
fn words_that_run_to_the_left_need_no_letters_of_their_own() {
    check(&tree(), &with_chart("\u{2067}משרד החוץ\u{2069}", &["a-3a", "ua-1"]));
}
