//! What is new, as the manifest says it.

use std::collections::BTreeSet;

use super::{Entry, Situation};
use crate::manifest::{AudienceEntry, ChangesEntry, EarlierEntry, RevisedEntry, StandingEntry};
use crate::model::{EditionName, Status};
use crate::news::{Judged, News};

/// The audiences of an edition, and what is news to each.
#[derive(Clone, Copy)]
pub(super) struct Audiences<'a> {
    pub(super) entries: &'a [AudienceEntry],
    pub(super) news: &'a [News],
}

impl<'a> Audiences<'a> {
    /// Returns what is news to each audience that cites all of these excerpts;
    /// to each that cites any where none cites all.
    fn citing(self, numbers: &[u32]) -> Vec<(&'a str, &'a News)> {
        let cites = |entry: &AudienceEntry, n: &u32| entry.citations.iter().any(|(_, own)| own == n);
        let each = self.entries.iter().zip(self.news);
        let citing = each.filter(|(entry, _)| numbers.iter().all(|n| cites(entry, n)));
        citing.map(|(entry, news)| (entry.id.as_str(), news)).collect()
    }

    /// Returns how an excerpt stands for the audience to whom it is freshest.
    pub(super) fn status(self, entry: &Entry) -> Status {
        let of = |(_, news): (&str, &News)| judged(news, entry.n).map(|judged| judged.status);
        self.citing(&[entry.n]).into_iter().filter_map(of).min().unwrap_or_default()
    }

    /// Says how something in excerpts stands for those who cite them.
    pub(super) fn standing(self, numbers: &[u32], of: impl Fn(&News) -> Option<Status>) -> StandingEntry {
        let citing = self.citing(numbers).into_iter();
        StandingEntry::of(citing.filter_map(|(id, news)| Some((id, of(news)?))))
    }
}

/// Returns how an excerpt stands, by its number.
pub(super) fn judged(news: &News, n: u32) -> Option<&Judged> {
    news.excerpts.get(n as usize - 1)
}

/// Returns what is new, updated, gone and revised for an audience, of what it
/// cites.
pub(super) fn changes(situation: Situation<'_>, audience: &AudienceEntry, news: &News) -> ChangesEntry {
    let cited: BTreeSet<u32> = audience.citations.iter().map(|(_, n)| *n).collect();
    let own = || cited.iter().filter_map(|n| Some((*n, judged(news, *n)?)));
    let of = |status: Status| own().filter(|(_, judged)| judged.status == status).map(|(n, _)| n).collect();
    let earlier = own().filter_map(|(n, judged)| {
        let earlier = judged.earlier.as_ref()?;
        Some(EarlierEntry { n, edition: earlier.edition.to_string(), excerpt: earlier.n })
    });
    let revised = own().flat_map(|(n, judged)| {
        let figures = &situation.entries[n as usize - 1].figures;
        figures.iter().zip(&judged.figures).filter_map(move |(figure, revised)| {
            let (text, value) = revised.was.clone()?;
            Some(RevisedEntry { excerpt: n, start_byte: figure.range.start, text, value })
        })
    });
    let gone = || news.gone.iter().map(|gone| gone.earlier.n);
    let withdrawn = || news.gone.iter().filter(|gone| gone.withdrawn).map(|gone| gone.earlier.n);
    let is_since_last = situation.is_since_last;
    ChangesEntry {
        since: news.since.as_ref().map(EditionName::to_string),
        new: of(Status::New),
        updated: of(Status::Updated),
        earlier: earlier.collect(),
        // What was told is not told again: only what is withdrawn has gone.
        gone: if is_since_last { withdrawn().collect() } else { gone().collect() },
        withdrawn: withdrawn().collect(),
        revised: revised.collect(),
    }
}
