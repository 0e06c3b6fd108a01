//! Letters that no font has, told before anything is typeset.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{Fonts, package_for, unfit};
use crate::error::{Diagnostic, Warning};

/// How many letters and documents a warning names.
const NAMED: usize = 5;

/// What one script lacks.
#[derive(Default)]
struct Lack {
    letters: BTreeSet<char>,
    documents: BTreeSet<String>,
}

/// Tells whether every format can carry this text letter for letter.
#[must_use]
pub fn is_carriable(fonts: &Fonts, text: &str) -> bool {
    // Most texts are ASCII, which every font has.
    let plain = |byte: u8| byte == b'\n' || (b' '..=b'~').contains(&byte);
    text.bytes().all(plain) || (unfit(text).is_empty() && fonts.missing(text).is_empty())
}

/// Warns of letters that no font has: one warning for each font package that
/// would help, with the letters and the documents they come from. `texts` are
/// documents' paths and texts.
#[must_use]
pub fn uncovered(fonts: &Fonts, texts: &[(&str, &str)]) -> Vec<Warning> {
    let mut lacks: BTreeMap<Option<&'static str>, Lack> = BTreeMap::new();
    // Every font that is inside has the letters of ASCII.
    let missing =
        |(path, text): &(&str, &str)| (!text.is_ascii()).then(|| ((*path).to_owned(), fonts.missing(text)));
    let missing: Vec<(String, BTreeSet<char>)> = texts.par_iter().filter_map(missing).collect();
    for (path, letters) in missing {
        for letter in letters {
            let lack = lacks.entry(package_for(letter).map(|package| package.package)).or_default();
            lack.letters.insert(letter);
            lack.documents.insert(path.clone());
        }
    }
    lacks.into_iter().map(|(package, lack)| warning(package, &lack)).collect()
}

fn warning(package: Option<&str>, lack: &Lack) -> Warning {
    let letters = some(lack.letters.iter().map(|letter| format!("{letter} (U+{:04X})", u32::from(*letter))));
    let documents = some(lack.documents.iter().map(|path| format!("`{path}`")));
    let message = format!(
        "no font has {letters}; what is written with such letters in {documents} is passed over, as a PDF cannot show it"
    );
    let hint = match package {
        Some(package) => {
            format!("install Debian's `{package}`, or name a font under `fonts.paths` in config.yaml")
        }
        None => "name a font that has them under `fonts.paths` in config.yaml".to_owned(),
    };
    Diagnostic::warning(message).hint(hint)
}

fn some(items: impl ExactSizeIterator<Item = String>) -> String {
    let more = items.len().saturating_sub(NAMED);
    let named: Vec<String> = items.take(NAMED).collect();
    match more {
        0 => named.join(", "),
        _ => format!("{} and {more} more", named.join(", ")),
    }
}
