use super::*;

const BIBTEX: &str = r#"
@article{ivanov2024,
  author = {Ivanov, Ivan and {Institute of Trade} and van der Berg, Anna},
  title = {The {LNG} Trade},
  subtitle = {A Survey},
  journaltitle = {Energy \& Policy},
  date = {2024-05-16},
  url = {https://example.org/a},
  urldate = {2024-06},
  langid = {english},
  file = {Full text:papers/Ivanov\: LNG.pdf:application/pdf;:notes.txt:TXT},
}
@misc{x, title = "No date", year = 2023, file = {plain.pdf}}
"#;

#[track_caller]
fn one(name: &str, text: &str) -> LibraryEntry {
    read_library(name, text).unwrap().remove(0)
}

#[test]
fn bibtex_gives_names_dates_and_files() {
    let entry = one("library.bib", BIBTEX);
    assert_eq!(entry.key, "ivanov2024");
    assert_eq!(entry.authors, ["Ivan Ivanov", "Institute of Trade", "Anna van der Berg"]);
    assert_eq!(entry.title.as_deref(), Some("The LNG Trade: A Survey"));
    assert_eq!(entry.publisher.as_deref(), Some("Energy & Policy"));
    assert_eq!(entry.date.unwrap().to_string(), "2024-05-16");
    assert_eq!(entry.accessed.unwrap().to_string(), "2024-06");
    assert_eq!(entry.files, ["papers/Ivanov: LNG.pdf", "notes.txt"]);
    let second = read_library("library.bib", BIBTEX).unwrap().remove(1);
    assert_eq!(second.date.unwrap().to_string(), "2023");
    assert_eq!(second.files, ["plain.pdf"]);
}

#[test]
fn csl_json_gives_names_and_dates() {
    let json = r#"[{"id": 7, "title": "A  title", "author": [{"family": "Berg", "given": "Anna",
        "non-dropping-particle": "van der"}, {"literal": "The Institute"}], "container-title": "Journal",
        "publisher": "House", "issued": {"date-parts": [["2024", 5]]}, "accessed": {"raw": "2024-06-01"},
        "URL": "https://example.org/a", "language": "en-GB"}]"#;
    let entry = one("library.json", json);
    assert_eq!(entry.key, "7");
    assert_eq!(entry.authors, ["Anna van der Berg", "The Institute"]);
    assert_eq!(entry.publisher.as_deref(), Some("Journal"));
    assert_eq!(entry.date.unwrap().to_string(), "2024-05");
    assert_eq!(entry.accessed.unwrap().to_string(), "2024-06-01");
    assert_eq!(one("x.json", r#"{"a": {"title": "T"}}"#).key, "a");
}

#[test]
fn hayagriva_gives_the_publication_of_an_article() {
    let yaml = "ivanov:\n  type: Article\n  title: The trade\n  author: [\"Ivanov, Ivan\"]\n  date: 2024-05\n  \
        url: {value: https://example.org/a, date: 2024-06-01}\n  parent:\n    type: Newspaper\n    title: The Paper\n";
    let entry = one("library.yaml", yaml);
    assert_eq!(entry.authors, ["Ivan Ivanov"]);
    assert_eq!(entry.title.as_deref(), Some("The trade"));
    assert_eq!(entry.publisher.as_deref(), Some("The Paper"));
    assert_eq!(entry.date.unwrap().to_string(), "2024-05");
    assert_eq!(entry.accessed.unwrap().to_string(), "2024-06-01");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let wrong = |name: &str, text: &str| read_library(name, text).unwrap_err().to_string();
    assert_eq!(
        wrong("a.ris", ""),
        "unknown kind of bibliography (`.bib` (BibTeX), `.json` (CSL-JSON) and `.yaml` (hayagriva) are read)"
    );
    let broken = read_library("a.bib", "@article{a,\n  title = {x\n").unwrap_err();
    assert!(broken.message.starts_with("not BibTeX: "), "{broken}");
    assert!(broken.line.is_some());
    let deep = wrong("a.bib", &format!("@misc{{a, title = {}", "{".repeat(50_000)));
    assert!(deep.contains("braces are nested more than 200 deep"), "{deep}");
    let broken = read_library("a.json", "[\n  {\"id\": }]").unwrap_err();
    assert_eq!((broken.line, broken.message.starts_with("not JSON: ")), (Some(2), true), "{broken}");
    assert!(wrong("a.json", "3").starts_with("no CSL-JSON"));
    assert!(wrong("a.yaml", "a: [").starts_with("no hayagriva library: "));
}

#[test]
fn a_date_keeps_what_of_it_is_right() {
    assert_eq!(date(2024, Some(13), None).unwrap().to_string(), "2024");
    assert_eq!(date(2024, Some(2), Some(31)).unwrap().to_string(), "2024-02");
    assert_eq!(date(-5, None, None), None);
}
