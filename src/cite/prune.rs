//! Cuts off what a style never does for our sources, before it is used.
//!
//! Large styles (Chicago) ask for each value whether the source is a patent,
//! a hearing, a song; the engine asks each of those questions several times
//! on its way down. [`super::entry`] makes sources of a few kinds with a few
//! variables, so most answers are known when the style is loaded. Nothing
//! that is printed changes: only branches that cannot be taken go.

use std::collections::{BTreeSet, VecDeque};

use hayagriva::citationberg::taxonomy::{Kind, Locator, NameVariable, StandardVariable, Variable};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, ElseBranch, IndependentStyle, LayoutRenderingElement as Element,
    NamesChild, SortKey,
};

use super::entry::Shapes;
use super::style::called;

/// What is known of a condition before any source is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Never,
    Always,
    Maybe,
}

/// Removes the branches that no source of ours takes, and the macros that
/// nothing calls then.
pub(super) fn prune(style: &mut IndependentStyle, shapes: &Shapes) {
    let kinds: Vec<Kind> = shapes.kinds().iter().filter_map(|kind| kind.parse().ok()).collect();
    let kinds = kinds.as_slice();
    for definition in &mut style.macros {
        prune_list(&mut definition.children, kinds);
    }
    prune_list(&mut style.citation.layout.elements, kinds);
    if let Some(bibliography) = &mut style.bibliography {
        prune_list(&mut bibliography.layout.elements, kinds);
    }
    let used = used_macros(style);
    style.macros.retain(|definition| used.contains(&definition.name));
}

fn prune_list(elements: &mut Vec<Element>, kinds: &[Kind]) {
    prune_elements(elements, kinds);
    flatten(elements);
}

fn prune_elements(elements: &mut Vec<Element>, kinds: &[Kind]) {
    for element in elements.iter_mut() {
        match element {
            Element::Group(group) => prune_list(&mut group.children, kinds),
            Element::Choose(choose) => prune_choose(choose, kinds),
            Element::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        prune_elements(&mut substitute.children, kinds);
                    }
                }
            }
            _ => {}
        }
    }
    elements.retain(|element| !matches!(element, Element::Choose(choose) if is_blank(choose)));
}

/// Puts the elements of choices that are decided in their place: the engine
/// looks through all that is below an element before it prints it, on every
/// level. Not for the children of a substitute, where the first that prints
/// ends the row.
fn flatten(elements: &mut Vec<Element>) {
    let flat = elements.drain(..).flat_map(|element| match element {
        Element::Choose(Choose { if_, else_if, otherwise: Some(otherwise) })
            if else_if.is_empty()
                && if_.locator.as_deref() == Some(&[Locator::Act])
                && if_.children.is_empty() =>
        {
            otherwise.children
        }
        other => vec![other],
    });
    *elements = flat.collect();
}

fn is_blank(choose: &Choose) -> bool {
    choose.otherwise.is_none() && choose.branches().all(|branch| branch.children.is_empty())
}

fn prune_choose(choose: &mut Choose, kinds: &[Kind]) {
    let first = std::mem::replace(&mut choose.if_, never());
    let mut branches = VecDeque::new();
    let mut otherwise = choose.otherwise.take();
    for branch in std::iter::once(first).chain(choose.else_if.drain(..)) {
        match outcome(&branch, kinds) {
            Outcome::Never => {}
            Outcome::Maybe => branches.push_back(branch),
            Outcome::Always => {
                otherwise = Some(ElseBranch { children: branch.children });
                break;
            }
        }
    }
    // A choice needs a first branch: where none is left, one that costs next to nothing.
    choose.if_ = branches.pop_front().unwrap_or_else(never);
    choose.else_if = branches.into();
    choose.otherwise = otherwise;
    for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
        prune_list(&mut branch.children, kinds);
    }
    if let Some(otherwise) = &mut choose.otherwise {
        prune_list(&mut otherwise.children, kinds);
    }
}

