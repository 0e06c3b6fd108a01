//! Filters, tests, functions and components: that they are there, that they
//! are given what they take, and what they give.

use super::kind::Kind;
use super::scope::path;
use super::tree::{Call, Expr, ExprKind, Mistake, Name};
use super::walk::{Seen, Walk};
use crate::error::{name_hint, nearest};
use crate::template::filters::{self, Argument, Gives, Kind as Wanted, REFUSED, Row, Takes, What};

pub(super) fn filter(walk: &mut Walk<'_>, of: &Expr, call: &Call) -> Kind {
    let name = call.name.text.as_str();
    // What may not be there is what `default` is for.
    let given = if name == "default" { lenient(walk, of) } else { walk.infer(of) };
    note_words(walk, of, call);
    apply(walk, Some(of), given, call)
}

/// Checks one filter of a `filter` or `set` tag, which is given a text.
pub(super) fn filter_of_block(walk: &mut Walk<'_>, call: &Call) -> Kind {
    apply(walk, None, Kind::Markdown, call)
}

fn apply(walk: &mut Walk<'_>, of: Option<&Expr>, given: Kind, call: &Call) -> Kind {
    let name = call.name.text.as_str();
    if let Some((_, why)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        walk.tell(Mistake::new(call.name.span.start, format!("there is no filter `{name}`: {why}")));
        arguments_alone(walk, call);
        return Kind::Text;
    }
    let Some(row) = find(walk, What::Filter, "filter", call) else { return Kind::Any };
    let given = match of {
        Some(of) if name != "default" => takes(walk, row, of, given),
        _ => given,
    };
    if name == "default"
        && matches!(given, Kind::Maybe(_))
        && !call.arguments.iter().any(|(name, _)| name.text == "boolean")
    {
        let message = "`default` stands in for what is not defined, and this is none";
        walk.tell(Mistake::warning(call.name.span.start, message).hint("add `boolean=true`"));
    }
    arguments(walk, row, call, &given);
    gives(walk, row, call, given)
}

/// Remembers where an excerpt's words are changed, and where it is cited.
fn note_words(walk: &mut Walk<'_>, of: &Expr, call: &Call) {
    let innermost = |mut expr: &Expr| {
        while let ExprKind::Filter { of, .. } = &expr.kind {
            expr = of;
        }
        expr.clone()
    };
    if let ExprKind::Field { name, .. } = &innermost(of).kind
        && name.text == "text"
    {
        walk.note(Seen::Changed, call.name.span.start);
    }
    if call.name.text == "cite" {
        walk.note(Seen::Mark, call.name.span.start);
    }
}

/// Infers what need not be there: names alone, and names below `params` and
/// `labels`.
fn lenient(walk: &mut Walk<'_>, of: &Expr) -> Kind {
    let is_known = |walk: &Walk<'_>, name: &str| walk.scope.get(name).is_some();
    match &of.kind {
        ExprKind::Name(name) if !is_known(walk, name) => Kind::Any,
        ExprKind::Field { of: owner, name, .. }
            if path(owner).is_some_and(|owner| ["params", "labels"].contains(&owner.as_str())) =>
        {
            let kind = walk.scope.get(path(owner).as_deref().unwrap_or_default()).cloned();
            match kind {
                Some(Kind::Record(record)) => record.fields.get(&name.text).cloned().unwrap_or(Kind::Any),
                _ => Kind::Any,
            }
        }
        _ => walk.infer(of),
    }
}

pub(super) fn test(walk: &mut Walk<'_>, of: &Expr, call: &Call) -> Kind {
    let is_presence = ["defined", "undefined"].contains(&call.name.text.as_str());
    let given = if is_presence { lenient(walk, of) } else { walk.infer(of) };
    if let Some(row) = find(walk, What::Test, "test", call) {
        let given = takes(walk, row, of, given);
        arguments(walk, row, call, &given);
        // `x is containing(pat="…")`: the text is one that `x` can be.
        if call.name.text == "containing"
            && matches!(given, Kind::List(_))
            && let (Kind::List(member), Some((_, pat))) = (&given, call.arguments.first())
        {
            walk.choice(member, pat);
        }
    }
    Kind::Truth
}

pub(super) fn function(walk: &mut Walk<'_>, call: &Call) -> Kind {
    if call.name.text == "super" {
        return walk.parent_block(call);
    }
    let Some(row) = find(walk, What::Function, "function", call) else { return Kind::Any };
    arguments(walk, row, call, &Kind::Any);
    gives(walk, row, call, Kind::Any)
}

