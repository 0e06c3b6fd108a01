//! PDF: from a briefing's tree to typeset pages, by Typst.
//!
//! The texts of a briefing travel to Typst as JSON and become strings there,
//! never source. `body.typ` turns the tree into Typst's elements;
//! `templates/frame/page.typ`, or the desk's own copy of it, says how they
//! look. Whoever lets users bring a look of their own has to limit the time
//! and memory of [`render`] from outside: Typst has no way to stop a loop.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{Severity, SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst::syntax::DiagSpan;
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use self::fonts::Fonts;
pub use self::scripts::{FontPackage, package_for};
pub use self::text::{sanitise, unfit};
use self::world::{Desk, PAGE};
use super::{Frame, Picture};
use crate::error::{Diagnostic, Reported, Warning};
use crate::tool::markdown::Tree;

mod faces;
mod fonts;
mod prepare;
mod scripts;
mod survey;
mod text;
mod world;

#[cfg(test)]
mod tests;

/// Results of Typst's parts that later runs may use again are kept for so
/// many runs: enough for the audiences of one briefing, which share most of
/// their excerpts, and little enough for a program that runs for days.
const KEPT_RUNS: usize = 3;

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

/// Typesets a briefing and returns the PDF: tagged, to the standards that the
/// frame names, and the same bytes for the same arguments.
///
/// Warns of letters that no font has (they are shown as U+FFFD), and of what
/// Typst warns of in the look.
///
/// # Errors
/// [`PdfError::Frame`] if the look has a mistake, [`PdfError::Export`] if it
/// asks for what a PDF cannot hold, or for what one of the standards does not
/// allow. With the built-in look and PDF/A-3 no tree fails.
pub fn render(tree: &Tree, frame: &Frame, fonts: &Fonts) -> Result<Reported<Vec<u8>>, PdfError> {
    typeset_with(tree, frame, fonts, |desk, document| export(desk, document, frame))
}

/// Typesets a briefing and draws one of its pages, counted from 1; the last
/// one for a number beyond it.
///
/// # Errors
/// [`PdfError::Frame`] if the look has a mistake.
pub fn picture(
    tree: &Tree,
    frame: &Frame,
    fonts: &Fonts,
    number: usize,
) -> Result<Reported<Picture>, PdfError> {
    typeset_with(tree, frame, fonts, |_, document| {
        let pages = document.pages();
        let number = number.clamp(1, pages.len().max(1));
        let svg = pages
            .get(number - 1)
            .map_or_else(String::new, |page| typst_svg::svg(page, &typst_svg::SvgOptions::default()));
        Ok(Picture { pages: pages.len(), number, svg })
    })
}

fn typeset_with<T>(
    tree: &Tree,
    frame: &Frame,
    fonts: &Fonts,
    write: impl FnOnce(&Desk, &PagedDocument) -> Result<T, PdfError>,
) -> Result<Reported<T>, PdfError> {
    let mut unusual = BTreeSet::new();
    survey::texts(tree, frame, |text| fonts.note_unusual(text, &mut unusual));
    let lost = fonts.lost(&unusual);
    let choice = fonts.choose(&unusual, &survey::languages(frame));
    let briefing = prepare::prepare(tree, frame, &lost, choice.families);
    let data = serde_json::to_vec(&briefing).expect("strings and finite numbers are JSON");
    let desk = Desk::new(data, &frame.look, choice.shelf);

    let mut warnings = warn_of_letters(&fonts.lacking(&lost));
    let written = typeset(desk, fonts).and_then(|(desk, document)| {
        let document = document.drain_into(&mut warnings);
        write(&desk, &document)
    });
    typst::comemo::evict(KEPT_RUNS);
    Ok(Reported { value: written?, warnings })
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

/// Typesets the pages; a second time with the machine's fonts if the look
/// names a family that only the machine has.
fn typeset(desk: Desk, fonts: &Fonts) -> Result<(Desk, Reported<PagedDocument>), PdfError> {
    let first = typst::compile::<PagedDocument>(&desk);
    let unknown = unknown_families(&first.warnings);
    let wider = (!unknown.is_empty()).then(|| fonts.widen(desk.shelf(), &unknown)).flatten();
    let (desk, Warned { output, warnings }) = match wider {
        None => (desk, first),
        Some(shelf) => {
            let desk = desk.with_shelf(shelf);
            let second = typst::compile::<PagedDocument>(&desk);
            (desk, second)
        }
    };
    let warnings = diagnostics(&desk, &warnings);
    match output {
        Ok(document) => Ok((desk, Reported { value: document, warnings })),
        Err(mistakes) => Err(PdfError::Frame(diagnostics(&desk, &mistakes))),
    }
}

/// Typst tells of unknown families in warnings only.
fn unknown_families(warnings: &[SourceDiagnostic]) -> BTreeSet<String> {
    let named = |warning: &SourceDiagnostic| {
        warning.message.strip_prefix("unknown font family: ").map(str::to_lowercase)
    };
    warnings.iter().filter_map(named).collect()
}

/// Tells whether one PDF can claim these standards together; unknown names
/// are passed over.
///
/// # Errors
/// Why not, in a sentence without a full stop.
pub fn check_standards(standards: &[String]) -> Result<(), String> {
    standards_of(standards).map(drop)
}

fn standards_of(names: &[String]) -> Result<PdfStandards, String> {
    let named = |name: &String| serde_json::from_value::<PdfStandard>(name.as_str().into()).ok();
    let standards: Vec<PdfStandard> = names.iter().filter_map(named).collect();
    PdfStandards::new(&standards).map_err(|error| error.message().to_string())
}

/// Writes the PDF to the standards that it is to claim.
fn export(desk: &Desk, document: &PagedDocument, frame: &Frame) -> Result<Vec<u8>, PdfError> {
    let standards =
        standards_of(&frame.pdf.standards).map_err(|why| PdfError::Export(vec![Diagnostic::error(why)]))?;
    typst_pdf::pdf(document, &options(frame, standards)).map_err(|refusals| {
        PdfError::Export(refusals.iter().map(|refusal| unkept(desk, refusal, frame)).collect())
    })
}

fn options(frame: &Frame, standards: PdfStandards) -> PdfOptions {
    let ident = format!("attache\n{}\n{}\n{}\n{}", frame.desk, frame.title, frame.audience, frame.date);
    PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(concat!("Attaché ", env!("CARGO_PKG_VERSION")).to_owned())),
        standards,
        ..PdfOptions::default()
    }
}

