//! Kinds of expressions, and what is wrong with them.

use super::calls;
use super::kind::Kind;
use super::scope::path;
use super::tree::{Expr, ExprKind, Mistake, Name};
use super::walk::Walk;
use crate::error::{name_hint, nearest};

impl Walk<'_> {
    /// Returns the kind of an expression, and tells its mistakes.
    pub(super) fn infer(&mut self, expr: &Expr) -> Kind {
        match &expr.kind {
            ExprKind::Text(_) => Kind::Text,
            ExprKind::Number(_) => Kind::Number,
            ExprKind::Truth(_) => Kind::Truth,
            ExprKind::None => Kind::None,
            ExprKind::Broken => Kind::Any,
            ExprKind::Name(name) => self.variable(name, expr),
            ExprKind::Field { of, name, optional } => self.field(expr, of, name, *optional),
            ExprKind::Index { of, index, .. } => self.index(of, index),
            ExprKind::Slice { of, bounds } => {
                bounds.iter().for_each(|bound| drop(self.infer(bound)));
                let kind = self.infer(of);
                if !matches!(kind.certain(), Kind::Any | Kind::List(_)) && !kind.certain().is_text() {
                    self.tell(Mistake::new(of.span.start, format!("{} has no parts", kind.name())));
                }
                kind
            }
            ExprKind::List(items) => {
                let kinds = items.iter().map(|item| self.infer(item)).collect::<Vec<_>>();
                Kind::list(kinds.into_iter().reduce(Kind::join).unwrap_or(Kind::Any))
            }
            ExprKind::Map(entries) => {
                entries.iter().for_each(|(_, value)| drop(self.infer(value)));
                Kind::Any
            }
            ExprKind::Comprehension { item, names, of, condition } => {
                let member = self.members(of, names.0.is_some());
                self.scope.enter();
                if let Some(key) = &names.0 {
                    self.scope.set(key, Kind::Any);
                }
                self.scope.set(&names.1, member);
                let mark = condition.as_ref().map(|condition| {
                    self.infer(condition);
                    self.scope.assume(condition, true)
                });
                let kind = self.infer(item);
                mark.into_iter().for_each(|mark| self.scope.forget(mark));
                self.scope.leave(self.line_of(expr.span.start));
                Kind::list(kind)
            }
            ExprKind::Filter { of, call } => calls::filter(self, of, call),
            ExprKind::Test { of, call, .. } => calls::test(self, of, call),
            ExprKind::Function(call) => calls::function(self, call),
            ExprKind::Component(call) => calls::component(self, call),
            ExprKind::Not(of) => {
                self.infer(of);
                Kind::Truth
            }
            ExprKind::Minus(of) => {
                let kind = self.infer(of);
                self.must_be_number(of, &kind, "-");
                Kind::Number
            }
            ExprKind::Binary { op, left, right } => self.binary(op, left, right),
            ExprKind::Ternary { condition, yes, no } => {
                self.infer(condition);
                let mark = self.scope.assume(condition, true);
                let yes = self.infer(yes);
                self.scope.forget(mark);
                let mark = self.scope.assume(condition, false);
                let no = self.infer(no);
                self.scope.forget(mark);
                yes.join(no)
            }
        }
    }

    fn variable(&mut self, name: &str, expr: &Expr) -> Kind {
        if name == "loop" && self.loops > 0 {
            let fields = ["index", "index0", "length"].map(|name| (name, Kind::Number));
            let ends = ["first", "last"].map(|name| (name, Kind::Truth));
            return Kind::record("loop", fields.into_iter().chain(ends));
        }
        if name == "__tera_context" {
            return Kind::Text;
        }
        if let Some(kind) = self.scope.get(name) {
            let kind = kind.clone();
            return if self.scope.is_known(name) { kind.certain().clone() } else { kind };
        }
        if self.is_loose
            && let Some(kind) = self.guess(name)
        {
            return kind;
        }
        let names = self.scope.names();
        let near = nearest(name, names.iter().copied());
        if self.is_loose && near.is_none() {
            return Kind::Any;
        }
        let hint = match (self.scope.ended(name), near, self.scope.owners(name).first()) {
            _ if name == "loop" => "`loop` is there within a `for` of the same file only".to_owned(),
            (Some(line), _, _) => format!("the loop over it, which began in line {line}, is over here"),
            (_, Some(near), _) => format!("did you mean `{near}`?"),
            (_, _, Some(owner)) => format!("did you mean `{owner}`?"),
            _ => name_hint(name, names.iter().copied()),
        };
        self.tell(Mistake::new(expr.span.start, format!("variable `{name}` is not defined")).hint(hint));
        Kind::Any
    }

    fn field(&mut self, expr: &Expr, of: &Expr, name: &Name, optional: bool) -> Kind {
        let whole = self.infer(of);
        if matches!(whole, Kind::Maybe(_)) && !optional {
            self.may_be_none(of, "has no fields then");
        }
        let kind = match whole.certain() {
            Kind::Record(record) => match record.fields.get(&name.text) {
                Some(kind) => kind.clone(),
                None => {
                    let fields: Vec<&str> = record.fields.keys().map(String::as_str).collect();
                    self.no_field(&record.name, name, &fields);
                    return Kind::Any;
                }
            },
            Kind::Map(of) => (**of).clone(),
            Kind::Any => return Kind::Any,
            other => {
                let message = format!("{} has no field `{}`", other.name(), name.text);
                let hint = match other {
                    Kind::List(_) => {
                        let path = self.slice(of);
                        format!("its members have: `{{% for one in {path} %}}`, or `{path} | first`")
                    }
                    _ => format!("`{}` is {}", self.slice(of), other.name()),
                };
                self.tell(Mistake::new(name.span.start, message).hint(hint));
                return Kind::Any;
            }
        };
        match path(expr) {
            Some(path) if self.scope.is_known(&path) => kind.certain().clone(),
            _ => kind,
        }
    }

    /// Tells of a field that is nowhere.
    pub(super) fn no_field(&mut self, record: &str, name: &Name, fields: &[&str]) {
        let near = nearest(&name.text, fields.iter().copied());
        let (message, hint) = match record {
            "labels" => {
                let hint = "docs/templates.md lists the labels; a desk adds its own in `templates/labels/`";
                (format!("there is no label `{}`", name.text), hint.to_owned())
            }
            "params" => {
                let hint = match fields {
                    [] => "no brief declares any under `params`".to_owned(),
                    _ => name_hint(&name.text, fields.iter().copied()),
                };
                (format!("no brief declares the parameter `{}`", name.text), hint)
            }
            _ => {
                let hint = name_hint(&name.text, fields.iter().copied());
                (format!("field `{}` is not defined", name.text), hint)
            }
        };
        let hint = near.map_or(hint, |near| format!("did you mean `{near}`?"));
        self.tell(Mistake::new(name.span.start, message).hint(hint));
    }

    fn index(&mut self, of: &Expr, index: &Expr) -> Kind {
        let whole = self.infer(of);
        let by = self.infer(index);
        if matches!(whole, Kind::Maybe(_)) {
            self.may_be_none(of, "has no members then");
        }
        match (whole.certain(), &index.kind) {
            (Kind::Record(record), ExprKind::Text(key)) => match record.fields.get(key) {
                Some(kind) => kind.clone(),
                None => {
                    let name = Name { text: key.clone(), span: index.span.start + 1..index.span.end };
                    let fields: Vec<&str> = record.fields.keys().map(String::as_str).collect();
                    self.no_field(&record.name, &name, &fields);
                    Kind::Any
                }
            },
            (Kind::Record(record), _) => {
                if let Kind::Choice(keys) = by.certain()
                    && let Some(lacking) = keys.iter().find(|key| !record.fields.contains_key(*key))
                {
                    let message = format!("`{}` can be `{lacking}`, which is no field", self.slice(index));
                    self.tell(Mistake::new(index.span.start, message));
                }
                let kinds = record.fields.values().cloned();
                kinds.reduce(Kind::join).unwrap_or(Kind::Any)
            }
            (Kind::Map(of), _) => (**of).clone(),
            (Kind::List(member), _) => {
                if by.is_text() {
                    let message = format!("a list has no member {}", self.slice(index));
                    self.tell(Mistake::new(index.span.start, message).hint("members are counted from 0"));
                }
                (**member).clone()
            }
            (Kind::Any, _) => Kind::Any,
            (other, _) if other.is_text() => Kind::Text,
            (other, _) => {
                let message = format!("{} has no members", other.name());
                self.tell(Mistake::new(of.span.start, message));
                Kind::Any
            }
        }
    }

    fn binary(&mut self, op: &'static str, left: &Expr, right: &Expr) -> Kind {
        let one = self.infer(left);
        let mark = match op {
            "and" => Some(self.scope.assume(left, true)),
            "or" => Some(self.scope.assume(left, false)),
            _ => None,
        };
        let other = self.infer(right);
        mark.into_iter().for_each(|mark| self.scope.forget(mark));
        match op {
            "and" | "or" => return one.join(other),
            "==" | "!=" => self.equality(left, &one, right, &other),
            "<" | "<=" | ">" | ">=" => self.order(left, &one, right, &other),
            "in" | "not in" => self.membership(left, &one, right, &other),
            "~" => {
                for (expr, kind) in [(left, &one), (right, &other)] {
                    if matches!(kind.certain(), Kind::List(_)) || kind.certain().is_mapping() {
                        let message =
                            format!("`~` joins texts, and `{}` is {}", self.slice(expr), kind.name());
                        self.tell(Mistake::new(expr.span.start, message));
                    }
                }
                return Kind::Text;
            }
            _ => {
                // Two texts are one mistake: the sign between them.
                if self.must_be_number(left, &one, op) {
                    self.must_be_number(right, &other, op);
                }
                return Kind::Number;
            }
        }
        Kind::Truth
    }

    /// Tells whether it is one, or may be.
    fn must_be_number(&mut self, expr: &Expr, kind: &Kind, op: &str) -> bool {
        match kind {
            Kind::Number | Kind::Any => true,
            Kind::Maybe(inner) if **inner == Kind::Number => {
                self.may_be_none(expr, "is no number then");
                true
            }
            other => {
                let message = format!("`{op}` takes numbers, and `{}` is {}", self.slice(expr), other.name());
                let mistake = Mistake::new(expr.span.start, message);
                self.tell(match (op, other.certain()) {
                    ("+", kind) if kind.is_text() => mistake.hint("`~` joins texts"),
                    (_, Kind::List(_)) => mistake.hint("`| length` counts its members"),
                    _ => mistake,
                });
                false
            }
        }
    }

    fn equality(&mut self, left: &Expr, one: &Kind, right: &Expr, other: &Kind) {
        for (kind, expr) in [(one, right), (other, left)] {
            self.choice(kind, expr);
        }
        if !comparable(one.certain(), other.certain()) {
            self.differ(left, one, right, other, "are never equal");
        }
    }

    /// Tells of a text that a value of these choices never is.
    pub(super) fn choice(&mut self, kind: &Kind, literal: &Expr) {
        let (Kind::Choice(choices), ExprKind::Text(text)) = (kind.certain(), &literal.kind) else { return };
        if choices.contains(text) {
            return;
        }
        let hint = name_hint(text, choices.iter().map(String::as_str));
        let at = literal.span.start + 1;
        self.tell(Mistake::new(at, format!("it is never `{text}`")).hint(hint));
    }

    fn order(&mut self, left: &Expr, one: &Kind, right: &Expr, other: &Kind) {
        for (expr, kind) in [(left, one), (right, other)] {
            if matches!(kind, Kind::Maybe(_)) {
                self.may_be_none(expr, "cannot be compared then");
            }
        }
        let ordered = |kind: &Kind| kind.is_text() || matches!(kind, Kind::Any | Kind::Number);
        let (one, other) = (one.certain(), other.certain());
        if !ordered(one) || !ordered(other) || !comparable(one, other) {
            self.differ(left, one, right, other, "have no order");
        }
    }

    fn differ(&mut self, left: &Expr, one: &Kind, right: &Expr, other: &Kind, what: &str) {
        let message = format!("{} and {} {what}", one.name(), other.name());
        let mut hint = format!("`{}` is {}", self.slice(left), one.name());
        for (expr, kind, against) in [(left, one, other), (right, other, one)] {
            if matches!(kind.certain(), Kind::List(_)) && *against.certain() == Kind::Number {
                hint = format!("`{} | length` counts its members", self.slice(expr));
            }
        }
        self.tell(Mistake::new(left.span.start, message).hint(hint));
    }

    fn membership(&mut self, left: &Expr, one: &Kind, right: &Expr, other: &Kind) {
        if let ExprKind::List(items) = &right.kind {
            items.iter().for_each(|item| self.choice(one, item));
        }
        if matches!(other, Kind::Maybe(_)) {
            return self.may_be_none(right, "has nothing in it then");
        }
        let fits = match other {
            Kind::Any | Kind::List(_) | Kind::Record(_) | Kind::Map(_) => true,
            kind => kind.is_text() && (one.certain().is_text() || *one == Kind::Any),
        };
        if !fits {
            let message =
                format!("`{}` is {}, and {} cannot be in it", self.slice(right), other.name(), one.name());
            self.tell(Mistake::new(right.span.start, message));
        } else if let Kind::List(member) = other {
            let (one, member) = (one.clone(), (**member).clone());
            if !comparable(one.certain(), member.certain()) {
                let message =
                    format!("{} is never in a list of which each member is {}", one.name(), member.name());
                self.tell(Mistake::new(left.span.start, message));
            }
        }
    }

    /// Tells that a value may be none where it must not.
    pub(super) fn may_be_none(&mut self, expr: &Expr, why: &str) {
        let path = self.slice(expr).to_owned();
        let hint = format!("test it first: `{{% if {path} %}}`");
        self.tell(Mistake::new(expr.span.start, format!("`{path}` may be none, and {why}")).hint(hint));
    }

    /// Returns the kind of the members of what is looped over.
    pub(super) fn members(&mut self, of: &Expr, with_key: bool) -> Kind {
        let kind = self.infer(of);
        if matches!(kind, Kind::Maybe(_)) {
            self.may_be_none(of, "cannot be looped over then");
        }
        match kind.certain() {
            Kind::Any => Kind::Any,
            Kind::List(member) if !with_key => (**member).clone(),
            Kind::Map(member) if with_key => (**member).clone(),
            Kind::Record(record) if with_key => {
                record.fields.values().cloned().reduce(Kind::join).unwrap_or(Kind::Any)
            }
            Kind::List(_) => {
                let hint = "`for one in list`; `loop.index` counts the members";
                let message = "a list has members without keys";
                self.tell(Mistake::new(of.span.start, message).hint(hint));
                Kind::Any
            }
            other => {
                let message = format!("`{}` is {}, not a list", self.slice(of), other.name());
                let mistake = Mistake::new(of.span.start, message);
                self.tell(match other.is_mapping() {
                    true => mistake.hint("`for key, value in …` loops over a mapping"),
                    false => mistake,
                });
                Kind::Any
            }
        }
    }
}

/// Tells whether values of two kinds can be equal.
fn comparable(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::Any | Kind::None, _) | (_, Kind::Any | Kind::None) => true,
        (Kind::Number, Kind::Number) | (Kind::Truth, Kind::Truth) | (Kind::List(_), Kind::List(_)) => true,
        (one, other) => one.is_text() && other.is_text() || one.is_mapping() && other.is_mapping(),
    }
}
