//! The shelf: what is done after the archive has changed. What is no longer
//! kept goes, then the archive's page and feeds are brought up to date.

mod summaries;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Session, archive, output_error};
use crate::desk::Desk;
use crate::error::{Diagnostic, Error};
use crate::labels::Labels;
use crate::model::{EditionName, Retain, Sha256};
use crate::output;
use crate::shelf::{self, Held, Setting, State, Summary};

pub use summaries::summaries;
pub(super) use summaries::summed;

/// What was done with an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelved {
    /// What was removed.
    pub pruned: Pruned,
    /// The pages and feeds that were written or removed.
    pub written: Vec<PathBuf>,
    /// Why page and feeds are not up to date, as errors.
    pub failures: Vec<Diagnostic>,
}

/// What is removed from an archive, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Editions, oldest first within their briefs, each with its size in bytes.
    pub editions: Vec<(String, EditionName, u64)>,
    /// Kept texts that nothing cites any more.
    pub texts: Vec<Sha256>,
    /// What both take, in bytes.
    pub bytes: u64,
    /// Why something stays that might go otherwise.
    pub warnings: Vec<Diagnostic>,
}

/// What is pruned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prune<'a> {
    /// Nothing.
    Nothing,
    /// What the desk does not retain; nothing where it says nothing of that. The
    /// edition that was published just now stays.
    AfterPublishing(Option<(&'a str, EditionName)>),
    /// What the desk does not retain, and texts that nothing cites in any case.
    Asked,
}

impl Session {
    /// Prunes the archive as the desk says, if an edition was published, which
    /// stays however old its date is; and brings its page and feeds up to date.
    /// The caller holds the desk.
    ///
    /// # Errors
    /// [`Error::Build`] if the archive cannot be written; every edition that is
    /// kept is whole then.
    pub fn shelve(&self, published: Option<(&str, EditionName)>) -> Result<Shelved, Error> {
        let prune = published.map_or(Prune::Nothing, |published| Prune::AfterPublishing(Some(published)));
        shelve(&self.desk, prune)
    }
}

/// Prunes an archive and brings its page and feeds up to date. The caller holds
/// the desk, and knows that its configuration is right.
///
/// # Errors
/// As [`Session::shelve`].
pub fn shelve(desk: &Desk, prune: Prune<'_>) -> Result<Shelved, Error> {
    let archive = archive(desk);
    let is_pruned = match prune {
        Prune::Nothing => false,
        Prune::AfterPublishing(_) => desk.config.archive.retain.is_some(),
        Prune::Asked => true,
    };
    if is_pruned {
        output::mend(&archive);
    }
    let mut summaries = summaries(desk);
    let pruned = match is_pruned {
        false => Pruned::default(),
        true => {
            let pruned = prunable(desk, &summaries, prune);
            take_out(&archive, &pruned)?;
            summaries.retain(|summary| !pruned.has(&summary.brief, summary.name()));
            pruned
        }
    };
    let written = put_all(desk, &archive, &summaries)?;
    Ok(Shelved { pruned, written, failures: Vec::new() })
}

/// Says what [`shelve`] would remove.
#[must_use]
pub fn would_prune(desk: &Desk) -> Pruned {
    prunable(desk, &summaries(desk), Prune::Asked)
}

impl Pruned {
    fn has(&self, brief: &str, name: EditionName) -> bool {
        self.editions.iter().any(|(id, gone, _)| id == brief && *gone == name)
    }
}

fn prunable(desk: &Desk, summaries: &[Summary], prune: Prune<'_>) -> Pruned {
    let archive = archive(desk);
    let mut pruned = Pruned::default();
    if let Some(retain) = desk.config.archive.retain {
        for (brief, of_brief) in by_brief(summaries) {
            let just = match prune {
                Prune::AfterPublishing(Some((id, name))) if id == brief => Some(name),
                _ => None,
            };
            outdated(&archive, brief, &of_brief, retain, just, &mut pruned);
        }
    }
    let sizes = uncited(&archive, summaries, &mut pruned);
    pruned.bytes = pruned.editions.iter().map(|(_, _, bytes)| bytes).sum::<u64>() + sizes;
    pruned
}

/// Finds the editions of a brief that are not kept any more.
fn outdated(
    archive: &Path,
    brief: &str,
    of_brief: &[&Summary],
    retain: Retain,
    just: Option<EditionName>,
    pruned: &mut Pruned,
) {
    let pins = match output::pins(archive, brief) {
        Ok(pins) => pins,
        Err(why) => {
            let message = format!("no edition of `{brief}` is removed: its pins cannot be read: {why}");
            let hint = "remove the file and pin again what must stay";
            let file = format!("{brief}/{}", output::PINS);
            return pruned.warnings.push(Diagnostic::warning(message).in_file(file).hint(hint));
        }
    };
    let held = |summary: &&Summary| {
        let name = summary.name();
        let is_damaged = matches!(summary.state, State::Damaged(_));
        Held {
            name,
            is_whole: summary.state == State::Whole,
            stays: is_damaged || pins.contains(&name) || just == Some(name),
        }
    };
    let held: Vec<Held> = of_brief.iter().map(held).collect();
    let size = |name: EditionName| of_brief.iter().find(|one| one.name() == name).map_or(0, |one| one.bytes);
    let gone = shelf::doomed(&held, retain).into_iter().map(|name| (brief.to_owned(), name, size(name)));
    pruned.editions.extend(gone);
}

/// Finds the kept texts that no edition and no draft cites that stays, and
/// returns their size in bytes. Where one of these cannot be read, nobody knows
/// what it cites: every text stays then.
fn uncited(archive: &Path, summaries: &[Summary], pruned: &mut Pruned) -> u64 {
    let drafts: Vec<Summary> = output::drafts(archive)
        .into_iter()
        .map(|(brief, name)| summaries::summed(&output::draft_folder(archive, &brief, name), &brief, name))
        .collect();
    let staying = || {
        let stays = |summary: &&Summary| !pruned.has(&summary.brief, summary.name());
        summaries.iter().filter(stays).chain(&drafts)
    };
    if let Some(damaged) = staying().find(|summary| matches!(summary.state, State::Damaged(_))) {
        let message = "no kept text is removed: an edition is damaged, and may cite any of them";
        let hint = "`attache verify` says what is wrong with it; retract it, or put it back from a copy";
        let file = format!("{}/{}", damaged.brief, damaged.edition);
        let warning = Diagnostic::warning(message).in_file(file).hint(hint);
        pruned.warnings.push(warning);
        return 0;
    }
    let cited: BTreeSet<Sha256> = staying().flat_map(|summary| summary.texts.iter().cloned()).collect();
    let mut bytes = 0;
    for (digest, size) in output::kept_texts(archive) {
        if !cited.contains(&digest) {
            bytes += size;
            pruned.texts.push(digest);
        }
    }
    bytes
}

/// Removes editions, and after them what they alone have cited: a run that is
/// killed in between leaves texts too many, never one too few.
fn take_out(archive: &Path, pruned: &Pruned) -> Result<(), Error> {
    let mut by_brief: BTreeMap<&str, Vec<EditionName>> = BTreeMap::new();
    for (brief, name, _) in &pruned.editions {
        by_brief.entry(brief).or_default().push(*name);
    }
    for (brief, names) in by_brief {
        output::remove(archive, brief, &names).map_err(output_error)?;
    }
    output::remove_texts(archive, &pruned.texts).map_err(output_error)?;
    Ok(())
}

/// Writes the archive's page and feeds, and the feeds of each brief, as far as
/// they have changed.
fn put_all(desk: &Desk, archive: &Path, summaries: &[Summary]) -> Result<Vec<PathBuf>, Error> {
    let audiences: Vec<(&str, &str)> = desk
        .config
        .audiences
        .iter()
        .map(|audience| (audience.id.as_str(), audience.title.as_str()))
        .collect();
    let setting = Setting {
        desk: &desk.config.title,
        terms: &desk.config.archive,
        time_zone: desk.config.time_zone.as_deref().unwrap_or("UTC"),
        labels: desk.labels.of(&desk.config.language),
        audiences: &audiences,
    };
    let mut newest: Vec<&Summary> = summaries.iter().collect();
    newest.sort_by_cached_key(|summary| (std::cmp::Reverse(summary.name()), summary.brief.clone()));
    let mut files =
        vec![(archive.join(shelf::PAGE), (!newest.is_empty()).then(|| shelf::page(setting, &newest)))];
    files.push((archive.join(shelf::ATOM), shelf::atom(setting, None, &newest)));
    files.push((archive.join(shelf::JSON), shelf::json_feed(setting, None, &newest)));
    for (brief, of_brief) in by_brief(summaries) {
        let folder = archive.join(brief);
        files.push((folder.join(shelf::ATOM), shelf::atom(setting, Some(brief), &of_brief)));
        files.push((folder.join(shelf::JSON), shelf::json_feed(setting, Some(brief), &of_brief)));
    }
    let mut written = Vec::new();
    for (path, text) in files {
        let is_changed = match text {
            Some(text) => output::put_file(&path, text.as_bytes()),
            None => output::drop_file(&path),
        };
        if is_changed.map_err(output_error)? {
            written.push(path);
        }
    }
    Ok(written)
}

/// Groups summaries, which are in the order of their briefs.
fn by_brief(summaries: &[Summary]) -> Vec<(&str, Vec<&Summary>)> {
    let groups = summaries.chunk_by(|one, other| one.brief == other.brief);
    groups.map(|group| (group[0].brief.as_str(), group.iter().collect())).collect()
}

/// Returns the labels that readers of these audiences have, each language once;
/// those of the desk where none of them is known any more.
#[must_use]
pub(super) fn labels_of<'a>(desk: &'a Desk, audiences: &[&str]) -> Vec<&'a Labels> {
    let known = desk.config.audiences.iter().filter(|audience| audiences.contains(&audience.id.as_str()));
    let mut labels: Vec<&Labels> = Vec::new();
    for of in known.map(|audience| desk.labels.of(&audience.language)) {
        if labels.iter().all(|other| other.language() != of.language()) {
            labels.push(of);
        }
    }
    if labels.is_empty() { vec![desk.labels.of(&desk.config.language)] } else { labels }
}

#[cfg(test)]
mod tests;
