//! What an archive remembers beside its editions, and what a desk asks of it.

use serde::{Deserialize, Serialize};

use super::Sha256;

/// What `archive` in `config.yaml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveTerms {
    /// What is kept; `None` for everything.
    pub retain: Option<Retain>,
    /// Where the archive is published: an http or https address that ends in
    /// `/`. `None` where addresses are relative.
    pub url: Option<String>,
    /// The archive's title; `None` for the desk's.
    pub title: Option<String>,
}

/// What is kept of a brief. An edition is kept if either number keeps it; one
/// that is `None` keeps nothing. At least one is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retain {
    /// So many of the newest, from 1.
    pub editions: Option<u32>,
    /// Those of so many days back from the newest, that day included, from 1.
    pub days: Option<u32>,
}

/// What stands in the place of an edition that was withdrawn
/// (`retraction.json`). Keys are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retraction {
    /// [`Retraction::SCHEMA`].
    pub schema: String,
    /// The brief's id.
    pub brief: String,
    /// The edition's name.
    pub edition: String,
    /// The briefing's title.
    pub title: String,
    /// The moment for which the edition was scheduled (RFC 3339, in UTC).
    #[serde(default)]
    pub slot: Option<String>,
    /// The day of the retraction, `YYYY-MM-DD`.
    pub retracted: String,
    /// Why, in the editors' words.
    pub reason: String,
    /// Digest of the `edition.json` that was withdrawn; `None` where it was
    /// missing.
    pub edition_sha256: Option<Sha256>,
}

impl Retraction {
    /// The schema's name.
    pub const SCHEMA: &'static str = "attache/retraction/1";
    /// The file's name.
    pub const FILE: &'static str = "retraction.json";

    /// Reads a retraction.
    ///
    /// # Errors
    /// What is not JSON of this schema, in a sentence.
    pub fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        right_schema(&read.schema, Self::SCHEMA)?;
        Ok(read)
    }
}

/// What is left of a kept text that was removed because it must not be kept
/// (`output/sources/DIGEST.purged.json`). Keys are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// [`Tombstone::SCHEMA`].
    pub schema: String,
    /// Digest of the text.
    pub text_sha256: Sha256,
    /// The documents that had it, as they are cited, sorted.
    pub documents: Vec<String>,
    /// The day of the removal, `YYYY-MM-DD`.
    pub purged: String,
    /// Why; `None` where nobody said.
    pub reason: Option<String>,
}

impl Tombstone {
    /// The schema's name.
    pub const SCHEMA: &'static str = "attache/purged/1";
    /// What follows the digest in the file's name.
    pub const EXTENSION: &'static str = ".purged.json";

    /// Reads a tombstone.
    ///
    /// # Errors
    /// What is not JSON of this schema, in a sentence.
    pub fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        right_schema(&read.schema, Self::SCHEMA)?;
        Ok(read)
    }
}

fn right_schema(schema: &str, expected: &str) -> Result<(), String> {
    if schema == expected { Ok(()) } else { Err(format!("the schema is `{schema}`, not `{expected}`")) }
}
