//! How an edition differs from what its reader was shown before.

use std::collections::BTreeSet;

use super::super::changes::judged;
use super::types::{
    ChangesView, DisagreementView, EarlierView, EventView, ExcerptView, FigureView, GoneView, RevisedView,
    UpdatedView,
};
use super::{Reader, Situation};
use crate::compose::document_id;
use crate::model::Status;
use crate::news::{Earlier, Gone};

/// Returns what an excerpt goes back to, as its reader may see it: nothing of a
/// document that is marked higher now than it was then.
pub(super) fn earlier(situation: Situation<'_>, reader: Reader<'_>, n: u32) -> Option<EarlierView> {
    let earlier = judged(reader.news, n)?.earlier.as_ref()?;
    (!is_withheld(situation, reader, earlier)).then(|| EarlierView {
        text: earlier.text.clone(),
        title: earlier.title.clone(),
        date: earlier.edition.date.to_string(),
    })
}

fn is_withheld(situation: Situation<'_>, reader: Reader<'_>, earlier: &Earlier) -> bool {
    let corpus = situation.corpus;
    reader.scope.withheld.iter().any(|id| document_id(corpus.document(*id)) == earlier.document)
}

/// Composes the changes of what a reader is given.
pub(super) fn changes(
    situation: Situation<'_>,
    reader: Reader<'_>,
    excerpts: &[ExcerptView],
    events: &[EventView],
    disagreements: &[DisagreementView],
) -> ChangesView {
    let of_status = |status: Status| -> Vec<&ExcerptView> {
        excerpts.iter().filter(|excerpt| excerpt.status == status).collect()
    };
    let is_news = |status: Status| status != Status::Standing;
    let since = reader.news.since;
    let known = |status: Status| since.is_some() && is_news(status);
    let gone: Vec<GoneView> = reader
        .news
        .gone
        .iter()
        .filter(|gone| gone.withdrawn || !situation.is_since_last)
        .filter(|gone| !is_withheld(situation, reader, &gone.earlier))
        .map(gone)
        .collect();
    let revised: Vec<RevisedView> =
        excerpts.iter().flat_map(|excerpt| excerpt.figures.iter()).filter_map(revised).collect();
    let updates: Vec<UpdatedView> = of_status(Status::Updated).into_iter().filter_map(updated).collect();
    let numbers = |excerpts: Vec<&ExcerptView>| excerpts.into_iter().map(|one| one.number).collect();
    let new = of_status(Status::New);
    let themes: BTreeSet<&str> = new.iter().map(|excerpt| excerpt.theme.as_str()).collect();
    let events: Vec<EventView> = events.iter().filter(|event| known(event.status)).cloned().collect();
    let disagreements: Vec<DisagreementView> =
        disagreements.iter().filter(|one| known(one.status)).cloned().collect();
    ChangesView {
        since: since.map(|since| since.date.to_string()),
        any: since.is_some()
            && !(new.is_empty()
                && of_status(Status::Updated).is_empty()
                && gone.is_empty()
                && revised.is_empty()
                && disagreements.is_empty()),
        themes: situation
            .themes
            .iter()
            .map(|theme| theme.id.clone())
            .filter(|id| since.is_some() && themes.contains(id.as_str()))
            .collect(),
        updated: numbers(of_status(Status::Updated)),
        new: numbers(new),
        updates,
        gone,
        figures: revised,
        events,
        disagreements,
    }
}

fn gone(gone: &Gone) -> GoneView {
    GoneView {
        text: gone.earlier.text.clone(),
        theme: gone.theme.clone(),
        title: gone.earlier.title.clone(),
        withdrawn: gone.withdrawn,
    }
}

fn revised(figure: &FigureView) -> Option<RevisedView> {
    Some(RevisedView {
        before: figure.was.clone()?,
        after: figure.text.clone(),
        subject: figure.subject.clone(),
        when: figure.when.clone(),
        theme: figure.theme.clone(),
        number: figure.number,
        mark: figure.mark.clone(),
    })
}

fn updated(excerpt: &ExcerptView) -> Option<UpdatedView> {
    Some(UpdatedView {
        before: excerpt.earlier.as_ref()?.text.clone(),
        after: excerpt.text.clone(),
        title: excerpt.source.title.clone(),
        theme: excerpt.theme.clone(),
        number: excerpt.number,
        mark: excerpt.mark.clone(),
    })
}
