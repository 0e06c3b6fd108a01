//! Expressions, with the precedences of Tera 2.4 (`parsing/parser.rs`):
//! `or`, `and`, `in`/`is`, comparisons, sums, products, powers, filters.

use std::ops::Range;

use super::lexer::{Tok, Token};
use super::tree::{Call, Expr, ExprKind, Mistake, Name};

/// So many expressions within one another are enough, as Tera finds.
const DEEPEST: usize = 40;

/// Tokens of one tag, read from the left. An error is told when it is made;
/// what is returned as `None` is broken.
pub(super) struct Reader<'t, 'm> {
    tokens: &'t [Token<'t>],
    next: usize,
    /// The byte behind the last token, where something may be missing.
    end: usize,
    depth: usize,
    pub(super) mistakes: &'m mut Vec<Mistake>,
}

const COMPARISONS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

impl<'t, 'm> Reader<'t, 'm> {
    pub(super) fn new(tokens: &'t [Token<'t>], end: usize, mistakes: &'m mut Vec<Mistake>) -> Self {
        Self { tokens, next: 0, end, depth: 0, mistakes }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.next >= self.tokens.len()
    }

    fn peek(&self) -> Option<&'t Tok<'t>> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    /// Returns the bytes of the next token; none behind the last.
    pub(super) fn place(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.end..self.end, |(_, span)| span.clone())
    }

    fn last_end(&self) -> usize {
        self.next.checked_sub(1).map_or(self.end, |last| self.tokens[last].1.end)
    }

    pub(super) fn sees(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Tok::Sign(found)) if *found == sign)
    }

    pub(super) fn sees_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Tok::Name(found)) if *found == word)
    }

    pub(super) fn take(&mut self, sign: &str) -> bool {
        let found = self.sees(sign);
        self.next += usize::from(found);
        found
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.sees_word(word);
        self.next += usize::from(found);
        found
    }

    pub(super) fn name(&mut self) -> Option<Name> {
        let (Tok::Name(text), span) = self.tokens.get(self.next)? else { return None };
        self.next += 1;
        Some(Name { text: (*text).to_owned(), span: span.clone() })
    }

    pub(super) fn text(&mut self) -> Option<Name> {
        let (Tok::Text(text), span) = self.tokens.get(self.next)? else { return None };
        self.next += 1;
        Some(Name { text: text.clone(), span: span.clone() })
    }

    /// Tells that something else is expected at the next token.
    pub(super) fn fail(&mut self, expected: &str) {
        let place = self.place();
        let mistake = match self.peek() {
            None => Mistake::new(place.start, format!("expected {expected} before the tag's end")),
            Some(Tok::Sign("=")) => Mistake::new(place.start, format!("expected {expected}, found `=`"))
                .hint("`==` compares; `=` stands in `set` and in arguments only"),
            Some(found) => Mistake::new(place.start, format!("expected {expected}, found {}", shown(found))),
        };
        self.mistakes.push(mistake);
    }

    /// Tells of what follows a whole expression.
    pub(super) fn finish(&mut self) -> bool {
        if self.is_at_end() {
            return true;
        }
        self.fail("the end of the tag or an operator");
        false
    }

    /// Reads an expression.
    pub(super) fn expression(&mut self) -> Option<Expr> {
        self.operation(0)
    }

    fn operation(&mut self, least: u8) -> Option<Expr> {
        if self.depth >= DEEPEST {
            let place = self.place().start;
            self.mistakes.push(Mistake::new(place, "the expression is too complex"));
            return None;
        }
        self.depth += 1;
        let read = self.operands(least);
        self.depth -= 1;
        read
    }

    fn operands(&mut self, least: u8) -> Option<Expr> {
        let mut left = self.operand()?;
        loop {
            let start = left.span.start;
            if self.sees("[") {
                left = self.subscript(left)?;
            } else if self.sees_word("if") && least == 0 {
                self.next += 1;
                let condition = Box::new(self.expression()?);
                if !self.take_word("else") {
                    self.fail("`else`, as in `a if b else c`");
                    return None;
                }
                let no = Box::new(self.expression()?);
                let span = start..no.span.end;
                let kind = ExprKind::Ternary { condition, yes: Box::new(left), no };
                return Some(Expr { kind, span });
            } else if let Some((op, level)) = self.operator().filter(|(_, (level, _))| *level >= least) {
                left = self.operate(left, op, level.1)?;
            } else {
                return Some(left);
            }
        }
    }

    /// Returns the operator that comes next with its binding powers.
    fn operator(&self) -> Option<(&'static str, (u8, u8))> {
        let found = match self.peek()? {
            Tok::Name("or") => ("or", (1, 2)),
            Tok::Name("and") => ("and", (3, 4)),
            Tok::Name("in") => ("in", (5, 6)),
            Tok::Name("not") => ("not in", (5, 6)),
            Tok::Name("is") => ("is", (5, 6)),
            Tok::Sign(sign) => match *sign {
                "+" | "-" => (*sign, (11, 12)),
                "*" | "/" | "%" | "~" | "//" => (*sign, (13, 14)),
                "**" => (*sign, (16, 15)),
                "|" => (*sign, (17, 18)),
                _ if COMPARISONS.contains(sign) => (*sign, (7, 8)),
                _ => return None,
            },
            _ => return None,
        };
        Some(found)
    }

    fn operate(&mut self, left: Expr, op: &'static str, power: u8) -> Option<Expr> {
        let start = left.span.start;
        self.next += 1;
        match op {
            "|" => {
                let call = self.call("the name of a filter")?;
                let span = start..self.last_end();
                return Some(Expr { kind: ExprKind::Filter { of: Box::new(left), call }, span });
            }
            "is" => {
                let negated = self.take_word("not");
                let call = self.call("the name of a test")?;
                let span = start..self.last_end();
                return Some(Expr { kind: ExprKind::Test { of: Box::new(left), call, negated }, span });
            }
            "not in" if !self.take_word("in") => {
                self.fail("`in` after `not`");
                return None;
            }
            _ => {}
        }
        let right = Box::new(self.operation(power)?);
        let span = start..right.span.end;
        Some(Expr { kind: ExprKind::Binary { op, left: Box::new(left), right }, span })
    }

    fn operand(&mut self) -> Option<Expr> {
        let span = self.place();
        let simple = |kind| Some(Expr { kind, span: span.clone() });
        let Some(token) = self.peek() else {
            self.fail("a value");
            return None;
        };
        match token {
            Tok::Text(text) => {
                self.next += 1;
                simple(ExprKind::Text(text.clone()))
            }
            Tok::Number(number) => {
                self.next += 1;
                simple(ExprKind::Number(*number))
            }
            Tok::Name(name) => self.named(name, span.clone()),
            Tok::Sign("-") => {
                self.next += 1;
                let of = self.operation(20)?;
                let span = span.start..of.span.end;
                Some(Expr { kind: ExprKind::Minus(Box::new(of)), span })
            }
            Tok::Sign("(") => {
                self.next += 1;
                let inner = self.expression()?;
                if !self.take(")") {
                    self.fail("`)`");
                    return None;
                }
                Some(inner)
            }
            Tok::Sign("[") => self.list(),
            Tok::Sign("{") => self.map(),
            Tok::Sign("<") => self.component(),
            Tok::Sign("!") => {
                self.mistakes.push(Mistake::new(span.start, "`!` is written `not`"));
                None
            }
            Tok::Sign(_) => {
                self.fail("a value");
                None
            }
        }
    }

    fn named(&mut self, name: &str, span: Range<usize>) -> Option<Expr> {
        self.next += 1;
        let simple = |kind| Some(Expr { kind, span: span.clone() });
        match name {
            "true" | "True" => return simple(ExprKind::Truth(true)),
            "false" | "False" => return simple(ExprKind::Truth(false)),
            "none" | "None" | "null" => return simple(ExprKind::None),
            "not" => {
                let of = self.operation(5)?;
                let span = span.start..of.span.end;
                return Some(Expr { kind: ExprKind::Not(Box::new(of)), span });
            }
            _ => {}
        }
        if self.sees("(") {
            self.next -= 1;
            let call = self.call("a function")?;
            return Some(Expr { kind: ExprKind::Function(call), span: span.start..self.last_end() });
        }
        let mut expr = Expr { kind: ExprKind::Name(name.to_owned()), span };
        loop {
            if self.sees(".") || self.sees("?.") {
                let optional = self.sees("?.");
                self.next += 1;
                let Some(name) = self.name() else {
                    self.fail("the name of a field");
                    return None;
                };
                let span = expr.span.start..name.span.end;
                expr = Expr { kind: ExprKind::Field { of: Box::new(expr), name, optional }, span };
            } else if self.sees("[") || self.sees("?[") {
                expr = self.subscript(expr)?;
            } else if self.sees("(") {
                let place = self.place().start;
                let hint = "fields are values, not functions; filters stand behind `|`";
                self.mistakes.push(Mistake::new(place, "a field cannot be called").hint(hint));
                return None;
            } else {
                return Some(expr);
            }
        }
    }

    fn subscript(&mut self, of: Expr) -> Option<Expr> {
        let optional = self.sees("?[");
        self.next += 1;
        let mut bounds = Vec::new();
        let mut is_slice = false;
        while !self.sees("]") {
            if self.take(":") {
                is_slice = true;
            } else if !bounds.is_empty() && !is_slice {
                break;
            } else {
                bounds.push(self.expression()?);
            }
        }
        if !self.take("]") || bounds.is_empty() && !is_slice {
            self.fail("`]`");
            return None;
        }
        let span = of.span.start..self.last_end();
        let of = Box::new(of);
        let kind = match (is_slice, bounds.pop()) {
            (false, Some(index)) => ExprKind::Index { of, index: Box::new(index), optional },
            (_, last) => ExprKind::Slice { of, bounds: bounds.into_iter().chain(last).collect() },
        };
        Some(Expr { kind, span })
    }

    /// Reads a name with its arguments, if it has any.
    pub(super) fn call(&mut self, expected: &str) -> Option<Call> {
        let Some(name) = self.name() else {
            self.fail(expected);
            return None;
        };
        let mut arguments: Vec<(Name, Expr)> = Vec::new();
        if !self.take("(") {
            return Some(Call { name, arguments });
        }
        while !self.take(")") {
            if !arguments.is_empty() && !self.take(",") {
                self.fail("`,` or `)`");
                return None;
            }
            if self.take(")") {
                break;
            }
            let place = self.place().start;
            let named = matches!(self.tokens.get(self.next + 1), Some((Tok::Sign("="), _)));
            let Some(argument) = self.name().filter(|_| named) else {
                let hint = format!("write its name before it, such as `{}(name=…)`", name.text);
                self.mistakes.push(Mistake::new(place, "an argument has no name").hint(hint));
                return None;
            };
            self.next += 1;
            if arguments.iter().any(|(known, _)| known.text == argument.text) {
                let message = format!("the argument `{}` stands twice", argument.text);
                self.mistakes.push(Mistake::new(argument.span.start, message));
                return None;
            }
            arguments.push((argument, self.expression()?));
        }
        Some(Call { name, arguments })
    }

    fn list(&mut self) -> Option<Expr> {
        let start = self.place().start;
        self.next += 1;
        let mut items = Vec::new();
        while !self.sees("]") {
            if !items.is_empty() && !self.take(",") {
                self.fail("`,` or `]`");
                return None;
            }
            if self.sees("]") {
                break;
            }
            let _ = self.take("...");
            items.push(self.operation(u8::from(items.is_empty()))?);
            if items.len() == 1 && self.sees_word("for") {
                return self.comprehension(start, items.remove(0));
            }
        }
        self.next += 1;
        Some(Expr { kind: ExprKind::List(items), span: start..self.last_end() })
    }

    fn comprehension(&mut self, start: usize, item: Expr) -> Option<Expr> {
        self.next += 1;
        let names = self.loop_names()?;
        let of = Box::new(self.operation(1)?);
        let condition = if self.take_word("if") { Some(Box::new(self.operation(1)?)) } else { None };
        if !self.take("]") {
            self.fail("`]`");
            return None;
        }
        let kind = ExprKind::Comprehension { item: Box::new(item), names, of, condition };
        Some(Expr { kind, span: start..self.last_end() })
    }

    /// Reads `value in` or `key, value in`.
    pub(super) fn loop_names(&mut self) -> Option<(Option<String>, String)> {
        let Some(first) = self.name() else {
            self.fail("the name of a loop variable");
            return None;
        };
        let second = if self.take(",") { self.name().map(|name| name.text) } else { None };
        if !self.take_word("in") {
            self.fail("`in`");
            return None;
        }
        Some(match second {
            Some(second) => (Some(first.text), second),
            None => (None, first.text),
        })
    }

    fn map(&mut self) -> Option<Expr> {
        let start = self.place().start;
        self.next += 1;
        let mut entries = Vec::new();
        while !self.sees("}") {
            if !entries.is_empty() && !self.take(",") {
                self.fail("`,` or `}`");
                return None;
            }
            if self.sees("}") {
                break;
            }
            if self.take("...") {
                entries.push((None, self.operation(0)?));
                continue;
            }
            let key = match self.tokens.get(self.next) {
                Some((Tok::Text(text), _)) => text.clone(),
                Some((Tok::Number(number), _)) => number.to_string(),
                _ => {
                    self.fail("a key in quotation marks");
                    return None;
                }
            };
            self.next += 1;
            if !self.take(":") {
                self.fail("`:`");
                return None;
            }
            entries.push((Some(key), self.operation(0)?));
        }
        self.next += 1;
        Some(Expr { kind: ExprKind::Map(entries), span: start..self.last_end() })
    }

    /// Reads `<name a="…" b={…} />`.
    fn component(&mut self) -> Option<Expr> {
        let start = self.place().start;
        self.next += 1;
        let call = self.attributes()?;
        if !(self.take("/") && self.take(">")) {
            self.fail("`/>`");
            return None;
        }
        Some(Expr { kind: ExprKind::Component(call), span: start..self.last_end() })
    }

    /// Reads the name and the attributes of a component.
    pub(super) fn attributes(&mut self) -> Option<Call> {
        let Some(mut name) = self.name() else {
            self.fail("the name of a component");
            return None;
        };
        while self.take(".") {
            let part = self.name()?;
            name.text = format!("{}.{}", name.text, part.text);
            name.span.end = part.span.end;
        }
        let mut arguments = Vec::new();
        loop {
            if self.take("{") {
                let _ = self.take("...");
                self.expression()?;
                let _ = self.take("}");
                continue;
            }
            let Some(argument) = self.name() else { break };
            let span = argument.span.clone();
            let value = if !self.take("=") {
                Expr { kind: ExprKind::Name(argument.text.clone()), span }
            } else if let Some(text) = self.text() {
                Expr { kind: ExprKind::Text(text.text), span: text.span }
            } else if self.take("{") {
                let value = self.expression()?;
                if !self.take("}") {
                    self.fail("`}`");
                    return None;
                }
                value
            } else {
                self.fail("a text or `{value}`");
                return None;
            };
            arguments.push((argument, value));
        }
        Some(Call { name, arguments })
    }
}

fn shown(token: &Tok<'_>) -> String {
    match token {
        Tok::Name(name) => format!("`{name}`"),
        Tok::Text(_) => "a text".to_owned(),
        Tok::Number(number) => format!("`{number}`"),
        Tok::Sign(sign) => format!("`{sign}`"),
    }
}
