//! The ready looks, the paper and the marking.

use super::*;
use crate::model::{Base, Families, Look, Paper, Sheet};

fn looking(look: Look, marking: Option<&str>, paper: Paper) -> Frame {
    let sheet = Sheet { paper, marking: marking.map(str::to_owned), look };
    Frame { sheet, pdf: PdfTerms { proof: false, ..PdfTerms::default() }, ..frame() }
}

/// Every look, plain and with all that can be asked of it.
fn looks() -> impl Iterator<Item = Look> {
    let bases = Base::NAMES.into_iter().filter_map(Base::from_name).map(Base::look);
    bases.flat_map(|look| {
        let more = Look { cover: !look.cover, columns: 2, numbered: !look.numbered, ..look.clone() };
        [look, more]
    })
}

#[test]
fn every_look_carries_a_briefing_on_every_paper_with_its_marking_on_each_page() {
    for look in looks() {
        for (paper, marking) in [(Paper::A4, "TLP:AMBER+STRICT"), (Paper::A5, "Nur für den Dienstgebrauch")]
        {
            let pdf = check(&report(3, 4), &looking(look.clone(), Some(marking), paper));
            let Some(text) = text_of(&pdf) else { return };
            for (number, page) in text.split_terminator('\u{C}').enumerate() {
                let times = page.matches(marking).count();
                assert_eq!(times, 2, "{:?}, page {number}: {page}", look.base);
            }
        }
    }
}

#[test]
fn odd_titles_and_languages_are_set_in_every_look() {
    let words = "استعرض المجلس 47 تقريرا عن التجارة";
    for look in looks() {
        let frame = Frame {
            title: "A title that does not end where titles end ".repeat(6),
            desk: "Department of ".repeat(12),
            audience: "Readers, ".repeat(20),
            quote_languages: BTreeMap::from([("1".to_owned(), "ar".to_owned())]),
            ..looking(look, Some("TLP:RED"), Paper::Letter)
        };
        let tree = Tree { blocks: vec![quote(words, 1)], notes: vec![note(1, "A source.")] };
        render(&tree, &frame, &fonts()).unwrap();
    }
    check(&Tree::default(), &looking(Base::Ministry.look(), None, Paper::Legal));
}

fn paper_of(paper: Paper) -> String {
    let pdf = render(&report(1, 1), &looking(Look::default(), None, paper), &fonts()).unwrap().value;
    let text = String::from_utf8_lossy(&pdf).into_owned();
    let start = text.find("/MediaBox").unwrap();
    text[start..].split(']').next().unwrap().split('[').nth(1).unwrap().to_owned()
}

#[test]
fn pages_have_the_paper_that_is_asked_for() {
    assert!(paper_of(Paper::A4).starts_with("0 0 595.2"), "{}", paper_of(Paper::A4));
    assert!(paper_of(Paper::A5).starts_with("0 0 419.5"), "{}", paper_of(Paper::A5));
    assert!(paper_of(Paper::Letter).starts_with("0 0 612 792"), "{}", paper_of(Paper::Letter));
    assert!(paper_of(Paper::Legal).starts_with("0 0 612 1008"), "{}", paper_of(Paper::Legal));
}

#[test]
fn a_look_that_loses_the_marking_is_refused() {
    let with = |rule: &str| {
        let page = format!("#let briefing(frame, body) = {{\n  {rule}\n  body\n}}\n");
        let look = BTreeMap::from([("page.typ".to_owned(), page.into_bytes())]);
        let frame = Frame { look, ..looking(Look::default(), Some("TLP:GREEN"), Paper::A4) };
        render(&report(1, 2), &frame, &fonts())
    };
    assert!(with("").is_ok());
    assert!(with("set page(background: rect(width: 100%, height: 100%, fill: red))").is_ok());
    for rule in [
        "set page(foreground: none)",
        "set page(foreground: [TLP:GREEN])",
        "set page(foreground: place(top, hide[TLP:GREEN]))",
        "show \"TLP\": \"\"",
        "show text: hide",
        "[\n#set page(foreground: none)\nOne page without. ]",
    ] {
        let Err(error) = with(rule) else { panic!("{rule}") };
        let told = error.diagnostics()[0].to_string();
        assert!(told.contains("does not bear the marking `TLP:GREEN`"), "{rule}: {told}");
        assert!(told.starts_with("templates/frame/page.typ: page "), "{rule}: {told}");
    }
}

#[test]
fn a_family_of_the_configuration_that_is_nowhere_is_told_once() {
    let fonts_asked = Families { headings: Some("No Such Face".to_owned()), ..Families::default() };
    let look = Look { fonts: fonts_asked, ..Base::Newsroom.look() };
    let made = render(&report(1, 1), &looking(look, None, Paper::A4), &fonts()).unwrap();
    let told: Vec<String> = made.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "config.yaml: there is no font `No Such Face` for a PDF, which `look.fonts.headings` names (name its file under `fonts.paths`)"
        ]
    );
}

#[test]
fn a_page_of_ones_own_changes_one_thing_of_a_ready_look() {
    let page = "#import \"/looks/ministry.typ\": briefing as ministry\n\
                #let briefing(frame, body) = ministry(frame, body, foot: frame => [Foot of #frame.audience])\n";
    let look = BTreeMap::from([("page.typ".to_owned(), page.as_bytes().to_vec())]);
    let frame = Frame { look, ..looking(Base::Ministry.look(), None, Paper::A4) };
    check_shown(&report(1, 1), &frame, &["Foot of Analysts"]);
}

#[test]
fn pages_are_kept_for_the_pictures_that_are_asked_for_next() {
    let (fonts, kept) = (fonts(), Kept::default());
    let frame = looking(Base::Plain.look(), None, Paper::A5);
    let draw = |number: usize| {
        let order = order(&report(4, 8), &frame, &fonts, Wanted::Page(number)).value;
        match set(&order, &Helper::new(&fonts, &order), &kept).unwrap().value {
            Made::Page(page) => page,
            Made::Pdf(_) => panic!("a page was wanted"),
        }
    };
    let begun = std::time::Instant::now();
    let first = draw(1);
    let cold = begun.elapsed();
    assert!(first.pages > 3 && first.svg.starts_with("<svg"));
    let begun = std::time::Instant::now();
    assert_eq!(draw(2).number, 2);
    assert!(begun.elapsed() < cold, "{:?} after {cold:?}", begun.elapsed());
}
