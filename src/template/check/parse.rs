//! Tags: from the pieces of a template to its tree. After a mistake reading
//! goes on behind the tag, so that every mistake is told.

use super::expression::Reader;
use super::lexer::{Piece, Tok, Token, pieces};
use super::tree::{Block, Call, Component, Expr, ExprKind, For, Mistake, Name, Node, Parsed};
use crate::error::nearest;

/// Tags that are closed by another.
const CLOSED: [(&str, &str); 6] = [
    ("for", "endfor"),
    ("if", "endif"),
    ("block", "endblock"),
    ("set", "endset"),
    ("filter", "endfilter"),
    ("component", "endcomponent"),
];

/// Tags that stand alone.
const ALONE: [&str; 8] = ["include", "extends", "else", "elif", "break", "continue", "set_global", "raw"];

/// So deep do tags stand in one another at most, as Tera finds.
const DEEPEST: usize = 40;

/// Reads a template.
pub(super) fn parse(text: &str) -> Parsed {
    let mut mistakes = Vec::new();
    let pieces = pieces(text, &mut mistakes);
    let parsed = Parsed { mistakes, ..Parsed::default() };
    let mut parser = Parser { text, pieces: &pieces, next: 0, open: Vec::new(), blocks: Vec::new(), parsed };
    let nodes = parser.nodes();
    let mut parsed = parser.parsed;
    parsed.nodes = nodes;
    parsed.mistakes.sort();
    parsed.mistakes.dedup();
    parsed
}

struct Parser<'p> {
    text: &'p str,
    pieces: &'p [Piece<'p>],
    next: usize,
    /// The tags that are open, by the name that closes them.
    open: Vec<&'static str>,
    blocks: Vec<String>,
    parsed: Parsed,
}

/// What a tag begins or ends.
struct Head<'p> {
    word: String,
    tokens: &'p [Token<'p>],
    span: std::ops::Range<usize>,
    whole: bool,
}

impl<'p> Parser<'p> {
    fn tell(&mut self, mistake: Mistake) {
        self.parsed.mistakes.push(mistake);
    }

