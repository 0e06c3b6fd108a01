//! Views that no corpus need have: what `attache templates check` renders
//! templates with. They are made of the types that real views are made of.

use std::collections::BTreeMap;

use super::types::{
    AudienceView, BriefView, ChangesView, CitationView, DisagreementView, EarlierView, EventView,
    ExcerptView, FigureView, GoneView, PointView, QuotationView, RevisedView, SeriesView, SideView,
    SourceView, ThemeView, UpdatedView, View,
};
use crate::findings::{DisagreementKind, FigureKind, Precision};
use crate::labels::Labels;
use crate::manifest::{Coverage, Reasons, SkippedEntry};
use crate::model::{Locator, ParamKind, ParamValue, Part, Reliability, Status};

/// A view with what it stands for.
pub(crate) struct Case {
    /// Such as `no excerpts`.
    pub(crate) name: &'static str,
    pub(crate) view: View,
}

/// So many excerpts are more than a template's author thinks of.
const MANY: u32 = 240;

/// Returns views at the edges of what a briefing can be. The first is a plain
/// one, on which the examples of docs/templates.md are run.
pub(crate) fn cases(labels: &Labels, params: &BTreeMap<String, ParamKind>) -> Vec<Case> {
    let base = |excerpts: Vec<ExcerptView>| view(labels, params, excerpts);
    let plain = || vec![excerpt(1, "The pipeline carried 38 billion cubic metres.", Tell::All), second()];
    let strange = "\u{202b}صادرات الغاز \u{5d2}\u{5d6} 5 * 3 _a_ [b](c) <d> # | `e`\u{202c}";
    let case = |name, view: View| Case { name, view: view.with_charts(labels) };
    vec![
        case("two excerpts", base(plain())),
        case("no excerpts", bare(base(Vec::new()))),
        case("one excerpt", base(vec![excerpt(1, "One sentence.", Tell::All)])),
        case("hundreds of excerpts", base((1..=MANY).map(numbered).collect())),
        case(
            "letters from right to left, and those that Markdown reads",
            base(vec![excerpt(1, strange, Tell::All)]),
        ),
        case("no dates, authors, links or places", undated(base(vec![excerpt(1, "A line.", Tell::Nothing)]))),
        case("no edition before", first_edition(base(plain()))),
        case("citations in the text", cited_in_text(base(plain()))),
        case("every finding", with_findings(base(plain()))),
    ]
}

/// How much is known of a source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tell {
    All,
    Nothing,
}

fn numbered(number: u32) -> ExcerptView {
    let tell = if number.is_multiple_of(3) { Tell::Nothing } else { Tell::All };
    excerpt(number, &format!("Sentence number {number} of the long briefing."), tell)
}

fn second() -> ExcerptView {
    let mut second = excerpt(2, "The harbour handled 12 ships a day.", Tell::All);
    second.source.title = "Harbour survey".to_owned();
    second.source.path = "corpus/harbour.md".to_owned();
    second.source.date = Some("2024-11".to_owned());
    second.status = Status::Standing;
    second.earlier = Some(EarlierView {
        text: "Twelve ships a day were handled.".to_owned(),
        title: "Harbour log".to_owned(),
        date: "2025-03-26".to_owned(),
    });
    second
}

fn excerpt(number: u32, text: &str, tell: Tell) -> ExcerptView {
    let known = |value: &str| (tell == Tell::All).then(|| value.to_owned());
    let link = known("https://press.example/pipeline");
    let open = link.as_ref().map(|link| format!("[open the source]({link})")).unwrap_or_default();
    ExcerptView {
        n: number,
        number,
        text: text.to_owned(),
        theme: if number % 2 == 1 { "energy" } else { "trade" }.to_owned(),
        status: Status::New,
        earlier: None,
        mark: mark(number),
        reference: "Lindqvist, *Pipeline notes*.".to_owned(),
        locator: Locator {
            page: (tell == Tell::All).then_some(3),
            paragraph: (tell == Tell::All).then_some(5),
            heading: known("The northern route"),
        },
        pinpoint: known("para. 5").unwrap_or_default(),
        link,
        open,
        source: source(tell),
        also_in: if tell == Tell::All { vec![source(Tell::Nothing)] } else { Vec::new() },
        reasons: Reasons {
            matched: known("pipeline").into_iter().collect(),
            parts: vec![Part { name: "terms".to_owned(), value: 0.68 }],
            pinned: number == 1,
            preferred_to: Vec::new(),
        },
        score: 1.58,
        quotations: Vec::new(),
        figures: Vec::new(),
        events: Vec::new(),
    }
}

fn source(tell: Tell) -> SourceView {
    let known = |value: &str| (tell == Tell::All).then(|| value.to_owned());
    SourceView {
        path: "corpus/pipeline.md".to_owned(),
        title: "Pipeline notes".to_owned(),
        authors: known("Ada Lindqvist").into_iter().collect(),
        publisher: known("Norwick Press"),
        date: known("2025-03-30"),
        url: known("https://press.example/pipeline"),
        language: known("en"),
        reliability: (tell == Tell::All).then_some(Reliability::High),
        note: known("a trade paper"),
        label: String::new(),
        reference: String::new(),
        cited: Vec::new(),
    }
}

