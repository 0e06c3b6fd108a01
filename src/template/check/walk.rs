//! The walk over a template as it is rendered: through its parents' blocks and
//! its includes, with what is visible at each place.

use std::collections::{BTreeMap, BTreeSet};

use super::calls;
use super::kind::Kind;
use super::scope::Scope;
use super::tree::{Block, Call, Component, Expr, ExprKind, For, Mistake, Name, Node, Parsed, each_block};
use crate::error::{name_hint, nearest};

/// Templates that were read, by name, with what they may be given.
pub(super) struct Library<'a> {
    pub(super) texts: &'a BTreeMap<String, String>,
    pub(super) parsed: BTreeMap<String, Parsed>,
    pub(super) view: Kind,
    /// Languages that have labels.
    pub(super) languages: Vec<String>,
}

impl Library<'_> {
    pub(super) fn components(&self) -> impl Iterator<Item = (&str, &Component)> {
        self.parsed.iter().flat_map(|(name, parsed)| {
            parsed.components.iter().map(move |component| (name.as_str(), component))
        })
    }

    pub(super) fn has_language(&self, tag: &str) -> bool {
        self.languages.contains(&crate::labels::primary(tag))
    }

    pub(super) fn languages(&self) -> Vec<String> {
        self.languages.clone()
    }

    /// Returns a template's parents, the nearest first; a circle ends it.
    pub(super) fn parents<'s>(&'s self, name: &'s str) -> Vec<&'s str> {
        let mut chain: Vec<&str> = vec![name];
        while let Some(parent) = chain.last().and_then(|last| self.parsed.get(*last)?.extends.as_ref())
            && self.parsed.contains_key(&parent.text)
            && !chain.contains(&parent.text.as_str())
        {
            chain.push(&parent.text);
        }
        chain.remove(0);
        chain
    }
}

/// What a template does with excerpts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    /// It prints a citation mark.
    Mark,
    /// It prints an excerpt's words through a filter.
    Changed,
}

/// A mistake with the template that it is in.
pub(super) type Told = BTreeSet<(String, Mistake)>;

/// So many bodies are walked for one template; more are copies of one another.
const MOST_BODIES: usize = 4_000;

