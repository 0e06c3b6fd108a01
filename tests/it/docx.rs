//! Word documents as others read them: our own reader of Word documents, which
//! shares no code with the writer, and LibreOffice, where it is installed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use attache::model::{Citation, PdfTerms, Placement, Rich};
use attache::render::{Frame, docx};
use attache::tool::markdown::{Markdown, parse};
use serde_json::Value;
use zip::ZipArchive;

use crate::support::{DATE, Desk, has_program};

/// How long LibreOffice may take: three documents take it five seconds on an
/// idle machine.
const PATIENCE: Duration = Duration::from_secs(200);

fn desk() -> Desk {
    let desk = Desk::sample();
    desk.write("config.yaml", desk.read("config.yaml").replace("[md, html]", "[docx]"));
    desk
}

#[test]
fn the_reader_of_word_documents_finds_every_excerpt() {
    let desk = desk();
    desk.build();
    for audience in desk.manifest(DATE)["audiences"].as_array().unwrap() {
        let file = format!("output/weekly/{DATE}/{}.docx", audience["id"].as_str().unwrap());
        let outcome = desk.run(&["inspect", &file, "--format", "json"]).ends_with(0);
        let read: Value = serde_json::from_str(outcome.out.lines().next().unwrap()).unwrap();
        assert_eq!(read["title"], "Norwick, the weekly briefing", "{outcome:?}");
        assert_eq!(read["authors"], serde_json::json!(["Norwick Desk"]));
        assert_eq!(read["date"], DATE);
        let text = words(read["text"].as_str().unwrap());
        let excerpts = excerpts(&desk, audience);
        assert!(!excerpts.is_empty());
        for excerpt in excerpts {
            assert!(text.contains(&words(&excerpt)), "{file} has no {excerpt:?}:\n{text}");
        }
    }
}

