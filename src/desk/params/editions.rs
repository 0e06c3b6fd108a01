//! Editions: what one brief becomes by the values of its parameters.

use std::collections::BTreeMap;

use super::fill::fill_in;
use super::value::{allows, of_text, wanted};
use super::{Given, choices_hint};
use crate::error::Diagnostic;
use crate::model::{BriefSpec, Param, ParamSet, ParamValue, Sha256};

/// What became of a brief's file.
#[derive(Default)]
pub(in crate::desk) struct Editions {
    /// The briefs that can be built.
    pub(in crate::desk) briefs: Vec<BriefSpec>,
    /// Briefs of which a parameter has no value, each with what to say.
    pub(in crate::desk) incomplete: Vec<(BriefSpec, Diagnostic)>,
    /// What is wrong.
    pub(in crate::desk) mistakes: Vec<Diagnostic>,
}

/// Makes of a brief's file its editions: one for each set of values that the
/// command line does not contradict, or one with the defaults.
pub(in crate::desk) fn editions(spec: &BriefSpec, config_text: &str, given: &Given) -> Editions {
    let mut editions = Editions::default();
    let fitting: Vec<&ParamSet> = spec.sets.iter().filter(|set| agrees(spec, set, given)).collect();
    if fitting.is_empty() {
        editions.add(spec, &ParamSet { name: String::new(), values: BTreeMap::new() }, config_text, given);
    }
    for set in fitting {
        editions.add(spec, set, config_text, given);
    }
    editions
}

/// Tells whether the command line gives no other value than a set.
fn agrees(spec: &BriefSpec, set: &ParamSet, given: &Given) -> bool {
    let base = base_of(spec, set);
    given.of(spec, &base).all(|(name, text)| {
        let param = spec.declared.iter().find(|param| param.name == *name);
        let value = param.and_then(|param| of_text(param.kind, text));
        set.values.get(name).is_none_or(|own| Some(own) == value.as_ref())
    })
}

fn base_of(spec: &BriefSpec, set: &ParamSet) -> String {
    if set.name.is_empty() { spec.file.clone() } else { format!("{}-{}", spec.file, set.name) }
}

impl Editions {
    fn add(&mut self, spec: &BriefSpec, set: &ParamSet, config_text: &str, given: &Given) {
        let base = base_of(spec, set);
        let mut params: BTreeMap<String, ParamValue> = BTreeMap::new();
        for param in &spec.declared {
            let value = set.values.get(&param.name).or(param.default.as_ref());
            params.extend(value.map(|value| (param.name.clone(), value.clone())));
        }
        let mut own: BTreeMap<String, ParamValue> = BTreeMap::new();
        for (name, text) in given.of(spec, &base) {
            let Some(param) = spec.declared.iter().find(|param| param.name == *name) else { continue };
            match of_text(param.kind, text).filter(|value| allows(param, value)) {
                Some(value) if params.get(name) == Some(&value) => {}
                Some(value) => drop(own.insert(name.clone(), value)),
                None => self.mistakes.push(unfit(spec, param, text)),
            }
        }
        let id = id_of(&base, &own);
        params.extend(own);
        let missing = spec.declared.iter().find(|param| !params.contains_key(&param.name));
        let mut brief = BriefSpec { id, base, params, ..spec.clone() };
        if let Some(param) = missing {
            let message = format!("the parameter `{}` of brief `{}` has no value", param.name, brief.base);
            let hint = format!("give it one with `-P {}=…`, a `default` or `editions`", param.name);
            let told = Diagnostic::warning(message).in_file(spec.path()).hint(hint);
            self.incomplete.push((brief, told));
            return;
        }
        match fill_in(&mut brief, config_text) {
            Ok(()) => self.briefs.push(brief),
            Err(mistakes) => self.mistakes.extend(mistakes),
        }
    }
}

fn unfit(spec: &BriefSpec, param: &Param, text: &str) -> Diagnostic {
    let message = format!("`-P {}={text}`: not {}", param.name, wanted(param.kind));
    let hint = choices_hint(param).unwrap_or_else(|| format!("{} declares it", spec.path()));
    Diagnostic::error(message).hint(hint)
}

/// Names an edition after the values that the command line gave it. What a
/// folder cannot be called is left out, and told apart by a digest.
fn id_of(base: &str, own: &BTreeMap<String, ParamValue>) -> String {
    /// The longest name of a folder of the archive.
    const MOST: usize = 64;
    /// Digits of the digest: 24 bits tell the editions of a brief apart.
    const DIGITS: usize = 6;
    if own.is_empty() {
        return base.to_owned();
    }
    let written: Vec<String> = own.iter().map(|(name, value)| format!("{name}-{value}")).collect();
    let written = written.join("-");
    let lower = written.to_lowercase().replace([' ', '_'], "-");
    let allowed = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let plain: String = lower.chars().map(allowed).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    let slug = format!("{base}-{}", parts.join("-"));
    if slug.len() <= MOST && slug[base.len() + 1..] == lower {
        return slug;
    }
    let digest = Sha256::of(written.as_bytes()).to_string();
    let short: String = slug.chars().take(MOST - DIGITS - 1).collect();
    format!("{}-{}", short.trim_end_matches('-'), &digest[..DIGITS])
}
