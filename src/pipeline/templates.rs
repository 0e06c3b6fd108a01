//! What a desk's templates are: listed, resolved, checked, begun anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::{Error, vocabulary};
use crate::compose::{cases, schema};
use crate::desk::{Desk, Given};
use crate::error::{Diagnostic, Reported, Severity, name_hint};
use crate::model::ParamKind;
use crate::template::check::{Anatomy, Expected, anatomy, check as check_texts};

mod reference;

pub use reference::{reference, run_examples};

/// A desk's template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its path below `templates/`.
    pub name: String,
    /// The template that it extends.
    pub extends: Option<String>,
    /// The templates that it includes itself, sorted.
    pub includes: Vec<String>,
    /// Ids of the audiences whose template it is, in the order of
    /// `config.yaml`.
    pub audiences: Vec<String>,
    /// Its text.
    pub text: String,
}

/// Which template gives the body of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedBlock {
    /// The block.
    pub block: String,
    /// Templates that have a body for it, the one that is printed first; the
    /// others are what `super()` prints.
    pub from: Vec<String>,
}

/// A template that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its file, relative to the desk.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The lines for `audiences` in `config.yaml`.
    pub entry: String,
    /// `config.yaml` with them; `None` where they cannot be put there safely,
    /// or the audience is there already.
    pub config: Option<String>,
}

/// Reads a desk for its templates, with the mistakes of all else; the corpus
/// is not read.
///
/// # Errors
/// [`Error::Desk`] if there is no `config.yaml` that can be read.
pub fn open(root: &Path) -> Result<Reported<Desk>, Error> {
    Desk::read(root, &vocabulary(), &Given::default())
}

/// Lists a desk's templates by name.
#[must_use]
pub fn list(desk: &Desk) -> Vec<Listed> {
    let of = |(name, anatomy): (String, Anatomy)| {
        let users = desk.config.audiences.iter().filter(|audience| audience.template == name);
        Listed {
            extends: anatomy.parents.first().cloned(),
            includes: anatomy.includes,
            audiences: users.map(|audience| audience.id.clone()).collect(),
            text: desk.templates[&name].clone(),
            name,
        }
    };
    anatomy(&desk.templates).into_iter().map(of).collect()
}

/// Returns the parents of a template, the nearest first, and the blocks of the
/// outermost with who gives them.
///
/// # Errors
/// A name that no template has.
pub fn resolve(desk: &Desk, name: &str) -> Result<(Vec<String>, Vec<ResolvedBlock>), Box<Diagnostic>> {
    let all = anatomy(&desk.templates);
    let (key, own) = all.get_key_value(name).ok_or_else(|| Box::new(unknown(&all, name)))?;
    let parents = own.parents.iter().filter(|parent| all.contains_key(*parent));
    let chain: Vec<&String> = std::iter::once(key).chain(parents).collect();
    let mut blocks: Vec<&String> = Vec::new();
    for template in chain.iter().rev() {
        blocks.extend(all[*template].blocks.iter());
    }
    let mut seen = BTreeSet::new();
    blocks.retain(|block| seen.insert(*block));
    let givers = |block: &String| {
        let has = |template: &&&String| all[**template].blocks.contains(block);
        chain.iter().filter(has).map(|template| (*template).clone()).collect()
    };
    let resolved = blocks.iter().map(|block| ResolvedBlock { block: (*block).clone(), from: givers(block) });
    Ok((own.parents.clone(), resolved.collect()))
}

fn unknown(all: &BTreeMap<String, Anatomy>, name: &str) -> Diagnostic {
    let hint = name_hint(name, all.keys().map(String::as_str));
    Diagnostic::error(format!("there is no `templates/{name}`")).hint(hint)
}

/// Checks templates, and the desk's labels: those named with all that they are
/// made of, or all for none. Mistakes come by file, line and column; nothing of
/// the corpus is read.
///
/// # Errors
/// Names that no template has.
pub fn check(desk: &Desk, names: &[String]) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let all = anatomy(&desk.templates);
    let absent: Vec<Diagnostic> =
        names.iter().filter(|name| !all.contains_key(*name)).map(|name| unknown(&all, name)).collect();
    if !absent.is_empty() {
        return Err(absent);
    }
    let params = params(desk);
    let keys = desk.labels.keys();
    let languages: Vec<String> = desk.labels.languages().map(str::to_owned).collect();
    let views = views(desk, &params);
    let named: Vec<(&str, Value)> = views.iter().map(|(name, view)| (name.as_str(), view.clone())).collect();
    let expected = Expected { schema: &schema(&keys, &params), languages, cases: &named };
    let mut told = check_texts(&desk.templates, &expected);
    if names.is_empty() {
        told.extend(desk.lacking.iter().cloned());
        return Ok(told);
    }
    let wanted = made_of(&all, names);
    told.retain(|told| told.file.as_deref().is_some_and(|file| wanted.contains(file)));
    Ok(told)
}

/// Adds what [`check`] finds to what a build found; a mistake that both found
/// is told once.
pub(super) fn add(desk: &Desk, mistakes: &mut Vec<Diagnostic>, warnings: &mut Vec<Diagnostic>) {
    let found = check(desk, &[]).unwrap_or_else(|absent| absent);
    let (errors, others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|one| one.severity == Severity::Error);
    let is_told = |mistake: &Diagnostic| {
        let of_templates = mistake.file.as_deref().is_some_and(|file| file.starts_with("templates/"));
        let same = |told: &Diagnostic| told.file == mistake.file && told.line == mistake.line;
        of_templates && (errors.iter().any(same) || mistake.line.is_none() && !errors.is_empty())
    };
    mistakes.retain(|mistake| !is_told(mistake));
    mistakes.extend(errors);
    warnings.extend(others);
}