#[test]
fn the_document_carries_its_own_part_of_the_manifest() {
    let desk = desk();
    desk.build();
    let bytes = fs::read(desk.root.join(format!("output/weekly/{DATE}/press.docx"))).unwrap();
    let attached: BTreeMap<String, String> = docx::attachments(&bytes).unwrap().into_iter().collect();
    let own: Value = serde_json::from_str(&attached["edition.json"]).unwrap();
    let audiences: Vec<&str> = own["audiences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|audience| audience["id"].as_str().unwrap())
        .collect();
    assert_eq!(audiences, ["press"]);
    let home = desk.root.to_string_lossy().into_owned();
    for part in parts(&bytes).values() {
        assert!(!part.contains(&home), "a path of this machine");
    }
}

#[test]
fn libreoffice_shows_every_audience() {
    if !has_program("soffice") || !has_program("pdftotext") {
        return;
    }
    let desk = desk();
    desk.build();
    let manifest = desk.manifest(DATE);
    let audiences = manifest["audiences"].as_array().unwrap();
    let file = |audience: &Value| format!("output/weekly/{DATE}/{}.docx", audience["id"].as_str().unwrap());
    let texts = shown(&desk, &audiences.iter().map(file).collect::<Vec<_>>());
    for (audience, text) in audiences.iter().zip(texts) {
        for excerpt in excerpts(&desk, audience) {
            assert!(text.contains(&squeezed(&excerpt)), "LibreOffice shows no {excerpt:?}:\n{text}");
        }
    }
}

/// Three hundred notes, a table of several pages, quotations in Arabic, Hebrew
/// and Chinese, lists within lists.
fn awkward() -> String {
    let mut markdown = "# Awkward\n\n".to_owned();
    markdown.push_str(
        "> قال الوزير إن NATO وافق على 3 بنود، في عام 2024.[^1]\n>\n> — *الحياة*, 2 April 2025\n\n",
    );
    markdown.push_str("> השר אמר: \"לא עכשיו\".[^2]\n>\n> — *Haaretz*, 2025\n\n");
    markdown.push_str("> 中国经济“稳中有进”，增长百分之五。[^3]\n>\n> — *人民日报*, 2025\n\n");
    markdown.push_str("## Lists\n\n5. five\n6. six\n   - under six\n     1. deeper\n7. seven\n\n");
    markdown.push_str("An end.\n\n1. one\n2. two\n\n## Notes in a text\n\n");
    for note in 4..=300 {
        markdown.push_str(&format!("Sentence number {note}.[^{note}] "));
    }
    markdown.push_str("Again.[^1][^2]\n\n## A table\n\n| Row | Says | Note |\n| --: | --- | --- |\n");
    for row in 1..=200 {
        markdown.push_str(&format!("| {row} | Cell of row {row}, which is not short | [^{}] |\n", row + 3));
    }
    for note in 1..=300 {
        markdown.push_str(&format!("\n[^{note}]: Source {note}, <https://example.org/{note}>.\n"));
    }
    markdown
}

fn frame(placement: Placement) -> Frame {
    let languages = [("1", "ar"), ("2", "he"), ("3", "zh")];
    let citation = |number: u32| Citation {
        number,
        in_text: Rich::from(format!("(Source {number})").as_str()),
        link: Some(format!("https://example.org/{number}")),
        ..Citation::default()
    };
    Frame {
        title: "Awkward".to_owned(),
        audience: "Readers".to_owned(),
        desk: "Desk".to_owned(),
        date: DATE.parse().unwrap(),
        date_text: "2 April 2025".to_owned(),
        language: "en".to_owned(),
        labels: BTreeMap::new(),
        quote_languages: languages.map(|(note, language)| (note.to_owned(), language.to_owned())).into(),
        placement,
        citations: (1..=300).map(|number| (number.to_string(), citation(number))).collect(),
        attachments: Vec::new(),
        sheet: attache::model::Sheet::default(),
        charts: BTreeMap::new(),
        pdf: PdfTerms::default(),
        look: BTreeMap::new(),
    }
}

#[test]
fn libreoffice_shows_what_is_awkward() {
    if !has_program("soffice") || !has_program("pdftotext") {
        return;
    }
    let desk = Desk::sample();
    let placements = [Placement::Footnotes, Placement::Endnotes, Placement::Text];
    let tree = parse(&Markdown::new(awkward()));
    let names = ["foot.docx", "end.docx", "text.docx"].map(str::to_owned);
    for (name, placement) in names.iter().zip(placements) {
        desk.write(name, docx::render(&tree, &frame(placement)));
    }
    for ((text, name), placement) in shown(&desk, &names).iter().zip(&names).zip(placements) {
        for said in ["中国经济“稳中有进”，增长百分之五。", "7.seven", "1.one", "Cellofrow200,whichisnotshort"]
        {
            assert!(text.contains(said), "{name} shows no {said:?}");
        }
        // Each with its number, in the digits that the text has.
        let note = |note: &u32| text.contains(&format!("{note}Source{note},https://example.org/{note}."));
        let citation = |note: &u32| text.contains(&format!("(Source{note})"));
        let found = ((1..=300).filter(note).count(), (1..=300).filter(citation).count());
        let expected = if placement == Placement::Text { (0, 300) } else { (300, 0) };
        assert_eq!(found, expected, "{name}: notes and citations");
    }
}

/// Returns the squeezed text of the pages that LibreOffice makes of each of
/// these files of the desk; it is started once.
fn shown(desk: &Desk, names: &[String]) -> Vec<String> {
    let pages = desk.beside().join("pages");
    let profile = format!("-env:UserInstallation=file://{}", desk.beside().join("profile").display());
    let mut office = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&pages)
        .args(names.iter().map(|name| desk.root.join(name)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while office.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            office.kill().unwrap();
            panic!("LibreOffice is not ready with {names:?} after {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    names.iter().map(|name| squeezed(&from_pdf(&pages, name))).collect()
}

fn from_pdf(folder: &Path, document: &str) -> String {
    let pdf = folder.join(Path::new(document).file_name().unwrap()).with_extension("pdf");
    let output =
        Command::new("pdftotext").args(["-enc", "UTF-8", "-layout"]).arg(&pdf).arg("-").output().unwrap();
    assert!(output.status.success(), "LibreOffice makes no pages of {document}");
    String::from_utf8(output.stdout).unwrap()
}

fn excerpts(desk: &Desk, audience: &Value) -> Vec<String> {
    let manifest = desk.manifest(DATE);
    let pairs = audience["citations"].as_array().unwrap();
    pairs
        .iter()
        .map(|pair| pair[1].as_u64().unwrap() as usize - 1)
        .map(|at| manifest["excerpts"][at]["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Returns the parts of a document that are text, by name.
pub(crate) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .filter(|name| !name.ends_with(".png"))
        .map(|name| {
            let mut text = String::new();
            archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Leaves out white space and hyphens, which the end of a line may add.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect()
}
