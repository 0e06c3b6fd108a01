//! What PDFs claim, checked by programs that are not ours: qpdf, poppler, and
//! pdfua for the part of PDF/UA-1 that a machine can check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{DATE, Desk, has_program};

/// The checker's package of PyPI. It has 16 of the 106 rules of PDF/UA-1 that
/// a machine can check; the others are Typst's own checks at export.
const PDFUA: &str = "pdfua==0.1.3";

/// A desk with a Russian, a Chinese and an English source, built as PDF.
fn built() -> (Desk, PathBuf) {
    let desk = Desk::with_documents(
        "pdf",
        &[
            (
                "a.md",
                "# Harbour\n\nThe harbour handled 4.2 million tonnes of cargo. The new berth opened in May.\n",
            ),
            (
                "b.txt",
                "Гавань приняла больше грузов, чем год назад. Новый причал для cargo и harbour открыли в мае.\n",
            ),
            (
                "c.txt",
                "The port authority wrote: harbour cargo tariff. 港口的 harbour 吞吐量去年增长了百分之八。港口将扩建。\n",
            ),
        ],
    );
    desk.write("corpus/sources.yaml", "sources:\n  b.txt: {language: ru}\n  c.txt: {language: zh}\n");
    desk.build();
    let pdf = desk.root.join(format!("output/weekly/{DATE}/analyst.pdf"));
    (desk, pdf)
}

fn printed(program: &str, arguments: &[&str], file: &Path) -> (bool, String) {
    let output = Command::new(program).args(arguments).arg(file).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_structure_of_a_pdf_is_whole_and_in_reading_order() {
    if !has_program("qpdf") || !has_program("pdfinfo") {
        return;
    }
    let (_desk, pdf) = built();
    let (sound, told) = printed("qpdf", &["--check"], &pdf);
    assert!(sound && told.contains("No syntax or stream encoding errors found"), "{told}");
    let (_, info) = printed("pdfinfo", &[], &pdf);
    for fact in
        ["Tagged:          yes", "Title:           Norwick, the weekly briefing", "JavaScript:      no"]
    {
        assert!(info.contains(fact), "{fact} is missing in\n{info}");
    }
    // Each quotation is tagged as one, and its note follows it.
    let (_, structure) = printed("pdfinfo", &["-struct-text"], &pdf);
    let places: Vec<usize> = ["BlockQuote", "Note <Note 1>", "<Note 2>"]
        .iter()
        .map(|tag| structure.find(tag).unwrap_or_else(|| panic!("no {tag} in\n{structure}")))
        .collect();
    assert!(places.is_sorted(), "{structure}");
    assert!(structure.contains("H1 "), "{structure}");
}

#[test]
fn each_quotation_bears_its_language() {
    if !has_program("qpdf") {
        return;
    }
    let (desk, pdf) = built();
    let plain = desk.beside().join("plain.pdf");
    assert!(printed("qpdf", &["--qdf", "--object-streams=disable", pdf.to_str().unwrap()], &plain).0);
    let text = String::from_utf8_lossy(&fs::read(plain).unwrap()).into_owned();
    for language in ["/Lang (en)", "/Lang (ru)", "/Lang (zh)"] {
        assert!(text.contains(language), "{language} is nowhere");
    }
}

#[test]
fn what_a_pdf_carries_is_read_by_others() {
    if !has_program("pdfdetach") {
        return;
    }
    let (desk, pdf) = built();
    let folder = desk.beside().join("carried");
    fs::create_dir(&folder).unwrap();
    let done = Command::new("pdfdetach").args(["-saveall", "-o"]).arg(&folder).arg(&pdf).status();
    assert!(done.unwrap().success());
    let read =
        |name: &str| -> Value { serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap() };
    let (whole, part, notes) = (desk.manifest(DATE), read("edition.json"), read("annotations.jsonld"));
    assert_eq!(part["audiences"][0]["files"], Value::Array(Vec::new()));
    assert_eq!(part["excerpts"].as_array().unwrap().len(), whole["excerpts"].as_array().unwrap().len());
    let items = notes["items"].as_array().unwrap();
    assert_eq!(items.len(), part["excerpts"].as_array().unwrap().len());
    for (item, excerpt) in items.iter().zip(part["excerpts"].as_array().unwrap()) {
        let selectors = &item["target"]["selector"];
        assert_eq!(selectors[0]["exact"], excerpt["text"]);
        assert_eq!(selectors[1]["start"], excerpt["selector"]["start"]);
    }
}

/// An audience's file tells of nothing that another audience is given.
#[test]
fn an_audience_is_not_told_of_others() {
    let desk = Desk::sample();
    desk.edit(
        "config.yaml",
        "formats: [md, html]\n    excerpts_per_theme: 2",
        "formats: [html]\n    excerpts_per_theme: 1",
    );
    desk.write("corpus/secret-notes.bin", b"\0\x01");
    desk.build();
    let page = desk.read(&format!("output/weekly/{DATE}/executive.html"));
    let manifest = desk.manifest(DATE);
    let cited: Vec<u64> = manifest["audiences"][0]["citations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| pair[1].as_u64().unwrap())
        .collect();
    let others = manifest["excerpts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|excerpt| !cited.contains(&excerpt["n"].as_u64().unwrap()));
    let mut checked = 0;
    for excerpt in others {
        let text = excerpt["text"].as_str().unwrap();
        // What stands around a quotation may be a part of another.
        assert!(!page.contains(&format!("\"text\": \"{text}\"")), "{text}");
        checked += 1;
    }
    assert!(checked > 0 && !page.contains("secret-notes") && !page.contains("preferred_to\": [\n"));
}

#[test]
fn a_checker_of_accessibility_finds_no_fault() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pdfua");
    if !folder.join("pdfua").is_dir() {
        let installed = Command::new("python3")
            .args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "--target"])
            .arg(&folder)
            .arg(PDFUA)
            .status();
        if !installed.is_ok_and(|status| status.success()) {
            eprintln!("skipped: {PDFUA} cannot be installed by pip");
            return;
        }
    }
    let (_desk, pdf) = built();
    let output = Command::new("python3")
        .args(["-m", "pdfua", "check"])
        .arg(&pdf)
        .env("PYTHONPATH", &folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("12 implemented checks") && told.contains("result: PASS"), "{told}");
}
