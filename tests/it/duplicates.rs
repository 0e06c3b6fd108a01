//! `attache corpus duplicates`: copies and stories by their paths.

use std::io::{Cursor, Write as _};

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::Desk;

const REPORT: &str = "The harbour board of Norwick raised the tariff for coal ships to 4,500 crowns on Monday. Chairman \
    Ulf Sandberg said that the dredging of the eastern channel has to be paid for by those who need it. Three lines, \
    among them Petrel and Auk Shipping, will take their 38 voyages a year to Holm instead, they told the board.\n";

/// The same happening in other words.
const RETELLING: &str = "Petrel and Auk Shipping turn to Holm after Norwick makes coal dearer: ships pay 4,500 crowns \
    from now on. Ulf Sandberg, who chairs the harbour board, wants those who need the eastern channel to pay for its \
    dredging. Holm may expect 38 voyages more each year.\n";

const OTHER: &str = "A choir of ninety fishermen sang at the opening of the library in Skerry on Saturday. The building \
    by Greta Lindqvist has shelves of driftwood and cost half of what the county had feared.\n";

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A desk with a report, its copies and its retelling.
fn desk() -> Desk {
    let headed = format!("Coal to pay for the channel\n\n{REPORT}");
    let documents =
        [("b.txt", REPORT), ("e.txt", RETELLING), ("f.txt", OTHER), ("g.txt", &headed), ("c.txt", REPORT)];
    let desk = Desk::with_documents("md", &documents);
    desk.write("corpus/a.zip", zip(&[("same.txt", REPORT), ("own.txt", "The box has a text of its own.")]));
    desk
}

fn clusters(desk: &Desk) -> Vec<Value> {
    let run = desk.run(&["corpus", "duplicates", "--format", "json"]).ends_with(0);
    let value: Value = serde_json::from_str(&run.out).unwrap();
    value["clusters"].as_array().unwrap().clone()
}

#[test]
fn copies_and_retellings_stand_together_in_the_order_of_the_corpus() {
    let clusters = clusters(&desk());
    assert_eq!(clusters.len(), 1, "{clusters:#?}");
    let cluster = &clusters[0];
    let copies = ["corpus/a.zip#same.txt", "corpus/b.txt", "corpus/c.txt", "corpus/g.txt"];
    let all = ["corpus/a.zip#same.txt", "corpus/b.txt", "corpus/c.txt", "corpus/e.txt", "corpus/g.txt"];
    assert_eq!(cluster["paths"], serde_json::json!(all));
    assert_eq!(cluster["copies"], serde_json::json!([copies]));
    assert_eq!(cluster["kind"], "story");
    let number = |key: &str| cluster[key].as_f64().unwrap();
    assert!(0.3 < number("lowest") && number("lowest") < number("similarity") && number("similarity") < 1.0);
}

#[test]
fn what_was_passed_over_for_its_bytes_stands_with_its_original() {
    let desk = Desk::with_documents("md", &[("a.txt", OTHER), ("b.txt", REPORT), ("c.txt", OTHER)]);
    let clusters = clusters(&desk);
    let expected = serde_json::json!([{
        "kind": "copy",
        "similarity": 1.0,
        "lowest": 1.0,
        "paths": ["corpus/a.txt", "corpus/c.txt"],
        "copies": [["corpus/a.txt", "corpus/c.txt"]],
    }]);
    assert_eq!(Value::from(clusters), expected);
}

#[test]
fn the_text_names_clusters_and_copies_within_them() {
    let run = desk().run(&["corpus", "duplicates"]).ends_with(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines[0].starts_with("one story, likeness 0."), "{lines:?}");
    assert_eq!(lines[1], "  corpus/a.zip#same.txt  (copy 1)");
    assert_eq!(lines[4], "  corpus/e.txt");
    assert_eq!(lines.len(), 6);
}

#[test]
fn a_corpus_without_copies_says_so() {
    let desk = Desk::with_documents("md", &[("a.txt", OTHER), ("b.txt", REPORT)]);
    let run = desk.run(&["corpus", "duplicates"]).ends_with(0);
    assert_eq!(run.out, "no copies among 2 documents\n");
    assert!(clusters(&desk).is_empty());
}