/// A branch that is never taken: no locator of ours is an act.
fn never() -> ChooseBranch {
    ChooseBranch {
        locator: Some(vec![Locator::Act]),
        match_: ChooseMatch::All,
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        position: None,
        type_: None,
        variable: None,
        children: Vec::new(),
    }
}

/// Joins the outcomes of a branch's tests as [`ChooseMatch`] says.
fn outcome(branch: &ChooseBranch, kinds: &[Kind]) -> Outcome {
    let tests = tests(branch, kinds);
    let all = |wanted: Outcome| tests.iter().all(|test| *test == wanted);
    let any = |wanted: Outcome| tests.contains(&wanted);
    match branch.match_ {
        _ if tests.is_empty() => Outcome::Maybe,
        ChooseMatch::All if any(Outcome::Never) => Outcome::Never,
        ChooseMatch::All if all(Outcome::Always) => Outcome::Always,
        ChooseMatch::Any if all(Outcome::Never) => Outcome::Never,
        ChooseMatch::Any if any(Outcome::Always) => Outcome::Always,
        ChooseMatch::None if any(Outcome::Always) => Outcome::Never,
        ChooseMatch::None if all(Outcome::Never) => Outcome::Always,
        _ => Outcome::Maybe,
    }
}

fn tests(branch: &ChooseBranch, kinds: &[Kind]) -> Vec<Outcome> {
    let known = |possible: bool| if possible { Outcome::Maybe } else { Outcome::Never };
    let mut tests = Vec::new();
    tests.extend(branch.disambiguate.iter().map(|_| Outcome::Maybe));
    tests.extend(branch.is_numeric.iter().flatten().map(|variable| known(is_given(variable))));
    tests.extend(branch.is_uncertain_date.iter().flatten().map(|_| Outcome::Never));
    tests.extend(branch.locator.iter().flatten().map(|locator| known(is_ours(*locator))));
    tests.extend(branch.position.iter().flatten().map(|_| Outcome::Maybe));
    tests.extend(branch.type_.iter().flatten().map(|kind| known(kinds.contains(kind))));
    tests.extend(branch.variable.iter().flatten().map(|variable| known(is_given(variable))));
    tests
}

/// The kinds of [`super::entry::pinpoint`].
fn is_ours(locator: Locator) -> bool {
    matches!(locator, Locator::Page | Locator::Paragraph | Locator::Section)
}

/// The variables of [`super::entry::item`]; numbers and dates may be made by
/// the engine, so they are taken as given.
fn is_given(variable: &Variable) -> bool {
    use StandardVariable as Text;
    match variable {
        Variable::Standard(text) => matches!(
            text,
            Text::Title
                | Text::ContainerTitle
                | Text::Publisher
                | Text::URL
                | Text::Language
                | Text::YearSuffix
                | Text::CitationLabel
                | Text::CitationKey
                | Text::TitleShort
        ),
        Variable::Name(name) => *name == NameVariable::Author,
        Variable::Page(_) => false,
        Variable::Number(_) | Variable::Date(_) => true,
    }
}

/// Returns the macros that layouts and sort keys call, through others or not.
fn used_macros(style: &IndependentStyle) -> BTreeSet<String> {
    let bibliography = style.bibliography.as_ref();
    let sorts =
        [style.citation.sort.as_ref(), bibliography.and_then(|bibliography| bibliography.sort.as_ref())];
    let keys = sorts.into_iter().flatten().flat_map(|sort| &sort.keys).filter_map(|key| match key {
        SortKey::MacroName { name, .. } => Some(name.clone()),
        SortKey::Variable { .. } => None,
    });
    let mut open: Vec<String> = keys.collect();
    open.extend(called(&style.citation.layout.elements));
    open.extend(bibliography.iter().flat_map(|bibliography| called(&bibliography.layout.elements)));
    let mut used = BTreeSet::new();
    while let Some(name) = open.pop() {
        if used.insert(name.clone()) {
            let definition = style.macros.iter().find(|definition| definition.name == name);
            open.extend(definition.into_iter().flat_map(|definition| called(&definition.children)));
        }
    }
    used
}
