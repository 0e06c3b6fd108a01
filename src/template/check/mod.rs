//! The check of templates: every mistake in them, with its place, before
//! anything is built.
//!
//! What a template sees is known (the schema of the view), so each template is
//! read and walked as it will be rendered, through all branches; then it is
//! filled with views that no corpus need have.

mod calls;
mod expression;
mod infer;
mod kind;
mod lexer;
mod parse;
mod places;
mod scope;
#[cfg(test)]
mod tests;
mod tree;
mod trial;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Templates, markdown_of};
use crate::error::{Diagnostic, Severity};
use kind::Kind;
use tree::{Mistake, Node, each_block, each_include};
use walk::{Library, Told, Walk};

pub(crate) use kind::choices;

/// What templates are checked against.
pub(crate) struct Expected<'a> {
    /// The JSON schema of the view.
    pub(crate) schema: &'a Value,
    /// Languages that have labels, by primary subtag.
    pub(crate) languages: Vec<String>,
    /// Views by what they stand for.
    pub(crate) cases: &'a [(&'a str, Value)],
}

/// What a template is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Anatomy {
    /// Its parents, the nearest first.
    pub(crate) parents: Vec<String>,
    /// What it includes itself, sorted, each once.
    pub(crate) includes: Vec<String>,
    /// The names of its blocks, outer ones first.
    pub(crate) blocks: Vec<String>,
}

/// Returns what each template is made of, as far as it can be read.
pub(crate) fn anatomy(texts: &BTreeMap<String, String>) -> BTreeMap<String, Anatomy> {
    let texts: BTreeMap<String, String> = markdown_of(texts).collect();
    let library = library(&texts, Kind::Any, Vec::new());
    let of = |name: &String| {
        let parsed = &library.parsed[name];
        let mut includes = BTreeSet::new();
        each_include(&parsed.nodes, &mut |name| {
            includes.insert(name.text.clone());
        });
        let mut blocks = Vec::new();
        each_block(&parsed.nodes, &mut |block| blocks.push(block.name.text.clone()));
        let mut parents: Vec<String> = library.parents(name).into_iter().map(str::to_owned).collect();
        if let Some(parent) = parsed.extends.as_ref().filter(|_| parents.is_empty()) {
            parents.push(parent.text.clone());
        }
        (name.clone(), Anatomy { parents, includes: includes.into_iter().collect(), blocks })
    };
    texts.keys().map(of).collect()
}

/// Checks templates; `texts` are a desk's files below `templates/`. Returns
/// the mistakes by file, line and column, each once.
pub(crate) fn check(texts: &BTreeMap<String, String>, expected: &Expected<'_>) -> Vec<Diagnostic> {
    let texts: BTreeMap<String, String> = markdown_of(texts).collect();
    let library = library(&texts, Kind::of_view(expected.schema), expected.languages.clone());
    let mut told = Told::new();
    for (name, parsed) in &library.parsed {
        told.extend(parsed.mistakes.iter().map(|mistake| (name.clone(), mistake.clone())));
    }
    let mut places = BTreeMap::new();
    for name in roots(&library) {
        places.insert(name.to_owned(), Walk::new(&library, name, &mut told).root(name));
    }
    for name in unreached(&library) {
        Walk::new(&library, name, &mut told).part(name);
    }
    for (name, text) in &texts {
        let kinds = printed(&library, name);
        for (at, place) in places::unsafe_places(text) {
            let kind = kinds.get(&at).cloned().unwrap_or(Kind::Any);
            told.extend(places::judge(at, place, &kind).map(|mistake| (name.clone(), mistake)));
        }
    }
    let mut diagnostics: Vec<Diagnostic> =
        told.iter().map(|(file, mistake)| diagnostic(file, mistake, &texts[file])).collect();
    trials(&texts, expected, &places, &mut diagnostics);
    diagnostics.sort_by(|one, other| order(one).cmp(&order(other)));
    diagnostics.dedup();
    diagnostics
}

fn library<'a>(texts: &'a BTreeMap<String, String>, view: Kind, languages: Vec<String>) -> Library<'a> {
    let empty = super::engine(&std::sync::Arc::default());
    let read = |(name, text): (&String, &String)| {
        let mut parsed = parse::parse(text);
        let tera = super::syntax_mistake(&empty, name, text).map(|(at, message)| Mistake::new(at, message));
        match tera {
            // What Tera reads is right, whatever this reader makes of it.
            None => parsed.mistakes.retain(|mistake| mistake.is_warning),
            Some(mistake) if parsed.mistakes.iter().all(|told| told.is_warning) => {
                parsed.mistakes.push(mistake)
            }
            Some(_) => {}
        }
        (name.clone(), parsed)
    };
    Library { texts, parsed: texts.iter().map(read).collect(), view, languages }
}

