//! What fuzzing calls: every reader and every escaper with any bytes, and what
//! must hold of the result. A target panics where it does not.

use std::collections::BTreeMap;

use crate::cite;
use crate::corpus;
use crate::model::{Date, PdfTerms, Placement, Source};
use crate::pipeline::corpus::quoted;
use crate::render::{Frame, html};
use crate::tool::markdown::{Markdown, escape, fold, parse};
use crate::tool::yaml::{self, Value};

/// Escapes a text, and checks what must hold.
type Escaper = fn(&str);

/// Escapers by the names of their targets.
const ESCAPERS: [(&str, Escaper); 4] = [
    ("escape-markdown", escape_markdown),
    ("escape-html", escape_html),
    ("escape-link", escape_link),
    ("escape-yaml", escape_yaml),
];

/// Returns the names of all targets: `read-` and a format's first extension,
/// and the escapers.
pub fn targets() -> impl Iterator<Item = String> {
    let readers = corpus::FORMATS.iter().map(|format| format!("read-{}", format.extensions[0]));
    readers.chain(ESCAPERS.iter().map(|(name, _)| (*name).to_owned()))
}

/// Runs a target.
///
/// # Panics
/// If what must hold does not, or there is no such target.
pub fn run(target: &str, bytes: &[u8]) {
    if let Some(extension) = target.strip_prefix("read-") {
        let format = corpus::FORMATS.iter().find(|format| format.extensions[0] == extension);
        return corpus::check_reader(format.expect("a target names a format"), bytes);
    }
    let escaper = ESCAPERS.iter().find(|(name, _)| *name == target).expect("a target names an escaper");
    escaper.1(&String::from_utf8_lossy(bytes));
}

/// Text in Markdown is that text again, but for the folding.
fn escape_markdown(text: &str) {
    assert_eq!(parse(&Markdown::new(escape(text))).plain_text(), fold(text));
}

/// Text in a page makes no element: there are as many as without it.
fn escape_html(text: &str) {
    let page = |text: &str| {
        let frame = Frame {
            title: text.to_owned(),
            audience: text.to_owned(),
            desk: text.to_owned(),
            date: "2025-04-02".parse::<Date>().expect("it is a date"),
            date_text: text.to_owned(),
            language: "en".to_owned(),
            labels: BTreeMap::new(),
            quote_languages: BTreeMap::new(),
            placement: Placement::default(),
            citations: BTreeMap::new(),
            attachments: Vec::new(),
            sheet: crate::model::Sheet::default(),
            charts: BTreeMap::new(),
            pdf: PdfTerms::default(),
            look: BTreeMap::new(),
        };
        html::render(&parse(&Markdown::new(format!("x {} y", escape(text)))), &frame)
    };
    let elements = |page: &str| page.matches('<').count();
    assert_eq!(elements(&page(text)), elements(&page("z")));
}

/// An address stays one line of printable ASCII or letters, whatever is quoted.
fn escape_link(text: &str) {
    let source = Source { url: Some("https://example.org/a".to_owned()), ..Source::default() };
    let range = text.floor_char_boundary(text.len() / 3)..text.floor_char_boundary(text.len() / 2);
    if let Some(link) = cite::link(&source, text, range) {
        assert!(link.starts_with("https://example.org/a#:~:text="), "{link}");
        let live = |c: char| c.is_control() || c.is_whitespace() || "<>\"'`".contains(c);
        assert!(!link.contains(live), "{link}");
    }
}

/// A quoted scalar is that text again.
fn escape_yaml(text: &str) {
    let node = yaml::parse(&format!("a: {}\n", quoted(text))).expect("a quoted scalar is YAML");
    let Value::Map(entries) = node.value else { panic!("a mapping is written") };
    assert_eq!(entries[0].node.value, Value::String(text.to_owned()));
}
