use proptest::prelude::*;

use super::super::name::read;
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

const FORMATS: [(LibraryFormat, &str); 3] = [
    (LibraryFormat::Bibtex, "a.bib"),
    (LibraryFormat::CslJson, "a.json"),
    (LibraryFormat::Hayagriva, "a.yaml"),
];

/// What is known of an author: the parts of a person's name, else the text.
fn known(author: &str) -> (Name, String) {
    let author = author.split_whitespace().collect::<Vec<_>>().join(" ");
    match read(&author) {
        Name::AsWritten => (Name::AsWritten, author),
        person @ Name::Person { .. } => (person, String::new()),
    }
}

/// Writes entries in every format and reads them again.
fn check_return(entries: &[LibraryEntry]) -> Result<(), TestCaseError> {
    for (format, name) in FORMATS {
        let text = write_library(format, entries);
        let again = read_library(name, &text);
        prop_assert!(again.is_ok(), "{:?}\n{text}", again);
        let again = again.unwrap();
        prop_assert_eq!(again.len(), entries.len(), "{}", text);
        for (entry, again) in entries.iter().zip(again) {
            let names =
                |entry: &LibraryEntry| entry.authors.iter().map(|author| known(author)).collect::<Vec<_>>();
            let folded = |text: &Option<String>| text.as_deref().and_then(line);
            prop_assert_eq!(&again.key, &entry.key, "{}", text);
            prop_assert_eq!(&again.title, &folded(&entry.title), "{}", text);
            prop_assert_eq!(names(&again), names(entry), "{}", text);
            prop_assert_eq!(&again.publisher, &folded(&entry.publisher), "{}", text);
            prop_assert_eq!(again.date, entry.date, "{}", text);
            prop_assert_eq!(&again.url, &entry.url, "{}", text);
            prop_assert_eq!(&again.language, &entry.language, "{}", text);
            let is_kept = format != LibraryFormat::Hayagriva || entry.url.is_some();
            prop_assert_eq!(again.accessed, entry.accessed.filter(|_| is_kept), "{}", text);
            prop_assert_eq!(&again.note, &folded(&entry.note), "{}", text);
            if format == LibraryFormat::Bibtex {
                prop_assert_eq!(&again.files, &entry.files, "{}", text);
            }
        }
    }
    Ok(())
}

fn entry_of(title: &str, authors: &[&str]) -> LibraryEntry {
    LibraryEntry {
        key: "key-1".to_owned(),
        files: vec!["corpus/a b;c:{d}\\e_%.pdf".to_owned()],
        title: Some(title.to_owned()),
        authors: authors.iter().map(|author| (*author).to_owned()).collect(),
        publisher: Some("R&D_100% {Press} ~ ^".to_owned()),
        date: "2024-05-16".parse().ok(),
        url: Some("https://example.org/a_b~c%20d?x=1&y=#z".to_owned()),
        language: Some("en-GB".to_owned()),
        accessed: "2024-06".parse().ok(),
        note: Some("One\ntwo".to_owned()),
    }
}

#[test]
fn awkward_texts_and_names_come_back() {
    let authors = [
        "García Márquez, Gabriel",
        "Ursula von der Leyen",
        "Martin Luther King Jr.",
        "Иван Сергеевич Петров",
        "王小明",
        "Wang Xiaoming",
        "Acme, Inc.",
        "Barnes and Noble",
        "Ministry of Trade and Industry",
        "{R\\D} $1 & Co_% #",
        "al-Jazeera \"Desk\"",
        "O'Neill, Jean-Luc",
    ];
    for title in [
        "50% of $5 & {x} \\alpha_1 ~ ^ #",
        "a -- b --- c ``quoted'' \"x\" \\\"a",
        "{unbalanced",
        "} also",
        "Россия 中国 \u{301} é \\'e",
        "@misc{x, title = {y}}",
        "yes",
        "1.0",
        "a: b # c - d",
        "$x$",
        "a\\",
    ] {
        check_return(&[entry_of(title, &authors)]).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(
        title in "\\PC{1,20}|[-{}\\\\$&%#_~^\"'`,:;@=!?. a-c\n]{1,12}",
        authors in prop::collection::vec("[A-Z][a-zé]{1,5}( [A-Z]\\.)? (van |de la )?[A-Z][a-z]{2,5}(-[A-Z][a-z]+)?|[-{}\\\\$&%,.a-d ]{0,6}x|\\p{Han}{2,3}|\\p{Cyrillic}{3,8} \\p{Cyrillic}{3,8}", 0..4),
        publisher in prop::option::of("[\\PC&&[^:/]]{0,12}"),
        note in prop::option::of("\\PC{0,12}"),
        date in prop::option::of(("[1-9][0-9]{3}", 1u8..13, 1u8..29, 0..3)),
        path in prop::option::of("[a-z0-9_~%&=?#/-]{0,12}"),
    ) {
        let written = date.map(|(year, month, day, parts)| match parts {
            0 => year,
            1 => format!("{year}-{month:02}"),
            _ => format!("{year}-{month:02}-{day:02}"),
        });
        let date: Option<PartialDate> = written.and_then(|date| date.parse().ok());
        let control = |text: &String| text.chars().any(|c| c.is_control() && !c.is_whitespace());
        prop_assume!(!control(&title) && !authors.iter().any(control));
        let entry = LibraryEntry {
            key: "k".to_owned(),
            title: Some(title).filter(|title| line(title).is_some()),
            authors: authors.into_iter().filter(|author| line(author).is_some()).collect(),
            publisher,
            date,
            url: path.map(|path| format!("https://example.org/{path}")),
            language: Some("ru".to_owned()),
            accessed: date,
            note,
            ..LibraryEntry::default()
        };
        check_return(&[entry])?;
    }
}
