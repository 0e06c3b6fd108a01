//! The ledger: what was sent to whom, one file for each edition and recipient.
//!
//! A file is written whole before anything that cannot be taken back, and after
//! it. So the only question that it leaves open is that of a run which ended
//! between the two, and it shows as [`State::Sending`].

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::time;
use crate::model::{EditionName, Sha256};
use crate::output::{self, DELIVERIES, OutputError};

/// The schema's name, in the key `schema`.
const SCHEMA: &str = "attache/delivery/1";

/// How far a delivery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// It is to be sent, now or at its next time.
    #[serde(rename = "waiting")]
    Waiting,
    /// It was handed over, and no answer was noted.
    #[serde(rename = "sending")]
    Sending,
    /// The other side took it.
    #[serde(rename = "sent")]
    Sent,
    /// The other side refused it, or was never reached.
    #[serde(rename = "failed")]
    Failed,
    /// Nobody here knows whether it arrived.
    #[serde(rename = "in doubt")]
    InDoubt,
}

impl State {
    /// Its name in the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::InDoubt => "in doubt",
        }
    }

    /// Tells whether somebody has to look after it.
    #[must_use]
    pub fn is_dead(self) -> bool {
        matches!(self, Self::Failed | Self::InDoubt)
    }

    /// Tells whether a run sees to it by itself.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Sending)
    }
}

/// One edition for one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The schema's name and version.
    pub schema: String,
    /// The brief's id.
    pub brief: String,
    /// The edition's name.
    pub edition: String,
    /// The target's name.
    pub target: String,
    /// What kind of target it is.
    pub kind: String,
    /// The mail address; `None` for what is no mail.
    pub recipient: Option<String>,
    /// By which the other side knows it again; always the same for the same
    /// edition, target and recipient.
    pub id: String,
    /// Digest of the `edition.json` that is sent.
    pub manifest: Sha256,
    /// How far it has come.
    pub state: State,
    /// How many runs have tried.
    pub attempts: u32,
    /// When it was accepted (RFC 3339, UTC).
    pub first: String,
    /// When it came to this state.
    pub last: String,
    /// When it is tried again; `None` for at once, or never.
    pub next: Option<String>,
    /// What the other side said, or why it did not come to that.
    pub detail: String,
}

impl Entry {
    /// Accepts a delivery.
    pub(super) fn new(
        brief: &str,
        edition: EditionName,
        key: &Key<'_>,
        manifest: Sha256,
        now: SystemTime,
    ) -> Self {
        let now = time::written(now);
        Self {
            schema: SCHEMA.to_owned(),
            brief: brief.to_owned(),
            edition: edition.to_string(),
            target: key.target.to_owned(),
            kind: key.kind.to_owned(),
            recipient: key.recipient.map(str::to_owned),
            id: key.id(brief, edition),
            manifest,
            state: State::Waiting,
            attempts: 0,
            first: now.clone(),
            last: now,
            next: None,
            detail: String::new(),
        }
    }

    /// Brings it to a state.
    pub(super) fn come_to(&mut self, state: State, detail: String, now: SystemTime) {
        self.state = state;
        self.detail = detail;
        self.last = time::written(now);
        self.next = None;
    }
}

/// What a delivery of an edition is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<'a> {
    pub(super) target: &'a str,
    pub(super) kind: &'a str,
    pub(super) recipient: Option<&'a str>,
}

impl Key<'_> {
    /// The name of its file: no target's name has a point in it.
    fn file(&self) -> String {
        match self.recipient {
            Some(recipient) => {
                let digest = Sha256::of(recipient.to_ascii_lowercase().as_bytes()).to_string();
                format!("{}.{}.json", self.target, &digest[..16])
            }
            None => format!("{}.json", self.target),
        }
    }

    /// The same for the same edition, target and recipient, and for no others.
    fn id(&self, brief: &str, edition: EditionName) -> String {
        let edition = edition.to_string();
        let recipient = self.recipient.unwrap_or_default().to_ascii_lowercase();
        let parts = [brief, &edition, self.target, &recipient].map(str::as_bytes);
        Sha256::of_parts(parts).to_string()[..40].to_owned()
    }
}

/// The ledger of one brief.
pub(super) struct Ledger {
    folder: PathBuf,
}

impl Ledger {
    pub(super) fn of(archive: &Path, brief: &str) -> Self {
        Self { folder: archive.join(DELIVERIES).join(brief) }
    }

    /// Where it lies; the folder need not be there.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, edition: &str, key: &Key<'_>) -> PathBuf {
        self.folder.join(edition).join(key.file())
    }

    /// Returns the entry of a delivery; `None` for one that was never accepted.
    ///
    /// # Errors
    /// A file that is there and cannot be read: then nobody knows what was sent.
    pub(super) fn entry(&self, edition: EditionName, key: &Key<'_>) -> Result<Option<Entry>, String> {
        read(&self.path(&edition.to_string(), key))
    }

    /// Writes an entry through to the disk.
    pub(super) fn note(&self, entry: &Entry) -> Result<(), OutputError> {
        let key = Key { target: &entry.target, kind: &entry.kind, recipient: entry.recipient.as_deref() };
        let mut bytes = serde_json::to_vec_pretty(entry).expect("an entry is plain data");
        bytes.push(b'\n');
        output::put(&self.path(&entry.edition, &key), &bytes)
    }

    /// Lists the editions that it has entries of, in their order.
    pub(super) fn editions(&self) -> Vec<EditionName> {
        output::names(&self.folder)
    }

    /// Returns the entries of an edition in the order of their files, and what
    /// is wrong with the others.
    pub(super) fn entries(&self, edition: EditionName) -> (Vec<Entry>, Vec<String>) {
        let folder = self.folder.join(edition.to_string());
        let is_entry = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.ends_with(".json") && !name.starts_with('.')
        };
        let listed = fs::read_dir(folder).into_iter().flatten().flatten().map(|found| found.path());
        let mut paths: Vec<PathBuf> = listed.filter(is_entry).collect();
        paths.sort();
        let (mut entries, mut damaged) = (Vec::new(), Vec::new());
        for path in paths {
            match read(&path) {
                Ok(entry) => entries.extend(entry),
                Err(why) => damaged.push(why),
            }
        }
        (entries, damaged)
    }
}

fn read(path: &Path) -> Result<Option<Entry>, String> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read `{}`: {error}", path.display())),
    };
    match serde_json::from_slice::<Entry>(&bytes) {
        Ok(entry) if entry.schema == SCHEMA => Ok(Some(entry)),
        Ok(entry) => Err(format!("`{}` has the schema `{}`", path.display(), entry.schema)),
        Err(error) => Err(format!("`{}` is damaged: {error}", path.display())),
    }
}
