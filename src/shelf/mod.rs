//! The archive as readers see it: the page with all editions, the feeds, the
//! notices in the place of what was withdrawn; and which editions are kept.
//!
//! Pure: summaries of editions come in, bytes and names go out. Titles and
//! themes are text, and are written by `tool::html` or as
//! JSON only. Nothing of an excerpt is here: a feed is read by anybody.

mod address;
mod atom;
mod entry;
mod json_feed;
mod moment;
mod notice;
mod page;
mod retain;

use serde::{Deserialize, Serialize};

use crate::labels::Labels;
use crate::manifest::Manifest;
use crate::model::{ArchiveTerms, Date, EditionName, Retraction, Sha256, Status};

pub use atom::atom;
pub use json_feed::json_feed;
pub use notice::notice;
pub use page::page;
pub use retain::{Held, doomed};

/// The page of an archive.
pub const PAGE: &str = "index.html";
/// The Atom feed of an archive or a brief.
pub const ATOM: &str = "feed.xml";
/// The JSON feed of an archive or a brief.
pub const JSON: &str = "feed.json";

/// Entries of a feed. Readers ask often, and look at the newest.
pub const MOST_ENTRIES: usize = 100;

/// What is to be said of a published edition without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The brief's id.
    pub brief: String,
    /// The edition's name, as written.
    pub edition: String,
    /// What is there.
    pub state: State,
    /// The briefing's title; empty where it is not known.
    pub title: String,
    /// The moment for which it was scheduled (RFC 3339, in UTC).
    pub slot: Option<String>,
    /// How many excerpts it has.
    pub excerpts: usize,
    /// How many of them the edition before had not.
    pub new: usize,
    /// How many documents it cites.
    pub documents: usize,
    /// The themes that have excerpts, in the order of the brief.
    pub themes: Vec<ThemeSummary>,
    /// In the order of the brief.
    pub audiences: Vec<AudienceSummary>,
    /// Digest of its `edition.json`; of one that was withdrawn too. `None` where
    /// it is missing.
    pub digest: Option<Sha256>,
    /// Digests of the texts of the documents that it cites, sorted.
    pub texts: Vec<Sha256>,
    /// What its files and its manifest take, in bytes, by the manifest.
    pub bytes: u64,
}

/// What stands in the place of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// The edition.
    Whole,
    /// A notice.
    Retracted(Retraction),
    /// Something else, and why it is no edition.
    Damaged(String),
}

/// A theme of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeSummary {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many excerpts it has.
    pub excerpts: usize,
}

/// An audience of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudienceSummary {
    /// Its id.
    pub id: String,
    /// Its handling marking.
    pub marking: Option<String>,
    /// Names of its files, each with its size in bytes.
    pub files: Vec<(String, u64)>,
}

impl Summary {
    /// Sums an edition up; `bytes` are those of its manifest.
    #[must_use]
    pub fn of(manifest: &Manifest, bytes: &[u8]) -> Self {
        let theme = |theme: &crate::manifest::ThemeEntry| ThemeSummary {
            id: theme.id.clone(),
            title: theme.title.clone(),
            excerpts: theme.excerpts.len(),
        };
        let audience = |audience: &crate::manifest::AudienceEntry| AudienceSummary {
            id: audience.id.clone(),
            marking: audience.marking.clone(),
            files: audience.files.iter().map(|file| (file.path.clone(), file.size as u64)).collect(),
        };
        let audiences: Vec<AudienceSummary> = manifest.audiences.iter().map(audience).collect();
        let sizes = audiences.iter().flat_map(|audience| &audience.files).map(|(_, size)| size);
        let mut texts: Vec<Sha256> =
            manifest.documents.iter().map(|document| document.text_sha256.clone()).collect();
        texts.sort_unstable();
        texts.dedup();
        Self {
            brief: manifest.brief.clone(),
            edition: manifest.name().map(|name| name.to_string()).unwrap_or_default(),
            state: State::Whole,
            title: manifest.title.clone(),
            slot: manifest.slot.clone(),
            excerpts: manifest.excerpts.len(),
            new: manifest.excerpts.iter().filter(|excerpt| excerpt.status == Status::New).count(),
            documents: manifest.coverage.cited,
            themes: manifest.themes.iter().filter(|theme| !theme.excerpts.is_empty()).map(theme).collect(),
            bytes: sizes.sum::<u64>() + bytes.len() as u64,
            audiences,
            digest: Some(Sha256::of(bytes)),
            texts,
        }
    }

    /// Says what stands in the place of an edition that was withdrawn.
    #[must_use]
    pub fn of_retraction(retraction: Retraction, brief: &str, name: EditionName) -> Self {
        Self {
            title: retraction.title.clone(),
            slot: retraction.slot.clone(),
            digest: retraction.edition_sha256.clone(),
            state: State::Retracted(retraction),
            ..Self::damaged(String::new(), brief, name)
        }
    }

    /// Says that there is no edition where one should be.
    #[must_use]
    pub fn damaged(why: String, brief: &str, name: EditionName) -> Self {
        Self {
            brief: brief.to_owned(),
            edition: name.to_string(),
            state: State::Damaged(why),
            title: String::new(),
            slot: None,
            excerpts: 0,
            new: 0,
            documents: 0,
            themes: Vec::new(),
            audiences: Vec::new(),
            digest: None,
            texts: Vec::new(),
            bytes: 0,
        }
    }

    /// Returns the edition's name.
    #[must_use]
    pub fn name(&self) -> EditionName {
        let written = self.edition.parse().ok();
        written.unwrap_or_else(|| EditionName::first(Date::of(1, 1, 1).expect("the calendar has this day")))
    }

    /// Returns its files: the audience, the name and the size of each.
    pub fn files(&self) -> impl Iterator<Item = (&AudienceSummary, &str, u64)> {
        self.audiences.iter().flat_map(|audience| {
            audience.files.iter().map(move |(name, size)| (audience, name.as_str(), *size))
        })
    }
}

/// What is the same for all that is said of an archive.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The desk's title; may be empty.
    pub desk: &'a str,
    /// What the desk asks of its archive.
    pub terms: &'a ArchiveTerms,
    /// The time zone (IANA) in which days begin.
    pub time_zone: &'a str,
    /// The words.
    pub labels: &'a Labels,
    /// Titles of audiences, by id.
    pub audiences: &'a [(&'a str, &'a str)],
}

impl<'a> Setting<'a> {
    /// Returns the archive's title; never empty.
    fn title(&self) -> &'a str {
        let own = self.terms.title.as_deref().unwrap_or(self.desk);
        if own.is_empty() { self.labels.word("archive") } else { own }
    }

    /// Returns what an audience is called.
    fn audience(&self, id: &'a str) -> &'a str {
        self.audiences.iter().find(|(known, _)| *known == id).map_or(id, |(_, title)| title)
    }

    /// Writes an edition's date, and which one of that date it is.
    fn date(&self, name: EditionName) -> String {
        let date = self.labels.date(name.date.into());
        if name.revision == 1 { date } else { format!("{date} ({})", name.revision) }
    }

    /// Writes a day that is written `YYYY-MM-DD`.
    fn day(&self, day: &str) -> String {
        day.parse().map_or_else(|_| day.to_owned(), |day| self.labels.date(day))
    }
}

/// Returns the media type of a file (IANA), by its extension.
fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html",
        "md" => "text/markdown",
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eml" => "message/rfc822",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
