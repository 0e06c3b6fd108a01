//! Output formats: from a briefing's Markdown and tree to files.

mod coverage;
pub mod docx;
pub mod eml;
pub mod html;
pub mod markdown;
mod marking;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(not(feature = "pdf"))]
mod without_pdf;

use std::collections::BTreeMap;

use crate::error::{Diagnostic, Reported};
#[cfg(doc)]
use crate::model::Slot;
use crate::model::{Attachment, Citation, Date, Drawing, PdfTerms, Placement, Sheet};
use crate::tool::markdown::{Markdown, Tree};

pub use coverage::{is_carriable, uncovered};
#[cfg(feature = "pdf")]
pub use pdf::{Fonts, check_standards, package_for, unfit};
#[cfg(not(feature = "pdf"))]
pub use without_pdf::{Fonts, check_standards, package_for, unfit};

/// An output format: one row a format.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line and in `config.yaml`.
    pub name: &'static str,
    /// The extension of its files.
    pub extension: &'static str,
    /// Whether an audience gets it that names no formats.
    pub usual: bool,
    /// Writes a briefing in this format.
    pub render: fn(&Page<'_>) -> Result<Reported<Vec<u8>>, RenderError>,
}

/// The formats of this build, in the order in which files are listed.
pub const FORMATS: &[Format] = &[
    Format { name: "md", extension: "md", usual: true, render: render_markdown },
    Format { name: "html", extension: "html", usual: true, render: render_html },
    #[cfg(feature = "pdf")]
    Format { name: "pdf", extension: "pdf", usual: true, render: render_pdf },
    Format { name: "docx", extension: "docx", usual: true, render: render_docx },
    Format { name: "eml", extension: "eml", usual: false, render: render_eml },
];

/// Standards that a PDF can claim, as they are written in `config.yaml`: the
/// versions of PDF/A (ISO 19005) and PDF/UA-1 (ISO 14289-1).
pub const PDF_STANDARDS: [&str; 12] =
    ["a-1b", "a-1a", "a-2b", "a-2u", "a-2a", "a-3b", "a-3u", "a-3a", "a-4", "a-4f", "a-4e", "ua-1"];

/// Returns the names of [`FORMATS`].
#[must_use]
pub fn format_names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// Returns the names of the formats that an audience gets that names none.
#[must_use]
pub fn usual_format_names() -> Vec<&'static str> {
    FORMATS.iter().filter(|format| format.usual).map(|format| format.name).collect()
}

/// What a format is written from.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The filled template.
    pub markdown: &'a Markdown,
    /// The same, parsed.
    pub tree: &'a Tree,
    /// What surrounds it.
    pub frame: &'a Frame,
    /// The fonts at hand.
    pub fonts: &'a Fonts,
    /// Where pages are set.
    pub press: &'a dyn Press,
}

/// Where pages are set: in this process, or in one that can be ended.
pub trait Press: Sync {
    /// Sets pages.
    ///
    /// # Errors
    /// [`RenderError::Look`] if the look is wrong; [`RenderError::Format`] if
    /// the format cannot carry the briefing, or a limit was hit.
    #[cfg(feature = "pdf")]
    fn set(&self, order: &pdf::Order, fonts: &Fonts) -> Result<Reported<pdf::Made>, RenderError>;
}

