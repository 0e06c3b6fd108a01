//! Tests of charts.

use super::*;
use crate::model::Drawing;

const CHART: &str = "A\n\n![Two \\<bars\\> & more](chart:bars \"What is seen\")\n\nB\n";

fn with_chart() -> Frame {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"840\" height=\"100\" fill=\"currentColor\">\
        <rect width=\"840\" height=\"100\" fill=\"#0072b2\"/><text x=\"9\" y=\"9\">Ministry</text></svg>\n";
    let drawing =
        Drawing { caption: String::new(), alt: String::new(), svg: svg.to_owned(), size: (840.0, 100.0) };
    Frame { charts: BTreeMap::from([("bars".to_owned(), drawing)]), ..frame() }
}

fn bytes_of(file: &[u8], name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_chart_is_a_picture_as_svg_and_png_with_its_words() {
    let file = render(&parse(&Markdown::new(CHART)), &with_chart());
    let body = String::from_utf8(bytes_of(&file, "word/document.xml")).unwrap();
    let named = |name: &str| {
        let found = elements(&body).into_iter().find(|(element, _)| element == name);
        found.unwrap_or_else(|| panic!("no {name} in {body}")).1
    };
    assert_eq!(named("wp:docPr")["descr"], "Two <bars> & more");
    let related = String::from_utf8(bytes_of(&file, "word/_rels/document.xml.rels")).unwrap();
    for (element, target) in [("a:blip", "media/1-bars.png"), ("asvg:svgBlip", "media/1-bars.svg")] {
        let id = &named(element)["r:embed"];
        assert!(related.contains(&format!("Id=\"{id}\"")) && related.contains(target), "{related}");
    }
    // It is no wider than the text: 8,392 twentieths of a point.
    assert_eq!(named("wp:extent")["cx"], (8_392 * 635).to_string());
    let svg = String::from_utf8(bytes_of(&file, "word/media/1-bars.svg")).unwrap();
    assert!(svg.contains("Ministry") && !svg.contains("currentColor"), "{svg}");
    let png = bytes_of(&file, "word/media/1-bars.png");
    assert!(png.starts_with(b"\x89PNG") && png.len() > 300, "{} bytes", png.len());
    assert_eq!(text(&file).unwrap(), "Desk & Co\nThe week\nAnalysts · 2 April 2025\nA\n\nWhat is seen\nB\n");
}

#[test]
fn a_chart_that_is_not_drawn_is_its_caption() {
    let file = File::of(CHART, &frame());
    assert!(file.body().contains("What is seen") && !file.body().contains("w:drawing"), "{}", file.body());
}
