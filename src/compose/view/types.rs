//! The types of what a template sees. Their doc comments are the reference in
//! docs/templates.md: the first sentence says what a value is.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::compose::charts::ChartView;
use crate::findings::{DisagreementKind, FigureKind, Precision};
use crate::manifest::{Coverage, Reasons};
use crate::model::{Chart, Locator, ParamValue, Reliability, Status};

/// What a template sees. Texts are plain but those that are marked as
/// Markdown.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct View {
    /// The edition.
    pub(super) brief: BriefView,
    /// Who reads it.
    pub(super) audience: AudienceView,
    /// The themes in the order of the brief.
    pub(super) themes: Vec<ThemeView>,
    /// The excerpts of all themes in one list, in the order of the themes; the
    /// best of a theme comes first.
    pub(super) excerpts: Vec<ExcerptView>,
    /// Every citation of this audience by its number, sides of disagreements
    /// that are printed among them.
    pub(super) citations: Vec<CitationView>,
    /// Every cited document once, in the order of the citation style.
    pub(super) sources: Vec<SourceView>,
    /// Figures in the excerpts, in their order.
    pub(super) figures: Vec<FigureView>,
    /// Figures of one unit and subject for three or more times.
    pub(super) series: Vec<SeriesView>,
    /// Dated happenings that the excerpts tell of, in order of their dates.
    pub(super) events: Vec<EventView>,
    /// Quoted speech in the excerpts, in their order.
    pub(super) quotations: Vec<QuotationView>,
    /// What two sources say differently of one thing.
    pub(super) disagreements: Vec<DisagreementView>,
    /// How the edition differs from what the audience was told before; without
    /// an earlier one everything is new.
    pub(super) changes: ChangesView,
    /// What the corpus covers.
    pub(super) coverage: Coverage,
    /// Charts of the excerpts and of what was found in them.
    pub(super) charts: Vec<ChartView>,
    /// The charts as they are drawn.
    #[serde(skip)]
    pub(super) shown: Vec<Chart>,
    /// Words in the audience's language, by name.
    pub(super) labels: BTreeMap<String, String>,
    /// The language of labels and dates (BCP 47).
    #[schemars(example = &"en")]
    pub(super) language: String,
    /// The brief's parameters by name.
    pub(super) params: BTreeMap<String, ParamValue>,
}

/// The edition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct BriefView {
    /// The brief's file name without extension.
    #[schemars(example = &"weekly")]
    pub(super) id: String,
    /// The briefing's title.
    #[schemars(example = &"Russia and China, the weekly briefing")]
    pub(super) title: String,
    /// The edition's date.
    #[schemars(example = &"2025-04-02")]
    pub(super) date: String,
    /// The date of the edition before; none for the first.
    #[schemars(example = &"2025-03-26")]
    pub(super) previous_date: Option<String>,
    /// Only documents of so many days count; none for all.
    #[schemars(example = 14)]
    pub(super) period: Option<u32>,
    /// Whether only what is new since the edition before is told.
    pub(super) since_last: bool,
    /// The desk's title; may be empty.
    #[schemars(example = &"Sample Desk")]
    pub(super) desk: String,
    /// The desk's time zone (IANA), in which moments become days.
    #[schemars(example = &"Europe/Berlin")]
    pub(super) time_zone: String,
}

/// Who reads the edition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct AudienceView {
    /// Its key in `config.yaml`.
    #[schemars(example = &"analyst")]
    pub(super) id: String,
    /// Its name.
    #[schemars(example = &"Analyst edition")]
    pub(super) title: String,
    /// The longest excerpt in words.
    #[schemars(example = 110)]
    pub(super) max_words: usize,
    /// At most so many excerpts a theme.
    #[schemars(example = 8)]
    pub(super) excerpts_per_theme: usize,
    /// Where citations stand.
    #[schemars(example = &"footnotes", extend("enum" = ["footnotes", "endnotes", "text"]))]
    pub(super) citations: &'static str,
    /// The language of labels and dates (BCP 47).
    #[schemars(example = &"en")]
    pub(super) language: String,
    /// The paper of formats that have pages.
    #[schemars(example = &"a4", extend("enum" = ["a4", "a5", "letter", "legal"]))]
    pub(super) paper: &'static str,
    /// The handling marking, which formats set on every page.
    #[schemars(example = &"TLP:GREEN")]
    pub(super) marking: Option<String>,
}

