//! What a template sees.

mod cases;
mod changes;
mod schema;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::changes::judged;
use super::charts::{self, ChartView, Happened, Material, Measured, Said, Value};
use super::{Dispute, Entry, Scope, Situation, ThemeFound, reasons};
use crate::cite::Listed;
use crate::findings::{self, Disagreement, Observation, Side};
use crate::labels::Labels;
use crate::manifest::{EventSpan, FigureSpan, QuotationSpan, Reasons};
use crate::model::{
    Audience, Chart, Citation, Document, DocumentId, Finding, Locator, Placement, Rich, Run, RunStyle, Status,
};
use crate::news::{News, Revised};
use crate::tool::markdown;

pub(crate) use cases::{Case, cases};
pub(crate) use schema::schema;
pub use types::View;
use types::{
    AudienceView, BriefView, CitationView, DisagreementView, EventView, ExcerptView, FigureView, PointView,
    QuotationView, SeriesView, SideView, SourceView, ThemeView,
};

/// What is an audience's own.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The audience.
    pub audience: &'a Audience,
    /// What of the edition it gets.
    pub scope: &'a Scope,
    /// Where its citations stand.
    pub placement: Placement,
    /// How the excerpts stand to what it was shown before.
    pub news: &'a News,
    /// Its words.
    pub labels: &'a Labels,
    /// For each theme the numbers `n` of its excerpts.
    pub given: &'a [Vec<u32>],
    /// The audience's own number of each excerpt that it is given.
    pub numbers: &'a BTreeMap<u32, u32>,
    /// Its citations by `n`.
    pub citations: &'a BTreeMap<u32, Citation>,
    /// The list of sources in the style's order.
    pub sources: &'a [(DocumentId, Listed)],
}

impl Reader<'_> {
    /// Tells whether the audience gets findings of a kind.
    fn gets(&self, finding: Finding) -> bool {
        self.audience.findings.contains(&finding)
    }

    /// Says why an excerpt was chosen, without what the audience is not to know
    /// of.
    fn reasons(&self, situation: Situation<'_>, entry: &Entry) -> Reasons {
        let mut chosen = entry.chosen.clone();
        chosen.preferred_to.retain(|other| !self.scope.withheld.contains(&other.document));
        reasons(situation.corpus, &chosen)
    }
}

/// Composes what an audience's template sees.
#[must_use]
pub fn view(situation: Situation<'_>, reader: Reader<'_>) -> View {
    let numbered = |n: &u32| excerpt(situation, reader, *n);
    let themes: Vec<ThemeView> = reader
        .scope
        .themes
        .iter()
        .map(|&place| (situation.themes[place], situation.found[place], &reader.given[place]))
        .map(|(theme, found, given)| (theme, found, given, given.iter().map(numbered).collect::<Vec<_>>()))
        .map(|(theme, found, given, excerpts)| ThemeView {
            id: theme.id.clone(),
            title: theme.title.clone(),
            summary: theme.summary.clone(),
            note: note(situation, reader, found, given),
            figures: excerpts.iter().flat_map(|excerpt| excerpt.figures.iter().cloned()).collect(),
            series: if reader.gets(Finding::Figures) { series(situation, &excerpts) } else { Vec::new() },
            events: timeline(&excerpts),
            disagreements: disagreements(situation, reader, &theme.id),
            charts: Vec::new(),
            excerpts,
        })
        .collect();
    let excerpts: Vec<ExcerptView> = themes.iter().flat_map(|theme| theme.excerpts.iter().cloned()).collect();
    let all_disagreements: Vec<DisagreementView> =
        themes.iter().flat_map(|theme| theme.disagreements.iter().cloned()).collect();
    let view = View {
        brief: brief(situation),
        audience: AudienceView {
            id: reader.audience.id.clone(),
            title: reader.audience.title.clone(),
            max_words: reader.audience.max_words,
            excerpts_per_theme: reader.audience.excerpts_per_theme,
            citations: reader.placement.name(),
            language: reader.audience.language.clone(),
            paper: reader.audience.paper.name(),
            marking: reader.audience.marking.clone(),
        },
        citations: citations(situation, reader, &excerpts),
        sources: sources(situation, reader),
        figures: excerpts.iter().flat_map(|excerpt| excerpt.figures.iter().cloned()).collect(),
        series: themes.iter().flat_map(|theme| theme.series.iter().cloned()).collect(),
        events: timeline(&excerpts),
        quotations: excerpts.iter().flat_map(|excerpt| excerpt.quotations.iter().cloned()).collect(),
        disagreements: all_disagreements.clone(),
        changes: changes::changes(situation, reader, &excerpts, &timeline(&excerpts), &all_disagreements),
        coverage: situation.coverage.clone(),
        charts: Vec::new(),
        shown: Vec::new(),
        labels: reader.labels.words().clone(),
        language: reader.audience.language.clone(),
        params: situation.brief.params.clone(),
        themes,
        excerpts,
    };
    if reader.gets(Finding::Charts) { view.with_charts(reader.labels) } else { view }
}