fn mark(number: u32) -> String {
    format!("[^{number}]")
}

fn view(labels: &Labels, params: &BTreeMap<String, ParamKind>, excerpts: Vec<ExcerptView>) -> View {
    let theme = |id: &str, title: &str| ThemeView {
        id: id.to_owned(),
        title: title.to_owned(),
        summary: "What moves, and who pays.".to_owned(),
        note: String::new(),
        excerpts: excerpts.iter().filter(|excerpt| excerpt.theme == id).cloned().collect(),
        figures: Vec::new(),
        series: Vec::new(),
        events: Vec::new(),
        disagreements: Vec::new(),
        charts: Vec::new(),
    };
    View {
        brief: brief(),
        audience: audience(labels),
        themes: vec![theme("energy", "Energy"), theme("trade", "Trade")],
        citations: excerpts.iter().map(citation).collect(),
        sources: sources(&excerpts),
        figures: Vec::new(),
        series: Vec::new(),
        events: Vec::new(),
        quotations: Vec::new(),
        disagreements: Vec::new(),
        changes: changes(&excerpts),
        coverage: coverage(excerpts.len()),
        charts: Vec::new(),
        shown: Vec::new(),
        labels: labels.words().clone(),
        language: labels.language().to_owned(),
        params: params.iter().map(|(name, kind)| (name.clone(), value(*kind))).collect(),
        excerpts,
    }
}

fn changes(excerpts: &[ExcerptView]) -> ChangesView {
    let update = |excerpt: &ExcerptView| UpdatedView {
        before: "The pipeline carried 36 billion cubic metres.".to_owned(),
        after: excerpt.text.clone(),
        title: excerpt.source.title.clone(),
        theme: excerpt.theme.clone(),
        number: excerpt.number,
        mark: excerpt.mark.clone(),
    };
    ChangesView {
        since: Some("2025-03-26".to_owned()),
        any: true,
        themes: vec!["energy".to_owned()],
        new: excerpts.iter().map(|excerpt| excerpt.number).collect(),
        updated: excerpts.iter().skip(1).map(|excerpt| excerpt.number).collect(),
        updates: excerpts.iter().skip(1).map(update).collect(),
        gone: vec![GoneView {
            text: "The valve is shut.".to_owned(),
            theme: "energy".to_owned(),
            title: "Valve log".to_owned(),
            withdrawn: true,
        }],
        figures: Vec::new(),
        events: Vec::new(),
        disagreements: Vec::new(),
    }
}

fn brief() -> BriefView {
    BriefView {
        id: "weekly".to_owned(),
        title: "The weekly".to_owned(),
        date: "2025-04-02".to_owned(),
        previous_date: Some("2025-03-26".to_owned()),
        period: Some(14),
        since_last: true,
        desk: "Norwick Desk".to_owned(),
        time_zone: "UTC".to_owned(),
    }
}

fn audience(labels: &Labels) -> AudienceView {
    AudienceView {
        id: "analyst".to_owned(),
        title: "Analyst edition".to_owned(),
        max_words: 110,
        excerpts_per_theme: 8,
        citations: "footnotes",
        language: labels.language().to_owned(),
        paper: "a4",
        marking: Some("TLP:GREEN".to_owned()),
    }
}

fn citation(excerpt: &ExcerptView) -> CitationView {
    CitationView {
        number: excerpt.number,
        n: excerpt.n,
        reference: excerpt.reference.clone(),
        open: excerpt.open.clone(),
    }
}

/// Returns the sources of excerpts, each once.
fn sources(excerpts: &[ExcerptView]) -> Vec<SourceView> {
    let mut sources: Vec<SourceView> = Vec::new();
    for excerpt in excerpts {
        match sources.iter_mut().find(|source| source.path == excerpt.source.path) {
            Some(source) => source.cited.push(excerpt.number),
            None => sources.push(SourceView {
                reference: "Lindqvist, *Pipeline notes*.".to_owned(),
                cited: vec![excerpt.number],
                ..excerpt.source.clone()
            }),
        }
    }
    sources
}

fn coverage(excerpts: usize) -> Coverage {
    Coverage {
        documents: 7,
        in_period: 5,
        cited: excerpts.min(2),
        skipped: vec![SkippedEntry { path: "corpus/empty.pdf".to_owned(), reason: "no text".to_owned() }],
        undated: 1,
        newest: Some("2025-03-30".to_owned()),
        oldest: Some("2024-11".to_owned()),
        single_source_share: 0.5,
        near_duplicates: 1,
    }
}

fn value(kind: ParamKind) -> ParamValue {
    match kind {
        ParamKind::Text => ParamValue::Text("text".to_owned()),
        ParamKind::Date => ParamValue::Text("2025-04-02".to_owned()),
        ParamKind::Number => ParamValue::Number(1.5),
        ParamKind::Truth => ParamValue::Truth(true),
        ParamKind::List => ParamValue::List(vec!["one".to_owned(), "two".to_owned()]),
    }
}