/// Says what a user can do about a standard that is not kept.
fn unkept(desk: &Desk, refusal: &SourceDiagnostic, frame: &Frame) -> Diagnostic {
    let claimed = frame.pdf.standards.join(", ");
    if refusal.message.contains("attached file") {
        return Diagnostic::error(refusal.message.as_str()).in_file("config.yaml").hint(format!(
            "`pdf.standards` claims {claimed}: a-3b, a-3u, a-3a and a-4f allow files in a PDF; or set `pdf.proof: false`"
        ));
    }
    let told = diagnostic(desk, refusal);
    match told.hint {
        None if !claimed.is_empty() => told
            .hint(format!("`pdf.standards` in config.yaml claims {claimed}: mend the look, or claim less")),
        _ => told,
    }
}

fn diagnostics(desk: &Desk, found: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    found.iter().map(|found| diagnostic(desk, found)).collect()
}

/// Points to the look: to the place itself, or to the call in the look that
/// led there.
fn diagnostic(desk: &Desk, found: &SourceDiagnostic) -> Diagnostic {
    let message = found.message.to_string();
    let told = match found.severity {
        Severity::Error => Diagnostic::error(message),
        Severity::Warning => Diagnostic::warning(message),
    };
    let calls = found.trace.iter().map(|call| DiagSpan::from(call.span));
    let placed = [found.span]
        .into_iter()
        .chain(calls)
        .find_map(|span| place(desk, told.clone(), span))
        .unwrap_or_else(|| unplaced(desk, told, found.span));
    let hints: Vec<&str> = found.hints.iter().map(|hint| hint.v.as_str()).collect();
    if hints.is_empty() { placed } else { placed.hint(hints.join("; ")) }
}

/// A mistake outside the look that nothing in the look led to: what the look
/// hands over does not fit. Our own place helps whoever reports it to us.
fn unplaced(desk: &Desk, told: Diagnostic, span: DiagSpan) -> Diagnostic {
    if told.message == "unresolved import" {
        return Diagnostic { message: "there is no `briefing`".to_owned(), ..told }
            .in_file(format!("templates/frame/{PAGE}"))
            .hint("define it: `#let briefing(frame, body) = { body }`");
    }
    let ours = span.id().map(|id| id.get().vpath().get_without_slash().to_owned());
    let line = lines(desk, span).map(|(line, _)| line);
    let message = match (ours, line) {
        (Some(file), Some(line)) => format!("{} (in line {line} of Attaché's own `{file}`)", told.message),
        _ => told.message.clone(),
    };
    Diagnostic { message, ..told.in_file(format!("templates/frame/{PAGE}")) }
}

/// The line and column, from 1.
fn lines(desk: &Desk, span: DiagSpan) -> Option<(usize, usize)> {
    let source = desk.source(span.id()?).ok()?;
    let (line, column) = source.lines().byte_to_line_column(desk.range(span)?.start)?;
    Some((line + 1, column + 1))
}

fn place(desk: &Desk, told: Diagnostic, span: DiagSpan) -> Option<Diagnostic> {
    let id = span.id()?;
    let told = told.in_file(Desk::users_path(id)?);
    match (desk.source(id), lines(desk, span)) {
        (Ok(source), Some((line, column))) => Some(told.at(line, column, source.text())),
        _ => Some(told),
    }
}