impl View {
    /// Adds the charts of what is in it.
    fn with_charts(mut self, labels: &Labels) -> Self {
        for (theme, chart) in shown(&self.themes, labels) {
            if let Some(theme) = theme {
                self.themes[theme].charts.push(ChartView::of(&chart));
            }
            self.charts.push(ChartView::of(&chart));
            self.shown.push(chart);
        }
        self
    }

    /// Returns the charts that a template may place, for drawing.
    #[must_use]
    pub fn into_charts(self) -> Vec<Chart> {
        self.shown
    }
}

/// Makes the charts of all themes.
fn shown(themes: &[ThemeView], labels: &Labels) -> Vec<charts::Placed> {
    let each = || themes.iter().enumerate();
    let sources: Vec<(Option<&str>, &str)> = themes
        .iter()
        .flat_map(|theme| &theme.excerpts)
        .map(|excerpt| (excerpt.source.publisher.as_deref(), excerpt.source.title.as_str()))
        .collect();
    charts::charts(&Material {
        labels,
        themes: themes.iter().map(|theme| theme.title.as_str()).collect(),
        said: each()
            .flat_map(|(at, theme)| theme.excerpts.iter().map(move |excerpt| (at, excerpt)))
            .zip(charts::names(&sources))
            .map(|((at, excerpt), source)| excerpt.said(at, source))
            .collect(),
        measured: each()
            .flat_map(|(at, theme)| theme.series.iter().map(move |one| one.measured(at)))
            .collect(),
        happened: each()
            .flat_map(|(at, theme)| theme.events.iter().map(move |one| one.happened(at)))
            .collect(),
    })
}

impl ExcerptView {
    fn said<'a>(&self, theme: usize, source: &'a str) -> Said<'a> {
        let date = self.source.date.as_ref().and_then(|date| date.parse().ok());
        Said { theme, source, date }
    }
}

impl SeriesView {
    fn measured(&self, theme: usize) -> Measured<'_> {
        let points = self.points.iter().map(|point| Value {
            period: &point.period,
            value: point.value,
            text: &point.text,
            number: point.number,
        });
        Measured { theme, subject: &self.subject, unit: self.unit.as_deref(), points: points.collect() }
    }
}

impl EventView {
    fn happened(&self, theme: usize) -> Happened<'_> {
        Happened { theme, date: &self.date, text: &self.text, number: self.number }
    }
}

/// Says what a theme that finds little was found in: it fills less than half
/// of what the audience asks for.
fn note(situation: Situation<'_>, reader: Reader<'_>, found: ThemeFound, given: &[u32]) -> String {
    /// Sources so much older than the newest are worth a word.
    const SILENT_DAYS: i64 = 30;
    if found.documents == 0 || given.len() * 2 >= reader.audience.excerpts_per_theme {
        return String::new();
    }
    let labels = reader.labels;
    let all = situation.coverage.in_period;
    let cited: BTreeSet<DocumentId> =
        given.iter().map(|n| situation.entries[*n as usize - 1].chosen.excerpt.document()).collect();
    let mut note = labels
        .word("found_in")
        .replace("{found}", &found.documents.to_string())
        .replace("{all}", &all.to_string())
        .replace("{cited}", &cited.len().to_string());
    let newest = situation.corpus.documents.iter().filter_map(|document| document.source.date).max();
    if let Some((newest, last)) = newest.zip(found.newest)
        && newest.first_day().days_since(last.last_day()) >= SILENT_DAYS
    {
        note.push_str("; ");
        note.push_str(&labels.word("nothing_after").replace("{date}", &labels.date(last)));
    }
    note
}

fn brief(situation: Situation<'_>) -> BriefView {
    BriefView {
        id: situation.brief.id.clone(),
        title: situation.brief.title.clone(),
        date: situation.name.date.to_string(),
        previous_date: situation.previous.map(|previous| previous.date.clone()),
        period: situation.brief.period_days,
        since_last: situation.is_since_last,
        desk: situation.desk.to_owned(),
        time_zone: situation.time_zone.to_owned(),
    }
}

