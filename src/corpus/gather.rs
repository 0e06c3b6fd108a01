//! The corpus as a whole: same bytes once, in a fixed order.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Warning;
use crate::model::document::Skipped;
use crate::model::{Corpus, DocumentId, Outcome, Sha256};

use super::file::{FileReading, Read};

/// Puts the readings of files together, which are in the order of their paths;
/// the flag says that a file is a link. Warnings about copies are left out.
pub(super) fn gather(readings: Vec<(FileReading, bool)>, warnings: &mut Vec<Warning>) -> Corpus {
    let originals = originals(&readings);
    let mut taken = BTreeSet::new();
    let mut corpus = Corpus::default();
    for (reading, _) in readings {
        let mut copies = 0;
        let all = reading.value.documents.len();
        for Read { document, own } in reading.value.documents {
            let place = place(&document.path, document.member.as_deref());
            let original = &originals[&own];
            if *original == place && taken.insert(own) {
                corpus.documents.push(document);
                continue;
            }
            copies += 1;
            corpus.skipped.push(Skipped {
                path: document.path,
                member: document.member,
                outcome: Outcome::Skipped,
                reason: format!("the same bytes as {original}"),
            });
        }
        if all == 0 || copies < all {
            warnings.extend(reading.warnings);
        }
        corpus.skipped.extend(reading.value.skipped);
    }
    corpus.documents.sort_by(|a, b| a.path.cmp(&b.path));
    corpus.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    for (id, document) in (0..).zip(&mut corpus.documents) {
        document.id = DocumentId(id);
    }
    corpus
}

/// Takes the documents out of a corpus whose texts were purged from the archive,
/// and warns of each.
pub(super) fn pass_over(corpus: &mut Corpus, purged: &BTreeSet<Sha256>, warnings: &mut Vec<Warning>) {
    if !corpus.documents.iter().any(|document| purged.contains(&document.text_sha256)) {
        return;
    }
    let documents = std::mem::take(&mut corpus.documents);
    for document in documents {
        if !purged.contains(&document.text_sha256) {
            corpus.documents.push(document);
            continue;
        }
        let reason = "its text was purged from the archive".to_owned();
        let name = place(&document.path, document.member.as_deref());
        let hint = "remove it from the corpus; `attache corpus purge` left its file to its owner";
        warnings.push(Warning::warning(format!("skipped: {reason}")).in_file(name).hint(hint));
        let (path, member) = (document.path, document.member);
        corpus.skipped.push(Skipped { path, member, outcome: Outcome::Skipped, reason });
    }
    corpus.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    for (id, document) in (0..).zip(&mut corpus.documents) {
        document.id = DocumentId(id);
    }
}

/// Names a file or a part of one.
fn place(path: &str, member: Option<&str>) -> String {
    match member {
        Some(member) => format!("{path}/{member}"),
        None => path.to_owned(),
    }
}

/// Returns what stands for each digest: a file before a part of one, a file
/// rather than a link to it, then the first.
fn originals(readings: &[(FileReading, bool)]) -> BTreeMap<Sha256, String> {
    let candidates: BTreeSet<(&Sha256, bool, bool, &str, Option<&str>)> = readings
        .iter()
        .flat_map(|(reading, is_link)| {
            reading.value.documents.iter().map(|read| {
                let (path, member) = (read.document.path.as_str(), read.document.member.as_deref());
                (&read.own, member.is_some(), *is_link, path, member)
            })
        })
        .collect();
    let mut originals = BTreeMap::new();
    for (sha256, _, _, path, member) in candidates {
        originals.entry(sha256.clone()).or_insert_with(|| place(path, member));
    }
    originals
}