fn bare(mut view: View) -> View {
    view.brief.title.clear();
    view.brief.desk.clear();
    view.brief.period = None;
    view.audience.marking = None;
    for theme in &mut view.themes {
        theme.summary.clear();
        theme.note = "1 of 7 documents speaks to this theme; 0 quoted".to_owned();
    }
    view.coverage = Coverage { documents: 0, in_period: 0, skipped: Vec::new(), ..view.coverage };
    first_edition(undated(view))
}

fn undated(mut view: View) -> View {
    view.coverage.newest = None;
    view.coverage.oldest = None;
    view.brief.period = None;
    view.audience.marking = None;
    view
}

fn first_edition(mut view: View) -> View {
    view.brief.previous_date = None;
    let ChangesView { new, .. } = view.changes;
    view.changes = ChangesView {
        since: None,
        any: false,
        themes: Vec::new(),
        new,
        updated: Vec::new(),
        updates: Vec::new(),
        gone: Vec::new(),
        figures: Vec::new(),
        events: Vec::new(),
        disagreements: Vec::new(),
    };
    for excerpt in
        view.excerpts.iter_mut().chain(view.themes.iter_mut().flat_map(|theme| &mut theme.excerpts))
    {
        excerpt.status = Status::New;
        excerpt.earlier = None;
    }
    view
}

fn cited_in_text(mut view: View) -> View {
    view.audience.citations = "text";
    for (place, source) in view.sources.iter_mut().enumerate() {
        source.label = format!("[{}]", place + 1);
    }
    view
}

/// Puts one finding of each kind, with and without what may be missing, into
/// every place that can have it.
fn with_findings(mut view: View) -> View {
    let theme = "energy".to_owned();
    let known = |text: &str| Some(text.to_owned());
    let full = FigureView {
        text: "38 billion".to_owned(),
        value: 38e9,
        unit: known("EUR"),
        kind: FigureKind::Currency,
        when: known("2024"),
        subject: known("sales"),
        status: Status::Updated,
        was: known("36 billion"),
        theme: theme.clone(),
        number: 1,
        mark: mark(1),
    };
    let bare = FigureView {
        unit: None,
        when: None,
        subject: None,
        was: None,
        status: Status::New,
        kind: FigureKind::Count,
        ..full.clone()
    };
    let said = QuotationView {
        text: "It flows.".to_owned(),
        speaker: known("Ada Lindqvist"),
        speaker_as_written: known("she"),
        verb: known("said"),
        direct: true,
        theme: theme.clone(),
        number: 1,
        mark: mark(1),
    };
    let unsaid =
        QuotationView { speaker: None, speaker_as_written: None, verb: None, direct: false, ..said.clone() };
    let event = EventView {
        text: "It opened in March.".to_owned(),
        date: "2025-03".to_owned(),
        precision: Precision::Month,
        inferred: true,
        written: "in March".to_owned(),
        status: Status::New,
        theme: theme.clone(),
        number: 1,
        mark: mark(1),
    };
    let point = |period: &str, value: f64| PointView {
        period: period.to_owned(),
        value,
        text: format!("{value} billion"),
        number: 1,
        mark: mark(1),
    };
    let series = SeriesView {
        subject: "sales".to_owned(),
        unit: None,
        kind: FigureKind::Currency,
        theme: theme.clone(),
        points: vec![point("2022", 30.0), point("2023", 34.5), point("2024", 38.0)],
    };
    let side = |place: usize| SideView {
        said: format!("{} ships", 12 + place),
        excerpt: view.excerpts[place].clone(),
    };
    let dispute = DisagreementView {
        theme,
        kind: DisagreementKind::Figure,
        quantity: "ships a day".to_owned(),
        period: known("2024"),
        reason: "both name ships a day".to_owned(),
        status: Status::New,
        sides: vec![side(0), side(1)],
    };
    let undated = DisagreementView { period: None, ..dispute.clone() };
    let revised = |figure: &FigureView| RevisedView {
        before: "36 billion".to_owned(),
        after: figure.text.clone(),
        subject: figure.subject.clone(),
        when: figure.when.clone(),
        theme: figure.theme.clone(),
        number: figure.number,
        mark: figure.mark.clone(),
    };
    view.changes.figures = vec![revised(&full), revised(&bare)];
    view.changes.events = vec![event.clone()];
    view.changes.disagreements = vec![dispute.clone()];
    view.figures = vec![full, bare];
    view.quotations = vec![said, unsaid];
    view.events = vec![event];
    view.series = vec![series];
    view.disagreements = vec![dispute, undated];
    for excerpt in &mut view.excerpts {
        excerpt.figures.clone_from(&view.figures);
        excerpt.quotations.clone_from(&view.quotations);
        excerpt.events.clone_from(&view.events);
    }
    let theme = &mut view.themes[0];
    theme.figures.clone_from(&view.figures);
    theme.series.clone_from(&view.series);
    theme.events.clone_from(&view.events);
    theme.disagreements.clone_from(&view.disagreements);
    view
}