/// Returns the files of templates with those of all that they are made of.
fn made_of(all: &BTreeMap<String, Anatomy>, names: &[String]) -> BTreeSet<String> {
    let mut reached: BTreeSet<&String> = BTreeSet::new();
    let mut next: Vec<&String> = names.iter().collect();
    while let Some(name) = next.pop() {
        if let Some((name, anatomy)) = all.get_key_value(name)
            && reached.insert(name)
        {
            next.extend(anatomy.parents.iter().chain(&anatomy.includes));
        }
    }
    reached.into_iter().map(|name| format!("templates/{name}")).collect()
}

/// Returns the parameters that the desk's briefs declare, by name.
fn params(desk: &Desk) -> BTreeMap<String, ParamKind> {
    let briefs = desk.briefs.iter().chain(desk.incomplete.iter().map(|(brief, _)| brief));
    let declared = briefs.flat_map(|brief| &brief.declared);
    declared.map(|param| (param.name.clone(), param.kind)).collect()
}

/// Returns views for trials: all cases in the first audience's language, and
/// the fullest in each other that audiences read.
fn views(desk: &Desk, params: &BTreeMap<String, ParamKind>) -> Vec<(String, Value)> {
    let mut languages: Vec<&str> = Vec::new();
    for audience in &desk.config.audiences {
        if !languages.contains(&audience.language.as_str()) {
            languages.push(&audience.language);
        }
    }
    if languages.is_empty() {
        languages.push("en");
    }
    let mut views = Vec::new();
    for (place, language) in languages.iter().enumerate() {
        let all = cases(desk.labels.of(language), params);
        let skipped = if place == 0 { 0 } else { all.len() - 1 };
        let named =
            |name: &str| if place == 0 { name.to_owned() } else { format!("{name}, in `{language}`") };
        let of = |case: crate::compose::Case| {
            let view = serde_json::to_value(&case.view).expect("a view has texts as keys and finite numbers");
            (named(case.name), view)
        };
        views.extend(all.into_iter().skip(skipped).map(of));
    }
    views
}

/// Begins a template for an audience as a child of another.
///
/// # Errors
/// An id that cannot name a file, a template that is there already, or a
/// parent that is not.
pub fn begin(desk: &Desk, audience: &str, from: &str) -> Result<Begun, Box<Diagnostic>> {
    let fail = |message: String, hint: String| Err(Box::new(Diagnostic::error(message).hint(hint)));
    if !crate::desk::is_id(audience) {
        let hint = "lower-case letters, digits and hyphens, beginning with a letter or digit";
        return fail(format!("`{audience}` cannot name an audience"), hint.to_owned());
    }
    let name = format!("{audience}.md");
    if desk.templates.contains_key(&name) {
        let message = format!("`templates/{name}` is there already");
        return fail(message, "it is not overwritten; choose another name".to_owned());
    }
    let from = if from.ends_with(".md") { from.to_owned() } else { format!("{from}.md") };
    let (_, blocks) = resolve(desk, &from)?;
    if blocks.is_empty() {
        let hint = "name one that has blocks, such as `base.md`".to_owned();
        return fail(format!("`templates/{from}` has no blocks that a child could fill"), hint);
    }
    let entry =
        format!("  {audience}:\n    title: {audience}\n    template: {name}\n    formats: [md, html]\n");
    let is_new = desk.config.audiences.iter().all(|known| known.id != audience);
    Ok(Begun {
        file: format!("templates/{name}"),
        text: sketch(audience, &from, &blocks),
        config: if is_new { with_audience(desk, audience, &entry) } else { None },
        entry,
    })
}

/// Writes the child: every block of the parents stands in it as a comment.
fn sketch(audience: &str, from: &str, blocks: &[ResolvedBlock]) -> String {
    let mut text = format!(
        "{{# The template of the audience `{audience}`. It prints what {from} prints; to change a\n   \
         block, take it out of its comment. `attache templates check` finds mistakes, and\n   \
         docs/templates.md lists every variable and filter. #}}\n{{% extends \"{from}\" %}}\n"
    );
    for ResolvedBlock { block, from } in blocks {
        let giver = from.first().map_or("", String::as_str);
        text.push_str(&format!(
            "\n{{# From {giver}:\n{{% block {block} %}}\n{{{{ super() }}}}\n\nYour words.\n{{% endblock {block} %}}\n#}}\n"
        ));
    }
    text
}

/// Puts an audience's lines at the end of the block `audiences:`; `None` where
/// the block is not written in lines, or the text would not say then what it
/// says now and this audience.
fn with_audience(desk: &Desk, audience: &str, entry: &str) -> Option<String> {
    let text = desk.texts.get(crate::desk::CONFIG)?;
    let mut place = None;
    let mut at = 0;
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        at += line.len();
        if bare == "audiences:" || bare.starts_with("audiences: #") {
            inside = true;
        } else if inside && !bare.is_empty() && !bare.starts_with([' ', '#']) {
            break;
        }
        if inside && bare.starts_with(' ') || bare == "audiences:" {
            place = Some(at);
        }
    }
    let place = place?;
    let (before, after) = text.split_at(place);
    let break_before = if before.ends_with('\n') { "" } else { "\n" };
    let written = format!("{before}{break_before}{entry}{after}");
    let read = |text: &str| crate::desk::read_config_text(text, &vocabulary(), &desk.labels);
    let (now, then) = (read(text), read(&written));
    let mut expected = now.0.audiences.iter().map(|known| known.id.as_str()).chain([audience]);
    let is_same = then.0.audiences.iter().map(|known| known.id.as_str()).eq(&mut expected);
    (is_same && then.1.len() <= now.1.len()).then_some(written)
}
