//! Which texts the corpus had when an edition was made, so that the next one
//! knows a document that came late.
//!
//! `output/BRIEF/.seen/EDITION.gz` lies beside the edition: what is published
//! is not changed, and no list of a collection travels with a briefing. In it
//! are the digest of the edition's manifest, to which alone it belongs, and a
//! part of the digest of each text, a line each: nothing that tells of a
//! document to who does not have it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;

use super::{DRAFTS, OutputError, STAGING, create_folder, deflated, put};
use crate::model::{EditionName, Sha256};

/// The folder, in that of a brief.
const FOLDER: &str = ".seen";

/// Hexadecimal digits that are kept of a digest: 48 bits. Among 10,000 texts
/// that are known, one of 10,000 new ones is taken for one of them less than
/// once in a million runs.
const DIGITS: usize = 12;

/// The texts of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(BTreeSet<String>);

impl Seen {
    /// Makes it of the digests of texts.
    #[must_use]
    pub fn of<'a>(texts: impl Iterator<Item = &'a Sha256>) -> Self {
        Self(texts.map(short).collect())
    }

    /// Tells whether a text is among them.
    #[must_use]
    pub fn has(&self, text: &Sha256) -> bool {
        self.0.contains(&short(text))
    }
}

fn short(digest: &Sha256) -> String {
    digest.to_string().chars().take(DIGITS).collect()
}

fn path(archive: &Path, brief: &str, name: EditionName) -> PathBuf {
    archive.join(brief).join(FOLDER).join(format!("{name}.gz"))
}

/// Returns the texts that the corpus had when an edition was made; `None` where
/// that is not known, or known of another manifest than this.
#[must_use]
pub fn seen(archive: &Path, brief: &str, name: EditionName, manifest: &Sha256) -> Option<Seen> {
    /// Longer than any list of a corpus.
    const MOST: u64 = 1 << 30;
    let bytes = fs::read(path(archive, brief, name)).ok()?;
    let mut text = String::new();
    GzDecoder::new(&*bytes).take(MOST).read_to_string(&mut text).ok()?;
    let mut lines = text.lines();
    let is_of = lines.next()? == manifest.to_string();
    is_of.then(|| Seen(lines.map(str::to_owned).collect()))
}

/// Keeps the texts that the corpus had when an edition was made, before it is
/// put into the archive: one that stands there has its list. Lists of editions
/// that are neither published nor drafts any more are removed.
///
/// # Errors
/// [`OutputError::Write`].
pub fn keep_seen(
    archive: &Path,
    brief: &str,
    name: EditionName,
    manifest: &Sha256,
    texts: &Seen,
) -> Result<(), OutputError> {
    if seen(archive, brief, name, manifest).as_ref() == Some(texts) {
        return Ok(());
    }
    let path = path(archive, brief, name);
    let folder = archive.join(brief).join(FOLDER);
    create_folder(&folder)?;
    remove_orphans(&archive.join(brief), &folder);
    let mut text = format!("{manifest}\n");
    texts.0.iter().for_each(|digest| text.extend([digest, "\n"]));
    let bytes = deflated(&text).map_err(|source| OutputError::Write { path: path.clone(), source })?;
    put(&path, &bytes)
}

/// Removes what killed runs left, and lists whose edition is gone.
fn remove_orphans(brief: &Path, folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(file) = entry.file_name().into_string() else { continue };
        let Some(name) = file.strip_suffix(".gz") else {
            if file.starts_with(STAGING) {
                let _ = fs::remove_file(entry.path());
            }
            continue;
        };
        if !brief.join(name).exists() && !brief.join(DRAFTS).join(name).exists() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests write the files that they test with")]
mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<Sha256> {
        words.iter().map(|word| Sha256::of(word.as_bytes())).collect()
    }

    #[test]
    fn a_list_is_read_back_by_the_edition_that_it_belongs_to_alone() {
        let archive = tempfile::tempdir().unwrap();
        let name: EditionName = "2025-04-02.2".parse().unwrap();
        let (own, other) = (Sha256::of(b"manifest"), Sha256::of(b"other"));
        let seen_texts = Seen::of(texts(&["a", "b"]).iter());
        keep_seen(archive.path(), "weekly", name, &own, &seen_texts).unwrap();
        let read = seen(archive.path(), "weekly", name, &own).unwrap();
        assert!(read.has(&Sha256::of(b"a")) && !read.has(&Sha256::of(b"c")));
        assert_eq!(seen(archive.path(), "weekly", name, &other), None);
        assert_eq!(seen(archive.path(), "weekly", "2025-04-02".parse().unwrap(), &own), None);
    }

    #[test]
    fn a_damaged_list_is_none() {
        let archive = tempfile::tempdir().unwrap();
        let name: EditionName = "2025-04-02".parse().unwrap();
        let own = Sha256::of(b"manifest");
        keep_seen(archive.path(), "weekly", name, &own, &Seen::of(texts(&["a"]).iter())).unwrap();
        let path = path(archive.path(), "weekly", name);
        let bytes = fs::read(&path).unwrap();
        for cut in 0..bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            assert_eq!(seen(archive.path(), "weekly", name, &own), None, "{cut} bytes");
        }
    }

    #[test]
    fn lists_of_editions_that_are_gone_go_too() {
        let archive = tempfile::tempdir().unwrap();
        let own = Sha256::of(b"manifest");
        let [first, second]: [EditionName; 2] =
            ["2025-04-02", "2025-04-03"].map(|name| name.parse().unwrap());
        let keep = |name| keep_seen(archive.path(), "weekly", name, &own, &Seen::default()).unwrap();
        keep(first);
        keep(second);
        assert_eq!(seen(archive.path(), "weekly", first, &own), None);
        assert!(seen(archive.path(), "weekly", second, &own).is_some());
    }
}
