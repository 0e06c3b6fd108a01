//! Sheets: what a briefing is set on, whatever it says.

use super::Look;

/// The sheet of a briefing: its paper, its marking and its look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The paper of formats that have pages.
    pub paper: Paper,
    /// The handling marking, such as `TLP:GREEN`, which stands on every page;
    /// `None` for none.
    pub marking: Option<String>,
    /// How it looks.
    pub look: Look,
}

/// A size of paper (ISO 216, ANSI/ASME Y14.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 148 × 210 mm.
    A5,
    /// 8.5 × 11 in.
    Letter,
    /// 8.5 × 14 in.
    Legal,
}

impl Paper {
    /// The names as written in `config.yaml`.
    pub const NAMES: [&'static str; 4] = ["a4", "a5", "letter", "legal"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::A4, Self::A5, Self::Letter, Self::Legal].into_iter().find(|paper| paper.name() == name)
    }

    /// Returns its name of [`Self::NAMES`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A5 => "a5",
            Self::Letter => "letter",
            Self::Legal => "legal",
        }
    }

    /// Returns width and height in twentieths of a point (1/1440 in), upright.
    #[must_use]
    pub fn twips(self) -> (u32, u32) {
        match self {
            Self::A4 => (11_906, 16_838),
            Self::A5 => (8_391, 11_906),
            Self::Letter => (12_240, 15_840),
            Self::Legal => (12_240, 20_160),
        }
    }
}

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it shows, in a sentence; plain text.
    pub caption: String,
    /// What there is to see, for those who do not see it; plain text.
    pub alt: String,
    /// A whole SVG document (SVG 1.1) that begins with `<svg `, without
    /// scripts, styles, links or ids; its texts are text. Texts and axes are in
    /// `currentColor`.
    pub svg: String,
    /// Width and height in points (1/72 in).
    pub size: (f64, f64),
}

impl Drawing {
    /// Returns the SVG with its texts and axes in a colour, for programs that
    /// show it without anything around it.
    #[must_use]
    pub fn inked(&self, colour: &str) -> String {
        // No text has a quotation mark that is not escaped.
        self.svg.replace("\"currentColor\"", &format!("\"{colour}\""))
    }
}
