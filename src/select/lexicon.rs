//! Words as numbers, so that thousands of sentences are compared cheaply.

use std::collections::BTreeMap;

use super::pattern::Pattern;

/// A form's number, in the order of first appearance.
pub(super) type Form = u32;

/// The forms of all candidates.
#[derive(Default)]
pub(super) struct Lexicon {
    numbers: BTreeMap<String, Form>,
}

impl Lexicon {
    /// Returns the number of a form, a new one if it has none.
    pub(super) fn number(&mut self, form: String) -> Form {
        let next = self.numbers.len() as Form;
        *self.numbers.entry(form).or_insert(next)
    }

    /// Returns the number of a form that stands in a candidate.
    pub(super) fn known(&self, form: &str) -> Option<Form> {
        self.numbers.get(form).copied()
    }

    /// Returns how many forms there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Returns the numbers of the forms that begin so.
    fn beginning(&self, start: &str) -> impl Iterator<Item = Form> {
        self.numbers
            .range(start.to_owned()..)
            .take_while(move |(form, _)| form.starts_with(start))
            .map(|(_, number)| *number)
    }
}

/// The patterns of a theme over the numbers of a lexicon.
pub(super) struct Finder {
    /// For each clause the numbers that each of its words may have, sorted.
    clauses: Vec<Vec<Vec<Form>>>,
    /// Clauses by the numbers of their first word.
    starts: BTreeMap<Form, Vec<usize>>,
}

impl Finder {
    /// Looks the patterns' words up.
    pub(super) fn new(patterns: &[Pattern], lexicon: &Lexicon) -> Self {
        let clauses: Vec<Vec<Vec<Form>>> =
            patterns.iter().map(|pattern| numbers_of(pattern, lexicon)).collect();
        let mut starts: BTreeMap<Form, Vec<usize>> = BTreeMap::new();
        for (clause, slots) in clauses.iter().enumerate() {
            for form in slots.first().into_iter().flatten() {
                starts.entry(*form).or_default().push(clause);
            }
        }
        Self { clauses, starts }
    }

    /// Returns the clauses that stand in a run of words, with the places of
    /// their first words, in the order of places.
    pub(super) fn find(&self, forms: &[Form]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (place, form) in forms.iter().enumerate() {
            for clause in self.starts.get(form).into_iter().flatten() {
                let slots = &self.clauses[*clause];
                let rest = &forms[place..];
                let stands = slots.len() <= rest.len()
                    && slots.iter().zip(rest).all(|(slot, form)| slot.binary_search(form).is_ok());
                if stands {
                    found.push((place, *clause));
                }
            }
        }
        found
    }
}

fn numbers_of(pattern: &Pattern, lexicon: &Lexicon) -> Vec<Vec<Form>> {
    let of_slot = |slot: &super::Slot| {
        let mut numbers: Vec<Form> = match slot.prefix {
            true => slot.forms.iter().flat_map(|start| lexicon.beginning(start)).collect(),
            false => slot.forms.iter().filter_map(|form| lexicon.known(form)).collect(),
        };
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    };
    pattern.slots.iter().map(of_slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::select::Slot;

    fn slot(forms: &[&str], prefix: bool) -> Slot {
        Slot { forms: forms.iter().map(|form| (*form).to_owned()).collect(), prefix }
    }

    fn pattern(slots: Vec<Slot>) -> Pattern {
        Pattern { text: String::new(), slots, worth: 1.0, language: None }
    }

    #[test]
    fn words_phrases_and_beginnings_are_found_where_they_stand() {
        let mut lexicon = Lexicon::default();
        let forms: Vec<Form> = ["the", "trade", "partner", "of", "trader", "trade"]
            .iter()
            .map(|form| lexicon.number((*form).to_owned()))
            .collect();
        let finder = Finder::new(
            &[
                pattern(vec![slot(&["trade"], false)]),
                pattern(vec![slot(&["trade", "commerce"], false), slot(&["partner"], false)]),
                pattern(vec![slot(&["trad"], true)]),
                pattern(vec![slot(&["unknown"], false)]),
                pattern(Vec::new()),
            ],
            &lexicon,
        );
        assert_eq!(finder.find(&forms), [(1, 0), (1, 1), (1, 2), (4, 2), (5, 0), (5, 2)]);
    }
}
