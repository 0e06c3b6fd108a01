//! The parts of a Word document beside its body.

use std::collections::BTreeMap;

use crate::error::{Diagnostic, Warning};
use crate::model::BlockKind;

use crate::corpus::decode::decode;
use crate::corpus::formats::flow::{Draft, Flow};
use crate::corpus::formats::html;
use crate::corpus::formats::package::{self, Package};
use crate::corpus::formats::xml::{Node, Xml};
use crate::corpus::reading::{NotRead, Output};

use super::body;
use super::styles::Styles;

/// What the body needs of other parts.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) styles: Styles,
    pub(super) notes: Notes,
    pub(super) chunks: Chunks,
    /// What was not read of them.
    pub(super) warnings: Vec<Warning>,
}

/// The blocks of notes by kind (`footnote`, `endnote`, `comment`) and id, each taken once:
/// a note that is referred to many times is shown once.
pub(super) type Notes = BTreeMap<(&'static str, String), Vec<Draft>>;

/// The blocks of pages that stand in the document as they are, by the ids of
/// their relationships, each taken once (ECMA-376, part 1, section 17.17.2.1).
pub(super) type Chunks = BTreeMap<String, Vec<(BlockKind, String)>>;

/// A part that another refers to.
pub(super) struct Related {
    id: String,
    /// The last word of the relationship's type: `styles`.
    pub(super) kind: String,
    pub(super) target: String,
}

impl Parts {
    /// Loads what the main part refers to.
    ///
    /// # Errors
    /// A part that is damaged or over a limit.
    pub(super) fn load(
        package: &mut Package<'_>,
        main: &str,
        output: &mut Output<'_>,
    ) -> Result<Self, NotRead> {
        let mut parts = Self::default();
        let related = relationships(package, main, output)?;
        let target = |wanted: &str| related.iter().find(|part| part.kind == wanted).map(|part| &part.target);
        if let Some(name) = target("styles")
            && let Some(text) = package.xml(name, output)?
        {
            parts.styles = Styles::read(Xml::new(name, &text))?;
        }
        for kind in ["footnotes", "endnotes", "comments"] {
            if let Some(name) = target(kind)
                && let Some(text) = package.xml(name, output)?
            {
                body::walk(Xml::new(name, &text), &mut parts, &mut Flow::default())?;
            }
        }
        for chunk in related.iter().filter(|part| part.kind == "aFChunk") {
            parts.chunk(package, chunk, output)?;
        }
        Ok(parts)
    }

    fn chunk(
        &mut self,
        package: &mut Package<'_>,
        chunk: &Related,
        output: &mut Output<'_>,
    ) -> Result<(), NotRead> {
        let name = chunk.target.to_lowercase();
        let page = [".html", ".htm", ".xhtml"].iter().any(|extension| name.ends_with(extension));
        let bytes = if page { package.part(&chunk.target, output)? } else { None };
        let blocks = match bytes {
            Some(bytes) => html::chapter(&decode(&bytes, None).text),
            None => Err(NotRead::skipped("it is in another format")),
        };
        match blocks {
            Ok(blocks) => {
                let blocks = blocks.into_iter().map(|(kind, text, _)| (kind, text)).collect();
                self.chunks.insert(chunk.id.clone(), blocks);
            }
            Err(why) => {
                let name = crate::corpus::path::escaped_text(&chunk.target);
                let message = format!("its part `{name}` was not read: {}", why.reason);
                self.warnings.push(Diagnostic::warning(message));
            }
        }
        Ok(())
    }
}

/// Returns the parts within the package that a part refers to, in order; `""`
/// is the package itself.
///
/// # Errors
/// Relationships that are damaged or over a limit.
pub(super) fn relationships(
    package: &mut Package<'_>,
    part: &str,
    output: &mut Output<'_>,
) -> Result<Vec<Related>, NotRead> {
    let folder = package::folder(part);
    let file = part.rsplit('/').next().unwrap_or_default();
    let within = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let name = format!("{within}_rels/{file}.rels");
    let Some(text) = package.xml(&name, output)? else { return Ok(Vec::new()) };
    let mut xml = Xml::new(&name, &text);
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Node::Open(element) if element.local() == "Relationship" => {
                let attribute = |name: &str| element.attribute(name).unwrap_or_default();
                let kind = attribute("Type").rsplit('/').next().unwrap_or_default().to_owned();
                let target = package::resolve(folder, &attribute("Target"));
                if let Some(target) = target.filter(|_| attribute("TargetMode") != "External") {
                    found.push(Related { id: attribute("Id"), kind, target });
                }
            }
            Node::End => return Ok(found),
            _ => {}
        }
    }
}
