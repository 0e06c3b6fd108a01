//! What office documents say of themselves: which of it is to be believed.

use crate::model::PartialDate;

use crate::corpus::blocks::folded;

use super::xml::{Node, Xml};

/// Titles that programs write by themselves, in lower case.
const TITLES: &[&str] = &[
    "untitled",
    "document",
    "word document",
    "microsoft word",
    "title",
    "без названия",
    "无标题",
    "(anonymous)",
];

/// Names that programs write for an author whom they do not know, in lower
/// case.
const AUTHORS: &[&str] = &[
    "user",
    "admin",
    "administrator",
    "owner",
    "author",
    "unknown",
    "unknown author",
    "anonymous",
    "python-docx",
    "microsoft office user",
    "windows user",
    "пользователь",
    "пользователь windows",
    "un-named",
    "apache poi",
    "docx4j",
    "unknown creator",
];

/// Endings of titles that are names of files.
const ENDINGS: &[&str] = &[".doc", ".docx", ".odt", ".rtf", ".dot", ".tmp", ".pdf", ".txt", ".htm", ".html"];

/// Calls `take` with the name and text of each element, without those within
/// it. What comes after damage is left out.
pub(super) fn each_leaf(part: &str, text: &str, mut take: impl FnMut((&'static str, &str), &str)) {
    let mut xml = Xml::new(part, text);
    let mut open: Option<(&'static str, String)> = None;
    let mut value = String::new();
    while let Ok(node) = xml.next() {
        match node {
            Node::Open(element) => {
                let (prefix, local) = element.name();
                open = Some((prefix, local.to_owned()));
                value.clear();
            }
            Node::Text(piece) => value.push_str(&piece),
            Node::Close(_) => {
                if let Some((prefix, local)) = open.take() {
                    take((prefix, &local), value.trim());
                }
            }
            Node::End => return,
        }
    }
}

/// Returns a title unless a program wrote it.
pub(super) fn title(value: &str) -> Option<String> {
    let title = folded(value);
    let title = title.strip_prefix("Microsoft Word - ").unwrap_or(&title);
    let lower = title.to_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let by_program = TITLES.contains(&bare) || ENDINGS.iter().any(|ending| lower.ends_with(ending));
    (!by_program && title.chars().any(char::is_alphanumeric)).then(|| title.to_owned())
}

/// Returns the authors, who are divided by semicolons; `None` where there is
/// none but what a program wrote.
pub(super) fn authors(value: &str) -> Option<Vec<String>> {
    let names = value.split(';').map(folded);
    let names = names.filter(|name| {
        name.chars().any(char::is_alphabetic) && !AUTHORS.contains(&name.to_lowercase().as_str())
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then_some(names)
}

/// Returns a company unless a program wrote it.
pub(super) fn publisher(value: &str) -> Option<String> {
    let name = folded(value);
    let lower = name.to_lowercase();
    let by_program =
        ["microsoft", "home", "company", "organization", "hewlett-packard", "hewlett-packard company"];
    (name.chars().any(char::is_alphabetic) && !by_program.contains(&lower.as_str())).then_some(name)
}

/// Returns the later date: a document that was made from another keeps the
/// other's first date, and some programs write the date of their template as
/// the last.
pub(super) fn later(created: Option<PartialDate>, modified: Option<PartialDate>) -> Option<PartialDate> {
    match (created, modified) {
        (Some(created), Some(modified)) => Some(if modified < created { created } else { modified }),
        (created, modified) => created.or(modified),
    }
}