    /// Returns the tag at a place with its first word; misspelt words count as
    /// those that are meant.
    fn head(&self) -> Option<Head<'p>> {
        let Piece::Tag { tokens, span, whole } = self.pieces.get(self.next)? else { return None };
        let word = match tokens.first() {
            Some((Tok::Name(word), _)) => (*word).to_owned(),
            Some((Tok::Sign(sign), _)) => (*sign).to_owned(),
            _ => String::new(),
        };
        Some(Head { word, tokens, span: span.clone(), whole: *whole })
    }

    /// Reads up to a tag that closes, or divides, an open one; that tag is not
    /// consumed.
    fn nodes(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(piece) = self.pieces.get(self.next) {
            match piece {
                Piece::Text(span) => {
                    if self.is_beside_blocks() && !self.text[span.clone()].trim().is_empty() {
                        self.beside_blocks(span.clone());
                    }
                    nodes.push(Node::Text);
                    self.next += 1;
                }
                Piece::Print { tokens, span, whole } => {
                    if self.is_beside_blocks() {
                        self.beside_blocks(span.clone());
                    }
                    let expr = self.expression(tokens, span.end.saturating_sub(2), *whole);
                    nodes.push(Node::Print(expr));
                    self.next += 1;
                }
                Piece::Tag { .. } => {
                    let head = self.head().expect("the piece is a tag");
                    if self.ends(&head) {
                        return nodes;
                    }
                    nodes.extend(self.tag(head));
                }
            }
        }
        nodes
    }

    /// Tells whether a tag ends what is being read; one that closes nothing is
    /// told and passed over.
    fn ends(&mut self, head: &Head<'_>) -> bool {
        let word = self.meant(&head.word);
        let divides = match word {
            "else" => self.open.iter().any(|open| ["endif", "endfor"].contains(open)),
            "elif" => self.open.contains(&"endif"),
            _ => false,
        };
        divides || self.open.contains(&word) || head.word == "</" && self.open.contains(&"</")
    }

    /// Returns the tag that a word is or was meant to be.
    fn meant(&self, word: &str) -> &'static str {
        let closing = CLOSED.iter().map(|(_, close)| *close);
        let opening = CLOSED.iter().map(|(open, _)| *open);
        let all: Vec<&'static str> = closing.chain(opening).chain(ALONE).collect();
        match all.iter().find(|known| **known == word) {
            Some(known) => known,
            None if word.len() < 3 => "",
            None => nearest(word, all).unwrap_or_default(),
        }
    }

    fn is_beside_blocks(&self) -> bool {
        self.parsed.extends.is_some() && self.open.is_empty()
    }

    fn beside_blocks(&mut self, span: std::ops::Range<usize>) {
        let slice = &self.text[span.clone()];
        let at = span.start + slice.len() - slice.trim_start().len();
        let message = "what stands beside the blocks of a template that extends another is not printed";
        if !self.parsed.mistakes.iter().any(|told| told.message == message) {
            self.tell(Mistake::new(at, message).hint("put it into a block, or into a comment `{# … #}`"));
        }
    }

    fn expression(&mut self, tokens: &[Token<'_>], end: usize, whole: bool) -> Expr {
        let start = tokens.first().map_or(end, |(_, span)| span.start);
        let broken = Expr { kind: ExprKind::Broken, span: start..end.max(start) };
        // What the lexer refused is told already.
        let mut silent = Vec::new();
        let mistakes = if whole { &mut self.parsed.mistakes } else { &mut silent };
        let mut reader = Reader::new(tokens, end, mistakes);
        let read = reader.expression().filter(|_| reader.finish());
        // As far as it goes, it may have mistakes of its own.
        read.unwrap_or(broken)
    }

    /// Reads a tag, and all that it closes over.
    fn tag(&mut self, head: Head<'p>) -> Option<Node> {
        self.next += 1;
        let word = self.meant(&head.word);
        if word != head.word && head.word != "<" {
            self.unknown(&head, word);
        }
        let beside = self.is_beside_blocks() && !["block", "extends", "component"].contains(&word);
        if beside && word == head.word {
            self.beside_blocks(head.span.clone());
        }
        let rest = head.tokens.get(1..)?;
        let end = head.span.end.saturating_sub(2);
        match word {
            _ if head.word == "<" => self.component_with_body(&head, rest, end),
            "for" => self.for_loop(&head, rest, end),
            "if" => Some(self.condition(&head, rest, end)),
            "block" => self.block(&head, rest, end),
            "set" | "set_global" => self.set(&head, rest, end, word == "set_global"),
            "filter" => self.filtered(&head, rest, end),
            "component" => {
                self.definition(&head, rest, end);
                None
            }
            "include" => self.quoted(rest, end, "the name of a template").map(Node::Include),
            "extends" => {
                let name = self.quoted(rest, end, "the name of a template")?;
                if !self.text[..head.span.start].lines().all(is_silent) || !self.open.is_empty() {
                    let message = "`extends` is not the first tag of the template";
                    self.tell(Mistake::new(head.span.start, message));
                }
                self.parsed.extends = Some(name);
                None
            }
            "break" | "continue" => {
                if !self.open.contains(&"endfor") {
                    self.tell(Mistake::new(head.span.start, format!("`{word}` stands outside a loop")));
                }
                Some(Node::Jump)
            }
            _ => {
                if word == head.word {
                    self.stray(&head, word);
                }
                None
            }
        }
    }

    fn unknown(&mut self, head: &Head<'_>, meant: &str) {
        let at = head.tokens.first().map_or(head.span.start, |(_, span)| span.start);
        let mistake = Mistake::new(at, format!("unknown tag `{}`", head.word));
        let names = || CLOSED.iter().flat_map(|(open, close)| [*open, *close]).chain(ALONE);
        self.tell(match meant {
            "" => mistake.hint(format!("one of {}", names().collect::<Vec<_>>().join(", "))),
            meant => mistake.hint(format!("did you mean `{meant}`?")),
        });
    }

    fn stray(&mut self, head: &Head<'_>, word: &str) {
        let opening = CLOSED.iter().find(|(_, close)| *close == word).map(|(open, _)| *open);
        let message = match opening {
            Some(_) => format!("`{word}` closes nothing"),
            None => format!("`{word}` stands outside of `if` and `for`"),
        };
        let mistake = Mistake::new(head.span.start, message);
        self.tell(match opening {
            Some(open) => mistake.hint(format!("there is no `{open}` that is open here")),
            None => mistake,
        });
    }

    /// Reads the inside of a tag up to its closing tag, which is consumed if
    /// it is there. `dividers` end a part of it.
    fn inside(&mut self, head: &Head<'_>, close: &'static str) -> Vec<Node> {
        let too_deep = self.open.len() >= DEEPEST;
        if too_deep {
            self.tell(Mistake::new(head.span.start, "tags stand too deep in one another"));
        }
        self.open.push(close);
        let nodes = self.nodes();
        self.open.pop();
        nodes
    }

    /// Consumes the closing tag; tells where there is another or none.
    fn close(&mut self, head: &Head<'_>, close: &'static str, name: Option<&Name>) -> usize {
        let Some(end) = self.head().filter(|end| self.meant(&end.word) == close) else {
            let open = CLOSED.iter().find(|(_, end)| *end == close).map_or("", |(open, _)| *open);
            let message = format!("`{open}` is not closed");
            self.tell(
                Mistake::new(head.span.start, message).hint(format!("write `{{% {close} %}}` at its end")),
            );
            return self.pieces.get(self.next).map_or(self.text.len(), |piece| match piece {
                Piece::Text(span) | Piece::Print { span, .. } | Piece::Tag { span, .. } => span.start,
            });
        };
        self.next += 1;
        if end.word != close {
            self.unknown(&end, close);
        }
        match end.tokens.get(1..) {
            Some([(Tok::Name(found), span)]) if name.is_some_and(|name| name.text != *found) => {
                let name = name.map_or("", |name| name.text.as_str());
                let message = format!("`{close}` names `{found}`, but `{name}` is open");
                self.tell(Mistake::new(span.start, message));
            }
            Some([_, ..]) if name.is_none() && end.whole => {
                let at = end.tokens[1].1.start;
                self.tell(Mistake::new(at, format!("`{close}` takes nothing behind it")));
            }
            _ => {}
        }
        end.span.end
    }

    fn for_loop(&mut self, head: &Head<'_>, rest: &[Token<'_>], end: usize) -> Option<Node> {
        let mut silent = Vec::new();
        let mistakes = if head.whole { &mut self.parsed.mistakes } else { &mut silent };
        let mut reader = Reader::new(rest, end, mistakes);
        let names = reader.loop_names();
        let start = reader.place().start;
        let of = names.as_ref().and_then(|_| reader.expression()).filter(|_| reader.finish());
        let body = self.inside(head, "endfor");
        let mut otherwise = Vec::new();
        if self.head().is_some_and(|head| self.meant(&head.word) == "else") {
            self.next += 1;
            otherwise = self.inside(head, "endfor");
        }
        let close = self.close(head, "endfor", None);
        // A loop that cannot be read still has a body, and its variable a name.
        let (key, value) = names.unwrap_or_else(|| (None, rest.first().map_or(String::new(), word_of)));
        let of = of.unwrap_or(Expr { kind: ExprKind::Broken, span: start..end.max(start) });
        Some(Node::For(Box::new(For { key, value, of, body, otherwise, span: head.span.start..close })))
    }

    fn condition(&mut self, head: &Head<'p>, rest: &'p [Token<'p>], end: usize) -> Node {
        let mut branches = Vec::new();
        let first = self.expression(rest, end, head.whole);
        let body = self.inside(head, "endif");
        branches.push((first, body));
        let mut otherwise = Vec::new();
        while let Some(next) = self.head() {
            match self.meant(&next.word) {
                "elif" => {
                    self.next += 1;
                    if next.word != "elif" {
                        self.unknown(&next, "elif");
                    }
                    let tokens = next.tokens.get(1..).unwrap_or_default();
                    let condition = self.expression(tokens, next.span.end.saturating_sub(2), next.whole);
                    let body = self.inside(head, "endif");
                    branches.push((condition, body));
                }
                "else" => {
                    self.next += 1;
                    if next.word != "else" {
                        self.unknown(&next, "else");
                    }
                    if let Some((_, span)) = next.tokens.get(1) {
                        let mistake = Mistake::new(span.start, "`else` takes nothing behind it");
                        self.tell(mistake.hint("`elif` takes a condition"));
                    }
                    otherwise = self.inside(head, "endif");
                }
                _ => break,
            }
        }
        self.close(head, "endif", None);
        Node::If { branches, otherwise }
    }

    fn block(&mut self, head: &Head<'_>, rest: &[Token<'_>], end: usize) -> Option<Node> {
        let mut reader = Reader::new(rest, end, &mut self.parsed.mistakes);
        let name = reader.name();
        if name.is_none() {
            reader.fail("the name of the block");
        }
        if self.open.iter().any(|open| ["endfor", "endcomponent"].contains(open)) {
            self.tell(Mistake::new(head.span.start, "a block cannot stand in a loop"));
        }
        if let Some(name) = &name {
            if self.blocks.contains(&name.text) {
                let message = format!("there are two blocks `{}`", name.text);
                self.tell(Mistake::new(name.span.start, message));
            }
            self.blocks.push(name.text.clone());
        }
        let body = self.inside(head, "endblock");
        self.close(head, "endblock", name.as_ref().or(Some(&nothing())));
        name.map(|name| Node::Block(Block { name, body }))
    }

    fn set(&mut self, head: &Head<'_>, rest: &[Token<'_>], end: usize, global: bool) -> Option<Node> {
        let mut reader = Reader::new(rest, end, &mut self.parsed.mistakes);
        let Some(name) = reader.name() else {
            reader.fail("the name of a variable");
            return None;
        };
        if reader.take("=") {
            let start = reader.place().start;
            let read = reader.expression().filter(|_| reader.finish());
            let value = read.unwrap_or(Expr { kind: ExprKind::Broken, span: start..end.max(start) });
            return Some(Node::Set { name, value, global });
        }
        let filters = filters(&mut reader);
        let _ = reader.finish();
        let body = self.inside(head, "endset");
        self.close(head, "endset", None);
        Some(Node::SetBlock { name, filters, body, global })
    }

    fn filtered(&mut self, head: &Head<'_>, rest: &[Token<'_>], end: usize) -> Option<Node> {
        let mut reader = Reader::new(rest, end, &mut self.parsed.mistakes);
        let mut calls: Vec<Call> = reader.call("the name of a filter").into_iter().collect();
        calls.extend(filters(&mut reader));
        let _ = reader.finish();
        let body = self.inside(head, "endfilter");
        self.close(head, "endfilter", None);
        Some(Node::Filtered { filters: calls, body })
    }

    fn quoted(&mut self, rest: &[Token<'_>], end: usize, expected: &str) -> Option<Name> {
        let mut reader = Reader::new(rest, end, &mut self.parsed.mistakes);
        let name = reader.text();
        match name.is_some() {
            true => drop(reader.finish()),
            false => reader.fail(&format!("{expected} in quotation marks")),
        }
        name
    }

    /// Reads `{% <name …> %} … {% </name> %}`.
    fn component_with_body(&mut self, head: &Head<'_>, rest: &[Token<'_>], end: usize) -> Option<Node> {
        let call = Reader::new(rest, end, &mut self.parsed.mistakes).attributes();
        self.open.push("</");
        let body = self.nodes();
        self.open.pop();
        match self.head() {
            Some(close) if close.word == "</" => self.next += 1,
            _ => self.tell(Mistake::new(head.span.start, "the component is not closed")),
        }
        call.map(|call| Node::Component { call, body })
    }

    fn definition(&mut self, head: &Head<'_>, rest: &[Token<'_>], end: usize) {
        let mut reader = Reader::new(rest, end, &mut self.parsed.mistakes);
        let Some(name) = reader.name() else {
            reader.fail("the name of the component");
            return;
        };
        let (arguments, takes_rest) = declared(rest);
        let body = self.inside(head, "endcomponent");
        self.close(head, "endcomponent", Some(&name));
        self.parsed.components.push(Component { name, arguments, takes_rest, body });
    }
}

