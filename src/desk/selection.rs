//! `selection` in `config.yaml`: what counts when excerpts are chosen.

use super::config::MOST_WORDS;
use super::fields::{Fields, Reader, read_days};
use crate::error::name_hint;
use crate::model::{Aspect, Weights};

const KEYS: [&str; 3] = ["weights", "half_life", "words_per_source"];
/// Highest weight of an aspect: ten times the heaviest of the defaults.
const MOST_WEIGHT: f64 = 10.0;
/// What the section says.
pub(super) struct Selection {
    pub(super) weights: Weights,
    pub(super) words_per_source: usize,
}

/// Reads the section; what is wrong is left at its default and noted.
pub(super) fn read(reader: &mut Reader<'_>, fields: Fields<'_>) -> Selection {
    let mut weights = Weights::default();
    let Some(node) = reader.node(fields, "selection") else {
        return Selection { weights, words_per_source: usize::MAX };
    };
    let section = reader.fields(node, "`selection`", &KEYS);
    read_weights(reader, section, &mut weights);
    if let Some(written) = reader.string(section, "half_life")
        && let Some(days) =
            read_days(reader, &written, "half_life", "days such as `180d`, or weeks such as `26w`")
    {
        weights.half_life_days = f64::from(days);
    }
    let words_per_source =
        reader.whole(section, "words_per_source", 5..=MOST_WORDS).map_or(usize::MAX, |words| words as usize);
    Selection { weights, words_per_source }
}

fn read_weights(reader: &mut Reader<'_>, section: Fields<'_>, weights: &mut Weights) {
    let Some(node) = reader.node(section, "weights") else { return };
    for entry in reader.entries(node, "`weights`") {
        let Some(aspect) = Aspect::from_name(&entry.key) else {
            let hint = name_hint(&entry.key, Aspect::ALL.map(Aspect::name));
            reader.error(entry.place, format!("unknown weight `{}`", entry.key), Some(hint));
            continue;
        };
        if let Some(weight) = reader.as_number(&entry.node, &entry.key, 0.0..=MOST_WEIGHT) {
            weights.set(aspect, weight);
        }
    }
}
