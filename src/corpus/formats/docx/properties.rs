//! What a Word document says of itself: core properties (ECMA-376, part 2,
//! section 11) and the company (part 1, section 22.2).

use crate::corpus::date::date_in;
use crate::corpus::formats::office;
use crate::corpus::formats::package::Package;
use crate::corpus::metadata::Known;
use crate::corpus::reading::{NotRead, Output};

/// Reads the properties of a package.
///
/// # Errors
/// A part over the limit. Damaged properties are no reason not to read the
/// text: they are nothing.
pub(super) fn known(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<Known, NotRead> {
    let mut known = Known::default();
    if let Some(text) = package.xml("docProps/core.xml", output)? {
        let (mut created, mut modified) = (None, None);
        office::each_leaf("docProps/core.xml", &text, |name, value| match name {
            ("dc", "title") => known.title = office::title(value),
            ("dc", "creator") => known.authors = office::authors(value),
            ("dc", "language") => known.language = crate::corpus::metadata::language_tag(value),
            ("dcterms", "created") => created = date_in(value, None),
            ("dcterms", "modified") => modified = date_in(value, None),
            _ => {}
        });
        known.date = office::later(created, modified);
    }
    if let Some(text) = package.xml("docProps/app.xml", output)? {
        office::each_leaf("docProps/app.xml", &text, |name, value| {
            if name.1 == "Company" {
                known.publisher = office::publisher(value);
            }
        });
    }
    Ok(known)
}
