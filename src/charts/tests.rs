//! Tests of drawings: what is in them, and what never is.

use proptest::prelude::*;

use super::label::{cut, width, wrap};
use super::number::{Scale, grouped};
use super::*;
use crate::model::{Axis, Happening};

const MEDIUM: Medium<'static> =
    Medium { language: "en", scales: "6 million | 9 billion", families: &["Libertinus Serif", "serif"] };

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|text| (*text).to_owned()).collect()
}

fn chart(shape: Shape) -> Chart {
    let (title, caption, alt) = (String::new(), "What is seen.".to_owned(), "Values.".to_owned());
    Chart { id: "a-1".to_owned(), title, caption, alt, shape, columns: Vec::new(), rows: Vec::new() }
}

fn svg(shape: Shape) -> String {
    draw(&chart(shape), &MEDIUM).svg
}

/// The labels of a drawing, and that it is whole, plain SVG.
#[track_caller]
fn labels(shape: Shape) -> Vec<String> {
    let svg = svg(shape);
    let tree = pieces_of(&svg);
    for forbidden in ["<script", "<style", "href", " id=", "url(", "<image", "<foreignObject", "NaN", "inf"] {
        let markup: String =
            tree.iter().filter(|(is_text, _)| !is_text).map(|(_, piece)| piece.as_str()).collect();
        assert!(!markup.contains(forbidden), "{forbidden} in {markup}");
    }
    tree.into_iter().filter(|(is_text, _)| *is_text).map(|(_, text)| text).collect()
}

/// Takes a drawing apart: tags, and texts between them without their entities.
fn pieces_of(svg: &str) -> Vec<(bool, String)> {
    let mut pieces = Vec::new();
    for piece in svg.split_inclusive('>') {
        let (text, tag) = piece.split_once('<').unwrap_or((piece, ""));
        if !text.trim().is_empty() {
            let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
            pieces.push((
                true,
                plain.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter)),
            ));
        }
        pieces.push((false, format!("<{tag}")));
    }
    pieces
}

fn bars(names: &[&str], values: &[u32]) -> Shape {
    Shape::Bars {
        names: texts(names),
        values: values.to_vec(),
        written: values.iter().map(u32::to_string).collect(),
        has_rest: false,
    }
}

fn years(points: &[(f64, f64)]) -> Shape {
    let ticks = (2020..=2024).map(|year| (f64::from(year), year.to_string())).collect();
    let axis = Axis { start: 2020.0, end: 2024.0, step: 1.0, ticks };
    Shape::Line { axis, unit: "%".to_owned(), points: points.to_vec() }
}

#[test]
fn names_of_sources_are_texts_whatever_they_say() {
    let hostile =
        ["<script>alert(1)</script>", "a & \"b\" 'c'", "$x^2$ to $5", "\u{202e}evil\u{2066}", "\u{1}0"];
    let shown = labels(bars(&hostile, &[5, 4, 3, 2, 1]));
    for name in ["<script>alert(1)</script>", "a & \"b\" 'c'", "$x^2$ to $5", "evil", "0"] {
        assert!(shown.iter().any(|label| label == name), "{name} in {shown:?}");
    }
}

#[test]
fn a_drawing_holds_on_any_page() {
    let drawing = draw(&chart(bars(&["A", "B"], &[2, 1])), &MEDIUM);
    assert!(drawing.svg.starts_with("<svg xmlns="), "{}", drawing.svg);
    assert!(drawing.svg.ends_with("</svg>\n"), "{}", drawing.svg);
    assert!(drawing.svg.contains("fill=\"currentColor\""));
    assert!(!drawing.inked("#123456").contains("currentColor"));
    assert!(!drawing.svg.contains("white"), "no background: {}", drawing.svg);
    assert_eq!((drawing.caption.as_str(), drawing.alt.as_str()), ("What is seen.", "Values."));
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let shape = || years(&[(2020.0, 1.5), (2022.0, -3.0), (2024.0, 7e9)]);
    assert_eq!(svg(shape()), svg(shape()));
}

#[test]
fn words_that_run_to_the_left_keep_their_place() {
    let shown = labels(bars(&["وزارة الخارجية", "B"], &[2, 1]));
    assert!(shown.contains(&"\u{2067}وزارة الخارجية\u{2069}".to_owned()), "{shown:?}");
}

#[test]
fn a_bar_is_as_long_as_its_value() {
    let svg = svg(bars(&["A", "B", "C"], &[10, 5, 0]));
    let lengths: Vec<f64> = svg
        .lines()
        .filter(|line| line.starts_with("<rect"))
        .filter_map(|line| line.split("width=\"").nth(1)?.split('"').next()?.parse().ok())
        .collect();
    let [short, long] = lengths[..] else { panic!("{lengths:?}") };
    assert!((long / short - 2.0).abs() < 0.01, "{lengths:?}");
}

