//! What a desk asks for: briefs and audiences.

use std::collections::BTreeMap;

use super::{Look, Paper, Param, ParamSet, ParamValue, Placement, Schedule, Theme};

/// A definition in `briefs/`.
#[derive(Debug, Clone, PartialEq)]
pub struct BriefSpec {
    /// Its file name without extension; of one of several editions of a file
    /// with the edition's name behind it, such as `weekly-china`. Names its
    /// folder in the archive.
    pub id: String,
    /// The same without what the command line gave: by this it can be asked
    /// for, and by `file` with all others of its file.
    pub base: String,
    /// The file name without extension.
    pub file: String,
    /// The briefing's title.
    pub title: String,
    /// Theme ids in the order of the briefing.
    pub themes: Vec<String>,
    /// Those of its themes that its parameters make its own.
    pub own_themes: Vec<Theme>,
    /// Audience ids.
    pub audiences: Vec<String>,
    /// Only documents of the last so many days count; `None` for all.
    /// Undated documents always count.
    pub period_days: Option<u32>,
    /// Only what is new since the edition before counts: documents of so many
    /// days before it, and those that it did not know; `None` for what is not
    /// asked for.
    pub since_last: Option<u32>,
    /// Whether an edition stays a draft until somebody publishes it.
    pub approval: bool,
    /// When it is built; `None` for whenever somebody does.
    pub schedule: Option<Schedule>,
    /// Names of the targets that its editions are delivered to.
    pub deliver: Vec<String>,
    /// What the editors want in, whatever its score, in the order written.
    pub pins: Vec<Pin>,
    /// What they want out.
    pub drops: Vec<Mark>,
    /// For a theme's id the beginnings of excerpts, in the order in which
    /// they are to stand; all others come after them.
    pub order: BTreeMap<String, Vec<Placed>>,
    /// The parameters that its file declares, in the order written.
    pub declared: Vec<Param>,
    /// The editions that its file asks for; empty for one.
    pub sets: Vec<ParamSet>,
    /// The values of its parameters by name; of all that are declared.
    pub params: BTreeMap<String, ParamValue>,
}

impl BriefSpec {
    /// Tells whether a name on the command line means this brief.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        [&self.id, &self.base, &self.file].into_iter().any(|own| own == name)
    }

    /// Returns its file's path in the desk.
    #[must_use]
    pub fn path(&self) -> String {
        format!("briefs/{}.yaml", self.file)
    }
}

/// An excerpt that editors want in a briefing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The theme's id.
    pub theme: String,
    /// The document and the words: whole sentences of one passage.
    pub mark: Mark,
    /// Ids of the audiences that get it; empty for all.
    pub audiences: Vec<String>,
}

/// Words of a document that editors point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The document's path in the desk, with `#member` for a part.
    pub document: String,
    /// The words; `None` for the whole document.
    pub text: Option<String>,
    /// The line of the brief, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A text of a brief with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// The line of the brief, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Who reads a briefing, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Audience {
    /// Its key in `config.yaml`, which names its files too.
    pub id: String,
    /// Its name in a briefing.
    pub title: String,
    /// The template's file name in `templates/`.
    pub template: String,
    /// Names of output formats.
    pub formats: Vec<String>,
    /// At most so many excerpts a theme, 1 to 200.
    pub excerpts_per_theme: usize,
    /// At most so many words of excerpts a theme; `None` for no limit.
    pub words_per_theme: Option<usize>,
    /// At most so many excerpts from one document in a theme, 1 to 200.
    pub excerpts_per_source: usize,
    /// At most so many words of one document in the whole briefing: what is
    /// fair to quote.
    pub words_per_source: usize,
    /// At least so many documents in a theme, as far as they speak to it.
    pub sources_per_theme: usize,
    /// Longest excerpt in words, 5 to 400.
    pub max_words: usize,
    /// What is preferred beside what the theme asks for.
    pub prefer: Preference,
    /// The name of a citation style.
    pub citation_style: String,
    /// Where citations stand; `None` for where the style puts them.
    pub citations: Option<Placement>,
    /// The language of labels and dates (BCP 47).
    pub language: String,
    /// Ids of the themes that it gets, in the order in which it gets them;
    /// `None` for all of a brief, in its order.
    pub themes: Option<Vec<String>>,
    /// What its template is given beside excerpts, in the order of
    /// [`Finding::NAMES`].
    pub findings: Vec<Finding>,
    /// The paper of formats that have pages.
    pub paper: Paper,
    /// The handling marking that stands on every page; `None` for none.
    pub marking: Option<String>,
    /// How its PDF and its web page look.
    pub look: Look,
}

/// What is found in excerpts, or made of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Amounts, shares and counts.
    Figures,
    /// Dated happenings.
    Events,
    /// Quoted speech.
    Quotations,
    /// What two sources say differently.
    Disagreements,
    /// Charts.
    Charts,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Figures, Self::Events, Self::Quotations, Self::Disagreements, Self::Charts];
    /// The names as written in `config.yaml`.
    pub const NAMES: [&'static str; 5] = ["figures", "events", "quotations", "disagreements", "charts"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let place = Self::NAMES.iter().position(|known| *known == name)?;
        Some(Self::ALL[place])
    }
}

/// What PDFs claim and carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfTerms {
    /// Names of standards; empty for none.
    pub standards: Vec<String>,
    /// Whether a PDF carries its audience's part of the manifest.
    pub proof: bool,
}

impl Default for PdfTerms {
    /// PDF/A-3a and PDF/UA-1, with the proof.
    fn default() -> Self {
        Self { standards: ["a-3a", "ua-1"].map(str::to_owned).to_vec(), proof: true }
    }
}

/// What an audience prefers beside relevance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Preference {
    /// Nothing else.
    #[default]
    Relevance,
    /// Sentences with words in quotation marks.
    Quotations,
    /// Sentences with figures.
    Figures,
}

impl Preference {
    /// The names as written in `config.yaml`.
    pub const NAMES: [&'static str; 3] = ["relevance", "quotations", "figures"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "relevance" => Some(Self::Relevance),
            "quotations" => Some(Self::Quotations),
            "figures" => Some(Self::Figures),
            _ => None,
        }
    }
}