fn excerpt(situation: Situation<'_>, reader: Reader<'_>, n: u32) -> ExcerptView {
    let entry = &situation.entries[n as usize - 1];
    let known = judged(reader.news, n);
    let number = reader.numbers.get(&n).copied().unwrap_or(0);
    let mark = format!("[^{number}]");
    let document = situation.corpus.document(entry.chosen.excerpt.document());
    let open = entry.link.as_ref().map(|url| {
        let text = reader.labels.word("open_source").to_owned();
        markdown::rich(&Rich(vec![Run { text, style: RunStyle::Plain, url: Some(url.clone()) }]))
    });
    ExcerptView {
        n,
        number,
        text: entry.chosen.excerpt.text().to_owned(),
        theme: entry.theme.clone(),
        status: known.map_or(entry.status, |judged| judged.status),
        earlier: changes::earlier(situation, reader, n),
        reference: reader
            .citations
            .get(&n)
            .map(|citation| markdown::rich(&citation.reference))
            .unwrap_or_default(),
        pinpoint: reader.citations.get(&n).map(|citation| citation.pinpoint.clone()).unwrap_or_default(),
        locator: entry.locator.clone(),
        link: entry.link.clone(),
        open: open.unwrap_or_default(),
        source: source(document, String::new(), Vec::new()),
        also_in: entry
            .chosen
            .also_in
            .iter()
            .filter(|id| !reader.scope.withheld.contains(id))
            .map(|id| source(situation.corpus.document(*id), String::new(), Vec::new()))
            .collect(),
        reasons: reader.reasons(situation, entry),
        score: entry.chosen.score,
        quotations: entry
            .quotations
            .iter()
            .filter(|_| reader.gets(Finding::Quotations))
            .map(|found| quotation(found, &entry.theme, number))
            .collect(),
        figures: entry
            .figures
            .iter()
            .filter(|_| reader.gets(Finding::Figures))
            .enumerate()
            .map(|(place, found)| {
                let revised = known.and_then(|judged| judged.figures.get(place));
                figure(FigureSpan::of(&document.text, found.clone()), revised, &entry.theme, number)
            })
            .collect(),
        events: entry
            .events
            .iter()
            .filter(|_| reader.gets(Finding::Events))
            .enumerate()
            .map(|(place, found)| {
                let status = known.and_then(|judged| judged.events.get(place).copied());
                event(document, found, status.unwrap_or_default(), &entry.theme, number)
            })
            .collect(),
        mark,
    }
}

fn quotation(found: &QuotationSpan, theme: &str, number: u32) -> QuotationView {
    QuotationView {
        text: found.text.clone(),
        speaker: found.speaker.clone(),
        speaker_as_written: found.speaker_as_written.clone(),
        verb: found.verb.clone(),
        direct: found.direct,
        theme: theme.to_owned(),
        number,
        mark: format!("[^{number}]"),
    }
}

fn figure(found: FigureSpan, revised: Option<&Revised>, theme: &str, number: u32) -> FigureView {
    FigureView {
        text: found.text,
        value: found.value,
        unit: found.unit,
        kind: found.kind,
        when: found.when,
        subject: found.subject,
        status: revised.map(|revised| revised.status).unwrap_or_default(),
        was: revised.and_then(|revised| revised.was.as_ref()).map(|(text, _)| text.clone()),
        theme: theme.to_owned(),
        number,
        mark: format!("[^{number}]"),
    }
}

fn event(document: &Document, found: &EventSpan, status: Status, theme: &str, number: u32) -> EventView {
    let [start, end] = found.sentence;
    EventView {
        text: document.text[start..end].to_owned(),
        date: found.date.clone(),
        precision: found.precision,
        inferred: found.inferred,
        written: found.text.clone(),
        status,
        theme: theme.to_owned(),
        number,
        mark: format!("[^{number}]"),
    }
}

/// Returns the dated happenings of excerpts in the order of their dates.
fn timeline(excerpts: &[ExcerptView]) -> Vec<EventView> {
    let mut events: Vec<EventView> =
        excerpts.iter().flat_map(|excerpt| excerpt.events.iter().cloned()).collect();
    // The sort is stable: what happened on one day stays in the order of the briefing.
    events.sort_by(|one, other| one.date.cmp(&other.date));
    events
}