/// Reads `| filter | filter`.
fn filters(reader: &mut Reader<'_, '_>) -> Vec<Call> {
    let mut calls = Vec::new();
    while reader.take("|") {
        match reader.call("the name of a filter") {
            Some(call) => calls.push(call),
            None => break,
        }
    }
    calls
}

/// Returns the names between the parentheses of a component's definition, with
/// whether each must be given; types and values are Tera's to check.
fn declared(rest: &[Token<'_>]) -> (Vec<(String, bool)>, bool) {
    let mut arguments: Vec<(String, bool)> = Vec::new();
    let mut takes_rest = false;
    let mut depth = 0;
    let mut begins = false;
    for (token, _) in rest {
        match token {
            Tok::Sign("(") => {
                depth += 1;
                begins = depth == 1;
            }
            Tok::Sign(")") => depth -= 1,
            Tok::Sign(",") if depth == 1 => begins = true,
            Tok::Sign("...") if begins => takes_rest = true,
            // An argument of the caller's scope need not be given.
            Tok::Sign("@") if begins => arguments.push((String::new(), false)),
            Tok::Name(name) if begins => {
                begins = false;
                match arguments.last_mut().filter(|(name, _)| name.is_empty()) {
                    Some(last) => (*name).clone_into(&mut last.0),
                    None => arguments.push(((*name).to_owned(), !takes_rest)),
                }
            }
            Tok::Sign("=") => {
                if let Some(last) = arguments.last_mut() {
                    last.1 = false;
                }
            }
            _ => {}
        }
    }
    (arguments, takes_rest)
}

fn word_of((token, _): &Token<'_>) -> String {
    match token {
        Tok::Name(name) => (*name).to_owned(),
        _ => String::new(),
    }
}

fn nothing() -> Name {
    Name { text: String::new(), span: 0..0 }
}

/// Tells whether a line before `extends` prints nothing; comments are not seen
/// as such, which is Tera's to judge.
fn is_silent(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line.starts_with("{#")
        || line.ends_with("#}")
        || !line.contains("{{") && !line.contains("{%")
}
