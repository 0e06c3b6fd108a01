//! PDF: from a briefing's tree to typeset pages, by Typst.
//!
//! The texts of a briefing travel to Typst as JSON and become strings there,
//! never source. `body.typ` turns the tree into Typst's elements; one of the
//! ready looks in `render/looks/`, or the desk's `templates/frame/page.typ`,
//! says how they look.
//!
//! In two halves: [`order`] chooses fonts and writes down what is to be set,
//! [`set`] runs Typst on it. What users write runs in [`set`] only, and Typst
//! has no way to stop a loop: [`crate::studio`] has it done by a process that
//! can be ended.

use std::collections::{BTreeMap, BTreeSet};

pub use self::fonts::Fonts;
pub use self::order::{Head, Help, Helper, Listed, Made, Order, Wanted};
pub use self::scripts::{FontPackage, package_for};
pub use self::set::{Kept, set};
pub use self::text::{sanitise, unfit};
use super::Frame;
use crate::error::{Diagnostic, Reported, Warning};
use crate::tool::markdown::Tree;

mod faces;
mod fonts;
mod marking;
mod mistakes;
mod order;
mod prepare;
mod scripts;
mod set;
mod sheet;
mod survey;
mod text;
mod world;

#[cfg(test)]
mod tests;

/// Why a PDF could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The look has mistakes; never empty.
    #[error("the look of the PDF has mistakes")]
    Frame(Vec<Diagnostic>),
    /// The pages were set, but could not be written as PDF; never empty.
    #[error("the pages cannot be written as PDF")]
    Export(Vec<Diagnostic>),
}

impl PdfError {
    /// Returns what is wrong, each with its place in the look where it has one.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Frame(diagnostics) | Self::Export(diagnostics) => diagnostics,
        }
    }
}

/// Typesets a briefing in this process and returns the PDF: tagged, to the
/// standards that the frame names, and the same bytes for the same arguments.
///
/// Warns of letters that no font has (they are shown as U+FFFD), and of what
/// Typst warns of in the look.
///
/// # Errors
/// [`PdfError::Frame`] if the look has a mistake, [`PdfError::Export`] if it
/// asks for what a PDF cannot hold, or for what one of the standards does not
/// allow, or loses the marking. With the built-in look and PDF/A-3 no tree
/// fails.
pub fn render(tree: &Tree, frame: &Frame, fonts: &Fonts) -> Result<Reported<Vec<u8>>, PdfError> {
    let Reported { value: order, mut warnings } = order(tree, frame, fonts, Wanted::Pdf);
    let made = set(&order, &Helper::new(fonts, &order), &Kept::default())?.drain_into(&mut warnings);
    let Made::Pdf(value) = made else { unreachable!("a PDF was wanted") };
    Ok(Reported { value, warnings })
}

/// Writes down what is to be set. Warns of letters that no font has, and of
/// families that are nowhere.
#[must_use]
pub fn order(tree: &Tree, frame: &Frame, fonts: &Fonts, wanted: Wanted) -> Reported<Order> {
    let mut unusual = BTreeSet::new();
    survey::texts(tree, frame, |text| fonts.note_unusual(text, &mut unusual));
    let lost = fonts.lost(&unusual);
    let mut warnings = warn_of_letters(&fonts.lacking(&lost));
    let families = families(frame, fonts, &mut warnings);
    let named = families.values().map(|name| name.to_lowercase()).collect();
    let choice = fonts.choose(&unusual, &survey::languages(frame), named);
    let marking = marking::marked(frame, &lost);
    let briefing = prepare::prepare(tree, frame, &lost, choice.families, &families, marking.as_ref());
    let data = serde_json::to_vec(&briefing).expect("strings and finite numbers are JSON");
    let (mut faces, mut files) = (Vec::new(), BTreeMap::new());
    for (face, path) in choice.shelf.further().filter_map(|face| face.listing()) {
        files.insert(face.file.clone(), path.to_owned());
        faces.push(face);
    }
    let head = Head {
        wanted,
        faces,
        marking,
        ident: format!("attache\n{}\n{}\n{}\n{}", frame.desk, frame.title, frame.audience, frame.date),
        standards: frame.pdf.standards.clone(),
    };
    Reported { value: Order { head, data, look: frame.look.clone(), files }, warnings }
}

/// Returns the families of the look that there are, by their use; warns of
/// others.
fn families(frame: &Frame, fonts: &Fonts, warnings: &mut Vec<Warning>) -> BTreeMap<&'static str, String> {
    let chosen = &frame.sheet.look.fonts;
    let uses = [("text", &chosen.text), ("headings", &chosen.headings), ("mono", &chosen.mono)];
    let mut families = BTreeMap::new();
    for (purpose, name) in uses {
        let Some(name) = name else { continue };
        if fonts.has_family(name) {
            families.insert(purpose, name.clone());
            continue;
        }
        let message = format!("there is no font `{name}` for a PDF, which `look.fonts.{purpose}` names");
        let hint = "name its file under `fonts.paths`";
        warnings.push(Diagnostic::warning(message).in_file("config.yaml").hint(hint));
    }
    families
}

fn warn_of_letters(missing: &BTreeSet<char>) -> Vec<Warning> {
    let mut packages: BTreeMap<Option<&str>, Vec<String>> = BTreeMap::new();
    for &letter in missing {
        let package = package_for(letter).map(|package| package.package);
        packages.entry(package).or_default().push(name_of(letter));
    }
    packages
        .into_iter()
        .map(|(package, letters)| {
            let warning = Diagnostic::warning(format!("no font has {}", some_of(&letters)));
            match package {
                Some(package) => warning.hint(format!(
                    "install a font for them, such as Debian's `{package}`, or name one under `fonts.paths`"
                )),
                None => warning,
            }
        })
        .collect()
}

fn name_of(letter: char) -> String {
    format!("`{letter}` (U+{:04X})", u32::from(letter))
}

fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}

/// Tells whether one PDF can claim these standards together; unknown names
/// are passed over.
///
/// # Errors
/// Why not, in a sentence without a full stop.
pub fn check_standards(standards: &[String]) -> Result<(), String> {
    set::standards_of(standards).map(drop)
}
