//! Weights: what each aspect of an excerpt counts in its score.

/// What speaks for or against an excerpt. Each is from 0 to 1 before it is
/// weighed, [`Aspect::Length`] up to 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The theme's words, as far as what is chosen does not cover them.
    Terms,
    /// The theme's phrases, as far as what is chosen does not cover them.
    Phrases,
    /// Different terms of the theme near one another.
    Proximity,
    /// The BM25F score of the passage around it.
    Passage,
    /// The theme in the heading above it and in the title.
    Heading,
    /// Likeness to an example sentence of the theme.
    Examples,
    /// Words that many sources use on the theme.
    Centrality,
    /// Words that its own document comes back to.
    Document,
    /// Figures, dates, named actors, quoted words, attributed claims.
    Informative,
    /// Standing early in its document.
    Position,
    /// Hearing another source.
    Sources,
    /// The document's age, halved every half-life.
    Recency,
    /// The desk's trust in the source.
    Reliability,
    /// The sources and the time that the theme prefers.
    Preferred,
    /// What the audience prefers: quotations or figures.
    Audience,
    /// Taken off where the first words point back to what is left out.
    Opening,
    /// Taken off for very short excerpts, for each sentence after the first
    /// and for footnote marks between sentences.
    Length,
}

impl Aspect {
    /// All aspects in the order in which reasons list them.
    pub const ALL: [Self; 17] = [
        Self::Terms,
        Self::Phrases,
        Self::Proximity,
        Self::Passage,
        Self::Heading,
        Self::Examples,
        Self::Centrality,
        Self::Document,
        Self::Informative,
        Self::Position,
        Self::Sources,
        Self::Recency,
        Self::Reliability,
        Self::Preferred,
        Self::Audience,
        Self::Opening,
        Self::Length,
    ];

    /// Returns its name in `config.yaml` and in reasons.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Phrases => "phrases",
            Self::Proximity => "proximity",
            Self::Passage => "passage",
            Self::Heading => "heading",
            Self::Examples => "examples",
            Self::Centrality => "centrality",
            Self::Document => "document",
            Self::Informative => "informative",
            Self::Position => "position",
            Self::Sources => "sources",
            Self::Recency => "recency",
            Self::Reliability => "reliability",
            Self::Preferred => "preferred",
            Self::Audience => "audience",
            Self::Opening => "opening",
            Self::Length => "length",
        }
    }

    /// Returns the aspect of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aspect| aspect.name() == name)
    }

    /// Tells whether it is taken off.
    #[must_use]
    pub fn is_taken_off(self) -> bool {
        matches!(self, Self::Opening | Self::Length)
    }

    /// Returns the weight that was chosen on the five judged articles of
    /// `benches/README.md`: lists of 4, 7, 10 and 14 excerpts for four themes,
    /// must-have 2, relevant 1, not −1, over twice the length of the list; one
    /// weight changed at a time:
    ///
    /// | weight | 0 | half | it | double |
    /// | --- | --- | --- | --- | --- |
    /// | terms 1 | .830 | .846 | .869 | .822 |
    /// | phrases 0.75 | .844 | .843 | .869 | .856 |
    /// | proximity 0.05 | .869 | .869 | .869 | .860 |
    /// | passage 0.5 | .797 | .824 | .869 | .868 |
    /// | heading 0.25 | .856 | .865 | .869 | .880 |
    /// | centrality 0.4 | .817 | .846 | .880 | .835 |
    /// | document 0.2 | .803 | .872 | .880 | .852 |
    /// | informative 0.4 | .845 | .856 | .880 | .833 |
    /// | position 0.1 | .871 | .871 | .880 | .844 |
    /// | sources 0.3 | .866 | .868 | .880 | .843 |
    /// | length 0.12 | .836 | .852 | .880 | .763 |
    /// | opening 1 | .867 | .878 | .880 | .878 |
    ///
    /// (from `centrality` on with headings at 0.5). What the desk and the
    /// audience say for themselves (examples, recency, reliability, preferred,
    /// audience) cannot be judged there. The articles are few, so nothing was
    /// taken for a small gain.
    fn default_weight(self) -> f64 {
        match self {
            Self::Terms | Self::Opening => 1.0,
            Self::Phrases => 0.75,
            Self::Audience => 0.6,
            Self::Passage | Self::Examples => 0.5,
            Self::Centrality | Self::Informative | Self::Preferred => 0.4,
            Self::Sources | Self::Heading => 0.3,
            Self::Document => 0.2,
            Self::Length => 0.12,
            Self::Position | Self::Recency | Self::Reliability => 0.1,
            Self::Proximity => 0.05,
        }
    }
}

/// What each aspect counts, and how fast sources age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    values: [f64; Aspect::ALL.len()],
    /// Days in which a document's recency halves; above 0.
    pub half_life_days: f64,
}

impl Weights {
    /// Returns the weight of an aspect, at least 0.
    #[must_use]
    pub fn of(&self, aspect: Aspect) -> f64 {
        self.values[aspect as usize]
    }

    /// Sets the weight of an aspect, which is finite and at least 0.
    pub fn set(&mut self, aspect: Aspect, weight: f64) {
        self.values[aspect as usize] = weight;
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { values: Aspect::ALL.map(Aspect::default_weight), half_life_days: 180.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_aspect_is_known_by_its_name_and_has_its_own_weight() {
        for (place, aspect) in Aspect::ALL.into_iter().enumerate() {
            assert_eq!(aspect as usize, place);
            assert_eq!(Aspect::from_name(aspect.name()), Some(aspect));
            let mut weights = Weights::default();
            weights.set(aspect, 7.5);
            let changed = Aspect::ALL.into_iter().filter(|other| weights.of(*other) == 7.5).count();
            assert_eq!(changed, 1, "{}", aspect.name());
        }
    }
}