/// A theme.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ThemeView {
    /// Its key in `config.yaml`.
    #[schemars(example = &"economics")]
    pub(super) id: String,
    /// Its title.
    #[schemars(example = &"Economics, energy and sanctions")]
    pub(super) title: String,
    /// What it is about; may be empty.
    pub(super) summary: String,
    /// In how many documents a theme that fills less than half of its places
    /// was found, and since when nothing was; empty for one that finds enough.
    pub(super) note: String,
    /// Its excerpts, the best first.
    pub(super) excerpts: Vec<ExcerptView>,
    /// Figures in its excerpts.
    pub(super) figures: Vec<FigureView>,
    /// Figures in its excerpts that make a row in time.
    pub(super) series: Vec<SeriesView>,
    /// Dated happenings that its excerpts tell of.
    pub(super) events: Vec<EventView>,
    /// What its sources say differently.
    pub(super) disagreements: Vec<DisagreementView>,
    /// Charts of its series.
    pub(super) charts: Vec<ChartView>,
}

/// An excerpt.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ExcerptView {
    /// Its number in the edition, the same for every audience.
    #[schemars(example = 12)]
    pub(super) n: u32,
    /// The audience's own number.
    #[schemars(example = 4)]
    pub(super) number: u32,
    /// The source's own words.
    #[schemars(example = &"The Power of Siberia pipeline has …")]
    pub(super) text: String,
    /// The theme's id.
    #[schemars(example = &"economics")]
    pub(super) theme: String,
    /// How it stands to what the audience was told before; `labels[excerpt.status]`
    /// is the word for it.
    #[schemars(example = &"new")]
    pub(super) status: Status,
    /// The citation mark.
    #[schemars(example = &"[^4]", extend("markdown" = true))]
    pub(super) mark: String,
    /// The reference in the audience's citation style.
    #[schemars(example = &"Sample Energy Desk, “Pipelines …", extend("markdown" = true))]
    pub(super) reference: String,
    /// Where in the source, as numbers.
    pub(super) locator: Locator,
    /// Where in the source, in words; may be empty.
    #[schemars(example = &"para. 5")]
    pub(super) pinpoint: String,
    /// The address that opens the page at the quotation; none without one.
    #[schemars(example = &"https://…#:~:text=…")]
    pub(super) link: Option<String>,
    /// The same as a link; may be empty.
    #[schemars(example = &"[open the source](https://…)", extend("markdown" = true))]
    pub(super) open: String,
    /// The document; its `reference` and `cited` are empty here.
    pub(super) source: SourceView,
    /// What it goes back to: of an updated one what it was, of a standing one
    /// whose words it says again in other words; none for all others.
    pub(super) earlier: Option<EarlierView>,
    /// Documents that have the same words.
    pub(super) also_in: Vec<SourceView>,
    /// Why it was chosen.
    pub(super) reasons: Reasons,
    /// Its score, comparable within a theme only.
    #[schemars(example = 1.58)]
    pub(super) score: f64,
    /// Quoted speech in it.
    pub(super) quotations: Vec<QuotationView>,
    /// Figures in it.
    pub(super) figures: Vec<FigureView>,
    /// Dated happenings that it tells of.
    pub(super) events: Vec<EventView>,
}

/// An excerpt of an earlier edition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct EarlierView {
    /// Its words.
    pub(super) text: String,
    /// The title of its source.
    pub(super) title: String,
    /// The date of that edition.
    #[schemars(example = &"2025-03-26")]
    pub(super) date: String,
}

/// A citation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct CitationView {
    /// The audience's own number.
    #[schemars(example = 4)]
    pub(super) number: u32,
    /// The excerpt's number in the edition.
    #[schemars(example = 12)]
    pub(super) n: u32,
    /// The note as the style writes it at its place: complete at first, then
    /// short, then `ibid.` where the style has it.
    #[schemars(extend("markdown" = true))]
    pub(super) reference: String,
    /// A link that opens the source; may be empty.
    #[schemars(extend("markdown" = true))]
    pub(super) open: String,
}