pub(super) fn component(walk: &mut Walk<'_>, call: &Call) -> Kind {
    arguments_alone(walk, call);
    let name = call.name.text.as_str();
    let known: Vec<&str> =
        walk.library.components().map(|(_, component)| component.name.text.as_str()).collect();
    let Some((file, component)) =
        walk.library.components().find(|(_, component)| component.name.text == name)
    else {
        let hint = name_hint(name, known.iter().copied());
        walk.tell(Mistake::new(call.name.span.start, format!("unknown component `{name}`")).hint(hint));
        return Kind::Markdown;
    };
    for (argument, _) in &call.arguments {
        let names = component.arguments.iter().map(|(name, _)| name.as_str());
        if !component.takes_rest && !names.clone().any(|name| name == argument.text) {
            let hint = name_hint(&argument.text, names);
            let message = format!("`{name}` has no argument `{}`", argument.text);
            walk.tell(Mistake::new(argument.span.start, message).hint(hint));
        }
    }
    for (wanted, _) in component.arguments.iter().filter(|(_, required)| *required) {
        if !call.arguments.iter().any(|(argument, _)| argument.text == *wanted) {
            let message = format!("`{name}` needs the argument `{wanted}`");
            walk.tell(Mistake::new(call.name.span.start, message));
        }
    }
    walk.component_body(file, component);
    Kind::Markdown
}

fn find(walk: &mut Walk<'_>, what: What, called: &str, call: &Call) -> Option<&'static Row> {
    let name = call.name.text.as_str();
    let row = filters::row(what, name);
    if row.is_none() {
        arguments_alone(walk, call);
        let hint = match nearest(name, filters::names(what)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "docs/templates.md lists filters, tests and functions".to_owned(),
        };
        walk.tell(Mistake::new(call.name.span.start, format!("unknown {called} `{name}`")).hint(hint));
    }
    row
}

fn arguments_alone(walk: &mut Walk<'_>, call: &Call) {
    call.arguments.iter().for_each(|(_, value)| drop(walk.infer(value)));
}

/// Checks what a filter or test is given; returns its kind without none.
fn takes(walk: &mut Walk<'_>, row: &Row, of: &Expr, given: Kind) -> Kind {
    if row.takes == Takes::Any || given == Kind::Any {
        return given;
    }
    if given == Kind::None || matches!(given, Kind::Maybe(_)) {
        walk.may_be_none(of, &format!("`{}` takes {}", row.name, wanted(row.takes)));
    }
    let kind = given.certain().clone();
    let fits = match row.takes {
        Takes::Any => true,
        Takes::Text => kind.is_text(),
        Takes::Number => kind == Kind::Number,
        Takes::List | Takes::Items => matches!(kind, Kind::List(_)),
        Takes::Map => kind.is_mapping(),
        Takes::Sized => kind.is_text() || kind.is_mapping() || matches!(kind, Kind::List(_)),
    };
    if !fits && !matches!(kind, Kind::Any | Kind::None) {
        let message = format!(
            "`{}` takes {}, and `{}` is {}",
            row.name,
            wanted(row.takes),
            walk.slice(of),
            kind.name()
        );
        let mistake = Mistake::new(of.span.start, message);
        walk.tell(match (row.takes, &kind) {
            (Takes::Number, Kind::List(_)) => mistake.hint("`| length` counts its members"),
            _ => mistake,
        });
        return Kind::Any;
    }
    kind
}

fn wanted(takes: Takes) -> &'static str {
    match takes {
        Takes::Any => "anything",
        Takes::Text => "a text",
        Takes::Number => "a number",
        Takes::List | Takes::Items => "a list",
        Takes::Map => "a mapping",
        Takes::Sized => "a text, a list or a mapping",
    }
}

fn arguments(walk: &mut Walk<'_>, row: &Row, call: &Call, given: &Kind) {
    for (name, value) in &call.arguments {
        let kind = walk.infer(value);
        match row.arguments.iter().find(|argument| argument.name == name.text) {
            Some(argument) => fits(walk, row, argument, (value, &kind), given),
            None => {
                let names = row.arguments.iter().map(|argument| argument.name);
                let hint = match row.arguments {
                    [] => "it takes none".to_owned(),
                    _ => name_hint(&name.text, names),
                };
                let message = format!("`{}` has no argument `{}`", row.name, name.text);
                walk.tell(Mistake::new(name.span.start, message).hint(hint));
            }
        }
    }
    for argument in row.arguments.iter().filter(|argument| argument.required) {
        if !call.arguments.iter().any(|(name, _)| name.text == argument.name) {
            // A misspelt argument is told already.
            let misspelt =
                call.arguments.iter().any(|(name, _)| nearest(&name.text, [argument.name]).is_some());
            if !misspelt {
                let message = format!("`{}` needs the argument `{}`", row.name, argument.name);
                let hint = format!("such as `{}`", row.example);
                walk.tell(Mistake::new(call.name.span.start, message).hint(hint));
            }
        }
    }
}

