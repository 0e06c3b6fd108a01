//! Facts: how much a sentence tells, in numbers.

use std::ops::AddAssign;

/// What stands in a stretch of text beside its words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// Amounts, percentages and counts.
    pub figures: u32,
    /// Dates, absolute or relative.
    pub dates: u32,
    /// Quoted speech.
    pub quotations: u32,
    /// Words in quoted speech.
    pub quoted_words: u32,
    /// Statements that are put to somebody: `the ministry said that …`.
    pub claims: u32,
}

impl AddAssign for Facts {
    fn add_assign(&mut self, other: Self) {
        self.figures += other.figures;
        self.dates += other.dates;
        self.quotations += other.quotations;
        self.quoted_words += other.quoted_words;
        self.claims += other.claims;
    }
}