/// A document.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct SourceView {
    /// Its path in the desk.
    #[schemars(example = &"corpus/pipeline.md")]
    pub(super) path: String,
    /// Its title.
    #[schemars(example = &"Pipelines to the east")]
    pub(super) title: String,
    /// Who wrote it; may be empty.
    #[schemars(example = ["Ada Lindqvist"])]
    pub(super) authors: Vec<String>,
    /// Who published it.
    pub(super) publisher: Option<String>,
    /// When it was published: a day, a month or a year.
    #[schemars(example = &"2025-03-30")]
    pub(super) date: Option<String>,
    /// Where it was published.
    pub(super) url: Option<String>,
    /// Its language (BCP 47).
    #[schemars(example = &"ru")]
    pub(super) language: Option<String>,
    /// How far the desk relies on it.
    #[schemars(example = &"high")]
    pub(super) reliability: Option<Reliability>,
    /// What the desk notes of it.
    pub(super) note: Option<String>,
    /// The number or label that citations in the text refer to; empty where
    /// there is none or they are notes.
    #[schemars(example = &"[1]")]
    pub(super) label: String,
    /// The reference in the citation style, without pinpoint.
    #[schemars(extend("markdown" = true))]
    pub(super) reference: String,
    /// The numbers of its citations.
    #[schemars(example = [4, 7])]
    pub(super) cited: Vec<u32>,
}

/// A figure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct FigureView {
    /// As in the source.
    #[schemars(example = &"$1.2 billion")]
    pub(super) text: String,
    /// Its value, normalised.
    #[schemars(example = 1_200_000_000.0)]
    pub(super) value: f64,
    /// An ISO 4217 code, an SI sign, `%`, or the noun that is counted.
    #[schemars(example = &"USD")]
    pub(super) unit: Option<String>,
    /// What kind of figure it is.
    pub(super) kind: FigureKind,
    /// The time it is of.
    #[schemars(example = &"2024")]
    pub(super) when: Option<String>,
    /// What it measures, as written.
    #[schemars(example = &"bilateral trade")]
    pub(super) subject: Option<String>,
    /// How it stands to what the audience was told before.
    pub(super) status: Status,
    /// What an updated one was, as written then.
    #[schemars(example = &"$1.1 billion")]
    pub(super) was: Option<String>,
    /// The theme's id.
    pub(super) theme: String,
    /// The number of its excerpt.
    pub(super) number: u32,
    /// The citation mark of its excerpt.
    #[schemars(example = &"[^4]", extend("markdown" = true))]
    pub(super) mark: String,
}

/// Quoted speech.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct QuotationView {
    /// The words within the quotation marks.
    pub(super) text: String,
    /// Who says them.
    #[schemars(example = &"Wang Yi")]
    pub(super) speaker: Option<String>,
    /// As the source names the speaker there.
    #[schemars(example = &"the minister")]
    pub(super) speaker_as_written: Option<String>,
    /// The verb of speech.
    #[schemars(example = &"said")]
    pub(super) verb: Option<String>,
    /// Whether whole speech is quoted, not a piece of the writer's own
    /// sentence.
    pub(super) direct: bool,
    /// The theme's id.
    pub(super) theme: String,
    /// The number of its excerpt.
    pub(super) number: u32,
    /// The citation mark of its excerpt.
    #[schemars(example = &"[^4]", extend("markdown" = true))]
    pub(super) mark: String,
}

/// How an edition differs from what its audience was told before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct ChangesView {
    /// The date of the edition that the audience was given last; none where
    /// there is none.
    #[schemars(example = &"2025-03-26")]
    pub(super) since: Option<String>,
    /// Whether there was one, and anything differs from it.
    pub(super) any: bool,
    /// The ids of the themes with a new excerpt; empty without an earlier
    /// edition.
    pub(super) themes: Vec<String>,
    /// The numbers of excerpts that are new; all of them without an earlier
    /// edition.
    pub(super) new: Vec<u32>,
    /// The numbers of excerpts that were updated.
    pub(super) updated: Vec<u32>,
    /// The same excerpts with what they were.
    pub(super) updates: Vec<UpdatedView>,
    /// Excerpts that are no longer there.
    pub(super) gone: Vec<GoneView>,
    /// Figures that were revised.
    pub(super) figures: Vec<RevisedView>,
    /// Dated happenings that are new or have another date; empty without an
    /// earlier edition.
    pub(super) events: Vec<EventView>,
    /// Disagreements that are new or have another value; empty without an
    /// earlier edition.
    pub(super) disagreements: Vec<DisagreementView>,
}

