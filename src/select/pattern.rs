//! Patterns: how a clause of a query is found among analysed words.

use crate::model::Clause;
use crate::model::theme::is_spoken;
use crate::tool::words;

/// How a clause is found in analysed words: as slots side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The clause as written in the configuration.
    pub text: String,
    /// The words in order, each with everything that it may be. Empty finds
    /// nothing.
    pub slots: Vec<Slot>,
    /// What a match is worth: the clause's weight times its inverse document
    /// frequency in the corpus. Finite, at least 0.
    pub worth: f64,
    /// The language that it is a term of, as in
    /// [`crate::model::Clause::language`].
    pub language: Option<String>,
}

/// One word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Forms, any of which is the word.
    pub forms: Vec<String>,
    /// Whether any form that begins with one of `forms` is meant.
    pub prefix: bool,
}

impl Pattern {
    /// Makes the pattern of a clause for a corpus in these languages (BCP 47).
    #[must_use]
    pub fn new(clause: &Clause, languages: &[&str], worth: f64) -> Self {
        let own = clause.language.as_deref();
        let slots = words::forms(&clause.text, own.as_ref().map_or(languages, std::slice::from_ref), own)
            .into_iter()
            .map(|word| Slot { forms: word.forms, prefix: word.prefix })
            .collect();
        Self { text: clause.text.clone(), slots, worth, language: clause.language.clone() }
    }

    /// Tells whether it is sought in documents of this language.
    pub(super) fn is_for(&self, language: Option<&str>) -> bool {
        is_spoken(self.language.as_deref(), language)
    }

    /// Tells whether it is more than one word.
    pub(super) fn is_phrase(&self) -> bool {
        self.slots.len() > 1
    }

    /// Tells whether the pattern stands at the beginning of `forms`.
    fn stands_at(&self, forms: &[String]) -> bool {
        !self.slots.is_empty()
            && self.slots.len() <= forms.len()
            && self.slots.iter().zip(forms).all(|(slot, form)| match slot.prefix {
                true => slot.forms.iter().any(|start| form.starts_with(start)),
                false => slot.forms.contains(form),
            })
    }

    /// Counts the places where the pattern stands.
    pub(super) fn count(&self, forms: &[String]) -> usize {
        (0..forms.len()).filter(|start| self.stands_at(&forms[*start..])).count()
    }
}