/// Returns the templates that are rendered by themselves: all that are in no
/// folder, and are no file, whose name begins with `_`.
fn roots<'l>(library: &'l Library<'_>) -> impl Iterator<Item = &'l str> {
    let is_part = |name: &&str| name.split('/').any(|segment| segment.starts_with('_'));
    library.parsed.keys().map(String::as_str).filter(move |name| !is_part(name))
}

/// Returns the parts that no template includes.
fn unreached<'l>(library: &'l Library<'_>) -> Vec<&'l str> {
    let mut reached: BTreeSet<&str> = roots(library).collect();
    let mut next: Vec<&str> = reached.iter().copied().collect();
    while let Some(name) = next.pop() {
        let parsed = &library.parsed[name];
        let mut found: Vec<&str> = parsed.extends.iter().map(|parent| parent.text.as_str()).collect();
        each_include(&parsed.nodes, &mut |name| found.push(&name.text));
        for component in &parsed.components {
            each_include(&component.body, &mut |name| found.push(&name.text));
        }
        for name in found {
            if let Some((name, _)) = library.parsed.get_key_value(name)
                && reached.insert(name)
            {
                next.push(name);
            }
        }
    }
    library.parsed.keys().map(String::as_str).filter(|name| !reached.contains(name)).collect()
}

/// Returns the kinds of what a template prints, by the byte; loop variables
/// are taken for what they are called.
fn printed(library: &Library<'_>, name: &str) -> BTreeMap<usize, Kind> {
    let mut unheard = Told::new();
    let mut walk = Walk::new(library, name, &mut unheard);
    walk.is_loose = true;
    let mut kinds = BTreeMap::new();
    let mut open: Vec<&[Node]> = vec![&library.parsed[name].nodes];
    while let Some(nodes) = open.pop() {
        for node in nodes {
            match node {
                Node::Print(expr) => drop(kinds.insert(expr.span.start, walk.infer(expr))),
                Node::Block(block) => open.push(&block.body),
                Node::For(one) => open.extend([&one.body[..], &one.otherwise]),
                Node::If { branches, otherwise } => {
                    open.extend(branches.iter().map(|(_, body)| &body[..]));
                    open.push(otherwise);
                }
                Node::SetBlock { body, .. } | Node::Filtered { body, .. } | Node::Component { body, .. } => {
                    open.push(body);
                }
                _ => {}
            }
        }
    }
    kinds
}

/// Fills the templates that can be filled, and tells what was not told yet.
fn trials(
    texts: &BTreeMap<String, String>,
    expected: &Expected<'_>,
    places: &BTreeMap<String, trial::Places>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Ok(templates) = Templates::load(texts) else { return unloaded(texts, diagnostics) };
    for (name, places) in places {
        let mut broken = Vec::new();
        for (case, view) in expected.cases {
            match trial::fill(&templates, name, (case, view)) {
                Ok(markdown) => broken.extend(trial::keeps(&markdown, view)),
                Err(mistake) => add(*mistake, diagnostics),
            }
        }
        broken.sort_by_key(|broken| *broken == trial::Broken::Notes);
        broken.dedup();
        for broken in broken {
            let (message, hint) = broken.message();
            let told = Diagnostic::error(message).hint(hint);
            add(
                match broken.place(places) {
                    Some((file, at)) => placed(told, file, *at, &texts[file]),
                    None => told.in_file(format!("templates/{name}")),
                },
                diagnostics,
            );
        }
    }
}

/// Adds what Tera says of templates that it does not load.
fn unloaded(texts: &BTreeMap<String, String>, diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.iter().any(|told| told.severity == Severity::Error) {
        return;
    }
    diagnostics.extend(Templates::load(texts).err().unwrap_or_default());
}

/// Adds a mistake if none of its line is told: a walk and a trial find the
/// same one and may put it in other words.
fn add(mistake: Diagnostic, diagnostics: &mut Vec<Diagnostic>) {
    let same = |told: &Diagnostic| told.file == mistake.file && told.line == mistake.line;
    if !diagnostics.iter().any(|told| same(told) && told.severity == Severity::Error) {
        diagnostics.push(mistake);
    }
}

fn diagnostic(file: &str, mistake: &Mistake, text: &str) -> Diagnostic {
    let mut told = match mistake.is_warning {
        true => Diagnostic::warning(mistake.message.as_str()),
        false => Diagnostic::error(mistake.message.as_str()),
    };
    told.hint.clone_from(&mistake.hint);
    placed(told, file, mistake.at, text)
}

/// Gives a diagnostic the place of a byte.
fn placed(told: Diagnostic, file: &str, at: usize, text: &str) -> Diagnostic {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    told.in_file(format!("templates/{file}")).at(line, column, text)
}

fn order(told: &Diagnostic) -> (&Option<String>, Option<usize>, Option<usize>, &str) {
    (&told.file, told.line, told.column, &told.message)
}
