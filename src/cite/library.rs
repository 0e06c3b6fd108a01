//! Libraries of reference managers: BibTeX, CSL-JSON and hayagriva, read for
//! the metadata of documents.

use super::name::Name;
use crate::error::Diagnostic;
use crate::model::{LibraryEntry, PartialDate};
use crate::tool::white_space::folded;

mod bibtex;
mod csl_json;
mod hayagriva_yaml;
mod write;

pub use write::{LibraryFormat, write_library};

/// The extensions of libraries, with what reads them.
const KINDS: [(&str, Read); 4] = [
    ("bib", bibtex::read),
    ("json", csl_json::read),
    ("yaml", hayagriva_yaml::read),
    ("yml", hayagriva_yaml::read),
];

type Read = fn(&str) -> Result<Vec<LibraryEntry>, Box<Diagnostic>>;

/// Reads the entries of a library, in their order; `name` tells its kind by
/// its extension.
///
/// # Errors
/// An unknown extension, or a text that does not parse, with the place where
/// the parser tells it. The diagnostic names no file.
pub fn read_library(name: &str, text: &str) -> Result<Vec<LibraryEntry>, Box<Diagnostic>> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match KINDS.iter().find(|(kind, _)| *kind == extension) {
        Some((_, read)) => read(text),
        None => {
            let hint = "`.bib` (BibTeX), `.json` (CSL-JSON) and `.yaml` (hayagriva) are read";
            Err(Box::new(Diagnostic::error("unknown kind of bibliography").hint(hint)))
        }
    }
}

/// Makes a date of numbers; `None` where they are none. A month or day that is
/// out of range is left out.
fn date(year: i64, month: Option<i64>, day: Option<i64>) -> Option<PartialDate> {
    let day = || Some(format!("{year:04}-{:02}-{:02}", month?, day?));
    let month = || Some(format!("{year:04}-{:02}", month?));
    let year = || Some(format!("{year:04}"));
    let read = |written: Option<String>| written?.parse().ok();
    read(day()).or_else(|| read(month())).or_else(|| read(year()))
}

/// Joins given name, particle, family name and suffix, as far as they are
/// there: in this order, or with the family name first where that alone tells
/// which part it is (`García Márquez, Gabriel`).
fn name(parts: [Option<&str>; 4]) -> Option<String> {
    let parts = parts.map(|part| part.map(str::trim).filter(|part| !part.is_empty()));
    let joined = |parts: &[Option<&str>]| parts.iter().copied().flatten().collect::<Vec<_>>().join(" ");
    let in_order = joined(&parts);
    let [given, particle, family, suffix] = parts;
    let whole = joined(&[particle, family]);
    let is_plain = match super::name::read(&in_order) {
        Name::Person { family, .. } => family == whole,
        Name::AsWritten => false,
    };
    let Some(given) = given.filter(|_| !is_plain && !whole.is_empty()) else {
        return (!in_order.is_empty()).then_some(in_order);
    };
    let turned = [Some(whole.as_str()), suffix, Some(given)].into_iter().flatten().collect::<Vec<_>>();
    let turned = turned.join(", ");
    let is_person = matches!(super::name::read(&turned), Name::Person { .. });
    Some(if is_person { turned } else { in_order })
}

/// Folds white space; `None` where nothing is left.
fn line(text: &str) -> Option<String> {
    let line = folded(text);
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests;