pub(super) struct Walk<'a> {
    pub(super) library: &'a Library<'a>,
    pub(super) scope: Scope,
    /// Loops of this file that are around the place.
    pub(super) loops: usize,
    /// Whether what is visible is not known: in a part that nothing includes.
    pub(super) is_loose: bool,
    /// The value of `where(value=…)`, until the field is known.
    pub(super) pending_choice: Option<Expr>,
    file: String,
    told: &'a mut Told,
    seen: BTreeMap<Seen, (String, usize)>,
    /// Each block with its bodies, that of the child first.
    blocks: BTreeMap<String, Vec<(String, &'a Block)>>,
    /// The block that is walked, and which of its bodies.
    block: Option<(String, usize)>,
    including: Vec<String>,
    bodies: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(library: &'a Library<'a>, file: &str, told: &'a mut Told) -> Self {
        Self {
            library,
            scope: Scope::of(&library.view),
            loops: 0,
            is_loose: false,
            pending_choice: None,
            file: file.to_owned(),
            told,
            seen: BTreeMap::new(),
            blocks: BTreeMap::new(),
            block: None,
            including: vec![file.to_owned()],
            bodies: 0,
        }
    }

    /// Walks a template as it is rendered; returns where marks are printed and
    /// words changed first.
    pub(super) fn root(mut self, name: &str) -> BTreeMap<Seen, (String, usize)> {
        let mut chain = vec![name];
        chain.extend(self.library.parents(name));
        for file in &chain {
            let (file, parsed) = self.library.parsed.get_key_value(*file).expect("the chain has been read");
            each_block(&parsed.nodes, &mut |block| {
                self.blocks.entry(block.name.text.clone()).or_default().push((file.clone(), block));
            });
        }
        self.parent_is_there(name);
        self.blocks_have_places(&chain);
        let base = chain.last().expect("the chain has the template itself");
        (*base).clone_into(&mut self.file);
        self.nodes(&self.library.parsed[*base].nodes);
        self.seen
    }

    /// Walks a part that nothing includes.
    pub(super) fn part(mut self, name: &str) {
        self.is_loose = true;
        self.nodes(&self.library.parsed[name].nodes);
    }

    fn parent_is_there(&mut self, name: &str) {
        let library = self.library;
        let Some(parent) = &library.parsed[name].extends else { return };
        if !library.parsed.contains_key(&parent.text) {
            self.missing("extends", parent);
        } else if library.parents(name).last().is_some_and(|last| library.parsed[*last].extends.is_some()) {
            let message = format!("`{}` extends this template in turn", parent.text);
            self.tell(Mistake::new(parent.span.start + 1, message));
        }
    }

    /// Tells of the blocks that stand in no parent: nothing prints them.
    fn blocks_have_places(&mut self, chain: &[&str]) {
        let [own, parents @ ..] = chain else { return };
        if self.library.parsed[*own].extends.is_none() || parents.is_empty() {
            return;
        }
        let mut places: Vec<&str> = Vec::new();
        for parent in parents {
            each_block(&self.library.parsed[*parent].nodes, &mut |block| places.push(&block.name.text));
        }
        for node in &self.library.parsed[*own].nodes {
            let Node::Block(block) = node else { continue };
            if !places.contains(&block.name.text.as_str()) {
                let message = format!("no parent has a block `{}`, so it is not printed", block.name.text);
                let hint = name_hint(&block.name.text, places.iter().copied());
                self.tell(Mistake::new(block.name.span.start, message).hint(hint));
            }
        }
    }

    fn missing(&mut self, what: &str, name: &Name) {
        let names: Vec<&str> = self.library.parsed.keys().map(String::as_str).collect();
        let hint = match nearest(&name.text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => name_hint(&name.text, names.iter().copied()),
        };
        let message = format!("{what} `{}`, which is not in `templates/`", name.text);
        self.tell(Mistake::new(name.span.start + 1, message).hint(hint));
    }

    pub(super) fn tell(&mut self, mistake: Mistake) {
        self.told.insert((self.file.clone(), mistake));
    }

    pub(super) fn note(&mut self, seen: Seen, at: usize) {
        self.seen.entry(seen).or_insert_with(|| (self.file.clone(), at));
    }

    fn text(&self) -> &'a str {
        self.library.texts.get(&self.file).map_or("", String::as_str)
    }

    /// Returns an expression as it is written.
    pub(super) fn slice(&self, expr: &Expr) -> &'a str {
        self.text().get(expr.span.clone()).unwrap_or_default()
    }

    pub(super) fn line_of(&self, at: usize) -> usize {
        self.text().get(..at).map_or(1, |before| before.matches('\n').count() + 1)
    }

    /// Returns what a loop variable of this name usually is: a member of the
    /// list `name` + `s` of the view, or of a part of it.
    pub(super) fn guess(&self, name: &str) -> Option<Kind> {
        let Kind::Record(view) = &self.library.view else { return None };
        let usual = [
            ("other", "excerpts.0.also_in.0"),
            ("side", "disagreements.0.sides.0"),
            ("point", "series.0.points.0"),
        ];
        let usual = usual.iter().find(|(known, _)| *known == name).map(|(_, path)| (*path).to_owned());
        let path = usual.unwrap_or_else(|| format!("{}s.0", name.trim_end_matches('s')));
        let whole = Kind::Record(view.clone());
        whole.at(&path).ok().filter(|_| view.fields.contains_key(path.split('.').next().unwrap_or_default()))
    }

    fn nodes(&mut self, nodes: &'a [Node]) {
        self.bodies += 1;
        if self.bodies > MOST_BODIES {
            return;
        }
        nodes.iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &'a Node) {
        match node {
            Node::Text | Node::Jump => {}
            Node::Print(expr) => self.print(expr),
            Node::Set { name, value, global } => {
                let kind = self.infer(value);
                match global {
                    true => self.scope.set_global(&name.text, kind),
                    false => self.scope.set(&name.text, kind),
                }
            }
            Node::SetBlock { name, filters, body, global } => {
                self.nodes(body);
                filters.iter().for_each(|call| drop(calls::filter_of_block(self, call)));
                match global {
                    true => self.scope.set_global(&name.text, Kind::Markdown),
                    false => self.scope.set(&name.text, Kind::Markdown),
                }
            }
            Node::For(one) => self.for_loop(one),
            Node::If { branches, otherwise } => self.condition(branches, otherwise),
            Node::Include(name) => self.include(name),
            Node::Block(block) => self.block(block),
            Node::Filtered { filters, body } => {
                self.nodes(body);
                filters.iter().for_each(|call| drop(calls::filter_of_block(self, call)));
            }
            Node::Component { call, body } => {
                self.nodes(body);
                calls::component(self, call);
            }
        }
    }

    fn print(&mut self, expr: &Expr) {
        let kind = self.infer(expr);
        if let ExprKind::Field { name, .. } = &expr.kind
            && name.text == "mark"
        {
            self.note(Seen::Mark, name.span.start);
        }
        let path = self.slice(expr);
        match kind.certain() {
            Kind::List(_) => {
                let hint = format!("loop over it, or write `{path} | join_and` or `{path} | length`");
                self.tell(Mistake::new(expr.span.start, format!("`{path}` is a list")).hint(hint));
            }
            Kind::Record(record) if record.name != "loop" => {
                let fields: Vec<&str> = record.fields.keys().map(String::as_str).take(4).collect();
                let hint =
                    format!("write a field of it, such as `{path}.{}`", fields.join(&format!("`, `{path}.")));
                self.tell(Mistake::new(expr.span.start, format!("`{path}` is a mapping")).hint(hint));
            }
            _ => {}
        }
    }

    fn for_loop(&mut self, one: &'a For) {
        let member = self.members(&one.of, one.key.is_some());
        self.scope.enter();
        self.loops += 1;
        if let Some(key) = &one.key {
            self.scope.set(key, Kind::Text);
        }
        if !one.value.is_empty() {
            self.scope.set(&one.value, member);
        }
        self.nodes(&one.body);
        self.loops -= 1;
        self.scope.leave(self.line_of(one.span.start));
        self.nodes(&one.otherwise);
    }

    fn condition(&mut self, branches: &'a [(Expr, Vec<Node>)], otherwise: &'a [Node]) {
        let mut refused = Vec::new();
        for (condition, body) in branches {
            self.infer(condition);
            let mark = self.scope.assume(condition, true);
            self.nodes(body);
            self.scope.forget(mark);
            refused.push(self.scope.assume(condition, false));
        }
        self.nodes(otherwise);
        refused.first().into_iter().for_each(|mark| self.scope.forget(*mark));
    }

    fn include(&mut self, name: &'a Name) {
        let library = self.library;
        let Some(parsed) = library.parsed.get(&name.text) else { return self.missing("needs", name) };
        if self.including.contains(&name.text) {
            let message = format!("`{}` includes itself", name.text);
            return self.tell(Mistake::new(name.span.start + 1, message));
        }
        self.including.push(name.text.clone());
        let file = std::mem::replace(&mut self.file, name.text.clone());
        let loops = std::mem::take(&mut self.loops);
        let block = self.block.take();
        // What an include sets is its own.
        let scope = self.scope.clone();
        self.nodes(&parsed.nodes);
        self.scope = scope;
        self.block = block;
        self.loops = loops;
        self.file = file;
        self.including.pop();
    }

    fn block(&mut self, block: &'a Block) {
        match self.blocks.get(&block.name.text).and_then(|bodies| bodies.first()).cloned() {
            Some((file, first)) => self.block_body(&file, first, 0),
            None => self.nodes(&block.body),
        }
    }

    fn block_body(&mut self, file: &str, block: &'a Block, level: usize) {
        let before = std::mem::replace(&mut self.file, file.to_owned());
        let outer = self.block.replace((block.name.text.clone(), level));
        self.nodes(&block.body);
        self.block = outer;
        self.file = before;
    }

    /// Walks the parent's body of the block that `super()` stands in.
    pub(super) fn parent_block(&mut self, call: &Call) -> Kind {
        let Some((name, level)) = self.block.clone() else {
            if !self.is_loose {
                let message = "`super()` stands outside of a block";
                self.tell(Mistake::new(call.name.span.start, message));
            }
            return Kind::Markdown;
        };
        let parent = self.blocks.get(&name).and_then(|bodies| bodies.get(level + 1)).cloned();
        match parent {
            Some((file, block)) => self.block_body(&file, block, level + 1),
            None => {
                let message = format!("no parent has a block `{name}` that `super()` could print");
                self.tell(Mistake::new(call.name.span.start, message));
            }
        }
        Kind::Markdown
    }

    /// Walks a component's body, which sees its arguments only.
    pub(super) fn component_body(&mut self, file: &str, component: &'a Component) {
        let key = format!("<{}>", component.name.text);
        if self.including.contains(&key) {
            return;
        }
        self.including.push(key);
        let before = std::mem::replace(&mut self.file, file.to_owned());
        let nothing = Kind::record("component", []);
        let scope = std::mem::replace(&mut self.scope, Scope::of(&nothing));
        for (name, _) in &component.arguments {
            self.scope.set(name, Kind::Any);
        }
        self.scope.set("body", Kind::Markdown);
        let loops = std::mem::take(&mut self.loops);
        self.nodes(&component.body);
        self.loops = loops;
        self.scope = scope;
        self.file = before;
        self.including.pop();
    }
}