/// Checks the value of an argument.
fn fits(walk: &mut Walk<'_>, row: &Row, argument: &Argument, (value, kind): (&Expr, &Kind), given: &Kind) {
    let at = value.span.start;
    let inner = at + 1;
    match (argument.kind, &value.kind) {
        (Wanted::Attribute, ExprKind::Text(path)) => attribute(walk, path, inner, given),
        (Wanted::OneOf(names), ExprKind::Text(text)) if !names.contains(&text.as_str()) => {
            let message = format!("`{}` of `{}` is never `{text}`", argument.name, row.name);
            walk.tell(Mistake::new(inner, message).hint(name_hint(text, names.iter().copied())));
        }
        (Wanted::Language, ExprKind::Text(text)) if !walk.library.has_language(text) => {
            let names = walk.library.languages();
            let hint = name_hint(text, names.iter().map(String::as_str));
            walk.tell(Mistake::new(inner, format!("there are no labels in `{text}`")).hint(hint));
        }
        (wanted, _) => {
            let fits = match (wanted, kind) {
                (Wanted::Any, _) | (_, Kind::Any) => true,
                (Wanted::Number, kind) => *kind == Kind::Number,
                (Wanted::Truth, kind) => *kind == Kind::Truth,
                (_, Kind::Maybe(_)) => {
                    walk.may_be_none(value, &format!("`{}` takes a text", argument.name));
                    true
                }
                (_, kind) => kind.is_text(),
            };
            if !fits {
                let takes = match wanted {
                    Wanted::Number => "a number",
                    Wanted::Truth => "true or false",
                    _ => "a text",
                };
                let message =
                    format!("`{}` of `{}` takes {takes}, not {}", argument.name, row.name, kind.name());
                walk.tell(Mistake::new(at, message));
            }
        }
    }
    if row.name == "where" && argument.name == "value" {
        walk.pending_choice = Some(value.clone());
    }
}

/// Checks the path of a field of a list's members.
fn attribute(walk: &mut Walk<'_>, path: &str, at: usize, given: &Kind) {
    let Kind::List(member) = given else { return };
    if let Err((segment, kind)) = member.at(path) {
        let before: usize =
            path.split('.').take_while(|part| *part != segment).map(|part| part.len() + 1).sum();
        let name = Name { text: segment.to_owned(), span: at + before..at + before + segment.len() };
        match kind.certain() {
            Kind::Record(record) => {
                let fields: Vec<&str> = record.fields.keys().map(String::as_str).collect();
                walk.no_field(&record.name, &name, &fields);
            }
            other => {
                let message = format!("{} has no field `{segment}`", other.name());
                walk.tell(Mistake::new(name.span.start, message));
            }
        }
    }
}

fn text_of<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    let (_, value) = call.arguments.iter().find(|(argument, _)| argument.text == name)?;
    match &value.kind {
        ExprKind::Text(text) => Some(text),
        _ => None,
    }
}

/// Returns what a filter or function gives.
fn gives(walk: &mut Walk<'_>, row: &Row, call: &Call, given: Kind) -> Kind {
    let member = match &given {
        Kind::List(member) => (**member).clone(),
        _ => Kind::Any,
    };
    let path = text_of(call, "attribute").or_else(|| text_of(call, "by"));
    let at_path = path.and_then(|path| member.at(path).ok()).unwrap_or(Kind::Any);
    if let Some(value) = walk.pending_choice.take() {
        walk.choice(at_path.certain(), &value);
    }
    match row.gives {
        Gives::Any if row.name == "default" => {
            let value = call.arguments.iter().find(|(name, _)| name.text == "value");
            let stands_in = value.map_or(Kind::Any, |(_, value)| walk.infer(value));
            given.certain().clone().join(stands_in)
        }
        Gives::Any => Kind::Any,
        Gives::Text => Kind::Text,
        Gives::Markdown => Kind::Markdown,
        Gives::Number => Kind::Number,
        Gives::Truth => Kind::Truth,
        Gives::Numbers => Kind::list(Kind::Number),
        Gives::Texts => Kind::list(Kind::Text),
        Gives::Same if row.name == "where" => match path {
            Some(path) => Kind::list(member.require(path)),
            None => given,
        },
        Gives::Same => given,
        Gives::Item => member.or_none(),
        Gives::Mapped => Kind::list(at_path.certain().clone()),
        Gives::Groups => {
            let key = match at_path.certain() {
                Kind::List(of) => (**of).clone(),
                _ => at_path.clone(),
            };
            Kind::list(Kind::record("group", [("key", key), ("items", Kind::list(member))]))
        }
        Gives::GroupMap => Kind::Map(std::rc::Rc::new(Kind::list(member))),
    }
}
