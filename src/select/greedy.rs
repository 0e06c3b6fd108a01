//! The choice of a set: greedy by what each window adds.

use std::collections::{BTreeMap, BTreeSet};

use super::window::{Fit, Window, Windows};
use super::{Material, Quota, Weights, letters};
use crate::model::{Chosen, DocumentId, Excerpt, Part, PassageId, Preference};

/// Two windows say the same if so much of the shorter one's words stand in
/// the other.
const REPEAT: f64 = 0.6;
/// A window with less than this share of the best window's terms is no
/// answer to the theme: a short list is better than a padded one.
const FLOOR: f64 = 0.2;

/// A window that would add less by itself than this share of what the best one
/// would is padding too.
const WORTHWHILE: f64 = 0.35;

/// Sentences that an audience has already, under whatever theme.
#[derive(Default)]
pub(super) struct Taken {
    sentences: BTreeSet<(PassageId, usize)>,
    forms: Vec<BTreeSet<String>>,
}

/// A window that was chosen.
pub(super) struct Pick<'w> {
    fit: &'w Fit,
    parts: Vec<Part>,
}

/// What has been chosen for a theme so far.
#[derive(Default)]
struct State {
    clauses: BTreeMap<usize, f64>,
    documents: BTreeMap<DocumentId, (usize, f64)>,
}

/// Chooses windows for a theme, best first.
pub(super) fn choose<'w>(
    windows: &'w Windows,
    theme: usize,
    quota: Quota,
    weights: &Weights,
    taken: &mut Taken,
) -> Vec<Pick<'w>> {
    let mut open = worthwhile(windows, theme, quota, weights);
    let mut state = State::default();
    let mut picks = Vec::new();
    while picks.len() < quota.per_theme {
        open.retain(|fit| is_open(&windows.all[fit.window], quota, &state, taken));
        let best = open
            .iter()
            .map(|fit| (gain(fit, &windows.all[fit.window], quota.prefer, weights, &state), *fit))
            // Windows are in the order of the corpus, and the first of equals stays.
            .reduce(|best, next| if total(&next.0) > total(&best.0) { next } else { best });
        let Some((parts, fit)) = best.filter(|(parts, _)| total(parts) > 0.0) else { break };
        take(fit, &windows.all[fit.window], &mut state, taken);
        picks.push(Pick { fit, parts });
    }
    picks
}

/// Returns the windows that are short enough and no padding.
fn worthwhile<'w>(windows: &'w Windows, theme: usize, quota: Quota, weights: &Weights) -> Vec<&'w Fit> {
    let alone =
        |fit: &Fit| total(&gain(fit, &windows.all[fit.window], quota.prefer, weights, &State::default()));
    let fitting: Vec<(f64, &Fit)> = windows.of_theme[theme]
        .iter()
        .filter(|fit| fit.terms() >= FLOOR && windows.all[fit.window].words <= quota.max_words)
        .map(|fit| (alone(fit), fit))
        .collect();
    let best = fitting.iter().map(|(value, _)| *value).fold(0.0, f64::max);
    fitting.into_iter().filter(|(value, _)| *value >= WORTHWHILE * best).map(|(_, fit)| fit).collect()
}

fn total(parts: &[Part]) -> f64 {
    parts.iter().map(|part| part.value).sum()
}

fn is_open(window: &Window, quota: Quota, state: &State, taken: &Taken) -> bool {
    let of_source = state.documents.get(&window.document).map_or(0, |(count, _)| *count);
    let overlaps =
        window.sentences.clone().any(|sentence| taken.sentences.contains(&(window.passage, sentence)));
    of_source < quota.per_source
        && !overlaps
        && !taken.forms.iter().any(|forms| repeats(forms, &window.forms))
}

fn repeats(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let shorter = one.len().min(other.len());
    shorter > 0 && one.intersection(other).count() as f64 >= REPEAT * shorter as f64
}

/// What a window adds to what is chosen, part by part.
fn gain(fit: &Fit, window: &Window, prefer: Preference, weights: &Weights, state: &State) -> Vec<Part> {
    let coverage: f64 = fit
        .clauses
        .iter()
        .map(|(clause, worth)| {
            let before = state.clauses.get(clause).copied().unwrap_or(0.0);
            // Concave: a point that is covered adds less each time.
            ((before + worth).sqrt() - before.sqrt()) * worth.sqrt()
        })
        .sum();
    let heard = state.documents.get(&window.document).map_or(0.0, |(_, terms)| *terms);
    let sources = (heard + fit.terms()).sqrt() - heard.sqrt();
    let own = &window.own;
    let preferred = match prefer {
        Preference::Relevance => 0.0,
        Preference::Quotations => own.quotation,
        Preference::Figures => own.figure,
    };
    let part = |name: &str, value: f64| Part { name: name.to_owned(), value };
    vec![
        part("coverage", weights.coverage * coverage),
        part("passage", weights.passage * fit.passage),
        part("centrality", weights.centrality * fit.centrality),
        part("position", weights.position * own.position),
        part("informative", weights.informative * own.informative),
        part("sources", weights.sources * sources),
        part("recency", weights.recency * own.recency),
        part("reliability", weights.reliability * own.reliability),
        part("preference", weights.preference * preferred),
        part("opening", -weights.opening * own.opening),
        part("length", -weights.length * own.length),
    ]
}

fn take(fit: &Fit, window: &Window, state: &mut State, taken: &mut Taken) {
    for (clause, worth) in &fit.clauses {
        *state.clauses.entry(*clause).or_default() += worth;
    }
    let (count, terms) = state.documents.entry(window.document).or_default();
    *count += 1;
    *terms += fit.terms();
    taken.sentences.extend(window.sentences.clone().map(|sentence| (window.passage, sentence)));
    taken.forms.push(window.forms.clone());
}

/// Cuts the excerpt of a pick; `None` never happens for windows of these
/// passages.
pub(super) fn cut(
    material: Material<'_>,
    windows: &Windows,
    pick: Pick<'_>,
    texts: &[String],
    copies: &BTreeMap<String, Vec<DocumentId>>,
) -> Option<Chosen> {
    let window = &windows.all[pick.fit.window];
    let passage = &material.passages[window.passage.0 as usize];
    let document = material.corpus.document(window.document);
    let excerpt = Excerpt::cut(document, passage, window.sentences.clone())?;
    let also_in = also_in(window, copies, |sentence| &document.text[passage.sentences[sentence].clone()]);
    Some(Chosen {
        excerpt,
        score: total(&pick.parts),
        parts: pick.parts,
        matched: pick.fit.clauses.iter().map(|(clause, _)| texts[*clause].clone()).collect(),
        also_in,
    })
}

/// Returns the other documents that have every sentence of the window.
fn also_in<'t>(
    window: &Window,
    copies: &BTreeMap<String, Vec<DocumentId>>,
    text: impl Fn(usize) -> &'t str,
) -> Vec<DocumentId> {
    let mut common: Option<Vec<DocumentId>> = None;
    for sentence in window.sentences.clone() {
        let with = letters(text(sentence)).and_then(|key| copies.get(&key)).cloned().unwrap_or_default();
        common = Some(match common {
            None => with,
            Some(common) => common.into_iter().filter(|document| with.contains(document)).collect(),
        });
    }
    common.unwrap_or_default().into_iter().filter(|document| *document != window.document).collect()
}
