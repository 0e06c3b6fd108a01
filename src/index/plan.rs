//! From a query to what is looked up for it.

use std::ops::Range;

use crate::model::theme::is_spoken;
use crate::model::{Clause, ClauseKind, Query};
use crate::tool::words::{self, Sought};

/// A run of at most so many characters without spaces is one word and found
/// as a whole; a longer one is a sentence and found by its pairs.
const LONGEST_RUN: usize = 6;

/// Everything to look up for a query.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What counts, in the order written.
    pub(super) terms: Vec<Lookup>,
    /// Indices into `terms`, for each required clause; all must be there.
    pub(super) required: Vec<Vec<usize>>,
    /// Lookups of each excluded clause; where all are there, it is excluded.
    pub(super) excluded: Vec<Vec<Lookup>>,
}

/// A word, or words at fixed distances.
#[derive(Debug, Clone)]
pub(super) struct Lookup {
    pub(super) clause: usize,
    pub(super) text: String,
    pub(super) weight: f64,
    /// In order; at least one.
    pub(super) steps: Vec<Step>,
    stop: bool,
    /// The language that it is a term of, as in [`Clause::language`].
    pub(super) language: Option<String>,
}

/// One word of a lookup.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Words after the first one.
    pub(super) offset: u32,
    pub(super) forms: Vec<String>,
    /// Whether all that begins with the form is meant.
    pub(super) prefix: bool,
}

impl Step {
    pub(super) fn accepts(&self, form: &str) -> bool {
        self.forms.iter().any(|own| if self.prefix { form.starts_with(own.as_str()) } else { form == own })
    }
}

impl Plan {
    /// Plans a query over a corpus in `languages`.
    ///
    /// Stop words count only in phrases, where they are required or excluded,
    /// and in a query of nothing else.
    pub(super) fn of(query: &Query, languages: &[&str]) -> Self {
        let whole: Vec<&str> = query.clauses.iter().map(|clause| clause.text.as_str()).collect();
        let spoken = words::spoken(&whole.join(" "), languages);
        let read = |(number, clause): (usize, &Clause)| lookups(number, clause, languages, spoken);
        let clauses: Vec<Vec<Lookup>> = query.clauses.iter().enumerate().map(read).collect();
        let telling = |lookup: &Lookup| !lookup.stop || query.clauses[lookup.clause].required;
        let any_telling = clauses.iter().flatten().any(telling);
        let mut plan = Self::default();
        for (clause, lookups) in query.clauses.iter().zip(clauses) {
            let first = plan.terms.len();
            plan.terms.extend(lookups.into_iter().filter(|lookup| !any_telling || telling(lookup)));
            if clause.required && plan.terms.len() > first {
                plan.required.push((first..plan.terms.len()).collect());
            }
        }
        plan.excluded =
            query.exclude.iter().enumerate().map(read).filter(|found| !found.is_empty()).collect();
        plan
    }

    /// Returns where the terms stand in a text: bytes, in order, without
    /// overlaps.
    pub(super) fn ranges(&self, text: &str, language: Option<&str>) -> Vec<Range<usize>> {
        let words = words::analyse(text, language);
        let mut found: Vec<Range<usize>> = Vec::new();
        for lookup in self.terms.iter().filter(|lookup| is_spoken(lookup.language.as_deref(), language)) {
            found.extend((0..words.len()).filter_map(|at| lookup.range_at(&words, at)));
        }
        found.sort_by_key(|range| (range.start, range.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in found {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }
}

impl Lookup {
    fn range_at(&self, words: &[words::Word], at: usize) -> Option<Range<usize>> {
        let word = |step: &Step| {
            let word = words.get(at + step.offset as usize)?;
            step.accepts(&word.form).then(|| word.range.clone())
        };
        let first = word(self.steps.first()?)?;
        let mut end = first.end;
        for step in &self.steps[1..] {
            end = word(step)?.end;
        }
        // A single character is sought by the pair that it begins.
        let alone = self.steps.iter().all(|step| step.prefix);
        let width = self.steps[0].forms[0].len();
        Some(first.start..if alone { end.min(first.start + width) } else { end })
    }
}

fn lookups(number: usize, clause: &Clause, languages: &[&str], spoken: Option<&str>) -> Vec<Lookup> {
    let sought = match clause.language.as_deref() {
        Some(own) => words::forms(&clause.text, &[own], Some(own)),
        None => words::forms(&clause.text, languages, spoken),
    };
    let groups: Vec<&[Sought]> = match clause.kind {
        _ if sought.is_empty() => Vec::new(),
        ClauseKind::Phrase => vec![&sought],
        ClauseKind::Words => sought
            .chunk_by(|one, next| one.run.is_some() && one.run == next.run)
            .flat_map(|group| if group.len() < LONGEST_RUN { vec![group] } else { group.chunks(1).collect() })
            .collect(),
    };
    groups.into_iter().map(|group| lookup(number, clause, group)).collect()
}

fn lookup(number: usize, clause: &Clause, group: &[Sought]) -> Lookup {
    let (first, last) = (&group[0], &group[group.len() - 1]);
    let step = |sought: &Sought| Step {
        offset: sought.position - first.position,
        forms: sought.forms.clone(),
        prefix: sought.prefix,
    };
    Lookup {
        clause: number,
        text: clause.text[first.range.start..last.range.end].to_owned(),
        weight: clause.weight,
        steps: group.iter().map(step).collect(),
        stop: clause.kind == ClauseKind::Words && group.iter().all(|sought| sought.stop),
        language: clause.language.clone(),
    }
}
