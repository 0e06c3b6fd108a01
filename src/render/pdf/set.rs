//! Setting pages: from an order to a PDF or a picture, in whichever process.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Smart};
use typst::text::Font;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::PdfError;
use super::marking;
use super::mistakes::{diagnostics, unkept};
use super::order::{Help, Listed, Made, Order, Wanted};
use super::world::{Desk, NO_HELP};
use crate::error::{Diagnostic, Reported, Warning};
use crate::model::Sha256;
use crate::render::Picture;

/// Results of Typst's parts that later runs may use again are kept for so
/// many runs: enough for the audiences of one briefing, which share most of
/// their excerpts, and little enough for a program that runs for days.
const KEPT_RUNS: usize = 3;

/// So many briefings keep their pages for the pictures that are asked for
/// next: one for each audience that is looked at.
const KEPT_PAGES: usize = 3;

/// The fonts inside the program.
pub(super) static EMBEDDED: LazyLock<Vec<Font>> =
    LazyLock::new(|| typst_kit::fonts::embedded().map(|(font, _)| font).collect());

/// What one process that sets pages keeps from run to run.
#[derive(Default)]
pub struct Kept {
    fonts: Fonts,
    /// The newest last.
    pages: Mutex<Vec<(Sha256, Arc<Pages>)>>,
}

/// Fonts by file and number in it; `None` for what cannot be read.
pub(super) type Fonts = Mutex<HashMap<(String, u32), Option<Font>>>;

impl Kept {
    /// Reads what every run needs, so that none waits for it.
    pub fn warm(&self) {
        LazyLock::force(&EMBEDDED);
        super::world::warm();
    }

    fn find(&self, digest: &Sha256) -> Option<Arc<Pages>> {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.iter().find(|(kept, _)| kept == digest).map(|(_, pages)| Arc::clone(pages))
    }

    fn keep(&self, digest: Sha256, new: &Arc<Pages>) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.push((digest, Arc::clone(new)));
        let old = pages.len().saturating_sub(KEPT_PAGES);
        pages.drain(..old);
    }
}

/// Pages that are set, with what knows their places.
struct Pages {
    desk: Desk<'static>,
    document: PagedDocument,
    warnings: Vec<Warning>,
}

/// Returns a font of a listed face.
pub(super) fn load(fonts: &Fonts, face: &Listed, help: &dyn Help) -> Option<Font> {
    let mut fonts = fonts.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (face.file.clone(), face.index);
    if let Some(font) = fonts.get(&key) {
        return font.clone();
    }
    // All faces of a file share its bytes.
    let same = fonts.iter().find(|((file, _), font)| *file == face.file && font.is_some());
    let bytes = match same {
        Some((_, Some(font))) => Some(font.data().clone()),
        _ => help.font(&face.file).map(Bytes::new),
    };
    let font = bytes.and_then(|bytes| Font::new(bytes, face.index));
    fonts.insert(key, font.clone());
    font
}

/// Sets pages and makes of them what is wanted.
///
/// # Errors
/// As [`super::render`].
pub fn set(order: &Order, help: &dyn Help, kept: &Kept) -> Result<Reported<Made>, PdfError> {
    let digest = order.digest();
    let pages = match kept.find(&digest) {
        Some(pages) => pages,
        None => {
            let pages = typeset(order, help, &kept.fonts).map(Arc::new);
            typst::comemo::evict(KEPT_RUNS);
            let pages = pages?;
            if matches!(order.head.wanted, Wanted::Page(_)) {
                kept.keep(digest, &pages);
            }
            pages
        }
    };
    if let Some(marked) = &order.head.marking {
        marking::check(&pages.document, marked).map_err(|mistake| PdfError::Export(vec![*mistake]))?;
    }
    let value = match order.head.wanted {
        Wanted::Pdf => Made::Pdf(export(&pages.desk, &pages.document, order)?),
        Wanted::Page(number) => Made::Page(picture(&pages.document, number)),
    };
    Ok(Reported { value, warnings: pages.warnings.clone() })
}

/// Typesets the pages; a second time with the machine's fonts if the look
/// names a family that only the machine has.
fn typeset(order: &Order, help: &dyn Help, fonts: &Fonts) -> Result<Pages, PdfError> {
    let desk = Desk::new(order, help, fonts);
    let first = typst::compile::<PagedDocument>(&desk);
    let unknown = unknown_families(&first.warnings);
    let wider = if unknown.is_empty() { Vec::new() } else { help.further(&unknown) };
    let (desk, Warned { output, warnings }) = if wider.is_empty() {
        (desk, first)
    } else {
        let desk = desk.with_faces(wider);
        let second = typst::compile::<PagedDocument>(&desk);
        (desk, second)
    };
    let desk = desk.at_rest(&NO_HELP);
    let warnings = diagnostics(&desk, &warnings);
    match output {
        Ok(document) => Ok(Pages { desk, document, warnings }),
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

fn picture(document: &PagedDocument, number: usize) -> Picture {
    let pages = document.pages();
    let number = number.clamp(1, pages.len().max(1));
    let svg = pages
        .get(number - 1)
        .map_or_else(String::new, |page| typst_svg::svg(page, &typst_svg::SvgOptions::default()));
    Picture { pages: pages.len(), number, svg }
}

/// Reads names of standards; unknown ones are passed over.
///
/// # Errors
/// Why one PDF cannot claim them together.
pub(super) fn standards_of(names: &[String]) -> Result<PdfStandards, String> {
    let named = |name: &String| serde_json::from_value::<PdfStandard>(name.as_str().into()).ok();
    let standards: Vec<PdfStandard> = names.iter().filter_map(named).collect();
    PdfStandards::new(&standards).map_err(|error| error.message().to_string())
}

/// Writes the PDF to the standards that it is to claim.
fn export(desk: &Desk<'_>, document: &PagedDocument, order: &Order) -> Result<Vec<u8>, PdfError> {
    let claimed = &order.head.standards;
    let standards = standards_of(claimed).map_err(|why| PdfError::Export(vec![Diagnostic::error(why)]))?;
    let options = PdfOptions {
        ident: Smart::Custom(order.head.ident.clone()),
        creator: Smart::Custom(Some(concat!("Attaché ", env!("CARGO_PKG_VERSION")).to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|refusals| {
        PdfError::Export(refusals.iter().map(|refusal| unkept(desk, refusal, claimed)).collect())
    })
}