/// Returns the figures of excerpts that make a chart.
fn series(situation: Situation<'_>, excerpts: &[ExcerptView]) -> Vec<SeriesView> {
    let observations: Vec<Observation<'_>> = excerpts
        .iter()
        .enumerate()
        .flat_map(|(citation, excerpt)| {
            let entry = &situation.entries[excerpt.n as usize - 1];
            let document = situation.document(entry);
            let language = document.source.language.as_deref();
            let text = &*document.text;
            entry.figures.iter().map(move |figure| Observation { citation, figure, text, language })
        })
        .collect();
    let view = |series: findings::Series| SeriesView {
        theme: excerpts[series.points[0].citation].theme.clone(),
        points: points(&series, excerpts),
        subject: series.subject,
        unit: series.unit,
        kind: series.kind,
    };
    findings::series(&observations).into_iter().map(view).collect()
}

fn points(series: &findings::Series, excerpts: &[ExcerptView]) -> Vec<PointView> {
    let point = |point: &findings::Point| {
        let excerpt = &excerpts[point.citation];
        PointView {
            period: point.period.clone(),
            value: point.value,
            text: point.text.clone(),
            number: excerpt.number,
            mark: excerpt.mark.clone(),
        }
    };
    series.points.iter().map(point).collect()
}

fn disagreements(situation: Situation<'_>, reader: Reader<'_>, theme: &str) -> Vec<DisagreementView> {
    let status = |dispute: &Dispute| {
        let place = situation.disputes.iter().position(|other| std::ptr::eq(other, dispute));
        place.and_then(|place| reader.news.disagreements.get(place).copied()).unwrap_or_default()
    };
    let view = |dispute: &Dispute| {
        let Disagreement { kind, sides, reason } = &dispute.found;
        let side = |(side, n): (&Side, &u32)| SideView {
            said: side.text.clone(),
            excerpt: excerpt(situation, reader, *n),
        };
        DisagreementView {
            theme: theme.to_owned(),
            kind: *kind,
            quantity: reason.quantity.clone(),
            period: reason.period.clone(),
            reason: reason.to_string(),
            status: status(dispute),
            sides: sides.iter().zip(&dispute.sides).map(side).collect(),
        }
    };
    let disputes = situation.disputes_for(reader.audience, reader.scope);
    disputes.filter(|dispute| dispute.theme == theme).map(view).collect()
}

/// Writes where in a source a citation is, for people: the page; else the
/// heading with the paragraph below it; else the paragraph.
pub(crate) fn pinpoint(place: &Locator, labels: &Labels) -> String {
    if let Some(page) = place.page {
        return format!("{} {page}", labels.word("page"));
    }
    let paragraph = place.paragraph.map(|paragraph| format!("{} {paragraph}", labels.word("paragraph")));
    [place.heading.clone(), paragraph].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn source(document: &Document, reference: String, cited: Vec<u32>) -> SourceView {
    let source = &document.source;
    SourceView {
        path: document.path.clone(),
        title: source.title.clone(),
        authors: source.names(),
        publisher: source.publisher.clone(),
        date: source.date.map(|date| date.to_string()),
        url: source.url.clone(),
        language: source.language.clone(),
        reliability: source.reliability,
        note: source.note.clone(),
        label: String::new(),
        reference,
        cited,
    }
}

/// Returns what is cited: the excerpts, and the sides of disagreements that
/// are none of them.
fn citations(situation: Situation<'_>, reader: Reader<'_>, excerpts: &[ExcerptView]) -> Vec<CitationView> {
    let note = |n: &u32| reader.citations.get(n).map(|found| markdown::rich(&found.note)).unwrap_or_default();
    let given: BTreeSet<u32> = excerpts.iter().map(|excerpt| excerpt.n).collect();
    let further = reader.numbers.keys().filter(|n| !given.contains(n));
    let further: Vec<ExcerptView> = further.map(|n| excerpt(situation, reader, *n)).collect();
    let mut citations: Vec<CitationView> = excerpts
        .iter()
        .chain(&further)
        .map(|excerpt| CitationView {
            number: excerpt.number,
            n: excerpt.n,
            reference: note(&excerpt.n),
            open: excerpt.open.clone(),
        })
        .collect();
    citations.sort_by_key(|citation| citation.number);
    citations
}

fn sources(situation: Situation<'_>, reader: Reader<'_>) -> Vec<SourceView> {
    reader
        .sources
        .iter()
        .map(|(id, listed)| {
            let document = situation.corpus.document(*id);
            let mut cited: Vec<u32> = reader
                .numbers
                .iter()
                .filter(|(n, _)| situation.entries[**n as usize - 1].chosen.excerpt.document() == *id)
                .map(|(_, number)| *number)
                .collect();
            cited.sort_unstable();
            let in_text = reader.placement == Placement::Text;
            SourceView {
                label: if in_text { listed.label.clone() } else { String::new() },
                ..source(document, markdown::rich(&listed.reference), cited)
            }
        })
        .collect()
}