/// Why a file could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The desk's look (`templates/frame/`) is wrong.
    #[error("the look is wrong")]
    Look(Vec<Diagnostic>),
    /// The format cannot carry this briefing.
    #[error("the format cannot carry this briefing")]
    Format(Vec<Diagnostic>),
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for every format")]
fn render_markdown(page: &Page<'_>) -> Result<Reported<Vec<u8>>, RenderError> {
    Ok(Reported::clean(markdown::render(page.markdown, page.frame)))
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for every format")]
fn render_html(page: &Page<'_>) -> Result<Reported<Vec<u8>>, RenderError> {
    Ok(Reported::clean(html::render(page.tree, page.frame).into_bytes()))
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for every format")]
fn render_docx(page: &Page<'_>) -> Result<Reported<Vec<u8>>, RenderError> {
    let shown = page.frame.charts.values().map(|drawing| drawing.svg.as_str());
    let faces = docx::Faces(page.fonts.files(shown));
    Ok(Reported::clean(docx::render_with(page.tree, page.frame, faces)))
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for every format")]
fn render_eml(page: &Page<'_>) -> Result<Reported<Vec<u8>>, RenderError> {
    Ok(eml::render(page.tree, page.frame))
}

#[cfg(feature = "pdf")]
fn render_pdf(page: &Page<'_>) -> Result<Reported<Vec<u8>>, RenderError> {
    let Reported { value: made, warnings } = set(page, pdf::Wanted::Pdf)?;
    let pdf::Made::Pdf(value) = made else { unreachable!("a PDF was wanted") };
    Ok(Reported { value, warnings })
}

#[cfg(feature = "pdf")]
fn set(page: &Page<'_>, wanted: pdf::Wanted) -> Result<Reported<pdf::Made>, RenderError> {
    let Reported { value: order, mut warnings } = pdf::order(page.tree, page.frame, page.fonts, wanted);
    let value = page.press.set(&order, page.fonts)?.drain_into(&mut warnings);
    Ok(Reported { value, warnings })
}

/// A page of a briefing as a PDF has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// How many pages there are.
    pub pages: usize,
    /// Which one this is, from 1.
    pub number: usize,
    /// A whole SVG document; letters are outlines.
    pub svg: String,
}

/// Draws a page of a briefing, counted from 1, as a PDF has it; the last page
/// for a number beyond it.
///
/// # Errors
/// As [`Press::set`]; [`RenderError::Format`] in a build without PDF.
#[cfg(feature = "pdf")]
pub fn picture(page: &Page<'_>, number: usize) -> Result<Reported<Picture>, RenderError> {
    let Reported { value: made, warnings } = set(page, pdf::Wanted::Page(number))?;
    let pdf::Made::Page(value) = made else { unreachable!("a page was wanted") };
    Ok(Reported { value, warnings })
}

/// Refuses: this build has no PDF.
///
/// # Errors
/// Always [`RenderError::Format`].
#[cfg(not(feature = "pdf"))]
pub fn picture(_page: &Page<'_>, _number: usize) -> Result<Reported<Picture>, RenderError> {
    Err(RenderError::Format(vec![Diagnostic::error("this build has no PDF")]))
}

/// What the writers know of a briefing beside its tree.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The briefing's title, which the first heading of level 1 repeats.
    pub title: String,
    /// The audience's name, such as `Analysts`.
    pub audience: String,
    /// Who publishes the briefing; may be empty.
    pub desk: String,
    /// The edition's date.
    pub date: Date,
    /// The date as readers of `language` write it.
    pub date_text: String,
    /// The language of everything that is no quotation (BCP 47).
    pub language: String,
    /// Words of the frame itself in `language`, such as `contents` and
    /// `page`, by key.
    pub labels: BTreeMap<String, String>,
    /// The language of each quotation by the label of its footnote; a
    /// quotation that is not named is in `language`.
    pub quote_languages: BTreeMap<String, String>,
    /// Where the citations stand.
    pub placement: Placement,
    /// The citations by the label of their footnote.
    pub citations: BTreeMap<String, Citation>,
    /// What a file carries as its proof, where its format can.
    pub attachments: Vec<Attachment>,
    /// The paper, the marking and the look.
    pub sheet: Sheet,
    /// The charts by id, which the tree names.
    pub charts: BTreeMap<String, Drawing>,
    /// What a PDF is to claim, by names of [`PDF_STANDARDS`], and to carry; a
    /// claim that it cannot keep fails it.
    pub pdf: PdfTerms,
    /// Files of `templates/frame/` by name: `page.typ`, `page.css` and what
    /// they use (a logo). The built-in look where a name is missing.
    pub look: BTreeMap<String, Vec<u8>>,
}

impl Frame {
    /// Returns what a name of [`Slot::NAMES`] stands for, but for the numbers
    /// of pages; empty for what there is not.
    #[must_use]
    pub fn named(&self, name: &str) -> &str {
        match name {
            "title" => &self.title,
            "audience" => &self.audience,
            "desk" => &self.desk,
            "date" => &self.date_text,
            "marking" => self.sheet.marking.as_deref().unwrap_or_default(),
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests;
