//! What is visible at a place of a template, and what is known of it there.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::tree::{Expr, ExprKind};

/// Variables by name, inner ones last, and paths that are not none here.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    frames: Vec<BTreeMap<String, Kind>>,
    known: Vec<String>,
    /// Loop variables whose loops are over, with the line of their loop.
    ended: BTreeMap<String, usize>,
}

impl Scope {
    pub(super) fn of(view: &Kind) -> Self {
        let globals = match view {
            Kind::Record(record) => record.fields.clone(),
            _ => BTreeMap::new(),
        };
        Self { frames: vec![globals], known: Vec::new(), ended: BTreeMap::new() }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Kind> {
        self.frames.iter().rev().find_map(|frame| frame.get(name))
    }

    /// Makes a variable of the innermost frame.
    pub(super) fn set(&mut self, name: &str, kind: Kind) {
        // What was known of a variable of this name is so no longer.
        let prefix = format!("{name}.");
        self.known.retain(|path| path != name && !path.starts_with(&prefix));
        self.frames.last_mut().expect("the outermost frame stays").insert(name.to_owned(), kind);
    }

    pub(super) fn set_global(&mut self, name: &str, kind: Kind) {
        self.frames[0].insert(name.to_owned(), kind);
    }

    pub(super) fn enter(&mut self) {
        self.frames.push(BTreeMap::new());
    }

    /// Leaves the loop that began in a line.
    pub(super) fn leave(&mut self, line: usize) {
        for name in self.frames.pop().unwrap_or_default().into_keys() {
            self.ended.insert(name, line);
        }
    }

    pub(super) fn names(&self) -> Vec<&str> {
        let all = self.frames.iter().flat_map(BTreeMap::keys).map(String::as_str);
        all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    pub(super) fn ended(&self, name: &str) -> Option<usize> {
        self.ended.get(name).copied()
    }

    /// Returns paths of the form `variable.field` for a field.
    pub(super) fn owners(&self, field: &str) -> Vec<String> {
        let has = |(name, kind): &(&String, &Kind)| match kind {
            Kind::Record(record) => {
                record.fields.contains_key(field) && !["labels", "params", "loop"].contains(&name.as_str())
            }
            _ => false,
        };
        let inner_first = self.frames.iter().rev().flat_map(BTreeMap::iter);
        inner_first.filter(has).map(|(name, _)| format!("{name}.{field}")).collect()
    }

    pub(super) fn is_known(&self, path: &str) -> bool {
        self.known.iter().any(|known| known == path)
    }

    /// Takes up what holds where an expression is true, or is not; returns a
    /// mark for [`Self::forget`].
    pub(super) fn assume(&mut self, expr: &Expr, is_true: bool) -> usize {
        let mark = self.known.len();
        facts(expr, is_true, &mut self.known);
        mark
    }

    pub(super) fn forget(&mut self, mark: usize) {
        self.known.truncate(mark);
    }
}

/// Returns the path of an expression such as `a.b`.
pub(super) fn path(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Field { of, name, .. } => Some(format!("{}.{}", path(of)?, name.text)),
        _ => None,
    }
}

/// Tests that nothing which is none passes.
const NOT_OF_NONE: [&str; 12] = [
    "string",
    "number",
    "map",
    "array",
    "bool",
    "integer",
    "float",
    "iterable",
    "odd",
    "even",
    "starting_with",
    "containing",
];

/// Collects the paths that are not none where an expression is true or false.
fn facts(expr: &Expr, is_true: bool, known: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Field { .. } if is_true => known.extend(path(expr)),
        ExprKind::Not(inner) => facts(inner, !is_true, known),
        ExprKind::Binary { op: "and", left, right } if is_true => {
            facts(left, true, known);
            facts(right, true, known);
        }
        ExprKind::Binary { op: "or", left, right } if !is_true => {
            facts(left, false, known);
            facts(right, false, known);
        }
        ExprKind::Binary { op: op @ ("==" | "!="), left, right } => {
            let with_none = right.kind == ExprKind::None;
            if is_true == ((*op == "==") != with_none) {
                known.extend(path(left));
            }
        }
        ExprKind::Test { of, call, negated } => {
            let passes = is_true != *negated;
            let name = call.name.text.as_str();
            if passes && NOT_OF_NONE.contains(&name) || !passes && name == "none" {
                known.extend(path(of));
            }
        }
        _ => {}
    }
}
