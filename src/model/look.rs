//! Looks: how a briefing is set, apart from what it says.

use super::Colour;

/// How the PDF and the web page of a briefing look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The ready look that it is based on.
    pub base: Base,
    /// Headings, links, rules.
    pub accent: Colour,
    /// Running text.
    pub ink: Colour,
    /// What it stands on.
    pub background: Colour,
    /// Families of fonts.
    pub fonts: Families,
    /// The size of running text in tenths of a point.
    pub size: u16,
    /// A picture at the head of the first page.
    pub logo: Option<Logo>,
    /// Whether the first page of a PDF is a cover.
    pub cover: bool,
    /// Columns of a PDF, 1 or 2.
    pub columns: u8,
    /// Whether headings are numbered.
    pub numbered: bool,
    /// What stands at the head of each page; `None` for what the base has.
    pub header: Option<Vec<Slot>>,
    /// What stands at the foot of each page; `None` for what the base has.
    pub footer: Option<Vec<Slot>>,
}

/// Families of fonts; `None` for those of the base.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Families {
    /// Of running text.
    pub text: Option<String>,
    /// Of headings.
    pub headings: Option<String>,
    /// Of code.
    pub mono: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its file in `templates/frame/`.
    pub file: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
}

/// A ready look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Base {
    /// Quiet: a report to read.
    #[default]
    Plain,
    /// Formal: serif, numbered, with a distribution line.
    Ministry,
    /// Loud: a headline, strong rules.
    Newsroom,
}

/// A part of a running line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Words as they are.
    Words(String),
    /// What is put there: a name of [`Slot::NAMES`].
    Named(&'static str),
}

impl Base {
    /// The names as written in `config.yaml`.
    pub const NAMES: [&'static str; 3] = ["plain", "ministry", "newsroom"];

    /// Reads a name of [`Self::NAMES`]; `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Plain, Self::Ministry, Self::Newsroom].into_iter().find(|base| base.name() == name)
    }

    /// Returns its name of [`Self::NAMES`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Ministry => "ministry",
            Self::Newsroom => "newsroom",
        }
    }

    /// Returns the look that changes nothing of this base.
    #[must_use]
    pub fn look(self) -> Look {
        let (accent, ink, size) = match self {
            Self::Plain => (Colour(0x1d, 0x3b, 0x5c), Colour(0x1b, 0x1b, 0x1b), 108),
            Self::Ministry => (Colour(0x5a, 0x1a, 0x22), Colour(0x17, 0x17, 0x19), 115),
            Self::Newsroom => (Colour(0xb0, 0x12, 0x1b), Colour(0x11, 0x11, 0x11), 102),
        };
        Look {
            base: self,
            accent,
            ink,
            background: Colour::WHITE,
            fonts: Families::default(),
            size,
            logo: None,
            cover: self == Self::Ministry,
            columns: 1,
            numbered: self == Self::Ministry,
            header: None,
            footer: None,
        }
    }
}

impl Default for Look {
    /// The plain look.
    fn default() -> Self {
        Base::Plain.look()
    }
}

impl Slot {
    /// What may stand in braces: the page's number and their count; what the
    /// briefing is called, for whom, by whom and of which day; its marking.
    pub const NAMES: [&'static str; 7] = ["title", "audience", "desk", "date", "page", "pages", "marking"];

    /// Cuts a line such as `{desk}, page {page}` into its parts.
    ///
    /// # Errors
    /// What stands in braces and is none of [`Self::NAMES`].
    pub fn parse(line: &str) -> Result<Vec<Self>, String> {
        let mut slots = Vec::new();
        let mut rest = line;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| after.to_owned())?;
            let known = Self::NAMES.into_iter().find(|known| *known == name.trim());
            slots.extend((!words.is_empty()).then(|| Self::Words(words.to_owned())));
            slots.push(Self::Named(known.ok_or_else(|| name.trim().to_owned())?));
            rest = after;
        }
        slots.extend((!rest.is_empty()).then(|| Self::Words(rest.to_owned())));
        Ok(slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_its_braces() {
        let words = |text: &str| Slot::Words(text.to_owned());
        assert_eq!(
            Slot::parse("{desk}, page { page }/{pages}").unwrap(),
            [Slot::Named("desk"), words(", page "), Slot::Named("page"), words("/"), Slot::Named("pages")]
        );
        assert_eq!(Slot::parse("").unwrap(), []);
        assert_eq!(Slot::parse("{dsk}").unwrap_err(), "dsk");
        assert_eq!(Slot::parse("a {desk").unwrap_err(), "desk");
    }

    #[test]
    fn every_ready_look_is_readable() {
        for name in Base::NAMES {
            let look = Base::from_name(name).unwrap().look();
            assert!(look.ink.contrast(look.background) >= 7.0);
            assert!(look.accent.contrast(look.background) >= 4.5);
        }
    }
}