/// An excerpt that was updated.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct UpdatedView {
    /// Its words in the edition before.
    pub(super) before: String,
    /// Its words now.
    pub(super) after: String,
    /// The title of its source.
    pub(super) title: String,
    /// The theme's id.
    pub(super) theme: String,
    /// The audience's own number.
    pub(super) number: u32,
    /// The citation mark.
    #[schemars(example = &"[^4]", extend("markdown" = true))]
    pub(super) mark: String,
}

/// A figure that was revised.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct RevisedView {
    /// As it was written in the edition before.
    #[schemars(example = &"$1.1 billion")]
    pub(super) before: String,
    /// As it is written now.
    #[schemars(example = &"$1.2 billion")]
    pub(super) after: String,
    /// What it measures, as written.
    #[schemars(example = &"bilateral trade")]
    pub(super) subject: Option<String>,
    /// The time it is of.
    #[schemars(example = &"2024")]
    pub(super) when: Option<String>,
    /// The theme's id.
    pub(super) theme: String,
    /// The number of its excerpt.
    pub(super) number: u32,
    /// The citation mark of its excerpt.
    #[schemars(example = &"[^4]", extend("markdown" = true))]
    pub(super) mark: String,
}

/// An excerpt of the edition before that is no longer there.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct GoneView {
    /// Its words.
    pub(super) text: String,
    /// The theme's id.
    pub(super) theme: String,
    /// The title of its source.
    pub(super) title: String,
    /// Whether its source says it no longer, or is gone.
    pub(super) withdrawn: bool,
}

/// A dated happening.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct EventView {
    /// The sentence that tells of it.
    pub(super) text: String,
    /// The date (ISO 8601); the filter `date` writes it for readers.
    #[schemars(example = &"2024-11")]
    pub(super) date: String,
    /// How exact the date is.
    pub(super) precision: Precision,
    /// Whether the year or the whole date was resolved by the document's own
    /// date.
    pub(super) inferred: bool,
    /// The date as in the source.
    #[schemars(example = &"last November")]
    pub(super) written: String,
    /// How it stands to what the audience was told before.
    pub(super) status: Status,
    /// The theme's id.
    pub(super) theme: String,
    /// The number of its excerpt.
    pub(super) number: u32,
    /// The citation mark of its excerpt.
    #[schemars(example = &"[^4]", extend("markdown" = true))]
    pub(super) mark: String,
}

/// Figures of one subject over time.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct SeriesView {
    /// What is measured.
    pub(super) subject: String,
    /// As of a figure.
    pub(super) unit: Option<String>,
    /// As of a figure.
    pub(super) kind: FigureKind,
    /// The theme's id.
    pub(super) theme: String,
    /// The figures in order of time.
    pub(super) points: Vec<PointView>,
}

/// A figure of a series.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct PointView {
    /// The time it is of.
    #[schemars(example = &"2024-06")]
    pub(super) period: String,
    /// Its value.
    pub(super) value: f64,
    /// As in the source.
    pub(super) text: String,
    /// The number of its excerpt.
    pub(super) number: u32,
    /// The citation mark of its excerpt.
    #[schemars(example = &"[^4]", extend("markdown" = true))]
    pub(super) mark: String,
}

/// What two sources say differently.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct DisagreementView {
    /// The theme's id.
    pub(super) theme: String,
    /// Whether values or claims are opposed.
    pub(super) kind: DisagreementKind,
    /// What both speak of.
    pub(super) quantity: String,
    /// The time that both name.
    pub(super) period: Option<String>,
    /// Why they were paired, a sentence in English.
    pub(super) reason: String,
    /// How it stands to what the audience was told before.
    pub(super) status: Status,
    /// The two sides.
    pub(super) sides: Vec<SideView>,
}

/// One side of a disagreement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct SideView {
    /// The figure or the words that are opposed.
    pub(super) said: String,
    /// The excerpt, which need not be among those of the theme.
    pub(super) excerpt: ExcerptView,
}
