//! What verification says.

use serde::Serialize;

use crate::model::Retraction;
use crate::signature::SignatureCheck;
use crate::verify::{Difference, Place, Verdict};

/// What verification found of one edition or briefing.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `BRIEF/DATE`; for a file alone its name as given.
    pub edition: String,
    /// Whether every citation is ok, moved or purged, and every file as it was
    /// built; of an edition that was withdrawn, whether its notice can be read.
    pub ok: bool,
    /// By `n`.
    pub citations: Vec<CitationReport>,
    /// The manifest first, then the files in its order, then damaged or
    /// missing kept texts.
    pub files: Vec<FileReport>,
    /// The cited documents that are not as they were.
    pub sources: Vec<SourceReport>,
    /// What the signature says, where a key was given.
    pub signature: Option<SignatureCheck>,
    /// When and why the edition was withdrawn; `None` where it was not.
    pub retraction: Option<Retraction>,
}

/// What became of a quotation.
#[derive(Debug, Clone, Serialize)]
pub struct CitationReport {
    /// The excerpt's number in the edition.
    pub n: u32,
    /// The document's id.
    pub document: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Where it stands now, if it moved.
    pub found_at: Option<Place>,
    /// How the source differs from it, if it was altered.
    pub diff: Vec<Difference>,
    /// Whether the kept text of its source proves it.
    pub proved: bool,
}

/// What became of a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Its name in the edition's folder; of a kept text, in the archive.
    pub path: String,
    /// What became of it.
    pub verdict: FileVerdict,
    /// More on it; empty if there is nothing to say.
    pub detail: String,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileVerdict {
    /// It is as it was built.
    Ok,
    /// Its bytes are others.
    Tampered,
    /// It is not there.
    Missing,
    /// It carries no proof, or a manifest says nothing of it.
    Unproved,
}

/// A cited document that is not as it was.
#[derive(Debug, Clone, Serialize)]
pub struct SourceReport {
    /// Its id.
    pub document: String,
    /// What became of it.
    pub state: SourceState,
}

/// What became of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceState {
    /// Its bytes are others.
    Edited,
    /// The corpus has it no more.
    Gone,
}