#[test]
fn empty_cells_of_a_heat_map_are_empty() {
    let shape = Shape::Heat {
        rows: texts(&["A", "B"]),
        columns: texts(&["C", "D"]),
        values: vec![vec![3, 0], vec![0, 1]],
    };
    assert_eq!(svg(shape.clone()).matches("<rect").count(), 2);
    let shown = labels(shape);
    assert!(
        ["A", "B", "C", "D", "3", "1"].iter().all(|label| shown.contains(&(*label).to_owned())),
        "{shown:?}"
    );
    assert!(!shown.contains(&"0".to_owned()), "{shown:?}");
}

#[test]
fn happenings_that_would_cover_one_another_stand_in_rows() {
    let at = |start: f64, label: &str| Happening { lane: 0, start, end: start, label: label.to_owned() };
    let axis = Axis { start: 0.0, end: 100.0, step: 50.0, ticks: vec![(0.0, "then".to_owned())] };
    let events = vec![at(10.0, "1"), at(10.1, "2"), at(60.0, "3")];
    let svg = svg(Shape::Timeline { axis, lanes: texts(&["A"]), events });
    let heights: Vec<&str> = svg
        .lines()
        .filter(|line| line.starts_with("<circle"))
        .filter_map(|line| line.split("cy=\"").nth(1)?.split('"').next())
        .collect();
    assert_eq!(heights.len(), 3, "{svg}");
    assert_ne!(heights[0], heights[1]);
    assert_eq!(heights[0], heights[2]);
}

#[test]
fn numbers_are_written_as_the_language_has_them() {
    for (language, value, decimals, written) in [
        ("en", 1_234_567.5, 1, "1,234,567.5"),
        ("de", 1_234.5, 2, "1.234,50"),
        ("fr-CA", 12_345.0, 0, "12\u{202f}345"),
        ("ru", -0.25, 2, "\u{2212}0,25"),
        ("zh", -0.001, 2, "0.00"),
        ("en", 999.0, 0, "999"),
    ] {
        assert_eq!(grouped(value, decimals, language), written);
    }
    let scale = |most: f64, step: f64| Scale::of(most, step, MEDIUM.scales);
    assert_eq!(scale(3.2e9, 5e8).write(2.5e9, 5e8, "en"), "2.5");
    assert_eq!(scale(3.2e9, 5e8).word, "billion");
    assert_eq!(scale(1_000_010.0, 5.0).write(1_000_005.0, 5.0, "en"), "1,000,005");
    assert_eq!(scale(3.2e9, 5e8).write_exactly(3.25e9, "de"), "3,25");
}

#[test]
fn long_names_are_cut_where_they_no_longer_fit() {
    assert_eq!(cut("Short", 9.0, 100.0), "Short");
    assert_eq!(cut("Ministry of Foreign Affairs", 9.0, 90.0), "Ministry of…");
    assert_eq!(wrap("Energy security", 9.0, 50.0, 3), Some(texts(&["Energy", "security"])));
    assert_eq!(wrap("Energieversorgungssicherheit", 9.0, 50.0, 3), None);
    assert_eq!(wrap("能源安全与供应", 9.0, 40.0, 3).map(|lines| lines.len()), Some(2));
}

proptest! {
    #[test]
    fn what_is_cut_fits(text in "\\PC{0,60}", most in 20.0..200.0f64) {
        prop_assert!(width(&cut(&text, 9.0, most), 9.0) <= most + 1e-6);
    }

    #[test]
    fn any_values_make_a_whole_drawing(
        values in prop::collection::vec(prop_oneof![-1e18..1e18f64, Just(0.0), -10.0..10.0f64, Just(1e300)], 2..12),
        name in "\\PC{0,30}",
        counts in prop::collection::vec(any::<u16>(), 1..40),
    ) {
        let points: Vec<(f64, f64)> = values.iter().enumerate().map(|(at, value)| (2020.0 + at as f64 / 3.0, *value)).collect();
        labels(years(&points));
        let counts: Vec<u32> = counts.into_iter().map(u32::from).collect();
        let names = vec![name; counts.len()];
        labels(Shape::Stacks {
            bars: names.clone(),
            parts: names[..names.len().min(7)].to_vec(),
            has_rest: false,
            values: counts.iter().map(|count| vec![*count; names.len().min(7)]).collect(),
        });
        let written = names.clone();
        labels(Shape::Bars { names, values: counts, written, has_rest: true });
    }
}
