//! Tests of charts in a page.

use super::*;
use crate::model::Drawing;

const CHART: &str = "A\n\n![Two \\<bars\\>: 3; 4](chart:bars \"What is *seen*\")\n\nB\n";

fn with_chart() -> Frame {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" fill=\"currentColor\"><text>Ministry</text></svg>\n";
    let drawing =
        Drawing { caption: String::new(), alt: String::new(), svg: svg.to_owned(), size: (420.0, 100.0) };
    Frame { charts: BTreeMap::from([("bars".to_owned(), drawing)]), ..frame() }
}

#[test]
fn a_chart_is_a_figure_with_a_name_and_a_caption() {
    let page = render(&parse(&Markdown::new(CHART)), &with_chart());
    let document = Document::from(page.as_str());
    let picture = document.select("figure.chart svg[role=img]");
    assert_eq!(picture.attr("aria-label").as_deref(), Some("Two <bars>: 3; 4"));
    assert_eq!(picture.attr("fill").as_deref(), Some("currentColor"));
    assert_eq!(picture.select("text").text().as_ref(), "Ministry");
    assert_eq!(document.select("figure.chart figcaption").text().as_ref(), "What is *seen*");
    assert_eq!(document.select("main img, main script").length(), 0);
}

#[test]
fn a_chart_that_is_not_drawn_is_its_caption() {
    let page = page(CHART);
    let document = Document::from(page.as_str());
    assert_eq!(document.select("figure").length(), 0);
    assert_eq!(document.select("main p em").text().as_ref(), "What is *seen*");
    assert!(!page.contains("bars"), "{page}");
}
